//! Rules that are in order, of every kind.

use super::policies::For;
use super::{ACCOUNT, Bench, OTHER, arn, policy, rule_arn};
use serde_json::{Value, json};

const NO_CAUSE: &[&str] = &[];

impl Bench {
    async fn sound(&mut self, bus: &str, about: &str, rule: Value, target: Value) {
        self.case(bus, NO_CAUSE, about, rule, target).await;
    }
}

pub(super) fn trust() -> String {
    policy(
        json!([{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sts:AssumeRole"}]),
    )
}

pub(super) async fn fill(bench: &mut Bench) {
    queues_and_topics(bench).await;
    keys(bench).await;
    functions(bench).await;
    roles(bench).await;
    roles_of_several_needs(bench).await;
    roles_as_people_write_them(bench).await;
    keys_under_conditions(bench).await;
    groups(bench).await;
    buses(bench).await;
    patterns(bench).await;
    schedules(bench).await;
    settings(bench).await;
}

async fn queues_and_topics(bench: &mut Bench) {
    for bus in ["default", "orders"] {
        let shapes = For { bus, rule: "r", resource: "q", service: "sqs", call: "SendMessage" }.open().len();
        for shape in 0..shapes {
            let name = bench.next();
            let queue = arn("sqs", &name);
            let of = For { bus, rule: &name, resource: &queue, service: "sqs", call: "SendMessage" };
            let (about, text) = of.open().swap_remove(shape);
            bench.queue(&name, json!({"Policy": text})).await;
            bench.sound(bus, &format!("queue, {about}"), Value::Null, json!({"Arn": queue})).await;

            let name = bench.next();
            let topic = arn("sns", &name);
            let of = For { bus, rule: &name, resource: &topic, service: "sns", call: "Publish" };
            let (about, text) = of.open().swap_remove(shape);
            bench.heard_topic(&name, &[("Policy", &text)]).await;
            bench.sound(bus, &format!("topic, {about}"), Value::Null, json!({"Arn": topic})).await;
        }
    }
}

/// A key policy's statement that lets EventBridge use the key.
pub(super) fn for_events(more: &Value) -> Value {
    let mut statement = json!({"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
        "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": "*"});
    for (name, value) in more.as_object().unwrap() {
        statement[name] = value.clone();
    }
    statement
}

/// A key policy with the owner's statement and these.
pub(super) fn key_policy(statements: &[Value]) -> String {
    let owner = json!({"Effect": "Allow", "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT}:root")},
        "Action": "kms:*", "Resource": "*"});
    policy([&[owner], statements].concat().into())
}

async fn keys(bench: &mut Bench) {
    let open = [
        ("both calls", for_events(&json!({}))),
        ("a pattern of calls", for_events(&json!({"Action": ["kms:Decrypt", "kms:GenerateDataKey*"]}))),
        ("every call", for_events(&json!({"Action": "kms:*"}))),
        (
            "two services",
            for_events(&json!({"Principal": {"Service": ["events.amazonaws.com", "sns.amazonaws.com"]}})),
        ),
    ];
    for (about, statement) in open {
        let key = bench.key(&key_policy(&[statement])).await;
        let name = bench.next();
        let of = For { bus: "shop", rule: &name, resource: "*", service: "sqs", call: "SendMessage" };
        let text = of.open().swap_remove(0).1;
        bench.queue(&name, json!({"Policy": text, "KmsMasterKeyId": key})).await;
        let target = json!({"Arn": arn("sqs", &name)});
        bench.sound("shop", &format!("queue under a key, {about}"), Value::Null, target).await;

        let name = bench.next();
        let of = For { bus: "shop", rule: &name, resource: "*", service: "sns", call: "Publish" };
        let text = of.open().swap_remove(0).1;
        bench.heard_topic(&name, &[("Policy", &text), ("KmsMasterKeyId", &key)]).await;
        let target = json!({"Arn": arn("sns", &name)});
        bench.sound("shop", &format!("topic under a key, {about}"), Value::Null, target).await;
    }
}

async fn functions(bench: &mut Bench) {
    for bus in ["default", "orders", "shop"] {
        for (about, like) in
            [("this rule", "own"), ("any rule of the bus", "bus"), ("any rule", "all"), ("no condition", "")]
        {
            let name = bench.next();
            let function = bench.function(&name).await;
            let own = rule_arn(bus, &name);
            let more = match like {
                "own" => json!({"SourceArn": own}),
                "bus" => json!({"SourceArn": format!("{}/*", own.rsplit_once('/').unwrap().0)}),
                "all" => json!({"SourceArn": arn("events", "rule/*")}),
                _ => json!({}),
            };
            bench.permit(&name, more).await;
            let target = json!({"Arn": function});
            bench.sound(bus, &format!("function, {about}"), Value::Null, target).await;
        }
    }
}

async fn roles(bench: &mut Bench) {
    let trusts = [
        ("plain", trust()),
        (
            "two services",
            policy(
                json!([{"Effect": "Allow", "Principal": {"Service": ["ec2.amazonaws.com", "events.amazonaws.com"]}, "Action": "sts:AssumeRole"}]),
            ),
        ),
        (
            "own account",
            policy(
                json!([{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}}}]),
            ),
        ),
        (
            "one statement",
            policy(
                json!({"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": ["sts:AssumeRole", "sts:TagSession"]}),
            ),
        ),
    ];
    let kinds = [
        ("kinesis", "stream/s", "kinesis:PutRecord"),
        ("firehose", "deliverystream/d", "firehose:PutRecord"),
        ("states", "stateMachine:m", "states:StartExecution"),
        ("codebuild", "project/p", "codebuild:StartBuild"),
        ("codepipeline", "p", "codepipeline:StartPipelineExecution"),
    ];
    bench.machine("m").await;
    for (at, (about, trust)) in trusts.iter().enumerate() {
        for (service, resource, action) in kinds {
            let target = arn(service, resource);
            let exact = json!([{"Effect": "Allow", "Action": action, "Resource": target}]);
            let wide = json!([{"Effect": "Allow", "Action": format!("{service}:*"), "Resource": "*"}]);
            let both =
                json!({"Effect": "Allow", "Action": [action], "Resource": [target, format!("{target}*")]});
            let permissions = [exact.clone(), wide, both, exact];
            let name = bench.next();
            let role = bench.role(&name, trust, &policy(permissions[at].clone())).await;
            let mut target = json!({"Arn": target, "RoleArn": role});
            if service == "kinesis" {
                target["KinesisParameters"] = json!({"PartitionKeyPath": "$.id"});
            }
            bench.sound("shop", &format!("{service} by role, {about}"), Value::Null, target).await;
        }
    }
}

