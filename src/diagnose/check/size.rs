//! How much a target takes: what is larger is refused by its service and given up.

use super::input::{made_of, sent_of};
use crate::diagnose::case::Case;
use crate::diagnose::report::Report;
use crate::export::Command;
use crate::json::Document;
use crate::model::{Arn, Target, TargetKind};
use crate::pattern::Event;
use crate::text::grouped;

/// From this on a queue or topic takes most events whole.
const ROOM: usize = 4_096;
/// The most that the limit of a queue or topic can be set to (SQS API reference, "SetQueueAttributes"; SNS
/// developer guide, "Publishing large messages with Amazon SNS").
const MOST: usize = 1_048_576;
/// What a topic takes where nothing else is set (the same page).
const OF_TOPIC: usize = 262_144;
/// The longest input of an execution, in bytes of UTF-8 (Step Functions API reference,
/// "ExecutionStartedEventDetails").
const OF_EXECUTION: usize = 262_144;
/// The largest record, 1,000 KiB (Amazon Data Firehose API reference, "Record").
const OF_RECORD: usize = 1_024_000;

/// A number of bytes as it is written.
fn text(bytes: usize) -> String {
    grouped(bytes as u64)
}

/// The characters of the overrides of a task (ECS API reference, "RunTask": "A total of 8192 characters are
/// allowed for overrides").
const OF_OVERRIDES: usize = 8_192;

