//! The configuration file, `config.toml`.
//!
//! It may say `read_only`, so a file that is there and cannot be understood in full, for whatever reason,
//! makes a read-only run: what it says of the rest still holds, and every fault is told with its line and
//! what to write instead. What a configuration may hold is declared once, for the reader here and for the
//! schema (`schema`) that editors take.

mod accounts;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod tests;

use super::file;
use crate::app::command::TABLE;
use crate::app::keymap::{Keymap, present_name};
use crate::model::{Accounts, ReadOnly, nearest_name};
use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

/// Bytes of a configuration at most.
const LARGEST: u64 = 1 << 20;

/// What the operator has set.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The keys.
    pub keymap: Keymap,
    /// The entries of `[keys]` that hold, by command; a recording carries them.
    pub keys: BTreeMap<String, Vec<String>>,
    /// `utc = true`: times in UTC at the start.
    pub utc: bool,
    /// `mouse = false`: the terminal keeps the mouse for itself, for selecting text.
    pub mouse: bool,
    /// `read_only = true`, or a file that cannot be understood in full.
    pub read_only: Option<ReadOnly>,
    /// What is said of single accounts.
    pub accounts: Accounts,
    /// What is wrong in the file, one sentence each, with file and line.
    pub faults: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        let mut settings = Self {
            keymap: Keymap::default(),
            keys: BTreeMap::new(),
            utc: false,
            mouse: false,
            read_only: None,
            accounts: Accounts::default(),
            faults: Vec::new(),
        };
        for switch in &SWITCHES {
            (switch.set)(&mut settings, switch.usual);
        }
        settings
    }
}

/// A setting that is true or false.
struct BoolSetting {
    name: &'static str,
    usual: bool,
    /// What it does, in a sentence, which editors show.
    #[cfg_attr(not(test), expect(dead_code, reason = "told by the schema, which a test writes"))]
    help: &'static str,
    set: fn(&mut Settings, bool),
}

const SWITCHES: [BoolSetting; 3] = [
    BoolSetting {
        name: "utc",
        usual: false,
        help: "Show times in UTC at the start.",
        set: |settings, on| settings.utc = on,
    },
    BoolSetting {
        name: "mouse",
        usual: true,
        help: "Take the mouse: the wheel scrolls and clicks select. With false the terminal keeps it for \
               selecting text.",
        set: |settings, on| settings.mouse = on,
    },
    BoolSetting {
        name: "read_only",
        usual: false,
        help: "Refuse every change to an account, as --read-only does.",
        set: |settings, on| settings.read_only = on.then_some(ReadOnly::Setting),
    },
];

/// The table of keys.
const KEYS: &str = "keys";

impl Settings {
    /// Reads the file; without one, all is as usual.
    pub fn load(path: &Path) -> Self {
        match read(path) {
            Ok(Some(bytes)) => Self::parse(&bytes, &path.display().to_string()),
            Ok(None) => Self::default(),
            Err(why) => Self {
                faults: vec![format!("{}: {why}", path.display())],
                read_only: Some(ReadOnly::Unclear),
                ..Self::default()
            },
        }
    }

    /// Reads what stands in a file; `name` is the file's, for the sentences.
    pub fn parse(bytes: &[u8], name: &str) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let mut reader =
            Reader { text: &text, settings: Self::default(), faults: Vec::new(), broken: Vec::new() };
        if let Err(error) = std::str::from_utf8(bytes) {
            reader.fault(error.valid_up_to(), "a byte here is not UTF-8; write the file in UTF-8");
        }
        let (table, errors) = DeTable::parse_recoverable(&text);
        for error in errors {
            let at = error.span().map_or(0, |span| span.start);
            reader.broken.push(reader.line(at));
            reader.fault(at, error.message());
        }
        for (key, value) in table.get_ref() {
            reader.top(key, value);
        }
        reader.clashes(&table);
        let Reader { mut settings, mut faults, .. } = reader;
        faults.sort();
        faults.dedup();
        if !faults.is_empty() {
            settings.read_only = settings.read_only.or(Some(ReadOnly::Unclear));
        }
        settings.faults = faults.into_iter().map(|(line, why)| sentence(name, line, &why)).collect();
        settings
    }

    /// The faults and what they lead to, a sentence a line; nothing without faults.
    pub fn sentences(&self) -> Vec<String> {
        let mut lines = self.faults.clone();
        if !lines.is_empty() {
            let rest = "The settings that could be read are in effect.";
            lines.push(match self.read_only {
                Some(ReadOnly::Unclear) => {
                    format!("{rest} Until the file is corrected, buslens is read-only.")
                }
                Some(ReadOnly::Setting | ReadOnly::Flag | ReadOnly::Account | ReadOnly::AccountUnknown)
                | None => rest.to_owned(),
            });
        }
        lines
    }

    /// The keymap that a recording's entries give.
    pub fn keymap_of(keys: &BTreeMap<String, Vec<String>>) -> Keymap {
        let mut keymap = Keymap::default();
        for (command, chords) in keys {
            // A newer program's command is no reason not to show the recording.
            let _ = keymap.rebind(command, chords);
        }
        keymap
    }
}

