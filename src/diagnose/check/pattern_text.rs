//! Rung 3, without an event: what a pattern's text alone gives away.

use super::matching::offer;
use crate::catalogue::{RECORDED, SIGN_IN};
use crate::diagnose::case::{Case, listed};
use crate::diagnose::report::{Note, Report};
use crate::json::{Document, Value};
use crate::pattern::services::{are_two, host_of};
use crate::pattern::{LintKind, Pattern, Verdict};
use serde_json::json;
use std::ops::Range;

/// The part of M10 that needs no event; `missed` where an event has shown a field to be at a wrong place.
pub(super) fn lints(case: &Case<'_>, pattern: &Pattern, report: &mut Report, missed: bool) {
    if case.rule.is_managed() {
        return;
    }
    // Of one alternative that has matched nothing can be wrong that keeps it from matching.
    if case.has_matched() && pattern.alternative_count() == 1 {
        if !missed {
            report.ok("The pattern's fields are at places that events have: its metrics count matches.");
        }
        return;
    }
    let mut clean = !missed;
    let outside = outside_lists(pattern);
    for lint in pattern.lints() {
        // What stands in a list that is an operator's own operand is told by M28.
        let within =
            |list: &Range<usize>| list.start <= lint.flaw.span.start && lint.flaw.span.end <= list.end;
        if outside.iter().any(|(_, list)| within(list)) {
            continue;
        }
        // A pattern that matches everything keeps no event away, and CloudTrail has checks of its own.
        if matches!(
            lint.kind,
            LintKind::MatchesEverything | LintKind::AcceptsEveryValue | LintKind::CloudTrail
        ) {
            continue;
        }
        let text = pattern.text();
        // A replayed event has this name at its top beside those of the envelope.
        if text.get(lint.flaw.span.clone()).is_some_and(|part| part.starts_with("\"replay-name\"")) {
            continue;
        }
        clean = false;
        // A part that can never match stops the rule only where no other alternative does without it.
        let grave =
            lint.kind.is_grave() && lint.kind != LintKind::ServiceLimit && pattern.alternative_count() == 1;
        let note =
            if grave { report.fault(lint.flaw.sentence()) } else { report.suspect(lint.flaw.sentence()) };
        let note = note
            .with_exhibit("DescribeRule.EventPattern", text.get(lint.flaw.span.clone()).unwrap_or_default())
            .fix(lint.flaw.remedy.clone());
        if let Some(fix) = &lint.flaw.fix {
            offer(case, note, &lint.flaw.remedy, fix.apply(text));
        }
    }
    if clean {
        report.ok(if is_compared(case, pattern) {
            "The pattern's fields are at places that events have."
        } else {
            "The pattern is well formed. No event of its kind is known here to compare its fields with."
        });
    }
}

/// Whether there is an event, or a schema of one, that the pattern's fields were held against.
fn is_compared(case: &Case<'_>, pattern: &Pattern) -> bool {
    if case.event().is_some() {
        return true;
    }
    pattern.asks().all(|asks| {
        let inside = asks.all().any(|(path, _)| path.starts_with("detail."));
        let known = |sources: &[String], types: &[String]| {
            types.iter().all(|kind| sources.iter().any(|source| crate::catalogue::of(source, kind).is_some()))
        };
        let (sources, types) = (asks.at("source"), asks.at("detail-type"));
        !inside
            || sources.zip(types).is_some_and(|(sources, types)| {
                let types = types.texts();
                !types.is_empty() && known(&sources.texts(), &types)
            })
    })
}

/// M11: `resources` in a pattern for CloudTrail's events, which carry none.
pub(super) fn resources(case: &Case<'_>, report: &mut Report) {
    let Some(pattern) = case.own_pattern() else { return };
    let of_trail = |text: &str| RECORDED.contains(&text);
    let caught = |asks: crate::pattern::Asks<'_>| {
        asks.at("resources").is_some_and(|asked| !asked.takes_absence())
            && asks.at("detail-type").is_some_and(|asked| asked.is_only(of_trail))
    };
    let count = pattern.asks().filter(|asks| caught(*asks)).count();
    if count == 0 {
        if case.only_cloudtrail() {
            report.ok("The pattern does not ask CloudTrail's events for resources.");
        }
        return;
    }
    let title = "The pattern asks for `resources`, and events that come through CloudTrail carry none.";
    let note = if count == pattern.alternative_count() { report.fault(title) } else { report.suspect(title) };
    note.with_exhibit("DescribeRule.EventPattern", pattern.texts_at("resources")).fix(
        "Ask for a field of detail.requestParameters in its place, such as the bucket's or instance's name.",
    );
}

