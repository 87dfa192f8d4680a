//! What a pattern asks that AWS's schema of the event does not have.

use super::field_doubt::unknown_field;
use super::moved::moved;
use super::near_type::{near_types, nearest_of_all, type_spelled_like};
use super::service_names::{is_name_of_aws, is_source, meant_by};
use super::value_doubt::misfits;
use super::{EventKind, RECORDED, arn_fields, detail_types, list_in_text, of, of_source, record, values};
use crate::pattern::{Asked, Asks, Fix, Flaw, Pattern, is_of_a_template};
use crate::text::{and_list, listed, or_list};
use serde_json::json;

/// A suspicion about a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// What is suspect, where, and what to do.
    pub flaw: Flaw,
    /// What the schema has that comes nearest.
    pub known: Vec<String>,
    /// Senders of one's own may well use that name, too; on a bus that AWS's services do not send to, it is
    /// theirs.
    pub perhaps_own: bool,
    /// It is about a value, which an event of the kind shows better.
    pub of_value: bool,
    /// What documents it, where AWS's schemas do not: a page or a guide.
    pub said_by: Option<String>,
    /// It names a field that is there.
    pub(super) names_field: bool,
    /// The path that is asked for, and the one that is meant in its place.
    pub(super) moved: Option<(String, String)>,
}

impl Doubt {
    pub(super) fn new(flaw: Flaw, known: Vec<String>) -> Self {
        Self {
            flaw,
            known,
            perhaps_own: false,
            of_value: false,
            said_by: None,
            names_field: false,
            moved: None,
        }
    }

    pub(super) fn said_by(self, page: impl Into<String>) -> Self {
        Self { said_by: Some(page.into()), ..self }
    }

    pub(super) fn perhaps_own(self, perhaps_own: bool) -> Self {
        Self { perhaps_own, ..self }
    }

    pub(super) fn of_value(self) -> Self {
        Self { of_value: true, ..self }
    }

    /// It names the field that is meant in the place of the one at this path.
    pub(super) fn meaning(self, path: &str, meant: &str) -> Self {
        Self { names_field: true, moved: Some((path.to_owned(), meant.to_owned())), ..self }
    }
}

/// The user guide's page on what every event has.
const STRUCTURE: &str = "https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html";

/// What AWS documents of sources.
const SOURCES: &str = "https://docs.aws.amazon.com/eventbridge/latest/ref/events.html";

/// Of an asynchronous call's result Lambda tells a bus in the function's name, by PutEvents and so under a
/// source of its own (Lambda developer guide, "Capturing records of Lambda asynchronous invocations").
const OF_LAMBDA: (&str, &str) = ("lambda", "Lambda Function Invocation Result - ");
const DESTINATIONS: &str =
    "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html";

/// More alternatives than this are not looked at: they are the same doubts over again.
const ALTERNATIVES: usize = 20;

/// What is suspect about a pattern for events of AWS services, each thing once.
pub fn doubts(pattern: &Pattern) -> Vec<Doubt> {
    let mut found = Vec::new();
    for asks in pattern.asks().take(ALTERNATIVES) {
        of_alternative(asks, &mut found);
    }
    let mut once: Vec<Doubt> = Vec::new();
    for mut doubt in found {
        if let Some((from, to)) = doubt.moved.as_ref().filter(|_| doubt.flaw.fix.is_none()) {
            doubt.flaw.fix = moved(pattern, from, to);
        }
        if !once.iter().any(|other| other.flaw.what == doubt.flaw.what) {
            once.push(doubt);
        }
    }
    once
}

fn of_alternative(asks: Asks<'_>, found: &mut Vec<Doubt>) {
    found.extend(other_version(asks));
    found.extend(without_aws(asks));
    found.extend(list_in_text::doubts(asks));
    found.extend(arn_fields::doubts(asks));
    if let Some(record) = record::asked_record(asks) {
        found.extend(record::doubts(&record, asks));
    }
    found.extend(misfits(asks));
    let Some(types) = asks.at("detail-type") else { return };
    let Some(source) = asks.at("source") else {
        found.extend(types.texts().iter().filter_map(|text| misspelt_type(text, types)));
        return;
    };
    if !source.is_only(is_source) {
        return;
    }
    let sources = source.texts();
    for text in types.texts().iter().filter(|text| !RECORDED.contains(&text.as_str())) {
        let is_sent = |source: &String| {
            of(source, text).is_some() || values::types_of(source).any(|known| known == text)
        };
        if !sources.iter().any(is_sent) {
            found.extend(unknown_type(asks, &sources, text, types));
        }
    }
    if !types.is_only(|text| !text.ends_with(" via CloudTrail")) {
        return;
    }
    let texts = types.texts();
    let kinds: Vec<&EventKind> =
        sources.iter().flat_map(|source| texts.iter().filter_map(|text| of(source, text))).collect();
    // Of a kind that is not known, or whose fields are not, only what guides name can be said.
    if kinds.len() < texts.len() || kinds.is_empty() || kinds.iter().any(|kind| kind.fields.is_empty()) {
        found.extend(miscased_fields(&texts, asks));
        return;
    }
    for (path, asked) in
        asks.all().filter(|(path, asked)| path.starts_with("detail.") && !asked.takes_absence())
    {
        let doubt = unknown_field(&kinds, &path, asked);
        found.extend(doubt.map(|doubt| in_open_field(asks, &path, doubt)));
    }
}

