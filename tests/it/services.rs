//! The services beside EventBridge, asked as SDKs ask them: each in its own protocol, over HTTP, and an event
//! that goes through what was made so.

use buslens::local::{Clock, Contents, Options, Server};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// 2026-11-21T12:00:00Z.
const NOON: i64 = 1_795_262_400_000;

struct Bench(Server);

/// An answer: its status, its head and its body.
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    #[track_caller]
    fn ok(self) -> String {
        assert!((200..300).contains(&self.status), "{} {}", self.head, self.body);
        self.body
    }

    #[track_caller]
    fn json(self) -> Value {
        let body = self.ok();
        if body.is_empty() { Value::Null } else { serde_json::from_str(&body).unwrap() }
    }
}

impl Bench {
    fn start() -> Self {
        let clock = Clock::manual(NOON);
        Self(Server::start(Options { clock, account: Contents::Empty, ..Options::default() }).unwrap())
    }

    /// One request, signed for `service` in `region`, and its answer.
    async fn send(
        &self,
        (service, region): (&str, &str),
        line: &str,
        headers: &[String],
        body: &str,
    ) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.0.port())).await.unwrap();
        let port = self.0.port();
        let length = body.len();
        let headers = headers.join("\r\n");
        let separator = if headers.is_empty() { "" } else { "\r\n" };
        let request = format!(
            "{line} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\nContent-Length: {length}\r\n\
             Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261121/{region}/{service}/aws4_request, \
             SignedHeaders=host, Signature=00\r\n{headers}{separator}\r\n{body}"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head: head.to_owned(), body: body.to_owned() }
    }

    async fn json_in(&self, region: &str, service: &str, target: &str, input: Value) -> Answer {
        let version = if matches!(service, "sqs" | "states") { "1.0" } else { "1.1" };
        let headers =
            [format!("Content-Type: application/x-amz-json-{version}"), format!("X-Amz-Target: {target}")];
        self.send((service, region), "POST /", &headers, &input.to_string()).await
    }

    async fn json(&self, service: &str, target: &str, input: Value) -> Answer {
        self.json_in("us-east-1", service, target, input).await
    }

    async fn events(&self, operation: &str, input: Value) -> Value {
        self.json("events", &format!("AWSEvents.{operation}"), input).await.json()
    }

    async fn sqs(&self, operation: &str, input: Value) -> Answer {
        self.json("sqs", &format!("AmazonSQS.{operation}"), input).await
    }

    /// A call in the query protocol.
    async fn query(&self, service: &str, version: &str, parameters: &[(&str, &str)]) -> Answer {
        let mut body = format!("Version={version}");
        for (name, value) in parameters {
            let value: String = value.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
            body = format!("{body}&{name}={value}");
        }
        let headers = ["Content-Type: application/x-www-form-urlencoded; charset=utf-8".to_owned()];
        self.send((service, "us-east-1"), "POST /", &headers, &body).await
    }

    async fn put(&self, detail: &str) {
        let entry = json!({"Source": "shop", "DetailType": "T", "Detail": detail});
        let answer = self.events("PutEvents", json!({"Entries": [entry]})).await;
        assert_eq!(answer["FailedEntryCount"], 0);
    }
}

/// The text between two tags of an answer in XML.
fn within(xml: &str, tag: &str) -> String {
    let start = xml.find(&format!("<{tag}>")).unwrap_or_else(|| panic!("no {tag} in {xml}")) + tag.len() + 2;
    let end = xml.find(&format!("</{tag}>")).unwrap();
    xml[start..end].to_owned()
}

fn policy(service: &str, action: &str) -> String {
    json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": service},
        "Action": action, "Resource": "*"}]})
    .to_string()
}

