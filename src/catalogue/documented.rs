//! Fields that AWS's guides document of events whose schemas lack them.

/// Fields by path, each with the word for its type.
type Fields = &'static [(&'static str, &'static str)];

/// A source, a detail-type, and the fields of it that only the service's own guide shows: ACM "Amazon
/// EventBridge support for ACM", Batch "Job state change events", CodePipeline "Monitoring CodePipeline
/// events", Health "Pagination of AWS Health events on EventBridge", RDS "Amazon RDS event notification tags and
/// attributes" (each message has its `EventID`), SageMaker "Model package state change",
/// Security Hub "EventBridge event formats",
/// Step Functions "Automating Step Functions event delivery with EventBridge".
pub(super) const DOCUMENTED: [(&str, &str, Fields); 13] = [
    ("aws.acm", "ACM Certificate Approaching Expiration", &[("detail.CommonName", "string")]),
    (
        "aws.batch",
        "Batch Job State Change",
        &[
            ("detail.jobArn", "string"),
            ("detail.platformCapabilities", "string[]"),
            ("detail.propagateTags", "boolean"),
            ("detail.tags", "map"),
        ],
    ),
    (
        "aws.codepipeline",
        "CodePipeline Pipeline Execution State Change",
        &[("detail.pipeline-execution-attempt", "number"), ("detail.start-time", "string")],
    ),
    (
        "aws.health",
        "AWS Health Event",
        &[("detail.affectedAccount", "string"), ("detail.page", "string"), ("detail.totalPages", "string")],
    ),
    ("aws.rds", "RDS DB Cluster Event", RDS),
    ("aws.rds", "RDS DB Cluster Snapshot Event", RDS),
    ("aws.rds", "RDS DB Parameter Group Event", RDS),
    ("aws.rds", "RDS DB Proxy Event", RDS),
    ("aws.rds", "RDS DB Security Group Event", RDS),
    ("aws.rds", "RDS DB Snapshot Event", RDS),
    (
        "aws.securityhub",
        "Security Hub Findings - Custom Action",
        &[("detail.actionName", "string"), ("detail.actionDescription", "string")],
    ),
    (
        "aws.sagemaker",
        "SageMaker Model Package State Change",
        &[
            ("detail.ModelApprovalStatus", "string"),
            ("detail.ModelPackageGroupName", "string"),
            ("detail.ModelPackageStatus", "string"),
            ("detail.ModelPackageVersion", "number"),
        ],
    ),
    (
        "aws.states",
        "Step Functions Execution Status Change",
        &[
            ("detail.cause", "string"),
            ("detail.error", "string"),
            ("detail.inputDetails", "object"),
            ("detail.outputDetails", "object"),
            ("detail.redriveCount", "number"),
            ("detail.redriveDate", "json"),
            ("detail.redriveStatus", "string"),
            ("detail.redriveStatusReason", "string"),
            ("detail.stateMachineAliasArn", "string"),
            ("detail.stateMachineVersionArn", "string"),
        ],
    ),
];

/// What every kind of RDS's has, of which the schemas give it to one.
const RDS: Fields = &[("detail.EventID", "string")];
