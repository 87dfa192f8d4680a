//! What a caller of the client gets, over real HTTP.

use super::canned_server::{Answered, Canned, ok, refuse};
use super::{Client, Options};
use crate::model::{ErrorKind, RuleKey, RuleState, Thing};
use futures_util::TryStreamExt as _;
use serde_json::json;

#[tokio::test]
async fn rules_come_page_by_page_with_states_newer_than_we_are() {
    let server = Canned::start(|asked| match asked.body.get("NextToken") {
        None => ok(&json!({"Rules": [{"Name": "a", "State": "ENABLED_ON_FULL_MOON", "EventBusName": "b"}], "NextToken": "2"})),
        Some(_) => {
            ok(&json!({"Rules": [{"Name": "c", "State": "DISABLED", "EventPattern": "", "ScheduleExpression": "rate(1 day)"}]}))
        }
    })
    .await;
    let pages: Vec<_> = server.client.rules("b").try_collect().await.unwrap();
    assert_eq!(pages.len(), 2);
    assert_eq!(pages[0][0].state, RuleState::Other("ENABLED_ON_FULL_MOON".to_owned()));
    let second = &pages[1][0];
    assert_eq!(
        (second.bus.as_str(), second.pattern.as_deref(), second.schedule.as_deref()),
        ("b", None, Some("rate(1 day)"))
    );
    assert_eq!(server.requests()[0].body, json!({"EventBusName": "b", "Limit": 100}));
}

#[tokio::test]
async fn one_bus_that_is_denied_does_not_hide_the_others() {
    let server =
        Canned::start(|asked| match (asked.operation.as_str(), asked.body["EventBusName"].as_str()) {
            ("ListEventBuses", _) => {
                ok(&json!({"EventBuses": [{"Name": "x"}, {"Name": "y"}, {"Name": "z"}]}))
            }
            (_, Some("y")) => refuse(400, "AccessDeniedException", "no"),
            (_, Some(bus)) => ok(&json!({"Rules": [{"Name": format!("rule-of-{bus}")}]})),
            _ => refuse(400, "ValidationException", "no bus"),
        })
        .await;
    let mut pages = server.client.all_rules();
    let (mut names, mut errors) = (Vec::new(), Vec::new());
    loop {
        match pages.try_next().await {
            Ok(Some(page)) => names.extend(page.into_iter().map(|rule| rule.name)),
            Ok(None) => break,
            Err(error) => errors.push(error.kind),
        }
    }
    assert_eq!(
        (names, errors),
        (vec!["rule-of-x".to_owned(), "rule-of-z".to_owned()], vec![ErrorKind::Denied])
    );
}

#[tokio::test]
async fn rules_that_wait_to_be_fetched_hold_nobody_up() {
    let server = Canned::start(|asked| match asked.operation.as_str() {
        "ListEventBuses" => ok(
            &json!({"EventBuses": (0..30).map(|n| json!({"Name": format!("b{n:02}")})).collect::<Vec<_>>()}),
        ),
        "ListRules" => ok(&json!({"Rules": [{"Name": asked.body["EventBusName"]}]})),
        _ => ok(&json!({"Targets": []})),
    })
    .await;
    let mut rules = server.client.all_rules();
    let mut order = Vec::new();
    while let Some(page) = rules.try_next().await.unwrap() {
        let calls = (0..20).map(|_| server.client.targets(&page[0].key()).try_concat());
        futures_util::future::try_join_all(calls).await.unwrap();
        order.push(page[0].name.clone());
    }
    assert_eq!(order.len(), 30);
    assert!(order.is_sorted(), "in the order of the buses: {order:?}");
}

#[tokio::test]
async fn a_targets_settings_are_kept_whole() {
    let settings =
        json!({"SageMakerPipelineParameters": {"New": [1]}, "Id": "1", "Arn": "arn:aws:sqs:us-east-1:1:q"});
    let server = Canned::start(move |_| ok(&json!({ "Targets": [settings] }))).await;
    let targets = server.client.targets(&RuleKey::new("default", "r")).try_concat().await.unwrap();
    assert_eq!(targets[0].parameters["SageMakerPipelineParameters"], json!({"New": [1]}));
}

