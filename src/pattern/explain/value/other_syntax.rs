//! Texts of a pattern that are written for another matcher: regular expressions, lists and operators in one
//! string, blocks of addresses.

use crate::pattern::explain::value::address_block::blocks;
use crate::pattern::explain::value::negation::excludes;
use crate::pattern::explain::value::program_text::of_program;
use crate::pattern::explain::value::stand_ins::{addresses_with_stand_ins, route, with_digits, with_stars};
use crate::pattern::explain::value::syntax_of_numbers::range;
use crate::pattern::explain::value::{is_number, query, regex};
use crate::pattern::explain::wording::similarity::literal;
use crate::pattern::item::Scalar;
use crate::pattern::wildcard::Wildcard;
use crate::pattern::{Event, OPERATORS, Pattern, Verdict};

/// Quotation marks, those of a keyboard and those that word processors make of them.
pub(super) const QUOTES: [char; 12] = ['"', '\'', '`', '“', '”', '„', '‘', '’', '‚', '«', '»', '´'];

/// Said of a text that is a list of values.
pub(super) const SEVERAL: &str =
    "one string is one value; several values are written as a list, each in quotes of its own";

/// What a plain text was meant to say.
pub(in crate::pattern::explain) struct ForeignText {
    /// As a clause.
    pub(in crate::pattern::explain) what: &'static str,
    /// The items that say it, JSON; none where nothing here does.
    pub(in crate::pattern::explain) instead: Option<String>,
    pub(in crate::pattern::explain) distance: usize,
}

