//! Where a pattern matches an event that it means to exclude: what `anything-but` lists is there and only
//! written otherwise, or another item of the list takes it.

use crate::json::{Fix, Kind, Member, PathStep, Value};
use crate::pattern::explain::Node;
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::field::Scene;
use crate::pattern::explain::fixes::moved_field::if_it_parses;
use crate::pattern::explain::miss::{Miss, Nearest};
use crate::pattern::explain::value::{Pair, for_sentence};
use crate::pattern::explain::wording::similarity::literal;
use crate::pattern::explain::wording::slips::is_only_a_slip;
use crate::pattern::item::{Item, Not, Scalar};
use crate::pattern::wildcard::{Wildcard, escape_wildcard};
use crate::pattern::{Clause, Leaf, PartKind, Pattern, Verdict};

/// Values, and entries of a list, that are looked at.
const MOST: usize = 50;

/// Notes what the pattern lets through.
pub(super) fn note(nodes: &mut [Node], scene: &Scene<'_>) {
    for (node, part) in nodes.iter_mut().zip(&scene.pattern.parts) {
        let PartKind::Leaf(id) = part.kind else { continue };
        let Some(leaf) = scene.pattern.leaf(id).filter(|_| node.decisive && node.miss.is_none()) else {
            continue;
        };
        let excludes = |item: &Item| matches!(item, Item::Not(_));
        if leaf.clauses.is_empty() || !leaf.clauses.iter().all(|clause| excludes(&clause.item)) {
            continue;
        }
        let document = scene.event.document();
        let values: Vec<Value<'_>> =
            node.found.iter().take(MOST).map(|found| document.value(found.node)).collect();
        let path = node.path.clone();
        let slip = match leaf.clauses.len() {
            1 => values.iter().find_map(|met| of_one(scene, leaf, &path, &values, *met)),
            _ => values.iter().find_map(|met| of_several(scene, leaf, *met)),
        };
        let kind = MissKind::Caution;
        node.miss = slip.map(|(sentence, fix)| Miss { kind, sentence, fix, rank: kind.rank() * 100 });
    }
}

/// A value that one condition excludes and another takes.
fn of_several(scene: &Scene<'_>, leaf: &Leaf, met: Value<'_>) -> Option<(String, Option<Fix>)> {
    let scalar = Scalar::new(met);
    leaf.clauses.iter().find(|clause| !clause.item.matches(&scalar))?;
    let sentence = format!(
        "The event has {}, which one \"anything-but\" excludes and another takes: one item of a list is enough. What is \
            excluded together stands in one.",
        for_sentence(met)
    );
    let document = scene.pattern.document();
    let items: Vec<Value<'_>> = leaf.clauses.iter().map(|clause| document.value(clause.node)).collect();
    let lists: Vec<Value<'_>> = items.iter().filter_map(|item| item.get("anything-but")).collect();
    let (first, last) = (items.first()?, items.last()?);
    let fix = merged(&lists).map(|item| Fix::write(first.span().start..last.span().end, item));
    Some((sentence, fix.and_then(|fix| excluding(scene, fix))))
}

