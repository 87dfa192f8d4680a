//! Rung 3, with an event: what keeps the pattern from matching, by the kinds of near misses.

use super::miss_rows::{cause_of, is_slip, takes_none};
use super::often;
use super::pattern_text;
use crate::diagnose::case::{Case, with_field};
use crate::diagnose::command;
use crate::diagnose::evidence::Captured;
use crate::diagnose::ladder::Ask;
use crate::diagnose::report::{Note, Report};
use crate::json::Value;
use crate::pattern::{Event, Miss, MissKind, Node, NodeKind, Pattern, Verdict, explain};

/// M5: the pattern does not match this event.
pub(super) fn differs(case: &Case<'_>, report: &mut Report) {
    if is_own_tick(case) {
        report.ok("The event is one that the rule's schedule sends.");
        return;
    }
    if case.rule.pattern.is_none() && case.is_named() && case.rule.schedule.is_some() {
        report
            .fault("The rule has a schedule and no pattern: its schedule makes it fire, and no event does.")
            .often(often::NOT_ITS_TICK)
            .with_exhibit("DescribeRule.EventPattern", serde_json::Value::Null)
            .fix("Make a rule with a pattern for such events.");
        return;
    }
    if case.rule.pattern.is_none() {
        report.ok("The rule has no pattern that an event would have to match.");
        return;
    }
    let Some(explanation) = case.explanation() else {
        if case.pattern().is_some() && case.has_matched() {
            report.ok("It matches events: its metrics count them. Whether it matches one that you miss takes that event.")
                .ask(Some(Ask::Event));
        } else if case.pattern().is_some() {
            report.wants_event(
                "Whether the pattern matches",
                "an event to judge by",
                &case.why_none_was_kept(),
            );
        }
        return;
    };
    match explanation.matched {
        Verdict::Match => {
            let title = match case.captured() {
                Some(Captured { all, taken }) if taken < all => {
                    format!("The pattern matches {taken} of the {all} captured events of its kind.")
                }
                Some(_) | None => "The pattern matches the event.".to_owned(),
            };
            let mut note = report.ok(title);
            let fields =
                explanation.nodes.iter().filter(|node| node.kind == NodeKind::Field && node.decisive);
            for node in fields {
                let by: Vec<_> = node.found.iter().filter(|found| found.satisfies).collect();
                let by = by.iter().map(|found| serde_json::json!({found.pointer.as_str(): found.value}));
                let by: Vec<_> = by.collect();
                let source = format!("what satisfies {}", node.path);
                note = if by.is_empty() {
                    note.with_exhibit(&source, "its absence")
                } else {
                    note.with_exhibit(&source, by)
                };
            }
        }
        Verdict::NoMatch => {
            misses(case, report, "M5");
        }
        Verdict::Undecided => {
            report
                .suspect("Whether the pattern matches could not be decided within the steps allowed.")
                .fix("Ask AWS with test-event-pattern.");
        }
    }
}

/// Whether the event is what the schedule of the rule sends: it names the rule, or no rule (user guide,
/// "Creating a rule that runs on a schedule").
fn is_own_tick(case: &Case<'_>) -> bool {
    let is = |path: &str, text: &str| case.event_text(path).is_some_and(|own| own == text);
    if case.rule.schedule.is_none() || !is("source", "aws.events") || !is("detail-type", "Scheduled Event") {
        return false;
    }
    let resources = case.event().and_then(|event| event.root().get("resources"));
    let mut named = resources.into_iter().flat_map(Value::leaves).filter_map(Value::owned_text).peekable();
    named.peek().is_none() || named.any(|arn| arn == case.rule.arn.as_str())
}

/// M6: letter case, white space, look-alike characters.
pub(super) fn spelling(case: &Case<'_>, report: &mut Report) {
    misses(case, report, "M6");
}

/// M7: `:` against `/`.
pub(super) fn separator(case: &Case<'_>, report: &mut Report) {
    misses(case, report, "M7");
}

/// M8: a number against a string.
pub(super) fn kind_of_value(case: &Case<'_>, report: &mut Report) {
    misses(case, report, "M8");
}

/// M9: null, an empty string, absence.
pub(super) fn empty(case: &Case<'_>, report: &mut Report) {
    misses(case, report, "M9");
}

/// M26: fields met by different elements of one array.
pub(super) fn elements(case: &Case<'_>, report: &mut Report) {
    misses(case, report, "M26");
}

