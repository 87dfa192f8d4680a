//! What is broken or strange in an account, and what the diagnosis makes of it: a sentence, what cannot be
//! seen or is suspect, and no fault that nobody knows of.

use super::*;
use crate::diagnose::Question;
use crate::model::facts::{Group, Key, Queue, Role, Topic};
use crate::model::{Bus, CallError, ErrorKind, ResourcePolicy};
use Status::{CannotSee, Fault, Suspect};

const TRUST: &str = r#"{"Statement":{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sts:AssumeRole"}}"#;

/// Accounts in which this text is the policy of the one or the other thing, with the check that reads it.
fn with_policy(text: &str) -> Vec<(&'static str, &'static str, Evidence)> {
    let mut cases = Vec::new();
    let mut add = |id, about, target: Target, fill: &dyn Fn(&mut Evidence)| {
        let mut case = with_target(target);
        fill(&mut case);
        cases.push((id, about, case));
    };
    let own = || Some(text.to_owned());
    let (queue, topic, function) = (arn("sqs", "q"), arn("sns", "t"), arn("lambda", "function:f"));
    let (group, stream) = (arn("logs", "log-group:/aws/events/g"), arn("kinesis", "stream/s"));
    add("T7", "queue", target(queue.clone()), &|case| {
        case.queues.put(queue.clone(), Piece::Seen(Queue { policy: own(), ..Queue::default() }));
    });
    add("T6", "topic", target(topic.clone()), &|case| {
        case.topics.put(topic.clone(), Piece::Seen(Topic { policy: own(), ..Topic::default() }));
    });
    add("T3", "function", target(function.clone()), &|case| {
        case.function_policies.put(function.clone(), Piece::Seen(text.into()));
    });
    add("L1", "log group", target(group.clone()), &|case| {
        let policy =
            ResourcePolicy { name: "p".into(), document: text.into(), resource: None, modified: None };
        case.groups.put(group.clone(), Piece::Seen(Group::default()));
        case.group_policies.put(group.clone(), Piece::Missing);
        case.log_policies = Piece::Seen(vec![policy]);
    });
    add("K1", "key", target(queue.clone()), &|case| {
        let open = r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"sqs:*","Resource":"*"}}"#;
        let keyed = Queue { policy: Some(open.into()), kms_key: Some("alias/k".into()), ..Queue::default() };
        case.queues.put(queue.clone(), Piece::Seen(keyed));
        case.keys.put("alias/k".into(), Piece::Seen(Key { state: "Enabled".into(), ..Key::default() }));
        case.key_policies.put("alias/k".into(), Piece::Seen(text.into()));
    });
    let role = Arn::from("arn:aws:iam::111122223333:role/r");
    let in_role = || Target { role: Some(role.clone()), ..target(stream.clone()) };
    let allows = r#"{"Statement":{"Effect":"Allow","Action":"kinesis:*","Resource":"*"}}"#;
    let with = |name: &str, policy: &str| [(name.to_owned(), policy.to_owned())].into();
    for (about, role_of) in [
        ("trust", Role { trust: text.into(), policies: with("p", allows), ..Role::default() }),
        ("policy of a role", Role { trust: TRUST.into(), policies: with("p", text), ..Role::default() }),
        (
            "boundary",
            Role {
                trust: TRUST.into(),
                policies: with("p", allows),
                boundary: Some(text.into()),
                ..Role::default()
            },
        ),
    ] {
        add("T10", about, in_role(), &|case| case.roles.put(role.clone(), Piece::Seen(role_of.clone())));
    }
    let bus = Arn::new(format!("arn:aws:events:{REGION}:{OTHER}:event-bus/b"));
    add("T13", "bus", Target { role: Some(role.clone()), ..target(bus.clone()) }, &|case| {
        case.target_buses.put(bus.clone(), Piece::Seen(Bus { policy: own(), ..Bus::default() }));
    });
    cases
}

