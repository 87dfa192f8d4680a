//! What a change says and sends.

use super::{Change, ChangeFault, Held, Thing};
use crate::model::{Arn, RuleKey};
use serde_json::{Value, json};

fn settings(json: Value) -> Held {
    Held::with_settings(json.as_object().unwrap().clone())
}

#[test]
fn only_what_differs_is_sent() {
    let rule = Thing::Rule(RuleKey::new("orders", "r"));
    let mut was = settings(json!({"EventPattern": "{}", "State": "ENABLED", "Description": "d"}));
    let target =
        |id: &str| json!({"Id": id, "Arn": "arn:aws:sqs:us-east-1:1:q"}).as_object().unwrap().clone();
    was.targets = Some([("a".to_owned(), target("a")), ("b".to_owned(), target("b"))].into());
    let operations = |to: &Held| -> Vec<&str> {
        let change = Change::update(rule.clone(), was.clone(), to.clone());
        change.steps().iter().map(|step| step.operation).collect()
    };
    let with = |edit: &dyn Fn(&mut Held)| {
        let mut to = was.clone();
        edit(&mut to);
        to
    };
    assert_eq!(operations(&was), [""; 0]);
    assert_eq!(operations(&with(&|to| to.set("State", Some(json!("DISABLED"))))), ["DisableRule"]);
    let all = json!("ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS");
    assert_eq!(operations(&with(&|to| to.set("State", Some(all.clone())))), ["PutRule"]);
    let moved = with(&|to| {
        let targets = to.targets.as_mut().unwrap();
        targets.remove("a");
        targets.insert("c".to_owned(), target("c"));
    });
    assert_eq!(operations(&moved), ["RemoveTargets", "PutTargets"]);
    let steps = Change::update(rule.clone(), was.clone(), moved).steps();
    assert_eq!(steps[1].body["Targets"], json!([{"Id": "c", "Arn": "arn:aws:sqs:us-east-1:1:q"}]));
    let gone: Vec<_> = Change::delete(rule, was).steps().into_iter().map(|step| step.operation).collect();
    assert_eq!(gone, ["RemoveTargets", "DeleteRule"]);
}

#[test]
fn an_update_empties_what_is_to_go_and_echoes_the_rest() {
    let was = settings(json!({"Description": "d", "KmsKeyIdentifier": "k", "LogConfig": {"Level": "INFO"}}));
    let mut to = was.clone();
    to.set("KmsKeyIdentifier", None);
    let steps = Change::update(Thing::Bus("b".to_owned()), was, to).steps();
    assert_eq!(steps[0].operation, "UpdateEventBus");
    let body =
        json!({"Name": "b", "Description": "d", "KmsKeyIdentifier": "", "LogConfig": {"Level": "INFO"}});
    assert_eq!(steps[0].body, body);
}

#[test]
fn a_structure_goes_with_its_last_member() {
    let mut held = settings(json!({"LogConfig": {"Level": "INFO"}}));
    held.set("LogConfig.IncludeDetail", Some(json!("FULL")));
    assert_eq!(held.setting("LogConfig"), Some(&json!({"Level": "INFO", "IncludeDetail": "FULL"})));
    held.set("LogConfig.Level", None);
    held.set("LogConfig.IncludeDetail", None);
    assert_eq!(held.setting("LogConfig"), None);
}

#[test]
fn a_target_of_another_account_is_refused_without_a_role_before_it_is_sent() {
    let faults = |arn: &str, role: Option<&str>| -> Vec<String> {
        let mut target = json!({"Id": "a", "Arn": arn});
        if let Some(role) = role {
            target["RoleArn"] = json!(role);
        }
        let mut to = settings(json!({"EventPattern": "{\"source\": [\"a\"]}", "State": "ENABLED"}));
        to.targets = Some([("a".to_owned(), target.as_object().unwrap().clone())].into());
        let change = Change::create(Thing::Rule(RuleKey::new("orders", "r")), to);
        change.faults(Some("111122223333")).iter().map(super::ChangeFault::sentence).collect()
    };
    let theirs = "arn:aws:sqs:us-east-1:444455556666:q";
    let said = faults(theirs, None).join(" ");
    assert!(said.contains("in another account through a role only"), "{said}");
    assert_eq!(faults(theirs, Some("arn:aws:iam::111122223333:role/r")), Vec::<String>::new());
    assert_eq!(faults("arn:aws:sqs:us-east-1:111122223333:q", None), Vec::<String>::new());
}

