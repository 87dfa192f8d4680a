//! Why a string does not begin or end as `prefix` and `suffix` ask.

use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::ends::{is_another_end, is_mark, is_within_names};
use crate::pattern::explain::value::stand_ins::{route, with_digits};
use crate::pattern::explain::value::text_ladder::{AskedText, How};
use crate::pattern::explain::value::{Pair, amount, arn, regex};
use crate::pattern::explain::wording::differences::difference;
use crate::pattern::explain::wording::similarity::{folded_words, literal, misspelled, quoted, tolerance};
use crate::pattern::explain::wording::slips::lacks_letters;
use crate::pattern::wildcard::Wildcard;

/// What `prefix` or `suffix` asks.
pub(super) struct AskedAffix<'t> {
    pub(super) asked: AskedText<'t>,
    pub(super) prefix: bool,
}

impl AskedAffix<'_> {
    pub(super) fn what(&self) -> &'static str {
        if self.prefix { "prefix" } else { "suffix" }
    }

    pub(super) fn place(&self) -> &'static str {
        if self.prefix { "begin" } else { "end" }
    }

    /// Whether the value begins, or ends, with a text.
    fn takes(&self, met: &str, text: &str) -> bool {
        let like = |text: &str| if self.asked.folded { text.to_lowercase() } else { text.to_owned() };
        let (met, text) = (like(met), like(text));
        if self.prefix { met.starts_with(&text) } else { met.ends_with(&text) }
    }

    /// The same number of characters of the value, from the same side.
    pub(super) fn end<'m>(&self, met: &'m str, count: usize) -> &'m str {
        let at = if self.prefix {
            met.char_indices().nth(count)
        } else {
            count.checked_sub(1).and_then(|last| met.char_indices().rev().nth(last))
        };
        match (at, self.prefix) {
            (Some((at, _)), true) => met.get(..at).unwrap_or(met),
            (Some((at, _)), false) => met.get(at..).unwrap_or(met),
            (None, _) => met,
        }
    }

    /// The part of the value that stands where the text should: up to the same mark, counted alike, where the
    /// text ends in one; else as many characters, if that is where a word ends.
    fn counterpart<'m>(&self, met: &'m str) -> Option<&'m str> {
        let text = self.asked.text;
        let mark = if self.prefix { text.chars().next_back() } else { text.chars().next() };
        let mark = mark.filter(|c| is_mark(*c))?;
        let count = text.matches(mark).count();
        // Another mark where the name ends.
        let name = if self.prefix { text.strip_suffix(mark)? } else { text.strip_prefix(mark)? };
        let other =
            |c: &char| is_mark(*c) && !c.is_whitespace() && (is_within_names(mark) || !is_within_names(*c));
        let with = self.end(met, text.chars().count());
        let end = if self.prefix { with.chars().next_back() } else { with.chars().next() };
        if name.chars().count() > 1 && end.as_ref().is_some_and(other) && with.contains(name) {
            return Some(with);
        }
        if self.prefix {
            let (at, _) = met.match_indices(mark).nth(count - 1)?;
            met.get(..at + mark.len_utf8())
        } else {
            let (at, _) = met.rmatch_indices(mark).nth(count - 1)?;
            met.get(at..)
        }
        // With other marks in between it is no counterpart but another number of parts.
        .filter(|part| {
            let marks = |text: &str| -> String {
                let divides = |c: &char| is_mark(*c) && (is_within_names(mark) || !is_within_names(*c));
                text.chars().filter(divides).collect()
            };
            part.chars().count() > 1 && marks(part) == marks(text)
        })
    }

    /// The value's own end, if it goes on there for a letter or two within the word, and these letters.
    pub(super) fn with_missing_letters<'m>(&self, met: &'m str) -> Option<(&'m str, &'m str)> {
        let count = self.asked.text.chars().count();
        let near = (1..=2).map(|more| self.end(met, count + more));
        near.filter(|_| count >= 3).find_map(|whole| {
            let more = if self.prefix {
                whole.strip_suffix(self.asked.text)?
            } else {
                whole.strip_prefix(self.asked.text)?
            };
            lacks_letters(self.asked.text, whole, more).then_some((whole, more))
        })
    }

    /// Whether the value's end stops where a word does.
    fn is_whole(&self, met: &str, end: &str) -> bool {
        let (inner, next) = if self.prefix {
            (end.chars().next_back(), met.get(end.len()..).and_then(|rest| rest.chars().next()))
        } else {
            (end.chars().next(), met.get(..met.len() - end.len()).and_then(|rest| rest.chars().next_back()))
        };
        inner.is_some_and(is_mark) || next.is_some_and(is_mark)
    }
}

