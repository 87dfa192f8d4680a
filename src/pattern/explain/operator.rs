//! Why a value does not satisfy an operator.

use super::miss::{MissKind, Nearest};
use super::similar::{edits, quoted, tolerance};
use super::value::{Pair, escape_wildcard, first_difference, is_number, relative, unlike};
use crate::json::{self, Kind, Value};
use crate::pattern::address::Address;
use crate::pattern::fold::Folded;
use crate::pattern::item::{Item, Not, Range, ends_with, starts_with};
use crate::pattern::number;
use crate::pattern::wildcard::{Reach, Wildcard};

impl Pair<'_> {
    /// The text inside `{"prefix": {"equals-ignore-case": …}}`.
    pub(super) fn nested_text(&self) -> Box<[u8]> {
        let text = self.wanted.leaves().next().and_then(Value::text);
        text.map(|text| text.into_bytes().into()).unwrap_or_default()
    }

    pub(super) fn affix(&self, nearest: &mut Nearest, affix: &[u8], prefix: bool, folded: bool) {
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

    pub(super) fn fold(&self, nearest: &mut Nearest, folded: &Folded) {
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

    pub(super) fn wildcard(&self, nearest: &mut Nearest, wildcard: &Wildcard) {
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
        breaks_off(nearest, wildcard, met_text, &met, &wanted);
    }

    pub(super) fn numeric(&self, nearest: &mut Nearest, range: Range) {
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

    pub(super) fn cidr(&self, nearest: &mut Nearest) {
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
                        Address::V4(first),
                        Address::V4(last)
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
                        Address::V6(first),
                        Address::V6(last)
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

    pub(super) fn excluded(&self, nearest: &mut Nearest, not: &Not) {
        let (met, wanted) = (self.met(), self.wanted());
        let text = self.scalar.text().unwrap_or_default();
        let entry = match not {
            Not::Texts(_) => format!("{met} itself is in the list"),
            Not::Numbers(_) => format!("the number {met} is in the list"),
            Not::Prefixes(list) => {
                list.iter().find(|p| starts_with(text, p)).map_or_else(String::new, |p| format!("it begins with {}", quoted(p)))
            }
            Not::Suffixes(list) => {
                list.iter().find(|s| ends_with(text, s)).map_or_else(String::new, |s| format!("it ends with {}", quoted(s)))
            }
            Not::Folded(_) => "it is in the list but for letter case".to_owned(),
            Not::Wildcards(list) => {
                list.iter().find(|w| w.matches(text)).map_or_else(String::new, |w| format!("it fits {}", quoted(&w.text())))
            }
        };
        nearest.offer(MissKind::Excluded, 0, || (format!("The event has {met}, which {wanted} excludes: {entry}."), None));
    }
}

/// Where a wildcard stops fitting.
fn breaks_off(nearest: &mut Nearest, wildcard: &Wildcard, met_text: &str, met: &str, wanted: &str) {
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
        Reach::End | Reach::All => nearest
            .offer(MissKind::Different, 11, || (format!("The event has {met}, which the wildcard {wanted} does not fit."), None)),
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

fn tidy(number: f64) -> String {
    let rounded: f64 = format!("{number:.12e}").parse().unwrap_or(number);
    if rounded != 0.0 && !(1e-6..1e16).contains(&rounded.abs()) { format!("{rounded:e}") } else { format!("{rounded}") }
}
