//! Which of the calls that CloudTrail records a pattern asks for: do they only read, and are they data
//! events. What trails and the rule's state make of them is judged in [`super::cloudtrail`].

use crate::diagnose::case::Case;
use crate::pattern::Asked;
use crate::text::partitions;

/// Beginnings of the names of calls that only read: those that the user guide names, and STS's.
const READING: [&str; 4] = ["Describe", "Get", "List", "AssumeRole"];
/// Calls of STS whose names begin like reading, and which are changes (user guide, "Receiving read-only
/// management events from AWS services").
const CHANGING: [&str; 2] = ["GetFederationToken", "GetSessionToken"];
/// Others that CloudTrail marks as read-only.
const READING_TOO: [&str; 7] = ["BatchGet", "Head", "Lookup", "Search", "Simulate", "BatchDescribe", "Query"];

/// Beginnings of KMS's calls that are recorded as reading ("Logging management events": Encrypt, Decrypt and
/// GenerateDataKey are Read events).
const READING_OF_KMS: [&str; 3] = ["Decrypt", "Encrypt", "GenerateDataKey"];

/// The type of S3's objects in selectors.
pub(super) const OBJECTS: &str = "AWS::S3::Object";

/// Data events by their source: the resource's type in selectors, and the beginnings of their calls' names.
const DATA: [(&str, &str, &[&str]); 5] = [
    (
        "aws.s3",
        OBJECTS,
        &[
            "PutObject",
            "GetObject",
            "DeleteObject",
            "HeadObject",
            "CopyObject",
            "CompleteMultipartUpload",
            "ListObjects",
        ],
    ),
    ("aws.lambda", "AWS::Lambda::Function", &["Invoke"]),
    (
        "aws.dynamodb",
        "AWS::DynamoDB::Table",
        &[
            "PutItem",
            "GetItem",
            "DeleteItem",
            "UpdateItem",
            "BatchGetItem",
            "BatchWriteItem",
            "Query",
            "Scan",
        ],
    ),
    ("aws.sns", "AWS::SNS::Topic", &["Publish"]),
    (
        "aws.sqs",
        "AWS::SQS::Queue",
        &["SendMessage", "ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility"],
    ),
];

/// Services of which some calls that read are data events, beside those of [`DATA`] (CloudTrail user guide,
/// "Logging data events"): which they are is not listed here, so none of these is told to be a management
/// event.
const WITH_DATA: [&str; 33] = [
    "aoss",
    "apigateway",
    "appconfig",
    "b2bi",
    "bedrock",
    "cassandra",
    "cloudfront-keyvaluestore",
    "cloudwatch",
    "cognito-identity",
    "cognito-idp",
    "datazone",
    "dynamodbstreams",
    "ebs",
    "frauddetector",
    "geo",
    "glue",
    "guardduty",
    "iot",
    "iotsitewise",
    "kinesis",
    "kinesisvideo",
    "logs",
    "managedblockchain",
    "medical-imaging",
    "monitoring",
    "neptune-graph",
    "qbusiness",
    "s3-outposts",
    "s3express",
    "s3tables",
    "sagemaker",
    "servicediscovery",
    "timestream",
];

fn data_type(source: &str, call: &str) -> Option<&'static str> {
    DATA.iter()
        .find(|(of, _, calls)| *of == source && calls.iter().any(|name| call.starts_with(name)))
        .map(|(_, kind, _)| *kind)
}

/// True for the beginning of the names of data events, as a prefix in a pattern is one.
fn begins_data(source: &str, beginning: &str) -> bool {
    DATA.iter().any(|(of, _, calls)| *of == source && calls.iter().any(|name| name.starts_with(beginning)))
}

/// True for a call that surely only reads, by its name.
pub(super) fn only_reads(call: &str) -> bool {
    READING.iter().any(|start| call.starts_with(start)) && !is_change(call)
}

/// True for a call that comes as a change, though its name begins like reading.
pub(super) fn is_change(call: &str) -> bool {
    CHANGING.contains(&call)
}

/// What comes in an ARN after S3's beginning, in whichever partition: a bucket with what is in it, empty for
/// all.
pub(super) fn in_s3(arn: &str) -> Option<&str> {
    let (_, resource) = arn.strip_prefix("arn:")?.split_once(':')?;
    if resource == "s3" { Some("") } else { resource.strip_prefix("s3:::") }
}

/// What the pattern asks of CloudTrail: its sources and calls.
pub(super) struct AskedCalls {
    /// Such as `aws.s3`; empty where the pattern does not say.
    pub(super) sources: Vec<String>,
    /// The names of calls; of a prefix its text.
    pub(super) calls: Vec<String>,
    /// Each call that it asks for begins as one of these; else it takes others, too, or any.
    pub(super) says_all: bool,
    /// The buckets that S3's calls are about, where the pattern names them.
    pub(super) buckets: Vec<String>,
    /// The bucket of the call whose record was brought.
    pub(super) bucket_of_event: Option<String>,
}

