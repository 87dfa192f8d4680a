//! Rules with more around them than one thing: several targets, policies of several statements, faults that
//! hide behind what is in order, and as many rules that only look broken.
//!
//! What a row says of the cause was written from AWS's documentation and without a look at the checks.

use super::{ACCOUNT, Bench, Case, OTHER, SHOP, arn, policy, rule_arn};
use crate::model::RuleKey;
use serde_json::{Value, json};

/// Statements for a queue's ARN and a rule's.
type Statements = fn(&str, &str) -> Value;

const NONE: &[&str] = &[];
const EVENTS: &str = "events.amazonaws.com";

impl Bench {
    /// A rule with several targets, which have the ids `t0`, `t1`, ….
    async fn several(
        &mut self,
        bus: &str,
        causes: &'static [&'static str],
        about: &str,
        rule: Value,
        targets: &[Value],
    ) {
        let name = self.next();
        self.rule(bus, &name, rule, Value::Null).await;
        let numbered = targets.iter().enumerate().map(|(at, target)| {
            let mut target = target.clone();
            target["Id"] = json!(format!("t{at}"));
            target
        });
        let input = json!({"Rule": name, "EventBusName": bus, "Targets": numbered.collect::<Vec<_>>()});
        self.events("PutTargets", input).await;
        self.cases.push(Case { rule: RuleKey::new(bus, &name), about: about.to_owned(), causes });
    }

    /// A queue under a policy that is made for the next case's rule.
    async fn queue_of(&self, bus: &str, statements: impl Fn(&str, &str) -> Value) -> Value {
        let name = self.next();
        let (queue, rule) = (arn("sqs", &name), rule_arn(bus, &name));
        self.queue(&name, json!({"Policy": policy(statements(&queue, &rule))})).await;
        json!({ "Arn": queue })
    }

    /// A role that trusts so and may this.
    async fn role_of(&self, trust: Value, may: Value) -> String {
        self.role(&format!("role-{}", self.next()), &policy(trust), &policy(may)).await
    }
}

fn allow(action: &str, resource: &str) -> Value {
    json!({"Effect": "Allow", "Principal": {"Service": EVENTS}, "Action": action, "Resource": resource})
}

/// A statement with these members besides.
fn with(mut statement: Value, more: Value) -> Value {
    statement.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    statement
}

fn may(action: &str, resource: &str) -> Value {
    json!([{"Effect": "Allow", "Action": action, "Resource": resource}])
}

fn trusts_events(more: Value) -> Value {
    json!([with(
        json!({"Effect": "Allow", "Principal": {"Service": EVENTS}, "Action": "sts:AssumeRole"}),
        more
    )])
}

fn asks(pattern: &str) -> Value {
    json!({ "EventPattern": pattern })
}

async fn open_queue(bench: &Bench) -> Value {
    let queue = arn("sqs", "takes-all");
    bench.queue("takes-all", json!({"Policy": policy(json!([allow("sqs:SendMessage", &queue)]))})).await;
    json!({ "Arn": queue })
}

pub(super) async fn broken(bench: &mut Bench) {
    let open = open_queue(bench).await;
    policies(bench).await;
    side_by_side(bench, &open).await;
    functions_and_roles(bench, &open).await;
    buses_and_keys(bench, &open).await;
    logs(bench).await;
    inputs(bench, &open).await;
    patterns(bench, &open).await;
}

