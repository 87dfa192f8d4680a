//! Taking back what was changed here: the list of it, from our own record, and the question.
//!
//! A change that somebody has overtaken is refused when it is to be taken back: the write reads before it
//! writes.

use super::{asked, busy, question, question_of_many};
use crate::app::effect::Effect;
use crate::app::popup::{Action, Menu, MenuItem, Popup, number_keys};
use crate::app::read::{Read, UndoAsked};
use crate::app::shared::Shared;
use crate::app::step::Step;
use crate::model::{CallError, RuleState, ThingKind, Undoable};
use crate::text::time::recently;

/// The operator wants to take something back: our record is read first.
pub(in crate::app) fn list(shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
    shared.fetch_to_open(Read::Undoable(UndoAsked), "what can be undone", out);
    Step::Stay
}

/// Our record of changes has been read.
pub(in crate::app) fn listed(outcome: &Result<Vec<Undoable>, CallError>, shared: &mut Shared) -> Step {
    let all = match outcome {
        Ok(all) => all,
        Err(error) => {
            shared.alert("The changes that can be undone cannot be listed", error.to_string());
            return Step::Stay;
        }
    };
    let groups = Undoable::together(all);
    if groups.is_empty() {
        let none = "nothing to undo: no change made here is left to take back";
        shared.tell_none("No change that can be read is left to take back.", none);
        return Step::Stay;
    }
    let item = |(group, key): (Vec<Undoable>, char)| {
        MenuItem::new(key, label(&group, shared), Action::TakeBack(group))
    };
    let items = groups.into_iter().zip(number_keys()).map(item).collect();
    // That the record is damaged was said just now.
    shared.keep_problem_aside();
    Step::Popup(Popup::Menu(Menu::new("Take back", items)))
}

fn label(group: &[Undoable], shared: &Shared) -> String {
    let Some(first) = group.first() else { return String::new() };
    let when = recently(first.at, shared.now, shared.offset());
    let lost = if first.known { "" } else { " (not known whether it was done)" };
    let undo = if first.undoes.is_some() { " (an undo)" } else { "" };
    let gone = for_good(group);
    match group {
        [one] => {
            let difference = one.change.difference();
            // What was switched is known by its state alone.
            let states: Vec<&str> =
                difference.iter().filter_map(|line| line.get(2..)?.strip_prefix("State: ")).collect();
            match states.as_slice() {
                [from, to] if difference.len() == 2 => {
                    let is_rule = one.change.thing.kind() == ThingKind::Rule;
                    let word = |state: &str| {
                        let own = RuleState::from(state.to_owned());
                        if is_rule { own.word().to_owned() } else { state.to_owned() }
                    };
                    format!("{when}  {} {} → {}{lost}", one.change.thing, word(from), word(to))
                }
                _ => format!("{when}  {}{undo}{lost}{gone}", one.change.in_short()),
            }
        }
        many => match Undoable::moved(many) {
            Some(moved) => format!("{when}  {moved}{undo}{lost}"),
            None => {
                let verb = first.change.verb();
                let (count, thing) = (many.len(), &first.change.thing);
                format!("{when}  {verb} {count} things: {thing} and others{undo}{lost}{gone}")
            }
        },
    }
}

/// That changes made together have no way back, and why.
fn for_good(group: &[Undoable]) -> String {
    let reasons: Option<Vec<String>> = group.iter().map(|one| one.change.inverse().err()).collect();
    reasons
        .and_then(|reasons| reasons.into_iter().next())
        .map_or_else(String::new, |why| format!(" (cannot be taken back: {why})"))
}

/// One entry of the list was chosen: asks.
pub(in crate::app) fn ask(group: &[Undoable], shared: &mut Shared) -> Step {
    if busy(group.iter().map(|one| &one.change), shared) {
        return Step::Stay;
    }
    let (mut inverses, mut ids, mut left_out) = (Vec::new(), Vec::new(), Vec::new());
    for one in group {
        match one.change.inverse() {
            Ok(inverse) => {
                inverses.push(inverse);
                ids.push(one.id.clone());
            }
            Err(why) => left_out.push(format!("! {}: {why}.", one.change.title())),
        }
    }
    let mut confirm = match inverses.as_slice() {
        [] => return Step::Popup(Popup::message("This cannot be taken back", left_out.join("\n"))),
        [one] => question(one, &[], shared),
        _ => question_of_many(inverses.clone(), &[], shared),
    };
    confirm.title = match group {
        [one] => format!("Undo: {}?", one.change.title()),
        many => Undoable::moved(many).map_or_else(
            || format!("Undo {} of {} changes?", ids.len(), many.len()),
            |moved| format!("Undo: {moved}?"),
        ),
    };
    "undo".clone_into(&mut confirm.accept);
    if group.iter().any(|one| !one.known) {
        left_out.push(
            "! It is not known whether it was done; if it was not, undoing it sends nothing.".to_owned(),
        );
    }
    left_out.push("Refused when somebody has changed it since.".to_owned());
    confirm.lines.extend(left_out);
    asked(confirm.undoing(ids), &inverses)
}
