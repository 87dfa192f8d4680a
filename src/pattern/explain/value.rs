//! Why one value does not satisfy one item.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::miss::{Mend, MissKind, Nearest};
use super::similar::{edits, plain_looks, quoted, shorten, tolerance, without_space};
use crate::json::{self, Kind, Value};
use crate::pattern::address::Address;
use crate::pattern::fold::Folded;
use crate::pattern::item::{Item, Not, Range, Scalar};
use crate::pattern::number;
use crate::pattern::wildcard::{Reach, Wildcard};

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
    fn met(&self) -> String {
        shorten(&self.met.shown())
    }

    /// The pattern's item, for a sentence.
    fn wanted(&self) -> String {
        shorten(&self.wanted.shown())
    }

    /// The event's value as a string, if it is one that a `str` can hold.
    fn met_text(&self) -> Option<&str> {
        self.scalar.text().and_then(|text| std::str::from_utf8(text).ok())
    }

    /// Puts the event's value in the place of the item.
    fn take_over(&self) -> Mend {
        let text = match self.scalar.text() {
            Some(text) => json::quote(text),
            None => self.met.raw().to_owned(),
        };
        Mend::replace(format!("Write {}", self.met()), self.wanted.span(), text)
    }

    fn instead(&self, text: String) -> Mend {
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
    fn written_differently(&self, nearest: &mut Nearest, met_text: &str, wanted_text: &str) {
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

    /// The text inside `{"prefix": {"equals-ignore-case": …}}`.
    fn nested_text(&self) -> Box<[u8]> {
        let text = self.wanted.leaves().next().and_then(Value::text);
        text.map(|text| text.into_bytes().into()).unwrap_or_default()
    }

    fn affix(&self, nearest: &mut Nearest, affix: &[u8], prefix: bool, folded: bool) {
        let (what, place, other) = if prefix { ("prefix", "begin", "ends") } else { ("suffix", "end", "begins") };
        let wanted = quoted(affix);
        let met = self.met();
        let (Some(met_text), Ok(affix)) = (self.met_text(), std::str::from_utf8(affix)) else {
            return self.not_a_string(nearest, what);
        };
        if !folded && at_end(&met_text.to_lowercase(), &affix.to_lowercase(), prefix) {
            nearest.offer(MissKind::LetterCase, 0, || {
                let mend = self.instead(format!("{{\"{what}\": {{\"equals-ignore-case\": {}}}}}", json::quote(affix.as_bytes())));
                (format!("The event has {met}, and the pattern wants the {what} {wanted}: only the letter case differs, and it counts."), Some(mend))
            });
        }
        if at_end(met_text.trim(), affix.trim(), prefix) {
            nearest.offer(MissKind::WhiteSpace, 0, || {
                (
                    format!(
                        "The event has {met}, and the pattern wants the {what} {wanted}: only white space differs, and it counts."
                    ),
                    None,
                )
            });
        }
        if at_end(&met_text.replace('/', ":"), &affix.replace('/', ":"), prefix) {
            nearest.offer(MissKind::Separator, 0, || {
                (
                    format!(
                        "The event has {met}, and the pattern wants the {what} {wanted}: where one has \":\" the other has \"/\"."
                    ),
                    None,
                )
            });
        }
        if affix.contains('*') {
            let whole = if prefix { format!("{affix}*") } else { format!("*{affix}") }.replace("**", "*");
            if Wildcard::read(whole.as_bytes()).is_ok_and(|wildcard| wildcard.matches(met_text.as_bytes())) {
                nearest.offer(MissKind::StarIsLiteral, 0, || {
                    let mend = self.instead(format!("{{\"wildcard\": {}}}", json::quote(whole.as_bytes())));
                    (
                        format!("In a {what} a star is only a star, so {wanted} does not match {met}. As a wildcard it would."),
                        Some(mend),
                    )
                });
            }
        }
        if at_end(met_text, affix, !prefix) && affix.chars().count() >= 2 {
            let swapped = if prefix { "suffix" } else { "prefix" };
            nearest.offer(MissKind::Part, 0, || {
                let mend = self.instead(format!("{{\"{swapped}\": {}}}", json::quote(affix.as_bytes())));
                (format!("The event has {met}, which {other} with {wanted} but does not {place} with it."), Some(mend))
            });
        } else if met_text.contains(affix) && affix.chars().count() >= 2 {
            nearest.offer(MissKind::Part, 2, || {
                let wildcard = json::quote(format!("*{}*", escape_wildcard(affix)).as_bytes());
                let mend = self.instead(format!("{{\"wildcard\": {wildcard}}}"));
                (format!("The event has {met}, which contains {wanted} but does not {place} with it."), Some(mend))
            });
        }
        let shared = shared_characters(met_text, affix, prefix, folded);
        if shared > 0 {
            let total = affix.chars().count();
            nearest.offer(MissKind::BreaksOff, 90_usize.saturating_sub(shared * 90 / total.max(1)), || {
                let side = if prefix { "first" } else { "last" };
                (format!("The event has {met}; of the {what} {wanted}, the {side} {shared} of {total} characters agree and then it differs."), None)
            });
        }
        nearest.offer(MissKind::Different, 10, || (format!("The event has {met}, which does not {place} with {wanted}."), None));
    }

    fn not_a_string(&self, nearest: &mut Nearest, operator: &str) {
        let (met, noun) = (self.met(), self.met.kind().noun());
        if self.met.kind() == Kind::String {
            return nearest.offer(MissKind::Different, 10, || (format!("The event has {met}, which does not fit."), None));
        }
        nearest.offer(MissKind::Different, 12, || {
            let what = if matches!(self.met.kind(), Kind::Number) { format!("the number {met}") } else { met.clone() };
            let _ = noun;
            (format!("The event has {what}, and \"{operator}\" compares strings only."), None)
        });
    }

    fn fold(&self, nearest: &mut Nearest, folded: &Folded) {
        let wanted_text = self.nested_text();
        let (met, wanted) = (self.met(), quoted(&wanted_text));
        let (Some(met_text), Ok(wanted_text)) = (self.met_text(), std::str::from_utf8(&wanted_text)) else {
            return self.not_a_string(nearest, "equals-ignore-case");
        };
        let (lower_met, lower_wanted) = (met_text.to_lowercase(), wanted_text.to_lowercase());
        self.written_differently_folded(nearest, met_text, wanted_text);
        if lower_met == lower_wanted {
            nearest.offer(MissKind::LetterCase, 1, || {
                (
                    format!("The event has {met}, and the pattern wants {wanted}: EventBridge folds each letter of the pattern to its plain lower and upper case and no further, so these differ."),
                    Some(self.take_over()),
                )
            });
        }
        if let Some(distance) = edits(&lower_met, &lower_wanted, tolerance(lower_wanted.chars().count())).filter(|&d| d > 0) {
            nearest.offer(MissKind::Spelling, distance, || {
                (
                    format!("The event has {met}, and the pattern wants {wanted} in any letter case: they differ from character {} on.", first_difference(&lower_met, &lower_wanted)),
                    None,
                )
            });
        }
        if folded.strip_prefix(met_text.as_bytes()).is_some() && !wanted_text.is_empty() {
            nearest.offer(MissKind::Part, 0, || {
                let mend =
                    self.instead(format!("{{\"prefix\": {{\"equals-ignore-case\": {}}}}}", json::quote(wanted_text.as_bytes())));
                (format!("The event has {met}, which begins with {wanted} and goes on; the whole value must agree."), Some(mend))
            });
        }
        nearest.offer(MissKind::Different, unlike(&lower_met, &lower_wanted), || {
            (format!("The event has {met}, and the pattern wants {wanted} in any letter case."), None)
        });
    }

    fn written_differently_folded(&self, nearest: &mut Nearest, met_text: &str, wanted_text: &str) {
        if met_text.to_lowercase() != wanted_text.to_lowercase() {
            self.written_differently(nearest, met_text, wanted_text);
        }
    }

    fn wildcard(&self, nearest: &mut Nearest, wildcard: &Wildcard) {
        let text = self.nested_text();
        let (met, wanted) = (self.met(), quoted(&text));
        let (Some(met_text), Ok(text)) = (self.met_text(), std::str::from_utf8(&text)) else {
            return self.not_a_string(nearest, "wildcard");
        };
        let fits = |wildcard: &str, value: &str| Wildcard::read(wildcard.as_bytes()).is_ok_and(|w| w.matches(value.as_bytes()));
        if fits(&text.to_lowercase(), &met_text.to_lowercase()) {
            nearest.offer(MissKind::LetterCase, 0, || {
                (format!("The event has {met}, and the wildcard is {wanted}: only the letter case differs, and it counts."), None)
            });
        }
        if fits(text.trim(), met_text.trim()) {
            nearest.offer(MissKind::WhiteSpace, 0, || {
                (
                    format!(
                        "The event has {met}, and the wildcard is {wanted}: only white space at the ends differs, and it counts."
                    ),
                    None,
                )
            });
        }
        if fits(&text.replace('/', ":"), &met_text.replace('/', ":")) {
            nearest.offer(MissKind::Separator, 0, || {
                (format!("The event has {met}, and the wildcard is {wanted}: where one has \":\" the other has \"/\"."), None)
            });
        }
        for (at, looser, side) in
            [(0, format!("{text}*"), "end"), (1, format!("*{text}"), "beginning"), (2, format!("*{text}*"), "beginning and end")]
        {
            let looser = looser.replace("**", "*");
            if fits(&looser, met_text) {
                nearest.offer(MissKind::Part, at, || {
                    let mend = self.instead(format!("{{\"wildcard\": {}}}", json::quote(looser.as_bytes())));
                    (format!("The event has {met}, which has more at the {side} than the wildcard {wanted} allows; without a star there it must cover the whole value."), Some(mend))
                });
            }
        }
        self.breaks_off(nearest, wildcard, met_text, &met, &wanted);
    }

    fn breaks_off(&self, nearest: &mut Nearest, wildcard: &Wildcard, met_text: &str, met: &str, wanted: &str) {
        let parts = wildcard.parts.len();
        match wildcard.reach(met_text.as_bytes()) {
            Reach::Part(at) => {
                let part = quoted(wildcard.parts.get(at).map_or(b"", |part| part));
                let fitted = wildcard.parts.iter().take(at).filter(|part| !part.is_empty()).count();
                let (kind, distance) =
                    if fitted == 0 { (MissKind::Different, 11) } else { (MissKind::BreaksOff, 90 - 90 * at / parts.max(1)) };
                nearest.offer(kind, distance, || {
                    let place = if at == 0 {
                        "does not begin with"
                    } else if at + 1 == parts {
                        "does not end, behind what the rest of it fits, with"
                    } else {
                        "does not contain, behind what fits before it,"
                    };
                    (format!("The event has {met}, and the wildcard {wanted} breaks off: the value {place} {part}."), None)
                });
            }
            Reach::End | Reach::All => nearest.offer(MissKind::Different, 11, || {
                (format!("The event has {met}, which the wildcard {wanted} does not fit."), None)
            }),
        }
    }

    fn numeric(&self, nearest: &mut Nearest, range: Range) {
        let met = self.met();
        let wanted = range_words(range);
        match self.met.kind() {
            Kind::Number => {}
            Kind::String if self.met_text().is_some_and(|text| is_number(text.trim())) => {
                return nearest.offer(MissKind::Type, 0, || {
                    (format!("The event has the string {met}, and \"numeric\" compares numbers only: a number in quotes is a string."), None)
                });
            }
            Kind::String | Kind::True | Kind::False | Kind::Null | Kind::Object | Kind::Array => {
                return nearest.offer(MissKind::Different, 12, || {
                    (format!("The event has {met}, {}, and the pattern wants a number {wanted}.", self.met.kind().noun()), None)
                });
            }
        }
        let Some(value) = self.scalar.number() else {
            return nearest.offer(MissKind::Precision, 0, || {
                (
                    format!("The event has {met}, which has too many digits for EventBridge to compare; no \"numeric\" condition matches such a number."),
                    Some(self.take_over()),
                )
            });
        };
        let below = range.low.filter(|low| value < low.value || (!low.inclusive && number::compare(value, low.value).is_eq()));
        let (bound, side) = match (below, range.high) {
            (Some(low), _) => (low.value, "below"),
            (None, Some(high)) => (high.value, "above"),
            (None, None) => return,
        };
        nearest.offer(MissKind::Range, relative(value, bound), || {
            let by = (value - bound).abs();
            let how =
                if by == 0.0 { "just the bound, which is itself left out".to_owned() } else { format!("{} {side} it", tidy(by)) };
            (format!("The event has {met}, and the pattern wants a number {wanted}: that is {how}."), None)
        });
    }

    fn cidr(&self, nearest: &mut Nearest) {
        let Item::Cidr(cidr) = self.item else { return };
        let (met, wanted) = (self.met(), quoted(&self.nested_text()));
        let Some(address) = self.scalar.address() else {
            let spaced =
                self.met_text().is_some_and(|text| Address::read(text.trim().as_bytes()).is_some_and(|a| cidr.contains(a)));
            if spaced {
                nearest.offer(MissKind::WhiteSpace, 0, || {
                    (format!("The event has {met}: with the white space around it, it is no IP address."), None)
                });
            }
            let with_port = self.met_text().is_some_and(|text| text.contains(['/', ':']));
            return nearest.offer(MissKind::Different, 12, || {
                let hint = if with_port { "; a port or a mask behind the address makes it none" } else { "" };
                (format!("The event has {met}, which is not an IP address as EventBridge reads them{hint}, so the block {wanted} cannot hold it."), None)
            });
        };
        let (distance, sentence) = match (cidr.address, address) {
            (Address::V4(block), Address::V4(address)) => {
                let host = u32::MAX.checked_shr(cidr.bits).unwrap_or(0);
                let (first, last) = (block & !host, block | host);
                let bits = (block ^ address).leading_zeros();
                (
                    cidr.bits.saturating_sub(bits),
                    format!(
                        "The event has {met}, and the block {wanted} goes from {} to {}.",
                        Ipv4Addr::from(first),
                        Ipv4Addr::from(last)
                    ),
                )
            }
            (Address::V6(block), Address::V6(address)) => {
                let host = u128::MAX.checked_shr(cidr.bits).unwrap_or(0);
                let (first, last) = (block & !host, block | host);
                let bits = (block ^ address).leading_zeros();
                (
                    cidr.bits.saturating_sub(bits) / 4,
                    format!(
                        "The event has {met}, and the block {wanted} goes from {} to {}.",
                        Ipv6Addr::from(first),
                        Ipv6Addr::from(last)
                    ),
                )
            }
            (Address::V4(_), Address::V6(_)) => {
                (90, format!("The event has {met}, an IPv6 address, and {wanted} is a block of IPv4 addresses."))
            }
            (Address::V6(_), Address::V4(_)) => {
                (90, format!("The event has {met}, an IPv4 address, and {wanted} is a block of IPv6 addresses."))
            }
        };
        nearest.offer(MissKind::Block, distance as usize, || (sentence, None));
    }

    fn excluded(&self, nearest: &mut Nearest, not: &Not) {
        let (met, wanted) = (self.met(), self.wanted());
        let text = self.scalar.text().unwrap_or_default();
        let entry = match not {
            Not::Texts(_) => format!("{met} itself is in the list"),
            Not::Numbers(_) => format!("the number {met} is in the list"),
            Not::Prefixes(list) => list
                .iter()
                .find(|p| super::super::item::starts_with(text, p))
                .map_or_else(String::new, |p| format!("it begins with {}", quoted(p))),
            Not::Suffixes(list) => list
                .iter()
                .find(|s| super::super::item::ends_with(text, s))
                .map_or_else(String::new, |s| format!("it ends with {}", quoted(s))),
            Not::Folded(_) => "it is in the list but for letter case".to_owned(),
            Not::Wildcards(list) => {
                list.iter().find(|w| w.matches(text)).map_or_else(String::new, |w| format!("it fits {}", quoted(&w.text())))
            }
        };
        nearest.offer(MissKind::Excluded, 0, || (format!("The event has {met}, which {wanted} excludes: {entry}."), None));
    }
}

fn at_end(text: &str, affix: &str, prefix: bool) -> bool {
    if prefix { text.starts_with(affix) } else { text.ends_with(affix) }
}

fn shared_characters(text: &str, affix: &str, prefix: bool, folded: bool) -> usize {
    let same = |a: char, b: char| a == b || (folded && a.to_lowercase().eq(b.to_lowercase()));
    if prefix {
        text.chars().zip(affix.chars()).take_while(|&(a, b)| same(a, b)).count()
    } else {
        text.chars().rev().zip(affix.chars().rev()).take_while(|&(a, b)| same(a, b)).count()
    }
}

/// From 1, in characters.
fn first_difference(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count() + 1
}

/// How unlike two texts are: 20 to 60.
fn unlike(a: &str, b: &str) -> usize {
    let shared = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    60 - 40 * shared / a.chars().count().max(b.chars().count()).max(1)
}

/// How far two numbers are from each other: 0 to 99.
fn relative(a: f64, b: f64) -> usize {
    let share = (a - b).abs() / a.abs().max(b.abs()).max(1.0);
    [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1.0].iter().position(|limit| share <= *limit).unwrap_or(7) * 10
}

fn is_number(text: &str) -> bool {
    let mut tokens = json::tokens(text).into_iter();
    tokens.next().is_some_and(|token| token.kind == json::TokenKind::Number && token.span == (0..text.len()))
        && tokens.next().is_none()
}

/// The characters of a wildcard that stands for this text.
fn escape_wildcard(text: &str) -> String {
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

/// A range in words: "above 0 and at most 5".
fn range_words(range: Range) -> String {
    if let (Some(low), Some(high)) = (range.low, range.high)
        && number::compare(low.value, high.value).is_eq()
    {
        return format!("equal to {}", tidy(low.value));
    }
    let low = range.low.map(|low| format!("{} {}", if low.inclusive { "of at least" } else { "above" }, tidy(low.value)));
    let high = range.high.map(|high| format!("{} {}", if high.inclusive { "of at most" } else { "below" }, tidy(high.value)));
    match (low, high) {
        (Some(low), Some(high)) => format!("{low} and {high}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => String::new(),
    }
}

/// A number for a sentence, without the noise of floating point.
fn tidy(number: f64) -> String {
    let rounded: f64 = format!("{number:.12e}").parse().unwrap_or(number);
    if rounded != 0.0 && !(1e-6..1e16).contains(&rounded.abs()) { format!("{rounded:e}") } else { format!("{rounded}") }
}
