//! The terminal: taken over on entry, given back on every way out.
//!
//! [`Guard`] is what makes a panic, a signal or an early return leave the shell usable; [`Screen`] draws on
//! the terminal. Reading keys is `input`'s.

use super::streams;
use super::surface::Surface;
use crate::app::Model;
use crate::ui::{self, theme::Theme};
use crossterm::cursor::Show;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen,
    LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue, style::Print};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};
use std::io::{self, BufWriter, IsTerminal, Stdout};
use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicBool, Ordering};

/// True while the terminal is ours, so that it is given back once, whoever comes first.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Clicks, drags and the wheel, in the coordinates of any screen size. Not every motion: that would wake the
/// program for each cell the pointer crosses.
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1002h\x1b[?1006h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1002l\x1b[?1000l";

/// The size assumed where a terminal says it has none.
const USUAL_SIZE: (u16, u16) = (80, 24);

/// The terminal in raw mode on its alternate screen; dropping gives it back.
#[derive(Debug)]
pub struct Guard {
    mouse: bool,
}

impl Guard {
    /// Takes the terminal over.
    ///
    /// Errors: standard input is no terminal, or it does not take raw mode.
    pub fn enter(mouse: bool) -> io::Result<Self> {
        let guard = Self { mouse };
        guard.take()?;
        Ok(guard)
    }

    fn take(&self) -> io::Result<()> {
        enable_raw_mode()?;
        TAKEN.store(true, Ordering::SeqCst);
        let mut out = io::stdout();
        // A program that was killed here may have left the terminal on its alternate screen, which then is
        // not empty.
        execute!(out, EnterAlternateScreen, Clear(ClearType::All), EnableBracketedPaste)?;
        if self.mouse { execute!(out, Print(MOUSE_ON)) } else { Ok(()) }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        give_back();
    }
}

/// Gives the terminal back, if it is ours. Errors are of no use here: the terminal may be gone.
pub fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let mut out = io::stdout();
        let _ = execute!(
            out,
            EndSynchronizedUpdate,
            Print(MOUSE_OFF),
            DisableBracketedPaste,
            Show,
            LeaveAlternateScreen
        );
        let _ = disable_raw_mode();
    }
}

/// Keys come one by one and unseen, as on the screen, while something is waited for after it.
#[derive(Debug)]
pub struct KeyByKey(());

impl KeyByKey {
    /// From now on. Where the terminal does not take it, keys come by the line.
    pub fn begin() -> Self {
        let _ = enable_raw_mode();
        Self(())
    }
}

impl Drop for KeyByKey {
    fn drop(&mut self) {
        let _ = disable_raw_mode();
    }
}

/// True when both ends of the screen are a terminal.
pub fn is_there() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// True when the terminal says of itself that it can only print (`TERM=dumb`), or says nothing.
pub fn is_dumb() -> bool {
    std::env::var_os("TERM").is_none_or(|term| term == "dumb" || term.is_empty())
}

/// The terminal's size in columns and rows.
pub fn size() -> (u16, u16) {
    match crossterm::terminal::size() {
        Ok((width, height)) if width > 0 && height > 0 => (width, height),
        _ => USUAL_SIZE,
    }
}

fn area((width, height): (u16, u16)) -> Rect {
    Rect::new(0, 0, width, height)
}

/// ratatui's terminal. Never dropped: its own way of showing the cursor again falls over when the terminal is
/// gone, and the guard shows it in any case.
pub(super) type Canvas = ManuallyDrop<Terminal<CrosstermBackend<BufWriter<Stdout>>>>;

/// A canvas over the whole terminal.
///
/// A frame is written at once; a fixed viewport, because asking the terminal for its size on every frame and
/// for the cursor's place on clearing (as a full-screen viewport does) would race with the thread that reads
/// the keys.
pub(super) fn canvas(size: (u16, u16)) -> io::Result<Canvas> {
    let backend = CrosstermBackend::new(BufWriter::with_capacity(1 << 16, io::stdout()));
    let options = TerminalOptions { viewport: Viewport::Fixed(area(size)) };
    Terminal::with_options(backend, options).map(ManuallyDrop::new)
}

/// The screen on a real terminal.
pub struct Screen {
    terminal: Canvas,
    guard: Guard,
    theme: Theme,
    size: (u16, u16),
}

impl Screen {
    /// Takes the terminal over.
    pub fn enter(theme: Theme, mouse: bool) -> io::Result<Self> {
        let guard = Guard::enter(mouse)?;
        let size = size();
        let terminal = canvas(size)?;
        Ok(Self { terminal, guard, theme, size })
    }
}

impl Surface for Screen {
    fn size(&self) -> (u16, u16) {
        self.size
    }

    fn measure(&self) -> (u16, u16) {
        size()
    }

    fn draw(&mut self, model: &Model) -> io::Result<()> {
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        self.terminal.draw(|frame| {
            ui::draw(frame, model, &self.theme);
            streams::harmless(frame.buffer_mut());
        })?;
        execute!(self.terminal.backend_mut(), EndSynchronizedUpdate)
    }

    fn resize(&mut self, size: (u16, u16)) -> io::Result<()> {
        self.size = size;
        self.terminal.resize(area(size))
    }

    fn ask(&mut self, sequence: &str) -> io::Result<()> {
        execute!(self.terminal.backend_mut(), Print(sequence))
    }

    fn suspend(&mut self) -> io::Result<bool> {
        // A process group that holds its session's leader was started without a shell that could continue it:
        // a stop would be for ever. The kernel applies the same rule to SIGTSTP, but not to SIGSTOP.
        let alone = rustix::process::getsid(None).is_ok_and(|session| session == rustix::process::getpgrp());
        if alone {
            return Ok(false);
        }
        give_back();
        // The whole group, so that a script around this program stops too and the shell takes over.
        let stopped = rustix::process::kill_current_process_group(rustix::process::Signal::STOP);
        self.resume()?;
        stopped?;
        Ok(true)
    }

    fn hand_over(&mut self) -> io::Result<()> {
        give_back();
        Ok(())
    }

    fn resume(&mut self) -> io::Result<()> {
        // The shell has put its own modes on the terminal, whatever we think they are.
        give_back();
        self.guard.take()?;
        self.resize(size())
    }
}
