//! What may stand in a field, as far as the account and the catalogue of events tell.

use super::seen_kinds::{SeenKind, sampled};
use super::{Slot, pattern_from_words};
use crate::app::read::Read;
use crate::app::remote::{ReadingState, Remote};
use crate::app::shared::Shared;
use crate::catalogue;
use crate::model::{Arn, FieldKind, Millis, TargetKind, ThingKind, fields as fields_of};
use crate::text::time::{HOUR, rfc3339};
use std::collections::BTreeSet;

/// What may stand in a field, the best first, for what is typed in it and in the others, and the kinds of
/// events that were captured.
pub fn choices(
    slot: Slot,
    typed: &str,
    of: &dyn Fn(Slot) -> String,
    captured: &[SeenKind],
    shared: &Shared,
) -> Vec<String> {
    if let Some(options) = slot.options() {
        // Where one of them stands already, the others are what it can be changed to.
        let part = if options.contains(&typed.trim()) { "" } else { typed };
        return best(options.iter().map(|option| (*option).to_owned()).collect(), part);
    }
    let account = &shared.account;
    let all: Vec<String> = match slot {
        Slot::Bus => account.buses.rows().iter().map(|bus| bus.name.clone()).collect(),
        Slot::Source => {
            let mut sources: Vec<String> = captured.iter().map(|one| one.source.clone()).collect();
            sources.sort();
            sources.extend(catalogue::kinds().iter().map(|kind| kind.source.clone()));
            let mut first = BTreeSet::new();
            sources.retain(|source| !source.is_empty() && first.insert(source.clone()));
            sources
        }
        Slot::DetailType => {
            let source = of(Slot::Source);
            let known = catalogue::of_source(source.trim()).iter().map(|kind| kind.detail_type.clone());
            let seen = captured.iter().chain(sampled()).filter(|one| one.source == source.trim());
            known
                .chain(seen.map(|one| one.detail_type.clone()))
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect()
        }
        Slot::Where => return fields(typed, &of(Slot::Source), &of(Slot::DetailType), captured),
        Slot::Setting(field) | Slot::Target(_, field) => match field.kind {
            FieldKind::Arn if field.path == DESTINATION && archive_bus(of, shared).is_some() => {
                archive_bus(of, shared).map(ToString::to_string).into_iter().collect()
            }
            FieldKind::Arn => arns(slot, field.path, shared),
            FieldKind::Moment => moments(field.path, shared.now),
            FieldKind::Arns => return filters(typed, of, shared),
            FieldKind::Line(_)
            | FieldKind::Text(_)
            | FieldKind::Choice(_)
            | FieldKind::Number(..)
            | FieldKind::JsonText(_)
            | FieldKind::Json => Vec::new(),
        },
        Slot::DeadLetter => standard_queues(shared).collect(),
        Slot::Name
        | Slot::Original
        | Slot::LogPolicy(_)
        | Slot::Which
        | Slot::TargetId(_)
        | Slot::Tags
        | Slot::AddedTags
        | Slot::Policy
        | Slot::Event
        | Slot::RemovedTags
        | Slot::StatementId
        | Slot::Who
        | Slot::AuthName
        | Slot::AuthSecret
        | Slot::AuthEndpoint
        | Slot::AuthMethod => Vec::new(),
    };
    if matches!(slot, Slot::Target(_, field) if field.path == "Arn") {
        let kind = |arn: &str| TargetKind::of(&Arn::from(arn));
        return best_by(all, typed, |arn| {
            format!("{} {}", kind(arn).word(), kind(arn).noun().to_lowercase())
        });
    }
    best(all, typed)
}

/// Those that have every word that is typed; what begins with it, or has it as a name's beginning, comes
/// first.
fn best(all: Vec<String>, typed: &str) -> Vec<String> {
    best_by(all, typed, |_| String::new())
}

