//! Forms that were left while what they had sent was under way: what is typed in them is kept for the next
//! time, and goes once all of it is done.

use super::Shared;
use crate::app::effect::{Effect, Work};
use crate::app::request::Req;
use crate::model::RuleKey;
use std::collections::BTreeMap;

/// Such a form.
#[derive(Debug)]
pub(in crate::app) struct LeftForm {
    /// Its writes that have no answer yet.
    pub(in crate::app) open: Vec<Req>,
    /// What what is typed in it is kept by.
    pub(in crate::app) form: String,
    /// The name that its draft goes by.
    pub(in crate::app) draft: RuleKey,
    /// What was typed, and was sent.
    pub(in crate::app) typed: BTreeMap<String, String>,
}

impl Shared {
    /// A write was answered: one that failed leaves what was typed for the next time.
    pub(in crate::app) fn answered_after_leaving(&mut self, req: Req, is_done: bool, out: &mut Vec<Effect>) {
        let is_of = |left: &LeftForm| left.open.contains(&req);
        let Some(at) = self.left_forms.iter().position(is_of) else { return };
        if !is_done {
            self.left_forms.remove(at);
            return;
        }
        let Some(left) = self.left_forms.get_mut(at) else { return };
        left.open.retain(|open| *open != req);
        if !left.open.is_empty() {
            return;
        }
        let left = self.left_forms.remove(at);
        // What was typed in it since is something else.
        if self.forms.get(&left.form) == Some(&left.typed) {
            self.forms.remove(&left.form);
            out.push(Effect::Work(Work::DropDraft { rule: left.draft }));
        }
    }
}
