//! Two strings that should be one: how they differ.

use crate::pattern::explain::miss::{MissKind, Nearest};
use crate::pattern::explain::value::Pair;
use crate::pattern::explain::value::notation;
use crate::pattern::explain::value::other_syntax;
use crate::pattern::explain::wording::differences::{
    character, difference, look_difference, space_difference,
};
use crate::pattern::explain::wording::similarity::{
    bare_name, latin_looks, listed, literal, quoted, tolerance, without_space,
};
use crate::pattern::item::Item;
use crate::pattern::wildcard::Wildcard;

impl Pair<'_> {
    /// Two strings that are not the same.
    pub(in crate::pattern::explain) fn texts(&self, nearest: &mut Nearest) {
        let wanted_text = match self.item {
            Item::Text(text) => String::from_utf8_lossy(text).into_owned(),
            _ => self.wanted.text().map(|text| text.to_string_lossy().into_owned()).unwrap_or_default(),
        };
        let named =
            |text: &str, shown: String| if text.is_empty() { "the empty string".to_owned() } else { shown };
        let met_named = || self.met_text().map_or_else(|| self.met(), |text| named(text, self.met()));
        let both = || {
            format!(
                "The event has {}, and the pattern wants {}",
                met_named(),
                named(&wanted_text, quoted(wanted_text.as_bytes()))
            )
        };
        let Some(met_text) = self.met_text() else {
            return nearest.differs(5, || (format!("{}.", both()), self.add_value()));
        };
        self.written_differently(nearest, met_text, &wanted_text);
        self.known(nearest, met_text, &wanted_text);
        self.foreign(nearest, met_text, &wanted_text);
        if wanted_text.is_empty() || met_text.is_empty() {
            return nearest.differs(3, || (format!("{}.", both()), self.add_value()));
        }
        if let Item::Address(_) = self.item {
            nearest.differs(4, || {
                (
                    format!(
                        "The event has {}, and the pattern wants the IP address {}.",
                        self.met(),
                        quoted(wanted_text.as_bytes())
                    ),
                    self.add_value(),
                )
            });
        }
        if let Some(distance) = self.edits(met_text, &wanted_text, tolerance(wanted_text.chars().count())) {
            nearest.offer(MissKind::Spelling, distance, || {
                (format!("{}: {}.", both(), difference(met_text, &wanted_text)), self.take_over())
            });
        }
        self.arns(nearest, met_text, &wanted_text);
        self.parts(nearest, met_text, &wanted_text);
        self.words(nearest, met_text, &wanted_text);
        nearest.differs(unlike(met_text, &wanted_text), || (format!("{}.", both()), self.add_value()));
    }

    /// Differences that only concern how something is written.
    pub(in crate::pattern::explain) fn written_differently(
        &self,
        nearest: &mut Nearest,
        met_text: &str,
        wanted_text: &str,
    ) {
        let both = || {
            format!("The event has {}, and the pattern wants {}", self.met(), quoted(wanted_text.as_bytes()))
        };
        let (lower_met, lower_wanted) = (met_text.to_lowercase(), wanted_text.to_lowercase());
        if lower_met == lower_wanted {
            nearest.offer(MissKind::LetterCase, 0, || {
                (format!("{}: only the letter case differs, and it counts.", both()), self.take_over())
            });
        }
        if without_space(&lower_met) == without_space(&lower_wanted) {
            nearest.offer(MissKind::WhiteSpace, 0, || {
                (format!("{}: {}.", both(), space_difference(met_text, wanted_text)), self.take_over())
            });
        }
        if latin_looks(met_text).to_lowercase() == latin_looks(wanted_text).to_lowercase() {
            nearest.offer(MissKind::LookAlike, 0, || {
                (
                    format!("{}: they look alike, but {}.", both(), look_difference(met_text, wanted_text)),
                    self.take_over(),
                )
            });
        }
        if let Some(what) = punctuation(met_text, wanted_text) {
            let distance = usize::from(!what.case_too);
            nearest.offer(MissKind::Separator, 1 - distance, || {
                let case = if what.case_too { " and letter case" } else { "" };
                (
                    format!(
                        "{}: only the punctuation{case} differs, and it counts: {}.",
                        both(),
                        what.clause
                    ),
                    self.take_over(),
                )
            });
        }
        if let Some(how) = notation::of_texts(met_text, wanted_text) {
            nearest.offer(MissKind::Notation, 0, || (format!("{}: {how}.", both()), self.take_over()));
        }
        if notation::is_encoded_twice(met_text, wanted_text) {
            nearest.offer(MissKind::InsideText, 0, || {
                (
                    format!(
                        "{}: the event's value has quotation marks of its own, as if the sender had encoded \
                            it as JSON twice.",
                        both()
                    ),
                    self.take_over(),
                )
            });
        }
    }

    /// What AWS has at this path.
    fn known(&self, nearest: &mut Nearest, met_text: &str, wanted_text: &str) {
        let both = || {
            format!("The event has {}, and the pattern wants {}", self.met(), quoted(wanted_text.as_bytes()))
        };
        if let Some(how) = notation::at_path(self.path, met_text, wanted_text) {
            nearest.offer(MissKind::Notation, 1, || (format!("{}: {how}.", both()), self.take_over()));
        }
        if let Some(how) = notation::of_origin(self.path, met_text, wanted_text) {
            nearest.offer(MissKind::Origin, 0, || (format!("{}: {how}.", both()), self.add_value()));
            // Two names of regions are near each other in spelling, and still neither is a misspelling.
            nearest.forbid(MissKind::Spelling);
        }
    }

    /// Texts written for another matcher.
    fn foreign(&self, nearest: &mut Nearest, met_text: &str, wanted_text: &str) {
        let wanted = || quoted(wanted_text.as_bytes());
        if wanted_text.contains('*')
            && Wildcard::read(wanted_text.as_bytes())
                .is_ok_and(|wildcard| wildcard.matches(met_text.as_bytes()))
        {
            nearest.offer(MissKind::StarIsLiteral, 0, || {
                (
                    format!(
                        "In a plain string a star is only a star, so {} does not match {}. As a wildcard it \
                            would.",
                        wanted(),
                        self.met()
                    ),
                    self.instead(format!("{{\"wildcard\": {}}}", literal(wanted_text.as_bytes()))),
                )
            });
        }
        let lower = (wanted_text.to_lowercase(), met_text.to_lowercase());
        if wanted_text.contains('*')
            && let Some(wildcard) = Wildcard::read(wanted_text.as_bytes()).ok()
            && Wildcard::read(lower.0.as_bytes()).is_ok_and(|wildcard| wildcard.matches(lower.1.as_bytes()))
        {
            nearest.offer(MissKind::StarIsLiteral, 1, || {
                let sentence = format!(
                    "In a plain string a star is only a star, so {} does not match {}; as a wildcard it \
                        would but for letter case, which counts.",
                    wanted(),
                    self.met()
                );
                (sentence, self.any_case(&wildcard, met_text))
            });
        }
        if let Some(found) = other_syntax::read(wanted_text, self.scalar) {
            nearest.offer(MissKind::Syntax, found.distance, || {
                (
                    format!(
                        "The event has {}, and the pattern wants the plain string {}: {}.",
                        self.met(),
                        wanted(),
                        found.what
                    ),
                    self.instead(found.instead),
                )
            });
        }
    }

    /// Two ARNs, compared part by part.
    fn arns(&self, nearest: &mut Nearest, met_text: &str, wanted_text: &str) {
        let (Some(met), Some(wanted)) = (notation::arn(met_text), notation::arn(wanted_text)) else { return };
        let parts = notation::ARN_PARTS.iter().zip(met.iter().zip(&wanted)).filter(|(_, (a, b))| a != b);
        let named: Vec<String> = parts
            .map(|(name, (a, b))| {
                format!(
                    "in the {name}, {} in the event and {} in the pattern",
                    quoted(a.as_bytes()),
                    quoted(b.as_bytes())
                )
            })
            .collect();
        if named.is_empty() || named.len() > 3 {
            return;
        }
        nearest.offer(MissKind::Arn, named.len() * 10, || {
            (
                format!(
                    "The event has {}, which differs from the pattern's ARN {}.",
                    self.met(),
                    listed(&named, 3, "and")
                ),
                self.take_over(),
            )
        });
    }

    /// One text inside the other.
    fn parts(&self, nearest: &mut Nearest, met_text: &str, wanted_text: &str) {
        let (met, wanted) = (|| self.met(), || quoted(wanted_text.as_bytes()));
        if wanted_text.chars().count() < 3 {
            return;
        }
        let weak = |distance: usize, long: &str, part: &str| {
            if stands_alone(long, part) { distance } else { distance + WEAK }
        };
        // Of what AWS itself writes at the top of an event, the whole text is meant.
        let whole = matches!(self.path, "source" | "detail-type" | "account" | "region" | "id");
        let operator = |name: &str, text: &str| {
            if whole {
                self.take_over()
            } else {
                self.instead(format!("{{\"{name}\": {}}}", literal(text.as_bytes())))
            }
        };
        if met_text.starts_with(wanted_text) {
            nearest.offer(MissKind::Part, weak(0, met_text, wanted_text), || {
                (
                    format!(
                        "The event has {}, which begins with {} and goes on; a plain string must be the \
                            whole value.",
                        met(),
                        wanted()
                    ),
                    operator("prefix", wanted_text),
                )
            });
        } else if met_text.ends_with(wanted_text) {
            nearest.offer(MissKind::Part, weak(1, met_text, wanted_text), || {
                let arn = notation::arn(met_text).is_some();
                let what = if arn { "the whole ARN " } else { "" };
                let before = met_text.len() - wanted_text.len();
                let with_separator =
                    met_text.get(before.saturating_sub(1)..).filter(|_| arn).unwrap_or(wanted_text);
                (
                    format!(
                        "The event has {what}{}, which ends with {} but begins with more; a plain \
                        string must be the whole value.",
                        met(),
                        wanted()
                    ),
                    operator("suffix", with_separator),
                )
            });
        } else if met_text.contains(wanted_text) {
            nearest.offer(MissKind::Part, weak(2, met_text, wanted_text), || {
                (
                    format!(
                        "The event has {}, which contains {}; a plain string must be the whole value.",
                        met(),
                        wanted()
                    ),
                    operator("wildcard", &format!("*{}*", escape_wildcard(wanted_text))),
                )
            });
        } else if met_text.chars().count() >= 3 && wanted_text.contains(met_text) {
            nearest.offer(MissKind::Part, weak(3, wanted_text, met_text), || {
                (
                    format!(
                        "The event has only {}, and the pattern wants {}: {}.",
                        met(),
                        wanted(),
                        difference(met_text, wanted_text)
                    ),
                    self.take_over(),
                )
            });
        }
    }

    /// Texts of several words that share most of them, such as an older name of a detail-type.
    fn words(&self, nearest: &mut Nearest, met_text: &str, wanted_text: &str) {
        let cut = |text: &str| -> Vec<String> {
            text.split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .map(str::to_lowercase)
                .take(40)
                .collect()
        };
        let (met, wanted) = (cut(met_text), cut(wanted_text));
        let shared = wanted.iter().filter(|word| met.contains(word)).count();
        let most = met.len().max(wanted.len());
        if shared < 2 || shared * 2 < most || self.path != "detail-type" {
            return;
        }
        nearest.offer(MissKind::Spelling, 50 + 40 * (most - shared) / most, || {
            let sentence = format!(
                "The event has {}, and the pattern wants {}: much of it is the same, but the whole text \
                    must be.",
                self.met(),
                quoted(wanted_text.as_bytes())
            );
            (sentence, self.take_over())
        });
    }
}

