//! Rung 0 (M21): whether it is too early to judge, because the rule changed minutes ago or the event is
//! younger than the metrics lag.

use super::often;
use crate::diagnose::case::Case;
use crate::diagnose::ladder::Ask;
use crate::diagnose::report::Report;
use crate::model::Millis;
use crate::pattern::Verdict;
use crate::text::time::{MINUTE, span};
/// How long a change may take. No figure is documented ("a short period of time"); five minutes are generous.
const SETTLED: Millis = 5 * MINUTE;
/// Metrics come a minute's points at a time and a little late.
const METRICS_LAG: Millis = 3 * MINUTE;

/// CloudTrail's history has a call about five minutes after it, and at times later ("Working with CloudTrail
/// event history").
const HISTORY_LAG: Millis = 15 * MINUTE;

/// M21: something was changed a moment ago, or the event is too young to be counted.
pub(super) fn changed(case: &Case<'_>, report: &mut Report) {
    let evidence = case.evidence;
    // What was not sent yet has nothing to wait for, and of events that nobody named there are older ones.
    let event = case.named_text("time").filter(|_| !case.is_unsent());
    let event = event.and_then(|time| time.parse::<jiff::Timestamp>().ok());
    if let Some(event) = event.map(jiff::Timestamp::as_millisecond)
        && case.evidence.metrics.seen().is_some()
        && (0..METRICS_LAG).contains(&(evidence.now - event))
        // What does not match is not counted later either.
        && case.verdict() != Some(Verdict::NoMatch)
    {
        let title = "The event is less than three minutes old, and metrics lag that much behind.";
        // Where metrics show deliveries, they tell of the rule without this event.
        if case.metric("Invocations").is_some_and(|count| count > 0.0) {
            report.ok(title);
        } else {
            report
                .suspect(title)
                .fix("Wait until it is three minutes old, and look again.")
                .often(often::PASSES);
        }
    }
    let what = "Whether the rule was changed a moment ago";
    let why = "CloudTrail allows two look-ups a second, for all who use the account";
    let needs = "cloudtrail:LookupEvents";
    let Some(history) = report.see_asked(what, needs, why, &evidence.changes, Ask::History) else { return };
    let until = event.map_or(evidence.now, jiff::Timestamp::as_millisecond);
    let recent = history
        .changes
        .iter()
        .filter(|change| (0..SETTLED).contains(&(until - change.at)) || change.at > until);
    let Some(change) = recent.max_by_key(|change| change.at) else {
        if evidence.now - until < HISTORY_LAG {
            let why = "CloudTrail's history lags up to 15 minutes, and names no change yet";
            report.cannot_see(what, "another look in a quarter of an hour", why);
        } else if history.from > until - SETTLED {
            let why = "so many calls were made that the history was not read that far back";
            report.cannot_see(what, "a look at CloudTrail's event history by hand", why);
        } else {
            report.ok("Nothing was changed in the five minutes before.");
        }
        return;
    };
    let who = change.who.as_deref().map(|who| format!(" by {who}")).unwrap_or_default();
    let title = if change.at > until {
        format!("The rule was changed after the event: {}{who}.", change.call)
    } else {
        format!(
            "The rule was changed {} before: {}{who}. A change takes a short while to take effect.",
            span(until - change.at),
            change.call
        )
    };
    report
        .suspect(title)
        .with_exhibit(
            "LookupEvents",
            serde_json::json!({"call": change.call, "who": change.who, "at": change.at}),
        )
        .fix("Wait a few minutes, send the event again, and look again.")
        .often(often::JUST_CHANGED);
}