/// What several conditions exclude, as one: a list of texts or of numbers, or of wildcards where one of them
/// has an operator.
fn merged(lists: &[Value<'_>]) -> Option<String> {
    let plain = |list: &Value<'_>| list.kind() != Kind::Object;
    if lists.iter().all(plain) {
        let all: Vec<&str> = lists.iter().flat_map(|list| list.one_or_each()).map(Value::raw).collect();
        return Some(format!("{{\"anything-but\": [{}]}}", all.join(", ")));
    }
    let mut wildcards = Vec::new();
    for list in lists {
        let operator = list.members().next();
        let name = operator.as_ref().and_then(|member| member.key().as_str().map(str::to_owned));
        let name = name.unwrap_or_default();
        for entry in operator.as_ref().map_or(*list, Member::value).one_or_each() {
            let text = entry.owned_text()?;
            wildcards.push(match name.as_str() {
                "wildcard" => literal(text.as_bytes()),
                "prefix" => literal(format!("{}*", escape_wildcard(&text)).as_bytes()),
                "suffix" => literal(format!("*{}", escape_wildcard(&text)).as_bytes()),
                "" => literal(escape_wildcard(&text).as_bytes()),
                _ => return None,
            });
        }
    }
    Some(format!("{{\"anything-but\": {{\"wildcard\": [{}]}}}}", wildcards.join(", ")))
}

/// A value that is one of those that the only condition excludes, written otherwise.
fn of_one(
    scene: &Scene<'_>,
    leaf: &Leaf,
    path: &str,
    values: &[Value<'_>],
    met: Value<'_>,
) -> Option<(String, Option<Fix>)> {
    let clause = leaf.clauses.first()?;
    let Item::Not(not) = &clause.item else { return None };
    let outer = scene.pattern.document().value(clause.node).get("anything-but")?;
    let inner = outer.members().next().map(|member| member.value());
    let list = inner.unwrap_or(outer);
    let scalar = Scalar::new(met);
    if !clause.item.matches(&scalar) {
        return among_others(scene, clause, values, met);
    }
    let items = each(not);
    let near = list.one_or_each().zip(&items).take(MOST).filter_map(|(entry, item)| {
        // An operator with a single text is put right as a whole.
        let wanted = if inner.is_some() && list.kind() != Kind::Array { outer } else { entry };
        let mut nearest = Nearest::default();
        Pair { path, item, wanted, met, scalar: &scalar, effort: &scene.effort }.compare(&mut nearest);
        let miss = nearest.into_miss()?;
        is_slip(&miss, not, entry, met).then_some((miss.rank, miss))
    });
    let (_, miss) = near.min_by_key(|(rank, _)| *rank)?;
    let sentence = miss.sentence.replacen(", and the pattern wants ", ", and the pattern excludes ", 1);
    let fix = miss.fix.and_then(|fix| excluding(scene, fix)).or_else(|| {
        let starred = miss.kind == MissKind::StarIsLiteral && inner.is_none();
        starred.then(|| with_stars(list)).flatten().and_then(|fix| excluding(scene, fix))
    });
    Some((format!("{sentence} So it is let through."), fix))
}

/// A value that is excluded, where another one of the same list is not. That one of several objects has
/// another value may well be what is asked for.
fn among_others(
    scene: &Scene<'_>,
    clause: &Clause,
    values: &[Value<'_>],
    met: Value<'_>,
) -> Option<(String, Option<Fix>)> {
    let in_a_list = matches!(scene.event.document().path_to(met).last(), Some(PathStep::Index(_)));
    if !in_a_list {
        return None;
    }
    let other = values.iter().find(|value| clause.item.matches(&Scalar::new(**value)))?;
    let sentence = format!(
        "The event has {}, which the pattern excludes, and {}, which it does not: of several values one is enough.",
        for_sentence(met),
        for_sentence(*other)
    );
    Some((sentence, None))
}

/// What each entry asks where it stands in a list of its own.
fn each(not: &Not) -> Vec<Item> {
    match not {
        Not::Texts(list) => list.iter().cloned().map(Item::Text).collect(),
        Not::Numbers(list) => {
            let number = |value: &f64| Item::Number { text: value.to_string().into(), value: Some(*value) };
            list.iter().map(number).collect()
        }
        Not::Prefixes(list) => list.iter().cloned().map(Item::Prefix).collect(),
        Not::Suffixes(list) => list.iter().cloned().map(Item::Suffix).collect(),
        Not::Folded(list) => list.iter().cloned().map(Item::Fold).collect(),
        Not::Wildcards(list) => list.iter().cloned().map(Item::Wildcard).collect(),
    }
}

/// Whether a value is meant by an entry that does not exclude it. Two numbers are two, whatever they count.
fn is_slip(miss: &Miss, not: &Not, entry: Value<'_>, met: Value<'_>) -> bool {
    let of_numbers = matches!(not, Not::Numbers(_)) && met.kind() == Kind::Number;
    let written = matches!(
        miss.kind,
        MissKind::LetterCase
            | MissKind::WhiteSpace
            | MissKind::LookAlike
            | MissKind::Separator
            | MissKind::Type
            | MissKind::Notation
            | MissKind::Placeholder
            | MissKind::StarIsLiteral
    );
    let misspelled = || {
        let texts = entry.owned_text().zip(met.owned_text());
        miss.kind == MissKind::Spelling && texts.is_some_and(|(entry, met)| is_only_a_slip(&met, &entry))
    };
    // A part that says where a thing is, or what: a bucket's name in its ARN.
    let replaced = || {
        let edits = miss.fix.iter().flat_map(|fix| &fix.edits);
        miss.kind == MissKind::Part
            && edits.clone().count() == 1
            && edits.clone().all(|edit| edit.start < edit.end)
    };
    // One letter begins too many words to stand for one that was not asked for.
    let initial = || {
        let lengths = entry
            .owned_text()
            .zip(met.owned_text())
            .map(|(a, b)| (a.len().min(b.len()), a.len().max(b.len())));
        lengths.is_some_and(|(short, long)| short == 1 && long > 3)
    };
    !of_numbers && (written && !initial() || misspelled() || replaced())
}

/// Texts with stars as wildcards.
fn with_stars(list: Value<'_>) -> Option<Fix> {
    let texts: Option<Vec<String>> = list.one_or_each().map(Value::owned_text).collect();
    let wildcards = texts?.into_iter().map(|text| {
        let is_one = text.contains('*') && Wildcard::read(text.as_bytes()).is_ok();
        literal(if is_one { text } else { escape_wildcard(&text) }.as_bytes())
    });
    let wildcards: Vec<String> = wildcards.collect();
    let written = match wildcards.as_slice() {
        [one] => one.clone(),
        several => format!("[{}]", several.join(", ")),
    };
    Some(Fix::write(list.span(), format!("{{\"wildcard\": {written}}}")))
}

/// A fix with which the event is excluded; none that does not.
fn excluding(scene: &Scene<'_>, fix: Fix) -> Option<Fix> {
    let fix = if_it_parses(scene.pattern, fix)?;
    let fixed = Pattern::parse(&fix.apply(scene.pattern.text())).ok()?;
    (fixed.matches(scene.event) == Verdict::NoMatch).then_some(fix)
}