/// Added to the distance of a part that is not a whole word.
pub(in crate::pattern::explain) const WEAK: usize = 40;

/// Whether a part is set off from the rest of a text by something that is no letter or digit.
fn stands_alone(text: &str, part: &str) -> bool {
    let is_open = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let edges = (
        part.chars().next().is_some_and(char::is_alphanumeric),
        part.chars().next_back().is_some_and(char::is_alphanumeric),
    );
    text.match_indices(part).take(20).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let behind = text.get(at + part.len()..).and_then(|behind| behind.chars().next());
        // A capital behind a small letter begins a word, too: `AssumedRole`.
        let begins = part.starts_with(char::is_uppercase) && before.is_some_and(char::is_lowercase);
        (!edges.0 || begins || is_open(before)) && (!edges.1 || is_open(behind))
    })
}

/// How the punctuation of two texts differs that are the same without it.
pub(in crate::pattern::explain) struct Punctuation {
    pub(in crate::pattern::explain) clause: String,
    pub(in crate::pattern::explain) case_too: bool,
}

pub(in crate::pattern::explain) fn punctuation(met: &str, wanted: &str) -> Option<Punctuation> {
    let letters = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric() || MEANT.contains(*c)).collect()
    };
    let (a, b) = (letters(met), letters(wanted));
    let case_too = a != b;
    if bare_name(&a).is_empty() || a.to_lowercase() != b.to_lowercase() {
        return None;
    }
    let (a, b) = if case_too {
        (met.to_lowercase(), wanted.to_lowercase())
    } else {
        (met.to_owned(), wanted.to_owned())
    };
    (a != b).then(|| Punctuation { clause: marks(&a, &b).unwrap_or_else(|| difference(&a, &b)), case_too })
}

