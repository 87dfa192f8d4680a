//! Changes of any thing: the question before them, and what came of them.
//!
//! What a change consists of and which calls it takes is `model`'s; which change is meant is the screens' and
//! the forms'. Switching rules has a question of its own (`toggle`).

mod foreseen;
pub(super) mod from_intent;
pub(super) mod history;
pub(super) mod menus;
pub(super) mod sending;
#[cfg(test)]
mod tests;
mod under_way;
pub(super) mod undoing;

pub(super) use foreseen::{log_policy_made_by, rule_after};
pub(super) use under_way::{on_answer, on_sent};

use super::confirm::{Confirm, WriteOp};
use super::popup::{Popup, TypedQuestion};
use super::shared::{Level, Shared};
use super::step::Step;
use crate::model::{Change, ChangeFault, counted_things, word_to_type};
use crate::text::{capitalised, counted, one_line};

/// Changes whose calls are shown one by one, at most.
const FEW: usize = 3;
/// Lines of what is foreseen of a change that stand before what is different, at most: who gets the events of
/// a replay is a list that is read after its window.
const SHORT: usize = 6;

/// Asks whether these changes are to be made; says why where one would be refused or nothing would change. Of
/// several, those that can be made are asked for, and the others are named with the reason.
pub(super) fn ask(changes: Vec<Change>, shared: &mut Shared) -> Step {
    ask_noting(changes, &[], shared)
}

/// Asks whether these changes are to be made, with notes on what is to be known before.
pub(super) fn ask_noting(changes: Vec<Change>, notes: &[String], shared: &mut Shared) -> Step {
    let several = changes.len() > 1;
    let (mut able, mut left_out) = (Vec::new(), Vec::new());
    for change in changes {
        match why_not(&change, shared) {
            None => able.push(change),
            Some(why) if several => left_out.push(format!("! {}  left out: {}", change.thing, why.text())),
            Some(WhyNot::Refused(faults)) => {
                return Step::Popup(Popup::message("This would be refused", faults.join("\n\n")));
            }
            Some(why) => {
                shared.notify(Level::Info, capitalised(&why.text()));
                return Step::Stay;
            }
        }
    }
    let confirm = match able.as_slice() {
        [] => return Step::Popup(Popup::message("None of this can be done", left_out.join("\n"))),
        [change] if left_out.is_empty() => question(change, notes, shared),
        _ => question_of_many(able.clone(), notes, shared).noting(left_out),
    };
    question_popup(confirm, &able)
}

/// Why a change cannot be asked for.
enum WhyNot {
    Refused(Vec<String>),
    UnderWay,
    Unchanged,
}

impl WhyNot {
    fn text(&self) -> String {
        match self {
            Self::Refused(faults) => faults.join(" "),
            Self::UnderWay => "it is being changed already; wait for the answer.".to_owned(),
            Self::Unchanged => "there is nothing to change.".to_owned(),
        }
    }
}

fn why_not(change: &Change, shared: &Shared) -> Option<WhyNot> {
    let faults = change.faults(shared.session.account.as_deref());
    if !faults.is_empty() {
        return Some(WhyNot::Refused(faults.iter().map(ChangeFault::sentence).collect()));
    }
    if shared.requests.is_changing(&change.thing) {
        return Some(WhyNot::UnderWay);
    }
    change.steps().is_empty().then_some(WhyNot::Unchanged)
}

/// The question as a popup: what deletes something wants its name typed, or how many things go.
fn question_popup(confirm: Confirm, changes: &[Change]) -> Step {
    Step::Popup(match word_to_type(changes.iter()) {
        None => Popup::Confirm(Box::new(confirm)),
        Some(word) => Popup::Typed(Box::new(TypedQuestion::new(confirm, &word))),
    })
}

/// Whether one of these things is being changed, which is told: another change would cross it.
fn busy<'c>(changes: impl Iterator<Item = &'c Change>, shared: &mut Shared) -> bool {
    let mut changes = changes;
    let is_changing = |change: &&Change| shared.requests.is_changing(&change.thing);
    let Some(thing) = changes.find(is_changing).map(|change| change.thing.to_string()) else { return false };
    shared.notify(Level::Info, format!("{thing} is being changed already; wait for the answer."));
    true
}