#[test]
fn a_rate_that_is_taken_away_is_the_one_that_holds_without_it() {
    let was = settings(json!({"HttpMethod": "POST", "InvocationRateLimitPerSecond": 5}));
    let to = settings(json!({"HttpMethod": "POST"}));
    let steps = Change::update(Thing::Destination("d".to_owned()), was, to.clone()).steps();
    assert_eq!(steps[0].body["InvocationRateLimitPerSecond"], 300, "0 is refused");
    let back = |rate: u64| settings(json!({"HttpMethod": "POST", "InvocationRateLimitPerSecond": rate}));
    assert_eq!(to.not_as_wanted(&back(300)), []);
    assert_eq!(to.not_as_wanted(&back(5)).len(), 1);
    let archive = settings(json!({"RetentionDays": 7}));
    let steps = Change::update(Thing::Archive("a".to_owned()), archive, settings(json!({}))).steps();
    assert_eq!(steps[0].body["RetentionDays"], 0);
}

#[test]
fn a_private_connection_reads_back_as_it_was_written() {
    let private = |more: Value| {
        let mut resource =
            json!({"ResourceConfigurationArn": "arn:aws:vpc-lattice:us-east-1:1:resourceconfiguration/r"});
        resource.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({"ResourceParameters": resource})
    };
    let answer = json!({
        "AuthorizationType": "BASIC", "ConnectionState": "AUTHORIZED", "ConnectionArn": "arn:aws:events:us-east-1:1:connection/c",
        "InvocationConnectivityParameters": private(json!({"ResourceAssociationArn": "arn:aws:vpc-lattice:us-east-1:1:a"})),
    });
    let read = Held::described(super::ThingKind::Connection, &answer);
    let given = settings(json!({
        "AuthorizationType": "BASIC", "InvocationConnectivityParameters": private(json!({})),
    }));
    assert_eq!(given.differences(&read), []);
    let mut to = read.clone();
    to.set("InvocationConnectivityParameters", None);
    let faults = Change::update(Thing::Connection("c".to_owned()), read.clone(), to).faults(None);
    assert!(faults.iter().any(|fault| fault.sentence().contains("not removed")), "{faults:?}");
    let same = Change::update(Thing::Connection("c".to_owned()), read.clone(), read).faults(None);
    assert!(same.is_empty(), "{same:?}");
}

#[test]
fn an_authorization_that_is_gone_is_not_taken_away_once_more() {
    for (state, calls) in [("DEAUTHORIZED", 0), ("AUTHORIZED", 1)] {
        let was = Held { state: Some(state.to_owned()), ..Held::default() };
        let to = Held { deauthorized: true, ..was.clone() };
        let change = Change::update(Thing::Connection("bank".to_owned()), was, to);
        assert_eq!(change.steps().len(), calls, "{state}");
    }
}

#[test]
fn what_is_taken_back_is_told_as_it_is_then() {
    let held = || settings(json!({"Description": "d"}));
    let archive = Change::delete(Thing::Archive("a".to_owned()), held());
    let taken_back = |change: &Change| change.inverse().unwrap().sentence_as_undo();
    assert_eq!(archive.how_back(), Some("makes it again, empty"));
    assert_eq!(
        taken_back(&archive),
        "archive a exists again, but empty: the events that were in it are lost."
    );
    let destination = Change::delete(Thing::Destination("d".to_owned()), held());
    assert_eq!(destination.how_back(), Some("makes it again, with another ARN"));
    assert!(taken_back(&destination).contains("with another ARN"), "{}", taken_back(&destination));
    let replay = Change::create(Thing::Replay("r".to_owned()), held());
    assert_eq!(taken_back(&replay), "replay r is cancelled. What it had replayed until then was delivered.");
    let bus = Change::create(Thing::Bus("b".to_owned()), held());
    assert_eq!(taken_back(&bus), "bus b is deleted.");
    let rule = || Thing::Rule(RuleKey::new("b", "r"));
    let tagged = Held { tags: Some(std::collections::BTreeMap::new()), ..held() };
    assert_eq!(taken_back(&Change::delete(rule(), tagged)), "rule r on bus b exists again as it was.");
    assert!(taken_back(&Change::delete(rule(), held())).contains("without the tags"));
    let change = Change::update(rule(), held(), settings(json!({"Description": "e"})));
    assert_eq!(taken_back(&change), "rule r on bus b is as it was before.");
}

