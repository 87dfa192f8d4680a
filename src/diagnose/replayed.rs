//! Which rules get the events of a replay, and that their targets act for real: said before any replay is
//! started.
//!
//! The rules, and what they deliver to, are read elsewhere.

use super::takers::{delivering_to, first_of};
use crate::model::{Arn, CallError, Held, Millis, Rule, RuleKey, Target, from_seconds};
use crate::text::counted;
use crate::text::time::rfc3339;
use serde_json::Value;

/// Of a replay that is to be started: a line each, what acts with a `!`. `rules` are those of its bus, or
/// why they are not known; `kept` is what its archive has, and `targets` what a rule delivers to, both as far
/// as it is known.
pub(crate) fn replay_lines(
    to: &Held,
    rules: Result<&[Rule], Option<&CallError>>,
    kept: &ArchiveFacts,
    now: Millis,
    targets: impl Fn(&RuleKey) -> Option<Vec<Target>>,
) -> Vec<String> {
    let rules = match rules {
        Ok(rules) => rules,
        Err(error) => return vec![not_known("Which rules take the events", error)],
    };
    let mut lines = Vec::new();
    let archive = Arn::from(to.text("EventSourceArn").unwrap_or_default());
    if let Some(events) = kept.events {
        let events = counted(events, "event", "events");
        lines.push(format!("The archive {} has {events} in all.", archive.name()));
    }
    lines.extend(nothing_in(to, archive.name(), kept.created, now));
    let on: Vec<&Rule> = rules_that_get_them(to, rules).collect();
    lines.push(match on.len() {
        0 => "Of the rules that are on, none gets the events: nothing acts on them.".to_owned(),
        n => format!(
            "! Rules that get them: {n}. Their targets act for real on what each one's pattern takes:"
        ),
    });
    lines.extend(first_of(&on, |rule| {
        format!("!   {}", delivering_to(&rule.name, targets(&rule.key()).as_deref()))
    }));
    lines
}

/// What is known of the archive that is replayed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ArchiveFacts {
    /// Events in it.
    pub(crate) events: Option<i64>,
    /// When it was made.
    pub(crate) created: Option<Millis>,
}

/// That the span of a replay can hold no event of the archive but one that was dated otherwise than it came:
/// a replay goes by the events' own times (user guide, "Replaying archived events").
fn nothing_in(to: &Held, archive: &str, created: Option<Millis>, now: Millis) -> Option<String> {
    let at = |path: &str| to.setting(path).and_then(from_seconds);
    let (from, until) = (at("EventStartTime")?, at("EventEndTime")?);
    if from > now {
        return Some(
            "! The span has not begun yet: the archive has only those of its events that were dated ahead."
                .to_owned(),
        );
    }
    let created = created.filter(|created| until <= *created)?;
    let made = rfc3339(created);
    Some(format!(
        "! The archive {archive} was made at {made}, after the span: it has only those of its events that their sender \
         dated back."
    ))
}

/// Whether a pattern asks that an event is none of a replay, as the rules do by which archives take events
/// (user guide, "Archiving events": their pattern has `"replay-name": [{"exists": false}]`).
fn takes_no_replay(pattern: &str) -> bool {
    let pattern: Value = serde_json::from_str(pattern).unwrap_or_default();
    let asked = pattern.get("replay-name").and_then(Value::as_array);
    asked.is_some_and(|all| !all.is_empty() && all.iter().all(|one| one["exists"] == Value::Bool(false)))
}

/// The rules that are on and get the events of the replay: those it names, or all.
pub(crate) fn rules_that_get_them<'r>(to: &Held, rules: &'r [Rule]) -> impl Iterator<Item = &'r Rule> {
    let chosen = to.setting("Destination.FilterArns").and_then(Value::as_array).cloned();
    rules.iter().filter(move |rule| {
        let named = |chosen: &Vec<Value>| chosen.iter().any(|arn| arn == rule.arn.as_str());
        let pattern = rule.pattern.as_deref();
        let takes = !rule.state.is_disabled() && pattern.is_some_and(|pattern| !takes_no_replay(pattern));
        takes && chosen.as_ref().is_none_or(named)
    })
}

/// That something which the rules of a bus tell is not known, and why.
pub(crate) fn not_known(what: &str, error: Option<&CallError>) -> String {
    match error {
        Some(error) => format!("! {what} is not known: {error}"),
        None => format!("! {what} is not known: the bus's rules have not been read yet."),
    }
}

#[cfg(test)]
mod tests {
    use super::{ArchiveFacts, nothing_in, takes_no_replay};
    use crate::model::Held;
    use serde_json::json;

    #[test]
    fn a_span_without_events_is_told() {
        let to = |from: f64, until: f64| {
            let times = json!({"EventStartTime": from, "EventEndTime": until});
            Held::with_settings(times.as_object().cloned().unwrap_or_default())
        };
        let kept = ArchiveFacts { created: Some(50_000), ..ArchiveFacts::default() };
        let told = |from, until| nothing_in(&to(from, until), "a", kept.created, 100_000);
        assert_eq!(told(20.0, 90.0), None);
        assert!(told(101.0, 102.0).unwrap_or_default().contains("has not begun"));
        let before = told(10.0, 20.0).unwrap_or_default();
        assert!(before.starts_with("! The archive a was made at 1970-01-01T00:00:50Z, after"), "{before}");
    }

    #[test]
    fn the_rule_of_an_archive_takes_no_replayed_event() {
        assert!(takes_no_replay(r#"{"replay-name": [{"exists": false}]}"#));
        for takes in [r#"{"source": ["a"]}"#, r#"{"replay-name": [{"exists": false}, "r"]}"#, "{"] {
            assert!(!takes_no_replay(takes), "{takes}");
        }
    }
}
