//! Targets of rules.

use super::super::account::{ACCOUNT, Account, shape};
use super::super::error::{ApiError, ApiResult};
use super::super::request::{Request, Text};
use super::{ARN, EventsContext, Paging, RULE_NAME, buses, words};
use crate::input;
use crate::model::{Arn, Target, TargetKind};
use serde_json::{Map, Value, json};

/// Targets of one rule ("Amazon EventBridge quotas").
const MAX_TARGETS: usize = 5;
const ID: Text = Text::matching(1, 64, "[\\.\\-_A-Za-z0-9]+", words);
const ANY: Text = Text::len(0, usize::MAX);

fn transformer_key(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
}

const TRANSFORMER_KEY: Text = Text::matching(1, 256, "[A-Za-z0-9\\_\\-]+", transformer_key);

/// Judges one target against the service model; what it means is judged after all of them were.
fn constrain(target: &mut Request) {
    target.required("Id", &ID);
    target.required("Arn", &ARN);
    target.text("RoleArn", &ARN);
    target.text("Input", &Text::len(0, 8192));
    target.text("InputPath", &Text::len(0, 256));
    target.structure("InputTransformer", |transformer| {
        transformer.required("InputTemplate", &Text::len(1, 8192));
        let paths =
            transformer.value("InputPathsMap").and_then(Value::as_object).cloned().unwrap_or_default();
        if paths.len() > 100 {
            transformer.violate(format!(
                "Value '[{} members]' at 'targets.1.member.inputTransformer.inputPathsMap' failed to \
                    satisfy constraint: Member must have length less than or equal to 100",
                paths.len()
            ));
        }
        for (key, path) in paths {
            let mut pair = transformer
                .nested(json!({"key": key, "value": path}), "inputTransformer.inputPathsMap".to_owned());
            pair.required("key", &TRANSFORMER_KEY);
            pair.required("value", &Text::len(0, 256));
            transformer.absorb(pair);
        }
    });
    target.structure("DeadLetterConfig", |config| config.text("Arn", &ARN));
    target.structure("RetryPolicy", |policy| {
        policy.int("MaximumRetryAttempts", 0, 185);
        policy.int("MaximumEventAgeInSeconds", 60, 86_400);
    });
    target.structure("KinesisParameters", |kinesis| kinesis.required("PartitionKeyPath", &Text::len(0, 256)));
    target.structure("SqsParameters", |sqs| sqs.text("MessageGroupId", &Text::len(0, 100)));
    target.structure("EcsParameters", |ecs| {
        ecs.required("TaskDefinitionArn", &ARN);
        ecs.int("TaskCount", 1, i64::MAX);
        ecs.choice("LaunchType", &["EC2", "FARGATE", "EXTERNAL"]);
    });
    target.structure("BatchParameters", |batch| {
        batch.required("JobDefinition", &ANY);
        batch.required("JobName", &ANY);
    });
    target.structure("RunCommandParameters", |run| run.required_list("RunCommandTargets", 1, 5));
    target.structure("RedshiftDataParameters", |redshift| {
        redshift.required("Database", &Text::len(1, 64));
        redshift.text("Sql", &Text::len(1, 100_000));
    });
    target.structure("SageMakerPipelineParameters", |sagemaker| {
        sagemaker.list("PipelineParameterList", 0, 200)
    });
    target
        .structure("AppSyncParameters", |appsync| appsync.text("GraphQLOperation", &Text::len(1, 1_048_576)));
}

/// Judges what the service judges once every member is well formed.
fn judge(target: &Target) -> ApiResult<()> {
    let (id, arn) = (&target.id, &target.arn);
    if !arn.is_well_formed() || arn.service().is_empty() || arn.resource().is_empty() {
        return Err(ApiError::validation(format!(
            "Parameter {arn} is not valid. Reason: Provided Arn is not in correct format."
        )));
    }
    input::check(&target.target_input()).map_err(|refusal| ApiError::validation(refusal.message()))?;
    if target.is_refused_without_role(ACCOUNT) && target.role.is_none() {
        return Err(ApiError::validation(format!("RoleArn is required for target {arn}.")));
    }
    let fifo = target.kind() == TargetKind::Sqs && Arn::is_fifo(arn.resource());
    for (wanted, name) in [
        (fifo, "SqsParameters"),
        (target.kind() == TargetKind::Ecs, "EcsParameters"),
        (target.kind() == TargetKind::Batch, "BatchParameters"),
    ] {
        if wanted && !target.parameters.contains_key(name) {
            return Err(ApiError::validation(format!(
                "Parameter(s) {name} must be specified for target: {id}."
            )));
        }
    }
    Ok(())
}

