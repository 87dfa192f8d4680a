//! What a target is to this account: something that it holds itself, or of a kind that it does not have.
//!
//! Kinds that the account does not have are taken as they are: nothing is known of them that could keep an event
//! out, and what they would do with it is not told.

use crate::model::TargetKind;

/// A kind of target, as far as the account holds things of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HeldKind {
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
    /// An API destination: the account holds it and its connection, and calls nothing.
    ApiDestination,
    /// A kind that the account does not have.
    NotHeld,
}

impl HeldKind {
    /// What a target of this kind is here.
    pub(super) fn of(kind: TargetKind) -> Self {
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
            | TargetKind::Other => Self::NotHeld,
        }
    }
}
