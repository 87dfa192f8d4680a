//! Switching several rules with one question: which state all of them are to have, what becomes of each, the
//! writes under way, and what came of all of them. Each rule is a write of its own, because EventBridge has
//! no call for many, so each may fail by itself.

use super::recorded_state::{Before, RECORDED, SPECIAL, StateOnRecord, before, recorded_state};
use crate::app::command::{Context, Id};
use crate::app::confirm::{Confirm, Write, WriteOp};
use crate::app::effect::Effect;
use crate::app::intent::Intent;
use crate::app::message::ReadBack;
use crate::app::popup::{Action, Menu, MenuItem, Popup};
use crate::app::shared::{Level, Shared};
use crate::app::step::Step;
use crate::app::switching::{Member, SwitchOutcome, SwitchPlan};
use crate::model::{CallError, ErrorKind, Rule, RuleKey, RuleState, Thing};
use crate::text::{counted, grouped, plural, width};
use std::fmt;
use std::fmt::Write as _;

/// The columns of a rule's name, at most.
const NAME: usize = 44;

/// Which state several rules are to have, with what each choice comes to. They are never switched each to its
/// other side: who marks rules wants them alike.
pub(in crate::app) fn choose(keys: Vec<RuleKey>, shared: &Shared) -> Step {
    let all = grouped(keys.len());
    let item = |key, label: &str, to: RuleState| {
        let is_switched = |rule: &&RuleKey| match shared.account.rule(rule) {
            Some(rule) => {
                matches!(planned(rule, &to, shared), SwitchPlan::Awaited | SwitchPlan::Switch { .. })
            }
            None => false,
        };
        let switched = grouped(keys.iter().filter(is_switched).count());
        let label = format!("{label}: switches {switched} of {all}");
        let things = keys.iter().cloned().map(Thing::Rule).collect();
        MenuItem::new(key, label, Action::Intend(Intent::SetState(to), things))
    };
    let items = vec![
        item('o', "all on", RuleState::Enabled),
        item('f', "all off", RuleState::Disabled),
        item('a', "all on for read-only API calls too", RuleState::EnabledWithAllCloudTrail),
    ];
    Step::Popup(Popup::Menu(Menu::new(format!("Switch {all} marked rules"), items)))
}

/// The operator wants all of these rules in one state: asks once, when the recorded states of those that are
/// to be switched on are known.
pub(in crate::app) fn ask(
    keys: impl Iterator<Item = RuleKey>,
    to: &RuleState,
    shared: &mut Shared,
    out: &mut Vec<Effect>,
) -> Step {
    let mut plans = Vec::new();
    for key in keys {
        let Some(rule) = shared.account.rule(&key) else { continue };
        let plan = planned(rule, to, shared);
        if matches!(plan, SwitchPlan::Awaited) {
            let read = recorded_state(rule);
            shared.fetch_to_open(read, RECORDED, out);
        }
        plans.push((key, plan));
    }
    shared.switching.gathering = Some(plans);
    question_when_known(shared)
}

/// What becomes of a rule that is to have a state.
fn planned(rule: &Rule, to: &RuleState, shared: &Shared) -> SwitchPlan {
    use RuleState::{Disabled, Enabled, EnabledWithAllCloudTrail, Other};
    let left_out = |why: &str| SwitchPlan::LeftOut(why.to_owned());
    let switch = |note: &str| SwitchPlan::Switch { to: to.clone(), note: note.to_owned() };
    if shared.requests.is_changing(&Thing::Rule(rule.key())) {
        return left_out_busy();
    }
    if let Some(owner) = &rule.managed_by {
        return SwitchPlan::LeftOut(format!("managed by {owner}: only that service can switch it"));
    }
    match (&rule.state, to) {
        (Other(state), _) => SwitchPlan::LeftOut(format!(
            "this version of buslens does not know its state {state} and could not set it again"
        )),
        (EnabledWithAllCloudTrail, Enabled) => left_out("it is on already, for read-only API calls too"),
        (EnabledWithAllCloudTrail, EnabledWithAllCloudTrail) => {
            left_out("it is on for read-only API calls already")
        }
        (now, to) if now == to => SwitchPlan::LeftOut(format!("it is {} already", now.word())),
        (Disabled, Enabled) => SwitchPlan::Awaited,
        (EnabledWithAllCloudTrail, Disabled) => switch("recorded first; switching on restores `all`"),
        (_, EnabledWithAllCloudTrail) if rule.pattern.is_none() => {
            left_out("a schedule starts it, and no API call does")
        }
        // API reference, "PutRule": this state "does not apply to partner event buses".
        (_, EnabledWithAllCloudTrail) if rule.bus.starts_with("aws.partner/") => {
            left_out("a partner's bus gets no API calls")
        }
        (_, _) => switch(""),
    }
}

fn left_out_busy() -> SwitchPlan {
    SwitchPlan::LeftOut("it is being changed already".into())
}

