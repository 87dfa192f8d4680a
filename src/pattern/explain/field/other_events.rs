//! Events that a function, queue or topic gets from elsewhere, and that no event bus gets so: a request of
//! API Gateway, the records of a stream, S3's own notification.

use crate::json::{Kind, Value};

/// An object that is none of EventBridge's events, by names that it has at its top.
struct Other {
    names: &'static [&'static str],
    /// What it is, as the rest of a clause that begins with "this is no event from a bus but".
    what: &'static str,
}

const fn other(names: &'static [&'static str], what: &'static str) -> Other {
    Other { names, what }
}

const CLOUD_EVENT: &str = "a CloudEvents message; on its way to a bus the sender makes \"detail-type\" of its \"type\" and \"detail\" of its \
    \"data\", or puts all of it into \"detail\"";
const MQ: &str = "a batch of Amazon MQ, as a function gets it";

/// The first that fits is told, so that what has more names comes first.
const OTHERS: [Other; 25] = [
    other(&["specversion", "type", "source"], CLOUD_EVENT),
    other(&["methodArn", "type"], "what API Gateway gives an authorizer"),
    other(&["alarmArn", "alarmData"], "what a CloudWatch alarm gives a function that is its action"),
    other(&["AlarmName", "NewStateValue"], "what a CloudWatch alarm sends to an SNS topic"),
    other(
        &["httpMethod", "requestContext"],
        "a request that API Gateway or a load balancer hands to a function",
    ),
    other(
        &["routeKey", "requestContext"],
        "a request that API Gateway or a function's URL hands to a function",
    ),
    other(&["requestContext", "requestPayload"], "what Lambda sends to a function's destination"),
    other(&["invokingEvent"], "what AWS Config gives the function of a custom rule"),
    other(&["awslogs"], "what CloudWatch Logs gives a subscriber, packed"),
    other(&["messageType", "logGroup", "logEvents"], "what CloudWatch Logs gives a subscriber"),
    other(&["deliveryStreamArn", "records"], "what Firehose gives a function that transforms records"),
    other(&["invocationSchemaVersion", "tasks"], "a task of S3 Batch Operations"),
    other(&["triggerSource", "userPoolId"], "what a Cognito user pool gives a trigger"),
    other(&["CodePipeline.job"], "a job that CodePipeline gives a function"),
    other(&["RequestType", "ResponseURL", "StackId"], "what CloudFormation gives a custom resource"),
    other(
        &["SecretId", "ClientRequestToken", "Step"],
        "what Secrets Manager gives a function that rotates a secret",
    ),
    other(&["currentIntent"], "what Lex gives a function"),
    other(&["sessionState", "inputTranscript"], "what Lex gives a function"),
    other(&["eventSource", "rmqMessagesByQueue"], MQ),
    other(&["eventSource", "eventSourceArn", "messages"], MQ),
    other(&["eventSource", "eventSourceArn", "records"], "a batch of Kafka records, as a function gets it"),
    other(
        &["TopicArn", "MessageId", "Message"],
        "a message of SNS; no event from a bus was found in its text",
    ),
    other(
        &["messageId", "receiptHandle", "body"],
        "a message of SQS; no event from a bus was found in its text",
    ),
    other(
        &["MessageId", "ReceiptHandle", "Body"],
        "a message of SQS; no event from a bus was found in its text",
    ),
    other(&["eventVersion", "eventSource", "eventName", "awsRegion"], RECORD),
];

/// Of one record that CloudTrail writes.
const RECORD: &str = "a record as CloudTrail keeps it; on a bus it is the content of \"detail\"";
/// Of several.
const LOG_FILE: &str =
    "a file of CloudTrail's log; on a bus each of its records is the content of an event's \"detail\"";

/// What `Records` are, by the `eventSource` of the first.
const RECORDS: [(&str, &str); 7] = [
    (
        "aws:s3",
        "S3's own notification; to a bus S3 sends other events, with the source \"aws.s3\" and a detail-type such as \
            \"Object Created\", once EventBridge is switched on for the bucket",
    ),
    ("aws:sns", "what SNS gives a function; no event from a bus was found in its message"),
    (
        "aws:sqs",
        "a batch of SQS messages, as a function gets it; no event from a bus was found in their bodies",
    ),
    ("aws:dynamodb", "a batch of a DynamoDB stream, as a function gets it"),
    ("aws:kinesis", "a batch of a Kinesis stream, as a function gets it"),
    ("aws:ses", "what SES gives a function for a mail that came in"),
    ("aws:codecommit", "what a trigger of CodeCommit sends; to a bus CodeCommit sends other events"),
];

/// What an object is that no bus gets as an event, as the rest of a clause that begins with "this is no event
/// from a bus but".
pub(super) fn clause(root: Value<'_>) -> Option<&'static str> {
    let text = |value: Value<'_>, name: &str| value.get(name).and_then(Value::owned_text);
    if text(root, "Event").is_some_and(|event| event == "s3:TestEvent") {
        return Some(
            "the test message that S3 sends when a notification is set up; a bus gets nothing of the kind",
        );
    }
    if let Some(first) = root.get("Records").and_then(|records| records.elements().next()) {
        // CloudFront's records name no source.
        if first.get("cf").is_some() {
            return Some("what CloudFront gives a function at the edge");
        }
        let source = text(first, "eventSource").or_else(|| text(first, "EventSource"))?;
        if let Some((_, what)) = RECORDS.iter().find(|(known, _)| *known == source) {
            return Some(what);
        }
        let cloudtrail = source.ends_with(".amazonaws.com") && first.get("eventVersion").is_some();
        return cloudtrail.then_some(LOG_FILE);
    }
    let has = |name: &&str| root.get(name).is_some_and(|value| value.kind() != Kind::Null);
    OTHERS.iter().find(|other| other.names.iter().all(has)).map(|other| other.what)
}
