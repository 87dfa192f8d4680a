//! Two strings that should be one: how they differ.

use std::net::IpAddr;

use crate::json::{Edit, Fix, Kind, Value};
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::fixes;
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::written::{AskedText, How};
use crate::pattern::explain::value::{Pair, amount, aws_names, other_syntax, placeholder, regex};
use crate::pattern::explain::wording::differences::{difference, is_confusing};
use crate::pattern::explain::wording::opposites::is_opposite;
use crate::pattern::explain::wording::similarity::{literal, quoted, tolerance};
use crate::pattern::explain::wording::slips::is_only_a_slip;
use crate::pattern::item::Item;
use crate::pattern::lint::known::{DETAIL_TYPES, is_kind};
use crate::pattern::wildcard::{Wildcard, escape_wildcard, with_single_stars};
use crate::text::is_account_number;

impl Pair<'_> {
    /// Two strings that are not the same.
    pub(in crate::pattern::explain) fn texts(&self, nearest: &mut Nearest) {
        let wanted_text = if let Item::Text(text) = self.item {
            String::from_utf8_lossy(text).into_owned()
        } else {
            self.wanted.owned_text().unwrap_or_default()
        };
        let asked = AskedText { text: &wanted_text, how: How::Whole, folded: false };
        let met_named = || match self.met_text() {
            Some("") => "the empty string".to_owned(),
            Some(_) | None => self.met(),
        };
        let both = || format!("The event has {}, and the pattern wants {}", met_named(), asked.wanted());
        let Some(met_text) = self.met_text() else {
            return nearest.differs(5, || (format!("{}.", both()), None));
        };
        self.written_differently(nearest, met_text, &asked);
        self.unfilled(nearest, &asked);
        if self.names_of_aws(nearest, met_text, &wanted_text) {
            return;
        }
        self.foreign(nearest, met_text, &wanted_text);
        self.negation(nearest, met_text, &wanted_text);
        self.any_value(nearest, met_text, &wanted_text);
        self.list_in_a_text(nearest, met_text, &wanted_text);
        if wanted_text.is_empty() || met_text.is_empty() {
            return nearest.differs(3, || (format!("{}.", both()), None));
        }
        if let Item::Address(_) = self.item {
            nearest.differs(4, || {
                let wanted = asked.wanted();
                let met = self.met();
                (format!("The event has {met}, and the pattern wants the IP address {wanted}."), None)
            });
        }
        if self.words(nearest, met_text, &wanted_text) {
            return;
        }
        // Near in spelling, or the one inside the other, and still what was not meant.
        if is_opposite(met_text, &wanted_text) {
            return nearest
                .differs(4, || (format!("{}: the one is the opposite of the other.", both()), None));
        }
        // Another amount is no misspelling.
        if amount::are_two(met_text, &wanted_text) {
            return nearest.differs(4, || (format!("{}.", both()), None));
        }
        // Two addresses are near each other in spelling, and still neither is a misspelling.
        let addresses = matches!(self.item, Item::Address(_)) && met_text.parse::<IpAddr>().is_ok();
        if !addresses
            && let Some(distance) = self
                .edits(met_text, &wanted_text, tolerance(wanted_text.chars().count()))
                .or_else(|| differ_in_confusing(met_text, &wanted_text).then_some(1))
        {
            nearest.offer(MissKind::Spelling, distance, || {
                let how = difference(met_text, &wanted_text);
                let another = self.path == "detail-type" && is_kind(&wanted_text);
                if self.is_no_name(&wanted_text) || !another && is_only_a_slip(met_text, &wanted_text) {
                    return (format!("{}: {how}.", both()), self.take_over());
                }
                // Another number is another thing.
                if wanted_text.bytes().any(|b| b.is_ascii_digit()) {
                    return (format!("{}: {how}.", both()), None);
                }
                let sentence = format!(
                    "{}: {how}, so they may be two things. If they are one, write {} in its place.",
                    both(),
                    self.met()
                );
                (sentence, None)
            });
        }
        if !addresses {
            self.misspelled_in_other_letters(nearest, met_text, &wanted_text);
        }
        self.arns(nearest, met_text, &wanted_text);
        self.parts(nearest, met_text, &wanted_text);
        nearest.differs(unlike(met_text, &wanted_text), || (format!("{}.", both()), None));
    }

    /// A few letters wrong, and others in another case.
    fn misspelled_in_other_letters(&self, nearest: &mut Nearest, met_text: &str, wanted_text: &str) {
        let (met, wanted) = (met_text.to_lowercase(), wanted_text.to_lowercase());
        if (met.as_str(), wanted.as_str()) == (met_text, wanted_text) || !is_only_a_slip(&met, &wanted) {
            return;
        }
        let Some(distance) = self.edits(&met, &wanted, tolerance(wanted.chars().count())) else { return };
        nearest.offer(MissKind::Spelling, distance + 10, || {
            let sentence = format!(
                "The event has {}, and the pattern wants {}: letter case differs, and it counts, and {}.",
                self.met(),
                quoted(wanted_text.as_bytes()),
                difference(&met, &wanted)
            );
            (sentence, self.take_over())
        });
    }

    /// A text that a template should have filled in.
    pub(super) fn unfilled(&self, nearest: &mut Nearest, asked: &AskedText<'_>) {
        let met = self.met_text().unwrap_or_default();
        // Between signs that stand for any text in SQL stands what the value has.
        let of_sql = |text: &str| {
            let inner = text.strip_prefix('%').and_then(|rest| rest.strip_suffix('%'));
            inner.is_some_and(|inner| met.to_lowercase().contains(&inner.to_lowercase()))
        };
        let is_there = |text: &str| met.contains(text) || of_sql(text);
        let Some(found) = placeholder::find(asked.text).filter(|found| !is_there(&found.text)) else {
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
            (sentence, if whole && found.what != placeholder::PATH { self.take_over() } else { None })
        });
    }

    /// What AWS has at this path. Whether the two are names of two origins: they may be near each other in
    /// spelling, or the one inside the other, and still neither is meant for the other.
    fn names_of_aws(&self, nearest: &mut Nearest, met_text: &str, wanted_text: &str) -> bool {
        let both = || {
            format!("The event has {}, and the pattern wants {}", self.met(), quoted(wanted_text.as_bytes()))
        };
        let kind = || self.met.document().root().get("detail-type").and_then(Value::owned_text);
        let recorded = matches!(self.path, "source" | "region")
            && kind().is_some_and(|kind| kind.ends_with(" via CloudTrail"));
        if let Some(how) = aws_names::at_path(self.path, met_text, wanted_text, recorded) {
            nearest.offer(MissKind::Notation, 1, || (format!("{}: {how}.", both()), self.take_over()));
        }
        if self.path == "account"
            && is_account_number(met_text)
            && !wanted_text.bytes().any(|b| b.is_ascii_digit())
        {
            nearest.offer(MissKind::Different, 2, || {
                (format!("{}: an account is written by its number, and not by its name.", both()), None)
            });
        }
        if self.path == "region" && aws_names::is_global(wanted_text) {
            nearest.offer(MissKind::Notation, 2, || {
                let sentence = format!(
                    "{}: no event has a region of that name. Without \"region\" the pattern takes all regions.",
                    both()
                );
                (sentence, None)
            });
        }
        if self.path == "id" || self.path == "time" && is_moment(wanted_text) {
            nearest.offer(MissKind::Different, 2, || {
                let one = if self.path == "id" {
                    "an id is that of one event"
                } else {
                    "that is one second's time"
                };
                let sentence = format!(
                    "{}: {one}, and others have another. Leave \"{}\" out to take others.",
                    both(),
                    self.path
                );
                (sentence, None)
            });
        }
        self.day(nearest, met_text, &AskedText { text: wanted_text, how: How::Whole, folded: false });
        if self.path == "source"
            && let Some(kind) = kind().filter(|kind| self.asks_for_kind(kind))
            && let Some((_, only)) = DETAIL_TYPES.iter().find(|(known, _)| *known == kind)
            && *only == met_text
            && self.edits(met_text, wanted_text, tolerance(wanted_text.len())).is_none()
        {
            nearest.offer(MissKind::Notation, 1, || {
                let sentence = format!(
                    "{}: events of the detail-type {}, which the pattern asks for, come from {} only.",
                    both(),
                    quoted(kind.as_bytes()),
                    self.met()
                );
                (sentence, self.take_over())
            });
            return true;
        }
        if self.path == "region" && recorded && aws_names::is_recorded_in(met_text, &self.source()) {
            nearest.offer(MissKind::Notation, 1, || {
                let sentence = format!(
                    "{}: what CloudTrail records of {}, a service without regions, comes with {} only.",
                    both(),
                    quoted(self.source().as_bytes()),
                    self.met()
                );
                (sentence, self.take_over())
            });
            return true;
        }
        if let Some(how) = aws_names::of_origin(self.path, met_text, wanted_text) {
            nearest.offer(MissKind::Origin, 0, || (format!("{}: {how}.", both()), None));
            return true;
        }
        false
    }

    /// Whether a detail-type is the only one that the pattern asks for.
    fn asks_for_kind(&self, kind: &str) -> bool {
        let asked = self.wanted.document().root().get("detail-type");
        let mut kinds = asked.into_iter().flat_map(Value::elements).peekable();
        kinds.peek().is_some() && kinds.all(|value| value.owned_text().is_some_and(|text| text == kind))
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
                (sentence, self.starred())
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
        self.glob(nearest, met_text, wanted_text);
        if let Some(found) = other_syntax::read(wanted_text, self.scalar) {
            nearest.offer(MissKind::Syntax, found.distance, || {
                let sentence = format!(
                    "The event has {}, and the pattern wants the plain string {}: {}.",
                    self.met(),
                    wanted(),
                    found.what
                );
                (sentence, found.instead.and_then(|text| self.instead(text)))
            });
        }
    }

    /// A shell's pattern with two stars for folders, or with alternatives in braces.
    fn glob(&self, nearest: &mut Nearest, met_text: &str, wanted_text: &str) {
        if !wanted_text.contains('*') {
            return;
        }
        let each = regex::each_alternative(wanted_text).unwrap_or_else(|| vec![wanted_text.to_owned()]);
        let several = each.len() > 1;
        let single = |text: String| with_single_stars(&text).unwrap_or(text);
        let each: Vec<String> = each.into_iter().map(single).collect();
        let takes = |text: &String| {
            Wildcard::read(text.as_bytes()).is_ok_and(|wildcard| wildcard.matches(met_text.as_bytes()))
        };
        let starred = each.iter().all(|text| text.contains('*'));
        let written = each.iter().any(|text| text == wanted_text);
        if !starred || written || !each.iter().any(takes) {
            return;
        }
        nearest.offer(MissKind::StarIsLiteral, 0, || {
            let how = if several {
                "; each of several is a wildcard of its own"
            } else {
                ", with one star in the place of two, which takes slashes, too"
            };
            let sentence = format!(
                "In a plain string a star is only a star, so {} does not match {}. As a wildcard it would{how}.",
                quoted(wanted_text.as_bytes()),
                self.met()
            );
            let item = |text: &String| format!("{{\"wildcard\": {}}}", literal(text.as_bytes()));
            (sentence, self.instead(each.iter().map(item).collect::<Vec<_>>().join(", ")))
        });
    }

    /// Each plain text of the list that has a star, as a wildcard.
    fn starred(&self) -> Option<Fix> {
        let around = self.wanted.document().root().around(&self.wanted.span());
        let list = around.iter().rev().find(|value| value.kind() == Kind::Array)?;
        let texts = list.elements().filter_map(|value| Some((value, value.owned_text()?)));
        let starred: Vec<(Value<'_>, String)> = texts
            .filter(|(_, text)| text.contains('*') && Wildcard::read(text.as_bytes()).is_ok())
            .map(|(value, text)| (value, format!("{{\"wildcard\": {}}}", literal(text.as_bytes()))))
            .collect();
        if let [(value, item)] = starred.as_slice() {
            return fixes::replace(*value, item.clone());
        }
        let edits = starred.iter().map(|(value, item)| {
            let span = value.span();
            Edit { start: span.start, end: span.end, text: item.clone() }
        });
        let label = "Write each text that has a star as {\"wildcard\": …}".to_owned();
        Some(Fix { label, edits: edits.collect() })
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
                // A comma between clauses divides no list.
                && met_text.split(**separator).all(|part| part.split_whitespace().count() <= 2)
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
}

/// Whether a text is a moment, and no day alone.
fn is_moment(text: &str) -> bool {
    text.parse::<jiff::Timestamp>().is_ok()
}

/// Whether two texts differ only in characters that are taken for each other, however many: `O` and `0`.
fn differ_in_confusing(a: &str, b: &str) -> bool {
    let alike = |(a, b): (char, char)| a == b || is_confusing(&a.to_string(), &b.to_string());
    a.chars().count() == b.chars().count() && a.chars().zip(b.chars()).all(alike)
}

pub(super) fn unlike(a: &str, b: &str) -> usize {
    let shared = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    60 - 40 * shared / a.chars().count().max(b.chars().count()).max(1)
}
