//! An explanation for people: a tree of lines.

use crate::json::Document;
use crate::pattern::{Explanation, FoundValue, Miss, Node, NodeKind};
use crate::ui::text::fit;

/// Values of one field that are listed for people.
const LISTED: usize = 5;
/// Columns of one value.
const WIDE: usize = 100;

/// A line or more for each part of the pattern: mark, name and place in the pattern, the values that it met, and why it fails.
pub(super) fn tree(explanation: &Explanation, pattern: &Document, file: &str) -> Vec<String> {
    let mut lines = Vec::new();
    // By depth, how many branches of an `$or` have been named there.
    let mut branches: Vec<usize> = Vec::new();
    for node in &explanation.nodes {
        let indent = "  ".repeat(node.depth.saturating_sub(1));
        if node.depth > 0 {
            branches.resize(node.depth + 1, 0);
            let name = match node.kind {
                NodeKind::Branch => {
                    let count = branches.last_mut();
                    let count = count.map_or(1, |count| {
                        *count += 1;
                        *count
                    });
                    format!("branch {count}")
                }
                NodeKind::Object | NodeKind::Or | NodeKind::Field => name(node, pattern),
            };
            let place = node.position;
            let met = if node.found.len() == 1 && node.more == 0 { node.found.first() } else { None };
            let met = met.map(|met| format!("  {}", fit(&met.value, WIDE))).unwrap_or_default();
            lines.push(format!("{indent}{} {name}  {file}:{}:{}{met}", mark(node.matched), place.line, place.column));
        }
        if node.found.len() > 1 || node.more > 0 {
            lines.extend(node.found.iter().take(LISTED).map(|met| format!("{indent}    {}", found(met))));
            let more = node.found.len().saturating_sub(LISTED) + node.more;
            if more > 0 {
                lines.push(format!("{indent}    … and {more} more values"));
            }
        }
        if let Some(miss) = &node.miss {
            lines.push(format!("{indent}    {}", miss.sentence));
            lines.extend(mend(miss).map(|mend| format!("{indent}    {mend}")));
        }
    }
    lines
}

fn mark(matched: Option<bool>) -> char {
    match matched {
        Some(true) => '✓',
        Some(false) => '✗',
        None => '?',
    }
}

/// The name as the pattern writes it, without its quotes where it needs none.
fn name(node: &Node, pattern: &Document) -> String {
    let raw = pattern.text().get(node.key.clone()).unwrap_or_default();
    let plain = raw.trim_matches('"');
    if !plain.is_empty() && plain.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '$' | '.')) {
        plain.to_owned()
    } else {
        raw.to_owned()
    }
}

fn found(met: &FoundValue) -> String {
    format!("{} {}  {}", mark(Some(met.satisfies)), fit(&met.value, WIDE), met.pointer)
}

/// What would mend it, as a sentence.
pub(super) fn mend(miss: &Miss) -> Option<String> {
    miss.mend.as_ref().map(|mend| format!("Mend: {}.", mend.label.trim_end_matches('.')))
}