fn plan_of_missing_rule() -> SwitchPlan {
    SwitchPlan::LeftOut("not in the list any more; refresh and look".into())
}

/// A recorded state has come; `None` when no question here waits for it.
pub(super) fn on_recorded_state(
    key: &RuleKey,
    recorded: &StateOnRecord,
    shared: &mut Shared,
) -> Option<Step> {
    let rule = shared.account.rule(key).cloned();
    let plans = shared.switching.gathering.as_mut()?;
    let (_, plan) =
        plans.iter_mut().find(|(other, plan)| other == key && matches!(plan, SwitchPlan::Awaited))?;
    let on = |to, note: &str| SwitchPlan::Switch { to, note: note.to_owned() };
    *plan = match rule.map(|rule| before(&rule, recorded)) {
        None => plan_of_missing_rule(),
        Some(Before::Known(state)) => on(state, "restores the state it had"),
        Some(Before::Schedule) => on(RuleState::Enabled, ""),
        Some(Before::WasOff) => on(RuleState::Enabled, "off before, too, by the record here"),
        Some(Before::NoRecord) => on(RuleState::Enabled, "its state before is not on record here"),
        Some(Before::Unknown(state)) => {
            SwitchPlan::LeftOut(format!("it was {state} before, which this version of buslens cannot set"))
        }
        Some(Before::Unreadable(error)) => {
            SwitchPlan::LeftOut(format!("its state before cannot be told: {error}"))
        }
    };
    Some(question_when_known(shared))
}

fn question_when_known(shared: &mut Shared) -> Step {
    let Some(plans) = shared.switching.gathering.take() else { return Step::Stay };
    if plans.iter().any(|(_, plan)| matches!(plan, SwitchPlan::Awaited)) {
        shared.switching.gathering = Some(plans);
        return Step::Stay;
    }
    question(plans, shared)
}

fn question(plans: Vec<(RuleKey, SwitchPlan)>, shared: &Shared) -> Step {
    let all = plans.len();
    let room = plans.iter().map(|(key, _)| width(&key.name)).max().unwrap_or(0).min(NAME);
    let (mut rows, mut left_out, mut writes) = (Vec::new(), Vec::new(), Vec::new());
    let mut counts = StateCounts::default();
    for (key, plan) in plans {
        let name = format!("{}{}", key.name, " ".repeat(room.saturating_sub(width(&key.name))));
        // Something may have been sent while the states before were read.
        let plan =
            if shared.requests.is_changing(&Thing::Rule(key.clone())) { left_out_busy() } else { plan };
        match (plan, shared.account.rule(&key)) {
            (SwitchPlan::Switch { to, note }, Some(rule)) => {
                counts.add(&to);
                let row = format!("  {name}  {:>3} → {:<3}  {note}", rule.state.word(), to.word());
                rows.push(row.trim_end().to_owned());
                writes.push(WriteOp::SetState { rule: rule.clone(), to });
            }
            (SwitchPlan::LeftOut(reason), _) => left_out.push(format!("! {name}  left out: {reason}")),
            (SwitchPlan::Awaited, _) | (_, None) => {
                left_out.push(format!("! {name}  left out: it has not been read"));
            }
        }
    }
    if writes.is_empty() {
        let title = "None of the marked rules is switched";
        return Step::Popup(Popup::message(title, left_out.join("\n")));
    }
    let mut lines = vec![format!("account   {}", shared.session.whose()), String::new()];
    lines.extend(rows);
    lines.extend(left_out);
    lines.push(String::new());
    lines.push(format!(
        "{}, one for each rule. Failures are reported by rule; {} undoes the others.",
        counted(writes.len(), "call", "calls"),
        shared.keymap.name(Id::Undo, Context::Browse)
    ));
    if counts.off > 0 {
        lines.push(
            "What is off takes no events, and those of the time in between are not delivered later.".into(),
        );
    }
    if counts.all > 0 {
        lines.push(SPECIAL.into());
    }
    let accept = format!("switch {counts}");
    let of = if writes.len() == all { String::new() } else { format!(" of {}", grouped(all)) };
    let title = format!("Switch {}{of} marked {}?", grouped(writes.len()), plural(all, "rule", "rules"));
    Step::Popup(Popup::Confirm(Box::new(Confirm::many(title, lines, accept, writes))))
}

/// How many rules get which state.
#[derive(Default)]
struct StateCounts {
    off: usize,
    on: usize,
    all: usize,
}

impl StateCounts {
    fn add(&mut self, to: &RuleState) {
        *match to {
            RuleState::Disabled => &mut self.off,
            RuleState::EnabledWithAllCloudTrail => &mut self.all,
            RuleState::Enabled | RuleState::Other(_) => &mut self.on,
        } += 1;
    }

    fn sum(&self) -> usize {
        self.off + self.on + self.all
    }
}

impl fmt::Display for StateCounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let each = [(self.off, "off"), (self.on, "on"), (self.all, "to all")];
        let parts = each
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{} {word}", grouped(*count)));
        f.write_str(&parts.collect::<Vec<_>>().join(", "))
    }
}

