//! Why a string is not the wanted one in any letter case.

use crate::pattern::address::Address;
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::fixes::{if_letters, if_one};
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::text_ladder::{AskedText, How};
use crate::pattern::explain::value::whole_text::unlike;
use crate::pattern::explain::value::{Pair, amount};
use crate::pattern::explain::wording::differences::difference;
use crate::pattern::explain::wording::opposites::is_opposite;
use crate::pattern::explain::wording::similarity::{literal, quoted, tolerance};
use crate::pattern::explain::wording::slips::{is_cut_in_a_word, is_only_a_slip};
use crate::pattern::fold::Folded;
use crate::pattern::wildcard::Wildcard;

impl Pair<'_> {
    /// Why a string is not the wanted one in any letter case.
    pub(super) fn fold(&self, nearest: &mut Nearest, folded: &Folded) {
        let nested = self.nested_text();
        let (Some(met_text), Ok(wanted_text)) = (self.met_text(), std::str::from_utf8(&nested)) else {
            return self.not_a_string(nearest, "equals-ignore-case", &nested);
        };
        let asked = AskedText { text: wanted_text, how: How::Whole, folded: true };
        let both = || format!("The event has {}, and the pattern wants {}", self.met(), asked.wanted());
        // Not every text equals itself here: see the module `fold`.
        let same = || {
            if Folded::new(met_text.as_bytes()).equals(met_text.as_bytes()) {
                self.instead(asked.item(met_text))
            } else {
                self.take_over()
            }
        };
        let (lower_met, lower_wanted) = (met_text.to_lowercase(), wanted_text.to_lowercase());
        if self.scalar.address().is_some_and(|there| Address::read(wanted_text.as_bytes()) == Some(there)) {
            nearest.offer(MissKind::Notation, 0, || {
                let sentence = format!(
                    "{}: it is the same address in another notation, which a plain value takes and this operator does \
                        not.",
                    both()
                );
                (sentence, self.instead(literal(wanted_text.as_bytes())))
            });
        }
        let far = |text: &str| text.to_uppercase().to_lowercase();
        if far(met_text) == far(wanted_text) {
            nearest.offer(MissKind::LetterCase, 1, || {
                let sentence = format!(
                    "{}: EventBridge folds each letter of the pattern to its plain lower and upper case and no \
                        further (ß stands for SS, but SS not for ß), so these differ.",
                    both()
                );
                (sentence, same())
            });
        } else {
            self.written_differently(nearest, met_text, &asked);
        }
        self.unfilled(nearest, &asked);
        if !amount::are_two(met_text, wanted_text)
            && let Some(distance) = self
                .edits(&lower_met, &lower_wanted, tolerance(lower_wanted.chars().count()))
                .filter(|&d| d > 0)
        {
            nearest.offer(MissKind::Spelling, distance, || {
                let how = difference(&lower_met, &lower_wanted);
                if is_only_a_slip(&lower_met, &lower_wanted) {
                    return (format!("{}: {how}.", both()), same().map(if_one));
                }
                (format!("{}: {how}, so they may be two things.", both()), None)
            });
        }
        // A beginning or end in the middle of a word would take in other words.
        let affix = |how: How<'_>| {
            if is_cut_in_a_word(&lower_met, &lower_wanted) {
                None
            } else {
                self.keeping(&AskedText { how, ..asked }.item(wanted_text))
            }
        };
        if is_opposite(&lower_met, &lower_wanted) {
            return nearest
                .differs(4, || (format!("{}: the one is the opposite of the other.", both()), None));
        }
        if folded.strip_prefix(met_text.as_bytes()).is_some() && !wanted_text.is_empty() {
            nearest.offer(MissKind::Part, 0, || {
                let sentence = format!(
                    "The event has {0}, which begins with {1} and goes on; the whole value must agree. The prefix \
                        would also accept other texts that begin with {1}.",
                    self.met(),
                    quoted(&nested)
                );
                (sentence, affix(How::Prefix))
            });
        } else if folded.ends(met_text.as_bytes()) && !wanted_text.is_empty() {
            nearest.offer(MissKind::Part, 1, || {
                let sentence = format!(
                    "The event has {}, which ends with {} but begins with more; the whole value must agree.",
                    self.met(),
                    quoted(&nested)
                );
                (sentence, affix(How::Suffix))
            });
        }
        if wanted_text.contains('*')
            && let Ok(wildcard) = Wildcard::read(lower_wanted.as_bytes())
            && wildcard.matches(lower_met.as_bytes())
        {
            nearest.offer(MissKind::StarIsLiteral, 0, || {
                let sentence = format!(
                    "In \"equals-ignore-case\" a star is only a star, so {} does not match {}.",
                    quoted(&nested),
                    self.met()
                );
                // With a star within, letters count.
                let within = wildcard.parts.len() > 2
                    || wildcard.parts.len() == 2 && wildcard.parts.iter().all(|part| !part.is_empty());
                let (hint, fix) =
                    (" And in \"wildcard\" letter case counts.", self.any_case(&wildcard, met_text));
                if within { (format!("{sentence}{hint}"), fix.map(if_letters)) } else { (sentence, fix) }
            });
        }
        nearest.differs(unlike(&lower_met, &lower_wanted), || (format!("{}.", both()), None));
    }
}