/// The lines before what is asked: whose account it is, and what is to be known of the changes. Short
/// warnings come first, so that nobody has to scroll for them.
fn before_all(lost: Vec<String>, foreseen: Vec<String>, notes: &[String], shared: &Shared) -> Vec<String> {
    let mut lines = vec![format!("account   {}", shared.session.whose()), String::new()];
    let warned = notes.iter().position(|note| note.starts_with("! ")).unwrap_or(notes.len());
    let (first, last) = notes.split_at(warned);
    let own = lost.into_iter().map(|lost| format!("! {lost}")).chain(foreseen);
    // Leave out what a note says already.
    let own: Vec<String> = own.filter(|line| !notes.contains(line)).collect();
    lines.extend(first.iter().cloned().chain(own).chain(last.iter().cloned()));
    if lines.len() > 2 {
        lines.push(String::new());
    }
    lines
}

/// The question before one change: what is to be known of it, what is different, and what is sent.
pub(super) fn question(change: &Change, notes: &[String], shared: &Shared) -> Confirm {
    let foreseen = foreseen::consequences(change, &[], shared);
    let (before, after) =
        if foreseen.len() > SHORT { (Vec::new(), foreseen) } else { (foreseen, Vec::new()) };
    let mut lines = before_all(change.what_is_lost(&shared.session.region), before, notes, shared);
    let difference = change.difference();
    if !difference.is_empty() {
        lines.extend(difference.iter().map(|line| one_line(line)));
        lines.push(String::new());
    }
    lines.extend(after.into_iter().filter(|line| !notes.contains(line)));
    lines.push("To be sent, in this order:".to_owned());
    for step in change.steps() {
        lines.push(format!("  {}", one_line(&format!("{} {}", step.operation, step.body))));
    }
    let accept = change.verb().to_lowercase();
    Confirm::new(format!("{}?", change.title()), lines, accept, WriteOp::Change(change.clone()))
}

fn question_of_many(changes: Vec<Change>, notes: &[String], shared: &Shared) -> Confirm {
    let calls: usize = changes.iter().map(|change| change.steps().len()).sum();
    let lost: Vec<Vec<String>> =
        changes.iter().map(|change| change.what_is_lost(&shared.session.region)).collect();
    let is_of_all = |sentence: &String| lost.iter().all(|lost| lost.contains(sentence));
    let of_all = lost.first().into_iter().flatten().filter(|sentence| is_of_all(sentence));
    let of_each = of_all.map(|sentence| format!("Each: {sentence}")).collect();
    let mut lines = before_all(of_each, Vec::new(), notes, shared);
    // First which they are: what is different of each is long.
    for (change, lost) in changes.iter().zip(&lost) {
        lines.push(change.title());
        lines.extend(
            lost.iter().filter(|sentence| !is_of_all(sentence)).map(|sentence| format!("! {sentence}")),
        );
    }
    for change in &changes {
        lines.push(String::new());
        lines.push(change.title());
        lines.extend(change.difference().iter().map(|line| one_line(line)));
        let foreseen = foreseen::consequences(change, &changes, shared);
        lines.extend(foreseen.into_iter().filter(|line| !notes.contains(line)));
    }
    lines.push(String::new());
    if changes.len() <= FEW {
        lines.push("To be sent (each failure is reported by itself):".to_owned());
        for step in changes.iter().flat_map(Change::steps) {
            lines.push(format!("  {}", one_line(&format!("{} {}", step.operation, step.body))));
        }
    } else {
        lines.push(format!("{} in all; what fails is said one by one.", counted(calls, "call", "calls")));
    }
    let verb = changes.first().map_or("Change", Change::verb);
    let (count, accept) = (changes.len(), verb.to_lowercase());
    let what = counted_things(changes.iter().map(|change| &change.thing));
    let writes = changes.into_iter().map(WriteOp::Change).collect();
    Confirm::many(format!("{verb} {what}?"), lines, format!("{accept} {count}"), writes)
}
