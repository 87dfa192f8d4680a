//! Why a string does not fit a wildcard, or is not the same but for letter case.

use crate::pattern::explain::miss::{MissKind, Nearest};
use crate::pattern::explain::value::Pair;
use crate::pattern::explain::value::notation;
use crate::pattern::explain::value::other_syntax;
use crate::pattern::explain::value::whole_text::unlike;
use crate::pattern::explain::wording::differences::difference;
use crate::pattern::explain::wording::similarity::{literal, quoted, tolerance};
use crate::pattern::fold::Folded;
use crate::pattern::wildcard::{Reach, Wildcard};

impl Pair<'_> {
    /// Why a string is not the wanted one in any letter case.
    pub(in crate::pattern::explain) fn fold(&self, nearest: &mut Nearest, folded: &Folded) {
        let nested = self.nested_text();
        let (Some(met_text), Ok(wanted_text)) = (self.met_text(), std::str::from_utf8(&nested)) else {
            return self.not_a_string(nearest, "equals-ignore-case");
        };
        let both = || {
            format!(
                "The event has {}, and the pattern wants {} in any letter case",
                self.met(),
                quoted(&nested)
            )
        };
        // Not every text equals itself here: see the module `fold`.
        let same = || {
            let item = format!("{{\"equals-ignore-case\": {}}}", self.met_literal());
            if Folded::new(met_text.as_bytes()).equals(met_text.as_bytes()) {
                self.instead(item)
            } else {
                self.take_over()
            }
        };
        let (lower_met, lower_wanted) = (met_text.to_lowercase(), wanted_text.to_lowercase());
        let far = |text: &str| text.to_uppercase().to_lowercase();
        if far(met_text) == far(wanted_text) {
            nearest.offer(MissKind::LetterCase, 1, || {
                (
                    format!(
                        "{}: EventBridge folds each letter of the pattern to its plain lower and upper \
                    case and no further (ß stands for SS, but SS not for ß), so these differ.",
                        both()
                    ),
                    same(),
                )
            });
        } else {
            self.written_differently(nearest, met_text, wanted_text);
        }
        if let Some(distance) =
            self.edits(&lower_met, &lower_wanted, tolerance(lower_wanted.chars().count())).filter(|&d| d > 0)
        {
            nearest.offer(MissKind::Spelling, distance, || {
                (format!("{}: {}.", both(), difference(&lower_met, &lower_wanted)), same())
            });
        }
        if folded.strip_prefix(met_text.as_bytes()).is_some() && !wanted_text.is_empty() {
            nearest.offer(MissKind::Part, 0, || {
                let fix =
                    self.instead(format!("{{\"prefix\": {{\"equals-ignore-case\": {}}}}}", literal(&nested)));
                (
                    format!(
                        "The event has {}, which begins with {} and goes on; the whole value must agree.",
                        self.met(),
                        quoted(&nested)
                    ),
                    fix,
                )
            });
        } else if folded.ends(met_text.as_bytes()) && !wanted_text.is_empty() {
            nearest.offer(MissKind::Part, 1, || {
                let fix = self.instead(format!(
                    "{{\"suffix\": {{\"equals-ignore-case\": \
                    {}}}}}",
                    literal(&nested)
                ));
                (
                    format!(
                        "The event has {}, which ends with {} but begins with more; the whole value must \
                            agree.",
                        self.met(),
                        quoted(&nested)
                    ),
                    fix,
                )
            });
        }
        if wanted_text.contains('*')
            && Wildcard::read(lower_wanted.as_bytes())
                .is_ok_and(|wildcard| wildcard.matches(lower_met.as_bytes()))
        {
            nearest.offer(MissKind::StarIsLiteral, 0, || {
                (
                    format!(
                        "In \"equals-ignore-case\" a star is only a star, so {} does not match {}.",
                        quoted(&nested),
                        self.met()
                    ),
                    self.add_value(),
                )
            });
        }
        nearest.differs(unlike(&lower_met, &lower_wanted), || (format!("{}.", both()), self.add_value()));
    }

    /// Why a string does not fit a wildcard.
    pub(in crate::pattern::explain) fn wildcard(&self, nearest: &mut Nearest, wildcard: &Wildcard) {
        let nested = self.nested_text();
        let (Some(met_text), Ok(text)) = (self.met_text(), std::str::from_utf8(&nested)) else {
            return self.not_a_string(nearest, "wildcard");
        };
        let both = || format!("The event has {}, and the wildcard is {}", self.met(), quoted(&nested));
        let fits = |wildcard: &str| {
            Wildcard::read(wildcard.as_bytes()).is_ok_and(|w| w.matches(met_text.as_bytes()))
        };
        let instead =
            |wildcard: &str| self.instead(format!("{{\"wildcard\": {}}}", literal(wildcard.as_bytes())));
        if Wildcard::read(text.to_lowercase().as_bytes())
            .is_ok_and(|w| w.matches(met_text.to_lowercase().as_bytes()))
        {
            nearest.offer(MissKind::LetterCase, 0, || {
                (
                    format!("{}: only the letter case differs, and it counts.", both()),
                    self.any_case(wildcard, met_text),
                )
            });
        }
        if fits(text.trim()) {
            nearest.offer(MissKind::WhiteSpace, 0, || {
                (
                    format!("{}: only white space at the ends differs, and it counts.", both()),
                    instead(text.trim()),
                )
            });
        }
        if wildcard.matches(met_text.trim().as_bytes()) {
            nearest.offer(MissKind::WhiteSpace, 1, || {
                (
                    format!("{}: the event's value has white space around it, and it counts.", both()),
                    self.add_value(),
                )
            });
        }
        // One mark for another, everywhere in the text.
        for (kind, from, to) in [
            (MissKind::Separator, ":", "/"),
            (MissKind::Separator, "/", ":"),
            (MissKind::Separator, "-", "_"),
            (MissKind::Separator, "_", "-"),
            (MissKind::Separator, "-", " "),
            (MissKind::Separator, " ", "-"),
            (MissKind::Notation, " ", "+"),
            (MissKind::Notation, " ", "%20"),
        ] {
            let other = text.replace(from, to);
            // Only the last one of several may be meant: a resource behind the colons of an ARN.
            let last = text
                .rsplit_once(from)
                .map(|(before, behind)| format!("{before}{to}{behind}"))
                .unwrap_or_default();
            if let Some(fitting) = [other, last].into_iter().find(|other| *other != text && fits(other)) {
                nearest.offer(kind, 0, || {
                    (
                        format!("{}: where one has \"{from}\" the other has \"{to}\".", both()),
                        instead(&fitting),
                    )
                });
            }
        }
        if fits(&notation::decoded(text)) {
            nearest.offer(MissKind::Notation, 1, || {
                (
                    format!("{}: the wildcard is URL-encoded, and the value is not.", both()),
                    instead(&notation::decoded(text)),
                )
            });
        }
        self.foreign_wildcard(nearest, text, &fits);
        for (at, looser, side) in [
            (0, format!("{text}*"), "end"),
            (1, format!("*{text}"), "beginning"),
            (2, format!("*{text}*"), "beginning and end"),
        ] {
            let looser = looser.replace("**", "*");
            if fits(&looser) {
                nearest.offer(MissKind::Part, at, || {
                    (
                        format!(
                            "The event has {}, which has more at the {side} than the wildcard {} allows; \
                        without a star there it must cover the whole value.",
                            self.met(),
                            quoted(&nested)
                        ),
                        instead(&looser),
                    )
                });
            }
        }
        if let Some((how, other)) = notation::arn_up_to(met_text, text, fits) {
            nearest.offer(MissKind::Arn, 5, || (format!("{}: {how}.", both()), instead(&other)));
        }
        self.breaks_off(nearest, wildcard, met_text, &quoted(&nested));
    }

    /// Stars behind a backslash, question marks, regular expressions.
    fn foreign_wildcard(&self, nearest: &mut Nearest, text: &str, fits: &impl Fn(&str) -> bool) {
        let both =
            || format!("The event has {}, and the wildcard is {}", self.met(), quoted(text.as_bytes()));
        let instead =
            |wildcard: &str| self.instead(format!("{{\"wildcard\": {}}}", literal(wildcard.as_bytes())));
        let bare = text.replace("\\*", "*");
        if bare != text && fits(&bare) {
            nearest.offer(MissKind::StarIsLiteral, 0, || {
                (format!("{}: behind a backslash a star is only a star.", both()), instead(&bare))
            });
        }
        let stars = text.replace(['?', '%'], "*");
        if stars != text && fits(&stars) {
            nearest.offer(MissKind::Syntax, 0, || {
                (
                    format!("{}: the star is the only character that stands for others.", both()),
                    instead(&stars),
                )
            });
        }
        // The stars of a wildcard that is taken for a regular expression.
        let regex = text
            .replace(".*", "*")
            .replace(".+", "*")
            .trim_start_matches('^')
            .trim_end_matches('$')
            .replace("\\.", ".");
        let simple = other_syntax::from_regex(text).unwrap_or_default();
        if let Some(wildcard) = [regex, simple].into_iter().find(|other| *other != text && fits(other)) {
            nearest.offer(MissKind::Syntax, 1, || {
                (
                    format!(
                        "{}: a wildcard is no regular expression; a star alone stands for any run of \
                    characters, and a full stop for itself.",
                        both()
                    ),
                    instead(&wildcard),
                )
            });
        }
    }

    /// A condition that ignores letter case where there is one, else the wildcard in the event's letters.
    pub(in crate::pattern::explain) fn any_case(
        &self,
        wildcard: &Wildcard,
        met_text: &str,
    ) -> Option<crate::json::Fix> {
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
                (
                    format!("The event has {}, which the wildcard {wanted} does not fit.", self.met()),
                    self.add_value(),
                )
            });
        };
        let part = quoted(wildcard.parts.get(at).map_or(b"", |part| part));
        let fitted: Vec<Box<[u8]>> = wildcard.parts.iter().take(at).cloned().collect();
        let nothing = fitted.iter().all(|part| part.is_empty());
        let (kind, distance) =
            if nothing { (MissKind::Different, 11) } else { (MissKind::BreaksOff, 90 - 90 * at / parts) };
        nearest.offer(kind, distance, || {
            let met = self.met();
            let sentence = match (at, nothing, at + 1 == parts) {
                (0, ..) => format!(
                    "The event has {met}, which does not begin with {part}, as the wildcard \
                    {wanted} wants."
                ),
                (_, true, true) => format!(
                    "The event has {met}, which does not end with {part}, as the \
                    wildcard {wanted} wants."
                ),
                (_, true, false) => format!(
                    "The event has {met}, in which there is no {part}, as the \
                    wildcard {wanted} wants."
                ),
                (_, false, last) => {
                    let beginning =
                        quoted(&[Wildcard { parts: fitted.into() }.text(), b"*".to_vec()].concat());
                    let how = if last { "does not end with" } else { "has no" };
                    format!(
                        "The event has {met}, which fits the beginning {beginning} of the wildcard \
                        {wanted}, but behind that it {how} {part}."
                    )
                }
            };
            (sentence, self.add_value())
        });
    }
}
