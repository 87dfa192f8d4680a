//! Lists that count for nothing, because the same path is written again further down.

use super::{Explainer, MOST_FOUND, overridden};
use crate::pattern::explain::field::{in_or, name};
use crate::pattern::explain::fixes;
use crate::pattern::explain::fixes::moved_field::{left_out, scope};
use crate::pattern::explain::miss::Miss;
use crate::pattern::explain::value::for_sentence;
use crate::pattern::item::Scalar;
use crate::pattern::{Leaf, PartKind};

impl Explainer<'_> {
    /// Whether a later list takes an earlier one's place wherever that counts: no branch of an `$or` holds
    /// the later and not the earlier.
    fn is_replaced_by(&self, earlier: &Leaf, later: &Leaf) -> bool {
        let branches = |leaf: &Leaf| -> Vec<crate::json::NodeId> {
            let above = self.pattern.above(leaf.part);
            above.filter(|part| part.kind == PartKind::Branch).map(|part| part.node).collect()
        };
        let around = branches(earlier);
        !in_or(self.pattern, earlier) || branches(later).iter().all(|branch| around.contains(branch))
    }

    /// A list of the same path that stands before a failing one, and would have been satisfied.
    pub(super) fn replaces(&self, leaf: &Leaf) -> Option<Miss> {
        let earlier = self
            .pattern
            .leaves
            .iter()
            .take_while(|other| other.part != leaf.part)
            .filter(|other| other.path == leaf.path);
        earlier.filter(|other| self.is_replaced_by(other, leaf)).find_map(|other| {
            let met = self.found.at(leaf.path).iter().take(MOST_FOUND);
            let clause = met
                .map(|met| Scalar::new(self.event.document().value(met.node)))
                .find_map(|scalar| other.clauses.iter().find(|clause| clause.item.matches(&scalar)))?;
            let satisfied = self.pattern.document().value(clause.node);
            let within = scope(self.pattern, other.part)
                .is_some_and(|branch| scope(self.pattern, leaf.part) == Some(branch));
            if in_or(self.pattern, other) && !within {
                let sentence = format!(
                    "{} is written again behind the \"$or\", and the list there replaces that of the branch; the \
                        branch's, with {}, would have matched. Written before the \"$or\", a list leaves the \
                        branches their own.",
                    name(self.pattern, leaf),
                    for_sentence(satisfied)
                );
                return Some(overridden(&sentence));
            }
            let sentence = format!(
                "{} is written twice in the {}, and only the last list counts; the earlier one, with \
                    {}, would have matched.",
                name(self.pattern, leaf),
                if within { "same branch" } else { "pattern" },
                for_sentence(satisfied)
            );
            let last = self.pattern.document().value(leaf.clauses.last()?.node);
            let fix = fixes::add(last, satisfied.raw()).map(|mut fix| {
                fix.label = format!("Add {} to the last list, and leave out the first", for_sentence(satisfied));
                // Outside the list that counts the first one only misleads.
                let is_asked = in_or(self.pattern, other) || in_or(self.pattern, leaf);
                let first = if is_asked { None } else { left_out(self.pattern, other) };
                match first.filter(|first| fix.edits.iter().all(|edit| edit.start >= first.end)) {
                    Some(first) => fix.edits.insert(0, first),
                    None => fix.label = format!("Add {} to the last list", for_sentence(satisfied)),
                }
                fix
            });
            Some(Miss { fix, ..overridden(&sentence) })
        })
    }
}