/// Targets whose role must be allowed more than one thing, or a thing by another name than the target's.
async fn roles_of_several_needs(bench: &mut Bench) {
    let family = arn("ecs", "task-definition/x");
    let cluster = arn("ecs", "cluster/c");
    let run = json!([
        {"Effect": "Allow", "Action": "ecs:RunTask", "Resource": format!("{family}:*"),
            "Condition": {"ArnEquals": {"ecs:cluster": cluster}}},
        {"Effect": "Allow", "Action": "iam:PassRole", "Resource": format!("arn:aws:iam::{ACCOUNT}:role/task")},
    ]);
    let job = json!([{"Effect": "Allow", "Action": "batch:SubmitJob",
        "Resource": [arn("batch", "job-queue/q"), arn("batch", "job-definition/j:*")]}]);
    let publish = json!([{"Effect": "Allow", "Action": "appsync:GraphQL",
        "Resource": arn("appsync", "apis/ID/types/Mutation/fields/publish")}]);
    let item = json!([{"Effect": "Allow", "Action": "ssm:CreateOpsItem", "Resource": "*"}]);
    let operation = "mutation M($m: String) { publish(m: $m) { m } }";
    for (about, permissions, target) in [
        (
            "a task as the CDK runs it",
            run,
            json!({"Arn": cluster, "EcsParameters": {"TaskDefinitionArn": family}}),
        ),
        (
            "a job",
            job,
            json!({"Arn": arn("batch", "job-queue/q"), "BatchParameters": {"JobDefinition": "j", "JobName": "n"}}),
        ),
        (
            "one field of an API",
            publish,
            json!({"Arn": arn("appsync", "endpoints/graphql-api/ID"), "AppSyncParameters": {"GraphQLOperation": operation}}),
        ),
        ("an OpsItem", item, json!({"Arn": arn("ssm", "opsitem")})),
    ] {
        let name = bench.next();
        let mut target = target;
        target["RoleArn"] = json!(bench.role(&name, &trust(), &policy(permissions)).await);
        bench.sound("shop", about, Value::Null, target).await;
    }
    let name = bench.next();
    let queue = bench.tagged_queue(&name, "shop").await;
    bench
        .sound("shop", "a queue with the tag that its policy wants", Value::Null, json!({"Arn": queue}))
        .await;
    let nothing = policy(json!([{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]));
    let name = bench.next();
    let role = bench.role(&name, &trust(), &nothing).await;
    let queue = arn("sqs", &name);
    let lets_in = json!([{"Effect": "Allow", "Principal": {"AWS": role}, "Action": "sqs:SendMessage", "Resource": queue}]);
    bench.queue(&name, json!({"Policy": policy(lets_in)})).await;
    bench
        .sound("shop", "a queue that lets a role in", Value::Null, json!({"Arn": queue, "RoleArn": role}))
        .await;
}

/// One target of a kind after the other, in a role as the console, the CDK and the guides write it.
async fn roles_as_people_write_them(bench: &mut Bench) {
    let may =
        |action: Value, resource: Value| json!({"Effect": "Allow", "Action": action, "Resource": resource});
    let when = |mut statement: Value, condition: Value| {
        statement["Condition"] = condition;
        statement
    };
    let (cluster, family) = (arn("ecs", "cluster/c"), arn("ecs", "task-definition/x"));
    let tasks = json!({"StringLike": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}});
    let pass = when(may(json!("iam:PassRole"), json!("*")), tasks);
    let machine = bench.machine("m").await;
    let prod = json!({"ForAnyValue:StringEquals": {"states:StateMachineQualifier": ["PROD"]}});
    let run_command = "arn:aws:ssm:us-east-1::document/AWS-RunShellScript";
    let tagged = json!({"StringEquals": {"ec2:ResourceTag/env": ["prod"]}});
    let instances = json!(format!("arn:aws:ec2:us-east-1:{ACCOUNT}:instance/*"));
    let commands = json!({"RunCommandTargets": [{"Key": "tag:env", "Values": ["prod"]}]});
    let warehouse = arn("redshift", "cluster:w");
    let cases: Vec<(&str, Value, Value)> = vec![
        (
            "a task, as the console writes its role",
            json!([
                when(
                    may(json!(["ecs:RunTask"]), json!([format!("{family}:*"), family])),
                    json!({"ArnLike": {"ecs:cluster": cluster}})
                ),
                pass.clone(),
            ]),
            json!({
                "Arn": cluster,
                "EcsParameters": {
                    "TaskDefinitionArn": family,
                    "LaunchType": "FARGATE",
                    "NetworkConfiguration": {"awsvpcConfiguration": {"Subnets": ["subnet-1"]}},
                },
            }),
        ),
        (
            "a task of one revision, with tags",
            json!([
                may(json!("ecs:RunTask"), json!(format!("{family}:4"))),
                may(json!("ecs:TagResource"), json!(arn("ecs", "task/c/*"))),
                pass.clone(),
            ]),
            json!({"Arn": cluster, "EcsParameters": {"TaskDefinitionArn": format!("{family}:4"),
                "Tags": [{"Key": "a", "Value": "b"}]}}),
        ),
        (
            "a task, as the managed policy for it says",
            json!([may(json!(["ecs:RunTask"]), json!(["*"])), pass.clone()]),
            json!({"Arn": cluster, "EcsParameters": {"TaskDefinitionArn": family}}),
        ),
        (
            "an alias of a state machine, by the machine",
            json!([may(json!("states:StartExecution"), json!(machine))]),
            json!({"Arn": format!("{machine}:PROD")}),
        ),
        (
            "an alias of a state machine, by the alias alone",
            json!([when(may(json!("states:StartExecution"), json!(machine)), prod)]),
            json!({"Arn": format!("{machine}:PROD")}),
        ),
        (
            "a stream, as the console writes its role",
            json!([may(
                json!(["kinesis:PutRecord", "kinesis:PutRecords"]),
                json!([arn("kinesis", "stream/s")])
            )]),
            json!({"Arn": arn("kinesis", "stream/s"), "KinesisParameters": {"PartitionKeyPath": "$.id"}}),
        ),
        (
            "a delivery stream, by calls with a star",
            json!([may(json!("firehose:PutRecord*"), json!(arn("firehose", "deliverystream/*")))]),
            json!({"Arn": arn("firehose", "deliverystream/d")}),
        ),
        (
            "a job of one revision",
            json!([may(
                json!(["batch:SubmitJob"]),
                json!([arn("batch", "job-definition/j:2"), arn("batch", "job-queue/q")])
            )]),
            json!({"Arn": arn("batch", "job-queue/q"),
                "BatchParameters": {"JobDefinition": arn("batch", "job-definition/j:2"), "JobName": "n"}}),
        ),
        (
            "a command on tagged instances",
            json!([
                when(may(json!("ssm:SendCommand"), instances), tagged),
                may(json!("ssm:SendCommand"), json!("arn:aws:ssm:us-east-1:*:document/AWS-RunShellScript")),
            ]),
            json!({"Arn": run_command, "RunCommandParameters": commands}),
        ),
        (
            "an automation",
            json!([may(
                json!("ssm:StartAutomationExecution"),
                json!("arn:aws:ssm:us-east-1:*:automation-definition/AWS-StopEC2Instance:$DEFAULT")
            )]),
            json!({"Arn": arn("ssm", "automation-definition/AWS-StopEC2Instance:$DEFAULT")}),
        ),
        (
            "a pipeline of CodePipeline",
            json!([may(json!(["codepipeline:StartPipelineExecution"]), json!([arn("codepipeline", "p")]))]),
            json!({"Arn": arn("codepipeline", "p")}),
        ),
        (
            "an assessment",
            json!([may(json!("inspector:StartAssessmentRun"), json!("*"))]),
            json!({"Arn": arn("inspector", "target/0-a/template/0-b")}),
        ),
        (
            "a query with a user of the database",
            json!([
                may(json!("redshift-data:ExecuteStatement"), json!(warehouse)),
                may(
                    json!("redshift:GetClusterCredentials"),
                    json!([arn("redshift", "dbuser:w/u"), arn("redshift", "dbname:w/d")])
                ),
            ]),
            json!({"Arn": warehouse,
                "RedshiftDataParameters": {"Database": "d", "DbUser": "u", "Sql": "select 1"}}),
        ),
        (
            "a model pipeline",
            json!([may(json!("sagemaker:*"), json!(arn("sagemaker", "pipeline/p")))]),
            json!({"Arn": arn("sagemaker", "pipeline/p")}),
        ),
        (
            "all fields of an API",
            json!([may(json!("appsync:GraphQL"), json!(arn("appsync", "apis/ID/*")))]),
            json!({"Arn": arn("appsync", "endpoints/graphql-api/ID"),
                "AppSyncParameters": {"GraphQLOperation": "mutation M { touch }"}}),
        ),
    ];
    for (about, statements, target) in cases {
        let name = bench.next();
        let mut target = target;
        target["RoleArn"] = json!(bench.role(&name, &trust(), &policy(statements)).await);
        bench.sound("shop", about, Value::Null, target).await;
    }
}

