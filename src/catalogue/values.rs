//! The values that some fields of AWS's events have, as the services' guides list them, and the detail-types that the
//! guides name beside those of the schemas.
//!
//! A list may grow, so that a value is doubted only where it is one of them in another spelling.

use crate::pattern::{Asks, DETAIL_TYPES};
use crate::text::edits;

/// A source, or none for what comes through CloudTrail from any; the detail-types; the field; what it may be, first what
/// a sample has.
type Row = (Option<&'static str>, &'static [&'static str], &'static str, &'static [&'static str]);

/// Guides: EC2 "State change events" and its pages on the events of AMIs, volumes, snapshots and Spot Instances, Auto
/// Scaling "Lifecycle hook events", Batch "Job state change events", CodeBuild "Build state changes", CodePipeline
/// "Monitoring CodePipeline events", CodeDeploy "Monitoring deployments with Amazon CloudWatch Events", CodeCommit
/// "Monitoring CodeCommit events", CloudFormation "Stack status codes", CloudWatch "Alarm events and EventBridge", Config
/// "Monitoring AWS Config with EventBridge", ECR "Events and EventBridge", ECS "Task state change events", EMR "Monitor
/// CloudWatch events", Glue "Automating with EventBridge", Health "Event schema", SageMaker on the events of training
/// jobs, Step Functions "Event delivery", Transcribe "Monitoring with EventBridge", CloudTrail "userIdentity element" and
/// "Record contents".
const ROWS: &[Row] = &[
    (
        Some("aws.ec2"),
        &["EC2 Instance State-change Notification"],
        "detail.state",
        &["stopped", "pending", "running", "shutting-down", "stopping", "terminated"],
    ),
    (
        Some("aws.ec2"),
        &["EC2 AMI State Change"],
        "detail.State",
        &["available", "deregistered", "disabled", "failed"],
    ),
    (Some("aws.ec2"), &["EBS Volume Notification"], "detail.result", &["available", "deleted", "failed"]),
    (Some("aws.ec2"), &["EBS Snapshot Notification"], "detail.result", &["succeeded", "failed"]),
    (
        Some("aws.ec2"),
        &["EC2 Spot Instance Interruption Warning"],
        "detail.instance-action",
        &["terminate", "hibernate", "stop"],
    ),
    (
        Some("aws.autoscaling"),
        &["EC2 Instance-launch Lifecycle Action", "EC2 Instance-terminate Lifecycle Action"],
        "detail.LifecycleTransition",
        &["autoscaling:EC2_INSTANCE_LAUNCHING", "autoscaling:EC2_INSTANCE_TERMINATING"],
    ),
    (
        Some("aws.batch"),
        &["Batch Job State Change"],
        "detail.status",
        &["FAILED", "SUBMITTED", "PENDING", "RUNNABLE", "STARTING", "RUNNING", "SUCCEEDED"],
    ),
    (
        Some("aws.codebuild"),
        &["CodeBuild Build State Change"],
        "detail.build-status",
        &["FAILED", "IN_PROGRESS", "STOPPED", "SUCCEEDED", "FAULT", "TIMED_OUT"],
    ),
    (
        Some("aws.codebuild"),
        &["CodeBuild Build Phase Change"],
        "detail.completed-phase-status",
        &["FAILED", "STOPPED", "SUCCEEDED"],
    ),
    (
        Some("aws.codepipeline"),
        &[
            "CodePipeline Pipeline Execution State Change",
            "CodePipeline Stage Execution State Change",
            "CodePipeline Action Execution State Change",
        ],
        "detail.state",
        &[
            "FAILED",
            "STARTED",
            "SUCCEEDED",
            "CANCELED",
            "RESUMED",
            "STOPPING",
            "STOPPED",
            "SUPERSEDED",
            "ABANDONED",
        ],
    ),
    (
        Some("aws.codedeploy"),
        &["CodeDeploy Deployment State-change Notification", "CodeDeploy Instance State-change Notification"],
        "detail.state",
        &["FAILURE", "READY", "START", "STOP", "SUCCESS"],
    ),
    (
        Some("aws.codecommit"),
        &["CodeCommit Repository State Change"],
        "detail.event",
        &["referenceCreated", "referenceUpdated", "referenceDeleted"],
    ),
    (
        Some("aws.cloudformation"),
        &["CloudFormation Stack Status Change"],
        "detail.status-details.status",
        &[
            "CREATE_IN_PROGRESS",
            "CREATE_FAILED",
            "CREATE_COMPLETE",
            "ROLLBACK_IN_PROGRESS",
            "ROLLBACK_FAILED",
            "ROLLBACK_COMPLETE",
            "DELETE_IN_PROGRESS",
            "DELETE_FAILED",
            "DELETE_COMPLETE",
            "UPDATE_IN_PROGRESS",
            "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
            "UPDATE_COMPLETE",
            "UPDATE_FAILED",
            "UPDATE_ROLLBACK_IN_PROGRESS",
            "UPDATE_ROLLBACK_FAILED",
            "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
            "UPDATE_ROLLBACK_COMPLETE",
            "REVIEW_IN_PROGRESS",
        ],
    ),
    (
        Some("aws.cloudwatch"),
        &["CloudWatch Alarm State Change"],
        "detail.state.value",
        &["ALARM", "INSUFFICIENT_DATA", "OK"],
    ),
    (
        Some("aws.cloudwatch"),
        &["CloudWatch Alarm State Change"],
        "detail.previousState.value",
        &["OK", "ALARM", "INSUFFICIENT_DATA"],
    ),
    (
        Some("aws.config"),
        &["Config Rules Compliance Change"],
        "detail.newEvaluationResult.complianceType",
        &["COMPLIANT", "NON_COMPLIANT", "NOT_APPLICABLE", "INSUFFICIENT_DATA"],
    ),
    (Some("aws.ecr"), &["ECR Image Action"], "detail.action-type", &["PUSH", "DELETE"]),
    (Some("aws.ecr"), &["ECR Image Action"], "detail.result", &["SUCCESS", "FAILURE"]),
    (Some("aws.ecs"), &["ECS Task State Change"], "detail.lastStatus", TASK),
    (Some("aws.ecs"), &["ECS Task State Change"], "detail.desiredStatus", TASK),
    (
        Some("aws.ecs"),
        &["ECS Container Instance State Change"],
        "detail.status",
        &["ACTIVE", "DRAINING", "INACTIVE"],
    ),
    (
        Some("aws.emr"),
        &["EMR Cluster State Change"],
        "detail.state",
        &["STARTING", "RUNNING", "WAITING", "TERMINATING", "TERMINATED", "TERMINATED_WITH_ERRORS"],
    ),
    (
        Some("aws.glue"),
        &["Glue Job State Change"],
        "detail.state",
        &["FAILED", "STOPPED", "SUCCEEDED", "TIMEOUT", "ERROR"],
    ),
    (Some("aws.glue"), &["Glue Job Run Status"], "detail.state", &["STARTING", "RUNNING", "STOPPING"]),
    (
        Some("aws.health"),
        &["AWS Health Event"],
        "detail.eventTypeCategory",
        &["issue", "accountNotification", "scheduledChange", "investigation"],
    ),
    (Some("aws.health"), &["AWS Health Event"], "detail.eventScopeCode", &["PUBLIC", "ACCOUNT_SPECIFIC"]),
    (Some("aws.health"), &["AWS Health Event"], "detail.statusCode", &["open", "closed", "upcoming"]),
    (
        Some("aws.states"),
        &["Step Functions Execution Status Change"],
        "detail.status",
        &["FAILED", "ABORTED", "RUNNING", "SUCCEEDED", "TIMED_OUT", "PENDING_REDRIVE"],
    ),
    (
        Some("aws.transcribe"),
        &["Transcribe Job State Change"],
        "detail.TranscriptionJobStatus",
        &["COMPLETED", "FAILED"],
    ),
    (
        Some("aws.sagemaker"),
        &["SageMaker Training Job State Change"],
        "detail.TrainingJobStatus",
        &["Failed", "Completed", "InProgress", "Stopped", "Stopping"],
    ),
    (
        None,
        RECORDED,
        "detail.userIdentity.type",
        &[
            "Root",
            "IAMUser",
            "AssumedRole",
            "Role",
            "FederatedUser",
            "Directory",
            "AWSAccount",
            "AWSService",
            "IdentityCenterUser",
            "SAMLUser",
            "WebIdentityUser",
            "Unknown",
        ],
    ),
    (
        None,
        RECORDED,
        "detail.eventType",
        &["AwsApiCall", "AwsServiceEvent", "AwsConsoleAction", "AwsConsoleSignIn", "AwsCloudTrailInsight"],
    ),
];