/// Calls whose names CloudTrail writes with the date of their API.
const DATED: [&str; 13] = [
    "CreateFunction",
    "UpdateFunctionCode",
    "UpdateFunctionConfiguration",
    "DeleteFunction",
    "PublishVersion",
    "AddPermission",
    "RemovePermission",
    "CreateAlias",
    "UpdateAlias",
    "DeleteAlias",
    "CreateEventSourceMapping",
    "UpdateEventSourceMapping",
    "DeleteEventSourceMapping",
];

/// A source and an event source of which the one cannot come with the other.
fn of_two_services(pattern: &Pattern) -> Option<(String, String)> {
    let is_plain = |path: &str| pattern.always_asks(path, |asked| asked.is_only(|_| true));
    let (sources, hosts) = (pattern.texts_at("source"), pattern.texts_at("detail.eventSource"));
    if !is_plain("source") || !is_plain("detail.eventSource") || !are_two(&sources, &hosts) {
        return None;
    }
    Some((sources.first()?.clone(), hosts.first()?.clone()))
}

/// M27: a service's API by a name that CloudTrail does not use.
pub(super) fn names(case: &Case<'_>, report: &mut Report) {
    let Some(pattern) = case.own_pattern() else { return };
    let sources = pattern.texts_at("detail.eventSource");
    let calls = pattern.texts_at("detail.eventName");
    let is_other_source = super::recorded_source::tell_of_other_source(case, report);
    if sources.is_empty() && calls.is_empty() {
        return;
    }
    // Whether each alternative asks for nothing but this text: then the rule surely does not match.
    let all_asked =
        |path: &str, text: &str| pattern.always_asks(path, |asked| asked.is_only(|only| only == text));
    let is_event = super::service_events::tell_of_asked_as_calls(case, report);
    let mut clean = !(is_other_source || is_event);
    for text in &sources {
        let bare = text.trim_end_matches(".amazonaws.com").trim_start_matches("aws.");
        let known = host_of(bare);
        let right = format!("{}.amazonaws.com", known.unwrap_or(bare));
        // Another host is no service's name without its ending.
        if right != *text && !bare.contains('.') {
            clean = false;
            // A name that is known to be another's way of writing a known one is never there.
            let sure = known.is_some() && !case.has_matched() && all_asked("detail.eventSource", text);
            let title = format!("CloudTrail names no event source `{text}`; it is `{right}`.");
            let note = if sure { report.fault(title) } else { report.suspect(title) };
            let note = note.with_exhibit("DescribeRule.EventPattern", json!({"detail.eventSource": text}));
            let after = replaced(pattern, "detail.eventSource", text, &json!(right).to_string());
            offer_if(case, note, &format!("Write \"{right}\" at detail.eventSource."), after);
        }
    }
    let of_lambda = sources.iter().any(|text| text.starts_with("lambda"))
        || pattern.texts_at("source").iter().any(|text| text == "aws.lambda");
    for call in calls.iter().filter(|call| of_lambda && DATED.contains(&call.as_str())) {
        clean = false;
        let sure = !case.has_matched() && all_asked("detail.eventName", call);
        let title =
            format!("CloudTrail writes this call of Lambda with a date behind it, such as {call}20150331.");
        let note = if sure { report.fault(title) } else { report.suspect(title) };
        let note = note.with_exhibit("DescribeRule.EventPattern", json!({"detail.eventName": call}));
        let dated = format!(r#"{{"prefix": "{call}2"}}"#);
        let after = replaced(pattern, "detail.eventName", call, &dated);
        offer_if(case, note, &format!("Write {dated} at detail.eventName."), after);
    }
    for call in calls.iter().filter(|call| call.starts_with(|c: char| c.is_ascii_lowercase())) {
        clean = false;
        let mut letters = call.chars();
        let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        let right = format!("{first}{}", letters.as_str());
        report
            .suspect(format!(
                "CloudTrail writes the names of most calls with a capital in front, and this is `{call}`."
            ))
            .with_exhibit("DescribeRule.EventPattern", json!({"detail.eventName": call}))
            .fix(format!("Unless it is one of the few that are not, write \"{right}\" at detail.eventName."));
    }
    if let Some((source, host)) = of_two_services(pattern) {
        clean = false;
        report
            .suspect(format!(
                "The record of a call has the same service as source and as event source, and this pattern asks for \
                 {source} and for {host}."
            ))
            .with_exhibit("DescribeRule.EventPattern", json!({"source": source, "detail.eventSource": host}))
            .fix("Write the service whose calls are meant in both places.");
    }
    let types = pattern.texts_at("detail-type");
    if calls.iter().any(|call| call == "ConsoleLogin")
        && !types.is_empty()
        && !types.iter().any(|text| text == SIGN_IN)
    {
        clean = false;
        let sure = !case.has_matched() && all_asked("detail.eventName", "ConsoleLogin");
        let title = format!("Sign-ins to the console come as `{SIGN_IN}`, not as {}.", listed(&types));
        let note = if sure { report.fault(title) } else { report.suspect(title) };
        let note = note.with_exhibit("DescribeRule.EventPattern", json!({"detail-type": types}));
        // Other calls come under the detail-type that is there.
        let after = match (calls.as_slice(), types.as_slice()) {
            ([_], [kind]) => replaced(pattern, "detail-type", kind, &json!(SIGN_IN).to_string()),
            (_, _) => None,
        };
        offer_if(case, note, &format!("Write \"{SIGN_IN}\" as detail-type."), after);
    }
    if clean {
        report.ok("The names of APIs are those that CloudTrail uses.");
    }
}

/// The pattern with another item in the place of a plain text, wherever the path is asked for.
pub(super) fn replaced(pattern: &Pattern, path: &str, text: &str, item: &str) -> Option<String> {
    let mut spans: Vec<Range<usize>> = Vec::new();
    for asked in pattern.asks().filter_map(|asks| asks.at(path)) {
        let list = asked.span();
        let document = Document::parse(pattern.text().get(list.clone())?).ok()?;
        let same = |value: &Value<'_>| value.text().is_some_and(|found| found.as_bytes() == text.as_bytes());
        let found = document.root().elements().filter(same).map(Value::span);
        spans.extend(found.map(|span| list.start + span.start..list.start + span.end));
    }
    spans.sort_by_key(|span| span.start);
    spans.dedup();
    let mut after = pattern.text().to_owned();
    spans.iter().rev().for_each(|span| after.replace_range(span.clone(), item));
    Some(after).filter(|after| !spans.is_empty() && Pattern::parse(after).is_ok())
}

/// Offers another pattern, or where there is none says what to do.
fn offer_if(case: &Case<'_>, note: Note<'_>, what: &str, after: Option<String>) {
    match after {
        Some(after) => offer(case, note, what, after),
        None => {
            note.fix(what);
        }
    }
}

/// The operators that stand inside a list.
const OPERATORS: [&str; 8] =
    ["prefix", "suffix", "exists", "anything-but", "numeric", "cidr", "wildcard", "equals-ignore-case"];

/// The fields that are called as an operator and so ask for no operator, each with the list that it asks for.
fn outside_lists(pattern: &Pattern) -> Vec<(String, Range<usize>)> {
    let mut found: Vec<(String, Range<usize>)> = Vec::new();
    for (path, asked) in pattern.asks().flat_map(crate::pattern::Asks::all) {
        let Some((field, operator)) = path.rsplit_once('.') else { continue };
        // `detail` is an object, which no operator fits: a field of one's own is called so.
        if OPERATORS.contains(&operator)
            && field != "detail"
            && !found.iter().any(|(known, _)| *known == path)
        {
            found.push((path, asked.span()));
        }
    }
    found
}

/// M28: an operator outside a list, where it is the name of a field.
pub(super) fn operator_outside(case: &Case<'_>, report: &mut Report) {
    // An event shows it surely.
    if super::matching::misses(case, report, "M28") {
        return;
    }
    let Some(pattern) = case.own_pattern() else { return };
    // An event that matches has such a field, or goes by another alternative.
    let is_met = case.verdict() == Some(Verdict::Match) || case.has_matched();
    let outside = if is_met { Vec::new() } else { outside_lists(pattern) };
    for (path, list) in &outside {
        let Some((field, operator)) = path.rsplit_once('.') else { continue };
        let list = pattern.text().get(list.clone()).unwrap_or_default();
        let note = report
            .suspect(format!(
                "`{operator}` stands outside a list at {path}: that asks for a field of that name, which no event is \
                 known to have."
            ))
            .with_exhibit("DescribeRule.EventPattern", json!({path.as_str(): list}));
        match super::matching::fix_shown_by(pattern, field) {
            Some((what, after)) => offer(case, note, &what, after),
            None => {
                note.fix(format!("Put it into a list: \"{field}\": [{{\"{operator}\": …}}]."));
            }
        }
    }
    if outside.is_empty() {
        report.ok(if is_met && !outside_lists(pattern).is_empty() {
            "What stands outside a list and is called as an operator is a field that events have."
        } else {
            "Every operator stands inside a list."
        });
    }
}

/// M31: fields or types that AWS's own schema of the event does not have.
pub(super) fn schema(case: &Case<'_>, report: &mut Report) {
    if case.has_matched() && case.pattern().is_some_and(|pattern| pattern.alternative_count() == 1) {
        return;
    }
    // Where the text cannot match anyway, other checks say so better.
    // Of a value, an event of the kind tells better what it is.
    for doubt in case.doubts().iter().filter(|doubt| !doubt.of_value || case.event().is_none()) {
        report
            .suspect(format!("{}.", doubt.flaw.what))
            .with_exhibit("schema of aws.events", doubt.known.clone())
            .fix(doubt.flaw.remedy.as_str());
    }
}
