//! Text with named roles, laid out: what a popup, the detail pane and the raw JSON show.
//!
//! A page is built by the core, so that its length is known where scrolling is decided, and drawn by `ui`,
//! which gives each role its style. Everything put into a page is made fit for a terminal on the way in.

pub mod json;

use super::find::places;
use crate::text::{columns, visible};

/// What a piece of text is; the theme says what that looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Role {
    #[default]
    Text,
    Dim,
    Accent,
    Heading,
    Key,
    Good,
    Bad,
    Warn,
    JsonKey,
    JsonString,
    JsonNumber,
    JsonLiteral,
    JsonPunctuation,
    Found,
    Selected,
    Added,
    Removed,
}

/// A piece of text in one role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Span {
    text: String,
    role: Role,
}

impl Span {
    /// The text, free of anything a terminal would act on.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The role.
    pub fn role(&self) -> Role {
        self.role
    }
}

/// A line of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    spans: Vec<Span>,
    hang: usize,
    /// A sign that the lines which this one is wrapped into have too, and its column.
    sign: Option<(usize, char)>,
}

impl Line {
    /// An empty line.
    pub fn new() -> Self {
        Self::default()
    }

    /// A line in one role.
    pub fn of(role: Role, text: &str) -> Self {
        Self::new().add(role, text)
    }

    /// Adds a piece.
    #[must_use]
    pub fn add(mut self, role: Role, text: &str) -> Self {
        self.push(role, text);
        self
    }

    /// Adds a piece in place.
    pub fn push(&mut self, role: Role, text: &str) {
        let shown = text.chars().map(visible);
        match self.spans.last_mut() {
            Some(last) if last.role == role => last.text.extend(shown),
            _ => self.spans.push(Span { text: shown.collect(), role }),
        }
    }

    /// Where the lines that this one is wrapped into begin, in columns.
    #[must_use]
    pub fn hang(mut self, columns: usize) -> Self {
        self.hang = columns;
        self
    }

    /// A line that says what is added or taken away: what it is wrapped into begins with its sign, or would
    /// read as if it stayed.
    #[must_use]
    pub fn signed(mut self) -> Self {
        self.sign = self.spans.first().and_then(|span| span.text.chars().next()).map(|sign| (0, sign));
        self
    }

    /// Gives the characters from `from` up to `to` another role.
    fn mark(&mut self, from: usize, to: usize, role: Role) {
        let mut marked = Self { spans: Vec::new(), ..*self };
        let chars = self.spans.iter().flat_map(|span| span.text.chars().map(|c| (c, span.role)));
        for (at, (c, old)) in chars.enumerate() {
            let role = if (from..to).contains(&at) { role } else { old };
            marked.push(role, c.encode_utf8(&mut [0; 4]));
        }
        *self = marked;
    }

    /// The pieces.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// The line without its roles.
    pub fn plain(&self) -> String {
        self.spans.iter().map(Span::text).collect()
    }

    /// Columns it takes.
    pub fn width(&self) -> usize {
        self.spans.iter().flat_map(|span| span.text.chars()).map(columns).sum()
    }

    fn is_empty(&self) -> bool {
        self.spans.iter().all(|span| span.text.is_empty())
    }

    /// The line in pieces of at most `width` columns, broken at a blank, or behind a separator, where there
    /// is one in the second half.
    fn wrap(self, width: usize, out: &mut Vec<Self>) {
        if width == 0 || self.width() <= width {
            out.push(self);
            return;
        }
        let hang = if self.hang * 2 > width { 2.min(width / 2) } else { self.hang };
        let chars: Vec<(char, Role)> =
            self.spans.iter().flat_map(|span| span.text.chars().map(|c| (c, span.role))).collect();
        let mut start = 0;
        while start < chars.len() {
            let room = if start == 0 { width } else { width - hang };
            let end = line_end(&chars, start, room);
            let mut line = Self { spans: Vec::new(), ..self };
            if start > 0 && hang > 0 {
                let sign = self.sign.filter(|(column, _)| *column < hang);
                let role = chars.first().filter(|_| sign.is_some()).map_or(Role::Text, |(_, role)| *role);
                let column = |at| sign.filter(|(column, _)| *column == at).map_or(' ', |(_, sign)| sign);
                line.push(role, &(0..hang).map(column).collect::<String>());
            }
            for (c, role) in &chars[start..end] {
                line.push(*role, c.encode_utf8(&mut [0; 4]));
            }
            out.push(line);
            start = end;
            while start > 0 && start < chars.len() && chars[start].0 == ' ' {
                start += 1;
            }
        }
    }
}

/// Where a line that starts at `start` and has `room` columns ends.
fn line_end(chars: &[(char, Role)], start: usize, room: usize) -> usize {
    let mut used = 0;
    let mut end = start;
    while let Some((c, _)) = chars.get(end) {
        used += columns(*c);
        if used > room {
            break;
        }
        end += 1;
    }
    if end == chars.len() {
        return end;
    }
    let half = start + (end - start) / 2;
    let blank = (half..=end).rev().find(|at| chars[*at].0 == ' ');
    // ARNs, paths and lists have no blanks: behind one of their separators they are still easy to read.
    let behind = || (half..end).rev().find(|at| matches!(chars[*at].0, ':' | '/' | ',')).map(|at| at + 1);
    blank.or_else(behind).unwrap_or(end).max(start + 1)
}

/// Lines from top to bottom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    lines: Vec<Line>,
}

impl Page {
    /// An empty page.
    pub fn new() -> Self {
        Self::default()
    }

    /// A text in one role, one line a line.
    pub fn text(role: Role, text: &str) -> Self {
        Self { lines: text.lines().map(|line| Line::of(role, line)).collect() }
    }

