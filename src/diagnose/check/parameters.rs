//! Settings of one kind of target, `EcsParameters` and the like, that the target's service refuses, or that
//! do not do what is meant. What a target is sent is [`super::input`]'s.

use super::input::found_in_none;
use crate::diagnose::case::Case;
use crate::diagnose::command;
use crate::diagnose::report::Report;
use crate::input::{JsonPath, PathResult};
use crate::model::{Arn, Target, TargetKind};
use crate::pattern::Event;
use crate::text::counted;
use serde_json::{Value, json};

/// The sizes that an array job may have (EventBridge API reference, "BatchArrayProperties").
const ARRAY: std::ops::RangeInclusive<i64> = 2..=10_000;
/// How often a job may be tried (EventBridge API reference, "BatchRetryStrategy").
const ATTEMPTS: std::ops::RangeInclusive<i64> = 1..=10;

/// Built-in targets that act on one thing, whose id is their Input (EventBridge user guide, "Event bus
/// targets"), by what that is the id of.
const BUILT_IN: [(&str, &str); 4] = [
    ("target/reboot-instance", "an instance"),
    ("target/stop-instance", "an instance"),
    ("target/terminate-instance", "an instance"),
    ("target/create-snapshot", "a volume"),
];

/// The part of T12 that is about what only one kind of target has.
pub(super) fn unfit(case: &Case<'_>, report: &mut Report, target: &Target) {
    built_in(report, target);
    refused_input(report, target);
    match target.kind() {
        TargetKind::Ecs => task(case, report, target),
        TargetKind::Batch => job(case, report, target),
        TargetKind::Ssm => command_without_instances(report, target),
        TargetKind::Kinesis => partition_key(case, report, target),
        TargetKind::ApiDestination => {
            // How many stars there are is told by the destination, which T17 says if it cannot be seen.
            if let Some(destination) = case.evidence.destinations.get(&target.arn).seen() {
                path_values(report, target, &destination.endpoint, "ListApiDestinations.InvocationEndpoint");
            }
        }
        TargetKind::ApiGateway => {
            // API/STAGE/METHOD/PATH: stars before the path stand for any stage or method.
            let path = target.arn.resource().splitn(4, '/').nth(3).unwrap_or_default();
            path_values(report, target, path, "Target.Arn");
        }
        TargetKind::Lambda
        | TargetKind::Sqs
        | TargetKind::Sns
        | TargetKind::Logs
        | TargetKind::StepFunctions
        | TargetKind::Firehose
        | TargetKind::Bus
        | TargetKind::CodeBuild
        | TargetKind::CodePipeline
        | TargetKind::Redshift
        | TargetKind::SageMaker
        | TargetKind::Inspector
        | TargetKind::AppSync
        | TargetKind::Other => {}
    }
}

fn text<'t>(settings: &'t Value, name: &str) -> Option<&'t str> {
    settings.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// A task on a cluster.
fn task(case: &Case<'_>, report: &mut Report, target: &Target) {
    let Some(settings) = target.parameters.get("EcsParameters") else { return };
    let launch = text(settings, "LaunchType");
    let providers = settings.get("CapacityProviderStrategy").and_then(Value::as_array);
    let providers = providers.map(Vec::as_slice).unwrap_or_default();
    let is_of_fargate =
        |one: &Value| text(one, "capacityProvider").is_some_and(|name| name.starts_with("FARGATE"));
    if let (Some(launch), false) = (launch, providers.is_empty()) {
        report
            .fault(format!(
                "The task has the launch type {launch} and a capacity provider strategy as well: with the one the other has to \
                 be left out (API reference, \"EcsParameters\")."
            ))
            .with_exhibit("Target.EcsParameters", settings.clone())
            .fix("Take LaunchType off, or CapacityProviderStrategy.");
    }
    let is_fargate =
        launch == Some("FARGATE") || !providers.is_empty() && providers.iter().all(is_of_fargate);
    let subnets = settings.pointer("/NetworkConfiguration/awsvpcConfiguration/Subnets");
    if is_fargate && subnets.and_then(Value::as_array).is_none_or(Vec::is_empty) {
        report
            .fault("A task on Fargate needs subnets to run in, and the target names none: ECS refuses to run it.")
            .with_exhibit("Target.EcsParameters", settings.clone())
            .fix(
                "Set EcsParameters.NetworkConfiguration.awsvpcConfiguration with the Subnets, and with the SecurityGroups \
                 that let the task reach what it needs.",
            );
    }
    if launch == Some("EC2")
        && let Some(version) = text(settings, "PlatformVersion")
    {
        report
            .suspect(format!(
                "The task has the platform version {version} and the launch type EC2: it is for FARGATE only (API reference, \
                 \"EcsParameters\")."
            ))
            .with_exhibit("Target.EcsParameters", settings.clone())
            .fix("Take the platform version off, as here.")
            .removal("Target.EcsParameters.PlatformVersion", version)
            .repair(without(case, target, "EcsParameters", "PlatformVersion"));
    }
    if let Some(definition) = text(settings, "TaskDefinitionArn") {
        is_elsewhere(report, target, "task definition", "EcsParameters.TaskDefinitionArn", definition);
    }
}

