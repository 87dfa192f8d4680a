//! Two strings that should be one: how they differ.

use std::net::IpAddr;

use crate::json::{Value, quote};
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::fixes::if_one;
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::any_value::is_open;
use crate::pattern::explain::value::text_ladder::{AskedText, How};
use crate::pattern::explain::value::{Pair, amount, aws_names, placeholder};
use crate::pattern::explain::wording::differences::{difference, is_confusing};
use crate::pattern::explain::wording::opposites::is_opposite;
use crate::pattern::explain::wording::similarity::{quoted, tolerance};
use crate::pattern::explain::wording::slips::is_only_a_slip;
use crate::pattern::item::Item;
use crate::pattern::lint::known::{is_kind, of_source, only_source};
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
        // Another event has another id and another second.
        if self.is_of_one_event(&wanted_text) || self.words(nearest, met_text, &wanted_text) {
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
                if self.is_no_name(&wanted_text) {
                    return (format!("{}: {how}.", both()), self.take_over());
                }
                // Two words may be near each other in spelling: `billing` and `building`.
                if !another && is_only_a_slip(met_text, &wanted_text) {
                    return (format!("{}: {how}.", both()), self.take_over().map(if_one));
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
        // With the letter case another, too, two letters are no near miss.
        let Some(distance) = self.edits(&met, &wanted, tolerance(wanted.chars().count()).min(1)) else {
            return;
        };
        nearest.offer(MissKind::Spelling, distance + 10, || {
            let sentence = format!(
                "The event has {}, and the pattern wants {}: letter case differs, and it counts, and {}.",
                self.met(),
                quoted(wanted_text.as_bytes()),
                difference(&met, &wanted)
            );
            (sentence, self.take_over().map(if_one))
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
        // Who has a bucket called as AWS's guides call one means it.
        let of_guides =
            |text: &str| placeholder::has_bucket_of_guides(text) && placeholder::has_bucket_of_guides(met);
        let is_there = |text: &str| met.contains(text) || of_sql(text) || of_guides(text);
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
            // Who names the service asks for all of its types.
            let all = aws_names::types_of(met_text, wanted_text);
            nearest.offer(MissKind::Notation, 1, || {
                let fix = match &all {
                    Some(all) => self.instead(format!("{{\"prefix\": {}}}", quote(all.as_bytes()))),
                    None => self.take_over(),
                };
                (format!("{}: {how}.", both()), fix)
            });
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
        if self.is_of_one_event(wanted_text) {
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
            && only_source(&kind) == Some(met_text)
            && !is_open(wanted_text)
            && (of_source(wanted_text).next().is_some()
                || aws_names::are_sources_of_one(met_text, wanted_text)
                || self.edits(met_text, wanted_text, tolerance(wanted_text.len())).is_none())
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
        if self.path == "region" && aws_names::is_no_region(wanted_text) {
            nearest.offer(MissKind::Notation, 2, || {
                let how = "AWS is not known to have a region of that name";
                (format!("{}: {how}.", both()), self.take_over().map(if_one))
            });
            return true;
        }
        if recorded && self.path == "source" && aws_names::are_sources_of_one(met_text, wanted_text) {
            nearest.offer(MissKind::Notation, 1, || {
                let sentence = format!(
                    "{}: what CloudTrail records of this service's calls comes from {} alone.",
                    both(),
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

    /// Whether a text is the id of one event, or its second.
    fn is_of_one_event(&self, wanted: &str) -> bool {
        self.path == "id" || self.path == "time" && is_moment(wanted)
    }

    /// Whether a detail-type is the only one that the pattern asks for.
    fn asks_for_kind(&self, kind: &str) -> bool {
        let asked = self.wanted.document().root().get("detail-type");
        let mut kinds = asked.into_iter().flat_map(Value::elements).peekable();
        kinds.peek().is_some() && kinds.all(|value| value.owned_text().is_some_and(|text| text == kind))
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
