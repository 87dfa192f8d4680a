//! Dead-letter queues: is there one, does it work, and what it says.

use super::rule_metrics::until;
use super::{kms_key, queue};
use crate::diagnose::case::{Case, so_many};
use crate::diagnose::evidence::Piece;
use crate::diagnose::ladder::Ask;
use crate::diagnose::report::Report;
use crate::export::Command;
use crate::model::{Arn, Millis, Target, TargetKind};
use serde_json::json;

/// T21: failures are thrown away.
pub(super) fn discarded(case: &Case<'_>, report: &mut Report) {
    let Some(failed) = case.metric("FailedInvocations") else { return };
    let without: Vec<&str> = case
        .targets()
        .iter()
        .filter(|target| target.dead_letter.is_none())
        .map(|target| target.id.as_str())
        .collect();
    if failed > 0.0 && !without.is_empty() {
        report
            .suspect(format!(
                "{} with {}: no dead-letter queue on {}.",
                so_many(failed, "failed delivery is lost", "failed deliveries are lost"),
                if failed > 1.0 { "their reasons" } else { "its reason" },
                without.join(", ")
            ))
            .with_exhibit("Target.DeadLetterConfig", serde_json::Value::Null)
            .fix("Give each target a standard queue as its dead-letter queue.");
    } else if let Some(lost) = case.metric("InvocationsFailedToBeSentToDlq").filter(|count| *count > 0.0) {
        report
            .suspect(format!(
                "{}: the dead-letter queue did not take {} (T22).",
                so_many(lost, "failed delivery is lost", "failed deliveries are lost"),
                if lost > 1.0 { "them" } else { "it" }
            ))
            .with_exhibit("GetMetricData.InvocationsFailedToBeSentToDlq", lost)
            .fix("Put the dead-letter queue right.");
    } else if !case.targets().is_empty() {
        report.ok(if failed > 0.0 {
            "No failed delivery is lost."
        } else {
            "No delivery is known to have failed, so none was lost."
        });
    }
}

fn dead_letter_queues<'e>(case: &Case<'e>) -> impl Iterator<Item = (&'e Target, &'e Arn)> {
    case.targets().iter().filter_map(|target| Some((target, target.dead_letter.as_ref()?)))
}

/// T22: the dead-letter queue itself cannot be written to.
pub(super) fn broken(case: &Case<'_>, report: &mut Report) {
    if case.metric("InvocationsFailedToBeSentToDlq").is_some_and(|count| count > 0.0) {
        let title = "Failed deliveries could not be sent to their dead-letter queue.";
        let note = match case.ended("InvocationsFailedToBeSentToDlq") {
            Some(at) => report.suspect(until(title, at, case.evidence.now)),
            None => report.fault(title),
        };
        note.with_exhibit(
            "GetMetricData.InvocationsFailedToBeSentToDlq",
            case.metric("InvocationsFailedToBeSentToDlq"),
        )
        .fix("Look at the queue: its kind, region, policy and key.")
        // What is wrong with the queue explains it.
        .order(1);
    }
    for (target, arn) in dead_letter_queues(case) {
        report.about(target);
        let name = arn.name();
        let shown = "Target.DeadLetterConfig.Arn";
        let piece = case.evidence.queues.get(arn);
        if arn.service() != "sqs" {
            report
                .fault(format!("The dead-letter queue {name} is not a queue."))
                .with_exhibit(shown, arn.as_str())
                .fix("Name a standard queue.");
        } else if crate::model::Arn::is_fifo(name) || piece.seen().is_some_and(|queue| queue.fifo) {
            report
                .fault(format!("The dead-letter queue {name} is FIFO, which EventBridge does not take."))
                .with_exhibit(shown, arn.as_str())
                .fix("Name a standard queue.");
        } else if !case.region().is_empty() && arn.region() != case.region() {
            report
                .fault(format!(
                    "The dead-letter queue {name} is in {}, and the rule in {}.",
                    arn.region(),
                    case.region()
                ))
                .with_exhibit(shown, arn.as_str())
                .fix("Name a queue in the rule's region.");
        } else if matches!(piece, Piece::Missing) {
            report
                .fault(format!("The dead-letter queue {name} does not exist."))
                .with_exhibit(shown, arn.as_str())
                .fix("Create it again, or name another.");
        } else if let Some(seen) =
            report.see(&format!("The dead-letter queue {name}"), "sqs:GetQueueAttributes", piece)
        {
            if let Some(alias) = seen.kms_key.as_deref().filter(|key| kms_key::is_of_aws(key, case)) {
                report
                    .fault(format!("The dead-letter queue {name} is encrypted with {alias}, which EventBridge cannot use."))
                    .with_exhibit("GetQueueAttributes.KmsMasterKeyId", alias)
                    .fix("Encrypt it with SQS's own keys, or with a key of yours that lets EventBridge in.");
            } else {
                let repair = queue::queue_repair(case, arn, seen.policy.as_deref());
                let policy = seen.policy.as_deref();
                let name = format!("the dead-letter queue {name}");
                queue::lets_send(case, report, &name, arn, policy, repair);
                if let Some(key) = seen.kms_key.as_deref().filter(|key| !key.is_empty()) {
                    kms_key::judge(case, report, &name, key, &kms_key::of_queue(case, key, arn));
                }
            }
        }
    }
}