/// M10: the pattern cannot be read, a field is at the wrong level, or it can never match.
pub(super) fn shape(case: &Case<'_>, report: &mut Report) {
    let any = misses(case, report, "M10") | lacks_a_field(case);
    match &case.pattern {
        Some(Err(error)) => {
            report
                .fault(format!("The pattern is not valid: {error}"))
                .often(often::EVENT_MISSED)
                .with_exhibit("DescribeRule.EventPattern", case.rule.pattern.clone())
                .fix("Correct the pattern.");
        }
        Some(Ok(pattern)) => pattern_text::lints(case, pattern, report, any),
        None => {}
    }
}

/// Whether the event lacks a field that the pattern asks for, whatever row tells of it.
fn lacks_a_field(case: &Case<'_>) -> bool {
    case.explanation().is_some_and(|explanation| {
        explanation.misses().iter().any(|(node, _)| node.kind == NodeKind::Field && node.found.is_empty())
    })
}

/// The change of a pattern that an event would show which has a plain value at a path. Values are tried until
/// one of them shows a change.
pub(super) fn fix_shown_by(pattern: &Pattern, path: &str) -> Option<(String, String)> {
    let inside = format!("{path}.");
    let asked = pattern.asks().flat_map(crate::pattern::Asks::all);
    let lists = asked.filter(|(path, _)| path.starts_with(&inside)).filter_map(|(_, asked)| {
        serde_json::from_str::<Vec<serde_json::Value>>(pattern.text().get(asked.span())?).ok()
    });
    let operands: Vec<serde_json::Value> = lists.flatten().collect();
    let more = operands.iter().filter_map(serde_json::Value::as_f64).flat_map(|n| [n - 1.0, n + 1.0]);
    let more = more.map(serde_json::Value::from).chain([serde_json::Value::from("x")]);
    operands.iter().cloned().chain(more).take(VALUES).find_map(|value| fix_shown(pattern, path, value))
}

/// Values that are tried, at most.
const VALUES: usize = 12;

fn fix_shown(pattern: &Pattern, path: &str, value: serde_json::Value) -> Option<(String, String)> {
    let event = path.rsplit('.').fold(value, |inner, name| serde_json::json!({ name: inner }));
    let event = Event::parse(event.to_string().as_bytes()).ok()?;
    let explanation = explain(pattern, &event);
    let inside = format!("{path}.");
    let of_path = |(node, _): &(&Node, &Miss)| node.path.starts_with(&inside);
    let miss =
        explanation.misses().into_iter().filter(of_path).find(|(_, miss)| miss.kind == MissKind::Keyword)?.1;
    let fix = miss.fix.as_ref()?;
    Some((format!("{}.", fix.label), fix.apply(pattern.text())))
}

/// Reports the misses of a row; true where there are some.
pub(super) fn misses(case: &Case<'_>, report: &mut Report, id: &str) -> bool {
    let Some(explanation) = case.explanation().filter(|explanation| explanation.matched == Verdict::NoMatch)
    else {
        return false;
    };
    let (mut any, mut told) = (false, false);
    for (node, miss) in explanation.misses() {
        let (row, _) = cause_of(miss.kind);
        if row == id {
            if case.captured().is_none() || is_slip(case, node, miss) || takes_none(case, node, miss) {
                one(case, report, node, miss);
            } else if !std::mem::replace(&mut told, true) {
                left_out(case, report, node, miss);
            }
            any = true;
        }
    }
    any
}

/// Whether the event shows what is wrong with what a field asks for, whose list is there in the pattern, or
/// that it takes it.
pub(super) fn is_shown_by_event(case: &Case<'_>, list: &std::ops::Range<usize>) -> bool {
    let Some(explanation) = case.explanation().filter(|_| case.event().is_some()) else { return false };
    if explanation.matched == Verdict::Match {
        return true;
    }
    let is_told = |node: &Node, miss: &Miss| case.captured().is_none() || is_slip(case, node, miss);
    explanation.misses().into_iter().any(|(node, miss)| node.span == *list && is_told(node, miss))
}

/// The captured events are such as the pattern may well be meant to leave out.
fn left_out(case: &Case<'_>, report: &mut Report, node: &Node, miss: &Miss) {
    let seen =
        case.events_left_out_by(node, miss).unwrap_or_else(|| "none of its kind was captured".to_owned());
    report.wants_event("Whether the pattern matches what you miss", "that event", &seen);
}

