//! Rules that are broken, each in one way, of every kind that an account can hold.

use super::healthy::{for_events, key_policy, open_queue, trust};
use super::policies::For;
use super::{ACCOUNT, Bench, OTHER, arn, policy, rule_arn};
use serde_json::{Value, json};

pub(super) async fn fill(bench: &mut Bench) {
    queues_and_topics(bench).await;
    behind_topics(bench).await;
    keys(bench).await;
    functions(bench).await;
    roles(bench).await;
    groups(bench).await;
    rules(bench).await;
    targets(bench).await;
}

async fn queues_and_topics(bench: &mut Bench) {
    for (service, call, causes, bus) in
        [("sqs", "SendMessage", &["T7"][..], "queues"), ("sns", "Publish", &["T6"], "topics")]
    {
        let shapes = For { bus, rule: "r", resource: "q", service, call }.shut().len();
        for shape in 0..shapes {
            let name = bench.next();
            let resource = arn(service, &name);
            let (about, text) =
                For { bus, rule: &name, resource: &resource, service, call }.shut().swap_remove(shape);
            if service == "sqs" {
                bench.queue(&name, json!({"Policy": text})).await;
            } else {
                bench.heard_topic(&name, &[("Policy", &text)]).await;
            }
            bench
                .case(bus, causes, &format!("{service}, {about}"), Value::Null, json!({"Arn": resource}))
                .await;
        }
    }
    let name = bench.next();
    bench.queue(&name, json!({})).await;
    bench.case("queues", &["T7"], "sqs, no policy", Value::Null, json!({"Arn": arn("sqs", &name)})).await;
}

