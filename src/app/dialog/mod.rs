//! The open popup: where it lies, and what keys, the mouse and pasted text do in it. What that means to the
//! program it answers as a value ([`Then`]); carrying it out is `update`'s.

mod help;
mod layout;
pub(super) mod palette;

pub use layout::{Button, Layout, layout};

use super::command::Id;
use super::confirm::Confirm;
use super::keymap::Chord;
use super::page::Scroll;
use super::popup::{Action, Meaning, Menu, Popup};
use super::shared::Level;
use super::visible::Visible;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

/// What comes of a key in a popup. In all cases but the first it closes.
#[derive(Debug)]
pub(super) enum Then {
    /// It stays open.
    Stay(Popup),
    /// Nothing else.
    Close,
    /// A line for the operator.
    Say(Level, String),
    /// A command is to be run.
    Run(Id),
    /// The question was answered with yes.
    Accept(Box<Confirm>),
    /// The question was answered with its other yes.
    AcceptOther(Box<Confirm>),
    /// A choice of a menu was taken.
    Do(Action),
    /// A word of the palette was taken.
    Go(Meaning),
}

/// A key while a popup is open.
pub(super) fn on_key(popup: Popup, key: KeyEvent, visible: &Visible<'_>) -> Then {
    let command = visible.shared.keymap.command(Chord::of(key), visible.context());
    let place = layout(&popup, visible);
    let span = (place.page.len(), usize::from(place.text.height));
    let interrupt = key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL);
    if interrupt || key.code == KeyCode::Esc {
        // A text that is read, or help, holds nothing: whoever interrupts wants to leave the program.
        return match popup {
            Popup::Confirm(_) => cancelled(),
            Popup::Message(_) | Popup::Help(_) | Popup::Palette(_) if interrupt => Then::Run(Id::Quit),
            Popup::Message(_) | Popup::Help(_) | Popup::Palette(_) | Popup::Menu(_) => Then::Close,
        };
    }
    match popup {
        Popup::Confirm(confirm) => confirm_key(confirm, key, span),
        Popup::Help(state) => help::on_key(state, key, command, span),
        Popup::Palette(palette) => palette::on_key(palette, key),
        Popup::Menu(menu) => menu_key(menu, key),
        Popup::Message(mut note) => match key.code {
            KeyCode::Enter | KeyCode::Char('q') => Then::Close,
            KeyCode::Char('c') => Then::Do(Action::Copy { what: "the text".to_owned(), text: note.text }),
            _ => {
                scrolled(&mut note.scroll, key.code, span.0, span.1);
                Then::Stay(Popup::Message(note))
            }
        },
    }
}

/// The wheel over a popup, and clicks on what stands for a key in it.
pub(super) fn on_mouse(mut popup: Popup, mouse: MouseEvent, visible: &Visible<'_>) -> Then {
    let lines: isize = match mouse.kind {
        MouseEventKind::ScrollUp => -3,
        MouseEventKind::ScrollDown => 3,
        MouseEventKind::Down(MouseButton::Left) => {
            return click(popup, Position::new(mouse.column, mouse.row), visible);
        }
        _ => return Then::Stay(popup),
    };
    let place = layout(&popup, visible);
    let (total, height) = (place.page.len(), usize::from(place.text.height));
    match &mut popup {
        Popup::Confirm(confirm) => move_by(&mut confirm.scroll, lines, total, height),
        Popup::Help(help) => move_by(&mut help.scroll, lines, total, height),
        Popup::Message(note) => move_by(&mut note.scroll, lines, total, height),
        Popup::Menu(menu) => {
            menu.selected =
                menu.selected.saturating_add_signed(lines.signum()).min(menu.items.len().saturating_sub(1));
        }
        Popup::Palette(palette) => palette.step(lines.signum()),
    }
    Then::Stay(popup)
}

