//! No sentence names a key by hand: every key can be bound to something else, and then the sentence would
//! lie. Keys are named through the keymap, or in the table of commands by `{command}`.

use super::source::{gather, root};
use std::collections::BTreeSet;
use std::ffi::OsStr;

/// How keys are written, and the keys of the editor and of forms, which cannot be changed.
const NAMED: [&str; 2] = ["src/app/command/editing.rs", "src/app/keymap.rs"];

/// Where each row names its keys, one a text; its sentences are looked at like all others.
const TABLE: &str = "src/app/command/table.rs";

/// What is no key that could be bound to something else: the names of two commands, the `L` of a schedule, a
/// compiler and an escape.
const NO_KEYS: [(&str, &str); 6] = [
    ("README.md", "C"),
    ("README.md", "escape"),
    (TABLE, "up"),
    (TABLE, "down"),
    ("src/catalogue/synonyms.rs", "enter"),
    ("src/diagnose/check/can_match.rs", "L"),
];

/// Whose texts are on screen.
const SHOWN: [&str; 11] = [
    "src/app",
    "src/ui",
    "src/model",
    "src/diagnose",
    "src/tail",
    "src/suite",
    "src/catalogue",
    "src/aws",
    "src/policy",
    "src/runtime/gate",
    "src/runtime/executor",
];

/// Words that are keys wherever they stand in a text for people.
const WORDS: [&str; 18] = [
    "ctrl",
    "alt",
    "arrow",
    "arrows",
    "spacebar",
    "esc",
    "escape",
    "enter",
    "return",
    "tab",
    "backtab",
    "backspace",
    "pgup",
    "pgdn",
    "pageup",
    "pagedown",
    "↑",
    "↓",
];

/// What is a key only where something is said of it.
const OFTEN_ELSE: [&str; 20] = [
    "space", "home", "end", "delete", "insert", "up", "down", "left", "right", "←", "→", "/", ":", "?", "!",
    "[", "]", "-", "+", "=",
];

/// Single letters that are words.
const ARTICLES: [&str; 3] = ["a", "A", "I"];

/// Words behind a key that was to be pressed.
const LINKS: [&str; 8] = ["to", "and", "or", "for", "again", "here", "there", "twice"];

/// Single letters that are units, behind a number.
const UNITS: [&str; 5] = ["s", "m", "h", "d", "B"];

/// Stands for what is filled into a text.
pub(super) const FILLED: char = '\u{1}';

/// Beginnings of a key with a modifier.
const MODIFIERS: [&str; 3] = ["ctrl", "alt", "shift"];

/// Such beginnings that also begin other words.
const RARE_MODIFIERS: [&str; 6] = ["control", "meta", "cmd", "option", "c", "m"];

/// Words before a key.
const BEFORE: [&str; 10] =
    ["page", "press", "presses", "pressing", "hit", "hits", "hitting", "key", "keys", "pressed"];

/// What stands around a word and is no part of it.
fn is_around(c: char) -> bool {
    matches!(
        c,
        '·' | ','
            | ';'
            | '('
            | ')'
            | '.'
            | '`'
            | '\''
            | '"'
            | '“'
            | '”'
            | '<'
            | '>'
            | '['
            | ']'
            | ':'
            | '='
            | '|'
            | '*'
            | '…'
            | '–'
            | '—'
            | '!'
            | '?'
    )
}

