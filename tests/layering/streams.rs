//! Standard output and standard error are written in one place, `src/runtime/streams.rs`, through which
//! nothing passes that a terminal would act on.

use super::lies_under;
use super::source::{File, read, sources};

/// Words that lead to standard output or standard error.
const STREAMS: [&str; 8] =
    ["stdout", "stderr", "Stdout", "Stderr", "BorrowedFd", "FromRawFd", "from_raw_fd", "Term"];
/// Macros that print.
const PRINTS: [&str; 5] = ["print", "println", "eprint", "eprintln", "dbg"];

/// What a file does to write to the two streams by itself.
fn writes_out(module: &[String], file: &File) -> Vec<String> {
    let own: &[&str] = match module.join("/").as_str() {
        "runtime/streams" => return Vec::new(),
        // The screen: what is drawn passes `streams::harmless` first.
        "runtime/terminal" => &["stdout", "Stdout"],
        // A bar whose words are all our own.
        "cli/source" => &["stderr"],
        // The names of a child's streams, which are closed or piped.
        "runtime/clipboard/programs" | "aws/credential_process" => &["stdout", "stderr"],
        // The type of what `streams` gives.
        "cli/output" => &["Stdout"],
        _ => &[],
    };
    let streams = STREAMS.iter().filter(|word| file.words.contains(**word) && !own.contains(word));
    let prints = PRINTS.iter().filter(|name| file.macros.contains(**name));
    streams.chain(prints).map(|word| format!("{}: {word}", module.join("/"))).collect()
}

#[test]
fn standard_output_and_error_are_written_in_one_place() {
    let files = sources();
    let place = ["runtime".to_owned(), "streams".to_owned()];
    assert!(files.get(&place[..]).is_some_and(|file| file.words.contains("stdout")), "the place has moved");
    let mut wrong: Vec<String> = files.iter().flat_map(|(module, file)| writes_out(module, file)).collect();
    for (module, file) in &files {
        // clap prints arguments as they came.
        let clap = file.paths.iter().any(|path| lies_under(path, "clap"));
        if clap && file.methods.iter().any(|name| matches!(name.as_str(), "print" | "exit" | "print_help")) {
            wrong.push(format!("{}: clap's own printing", module.join("/")));
        }
        // A child writes to the streams that it inherits.
        let child = file
            .paths
            .iter()
            .find(|path| lies_under(path, "std::process::Command") || lies_under(path, "tokio::process"));
        // The clipboard's programs and those that give credentials: their streams are ours or nobody's. The
        // operator's editor has the terminal.
        let may = ["runtime/clipboard/programs", "runtime/external_editor", "aws/credential_process"];
        let child = child.filter(|_| !may.contains(&module.join("/").as_str()));
        wrong.extend(child.map(|path| format!("{}: {path}", module.join("/"))));
    }
    assert!(wrong.is_empty(), "these write past runtime/streams:\n{}\n", wrong.join("\n"));
    let planted = |source: &str| writes_out(&["cli".to_owned()], &read(source, &["cli".to_owned()])).len();
    for source in [
        "fn f() { println!(\"{}\", 1); }",
        "fn f() { std::eprintln!(\"\"); }",
        "use std::io; fn f() { io::stdout().lock(); }",
        "use std::io::{self, stderr as out};",
        "fn f() { let out = std::io::stderr(); }",
    ] {
        assert!(planted(source) > 0, "{source}");
    }
    assert_eq!(planted("fn f() { if a != print && stdin() {} }"), 0);
}
