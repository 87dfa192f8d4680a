//! Lambda functions: does the function's policy let EventBridge in.

use super::often;
use crate::diagnose::case::Case;
use crate::diagnose::command;
use crate::diagnose::evidence::Piece;
use crate::diagnose::report::{Note, Report};
use crate::export::{self, Command, Repair};
use crate::model::{Arn, Target, TargetKind};
use crate::policy::{Access, Decision, Lack, Policy};

/// What a function's policy comes to for this rule.
enum PolicyVerdict {
    /// It could not be seen, or is no policy.
    Not,
    None,
    Some(Decision, Policy),
}

fn judge(case: &Case<'_>, target: &Target, report: &mut Report) -> PolicyVerdict {
    let what = format!("The policy of the function {}", target.arn.name());
    let piece = case.evidence.function_policies.get(&target.arn);
    if matches!(piece, Piece::Missing) {
        return PolicyVerdict::None;
    }
    let Some(text) = report.see(&what, "lambda:GetPolicy", piece) else { return PolicyVerdict::Not };
    match Policy::parse(text) {
        Ok(policy) => {
            let request = case.delivery().function(target.arn.as_str());
            PolicyVerdict::Some(Access::of_resource(Some(&policy)).decide(&request), policy)
        }
        Err(error) => {
            report.suspect(format!(
                "The policy of the function {} cannot be judged. {error}",
                target.arn.name()
            ));
            PolicyVerdict::Not
        }
    }
}

/// Functions that EventBridge invokes in its own name. One that was deleted is found by T2.
fn functions<'e>(case: &Case<'e>) -> impl Iterator<Item = &'e Target> {
    let evidence = case.evidence;
    case.targets().iter().filter(move |target| {
        target.kind() == TargetKind::Lambda
            && target.role.is_none()
            && !matches!(evidence.functions.get(&target.arn), Piece::Missing)
    })
}

/// T3: the policy does not let this rule in.
pub(super) fn policy(case: &Case<'_>, report: &mut Report) {
    for target in functions(case) {
        report.about(target);
        let name = target.arn.name();
        match judge(case, target, report) {
            PolicyVerdict::Not => {}
            PolicyVerdict::None => {
                // GetPolicy answers the same of a function that is not there.
                let is_there = case.evidence.functions.get(&target.arn).seen().is_some();
                let (what, fix) = if is_there {
                    ("has no policy", no_policy(target))
                } else {
                    ("has no policy, or does not exist", "Where it exists, let this rule invoke it.")
                };
                let note = report
                    .fault(format!("The function {name} {what}, so EventBridge may not invoke it."))
                    .with_exhibit("GetPolicy", serde_json::Value::Null);
                let_in(case, target, note, fix);
            }
            PolicyVerdict::Some(decision, policy) => {
                let text = case.evidence.function_policies.get(&target.arn).seen().map_or("", String::as_str);
                if decision.is_allowed() {
                    let title = format!("The policy of the function {name} lets this rule in. {decision}");
                    report.ok(title).with_policy("GetPolicy", text);
                } else if misnamed(case, &decision).is_none() && !hangs_on_account(&decision, &policy) {
                    let title =
                        format!("The policy of the function {name} does not let this rule in. {decision}");
                    let note =
                        if decision.is_refused() { report.fault(title) } else { report.suspect(title) };
                    let note = note.with_policy("GetPolicy", text);
                    match super::denial::remedy(&decision, &case.delivery().function(target.arn.as_str())) {
                        Some(fix) => _ = note.fix(fix),
                        None => let_in(case, target, note, "Let this rule invoke it."),
                    }
                }
            }
        }
    }
}

/// What to do where a function has no policy at all.
fn no_policy(target: &Target) -> &'static str {
    if target.arn.unqualified_function() == target.arn.as_str() {
        "Let this rule invoke it."
    } else {
        "Let this rule invoke it. What is allowed for an alias or a version counts for that name alone."
    }
}

/// T4: a condition on the account, which EventBridge is documented not to meet.
pub(super) fn account_condition(case: &Case<'_>, report: &mut Report) {
    for target in functions(case) {
        report.about(target);
        let Piece::Seen(text) = case.evidence.function_policies.get(&target.arn) else { continue };
        let PolicyVerdict::Some(decision, policy) = judge(case, target, report) else { continue };
        if !hangs_on_account(&decision, &policy) {
            continue;
        }
        let name = target.arn.name();
        let title = format!(
            "The policy of the function {name} has a condition on the account, which AWS documents to keep EventBridge \
             out."
        );
        let note = report.suspect(title).with_policy("GetPolicy", text);
        let fix = "Let the rule in by a statement of its own without that condition: its ARN is enough. \
                   Whom the other statement lets in stays let in.";
        let_in(case, target, note, fix);
    }
}