impl AskedCalls {
    pub(super) fn of(case: &Case<'_>) -> Option<Self> {
        let pattern = case.pattern()?;
        if !case.only_cloudtrail() {
            return None;
        }
        let mut sources = pattern.texts_at("source");
        if sources.is_empty() {
            // `s3.amazonaws.com` is what `aws.s3` is called inside of a call's record.
            let hosts = pattern.texts_at("detail.eventSource");
            let named = hosts.iter().filter_map(|host| host.strip_suffix(".amazonaws.com"));
            sources = named.map(|service| format!("aws.{service}")).collect();
        }
        let buckets = pattern.texts_at("detail.requestParameters.bucketName");
        let says = |asked: Asked<'_>| asked.begins_only(|begin| !begin.text.is_empty());
        let says_all = pattern.always_asks("detail.eventName", says);
        let bucket_of_event = case.event_text("detail.requestParameters.bucketName");
        let bucket_of_event = bucket_of_event.filter(|_| case.is_brought() && sources == ["aws.s3"]);
        Some(Self { sources, calls: case.calls(), says_all, buckets, bucket_of_event })
    }

    /// The buckets whose events are asked about: those of the pattern, or else that of the event.
    pub(super) fn of_buckets(&self) -> &[String] {
        if self.buckets.is_empty() { self.bucket_of_event.as_slice() } else { &self.buckets }
    }

    /// The data events' type, when all the calls are of one.
    pub(super) fn data(&self) -> Option<&'static str> {
        let source = self.sources.first()?;
        let mut kinds = self.calls.iter().map(|call| data_type(source, call));
        let first = kinds.next()??;
        (self.says_all && kinds.all(|kind| kind == Some(first))).then_some(first)
    }

    /// Whether it asks for nothing but calls that only read.
    pub(super) fn only_read(&self) -> bool {
        let of_kms =
            |call: &str| self.is_of_kms() && READING_OF_KMS.iter().any(|start| call.starts_with(start));
        self.says_all
            && !self.calls.is_empty()
            && self.calls.iter().all(|call| only_reads(call) || of_kms(call))
    }

    /// Whether the name of each of them begins as those do of which the user guide says that they come only
    /// to a rule in the state for them: of others that read it says that they may come all the same.
    pub(super) fn read_by_name(&self) -> bool {
        self.calls.iter().all(|call| only_reads(call))
    }

    /// Whether some of the calls may only read.
    pub(super) fn may_read(&self) -> bool {
        let begins = |start: &&str, call: &str| call.starts_with(*start) || start.starts_with(call);
        self.calls.iter().filter(|call| !CHANGING.contains(&call.as_str())).any(|call| {
            READING.iter().chain(&READING_TOO).any(|start| call.starts_with(start))
                || self.is_of_kms() && READING_OF_KMS.iter().any(|start| begins(start, call))
        })
    }

    fn is_of_kms(&self) -> bool {
        !self.sources.is_empty() && self.sources.iter().all(|source| source == "aws.kms")
    }

    /// Whether the data events of some of the wanted buckets are among those of resources whose ARNs begin
    /// so. Of other resources the pattern's names are not read, and they count as taken.
    pub(super) fn are_among(&self, resources: &str) -> bool {
        let named = in_s3(resources);
        self.of_buckets().is_empty()
            || named == Some("")
            || self.of_buckets().iter().any(|bucket| {
                // The ARN may go on into the keys of the bucket.
                named.is_some_and(|named| named.split('/').next() == Some(bucket))
            })
    }

    /// Whether ARNs that begin with a text may be of them; the text may end within the name of a bucket.
    pub(super) fn may_begin_with(&self, text: &str) -> bool {
        let begins = |bucket: &String| {
            partitions().any(|partition| {
                let whole = format!("arn:{partition}:s3:::{bucket}/");
                whole.starts_with(text) || text.starts_with(&whole)
            })
        };
        self.of_buckets().is_empty() || self.of_buckets().iter().any(begins)
    }

    /// True when the calls may be data events, as far as is known here.
    pub(super) fn may_be_data(&self) -> bool {
        let with_data = |source: &String| {
            let service = source.strip_prefix("aws.").unwrap_or(source);
            WITH_DATA.contains(&service)
                || self
                    .calls
                    .iter()
                    .any(|call| data_type(source, call).is_some() || begins_data(source, call))
                || !self.says_all && DATA.iter().any(|(of, _, _)| of == source)
        };
        if self.sources.is_empty() {
            // Whatever the service: no call that begins with these is known to be a data event.
            let surely_management =
                |call: &String| ["Describe", "AssumeRole"].iter().any(|start| call.starts_with(start));
            return !self.says_all || !self.calls.iter().all(surely_management);
        }
        self.sources.iter().any(with_data)
    }
}
