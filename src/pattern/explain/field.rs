//! Why nothing satisfying lies at a path: the field is absent, is named otherwise, or lies elsewhere.

use super::miss::{Edit, Mend, Miss, MissKind, Nearest};
use super::similar::{bare_name, edits, quoted, shorten, tolerance};
use super::value::Pair;
use crate::json::{self, Kind, Step, Value};
use crate::pattern::event::Met;
use crate::pattern::item::{Item, Scalar};
use crate::pattern::path::PathTree;
use crate::pattern::{Clause, Event, Leaf, Part, PartKind, Pattern};

/// As many values of one field are looked at for the nearest miss.
const MOST_VALUES: usize = 200;
/// As many leaves of the event are searched for a value that lies elsewhere.
const MOST_LEAVES: usize = 20_000;
/// As many fields are named when one is missing.
const NAMED: usize = 8;

/// A failing leaf and the event it failed on.
pub(super) struct Failing<'a> {
    pub(super) pattern: &'a Pattern,
    pub(super) event: &'a Event,
    pub(super) leaf: &'a Leaf,
    pub(super) met: &'a [Met],
    /// The path cut at its full stops.
    steps: Vec<Vec<u8>>,
}

impl<'a> Failing<'a> {
    pub(super) fn new(pattern: &'a Pattern, event: &'a Event, leaf: &'a Leaf, met: &'a [Met]) -> Self {
        let name = pattern.tree.name(leaf.node);
        let steps = name.split(|&b| b == b'.').map(<[u8]>::to_vec).collect();
        Self { pattern, event, leaf, met, steps }
    }

    /// The nearest miss.
    pub(super) fn miss(&self) -> Option<Miss> {
        let mut nearest = Nearest::default();
        if self.met.is_empty() {
            self.nothing_there(&mut nearest);
        } else {
            self.something_there(&mut nearest);
        }
        nearest.into_miss()
    }

    fn name(&self) -> String {
        joined(&self.steps)
    }

    fn clauses(&self) -> impl Iterator<Item = (&'a Clause, Value<'a>)> {
        let document = self.pattern.document();
        self.leaf.clauses.iter().map(move |clause| (clause, document.value(clause.node)))
    }

    fn something_there(&self, nearest: &mut Nearest) {
        for met in self.met.iter().take(MOST_VALUES) {
            let value = self.event.document().value(met.node);
            let scalar = Scalar::new(value);
            for (clause, wanted) in self.clauses() {
                if clause.item == Item::Absent {
                    nearest.offer(MissKind::Present, 0, || {
                        let null = if value.kind() == Kind::Null { " A null counts as a value." } else { "" };
                        (
                            format!(
                                "The pattern wants no {}, and the event has {} there.{null}",
                                self.name(),
                                shorten(&value.shown())
                            ),
                            None,
                        )
                    });
                } else {
                    Pair { item: &clause.item, wanted, met: value, scalar: &scalar }.compare(nearest);
                }
            }
        }
        let more = self.met.len().saturating_sub(MOST_VALUES);
        self.mention_elsewhere(nearest, more);
    }

    /// Where the values differ altogether, it helps to know that the wanted one lies at another path.
    fn mention_elsewhere(&self, nearest: &mut Nearest, more: usize) {
        if !nearest.wants(MissKind::Elsewhere) || !nearest.wants(MissKind::Part) {
            return;
        }
        let Some((value, _)) = self.elsewhere() else { return };
        let first = self.met.first().map(|met| shorten(&self.event.document().value(met.node).shown())).unwrap_or_default();
        let others = if self.met.len() > 1 { format!(" (and {} more values)", self.met.len() - 1 + more) } else { String::new() };
        nearest.offer(MissKind::Elsewhere, 50, || {
            (
                format!(
                    "{} is {first}{others} in this event; {}, which the pattern wants, is at {}.",
                    self.name(),
                    shorten(&value.shown()),
                    self.path_of(value)
                ),
                None,
            )
        });
    }

