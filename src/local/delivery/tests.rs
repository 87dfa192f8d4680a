//! Delivery obeys policies: every kind of target that the account holds, let in and kept out, with what the
//! metrics and the dead-letter queue then say.

#![allow(clippy::needless_pass_by_value, clippy::ref_option)] // calls read better with the JSON as it stands

use super::super::account::{Account, REGION};
use super::super::{events, iam, kms, lambda, logs, sns, sqs};
use crate::model::Millis;
use crate::text::time::HOUR;
use serde_json::{Value, json};

const NOW: Millis = 1_795_262_400_000;
const ROLE: &str = "arn:aws:iam::111122223333:role/deliver";
const RULE: &str = "arn:aws:events:us-east-1:111122223333:rule/r";

fn arn(service: &str, resource: &str) -> String {
    format!("arn:aws:{service}:us-east-1:111122223333:{resource}")
}

/// A policy with one statement that lets EventBridge do `action` on `resource` under `condition`.
fn lets_in(action: &str, resource: &str, condition: Value) -> String {
    let mut statement = json!({"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": action,
        "Resource": resource});
    if !condition.is_null() {
        statement["Condition"] = condition;
    }
    json!({"Version": "2012-10-17", "Statement": [statement]}).to_string()
}

struct Bench {
    account: Account,
    now: Millis,
}

impl Bench {
    /// A rule `r` for every event of source `shop`, and the dead-letter queue `dead`.
    fn new() -> Self {
        let mut bench = Self { account: Account::empty(REGION, 1, NOW), now: NOW };
        bench.events("PutRule", json!({"Name": "r", "EventPattern": r#"{"source":["shop"]}"#}));
        bench.queue("dead", json!({"Policy": lets_in("sqs:SendMessage", &arn("sqs", "dead"), Value::Null)}));
        bench
    }

    fn events(&mut self, operation: &str, input: Value) -> Value {
        self.account.permits.clear();
        let context = events::EventsContext { now: self.now, entry_refusal: None };
        events::call(&mut self.account, operation, input, &context)
            .unwrap_or_else(|error| panic!("{operation}: {}", error.message))
    }

    fn sqs(&mut self, operation: &str, input: Value) -> Value {
        self.account.permits.clear();
        let context = sqs::SqsContext { now: self.now, host: "127.0.0.1:1" };
        sqs::call(&mut self.account, operation, input, &context)
            .unwrap_or_else(|error| panic!("{operation}: {}", error.message))
    }

    fn queue(&mut self, name: &str, attributes: Value) {
        self.sqs("CreateQueue", json!({"QueueName": name, "Attributes": attributes}));
    }

    fn lambda(&mut self, operation: &str, input: Value) {
        self.account.permits.clear();
        lambda::call(&mut self.account, operation, input, self.now)
            .unwrap_or_else(|error| panic!("{operation}: {}", error.message));
    }

    fn sns(&mut self, operation: &str, input: Value) -> Value {
        self.account.permits.clear();
        sns::call(&mut self.account, operation, input, self.now)
            .unwrap_or_else(|error| panic!("{operation}: {}", error.message))
    }

    fn kms(&mut self, operation: &str, input: Value) -> Value {
        self.account.permits.clear();
        kms::call(&mut self.account, operation, input, self.now)
            .unwrap_or_else(|error| panic!("{operation}: {}", error.message))
    }

    fn logs(&mut self, operation: &str, input: Value) {
        self.account.permits.clear();
        assert!(logs::call(&mut self.account, operation, input, self.now).is_ok(), "{operation}");
    }

    fn iam(&mut self, operation: &str, input: Value) {
        self.account.permits.clear();
        let global = self.account.global.clone();
        iam::call(&mut global.lock().iam, operation, input, self.now)
            .unwrap_or_else(|error| panic!("{operation}: {}", error.message));
    }

    /// A role that EventBridge can assume, and that may do these actions.
    fn role(&mut self, actions: Value) {
        let trust = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"}, "Action": "sts:AssumeRole"}]});
        self.iam("CreateRole", json!({"RoleName": "deliver", "AssumeRolePolicyDocument": trust.to_string()}));
        let policy = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]});
        self.iam(
            "PutRolePolicy",
            json!({"RoleName": "deliver", "PolicyName": "p", "PolicyDocument": policy.to_string()}),
        );
    }