fn click(mut popup: Popup, at: Position, visible: &Visible<'_>) -> Then {
    let place = layout(&popup, visible);
    let key = match &mut popup {
        Popup::Confirm(confirm) => place
            .buttons(confirm)
            .into_iter()
            .find(|button| button.area.contains(at))
            .map(|button| button.key),
        Popup::Menu(menu) if place.text.contains(at) => {
            let row = menu.top(usize::from(place.text.height)) + usize::from(at.y - place.text.y);
            (row < menu.items.len()).then(|| {
                menu.selected = row;
                KeyCode::Enter
            })
        }
        Popup::Menu(_) | Popup::Help(_) | Popup::Palette(_) | Popup::Message(_) => None,
    };
    match key {
        Some(key) => on_key(popup, KeyEvent::new(key, KeyModifiers::NONE), visible),
        None => Then::Stay(popup),
    }
}

/// Text pasted into a popup.
pub(super) fn on_paste(popup: &mut Popup, text: &str) {
    if let Popup::Palette(palette) = popup {
        palette.paste(text);
    }
}

fn cancelled() -> Then {
    Then::Say(Level::Info, "Cancelled; nothing was changed.".to_owned())
}

fn confirm_key(mut confirm: Box<Confirm>, key: KeyEvent, span: (usize, usize)) -> Then {
    match key.code {
        KeyCode::Char('y') => return Then::Accept(confirm),
        KeyCode::Enter if confirm.accepting => return Then::Accept(confirm),
        KeyCode::Enter | KeyCode::Char('n' | 'q') => return cancelled(),
        KeyCode::Char(c) if confirm.other.as_ref().is_some_and(|other| other.key == c) => {
            return Then::AcceptOther(confirm);
        }
        KeyCode::Tab | KeyCode::BackTab | KeyCode::Left | KeyCode::Right => {
            confirm.accepting = !confirm.accepting;
        }
        code => scrolled(&mut confirm.scroll, code, span.0, span.1),
    }
    Then::Stay(Popup::Confirm(confirm))
}

fn menu_key(mut menu: Menu, key: KeyEvent) -> Then {
    let last = menu.items.len().saturating_sub(1);
    let picked = match key.code {
        KeyCode::Enter => Some(menu.selected),
        KeyCode::Char(c) if c != ' ' => menu.items.iter().position(|item| item.key == c),
        _ => None,
    };
    if let Some(at) = picked {
        return if at < menu.items.len() { Then::Do(menu.items.swap_remove(at).action) } else { Then::Close };
    }
    match key.code {
        KeyCode::Up | KeyCode::Char('k') => menu.selected = menu.selected.saturating_sub(1),
        KeyCode::Down | KeyCode::Char('j') => menu.selected = (menu.selected + 1).min(last),
        KeyCode::Home | KeyCode::PageUp => menu.selected = 0,
        KeyCode::End | KeyCode::PageDown => menu.selected = last,
        KeyCode::Char('q') => return Then::Close,
        _ => {}
    }
    Then::Stay(Popup::Menu(menu))
}

fn scrolled(scroll: &mut u16, code: KeyCode, total: usize, height: usize) {
    let page = isize::try_from(height).unwrap_or(isize::MAX);
    let lines = match code {
        KeyCode::Up | KeyCode::Char('k') => -1,
        KeyCode::Down | KeyCode::Char('j') => 1,
        KeyCode::PageUp => -page,
        KeyCode::PageDown | KeyCode::Char(' ') => page,
        KeyCode::Home | KeyCode::Char('g') => isize::MIN / 2,
        KeyCode::End | KeyCode::Char('G') => isize::MAX / 2,
        _ => return,
    };
    move_by(scroll, lines, total, height);
}

fn move_by(scroll: &mut u16, lines: isize, total: usize, height: usize) {
    let mut window = Scroll { top: usize::from(*scroll) };
    window.by(lines, total, height);
    *scroll = u16::try_from(window.top).unwrap_or(u16::MAX);
}
