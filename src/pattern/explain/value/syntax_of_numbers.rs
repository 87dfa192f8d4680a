//! Texts of a pattern that say something of numbers in other matchers: a comparison, a range, a list, a
//! class.

use crate::pattern::Pattern;
use crate::pattern::explain::value::negation::excluded_number;
use crate::pattern::explain::value::other_syntax::ForeignText;
use crate::pattern::explain::value::program_text::without_name;
use crate::pattern::explain::value::stand_ins::status_class;
use crate::pattern::explain::value::{amount, is_number, notation};
use crate::pattern::item::Scalar;
use crate::pattern::number;

/// A text about numbers: a comparison, a range, a list, JSON in quotes; if the number satisfies what it says.
pub(super) fn of_numbers(text: &str, met: f64, scalar: &Scalar<'_>) -> Option<ForeignText> {
    const COMPARED: &str = "a comparison in quotes is only a text. Numbers are compared with \"numeric\"";
    const NOT_HELD: &str = "a comparison in quotes is only a text. Numbers are compared with \"numeric\", which would not take this one either";
    if let Some(number) = excluded_number(text) {
        let holds = number::comparable(number).is_some_and(|number| number::compare(number, met).is_ne());
        return Some(ForeignText {
            what: "in a text nothing negates. All numbers but some are asked for with \"anything-but\"",
            instead: Some(format!("{{\"anything-but\": {number}}}")).filter(|_| holds),
            distance: 0,
        });
    }
    let text = without_name(text.trim());
    if let Some(class) = status_class(text) {
        let (low, high) = (f64::from(class * 100), f64::from(class * 100 + 100));
        let holds = met >= low && met < high;
        return Some(ForeignText {
            what: "a class of status codes is a range of numbers here, which is asked for with \"numeric\"",
            instead: Some(format!("{{\"numeric\": [\">=\", {low}, \"<\", {high}]}}")).filter(|_| holds),
            distance: usize::from(!holds),
        });
    }
    let begin = text.trim_end_matches(['*', '?']);
    let open = notation::numbers_beginning(begin, &met.to_string()).filter(|_| begin.len() < text.len());
    if let Some((range, holds)) = open {
        return Some(ForeignText {
            what: "no sign stands for a digit, and a number never equals a string. A range of numbers is asked for with \
                \"numeric\"",
            instead: Some(format!("{{\"numeric\": {range}}}")).filter(|_| holds),
            distance: usize::from(!holds),
        });
    }
    let bound = text.trim_start_matches(['>', '<', '=', ' ']);
    if bound.len() < text.len() && text.starts_with(['>', '<']) && amount::amount_in(bound).is_some() {
        return Some(ForeignText {
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
            return is_comparison.then_some(ForeignText { what: NOT_HELD, instead: None, distance: 1 });
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
        return Some(ForeignText { what: COMPARED, instead: Some(instead), distance: 0 });
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
            return Some(ForeignText {
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
    (satisfied && pattern.leaves.len() == 1 && pattern.document().trailing().is_empty()).then(|| {
        ForeignText {
            what: "it is JSON in quotes, which makes it a text; without the quotes it would match",
            instead: Some(items.to_owned()),
            distance: 0,
        }
    })
}

pub(super) type RangeEnd = Option<(String, f64, bool)>;

/// The two ends of a range as people write it: `> 5`, `>=5 and <10`, `5-10`, `5..10`, `between 5 and 10`.
pub(super) fn range(text: &str) -> Option<(RangeEnd, RangeEnd)> {
    let lower = text.to_lowercase();
    let end = |text: &str, inclusive: bool| -> Option<(String, f64, bool)> {
        let text = text.trim();
        let value = if is_number(text) { number::comparable(text)? } else { return None };
        Some((text.to_owned(), value, inclusive))
    };
    let both = |low: &str, high: &str| -> Option<(RangeEnd, RangeEnd)> {
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
    let (mut low, mut high): (RangeEnd, RangeEnd) = (None, None);
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