    /// Replaces the rule's targets by one with these members and the dead-letter queue.
    fn target(&mut self, members: Value) {
        let mut target = json!({"Id": "t", "DeadLetterConfig": {"Arn": arn("sqs", "dead")}});
        for (name, value) in members.as_object().cloned().unwrap_or_default() {
            target[&name] = value;
        }
        self.events("PutTargets", json!({"Rule": "r", "Targets": [target]}));
    }

    /// Sends one event of `shop`.
    fn put(&mut self) {
        self.put_of_type("T");
    }

    /// The same of this detail-type. What was found out of policies stays, as it does in the account.
    fn put_of_type(&mut self, detail_type: &str) {
        let entry = json!({"Source": "shop", "DetailType": detail_type, "Detail": "{\"n\": 1}"});
        let context = events::EventsContext { now: self.now, entry_refusal: None };
        events::call(&mut self.account, "PutEvents", json!({"Entries": [entry]}), &context).unwrap();
    }

    /// Bodies and attributes of the messages in a queue, which are then gone.
    fn messages(&mut self, queue: &str) -> Vec<Value> {
        let url = format!("http://127.0.0.1:1/111122223333/{queue}");
        let asked = json!({"QueueUrl": url, "MaxNumberOfMessages": 10, "MessageAttributeNames": ["All"],
            "AttributeNames": ["All"]});
        let messages = self.sqs("ReceiveMessage", asked)["Messages"].as_array().cloned().unwrap_or_default();
        self.sqs("PurgeQueue", json!({"QueueUrl": url}));
        messages
    }

    /// Sends an event and gives the error code that the dead-letter queue was told; none when it was
    /// delivered.
    fn outcome(&mut self) -> Option<String> {
        self.put();
        let dead = self.messages("dead");
        assert!(dead.len() <= 1, "{dead:?}");
        dead.first().map(|message| {
            let attribute = |name: &str| message["MessageAttributes"][name]["StringValue"].clone();
            assert_eq!(attribute("RULE_ARN"), RULE);
            assert!(attribute("ERROR_MESSAGE").as_str().is_some_and(|text| !text.is_empty()), "{message}");
            assert!(message["Body"].as_str().unwrap().contains("\"detail\":{\"n\":1}"), "{message}");
            attribute("ERROR_CODE").as_str().unwrap().to_owned()
        })
    }

    /// The sum of a metric of the rule.
    fn metric(&self, name: &str) -> f64 {
        let of_rule = |dimensions: &[(&str, String)]| {
            dimensions.iter().any(|(name, value)| *name == "RuleName" && value == "r")
        };
        self.account
            .metrics
            .series()
            .filter(|(series, _)| series.name == name && of_rule(&series.dimensions))
            .flat_map(|(_, points)| points.values())
            .map(|point| point.sum)
            .sum()
    }
}

fn code(outcome: &Option<String>) -> &str {
    outcome.as_deref().unwrap_or("delivered")
}

#[test]
fn a_queue_takes_what_its_tags_let_in() {
    let mut bench = Bench::new();
    let queue = arn("sqs", "q");
    bench.target(json!({"Arn": queue}));
    let tagged = json!({"StringEquals": {"aws:ResourceTag/Team": "shop"}});
    bench.queue("q", json!({"Policy": lets_in("sqs:SendMessage", &queue, tagged)}));
    let url = "http://127.0.0.1:1/111122223333/q";
    assert_eq!(code(&bench.outcome()), "NO_PERMISSIONS");
    bench.sqs("TagQueue", json!({"QueueUrl": url, "Tags": {"Team": "shop"}}));
    assert_eq!(code(&bench.outcome()), "delivered");
    bench.sqs("TagQueue", json!({"QueueUrl": url, "Tags": {"Team": "ops"}}));
    assert_eq!(code(&bench.outcome()), "NO_PERMISSIONS");
}

