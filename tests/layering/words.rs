//! Words that have one name in this project: what puts a text right is a fix, in code, on screen and in JSON.

use super::source::{gather, root};

/// Where the former name still stands: a user's `[keys]` may have it.
const FORMER: [(&str, &str); 2] =
    [("src/app/keymap.rs", "[(\"mend\", \"fix\")"), ("src/app/command/tests.rs", "(\"mend\", Id::Fix")];

/// The lines of a text that call a fix by its former name, each with its number.
fn mending(text: &str) -> Vec<(usize, &str)> {
    let is_former =
        |word: &str| matches!(word.to_lowercase().as_str(), "mend" | "mends" | "mended" | "mending");
    let has_one = |line: &str| line.split(|c: char| !c.is_alphanumeric()).any(is_former);
    (1..).zip(text.lines()).filter(|(_, line)| has_one(line)).collect()
}

#[test]
fn a_fix_is_called_a_fix() {
    let root = root();
    let mut files = Vec::new();
    gather(&root.join("src"), &mut files);
    let (mut found, mut former) = (Vec::new(), 0);
    for file in &files {
        let name = file.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        let text = std::fs::read_to_string(file).unwrap();
        for (line, words) in mending(&text) {
            if FORMER.iter().any(|(place, begin)| *place == name && words.contains(begin)) {
                former += 1;
            } else {
                found.push(format!("{name}:{line}: {}", words.trim()));
            }
        }
    }
    assert_eq!(former, FORMER.len(), "the former name is to be known in the configuration");
    assert!(found.is_empty(), "say fix:\n{}", found.join("\n"));
}

#[test]
fn a_former_name_is_found() {
    for line in ["fn mended() {}", "// It mends itself.", "let is_mended = true;", "/// Mend it."] {
        assert_eq!(mending(line), [(1, line)]);
    }
    for line in ["recommend", "an amendment", "fixed"] {
        assert_eq!(mending(line), []);
    }
}
