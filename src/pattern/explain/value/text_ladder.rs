//! Texts that differ in writing alone (letter case, blanks, punctuation, encodings): one ladder for whole
//! texts, prefixes, suffixes and wildcards. Values that are written in two ways, such as times and numbers,
//! are in `notation`; texts whose pieces stand in another order in `rearranged`.
//!
//! A rung reads a text so that one sort of difference vanishes, and keeps for each character the bytes that
//! it comes from. Where the readings of the event's value and of the pattern's text agree, these bytes say
//! what the pattern should have had; the fix keeps its operator.

use std::ops::Range;

use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::fixes::{CORRECT_IT, if_one, unless_corrected};
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::agreement::{Agreement, agree, may_agree};
use crate::pattern::explain::value::ends::{blank_for_a_mark, is_mark};
use crate::pattern::explain::value::{Pair, encodings, notation, numerals, rearranged, word_forms};
use crate::pattern::explain::wording::differences::{difference, look_difference, marks, space_difference};
use crate::pattern::explain::wording::similarity::{cleaned, literal, looks, quoted};
use crate::pattern::explain::wording::slips::marks_make_another;
use crate::pattern::wildcard::Wildcard;

/// Marks that may have a meaning for the writer of a pattern, so that more than punctuation differs with
/// them.
pub(super) const MEANT: &str = "*?%|^$\"{}[]<>=!";

/// What an item asks of a string.
pub(super) struct AskedText<'t> {
    pub(super) text: &'t str,
    pub(super) how: How<'t>,
    /// Whether letter case is ignored.
    pub(super) folded: bool,
}

/// Which part of the value the text is compared with.
#[derive(Clone, Copy)]
pub(super) enum How<'t> {
    Whole,
    Prefix,
    Suffix,
    Wildcard(&'t Wildcard),
}

impl AskedText<'_> {
    /// The item that asks the same of another text, as JSON. For a wildcard the text has its stars and
    /// escapes.
    pub(super) fn item(&self, text: &str) -> String {
        let text = literal(text.as_bytes());
        match (self.how, self.folded) {
            (How::Whole, false) => text,
            (How::Whole, true) => format!("{{\"equals-ignore-case\": {text}}}"),
            (How::Prefix, false) => format!("{{\"prefix\": {text}}}"),
            (How::Prefix, true) => format!("{{\"prefix\": {{\"equals-ignore-case\": {text}}}}}"),
            (How::Suffix, false) => format!("{{\"suffix\": {text}}}"),
            (How::Suffix, true) => format!("{{\"suffix\": {{\"equals-ignore-case\": {text}}}}}"),
            (How::Wildcard(_), _) => format!("{{\"wildcard\": {text}}}"),
        }
    }

    /// What the pattern wants, for a sentence.
    pub(super) fn wanted(&self) -> String {
        let text = quoted(self.text.as_bytes());
        let how = match self.how {
            How::Whole if self.text.is_empty() => return "the empty string".to_owned(),
            How::Whole => text,
            How::Prefix => format!("the prefix {text}"),
            How::Suffix => format!("the suffix {text}"),
            How::Wildcard(_) => return format!("the wildcard {text}"),
        };
        if self.folded { format!("{how} in any letter case") } else { how }
    }
}

/// One sort of difference.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum WritingDifference {
    Case,
    Space,
    Looks,
    Punctuation,
    Url,
    UrlCodes,
    Html,
}

impl WritingDifference {
    const ALL: [Self; 7] =
        [Self::Case, Self::Space, Self::Looks, Self::Punctuation, Self::Url, Self::UrlCodes, Self::Html];

    fn kind(self) -> MissKind {
        match self {
            Self::Case => MissKind::LetterCase,
            Self::Space => MissKind::WhiteSpace,
            Self::Looks => MissKind::LookAlike,
            Self::Punctuation => MissKind::Separator,
            Self::Url | Self::UrlCodes | Self::Html => MissKind::Notation,
        }
    }

    /// The characters of a text that are left, each with the bytes that it comes from.
    pub(super) fn read(self, text: &str) -> Vec<(char, Range<usize>)> {
        let mut out = Vec::with_capacity(text.len());
        let each = |out: &mut Vec<(char, Range<usize>)>,
                    chars: &mut dyn Iterator<Item = char>,
                    at: usize,
                    c: char| {
            out.extend(chars.flat_map(char::to_lowercase).map(|read| (read, at..at + c.len_utf8())));
        };
        let one = std::iter::once::<char>;
        match self {
            // The signs of kelvin, ohm and ångström look like the letters that they are the capitals of.
            Self::Case => text.char_indices().for_each(|(at, c)| match c {
                '\u{212a}' | '\u{2126}' | '\u{212b}' => out.push((c, at..at + c.len_utf8())),
                _ => each(&mut out, &mut one(c), at, c),
            }),
            Self::Space => text
                .char_indices()
                .filter(|(_, c)| !c.is_whitespace())
                .for_each(|(at, c)| each(&mut out, &mut one(c), at, c)),
            Self::Looks => text.char_indices().for_each(|(at, c)| each(&mut out, &mut looks(c), at, c)),
            Self::Punctuation => text
                .char_indices()
                .filter(|(_, c)| c.is_alphanumeric() || MEANT.contains(*c))
                .for_each(|(at, c)| each(&mut out, &mut one(c), at, c)),
            Self::Url => out = encodings::url_decoded(text),
            Self::UrlCodes => out = encodings::url_decoded_where_coded(text),
            Self::Html => out = encodings::html_decoded(text),
        }
        out
    }

