//! What a pattern asks that AWS's schema of the event does not have.

use super::field_doubt::unknown_field;
use super::moved::moved;
use super::presence::of_object;
use super::service_names::{is_name_of_aws, is_source};
use super::source_doubt::{swapped, without_aws};
use super::type_doubt::{misspelt_type, unknown_type};
use super::value_doubt::misfits;
use super::{
    EventKind, RECORDED, arn_fields, condition_doubt, list_in_text, of, record, record_doubt, text_form,
    values,
};
use crate::pattern::{Asked, Asks, Fix, Flaw, Pattern};
use crate::text::or_list;
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
    if let Some(swapped) = swapped(asks) {
        found.push(swapped);
        return;
    }
    found.extend(other_version(asks));
    found.extend(condition_doubt::doubts(asks));
    found.extend(text_form::doubts(asks));
    found.extend(without_aws(asks));
    found.extend(list_in_text::doubts(asks));
    found.extend(arn_fields::doubts(asks));
    if let Some(record) = record::asked_record(asks) {
        found.extend(record_doubt::doubts(&record, asks));
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
    for (path, asked) in asks.all().filter(|(path, _)| path.starts_with("detail.")) {
        let asked_for = of_object(&kinds, &or_list(&texts), &path, asked);
        if asked_for.is_some() || asked.takes_absence() {
            found.extend(asked_for);
            continue;
        }
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
