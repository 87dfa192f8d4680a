//! What a target's own settings and limits refuse, and who gets what a topic, queue or bus took.

use super::*;
use crate::diagnose::{NamedKind, Question};
use crate::model::ApiDestination;
use crate::model::facts::{Function, Queue, Subscription, Subscriptions, Topic};
use Status::{CannotSee, Fault, Ok, Suspect};
use serde_json::{Value, json};

/// A target with settings of its kind, in a role.
fn with(arn: Arn, group: &str, settings: Value) -> Evidence {
    with_target(Target { parameters: [(group.to_owned(), settings)].into(), ..target(arn) })
}

/// An event whose detail has this many bytes more than its few.
fn of_size(bytes: usize) -> Option<Expected> {
    ec2("2026-11-28T11:59:00Z", &format!(r#"{{"state":"{}"}}"#, "x".repeat(bytes)))
}

#[test]
fn t12_a_task_that_ecs_refuses_to_run() {
    let cluster = arn("ecs", "cluster/c");
    let definition = arn("ecs", "task-definition/job:3");
    let net = json!({"awsvpcConfiguration": {"Subnets": ["subnet-1"]}});
    let task = |more: Value| {
        let mut settings = json!({"TaskDefinitionArn": definition.as_str()});
        settings.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        with(cluster.clone(), "EcsParameters", settings)
    };
    for healthy in [
        json!({"LaunchType": "FARGATE", "NetworkConfiguration": net, "PlatformVersion": "1.4.0"}),
        json!({"LaunchType": "EC2"}),
        json!({}),
        json!({"CapacityProviderStrategy": [{"capacityProvider": "mine"}]}),
    ] {
        says(&task(healthy), "T12", Ok, "can be made");
    }
    for ill in [
        json!({"LaunchType": "FARGATE"}),
        json!({"LaunchType": "FARGATE", "NetworkConfiguration": {"awsvpcConfiguration": {"Subnets": []}}}),
        json!({"CapacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT"}]}),
    ] {
        says(&task(ill), "T12", Fault, "needs subnets to run in");
    }
    let both = json!({"LaunchType": "EC2", "CapacityProviderStrategy": [{"capacityProvider": "mine"}]});
    says(&task(both), "T12", Fault, "a capacity provider strategy as well");
    let version = task(json!({"LaunchType": "EC2", "PlatformVersion": "1.4.0"}));
    says(&version, "T12", Suspect, "it is for FARGATE only");
    let command = of(&diagnose(&version), "T12")[0].remedy.clone().unwrap().command.unwrap();
    assert!(command.contains("put-targets") && !command.contains("1.4.0"), "{command}");
    for (there, place) in [
        (definition.as_str().replace(REGION, "eu-west-1"), "job:3 is in eu-west-1, and c in us-east-1"),
        (definition.as_str().replace(ACCOUNT, OTHER), "is in 444455556666, and c in 111122223333"),
    ] {
        says(&task(json!({"TaskDefinitionArn": there})), "T12", Fault, place);
    }
}

#[test]
fn t12_a_job_that_batch_refuses() {
    let queue = arn("batch", "job-queue/q");
    let job = |more: Value| {
        let mut settings = json!({"JobDefinition": "count:2", "JobName": "count"});
        settings.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        with(queue.clone(), "BatchParameters", settings)
    };
    for healthy in [
        json!({}),
        json!({"ArrayProperties": {"Size": 2}, "RetryStrategy": {"Attempts": 10}}),
        json!({"ArrayProperties": {"Size": 10_000}, "RetryStrategy": {"Attempts": 1}}),
    ] {
        says(&job(healthy), "T12", Ok, "can be made");
    }
    let one = job(json!({"ArrayProperties": {"Size": 1}}));
    says(&one, "T12", Fault, "an array of 1 job, and Batch takes arrays of 2 to 10000 only");
    let command = of(&diagnose(&one), "T12")[0].remedy.clone().unwrap().command.unwrap();
    assert!(command.contains("count:2") && !command.contains("ArrayProperties"), "{command}");
    says(&job(json!({"ArrayProperties": {"Size": 10_001}})), "T12", Fault, "it refuses the job");
    says(&job(json!({"RetryStrategy": {"Attempts": 0}})), "T12", Fault, "Batch takes 1 to 10");
    let there = arn("batch", "job-definition/count:2").as_str().replace(REGION, "eu-west-1");
    says(&job(json!({"JobDefinition": there})), "T12", Fault, "is in eu-west-1, and q in us-east-1");
}

