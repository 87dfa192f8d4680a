//! Which branch of an `$or` a field stands in: the path alone does not tell, and in another branch it may not
//! be asked.

use crate::pattern::Pattern;
use crate::pattern::explain::fixes::moved_field::scope;
use crate::pattern::explain::wording::similarity::quoted;
use crate::pattern::explain::{Node, NodeKind};
use crate::pattern::path::PathTree;

/// Names the branch in the reasons of the alternative that is explained, and in what their fixes do.
pub(super) fn name_branches(nodes: &mut [Node], pattern: &Pattern) {
    for at in 0..nodes.len() {
        if !nodes.get(at).is_some_and(|node| node.decisive && node.kind == NodeKind::Field) {
            continue;
        }
        let Some(place) = place(pattern, at) else { continue };
        let Some(miss) = nodes.get_mut(at).and_then(|node| node.miss.as_mut()) else { continue };
        miss.sentence += &[" This is asked in ", &place, ", which comes nearest."].concat();
        if let Some(fix) = &mut miss.fix {
            fix.label += &[", in ", &place].concat();
        }
    }
}

/// The branch that a part lies in, and those around it, for a sentence: `branch 2 of "detail.$or"`.
fn place(pattern: &Pattern, part: usize) -> Option<String> {
    let mut at = scope(pattern, part)?;
    let mut place = String::new();
    loop {
        let or = pattern.parts.get(at)?.parent?;
        let before = pattern.parts.get(..at)?.iter();
        let number = 1 + before.filter(|part| part.parent == Some(or)).count();
        let above = pattern.parts.get(or)?.path;
        let name = if above == PathTree::ROOT {
            Vec::new()
        } else {
            [pattern.tree.name(above), b".".to_vec()].concat()
        };
        let around = scope(pattern, or);
        let of = if around.is_none() || place.is_empty() {
            format!(" of {}", quoted(&[name.as_slice(), b"$or"].concat()))
        } else {
            String::new()
        };
        let inside = if place.is_empty() { "" } else { " in " };
        place += &[inside, "branch ", &number.to_string(), &of].concat();
        match around {
            Some(around) => at = around,
            None => return Some(place),
        }
    }
}
