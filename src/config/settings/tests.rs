//! The configuration file: what is taken, what a fault costs, and when it makes the run read-only.

use super::Settings;
use crate::app::command::{Context, Id};
use crate::model::{Colour, ReadOnly, Session};

fn parse(text: &str) -> Settings {
    Settings::parse(text.as_bytes(), "config.toml")
}

#[test]
fn settings_and_keys_are_taken() {
    let settings = parse("utc = true\nmouse = false\n[keys]\ntoggle = ['v']\nhelp = \"F12\"\n");
    assert_eq!(settings.faults, Vec::<String>::new());
    assert!(settings.utc && !settings.mouse);
    assert_eq!((settings.read_only, settings.sentences()), (None, Vec::new()));
    let command = |key: &str| settings.keymap.command(key.parse().unwrap(), Context::Browse);
    assert_eq!((command("v"), command("s"), command("F12")), (Some(Id::Toggle), None, Some(Id::Help)));
    let replayed = Settings::keymap_of(&settings.keys);
    assert_eq!(replayed.command("v".parse().unwrap(), Context::Browse), Some(Id::Toggle));
}

#[test]
fn a_fault_costs_one_setting_and_names_its_line() {
    let text =
        "utc = 1\ncolour = 'red'\nmouse = false\n[keys]\ntogle = ['x']\nhelp = ['hyper-x']\nquit = 3\n";
    let settings = parse(text);
    assert!(!settings.mouse);
    let heads: Vec<_> = settings.faults.iter().map(|fault| fault.split(": ").next().unwrap()).collect();
    assert_eq!(heads, ["config.toml:1", "config.toml:2", "config.toml:5", "config.toml:6", "config.toml:7"]);
    assert!(settings.faults[1].contains("there is no setting `colour`"), "{:?}", settings.faults);
    assert!(settings.faults[2].ends_with("`togle`. Did you mean `toggle`?"), "{:?}", settings.faults);
    assert!(settings.faults[3].contains("`hyper-x` is not a key"), "{:?}", settings.faults);
    assert_eq!(settings.read_only, Some(ReadOnly::Unclear));
    assert!(settings.sentences().last().unwrap().contains("read-only"), "{:?}", settings.sentences());
}

#[test]
fn whatever_cannot_be_understood_makes_it_read_only() {
    for text in [
        "read_only = \"yes\"",
        "read_only = 1",
        "read-only = true",
        "readonly = true",
        "READ_ONLY = true",
        "Read_Only = true",
        "read_only = True",
        "read_only: true",
        "read_only",
        "read_only =",
        "[read_only]",
        "[settings]\nread_only = true",
        "[keys]\nread_only = true",
        "[[keys]]",
        "keys = 3",
        "keys = []",
        "[keys]\ntogle = ['x']",
        "[keys]\ntoggle = ['hyper-x']",
        "[keys]\ntoggle = [1]",
        "[keys]\ntoggle = ['e']",
        "utc = true\nutc = true",
        "utc = tru",
        "colour = 'red'",
        "\"",
        "[",
        "utc = true\n\u{0}",
    ] {
        let settings = parse(text);
        assert!(settings.read_only.is_some(), "{text}: {:?}", settings.faults);
        assert!(!settings.faults.is_empty(), "{text}");
    }
    let latin = Settings::parse(b"# caf\xe9\nutc = true\n", "c");
    assert_eq!((latin.read_only, latin.utc), (Some(ReadOnly::Unclear), true));
    assert!(latin.faults[0].starts_with("c:1: ") && latin.faults[0].contains("UTF-8"), "{:?}", latin.faults);
}

#[test]
fn a_file_that_is_there_and_cannot_be_read_makes_it_read_only() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("config.toml");
    assert_eq!(Settings::load(&path).read_only, None, "no file says nothing");
    std::os::unix::fs::symlink(home.path().join("gone"), &path).unwrap();
    let unclear = |settings: &Settings| settings.read_only == Some(ReadOnly::Unclear);
    let link = Settings::load(&path);
    assert!(unclear(&link) && link.faults[0].contains("link"), "{:?}", link.faults);
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    assert!(unclear(&Settings::load(&path)));
    std::fs::remove_dir(&path).unwrap();
    std::fs::File::create(&path).unwrap().set_len(1 << 40).unwrap();
    assert!(unclear(&Settings::load(&path)));
    assert!(unclear(&Settings::load(&home.path().join("config.toml/config.toml"))));
    let folder = home.path().join("buslens");
    assert_eq!(Settings::load(&folder.join("config.toml")).read_only, None, "no folder says nothing");
    std::os::unix::fs::symlink(home.path().join("unmounted"), &folder).unwrap();
    for path in [folder.join("config.toml"), folder.join("below/config.toml")] {
        let link = Settings::load(&path);
        assert!(
            unclear(&link) && link.faults[0].contains("buslens is a link to a folder"),
            "{:?}",
            link.faults
        );
    }
}

#[test]
fn an_account_that_can_never_be_met_makes_it_read_only() {
    let names = [
        "111122223333 ",
        " prod",
        "",
        "1111-2222-3333",
        "1234567890123",
        "１１１１２２２２３３３３",
        "arn:aws:iam::111122223333:root",
        "aws:111122223333",
        "profile prod",
        "DEFAULT",
        "prod\\u202e",
    ];
    for name in names {
        let settings = parse(&format!("[accounts.\"{name}\"]\nread_only = true\n"));
        assert_eq!(settings.read_only, Some(ReadOnly::Unclear), "{name}");
        assert_eq!(settings.faults.len(), 1, "{:?}", settings.faults);
    }
    for name in ["111122223333", "prod", "default", "team a", "a:b", "2024"] {
        let settings = parse(&format!("[accounts.\"{name}\"]\nread_only = true\n"));
        assert_eq!(settings.faults.is_empty(), name != "2024", "{:?}", settings.faults);
    }
}

