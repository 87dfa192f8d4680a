//! Simple Storage Service: buckets with their notification configuration, and objects, whose coming and going
//! is sent to EventBridge where the bucket says so. Source: S3 API reference; user guide, "Using EventBridge"
//! and "EventBridge event message structure".

use super::account::{ACCOUNT, Account, seconds};
use super::delivery::{self, Event};
use super::error::{ApiError, ApiResult};
use super::md5;
use super::sts;
use super::wire::Call;
use crate::model::{Envelope, Millis};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Bytes of objects that a bucket keeps; the largest go without their content beyond it.
const MAX_BYTES: usize = 12 << 20;
/// "Returns some or all (up to 1,000) of the objects".
const PAGE: usize = 1_000;

/// A bucket.
pub(super) struct Bucket {
    pub(super) region: String,
    pub(super) created: Millis,
    /// The notification configuration: lists of configurations by element, each of lists by element.
    pub(super) notification: Map<String, Value>,
    objects: BTreeMap<String, Object>,
    sequence: u64,
}

/// An object.
struct Object {
    content: Vec<u8>,
    etag: String,
    modified: Millis,
}

/// Buckets by name; S3's names are the same in every region.
pub(super) type Buckets = BTreeMap<String, Bucket>;

/// An answer: a document, or an object's content.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) document: Value,
    pub(super) content: Vec<u8>,
}

impl Reply {
    fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), document: Value::Null, content: Vec::new() }
    }

    fn document(document: Value) -> Self {
        Self { document, ..Self::empty(200) }
    }
}

impl Bucket {
    /// A bucket that sends no notifications.
    pub(super) fn new(region: &str, now: Millis) -> Self {
        Self {
            region: region.to_owned(),
            created: now,
            notification: Map::new(),
            objects: BTreeMap::new(),
            sequence: 0,
        }
    }

    /// Whether its events go to EventBridge.
    pub(super) fn notifies_eventbridge(&self) -> bool {
        self.notification.contains_key("EventBridgeConfiguration")
    }
}

fn missing_bucket() -> ApiError {
    ApiError { status: 404, ..ApiError::new("NoSuchBucket", "The specified bucket does not exist") }
}

fn missing_key() -> ApiError {
    ApiError { status: 404, ..ApiError::new("NoSuchKey", "The specified key does not exist.") }
}

fn is_bucket_name(name: &str) -> bool {
    (3..=63).contains(&name.len())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-'))
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.ends_with(|c: char| c.is_ascii_alphanumeric())
}

/// The bucket, which must be in the region that the call was signed for.
fn bucket<'a>(buckets: &'a mut Buckets, name: &str, region: &str) -> ApiResult<&'a mut Bucket> {
    let bucket = buckets.get_mut(name).ok_or_else(missing_bucket)?;
    if bucket.region == region {
        return Ok(bucket);
    }
    // As the endpoint of that region answers.
    let message = "The bucket you are attempting to access must be addressed using the specified endpoint. Please send \
                   all future requests to this endpoint.";
    Err(ApiError {
        status: 301,
        bucket_region: Some(bucket.region.clone()),
        ..ApiError::new("PermanentRedirect", message)
    })
}

/// What a bucket tells EventBridge of an object.
struct Notice {
    detail_type: &'static str,
    object: Value,
    more: Value,
}

/// Answers one operation, and sends what the bucket tells of it. Who may deliver that asks the roles that all
/// regions share, so it is sent when the buckets, which they share too, are let go.
pub(super) fn call(account: &mut Account, call: &Call, now: Millis) -> ApiResult<Reply> {
    let global = account.global.clone();
    let (reply, notice) = answer(&mut global.lock().buckets, &account.region, call, now)?;
    if let Some(notice) = notice {
        tell(account, text(call, "Bucket"), notice, now);
    }
    Ok(reply)
}

/// A member of a call that is a text; empty where there is none.
fn text<'c>(call: &'c Call, name: &str) -> &'c str {
    call.input[name].as_str().unwrap_or_default()
}

