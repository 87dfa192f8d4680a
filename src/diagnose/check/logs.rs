//! Log groups as targets, and as what a viewer looks at.

use super::near_target;
use crate::diagnose::case::Case;
use crate::diagnose::command;
use crate::diagnose::evidence::Piece;
use crate::diagnose::report::Report;
use crate::export::{self, Repair};
use crate::input::{InputLintKind, Unsent, lints, log_entry};
use crate::model::{Arn, Millis, RETENTION_DAYS, Target, TargetKind};
use crate::text::time::date_and_time;
use crate::text::time::{DAY, HOUR};
use crate::text::{counted, grouped};
use serde_json::json;
/// How old an event may be, and how far ahead, for CloudWatch Logs to take it (API reference,
/// "PutLogEvents").
const OLDEST: Millis = 14 * DAY;
const AHEAD: Millis = 2 * HOUR;
/// A log event may have so many bytes ("CloudWatch Logs quotas").
const LARGEST: usize = 1_048_576;

pub(super) fn groups<'e>(case: &Case<'e>) -> impl Iterator<Item = &'e Target> {
    case.targets().iter().filter(|target| target.kind() == TargetKind::Logs)
}

/// L4: the ARN ends in `:*`.
pub(super) fn star(case: &Case<'_>, report: &mut Report) {
    for target in groups(case) {
        report.about(target);
        if target.arn.as_str().ends_with(":*") {
            let right = export::bare(&target.arn);
            report
                .fault("The target's ARN ends in `:*`, which is accepted and never delivered to.")
                .with_exhibit("Target.Arn", target.arn.as_str())
                .fix("Leave `:*` off.")
                .change("Target.Arn", Some(target.arn.as_str()), right.as_str())
                .repair(command::put_target(case, target, |target| target.arn = right.clone()));
        } else if let Some((group, stream)) = target.arn.as_str().split_once(":log-stream:") {
            // EventBridge user guide, "CloudWatch Logs targets": a target is a log group.
            let right = Arn::new(group);
            report
                .suspect(format!(
                    "The target's ARN names the log stream {stream}, and the target of a rule is a log group."
                ))
                .with_exhibit("Target.Arn", target.arn.as_str())
                .fix("Leave the stream off: the ARN ends with the group's name.")
                .change("Target.Arn", Some(target.arn.as_str()), right.as_str())
                .repair(command::put_target(case, target, |target| target.arn = right.clone()));
        } else {
            report.ok("The log group's ARN is in the form that is delivered to.");
        }
    }
}

/// L3: a role on a log group.
pub(super) fn role(case: &Case<'_>, report: &mut Report) {
    for target in groups(case) {
        report.about(target);
        match &target.role {
            Some(role) => {
                report
                    .fault("The target is a log group and has a role: a log group takes none.")
                    .with_exhibit("Target.RoleArn", role.as_str())
                    .fix("Remove the role; the group's resource policy decides.")
                    .removal("Target.RoleArn", role.as_str())
                    .repair(command::put_target(case, target, |target| target.role = None));
            }
            None => {
                report.ok("The log group has no role, as it should be.");
            }
        }
    }
}