/// Like [`best`], where each is also found by what kind of thing it is.
fn best_by(all: Vec<String>, typed: &str, kind: impl Fn(&str) -> String) -> Vec<String> {
    let typed = typed.trim().to_lowercase();
    let words: Vec<&str> = typed.split_whitespace().collect();
    let mut found: Vec<(bool, usize, String)> = all
        .into_iter()
        .filter_map(|text| {
            let lower = text.to_lowercase();
            let kind = kind(&text);
            if !words.iter().all(|word| lower.contains(word) || kind.contains(word)) {
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
    found.into_iter().map(|(_, _, text)| text).collect()
}

/// What of `typed` stays when another choice takes the place of the last.
pub fn before_choice(slot: Slot, typed: &str) -> &str {
    if slot != Slot::Where {
        return "";
    }
    let last = typed.rfind(',').map_or(0, |comma| comma + 1);
    let value = typed.get(last..).and_then(|last| last.rfind(['=', '|']));
    typed.get(..value.map_or(last, |sign| last + sign + 1)).unwrap_or_default()
}

/// Whether a choice is a value of a condition. What is typed there may be the whole of another one.
pub fn is_value(slot: Slot, choice: &str) -> bool {
    slot == Slot::Where && !choice.ends_with('=')
}

/// Names of fields for the last condition, or, once it has one, values that the field had in events, and
/// those that the catalogue knows.
fn fields(typed: &str, source: &str, detail_type: &str, captured: &[SeenKind]) -> Vec<String> {
    let (source, detail_type) = (source.trim(), detail_type.trim());
    let seen = captured.iter().chain(sampled());
    let seen = seen.filter(|one| one.source == source && one.detail_type == detail_type);
    let (before, last) = match typed.rsplit_once(',') {
        Some((before, last)) => (format!("{before}, "), last.trim()),
        None => (String::new(), typed.trim()),
    };
    if let Some((name, values)) = last.split_once('=') {
        let (others, value) = values.rsplit_once('|').map_or(("", values), |(others, value)| (others, value));
        let path = pattern_from_words::path_in(source, detail_type, name.trim());
        let mut all: Vec<String> = Vec::new();
        let known = path.strip_prefix("detail.");
        let known = known.map_or(&[][..], |path| catalogue::values(source, detail_type, path));
        let seen = seen.filter_map(|one| one.fields.get(&path)).flatten().map(String::as_str);
        for value in seen.chain(known.iter().copied()) {
            if !all.iter().any(|one| one == value) && others.split('|').all(|other| other.trim() != value) {
                all.push(value.to_owned());
            }
        }
        let stem = typed.strip_suffix(value).unwrap_or(typed);
        return best(all, value).into_iter().map(|value| format!("{stem}{value}")).collect();
    }
    let known = catalogue::of(source, detail_type).into_iter();
    let known = known.flat_map(|kind| kind.fields.iter().map(|field| field.path.clone()));
    let all: BTreeSet<String> = known
        .chain(seen.flat_map(|one| one.fields.keys().cloned()))
        .filter(|path| path != "source" && path != "detail-type")
        .map(|path| path.strip_prefix("detail.").unwrap_or(&path).to_owned())
        .filter(|name| pattern_from_words::path(name).starts_with("detail.") || !name.contains('.'))
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
    let of_archive = matches!(slot, Slot::Setting(field) if field.flag == "archive");
    let found: BTreeSet<String> = match path {
        "RoleArn" => roles().chain(account.roles.rows().iter().map(ToString::to_string)).collect(),
        // Only standard queues can be one (EventBridge user guide, "Using dead-letter queues").
        "DeadLetterConfig.Arn" => standard_queues(shared).collect(),
        "ConnectionArn" => account.connections.rows().iter().map(|one| one.arn.to_string()).collect(),
        "EventSourceArn" if of_archive => {
            account.archives.rows().iter().map(|one| archive(&one.source, &one.name)).collect()
        }
        "EventSourceArn" | DESTINATION if matches!(slot, Slot::Setting(_)) => buses().collect(),
        _ if matches!(slot, Slot::Target(..)) => {
            let used = targets().map(|target| target.arn.to_string());
            let destinations = account.api_destinations.rows().iter().map(|one| one.arn.to_string());
            let lists = [&account.functions, &account.topics, &account.state_machines];
            let listed = lists.into_iter().flat_map(Remote::rows).map(ToString::to_string);
            let groups = account.log_groups.rows().iter().map(|group| group.arn.to_string());
            // Of another region only buses can be a target (EventBridge user guide, "Event bus targets").
            let all = used.chain(destinations).chain(queues(shared)).chain(listed).chain(groups);
            let near = all.filter(|arn| {
                is_near(arn, shared) || TargetKind::of(&Arn::from(arn.as_str())) == TargetKind::Bus
            });
            near.chain(buses()).collect()
        }
        _ => BTreeSet::new(),
    };
    found.into_iter().collect()
}

/// The beginnings and ends that a replay usually has.
fn moments(path: &str, now: Millis) -> Vec<String> {
    let back: &[Millis] = if path == "EventEndTime" { &[0, 1, 24] } else { &[1, 24, 7 * 24] };
    back.iter().map(|hours| rfc3339(now - hours * HOUR)).collect()
}

/// The bus that a replay goes to.
const DESTINATION: &str = "Destination.Arn";

/// What is typed in a form for a replay at one of its ARNs.
fn replay_arn(path: &str, of: &dyn Fn(Slot) -> String) -> Arn {
    let field = fields_of(ThingKind::Replay).iter().find(|field| field.path == path);
    Arn::new(field.map(|field| of(Slot::Setting(field))).unwrap_or_default().trim().to_owned())
}

/// The bus whose events are in the archive that a replay is of, where that archive is known: events go back
/// to that bus and no other (EventBridge user guide, "Replaying archived events").
fn archive_bus<'a>(of: &dyn Fn(Slot) -> String, shared: &'a Shared) -> Option<&'a Arn> {
    let typed = replay_arn("EventSourceArn", of);
    let mut archives = shared.account.archives.rows().iter();
    archives.find(|one| archive(&one.source, &one.name) == typed.as_str()).map(|one| &one.source)
}

/// The rules of the bus that a replay goes to, for the last line of those that it is for: each with the lines
/// before it, in which it is not yet.
fn filters(typed: &str, of: &dyn Fn(Slot) -> String, shared: &Shared) -> Vec<String> {
    let destination = replay_arn(DESTINATION, of);
    let bus = archive_bus(of, shared).unwrap_or(&destination);
    let rules = shared.account.rules.get(bus.name()).map(Remote::rows).unwrap_or_default();
    let (before, last) = typed.rsplit_once('\n').unwrap_or(("", typed));
    let left =
        rules.iter().map(|rule| rule.arn.to_string()).filter(|arn| before.lines().all(|line| line != arn));
    let with_those_before = |arn| if before.is_empty() { arn } else { format!("{before}\n{arn}") };
    best(left.collect(), last).into_iter().map(with_those_before).collect()
}

/// Queues that can be a dead-letter queue here: not FIFO, and of the rule's region.
fn standard_queues(shared: &Shared) -> impl Iterator<Item = String> {
    queues(shared).filter(|arn| arn.strip_suffix(".fifo").is_none() && is_near(arn, shared))
}

/// Whether a thing is in the region that is looked at, or in none.
fn is_near(arn: &str, shared: &Shared) -> bool {
    let arn = Arn::from(arn);
    arn.region().is_empty() || arn.region() == shared.session.region
}

/// The account's queues, with those of any account that targets name.
fn queues(shared: &Shared) -> impl Iterator<Item = String> {
    let account = &shared.account;
    let targets = || account.targets.values().flat_map(Remote::rows);
    let used = targets().map(|target| &target.arn).filter(|arn| arn.service() == "sqs");
    let dead = targets().filter_map(|target| target.dead_letter.as_ref());
    let all: BTreeSet<&Arn> = used.chain(dead).chain(account.queues.rows()).collect();
    all.into_iter().map(ToString::to_string)
}

/// A list of the account that is offered in a field.
#[derive(Clone, Debug)]
pub struct Offered {
    /// What is read.
    pub read: Read,
    /// What it lists.
    pub what: &'static str,
    /// The permission that it takes.
    pub needs: &'static str,
    /// How the reading stands.
    pub standing: ReadingState,
}

/// What is read so that it can be offered in a field.
pub fn offers_for(slot: Slot, shared: &Shared) -> Vec<Offered> {
    let account = &shared.account;
    let path = if let Slot::Setting(field) | Slot::Target(_, field) = slot
        && field.kind == FieldKind::Arn
    {
        field.path
    } else if matches!(slot, Slot::DeadLetter) {
        "DeadLetterConfig.Arn"
    } else {
        return Vec::new();
    };
    let one = |read, what, needs, standing| Offered { read, what, needs, standing };
    let queues = || one(Read::Queues, "queues", "sqs:ListQueues", account.queues.standing());
    match path {
        "RoleArn" => vec![one(Read::Roles, "roles", "iam:ListRoles", account.roles.standing())],
        "DeadLetterConfig.Arn" => vec![queues()],
        "ConnectionArn" => {
            let standing = account.connections.standing();
            vec![one(Read::Connections, "connections", "events:ListConnections", standing)]
        }
        _ if matches!(slot, Slot::Target(..)) => vec![
            one(Read::Functions, "functions", "lambda:ListFunctions", account.functions.standing()),
            queues(),
            one(Read::Topics, "topics", "sns:ListTopics", account.topics.standing()),
            one(
                Read::StateMachines,
                "state machines",
                "states:ListStateMachines",
                account.state_machines.standing(),
            ),
            one(Read::LogGroups, "log groups", "logs:DescribeLogGroups", account.log_groups.standing()),
            one(
                Read::ApiDestinations,
                "API destinations",
                "events:ListApiDestinations",
                account.api_destinations.standing(),
            ),
        ],
        _ => Vec::new(),
    }
}

/// An archive's ARN, which lists do not give: beside its bus's.
fn archive(bus: &Arn, name: &str) -> String {
    format!("arn:{}:events:{}:{}:archive/{name}", bus.partition(), bus.region(), bus.account())
}
