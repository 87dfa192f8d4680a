//! What is said to do: of what was meant, of whose policy it is, and no wider than it has to be.

use super::*;
use crate::diagnose::remedy::Remedy;
use crate::diagnose::{NamedKind, Question};
use crate::model::facts::{Function, Group, Machine, Queue, Role, Topic};
use Status::{CannotSee, Fault, Ok, Suspect};
use serde_json::{Value, json};

const TRUST: &str = r#"{"Statement":{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sts:AssumeRole"}}"#;
const RULE: &str = "arn:aws:events:us-east-1:111122223333:rule/r";

#[track_caller]
fn remedy(case: &Evidence, id: &str) -> Remedy {
    let ladder = diagnose(case);
    let found = of(&ladder, id).first().copied().cloned().unwrap_or_else(|| panic!("{id}: {ladder:#?}"));
    found.remedy.unwrap_or_default()
}

/// The document that a command writes.
#[track_caller]
fn document(remedy: &Remedy, member: &str) -> Value {
    let command = remedy.command.as_deref().unwrap_or_else(|| panic!("{remedy:?}"));
    let text = command.split('\'').find(|part| part.starts_with('{')).unwrap_or_else(|| panic!("{command}"));
    let value: Value = serde_json::from_str(text).unwrap();
    match value.get(member) {
        Some(Value::String(text)) => serde_json::from_str(text).unwrap(),
        Some(_) | None => value,
    }
}

fn queue(policy: Value) -> Evidence {
    let arn = arn("sqs", "q");
    let mut case = with_target(target(arn.clone()));
    let policy = json!({"Version": "2012-10-17", "Statement": policy}).to_string();
    case.queues.put(arn, Piece::Seen(Queue { policy: Some(policy), ..Queue::default() }));
    case
}

fn in_role(to: Arn, policies: &[(&str, Value)]) -> Evidence {
    let name = Arn::from("arn:aws:iam::111122223333:role/r");
    let mut case = with_target(Target { role: Some(name.clone()), ..target(to) });
    let policies = policies.iter().map(|(name, statement)| {
        ((*name).to_owned(), json!({"Version": "2012-10-17", "Statement": statement}).to_string())
    });
    let role = Role { trust: TRUST.into(), policies: policies.collect(), ..Role::default() };
    case.roles.put(name, Piece::Seen(role));
    case
}

