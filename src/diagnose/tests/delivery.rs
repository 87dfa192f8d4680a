//! Rungs 5 and 6: policies, keys, log groups, dead letters.

use super::*;
use crate::diagnose::{Question, bears_on_deliveries, delivery_outlook, not_wholly_seen};
use crate::model::facts::{DeadLetter, Function, Group, Key, Queue, Role, Topic};
use crate::model::{ApiDestination, CallError, Connection, ErrorKind, ResourcePolicy};
use Status::{CannotSee, Fault, Ok, Suspect};
use std::collections::BTreeSet;

fn allow(action: &str, rest: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Sid":"s","Effect":"Allow","Principal":{{"Service":"events.amazonaws.com"}},
           "Action":"{action}","Resource":"*"{rest}}}}}"#
    )
}

fn for_arn(operator: &str, arn: &str) -> String {
    format!(r#","Condition":{{"{operator}":{{"AWS:SourceArn":"{arn}"}}}}"#)
}

#[test]
fn t3_to_t5_a_functions_policy() {
    let function = arn("lambda", "function:f:live");
    let mut case = evidence(rule("orders", r#"{"source":["shop"]}"#));
    case.targets = Piece::Seen(vec![target(function.clone())]);
    says(&case, "T3", CannotSee, "lambda:GetPolicy");
    case.function_policies.put(function.clone(), Piece::Missing);
    says(&case, "T3", Fault, "has no policy, or does not exist, so");
    case.functions.put(function.clone(), Piece::Seen(Function::default()));
    says(&case, "T3", Fault, "has no policy, so");
    let command = of(&diagnose(&case), "T3")[0].remedy.clone().unwrap().command.unwrap();
    assert_eq!(
        command,
        "aws lambda add-permission --function-name f --qualifier live --statement-id events-r-orders-6e23e5f5 --action \
         lambda:InvokeFunction --principal events.amazonaws.com --source-arn \
         arn:aws:events:us-east-1:111122223333:rule/orders/r --region us-east-1"
    );
    let mut put = |policy: String| {
        case.function_policies.put(function.clone(), Piece::Seen(policy));
        case.clone()
    };
    let own = "arn:aws:events:us-east-1:111122223333:rule/orders/r";
    says(&put(allow("lambda:InvokeFunction", &for_arn("ArnLike", own))), "T3", Ok, "lets this rule in");
    says(&put(allow("lambda:GetFunction", "")), "T3", Fault, "does not let this rule in");
    says(&put("not JSON".into()), "T3", Suspect, "cannot be judged");
    says(&put(allow("lambda:*", r#","Condition":{"StringNew":{"a":"b"}}"#)), "T3", Suspect, "StringNew");
    let misnamed =
        put(allow("lambda:*", &for_arn("ArnLike", "arn:aws:events:us-east-1:111122223333:rule/r")));
    says(
        &misnamed,
        "T5",
        Fault,
        "names arn:aws:events:us-east-1:111122223333:rule/r; the ARN of this rule is",
    );
    is_silent(&misnamed, "T3");
    is_silent(&misnamed, "T4");
    let by_account =
        put(allow("lambda:*", r#","Condition":{"StringEquals":{"AWS:SourceAccount":"111122223333"}}"#));
    says(&by_account, "T4", Suspect, "condition on the account");
    is_silent(&by_account, "T3");
    let command = of(&diagnose(&by_account), "T4")[0].remedy.clone().unwrap().command.unwrap();
    assert!(
        // Whom else the other statement lets in is not known: it stays.
        command.starts_with("aws lambda add-permission") && !command.contains("remove-permission"),
        "{command}"
    );
    let denied = put(format!(
        r#"{{"Statement":[{},{{"Effect":"Deny","Principal":"*","Action":"lambda:*","Resource":"*"}}]}}"#,
        r#"{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"lambda:*","Resource":"*"}"#
    ));
    says(&denied, "T3", Fault, "Denied by statement 2");
    let remedy = of(&diagnose(&denied), "T3")[0].remedy.clone().unwrap();
    assert!(remedy.command.is_none() && remedy.text.contains("a denial counts more"), "{remedy:?}");
}

#[test]
fn what_lets_targets_be_delivered_to_is_told_of_those_that_were_written() {
    let (one, other) = (arn("lambda", "function:one"), arn("lambda", "function:other"));
    let mut case = evidence(rule("default", EC2));
    case.targets = Piece::Seen(vec![
        Target { id: "1".into(), ..target(one.clone()) },
        Target { id: "2".into(), ..target(other.clone()) },
    ]);
    let told = |case: &Evidence| {
        let ids = BTreeSet::from(["1"]);
        let outlook = delivery_outlook(case, &ids);
        let faults: Vec<_> = outlook.in_the_way.iter().map(|found| found.id).collect();
        (faults, outlook.needs.into_iter().collect::<Vec<_>>())
    };
    let denied = CallError::new(ErrorKind::Denied, "GetPolicy", "you may not");
    for question in case.questions().into_iter().filter(bears_on_deliveries).collect::<Vec<_>>() {
        case.refuse(&question, &denied);
    }
    let (faults, needs) = told(&case);
    assert!(faults.is_empty() && needs.contains(&"lambda:GetPolicy".to_owned()), "{faults:?} {needs:?}");
    case.functions.put(one.clone(), Piece::Seen(Function::default()));
    case.function_policies.put(one.clone(), Piece::Missing);
    assert_eq!(
        told(&case),
        (vec!["T3"], vec![]),
        "metrics and dead letters are of what was delivered before"
    );
    case.function_policies.put(one, Piece::Seen(allow("lambda:InvokeFunction", "")));
    assert_eq!(told(&case), (vec![], vec![]), "and what is wrong with the other target was there before");
}

#[test]
fn a_target_that_its_rule_does_not_reach_is_told_where_it_is_written() {
    let ids = BTreeSet::from(["t"]);
    let told = |arn: &str| {
        let outlook = delivery_outlook(&with_target(target(Arn::from(arn))), &ids);
        outlook.in_the_way.iter().map(|found| found.id).collect::<Vec<_>>()
    };
    assert_eq!(told("arn:aws:events:eu-west-1:111122223333:event-bus/orders"), ["T9"]);
    assert_eq!(told("arn:aws:kinesis:us-east-1:111122223333:stream/s"), ["T9"]);
    assert_eq!(told("arn:aws:lambda:eu-west-1:111122223333:function:f"), ["T16"]);
    assert_eq!(told("arn:aws:events:us-east-1:111122223333:event-bus/orders"), [""; 0]);
}

#[test]
fn what_is_never_asked_is_not_asked_again() {
    let ids = BTreeSet::from(["t"]);
    let told =
        |case: &Evidence| not_wholly_seen(&delivery_outlook(case, &ids).needs, "It").unwrap_or_default();
    let said = told(&with_target(target(arn("kinesis", "stream/s"))));
    assert!(said.contains("a look by hand, which takes kinesis:DescribeStreamSummary"), "{said}");
    assert!(!said.contains("asks again"), "{said}");
    let said = told(&with_target(target(arn("sqs", "q"))));
    assert!(said.ends_with("needs sqs:GetQueueAttributes. It asks again."), "{said}");
}

#[test]
fn t6_and_t7_policies_of_topics_and_queues() {
    let (topic, queue) = (arn("sns", "t"), arn("sqs", "q"));
    let mut of_topic = with_target(target(topic.clone()));
    let mut of_queue = with_target(target(queue.clone()));
    says(&of_topic, "T6", CannotSee, "sns:GetTopicAttributes");
    says(&of_queue, "T7", CannotSee, "sqs:GetQueueAttributes");
    let mut put = |policy: Option<String>| {
        let topic_facts = Topic {
            policy: policy.as_ref().map(|text| text.replace("sqs:SendMessage", "sns:Publish")),
            ..Topic::default()
        };
        of_topic.topics.put(topic.clone(), Piece::Seen(topic_facts));
        of_queue.queues.put(queue.clone(), Piece::Seen(Queue { policy, ..Queue::default() }));
        [("T6", of_topic.clone()), ("T7", of_queue.clone())]
    };
    for (id, case) in put(None) {
        says(&case, id, Fault, "It has none");
    }
    let rule_arn = "arn:aws:events:us-east-1:111122223333:rule/r";
    for (id, case) in put(Some(allow("sqs:SendMessage", &for_arn("ArnEquals", rule_arn)))) {
        // AWS documents that conditions do not work in a topic's policy.
        let status = if id == "T6" { Suspect } else { Ok };
        says(&case, id, status, "lets this rule in");
    }
    for (id, case) in put(Some(allow("sqs:SendMessage", &for_arn("ArnEquals", &format!("{rule_arn}2"))))) {
        says(&case, id, Fault, "nearest is statement 1 (s)");
        let command = of(&diagnose(&case), id)[0].remedy.clone().unwrap().command.unwrap();
        // What is there stays.
        assert!(command.contains(&format!("{rule_arn}2")) && command.contains("ArnEquals"), "{command}");
    }
    let but = r#"{"Sid":"org","Effect":"Deny","Principal":"*","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-a"}}}"#;
    let denied = allow("sqs:SendMessage", "").replace(r#""Statement":{"#, r#""Statement":[{"#);
    let denied = format!("{},{but}]}}", denied.trim_end_matches('}').to_owned() + "}");
    for (id, case) in put(Some(denied)) {
        says(&case, id, Fault, "Denied by statement 2 (org)");
        let remedy = of(&diagnose(&case), id)[0].remedy.clone().unwrap();
        let command = remedy.command.as_deref().unwrap_or_default();
        let left_out = if id == "T6" { "aws:PrincipalServiceName" } else { "ArnNotEquals" };
        assert!(command.contains(left_out) && remedy.text.contains("a denial counts more"), "{remedy:?}");
    }
    for (id, case) in put(Some(allow("sqs:SendMessage", r#","Condition":{"StringEquals":{"x:y":"z"}}"#))) {
        says(&case, id, Suspect, "x:y");
    }
    for (id, case) in put(Some("[]".into())) {
        says(&case, id, Suspect, "cannot be judged");
    }
}

#[test]
fn t12_a_queue_that_takes_less_than_it_is_sent() {
    let queue = arn("sqs", "q");
    let mut case = with_target(target(queue.clone()));
    case.queues.put(queue.clone(), Piece::Seen(Queue { largest: Some(1_024), ..Queue::default() }));
    says(&case, "T12", Suspect, "takes messages of 1,024 bytes at most");
    for (length, status, words) in
        [(10, Ok, "can be made"), (1_000, Fault, "and the queue q takes messages of 1,024 at most")]
    {
        case.expected = ec2("2026-11-28T11:59:00Z", &format!(r#"{{"state":"{}"}}"#, "x".repeat(length)));
        says(&case, "T12", status, words);
    }
    let part = Target { input_path: Some("$.detail-type".into()), ..target(queue.clone()) };
    case.targets = Piece::Seen(vec![part]);
    says(&case, "T12", Ok, "can be made");
    case.expected = None;
    let fixed = Some(format!(r#"{{"a":"{}"}}"#, "x".repeat(1_024)));
    case.targets = Piece::Seen(vec![Target { input: fixed, ..target(queue.clone()) }]);
    says(&case, "T12", Fault, "The target's Input has 1,032 bytes");
    case.targets = Piece::Seen(vec![target(queue.clone())]);
    case.queues.put(queue, Piece::Seen(Queue { largest: Some(262_144), ..Queue::default() }));
    says(&case, "T12", Ok, "can be made");
}

#[test]
fn t8_fifo_queues() {
    says(&with_target(target(arn("sns", "t.fifo"))), "T8", Fault, "The FIFO topic t.fifo");
    is_silent(&with_target(target(arn("sns", "t"))), "T8");
    let queue = arn("sqs", "q.fifo");
    let mut fifo = target(queue.clone());
    says(&with_target(fifo.clone()), "T8", Fault, "without a group id");
    let group =
        |id: &str| BTreeMap::from([("SqsParameters".to_owned(), serde_json::json!({"MessageGroupId": id}))]);
    fifo.parameters = group("g");
    let mut case = with_target(fifo.clone());
    says(&case, "T8", CannotSee, "sqs:GetQueueAttributes");
    case.queues.put(queue.clone(), Piece::Seen(Queue { fifo: true, ..Queue::default() }));
    says(&case, "T8", Fault, "deduplication id");
    case.queues
        .put(queue, Piece::Seen(Queue { fifo: true, content_deduplication: true, ..Queue::default() }));
    says(&case, "T8", Ok, "content-based deduplication");
    fifo.parameters = group("$.detail.id");
    says(&with_target(fifo.clone()), "T8", Suspect, "looks like a path");
    fifo.parameters = group("<customer>");
    says(&with_target(fifo), "T8", Suspect, "looks like a variable of a template");
    is_silent(&with_target(target(arn("sqs", "q"))), "T8");
}

#[test]
fn t17_destinations_and_connections() {
    let name = arn("events", "api-destination/hook/1");
    let connection = arn("events", "connection/auth/2");
    let mut case = with_target(target(name.clone()));
    says(&case, "T17", CannotSee, "events:ListApiDestinations");
    let destination = |state: &str| ApiDestination {
        name: "hook".into(),
        arn: name.clone(),
        state: state.into(),
        connection: connection.clone(),
        method: "POST".into(),
        endpoint: "https://example.com".into(),
        rate_limit: None,
    };
    case.destinations.put(name.clone(), Piece::Seen(destination("ACTIVE")));
    says(&case, "T17", CannotSee, "events:ListConnections");
    let mut put = |state: &str| {
        let seen = Connection {
            name: "auth".into(),
            arn: connection.clone(),
            state: state.into(),
            reason: Some("bad secret".into()),
            authorization: None,
        };
        case.connections.put(connection.clone(), Piece::Seen(seen));
        case.clone()
    };
    says(&put("AUTHORIZED"), "T17", Ok, "active");
    says(&put("DEAUTHORIZED"), "T17", Fault, "auth is DEAUTHORIZED: bad secret");
    says(&put("AUTHORIZING"), "T17", Suspect, "AUTHORIZING");
    let mut inactive = put("AUTHORIZED");
    inactive.destinations.put(name.clone(), Piece::Seen(destination("INACTIVE")));
    says(&inactive, "T17", Fault, "hook is INACTIVE");
    case.connections.put(connection.clone(), Piece::Missing);
    says(&case, "T17", Fault, "does not exist");
}

#[test]
fn t21_to_t23_dead_letters() {
    let queue = arn("sqs", "dead");
    let mut lambda = target(arn("lambda", "function:f"));
    let mut case = with_target(lambda.clone());
    is_silent(&case, "T21");
    case.metrics = metrics(&[("FailedInvocations", 2.0)]);
    says(&case, "T21", Suspect, "2 failed deliveries are lost");
    lambda.dead_letter = Some(queue.clone());
    let mut case = with_target(lambda.clone());
    case.metrics = metrics(&[("FailedInvocations", 2.0), ("InvocationsSentToDlq", 2.0)]);
    says(&case, "T21", Ok, "No failed delivery is lost");
    says(&case, "T22", CannotSee, "sqs:GetQueueAttributes");
    says(&case, "T23", CannotSee, "was not asked");
    case.queues.put(queue.clone(), Piece::Seen(Queue::default()));
    says(&case, "T22", Fault, "does not let this rule in");
    case.queues.put(
        queue.clone(),
        Piece::Seen(Queue { policy: Some(allow("sqs:SendMessage", "")), ..Queue::default() }),
    );
    says(&case, "T22", Ok, "lets this rule in");
    let keyed = |key: &str| Queue {
        policy: Some(allow("sqs:SendMessage", "")),
        kms_key: Some(key.into()),
        ..Queue::default()
    };
    case.queues.put(queue.clone(), Piece::Seen(keyed("alias/dead")));
    assert!(case.questions().contains(&crate::diagnose::Question::KeyPolicy("alias/dead".into())));
    says(&case, "T22", CannotSee, "kms:GetKeyPolicy");
    case.key_policies.put("alias/dead".into(), Piece::Seen(allow("kms:Decrypt", "")));
    says(&case, "T22", Fault, "does not let events.amazonaws.com kms:GenerateDataKey");
    case.key_policies.put("alias/dead".into(), Piece::Seen(allow("kms:*", "")));
    let ladder = diagnose(&case);
    let told = of(&ladder, "T22");
    assert!(
        told.iter().any(|one| one.status == Ok && one.title.contains("lets EventBridge use it")),
        "{told:#?}"
    );
    case.keys.put("alias/dead".into(), Piece::Seen(Key { aws_managed: true, ..Key::default() }));
    says(&case, "T22", Fault, "encrypted with alias/dead");
    case.queues
        .put(queue.clone(), Piece::Seen(Queue { kms_key: Some("alias/aws/sqs".into()), ..Queue::default() }));
    says(&case, "T22", Fault, "encrypted with alias/aws/sqs");
    let policy = Some(allow("sqs:SendMessage", ""));
    let encrypted = Queue { policy, kms_key: Some("key-1".into()), ..Queue::default() };
    case.queues.put(queue.clone(), Piece::Seen(encrypted));
    assert!(case.questions().contains(&Question::KeyPolicy("key-1".into())));
    case.key_policies.put("key-1".into(), Piece::Seen(r#"{"Statement":[]}"#.into()));
    says(&case, "T22", Fault, "key of the dead-letter queue dead does not let events.amazonaws.com");
    case.queues.put(queue.clone(), Piece::Missing);
    says(&case, "T22", Fault, "does not exist");
    case.metrics = metrics(&[("InvocationsFailedToBeSentToDlq", 1.0)]);
    let told = diagnose(&case);
    assert!(of(&told, "T22").iter().any(|found| found.title.contains("could not be sent")), "{told:#?}");
    // Such a delivery is lost, and what is wrong with the queue is told before that.
    says(&case, "T21", Suspect, "1 failed delivery is lost: the dead-letter queue did not take it");
    let ladder = diagnose(&case);
    let told =
        ladder.ranked().into_iter().filter(|found| found.id == "T22").map(|found| found.title.as_str());
    assert!(told.take(1).all(|title| title.contains("does not exist")), "{ladder:#?}");
    let letter = |rule: Arn| DeadLetter {
        code: "NO_PERMISSIONS".into(),
        message: "not authorized".into(),
        rule,
        target: lambda.arn.clone(),
        sent: None,
    };
    case.dead_letters.put(queue.clone(), Piece::Seen(vec![letter(arn("events", "rule/other"))]));
    says(&case, "T23", Ok, "nothing of this rule");
    case.dead_letters.put(queue, Piece::Seen(vec![letter(case.rule.arn.clone())]));
    says(&case, "T23", Fault, "NO_PERMISSIONS: not authorized");
    // Whether a stop was meant is not known: the command looks, and lifts nothing.
    let throttled = DeadLetter {
        code: "THROTTLING".into(),
        message: "Rate Exceeded. (The function's reserved concurrency is 0.)".into(),
        ..letter(case.rule.arn.clone())
    };
    case.dead_letters.put(arn("sqs", "dead"), Piece::Seen(vec![throttled]));
    let command = of(&diagnose(&case), "T23")[0].remedy.clone().unwrap().command.unwrap();
    let of_f =
        format!("aws lambda get-function-concurrency --function-name {} ", arn("lambda", "function:f"));
    assert!(command.starts_with(&of_f), "{command}");
    // What was repaired since is no cause any more.
    let old = DeadLetter { sent: Some(NOW - 7_200_000), ..letter(case.rule.arn.clone()) };
    let queue = arn("sqs", "dead");
    case.dead_letters.put(queue.clone(), Piece::Seen(vec![old.clone()]));
    case.metrics = metrics(&[]);
    says(&case, "T23", Fault, "NO_PERMISSIONS");
    case.metrics = metrics(&[("Invocations", 3.0)]);
    says(&case, "T23", Suspect, "invocations after it did not fail");
    case.metrics = metrics(&[("Invocations", 3.0), ("FailedInvocations", 1.0)]);
    says(&case, "T23", Fault, "NO_PERMISSIONS");
    let change = crate::model::facts::PastCall { call: "PutTargets".into(), who: None, at: NOW - 60_000 };
    case.changes = Piece::Seen(crate::model::facts::History { changes: vec![change], from: 0 });
    says(&case, "T23", Suspect, "the rule was changed since");
    let new = DeadLetter { sent: Some(NOW), code: "NO_RESOURCE".into(), ..letter(case.rule.arn.clone()) };
    case.dead_letters.put(queue, Piece::Seen(vec![old, new]));
    says(&case, "T23", Fault, "NO_RESOURCE");
    for (bad, words) in [
        (arn("sqs", "dead.fifo"), "is FIFO"),
        (Arn::new(format!("arn:aws:sqs:eu-west-1:{ACCOUNT}:dead")), "is in eu-west-1"),
        (arn("sns", "dead"), "is not a queue"),
    ] {
        lambda.dead_letter = Some(bad);
        says(&with_target(lambda.clone()), "T22", Fault, words);
    }
}

#[test]
fn k1_keys_of_queues_and_topics() {
    let queue = arn("sqs", "q");
    let key = "arn:aws:kms:us-east-1:111122223333:key/1";
    let mut case = with_target(target(queue.clone()));
    is_silent(&case, "K1");
    case.queues
        .put(queue.clone(), Piece::Seen(Queue { kms_key: Some("alias/aws/sqs".into()), ..Queue::default() }));
    says(&case, "K1", Fault, "alias/aws/sqs");
    let command = of(&diagnose(&case), "K1")[0].remedy.clone().unwrap().command.unwrap();
    let own = r#"--attributes '{"KmsMasterKeyId":"","SqsManagedSseEnabled":"true"}'"#;
    assert!(
        command.starts_with("aws sqs set-queue-attributes --queue-url ") && command.contains(own),
        "{command}"
    );
    case.queues.put(queue, Piece::Seen(Queue { kms_key: Some(key.into()), ..Queue::default() }));
    says(&case, "K1", CannotSee, "kms:GetKeyPolicy");
    case.key_policies.put(key.into(), Piece::Seen(allow("kms:*", "")));
    says(&case, "K1", Ok, "lets EventBridge use it");
    case.key_policies.put(key.into(), Piece::Seen(allow("kms:Decrypt", "")));
    says(&case, "K1", Fault, "kms:GenerateDataKey");
    let by_account = r#","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}"#;
    case.key_policies.put(key.into(), Piece::Seen(allow("kms:*", by_account)));
    says(&case, "K1", Suspect, "cannot be told");
    case.keys.put(key.into(), Piece::Missing);
    says(&case, "K1", Fault, "does not exist");
    case.keys.put(key.into(), Piece::Seen(Key { aws_managed: true, ..Key::default() }));
    says(&case, "K1", Fault, "an AWS managed key");
    // In a role's name the role has to be let in.
    let (name, q) = (Arn::from("arn:aws:iam::111122223333:role/r"), arn("sqs", "q"));
    let mut by_role = with_target(Target { role: Some(name.clone()), ..target(q.clone()) });
    by_role.queues.put(q, Piece::Seen(Queue { kms_key: Some(key.into()), ..Queue::default() }));
    says(&by_role, "K1", CannotSee, "iam:GetRole");
    let root = r#"{"Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}}"#;
    by_role.key_policies.put(key.into(), Piece::Seen(root.into()));
    let mut may = |action: &str| {
        let policy = format!(r#"{{"Statement":{{"Effect":"Allow","Action":"{action}","Resource":"*"}}}}"#);
        let role = Role { policies: BTreeMap::from([("p".into(), policy)]), ..Role::default() };
        by_role.roles.put(name.clone(), Piece::Seen(role));
        by_role.clone()
    };
    says(&may("sqs:*"), "K1", Fault, "The role r may not kms:Decrypt on the key of the queue q");
    says(&may("kms:Decrypt"), "K1", Fault, "may not kms:GenerateDataKey");
    let command = of(&diagnose(&may("sqs:*")), "K1")[0].remedy.clone().unwrap().command.unwrap();
    assert!(command.contains("put-role-policy --role-name r "), "{command}");
    says(&may("kms:*"), "K1", Ok, "The role r may use the key");
    // A key that nobody can use is told with a role as well.
    let mut unusable = may("kms:*");
    unusable.keys.put(key.into(), Piece::Seen(Key { state: "Disabled".into(), ..Key::default() }));
    says(&unusable, "K1", Fault, "The key of the queue q is Disabled");
    unusable.keys.put(key.into(), Piece::Missing);
    says(&unusable, "K1", Fault, "does not exist");
    // A key's policy that hands nothing to its account has to name the role itself.
    let mut closed = may("sqs:*");
    let admin = root.replace(":root", ":role/admin");
    closed.key_policies.put(key.into(), Piece::Seen(admin));
    let command = of(&diagnose(&closed), "K1")[0].remedy.clone().unwrap().command.unwrap();
    assert!(command.contains("kms put-key-policy") && command.contains("role/r"), "{command}");
    // By way of the service, in the name of who calls it.
    let by_way = r#""Resource":"*","Condition":{"StringEquals":{"kms:ViaService":"sqs.us-east-1.amazonaws.com","kms:CallerAccount":"111122223333"}}"#;
    let mut via = may("kms:*");
    via.key_policies.put(key.into(), Piece::Seen(root.replace(r#""Resource":"*""#, by_way)));
    says(&via, "K1", Ok, "The role r may use the key");
    via.keys.put(key.into(), Piece::Seen(Key { aws_managed: true, ..Key::default() }));
    says(&via, "K1", Ok, "which a role of its account may use");
    let topic = arn("sns", "t");
    let mut case = with_target(target(topic.clone()));
    case.topics.put(topic, Piece::Seen(Topic { kms_key: Some(key.into()), ..Topic::default() }));
    case.key_policies.put(key.into(), Piece::Seen(allow("kms:*", by_account)));
    says(&case, "K1", Fault, "the request has no aws:SourceAccount");
}

fn log_policy(action: &str, rest: &str) -> Vec<ResourcePolicy> {
    let document = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow",
           "Principal":{{"Service":["events.amazonaws.com","delivery.logs.amazonaws.com"]}},
           "Action":{action},"Resource":"arn:aws:logs:us-east-1:111122223333:log-group:/aws/events/*:*"{rest}}}}}"#
    );
    vec![ResourcePolicy { name: "p".into(), document, resource: None, modified: None }]
}

#[test]
fn l1_and_l2_who_may_write_to_a_log_group() {
    let group = arn("logs", "log-group:/aws/events/x");
    let mut case = with_target(target(group.clone()));
    says(&case, "L1", CannotSee, "logs:DescribeResourcePolicies");
    case.group_policies.put(group, Piece::Seen(vec![]));
    case.log_policies = Piece::Seen(vec![]);
    says(&case, "L1", Fault, "No resource policy");
    let mut gone = case.clone();
    gone.group_policies.put(arn("logs", "log-group:/aws/events/x"), Piece::Missing);
    says(&gone, "L1", Fault, "No resource policy");
    // As the CDK writes it, which delivers.
    let mut one = log_policy(r#"["logs:CreateLogStream","logs:PutLogEvents"]"#, "");
    one[0].document = one[0].document.replace(r#","delivery.logs.amazonaws.com""#, "");
    case.log_policies = Piece::Seen(one);
    says(&case, "L1", Suspect, "which is enough for rules that the AWS CDK makes");
    let mut delivers = case.clone();
    delivers.metrics = metrics(&[("Invocations", 3.0)]);
    says(&delivers, "L1", Ok, "no delivery failed");
    let both = r#"["logs:CreateLogStream","logs:PutLogEvents"]"#;
    case.log_policies = Piece::Seen(log_policy(both, ""));
    says(&case, "L1", Ok, "let EventBridge write");
    is_silent(&case, "L2");
    case.log_policies = Piece::Seen(log_policy(r#""logs:PutLogEvents""#, ""));
    says(&case, "L1", Fault, "may not logs:CreateLogStream");
    // The nearest is the one about this very group, told by its policy's name.
    let own = log_policy(r#""logs:PutLogEvents""#, "").remove(0);
    let mut other = log_policy(both, "").remove(0);
    other.document = other.document.replace("/aws/events/*", "/aws/events/other");
    let named = |name: &str, policy: ResourcePolicy| ResourcePolicy { name: name.into(), ..policy };
    case.log_policies = Piece::Seen(vec![named("of-other", other), named("of-this", own)]);
    says(&case, "L1", Fault, "The nearest is statement 1 of the policy of-this");
    let by_arn = for_arn("ArnEquals", "arn:aws:events:us-east-1:111122223333:rule/r");
    case.log_policies = Piece::Seen(log_policy(both, &by_arn));
    says(&case, "L2", Fault, "for this rule's ARN only");
    is_silent(&case, "L1");
    case.log_policies = Piece::Seen(log_policy(both, r#","Condition":{"StringNew":{"a":"b"}}"#));
    says(&case, "L1", Suspect, "cannot be told");
    let broken = ResourcePolicy { name: "b".into(), document: "{".into(), resource: None, modified: None };
    case.log_policies = Piece::Seen(vec![broken]);
    says(&case, "L1", Suspect, "cannot be judged");
}

#[test]
fn l3_to_l5_settings_of_a_log_group() {
    let mut group = target(arn("logs", "log-group:/aws/events/x"));
    for id in ["L3", "L4", "L5"] {
        let ladder = diagnose(&with_target(group.clone()));
        assert_eq!(of(&ladder, id)[0].status, Ok);
    }
    group.role = Some(Arn::from("arn:aws:iam::111122223333:role/r"));
    says(&with_target(group.clone()), "L3", Fault, "takes none");
    group.role = None;
    group.arn = arn("logs", "log-group:/aws/events/x:*");
    says(&with_target(group.clone()), "L4", Fault, "never delivered to");
    let stream = target(arn("logs", "log-group:/g:log-stream:s"));
    says(&with_target(stream), "L4", Suspect, "names the log stream s");
    group.input = Some("{}".into());
    says(&with_target(group.clone()), "L5", Fault, "");
    group.input = None;
    let template =
        |text: &str| Some(crate::input::InputTransformer { paths: BTreeMap::new(), template: text.into() });
    group.transformer = template(r#"{"text":"x"}"#);
    says(&with_target(group.clone()), "L5", Fault, "timestamp");
    group.transformer = template(r#"{"timestamp":1,"message":{}}"#);
    says(&with_target(group), "L5", Suspect, "message");
    is_silent(&with_target(target(arn("sqs", "q"))), "L5");
}

#[test]
fn l6_l9_and_l10_the_event_and_the_log() {
    let group = arn("logs", "log-group:g");
    let mut case = with_target(target(group.clone()));
    is_silent(&case, "L6");
    let mut at = |time: &str| {
        case.expected = ec2(time, "{}");
        case.clone()
    };
    says(&at("2026-11-28T11:00:00Z"), "L6", Ok, "takes");
    says(&at("2026-11-01T11:00:00Z"), "L6", Fault, "27 days past");
    says(&at("2026-11-28T15:00:00Z"), "L6", Fault, "2 hours ahead");
    let mut example = at("2026-11-01T11:00:00Z");
    example.expected.as_mut().unwrap().origin = Origin::Brought;
    says(&example, "L6", Suspect, "27 days past");
    says(&at("2026-11-28T11:00:00Z"), "L9", Ok, "small enough");
    case.expected = ec2("2026-11-28T11:00:00Z", &format!(r#"{{"x":"{}"}}"#, "y".repeat(1_048_576)));
    says(&case, "L9", Fault, "a log event may have");
    case.expected = ec2("2026-11-20T11:00:00Z", "{}");
    let keeps = |days: Option<i32>| Piece::Seen(Group { retention_days: days, ..Group::default() });
    case.groups.put(group.clone(), keeps(Some(3)));
    says(&case, "L10", Fault, "8 days old");
    let mut old = case.clone();
    old.expected = ec2("2026-08-30T11:00:00Z", "{}");
    old.groups.put(group.clone(), keeps(Some(60)));
    let ladder = diagnose(&old);
    let remedy = of(&ladder, "L10")[0].to_do().unwrap();
    let days: Vec<&str> =
        remedy.commands().filter_map(|line| line.split("retention-in-days ").nth(1)).collect();
    assert!(days.len() == 1 && days[0].starts_with("120"), "kept no shorter than now: {days:?}");
    case.groups.put(group.clone(), keeps(None));
    says(&case, "L10", Ok, "still keeps");
    let by_policy = Group { retention_policy: Some("short".into()), ..Group::default() };
    case.groups.put(group, Piece::Seen(by_policy));
    says(&case, "L10", CannotSee, "policy short");
}

#[test]
fn l7_l8_and_l11_the_group_itself() {
    let group = arn("logs", "log-group:g");
    let mut case = with_target(target(arn("logs", "log-group:g:*")));
    says(&case, "L7", CannotSee, "logs:DescribeLogGroups");
    case.groups.put(group.clone(), Piece::Missing);
    says(&case, "L7", Fault, "does not exist");
    is_silent(&case, "L1");
    let mut put = |facts: Group| {
        case.groups.put(group.clone(), Piece::Seen(facts));
        case.clone()
    };
    let class = |class: &str| Group { class: Some(class.into()), ..Group::default() };
    says(&put(Group::default()), "L7", Ok, "exists");
    says(&put(class("STANDARD")), "L8", Ok, "can be tailed");
    says(&put(class("INFREQUENT_ACCESS")), "L8", Fault, "no live tail");
    says(&put(class("ESSENTIALS")), "L8", Suspect, "not known");
    is_silent(&put(Group::default()), "L11");
    let key = "arn:aws:kms:us-east-1:111122223333:key/1";
    let mut keyed = put(Group { kms_key: Some(key.into()), ..Group::default() });
    says(&keyed, "L11", CannotSee, "kms:GetKeyPolicy");
    keyed.key_policies.put(key.into(), Piece::Seen(allow("kms:*", "")));
    says(&keyed, "L11", Fault, "logs.us-east-1.amazonaws.com");
    let logs = allow("kms:*", "").replace("events.amazonaws.com", "logs.us-east-1.amazonaws.com");
    keyed.key_policies.put(key.into(), Piece::Seen(logs));
    says(&keyed, "L11", Ok, "lets EventBridge use it".trim_start_matches("lets EventBridge "));
    let logs = allow("kms:*", "").replace("events.amazonaws.com", "logs.us-east-1.amazonaws.com");
    let short = logs.replace(r#""kms:*""#, r#"["kms:Decrypt","kms:GenerateDataKey"]"#);
    keyed.key_policies.put(key.into(), Piece::Seen(short));
    says(&keyed, "L11", Suspect, "kms:Encrypt");
    let remedy = of(&diagnose(&keyed), "L11")[0].remedy.clone().unwrap().command.unwrap();
    assert!(
        remedy.contains("kms:ReEncrypt*") && remedy.contains("kms:EncryptionContext:aws:logs:arn"),
        "{remedy}"
    );
}