#[test]
fn a_queue_takes_what_its_policy_lets_in() {
    let mut bench = Bench::new();
    let queue = arn("sqs", "q");
    bench.target(json!({"Arn": queue}));
    assert_eq!(code(&bench.outcome()), "NO_RESOURCE");
    bench.queue("q", json!({}));
    for (policy, expected) in [
        (String::new(), "NO_PERMISSIONS"),
        (lets_in("sqs:SendMessage", &queue, Value::Null), "delivered"),
        (lets_in("sqs:*", "*", json!({"ArnEquals": {"aws:SourceArn": RULE}})), "delivered"),
        (
            lets_in(
                "sqs:SendMessage",
                &queue,
                json!({"ArnEquals": {"aws:SourceArn": arn("events", "rule/other")}}),
            ),
            "NO_PERMISSIONS",
        ),
        (lets_in("sqs:ReceiveMessage", &queue, Value::Null), "NO_PERMISSIONS"),
        (lets_in("sqs:SendMessage", &arn("sqs", "other"), Value::Null), "NO_PERMISSIONS"),
        (
            lets_in("sqs:SendMessage", &queue, Value::Null).replace("events.amazonaws", "sns.amazonaws"),
            "NO_PERMISSIONS",
        ),
    ] {
        let url = "http://127.0.0.1:1/111122223333/q";
        bench.sqs("SetQueueAttributes", json!({"QueueUrl": url, "Attributes": {"Policy": policy}}));
        assert_eq!(code(&bench.outcome()), expected, "{policy}");
        let there = bench.messages("q");
        assert_eq!(there.len(), usize::from(expected == "delivered"), "{policy}");
    }
    assert!((bench.metric("FailedInvocations") - bench.metric("InvocationsSentToDlq")).abs() < 0.5);
    assert!(bench.metric("FailedInvocations") > 4.5);
}

#[test]
fn a_queue_of_the_fifo_kind_wants_a_group_and_a_way_to_tell_repeats() {
    let mut bench = Bench::new();
    let queue = arn("sqs", "q.fifo");
    let policy = lets_in("sqs:SendMessage", &queue, Value::Null);
    bench.queue("q.fifo", json!({"FifoQueue": "true", "Policy": policy}));
    bench.target(json!({"Arn": queue, "SqsParameters": {"MessageGroupId": "$.detail.n"}}));
    assert_eq!(code(&bench.outcome()), "INVALID_PARAMETER");
    let url = "http://127.0.0.1:1/111122223333/q.fifo";
    bench.sqs(
        "SetQueueAttributes",
        json!({"QueueUrl": url, "Attributes": {"ContentBasedDeduplication": "true"}}),
    );
    assert_eq!(code(&bench.outcome()), "delivered");
    // The group is the text and not what the path would find.
    assert_eq!(bench.messages("q.fifo")[0]["Attributes"]["MessageGroupId"], "$.detail.n");
    bench.target(json!({"Arn": queue, "SqsParameters": {}}));
    assert_eq!(code(&bench.outcome()), "INVALID_PARAMETER");
}

#[test]
fn a_function_is_invoked_by_the_rule_its_policy_names() {
    let mut bench = Bench::new();
    bench.lambda("CreateFunction", json!({"FunctionName": "f", "Role": "r"}));
    bench.target(json!({"Arn": arn("lambda", "function:f")}));
    let allow = |bench: &mut Bench, source: &str| {
        bench.lambda(
            "AddPermission",
            json!({"FunctionName": "f", "StatementId": "s", "Action": "lambda:InvokeFunction",
            "Principal": "events.amazonaws.com", "SourceArn": source}),
        );
    };
    assert_eq!(code(&bench.outcome()), "NO_PERMISSIONS");
    allow(&mut bench, &arn("events", "rule/bus/r"));
    assert_eq!(code(&bench.outcome()), "NO_PERMISSIONS");
    bench.lambda("RemovePermission", json!({"FunctionName": "f", "StatementId": "s"}));
    allow(&mut bench, RULE);
    assert_eq!(code(&bench.outcome()), "delivered");
    // An alias has a policy of its own.
    bench.lambda("CreateAlias", json!({"FunctionName": "f", "Name": "live", "FunctionVersion": "$LATEST"}));
    bench.target(json!({"Arn": arn("lambda", "function:f:live")}));
    assert_eq!(code(&bench.outcome()), "NO_PERMISSIONS");
    bench.target(json!({"Arn": arn("lambda", "function:f:gone")}));
    assert_eq!(code(&bench.outcome()), "NO_RESOURCE");
    // With a role the function's own policy is not asked.
    bench.role(json!("lambda:InvokeFunction"));
    bench.target(json!({"Arn": arn("lambda", "function:f:live"), "RoleArn": ROLE}));
    assert_eq!(code(&bench.outcome()), "delivered");
    assert_eq!(bench.account.functions["f"].payloads.len(), 2);
}