/// The texts of a source file, each with its line, what is only for tests left out.
pub(super) fn texts(source: &str) -> Vec<(usize, String)> {
    let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let chars: Vec<char> = source.chars().collect();
    let at = |n: usize| chars.get(n).copied().unwrap_or('\0');
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let (mut n, mut found) = (0, Vec::new());
    while n < chars.len() {
        let hashes = (n + 1..).take_while(|n| at(*n) == '#').count();
        let is_raw =
            at(n) == 'r' && at(n + 1 + hashes) == '"' && (n == 0 || !is_name(at(n - 1)) || at(n - 1) == 'b');
        match at(n) {
            '/' if at(n + 1) == '/' => {
                while n < chars.len() && at(n) != '\n' {
                    n += 1;
                }
            }
            '/' if at(n + 1) == '*' => {
                while n < chars.len() && (at(n), at(n + 1)) != ('*', '/') {
                    n += 1;
                }
                n += 2;
            }
            '\'' if at(n + 1) == '\\' => {
                n += 3;
                while n < chars.len() && at(n) != '\'' {
                    n += 1;
                }
                n += 1;
            }
            '\'' if at(n + 2) == '\'' => n += 3,
            'r' if is_raw => {
                let start = n;
                n += hashes + 2;
                let begin = n;
                while n < chars.len() && !(at(n) == '"' && (1..=hashes).all(|k| at(n + k) == '#')) {
                    n += 1;
                }
                found.push((start, chars[begin..n.min(chars.len())].iter().collect()));
                n += hashes + 1;
            }
            '"' => {
                let start = n;
                let mut text = String::new();
                n += 1;
                while n < chars.len() && at(n) != '"' {
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
    let line = |n: usize| 1 + chars[..n].iter().filter(|c| **c == '\n').count();
    found.into_iter().map(|(n, text)| (line(n), text)).collect()
}

/// A text without what is filled in, which is a value or a key that the keymap names.
pub(super) fn without_filled(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let (before, behind) = rest.split_at(open);
        out.push_str(before);
        let name = |c: char| {
            c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '$' | '.' | '>' | '<' | '?' | '#' | '*')
        };
        match behind[1..].find('}') {
            Some(close) if behind[1..=close].chars().all(name) => {
                out.push(FILLED);
                rest = &behind[close + 2..];
            }
            _ => {
                out.push('{');
                rest = &behind[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn is_single(word: &str) -> bool {
    let mut chars = word.chars();
    matches!((chars.next(), chars.next()), (Some(c), None) if c.is_ascii_alphabetic())
}

fn is_often_else(word: &str) -> bool {
    OFTEN_ELSE.contains(&word.to_lowercase().as_str())
}

/// True for a word that names a key and nothing else.
fn is_key(word: &str) -> bool {
    let lower = word.to_lowercase();
    let behind = |modifier: &&str| lower.strip_prefix(*modifier)?.strip_prefix(['-', '+']);
    let is_one = |rest: &str| is_single(rest) || is_often_else(rest) || is_key(rest);
    WORDS.contains(&lower.as_str())
        || MODIFIERS.iter().find_map(behind).is_some_and(|rest| !rest.is_empty())
        || RARE_MODIFIERS.iter().find_map(behind).is_some_and(is_one)
        || lower.strip_prefix('^').is_some_and(is_single)
        || lower.strip_prefix('f').is_some_and(|n| n.parse::<u8>().is_ok_and(|n| (1..=24).contains(&n)))
}

/// True for a word that says what somebody does.
fn is_verb(word: &str) -> bool {
    word.len() > 3
        && word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.ends_with('s')
        && !["ss", "us", "is", "'s"].iter().any(|end| word.ends_with(end))
}

/// The palette's key with a word typed behind it: `:archives`.
fn is_typed_in_palette(word: &str) -> bool {
    let typed = word.trim_start_matches(['`', '(', '"']).strip_prefix(':');
    typed.is_some_and(|typed| typed.starts_with(|c: char| c.is_ascii_lowercase()))
}

/// The key that a text names, if it names one.
fn key_in(text: &str) -> Option<String> {
    let text = without_filled(text);
    let raw: Vec<&str> = text.split_whitespace().collect();
    let bare = |word: &&'_ str| match word.trim_matches(is_around) {
        "" => (*word).to_owned(),
        bare => bare.to_owned(),
    };
    let words: Vec<String> = raw.iter().map(bare).collect();
    let is_sentence = words.iter().any(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1);
    let word = |n: Option<usize>| n.and_then(|n| words.get(n)).map(String::as_str).unwrap_or_default();
    let names = |n: usize, key: &str| {
        let (before, after) = (word(n.checked_sub(1)), word(Some(n + 1)));
        let counts = before.ends_with(|c: char| c.is_ascii_digit() || c == FILLED) && UNITS.contains(&key);
        // As in `N. Virginia`.
        let shortens = raw[n].ends_with('.') && after.starts_with(|c: char| c.is_ascii_uppercase());
        let asked = BEFORE.contains(&before.to_lowercase().as_str()) || matches!(after, "key" | "keys");
        // White space, and the mark of a problem.
        let acts = is_verb(after) && before != "white" && key != "!";
        if ARTICLES.contains(&key) {
            return acts || asked && (after.is_empty() || LINKS.contains(&after));
        }
        is_key(key)
            || is_single(key) && !counts && !shortens && is_sentence
            || is_often_else(key) && (acts || asked)
    };
    (0..words.len()).find_map(|n| {
        let word = &words[n];
        let mut parts = word.split(['/', '–']);
        let all =
            word.len() > 2 && parts.clone().count() > 1 && parts.all(|part| is_single(part) || is_key(part));
        (names(n, word) || all || words.len() > 1 && is_typed_in_palette(raw[n])).then(|| word.clone())
    })
}

/// True where a line of code draws a character as a key.
fn is_key_shown(line: &str) -> bool {
    let mut drawn = line.split("Role::Key, \"").skip(1).map(str::chars);
    drawn.any(|mut text| {
        matches!((text.next(), text.next()), (Some(c), Some('"')) if !c.is_whitespace() && c != '$')
    })
}

/// The paragraphs of a text in Markdown that are not generated, and hold no code; each with its first line.
fn paragraphs(markdown: &str) -> Vec<(usize, String)> {
    let (mut found, mut open, mut made, mut code) = (Vec::new(), None, false, false);
    for (line, n) in markdown.lines().zip(1..) {
        made = (made || line.ends_with(": generated -->")) && line != "<!-- end -->";
        code ^= line.starts_with("```");
        if made || code || line.starts_with("<!--") || line.trim().is_empty() || line.starts_with("```") {
            found.extend(open.take());
        } else {
            let (_, text) = open.get_or_insert_with(|| (n, String::new()));
            text.push(' ');
            text.push_str(line);
        }
    }
    found.extend(open);
    found
}

/// A paragraph without what stands in it as code: `tests/it/readme.rs` looks at the keys among that.
fn without_code(paragraph: &str) -> String {
    paragraph.split('`').step_by(2).collect::<Vec<_>>().join("{}")
}

#[test]
fn no_sentence_names_a_key_by_hand() {
    let (mut wrong, mut needed) = (Vec::new(), BTreeSet::new());
    for directory in SHOWN {
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
            let said = texts(&source).into_iter().filter(|(_, text)| name != TABLE || text.contains(' '));
            for (line, text) in said {
                let Some(key) = key_in(&text) else { continue };
                match NO_KEYS.iter().find(|no_key| **no_key == (&name, &key)) {
                    Some(no_key) => drop(needed.insert(no_key)),
                    None => wrong.push(format!("{name}:{line}: `{key}` in \"{text}\"")),
                }
            }
        }
    }
    let needless = NO_KEYS.iter().filter(|no_key| no_key.0 != "README.md" && !needed.contains(no_key));
    assert_eq!(needless.collect::<Vec<_>>(), [&("", ""); 0], "nothing needs these any more");
    assert!(wrong.is_empty(), "these name keys by hand; ask the keymap:\n{}", wrong.join("\n"));
}

#[test]
fn the_readme_names_no_key_but_as_code() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap_or_default();
    let found = paragraphs(&readme).into_iter().filter_map(|(line, text)| {
        let key = key_in(&without_code(&text)).filter(|key| !NO_KEYS.contains(&("README.md", key)));
        key.map(|key| format!("README.md:{line}: {key} in \"{text}\""))
    });
    let found: Vec<_> = found.collect();
    assert!(found.is_empty(), "write keys as code there:\n{}", found.join("\n"));
}

#[test]
fn a_planted_key_is_found() {
    for text in [
        "enter keeps",
        "word · esc undo",
        " z undoes it.",
        "ctrl-t asks",
        "(R opens it again)",
        "F4",
        "q quits",
        // What a sentence may do with a key beside saying that it acts.
        "Press z to take it back.",
        "with `z` it is taken back",
        "z: take it back",
        "[z] take it back",
        "<Esc> to leave",
        "It is taken back by z.",
        "n/N go to the next",
        "esc/q close",
        "j and k move",
        "press a to apply it",
        "a applies it",
        "press / to filter",
        "/ filters",
        ": runs a command",
        "space pauses",
        "Press space to pause",
        "the home key",
        "ctrl+s saves",
        "Ctrl-S",
        "C-s saves",
        "^S saves",
        "Control-s saves",
        "ENTER",
        "the arrow keys",
        "page up scrolls",
        "→ unfolds",
        "The list `:archives` has it.",
        "{count} changes: z",
        "12 changes, z undoes them",
        r#"{"source": ["x"]} is tried with t"#,
    ] {
        assert!(key_in(text).is_some(), "{text}");
    }
    for text in [
        "enters",
        "a rule takes no events",
        "white space differs",
        "{key} undoes it",
        "- {line}",
        "{} → {}",
        "it waits {n} s",
        "after 5 m",
        "US East (N. Virginia)",
        "a bus has rules",
        "a partner's bus is another",
        "the key of a queue",
        "! rule {name} matches",
        "the file is deleted at the end",
        r#"write "exists": [{"exists": false}]"#,
        ":root",
    ] {
        assert_eq!(key_in(text), None, "{text}");
    }
}

#[test]
fn texts_are_found_however_they_are_written() {
    let (_, text) = &texts("f(\"It failed.\\n\\nR tries again\")")[0];
    assert_eq!(key_in(text).as_deref(), Some("R"));
    assert!(is_key_shown("page.push(PageLine::of(Role::Key, \"R\"))"));
    assert!(!is_key_shown("page.push(PageLine::of(Role::Key, \"{key}\"))"));
    let found = |source: &str| texts(source).into_iter().map(|(_, text)| text).collect::<Vec<_>>();
    assert_eq!(found("let a = \"one\"; // \"two\"\nlet b = '\"'; f(\"th\\\"ree\")"), ["one", "th\"ree"]);
    assert_eq!(found("r\"R\\\", \"b\", br#\"a \"c\" d\"#, '\\u{a0}', \"e\""), ["R\\", "b", "a \"c\" d", "e"]);
    assert_eq!(found("/* \"no\" */ fn f<'a>(x: &'a str) { g('\\'', \"yes\") }"), ["yes"]);
    assert_eq!(texts("\n\"a\\\n b\"\n\"c\""), [(2, "a  b".to_owned()), (4, "c".to_owned())]);
    let markdown = "# One\n\ntwo\nthree\n```sh\nz\n```\n<!-- x: generated -->\nz\n<!-- end -->\nfour";
    let found: Vec<_> =
        paragraphs(markdown).into_iter().map(|(line, text)| (line, text.trim().to_owned())).collect();
    assert_eq!(
        found.iter().map(|(line, text)| (*line, text.as_str())).collect::<Vec<_>>(),
        [(1, "# One"), (3, "two three"), (11, "four")]
    );
}