fn one(case: &Case<'_>, report: &mut Report, node: &Node, miss: &Miss) {
    let Some(text) = case.rule.pattern.as_deref() else { return };
    let wanted = text.get(node.span.clone()).unwrap_or_default();
    let wanted = serde_json::from_str(wanted).unwrap_or_else(|_| serde_json::Value::from(wanted));
    let found: Vec<_> =
        node.found.iter().map(|found| serde_json::json!({found.pointer.as_str(): found.value})).collect();
    let sentence = with_field(node, miss);
    // An event that nobody named may well be one that the rule is meant to leave out.
    let note = match case.captured() {
        Some(Captured { all, .. }) => {
            let which = match all {
                0 => {
                    "No captured event has just the source and detail-type that are asked for; this one comes nearest."
                }
                1 => "This is the one captured event of its kind.",
                _ => "This is the nearest of the captured events of its kind, none of which matches.",
            };
            let end = if sentence.ends_with(['.', '?', '!']) { "" } else { "." };
            report.suspect(format!("{sentence}{end} {which}"))
        }
        None => report.fault(sentence).often(often::EVENT_MISSED),
    };
    // What AWS's schema has of a field is surer than one event that nobody named.
    let doubted = cause_of(miss.kind).0 == "M10" && case.captured().is_some() && !case.doubts().is_empty();
    let note = if doubted { note.often(often::AFTER_SCHEMA) } else { note };
    let note = note
        .order(miss.rank)
        .with_exhibit(&format!("EventPattern, {}", node.path), wanted)
        .with_exhibit("the event", found);
    let Some(fix) = &miss.fix else { return };
    // To take more is for whoever knows that it should be taken.
    if case.captured().is_some() && fix.edits.iter().all(|edit| edit.start == edit.end) {
        note.fix(format!("If the rule is to take such events: {}.", fix.label));
    } else {
        offer(case, note, &format!("{}.", fix.label), fix.apply(text));
    }
}

/// Offers another pattern, unless events that the rule takes now would not match it any more.
pub(super) fn offer(case: &Case<'_>, note: Note<'_>, what: &str, after: String) {
    let taken = &case.evidence.taken;
    let keeps =
        |event: &&Event| Pattern::parse(&after).is_ok_and(|after| after.matches(event) == Verdict::Match);
    let lost = taken.iter().filter(|event| !keeps(event)).count();
    if lost > 0 {
        let (lost, all) = (lost, taken.len());
        note.fix(format!(
            "{what} That is not offered as a change: {lost} of the {all} captured events that the rule takes now would \
             not match any more. Add to the pattern so that both match, or make a rule of its own for this event."
        ));
        return;
    }
    let repair = command::put_rule(case, Some(&after), None, &case.rule.state);
    note.fix(what).change("EventPattern", case.rule.pattern.as_deref(), after).repair(repair);
}

/// M32: it matches, and perhaps should not.
pub(super) fn too_wide(case: &Case<'_>, report: &mut Report) {
    let (Some(Verdict::Match), Some(pattern)) = (case.verdict(), case.pattern()) else { return };
    let Some(expected) = &case.evidence.expected else { return };
    let root = expected.event.root();
    let at = |path: &str| path.split('.').try_fold(root, crate::json::Value::get);
    if let Some(code) = case.event_text("detail.errorCode")
        && !pattern.ever_asks("detail.errorCode", |_| true)
    {
        report
            .suspect(format!("It matches a call that was refused: detail.errorCode is {code}."))
            .with_exhibit("detail.errorCode", code)
            .fix(r#"To leave refused calls out, add "errorCode": [{"exists": false}] inside "detail"."#);
    }
    for (path, asked) in pattern.asks().flat_map(crate::pattern::Asks::all) {
        let Some(value) = at(&path) else { continue };
        if asked.takes_absence() && matches!(value.kind(), crate::json::Kind::Object) {
            report
                .suspect(format!(
                    "`exists: false` at {path} is satisfied although there is an object: EventBridge looks at \
                     values only."
                ))
                .with_exhibit(&path, value.compact())
                .fix("Name a field inside the object that must be absent.");
        }
        let several = value.kind() == crate::json::Kind::Array && value.elements().count() > 1;
        let excludes = pattern.text().get(asked.span()).is_some_and(|list| list.contains("anything-but"));
        if several && excludes {
            report
                .suspect(format!(
                    "`anything-but` at {path} is satisfied when one element of the array differs, whatever the \
                     others are."
                ))
                .with_exhibit(&path, value.compact())
                .fix("EventBridge cannot ask that no element be a value: let the target filter.");
        }
    }
}
