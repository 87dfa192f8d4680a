//! Why a number is out of a range, and what `anything-but` excludes.

use crate::json::{Edit, Fix};
use crate::json::{Kind, Value};
use crate::pattern::explain::miss::{MissKind, Nearest};
use crate::pattern::explain::value::{Pair, is_number, relative, type_of, typed};
use crate::pattern::explain::wording::similarity::{literal, quoted, shorten};
use crate::pattern::item::{Bound, Not, Range, Scalar, ends_with, starts_with};
use crate::pattern::number;

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
                    (
                        format!(
                            "The event has the string {}, and \"numeric\" compares numbers only: a \
                            number in quotes is a string. The sender has to send it without quotes.",
                            self.met()
                        ),
                        fix,
                    )
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
                        typed(self.met)
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
                        \"numeric\" condition matches such a number.",
                        self.met()
                    ),
                    self.take_over(),
                )
            });
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
            let by = apart(value, bound.value);
            let how = if by == 0.0 {
                let (strict, loose) = if low { (">", ">=") } else { ("<", "<=") };
                format!(
                    "{} is just the bound, which \"{strict}\" leaves out and \"{loose}\" would take in",
                    tidy(value)
                )
            } else {
                format!("that is {} {side} it", tidy(by))
            };
            (
                format!("The event has {}, and the pattern wants a number {wanted}: {how}.", self.met()),
                self.move_bound(low, bound),
            )
        });
    }

    /// Moves the bound of a range to the event's number, or lets it take in the number it stands at.
    fn move_bound(&self, low: bool, bound: Bound) -> Option<Fix> {
        let parts: Vec<Value<'_>> = self.wanted.members().next()?.value().elements().collect();
        let at = parts.chunks(2).position(|pair| {
            pair.first().is_some_and(|op| {
                op.raw() == "\"=\"" || op.raw().starts_with(if low { "\">" } else { "\"<" })
            })
        })?;
        let (operator, number) = (parts.get(at * 2)?, parts.get(at * 2 + 1)?);
        let replace = |value: &Value<'_>, text: &str| Edit {
            start: value.span().start,
            end: value.span().end,
            text: text.to_owned(),
        };
        let loose = if low { "\">=\"" } else { "\"<=\"" };
        if operator.raw() == "\"=\"" || number.raw() == self.met.raw() {
            return if operator.raw() == "\"=\"" {
                self.add_value()
            } else {
                Some(Fix { label: format!("Write {loose}"), edits: vec![replace(operator, loose)] })
            };
        }
        let mut edits = Vec::new();
        if !bound.inclusive {
            edits.push(replace(operator, loose));
        }
        edits.push(replace(number, self.met.raw()));
        Some(Fix { label: format!("Move the bound to {}", self.met()), edits })
    }

    /// What `anything-but` says of the value.
    pub(in crate::pattern::explain) fn excluded(&self, nearest: &mut Nearest, not: &Not) {
        nearest.offer(MissKind::Excluded, 0, || {
            let (met, text) = (self.met(), self.scalar.text().unwrap_or_default());
            let mut single = false;
            let entry = match not {
                Not::Texts(list) => {
                    single = list.len() == 1;
                    "it is in the list".to_owned()
                }
                Not::Numbers(list) => {
                    single = list.len() == 1;
                    "it is in the list".to_owned()
                }
                Not::Prefixes(list) => list
                    .iter()
                    .find(|p| starts_with(text, p))
                    .map_or_else(String::new, |p| format!("it begins with {}", quoted(p))),
                Not::Suffixes(list) => list
                    .iter()
                    .find(|s| ends_with(text, s))
                    .map_or_else(String::new, |s| format!("it ends with {}", quoted(s))),
                Not::Folded(list) => match list.iter().position(|folded| folded.equals(text)) {
                    Some(_) => "in any letter case, it is in the list".to_owned(),
                    None => String::new(),
                },
                Not::Wildcards(list) => list
                    .iter()
                    .find(|w| w.matches(text))
                    .map_or_else(String::new, |w| format!("it fits {}", quoted(&w.text()))),
            };
            let sentence = if single {
                format!("The event has {met}, and the pattern wants anything but that.")
            } else {
                format!("The event has {met}, which \"anything-but\" excludes: {entry}.")
            };
            (sentence, self.include(not))
        });
    }

    /// Takes what excludes the value out of the list; where it is the only entry, any value is accepted.
    fn include(&self, not: &Not) -> Option<Fix> {
        let value = self.wanted.members().next()?.value();
        let list = if value.kind() == Kind::Object { value.members().next()?.value() } else { value };
        let entries: Vec<Value<'_>> =
            if list.kind() == Kind::Array { list.elements().collect() } else { vec![list] };
        let excludes = |entry: &Value<'_>| {
            let text = entry.text().map(|text| text.into_bytes().into_owned()).unwrap_or_default();
            let text: Box<[u8]> = text.into();
            let one = match not {
                Not::Texts(_) => Not::Texts([text].into()),
                Not::Numbers(_) => Not::Numbers(Scalar::new(*entry).number().into_iter().collect()),
                Not::Prefixes(_) => Not::Prefixes([text].into()),
                Not::Suffixes(_) => Not::Suffixes([text].into()),
                Not::Folded(_) => Not::Folded([crate::pattern::fold::Folded::new(&text)].into()),
                Not::Wildcards(_) => {
                    Not::Wildcards(crate::pattern::wildcard::Wildcard::read(&text).ok().into_iter().collect())
                }
            };
            one.excludes(self.scalar)
        };
        let (out, kept): (Vec<Value<'_>>, Vec<Value<'_>>) = entries.iter().partition(|entry| excludes(entry));
        if kept.is_empty() {
            let any = "{\"exists\": true}";
            return Some(Fix::replace(
                format!("Accept any value, with {any}"),
                self.wanted.span(),
                any.to_owned(),
            ));
        }
        let named: Vec<String> = out
            .iter()
            .map(|entry| {
                shorten(&entry.text().map_or_else(|| entry.raw().to_owned(), |text| literal(text.as_bytes())))
            })
            .collect();
        let edits = out.iter().filter_map(|entry| {
            let at = entries.iter().position(|other| other.id() == entry.id())?;
            // With the comma behind it; the last ones with the comma before them.
            let next = entries
                .get(at + 1)
                .filter(|_| entries.iter().skip(at).any(|later| kept.iter().any(|k| k.id() == later.id())));
            let (start, end) = match (next, at.checked_sub(1).and_then(|before| entries.get(before))) {
                (Some(next), _) => (entry.span().start, next.span().start),
                (None, Some(before)) => (before.span().end, entry.span().end),
                (None, None) => (entry.span().start, entry.span().end),
            };
            Some(Edit { start, end, text: String::new() })
        });
        Some(Fix { label: format!("Take {} out of the list", named.join(", ")), edits: edits.collect() })
    }
}

