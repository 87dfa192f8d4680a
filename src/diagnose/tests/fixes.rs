//! A fix is offered only where it helps, and where it takes nothing from other rules and targets.

use super::*;
use crate::diagnose::by_cause;
use crate::diagnose::remedy::Remedy;
use crate::model::facts::{BucketNotices, Group, Queue, Role};
use crate::model::{Bus, ResourcePolicy};
use serde_json::json;

const TRUST: &str = r#"{"Statement":{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sts:AssumeRole"}}"#;

/// The first finding of a check.
#[track_caller]
fn first(evidence: &Evidence, id: &str) -> (Status, Remedy) {
    let ladder = diagnose(evidence);
    let found = of(&ladder, id).first().copied().cloned().unwrap_or_else(|| panic!("{id}: {ladder:#?}"));
    (found.status, found.remedy.unwrap_or_default())
}

fn queue(policy: &str) -> Evidence {
    let arn = arn("sqs", "q");
    let mut case = with_target(target(arn.clone()));
    case.queues.put(arn, Piece::Seen(Queue { policy: Some(policy.to_owned()), ..Queue::default() }));
    case
}

#[test]
fn a_statement_that_allows_is_not_offered_against_one_that_denies() {
    let (status, fix) = first(&queue(r#"{"Statement":[]}"#), "T7");
    assert!(status == Status::Fault && fix.command.is_some(), "{fix:?}");
    let denied = r#"{"Statement":[{"Effect":"Allow","Principal":"*","Action":"sqs:*","Resource":"*"},
        {"Sid":"shut","Effect":"Deny","Principal":"*","Action":"sqs:SendMessage","Resource":"*"}]}"#;
    let (status, fix) = first(&queue(denied), "T7");
    let command = fix.command.unwrap_or_default();
    // The statement that denies stays, but for this rule.
    assert!(
        status == Status::Fault && command.contains("Deny") && command.contains("ArnNotEquals"),
        "{command}"
    );
    assert!(fix.text.contains("Leave this rule out of statement 2 (shut), which denies"), "{}", fix.text);
}

fn stream(policies: &[(&str, &str)], boundary: Option<&str>) -> Evidence {
    let role_arn = Arn::from("arn:aws:iam::111122223333:role/r");
    let mut to = target(arn("kinesis", "stream/s"));
    to.role = Some(role_arn.clone());
    let mut case = with_target(to);
    let policies = policies.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let role =
        Role { trust: TRUST.into(), policies, boundary: boundary.map(str::to_owned), ..Role::default() };
    case.roles.put(role_arn, Piece::Seen(role));
    case
}

#[test]
fn a_permission_is_offered_to_a_role_only_where_it_counts_and_replaces_no_other() {
    let own = |case: &Evidence| first(case, "T10").1.command.unwrap_or_default();
    let name = "eventbridge-kinesis-PutRecord-s-59ea1b37";
    assert!(
        own(&stream(&[], None)).contains(&format!("--policy-name {name} ")),
        "{}",
        own(&stream(&[], None))
    );
    let other = r#"{"Statement":{"Effect":"Allow","Action":"kinesis:PutRecord","Resource":"x"}}"#;
    assert!(own(&stream(&[(name, other)], None)).contains(&format!("--policy-name {name}-2 ")));
    let narrow = r#"{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#;
    let deny = r#"{"Statement":{"Effect":"Deny","Action":"kinesis:*","Resource":"*"}}"#;
    for (case, said) in
        [(stream(&[], Some(narrow)), "It takes both"), (stream(&[("d", deny)], None), "would not help")]
    {
        let (status, fix) = first(&case, "T10");
        assert_eq!((status, fix.command), (Status::Fault, None));
        assert!(fix.text.contains(said), "{}", fix.text);
    }
}

#[test]
fn a_role_that_shuts_out_is_taken_off_where_the_policy_would_let_in() {
    let mut case = queue(
        r#"{"Statement":{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sqs:*","Resource":"*"}}"#,
    );
    let role_arn = Arn::from("arn:aws:iam::111122223333:role/r");
    let Piece::Seen(targets) = &mut case.targets else { panic!("no targets") };
    targets[0].role = Some(role_arn.clone());
    case.roles.put(role_arn, Piece::Seen(Role { trust: TRUST.into(), ..Role::default() }));
    let ladder = diagnose(&case);
    assert_eq!(ladder.cause().map(|cause| cause.id), Some("T11"));
    let (status, fix) = first(&case, "T11");
    let setting = fix.change.map(|change| (change.setting, change.after));
    assert_eq!((status, setting), (Status::Fault, Some(("Target.RoleArn".to_owned(), None))));
    // The command line gives what the explorer's key does, and says which of the two fixes is enough.
    let command = fix.command.unwrap_or_default();
    assert!(command.contains("put-targets") && !command.contains("RoleArn"), "{command}");
    assert!(fix.text.contains("instead of what T10 advises"), "{}", fix.text);
    let of_role = first(&case, "T10").1.text;
    assert!(of_role.contains("Or remove the role from the target (T11)"), "{of_role}");
    // Where the policy is no better, taking the role off would help nobody.
    case.queues.put(arn("sqs", "q"), Piece::Seen(Queue::default()));
    assert_eq!(
        (first(&case, "T11").0, diagnose(&case).cause().map(|cause| cause.id)),
        (Status::Ok, Some("T10"))
    );
}

