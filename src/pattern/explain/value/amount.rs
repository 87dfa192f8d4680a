//! Numbers as people write them: with a thousands separator, a decimal comma, a currency or a unit.

use crate::pattern::explain::value::units::{self, Unit};
use crate::pattern::number;

/// A number with what is written around it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Amount<'t> {
    pub(super) value: f64,
    /// The unit or currency as it is written; empty for a number without.
    pub(super) unit: &'t str,
}

impl Amount<'_> {
    /// Whether two amounts are one: not where each has a unit of its own.
    pub(super) fn is(self, other: Self) -> bool {
        let named = || units::unit_by_abbreviation(self.unit).zip(units::unit_by_abbreviation(other.unit));
        let agree = self.unit.is_empty()
            || other.unit.is_empty()
            || self.unit == other.unit
            || currency(self.unit) == currency(other.unit)
            || named().is_some_and(|(here, there)| here == there);
        agree && number::compare(self.value, other.value).is_eq()
    }

    /// Whether a number is this amount, counted in the unit that the field's name states, or in bytes,
    /// seconds, milliseconds or grams.
    pub(super) fn is_counted_as(self, number: f64, path: &str) -> bool {
        let Some(own) = units::unit_by_abbreviation(self.unit) else { return false };
        let counts = units::unit_in_name(path).map_or_else(|| units::SMALLER.to_vec(), |named| vec![named]);
        // Minutes and metres are written alike.
        if self.unit == "m" && !units::is_of_time(path) {
            return false;
        }
        let lower = self.unit.to_lowercase();
        let by_1024 = lower.ends_with("ib") || lower.ends_with("bibytes");
        let is_it = |unit: &Unit| {
            let by_1000 = units::by_thousands(self.value, own, unit);
            let exact = units::converted(self.value, own, unit);
            let amounts = [Some(exact), Some(by_1000).filter(|_| !by_1024)];
            amounts.into_iter().flatten().any(|amount| number::compare(amount, number).is_eq())
        };
        counts.into_iter().any(|unit| unit.quantity == own.quantity && unit != own && is_it(unit))
    }

    /// Whether two amounts are one in two units: `90 min` and `1.5 h`.
    pub(super) fn is_in_another_unit(self, other: Self) -> bool {
        let units = units::unit_by_abbreviation(self.unit).zip(units::unit_by_abbreviation(other.unit));
        units.is_some_and(|(here, there)| {
            here.quantity == there.quantity
                && here != there
                && number::compare(units::converted(self.value, here, there), other.value).is_eq()
        })
    }

    /// Whether two amounts are two: another number, or a known unit in the place of another. A unit that is
    /// not known may be a misspelling of one that is.
    fn is_another(self, other: Self) -> bool {
        number::compare(self.value, other.value).is_ne()
            || [self.unit, other.unit].iter().all(|unit| is_known(unit)) && !is_plural(self.unit, other.unit)
    }
}

/// Whether two texts spell two amounts, so that neither is a misspelling of the other.
pub(super) fn are_two(a: &str, b: &str) -> bool {
    amount_in(a).zip(amount_in(b)).is_some_and(|(a, b)| a.is_another(b))
}

/// Units that are written without a blank behind the number. Of other letters there, as in `5xx` and `1a`,
/// each is part of a name.
const UNITS: [&str; 38] = [
    "s", "ms", "us", "µs", "ns", "sec", "secs", "m", "min", "mins", "h", "hr", "hrs", "d", "w", "B", "KB",
    "kB", "MB", "GB", "TB", "KiB", "MiB", "GiB", "TiB", "mg", "g", "kg", "mm", "cm", "km", "ml", "px", "Hz",
    "MHz", "EUR", "USD", "GBP",
];

/// The code of a currency that a sign stands for alone (ISO 4217): of dollars and yen there are several.
fn currency(unit: &str) -> &str {
    match unit {
        "€" => "EUR",
        "£" => "GBP",
        "₹" => "INR",
        other => other,
    }
}

fn is_known(unit: &str) -> bool {
    UNITS.contains(&unit) || !unit.is_empty() && unit.chars().all(is_sign)
}

/// Whether one of two units is the other or its plural: `min` and `mins`, but not `m` and `ms`.
fn is_plural(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    short == long || short.len() > 1 && long.strip_suffix('s') == Some(short)
}

fn is_sign(c: char) -> bool {
    "$€£¥₹%°".contains(c)
}

