//! Why a leaf fails: the nearest of all pairs of its items and the event's values or, where there is no
//! value, of all places that may be meant.

mod absent;
mod beside_pattern;
mod chosen_elements;
mod compared;
mod elsewhere;
pub(in crate::pattern::explain) mod event_paths;
mod in_name;
mod inside_text;
mod keyword;
mod level;
mod no_value;
mod other_events;
mod pairs;
mod parted_number;
mod same_slip;
mod short_names;
mod swapped;
mod template_name;
mod two_sides;
mod value_there;
mod wrapped_event;

use crate::json::{Edit, Fix, Kind, Value};
use crate::pattern::event::Met;
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::effort::Effort;
use crate::pattern::explain::field::elsewhere::{is_special, is_word};
use crate::pattern::explain::field::event_paths::{Drawn, MOST_VALUES, path_for_sentence, tips};
use crate::pattern::explain::field::two_sides::are_sides;
use crate::pattern::explain::field::value_there::There;
use crate::pattern::explain::field::wrapped_event::wrapping;
use crate::pattern::explain::fixes::if_that_field;
use crate::pattern::explain::fixes::moved_field::{relocate, split};
use crate::pattern::explain::miss::{Miss, Nearest};
use crate::pattern::explain::value::for_sentence;
use crate::pattern::explain::value::part::WEAK;
use crate::pattern::explain::wording::similarity::quoted;
use crate::pattern::item::Scalar;
use crate::pattern::path::PathTree;
use crate::pattern::{Clause, Event, Leaf, Part, PartKind, Pattern};
use crate::text::{is_region_code, listed_of};
use std::cell::OnceCell;

/// Fields that are named when one is missing, at most.
const NAMED: usize = 8;
/// Values or items that are named beside each other, at most.
const MOST_LISTED: usize = 5;

/// A pattern and an event, with what is found out once for all leaves.
pub(in crate::pattern::explain) struct Scene<'a> {
    pub(in crate::pattern::explain) pattern: &'a Pattern,
    pub(in crate::pattern::explain) event: &'a Event,
    pub(in crate::pattern::explain) drawn: &'a Drawn<'a>,
    pub(in crate::pattern::explain) effort: Effort,
    wrapping: OnceCell<Option<String>>,
}

impl<'a> Scene<'a> {
    pub(in crate::pattern::explain) fn new(
        pattern: &'a Pattern,
        event: &'a Event,
        drawn: &'a Drawn<'a>,
    ) -> Self {
        Self { pattern, event, drawn, effort: Effort::new(), wrapping: OnceCell::new() }
    }

    /// How the event is wrapped, if it is.
    fn wrapping(&self) -> Option<&String> {
        let detail = self.pattern.tree.descend(PathTree::ROOT, b"detail");
        let in_detail =
            |name: &[u8]| detail.is_some_and(|detail| self.pattern.tree.descend(detail, name).is_some());
        let find = || wrapping(self.drawn.atlas(), self.event.root(), in_detail, detail.is_some());
        self.wrapping.get_or_init(find).as_ref()
    }
}

/// A failing leaf and the event it failed on.
pub(in crate::pattern::explain) struct Failing<'s, 'a> {
    pub(in crate::pattern::explain) scene: &'s Scene<'a>,
    pub(in crate::pattern::explain) pattern: &'a Pattern,
    pub(in crate::pattern::explain) event: &'a Event,
    pub(in crate::pattern::explain) leaf: &'a Leaf,
    pub(in crate::pattern::explain) met: &'s [Met],
    /// The path cut at its full stops.
    pub(in crate::pattern::explain) steps: Vec<Vec<u8>>,
    namesakes: OnceCell<Vec<(Vec<Vec<u8>>, There<'a>)>>,
}

impl<'s, 'a> Failing<'s, 'a> {
    pub(in crate::pattern::explain) fn new(scene: &'s Scene<'a>, leaf: &'a Leaf, met: &'s [Met]) -> Self {
        let steps = split(&scene.pattern.tree.name(leaf.node));
        let namesakes = OnceCell::new();
        Self { scene, pattern: scene.pattern, event: scene.event, leaf, met, steps, namesakes }
    }

