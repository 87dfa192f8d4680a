//! What events AWS services send: their sources, detail-types, fields and types.
//!
//! The facts are AWS's own schemas of its events, `assets/catalogue/` says where they come from, and what
//! AWS's guides show beside them (`guides`, `detail_types`, `values`). They hold what AWS has seen or
//! documented, not all that can be: a field that is missing here may still be sent, and of what comes through
//! CloudTrail it has some services' records, beside what any record has (`record`) and the names of calls
//! (`calls`). So they serve for completion ([`kinds`]), samples ([`EventKind::sample`]) and suspicions
//! ([`doubts`]), and never for a verdict.
//!
//! The file is unpacked when it is first asked for, once.

mod arn_fields;
mod arn_form;
mod calls;
mod condition_doubt;
mod detail_types;
mod doubt;
mod field_doubt;
mod guides;
mod list_in_text;
mod moved;
mod near_field;
mod near_type;
mod number_doubt;
mod presence;
mod record;
mod record_doubt;
mod sample;
mod service_names;
mod source_doubt;
mod synonyms;
#[cfg(test)]
mod tests;
mod text_form;
mod type_doubt;
mod value_doubt;
mod value_rows;
mod values;

pub use calls::{Call, call, has_calls_of, host_of_source, is_any_call, is_of_another_thing};
pub use doubt::{Doubt, doubts, unheard_types};
pub use record::asks_records;
pub use service_names::{is_name_of_aws, is_no_service};
pub use values::{CALL, RECORDED, SERVICE_EVENT, SIGN_IN, values};

use crate::pattern::{Asks, Kinds};
use flate2::read::GzDecoder;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::sync::OnceLock;

const PACKED: &[u8] = include_bytes!("../../assets/catalogue/aws-events.jsonl.gz");

/// One kind of event: a source and a detail-type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventKind {
    /// `source`, such as `aws.ec2`.
    pub source: String,
    /// `detail-type`.
    pub detail_type: String,
    /// Its fields, by path.
    pub fields: Vec<EventField>,
    /// Every field is known; else some are, by examples.
    pub whole: bool,
    /// It follows an answer of the service's API, as its guide says, and may have any field of that.
    pub of_api: bool,
    /// The guide's page that shows the kind; none where AWS's schemas have it.
    pub page: Option<&'static str>,
}

/// One field of a kind of event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventField {
    /// The path, names joined by full stops, such as `detail.state`.
    pub path: String,
    /// What may stand there.
    pub types: Vec<FieldType>,
    /// It stands inside an array somewhere on the way.
    pub array: bool,
    /// The schema does not require it.
    pub optional: bool,
}

/// What may stand at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// A string.
    String,
    /// A number.
    Number,
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// An object whose fields are not known.
    Object,
    /// An object with any names in it.
    Map,
    /// Anything.
    Json,
}

impl FieldType {
    fn by_name(name: &str) -> Option<Self> {
        Some(match name {
            "string" => Self::String,
            "number" => Self::Number,
            "integer" => Self::Integer,
            "boolean" => Self::Boolean,
            "object" => Self::Object,
            "map" => Self::Map,
            "json" => Self::Json,
            _ => return None,
        })
    }

    /// The word for it, as in "a number".
    pub fn word(self) -> &'static str {
        match self {
            Self::String => "a string",
            Self::Number => "a number",
            Self::Integer => "a whole number",
            Self::Boolean => "true or false",
            Self::Object | Self::Map => "an object",
            Self::Json => "anything",
        }
    }

    /// The kinds of value that stand there; of what is no plain value, any.
    pub fn kinds(self) -> Kinds {
        match self {
            Self::String => Kinds { string: true, ..Kinds::default() },
            Self::Number | Self::Integer => Kinds { number: true, ..Kinds::default() },
            Self::Boolean => Kinds { boolean: true, ..Kinds::default() },
            Self::Object | Self::Map | Self::Json => Kinds { any: true, ..Kinds::default() },
        }
    }

    /// True where names may follow that are not known.
    fn is_open(self) -> bool {
        matches!(self, Self::Object | Self::Map | Self::Json)
    }
}

impl EventField {
    /// Whether a plain value may stand there.
    fn is_plain(&self) -> bool {
        !self.types.iter().all(|kind| matches!(kind, FieldType::Object | FieldType::Map))
    }
}

impl EventKind {
    /// A field by its path.
    pub fn field(&self, path: &str) -> Option<&EventField> {
        let at = self.fields.binary_search_by(|field| field.path.as_str().cmp(path)).ok()?;
        self.fields.get(at)
    }
}

