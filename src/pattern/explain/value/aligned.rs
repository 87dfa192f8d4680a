//! A beginning, an ending or an ARN from which a part was left out, or that has one too many: `media/2026/`
//! where the event has `media/raw/2026/`.

use crate::json::Fix;
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::fixes::if_all;
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::Pair;
use crate::pattern::explain::value::affix::AskedAffix;
use crate::pattern::explain::value::arn::PART_NAMES;
use crate::pattern::explain::value::ends::is_mark;
use crate::pattern::explain::value::other_syntax::QUOTES;
use crate::pattern::explain::wording::similarity::{literal, quoted};

/// Longer texts, in bytes, are not aligned.
const LONGEST: usize = 2_000;
/// Places where a text is cut, at most.
const MOST: usize = 40;

/// How a text becomes the beginning or ending of a value.
#[derive(Debug, PartialEq, Eq)]
struct Aligned<'t> {
    /// What stands before the part, on the side from which the text is compared.
    beside: &'t str,
    part: &'t str,
    /// Whether the pattern lacks the part, and not the event.
    is_missing: bool,
    /// What the pattern's text should have been.
    text: String,
}

/// What `prefix` asks, with a part more or a part less.
fn of_beginning<'t>(met: &'t str, text: &'t str) -> Option<Aligned<'t>> {
    let cuts = || {
        let cuts =
            text.char_indices().filter(|(at, c)| *at > 0 && is_mark(*c)).map(|(at, c)| at + c.len_utf8());
        cuts.take(MOST)
    };
    let missing = |at: usize| {
        let (beside, rest) = text.split_at_checked(at)?;
        let behind = met.strip_prefix(beside).filter(|_| tells(rest))?;
        let (more, _) = behind.match_indices(rest).find(|(at, _)| {
            behind
                .get(..*at)
                .is_some_and(|more| more.ends_with(is_mark) && more.contains(char::is_alphanumeric))
        })?;
        let part = behind.get(..more)?;
        Some(Aligned { beside, part, is_missing: true, text: format!("{beside}{part}{rest}") })
    };
    let marks = || {
        let marks = text.char_indices().filter(|(at, c)| *at > 0 && is_mark(*c)).take(MOST);
        marks.map(|(at, c)| (at, at + c.len_utf8()))
    };
    let lacks = cuts().filter_map(missing).last();
    lacks.or_else(|| marks().chain(between(cuts)).find_map(|part| too_much(met, text, part, true)))
}

/// What `suffix` asks, likewise.
fn of_ending<'t>(met: &'t str, text: &'t str) -> Option<Aligned<'t>> {
    let cuts = || text.char_indices().filter(|(at, c)| *at > 0 && is_mark(*c)).map(|(at, _)| at).take(MOST);
    let missing = |at: usize| {
        let (rest, beside) = text.split_at_checked(at)?;
        let before = met.strip_suffix(beside).filter(|_| tells(rest))?;
        let (start, _) = before.rmatch_indices(rest).find(|(at, _)| {
            before.get(at + rest.len()..).is_some_and(|more| more.starts_with(is_mark) && more.len() > 1)
        })?;
        let part = before.get(start + rest.len()..)?;
        Some(Aligned { beside, part, is_missing: true, text: format!("{rest}{part}{beside}") })
    };
    let marks = || {
        let marks = text.char_indices().filter(|(_, c)| is_mark(*c)).take(MOST);
        marks.map(|(at, c)| (at, at + c.len_utf8())).filter(|(_, to)| *to < text.len())
    };
    let lacks = cuts().find_map(missing);
    lacks.or_else(|| marks().chain(between(cuts)).find_map(|part| too_much(met, text, part, false)))
}

/// The parts between every two places where a text is cut.
fn between<C: Iterator<Item = usize>>(cuts: impl Fn() -> C) -> impl Iterator<Item = (usize, usize)> {
    cuts().flat_map(move |from| cuts().filter(move |to| *to > from).map(move |to| (from, to)))
}

/// What `prefix` (or else `suffix`) asks, where the value begins (or ends) so without the part from one place
/// to another.
fn too_much<'t>(met: &str, text: &'t str, (from, to): (usize, usize), prefix: bool) -> Option<Aligned<'t>> {
    let (before, part, behind) = (text.get(..from)?, text.get(from..to)?, text.get(to..)?);
    let (beside, rest) = if prefix { (before, behind) } else { (behind, before) };
    let text = format!("{before}{behind}");
    let (is_there, at_a_mark) = if prefix {
        (met.starts_with(&text), text.ends_with(is_mark))
    } else {
        (met.ends_with(&text), text.starts_with(is_mark))
    };
    // A mark alone is too much where one stands beside it; else it is another one, or a letter is missing.
    let is_telling = if part.chars().all(is_mark) {
        tells(&text) && (tells(rest) || at_a_mark)
    } else {
        tells(rest) && tells(beside)
    };
    (is_telling && is_there).then_some(Aligned { beside, part, is_missing: false, text })
}

