//! Rung 6: queues that hide what they were sent for longer than they keep it.

use super::often;
use crate::diagnose::case::Case;
use crate::diagnose::report::Report;
use crate::export::Command;
use crate::model::TargetKind;

/// How long a queue keeps messages where nothing else is set, in seconds: four days.
const USUAL: u32 = 345_600;

/// The part of R6 that is about queues; whether it said anything.
pub(super) fn tell(case: &Case<'_>, report: &mut Report) -> bool {
    let mut is_told = false;
    for target in case.targets().iter().filter(|target| target.kind() == TargetKind::Sqs) {
        let Some(queue) = case.evidence.queues.get(&target.arn).seen() else { continue };
        let (Some(delay), Some(kept)) = (queue.delay, queue.retention) else { continue };
        if delay < kept {
            continue;
        }
        report.about(target);
        report
            .suspect(format!(
                "The queue {} hides each message for {delay} s at first and keeps it for {kept} s, both counted from when it \
                 was sent: what arrives is gone before anybody can read it.",
                target.arn.name()
            ))
            .often(often::BEHIND_A_TARGET)
            .with_exhibit("GetQueueAttributes.DelaySeconds", delay)
            .with_exhibit("GetQueueAttributes.MessageRetentionPeriod", kept)
            .fix("Keep messages longer, for the usual four days as here, or hide them for less.")
            .calls_about(
                &target.arn,
                Command::new("sqs set-queue-attributes")
                    .option("queue-url", &case.evidence.session.queue_url(&target.arn))
                    .option("attributes", &format!("MessageRetentionPeriod={USUAL}"))
                    .region(target.arn.region()),
            );
        is_told = true;
    }
    is_told
}
