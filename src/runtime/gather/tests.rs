//! Whether the diagnosis is right, over an embedded account that is filled through the calls that people use:
//! many rules in order and none of them accused, many broken ones and the true cause named first.

mod by_id;
mod call_budget;
mod compound;
mod demo;
mod elsewhere;
mod forwards;
mod healthy;
mod logged_events;
mod planted;
mod policies;
mod sent;

use super::{Lists, gather};
use crate::aws::{self, Client};
use crate::diagnose::{Evidence, Ladder, Status, diagnose};
use crate::local::{Clock, Contents, Options, Server};
use crate::model::RuleKey;
use futures_util::stream::{self, StreamExt as _};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// 2026-11-21T12:00:00Z.
const NOON: i64 = 1_795_262_400_000;
const ACCOUNT: &str = "111122223333";
const OTHER: &str = "444455556666";

fn arn(service: &str, resource: &str) -> String {
    format!("arn:aws:{service}:us-east-1:{ACCOUNT}:{resource}")
}

fn rule_arn(bus: &str, rule: &str) -> String {
    let place = if bus == "default" { rule.to_owned() } else { format!("{bus}/{rule}") };
    arn("events", &format!("rule/{place}"))
}

fn policy(statements: Value) -> String {
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}

/// A rule that was made, and the checks that may be named first; none where it is in order.
struct Case {
    rule: RuleKey,
    about: String,
    causes: &'static [&'static str],
}

/// An account that is being filled.
struct Bench {
    server: Server,
    cases: Vec<Case>,
}

impl Bench {
    async fn start() -> Self {
        let options = Options { clock: Clock::manual(NOON), account: Contents::Empty, ..Options::default() };
        let server = Server::start(options).unwrap();
        server.ready().await;
        let bench = Self { server, cases: Vec::new() };
        for bus in ["orders", "shop", "far", "queues", "topics"] {
            bench.events("CreateEventBus", json!({"Name": bus})).await;
        }
        bench
    }

    async fn send(&self, service: &str, line: &str, kind: &str, target: &str, body: &str) -> String {
        self.send_in("us-east-1", service, line, (kind, target), body).await
    }

