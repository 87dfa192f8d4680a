//! Why one value does not satisfy one item.

use super::miss::{Mend, MissKind, Nearest};
use super::similar::{edits, plain_looks, quoted, shorten, tolerance, without_space};
use crate::json::{self, Kind, Value};
use crate::pattern::item::{Item, Scalar};
use crate::pattern::number;
use crate::pattern::wildcard::Wildcard;

/// An item of the pattern and a value of the event that does not satisfy it.
pub(super) struct Pair<'a> {
    pub(super) item: &'a Item,
    /// The item in the pattern.
    pub(super) wanted: Value<'a>,
    /// The value in the event.
    pub(super) met: Value<'a>,
    pub(super) scalar: &'a Scalar<'a>,
}

impl Pair<'_> {
    /// Offers every way in which the two come near each other.
    pub(super) fn compare(&self, nearest: &mut Nearest) {
        match self.item {
            Item::Text(_) | Item::Address(_) | Item::Bool(_) | Item::Null | Item::Number { .. } => self.plain(nearest),
            Item::Prefix(prefix) => self.affix(nearest, prefix, true, false),
            Item::Suffix(suffix) => self.affix(nearest, suffix, false, false),
            Item::FoldPrefix(_) => self.affix(nearest, &self.nested_text(), true, true),
            Item::FoldSuffix(_) => self.affix(nearest, &self.nested_text(), false, true),
            Item::Fold(folded) => self.fold(nearest, folded),
            Item::Wildcard(wildcard) => self.wildcard(nearest, wildcard),
            Item::Numeric(range) => self.numeric(nearest, *range),
            Item::Cidr(_) => self.cidr(nearest),
            Item::Not(not) => self.excluded(nearest, not),
            // Any value satisfies the one; the other is about the path and not about a value.
            Item::Present | Item::Absent => {}
        }
    }

    /// The event's value, for a sentence.
    pub(super) fn met(&self) -> String {
        shorten(&self.met.shown())
    }

    /// The pattern's item, for a sentence.
    pub(super) fn wanted(&self) -> String {
        shorten(&self.wanted.shown())
    }

    /// The event's value as a string, if it is one that a `str` can hold.
    pub(super) fn met_text(&self) -> Option<&str> {
        self.scalar.text().and_then(|text| std::str::from_utf8(text).ok())
    }

    /// Puts the event's value in the place of the item.
    pub(super) fn take_over(&self) -> Mend {
        let text = match self.scalar.text() {
            Some(text) => json::quote(text),
            None => self.met.raw().to_owned(),
        };
        Mend::replace(format!("Write {}", self.met()), self.wanted.span(), text)
    }

    pub(super) fn instead(&self, text: String) -> Mend {
        Mend::replace(format!("Write {}", shorten(&text)), self.wanted.span(), text)
    }

    /// A plain value of the pattern: string, number, true, false, null.
    fn plain(&self, nearest: &mut Nearest) {
        let (met, wanted) = (self.met(), self.wanted());
        match (self.wanted.kind(), self.met.kind()) {
            (Kind::Number, Kind::Number) => self.numbers(nearest),
            (Kind::String, Kind::String) => self.texts(nearest),
            (Kind::Object, Kind::String) if matches!(self.item, Item::Text(_)) => self.texts(nearest),
            (Kind::String, other) if self.same_spelling() => nearest.offer(MissKind::Type, 0, || {
                let noun = if other == Kind::Number { "the number " } else { "" };
                (format!("The event has {noun}{met}, and the pattern wants the string {wanted}: without quotes and with quotes are not the same."), Some(self.take_over()))
            }),
            (kind, Kind::String) if self.same_spelling() => nearest.offer(MissKind::Type, 0, || {
                let noun = if kind == Kind::Number { "the number " } else { "" };
                (format!("The event has the string {met}, and the pattern wants {noun}{wanted}: without quotes and with quotes are not the same."), Some(self.take_over()))
            }),
            (_, Kind::Null) | (Kind::Null, _) if self.both_empty() => nearest.offer(MissKind::Empty, 0, || {
                (format!("The event has {met}, and the pattern wants {wanted}; null and an empty string are different values."), Some(self.take_over()))
            }),
            (_, Kind::Null) => nearest.offer(MissKind::Different, 1, || {
                (format!("The event has null here, and the pattern wants {wanted}."), None)
            }),
            _ => nearest.offer(MissKind::Different, 2, || {
                (format!("The event has {met}, {}, and the pattern wants {wanted}, {}.", self.met.kind().noun(), self.wanted.kind().noun()), None)
            }),
        }
    }

    /// Whether the two are written alike but for quotes: 5 and "5", true and "true".
    fn same_spelling(&self) -> bool {
        let spelled = |value: Value<'_>| match value.text() {
            Some(text) => text.as_str().unwrap_or_default().to_owned(),
            None => value.raw().to_owned(),
        };
        let (met, wanted) = (spelled(self.met), spelled(self.wanted));
        let equal_numbers = || {
            let number = |text: &str| if is_number(text) { number::comparable(text) } else { None };
            number(met.trim()).zip(number(wanted.trim())).is_some_and(|(a, b)| number::compare(a, b).is_eq())
        };
        !met.is_empty() && (met.eq_ignore_ascii_case(&wanted) || equal_numbers())
    }

    fn both_empty(&self) -> bool {
        let empty = |value: Value<'_>| value.kind() == Kind::Null || value.raw() == "\"\"";
        empty(self.met) && empty(self.wanted)
    }

    fn numbers(&self, nearest: &mut Nearest) {
        let (met, wanted) = (self.met(), self.wanted());
        let values = (self.met.raw().parse::<f64>().ok(), self.wanted.raw().parse::<f64>().ok());
        let (Some(a), Some(b)) = values else { return };
        let exact = number::comparable(self.met.raw()).is_some() && number::comparable(self.wanted.raw()).is_some();
        if !exact && (a - b).abs() <= f64::EPSILON * 4.0 * a.abs().max(b.abs()) {
            return nearest.offer(MissKind::Precision, 0, || {
                (
                    format!("The event has {met} and the pattern {wanted}; numbers of more than 15 digits are compared by their text, digit by digit."),
                    Some(self.take_over()),
                )
            });
        }
        nearest.offer(MissKind::Different, relative(a, b), || {
            (format!("The event has the number {met}, and the pattern wants {wanted}."), None)
        });
    }

    /// Two strings that are not the same.
    fn texts(&self, nearest: &mut Nearest) {
        let wanted_text = match self.item {
            Item::Text(text) => String::from_utf8_lossy(text).into_owned(),
            _ => self.wanted.text().map(|text| text.to_string_lossy().into_owned()).unwrap_or_default(),
        };
        let (met, wanted) = (self.met(), quoted(wanted_text.as_bytes()));
        let Some(met_text) = self.met_text() else {
            return nearest
                .offer(MissKind::Different, 5, || (format!("The event has {met}, and the pattern wants {wanted}."), None));
        };
        if let Item::Address(_) = self.item {
            nearest.offer(MissKind::Different, 4, || {
                (format!("The event has {met}, and the pattern wants the IP address {wanted}."), None)
            });
        }
        self.written_differently(nearest, met_text, &wanted_text);
        if wanted_text.contains('*')
            && Wildcard::read(wanted_text.as_bytes()).is_ok_and(|wildcard| wildcard.matches(met_text.as_bytes()))
        {
            nearest.offer(MissKind::StarIsLiteral, 0, || {
                (
                    format!("In a plain string a star is only a star, so {wanted} does not match {met}. As a wildcard it would."),
                    Some(self.instead(format!("{{\"wildcard\": {}}}", json::quote(wanted_text.as_bytes())))),
                )
            });
        }
        if wanted_text.is_empty() {
            return nearest.offer(MissKind::Different, 3, || {
                (format!("The event has {met}, and the pattern wants the empty string."), None)
            });
        }
        if met_text.is_empty() {
            return nearest.offer(MissKind::Different, 3, || {
                (format!("The event has the empty string, and the pattern wants {wanted}."), None)
            });
        }
        if let Some(distance) = edits(met_text, &wanted_text, tolerance(wanted_text.chars().count())) {
            nearest.offer(MissKind::Spelling, distance, || {
                (
                    format!(
                        "The event has {met}, and the pattern wants {wanted}: they differ from character {} on.",
                        first_difference(met_text, &wanted_text)
                    ),
                    Some(self.take_over()),
                )
            });
        }
        self.parts(nearest, met_text, &wanted_text);
        nearest.offer(MissKind::Different, unlike(met_text, &wanted_text), || {
            (format!("The event has {met}, and the pattern wants {wanted}."), None)
        });
    }

    /// Differences that only concern how something is written.
    pub(super) fn written_differently(&self, nearest: &mut Nearest, met_text: &str, wanted_text: &str) {
        let (met, wanted) = (self.met(), quoted(wanted_text.as_bytes()));
        if met_text.to_lowercase() == wanted_text.to_lowercase() {
            nearest.offer(MissKind::LetterCase, 0, || {
                (
                    format!("The event has {met}, and the pattern wants {wanted}: only the letter case differs, and it counts."),
                    Some(self.take_over()),
                )
            });
        }
        if without_space(met_text).to_lowercase() == without_space(wanted_text).to_lowercase() && !wanted_text.trim().is_empty() {
            nearest.offer(MissKind::WhiteSpace, 0, || {
                (
                    format!(
                        "The event has {met}, and the pattern wants {wanted}: only {} differs, and it counts.",
                        space_difference(met_text, wanted_text)
                    ),
                    Some(self.take_over()),
                )
            });
        }
        if plain_looks(met_text).to_lowercase() == plain_looks(wanted_text).to_lowercase() {
            nearest.offer(MissKind::LookAlike, 0, || {
                (
                    format!(
                        "The event has {met}, and the pattern wants {wanted}: they look alike, but {}.",
                        look_difference(met_text, wanted_text)
                    ),
                    Some(self.take_over()),
                )
            });
        }
        let colons = |text: &str| text.replace('/', ":").to_lowercase();
        if colons(met_text) == colons(wanted_text) {
            nearest.offer(MissKind::Separator, 0, || {
                (
                    format!("The event has {met}, and the pattern wants {wanted}: where one has \":\" the other has \"/\"."),
                    Some(self.take_over()),
                )
            });
        }
    }

    /// One text inside the other.
    fn parts(&self, nearest: &mut Nearest, met_text: &str, wanted_text: &str) {
        let (met, wanted) = (self.met(), quoted(wanted_text.as_bytes()));
        if wanted_text.chars().count() < 3 {
            return;
        }
        let quote = json::quote(wanted_text.as_bytes());
        if met_text.starts_with(wanted_text) {
            nearest.offer(MissKind::Part, 0, || {
                (
                    format!(
                        "The event has {met}, which begins with {wanted} and goes on; a plain string must be the whole value."
                    ),
                    Some(self.instead(format!("{{\"prefix\": {quote}}}"))),
                )
            });
        } else if met_text.ends_with(wanted_text) {
            nearest.offer(MissKind::Part, 1, || {
                (
                    format!("The event has {met}, which ends with {wanted} but begins with more; a plain string must be the whole value."),
                    Some(self.instead(format!("{{\"suffix\": {quote}}}"))),
                )
            });
        } else if met_text.contains(wanted_text) {
            nearest.offer(MissKind::Part, 2, || {
                let wildcard = json::quote(format!("*{}*", escape_wildcard(wanted_text)).as_bytes());
                (
                    format!("The event has {met}, which contains {wanted}; a plain string must be the whole value."),
                    Some(self.instead(format!("{{\"wildcard\": {wildcard}}}"))),
                )
            });
        } else if met_text.chars().count() >= 3 && wanted_text.contains(met_text) {
            nearest.offer(MissKind::Part, 3, || {
                (format!("The event has only {met}, and the pattern wants {wanted}."), Some(self.take_over()))
            });
        }
    }
}

