//! Why a string does not fit a wildcard, or is not the same but for letter case.

use crate::json::Fix;
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::affix::digits;
use crate::pattern::explain::value::ends::is_another_end;
use crate::pattern::explain::value::other_syntax::QUOTES;
use crate::pattern::explain::value::stand_ins::route;
use crate::pattern::explain::value::text_ladder::{AskedText, How};
use crate::pattern::explain::value::wildcard_other::{set_off, with_missing_letters};
use crate::pattern::explain::value::{Pair, amount, arn, regex};
use crate::pattern::explain::wording::differences::difference;
use crate::pattern::explain::wording::similarity::{literal, misspelled, quoted, tolerance};
use crate::pattern::wildcard::{Reach, Wildcard};

/// A wildcard without two stars in a row.
fn one_star(text: &str) -> String {
    let mut out = text.to_owned();
    while out.contains("**") {
        out = out.replace("**", "*");
    }
    out
}

impl Pair<'_> {
    /// Why a string does not fit a wildcard.
    pub(super) fn wildcard(&self, nearest: &mut Nearest, wildcard: &Wildcard) {
        let nested = self.nested_text();
        let (Some(met_text), Ok(text)) = (self.met_text(), std::str::from_utf8(&nested)) else {
            let first = wildcard.parts.first().filter(|_| wildcard.parts.len() == 2);
            let begins = wildcard.parts.last().is_some_and(|last| last.is_empty());
            let signs = nested.iter().rev().take_while(|sign| **sign == b'?').count();
            let as_prefix = match first.filter(|_| begins) {
                Some(first) => first,
                // Each question mark is taken for a digit.
                None if signs > 0 => nested.get(..nested.len() - signs).unwrap_or_default(),
                None => b"",
            };
            return self.not_a_string(nearest, "wildcard", as_prefix);
        };
        let asked = AskedText { text, how: How::Wildcard(wildcard), folded: false };
        let both = || format!("The event has {}, and the wildcard is {}", self.met(), quoted(&nested));
        let fits = |wildcard: &str| {
            Wildcard::read(wildcard.as_bytes()).is_ok_and(|w| w.matches(met_text.as_bytes()))
        };
        if self.star_escaped_twice(nearest, text, &fits) {
            return;
        }
        self.written_differently(nearest, met_text, &asked);
        self.unfilled(nearest, &asked);
        self.block_as_text(nearest, &asked, "wildcard");
        self.foreign_wildcard(nearest, text, &fits);
        self.wildcard_alternatives(nearest, text, &fits);
        self.wildcard_composed(nearest, met_text, wildcard);
        self.as_git_writes_it(nearest, &asked, fits);
        self.wildcard_without_end(nearest, text, &fits);
        self.wildcard_aligned(nearest, (met_text, text), &fits);
        if let Some((_, more)) = with_missing_letters(text, met_text).filter(|(whole, _)| fits(whole)) {
            nearest.offer(MissKind::Part, 0, || {
                let sentence = format!(
                    "{}: the event has {} more there, so they may be two things.",
                    both(),
                    quoted(more.as_bytes())
                );
                (sentence, None)
            });
        }
        for (at, looser, side) in [
            (0, format!("{text}*"), "end"),
            (1, format!("*{text}"), "beginning"),
            (2, format!("*{text}*"), "beginning and end"),
        ] {
            let looser = looser.replace("**", "*");
            if fits(&looser) {
                let looser = set_off(text, at, &fits).unwrap_or(looser);
                nearest.offer(MissKind::Part, at, || {
                    let sentence = format!(
                        "The event has {}, which has more at the {side} than the wildcard {} allows; without a \
                            star there it must cover the whole value.",
                        self.met(),
                        quoted(&nested)
                    );
                    (sentence, self.keeping(&asked.item(&looser)))
                });
            }
        }
        // S3's events name the bucket, and not what lies in it.
        if text.trim_end_matches('*').strip_suffix('/') == Some(met_text) {
            nearest.offer(MissKind::Part, 3, || {
                let sentence = format!(
                    "{}: the event's value ends where the wildcard wants a slash, and nothing lies behind it.",
                    both()
                );
                (sentence, None)
            });
        }
        if let Some((how, other, replaces)) = arn::up_to(met_text, text, fits) {
            nearest.offer(MissKind::Arn, 5, || {
                let item = asked.item(&other);
                (format!("{}: {how}.", both()), if replaces { self.instead(item) } else { None })
            });
        }
        self.breaks_off(nearest, wildcard, met_text, &quoted(&nested));
    }

    /// Stars behind a backslash, question marks, regular expressions.
    fn foreign_wildcard(&self, nearest: &mut Nearest, text: &str, fits: &impl Fn(&str) -> bool) {
        let both =
            || format!("The event has {}, and the wildcard is {}", self.met(), quoted(text.as_bytes()));
        let instead =
            |wildcard: &str| self.instead(format!("{{\"wildcard\": {}}}", literal(wildcard.as_bytes())));
        // The backslash may be that of a path, which is written twice, or one too many.
        let of_path = text.replace("\\*", "\\\\*");
        let bare = text.replace("\\*", "*");
        if let Some(meant) = [of_path, bare].into_iter().find(|other| other != text && fits(other)) {
            nearest.offer(MissKind::StarIsLiteral, 0, || {
                (format!("{}: behind a backslash a star is only a star.", both()), instead(&meant))
            });
        }
        let unquoted = text.trim_matches(QUOTES);
        if unquoted != text && fits(unquoted) {
            nearest.offer(MissKind::Syntax, 0, || {
                (format!("{}: the text has quotation marks inside its own.", both()), instead(unquoted))
            });
        }
        let dots =
            ["...", "…"].iter().find_map(|dots| text.strip_suffix(dots)).map(|begin| format!("{begin}*"));
        let signs = one_star(&text.replace("_%", "*").replace(['?', '%'], "*"));
        let signs = [Some(signs), route(text), dots].into_iter().flatten();
        if let Some(stars) = signs.map(|stars| one_star(&stars)).find(|stars| stars != text && fits(stars)) {
            nearest.offer(MissKind::Syntax, 0, || {
                let wider = if text.contains('?') {
                    ", and it takes any run of them, also none"
                } else if text.contains('/') && text.contains(['{', ':', '+', '#']) {
                    ", and it takes any run of them, slashes among them"
                } else {
                    ""
                };
                let sentence =
                    format!("{}: the star is the only character that stands for others{wider}.", both());
                (sentence, instead(&stars))
            });
        }
        // Backslashes of an expression are written twice in a wildcard.
        let classes = one_star(&regex::classes_as_stars(&text.replace("\\\\", "\\")));
        if classes != text && fits(&classes) {
            nearest.offer(MissKind::Syntax, 0, || {
                let sentence = format!(
                    "{}: a wildcard has no classes of characters; the star is the only thing that stands for others, and it \
                        takes any run of them, also other ones.",
                    both()
                );
                (sentence, instead(&classes))
            });
        }
        // The stars of a wildcard that is taken for a regular expression.
        let regex = text
            .replace(".*", "*")
            .replace(".+", "*")
            .trim_start_matches('^')
            .trim_end_matches('$')
            .replace("\\.", ".");
        let once = Some(text.replace("\\\\", "\\")).filter(|once| once != text);
        let translations =
            std::iter::once(text.to_owned()).chain(once).filter_map(|text| regex::translated(&text));
        let alone =
            translations.filter_map(|translation| <[String; 1]>::try_from(translation.wildcards).ok());
        let alone = alone.flatten();
        let mut all = std::iter::once(regex).chain(alone);
        // A star of its own shows that the full stop before another one is only a full stop.
        let stars = text.match_indices('*').filter_map(|(at, _)| text.get(..at)?.chars().next_back());
        let of_expression = stars.clone().count() == text.matches('*').count()
            && stars
                .into_iter()
                .all(|before| !before.is_alphanumeric() && !matches!(before, '-' | '/' | ':' | '_'));
        if let Some(wildcard) = all.find(|other| *other != text && fits(other)).filter(|_| of_expression) {
            nearest.offer(MissKind::Syntax, 1, || {
                let sentence = format!(
                    "{}: a wildcard is not a regular expression; a star alone stands for any run of characters, \
                        and a full stop for itself.",
                    both()
                );
                (sentence, instead(&wildcard))
            });
        }
    }

    /// A condition that ignores letter case where there is one, else the wildcard in the event's letters.
    pub(super) fn any_case(&self, wildcard: &Wildcard, met_text: &str) -> Option<Fix> {
        let folded = |what: &str, text: &[u8]| {
            self.instead(format!("{{\"{what}\": {{\"equals-ignore-case\": {}}}}}", literal(text)))
        };
        match &*wildcard.parts {
            [whole] => return self.instead(format!("{{\"equals-ignore-case\": {}}}", literal(whole))),
            [first, last] if last.is_empty() => return folded("prefix", first),
            [first, last] if first.is_empty() => return folded("suffix", last),
            _ => {}
        }
        if !met_text.is_ascii() {
            return None;
        }
        let lower = met_text.to_ascii_lowercase();
        let (mut parts, mut at) = (Vec::new(), 0);
        for (index, part) in wildcard.parts.iter().enumerate() {
            let wanted = std::str::from_utf8(part).ok()?.to_ascii_lowercase();
            let last = index + 1 == wildcard.parts.len();
            let place = if last {
                lower.len().checked_sub(wanted.len())?
            } else {
                at + lower.get(at..)?.find(&wanted)?
            };
            parts.push(met_text.get(place..place + wanted.len())?.as_bytes().into());
            at = place + wanted.len();
        }
        let text = Wildcard { parts: parts.into() }.text();
        self.instead(format!("{{\"wildcard\": {}}}", literal(&text)))
    }

    /// Where a wildcard stops fitting.
    fn breaks_off(&self, nearest: &mut Nearest, wildcard: &Wildcard, met_text: &str, wanted: &str) {
        let parts = wildcard.parts.len();
        let (Reach::Part(at), true) = (wildcard.reach(met_text.as_bytes()), parts > 0) else {
            return nearest.offer(MissKind::Different, 11, || {
                (format!("The event has {}, which the wildcard {wanted} does not fit.", self.met()), None)
            });
        };
        self.part_misspelled(nearest, wildcard, at, met_text, wanted);
        self.wildcard_with_slips(nearest, wildcard, met_text, wanted);
        self.too_short(nearest, wildcard, at, met_text, wanted);
        let part = quoted(wildcard.parts.get(at).map_or(b"", |part| part));
        let fitted: Vec<Box<[u8]>> = wildcard.parts.iter().take(at).cloned().collect();
        let nothing = fitted.iter().all(|part| part.is_empty());
        let (kind, distance) =
            if nothing { (MissKind::Different, 11) } else { (MissKind::BreaksOff, 90 - 90 * at / parts) };
        nearest.offer(kind, distance, || {
            let met = self.met();
            let sentence = match (at, nothing, at + 1 == parts) {
                (0, ..) => format!(
                    "The event has {met}, which does not begin with {part}, as the wildcard {wanted} wants."
                ),
                (_, true, true) => {
                    format!(
                        "The event has {met}, which does not end with {part}, as the wildcard {wanted} wants."
                    )
                }
                (_, true, false) => {
                    format!(
                        "The event has {met}, in which there is no {part}, as the wildcard {wanted} wants."
                    )
                }
                (_, false, last) => {
                    let beginning =
                        quoted(&[Wildcard { parts: fitted.into() }.text(), b"*".to_vec()].concat());
                    let how = if last { "does not end with" } else { "has no" };
                    format!(
                        "The event has {met}, which fits the beginning {beginning} of the wildcard {wanted}, \
                            but behind that it {how} {part}."
                    )
                }
            };
            (sentence, None)
        });
    }

    /// A part of a wildcard with a few letters wrong.
    fn part_misspelled(
        &self,
        nearest: &mut Nearest,
        wildcard: &Wildcard,
        at: usize,
        met_text: &str,
        wanted: &str,
    ) {
        let part = wildcard.parts.get(at).and_then(|part| std::str::from_utf8(part).ok()).unwrap_or_default();
        let count = part.chars().count();
        let most = tolerance(count);
        if most == 0
            || met_text.len() > 300
            || is_another_end(met_text, part)
            || !self.effort.spend(met_text.len() * count * count)
        {
            return;
        }
        let starts: Vec<usize> = met_text.char_indices().map(|(start, _)| start).collect();
        let near = starts
            .iter()
            .flat_map(|start| {
                (count.saturating_sub(1)..=count + 1).filter_map(move |length| {
                    let rest = met_text.get(*start..)?;
                    let end = rest.char_indices().map(|(end, _)| end).chain([rest.len()]).nth(length)?;
                    rest.get(..end).filter(|there| !is_cut(met_text, *start, there, part))
                })
            })
            .filter_map(|there| Some((misspelled(there, part, most)?, there)))
            // With other digits it has to be the same part but for these.
            .filter(|(_, there)| {
                let same = there.chars().count() == count;
                !amount::are_two(there, part) && (same || digits(there) == digits(part))
            })
            .min_by_key(|(distance, there)| (*distance, there.chars().count().abs_diff(count)));
        let Some((distance, there)) = near else { return };
        let mut parts = wildcard.parts.to_vec();
        if let Some(slot) = parts.get_mut(at) {
            *slot = there.as_bytes().into();
        }
        let other = Wildcard { parts: parts.into() };
        if !other.matches(met_text.as_bytes()) {
            return;
        }
        nearest.offer(MissKind::Spelling, distance, || {
            let sentence = format!(
                "The event has {}, and the wildcard is {wanted}: {}.",
                self.met(),
                difference(there, part)
            );
            let item = format!("{{\"wildcard\": {}}}", literal(&other.text()));
            (sentence, self.corrected(there, part, &item))
        });
    }
}

/// Whether a piece of a text begins inside a word, with another letter than the part that it is held against:
/// `ngress` of `GroupIngress` is no misspelling of `Egress`.
fn is_cut(text: &str, start: usize, piece: &str, part: &str) -> bool {
    let before = text.get(..start).and_then(|before| before.chars().next_back());
    let (Some(before), Some(first), Some(wanted)) = (before, piece.chars().next(), part.chars().next())
    else {
        return false;
    };
    let inside = before.is_alphanumeric()
        && first.is_alphanumeric()
        && !(before.is_lowercase() && first.is_uppercase());
    inside && !first.to_lowercase().eq(wanted.to_lowercase())
}
