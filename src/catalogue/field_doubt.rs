//! Fields that a schema of AWS's events does not have, and values that cannot stand in those that it has.

use super::near_field::{
    is_beside, is_named_alike, is_of_before, is_wrapped, nearest, ranked, says_as_much, with_arn,
};
use super::value_rows::{ValueRow, rows};
use super::{Doubt, EventField, EventKind, FieldType, number_doubt, of_source};
use crate::pattern::{Asked, Fix};
use crate::text::{letters_and_digits, listed, or_list};
use serde_json::{Value, json};

/// What is suspect of a field below `detail`, by the schemas of the kinds that its alternative asks for.
pub(super) fn unknown_field(kinds: &[&EventKind], path: &str, asked: Asked<'_>) -> Option<Doubt> {
    let said_by = kinds.iter().find_map(|kind| kind.page);
    of_field(kinds, path, asked).map(|doubt| match said_by {
        Some(page) => doubt.said_by(page),
        None => doubt,
    })
}

fn of_field(kinds: &[&EventKind], path: &str, asked: Asked<'_>) -> Option<Doubt> {
    let fields: Vec<&EventField> = kinds.iter().filter_map(|kind| kind.field(path)).collect();
    if !fields.is_empty() {
        return no_plain_value(&fields, path, asked)
            .or_else(|| wrong_type(kinds, &fields, path, asked))
            .or_else(|| number_doubt::out_of_reach(kinds, path, asked))
            .or_else(|| excludes_nothing(&fields, path, asked));
    }
    let all = || kinds.iter().flat_map(|kind| &kind.fields);
    let opens = |field: &EventField| {
        field.types.iter().any(|kind| kind.is_open())
            && path.strip_prefix(field.path.as_str()).is_some_and(|rest| rest.starts_with('.'))
    };
    let of = or_list(kinds.iter().map(|kind| &kind.detail_type));
    let is_open = all().any(opens);
    // What may hold anything is known to hold this in other letters.
    let same = || all().find(|field| letters_and_digits(&field.path) == letters_and_digits(path));
    if let Some(field) = same().filter(|_| is_open) {
        return Some(named(asked, &of, path, field));
    }
    let inside = format!("{path}.");
    let within = || all().filter(|field| field.path.starts_with(&inside));
    // The one that says what the whole is comes first, then what is always there.
    let is_main = |field: &&EventField| {
        ["value", "name", "key", "id", "code"].contains(&field.path.rsplit('.').next().unwrap_or_default())
    };
    // What is right inside is meant rather than what is further in.
    let named = within().filter(is_main).min_by_key(|field| field.path.matches('.').count());
    let has_it = |field: &&EventField| by_value_at(kinds, &field.path, asked);
    let named = within().find(has_it).or(named);
    let likely = named.or_else(|| within().find(|field| !field.optional));
    if let Some(field) = likely.or_else(|| within().next()) {
        let mut doubt = Doubt::new(
            asked.flaw(
                format!("`{path}` of {of} is an object, which a list of values never fits."),
                format!("Ask for a field inside it, such as `{}`.", field.path),
            ),
            vec![field.path.clone()],
        );
        doubt.names_field = true;
        doubt.moved =
            named.filter(|field| field.is_plain()).map(|field| (path.to_owned(), field.path.clone()));
        return Some(doubt);
    }
    if is_open {
        return None;
    }
    // A name that one of its own fields has, right inside `detail`, is likelier meant for that one than for
    // another kind's.
    let nearest = nearest(&all(), path);
    let own = nearest.filter(|field| path.matches('.').count() == 1 && is_named_alike(&field.path, path));
    // Of a kind that is known by examples another field may well be there.
    let is_other = own.is_none() && kinds.iter().all(|kind| kind.whole);
    if let Some(doubt) = at_top(asked, &of, path).filter(|_| is_other) {
        return Some(doubt);
    }
    if let Some(field) = by_value(kinds, path, asked).filter(|_| is_other) {
        let flaw = asked.flaw(
            format!("{of} is not known to have `{path}`; there is `{field}`, which is known to be so."),
            format!("Write `{field}`, if that is meant."),
        );
        return Some(Doubt::new(flaw, vec![field.to_owned()]).meaning(path, field));
    }
    // What follows an answer of the API may have a field that is known of another kind alone.
    let of_api = kinds.iter().any(|kind| kind.of_api);
    let siblings = if own.is_some() || of_api { Vec::new() } else { siblings(kinds, path) };
    if let Some(first) = siblings.first() {
        let named = listed(siblings.iter().map(|kind| format!("`{}`", kind.detail_type)), "and", 3);
        let (is, remedy) = match siblings.as_slice() {
            [one] => {
                ("is", format!("Write \"{}\" as detail-type, if its events are meant.", one.detail_type))
            }
            _ => ("are", "Write the one of these as detail-type whose events are meant.".to_owned()),
        };
        return Some(Doubt::new(
            asked.flaw(
                format!("{of} is not known to have `{path}`; {named} of {} {is}.", first.source),
                remedy,
            ),
            siblings.iter().map(|kind| kind.detail_type.clone()).collect(),
        ));
    }
    // An object that is not known at all is more than the API's answer has.
    let first: String = path.split('.').take(2).collect::<Vec<_>>().join(".") + ".";
    let is_in_no_object = |field: &EventField| {
        is_wrapped(&field.path, path) && !all().any(|known| known.path.starts_with(&first))
    };
    let is_it = |field: &&EventField| {
        says_as_much(&field.path, path, kinds.iter().map(|kind| &*kind.detail_type))
            && (!of_api || is_beside(&field.path, path) || is_in_no_object(field))
    };
    let nearest = nearest.filter(is_it);
    // What has no name there has an ARN.
    let with_arn = if nearest.is_none() { with_arn(&all(), path) } else { None };
    let named = nearest;
    let nearest = nearest.or(with_arn);
    // Of a kind that is known by examples another field may well be there, and whatever is in an object of
    // which none is known.
    let outer = path.rsplit_once('.').map_or("detail", |(outer, _)| outer);
    let knows_outer =
        all().any(|field| field.path.strip_prefix(outer).is_some_and(|rest| rest.starts_with('.')));
    if (nearest.is_none_or(|field| !(knows_outer || of_api && is_in_no_object(field))))
        && kinds.iter().any(|kind| !kind.whole)
    {
        return None;
    }
    let meant = nearest.map(|field| with_rest(field, path));
    let but = meant.as_ref().map(|meant| format!("; there is `{meant}`")).unwrap_or_default();
    let known = meant.clone().map(|meant| vec![meant]);
    let mut doubt = Doubt::new(
        asked.flaw(
            format!("{of} is not known to have `{path}`{but}."),
            match &meant {
                Some(meant) => format!("Write `{meant}`, if that is meant."),
                None => "Compare with an event that came.".to_owned(),
            },
        ),
        known.unwrap_or_else(|| ranked(all(), path).into_iter().take(10).collect()),
    );
    doubt.names_field = nearest.is_some();
    let named = named.filter(|field| field.is_plain() || meant.as_ref() != Some(&field.path));
    doubt.moved = named.and(meant).map(|meant| (path.to_owned(), meant));
    Some(doubt)
}

