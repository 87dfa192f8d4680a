//! PutEvents and TestEventPattern.

use super::super::account::{ACCOUNT, Account, bus_name};
use super::super::delivery::{self, Event, ORGANIZATION};
use super::super::error::{ApiError, ApiResult};
use super::super::matching;
use super::super::request::{Request, Text};
use super::super::sts;
use super::{BUS, EventsContext};
use crate::model::{Envelope, Millis};
use crate::policy::{self, Access, Caller, Policy};
use crate::text::time::rfc3339;
use serde_json::{Value, json};

/// "The total entry size must be less than 1 MB" (PutEvents).
const MAX_BYTES: usize = 1_048_576;
const ANY: Text = Text::len(0, usize::MAX);

/// Entries as the service prints them where there are too many.
#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "serde_json's enum: the other kinds of JSON are alike here"
)]
fn entries_as_text(entries: &[Value]) -> String {
    let member = |entry: &Value, name: &str| match &entry[name] {
        Value::Null => "null".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let members = [
        ("time", "Time"),
        ("source", "Source"),
        ("resources", "Resources"),
        ("detailType", "DetailType"),
        ("detail", "Detail"),
        ("eventBusName", "EventBusName"),
        ("traceHeader", "TraceHeader"),
        ("kmsKeyIdentifier", "KmsKeyIdentifier"),
        ("internalMetadata", "InternalMetadata"),
    ];
    let shown: Vec<String> = entries
        .iter()
        .map(|entry| {
            let members: Vec<String> =
                members.iter().map(|(shown, name)| format!("{shown}={}", member(entry, name))).collect();
            format!("PutEventsRequestEntry({})", members.join(", "))
        })
        .collect();
    format!("[{}]", shown.join(", "))
}

/// One entry, read.
struct ReadEntry {
    source: String,
    detail_type: String,
    detail: String,
    resources: Vec<String>,
    bus: String,
    time: Option<Millis>,
}

impl ReadEntry {
    /// "Calculating PutEvents event entry size", user guide.
    fn bytes(&self) -> usize {
        let time = if self.time.is_some() { 14 } else { 0 };
        time + self.source.len()
            + self.detail_type.len()
            + self.detail.len()
            + self.resources.iter().map(String::len).sum::<usize>()
    }

    /// Its detail without white space, or what the service answers for this entry alone.
    fn detail(&self) -> Result<String, (&'static str, String)> {
        let missing = |name: &str| {
            (
                "InvalidArgument",
                format!("Parameter {name} is not valid. Reason: {name} is a required argument."),
            )
        };
        if self.source.is_empty() {
            Err(missing("Source"))
        } else if self.detail_type.is_empty() {
            Err(missing("DetailType"))
        } else if self.detail.is_empty() {
            Err(missing("Detail"))
        } else if self.source.starts_with("aws.") {
            Err(("NotAuthorizedForSourceException", "Not authorized for the source.".to_owned()))
        } else {
            delivery::minified(&self.detail).ok_or(("MalformedDetail", "Detail is malformed.".to_owned()))
        }
    }
}

/// Whether the policy of the bus denies the entry to the caller. Within an account nothing has to allow it
/// there, and an explicit deny counts all the same (IAM user guide, "Policy evaluation for requests within a
/// single account"). What a condition asks for and is not known is not met.
fn is_denied(account: &Account, entry: &ReadEntry, now: Millis) -> bool {
    let Ok(bus) = account.bus(Some(&entry.bus)) else { return false };
    let Some(Ok(policy)) = bus.policy_text().map(|text| Policy::parse(&text)) else { return false };
    let context = policy::RequestContext::new()
        .without("aws:SourceArn")
        .without("aws:SourceAccount")
        .set("aws:CurrentTime", rfc3339(now))
        .set("aws:PrincipalOrgID", ORGANIZATION);
    let mut request = policy::Request {
        caller: Caller::Identity(sts::CALLER.to_owned()),
        action: "events:PutEvents".to_owned(),
        resource: bus.arn(),
        context,
    };
    request.add_event(|path| match path {
        "source" => Some(entry.source.clone()),
        "detail-type" => Some(entry.detail_type.clone()),
        _ => None,
    });
    Access::of_resource(Some(&policy)).decide(&request).is_denied()
}

/// What is answered for such an entry (API reference, "PutEventsResultEntry"). That it is the entry which is
/// refused, and not the call, is not documented.
fn not_permitted() -> (&'static str, String) {
    let why = "You do not have sufficient access to perform this action.";
    ("AccessDeniedException", why.to_owned())
}

pub(super) fn put(account: &mut Account, mut request: Request, context: &EventsContext) -> ApiResult<Value> {
    let items = request.there("Entries", |request| request.list_as("Entries", 1, 10, entries_as_text));
    request.text("EndpointId", &Text::len(1, 50));
    let mut entries = Vec::with_capacity(items.len());
    for (at, item) in items.into_iter().enumerate() {
        let mut entry = request.nested(item, format!("entries.{}.member", at + 1));
        entry.text("TraceHeader", &Text::len(1, 500));
        let bus = entry.text("EventBusName", &BUS);
        // One that is too far away is refused as a text anyway.
        let time = entry.moment("Time");
        entries.push(ReadEntry {
            source: entry.text("Source", &ANY).unwrap_or_default(),
            detail_type: entry.text("DetailType", &ANY).unwrap_or_default(),
            detail: entry.text("Detail", &ANY).unwrap_or_default(),
            resources: entry.texts("Resources", 0, usize::MAX, &Text::len(0, 2048)).unwrap_or_default(),
            bus: bus_name(bus.as_deref()).to_owned(),
            time,
        });
        request.absorb(entry);
    }
    request.check()?;
    if entries.iter().map(ReadEntry::bytes).sum::<usize>() >= MAX_BYTES {
        return Err(ApiError::validation("Total size of the entries in the request is over the limit."));
    }
    let mut results = Vec::with_capacity(entries.len());
    let mut failed = 0_u32;
    for entry in entries {
        let refusal =
            context.entry_refusal.as_ref().map(|refusal| (refusal.code.as_str(), refusal.message.clone()));
        let read = || {
            let detail = entry.detail()?;
            if is_denied(account, &entry, context.now) { Err(not_permitted()) } else { Ok(detail) }
        };
        let detail = match refusal.map_or_else(read, Err) {
            Ok(detail) => detail,
            Err((code, message)) => {
                failed += 1;
                results.push(json!({"ErrorCode": code, "ErrorMessage": message}));
                continue;
            }
        };
        let id = account.ids.uuid();
        // A bus that does not exist takes the event and loses it: the call counts no failure.
        let time = entry.time.unwrap_or(context.now);
        let envelope = Envelope {
            id: &id,
            detail_type: &entry.detail_type,
            source: &entry.source,
            account: ACCOUNT,
            time,
            region: &account.region,
            resources: &entry.resources,
        };
        let event = Event::new(&envelope, &detail);
        delivery::ingest(account, &entry.bus, &event, context.now);
        results.push(json!({"EventId": id}));
    }
    account.metrics.put_events(context.now, results.len(), failed);
    Ok(json!({"FailedEntryCount": failed, "Entries": results}))
}

/// TestEventPattern judges by the same engine that delivers.
pub(super) fn test_pattern(mut request: Request) -> ApiResult<Value> {
    let pattern = request.required("EventPattern", &Text::len(0, 4096));
    let event = request.required("Event", &ANY);
    request.check()?;
    let result = matching::test(&pattern, &event)?;
    Ok(json!({"Result": result}))
}