    /// How the two differ, as a clause.
    fn clause(self, between: &Agreement, asked: &str) -> String {
        let (met, wanted) = (between.met.as_str(), between.wanted.as_str());
        match self {
            Self::Case => "only the letter case differs, and it counts".to_owned(),
            Self::Space => space_difference(met, wanted),
            Self::Looks => format!("they look alike, but {}", look_difference(met, wanted)),
            Self::Punctuation => {
                let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
                // It may be another part of a wildcard that differs in letter case.
                let case = letters(&between.text) != letters(asked);
                let (a, b) = if letters(met) == letters(wanted) {
                    (met.to_owned(), wanted.to_owned())
                } else {
                    (met.to_lowercase(), wanted.to_lowercase())
                };
                let how = marks(&a, &b).unwrap_or_else(|| difference(&a, &b));
                let too = if case { " and letter case" } else { "" };
                format!("only the punctuation{too} differs, and it counts: {how}")
            }
            Self::Url | Self::UrlCodes => encodings::said_of_urls([met, wanted]).to_owned(),
            Self::Html if [met, wanted].into_iter().any(encodings::is_twice_for_html) => {
                "one of them is written for HTML twice (\"&amp;amp;\" for \"&\"), and EventBridge does not decode it"
                    .to_owned()
            }
            Self::Html => "one of them is written for HTML (\"&amp;\" for \"&\"), and EventBridge does not \
                decode it"
                .to_owned(),
        }
    }
}

/// Whether a text looks drawn by lot from letters of both cases and digits: an id, not words.
fn is_mixed_id(text: &str) -> bool {
    /// Shorter ones are names with a number.
    const SHORT: usize = 10;
    /// So often a small letter is followed by a capital, or a digit by a letter, or the other way round.
    const TURNS: usize = 5;
    let sort = |c: char| (c.is_ascii_digit(), c.is_ascii_uppercase());
    let turns = text.chars().zip(text.chars().skip(1)).filter(|(a, b)| sort(*a) != sort(*b)).count();
    text.len() >= SHORT
        && text.chars().all(|c| c.is_ascii_alphanumeric() || ['-', '_', '.'].contains(&c))
        && text.contains(|c: char| c.is_ascii_digit())
        && text.contains(|c: char| c.is_ascii_lowercase())
        && text.contains(|c: char| c.is_ascii_uppercase())
        && turns >= TURNS
}

/// A longer value is not read for one that is written differently.
const LONGEST: usize = 10_000;