/// A known field in the place of the one that is asked for.
fn named(asked: Asked<'_>, of: &str, path: &str, field: &EventField) -> Doubt {
    let meant = &field.path;
    let flaw = asked.flaw(
        format!("{of} is not known to have `{path}`; there is `{meant}`."),
        format!("Write `{meant}`, if that is meant."),
    );
    Doubt::new(flaw, vec![meant.clone()]).meaning(path, meant)
}

/// The path that is meant by a known field: of one that may hold anything, with what is asked for inside.
fn with_rest(field: &EventField, path: &str) -> String {
    let steps = field.path.split('.').count();
    let rest: Vec<&str> = path.split('.').skip(steps).collect();
    let is_open = field.types.iter().any(|kind| kind.is_open());
    if is_open && !rest.is_empty() {
        format!("{}.{}", field.path, rest.join("."))
    } else {
        field.path.clone()
    }
}

/// What every event has at its top, asked for inside `detail`.
fn at_top(asked: Asked<'_>, of: &str, path: &str) -> Option<Doubt> {
    let name = path.strip_prefix("detail.")?;
    ["account", "region", "resources", "source"].contains(&name).then(|| {
        let flaw = asked.flaw(
            format!("{of} is not known to have `{path}`: `{name}` stands at the top of an event."),
            format!("Write \"{name}\" outside of \"detail\"."),
        );
        Doubt::new(flaw, vec![name.to_owned()]).meaning(path, name)
    })
}

/// Whether a field is known to have the values that are asked for.
fn by_value_at(kinds: &[&EventKind], path: &str, asked: Asked<'_>) -> bool {
    let texts = asked.texts();
    let has_all = |row: &&ValueRow| {
        row.path == path
            && kinds
                .iter()
                .all(|kind| row.source == Some(&*kind.source) && row.kinds.contains(&&*kind.detail_type))
            && texts.iter().all(|text| row.values.contains(&text.as_str()))
    };
    !texts.is_empty() && asked.is_only(|_| true) && rows().iter().any(|row| has_all(&row))
}

