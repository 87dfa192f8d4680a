//! What a pattern asks that AWS's schema of the event does not have.

use super::near_type::{near_type, plain, type_spelled_like};
use super::service_names::{is_name_of_aws, is_source, meant_by};
use super::{EventKind, Field, FieldType, RECORDED, kinds, of, of_source, values};
use crate::pattern::{Asked, Asks, Flaw, Pattern, cloudtrails};
use crate::text::{edits, or_list};

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
}

/// More alternatives than this are not looked at: they are the same doubts over again.
const ALTERNATIVES: usize = 20;

/// What is suspect about a pattern for events of AWS services, each thing once.
pub fn doubts(pattern: &Pattern) -> Vec<Doubt> {
    let mut found = Vec::new();
    for asks in pattern.asks().take(ALTERNATIVES) {
        of_alternative(asks, &mut found);
    }
    let mut once: Vec<Doubt> = Vec::new();
    for doubt in found {
        if !once.iter().any(|other| other.flaw.what == doubt.flaw.what) {
            once.push(doubt);
        }
    }
    once
}

fn of_alternative(asks: Asks<'_>, found: &mut Vec<Doubt>) {
    found.extend(other_version(asks));
    found.extend(without_aws(asks));
    found.extend(no_field_of_records(asks));
    found.extend(misspelt_values(asks));
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
            found.extend(unknown_type(&sources, text, types));
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
        found.extend(unknown_field(&kinds, &path, asked));
    }
}

/// Another version of events than there is (user guide, "Event structure": "By default, this is set to 0").
fn other_version(asks: Asks<'_>) -> Option<Doubt> {
    let asked = asks.at("version").filter(|asked| !asked.takes("0") && !asked.takes_absence())?;
    Some(Doubt {
        flaw: asked
            .flaw("Every event has the `version` 0, a text", "Write \"version\": [\"0\"], or leave it out."),
        known: vec!["version: 0".to_owned()],
        perhaps_own: false,
        of_value: false,
    })
}

/// Values that the guides spell otherwise.
fn misspelt_values(asks: Asks<'_>) -> Vec<Doubt> {
    let doubts = values::misspelt(asks).into_iter().filter_map(|values::Misspelt { path, asked, meant }| {
        Some(Doubt {
            flaw: asks.at(path)?.flaw(
                format!("`{path}` is not known to be `{asked}` in AWS's events; it is `{meant}`"),
                format!("Write `{meant}`, if that is meant."),
            ),
            known: vec![format!("{path}: {meant}")],
            perhaps_own: false,
            of_value: true,
        })
    });
    doubts.collect()
}

/// Fields that the guides write in other letters, of kinds whose other fields are not known.
fn miscased_fields(types: &[String], asks: Asks<'_>) -> Vec<Doubt> {
    let doubts = values::miscased(asks).into_iter().filter_map(|(path, meant)| {
        Some(Doubt {
            flaw: asks.at(&path)?.flaw(
                format!("{} is not known to have `{path}`; there is `{meant}`.", or_list(types)),
                format!("Write `{meant}`, if that is meant."),
            ),
            known: vec![meant.to_owned()],
            perhaps_own: false,
            of_value: false,
        })
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
        if is_source(&text) || !is_name || lower.starts_with("aws.partner") {
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
            Some(source) => asked.flaw(
                format!("{begin}; one sends with `{source}`."),
                format!("Where that service's events are meant, write \"source\": [\"{source}\"]."),
            ),
            None => asked.flaw(
                format!("No AWS service with the source `{text}` is known here."),
                "See in an event of that service, or in its guide, what its source is.",
            ),
        };
        Some(Doubt {
            flaw,
            known: source.into_iter().collect(),
            perhaps_own: types.is_none() && !lower.starts_with("aws."),
            of_value: false,
        })
    });
    doubts.collect()
}

/// A detail-type that is one of AWS's but for its spelling, where no source is asked for.
fn misspelt_type(text: &str, asked: Asked<'_>) -> Option<Doubt> {
    if is_name_of_aws(text) {
        return None;
    }
    let known = type_spelled_like(text)?;
    Some(Doubt {
        flaw: asked.flaw(
            format!("No AWS service is known to send `{text}`; one sends `{known}`."),
            format!("Write \"{known}\" as detail-type, if that is meant."),
        ),
        known: vec![known.to_owned()],
        perhaps_own: true,
        of_value: false,
    })
}