/// Writes that one yes has sent, with what each rule was when it was asked: where they switch more than one
/// rule, their answers are told together.
pub(in crate::app) fn on_sent(writes: &[Write], shared: &mut Shared) {
    let member = |write: &Write| {
        let WriteOp::SetState { rule, .. } = &write.op else { return None };
        Some(Member { rule: rule.key(), from: rule.state.clone(), outcome: None })
    };
    let members: Vec<_> = writes.iter().filter_map(member).collect();
    if !members.is_empty() {
        shared.switching.batches.push(members);
    }
}

/// Which writes one that was answered belongs to.
pub(super) enum SentWith {
    /// Others, with which it is told.
    Others,
    /// It alone; the rule was in this state when it was asked.
    Alone(RuleState),
    /// It was not sent by a yes here.
    Unknown,
}

/// One of the writes was answered.
pub(super) fn on_answer(
    key: &RuleKey,
    outcome: &Result<ReadBack, CallError>,
    shared: &mut Shared,
) -> SentWith {
    let waits = |member: &Member| member.rule == *key && member.outcome.is_none();
    let Some(at) = shared.switching.batches.iter().position(|batch| batch.iter().any(waits)) else {
        return SentWith::Unknown;
    };
    let Some(batch) = shared.switching.batches.get_mut(at) else { return SentWith::Unknown };
    if let [Member { from, .. }] = batch.as_slice() {
        let from = from.clone();
        shared.switching.batches.remove(at);
        return SentWith::Alone(from);
    }
    if let Some(member) = batch.iter_mut().find(|member| waits(member)) {
        member.outcome = Some(match outcome {
            Ok(ReadBack { rule, surprises }) => {
                SwitchOutcome::Written { now: rule.state.clone(), surprises: surprises.clone() }
            }
            Err(error) if error.kind == ErrorKind::NotKnown => SwitchOutcome::NotKnown(error.to_string()),
            Err(error) => SwitchOutcome::Failed(error.to_string()),
        });
    }
    let (all, answered) = (batch.len(), batch.iter().filter(|member| member.outcome.is_some()).count());
    if answered == all {
        let batch = shared.switching.batches.remove(at);
        finish(batch, shared);
    } else {
        let done =
            batch.iter().filter(|member| matches!(member.outcome, Some(SwitchOutcome::Written { .. })));
        let done = done.count();
        let failed =
            if done == answered { String::new() } else { format!(", {} not", grouped(answered - done)) };
        shared.tell_passing(format!("{} of {} switched{failed} …", grouped(done), grouped(all)));
    }
    SentWith::Others
}

/// All answers are in: says what came of it, and makes the whole of it what `undo` takes back.
fn finish(batch: Vec<Member>, shared: &mut Shared) {
    let all = batch.len();
    let (mut good, mut bad) = (String::new(), String::new());
    let (mut failed, mut unknown, mut counts) = (0, 0, StateCounts::default());
    for Member { rule, from, outcome } in batch {
        match outcome {
            Some(SwitchOutcome::Written { now, surprises }) => {
                let _ = writeln!(good, "✓ {}: {} → {}", rule.name, from.word(), now.word());
                for surprise in surprises {
                    let _ = writeln!(bad, "! {}: {surprise}", rule.name);
                }
                if now != from {
                    counts.add(&now);
                }
            }
            Some(SwitchOutcome::Failed(error)) => {
                failed += 1;
                let _ = writeln!(bad, "✗ {}: {error}", rule.name);
            }
            Some(SwitchOutcome::NotKnown(error)) => {
                unknown += 1;
                let _ = writeln!(bad, "? {}: {error}", rule.name);
            }
            None => {}
        }
    }
    let more = shared.naming_undo("; {undo} undoes all of it.");
    let (all, switched) = (grouped(all), counts.sum());
    let back = match switched {
        0 if unknown > 0 => format!("Of {} it is not known whether they were switched.", grouped(unknown)),
        0 => "No rule was switched.".to_owned(),
        n => format!("{} of {all} rules were switched ({counts}){more}", grouped(n)),
    };
    if bad.is_empty() {
        shared.note_down(format!("{} of {all} switched", grouped(switched)), good);
        let read = shared.keymap.fill(" {messages} has each.", Context::Browse);
        shared.notify(Level::Done, format!("{back}{read}"));
    } else {
        let title = match (failed, unknown) {
            (0, 0) => "Some rules read back otherwise than written".to_owned(),
            (0, unknown) => {
                format!("Not known of {} of {all} rules whether they were switched", grouped(unknown))
            }
            (failed, 0) => format!("{} of {all} rules not switched", grouped(failed)),
            (failed, unknown) => {
                format!("{} of {all} rules not switched, {} not known", grouped(failed), grouped(unknown))
            }
        };
        shared.alert(title, format!("{bad}{good}\n{back}"));
    }
}
