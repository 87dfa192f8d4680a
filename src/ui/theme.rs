//! Named roles over the terminal's own 16 colours, so that light and dark terminals both work. With
//! `NO_COLOR` only attributes are left. Pass and fail never differ by colour alone.

use crate::app::page::Role;
use crate::model::Colour;
use ratatui::style::{Color, Modifier, Style};

/// The roles. Every style on screen is one of these.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Theme {
    pub text: Style,
    pub dim: Style,
    pub accent: Style,
    pub heading: Style,
    pub selected: Style,
    pub selected_elsewhere: Style,
    pub border: Style,
    pub border_focused: Style,
    pub key: Style,
    pub good: Style,
    pub bad: Style,
    pub warn: Style,
    pub json_key: Style,
    pub json_string: Style,
    pub json_number: Style,
    pub json_literal: Style,
    pub json_punctuation: Style,
    pub error_underline: Style,
    pub warn_underline: Style,
    pub found: Style,
    pub added: Style,
    pub removed: Style,
    coloured: bool,
}

impl Theme {
    /// The style of a role that the core names.
    pub fn role(&self, role: Role) -> Style {
        match role {
            Role::Text => self.text,
            Role::Dim => self.dim,
            Role::Accent => self.accent,
            Role::Heading => self.heading,
            Role::Key => self.key,
            Role::Good => self.good,
            Role::Bad => self.bad,
            Role::Warn => self.warn,
            Role::JsonKey => self.json_key,
            Role::JsonString => self.json_string,
            Role::JsonNumber => self.json_number,
            Role::JsonLiteral => self.json_literal,
            Role::JsonPunctuation => self.json_punctuation,
            Role::Found => self.found,
            Role::Selected => self.selected,
            Role::Added => self.added,
            Role::Removed => self.removed,
        }
    }

    /// The style of an account's label, in the colour that the configuration gives it.
    pub fn label(&self, colour: Option<Colour>) -> Style {
        let style = self.selected.add_modifier(Modifier::BOLD);
        match colour.filter(|_| self.coloured) {
            None => style,
            Some(Colour::Red) => style.fg(Color::Red),
            Some(Colour::Yellow) => style.fg(Color::Yellow),
            Some(Colour::Green) => style.fg(Color::Green),
            Some(Colour::Cyan) => style.fg(Color::Cyan),
            Some(Colour::Blue) => style.fg(Color::Blue),
            Some(Colour::Magenta) => style.fg(Color::Magenta),
        }
    }

    /// The theme in the terminal's own colours.
    pub fn color() -> Self {
        let plain = Style::new();
        Self {
            text: plain,
            dim: plain.add_modifier(Modifier::DIM),
            accent: plain.fg(Color::Cyan),
            heading: plain.add_modifier(Modifier::BOLD),
            selected: plain.add_modifier(Modifier::REVERSED),
            selected_elsewhere: plain.add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
            border: plain.add_modifier(Modifier::DIM),
            border_focused: plain.fg(Color::Cyan),
            key: plain.fg(Color::Cyan).add_modifier(Modifier::BOLD),
            good: plain.fg(Color::Green),
            bad: plain.fg(Color::Red),
            warn: plain.fg(Color::Yellow),
            json_key: plain.fg(Color::Blue),
            json_string: plain.fg(Color::Green),
            json_number: plain.fg(Color::Magenta),
            json_literal: plain.fg(Color::Yellow),
            json_punctuation: plain.add_modifier(Modifier::DIM),
            error_underline: plain.fg(Color::Red).add_modifier(Modifier::UNDERLINED),
            warn_underline: plain.fg(Color::Yellow).add_modifier(Modifier::UNDERLINED),
            found: plain.fg(Color::Yellow).add_modifier(Modifier::REVERSED),
            added: plain.fg(Color::Green),
            removed: plain.fg(Color::Red),
            coloured: true,
        }
    }

    /// The theme for `NO_COLOR`: attributes only.
    pub fn plain() -> Self {
        let plain = Style::new();
        let bold = plain.add_modifier(Modifier::BOLD);
        Self {
            accent: bold,
            border_focused: bold,
            key: bold,
            good: plain,
            bad: bold,
            warn: bold,
            json_key: plain,
            json_string: plain,
            json_number: plain,
            json_literal: plain,
            error_underline: bold.add_modifier(Modifier::UNDERLINED),
            warn_underline: plain.add_modifier(Modifier::UNDERLINED),
            found: plain.add_modifier(Modifier::REVERSED),
            added: bold,
            removed: plain,
            coloured: false,
            ..Self::color()
        }
    }
}