#[test]
fn a_throttled_function_is_tried_again_under_the_retry_policy() {
    let mut bench = Bench::new();
    bench.lambda("CreateFunction", json!({"FunctionName": "f", "Role": "r"}));
    bench.lambda(
        "AddPermission",
        json!({"FunctionName": "f", "StatementId": "s", "Action": "lambda:InvokeFunction",
        "Principal": "events.amazonaws.com"}),
    );
    bench.lambda("PutFunctionConcurrency", json!({"FunctionName": "f", "ReservedConcurrentExecutions": 0}));
    bench.target(json!({"Arn": arn("lambda", "function:f"), "RetryPolicy": {"MaximumRetryAttempts": 3}}));
    bench.put();
    assert_eq!(bench.messages("dead"), Vec::<Value>::new());
    bench.now += HOUR;
    super::retry(&mut bench.account, bench.now);
    let dead = bench.messages("dead");
    let attributes = &dead[0]["MessageAttributes"];
    assert_eq!(attributes["ERROR_CODE"]["StringValue"], "THROTTLING");
    assert_eq!(attributes["RETRY_ATTEMPTS"]["StringValue"], "3");
    assert_eq!(attributes["EXHAUSTED_RETRY_CONDITION"]["StringValue"], "MaximumRetryAttempts");
    assert!((bench.metric("RetryInvocationAttempts") - 3.0).abs() < 0.1);
    assert!((bench.metric("FailedInvocations") - 1.0).abs() < 0.1);

    bench
        .target(json!({"Arn": arn("lambda", "function:f"), "RetryPolicy": {"MaximumEventAgeInSeconds": 60}}));
    bench.put();
    bench.now += 30_000;
    super::retry(&mut bench.account, bench.now);
    bench.lambda("DeleteFunctionConcurrency", json!({"FunctionName": "f"}));
    bench.now += 60_000;
    super::retry(&mut bench.account, bench.now);
    assert_eq!(bench.messages("dead"), Vec::<Value>::new());
    assert_eq!(bench.account.functions["f"].payloads.len(), 1);
}

#[test]
fn a_topic_takes_what_its_policy_lets_in_and_passes_it_to_its_queues() {
    let mut bench = Bench::new();
    let topic = arn("sns", "t");
    bench.target(json!({"Arn": topic}));
    assert_eq!(code(&bench.outcome()), "NO_RESOURCE");
    bench.sns("CreateTopic", json!({"Name": "t"}));
    // What a topic has from the beginning lets nobody in but its owner.
    assert_eq!(code(&bench.outcome()), "NO_PERMISSIONS");
    let policy = lets_in("sns:Publish", &topic, Value::Null);
    bench.sns(
        "SetTopicAttributes",
        json!({"TopicArn": topic, "AttributeName": "Policy", "AttributeValue": policy}),
    );
    let from_sns = lets_in("sqs:SendMessage", "*", json!({"ArnEquals": {"aws:SourceArn": topic}}))
        .replace("events.amazonaws", "sns.amazonaws");
    bench.queue("fan", json!({ "Policy": from_sns }));
    bench.queue("closed", json!({}));
    for queue in ["fan", "closed"] {
        bench.sns("Subscribe", json!({"TopicArn": topic, "Protocol": "sqs", "Endpoint": arn("sqs", queue)}));
    }
    let fifo = json!({"Name": "t.fifo", "Attributes": {"FifoTopic": "true",
        "Policy": lets_in("sns:Publish", "*", Value::Null)}});
    bench.sns("CreateTopic", fifo);
    bench.target(json!({"Arn": arn("sns", "t.fifo")}));
    assert_eq!(code(&bench.outcome()), "INVALID_PARAMETER");
    bench.target(json!({"Arn": topic}));
    assert_eq!(code(&bench.outcome()), "delivered");
    let body: Value = serde_json::from_str(bench.messages("fan")[0]["Body"].as_str().unwrap()).unwrap();
    assert_eq!((&body["Type"], &body["TopicArn"]), (&json!("Notification"), &json!(topic)));
    assert!(body["Message"].as_str().unwrap().contains("\"source\":\"shop\""));
    assert_eq!(bench.messages("closed"), Vec::<Value>::new());
}