#[test]
fn of_what_authorizes_only_what_is_secret_is_hidden() {
    let secret = super::Secret::new(json!({"OAuthParameters": {
        "HttpMethod": "PUT", "ClientParameters": {"ClientSecret": "s3cret"},
    }}));
    let held = settings(json!({"AuthorizationType": "OAUTH_CLIENT_CREDENTIALS"}));
    let change =
        Change::update(Thing::Connection("c".to_owned()), held.clone(), held).with_secret(Some(secret));
    let mut shown = change.difference();
    shown.sort();
    assert_eq!(
        shown,
        [
            "+ AuthParameters.OAuthParameters.ClientParameters.ClientSecret: (not shown)",
            "+ AuthParameters.OAuthParameters.HttpMethod: PUT",
        ]
    );
    let sent = &change.steps()[0];
    let shown = &sent.body["AuthParameters"]["OAuthParameters"];
    let hidden = json!({"HttpMethod": "PUT", "ClientParameters": {"ClientSecret": "(not shown)"}});
    assert_eq!(*shown, hidden);
    let body = change.body(sent);
    assert_eq!(body["AuthParameters"]["OAuthParameters"]["ClientParameters"]["ClientSecret"], "s3cret");
}

#[test]
fn a_change_says_in_short_what_it_is_about() {
    let bus = Thing::Bus("lab".to_owned());
    let mut was = settings(json!({"Description": "d"}));
    was.tags = Some([("team".to_owned(), "a".to_owned())].into());
    was.policy = Some(vec![json!({"Sid": "s1", "Effect": "Allow"})]);
    let short = |edit: &dyn Fn(&mut Held)| {
        let mut to = was.clone();
        edit(&mut to);
        Change::update(bus.clone(), was.clone(), to).in_short()
    };
    assert_eq!(
        short(&|to| to.tags = Some([("team".to_owned(), "b".to_owned())].into())),
        "Change bus lab: tag team a → b"
    );
    assert_eq!(short(&|to| to.policy = Some(Vec::new())), "Change bus lab: statement s1");
    let several = |to: &mut Held| {
        to.set("Description", None);
        to.set("KmsKeyIdentifier", Some(json!("k")));
        to.tags = Some([("a".to_owned(), "b".to_owned()), ("c".to_owned(), String::new())].into());
    };
    let said = short(&several);
    assert!(said.starts_with("Change bus lab: ") && said.ends_with(" and 2 more"), "{said}");
    assert_eq!(Change::delete(bus.clone(), was.clone()).in_short(), "Delete bus lab");
}

