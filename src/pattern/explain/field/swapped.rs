//! Two fields of the pattern that have each other's values. Of the two sides of a change, such as the old
//! state and the new one, it may be the change in the other direction, which only the writer knows.

use crate::json::{Edit, Fix, Kind, Value};
use crate::pattern::Leaf;
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::field::elsewhere::is_special;
use crate::pattern::explain::field::event_paths::{path_for_sentence, reach, tips};
use crate::pattern::explain::field::two_sides::{are_of_one_thing, are_sides};
use crate::pattern::explain::field::{Failing, in_or};
use crate::pattern::explain::fixes::moved_field::{if_it_parses, split};
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::for_sentence;
use crate::pattern::explain::wording::similarity::literal;
use crate::pattern::item::{Item, Scalar};

/// Fields that are looked at, at most.
const MOST: usize = 50;
/// Values of each that are held against each other, at most.
const MOST_PAIRED: usize = 20;

/// How a value satisfies a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Takes {
    AsWritten,
    /// But for letter case.
    InOtherLetters,
}

impl<'a> Failing<'_, 'a> {
    /// That another field has what this one asks for, and the other way round.
    pub(super) fn swapped(&self, nearest: &mut Nearest) {
        let mine: Vec<Value<'a>> =
            self.met.iter().take(MOST_PAIRED + 1).map(|met| self.event.document().value(met.node)).collect();
        let cost = mine.iter().map(|value| value.raw().len()).sum::<usize>() + 50 * MOST;
        if mine.len() > MOST_PAIRED || in_or(self.pattern, self.leaf) || !self.scene.effort.spend(cost) {
            return;
        }
        let others = self.pattern.leaves.iter().filter(|leaf| leaf.part != self.leaf.part).take(MOST);
        for other in others.filter(|leaf| !in_or(self.pattern, leaf)) {
            if !mine.iter().any(|value| takes(other, *value).is_some()) {
                continue;
            }
            let steps = split(&self.pattern.tree.name(other.node));
            let theirs: Vec<Value<'a>> =
                reach(self.event.root(), &steps).into_iter().flat_map(|value| tips(value)).collect();
            let fails = |values: &[Value<'_>], leaf: &Leaf| {
                values.iter().all(|value| takes(leaf, *value) != Some(Takes::AsWritten))
            };
            if theirs.len() != mine.len() || !fails(&theirs, other) {
                continue;
            }
            // Where several elements have the two fields, one of them has them turned round.
            let turned = mine.iter().zip(&theirs).find_map(|(mine, theirs)| {
                let how = takes(other, *mine)?.max(takes(self.leaf, *theirs)?);
                self.is_no_chance(other, &steps, *mine, *theirs).then_some((*mine, *theirs, how))
            });
            let Some((mine, theirs, how)) = turned else { continue };
            let direction = are_sides(&self.steps, &steps);
            return nearest.offer(MissKind::Elsewhere, 0, || {
                let letters = match how {
                    Takes::AsWritten => "",
                    Takes::InOtherLetters => ", and in other letters, which count",
                };
                let either = if direction {
                    " Either the two were mixed up, or the event is of the opposite change."
                } else {
                    ""
                };
                let sentence = format!(
                    "{} is {} in this event and {} is {}: the pattern has the values of these two the other way \
                        round{letters}.{either}",
                    self.name(),
                    for_sentence(mine),
                    path_for_sentence(&steps),
                    for_sentence(theirs)
                );
                let fix = match how {
                    Takes::AsWritten => self.exchanged(other),
                    Takes::InOtherLetters => self.exchanged_with((mine, theirs), other),
                };
                (sentence, fix)
            });
        }
    }

    /// Whether the two exchange their values for more than by chance: what few values satisfy, or two fields
    /// of one thing.
    fn is_no_chance(&self, other: &Leaf, steps: &[Vec<u8>], mine: Value<'_>, theirs: Value<'_>) -> bool {
        let few = |leaf: &Leaf| leaf.clauses.iter().all(|clause| is_special(&clause.item));
        // Of two that are true or false each is the other's opposite half the time.
        let tells = [mine, theirs].iter().all(|value| matches!(value.kind(), Kind::String | Kind::Number));
        if few(self.leaf) && few(other)
            || are_sides(&self.steps, steps)
            || tells && are_of_one_thing(&self.steps, steps)
        {
            return true;
        }
        // Two texts beside each other.
        let is_text = |leaf: &Leaf| leaf.clauses.iter().all(|clause| matches!(clause.item, Item::Text(_)));
        let are_texts = [mine, theirs].iter().all(|value| value.kind() == Kind::String);
        let beside = self.steps.len() == steps.len()
            && self.steps.iter().zip(steps).filter(|(here, there)| here != there).count() == 1;
        beside && are_texts && is_text(self.leaf) && is_text(other)
    }

    fn list(&self, leaf: &Leaf) -> Option<Value<'a>> {
        Some(self.pattern.document().value(self.pattern.parts.get(leaf.part)?.node))
    }

    /// Each of two lists in the other's place.
    fn exchanged(&self, other: &Leaf) -> Option<Fix> {
        let (a, b) = (self.list(self.leaf)?, self.list(other)?);
        self.put([(a, b.raw().to_owned()), (b, a.raw().to_owned())])
    }

    /// The event's value in the place of each of two lists that have one item.
    fn exchanged_with(&self, (mine, theirs): (Value<'a>, Value<'a>), other: &Leaf) -> Option<Fix> {
        let (a, b) = (self.list(self.leaf)?, self.list(other)?);
        let single = self.leaf.clauses.len() == 1 && other.clauses.len() == 1;
        let list = |value: Value<'_>| Some(format!("[{}]", literal(value.owned_text()?.as_bytes())));
        self.put([(a, list(mine)?), (b, list(theirs)?)]).filter(|_| single)
    }

    fn put(&self, lists: [(Value<'_>, String); 2]) -> Option<Fix> {
        let mut edits =
            lists.map(|(place, text)| Edit { start: place.span().start, end: place.span().end, text });
        edits.sort_by_key(|edit| edit.start);
        let label = "Exchange the two lists, if they were mixed up".to_owned();
        if_it_parses(self.pattern, Fix { label, edits: edits.into() })
    }
}

/// How a list takes a value; none where it does not.
fn takes(leaf: &Leaf, value: Value<'_>) -> Option<Takes> {
    let scalar = Scalar::new(value);
    if leaf.clauses.iter().any(|clause| clause.item.matches(&scalar)) {
        return Some(Takes::AsWritten);
    }
    let there = std::str::from_utf8(scalar.text()?).ok()?.to_lowercase();
    let alike = leaf.clauses.iter().any(|clause| {
        matches!(&clause.item, Item::Text(text)
            if std::str::from_utf8(text).is_ok_and(|text| text.to_lowercase() == there))
    });
    alike.then_some(Takes::InOtherLetters)
}