#[test]
fn a_role_must_be_assumable_and_allow_the_action() {
    let mut bench = Bench::new();
    let stream = arn("kinesis", "stream/s");
    let target = json!({"Arn": stream, "RoleArn": ROLE, "KinesisParameters": {"PartitionKeyPath": "$.id"}});
    bench.target(target.clone());
    assert_eq!(code(&bench.outcome()), "FAILED_TO_ASSUME_ROLE");
    bench.role(json!("kinesis:GetRecords"));
    assert_eq!(code(&bench.outcome()), "NO_PERMISSIONS");
    bench.iam(
        "PutRolePolicy",
        json!({"RoleName": "deliver", "PolicyName": "p", "PolicyDocument":
            r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kinesis:Put*","Resource":"*"}}"#}),
    );
    assert_eq!(code(&bench.outcome()), "delivered");
    bench.iam(
        "UpdateAssumeRolePolicy",
        json!({"RoleName": "deliver", "PolicyDocument":
            r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}}"#}),
    );
    assert_eq!(code(&bench.outcome()), "FAILED_TO_ASSUME_ROLE");
}

#[test]
fn a_key_must_let_eventbridge_use_it() {
    let mut bench = Bench::new();
    let key = bench.kms("CreateKey", json!({}))["KeyMetadata"]["KeyId"].as_str().unwrap().to_owned();
    bench.kms("CreateAlias", json!({"AliasName": "alias/k", "TargetKeyId": key}));
    let queue = arn("sqs", "q");
    let policy = lets_in("sqs:SendMessage", &queue, Value::Null);
    bench.queue("q", json!({"Policy": policy, "KmsMasterKeyId": "alias/k"}));
    bench.target(json!({"Arn": queue}));
    assert_eq!(code(&bench.outcome()), "NO_PERMISSIONS");
    let lets_use = lets_in("kms:*", "*", Value::Null);
    bench.kms("PutKeyPolicy", json!({"KeyId": key, "Policy": lets_use}));
    assert_eq!(code(&bench.outcome()), "delivered");
    bench.kms("DisableKey", json!({"KeyId": key}));
    assert_eq!(code(&bench.outcome()), "NO_PERMISSIONS");
    // The key that AWS manages can be used by nobody else, whoever is let into the queue.
    let url = "http://127.0.0.1:1/111122223333/q";
    let managed = json!({"QueueUrl": url, "Attributes": {"KmsMasterKeyId": "alias/aws/sqs"}});
    bench.sqs("SetQueueAttributes", managed);
    assert_eq!(code(&bench.outcome()), "NO_PERMISSIONS");
}

#[test]
fn dead_letter_queues_can_refuse_too() {
    let mut bench = Bench::new();
    bench.queue("fifo.fifo", json!({"FifoQueue": "true"}));
    bench.queue("closed", json!({}));
    for queue in ["fifo.fifo", "closed", "gone"] {
        let target = json!({"Arn": arn("sqs", "nowhere"), "DeadLetterConfig": {"Arn": arn("sqs", queue)}});
        bench.target(target);
        bench.put();
    }
    bench.target(json!({"Arn": arn("sqs", "nowhere"),
        "DeadLetterConfig": {"Arn": "arn:aws:sqs:eu-west-1:111122223333:dead"}}));
    bench.put();
    assert!((bench.metric("InvocationsFailedToBeSentToDlq") - 4.0).abs() < 0.1);
    assert!(bench.metric("InvocationsSentToDlq") < 0.1);
}

#[test]
fn a_log_group_wants_eventbridge_let_in_and_no_condition_on_the_source() {
    let group = "arn:aws:logs:us-east-1:111122223333:log-group:/aws/events/g";
    let allowed = |who: Value, actions: Value, resource: &str, condition: Value| {
        let mut bench = Bench::new();
        bench.logs("CreateLogGroup", json!({"logGroupName": "/aws/events/g"}));
        let mut statement = json!({"Effect": "Allow", "Principal": {"Service": who}, "Action": actions, "Resource": resource});
        if !condition.is_null() {
            statement["Condition"] = condition;
        }
        let document = json!({"Version": "2012-10-17", "Statement": [statement]}).to_string();
        bench.logs("PutResourcePolicy", json!({"policyName": "p", "policyDocument": document}));
        bench.target(json!({"Arn": group}));
        bench.outcome().is_none()
    };
    let both = || json!(["events.amazonaws.com", "delivery.logs.amazonaws.com"]);
    let actions = || json!(["logs:CreateLogStream", "logs:PutLogEvents"]);
    let pattern = "arn:aws:logs:us-east-1:111122223333:log-group:/aws/events/*:*";
    assert!(allowed(both(), actions(), pattern, Value::Null));
    assert!(allowed(both(), json!("logs:*"), "*", Value::Null));
    assert!(allowed(json!("events.amazonaws.com"), actions(), pattern, Value::Null));
    assert!(!allowed(json!("delivery.logs.amazonaws.com"), actions(), pattern, Value::Null));
    assert!(!allowed(both(), json!("logs:PutLogEvents"), pattern, Value::Null));
    let other = "arn:aws:logs:us-east-1:111122223333:log-group:/other/*:*";
    assert!(!allowed(both(), actions(), other, Value::Null));
    // The source is known when events are put, and not when a stream is made.
    assert!(!allowed(both(), actions(), pattern, json!({"ArnEquals": {"aws:SourceArn": RULE}})));
}

#[test]
fn a_bus_can_forbid_and_its_key_can_fail() {
    let mut bench = Bench::new();
    bench.events("CreateEventBus", json!({"Name": "next"}));
    bench.target(json!({"Arn": arn("events", "event-bus/next")}));
    assert_eq!(code(&bench.outcome()), "delivered");
    let deny = json!({"Version": "2012-10-17", "Statement": [{"Sid": "no", "Effect": "Deny",
        "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "events:PutEvents",
        "Resource": arn("events", "event-bus/next")}]});
    bench.events("PutPermission", json!({"EventBusName": "next", "Policy": deny.to_string()}));
    assert_eq!(code(&bench.outcome()), "NO_PERMISSIONS");
    bench.events("DeleteEventBus", json!({"Name": "next"}));
    assert_eq!(code(&bench.outcome()), "NO_RESOURCE");

    // A key that nobody holds keeps the bus from taking anything.
    let before = bench.metric("MatchedEvents");
    bench.events("UpdateEventBus", json!({"KmsKeyIdentifier": "alias/gone"}));
    bench.put();
    assert!((bench.metric("MatchedEvents") - before).abs() < 0.1);
}

#[test]
fn a_condition_on_the_moment_is_asked_with_each_event() {
    let mut bench = Bench::new();
    let queue = arn("sqs", "q");
    bench.target(json!({"Arn": queue}));
    bench.role(json!("sqs:SendMessage"));
    let day = |at: Millis| crate::text::time::rfc3339(at);
    let until = day(NOW + 60_000);
    let when = json!({"DateLessThan": {"aws:CurrentTime": until}});
    bench.queue("q", json!({"Policy": lets_in("sqs:SendMessage", &queue, when.clone())}));
    let delivered = |bench: &mut Bench| {
        let before = bench.metric("FailedInvocations");
        bench.put();
        bench.metric("FailedInvocations") - before < 0.5
    };
    assert!(delivered(&mut bench));
    bench.now = NOW + 120_000;
    assert!(!delivered(&mut bench), "its time is over");
    let after = json!({"NumericGreaterThan": {"aws:EpochTime": ((NOW + 60_000) / 1_000).to_string()}});
    let url = "http://127.0.0.1:1/111122223333/q";
    let policy = lets_in("sqs:SendMessage", &queue, after);
    bench.sqs("SetQueueAttributes", json!({"QueueUrl": url, "Attributes": {"Policy": policy}}));
    assert!(delivered(&mut bench));
    // In a role, too.
    bench.target(json!({"Arn": queue, "RoleArn": ROLE}));
    assert!(delivered(&mut bench));
    let policy = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:*", "Resource": "*",
        "Condition": when}]});
    let named = json!({"RoleName": "deliver", "PolicyName": "p", "PolicyDocument": policy.to_string()});
    bench.iam("PutRolePolicy", named);
    assert!(!delivered(&mut bench));
    bench.now = NOW;
    assert!(delivered(&mut bench));
}

