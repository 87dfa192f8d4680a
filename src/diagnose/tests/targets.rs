//! Rung 4, and targets by themselves.

use super::*;
use crate::diagnose::Question;
use crate::model::RetryPolicy;
use crate::model::facts::{BusRecord, Function, History, Machine, PastCall, Role};
use Status::{CannotSee, Fault, Ok, Suspect};
use serde_json::json;

#[test]
fn r4_and_r5_what_the_metrics_say() {
    let mut case = with_target(target(arn("lambda", "function:f")));
    says(&case, "R4", CannotSee, "cloudwatch:GetMetricData");
    case.metrics = metrics(&[]);
    says(&case, "R4", CannotSee, "absence is no proof");
    is_silent(&case, "R5");
    case.metrics = metrics(&[("MatchedEvents", 5.0)]);
    says(&case, "R4", Suspect, "no invocation was counted");
    case.metrics = metrics(&[("MatchedEvents", 5.0), ("Invocations", 5.0)]);
    says(&case, "R4", Ok, "invoked 5 times");
    says(&case, "R5", Ok, "No delivery was given up");
    case.metrics = metrics(&[("Invocations", 126.0), ("FailedInvocations", 126.0)]);
    says(&case, "R5", Fault, "gave up 126 of 126");
    case.metrics = metrics(&[("Invocations", 500.0), ("FailedInvocations", 2.0)]);
    says(&case, "R5", Suspect, "gave up 2 of 500");
    let text = |case: &Evidence| of(&diagnose(case), "R5")[0].remedy.clone().unwrap().text;
    let begins = |case: &Evidence, words: &str| assert!(text(case).starts_with(words), "{}", text(case));
    begins(&case, "What was seen of the targets");
    assert!(text(&case).contains("lambda:GetPolicy"), "{}", text(&case));
    let mut seen = case.clone();
    let function = arn("lambda", "function:f");
    let lets_in = r#"{"Statement":{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},
        "Action":"lambda:InvokeFunction","Resource":"*"}}"#;
    seen.functions.put(function.clone(), Piece::Seen(Function::default()));
    seen.function_policies.put(function.clone(), Piece::Seen(lets_in.into()));
    seen.function_limits.put(function, Piece::Seen(None));
    begins(&seen, "The targets, with their policies, roles and keys, are right.");
    let mut gone = case.clone();
    gone.functions.put(arn("lambda", "function:f"), Piece::Missing);
    begins(&gone, "The other findings here look at");
    // Repaired at 11:58, and delivered since.
    let mut repaired = case.clone();
    repaired.metrics = metrics(&[("Invocations", 4.0)]);
    if let Piece::Seen(seen) = &mut repaired.metrics {
        let failed = MetricSeries { name: "FailedInvocations".into(), points: vec![(NOW - 120_000, 100.0)] };
        seen.series.push(failed);
    }
    says(&repaired, "R5", Suspect, "The last was at 11:58 UTC");
    // Whether it was put right has shown.
    assert!(!text(&repaired).contains("next event"), "{}", text(&repaired));
    // Repaired, and not invoked since: what failed before the last change does not count, where the change is
    // known.
    case.metrics = metrics(&[("Invocations", 5.0), ("FailedInvocations", 5.0)]);
    says(&case, "R5", Fault, "gave up 5 of 5 invocations in the last 1 h, the last at 11:59 UTC.");
    let change = |at| PastCall { at, call: "PutTargets".into(), who: None };
    for (at, status, words) in [
        (NOW, Suspect, "The rule was changed after that, by PutTargets at 12:00 UTC"),
        (NOW - 60_000, Fault, "the last at 11:59 UTC."),
    ] {
        case.changes = Piece::Seen(History { changes: vec![change(at)], from: 0 });
        says(&case, "R5", status, words);
        assert_eq!(diagnose(&case).has_fault(), status == Fault);
    }
    case.changes = Piece::NotAsked;
    let record = |kind: &str| BusRecord {
        kind: kind.into(),
        error: Some(("NO_PERMISSIONS".into(), "may not".into())),
        ..BusRecord::default()
    };
    case.metrics = metrics(&[]);
    case.records = Piece::Seen(vec![record("INVOCATION_START"), record("INVOCATION_FAILURE")]);
    says(&case, "R4", Ok, "log shows");
    says(&case, "R5", Fault, "NO_PERMISSIONS, may not");
}