#[test]
fn what_a_new_connection_lacks_is_told_before_it_is_sent_and_not_what_it_has() {
    let said = |kind: &str, secret: Value, new: bool| {
        let held = settings(json!({"AuthorizationType": kind}));
        let thing = Thing::Connection("c".to_owned());
        let change =
            if new { Change::create(thing, held) } else { Change::update(thing, held.clone(), held) };
        let faults = change.with_secret(Some(super::Secret::new(secret))).faults(None);
        faults.iter().map(super::ChangeFault::sentence).collect::<Vec<_>>().join("\n")
    };
    let oauth = "OAUTH_CLIENT_CREDENTIALS";
    let client = json!({"ClientID": "i", "ClientSecret": "s3cret"});
    for (kind, secret, path) in [
        ("BASIC", json!({"BasicAuthParameters": {"Username": "me"}}), "basicAuthParameters.password"),
        ("API_KEY", json!({"ApiKeyAuthParameters": {"ApiKeyName": "k"}}), "apiKeyAuthParameters.apiKeyValue"),
        (
            oauth,
            json!({"OAuthParameters": {"AuthorizationEndpoint": "https://a", "HttpMethod": "GET"}}),
            "oAuthParameters.clientParameters",
        ),
        (
            oauth,
            json!({"OAuthParameters": {"ClientParameters": client, "HttpMethod": "GET"}}),
            "oAuthParameters.authorizationEndpoint",
        ),
        (
            oauth,
            json!({"OAuthParameters": {"ClientParameters": client, "AuthorizationEndpoint": "https://a"}}),
            "oAuthParameters.httpMethod",
        ),
    ] {
        let told = said(kind, secret.clone(), true);
        assert!(told.contains(&format!("null at 'authParameters.{path}'")), "{secret}: {told}");
        assert!(!told.contains("s3cret"), "{told}");
        assert_eq!(said(kind, secret, false), "", "one that is there keeps what is not sent");
    }
    let other = said("BASIC", json!({"ApiKeyAuthParameters": {"ApiKeyName": "k", "ApiKeyValue": "v"}}), true);
    assert!(other.contains("BasicAuthParameters must be specified for authorization type BASIC"), "{other}");
    let empty = json!({"BasicAuthParameters": {"Username": "me", "Password": ""}});
    assert!(said("BASIC", empty, true).contains("Password: it must be a text that is not empty"));
    let whole = json!({"OAuthParameters": {"ClientParameters": client, "AuthorizationEndpoint": "https://a",
        "HttpMethod": "GET"}});
    assert_eq!(said(oauth, whole, true), "");
}

#[test]
fn a_dead_letter_queue_is_a_queue() {
    let lab = || Thing::Bus("lab".to_owned());
    let with = |arn: &str| settings(json!({"DeadLetterConfig": {"Arn": arn}}));
    let said = |change: Change| {
        change.faults(None).iter().map(super::ChangeFault::sentence).collect::<Vec<_>>().join("\n")
    };
    for wrong in ["arn:aws:sns:us-east-1:111122223333:x", "queue", "arn:aws:sqs:us-east-1:111122223333:"] {
        for change in
            [Change::create(lab(), with(wrong)), Change::update(lab(), settings(json!({})), with(wrong))]
        {
            let told = said(change);
            assert!(told.contains(&format!("`{wrong}` is not the ARN of a queue")), "{told}");
        }
    }
    assert_eq!(said(Change::create(lab(), with("arn:aws:sqs:us-east-1:111122223333:q"))), "");
}

#[test]
fn what_a_policy_lets_everybody_do_is_said_and_nothing_else() {
    let arn = "arn:aws:events:us-east-1:111122223333:event-bus/orders";
    let was = Held { arn: Arn::new(arn), policy: Some(Vec::new()), ..Held::default() };
    let said = |statement: serde_json::Value| {
        let to = Held { policy: Some(vec![statement]), ..was.clone() };
        Change::update(Thing::Bus("orders".into()), was.clone(), to).what_is_lost("")
    };
    let allow = |action: &str, resource: &str| json!({"Sid": "s", "Effect": "Allow", "Principal": "*", "Action": action, "Resource": resource});
    let sends = ["Every account of AWS may then send events to this bus."];
    assert_eq!(said(allow("events:PutEvents", arn)), sends);
    assert_eq!(said(allow("events:Put*", "*"))[0], sends[0]);
    let rules = arn.replace("event-bus/orders", "rule/orders/*");
    let writes = ["Every account of AWS may then make and change rules on this bus."];
    assert_eq!(said(allow("events:PutRule", &rules)), writes);
    let others = arn.replace("orders", "payments");
    for (action, resource) in
        [("s3:*", "*"), ("events:PutEvents", others.as_str()), ("events:ListRules", "*")]
    {
        assert_eq!(said(allow(action, resource)), Vec::<String>::new(), "{action} {resource}");
    }
    // A bus that is made again has no ARN yet; its statements have it.
    let again = |statement: serde_json::Value| {
        let to = Held { policy: Some(vec![statement]), ..Held::default() };
        Change::create(Thing::Bus("orders".into()), to).what_is_lost("")
    };
    assert_eq!(again(allow("events:PutEvents", arn)), sends);
    assert_eq!(again(allow("events:Put*", "*"))[0], sends[0]);
    let mut one_account = allow("events:PutEvents", arn);
    one_account["Principal"] = json!({"AWS": "arn:aws:iam::210987654321:root"});
    assert_eq!(again(one_account), Vec::<String>::new());
}

