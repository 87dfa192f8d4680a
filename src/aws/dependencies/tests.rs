//! What is not there, what is refused and what is answered, against canned answers.

use crate::aws::canned_server::{Answered, Canned, SentRequest, ok, refuse};
use crate::model::facts::Selector;
use crate::model::{Arn, ErrorKind};
use serde_json::json;

fn xml(status: u16, body: &str) -> Answered {
    Answered { status, kind: "text/xml", body: body.as_bytes().to_vec() }
}

#[tokio::test]
async fn what_is_not_there_is_told_from_what_failed() {
    let query = |code: &str| {
        format!("<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code></Error></ErrorResponse>")
    };
    let missing = |error: Option<crate::model::CallError>, of: &str| {
        assert_eq!(error.as_ref().map(|error| error.kind), Some(ErrorKind::NotFound), "{of}: {error:?}");
    };
    let role = Arn::from("arn:aws:iam::1:role/path/r");
    let body = query("NoSuchEntity");
    let server = Canned::start(move |_| xml(404, &body)).await;
    missing(server.client.role(&role).await.err(), "role");
    let body = query("NotFound");
    let server = Canned::start(move |_| xml(404, &body)).await;
    missing(server.client.topic(&Arn::from("arn:aws:sns:us-east-1:1:t")).await.err(), "topic");
    let server = Canned::start(|_| xml(404, "<Error><Code>NoSuchBucket</Code></Error>")).await;
    missing(server.client.bucket_notices("b").await.err(), "bucket");
    let server = Canned::start(|_| refuse(400, "com.amazonaws.sqs#QueueDoesNotExist", "none")).await;
    missing(server.client.queue(&Arn::from("arn:aws:sqs:us-east-1:1:q")).await.err(), "queue");
    let server = Canned::start(|_| refuse(400, "NotFoundException", "none")).await;
    missing(server.client.key("alias/k").await.err(), "key");
    let server = Canned::start(|_| refuse(404, "ResourceNotFoundException", "none")).await;
    let function = Arn::from("arn:aws:lambda:us-east-1:1:function:f");
    missing(server.client.function_policy(&function).await.err(), "function policy");
}

#[tokio::test]
async fn a_bucket_without_notifications_is_seen_as_such() {
    let notices = async |body: &'static str| {
        let server = Canned::start(move |_| xml(200, body)).await;
        server.client.bucket_notices("b").await.ok()
    };
    let of = async |body: &'static str| {
        notices(body).await.map(|found| (found.to_eventbridge, !found.others.is_empty()))
    };
    assert_eq!(of("<NotificationConfiguration/>").await, Some((false, false)));
    let on = "<NotificationConfiguration><EventBridgeConfiguration/></NotificationConfiguration>";
    assert_eq!(of(on).await, Some((true, false)));
    let topic = "<NotificationConfiguration><TopicConfiguration><Topic>t</Topic><Event>s3:ObjectCreated:*</Event>\
        </TopicConfiguration></NotificationConfiguration>";
    assert_eq!(of(topic).await, Some((false, true)));
    let filtered = "<NotificationConfiguration><QueueConfiguration><Id>i</Id><Queue>q</Queue>\
        <Event>s3:ObjectCreated:Put</Event><Event>s3:ObjectRemoved:*</Event><Filter><S3Key><FilterRule><Name>prefix</Name>\
        <Value>in/</Value></FilterRule></S3Key></Filter></QueueConfiguration></NotificationConfiguration>";
    let queue = json!({"Id": "i", "QueueArn": "q", "Events": ["s3:ObjectCreated:Put", "s3:ObjectRemoved:*"],
        "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "in/"}]}}});
    let others = notices(filtered).await.unwrap().others;
    assert_eq!(json!(others), json!({"QueueConfigurations": [queue]}));
    // As moto has it.
    assert_eq!(
        of("<?xml version=\"1.0\"?>\n<GetBucketNotificationResponse xmlns=\"x\"/>\n").await,
        Some((false, false))
    );
    assert_eq!(of("<Other/>").await, None);
}

#[tokio::test]
async fn the_buckets_of_this_region_are_read_page_by_page() {
    let page = |names: &[(&str, &str)], more: &str| {
        let bucket = |(name, region): &(&str, &str)| {
            format!("<Bucket><Name>{name}</Name><BucketRegion>{region}</BucketRegion></Bucket>")
        };
        let buckets: String = names.iter().map(bucket).collect();
        format!("<ListAllMyBucketsResult><Buckets>{buckets}</Buckets>{more}</ListAllMyBucketsResult>")
    };
    let first = page(&[("a", "us-east-1"), ("b", "eu-west-1")], "<ContinuationToken>t</ContinuationToken>");
    let second = page(&[("c", "us-east-1")], "");
    let answer = move |asked: &SentRequest| {
        let has = |part: &str| asked.query.split('&').any(|one| one == part);
        match (has("max-buckets=10000"), has("bucket-region=us-east-1"), has("continuation-token=t")) {
            (true, true, false) => xml(200, &first),
            (true, true, true) => xml(200, &second),
            _ => xml(400, "<Error><Code>InvalidArgument</Code></Error>"),
        }
    };
    let server = Canned::start(answer).await;
    assert_eq!(server.client.bucket_names().await.unwrap(), ["a", "c"]);
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_trail_without_selectors_takes_management_events() {
    let answer = json!({"trailList": [{"Name": "main"}], "EventSelectors": [], "IsLogging": true});
    let server = Canned::start(move |_| ok(&answer)).await;
    let trails = server.client.trails().await.unwrap();
    let all = Selector::Basic { read_write: "All".into(), management: true, excluded: vec![], data: vec![] };
    assert_eq!(trails[0].selectors, Some(vec![all]));
}

#[tokio::test]
async fn a_denial_names_the_permission_and_a_queue_is_read_whole() {
    let server = Canned::start(|_| xml(403, "<Error><Code>AccessDenied</Code></Error>")).await;
    let error = server.client.bucket_notices("b").await.unwrap_err();
    assert!(error.message.contains("it needs s3:GetBucketNotification"), "{error}");
    assert!(!error.message.contains("NotificationConfiguration"), "{error}");
    let attributes = json!({"Policy": "{}", "FifoQueue": "true", "KmsMasterKeyId": ""});
    let server = Canned::start(move |_| ok(&json!({ "Attributes": attributes }))).await;
    let queue = server.client.queue(&Arn::from("arn:aws:sqs:us-east-1:1:q.fifo")).await.unwrap();
    let found = (queue.policy.as_deref(), queue.kms_key, queue.fifo, queue.content_deduplication);
    assert_eq!(found, (Some("{}"), None, true, false));
}
