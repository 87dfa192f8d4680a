//! One quantity in two units: seconds and milliseconds, bytes and megabytes, fractions and percent.
//!
//! Nearly any number would do in some other unit, so that the numbers alone prove nothing: the field's name has to say
//! what it measures, or in which unit, and the two have to be far apart.

use crate::pattern::explain::wording::opposites::words;
use crate::pattern::item::Range;
use crate::pattern::number;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quantity {
    Time,
    Size,
    Share,
    Money,
}

/// What a quantity is counted in.
#[derive(Debug, PartialEq)]
pub(super) struct Unit {
    pub(super) quantity: Quantity,
    pub(super) name: &'static str,
    /// Words of a field's name that state it.
    words: &'static [&'static str],
    /// How many of the quantity's smallest unit it is.
    pub(super) size: f64,
}

const fn unit(quantity: Quantity, name: &'static str, words: &'static [&'static str], size: f64) -> Unit {
    Unit { quantity, name, words, size }
}

static NANOSECONDS: Unit = unit(Quantity::Time, "nanoseconds", &["ns", "nanos", "nanoseconds"], 1.0);
static MICROSECONDS: Unit =
    unit(Quantity::Time, "microseconds", &["us", "µs", "micros", "microseconds"], 1e3);
static MILLISECONDS: Unit =
    unit(Quantity::Time, "milliseconds", &["ms", "millis", "millisec", "millisecond", "milliseconds"], 1e6);
pub(super) static SECONDS: Unit = unit(Quantity::Time, "seconds", &["sec", "secs", "second", "seconds"], 1e9);
static MINUTES: Unit = unit(Quantity::Time, "minutes", &["min", "mins", "minute", "minutes"], 6e10);
static HOURS: Unit = unit(Quantity::Time, "hours", &["hr", "hrs", "hour", "hours"], 3.6e12);
static DAYS: Unit = unit(Quantity::Time, "days", &["day", "days"], 8.64e13);
static WEEKS: Unit = unit(Quantity::Time, "weeks", &["wk", "wks", "week", "weeks"], 6.048e14);
static BYTES: Unit = unit(Quantity::Size, "bytes", &["byte", "bytes"], 1.0);
static KILOBYTES: Unit =
    unit(Quantity::Size, "kilobytes", &["kb", "kib", "kbytes", "kilobytes", "kibibytes"], 1024.0);
static MEGABYTES: Unit =
    unit(Quantity::Size, "megabytes", &["mb", "mib", "mbytes", "megabytes", "mebibytes"], 1_048_576.0);
static GIGABYTES: Unit =
    unit(Quantity::Size, "gigabytes", &["gb", "gib", "gbytes", "gigabytes", "gibibytes"], 1_073_741_824.0);
static TERABYTES: Unit =
    unit(Quantity::Size, "terabytes", &["tb", "tib", "terabytes", "tebibytes"], 1_099_511_627_776.0);
static PERCENT: Unit = unit(Quantity::Share, "percent", &["percent", "pct", "percentage"], 1.0);
static FRACTIONS: Unit = unit(Quantity::Share, "fractions of 1", &["fraction"], 100.0);

static CENTS: Unit = unit(Quantity::Money, "hundredths", &["cents", "cent", "pence", "minor"], 1.0);
static WHOLE: Unit = unit(Quantity::Money, "whole units", &[], 100.0);

static UNITS: [&Unit; 17] = [
    &NANOSECONDS,
    &MICROSECONDS,
    &MILLISECONDS,
    &SECONDS,
    &MINUTES,
    &HOURS,
    &DAYS,
    &WEEKS,
    &BYTES,
    &KILOBYTES,
    &MEGABYTES,
    &GIGABYTES,
    &TERABYTES,
    &PERCENT,
    &FRACTIONS,
    &CENTS,
    &WHOLE,
];

/// Two units that are taken for each other where the name states neither, the likeliest first.
static TAKEN: [(&Unit, &Unit); 11] = [
    (&MILLISECONDS, &SECONDS),
    (&SECONDS, &HOURS),
    (&MILLISECONDS, &MINUTES),
    (&SECONDS, &DAYS),
    (&MILLISECONDS, &HOURS),
    (&BYTES, &KILOBYTES),
    (&BYTES, &MEGABYTES),
    (&BYTES, &GIGABYTES),
    (&BYTES, &TERABYTES),
    (&MICROSECONDS, &SECONDS),
    (&PERCENT, &FRACTIONS),
];

/// Words of names that measure something without stating the unit.
const MEASURES: [(Quantity, &[&str]); 3] = [
    (
        Quantity::Time,
        &[
            "age",
            "backoff",
            "delay",
            "duration",
            "elapsed",
            "interval",
            "lag",
            "latency",
            "lifetime",
            "period",
            "retention",
            "runtime",
            "time",
            "timeout",
            "took",
            "ttl",
            "uptime",
            "wait",
            "waited",
        ],
    ),
    (
        Quantity::Size,
        &[
            "allocated",
            "capacity",
            "disk",
            "filesize",
            "heap",
            "memory",
            "payload",
            "quota",
            "ram",
            "size",
            "storage",
            "transferred",
        ],
    ),
    (
        Quantity::Share,
        &[
            "accuracy",
            "availability",
            "confidence",
            "coverage",
            "cpu",
            "discount",
            "load",
            "probability",
            "progress",
            "rate",
            "ratio",
            "share",
            "similarity",
            "usage",
            "used",
            "utilisation",
            "utilization",
        ],
    ),
];

/// In which units an event and a pattern count, so that the event's number is what the pattern asks for.
#[derive(Debug, PartialEq)]
pub(super) struct TwoUnits {
    pub(super) event: &'static Unit,
    pub(super) pattern: &'static Unit,
    /// Whether the field's name states the event's.
    pub(super) stated: bool,
}

impl TwoUnits {
    /// How likely it is that a bound was written in the pattern's unit: `Some(true)` where it would be an odd one in the
    /// event's, none where the two are hardly taken for each other. A plain threshold is most often just that.
    pub(super) fn likelihood(&self, bound: f64) -> Option<bool> {
        let (event, pattern) = (self.event, self.pattern);
        let factor = (event.size / pattern.size).max(pattern.size / event.size).round();
        let small = event.size < pattern.size;
        match event.quantity {
            Quantity::Money => Some(true),
            Quantity::Share => Some(if small { bound < 1.0 } else { bound >= 20.0 }),
            Quantity::Size if [event, pattern].iter().all(|unit| **unit != BYTES) => None,
            Quantity::Size if small => Some(bound <= 1024.0),
            Quantity::Size => Some(bound >= factor),
            Quantity::Time if small && *event == MILLISECONDS => Some(*pattern == SECONDS && bound < 60.0),
            Quantity::Time if *event == SECONDS && *pattern == MILLISECONDS => {
                Some(bound >= 10_000.0 && bound % factor == 0.0)
            }
            Quantity::Time if !small && factor >= 3_600.0 => Some(bound >= factor && bound % factor == 0.0),
            Quantity::Time => (factor <= 1_000.0 && pattern.size >= MILLISECONDS.size).then_some(false),
        }
    }

    /// As a clause; of a range, whether the number would be `held` in it, or just its bound.
    pub(super) fn clause(&self, held: bool) -> String {
        let (event, pattern) = (self.event.name, self.pattern.name);
        let would = if held { "it would do" } else { "it would be just the bound" };
        if self.stated {
            return format!(
                "the event counts in {event}, as the field's name says; {would} if the pattern counted in {pattern}"
            );
        }
        let by_1024 = [self.event, self.pattern].iter().all(|unit| [&BYTES, &KILOBYTES].contains(unit));
        let or = match by_1024 {
            true if *self.event == BYTES => ", or in megabytes and in gigabytes",
            true => ", or in gigabytes and in megabytes",
            false => "",
        };
        format!("{would} if the event counted in {event} and the pattern in {pattern}{or}")
    }
}

/// The units in which a number outside a range would be in it.
pub(super) fn of_range(path: &str, value: f64, range: Range) -> Option<TwoUnits> {
    let bound = range.low.filter(|low| value < low.value).or(range.high)?.value;
    let bounds = || range.low.iter().chain(&range.high).map(|bound| bound.value);
    let takes = |event: &Unit, pattern: &Unit| {
        let shares = event.quantity != Quantity::Share
            || are_shares(event, value) && bounds().all(|bound| are_shares(pattern, bound));
        let does = |there: f64| {
            let at_bound = bounds().any(|bound| number::compare(bound, there).is_eq());
            range.contains(there) || at_bound
        };
        shares && in_either_base(value, event, pattern).any(does)
    };
    two_units(path, value, bound, takes)
}

/// The units in which a number would be another one.
pub(super) fn of_number(path: &str, value: f64, wanted: f64) -> Option<TwoUnits> {
    let takes = |event: &Unit, pattern: &Unit| {
        in_either_base(value, event, pattern).any(|there| number::compare(there, wanted).is_eq())
            || in_either_base(wanted, pattern, event).any(|here| number::compare(value, here).is_eq())
    };
    two_units(path, value, wanted, takes)
}

fn two_units(
    path: &str,
    value: f64,
    bound: f64,
    takes: impl Fn(&'static Unit, &'static Unit) -> bool,
) -> Option<TwoUnits> {
    /// A number that is so many times the other, counted in the unit that the name states, hardly is what was meant.
    const FAR: f64 = 30.0;
    /// The same where the name only says what is measured.
    const VERY_FAR: f64 = 100.0;
    /// The same of a round number of a unit that is next to it.
    const FAR_ROUND: f64 = 20.0;
    /// A share has but two units.
    const FAR_SHARE: f64 = 10.0;
    if value <= 0.0 || bound <= 0.0 {
        return None;
    }
    let apart = (value / bound).max(bound / value);
    if let Some(event) = unit_in_name(path) {
        let least = if event.quantity == Quantity::Share { FAR_SHARE } else { FAR };
        let mut others: Vec<&'static Unit> =
            UNITS.into_iter().filter(|unit| unit.quantity == event.quantity && *unit != event).collect();
        let factor = |unit: &Unit| (unit.size / event.size).max(event.size / unit.size);
        others.sort_by(|a, b| factor(a).total_cmp(&factor(b)));
        // A round number of hours tells of days, and one of seconds of minutes.
        let is_round = |unit: &Unit| {
            let factor = factor(unit).round();
            event.quantity == Quantity::Time
                && [24.0, 60.0].contains(&factor)
                && apart >= FAR_ROUND
                && value.max(bound) % factor == 0.0
        };
        let is_far = |unit: &Unit| apart >= least || is_round(unit);
        let pattern = others.into_iter().filter(|unit| is_far(unit)).find(|unit| takes(event, unit))?;
        return Some(TwoUnits { event, pattern, stated: true });
    }
    let quantities = quantities_in_name(path);
    // A file of few bytes is nothing strange, and a memory is.
    let is_of_files = words(path.rsplit('.').next().unwrap_or_default())
        .iter()
        .any(|word| ["size", "filesize", "payload", "transferred"].contains(&word.as_str()));
    let pairs = TAKEN.iter().filter(|(one, _)| {
        let least = if one.quantity == Quantity::Share { FAR_SHARE } else { VERY_FAR };
        apart >= least && quantities.contains(&one.quantity)
    });
    let either = pairs.flat_map(|(one, other)| [(*one, *other), (*other, *one)]);
    let counts_less = |event: &Unit, pattern: &Unit| {
        event.quantity == Quantity::Size && is_of_files && event.size > pattern.size
    };
    let (event, pattern) =
        either.into_iter().find(|(event, pattern)| !counts_less(event, pattern) && takes(event, pattern))?;
    Some(TwoUnits { event, pattern, stated: false })
}

/// A number of one unit in another.
pub(super) fn converted(value: f64, from: &Unit, to: &Unit) -> f64 {
    if from.size >= to.size { value * (from.size / to.size) } else { value / (to.size / from.size) }
}

/// A number of one unit in another; of two sizes counted by 1000.
pub(super) fn by_thousands(value: f64, from: &Unit, to: &Unit) -> f64 {
    if from.quantity != Quantity::Size {
        return converted(value, from, to);
    }
    let powers = ((from.size / to.size).log2() / 10.0).round();
    let factor = 1000_f64.powf(powers.abs());
    if powers >= 0.0 { value * factor } else { value / factor }
}

/// A number of one unit in another; of two sizes counted by 1024, and by 1000.
fn in_either_base(value: f64, from: &Unit, to: &Unit) -> impl Iterator<Item = f64> {
    [converted(value, from, to), by_thousands(value, from, to)].into_iter()
}

/// Whether a number can be a share in percent, or as a fraction.
fn are_shares(unit: &Unit, value: f64) -> bool {
    if *unit == FRACTIONS { value > 0.0 && value <= 1.0 } else { (1.0..=100.0).contains(&value) }
}

/// The unit of time or size that is written behind a number.
pub(super) fn abbreviated(text: &str) -> Option<&'static Unit> {
    match text {
        "s" => Some(&SECONDS),
        "m" => Some(&MINUTES),
        "h" => Some(&HOURS),
        "d" => Some(&DAYS),
        "B" => Some(&BYTES),
        _ => {
            let lower = text.to_lowercase();
            let is_it = |unit: &&Unit| {
                matches!(unit.quantity, Quantity::Time | Quantity::Size)
                    && unit.words.contains(&lower.as_str())
            };
            UNITS.into_iter().find(is_it)
        }
    }
}