#[test]
fn t12_run_command_wants_instances_and_a_stream_a_key() {
    let document = arn("ssm", "document/Restart");
    says(&with_target(target(document.clone())), "T12", Fault, "names no instance to run it on");
    let all = json!({"RunCommandTargets": [{"Key": "tag:role", "Values": ["web"]}]});
    says(&with(document, "RunCommandParameters", all), "T12", Ok, "can be made");
    is_no_fault(&with_target(target(arn("ssm", "automation-definition/Restart"))));
    let stream = |path: &str| {
        let mut case =
            with(arn("kinesis", "stream/s"), "KinesisParameters", json!({"PartitionKeyPath": path}));
        case.expected = ec2("2026-11-28T11:59:00Z", r#"{"state":"running"}"#);
        case
    };
    says(&stream("$.detail.shopId"), "T12", Suspect, "finds nothing: the event has no such field");
    says(&stream("$.detail.state"), "T12", Ok, "can be made");
    // Without an event, by what events of the kind have.
    let without = |path: &str| Evidence { expected: None, ..stream(path) };
    says(&without("$.shop"), "T12", Suspect, "no event has `shop` at its top");
    is_no_fault(&without("$.detail.state"));
}

#[track_caller]
fn is_no_fault(case: &Evidence) {
    let ladder = diagnose(case);
    let wrong = of(&ladder, "T12").into_iter().find(|found| found.status >= Suspect);
    assert!(wrong.is_none(), "{wrong:#?}");
}

#[test]
fn t12_stars_in_a_path_and_the_values_for_them() {
    let name = arn("events", "api-destination/hook/1");
    let calls = |endpoint: &str, values: Value| {
        let mut case = with(name.clone(), "HttpParameters", json!({"PathParameterValues": values}));
        let destination = ApiDestination {
            name: "hook".into(),
            arn: name.clone(),
            state: "ACTIVE".into(),
            connection: arn("events", "connection/auth/2"),
            method: "POST".into(),
            endpoint: endpoint.into(),
            rate_limit: None,
        };
        case.destinations.put(name.clone(), Piece::Seen(destination));
        case
    };
    says(&calls("https://example.com/*/hook", json!(["a"])), "T12", Ok, "can be made");
    says(
        &calls("https://example.com/*/hook", json!([])),
        "T12",
        Suspect,
        "The path of hook has 1 star to fill, and the target has 0 values",
    );
    says(&calls("https://example.com/hook", json!(["a"])), "T12", Suspect, "which has 0 stars to fill");
    let gateway = |resource: &str, values: Value| {
        with(arn("execute-api", resource), "HttpParameters", json!({"PathParameterValues": values}))
    };
    says(&gateway("abc/*/POST/pets/*", json!(["cat"])), "T12", Ok, "can be made");
    says(&gateway("abc/live/POST/pets/*", json!([])), "T12", Suspect, "has 1 star to fill");
}

#[test]
fn t12_topics_executions_and_streams_take_no_more_than_their_services_say() {
    let topic = arn("sns", "t");
    let mut case = with_target(target(topic.clone()));
    case.expected = of_size(300_000);
    says(&case, "T12", CannotSee, "where 262,144 is usual");
    let seen = |largest| Piece::Seen(Topic { largest, ..Topic::default() });
    case.topics.put(topic.clone(), seen(None));
    says(&case, "T12", Fault, "the topic t takes messages of 262,144 at most");
    let remedy = of(&diagnose(&case), "T12")[0].remedy.clone().unwrap();
    let command = remedy.command.unwrap();
    assert!(command.contains("set-topic-attributes") && command.contains("1048576"), "{command}");
    assert!(remedy.text.contains("only queues, functions and streams of Firehose"), "{}", remedy.text);
    case.topics.put(topic.clone(), seen(Some(1_048_576)));
    says(&case, "T12", Ok, "can be made");
    case.expected = None;
    case.topics.put(topic, seen(Some(1_024)));
    says(&case, "T12", Suspect, "The topic t takes messages of 1,024 bytes at most");
    for (to, healthy, ill) in [
        (arn("states", "stateMachine:m"), 200_000, 263_000),
        (arn("firehose", "deliverystream/d"), 900_000, 1_030_000),
    ] {
        let mut case = with_target(target(to));
        case.expected = of_size(healthy);
        says(&case, "T12", Ok, "can be made");
        case.expected = of_size(ill);
        says(&case, "T12", Fault, "at most");
        let fix = of(&diagnose(&case), "T12")[0].remedy.clone().unwrap().text;
        assert!(fix.starts_with("Send a part of the event"), "{fix}");
    }
}

#[test]
fn an_entry_that_putevents_refuses_comes_before_the_target_that_would_not_take_it() {
    let queue = arn("sqs", "q");
    let mut case = evidence(rule("orders", r#"{"source":["shop"]}"#));
    case.targets = Piece::Seen(vec![target(queue.clone())]);
    case.queues.put(queue, Piece::Seen(Queue { largest: Some(1_048_576), ..Queue::default() }));
    let entry = |text: &str, bytes: usize| {
        let detail = text.repeat(bytes / text.len());
        let text = format!(r#"{{"source":"shop","detail-type":"T","detail":{{"x":"{detail}"}}}}"#);
        event(&text, Origin::Brought)
    };
    case.expected = entry("y", 1_100_000);
    says(&case, "M20", Fault, "PutEvents takes less than 1 MB");
    assert_eq!(diagnose(&case).conclusion.map(|cause| cause.id), Some("M20"));
    let fix = of(&diagnose(&case), "T12")[0].remedy.clone().unwrap().text;
    assert!(fix.contains("more than 1,048,576 bytes cannot be set"), "{fix}");
    // What is escaped here may have been sent in fewer bytes.
    case.expected = entry("\\u00e9", 1_100_000);
    says(&case, "M20", Suspect, "PutEvents takes less than 1 MB");
    case.expected = entry("y", 900_000);
    says(&case, "M20", Ok, "small enough");
}

#[test]
fn r6_a_function_behind_a_topic_has_to_be_there_and_let_the_topic_in() {
    let (topic, function) = (arn("sns", "t"), arn("lambda", "function:f"));
    let mut case = with_target(target(topic.clone()));
    case.topics.put(topic.clone(), Piece::Seen(Topic { subscribers: Some(1), ..Topic::default() }));
    let to_function =
        Subscription { protocol: "lambda".into(), endpoint: function.to_string(), ..Subscription::default() };
    let all = Subscriptions { confirmed: vec![to_function], is_cut: false };
    case.subscriptions.put(topic.clone(), Piece::Seen(all));
    for wanted in [Question::Function(function.clone()), Question::FunctionPolicy(function.clone())] {
        assert!(case.questions().contains(&wanted), "{wanted:?}");
    }
    says(&case, "R6", CannotSee, "not all of f was read");
    case.functions.put(function.clone(), Piece::Seen(Function::default()));
    case.function_policies.put(function.clone(), Piece::Missing);
    says(&case, "R6", Fault, "the policy of its function f does not let sns.amazonaws.com in. It has none");
    let command = of(&diagnose(&case), "R6")[0].remedy.clone().unwrap().command.unwrap();
    let wanted = format!("--principal sns.amazonaws.com --source-arn {topic}");
    assert!(command.contains("lambda add-permission") && command.contains(&wanted), "{command}");
    let lets = |source: &str, effect: &str| {
        format!(
            r#"{{"Statement":[{{"Effect":"{effect}","Principal":{{"Service":"sns.amazonaws.com"}},"Action":"lambda:InvokeFunction","Resource":"{function}","Condition":{{"ArnLike":{{"AWS:SourceArn":"{source}"}}}}}}]}}"#
        )
    };
    for (policy, status, said) in [
        (lets(arn("sns", "other").as_str(), "Allow"), Fault, "does not let sns.amazonaws.com in"),
        (lets(topic.as_str(), "Deny"), Fault, "keeps sns.amazonaws.com out"),
        (lets(topic.as_str(), "Allow"), Ok, "No target is a log group"),
    ] {
        case.function_policies.put(function.clone(), Piece::Seen(policy));
        says(&case, "R6", status, said);
    }
    case.functions.put(function, Piece::Missing);
    says(&case, "R6", Fault, "its function f does not exist");
}

#[test]
fn r6_a_queue_that_hides_messages_for_longer_than_it_keeps_them() {
    let queue = arn("sqs", "q");
    let mut case = with_target(target(queue.clone()));
    for (delay, retention, status, said) in [
        (900, 60, Suspect, "hides each message for 900 s at first and keeps it for 60 s"),
        (0, 60, Ok, "No target is a log group"),
        (900, 345_600, Ok, "No target is a log group"),
    ] {
        let (delay, retention) = (Some(delay), Some(retention));
        case.queues.put(queue.clone(), Piece::Seen(Queue { delay, retention, ..Queue::default() }));
        says(&case, "R6", status, said);
    }
}

#[test]
fn t14_an_account_that_is_this_one_but_for_a_digit() {
    let here = arn("sqs", "q");
    let at = |account: &str| with_target(target(Arn::new(here.as_str().replace(ACCOUNT, account))));
    let mut slip = at("111122223332");
    assert!(slip.questions().contains(&Question::Queue(here.clone())));
    says(
        &slip,
        "T14",
        Suspect,
        "in account 111122223332, which differs from this one, 111122223333, in a digit",
    );
    assert!(of(&diagnose(&slip), "T14")[0].remedy.clone().unwrap().command.is_none());
    slip.queues.put(here.clone(), Piece::Seen(Queue::default()));
    says(&slip, "T14", Suspect, "in a digit; a queue q is in this one");
    let command = of(&diagnose(&slip), "T14")[0].remedy.clone().unwrap().command.unwrap();
    assert!(command.contains(here.as_str()), "{command}");
    let other = at(OTHER);
    assert!(!other.questions().contains(&Question::Queue(here)));
    assert!(of(&diagnose(&other), "T14").iter().all(|found| !found.title.contains("a digit")));
    assert!(!slip.questions().contains(&Question::Names(NamedKind::Queues)), "nothing is missing");
}

#[test]
fn r6_a_bus_on_which_no_rule_takes_what_is_sent_there() {
    let bus = arn("events", "event-bus/archive");
    let mut case = with_target(target(bus.clone()));
    assert!(case.questions().contains(&Question::RulesOn(bus.clone())));
    let there = |name: &str, pattern: &str, state: RuleState| Rule {
        name: name.into(),
        state,
        ..rule("archive", pattern)
    };
    let takes = there("keep", r#"{"source":["aws.ec2"]}"#, RuleState::Enabled);
    let off = Rule { state: RuleState::Disabled, ..takes.clone() };
    let others = there("other", r#"{"source":["shop"]}"#, RuleState::Enabled);
    for (rules, status, said) in [
        (vec![others.clone(), takes], Ok, "On the bus archive the rule keep may take"),
        (
            vec![others.clone(), off],
            Suspect,
            "no rule that is on takes such events: keep would, and is switched off",
        ),
        (vec![others], Suspect, "its patterns ask for other ones"),
        (vec![], Suspect, "it has no rules"),
    ] {
        case.rules_on.put(bus.clone(), Piece::Seen(rules));
        says(&case, "R6", status, said);
        let command = of(&diagnose(&case), "R6")[0].remedy.clone().and_then(|remedy| remedy.command);
        let offered = command.unwrap_or_default();
        assert_eq!(
            offered.contains("enable-rule --name keep --event-bus-name archive"),
            said.contains("keep would")
        );
    }
    case.rules_on.put(bus.clone(), denied("events:ListRules"));
    says(&case, "R6", CannotSee, "Whether a rule on the bus archive takes what this rule sends there");
    // The event that is asked about is what counts, where there is one.
    let narrow = there("keep", r#"{"detail":{"state":["stopped"]}}"#, RuleState::Enabled);
    case.rules_on.put(bus, Piece::Seen(vec![narrow]));
    says(&case, "R6", Ok, "may take");
    case.expected = ec2("2026-11-28T11:59:00Z", r#"{"state":"running"}"#);
    says(&case, "R6", Suspect, "its patterns ask for other ones");
}

fn sends(arn: Arn, input: &str) -> Evidence {
    with_target(Target { input: Some(input.into()), ..target(arn) })
}

fn makes(arn: Arn, template: &str) -> Evidence {
    let paths = [("a".to_owned(), "$.detail.state".to_owned())].into();
    let transformer = Some(crate::model::InputTransformer { paths, template: template.into() });
    with_target(Target { transformer, ..target(arn) })
}

#[test]
fn t12_what_a_targets_own_api_refuses_of_its_input() {
    let cluster = || arn("ecs", "cluster/c");
    says(&sends(cluster(), r#"{"containerOverrides":{"name":"c"}}"#), "T12", Fault, "is a list");
    says(&sends(cluster(), r#"{"containerOverrides":[{"name":"c"}]}"#), "T12", Ok, "can be made");
    says(&sends(cluster(), r#"{"cpu":"256"}"#), "T12", Ok, "can be made");
    let document = || arn("ssm", "document/AWS-RunShellScript");
    let wanted = |case: Evidence| {
        let ladder = diagnose(&case);
        of(&ladder, "T12").iter().any(|found| found.title.contains("parameters of a document"))
    };
    assert!(wanted(sends(document(), r#""ls -l""#)));
    assert!(!wanted(sends(document(), r#"{"commands":["ls -l"]}"#)));
    let stop = || Arn::from("arn:aws:events:us-east-1:111122223333:target/stop-instance");
    says(&with_target(target(stop())), "T12", Suspect, "wants the id of an instance");
    says(&sends(stop(), r#""i-1""#), "T12", Ok, "can be made");
}

#[test]
fn t12_overrides_of_a_task_have_a_length_and_some_targets_take_json_alone() {
    let overrides = r#"{"containerOverrides":[{"name":"c","environment":[{"name":"P","value":<a>}]}]}"#;
    let mut case = makes(arn("ecs", "cluster/c"), overrides);
    case.expected = of_size(9_000);
    says(&case, "T12", Fault, "a task takes overrides of 8,192 at most");
    case.expected = of_size(1_000);
    says(&case, "T12", Ok, "can be made");
    // What is told of characters is no matter of bytes.
    case.expected = ec2("2026-11-28T11:59:00Z", &format!(r#"{{"state":"{}"}}"#, "é".repeat(8_000)));
    says(&case, "T12", Ok, "can be made");
    let lines = "\"line <a>\"\n\"line two\"";
    for (arn, status, words) in [
        (arn("states", "stateMachine:m"), Fault, "is no JSON, and the state machine takes JSON alone"),
        (arn("lambda", "function:f"), Fault, "is no JSON, and the function takes JSON alone"),
        (arn("sqs", "q"), Ok, "can be made"),
    ] {
        let mut case = makes(arn.clone(), lines);
        case.expected = of_size(3);
        says(&case, "T12", status, words);
        let mut one = makes(arn, "\"line <a>\"");
        one.expected = of_size(3);
        says(&one, "T12", Ok, "can be made");
    }
}

#[test]
fn t8_messages_with_the_same_body_are_duplicates_to_a_fifo_queue() {
    let queue = arn("sqs", "q.fifo");
    let of = |target: Target| {
        let group = json!({"MessageGroupId": "g"});
        let mut case =
            with_target(Target { parameters: [("SqsParameters".to_owned(), group)].into(), ..target });
        let facts = Queue { fifo: true, content_deduplication: true, ..Queue::default() };
        case.queues.put(queue.clone(), Piece::Seen(facts));
        case
    };
    let template = |template: &str| {
        let paths = std::collections::BTreeMap::new();
        let transformer = crate::model::InputTransformer { paths, template: template.into() };
        Target { transformer: Some(transformer), ..target(queue.clone()) }
    };
    let constant = Target { input: Some(r#"{"go":true}"#.into()), ..target(queue.clone()) };
    for same in [constant.clone(), template("\"go\""), template("\"<aws.events.rule-name>\"")] {
        says(&of(same), "T8", Suspect, "have the same body");
    }
    for other in [target(queue.clone()), template("\"<aws.events.event.ingestion-time>\"")] {
        says(&of(other), "T8", Ok, "content-based deduplication");
    }
    // A schedule may leave more time between them.
    let mut hourly = of(constant);
    hourly.rule = scheduled("default", "rate(1 hour)");
    says(&hourly, "T8", Ok, "content-based deduplication");
}