/// Keys with the conditions that the guides write, and queues in order of receipt.
async fn keys_under_conditions(bench: &mut Bench) {
    for (service, condition) in
        [("sqs", "kms:EncryptionContext:aws:sqs:arn"), ("sns", "kms:EncryptionContext:aws:sns:topicArn")]
    {
        let name = bench.next();
        let own = arn(service, &name);
        let statement = for_events(&json!({"Condition": {"StringEquals": {condition: own}}}));
        let key = bench.key(&key_policy(&[statement])).await;
        let call = if service == "sqs" { "SendMessage" } else { "Publish" };
        let text = For { bus: "shop", rule: &name, resource: "*", service, call }.open().swap_remove(0).1;
        if service == "sqs" {
            bench.queue(&name, json!({"Policy": text, "KmsMasterKeyId": key})).await;
        } else {
            bench.heard_topic(&name, &[("Policy", &text), ("KmsMasterKeyId", &key)]).await;
        }
        let about = format!("{service} under a key for itself alone");
        bench.sound("shop", &about, Value::Null, json!({"Arn": own})).await;
    }
    let name = format!("{}.fifo", bench.next());
    let own = arn("sqs", &name);
    let text = text_for(&own);
    let key = bench.key(&key_policy(&[for_events(&json!({}))])).await;
    let attributes = json!({"Policy": text, "KmsMasterKeyId": key, "FifoQueue": "true",
        "ContentBasedDeduplication": "true"});
    bench.queue(&name, attributes).await;
    let target = json!({"Arn": own, "SqsParameters": {"MessageGroupId": "all"}});
    bench.sound("shop", "a FIFO queue under a key", Value::Null, target).await;
    // A dead-letter queue under a key that lets EventBridge in.
    let name = bench.next();
    let dead = arn("sqs", &format!("{name}-dead"));
    bench.queue(&format!("{name}-dead"), json!({"Policy": text_for(&dead), "KmsMasterKeyId": key})).await;
    let target = json!({"Arn": open_queue(bench, &name).await, "DeadLetterConfig": {"Arn": dead}});
    bench.sound("shop", "a dead-letter queue under a key", Value::Null, target).await;
}

