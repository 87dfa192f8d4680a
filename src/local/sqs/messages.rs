//! Messages: sending, receiving, deleting, hiding.

use super::queue::{Message, Outgoing, Queue};
use super::{ANY, invalid, missing, queue, requested_name};
use crate::local::account::Account;
use crate::local::account::last_name;
use crate::local::error::{ApiError, ApiResult};
use crate::local::ids::Ids;
use crate::local::md5;
use crate::local::request::Request;
use crate::local::sts::CALLER_ID;
use crate::model::Millis;
use serde_json::{Map, Value, json};

/// Digest of message attributes: by name, each as length and name, length and type, 1 for a text, length and
/// value (developer guide, "Calculating the MD5 message digest for message attributes"). None where there are
/// none, and where one is binary: those are not decoded here, and a wrong digest is worse than none.
fn digest(attributes: &Map<String, Value>) -> Option<String> {
    let mut sorted: Vec<(&String, &Value)> = attributes.iter().collect();
    sorted.sort_by_key(|(name, _)| *name);
    let mut bytes = Vec::new();
    let put = |data: &str, bytes: &mut Vec<u8>| {
        bytes.extend_from_slice(&u32::try_from(data.len()).unwrap_or(u32::MAX).to_be_bytes());
        bytes.extend_from_slice(data.as_bytes());
    };
    for (name, attribute) in sorted {
        put(name, &mut bytes);
        put(attribute["DataType"].as_str().unwrap_or_default(), &mut bytes);
        bytes.push(1);
        put(attribute["StringValue"].as_str()?, &mut bytes);
    }
    (!bytes.is_empty()).then(|| md5::hex(&bytes))
}

/// One message to be sent, read from a request or an entry of a batch.
struct Sending {
    body: String,
    attributes: Map<String, Value>,
    group: Option<String>,
    deduplication: Option<String>,
    delay: Option<Millis>,
}

fn read(request: &mut Request) -> Sending {
    Sending {
        body: request.required("MessageBody", &ANY),
        attributes: request
            .value("MessageAttributes")
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default(),
        group: request.text("MessageGroupId", &ANY),
        deduplication: request.text("MessageDeduplicationId", &ANY),
        delay: request.int("DelaySeconds", 0, 900).map(|seconds| seconds * 1000),
    }
}

/// Puts one message into a queue and answers as SendMessage does.
fn send_one(queue: &mut Queue, ids: &mut Ids, sending: Sending, now: Millis) -> ApiResult<Value> {
    if sending.body.is_empty() {
        return Err(ApiError::new("MissingParameter", "The request must contain the parameter MessageBody."));
    }
    if sending.body.len() > queue.largest() {
        return Err(invalid(format!(
            "One or more parameters are invalid. Reason: Message must be shorter than {} bytes.",
            queue.largest()
        )));
    }
    if queue.is_fifo() {
        if sending.group.is_none() {
            return Err(ApiError::new(
                "MissingParameter",
                "The request must contain the parameter MessageGroupId.",
            ));
        }
        if sending.deduplication.is_none() && !queue.is_true("ContentBasedDeduplication") {
            return Err(invalid(
                "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId \
                    provided explicitly",
            ));
        }
    } else if sending.deduplication.is_some() {
        return Err(invalid(
            "Value for parameter MessageDeduplicationId is invalid. Reason: The request include parameter \
                that is not valid for this queue type.",
        ));
    }
    let mut answer = json!({"MD5OfMessageBody": md5::hex(sending.body.as_bytes())});
    if let Some(digest) = digest(&sending.attributes) {
        answer["MD5OfMessageAttributes"] = json!(digest);
    }
    let fifo = queue.is_fifo();
    let out = Outgoing {
        body: &sending.body,
        attributes: sending.attributes,
        group: sending.group,
        deduplication: sending.deduplication,
        delay: sending.delay,
        sender: CALLER_ID,
    };
    let (id, sequence) = queue.send(out, ids, now);
    answer["MessageId"] = json!(id);
    if fifo {
        answer["SequenceNumber"] = json!(sequence_text(sequence));
    }
    Ok(answer)
}

/// "The length of SequenceNumber is 128 bits."
fn sequence_text(sequence: u64) -> String {
    format!("{}", 18_850_000_000_000_000_000_u128 + u128::from(sequence) * 256)
}

