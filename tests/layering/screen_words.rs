//! `ui` draws words and makes no sentences: those stand in `app`, each in one place, where tests read them
//! without a screen.

use super::keys::{FILLED, texts, without_filled};
use super::source::{gather, root};
use std::ffi::OsStr;

/// True for words beside each other, or beside what is filled in. One word alone is the name of a column or
/// of a pane.
fn is_sentence(text: &str) -> bool {
    let text = without_filled(text);
    let is_word = |part: &&str| part.chars().filter(|c| c.is_alphabetic()).count() > 1;
    let words = text.split_whitespace().filter(is_word).count();
    words > 1 || words == 1 && text.contains(FILLED)
}

#[test]
fn no_sentence_is_made_where_screens_are_drawn() {
    let root = root();
    let mut files = Vec::new();
    gather(&root.join("src/ui"), &mut files);
    assert!(files.len() > 10, "{files:?}");
    let for_tests = |part: &OsStr| part == "tests" || part == "testing";
    let mut found = Vec::new();
    for file in files.iter().filter(|file| !file.with_extension("").iter().any(for_tests)) {
        let source = std::fs::read_to_string(file).unwrap();
        let name = file.strip_prefix(&root).unwrap_or(file).display();
        let sentences = texts(&source).into_iter().filter(|(_, text)| is_sentence(text));
        found.extend(sentences.map(|(line, text)| format!("{name}:{line}: \"{text}\"")));
    }
    assert!(found.is_empty(), "let `app` say these:\n{}", found.join("\n"));
}

#[test]
fn a_planted_sentence_is_found() {
    for text in ["no rules", "{name}: evidence", " at {endpoint}", "reading the\n rules", "as of {0}"] {
        assert!(is_sentence(text), "{text}");
    }
    for text in ["name", " {label} ", "{}…", "", " · ", ".amazonaws.com", "── {text} "] {
        assert!(!is_sentence(text), "{text}");
    }
}
