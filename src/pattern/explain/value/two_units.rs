//! One quantity in two units: seconds and milliseconds, bytes and megabytes, fractions and percent.
//!
//! Nearly any number would do in some other unit, so that the numbers alone prove nothing: the field's name
//! has to say what it measures, or in which unit, and the two have to be far apart.

use crate::pattern::explain::value::units::{
    BYTES, DAYS, FRACTIONS, GIGABYTES, GRAMS, HOURS, KILOBYTES, KILOGRAMS, MEGABYTES, MICROSECONDS,
    MILLISECONDS, MINUTES, PERCENT, Quantity, SECONDS, TERABYTES, UNITS, Unit, WEEKS, in_either_base,
    quantities_in_name, unit_in_name,
};
use crate::pattern::explain::wording::opposites::words;
use crate::pattern::item::Range;
use crate::pattern::number;

/// Two units that are taken for each other where the name states neither, the likeliest first.
static TAKEN: [(&Unit, &Unit); 12] = [
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
    (&GRAMS, &KILOGRAMS),
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
    /// How likely it is that a bound was written in the pattern's unit: `Some(true)` where it would be an odd
    /// one in the event's or where a range of two ends holds the number so, none where the two are hardly
    /// taken for each other. A plain threshold is most often just that.
    pub(super) fn likelihood(&self, bound: f64, narrow: bool) -> Option<bool> {
        let (event, pattern) = (self.event, self.pattern);
        let factor = (event.size / pattern.size).max(pattern.size / event.size).round();
        let small = event.size < pattern.size;
        let of_bound = match event.quantity {
            Quantity::Mass => narrow.then_some(true),
            Quantity::Money => Some(true),
            Quantity::Share => Some(if small { bound < 1.0 } else { bound >= 20.0 }),
            Quantity::Size if [event, pattern].iter().all(|unit| **unit != BYTES) => None,
            Quantity::Size if small => Some(bound <= 1024.0),
            Quantity::Size => Some(bound >= factor),
            Quantity::Time if small && *event == MILLISECONDS => Some(*pattern == SECONDS && bound < 60.0),
            Quantity::Time if *event == SECONDS && *pattern == MILLISECONDS => {
                Some(bound >= 10_000.0 && bound % factor == 0.0)
            }
            Quantity::Time if !small && factor >= 3_600.0 => {
                (narrow || bound >= factor && bound % factor == 0.0).then_some(true)
            }
            Quantity::Time => (factor <= 1_000.0 && pattern.size >= MILLISECONDS.size).then_some(false),
        };
        of_bound.map(|likely| likely || narrow)
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
    /// A number that is so many times the other, counted in the unit that the name states, hardly is what was
    /// meant.
    const FAR: f64 = 30.0;
    /// As many times, where the name only says what is measured.
    const VERY_FAR: f64 = 100.0;
    /// As many times, for a round number of a unit that is next to it.
    const FAR_ROUND: f64 = 20.0;
    /// A share has but two units.
    const FAR_SHARE: f64 = 10.0;
    if value <= 0.0 || bound <= 0.0 {
        return None;
    }
    let apart = (value / bound).max(bound / value);
    if let Some(event) = unit_in_name(path) {
        let least = if event.quantity == Quantity::Share { FAR_SHARE } else { FAR };
        // Few days are as many weeks' only by chance, and no bound is odd in one of the two.
        let are_near = |unit: &Unit| [event, unit].iter().all(|unit| [&DAYS, &WEEKS].contains(unit));
        let is_other =
            |unit: &&'static Unit| unit.quantity == event.quantity && *unit != event && !are_near(unit);
        let mut others: Vec<&'static Unit> = UNITS.into_iter().filter(is_other).collect();
        let factor = |unit: &Unit| (unit.size / event.size).max(event.size / unit.size);
        others.sort_by(|a, b| factor(a).total_cmp(&factor(b)));
        // A round number of hours tells of days, and one of seconds of minutes.
        let is_round = |unit: &Unit| {
            let factor = factor(unit).round();
            let far = [24.0, 60.0].contains(&factor) && apart >= FAR_ROUND;
            event.quantity == Quantity::Time && far && value.max(bound) % factor == 0.0
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

/// Whether a number can be a share in percent, or as a fraction.
fn are_shares(unit: &Unit, value: f64) -> bool {
    if *unit == FRACTIONS { value > 0.0 && value <= 1.0 } else { (1.0..=100.0).contains(&value) }
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
        for (path, value, wanted) in [
            ("detail.retentionDays", 14.0, 2.0),
            ("detail.intervalWeeks", 4.0, 28.0),
            ("detail.dayOfMonth", 24.0, 1.0),
            ("detail.paymentDay", 28.0, 4.0),
            ("detail.weekNumber", 3.0, 21.0),
            ("detail.hour", 2.0, 120.0),
            ("detail.fontWeight", 700.0, 0.7),
            ("detail.targetGroups.weight", 100.0, 0.1),
        ] {
            assert_eq!(plain(path, value, wanted), None, "{path}");
        }
        assert_eq!(plain("detail.retentionDays", 7.0, 1.0), None);
        assert_eq!(plain("detail.retentionDays", 30.0, 4.0), None);
        assert_eq!(plain("detail.weightKg", 0.75, 750.0), Some("grams"));
        assert_eq!(plain("detail.parcel.weight", 2_500.0, 2.5), Some("kilograms"));
        assert_eq!(plain("detail.flagG", 2_500.0, 2.5), None);
        assert_eq!(plain("detail.port", 30_000.0, 30.0), None);
    }
}
