//! The README is true: its tables and pictures are those that the program makes, and its commands are
//! commands.
//!
//! `BUSLENS_BLESS=1 cargo test --test it readme` writes them anew.

use crate::picture;
use buslens::internals::app::command::{Command, Context, TABLE};
use buslens::internals::app::keymap::{Chord, Keymap};
use buslens::internals::aws::permissions::{Use, actions_of};
use buslens::internals::cli::Args;
use buslens::internals::model::OPERATIONS;
use buslens::internals::runtime::replay::{Recording, picture as screen, text};
use buslens::internals::ui::theme::Theme;
use clap::{CommandFactory as _, Parser as _};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn at(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(path: &str) -> String {
    std::fs::read_to_string(at(path)).unwrap_or_default()
}

/// Compares a file with what it should be, or writes it when blessed.
fn hold(path: &str, wanted: &str) {
    if std::env::var_os("BUSLENS_BLESS").is_some() {
        std::fs::write(at(path), wanted).expect("the checkout can be written");
    }
    assert!(read(path) == wanted, "{path} is out of date: run `BUSLENS_BLESS=1 cargo test --test it readme`");
}

fn between(readme: &str, name: &str, body: &str) -> String {
    let start = format!("<!-- {name}: generated -->\n");
    let from =
        readme.find(&start).unwrap_or_else(|| panic!("README.md has no `{}`", start.trim())) + start.len();
    let to = from + readme[from..].find("<!-- end -->").expect("an end to it");
    format!("{}{body}{}", &readme[..from], &readme[to..])
}

fn keys() -> String {
    let keymap = Keymap::default();
    let shown = |command: &Command, context: Context| {
        let keys = keymap.keys(command.id, context).iter().map(|key| format!("`{key}`"));
        keys.collect::<Vec<_>>().join(" ")
    };
    let mut out = String::from("| in lists | in texts | command | does |\n|---|---|---|---|\n");
    for command in TABLE {
        let list = command
            .contexts
            .iter()
            .find(|context| !context.is_text())
            .map_or(String::new(), |context| shown(command, *context));
        let typed = command
            .contexts
            .iter()
            .find(|context| context.is_text())
            .map_or(String::new(), |context| shown(command, *context));
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} |",
            list.replace('|', "\\|"),
            typed,
            command.name,
            keymap.fill(command.help, command.contexts[0])
        );
    }
    out
}

fn commands() -> String {
    let mut out = String::from(
        "| command | does |\n|---|---|\n| `buslens` | Open the explorer on the account of the profile. |\n",
    );
    for command in Args::command().get_subcommands() {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(out, "| `buslens {}` | {}. |", command.get_name(), about.trim_end_matches('.'));
    }
    out
}

fn operations() -> String {
    let mut out = String::from("| operation | where |\n|---|---|\n");
    for operation in OPERATIONS {
        let _ = writeln!(out, "| {} | {} |", operation.name, operation.here.words());
    }
    out
}

fn permissions() -> String {
    let mut out = String::from("| for | actions |\n|---|---|\n");
    for used in Use::ALL {
        let actions: Vec<_> = actions_of(used).into_iter().map(|(action, _)| format!("`{action}`")).collect();
        let _ = writeln!(out, "| {} | {} |", used.in_words(), actions.join(", "));
    }
    out
}

#[test]
fn the_commands_of_the_operations_are_commands() {
    let program = Args::command();
    for operation in OPERATIONS {
        let words = operation.here.words();
        let Some(command) = words.strip_prefix("`buslens ") else { continue };
        let mut found = &program;
        for word in command.trim_end_matches('`').split(' ') {
            if let Some(option) = word.strip_prefix("--") {
                let known = found.get_arguments().any(|argument| argument.get_long() == Some(option));
                assert!(known, "{}: there is no `{command}`", operation.name);
                continue;
            }
            let sub = found.get_subcommands().find(|sub| sub.get_name() == word);
            found = sub.unwrap_or_else(|| panic!("{}: there is no `{command}`", operation.name));
        }
    }
}

#[test]
fn tables_are_the_programs_own() {
    let readme = read("README.md");
    let tables = [
        ("keys", keys()),
        ("commands", commands()),
        ("permissions", permissions()),
        ("operations", operations()),
    ];
    let wanted = tables.iter().fold(readme, |readme, (name, body)| between(&readme, name, body));
    hold("README.md", &wanted);
}