#[test]
fn log_groups_are_let_in_by_one_policy_that_takes_nothing_from_others_and_is_not_the_eleventh() {
    let group = |name: &str| arn("logs", &format!("log-group:/aws/events/{name}"));
    let fixes = |policies: Vec<ResourcePolicy>| {
        let mut case = with_target(target(group("orders")));
        let one = target(group("audit"));
        case.targets = Piece::Seen(vec![target(group("orders")), Target { id: "2".into(), ..one }]);
        for group in [group("orders"), group("audit")] {
            case.groups.put(group.clone(), Piece::Seen(Group::default()));
            case.group_policies.put(group, Piece::Seen(vec![]));
        }
        case.log_policies = Piece::Seen(policies);
        let ladder = diagnose(&case);
        let found = ladder.rungs.iter().flat_map(|rung| &rung.findings).filter(|found| found.id == "L1");
        found.filter_map(|found| found.to_do().cloned()).collect::<Vec<_>>()
    };
    let named = |name: String, document: serde_json::Value| ResourcePolicy {
        name,
        document: document.to_string(),
        resource: None,
        modified: None,
    };
    let other = json!({"Statement": [{"Sid": "theirs", "Effect": "Allow", "Principal": {"Service": "es.amazonaws.com"},
        "Action": "logs:PutLogEvents", "Resource": "*"}]});
    // Both groups in one: the two commands, from one reading, do not undo each other.
    let both = |command: &str| command.contains("events/orders:*") && command.contains("events/audit:*");
    let command = |fix: &Remedy| fix.command.clone().unwrap_or_default();
    let all = fixes(vec![]);
    assert_eq!((all.len(), command(&all[0])), (2, command(&all[1])), "{all:?}");
    assert!(both(&command(&all[0])), "{all:?}");
    // One of that name which says something else stays as it is.
    let all = fixes(vec![named("eventbridge-/aws/events/audit".into(), other.clone())]);
    assert!(command(&all[0]).contains("--policy-name eventbridge-/aws/events/audit-2 "), "{all:?}");
    // One that was made here is extended, also where it is the tenth.
    let (name, ours) = crate::export::log_policy(&group("first"));
    let mut ten: Vec<_> = (0..9).map(|number| named(format!("p{number}"), other.clone())).collect();
    ten.push(named(name.clone(), ours));
    let all = fixes(ten);
    let told = command(&all[0]);
    assert!(told.contains(&format!("--policy-name {name} ")) && both(&told), "{told}");
    assert!(told.contains("events/first:*"), "{told}");
    let all = fixes((0..10).map(|number| named(format!("p{number}"), other.clone())).collect());
    assert!(all[0].command.is_none() && all[0].text.contains("ten such policies already"), "{all:?}");
}

#[test]
fn a_statement_of_a_function_is_added_under_a_free_id() {
    let function = arn("lambda", "function:f");
    let mut case = with_target(target(function.clone()));
    let taken = r#"{"Statement":[{"Sid":"events-r","Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"lambda:InvokeFunction","Resource":"*"}]}"#;
    case.function_policies.put(function, Piece::Seen(taken.into()));
    let command = first(&case, "T3").1.command.unwrap_or_default();
    assert!(command.contains("--statement-id events-r-2 "), "{command}");
}

