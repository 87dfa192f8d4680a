//! Every file of Rust begins with a sentence of what is in it, those of tests, benchmarks and examples too.

use super::source::{gather, root};

/// What is wrong with the beginning of a file.
fn headless(name: &str, text: &str) -> Option<String> {
    let header = text.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim);
    let first: Vec<&str> = header.take_while(|line| !line.is_empty()).collect();
    let sentence = first.join(" ");
    let is_told = sentence.ends_with(['.', ':']) && sentence.split_whitespace().count() > 1;
    (!is_told).then(|| format!("{name} does not begin with a sentence of what is in it: `//! …`"))
}

#[test]
fn every_file_begins_with_a_sentence() {
    let root = root();
    let mut files = Vec::new();
    for folder in ["src", "tests", "benches", "examples", "fuzz/fuzz_targets"] {
        gather(&root.join(folder), &mut files);
    }
    let found: Vec<String> = files
        .iter()
        .filter_map(|file| {
            let name = file.strip_prefix(&root).unwrap().to_string_lossy();
            headless(&name, &std::fs::read_to_string(file).unwrap())
        })
        .collect();
    assert!(files.len() > 800, "{} files are seen", files.len());
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn a_file_without_a_sentence_is_found() {
    for text in [
        "use super::*;\n",
        "// Tests of it all.\n",
        "//! Tests.\n\nuse x;\n",
        "//!\n//! What is in it.\n",
        "",
    ] {
        assert!(headless("a.rs", text).is_some(), "{text:?}");
    }
    for text in [
        "//! What is in it.\n",
        "//! What is\n//! in it.\n//!\n//! More\n",
        "//! Run so, for one:\n//!\n//! x\n",
    ] {
        assert_eq!(headless("a.rs", text), None, "{text:?}");
    }
}
