//! Taking back what was changed here: the list of it, from our own record, and the question.
//!
//! What is there is read before anything is asked: a change that somebody has overtaken cannot be taken back.
//! The write reads once more before it writes.

use super::{busy, question, question_of_many, question_popup};
use crate::app::effect::Effect;
use crate::app::intent::ThingRead;
use crate::app::popup::{Action, Menu, MenuItem, Popup, number_keys};
use crate::app::read::{Read, UndoAsked};
use crate::app::shared::Shared;
use crate::app::step::Step;
use crate::model::{CallError, Change, Held, Thing, Undoable};
use crate::text::one_line_or_nothing;
use crate::text::time::recently;
use std::collections::BTreeMap;

/// The operator wants to take something back: our record is read first.
pub(in crate::app) fn list(shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
    shared.fetch_to_open(Read::Undoable(UndoAsked), "what can be undone", out);
    Step::Stay
}

/// Our record of changes has been read.
pub(in crate::app) fn on_record(outcome: &Result<Vec<Undoable>, CallError>, shared: &mut Shared) -> Step {
    let all = match outcome {
        Ok(all) => all,
        Err(error) => {
            shared.alert("The changes that can be undone cannot be listed", error.to_string());
            return Step::Stay;
        }
    };
    let groups = Undoable::together(all);
    if groups.is_empty() {
        let none = "nothing to undo: no change made here is left";
        shared.tell_none("No change that can be read is left to undo.", none);
        return Step::Stay;
    }
    let item = |(group, key): (Vec<Undoable>, char)| {
        MenuItem::new(key, label(&group, shared), Action::TakeBack(group))
    };
    let items = groups.into_iter().zip(number_keys()).map(item).collect();
    // That the record is damaged was said just now.
    shared.keep_problem_aside();
    Step::Popup(Popup::Menu(Menu::new("Undo", items)))
}

fn label(group: &[Undoable], shared: &Shared) -> String {
    let Some(first) = group.first() else { return String::new() };
    let when = recently(first.at, shared.now, shared.offset());
    let lost = if first.known { "" } else { " (not known whether it was done)" };
    let undo = if first.undoes.is_some() { " (an undo)" } else { "" };
    format!("{when}  {}{undo}{lost}{}", Undoable::in_short(group), for_good(group))
}

/// That changes made together have no way back, and why.
fn for_good(group: &[Undoable]) -> String {
    let reasons: Option<Vec<String>> = group.iter().map(|one| one.change.inverse().err()).collect();
    reasons
        .and_then(|reasons| reasons.into_iter().next())
        .map_or_else(String::new, |why| format!(" (cannot be undone: {why})"))
}

/// What is there now was read: asks about what the changes have left so, and says of the rest why it cannot
/// be taken back.
///
/// Who has overtaken a change is asked for, and told when it is known.
pub(super) fn ask(
    group: &[Undoable],
    found: Vec<(Thing, ThingRead)>,
    shared: &mut Shared,
    out: &mut Vec<Effect>,
) -> Step {
    if busy(group.iter().map(|one| &one.change), shared) {
        return Step::Stay;
    }
    let mut now: BTreeMap<Thing, ThingRead> = found.into_iter().collect();
    let (mut inverses, mut ids, mut left_out, mut notes) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for one in group {
        let title = one.change.title();
        let Some(read) = now.get_mut(&one.change.thing) else { continue };
        let inverse = one.change.inverse().map_err(|why| format!("{why}."));
        match inverse.and_then(|inverse| as_it_was_left(&inverse, read, shared, out).map(|()| inverse)) {
            Ok(inverse) => {
                let about = if group.len() > 1 { format!("{}: ", one.change.thing) } else { String::new() };
                let restored = one.change.not_restored().into_iter();
                let others = read.as_ref().ok().and_then(Option::as_ref);
                let others = others.and_then(|now| inverse.others_changes_sentence(now));
                notes.extend(restored.chain(others).map(|note| format!("! {about}{note}")));
                // The one before it is about what this one leaves.
                *read = Ok(after(&inverse, read));
                inverses.push(inverse);
                ids.push(one.id.clone());
            }
            Err(why) => left_out.push(format!("{title}: {why}")),
        }
    }
    let mut confirm = match inverses.as_slice() {
        [] => {
            return Step::Popup(Popup::message("This cannot be undone", left_out.join("\n\n")));
        }
        [one] => question(one, &notes, shared),
        _ => question_of_many(inverses.clone(), &notes, shared),
    };
    confirm.title = match group {
        [one] => format!("Undo: {}?", one.change.title()),
        many => Undoable::moved(many).map_or_else(
            || format!("Undo {} of {} changes?", ids.len(), many.len()),
            |moved| format!("Undo: {moved}?"),
        ),
    };
    "undo".clone_into(&mut confirm.accept);
    if let Some(first) = group.first() {
        let done = if first.known { "Done" } else { "Sent" };
        confirm.note([format!("{done} {}.", shared.date_and_time(first.at))]);
    }
    if group.iter().any(|one| !one.known) {
        left_out
            .push("It is not known whether it was done; if it was not, undoing it sends nothing.".to_owned());
    }
    confirm.lines.extend(left_out.iter().map(|warning| format!("! {warning}")));
    confirm.lines.push("Refused if somebody changes it before it is sent.".to_owned());
    question_popup(confirm.undoing(ids), &inverses)
}