#[test]
fn a_clash_names_both_commands_and_leaves_the_usual_keys() {
    let settings = parse("[keys]\ntoggle = ['e']\n");
    let fault = &settings.faults[0];
    assert!(
        fault.starts_with("config.toml:2: ") && fault.contains("edit") && fault.contains("toggle"),
        "{fault}"
    );
    assert_eq!(settings.keymap.command("s".parse().unwrap(), Context::Browse), Some(Id::Toggle));
}

#[test]
fn broken_toml_is_told_by_line_and_the_rest_holds() {
    let settings = parse("read_only = true\nutc = = 3\n");
    assert_eq!(settings.read_only, Some(ReadOnly::Setting));
    let told = settings.faults.iter().any(|fault| fault.starts_with("config.toml:2: "));
    assert!(told, "{:?}", settings.faults);
    assert_eq!(parse("").faults, Vec::<String>::new());
}

#[test]
fn accounts_are_taken_by_number_and_by_profile() {
    let settings = parse(
        "[accounts.\"111122223333\"]\nlabel = \"production\"\ncolour = \"red\"\ntype_label = true\n\
         [accounts.work]\nread_only = true\n",
    );
    assert_eq!((settings.faults.clone(), settings.read_only), (Vec::<String>::new(), None));
    let whose = |account: &str, profile: &str| Session {
        account: Some(account.to_owned()),
        profile: Some(profile.to_owned()),
        ..Session::default()
    };
    let production = settings.accounts.of(&whose("111122223333", "x"));
    assert_eq!((production.label_to_type(), production.colour), (Some("production"), Some(Colour::Red)));
    assert_eq!(settings.accounts.read_only(&whose("1", "work")), Some(ReadOnly::Account));
    assert_eq!(settings.accounts.read_only(&whose("1", "x")), None);
}

#[test]
fn a_fault_in_an_account_names_its_line_and_makes_the_run_read_only() {
    for (text, line, word) in [
        ("accounts = 1", 1, "a table for each account"),
        ("[accounts]\nwork = true", 2, "a table of its own"),
        ("[accounts.1111-2222-3333]\nlabel = \"a\"", 1, "twelve digits"),
        ("[accounts.work]\nreadonly = true", 2, "Did you mean `read_only`?"),
        ("[accounts.work]\nread_only = \"yes\"", 2, "true or false"),
        ("[accounts.work]\nlabel = \"a\"\ncolour = \"crimson\"", 3, "one of red, yellow"),
        ("[accounts.work]\nlabel = \"\"", 2, "1 to 24"),
        ("[accounts.work]\nlabel = \"a\\u001b[31m\"", 2, "1 to 24"),
        ("[accounts.work]\ntype_label = true", 1, "wants a `label`"),
        ("[accounts.work]\ncolour = \"red\"", 1, "wants a `label`"),
        ("[account.work]\nread_only = true", 1, "Did you mean `accounts`?"),
    ] {
        let settings = parse(text);
        let fault = settings.faults.first().unwrap_or_else(|| panic!("{text}"));
        assert!(
            fault.starts_with(&format!("config.toml:{line}: ")) && fault.contains(word),
            "{text}: {fault}"
        );
        assert_eq!(settings.read_only, Some(ReadOnly::Unclear), "{text}");
    }
}

#[test]
fn the_examples_of_the_readme_are_understood() {
    let readme = include_str!("../../../README.md");
    let examples: Vec<_> =
        readme.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(examples.len() > 1, "{examples:?}");
    for example in examples {
        assert_eq!(parse(example).faults, Vec::<String>::new(), "{example}");
    }
}

#[test]
fn two_commands_on_one_key_are_told_in_the_line_of_the_one_that_was_given_it() {
    let told = |text: &str| parse(text).faults.join("\n");
    let one = told("utc = true\n\n[keys]\nhelp = ['?']\ntoggle = ['e']\n");
    assert!(one.starts_with("config.toml:5: ") && one.contains("`e` is both"), "{one}");
    let both = told("[keys]\ntoggle = ['F11']\nrefresh = ['F11']\n");
    assert!(both.lines().all(|line| line.starts_with("config.toml:3: ")) && !both.is_empty(), "{both}");
    let former = told("[keys]\nsave-event = ['F1']\n");
    assert!(former.starts_with("config.toml:2: "), "{former}");
}

#[test]
fn what_is_made_of_a_value_that_is_none_is_not_taken_for_what_was_written() {
    for text in ["read_only = tru\n", "read_only = true true\n", "utc = fals\nmouse = tru\n"] {
        let settings = parse(text);
        assert_eq!(settings.read_only, Some(ReadOnly::Unclear), "{text}");
        assert!(!settings.utc && settings.mouse, "{text}");
        let told = settings.sentences();
        assert!(told.last().unwrap().contains("Until the file is corrected"), "{told:?}");
    }
    let settings = parse("read_only = true\nutc = fals\n");
    assert_eq!(settings.read_only, Some(ReadOnly::Setting), "what was written holds");
}
