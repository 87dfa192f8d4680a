//! What a change leads to that its settings do not say: what lists would mark of a rule that they do not mark
//! now, and who acts on the events of a replay. What counts as wrong is `diagnose`'s to say, as it is for the
//! lists.

use super::sending;
use crate::app::shared::Shared;
use crate::diagnose::{
    ArchiveFacts, input_warnings, may_write, new_marks, planned_rule, planned_targets, replay_lines,
    targets_written_by,
};
use crate::model::{Arn, Change, Connection, Held, ResourcePolicy, Rule, RuleKey, Target, TargetKind, Thing};

/// Lines for the question before a change, each with `!` where it warns; `with` are the changes that are
/// asked about together with it.
pub(super) fn consequences(change: &Change, with: &[Change], shared: &Shared) -> Vec<String> {
    match (&change.thing, &change.was, &change.to) {
        (Thing::Rule(key), _, Some(to)) => marks(key, to, change, with, shared),
        (Thing::Replay(_), None, Some(to)) => replayed(to, shared),
        (Thing::Destination(_), _, Some(to)) => unusable_connection(to, shared),
        (Thing::Source(name), _, Some(to)) if to.text("State") == Some("ACTIVE") => without_bus(name, shared),
        (
            Thing::Bus(_)
            | Thing::Rule(_)
            | Thing::Archive(_)
            | Thing::Replay(_)
            | Thing::Connection(_)
            | Thing::Destination(_)
            | Thing::Source(_)
            | Thing::Endpoint(_)
            | Thing::LogPolicy(_),
            _,
            _,
        ) => Vec::new(),
    }
}

/// That a partner's source has no bus yet, with which alone it can be activated (API reference,
/// "ActivateEventSource").
fn without_bus(source: &str, shared: &Shared) -> Vec<String> {
    let buses = &shared.account.buses;
    let is_known = buses.at().is_some() && buses.error().is_none();
    let lacks = is_known && !buses.rows().iter().any(|bus| bus.name == source);
    let line = format!(
        "! There is no bus of that name yet, and it would be refused: make bus {source} first, from its source."
    );
    lacks.then_some(line).into_iter().collect()
}

/// That nothing is called with the connection of an API destination.
fn unusable_connection(to: &Held, shared: &Shared) -> Vec<String> {
    let arn = Arn::from(to.text("ConnectionArn").unwrap_or_default());
    let in_the_way = shared.account.connection(&arn).and_then(Connection::in_the_way);
    in_the_way.map(|why| format!("! {why}")).into_iter().collect()
}

/// What the lists would mark of the rule, without what they mark of it now.
fn marks(key: &RuleKey, to: &Held, change: &Change, with: &[Change], shared: &Shared) -> Vec<String> {
    let account = &shared.account;
    let Some((rule, targets)) = rule_after(key, to, shared) else { return Vec::new() };
    let written = targets_written_by(change).map(|(_, ids)| ids).unwrap_or_default();
    let is_written = |target: &&Target| written.contains(target.id.as_str());
    let mut lines = of_inputs(targets.iter().flatten().filter(is_written), &rule, with, shared);
    let targets = targets.or_else(|| change.was.is_none().then(Vec::new));
    let now = account.problems(key);
    lines.extend(new_marks(&now, &account.evidence_if(&rule, targets, shared.now)));
    lines
}

/// What is questionable in what new or changed targets receive, and log groups that EventBridge may not write
/// to.
fn of_inputs<'t>(
    targets: impl Iterator<Item = &'t Target>,
    rule: &Rule,
    with: &[Change],
    shared: &Shared,
) -> Vec<String> {
    let policies = &shared.account.log_policies;
    let written: Vec<ResourcePolicy> = with.iter().filter_map(log_policy_made_by).collect();
    let is_let_in = |group: &Arn| may_write(group, rule.arn.as_str(), &written) == Some(true);
    let mut lines = Vec::new();
    for target in targets {
        lines.extend(input_warnings(target));
        let known = policies.value().filter(|_| policies.at().is_some());
        if target.kind() == TargetKind::Logs
            && !is_let_in(&target.arn)
            && known.is_some_and(|all| may_write(&target.arn, rule.arn.as_str(), all) == Some(false))
        {
            lines.push(format!(
                "! target {}: no resource policy lets EventBridge write to the log group, so nothing would arrive.",
                target.id
            ));
        }
    }
    lines
}

/// The resource policy for log groups that a change makes, or makes otherwise.
pub(in crate::app) fn log_policy_made_by(change: &Change) -> Option<ResourcePolicy> {
    let (Thing::LogPolicy(name), Some(to)) = (&change.thing, &change.to) else { return None };
    let document = to.text("policyDocument")?.to_owned();
    Some(ResourcePolicy { name: name.clone(), document, resource: None, modified: None })
}

/// A rule as a change leaves it, with its targets where the change has them; none where the change is about
/// other things of it and the rule is not known.
pub(in crate::app) fn rule_after(
    key: &RuleKey,
    to: &Held,
    shared: &Shared,
) -> Option<(Rule, Option<Vec<Target>>)> {
    let changed = to.settings.as_ref().map(|_| planned_rule(key, to, Arn::new(shared.rule_arn(key))));
    let rule = changed.or_else(|| shared.account.rule(key).cloned())?;
    Some((rule, planned_targets(to)))
}

/// Which rules get the events of a replay.
fn replayed(to: &Held, shared: &Shared) -> Vec<String> {
    let account = &shared.account;
    let bus = Arn::from(to.text("Destination.Arn").unwrap_or_default());
    let archive = Arn::from(to.text("EventSourceArn").unwrap_or_default());
    let kept = account.archives.rows().iter().find(|one| one.name == archive.name());
    let targets = |rule: &RuleKey| {
        let targets = account.targets.get(rule).filter(|targets| targets.at().is_some())?;
        Some(targets.rows().to_vec())
    };
    let rules = sending::rules_of(bus.name(), shared);
    let kept = ArchiveFacts { events: kept.and_then(|archive| archive.events), created: None };
    replay_lines(to, rules, &kept, shared.now, targets)
}
