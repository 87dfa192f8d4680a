//! Fixes that give a field another name or place.

use crate::json::{Edit, Fix, Value};
use crate::pattern::explain::field::event_paths::Renaming;
use crate::pattern::explain::wording::similarity::literal;
use crate::pattern::path::PathTree;
use crate::pattern::{Leaf, Part, PartKind, Pattern};

/// Edits that put a member of the pattern, or of a branch of an `$or`, inside `detail`.
pub(in crate::pattern) fn wrap(pattern: &Pattern, part: &Part) -> Vec<Edit> {
    let insert = |at: usize, text: &str| Edit { start: at, end: at, text: text.into() };
    let end = pattern.document().value(part.node).span().end;
    vec![insert(part.key.start, "\"detail\": {"), insert(end, "}")]
}

/// The named parts from the top down to a leaf, each with the number of steps before it.
pub(in crate::pattern::explain) fn chain<'p>(pattern: &'p Pattern, leaf: &Leaf) -> Vec<(usize, &'p Part)> {
    let named = |part: &&Part| !part.key.is_empty() && part.kind != PartKind::Or;
    let mut parts: Vec<_> = pattern.above(leaf.part).filter(named).collect();
    parts.reverse();
    let mut before = 0;
    parts
        .into_iter()
        .map(|part| {
            let start = before;
            before = steps(pattern, part).len();
            (start, part)
        })
        .collect()
}

/// Writes a step of a leaf's path in another way, or several.
pub(in crate::pattern::explain) fn rename(
    pattern: &Pattern,
    leaf: &Leaf,
    renaming: &Renaming,
) -> Option<Fix> {
    let target = || renaming.steps.iter().flat_map(|step| split(step)).collect::<Vec<_>>();
    if renaming.more > 0 {
        return relocate(pattern, leaf, &target());
    }
    // Of two lists for one path only the later counts.
    let asked = pattern.tree.descend(PathTree::ROOT, &target().join(&b'.'));
    if asked.and_then(|node| pattern.id_of(node)).is_some() {
        return superfluous(pattern, leaf, &target());
    }
    let (chain, path) = (chain(pattern, leaf), split(&pattern.tree.name(leaf.node)));
    let (start, part) = chain.iter().rev().find(|(start, _)| *start <= renaming.at)?;
    let end = chain.iter().map(|(start, _)| *start).find(|next| next > start).unwrap_or(path.len());
    let mut steps = path.get(*start..end)?.to_vec();
    steps.get_mut(renaming.at - start)?.clone_from(&renaming.key);
    let name = steps.join(&b'.');
    let key = literal(&name);
    // A second field of that name would take the place of the first for many readers of JSON.
    let holder = pattern.document().value(pattern.parts.get(part.parent?)?.node);
    if holder.members().any(|member| member.key().as_bytes() == name && member.key_span() != part.key) {
        let target = target();
        return relocate(pattern, leaf, &target).or_else(|| superfluous(pattern, leaf, &target));
    }
    if_it_parses(pattern, Fix::write(part.key.clone(), key))
}

/// Leaves out that many names around a leaf, where they hold nothing else, so that what is inside takes their
/// place.
pub(in crate::pattern) fn unwrapped(pattern: &Pattern, leaf: &Leaf, depth: usize) -> Option<Fix> {
    let chain = chain(pattern, leaf);
    let value = |part: &Part| pattern.document().value(part.node);
    let at = chain.iter().position(|(start, _)| *start == depth)?;
    let around = chain.get(..at)?;
    let ((_, outer), (_, inner)) = (around.first()?, around.last()?);
    let alone = around.iter().take(at - 1).all(|(_, part)| value(part).members().count() == 1);
    let span = value(inner).span();
    let inside = pattern.text().get(span.start + 1..span.end - 1)?.trim();
    let label = "Write only what is inside".to_owned();
    let fix = Fix::replace(label, outer.key.start..value(outer).span().end, inside.to_owned());
    if_it_parses(pattern, fix).filter(|_| alone)
}