#[test]
fn a_policy_that_is_no_json_is_suspect_wherever_it_stands() {
    for broken in ["not JSON", "{", "[]", r#"{"Statement":"x"}"#, r#"{"Statement":[1]}"#] {
        for (id, about, case) in with_policy(broken) {
            let ladder = diagnose(&case);
            assert!(!ladder.has_fault(), "{about} {broken}: {:#?}", ladder.cause());
            let found = of(&ladder, id);
            assert!(
                found.iter().any(|one| one.status == Suspect && one.title.contains("judged")),
                "{about}: {found:#?}"
            );
        }
    }
}

#[test]
fn a_condition_that_nobody_knows_is_suspect_wherever_it_stands() {
    let strange = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":PRINCIPAL,"Action":"*","Resource":"*",
        "Condition":{"StringSounds":{"aws:SourceArn":"x"}}}}"#;
    let everybody = strange.replace(
        "PRINCIPAL",
        r#"{"AWS":"*","Service":["events.amazonaws.com","delivery.logs.amazonaws.com"]}"#,
    );
    let nobody = strange.replace(r#""Principal":PRINCIPAL,"#, "");
    // Policies of a role have no principal, and those of other things have one.
    for (text, of_role) in [(&everybody, false), (&nobody, true)] {
        for (id, about, case) in with_policy(text) {
            if matches!(about, "policy of a role" | "boundary") != of_role {
                continue;
            }
            let ladder = diagnose(&case);
            assert!(!ladder.has_fault(), "{about}: {:#?}", ladder.cause());
            let found = of(&ladder, id);
            let told = found.iter().any(|one| one.status == Suspect && one.title.contains("StringSounds"));
            assert!(told, "{about}: {found:#?}");
        }
    }
}

#[test]
fn what_another_account_has_cannot_be_seen_and_its_namesakes_here_are_not_asked() {
    let queue = Arn::new(format!("arn:aws:sqs:{REGION}:{OTHER}:q"));
    let role = Arn::from("arn:aws:iam::111122223333:role/r");
    let mut case = with_target(Target { role: Some(role.clone()), ..target(queue.clone()) });
    let send = r#"{"Statement":{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"*"}}"#;
    let policies = [("p".to_owned(), send.to_owned())].into();
    case.roles.put(role, Piece::Seen(Role { trust: TRUST.into(), policies, ..Role::default() }));
    let gone = CallError::new(ErrorKind::NotFound, "GetQueueAttributes", "The queue does not exist.");
    case.refuse(&Question::Queue(queue.clone()), &gone);
    says(&case, "T2", CannotSee, "another account");
    says(&case, "T14", CannotSee, "account 444455556666");
    assert!(!diagnose(&case).has_fault());
    // A key without an ARN is one of that account.
    let keyed = |key: &str| Piece::Seen(Queue { kms_key: Some(key.into()), ..Queue::default() });
    for (key, asked) in [("alias/k", false), ("arn:aws:kms:us-east-1:444455556666:key/1", true)] {
        case.queues.put(queue.clone(), keyed(key));
        assert_eq!(case.questions().contains(&Question::KeyPolicy(key.into())), asked, "{key}");
    }
}

#[test]
fn an_arn_of_a_service_that_nobody_knows_cannot_be_seen() {
    for strange in [
        "arn:aws:quantum:us-east-1:111122223333:thing/x",
        "arn:aws:quantum:us-east-1:444455556666:thing/x",
        "arn:aws:ssm:us-east-1:111122223333:something-new/x",
        "nonsense",
        "arn:",
        "",
    ] {
        for role in [None, Some(Arn::from("arn:aws:iam::111122223333:role/r"))] {
            let mut case = with_target(Target { role: role.clone(), ..target(Arn::from(strange)) });
            for question in case.questions() {
                case.refuse(&question, &CallError::new(ErrorKind::Denied, "Anything", "no"));
            }
            if let Some(role) = role {
                let open = r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
                let policies = [("p".to_owned(), open.to_owned())].into();
                case.roles.put(role, Piece::Seen(Role { trust: TRUST.into(), policies, ..Role::default() }));
            }
            says(&case, "T2", CannotSee, "");
            let wrong = diagnose(&case).cause().filter(|cause| cause.status == Fault).map(|cause| cause.id);
            // That a kind takes no event without a role is known of the whole service.
            assert!(wrong.is_none_or(|id| id == "T9"), "{strange}: {wrong:?}");
        }
    }
}