/// A job in a queue of Batch.
fn job(case: &Case<'_>, report: &mut Report, target: &Target) {
    let Some(settings) = target.parameters.get("BatchParameters") else { return };
    let size = settings.pointer("/ArrayProperties/Size").and_then(Value::as_i64);
    if let Some(size) = size.filter(|size| !ARRAY.contains(size)) {
        let note = report
            .fault(format!(
                "The job is an array of {}, and Batch takes arrays of 2 to 10000 only: it refuses the job.",
                counted(size, "job", "jobs")
            ))
            .with_exhibit("Target.BatchParameters", settings.clone());
        if size < *ARRAY.start() {
            note.fix("Take the array off, as here, for a single job, or set a size from 2 on.")
                .removal("Target.BatchParameters.ArrayProperties", &json!({"Size": size}).to_string())
                .repair(without(case, target, "BatchParameters", "ArrayProperties"));
        } else {
            note.fix("Set a smaller ArrayProperties.Size.");
        }
    }
    let attempts = settings.pointer("/RetryStrategy/Attempts").and_then(Value::as_i64);
    if let Some(attempts) = attempts.filter(|attempts| !ATTEMPTS.contains(attempts)) {
        report
            .fault(format!(
                "The job is to be tried {}, and Batch takes 1 to 10: it refuses the job.",
                counted(attempts, "time", "times")
            ))
            .with_exhibit("Target.BatchParameters", settings.clone())
            .fix(
                "Set RetryStrategy.Attempts from 1 to 10, or take it off: the job's definition decides then.",
            );
    }
    if let Some(definition) = text(settings, "JobDefinition") {
        is_elsewhere(report, target, "job definition", "BatchParameters.JobDefinition", definition);
    }
}

/// The target as it is, without a setting of its kind.
fn without(case: &Case<'_>, target: &Target, group: &str, name: &str) -> crate::export::Repair {
    command::put_target(case, target, |target| {
        let settings = target.parameters.get_mut(group).and_then(Value::as_object_mut);
        settings.and_then(|settings| settings.remove(name));
    })
}

/// A definition of another region or account than the cluster or queue that is to run it.
fn is_elsewhere(report: &mut Report, target: &Target, noun: &str, setting: &str, definition: &str) {
    let (of, runs) = (Arn::from(definition), &target.arn);
    let differ = |own: &str, other: &str| !own.is_empty() && !other.is_empty() && own != other;
    let place = if differ(of.region(), runs.region()) {
        (of.region(), runs.region())
    } else if differ(of.account(), runs.account()) {
        (of.account(), runs.account())
    } else {
        return;
    };
    report
        .fault(format!(
            "The {noun} {} is in {}, and {} in {}: it is run only where it is.",
            of.name(),
            place.0,
            runs.name(),
            place.1
        ))
        .with_exhibit(&format!("Target.{setting}"), definition)
        .fix(format!("Register the {noun} in {}, and name that one in {setting}.", place.1));
}

/// A built-in target that gets the whole event in the place of an id.
fn built_in(report: &mut Report, target: &Target) {
    let is_this =
        |(name, _): &&(&str, &str)| target.arn.service() == "events" && target.arn.resource() == *name;
    if let Some((name, of)) = BUILT_IN.iter().find(is_this).filter(|_| target.gets_whole_event()) {
        report
            .suspect(format!(
                "The built-in {name} wants the id of {of} as its input, and gets the whole event."
            ))
            .with_exhibit("Target.Input", Value::Null)
            .fix(format!(
                "Set Input to the id of {of} in quotation marks, or take it from the event with InputPath."
            ));
    }
}

