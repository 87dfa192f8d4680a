//! A field that the event's kind is not known to have, and another kind of the same service is.

use crate::pattern::Event;
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::fixes::moved_field::split;
use crate::pattern::explain::miss::Miss;
use crate::pattern::explain::tree::other_kind::{put_first, text_of};
use crate::pattern::explain::wording::similarity::quoted;
use crate::pattern::explain::{Node, NodeKind};
use crate::pattern::lint::known::siblings_with;
use crate::text::listed;

/// Names the kinds that have a missing field, unless the pattern's own detail-type is at fault.
pub(super) fn tell_sibling(nodes: &mut [Node], event: &Event) {
    /// Kinds that are named, at most.
    const NAMED: usize = 3;
    let of_type = |node: &&Node| node.kind == NodeKind::Field && node.decisive && node.path == "detail-type";
    let asked = nodes.iter().find(of_type).map(|node| node.matched == Some(true));
    let (Some(source), Some(detail_type)) = (text_of(event, "source"), text_of(event, "detail-type")) else {
        return;
    };
    let is_explained = |node: &Node| node.miss.as_ref().is_some_and(|miss| miss.kind == MissKind::OtherKind);
    if asked == Some(false) || nodes.iter().any(is_explained) {
        return;
    }
    let unexplained = |node: &Node| {
        // A place that has the value says more.
        let is_open = |miss: &Miss| {
            matches!(miss.kind, MissKind::Absent | MissKind::NameSpelling)
                || miss.kind == MissKind::Elsewhere && miss.rank >= MissKind::Part.rank() * 100
        };
        node.decisive
            && node.kind == NodeKind::Field
            && node.matched == Some(false)
            && node.found.is_empty()
            && node.miss.as_ref().is_some_and(|miss| is_open(miss) && miss.fix.is_none())
    };
    let found = nodes.iter().enumerate().filter(|(_, node)| unexplained(node)).find_map(|(at, node)| {
        let steps = split(node.path.as_bytes());
        let [top, name, ..] = steps.as_slice() else { return None };
        let name = std::str::from_utf8(name).ok().filter(|_| top == b"detail")?;
        let siblings = siblings_with(&source, &detail_type, name);
        (!siblings.is_empty()).then(|| (at, quoted(format!("detail.{name}").as_bytes()), siblings))
    });
    let Some((at, field, siblings)) = found else { return };
    let siblings = listed(siblings.iter().map(|kind| quoted(kind.as_bytes())), "and", NAMED);
    let (detail_type, source) = (quoted(detail_type.as_bytes()), quoted(source.as_bytes()));
    if asked.is_none() {
        let sentence = format!(
            "The event is of another kind: it is {detail_type} of {source}, and {field} is a field of {siblings}."
        );
        return put_first(nodes, at, sentence);
    }
    if let Some(miss) = nodes.get_mut(at).and_then(|node| node.miss.as_mut()) {
        miss.sentence = format!(
            "{detail_type}, which the pattern takes, is not known to have {field}: that is a field of {siblings}. {}",
            miss.sentence
        );
    }
}
