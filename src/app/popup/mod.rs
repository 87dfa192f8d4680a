//! What can lie over a screen: questions, choices, help, the palette, a text to be read. Keys go to the popup
//! alone while one is open.

mod help;
mod layout;
pub(super) mod palette;

pub use help::HelpState;
pub use layout::{Button, Layout, layout};
pub use palette::{Entry, Palette};

use super::command::Id;
use super::confirm::Confirm;
use super::connect::{self, Switch};
use super::effect::Effect;
use super::keymap::Chord;
use super::model::{Level, Model};
use super::page::{Page, Role, Scroll};
use super::screen::{Screen, Step};
use super::update::{end, goto, run, take};
use crate::model::RuleKey;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

/// A popup.
#[derive(Debug)]
pub enum Popup {
    /// The question before a write.
    Confirm(Box<Confirm>),
    /// The keys of this screen.
    Help(HelpState),
    /// The command palette.
    Palette(Palette),
    /// A choice among a few things, each with its key, such as what to copy.
    Menu(Menu),
    /// A text to be read, such as an error in full.
    Message(Note),
}

impl Popup {
    /// A text to be read.
    pub fn message(title: impl Into<String>, text: impl Into<String>) -> Self {
        Self::Message(Note { title: title.into(), text: text.into(), scroll: 0 })
    }
}

/// A text to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// The heading.
    pub title: String,
    /// The text.
    pub text: String,
    /// First line shown.
    pub scroll: u16,
}

impl Note {
    /// The text as it is shown.
    pub fn page(&self) -> Page {
        Page::text(Role::Text, &self.text)
    }
}

/// A choice among a few things.
#[derive(Debug)]
pub struct Menu {
    /// The heading.
    pub title: String,
    /// The choices.
    pub items: Vec<MenuItem>,
    /// The selected one.
    pub selected: usize,
}

impl Menu {
    /// A menu with its first choice selected.
    pub fn new(title: impl Into<String>, items: Vec<MenuItem>) -> Self {
        Self { title: title.into(), items, selected: 0 }
    }

    /// The first choice shown where `height` of them fit.
    pub fn top(&self, height: usize) -> usize {
        (self.selected + 1).saturating_sub(height)
    }
}

/// One choice.
#[derive(Debug)]
pub struct MenuItem {
    /// The key that picks it; a blank for none.
    pub key: char,
    /// What it does.
    pub label: String,
    /// What happens.
    pub action: Action,
}

impl MenuItem {
    /// A choice.
    pub fn new(key: char, label: impl Into<String>, action: Action) -> Self {
        Self { key, label: label.into(), action }
    }
}

/// What a choice does.
#[derive(Debug)]
pub enum Action {
    /// Copy this text.
    Copy {
        /// What it is, for the notice.
        what: String,
        /// The text.
        text: String,
    },
    /// Open this screen over the present one.
    Show(Box<Screen>),
    /// Answer the workbench's question: handed to `Screen::choose` of the visible screen.
    Choose(super::screen::workbench::Choice),
    /// Switch to another profile or region.
    Switch(Switch),
    /// Show this text to be read.
    Read {
        /// The heading.
        title: String,
        /// The text.
        text: String,
    },
    /// Go to this rule in the browse screen.
    Goto(RuleKey),
    /// Leave the present screen, giving up what is not saved.
    Leave,
    /// Leave the present screen; the edit stays as a draft.
    LeaveKeepingDraft,
    /// Quit the program, unsaved edits kept as drafts.
    Quit,
    /// Nothing: the popup closes.
    Nothing,
}

/// A key while a popup is open.
pub(super) fn on_key(model: &mut Model, key: KeyEvent, out: &mut Vec<Effect>) {
    let command = model.shared.keymap.command(Chord::of(key), model.context());
    if let Some(id @ (Id::Suspend | Id::Redraw)) = command {
        return run(model, id, out);
    }
    let height = layout(model).map_or(0, |place| usize::from(place.text.height));
    let total = page_length(model);
    let Some(popup) = model.popup.take() else { return };
    let interrupt = key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL);
    if interrupt || key.code == KeyCode::Esc {
        cancelled(model, &popup);
        // A text that is read, or help, holds nothing: whoever interrupts wants to leave the program.
        if interrupt && matches!(popup, Popup::Message(_) | Popup::Help(_) | Popup::Palette(_)) {
            run(model, Id::Quit, out);
        }
        return;
    }
    match popup {
        Popup::Confirm(confirm) => confirm_key(model, confirm, key, (total, height), out),
        Popup::Help(state) => help::on_key(model, state, key, command, (total, height)),
        Popup::Palette(palette) => palette::on_key(model, palette, key, out),
        Popup::Menu(menu) => menu_key(model, menu, key, out),
        Popup::Message(mut note) => match key.code {
            KeyCode::Enter | KeyCode::Char('q') => {}
            KeyCode::Char('c') => copy(model, "the text", note.text, out),
            _ => {
                scrolled(&mut note.scroll, key.code, total, height);
                model.popup = Some(Popup::Message(note));
            }
        },
    }
}

/// The wheel over a popup, and clicks on what stands for a key in it.
pub(super) fn on_mouse(model: &mut Model, mouse: MouseEvent, out: &mut Vec<Effect>) {
    let lines: isize = match mouse.kind {
        MouseEventKind::ScrollUp => -3,
        MouseEventKind::ScrollDown => 3,
        MouseEventKind::Down(MouseButton::Left) => {
            return click(model, Position::new(mouse.column, mouse.row), out);
        }
        _ => return,
    };
    let height = layout(model).map_or(0, |place| usize::from(place.text.height));
    let total = page_length(model);
    let scroll = match &mut model.popup {
        Some(Popup::Confirm(confirm)) => &mut confirm.scroll,
        Some(Popup::Help(help)) => &mut help.scroll,
        Some(Popup::Message(note)) => &mut note.scroll,
        Some(Popup::Menu(menu)) => {
            menu.selected =
                menu.selected.saturating_add_signed(lines.signum()).min(menu.items.len().saturating_sub(1));
            return;
        }
        Some(Popup::Palette(palette)) => return palette.step(lines.signum()),
        None => return,
    };
    move_by(scroll, lines, total, height);
}

