//! A queue and its messages.
//!
//! Memory is bounded: a queue keeps its newest messages, up to a number and a size.

use crate::local::account::arn;
use crate::local::ids::Ids;
use crate::local::md5;
use crate::model::Millis;
use crate::text::time::MINUTE;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::Arc;

/// Messages a queue keeps at most. (AWS has no such limit.)
const MAX_MESSAGES: usize = 10_000;
/// Bytes of messages a queue keeps at most.
const MAX_BYTES: usize = 12 << 20;
/// "Messages sent with the same deduplication ID are accepted … but aren't delivered during the 5-minute
/// deduplication interval."
const DEDUPLICATION: Millis = 5 * MINUTE;

/// A message attribute that is a text.
pub(in crate::local) type TextAttribute = (&'static str, String);

/// A queue.
pub(in crate::local) struct Queue {
    pub(in crate::local) name: String,
    pub(in crate::local) arn: String,
    /// The attributes that can be set, as they were set.
    pub(in crate::local) attributes: BTreeMap<String, String>,
    pub(in crate::local) tags: BTreeMap<String, String>,
    pub(in crate::local) created: Millis,
    pub(in crate::local) modified: Millis,
    pub(super) messages: VecDeque<Message>,
    bytes: usize,
    sent: u64,
    /// Deduplication ids of FIFO queues with the moment and the message they stand for.
    seen: HashMap<String, (Millis, String, u64)>,
}

/// A message in a queue.
#[derive(Clone)]
pub(in crate::local) struct Message {
    pub(super) id: String,
    pub(super) body: Arc<str>,
    pub(super) attributes: Map<String, Value>,
    pub(super) sender: String,
    pub(super) sent: Millis,
    pub(super) visible: Millis,
    pub(super) first_received: Option<Millis>,
    pub(super) received: u32,
    pub(super) receipt: String,
    pub(super) group: Option<String>,
    pub(super) deduplication: Option<String>,
    pub(super) sequence: u64,
}

/// A message to be sent.
pub(in crate::local) struct Outgoing<'a> {
    pub(in crate::local) body: &'a str,
    /// In the API's shape: name to `{"DataType", "StringValue" or "BinaryValue"}`.
    pub(in crate::local) attributes: Map<String, Value>,
    pub(in crate::local) group: Option<String>,
    pub(in crate::local) deduplication: Option<String>,
    pub(in crate::local) delay: Option<Millis>,
    pub(in crate::local) sender: &'a str,
}

impl<'a> Outgoing<'a> {
    /// A message of a service of AWS, with attributes that are texts.
    pub(in crate::local) fn of_service(body: &'a str, attributes: &[TextAttribute]) -> Self {
        let attributes = attributes
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!({"DataType": "String", "StringValue": value})))
            .collect();
        Self {
            body,
            attributes,
            group: None,
            deduplication: None,
            delay: None,
            // What messages of EventBridge carry as SenderId.
            sender: "AIDAEVENTBRIDGESENDER",
        }
    }
}

impl Queue {
    /// An empty queue; a name that ends in `.fifo` is a FIFO queue.
    pub(in crate::local) fn new(region: &str, name: &str, now: Millis) -> Self {
        Self {
            name: name.to_owned(),
            arn: arn(region, "sqs", name),
            attributes: BTreeMap::new(),
            tags: BTreeMap::new(),
            created: now,
            modified: now,
            messages: VecDeque::new(),
            bytes: 0,
            sent: 0,
            seen: HashMap::new(),
        }
    }

    pub(in crate::local) fn is_fifo(&self) -> bool {
        crate::model::Arn::is_fifo(&self.name)
    }

    /// An attribute that was set, as a number.
    pub(in crate::local) fn number(&self, attribute: &str) -> Option<i64> {
        self.attributes.get(attribute).and_then(|text| text.parse().ok())
    }

    pub(in crate::local) fn is_true(&self, attribute: &str) -> bool {
        self.attributes.get(attribute).is_some_and(|text| text == "true")
    }

    /// The largest message, in bytes.
    pub(in crate::local) fn largest(&self) -> usize {
        self.number("MaximumMessageSize").and_then(|size| usize::try_from(size).ok()).unwrap_or(1 << 20)
    }

