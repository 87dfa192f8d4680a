//! From what an operator means to do with things to the changes that do it: all of each is read first.

use super::ask;
use crate::app::effect::Effect;
use crate::app::intent::{Gathering, Intent};
use crate::app::popup::Popup;
use crate::app::read::Read;
use crate::app::shared::Shared;
use crate::app::step::Step;
use crate::model::{CallError, Change, Held, Thing};

/// The operator means this with these things: they are read.
pub(in crate::app) fn read(
    intent: Intent,
    things: Vec<Thing>,
    shared: &mut Shared,
    out: &mut Vec<Effect>,
) -> Step {
    for thing in &things {
        shared.fetch(Read::Whole(thing.clone()), true, out);
    }
    let things = things.into_iter().map(|thing| (thing, None)).collect();
    shared.gathering = Some(Gathering { intent, things });
    Step::Stay
}

/// All of a thing has been read.
pub(in crate::app) fn known(
    thing: &Thing,
    outcome: &Result<Option<Held>, CallError>,
    shared: &mut Shared,
) -> Step {
    let Some(gathering) = &mut shared.gathering else { return Step::Stay };
    if let Some((_, held)) =
        gathering.things.iter_mut().find(|(other, held)| other == thing && held.is_none())
    {
        *held = Some(outcome.clone());
    }
    if gathering.things.iter().any(|(_, held)| held.is_none()) {
        return Step::Stay;
    }
    let Some(Gathering { intent, things }) = shared.gathering.take() else { return Step::Stay };
    let (mut changes, mut missing) = (Vec::new(), Vec::new());
    for (thing, held) in things {
        match held {
            Some(Ok(Some(held))) => changes.push(change(intent, thing, held)),
            Some(Ok(None)) => missing.push(format!("{thing} is not there any more.")),
            Some(Err(error)) => missing.push(format!("{thing}: {error}")),
            None => {}
        }
    }
    if !missing.is_empty() {
        return Step::Popup(Popup::message("Not everything could be read", missing.join("\n")));
    }
    ask(changes, shared)
}

/// The change that does what is meant.
fn change(intent: Intent, thing: Thing, was: Held) -> Change {
    match intent {
        Intent::Delete => Change::delete(thing, was),
    }
}
