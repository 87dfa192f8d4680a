//! What came of a write to the account: who is told, and what is known by it.

use super::{look_again, on_all};
use crate::app::changing;
use crate::app::command::Context;
use crate::app::effect::{Effect, Work};
use crate::app::message::{ReadBack, WriteOutcome};
use crate::app::model::Model;
use crate::app::probing;
use crate::app::read::Read;
use crate::app::request::Req;
use crate::app::screen::Screen;
use crate::app::shared::Shared;
use crate::app::tap_removal;
use crate::app::toggle;
use crate::model::{CallError, Tap};

pub(super) fn on_written(model: &mut Model, req: Req, outcome: &WriteOutcome, out: &mut Vec<Effect>) {
    if !model.shared.requests.take_answer(req, true, &outcome.pending()) {
        if let WriteOutcome::Tapped(tap, Ok(())) = outcome {
            out.push(Effect::Work(Work::RemoveTap(tap.id.clone())));
        }
        return of_account_left(outcome, &mut model.shared);
    }
    // A form closes with what it asked for.
    let below = model.stack.iter().rev().map(Screen::context).find(|context| *context != Context::Form);
    model.shared.typed_in = below == Some(Context::Workbench);
    match outcome {
        WriteOutcome::Sent(entry, answer) => {
            if changing::sending::on_answer(entry, answer, &mut model.shared) {
                on_all(model, out, |screen, shared, out| screen.on_sent(entry, shared, out));
            }
            // What is open is told when the same is to be sent again.
            if outcome.is_not_known() || !model.shared.account.is_idle(&Read::Sent) {
                model.shared.fetch_anew(Read::Sent, out);
            }
        }
        WriteOutcome::Tapped(tap, outcome) => on_tap(model, tap, outcome, out),
        WriteOutcome::Probed(plan, outcome) => {
            probing::on_end(plan, outcome, &mut model.shared, &mut model.popup);
        }
        WriteOutcome::TapsRemoved(taps, outcome) => {
            tap_removal::on_end(taps, outcome, &mut model.shared, out);
        }
        WriteOutcome::Switched(rule, outcome) => {
            toggle::on_answer(rule, outcome, &mut model.shared, out);
            learn_written(model, outcome);
        }
        WriteOutcome::Saved(rule, outcome) => {
            on_all(model, out, |screen, shared, out| screen.on_saved(rule, outcome, shared, out));
            learn_written(model, outcome);
        }
        WriteOutcome::Changed(change, outcome) => {
            let is_seen = model.stack.iter().any(|screen| screen.lists(change.thing.kind()));
            changing::on_answer(req, change, outcome, is_seen, &mut model.shared, out);
            model.shared.answered_after_leaving(req, outcome.is_ok(), out);
            if change.is_making() && outcome.is_ok() && !is_seen {
                model.shared.made = Some(change.thing.clone());
            }
            on_all(model, out, |screen, shared, out| screen.on_changed(req, change, outcome, shared, out));
        }
    }
    let is_change =
        matches!(outcome, WriteOutcome::Switched(..) | WriteOutcome::Saved(..) | WriteOutcome::Changed(..));
    if is_change && !outcome.is_failure() {
        model.shared.account.forget_looks();
    }
    look_again(model);
}

/// A write that was under way when another account was switched to: nothing on screen is about it. What went
/// wrong is told all the same, and what was done stands among the messages.
fn of_account_left(outcome: &WriteOutcome, shared: &mut Shared) {
    let Some(sentence) = outcome.sentence() else { return };
    let title = "In the account before the switch";
    if outcome.is_failure() {
        shared.alert(title, sentence);
    } else {
        shared.note_down(title, sentence);
    }
}

/// A tap was made: the screen that wanted it watches it; when none does any more, it is removed again.
fn on_tap(model: &mut Model, tap: &Tap, outcome: &Result<(), CallError>, out: &mut Vec<Effect>) {
    let Model { shared, stack, .. } = model;
    if stack.iter_mut().any(|screen| screen.on_tap(tap, outcome, shared, out)) {
        return;
    }
    match outcome {
        Ok(()) => out.push(Effect::Work(Work::RemoveTap(tap.id.clone()))),
        Err(error) => shared.alert(format!("The tap of {} was not made", tap.subject()), error.to_string()),
    }
}

fn learn_written(model: &mut Model, outcome: &Result<ReadBack, CallError>) {
    if let Ok(written) = outcome {
        model.shared.account.replace_rule(written.rule.clone(), model.shared.now);
    }
}
