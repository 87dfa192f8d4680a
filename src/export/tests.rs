//! What is copied must be right where it is pasted.

use super::{Whole, cli, commands, json, resources, template};
use crate::model::{Arn, InputTransformer, RetryPolicy, Rule, RuleState, Tag, Target};
use std::collections::BTreeMap;

fn rule(bus: &str, name: &str, pattern: &str) -> Rule {
    let place = if bus == "default" { name.to_owned() } else { format!("{bus}/{name}") };
    Rule {
        bus: bus.into(),
        name: name.into(),
        arn: Arn::new(format!("arn:aws:events:eu-west-1:123456789012:rule/{place}")),
        state: RuleState::Enabled,
        pattern: Some(pattern.to_owned()),
        schedule: None,
        description: None,
        role: None,
        managed_by: None,
        created_by: None,
    }
}

/// A target of which only id and ARN are known, the ARN given from the service on.
fn target(id: &str, arn: &str) -> Target {
    Target {
        id: id.into(),
        arn: Arn::new(format!("arn:aws:{arn}")),
        role: None,
        input: None,
        input_path: None,
        transformer: None,
        dead_letter: None,
        retry: None,
        parameters: BTreeMap::new(),
    }
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
    task.transformer = Some(InputTransformer {
        paths: BTreeMap::from([("id".into(), "$.detail.id".into())]),
        template: "\"<id>\"\nof ${two} lines".into(),
    });
    task.parameters.insert(
        "EcsParameters".into(),
        serde_json::json!({
            "TaskDefinitionArn": "arn:aws:ecs:eu-west-1:123456789012:task-definition/t:1",
            "TaskCount": 2,
            "NetworkConfiguration": { "awsvpcConfiguration": { "Subnets": ["s-1", "s-2"], "AssignPublicIp": "ENABLED" } },
            "PlacementStrategy": [{ "type": "spread", "field": "attribute:az" }],
            "Tags": [{ "Key": "k", "Value": "v" }],
        }),
    );
    (it, vec![queue, task], vec![Tag { key: "team".into(), value: "it's \"us\"".into() }])
}

fn with<T>(region: &str, write: impl Fn(&[Whole<'_>]) -> T) -> T {
    let (rule, targets, tags) = nasty();
    write(&[Whole { rule: &rule, targets: &targets, tags: &tags, region }])
}

#[test]
fn as_cli_commands() {
    insta::assert_snapshot!(with("eu-west-1", commands));
}

#[test]
fn as_cloudformation() {
    insta::assert_snapshot!(with("eu-west-1", template));
}

#[test]
fn as_terraform() {
    insta::assert_snapshot!(with("eu-west-1", resources));
}

#[test]
fn as_json() {
    let back = with("", |rules| json::whole(rules[0]));
    assert_eq!(back["Rule"]["State"], "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS");
    assert_eq!(back["Targets"][0]["RetryPolicy"]["MaximumRetryAttempts"], 0);
    assert_eq!(back["Tags"][0]["Value"], "it's \"us\"");
}

#[test]
fn a_shell_takes_every_text_back_as_it_was() {
    for text in [
        "",
        "plain",
        "two words",
        "it's",
        "$HOME `ls` \"x\" \\",
        "!!",
        "a\nb\tc\u{1b}[31m\u{7f}é",
        "-n",
        "'",
        "*?[x]~#",
    ] {
        let script = format!("printf %s {}", cli::quote(text));
        let out = std::process::Command::new("bash")
            .args(["-c", &script])
            .env("LC_ALL", "C.UTF-8")
            .output()
            .unwrap();
        let expected = if text == "-n" { "-n" } else { text };
        assert_eq!(String::from_utf8(out.stdout).unwrap(), expected, "{script}");
        assert!(!script.contains('\u{1b}'), "nothing that a terminal would act on");
    }
}

#[test]
fn the_commands_are_one_shell_word_each_option() {
    let script = with("eu-west-1", commands).replace("aws events", "printf '%s\\n' aws events");
    let out = std::process::Command::new("bash").args(["-c", &script]).output().unwrap();
    let words = String::from_utf8(out.stdout).unwrap();
    assert!(words.contains("\n--description\n50% off: \"it's\" \\ done ${now}\n"), "{words}");
    assert!(
        words.contains("\n{\"source\":[\"it's\"],\"detail\":{\"n\":[1.0],\"p\":[\"${x}\",\"%{y}\"]}}\n"),
        "{words}"
    );
}

#[test]
fn several_rules_stand_in_one_document_under_names_of_their_own() {
    let (one, other) = (rule("orders", "a.b", r#"{"a":[1]}"#), rule("orders", "a-b", r#"{"a":[2]}"#));
    let whole = |rule| Whole { rule, targets: &[], tags: &[], region: "eu-west-1" };
    let both = [whole(&one), whole(&other)];
    assert_eq!(commands(&both).matches("aws events put-rule").count(), 2);
    let yaml = template(&both);
    assert_eq!((yaml.matches("Resources:").count(), yaml.matches("AWS::Events::Rule").count()), (1, 2));
    assert!(yaml.contains("\n  ab:\n") && yaml.contains("\n  ab2:\n"), "{yaml}");
    let hcl = resources(&[whole(&one), whole(&one)]);
    assert!(hcl.contains("\"aws_cloudwatch_event_rule\" \"a_b\"") && hcl.contains("\"a_b2\""), "{hcl}");
}
