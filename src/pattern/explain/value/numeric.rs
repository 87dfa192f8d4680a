//! Why a number is out of a range.

use crate::json::{Edit, Fix, Kind, Value};
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::moment::EpochUnit;
use crate::pattern::explain::value::plain_number::rounds_to;
use crate::pattern::explain::value::units::Quantity;
use crate::pattern::explain::value::{
    Pair, amount, is_number, moment, relative, two_units, type_of, units, with_type,
};
use crate::pattern::explain::wording::opposites::words;
use crate::pattern::item::Range;
use crate::pattern::number;
use crate::pattern::services::is_of_aws;
use crate::text::capitalised;

/// Words of names that measure what no share is taken of.
const NO_SHARES: [&str; 17] = [
    "age",
    "amount",
    "celsius",
    "cost",
    "count",
    "degrees",
    "distance",
    "duration",
    "height",
    "latency",
    "length",
    "price",
    "size",
    "speed",
    "temp",
    "temperature",
    "weight",
];

/// Whether a number that is out of a range would be in it but for its unit or its last digit.
enum Nearly {
    /// That is the reason, and is told.
    Told,
    /// It may be, as a sentence behind the plain reason.
    Perhaps(String),
    No,
}

impl Pair<'_> {
    /// Why `numeric` is not satisfied.
    pub(in crate::pattern::explain) fn numeric(&self, nearest: &mut Nearest, range: Range) {
        let wanted = range_words(range);
        match self.met.kind() {
            Kind::Number => {}
            Kind::String if self.met_text().is_some_and(|text| is_number(text.trim())) => {
                return nearest.offer(MissKind::Type, 0, || {
                    // Only one text says one number; for a range there is no list of texts.
                    let single = range.low.is_some()
                        && range.low.map(|low| low.value) == range.high.map(|high| high.value);
                    let fix = if single { self.take_over() } else { None };
                    let sentence = format!(
                        "The event has the string {}, and \"numeric\" compares numbers only: a number in quotes \
                            is a string. {}",
                        self.met(),
                        self.whose_text()
                    );
                    (sentence, fix)
                });
            }
            Kind::String if self.met_text().and_then(amount::amount_in).is_some() => {
                return nearest.offer(MissKind::Type, 1, || {
                    let sentence = format!(
                        "The event has the string {}, and \"numeric\" compares numbers only: a number that is \
                            written out with separators or a unit is a string. {}",
                        self.met(),
                        self.whose_text()
                    );
                    (sentence, None)
                });
            }
            Kind::String | Kind::True | Kind::False | Kind::Null | Kind::Object | Kind::Array => {
                return nearest.offer(MissKind::Different, 12, || {
                    let noun = if self.met.kind() == Kind::Null {
                        ""
                    } else {
                        "; \"numeric\" compares numbers only"
                    };
                    let what = if self.met.kind() == Kind::String {
                        format!("{}, {}", self.met(), type_of(self.met))
                    } else {
                        with_type(self.met)
                    };
                    (format!("The event has {what}, and the pattern wants a number {wanted}{noun}."), None)
                });
            }
        }
        let Some(value) = self.scalar.number() else {
            return nearest.offer(MissKind::Precision, 0, || {
                (
                    format!(
                        "The event has {}, which has too many digits for EventBridge to compare; no \
                        \"numeric\" condition matches such a number. As a plain value in the list it matches, digit by \
                        digit; {{\"exists\": true}} takes any value.",
                        self.met()
                    ),
                    // The number alone, which is compared by its text, is not what a range means.
                    None,
                )
            });
        };
        let perhaps = match self.nearly_in(nearest, range, value) {
            Nearly::Told => return,
            Nearly::Perhaps(how) => format!(" {how}"),
            Nearly::No => String::new(),
        };
        let below = range
            .low
            .filter(|low| value < low.value || (!low.inclusive && number::compare(value, low.value).is_eq()));
        let (bound, side, low) = match (below, range.high) {
            (Some(low), _) => (low, "below", true),
            (None, Some(high)) => (high, "above", false),
            (None, None) => return,
        };
        nearest.offer(MissKind::Range, relative(value, bound.value), || {
            let by = distance(value, bound.value);
            let single = range.low.map(|low| low.value) == range.high.map(|high| high.value);
            let how = if by == 0.0 && !single {
                let (strict, loose) = if low { (">", ">=") } else { ("<", "<=") };
                format!(
                    "{} is just the bound, which \"{strict}\" leaves out and \"{loose}\" would take in",
                    number_text(value)
                )
            } else {
                format!("that is {} {side} it", tidy(by))
            };
            // Only where the number is the bound itself: no other bound was meant. What is to be more than
            // nothing is never meant to be nothing, too.
            let fix = if !single && by == 0.0 && value != 0.0 { self.with_its_bound(low) } else { None };
            let sentence = format!(
                "The event has {}, and the pattern wants a number {wanted}: {how}.{perhaps}",
                self.met()
            );
            (sentence, fix)
        });
    }

    /// What can be done where a number comes as a string.
    fn whose_text(&self) -> &'static str {
        if is_of_aws(&self.source()) {
            "Where AWS sends it so, no pattern can compare it: texts can be listed, or asked for by a \"prefix\" or \
                \"wildcard\"; the rest is for the target."
        } else {
            "The sender has to send it as a number, without quotes."
        }
    }

    /// The number differs from the wanted one by rounding only, or by its unit.
    fn nearly_in(&self, nearest: &mut Nearest, range: Range, value: f64) -> Nearly {
        let wanted = range_words(range);
        let both = || format!("The event has {}, and the pattern wants a number {wanted}", self.met());
        let single =
            range.low.zip(range.high).filter(|(low, high)| low.value.to_bits() == high.value.to_bits());
        if let Some((low, _)) = single
            && rounds_to(value, low.value)
        {
            nearest.offer(MissKind::Precision, 0, || {
                let sentence = format!(
                    "{}: they differ only by rounding, as computed fractions do, and are not equal. \
                        A narrow range takes both.",
                    both()
                );
                (sentence, self.narrow_range(low.value))
            });
            return Nearly::Told;
        }
        let Some(((event, here), (pattern, there))) = times_in_two_units(self.path, value, range) else {
            return match self.in_a_unit_of_its_name(nearest, range, value) {
                Nearly::No => self.in_another_unit(nearest, range, value),
                told @ (Nearly::Told | Nearly::Perhaps(_)) => told,
            };
        };
        let holds = range.contains(value / here * there);
        nearest.offer(MissKind::Notation, 1, || {
            let would = if holds {
                "as times counted from 1970 they would agree, were they in the same unit"
            } else {
                "both are times counted from 1970, in two units, and in one the event's would not be in the range either"
            };
            let sentence =
                format!("{}: {would}; the event's is in {event} and the pattern's in {pattern}.", both());
            let scaled =
                |number: f64| if there > here { number / (there / here) } else { number * (here / there) };
            let fix = self.rescaled(&scaled, "Write the times in the event's unit");
            (sentence, fix.filter(|_| holds))
        });
        Nearly::Told
    }

    /// The bounds of a range in the unit that the event counts in.
    fn rescaled(&self, scaled: &dyn Fn(f64) -> f64, label: &str) -> Option<Fix> {
        let parts: Vec<Value<'_>> = self.wanted.members().next()?.value().elements().collect();
        let edits = parts.iter().filter(|part| part.kind() == Kind::Number).map(|part| {
            let text = tidy(scaled(part.raw().parse::<f64>().ok()?));
            Some(Edit { start: part.span().start, end: part.span().end, text })
        });
        let edits: Option<Vec<Edit>> = edits.collect();
        edits.map(|edits| Fix { label: label.to_owned(), edits })
    }

    /// A range that would hold the number, were it counted in another unit of what the field's name says it
    /// measures.
    fn in_a_unit_of_its_name(&self, nearest: &mut Nearest, range: Range, value: f64) -> Nearly {
        let Some(two) = two_units::of_range(self.path, value, range) else { return Nearly::No };
        let bound = range.low.filter(|low| value < low.value).or(range.high).map_or(0.0, |bound| bound.value);
        // A range of two ends that holds it so is no chance.
        let narrow = range
            .low
            .zip(range.high)
            .is_some_and(|(low, high)| low.value > 0.0 && high.value <= low.value * 10.0);
        let Some(likely) = two.likelihood(bound, narrow) else { return Nearly::No };
        if !likely {
            let held = range.contains(units::converted(value, two.event, two.pattern));
            return Nearly::Perhaps(format!("{}.", capitalised(&two.clause(held))));
        }
        nearest.offer(MissKind::Notation, 2, || {
            // What holds the number by thousands only is told by thousands.
            let in_thousands = !range.contains(units::converted(value, two.event, two.pattern))
                && range.contains(units::by_thousands(value, two.event, two.pattern));
            let way = if in_thousands { units::by_thousands } else { units::converted };
            let here = |bound: f64| way(bound, two.pattern, two.event);
            let bounds: Vec<String> =
                range.low.iter().chain(&range.high).map(|bound| tidy(here(bound.value))).collect();
            let bounds = match bounds.as_slice() {
                [low, high] if low != high => format!("the bounds would be {low} and {high}"),
                [bound, ..] => format!("the bound would be {bound}"),
                [] => String::new(),
            };
            let how = two.clause(range.contains(way(value, two.event, two.pattern)));
            let sentence = format!(
                "The event has {}, and the pattern wants a number {}: {how}. In the event's unit {bounds}.",
                self.met(),
                range_words(range)
            );
            // A kilobyte may have 1000 bytes or 1024.
            let known = two.stated && two.event.quantity != Quantity::Size;
            let label = format!("Write it in {}, if it is in {}", two.event.name, two.pattern.name);
            (sentence, if known { self.rescaled(&here, &label) } else { None })
        });
        Nearly::Told
    }

    /// A range that would hold the number, were it counted in units of another size.
    fn in_another_unit(&self, nearest: &mut Nearest, range: Range, value: f64) -> Nearly {
        const UNITS: [(f64, &str, &str); 9] = [
            (100.0, "cents or other hundredths", "whole units"),
            (1_000.0, "thousandths", "whole units"),
            (1_024.0, "bytes", "kibibytes"),
            (1_048_576.0, "bytes", "mebibytes"),
            (1_000_000.0, "millionths", "whole units"),
            (1_073_741_824.0, "bytes", "gibibytes"),
            (1_000_000_000.0, "bytes", "gigabytes"),
            (60.0, "seconds or minutes", "minutes or hours"),
            (3_600.0, "seconds", "hours"),
        ];
        if units::unit_in_name(self.path).is_some() {
            return Nearly::No;
        }
        // What is no share of anything is not counted in percent.
        let name = self.path.rsplit('.').next().unwrap_or_default();
        let is_no_share = words(name).iter().any(|word| NO_SHARES.contains(&word.as_str()));
        let bounds = || range.low.iter().chain(&range.high).map(|bound| bound.value);
        // What is open above holds nearly any fraction's percent, unless it begins where only percent are.
        let telling =
            range.high.is_some() && range.low.is_some() || range.low.is_some_and(|low| low.value >= 5.0);
        let fraction = !is_no_share
            && telling
            && value > 0.0
            && value < 1.0
            && bounds().all(|bound| (1.0..=100.0).contains(&bound));
        let found = if fraction && range.contains(value * 100.0) {
            Some(("fractions of 1", "percent"))
        } else {
            // A wide range holds a part of nearly everything.
            let narrow = range.low.zip(range.high).is_some_and(|(low, high)| {
                low.value > 0.0
                    && high.value <= low.value * 10.0
                    && (value >= high.value * 10.0 || value <= low.value / 10.0)
            });
            UNITS.iter().filter(|_| narrow).find_map(|(factor, parts, whole)| {
                if range.contains(value / factor) {
                    Some((*parts, *whole))
                } else if range.contains(value * factor) {
                    Some((*whole, *parts))
                } else {
                    None
                }
            })
        };
        let Some((event, pattern)) = found else { return Nearly::No };
        if fraction {
            let how = format!("It would do if the event counted in {event} and the pattern in {pattern}.");
            return Nearly::Perhaps(how);
        }
        nearest.offer(MissKind::Notation, 2, || {
            let sentence = format!(
                "The event has {}, and the pattern wants a number {}: it would do if the event counted in {event} \
                    and the pattern in {pattern}.",
                self.met(),
                range_words(range)
            );
            (sentence, None)
        });
        Nearly::Told
    }

    /// A range around a number, wide enough for rests of rounding.
    pub(super) fn narrow_range(&self, around: f64) -> Option<Fix> {
        self.range_around(around, around.abs() * 1e-9)
    }

    /// A range around a number.
    pub(super) fn range_around(&self, around: f64, rest: f64) -> Option<Fix> {
        let (low, high) = (tidy(around - rest), tidy(around + rest));
        let value = self.scalar.number()?;
        let holds = low.parse::<f64>().is_ok_and(|low| value > low)
            && high.parse::<f64>().is_ok_and(|high| value < high);
        holds.then(|| self.instead(format!("{{\"numeric\": [\">\", {low}, \"<\", {high}]}}"))).flatten()
    }

    /// Lets a range take in the number it begins or ends at.
    fn with_its_bound(&self, low: bool) -> Option<Fix> {
        let (strict, loose) = if low { ("\">\"", "\">=\"") } else { ("\"<\"", "\"<=\"") };
        let parts: Vec<Value<'_>> = self.wanted.members().next()?.value().elements().collect();
        let span = parts.iter().find(|part| part.raw() == strict)?.span();
        let edits = vec![Edit { start: span.start, end: span.end, text: loose.to_owned() }];
        Some(Fix { label: format!("Write {loose}, if the bound is meant as well"), edits })
    }
}

