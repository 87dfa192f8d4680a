//! Why one value does not satisfy one item: the pair of them, what can be offered as a fix, and plain values
//! that are not both strings.

mod address_block;
mod affix;
mod affix_other;
mod affix_place;
mod agreement;
mod aligned;
mod amount;
mod any_value;
mod anything_but;
pub(in crate::pattern::explain) mod arn;
mod aws_names;
mod cidr;
mod detail_types;
pub(in crate::pattern::explain) mod encodings;
mod ends;
mod foreign_text;
mod ignore_case;
pub(in crate::pattern::explain) mod in_base64;
mod iso_span;
mod moment;
mod negation;
mod notation;
mod numerals;
mod numeric;
mod of_git;
mod other_syntax;
pub(in crate::pattern::explain) mod part;
mod part_in_letters;
pub(in crate::pattern::explain) mod placeholder;
mod plain_number;
mod program_text;
mod query;
mod rearranged;
pub(in crate::pattern::explain) mod regex;
mod replace_or_add;
mod stand_ins;
mod standards;
mod syntax_of_numbers;
mod text_ladder;
mod two_units;
mod units;
pub(in crate::pattern::explain) mod whole_text;
mod wildcard;
mod wildcard_other;
mod wildcard_slips;
pub(in crate::pattern::explain) mod word_forms;

use std::borrow::Cow;

pub(in crate::pattern::explain) use self::notation::COMPOSED;
pub(in crate::pattern::explain) use self::numeric::range_words;
use crate::json::Fix;
pub(in crate::pattern::explain) use crate::json::is_number;
use crate::json::{Kind, Value};
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::effort::Effort;
use crate::pattern::explain::fixes::{self, if_one};
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::wording::similarity::{literal, misspelled, quoted, shorten};
use crate::pattern::item::{Item, Scalar};
use crate::pattern::number;

/// Texts longer than this, in bytes, are not compared in every way.
const LONG: usize = 10_000;

/// An item of the pattern and a value of the event that does not satisfy it.
pub(in crate::pattern::explain) struct Pair<'a> {
    /// The joined path.
    pub(in crate::pattern::explain) path: &'a str,
    pub(in crate::pattern::explain) item: &'a Item,
    /// The item in the pattern.
    pub(in crate::pattern::explain) wanted: Value<'a>,
    /// The value in the event.
    pub(in crate::pattern::explain) met: Value<'a>,
    pub(in crate::pattern::explain) scalar: &'a Scalar<'a>,
    pub(in crate::pattern::explain) effort: &'a Effort,
}

