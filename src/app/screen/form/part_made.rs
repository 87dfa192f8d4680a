//! A new thing of which a part was made before the rest failed: what is there of it is read, and the form
//! sends the rest.

use super::FormView;
use crate::app::command::Context;
use crate::app::confirm::Begun;
use crate::app::effect::Effect;
use crate::app::popup::Popup;
use crate::app::read::{Answer, Read};
use crate::app::request::Req;
use crate::app::shared::{Level, Shared};
use crate::app::step::Step;
use crate::model::{CallError, Change, ErrorKind, Held, Thing};
use crate::text::capitalised;

/// What was made in part.
#[derive(Clone, Debug)]
pub(super) struct PartMade {
    pub(super) thing: Thing,
    /// What there is of it, once that has been read.
    pub(super) now: Option<Held>,
    /// The request that made it, which the rest is taken back together with.
    by: Req,
    /// What was to be made, in a few words.
    title: String,
}

impl FormView {
    /// A write of this form has failed: where a part of a new thing was made by it, what there is is read.
    /// False where nothing was.
    pub(super) fn made_in_part(
        &mut self,
        req: Req,
        change: &Change,
        error: &CallError,
        shared: &mut Shared,
        out: &mut Vec<Effect>,
    ) -> bool {
        let is_ours = self.part_made.as_ref().is_some_and(|part| part.thing == change.thing);
        if is_ours && (error.partial || error.kind == ErrorKind::Changed) {
            self.read_part(shared, out);
            return true;
        }
        if !error.partial || self.new_thing().as_ref() != Some(&change.thing) {
            return false;
        }
        self.part_made =
            Some(PartMade { thing: change.thing.clone(), now: None, by: req, title: change.title() });
        self.read_part(shared, out);
        true
    }

    fn read_part(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        if let Some(part) = &mut self.part_made {
            part.now = None;
            shared.fetch_anew(Read::Whole(part.thing.clone()), out);
        }
    }

    /// Reads what there is, where that could not be read before; false where it is known.
    pub(super) fn reads_part(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) -> bool {
        let Some(PartMade { thing, now: None, .. }) = &self.part_made else { return false };
        shared.fetch_to_open(Read::Whole(thing.clone()), thing.to_string(), out);
        true
    }

    /// What there is of it has been read, or has not.
    pub(super) fn part_read(&mut self, answer: &Answer, shared: &mut Shared) -> Option<Step> {
        let Answer::Whole(thing, outcome) = answer else { return None };
        let part = self.part_made.as_mut().filter(|part| part.thing == *thing)?;
        let name = capitalised(&thing.to_string());
        match outcome {
            Ok(Some(held)) => {
                part.now = Some(held.clone());
                let advice = shared.keymap.fill("{save} sends the rest.", Context::Form);
                shared.notify(Level::Info, format!("{name} was only partly created: {advice}"));
            }
            Ok(None) => {
                self.part_made = None;
                let advice = shared.keymap.fill("{save} makes it.", Context::Form);
                shared.notify(Level::Info, format!("{name} is not there: {advice}"));
            }
            Err(error) => {
                let advice = shared.keymap.fill("{save} reads it again.", Context::Form);
                shared.notify(
                    Level::Problem,
                    format!("What there is of {thing} cannot be read: {error} {advice}"),
                );
            }
        }
        Some(Step::Stay)
    }

    /// The same question, whose write is taken back together with what made the first part.
    pub(super) fn with_first_part(&self, mut step: Step) -> Step {
        if let (Some(part), Step::Popup(Popup::Confirm(confirm))) = (&self.part_made, &mut step) {
            confirm.ends = Some(Begun { by: part.by, title: part.title.clone() });
        }
        step
    }

    /// The request that the thing was made by, where `req` made all of it or the rest.
    pub(super) fn made_by(&self, req: Req) -> Req {
        self.part_made.as_ref().map_or(req, |part| part.by)
    }
}
