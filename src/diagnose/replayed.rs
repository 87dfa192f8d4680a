//! Which rules get the events of a replay, and that their targets act for real: said before any replay is
//! started.
//!
//! The rules, and what they deliver to, are read elsewhere.

use super::takers::{delivering_to, first_of};
use crate::model::{Arn, CallError, Held, Rule, RuleKey, Target};
use crate::text::counted;
use serde_json::Value;

/// Of a replay that is to be started: a line each, what acts with a `!`. `rules` are those of its bus, or
/// why they are not known; `kept` is how many events its archive has, and `targets` what a rule delivers to,
/// both as far as it is known.
pub(crate) fn told_of_replay(
    to: &Held,
    rules: Result<&[Rule], Option<&CallError>>,
    kept: Option<i64>,
    targets: impl Fn(&RuleKey) -> Option<Vec<Target>>,
) -> Vec<String> {
    let rules = match rules {
        Ok(rules) => rules,
        Err(error) => return vec![not_known("Which rules take the events", error)],
    };
    let mut lines = Vec::new();
    if let Some(events) = kept {
        let archive = Arn::from(to.text("EventSourceArn").unwrap_or_default());
        let events = counted(events, "event", "events");
        lines.push(format!("The archive {} has {events} in all.", archive.name()));
    }
    let on: Vec<&Rule> = rules_that_get_them(to, rules).collect();
    lines.push(match on.len() {
        0 => "No rule of the bus that is on is meant: nothing acts on the events.".to_owned(),
        n => format!(
            "! Rules that get them: {n}. Their targets act for real on what each one's pattern takes:"
        ),
    });
    lines.extend(first_of(&on, |rule| {
        format!("!   {}", delivering_to(&rule.name, targets(&rule.key()).as_deref()))
    }));
    lines
}

/// The rules that are on and get the events of the replay: those it names, or all.
pub(crate) fn rules_that_get_them<'r>(to: &Held, rules: &'r [Rule]) -> impl Iterator<Item = &'r Rule> {
    let chosen = to.setting("Destination.FilterArns").and_then(Value::as_array).cloned();
    rules.iter().filter(move |rule| {
        let named = |chosen: &Vec<Value>| chosen.iter().any(|arn| arn == rule.arn.as_str());
        !rule.state.is_disabled() && rule.pattern.is_some() && chosen.as_ref().is_none_or(named)
    })
}

/// That something which the rules of a bus tell is not known, and why.
pub(crate) fn not_known(what: &str, error: Option<&CallError>) -> String {
    match error {
        Some(error) => format!("! {what} is not known: {error}"),
        None => format!("! {what} is not known: the bus's rules have not been read yet."),
    }
}