/// Marks that may have a meaning for the writer of a pattern, so that more than punctuation differs with
/// them.
pub(in crate::pattern::explain) const MEANT: &str = "*?%|^$\"{}[]<>=!";

/// Where the same mark stands for the same other one in several places, or one side has a mark that the other
/// leaves out throughout.
fn marks(met: &str, wanted: &str) -> Option<String> {
    let (m, w): (Vec<char>, Vec<char>) = (met.chars().collect(), wanted.chars().collect());
    if m.len() == w.len() {
        let mut pairs: Vec<(char, char)> =
            m.iter().zip(&w).filter(|(a, b)| a != b).map(|(a, b)| (*a, *b)).collect();
        pairs.dedup();
        let [(a, b)] = pairs.as_slice() else { return None };
        return Some(format!("the event has {} where the pattern has {}", character(*a), character(*b)));
    }
    let (who, long, short) =
        if m.len() > w.len() { ("event", met, wanted) } else { ("pattern", wanted, met) };
    let mark = long.chars().find(|c| !c.is_alphanumeric() && !short.contains(*c))?;
    let others: String = long.chars().filter(|c| *c != mark).collect();
    let many = long.chars().filter(|c| *c == mark).count() > 1;
    (others == short && many)
        .then(|| format!("the {who} has {} in it, which the other has not", character(mark)))
}

pub(in crate::pattern::explain) fn unlike(a: &str, b: &str) -> usize {
    let shared = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    60 - 40 * shared / a.chars().count().max(b.chars().count()).max(1)
}

pub(in crate::pattern::explain) fn escape_wildcard(text: &str) -> String {
    text.replace('\\', "\\\\").replace('*', "\\*")
}