async fn policies(bench: &mut Bench) {
    let send = "sqs:SendMessage";
    let when =
        |queue: &str, condition: Value| json!([with(allow(send, queue), json!({"Condition": condition}))]);

    let to = bench
        .queue_of("shop", |queue, _| {
            let others = [rule_arn("shop", "audit"), rule_arn("shop", "billing")];
            when(queue, json!({"StringEquals": {"aws:SourceArn": others}}))
        })
        .await;
    bench.case("shop", &["T7"], "a queue that lets two other rules in", Value::Null, to).await;

    let to = bench.queue_of("shop", |queue, _| json!([allow(send, &format!("{queue}-old"))])).await;
    bench.case("shop", &["T7"], "a policy copied from another queue", Value::Null, to).await;

    let to = bench
        .queue_of("orders", |queue, _| {
            let elsewhere = json!({"StringNotEquals": {"aws:SourceAccount": OTHER}});
            let deny = json!({"Effect": "Deny", "Principal": {"Service": EVENTS}, "Action": "sqs:*",
                "Resource": queue, "Condition": elsewhere});
            json!([allow(send, queue), deny])
        })
        .await;
    bench.case("orders", &["T7"], "a denial of all accounts but another", Value::Null, to).await;

    let to = bench
        .queue_of("orders", |queue, _| {
            json!([
                allow(send, queue),
                {"Effect": "Deny", "Principal": "*", "NotAction": ["sqs:ReceiveMessage", "sqs:DeleteMessage"],
                    "Resource": queue},
            ])
        })
        .await;
    bench.case("orders", &["T7"], "a denial of all but reading", Value::Null, to).await;

    let to = bench
        .queue_of("shop", |queue, rule| {
            when(
                queue,
                json!({"ArnEquals": {"aws:SourceArn": rule}, "Bool": {"aws:SecureTransport": "false"}}),
            )
        })
        .await;
    bench.case("shop", &["T7"], "the right rule, and never with TLS", Value::Null, to).await;

    let name = bench.next();
    let topic = arn("sns", &name);
    let text = policy(json!([
        {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sns:*", "Resource": topic},
        allow("sns:Subscribe", &topic),
    ]));
    bench.heard_topic(&name, &[("Policy", &text)]).await;
    bench.case("shop", &["T6"], "a topic to subscribe to", Value::Null, json!({"Arn": topic})).await;

    let name = bench.next();
    let topic = arn("sns", &name);
    let of_bus = json!({"ArnLike": {"aws:SourceArn": rule_arn("orders", "*")}});
    let text = policy(json!([with(allow("sns:Publish", &topic), json!({ "Condition": of_bus }))]));
    bench.heard_topic(&name, &[("Policy", &text)]).await;
    bench.case("shop", &["T6"], "a topic for another bus's rules", Value::Null, json!({"Arn": topic})).await;
}

async fn side_by_side(bench: &mut Bench, open: &Value) {
    let gone = json!({"Arn": arn("lambda", "function:was-here")});
    bench
        .several("shop", &["T2"], "a good queue beside a gone function", Value::Null, &[open.clone(), gone])
        .await;

    let to = bench.queue_of("shop", |_, _| json!([])).await;
    let off = json!({"EventPattern": SHOP, "State": "DISABLED"});
    bench.several("shop", &["M1"], "off, and a shut queue", off, &[to, open.clone()]).await;

    bench.logs("CreateLogGroup", json!({"logGroupName": "/shop/quiet"})).await;
    let group = json!({"Arn": arn("logs", "log-group:/shop/quiet")});
    let about = "a good queue beside a group that nobody lets in";
    bench.several("shop", &["L1"], about, Value::Null, &[open.clone(), group]).await;

    for (about, dead) in [
        ("dead letters to another region", format!("arn:aws:sqs:eu-west-1:{ACCOUNT}:dead")),
        ("dead letters to a FIFO queue", arn("sqs", "dead.fifo")),
        ("dead letters to a queue without a policy", arn("sqs", "dead")),
    ] {
        if dead.ends_with("us-east-1:111122223333:dead") {
            bench.queue("dead", json!({})).await;
        }
        let to = with(open.clone(), json!({"DeadLetterConfig": {"Arn": dead}}));
        bench.several("shop", &["T22"], about, Value::Null, &[open.clone(), to]).await;
    }
    let early = with(open.clone(), json!({"RetryPolicy": {"MaximumEventAgeInSeconds": 60}}));
    bench.several("shop", &["T18"], "a minute is all", Value::Null, &[open.clone(), early]).await;

    bench
        .queue(
            "line.fifo",
            json!({"FifoQueue": "true", "ContentBasedDeduplication": "true",
        "Policy": policy(json!([allow("sqs:SendMessage", "*")]))}),
        )
        .await;
    let line = json!({"Arn": arn("sqs", "line.fifo"), "SqsParameters": {"MessageGroupId": "$.detail.id"}});
    bench
        .several("shop", &["T8"], "a path as the group of a FIFO queue", Value::Null, &[open.clone(), line])
        .await;
}

async fn functions_and_roles(bench: &mut Bench, open: &Value) {
    let name = bench.next();
    let function = bench.function(&name).await;
    bench.permit(&name, json!({"SourceArn": rule_arn("shop", &name)})).await;
    let alias = json!({"Name": "live", "FunctionVersion": "$LATEST"}).to_string();
    let line = format!("POST /2015-03-31/functions/{name}/aliases");
    bench.send("lambda", &line, "application/json", "", &alias).await;
    let to = json!({"Arn": format!("{function}:live")});
    bench.case("shop", &["T3"], "an alias, and the policy is the function's", Value::Null, to).await;

    let name = bench.next();
    let function = bench.function(&name).await;
    bench.permit(&name, json!({"SourceArn": arn("events", "event-bus/shop")})).await;
    let to = json!({ "Arn": function });
    bench.case("shop", &["T3", "T5"], "a function that lets the bus in", Value::Null, to).await;

    let function = bench.function("worker").await;
    let role = bench
        .role_of(trusts_events(json!({})), may("lambda:InvokeFunction", &format!("{function}-old")))
        .await;
    let to = json!({"Arn": function, "RoleArn": role});
    bench.case("shop", &["T10", "T11"], "a role for another function", Value::Null, to).await;

    let stream = arn("kinesis", "stream/s");
    let of_other = json!({"Condition": {"ArnEquals": {"aws:SourceArn": rule_arn("shop", "another")}}});
    let roles = [
        ("trust for another rule", trusts_events(of_other), may("kinesis:PutRecord", &stream)),
        ("records in batches only", trusts_events(json!({})), may("kinesis:PutRecords", &stream)),
        (
            "a role that denies elsewhere",
            trusts_events(json!({})),
            json!([
                {"Effect": "Allow", "Action": "kinesis:*", "Resource": "*"},
                {"Effect": "Deny", "Action": "*", "NotResource": [arn("kinesis", "stream/other")]},
            ]),
        ),
    ];
    for (about, trust, permissions) in roles {
        let role = bench.role_of(trust, permissions).await;
        let to = json!({"Arn": stream, "RoleArn": role});
        bench.several("shop", &["T10"], about, Value::Null, &[open.clone(), to]).await;
    }

    let machine = bench.machine("Billing").await;
    let role =
        bench.role_of(trusts_events(json!({})), may("states:StartExecution", &machine.to_lowercase())).await;
    let to = json!({"Arn": machine, "RoleArn": role});
    bench.case("shop", &["T10"], "a state machine in small letters", Value::Null, to).await;

    let to = json!({"Arn": format!("arn:aws:lambda:eu-west-1:{ACCOUNT}:function:f")});
    bench.several("shop", &["T16"], "a function far away", Value::Null, &[open.clone(), to]).await;
    let connection = json!({"Name": "pay", "AuthorizationType": "API_KEY",
        "AuthParameters": {"ApiKeyAuthParameters": {"ApiKeyName": "k", "ApiKeyValue": "v"}}});
    let connection = bench.events("CreateConnection", connection).await["ConnectionArn"].clone();
    let destination = json!({"Name": "pay", "ConnectionArn": connection, "HttpMethod": "POST",
        "InvocationEndpoint": "https://pay.example/hook"});
    let destination = bench.events("CreateApiDestination", destination).await["ApiDestinationArn"].clone();
    let role = bench
        .role_of(
            trusts_events(json!({})),
            may("events:InvokeApiDestination", &arn("events", "api-destination/old/*")),
        )
        .await;
    let to = json!({"Arn": destination, "RoleArn": role});
    bench.case("shop", &["T10"], "a role for another destination", Value::Null, to).await;
    let role = bench.role_of(trusts_events(json!({})), may("events:InvokeApiDestination", "*")).await;
    bench.events("DeauthorizeConnection", json!({"Name": "pay"})).await;
    let to = json!({"Arn": destination, "RoleArn": role});
    bench.case("shop", &["T17"], "a connection that lost its key", Value::Null, to).await;
}

async fn buses_and_keys(bench: &mut Bench, open: &Value) {
    let from = json!([{"Sid": "out", "Effect": "Deny", "Principal": "*", "Action": "events:PutEvents",
        "Resource": arn("events", "event-bus/topics")}]);
    bench.events("PutPermission", json!({"EventBusName": "topics", "Policy": policy(from)})).await;
    let role = bench.role_of(trusts_events(json!({})), may("events:PutEvents", "*")).await;
    let bus = |name: &str| json!({"Arn": arn("events", &format!("event-bus/{name}")), "RoleArn": role});
    bench.case("shop", &["T13", "T10"], "a bus that denies everybody", Value::Null, bus("topics")).await;

    let ec2 = r#"{"source":["aws.ec2"],"detail-type":["EC2 Instance State-change Notification"]}"#;
    bench.rule("default", "first-hop", asks(ec2), bus("orders")).await;
    bench.case("orders", &["T15"], "the third bus in a row", asks(ec2), bus("queues")).await;
    bench.case("shop", &["T24"], "a rule that sends to its own bus", Value::Null, bus("shop")).await;

    let foreign = format!(r#"{{"source":["shop"],"account":["{OTHER}"]}}"#);
    bench.case("shop", &["B1"], "another account, and no policy", asks(&foreign), open.clone()).await;
    let third = json!([{"Sid": "third", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::777788889999:root"},
        "Action": "events:PutEvents", "Resource": arn("events", "event-bus/far")}]);
    bench.events("PutPermission", json!({"EventBusName": "far", "Policy": policy(third)})).await;
    bench.case("far", &["B1"], "another account, and a third is let in", asks(&foreign), open.clone()).await;

    let owner = json!({"Effect": "Allow", "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT}:root")},
        "Action": "kms:*", "Resource": "*"});
    let key = bench.key(&policy(json!([owner]))).await;
    bench.events("CreateEventBus", json!({"Name": "sealed", "KmsKeyIdentifier": key})).await;
    bench.case("sealed", &["K3"], "a bus under the owner's key", Value::Null, open.clone()).await;

    let use_of = |more: Value| {
        with(
            allow("kms:Decrypt", "*"),
            with(json!({"Action": ["kms:Decrypt", "kms:GenerateDataKey*"]}), more),
        )
    };
    let by_rule = json!({"Condition": {"ArnLike": {"aws:SourceArn": rule_arn("shop", "*")}}});
    let key = bench.key(&policy(json!([owner, use_of(by_rule)]))).await;
    let name = bench.next();
    let topic = arn("sns", &name);
    let text = policy(json!([allow("sns:Publish", &topic)]));
    bench.heard_topic(&name, &[("Policy", &text), ("KmsMasterKeyId", &key)]).await;
    bench.case("shop", &["K1"], "a topic's key by the rule's ARN", Value::Null, json!({"Arn": topic})).await;
}