#[test]
fn what_is_wrong_and_what_the_service_says_are_two_sentences() {
    for ours in ["more than one is plural", "more than one is plural."] {
        let fault = ChangeFault { service: Some("No.".into()), ..ChangeFault::at("Rate", ours) };
        assert_eq!(fault.sentence(), "Rate: more than one is plural. EventBridge would answer: No.");
    }
    let managed = ChangeFault { managed: true, ..ChangeFault::at("Name", "it is managed.") };
    assert_eq!(managed.sentence(), "it is managed.");
}

/// A rule with one target, before and after: what would be refused of the change, and what is lost by it.
fn with_target(was: Option<Value>, to: Value) -> (String, String) {
    let held = |target: Value| Held {
        arn: "arn:aws:events:us-east-1:111122223333:rule/r".into(),
        targets: Some([("t".to_owned(), target.as_object().unwrap().clone())].into()),
        ..Held::default()
    };
    let thing = Thing::Rule(RuleKey::new("default", "r"));
    let change = Change::update(thing, was.map_or_else(Held::default, held), held(to));
    let faults = change.faults(Some("111122223333"));
    let said = faults.iter().map(ChangeFault::sentence).collect::<Vec<_>>().join("\n");
    (said, change.what_is_lost("").join("\n"))
}

#[test]
fn members_of_what_is_given_as_json_are_looked_at_before_they_are_sent() {
    let topic = "arn:aws:sns:us-east-1:111122223333:t";
    let cluster = "arn:aws:ecs:us-east-1:111122223333:cluster/c";
    let role = "arn:aws:iam::111122223333:role/r";
    let task = json!({"Id": "t", "Arn": cluster, "RoleArn": role});
    let with = |target: &Value, part: &str, value: Value| {
        let mut target = target.clone();
        target[part] = value;
        target
    };
    let plain = json!({"Id": "t", "Arn": topic});
    for (target, said) in [
        (
            with(&plain, "HttpParameters", json!({"HeaderParameter": {}})),
            "HttpParameters.HeaderParameter: there is no such member. Did you mean HeaderParameters?",
        ),
        (with(&plain, "HttpParameters", json!([])), "HttpParameters: `[]` is not an object."),
        (with(&plain, "HttpParameters", json!({"HeaderParameters": []})), "`[]` is not an object."),
        (task.clone(), "a target of the kind ecs needs EcsParameters with TaskDefinitionArn."),
        (
            with(&task, "EcsParameters", json!({"TaskCount": 1})),
            "EcsParameters.TaskDefinitionArn: it is needed.",
        ),
        (
            with(&task, "EcsParameters", json!({"TaskDefinitionArn": "x", "TaskCount": "1"})),
            "EcsParameters.TaskCount: `\"1\"` is not a whole number.",
        ),
        (
            with(&plain, "InputTransformer", json!({"InputPathsMap": ["$.a"], "InputTemplate": "1"})),
            "InputPathsMap: `[\"$.a\"]` is not an object of names and paths.",
        ),
    ] {
        let (faults, _) = with_target(None, target.clone());
        assert!(faults.contains(said), "{target}: {faults}");
    }
    let sound = with(&task, "EcsParameters", json!({"TaskDefinitionArn": "x", "TaskCount": 2}));
    assert_eq!(with_target(None, sound).0, "");
    // What the service has taken is sent back as it is, whatever is known of it here.
    let newer = with(&plain, "HttpParameters", json!({"Newest": 1}));
    assert_eq!(with_target(Some(newer.clone()), with(&newer, "Input", json!("1"))).0, "");
    // Of a target that becomes one of another kind, that kind's are asked for.
    let (faults, _) = with_target(Some(plain), task.clone());
    assert!(faults.contains("a target of the kind ecs needs EcsParameters"), "{faults}");
    let batch =
        json!({"Id": "t", "Arn": "arn:aws:batch:us-east-1:111122223333:job-queue/q", "RoleArn": role});
    let (faults, _) = with_target(Some(task), batch);
    assert!(faults.contains("needs BatchParameters with JobDefinition and JobName"), "{faults}");
}