/// Reads a plain string of a pattern as other matchers would, if the value satisfies what it then says.
pub(in crate::pattern::explain) fn read(text: &str, met: &Scalar<'_>) -> Option<ForeignText> {
    let value = met.text().and_then(|value| std::str::from_utf8(value).ok())?;
    let is_met = |wildcard: &str| {
        Wildcard::read(wildcard.as_bytes()).is_ok_and(|wildcard| wildcard.matches(value.as_bytes()))
    };
    if let Some(instead) = blocks(text, met) {
        return Some(ForeignText {
            what: "in a plain string a block of addresses is only a text; blocks are asked for with \"cidr\"",
            instead: Some(instead),
            distance: 0,
        });
    }
    if text.len() > 2 && text.trim_matches(QUOTES) == value {
        return Some(ForeignText {
            what: "the text has quotation marks inside its own",
            instead: Some(literal(value.as_bytes())),
            distance: 0,
        });
    }
    if text.starts_with(['>', '<', '≥', '≤']) && is_number(value.trim()) && range(text.trim()).is_some() {
        return Some(ForeignText {
            what: "a comparison in quotes is only a text, and the event's number is one, too: \"numeric\" compares numbers \
                without quotes only, so that the sender has to send one",
            instead: None,
            distance: 0,
        });
    }
    if text.strip_suffix(".*") == Some(value) && value.contains('.') {
        let below = literal(text.as_bytes());
        return Some(ForeignText {
            what: "in a plain string a star is only a star; as a wildcard it would take what stands behind the full stop, and not the \
                value without it",
            instead: Some(format!("{}, {{\"wildcard\": {below}}}", literal(value.as_bytes()))),
            distance: 0,
        });
    }
    if let Some(found) = query::read(text, value) {
        return Some(found);
    }
    if let Some(found) = of_program(text, value) {
        return Some(found);
    }
    if let Some(instead) = operator_in_text(text) {
        let holds = json(&instead, value).is_some();
        return Some(ForeignText {
            what: if holds {
                "an operator in quotes is only a text; it stands as an object in the list"
            } else {
                "an operator in quotes is only a text; as an object in the list it would not take this value either"
            },
            instead: Some(instead).filter(|_| holds),
            distance: 0,
        });
    }
    // What is excluded is no value of a list.
    if excludes(text) {
        return None;
    }
    for separator in ["||", "|", ",", ";", " or ", " OR ", " and ", " AND ", " & ", "&&", "\n", " ", "/", "+"]
    {
        let parts: Vec<&str> =
            unbracketed(text).split(separator).map(str::trim).filter(|part| !part.is_empty()).collect();
        let words = |part: &&str| part.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
        let constants =
            |part: &&str| part.len() > 1 && part.chars().all(|c| c.is_ascii_uppercase() || c == '_');
        let divides = match separator {
            // Prose has blanks of its own, `not urgent`, `New York`; `Level 3` is one name, `5 minutes` one
            // amount. Codes have none.
            " " => {
                let coded = |part: &&str| part.contains(|c: char| !c.is_alphabetic());
                let lettered = parts.iter().filter(|part| part.contains(char::is_alphabetic)).count();
                parts.iter().all(words)
                    && parts.iter().all(|part| coded(part) || constants(part))
                    && (lettered == 0 || lettered == parts.len())
            }
            // What is part of names and paths, too (`team/app`), divides the names of states only.
            "/" | "+" => {
                parts.iter().all(constants) && !text.starts_with(separator) && !text.ends_with(separator)
            }
            _ => true,
        };
        if parts.len() > 1 && parts.contains(&value) && divides {
            let instead = parts.iter().map(|part| literal(part.as_bytes())).collect::<Vec<_>>().join(", ");
            return Some(ForeignText { what: SEVERAL, instead: Some(instead), distance: 0 });
        }
    }
    // As Python writes a list.
    let quoted = text.replace('\'', "\"");
    let python = text.starts_with("['").then(|| json(&quoted, value)).flatten();
    if let Some(instead) = json(text, value).or(python) {
        return Some(ForeignText {
            what: "it is JSON in quotes, which makes it a text; without the quotes it would match",
            instead: Some(instead),
            distance: 0,
        });
    }
    let translation = || regex::translated(text).filter(|translation| translation.takes(value));
    if let Some(translation) = regex::is_like(text)
        .then(translation)
        .filter(|translation| translation.is_some() || regex::is_surely(text))
    {
        let what = match &translation {
            None => {
                "EventBridge has no regular expressions, only \"wildcard\" with stars, lists and prefixes"
            }
            Some(translation) if !translation.wildcards.iter().any(|text| text.contains('*')) => {
                "EventBridge has no regular expressions; several values are written as a list"
            }
            Some(translation) if translation.wider => {
                "EventBridge has no regular expressions; a wildcard says it with \"*\", which takes any \
                    characters there"
            }
            Some(_) => "EventBridge has no regular expressions; a wildcard says it with \"*\"",
        };
        // What takes any text, or any with these marks, is not what was meant.
        let says = |text: &String| text.contains(char::is_alphanumeric);
        let items = translation
            .filter(|translation| !translation.wider || translation.wildcards.iter().all(says))
            .map(|translation| {
                let item = |text: &String| {
                    let value = literal(text.as_bytes());
                    if text.contains('*') { format!("{{\"wildcard\": {value}}}") } else { value }
                };
                translation.wildcards.iter().map(item).collect::<Vec<_>>().join(", ")
            });
        return Some(ForeignText { what, distance: if items.is_some() { 1 } else { 4 }, instead: items });
    }
    if let Some(texts) =
        regex::with_letters_at_will(text).filter(|texts| texts.iter().any(|one| one == value))
    {
        let items: Vec<String> = texts.iter().map(|text| literal(text.as_bytes())).collect();
        return Some(ForeignText {
            what: "EventBridge has no regular expressions, in which \"?\" leaves out at will what stands before it; several \
                values are written as a list",
            instead: Some(items.join(", ")),
            distance: 1,
        });
    }
    if let Some(instead) = addresses_with_stand_ins(text, met) {
        return Some(ForeignText {
            what: "in a plain string no character stands for others; addresses are asked for with \"cidr\"",
            instead: Some(instead),
            distance: 0,
        });
    }
    if !text.contains(['*', '\\']) {
        let wildcard = with_stars(text, value);
        let says = wildcard.contains(char::is_alphanumeric) || with_digits(text, value).is_some();
        if wildcard != text && says && is_met(&wildcard) {
            let instead = format!("{{\"wildcard\": {}}}", literal(wildcard.as_bytes()));
            return Some(ForeignText {
                what: "in a plain string no character stands for others; a wildcard says it with \"*\", which takes any \
                    characters",
                instead: Some(instead),
                distance: 2,
            });
        }
    }
    if text.contains('%') && !text.contains(['*', '\\']) {
        let wildcard = with_stars(text, value);
        let lower = (wildcard.to_lowercase(), value.to_lowercase());
        let is_it =
            Wildcard::read(lower.0.as_bytes()).is_ok_and(|wildcard| wildcard.matches(lower.1.as_bytes()));
        if is_it && wildcard.contains(char::is_alphanumeric) {
            return Some(ForeignText {
                what: "in a plain string \"%\" stands for nothing but itself; a wildcard says it with \"*\", but for letter \
                    case, which counts there",
                instead: None,
                distance: 3,
            });
        }
    }
    if let Some(wildcard) = route(text).filter(|wildcard| is_met(wildcard)) {
        return Some(ForeignText {
            what: "a sign or a name for a part, as in routes and topics, stands for nothing here; a wildcard says it with \"*\", which \
                takes any characters, \"/\" among them",
            instead: Some(format!("{{\"wildcard\": {}}}", literal(wildcard.as_bytes()))),
            distance: 1,
        });
    }
    None
}

/// What stands in brackets around all of a text; the text itself where none do.
fn unbracketed(text: &str) -> &str {
    let pairs = [('[', ']'), ('{', '}')];
    let inner = pairs.iter().find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close));
    inner.filter(|inner| !inner.contains(['"', '\''])).unwrap_or(text)
}

/// An operator and its operand in one text, such as `prefix: web-`, as an item.
fn operator_in_text(text: &str) -> Option<String> {
    let end = text.find([':', '=', ' '])?;
    let (word, operand) = (text.get(..end)?.trim(), text.get(end + 1..)?.trim().trim_matches(QUOTES));
    let word = OPERATORS.iter().find(|operator| **operator == word)?;
    let operand = match *word {
        "exists" => operand.to_owned(),
        "numeric" => return None,
        _ => literal(operand.as_bytes()),
    };
    (!operand.is_empty()).then(|| format!("{{\"{word}\": {operand}}}"))
}

/// Items in a string, if they would be sound without its quotes and match the value.
pub(super) fn json(text: &str, value: &str) -> Option<String> {
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