impl Pair<'_> {
    /// Why the value does not begin, or end, with a text.
    pub(super) fn affix(&self, nearest: &mut Nearest, affix: &[u8], prefix: bool, folded: bool) {
        let (Some(met), Ok(text)) = (self.met_text(), std::str::from_utf8(affix)) else {
            return self.not_a_string(nearest, if prefix { "prefix" } else { "suffix" }, affix);
        };
        let how = if prefix { How::Prefix } else { How::Suffix };
        let affix = AskedAffix { asked: AskedText { text, how, folded }, prefix };
        self.written_differently(nearest, met, &affix.asked);
        self.unfilled(nearest, &affix.asked);
        self.affix_composed(nearest, met, &affix);
        self.as_git_writes_it(nearest, &affix.asked, |full| affix.prefix && met.starts_with(full));
        self.affix_with_signs(nearest, met, &affix);
        self.affix_foreign(nearest, met, &affix);
        self.affix_aligned(nearest, met, &affix);
        self.affix_elsewhere(nearest, met, &affix);
        self.day(nearest, met, &affix.asked);
        self.affix_misspelled(nearest, met, &affix);
        self.address_affix(nearest, &affix);
        if let Some((how, sessions)) = arn::session(met, text, true).filter(|_| prefix) {
            nearest.offer(MissKind::Arn, 0, || {
                let wanted = affix.asked.wanted();
                let sentence =
                    format!("The event has {}, and the pattern wants {wanted}: {how}.", self.met());
                (sentence, sessions.and_then(|sessions| self.instead(affix.asked.item(&sessions))))
            });
        }
        let begins = |text: &str| prefix && met.starts_with(text);
        if let Some((how, other, replaces)) = arn::up_to(met, text, begins) {
            nearest.offer(MissKind::Arn, 5, || {
                let item = affix.asked.item(&other);
                let sentence = format!(
                    "The event has {}, and the pattern wants {}: {how}.",
                    self.met(),
                    affix.asked.wanted()
                );
                (sentence, if replaces { self.instead(item) } else { None })
            });
        }
        let count = text.chars().count();
        let shared = shared_characters(met, &affix);
        let wanted = || quoted(text.as_bytes());
        // A character or two that agree say nothing.
        if shared < count && (shared > 2 || shared * 2 >= count) {
            nearest.offer(MissKind::BreaksOff, 90_usize.saturating_sub(shared * 90 / count), || {
                let zone = if self.path == "time" { " The times of events are in UTC." } else { "" };
                let sentence = format!(
                    "The event has {}, which does not {} with {}: {}.{zone}",
                    self.met(),
                    affix.place(),
                    wanted(),
                    difference(self.other_end(&affix, met).unwrap_or_else(|| affix.end(met, count)), text)
                );
                (sentence, None)
            });
        }
        nearest.differs(10, || {
            let ending = self.other_end(&affix, met);
            let but =
                ending.map_or_else(String::new, |ending| format!(" but with {}", quoted(ending.as_bytes())));
            let sentence = format!(
                "The event has {}, which does not {} with {}{but}.",
                self.met(),
                affix.place(),
                wanted()
            );
            (sentence, None)
        });
    }

    /// What the value has where the text should be, if it is something of its own: the ending of a file's
    /// name, else as much as is asked for, up to the end of a word.
    fn other_end<'m>(&self, affix: &AskedAffix<'_>, met: &'m str) -> Option<&'m str> {
        let text = affix.asked.text;
        let point = met
            .rfind('.')
            .and_then(|at| met.get(at..))
            .filter(|_| !affix.prefix && text.starts_with('.') && text.matches('.').count() == 1);
        let count = text.chars().count();
        point
            .or_else(|| affix.counterpart(met))
            .or_else(|| Some(affix.end(met, count)).filter(|end| count > 1 && affix.is_whole(met, end)))
    }

    /// A few letters wrong.
    fn affix_misspelled(&self, nearest: &mut Nearest, met: &str, affix: &AskedAffix<'_>) {
        let text = affix.asked.text;
        let count = text.chars().count();
        let most = tolerance(count);
        if most == 0 || count > 100 || is_another_end(met, text) || !self.effort.spend(count * count * 4) {
            return;
        }
        let like = |text: &str| if affix.asked.folded { text.to_lowercase() } else { text.to_owned() };
        let wanted = like(text);
        let ends = || (count.saturating_sub(1)..=count + 1).map(|length| affix.end(met, length));
        // Another amount is no misspelling.
        if ends().any(|end| amount::are_two(end, text)) {
            return;
        }
        let near = ends()
            .filter_map(|end| Some((misspelled(&like(end), &wanted, most)?, end)))
            .filter(|(_, end)| !has_another_word(end, text))
            // Other digits are another number or day, and no misspelling.
            .filter(|(distance, end)| *distance > 0 && digits(end) == digits(text))
            // What ends in a mark ends in one when it is spelled right.
            .filter(|(_, end)| {
                let edge =
                    |text: &str| if affix.prefix { text.chars().next_back() } else { text.chars().next() };
                !edge(text).is_some_and(is_mark) || edge(end).is_some_and(is_mark)
            })
            .min_by_key(|(distance, end)| (*distance, end.chars().count().abs_diff(count)));
        let Some((distance, end)) = near else { return };
        nearest.offer(MissKind::Spelling, distance, || {
            let sentence = format!(
                "The event has {}, and the pattern wants {}: {}.",
                self.met(),
                affix.asked.wanted(),
                difference(&like(end), &wanted)
            );
            (sentence, self.corrected(&like(end), &wanted, &affix.asked.item(&like(end))))
        });
    }

    fn affix_foreign(&self, nearest: &mut Nearest, met: &str, affix: &AskedAffix<'_>) {
        let fits = |wildcard: &str| {
            Wildcard::read(wildcard.as_bytes()).is_ok_and(|wildcard| wildcard.matches(met.as_bytes()))
        };
        let text = affix.asked.text;
        let whole = |text: &str| {
            if affix.prefix { format!("{text}*") } else { format!("*{text}") }.replace("**", "*")
        };
        let instead =
            |wildcard: &str| self.instead(format!("{{\"wildcard\": {}}}", literal(wildcard.as_bytes())));
        let literally = |would: &str| {
            format!(
                "In a {} a star is only a star, so {} does not match {}{would}",
                affix.what(),
                quoted(text.as_bytes()),
                self.met()
            )
        };
        let star = whole(text);
        let lower = Wildcard::read(star.to_lowercase().as_bytes())
            .is_ok_and(|wildcard| wildcard.matches(met.to_lowercase().as_bytes()));
        if let Some(wildcard) = Wildcard::read(star.as_bytes()).ok().filter(|_| text.contains('*') && lower) {
            nearest.offer(MissKind::StarIsLiteral, 1, || {
                let sentence = literally("; as a wildcard it would but for letter case, which counts.");
                (sentence, self.any_case(&wildcard, met))
            });
        }
        if text.contains('*') && fits(&star) {
            nearest.offer(MissKind::StarIsLiteral, 0, || {
                (literally(". As a wildcard it would."), instead(&star))
            });
        }
        let beginning = affix.end(met, text.chars().count());
        let stand_ins = [route(text), with_digits(text, beginning)].into_iter().flatten();
        if let Some(star) = stand_ins.map(|star| whole(&star)).find(|star| fits(star)) {
            nearest.offer(MissKind::Syntax, 1, || {
                let sentence = format!(
                    "The event has {}, and the pattern wants {}: no name and no letter stands for other characters in a {}; \
                        a wildcard says it with \"*\", which takes any characters.",
                    self.met(),
                    affix.asked.wanted(),
                    affix.what()
                );
                (sentence, instead(&star))
            });
        }
        let expression = regex::translated(text);
        let wider = expression.as_ref().is_some_and(|translation| translation.wider);
        let translation = expression.map(|translation| translation.wildcards);
        let translation = translation.or_else(|| regex::each_alternative(text)).unwrap_or_default();
        let listed = listed_in(text, met, affix.prefix)
            .filter(|parts| parts.iter().any(|part| affix.takes(met, part)));
        if let Some(parts) = listed {
            nearest.offer(MissKind::Syntax, 0, || {
                let sentence = format!(
                    "The event has {}, and the pattern wants {}: one string is one {}; each of several is a condition of its own in \
                        the list.",
                    self.met(),
                    affix.asked.wanted(),
                    affix.what()
                );
                let items: Vec<String> = parts.iter().map(|part| affix.asked.item(part)).collect();
                (sentence, self.instead(items.join(", ")))
            });
        }
        // What takes every text says nothing of what was meant.
        let says = |wildcard: &String| wildcard.chars().any(|c| c != '*');
        if translation.iter().any(|wildcard| fits(&whole(wildcard))) && translation.iter().all(says) {
            let starred = translation.iter().any(|wildcard| wildcard.contains('*'));
            nearest.offer(MissKind::Syntax, 1, || {
                let how = if starred && wider {
                    "a wildcard says it with \"*\", which takes any characters there"
                } else if starred {
                    "a wildcard says it with \"*\""
                } else {
                    "each of several texts is a condition of its own in the list"
                };
                let sentence = format!(
                    "The event has {}, and the pattern wants {}: EventBridge has no regular expressions; {how}.",
                    self.met(),
                    affix.asked.wanted()
                );
                let item = |wildcard: &String| {
                    if starred {
                        format!("{{\"wildcard\": {}}}", literal(whole(wildcard).as_bytes()))
                    } else {
                        affix.asked.item(wildcard)
                    }
                };
                let fix = match translation.as_slice() {
                    // A wildcard knows no letter case.
                    [one] if starred && affix.asked.folded => Wildcard::read(whole(one).as_bytes())
                        .ok()
                        .filter(|wildcard| wildcard.parts.len() == 2)
                        .and_then(|wildcard| self.any_case(&wildcard, met)),
                    _ if starred && affix.asked.folded => None,
                    _ => self.instead(translation.iter().map(item).collect::<Vec<_>>().join(", ")),
                };
                (sentence, fix)
            });
        }
    }
}