/// T23: the reasons that the dead letters carry.
pub(super) fn reasons(case: &Case<'_>, report: &mut Report) {
    for (target, arn) in dead_letter_queues(case) {
        report.about(target);
        let piece = case.evidence.dead_letters.get(arn);
        if piece.is_not_asked() && !has_letters(case) {
            continue;
        }
        let what = format!("What the dead-letter queue {} holds", arn.name());
        let why = "reading a message counts as receiving it";
        let needs = "sqs:ReceiveMessage";
        let Some(letters) = report.see_asked(&what, needs, why, piece, Ask::DeadLetters) else { continue };
        let of_rule: Vec<_> = letters
            .iter()
            .filter(|letter| {
                letter.rule == case.rule.arn
                    && (letter.target == target.arn || letter.target.as_str().is_empty())
            })
            .collect();
        // The newest says most of how things are.
        let newest = of_rule.iter().max_by_key(|letter| letter.sent);
        let Some(first) = newest else {
            report.ok(format!(
                "The dead-letter queue {} holds nothing of this rule among what was read.",
                arn.name()
            ));
            continue;
        };
        let shown: Vec<_> = of_rule
            .iter()
            .take(10)
            .map(|letter| json!({"ERROR_CODE": letter.code, "ERROR_MESSAGE": letter.message}))
            .collect();
        let title = format!("The dead-letter queue says {}: {}", first.code, first.message);
        let note = match first.sent.and_then(|sent| outdated(case, sent)) {
            Some(why) => report.suspect(format!("{title} ({why})")),
            None => report.fault(title),
        };
        let note = note.with_exhibit("ReceiveMessage", shown).fix(meaning(&first.code));
        if first.code == "THROTTLING" && target.kind() == TargetKind::Lambda {
            note.calls_about(&target.arn, limit_of(target));
        }
    }
}

/// Why a dead letter of this time may say nothing of how things are now, a clause.
fn outdated(case: &Case<'_>, sent: Millis) -> Option<String> {
    let moment = format!("{} UTC", crate::text::time::date_and_time(sent, 0));
    let changes = case.evidence.changes.seen().map(|history| history.changes.as_slice());
    if changes.unwrap_or_default().iter().any(|change| change.at > sent) {
        return Some(format!("it is of {moment}, and the rule was changed since"));
    }
    let metrics = case.evidence.metrics.seen()?;
    let after = |name: &str| {
        let points = metrics.get(name).map(|series| series.points.as_slice()).unwrap_or_default();
        // A point counts from its start; what failed in the same minute may be this very letter.
        points.iter().any(|(at, count)| *count > 0.0 && *at > sent)
    };
    (after("Invocations") && !Case::GIVEN_UP.into_iter().any(after))
        .then(|| format!("it is of {moment}, and invocations after it did not fail"))
}

