//! Spans of time as ISO 8601 writes them, `PT1H30M`, beside other notations of the same span.

use crate::pattern::explain::value::{amount, units};
use crate::pattern::number;

/// Whether two texts are one span of time, of which at least one is written as ISO 8601 has it. A number
/// alone counts seconds or milliseconds.
pub(super) fn are_one(a: &str, b: &str) -> bool {
    let is = |span: f64, other: &str| seconds_in(other).any(|seconds| number::compare(span, seconds).is_eq());
    seconds(a).is_some_and(|span| is(span, b)) || seconds(b).is_some_and(|span| is(span, a))
}

/// The seconds of a span that ISO 8601 writes; none of one in months or years, which are of many lengths.
fn seconds(text: &str) -> Option<f64> {
    let (days, times) = match text.strip_prefix('P')?.split_once('T') {
        Some((days, times)) => (days, times),
        None => (text.strip_prefix('P')?, ""),
    };
    let days = sum(days, &[('W', 604_800.0), ('D', 86_400.0)])?;
    let times = sum(times, &[('H', 3_600.0), ('M', 60.0), ('S', 1.0)])?;
    (text.len() > 2).then_some(days + times)
}

/// The sum of numbers with a letter each, the letters in their order.
fn sum(text: &str, letters: &[(char, f64)]) -> Option<f64> {
    let (mut rest, mut total) = (text, 0.0);
    for (letter, worth) in letters {
        if let Some((count, behind)) = rest.split_once(*letter) {
            let is_count = !count.is_empty() && count.bytes().all(|b| b.is_ascii_digit() || b == b'.');
            total += number::float(count).filter(|_| is_count)? * worth;
            rest = behind;
        }
    }
    rest.is_empty().then_some(total)
}

/// The seconds that a text may stand for.
fn seconds_in(text: &str) -> impl Iterator<Item = f64> {
    let plain = number::float(text);
    let unit = amount::amount_in(text).and_then(|amount| {
        let unit =
            units::unit_by_abbreviation(amount.unit).filter(|unit| unit.quantity == units::Quantity::Time)?;
        Some(units::converted(amount.value, unit, &units::SECONDS))
    });
    [seconds(text), unit, plain, plain.map(|count| count / 1_000.0)].into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::are_one;

    #[test]
    fn one_span_in_two_notations() {
        for (a, b) in [
            ("PT1H", "3600"),
            ("PT1H", "3600000"),
            ("PT1H", "PT60M"),
            ("PT1H30M", "90 min"),
            ("P1D", "24h"),
            ("PT0.5S", "500"),
        ] {
            assert!(are_one(a, b) && are_one(b, a), "{a} {b}");
        }
        for (a, b) in [
            ("PT1H", "60"),
            ("P1M", "30d"),
            ("P", "0"),
            ("3600", "1h"),
            ("PT", "0"),
            ("PAST", "0"),
            ("PT1H", "NaN"),
            ("PT1H", "inf"),
        ] {
            assert!(!are_one(a, b) && !are_one(b, a), "{a} {b}");
        }
    }
}