#[test]
fn a_rule_is_left_out_of_a_denial_and_nobody_else() {
    let allow = json!({"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*"});
    let deny = |condition: Value| {
        json!({"Sid": "shut", "Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*",
            "Condition": condition})
    };
    let case = queue(json!([allow, deny(json!({"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}}))]));
    let fix = remedy(&case, "T7");
    assert!(fix.text.contains("aws:PrincipalIsAWSService"), "{}", fix.text);
    let made = document(&fix, "Policy");
    assert_eq!(
        made["Statement"][1]["Condition"],
        json!({"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}, "ArnNotEquals": {"aws:SourceArn": RULE}})
    );
    assert_eq!(made["Statement"].as_array().unwrap().len(), 2);
    // A list of those that are left out gets one more.
    let other = "arn:aws:events:us-east-1:111122223333:rule/other";
    let case = queue(json!([allow, deny(json!({"ArnNotLike": {"aws:SourceArn": other}}))]));
    let fix = remedy(&case, "T7");
    assert!(
        fix.text.starts_with("Add this rule to the condition ArnNotLike aws:SourceArn of"),
        "{}",
        fix.text
    );
    assert_eq!(
        document(&fix, "Policy")["Statement"][1]["Condition"],
        json!({"ArnNotLike": {"aws:SourceArn": [other, RULE]}})
    );
    // Where nothing allows it either, a statement that does is added.
    let case = queue(json!([deny(json!({"ArnNotLike": {"aws:SourceArn": other}}))]));
    let made = document(&remedy(&case, "T7"), "Policy");
    assert_eq!(made["Statement"][1]["Effect"], "Allow");
    assert_eq!(made["Statement"][1]["Condition"]["ArnEquals"]["aws:SourceArn"], RULE);
}

#[test]
fn every_statement_that_denies_is_named_and_the_change_covers_all_of_them() {
    let allow = json!({"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*"});
    let deny = |sid: &str, condition: Value| {
        json!({"Sid": sid, "Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*",
            "Condition": condition})
    };
    let org = json!({"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}});
    let other = "arn:aws:events:us-east-1:111122223333:rule/other";
    let listed = json!({"ArnNotLike": {"aws:SourceArn": other}});
    let case =
        queue(json!([deny("shut", org.clone()), allow, deny("listed", listed), deny("all", json!({}))]));
    let found = diagnose(&case);
    let title = &of(&found, "T7")[0].title;
    assert!(["(shut)", "(listed)", "(all)"].iter().all(|sid| title.contains(sid)), "{title}");
    let fix = remedy(&case, "T7");
    assert!(
        fix.text.starts_with(
            "Leave this rule out of statement 1 (shut) and statement 4 (all), which deny, by a condition on aws:SourceArn \
             and add this rule to the condition ArnNotLike aws:SourceArn of statement 3 (listed), which denies: "
        ),
        "{}",
        fix.text
    );
    let made = document(&fix, "Policy");
    assert_eq!(made["Statement"][0]["Condition"]["ArnNotEquals"]["aws:SourceArn"], RULE);
    assert_eq!(made["Statement"][2]["Condition"]["ArnNotLike"]["aws:SourceArn"], json!([other, RULE]));
    assert_eq!(made["Statement"][3]["Condition"]["ArnNotEquals"]["aws:SourceArn"], RULE);
}

#[test]
fn a_trust_that_is_limited_on_purpose_is_opened_for_the_rule_alone_and_with_a_word_of_it() {
    let other = "arn:aws:events:us-east-1:111122223333:rule/other";
    for condition in
        [json!({"StringEquals": {"sts:ExternalId": "x"}}), json!({"ArnEquals": {"aws:SourceArn": other}})]
    {
        let mut case = in_role(arn("kinesis", "stream/s"), &[]);
        let trust = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": {"Service": "events.amazonaws.com"}, "Condition": condition}]});
        let role = Role { trust: trust.to_string(), ..Role::default() };
        case.roles.put(Arn::from("arn:aws:iam::111122223333:role/r"), Piece::Seen(role));
        let fix = remedy(&case, "T10");
        assert!(
            fix.text.contains("statement 1 allows it under a condition only, somebody limited it so"),
            "{fix:?}"
        );
        let made = document(&fix, "-");
        assert_eq!(made["Statement"][1]["Condition"], json!({"ArnEquals": {"aws:SourceArn": RULE}}));
    }
}

#[test]
fn who_is_denied_by_a_key_or_a_trust_policy_is_left_out_of_that() {
    let org = json!({"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}});
    let deny = |condition: &Value| json!({"Effect": "Deny", "Principal": "*", "Action": "kms:*", "Resource": "*", "Condition": condition});
    let key = arn("kms", "key/1");
    let encrypted = |case: &mut Evidence, statements: Value| {
        let allow = json!([{"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*"}]);
        let policy = json!({"Version": "2012-10-17", "Statement": allow}).to_string();
        let queue = Queue { policy: Some(policy), kms_key: Some(key.to_string()), ..Queue::default() };
        case.queues.put(arn("sqs", "q"), Piece::Seen(queue));
        let policy = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
        case.key_policies.put(key.to_string(), Piece::Seen(policy));
    };
    let mut case = queue(json!([]));
    encrypted(&mut case, json!([deny(&org)]));
    let fix = remedy(&case, "K1");
    assert!(fix.text.starts_with("Leave EventBridge out of statement 1, which denies"), "{}", fix.text);
    let made = document(&fix, "-");
    let out = json!({"StringNotEquals": {"aws:PrincipalOrgID": "o-1", "aws:PrincipalServiceName": "events.amazonaws.com"}});
    assert_eq!(made["Statement"][0]["Condition"], out);
    // Nothing else lets it in: that is added.
    assert_eq!(made["Statement"][1]["Principal"]["Service"], "events.amazonaws.com");

    let role = "arn:aws:iam::111122223333:role/r";
    let send = json!({"Effect": "Allow", "Action": ["sqs:*", "kms:*"], "Resource": "*"});
    let mut case = in_role(arn("sqs", "q"), &[("send", send)]);
    let root = json!({"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*",
        "Resource": "*"});
    let admin = "arn:aws:iam::111122223333:role/admin";
    encrypted(&mut case, json!([deny(&json!({"ArnNotEquals": {"aws:PrincipalArn": admin}})), root]));
    let made = document(&remedy(&case, "K1"), "-");
    let out = json!({"ArnNotEquals": {"aws:PrincipalArn": [admin, role]}});
    assert_eq!((&made["Statement"][0]["Condition"], &made["Statement"][1]), (&out, &root));

    let trust = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole", "Condition": org},
        {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sts:AssumeRole"},
    ]});
    let mut case = in_role(arn("kinesis", "stream/s"), &[]);
    case.roles.put(role.into(), Piece::Seen(Role { trust: trust.to_string(), ..Role::default() }));
    let made = document(&remedy(&case, "T10"), "-");
    assert!(made["Statement"][0]["Condition"].to_string().contains(RULE), "{made}");
    assert_eq!(made["Statement"][1], trust["Statement"][1]);
}

#[test]
fn a_denial_of_the_targets_own_policy_is_not_told_as_the_roles() {
    let queue = arn("sqs", "q");
    let may = json!({"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": queue.as_str()});
    let mut case = in_role(queue.clone(), &[("p", may)]);
    let deny = r#"{"Statement":{"Effect":"Deny","Principal":"*","Action":"sqs:SendMessage","Resource":"*"}}"#;
    case.queues.put(queue, Piece::Seen(Queue { policy: Some(deny.into()), ..Queue::default() }));
    says(&case, "T10", Fault, "Denied by statement 1 of the policy of the target");
    let ladder = diagnose(&case);
    let found = of(&ladder, "T10")[0];
    assert!(found.evidence.iter().any(|shown| shown.json.to_string().contains("Deny")), "{found:?}");
    let fix = found.remedy.clone().unwrap();
    assert!(fix.text.starts_with("Leave the caller out of statement 1"), "{}", fix.text);
    assert!(document(&fix, "Policy").to_string().contains("aws:PrincipalArn"), "{fix:?}");
}

#[test]
fn a_role_is_given_what_it_lacks_and_no_more() {
    let cluster = arn("ecs", "cluster/c");
    let task = arn("ecs", "task-definition/job:5");
    let settings = json!({"TaskDefinitionArn": task.as_str()});
    let run = json!({"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*",
        "Condition": {"ArnEquals": {"ecs:cluster": arn("ecs", "cluster/other").as_str()}}});
    let pass = json!({"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"});
    let mut case = in_role(cluster.clone(), &[("run", run), ("pass", pass)]);
    let Piece::Seen(targets) = &mut case.targets else { panic!("no targets") };
    targets[0].parameters.insert("EcsParameters".into(), settings);
    let fix = remedy(&case, "T10");
    assert!(fix.text.starts_with("Let the role ecs:RunTask on "), "{}", fix.text);
    let made = document(&fix, "-");
    let statements = made["Statement"].as_array().unwrap();
    assert_eq!(statements.len(), 1, "{made}");
    assert_eq!(statements[0]["Condition"]["ArnEquals"]["ecs:cluster"], cluster.as_str());
    // A limit in time is somebody's wish.
    let stream = arn("kinesis", "stream/s");
    let past = json!({"Effect": "Allow", "Action": "kinesis:*", "Resource": "*",
        "Condition": {"DateLessThan": {"aws:CurrentTime": "2023-01-01T00:00:00Z"}}});
    let text = remedy(&in_role(stream, &[("p", past)]), "T10").text;
    assert!(text.contains("(DateLessThan aws:CurrentTime): somebody limited it so, ask first."), "{text}");
}

#[test]
fn a_bus_in_another_region_that_the_role_does_not_name_is_suspected() {
    let far = Arn::new(format!("arn:aws:events:eu-west-1:{ACCOUNT}:event-bus/central"));
    let near = json!({"Effect": "Allow", "Action": "events:PutEvents",
        "Resource": arn("events", "event-bus/central").as_str()});
    let case = in_role(far.clone(), &[("p", near)]);
    says(&case, "T10", Suspect, "which was not seen, may let it in all the same");
    assert!(remedy(&case, "T10").command.unwrap().contains(far.as_str()));
}

#[test]
fn no_condition_is_put_into_the_policy_of_a_topic() {
    let topic = arn("sns", "t");
    let mut case = with_target(target(topic.clone()));
    let with = |statement: Value| {
        Piece::Seen(Topic {
            policy: Some(json!({"Version": "2012-10-17", "Statement": statement}).to_string()),
            ..Topic::default()
        })
    };
    let owner = json!({"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "SNS:*", "Resource": "*"});
    case.topics.put(topic.clone(), with(json!([owner])));
    let fix = remedy(&case, "T6");
    let added = document(&fix, "-")["Statement"][1].clone();
    assert!(
        added.get("Condition").is_none() && added["Principal"]["Service"] == "events.amazonaws.com",
        "{added}"
    );
    assert!(fix.text.contains("of other accounts too"), "{}", fix.text);
    let allow = |condition: Value| {
        json!([{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sns:Publish",
            "Resource": topic.as_str(), "Condition": condition}])
    };
    case.topics.put(topic.clone(), with(allow(json!({"ArnEquals": {"aws:SourceArn": RULE}}))));
    says(&case, "T6", Suspect, "AWS documents that EventBridge meets no conditions");
    case.metrics = metrics(&[("Invocations", 5.0), ("FailedInvocations", 0.0)]);
    says(&case, "T6", Ok, "no delivery was given up");
    // Of several targets the deliveries that are counted may be those of the others.
    let Piece::Seen(mut targets) = case.targets.clone() else { panic!("{:?}", case.targets) };
    targets.push(Target { id: "other".into(), ..target(arn("lambda", "function:f")) });
    let several = Evidence { targets: Piece::Seen(targets), ..case.clone() };
    says(&several, "T6", Suspect, "AWS documents that EventBridge meets no conditions");
    case.metrics = Piece::NotAsked;
    case.topics.put(topic.clone(), with(allow(json!({"ArnEquals": {"aws:SourceArn": format!("{RULE}2")}}))));
    says(&case, "T6", Fault, "wants aws:SourceArn");
}

#[test]
fn an_alias_or_version_that_is_not_there_is_told_from_what_it_is_of() {
    for (qualifier, what) in [("prod", "alias"), ("7", "version")] {
        let function = arn("lambda", &format!("function:f:{qualifier}"));
        let whole = arn("lambda", "function:f");
        let mut case = with_target(target(function.clone()));
        case.functions.put(function, Piece::Missing);
        assert!(case.questions().contains(&Question::Function(whole.clone())));
        case.functions.put(whole, Piece::Seen(Function::default()));
        says(&case, "T2", Fault, &format!("The function f has no {what} {qualifier}."));
        assert!(remedy(&case, "T2").command.unwrap().contains("function:f --region"));

        let machine = arn("states", &format!("stateMachine:m:{qualifier}"));
        let whole = arn("states", "stateMachine:m");
        let mut case = with_target(target(machine.clone()));
        case.machines.put(machine, Piece::Missing);
        assert!(case.questions().contains(&Question::Machine(whole.clone())));
        case.machines.put(whole, Piece::Seen(Machine { status: "ACTIVE".into() }));
        says(&case, "T2", Fault, &format!("The state machine m has no {what} {qualifier}."));
        assert!(remedy(&case, "T2").command.unwrap().contains("stateMachine:m --region"));
    }
}

#[test]
fn what_is_written_nearly_like_a_target_that_is_not_there_is_named() {
    let mut case = with_target(target(arn("logs", "log-group:/crit/order")));
    case.groups.put(arn("logs", "log-group:/crit/order"), Piece::<Group>::Missing);
    assert!(case.questions().contains(&Question::Names(NamedKind::Groups)));
    assert!(remedy(&case, "L7").command.unwrap().contains("create-log-group"));
    case.names.put(NamedKind::Groups, Piece::Seen(vec![arn("logs", "log-group:/crit/orders")]));
    let fix = remedy(&case, "L7");
    assert!(
        fix.text.starts_with("There is a log group /crit/orders, which is written nearly so"),
        "{}",
        fix.text
    );
    assert!(fix.command.unwrap().contains("put-targets"));

    let mut case = with_target(target(arn("sqs", "jobs-queue")));
    case.queues.put(arn("sqs", "jobs-queue"), Piece::Missing);
    case.names.put(NamedKind::Queues, Piece::Seen(vec![arn("sqs", "other"), arn("sqs", "Jobs-Queue")]));
    assert!(remedy(&case, "T2").text.contains("queue Jobs-Queue"));
    case.names.put(NamedKind::Queues, denied("sqs:ListQueues"));
    assert!(remedy(&case, "T2").text.starts_with("Create it again"));
}

#[test]
fn a_partners_events_do_not_come_to_the_default_bus() {
    let mut case = evidence(rule("default", r#"{"source":[{"prefix":"aws.partner/example.com"}]}"#));
    assert!(case.questions().contains(&Question::Senders));
    case.senders = Piece::Seen(vec![]);
    case.bus = Piece::Seen(crate::model::Bus { name: "default".into(), ..Default::default() });
    says(&case, "M2", Fault, "the partner's own bus only, and this rule is on the bus default");
    is_silent(&evidence(rule("default", EC2)), "M2");
}

#[test]
fn a_placeholder_is_no_bucket() {
    let pattern = r#"{"source":["aws.s3"],"detail-type":["Object Created"],"detail":{"bucket":{"name":["${Bucket}"]}}}"#;
    let case = evidence(rule("default", pattern));
    is_silent(&case, "M15");
    assert!(
        !case.questions().iter().any(|asked| matches!(asked, Question::Bucket(_) | Question::BucketNames))
    );
}

#[test]
fn what_was_not_asked_did_not_fail() {
    use crate::model::{CallError, ErrorKind};
    let machine = arn("states", "stateMachine:m");
    let mut case = with_target(target(machine.clone()));
    let unasked =
        CallError::new(ErrorKind::Unsupported, "DescribeStateMachine", "this endpoint has no Step Functions");
    case.refuse(&Question::Machine(machine), &unasked);
    says(&case, "T2", CannotSee, "(this endpoint has no Step Functions): needs a look by hand.");
    assert!(!of(&diagnose(&case), "T2")[0].title.contains("failed"));
}

#[test]
fn an_event_makes_no_schedule_fire() {
    let mut case = evidence(scheduled("default", "rate(5 minutes)"));
    says(&case, "M5", Ok, "no pattern");
    case.expected = ec2("2026-11-28T11:00:00Z", "{}");
    says(&case, "M5", Fault, "its schedule makes it fire, and no event does");
}

#[test]
fn what_a_schedule_sends_is_not_looked_for_on_another_bus() {
    let ticks = r#"{"source":["aws.events"],"detail-type":["Scheduled Event"]}"#;
    let case = evidence(rule("orders", ticks));
    is_silent(&case, "M2");
    says(&case, "M23", Suspect, "its own rule");
}

#[test]
fn an_age_that_leaves_time_stays() {
    let retry = crate::model::RetryPolicy { attempts: Some(0), age_seconds: Some(7_200) };
    let case = with_target(Target { retry: Some(retry), ..target(arn("sqs", "q")) });
    let fix = remedy(&case, "T18");
    let command = fix.command.unwrap();
    assert!(
        command.contains("\"MaximumEventAgeInSeconds\":7200") && !command.contains("Attempts"),
        "{command}"
    );
    assert_eq!(fix.change.unwrap().setting, "Target.RetryPolicy.MaximumRetryAttempts");
}

#[test]
fn what_lists_show_to_be_gone_is_found_without_a_look_into_the_rule() {
    let destination = arn("events", "api-destination/d/531e835a");
    let mut case = with_target(target(destination.clone()));
    case.destinations.put(destination, Piece::Missing);
    let found = crate::diagnose::quick(&case);
    let gone = found.iter().find(|found| found.id == "T2").unwrap_or_else(|| panic!("{found:?}"));
    assert!(gone.remedy.as_ref().unwrap().text.contains("which ends in another id"), "{gone:?}");
}

#[test]
fn documented_targets_without_settings_are_known() {
    let nothing = || json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"});
    let plan = Arn::new(format!("arn:aws:ssm-incidents::{ACCOUNT}:response-plan/p"));
    for (to, action) in [
        (arn("glue", "workflow/w"), "glue:notifyEvent"),
        (arn("events", "target/create-snapshot"), "ec2:CreateSnapshot"),
        (plan, "ssm-incidents:StartIncident"),
    ] {
        let mut case = in_role(to.clone(), &[("p", nothing())]);
        says(&case, "T10", Fault, &format!("may not {action} on "));
        let may = json!({"Effect": "Allow", "Action": action, "Resource": "*"});
        case = in_role(to, &[("p", may)]);
        says(&case, "T10", Ok, action);
    }
}

#[test]
fn of_several_policies_the_one_for_this_log_group_is_told() {
    let group = arn("logs", "log-group:/crit/x/g");
    let policy = |name: &str, principals: Value, resource: &str| crate::model::ResourcePolicy {
        name: name.into(),
        document: json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow",
            "Principal": {"Service": principals}, "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": resource}})
        .to_string(),
        resource: None,
        modified: None,
    };
    let both = || json!(["events.amazonaws.com", "delivery.logs.amazonaws.com"]);
    let far = group.as_str().replace("us-east-1", "eu-west-1");
    for (principals, resource, words) in [
        (both(), group.as_str().to_owned(), "(\":*\" is left off at its end)"),
        (both(), format!("{far}:*"), "(the region is another one)"),
        (both(), format!("{group}:*").replace("/g:", "/G:"), "(the letter case is another one)"),
        (json!("delivery.log.amazonaws.com"), format!("{group}:*"), "it names delivery.log.amazonaws.com"),
    ] {
        let mut case = with_target(target(group.clone()));
        case.groups.put(group.clone(), Piece::Seen(Group::default()));
        case.group_policies.put(group.clone(), Piece::Seen(vec![]));
        let all = arn("logs", "log-group:/aws/events/*:*");
        let policies = vec![policy("to-logs", both(), all.as_str()), policy("mine", principals, &resource)];
        case.log_policies = Piece::Seen(policies);
        says(&case, "L1", Fault, "of the policy mine");
        says(&case, "L1", Fault, words);
    }
}

#[test]
fn a_role_is_taken_off_a_function_that_lets_the_rule_in() {
    let function = arn("lambda", "function:f");
    let mut case =
        in_role(function.clone(), &[("p", json!({"Effect": "Allow", "Action": "s3:*", "Resource": "*"}))]);
    let lets_in = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"}, "Action": "lambda:InvokeFunction", "Resource": "*",
        "Condition": {"ArnLike": {"aws:SourceArn": RULE}}}});
    case.function_policies.put(function, Piece::Seen(lets_in.to_string()));
    says(&case, "T11", Fault, "would let this rule in without it");
}