/// Whether a thing is as the change has left it that `inverse` takes back.
///
/// # Errors
///
/// What it is instead, in a sentence.
fn as_it_was_left(
    inverse: &Change,
    read: &ThingRead,
    shared: &mut Shared,
    out: &mut Vec<Effect>,
) -> Result<(), String> {
    let now = read.as_ref().map_err(|error| format!("what is there now cannot be read: {error}"))?;
    let thing = &inverse.thing;
    match (&inverse.was, now) {
        (_, _) if inverse.is_made(now.as_ref()) => Err(format!("{thing} is as it was before already.")),
        (None, None) => Ok(()),
        (None, Some(_)) => Err(format!("{thing} exists again, and differs from what it was.")),
        (Some(_), None) => {
            shared.fetch(Read::WhoChanged(thing.clone()), true, out);
            Err(format!("{thing} is not there any more.\n  {}", who_is_asked(thing)))
        }
        (Some(_), Some(now)) => {
            let differing: Vec<String> = inverse.overtaken(now).into_iter().map(overtaken).collect();
            if differing.is_empty() {
                return Ok(());
            }
            shared.fetch(Read::WhoChanged(thing.clone()), true, out);
            let (differing, who) = (differing.join("\n  "), who_is_asked(thing));
            Err(format!("{thing} was changed since:\n  {differing}\n  {who}"))
        }
    }
}

/// What stands where it is told who has overtaken a change, until that is known.
fn who_is_asked(thing: &Thing) -> String {
    format!("Who changed {thing}: CloudTrail is asked …")
}

/// Who has changed a thing was looked up: the popup or the message that waits for it tells it.
pub(in crate::app) fn on_who(
    thing: &Thing,
    outcome: &Result<String, CallError>,
    popup: Option<&mut Popup>,
    shared: &mut Shared,
) {
    let answer = match outcome {
        Ok(who) => format!("{who}."),
        Err(error) => format!("Who did it cannot be seen: {error}"),
    };
    if let Some(popup) = popup {
        popup.replace(&who_is_asked(thing), &answer);
    }
    shared.complete_messages(&who_is_asked(thing), &answer);
}

/// What the change has left there, and what is there now.
fn overtaken((name, left, now): (String, Option<String>, Option<String>)) -> String {
    let (left, now) = (one_line_or_nothing(left.as_deref()), one_line_or_nothing(now.as_deref()));
    format!("{name}: {left} after this change, and now {now}")
}

/// What a thing is once a change of it is made, as far as that is known.
fn after(change: &Change, read: &ThingRead) -> Option<Held> {
    let to = change.to.clone()?;
    let Ok(Some(now)) = read else { return Some(to) };
    Some(Held {
        settings: to.settings.or_else(|| now.settings.clone()),
        policy: to.policy.or_else(|| now.policy.clone()),
        targets: to.targets.or_else(|| now.targets.clone()),
        tags: to.tags.or_else(|| now.tags.clone()),
        ..now.clone()
    })
}
