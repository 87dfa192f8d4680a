//! Targets by themselves: are there any, do they exist, are they where EventBridge can reach them.

use super::{near_target, often};
use crate::diagnose::case::Case;
use crate::diagnose::command;
use crate::diagnose::evidence::{Blind, Piece};
use crate::diagnose::report::Report;
use crate::export::Command;
use crate::model::{Arn, KnownKind, Target, TargetKind};
use serde_json::json;

/// T1: no targets.
pub(super) fn none(case: &Case<'_>, report: &mut Report) {
    let piece = &case.evidence.targets;
    if matches!(piece, Piece::Missing) {
        report.fault("The rule does not exist any more.").fix("Look at the list of rules again.");
        return;
    }
    let Some(targets) = report.see("The rule's targets", "events:ListTargetsByRule", piece) else { return };
    if targets.is_empty() {
        report
            .fault("The rule has no targets: what matches goes nowhere.")
            .with_exhibit("ListTargetsByRule.Targets", json!([]))
            .fix("Add a target.")
            .calls(
                Command::new("events put-targets")
                    .option("rule", &case.rule.name)
                    .option("event-bus-name", &case.rule.bus)
                    .option("targets", r#"[{"Id":"ID","Arn":"ARN"}]"#)
                    .region(case.region()),
            );
    } else {
        report.ok(match targets.len() {
            1 => "The rule has a target.".to_owned(),
            many => format!("The rule has {many} targets."),
        });
    }
}

/// T9: EventBridge reaches this kind through a role only, and there is none.
pub(super) fn needs_role(case: &Case<'_>, report: &mut Report) {
    for target in case.targets() {
        report.about(target);
        let kind = target.kind();
        let far_bus = target.is_far_bus(case.account(), case.region());
        if !kind.needs_role() && !far_bus {
            continue;
        }
        if target.role.is_some() {
            report.ok("The target has the role that its kind needs.");
        } else if far_bus {
            report
                .suspect("The target is a bus of another account or region, which wants a role since 2023, and it has none.")
                .with_exhibit("Target.RoleArn", serde_json::Value::Null)
                .fix("Give the target a role that may events:PutEvents on that bus.");
        } else {
            report
                .fault(format!(
                    "EventBridge needs a role to invoke a target of the kind {}, and it has none.",
                    kind.noun()
                ))
                .with_exhibit("Target.RoleArn", serde_json::Value::Null)
                .fix("Give the target a role that events.amazonaws.com may assume.");
        }
    }
}

/// T16: a target in another region that is not a bus.
pub(super) fn other_region(case: &Case<'_>, report: &mut Report) {
    let region = case.region();
    for target in case.targets() {
        report.about(target);
        let (own, there) = (case.rule.arn.partition(), target.arn.partition());
        if !own.is_empty() && !there.is_empty() && own != there {
            report
                .fault(format!(
                    "The target's ARN is of the partition {there}, and the rule of {own}: no account is in both."
                ))
                .often(often::UNFIT_ARN)
                .with_exhibit("Target.Arn", target.arn.as_str())
                .fix("Give the target the ARN that its service tells.");
            continue;
        }
        let of_target = target.arn.region();
        if of_target.is_empty() || region.is_empty() {
            continue;
        }
        if of_target == region || target.kind() == TargetKind::Bus {
            report.ok("The target is where the rule can reach it.");
        } else {
            report
                .fault(format!("The target is in {of_target} and the rule in {region}: only a bus may be in another region."))
                .with_exhibit("Target.Arn", target.arn.as_str())
                .fix(format!("Forward to a bus in {of_target}, with a rule there that has this target."));
        }
    }
}

/// T18: the retry policy gives up early.
pub(super) fn gives_up(case: &Case<'_>, report: &mut Report) {
    for target in case.targets() {
        let Some(retry) = &target.retry else { continue };
        report.about(target);
        let shown =
            json!({"MaximumRetryAttempts": retry.attempts, "MaximumEventAgeInSeconds": retry.age_seconds});
        let title = if retry.attempts == Some(0) {
            Some("The retry policy gives up at once: one refusal of the target loses the event.".to_owned())
        } else {
            let age = retry.age_seconds.filter(|age| *age <= 60);
            age.map(|age| {
                format!(
                    "The retry policy gives up after {age} s: a target that fails for longer loses the event."
                )
            })
        };
        if let Some(title) = title {
            let note = report.suspect(title).with_exhibit("Target.RetryPolicy", shown.clone());
            // An age that leaves time may be meant.
            if retry.age_seconds.is_some_and(|age| age > 60) {
                let attempts = retry.attempts.unwrap_or_default().to_string();
                note.fix("Allow more attempts: without that setting they are 185. The age stays.")
                    .removal("Target.RetryPolicy.MaximumRetryAttempts", &attempts)
                    .repair(command::put_target(case, target, |target| {
                        if let Some(retry) = &mut target.retry {
                            retry.attempts = None;
                        }
                    }));
            } else {
                note.fix(
                    "Allow more attempts and a greater age; without a policy they are 185 and 24 hours.",
                )
                .removal("Target.RetryPolicy", &shown.to_string())
                .repair(command::put_target(case, target, |target| target.retry = None));
            }
        } else {
            report.ok("The retry policy leaves time.").with_exhibit("Target.RetryPolicy", shown);
        }
    }
}

/// T2: the target does not exist.
pub(super) fn deleted(case: &Case<'_>, report: &mut Report) {
    for target in case.targets() {
        report.about(target);
        let arn = &target.arn;
        let evidence = case.evidence;
        match target.kind() {
            // A function that cannot be described may still have a policy: then it is there.
            TargetKind::Lambda => {
                if no_such_qualifier(case, report, target) {
                    continue;
                }
                exists(case, report, target, evidence.functions.get(arn), "lambda:GetFunctionConfiguration");
                if let Some(function) = evidence.functions.get(arn).seen()
                    && matches!(function.state.as_deref(), Some("Failed" | "Inactive"))
                {
                    let state = function.state.as_deref().unwrap_or_default();
                    let why = function.reason.as_deref().map(|why| format!(": {why}")).unwrap_or_default();
                    report
                        .suspect(format!("The function {} is in the state {state}{why}.", arn.name()))
                        .with_exhibit("GetFunctionConfiguration.State", state);
                }
            }
            TargetKind::Sqs => {
                exists(case, report, target, evidence.queues.get(arn), "sqs:GetQueueAttributes");
            }
            TargetKind::Sns if arn.resource().contains(':') => subscription(case, report, target),
            // T8 tells what is wrong with it, whether it is there or not.
            TargetKind::Sns if target.is_no_topic() => {}
            TargetKind::Sns => {
                exists(case, report, target, evidence.topics.get(arn), "sns:GetTopicAttributes");
            }
            TargetKind::StepFunctions if no_such_qualifier(case, report, target) => {}
            TargetKind::StepFunctions => {
                exists(case, report, target, evidence.machines.get(arn), "states:DescribeStateMachine");
                if evidence.machines.get(arn).seen().is_some_and(|machine| machine.status == "DELETING") {
                    report
                        .fault(format!("The state machine {} is being deleted.", arn.name()))
                        .fix("Give the rule another target.");
                }
            }
            TargetKind::Bus => {
                exists(case, report, target, evidence.target_buses.get(arn), "events:DescribeEventBus");
            }
            TargetKind::ApiDestination => {
                exists(case, report, target, evidence.destinations.get(arn), "events:ListApiDestinations");
            }
            // A missing group is found by L7.
            TargetKind::Logs => {}
            TargetKind::Kinesis => unseen(report, target, "kinesis:DescribeStreamSummary"),
            TargetKind::Firehose => unseen(report, target, "firehose:DescribeDeliveryStream"),
            TargetKind::Ecs => unseen(report, target, "ecs:DescribeClusters"),
            TargetKind::Batch => unseen(report, target, "batch:DescribeJobQueues"),
            TargetKind::ApiGateway => unseen(report, target, "apigateway:GET"),
            TargetKind::CodeBuild => unseen(report, target, "codebuild:BatchGetProjects"),
            TargetKind::CodePipeline => unseen(report, target, "codepipeline:GetPipeline"),
            TargetKind::Ssm => unseen(report, target, "ssm:DescribeDocument"),
            TargetKind::Redshift => unseen(report, target, "redshift:DescribeClusters"),
            TargetKind::SageMaker => unseen(report, target, "sagemaker:DescribePipeline"),
            TargetKind::Inspector => unseen(report, target, "inspector:DescribeAssessmentTemplates"),
            TargetKind::AppSync => unseen(report, target, "appsync:GetGraphqlApi"),
            TargetKind::Other if arn.service() == "events" && arn.resource().starts_with("target/") => {
                report.ok(format!("The target {} is what EventBridge does itself.", arn.name()));
            }
            TargetKind::Other if arn.service() == "glue" => unseen(report, target, "glue:GetWorkflow"),
            TargetKind::Other if arn.service() == "ssm-incidents" => {
                unseen(report, target, "ssm-incidents:GetResponsePlan");
            }
            TargetKind::Other => {
                let needs = format!("a look at {arn} by hand: its service is not known here");
                report.cannot_see("Whether the target exists", needs, "");
            }
        }
    }
}

/// Whether the function or state machine is there, and what of it the target names is not: an alias or a
/// version.
fn no_such_qualifier(case: &Case<'_>, report: &mut Report, target: &Target) -> bool {
    let arn = &target.arn;
    let (functions, machines) = (&case.evidence.functions, &case.evidence.machines);
    let is_function = target.kind() == TargetKind::Lambda;
    let whole = Arn::new(if is_function {
        arn.unqualified_function()
    } else {
        arn.unqualified_machine().0.to_owned()
    });
    let (is_gone, is_there) = if is_function {
        (matches!(functions.get(arn), Piece::Missing), functions.get(&whole).seen().is_some())
    } else {
        (matches!(machines.get(arn), Piece::Missing), machines.get(&whole).seen().is_some())
    };
    if whole == *arn || !is_gone || !is_there {
        return false;
    }
    let qualifier = arn.as_str().strip_prefix(whole.as_str()).unwrap_or_default().trim_start_matches(':');
    let is_version = qualifier.chars().all(|c| c.is_ascii_digit());
    let (what, again) = if is_version { ("version", "") } else { ("alias", ", or create the alias again") };
    let list = match (is_function, is_version) {
        (true, true) => {
            Command::new("lambda list-versions-by-function").option("function-name", whole.as_str())
        }
        (true, false) => Command::new("lambda list-aliases").option("function-name", whole.as_str()),
        (false, is_version) => {
            let list = if is_version { "versions" } else { "aliases" };
            Command::new(&format!("stepfunctions list-state-machine-{list}"))
                .option("state-machine-arn", whole.as_str())
        }
    };
    let (noun, name) = (target.kind().noun(), whole.name());
    report
        .fault(format!("The {noun} {name} has no {what} {qualifier}."))
        .with_exhibit("Target.Arn", arn.as_str())
        .fix(format!(
            "Name one that it has in the target's ARN, or the {noun} alone{again}. The command lists them."
        ))
        .calls_about(arn, list.region(arn.region()));
    true
}

/// What is named is what subscribes to a topic, `TOPIC:ID`, and not the topic.
fn subscription(case: &Case<'_>, report: &mut Report, target: &Target) {
    let (topic, _) = target.arn.as_str().rsplit_once(':').unwrap_or_default();
    let topic = Arn::from(topic);
    report
        .fault(format!(
            "The target is a subscription of the topic {}, and not the topic: EventBridge publishes to topics.",
            topic.name()
        ))
        .often(often::UNFIT_ARN)
        .with_exhibit("Target.Arn", target.arn.as_str())
        .fix("Name the topic.")
        .change("Target.Arn", Some(target.arn.as_str()), topic.as_str())
        .repair(command::put_target(case, target, |target| target.arn = topic.clone()));
}

fn unseen(report: &mut Report, target: &Target, permission: &str) {
    let what = format!("Whether the target {} exists", target.arn.name());
    let needs = format!("a look by hand, which takes {permission}");
    report.cannot_see(&what, needs, "buslens does not ask this service");
}

fn exists<T>(case: &Case<'_>, report: &mut Report, target: &Target, piece: &Piece<T>, needs: &str) {
    let name = target.arn.name();
    let kind = target.kind().noun();
    match piece {
        Piece::Seen(_) => {
            report.ok(format!("The target {name} exists."));
        }
        Piece::Missing => {
            let there = target.arn.region();
            let is_far = !there.is_empty() && there != case.region() && !case.region().is_empty();
            let place = if is_far { format!(" in {there}") } else { String::new() };
            let near = bus_of_that_name_here(case, target).filter(|_| is_far);
            let beside = if near.is_some() {
                format!("; a bus of that name is in {}", case.region())
            } else {
                String::new()
            };
            let note = report
                .fault(format!("The target {name} ({kind}) does not exist{place}{beside}."))
                .with_exhibit("Target.Arn", target.arn.as_str());
            if let Some(near) = near {
                note.fix(format!("Name that one, if it is meant, or create the bus{place}."))
                    .change("Target.Arn", Some(target.arn.as_str()), near.as_str())
                    .repair(command::put_target(case, target, |target| target.arn = near.clone()));
                return;
            }
            // The ARN of an API destination ends in an id that it was given.
            let again = if target.kind() == TargetKind::ApiDestination {
                "Create it again and give the target the new one's ARN, which ends in another id, or give the rule another \
                 target."
            } else {
                "Create it again, or give the rule another target."
            };
            near_target::offer(case, target, note, |note| note.fix(again));
        }
        Piece::NotAsked => report.not_asked(&format!("Whether the target {name} exists"), needs),
        Piece::CannotSee(Blind { needs, why }) => {
            report.cannot_see(&format!("Whether the target {name} exists"), needs.clone(), why);
        }
    }
}

/// The bus of this account and region that has the name of one which is a target elsewhere.
fn bus_of_that_name_here(case: &Case<'_>, target: &Target) -> Option<Arn> {
    let is_bus = target.kind() == TargetKind::Bus && case.is_here(&target.arn);
    let buses = case.evidence.buses.seen().filter(|_| is_bus)?;
    let name = target.arn.name();
    let arn = format!(
        "arn:{}:events:{}:{}:event-bus/{name}",
        target.arn.partition(),
        case.region(),
        case.account()
    );
    buses.iter().any(|bus| bus == name).then(|| Arn::new(arn))
}

/// T14: kinds that are reached in another account, and those that are not.
pub(super) fn other_account(case: &Case<'_>, report: &mut Report) {
    for target in case.targets().iter().filter(|target| !case.is_here(&target.arn)) {
        report.about(target);
        let account = target.arn.account();
        let kind = target.kind();
        if let Some(here) = near_target::meant_here(case, target) {
            near_target::misspelt_account(case, report, target, &here);
        }
        match KnownKind::of(kind) {
            // Buses of other accounts are for T13.
            KnownKind::Bus => {}
            KnownKind::Queue | KnownKind::Topic | KnownKind::Function => {
                by_policy_there(report, target, account);
            }
            KnownKind::Other if matches!(kind, TargetKind::Kinesis | TargetKind::ApiGateway) => {
                by_policy_there(report, target, account);
            }
            KnownKind::LogGroup | KnownKind::StateMachine | KnownKind::ApiDestination | KnownKind::Other => {
                report
                    .suspect(format!(
                        "The target is in account {account}, and EventBridge is not known to reach the kind {} in \
                         another account.",
                        kind.noun()
                    ))
                    .with_exhibit("Target.Arn", target.arn.as_str())
                    .fix(format!("Forward to a bus in account {account}, with a rule there that has this target."));
            }
        }
    }
}

/// A target that EventBridge reaches in another account, where its policy lets the rule's role in.
fn by_policy_there(report: &mut Report, target: &Target, account: &str) {
    if target.role.is_none() && target.kind() == TargetKind::Kinesis {
        report
            .fault(format!(
                "A stream of account {account} is reached through a role only, and there is none."
            ))
            .fix("Give the target a role, and let that role in by the stream's policy.");
    } else {
        if target.role.is_none() && target.kind() != TargetKind::ApiGateway {
            report
                .suspect(format!(
                    "The {} is in account {account} and the target has no role: the guide to sending events \
                     to a service of another account wants both, a role here and a policy there.",
                    target.kind().noun()
                ))
                .with_exhibit("Target.RoleArn", serde_json::Value::Null)
                .fix(format!(
                    "Give the target a role that events.amazonaws.com may assume, and let that role in by \
                     the policy of {} in account {account}.",
                    target.arn.name()
                ));
        }
        report.cannot_see(
            &format!("Whether account {account} lets this rule in"),
            format!("a look at the policy of {} in account {account}", target.arn.name()),
            "",
        );
    }
}
