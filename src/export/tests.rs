//! What is copied must be right where it is pasted.

mod policies;

use super::{Notation, Whole, json};
use crate::model::{Arn, Bus, InputTransformer, RetryPolicy, Rule, RuleState, Session, Tag, Target};
use std::collections::BTreeMap;

fn rule(bus: &str, name: &str, pattern: &str) -> Rule {
    let place = if bus == "default" { name.to_owned() } else { format!("{bus}/{name}") };
    Rule {
        bus: bus.into(),
        name: name.into(),
        arn: Arn::new(format!("arn:aws:events:eu-west-1:123456789012:rule/{place}")),
        state: RuleState::Enabled,
        pattern: Some(pattern.to_owned()),
        ..Rule::default()
    }
}

/// A target of which only id and ARN are known, the ARN given from the service on.
fn target(id: &str, arn: &str) -> Target {
    Target { id: id.into(), arn: Arn::new(format!("arn:aws:{arn}")), ..Target::default() }
}

/// A rule, targets and tags with everything that quoting could stumble over.
fn nasty() -> (Rule, Vec<Target>, Vec<Tag>) {
    let mut it =
        rule("orders", "orders-audit", r#"{"source":["it's"],"detail":{"n":[1.0],"p":["${x}","%{y}"]}}"#);
    it.description = Some("50% off: \"it's\" \\ done ${now}".into());
    it.state = RuleState::EnabledWithAllCloudTrail;
    let mut queue = target("queue", "sqs:eu-west-1:123456789012:audit.fifo");
    queue.parameters.insert("SqsParameters".into(), serde_json::json!({ "MessageGroupId": "a" }));
    queue.retry = Some(RetryPolicy { attempts: Some(0), age_seconds: None });
    queue.dead_letter = Some("arn:aws:sqs:eu-west-1:123456789012:dlq".into());
    let mut task = target("task", "ecs:eu-west-1:123456789012:cluster/c");
    task.role = Some("arn:aws:iam::123456789012:role/service-role/runs-tasks".into());
    task.transformer = Some(InputTransformer {
        paths: BTreeMap::from([("id".into(), "$.detail.id".into())]),
        template: "\"<id>\"\nof ${two} lines".into(),
    });
    task.parameters.insert(
        "EcsParameters".into(),
        serde_json::json!({
            "TaskDefinitionArn": "arn:aws:ecs:eu-west-1:123456789012:task-definition/t:1",
            "TaskCount": 2,
            "EnableECSManagedTags": true,
            "NetworkConfiguration": { "awsvpcConfiguration": { "Subnets": ["subnet-0a1b2c3d", "subnet-4e5f6a7b"], "AssignPublicIp": "ENABLED" } },
            "PlacementStrategy": [{ "type": "spread", "field": "attribute:az" }],
            "Tags": [{ "Key": "k", "Value": "v" }],
        }),
    );
    let function = target("function", "lambda:eu-west-1:123456789012:function:audit:live");
    let mut log = target("log", "logs:eu-west-1:123456789012:log-group:/aws/events/audit");
    log.dead_letter = queue.dead_letter.clone();
    let topic = target("topic", "sns:eu-west-1:123456789012:audit");
    let tags = vec![Tag { key: "team".into(), value: "it's \"us\"".into() }];
    (it, vec![queue, task, function, log, topic], tags)
}

fn orders() -> Bus {
    Bus {
        name: "orders".into(),
        arn: "arn:aws:events:eu-west-1:123456789012:event-bus/orders".into(),
        description: Some("what the shop's customers order".into()),
        policy: Some(
            r#"{"Version":"2012-10-17","Statement":[{"Sid":"shop","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"events:PutEvents","Resource":"arn:aws:events:eu-west-1:123456789012:event-bus/orders"}]}"#.into(),
        ),
        log_level: Some("ERROR".into()),
        ..Bus::default()
    }
}

fn written(notation: Notation, rules: &[Whole<'_>]) -> String {
    super::text(notation, &[], rules, &Session::default())
}

fn nasty_as(notation: Notation) -> String {
    let (rule, targets, tags) = nasty();
    written(notation, &[Whole { bus: Some(&orders()), targets: &targets, tags: &tags, ..Whole::of(&rule) }])
}

#[test]
fn as_cli_commands() {
    insta::assert_snapshot!(nasty_as(Notation::Cli));
}

#[test]
fn commands_reach_the_account_of_their_session() {
    let session = Session {
        profile: Some("pay roll".into()),
        endpoint: Some("http://127.0.0.1:4566".into()),
        ..Session::default()
    };
    let (rule, targets, tags) = nasty();
    let whole = [Whole { bus: Some(&orders()), targets: &targets, tags: &tags, ..Whole::of(&rule) }];
    let script = super::text(Notation::Cli, &[], &whole, &session);
    let always =
        "\naws() { command aws --profile 'pay roll' --endpoint-url http://127.0.0.1:4566 \"$@\"; }\n";
    let at = script.find(always).unwrap_or_else(|| panic!("{script}"));
    assert!(script.find("aws events").is_some_and(|first| at < first), "{script}");
    assert!(!nasty_as(Notation::Cli).contains("aws()"));
    let told = super::of_session(&session, "aws events a\naws events b");
    let end = "--profile 'pay roll' --endpoint-url http://127.0.0.1:4566";
    assert_eq!(told, format!("aws events a {end}\naws events b {end}"));
}

#[test]
fn as_cloudformation() {
    insta::assert_snapshot!(nasty_as(Notation::CloudFormation));
}

#[test]
fn as_terraform() {
    insta::assert_snapshot!(nasty_as(Notation::Terraform));
}

#[test]
fn as_cdk() {
    insta::assert_snapshot!(nasty_as(Notation::Cdk));
}

#[test]
fn sam_takes_the_same_resources() {
    let (sam, plain) = (nasty_as(Notation::Sam), nasty_as(Notation::CloudFormation));
    assert_eq!(sam.replace("Transform: AWS::Serverless-2016-10-31\n", ""), plain);
    assert_ne!(sam, plain);
}

#[test]
fn as_json() {
    let (rule, targets, tags) = nasty();
    let back = json::whole(Whole { targets: &targets, tags: &tags, ..Whole::of(&rule) });
    assert_eq!(back["Rule"]["State"], "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS");
    assert_eq!(back["Targets"][0]["RetryPolicy"]["MaximumRetryAttempts"], 0);
    assert_eq!(back["Tags"][0]["Value"], "it's \"us\"");
}

/// Runs a script with an `aws` that answers each call as `answers` says, and writes its words to standard
/// error: the exit code, the calls, and all that was said.
fn ended(script: &str, answers: &str) -> (Option<i32>, Vec<String>, String) {
    let call = "printf 'CALL %s\\n' \"${*//$'\\n'/ }\"";
    let aws = format!("exec 9>&2\naws() {{ {call} >&9; {answers}\n}}\n");
    let out = std::process::Command::new("bash").args(["-c", &format!("{aws}{script}")]).output().unwrap();
    let said = String::from_utf8(out.stderr).unwrap();
    let calls = said.lines().filter_map(|line| line.strip_prefix("CALL ")).map(str::to_owned).collect();
    (out.status.code(), calls, said)
}

/// The same, and whether it ended well.
fn run(script: &str, answers: &str) -> (bool, Vec<String>, String) {
    let (code, calls, said) = ended(script, answers);
    (code == Some(0), calls, said)
}

/// Nothing is there yet: what is asked for is not found, and all else is done.
const EMPTY: &str = "case \"$*\" in
    *describe-event-bus*Policy*) echo None;;
    *describe-event-bus*|*lambda\\ get-policy*) echo 'An error occurred (ResourceNotFoundException)' >&2; return 254;;
    *get-role*) echo 'An error occurred (NoSuchEntity)' >&2; return 254;;
    *Attributes.Policy*) echo None;;
