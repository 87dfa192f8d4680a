//! Keys: their notation, and which command each one gives in which context.

use super::command::{Command, Context, Id, TABLE};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::str::FromStr;

/// A key with its modifiers, written `g`, `G`, `ctrl-d`, `alt-enter`, `shift-tab`, `F1`, `space`, `PgUp`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Chord {
    code: KeyCode,
    modifiers: KeyModifiers,
}

const NAMED: [(&str, KeyCode); 15] = [
    ("enter", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("space", KeyCode::Char(' ')),
    ("backspace", KeyCode::Backspace),
    ("delete", KeyCode::Delete),
    ("insert", KeyCode::Insert),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pgup", KeyCode::PageUp),
    ("pgdn", KeyCode::PageDown),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
];

/// How the same keys are shown to people.
const SHOWN: [(&str, &str); 6] =
    [("up", "↑"), ("down", "↓"), ("left", "←"), ("right", "→"), ("pgup", "PgUp"), ("pgdn", "PgDn")];

impl Chord {
    /// The chord of a key event. Shift is part of the character for printable keys, and shift-tab is one key.
    #[allow(clippy::wildcard_enum_match_arm, reason = "crossterm's enum: other keys mean nothing here")]
    pub fn of(key: KeyEvent) -> Self {
        let mut modifiers = key.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT);
        let mut code = key.code;
        match code {
            KeyCode::BackTab => {
                code = KeyCode::Tab;
                modifiers |= KeyModifiers::SHIFT;
            }
            KeyCode::Char(c) => {
                modifiers -= KeyModifiers::SHIFT;
                if modifiers.contains(KeyModifiers::CONTROL) {
                    code = KeyCode::Char(c.to_ascii_lowercase());
                }
            }
            _ => {}
        }
        Self { code, modifiers }
    }

    /// The event of pressing it.
    pub fn event(self) -> KeyEvent {
        KeyEvent::new(self.code, self.modifiers)
    }

    /// True for a key with a character on it, whatever is held down with it.
    pub(super) fn has_character(self) -> bool {
        matches!(self.code, KeyCode::Char(_))
    }

    /// True for a key that types a character in a text.
    pub fn types(self) -> bool {
        matches!(self.code, KeyCode::Char(_))
            && !self.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT)
    }
}

impl FromStr for Chord {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut rest = text;
        let mut modifiers = KeyModifiers::NONE;
        loop {
            let lower = rest.to_ascii_lowercase();
            let (flag, length) = if lower.starts_with("ctrl-") {
                (KeyModifiers::CONTROL, 5)
            } else if lower.starts_with("alt-") {
                (KeyModifiers::ALT, 4)
            } else if lower.starts_with("shift-") {
                (KeyModifiers::SHIFT, 6)
            } else {
                break;
            };
            if rest.len() == length {
                break;
            }
            if modifiers.contains(flag) {
                return Err(format!("`{text}` is not a key: it has `{}` twice", &lower[..length]));
            }
            modifiers |= flag;
            rest = &rest[length..];
        }
        let lower = rest.to_ascii_lowercase();
        let mut chars = rest.chars();
        let code = if let (Some(c), None) = (chars.next(), chars.next()) {
            KeyCode::Char(c)
        } else if let Some((_, code)) = NAMED.iter().find(|(name, _)| *name == lower) {
            *code
        } else if let Some(n) =
            lower.strip_prefix('f').and_then(|n| n.parse().ok()).filter(|n| (1..=12).contains(n))
        {
            KeyCode::F(n)
        } else {
            return Err(format!(
                "`{text}` is not a key: write a character, F1 to F12, or one of {}, with ctrl-, alt- or shift- \
                    before it",
                NAMED.map(|(name, _)| name).join(", ")
            ));
        };
        Ok(Self::of(KeyEvent::new(code, modifiers)))
    }
}

impl fmt::Display for Chord {
    #[allow(clippy::wildcard_enum_match_arm, reason = "crossterm's enum: other keys mean nothing here")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (flag, word) in
            [(KeyModifiers::CONTROL, "ctrl-"), (KeyModifiers::ALT, "alt-"), (KeyModifiers::SHIFT, "shift-")]
        {
            if self.modifiers.contains(flag) {
                f.write_str(word)?;
            }
        }
        if let Some((name, _)) = NAMED.iter().find(|(_, code)| *code == self.code) {
            let shown = SHOWN.iter().find(|(plain, _)| plain == name).map_or(*name, |(_, shown)| shown);
            return f.write_str(shown);
        }
        match self.code {
            KeyCode::Char(c) => write!(f, "{c}"),
            KeyCode::F(n) => write!(f, "F{n}"),
            other => write!(f, "{other}"),
        }
    }
}

