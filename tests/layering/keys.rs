//! No sentence names a key by hand: every key can be bound to something else, and then the sentence would
//! lie. Keys are named through the keymap, or in the table of commands by `{command}`.

use super::source::{gather, root};
use std::ffi::OsStr;

/// Where keys are named for good: the default keys, and how keys are written.
const NAMED: [&str; 3] = ["src/app/command/editing.rs", "src/app/command/table.rs", "src/app/keymap.rs"];

/// Words that are keys wherever they stand in a text for people.
const WORDS: [&str; 11] =
    ["esc", "enter", "tab", "backtab", "backspace", "pgup", "pgdn", "escape", "return", "↑", "↓"];

/// Beginnings of a key with a modifier.
const MODIFIERS: [&str; 3] = ["ctrl-", "alt-", "shift-"];

/// The texts of a source file, each with its line, what is only for tests left out.
fn texts(source: &str) -> Vec<(usize, String)> {
    let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let chars: Vec<char> = source.chars().collect();
    let at = |n: usize| chars.get(n).copied().unwrap_or('\0');
    let (mut n, mut line, mut found) = (0, 1, Vec::new());
    while n < chars.len() {
        match at(n) {
            '\n' => (n, line) = (n + 1, line + 1),
            '/' if at(n + 1) == '/' => {
                while n < chars.len() && at(n) != '\n' {
                    n += 1;
                }
            }
            '\'' if at(n + 1) == '\\' => n += 4,
            '\'' if at(n + 2) == '\'' => n += 3,
            '"' => {
                let start = line;
                let mut text = String::new();
                n += 1;
                while n < chars.len() && at(n) != '"' {
                    line += usize::from(at(n) == '\n');
                    let escaped = at(n) == '\\';
                    n += usize::from(escaped);
                    let is_blank = escaped && matches!(at(n), 'n' | 'r' | 't' | '\n');
                    text.push(if is_blank { ' ' } else { at(n) });
                    n += 1;
                }
                n += 1;
                found.push((start, text));
            }
            _ => n += 1,
        }
    }
    found
}

/// The key that a text names, if it names one.
fn key_in(text: &str) -> Option<String> {
    let blank = |c: char| c.is_whitespace() || matches!(c, '·' | ',' | ';' | '(' | ')' | '.' | '`');
    let words: Vec<&str> = text.split(blank).filter(|word| !word.is_empty()).collect();
    for (n, word) in words.iter().enumerate() {
        let named = WORDS.contains(word)
            || MODIFIERS.iter().any(|modifier| word.starts_with(modifier))
            || word.strip_prefix('F').is_some_and(|n| n.parse::<u8>().is_ok());
        let mut chars = word.chars();
        let single = matches!((chars.next(), chars.next()), (Some(c), None) if matches!(c, '/' | ':' | '?')
            || (c.is_ascii_alphabetic() && !matches!(c, 'a' | 'A' | 'I')));
        // A verb behind it: `z takes it back`.
        let acts = single && words.get(n + 1).is_some_and(|next| next.len() > 3 && next.ends_with('s'));
        if named || acts {
            return Some((*word).to_owned());
        }
    }
    None
}

/// True where a line of code draws a character as a key.
fn is_key_shown(line: &str) -> bool {
    let mut drawn = line.split("Role::Key, \"").skip(1).map(str::chars);
    drawn.any(|mut text| {
        matches!((text.next(), text.next()), (Some(c), Some('"')) if !c.is_whitespace() && c != '$')
    })
}

#[test]
fn no_sentence_names_a_key_by_hand() {
    let mut wrong = Vec::new();
    for directory in ["src/app", "src/ui"] {
        let mut files = Vec::new();
        gather(&root().join(directory), &mut files);
        for file in files {
            let name = file.strip_prefix(root()).unwrap_or(&file).display().to_string();
            let for_tests = |part: &OsStr| part == "tests" || part == "testing";
            if file.with_extension("").iter().any(for_tests) || NAMED.contains(&name.as_str()) {
                continue;
            }
            let source = std::fs::read_to_string(&file).unwrap_or_default();
            let shown = source.lines().zip(1..).filter(|(line, _)| is_key_shown(line));
            wrong.extend(shown.map(|(line, n)| format!("{name}:{n}: {}", line.trim())));
            wrong.extend(texts(&source).into_iter().filter_map(|(line, text)| {
                key_in(&text).map(|key| format!("{name}:{line}: `{key}` in \"{text}\""))
            }));
        }
    }
    assert!(wrong.is_empty(), "these name keys by hand; ask the keymap:\n{}", wrong.join("\n"));
}

#[test]
fn a_planted_key_is_found() {
    for text in [
        "enter keeps",
        "word · esc undo",
        " z takes it back.",
        "ctrl-t asks",
        "(R opens it again)",
        "F4",
        "q quits",
    ] {
        assert!(key_in(text).is_some(), "{text}");
    }
    for text in ["enters", "a rule takes no events", "white space", "{key} takes it back", "- {line}"] {
        assert_eq!(key_in(text), None, "{text}");
    }
    let (_, text) = &texts("f(\"It failed.\\n\\nR tries again\")")[0];
    assert_eq!(key_in(text).as_deref(), Some("R"));
    assert!(is_key_shown("page.push(PageLine::of(Role::Key, \"R\"))"));
    assert!(!is_key_shown("page.push(PageLine::of(Role::Key, \"{key}\"))"));
    assert_eq!(texts("let a = \"one\"; // \"two\"\nlet b = '\"'; f(\"th\\\"ree\")").len(), 2);
}
