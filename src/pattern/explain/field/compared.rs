//! Values of the event beside the items of a field's list: the pair that comes nearest.

use crate::json::Value;
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::field::Failing;
use crate::pattern::explain::fixes;
use crate::pattern::explain::is_unfilled;
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::{Pair, for_sentence, range_words};
use crate::pattern::item::{Item, Scalar};
use crate::text::listed;

impl<'a> Failing<'_, 'a> {
    /// Where a list has a placeholder that was not filled in beside other items, what is near one of these is
    /// told first.
    pub(super) fn beside_unfilled(&self, nearest: &mut Nearest, values: &[Value<'a>]) {
        if self.leaf.clauses.len() < 2 {
            return;
        }
        let is_unfilled = |wanted: Value<'_>| {
            self.scene.effort.spend(wanted.raw().len() * 20)
                && wanted.leaves().filter_map(Value::owned_text).any(|text| is_unfilled(&text))
        };
        let Some((_, placeholder)) = self.clauses().find(|(_, wanted)| is_unfilled(*wanted)) else { return };
        let mut others = Nearest::default();
        self.compared_with(&mut others, &self.steps, values, &|wanted| !is_unfilled(wanted));
        let near = others.miss().is_some_and(|miss| miss.rank < MissKind::Excluded.rank() * 100);
        let Some(sentence) = nearest.miss().map(|miss| miss.sentence.clone()) else { return };
        if near {
            let sentence = others.miss().map(|miss| miss.sentence.clone()).unwrap_or_default();
            let beside = for_sentence(placeholder);
            others.say(format!("{sentence} {beside} beside it is a placeholder that was not filled in."));
            *nearest = others;
        } else if nearest.miss().is_some_and(|miss| miss.kind == MissKind::Placeholder) {
            nearest
                .say(format!("{sentence} The other items of the list do not take the event's value either."));
        }
    }

    /// The values of a list that the pattern has as one text: `python run.py` for `["python", "run.py"]`.
    pub(super) fn joined_values(&self, nearest: &mut Nearest, values: &[Value<'a>]) {
        const SEPARATORS: [&str; 7] = [" ", ", ", ",", ";", "|", "/", "\n"];
        /// Lists that are as long are not written as one text.
        const MOST: usize = 20;
        let texts: Option<Vec<String>> =
            values.iter().take(MOST + 1).map(|value| value.owned_text()).collect();
        let Some(texts) = texts.filter(|texts| (2..=MOST).contains(&texts.len())) else { return };
        let joined = SEPARATORS.map(|separator| texts.join(separator));
        let wanted = self.clauses().find(|(clause, _)| {
            let is_it =
                |joined: &String| matches!(&clause.item, Item::Text(text) if **text == *joined.as_bytes());
            joined.iter().any(is_it)
        });
        let Some((_, wanted)) = wanted else { return };
        nearest.offer(MissKind::Syntax, 0, || {
            let shown_values: Vec<String> = values.iter().map(|value| for_sentence(*value)).collect();
            let sentence = format!(
                "The event has several values, {}, and the pattern wants {}: each is compared alone. Of several values in \
                    the pattern's list any one is enough; no pattern asks for all.",
                listed(&shown_values, "and", 5),
                for_sentence(wanted)
            );
            let items: Vec<&str> = values.iter().map(|value| value.raw()).collect();
            (sentence, fixes::replace(wanted, items.join(", ")))
        });
    }

    /// Of several ranges of numbers the others, where the nearest is told.
    pub(super) fn other_ranges(&self, nearest: &mut Nearest) {
        /// More are not read.
        const MOST: usize = 5;
        let Some(sentence) =
            nearest.miss().filter(|miss| miss.kind == MissKind::Range).map(|miss| &miss.sentence)
        else {
            return;
        };
        let words = self.clauses().filter_map(|(clause, _)| {
            if let Item::Numeric(range) = &clause.item { Some(range_words(*range)) } else { None }
        });
        let others: Vec<String> = words.filter(|words| !sentence.contains(words.as_str())).collect();
        if (1..MOST).contains(&others.len()) {
            let others: Vec<String> = others.iter().map(|words| format!("a number {words}")).collect();
            let sentence = format!("{sentence} The list also takes {}.", others.join(" or "));
            nearest.say(sentence);
        }
    }

    /// Each of these values of a path beside each item; returns the value that came nearest.
    pub(super) fn compared(
        &self,
        nearest: &mut Nearest,
        path: &[Vec<u8>],
        values: &[Value<'a>],
    ) -> Option<Value<'a>> {
        self.compared_with(nearest, path, values, &|_| true)
    }

    /// Compares the values with some items only.
    fn compared_with(
        &self,
        nearest: &mut Nearest,
        path: &[Vec<u8>],
        values: &[Value<'a>],
        is_meant: &dyn Fn(Value<'a>) -> bool,
    ) -> Option<Value<'a>> {
        let path = String::from_utf8_lossy(&path.join(&b'.')).into_owned();
        let rank = |nearest: &Nearest| nearest.miss().map_or(u32::MAX, |miss| miss.rank);
        let mut closest = None;
        for value in values {
            let scalar = Scalar::new(*value);
            let before = rank(nearest);
            for (clause, wanted) in self.clauses().filter(|(_, wanted)| is_meant(*wanted)) {
                let cost = value.raw().len().min(20_000) + wanted.raw().len().min(20_000) + 50;
                if !self.scene.effort.spend(cost) {
                    return closest;
                }
                if clause.item == Item::Absent {
                    nearest.offer(MissKind::Present, 0, || self.present(*value, wanted));
                } else {
                    let (item, effort) = (&clause.item, &self.scene.effort);
                    Pair { path: &path, item, wanted, met: *value, scalar: &scalar, effort }.compare(nearest);
                }
            }
            if rank(nearest) < before {
                closest = Some(*value);
            }
        }
        closest
    }
}
