//! What a form has sent, until it is answered. What is done closes the form; what failed stays, with what was
//! typed.

use super::FormView;
use crate::app::confirm::Write;
use crate::app::effect::Effect;
use crate::app::form::Subject;
use crate::app::request::Req;
use crate::app::shared::Shared;
use crate::app::shared::left_forms::LeftForm;
use crate::model::Change;

/// The writes that one yes has sent from a form.
#[derive(Debug, Default)]
pub(super) struct SentWrites {
    /// Those that have no answer yet and decide whether the form is done.
    open: Vec<Req>,
    /// One of them was not done.
    failed: bool,
    /// What stood in the fields.
    texts: Vec<String>,
}

impl FormView {
    /// What was asked over the form was confirmed.
    pub(in crate::app) fn confirmed(&mut self, writes: &[Write]) {
        // What goes with one thing only goes with it; of several things each counts.
        let deciding = if self.is_of_several() { writes.len() } else { 1 };
        let open = writes.iter().take(deciding).map(|write| write.req).collect();
        self.sent = SentWrites { open, failed: false, texts: self.texts() };
    }

    fn is_of_several(&self) -> bool {
        matches!(self.form.subject, Subject::Together(_))
    }

    /// Whether an answer is to what stands in the form. A form that was left and opened again knows what it
    /// sent by the change alone.
    pub(super) fn is_own(&self, req: Req, change: &Change, shared: &Shared) -> bool {
        if self.sent.open.contains(&req) && self.sent.texts == self.texts() {
            return true;
        }
        let own = self.own_changes(shared);
        let is_one = |own: Vec<Change>| {
            if self.is_of_several() { own.contains(change) } else { own.first() == Some(change) }
        };
        own.is_ok_and(is_one)
    }

    /// A write of the form was answered; true where the form stays, because of several things not all are
    /// done. Those that are done are left out of it.
    pub(super) fn one_answered(
        &mut self,
        req: Req,
        change: &Change,
        is_done: bool,
        shared: &mut Shared,
        out: &mut Vec<Effect>,
    ) -> bool {
        let is_known = self.sent.open.contains(&req);
        self.sent.open.retain(|open| *open != req);
        self.sent.failed |= !is_done;
        if !self.is_of_several() || !is_known {
            return false;
        }
        if is_done {
            // What was typed is kept by the things that it is about.
            shared.forms.remove(&self.form.key());
            self.keeper.drop(&self.draft_key(), out);
            self.form.leave_out(&change.thing);
            self.keeper.on_edit(shared.now);
        }
        self.sent.failed || !self.sent.open.is_empty()
    }

    /// The form is left while answers are still to come: what is done then is not to come back in it.
    pub(super) fn leave_unanswered(&mut self, shared: &mut Shared) {
        let SentWrites { open, failed, texts } = std::mem::take(&mut self.sent);
        if open.is_empty() || failed || texts != self.texts() {
            return;
        }
        let left =
            LeftForm { open, form: self.form.key(), draft: self.draft_key(), typed: self.kept.clone() };
        shared.left_forms.push(left);
    }
}
