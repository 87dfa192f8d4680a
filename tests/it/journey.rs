//! A newcomer's first minutes in a terminal of 80×24, from `buslens demo` to a saved pattern; and what is
//! left of an edit when the program is killed.

use crate::pty::{LONGEST, Terminal};
use std::path::{Path, PathBuf};
use std::time::Instant;

const SIZE: (u16, u16) = (80, 24);

fn demo(home: &Path) -> Terminal {
    let terminal = Terminal::start("", &["demo"], home, SIZE);
    terminal.wait_for("rules 46");
    terminal
}

/// Filters the default bus's rules down to one.
fn find(terminal: &mut Terminal, rule: &str) {
    terminal.send("\r");
    terminal.send("/");
    terminal.send(rule);
    terminal.send("\r");
    terminal.wait("one rule", |screen| screen.contains("rules 1 of 46") && screen.contains("on/off"));
}

#[test]
fn from_the_first_screen_to_a_saved_pattern() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = demo(home.path());
    terminal.wait_for("stand-in");
    find(&mut terminal, "ec2-state-changes");

    // Off, and on again by undo.
    terminal.send("s");
    terminal.wait_for("Switch off ec2-state-changes?");
    terminal.send("y");
    terminal.wait_for("is off now");
    terminal.send("z");
    terminal.wait_for("on → off");
    terminal.send("\r");
    terminal.wait_for("Undo: ");
    terminal.send("y");
    terminal.wait_for("Undone: ");

    // Events come as they are delivered; one goes to the workbench.
    terminal.send("l");
    terminal.wait_for("live");
    terminal.wait("an event", |screen| screen.contains("aws.ec2 EC2 Instance"));
    terminal.send("t");
    let bench = terminal.wait("the pattern beside the event", |screen| screen.contains("✓ match"));
    assert!(bench.contains("pattern") && bench.contains("event tail"), "{bench}");

    // Broken, and fixed.
    terminal.send("x");
    terminal.wait_for("not a valid pattern");
    terminal.send("\x7f");
    terminal.wait_for("✓ match");
    // Down, to the end of the line, and in front of its bracket.
    terminal.send("\x1b[B\x1b[F\x1b[D\x1b[D, \"aws.s3\"");
    terminal.wait("an edit that matches as before", |screen| {
        screen.contains("modified") && screen.contains("✓ match")
    });
    terminal.send("\x13");
    terminal.wait_for("Save the pattern of ec2-state-changes?");
    terminal.send("y");
    let saved = terminal
        .wait("the rule as it is now", |screen| screen.contains("✓ Saved") || screen.contains("failed"));
    assert!(saved.contains("read back") && !saved.contains("modified"), "{saved}");

    // Back through every screen, and out.
    terminal.send("\x1b");
    terminal.wait_for("› tail");
    terminal.send("q");
    terminal.wait_for("rules 1 of 46");
    terminal.send("\x03");
    assert_eq!(terminal.end().exit_code(), 0);
}

#[test]
fn a_killed_program_leaves_the_edit_behind() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = demo(home.path());
    find(&mut terminal, "ami-failed");
    terminal.send("e");
    terminal.wait_for("edit default › ami-failed");
    terminal.wait_for("ctrl-s save");
    terminal.send("[\"left behind\"");
    terminal.wait_for("left behind");
    wait_for_file(
        &home.path().join(".local/state/buslens/drafts/111122223333/us-east-1/default/ami-failed.json"),
        "left behind",
    );
    terminal.signal("KILL");
    terminal.end();

    let mut again = demo(home.path());
    find(&mut again, "ami-failed");
    again.send("e");
    again.wait_for("An unsaved edit");
    again.send("k");
    again.wait("the text as it was left", |screen| {
        screen.contains("left behind") && !screen.contains("An unsaved edit")
    });
}