impl Pair<'_> {
    /// Offers every way in which the two come near each other.
    pub(in crate::pattern::explain) fn compare(&self, nearest: &mut Nearest) {
        if self.met.raw().len() + self.wanted.raw().len() > LONG && !matches!(self.item, Item::Not(_)) {
            return self.long(nearest);
        }
        match self.item {
            Item::Text(_) | Item::Address(_) | Item::Bool(_) | Item::Null | Item::Number { .. } => {
                self.plain(nearest);
            }
            Item::Prefix(prefix) => self.affix(nearest, prefix, true, false),
            Item::Suffix(suffix) => self.affix(nearest, suffix, false, false),
            Item::FoldPrefix(_) => self.affix(nearest, &self.nested_text(), true, true),
            Item::FoldSuffix(_) => self.affix(nearest, &self.nested_text(), false, true),
            Item::Fold(folded) => self.fold(nearest, folded),
            Item::Wildcard(wildcard) => self.wildcard(nearest, wildcard),
            Item::Numeric(range) => self.numeric(nearest, *range),
            Item::Cidr(_) => self.cidr(nearest),
            Item::Not(not) => self.explain_exclusion(nearest, not),
            // Any value satisfies the one; the other is about the path and not about a value.
            Item::Present | Item::Absent => {}
        }
    }

    /// Texts of a length that nobody reads: what can be said without looking at each character many times.
    fn long(&self, nearest: &mut Nearest) {
        if let (Item::Text(wanted), Some(met)) = (self.item, self.scalar.text())
            && wanted.len() >= 3
            && met.starts_with(wanted)
        {
            return nearest.offer(MissKind::Part, 0, || {
                let fix = self.instead(format!("{{\"prefix\": {}}}", literal(wanted)));
                (
                    format!(
                        "The event has {}, which begins with {} and goes on; a plain string must be the \
                            whole value.",
                        self.met(),
                        self.wanted()
                    ),
                    fix,
                )
            });
        }
        nearest.differs(20, || {
            (format!("The event has {}, and the pattern wants {}.", self.met(), self.wanted()), None)
        });
    }

    /// The source of the event; empty where it has none.
    fn source(&self) -> String {
        self.met.document().root().get("source").and_then(Value::owned_text).unwrap_or_default()
    }

    /// The event's value, for a sentence.
    pub(in crate::pattern::explain) fn met(&self) -> String {
        for_sentence(self.met)
    }

    /// The pattern's item, for a sentence.
    pub(in crate::pattern::explain) fn wanted(&self) -> String {
        for_sentence(self.wanted)
    }

    /// The event's value as a string, if it is one that a `str` can hold.
    pub(in crate::pattern::explain) fn met_text(&self) -> Option<&str> {
        self.scalar.text().and_then(|text| std::str::from_utf8(text).ok())
    }

    /// The pattern's text, also where it stands inside an operator; empty if the item is no text.
    pub(in crate::pattern::explain) fn nested_text(&self) -> Box<[u8]> {
        let text = self.wanted.leaves().next().and_then(Value::text);
        text.map(|text| text.into_bytes().into()).unwrap_or_default()
    }

    /// The event's value as the pattern would write it; none of a length that no pattern can have.
    pub(in crate::pattern::explain) fn met_literal(&self) -> Option<String> {
        (self.met.raw().len() <= LONG)
            .then(|| self.scalar.text().map_or_else(|| self.met.raw().to_owned(), literal))
    }

    /// Puts the event's value in the place of the item.
    pub(in crate::pattern::explain) fn take_over(&self) -> Option<Fix> {
        self.instead(self.met_literal()?)
    }

    /// Puts another item in the place of this one.
    pub(in crate::pattern::explain) fn instead(&self, text: String) -> Option<Fix> {
        fixes::replace(self.wanted, text)
    }

    /// Puts another item beside this one.
    pub(in crate::pattern::explain) fn add(&self, text: &str) -> Option<Fix> {
        fixes::add(self.wanted, text)
    }

    /// [`misspelled`], paid for.
    pub(in crate::pattern::explain) fn edits(&self, a: &str, b: &str, most: usize) -> Option<usize> {
        let shorter = a.len().min(b.len()).min(400);
        let close = a.len().abs_diff(b.len()) <= 4 * most;
        if close && self.effort.spend(shorter * shorter) { misspelled(a, b, most) } else { None }
    }

    /// A plain value of the pattern: string, number, true, false, null.
    fn plain(&self, nearest: &mut Nearest) {
        if self.wanted.kind() == Kind::String && self.met.kind() != Kind::String {
            let text = characters(self.wanted);
            let asked = text_ladder::AskedText { text: &text, how: text_ladder::How::Whole, folded: false };
            self.unfilled(nearest, &asked);
        }
        match (self.wanted.kind(), self.met.kind()) {
            (Kind::Number, Kind::Number) => self.numbers(nearest),
            (Kind::String, Kind::String) => self.texts(nearest),
            (Kind::Object, Kind::String) if matches!(self.item, Item::Text(_)) => self.texts(nearest),
            _ => self.other_type(nearest),
        }
    }

    fn other_type(&self, nearest: &mut Nearest) {
        let both = || {
            format!("The event has {}, and the pattern wants {}", with_type(self.met), with_type(self.wanted))
        };
        let types = || format!("{} never equals {}", type_of(self.met), type_of(self.wanted));
        let is_text = self.wanted.kind() == Kind::String;
        if self.wanted.kind() != Kind::Number && self.any_value_of_another_type(nearest)
            || is_text && self.nothing_excluded(nearest, &characters(self.wanted))
        {
            return;
        }
        if self.both_empty() {
            return nearest.offer(MissKind::Empty, 0, || {
                (format!("{}; null and an empty string are different values.", both()), self.take_over())
            });
        }
        if self.same_spelling() {
            return nearest
                .offer(MissKind::Type, 0, || (format!("{}: {}.", both(), types()), self.take_over()));
        }
        if let Some(how) = notation::across_types(self.path, self.met, self.wanted) {
            return nearest.offer(MissKind::Type, 1, || {
                let fix = self.take_over();
                let is_guess = [numerals::HUNDREDTHS, numerals::MORE_BEFORE_NUMBER].contains(&how);
                (format!("{}: {how}.", both()), if is_guess { fix.map(if_one) } else { fix })
            });
        }
        if self.one_level(nearest) {
            return;
        }
        if let Some(name) = self.month_across_types() {
            return nearest.offer(MissKind::Type, 2, || {
                (
                    format!("{}: both can stand for {name}, and {}.", both(), types()),
                    self.take_over().map(if_one),
                )
            });
        }
        if let Some(number) = self.scalar.number()
            && let Some((from, to)) = aws_names::graded(|| self.source(), self.path, &characters(self.wanted))
        {
            let held = number >= f64::from(from) && to.is_none_or(|to| number < f64::from(to));
            return nearest.offer(MissKind::Notation, 1 + usize::from(!held), || {
                let (below, upper) =
                    to.map(|to| (format!(", below {to}"), format!(", \"<\", {to}"))).unwrap_or_default();
                let sentence = format!(
                    "{}: GuardDuty's severities are numbers, and {} is from {from} on{below}.",
                    both(),
                    self.wanted()
                );
                let item = format!("{{\"numeric\": [\">=\", {from}{upper}]}}");
                (sentence, if held { self.instead(item) } else { None })
            });
        }
        if let (Some(number), Kind::String) = (self.scalar.number(), self.wanted.kind())
            && let Some(found) = syntax_of_numbers::of_numbers(&characters(self.wanted), number, self.scalar)
        {
            return nearest.offer(MissKind::Syntax, 0, || {
                (format!("{}: {}.", both(), found.what), found.instead.and_then(|text| self.instead(text)))
            });
        }
        if self.is_inside_text() {
            return nearest.offer(MissKind::InsideText, 0, || {
                (
                    format!(
                        "{}: the event's text holds it as JSON, and EventBridge does not look into texts; \
                    the sender must send it unquoted.",
                        both()
                    ),
                    None,
                )
            });
        }
        // A field may be null at times; of any other type it is always the one.
        if self.met.kind() == Kind::Null {
            // Of several values any other is likelier what is meant.
            return nearest.differs(70, || (format!("{}.", both()), None));
        }
        if self.wanted.kind() == Kind::Null {
            return nearest.differs(2, || {
                let sentence = format!(
                    "{}: null equals nothing but null. {{\"exists\": true}} takes any value.",
                    both()
                );
                (sentence, None)
            });
        }
        // With true and false both in the list it would ask for nothing.
        if type_of(self.met) == type_of(self.wanted) {
            return nearest.differs(2, || (format!("{}.", both()), None));
        }
        // Other items of the list may be of the event's type, and are nearer then.
        nearest.offer(MissKind::Different, 61, || {
            let range = match self.met.kind() {
                Kind::Number => format!(
                    "; a range is asked for with \"numeric\", such as {{\"numeric\": [\">=\", {}]}}",
                    self.met()
                ),
                Kind::String | Kind::True | Kind::False | Kind::Null | Kind::Object | Kind::Array => {
                    String::new()
                }
            };
            let sentence = format!(
                "{}: {}, whatever it says. If {2} is what is meant, write {2} in its place{range}.",
                both(),
                types(),
                self.met()
            );
            (sentence, None)
        });
    }

    /// The month that a number and a name stand for.
    fn month_across_types(&self) -> Option<&'static str> {
        let both = [self.met, self.wanted];
        let number = both.iter().find(|value| value.kind() == Kind::Number)?;
        let name = both.iter().find(|value| value.kind() == Kind::String)?;
        standards::month(self.path, number.raw(), &characters(*name))
    }

    /// Whether the two are written alike but for quotes: 5 and "5", true and "true".
    fn same_spelling(&self) -> bool {
        let (met, wanted) = (characters(self.met), characters(self.wanted));
        let equal_numbers = || {
            let number = |text: &str| if is_number(text) { number::comparable(text) } else { None };
            number(met.trim()).zip(number(wanted.trim())).is_some_and(|(a, b)| number::compare(a, b).is_eq())
        };
        !met.is_empty() && (met.trim().eq_ignore_ascii_case(wanted.trim()) || equal_numbers())
    }

    fn both_empty(&self) -> bool {
        let empty = |value: Value<'_>| value.kind() == Kind::Null || value.raw() == "\"\"";
        empty(self.met) && empty(self.wanted)
    }
}