/// L5: what the target makes of events is nothing that a log group takes.
pub(super) fn shape(case: &Case<'_>, report: &mut Report) {
    for target in groups(case).filter(|_| !case.rule.is_managed()) {
        report.about(target);
        let shown = json!({"Input": target.input, "InputPath": target.input_path, "InputTransformer": target.transformer});
        let mut clean = true;
        for lint in lints(&target.target_input(), None, true) {
            let note = match lint.kind {
                InputLintKind::ConstantOnLogGroup | InputLintKind::LogShape => {
                    report.fault(lint.flaw.to_string())
                }
                InputLintKind::LogMessageNotText => report.suspect(lint.flaw.to_string()),
                InputLintKind::ObjectInQuotes
                | InputLintKind::QuotesTakenOut
                | InputLintKind::EncodedBrackets
                | InputLintKind::EncodedTwice
                | InputLintKind::UnescapedCharacters
                | InputLintKind::UnusedVariable
                | InputLintKind::PlaceholderAsKey
                | InputLintKind::UnsupportedPath
                | InputLintKind::NothingFound => continue,
            };
            clean = false;
            note.with_exhibit("Target", shown.clone())
                .fix(
                    "Write a template that yields {\"timestamp\": <time>, \"message\": <text>}, or none at all, as here: \
                     the group gets the whole event then.",
                )
                .repair(command::whole_event(case, target));
        }
        let made = case
            .delivered_event()
            .filter(|_| clean && target.transformer.is_some())
            .map(|event| log_entry(&target.target_input(), event.document(), &case.rule.input_variables()));
        match made {
            Some(Err(Unsent::NotDelivered(reason))) => {
                clean = false;
                report
                    .fault(format!("What this event is made into is not logged: {}.", reason.flaw.what))
                    .with_exhibit("Target", shown.clone())
                    .with_exhibit("result", reason.result.as_str())
                    .fix(format!(
                        "{} Without a template, as here, the group gets the whole event.",
                        reason.flaw.remedy
                    ))
                    .repair(command::whole_event(case, target));
            }
            Some(Ok(entry)) if !is_taken_at(case, entry.timestamp_millis) => {
                clean = false;
                let title = format!(
                    "What this event is made into has the time {} UTC, and CloudWatch Logs takes nothing that is over 14 \
                     days old or over 2 hours ahead.",
                    date_and_time(entry.timestamp_millis, 0)
                );
                let note = if case.is_brought() { report.suspect(title) } else { report.fault(title) };
                note
                    .with_exhibit("Target", shown.clone())
                    .fix(
                        "Let the template's `timestamp` be `$.time`, or a number of milliseconds since 1970. Without a \
                         template, as here, the group gets the whole event.",
                    )
                    .repair(command::whole_event(case, target));
            }
            Some(_) | None => {}
        }
        if clean {
            report.ok("The log group gets what it takes.");
        }
    }
}

/// Whether CloudWatch Logs takes a log event of a time, of an event whose own time it would take or that is
/// an example.
fn is_taken_at(case: &Case<'_>, time: Millis) -> bool {
    let now = case.evidence.now;
    let is_taken = |time: Millis| (now - OLDEST..=now + AHEAD).contains(&time);
    is_taken(time) || event_time(case).is_none_or(|own| !is_taken(own))
}

/// L7: the group does not exist.
pub(super) fn missing(case: &Case<'_>, report: &mut Report) {
    for target in groups(case) {
        report.about(target);
        let arn = export::bare(&target.arn);
        let piece = case.evidence.groups.get(&arn);
        let name = arn.name();
        if matches!(piece, Piece::Missing) {
            let note = report
                .fault(format!("The log group {name} does not exist."))
                .with_exhibit("DescribeLogGroups", json!([]));
            near_target::offer(case, target, note, |note| {
                note.fix("Create it.").repair(Repair::LogGroup { group: arn.clone(), days: None })
            });
        } else if report
            .see(&format!("Whether the log group {name} exists"), "logs:DescribeLogGroups", piece)
            .is_some()
        {
            report.ok(format!("The log group {name} exists."));
        }
    }
}

/// The own time of the event that is, or should be, delivered.
fn event_time(case: &Case<'_>) -> Option<Millis> {
    case.delivered_event()?;
    Some(case.event_text("time")?.parse::<jiff::Timestamp>().ok()?.as_millisecond())
}

/// L6: the event's time is one that CloudWatch Logs does not take.
pub(super) fn event_time_of(case: &Case<'_>, report: &mut Report) {
    if groups(case).next().is_none() {
        return;
    }
    let Some(time) = event_time(case) else { return };
    let age = case.evidence.now - time;
    let shown = case.event_text("time");
    let wrong = if age > OLDEST {
        let days = age / DAY;
        Some(format!("The event's time is {days} days past; CloudWatch Logs drops what is over 14 days old."))
    } else if -age > AHEAD {
        Some("The event's time is more than 2 hours ahead, and CloudWatch Logs drops such events.".to_owned())
    } else {
        None
    };
    // A log group that holds the event took it when it came.
    if case.evidence.met.is_some() || case.logged_events().is_some() {
        report.ok("The event's time was one that CloudWatch Logs takes: a log group has taken it.");
    } else if let Some(title) = wrong {
        // The time of an entry is the one that it is sent with.
        let may_be_example = case.is_brought() && !case.is_unsent();
        let note = if may_be_example { report.suspect(title) } else { report.fault(title) };
        note.with_exhibit("the event's time", shown)
            .fix("Send the event with the current time; look at the sender's clock.");
    } else {
        report.ok("The event's time is one that CloudWatch Logs takes.");
    }
}

