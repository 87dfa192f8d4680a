//! What can lie over a screen: questions, choices, help, the palette, a text to be read. Data alone; what
//! their keys do and where they lie is [`super::dialog`]'s.

mod action;
mod choice;
mod palette;
mod pick;

pub use action::{Action, Switch};
pub use choice::{Choice, FormChoice, LibraryEvent, WorkbenchChoice};
pub use palette::{Meaning, MenuChoice, Palette, PaletteEntry, Word};
pub use pick::{NOTHING_FOUND, Pick, PickItem};

use super::command::Context;
use super::confirm::Confirm;
use super::page::{Page, Role};
use super::prompt::Prompt;

/// A popup.
#[derive(Debug)]
pub enum Popup {
    /// The question before a write.
    Confirm(Box<Confirm>),
    /// The question before something goes: its name is to be typed.
    Typed(Box<TypedQuestion>),
    /// The keys of this screen.
    Help(HelpState),
    /// The command palette.
    Palette(Palette),
    /// A choice among a few things, each with its key, such as what to copy.
    Menu(Menu),
    /// A choice among many things, found by typing.
    Pick(Pick),
    /// A text to be read, such as an error in full.
    Message(Note),
}

impl Popup {
    /// The context its keys belong to.
    pub fn context(&self) -> Context {
        match self {
            Self::Confirm(confirm) if confirm.typing.is_some() => Context::Prompt,
            Self::Confirm(_) => Context::Question,
            Self::Typed(_) => Context::Prompt,
            Self::Menu(_) => Context::Menu,
            Self::Help(_) | Self::Message(_) => Context::Reading,
            Self::Palette(_) | Self::Pick(_) => Context::Palette,
        }
    }

    /// The heading; `screen` is whose keys the help lists.
    pub fn title(&self, screen: Context) -> String {
        match self {
            Self::Confirm(confirm) => confirm.title.clone(),
            Self::Typed(typed) => typed.confirm.title.clone(),
            Self::Help(_) => format!("keys: {}", screen.title()),
            Self::Palette(_) => "command".to_owned(),
            Self::Menu(menu) => menu.title.clone(),
            Self::Pick(pick) => pick.title.clone(),
            Self::Message(note) => note.title.clone(),
        }
    }

    /// A text to be read.
    pub fn message(title: impl Into<String>, text: impl Into<String>) -> Self {
        Self::Message(Note { title: title.into(), text: text.into(), scroll: 0 })
    }
}

/// A question that is answered by typing a name.
#[derive(Debug)]
pub struct TypedQuestion {
    /// The question.
    pub confirm: Confirm,
    /// What must be typed.
    pub name: String,
    /// What is typed.
    pub prompt: Prompt,
    /// What was entered last and was not the name.
    pub wrong: Option<String>,
}

impl TypedQuestion {
    /// A question that `name` answers with yes.
    pub fn new(confirm: Confirm, name: &str) -> Self {
        Self { confirm, name: name.to_owned(), prompt: Prompt::new("name", "", String::new()), wrong: None }
    }

    /// What is asked for, in a line.
    pub fn wants(&self) -> String {
        // A name has no blank: with one, it is a count of several.
        let verb = self.confirm.accept.split(' ').next().unwrap_or_default();
        let what = if self.name.contains(' ') { "them" } else { "it" };
        match &self.wrong {
            Some(wrong) => format!("`{wrong}` is not `{0}`: nothing was sent. Type `{0}`:", self.name),
            None => format!("Type `{}` to {verb} {what}:", self.name),
        }
    }

    /// Whether the name is there.
    pub fn is_right(&self) -> bool {
        self.prompt.text() == self.name
    }
}

/// The help screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HelpState {
    /// First line shown.
    pub scroll: u16,
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

impl Popup {
    /// Puts `new` where it says `old`, in what is read before a key is pressed.
    pub(in crate::app) fn replace(&mut self, old: &str, new: &str) {
        match self {
            Self::Message(note) => note.text = note.text.replace(old, new),
            Self::Confirm(confirm) => confirm.replace(old, new),
            Self::Typed(typed) => typed.confirm.replace(old, new),
            Self::Help(_) | Self::Palette(_) | Self::Menu(_) | Self::Pick(_) => {}
        }
    }

    /// Whether what is chosen in it is for the screen that opened it.
    pub(in crate::app) fn asks_its_screen(&self) -> bool {
        let is_for_it = |action: &Action| matches!(action, Action::Choose(_));
        match self {
            Self::Menu(menu) => menu.items.iter().any(|item| is_for_it(&item.action)),
            Self::Pick(pick) => pick.items.iter().any(|item| is_for_it(&item.action)),
            Self::Confirm(_) | Self::Typed(_) | Self::Help(_) | Self::Palette(_) | Self::Message(_) => false,
        }
    }
}

/// The keys of a menu's choices, in their order: the digits from 1 on; choices after the ninth have none.
pub(in crate::app) fn number_keys() -> impl Iterator<Item = char> {
    "123456789".chars().chain(std::iter::repeat(' '))
}

impl MenuItem {
    /// A choice.
    pub fn new(key: char, label: impl Into<String>, action: Action) -> Self {
        Self { key, label: label.into(), action }
    }
}

#[cfg(test)]
mod tests {
    use super::{Action, Choice, FormChoice, LibraryEvent, Menu, MenuItem, Pick, PickItem, Popup};

    #[test]
    fn a_choice_for_the_screen_is_known_as_one_in_a_menu_and_in_a_list() {
        let pick = |action| {
            let item =
                PickItem { label: "a".into(), note: String::new(), also: String::new(), arn: None, action };
            Popup::Pick(Pick::new("Samples", vec![item], 0))
        };
        let menu = |action| Popup::Menu(Menu::new("Leave?", vec![MenuItem::new('a', "a", action)]));
        assert!(menu(Action::Choose(Choice::Form(FormChoice::Discard))).asks_its_screen());
        assert!(pick(Action::Choose(Choice::Event(LibraryEvent::Sample(0)))).asks_its_screen());
        assert!(!menu(Action::Nothing).asks_its_screen() && !pick(Action::Quit).asks_its_screen());
    }
}