    /// Takes a message. Gives its id and sequence number; those of the earlier one where a FIFO queue has
    /// seen it.
    pub(in crate::local) fn send(&mut self, out: Outgoing<'_>, ids: &mut Ids, now: Millis) -> (String, u64) {
        self.expire(now);
        let deduplication = match out.deduplication {
            None if self.is_fifo() => Some(md5::hex(out.body.as_bytes())),
            given => given,
        };
        if let Some(id) = &deduplication {
            self.seen.retain(|_, (moment, _, _)| now - *moment < DEDUPLICATION);
            if let Some((_, id, sequence)) = self.seen.get(id) {
                return (id.clone(), *sequence);
            }
        }
        self.sent += 1;
        let message = Message {
            id: ids.uuid(),
            body: Arc::from(out.body),
            attributes: out.attributes,
            sender: out.sender.to_owned(),
            sent: now,
            visible: now + out.delay.unwrap_or_else(|| self.number("DelaySeconds").unwrap_or(0) * 1000),
            first_received: None,
            received: 0,
            receipt: String::new(),
            group: out.group,
            deduplication: deduplication.clone(),
            sequence: self.sent,
        };
        let sent = (message.id.clone(), message.sequence);
        if let Some(id) = deduplication {
            self.seen.insert(id, (now, sent.0.clone(), sent.1));
        }
        self.put(message);
        sent
    }

    pub(super) fn put(&mut self, message: Message) {
        self.bytes += message.body.len();
        self.messages.push_back(message);
        while self.messages.len() > MAX_MESSAGES || self.bytes > MAX_BYTES {
            let Some(oldest) = self.messages.pop_front() else { break };
            self.bytes -= oldest.body.len();
        }
    }

    /// Gives up to `most` messages and hides them for `hidden`. Those that were received too often are given
    /// back apart, for the queue's own dead-letter queue.
    pub(super) fn receive(
        &mut self,
        most: usize,
        hidden: Option<Millis>,
        ids: &mut Ids,
        now: Millis,
    ) -> (Vec<Message>, Vec<Message>) {
        self.expire(now);
        let hidden = hidden.unwrap_or_else(|| self.number("VisibilityTimeout").unwrap_or(30) * 1000);
        let limit = self.redrive().map(|(_, limit)| limit);
        let fifo = self.is_fifo();
        // Groups with a message that is out, or whose first message is hidden: the next ones wait for it.
        let mut waiting: HashSet<String> = HashSet::new();
        let (mut given, mut dead) = (Vec::new(), Vec::new());
        let mut kept = VecDeque::with_capacity(self.messages.len());
        for mut message in std::mem::take(&mut self.messages) {
            let blocked = fifo && message.group.as_ref().is_some_and(|group| waiting.contains(group));
            if message.visible > now {
                waiting.extend(message.group.clone().filter(|_| fifo));
            } else if !blocked && given.len() < most {
                if limit.is_some_and(|limit| message.received >= limit) {
                    self.bytes -= message.body.len();
                    dead.push(message);
                    continue;
                }
                message.received += 1;
                message.first_received.get_or_insert(now);
                message.visible = now + hidden;
                message.receipt = format!("{}:{}", ids.hex(40), message.sequence);
                given.push(message.clone());
            }
            kept.push_back(message);
        }
        self.messages = kept;
        (given, dead)
    }

    /// Takes a message out by its receipt; one that is gone already is no error.
    pub(super) fn delete(&mut self, receipt: &str) {
        if let Some(at) = self.messages.iter().position(|message| message.receipt == receipt)
            && let Some(message) = self.messages.remove(at)
        {
            self.bytes -= message.body.len();
        }
    }

    pub(super) fn purge(&mut self) {
        self.messages.clear();
        self.bytes = 0;
    }

    /// The dead-letter queue's ARN and how often a message may be received, from `RedrivePolicy`.
    pub(super) fn redrive(&self) -> Option<(String, u32)> {
        let policy: Value = serde_json::from_str(self.attributes.get("RedrivePolicy")?).ok()?;
        let most = &policy["maxReceiveCount"];
        let most = most.as_u64().or_else(|| most.as_str()?.parse().ok())?;
        Some((policy["deadLetterTargetArn"].as_str()?.to_owned(), u32::try_from(most).ok()?))
    }

    /// How many messages are visible, hidden and delayed.
    pub(super) fn counts(&self, now: Millis) -> [usize; 3] {
        let mut counts = [0; 3];
        for message in &self.messages {
            let at = if message.visible <= now {
                0
            } else if message.received > 0 {
                1
            } else {
                2
            };
            counts[at] += 1;
        }
        counts
    }

    /// Lets go of what is past the retention period (4 days where none is set).
    pub(super) fn expire(&mut self, now: Millis) {
        let kept = self.number("MessageRetentionPeriod").unwrap_or(345_600) * 1000;
        while self.messages.front().is_some_and(|message| message.sent < now - kept) {
            if let Some(message) = self.messages.pop_front() {
                self.bytes -= message.body.len();
            }
        }
    }
}
