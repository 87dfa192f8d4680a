//! Standard output: lines of JSON for programs, tables for people.
//!
//! Whatever comes from an account is made fit for a terminal; a reader that has gone away (`| head`) ends the
//! command without a word.

use super::exit::{Exit, Failure, say};
use crate::runtime::streams::{self, Stream};
use crate::text::{counted, fit, fold, is_unsafe, safe, safe_json, width};
use serde::Serialize;
use std::io;

/// Standard output, written out after each batch of lines.
pub(super) struct Output {
    out: Stream<io::BufWriter<io::Stdout>>,
    /// Columns of the terminal; `None` when the output is not a terminal: then nothing is cut.
    columns: Option<usize>,
}

impl Output {
    pub(super) fn new() -> Self {
        let columns = streams::stdout_is_terminal().then(|| usize::from(crate::runtime::terminal::size().0));
        Self { out: streams::output(), columns }
    }

    /// A line of our own words.
    pub(super) fn line(&mut self, text: &str) -> Result<(), Failure> {
        self.out.line(text).map_err(|error| write_failure(&error))
    }

    /// A line with text from outside in it, cut to the terminal.
    pub(super) fn safe_line(&mut self, text: &str) -> Result<(), Failure> {
        let text = safe(text);
        match self.columns {
            Some(columns) => self.line(&fit(&text, columns)),
            None => self.line(&text),
        }
    }

    /// What was done, and the code for it. Where standard output cannot take it, standard error does: the
    /// account is changed all the same.
    pub(super) fn done(&mut self, text: &str) -> Exit {
        match self.safe_line(text).and_then(|()| self.flush()) {
            Ok(()) => Exit::Done,
            Err(failure) => {
                say(text);
                let _ = failure.report();
                failure.exit
            }
        }
    }

    /// A sentence of our own, on a terminal broken between words to its columns, each line indented.
    pub(super) fn folded_line(&mut self, indent: &str, text: &str) -> Result<(), Failure> {
        let columns = self.columns.unwrap_or(usize::MAX).saturating_sub(width(indent)).max(20);
        fold(text, columns).into_iter().try_for_each(|line| self.line(&format!("{indent}{line}")))
    }

    /// Text from outside that is the answer itself, with as little change as may be: JSON keeps its meaning
    /// by escapes; from other text what a terminal would act on is replaced, and that is said with what has
    /// the `whole` text.
    pub(super) fn text(&mut self, before: &str, text: &str, whole: &str) -> Result<(), Failure> {
        let altered = text.chars().filter(|c| is_unsafe(*c) && !matches!(c, '\n' | '\t')).count();
        if altered == 0 {
            return self.line(&format!("{before}{text}"));
        }
        if let Ok(document) = crate::json::Document::parse(text) {
            return self.line(&format!("{before}{}", safe_json(document.root().raw())));
        }
        self.line(&format!("{before}{text}"))?;
        self.flush()?;
        let characters = counted(
            altered,
            "character that a terminal would act on was",
            "characters that a terminal would act on were",
        );
        say(&format!("{characters} replaced above; {whole} the text as it is."));
        Ok(())
    }

    /// One JSON object a line.
    pub(super) fn json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string(value).map_err(|error| Failure::new(Exit::No, error.to_string()))?;
        self.json_text(&text)
    }

    /// A JSON document that is written already, without line feeds or tabs between its parts.
    pub(super) fn json_text(&mut self, json: &str) -> Result<(), Failure> {
        self.out.json(json).map_err(|error| write_failure(&error))
    }

    /// Whether a terminal shows it.
    pub(super) fn is_terminal(&self) -> bool {
        self.columns.is_some()
    }

    /// Shows what has been written so far.
    pub(super) fn flush(&mut self) -> Result<(), Failure> {
        self.out.flush().map_err(|error| write_failure(&error))
    }
}

fn write_failure(error: &io::Error) -> Failure {
    if error.kind() == io::ErrorKind::BrokenPipe {
        Failure::new(Exit::Done, "")
    } else {
        // Not 1: that would be an answer.
        Failure::new(Exit::OutputGone, format!("Standard output cannot be written to: {error}."))
    }
}

/// A table, shown when all its rows are there, so that its columns stand in line.
pub(super) struct Table<const N: usize> {
    heads: [&'static str; N],
    widths: [usize; N],
    /// `None` until something has answered: a table without rows is an answer too.
    rows: Option<Vec<[String; N]>>,
}

impl<const N: usize> Table<N> {
    pub(super) fn new(heads: [&'static str; N]) -> Self {
        Self { heads, widths: heads.map(str::len), rows: None }
    }

    pub(super) fn add(&mut self, rows: impl IntoIterator<Item = [String; N]>) {
        let all = self.rows.get_or_insert_default();
        for row in rows {
            let row = row.map(|cell| safe(&cell));
            for (widest, cell) in self.widths.iter_mut().zip(&row) {
                *widest = (*widest).max(width(cell));
            }
            all.push(row);
        }
    }

    pub(super) fn show(&self, out: &mut Output) -> Result<(), Failure> {
        let Some(rows) = &self.rows else { return Ok(()) };
        out.safe_line(&self.row(&self.heads.map(str::to_uppercase)))?;
        rows.iter().try_for_each(|row| out.safe_line(&self.row(row)))?;
        out.flush()
    }

    fn row(&self, cells: &[String; N]) -> String {
        let mut line = String::new();
        for (cell, widest) in cells.iter().zip(self.widths) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', widest.saturating_sub(width(cell)) + 2));
        }
        line.truncate(line.trim_end().len());
        line
    }
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn cells_are_aligned_by_the_columns_they_take() {
        let mut table = Table::new(["name", "state"]);
        table.add([["abcdef".into(), "paused".into()]]);
        assert_eq!(table.row(&["日本".into(), "on".into()]), "日本    on");
        assert_eq!(table.row(&["abcdef".into(), String::new()]), "abcdef");
    }
}
