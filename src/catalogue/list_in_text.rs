//! Several values in one text, where AWS's events have one of them at a time.

use super::service_names::{is_name_of_aws, is_source};
use super::{Doubt, asks_records, values};
use crate::pattern::{Asked, Asks, Fix};
use crate::text::{is_account_number, is_region_code};
use serde_json::json;

/// What people part values with.
const PARTED: [char; 3] = [',', '|', ';'];

/// Lists that are written as one text, of an alternative for AWS's events.
pub(super) fn doubts(asks: Asks<'_>) -> Vec<Doubt> {
    asks.all().filter_map(|(path, asked)| list_in_text(asks, &path, asked)).collect()
}

fn list_in_text(asks: Asks<'_>, path: &str, asked: Asked<'_>) -> Option<Doubt> {
    let texts = asked.texts();
    if texts.is_empty() || !asked.is_only(|text| parts(text).is_some()) {
        return None;
    }
    let all: Vec<&str> = texts.iter().filter_map(|text| parts(text)).flatten().collect();
    if !all.iter().all(|part| is_value(asks, path, part)) {
        return None;
    }
    let written: Vec<String> = all.iter().map(|part| json!(part).to_string()).collect();
    let list = format!("[{}]", written.join(", "));
    let text = texts.first()?;
    Some(
        Doubt::new(
            asked
                .flaw(
                    format!("`{path}` is one value in an event, and `{text}` is one text with several in it"),
                    format!("Write each value in quotes of its own: {list}."),
                )
                .with(Some(Fix::write(asked.span(), list))),
            all.iter().map(|part| format!("{path}: {part}")).collect(),
        )
        .of_value(),
    )
}

/// The values in a text, where there are several.
fn parts(text: &str) -> Option<Vec<&str>> {
    let by = PARTED.into_iter().find(|by| text.contains(*by))?;
    let parts: Vec<&str> = text.split(by).map(str::trim).collect();
    (parts.len() > 1 && parts.iter().all(|part| !part.is_empty())).then_some(parts)
}

/// Whether one of AWS's events may have this value there.
fn is_value(asks: Asks<'_>, path: &str, part: &str) -> bool {
    match path {
        "source" => is_source(part),
        "detail-type" => is_name_of_aws(part),
        "account" => is_account_number(part),
        "region" => is_region_code(part),
        "resources" => part.starts_with("arn:"),
        "detail.eventName" if asks_records(asks) => part.chars().all(char::is_alphanumeric),
        "detail.eventSource" if asks_records(asks) => part.ends_with(".amazonaws.com"),
        _ => values::known_at(asks, path).any(|value| value.eq_ignore_ascii_case(part)),
    }
}