/// The one field of these kinds that is known to have the values which are asked for, save those that say
/// what was before.
fn by_value(kinds: &[&EventKind], path: &str, asked: Asked<'_>) -> Option<&'static str> {
    let texts = asked.texts();
    if texts.is_empty() || !asked.is_only(|_| true) {
        return None;
    }
    let is_of = |row: &&ValueRow| {
        let own =
            |kind: &&EventKind| row.source == Some(&*kind.source) && row.kinds.contains(&&*kind.detail_type);
        kinds.iter().all(own) && texts.iter().all(|text| row.values.contains(&text.as_str()))
    };
    let mut fitting = rows().iter().filter(is_of).filter(|row| !is_of_before(&row.path) && row.path != path);
    let one = fitting.next()?;
    fitting.next().is_none().then_some(one.path.as_str())
}

/// The kinds of the same source that have a field, if none of these has one whose name is the same but for
/// its writing.
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

/// The field is known to be an object, and a list asks for plain values.
fn no_plain_value(fields: &[&EventField], path: &str, asked: Asked<'_>) -> Option<Doubt> {
    let is_object = |kind: &FieldType| matches!(kind, FieldType::Object | FieldType::Map);
    let only = fields.iter().all(|field| field.types.iter().all(is_object));
    // Where a field may be an object it may as well be null, and then it is there.
    if !only || asked.kinds().null || asked.kinds().any {
        return None;
    }
    Some(Doubt::new(
        asked.flaw(
            format!("`{path}` is an object in AWS's schema of this event, which a list of values never fits"),
            format!("Ask for a field inside it: \"{}\": {{…}}.", path.rsplit('.').next().unwrap_or(path)),
        ),
        vec![format!("{path}: {}", FieldType::Object.word())],
    ))
}

/// The field is known, and what is asked of it cannot be there.
fn wrong_type(
    kinds_of_event: &[&EventKind],
    fields: &[&EventField],
    path: &str,
    asked: Asked<'_>,
) -> Option<Doubt> {
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
    let (remedy, fix) = match kind {
        FieldType::Number | FieldType::Integer => number_doubt::as_numbers(kinds_of_event, path, asked),
        FieldType::Boolean => ("Write true or false without quotes.".to_owned(), as_kind(kind, asked)),
        FieldType::String | FieldType::Object | FieldType::Map | FieldType::Json => {
            (number_doubt::as_texts(asked), as_kind(kind, asked))
        }
    };
    let what = format!(
        "`{path}` is {} in AWS's schema of this event, and the pattern asks for something else.",
        kind.word()
    );
    let flaw = asked.flaw(what, remedy);
    Some(Doubt::new(flaw.with(fix), vec![format!("{path}: {}", kind.word())]))
}

/// Values that are excluded from a field and that it never has, because they are of another kind.
fn excludes_nothing(fields: &[&EventField], path: &str, asked: Asked<'_>) -> Option<Doubt> {
    let only = |of: fn(&FieldType) -> bool| fields.iter().all(|field| field.types.iter().all(of));
    let numbers = only(|kind| matches!(kind, FieldType::Number | FieldType::Integer));
    let texts = only(|kind| *kind == FieldType::String);
    let written: Option<Vec<String>> = asked
        .items()
        .map(|item| {
            let value: Value = serde_json::from_str(item.raw()).ok()?;
            let excluded = value.get("anything-but")?;
            let all = excluded.as_array().cloned().unwrap_or_else(|| vec![excluded.clone()]);
            let other = |value: &Value| match value {
                Value::String(text) if numbers => {
                    serde_json::from_str::<serde_json::Number>(text).ok().map(|number| number.to_string())
                }
                Value::Number(number) if texts => Some(json!(number.to_string()).to_string()),
                Value::Null
                | Value::Bool(_)
                | Value::Number(_)
                | Value::String(_)
                | Value::Array(_)
                | Value::Object(_) => None,
            };
            let all: Option<Vec<String>> = all.iter().map(other).collect();
            Some(format!("{{\"anything-but\": [{}]}}", all?.join(", ")))
        })
        .collect();
    let items = written?.join(", ");
    let (is, of) = if numbers { ("numbers", "texts") } else { ("texts", "numbers") };
    let flaw = asked
        .flaw(
            format!("`{path}` holds {is} in AWS's events, so excluding {of} excludes nothing"),
            format!("Write {items}."),
        )
        .with(Some(Fix::write(asked.span(), format!("[{items}]"))));
    Some(Doubt::new(flaw, vec![format!("{path}: {is}")]))
}

/// The same values as texts, or as true and false; none where an item is not one that way.
fn as_kind(kind: FieldType, asked: Asked<'_>) -> Option<Fix> {
    let written = |raw: &str| {
        let value: Value = serde_json::from_str(raw).ok()?;
        let text = value.as_str().map(str::to_owned);
        match kind {
            FieldType::String => (value.is_number() || value.is_boolean()).then(|| json!(raw).to_string()),
            FieldType::Boolean => {
                text.map(|text| text.to_lowercase()).filter(|text| text == "true" || text == "false")
            }
            FieldType::Number | FieldType::Integer | FieldType::Object | FieldType::Map | FieldType::Json => {
                None
            }
        }
    };
    let items: Option<Vec<String>> = asked.items().map(|item| written(item.raw())).collect();
    Some(Fix::write(asked.span(), format!("[{}]", items?.join(", "))))
}