/// A value for a sentence, cut where it is long.
pub(in crate::pattern::explain) fn for_sentence(value: Value<'_>) -> String {
    const FAR: usize = 2_000;
    let raw = value.raw();
    if raw.len() <= FAR {
        return match value.text() {
            Some(text) => quoted(text.as_bytes()),
            None => shorten(&value.for_sentence()),
        };
    }
    // Both ends as they stand, so that a sentence costs the same for a megabyte.
    let end = |at: usize, step: fn(usize) -> usize| {
        std::iter::successors(Some(at), |at| Some(step(*at)))
            .take(4)
            .find(|at| raw.is_char_boundary(*at))
            .unwrap_or(0)
    };
    let (head, tail) =
        (raw.get(..end(FAR / 2, |at| at - 1)), raw.get(end(raw.len() - FAR / 2, |at| at + 1)..));
    shorten(&crate::text::safe_json(&format!("{}{}", head.unwrap_or_default(), tail.unwrap_or_default())))
}

/// A value with the name of its type where the looks alone could mislead.
pub(in crate::pattern::explain) fn with_type(value: Value<'_>) -> String {
    let noun = match value.kind() {
        Kind::Number => "the number ",
        Kind::String => "the string ",
        Kind::True | Kind::False => "the boolean ",
        Kind::Null | Kind::Object | Kind::Array => "",
    };
    format!("{noun}{}", for_sentence(value))
}

pub(in crate::pattern::explain) fn type_of(value: Value<'_>) -> &'static str {
    match value.kind() {
        Kind::Number => "a number",
        Kind::String => "a string",
        Kind::True | Kind::False => "a boolean",
        Kind::Null => "null",
        Kind::Object => "an object",
        Kind::Array => "an array",
    }
}

/// The characters of a string, or the text of anything else.
pub(in crate::pattern::explain) fn characters(value: Value<'_>) -> Cow<'_, str> {
    match value.text() {
        Some(text) => Cow::Owned(text.as_str().unwrap_or_default().to_owned()),
        None => Cow::Borrowed(value.raw()),
    }
}

pub(in crate::pattern::explain) fn relative(a: f64, b: f64) -> usize {
    let share = (a - b).abs() / a.abs().max(b.abs()).max(1.0);
    [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1.0].iter().position(|limit| share <= *limit).unwrap_or(7) * 10
}
