//! Indentation of JSON as it is typed: a new line begins under what it is in, a closing bracket goes under
//! its opener.

use super::Editor;
use super::history::EditKind;

impl Editor {
    /// A line break. The new line is indented by what it is in; between two brackets the second one gets its
    /// own line.
    pub(super) fn line_break(&mut self) {
        self.erase_selection();
        let head = self.text.get(..self.cursor).unwrap_or_default();
        let scan = Brackets::of(head);
        let (own, unit) = (self.indent_of(self.cursor).to_owned(), self.unit().to_owned());
        let indent = match scan.open.last() {
            Some(&opener) if !scan.in_string => format!("{}{unit}", self.indent_of(opener)),
            Some(_) | None => own,
        };
        let kept = head.trim_end_matches([' ', '\t']).len();
        let rest = self.text.get(self.cursor..).unwrap_or_default();
        let skip = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let at_closer = rest.trim_start_matches([' ', '\t']).starts_with(['}', ']']);
        let between =
            at_closer && !scan.in_string && head.get(..kept).is_some_and(|head| head.ends_with(['{', '[']));
        let closer = match scan.open.last() {
            Some(&opener) if at_closer && !scan.in_string => Some(self.indent_of(opener).to_owned()),
            Some(_) | None => None,
        };
        let from = if scan.in_string { self.cursor } else { kept };
        let until = if scan.in_string { self.cursor } else { self.cursor + skip };
        let (with, cursor) = match closer {
            Some(closer) if between => (format!("\n{indent}\n{closer}"), from + 1 + indent.len()),
            Some(closer) => (format!("\n{closer}"), from + 1 + closer.len()),
            None => (format!("\n{indent}"), from + 1 + indent.len()),
        };
        self.edit(from..until, &with, EditKind::Whole, cursor);
    }

    /// A typed character. A closing bracket that is the first on its line moves under the line of its opener.
    pub(super) fn type_char(&mut self, c: char) {
        let mut buffer = [0; 4];
        let typed = c.encode_utf8(&mut buffer);
        if let Some(selected) = self.selection() {
            let after = selected.start + typed.len();
            return self.edit(selected, typed, EditKind::Whole, after);
        }
        let (start, _) = self.line_bounds(self.cursor);
        let before = self.text.get(start..self.cursor).unwrap_or_default();
        if matches!(c, '}' | ']') && !before.is_empty() && before.trim_start_matches([' ', '\t']).is_empty() {
            let scan = Brackets::of(self.text.get(..self.cursor).unwrap_or_default());
            if let Some(&opener) = scan.open.last().filter(|_| !scan.in_string) {
                let with = format!("{}{typed}", self.indent_of(opener));
                let cursor = start + with.len();
                return self.edit(start..self.cursor, &with, EditKind::Whole, cursor);
            }
        }
        let at = self.cursor;
        self.edit(at..at, typed, EditKind::Typed, at + typed.len());
    }

    /// The spaces and tabs that the line of byte `at` begins with, as far as they are before `at`.
    fn indent_of(&self, at: usize) -> &str {
        let (start, _) = self.line_bounds(at);
        let line = self.text.get(start..at).unwrap_or_default();
        line.get(..line.len() - line.trim_start_matches([' ', '\t']).len()).unwrap_or_default()
    }

    /// What one level of indentation is in this text: that of its first indented line, or two spaces.
    fn unit(&self) -> &str {
        let first =
            self.text.lines().map(|line| &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]);
        match first.into_iter().find(|indent| !indent.is_empty()) {
            Some(indent) if indent.starts_with('\t') => "\t",
            Some(indent) if indent.len() <= 8 => indent,
            Some(_) | None => "  ",
        }
    }
}

/// The brackets that a text leaves open, strings left out.
struct Brackets {
    open: Vec<usize>,
    in_string: bool,
}

impl Brackets {
    fn of(text: &str) -> Self {
        let mut found = Self { open: Vec::new(), in_string: false };
        let mut escaped = false;
        for (at, byte) in text.bytes().enumerate() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if found.in_string => escaped = true,
                b'"' => found.in_string = !found.in_string,
                // no JSON string holds a line feed, so one that was not closed ends with its line
                b'\n' => found.in_string = false,
                b'{' | b'[' if !found.in_string => found.open.push(at),
                b'}' | b']' if !found.in_string => {
                    found.open.pop();
                }
                _ => {}
            }
        }
        found
    }
}
