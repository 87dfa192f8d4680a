//! The clipboard of whoever sits before the screen: which programs and which sequences of the terminal lead
//! there from where this program runs.
//!
//! A program that has taken the text is certain. The sequence OSC 52 is not: a terminal that does not take it
//! is silent, and so is tmux, which drops it unless it is told otherwise. So programs come first, and what is
//! said of the sequence is that it was sent, with what makes this terminal take it. How it is said is
//! `app`'s.

mod programs;

use crate::app::request::Req;
use crate::text::grouped;
use crossterm::Command as _;
use crossterm::clipboard::CopyToClipboard;
use programs::Program;
use std::ffi::OsString;
use std::path::PathBuf;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Characters of base64 that every terminal with OSC 52 takes (the limit of hterm, the lowest known), as
/// bytes of text.
const LONGEST: usize = 74_994 / 4 * 3;
/// Characters of a sequence that GNU screen hands on in one piece.
const PIECE: usize = 240;

/// A text for which the programs were tried.
#[derive(Debug)]
pub struct Tried {
    /// The request.
    pub req: Req,
    /// The text.
    pub text: String,
    /// Where it is now, for the end of a sentence; `None` when no program took it.
    pub taken: Option<String>,
}

/// What stands between this program and the terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Between {
    #[default]
    Nothing,
    /// tmux, here or on a machine that this one was reached from.
    Tmux,
    /// GNU screen here.
    Screen,
    /// Either of them, on a machine that this one was reached from.
    Either,
}

/// The ways to the clipboard.
#[derive(Debug)]
pub struct Clipboard {
    programs: Vec<Program>,
    between: Between,
    advice: &'static str,
    send: UnboundedSender<Tried>,
    receive: UnboundedReceiver<Tried>,
}

impl Default for Clipboard {
    /// The terminal alone, and nothing known of it.
    fn default() -> Self {
        Self::of(|_| None)
    }
}

impl Clipboard {
    /// The ways that the environment of this process knows.
    pub fn of_environment() -> Self {
        Self::of(|name| std::env::var_os(name).filter(|value| !value.is_empty()))
    }

    fn of(var: impl Fn(&str) -> Option<OsString>) -> Self {
        let folders: Vec<PathBuf> =
            var("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
        let (send, receive) = unbounded_channel();
        let term = var("TERM").map(|term| term.to_string_lossy().into_owned()).unwrap_or_default();
        let between = match () {
            () if var("TMUX").is_some() || term.starts_with("tmux") => Between::Tmux,
            () if var("STY").is_some() => Between::Screen,
            () if term.starts_with("screen") => Between::Either,
            () => Between::Nothing,
        };
        let advice = advice(between, &term, &var);
        Self { programs: programs::installed(&var, &folders), between, advice, send, receive }
    }

    /// Lets the programs take the text, one after another until one has; [`Clipboard::next_tried`] has the
    /// outcome.
    pub fn try_programs(&self, req: Req, text: String) {
        let (programs, send) = (self.programs.clone(), self.send.clone());
        tokio::spawn(async move {
            let taken = programs::first_to_take(&programs, &text).await;
            // Nobody listens any more when the program is ending.
            let _ = send.send(Tried { req, text, taken });
        });
    }

    /// The next text for which the programs were tried.
    pub async fn next_tried(&mut self) -> Option<Tried> {
        self.receive.recv().await
    }

    /// What asks the terminal to take the text.
    ///
    /// Errors: half a sentence on why it cannot be asked.
    pub fn request(&self, text: &str) -> Result<String, String> {
        if text.len() > LONGEST {
            return Err(format!(
                "{} bytes are more than terminals take ({}), and no program here has a clipboard",
                grouped(text.len() as u64),
                grouped(LONGEST as u64)
            ));
        }
        let mut plain = String::new();
        CopyToClipboard::to_clipboard_from(text).write_ansi(&mut plain).map_err(|error| error.to_string())?;
        Ok(match self.between {
            Between::Nothing => plain,
            // Each of the two is taken or dropped by itself, as tmux's `set-clipboard` and
            // `allow-passthrough` say.
            Between::Tmux => format!("{plain}\x1bPtmux;{}\x1b\\", plain.replace('\x1b', "\x1b\x1b")),
            Between::Screen => handed_on(&plain),
            Between::Either => format!("{plain}{}", handed_on(&plain)),
        })
    }

    /// What to do when the terminal did not take a text, as a sentence.
    pub fn advice(&self) -> String {
        format!("{}.", self.advice)
    }
}

/// A sequence as GNU screen hands it on to the terminal: in pieces, the end of the sequence being BEL,
/// because its usual end would be that of a piece.
fn handed_on(sequence: &str) -> String {
    let sequence =
        sequence.strip_suffix("\x1b\\").map_or_else(|| sequence.to_owned(), |it| format!("{it}\x07"));
    sequence
        .as_bytes()
        .chunks(PIECE)
        .map(|piece| format!("\x1bP{}\x1b\\", String::from_utf8_lossy(piece)))
        .collect()
}

/// What makes this terminal take the sequence, or what does instead.
fn advice(between: Between, term: &str, var: &impl Fn(&str) -> Option<OsString>) -> &'static str {
    let says = |name: &str, value: &str| var(name).is_some_and(|held| held == value);
    match between {
        Between::Tmux | Between::Either => "tmux takes it after `tmux set -g set-clipboard on`",
        Between::Nothing if var("WAYLAND_DISPLAY").is_some() => "Install wl-clipboard, which is asked first",
        Between::Nothing if var("DISPLAY").is_some() => "Install xclip, which is asked first",
        Between::Nothing if term == "linux" => "The Linux console has no clipboard: run buslens in tmux",
        Between::Nothing if says("TERM_PROGRAM", "Apple_Terminal") => {
            "Terminal.app never takes it from afar: use another terminal, or tmux"
        }
        Between::Nothing if says("LC_TERMINAL", "iTerm2") || says("TERM_PROGRAM", "iTerm.app") => {
            "iTerm2 takes it when its General settings, under Selection, let programs access the clipboard"
        }
        Between::Nothing if var("VTE_VERSION").is_some() => {
            "Terminals like GNOME's do not take it: use another one, or tmux"
        }
        Between::Screen | Between::Nothing => "Allow OSC 52 in the settings of the terminal",
    }
}