/// The topic takes what the rule sends, and nobody gets it.
async fn behind_topics(bench: &mut Bench) {
    for (about, filter, by_body, is_open) in [
        ("a filter on attributes", r#"{"kind":["order"]}"#, false, true),
        ("a queue that is shut to the topic", "", false, false),
        ("a queue that is gone", "", false, true),
    ] {
        let name = bench.next();
        let of =
            For { bus: "topics", rule: &name, resource: &arn("sns", &name), service: "sns", call: "Publish" };
        let topic = bench.topic(&name, &[("Policy", &of.open().swap_remove(0).1)]).await;
        let queue = if about.ends_with("gone") {
            arn("sqs", &format!("{name}-gone"))
        } else {
            let open = json!([{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"},
                "Action": "sqs:SendMessage", "Resource": arn("sqs", &name)}]);
            let attributes = if is_open { json!({"Policy": policy(open)}) } else { json!({}) };
            bench.queue(&name, attributes).await
        };
        bench.subscribe(&topic, &queue, filter, by_body).await;
        bench.case("topics", &["R6"], about, Value::Null, json!({"Arn": topic})).await;
    }
}

async fn keys(bench: &mut Bench) {
    let shut = [
        ("the owner alone", None),
        ("reading only", Some(for_events(&json!({"Action": "kms:Decrypt"})))),
        ("writing only", Some(for_events(&json!({"Action": "kms:GenerateDataKey"})))),
        ("another service", Some(for_events(&json!({"Principal": {"Service": "sns.amazonaws.com"}})))),
        (
            "another account",
            Some(for_events(&json!({"Condition": {"StringEquals": {"aws:SourceAccount": "444455556666"}}}))),
        ),
        ("denied", Some(for_events(&json!({"Effect": "Deny"})))),
    ];
    for (about, statement) in shut {
        let key = bench.key(&key_policy(statement.as_slice())).await;
        let name = bench.next();
        let of = For { bus: "shop", rule: &name, resource: "*", service: "sqs", call: "SendMessage" };
        let text = of.open().swap_remove(0).1;
        bench.queue(&name, json!({"Policy": text, "KmsMasterKeyId": key})).await;
        let target = json!({"Arn": arn("sqs", &name)});
        bench.case("shop", &["K1"], &format!("queue under a key, {about}"), Value::Null, target).await;
    }
    let name = bench.next();
    bench.tagged_queue(&name, "ops").await;
    let target = json!({"Arn": arn("sqs", &name)});
    bench.case("shop", &["T7"], "queue with another tag", Value::Null, target).await;
    let name = bench.next();
    let of = For { bus: "shop", rule: &name, resource: "*", service: "sqs", call: "SendMessage" };
    let text = of.open().swap_remove(0).1;
    bench.queue(&name, json!({"Policy": text, "KmsMasterKeyId": "alias/aws/sqs"})).await;
    let target = json!({"Arn": arn("sqs", &name)});
    bench.case("shop", &["K1"], "queue under AWS's key", Value::Null, target).await;
}

async fn functions(bench: &mut Bench) {
    for bus in ["default", "orders"] {
        let name = bench.next();
        let function = bench.function(&name).await;
        bench.case(bus, &["T3"], "function, no policy", Value::Null, json!({"Arn": function})).await;

        let name = bench.next();
        let function = bench.function(&name).await;
        bench.permit(&name, json!({"SourceArn": rule_arn(bus, "else")})).await;
        bench.case(bus, &["T3"], "function, another rule", Value::Null, json!({"Arn": function})).await;

        let name = bench.next();
        let function = bench.function(&name).await;
        bench.permit(&name, json!({"Principal": "s3.amazonaws.com"})).await;
        bench.case(bus, &["T3"], "function, another service", Value::Null, json!({"Arn": function})).await;
    }
    let name = bench.next();
    let function = bench.function(&name).await;
    bench.permit(&name, json!({"SourceArn": rule_arn("default", &name)})).await;
    bench.case("orders", &["T5"], "function, the bus left out", Value::Null, json!({"Arn": function})).await;
}

async fn roles(bench: &mut Bench) {
    let stream = arn("kinesis", "stream/s");
    let may = policy(json!([{"Effect": "Allow", "Action": "kinesis:PutRecord", "Resource": stream}]));
    let trusts = |principal: Value| {
        policy(json!([{"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}]))
    };
    let other_account = json!([{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"aws:SourceAccount": "444455556666"}}}]);
    let short = [
        ("trusts another service", trusts(json!({"Service": "lambda.amazonaws.com"})), may.clone()),
        ("trusts the account", trusts(json!({"AWS": format!("arn:aws:iam::{ACCOUNT}:root")})), may.clone()),
        ("trusts the scheduler", trusts(json!({"Service": "scheduler.amazonaws.com"})), may.clone()),
        ("trusts for another account", policy(other_account), may.clone()),
        (
            "may nothing",
            trust(),
            policy(json!([{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}])),
        ),
        (
            "may read",
            trust(),
            policy(json!([{"Effect": "Allow", "Action": "kinesis:Get*", "Resource": "*"}])),
        ),
        (
            "may on another stream",
            trust(),
            policy(
                json!([{"Effect": "Allow", "Action": "kinesis:*", "Resource": arn("kinesis", "stream/other")}]),
            ),
        ),
        (
            "is denied",
            trust(),
            policy(
                json!([{"Effect": "Allow", "Action": "kinesis:*", "Resource": "*"}, {"Effect": "Deny", "Action": "kinesis:Put*", "Resource": "*"}]),
            ),
        ),
        (
            "may all but this",
            trust(),
            policy(json!([{"Effect": "Allow", "NotAction": "kinesis:PutRecord", "Resource": "*"}])),
        ),
    ];
    let target = |role: &str| json!({"Arn": stream, "RoleArn": role});
    for (about, trust, permissions) in short {
        let name = bench.next();
        let role = bench.role(&name, &trust, &permissions).await;
        bench.case("shop", &["T10"], &format!("role {about}"), Value::Null, target(&role)).await;
    }
    let cluster = arn("ecs", "cluster/c");
    let family = arn("ecs", "task-definition/x");
    for (about, permissions) in [
        (
            "may run the bare family",
            json!([{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": family},
                {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}]),
        ),
        (
            "may pass no role",
            json!([{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": format!("{family}:*")}]),
        ),
    ] {
        let name = bench.next();
        let role = bench.role(&name, &trust(), &policy(permissions)).await;
        let target = json!({"Arn": cluster, "RoleArn": role, "EcsParameters": {"TaskDefinitionArn": family}});
        bench.case("shop", &["T10"], &format!("role {about}"), Value::Null, target).await;
    }
    let name = bench.next();
    let queue = arn("sqs", &name);
    let send = policy(json!([{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}]));
    let role = bench.role(&name, &trust(), &send).await;
    let deny = json!([{"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": queue}]);
    bench.queue(&name, json!({"Policy": policy(deny)})).await;
    let denied = json!({"Arn": queue, "RoleArn": role});
    bench.case("shop", &["T10"], "role that the queue denies", Value::Null, denied).await;
    let (machine, other) = (bench.machine("m").await, arn("states", "stateMachine:m:PROD"));
    for (about, statements, target) in [
        (
            "may start the alias by its own ARN, which nobody asks about",
            json!([{"Effect": "Allow", "Action": "states:StartExecution", "Resource": other}]),
            json!({"Arn": other}),
        ),
        (
            "may start another alias",
            json!([{"Effect": "Allow", "Action": "states:StartExecution", "Resource": machine,
                "Condition": {"ForAnyValue:StringEquals": {"states:StateMachineQualifier": ["TEST"]}}}]),
            json!({"Arn": other}),
        ),
        (
            "may submit to the queue alone",
            json!([{"Effect": "Allow", "Action": "batch:SubmitJob", "Resource": arn("batch", "job-queue/q")}]),
            json!({"Arn": arn("batch", "job-queue/q"), "BatchParameters": {"JobDefinition": "j", "JobName": "n"}}),
        ),
        (
            "may query and not sign in",
            json!([{"Effect": "Allow", "Action": "redshift-data:ExecuteStatement", "Resource": "*"}]),
            json!({"Arn": arn("redshift", "cluster:w"),
                "RedshiftDataParameters": {"Database": "d", "DbUser": "u", "Sql": "select 1"}}),
        ),
        (
            "may start an automation where an OpsItem is made",
            json!([{"Effect": "Allow", "Action": "ssm:StartAutomationExecution", "Resource": "*"}]),
            json!({"Arn": arn("ssm", "opsitem")}),
        ),
        (
            "may send commands to other instances",
            json!([
                {"Effect": "Allow", "Action": "ssm:SendCommand", "Resource": format!("arn:aws:ec2:us-east-1:{ACCOUNT}:instance/*"),
                    "Condition": {"StringEquals": {"ec2:ResourceTag/env": ["test"]}}},
                {"Effect": "Allow", "Action": "ssm:SendCommand", "Resource": "arn:aws:ssm:*:*:document/*"},
            ]),
            json!({"Arn": "arn:aws:ssm:us-east-1::document/AWS-RunShellScript",
                "RunCommandParameters": {"RunCommandTargets": [{"Key": "tag:env", "Values": ["prod"]}]}}),
        ),
        (
            "may ask an API and change nothing",
            json!([{"Effect": "Allow", "Action": "appsync:GraphQL", "Resource": arn("appsync", "apis/ID/types/Query/*")}]),
            json!({"Arn": arn("appsync", "endpoints/graphql-api/ID"),
                "AppSyncParameters": {"GraphQLOperation": "mutation M { touch }"}}),
        ),
    ] {
        let name = bench.next();
        let mut target = target;
        target["RoleArn"] = json!(bench.role(&name, &trust(), &policy(statements)).await);
        bench.case("shop", &["T10"], &format!("role {about}"), Value::Null, target).await;
    }
    let gone = format!("arn:aws:iam::{ACCOUNT}:role/gone");
    bench.case("shop", &["T10"], "role that is gone", Value::Null, target(&gone)).await;
}

async fn groups(bench: &mut Bench) {
    let group = |name: &str| format!("/own/{name}");
    let to = |name: &str| json!({"Arn": arn("logs", &format!("log-group:{}", group(name)))});
    let name = bench.next();
    bench.case("shop", &["L7"], "group that is gone", Value::Null, to(&name)).await;
    let name = bench.next();
    bench.logs("CreateLogGroup", json!({"logGroupName": group(&name)})).await;
    bench.case("shop", &["L1"], "group without a policy", Value::Null, to(&name)).await;
    let name = bench.next();
    bench.logs("CreateLogGroup", json!({"logGroupName": group(&name)})).await;
    let role = format!("arn:aws:iam::{ACCOUNT}:role/logs");
    let mut target = to(&name);
    target["RoleArn"] = json!(role);
    bench.case("shop", &["L3", "L1"], "group with a role", Value::Null, target).await;
}

async fn rules(bench: &mut Bench) {
    let queue = open_queue(bench, "takes-everything").await;
    let to = json!({"Arn": queue});
    let asks = |pattern: &str| json!({"EventPattern": pattern});
    let of: [(&str, &'static [&'static str], &str, Value); 16] = [
        ("shop", &["M1"], "off", json!({"EventPattern": r#"{"source":["shop"]}"#, "State": "DISABLED"})),
        (
            "default",
            &["M1"],
            "a schedule that is off",
            json!({"ScheduleExpression": "rate(1 hour)", "State": "DISABLED"}),
        ),
        ("shop", &["M2"], "EC2 on a custom bus", asks(r#"{"source":["aws.ec2"]}"#)),
        (
            "orders",
            &["M2"],
            "S3 on a custom bus",
            asks(r#"{"source":["aws.s3"],"detail-type":["Object Created"]}"#),
        ),
        ("default", &["M3"], "another region", asks(r#"{"source":["aws.ec2"],"region":["eu-west-1"]}"#)),
        ("default", &["M3"], "two other regions", asks(r#"{"region":["eu-west-1","eu-central-1"]}"#)),
        ("shop", &["M10"], "a field at the top", asks(r#"{"source":["shop"],"total":[1]}"#)),
        ("shop", &["M10"], "a star as account", asks(r#"{"account":["*"]}"#)),
        ("shop", &["M10"], "capitals in a name", asks(r#"{"Source":["shop"]}"#)),
        (
            "default",
            &["M11"],
            "resources of CloudTrail",
            asks(r#"{"source":["aws.s3"],"detail-type":["AWS API Call via CloudTrail"],"resources":["x"]}"#),
        ),
        (
            "default",
            &["M13"],
            "calls that only read, and no trail",
            asks(
                r#"{"source":["aws.sts"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventName":["AssumeRole"]}}"#,
            ),
        ),
        (
            "default",
            &["M13", "M12"],
            "no trail",
            asks(
                r#"{"source":["aws.ec2"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventName":["RunInstances"]}}"#,
            ),
        ),
        (
            "shop",
            &["M28"],
            "an operator outside a list",
            asks(r#"{"source":["shop"],"detail":{"key":{"suffix":[".png"]}}}"#),
        ),
        (
            "default",
            &["M31", "M10"],
            "a field EC2 has not",
            asks(
                r#"{"source":["aws.ec2"],"detail-type":["EC2 Instance State-change Notification"],"detail":{"State":["stopped"]}}"#,
            ),
        ),
        (
            "default",
            &["M23"],
            "a schedule that is past",
            json!({"ScheduleExpression": "cron(0 3 1 1 ? 2020)"}),
        ),
        (
            "default",
            &["M29"],
            "a schedule in CloudTrail's state",
            json!({"ScheduleExpression": "rate(1 hour)", "State": "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"}),
        ),
    ];
    for (bus, causes, about, rule) in of {
        bench.case(bus, causes, about, rule, to.clone()).await;
    }
    bench.case("shop", &["T1"], "no targets", Value::Null, Value::Null).await;
    // Another rule would bring the events, by a role that EventBridge may not assume.
    let allowed = policy(json!([{"Effect": "Allow", "Action": "events:PutEvents", "Resource": "*"}]));
    let shut = trust().replace("events.amazonaws.com", "lambda.amazonaws.com");
    let role = bench.role("forwards", &shut, &allowed).await;
    let onward = json!({"Arn": arn("events", "event-bus/topics"), "RoleArn": role});
    let of_ec2 = || asks(r#"{"source":["aws.ec2"]}"#);
    bench.rule("default", "forwards", of_ec2(), onward).await;
    bench.case("topics", &["M2"], "forwarded by a role that is shut", of_ec2(), to).await;
}

async fn targets(bench: &mut Bench) {
    for (about, gone) in [
        ("a queue that is gone", arn("sqs", "gone")),
        ("a topic that is gone", arn("sns", "gone")),
        ("a function that is gone", arn("lambda", "function:gone")),
        ("a bus that is gone", arn("events", "event-bus/gone")),
    ] {
        bench.case("shop", &["T2"], about, Value::Null, json!({"Arn": gone})).await;
    }
    let start = policy(json!([{"Effect": "Allow", "Action": "states:StartExecution", "Resource": "*"}]));
    let starts = bench.role("starts", &trust(), &start).await;
    let slip = json!({"Arn": arn("states", "stateMachine:M"), "RoleArn": starts});
    bench.case("shop", &["T2"], "a state machine in capitals", Value::Null, slip).await;
    let stopped = bench.function("stopped").await;
    bench.permit("stopped", json!({})).await;
    let line = "PUT /2017-10-31/functions/stopped/concurrency";
    let none = json!({"ReservedConcurrentExecutions": 0}).to_string();
    bench.send("lambda", line, "application/json", "", &none).await;
    bench
        .case("shop", &["T19"], "a function that takes no calls", Value::Null, json!({"Arn": stopped}))
        .await;
    let fifo = format!("{}.fifo", bench.next());
    bench.topic(&fifo, &[("FifoTopic", "true")]).await;
    bench.case("shop", &["T8"], "a FIFO topic", Value::Null, json!({"Arn": arn("sns", &fifo)})).await;
    let queue = arn("sqs", "takes-everything");
    let far = format!("arn:aws:sqs:eu-west-1:{ACCOUNT}:q");
    bench.case("shop", &["T16"], "a queue of another region", Value::Null, json!({"Arn": far})).await;
    let far = format!("arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:/aws/events/far");
    bench.case("shop", &["T16"], "a log group of another region", Value::Null, json!({"Arn": far})).await;
    let other = format!("arn:aws:logs:us-east-1:{OTHER}:log-group:/aws/events/namesake");
    bench.logs("CreateLogGroup", json!({"logGroupName": "/aws/events/namesake"})).await;
    bench.case("shop", &["T14"], "a log group of another account", Value::Null, json!({"Arn": other})).await;
    let impatient =
        json!({"Arn": queue, "RetryPolicy": {"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 60}});
    bench.case("shop", &["T18"], "a retry policy that gives up", Value::Null, impatient).await;
    let name = format!("{}.fifo", bench.next());
    let of = For { bus: "shop", rule: "r", resource: "*", service: "sqs", call: "SendMessage" };
    let text = of.open().swap_remove(0).1;
    bench.queue(&name, json!({"Policy": text, "FifoQueue": "true"})).await;
    let target = json!({"Arn": arn("sqs", &name), "SqsParameters": {"MessageGroupId": "g"}});
    bench.case("shop", &["T8"], "a FIFO queue that wants a deduplication id", Value::Null, target).await;
    let dead = json!({"Arn": queue, "DeadLetterConfig": {"Arn": arn("sqs", "no-such-queue")}});
    bench.case("shop", &["T22"], "a dead-letter queue that is gone", Value::Null, dead).await;
    let key = bench.key(&key_policy(&[])).await;
    let name = bench.next();
    let of = For { bus: "shop", rule: "r", resource: "*", service: "sqs", call: "SendMessage" };
    let text = of.open().swap_remove(0).1;
    bench.queue(&name, json!({"Policy": text, "KmsMasterKeyId": key})).await;
    let dead = json!({"Arn": queue, "DeadLetterConfig": {"Arn": arn("sqs", &name)}});
    bench.case("shop", &["T22"], "a dead-letter queue under a shut key", Value::Null, dead).await;
}