    fn nothing_there(&self, nearest: &mut Nearest) {
        let at = reach(self.event.root(), &self.steps);
        if let Some(container) = at.first() {
            self.container(nearest, *container);
        }
        self.level(nearest);
        self.renamed(nearest);
        self.inside_text(nearest);
        if let Some((value, _)) = self.elsewhere() {
            nearest.offer(MissKind::Elsewhere, 0, || {
                (format!("The event has no {}; {} is at {}.", self.name(), shorten(&value.shown()), self.path_of(value)), None)
            });
        }
        self.empty(nearest);
        nearest.offer(MissKind::Absent, 0, || (self.absence(), None));
    }

    fn container(&self, nearest: &mut Nearest, container: Value<'a>) {
        let exists = self.leaf.clauses.iter().any(|clause| clause.item == Item::Present);
        nearest.offer(MissKind::Container, 0, || {
            let noun = container.kind().noun();
            let name = self.name();
            let inside: Vec<String> = names(container).into_iter().take(NAMED).collect();
            let sentence = if container.leaves().next().is_none() {
                let via = self.event.root().get("detail-type").and_then(Value::text);
                let cloudtrail = via.is_some_and(|via| via.to_string_lossy().ends_with("via CloudTrail")) && self.steps == [b"resources".to_vec()];
                let hint = if cloudtrail { " Events that CloudTrail delivers carry no resources; match a field of \"detail.requestParameters\"." } else { "" };
                format!("{name} is {noun} without values in this event, which counts as absent.{hint}")
            } else if exists {
                format!("{name} is {noun} in this event, and \"exists\" looks at values only. Ask for a field inside it: {}.", inside.join(", "))
            } else {
                format!("{name} is {noun} in this event, and the pattern lists values for it. Name the field inside it that is meant: {}.", inside.join(", "))
            };
            (sentence, None)
        });
    }

    /// `detail` left out, or written where it does not belong.
    fn level(&self, nearest: &mut Nearest) {
        let detail = || b"detail".to_vec();
        let (inner, outside) = match self.steps.split_first() {
            Some((first, rest)) if *first == detail() && !rest.is_empty() => (rest.to_vec(), true),
            _ => (std::iter::once(detail()).chain(self.steps.iter().cloned()).collect(), false),
        };
        let values = reach(self.event.root(), &inner);
        let Some(value) = values.iter().flat_map(|value| tips(*value)).next() else { return };
        let fits = self.fits(&values);
        nearest.offer(MissKind::Level, usize::from(!fits), || {
            let (name, there, shown) = (self.name(), joined(&inner), shorten(&value.shown()));
            let but = if fits { "" } else { ", though its value there is none of those listed" };
            if outside {
                (format!("The event has no {name}; {there} is outside \"detail\", where it is {shown}{but}."), None)
            } else {
                let chain = self.chain();
                let top = chain.first().filter(|_| fits);
                let mend =
                    top.map(|(_, part)| Mend { label: "Put it inside \"detail\"".into(), edits: wrap(self.pattern, part) });
                (
                    format!(
                        "The event has no {name}; it is {there}, where it is {shown}{but}. \"detail\" is missing in the pattern."
                    ),
                    mend,
                )
            }
        });
    }

    /// The named parts from the top down to the leaf, each with the number of steps before it.
    fn chain(&self) -> Vec<(usize, &'a Part)> {
        let named = |part: &&Part| !part.key.is_empty() && part.kind != PartKind::Or;
        let mut parts: Vec<_> = self.pattern.above(self.leaf.part).filter(named).collect();
        parts.reverse();
        let mut before = 0;
        parts
            .into_iter()
            .map(|part| {
                let start = before;
                before = self.pattern.tree.name(part.path).split(|&b| b == b'.').count();
                (start, part)
            })
            .collect()
    }

    /// A field of a similar name.
    fn renamed(&self, nearest: &mut Nearest) {
        let Some(renaming) = similar_path(self.event.root(), &self.steps) else { return };
        let values = reach(self.event.root(), &renaming.steps);
        let fits = self.fits(&values);
        let kind = if renaming.case_only { MissKind::NameCase } else { MissKind::NameSpelling };
        nearest.offer(kind, renaming.distance * 10 + usize::from(!fits) * 5, || {
            let value = values.iter().flat_map(|value| tips(*value)).next();
            let shown = value.map_or_else(String::new, |value| format!(" ({})", shorten(&value.shown())));
            let why = if renaming.case_only { ": only the letter case of the name differs, and it counts" } else { "" };
            let sentence = format!("The event has no {}; it has {}{shown}{why}.", self.name(), joined(&renaming.steps));
            (sentence, self.rename(&renaming).filter(|_| fits))
        });
    }