#[test]
fn t1_no_targets() {
    let mut case = evidence(rule("default", EC2));
    says(&case, "T1", CannotSee, "events:ListTargetsByRule");
    case.targets = denied("events:ListTargetsByRule");
    says(&case, "T1", CannotSee, "denied");
    case.targets = Piece::Seen(vec![]);
    says(&case, "T1", Fault, "no targets");
    case.targets = Piece::Missing;
    says(&case, "T1", Fault, "does not exist any more");
    says(&with_target(target(arn("lambda", "function:f"))), "T1", Ok, "has a target");
}

#[test]
fn t2_a_target_that_is_gone() {
    let function = arn("lambda", "function:f");
    let mut case = with_target(target(function.clone()));
    says(&case, "T2", CannotSee, "lambda:GetFunctionConfiguration");
    case.functions.put(function.clone(), denied("lambda:GetFunctionConfiguration"));
    says(&case, "T2", CannotSee, "denied");
    case.functions.put(function.clone(), Piece::Missing);
    says(&case, "T2", Fault, "f (function) does not exist");
    is_silent(&case, "T3");
    case.functions.put(function.clone(), Piece::Seen(Function::default()));
    says(&case, "T2", Ok, "exists");
    let failed = Function { state: Some("Failed".into()), reason: Some("no image".into()) };
    case.functions.put(function, Piece::Seen(failed));
    says(&case, "T2", Suspect, "in the state Failed: no image");
    let subscription = with_target(target(arn("sns", "alerts:0a1b2c3d-1111-2222-3333-444455556666")));
    says(&subscription, "T2", Fault, "a subscription of the topic alerts, and not the topic");
    let command = of(&diagnose(&subscription), "T2")[0].remedy.clone().unwrap().command.unwrap();
    assert!(command.contains(r#"sns:us-east-1:111122223333:alerts""#), "{command}");
    let machine = arn("states", "stateMachine:m");
    let mut case = with_target(target(machine.clone()));
    case.machines.put(machine, Piece::Seen(Machine { status: "DELETING".into() }));
    says(&case, "T2", Fault, "being deleted");
    says(&with_target(target(arn("kinesis", "stream/s"))), "T2", CannotSee, "kinesis:DescribeStreamSummary");
    says(&with_target(target(arn("newthing", "x"))), "T2", CannotSee, "not known here");
}

#[test]
fn t9_kinds_that_want_a_role() {
    let mut machine = target(arn("states", "stateMachine:m"));
    says(&with_target(machine.clone()), "T9", Fault, "needs a role");
    machine.role = Some(Arn::from("arn:aws:iam::111122223333:role/r"));
    says(&with_target(machine), "T9", Ok, "has the role");
    is_silent(&with_target(target(arn("lambda", "function:f"))), "T9");
    let far = Arn::new(format!("arn:aws:events:{REGION}:{OTHER}:event-bus/b"));
    says(&with_target(target(far)), "T9", Suspect, "since 2023");
    is_silent(&with_target(target(arn("events", "event-bus/b"))), "T9");
}

fn role(trust: &str, policy: &str) -> Role {
    let trust = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{{"Service":"{trust}"}},"Action":"sts:AssumeRole"}}}}"#
    );
    Role {
        arn: Arn::default(),
        trust,
        policies: BTreeMap::from([("inline".into(), policy.into())]),
        tags: None,
        boundary: None,
        unseen: vec![],
        unseen_boundary: None,
    }
}

