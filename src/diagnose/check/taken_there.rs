//! Rung 6: buses as targets. That a bus took what the rule sent says nothing of the rules there.

use super::forwarder::may_take_alike;
use super::often;
use crate::diagnose::case::{Case, listed};
use crate::diagnose::report::Report;
use crate::export::Command;
use crate::model::facts::Forward;
use crate::model::{NamedBus, Rule, TargetKind};
use crate::pattern::{Pattern, Verdict};

/// The part of R6 that is about buses; whether it said anything.
pub(super) fn tell(case: &Case<'_>, report: &mut Report) -> bool {
    let mut is_told = false;
    for target in case.targets().iter().filter(|target| target.kind() == TargetKind::Bus) {
        let is_near = matches!(case.bus(target.arn.as_str()), NamedBus::Here(_));
        // What is made into another event is for T12.
        if case.is_own_bus(&target.arn) || !is_near || !target.gets_whole_event() {
            continue;
        }
        report.about(target);
        let name = target.arn.name();
        let what = format!("Whether a rule on the bus {name} takes what this rule sends there");
        let piece = case.evidence.rules_on.get(&target.arn);
        if piece.is_not_asked() {
            continue;
        }
        is_told = true;
        let Some(rules) = report.see(&what, "events:ListRules", piece) else { continue };
        let (off, on): (Vec<&Rule>, Vec<&Rule>) =
            rules.iter().filter(|rule| may_take(case, rule)).partition(|rule| rule.state.is_disabled());
        if let Some(first) = on.first() {
            report
                .ok(format!("On the bus {name} the rule {} may take what this rule sends there.", first.name))
                .with_exhibit("ListRules.EventPattern", first.pattern.clone());
            continue;
        }
        let names: Vec<String> = off.iter().map(|rule| rule.name.clone()).collect();
        let why = match names.as_slice() {
            [] => "its patterns ask for other ones".to_owned(),
            [name] => format!("{name} would, and is switched off"),
            names => format!("{} would, and are switched off", listed(names)),
        };
        let why = if rules.is_empty() { "it has no rules".to_owned() } else { why };
        let note = report
            .suspect(format!("On the bus {name} no rule that is on takes such events: {why}."))
            .often(often::BEHIND_A_TARGET)
            .with_exhibit("ListRules", rules.iter().map(|rule| rule.name.as_str()).collect::<Vec<_>>());
        match off.as_slice() {
            [one] => {
                note.fix(format!("Switch the rule {} on, if its events are meant.", one.name)).calls(
                    Command::new("events enable-rule")
                        .option("name", &one.name)
                        .option("event-bus-name", &one.bus)
                        .region(case.region()),
                );
            }
            _ => {
                note.fix(format!(
                    "Switch a rule on the bus {name} on, or make one there that takes these events."
                ));
            }
        }
    }
    is_told
}

/// Whether a rule there may take the event that is asked about, else some of those that this one takes.
fn may_take(case: &Case<'_>, rule: &Rule) -> bool {
    let Some(text) = &rule.pattern else { return false };
    if let (Some(event), Ok(pattern)) = (case.delivered_event(), Pattern::parse(text)) {
        return pattern.matches(event) != Verdict::NoMatch;
    }
    may_take_alike(case, &Forward { pattern: Some(text.clone()), ..Forward::default() })
}