/// What stands in the file; `None` when there is no file. A link that leads nowhere, or a folder of that
/// name, is an error and not the same as no file.
fn read(path: &Path) -> Result<Option<Vec<u8>>, String> {
    let about = match fs::metadata(path) {
        Ok(about) => about,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return match fs::symlink_metadata(path) {
                Ok(_) => {
                    Err("it is a link to a file that is not there. Remove it, or make the file.".to_owned())
                }
                Err(_) => path.ancestors().find_map(dangling).map_or(Ok(None), Err),
            };
        }
        Err(error) => return Err(format!("it cannot be read: {error}.")),
    };
    if !about.is_file() {
        return Err("it is not a regular file. Put a file in its place.".to_owned());
    }
    if about.len() > LARGEST {
        return Err(format!(
            "it holds {}, and a configuration has at most {}.",
            crate::text::size(about.len()),
            crate::text::size(LARGEST)
        ));
    }
    file::read_at_most(path, LARGEST).map(Some).map_err(|error| format!("it cannot be read: {error}."))
}

/// Why the folder of a file that is not there may be elsewhere: it is a link to where nothing is.
fn dangling(folder: &Path) -> Option<String> {
    let is_link = fs::symlink_metadata(folder).is_ok_and(|about| about.is_symlink());
    (is_link && fs::metadata(folder).is_err()).then(|| {
        format!(
            "{} is a link to a folder that is not there. Remove it, or make the folder.",
            folder.display()
        )
    })
}

fn sentence(name: &str, line: usize, why: &str) -> String {
    format!("{name}:{line}: {why}{}", if why.ends_with('?') { "" } else { "." })
}

struct Reader<'a> {
    text: &'a str,
    settings: Settings,
    /// Line and clause.
    faults: Vec<(usize, String)>,
    /// Lines that are not TOML: what was made of their values is a guess.
    broken: Vec<usize>,
}

impl Reader<'_> {
    fn line(&self, at: usize) -> usize {
        self.text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
    }

    fn fault(&mut self, at: usize, why: &str) {
        let line = self.line(at);
        self.faults.push((line, why.trim_end_matches('.').to_owned()));
    }

    fn top(&mut self, key: &Spanned<DeString<'_>>, value: &Spanned<DeValue<'_>>) {
        let at = key.span().start;
        let name = key.get_ref().as_ref();
        if let Some(switch) = SWITCHES.iter().find(|switch| switch.name == name) {
            if self.broken.contains(&self.line(value.span().start)) {
                return;
            }
            if let Some(on) = value.get_ref().as_bool() {
                return (switch.set)(&mut self.settings, on);
            }
            let kind = value.get_ref().type_str();
            return self
                .fault(at, &format!("`{name}` is of type {kind}: write true or false, without quotes"));
        }
        if name == KEYS {
            let Some(table) = value.get_ref().as_table() else {
                let why = "write [keys] as a table of its own, with lines such as toggle = [\"s\"]";
                return self.fault(at, why);
            };
            for (command, keys) in table {
                self.keys(command, keys);
            }
            return;
        }
        if name == accounts::TABLE {
            return self.accounts(at, value);
        }
        let names = || SWITCHES.iter().map(|switch| switch.name);
        let all: Vec<_> = names().collect();
        let why = match nearest_name(name, names().chain([KEYS, accounts::TABLE])) {
            Some(near) => format!("there is no setting `{name}`. Did you mean `{near}`?"),
            None => format!(
                "there is no setting `{name}`; the settings are {} and the tables [keys] and [accounts]",
                all.join(", ")
            ),
        };
        self.fault(at, &why);
    }

    fn keys(&mut self, command: &Spanned<DeString<'_>>, value: &Spanned<DeValue<'_>>) {
        let at = command.span().start;
        let name = command.get_ref().as_ref();
        let Some(keys) = key_list(value.get_ref()) else {
            return self.fault(
                at,
                &format!(
                    "write the keys of `{name}` as a list of texts, such as {name} = [\"x\", \"ctrl-x\"]"
                ),
            );
        };
        match self.settings.keymap.rebind(name, &keys) {
            Ok(()) => {
                self.settings.keys.insert(name.to_owned(), keys);
            }
            Err(why) => {
                let near = nearest_name(name, TABLE.iter().map(|row| row.name)).filter(|near| *near != name);
                match near.filter(|_| why.starts_with("there is no command")) {
                    Some(near) => {
                        self.fault(at, &format!("there is no command `{name}`. Did you mean `{near}`?"));
                    }
                    None => self.fault(at, &why),
                }
            }
        }
    }

    /// Two commands on one key: both names are told, and the usual keys hold again, because which of the two
    /// would act is nobody's intention.
    fn clashes(&mut self, table: &Spanned<DeTable<'_>>) {
        let clashes = self.settings.keymap.clashes();
        if clashes.is_empty() {
            return;
        }
        let of_keys = table.get_ref().iter().find(|(key, _)| key.get_ref() == KEYS);
        let rows = of_keys.and_then(|(_, keys)| keys.get_ref().as_table()).into_iter().flatten();
        let rows: Vec<_> =
            rows.map(|(command, _)| (command.get_ref().as_ref(), command.span().start)).collect();
        for clash in clashes {
            // Where both have a row of their own, the later one.
            let own = rows.iter().filter(|(name, _)| clash.commands.contains(&present_name(name)));
            let at = own.map(|(_, at)| *at).max().unwrap_or_default();
            self.fault(at, &format!("{clash}: give one of them another key. Until then the usual keys hold"));
        }
        self.settings.keymap = Keymap::default();
        self.settings.keys.clear();
    }
}

/// One key or a list of keys.
fn key_list(value: &DeValue<'_>) -> Option<Vec<String>> {
    match value.as_array() {
        Some(keys) => keys.iter().map(|key| key.get_ref().as_str().map(str::to_owned)).collect(),
        None => value.as_str().map(|key| vec![key.to_owned()]),
    }
}