/// The states of a task.
const TASK: &[&str] = &[
    "STOPPED",
    "PROVISIONING",
    "PENDING",
    "ACTIVATING",
    "RUNNING",
    "DEACTIVATING",
    "STOPPING",
    "DEPROVISIONING",
    "DELETED",
];

/// The detail-type of sign-ins to the console.
pub const SIGN_IN: &str = "AWS Console Sign In via CloudTrail";

/// The detail-types under which CloudTrail's events come (EventBridge user guide, "AWS service events delivered via
/// AWS CloudTrail").
pub const RECORDED: &[&str] = &[
    "AWS API Call via CloudTrail",
    SIGN_IN,
    "AWS Service Event via CloudTrail",
    "AWS Insight via CloudTrail",
];

/// Detail-types without a schema: AWS Backup "Monitoring events using EventBridge", Systems Manager "Event patterns and
/// types".
const TYPES: &[(&str, &str)] = &[
    ("aws.backup", "Backup Job State Change"),
    ("aws.backup", "Backup Plan State Change"),
    ("aws.backup", "Backup Vault State Change"),
    ("aws.backup", "Copy Job State Change"),
    ("aws.backup", "Recovery Point State Change"),
    ("aws.backup", "Restore Job State Change"),
    ("aws.ssm", "Configuration Compliance State Change"),
    ("aws.ssm", "EC2 Automation Execution Status-change Notification"),
    ("aws.ssm", "EC2 Automation Step Status-change Notification"),
    ("aws.ssm", "EC2 Command Invocation Status-change Notification"),
    ("aws.ssm", "EC2 Command Status-change Notification"),
    ("aws.ssm", "Parameter Store Change"),
    ("aws.ssm", "Parameter Store Policy Action"),
];

