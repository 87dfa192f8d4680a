//! No file outgrows a reader: 400 lines of source, 600 of tests; and no comment is wider than the code.

use super::source::{gather, root};
use std::path::Path;

/// The most lines of a file, tests within it counted.
const SOURCE: usize = 400;
/// The most lines of a file of nothing but tests, and of what only tests use.
const TESTS: usize = 600;

/// The most columns of a comment: as many as rustfmt gives the code, which it does not hold comments to.
const COLUMNS: usize = 110;

/// Files that may be longer, as they are named from the package's folder. The commands are one table, a
/// declaration a row: split, the order that help shows them in would be nowhere to be seen.
const LONGER: [&str; 1] = ["src/app/command/table.rs"];

/// How many lines the file of this name may have.
fn limit(name: &str) -> usize {
    let only_tests = |part: &str| matches!(part.trim_end_matches(".rs"), "tests" | "testing");
    if name.split('/').any(|part| only_tests(part) || part.ends_with("_tests.rs")) { TESTS } else { SOURCE }
}

fn too_long(name: &str, text: &str) -> Option<String> {
    let (lines, limit) = (text.lines().count(), limit(name));
    (lines > limit)
        .then(|| format!("{name} has {lines} lines; {limit} are the most. Split it where its subjects part."))
}

#[test]
fn no_file_is_longer_than_a_reader_takes_in() {
    let root = root();
    let mut files = Vec::new();
    for folder in ["src", "tests", "benches", "examples"] {
        gather(&root.join(folder), &mut files);
    }
    let name = |file: &Path| file.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
    let mut found = Vec::new();
    let mut excused = Vec::new();
    for file in &files {
        let name = name(file);
        match too_long(&name, &std::fs::read_to_string(file).unwrap()) {
            Some(_) if LONGER.contains(&name.as_str()) => excused.push(name),
            Some(sentence) => found.push(sentence),
            None => {}
        }
    }
    assert_eq!(found, Vec::<String>::new(), "{}", found.join("\n"));
    let settled: Vec<_> = LONGER.iter().filter(|name| !excused.contains(&(**name).to_owned())).collect();
    assert!(settled.is_empty(), "no longer too long, so take them out of the list: {settled:?}");
}

/// The lines of comments that are wider than code, but for rows of tables and what is in code blocks.
fn too_wide(text: &str) -> Vec<usize> {
    let mut in_code = false;
    let mut wide = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let start = line.trim_start();
        let Some(comment) =
            start.strip_prefix("//").map(|comment| comment.trim_start_matches(['/', '!', ' ']))
        else {
            in_code = false;
            continue;
        };
        in_code ^= comment.starts_with("```");
        if !in_code && !comment.starts_with('|') && line.chars().count() > COLUMNS {
            wide.push(at + 1);
        }
    }
    wide
}

#[test]
fn no_comment_is_wider_than_the_code() {
    let mut files = Vec::new();
    for folder in ["src", "tests", "benches", "examples"] {
        gather(&root().join(folder), &mut files);
    }
    let found: Vec<String> = files
        .iter()
        .flat_map(|file| {
            let wide = too_wide(&std::fs::read_to_string(file).unwrap());
            wide.into_iter().map(move |line| format!("{}:{line}", file.display()))
        })
        .collect();
    assert_eq!(found, Vec::<String>::new(), "comments of more than {COLUMNS} columns");
    let (wide, table) = ("x".repeat(COLUMNS), "/// | ".to_owned() + &"x".repeat(COLUMNS));
    assert_eq!(too_wide(&format!("// {wide}\n{table}\n//! ```\n//! {wide}\n//! ```\n/// {wide}")), [1, 6]);
}

#[test]
fn a_file_that_is_too_long_is_found() {
    let lines = |count: usize| "x\n".repeat(count);
    assert_eq!(too_long("src/app/model.rs", &lines(400)), None);
    assert!(too_long("src/app/model.rs", &lines(401)).unwrap().contains("401 lines; 400"));
    for name in [
        "src/app/testing.rs",
        "src/app/testing/facts.rs",
        "src/ui/tests.rs",
        "tests/it/gate.rs",
        "src/policy/any_tests.rs",
    ] {
        assert_eq!(too_long(name, &lines(600)), None, "{name}");
        assert!(too_long(name, &lines(601)).is_some(), "{name}");
    }
}