    fn rename(&self, renaming: &Renaming) -> Option<Mend> {
        let chain = self.chain();
        let (start, part) = chain.iter().rev().find(|(start, _)| *start <= renaming.at)?;
        let end = chain.iter().map(|(start, _)| *start).find(|next| next > start).unwrap_or(self.steps.len());
        let mut steps = self.steps.get(*start..end)?.to_vec();
        steps.get_mut(renaming.at - start)?.clone_from(&renaming.key);
        let key = json::quote(&steps.join(&b'.'));
        Some(Mend::replace(format!("Write {key}"), part.key.clone(), key))
    }

    /// A step of the path is a value without fields.
    fn inside_text(&self, nearest: &mut Nearest) {
        for upto in 1..self.steps.len() {
            let above = self.steps.get(..upto).unwrap_or_default();
            let values = reach(self.event.root(), above);
            if values.iter().any(|value| !objects(*value).is_empty()) {
                continue;
            }
            let Some(value) = values.iter().flat_map(|value| tips(*value)).next() else { return };
            let holds_json = value.text().is_some_and(|text| {
                let text = text.to_string_lossy().into_owned();
                text.trim_start().starts_with(['{', '[']) && json::Document::parse(text.trim()).is_ok()
            });
            let (kind, hint) = if holds_json {
                (
                    MissKind::InsideText,
                    " It holds JSON as text, which EventBridge does not look into; the sender must put it in as an object.",
                )
            } else {
                (MissKind::Container, "")
            };
            return nearest.offer(kind, 1, || {
                let there = joined(above);
                (
                    format!(
                        "{there} is {} in this event and has no fields inside, so there is no {}.{hint}",
                        shorten(&value.shown()),
                        self.name()
                    ),
                    None,
                )
            });
        }
    }

    /// null, the empty string and absence.
    fn empty(&self, nearest: &mut Nearest) {
        for (clause, wanted) in self.clauses() {
            if matches!(&clause.item, Item::Null) || matches!(&clause.item, Item::Text(text) if text.is_empty()) {
                nearest.offer(MissKind::Empty, 1, || {
                    let mend = Mend::replace("Write {\"exists\": false}".into(), wanted.span(), "{\"exists\": false}".into());
                    (
                        format!("The event has no {} at all, and the pattern wants {}; a field that is absent has no value, not even that one.", self.name(), wanted.shown()),
                        Some(mend),
                    )
                });
            }
        }
    }

    /// The sentence for a field that is nowhere, with what there is instead.
    fn absence(&self) -> String {
        let mut known = 0;
        let mut at = vec![self.event.root()];
        for upto in 1..self.steps.len() {
            let next = reach(self.event.root(), self.steps.get(..upto).unwrap_or_default());
            if !next.iter().any(|value| !names(*value).is_empty()) {
                break;
            }
            known = upto;
            at = next;
        }
        let there: Vec<String> = at.iter().flat_map(|value| names(*value)).collect();
        let listed = there.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
        let more = if there.len() > NAMED { format!(" and {} more", there.len() - NAMED) } else { String::new() };
        let place = if known == 0 {
            "At the top it has".to_owned()
        } else {
            format!("In {} it has", joined(self.steps.get(..known).unwrap_or_default()))
        };
        let needs = match self.leaf.clauses.as_slice() {
            [Clause { item: Item::Not(_), .. }] => " \"anything-but\" wants the field to be there.",
            [Clause { item: Item::Present, .. }] => " The pattern wants it to be there.",
            _ => "",
        };
        if there.is_empty() {
            format!("The event has no {}; it is empty.{needs}", self.name())
        } else {
            format!("The event has no {}.{needs} {place}: {listed}{more}.", self.name())
        }
    }