/// Values that a service itself gives to a field of its events, where they are few and known; `path` begins below
/// `detail`.
pub fn values(source: &str, detail_type: &str, path: &str) -> &'static [&'static str] {
    let is_it = |(own, kinds, field, _): &&Row| {
        *own == Some(source)
            && kinds.contains(&detail_type)
            && field.strip_prefix("detail.").is_some_and(|field| field.eq_ignore_ascii_case(path))
    };
    ROWS.iter().find(is_it).map_or(&[], |(.., values)| values)
}

/// The detail-types of a source that guides name.
pub(super) fn types_of(source: &str) -> impl Iterator<Item = &'static str> {
    senders().filter(move |(sender, _)| *sender == source).map(|(_, detail_type)| detail_type)
}

/// All detail-types that guides name.
pub(super) fn all_types() -> impl Iterator<Item = &'static str> {
    senders().map(|(_, detail_type)| detail_type)
}

fn senders() -> impl Iterator<Item = (&'static str, &'static str)> {
    let of_rows = ROWS.iter().filter_map(|(sender, kinds, ..)| sender.map(|sender| (sender, *kinds)));
    let of_rows = of_rows.flat_map(|(sender, kinds)| kinds.iter().map(move |kind| (sender, *kind)));
    let of_lints = DETAIL_TYPES.iter().map(|(kind, sender)| (*sender, *kind));
    TYPES.iter().copied().chain(of_rows).chain(of_lints)
}

/// A value that is asked for where a field has another one which is spelled nearly so.
pub(super) struct Misspelt {
    pub(super) path: &'static str,
    pub(super) asked: String,
    pub(super) meant: &'static str,
}

/// The values that an alternative asks for and that are known in another spelling. Where one that is known is asked for
/// beside it, somebody has thought of both.
pub(super) fn misspelt(asks: Asks<'_>) -> Vec<Misspelt> {
    let found = rows_for(asks).into_iter().filter_map(|(_, _, path, values)| {
        let asked = asks.at(path).filter(|asked| asked.is_only(|text| !values.contains(&text)))?;
        let texts = asked.texts();
        let near =
            texts.iter().find_map(|text| Some((text, values.iter().find(|value| is_near(text, value))?)));
        near.map(|(asked, meant)| Misspelt { path, asked: asked.clone(), meant })
    });
    found.collect()
}

/// The fields that an alternative asks for by a name that is one of the known fields' but for its letter case.
pub(super) fn miscased(asks: Asks<'_>) -> Vec<(String, &'static str)> {
    let rows = rows_for(asks);
    let in_other_letters =
        |path: &str| rows.iter().find(|(_, _, known, _)| *known != path && known.eq_ignore_ascii_case(path));
    asks.all()
        .filter(|(_, asked)| !asked.takes_absence())
        .filter_map(|(path, _)| in_other_letters(&path).map(|(_, _, known, _)| (path, *known)))
        .collect()
}

/// The rows of the kinds that an alternative asks for, where all of them are known.
fn rows_for(asks: Asks<'_>) -> Vec<&'static Row> {
    let Some(types) = asks.at("detail-type").map(crate::pattern::Asked::texts) else { return Vec::new() };
    let sources = asks.at("source").map(crate::pattern::Asked::texts).unwrap_or_default();
    let is_asked = |(source, kinds, _, _): &&Row| {
        !types.is_empty()
            && types.iter().all(|text| kinds.contains(&text.as_str()))
            && source.is_none_or(|source| sources.iter().all(|text| text == source))
    };
    ROWS.iter().filter(is_asked).collect()
}

/// Whether a text is a value in other letters, with a letter more or less, or without what stands before its colon.
fn is_near(text: &str, value: &str) -> bool {
    let plain = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let (text, whole) = (plain(text), plain(value));
    let most = usize::from(whole.len() > 4);
    edits(&text, &whole, most).is_some()
        || value.split_once(':').is_some_and(|(_, rest)| edits(&text, &plain(rest), most).is_some())
}