/// The command that shows how many calls a function takes at a time. That it takes none may be meant, as a
/// stop, so that no command lifts it.
fn limit_of(target: &Target) -> String {
    Command::new("lambda get-function-concurrency")
        .option("function-name", &target.arn.unqualified_function())
        .region(target.arn.region())
}

/// Whether anything of the rule was sent to a dead-letter queue: another queue holds no reason.
fn has_letters(case: &Case<'_>) -> bool {
    case.metric("InvocationsSentToDlq").is_some_and(|count| count > 0.0)
}

/// Whether the letters of a queue were read.
pub(super) fn were_read(case: &Case<'_>) -> bool {
    dead_letter_queues(case).any(|(_, arn)| case.evidence.dead_letters.get(arn).seen().is_some())
}

/// The dead-letter queues that were not read and may tell why deliveries fail.
pub(super) fn unread(case: &Case<'_>) -> Vec<String> {
    if !has_letters(case) {
        return Vec::new();
    }
    let unread = |(_, arn): &(&Target, &Arn)| case.evidence.dead_letters.get(*arn).is_not_asked();
    let mut names: Vec<String> =
        dead_letter_queues(case).filter(unread).map(|(_, arn)| arn.name().to_owned()).collect();
    names.sort();
    names.dedup();
    names
}

/// What an error code says to look at. The page lists codes and no meanings: these are read from the names,
/// and from what it says of retries, that missing permissions, a target that is gone, and an address that is
/// not found are not tried again (user guide, "Using dead-letter queues to process undelivered events").
pub(super) fn meaning(code: &str) -> &'static str {
    match code {
        "NO_PERMISSIONS" => {
            "The target does not let EventBridge in: look at its policy, the role and the key."
        }
        "NO_RESOURCE" => "The target does not exist.",
        "INVALID_JSON" => "What the input transformer makes is not JSON.",
        "INVALID_PARAMETER" => "A setting of the target, or what it is sent, is not what the target takes.",
        "FAILED_TO_ASSUME_ROLE" => "EventBridge may not assume the role: look at its trust policy.",
        "CROSS_ACCOUNT_INGESTION_FAILED" => {
            "The bus of the other account did not take the event: look at its policy."
        }
        "THIRD_ACCOUNT_HOP_DETECTED" | "THIRD_REGION_HOP_DETECTED" => {
            "The event was already forwarded twice: send from the first bus directly."
        }
        "RULE_DECRYPTION_FAILURE" => "The bus's key does not let EventBridge decrypt the rule.",
        "THROTTLING" => {
            "The target takes no more calls at a time: raise its limit. Of a function it is its reserved concurrency, \
             where 0 lets no call in, or what the account has left."
        }
        "RESOURCE_LIMIT_EXCEEDED" => "A quota of the target is used up: ask for a higher one, or send less.",
        "CROSS_REGION_INGESTION_FAILED" => {
            "The bus of the other region did not take the event: look at its policy and the target's role."
        }
        "CONNECTION_FAILURE" => {
            "EventBridge could not connect to the target: of an API destination, see whether its address is right and \
             found by DNS. Events that are in the queue are sent again by hand."
        }
        "RESOURCE_ALREADY_EXISTS" => "The target would make what is there already: look at what it is sent.",
        "EVENTS_IN_BATCH_REQUEST_REJECTED" => {
            "The target took a batch and refused this event: look at its own logs at the time of the message."
        }
        "TRANSIENT_ASSUME_ROLE" | "TIMEOUT" | "INTERNAL_ERROR" | "RESOURCE_MODIFICATION_COLLISION" => {
            "It may pass by itself: see whether it goes on. Events that are in the queue are sent again by hand."
        }
        "ERROR_FROM_TARGET" => {
            "The target answered with an error: look at its own logs at the time of the message."
        }
        _ => {
            "Look at the target's own logs and metrics at the time of the message: they say more than the code."
        }
    }
}