/// A fix that takes its names from the event, if the pattern is still valid with it: inside `$or` some names
/// are not allowed, and `$or` itself is not the name of a field.
pub(in crate::pattern::explain) fn if_it_parses(pattern: &Pattern, fix: Fix) -> Option<Fix> {
    /// A longer pattern is not read again; the service would not take it anyway.
    const LONGEST: usize = 20_000;
    (pattern.text().len() <= LONGEST && Pattern::parse(&fix.apply(pattern.text())).is_ok()).then_some(fix)
}

/// Asks for a leaf's values at another path, within the same branch of an `$or`. Its list stays as it is
/// written.
pub(in crate::pattern::explain) fn relocate(
    pattern: &Pattern,
    leaf: &Leaf,
    target: &[Vec<u8>],
) -> Option<Fix> {
    let taken =
        pattern.tree.descend(PathTree::ROOT, &target.join(&b'.')).and_then(|node| pattern.id_of(node));
    if taken.is_some() {
        return None;
    }
    let into = container(pattern, leaf, target)?;
    let depth = steps(pattern, pattern.parts.get(into)?).len();
    let moved = emptied(pattern, leaf, into);
    let member = |part: &Part| part.key.start..pattern.document().value(part.node).span().end;
    let list = pattern.text().get(pattern.document().value(pattern.parts.get(leaf.part)?.node).span())?;
    let (last, above) = target.get(depth..)?.split_last()?;
    let open: String = above.iter().flat_map(|step| [literal(step), ": {".to_owned()]).collect();
    let written = format!("{open}{}: {list}{}", literal(last), "}".repeat(above.len()));
    let part = pattern.parts.get(moved)?;
    let mut edits = if part.parent == Some(into) {
        let span = member(part);
        vec![Edit { start: span.start, end: span.end, text: written }]
    } else {
        let first = pattern.document().value(pattern.parts.get(into)?.node).members().next()?.span().start;
        vec![without(pattern, part)?, Edit { start: first, end: first, text: format!("{written}, ") }]
    };
    edits.sort_by_key(|edit| (edit.start, edit.end));
    if_it_parses(
        pattern,
        Fix {
            label: format!(
                "Ask for {} instead",
                crate::pattern::explain::field::event_paths::path_for_sentence(target)
            ),
            edits,
        },
    )
}

/// Puts another item in the place of one of a leaf's, which a fix may have moved.
pub(in crate::pattern::explain) fn with_item(
    pattern: &Pattern,
    leaf: &Leaf,
    fix: Fix,
    wanted: Value<'_>,
    item: &str,
) -> Option<Fix> {
    let span = wanted.span();
    with_edits(pattern, leaf, fix, &[Edit { start: span.start, end: span.end, text: item.to_owned() }])
}

/// Changes a leaf's list, which a fix may have moved; what stands before the list, such as a name of the same
/// letters, stays.
pub(in crate::pattern::explain) fn with_edits(
    pattern: &Pattern,
    leaf: &Leaf,
    mut fix: Fix,
    edits: &[Edit],
) -> Option<Fix> {
    let list = pattern.document().value(pattern.parts.get(leaf.part)?.node);
    let changed = list_with(list, edits)?;
    let moved = fix.edits.iter_mut().find_map(|edit| Some((edit.text.rfind(list.raw())?, edit)));
    if let Some((at, edit)) = moved {
        edit.text.replace_range(at..at + list.raw().len(), &changed);
    } else {
        fix.edits.extend(edits.iter().cloned());
        fix.edits.sort_by_key(|edit| (edit.start, edit.end));
    }
    if_it_parses(pattern, fix)
}

/// A list with some edits of its items made; none where one lies outside.
pub(in crate::pattern::explain) fn list_with(list: Value<'_>, edits: &[Edit]) -> Option<String> {
    let start = list.span().start;
    let inside = |edit: &Edit| {
        let (from, to) = (edit.start.checked_sub(start)?, edit.end.checked_sub(start)?);
        (to <= list.raw().len()).then(|| Edit { start: from, end: to, text: edit.text.clone() })
    };
    let edits: Option<Vec<Edit>> = edits.iter().map(inside).collect();
    Some(Fix { label: String::new(), edits: edits? }.apply(list.raw()))
}

