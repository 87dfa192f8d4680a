//! Texts of a pattern that are written for another matcher: regular expressions, lists and operators in one
//! string, blocks of addresses.

use crate::pattern::explain::value::address_block::blocks;
use crate::pattern::explain::value::in_programs::{of_program, without_name};
use crate::pattern::explain::value::negation::{excluded_number, excludes};
use crate::pattern::explain::value::stand_ins::{
    addresses_with_stand_ins, route, status_class, with_digits, with_stars,
};
use crate::pattern::explain::value::{amount, is_number, notation, query, regex};
use crate::pattern::explain::wording::similarity::literal;
use crate::pattern::item::Scalar;
use crate::pattern::number;
use crate::pattern::wildcard::Wildcard;
use crate::pattern::{Event, OPERATORS, Pattern, Verdict};

/// Quotation marks, those of a keyboard and those that word processors make of them.
pub(super) const QUOTES: [char; 12] = ['"', '\'', '`', '“', '”', '„', '‘', '’', '‚', '«', '»', '´'];

/// What a plain text was meant to say.
pub(in crate::pattern::explain) struct Foreign {
    /// As a clause.
    pub(in crate::pattern::explain) what: &'static str,
    /// The items that say it, JSON; none where nothing here does.
    pub(in crate::pattern::explain) instead: Option<String>,
    pub(in crate::pattern::explain) distance: usize,
}

