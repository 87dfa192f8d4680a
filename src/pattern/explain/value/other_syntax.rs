//! Texts of a pattern that are written for another matcher: regular expressions, lists and operators in one
//! string, blocks of addresses.

use crate::pattern::address::{Address, Cidr};
use crate::pattern::explain::wording::similarity::literal;
use crate::pattern::item::Scalar;
use crate::pattern::wildcard::Wildcard;
use crate::pattern::{Event, Pattern, Verdict};

/// What a plain text was meant to say.
pub(in crate::pattern::explain) struct Foreign {
    /// As a clause.
    pub(in crate::pattern::explain) what: &'static str,
    /// The items that say it, JSON.
    pub(in crate::pattern::explain) instead: String,
    pub(in crate::pattern::explain) distance: usize,
}

/// Reads a plain string of a pattern as other matchers would, if the value satisfies what it then says.
pub(in crate::pattern::explain) fn read(text: &str, met: &Scalar<'_>) -> Option<Foreign> {
    let value = met.text().and_then(|value| std::str::from_utf8(value).ok())?;
    let is_met = |wildcard: &str| {
        Wildcard::read(wildcard.as_bytes()).is_ok_and(|wildcard| wildcard.matches(value.as_bytes()))
    };
    if let Some(instead) = block(text, met) {
        return Some(Foreign {
            what: "in a plain string a block of addresses is only a text; blocks are asked for with \"cidr\"",
            instead,
            distance: 0,
        });
    }
    if text.len() > 2 && text.trim_matches(['"', '\'', '`']) == value {
        return Some(Foreign {
            what: "the text has quotation marks inside its own",
            instead: literal(value.as_bytes()),
            distance: 0,
        });
    }
    for separator in ["||", "|", ",", ";", " or ", " OR "] {
        let parts: Vec<&str> = text.split(separator).map(str::trim).filter(|part| !part.is_empty()).collect();
        if parts.len() > 1 && parts.contains(&value) {
            let instead = parts.iter().map(|part| literal(part.as_bytes())).collect::<Vec<_>>().join(", ");
            return Some(Foreign {
                what: "one string is one value; several values are written as a list, each in quotes of its \
                    own",
                instead,
                distance: 0,
            });
        }
    }
    if let Some(instead) = json(text, value) {
        return Some(Foreign {
            what: "it is JSON in quotes, which makes it a text; without the quotes it would match",
            instead,
            distance: 0,
        });
    }
    if let Some(wildcard) = from_regex(text).filter(|wildcard| is_met(wildcard)) {
        let instead = format!("{{\"wildcard\": {}}}", literal(wildcard.as_bytes()));
        return Some(Foreign {
            what: "EventBridge has no regular expressions; a wildcard says it with \"*\"",
            instead,
            distance: 1,
        });
    }
    if text.contains(['%', '?']) && !text.contains(['*', '\\']) {
        let wildcard = text.replace(['%', '?'], "*");
        if is_met(&wildcard) {
            let instead = format!("{{\"wildcard\": {}}}", literal(wildcard.as_bytes()));
            return Some(Foreign {
                what: "in a plain string no character stands for others; a wildcard says it with \"*\"",
                instead,
                distance: 2,
            });
        }
    }
    let negated = ["!=", "!", "not ", "NOT "].iter().find_map(|not| text.strip_prefix(not)).map(str::trim)?;
    (!negated.is_empty() && negated != value).then(|| Foreign {
        what: "in a plain string nothing negates; all values but some are asked for with \"anything-but\"",
        instead: format!("{{\"anything-but\": {}}}", literal(negated.as_bytes())),
        distance: 3,
    })
}

/// A block that holds the value; for a block of one address, which EventBridge does not know, the address.
fn block(text: &str, met: &Scalar<'_>) -> Option<String> {
    let address = met.address()?;
    let (wanted, bits) = text.split_once('/')?;
    if matches!(bits, "32" | "128") {
        return (Address::read(wanted.as_bytes())? == address).then(|| literal(wanted.as_bytes()));
    }
    let block = Cidr::read(text.as_bytes()).ok()?;
    block.contains(address).then(|| format!("{{\"cidr\": {}}}", literal(text.as_bytes())))
}

/// Items in a string, if they would be sound without its quotes and match the value.
fn json(text: &str, value: &str) -> Option<String> {
    let text = text.trim();
    let items = match text.as_bytes() {
        [b'{', .., b'}'] => text,
        [b'[', items @ .., b']'] => std::str::from_utf8(items).ok()?.trim(),
        _ => return None,
    };
    let pattern = Pattern::parse(&format!("{{\"x\": [{items}]}}")).ok()?;
    let event = Event::parse(format!("{{\"x\": {}}}", literal(value.as_bytes())).as_bytes()).ok()?;
    (pattern.document().trailing().is_empty()
        && pattern.leaves.len() == 1
        && pattern.matches(&event) == Verdict::Match)
        .then(|| items.to_owned())
}

/// The wildcard that says what a simple regular expression says; none for a text that does not look like one.
pub(in crate::pattern::explain) fn from_regex(text: &str) -> Option<String> {
    const RUNS: [&str; 14] = [
        ".*?", ".+?", ".*", ".+", "\\d+", "\\d*", "\\d", "[0-9]+", "[0-9]", "\\w+", "\\S+", "[a-z]+",
        "[^/]+", "[^:]+",
    ];
    let anchored = (text.starts_with('^'), text.ends_with('$'));
    let inner = text.strip_prefix("(?i)").unwrap_or(text);
    let inner = inner.strip_prefix('^').unwrap_or(inner);
    let inner = inner.strip_suffix('$').unwrap_or(inner);
    let (mut out, mut rest, mut runs) = (String::new(), inner, 0);
    while let Some(c) = rest.chars().next() {
        if let Some(run) = RUNS.iter().find(|run| rest.starts_with(**run)) {
            rest = rest.get(run.len()..).unwrap_or_default();
            runs += 1;
            if !out.ends_with('*') {
                out.push('*');
            }
            continue;
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        match c {
            // An escaped character is that character.
            '\\' => {
                let escaped = rest.chars().next()?;
                rest = rest.get(escaped.len_utf8()..).unwrap_or_default();
                if matches!(escaped, '*' | '\\') {
                    out.push('\\');
                }
                out.push(escaped);
            }
            '(' | ')' => {}
            '[' | ']' | '{' | '}' | '|' | '+' | '?' | '*' | '^' | '$' => return None,
            c => out.push(c),
        }
    }
    let is_one = runs > 0 || anchored.0 || anchored.1 || inner.contains("\\.");
    if !is_one || out.is_empty() {
        return None;
    }
    // An expression that is anchored at one end only leaves the other end open.
    let open = |end: bool, other: bool| !end && other && !out.starts_with('*');
    if open(anchored.0, anchored.1) {
        out.insert(0, '*');
    }
    if !anchored.1 && anchored.0 && !out.ends_with('*') {
        out.push('*');
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::from_regex;

    #[test]
    fn simple_expressions_become_wildcards() {
        for (regex, wildcard) in [
            ("^stop.*$", Some("stop*")),
            ("stop.*", Some("stop*")),
            ("^stop", Some("stop*")),
            ("ped$", Some("*ped")),
            ("aws\\.(.*)", Some("aws.*")),
            ("i-[0-9]+", Some("i-*")),
            ("stopped", None),
            ("a|b.*", None),
            ("aws.ec2", None),
            (".*", Some("*")),
        ] {
            assert_eq!(from_regex(regex).as_deref(), wildcard, "{regex}");
        }
    }
}