#[test]
fn t10_a_role_that_falls_short() {
    let name = Arn::from("arn:aws:iam::111122223333:role/service-role/r");
    let mut machine = target(arn("states", "stateMachine:m"));
    machine.role = Some(name.clone());
    let mut case = with_target(machine);
    says(&case, "T10", CannotSee, "iam:GetRole");
    case.roles.put(name.clone(), Piece::Missing);
    says(&case, "T10", Fault, "does not exist");
    let start = r#"{"Statement":{"Effect":"Allow","Action":"states:StartExecution","Resource":"*"}}"#;
    let events = "events.amazonaws.com";
    let mut put = |role: Role| {
        case.roles.put(name.clone(), Piece::Seen(role));
        case.clone()
    };
    says(&put(role(events, start)), "T10", Ok, "it may states:StartExecution");
    // IAM answers by the name; STS wants the whole ARN.
    let elsewhere = Arn::from("arn:aws:iam::111122223333:role/svc/r");
    let moved = put(Role { arn: elsewhere.clone(), ..role(events, start) });
    says(&moved, "T10", Fault, "has another ARN, arn:aws:iam::111122223333:role/svc/r");
    let command = of(&diagnose(&moved), "T10")[0].remedy.clone().unwrap().command.unwrap();
    assert!(command.contains("put-targets") && command.contains(elsewhere.as_str()), "{command}");
    says(&put(Role { arn: name.clone(), ..role(events, start) }), "T10", Ok, "it may");
    let untrusted = put(role("lambda.amazonaws.com", start));
    says(&untrusted, "T10", Fault, "may not assume");
    let command = of(&diagnose(&untrusted), "T10")[0].remedy.clone().unwrap().command.unwrap();
    assert!(command.contains("--role-name r ") && command.contains("lambda.amazonaws.com"), "{command}");
    let other = r#"{"Statement":{"Effect":"Allow","Action":"lambda:*","Resource":"*"}}"#;
    says(&put(role(events, other)), "T10", Fault, "may not states:StartExecution");
    // What it lacks besides is told at once, not when it may be assumed.
    let both = diagnose(&put(role("lambda.amazonaws.com", other)));
    let [trust, may] = of(&both, "T10")[..] else { panic!("{:?}", of(&both, "T10")) };
    assert!(trust.title.contains("may not assume") && may.title.contains("may not states:StartExecution"));
    assert_eq!(both.cause().map(|cause| &cause.title), Some(&trust.title));
    for (finding, call) in [(trust, "update-assume-role-policy"), (may, "put-role-policy")] {
        assert!(finding.remedy.as_ref().unwrap().command.as_ref().unwrap().contains(call), "{finding:?}");
    }
    let unseen = Role { unseen: vec!["iam:GetPolicyVersion".into()], ..role(events, other) };
    says(&put(unseen), "T10", CannotSee, "iam:GetPolicyVersion");
    let tagged = start.replace("}}", r#","Condition":{"StringEquals":{"aws:ResourceTag/team":"a"}}}}"#);
    says(&put(role(events, &tagged)), "T10", Suspect, "cannot be told");
    says(&put(role(events, "x")), "T10", Suspect, "cannot be judged");
    // Which tags the role has is told with it.
    let team = start.replace("}}", r#","Condition":{"StringEquals":{"aws:PrincipalTag/Team":"a"}}}}"#);
    says(&put(role(events, &team)), "T10", Suspect, "the value of aws:PrincipalTag/Team in this request");
    for (tags, status, words) in [
        (vec![("team", "a")], Ok, "it may states:StartExecution"),
        (vec![("team", "b")], Fault, "and the request has b"),
        (vec![("other", "a")], Fault, "the request has no aws:PrincipalTag/Team"),
    ] {
        let tags = tags.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        says(&put(Role { tags: Some(tags), ..role(events, &team) }), "T10", status, words);
    }
    let bounded = Role { boundary: Some(other.into()), ..role(events, start) };
    let bounded = put(bounded);
    says(&bounded, "T10", Fault, "permissions boundary");
    let remedy = of(&diagnose(&bounded), "T10")[0].remedy.clone().unwrap();
    assert!(remedy.command.is_none() && remedy.text.contains("permissions boundary"), "{remedy:?}");
    let neither = Role { boundary: Some(other.into()), ..role(events, other) };
    let remedy = of(&diagnose(&put(neither)), "T10")[0].remedy.clone().unwrap();
    assert!(remedy.command.is_none() && remedy.text.starts_with("It takes both"), "{remedy:?}");
    let unread = Role { unseen_boundary: Some("iam:GetPolicyVersion".into()), ..role(events, start) };
    says(&put(unread.clone()), "T10", CannotSee, "permissions boundary was not seen");
    // Whatever the boundary says, the role's own policies do not allow it.
    says(&put(Role { policies: role(events, other).policies, ..unread }), "T10", Fault, "may not states");
    let unseen = Role { unseen: vec!["iam:GetPolicy".into()], ..role(events, start) };
    says(&put(unseen), "T10", CannotSee, "one of them may deny it");
    let denied = start
        .replace(r#"{"Statement":{"#, r#"{"Statement":[{"#)
        .replace("}}", r#"},{"Sid":"no","Effect":"Deny","Action":"*","Resource":"*"}]}"#);
    let denied = put(role(events, &denied));
    says(&denied, "T10", Fault, "Denied by statement 2");
    let remedy = of(&diagnose(&denied), "T10")[0].remedy.clone().unwrap();
    assert!(remedy.command.is_none() && remedy.text.contains("what denies it"), "{remedy:?}");
}

/// A target in the role `r`, which has this policy.
fn in_role(target: Target, policy: &str) -> Evidence {
    let name = Arn::from("arn:aws:iam::111122223333:role/r");
    let mut case = with_target(Target { role: Some(name.clone()), ..target });
    case.roles.put(name, Piece::Seen(role("events.amazonaws.com", policy)));
    case
}

fn allowing(statements: &[(&str, &str, &str)]) -> String {
    let statements: Vec<String> = statements
        .iter()
        .map(|(action, resource, rest)| {
            format!(r#"{{"Effect":"Allow","Action":"{action}","Resource":"{resource}"{rest}}}"#)
        })
        .collect();
    format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","))
}

fn with_settings(arn: Arn, group: &str, settings: serde_json::Value) -> Target {
    Target { parameters: BTreeMap::from([(group.to_owned(), settings)]), ..target(arn) }
}

#[test]
fn t10_a_task_needs_its_definition_at_any_revision_and_its_roles_passed() {
    let family = "arn:aws:ecs:us-east-1:111122223333:task-definition/x";
    let cluster = arn("ecs", "cluster/c");
    let run = |task: &str, statements: &[(&str, &str, &str)]| {
        let settings = serde_json::json!({"TaskDefinitionArn": task});
        in_role(with_settings(cluster.clone(), "EcsParameters", settings), &allowing(statements))
    };
    let (any, pass) = (format!("{family}:*"), ("iam:PassRole", "*", ""));
    let of_cluster =
        r#","Condition":{"ArnEquals":{"ecs:cluster":"arn:aws:ecs:us-east-1:111122223333:cluster/c"}}"#;
    for rest in ["", of_cluster] {
        says(&run(family, &[("ecs:RunTask", &any, rest), pass]), "T10", Ok, "ecs:RunTask");
    }
    let elsewhere = of_cluster.replace("cluster/c", "cluster/d");
    says(&run(family, &[("ecs:RunTask", &any, &elsewhere), pass]), "T10", Fault, "ecs:cluster");
    let bare = run(family, &[("ecs:RunTask", family, ""), pass]);
    says(
        &bare,
        "T10",
        Fault,
        "may not ecs:RunTask on arn:aws:ecs:us-east-1:111122223333:task-definition/x:*",
    );
    let command = of(&diagnose(&bare), "T10")[0].remedy.clone().unwrap().command.unwrap();
    // The role has the other.
    assert!(command.contains(&any) && !command.contains("iam:PassRole"), "{command}");
    says(
        &run(family, &[("ecs:RunTask", &format!("{family}:5"), ""), pass]),
        "T10",
        Suspect,
        "cannot be told",
    );
    let fifth = format!("{family}:5");
    says(&run(&fifth, &[("ecs:RunTask", &fifth, ""), pass]), "T10", Ok, "ecs:RunTask");
    says(&run(family, &[("ecs:RunTask", &any, "")]), "T10", Suspect, "may not iam:PassRole");
    let one = ("iam:PassRole", "arn:aws:iam::111122223333:role/task", "");
    let ladder = diagnose(&run(family, &[("ecs:RunTask", &any, ""), one]));
    let found = of(&ladder, "T10");
    assert_eq!(found.iter().map(|one| one.status).collect::<Vec<_>>(), [CannotSee, Ok], "{found:#?}");
}

#[test]
fn t10_all_that_a_target_needs_is_judged_and_granted() {
    let queue = arn("batch", "job-queue/q");
    let job = |statements: &[(&str, &str, &str)]| {
        let settings = serde_json::json!({"JobDefinition": "j"});
        in_role(with_settings(queue.clone(), "BatchParameters", settings), &allowing(statements))
    };
    let definition = "arn:aws:batch:us-east-1:111122223333:job-definition/j";
    let own = ("batch:SubmitJob", queue.as_str(), "");
    let short = job(&[own]);
    says(&short, "T10", Fault, "job-definition/j:*");
    let command = of(&diagnose(&short), "T10")[0].remedy.clone().unwrap().command.unwrap();
    assert!(command.contains("job-definition/j:*") && command.contains(queue.as_str()), "{command}");
    says(&job(&[own, ("batch:SubmitJob", definition, "")]), "T10", Fault, "job-definition/j:*");
    says(&job(&[own, ("batch:SubmitJob", &format!("{definition}:*"), "")]), "T10", Ok, "batch:SubmitJob");
    let api = target(arn("appsync", "endpoints/graphql-api/ID"));
    let field = "arn:aws:appsync:us-east-1:111122223333:apis/ID/types/Mutation/fields/publish";
    says(
        &in_role(api.clone(), &allowing(&[("appsync:GraphQL", field, "")])),
        "T10",
        Suspect,
        "cannot be told",
    );
    let fields = field.replace("fields/publish", "*");
    says(&in_role(api.clone(), &allowing(&[("appsync:GraphQL", &fields, "")])), "T10", Ok, "appsync:GraphQL");
    let queries = fields.replace("Mutation", "Query");
    says(&in_role(api, &allowing(&[("appsync:GraphQL", &queries, "")])), "T10", Fault, "types/Mutation/*");
    let item = allowing(&[("ssm:CreateOpsItem", "*", "")]);
    says(&in_role(target(arn("ssm", "opsitem")), &item), "T10", Ok, "ssm:CreateOpsItem");
    says(&in_role(target(arn("ssm", "newer/x")), &item), "T10", CannotSee, "by hand");
}

#[test]
fn t10_in_one_account_the_targets_own_policy_counts_too() {
    let queue = arn("sqs", "q");
    let nothing = allowing(&[("s3:GetObject", "*", "")]);
    let send = allowing(&[("sqs:SendMessage", "*", "")]);
    let with = |policy: &str, own: &str| {
        let mut case = in_role(target(queue.clone()), policy);
        let facts = crate::model::facts::Queue { policy: Some(own.into()), ..Default::default() };
        case.queues.put(queue.clone(), Piece::Seen(facts));
        case
    };
    let names = r#"{"Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/r"},"Action":"sqs:*","Resource":"*"}}"#;
    says(&with(&nothing, names), "T10", Ok, "sqs:SendMessage");
    says(&with(&nothing, r#"{"Statement":[]}"#), "T10", Fault, "may not sqs:SendMessage");
    let deny =
        r#"{"Statement":{"Sid":"vpc","Effect":"Deny","Principal":"*","Action":"sqs:*","Resource":"*"}}"#;
    let denied = with(&send, deny);
    says(&denied, "T10", Fault, "Denied by statement 1 (vpc)");
    let remedy = of(&diagnose(&denied), "T10")[0].remedy.clone().unwrap();
    assert!(remedy.command.is_some() && remedy.text.starts_with("Leave the caller out of"), "{remedy:?}");
    says(&in_role(target(queue.clone()), &nothing), "T10", CannotSee, "sqs:GetQueueAttributes");
    says(&in_role(target(queue), &send), "T10", Ok, "sqs:SendMessage");
}

#[test]
fn t11_a_role_in_place_of_a_policy() {
    let queue = arn("sqs", "q");
    let mut with_role = target(queue.clone());
    with_role.role = Some(Arn::from("arn:aws:iam::111122223333:role/r"));
    let mut case = with_target(with_role);
    says(&case, "T11", Ok, "in whose name EventBridge asks");
    is_silent(&case, "T7");
    let encrypted = crate::model::facts::Queue { kms_key: Some("alias/mine".into()), ..Default::default() };
    case.queues.put(queue, Piece::Seen(encrypted));
    says(&case, "T11", Suspect, "delivery may fail");
    is_silent(&with_target(target(arn("sqs", "q"))), "T11");
}

#[test]
fn t12_input_that_does_not_arrive() {
    let mut lambda = target(arn("lambda", "function:f"));
    says(&with_target(lambda.clone()), "T12", Ok, "can be made");
    lambda.input = Some("{}".into());
    lambda.input_path = Some("$.detail".into());
    says(&with_target(lambda.clone()), "T12", Fault, "Only one of");
    lambda.input = None;
    lambda.input_path = None;
    lambda.transformer = Some(crate::input::InputTransformer {
        paths: BTreeMap::from([("d".into(), "$.detail".into())]),
        template: r#"{"text":"<d>"}"#.into(),
    });
    let mut case = with_target(lambda);
    case.expected = ec2("2026-11-28T11:00:00Z", r#"{"state":"running"}"#);
    says(&case, "T12", Fault, "does not arrive");
    let mut unused = target(arn("lambda", "function:f"));
    unused.transformer = Some(crate::input::InputTransformer {
        paths: BTreeMap::from([("d".into(), "$.detail".into())]),
        template: "\"x\"".into(),
    });
    says(&with_target(unused), "T12", Suspect, "does not use the variable d");
}

#[test]
fn t13_and_t14_other_accounts() {
    let bus = Arn::new(format!("arn:aws:events:{REGION}:{OTHER}:event-bus/b"));
    let mut case = with_target(target(bus.clone()));
    says(&case, "T13", CannotSee, "in account 444455556666");
    let seen = |policy: Option<&str>| {
        let policy = policy.map(str::to_owned);
        Piece::Seen(crate::model::Bus { name: "b".into(), arn: bus.clone(), policy, ..Default::default() })
    };
    case.target_buses.put(bus.clone(), seen(None));
    says(&case, "T13", Fault, "does not let this rule in");
    let open = r#"{"Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"events:PutEvents","Resource":"*"}}"#;
    case.target_buses.put(bus.clone(), seen(Some(open)));
    says(&case, "T13", Ok, "lets this rule in");
    let by_source = open.replace("}}", r#","Condition":{"StringEquals":{"events:source":"x"}}}}"#);
    case.target_buses.put(
        bus.clone(),
        seen(Some(&by_source.replace(r#"{"AWS":"111122223333","#, r#"{"AWS":"111122223333"},"#))),
    );
    let ladder = diagnose(&case);
    assert!(!of(&ladder, "T13").is_empty());
    // In a role, it is the role that asks.
    let by_role = open.replace("111122223333", "arn:aws:iam::111122223333:role/deliver");
    let by_rule = open.replace(
        r#""Resource":"*""#,
        r#""Resource":"*","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:events:*:111122223333:rule/*"}}"#,
    );
    for (policy, without, within) in [(&by_role, Fault, Ok), (&by_rule, Ok, Fault)] {
        case.target_buses.put(bus.clone(), seen(Some(policy)));
        let words = |status| if status == Ok { "lets this rule in" } else { "does not let this rule in" };
        case.targets = Piece::Seen(vec![target(bus.clone())]);
        says(&case, "T13", without, words(without));
        let role = Some(Arn::from("arn:aws:iam::111122223333:role/deliver"));
        case.targets = Piece::Seen(vec![Target { role, ..target(bus.clone()) }]);
        says(&case, "T13", within, words(within));
        // Whatever the role's own policies are, none of them was read for this.
        let ladder = diagnose(&case);
        assert!(of(&ladder, "T13").iter().all(|found| !found.title.contains("caller")), "{ladder:#?}");
    }
    is_silent(&with_target(target(arn("events", "event-bus/b"))), "T13");
    let queue = Arn::new(format!("arn:aws:sqs:{REGION}:{OTHER}:q"));
    says(&with_target(target(queue.clone())), "T14", Suspect, "wants both, a role here and a policy there");
    let role = Some(Arn::from("arn:aws:iam::111122223333:role/r"));
    says(&with_target(Target { role, ..target(queue) }), "T14", CannotSee, "account 444455556666");
    let group = Arn::new(format!("arn:aws:logs:{REGION}:{OTHER}:log-group:g"));
    says(&with_target(target(group)), "T14", Suspect, "not known to reach");
    let stream = Arn::new(format!("arn:aws:kinesis:{REGION}:{OTHER}:stream/s"));
    says(&with_target(target(stream)), "T14", Fault, "through a role only");
    is_silent(&with_target(target(arn("sqs", "q"))), "T14");
}

#[test]
fn t16_another_region() {
    let far = Arn::new(format!("arn:aws:lambda:eu-west-1:{ACCOUNT}:function:f"));
    says(&with_target(target(far)), "T16", Fault, "in eu-west-1 and the rule in us-east-1");
    let bus = Arn::new(format!("arn:aws:events:eu-west-1:{ACCOUNT}:event-bus/b"));
    says(&with_target(target(bus)), "T16", Ok, "can reach");
    says(&with_target(target(arn("lambda", "function:f"))), "T16", Ok, "can reach");
    let china = Arn::new(format!("arn:aws-cn:sqs:{REGION}:{ACCOUNT}:q"));
    let case = with_target(target(china));
    says(&case, "T16", Fault, "of the partition aws-cn, and the rule of aws");
    assert_eq!(diagnose(&case).cause().map(|cause| cause.id), Some("T16"));
}

#[test]
fn what_is_of_another_account_or_region_by_its_arn_is_told_without_asking() {
    let role = Arn::new(format!("arn:aws:iam::{OTHER}:role/r"));
    let case = with_target(Target { role: Some(role), ..target(arn("states", "stateMachine:m")) });
    says(&case, "T10", Fault, "is in account 444455556666");
    let mut queue = with_target(target(arn("sqs", "q")));
    let key = format!("arn:aws:kms:eu-west-1:{ACCOUNT}:key/1");
    let facts = crate::model::facts::Queue { kms_key: Some(key), ..Default::default() };
    queue.queues.put(arn("sqs", "q"), Piece::Seen(facts));
    says(&queue, "K1", Fault, "is in eu-west-1");
}

#[test]
fn t18_a_retry_policy_that_gives_up() {
    let mut lambda = target(arn("lambda", "function:f"));
    is_silent(&with_target(lambda.clone()), "T18");
    for (attempts, age, status) in
        [(Some(0), None, Suspect), (None, Some(60), Suspect), (Some(3), Some(3_600), Ok)]
    {
        lambda.retry = Some(RetryPolicy { attempts, age_seconds: age });
        says(&with_target(lambda.clone()), "T18", status, "retry policy");
    }
}

#[test]
fn t19_a_function_that_takes_no_calls() {
    let function = arn("lambda", "function:f:live");
    let mut case = with_target(target(function.clone()));
    is_silent(&case, "T19");
    assert!(case.questions().contains(&Question::FunctionLimit(function.clone())));
    case.function_limits.put(function.clone(), denied("lambda:GetFunctionConcurrency"));
    says(&case, "T19", CannotSee, "How many calls the function f:live takes");
    for (limit, status, words) in [
        (Some(0), Fault, "reserved concurrency is 0"),
        (Some(5), Ok, "takes calls"),
        (None, Ok, "takes calls"),
    ] {
        case.function_limits.put(function.clone(), Piece::Seen(limit));
        says(&case, "T19", status, words);
    }
    case.function_limits.put(function.clone(), Piece::Seen(Some(0)));
    let command = of(&diagnose(&case), "T19")[0].remedy.clone().unwrap().command.unwrap();
    assert!(command.contains("function-name arn:aws:lambda:us-east-1:111122223333:function:f "), "{command}");
    case.functions.put(function, Piece::Missing);
    is_silent(&case, "T19");
}

#[test]
fn t19_t20_and_t24_by_metrics() {
    let mut case = with_target(target(arn("lambda", "function:f")));
    for id in ["T19", "T20", "T24"] {
        is_silent(&case, id);
    }
    case.metrics = metrics(&[("Invocations", 9.0)]);
    says(&case, "T19", Ok, "tried again");
    says(&case, "T20", Ok, "hold this rule back");
    says(&case, "T24", Ok, "in a circle");
    // What the targets are decides it, and nobody has seen them.
    let unread = Evidence { targets: denied("events:ListTargetsByRule"), ..case.clone() };
    says(&unread, "T24", CannotSee, "own bus cannot be seen");
    says(&Evidence { targets: Piece::NotAsked, ..case.clone() }, "T24", CannotSee, "was not asked");
    case.metrics =
        metrics(&[("RetryInvocationAttempts", 3.0), ("ThrottledRules", 2.0), ("DeadLetterInvocations", 1.0)]);
    says(&case, "T19", Suspect, "3 deliveries again");
    says(&case, "T20", Suspect, "2 times");
    says(&case, "T24", Suspect, "in a circle");
    let own = with_target(target(arn("events", "event-bus/default")));
    says(&own, "T24", Suspect, "own bus");
}

#[test]
fn t24_a_rule_that_takes_what_its_own_target_sends() {
    let machine = arn("states", "stateMachine:orders");
    let with = |pattern: serde_json::Value| {
        let mut case = with_target(target(machine.clone()));
        case.rule.pattern = Some(pattern.to_string());
        case
    };
    let words = "what its own target sends (Step Functions Execution Status Change of aws.states)";
    let every = json!({"source": ["aws.states"]});
    let failed = json!({"source": ["aws.states"], "detail": {"status": ["FAILED"]}});
    let own = json!({"source": [{"prefix": "aws."}], "detail": {"stateMachineArn": [machine.as_str()]}});
    for pattern in [every.clone(), failed, own.clone()] {
        says(&with(pattern), "T24", Suspect, words);
    }
    let mut alias = with(own);
    alias.targets = Piece::Seen(vec![target(arn("states", "stateMachine:orders:live"))]);
    says(&alias, "T24", Suspect, words);
    let mut matches = with(every.clone());
    matches.metrics = metrics(&[("Invocations", 9.0)]);
    assert!(of(&diagnose(&matches), "T24").iter().all(|found| found.status == Suspect));
    let other = arn("states", "stateMachine:other");
    for pattern in [
        json!({"source": ["aws.ec2"]}),
        json!({"source": ["aws.states"], "detail": {"stateMachineArn": [other.as_str()]}}),
        json!({"source": ["aws.states"], "detail": {"input": [{"exists": false}]}}),
        json!({"source": ["aws.states"], "resources": [other.as_str()]}),
        json!({"source": ["aws.states"], "account": ["444455556666"]}),
        json!({"source": ["aws.states"], "region": ["eu-west-1"]}),
    ] {
        is_silent(&with(pattern), "T24");
    }
    let mut elsewhere = with(every);
    elsewhere.rule.bus = "orders".into();
    is_silent(&elsewhere, "T24");
}