    /// Whether any of the values under these satisfies the leaf.
    fn fits(&self, values: &[Value<'a>]) -> bool {
        values.iter().flat_map(|value| tips(*value)).take(MOST_VALUES).any(|value| {
            let scalar = Scalar::new(value);
            self.leaf.clauses.iter().any(|clause| clause.item.matches(&scalar))
        })
    }

    /// A value elsewhere in the event that satisfies a condition which few values do; one under the same last name before others.
    fn elsewhere(&self) -> Option<(Value<'a>, &'a Clause)> {
        let special: Vec<&Clause> = self.leaf.clauses.iter().filter(|clause| is_special(&clause.item)).collect();
        if special.is_empty() {
            return None;
        }
        let mut other = None;
        for value in self.event.root().leaves().take(MOST_LEAVES) {
            let scalar = Scalar::new(value);
            let Some(clause) = special.iter().find(|clause| clause.item.matches(&scalar)) else { continue };
            let last = self.event.document().path_to(value).into_iter().rev().find_map(|step| match step {
                Step::Key(key) => Some(key),
                Step::Index(_) => None,
            });
            if last.is_some_and(|last| Some(last.as_bytes()) == self.steps.last().map(Vec::as_slice)) {
                return Some((value, clause));
            }
            other = other.or(Some((value, *clause)));
        }
        other
    }

    fn path_of(&self, value: Value<'_>) -> String {
        let steps = self.event.document().path_to(value);
        let keys = steps.into_iter().filter_map(|step| match step {
            Step::Key(key) => Some(key.as_bytes().to_vec()),
            Step::Index(_) => None,
        });
        joined(&keys.collect::<Vec<_>>())
    }
}

/// Conditions that few values satisfy, so that a value elsewhere which does is probably the one that is meant.
fn is_special(item: &Item) -> bool {
    match item {
        Item::Text(text) | Item::Prefix(text) | Item::Suffix(text) => text.len() > 2,
        Item::Address(_) => true,
        Item::Number { text, .. } => text.len() > 2,
        Item::Fold(folded) | Item::FoldPrefix(folded) | Item::FoldSuffix(folded) => folded.units.len() > 2,
        Item::Wildcard(wildcard) => wildcard.parts.iter().map(|part| part.len()).sum::<usize>() > 2,
        Item::Cidr(cidr) => cidr.bits >= 8,
        Item::Bool(_) | Item::Null | Item::Numeric(_) | Item::Present | Item::Absent | Item::Not(_) => false,
    }
}

/// A path with one step replaced by a similar one that the event has.
struct Renaming {
    steps: Vec<Vec<u8>>,
    /// The step that is replaced.
    at: usize,
    key: Vec<u8>,
    case_only: bool,
    distance: usize,
}

/// The most similar path that exists in the event, one step away from the wanted one.
fn similar_path(root: Value<'_>, steps: &[Vec<u8>]) -> Option<Renaming> {
    let mut best: Option<Renaming> = None;
    let mut above = vec![root];
    for (at, step) in steps.iter().enumerate() {
        let Ok(wanted) = std::str::from_utf8(step) else { break };
        let rest = steps.get(at + 1..).unwrap_or_default();
        for object in above.iter().flat_map(|value| objects(*value)) {
            for member in object.members() {
                let key = member.key();
                let Some(name) = key.as_str().filter(|name| *name != wanted) else { continue };
                let Some((case_only, distance)) = likeness(name, wanted) else { continue };
                let better = best.as_ref().is_none_or(|best| (case_only, best.distance) > (best.case_only, distance));
                if better && (rest.is_empty() || !reach(member.value(), rest).is_empty()) {
                    let mut renamed = steps.to_vec();
                    if let Some(slot) = renamed.get_mut(at) {
                        *slot = name.as_bytes().to_vec();
                    }
                    best = Some(Renaming { steps: renamed, at, key: name.as_bytes().to_vec(), case_only, distance });
                }
            }
        }
        above = reach(root, steps.get(..=at).unwrap_or_default());
        if above.is_empty() {
            break;
        }
    }
    best
}

/// Whether one name may be meant for another: if so, whether only letter case differs, and how far apart they are.
fn likeness(name: &str, wanted: &str) -> Option<(bool, usize)> {
    if name.to_lowercase() == wanted.to_lowercase() {
        return Some((true, 0));
    }
    let (bare, bare_wanted) = (bare_name(name), bare_name(wanted));
    if bare == bare_wanted && !bare.is_empty() {
        return Some((false, 1));
    }
    let singular = |name: &str| name.strip_suffix('s').map(str::to_owned);
    if singular(&bare) == Some(bare_wanted.clone()) || singular(&bare_wanted) == Some(bare.clone()) {
        return Some((false, 2));
    }
    edits(&bare, &bare_wanted, tolerance(bare_wanted.chars().count())).map(|distance| (false, distance + 2))
}

/// The values at a path below a value, containers included; arrays are looked through.
fn reach<'e>(from: Value<'e>, steps: &[Vec<u8>]) -> Vec<Value<'e>> {
    let mut found = Vec::new();
    let mut open = vec![(from, 0)];
    let mut looked = 0;
    while let Some((value, at)) = open.pop() {
        looked += 1;
        if looked > MOST_LEAVES {
            break;
        }
        if at == steps.len() {
            found.push(value);
            continue;
        }
        match value.kind() {
            Kind::Array => open.extend(value.elements().map(|element| (element, at))),
            Kind::Object => {
                for member in value.members() {
                    let key = member.key();
                    let taken = key.as_bytes().split(|&b| b == b'.');
                    let count = taken.clone().count();
                    if steps.get(at..at + count).is_some_and(|wanted| taken.zip(wanted).all(|(a, b)| a == b.as_slice())) {
                        open.push((member.value(), at + count));
                    }
                }
            }
            Kind::String | Kind::Number | Kind::True | Kind::False | Kind::Null => {}
        }
    }
    found.reverse();
    found
}

