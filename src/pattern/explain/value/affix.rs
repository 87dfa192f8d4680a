//! Why a string does not begin or end as `prefix` and `suffix` ask.

use crate::json::Kind;
use crate::pattern::explain::miss::{MissKind, Nearest};
use crate::pattern::explain::value::notation;
use crate::pattern::explain::value::other_syntax;
use crate::pattern::explain::value::whole_text::{MEANT, escape_wildcard};
use crate::pattern::explain::value::{Pair, typed};
use crate::pattern::explain::wording::differences::{difference, look_difference, space_difference};
use crate::pattern::explain::wording::similarity::{bare_name, latin_looks, literal, quoted};
use crate::pattern::wildcard::Wildcard;

/// A longer text is not searched for the part that is written differently.
const LONGEST: usize = 400;

/// What `prefix` or `suffix` asks, for sentences.
struct Affix<'t> {
    text: &'t str,
    prefix: bool,
    folded: bool,
}

impl Affix<'_> {
    fn what(&self) -> &'static str {
        if self.prefix { "prefix" } else { "suffix" }
    }

    fn place(&self) -> &'static str {
        if self.prefix { "begin" } else { "end" }
    }

    /// Whether the value has it at its end, both taken through `like`.
    fn fits(&self, met: &str, like: impl Fn(&str) -> String) -> bool {
        let (met, affix) = (like(met), like(self.text));
        !affix.is_empty() && if self.prefix { met.starts_with(&affix) } else { met.ends_with(&affix) }
    }

    /// The shortest end of the value that is the same as the affix when both are taken through `like`.
    fn meant<'m>(&self, met: &'m str, like: impl Fn(&str) -> String) -> Option<&'m str> {
        if met.len() > LONGEST || self.text.len() > LONGEST {
            return None;
        }
        let affix = like(self.text);
        let mut ends: Vec<&str> = met
            .char_indices()
            .map(|(at, _)| at)
            .chain([met.len()])
            .filter_map(|at| if self.prefix { met.get(..at) } else { met.get(at..) })
            .collect();
        ends.sort_by_key(|end| end.len());
        ends.into_iter().find(|end| like(end) == affix)
    }

    /// As many characters of the value as the affix has, from the same side.
    fn end<'m>(&self, met: &'m str) -> &'m str {
        let count = self.text.chars().count();
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

    /// Whether the value's end stops where a word does.
    fn is_whole(&self, met: &str, end: &str) -> bool {
        let (inner, next) = if self.prefix {
            (end.chars().next_back(), met.get(end.len()..).and_then(|rest| rest.chars().next()))
        } else {
            (end.chars().next(), met.get(..met.len() - end.len()).and_then(|rest| rest.chars().next_back()))
        };
        inner.is_some_and(is_mark) || next.is_some_and(is_mark)
    }

    fn item(&self, text: &str) -> String {
        let text = literal(text.as_bytes());
        let what = self.what();
        if self.folded {
            format!("{{\"{what}\": {{\"equals-ignore-case\": {text}}}}}")
        } else {
            format!("{{\"{what}\": {text}}}")
        }
    }
}