#[cfg(test)]
mod tests {
    use super::Clipboard;
    use std::collections::BTreeMap;
    use std::ffi::OsString;

    fn clipboard(vars: &[(&str, &str)]) -> Clipboard {
        let vars: BTreeMap<&str, OsString> = vars.iter().map(|(name, value)| (*name, value.into())).collect();
        Clipboard::of(|name| vars.get(name).cloned())
    }

    #[test]
    fn the_terminal_is_asked_through_what_stands_before_it() {
        let of = |vars: &[(&str, &str)], text: &str| clipboard(vars).request(text).unwrap();
        assert_eq!(of(&[], "abc"), "\x1b]52;c;YWJj\x1b\\");
        assert_eq!(
            of(&[("TMUX", "/tmp/x,1,0"), ("STY", "1.x")], "abc"),
            "\x1b]52;c;YWJj\x1b\\\x1bPtmux;\x1b\x1b]52;c;YWJj\x1b\x1b\\\x1b\\"
        );
        assert_eq!(of(&[("STY", "1.x"), ("TERM", "screen")], "abc"), "\x1bP\x1b]52;c;YWJj\x07\x1b\\");
        let long = of(&[("STY", "1.x")], &"a".repeat(300));
        assert_eq!(long.matches("\x1bP").count(), 2);
        let whole = long.replace("\x1b\\\x1bP", "");
        assert!(whole.ends_with("\x07\x1b\\") && whole.contains(&"YWFh".repeat(100)), "{whole:?}");
        assert!(of(&[("TERM", "screen-256color")], "abc").contains("YWJj\x1b\\\x1bP\x1b]52;"));
    }

    #[test]
    fn what_is_too_long_for_terminals_is_not_sent() {
        let why = clipboard(&[]).request(&"x".repeat(60_000)).unwrap_err();
        assert_eq!(
            why,
            "60,000 bytes are more than terminals take (56,244), and no program here has a clipboard"
        );
    }

    #[test]
    fn the_advice_is_for_this_terminal() {
        for (vars, word) in [
            (&[("TERM", "tmux-256color")][..], "set-clipboard on"),
            (&[("TERM", "linux")], "console"),
            (&[("TERM_PROGRAM", "Apple_Terminal")], "Terminal.app"),
            (&[("LC_TERMINAL", "iTerm2")], "Selection"),
            (&[("VTE_VERSION", "7600")], "GNOME"),
            (&[("WAYLAND_DISPLAY", "wayland-0"), ("VTE_VERSION", "7600")], "wl-clipboard"),
            (&[], "OSC 52"),
        ] {
            let advice = clipboard(vars).advice();
            assert!(advice.contains(word) && advice.ends_with('.'), "{advice}");
        }
    }
}
