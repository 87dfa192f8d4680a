//! What AWS documents of its own events (EventBridge user guide "Events", "Event structure", "AWS service
//! events delivered via CloudTrail").

use crate::text::letters_and_digits;

pub(super) use crate::pattern::ENVELOPE;

/// Those of them whose value is always one string.
pub(super) const STRINGS: [&str; 7] = ["version", "id", "detail-type", "source", "account", "time", "region"];

/// Names that people write for one of the envelope's.
pub(super) const ALIASES: [(&str, &str); 12] = [
    ("detailtype", "detail-type"),
    ("type", "detail-type"),
    ("eventtype", "detail-type"),
    ("accountid", "account"),
    ("awsaccount", "account"),
    ("awsaccountid", "account"),
    ("awsregion", "region"),
    ("sources", "source"),
    ("resource", "resources"),
    ("resourcearn", "resources"),
    ("details", "detail"),
    ("timestamp", "time"),
];

/// Some detail-types of AWS services, with the only source that sends each.
pub(crate) const DETAIL_TYPES: [(&str, &str); 40] = [
    ("AWS Console Sign In via CloudTrail", "aws.signin"),
    ("AWS Health Event", "aws.health"),
    ("Batch Job State Change", "aws.batch"),
    ("CloudFormation Resource Status Change", "aws.cloudformation"),
    ("CloudFormation Stack Status Change", "aws.cloudformation"),
    ("CloudWatch Alarm State Change", "aws.cloudwatch"),
    ("CodeBuild Build Phase Change", "aws.codebuild"),
    ("CodeBuild Build State Change", "aws.codebuild"),
    ("CodeCommit Pull Request State Change", "aws.codecommit"),
    ("CodeCommit Repository State Change", "aws.codecommit"),
    ("CodeDeploy Deployment State-change Notification", "aws.codedeploy"),
    ("CodePipeline Action Execution State Change", "aws.codepipeline"),
    ("CodePipeline Pipeline Execution State Change", "aws.codepipeline"),
    ("CodePipeline Stage Execution State Change", "aws.codepipeline"),
    ("Config Rules Compliance Change", "aws.config"),
    ("EBS Snapshot Notification", "aws.ec2"),
    ("EBS Volume Notification", "aws.ec2"),
    ("EC2 AMI State Change", "aws.ec2"),
    ("EC2 Instance Rebalance Recommendation", "aws.ec2"),
    ("EC2 Instance State-change Notification", "aws.ec2"),
    ("EC2 Spot Instance Interruption Warning", "aws.ec2"),
    ("EC2 Instance Launch Successful", "aws.autoscaling"),
    ("EC2 Instance Launch Unsuccessful", "aws.autoscaling"),
    ("EC2 Instance Terminate Successful", "aws.autoscaling"),
    ("EC2 Instance Terminate Unsuccessful", "aws.autoscaling"),
    ("ECR Image Action", "aws.ecr"),
    ("ECR Image Scan", "aws.ecr"),
    ("ECS Container Instance State Change", "aws.ecs"),
    ("ECS Deployment State Change", "aws.ecs"),
    ("ECS Service Action", "aws.ecs"),
    ("ECS Task State Change", "aws.ecs"),
    ("Glue Crawler State Change", "aws.glue"),
    ("Glue Job State Change", "aws.glue"),
    ("GuardDuty Finding", "aws.guardduty"),
    ("Object Created", "aws.s3"),
    ("Object Deleted", "aws.s3"),
    ("RDS DB Instance Event", "aws.rds"),
    ("Security Hub Findings - Imported", "aws.securityhub"),
    ("Step Functions Execution Status Change", "aws.states"),
    ("Trusted Advisor Check Item Refresh Notification", "aws.trustedadvisor"),
];

/// The kinds of event that the catalogue has, whose test writes them, one a line: the detail-type, the source
/// and, parted by blanks, the names below `detail`, with tabs in between.
const KINDS: &str = include_str!("kinds.txt");

/// A kind of event of an AWS service.
struct ListedKind {
    detail_type: &'static str,
    source: &'static str,
    /// The names below `detail`; none where these are not known.
    names: &'static str,
}

impl ListedKind {
    fn has(&self, name: &str) -> bool {
        self.names.split(' ').any(|known| known == name)
    }
}

