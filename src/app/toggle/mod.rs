//! Switching a rule on or off: the question, and what came of it. The way back is the one of every change.
//!
//! `EnableRule` and `DisableRule` carry no state (EventBridge API reference), so a rule that was in the
//! special CloudTrail state comes back as plain `ENABLED` when it is switched off and on carelessly. Its
//! state is recorded before it is disabled, by whoever carries out the write; here it is asked for before it
//! is enabled. Several rules at once are `batch`'s.

mod batch;
mod recorded_state;
#[cfg(test)]
mod tests;

use batch::SentWith;
pub(super) use batch::{ask as ask_all, choose, on_sent};
use recorded_state::{Before, RECORDED, SPECIAL, StateOnRecord, before, recorded_state};

use super::confirm::{Confirm, WriteOp};
use super::effect::Effect;
use super::message::ReadBack;
use super::popup::Popup;
use super::read::Read;
use super::request::Pending;
use super::shared::{Level, Shared};
use super::step::Step;
use crate::model::{CallError, ErrorKind, Rule, RuleKey, RuleState, Thing};

/// The operator wants the rule switched: asks at once, or after its recorded state is known.
pub(super) fn ask(rule: &Rule, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
    if under_way(&rule.key(), shared) {
        return Step::Stay;
    }
    if rule.state.is_disabled() {
        shared.fetch_to_open(recorded_state(rule), RECORDED, out);
        return Step::Stay;
    }
    let mut lines = facts(rule, &RuleState::Disabled, shared);
    lines.push(String::new());
    match &rule.state {
        RuleState::EnabledWithAllCloudTrail => {
            lines.push(SPECIAL.into());
            lines.push("It is recorded first, and switching the rule on again restores it.".into());
        }
        RuleState::Other(state) => {
            lines.push(format!(
                "! This version of buslens does not know the state {state} and cannot \
                promise to set it again."
            ));
        }
        RuleState::Enabled | RuleState::Disabled => {}
    }
    lines.push(what_off_means(rule).into());
    let other = match &rule.state {
        RuleState::Enabled if rule.pattern.is_some() => {
            lines.push(SPECIAL.into());
            Some(('a', "switch to all", RuleState::EnabledWithAllCloudTrail))
        }
        RuleState::EnabledWithAllCloudTrail => Some(('o', "switch to plain on", RuleState::Enabled)),
        RuleState::Enabled | RuleState::Disabled | RuleState::Other(_) => None,
    };
    question(rule, lines, other)
}

/// The recorded state has come: asks whether to switch the rule on.
fn ask_enable(key: &RuleKey, recorded: &StateOnRecord, shared: &mut Shared) -> Step {
    let Some(rule) = shared.account.rule(key).filter(|rule| rule.state.is_disabled()).cloned() else {
        return Step::Stay;
    };
    // Something may have been sent while the recorded state was being read.
    if under_way(key, shared) {
        return Step::Stay;
    }
    let special = RuleState::EnabledWithAllCloudTrail;
    let as_all = || Some(('a', "switch to all", special.clone()));
    let restores = "This restores the state it had before it was switched off here.".to_owned();
    let (to, why, other) = match before(&rule, recorded) {
        Before::Known(RuleState::EnabledWithAllCloudTrail) => (
            special,
            vec![SPECIAL.to_owned(), restores],
            Some(('o', "switch to plain on", RuleState::Enabled)),
        ),
        Before::Known(state) => (state, vec![restores], None),
        Before::Unknown(state) => (
            RuleState::Enabled,
            vec![format!(
                "! It was {state} before it was switched off here; this version of buslens cannot set that."
            )],
            as_all(),
        ),
        Before::Schedule => {
            (RuleState::Enabled, vec!["From then on its schedule starts it again.".to_owned()], None)
        }
        Before::NoRecord => (
            RuleState::Enabled,
            vec!["Its state before it was switched off is not on record here.".to_owned(), SPECIAL.into()],
            as_all(),
        ),
        Before::WasOff => (
            RuleState::Enabled,
            vec![
                "The record here has it as off before, too, so its state while it was on is not known."
                    .to_owned(),
                SPECIAL.into(),
            ],
            as_all(),
        ),
        Before::Unreadable(error) => (
            RuleState::Enabled,
            vec![format!("! Its state before it was switched off cannot be told: {error}"), SPECIAL.into()],
            as_all(),
        ),
    };
    let mut lines = facts(&rule, &to, shared);
    lines.push(String::new());
    lines.extend(why);
    let set = |to| WriteOp::SetState { rule: rule.clone(), to };
    let accept = match to {
        RuleState::EnabledWithAllCloudTrail => "switch to all".to_owned(),
        RuleState::Enabled | RuleState::Disabled | RuleState::Other(_) => format!("switch {}", to.word()),
    };
    let mut confirm = Confirm::new(format!("Switch on {}?", rule.name), lines, accept, set(to));
    if let Some((key, label, to)) = other {
        confirm = confirm.or(key, label, set(to));
    }
    Step::Popup(Popup::Confirm(Box::new(confirm)))
}