pub(super) fn send(account: &mut Account, mut request: Request, now: Millis) -> ApiResult<Value> {
    let name = requested_name(&mut request)?;
    let sending = read(&mut request);
    request.check()?;
    let queue = account.queues.get_mut(&name).ok_or_else(missing)?;
    send_one(queue, &mut account.ids, sending, now)
}

/// The entries of a batch with their ids, judged as a batch.
fn entries(request: &mut Request) -> ApiResult<Vec<(String, Request)>> {
    let items = request.list("Entries", 0, usize::MAX).unwrap_or_default();
    if items.is_empty() {
        return Err(ApiError::new("EmptyBatchRequest", "There should be at least one entry in the request."));
    }
    if items.len() > 10 {
        return Err(ApiError::new(
            "TooManyEntriesInBatchRequest",
            format!("Maximum number of entries per request are 10. You have sent {}.", items.len()),
        ));
    }
    let mut entries: Vec<(String, Request)> = Vec::with_capacity(items.len());
    for (at, item) in items.into_iter().enumerate() {
        let mut entry = request.nested(item, format!("entries.{}.member", at + 1));
        let id = entry.required("Id", &ANY);
        entry.check()?;
        if entries.iter().any(|(known, _)| *known == id) {
            return Err(ApiError::new("BatchEntryIdsNotDistinct", format!("Id {id} repeated.")));
        }
        entries.push((id, entry));
    }
    Ok(entries)
}

/// What became of the entries of a batch.
fn outcome(results: Vec<(String, ApiResult<Value>)>) -> Value {
    let (mut successful, mut failed) = (Vec::new(), Vec::new());
    for (id, result) in results {
        match result {
            Ok(Value::Object(mut members)) => {
                members.insert("Id".to_owned(), json!(id));
                successful.push(Value::Object(members));
            }
            Ok(_) => successful.push(json!({"Id": id})),
            Err(error) => failed.push(json!({
                "Id": id,
                "Code": error.code,
                "Message": error.message,
                "SenderFault": error.status < 500,
            })),
        }
    }
    json!({"Successful": successful, "Failed": failed})
}

pub(super) fn send_batch(account: &mut Account, mut request: Request, now: Millis) -> ApiResult<Value> {
    let name = requested_name(&mut request)?;
    let queue = account.queues.get_mut(&name).ok_or_else(missing)?;
    let mut results = Vec::new();
    for (id, mut entry) in entries(&mut request)? {
        let sending = read(&mut entry);
        let result = entry.check().and_then(|()| send_one(queue, &mut account.ids, sending, now));
        results.push((id, result));
    }
    Ok(outcome(results))
}

pub(super) fn receive(account: &mut Account, mut request: Request, now: Millis) -> ApiResult<Value> {
    let name = requested_name(&mut request)?;
    let most = request.int("MaxNumberOfMessages", 1, 10).unwrap_or(1);
    let hidden = request.int("VisibilityTimeout", 0, 43_200).map(|seconds| seconds * 1000);
    request.int("WaitTimeSeconds", 0, 20);
    let attributes = request.texts("MessageAttributeNames", 0, 100, &ANY).unwrap_or_default();
    let mut system = request.texts("MessageSystemAttributeNames", 0, 100, &ANY).unwrap_or_default();
    system.extend(request.texts("AttributeNames", 0, 100, &ANY).unwrap_or_default());
    request.check()?;
    let queue = account.queues.get_mut(&name).ok_or_else(missing)?;
    let most = usize::try_from(most).unwrap_or(1);
    let (given, dead) = queue.receive(most, hidden, &mut account.ids, now);
    let fifo = queue.is_fifo();
    if let Some((arn, _)) = queue.redrive() {
        let target = last_name(&arn);
        if let Some(queue) = account.queues.get_mut(target) {
            for message in dead {
                queue.put(Message { received: 0, first_received: None, visible: now, ..message });
            }
        }
    }
    let messages: Vec<Value> =
        given.iter().map(|message| as_json(message, fifo, &attributes, &system)).collect();
    Ok(if messages.is_empty() { json!({}) } else { json!({"Messages": messages}) })
}