/// Puts an object in the place of one with the same key; its ETag, and what the bucket tells of it.
fn put(
    bucket: &mut Bucket,
    key: &str,
    content: Vec<u8>,
    reason: &str,
    now: Millis,
) -> ApiResult<(String, Option<Notice>)> {
    let held: usize = bucket.objects.values().map(|object| object.content.len()).sum();
    if held + content.len() > MAX_BYTES {
        return Err(ApiError::new(
            "EntityTooLarge",
            "The embedded account keeps 12 MB of objects in a bucket; delete some first.",
        ));
    }
    let (size, digest) = (content.len(), md5::hex(&content));
    let etag = format!("\"{digest}\"");
    bucket.objects.insert(key.to_owned(), Object { content, etag: etag.clone(), modified: now });
    bucket.sequence += 1;
    let sequencer = format!("{:018X}", bucket.sequence);
    let notice = bucket.notifies_eventbridge().then(|| Notice {
        detail_type: "Object Created",
        object: json!({"key": key, "size": size, "etag": digest, "sequencer": sequencer}),
        more: json!({ "reason": reason }),
    });
    Ok((etag, notice))
}

/// The object that `CopySource` names, as `bucket/key` with or without a slash before it.
fn copied<'b>(buckets: &'b mut Buckets, call: &Call, region: &str) -> ApiResult<&'b Object> {
    let source = text(call, "CopySource");
    let (name, key) = source.trim_start_matches('/').split_once('/').ok_or_else(|| {
        let message = "Copy Source must mention the source bucket and key: sourcebucket/sourcekey";
        ApiError::new("InvalidArgument", message)
    })?;
    bucket(buckets, name, region)?.objects.get(key).ok_or_else(missing_key)
}

/// The answer to one operation, with what the bucket tells of it.
fn answer(
    buckets: &mut Buckets,
    region: &str,
    call: &Call,
    now: Millis,
) -> ApiResult<(Reply, Option<Notice>)> {
    let text = |name: &str| text(call, name);
    let (name, key) = (text("Bucket"), text("Key"));
    let reply = match call.operation.as_str() {
        "ListBuckets" => {
            let list: Vec<Value> = buckets
                .iter()
                .map(|(name, bucket)| {
                    json!({"Name": name, "CreationDate": seconds(bucket.created), "BucketRegion": bucket.region})
                })
                .collect();
            Ok(Reply::document(json!({"ListAllMyBucketsResult": {
                "Buckets": {"Bucket[]": list},
                "Owner": {"ID": sts::CALLER_ID, "DisplayName": "demo"},
            }})))
        }
        "CreateBucket" => {
            if !is_bucket_name(name) {
                return Err(ApiError::new("InvalidBucketName", "The specified bucket is not valid."));
            }
            if buckets.contains_key(name) {
                return Err(ApiError {
                    status: 409,
                    ..ApiError::new(
                        "BucketAlreadyOwnedByYou",
                        "Your previous request to create the named bucket succeeded and you already own it.",
                    )
                });
            }
            buckets.insert(name.to_owned(), Bucket::new(region, now));
            Ok(Reply { headers: vec![("location", format!("/{name}"))], ..Reply::empty(200) })
        }
        "HeadBucket" => {
            let region = bucket(buckets, name, region)?.region.clone();
            Ok(Reply { headers: vec![("x-amz-bucket-region", region)], ..Reply::empty(200) })
        }
        "DeleteBucket" => {
            if !bucket(buckets, name, region)?.objects.is_empty() {
                return Err(ApiError {
                    status: 409,
                    ..ApiError::new("BucketNotEmpty", "The bucket you tried to delete is not empty")
                });
            }
            buckets.remove(name);
            Ok(Reply::empty(204))
        }
        "GetBucketLocation" => {
            let region = bucket(buckets, name, region)?.region.clone();
            // A bucket in us-east-1 has no constraint.
            let region = if region == "us-east-1" { String::new() } else { region };
            Ok(Reply::document(json!({ "LocationConstraint": region })))
        }
        "GetBucketNotificationConfiguration" => {
            let bucket = bucket(buckets, name, region)?;
            Ok(Reply::document(json!({"NotificationConfiguration": repeated(&bucket.notification)})))
        }
        "PutBucketNotificationConfiguration" => {
            let configuration = call.input["Configuration"].as_object().cloned().unwrap_or_default();
            bucket(buckets, name, region)?.notification = configuration;
            Ok(Reply::empty(200))
        }
        "ListObjectsV2" => {
            let prefix = text("prefix");
            let after = text("continuation-token").max(text("start-after"));
            let bucket = bucket(buckets, name, region)?;
            let found =
                || bucket.objects.iter().filter(|(key, _)| key.starts_with(prefix) && key.as_str() > after);
            let shown: Vec<Value> = found()
                .take(PAGE)
                .map(|(key, object)| {
                    json!({"Key": key, "LastModified": seconds(object.modified), "ETag": object.etag,
                        "Size": object.content.len(), "StorageClass": "STANDARD"})
                })
                .collect();
            let more = found().nth(PAGE).is_some();
            let next = if more { found().nth(PAGE - 1).map(|(key, _)| key.clone()) } else { None };
            Ok(Reply::document(json!({"ListBucketResult": {
                "Name": name,
                "Prefix": prefix,
                "MaxKeys": PAGE,
                "KeyCount": shown.len(),
                "IsTruncated": more,
                "NextContinuationToken": next,
                "Contents[]": shown,
            }})))
        }
        "GetObject" | "HeadObject" => {
            let object = bucket(buckets, name, region)?.objects.get(key).ok_or_else(missing_key)?;
            let modified = Timestamp::from_millisecond(object.modified).unwrap_or_default();
            Ok(Reply {
                headers: vec![
                    ("etag", object.etag.clone()),
                    ("last-modified", modified.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()),
                    ("content-type", "application/octet-stream".to_owned()),
                ],
                content: object.content.clone(),
                ..Reply::empty(200)
            })
        }
        "PutObject" => {
            let bucket = bucket(buckets, name, region)?;
            let (etag, notice) = put(bucket, key, call.content.clone(), "PutObject", now)?;
            return Ok((Reply { headers: vec![("etag", etag)], ..Reply::empty(200) }, notice));
        }
        "CopyObject" => {
            let content = copied(buckets, call, region)?.content.clone();
            let (etag, notice) = put(bucket(buckets, name, region)?, key, content, "CopyObject", now)?;
            let result = json!({"CopyObjectResult": {"ETag": etag, "LastModified": seconds(now)}});
            return Ok((Reply::document(result), notice));
        }
        "DeleteObject" => {
            let bucket = bucket(buckets, name, region)?;
            let there = bucket.objects.remove(key).is_some();
            bucket.sequence += 1;
            let sequencer = format!("{:018X}", bucket.sequence);
            let notice = (there && bucket.notifies_eventbridge()).then(|| Notice {
                detail_type: "Object Deleted",
                object: json!({"key": key, "sequencer": sequencer}),
                more: json!({"reason": "DeleteObject", "deletion-type": "Permanently Deleted"}),
            });
            return Ok((Reply::empty(204), notice));
        }
        other => Err(ApiError { status: 501, ..ApiError::unknown_operation(other) }),
    };
    reply.map(|reply| (reply, None))
}

