//! Rows that the operator marked, so that one action takes all of them. They are kept by name: a filter,
//! another order or reading the list again changes nothing about them.

use crate::text::grouped;
use std::collections::BTreeSet;

/// The marked rows of one list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MarkedRows {
    /// Which list's rows they are, where the place shows one of several, such as the rules of a bus.
    list: Option<String>,
    names: BTreeSet<String>,
}

impl MarkedRows {
    /// True for a marked row.
    pub fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// How many are marked.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// True when none is.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The names, in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Marks a row, or takes its mark away.
    pub fn flip(&mut self, name: &str) {
        if !self.names.remove(name) {
            self.names.insert(name.to_owned());
        }
    }

    /// Marks all of these; where they are marked already, takes their marks away.
    pub fn flip_all<'n>(&mut self, names: impl Iterator<Item = &'n str> + Clone) {
        if names.clone().all(|name| self.has(name)) {
            names.for_each(|name| _ = self.names.remove(name));
        } else {
            self.names.extend(names.map(str::to_owned));
        }
    }

    /// The rows are those of this list: where that is another than before, takes all marks away.
    pub fn belong_to(&mut self, list: Option<&str>) {
        if self.list.as_deref() != list {
            self.names.clear();
            self.list = list.map(str::to_owned);
        }
    }

    /// Takes all marks away.
    pub fn clear(&mut self) {
        self.names.clear();
    }

    /// Takes the marks of rows that are gone away.
    pub fn keep(&mut self, is_there: impl Fn(&str) -> bool) {
        self.names.retain(|name| is_there(name));
    }

    /// `3 marked`, and how many of them are not among the rows shown; nothing when none is marked.
    pub fn note<'n>(&self, shown: impl Iterator<Item = &'n str>) -> String {
        let hidden = self.len() - shown.filter(|name| self.has(name)).count().min(self.len());
        match (self.len(), hidden) {
            (0, _) => String::new(),
            (marked, 0) => format!("{} marked", grouped(marked)),
            (marked, hidden) => format!("{} marked, {} not shown", grouped(marked), grouped(hidden)),
        }
    }
}

/// The title of a command with the number of marked rows that it takes; none where it takes none.
pub fn title_with_marks(title: &str, marked: usize) -> Option<String> {
    (marked > 0).then(|| format!("{title} {}", grouped(marked)))
}

#[cfg(test)]
mod tests {
    use super::MarkedRows;

    #[test]
    fn all_of_some_rows_are_marked_or_unmarked_at_once() {
        let mut marks = MarkedRows::default();
        marks.flip("b");
        marks.flip_all(["a", "b"].into_iter());
        assert_eq!(marks.names().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(marks.note(["a"].into_iter()), "2 marked, 1 not shown");
        marks.flip_all(["a"].into_iter());
        assert_eq!(marks.note(["a", "b"].into_iter()), "1 marked");
        marks.keep(|name| name != "b");
        assert!(marks.is_empty());
        marks.belong_to(Some("orders"));
        marks.flip("b");
        marks.belong_to(Some("orders"));
        assert!(marks.has("b"));
        marks.belong_to(Some("audit"));
        assert!(marks.is_empty());
        assert_eq!(marks.note(["a"].into_iter()), "");
    }
}