/// The objects that a value is, looking through arrays.
fn objects(value: Value<'_>) -> Vec<Value<'_>> {
    let mut found = Vec::new();
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value.kind() {
            Kind::Object => found.push(value),
            Kind::Array if found.len() < MOST_VALUES => open.extend(value.elements().take(MOST_VALUES)),
            Kind::Array | Kind::String | Kind::Number | Kind::True | Kind::False | Kind::Null => {}
        }
    }
    found
}

/// The scalars that a path ending at this value has: itself, or those directly in its arrays.
fn tips(value: Value<'_>) -> Vec<Value<'_>> {
    let mut found = Vec::new();
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value.kind() {
            Kind::Array if found.len() < MOST_VALUES => open.extend(value.elements().take(MOST_VALUES)),
            Kind::Object | Kind::Array => {}
            Kind::String | Kind::Number | Kind::True | Kind::False | Kind::Null => found.push(value),
        }
    }
    found
}

/// The names of the fields directly inside a value, each once.
fn names(value: Value<'_>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for member in objects(value).into_iter().flat_map(Value::members).take(MOST_VALUES) {
        let name = quoted(member.key().as_bytes());
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Edits that put a member of the pattern, or of a branch of an `$or`, inside `detail`.
pub(in crate::pattern) fn wrap(pattern: &Pattern, part: &Part) -> Vec<Edit> {
    let insert = |at: usize, text: &str| Edit { start: at, end: at, text: text.into() };
    let end = pattern.document().value(part.node).span().end;
    vec![insert(part.key.start, "\"detail\": {"), insert(end, "}")]
}

/// The path of a leaf, for a sentence.
pub(in crate::pattern) fn name(pattern: &Pattern, leaf: &Leaf) -> String {
    quoted(&pattern.tree.name(leaf.node))
}

/// A path for a sentence.
pub(super) fn joined(steps: &[Vec<u8>]) -> String {
    quoted(&steps.join(&b'.'))
}

/// The path of a part of the pattern, as text.
pub(super) fn path_text(pattern: &Pattern, part: &Part) -> String {
    if part.path == PathTree::ROOT { String::new() } else { String::from_utf8_lossy(&pattern.tree.name(part.path)).into_owned() }
}
