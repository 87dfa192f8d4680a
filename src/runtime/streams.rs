//! The only way to standard output and standard error: nothing that a terminal would act on passes.
//!
//! Most texts are made fit where they are put together, where it is known what stands in for what. This is
//! the last door, which holds even for a text that somebody forgot: no character that
//! [`crate::text::is_unsafe`] names gets out, line feeds and tabs aside. The test `layering` holds that no
//! other code writes to the two streams; the screen, which [`super::terminal`] draws, passes [`harmless`].

use crate::text::{is_unsafe, safe_json, visible};
use ratatui::buffer::Buffer;
use std::borrow::Cow;
use std::io::{self, BufWriter, IsTerminal, Stderr, Stdout, Write};

/// One of the two streams.
#[derive(Debug)]
pub struct Stream<W> {
    out: W,
}

/// Standard output, written out by [`Stream::flush`].
pub fn output() -> Stream<BufWriter<Stdout>> {
    Stream { out: BufWriter::new(io::stdout()) }
}

/// Standard error, written out at once.
pub fn errors() -> Stream<Stderr> {
    Stream { out: io::stderr() }
}

/// Whether a terminal shows standard output.
pub fn stdout_is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Whether a terminal shows standard error.
pub fn stderr_is_terminal() -> bool {
    io::stderr().is_terminal()
}

impl<W: Write> Stream<W> {
    /// A line, or several with line feeds between them.
    pub fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", filtered(text))
    }

    /// A JSON document in a line. What may not pass becomes an escape of the same meaning.
    pub fn json(&mut self, json: &str) -> io::Result<()> {
        writeln!(self.out, "{}", filtered(&safe_json(json)))
    }

    /// A question, which the answer follows on the same line.
    pub fn ask(&mut self, text: &str) -> io::Result<()> {
        write!(self.out, "{}", filtered(text))?;
        self.out.flush()
    }

    /// A text that comes plain and coloured; coloured only where `colours` says so and there is nothing in it
    /// that may not pass, for then all escape sequences are those of the colours.
    #[allow(clippy::wildcard_enum_match_arm, reason = "the standard library's enum")]
    pub fn coloured(&mut self, plain: &str, coloured: &str, colours: bool) -> io::Result<()> {
        match filtered(plain) {
            Cow::Borrowed(_) if colours => write!(self.out, "{coloured}"),
            passed => write!(self.out, "{passed}"),
        }
    }

    /// Writes out what waits.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn may_pass(c: char) -> bool {
    matches!(c, '\n' | '\t') || !is_unsafe(c)
}

fn filtered(text: &str) -> Cow<'_, str> {
    if text.chars().all(may_pass) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if may_pass(c) { c } else { visible(c) }).collect())
}

/// A screen without anything that a terminal would act on, whatever was drawn.
pub fn harmless(screen: &mut Buffer) {
    for cell in &mut screen.content {
        if cell.symbol().contains(is_unsafe) {
            let shown: String = cell.symbol().chars().map(visible).collect();
            cell.set_symbol(&shown);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Stream, harmless};
    use crate::text::is_unsafe;
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;

    fn written(write: impl FnOnce(&mut Stream<Vec<u8>>) -> std::io::Result<()>) -> String {
        let mut stream = Stream { out: Vec::new() };
        write(&mut stream).unwrap();
        String::from_utf8(stream.out).unwrap()
    }

    #[test]
    fn nothing_unsafe_passes_by_any_way() {
        let all: String = ('\0'..=char::MAX).filter(|c| is_unsafe(*c)).collect();
        let json = serde_json::to_string(&all).unwrap();
        for text in [
            written(|out| out.line(&all)),
            written(|out| out.json(&json)),
            written(|out| out.ask(&all)),
            written(|out| out.coloured(&all, &all, true)),
        ] {
            let raw: Vec<char> =
                text.chars().filter(|c| is_unsafe(*c) && !matches!(c, '\n' | '\t')).collect();
            assert!(raw.is_empty(), "{raw:?}");
        }
        let back: String = serde_json::from_str(&written(|out| out.json(&json))).unwrap();
        assert_eq!(back, all, "JSON keeps its meaning");
    }

    #[test]
    fn colours_pass_only_over_a_text_that_is_harmless() {
        assert_eq!(
            written(|out| out.coloured("a b", "\u{1b}[1ma\u{1b}[0m b", true)),
            "\u{1b}[1ma\u{1b}[0m b"
        );
        assert_eq!(written(|out| out.coloured("a b", "\u{1b}[1ma\u{1b}[0m b", false)), "a b");
        assert_eq!(written(|out| out.coloured("a\u{1b}b", "\u{1b}[1ma\u{1b}b", true)), "a␛b");
    }

    #[test]
    fn a_cell_that_was_drawn_raw_does_not_reach_the_screen() {
        let mut screen = Buffer::empty(Rect::new(0, 0, 3, 1));
        screen.content[0].set_symbol("\u{1b}");
        screen.content[1].set_symbol("e\u{202e}");
        screen.content[2].set_symbol("é");
        harmless(&mut screen);
        let shown: Vec<&str> = screen.content.iter().map(ratatui::buffer::Cell::symbol).collect();
        assert_eq!(shown, ["␛", "e\u{fffd}", "é"]);
    }
}
