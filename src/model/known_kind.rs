//! The kinds of targets whose own service this program knows: their settings are read for a diagnosis, and
//! the embedded account has them.
//!
//! Of the others nothing is known that could keep an event out, and what they would do with it is not told.

use super::TargetKind;

/// A kind of target, as far as its service is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KnownKind {
    /// A Lambda function.
    Function,
    /// An SQS queue.
    Queue,
    /// An SNS topic.
    Topic,
    /// A log group.
    LogGroup,
    /// An event bus.
    Bus,
    /// A state machine.
    StateMachine,
    /// An API destination: it and its connection are known, and nothing is asked of where they lead.
    ApiDestination,
    /// A kind whose service is not known.
    Other,
}

impl KnownKind {
    /// What a kind of target is.
    pub(crate) fn of(kind: TargetKind) -> Self {
        match kind {
            TargetKind::Lambda => Self::Function,
            TargetKind::Sqs => Self::Queue,
            TargetKind::Sns => Self::Topic,
            TargetKind::Logs => Self::LogGroup,
            TargetKind::Bus => Self::Bus,
            TargetKind::StepFunctions => Self::StateMachine,
            TargetKind::ApiDestination => Self::ApiDestination,
            TargetKind::Kinesis
            | TargetKind::Firehose
            | TargetKind::Ecs
            | TargetKind::Batch
            | TargetKind::ApiGateway
            | TargetKind::CodeBuild
            | TargetKind::CodePipeline
            | TargetKind::Ssm
            | TargetKind::Redshift
            | TargetKind::SageMaker
            | TargetKind::Inspector
            | TargetKind::AppSync
            | TargetKind::Other => Self::Other,
        }
    }
}
