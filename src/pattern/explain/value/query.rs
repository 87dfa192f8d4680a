//! Texts of a pattern that other languages read as a condition: SQL's, and ranges of versions.

use crate::pattern::explain::value::other_syntax::{ForeignText, QUOTES};
use crate::pattern::explain::wording::similarity::literal;
use crate::pattern::wildcard::{Wildcard, escape_wildcard};

/// A condition that the value satisfies.
pub(super) fn read(text: &str, value: &str) -> Option<ForeignText> {
    sql(text, value).or_else(|| lucene(text, value)).or_else(|| versions(text, value))
}

/// `IN ('a', 'b')`, `LIKE 'a%'`, `= 'a'`.
fn sql(text: &str, value: &str) -> Option<ForeignText> {
    let text = text.trim();
    let behind = |word: &str| {
        let head = text.get(..word.len()).filter(|head| head.eq_ignore_ascii_case(word))?;
        text.get(head.len()..).map(str::trim_start)
    };
    let listed = |list: &str| -> Option<Vec<String>> {
        let inner = list.trim_start().strip_prefix('(')?.strip_suffix(')')?;
        Some(inner.split(',').map(|part| part.trim().trim_matches(QUOTES).to_owned()).collect())
    };
    let written = |values: &[String]| {
        values.iter().map(|value| literal(value.as_bytes())).collect::<Vec<_>>().join(", ")
    };
    if let Some(values) = behind("NOT IN").and_then(listed) {
        let held = values.iter().any(|listed| listed == value);
        return (!held).then(|| ForeignText {
            what: "it is a condition as SQL has it, and \"anything-but\" says it here",
            instead: Some(format!("{{\"anything-but\": [{}]}}", written(&values))),
            distance: 0,
        });
    }
    if let Some(values) = behind("IN").and_then(listed) {
        let instead = written(&values);
        let value = value.to_owned();
        return values.contains(&value).then_some(ForeignText {
            what: "it is a condition as SQL has it, and a list says it here",
            instead: Some(instead),
            distance: 0,
        });
    }
    let quoted = |text: &'_ str| text.len() > 2 && text.starts_with(QUOTES) && text.ends_with(QUOTES);
    if let Some(like) = behind("LIKE ").filter(|like| quoted(like)) {
        let wildcard = escape_wildcard(like.trim_matches(QUOTES)).replace('%', "*");
        let takes =
            Wildcard::read(wildcard.as_bytes()).is_ok_and(|wildcard| wildcard.matches(value.as_bytes()));
        return takes.then(|| ForeignText {
            what: "it is a condition as SQL has it, and \"wildcard\" says it here",
            instead: Some(format!("{{\"wildcard\": {}}}", literal(wildcard.as_bytes()))),
            distance: 0,
        });
    }
    let equal = text.trim_start_matches('=').trim_start();
    (equal.len() < text.len() && equal.trim_matches(QUOTES) == value).then(|| ForeignText {
        what: "a plain value is compared anyway, without a sign for it",
        instead: Some(literal(value.as_bytes())),
        distance: 0,
    })
}

/// `status:(paid OR open)`.
fn lucene(text: &str, value: &str) -> Option<ForeignText> {
    let (name, rest) = text.trim().split_once(':')?;
    let inner = rest.trim().strip_prefix('(')?.strip_suffix(')')?;
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "_.-".contains(c));
    let values: Vec<&str> = inner.split(" OR ").map(|part| part.trim().trim_matches(QUOTES)).collect();
    (is_name && values.contains(&value)).then(|| ForeignText {
        what: "it is a query as search engines have it, and a list says it here",
        instead: Some(values.iter().map(|value| literal(value.as_bytes())).collect::<Vec<_>>().join(", ")),
        distance: 0,
    })
}

/// `^1.2.0`, `~1.2`, `1.x`, `>=1.2`.
fn versions(text: &str, value: &str) -> Option<ForeignText> {
    let numbers = |text: &str| -> Option<Vec<String>> {
        let parts: Vec<String> = text.split('.').map(str::to_owned).collect();
        let digits = |part: &String| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        parts.iter().all(digits).then_some(parts)
    };
    let (mark, bare) = match value.strip_prefix('v') {
        Some(bare) => ("v", bare),
        None => ("", value),
    };
    let version = bare.split(['-', '+']).next().unwrap_or_default();
    // Four numbers are an address.
    numbers(version).filter(|parts| (2..4).contains(&parts.len()))?;
    let text = text.trim();
    let beginning = |kept: usize, parts: &[String]| {
        let kept = parts.get(..kept).filter(|kept| !kept.is_empty())?;
        let beginning = format!("{mark}{}.", kept.join("."));
        value.starts_with(&beginning).then(|| format!("{{\"prefix\": {}}}", literal(beginning.as_bytes())))
    };
    if let Some(range) = text.strip_prefix(['^', '~']) {
        let parts = numbers(range.trim_start_matches(['=', 'v', ' ']))?;
        let kept = if text.starts_with('^') { 1 } else { parts.len().min(2) };
        return Some(ForeignText {
            what: "ranges of versions are not known here; a prefix takes all versions that begin so, older ones among \
                them",
            instead: Some(beginning(kept, &parts)?),
            distance: 1,
        });
    }
    if let Some(range) = text.strip_suffix(['x', 'X']) {
        let parts = numbers(range.trim_end_matches(".x").trim_end_matches('.').trim_start_matches('v'))?;
        return Some(ForeignText {
            what: "no character stands for others here; a prefix takes all versions that begin so",
            instead: Some(beginning(parts.len(), &parts)?),
            distance: 1,
        });
    }
    let bound = text.trim_start_matches(['>', '<', '=']);
    numbers(bound.trim().trim_start_matches('v'))
        .filter(|_| bound.len() < text.len() && text.starts_with(['<', '>']))?;
    Some(ForeignText {
        what: "versions are texts, and texts are not compared by size: those that are meant can be listed, or asked for by \
            their beginnings, {\"prefix\": …}",
        instead: None,
        distance: 1,
    })
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn conditions_of_other_languages_are_told() {
        for (text, value, instead) in [
            ("IN ('open','closed')", "open", Some("\"open\", \"closed\"")),
            ("in('a', 'b')", "b", Some("\"a\", \"b\"")),
            ("NOT IN (DONE, OFF)", "ON", Some("{\"anything-but\": [\"DONE\", \"OFF\"]}")),
            ("LIKE 'orders%'", "orders-eu", Some("{\"wildcard\": \"orders*\"}")),
            ("== 'open'", "open", Some("\"open\"")),
            ("state:(open OR \"on hold\")", "on hold", Some("\"open\", \"on hold\"")),
            ("^1.2.0", "1.4.2", Some("{\"prefix\": \"1.\"}")),
            ("~1.2.0", "v1.2.2", Some("{\"prefix\": \"v1.2.\"}")),
            ("2.x", "2.7.1", Some("{\"prefix\": \"2.\"}")),
            (">=2.0", "2.7.1", None),
        ] {
            assert_eq!(read(text, value).map(|found| found.instead).unwrap().as_deref(), instead, "{text}");
        }
        for (text, value) in [
            ("IN ('a')", "b"),
            ("^1.2.0", "2.0.0"),
            ("^1.2.0", "x"),
            ("x", "1.2"),
            ("10.0.0.x", "10.0.0.1"),
            (">=2.0", "2"),
            ("INbox", "a"),
        ] {
            assert!(read(text, value).is_none(), "{text}");
        }
    }
}
