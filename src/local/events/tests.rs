//! What EventBridge's operations change and refuse.

mod recorded;

use super::super::account::{Account, REGION};
use super::super::error::{ApiError, ApiResult};
use super::super::faults::EntryRefusal;
use super::{EventsContext, call};
use crate::model::Millis;
use serde_json::{Value, json};

const NOW: Millis = 1_795_262_400_000;
const QUEUE: &str = "arn:aws:sqs:us-east-1:111122223333:q";

struct Bench {
    account: Account,
    context: EventsContext,
}

impl Bench {
    fn new() -> Self {
        Self {
            account: Account::empty(REGION, 1, NOW),
            context: EventsContext { now: NOW, entry_refusal: None },
        }
    }

    fn try_call(&mut self, operation: &str, input: Value) -> ApiResult<Value> {
        call(&mut self.account, operation, input, &self.context)
    }

    fn call(&mut self, operation: &str, input: Value) -> Value {
        self.try_call(operation, input).unwrap_or_else(|error| panic!("{operation}: {}", error.message))
    }

    fn refused(&mut self, operation: &str, input: Value) -> ApiError {
        self.try_call(operation, input).expect_err("a refusal")
    }

    fn rule(&mut self, name: &str) {
        self.call("PutRule", json!({"Name": name, "EventPattern": r#"{"source":["a"]}"#}));
    }
}

#[test]
fn put_rule_replaces_the_whole_rule() {
    let mut bench = Bench::new();
    bench.call(
        "PutRule",
        json!({"Name": "r", "EventPattern": r#"{"source":["a"]}"#, "ScheduleExpression": "rate(1 day)", "State": "DISABLED",
            "Description": "d", "RoleArn": "arn:aws:iam::111122223333:role/r", "Tags": [{"Key": "k", "Value": "first"}]}),
    );
    bench.call("PutTargets", json!({"Rule": "r", "Targets": [{"Id": "1", "Arn": QUEUE}]}));
    bench.call("PutRule", json!({"Name": "r", "EventPattern": r#"{"source":["b"]}"#, "Tags": [{"Key": "k", "Value": "second"}]}));
    assert_eq!(
        bench.call("DescribeRule", json!({"Name": "r"})),
        json!({"Name": "r", "Arn": "arn:aws:events:us-east-1:111122223333:rule/r", "EventPattern": r#"{"source":["b"]}"#,
            "State": "ENABLED", "EventBusName": "default", "CreatedBy": "111122223333"})
    );
    // Targets stay, and tags of an update are ignored.
    assert_eq!(
        bench.call("ListTargetsByRule", json!({"Rule": "r"}))["Targets"],
        json!([{"Id": "1", "Arn": QUEUE}])
    );
    let arn = "arn:aws:events:us-east-1:111122223333:rule/r";
    assert_eq!(
        bench.call("ListTagsForResource", json!({"ResourceARN": arn}))["Tags"],
        json!([{"Key": "k", "Value": "first"}])
    );
}

#[test]
fn disabling_and_enabling_loses_the_special_state() {
    const ALL: &str = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";
    let mut bench = Bench::new();
    bench.call("PutRule", json!({"Name": "r", "EventPattern": r#"{"source":["a"]}"#, "State": ALL}));
    bench.call("EnableRule", json!({"Name": "r"}));
    assert_eq!(bench.call("DescribeRule", json!({"Name": "r"}))["State"], ALL);
    bench.call("DisableRule", json!({"Name": "r"}));
    assert_eq!(bench.call("DescribeRule", json!({"Name": "r"}))["State"], "DISABLED");
    bench.call("EnableRule", json!({"Name": "r"}));
    assert_eq!(bench.call("DescribeRule", json!({"Name": "r"}))["State"], "ENABLED");
}

#[test]
fn deleting_what_is_gone_succeeds_and_what_is_in_use_is_refused() {
    let mut bench = Bench::new();
    bench.call("CreateEventBus", json!({"Name": "b"}));
    bench.call("PutRule", json!({"Name": "r", "EventBusName": "b", "EventPattern": r#"{"source":["a"]}"#}));
    bench.call(
        "PutTargets",
        json!({"Rule": "r", "EventBusName": "b", "Targets": [{"Id": "1", "Arn": QUEUE}]}),
    );
    let error = bench.refused("DeleteRule", json!({"Name": "r", "EventBusName": "b"}));
    assert_eq!(error, ApiError::validation("Rule can't be deleted since it has targets."));
    let error = bench.refused("DeleteEventBus", json!({"Name": "b"}));
    assert_eq!(error, ApiError::validation("EventBus can't be deleted since it has rules."));
    bench.call("RemoveTargets", json!({"Rule": "r", "EventBusName": "b", "Ids": ["1"]}));
    for _ in 0..2 {
        bench.call("DeleteRule", json!({"Name": "r", "EventBusName": "b"}));
    }
    for _ in 0..2 {
        bench.call("DeleteEventBus", json!({"Name": "b"}));
    }
    assert_eq!(
        bench.refused("DeleteRule", json!({"Name": "r", "EventBusName": "b"})).message,
        "Event bus b does not exist."
    );
    assert_eq!(
        bench.refused("DeleteEventBus", json!({"Name": "default"})).message,
        "Cannot delete event bus default."
    );
}

#[test]
fn quotas_are_held() {
    let mut bench = Bench::new();
    for n in 0..300 {
        bench.rule(&format!("r{n:03}"));
    }
    let over = json!({"Name": "one-more", "EventPattern": r#"{"source":["a"]}"#});
    assert_eq!(bench.refused("PutRule", over), ApiError::limit());
    // An update of a known rule is no further rule.
    bench.rule("r000");
    assert_eq!(bench.account.buses["default"].rules.len(), 300);

    let five: Vec<Value> = (0..5).map(|n| json!({"Id": n.to_string(), "Arn": QUEUE})).collect();
    bench.call("PutTargets", json!({"Rule": "r000", "Targets": five}));
    bench.call("PutTargets", json!({"Rule": "r000", "Targets": [{"Id": "0", "Arn": QUEUE, "Input": "{}"}]}));
    let sixth = json!({"Rule": "r000", "Targets": [{"Id": "6", "Arn": QUEUE}]});
    assert_eq!(bench.refused("PutTargets", sixth), ApiError::limit());

    for n in 0..100 {
        bench.call("CreateEventBus", json!({"Name": format!("b{n}")}));
    }
    assert_eq!(bench.refused("CreateEventBus", json!({"Name": "b100"})), ApiError::limit());
}

#[test]
fn wildcard_rules_have_a_quota_of_their_own() {
    let mut bench = Bench::new();
    for n in 0..30 {
        bench.call(
            "PutRule",
            json!({"Name": format!("w{n}"), "EventPattern": r#"{"source":[{"wildcard":"a*"}]}"#}),
        );
    }
    let over = json!({"Name": "w30", "EventPattern": r#"{"source":[{"wildcard":"a*"}]}"#});
    assert_eq!(bench.refused("PutRule", over), ApiError::limit());
    bench.rule("plain");
}

#[test]
fn patterns_are_refused_in_the_engines_words() {
    let mut bench = Bench::new();
    let complex = format!(r#"{{"source":[{{"wildcard":"{}"}}]}}"#, "*:".repeat(11));
    for (pattern, says) in [
        (r#"{"source":"a"}"#.to_owned(), "\"source\" must be an object or an array"),
        (r#"{"source":[]}"#.to_owned(), "Empty arrays are not allowed"),
        (r#"{"source":[{"prefix":5}]}"#.to_owned(), "prefix match pattern must be a string"),
        (complex, "Rule is too complex - try using fewer wildcard characters"),
        (format!(r#"{{"source":["{}"]}}"#, "x".repeat(2_100)), "2048"),
    ] {
        for error in [
            bench.refused("PutRule", json!({"Name": "r", "EventPattern": pattern})),
            bench.refused("TestEventPattern", json!({"EventPattern": pattern, "Event": "{}"})),
        ] {
            assert_eq!(error.code, "InvalidEventPatternException");
            assert!(
                error.message.starts_with("Event pattern is not valid. Reason: ")
                    && error.message.contains(says),
                "{}",
                error.message
            );
        }
    }
}

#[test]
fn test_event_pattern_wants_the_envelope() {
    let mut bench = Bench::new();
    let whole = r#"{"id":"1","account":"1","source":"a","time":"2026-11-21T12:00:00Z","region":"us-east-1","detail-type":"t"}"#;
    let verdict = |bench: &mut Bench, source: &str, event: &str| {
        bench.call(
            "TestEventPattern",
            json!({"EventPattern": format!(r#"{{"source":["{source}"]}}"#), "Event": event}),
        )["Result"]
            .clone()
    };
    assert_eq!(verdict(&mut bench, "a", whole), true);
    assert_eq!(verdict(&mut bench, "b", whole), false);
    let refused = ApiError::validation("Parameter Event is not valid.");
    for member in ["id", "account", "source", "time", "region", "detail-type"] {
        let event = whole.replace(&format!("\"{member}\""), "\"other\"");
        assert_eq!(
            bench.refused("TestEventPattern", json!({"EventPattern": r#"{"source":["a"]}"#, "Event": event})),
            refused,
            "{member}"
        );
    }
    for event in ["[]", "{", "text"] {
        assert_eq!(
            bench.refused("TestEventPattern", json!({"EventPattern": r#"{"source":["a"]}"#, "Event": event})),
            refused,
            "{event}"
        );
    }
}

#[test]
fn managed_rules_take_nothing_but_a_forced_delete() {
    let mut bench = Bench::new();
    bench.rule("m");
    bench.call("PutTargets", json!({"Rule": "m", "Targets": [{"Id": "1", "Arn": QUEUE}]}));
    let rule = bench.account.bus_mut(None).unwrap().rule_mut("m").unwrap();
    rule.managed_by = Some("autoscaling.amazonaws.com".to_owned());
    let arn = "arn:aws:events:us-east-1:111122223333:rule/m";
    for (operation, input) in [
        ("PutRule", json!({"Name": "m", "EventPattern": r#"{"source":["b"]}"#})),
        ("EnableRule", json!({"Name": "m"})),
        ("DisableRule", json!({"Name": "m"})),
        ("PutTargets", json!({"Rule": "m", "Targets": [{"Id": "2", "Arn": QUEUE}]})),
        ("RemoveTargets", json!({"Rule": "m", "Ids": ["1"]})),
        ("DeleteRule", json!({"Name": "m"})),
        ("TagResource", json!({"ResourceARN": arn, "Tags": [{"Key": "k", "Value": "v"}]})),
        ("UntagResource", json!({"ResourceARN": arn, "TagKeys": ["k"]})),
    ] {
        assert_eq!(bench.refused(operation, input).code, "ManagedRuleException", "{operation}");
    }
    bench.call("RemoveTargets", json!({"Rule": "m", "Ids": ["1"], "Force": true}));
    bench.call("DeleteRule", json!({"Name": "m", "Force": true}));
    assert!(bench.account.buses["default"].rules.is_empty());
}

#[test]
fn targets_are_judged_as_put_targets_judges_them() {
    let mut bench = Bench::new();
    bench.rule("r");
    for (target, says) in [
        (
            json!({"Id": "t", "Arn": "nope"}),
            "Parameter nope is not valid. Reason: Provided Arn is not in correct format.",
        ),
        (
            json!({"Id": "t", "Arn": QUEUE, "Input": "{}", "InputPath": "$"}),
            "Only one of Input, InputPath, or InputTransformer must be provided for target t.",
        ),
        (
            json!({"Id": "t", "Arn": QUEUE, "InputTransformer": {"InputTemplate": "<gone>"}}),
            "InputTemplate for target t contains invalid placeholder gone.",
        ),
        (
            json!({"Id": "t", "Arn": "arn:aws:kinesis:us-east-1:111122223333:stream/s"}),
            "RoleArn is required for target arn:aws:kinesis:us-east-1:111122223333:stream/s.",
        ),
        (
            json!({"Id": "t", "Arn": "arn:aws:events:us-east-1:444455556666:event-bus/default"}),
            "RoleArn is required for target arn:aws:events:us-east-1:444455556666:event-bus/default.",
        ),
        (
            json!({"Id": "t", "Arn": "arn:aws:sqs:us-east-1:111122223333:q.fifo"}),
            "Parameter(s) SqsParameters must be specified for target: t.",
        ),
        (
            json!({"Id": "t t", "Arn": QUEUE, "RetryPolicy": {"MaximumRetryAttempts": 186, "MaximumEventAgeInSeconds": 59}}),
            "3 validation errors detected: Value 't t' at 'targets.1.member.id' failed to satisfy \
                constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+; \
             Value '186' at 'targets.1.member.retryPolicy.maximumRetryAttempts' failed to satisfy \
                 constraint: Member must have value less than or equal to 185; \
             Value '59' at 'targets.1.member.retryPolicy.maximumEventAgeInSeconds' failed to satisfy \
                 constraint: Member must have value greater than or equal to 60",
        ),
    ] {
        assert_eq!(bench.refused("PutTargets", json!({"Rule": "r", "Targets": [target]})).message, says);
    }
    // A refused target leaves the others of the call unmade.
    assert_eq!(bench.call("ListTargetsByRule", json!({"Rule": "r"}))["Targets"], json!([]));
}

#[test]
fn batches_can_fail_in_part() {
    let mut bench = Bench::new();
    bench.rule("r");
    bench.call("PutTargets", json!({"Rule": "r", "Targets": [{"Id": "1", "Arn": QUEUE}]}));
    let answer = bench.call("RemoveTargets", json!({"Rule": "r", "Ids": ["1", "2"]}));
    assert_eq!(answer["FailedEntryCount"], 1);
    assert_eq!(answer["FailedEntries"][0]["TargetId"], "2");
    bench.context.entry_refusal = Some(EntryRefusal {
        code: "ConcurrentModificationException".to_owned(),
        message: "try again".to_owned(),
    });
    let answer = bench.call("PutTargets", json!({"Rule": "r", "Targets": [{"Id": "1", "Arn": QUEUE}]}));
    assert_eq!(
        answer,
        json!({"FailedEntryCount": 1,
            "FailedEntries": [{"TargetId": "1", "ErrorCode": "ConcurrentModificationException", "ErrorMessage": "try again"}]})
    );
    assert_eq!(bench.call("ListTargetsByRule", json!({"Rule": "r"}))["Targets"], json!([]));
}

#[test]
fn put_events_answers_each_entry_on_its_own() {
    let mut bench = Bench::new();
    let answer = bench.call(
        "PutEvents",
        json!({"Entries": [
            {"Source": "a", "DetailType": "t", "Detail": "{}"},
            {"DetailType": "t", "Detail": "{}"},
            {"Source": "a", "Detail": "{}"},
            {"Source": "a", "DetailType": "t"},
            {"Source": "a", "DetailType": "t", "Detail": "[]"},
            {"Source": "a", "DetailType": "t", "Detail": "{} x"},
            {"Source": "aws.ec2", "DetailType": "t", "Detail": "{}"},
            {"Source": "a", "DetailType": "t", "Detail": "{}", "EventBusName": "no-such-bus"},
        ]}),
    );
    assert_eq!(answer["FailedEntryCount"], 6);
    let codes: Vec<&str> = answer["Entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["ErrorCode"].as_str().unwrap_or("ok"))
        .collect();
    assert_eq!(
        codes,
        [
            "ok",
            "InvalidArgument",
            "InvalidArgument",
            "InvalidArgument",
            "MalformedDetail",
            "MalformedDetail",
            "NotAuthorizedForSourceException",
            "ok"
        ]
    );
    assert_eq!(
        answer["Entries"][1]["ErrorMessage"],
        "Parameter Source is not valid. Reason: Source is a required argument."
    );
    let eleven: Vec<Value> =
        (0..11).map(|_| json!({"Source": "a", "DetailType": "t", "Detail": "{}"})).collect();
    assert!(
        bench
            .refused("PutEvents", json!({"Entries": eleven}))
            .message
            .ends_with("Member must have length less than or equal to 10")
    );
    let large = json!({"Entries": [{"Source": "a", "DetailType": "t", "Detail": format!("{{\"x\":\"{}\"}}", "y".repeat(1_048_576))}]});
    assert_eq!(
        bench.refused("PutEvents", large).message,
        "Total size of the entries in the request is over the limit."
    );
}

#[test]
fn an_empty_configuration_of_a_bus_sets_nothing() {
    let mut bench = Bench::new();
    bench.call("CreateEventBus", json!({"Name": "b", "LogConfig": {"Level": "ERROR"}}));
    bench.call("UpdateEventBus", json!({"Name": "b", "LogConfig": {}, "DeadLetterConfig": {}}));
    let now = bench.call("DescribeEventBus", json!({"Name": "b"}));
    assert!(now.get("LogConfig").is_none() && now.get("DeadLetterConfig").is_none(), "{now}");
}

#[test]
fn schedules_belong_to_the_default_bus() {
    let mut bench = Bench::new();
    bench.call("CreateEventBus", json!({"Name": "b"}));
    let error = bench.refused(
        "PutRule",
        json!({"Name": "r", "EventBusName": "b", "ScheduleExpression": "rate(5 minutes)"}),
    );
    assert_eq!(error.message, "ScheduleExpression is supported only on the default event bus.");
    let error = bench.refused("PutRule", json!({"Name": "r", "ScheduleExpression": "rate(1 minutes)"}));
    assert_eq!(error.message, "Parameter ScheduleExpression is not valid.");
    let error = bench.refused("PutRule", json!({"Name": "r"}));
    assert_eq!(error.message, "Parameter(s) EventPattern or ScheduleExpression must be specified.");
}

#[test]
fn policies_of_buses_are_made_of_statements() {
    let mut bench = Bench::new();
    let put = |id: &str, principal: &str| json!({"Action": "events:PutEvents", "Principal": principal, "StatementId": id});
    bench.call("PutPermission", put("one", "444455556666"));
    bench.call("PutPermission", put("two", "*"));
    let policy = bench.call("DescribeEventBus", json!({}))["Policy"].as_str().map(str::to_owned).unwrap();
    let policy: Value = serde_json::from_str(&policy).unwrap();
    assert_eq!(policy["Statement"][0]["Principal"], json!({"AWS": "arn:aws:iam::444455556666:root"}));
    assert_eq!(policy["Statement"][1]["Principal"], "*");
    assert_eq!(
        bench.refused("RemovePermission", json!({"StatementId": "three"})).message,
        "Statement with the provided id does not exist."
    );
    bench.call("RemovePermission", json!({"RemoveAllPermissions": true}));
    assert!(bench.call("DescribeEventBus", json!({})).get("Policy").is_none());
    let long = json!({"Policy": json!({"Statement": [{"Sid": "x".repeat(11_000)}]}).to_string()});
    assert_eq!(bench.refused("PutPermission", long).code, "PolicyLengthExceededException");
}

#[test]
fn a_policy_that_denies_its_own_account_refuses_the_entries_that_it_means() {
    let mut bench = Bench::new();
    let statement = json!({"Sid": "no", "Effect": "Deny", "Principal": "*", "Action": "events:PutEvents", "Resource": "*",
        "Condition": {"StringEquals": {"events:source": "shop.web"}}});
    let policy = json!({"Version": "2012-10-17", "Statement": [statement]}).to_string();
    bench.call("PutPermission", json!({"Policy": policy}));
    let entry = |source: &str| json!({"Source": source, "DetailType": "Order", "Detail": "{}"});
    let answer = bench.call("PutEvents", json!({"Entries": [entry("shop.web"), entry("shop.till")]}));
    assert_eq!(answer["FailedEntryCount"], 1);
    assert_eq!(answer["Entries"][0]["ErrorCode"], "AccessDeniedException");
    assert!(answer["Entries"][1]["EventId"].is_string(), "{answer}");
    bench.call("RemovePermission", json!({"RemoveAllPermissions": true}));
    assert_eq!(bench.call("PutEvents", json!({"Entries": [entry("shop.web")]}))["FailedEntryCount"], 0);
}

#[test]
fn partner_sources_become_buses_and_sleep_again() {
    const SOURCE: &str = "aws.partner/partner.example/account/feed";
    let mut bench = Bench::new();
    let about = json!({"Name": SOURCE, "Arn": "arn", "State": "PENDING", "ExpirationTime": 1});
    bench.account.sources.insert(SOURCE.to_owned(), about.as_object().cloned().unwrap());
    assert_eq!(bench.refused("ActivateEventSource", json!({"Name": SOURCE})).code, "InvalidStateException");
    bench.call("CreateEventBus", json!({"Name": SOURCE, "EventSourceName": SOURCE}));
    assert_eq!(bench.call("DescribeEventSource", json!({"Name": SOURCE}))["State"], "ACTIVE");
    bench.call("DeactivateEventSource", json!({"Name": SOURCE}));
    assert_eq!(bench.call("DescribeEventSource", json!({"Name": SOURCE}))["State"], "PENDING");
    bench.call("ActivateEventSource", json!({"Name": SOURCE}));
    assert_eq!(
        bench.refused("DescribeEventSource", json!({"Name": "aws.partner/x/y"})).code,
        "ResourceNotFoundException"
    );
    assert_eq!(
        bench.refused("CreateEventBus", json!({"Name": "a/b"})).message,
        "Event bus name must not contain '/'."
    );
}

#[test]
fn lists_page_by_limit_and_by_a_hundred() {
    let mut bench = Bench::new();
    for n in 0..250 {
        bench.rule(&format!("r{n:03}"));
    }
    let first = bench.call("ListRules", json!({}));
    assert_eq!(first["Rules"].as_array().map(Vec::len), Some(100));
    let mut names: Vec<String> = Vec::new();
    let mut token = Value::Null;
    loop {
        let page = bench.call("ListRules", json!({"Limit": 64, "NextToken": token}));
        names.extend(
            page["Rules"].as_array().unwrap().iter().map(|rule| rule["Name"].as_str().unwrap().to_owned()),
        );
        match page.get("NextToken") {
            Some(next) => token = next.clone(),
            None => break,
        }
    }
    assert_eq!(names.len(), 250);
    assert!(names.is_sorted());
    assert!(bench.refused("ListRules", json!({"Limit": 101})).message.contains("less than or equal to 100"));
    assert!(bench.refused("ListRules", json!({"NextToken": "made-up"})).message.contains("NextToken"));
    let by_arn = bench.call(
        "ListRules",
        json!({"EventBusName": "arn:aws:events:us-east-1:111122223333:event-bus/default", "NamePrefix": "r24"}),
    );
    assert_eq!(by_arn["Rules"].as_array().map(Vec::len), Some(10));
}
