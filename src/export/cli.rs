//! AWS CLI commands that make the rule again, for a POSIX shell.

use super::{Whole, json};
use crate::model::Bus;
use crate::text::is_unsafe;
use serde_json::Value;
use std::fmt::Write as _;

/// Targets that one PutTargets call takes (EventBridge API reference, "PutTargets").
const BATCH: usize = 10;

/// `aws events put-rule` and `put-targets`, for each of the rules.
pub fn commands(rules: &[Whole<'_>]) -> String {
    rules.iter().map(|whole| of_one(*whole)).collect()
}

fn of_one(whole: Whole<'_>) -> String {
    let rule = whole.rule;
    let mut place = vec![];
    if rule.bus != Bus::DEFAULT {
        place.push(("--event-bus-name", rule.bus.clone()));
    }
    if !whole.region.is_empty() {
        place.push(("--region", whole.region.to_owned()));
    }
    let mut options = vec![("--name", rule.name.clone())];
    options.extend(place.iter().cloned());
    options.push(("--state", rule.state.as_str().to_owned()));
    let optional = [
        ("--event-pattern", rule.pattern.clone()),
        ("--schedule-expression", rule.schedule.clone()),
        ("--description", rule.description.clone()),
        ("--role-arn", rule.role.as_ref().map(ToString::to_string)),
    ];
    options.extend(optional.into_iter().filter_map(|(name, value)| Some((name, value?))));
    if !whole.tags.is_empty() {
        options.push(("--tags", json::tags(whole.tags).to_string()));
    }
    let mut out = command("aws events put-rule", &options);
    for batch in whole.targets.chunks(BATCH) {
        let targets: Value = batch.iter().map(json::target).collect();
        let mut options = vec![("--rule", rule.name.clone())];
        options.extend(place.iter().cloned());
        options.push(("--targets", targets.to_string()));
        out.push_str(&command("aws events put-targets", &options));
    }
    out
}

fn command(name: &str, options: &[(&str, String)]) -> String {
    let mut out = name.to_owned();
    for (option, value) in options {
        out.push_str(" \\\n  ");
        out.push_str(option);
        // A value that begins with a dash would be taken for an option.
        out.push(if value.starts_with('-') { '=' } else { ' ' });
        out.push_str(&quote(value));
    }
    out.push('\n');
    out
}

/// The text as one word of a POSIX shell. Unsafe characters take bash's and zsh's `$'…'`, because a terminal
/// that is pasted into would act on them before any shell sees them.
pub(super) fn quote(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    if !text.contains(is_unsafe) {
        return format!("'{}'", text.replace('\'', r"'\''"));
    }
    let mut out = String::from("$'");
    for c in text.chars() {
        match c {
            '\'' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if is_unsafe(c) => {
                let _ = write!(out, "\\U{:08x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}