#[test]
fn a_target_of_a_service_that_is_not_invoked_is_told_before_it_is_written() {
    for (arn, is_told) in [
        ("arn:aws:s3:::bucket", true),
        ("arn:aws:dynamodb:us-east-1:111122223333:table/t", true),
        ("arn:aws:iam::111122223333:role/x", true),
        ("arn:aws:glue:us-east-1:111122223333:workflow/w", false),
        ("arn:aws:events:us-east-1:111122223333:target/stop-instance", false),
        ("arn:aws:sqs:us-east-1:111122223333:q", false),
    ] {
        let target = json!({"Id": "t", "Arn": arn});
        let (_, told) = with_target(None, target.clone());
        assert_eq!(told.contains("EventBridge has no target of the service"), is_told, "{arn}: {told}");
        let (_, told) = with_target(Some(target.clone()), target);
        assert!(!told.contains("EventBridge has no target"), "it was there before: {told}");
    }
}

#[test]
fn what_is_in_a_region_that_a_rule_does_not_reach_is_told() {
    let far = "arn:aws:sqs:eu-west-1:111122223333:q";
    let here = "arn:aws:sqs:us-east-1:111122223333:q";
    let target = |arn: &str, queue: &str| json!({"Id": "t", "Arn": arn, "DeadLetterConfig": {"Arn": queue}});
    let told = |was: Option<Value>, to: Value| with_target(was, to).1;
    assert_eq!(told(None, target(here, here)), "");
    assert!(told(None, target(here, far)).contains("the dead-letter queue is in eu-west-1"));
    assert!(told(None, target(far, here)).contains("it is in eu-west-1, and a rule of us-east-1"));
    assert_eq!(told(Some(target(far, far)), target(far, far)), "", "what was so before is not told again");
    let bus = "arn:aws:events:eu-west-1:111122223333:event-bus/b";
    assert_eq!(told(None, target(bus, here)), "");
}

#[test]
fn a_new_rule_is_in_the_region_that_it_is_made_in() {
    let target = |queue: &str| {
        let target = json!({"Id": "t", "Arn": "arn:aws:sqs:eu-west-1:111122223333:work",
            "DeadLetterConfig": {"Arn": queue}});
        Some([("t".to_owned(), target.as_object().unwrap().clone())].into())
    };
    let lost = |queue: &str, region: &str| {
        let to = Held { targets: target(queue), ..Held::default() };
        Change::create(Thing::Rule(RuleKey::new("default", "r")), to).what_is_lost(region).join("\n")
    };
    let (here, there) =
        ("arn:aws:sqs:us-east-1:111122223333:dead", "arn:aws:sqs:eu-west-1:111122223333:dead");
    assert_eq!(
        lost(here, "us-east-1"),
        "Target t: it is in eu-west-1, and a rule of us-east-1 reaches only buses of other regions."
    );
    assert_eq!(lost(there, "us-east-1").lines().count(), 2);
    assert_eq!(lost(there, "eu-west-1"), "");
    assert_eq!(lost(here, ""), "", "nothing is guessed");
}

#[test]
fn a_pattern_over_the_quota_and_a_fifo_queue_of_a_bus_are_said_before() {
    let pattern = |length: usize| {
        let text = format!("{{\"source\":[\"{}\"]}}", "x".repeat(length - 15));
        let to = Held::with_settings(json!({"EventPattern": text}).as_object().unwrap().clone());
        Change::create(Thing::Rule(RuleKey::new("default", "r")), to).what_is_lost("").join("\n")
    };
    assert_eq!(pattern(2_048), "");
    assert!(
        pattern(2_049).starts_with("The pattern has 2049 characters; the quota is 2048 unless it was raised")
    );
    assert!(pattern(4_097).contains("EventBridge takes 4096 at most"));
    let queue = |name: &str| {
        let arn = format!("arn:aws:sqs:us-east-1:111122223333:{name}");
        let to = json!({"DeadLetterConfig": {"Arn": arn}});
        Change::create(Thing::Bus("lab".into()), Held::with_settings(to.as_object().unwrap().clone()))
            .what_is_lost("")
    };
    assert_eq!(queue("dead"), Vec::<String>::new());
    assert_eq!(
        queue("dead.fifo"),
        ["A FIFO queue takes no dead letters, so what cannot be delivered is lost."]
    );
}