#[tokio::test]
async fn no_verdict_is_not_no_match() {
    for (body, verdict) in
        [(json!({}), None), (json!({"Result": false}), Some(false)), (json!({"Result": true}), Some(true))]
    {
        let server = Canned::start(move |_| ok(&body)).await;
        assert_eq!(server.client.test_event_pattern("{}", "{}").await, Ok(verdict));
    }
    // As moto answers.
    let nothing = |_: &_| Answered { status: 200, kind: "text/html; charset=utf-8", body: "".into() };
    let server = Canned::start(nothing).await;
    assert_eq!(server.client.test_event_pattern("{}", "{}").await, Ok(None));
}

#[tokio::test]
async fn log_pages_may_be_empty_and_times_may_be_fractions() {
    let server = Canned::start(|asked| match asked.body.get("nextToken") {
        None => ok(&json!({"events": [], "nextToken": "more"})),
        Some(_) => ok(&json!({"events": [{"logStreamName": "s", "timestamp": 5.5, "ingestionTime": 6.5, "message": "m"}]})),
    })
    .await;
    let events = server.client.log_events("g", 0, None, None).try_concat().await.unwrap();
    assert_eq!((events.len(), events[0].timestamp, events[0].ingested), (1, 5, 6));
}

/// The error of ListEventBuses when the server answers so.
async fn error_of(status: u16, kind: &'static str, body: &'static str) -> crate::model::CallError {
    let server = Canned::start(move |_| Answered { status, kind, body: body.into() }).await;
    server.client.buses().try_concat().await.unwrap_err()
}

