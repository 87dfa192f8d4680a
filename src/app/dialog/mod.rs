//! The open popup: where it lies, and what keys, the mouse and pasted text do in it. What that means to the
//! program it answers as a value (`Then`); carrying it out is `update`'s.

mod help;
mod keys;
mod layout;
pub(super) mod palette;
mod pick;

pub use keys::keys;
pub use layout::{Button, Layout, Press, layout, wants};

use super::command::{Id, Move};
use super::confirm::Confirm;
use super::keymap::Chord;
use super::layout::{frame, on_bar};
use super::page::Scroll;
use super::popup::{Action, HelpState, Meaning, Menu, Note, Popup, TypedQuestion};
#[cfg(test)]
use super::prompt::Prompt;
use super::prompt::PromptOutcome;
use super::shared::Level;
use super::visible::Visible;
use crossterm::event::{KeyCode, KeyEvent, MouseButton, MouseEvent, MouseEventKind};
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

/// What a popup does with a command, given itself and where it lies.
type Act<P> = fn(P, &Layout) -> Then;

/// What a kind of popup does with each of its commands.
struct Keys<P: 'static> {
    popup: fn(P) -> Popup,
    go: fn(P, Move, &Layout) -> Then,
    own: &'static [(Id, Act<P>)],
}

impl<P> Keys<P> {
    /// What comes of a command; it stays as it is when the command is not its own.
    fn press(&self, popup: P, id: Option<Id>, place: &Layout) -> Then {
        if let Some(to) = id.and_then(Move::of) {
            return (self.go)(popup, to, place);
        }
        let own = self.own.iter().find(|(own, _)| Some(*own) == id);
        match own {
            Some((_, act)) => act(popup, place),
            None => Then::Stay((self.popup)(popup)),
        }
    }
}

const QUESTION: Keys<Box<Confirm>> = Keys {
    popup: Popup::Confirm,
    go: |mut confirm, to, place| {
        scroll_by(&mut confirm.scroll, to, place);
        Then::Stay(Popup::Confirm(confirm))
    },
    own: &[
        (Id::Yes, |confirm, _| Then::Accept(confirm)),
        (
            Id::Accept,
            |confirm, _| if confirm.accepting { Then::Accept(confirm) } else { cancelled(*confirm) },
        ),
        (Id::No, |confirm, _| cancelled(*confirm)),
        (Id::Cancel, |confirm, _| cancelled(*confirm)),
        (Id::Quit, |confirm, _| cancelled(*confirm)),
        (Id::NextPane, other_button),
        (Id::PrevPane, other_button),
        (Id::Left, other_button),
        (Id::Right, other_button),
        (Id::ReadOn, |confirm, place| (QUESTION.go)(confirm, Move::PageDown, place)),
    ],
};

const MENU: Keys<Menu> = Keys {
    popup: Popup::Menu,
    go: |mut menu, to, place| {
        let last = menu.items.len().saturating_sub(1);
        let by = to.lines(place.height());
        menu.selected = menu.selected.saturating_add_signed(by).min(last);
        Then::Stay(Popup::Menu(menu))
    },
    own: &[
        (Id::Accept, |menu, _| {
            let at = menu.selected;
            pick(menu, at)
        }),
        (Id::Cancel, |_, _| Then::Close),
        (Id::Quit, |_, _| Then::Close),
    ],
};

const NOTE: Keys<Note> = Keys {
    popup: Popup::Message,
    go: |mut note, to, place| {
        scroll_by(&mut note.scroll, to, place);
        Then::Stay(Popup::Message(note))
    },
    own: &[
        (Id::Accept, |_, _| Then::Close),
        (Id::Cancel, |_, _| Then::Close),
        (Id::Help, |_, _| Then::Close),
        (Id::Copy, |note, _| Then::Do(Action::Copy { what: "the text".to_owned(), text: note.text })),
        // A text that is only read has nothing to lose: an interrupt means to leave the program.
        (Id::Quit, |_, _| Then::Run(Id::Quit)),
        (Id::ReadOn, |note, place| (NOTE.go)(note, Move::PageDown, place)),
    ],
};

const HELP: Keys<HelpState> = Keys {
    popup: Popup::Help,
    go: |mut help, to, place| {
        scroll_by(&mut help.scroll, to, place);
        Then::Stay(Popup::Help(help))
    },
    own: &[
        (Id::Accept, |_, _| Then::Close),
        (Id::Cancel, |_, _| Then::Close),
        (Id::Help, |_, _| Then::Close),
        (Id::Copy, |_, place| {
            Then::Do(Action::Copy { what: "the keys".to_owned(), text: place.page.plain() })
        }),
        (Id::Quit, |_, _| Then::Run(Id::Quit)),
        (Id::ReadOn, |help, place| (HELP.go)(help, Move::PageDown, place)),
    ],
};