esac";

fn verbs(calls: &[String]) -> Vec<&str> {
    let verb = |call: &'_ String| call.split_whitespace().nth(1).unwrap().to_owned();
    calls.iter().map(|call| &call[call.find(&verb(call)).unwrap()..][..verb(call).len()]).collect()
}

#[test]
fn the_script_makes_what_a_rule_needs_before_its_targets() {
    let (done, calls, said) = run(&nasty_as(Notation::Cli), EMPTY);
    assert!(done, "{said}");
    assert_eq!(
        verbs(&calls).join(" "),
        "get-queue-attributes set-queue-attributes get-queue-attributes set-queue-attributes get-topic-attributes \
         set-topic-attributes get-role create-role put-role-policy put-role-policy put-role-policy \
         describe-log-groups create-log-group describe-resource-policies put-resource-policy \
         get-policy add-permission describe-event-bus create-event-bus describe-event-bus put-permission put-rule \
         put-targets"
    );
    let words = calls.join("\n");
    assert!(words.contains("--description 50% off: \"it's\" \\ done ${now} "), "{words}");
    assert!(
        words.contains(
            "--event-pattern {\"source\":[\"it's\"],\"detail\":{\"n\":[1.0],\"p\":[\"${x}\",\"%{y}\"]}} "
        ),
        "{words}"
    );
}

