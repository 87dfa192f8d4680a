//! Changes of any thing: the question before them, and what came of them.
//!
//! What a change consists of and which calls it takes is `model`'s; which change is meant is the screens' and
//! the forms'. Switching rules has a question of its own (`toggle`).

pub(super) mod from_intent;
#[cfg(test)]
mod tests;
mod under_way;
pub(super) mod undoing;

pub(super) use under_way::{answered, sent};

use super::confirm::{Confirm, WriteOp};
use super::popup::Popup;
use super::request::Pending;
use super::shared::{Level, Shared};
use super::step::Step;
use crate::model::{Change, Fault};
use crate::text::{fold, one_line};

/// The columns of a line in a question.
const COLUMNS: usize = 100;

/// Asks whether these changes are to be made; says why where one would be refused or nothing would change.
pub(super) fn ask(changes: Vec<Change>, shared: &mut Shared) -> Step {
    let account = shared.session.account.clone();
    let faults: Vec<String> = changes
        .iter()
        .flat_map(|change| change.faults(account.as_deref()))
        .map(|fault: Fault| fault.sentence())
        .collect();
    if !faults.is_empty() {
        return Step::Popup(Popup::message("This would be refused", faults.join("\n\n")));
    }
    let busy = |change: &&Change| shared.requests.is_pending(&Pending::Change(change.thing.clone()));
    if let Some(change) = changes.iter().find(busy) {
        let text = format!("{} is being changed already; wait for the answer.", change.thing);
        shared.notify(Level::Info, text);
        return Step::Stay;
    }
    let changes: Vec<Change> = changes.into_iter().filter(|change| !change.steps().is_empty()).collect();
    match changes.as_slice() {
        [] => {
            shared.notify(Level::Info, "There is nothing to change.");
            Step::Stay
        }
        [change] if change.to.is_none() => Step::Popup(Popup::Typed(Box::new(super::popup::Typed::new(
            question(change, shared),
            change.thing.name(),
        )))),
        [change] => Step::Popup(Popup::Confirm(Box::new(question(change, shared)))),
        _ => Step::Popup(Popup::Confirm(Box::new(question_of_many(changes, shared)))),
    }
}

/// The question before one change: what it is about, what is different, what is lost, and what is sent.
pub(super) fn question(change: &Change, shared: &Shared) -> Confirm {
    let mut lines = vec![format!("account   {}", shared.session.whose()), String::new()];
    for line in change.difference() {
        let (mark, rest) = line.split_at(2);
        let mut folded = fold(&one_line(rest), COLUMNS).into_iter();
        lines.extend(folded.next().map(|first| format!("{mark}{first}")));
        lines.extend(folded.map(|more| format!("{mark}  {more}")));
    }
    lines.push(String::new());
    lines.extend(change.what_is_lost().into_iter().map(|lost| format!("! {lost}")));
    lines.push("Sent, in this order:".to_owned());
    for step in change.steps() {
        let text = format!("{} {}", step.operation, step.body);
        lines.extend(fold(&one_line(&text), COLUMNS).into_iter().map(|line| format!("  {line}")));
    }
    let accept = change.verb().to_lowercase();
    Confirm::new(format!("{}?", change.title()), lines, accept, WriteOp::Change(change.clone()))
}

fn question_of_many(changes: Vec<Change>, shared: &Shared) -> Confirm {
    let calls: usize = changes.iter().map(|change| change.steps().len()).sum();
    let mut lines = vec![format!("account   {}", shared.session.whose()), String::new()];
    for change in &changes {
        lines.push(change.title());
        lines.extend(change.difference().iter().map(|line| one_line(line)));
    }
    let mut lost: Vec<String> = changes.iter().flat_map(Change::what_is_lost).collect();
    lost.dedup();
    lines.push(String::new());
    lines.extend(lost.into_iter().map(|lost| format!("! {lost}")));
    lines.push(format!("{calls} calls in all; what fails is said one by one."));
    let verb = changes.first().map_or("Change", Change::verb);
    let (count, accept) = (changes.len(), verb.to_lowercase());
    let writes = changes.into_iter().map(WriteOp::Change).collect();
    Confirm::many(format!("{verb} {count} things?"), lines, format!("{accept} {count}"), writes)
}