fn click(model: &mut Model, at: Position, out: &mut Vec<Effect>) {
    let Some(place) = layout(model) else { return };
    let key = match &mut model.popup {
        Some(Popup::Confirm(confirm)) => place
            .buttons(confirm)
            .into_iter()
            .find(|button| button.area.contains(at))
            .map(|button| button.key),
        Some(Popup::Menu(menu)) if place.text.contains(at) => {
            let row = menu.top(usize::from(place.text.height)) + usize::from(at.y - place.text.y);
            (row < menu.items.len()).then(|| {
                menu.selected = row;
                KeyCode::Enter
            })
        }
        Some(Popup::Menu(_) | Popup::Help(_) | Popup::Palette(_) | Popup::Message(_)) | None => None,
    };
    if let Some(key) = key {
        on_key(model, KeyEvent::new(key, KeyModifiers::NONE), out);
    }
}

/// Text pasted into a popup.
pub(super) fn on_paste(model: &mut Model, text: &str) {
    if let Some(Popup::Palette(palette)) = &mut model.popup {
        palette.paste(text);
    }
}

fn cancelled(model: &mut Model, popup: &Popup) {
    if let Popup::Confirm(_) = popup {
        model.shared.notify(Level::Info, "Cancelled; nothing was changed.");
    }
}

fn confirm_key(
    model: &mut Model,
    mut confirm: Box<Confirm>,
    key: KeyEvent,
    span: (usize, usize),
    out: &mut Vec<Effect>,
) {
    let requests = &mut model.shared.requests;
    match key.code {
        KeyCode::Char('y') => return send(confirm.accept(requests), model, out),
        KeyCode::Enter if confirm.accepting => return send(confirm.accept(requests), model, out),
        KeyCode::Enter | KeyCode::Char('n' | 'q') => return cancelled(model, &Popup::Confirm(confirm)),
        KeyCode::Char(c) if confirm.other.as_ref().is_some_and(|other| other.key == c) => {
            return send(confirm.accept_other(requests), model, out);
        }
        KeyCode::Tab | KeyCode::BackTab | KeyCode::Left | KeyCode::Right => {
            confirm.accepting = !confirm.accepting;
        }
        code => scrolled(&mut confirm.scroll, code, span.0, span.1),
    }
    model.popup = Some(Popup::Confirm(confirm));
}

fn send(writes: Vec<Effect>, model: &mut Model, out: &mut Vec<Effect>) {
    super::toggle::sent(&writes, &mut model.shared);
    out.extend(writes);
}

fn menu_key(model: &mut Model, mut menu: Menu, key: KeyEvent, out: &mut Vec<Effect>) {
    let last = menu.items.len().saturating_sub(1);
    let picked = match key.code {
        KeyCode::Enter => Some(menu.selected),
        KeyCode::Char(c) if c != ' ' => menu.items.iter().position(|item| item.key == c),
        _ => None,
    };
    if let Some(at) = picked {
        if at < menu.items.len() {
            act(model, menu.items.swap_remove(at).action, out);
        }
        return;
    }
    match key.code {
        KeyCode::Up | KeyCode::Char('k') => menu.selected = menu.selected.saturating_sub(1),
        KeyCode::Down | KeyCode::Char('j') => menu.selected = (menu.selected + 1).min(last),
        KeyCode::Home | KeyCode::PageUp => menu.selected = 0,
        KeyCode::End | KeyCode::PageDown => menu.selected = last,
        KeyCode::Char('q') => return,
        _ => {}
    }
    model.popup = Some(Popup::Menu(menu));
}

fn act(model: &mut Model, action: Action, out: &mut Vec<Effect>) {
    match action {
        Action::Copy { what, text } => copy(model, &what, text, out),
        Action::Show(screen) => take(model, Step::Push(*screen), out),
        Action::Choose(choice) => {
            let Model { shared, stack, .. } = model;
            let step = stack.last_mut().map(|screen| screen.choose(choice, shared, out)).unwrap_or_default();
            take(model, step, out);
        }
        Action::Leave => {
            out.extend(model.screen().rule(&model.shared).map(|rule| Effect::DropDraft { rule }));
            take(model, Step::Pop, out);
        }
        Action::Switch(to) => connect::switch_now(model, to, out),
        Action::Read { title, text } => model.popup = Some(Popup::message(title, text)),
        Action::Goto(rule) => goto(model, &rule, out),
        Action::LeaveKeepingDraft => take(model, Step::Pop, out),
        Action::Quit => end(model, out),
        Action::Nothing => {}
    }
}

fn copy(model: &mut Model, what: &str, text: String, out: &mut Vec<Effect>) {
    model.shared.notify(Level::Done, format!("Copied {what}."));
    out.push(Effect::Copy(text));
}

/// Lines of the popup's text at its width.
fn page_length(model: &Model) -> usize {
    layout(model).map_or(0, |place| place.page.len())
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

/// The question before quitting with an edit that is not saved.
pub(super) fn quit_question() -> Popup {
    Popup::Menu(Menu::new(
        "Quit with an unsaved edit?",
        vec![
            MenuItem::new('b', "back to the edit", Action::Nothing),
            MenuItem::new('q', "quit; the edit is kept as a draft", Action::Quit),
        ],
    ))
}