/// A configuration as its elements are written: each list repeats its element.
#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "serde_json's enum: the other kinds of JSON are alike here"
)]
fn repeated(members: &Map<String, Value>) -> Value {
    let repeat = |value: &Value| match value {
        Value::Object(members) => repeated(members),
        other => other.clone(),
    };
    members
        .iter()
        .map(|(name, value)| match value {
            Value::Array(items) => (format!("{name}[]"), items.iter().map(repeat).collect()),
            other => (name.clone(), repeat(other)),
        })
        .collect::<Map<String, Value>>()
        .into()
}

/// Sends an event of a bucket to the default bus.
fn tell(account: &mut Account, bucket: &str, notice: Notice, now: Millis) {
    let Notice { detail_type, object, more } = notice;
    let request = account.ids.upper(16);
    let mut detail = json!({
        "version": "0",
        "bucket": {"name": bucket},
        "object": object,
        "request-id": request,
        "requester": super::account::ACCOUNT,
        "source-ip-address": "203.0.113.9",
    });
    if let (Value::Object(detail), Value::Object(more)) = (&mut detail, more) {
        detail.extend(more);
    }
    let id = account.ids.uuid();
    let resources = [format!("arn:aws:s3:::{bucket}")];
    let detail = detail.to_string();
    let envelope = Envelope {
        id: &id,
        detail_type,
        source: "aws.s3",
        account: ACCOUNT,
        time: now,
        region: &account.region,
        resources: &resources,
    };
    let event = Event::new(&envelope, &detail);
    delivery::ingest(account, "default", &event, now);
}