/// Reads a plain string of a pattern as other matchers would, if the value satisfies what it then says.
pub(in crate::pattern::explain) fn read(text: &str, met: &Scalar<'_>) -> Option<Foreign> {
    let value = met.text().and_then(|value| std::str::from_utf8(value).ok())?;
    let is_met = |wildcard: &str| {
        Wildcard::read(wildcard.as_bytes()).is_ok_and(|wildcard| wildcard.matches(value.as_bytes()))
    };
    if let Some(instead) = blocks(text, met) {
        return Some(Foreign {
            what: "in a plain string a block of addresses is only a text; blocks are asked for with \"cidr\"",
            instead: Some(instead),
            distance: 0,
        });
    }
    if text.len() > 2 && text.trim_matches(QUOTES) == value {
        return Some(Foreign {
            what: "the text has quotation marks inside its own",
            instead: Some(literal(value.as_bytes())),
            distance: 0,
        });
    }
    if text.starts_with(['>', '<', '≥', '≤']) && is_number(value.trim()) && range(text.trim()).is_some() {
        return Some(Foreign {
            what: "a comparison in quotes is only a text, and the event's number is one, too: \"numeric\" compares numbers \
                without quotes only, so that the sender has to send one",
            instead: None,
            distance: 0,
        });
    }
    if text.strip_suffix(".*") == Some(value) && value.contains('.') {
        let below = literal(text.as_bytes());
        return Some(Foreign {
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
        return Some(Foreign {
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
            // Prose has blanks of its own, `not urgent`, `New York`; `Level 3` is one name, `5 minutes` one amount. Codes
            // have none.
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
            return Some(Foreign {
                what: "one string is one value; several values are written as a list, each in quotes of its \
                    own",
                instead: Some(instead),
                distance: 0,
            });
        }
    }
    // As Python writes a list.
    let quoted = text.replace('\'', "\"");
    let python = text.starts_with("['").then(|| json(&quoted, value)).flatten();
    if let Some(instead) = json(text, value).or(python) {
        return Some(Foreign {
            what: "it is JSON in quotes, which makes it a text; without the quotes it would match",
            instead: Some(instead),
            distance: 0,
        });
    }
    let told = || regex::translated(text).filter(|told| told.takes(value));
    if let Some(told) =
        regex::is_like(text).then(told).filter(|told| told.is_some() || regex::is_surely(text))
    {
        let what = match &told {
            None => {
                "EventBridge has no regular expressions, only \"wildcard\" with stars, lists and prefixes"
            }
            Some(told) if !told.wildcards.iter().any(|text| text.contains('*')) => {
                "EventBridge has no regular expressions; several values are written as a list"
            }
            Some(told) if told.wider => {
                "EventBridge has no regular expressions; a wildcard says it with \"*\", which takes any \
                    characters there"
            }
            Some(_) => "EventBridge has no regular expressions; a wildcard says it with \"*\"",
        };
        // What takes any text, or any with these marks, is not what was meant.
        let says = |text: &String| text.contains(char::is_alphanumeric);
        let items = told.filter(|told| !told.wider || told.wildcards.iter().all(says)).map(|told| {
            let item = |text: &String| {
                let value = literal(text.as_bytes());
                if text.contains('*') { format!("{{\"wildcard\": {value}}}") } else { value }
            };
            told.wildcards.iter().map(item).collect::<Vec<_>>().join(", ")
        });
        return Some(Foreign { what, distance: if items.is_some() { 1 } else { 4 }, instead: items });
    }
    if let Some(texts) =
        regex::with_letters_at_will(text).filter(|texts| texts.iter().any(|one| one == value))
    {
        let items: Vec<String> = texts.iter().map(|text| literal(text.as_bytes())).collect();
        return Some(Foreign {
            what: "EventBridge has no regular expressions, in which \"?\" leaves out at will what stands before it; several \
                values are written as a list",
            instead: Some(items.join(", ")),
            distance: 1,
        });
    }
    if let Some(instead) = addresses_with_stand_ins(text, met) {
        return Some(Foreign {
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
            return Some(Foreign {
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
            return Some(Foreign {
                what: "in a plain string \"%\" stands for nothing but itself; a wildcard says it with \"*\", but for letter \
                    case, which counts there",
                instead: None,
                distance: 3,
            });
        }
    }
    if let Some(wildcard) = route(text).filter(|wildcard| is_met(wildcard)) {
        return Some(Foreign {
            what: "a sign or a name for a part, as in routes and topics, stands for nothing here; a wildcard says it with \"*\", which \
                takes any characters, \"/\" among them",
            instead: Some(format!("{{\"wildcard\": {}}}", literal(wildcard.as_bytes()))),
            distance: 1,
        });
    }
    None
}

/// A text about numbers: a comparison, a range, a list, JSON in quotes; if the number satisfies what it says.
pub(super) fn of_numbers(text: &str, met: f64, scalar: &Scalar<'_>) -> Option<Foreign> {
    const COMPARED: &str = "a comparison in quotes is only a text. Numbers are compared with \"numeric\"";
    const NOT_HELD: &str = "a comparison in quotes is only a text. Numbers are compared with \"numeric\", which would not take this one either";
    if let Some(number) = excluded_number(text) {
        let holds = number::comparable(number).is_some_and(|number| number::compare(number, met).is_ne());
        return Some(Foreign {
            what: "in a text nothing negates. All numbers but some are asked for with \"anything-but\"",
            instead: Some(format!("{{\"anything-but\": {number}}}")).filter(|_| holds),
            distance: 0,
        });
    }
    let text = without_name(text.trim());
    if let Some(class) = status_class(text) {
        let (low, high) = (f64::from(class * 100), f64::from(class * 100 + 100));
        let holds = met >= low && met < high;
        return Some(Foreign {
            what: "a class of status codes is a range of numbers here, which is asked for with \"numeric\"",
            instead: Some(format!("{{\"numeric\": [\">=\", {low}, \"<\", {high}]}}")).filter(|_| holds),
            distance: usize::from(!holds),
        });
    }
    let begin = text.trim_end_matches(['*', '?']);
    let open = notation::numbers_beginning(begin, &met.to_string()).filter(|_| begin.len() < text.len());
    if let Some((range, holds)) = open {
        return Some(Foreign {
            what: "no sign stands for a digit, and a number never equals a string. A range of numbers is asked for with \
                \"numeric\"",
            instead: Some(format!("{{\"numeric\": {range}}}")).filter(|_| holds),
            distance: usize::from(!holds),
        });
    }
    let bound = text.trim_start_matches(['>', '<', '=', ' ']);
    if bound.len() < text.len() && text.starts_with(['>', '<']) && amount::amount_in(bound).is_some() {
        return Some(Foreign {
            what: "a comparison in quotes is only a text, and it has a unit. Numbers are compared with \"numeric\", in the unit \
                that the event counts in",
            instead: None,
            distance: 0,
        });
    }
    if let Some((low, high)) = range(text) {
        let holds = |bound: &Option<(String, f64, bool)>, below: bool| {
            bound.as_ref().is_none_or(|(_, value, inclusive)| {
                (*inclusive && number::compare(met, *value).is_eq())
                    || if below { met > *value } else { met < *value }
            })
        };
        let single = low.as_ref().zip(high.as_ref()).is_some_and(|(low, high)| low.0 == high.0);
        if !holds(&low, true) || !holds(&high, false) {
            let is_comparison = text.starts_with(['>', '<', '≥', '≤']);
            return is_comparison.then_some(Foreign { what: NOT_HELD, instead: None, distance: 1 });
        }
        let side = |bound: &Option<(String, f64, bool)>, mark: &str| {
            bound.as_ref().map(|(text, _, inclusive)| {
                format!("\"{mark}{}\", {text}", if *inclusive { "=" } else { "" })
            })
        };
        let terms: Vec<String> = if single {
            low.iter().map(|(text, ..)| format!("\"=\", {text}")).collect()
        } else {
            side(&low, ">").into_iter().chain(side(&high, "<")).collect()
        };
        let instead = format!("{{\"numeric\": [{}]}}", terms.join(", "));
        return Some(Foreign { what: COMPARED, instead: Some(instead), distance: 0 });
    }
    for separator in ["||", "|", ",", ";", " or ", " OR ", " and ", " "] {
        let parts: Vec<&str> = text
            .trim_matches(['[', ']'])
            .split(separator)
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect();
        let numbers: Option<Vec<f64>> =
            parts.iter().map(|part| if is_number(part) { number::comparable(part) } else { None }).collect();
        let Some(numbers) = numbers.filter(|numbers| numbers.len() > 1) else { continue };
        if numbers.iter().any(|number| number::compare(*number, met).is_eq()) {
            return Some(Foreign {
                what: "one string is one value; several values are written as a list, numbers without quotes",
                instead: Some(parts.join(", ")),
                distance: 0,
            });
        }
    }
    let items = match text.as_bytes() {
        [b'{', .., b'}'] => text,
        [b'[', items @ .., b']'] => std::str::from_utf8(items).ok()?.trim(),
        _ => return None,
    };
    let pattern = Pattern::parse(&format!("{{\"x\": [{items}]}}")).ok()?;
    let satisfied = pattern
        .leaves
        .first()
        .is_some_and(|leaf| leaf.clauses.iter().any(|clause| clause.item.matches(scalar)));
    (satisfied && pattern.leaves.len() == 1 && pattern.document().trailing().is_empty()).then(|| Foreign {
        what: "it is JSON in quotes, which makes it a text; without the quotes it would match",
        instead: Some(items.to_owned()),
        distance: 0,
    })
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

type End = Option<(String, f64, bool)>;

/// The two ends of a range as people write it: `> 5`, `>=5 and <10`, `5-10`, `5..10`, `between 5 and 10`.
fn range(text: &str) -> Option<(End, End)> {
    let lower = text.to_lowercase();
    let end = |text: &str, inclusive: bool| -> Option<(String, f64, bool)> {
        let text = text.trim();
        let value = if is_number(text) { number::comparable(text)? } else { return None };
        Some((text.to_owned(), value, inclusive))
    };
    let both = |low: &str, high: &str| -> Option<(End, End)> {
        let (low, high) = (end(low, true)?, end(high, true)?);
        (number::compare(low.1, high.1).is_lt()).then_some((Some(low), Some(high)))
    };
    // As mathematicians write it: `[7, 9)` leaves the 9 out.
    let interval = lower.strip_prefix(['[', '(']).and_then(|rest| rest.strip_suffix([']', ')']));
    if let Some((low, high)) =
        interval.and_then(|inner| inner.split_once([',', ';'])).filter(|_| lower.contains(['(', ')']))
    {
        let (low, high) = (end(low, lower.starts_with('['))?, end(high, lower.ends_with(']'))?);
        return (number::compare(low.1, high.1).is_lt()).then_some((Some(low), Some(high)));
    }
    let bare = lower.trim_start_matches("between ").trim_start_matches("from ");
    for separator in ["...", "..", " to ", " and ", "–", "—", " - ", "-", ":", "~"] {
        if let Some(found) = bare.split_once(separator).and_then(|(low, high)| both(low, high)) {
            return Some(found);
        }
    }
    if let Some(found) =
        lower.strip_suffix('+').or_else(|| lower.strip_prefix("at least ")).and_then(|low| end(low, true))
    {
        return Some((Some(found), None));
    }
    let (mut low, mut high): (End, End) = (None, None);
    let normal = lower.replace("&&", " ").replace(" and ", " ").replace(',', " ").replace("x ", " ");
    let mut rest = normal.trim();
    while !rest.is_empty() {
        let operator = [">=", "<=", "==", "=>", "=<", ">", "<", "=", "gte ", "lte ", "gt ", "lt "]
            .into_iter()
            .find(|operator| rest.starts_with(operator))?;
        let behind = rest.get(operator.len()..)?.trim_start();
        let length = behind.find([' ', '<', '>', '=']).unwrap_or(behind.len());
        let (number, left) = behind.split_at(length);
        match operator {
            ">=" | "=>" | "gte " => low = Some(end(number, true)?),
            "<=" | "=<" | "lte " => high = Some(end(number, true)?),
            ">" | "gt " => low = Some(end(number, false)?),
            "<" | "lt " => high = Some(end(number, false)?),
            _ => (low, high) = (Some(end(number, true)?), Some(end(number, true)?)),
        }
        rest = left.trim_start();
    }
    (low.is_some() || high.is_some()).then_some((low, high))
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
