//! The settings that an operator may give a target, in the same declaration as those of things. Lengths are
//! the API reference's ("Target" and the types of its members); a structure of which a target has many
//! members is given whole, as JSON.

use super::fields::{DEAD_LETTER, FieldKind, SettingField, field};
use crate::model::TargetKind;

/// The settings of a target, in the target's own JSON (API reference, "Target").
const FIELDS: &[SettingField] = &[
    field("Arn", "arn", "ARN", FieldKind::Arn, "What is invoked").required(),
    field("RoleArn", "role", "role", FieldKind::Arn, "The role that EventBridge assumes for it"),
    field("Input", "input", "input", FieldKind::JsonText(8192), "JSON that is sent in place of the event"),
    field(
        "InputPath",
        "input-path",
        "input path",
        FieldKind::Line(256),
        "The part of the event that is sent: $.detail",
    ),
    field(
        "InputTransformer.InputPathsMap",
        "paths",
        "paths",
        FieldKind::Json,
        "Where the template's variables come from: {\"id\": \"$.detail.id\"}",
    ),
    field(
        "InputTransformer.InputTemplate",
        "template",
        "template",
        FieldKind::Text(8192),
        "What is sent, with <id> where a variable goes",
    ),
    field(
        DEAD_LETTER,
        "dead-letter",
        "dead-letter queue",
        FieldKind::Arn,
        "The SQS queue for what could not be delivered",
    ),
    field(
        "RetryPolicy.MaximumRetryAttempts",
        "retries",
        "retries",
        FieldKind::Number(0, 185),
        "How often delivery is tried again; 185 where nothing is said",
    ),
    field(
        "RetryPolicy.MaximumEventAgeInSeconds",
        "max-age",
        "max age",
        FieldKind::Number(60, 86_400),
        "Seconds after which delivery is given up; 86400 where nothing is said",
    ),
    field(
        "SqsParameters.MessageGroupId",
        "message-group",
        "message group",
        FieldKind::Line(100),
        "The message group, which a FIFO queue needs",
    )
    .of(&[TargetKind::Sqs]),
    field(
        "KinesisParameters.PartitionKeyPath",
        "partition-key",
        "partition key",
        FieldKind::Line(256),
        "Where the event has the partition key: $.detail.id; the event's id where nothing is said",
    )
    .of(&[TargetKind::Kinesis]),
    field(
        "EcsParameters",
        "ecs",
        "ECS",
        FieldKind::Json,
        "The task, as in the API: {\"TaskDefinitionArn\": …, \"LaunchType\": …}",
    )
    .of(&[TargetKind::Ecs]),
    field(
        "BatchParameters",
        "batch",
        "Batch",
        FieldKind::Json,
        "The job, as in the API: {\"JobDefinition\": …, \"JobName\": …}",
    )
    .of(&[TargetKind::Batch]),
    field(
        "HttpParameters",
        "http",
        "HTTP",
        FieldKind::Json,
        "What the request has, as in the API: {\"PathParameterValues\": [], \"HeaderParameters\": {}, \
            \"QueryStringParameters\": {}}",
    )
    .of(&[TargetKind::ApiDestination, TargetKind::ApiGateway]),
    field(
        "RunCommandParameters",
        "run-command",
        "Run Command",
        FieldKind::Json,
        "Where the command runs, as in the API: {\"RunCommandTargets\": [{\"Key\": …, \"Values\": []}]}",
    )
    .of(&[TargetKind::Ssm]),
    field(
        "RedshiftDataParameters",
        "redshift",
        "Redshift",
        FieldKind::Json,
        "The statement, as in the API: {\"Database\": …, \"Sql\": …}",
    )
    .of(&[TargetKind::Redshift]),
    field(
        "SageMakerPipelineParameters",
        "sagemaker",
        "SageMaker",
        FieldKind::Json,
        "The pipeline's parameters, as in the API: {\"PipelineParameterList\": [{\"Name\": …, \"Value\": …}]}",
    )
    .of(&[TargetKind::SageMaker]),
    field(
        "AppSyncParameters.GraphQLOperation",
        "graphql",
        "GraphQL",
        FieldKind::Text(1_048_576),
        "The GraphQL operation that is called",
    )
    .of(&[TargetKind::AppSync]),
];

/// The settings of a target.
pub fn target_fields() -> &'static [SettingField] {
    FIELDS
}