/// Names shorter than this are not taken for misspelt: one letter makes another name.
const SHORT: usize = 10;

/// Names of fields that are another field's in the records of calls, or one of the service's own events, where
/// the pattern asks for such records alone. What CloudTrail may record beside what is known, nobody knows.
fn no_field_of_records(asks: Asks<'_>) -> Vec<Doubt> {
    let of_calls = |text: &str| text == "AWS API Call via CloudTrail";
    if !asks.at("detail-type").is_some_and(|types| types.is_only(of_calls)) {
        return Vec::new();
    }
    let sources = asks.at("source").map(Asked::texts).unwrap_or_default();
    let own = |name: &str| {
        let path = format!("detail.{name}");
        let inside = format!("{path}.");
        let has = |field: &Field| field.path == path || field.path.starts_with(&inside);
        sources.iter().flat_map(|source| of_source(source)).any(|kind| kind.fields.iter().any(has))
    };
    let misspelt = |name: &str| {
        let most = usize::from(name.chars().count() >= SHORT);
        cloudtrails().find(|known| edits(&plain(known), &plain(name), most).is_some())
    };
    let asked = asks.all().filter(|(path, asked)| path.starts_with("detail.") && !asked.takes_absence());
    let doubts = asked.filter_map(|(path, asked)| {
        let name = path.split('.').nth(1).filter(|name| cloudtrails().all(|known| known != *name))?;
        let meant = misspelt(name);
        let remedy = match meant {
            Some(meant) => format!("Write `detail.{meant}`, if that is meant."),
            None if own(name) => {
                "What a call was about is in `detail.requestParameters`; a service's own events have other \
                     detail-types."
                    .to_owned()
            }
            None => return None,
        };
        Some(Doubt {
            flaw: asked.flaw(format!("The calls that CloudTrail records have no `detail.{name}`."), remedy),
            known: meant.map(|meant| format!("detail.{meant}")).into_iter().collect(),
            perhaps_own: false,
            of_value: false,
        })
    });
    doubts.collect()
}

/// A detail-type that none of the sources is known to send, where a similar one is or another source sends
/// it.
fn unknown_type(sources: &[String], text: &str, asked: Asked<'_>) -> Option<Doubt> {
    if let Some(other) = kinds().iter().find(|kind| kind.detail_type == text) {
        return Some(Doubt {
            flaw: asked.flaw(
                format!("{} is not known to send `{text}`; {} is.", or_list(sources), other.source),
                format!("Write \"source\": [\"{}\"].", other.source),
            ),
            known: vec![other.source.clone()],
            perhaps_own: false,
            of_value: false,
        });
    }
    near_type(sources, text).map(|nearest| Doubt {
        flaw: asked.flaw(
            format!("{} is not known to send `{text}`; it sends `{nearest}`.", or_list(sources)),
            format!("Write \"{nearest}\" as detail-type."),
        ),
        known: vec![nearest],
        perhaps_own: false,
        of_value: false,
    })
}