/// A policy that lets every rule send to a queue.
fn text_for(queue: &str) -> String {
    let of = For { bus: "shop", rule: "r", resource: queue, service: "sqs", call: "SendMessage" };
    of.open().swap_remove(0).1
}

async fn groups(bench: &mut Bench) {
    let principals = json!({"Service": ["events.amazonaws.com", "delivery.logs.amazonaws.com"]});
    let both = json!(["logs:CreateLogStream", "logs:PutLogEvents"]);
    let statement = json!({"Effect": "Allow", "Principal": principals, "Action": both.clone(),
        "Resource": arn("logs", "log-group:/aws/events/*:*")});
    let text = policy(json!([statement]));
    bench.logs("PutResourcePolicy", json!({"policyName": "all", "policyDocument": text})).await;
    // As the CDK lets a rule write.
    let name = bench.next();
    let group = format!("/cdk/{name}");
    bench.logs("CreateLogGroup", json!({"logGroupName": group})).await;
    let statement = json!({"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": both,
        "Resource": arn("logs", &format!("log-group:{group}:*"))});
    let text = policy(json!([statement]));
    bench.logs("PutResourcePolicy", json!({"policyName": "cdk", "policyDocument": text})).await;
    let target = json!({"Arn": arn("logs", &format!("log-group:{group}"))});
    bench.sound("shop", "log group as the CDK makes it", Value::Null, target).await;
    for bus in ["default", "orders"] {
        for retention in [None, Some(1), Some(30), Some(365)] {
            let name = bench.next();
            let group = format!("/aws/events/{name}");
            bench.logs("CreateLogGroup", json!({"logGroupName": group})).await;
            if let Some(days) = retention {
                let input = json!({"logGroupName": group, "retentionInDays": days});
                bench.logs("PutRetentionPolicy", input).await;
            }
            let target = json!({"Arn": arn("logs", &format!("log-group:{group}"))});
            bench.sound(bus, "log group", Value::Null, target).await;
        }
    }
}