#[test]
fn a_killed_program_leaves_what_was_typed_into_a_form_and_an_event() {
    let home = tempfile::tempdir().unwrap();
    let drafts = home.path().join(".local/state/buslens/drafts/111122223333/us-east-1");
    let mut terminal = demo(home.path());
    terminal.send("nb");
    terminal.wait_for("new bus");
    terminal.send("half-a-name");
    terminal.wait_for("half-a-name");
    wait_for_text(&drafts, "half-a-name");
    terminal.signal("KILL");
    terminal.end();

    let mut again = demo(home.path());
    again.send("nb");
    again.wait_for("What was typed here before is back.");
    again.wait_for("half-a-name");
    again.send("\x1b");
    again.wait_for("Leave the form?");
    again.send("g");
    again.wait_for("rules 46");
    find(&mut again, "ami-failed");
    again.send("e");
    again.wait_for("ctrl-s save");
    // F2 leads to the event.
    again.send("\x1bOQ");
    again.wait_for("edit pattern");
    again.send("typed-by-hand");
    again.wait_for("typed-by-hand");
    wait_for_text(&drafts, "typed-by-hand");
    again.signal("KILL");
    again.end();

    let mut last = demo(home.path());
    find(&mut last, "ami-failed");
    last.send("e");
    last.wait_for("Your earlier edit of the event was restored.");
    last.wait_for("typed-by-hand");
}

/// Waits for a file below a folder to hold a text.
fn wait_for_text(folder: &Path, text: &str) {
    // What is not in its place yet has another name.
    let is_whole = |path: &Path| path.extension().is_some_and(|end| end == "json");
    let files = |folder: &Path| {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).collect::<Vec<_>>()
    };
    wait_for_one(folder, text, || {
        files(folder)
            .into_iter()
            .flat_map(|path| [files(&path), vec![path]].concat())
            .filter(|path| is_whole(path))
            .collect()
    });
}

/// The program writes the file by itself within a second; nothing but the file tells when.
fn wait_for_file(path: &Path, text: &str) {
    wait_for_one(path, text, || vec![path.to_owned()]);
}

/// Waits until one of these files holds the text; `place` is where they are.
fn wait_for_one(place: &Path, text: &str, files: impl Fn() -> Vec<PathBuf>) {
    let holds = |path: &PathBuf| std::fs::read_to_string(path).is_ok_and(|content| content.contains(text));
    let deadline = Instant::now() + LONGEST;
    while !files().iter().any(holds) {
        assert!(Instant::now() < deadline, "nothing in {} ever holds {text}", place.display());
        std::thread::yield_now();
    }
}

#[test]
fn a_faulty_configuration_makes_the_explorer_read_only_and_it_says_why() {
    let home = tempfile::tempdir().unwrap();
    let (config, state) = (home.path().join(".config/buslens"), home.path().join(".local/state/buslens"));
    std::fs::create_dir_all(&config).unwrap();
    std::fs::create_dir_all(&state).unwrap();
    std::fs::write(config.join("config.toml"), "read_only = \"no\"\n").unwrap();
    let theirs = home.path().join("theirs");
    std::fs::write(&theirs, "").unwrap();
    std::os::unix::fs::symlink(&theirs, state.join("buslens.log")).unwrap();
    let mut terminal = demo(home.path());
    // What is wrong is there unasked, and whole behind its key.
    terminal.wait_for("read-only");
    terminal.send("m");
    let said = terminal.wait("why", |screen| screen.contains("config.toml") && screen.contains("read_only"));
    assert!(said.contains("The configuration has faults"), "{said}");
    // Without the breaks of its lines and the border.
    let words: String = said.chars().filter(char::is_ascii_alphanumeric).collect();
    assert!(words.contains("Nologiswritten") && words.contains("buslenslogisalink"), "{said}");
    terminal.send("\u{1b}");
    terminal.wait("the list", |screen| !screen.contains("The configuration has faults"));
    terminal.send("\r");
    terminal.send("/");
    terminal.send("assume-role-archive");
    terminal.send("\r");
    terminal
        .wait("one rule", |screen| screen.contains("rules 1 of 46") && screen.contains("esc clear filter"));
    terminal.send("s");
    // Without the sentence of the top line, which says it of everything.
    terminal.wait("the refusal", |screen| {
        screen.lines().skip(1).any(|line| line.contains("read-only")) && !screen.contains("Switch off")
    });
    assert_eq!(std::fs::read_to_string(&theirs).unwrap(), "", "nothing is written through the link");
}