/// A recorded state has come: the question that waits for it can be asked.
pub(super) fn on_recorded_state(key: &RuleKey, recorded: &StateOnRecord, shared: &mut Shared) -> Step {
    batch::on_recorded_state(key, recorded, shared).unwrap_or_else(|| ask_enable(key, recorded, shared))
}

/// A switch was made, or was not. What the account holds may have been read since.
pub(super) fn on_answer(
    key: &RuleKey,
    outcome: &Result<ReadBack, CallError>,
    shared: &mut Shared,
    out: &mut Vec<Effect>,
) {
    let from = match batch::on_answer(key, outcome, shared) {
        SentWith::Others => None,
        SentWith::Alone(from) => Some(Some(from)),
        SentWith::Unknown => Some(shared.account.rule(key).map(|old| old.state.clone())),
    };
    if let Some(from) = from {
        match outcome {
            Ok(written) => switched(key, from, written, shared),
            Err(error) if error.kind == ErrorKind::NotKnown => {
                shared.alert(format!("Not known whether {} was switched", key.name), error.to_string());
            }
            Err(error) => shared.alert(format!("{} was not switched", key.name), error.to_string()),
        }
    }
    if outcome.is_err() {
        shared.fetch_anew(Read::Rule(key.clone()), out);
    }
}

fn switched(
    key: &RuleKey,
    from: Option<RuleState>,
    ReadBack { rule, surprises }: &ReadBack,
    shared: &mut Shared,
) {
    let now = rule.state.word().to_owned();
    if let Some(from) = from.filter(|from| *from != rule.state) {
        let was = from.word().to_owned();
        let advice = shared.naming_undo(" {undo} undoes it.");
        shared.notify(Level::Done, format!("{} is {now} now; it was {was}.{advice}", key.name));
    } else if surprises.is_empty() {
        shared.notify(Level::Info, format!("{} is {now}, as it was.", key.name));
    }
    if !surprises.is_empty() {
        shared.alert(
            format!("{} is {now}, but not everything went as it should", key.name),
            surprises.join(" "),
        );
    }
}

fn what_off_means(rule: &Rule) -> &'static str {
    match rule.pattern {
        Some(_) => "From then on the rule takes no events; those of the meantime are not delivered later.",
        None => "Its schedule no longer starts it; runs missed while it is off are not made up for.",
    }
}

fn under_way(key: &RuleKey, shared: &mut Shared) -> bool {
    let switching = shared.requests.is_pending(&Pending::Switch(key.clone()));
    let busy = shared.requests.is_changing(&Thing::Rule(key.clone()));
    if busy {
        let how = if switching { "switched" } else { "changed" };
        shared.notify(Level::Info, format!("{} is being {how} already; wait for the answer.", key.name));
    }
    busy
}

fn question(rule: &Rule, lines: Vec<String>, other: Option<(char, &str, RuleState)>) -> Step {
    let set = |to| WriteOp::SetState { rule: rule.clone(), to };
    let title = format!("Switch off {}?", rule.name);
    let mut confirm = Confirm::new(title, lines, "switch off", set(RuleState::Disabled));
    if let Some((key, label, to)) = other {
        confirm = confirm.or(key, label, set(to));
    }
    Step::Popup(Popup::Confirm(Box::new(confirm)))
}

/// What every question about a switch names.
fn facts(rule: &Rule, to: &RuleState, shared: &Shared) -> Vec<String> {
    vec![
        format!("rule      {}", rule.name),
        format!("bus       {}", rule.bus),
        format!("account   {}", shared.session.whose()),
        format!("state     {} → {}", rule.state.word(), to.word()),
    ]
}