    /// The same in that region.
    async fn send_in(
        &self,
        region: &str,
        service: &str,
        line: &str,
        (kind, target): (&str, &str),
        body: &str,
    ) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.server.port())).await.unwrap();
        let target = if target.is_empty() { String::new() } else { format!("X-Amz-Target: {target}\r\n") };
        let request = format!(
            "{line} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: {}\r\nContent-Type: \
             {kind}\r\n{target}Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261121/{region}/\
             {service}/aws4_request, SignedHeaders=host, Signature=00\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, answer) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(" 200 ") || head.contains(" 201 "), "{line} {body}\n{head}\n{answer}");
        answer.to_owned()
    }

    async fn json(&self, service: &str, target: &str, version: &str, input: Value) -> Value {
        let kind = format!("application/x-amz-json-{version}");
        let answer = self.send(service, "POST /", &kind, target, &input.to_string()).await;
        serde_json::from_str(&answer).unwrap_or_default()
    }

    async fn events(&self, operation: &str, input: Value) -> Value {
        self.json("events", &format!("AWSEvents.{operation}"), "1.1", input).await
    }

    async fn query(&self, service: &str, version: &str, parameters: &[(&str, &str)]) -> String {
        let mut body = format!("Version={version}");
        for (name, value) in parameters {
            let value: String = value.bytes().map(|byte| format!("%{byte:02X}")).collect();
            body = format!("{body}&{name}={value}");
        }
        self.send(service, "POST /", "application/x-www-form-urlencoded; charset=utf-8", "", &body).await
    }

    async fn queue(&self, name: &str, attributes: Value) -> String {
        let input = json!({"QueueName": name, "Attributes": attributes});
        self.json("sqs", "AmazonSQS.CreateQueue", "1.0", input).await;
        arn("sqs", name)
    }

    /// A queue of a team, by its tag, whose policy lets events into those of the team `shop`.
    async fn tagged_queue(&self, name: &str, team: &str) -> String {
        let lets_in = json!([{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sqs:SendMessage", "Resource": arn("sqs", name),
            "Condition": {"StringEquals": {"aws:ResourceTag/team": "shop"}}}]);
        let queue = self.queue(name, json!({"Policy": policy(lets_in)})).await;
        let input = json!({"QueueUrl": name, "Tags": {"team": team}});
        self.json("sqs", "AmazonSQS.TagQueue", "1.0", input).await;
        queue
    }

    async fn topic(&self, name: &str, attributes: &[(&str, &str)]) -> String {
        let mut parameters =
            vec![("Action".to_owned(), "CreateTopic".to_owned()), ("Name".to_owned(), name.to_owned())];
        for (at, (attribute, value)) in attributes.iter().enumerate() {
            parameters.push((format!("Attributes.entry.{}.key", at + 1), (*attribute).to_owned()));
            parameters.push((format!("Attributes.entry.{}.value", at + 1), (*value).to_owned()));
        }
        let parameters: Vec<_> =
            parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.query("sns", "2010-03-31", &parameters).await;
        arn("sns", name)
    }

    /// The same with a queue behind it that gets what it is sent.
    async fn heard_topic(&self, name: &str, attributes: &[(&str, &str)]) -> String {
        let topic = self.topic(name, attributes).await;
        let lets_in = json!([{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage", "Resource": arn("sqs", "behind-topics")}]);
        let queue = self.queue("behind-topics", json!({"Policy": policy(lets_in)})).await;
        self.subscribe(&topic, &queue, "", false).await;
        topic
    }

    /// Subscribes a queue to a topic, with a filter where it is not empty.
    async fn subscribe(&self, topic: &str, queue: &str, filter: &str, by_body: bool) {
        let mut parameters =
            vec![("Action", "Subscribe"), ("TopicArn", topic), ("Protocol", "sqs"), ("Endpoint", queue)];
        if !filter.is_empty() {
            parameters.extend([
                ("Attributes.entry.1.key", "FilterPolicy"),
                ("Attributes.entry.1.value", filter),
                ("Attributes.entry.2.key", "FilterPolicyScope"),
                ("Attributes.entry.2.value", if by_body { "MessageBody" } else { "MessageAttributes" }),
            ]);
        }
        self.query("sns", "2010-03-31", &parameters).await;
    }

    /// A key with this policy, by its ARN.
    async fn key(&self, policy: &str) -> String {
        let input = json!({"Policy": policy});
        let made = self.json("kms", "TrentService.CreateKey", "1.1", input).await;
        made["KeyMetadata"]["Arn"].as_str().unwrap().to_owned()
    }

    async fn function(&self, name: &str) -> String {
        let input = json!({"FunctionName": name, "Role": format!("arn:aws:iam::{ACCOUNT}:role/f"),
            "Runtime": "python3.13", "Handler": "f.f", "Code": {"ZipFile": "UEs="}});
        self.send("lambda", "POST /2015-03-31/functions", "application/json", "", &input.to_string()).await;
        arn("lambda", &format!("function:{name}"))
    }

    async fn machine(&self, name: &str) -> String {
        let input =
            json!({"name": name, "definition": "{}", "roleArn": format!("arn:aws:iam::{ACCOUNT}:role/f")});
        self.json("states", "AWSStepFunctions.CreateStateMachine", "1.0", input).await;
        arn("states", &format!("stateMachine:{name}"))
    }

    /// A statement more in a function's policy.
    async fn permit(&self, name: &str, more: Value) {
        let mut input = json!({"StatementId": "s1", "Action": "lambda:InvokeFunction",
            "Principal": "events.amazonaws.com"});
        for (name, value) in more.as_object().unwrap() {
            input[name] = value.clone();
        }
        let line = format!("POST /2015-03-31/functions/{name}/policy");
        self.send("lambda", &line, "application/json", "", &input.to_string()).await;
    }

    async fn role(&self, name: &str, trust: &str, permissions: &str) -> String {
        let trust = [("Action", "CreateRole"), ("RoleName", name), ("AssumeRolePolicyDocument", trust)];
        self.query("iam", "2010-05-08", &trust).await;
        let put = [
            ("Action", "PutRolePolicy"),
            ("RoleName", name),
            ("PolicyName", "p"),
            ("PolicyDocument", permissions),
        ];
        self.query("iam", "2010-05-08", &put).await;
        format!("arn:aws:iam::{ACCOUNT}:role/{name}")
    }

    async fn logs(&self, operation: &str, input: Value) {
        self.json("logs", &format!("Logs_20140328.{operation}"), "1.1", input).await;
    }

    /// A rule with these members and one target with these.
    async fn rule(&self, bus: &str, name: &str, rule: Value, target: Value) {
        let mut input = json!({"Name": name, "EventBusName": bus});
        let fields = if rule.is_null() { json!({"EventPattern": SHOP}) } else { rule };
        for (field, value) in fields.as_object().unwrap() {
            input[field] = value.clone();
        }
        self.events("PutRule", input).await;
        if target.is_null() {
            return;
        }
        let mut whole = json!({"Id": "t"});
        for (field, value) in target.as_object().unwrap() {
            whole[field] = value.clone();
        }
        self.events("PutTargets", json!({"Rule": name, "EventBusName": bus, "Targets": [whole]})).await;
    }

    /// Makes a rule and keeps what is to be said of it.
    async fn case(
        &mut self,
        bus: &str,
        causes: &'static [&'static str],
        about: &str,
        rule: Value,
        target: Value,
    ) {
        let name = self.next();
        self.rule(bus, &name, rule, target).await;
        self.cases.push(Case { rule: RuleKey::new(bus, name), about: about.to_owned(), causes });
    }

    /// The name of the next case's rule and of what belongs to it.
    fn next(&self) -> String {
        format!("c{}", self.cases.len())
    }

    /// Looks into every rule.
    async fn judged(&self) -> Vec<(&Case, Ladder)> {
        let client = self.client().await;
        let judge = |case| judge(&client, case);
        stream::iter(&self.cases).map(judge).buffered(8).collect().await
    }

    /// A client for the account.
    async fn client(&self) -> Client {
        let endpoint = Some(self.server.endpoint());
        Client::connect(aws::Options { profile: None, region: None, endpoint, embedded: true }).await.unwrap()
    }

    /// What is found about one rule.
    async fn diagnosed(&self, bus: &str, rule: &str) -> Ladder {
        diagnosed(&self.client().await, &RuleKey::new(bus, rule)).await.1
    }
}

async fn judge<'c>(client: &Client, case: &'c Case) -> (&'c Case, Ladder) {
    (case, diagnosed(client, &case.rule).await.1)
}