    /// The nearest miss.
    pub(in crate::pattern::explain) fn miss(&self) -> Option<Miss> {
        let mut nearest = Nearest::default();
        if self.met.is_empty() {
            self.nothing_there(&mut nearest);
        } else {
            self.something_there(&mut nearest);
        }
        nearest.into_miss()
    }

    pub(in crate::pattern::explain) fn name(&self) -> String {
        path_for_sentence(&self.steps)
    }

    pub(in crate::pattern::explain) fn clauses(&self) -> impl Iterator<Item = (&'a Clause, Value<'a>)> {
        let document = self.pattern.document();
        self.leaf.clauses.iter().map(move |clause| (clause, document.value(clause.node)))
    }

    fn something_there(&self, nearest: &mut Nearest) {
        let values: Vec<Value<'a>> =
            self.met.iter().take(MOST_VALUES).map(|met| self.event.document().value(met.node)).collect();
        self.loose_operator(nearest, &values);
        self.compared(nearest, &self.steps, &values);
        self.joined_values(nearest, &values);
        self.parted_number(nearest, &values);
        self.beside_unfilled(nearest, &values);
        if nearest.miss().is_none() {
            nearest.differs(60, || {
                (
                    format!("The event's value of {} is none of those that the pattern lists.", self.name()),
                    None,
                )
            });
        }
        if self.met.len() > 1 && nearest.miss().is_some_and(|miss| miss.kind == MissKind::Excluded) {
            let sentence = nearest
                .miss()
                .map(|miss| format!("{} So are the field's other values.", miss.sentence))
                .unwrap_or_default();
            nearest.say(sentence);
        }
        self.all_that_differs(nearest);
        self.all_in_letter_case(nearest, &values);
        self.other_ranges(nearest);
        self.same_slip(nearest);
        self.swapped(nearest);
        self.pair_of_its_own_name(nearest);
        self.elsewhere_instead(nearest);
        self.namesake_besides(nearest);
    }

    /// That a field of the same name elsewhere has a value that would do. Of the envelope's fields, which
    /// every event has, that is what was meant.
    fn namesake_besides(&self, nearest: &mut Nearest) {
        let simply_another = |miss: &Miss| {
            matches!(
                miss.kind,
                MissKind::Different | MissKind::Origin | MissKind::BreaksOff | MissKind::Range
            ) || miss.kind == MissKind::Part && miss.fix.is_none()
        };
        let Some(text) = nearest.miss().filter(|miss| simply_another(miss)).map(|miss| miss.sentence.clone())
        else {
            return;
        };
        let Some((path, value)) = self.fitting_namesake() else { return };
        let (there, wanted) = (path_for_sentence(path), for_sentence(value));
        if self.steps.len() > 1
            || self.steps.first().is_some_and(|name| matches!(name.as_slice(), b"source" | b"detail-type"))
        {
            return nearest.say(format!(
                "{text} A field of that name is at {there}, and its value, {wanted}, would do."
            ));
        }
        let first = self
            .met
            .first()
            .map(|met| for_sentence(self.event.document().value(met.node)))
            .unwrap_or_default();
        nearest.offer_first(MissKind::Elsewhere, || {
            let text = format!(
                "{} is {first} in this event; {there} is {wanted}, which the pattern would take.",
                self.name()
            );
            (text, None)
        });
    }