/// A field that no schema has, where the table of values has it further inside one whose fields are open.
fn in_open_field(asks: Asks<'_>, path: &str, doubt: Doubt) -> Doubt {
    let end = path.strip_prefix("detail").unwrap_or(path);
    let mut inside =
        values::rows_for(asks).into_iter().filter(|row| row.path != path && row.path.ends_with(end));
    let (Some(row), None, false) = (inside.next(), &doubt.moved, doubt.names_field) else { return doubt };
    let flaw = Flaw {
        what: format!("{}; there is `{}`", doubt.flaw.what.trim_end_matches('.'), row.path),
        remedy: format!("Write `{}`, if that is meant.", row.path),
        ..doubt.flaw
    };
    Doubt { flaw, known: vec![row.path.clone()], ..doubt }.meaning(path, &row.path).said_by(row.page)
}

/// The detail-types that an alternative asks for of AWS's sources and that no list here has.
pub fn unheard_types(asks: Asks<'_>) -> Vec<String> {
    let (Some(source), Some(types)) = (asks.at("source"), asks.at("detail-type")) else { return Vec::new() };
    if !source.is_only(is_source) {
        return Vec::new();
    }
    types.texts().into_iter().filter(|text| !is_name_of_aws(text)).collect()
}

/// Another version of events than there is (user guide, "Event structure": "By default, this is set to 0").
fn other_version(asks: Asks<'_>) -> Option<Doubt> {
    let asked = asks.at("version").filter(|asked| !asked.takes("0") && !asked.takes_absence())?;
    Some(
        Doubt::new(
            asked
                .flaw(
                    "Every event has the `version` 0, a text",
                    "Write \"version\": [\"0\"], or leave it out.",
                )
                .with(Some(Fix::write(asked.span(), r#"["0"]"#))),
            vec!["version: 0".to_owned()],
        )
        .said_by(STRUCTURE),
    )
}

/// Fields that the guides write in other letters, of kinds whose other fields are not known.
fn miscased_fields(types: &[String], asks: Asks<'_>) -> Vec<Doubt> {
    let doubts = values::miscased(asks).into_iter().filter_map(|(path, meant)| {
        Some(
            Doubt::new(
                asks.at(&path)?.flaw(
                    format!("{} is not known to have `{path}`; there is `{meant}`.", or_list(types)),
                    format!("Write `{meant}`, if that is meant."),
                ),
                vec![meant.to_owned()],
            )
            .said_by(values::page_of(asks, meant))
            .meaning(&path, meant),
        )
    });
    doubts.collect()
}

/// Sources that no service has: a service's name without `aws.`, or after it what is no service's.
fn without_aws(asks: Asks<'_>) -> Vec<Doubt> {
    let Some(asked) = asks.at("source") else { return Vec::new() };
    let types = asks.at("detail-type").map(Asked::texts);
    // Most of what comes through CloudTrail is not in the catalogue, its sources neither.
    let sends = |source: &str| {
        let sent = |text: &String| text.ends_with(" via CloudTrail") || of(source, text).is_some();
        types.as_ref().is_none_or(|types| types.iter().any(sent))
    };
    // It sends what no other of its likes does.
    let sends_it = |name: &str| {
        let source = format!("aws.{name}");
        types.iter().flatten().any(|text| of(&source, text).is_some())
    };
    let doubts = asked.texts().into_iter().filter_map(|text| {
        let lower = text.to_lowercase();
        // What has other marks was never filled in, or is a pattern of another language: an event shows it.
        let is_name = text.chars().all(|c| c.is_alphanumeric() || "-_. ".contains(c));
        if is_source(&text) || !is_name || lower.starts_with("aws.partner") || text == OF_LAMBDA.0 {
            return None;
        }
        let source = match lower.strip_prefix("aws.") {
            Some(_) if is_source(&lower) => Some(lower.clone()),
            Some(name) => meant_by(name, sends_it).map(|name| format!("aws.{name}")),
            None => {
                let source = format!("aws.{}", text.strip_prefix("amazon.").unwrap_or(&text).to_lowercase());
                let is_one = !of_source(&source).is_empty() && sends(&source);
                Some(is_one.then_some(source)?)
            }
        };
        let begin = format!("No AWS service is known to send with the source `{text}`");
        let flaw = match &source {
            Some(source) => asked
                .flaw(
                    format!("{begin}; one sends with `{source}`."),
                    format!("Where that service's events are meant, write \"source\": [\"{source}\"]."),
                )
                .with(write_instead(asked, &text, source)),
            None => asked.flaw(
                format!("No AWS service with the source `{text}` is known here."),
                "No application may send under `aws.`: PutEvents answers NotAuthorizedForSourceException. Give your events a \
                 source of your own, and where a service of AWS is meant, see in its guide what its source is.",
            ),
        };
        let perhaps_own = types.is_none() && !lower.starts_with("aws.");
        Some(Doubt::new(flaw, source.into_iter().collect()).said_by(SOURCES).perhaps_own(perhaps_own))
    });
    doubts.collect()
}

/// The list with another text in the place of one.
pub(super) fn write_instead(asked: Asked<'_>, text: &str, instead: &str) -> Option<Fix> {
    let is_it = |item: &crate::json::Value<'_>| item.owned_text().as_deref() == Some(text);
    let mut items: Vec<String> = Vec::new();
    for item in asked.items() {
        let item = if is_it(&item) { json!(instead).to_string() } else { item.raw().to_owned() };
        if !items.contains(&item) {
            items.push(item);
        }
    }
    asked
        .items()
        .any(|item| is_it(&item))
        .then(|| Fix::write(asked.span(), format!("[{}]", items.join(", "))))
}

/// A detail-type that is one of AWS's but for its spelling, where no source is asked for.
fn misspelt_type(text: &str, asked: Asked<'_>) -> Option<Doubt> {
    if is_name_of_aws(text) {
        return None;
    }
    let known = type_spelled_like(text)?;
    Some(
        Doubt::new(
            asked
                .flaw(
                    format!("No AWS service is known to send `{text}`; one sends `{known}`."),
                    format!("Write \"{known}\" as detail-type, if that is meant."),
                )
                .with(write_instead(asked, text, known)),
            vec![known.to_owned()],
        )
        .perhaps_own(true),
    )
}

/// A detail-type that none of the sources is known to send, where a similar one is or another source sends
/// it, or where AWS documents all that they send.
fn unknown_type(asks: Asks<'_>, sources: &[String], text: &str, asked: Asked<'_>) -> Option<Doubt> {
    if text.starts_with(OF_LAMBDA.1) {
        let source = OF_LAMBDA.0;
        let flaw = asked.flaw(
            format!(
                "{} is not known to send `{text}`; Lambda does with the source `{source}`.",
                or_list(sources)
            ),
            format!("Write \"source\": [\"{source}\"], on the bus that is the function's destination."),
        );
        let at_source = asks.at("source").filter(|_| sources.len() == 1);
        let fix = at_source.and_then(|asked| write_instead(asked, sources.first()?, source));
        return Some(Doubt::new(flaw.with(fix), vec![source.to_owned()]).said_by(DESTINATIONS));
    }
    let senders = values::senders_of(text);
    if !senders.is_empty() {
        let (are, remedy, fix) = match senders.as_slice() {
            [other] => {
                let source = asks.at("source").filter(|_| sources.len() == 1);
                let fix = source.and_then(|asked| write_instead(asked, sources.first()?, other));
                ("is", format!("Write \"source\": [\"{other}\"]."), fix)
            }
            _ => ("are", "Write the one of these as source whose events are meant.".to_owned(), None),
        };
        let begin = format!("{} is not known to send `{text}`", or_list(sources));
        let flaw = asked.flaw(format!("{begin}; {} {are}.", and_list(&senders)), remedy).with(fix);
        let known = senders.into_iter().map(str::to_owned).collect();
        return Some(Doubt::new(flaw, known).said_by(SOURCES));
    }
    let is_whole = sources.iter().all(|source| detail_types::is_whole(source));
    let mut near = near_types(sources, text);
    if near.is_empty() && is_whole {
        near = nearest_of_all(sources, text);
    }
    let pages = || sources.iter().map(|source| detail_types::page(source)).collect::<Vec<_>>().join(", ");
    if near.is_empty() {
        // A star or what a template should have filled in is told as that.
        if !is_whole || text.contains('*') || is_of_a_template(text) {
            return None;
        }
        let all: Vec<&str> = sources.iter().flat_map(|source| values::types_of(source)).collect();
        let shown = listed(all.iter().map(|known| format!("`{known}`")), "and", SHOWN);
        return Some(
            Doubt::new(
                asked.flaw(
                    format!("{} is not known to send `{text}`", or_list(sources)),
                    format!("Write one that it sends as detail-type: {shown}."),
                ),
                all.into_iter().map(str::to_owned).collect(),
            )
            .said_by(pages()),
        );
    }
    let named: Vec<String> = near.iter().map(|known| format!("`{known}`")).collect();
    let (remedy, fix) = match near.as_slice() {
        [one] => (format!("Write \"{one}\" as detail-type."), write_instead(asked, text, one)),
        _ => ("Write the one that is meant as detail-type.".to_owned(), None),
    };
    let flaw = asked.flaw(
        format!("{} is not known to send `{text}`; it sends {}.", or_list(sources), and_list(named)),
        remedy,
    );
    Some(Doubt::new(flaw.with(fix), near).said_by(pages()))
}

/// So many are named where any may be meant.
const SHOWN: usize = 6;