#[test]
fn no_policy_is_put_on_the_latest_version() {
    let function = arn("lambda", "function:f:$LATEST");
    let mut case = with_target(target(function.clone()));
    for policy in [Piece::Missing, Piece::Seen(r#"{"Statement":[]}"#.into())] {
        case.function_policies.put(function.clone(), policy);
        let (status, fix) = first(&case, "T3");
        let command = fix.command.unwrap_or_default();
        assert_eq!(status, Status::Fault);
        assert!(command.contains("put-targets") && command.contains("function:f\""), "{command}");
        assert!(!command.contains("LATEST"), "{command}");
    }
}

#[test]
fn one_cause_in_several_targets_is_told_once_with_what_puts_each_right() {
    let functions = ["f", "resize"].map(|name| arn("lambda", &format!("function:{name}")));
    let mut case = evidence(rule("default", EC2));
    let targets = functions.iter().zip(["a", "b"]);
    let targets = targets.map(|(function, id)| Target { id: id.into(), ..target(function.clone()) });
    case.targets = Piece::Seen(targets.collect());
    for function in &functions {
        case.functions.put(function.clone(), Piece::Seen(crate::model::facts::Function::default()));
        case.function_policies.put(function.clone(), Piece::Missing);
    }
    let ladder = diagnose(&case);
    let all = by_cause(&ladder.rungs[5].findings);
    let first = &all[0];
    assert_eq!(first.name(), "T3 (targets a and b)");
    assert!(first.title().starts_with("The function f has no policy"), "{}", first.title());
    assert!(first.title().ends_with(" The same is so of resize."), "{}", first.title());
    assert_eq!(first.commands().len(), 2, "{:?}", first.commands());
    assert_eq!(ladder.markdown().matches("T3 (targets a and b)").count(), 1);
    let json = serde_json::to_value(&ladder).unwrap();
    let of_functions = json["rungs"][5]["findings"].as_array().unwrap();
    let of_functions: Vec<_> = of_functions.iter().filter(|found| found["id"] == "T3").collect();
    assert_eq!(of_functions.len(), 1, "{of_functions:?}");
    let (one, alike) = (of_functions[0], of_functions[0]["alike"].as_array().unwrap());
    assert_eq!((one["target"].as_str(), alike.len()), (Some("a"), 1));
    assert_eq!(alike[0]["target"], "b");
    assert!(alike[0]["title"].as_str().unwrap().contains("resize"), "{alike:?}");
    assert!(alike[0]["fix"]["command"].as_str().unwrap().contains("function:resize"), "{alike:?}");
    let other = ladder.rungs[5].findings.iter().find(|found| found.target.as_deref() == Some("b")).unwrap();
    assert_eq!(first.of_other(other).as_deref(), Some("The same as of the target a: resize."));
    assert_eq!(first.of_other(first.first), None);
    // Of another rule the same is told by the rule's name, as long as what to do is the same.
    let mut before = crate::diagnose::ToldBefore::default();
    assert_eq!(before.rule_of(first, "one"), None);
    assert_eq!(before.rule_of(first, "two").as_deref(), Some("one"));
    let other = by_cause(std::slice::from_ref(other));
    assert_eq!(before.rule_of(&other[0], "three"), None);
    // What is another cause, or in order, is told of each.
    case.function_policies.put(functions[1].clone(), Piece::Seen(r#"{"Statement":[]}"#.into()));
    let ladder = diagnose(&case);
    assert!(ladder.rungs[5].findings.iter().filter(|found| found.id == "T3").count() == 2);
    assert!(
        by_cause(&ladder.rungs[5].findings)
            .iter()
            .all(|told| told.others.is_empty() || told.first.id != "T3")
    );
}

#[test]
fn a_bucket_keeps_its_other_notifications() {
    let pattern =
        r#"{"source":["aws.s3"],"detail-type":["Object Created"],"detail":{"bucket":{"name":["b"]}}}"#;
    let command = |others: &str| {
        let others = serde_json::from_str(others).unwrap();
        let mut case = evidence(rule("default", pattern));
        case.buckets.put("b".into(), Piece::Seen(BucketNotices { others, ..BucketNotices::default() }));
        first(&case, "M15").1.command.unwrap_or_default()
    };
    let alone = command("{}");
    assert!(alone.contains("put-bucket-notification") && !alone.contains("Queue"), "{alone}");
    let queues = r#""QueueConfigurations":[{"Id":"i","QueueArn":"q","Events":["s3:ObjectCreated:*"]}]"#;
    let beside = command(&format!("{{{queues}}}"));
    let whole: serde_json::Value = serde_json::from_str(beside.split('\'').nth(1).unwrap()).unwrap();
    let wanted = format!(r#"{{{queues},"EventBridgeConfiguration":{{}}}}"#);
    assert_eq!(whole, serde_json::from_str::<serde_json::Value>(&wanted).unwrap(), "{beside}");
}

#[test]
fn a_pattern_is_not_changed_where_captured_events_would_be_lost() {
    let pattern = r#"{"detail":{"state":["STOPPED"]}}"#;
    let mut case = evidence(rule("default", pattern));
    case.expected = event(r#"{"source":"x","detail":{"state":"stopped"}}"#, Origin::Bus);
    let (_, fix) = first(&case, "M6");
    assert!(fix.change.is_some() && fix.command.is_some(), "{fix:?}");
    let taken = r#"{"source":"x","detail":{"state":"STOPPED"}}"#;
    case.taken = vec![Event::parse(taken.as_bytes()).unwrap()];
    let (status, fix) = first(&case, "M6");
    assert_eq!((status, fix.change, fix.command), (Status::Fault, None, None));
    assert!(fix.text.contains("1 of the 1 captured events"), "{}", fix.text);
}

#[test]
fn a_bus_of_this_account_that_denies_is_named() {
    let bus = arn("events", "event-bus/vault");
    let mut case = with_target(target(bus.clone()));
    let with = |case: &mut Evidence, policy: Option<&str>| {
        let policy = policy.map(str::to_owned);
        let vault = Bus { name: "vault".into(), arn: bus.clone(), policy, ..Bus::default() };
        case.target_buses.put(bus.clone(), Piece::Seen(vault));
    };
    with(&mut case, None);
    is_silent(&case, "T13");
    let allow = r#"{"Statement":{"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"events:PutEvents","Resource":"*"}}"#;
    with(&mut case, Some(allow));
    is_silent(&case, "T13");
    let deny =
        r#"{"Statement":{"Effect":"Deny","Principal":"*","Action":"events:PutEvents","Resource":"*"}}"#;
    with(&mut case, Some(deny));
    says(&case, "T13", Status::Fault, "keeps this account's own events out");
}

#[test]
fn names_that_cloudtrail_does_not_use_are_replaced_in_the_pattern() {
    let after =
        |text: &str| first(&evidence(rule("default", text)), "M27").1.change.and_then(|change| change.after);
    let of =
        |detail: &str| format!(r#"{{"detail-type":["AWS API Call via CloudTrail"],"detail":{{{detail}}}}}"#);
    for (detail, wanted) in [
        (
            r#""eventSource":["eventbridge.amazonaws.com", "sns.amazonaws.com"],"eventName":["PutRule"]"#,
            r#""eventSource":["events.amazonaws.com", "sns.amazonaws.com"],"eventName":["PutRule"]"#,
        ),
        (
            r#""eventSource":["lambda.amazonaws.com"],"eventName":["Invoke","CreateFunction"]"#,
            r#""eventSource":["lambda.amazonaws.com"],"eventName":["Invoke",{"prefix": "CreateFunction2"}]"#,
        ),
        (
            r#""$or":[{"eventSource":["sfn.amazonaws.com"]},{"eventSource":["sfn.amazonaws.com"],"readOnly":[true]}]"#,
            r#""$or":[{"eventSource":["states.amazonaws.com"]},{"eventSource":["states.amazonaws.com"],"readOnly":[true]}]"#,
        ),
    ] {
        assert_eq!(after(&of(detail)), Some(of(wanted)));
    }
    let sign_in = of(r#""eventName":["ConsoleLogin"]"#);
    assert_eq!(after(&sign_in), Some(sign_in.replace("API Call", "Console Sign In")));
    // The other call comes as it did, and is not given up for the sign-in.
    assert_eq!(after(&of(r#""eventName":["ConsoleLogin","CreateUser"]"#)), None);
}

#[test]
fn of_a_log_group_the_policy_that_denies_comes_with_eventbridge_left_out() {
    let group = arn("logs", "log-group:/aws/events/x");
    let mut case = with_target(target(group.clone()));
    case.group_policies.put(group, Piece::Seen(vec![]));
    let policy = |name: &str, document: &str| ResourcePolicy {
        name: name.into(),
        document: document.into(),
        resource: None,
        modified: None,
    };
    let allow = r#"{"Statement":{"Effect":"Allow","Principal":{"Service":["events.amazonaws.com","delivery.logs.amazonaws.com"]},
        "Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":"*"}}"#;
    let deny = |action: &str| {
        format!(
            r#"{{"Statement":[{{"Sid":"shut","Effect":"Deny","Principal":"*","Action":{action},"Resource":"*"}}]}}"#
        )
    };
    let mut changed = |deny: &str| {
        case.log_policies = Piece::Seen(vec![policy("open", allow), policy("shut", deny)]);
        let (_, fix) = first(&case, "L1");
        assert!(fix.text.contains("of the policy shut, which denies"), "{}", fix.text);
        fix.command.unwrap_or_default()
    };
    for action in [r#""logs:*""#, r#"["logs:CreateLogStream","logs:PutLogEvents"]"#] {
        let command = changed(&deny(action));
        assert!(command.starts_with("aws logs put-resource-policy --policy-name shut "), "{command}");
        let left_out = ["events.amazonaws.com", "delivery.logs.amazonaws.com", "aws:PrincipalServiceName"];
        assert!(left_out.iter().all(|text| command.contains(text)) && command.contains("Deny"), "{command}");
    }
}