pub(super) fn put(account: &mut Account, mut request: Request, context: &EventsContext) -> ApiResult<Value> {
    let rule = request.required("Rule", &RULE_NAME);
    let items = request.required_list("Targets", 1, 100);
    let bus = buses::requested_name(&mut request);
    let mut targets: Vec<Map<String, Value>> = Vec::with_capacity(items.len());
    for (at, item) in items.into_iter().enumerate() {
        let mut target = request.nested(item, format!("targets.{}.member", at + 1));
        constrain(&mut target);
        targets.push(
            target
                .members()
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(k, v)| (k.clone(), v.clone()))
                .collect(),
        );
        request.absorb(target);
    }
    request.check()?;

    let rule = account.bus_mut(Some(&bus))?.rule_mut(&rule)?;
    rule.writable(false)?;
    for target in &targets {
        judge(&Target::of_map(target))?;
    }
    let ids: Vec<String> = targets.iter().map(id_of).collect();
    let new = ids
        .iter()
        .enumerate()
        .filter(|(at, id)| !rule.targets.contains_key(*id) && !ids[..*at].contains(id))
        .count();
    if rule.targets.len() + new > MAX_TARGETS {
        return Err(ApiError::limit());
    }
    let mut failed = Vec::new();
    for (id, target) in ids.into_iter().zip(targets) {
        match &context.entry_refusal {
            Some(refusal) => failed
                .push(json!({"TargetId": id, "ErrorCode": refusal.code, "ErrorMessage": refusal.message})),
            // A target put again is replaced whole.
            None => {
                rule.targets.insert(id, target);
            }
        }
    }
    Ok(json!({"FailedEntryCount": failed.len(), "FailedEntries": failed}))
}

fn id_of(target: &Map<String, Value>) -> String {
    target.get("Id").and_then(Value::as_str).unwrap_or_default().to_owned()
}

pub(super) fn remove(
    account: &mut Account,
    mut request: Request,
    context: &EventsContext,
) -> ApiResult<Value> {
    let rule = request.required("Rule", &RULE_NAME);
    request.required_list("Ids", 1, 100);
    let ids = request.texts("Ids", 1, 100, &ID).unwrap_or_default();
    let bus = buses::requested_name(&mut request);
    let force = request.flag("Force");
    request.check()?;
    let rule = account.bus_mut(Some(&bus))?.rule_mut(&rule)?;
    rule.writable(force)?;
    let mut failed = Vec::new();
    for id in ids {
        if let Some(refusal) = &context.entry_refusal {
            failed.push(json!({"TargetId": id, "ErrorCode": refusal.code, "ErrorMessage": refusal.message}));
        } else if rule.targets.remove(&id).is_none() {
            let message = format!("Rule {} does not have a target with id {id}.", rule.name);
            failed.push(
                json!({"TargetId": id, "ErrorCode": "ResourceNotFoundException", "ErrorMessage": message}),
            );
        }
    }
    Ok(json!({"FailedEntryCount": failed.len(), "FailedEntries": failed}))
}

pub(super) fn list(account: &Account, mut request: Request) -> ApiResult<Value> {
    let rule = request.required("Rule", &RULE_NAME);
    let bus = buses::requested_name(&mut request);
    let paging = Paging::of(&mut request);
    request.check()?;
    let targets = &account.bus(Some(&bus))?.rule(&rule)?.targets;
    let page = paging.cut(
        &format!("ListTargetsByRule/{bus}/{rule}"),
        targets.iter().map(|(id, target)| (id.clone(), target)),
    )?;
    Ok(shape([("Targets", json!(page.items)), ("NextToken", json!(page.next))]))
}

/// `ListRuleNamesByTarget`.
pub(super) fn rules_of(account: &Account, mut request: Request) -> ApiResult<Value> {
    let arn = request.required("TargetArn", &ARN);
    let bus = buses::requested_name(&mut request);
    let paging = Paging::of(&mut request);
    request.check()?;
    let rules = account.bus(Some(&bus))?.rules.values();
    let names = rules
        .filter(|rule| {
            rule.targets.values().any(|target| target.get("Arn").and_then(Value::as_str) == Some(&arn))
        })
        .map(|rule| (rule.name.clone(), rule.name.clone()));
    let page = paging.cut(&format!("ListRuleNamesByTarget/{bus}/{arn}"), names)?;
    Ok(shape([("RuleNames", json!(page.items)), ("NextToken", json!(page.next))]))
}
