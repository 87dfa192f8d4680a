//! What may stand in a field, as far as the account and the catalogue of events tell.

use super::{Slot, wording};
use crate::app::remote::Remote;
use crate::app::samples::SAMPLES;
use crate::app::shared::Shared;
use crate::catalogue;
use crate::model::{Arn, FieldKind};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// The most that are answered.
const MOST: usize = 50;

/// What may stand in a field, the best first, for what is typed in it and in the others.
pub fn choices(slot: Slot, typed: &str, of: &dyn Fn(Slot) -> String, shared: &Shared) -> Vec<String> {
    let account = &shared.account;
    let all: Vec<String> = match slot {
        Slot::Bus => account.buses.rows().iter().map(|bus| bus.name.clone()).collect(),
        Slot::Source => {
            let mut sources: Vec<String> =
                catalogue::kinds().iter().map(|kind| kind.source.clone()).collect();
            sources.dedup();
            sources
        }
        Slot::DetailType => {
            let source = of(Slot::Source);
            let known = catalogue::of_source(source.trim()).iter().map(|kind| kind.detail_type.clone());
            let seen = sampled().iter().filter(|one| one.source == source.trim());
            known
                .chain(seen.map(|one| one.detail_type.clone()))
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect()
        }
        Slot::Where => return fields(typed, &of(Slot::Source), &of(Slot::DetailType)),
        Slot::Setting(field) | Slot::Target(field) => match field.kind {
            FieldKind::Choice(choices) => choices.iter().map(|choice| (*choice).to_owned()).collect(),
            FieldKind::Arn => arns(slot, field.path, shared),
            FieldKind::Line(_)
            | FieldKind::Text(_)
            | FieldKind::Number(..)
            | FieldKind::JsonText(_)
            | FieldKind::Json
            | FieldKind::Moment => Vec::new(),
        },
        Slot::Name
        | Slot::TargetId
        | Slot::Tags
        | Slot::StatementId
        | Slot::Who
        | Slot::AuthName
        | Slot::AuthSecret
        | Slot::AuthEndpoint => Vec::new(),
    };
    best(all, typed)
}

/// Those that have every word that is typed; what begins with it, or has it as a name's beginning, comes first.
fn best(all: Vec<String>, typed: &str) -> Vec<String> {
    let typed = typed.trim().to_lowercase();
    let words: Vec<&str> = typed.split_whitespace().collect();
    let mut found: Vec<(bool, usize, String)> = all
        .into_iter()
        .filter_map(|text| {
            let lower = text.to_lowercase();
            if !words.iter().all(|word| lower.contains(word)) {
                return None;
            }
            let starts = |part: &str| part.starts_with(&typed);
            let begins = lower.split(['.', ':', '/', '-', ' ']).any(starts) || starts(&lower);
            Some((!begins, text.len(), text))
        })
        .collect();
    if !typed.is_empty() {
        found.sort();
    }
    found.into_iter().map(|(_, _, text)| text).take(MOST).collect()
}

/// The conditions that may follow: names of fields for the last one, its value being the operator's.
fn fields(typed: &str, source: &str, detail_type: &str) -> Vec<String> {
    let (before, last) = match typed.rsplit_once(',') {
        Some((before, last)) => (format!("{before}, "), last.trim()),
        None => (String::new(), typed.trim()),
    };
    if last.contains('=') {
        return Vec::new();
    }
    let (source, detail_type) = (source.trim(), detail_type.trim());
    let known = catalogue::of(source, detail_type).into_iter();
    let known = known.flat_map(|kind| kind.fields.iter().map(|field| field.path.clone()));
    let seen = sampled().iter().filter(|one| one.source == source && one.detail_type == detail_type);
    let all: BTreeSet<String> = known
        .chain(seen.flat_map(|one| one.fields.iter().cloned()))
        .filter(|path| path != "source" && path != "detail-type")
        .map(|path| path.strip_prefix("detail.").unwrap_or(&path).to_owned())
        .filter(|name| wording::path(name).starts_with("detail.") || !name.contains('.'))
        .collect();
    best(all.into_iter().collect(), last).into_iter().map(|name| format!("{before}{name}=")).collect()
}

/// The ARNs that the account is known to have for a field.
fn arns(slot: Slot, path: &str, shared: &Shared) -> Vec<String> {
    let account = &shared.account;
    let buses = || account.buses.rows().iter().map(|bus| bus.arn.to_string());
    let targets = || account.targets.values().flat_map(Remote::rows);
    let roles = || {
        let of_rules = account.rules.values().flat_map(Remote::rows).filter_map(|rule| rule.role.as_ref());
        of_rules.chain(targets().filter_map(|target| target.role.as_ref())).map(ToString::to_string)
    };
    let queues = || {
        let used = targets().map(|target| &target.arn).filter(|arn| arn.service() == "sqs");
        used.chain(targets().filter_map(|target| target.dead_letter.as_ref())).map(ToString::to_string)
    };
    let found: BTreeSet<String> = match (slot, path) {
        (_, "RoleArn") => roles().collect(),
        (_, "DeadLetterConfig.Arn") => queues().collect(),
        (_, "ConnectionArn") => account.connections.rows().iter().map(|one| one.arn.to_string()).collect(),
        (Slot::Setting(field), "EventSourceArn") if field.flag == "archive" => {
            account.archives.rows().iter().map(|one| archive(&one.source, &one.name)).collect()
        }
        (Slot::Setting(_), _) => buses().collect(),
        (Slot::Target(_), _) => {
            let used = targets().map(|target| target.arn.to_string());
            let destinations = account.api_destinations.rows().iter().map(|one| one.arn.to_string());
            used.chain(buses()).chain(destinations).chain(queues()).collect()
        }
        (_, _) => BTreeSet::new(),
    };
    found.into_iter().collect()
}

/// An archive's ARN, which lists do not give: beside its bus's.
fn archive(bus: &Arn, name: &str) -> String {
    format!("arn:{}:events:{}:{}:archive/{name}", bus.partition(), bus.region(), bus.account())
}

/// A kind of event that the sample library has: the catalogue has not all that there are.
struct Sampled {
    source: String,
    detail_type: String,
    /// Paths of its fields.
    fields: Vec<String>,
}

fn sampled() -> &'static [Sampled] {
    static ALL: OnceLock<Vec<Sampled>> = OnceLock::new();
    ALL.get_or_init(|| {
        let events = SAMPLES.iter().filter_map(|sample| serde_json::from_str::<Value>(sample.text).ok());
        let one = |event: Value| {
            let text = |name: &str| event.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            let detail = event.get("detail").and_then(Value::as_object);
            let fields = detail.into_iter().flatten().map(|(name, _)| format!("detail.{name}")).collect();
            Sampled { source: text("source"), detail_type: text("detail-type"), fields }
        };
        events.map(one).collect()
    })
}