/// T5: the policy names the rule as if it were on the default bus, or the other way round.
pub(super) fn bus_in_arn(case: &Case<'_>, report: &mut Report) {
    for target in functions(case) {
        report.about(target);
        let Piece::Seen(text) = case.evidence.function_policies.get(&target.arn) else { continue };
        let PolicyVerdict::Some(decision, _) = judge(case, target, report) else { continue };
        let Some(written) = misnamed(case, &decision) else { continue };
        let note = report
            .fault(format!(
                "The policy of the function {} names {written}; the ARN of this rule is {}.",
                target.arn.name(),
                case.rule.arn
            ))
            .with_policy("GetPolicy", text);
        let_in(
            case,
            target,
            note,
            if case.is_on_default() {
                "Let the rule in by its own ARN: that of a rule on the default bus has no bus in it."
            } else {
                "Let the rule in by its own ARN, which has the name of its bus in it."
            },
        );
    }
}

/// The ARN that a policy has in place of the rule's, when only the bus in it is wrong.
fn misnamed(case: &Case<'_>, decision: &Decision) -> Option<String> {
    let Decision::NotAllowed { nearest: Some(nearest), .. } = decision else { return None };
    let [Lack::Condition { condition, .. }] = nearest.lacks.as_slice() else { return None };
    if !condition.is_about("aws:SourceArn") {
        return None;
    }
    let wrong = |value: &&String| {
        let arn = Arn::from(value.as_str());
        arn.service() == "events"
            && value.as_str() != case.rule.arn.as_str()
            && arn.name_without_path() == case.rule.name
            && (arn.region(), arn.account()) == (case.rule.arn.region(), case.rule.arn.account())
    };
    condition.values.iter().find(wrong).cloned()
}

/// Whether the statement that may let the rule in hangs on a condition on the account.
fn hangs_on_account(decision: &Decision, policy: &Policy) -> bool {
    let Decision::Unknown { statement, .. } = decision else { return false };
    let statement = policy.statement(statement.number);
    statement.is_some_and(|statement| {
        statement.conditions.iter().any(|condition| condition.is_about("aws:SourceAccount"))
    })
}

/// The part of T19 that the function itself tells: it takes no calls at all.
pub(super) fn takes_no_calls(case: &Case<'_>, report: &mut Report) {
    let evidence = case.evidence;
    let functions = case.targets().iter().filter(|target| target.kind() == TargetKind::Lambda);
    for target in functions {
        let piece = evidence.function_limits.get(&target.arn);
        // That nobody asked, that it is not there, or that nothing of it can be seen, T2 says.
        let silent = match evidence.functions.get(&target.arn) {
            Piece::Missing => true,
            Piece::CannotSee(_) => piece.seen().is_none(),
            Piece::NotAsked | Piece::Seen(_) => piece.is_not_asked(),
        };
        if silent {
            continue;
        }
        report.about(target);
        let name = target.arn.name();
        let what = format!("How many calls the function {name} takes at a time");
        let Some(reserved) = report.see(&what, "lambda:GetFunctionConcurrency", piece) else { continue };
        if *reserved == Some(0) {
            report
                .fault(format!(
                    "The function {name} takes no calls: its reserved concurrency is 0, so each one is throttled, tried \
                     again for as long as the retry policy says, and given up."
                ))
                .often(often::NO_CALLS)
                .with_exhibit("GetFunctionConcurrency.ReservedConcurrentExecutions", 0)
                .fix(
                    "Somebody may have stopped it on purpose (the console's Throttle): ask first. Then raise it, or take \
                     it away, so that the function has a share of the account's calls.",
                )
                .calls_about(
                    &target.arn,
                    Command::new("lambda delete-function-concurrency")
                        .option("function-name", &target.arn.unqualified_function())
                        .region(target.arn.region()),
                );
        } else {
            report.ok(format!("The function {name} takes calls."));
        }
    }
}

/// Gives the statement that lets the rule in; for `$LATEST`, of which Lambda takes none, the target without
/// it.
fn let_in(case: &Case<'_>, target: &Target, note: Note<'_>, fix: &str) {
    let Some(plain) = target.arn.as_str().strip_suffix(":$LATEST") else {
        note.fix(fix).repair(add_permission(case, &target.arn));
        return;
    };
    note.fix(
        "Name the function without `:$LATEST`, which is the same code: Lambda takes no policy for `$LATEST`. \
         Then let this rule invoke it, where its own policy does not yet.",
    )
    .change("Target.Arn", Some(target.arn.as_str()), plain)
    .repair(command::put_target(case, target, |target| target.arn = Arn::from(plain)));
}

/// Under an id that no statement of the function has: of a taken one the call is refused.
fn add_permission(case: &Case<'_>, function: &Arn) -> Repair {
    let policy = case.evidence.function_policies.get(function).seen();
    let policy = policy.and_then(|text| Policy::parse(text).ok()).unwrap_or_default();
    let taken = |id: &str| policy.statements.iter().any(|statement| statement.sid.as_deref() == Some(id));
    let id = export::free_name(&export::statement_id(case.rule), &taken);
    Repair::Invoke { function: function.clone(), rule: case.rule.clone(), id }
}
