//! A note or a setting of the rule that is written among the pattern's fields.

use crate::json::quote;
use crate::pattern::ENVELOPE;
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::field::Failing;
use crate::pattern::explain::fixes::moved_field::if_it_parses;
use crate::pattern::explain::miss::Nearest;
use crate::pattern::rule_settings::{WHAT, is_one_with_list, without};

impl Failing<'_, '_> {
    /// A name at the top beside fields that events have, which the event has nowhere.
    pub(super) fn beside_pattern(&self, nearest: &mut Nearest) {
        let [name] = self.steps.as_slice() else { return };
        let Some(part) = self.pattern.parts.get(self.leaf.part) else { return };
        let root = self.pattern.document().root();
        let list = self.pattern.document().value(part.node);
        let is_one = std::str::from_utf8(name).is_ok_and(|name| is_one_with_list(name, list));
        let beside = ENVELOPE.iter().any(|field| root.get(field).is_some());
        let is_met = self.event.root().raw().contains(&quote(name));
        if !is_one || !beside || is_met {
            return;
        }
        nearest.offer(MissKind::Keyword, 0, || {
            let sentence = format!(
                "{} {WHAT}. Take it out; what a service or application sends is inside \"detail\".",
                self.name()
            );
            let fix = without(root, &part.key).and_then(|fix| if_it_parses(self.pattern, fix));
            (sentence, fix)
        });
    }
}