#[test]
fn the_script_stops_at_the_first_error() {
    let broken = format!("{EMPTY}; case \"$*\" in *put-rule*) return 254;; esac");
    let (done, calls, _) = run(&nasty_as(Notation::Cli), &broken);
    assert!(!done);
    assert_eq!(verbs(&calls).last(), Some(&"put-rule"));
}

#[test]
fn what_cannot_be_asked_for_is_not_taken_for_missing() {
    for (call, not) in [
        ("describe-event-bus", "create-event-bus"),
        ("get-role", "create-role"),
        ("describe-log-groups", "create-log-group"),
        ("describe-resource-policies", "put-resource-policy"),
        ("lambda\\ get-policy", "add-permission"),
        ("get-queue-attributes", "set-queue-attributes"),
    ] {
        let denied =
            format!("case \"$*\" in *{call}*) echo 'AccessDenied to you' >&2; return 253;; esac; {EMPTY}");
        let (code, calls, said) = ended(&nasty_as(Notation::Cli), &denied);
        assert_eq!(code, Some(253), "{call}: {said}");
        assert!(said.contains("AccessDenied to you"), "{call}: {said}");
        assert!(!calls.iter().any(|call| call.contains(not)), "{calls:?}");
    }
}

#[test]
fn the_script_fails_when_a_target_does() {
    let broken = format!("{EMPTY}; case \"$*\" in *put-targets*) echo 'queue ResourceNotFound';; esac");
    let (done, _, said) = run(&nasty_as(Notation::Cli), &broken);
    assert!(!done && said.contains("queue ResourceNotFound"), "{said}");
}

#[test]
fn the_script_keeps_what_is_there() {
    let there = "case \"$*\" in
        *Attributes.Policy*) echo '{\"Sid\":\"EventBridgeMayPublish\",\"Effect\":\"Allow\",\"aws:SourceArn\":\"arn:aws:events:eu-west-1:123456789012:rule/orders/orders-audit\"}';;
        *get-policy*) echo '{\"Statement\":[{\"Sid\":\"events-orders-audit-orders-8caa785c\"}]}';;
        *describe-event-bus*Policy*) echo '{\"Statement\":[{\"Sid\":\"shop\"}]}';;
        *describe-event-bus*|*get-role*) echo '{}';;
        *describe-log-groups*) printf '/aws/events/audit\\t/aws/events/audit2\\n';;
    esac";
    let (done, calls, said) = run(&nasty_as(Notation::Cli), there);
    assert!(done, "{said}");
    let verbs = verbs(&calls).join(" ");
    for changed in [
        "create-event-bus",
        "put-permission",
        "create-role",
        "create-log-group",
        "add-permission",
        "set-queue-attributes",
        "set-topic-attributes",
    ] {
        assert!(!verbs.contains(changed), "{changed}: {verbs}");
    }
    assert!(verbs.contains("put-rule") && verbs.contains("put-targets"));
}