fn kinds() -> impl Iterator<Item = ListedKind> {
    KINDS.lines().filter_map(|line| {
        let (detail_type, rest) = line.split_once('\t')?;
        let (source, names) = rest.split_once('\t')?;
        Some(ListedKind { detail_type, source, names })
    })
}

/// The detail-types that the same service sends itself with a field of that name below `detail`, where a kind
/// of event is known without it.
pub(in crate::pattern) fn siblings_with(source: &str, detail_type: &str, name: &str) -> Vec<&'static str> {
    let own = |kind: &ListedKind| kind.source == source && !kind.detail_type.ends_with(" via CloudTrail");
    let of_source = || kinds().filter(move |kind| own(kind) && !kind.names.is_empty());
    if !of_source().any(|kind| kind.detail_type == detail_type && !kind.has(name)) {
        return Vec::new();
    }
    of_source().filter(|kind| kind.has(name)).map(|kind| kind.detail_type).collect()
}

/// The detail-types that a source is known to send.
pub(in crate::pattern) fn of_source(source: &str) -> impl Iterator<Item = &'static str> {
    kinds().filter(move |kind| kind.source == source).map(|kind| kind.detail_type)
}

/// The source that alone is known to send a detail-type.
pub(in crate::pattern) fn only_source(detail_type: &str) -> Option<&'static str> {
    let mut sources = kinds().filter(|kind| kind.detail_type == detail_type).map(|kind| kind.source);
    let first = sources.next();
    let listed = || DETAIL_TYPES.iter().find(|(known, _)| *known == detail_type).map(|(_, source)| *source);
    first.filter(|first| sources.all(|source| source == *first)).or_else(listed)
}

/// What S3 calls its notifications to functions, queues and topics, in letters and digits, and the
/// detail-type of the events that these are on a bus (S3 user guide, "Mapping of event types").
const NOTIFICATIONS: [(&str, &str); 14] = [
    ("objectcreated", "Object Created"),
    ("put", "Object Created"),
    ("putobject", "Object Created"),
    ("objectremoved", "Object Deleted"),
    ("deleteobject", "Object Deleted"),
    ("objectrestorepost", "Object Restore Initiated"),
    ("objectrestorecompleted", "Object Restore Completed"),
    ("objectrestoredelete", "Object Restore Expired"),
    ("objecttaggingput", "Object Tags Added"),
    ("objecttaggingdelete", "Object Tags Deleted"),
    ("objectaclput", "Object ACL Updated"),
    ("lifecycleexpiration", "Object Deleted"),
    ("lifecycletransition", "Object Storage Class Changed"),
    ("intelligenttiering", "Object Access Tier Changed"),
];

/// The detail-type of S3's events that its notifications have this name for, with or without `s3:` and the
/// call.
pub(crate) fn notified_as(name: &str) -> Option<&'static str> {
    let asked = letters_and_digits(name.strip_prefix("s3:").unwrap_or(name));
    let named = NOTIFICATIONS.iter().filter(|(notification, _)| asked.starts_with(notification));
    // The longest name says most.
    named.max_by_key(|(notification, _)| notification.len()).map(|(_, meant)| *meant)
}

/// Words of detail-types that do not make another kind.
pub(crate) const LOOSE: [&str; 14] = [
    "state",
    "status",
    "change",
    "changed",
    "changes",
    "update",
    "updated",
    "notification",
    "event",
    "events",
    "message",
    "aws",
    "amazon",
    "the",
];

/// Whether an AWS service is known to send a detail-type.
pub(in crate::pattern) fn is_kind(detail_type: &str) -> bool {
    DETAIL_TYPES.iter().any(|(name, _)| *name == detail_type)
        || kinds().any(|kind| kind.detail_type == detail_type)
}

/// The detail-type of management events that CloudTrail delivers.
pub(super) const CLOUDTRAIL: &str = "AWS API Call via CloudTrail";

/// The beginnings of the names of calls that only read.
pub(super) const READING: [&str; 3] = ["Describe", "Get", "List"];

/// The name of the envelope that a name at the top of a pattern was meant for, if it is not one itself.
pub(super) fn envelope_name(name: &str) -> Option<&'static str> {
    if ENVELOPE.contains(&name) {
        return None;
    }
    let bare = letters_and_digits(name);
    ENVELOPE
        .iter()
        .find(|known| letters_and_digits(known) == bare)
        .copied()
        .or_else(|| ALIASES.iter().find(|(alias, _)| *alias == bare).map(|(_, known)| *known))
}