pub(super) fn first_difference(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count() + 1
}

pub(super) fn unlike(a: &str, b: &str) -> usize {
    let shared = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    60 - 40 * shared / a.chars().count().max(b.chars().count()).max(1)
}

pub(super) fn relative(a: f64, b: f64) -> usize {
    let share = (a - b).abs() / a.abs().max(b.abs()).max(1.0);
    [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1.0].iter().position(|limit| share <= *limit).unwrap_or(7) * 10
}

pub(super) fn is_number(text: &str) -> bool {
    let mut tokens = json::tokens(text).into_iter();
    tokens.next().is_some_and(|token| token.kind == json::TokenKind::Number && token.span == (0..text.len()))
        && tokens.next().is_none()
}

pub(super) fn escape_wildcard(text: &str) -> String {
    text.replace('\\', "\\\\").replace('*', "\\*")
}

fn space_difference(met: &str, wanted: &str) -> &'static str {
    if met.trim_start() == wanted {
        "white space at the beginning of the event's value"
    } else if met.trim_end() == wanted {
        "white space at the end of the event's value"
    } else if met == wanted.trim_start() {
        "white space at the beginning of the pattern's text"
    } else if met == wanted.trim_end() {
        "white space at the end of the pattern's text"
    } else if without_space(met) == without_space(wanted) {
        "white space"
    } else {
        "white space and letter case"
    }
}

fn look_difference(met: &str, wanted: &str) -> String {
    let code = |c: Option<char>| c.map_or("nothing".into(), |c| format!("U+{:04X}", u32::from(c)));
    let at = first_difference(met, wanted);
    format!(
        "character {at} is {} in the event and {} in the pattern",
        code(met.chars().nth(at - 1)),
        code(wanted.chars().nth(at - 1))
    )
}
