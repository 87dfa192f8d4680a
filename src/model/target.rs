//! Targets of rules. Source: EventBridge API reference, "Target".

use super::Arn;
use crate::input::{
    InputLint, InputTransformer, LogEntry, TargetInput, Unsent, Variables, lints, log_entry, render,
};
use crate::json::Document;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// A rule's target with all its settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Target {
    /// The id, unique in the rule.
    pub id: String,
    /// What is invoked.
    pub arn: Arn,
    /// The role EventBridge assumes for it.
    pub role: Option<Arn>,
    /// `Input`: constant text sent in place of the event.
    pub input: Option<String>,
    /// `InputPath`: the JSON path of the part that is sent.
    pub input_path: Option<String>,
    /// `InputTransformer`.
    pub transformer: Option<InputTransformer>,
    /// The dead-letter queue.
    pub dead_letter: Option<Arn>,
    /// How long delivery is retried.
    pub retry: Option<RetryPolicy>,
    /// Settings of one kind of target, in the API's own JSON, by the API's name (`EcsParameters`,
    /// `SqsParameters`, …).
    pub parameters: BTreeMap<String, Value>,
}

/// `RetryPolicy`; the service's defaults are 185 attempts and 24 hours.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetryPolicy {
    /// Attempts at most, 0–185.
    pub attempts: Option<i32>,
    /// Age of the event at most, in seconds, 60–86,400.
    pub age_seconds: Option<i32>,
}

/// What a target receives for an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// The text of its input.
    Text(String),
    /// For a log group, the entry that is written.
    Log(LogEntry),
}

/// The kinds of target, told from the ARN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum TargetKind {
    Lambda,
    Sqs,
    Sns,
    Logs,
    StepFunctions,
    Kinesis,
    Firehose,
    Ecs,
    Batch,
    Bus,
    ApiDestination,
    ApiGateway,
    CodeBuild,
    CodePipeline,
    Ssm,
    Redshift,
    SageMaker,
    Inspector,
    AppSync,
    Other,
}

impl TargetKind {
    /// The kind of what an ARN names.
    pub fn of(arn: &Arn) -> Self {
        let resource = arn.resource();
        match arn.service() {
            "lambda" => TargetKind::Lambda,
            "sqs" => TargetKind::Sqs,
            "sns" => TargetKind::Sns,
            "logs" => TargetKind::Logs,
            "states" => TargetKind::StepFunctions,
            "kinesis" => TargetKind::Kinesis,
            "firehose" => TargetKind::Firehose,
            "ecs" => TargetKind::Ecs,
            "batch" => TargetKind::Batch,
            "events" if resource.starts_with("event-bus/") => TargetKind::Bus,
            "events" if resource.starts_with("api-destination/") => TargetKind::ApiDestination,
            "execute-api" => TargetKind::ApiGateway,
            "codebuild" => TargetKind::CodeBuild,
            "codepipeline" => TargetKind::CodePipeline,
            "ssm" => TargetKind::Ssm,
            "redshift" | "redshift-serverless" => TargetKind::Redshift,
            "sagemaker" => TargetKind::SageMaker,
            "inspector" => TargetKind::Inspector,
            "appsync" => TargetKind::AppSync,
            _ => TargetKind::Other,
        }
    }

    /// What it is called in a sentence.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Self::Lambda => "function",
            Self::Sqs => "queue",
            Self::Sns => "topic",
            Self::Logs => "log group",
            Self::StepFunctions => "state machine",
            Self::Kinesis => "Kinesis stream",
            Self::Firehose => "Firehose stream",
            Self::Ecs => "ECS task",
            Self::Batch => "Batch job queue",
            Self::Bus => "bus",
            Self::ApiDestination => "API destination",
            Self::ApiGateway => "API Gateway stage",
            Self::CodeBuild => "CodeBuild project",
            Self::CodePipeline => "pipeline",
            Self::Ssm => "Systems Manager document",
            Self::Redshift => "Redshift cluster",
            Self::SageMaker => "SageMaker pipeline",
            Self::Inspector => "Inspector template",
            Self::AppSync => "AppSync API",
            Self::Other => "other service",
        }
    }

    /// The short word lists show.
    pub fn word(self) -> &'static str {
        match self {
            Self::Lambda => "lambda",
            Self::Sqs => "sqs",
            Self::Sns => "sns",
            Self::Logs => "logs",
            Self::StepFunctions => "sfn",
            Self::Kinesis => "kinesis",
            Self::Firehose => "firehose",
            Self::Ecs => "ecs",
            Self::Batch => "batch",
            Self::Bus => "bus",
            Self::ApiDestination => "api-dest",
            Self::ApiGateway => "api-gw",
            Self::CodeBuild => "codebuild",
            Self::CodePipeline => "pipeline",
            Self::Ssm => "ssm",
            Self::Redshift => "redshift",
            Self::SageMaker => "sagemaker",
            Self::Inspector => "inspector",
            Self::AppSync => "appsync",
            Self::Other => "other",
        }
    }

    /// Whether EventBridge reaches targets of this kind through a role only (EventBridge user guide, "Amazon
    /// EventBridge targets", "Execution role"). The others' own policies let it in.
    pub fn needs_role(self) -> bool {
        match self {
            Self::Kinesis
            | Self::Firehose
            | Self::StepFunctions
            | Self::Ecs
            | Self::Batch
            | Self::Ssm
            | Self::CodeBuild
            | Self::CodePipeline
            | Self::ApiDestination
            | Self::AppSync
            | Self::Redshift
            | Self::SageMaker
            | Self::Inspector => true,
            Self::Lambda
            | Self::Sqs
            | Self::Sns
            | Self::Logs
            | Self::Bus
            | Self::ApiGateway
            | Self::Other => false,
        }
    }
}

