//! Fields that are satisfied one by one, but only by different elements of an array.

use std::collections::BTreeMap;

use crate::json::{PathStep, Value};
use crate::pattern::consistency::{self, decide};
use crate::pattern::event::{Found, Met};
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::field::name;
use crate::pattern::explain::fixes::moved_field::split;
use crate::pattern::explain::miss::Miss;
use crate::pattern::explain::value::for_sentence;
use crate::pattern::item::Scalar;
use crate::pattern::{Event, Leaf, LeafId, Pattern, Verdict};
use crate::text::{and_list, listed, plural};

/// Values of a field that are looked at, at most.
const MOST_VALUES: usize = 300;
/// Names that are listed, at most.
const NAMED: usize = 5;

/// What keeps the fields of an alternative apart.
pub(in crate::pattern::explain) struct Apart {
    pub(in crate::pattern::explain) miss: Miss,
    /// The fields that do not go together.
    pub(in crate::pattern::explain) leaves: Vec<LeafId>,
}

/// A field of an alternative that is satisfied by itself.
pub(in crate::pattern::explain) struct Sound<'a> {
    pub(in crate::pattern::explain) id: LeafId,
    pub(in crate::pattern::explain) leaf: &'a Leaf,
    pub(in crate::pattern::explain) step: &'a consistency::Choices,
}