/// The unit that the name of a field states.
pub(super) fn unit_in_name(path: &str) -> Option<&'static Unit> {
    let name = path.rsplit('.').next().unwrap_or_default();
    let of_word = |word: &str| UNITS.into_iter().find(|unit| unit.words.contains(&word));
    // `GiB` is written like two words.
    let binary = ["kib", "mib", "gib", "tib"].into_iter().find(|unit| name.to_lowercase().ends_with(unit));
    binary.and_then(of_word).or_else(|| words(name).iter().rev().find_map(|word| of_word(word)))
}

/// What the last two names of a path say that a field measures.
fn quantities_in_name(path: &str) -> Vec<Quantity> {
    let names: Vec<String> = path.rsplit('.').take(2).flat_map(words).collect();
    let says =
        |(_, measures): &&(Quantity, &[&str])| names.iter().any(|name| measures.contains(&name.as_str()));
    MEASURES.iter().filter(says).map(|(quantity, _)| *quantity).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::item::Bound;

    #[test]
    fn units_are_told_by_the_names_of_fields() {
        let above = |value| Range { low: Some(Bound { value, inclusive: false }), high: None };
        let below = |value| Range { low: None, high: Some(Bound { value, inclusive: false }) };
        for (path, value, range, units) in [
            ("detail.durationMs", 12_500.0, below(30.0), Some(("milliseconds", "seconds", true))),
            ("detail.duration", 12_500.0, below(30.0), Some(("milliseconds", "seconds", false))),
            ("detail.latency", 7.5, above(5_000.0), Some(("seconds", "milliseconds", false))),
            ("detail.timeout_seconds", 300.0, below(10.0), Some(("seconds", "minutes", true))),
            ("detail.object.size", 52_428_800.0, below(100.0), Some(("bytes", "megabytes", false))),
            ("detail.object.size", 52_428_800.0, below(50.0), Some(("bytes", "megabytes", false))),
            ("detail.sizeGiB", 20.0, above(1e9), Some(("gigabytes", "bytes", true))),
            ("detail.cpu", 0.93, above(80.0), Some(("fractions of 1", "percent", false))),
            ("detail.errorRate", 12.0, below(0.2), Some(("percent", "fractions of 1", false))),
            ("detail.amountCents", 4_999.0, below(60.0), Some(("hundredths", "whole units", true))),
            ("detail.ttlDays", 14.0, above(336.0), Some(("days", "hours", true))),
            ("detail.ttlDays", 14.0, above(365.0), None),
            ("detail.uptimeHours", 720.0, below(30.0), Some(("hours", "days", true))),
            ("detail.uptimeHours", 710.0, below(30.0), None),
            ("detail.retryAfterSeconds", 120.0, below(5.0), Some(("seconds", "minutes", true))),
            ("detail.retentionDays", 10.0, above(864_000.0), Some(("days", "seconds", true))),
            ("detail.timeout", 172_800.0, below(2.0), Some(("seconds", "days", false))),
            ("detail.sizeBytes", 2e9, above(2.0), None),
            ("detail.sizeBytes", 2e6, below(2.0), Some(("bytes", "megabytes", true))),
            ("detail.duration", 300.0, below(30.0), None),
            ("detail.count", 12_500.0, below(30.0), None),
            ("detail.size", 2_048.0, above(1_048_576.0), None),
            ("detail.memory", 512.0, above(1_048_576.0), Some(("megabytes", "bytes", false))),
            ("detail.size", 150.0, below(100.0), None),
            ("detail.errorRate", 1.5, below(1.0), None),
            ("detail.cpu", 250.0, below(0.9), None),
        ] {
            let found =
                of_range(path, value, range).map(|two| (two.event.name, two.pattern.name, two.stated));
            assert_eq!(found, units, "{path} {value}");
        }
        let plain = |path, value, wanted| of_number(path, value, wanted).map(|two| two.pattern.name);
        assert_eq!(plain("detail.timeout", 30_000.0, 30.0), Some("seconds"));
        assert_eq!(plain("detail.memory", 536_870_912.0, 512.0), Some("megabytes"));
        assert_eq!(plain("detail.size", 2e6, 2.0), Some("megabytes"));
        assert_eq!(plain("detail.timeout", 30_000.0, 31.0), None);
        assert_eq!(plain("detail.port", 30_000.0, 30.0), None);
    }
}