async fn buses(bench: &mut Bench) {
    let bus = arn("events", "event-bus/far");
    let allowed = policy(json!([{"Effect": "Allow", "Action": "events:PutEvents", "Resource": "*"}]));
    let name = bench.next();
    let role = bench.role(&name, &trust(), &allowed).await;
    bench.sound("shop", "a bus of this account", Value::Null, json!({"Arn": bus, "RoleArn": role})).await;
    let kind = ("application/x-amz-json-1.1", "AWSEvents.CreateEventBus");
    bench.send_in("eu-west-1", "events", "POST /", kind, &json!({"Name": "central"}).to_string()).await;
    for (about, far) in
        [("a bus of another region", "default"), ("a bus that only another region has", "central")]
    {
        let far = format!("arn:aws:events:eu-west-1:{ACCOUNT}:event-bus/{far}");
        bench.sound("shop", about, Value::Null, json!({"Arn": far, "RoleArn": role})).await;
    }
    // What lets this account in there cannot be seen from here; the bus of that name here is another.
    let theirs = format!("arn:aws:events:us-east-1:{OTHER}:event-bus/default");
    let target = json!({"Arn": theirs, "RoleArn": role});
    bench.sound("shop", "a bus of another account", Value::Null, target).await;
}

/// A queue that takes everything, for rules where something else is of interest.
pub(super) async fn open_queue(bench: &Bench, name: &str) -> String {
    let queue = arn("sqs", name);
    let of = For { bus: "default", rule: "r", resource: &queue, service: "sqs", call: "SendMessage" };
    bench.queue(name, json!({"Policy": of.open().swap_remove(0).1})).await
}

