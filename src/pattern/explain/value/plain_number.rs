//! Two numbers that should be one: rounded, in other units (cents, times since 1970 among them), or simply
//! another.

use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::fixes::if_one;
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::{
    Pair, characters, moment, relative, two_units, type_of, units, with_type,
};
use crate::pattern::number;

impl Pair<'_> {
    /// A number and a text that may be one level, `P1`. Whether they are.
    pub(super) fn one_level(&self, nearest: &mut Nearest) -> bool {
        let is_it = are_one_level(&characters(self.met), &characters(self.wanted));
        if is_it {
            nearest.offer(MissKind::Type, 2, || {
                let sentence = format!(
                    "The event has {}, and the pattern wants {}: the number may be the same, and {} never equals {}.",
                    with_type(self.met),
                    with_type(self.wanted),
                    type_of(self.met),
                    type_of(self.wanted)
                );
                (sentence, self.take_over().map(if_one))
            });
        }
        is_it
    }

    /// A plain number of the pattern that is not the event's.
    pub(super) fn numbers(&self, nearest: &mut Nearest) {
        let values = (self.met.raw().parse::<f64>().ok(), self.wanted.raw().parse::<f64>().ok());
        let (Some(a), Some(b)) = values else { return };
        let exact =
            number::comparable(self.met.raw()).is_some() && number::comparable(self.wanted.raw()).is_some();
        if !exact && (a - b).abs() <= f64::EPSILON * 4.0 * a.abs().max(b.abs()) {
            return nearest.offer(MissKind::Precision, 0, || {
                let sentence = format!(
                    "The event has {} and the pattern {}; numbers of more than 15 digits are compared by \
                        their text, digit by digit.",
                    self.met(),
                    self.wanted()
                );
                // Two whole numbers are two, save where a program has lost the last digits of one.
                let is_whole = |text: &str| !text.contains(['.', 'e', 'E']);
                if is_whole(self.met.raw()) && is_whole(self.wanted.raw()) {
                    let hint = "Programs that keep numbers as 64-bit floats lose digits behind the 15th: where the two \
                                are one, send it as a text.";
                    return (format!("{sentence} {hint}"), None);
                }
                (sentence, self.take_over())
            });
        }
        if rounds_to(a, b) {
            return nearest.offer(MissKind::Precision, 1, || {
                let sentence = format!(
                    "The event has {} and the pattern {}: nearly the same, but not to the last digit, as \
                        computed fractions go. A narrow range takes both.",
                    self.met(),
                    self.wanted()
                );
                (sentence, self.narrow_range(b))
            });
        }
        let both =
            || format!("The event has {}, and the pattern wants {}", with_type(self.met), self.wanted());
        if a != 0.0 && number::compare(a, -b).is_eq() {
            // Another number with another sign: nobody but the writer knows whether it was left out.
            return nearest.differs(relative(a, b), || {
                let sentence =
                    format!("{}: they differ in the sign. If it was left out, write {}.", both(), self.met());
                (sentence, None)
            });
        }
        if let Some(half) = rounded(self.wanted.raw(), a, b) {
            return nearest.offer(MissKind::Precision, 2, || {
                let sentence = format!(
                    "{}: the one is the other rounded, and EventBridge compares all digits. A range takes all that are \
                        rounded so.",
                    both()
                );
                (sentence, self.range_around(b, half).map(if_one))
            });
        }
        if rounded(self.met.raw(), b, a).is_some() {
            return nearest.offer(MissKind::Precision, 3, || {
                let sentence =
                    format!("{}: the one is the other rounded, and EventBridge compares all digits.", both());
                (sentence, self.take_over().map(if_one))
            });
        }
        let units = two_units::of_number(self.path, a, b).map(|units| units.clause(true));
        if let Some(how) = units.or_else(|| scaled(self.path, a, b).map(str::to_owned)) {
            return nearest.offer(MissKind::Notation, 1, || {
                (format!("{}: {how}.", both()), self.take_over().map(if_one))
            });
        }
        nearest.differs(relative(a, b), || (format!("{}.", both()), None));
    }
}

/// Whether two numbers may be one that was computed in two ways: one of them has more digits than anybody
/// writes. Sums of money that differ by a cent are two.
pub(super) fn rounds_to(a: f64, b: f64) -> bool {
    /// Digits that a computed fraction has, at least, and how many of them stand behind the point.
    const DIGITS: usize = 13;
    const DECIMALS: usize = 10;
    let is_computed = |number: f64| {
        let text = number.abs().to_string();
        let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
        let digits = whole.trim_start_matches('0').len() + decimals.len();
        digits >= DIGITS && decimals.len() >= DECIMALS
    };
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()) && (is_computed(a) || is_computed(b))
}