/// Which keys give which command.
#[derive(Clone, Debug)]
pub struct Keymap {
    list: BTreeMap<Id, Vec<Chord>>,
    text: BTreeMap<Id, Vec<Chord>>,
}

/// What commands were called before, and are called now: configurations from then are still understood.
const FORMER: [(&str, &str); 3] =
    [("mend", "fix"), ("keep-event", "save-event-by-name"), ("save-event", "save-event-file")];

/// What a command is called now.
pub fn present_name(command: &str) -> &str {
    FORMER.iter().find(|(former, _)| *former == command).map_or(command, |(_, now)| *now)
}

/// Two commands that share a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    context: Context,
    chord: Chord,
    /// Their names.
    pub commands: [&'static str; 2],
}

impl fmt::Display for Clash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { context, chord, commands: [one, other] } = self;
        write!(f, "{}: `{chord}` is both {one} and {other}", context.title())
    }
}

impl Default for Keymap {
    fn default() -> Self {
        let parse = |keys: &[&str]| keys.iter().filter_map(|key| key.parse().ok()).collect();
        Self {
            list: TABLE.iter().map(|row| (row.id, parse(row.keys))).collect(),
            text: TABLE.iter().map(|row| (row.id, parse(row.text_keys))).collect(),
        }
    }
}

impl Keymap {
    /// Replaces a command's keys; from the configuration's `[keys]` table, `command = ["key", …]`. A key that
    /// types a character applies to list contexts only; any other applies to both.
    ///
    /// # Errors
    /// One sentence that names the command or key, and what to write in its place.
    pub fn rebind(&mut self, command: &str, keys: &[String]) -> Result<(), String> {
        let Some(row) = Command::by_name(present_name(command)) else {
            let names: Vec<_> = TABLE.iter().map(|row| row.name).collect();
            return Err(format!("there is no command `{command}`; the commands are {}", names.join(", ")));
        };
        let chords = keys.iter().map(|key| key.parse()).collect::<Result<Vec<Chord>, _>>()?;
        if row.contexts.iter().any(|context| context.is_text()) {
            self.text.insert(row.id, chords.iter().copied().filter(|chord| !chord.types()).collect());
        }
        if row.contexts.iter().any(|context| !context.is_text()) {
            self.list.insert(row.id, chords);
        }
        Ok(())
    }

    /// Pairs of commands that share a key in one context.
    pub fn clashes(&self) -> Vec<Clash> {
        let mut found = Vec::new();
        for context in Context::ALL {
            let rows: Vec<_> = TABLE.iter().filter(|row| row.contexts.contains(&context)).collect();
            for (n, one) in rows.iter().enumerate() {
                for other in &rows[n + 1..] {
                    for chord in self.keys(one.id, context) {
                        if self.keys(other.id, context).contains(chord) {
                            found.push(Clash { context, chord: *chord, commands: [one.name, other.name] });
                        }
                    }
                }
            }
        }
        found
    }

    /// The keys of a command in a context.
    pub fn keys(&self, id: Id, context: Context) -> &[Chord] {
        let map = if context.is_text() { &self.text } else { &self.list };
        map.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    /// What a sentence calls a command's key in a context: its first key, or the palette's word where it has
    /// none.
    pub fn name(&self, id: Id, context: Context) -> String {
        let first = self.keys(id, context).first().map(ToString::to_string);
        let row = || Command::of(id);
        first.unwrap_or_else(|| row().map_or(String::new(), |row| self.in_palette(row.name, context)))
    }

    /// What is to be typed for a word of the palette, which its key opens: `:archives`, or `F3 archives`.
    pub fn in_palette(&self, word: &str, context: Context) -> String {
        match self.keys(Id::Palette, context).first() {
            Some(key) if key.types() => format!("{key}{word}"),
            Some(key) => format!("{key} {word}"),
            None => word.to_owned(),
        }
    }

    /// A sentence in which `{command}` stands for a command's key in a context, and `{:word}` for a word of
    /// the palette.
    pub fn fill(&self, text: &str, context: Context) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, name, after)) = rest
            .split_once('{')
            .and_then(|(before, more)| more.split_once('}').map(|(name, after)| (before, name, after)))
        {
            out.push_str(before);
            match (Command::by_name(name), name.strip_prefix(':')) {
                (Some(row), _) => out.push_str(&self.name(row.id, context)),
                (None, Some(word)) => out.push_str(&self.in_palette(word, context)),
                (None, None) => {
                    let _ = write!(out, "{{{name}}}");
                }
            }
            rest = after;
        }
        out + rest
    }

    /// The command that a key gives in a context.
    pub fn command(&self, chord: Chord, context: Context) -> Option<Id> {
        TABLE
            .iter()
            .filter(|row| row.contexts.contains(&context))
            .find(|row| self.keys(row.id, context).contains(&chord))
            .map(|row| row.id)
    }
}
