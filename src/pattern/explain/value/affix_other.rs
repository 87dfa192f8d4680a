//! What `prefix` and `suffix` meet that is written in other characters or is no string at all.

use crate::json::Kind;
use crate::pattern::address::Cidr;
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::affix::AskedAffix;
use crate::pattern::explain::value::notation::COMPOSED;
use crate::pattern::explain::value::text_ladder::AskedText;
use crate::pattern::explain::value::{Pair, moment, notation, with_type};
use crate::pattern::explain::wording::similarity::{composed_alike, literal, quoted};

impl Pair<'_> {
    /// The accents of a beginning or an ending, written as characters of their own on one side.
    pub(super) fn affix_composed(&self, nearest: &mut Nearest, met: &str, affix: &AskedAffix<'_>) {
        let count = affix.asked.text.chars().count();
        if affix.asked.text.is_ascii() && met.is_ascii() || !self.effort.spend(count * count * 4) {
            return;
        }
        let ends = (count.div_ceil(2)..=count * 2).map(|length| affix.end(met, length));
        let Some(end) = ends.into_iter().find(|end| composed_alike(end, affix.asked.text)) else { return };
        nearest.offer(MissKind::Notation, 0, || {
            let sentence = format!(
                "The event has {}, and the pattern wants {}: {COMPOSED}.",
                self.met(),
                affix.asked.wanted()
            );
            (sentence, self.instead(affix.asked.item(end)))
        });
    }

    /// A block of addresses that holds the value, in the place of a text. Whether it is one.
    pub(super) fn block_as_text(&self, nearest: &mut Nearest, asked: &AskedText<'_>, what: &str) -> bool {
        let block = Cidr::read(asked.text.as_bytes()).ok();
        let holds = block.zip(self.scalar.address()).is_some_and(|(block, address)| block.contains(address));
        if holds {
            nearest.offer(MissKind::Syntax, 0, || {
                let sentence = format!(
                    "The event has {}, and the pattern wants {}: that is a block of addresses, which is asked for with \
                        \"cidr\"; a {what} compares characters.",
                    self.met(),
                    asked.wanted()
                );
                let block = literal(asked.text.as_bytes());
                (sentence, self.instead(format!("{{\"cidr\": {block}}}")))
            });
        }
        holds
    }

    /// The beginning of an IPv6 address, written in another of its ways, or a block as a prefix.
    pub(super) fn address_affix(&self, nearest: &mut Nearest, affix: &AskedAffix<'_>) {
        if self.block_as_text(nearest, &affix.asked, affix.what()) {
            return;
        }
        let Some(block) = self
            .scalar
            .address()
            .filter(|_| affix.prefix)
            .and_then(|address| notation::block_of(affix.asked.text, address))
        else {
            return;
        };
        nearest.offer(MissKind::Notation, 0, || {
            let sentence = format!(
                "The event has {}, and the pattern wants the prefix {}: the address begins so, but it is \
                    written in another way, and a prefix compares characters. Addresses are asked for with \
                    \"cidr\".",
                self.met(),
                quoted(affix.asked.text.as_bytes())
            );
            (sentence, self.instead(format!("{{\"cidr\": {}}}", literal(block.as_bytes()))))
        });
    }

    /// The value is no string, and the operator knows nothing else.
    pub(super) fn not_a_string(&self, nearest: &mut Nearest, operator: &str, text: &[u8]) {
        if self.met.kind() == Kind::String {
            return nearest.offer(MissKind::Different, 10, || {
                (format!("The event has {}, which does not fit.", self.met()), None)
            });
        }
        if self.any_text(nearest, operator) {
            return;
        }
        let words = std::str::from_utf8(text).unwrap_or_default();
        if !words.is_empty() && self.met.raw().eq_ignore_ascii_case(words) {
            return nearest.offer(MissKind::Type, 0, || {
                let sentence = format!(
                    "The event has {}, and \"{operator}\" compares strings only: a plain value without quotes \
                        says it.",
                    with_type(self.met)
                );
                (sentence, self.take_over())
            });
        }
        if self.met.kind() == Kind::Number
            && operator == "prefix"
            && let Some(range) = moment::counted_day(words, self.met.raw())
        {
            return nearest.offer(MissKind::Notation, 3, || {
                let sentence = format!(
                    "The event has {}, a moment of that day counted from 1970, and \"prefix\" compares strings only: \
                        numbers are compared with \"numeric\".",
                    with_type(self.met)
                );
                (sentence, self.instead(format!("{{\"numeric\": {range}}}")))
            });
        }
        let range = Some(words)
            .filter(|_| self.met.kind() == Kind::Number && matches!(operator, "prefix" | "wildcard"))
            .and_then(|digits| notation::numbers_beginning(digits, self.met.raw()));
        let (range, held) = range.map_or((None, false), |(range, held)| (Some(range), held));
        nearest.offer(if held { MissKind::Type } else { MissKind::Different }, 12, || {
            let instead = match (self.met.kind(), &range) {
                (Kind::Number, Some(_)) if held => "; numbers are compared with \"numeric\"".to_owned(),
                (Kind::Number, Some(range)) => format!(
                    "; numbers are compared with \"numeric\", and {{\"numeric\": {range}}} would not take this one \
                        either"
                ),
                (Kind::Number, None) if operator == "suffix" => {
                    "; numbers are compared with \"numeric\", which has ranges and no endings".to_owned()
                }
                (Kind::Number, None) => "; numbers are compared with \"numeric\", or written without quotes".to_owned(),
                (Kind::True | Kind::False, _) => "; true and false are written without quotes".to_owned(),
                (Kind::Null, _) => "; null is written without quotes".to_owned(),
                (Kind::String | Kind::Object | Kind::Array, _) => String::new(),
            };
            let sentence = format!(
                "The event has {}, and \"{operator}\" compares strings only{instead}.",
                with_type(self.met)
            );
            let range = range.as_ref().filter(|_| held);
            (sentence, range.and_then(|range| self.instead(format!("{{\"numeric\": {range}}}"))))
        });
    }
}