/// A message as ReceiveMessage shows it, with the attributes that were asked for.
fn as_json(message: &Message, fifo: bool, attributes: &[String], system: &[String]) -> Value {
    let mut out = json!({
        "MessageId": message.id,
        "ReceiptHandle": message.receipt,
        "MD5OfBody": md5::hex(message.body.as_bytes()),
        "Body": &*message.body,
    });
    let wanted = |name: &str| {
        attributes.iter().any(|asked| {
            let prefix = asked.strip_suffix(".*").or_else(|| asked.strip_suffix('*'));
            asked == "All" || asked == name || prefix.is_some_and(|prefix| name.starts_with(prefix))
        })
    };
    let shown: Map<String, Value> = message
        .attributes
        .iter()
        .filter(|(name, _)| wanted(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    if !shown.is_empty() {
        if let Some(digest) = digest(&shown) {
            out["MD5OfMessageAttributes"] = json!(digest);
        }
        out["MessageAttributes"] = Value::Object(shown);
    }
    let mut known = vec![
        ("SenderId", message.sender.clone()),
        ("SentTimestamp", message.sent.to_string()),
        ("ApproximateReceiveCount", message.received.to_string()),
        ("ApproximateFirstReceiveTimestamp", message.first_received.unwrap_or(message.sent).to_string()),
    ];
    known.extend(message.group.clone().map(|group| ("MessageGroupId", group)));
    if fifo {
        known.extend(message.deduplication.clone().map(|id| ("MessageDeduplicationId", id)));
        known.push(("SequenceNumber", sequence_text(message.sequence)));
    }
    let known: Map<String, Value> = known
        .into_iter()
        .filter(|(name, _)| system.iter().any(|asked| asked == "All" || asked == name))
        .map(|(name, value)| (name.to_owned(), Value::String(value)))
        .collect();
    if !known.is_empty() {
        out["Attributes"] = Value::Object(known);
    }
    out
}

fn bad_receipt() -> ApiError {
    ApiError::new("ReceiptHandleIsInvalid", "The input receipt handle is invalid.")
}

fn receipt(request: &mut Request) -> ApiResult<String> {
    let receipt = request.required("ReceiptHandle", &ANY);
    request.check()?;
    if receipt.contains(':') { Ok(receipt) } else { Err(bad_receipt()) }
}

pub(super) fn delete(account: &mut Account, mut request: Request) -> ApiResult<Value> {
    let receipt = receipt(&mut request)?;
    queue(account, &mut request)?.delete(&receipt);
    Ok(Value::Null)
}

pub(super) fn delete_batch(account: &mut Account, mut request: Request) -> ApiResult<Value> {
    let entries = entries(&mut request)?;
    let queue = queue(account, &mut request)?;
    let results = entries
        .into_iter()
        .map(|(id, mut entry)| {
            let result = receipt(&mut entry).map(|receipt| {
                queue.delete(&receipt);
                Value::Null
            });
            (id, result)
        })
        .collect();
    Ok(outcome(results))
}

fn hide(queue: &mut Queue, request: &mut Request, now: Millis) -> ApiResult<Value> {
    let receipt = receipt(request)?;
    let seconds = request.int("VisibilityTimeout", 0, 43_200).unwrap_or(0);
    request.check()?;
    let message = queue
        .messages
        .iter_mut()
        .find(|message| message.receipt == receipt && message.visible > now)
        .ok_or_else(|| {
            invalid(format!(
                "Value {receipt} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is \
                    not available for visibility timeout change."
            ))
        })?;
    message.visible = now + seconds * 1000;
    Ok(Value::Null)
}

pub(super) fn change_visibility(
    account: &mut Account,
    mut request: Request,
    now: Millis,
) -> ApiResult<Value> {
    let name = requested_name(&mut request)?;
    let queue = account.queues.get_mut(&name).ok_or_else(missing)?;
    hide(queue, &mut request, now)
}

pub(super) fn change_visibility_batch(
    account: &mut Account,
    mut request: Request,
    now: Millis,
) -> ApiResult<Value> {
    let entries = entries(&mut request)?;
    let queue = queue(account, &mut request)?;
    let results = entries.into_iter().map(|(id, mut entry)| (id, hide(queue, &mut entry, now))).collect();
    Ok(outcome(results))
}
