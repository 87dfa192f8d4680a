//! Fields that are satisfied one by one, but only by different elements of an array.

use super::field::name;
use super::miss::{Miss, MissKind};
use super::similar::shorten;
use crate::json::{Step, Value};
use crate::pattern::consistency::{Scopes, decide};
use crate::pattern::event::{Found, Met};
use crate::pattern::item::Scalar;
use crate::pattern::{Alternative, Event, Leaf, LeafId, Pattern, Verdict, consistency};

/// As many values of a field are compared with those of another.
const MOST_VALUES: usize = 300;

/// What keeps the fields of an alternative apart.
pub(super) struct Apart {
    pub(super) miss: Miss,
    /// The two leaves, or all of the alternative's.
    pub(super) leaves: Vec<LeafId>,
}

/// Looks for two fields of which no pair of values can be chosen together, and says which elements hold what.
pub(super) fn apart(
    pattern: &Pattern,
    event: &Event,
    found: &Found,
    alternative: &Alternative,
    steps: &[consistency::Step],
) -> Option<Apart> {
    let fields: Vec<(&Leaf, LeafId, Vec<Met>)> = alternative
        .fields
        .iter()
        .filter_map(|&(_, id)| pattern.leaf(id).map(|leaf| (leaf, id, satisfying(event, found, leaf))))
        .collect();
    for (i, (leaf, id, values)) in fields.iter().enumerate() {
        for (j, (other, other_id, other_values)) in fields.iter().enumerate().skip(i + 1) {
            let pair: Vec<_> = [steps.get(i), steps.get(j)].into_iter().flatten().collect();
            if values.is_empty() || other_values.is_empty() || decide(&pair, &found.scopes, 1) != Verdict::NoMatch {
                continue;
            }
            let sentence = sentence(pattern, event, &found.scopes, (leaf, values), (other, other_values))?;
            return Some(Apart { miss: miss(sentence), leaves: vec![*id, *other_id] });
        }
    }
    let names: Vec<String> =
        fields.iter().filter(|(.., values)| !values.is_empty()).map(|(leaf, ..)| name(pattern, leaf)).collect();
    (!names.is_empty()).then(|| Apart {
        miss: miss(format!(
            "Each of {} is satisfied somewhere, but no single choice of array elements satisfies all of them; EventBridge wants the values to come \
             from the same element of an array.",
            names.join(", ")
        )),
        leaves: fields.iter().map(|(_, id, _)| *id).collect(),
    })
}

fn miss(sentence: String) -> Miss {
    Miss { kind: MissKind::Elements, sentence, mend: None, rank: MissKind::Elements.rank() * 100 }
}

fn satisfying(event: &Event, found: &Found, leaf: &Leaf) -> Vec<Met> {
    let satisfies = |met: &&Met| {
        let scalar = Scalar::new(event.document().value(met.node));
        leaf.clauses.iter().any(|clause| clause.item.matches(&scalar))
    };
    found.at(leaf.path).iter().filter(satisfies).take(MOST_VALUES).copied().collect()
}

/// The elements of the array where the two fields part.
fn sentence(pattern: &Pattern, event: &Event, scopes: &Scopes, a: (&Leaf, &[Met]), b: (&Leaf, &[Met])) -> Option<String> {
    let value = |met: &Met| event.document().value(met.node);
    let (first, second) = a.1.iter().find_map(|x| b.1.iter().find(|y| !scopes.agree(x.scope, y.scope)).map(|y| (x, y)))?;
    let (x, y) = (event.document().path_to(value(first)), event.document().path_to(value(second)));
    let same = x.iter().zip(&y).take_while(|(a, b)| a == b).count();
    let array = steps_text(x.get(..same)?);
    let indexes = |values: &[Met]| {
        let mut indexes: Vec<usize> = values
            .iter()
            .filter_map(|met| {
                let path = event.document().path_to(value(met));
                match (path.get(..same) == x.get(..same), path.get(same)) {
                    (true, Some(Step::Index(index))) => Some(*index),
                    _ => None,
                }
            })
            .collect();
        indexes.dedup();
        indexes
    };
    let (in_a, in_b) = (indexes(a.1), indexes(b.1));
    let shown = |value: Value<'_>| shorten(&value.shown());
    Some(format!(
        "{} is satisfied by {} of {array} ({}) and {} by {} ({}), but no element satisfies both; EventBridge wants them in the same element.",
        name(pattern, a.0),
        elements(&in_a),
        shown(value(first)),
        name(pattern, b.0),
        elements(&in_b),
        shown(value(second)),
    ))
}

/// "element 0", "elements 0, 3 and 5".
fn elements(indexes: &[usize]) -> String {
    const NAMED: usize = 5;
    let named: Vec<String> = indexes.iter().take(NAMED).map(usize::to_string).collect();
    match (named.as_slice(), indexes.len()) {
        ([], _) => "an element".into(),
        ([one], _) => format!("element {one}"),
        (named, count) if count > NAMED => format!("elements {} and {} more", named.join(", "), count - NAMED),
        ([most @ .., last], _) => format!("elements {} and {last}", most.join(", ")),
    }
}

fn steps_text(steps: &[Step<'_>]) -> String {
    let mut text = String::new();
    for step in steps {
        match step {
            Step::Key(key) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(&key.to_string_lossy());
            }
            Step::Index(index) => text.extend(["[", &index.to_string(), "]"]),
        }
    }
    super::similar::quoted(text.as_bytes())
}
