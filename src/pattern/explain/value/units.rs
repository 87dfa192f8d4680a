//! The units that times, sizes, weights, shares and sums of money are counted in, and how the names of fields
//! tell them.

use crate::pattern::explain::wording::opposites::words;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quantity {
    Time,
    Size,
    Mass,
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
pub(super) static MICROSECONDS: Unit =
    unit(Quantity::Time, "microseconds", &["us", "µs", "micros", "microseconds"], 1e3);
pub(super) static MILLISECONDS: Unit =
    unit(Quantity::Time, "milliseconds", &["ms", "millis", "millisec", "millisecond", "milliseconds"], 1e6);
pub(super) static SECONDS: Unit = unit(Quantity::Time, "seconds", &["sec", "secs", "second", "seconds"], 1e9);
pub(super) static MINUTES: Unit =
    unit(Quantity::Time, "minutes", &["min", "mins", "minute", "minutes"], 6e10);
pub(super) static HOURS: Unit = unit(Quantity::Time, "hours", &["hr", "hrs", "hour", "hours"], 3.6e12);
pub(super) static DAYS: Unit = unit(Quantity::Time, "days", &["day", "days"], 8.64e13);
pub(super) static WEEKS: Unit = unit(Quantity::Time, "weeks", &["wk", "wks", "week", "weeks"], 6.048e14);
pub(super) static BYTES: Unit = unit(Quantity::Size, "bytes", &["byte", "bytes"], 1.0);
pub(super) static KILOBYTES: Unit =
    unit(Quantity::Size, "kilobytes", &["kb", "kib", "kbytes", "kilobytes", "kibibytes"], 1024.0);
pub(super) static MEGABYTES: Unit =
    unit(Quantity::Size, "megabytes", &["mb", "mib", "mbytes", "megabytes", "mebibytes"], 1_048_576.0);
pub(super) static GIGABYTES: Unit =
    unit(Quantity::Size, "gigabytes", &["gb", "gib", "gbytes", "gigabytes", "gibibytes"], 1_073_741_824.0);
pub(super) static TERABYTES: Unit =
    unit(Quantity::Size, "terabytes", &["tb", "tib", "terabytes", "tebibytes"], 1_099_511_627_776.0);
static MILLIGRAMS: Unit = unit(Quantity::Mass, "milligrams", &["mg", "milligram", "milligrams"], 1.0);
pub(super) static GRAMS: Unit = unit(Quantity::Mass, "grams", &["g", "gram", "grams"], 1e3);
pub(super) static KILOGRAMS: Unit =
    unit(Quantity::Mass, "kilograms", &["kg", "kgs", "kilo", "kilos", "kilogram", "kilograms"], 1e6);
static TONNES: Unit = unit(Quantity::Mass, "tonnes", &["tonne", "tonnes"], 1e9);
pub(super) static PERCENT: Unit = unit(Quantity::Share, "percent", &["percent", "pct", "percentage"], 1.0);
pub(super) static FRACTIONS: Unit = unit(Quantity::Share, "fractions of 1", &["fraction"], 100.0);

static CENTS: Unit = unit(Quantity::Money, "hundredths", &["cents", "cent", "pence", "minor"], 1.0);
static WHOLE: Unit = unit(Quantity::Money, "whole units", &[], 100.0);

pub(super) static UNITS: [&Unit; 21] = [
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
    &MILLIGRAMS,
    &GRAMS,
    &KILOGRAMS,
    &TONNES,
    &PERCENT,
    &FRACTIONS,
    &CENTS,
    &WHOLE,
];

/// What amounts are counted in where no unit is told.
pub(super) static SMALLER: [&Unit; 4] = [&SECONDS, &MILLISECONDS, &BYTES, &GRAMS];

/// Words of names that measure how heavy something is.
const OF_MASS: &[&str] = &["mass", "weight"];

/// Things that have a weight in kilograms; those of routes, fonts and graphs are plain numbers.
const WEIGHED: &[&str] = &[
    "body", "cargo", "freight", "gross", "item", "load", "luggage", "net", "package", "parcel", "shipment",
    "shipping", "vehicle",
];

/// What a place in the calendar or a time of day is counted in: one `day` of a name is a date, several `days`
/// are a span.
const OF_CALENDAR: [&str; 5] = ["second", "minute", "hour", "day", "week"];

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
pub(super) fn in_either_base(value: f64, from: &Unit, to: &Unit) -> impl Iterator<Item = f64> {
    [converted(value, from, to), by_thousands(value, from, to)].into_iter()
}

/// The unit of time, size or weight that is written behind a number.
pub(super) fn unit_by_abbreviation(text: &str) -> Option<&'static Unit> {
    match text {
        "s" => Some(&SECONDS),
        "m" => Some(&MINUTES),
        "h" => Some(&HOURS),
        "d" => Some(&DAYS),
        "w" => Some(&WEEKS),
        "B" => Some(&BYTES),
        _ => {
            let lower = text.to_lowercase();
            let is_it = |unit: &&Unit| {
                matches!(unit.quantity, Quantity::Time | Quantity::Size | Quantity::Mass)
                    && unit.words.contains(&lower.as_str())
            };
            UNITS.into_iter().find(is_it)
        }
    }
}

/// The unit that the name of a field states.
pub(super) fn unit_in_name(path: &str) -> Option<&'static Unit> {
    let name = path.rsplit('.').next().unwrap_or_default();
    // A letter alone may stand for anything, save where the name says that something is weighed.
    let weighs = || words(name).iter().any(|word| OF_MASS.contains(&word.as_str()));
    let of_word = |word: &str| {
        let is_span = !OF_CALENDAR.contains(&word) && (word != "g" || weighs());
        UNITS.into_iter().find(|unit| unit.words.contains(&word)).filter(|_| is_span)
    };
    // `GiB` is written like two words.
    let binary = ["kib", "mib", "gib", "tib"].into_iter().find(|unit| name.to_lowercase().ends_with(unit));
    binary.and_then(of_word).or_else(|| words(name).iter().rev().find_map(|word| of_word(word)))
}

/// What the last two names of a path say that a field measures.
pub(super) fn quantities_in_name(path: &str) -> Vec<Quantity> {
    let names: Vec<String> = path.rsplit('.').take(2).flat_map(words).collect();
    let says =
        |(_, measures): &&(Quantity, &[&str])| names.iter().any(|name| measures.contains(&name.as_str()));
    let has = |listed: &[&str]| names.iter().any(|name| listed.contains(&name.as_str()));
    let mass = (has(OF_MASS) && has(WEIGHED)).then_some(Quantity::Mass);
    MEASURES.iter().filter(says).map(|(quantity, _)| *quantity).chain(mass).collect()
}

/// Whether the name of a field says that it is a sum of money.
pub(super) fn is_of_money(path: &str) -> bool {
    const SUMS: [&str; 9] =
        ["amount", "balance", "charge", "cost", "fee", "price", "subtotal", "tax", "total"];
    let name = path.rsplit('.').next().unwrap_or_default();
    words(name).iter().any(|word| SUMS.contains(&word.as_str()))
}

/// Whether the names of a field say that it measures a time.
pub(super) fn is_of_time(path: &str) -> bool {
    unit_in_name(path).is_some_and(|unit| unit.quantity == Quantity::Time)
        || quantities_in_name(path).contains(&Quantity::Time)
}