/// The amount that a text spells; `None` for a plain number, and for a text that spells no amount.
pub(super) fn amount_in(text: &str) -> Option<Amount<'_>> {
    let first = text.find(|c: char| c.is_ascii_digit())?;
    let last = text.rfind(|c: char| c.is_ascii_digit())?;
    let (before, behind) = (text.get(..first)?, text.get(last + 1..)?);
    let (before, minus) = before.strip_suffix('-').map_or((before, ""), |before| (before, "-"));
    // A word before the number is a currency, and stands apart: `EUR 5`, and not `Level 3` or `v5`.
    let currency = |word: &str| word.len() == 3 && word.bytes().all(|b| b.is_ascii_uppercase());
    let (head, tail) = (before.trim(), behind.trim());
    let named = head.is_empty()
        || head.chars().all(is_sign)
        || (before.ends_with(char::is_whitespace) && currency(head));
    let apart = behind.starts_with(|c: char| c.is_whitespace() || is_sign(c))
        && tail.chars().all(|c| c.is_alphabetic() || is_sign(c));
    let measured = behind.is_empty() || apart || UNITS.contains(&tail);
    if text.len() > 60 || !named || !measured || !(head.is_empty() || tail.is_empty()) {
        return None;
    }
    let digits = text.get(first..=last)?;
    let marks = |c: char| matches!(c, '.' | ',' | '\'' | '_' | ' ' | '\u{a0}' | '\u{202f}');
    if !digits.chars().all(|c| c.is_ascii_digit() || marks(c)) {
        return None;
    }
    // The last of two sorts of marks is the decimal one; of one sort, it is unless each group has three
    // digits.
    let last = digits.rfind(['.', ',']);
    let other = last.is_some_and(|at| {
        let mark = digits.get(at..=at).unwrap_or_default();
        let before = digits.get(..at).unwrap_or_default();
        let behind = digits.len() - at - 1;
        !before.contains(mark) && (before.contains(marks) || behind != 3 || mark == ".")
    });
    let (whole, fraction) = match last.filter(|_| other) {
        Some(at) => (digits.get(..at)?, digits.get(at + 1..)?),
        None => (digits, ""),
    };
    let groups: Vec<&str> = whole.split(marks).collect();
    if groups.len() > 1 && groups.iter().skip(1).any(|group| group.len() != 3) {
        return None;
    }
    let plain = format!("{minus}{}.{fraction}0", groups.concat());
    (plain.trim_end_matches('0').trim_end_matches('.') != text).then_some(())?;
    Some(Amount { value: plain.parse().ok()?, unit: if head.is_empty() { tail } else { head } })
}

#[cfg(test)]
mod tests {
    use super::{amount_in, are_two};

    #[test]
    fn amounts_are_read() {
        for (text, number) in [
            ("1,250.00", 1250.0),
            ("1.250,00", 1250.0),
            ("1,250", 1250.0),
            ("12,5", 12.5),
            ("EUR 12.50", 12.5),
            ("$1,000,000", 1_000_000.0),
            ("1 250", 1250.0),
            ("85%", 85.0),
            ("-3,5 °C", -3.5),
            ("512 MB", 512.0),
        ] {
            assert_eq!(amount_in(text).map(|amount| amount.value), Some(number), "{text}");
        }
        for text in ["1.2.3", "a", "10.1.2.3", "", "v1", "2026-03-04", "12", "1,2,3", "5xx", "1a", "Level 3"]
        {
            assert_eq!(amount_in(text), None, "{text}");
        }
    }

    #[test]
    fn amounts_of_two_units_are_two() {
        let same = |a, b| amount_in(a).unwrap().is(amount_in(b).unwrap());
        for (a, b) in [("5 minutes", "5 hours"), ("10 USD", "10 EUR"), ("30s", "30m"), ("$5", "5 €")] {
            assert!(!same(a, b), "{a} {b}");
        }
        let counted = |a, b| amount_in(a).unwrap().is_in_another_unit(amount_in(b).unwrap());
        assert!(counted("90 min", "1.5 h") && counted("512MB", "0.5GB") && counted("1500ms", "1.5s"));
        assert!(!counted("90 min", "90 h") && !counted("5 EUR", "5 USD") && !counted("30m", "30 min"));
        for (a, b) in
            [("1,5 GB", "1.50GB"), ("EUR 12.50", "12,50 EUR"), ("1,250", "1.250,00 EUR"), ("2 days", "2d")]
        {
            assert!(same(a, b), "{a} {b}");
        }
    }

    #[test]
    fn an_amount_is_counted_in_smaller_units() {
        for (text, number) in [("5MB", 5_242_880.0), ("5 MB", 5e6), ("2h", 7_200.0), ("1.5 s", 1_500.0)] {
            assert!(amount_in(text).unwrap().is_counted_as(number, "detail.x"), "{text}");
        }
        assert!(amount_in("5 kilobytes").unwrap().is_counted_as(5_000.0, "detail.size"));
        assert!(amount_in("2 gigabytes").unwrap().is_counted_as(2e9, "detail.size"));
        assert!(!amount_in("1m").unwrap().is_counted_as(60.0, "detail.height"));
        assert!(amount_in("1m").unwrap().is_counted_as(60.0, "detail.timeout"));
        assert!(!amount_in("5MB").unwrap().is_counted_as(5_000.0, "detail.x"));
        assert!(!amount_in("5 MiB").unwrap().is_counted_as(5e6, "detail.x"));
        assert!(!amount_in("5 EUR").unwrap().is_counted_as(500.0, "detail.x"));
        assert!(amount_in("2 weeks").unwrap().is_counted_as(14.0, "detail.leadTimeDays"));
        assert!(!amount_in("2 weeks").unwrap().is_counted_as(14.0, "detail.leadTime"));
    }

    #[test]
    fn neither_of_two_amounts_is_a_misspelling() {
        for (a, b) in [("30m", "30s"), ("130s", "30s"), ("85%", "86%"), ("$50", "€50"), ("30ms", "30m")] {
            assert!(are_two(a, b) && are_two(b, a), "{a} {b}");
        }
        for (a, b) in [("5 minuts", "5 minutes"), ("30 min", "30 mins"), ("v1s", "v2s"), ("100", "130")] {
            assert!(!are_two(a, b) && !are_two(b, a), "{a} {b}");
        }
    }
}