/// Whether a rest says something of its own.
fn tells(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphanumeric()).count() >= 2
}

/// The part of an ARN that is left out: which it is, if it is one of those before the resource.
fn section(aligned: &Aligned<'_>) -> Option<&'static str> {
    let at = aligned.beside.matches(':').count();
    let whole = aligned.beside.ends_with(':') && aligned.part.matches(':').count() == 1;
    let is_section = aligned.is_missing && aligned.beside.starts_with("arn:") && at < 5 && whole;
    PART_NAMES.get(at).copied().filter(|_| is_section && aligned.part.ends_with(':'))
}

impl Aligned<'_> {
    /// What is missing or too much, as a clause; of a beginning it stands behind what agrees.
    fn clause(&self, begins: bool) -> String {
        let side = if begins { "behind" } else { "before" };
        let (part, beside) = (quoted(self.part.as_bytes()), quoted(self.beside.as_bytes()));
        match section(self) {
            Some(name) => {
                let part = quoted(self.part.trim_end_matches(':').as_bytes());
                format!("the ARN's {name}, {part}, is left out in the pattern")
            }
            None if self.is_missing => format!("the event has {part} more {side} {beside}"),
            None if self.beside.is_empty() => {
                format!("the pattern has {part} more, and would agree without it")
            }
            None => format!("the pattern has {part} more {side} {beside}, and would agree without it"),
        }
    }
}