/// A key while a popup is open.
pub(super) fn on_key(popup: Popup, key: KeyEvent, visible: &Visible<'_>) -> Then {
    let place = layout(&popup, visible);
    let chord = Chord::of(key);
    let command = visible.shared.keymap.command(chord, popup.context());
    // The keys of a menu's choices, and of a question's other answer, are those shown beside them.
    let typed = if let (KeyCode::Char(c), true) = (key.code, chord.types()) { Some(c) } else { None };
    match popup {
        Popup::Confirm(confirm) if confirm.typing.is_some() => on_label_key(confirm, key, command, &place),
        Popup::Confirm(confirm) => match typed.filter(|c| confirm.other_key() == Some(*c)) {
            Some(_) => Then::AcceptOther(confirm),
            None => QUESTION.press(confirm, command, &place),
        },
        Popup::Menu(menu) => {
            let picked = |c: char| menu.items.iter().position(|item| item.key == c);
            match typed.filter(|c| *c != ' ').and_then(picked) {
                Some(at) => pick(menu, at),
                None => MENU.press(menu, command, &place),
            }
        }
        Popup::Typed(typed) => name_typed(typed, key, visible, &place),
        Popup::Help(state) => HELP.press(state, command, &place),
        Popup::Message(note) => NOTE.press(note, command, &place),
        Popup::Palette(palette) => palette::on_key(palette, key, command, &place),
        Popup::Pick(pick) => pick::on_key(pick, key, command, &place),
    }
}

/// A key while the account's label is being typed.
fn on_label_key(mut confirm: Box<Confirm>, key: KeyEvent, command: Option<Id>, place: &Layout) -> Then {
    match (command, key.code) {
        (Some(Id::Accept), _) => return Then::Accept(confirm),
        (Some(Id::Cancel | Id::Quit), _) => return cancelled(*confirm),
        (Some(id), _) => {
            if let Some(to) = Move::of(id) {
                return (QUESTION.go)(confirm, to, place);
            }
        }
        (None, KeyCode::Backspace) => confirm.type_back(),
        (None, KeyCode::Char(c)) if Chord::of(key).types() => confirm.type_in(c),
        (None, _) => {}
    }
    Then::Stay(Popup::Confirm(confirm))
}

/// Whether the popups of a context do something with a command.
#[cfg(test)]
pub(super) fn is_own(popup: &Popup, id: Id) -> bool {
    fn has<P>(keys: &Keys<P>, id: Id) -> bool {
        Move::of(id).is_some() || keys.own.iter().any(|(own, _)| *own == id)
    }
    match popup {
        Popup::Confirm(_) => has(&QUESTION, id),
        Popup::Menu(_) => has(&MENU, id),
        Popup::Typed(_) => Prompt::is_own(id),
        Popup::Help(_) => has(&HELP, id),
        Popup::Message(_) => has(&NOTE, id),
        Popup::Palette(_) => has(&palette::KEYS, id),
        Popup::Pick(_) => has(&pick::KEYS, id),
    }
}

/// The wheel over a popup, and clicks on what stands for a key in it.
#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "crossterm's enum: other movements of the mouse mean nothing here"
)]
pub(super) fn on_mouse(mut popup: Popup, mouse: MouseEvent, visible: &Visible<'_>) -> Then {
    let place = layout(&popup, visible);
    let bar_row =
        place.bar().and_then(|bar| on_bar(bar, place.len, mouse, visible.shared.pointer.last_press()));
    let lines: isize = match mouse.kind {
        MouseEventKind::ScrollUp => -3,
        MouseEventKind::ScrollDown => 3,
        MouseEventKind::Down(MouseButton::Left) => {
            let at = Position::new(mouse.column, mouse.row);
            if frame(visible.shared.size).footer.contains(at) {
                return match keys::key_at(&popup, visible, mouse.column) {
                    Some(key) => on_key(popup, key, visible),
                    None => Then::Stay(popup),
                };
            }
            return match bar_row {
                Some(row) => dragged(popup, row, &place),
                None => click(popup, at, visible, &place),
            };
        }
        MouseEventKind::Drag(MouseButton::Left) => {
            return match bar_row {
                Some(row) => dragged(popup, row, &place),
                None => Then::Stay(popup),
            };
        }
        _ => return Then::Stay(popup),
    };
    match &mut popup {
        Popup::Confirm(confirm) => move_by(&mut confirm.scroll, lines, &place),
        Popup::Typed(typed) => move_by(&mut typed.confirm.scroll, lines, &place),
        Popup::Help(help) => move_by(&mut help.scroll, lines, &place),
        Popup::Message(note) => move_by(&mut note.scroll, lines, &place),
        Popup::Menu(menu) => {
            menu.selected =
                menu.selected.saturating_add_signed(lines.signum()).min(menu.items.len().saturating_sub(1));
        }
        Popup::Palette(palette) => palette.step(lines.signum()),
        Popup::Pick(pick) => pick.step(lines.signum()),
    }
    Then::Stay(popup)
}