/// How two numbers are the same in another unit, as a clause.
fn scaled(path: &str, met: f64, wanted: f64) -> Option<&'static str> {
    if let (Some((event, a)), Some((pattern, b))) = (moment::unit_of(met), moment::unit_of(wanted))
        && event != pattern
        && (met / a).trunc().total_cmp(&(wanted / b).trunc()).is_eq()
        && (moment::names_a_time(path) || is_one_moment(met / a, wanted / b))
    {
        return Some(match (event, pattern) {
            ("milliseconds", "seconds") => {
                "it is the same time, in milliseconds in the event and in seconds in the pattern"
            }
            ("seconds", "milliseconds") => {
                "it is the same time, in seconds in the event and in milliseconds in the pattern"
            }
            _ => "it is the same time, counted in another unit",
        });
    }
    let percent = |fraction: f64, percent: f64| {
        fraction > 0.0 && fraction < 1.0 && (fraction * 100.0 - percent).abs() < 1e-9 * percent
    };
    if percent(met, wanted) {
        return Some("the event has a fraction, and the pattern the same in percent");
    }
    if percent(wanted, met) {
        return Some("the event has percent, and the pattern the same as a fraction");
    }
    // Sums of money above all: the one counts whole units with a fraction, the other the hundredths.
    let of_money = units::is_of_money(path);
    let hundredths = |hundredths: f64, units: f64| {
        // A small whole number and its hundredfold need have nothing to do with each other, save as sums of
        // money.
        (units.fract() != 0.0 || units >= 100.0 || of_money && units >= 2.0)
            && units >= 1.0
            && hundredths.fract() == 0.0
            && (units * 100.0 - hundredths).abs() < 1e-6 * hundredths
    };
    if hundredths(met, wanted) {
        return Some("the event's number is a hundred times the pattern's, as cents are to whole units");
    }
    if hundredths(wanted, met) {
        return Some("the pattern's number is a hundred times the event's, as cents are to whole units");
    }
    let thousandths = |thousandths: f64, units: f64| {
        units.fract() != 0.0 && units >= 1.0 && (units * 1_000.0 - thousandths).abs() < 1e-6 * thousandths
    };
    if thousandths(met, wanted) {
        return Some("the event's number is a thousand times the pattern's, as grams are to kilograms");
    }
    if thousandths(wanted, met) {
        return Some("the pattern's number is a thousand times the event's, as grams are to kilograms");
    }
    None
}

/// Whether two numbers of seconds can only be one moment: round ones may count anything.
fn is_one_moment(a: f64, b: f64) -> bool {
    a.total_cmp(&b).is_eq() && (a / 1_000.0).fract() != 0.0
}

/// Whether a number and a text with a few letters before it may be one level: 1 and `P1`, 2 and `SEV-2`.
fn are_one_level(a: &str, b: &str) -> bool {
    /// More letters make a name.
    const LETTERS: usize = 4;
    let number_of = |text: &str| -> Option<String> {
        let rest = text.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let letters = text.len() - rest.len();
        let digits = rest.trim_start_matches(['-', '_', ' ']);
        let short = (1..=LETTERS).contains(&letters) && (1..=2).contains(&digits.len());
        (short && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.to_owned())
    };
    number_of(a).is_some_and(|number| number == b) || number_of(b).is_some_and(|number| number == a)
}

/// Half of the last digit of a number that another one is rounded to; of fewer than two decimals, too many
/// numbers are.
fn rounded(short: &str, exact: f64, value: f64) -> Option<f64> {
    const LEAST: usize = 2;
    let decimals = short.split_once('.')?.1;
    let are_digits = decimals.bytes().all(|b| b.is_ascii_digit());
    let half = 0.5 / 10_f64.powi(i32::try_from(decimals.len()).ok()?);
    let near = decimals.len() >= LEAST && are_digits && (exact - value).abs() <= half * (1.0 + 1e-9);
    near.then_some(half)
}

#[cfg(test)]
mod tests {
    use super::{are_one_level, rounded};

    #[test]
    fn a_level_is_a_number_with_letters() {
        for (text, number, is) in [
            ("P1", "1", true),
            ("SEV-2", "2", true),
            ("P1", "2", false),
            ("order1", "1", false),
            ("A-1024", "1024", false),
        ] {
            assert_eq!(are_one_level(text, number), is, "{text}");
            assert_eq!(are_one_level(number, text), is, "{text}");
        }
    }

    #[test]
    fn numbers_are_rounded_to_two_decimals_or_more() {
        for (short, exact, is) in [
            ("51.05", 51.0504, true),
            ("0.33", 0.3333, true),
            ("51.05", 51.06, false),
            ("0.3", 0.33, false),
            ("51", 51.05, false),
            ("1.25e3", 1250.3, false),
        ] {
            assert_eq!(rounded(short, exact, short.parse().unwrap()).is_some(), is, "{short} {exact}");
        }
    }
}