    /// Adds a line.
    pub fn push(&mut self, line: Line) {
        self.lines.push(line);
    }

    /// Adds an empty line, unless the page is empty or ends in one.
    pub fn gap(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(Line::new());
        }
    }

    /// Adds another page's lines.
    pub fn append(&mut self, other: Self) {
        self.lines.extend(other.lines);
    }

    /// No line wider than `width` columns.
    #[must_use]
    pub fn wrapped(self, width: usize) -> Self {
        let mut lines = Vec::with_capacity(self.lines.len());
        for line in self.lines {
            line.wrap(width, &mut lines);
        }
        Self { lines }
    }

    /// Where a text stands in the lines: the line, its first character and the one behind its last.
    pub(in crate::app) fn places(&self, wanted: &str) -> Vec<(usize, usize, usize)> {
        let of_line = |(at, line): (usize, &Line)| {
            let text = line.plain();
            let (mut bytes, mut chars) = (0, 0);
            // The places come in the order of the text: what was counted for one is not counted again for the
            // next.
            let mut chars_before = |end: usize| {
                chars += text.get(bytes..end).map_or(0, |more| more.chars().count());
                bytes = end;
                chars
            };
            let found = places(&text, wanted).into_iter();
            found.map(|place| (at, chars_before(place.start), chars_before(place.end))).collect::<Vec<_>>()
        };
        self.lines.iter().enumerate().flat_map(of_line).collect()
    }

    /// Gives characters of a line another role.
    pub fn mark(&mut self, line: usize, from: usize, to: usize, role: Role) {
        if let Some(line) = self.lines.get_mut(line) {
            line.mark(from, to, role);
        }
    }

    /// The page moved to the right by `columns`.
    #[must_use]
    pub fn indented(mut self, columns: usize) -> Self {
        let blank = " ".repeat(columns);
        for line in &mut self.lines {
            line.spans.insert(0, Span { text: blank.clone(), role: Role::Text });
            line.hang += columns;
            if let Some((column, _)) = &mut line.sign {
                *column += columns;
            }
        }
        self
    }

    /// The lines.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// How many lines.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// The page without its roles.
    pub fn plain(&self) -> String {
        self.lines.iter().map(Line::plain).collect::<Vec<_>>().join("\n")
    }
}

/// A position in something taller than its window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scroll {
    /// The first line shown.
    pub top: usize,
}

impl Scroll {
    /// The first line shown where the thumb of a bar is drawn to `row` of a track as high as the window.
    pub fn dragged(row: usize, len: usize, height: usize) -> usize {
        let most = len.saturating_sub(height);
        let track = height.saturating_sub(1).max(1);
        (row.min(track) * most + track / 2) / track
    }

    /// Moves by `lines`, within what there is to see.
    pub fn by(&mut self, lines: isize, total: usize, height: usize) {
        self.top = self.top.saturating_add_signed(lines);
        self.clamp(total, height);
    }

    /// Keeps the window inside.
    pub fn clamp(&mut self, total: usize, height: usize) {
        self.top = self.top.min(total.saturating_sub(height));
    }

    /// Moves the window so that `line` is in it.
    pub fn show(&mut self, line: usize, height: usize) {
        if line < self.top {
            self.top = line;
        } else if height > 0 && line >= self.top + height {
            self.top = line + 1 - height;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Line, Page, Role, Scroll};

    fn wrap(line: Line, width: usize) -> Vec<String> {
        let mut page = Page::new();
        page.push(line);
        page.wrapped(width).lines().iter().map(Line::plain).collect()
    }

    #[test]
    fn long_lines_break_at_a_blank_and_hang() {
        let line = Line::of(Role::Dim, "role  ").add(Role::Text, "one two three four").hang(6);
        assert_eq!(wrap(line, 14), ["role  one two", "      three", "      four"]);
    }

    #[test]
    fn a_line_with_a_sign_has_it_on_every_line_that_it_is_wrapped_into() {
        let line = || Line::of(Role::Removed, "- State: one abcdefghijklmno").hang(4).signed();
        assert_eq!(wrap(line(), 14), ["- State: one", "-   abcdefghij", "-   klmno"]);
        let mut page = Page::new();
        page.push(line());
        let told: Vec<String> = page.indented(2).wrapped(16).lines().iter().map(Line::plain).collect();
        assert_eq!(told, ["  - State: one", "  -   abcdefghij", "  -   klmno"]);
    }

    #[test]
    fn a_word_longer_than_the_line_is_cut_and_nothing_is_lost() {
        assert_eq!(wrap(Line::of(Role::Text, "abcdefghij"), 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap(Line::of(Role::Text, "arn:aws:sns"), 9), ["arn:aws:", "sns"]);
        assert_eq!(wrap(Line::of(Role::Text, "日本語"), 4), ["日本", "語"]);
        assert_eq!(wrap(Line::of(Role::Text, "日本"), 1).concat(), "日本");
    }

    #[test]
    fn escape_sequences_do_not_get_into_a_page() {
        assert_eq!(Line::of(Role::Text, "a\u{1b}[2Jb").plain(), "a␛[2Jb");
    }

    #[test]
    fn the_window_stays_inside() {
        let mut scroll = Scroll::default();
        scroll.by(50, 20, 8);
        assert_eq!(scroll.top, 12);
        scroll.by(-50, 20, 8);
        assert_eq!(scroll.top, 0);
        scroll.show(9, 8);
        assert_eq!(scroll.top, 2);
        scroll.clamp(3, 8);
        assert_eq!(scroll.top, 0);
    }
}