#[test]
fn a_script_that_was_stopped_half_way_is_finished_by_the_next_run() {
    let script = nasty_as(Notation::Cli);
    let refused = format!("case \"$*\" in *put-permission*) return 254;; esac; {EMPTY}");
    assert_eq!(ended(&script, &refused).0, Some(254));
    let with_bus = format!(
        "case \"$*\" in *describe-event-bus*Policy*) echo None; return;; *describe-event-bus*) echo '{{}}'; return;; \
         esac; {EMPTY}"
    );
    let (code, calls, said) = ended(&script, &with_bus);
    assert_eq!(code, Some(0), "{said}");
    assert!(!said.contains("create-event-bus"), "{said}");
    let put = calls.iter().find_map(|call| call.strip_prefix("events put-permission")).unwrap();
    assert!(put.contains("\"Sid\":\"shop\""), "{put}");
}

#[test]
fn a_bus_has_its_tags_and_what_it_logs_in_every_notation() {
    let rule = rule("orders", "r", r#"{"a":[1]}"#);
    let bus = Bus { log_detail: Some("FULL".into()), ..orders() };
    let tags = [Tag { key: "a b".into(), value: "x".into() }];
    for notation in Notation::ALL {
        let whole = Whole { bus: Some(&bus), bus_tags: Some(&tags), ..Whole::of(&rule) };
        let text = written(notation, &[whole]);
        assert!(text.contains("FULL") && text.contains("a b"), "{}: {text}", notation.name());
        assert!(!text.contains("were not read"), "{text}");
        let text = written(notation, &[Whole { bus_tags: None, ..whole }]);
        assert!(text.contains("The tags of the bus orders were not read"), "{}: {text}", notation.name());
    }
}

#[test]
fn several_rules_stand_in_one_document_under_names_of_their_own() {
    let (one, other) = (rule("orders", "a.b", r#"{"a":[1]}"#), rule("orders", "a-b", r#"{"a":[2]}"#));
    let queue = [target("q", "sqs:eu-west-1:123456789012:audit")];
    let whole = |rule| Whole { targets: &queue, ..Whole::of(rule) };
    let both = [whole(&one), whole(&other)];
    let script = written(Notation::Cli, &both);
    let count = |what: &str| script.matches(what).count();
    assert_eq!(
        (count("aws events put-rule"), count("create-event-bus"), count("set-queue-attributes")),
        (2, 1, 1)
    );
    let yaml = written(Notation::CloudFormation, &both);
    assert_eq!((yaml.matches("Resources:").count(), yaml.matches("AWS::Events::Rule").count()), (1, 2));
    assert_eq!(yaml.matches("AWS::SQS::QueuePolicy").count(), 1, "one policy for both rules");
    assert!(yaml.contains("\n  ab:\n") && yaml.contains("\n  ab2:\n"), "{yaml}");
    let hcl = written(Notation::Terraform, &[whole(&one), whole(&one)]);
    assert!(hcl.contains("\"aws_cloudwatch_event_rule\" \"a_b\"") && hcl.contains("\"a_b2\""), "{hcl}");
}

#[test]
fn what_a_role_may_do_for_one_rule_does_not_replace_what_it_may_do_for_another() {
    let role = || Some(Arn::new("arn:aws:iam::123456789012:role/r"));
    let rule = rule("default", "r", r#"{"a":[1]}"#);
    let names = |machines: &[&str]| {
        let arn = |machine: &&str| Target { role: role(), ..target(machine, &format!("states:{machine}")) };
        let targets: Vec<_> = machines.iter().map(arn).collect();
        let script = written(Notation::Cli, &[Whole { targets: &targets, ..Whole::of(&rule) }]);
        let names =
            script.lines().filter_map(|line| Some(line.trim().strip_prefix("--policy-name ")?.to_owned()));
        names.collect::<Vec<_>>()
    };
    let (a, b) = ("eu-west-1:123456789012:stateMachine:a", "eu-west-1:123456789012:stateMachine:b");
    let (one, other) = (names(&[a]), names(&[b]));
    assert_ne!(one, other);
    assert_eq!(names(&[a, b]), [one[0].clone(), other[0].clone()]);
    let far = a.replace("eu-west-1", "eu-west-2");
    let twice = names(&[a, &far]);
    assert_ne!(twice[0], twice[1], "the same name in another region");
    assert_eq!(twice, [one[0].clone(), names(&[&far])[0].clone()], "whatever stands beside it");
}

#[test]
fn no_two_rules_are_let_into_a_function_under_one_id() {
    let rules = [
        ("default", "a.b"),
        ("default", "a-b"),
        ("default", "a-b-c"),
        ("c", "a-b"),
        ("b-c", "a"),
        ("c", &format!("{}1", "a".repeat(63))),
        ("c", &format!("{}2", "a".repeat(63))),
    ];
    let ids: std::collections::BTreeSet<_> =
        rules.map(|(bus, name)| super::statement_id(&rule(bus, name, "{}"))).into_iter().collect();
    assert_eq!(ids.len(), 7, "{ids:?}");
    assert!(ids.contains("events-a-b"), "{ids:?}");
    for id in ids {
        assert!(id.len() <= 100 && id.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)), "{id}");
    }
}

#[test]
fn every_kind_of_target_has_what_it_needs_or_is_said_to_lack_it() {
    let role = || Some(Arn::new("arn:aws:iam::123456789012:role/r"));
    for (arn, needs) in [
        ("lambda:eu-west-1:123456789012:function:f", "AWS::Lambda::Permission"),
        ("sqs:eu-west-1:123456789012:q", "AWS::SQS::QueuePolicy"),
        ("sns:eu-west-1:123456789012:t", "AWS::SNS::TopicPolicy"),
        ("logs:eu-west-1:123456789012:log-group:g", "AWS::Logs::ResourcePolicy"),
        ("states:eu-west-1:123456789012:stateMachine:m", "needs a role, and the target has none"),
        (
            "lambda:eu-west-1:444455556666:function:f",
            "The owner of arn:aws:lambda:eu-west-1:444455556666:function:f has to add",
        ),
        ("events:eu-west-1:123456789012:event-bus/b", "These have to exist before"),
        ("execute-api:eu-west-1:123456789012:abc/stage/GET/x", "execute-api:Invoke"),
        ("made:eu-west-1:123456789012:up", "to let EventBridge in is not known"),
    ] {
        let rule = rule("default", "r", r#"{"a":[1]}"#);
        let one = [target("t", arn)];
        let yaml = written(Notation::CloudFormation, &[Whole { targets: &one, ..Whole::of(&rule) }]);
        assert!(yaml.contains(needs), "{arn}: {yaml}");
    }
    for (arn, action) in [
        ("lambda:eu-west-1:123456789012:function:f", "lambda:InvokeFunction"),
        ("states:eu-west-1:123456789012:stateMachine:m", "states:StartExecution"),
        ("kinesis:eu-west-1:123456789012:stream/s", "kinesis:PutRecord"),
        ("firehose:eu-west-1:123456789012:deliverystream/s", "firehose:PutRecord"),
        ("batch:eu-west-1:123456789012:job-queue/q", "batch:SubmitJob"),
        ("events:eu-west-1:123456789012:event-bus/b", "events:PutEvents"),
        ("events:eu-west-1:123456789012:api-destination/d/1", "events:InvokeApiDestination"),
        ("codebuild:eu-west-1:123456789012:project/p", "codebuild:StartBuild"),
        ("codepipeline:eu-west-1:123456789012:p", "codepipeline:StartPipelineExecution"),
        ("ssm:eu-west-1:123456789012:document/d", "ssm:SendCommand"),
        ("ssm:eu-west-1:123456789012:automation-definition/d", "ssm:StartAutomationExecution"),
        ("redshift:eu-west-1:123456789012:cluster:c", "redshift:GetClusterCredentials"),
        ("sagemaker:eu-west-1:123456789012:pipeline/p", "sagemaker:StartPipelineExecution"),
        ("appsync:eu-west-1:123456789012:endpoints/graphql-api/a", "apis/a/types/Mutation/*"),
    ] {
        let rule = rule("default", "r", r#"{"a":[1]}"#);
        let one = [Target { role: role(), ..target("t", arn) }];
        let whole = [Whole { targets: &one, ..Whole::of(&rule) }];
        for notation in Notation::ALL {
            let text = written(notation, &whole);
            assert!(text.contains(action), "{arn} in {}: {text}", notation.name());
        }
    }
}

/// The arguments of `put-resource-policy` for this group, where the region has these policies, names and
/// texts.
fn log_policy_put(group: &str, there: &[(&str, String)]) -> (Option<i32>, Vec<String>, String) {
    let rule = rule("default", "r", r#"{"a":[1]}"#);
    let log = [target("t", &format!("logs:eu-west-1:123456789012:log-group:{group}"))];
    let script = written(Notation::Cli, &[Whole { targets: &log, ..Whole::of(&rule) }]);
    let listed: Vec<_> = there.iter().map(|(name, text)| format!("{name} {text}")).collect();
    let listed = serde_json::to_string_pretty(&listed).unwrap();
    let answers = format!(
        "case \"$*\" in *describe-resource-policies*) printf '%s\\n' {};; esac",
        crate::text::shell_word(&listed)
    );
    let (code, calls, said) = ended(&script, &answers);
    let puts = calls.into_iter().filter(|call| call.starts_with("logs put-resource-policy")).collect();
    (code, puts, said)
}

#[test]
fn log_groups_share_a_policy_for_a_region_takes_ten() {
    let arn = |group: &str| Arn::new(format!("arn:aws:logs:eu-west-1:123456789012:log-group:{group}"));
    let of = |group: &str| super::log_policy(&arn(group));
    let (name, document) = of("/aws/events/a");
    let ours = || (name.as_str(), document.to_string());
    let put = |group: &str, there: &[(&str, String)]| log_policy_put(group, there);
    // The first one.
    let (code, puts, said) = put("/aws/events/a", &[]);
    assert_eq!((code, puts.len()), (Some(0), 1), "{said}");
    assert!(puts[0].ends_with(&format!("--policy-name {name} --policy-document {document}")), "{puts:?}");
    // It is there, also by a pattern, and with line feeds and in another order.
    let console = document.to_string().replace("/aws/events/a:*", "/aws/events/*:*");
    let pretty = serde_json::to_string_pretty(&document).unwrap();
    for there in [ours(), ("TrustEvents to store", console), ("cdk", pretty)] {
        let (code, puts, said) = put("/aws/events/a", &[there]);
        assert_eq!((code, puts), (Some(0), vec![]), "{said}");
    }
    // Another group goes into the one that was made here before, and a third one too.
    let (code, puts, said) = put("/aws/events/b", &[("other", "{}".into()), ours()]);
    assert_eq!((code, puts.len()), (Some(0), 1), "{said}");
    let of_both = super::grants::log_policies(&[arn("/aws/events/a"), arn("/aws/events/b")]);
    let [(_, both)] = of_both.as_slice() else { panic!("{of_both:?}") };
    assert!(puts[0].ends_with(&format!("--policy-name {name} --policy-document {both}")), "{puts:?}");
    let (_, puts, _) = put("/aws/events/c", &[(name.as_str(), both.to_string())]);
    assert!(puts[0].contains(r#"b:*","arn:aws:logs:eu-west-1:123456789012:log-group:/aws/events/c:*"]}]}"#));
    // What denies, has conditions or is somebody else's lets nothing in and is not touched.
    let condition = document.to_string().replace("\"Action\"", "\"Condition\":{},\"Action\"");
    let deny = document.to_string().replace("Allow", "Deny");
    let full: Vec<Arn> = (0..90).map(|n| arn(&format!("/aws/events/full-{n:02}"))).collect();
    let full = super::grants::log_policies(&full)[0].1.to_string();
    assert!(full.len() > 5000, "{}", full.len());
    for there in [(name.as_str(), condition), (name.as_str(), deny), ("eventbridge-x", full)] {
        let is_taken = there.0 == name;
        let (code, puts, said) = put("/aws/events/a", &[there]);
        assert_eq!((code, puts.len()), (Some(0), 1), "{said}");
        let own = if is_taken { format!("{name}-2") } else { name.clone() };
        assert!(puts[0].ends_with(&format!("--policy-name {own} --policy-document {document}")), "{puts:?}");
    }
    // Ten of others: told, and the rest of the script is done.
    let ten: Vec<_> = (0..10).map(|_| ("other", "{}".to_owned())).collect();
    let (code, puts, said) = put("/aws/events/a", &ten);
    assert_eq!((code, puts), (Some(2), vec![]), "{said}");
    assert!(said.contains("ten resource policies") && said.contains("CALL events put-targets"), "{said}");
}

/// The names of the policies for log groups in a template with these groups as targets.
fn log_policies_of(notation: Notation, groups: &[&str]) -> Vec<String> {
    let rule = rule("default", "r", r#"{"a":[1]}"#);
    let arn = |group: &&str| target(group, &format!("logs:eu-west-1:123456789012:log-group:{group}"));
    let logs: Vec<_> = groups.iter().map(arn).collect();
    let text = written(notation, &[Whole { targets: &logs, ..Whole::of(&rule) }]);
    let name = |line: &'_ str| {
        let (key, name) = line.trim().trim_end_matches(',').split_once([':', '='])?;
        ["PolicyName", "policy_name", "policyName"]
            .contains(&key.trim())
            .then(|| name.trim().trim_matches('"').to_owned())
    };
    text.lines().filter_map(name).collect()
}

#[test]
fn templates_take_no_log_group_from_each_other_nor_from_a_script() {
    let (a, b, c) = ("/aws/events/a", "/aws/events/b", "/aws/events/c");
    for notation in Notation::ALL.into_iter().filter(|notation| *notation != Notation::Cli) {
        // What is put under one name is the same.
        let sets: [&[&str]; 5] = [&[a], &[a, b], &[a, c], &[a, b, c], &[b]];
        let names: std::collections::BTreeSet<String> =
            sets.iter().flat_map(|groups| log_policies_of(notation, groups)).collect();
        assert_eq!(names.len(), sets.len(), "{}: {names:?}", notation.name());
        // CloudFormation's pattern for it.
        assert!(names.iter().all(|name| name.len() <= 255 && !name.contains([':', '/', '*'])), "{names:?}");
        // Nor does a script extend one, which the next deployment would set back.
        for name in &names {
            let group = Arn::new(format!("arn:aws:logs:eu-west-1:123456789012:log-group:{a}"));
            let (code, puts, said) = log_policy_put(c, &[(name, super::log_policy(&group).1.to_string())]);
            assert_eq!((code, puts.len()), (Some(0), 1), "{said}");
            assert!(puts[0].contains(&format!("--policy-name eventbridge-{c} ")), "{puts:?}");
        }
    }
    let long = "a/".repeat(250);
    let names = log_policies_of(Notation::CloudFormation, &[&format!("{long}1"), &format!("{long}2"), a]);
    assert!(!names.is_empty() && names.iter().all(|name| name.len() <= 255), "{names:?}");
}

#[test]
fn templates_have_as_few_policies_for_log_groups_as_hold_them() {
    let rule = rule("default", "r", r#"{"a":[1]}"#);
    let logs: Vec<_> = (0..90)
        .map(|n| {
            target(&n.to_string(), &format!("logs:eu-west-1:123456789012:log-group:/aws/events/g{n:02}"))
        })
        .collect();
    let whole = [Whole { targets: &logs, ..Whole::of(&rule) }];
    let yaml = written(Notation::CloudFormation, &whole);
    assert_eq!(yaml.matches("AWS::Logs::ResourcePolicy").count(), 2);
    let hcl = written(Notation::Terraform, &whole);
    assert_eq!(hcl.matches("resource \"aws_cloudwatch_log_resource_policy\"").count(), 2);
    for group in &logs {
        assert!(yaml.contains(&format!("{}:*", group.arn)) && hcl.contains(&format!("{}:*", group.arn)));
    }
}

#[test]
fn what_terraform_has_no_place_for_is_said() {
    let rule = rule("default", "r", r#"{"a":[1]}"#);
    let mut task = target("t", "ecs:eu-west-1:123456789012:cluster/c");
    let parameters = serde_json::json!({"TaskDefinitionArn": "d", "ReferenceId": "mine", "Tags": []});
    task.parameters.insert("EcsParameters".into(), parameters);
    let one = [task];
    let whole = Whole { targets: &one, ..Whole::of(&rule) };
    let hcl = written(Notation::Terraform, &[whole]);
    assert!(hcl.contains("# EcsParameters.ReferenceId cannot be used here: \"mine\""), "{hcl}");
    assert_eq!(hcl.matches("cannot be used here").count(), 1, "{hcl}");
}
