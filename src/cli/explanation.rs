//! An explanation for people: the reasons, and a tree of lines.

use super::output::Output;
use super::pattern_place::PatternPlace;
use crate::cli::exit::Failure;
use crate::json::Document;
use crate::pattern::{Explanation, FoundValue, Miss, MissKind, Node, NodeKind};
use crate::text::{counted, fit, safe};

/// Values of one field that are listed for people.
const LISTED: usize = 5;
/// Columns of one value.
const WIDE: usize = 100;

/// Why there is no match, the nearest miss first; then a line or more for each part of the pattern: mark,
/// name and place in the pattern, the values that it met, and what is wrong with those parts that do not
/// decide.
pub(super) fn tell(
    out: &mut Output,
    explanation: &Explanation,
    pattern: &Document,
    places: &PatternPlace,
) -> Result<(), Failure> {
    let misses = explanation.misses();
    for (node, miss) in &misses {
        reason(out, "", &node.path, miss)?;
        remedy(out, "  ", miss)?;
    }
    if !misses.is_empty() {
        out.line("")?;
    }
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
            let begins = if node.key.is_empty() { node.span.start } else { node.key.start };
            let place = places.of(node.position, begins);
            let met = if node.found.len() == 1 && node.more == 0 { node.found.first() } else { None };
            let met = met.map(|met| format!("  {}", fit(&met.value, WIDE))).unwrap_or_default();
            out.safe_line(&format!(
                "{indent}{} {name}  {place}{met}",
                if is_replaced(node) { '·' } else { mark(node.matched) },
            ))?;
        }
        if node.found.len() > 1 || node.more > 0 {
            for met in node.found.iter().take(LISTED) {
                out.safe_line(&format!("{indent}    {}", value_text(met)))?;
            }
            let more = node.found.len().saturating_sub(LISTED) + node.more;
            if more > 0 {
                out.line(&format!("{indent}    … and {}", counted(more, "more value", "more values")))?;
            }
        }
        if let Some(miss) = node.miss.as_ref().filter(|_| !node.decisive || node.matched != Some(false)) {
            reason(out, &format!("{indent}    "), "", miss)?;
            remedy(out, &format!("{indent}    "), miss)?;
        }
    }
    Ok(())
}

/// A field that fails, and why.
pub(super) fn reason(out: &mut Output, indent: &str, path: &str, miss: &Miss) -> Result<(), Failure> {
    let path = if path.is_empty() { String::new() } else { format!("{path}: ") };
    out.folded_line(indent, &safe(&format!("{path}{}", miss.sentence)))
}

/// What would fix it, if anything does.
pub(super) fn remedy(out: &mut Output, indent: &str, miss: &Miss) -> Result<(), Failure> {
    fix(miss).map_or(Ok(()), |fix| out.folded_line(indent, &safe(&fix)))
}

/// Whether a list counts for nothing, because another one replaces it.
fn is_replaced(node: &Node) -> bool {
    node.matched.is_none() && node.miss.as_ref().is_some_and(|miss| miss.kind == MissKind::Overridden)
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

fn value_text(met: &FoundValue) -> String {
    format!("{} {}  {}", mark(Some(met.satisfies)), fit(&met.value, WIDE), met.pointer)
}

/// What would fix it, as a sentence.
fn fix(miss: &Miss) -> Option<String> {
    miss.fix.as_ref().map(|fix| format!("Fix: {}.", fix.label.trim_end_matches('.')))
}