/// How much a target takes.
struct Limit {
    largest: usize,
    /// What takes it, and what it takes: `the queue q takes messages`.
    takes: String,
    /// What tells of it.
    source: &'static str,
    /// The setting that can be raised, and the call that raises it as far as that goes.
    setting: Option<(&'static str, String)>,
}

fn limit(case: &Case<'_>, target: &Target) -> Option<Limit> {
    let arn = &target.arn;
    let name = arn.name();
    match target.kind() {
        TargetKind::Sqs => Some(Limit {
            largest: case.evidence.queues.get(arn).seen()?.largest?,
            takes: format!("the queue {name} takes messages"),
            source: "GetQueueAttributes.MaximumMessageSize",
            setting: Some(("the queue's MaximumMessageSize", raised_queue(case, arn))),
        }),
        TargetKind::Sns => Some(Limit {
            largest: case.evidence.topics.get(arn).seen()?.largest.unwrap_or(OF_TOPIC),
            takes: format!("the topic {name} takes messages"),
            source: "GetTopicAttributes.MaximumMessageSize",
            setting: Some(("the topic's MaximumMessageSize", raised_topic(arn))),
        }),
        TargetKind::StepFunctions => Some(Limit {
            largest: OF_EXECUTION,
            takes: "a state machine takes inputs".to_owned(),
            source: "StartExecution.input",
            setting: None,
        }),
        TargetKind::Firehose => Some(Limit {
            largest: OF_RECORD,
            takes: "a stream of Firehose takes records".to_owned(),
            source: "PutRecord.Record",
            setting: None,
        }),
        // Of functions the most is that of an event; what streams and log groups take is told elsewhere or by
        // themselves.
        TargetKind::Lambda
        | TargetKind::Logs
        | TargetKind::Kinesis
        | TargetKind::Ecs
        | TargetKind::Batch
        | TargetKind::Bus
        | TargetKind::ApiDestination
        | TargetKind::ApiGateway
        | TargetKind::CodeBuild
        | TargetKind::CodePipeline
        | TargetKind::Ssm
        | TargetKind::Redshift
        | TargetKind::SageMaker
        | TargetKind::Inspector
        | TargetKind::AppSync
        | TargetKind::Other => None,
    }
}

fn raised_queue(case: &Case<'_>, queue: &Arn) -> String {
    Command::new("sqs set-queue-attributes")
        .option("queue-url", &case.evidence.session.queue_url(queue))
        .option("attributes", &format!("MaximumMessageSize={MOST}"))
        .region(queue.region())
}

fn raised_topic(topic: &Arn) -> String {
    Command::new("sns set-topic-attributes")
        .option("topic-arn", topic.as_str())
        .option("attribute-name", "MaximumMessageSize")
        .option("attribute-value", &MOST.to_string())
        .region(topic.region())
}

/// Whether a target is known to take less than it is sent; that it takes little is told as well.
pub(super) fn is_too_large(case: &Case<'_>, report: &mut Report, target: &Target) -> bool {
    let event = case.delivered_event();
    let bytes = match event {
        Some(event) => sent_of(case, target, event.document()),
        // A text of its own is the same of every event.
        None if target.input.is_some() => {
            Document::parse("{}").ok().and_then(|any| sent_of(case, target, &any))
        }
        None => None,
    };
    if target.kind() == TargetKind::Ecs {
        return are_overrides_too_long(case, report, target);
    }
    let Some(Limit { largest, takes, source, setting }) = limit(case, target) else {
        return is_perhaps_too_large(case, report, target, bytes);
    };
    let is_small = event.is_none() && target.gets_whole_event() && !case.delivers() && largest < ROOM;
    let title = match bytes {
        Some(bytes) if bytes > largest => {
            let what =
                if target.input.is_some() { "The target's Input" } else { "What this event is made into" };
            format!("{what} has {} bytes, and {takes} of {} at most.", text(bytes), text(largest))
        }
        None if is_small => {
            let mut first = takes.chars();
            let takes: String = first.next().into_iter().flat_map(char::to_uppercase).chain(first).collect();
            format!("{takes} of {} bytes at most: an event that is larger is given up.", text(largest))
        }
        Some(_) | None => return false,
    };
    let note = if bytes.is_some() { report.fault(title) } else { report.suspect(title) };
    let note = note.with_exhibit(source, largest);
    let less = if target.input.is_some() {
        "a shorter Input"
    } else {
        "a part of the event with an InputPath or InputTransformer"
    };
    match setting.filter(|_| bytes.is_none_or(|bytes| bytes <= MOST)) {
        Some((setting, call)) => {
            let only = if target.kind() == TargetKind::Sns {
                format!(
                    " Above {} bytes a topic has only queues, functions and streams of Firehose as subscribers, 100 at most.",
                    text(OF_TOPIC)
                )
            } else {
                String::new()
            };
            note.fix(format!("Raise {setting}, or send {less}.{only}")).calls_about(&target.arn, call);
        }
        None => {
            let why = if setting_is_known(target) {
                format!(": more than {} bytes cannot be set", text(MOST))
            } else {
                String::new()
            };
            note.fix(format!("Send {less}{why}."));
        }
    }
    true
}

/// Whether what a task is sent in place of the event, its overrides, has more characters than it takes.
fn are_overrides_too_long(case: &Case<'_>, report: &mut Report, target: &Target) -> bool {
    let any = Document::parse("{}").ok().filter(|_| target.input.is_some());
    let event = case.delivered_event().map(Event::document).or(any.as_ref());
    let made = event.filter(|_| !target.gets_whole_event()).and_then(|event| made_of(case, target, event));
    let Some(characters) = made.map(|made| made.chars().count()).filter(|count| *count > OF_OVERRIDES) else {
        return false;
    };
    let what = if target.input.is_some() { "The target's Input" } else { "What this event is made into" };
    report
        .fault(format!(
            "{what} has {} characters, and a task takes overrides of {} at most.",
            text(characters),
            text(OF_OVERRIDES)
        ))
        .with_exhibit("RunTask.overrides", characters)
        .fix("Hand the task less: the event's id or a key to what is stored elsewhere, such as in S3.");
    true
}

/// Whether the limit of targets of this kind is a setting.
fn setting_is_known(target: &Target) -> bool {
    matches!(target.kind(), TargetKind::Sqs | TargetKind::Sns)
}

/// Of a topic that could not be seen, what is known is what it takes where nobody set more.
fn is_perhaps_too_large(case: &Case<'_>, report: &mut Report, target: &Target, bytes: Option<usize>) -> bool {
    let Some(bytes) = bytes.filter(|bytes| *bytes > OF_TOPIC && target.kind() == TargetKind::Sns) else {
        return false;
    };
    let name = target.arn.name();
    let what = format!(
        "Whether the topic {name} takes the {} bytes that it is sent, where {} is usual,",
        text(bytes),
        text(OF_TOPIC)
    );
    report.see(&what, "sns:GetTopicAttributes", case.evidence.topics.get(&target.arn));
    true
}