/// Leaves a part out, and the comma beside it.
fn without(pattern: &Pattern, part: &Part) -> Option<Edit> {
    let members: Vec<_> = pattern.document().value(pattern.parts.get(part.parent?)?.node).members().collect();
    let at = members.iter().position(|member| member.key_span() == part.key)?;
    let (start, end) = match (members.get(at + 1), at.checked_sub(1).and_then(|before| members.get(before))) {
        (Some(next), _) => (part.key.start, next.span().start),
        (None, Some(before)) => (before.span().end, members.get(at)?.span().end),
        (None, None) => return None,
    };
    Some(Edit { start, end, text: String::new() })
}

/// Leaves a leaf out, with the objects that hold nothing else.
pub(in crate::pattern::explain) fn left_out(pattern: &Pattern, leaf: &Leaf) -> Option<Edit> {
    without(pattern, pattern.parts.get(emptied(pattern, leaf, usize::MAX))?)
}

/// Leaves a leaf out that asks what the pattern asks of the target already.
pub(in crate::pattern::explain) fn superfluous(
    pattern: &Pattern,
    leaf: &Leaf,
    target: &[Vec<u8>],
) -> Option<Fix> {
    let list = |leaf: &Leaf| Some(pattern.document().value(pattern.parts.get(leaf.part)?.node).compact());
    let target = target.join(&b'.');
    let mut others = pattern.leaves.iter().filter(|other| pattern.tree.name(other.node) == target);
    let same = others
        .any(|other| scope(pattern, other.part) == scope(pattern, leaf.part) && list(other) == list(leaf));
    let label = "Leave it out: the pattern asks this already".to_owned();
    if_it_parses(pattern, Fix { label, edits: vec![left_out(pattern, leaf).filter(|_| same)?] })
}

/// The deepest object of the pattern that the target lies in and that holds in the same cases as the leaf.
fn container(pattern: &Pattern, leaf: &Leaf, target: &[Vec<u8>]) -> Option<usize> {
    let scope = scope(pattern, leaf.part);
    let holds = |part: &Part| {
        let path = steps(pattern, part);
        (matches!(part.kind, PartKind::Object | PartKind::Branch)
            && path.len() < target.len()
            && target.starts_with(&path))
        .then_some(path.len())
    };
    let above: Vec<usize> = upwards(pattern, leaf.part).collect();
    let found = pattern.parts.iter().enumerate().filter(|(at, _)| self::scope(pattern, *at) == scope);
    found
        .filter_map(|(at, part)| Some((holds(part)?, above.contains(&at), at)))
        .max_by_key(|(depth, is_above, at)| (*depth, *is_above, usize::MAX - at))
        .map(|(.., at)| at)
}

/// The branch of an `$or` that a part is or lies in; none at the top.
pub(in crate::pattern::explain) fn scope(pattern: &Pattern, part: usize) -> Option<usize> {
    upwards(pattern, part).find(|&at| pattern.parts.get(at).is_some_and(|part| part.kind == PartKind::Branch))
}

fn upwards(pattern: &Pattern, part: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(part), |&at| pattern.parts.get(at)?.parent)
}

/// The outermost part below `into` that holds nothing but the leaf.
fn emptied(pattern: &Pattern, leaf: &Leaf, into: usize) -> usize {
    let mut at = leaf.part;
    while let Some(parent) = pattern.parts.get(at).and_then(|part| part.parent) {
        let alone = pattern
            .document()
            .value(pattern.parts.get(parent).map_or_else(|| pattern.document().root().id(), |part| part.node))
            .members()
            .count()
            == 1;
        let named = pattern
            .parts
            .get(parent)
            .is_some_and(|part| part.kind == PartKind::Object && !part.key.is_empty());
        if parent == into || !alone || !named {
            break;
        }
        at = parent;
    }
    at
}

fn steps(pattern: &Pattern, part: &Part) -> Vec<Vec<u8>> {
    if part.path == PathTree::ROOT { Vec::new() } else { split(&pattern.tree.name(part.path)) }
}

/// A joined path cut at its full stops.
pub(in crate::pattern::explain) fn split(path: &[u8]) -> Vec<Vec<u8>> {
    path.split(|&b| b == b'.').map(<[u8]>::to_vec).collect()
}