impl Pair<'_> {
    /// Differences that only concern how something is written.
    pub(super) fn written_differently(&self, nearest: &mut Nearest, met: &str, asked: &AskedText<'_>) {
        if met.len() > LONGEST || asked.text.len() > LONGEST {
            return;
        }
        let both = || format!("The event has {}, and the pattern wants {}", self.met(), asked.wanted());
        for rung in WritingDifference::ALL.into_iter().filter(|_| may_agree(met, asked)) {
            if asked.folded && rung == WritingDifference::Case {
                continue;
            }
            // Where decoding explains all of it, the marks are those of the encoding.
            let encoded = asked.text.contains(['+', '%']) || met.contains(['+', '%']);
            let decoded = || {
                [WritingDifference::Url, WritingDifference::UrlCodes]
                    .into_iter()
                    .any(|rung| agree(rung, met, asked).is_some())
            };
            if rung == WritingDifference::Punctuation && encoded && decoded() {
                continue;
            }
            // The full stop before each star is an expression's, and no mark too many.
            let of_expression = asked.text.contains(".*") && !asked.text.replace(".*", "").contains('*');
            if rung == WritingDifference::Punctuation
                && matches!(asked.how, How::Wildcard(_))
                && of_expression
            {
                continue;
            }
            // A mark in the place of a blank is more than white space.
            if rung == WritingDifference::Space && blank_for_a_mark(met, asked) {
                continue;
            }
            let Some(agreement) = agree(rung, met, asked) else { continue };
            if rung == WritingDifference::Punctuation && marks_make_another(&agreement.met, &agreement.wanted)
            {
                continue;
            }
            // What differs in letter case, too, is a little farther.
            let distance = usize::from(
                rung == WritingDifference::Punctuation && agreement.met.to_lowercase() != agreement.met,
            );
            nearest.offer(rung.kind(), distance.min(1), || {
                let clause = if asked.folded {
                    rung.clause(&agreement.to_lowercase(), &asked.text.to_lowercase())
                } else {
                    rung.clause(&agreement, asked.text)
                };
                let sentence = format!("{}: {clause}.", both());
                let read = |text: &str| if asked.folded { text.to_lowercase() } else { text.to_owned() };
                if read(&cleaned(&agreement.text)) == read(asked.text) {
                    let beside = self.add(&asked.item(&agreement.text)).map(unless_corrected);
                    return (format!("{sentence} {CORRECT_IT}"), beside);
                }
                let fix = match (rung, asked.how) {
                    // Marks may tell two names from each other.
                    (WritingDifference::Punctuation, How::Whole) if !asked.folded => {
                        self.take_over().map(if_one)
                    }
                    // An id that is made of letters of both cases has another one beside it.
                    (WritingDifference::Case, How::Whole) if !asked.folded && is_mixed_id(asked.text) => {
                        self.take_over().map(if_one)
                    }
                    // What is clean in the pattern stays.
                    (WritingDifference::Space, How::Whole)
                        if !asked.folded && cleaned(met).to_lowercase() == asked.text.to_lowercase() =>
                    {
                        self.met_literal().and_then(|literal| self.add(&literal))
                    }
                    (_, How::Whole) if !asked.folded => self.take_over(),
                    (WritingDifference::Case, How::Prefix | How::Suffix) => {
                        self.instead(AskedText { folded: true, ..*asked }.item(asked.text))
                    }
                    (WritingDifference::Case, How::Wildcard(wildcard)) => self.any_case(wildcard, met),
                    (WritingDifference::Punctuation, How::Suffix) => {
                        let before = met.strip_suffix(agreement.text.as_str());
                        let mark = before.and_then(|rest| rest.chars().next_back());
                        let mark = mark.filter(|c| is_mark(*c) && !c.is_whitespace());
                        let mark = mark.filter(|_| !agreement.text.starts_with(is_mark));
                        let mark = mark.map_or_else(String::new, String::from);
                        self.instead(asked.item(&format!("{mark}{}", agreement.text)))
                    }
                    _ => self.instead(asked.item(&agreement.text)),
                };
                let is_guess = rung == WritingDifference::Punctuation
                    && (asked.folded || !matches!(asked.how, How::Whole));
                let fix = if is_guess { fix.map(if_one) } else { fix };
                // A plus sign is one more often than a blank, save where URLs come from.
                let is_url = || [met, asked.text].iter().any(|text| text.contains(['%', '/', '&', '=']));
                if matches!(rung, WritingDifference::Url | WritingDifference::UrlCodes)
                    && !notation::is_key(self.path)
                    && !is_url()
                {
                    return (sentence.replace("is URL-encoded", "may be URL-encoded"), fix.map(if_one));
                }
                (sentence, fix)
            });
        }
        self.in_base64(nearest, met, asked);
        if let How::Whole = asked.how {
            let read = |text: &str| if asked.folded { text.to_lowercase() } else { text.to_owned() };
            if let Some(how) = notation::of_texts(&read(met), &read(asked.text))
                && !notation::are_versions(self.path, met, asked.text)
            {
                nearest.offer(MissKind::Notation, 0, || {
                    let fix = if asked.folded { self.instead(asked.item(met)) } else { self.take_over() };
                    let guessed = rearranged::GUESSED.contains(&how) || numerals::is_guessed(met, asked.text);
                    let fix = if guessed { fix.map(if_one) } else { fix };
                    (format!("{}: {how}.", both()), fix)
                });
            }
            if let Some(how) = self.in_another_word(met, asked.text) {
                let write = || {
                    let fix = if asked.folded { self.instead(asked.item(met)) } else { self.take_over() };
                    (format!("{}: {how}.", both()), fix.map(if_one))
                };
                // Another item of the list that is only misspelled is likelier than one letter.
                if how == word_forms::FIRST_LETTER {
                    nearest.offer_behind(MissKind::Spelling, MissKind::Notation, write);
                } else {
                    nearest.offer(MissKind::Notation, 3, write);
                }
            }
            if notation::is_encoded_twice(met, asked.text) {
                nearest.offer(MissKind::InsideText, 0, || {
                    let sentence = format!(
                        "{}: the event's value has quotation marks of its own, as if the sender had encoded it \
                            as JSON twice.",
                        both()
                    );
                    (sentence, self.take_over())
                });
            }
        }
    }
}