/// The thumb of a popup's scroll bar is drawn to a row.
fn dragged(mut popup: Popup, row: usize, place: &Layout) -> Then {
    let text = |scroll: &mut u16| {
        *scroll = u16::try_from(Scroll::dragged(row, place.len, place.height())).unwrap_or(u16::MAX);
    };
    // In a list, the row that is selected is the one that is drawn to.
    let track = place.height().saturating_sub(1).max(1);
    let selected = row.min(track) * place.len.saturating_sub(1) / track;
    match &mut popup {
        Popup::Confirm(confirm) => text(&mut confirm.scroll),
        Popup::Typed(typed) => text(&mut typed.confirm.scroll),
        Popup::Help(help) => text(&mut help.scroll),
        Popup::Message(note) => text(&mut note.scroll),
        Popup::Menu(menu) => menu.selected = selected,
        Popup::Palette(palette) => palette.selected = selected,
        Popup::Pick(pick) => pick.selected = selected,
    }
    Then::Stay(popup)
}

fn click(popup: Popup, at: Position, visible: &Visible<'_>, place: &Layout) -> Then {
    let row = |selected: usize| {
        let row = place.text.contains(at).then(|| place.top(selected) + usize::from(at.y - place.text.y));
        row.filter(|row| *row < place.len)
    };
    match popup {
        Popup::Confirm(confirm) => {
            let buttons = place.buttons(&confirm, &visible.shared.keymap);
            match buttons.iter().find(|button| button.area.contains(at)).map(|button| button.press) {
                Some(Press::Cancel) => cancelled(*confirm),
                Some(Press::Accept) => Then::Accept(confirm),
                Some(Press::Other) => Then::AcceptOther(confirm),
                None => Then::Stay(Popup::Confirm(confirm)),
            }
        }
        Popup::Menu(menu) => match row(menu.selected) {
            Some(row) => pick(menu, row),
            None => Then::Stay(Popup::Menu(menu)),
        },
        Popup::Pick(pick) => match row(pick.selected) {
            Some(row) => pick::take(pick, row),
            None => Then::Stay(Popup::Pick(pick)),
        },
        Popup::Palette(mut palette) => match row(palette.selected) {
            Some(row) => {
                palette.selected = row;
                palette::KEYS.press(palette, Some(Id::Accept), place)
            }
            None => Then::Stay(Popup::Palette(palette)),
        },
        Popup::Help(_) | Popup::Message(_) | Popup::Typed(_) => Then::Stay(popup),
    }
}

/// Text pasted into a popup.
pub(super) fn on_paste(popup: &mut Popup, text: &str) {
    // The label of an account is to be typed, not pasted: that is what it is asked for.
    match popup {
        Popup::Palette(palette) => palette.paste(text),
        Popup::Pick(pick) => pick.paste(text),
        Popup::Typed(typed) => typed.prompt.paste(text.trim()),
        Popup::Confirm(_) | Popup::Help(_) | Popup::Menu(_) | Popup::Message(_) => {}
    }
}

/// A key while a name is typed: the right name counts as yes.
fn name_typed(mut typed: Box<TypedQuestion>, key: KeyEvent, visible: &Visible<'_>, place: &Layout) -> Then {
    // Who erases the whole of a wrong name means to type the right one.
    if key.code == KeyCode::Backspace && typed.prompt.text().is_empty() {
        return Then::Stay(Popup::Typed(typed));
    }
    match typed.prompt.key(key, &visible.shared.keymap) {
        PromptOutcome::Accepted if typed.is_right() => return Then::Accept(Box::new(typed.confirm)),
        PromptOutcome::Cancelled => return cancelled(typed.confirm),
        PromptOutcome::Move(to) => scroll_by(&mut typed.confirm.scroll, to, place),
        PromptOutcome::Accepted => typed.wrong = Some(typed.prompt.text().to_owned()),
        PromptOutcome::Changed => typed.wrong = None,
        PromptOutcome::Same | PromptOutcome::Complete => {}
    }
    Then::Stay(Popup::Typed(typed))
}

fn cancelled(confirm: Confirm) -> Then {
    let sentence = confirm.declined.unwrap_or_else(|| "Cancelled; nothing was changed.".to_owned());
    Then::Say(Level::Info, sentence)
}

fn other_button(mut confirm: Box<Confirm>, _: &Layout) -> Then {
    confirm.accepting = !confirm.accepting;
    Then::Stay(Popup::Confirm(confirm))
}

fn pick(mut menu: Menu, at: usize) -> Then {
    if at < menu.items.len() { Then::Do(menu.items.swap_remove(at).action) } else { Then::Close }
}

fn scroll_by(scroll: &mut u16, to: Move, place: &Layout) {
    // A page here is all that is in view: a text is read from the first line to the last.
    let height = isize::try_from(place.text.height).unwrap_or(isize::MAX);
    let lines = match to {
        Move::PageUp => -height,
        Move::PageDown => height,
        Move::Up | Move::Down | Move::Top | Move::Bottom | Move::HalfUp | Move::HalfDown => {
            to.lines(place.height())
        }
    };
    move_by(scroll, lines, place);
}

fn move_by(scroll: &mut u16, lines: isize, place: &Layout) {
    let mut window = Scroll { top: usize::from(*scroll) };
    window.by(lines, place.len, place.height());
    *scroll = u16::try_from(window.top).unwrap_or(u16::MAX);
}