/// Looks for fields of which no values can be chosen together, and says which elements hold what. The fields
/// come in the order of their paths.
///
/// Of fields that go together, the first few do; so the first that does not go with those before it is found
/// by halving, and the one it contradicts by trying each.
pub(in crate::pattern::explain) fn apart(
    pattern: &Pattern,
    event: &Event,
    found: &Found,
    fields: &[Sound<'_>],
) -> Option<Apart> {
    let steps: Vec<&consistency::Choices> = fields.iter().map(|field| field.step).collect();
    let fails = |steps: &[&consistency::Choices]| {
        decide(steps, &found.scopes, pattern.alternatives.len()) == Verdict::NoMatch
    };
    if !fails(&steps) {
        return None;
    }
    let (mut low, mut high) = (0, steps.len() - 1);
    while low < high {
        let middle = usize::midpoint(low, high);
        if fails(steps.get(..=middle)?) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    let last = fields.get(low)?;
    let before = fields.get(..low)?;
    let other = before.iter().find(|other| fails(&[other.step, last.step]));
    let together = Together { pattern, event, found };
    let outcome = other.and_then(|other| together.part_in_an_array(fields, other, last));
    let leaves = match other {
        Some(other) => vec![other.id, last.id],
        None => fields.iter().take(low + 1).map(|field| field.id).collect(),
    };
    let sentence = outcome.unwrap_or_else(|| {
        let tied = fields.iter().take(low + 1).filter(|field| !field.step.hits.is_empty());
        let names: Vec<String> = tied.map(|field| name(pattern, field.leaf)).collect();
        format!(
            "Each of {} is satisfied somewhere, but no single choice of array elements satisfies all of \
                them; EventBridge wants the values to come \
             from the same element of an array.",
            listed(&names, "and", NAMED)
        )
    });
    Some(Apart {
        // To accept what the element has, too, would not be what its writer meant.
        miss: Miss { kind: MissKind::Elements, sentence, fix: None, rank: MissKind::Elements.rank() * 100 },
        leaves,
    })
}

struct Together<'a> {
    pattern: &'a Pattern,
    event: &'a Event,
    found: &'a Found,
}

/// What one field has in the elements of the array in question.
struct FieldInElements<'a, 'f> {
    field: &'f Sound<'a>,
    /// By element, the first value that satisfies the field.
    satisfied: BTreeMap<usize, Value<'a>>,
    /// The first value in the element that is spoken of.
    there: Option<Value<'a>>,
}

impl<'a> Together<'a> {
    fn values(&self, field: &Sound<'a>) -> impl Iterator<Item = (Met, Value<'a>, bool)> {
        let leaf = field.leaf;
        self.found.at(leaf.path).iter().map(move |met| {
            let value = self.event.document().value(met.node);
            let scalar = Scalar::new(value);
            (*met, value, leaf.clauses.iter().any(|clause| clause.item.matches(&scalar)))
        })
    }

    /// Tells the elements of the array where two fields part, and the element that comes nearest to
    /// satisfying all fields in it.
    fn part_in_an_array(&self, fields: &[Sound<'a>], one: &Sound<'a>, other: &Sound<'a>) -> Option<String> {
        // A field that wants absence contradicts by the values that are there.
        let contradicts = |field: &Sound<'a>, satisfies: bool| satisfies || field.step.hits.is_empty();
        let first: Vec<(Met, Value<'a>)> = self
            .values(one)
            .filter(|(.., satisfies)| *satisfies)
            .map(|(met, value, _)| (met, value))
            .take(MOST_VALUES)
            .collect();
        let second: Vec<(Met, Value<'a>)> = self
            .values(other)
            .filter(|(.., satisfies)| contradicts(other, *satisfies))
            .map(|(met, value, _)| (met, value))
            .take(MOST_VALUES)
            .collect();
        let absence = other.step.hits.is_empty();
        let scopes = &self.found.scopes;
        let document = self.event.document();
        if absence {
            // The value that stands where none should.
            let (x, y) = first.iter().find_map(|x| {
                second.iter().find(|y| scopes.agree(x.0.scope, y.0.scope)).map(|y| (x.1, y.1))
            })?;
            return Some(format!(
                "{} is {} where the pattern wants no {}, but there it is {}.",
                name(self.pattern, one.leaf),
                for_sentence(x),
                name(self.pattern, other.leaf),
                for_sentence(y)
            ));
        }
        let (x, y) = first
            .iter()
            .find_map(|x| second.iter().find(|y| !scopes.agree(x.0.scope, y.0.scope)).map(|y| (x.1, y.1)))?;
        let (x, y) = (document.path_to(x), document.path_to(y));
        let same = x.iter().zip(&y).take_while(|(a, b)| a == b).count();
        let (Some(PathStep::Index(_)), Some(above)) = (x.get(same), x.get(..same)) else { return None };
        let array = self.below(above)?;
        // The elements lie one behind the other in the text, so a value's place tells its element.
        let starts: Vec<usize> = array.elements().map(|element| element.span().start).collect();
        let element = |value: Value<'_>| {
            let at = value.span().start;
            (array.span().contains(&at))
                .then(|| starts.partition_point(|start| *start <= at).saturating_sub(1))
        };
        let mut held: Vec<FieldInElements<'a, '_>> = fields
            .iter()
            .filter_map(|field| {
                let mut held = FieldInElements { field, satisfied: BTreeMap::new(), there: None };
                for (_, value, _) in
                    self.values(field).filter(|(.., satisfies)| *satisfies).take(MOST_VALUES * 10)
                {
                    held.satisfied.entry(element(value)?).or_insert(value);
                }
                (!held.satisfied.is_empty()).then_some(held)
            })
            .collect();
        held.sort_by_key(|held| held.field.leaf.part);
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for at in held.iter().flat_map(|held| held.satisfied.keys()) {
            *counts.entry(*at).or_default() += 1;
        }
        let best =
            counts.iter().max_by_key(|(at, count)| (**count, std::cmp::Reverse(**at))).map(|(at, _)| *at)?;
        for held in &mut held {
            held.there = self
                .values(held.field)
                .map(|(_, value, _)| value)
                .find(|value| element(*value) == Some(best));
        }
        Some(self.tell(above, &held, best))
    }

    fn tell(&self, above: &[PathStep<'_>], held: &[FieldInElements<'a, '_>], best: usize) -> String {
        let array_steps = steps_of(above);
        let array = steps_text(above);
        let short = |held: &FieldInElements<'a, '_>| {
            let full = split(&self.pattern.tree.name(held.field.leaf.node));
            let inner = full.get(array_steps.len()..).filter(|inner| !inner.is_empty()).unwrap_or(&full);
            crate::pattern::explain::field::event_paths::path_for_sentence(inner)
        };
        let (has, lacks): (Vec<_>, Vec<_>) = held.iter().partition(|held| held.satisfied.contains_key(&best));
        let names: Vec<String> = held.iter().map(&short).collect();
        let fitting: Vec<String> = has
            .iter()
            .filter_map(|held| {
                Some(format!("{} is {}", short(held), for_sentence(*held.satisfied.get(&best)?)))
            })
            .collect();
        let wrong: Vec<String> = lacks
            .iter()
            .map(|held| {
                held.there.map_or_else(
                    || format!("has no {}", short(held)),
                    |value| format!("{} is {}", short(held), for_sentence(value)),
                )
            })
            .collect();
        let wanted: Vec<String> = lacks
            .iter()
            .filter_map(|held| {
                let (_, value) = held.satisfied.iter().next()?;
                let at: Vec<usize> = held.satisfied.keys().copied().collect();
                Some(format!("{} is in {}", for_sentence(*value), elements(&at)))
            })
            .collect();
        let both = if names.len() == 2 { "both" } else { "all of" };
        format!(
            "No element of {array} satisfies {both} {}: in element {best} {}, but {}; {}. EventBridge wants \
                them in the same element.",
            listed(&names, "and", NAMED),
            listed(&fitting, "and", NAMED),
            listed(&wrong, "and", NAMED),
            listed(&wanted, "and", NAMED),
        )
    }

    /// The value that steps lead to.
    fn below(&self, steps: &[PathStep<'_>]) -> Option<Value<'a>> {
        steps.iter().try_fold(self.event.root(), |at, step| match step {
            // Of names that occur twice the one with the array is meant; it is the same for all but the last.
            PathStep::Key(key) => {
                at.members().filter(|member| member.key() == *key).map(|member| member.value()).last()
            }
            PathStep::Index(index) => at.element(*index),
        })
    }
}

/// "element 0", "elements 0, 3 and 5", "elements 0, 1, 2, 3, 4 and others".
fn elements(indexes: &[usize]) -> String {
    let mut named: Vec<String> = indexes.iter().take(NAMED).map(usize::to_string).collect();
    if indexes.len() > NAMED {
        named.push("others".into());
    }
    let noun = plural(indexes.len(), "element", "elements");
    format!("{noun} {}", and_list(named))
}

fn steps_of(steps: &[PathStep<'_>]) -> Vec<Vec<u8>> {
    let keys = steps.iter().filter_map(|step| match step {
        PathStep::Key(key) => Some(key.as_bytes()),
        PathStep::Index(_) => None,
    });
    keys.flat_map(split).collect()
}

fn steps_text(steps: &[PathStep<'_>]) -> String {
    let mut text = String::new();
    for step in steps {
        match step {
            PathStep::Key(key) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(&key.to_string_lossy());
            }
            PathStep::Index(index) => text.extend(["[", &index.to_string(), "]"]),
        }
    }
    crate::pattern::explain::wording::similarity::quoted(text.as_bytes())
}
