//! Items of one list that hardly do together what their writer meant, and what an exclusion was hardly meant
//! to leave out.

use super::{LintKind, Lints};
use crate::json::{Fix, Value, quote};
use crate::pattern::explain::is_of_a_template;
use crate::pattern::item::{Bound, Item, Not, Range};
use crate::pattern::number;
use crate::pattern::{Clause, Leaf};

impl Lints<'_> {
    /// A lower and an upper bound as two items, of which one is enough: together they take every number.
    pub(super) fn bounds_apart(&mut self, leaf: &Leaf) {
        let range = |clause: &Clause| {
            let Item::Numeric(range) = &clause.item else { return None };
            Some((*range, clause.node))
        };
        let ranges: Vec<_> = leaf.clauses.iter().filter_map(range).collect();
        let low = ranges.iter().find_map(|(range, node)| match range {
            Range { low: Some(low), high: None } => Some((*low, *node)),
            Range { .. } => None,
        });
        let high = ranges.iter().find_map(|(range, node)| match range {
            Range { low: None, high: Some(high) } => Some((*high, *node)),
            Range { .. } => None,
        });
        let (Some((low, above)), Some((high, below))) = (low, high) else { return };
        let Some(part) = self.pattern.parts.get(leaf.part) else { return };
        if !covers(low, high) {
            return;
        }
        let terms = |node| {
            let operand = self.pattern.document().value(node).get("numeric");
            operand.map(|operand| operand.elements().map(Value::raw).collect::<Vec<_>>().join(", "))
        };
        let item = terms(above)
            .zip(terms(below))
            .map(|(above, below)| format!("{{\"numeric\": [{above}, {below}]}}"));
        let list = self.pattern.document().value(part.node).span();
        let differ = number::compare(low.value, high.value).is_lt();
        let fix = item
            .clone()
            .filter(|_| leaf.clauses.len() == 2 && differ)
            .map(|item| Fix::replace(format!("Write {item}"), list, format!("[{item}]")));
        let remedy = match item.filter(|_| differ) {
            Some(item) => format!("Write {item} if both are to hold."),
            None => "Keep one of the two.".to_owned(),
        };
        self.add(
            LintKind::AcceptsEveryValue,
            part.key.clone(),
            "One item of a list is enough, and these two bounds together take every number.",
            remedy,
            fix,
        );
    }

    /// Texts that an exclusion names and no event is likely to have: a list in one text, a template's
    /// placeholder. What a faulty sender writes, such as `undefined`, is excluded with reason.
    pub(super) fn unlikely_exclusion(&mut self, clause: &Clause) {
        let Item::Not(Not::Texts(_)) = &clause.item else { return };
        let Some(operand) = self.pattern.document().value(clause.node).get("anything-but") else { return };
        let written: Vec<Value<'_>> = operand.one_or_each().collect();
        let alone = written.len() == 1;
        for value in written {
            let Some(text) = value.owned_text() else { continue };
            if is_of_a_template(&text) {
                self.add(
                    LintKind::TakesMore,
                    value.span(),
                    "This is a template's placeholder that was not filled in, so what it stands for is not excluded.",
                    "Write the value that it stands for.",
                    None,
                );
            } else if let Some(parts) = list_in(&text) {
                let list = parts.iter().map(|part| quote(part.as_bytes())).collect::<Vec<_>>().join(", ");
                let with = if alone { format!("[{list}]") } else { list };
                self.add(
                    LintKind::TakesMore,
                    value.span(),
                    "This excludes one text with all of these in it, and none of them alone.",
                    format!("Write {with} if each of them is meant."),
                    None,
                );
            }
        }
    }
}

/// Whether what lies above one bound and what lies below the other are all numbers.
fn covers(low: Bound, high: Bound) -> bool {
    match number::compare(low.value, high.value) {
        std::cmp::Ordering::Less => true,
        std::cmp::Ordering::Equal => low.inclusive || high.inclusive,
        std::cmp::Ordering::Greater => false,
    }
}

/// The words of a text that is a list of them.
fn list_in(text: &str) -> Option<Vec<&str>> {
    let inside = text.trim().trim_start_matches('[').trim_end_matches(']');
    let mark = [',', ';', '|'].into_iter().find(|mark| inside.contains(*mark))?;
    // `Washington, DC` is one name.
    let is_one = text.contains(", ") && !text.starts_with('[');
    let parts: Vec<&str> = inside.split(mark).map(|part| part.trim().trim_matches(['"', '\''])).collect();
    let is_word = |part: &&str| {
        !part.is_empty()
            && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ':'))
    };
    // Digits with a comma are a number.
    let is_number =
        parts.iter().all(|part| part.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-')));
    (parts.len() > 1 && parts.iter().all(is_word) && !is_number && !is_one).then_some(parts)
}