/// The ends that are listed in one text, with commas or semicolons between them: `.jpg,.jpeg`, `api-;web-`.
/// They are set off by one mark, each; of other texts a comma is a part, as of `Task failed, retrying`.
fn listed_in<'t>(text: &'t str, met: &str, prefix: bool) -> Option<Vec<&'t str>> {
    let mark = [',', ';'].into_iter().find(|mark| text.contains(*mark) && !met.contains(*mark))?;
    let parts: Vec<&str> = text.split(mark).map(str::trim).filter(|part| !part.is_empty()).collect();
    let edge = |part: &&str| if prefix { part.chars().next_back() } else { part.chars().next() };
    let first = edge(parts.first()?).filter(|c| !c.is_alphanumeric())?;
    let name = |part: &&str| {
        let name = if prefix { part.strip_suffix(first) } else { part.strip_prefix(first) };
        name.is_some_and(|name| !name.is_empty() && name.chars().all(|c| is_mark(c) || c.is_alphanumeric()))
            && !part.contains(char::is_whitespace)
    };
    (parts.len() > 1 && parts.iter().all(name)).then_some(parts)
}

/// Whether one of the words is another one, and too short to be misspelled: `xl` and the `la` of `large`,
/// `eu` and `en`.
fn has_another_word(end: &str, text: &str) -> bool {
    const SHORT: usize = 3;
    folded_words(end)
        .zip(folded_words(text))
        .any(|(there, wanted)| there != wanted && wanted.chars().count() < SHORT)
}

pub(super) fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn shared_characters(text: &str, affix: &AskedAffix<'_>) -> usize {
    let same = |a: char, b: char| a == b || (affix.asked.folded && a.to_lowercase().eq(b.to_lowercase()));
    if affix.prefix {
        text.chars().zip(affix.asked.text.chars()).take_while(|&(a, b)| same(a, b)).count()
    } else {
        text.chars().rev().zip(affix.asked.text.chars().rev()).take_while(|&(a, b)| same(a, b)).count()
    }
}