#[tokio::test]
async fn every_failure_says_what_why_and_what_next() {
    let json = "application/x-amz-json-1.1";
    let denied = r#"{"__type":"AccessDeniedException","message":"User: arn:aws:iam::1:user/u is not authorized to perform: events:ListEventBuses on resource: * because no identity-based policy allows it"}"#;
    let cases = [
        (400, json, denied, ErrorKind::Denied, "it needs events:ListEventBuses"),
        (403, json, "{}", ErrorKind::Denied, "it needs events:ListEventBuses"),
        (
            400,
            json,
            r#"{"__type":"com.amazon#ResourceNotFoundException","message":"Event bus x does not exist."}"#,
            ErrorKind::NotFound,
            "Event bus x does not exist",
        ),
        (
            400,
            json,
            r#"{"__type":"ManagedRuleException","message":"Managed"}"#,
            ErrorKind::Managed,
            "owns this rule",
        ),
        (
            400,
            json,
            r#"{"__type":"ExpiredTokenException","message":"The security token included in the request is expired"}"#,
            ErrorKind::Expired,
            "buslens demo",
        ),
        (
            403,
            json,
            r#"{"__type":"UnrecognizedClientException","message":"The security token included in the request is invalid."}"#,
            ErrorKind::NoCredentials,
            "buslens demo",
        ),
        (
            400,
            json,
            r#"{"__type":"ValidationException","message":"bad\u001b[31m name"}"#,
            ErrorKind::Invalid,
            "bad [31m name",
        ),
        (
            404,
            "text/html",
            "<!doctype html><title>404</title>",
            ErrorKind::Unsupported,
            "does not know this call",
        ),
        (501, json, "{}", ErrorKind::Unsupported, "Emulators carry only part"),
        (
            400,
            json,
            r#"{"__type":"UnknownOperationException"}"#,
            ErrorKind::Unsupported,
            "does not know this call",
        ),
        // As moto answers.
        (
            403,
            "text/html",
            "<?xml version=\"1.0\"?>\n<ErrorResponse><Errors><Error><Code>AccessDenied</Code></Error></Errors></ErrorResponse>",
            ErrorKind::Denied,
            "not allowed, it needs events:ListEventBuses",
        ),
        (500, "text/html", "<html>oops</html>", ErrorKind::Other, "web page (HTTP 500)"),
        (200, "text/html", "<html>please log in</html>", ErrorKind::Network, "web page (HTTP 200)"),
        (200, "text/html", "", ErrorKind::Network, "cannot be read: it is empty"),
        (200, json, r#"{"EventBuses":7}"#, ErrorKind::Network, "cannot be read"),
        (200, json, r#"{"EventBuses":[{"CreationTime":"x"}]}"#, ErrorKind::Network, "cannot be read"),
    ];
    for (status, kind, body, expected, part) in cases {
        let error = error_of(status, kind, body).await;
        let words = error.to_string();
        assert_eq!(error.kind, expected, "{words}");
        assert!(words.starts_with("ListEventBuses failed: "), "{words}");
        assert!(words.contains(part), "{words}");
        assert!(!words.contains(char::is_control), "{words:?}");
    }
}

#[tokio::test]
async fn an_answer_about_another_thing_or_about_none_is_not_acted_upon() {
    let other = json!({"Name": "other", "Arn": "arn:aws:events:r:1:rule/other", "State": "ENABLED",
        "EventPattern": "{\"source\":[\"z\"]}"});
    for (answer, said) in [
        (other, "it is about `other`, and `mine` was asked for"),
        (json!({}), "it has no Name"),
        (json!({"Name": "mine"}), "it has no Arn"),
    ] {
        let server = Canned::start(move |_| ok(&answer)).await;
        let key = RuleKey::new("default", "mine");
        let thing = Thing::Rule(key.clone());
        for error in
            [server.client.rule(&key).await.unwrap_err(), server.client.whole(&thing).await.unwrap_err()]
        {
            assert_eq!(error.kind, ErrorKind::Network, "{error}");
            let words = error.to_string();
            assert!(
                words.starts_with(&format!("DescribeRule failed: the answer cannot be read: {said}")),
                "{words}"
            );
        }
    }
    let server = Canned::start(|_| ok(&json!({}))).await;
    let error = server.client.targets(&RuleKey::new("default", "mine")).try_concat().await.unwrap_err();
    assert!(error.to_string().contains("it has no list of Targets"), "{error}");
    let function = crate::model::Arn::new("arn:aws:lambda:us-east-1:111122223333:function:f");
    let error = server.client.function_policy(&function).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Network, "a function without a policy is answered otherwise: {error}");
}

#[tokio::test]
async fn what_a_server_tells_of_a_connections_secrets_is_not_taken_along() {
    let headers = json!([{"Key": "stage", "Value": "prod", "IsValueSecret": false},
        {"Key": "token", "Value": "s3cret", "IsValueSecret": true}]);
    let basic = json!({"Username": "me", "Password": "s3cret"});
    let answer = json!({"Name": "c", "ConnectionArn": "arn:aws:events:us-east-1:111122223333:connection/c/1",
        "AuthParameters": {"BasicAuthParameters": basic, "InvocationHttpParameters": {"HeaderParameters": headers}}});
    let server = Canned::start(move |_| ok(&answer)).await;
    let told = server.client.describe(&Thing::Connection("c".into())).await.unwrap();
    let parameters = &told["AuthParameters"];
    assert_eq!(parameters["BasicAuthParameters"], json!({"Username": "me", "Password": "(not shown)"}));
    assert_eq!(parameters["InvocationHttpParameters"]["HeaderParameters"][0]["Value"], "prod");
    assert!(!told.to_string().contains("s3cret"), "{told}");
}

#[tokio::test]
async fn a_fraction_for_a_whole_number_is_named() {
    let server =
        Canned::start(|_| ok(&json!({"logGroups": [{"logGroupName": "g", "storedBytes": 1.5}]}))).await;
    let error = server.client.log_group("g").await.unwrap_err();
    assert!(error.to_string().contains("a fraction where AWS sends a whole number"), "{error}");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named() {
    let server = Canned::start(|_| ok(&json!({}))).await;
    let options =
        Options { endpoint: Some("http://127.0.0.1:1".to_owned()), embedded: true, ..Options::default() };
    let error = Client::connect(options).await.unwrap().buses().try_concat().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Network);
    assert!(error.message.contains("http://127.0.0.1:1 refused the connection"), "{error}");
    assert!(server.endpoint.starts_with("http://127.0.0.1:"));
}

#[tokio::test]
async fn identity_adds_account_and_caller() {
    let body = "<GetCallerIdentityResponse \
        xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>\
        <Arn>arn:aws:iam::111122223333:user/me</Arn><UserId>U</UserId><Account>111122223333</Account>\
        </GetCallerIdentityResult></GetCallerIdentityResponse>";
    let server = Canned::start(move |_| Answered { status: 200, kind: "text/xml", body: body.into() }).await;
    let session = server.client.identity().await.unwrap();
    assert_eq!(session.account.as_deref(), Some("111122223333"));
    assert_eq!((session.region.as_str(), session.embedded), ("us-east-1", true));
    assert_eq!(session.endpoint, Some(server.endpoint.as_str().into()));
}

#[tokio::test]
async fn a_write_that_a_gateway_gave_up_on_is_not_sent_again() {
    let server = Canned::start(|_| Answered { status: 503, kind: "text/html", body: Vec::new() }).await;
    let entry = crate::model::EventEntry {
        source: "a".to_owned(),
        detail_type: "t".to_owned(),
        detail: "{}".to_owned(),
        ..crate::model::EventEntry::default()
    };
    let mut told = Vec::new();
    let keep = |outcomes: &[crate::model::EntryOutcome]| {
        told.extend(outcomes.to_vec());
        true
    };
    let error = server.client.put_events(&[entry], keep).await.unwrap_err();
    assert_eq!((error.kind, server.requests().len()), (ErrorKind::NotKnown, 1), "{error}");
    assert!(matches!(told.as_slice(), [crate::model::EntryOutcome::NotKnown { .. }]), "{told:?}");
}

#[tokio::test]
async fn what_is_refused_for_coming_too_fast_goes_on_from_the_page_it_has() {
    let calls = std::sync::atomic::AtomicUsize::new(0);
    let server = Canned::start(move |asked| {
        let page = asked.body["NextToken"].as_str().map_or(0, |token| token.parse::<usize>().unwrap());
        match calls.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
            // As the service says it, and as gateways do: by the status alone.
            1 => refuse(400, "ThrottlingException", "Rate exceeded"),
            3 => Answered { status: 429, kind: "text/plain", body: Vec::new() },
            _ if page < 3 => ok(&json!({"EventBuses": [{"Name": "x"}], "NextToken": (page + 1).to_string()})),
            _ => ok(&json!({"EventBuses": [{"Name": "last"}]})),
        }
    })
    .await;
    let conditions = server.client.conditions();
    let buses = server.client.buses().try_concat().await.unwrap();
    assert_eq!(
        (buses.len(), server.requests().len()),
        (4, 6),
        "no page is asked for again but the refused ones"
    );
    assert!(conditions.has_changed().unwrap(), "that it is slowed down is told");
}