async fn patterns(bench: &mut Bench) {
    let queue = open_queue(bench, "takes-everything").await;
    let on_default = [
        r#"{"source":["aws.ec2"],"detail-type":["EC2 Instance State-change Notification"],"detail":{"state":["stopped","terminated"]}}"#,
        r#"{"source":[{"prefix":"aws."}]}"#,
        r#"{"source":["aws.autoscaling"],"detail-type":[{"prefix":"EC2 Instance "}]}"#,
        r#"{"detail-type":["Scheduled Event"]}"#,
        r#"{"source":["aws.health"],"detail":{"eventTypeCategory":["issue"]}}"#,
        r#"{"source":["aws.cloudwatch"],"detail-type":["CloudWatch Alarm State Change"],"detail":{"state":{"value":["ALARM"]}}}"#,
        r#"{"account":["111122223333"]}"#,
        r#"{"region":["us-east-1"],"source":["shop"]}"#,
        r#"{"source":["aws.guardduty"],"detail":{"severity":[{"numeric":[">=",4]}]}}"#,
        r#"{"source":["aws.ecs"],"detail-type":["ECS Task State Change"],"detail":{"lastStatus":["STOPPED"]}}"#,
    ];
    // What rules of other regions forward to this bus cannot be seen from here.
    let forwarded =
        [r#"{"source":["shop"],"region":["eu-west-1"]}"#, r#"{"region":["eu-west-1","eu-central-1"]}"#];
    let anywhere = [
        r#"{"source":["shop"],"detail":{"total":[{"numeric":[">",10,"<=",20]}]}}"#,
        r#"{"source":["shop"],"$or":[{"detail":{"a":[1]}},{"detail":{"b":[{"exists":false}]}}]}"#,
        r#"{"detail":{"name":[{"anything-but":["x","y"]}],"path":[{"wildcard":"a/*/b"}]}}"#,
        r#"{"detail":{"ip":[{"cidr":"10.0.0.0/8"}],"mail":[{"suffix":"@example.com"}]}}"#,
        r#"{"detail-type":[{"equals-ignore-case":"order placed"}]}"#,
        r#"{"source":[{"anything-but":{"prefix":"aws."}}]}"#,
        r#"{"detail":{"note":[null,""],"count":[0,1.5]}}"#,
        r#"{"resources":[{"suffix":"/x"}]}"#,
        r#"{"source":["shop"],"detail":{"items":{"sku":["A","B"]}}}"#,
        r#"{"version":["0"]}"#,
    ];
    for pattern in on_default.into_iter().chain(forwarded).chain(anywhere) {
        bench.sound("default", pattern, json!({"EventPattern": pattern}), json!({"Arn": queue})).await;
    }
    for bus in ["orders", "shop"] {
        for pattern in anywhere {
            bench.sound(bus, pattern, json!({"EventPattern": pattern}), json!({"Arn": queue})).await;
        }
    }
    let everything =
        json!({"EventPattern": SHOP_CALLS, "State": "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"});
    bench.sound("default", "read-only calls", everything, json!({"Arn": queue})).await;
}

const SHOP_CALLS: &str = r#"{"source":["shop"],"detail-type":["x"]}"#;

async fn schedules(bench: &mut Bench) {
    let queue = arn("sqs", "takes-everything");
    for schedule in [
        "rate(1 minute)",
        "rate(5 minutes)",
        "rate(1 hour)",
        "rate(7 days)",
        "cron(0 2 * * ? *)",
        "cron(0/15 8-17 ? * MON-FRI *)",
        "cron(0 9 1 * ? *)",
        "cron(0 9 L * ? *)",
        "cron(0 12 ? * 2#1 *)",
    ] {
        let rule = json!({"ScheduleExpression": schedule});
        bench.sound("default", schedule, rule, json!({"Arn": queue})).await;
    }
}

async fn settings(bench: &mut Bench) {
    let queue = arn("sqs", "takes-everything");
    let dead = open_queue(bench, "takes-dead-letters").await;
    for (about, more) in [
        ("a dead-letter queue", json!({"DeadLetterConfig": {"Arn": dead}})),
        (
            "a patient retry policy",
            json!({"RetryPolicy": {"MaximumRetryAttempts": 10, "MaximumEventAgeInSeconds": 3600}}),
        ),
        ("a constant", json!({"Input": r#"{"a":1}"#})),
        ("a part", json!({"InputPath": "$.detail"})),
        (
            "a template",
            json!({"InputTransformer": {"InputPathsMap": {"a": "$.detail.a"}, "InputTemplate": r#"{"a": <a>}"#}}),
        ),
        (
            "a template of text",
            json!({"InputTransformer": {"InputPathsMap": {"a": "$.source"}, "InputTemplate": r#""it came from <a>""#}}),
        ),
    ] {
        let mut target = json!({"Arn": queue});
        for (name, value) in more.as_object().unwrap() {
            target[name] = value.clone();
        }
        bench.sound("shop", about, Value::Null, target).await;
    }
    for content in ["true", "false"] {
        let name = format!("{}.fifo", bench.next());
        let of = For { bus: "shop", rule: "r", resource: "*", service: "sqs", call: "SendMessage" };
        let text = of.open().swap_remove(0).1;
        if content == "true" {
            bench
                .queue(
                    &name,
                    json!({"Policy": text, "FifoQueue": "true", "ContentBasedDeduplication": content}),
                )
                .await;
            let target = json!({"Arn": arn("sqs", &name), "SqsParameters": {"MessageGroupId": "g"}});
            bench.sound("shop", "a FIFO queue", Value::Null, target).await;
        }
    }
}