#[test]
fn a_bus_can_forbid_some_events_only() {
    let mut bench = Bench::new();
    bench.events("CreateEventBus", json!({"Name": "next"}));
    bench.target(json!({"Arn": arn("events", "event-bus/next")}));
    let deny = json!({"Version": "2012-10-17", "Statement": [{"Sid": "no", "Effect": "Deny",
        "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "events:PutEvents",
        "Resource": arn("events", "event-bus/next"),
        "Condition": {"StringNotEquals": {"events:detail-type": "T"}}}]});
    bench.events("PutPermission", json!({"EventBusName": "next", "Policy": deny.to_string()}));
    for (detail_type, failed) in [("T", 0.0), ("U", 1.0), ("T", 1.0)] {
        bench.put_of_type(detail_type);
        assert!((bench.metric("FailedInvocations") - failed).abs() < 0.1, "{detail_type}");
    }
}

#[test]
fn an_api_destination_wants_its_connection_authorized() {
    let mut bench = Bench::new();
    bench.role(json!("events:InvokeApiDestination"));
    let secret = json!({"ApiKeyAuthParameters": {"ApiKeyName": "k", "ApiKeyValue": "secret"}});
    let connection = bench.events(
        "CreateConnection",
        json!({"Name": "c", "AuthorizationType": "API_KEY", "AuthParameters": secret}),
    )["ConnectionArn"]
        .clone();
    let destination = bench.events(
        "CreateApiDestination",
        json!({"Name": "d", "ConnectionArn": connection, "InvocationEndpoint": "https://example.com/x",
            "HttpMethod": "POST"}),
    );
    let described = bench.events("DescribeConnection", json!({"Name": "c"})).to_string();
    assert!(described.contains("ApiKeyName") && !described.contains("secret\""), "{described}");
    bench.target(json!({"Arn": destination["ApiDestinationArn"], "RoleArn": ROLE}));
    assert_eq!(code(&bench.outcome()), "delivered");
    bench.events("DeauthorizeConnection", json!({"Name": "c"}));
    assert_eq!(code(&bench.outcome()), "INVALID_PARAMETER");
    bench.events("UpdateConnection", json!({"Name": "c", "Description": "of the shop"}));
    assert_eq!(code(&bench.outcome()), "INVALID_PARAMETER", "words authorize nothing");
    bench.events("UpdateConnection", json!({"Name": "c", "AuthParameters": secret}));
    assert_eq!(code(&bench.outcome()), "delivered");
    bench.events("DeleteApiDestination", json!({"Name": "d"}));
    assert_eq!(code(&bench.outcome()), "NO_RESOURCE");
}