#[derive(Deserialize)]
struct KindLine {
    source: String,
    #[serde(rename = "detail-type")]
    detail_type: String,
    fields: BTreeMap<String, String>,
    #[serde(skip)]
    of_api: bool,
}

/// All kinds of event, by source and detail-type.
pub fn kinds() -> &'static [EventKind] {
    static KINDS: OnceLock<Vec<EventKind>> = OnceLock::new();
    KINDS.get_or_init(|| {
        let mut text = String::new();
        // Without the file nothing is suspected. A test shows that it can be read.
        let read = GzDecoder::new(PACKED).read_to_string(&mut text);
        let lines = text.lines().filter(|_| read.is_ok());
        let lines = lines.filter_map(|line| serde_json::from_str(line).ok());
        let mut lines: Vec<(KindLine, Option<&guides::GuideKind>)> = lines.map(|line| (line, None)).collect();
        let shown = guides::kinds_of_guides();
        for of_guide in &shown {
            let is_it = |line: &KindLine| {
                (&*line.source, &*line.detail_type) == (of_guide.source, of_guide.detail_type)
            };
            let fields = of_guide.fields.iter().cloned();
            match lines.iter_mut().find(|(line, _)| is_it(line)) {
                Some((line, _)) => {
                    line.fields.extend(fields);
                    line.of_api |= of_guide.of_api;
                }
                None => {
                    let (source, detail_type) = (of_guide.source.to_owned(), of_guide.detail_type.to_owned());
                    let (fields, of_api) = (fields.collect(), of_guide.of_api);
                    lines.push((KindLine { source, detail_type, fields, of_api }, Some(of_guide)));
                }
            }
        }
        let mut kinds: Vec<EventKind> = lines.into_iter().map(|(line, shown)| kind(line, shown)).collect();
        kinds.sort_by(|a, b| (&a.source, &a.detail_type).cmp(&(&b.source, &b.detail_type)));
        kinds
    })
}

fn kind(line: KindLine, shown: Option<&guides::GuideKind>) -> EventKind {
    let fields = line.fields.into_iter().map(|(path, text)| {
        let optional = text.ends_with('?');
        let text = text.trim_end_matches('?');
        let array = text.ends_with("[]");
        let types = text.trim_end_matches("[]").split('/').filter_map(FieldType::by_name).collect();
        EventField { path, types, array, optional }
    });
    EventKind {
        source: line.source,
        detail_type: line.detail_type,
        fields: fields.collect(),
        whole: shown.is_none_or(|shown| shown.whole) && !line.of_api,
        of_api: line.of_api,
        page: shown.map(|shown| shown.page),
    }
}

/// The kinds of one source; none for one that is not known.
pub fn of_source(source: &str) -> &'static [EventKind] {
    let kinds = kinds();
    let start = kinds.partition_point(|kind| kind.source.as_str() < source);
    let end = kinds.partition_point(|kind| kind.source.as_str() <= source);
    kinds.get(start..end).unwrap_or_default()
}

/// The kind of a source and detail-type.
pub fn of(source: &str, detail_type: &str) -> Option<&'static EventKind> {
    of_source(source).iter().find(|kind| kind.detail_type == detail_type)
}

/// Whether every field inside `detail` that an alternative asks for can be held against a schema.
pub fn knows_fields(asks: Asks<'_>) -> bool {
    let inside: Vec<String> =
        asks.all().map(|(path, _)| path).filter(|path| path.starts_with("detail.")).collect();
    if inside.is_empty() {
        return true;
    }
    if let Some(record) = record::asked_record(asks) {
        return inside.iter().all(|path| record.field(path).is_some());
    }
    let (Some(sources), Some(types)) = (asks.at("source"), asks.at("detail-type")) else { return false };
    let (sources, types) = (sources.texts(), types.texts());
    let has_all = |kind: &EventKind| {
        !kind.fields.is_empty() && (kind.whole || inside.iter().all(|path| kind.field(path).is_some()))
    };
    let is_known = |text: &String| sources.iter().any(|source| of(source, text).is_some_and(has_all));
    !types.is_empty() && types.iter().all(is_known)
}

/// The source that sends events of a detail-type; none where there are several, or no schema has it.
pub fn source_of(detail_type: &str) -> Option<&'static str> {
    match values::senders_of(detail_type).as_slice() {
        [one] => of(one, detail_type).map(|kind| kind.source.as_str()),
        _ => None,
    }
}

/// All sources, each once.
pub fn sources() -> Vec<&'static str> {
    let mut sources: Vec<&str> = kinds().iter().map(|kind| kind.source.as_str()).collect();
    sources.dedup();
    sources
}