#[test]
fn pictures_are_the_programs_own() {
    for (name, sees) in [("browse", "targets"), ("workbench", "alt-enter")] {
        let mut recording =
            Recording::open(&at(&format!("assets/recordings/{name}.jsonl"))).expect("a recording");
        let mut model = recording.model();
        recording.play(&mut model).expect("a whole recording");
        let buffer = screen(&model, &Theme::color());
        assert!(text(&buffer).contains(sees), "{name} no longer shows {sees}:\n{}", text(&buffer));
        hold(&format!("assets/{name}.svg"), &picture::svg(&buffer));
    }
}

/// What stands as code in the README's sentences, tables and blocks left out.
fn code_in_sentences() -> Vec<String> {
    let (mut found, mut block) = (Vec::new(), false);
    for line in read("README.md").lines() {
        block ^= line.starts_with("```");
        if !block && !line.starts_with('|') {
            found.extend(line.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    found
}

#[test]
fn keys_in_sentences_are_those_of_their_commands() {
    use Context::{Browse, Listing, Tail, Why, Workbench};
    const NAMED: &[(&str, Context)] = &[
        // The first minute.
        ("next-pane", Browse),
        ("filter", Browse),
        ("open", Browse),
        ("tail", Browse),
        ("open", Tail),
        ("test", Tail),
        ("open-event", Workbench),
        ("samples", Workbench),
        ("save", Workbench),
        ("toggle", Browse),
        ("undo", Browse),
        ("mark", Browse),
        ("toggle", Browse),
        ("copy", Browse),
        ("problems", Browse),
        ("help", Browse),
        // Why did it not fire?
        ("why", Browse),
        ("which", Tail),
        ("apply-fix", Why),
        ("copy", Why),
        // Limits.
        ("tail", Browse),
        ("tap", Tail),
    ];
    let keymap = Keymap::default();
    let key_of = |(name, context): &(&str, Context)| {
        let command = TABLE.iter().find(|row| row.name == *name && row.contexts.contains(context));
        keymap.name(command.unwrap_or_else(|| panic!("{name} in {context:?}")).id, *context)
    };
    let (keys, words): (Vec<_>, Vec<_>) = code_in_sentences()
        .into_iter()
        .filter(|code| code.parse::<Chord>().is_ok() || code.starts_with(':'))
        .partition(|code| code.parse::<Chord>().is_ok());
    assert_eq!(keys, NAMED.iter().map(key_of).collect::<Vec<_>>());
    assert_eq!(words, ["iam", "taps"].map(|word| keymap.in_palette(word, Listing)));
}

/// Lines of the README's shell blocks.
fn shell_lines() -> Vec<String> {
    let readme = read("README.md");
    let blocks = readme.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.flat_map(str::lines).map(str::to_owned).collect()
}

#[test]
fn commands_are_commands() {
    let mut seen = 0;
    for line in shell_lines() {
        let arguments = match line.strip_prefix("cargo run --release -- ") {
            Some(rest) => format!("buslens {rest}"),
            None if line.starts_with("buslens") => line.clone(),
            None => continue,
        };
        seen += 1;
        if let Err(error) = Args::try_parse_from(arguments.split_whitespace()) {
            panic!("`{line}` in README.md: {error}");
        }
    }
    assert!(seen >= 5, "the README's shell blocks are where the commands are: {:?}", shell_lines());
    assert!(
        shell_lines().iter().any(|line| line == "cargo run --release -- demo")
            && shell_lines().iter().any(|line| line == "cargo test")
    );
}

#[test]
fn exit_codes_are_those_of_the_help() {
    let help = Args::command().render_help().to_string().split_whitespace().collect::<Vec<_>>().join(" ");
    let readme = read("README.md").split_whitespace().collect::<Vec<_>>().join(" ");
    let codes = "0 yes or done, 1 no or a fault found, 2 bad input, or no such rule, bus, profile or \
        other thing, 3 usage, 4 AWS, network or --timeout, 5 refused (read-only, managed, not confirmed), 6 not known whether it was done, 7 the terminal went \
        away, or standard output cannot be written to.";
    assert!(help.contains(codes) && readme.contains(codes));
}