/// What is read for a rule, and what follows from it.
async fn diagnosed(client: &Client, rule: &RuleKey) -> (Evidence, Ladder) {
    let rule = client.rule(rule).await.unwrap();
    let mut evidence = Evidence::of(rule, ACCOUNT, "us-east-1", NOON);
    gather(client, &Lists::default(), &mut evidence).await;
    let ladder = diagnose(&evidence);
    (evidence, ladder)
}

/// What a ladder has of one row of the catalogue: how sure it is, and its title.
fn findings(ladder: &Ladder, id: &str) -> Vec<(Status, String)> {
    let all = ladder.rungs.iter().flat_map(|rung| &rung.findings);
    all.filter(|finding| finding.id == id).map(|finding| (finding.status, finding.title.clone())).collect()
}

/// The first of these, which has to be there.
fn finding(ladder: &Ladder, id: &str) -> (Status, String) {
    findings(ladder, id).into_iter().next().unwrap_or_else(|| panic!("{id}: {ladder:?}"))
}

/// A pattern for events of the shop's own.
const SHOP: &str = r#"{"source":["shop"]}"#;

fn sure(ladder: &Ladder) -> Option<&str> {
    ladder.cause().filter(|cause| cause.status == Status::Fault).map(|cause| cause.id)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_rules_in_order_are_accused_of_nothing() {
    let mut bench = Bench::start().await;
    healthy::fill(&mut bench).await;
    assert!(bench.cases.len() >= 200, "{}", bench.cases.len());
    accused_of_nothing(&bench).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_hundred_broken_rules_the_true_cause_is_named_first() {
    let mut bench = Bench::start().await;
    planted::fill(&mut bench).await;
    assert!(bench.cases.len() >= 100, "{}", bench.cases.len());
    named_first(&bench).await;
}

async fn accused_of_nothing(bench: &Bench) {
    let judged = bench.judged().await;
    let wrong: Vec<String> = judged
        .iter()
        .filter(|(_, ladder)| ladder.has_fault())
        .map(|(case, ladder)| {
            let cause = ladder.cause().unwrap();
            format!("{} {}: {} {} {:?}", case.rule, case.about, cause.id, cause.title, cause.evidence)
        })
        .collect();
    assert!(wrong.is_empty(), "{} accused: {wrong:#?}", wrong.len());
}

async fn named_first(bench: &Bench) {
    let all = bench.cases.len();
    let judged = bench.judged().await;
    let wrong: Vec<String> = judged
        .iter()
        .filter(|(case, ladder)| {
            let first = ladder.cause().map(|cause| cause.id);
            !first.is_some_and(|first| case.causes.contains(&first))
        })
        .map(|(case, ladder)| {
            let told: Vec<_> =
                ladder.ranked().into_iter().take(2).map(|found| (found.id, &found.title)).collect();
            format!("{} {}, {:?}: {told:?} {:?}", case.rule, case.about, case.causes, sure(ladder))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {all} wrong: {wrong:#?}", wrong.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_forty_causes_among_other_things_the_true_one_is_named_first() {
    let mut bench = Bench::start().await;
    compound::broken(&mut bench).await;
    assert!(bench.cases.len() >= 40, "{}", bench.cases.len());
    named_first(&bench).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_rules_that_look_broken_are_accused_of_nothing() {
    let mut bench = Bench::start().await;
    compound::sound(&mut bench).await;
    assert!(bench.cases.len() >= 20, "{}", bench.cases.len());
    accused_of_nothing(&bench).await;
}
