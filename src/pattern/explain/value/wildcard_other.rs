//! What a wildcard has too much or too little at an end, and accents that it writes in another way.

use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::notation::{self, COMPOSED};
use crate::pattern::explain::value::{Pair, regex};
use crate::pattern::explain::wording::similarity::{composed_alike, literal, quoted};
use crate::pattern::explain::wording::slips::lacks_letters;
use crate::pattern::wildcard::Wildcard;

/// A wildcard with the letter or two that the value has more at its end, within the word, and these.
pub(super) fn with_missing_letters(text: &str, met: &str) -> Option<(String, String)> {
    let last = |count: usize| {
        let more = met.get(met.char_indices().rev().nth(count - 1)?.0..)?;
        let whole = format!("{text}{more}");
        lacks_letters(text, &whole, more).then(|| (whole, more.to_owned()))
    };
    [last(1), last(2)].into_iter().flatten().next()
}

/// A wildcard that goes on at one or both of its ends, from a mark on, where one is there: `*/a.csv` and not
/// `*a.csv`, which takes `ba.csv`, too.
pub(super) fn set_off(text: &str, end: usize, fits: &impl Fn(&str) -> bool) -> Option<String> {
    const MARKS: [&str; 6] = ["/", ":", ".", "-", "_", " "];
    let open = |edge: Option<char>| edge.is_some_and(char::is_alphanumeric);
    let (begins, ends) = (open(text.chars().next()), open(text.chars().next_back()));
    let before = if end > 0 && begins { &MARKS[..] } else { &[""] };
    let behind = if end != 1 && ends { &MARKS[..] } else { &[""] };
    let (first, last) = (if end > 0 { "*" } else { "" }, if end == 1 { "" } else { "*" });
    let mut all = before.iter().flat_map(|before| behind.iter().map(move |behind| (before, behind)));
    all.find_map(|(before, behind)| {
        let wildcard = format!("{first}{before}{text}{behind}{last}").replace("**", "*");
        fits(&wildcard).then_some(wildcard)
    })
}