async fn logs(bench: &mut Bench) {
    let group = |name: &str| arn("logs", &format!("log-group:{name}"));
    let both = json!({"Service": [EVENTS, "delivery.logs.amazonaws.com"]});
    let write = json!(["logs:CreateLogStream", "logs:PutLogEvents"]);
    let statement = |name: &str, more: Value| {
        let resource = format!("{}:*", group(name));
        with(json!({"Effect": "Allow", "Principal": both, "Action": write, "Resource": resource}), more)
    };
    for name in ["/mine/a", "/mine/b", "/mine/c", "/mine/d", "/mine/e", "/mine/slow"] {
        let class = if name == "/mine/slow" { "INFREQUENT_ACCESS" } else { "STANDARD" };
        bench.logs("CreateLogGroup", json!({"logGroupName": name, "logGroupClass": class})).await;
    }
    let only_delivery = json!({"Principal": {"Service": "delivery.logs.amazonaws.com"}});
    let text = policy(json!([
        statement("/mine/a", only_delivery),
        statement("/mine/b", json!({"Condition": {"ArnLike": {"aws:SourceArn": rule_arn("shop", "*")}}})),
        statement("/mine/c", json!({"Action": "logs:PutLogEvents"})),
        statement("/mine/d", json!({})),
        statement("/mine/slow", json!({})),
    ]));
    bench.logs("PutResourcePolicy", json!({"policyName": "mine", "policyDocument": text})).await;
    for (causes, about, to) in [
        (&["L1"][..], "a group that lets deliveries in alone", json!({"Arn": group("/mine/a")})),
        (&["L2"], "streams by the rule's ARN", json!({"Arn": group("/mine/b")})),
        (&["L1"], "a group where no stream may be made", json!({"Arn": group("/mine/c")})),
        (&["L4"], "a star behind the group", json!({"Arn": format!("{}:*", group("/mine/d"))})),
        (&["L5"], "a constant for a group", json!({"Arn": group("/mine/d"), "Input": r#"{"a":1}"#})),
        (&["L8"], "a group that cannot be tailed", json!({"Arn": group("/mine/slow")})),
    ] {
        bench.case("shop", causes, about, Value::Null, to).await;
    }
}

async fn inputs(bench: &mut Bench, open: &Value) {
    let template = |paths: Value, text: &str| {
        with(open.clone(), json!({"InputTransformer": {"InputPathsMap": paths, "InputTemplate": text}}))
    };
    for (about, to) in [
        ("an object in quotes", template(json!({"d": "$.detail"}), r#"{"all": "<d>"}"#)),
        ("a variable that is looked for anywhere", template(json!({"d": "$..id"}), r#"{"id": <d>}"#)),
    ] {
        bench.several("shop", &["T12"], about, Value::Null, &[open.clone(), to]).await;
    }
}

async fn patterns(bench: &mut Bench, open: &Value) {
    bench.send("s3", "PUT /landing", "application/xml", "", "").await;
    for (bus, causes, about, pattern) in [
        ("default", &["M10", "M3"][..], "a star in a region", r#"{"source":["aws.ec2"],"region":["eu-*"]}"#),
        (
            "default",
            &["M13"],
            "calls by a reading beginning, and no trail",
            r#"{"source":["aws.ec2"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventName":[{"prefix":"Describe"}]}}"#,
        ),
        (
            "default",
            &["M13"],
            "sign-ins, and no trail",
            r#"{"source":["aws.signin"],"detail-type":["AWS Console Sign In via CloudTrail"]}"#,
        ),
        (
            "default",
            &["M15"],
            "a bucket that tells nothing",
            r#"{"source":["aws.s3"],"detail-type":["Object Created"],"detail":{"bucket":{"name":["landing"]}}}"#,
        ),
        (
            "default",
            &["M15"],
            "buckets by what they begin with, none of which tells anything",
            r#"{"source":["aws.s3"],"detail-type":["Object Created"],"detail":{"bucket":{"name":[{"prefix":"land"}]}}}"#,
        ),
        (
            "shop",
            &["M28", "M10"],
            "a range outside a list",
            r#"{"source":["shop"],"detail":{"total":{"numeric":[">",5]}}}"#,
        ),
        (
            "shop",
            &["M10"],
            "the detail-type in camel case",
            r#"{"source":["shop"],"detailType":["OrderPlaced"]}"#,
        ),
        (
            "default",
            &["M31"],
            "a detail-type that EC2 has not",
            r#"{"source":["aws.ec2"],"detail-type":["EC2 Instance State Change Notification"]}"#,
        ),
        (
            "default",
            &["M30"],
            "public Health events by their detail-type",
            r#"{"detail-type":["AWS Health Event"]}"#,
        ),
        ("shop", &["M2"], "every service on a custom bus", r#"{"source":[{"prefix":"aws."}]}"#),
        (
            "default",
            &["M27", "M13"],
            "EventBridge's calls by its newer name",
            r#"{"source":["aws.events"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventSource":["eventbridge.amazonaws.com"],"eventName":["PutRule"]}}"#,
        ),
    ] {
        bench.case(bus, causes, about, asks(pattern), open.clone()).await;
    }
    let never = json!({"ScheduleExpression": "cron(0 0 30 2 ? *)"});
    bench.case("default", &["M23"], "the 30th of February", never, open.clone()).await;
    bench.case("orders", &["T1"], "nowhere to go", asks(SHOP), Value::Null).await;
}

/// Rules that look broken and are not.
pub(super) async fn sound(bench: &mut Bench) {
    let open = open_queue(bench).await;
    let send = "sqs:SendMessage";
    let when = |queue: &str, condition: Value| with(allow(send, queue), json!({"Condition": condition}));
    let shapes: [(&str, Statements); 6] = [
        ("one broken statement and a good one", |queue, rule| {
            json!([
                with(
                    allow("sqs:SendMessage", queue),
                    json!({"Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:events:::rule/x"}}})
                ),
                with(allow("sqs:*", "*"), json!({"Condition": {"ArnEquals": {"aws:SourceArn": rule}}})),
            ])
        }),
        (
            "a denial for another principal",
            |queue, _| json!([allow("sqs:SendMessage", queue), {"Effect": "Deny", "Principal": {"AWS": OTHER}, "Action": "*", "Resource": queue}]),
        ),
        (
            "a denial of what is not this queue",
            |queue, _| json!([allow("sqs:SendMessage", queue), {"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "NotResource": queue}]),
        ),
        (
            "a denial of all but sending",
            |queue, _| json!([allow("sqs:SendMessage", queue), {"Effect": "Deny", "Principal": "*", "NotAction": "sqs:SendMessage", "Resource": queue}]),
        ),
        ("a star for one character", |queue, rule| {
            let like = format!("{}?", &rule[..rule.len() - 1]);
            json!([with(
                allow("sqs:SendMessage", queue),
                json!({"Condition": {"ArnLike": {"aws:SourceArn": like}}})
            )])
        }),
        (
            "a denial where the source is missing",
            |queue, _| json!([allow("sqs:SendMessage", queue), {"Effect": "Deny", "Principal": "*", "Action": "sqs:SendMessage", "Resource": queue, "Condition": {"Null": {"aws:SourceArn": "true"}}}]),
        ),
    ];
    for (about, statements) in shapes {
        let to = bench.queue_of("shop", statements).await;
        bench.case("shop", NONE, about, Value::Null, to).await;
    }
    let to = bench
        .queue_of("orders", |queue, rule| {
            json!([when(queue, json!({"ArnEquals": {"aws:SourceArn": [rule_arn("orders", "x"), rule]}, "StringLike": {"aws:SourceAccount": "1111*"}}))])
        })
        .await;
    bench.several("orders", NONE, "two conditions that hold", Value::Null, &[to, open.clone()]).await;

    let stream = arn("kinesis", "stream/s");
    let firehose = arn("firehose", "deliverystream/d");
    let of_account = json!({"Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}}});
    let of_rules = json!({"Condition": {"ArnLike": {"aws:SourceArn": rule_arn("shop", "*")}}});
    for (about, trust, permissions, to) in [
        ("trust within the account", trusts_events(of_account), may("kinesis:Put*", "*"), &stream),
        ("trust for the bus's rules", trusts_events(of_rules), may("kinesis:PutRecord", &stream), &stream),
        (
            "all but what is not asked",
            trusts_events(json!({})),
            json!([{"Effect": "Allow", "NotAction": ["iam:*", "kinesis:DeleteStream"], "Resource": "*"}]),
            &stream,
        ),
        (
            "a denial beside it",
            trusts_events(json!({})),
            json!([
                {"Effect": "Allow", "Action": "firehose:*", "Resource": "*"},
                {"Effect": "Deny", "Action": "firehose:*", "NotResource": [firehose]},
            ]),
            &firehose,
        ),
    ] {
        let role = bench.role_of(trust, permissions).await;
        bench.case("shop", NONE, about, Value::Null, json!({"Arn": to, "RoleArn": role})).await;
    }

    let name = bench.next();
    let function = bench.function(&name).await;
    bench.permit(&name, json!({"StatementId": "old", "SourceArn": rule_arn("default", &name)})).await;
    bench.permit(&name, json!({"StatementId": "new", "SourceArn": rule_arn("shop", &name)})).await;
    bench.case("shop", NONE, "a stale statement and a good one", Value::Null, json!({"Arn": function})).await;
    let name = bench.next();
    let function = bench.function(&name).await;
    bench.permit(&name, json!({"SourceArn": rule_arn("shop", "*")})).await;
    bench.case("shop", NONE, "any rule of the bus", Value::Null, json!({"Arn": function})).await;

    let role = bench.role_of(trusts_events(json!({})), may("events:PutEvents", "*")).await;
    let mine = json!([
        {"Sid": "in", "Effect": "Allow", "Principal": {"AWS": format!("arn:aws:iam::{OTHER}:root")},
            "Action": "events:PutEvents", "Resource": arn("events", "event-bus/far")},
        {"Sid": "out", "Effect": "Deny", "Principal": "*", "Action": "events:PutEvents",
            "Resource": arn("events", "event-bus/far"),
            "Condition": {"StringEquals": {"aws:PrincipalAccount": "777788889999"}}},
    ]);
    bench.events("PutPermission", json!({"EventBusName": "far", "Policy": policy(mine)})).await;
    let far = json!({"Arn": arn("events", "event-bus/far"), "RoleArn": role});
    bench.case("shop", NONE, "a bus that denies a third account", Value::Null, far).await;
    let foreign = format!(r#"{{"source":["shop"],"account":["{OTHER}","{ACCOUNT}"]}}"#);
    bench.case("far", NONE, "another account that is let in", asks(&foreign), open.clone()).await;

    bench.logs("CreateLogGroup", json!({"logGroupName": "/mine/good"})).await;
    let services = json!({"Service": ["delivery.logs.amazonaws.com", EVENTS]});
    let text = policy(json!([
        {"Effect": "Allow", "Principal": services, "Action": "logs:Create*", "Resource": arn("logs", "log-group:/mine/*")},
        {"Effect": "Allow", "Principal": services, "Action": "logs:PutLogEvents", "Resource": arn("logs", "log-group:/mine/*"),
            "Condition": {"ArnLike": {"aws:SourceArn": rule_arn("shop", "*")}}},
    ]));
    bench.logs("PutResourcePolicy", json!({"policyName": "mine", "policyDocument": text})).await;
    let group = json!({"Arn": arn("logs", "log-group:/mine/good")});
    bench.several("shop", NONE, "a group in two statements", Value::Null, &[group, open.clone()]).await;

    let dead = with(
        open.clone(),
        json!({"DeadLetterConfig": {"Arn": arn("sqs", "takes-all")},
        "RetryPolicy": {"MaximumRetryAttempts": 1, "MaximumEventAgeInSeconds": 7200}}),
    );
    let one_of = r#"{"source":["shop"],"$or":[{"region":["eu-west-1"]},{"region":["us-east-1"]}]}"#;
    bench.case("shop", NONE, "this region or another", asks(one_of), dead).await;
    let last = json!({"ScheduleExpression": "cron(30 17 ? * 6L *)"});
    bench.case("default", NONE, "the last Friday", last, open.clone()).await;
    let text = with(
        open.clone(),
        json!({"InputTransformer": {"InputPathsMap": {"id": "$.id", "all": "$.detail"},
        "InputTemplate": "{\"id\": \"<id>\", \"all\": <all>, \"at\": \"<aws.events.event.ingestion-time>\"}"}}),
    );
    bench.case("shop", NONE, "a template with AWS's own variables", Value::Null, text).await;
    let empty =
        asks(r#"{"source":["shop"],"detail":{"error":[{"exists":false}],"tags":[{"anything-but":["x"]}]}}"#);
    bench.case("orders", NONE, "what is absent, and what is not", empty, open).await;
}