fn unknown_field(kinds: &[&EventKind], path: &str, asked: Asked<'_>) -> Option<Doubt> {
    let fields: Vec<&Field> = kinds.iter().filter_map(|kind| kind.field(path)).collect();
    if !fields.is_empty() {
        return wrong_type(&fields, path, asked);
    }
    let all = || kinds.iter().flat_map(|kind| &kind.fields);
    let opens = |field: &Field| {
        field.types.iter().any(|kind| kind.is_open())
            && path.strip_prefix(field.path.as_str()).is_some_and(|rest| rest.starts_with('.'))
    };
    if all().any(opens) {
        return None;
    }
    let of = or_list(kinds.iter().map(|kind| &kind.detail_type));
    let inside = format!("{path}.");
    let within = || all().filter(|field| field.path.starts_with(&inside));
    // The one that says what the whole is comes first, then what is always there.
    let said = |field: &&Field| {
        ["value", "name", "id", "code"].contains(&field.path.rsplit('.').next().unwrap_or_default())
    };
    let likely = within().find(said).or_else(|| within().find(|field| !field.optional));
    if let Some(field) = likely.or_else(|| within().next()) {
        return Some(Doubt {
            flaw: asked.flaw(
                format!("`{path}` of {of} is an object, which a list of values never fits."),
                format!("Ask for a field inside it, such as `{}`.", field.path),
            ),
            known: vec![field.path.clone()],
            perhaps_own: false,
            of_value: false,
        });
    }
    if let Some(sibling) = sibling(kinds, path) {
        return Some(Doubt {
            flaw: asked.flaw(
                format!(
                    "{of} is not known to have `{path}`; `{}` of {} is.",
                    sibling.detail_type, sibling.source
                ),
                format!("Write \"{}\" as detail-type, if its events are meant.", sibling.detail_type),
            ),
            known: vec![sibling.detail_type.clone()],
            perhaps_own: false,
            of_value: false,
        });
    }
    let nearest = nearest(&all(), path);
    let but = nearest.map(|field| format!("; there is `{}`", field.path)).unwrap_or_default();
    let known = nearest.map(|field| vec![field.path.clone()]);
    Some(Doubt {
        flaw: asked.flaw(
            format!("{of} is not known to have `{path}`{but}."),
            match nearest {
                Some(field) => format!("Write `{}`, if that is meant.", field.path),
                None => "Compare with an event that came.".to_owned(),
            },
        ),
        known: known.unwrap_or_else(|| {
            let mut seen = std::collections::HashSet::new();
            let paths = all().map(|field| field.path.clone());
            paths.filter(|path| seen.insert(path.clone())).take(10).collect()
        }),
        perhaps_own: false,
        of_value: false,
    })
}

/// A kind of the same source that has a field, if none of these has one whose name is the same but for its writing.
fn sibling(kinds: &[&EventKind], path: &str) -> Option<&'static EventKind> {
    let mut fields = kinds.iter().flat_map(|kind| &kind.fields);
    if fields.any(|field| plain(&field.path) == plain(path)) {
        return None;
    }
    let others = kinds.iter().flat_map(|kind| of_source(&kind.source));
    others
        .into_iter()
        .find(|other| !other.detail_type.ends_with(" via CloudTrail") && other.field(path).is_some())
}

/// The field whose path is written nearly so, or whose last name is the same.
fn nearest<'k>(fields: &(impl Iterator<Item = &'k Field> + Clone), path: &str) -> Option<&'k Field> {
    let last = |path: &str| plain(path.rsplit('.').next().unwrap_or(path));
    let same = fields.clone().find(|field| plain(&field.path) == plain(path));
    // Of several with the last name, the one that is not far inside.
    let named = || {
        let named = fields.clone().filter(|field| last(&field.path) == last(path));
        named.min_by_key(|field| field.path.matches('.').count())
    };
    let near = || {
        let near =
            fields.clone().filter_map(|field| Some((edits(&plain(&field.path), &plain(path), 2)?, field)));
        near.min_by_key(|(edits, _)| *edits).map(|(_, nearest)| nearest)
    };
    same.or_else(named).or_else(near)
}

/// The field is known, and what is asked of it cannot be there.
fn wrong_type(fields: &[&Field], path: &str, asked: Asked<'_>) -> Option<Doubt> {
    let kinds = asked.kinds();
    let fits = |kind: &FieldType| {
        let there = kind.kinds();
        there.any
            || (there.string && kinds.string)
            || (there.number && kinds.number)
            || (there.boolean && kinds.boolean)
    };
    if kinds.any || kinds.null || fields.iter().any(|field| field.types.iter().any(fits)) {
        return None;
    }
    let kind = fields.first().and_then(|field| field.types.first())?;
    Some(Doubt {
        flaw: asked.flaw(
            format!(
                "`{path}` is {} in AWS's schema of this event, and the pattern asks for something else.",
                kind.word()
            ),
            match kind {
                FieldType::Number | FieldType::Integer => {
                    "Write numbers without quotes, or {\"numeric\": [\">=\", 7]}.".to_owned()
                }
                FieldType::Boolean => "Write true or false without quotes.".to_owned(),
                FieldType::String | FieldType::Object | FieldType::Map | FieldType::Json => {
                    "Write a text in quotes.".to_owned()
                }
            },
        ),
        known: vec![format!("{path}: {}", kind.word())],
        perhaps_own: false,
        of_value: false,
    })
}