impl Pair<'_> {
    /// Why the value does not begin, or end, with a text.
    pub(in crate::pattern::explain) fn affix(
        &self,
        nearest: &mut Nearest,
        affix: &[u8],
        prefix: bool,
        folded: bool,
    ) {
        let (Some(met_text), Ok(text)) = (self.met_text(), std::str::from_utf8(affix)) else {
            return self.not_a_string(nearest, if prefix { "prefix" } else { "suffix" });
        };
        let affix = Affix { text, prefix, folded };
        self.affix_written_differently(nearest, met_text, &affix);
        self.affix_foreign(nearest, met_text, &affix);
        self.affix_elsewhere(nearest, met_text, &affix);
        let begins = |text: &str| prefix && met_text.starts_with(text);
        if let Some((how, other)) = notation::arn_up_to(met_text, text, begins) {
            nearest.offer(MissKind::Arn, 5, || {
                (
                    format!(
                        "The event has {}, and the pattern wants the prefix {}: {how}.",
                        self.met(),
                        quoted(text.as_bytes())
                    ),
                    self.instead(affix.item(&other)),
                )
            });
        }
        let count = text.chars().count();
        let shared = shared_characters(met_text, &affix);
        let wanted = || quoted(text.as_bytes());
        if shared > 0 && shared < count {
            nearest.offer(MissKind::BreaksOff, 90_usize.saturating_sub(shared * 90 / count), || {
                let side = if prefix { "first" } else { "last" };
                let what = affix.what();
                let how = difference(affix.end(met_text), text);
                (
                    format!(
                        "The event has {}; of the {what} {}, the {side} {shared} of {count} characters \
                            agree, then {how}.",
                        self.met(),
                        wanted()
                    ),
                    self.add_value(),
                )
            });
        }
        nearest.offer(MissKind::Different, 10, || {
            // Of a file name the other ending, else as much as is asked for, if that ends at a word.
            let point = met_text
                .rfind('.')
                .and_then(|at| met_text.get(at..))
                .filter(|_| !prefix && text.starts_with('.'));
            let ending = point.or_else(|| {
                Some(affix.end(met_text)).filter(|end| count > 1 && affix.is_whole(met_text, end))
            });
            let but =
                ending.map_or_else(String::new, |ending| format!(" but with {}", quoted(ending.as_bytes())));
            let fix = ending.map_or_else(|| self.add_value(), |ending| self.add(&affix.item(ending)));
            (
                format!(
                    "The event has {}, which does not {} with {}{but}.",
                    self.met(),
                    affix.place(),
                    wanted()
                ),
                fix,
            )
        });
    }

    fn affix_written_differently(&self, nearest: &mut Nearest, met_text: &str, affix: &Affix<'_>) {
        let both = || {
            format!(
                "The event has {}, and the pattern wants the {} {}",
                self.met(),
                affix.what(),
                quoted(affix.text.as_bytes())
            )
        };
        let fix = |end: Option<&str>| end.and_then(|end| self.instead(affix.item(end)));
        let lower = |text: &str| text.to_lowercase();
        if !affix.folded && affix.fits(met_text, lower) {
            nearest.offer(MissKind::LetterCase, 0, || {
                let text = literal(affix.text.as_bytes());
                let ignoring = format!("{{\"{}\": {{\"equals-ignore-case\": {text}}}}}", affix.what());
                (format!("{}: only the letter case differs, and it counts.", both()), self.instead(ignoring))
            });
        }
        let spaces =
            |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
        if affix.fits(met_text, spaces) {
            nearest.offer(MissKind::WhiteSpace, 0, || {
                let end = affix.meant(met_text, spaces);
                let how = end.map_or_else(
                    || "only white space differs, and it counts".to_owned(),
                    |end| space_difference(end, affix.text),
                );
                (format!("{}: {how}.", both()), fix(end))
            });
        }
        let looks = |text: &str| latin_looks(text).to_lowercase();
        if affix.fits(met_text, looks) {
            nearest.offer(MissKind::LookAlike, 0, || {
                let end = affix.meant(met_text, looks);
                let how =
                    end.map_or_else(String::new, |end| format!(", but {}", look_difference(end, affix.text)));
                (format!("{}: they look alike{how}.", both()), fix(end))
            });
        }
        let marks = !affix.text.contains(|c| MEANT.contains(c));
        if marks && bare_name(affix.text).len() >= 2 && affix.fits(met_text, bare_name) {
            nearest.offer(MissKind::Separator, 0, || {
                let end = affix.meant(met_text, bare_name).map(|end| whole_separators(met_text, end, affix));
                let how = end.map_or_else(String::new, |end| {
                    format!(": {}", difference(&end.to_lowercase(), &affix.text.to_lowercase()))
                });
                (format!("{}: only the punctuation differs, and it counts{how}.", both()), fix(end))
            });
        }
        if affix.fits(met_text, notation::decoded) {
            nearest.offer(MissKind::Notation, 0, || {
                let end = affix.meant(met_text, notation::decoded);
                (
                    format!(
                        "{}: one of them is URL-encoded (a blank as \"+\" or \"%20\"), and EventBridge does \
                            not decode it.",
                        both()
                    ),
                    fix(end),
                )
            });
        }
    }

    fn affix_foreign(&self, nearest: &mut Nearest, met_text: &str, affix: &Affix<'_>) {
        let fits = |wildcard: &str| {
            Wildcard::read(wildcard.as_bytes()).is_ok_and(|wildcard| wildcard.matches(met_text.as_bytes()))
        };
        let whole = |text: &str| {
            if affix.prefix { format!("{text}*") } else { format!("*{text}") }.replace("**", "*")
        };
        let instead =
            |wildcard: &str| self.instead(format!("{{\"wildcard\": {}}}", literal(wildcard.as_bytes())));
        let wanted = || quoted(affix.text.as_bytes());
        let star = whole(affix.text);
        let lower = Wildcard::read(star.to_lowercase().as_bytes())
            .is_ok_and(|wildcard| wildcard.matches(met_text.to_lowercase().as_bytes()));
        if let Some(wildcard) =
            Wildcard::read(star.as_bytes()).ok().filter(|_| affix.text.contains('*') && lower)
        {
            nearest.offer(MissKind::StarIsLiteral, 1, || {
                let sentence = format!(
                    "In a {} a star is only a star, so {} does not match {}; as a wildcard it would but for \
                        letter case, which counts.",
                    affix.what(),
                    wanted(),
                    self.met()
                );
                (sentence, self.any_case(&wildcard, met_text))
            });
        }
        if affix.text.contains('*') && fits(&star) {
            nearest.offer(MissKind::StarIsLiteral, 0, || {
                (
                    format!(
                        "In a {} a star is only a star, so {} does not match {}. As a wildcard it would.",
                        affix.what(),
                        wanted(),
                        self.met()
                    ),
                    instead(&star),
                )
            });
        }
        if let Some(wildcard) = other_syntax::from_regex(affix.text)
            .map(|wildcard| whole(&wildcard))
            .filter(|wildcard| fits(wildcard))
        {
            nearest.offer(MissKind::Syntax, 1, || {
                (
                    format!(
                        "The event has {}, and the pattern wants the {} {}: EventBridge has no regular \
                        expressions; a wildcard says it with \"*\".",
                        self.met(),
                        affix.what(),
                        wanted()
                    ),
                    instead(&wildcard),
                )
            });
        }
    }

    /// The text is there, only not at the end that is asked about; or the value ends before the text does.
    fn affix_elsewhere(&self, nearest: &mut Nearest, met_text: &str, affix: &Affix<'_>) {
        let (text, place) = (affix.text, affix.place());
        let wanted = || quoted(text.as_bytes());
        let (other, swapped) = if affix.prefix { ("ends", "suffix") } else { ("begins", "prefix") };
        let long = text.chars().count() >= 2;
        if long && (if affix.prefix { met_text.ends_with(text) } else { met_text.starts_with(text) }) {
            nearest.offer(MissKind::Part, 0, || {
                let fix = self.instead(format!("{{\"{swapped}\": {}}}", literal(text.as_bytes())));
                (
                    format!(
                        "The event has {}, which {other} with {} but does not {place} with it.",
                        self.met(),
                        wanted()
                    ),
                    fix,
                )
            });
        } else if long && met_text.contains(text) {
            nearest.offer(MissKind::Part, 3, || {
                let wildcard = literal(format!("*{}*", escape_wildcard(text)).as_bytes());
                let fix = self.instead(format!("{{\"wildcard\": {wildcard}}}"));
                (
                    format!(
                        "The event has {}, which contains {} but does not {place} with it.",
                        self.met(),
                        wanted()
                    ),
                    fix,
                )
            });
        }
        let ends = if affix.prefix { text.starts_with(met_text) } else { text.ends_with(met_text) };
        if ends && !met_text.is_empty() {
            nearest.offer(MissKind::Part, 1, || {
                let what = affix.what();
                (
                    format!(
                        "The event has only {}, which is shorter than the {what} {}: {}.",
                        self.met(),
                        wanted(),
                        difference(met_text, text)
                    ),
                    self.instead(affix.item(met_text)),
                )
            });
        }
        // A slash, a dot or the like too many at the outer end.
        let inner =
            if affix.prefix { text.trim_start_matches(is_mark) } else { text.trim_end_matches(is_mark) };
        let fits = if affix.prefix { met_text.starts_with(inner) } else { met_text.ends_with(inner) };
        if inner.len() < text.len() && inner.chars().count() >= 2 && fits {
            nearest.offer(MissKind::Part, 2, || {
                let extra =
                    if affix.prefix { text.get(..text.len() - inner.len()) } else { text.get(inner.len()..) };
                let what = affix.what();
                (
                    format!(
                        "The event has {}, which does not {place} with the {what} {} but would without its \
                            {}.",
                        self.met(),
                        wanted(),
                        quoted(extra.unwrap_or_default().as_bytes())
                    ),
                    self.instead(affix.item(inner)),
                )
            });
        }
    }

    /// The value is no string, and the operator knows nothing else.
    pub(in crate::pattern::explain) fn not_a_string(&self, nearest: &mut Nearest, operator: &str) {
        if self.met.kind() == Kind::String {
            return nearest.offer(MissKind::Different, 10, || {
                (format!("The event has {}, which does not fit.", self.met()), self.add_value())
            });
        }
        nearest.offer(MissKind::Different, 12, || {
            (
                format!("The event has {}, and \"{operator}\" compares strings only.", typed(self.met)),
                self.add_value(),
            )
        });
    }
}