/// A constant input in another form than the service's API takes.
fn refused_input(report: &mut Report, target: &Target) {
    let Some(input) = target.input.as_deref().and_then(|text| serde_json::from_str::<Value>(text).ok())
    else {
        return;
    };
    let wanted = match target.kind() {
        TargetKind::Ecs => {
            let overrides = input.get("containerOverrides");
            let is_right = input.is_object() && overrides.is_none_or(Value::is_array);
            (!is_right).then_some("overrides of a task: an object whose containerOverrides is a list")
        }
        // Parameters of a document (Systems Manager API reference, "SendCommand").
        TargetKind::Ssm if target.arn.resource().starts_with("document/") => {
            let all = input.as_object();
            let is_right = all.is_some_and(|all| all.values().all(Value::is_array));
            (!is_right)
                .then_some("parameters of a document: an object of lists, such as {\"commands\": [\"ls\"]}")
        }
        TargetKind::Batch
        | TargetKind::Ssm
        | TargetKind::Lambda
        | TargetKind::Sqs
        | TargetKind::Sns
        | TargetKind::Logs
        | TargetKind::StepFunctions
        | TargetKind::Kinesis
        | TargetKind::Firehose
        | TargetKind::Bus
        | TargetKind::ApiDestination
        | TargetKind::ApiGateway
        | TargetKind::CodeBuild
        | TargetKind::CodePipeline
        | TargetKind::Redshift
        | TargetKind::SageMaker
        | TargetKind::Inspector
        | TargetKind::AppSync
        | TargetKind::Other => None,
    };
    if let Some(wanted) = wanted {
        report
            .fault(format!("The target's Input is not what the {} takes, {wanted}.", target.kind().noun()))
            .with_exhibit("Target.Input", input)
            .fix("Write the Input in that form.");
    }
}

/// A document that Run Command is to run on no instance.
fn command_without_instances(report: &mut Report, target: &Target) {
    let wanted = target.parameters.get("RunCommandParameters");
    let targets = wanted.and_then(|wanted| wanted.get("RunCommandTargets")).and_then(Value::as_array);
    if !target.arn.resource().starts_with("document/") || targets.is_some_and(|targets| !targets.is_empty()) {
        return;
    }
    report
        .fault("Run Command is to run a document, and the target names no instance to run it on.")
        .with_exhibit("Target.RunCommandParameters", wanted.cloned())
        .fix(
            "Set RunCommandParameters.RunCommandTargets: a Key (InstanceIds, or tag:NAME) and its Values. For an Automation \
             runbook name its automation-definition ARN in the place of the document's.",
        );
}

/// A partition key that the event does not have.
fn partition_key(case: &Case<'_>, report: &mut Report, target: &Target) {
    let settings = target.parameters.get("KinesisParameters");
    let Some(path) = settings.and_then(|settings| text(settings, "PartitionKeyPath")) else { return };
    let why = match (JsonPath::parse(path), case.delivered_event().map(Event::document)) {
        (Err(fault), _) => Some(fault.flaw.what.clone()),
        (Ok(path), Some(event)) => match path.find(event) {
            PathResult::Nothing => Some("the event has no such field".to_owned()),
            PathResult::One(_) | PathResult::Many(_) => None,
        },
        (Ok(_), None) => found_in_none(case, path).filter(|_| !case.delivers()),
    };
    let Some(why) = why else { return };
    report
        .suspect(format!(
            "The partition key is taken from `{path}`, which finds nothing: {why}. What EventBridge does then is not \
             documented; a record without a key is refused."
        ))
        .with_exhibit("Target.KinesisParameters.PartitionKeyPath", path)
        .fix("Name a field that each event has, or take KinesisParameters off: the key is the event's id then.")
        .repair(command::put_target(case, target, |target| {
            target.parameters.remove("KinesisParameters");
        }));
}

/// Stars in a path, and the values that are put in their places one after the other (API reference,
/// "HttpParameters").
fn path_values(report: &mut Report, target: &Target, path: &str, source: &str) {
    let values = target.parameters.get("HttpParameters").and_then(|http| http.get("PathParameterValues"));
    let given = values.and_then(Value::as_array).map_or(0, Vec::len);
    let stars = path.matches('*').count();
    if stars == given {
        return;
    }
    let title = if given < stars {
        format!(
            "The path of {} has {} to fill, and the target has {}: the request goes to another path than is meant.",
            place(target),
            counted(stars, "star", "stars"),
            counted(given, "value", "values")
        )
    } else {
        format!(
            "The target has {} for the path of {}, which has {} to fill: what is left over goes nowhere.",
            counted(given, "value", "values"),
            place(target),
            counted(stars, "star", "stars")
        )
    };
    report
        .suspect(title)
        .with_exhibit(source, path)
        .with_exhibit("Target.HttpParameters.PathParameterValues", values.cloned())
        .fix("Give HttpParameters.PathParameterValues one value for each star of the path, in their order.");
}

/// What is called, without the id that AWS puts behind its name.
fn place(target: &Target) -> &str {
    let resource = target.arn.resource().trim_start_matches("api-destination/");
    resource.split('/').next().unwrap_or(resource)
}