#[tokio::test]
async fn an_event_comes_out_of_a_queue_that_was_made_for_it() {
    let bench = Bench::start();
    let attributes = json!({"Policy": policy("events.amazonaws.com", "sqs:SendMessage")});
    let made = bench.sqs("CreateQueue", json!({"QueueName": "q", "Attributes": attributes})).await.json();
    let url = made["QueueUrl"].as_str().unwrap().to_owned();
    assert_eq!(url, format!("{}/111122223333/q", bench.0.endpoint()));
    let asked = json!({"QueueUrl": url, "AttributeNames": ["QueueArn"]});
    let arn = bench.sqs("GetQueueAttributes", asked).await.json()["Attributes"]["QueueArn"].clone();
    bench.events("PutRule", json!({"Name": "r", "EventPattern": r#"{"source":["shop"]}"#})).await;
    bench.events("PutTargets", json!({"Rule": "r", "Targets": [{"Id": "q", "Arn": arn}]})).await;
    bench.put(r#"{"n":1}"#).await;
    let messages = bench.sqs("ReceiveMessage", json!({"QueueUrl": url})).await.json();
    let body: Value = serde_json::from_str(messages["Messages"][0]["Body"].as_str().unwrap()).unwrap();
    assert_eq!((&body["source"], &body["detail"]), (&json!("shop"), &json!({"n": 1})));

    let error = bench.sqs("GetQueueUrl", json!({"QueueName": "gone"})).await;
    assert_eq!(error.status, 400);
    assert!(error.body.contains("com.amazonaws.sqs#QueueDoesNotExist"), "{}", error.body);
    let old = "x-amzn-query-error: AWS.SimpleQueueService.NonExistentQueue;Sender";
    assert!(error.head.contains(old), "{}", error.head);
}

#[tokio::test]
async fn lambda_speaks_json_over_rest() {
    let bench = Bench::start();
    let json_type = ["Content-Type: application/json".to_owned()];
    let scope = ("lambda", "us-east-1");
    let input =
        json!({"FunctionName": "f", "Role": "arn:aws:iam::111122223333:role/r", "Code": {}}).to_string();
    let made = bench.send(scope, "POST /2015-03-31/functions", &json_type, &input).await;
    assert_eq!(made.status, 201);
    let none = bench.send(scope, "GET /2015-03-31/functions/f/policy", &[], "").await;
    assert_eq!(none.status, 404);
    assert!(none.head.contains("x-amzn-errortype: ResourceNotFoundException"), "{}", none.head);
    let input = json!({"StatementId": "s", "Action": "lambda:InvokeFunction", "Principal": "events.amazonaws.com",
        "SourceArn": "arn:aws:events:us-east-1:111122223333:rule/r"});
    let added =
        bench.send(scope, "POST /2015-03-31/functions/f/policy", &json_type, &input.to_string()).await;
    assert_eq!(added.status, 201);
    let held = bench.send(scope, "GET /2015-03-31/functions/f/policy", &[], "").await.json();
    let document: Value = serde_json::from_str(held["Policy"].as_str().unwrap()).unwrap();
    assert_eq!(document["Statement"][0]["Principal"], json!({"Service": "events.amazonaws.com"}));
    assert_eq!(
        document["Statement"][0]["Condition"]["ArnLike"]["AWS:SourceArn"],
        "arn:aws:events:us-east-1:111122223333:rule/r"
    );
    let about = bench.send(scope, "GET /2015-03-31/functions/f/configuration", &[], "").await.json();
    assert_eq!(about["FunctionArn"], "arn:aws:lambda:us-east-1:111122223333:function:f");
}

#[tokio::test]
async fn sns_and_iam_speak_the_query_protocol() {
    let bench = Bench::start();
    let sns = "2010-03-31";
    let made = bench.query("sns", sns, &[("Action", "CreateTopic"), ("Name", "t")]).await.ok();
    let topic = within(&made, "TopicArn");
    assert_eq!(topic, "arn:aws:sns:us-east-1:111122223333:t");
    let attributes =
        bench.query("sns", sns, &[("Action", "GetTopicAttributes"), ("TopicArn", &topic)]).await.ok();
    assert!(attributes.contains("<entry><key>Policy</key><value>{&quot;"), "{attributes}");
    let gone = format!("{topic}x");
    let error = bench.query("sns", sns, &[("Action", "GetTopicAttributes"), ("TopicArn", &gone)]).await;
    assert_eq!((error.status, within(&error.body, "Code").as_str()), (404, "NotFound"));

    let iam = "2010-05-08";
    let trust = policy("events.amazonaws.com", "sts:AssumeRole").replace(",\"Resource\":\"*\"", "");
    bench
        .query(
            "iam",
            iam,
            &[("Action", "CreateRole"), ("RoleName", "r"), ("AssumeRolePolicyDocument", &trust)],
        )
        .await
        .ok();
    let document = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"*"}}"#;
    let inline =
        [("Action", "PutRolePolicy"), ("RoleName", "r"), ("PolicyName", "p"), ("PolicyDocument", document)];
    bench.query("iam", iam, &inline).await.ok();
    let role = bench.query("iam", iam, &[("Action", "GetRole"), ("RoleName", "r")]).await.ok();
    assert!(within(&role, "AssumeRolePolicyDocument").starts_with("%7B%22Version%22"), "{role}");
    assert_eq!(within(&role, "Arn"), "arn:aws:iam::111122223333:role/r");
    let names = bench.query("iam", iam, &[("Action", "ListRolePolicies"), ("RoleName", "r")]).await.ok();
    assert!(names.contains("<PolicyNames><member>p</member></PolicyNames>"), "{names}");
    let simulated = bench
        .query(
            "iam",
            iam,
            &[
                ("Action", "SimulatePrincipalPolicy"),
                ("PolicySourceArn", "arn:aws:iam::111122223333:role/r"),
                ("ActionNames.member.1", "sqs:SendMessage"),
                ("ActionNames.member.2", "sns:Publish"),
            ],
        )
        .await
        .ok();
    assert!(simulated.contains("allowed") && simulated.contains("implicitDeny"), "{simulated}");
}

#[tokio::test]
async fn s3_speaks_xml_and_tells_eventbridge_when_it_is_asked_to() {
    let bench = Bench::start();
    let scope = ("s3", "us-east-1");
    assert_eq!(bench.send(scope, "PUT /bucket", &[], "").await.status, 200);
    let none = bench.send(scope, "GET /bucket?notification", &[], "").await.ok();
    assert!(!none.contains("EventBridgeConfiguration"), "{none}");
    let configuration = "<NotificationConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
        <EventBridgeConfiguration></EventBridgeConfiguration></NotificationConfiguration>";
    assert_eq!(bench.send(scope, "PUT /bucket?notification", &[], configuration).await.status, 200);
    let held = bench.send(scope, "GET /bucket?notification", &[], "").await.ok();
    assert!(held.contains("<EventBridgeConfiguration></EventBridgeConfiguration>"), "{held}");

    let attributes = json!({"Policy": policy("events.amazonaws.com", "sqs:SendMessage")});
    let made = bench.sqs("CreateQueue", json!({"QueueName": "q", "Attributes": attributes})).await.json();
    bench.events("PutRule", json!({"Name": "r", "EventPattern": r#"{"source":["aws.s3"]}"#})).await;
    let target = json!({"Id": "q", "Arn": "arn:aws:sqs:us-east-1:111122223333:q"});
    bench.events("PutTargets", json!({"Rule": "r", "Targets": [target]})).await;
    let put = bench.send(scope, "PUT /bucket/a/b.txt?x-id=PutObject", &[], "data").await;
    assert!(put.head.contains("etag: \"8d777f385d3dfec8815d20f7496026dc\""), "{}", put.head);
    let messages = bench.sqs("ReceiveMessage", json!({"QueueUrl": made["QueueUrl"]})).await.json();
    let body: Value = serde_json::from_str(messages["Messages"][0]["Body"].as_str().unwrap()).unwrap();
    assert_eq!(body["detail-type"], "Object Created");
    assert_eq!(body["detail"]["object"]["key"], "a/b.txt");
    assert_eq!(bench.send(scope, "GET /bucket/a/b.txt", &[], "").await.ok(), "data");
    let missing = bench.send(scope, "GET /nobody?notification", &[], "").await;
    assert_eq!((missing.status, within(&missing.body, "Code").as_str()), (404, "NoSuchBucket"));
}

#[tokio::test]
async fn what_buckets_tell_of_goes_through_a_role_and_a_copy_is_one() {
    let bench = Bench::start();
    let scope = ("s3", "us-east-1");
    let trust = policy("events.amazonaws.com", "sts:AssumeRole").replace(",\"Resource\":\"*\"", "");
    let document = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"*"}}"#;
    let role = [("Action", "CreateRole"), ("RoleName", "r"), ("AssumeRolePolicyDocument", trust.as_str())];
    bench.query("iam", "2010-05-08", &role).await.ok();
    let inline =
        [("Action", "PutRolePolicy"), ("RoleName", "r"), ("PolicyName", "p"), ("PolicyDocument", document)];
    bench.query("iam", "2010-05-08", &inline).await.ok();
    let made = bench.sqs("CreateQueue", json!({"QueueName": "q"})).await.json();
    bench.events("PutRule", json!({"Name": "r", "EventPattern": r#"{"source":["aws.s3"]}"#})).await;
    let target = json!({"Id": "q", "Arn": "arn:aws:sqs:us-east-1:111122223333:q",
        "RoleArn": "arn:aws:iam::111122223333:role/r"});
    bench.events("PutTargets", json!({"Rule": "r", "Targets": [target]})).await;
    bench.send(scope, "PUT /bucket", &[], "").await.ok();
    let configuration = "<NotificationConfiguration><EventBridgeConfiguration/></NotificationConfiguration>";
    bench.send(scope, "PUT /bucket?notification", &[], configuration).await.ok();

    bench.send(scope, "PUT /bucket/a.txt", &[], "data").await.ok();
    let from = ["x-amz-copy-source: /bucket/a.txt".to_owned()];
    let copied = bench.send(scope, "PUT /bucket/b%20c.txt", &from, "").await.ok();
    assert_eq!(within(&copied, "ETag"), "&quot;8d777f385d3dfec8815d20f7496026dc&quot;");
    assert_eq!(bench.send(scope, "GET /bucket/b%20c.txt", &[], "").await.ok(), "data");
    let absent = ["x-amz-copy-source: bucket/none".to_owned()];
    let refused = bench.send(scope, "PUT /bucket/c.txt", &absent, "").await;
    assert_eq!((refused.status, within(&refused.body, "Code").as_str()), (404, "NoSuchKey"));
    bench.send(scope, "DELETE /bucket/a.txt", &[], "").await.ok();

    let asked = json!({"QueueUrl": made["QueueUrl"], "MaxNumberOfMessages": 10});
    let messages = bench.sqs("ReceiveMessage", asked).await.json();
    let told: Vec<String> = messages["Messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| {
            let body: Value = serde_json::from_str(message["Body"].as_str().unwrap()).unwrap();
            let (detail, object) = (&body["detail"], &body["detail"]["object"]);
            format!(
                "{} {} {}",
                detail["reason"].as_str().unwrap(),
                object["key"].as_str().unwrap(),
                object["size"]
            )
        })
        .collect();
    assert_eq!(told, ["PutObject a.txt 4", "CopyObject b c.txt 4", "DeleteObject a.txt null"]);
}

#[tokio::test]
async fn each_message_has_an_id_of_its_own() {
    let bench = Bench::start();
    let attributes = json!({"Policy": policy("events.amazonaws.com", "sqs:SendMessage")});
    bench.events("PutRule", json!({"Name": "r", "EventPattern": r#"{"source":["shop"]}"#})).await;
    let target = |id: &str, queue: &str| json!({"Id": id, "Arn": format!("arn:aws:sqs:us-east-1:111122223333:{queue}"), "Input": "{\"go\":true}"});
    let targets = [target("a", "one"), target("b", "one"), target("c", "two")];
    let mut urls = Vec::new();
    for name in ["one", "two"] {
        let made =
            bench.sqs("CreateQueue", json!({"QueueName": name, "Attributes": attributes})).await.json();
        urls.push(made["QueueUrl"].clone());
    }
    bench.events("PutTargets", json!({"Rule": "r", "Targets": targets})).await;
    for number in 0..3 {
        bench.put(&format!("{{\"n\":{number}}}")).await;
    }
    let mut ids = std::collections::BTreeSet::new();
    for url in urls {
        let asked = json!({"QueueUrl": url, "MaxNumberOfMessages": 10});
        let messages = bench.sqs("ReceiveMessage", asked).await.json();
        ids.extend(messages["Messages"].as_array().unwrap().iter().map(|one| one["MessageId"].to_string()));
    }
    assert_eq!(ids.len(), 9, "{ids:?}");
}

#[tokio::test]
async fn kms_cloudtrail_and_step_functions_speak_json() {
    let bench = Bench::start();
    let key = bench.json("kms", "TrentService.CreateKey", json!({})).await.json();
    let id = key["KeyMetadata"]["KeyId"].clone();
    let held = bench.json("kms", "TrentService.GetKeyPolicy", json!({"KeyId": id})).await.json();
    assert!(held["Policy"].as_str().unwrap().contains(":root"));
    let aliases = bench.json("kms", "TrentService.ListAliases", json!({})).await.json();
    assert!(aliases.to_string().contains("alias/aws/sqs"), "{aliases}");

    let trail = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101";
    let input = json!({"Name": "trail", "S3BucketName": "b"});
    bench.json("cloudtrail", &format!("{trail}.CreateTrail"), input).await.json();
    let status = format!("{trail}.GetTrailStatus");
    let stopped = bench.json("cloudtrail", &status, json!({"Name": "trail"})).await.json();
    assert_eq!(stopped["IsLogging"], false);
    bench.json("cloudtrail", &format!("{trail}.StartLogging"), json!({"Name": "trail"})).await.json();
    let started = bench.json("cloudtrail", &status, json!({"Name": "trail"})).await.json();
    assert_eq!(started["IsLogging"], true);
    bench.events("PutRule", json!({"Name": "r", "EventPattern": r#"{"source":["shop"]}"#})).await;
    bench.events("DisableRule", json!({"Name": "r"})).await;
    let asked = json!({"LookupAttributes": [{"AttributeKey": "ResourceName", "AttributeValue": "r"}]});
    let found = bench.json("cloudtrail", &format!("{trail}.LookupEvents"), asked).await.json();
    let names: Vec<&Value> =
        found["Events"].as_array().unwrap().iter().map(|event| &event["EventName"]).collect();
    assert_eq!(names, ["DisableRule", "PutRule"]);
    let connection = json!({"Name": "c", "AuthorizationType": "BASIC",
        "AuthParameters": {"BasicAuthParameters": {"Username": "u", "Password": "hunter2"}}});
    bench.events("CreateConnection", connection).await;
    let all = bench.json("cloudtrail", &format!("{trail}.LookupEvents"), json!({})).await.json().to_string();
    assert!(all.contains("CreateConnection") && !all.contains("hunter2"), "{all}");

    let machine = json!({"name": "m", "definition": "{}", "roleArn": "arn:aws:iam::111122223333:role/r"});
    let made = bench.json("states", "AWSStepFunctions.CreateStateMachine", machine).await.json();
    let asked = json!({"stateMachineArn": made["stateMachineArn"]});
    let about = bench.json("states", "AWSStepFunctions.DescribeStateMachine", asked).await.json();
    assert_eq!(about["status"], "ACTIVE");
}

#[tokio::test]
async fn each_region_has_what_it_has_alone_and_buses_reach_across() {
    let bench = Bench::start();
    let far = async |operation: &str, input: Value| {
        bench.json_in("eu-west-1", "events", &format!("AWSEvents.{operation}"), input).await.json()
    };
    let made = far("CreateEventBus", json!({"Name": "far"})).await;
    assert_eq!(made["EventBusArn"], "arn:aws:events:eu-west-1:111122223333:event-bus/far");
    let here = bench.events("ListEventBuses", json!({})).await;
    assert!(!here.to_string().contains("far"), "{here}");

    let attributes = json!({"Policy": policy("events.amazonaws.com", "sqs:SendMessage")});
    let input = json!({"QueueName": "q", "Attributes": attributes});
    let queue = bench.json_in("eu-west-1", "sqs", "AmazonSQS.CreateQueue", input).await.json();
    let pattern = r#"{"source":["shop"]}"#;
    far("PutRule", json!({"Name": "r", "EventBusName": "far", "EventPattern": pattern})).await;
    let target = json!({"Id": "q", "Arn": "arn:aws:sqs:eu-west-1:111122223333:q"});
    far("PutTargets", json!({"Rule": "r", "EventBusName": "far", "Targets": [target]})).await;
    bench.events("PutRule", json!({"Name": "across", "EventPattern": pattern})).await;
    let target = json!({"Id": "far", "Arn": made["EventBusArn"]});
    bench.events("PutTargets", json!({"Rule": "across", "Targets": [target]})).await;
    bench.put("{}").await;
    let asked = json!({"QueueUrl": queue["QueueUrl"]});
    let messages = bench.json_in("eu-west-1", "sqs", "AmazonSQS.ReceiveMessage", asked).await.json();
    let body: Value = serde_json::from_str(messages["Messages"][0]["Body"].as_str().unwrap()).unwrap();
    assert_eq!(body["region"], "us-east-1");
}

#[tokio::test]
async fn a_trail_of_all_regions_is_seen_in_each_and_changed_at_home() {
    let bench = Bench::start();
    let call = async |region: &str, operation: &str, input: Value| {
        let target = format!("com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.{operation}");
        bench.json_in(region, "cloudtrail", &target, input).await
    };
    let made = json!({"Name": "everywhere", "S3BucketName": "b", "IsMultiRegionTrail": true});
    let arn = call("eu-west-1", "CreateTrail", made).await.json()["TrailARN"].clone();
    call("eu-west-1", "CreateTrail", json!({"Name": "ireland", "S3BucketName": "b"})).await.json();
    call("eu-west-1", "StartLogging", json!({"Name": "everywhere"})).await.json();

    let seen = async |region: &str, input: Value| {
        let found = call(region, "DescribeTrails", input).await.json();
        let named = |trail: &Value| format!("{} of {}", trail["Name"], trail["HomeRegion"]).replace('"', "");
        found["trailList"].as_array().unwrap().iter().map(named).collect::<Vec<_>>()
    };
    let far = "sa-east-1";
    assert_eq!(seen("eu-west-1", json!({})).await, ["everywhere of eu-west-1", "ireland of eu-west-1"]);
    assert_eq!(seen(far, json!({})).await, ["everywhere of eu-west-1"]);
    assert_eq!(seen(far, json!({"includeShadowTrails": false})).await, [""; 0]);
    let status = call(far, "GetTrailStatus", json!({"Name": arn})).await.json();
    assert_eq!(status["IsLogging"], true);
    let selectors = call(far, "GetEventSelectors", json!({"TrailName": arn})).await.json();
    assert_eq!(selectors["TrailARN"], arn);
    let refused = call(far, "StopLogging", json!({"Name": arn})).await;
    assert!(refused.status == 400 && refused.body.contains("InvalidHomeRegionException"), "{}", refused.body);
}
