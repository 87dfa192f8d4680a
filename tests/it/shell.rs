//! The shell is usable after every way out of the explorer.

use crate::pty::Terminal;

/// An endpoint that nobody serves: the explorer draws all the same.
const NOBODY: [&str; 2] = ["--endpoint-url", "http://127.0.0.1:9"];

const SIZE: (u16, u16) = (80, 24);

/// What undoes each thing that the explorer does to a terminal.
const UNDONE: [(&str, &str); 4] = [
    ("\x1b[?1049h", "\x1b[?1049l"),
    ("\x1b[?2004h", "\x1b[?2004l"),
    ("\x1b[?1000h", "\x1b[?1000l"),
    ("\x1b[?25l", "\x1b[?25h"),
];

fn explorer(extra: &[&str]) -> (tempfile::TempDir, Terminal, String) {
    let home = tempfile::tempdir().unwrap();
    let args: Vec<&str> = NOBODY.iter().chain(extra).copied().collect();
    // Through a shell that changes nothing, so that the modes can be read before the explorer runs.
    let mut terminal = Terminal::start(
        "sh",
        &["-c", "read go; exec \"$BUSLENS\" \"$@\"", "sh"].iter().chain(&args).copied().collect::<Vec<_>>(),
        home.path(),
        SIZE,
    );
    let before = terminal.modes();
    terminal.send("\n");
    terminal.wait_for("127.0.0.1:9");
    assert_ne!(terminal.modes(), before, "the explorer is in raw mode");
    (home, terminal, before)
}

fn assert_given_back(terminal: &Terminal, before: &str) {
    let raw = terminal.raw();
    for (done, undone) in UNDONE {
        let (done_at, undone_at) = (raw.rfind(done), raw.rfind(undone));
        assert!(done_at.is_some() && undone_at > done_at, "{undone:?} is missing at the end of {raw:?}");
    }
    assert_eq!(terminal.modes(), before);
}

fn log(home: &std::path::Path) -> String {
    std::fs::read_to_string(home.join(".local/state/buslens/buslens.log")).unwrap_or_default()
}

#[test]
fn after_quitting() {
    let (_home, mut terminal, before) = explorer(&[]);
    terminal.send("q");
    assert_eq!(terminal.end().exit_code(), 0);
    assert_given_back(&terminal, &before);
}

#[test]
fn after_a_fault_in_the_program() {
    let (home, mut terminal, before) = explorer(&["--fault"]);
    terminal.send("x");
    let status = terminal.end();
    assert!(!status.success());
    assert_given_back(&terminal, &before);
    let path = home.path().join(".local/state/buslens/buslens.log");
    let screen =
        terminal.wait("a word on the fault", |screen| screen.contains("fault in the program itself"));
    assert!(screen.replace('\n', "").contains(&path.display().to_string()), "{screen}");
    assert!(log(home.path()).contains("asked for on the command line"));
}

#[test]
fn after_each_signal_that_ends_it() {
    for signal in ["TERM", "HUP", "INT"] {
        let (_home, terminal, before) = explorer(&[]);
        terminal.signal(signal);
        let status = terminal.end();
        assert!(!status.success(), "whoever sent {signal} sees that it worked");
        assert_given_back(&terminal, &before);
    }
}

#[test]
fn after_its_terminal_is_closed() {
    let (home, mut terminal, _) = explorer(&[]);
    terminal.close();
    terminal.end();
    assert!(!log(home.path()).contains("ERROR"), "{}", log(home.path()));
}

#[test]
fn after_its_terminal_is_closed_and_nobody_says_so() {
    // With the signal ignored, only the end of input tells.
    let home = tempfile::tempdir().unwrap();
    let script = "trap '' HUP; exec \"$BUSLENS\" --endpoint-url http://127.0.0.1:9";
    let mut terminal = Terminal::start("sh", &["-c", script], home.path(), SIZE);
    terminal.wait_for("127.0.0.1:9");
    terminal.close();
    assert_eq!(terminal.end().exit_code(), 7, "{}", log(home.path()));
}

#[test]
fn stopped_and_continued_as_often_as_one_likes() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start("sh", &["-i"], home.path(), SIZE);
    terminal.wait_for("shell>");
    terminal.send("\"$BUSLENS\" --endpoint-url http://127.0.0.1:9\n");
    terminal.wait_for("? help");
    for _ in 0..2 {
        terminal.send("\x1a");
        terminal.wait("the shell's prompt", |screen| {
            screen.contains("Stopped") && screen.trim_end().ends_with("shell>")
        });
        // Only a terminal in its usual modes echoes what is typed and takes a line.
        terminal.send("echo ab''cd\n");
        terminal.wait_for("abcd");
        terminal.send("fg\n");
        terminal.wait("the explorer again", |screen| screen.contains("? help") && !screen.contains("abcd"));
    }
    terminal.send("q");
    terminal.wait("the shell's prompt", |screen| screen.trim_end().ends_with("shell>"));
    terminal.send("echo ef''gh\n");
    terminal.wait_for("efgh");
}

#[test]
fn without_a_shell_there_is_nothing_to_suspend_to() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::start("", &NOBODY, home.path(), SIZE);
    terminal.wait_for("? help");
    terminal.send("\x1a");
    terminal.wait_for("no shell to go back to");
}

#[test]
fn a_new_size_is_drawn_at_once() {
    let (_home, mut terminal, _) = explorer(&[]);
    let last_row = |screen: &str| screen.lines().last().unwrap_or_default().trim().to_owned();
    terminal.wait("the footer below", |screen| {
        screen.lines().count() == 24 && last_row(screen).contains("? help")
    });
    terminal.resize((100, 30));
    terminal.wait("the footer further down", |screen| {
        screen.lines().count() == 30 && last_row(screen).contains("? help")
    });
}

#[test]
fn a_burst_of_keys_is_read_whole() {
    let (_home, mut terminal, _) = explorer(&[]);
    // More than one read of the terminal takes, and no key after it that would bring the rest in.
    terminal.send(&format!("{}?", "j".repeat(3_000)));
    terminal.wait_for("Browse");
}
