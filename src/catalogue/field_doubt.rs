//! Fields that a schema of AWS's events does not have, and values that cannot stand in those that it has.

use super::{Doubt, EventKind, Field, FieldType, of_source};
use crate::pattern::{Asked, Fix};
use crate::text::{edits, letters_and_digits, listed, or_list};
use serde_json::{Value, json};

/// What is suspect of a field below `detail`, by the schemas of the kinds that its alternative asks for.
pub(super) fn unknown_field(kinds: &[&EventKind], path: &str, asked: Asked<'_>) -> Option<Doubt> {
    let fields: Vec<&Field> = kinds.iter().filter_map(|kind| kind.field(path)).collect();
    if !fields.is_empty() {
        return no_plain_value(&fields, path, asked).or_else(|| wrong_type(&fields, path, asked));
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
    let siblings = siblings(kinds, path);
    if let Some(first) = siblings.first() {
        let named = listed(siblings.iter().map(|kind| format!("`{}`", kind.detail_type)), "and", 3);
        let (is, remedy) = match siblings.as_slice() {
            [one] => {
                ("is", format!("Write \"{}\" as detail-type, if its events are meant.", one.detail_type))
            }
            _ => ("are", "Write the one of these as detail-type whose events are meant.".to_owned()),
        };
        return Some(Doubt {
            flaw: asked.flaw(
                format!("{of} is not known to have `{path}`; {named} of {} {is}.", first.source),
                remedy,
            ),
            known: siblings.iter().map(|kind| kind.detail_type.clone()).collect(),
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

/// The kinds of the same source that have a field, if none of these has one whose name is the same but for its writing.
fn siblings(kinds: &[&EventKind], path: &str) -> Vec<&'static EventKind> {
    let mut fields = kinds.iter().flat_map(|kind| &kind.fields);
    if fields.any(|field| letters_and_digits(&field.path) == letters_and_digits(path)) {
        return Vec::new();
    }
    let mut sources: Vec<&str> = kinds.iter().map(|kind| kind.source.as_str()).collect();
    sources.sort_unstable();
    sources.dedup();
    let others = sources.into_iter().flat_map(of_source);
    others
        .filter(|other| !other.detail_type.ends_with(" via CloudTrail") && other.field(path).is_some())
        .collect()
}

/// The field whose path is written nearly so, or whose last name is the same.
fn nearest<'k>(fields: &(impl Iterator<Item = &'k Field> + Clone), path: &str) -> Option<&'k Field> {
    let last = |path: &str| letters_and_digits(path.rsplit('.').next().unwrap_or(path));
    let same = fields.clone().find(|field| letters_and_digits(&field.path) == letters_and_digits(path));
    // What is inside is not known, and may have any name.
    let outer = |field: &Field| {
        let names: Vec<&str> = path.split('.').take(field.path.split('.').count()).collect();
        field.types.iter().any(|kind| kind.is_open())
            && letters_and_digits(&names.join(".")) == letters_and_digits(&field.path)
    };
    let same = same.or_else(|| fields.clone().find(|field| outer(field)));
    // Of several with the last name, the one that is not far inside.
    let named = || {
        let named = fields.clone().filter(|field| last(&field.path) == last(path));
        named.min_by_key(|field| field.path.matches('.').count())
    };
    let near = || {
        let near = fields.clone().filter_map(|field| {
            Some((edits(&letters_and_digits(&field.path), &letters_and_digits(path), 2)?, field))
        });
        near.min_by_key(|(edits, _)| *edits).map(|(_, nearest)| nearest)
    };
    same.or_else(named).or_else(near)
}

/// The field is known to be an object, and a list asks for plain values.
fn no_plain_value(fields: &[&Field], path: &str, asked: Asked<'_>) -> Option<Doubt> {
    let is_object = |kind: &FieldType| matches!(kind, FieldType::Object | FieldType::Map);
    let only = fields.iter().all(|field| field.types.iter().all(is_object));
    // Where a field may be an object it may as well be null, and then it is there.
    if !only || asked.kinds().null || asked.kinds().any {
        return None;
    }
    Some(Doubt {
        flaw: asked.flaw(
            format!("`{path}` is an object in AWS's schema of this event, which a list of values never fits"),
            format!("Ask for a field inside it: \"{}\": {{…}}.", path.rsplit('.').next().unwrap_or(path)),
        ),
        known: vec![format!("{path}: {}", FieldType::Object.word())],
        perhaps_own: false,
        of_value: false,
    })
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
    let kind = *fields.first().and_then(|field| field.types.first())?;
    let flaw = asked.flaw(
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
    );
    Some(Doubt {
        flaw: flaw.with(as_kind(kind, asked)),
        known: vec![format!("{path}: {}", kind.word())],
        perhaps_own: false,
        of_value: false,
    })
}

/// The same values as texts, as numbers, or as true and false; none where an item is not one that way.
fn as_kind(kind: FieldType, asked: Asked<'_>) -> Option<Fix> {
    let written = |raw: &str| {
        let value: Value = serde_json::from_str(raw).ok()?;
        let text = value.as_str().map(str::to_owned);
        match kind {
            FieldType::String => (value.is_number() || value.is_boolean()).then(|| json!(raw).to_string()),
            FieldType::Boolean => {
                text.map(|text| text.to_lowercase()).filter(|text| text == "true" || text == "false")
            }
            FieldType::Number | FieldType::Integer => {
                text.filter(|text| serde_json::from_str::<serde_json::Number>(text).is_ok())
            }
            FieldType::Object | FieldType::Map | FieldType::Json => None,
        }
    };
    let items: Option<Vec<String>> = asked.items().map(|item| written(item.raw())).collect();
    Some(Fix::write(asked.span(), format!("[{}]", items?.join(", "))))
}