fn is_mark(c: char) -> bool {
    !c.is_alphanumeric()
}

/// The end of a value with the punctuation that follows it, as far as the affix goes on with punctuation too.
fn whole_separators<'m>(met: &'m str, end: &'m str, affix: &Affix<'_>) -> &'m str {
    let wants = if affix.prefix { affix.text.ends_with(is_mark) } else { affix.text.starts_with(is_mark) };
    if !wants {
        return end;
    }
    let grown = if affix.prefix {
        met.get(end.len()..)
            .and_then(|behind| behind.chars().next())
            .filter(|c| is_mark(*c))
            .and_then(|c| met.get(..end.len() + c.len_utf8()))
    } else {
        let at = met.len() - end.len();
        met.get(..at)
            .and_then(|before| before.chars().next_back())
            .filter(|c| is_mark(*c))
            .and_then(|c| met.get(at - c.len_utf8()..))
    };
    grown.unwrap_or(end)
}

fn shared_characters(text: &str, affix: &Affix<'_>) -> usize {
    let same = |a: char, b: char| a == b || (affix.folded && a.to_lowercase().eq(b.to_lowercase()));
    if affix.prefix {
        text.chars().zip(affix.text.chars()).take_while(|&(a, b)| same(a, b)).count()
    } else {
        text.chars().rev().zip(affix.text.chars().rev()).take_while(|&(a, b)| same(a, b)).count()
    }
}