impl Target {
    /// Whether it names what of SNS no rule can send to: a FIFO topic, or a subscription, `TOPIC:ID`.
    pub(crate) fn is_no_topic(&self) -> bool {
        self.kind() == TargetKind::Sns && (Arn::is_fifo(self.arn.name()) || self.arn.resource().contains(':'))
    }

    /// Its kind and name, such as `sqs jobs`.
    pub fn kind_and_name(&self) -> String {
        format!("{} {}", self.kind_word(), self.arn.name())
    }

    /// Its kind in a word; of one that has no name here, its service.
    pub fn kind_word(&self) -> &str {
        match (self.kind(), self.arn.service()) {
            (TargetKind::Other, service) if !service.is_empty() => service,
            (kind, _) => kind.word(),
        }
    }

    /// The kind, from the ARN's service and resource type.
    pub fn kind(&self) -> TargetKind {
        TargetKind::of(&self.arn)
    }

    /// Whether a rule at `rule` reaches it through a role only: by its kind, or because it is a bus in
    /// another account or region (EventBridge user guide, "Sending and receiving events between AWS
    /// accounts").
    pub fn needs_role(&self, rule: Option<&Arn>) -> bool {
        self.kind().needs_role() || rule.is_some_and(|rule| self.is_far_bus(rule.account(), rule.region()))
    }

    /// Whether it is a bus, and in another account or region than these, as far as both are known.
    pub fn is_far_bus(&self, account: &str, region: &str) -> bool {
        let differs = |of_rule: &str, own: &str| !of_rule.is_empty() && !own.is_empty() && of_rule != own;
        self.kind() == TargetKind::Bus
            && (differs(account, self.arn.account()) || differs(region, self.arn.region()))
    }

    /// Whether PutTargets refuses it without a role in a rule of this account (EventBridge user guide,
    /// "Sending events to an AWS service in another account"). A bus in another region is taken without one.
    pub fn is_refused_without_role(&self, account: &str) -> bool {
        let kind = self.kind();
        let elsewhere =
            !account.is_empty() && !self.arn.account().is_empty() && self.arn.account() != account;
        let reached_across_accounts =
            matches!(kind, TargetKind::Bus | TargetKind::Sns | TargetKind::Lambda | TargetKind::Sqs);
        kind.needs_role() || (elsewhere && reached_across_accounts)
    }

    /// What it receives for an event that its rule matches.
    ///
    /// Errors: PutTargets refuses its settings, or what they make of this event is not delivered.
    pub fn receives(&self, event: &Document, variables: &Variables<'_>) -> Result<Received, Unsent> {
        let settings = self.target_input();
        if self.kind() == TargetKind::Logs {
            log_entry(&settings, event, variables).map(Received::Log)
        } else {
            render(&settings, event, variables).map(Received::Text)
        }
    }

    /// What its settings do that was hardly meant; with an event, also what they do to that one.
    pub fn input_lints(&self, event: Option<&Document>) -> Vec<InputLint> {
        lints(&self.target_input(), event, self.kind() == TargetKind::Logs)
    }

    /// The settings that decide what it receives, for [`crate::input`].
    pub fn target_input(&self) -> TargetInput<'_> {
        TargetInput {
            id: &self.id,
            input: self.input.as_deref(),
            input_path: self.input_path.as_deref(),
            transformer: self.transformer.as_ref(),
        }
    }

    /// Whether it gets the event as it is, and nothing in its place.
    pub fn gets_whole_event(&self) -> bool {
        self.input.is_none() && self.input_path.is_none() && self.transformer.is_none()
    }

    /// The log group's name, for a log-group target. EventBridge accepts the ARN with a trailing `:*` (and
    /// then never delivers), so both forms name the group.
    pub fn log_group(&self) -> Option<&str> {
        (self.kind() == TargetKind::Logs).then(|| self.arn.name())
    }
}