#[test]
fn a_role_that_was_deleted_is_named_and_so_is_one_of_another_account() {
    let role = Arn::from("arn:aws:iam::111122223333:role/service-role/gone");
    let mut case = with_target(Target { role: Some(role.clone()), ..target(arn("kinesis", "stream/s")) });
    let gone = CallError::new(ErrorKind::NotFound, "GetRole", "The role cannot be found.");
    case.refuse(&Question::Role(role), &gone);
    says(&case, "T10", Fault, "role/gone does not exist");
    let there = Arn::new(format!("arn:aws:iam::{OTHER}:role/r"));
    let mut case = with_target(Target { role: Some(there.clone()), ..target(arn("kinesis", "stream/s")) });
    case.refuse(&Question::Role(there), &gone);
    says(&case, "T10", Fault, "is in account 444455556666");
    // IAM writes the id of a principal that was deleted in place of its ARN.
    let queue = arn("sqs", "q");
    let left = r#"{"Statement":[{"Effect":"Allow","Principal":{"AWS":"AROAEXAMPLEID"},"Action":"sqs:*","Resource":"*"},
        {"Effect":"Deny","Principal":{"AWS":"AROAEXAMPLEID"},"Action":"*","Resource":"*"},
        {"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"*"}]}"#;
    let mut case = with_target(target(queue.clone()));
    case.queues.put(queue, Piece::Seen(Queue { policy: Some(left.into()), ..Queue::default() }));
    says(&case, "T7", Status::Ok, "lets this rule in");
}

#[test]
fn a_key_alias_without_a_key_is_named() {
    let queue = arn("sqs", "q");
    let open = r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"sqs:*","Resource":"*"}}"#;
    let keyed = Queue { policy: Some(open.into()), kms_key: Some("alias/lost".into()), ..Queue::default() };
    let mut case = with_target(target(queue.clone()));
    case.queues.put(queue, Piece::Seen(keyed));
    let gone = CallError::new(ErrorKind::NotFound, "DescribeKey", "Alias alias/lost is not found.");
    case.refuse(&Question::KeyPolicy("alias/lost".into()), &gone);
    let mut denied = case.clone();
    case.refuse(&Question::Key("alias/lost".into()), &gone);
    says(&case, "K1", Fault, "The key alias/lost of the queue q does not exist");
    let no = CallError::new(ErrorKind::Denied, "DescribeKey", "You may not.");
    denied.refuse(&Question::Key("alias/lost".into()), &no);
    says(&denied, "K1", CannotSee, "kms:");
    assert!(!diagnose(&denied).has_fault());
}

#[test]
fn in_a_region_that_is_not_enabled_nothing_can_be_seen_and_nothing_is_accused() {
    let role = Arn::from("arn:aws:iam::111122223333:role/r");
    let mut case = evidence(rule("default", EC2));
    let mut targets: Vec<Target> = [
        arn("sqs", "q"),
        arn("sns", "t"),
        arn("lambda", "function:f"),
        arn("logs", "log-group:/aws/events/g"),
        arn("events", "event-bus/b"),
        arn("events", "api-destination/d/1"),
        arn("kinesis", "stream/s"),
    ]
    .into_iter()
    .enumerate()
    .map(|(at, arn)| Target { id: format!("t{at}"), ..target(arn) })
    .collect();
    for target in targets.iter_mut().skip(4) {
        target.role = Some(role.clone());
    }
    targets[0].dead_letter = Some(arn("sqs", "dead"));
    case.targets = Piece::Seen(targets);
    let mut refused = CallError::new(ErrorKind::NoCredentials, "GetQueueAttributes", "The token is invalid.");
    refused.code = Some("InvalidClientTokenId".into());
    for question in case.questions() {
        case.refuse(&question, &refused);
    }
    let ladder = diagnose(&case);
    assert!(!ladder.has_fault(), "{:#?}", ladder.cause());
    for id in ["T2", "T3", "T6", "T7", "T10", "T22", "L1"] {
        says(&case, id, CannotSee, "The token is invalid");
    }
}