impl Pair<'_> {
    /// A part that is missing, or too much, inside what `prefix` or `suffix` asks.
    pub(super) fn affix_aligned(&self, nearest: &mut Nearest, met: &str, affix: &AskedAffix<'_>) {
        let like = |text: &str| if affix.asked.folded { text.to_ascii_lowercase() } else { text.to_owned() };
        let (met, text) = (like(met), like(affix.asked.text));
        if met.len() > LONGEST || text.len() > LONGEST || !self.effort.spend(met.len() * MOST) {
            return;
        }
        let found = if affix.prefix { of_beginning(&met, &text) } else { of_ending(&met, &text) };
        let Some(found) = found else { return };
        let section = section(&found);
        let (kind, distance) = if section.is_some() { (MissKind::Arn, 0) } else { (MissKind::Part, 20) };
        nearest.offer(kind, distance, || {
            let sentence = format!(
                "The event has {}, and the pattern wants {}: {}.",
                self.met(),
                affix.asked.wanted(),
                found.clause(affix.prefix)
            );
            let item = affix.asked.item(&found.text);
            let fix = if section.is_some() {
                self.instead(item)
            } else {
                self.keeping(&item).map(|fix| if self.replaces(&fix) { if_all(fix) } else { fix })
            };
            (sentence, fix)
        });
    }

    /// A part that is missing, or too much, before a wildcard's first star.
    pub(super) fn wildcard_aligned(
        &self,
        nearest: &mut Nearest,
        (met, text): (&str, &str),
        fits: &impl Fn(&str) -> bool,
    ) {
        let Some((first, rest)) = text.split_once('*').filter(|_| met.len() <= LONGEST) else { return };
        if first.contains('\\') || first.len() > LONGEST || !self.effort.spend(met.len() * MOST) {
            return;
        }
        let Some(found) = of_beginning(met, first) else { return };
        let wildcard = format!("{}*{rest}", found.text);
        let section = section(&found);
        if !fits(&wildcard) {
            return;
        }
        nearest.offer(if section.is_some() { MissKind::Arn } else { MissKind::Part }, 20, || {
            let sentence = format!(
                "The event has {}, and the wildcard is {}: {}.",
                self.met(),
                quoted(text.as_bytes()),
                found.clause(true)
            );
            let item = format!("{{\"wildcard\": {}}}", literal(wildcard.as_bytes()));
            (sentence, if section.is_some() { self.instead(item) } else { self.keeping(&item) })
        });
    }

    /// An ARN that lacks one of the parts before its resource.
    pub(super) fn section_left_out(&self, nearest: &mut Nearest, met: &str, text: &str) {
        if met.len() > LONGEST || !text.starts_with("arn:") || !self.effort.spend(met.len() * MOST) {
            return;
        }
        let Some(found) = of_beginning(met, text).filter(|found| found.text == met) else { return };
        if section(&found).is_none() {
            return;
        }
        nearest.offer(MissKind::Arn, 0, || {
            let sentence = format!(
                "The event has {}, and the pattern wants the ARN {}: {}.",
                self.met(),
                quoted(text.as_bytes()),
                found.clause(true)
            );
            (sentence, self.take_over())
        });
    }

    /// What a person or another matcher has around a beginning or an ending: quotation marks, a sign for any
    /// characters.
    pub(super) fn affix_with_signs(&self, nearest: &mut Nearest, met: &str, affix: &AskedAffix<'_>) {
        let text = affix.asked.text;
        let fits = |inner: &str| {
            let end = affix.end(met, inner.chars().count());
            inner.len() < text.len()
                && tells(inner)
                && (end == inner || affix.asked.folded && end.to_lowercase() == inner.to_lowercase())
        };
        let sentence = |how: &str| {
            format!("The event has {}, and the pattern wants {}: {how}.", self.met(), affix.asked.wanted())
        };
        let item = |inner: &str| -> Option<Fix> { self.instead(affix.asked.item(inner)) };
        let quotes = text.trim_matches(QUOTES);
        if fits(quotes) {
            return nearest.offer(MissKind::Syntax, 0, || {
                (sentence("the text has quotation marks inside its own"), item(quotes))
            });
        }
        let (what, place) = (affix.what(), affix.place());
        let signs = |c: char| matches!(c, '%' | '^' | '$') || c == '*' && !affix.prefix;
        let bare = if affix.prefix {
            text.trim_end_matches(signs)
        } else {
            let bare = text.trim_matches(signs);
            bare.strip_suffix('.').filter(|_| text.ends_with(".*")).unwrap_or(bare)
        };
        if fits(bare) {
            let sign = text
                .chars()
                .find(|c| signs(*c))
                .map_or_else(String::new, |c| quoted(c.to_string().as_bytes()));
            nearest.offer(if sign == "\"*\"" { MissKind::StarIsLiteral } else { MissKind::Syntax }, 0, || {
                let how = format!(
                    "in a {what} {sign} stands for nothing but itself, and the {what} says by itself how a value {place}s"
                );
                (sentence(&how), item(bare))
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_too_many_or_too_few_is_found() {
        let arn = "arn:aws:sqs:eu-west-2:111122223333:orders-live";
        for (met, text, part, meant) in [
            ("media/raw/2026/eu/a.mov", "media/2026/", "raw/", "media/raw/2026/"),
            ("media/raw/2026/eu/a.mov", "media/raw/eu/", "2026/", "media/raw/2026/eu/"),
            ("media/raw/2026/eu/a.mov", "media/zz/raw/", "zz/", "media/raw/"),
            ("uploads/2026/a", "uploads/2026/.", ".", "uploads/2026/"),
            ("AWS_EC2_INSTANCE_STOP_SOON", "AWS_EC2_STOP_", "INSTANCE_", "AWS_EC2_INSTANCE_STOP_"),
            (
                arn,
                "arn:aws:sqs:eu-west-2:orders-",
                "111122223333:",
                "arn:aws:sqs:eu-west-2:111122223333:orders-",
            ),
        ] {
            let found = of_beginning(met, text).unwrap();
            assert_eq!((found.part, found.text.as_str()), (part, meant), "{text}");
        }
        for (met, text, part, meant) in [
            ("shop.pay.card.declined", ".pay.declined", ".card", ".pay.card.declined"),
            ("a/b-final.csv", "/.csv", "/", ".csv"),
            ("shop.pay.card.declined", ".card.zz.declined", ".zz", ".card.declined"),
        ] {
            let found = of_ending(met, text).unwrap();
            assert_eq!((found.part, found.text.as_str()), (part, meant), "{text}");
        }
        for (met, text) in [("media/raw/a", "logs/raw/"), ("media/raw/2026/", "media/raw/zz/"), ("a", "b")] {
            assert_eq!(of_beginning(met, text), None, "{text}");
        }
        let sections =
            [("arn:aws:iam::role/app/", Some("account")), ("arn:iam::1:role/app/", Some("partition"))];
        for (text, name) in sections {
            let met = if name == Some("account") {
                "arn:aws:iam::1:role/app/x"
            } else {
                "arn:aws:iam::1:role/app/y"
            };
            assert_eq!(of_beginning(met, text).as_ref().and_then(section), name, "{text}");
        }
    }
}