    /// `exists: false`, and there is a value.
    fn present(&self, value: Value<'a>, wanted: Value<'a>) -> (String, Option<Fix>) {
        let null = value.kind() == Kind::Null;
        let place = self.element(value);
        let empty = value.raw() == "\"\"";
        let also = match (null, empty) {
            (true, _) => " A null counts as a value.",
            (_, true) => " An empty string counts as a value.",
            (false, false) => "",
        };
        let elements = match &place {
            Some(_) => {
                " \"exists\": false looks at all elements, save where a field whose path sorts before it \
                    has chosen one."
            }
            None => "",
        };
        let place = place.map_or_else(|| "there".to_owned(), |place| format!("in {place}"));
        let sentence = format!(
            "The pattern wants no {}, and the event has {} {place}.{also}{elements}",
            self.name(),
            for_sentence(value)
        );
        let fix = if null || empty {
            let (start, there) = (wanted.span().start, value.raw());
            Some(Fix {
                label: format!("Accept {}, too", if null { "null" } else { "an empty string" }),
                edits: vec![Edit { start, end: start, text: format!("{there}, ") }],
            })
        } else {
            // To turn the condition round would not be what its writer meant.
            None
        };
        (sentence, fix)
    }

    /// Where nothing comes near, all items and all values are named.
    fn all_that_differs(&self, nearest: &mut Nearest) {
        let several = self.leaf.clauses.len() > 1 || self.met.len() > 1;
        let origin = nearest.miss().is_some_and(|miss| miss.kind == MissKind::Origin);
        if !several || !(nearest.is_bare() || (origin && self.leaf.clauses.len() > 1)) {
            return;
        }
        let mut values: Vec<String> = Vec::new();
        for met in self.met.iter().take(MOST_VALUES) {
            let value = for_sentence(self.event.document().value(met.node));
            if values.len() <= MOST_LISTED && !values.contains(&value) {
                values.push(value);
            }
        }
        let few = values.len() <= MOST_LISTED && self.met.len() <= MOST_VALUES;
        let items: Vec<String> =
            self.clauses().take(MOST_LISTED + 1).map(|(_, value)| for_sentence(value)).collect();
        let name = |named: &[String], count: usize, and: &str| listed_of(named, count, and, MOST_LISTED);
        let hint = match self.steps.as_slice() {
            [step] if origin => format!(": it comes from another {}", String::from_utf8_lossy(step)),
            _ => String::new(),
        };
        let count = if few { values.len() } else { self.met.len() };
        let (values, items) = (name(&values, count, "and"), name(&items, self.leaf.clauses.len(), "or"));
        nearest.say(format!("The event has {values}, and the pattern wants {items}{hint}."));
    }

    /// Where the values differ altogether, it helps to know that the wanted one lies at another path.
    fn elsewhere_instead(&self, nearest: &mut Nearest) {
        let vague = nearest.miss().is_some_and(|miss| {
            let weak = u32::try_from(WEAK).unwrap_or_default();
            miss.kind == MissKind::Different
                || miss.kind == MissKind::Arn
                || miss.kind == MissKind::Part
                    && (miss.rank >= MissKind::Part.rank() * 100 + weak || miss.fix.is_none())
        });
        if !vague {
            return;
        }
        // Where the field is there, the envelope's fields, which any event has, are not what is meant, save
        // one of that name.
        let Some((value, path)) = self
            .elsewhere(false)
            .filter(|(_, path)| path.len() > 1 || self.steps.len() == 1 || path.last() == self.steps.last())
        else {
            self.namesake_instead(nearest);
            return self.part_of_a_name(nearest);
        };
        // What the pattern asks for there is no other field's.
        if self.is_asked(&path) {
            return;
        }
        // A word such as "FAILED" may stand anywhere, also under the same name: the state of the payment is
        // not that of the order.
        let also = self.also_at(value, &path);
        let simply_another = self.is_simply_another(value) || are_sides(&self.steps, &path);
        if let Some(sentence) = nearest.miss().filter(|_| simply_another).map(|miss| miss.sentence.clone()) {
            let also = also.map_or_else(String::new, |also| format!(" {also}"));
            let (wanted, there) = (for_sentence(value), path_for_sentence(&path));
            return nearest.say(format!("{sentence} {wanted} is at {there}.{also}"));
        }
        let meant = !is_word(value) && also.is_none();
        let also = also.map_or_else(String::new, |also| format!(" {also}"));
        let first = self
            .met
            .first()
            .map(|met| for_sentence(self.event.document().value(met.node)))
            .unwrap_or_default();
        let others = if self.met.len() > 1 {
            format!(" (and {} more values)", self.met.len() - 1)
        } else {
            String::new()
        };
        nearest.offer(MissKind::Elsewhere, 50, || {
            let (wanted, there) = (for_sentence(value), path_for_sentence(&path));
            (
                if is_word(value) {
                    format!("The event has {first}{others}, and the pattern wants {wanted}, which is at {there}.{also}")
                } else {
                    let name = self.name();
                    format!(
                        "{name} is {first}{others} in this event; {wanted}, which the pattern wants, is at {there}.{also}"
                    )
                },
                if meant { relocate(self.pattern, self.leaf, &path).map(if_that_field) } else { None },
            )
        });
    }

