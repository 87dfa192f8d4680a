//! Rules that their own targets make fire again.

use crate::diagnose::case::{Case, so_many};
use crate::diagnose::report::Report;
use crate::model::{Target, TargetKind};

/// What a target of a kind sends to the default bus once it runs, and the fields of that by which a rule may
/// ask for it: first the one that names the target (EventBridge event reference, by source and detail-type).
const SENT: &[(TargetKind, &str, &str, &[&str])] = &[
    (
        TargetKind::StepFunctions,
        "aws.states",
        "Step Functions Execution Status Change",
        &["detail.stateMachineArn", "detail.status"],
    ),
    (
        TargetKind::CodeBuild,
        "aws.codebuild",
        "CodeBuild Build State Change",
        &["detail.project-name", "detail.build-status"],
    ),
    (
        TargetKind::CodePipeline,
        "aws.codepipeline",
        "CodePipeline Pipeline Execution State Change",
        &["detail.pipeline", "detail.state"],
    ),
    (
        TargetKind::Ecs,
        "aws.ecs",
        "ECS Task State Change",
        &["detail.clusterArn", "detail.lastStatus", "detail.desiredStatus"],
    ),
    (TargetKind::Batch, "aws.batch", "Batch Job State Change", &["detail.jobQueue", "detail.status"]),
    (
        TargetKind::SageMaker,
        "aws.sagemaker",
        "SageMaker Model Building Pipeline Execution Status Change",
        &["detail.pipelineArn", "detail.currentPipelineExecutionStatus"],
    ),
];

/// Fields whose values are known beforehand, of what is sent in the rule's own account and region.
const ANYWHERE: [&str; 4] = ["source", "detail-type", "account", "region"];

/// The source and detail-type of what the rule takes of the events that its own target sends. A rule that
/// asks for more of them than is known may leave those out.
fn of_its_own(case: &Case<'_>, target: &Target) -> Option<(&'static str, &'static str)> {
    let kind = target.kind();
    let (_, source, sent, fields) = SENT.iter().find(|(of, ..)| *of == kind)?;
    // What runs elsewhere sends to the default bus there.
    let pattern = case.own_pattern().filter(|_| case.is_on_default() && case.is_near(&target.arn))?;
    let named_by = fields.first()?;
    let by_name = matches!(kind, TargetKind::CodeBuild | TargetKind::CodePipeline);
    // Of an alias or version the event names the state machine.
    let name = if by_name { target.arn.name() } else { target.arn.unqualified_machine().0 };
    let sent_as =
        [("source", *source), ("detail-type", *sent), ("account", case.account()), ("region", case.region())];
    let takes = pattern.asks().any(|asks| {
        let is_taken = |(path, text): (&str, &str)| asks.at(path).is_none_or(|asked| asked.takes(text));
        let is_known = |path: &str| ANYWHERE.contains(&path) || fields.contains(&path);
        sent_as.into_iter().filter(|(_, text)| !text.is_empty()).all(is_taken)
            && is_taken((*named_by, name))
            && asks.all().all(|(path, _)| is_known(&path))
    });
    takes.then_some((*source, *sent))
}

/// T24: the rule's own deliveries make it fire again.
pub(super) fn circle(case: &Case<'_>, report: &mut Report) {
    if let Some(count) = case.metric("DeadLetterInvocations").filter(|count| *count > 0.0) {
        report
            .suspect(format!(
                "EventBridge left out {} that would have run in a circle.",
                so_many(count, "invocation", "invocations")
            ))
            .with_exhibit("GetMetricData.DeadLetterInvocations", count)
            .fix("Narrow the pattern so that what the target causes does not match.");
    }
    for target in case.targets().iter().filter(|target| case.is_own_bus(&target.arn)) {
        report.about(target);
        report
            .suspect("The target is the rule's own bus: what it sends may match again.")
            .with_exhibit("Target.Arn", target.arn.as_str())
            .fix("Send to another bus, or narrow the pattern.");
    }
    let mut takes_own = false;
    for target in case.targets() {
        let Some((source, kind)) = of_its_own(case, target) else { continue };
        takes_own = true;
        report.about(target);
        report
            .suspect(format!(
                "The rule takes what its own target sends ({kind} of {source}): once it has run, it may run again \
                 and again."
            ))
            .with_exhibit("DescribeRule.EventPattern", case.rule.pattern.as_deref())
            .fix("Narrow the pattern so that it leaves out what the target itself causes.");
    }
    let runs = case.metric("DeadLetterInvocations") == Some(0.0) && case.has_matched();
    if takes_own || !runs || case.rule.is_managed() {
        return;
    }
    let what = "Whether a target sends to the rule's own bus";
    let targets = report.see(what, "events:ListTargetsByRule", &case.evidence.targets);
    if targets.is_some_and(|targets| !targets.iter().any(|target| case.is_own_bus(&target.arn))) {
        report.ok("Nothing runs in a circle.");
    }
}