#[test]
fn what_an_archive_kept_is_sent_again() {
    let mut bench = Bench::new();
    let queue = arn("sqs", "q");
    bench.queue("q", json!({"Policy": lets_in("sqs:SendMessage", &queue, Value::Null)}));
    bench.target(json!({"Arn": queue}));
    let bus = arn("events", "event-bus/default");
    bench.events(
        "CreateArchive",
        json!({"ArchiveName": "a", "EventSourceArn": bus, "EventPattern": r#"{"source":["shop"]}"#}),
    );
    bench.put();
    assert_eq!(bench.messages("q").len(), 1);
    assert_eq!(bench.events("DescribeArchive", json!({"ArchiveName": "a"}))["EventCount"], 1);
    let span = |bench: &Bench| {
        json!({"ReplayName": "again", "EventSourceArn": arn("events", "archive/a"), "Destination": {"Arn": bus},
            "EventStartTime": bench.now / 1000 - 60, "EventEndTime": bench.now / 1000 + 60})
    };
    let input = span(&bench);
    assert_eq!(bench.events("StartReplay", input)["State"], "STARTING");
    assert_eq!(bench.messages("q"), Vec::<Value>::new());
    bench.now += 5_000;
    events::run_replays(&mut bench.account, bench.now);
    let again = bench.messages("q");
    assert!(
        again[0]["Body"].as_str().unwrap().contains("\"replay-name\":\"again\",\"resources\""),
        "{again:?}"
    );
    assert_eq!(bench.events("DescribeReplay", json!({"ReplayName": "again"}))["State"], "COMPLETED");
}