#[tokio::test]
async fn a_quota_that_is_used_up_is_not_waited_for() {
    let server = Canned::start(|_| refuse(400, "LimitExceededException", "no more sessions")).await;
    assert!(server.client.buses().try_concat().await.is_err());
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_time_that_is_refused_is_told_as_the_clocks_fault() {
    let json = "application/x-amz-json-1.1";
    for body in [
        r#"{"__type":"InvalidSignatureException","message":"Signature expired: 20261128T110000Z is now earlier than 20261128T115500Z"}"#,
        r#"{"__type":"RequestTimeTooSkewed","message":"The difference is too large"}"#,
    ] {
        let error = error_of(403, json, body).await;
        assert!(error.message.contains("clock") && error.to_string().contains("timedatectl"), "{error}");
    }
}

#[tokio::test]
async fn a_page_of_a_proxy_is_no_missing_permission_and_an_organizations_denial_is_told_as_that() {
    let error = error_of(403, "text/html", "<html>blocked by policy</html>").await;
    assert_eq!(error.kind, ErrorKind::Network, "{error}");
    assert!(error.message.contains("a page of its own (HTTP 403)"), "{error}");
    let denied = r#"{"__type":"AccessDeniedException","message":"User: arn:aws:iam::1:user/u is not authorized to perform: events:ListEventBuses on resource: * with an explicit deny in a service control policy"}"#;
    let error = error_of(400, "application/x-amz-json-1.1", denied).await;
    assert!(error.to_string().contains("only the organization's administrators"), "{error}");
}

#[tokio::test]
async fn a_server_that_hangs_is_said_once_a_call_and_given_up_within_a_minute() {
    let hanging = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = Some(format!("http://{}", hanging.local_addr().unwrap()));
    let client = Client::connect(Options { endpoint, embedded: true, ..Options::default() }).await.unwrap();
    let mut conditions = client.conditions();
    let said = tokio::spawn(async move {
        let (mut before, mut said) = (crate::model::Conditions::default(), Vec::new());
        while conditions.changed().await.is_ok() {
            let now = conditions.borrow_and_update().clone();
            said.extend(now.news(&before));
            before = now;
        }
        said
    });
    // From here on the clock goes on by itself as soon as everybody waits for it.
    tokio::time::pause();
    let started = tokio::time::Instant::now();
    let error = client.buses().try_concat().await.unwrap_err();
    let waited = started.elapsed();
    assert!(waited < std::time::Duration::from_mins(1), "{waited:?}");
    assert!(error.message.contains("gave no answer in time"), "{error}");
    drop(client);
    let said = said.await.unwrap();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("ListEventBuses has had no answer for 3 s"), "{said:?}");
}