/// How far apart two numbers are, without the noise that the subtraction of floats adds.
fn apart(a: f64, b: f64) -> f64 {
    let by = (a - b).abs();
    let step = 10_f64.powf(a.abs().max(b.abs()).log10().floor() - 14.0);
    if step > 0.0 && step.is_finite() {
        format!("{:.0}", by / step).parse().map_or(by, |steps: f64| steps * step)
    } else {
        by
    }
}

fn range_words(range: Range) -> String {
    if let (Some(low), Some(high)) = (range.low, range.high)
        && number::compare(low.value, high.value).is_eq()
    {
        return format!("equal to {}", tidy(low.value));
    }
    let low = range
        .low
        .map(|low| format!("{} {}", if low.inclusive { "of at least" } else { "above" }, tidy(low.value)));
    let high = range
        .high
        .map(|high| format!("{} {}", if high.inclusive { "of at most" } else { "below" }, tidy(high.value)));
    match (low, high) {
        (Some(low), Some(high)) => format!("{low} and {high}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => String::new(),
    }
}

fn tidy(number: f64) -> String {
    let rounded: f64 = format!("{number:.12e}").parse().unwrap_or(number);
    if rounded != 0.0 && !(1e-6..1e16).contains(&rounded.abs()) {
        format!("{rounded:e}")
    } else {
        format!("{rounded}")
    }
}
