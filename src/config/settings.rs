//! The configuration file, `config.toml`.
//!
//! A fault in it costs the one setting it is in: the rest holds, the program starts, and every fault is told
//! with its line and what to write instead.

use crate::app::keymap::Keymap;
use std::collections::BTreeMap;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

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
    /// `read_only = true`: as `--read-only`, always.
    pub read_only: bool,
    /// What is wrong in the file, one sentence each, with file and line.
    pub faults: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            keymap: Keymap::default(),
            keys: BTreeMap::new(),
            utc: false,
            mouse: true,
            read_only: false,
            faults: Vec::new(),
        }
    }
}

impl Settings {
    /// Reads the file; without one, all is as usual.
    pub fn load(path: &Path) -> Self {
        match super::file::read(path) {
            Ok(Some(text)) => Self::parse(&text, &path.display().to_string()),
            Ok(None) => Self::default(),
            Err(error) => {
                let fault = format!("{}: {error}. The usual settings hold.", path.display());
                Self { faults: vec![fault], ..Self::default() }
            }
        }
    }

    /// Reads a text; `name` is the file's, for the sentences.
    pub fn parse(text: &str, name: &str) -> Self {
        let mut reader = Reader { text, settings: Self::default(), faults: Vec::new() };
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let at = error.span().map_or(0, |span| span.start);
            reader.fault(at, error.message());
        }
        for (key, value) in table.get_ref() {
            reader.top(key, value);
        }
        reader.clashes(&table);
        let Reader { mut settings, mut faults, .. } = reader;
        faults.sort();
        settings.faults = faults.into_iter().map(|(line, why)| format!("{name}:{line}: {why}")).collect();
        settings
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

struct Reader<'a> {
    text: &'a str,
    settings: Settings,
    /// Line and sentence.
    faults: Vec<(usize, String)>,
}

impl Reader<'_> {
    fn line(&self, at: usize) -> usize {
        self.text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
    }

    fn fault(&mut self, at: usize, why: &str) {
        let line = self.line(at);
        self.faults.push((line, why.to_owned()));
    }

    fn top(&mut self, key: &Spanned<DeString<'_>>, value: &Spanned<DeValue<'_>>) {
        let at = key.span().start;
        match key.get_ref().as_ref() {
            "keys" => match value.get_ref().as_table() {
                Some(table) => {
                    for (command, keys) in table {
                        self.keys(command, keys);
                    }
                }
                None => {
                    self.fault(at, "write [keys] as a table of its own, with lines such as toggle = [\"s\"]");
                }
            },
            "utc" => self.flag(at, value, "utc", |settings, on| settings.utc = on),
            "mouse" => self.flag(at, value, "mouse", |settings, on| settings.mouse = on),
            "read_only" => self.flag(at, value, "read_only", |settings, on| settings.read_only = on),
            other => {
                let why = format!(
                    "there is no setting `{other}`; the settings are utc, mouse, read_only and the table \
                        [keys]"
                );
                self.fault(at, &why);
            }
        }
    }

    fn flag(
        &mut self,
        at: usize,
        value: &Spanned<DeValue<'_>>,
        name: &str,
        set: impl FnOnce(&mut Settings, bool),
    ) {
        match value.get_ref().as_bool() {
            Some(on) => set(&mut self.settings, on),
            None => {
                self.fault(at, &format!("`{name}` is {}: write true or false", value.get_ref().type_str()));
            }
        }
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
            Err(why) => self.fault(at, &why),
        }
    }

    /// Two commands on one key: both names are told, and the usual keys hold again, because which of the two
    /// would act is nobody's intention.
    fn clashes(&mut self, table: &Spanned<DeTable<'_>>) {
        let clashes = self.settings.keymap.clashes();
        if clashes.is_empty() {
            return;
        }
        let at = table
            .get_ref()
            .iter()
            .find(|(key, _)| key.get_ref() == "keys")
            .map_or(0, |(key, _)| key.span().start);
        for clash in clashes {
            self.fault(
                at,
                &format!("{clash}: give one of them another key. Until then the usual keys hold."),
            );
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

#[cfg(test)]
mod tests {
    use super::Settings;
    use crate::app::command::{Context, Id};

    fn faults(text: &str) -> Vec<String> {
        Settings::parse(text, "config.toml").faults
    }

    #[test]
    fn settings_and_keys_are_taken() {
        let settings =
            Settings::parse("utc = true\nmouse = false\n[keys]\ntoggle = ['v']\nhelp = \"F12\"\n", "c");
        assert_eq!(settings.faults, Vec::<String>::new());
        assert!(settings.utc && !settings.mouse && !settings.read_only);
        let command = |key: &str| settings.keymap.command(key.parse().unwrap(), Context::Browse);
        assert_eq!((command("v"), command("s"), command("F12")), (Some(Id::Toggle), None, Some(Id::Help)));
        let replayed = Settings::keymap_of(&settings.keys);
        assert_eq!(replayed.command("v".parse().unwrap(), Context::Browse), Some(Id::Toggle));
    }

    #[test]
    fn a_fault_costs_one_setting_and_names_its_line() {
        let text =
            "utc = 1\ncolour = 'red'\nmouse = false\n[keys]\ntogle = ['x']\nhelp = ['hyper-x']\nquit = 3\n";
        let settings = Settings::parse(text, "config.toml");
        assert!(!settings.mouse);
        let heads: Vec<_> = settings.faults.iter().map(|fault| fault.split(": ").next().unwrap()).collect();
        assert_eq!(
            heads,
            ["config.toml:1", "config.toml:2", "config.toml:5", "config.toml:6", "config.toml:7"]
        );
        assert!(settings.faults[1].contains("there is no setting `colour`"), "{:?}", settings.faults);
        assert!(settings.faults[2].contains("there is no command `togle`"), "{:?}", settings.faults);
        assert!(settings.faults[3].contains("`hyper-x` is no key"), "{:?}", settings.faults);
    }

    #[test]
    fn a_clash_names_both_commands_and_leaves_the_usual_keys() {
        let settings = Settings::parse("[keys]\ntoggle = ['e']\n", "config.toml");
        let fault = &settings.faults[0];
        assert!(
            fault.starts_with("config.toml:1: ") && fault.contains("edit") && fault.contains("toggle"),
            "{fault}"
        );
        assert_eq!(settings.keymap.command("s".parse().unwrap(), Context::Browse), Some(Id::Toggle));
    }

    #[test]
    fn broken_toml_is_told_by_line_and_the_rest_holds() {
        let settings = Settings::parse("read_only = true\nutc = = 3\n", "config.toml");
        assert!(settings.read_only);
        assert!(
            settings.faults.iter().any(|fault| fault.starts_with("config.toml:2: ")),
            "{:?}",
            settings.faults
        );
        assert_eq!(faults(""), Vec::<String>::new());
    }
}