/// L9: the event is larger than a log event may be.
pub(super) fn too_large(case: &Case<'_>, report: &mut Report) {
    let Some(event) = case.delivered_event() else { return };
    for target in groups(case) {
        report.about(target);
        let Some(bytes) = super::input::sent_of(case, target, event.document()) else { continue };
        if bytes > LARGEST {
            report
                .fault(format!(
                    "What the log group {} is sent of the event has {} bytes; a log event may have {}.",
                    target.arn.name(),
                    grouped(bytes as u64),
                    grouped(LARGEST as u64)
                ))
                .fix("Log a part of it with an InputTransformer.");
        } else {
            report.ok("The event is small enough for a log event.");
        }
    }
}

/// L11: the group's key cannot be used.
pub(super) fn key(case: &Case<'_>, report: &mut Report) {
    for target in groups(case) {
        report.about(target);
        let arn = export::bare(&target.arn);
        if let Some(key) = case.evidence.groups.get(&arn).seen().and_then(|group| group.kms_key.as_deref()) {
            super::kms_key::of_group(case, report, &arn, key);
        }
    }
}

/// L8: a class of log group that cannot be tailed or filtered.
pub(super) fn class(case: &Case<'_>, report: &mut Report) {
    for target in groups(case) {
        report.about(target);
        let arn = export::bare(&target.arn);
        let name = arn.name();
        let piece = case.evidence.groups.get(&arn);
        let what = format!("Whether the log group {name} can be tailed");
        if matches!(piece, Piece::Missing) {
            report.cannot_see(&what, "that log group", "it does not exist");
        }
        let Some(group) = report.see(&what, "logs:DescribeLogGroups", piece) else { continue };
        let shown = "DescribeLogGroups.logGroupClass";
        match group.class.as_deref() {
            None | Some("STANDARD") => {
                report.ok(format!("The log group {name} can be tailed."));
            }
            Some(class @ ("INFREQUENT_ACCESS" | "DELIVERY")) => {
                report
                    .fault(format!("The log group {name} is of the class {class}, which has no live tail and no filtering."))
                    .with_exhibit(shown, class)
                    .fix("Look with Logs Insights, or deliver to a group of the class STANDARD: a class cannot be changed.");
            }
            Some(class) => {
                report
                    .suspect(format!("The log group {name} is of the class {class}, of which it is not known whether it can be tailed."))
                    .with_exhibit(shown, class)
                    .fix("Try, and see what AWS answers.");
            }
        }
    }
}

/// R6: there is no log group to look into.
pub(super) fn none(case: &Case<'_>, report: &mut Report) {
    let what = "Whether a target hides what it was delivered";
    let Some(targets) = report.see(what, "events:ListTargetsByRule", &case.evidence.targets) else { return };
    let is_told = super::subscriptions::tell(case, report);
    let is_told = super::queue_times::tell(case, report) || is_told;
    let is_told = super::taken_there::tell(case, report) || is_told;
    report.about_nothing();
    if targets.is_empty() {
        report.ok("The rule has no targets to look into.");
    } else if case.rule.is_managed() {
        report.ok("Where a managed rule's events go is looked at in its service.");
    } else if groups(case).next().is_none() && !is_told {
        report.ok("No target is a log group, whose class or retention may hide what was delivered.");
    }
}

/// L10: the event is older than the group keeps events.
pub(super) fn retention(case: &Case<'_>, report: &mut Report) {
    let Some(time) = event_time(case) else { return };
    let age = (case.evidence.now - time) / DAY;
    for target in groups(case) {
        report.about(target);
        let arn = export::bare(&target.arn);
        let Some(group) = case.evidence.groups.get(&arn).seen() else { continue };
        let name = arn.name();
        if let Some(policy) = &group.retention_policy {
            report.cannot_see(
                &format!("How long {name} keeps events"),
                format!("a look at the account's policy {policy}"),
                "",
            );
            continue;
        }
        match group.retention_days {
            Some(days) if age > i64::from(days) => {
                let title = format!(
                    "The event is {} old, and the log group {name} keeps events for {days}.",
                    counted(age, "day", "days")
                );
                let note = if case.is_brought() { report.suspect(title) } else { report.fault(title) };
                let note =
                    note.with_exhibit("DescribeLogGroups.retentionInDays", days).fix("Keep events longer.");
                // At least a month: who shortens it loses what is there.
                let longer = RETENTION_DAYS.into_iter().find(|longer| *longer > age && *longer >= 30);
                if let Some(longer) = longer.and_then(|longer| u32::try_from(longer).ok()) {
                    note.repair(Repair::LogGroup { group: arn.clone(), days: Some(longer) });
                }
            }
            Some(_) | None => {
                report.ok(format!("The log group {name} still keeps events of that age."));
            }
        }
    }
}