    /// Whether a value that lies elsewhere is of the sort that the field's own is of, one of the few that
    /// many fields have: a state in the place of a state, a currency, a count. Then the field is right, and
    /// its value simply another.
    fn is_simply_another(&self, value: Value<'_>) -> bool {
        /// Numbers of more digits are hardly counts.
        const DIGITS: usize = 4;
        let sort = |value: Value<'_>| {
            let text = value.owned_text();
            let is_count = value.kind() == Kind::Number && value.raw().len() <= DIGITS;
            let is_region = text.as_deref().is_some_and(is_region_code);
            let is_state = text
                .is_some_and(|text| text.chars().all(|c| c.is_alphabetic() || matches!(c, '_' | '-' | ' ')));
            (is_count, is_region, is_state && is_word(value))
        };
        let there = sort(value);
        let mut mine = self.met.iter().take(MOST_VALUES).map(|met| self.event.document().value(met.node));
        there != (false, false, false) && mine.any(|mine| sort(mine) == there)
    }

    /// A field of the same name elsewhere that has the wanted value but for its writing.
    fn namesake_instead(&self, nearest: &mut Nearest) {
        let namesakes = self.namesakes();
        let other = |(path, there): &&(Vec<Vec<u8>>, There<'_>)| {
            *path != self.steps && !there.fits && there.is_meant()
        };
        let few = self.leaf.clauses.iter().all(|clause| is_special(&clause.item));
        let Some((path, there)) = namesakes.iter().find(other).filter(|_| few) else { return };
        let (Some(value), Some(first)) = (there.value, self.met.first()) else { return };
        nearest.offer(MissKind::Elsewhere, 60, || {
            let sentence = format!(
                "{} is {} in this event; a field of that name is at {}, where it is {}{}.",
                self.name(),
                for_sentence(self.event.document().value(first.node)),
                path_for_sentence(path),
                for_sentence(value),
                there.besides()
            );
            (sentence, None)
        });
    }

    /// Whether any of the values under these satisfies the leaf.
    pub(in crate::pattern::explain) fn fits(&self, values: &[Value<'a>]) -> bool {
        values.iter().flat_map(|value| tips(*value)).take(MOST_VALUES).any(|value| {
            let scalar = Scalar::new(value);
            self.leaf.clauses.iter().any(|clause| clause.item.matches(&scalar))
        })
    }
}

/// The path of a leaf, for a sentence.
pub(in crate::pattern) fn name(pattern: &Pattern, leaf: &Leaf) -> String {
    quoted(&pattern.tree.name(leaf.node))
}

/// The path of a part of the pattern, as text.
pub(in crate::pattern::explain) fn path_text(pattern: &Pattern, part: &Part) -> String {
    if part.path == PathTree::ROOT {
        String::new()
    } else {
        String::from_utf8_lossy(&pattern.tree.name(part.path)).into_owned()
    }
}

/// Whether a leaf stands in a branch of an `$or`.
pub(in crate::pattern::explain) fn in_or(pattern: &Pattern, leaf: &Leaf) -> bool {
    pattern.above(leaf.part).any(|part| part.kind == PartKind::Branch)
}
