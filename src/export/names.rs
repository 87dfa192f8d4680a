//! Identifiers of one document, no two alike.

use std::collections::BTreeSet;

/// Gives names out.
pub(super) struct ExportNames {
    /// What may stand in a name beside ASCII letters and digits.
    also: &'static str,
    /// What stands for everything else.
    instead: &'static str,
    taken: BTreeSet<String>,
}

impl ExportNames {
    pub(super) fn new(also: &'static str, instead: &'static str) -> Self {
        Self { also, instead, taken: BTreeSet::new() }
    }

    /// The name as an identifier that nobody has yet; it begins with a letter.
    pub(super) fn take(&mut self, name: &str) -> String {
        let mut out = String::new();
        for c in name.chars() {
            if c.is_ascii_alphanumeric() || self.also.contains(c) {
                out.push(c);
            } else {
                out.push_str(self.instead);
            }
        }
        if !out.starts_with(|c: char| c.is_ascii_alphabetic()) {
            out.insert_str(0, "rule");
        }
        let numbered = (2..).map(|n| format!("{out}{n}"));
        let free = std::iter::once(out.clone()).chain(numbered).find(|name| !self.taken.contains(name));
        let free = free.unwrap_or(out);
        self.taken.insert(free.clone());
        free
    }
}
