//! Texts of a pattern that were copied out of a program or a page: a call, quotation marks in another
//! writing, a regular expression's flag or class.

use crate::pattern::explain::value::other_syntax::{ForeignText, QUOTES, json};
use crate::pattern::explain::wording::similarity::literal;
use crate::pattern::vocabulary::Meant;
use crate::pattern::wildcard::escape_wildcard;
use crate::text::letters_and_digits;

/// Reads a text so, if the value satisfies what it then says.
pub(super) fn of_program(text: &str, value: &str) -> Option<ForeignText> {
    if unquoted(text).is_some_and(|inner| inner == value) {
        return Some(ForeignText {
            what: "the text has quotation marks inside its own, written for HTML, for a URL or for a program",
            instead: Some(literal(value.as_bytes())),
            distance: 0,
        });
    }
    if let Some(instead) = call(text) {
        let holds = json(&instead, value).is_some();
        return Some(ForeignText {
            what: "a call of a program in quotes is only a text; here the operator stands as an object in the list",
            instead: Some(instead).filter(|_| holds),
            distance: usize::from(!holds),
        });
    }
    if ignoring_case(text).is_some_and(|rest| rest != value && rest.to_lowercase() == value.to_lowercase()) {
        return Some(ForeignText {
            what: "EventBridge has no regular expressions; letter case is ignored by \"equals-ignore-case\"",
            instead: Some(format!("{{\"equals-ignore-case\": {}}}", literal(value.as_bytes()))),
            distance: 0,
        });
    }
    let texts = of_a_class(text, value)?;
    let items: Vec<String> = texts.iter().map(|text| literal(text.as_bytes())).collect();
    Some(ForeignText {
        what: "EventBridge has no regular expressions; several values are written as a list",
        instead: Some(items.join(", ")),
        distance: 1,
    })
}

/// What an expression takes in any letter case: behind `(?i)`, or between slashes with that flag.
fn ignoring_case(text: &str) -> Option<&str> {
    let between = || text.strip_prefix('/')?.strip_suffix("/i");
    let inner = text.strip_prefix("(?i)").or_else(between)?;
    let inner = inner.strip_prefix('^').unwrap_or(inner);
    Some(inner.strip_suffix('$').unwrap_or(inner))
}

/// A text that says that this very field equals a value, `state == 'open'`: with two signs, or with one and
/// quotation marks or blanks. Of another field's name it says something else, and Base64 may end in two
/// signs.
pub(super) fn of_comparison(path: &str, text: &str, value: &str) -> Option<ForeignText> {
    let compared = compared(path, text).filter(|compared| !value.is_empty() && *compared == value)?;
    Some(ForeignText {
        what: "a comparison in quotes is only a text; a value that has to be equal stands in the list alone",
        instead: Some(literal(compared.as_bytes())),
        distance: 0,
    })
}

fn compared<'t>(path: &str, text: &'t str) -> Option<&'t str> {
    let is_own = |name: &str| {
        let name = name.trim_start_matches(['$', '.']);
        path == name || path.strip_suffix(name).is_some_and(|above| !name.is_empty() && above.ends_with('.'))
    };
    let twice = text.split_once("==").map(|(name, rest)| (name, rest.strip_prefix('=').unwrap_or(rest)));
    let (name, rest) = twice.or_else(|| text.split_once('='))?;
    let (apart, rest) = (name.ends_with(' ') || rest.starts_with(' '), rest.trim());
    let quoted = rest.len() > 2 && rest.starts_with(QUOTES) && rest.ends_with(QUOTES);
    (is_own(name.trim()) && (twice.is_some() || apart || quoted)).then(|| rest.trim_matches(QUOTES))
}

/// The texts that one with a class of characters stands for, `op[ei]n`, where the value is one of them.
fn of_a_class(text: &str, value: &str) -> Option<Vec<String>> {
    let (before, rest) = text.split_once('[')?;
    let (class, behind) = rest.split_once(']')?;
    let letters = (2..=8).contains(&class.len()) && class.chars().all(char::is_alphanumeric);
    let plain = !text.contains(['*', '\\', '+', '?', '{']) && before.len() + behind.len() > 0;
    let texts: Vec<String> = class.chars().map(|one| format!("{before}{one}{behind}")).collect();
    (letters && plain && texts.iter().any(|text| text == value)).then_some(texts)
}

/// What stands in quotation marks that are written for HTML or a URL, or have a letter of Python's before
/// them.
fn unquoted(text: &str) -> Option<&str> {
    let marks = ["&quot;", "&#34;", "&#39;", "&apos;", "%22", "%27"];
    let by = |mark: &&str| text.strip_prefix(*mark)?.strip_suffix(*mark);
    let of_python = || {
        let rest = text.strip_prefix(['u', 'b', 'r', 'f']).filter(|rest| rest.starts_with(['"', '\'']))?;
        let mark = rest.chars().next()?;
        rest.strip_prefix(mark)?.strip_suffix(mark)
    };
    marks.iter().find_map(by).or_else(of_python)
}

/// A comparison without the name of what is compared before it, `n >= 5`.
pub(super) fn without_name(text: &str) -> &str {
    let name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '#' | '$' | '-');
    let rest = text.trim_start_matches(name).trim_start();
    let named = text.starts_with(|c: char| c.is_alphabetic() || matches!(c, '#' | '$' | '_' | '.'));
    if named && rest.starts_with(['<', '>', '≤', '≥']) { rest } else { text }
}

/// A call of a program that says a condition, `Match.prefix('stop')`, as an item.
fn call(text: &str) -> Option<String> {
    let (name, argument) = text.strip_suffix(')')?.split_once('(')?;
    let name = name.rsplit('.').next()?;
    let argument = argument.trim();
    let inner = argument.trim_matches(QUOTES);
    let quoted = inner.len() + 2 == argument.len() && !inner.is_empty() && !inner.contains(QUOTES);
    let is_word =
        !argument.is_empty() && argument.chars().all(|c| c.is_alphanumeric() || "-_./:".contains(c));
    if letters_and_digits(name) == "contains" && (quoted || is_word) {
        let wildcard = literal(format!("*{}*", escape_wildcard(inner)).as_bytes());
        return Some(format!("{{\"wildcard\": {wildcard}}}"));
    }
    let ours = Meant::of(name)?.renamed()?;
    let operand = match ours {
        "numeric" => return None,
        "exists" if argument.is_empty() => "true".to_owned(),
        _ if !quoted && !is_word => return None,
        _ => literal(inner.as_bytes()),
    };
    Some(format!("{{\"{ours}\": {operand}}}"))
}
