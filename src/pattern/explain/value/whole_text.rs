//! Two strings that should be one: how they differ.

use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::written::{Asked, How};
use crate::pattern::explain::value::{Pair, arn, notation, other_syntax, placeholder};
use crate::pattern::explain::wording::differences::difference;
use crate::pattern::explain::wording::similarity::{is_opposite, listed, literal, quoted, tolerance};
use crate::pattern::item::Item;
use crate::pattern::wildcard::Wildcard;

impl Pair<'_> {
    /// Two strings that are not the same.
    pub(in crate::pattern::explain) fn texts(&self, nearest: &mut Nearest) {
        let wanted_text = if let Item::Text(text) = self.item {
            String::from_utf8_lossy(text).into_owned()
        } else {
            self.wanted.text().map(|text| text.to_string_lossy().into_owned()).unwrap_or_default()
        };
        let asked = Asked { text: &wanted_text, how: How::Whole, folded: false };
        let met_named = || match self.met_text() {
            Some("") => "the empty string".to_owned(),
            Some(_) | None => self.met(),
        };
        let both = || format!("The event has {}, and the pattern wants {}", met_named(), asked.wanted());
        let Some(met_text) = self.met_text() else {
            return nearest.differs(5, || (format!("{}.", both()), self.add_value()));
        };
        self.written_differently(nearest, met_text, &asked);
        self.unfilled(nearest, &asked);
        self.known(nearest, met_text, &wanted_text);
        self.foreign(nearest, met_text, &wanted_text);
        self.list_in_a_text(nearest, met_text, &wanted_text);
        if wanted_text.is_empty() || met_text.is_empty() {
            return nearest.differs(3, || (format!("{}.", both()), self.add_value()));
        }
        if let Item::Address(_) = self.item {
            if met_text.parse::<std::net::IpAddr>().is_ok() {
                // Two addresses are near each other in spelling, and still neither is a misspelling.
                nearest.forbid(MissKind::Spelling);
            }
            nearest.differs(4, || {
                let wanted = asked.wanted();
                let met = self.met();
                (
                    format!("The event has {met}, and the pattern wants the IP address {wanted}."),
                    self.add_value(),
                )
            });
        }
        // Near in spelling, or the one inside the other, and still what was not meant.
        if is_opposite(met_text, &wanted_text) {
            return nearest
                .differs(4, || (format!("{}: the one is the opposite of the other.", both()), None));
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

    /// A text that a template should have filled in.
    pub(super) fn unfilled(&self, nearest: &mut Nearest, asked: &Asked<'_>) {
        let met = self.met_text().unwrap_or_default();
        let Some(found) = placeholder::find(asked.text).filter(|found| !met.contains(&found.text)) else {
            return;
        };
        nearest.offer(MissKind::Placeholder, 0, || {
            let which = if found.text == asked.text {
                "that".to_owned()
            } else {
                quoted(found.text.as_bytes())
            };
            let sentence = format!(
                "The event has {}, and the pattern wants {}: {which} is {}, and EventBridge takes it as it stands.",
                self.met(),
                asked.wanted(),
                found.what
            );
            let whole = matches!(asked.how, How::Whole) && !asked.folded && found.fits(asked.text, met);
            (sentence, if whole { self.take_over() } else { None })
        });
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
                let sentence = format!(
                    "In a plain string a star is only a star, so {} does not match {}. As a wildcard it would.",
                    wanted(),
                    self.met()
                );
                (sentence, self.instead(format!("{{\"wildcard\": {}}}", literal(wanted_text.as_bytes()))))
            });
        }
        let lower = (wanted_text.to_lowercase(), met_text.to_lowercase());
        if wanted_text.contains('*')
            && let Some(wildcard) = Wildcard::read(wanted_text.as_bytes()).ok()
            && Wildcard::read(lower.0.as_bytes()).is_ok_and(|wildcard| wildcard.matches(lower.1.as_bytes()))
        {
            nearest.offer(MissKind::StarIsLiteral, 1, || {
                let sentence = format!(
                    "In a plain string a star is only a star, so {} does not match {}; as a wildcard it would \
                        but for letter case, which counts.",
                    wanted(),
                    self.met()
                );
                (sentence, self.any_case(&wildcard, met_text))
            });
        }
        if let Some(found) = other_syntax::read(wanted_text, self.scalar) {
            nearest.offer(MissKind::Syntax, found.distance, || {
                let sentence = format!(
                    "The event has {}, and the pattern wants the plain string {}: {}.",
                    self.met(),
                    wanted(),
                    found.what
                );
                (sentence, self.instead(found.instead))
            });
        }
    }

    /// The event's value is a list that was put into one text.
    fn list_in_a_text(&self, nearest: &mut Nearest, met_text: &str, wanted_text: &str) {
        if self.is_inside_text() {
            nearest.offer(MissKind::InsideText, 0, || {
                let sentence = format!(
                    "The event has {}, and the pattern wants {}: the event's text holds it as JSON, and \
                        EventBridge does not look into texts; the sender must send it unquoted.",
                    self.met(),
                    quoted(wanted_text.as_bytes())
                );
                (sentence, None)
            });
        }
        let separators = [", ", "; ", ",", ";", "|"];
        let Some(separator) = separators.iter().find(|separator| {
            met_text.contains(**separator)
                && !wanted_text.contains(**separator)
                && !wanted_text.is_empty()
                && met_text.split(**separator).any(|part| part == wanted_text)
        }) else {
            return;
        };
        nearest.offer(MissKind::Syntax, 5, || {
            let sentence = format!(
                "The event has {}, and the pattern wants {}: the value is a list in one text, and EventBridge \
                    compares the whole text. Best is a sender that sends a list.",
                self.met(),
                quoted(wanted_text.as_bytes())
            );
            let text = |around: String| literal(around.as_bytes());
            let inner = text(format!("*{separator}{0}{separator}*", escape_wildcard(wanted_text)));
            let items = format!(
                "{}, {{\"prefix\": {}}}, {{\"suffix\": {}}}, {{\"wildcard\": {inner}}}",
                text(wanted_text.to_owned()),
                text(format!("{wanted_text}{separator}")),
                text(format!("{separator}{wanted_text}")),
            );
            (sentence, self.instead(items))
        });
    }

    /// Two ARNs, compared part by part.
    fn arns(&self, nearest: &mut Nearest, met_text: &str, wanted_text: &str) {
        let (Some(met), Some(wanted)) = (arn::parts(met_text), arn::parts(wanted_text)) else { return };
        let both = || {
            format!(
                "The event has {}, and the pattern wants the ARN {}",
                self.met(),
                quoted(wanted_text.as_bytes())
            )
        };
        if let Some(session) = arn::session_of_role(&met, &wanted) {
            return nearest.offer(MissKind::Arn, 0, || {
                let sentence = format!(
                    "{}: the one is of a session, the other of the role itself. In CloudTrail's events the \
                        role's ARN is at \"detail.userIdentity.sessionContext.sessionIssuer.arn\".",
                    both()
                );
                (sentence, self.instead(format!("{{\"prefix\": {}}}", literal(session.as_bytes()))))
            });
        }
        let differing: Vec<_> =
            arn::PART_NAMES.iter().zip(met.iter().zip(&wanted)).filter(|(_, (a, b))| a != b).collect();
        if differing.is_empty() || differing.len() > 3 {
            return;
        }
        let named: Vec<String> = differing
            .iter()
            .map(|(name, (a, b))| {
                let shown =
                    |text: &str| if text.is_empty() { "empty".to_owned() } else { quoted(text.as_bytes()) };
                format!("its {name} is {} and not {}", shown(a), shown(b))
            })
            .collect();
        nearest.offer(MissKind::Arn, named.len() * 10, || {
            let fix = if differing.iter().any(|(name, _)| **name == "resource") {
                self.add_value()
            } else {
                self.take_over()
            };
            (format!("{}: {}.", both(), listed(&named, 3, "and")), fix)
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
        if let Some(behind) = met_text.strip_prefix(wanted_text) {
            nearest.offer(MissKind::Part, weak(0, met_text, wanted_text), || {
                // With the mark behind it a prefix takes in no longer names.
                let next: String = behind
                    .chars()
                    .take(1)
                    .filter(|c| !wanted_text.ends_with(mark) || c.is_numeric())
                    .collect();
                let dated = self.path == "detail.eventName"
                    && behind.len() >= 8
                    && next.chars().all(char::is_numeric);
                let day = wanted_text.len() == 10
                    && wanted_text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
                    && next == "T";
                let with = if mark_or_digit(&next) || day {
                    format!("{wanted_text}{next}")
                } else {
                    wanted_text.to_owned()
                };
                let hint = if dated {
                    " Some services' calls carry the date of their API version behind the name.".to_owned()
                } else if with == wanted_text && !wanted_text.ends_with(mark) && !whole {
                    format!(
                        " {{\"prefix\": {0}}} would also accept other texts that begin with {0}.",
                        wanted()
                    )
                } else {
                    String::new()
                };
                let sentence = format!(
                    "The event has {}, which begins with {} and goes on; a plain string must be the whole \
                        value.{hint}",
                    met(),
                    wanted()
                );
                (sentence, operator("prefix", &with))
            });
        } else if let Some(before) = met_text.strip_suffix(wanted_text) {
            nearest.offer(MissKind::Part, weak(1, met_text, wanted_text), || {
                let what = if arn::parts(met_text).is_some() { "the whole ARN " } else { "" };
                let last = before.chars().next_back().filter(|c| mark(*c) && !wanted_text.starts_with(mark));
                let with = last.map_or_else(|| wanted_text.to_owned(), |last| format!("{last}{wanted_text}"));
                let sentence = format!(
                    "The event has {what}{}, which ends with {} but begins with more; a plain string must be \
                        the whole value.",
                    met(),
                    wanted()
                );
                // A suffix in the middle of a word would take in other words.
                let inside = last.is_none() && !wanted_text.starts_with(mark);
                (sentence, if inside { self.take_over() } else { operator("suffix", &with) })
            });
        } else if met_text.contains(wanted_text) {
            nearest.offer(MissKind::Part, weak(2, met_text, wanted_text), || {
                let sentence = format!(
                    "The event has {}, which contains {}; a plain string must be the whole value.",
                    met(),
                    wanted()
                );
                (sentence, operator("wildcard", &format!("*{}*", escape_wildcard(wanted_text))))
            });
        } else if met_text.chars().count() >= 3 && wanted_text.contains(met_text) {
            nearest.offer(MissKind::Part, weak(3, wanted_text, met_text), || {
                let key = notation::with_bucket(self.path, wanted_text)
                    .map_or_else(String::new, |hint| format!(" {hint}"));
                let sentence = format!(
                    "The event has only {}, and the pattern wants {}: {}.{key}",
                    met(),
                    wanted(),
                    difference(met_text, wanted_text)
                );
                (sentence, self.take_over())
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
                "The event has {}, and the pattern wants {}: much of it is the same, but the whole text must \
                    be.",
                self.met(),
                quoted(wanted_text.as_bytes())
            );
            (sentence, self.take_over())
        });
    }
}

/// Added to the distance of a part that is not a whole word.
pub(in crate::pattern::explain) const WEAK: usize = 40;

fn mark(c: char) -> bool {
    !c.is_alphanumeric()
}

fn mark_or_digit(text: &str) -> bool {
    text.chars().next().is_some_and(|c| mark(c) || c.is_ascii_digit())
}

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
        // A capital behind a small letter begins a word, too: `AssumedRole`; and so does a digit behind a
        // letter end one: `CreateFunction20150331`.
        let begins = part.starts_with(char::is_uppercase) && before.is_some_and(char::is_lowercase);
        let ends = part.ends_with(char::is_alphabetic) && behind.is_some_and(char::is_numeric) && at == 0;
        (!edges.0 || begins || is_open(before)) && (!edges.1 || ends || is_open(behind))
    })
}

pub(super) fn unlike(a: &str, b: &str) -> usize {
    let shared = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    60 - 40 * shared / a.chars().count().max(b.chars().count()).max(1)
}

pub(super) fn escape_wildcard(text: &str) -> String {
    text.replace('\\', "\\\\").replace('*', "\\*")
}