/// The units in which an event and a pattern count the same times, where these are not one, and where the
/// field's name or the day speaks of times: other numbers as large are no times.
fn times_in_two_units(path: &str, value: f64, range: Range) -> Option<(EpochUnit, EpochUnit)> {
    let (event, scale) = moment::unit_of(value)?;
    let bound = range.low.or(range.high)?.value;
    let (pattern, other) = moment::unit_of(bound)?;
    let agree = range.contains(value / scale * other);
    // A moment in a range that ends is proof enough.
    let ends = range.low.is_some() && range.high.is_some();
    let is_time = moment::names_a_time(path) || agree && ends;
    (event != pattern && is_time).then_some(((event, scale), (pattern, other)))
}

/// How far apart two numbers are, without the noise that the subtraction of floats adds.
fn distance(a: f64, b: f64) -> f64 {
    let by = (a - b).abs();
    if a.fract() == 0.0 && b.fract() == 0.0 {
        return by;
    }
    let step = 10_f64.powf(a.abs().max(b.abs()).log10().floor() - 14.0);
    if step > 0.0 && step.is_finite() {
        format!("{:.0}", by / step).parse().map_or(by, |steps: f64| steps * step)
    } else {
        by
    }
}

pub(in crate::pattern::explain) fn range_words(range: Range) -> String {
    if let (Some(low), Some(high)) = (range.low, range.high)
        && number::compare(low.value, high.value).is_eq()
    {
        return format!("equal to {}", number_text(low.value));
    }
    let low = range.low.map(|low| {
        format!("{} {}", if low.inclusive { "of at least" } else { "above" }, number_text(low.value))
    });
    let high = range.high.map(|high| {
        format!("{} {}", if high.inclusive { "of at most" } else { "below" }, number_text(high.value))
    });
    match (low, high) {
        (Some(low), Some(high)) => format!("{low} and {high}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => String::new(),
    }
}

/// A number that was computed, without the noise that this adds behind its fifteen digits.
fn tidy(number: f64) -> String {
    number_text(format!("{number:.14e}").parse().unwrap_or(number))
}

/// A number in all its digits.
fn number_text(number: f64) -> String {
    if number != 0.0 && !(1e-6..1e16).contains(&number.abs()) {
        format!("{number:e}")
    } else {
        format!("{number}")
    }
}
