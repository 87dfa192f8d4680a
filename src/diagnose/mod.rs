//! Why a rule does not fire: evidence in, findings out.
//!
//! [`Evidence`] holds what is known of a rule and of what it depends on; [`Evidence::questions`] says what
//! else would tell more, and which permission that needs; [`Evidence::take`] and [`Evidence::refuse`] keep
//! what came of it. [`diagnose`] may run after each answer: it gives a [`Ladder`] of seven rungs with what
//! was found, what could not be seen, and what to do. [`quick`] runs only the checks that need nothing beyond
//! a rule, its targets, its bus and its metrics, for whole buses.
//!
//! Every check has an id in the catalogue of causes (`M1`, `T3`, `L4`, …), says whether it is in order, a
//! fault, suspect, or cannot be seen, and never guesses: what is not known is not a fault. What the ladder
//! rests on is told with each finding.
//!
//! Nothing here asks an account for anything, and nothing reads a clock.

mod as_api;
mod asking;
mod case;
mod check;
mod command;
mod deliveries;
mod evidence;
mod fact;
mod foreseen;
mod from_lists;
mod ladder;
mod log_access;
mod masked_accounts;
mod pattern_doubts;
mod probe;
mod probe_plan;
mod question;
mod remedy;
mod replayed;
mod report;
mod same_cause;
mod seen_event;
mod takers;
mod tap;
#[cfg(test)]
mod tests;
mod verdicts;
mod wording;

pub use crate::model::facts::{Forward, Group};
pub use deliveries::{bears_on_deliveries, delivery_outlook, not_wholly_seen, targets_written_by};
pub use evidence::{Evidence, Expected, Origin, Piece, RuleCounts};
pub use fact::Fact;
pub(crate) use foreseen::{input_warnings, new_marks, planned_rule, planned_targets};
pub use ladder::{Ask, Exhibit, Finding, Ladder, Rung, Status};
pub(crate) use log_access::may_write;
pub use masked_accounts::Masks;
pub use pattern_doubts::pattern_doubts;
pub use probe::{MARK, Probe};
pub use probe_plan::{LOOKED, ProbeOf, ProbePlan, ProbeStage, ProbeStep, SETTLE, WAIT};
pub use question::{NamedKind, Question};
pub use remedy::{SettingChange, as_typed};
pub(crate) use replayed::{ArchiveFacts, not_known, replay_lines, rules_that_get_them};
pub use same_cause::{SameCause, ToldBefore, as_json, by_cause};
pub(crate) use seen_event::{LOOKED_AT, Looked, look_through};
pub use takers::{Destination, Takers};
pub use tap::{TapPlace, TapWish, plan_tap, tap_policy};
pub use verdicts::{AskedRule, RuleVerdict, RuleVerdicts};

use case::Case;
use check::CHECKS;
use report::Report;

/// Runs every check.
pub fn diagnose(evidence: &Evidence) -> Ladder {
    let case = Case::new(evidence);
    let mut report = Report::default();
    for check in CHECKS {
        report.begin(check.id, check.rung, check.often, check.tells);
        (check.run)(&case, &mut report);
    }
    let mut findings = findings(evidence, report);
    let others = of_others(&findings);
    let remedies = findings.iter_mut().filter_map(|finding| finding.remedy.as_mut());
    for remedy in remedies.filter(|remedy| remedy.after_others) {
        remedy.text = match remedy.text.as_str() {
            "" => others.clone(),
            text => format!("{others} {text}"),
        };
    }
    Ladder::new(&case, findings)
}

/// What is said of failed deliveries by what else was found of them.
fn of_others(findings: &[Finding]) -> String {
    if findings.iter().any(Finding::may_be_reason) {
        return "The other findings here look at the targets' policies, roles and keys.".to_owned();
    }
    let mut unseen: Vec<String> = Vec::new();
    for needs in
        findings.iter().filter(|finding| finding.hides_a_reason()).filter_map(|found| found.needs.clone())
    {
        if !unseen.contains(&needs) {
            unseen.push(needs);
        }
    }
    if unseen.is_empty() {
        return "The targets, with their policies, roles and keys, are right.".to_owned();
    }
    format!(
        "What was seen of the targets, with their policies, roles and keys, is right; the reason may be in what was not \
         seen: {} would show it.",
        case::listed(&unseen)
    )
}

/// The findings, with commands that reach the account that was asked.
fn findings(evidence: &Evidence, report: Report) -> Vec<Finding> {
    let mut findings = report.into_findings();
    for remedy in findings.iter_mut().filter_map(|finding| finding.remedy.as_mut()) {
        remedy.reach(&evidence.session, &evidence.rule.arn);
    }
    findings
}

/// What is wrong as far as a rule, its targets, its bus and its metrics tell, the likeliest cause first:
/// faults and suspicions only.
pub fn quick(evidence: &Evidence) -> Vec<Finding> {
    let case = Case::new(evidence);
    let mut report = Report::of_wrongs();
    for check in CHECKS.iter().filter(|check| check.quick) {
        report.begin(check.id, check.rung, check.often, check.tells);
        (check.run)(&case, &mut report);
    }
    let mut findings = findings(evidence, report);
    ladder::sort(&case, &mut findings);
    findings
}

/// What of [`quick`] is worth a mark beside a rule in a list, one sentence each that begins with the check's
/// id: all of it but that the rule is switched off, which its state says, that metrics lack what they may yet
/// get (R4), and that what it delivers is not sent on from there (T15), which is no fault of this rule.
pub fn marks(evidence: &Evidence) -> Vec<String> {
    let is_off = evidence.rule.state.is_disabled();
    let is_loss = |finding: &&Finding| match finding.id {
        "R4" => false,
        "M1" => !is_off,
        "T15" => finding.status == Status::Fault,
        _ => true,
    };
    quick(evidence).iter().filter(is_loss).map(|found| format!("{}  {}", found.name(), found.title)).collect()
}

/// What of [`marks`] is about the rule's targets: the target's id, where it is about one of them, and the
/// sentence.
pub fn marks_of_targets(evidence: &Evidence) -> Vec<(Option<String>, String)> {
    let found = quick(evidence).into_iter().filter(|found| found.target.is_some() || found.id == "T1");
    found.map(|found| (found.target.clone(), format!("{}  {}", found.name(), found.title))).collect()
}

/// The ids of all checks, in the order of the rungs.
#[cfg(test)]
pub fn check_ids() -> impl Iterator<Item = &'static str> {
    CHECKS.iter().map(|check| check.id)
}