impl Pair<'_> {
    /// Something too much before the first star or behind the last: a slash, the name of the bucket.
    pub(super) fn wildcard_without_end(
        &self,
        nearest: &mut Nearest,
        text: &str,
        fits: &impl Fn(&str) -> bool,
    ) {
        let (Some(first), Some(last)) = (text.find('*'), text.rfind('*')) else { return };
        // What is left between the mark and the star must still say something.
        let tells = |left: &str| left.chars().filter(|c| c.is_alphabetic()).count() >= 2;
        let is_mark = |c: char| !c.is_alphanumeric() && c != '*';
        let marks = || text.char_indices().filter(|(_, c)| is_mark(*c)).take(40);
        let before = marks().take_while(|(at, _)| *at < first).find_map(|(at, c)| {
            let (extra, inner) = text.split_at_checked(at + c.len_utf8())?;
            let left = inner.get(..inner.find('*')?)?;
            // A name before the rest is part of what is asked, save that of the bucket before a key.
            let known = extra.chars().all(is_mark) || notation::with_bucket(self.path, text).is_some();
            (known && tells(left) && fits(inner)).then_some((extra, inner, "beginning"))
        });
        let behind = || {
            marks().skip_while(|(at, _)| *at < last).find_map(|(at, _)| {
                let (inner, extra) = text.split_at_checked(at)?;
                (extra.chars().all(is_mark) && tells(inner) && fits(inner)).then_some((extra, inner, "end"))
            })
        };
        let Some((extra, inner, place)) = before.or_else(behind) else { return };
        nearest.offer(MissKind::Part, 2, || {
            let hint =
                notation::with_bucket(self.path, text).map_or_else(String::new, |hint| format!(" {hint}"));
            let sentence = format!(
                "The event has {}, which does not fit the wildcard {} but would without its {} at the {place}.{hint}",
                self.met(),
                quoted(text.as_bytes()),
                quoted(extra.as_bytes())
            );
            (sentence, self.instead(format!("{{\"wildcard\": {}}}", literal(inner.as_bytes()))))
        });
    }

    /// A star that the value has, behind a backslash that is escaped itself. Whether it is so.
    pub(super) fn star_escaped_twice(
        &self,
        nearest: &mut Nearest,
        text: &str,
        fits: &impl Fn(&str) -> bool,
    ) -> bool {
        let once = text.replace("\\\\*", "\\*");
        let is_it = once != text && fits(&once);
        if is_it {
            nearest.offer(MissKind::StarIsLiteral, 0, || {
                let sentence = format!(
                    "The event has {}, and the wildcard is {}: two backslashes stand for a backslash, and the star behind them \
                        for any run of characters. One backslash makes it a star only.",
                    self.met(),
                    quoted(text.as_bytes())
                );
                (sentence, self.instead(format!("{{\"wildcard\": {}}}", literal(once.as_bytes()))))
            });
        }
        is_it
    }

    /// Alternatives within a wildcard, `{csv,json}` or `(2025|2026)`.
    pub(super) fn wildcard_alternatives(
        &self,
        nearest: &mut Nearest,
        text: &str,
        fits: &impl Fn(&str) -> bool,
    ) {
        let Some(each) = regex::each_alternative(text).filter(|each| each.iter().any(|one| fits(one))) else {
            return;
        };
        nearest.offer(MissKind::Syntax, 1, || {
            let sentence = format!(
                "The event has {}, and the wildcard is {}: a wildcard has no alternatives; each of several is a \
                    condition of its own in the list.",
                self.met(),
                quoted(text.as_bytes())
            );
            let item = |one: &String| format!("{{\"wildcard\": {}}}", literal(one.as_bytes()));
            (sentence, self.instead(each.iter().map(item).collect::<Vec<_>>().join(", ")))
        });
    }

    /// The value ends as the wildcard does, whose last part would have to begin before the one before it
    /// ends.
    pub(super) fn too_short(
        &self,
        nearest: &mut Nearest,
        wildcard: &Wildcard,
        at: usize,
        met: &str,
        wanted: &str,
    ) {
        let part = wildcard.parts.get(at).and_then(|part| std::str::from_utf8(part).ok()).unwrap_or_default();
        if at + 1 != wildcard.parts.len() || part.is_empty() || !met.ends_with(part) {
            return;
        }
        let slashes = |text: &[u8]| memchr::memchr_iter(b'/', text).count();
        nearest.offer(MissKind::BreaksOff, 1, || {
            let (asked, there) =
                (wildcard.parts.iter().map(|part| slashes(part)).sum::<usize>(), slashes(met.as_bytes()));
            let how = if asked > there {
                format!("the wildcard has {asked} times \"/\", and the event's value {there}")
            } else {
                "its other parts need more before that end".to_owned()
            };
            let sentence =
                format!("The event has {}, which is too short for the wildcard {wanted}: {how}.", self.met());
            (sentence, None)
        });
    }

    /// Accents that one side writes as characters of their own.
    pub(super) fn wildcard_composed(&self, nearest: &mut Nearest, met: &str, wildcard: &Wildcard) {
        const LONGEST: usize = 300;
        if met.is_ascii() || met.len() > LONGEST || !self.effort.spend(met.len() * met.len()) {
            return;
        }
        let mut rest = met;
        let mut parts: Vec<Box<[u8]>> = Vec::new();
        for part in &wildcard.parts {
            let Ok(part) = std::str::from_utf8(part) else { return };
            let starts = rest.char_indices().map(|(start, _)| start);
            let found = starts.filter_map(|start| rest.get(start..)).find_map(|from| {
                let ends = from.char_indices().map(|(at, c)| at + c.len_utf8());
                let alike = |there: &&str| *there == part || composed_alike(there, part);
                let there = ends.rev().filter_map(|end| from.get(..end)).find(alike);
                if part.is_empty() { Some("") } else { there }
            });
            let Some(there) = found else { return };
            let Some((_, behind)) = rest.split_once(there) else { return };
            rest = behind;
            parts.push(there.as_bytes().into());
        }
        let composed = Wildcard { parts: parts.into() };
        if !composed.matches(met.as_bytes()) {
            return;
        }
        nearest.offer(MissKind::Notation, 0, || {
            let sentence = format!(
                "The event has {}, and the wildcard is {}: {COMPOSED}.",
                self.met(),
                quoted(&wildcard.text())
            );
            (sentence, self.instead(format!("{{\"wildcard\": {}}}", literal(&composed.text()))))
        });
    }
}
