//! Reading on after a text has stopped being JSON: what is most likely meant is put in, in a copy, so that
//! the faults behind it can be told too. What is at fault keeps its place in the text as it was written.
//!
//! A change that a person would make without thinking is offered as the fault's fix; where it is not known
//! what was meant, something stands in for it and nothing is offered.

use super::Limits;
use super::copy_edit::{CopyEdit, quoted, without_dots};
use super::document::{Document, Partial};
use super::error::{SyntaxError, SyntaxErrorKind as K, json_word_for, meant_by};
use super::fault_context::{colon_in_name, foreign, goes_on_behind_number, in_other_digits};
use super::flaw::{Edit, Fix};
use super::pairs::{self, in_array};
use super::position::LineIndex;
use std::ops::Range;

/// Faults that are told at most.
const MOST: usize = 20;
/// Larger texts are not read on: each fault reads the whole text again.
const LARGEST: usize = 64 << 10;

/// A text that was read on after its faults.
pub(crate) struct Repaired {
    /// The document, as far as it could be read on, of the changed copy.
    pub(crate) partial: Partial,
    /// What was at fault, in the order it was met, with its place in the text as written.
    pub(crate) faults: Vec<(SyntaxError, Option<Fix>)>,
    /// For each byte of the copy and its end, where it stands in the text as written; nothing for what was
    /// put in.
    origin: Vec<Option<usize>>,
}

impl Repaired {
    /// Where bytes of the copy stand in the text as written; nothing where they were put in.
    pub(crate) fn as_written(&self, span: &Range<usize>) -> Option<Range<usize>> {
        let start = self.origin.get(span.start).copied().flatten()?;
        let end = match span.end.checked_sub(1).filter(|last| *last >= span.start) {
            Some(last) => self.origin.get(last).copied().flatten()? + 1,
            None => start,
        };
        (start <= end).then_some(start..end)
    }
}

/// Reads a text on after its faults; nothing for one that is too large for that.
pub(crate) fn repaired(text: &str, limits: &Limits) -> Option<Repaired> {
    if text.len() > LARGEST {
        return None;
    }
    let lines = LineIndex::new(text);
    let mut copy = text.to_owned();
    let mut origin: Vec<Option<usize>> = (0..=text.len()).map(Some).collect();
    let mut faults: Vec<(SyntaxError, Option<Fix>)> = Vec::new();
    loop {
        let partial = Document::parse_partial(copy.as_str(), limits);
        let Some(error) = partial.error.clone() else { return Some(Repaired { partial, faults, origin }) };
        // What was put in stands behind the last byte that is as written.
        let before = origin.iter().take(error.offset).rev().find_map(|at| *at);
        let known = before.map_or(0, |at| (at + 1).min(text.len()));
        let offset = origin.get(error.offset).copied().flatten().unwrap_or(known);
        let change = change(&copy, &error);
        let fix = change.as_ref().and_then(|change| {
            let label = change.label.clone()?;
            let place = |at: usize| origin.get(at).copied().flatten();
            let as_written = |(range, with): &(Range<usize>, String)| {
                let (start, end) = (place(range.start)?, place(range.end)?);
                (start <= end).then(|| Edit { start, end, text: with.clone() })
            };
            let edits = change.edits.iter().map(as_written).collect::<Option<_>>()?;
            Some(Fix { label, edits })
        });
        faults.push((SyntaxError { offset, position: lines.position(text, offset), kind: error.kind }, fix));
        let Some(CopyEdit { edits, .. }) = change.filter(|_| faults.len() < MOST) else {
            return Some(Repaired { partial, faults, origin });
        };
        for (range, with) in edits.into_iter().rev() {
            origin.splice(range.clone(), std::iter::repeat_n(None, with.len()));
            copy.replace_range(range, &with);
        }
    }
}

/// What lets the reading go on after an error; nothing where it cannot.
fn change(text: &str, error: &SyntaxError) -> Option<CopyEdit> {
    let at = error.offset;
    let rest = text.get(at..)?;
    let offered = |range: Range<usize>, with: &str, label: String| {
        Some(CopyEdit::one(range, with.to_owned(), Some(label)))
    };
    match &error.kind {
        K::ValueExpected(c)
        | K::NameExpected(c)
        | K::ColonExpected(c)
        | K::CommaExpected { found: c, .. }
            if let Some((_, plain)) = foreign(*c) =>
        {
            let label =
                if plain == " " { "Write a blank in its place".to_owned() } else { format!("Write {plain}") };
            offered(at..at + c.len_utf8(), plain, label)
        }
        K::Ellipsis => Some(without_dots(text, at)),
        K::QuoteInside => {
            let mark = text.get(..at)?.rfind('"')?;
            // Behind a blank it may be another text, without its comma and its first quotation mark.
            let label = (mark + 1 == at).then(|| "Write \\\"".to_owned());
            Some(CopyEdit::one(mark..mark, "\\".to_owned(), label))
        }
        K::NameNotClosed => {
            let colon = colon_in_name(text.get(..at)?)?;
            offered(colon..colon, "\"", "Close the name there".to_owned())
        }
        K::ColonInName => {
            let name = text.get(..at)?.trim_end();
            let label = "Put the colon behind the quotation mark".to_owned();
            offered(name.rfind(':')?..name.len(), "\":", label)
        }
        K::Separator => offered(at - 1..at, "", "Remove the comma".to_owned()),
        K::PairInList => pairs::braced(text.get(..at)?, rest),
        K::ListNotClosed => {
            offered(pairs::closed_before(text.get(..at)?)?, "]", "Close the list before the name".to_owned())
        }
        K::OtherDigits => {
            let (number, length) = in_other_digits(text.get(..at)?, rest)?;
            offered(at - 1..at + length, &number.to_string(), format!("Write {number}"))
        }
        K::PlusSign => offered(at..at + 1, "", "Remove the plus sign".to_owned()),
        K::TrailingComma => offered(at..at + 1, "", "Remove the comma".to_owned()),
        // A date, an address or an id that begins as a number does.
        K::CommaExpected { .. } if goes_on_behind_number(text.get(..at)?, rest) => {
            let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+');
            let start = text.get(..at)?.trim_end_matches(part).len();
            quoted(text, start)
        }
        K::CommaExpected { .. } if rest.starts_with(['=', ':', ';', '|', '&']) => {
            let length = rest.len() - rest.trim_start_matches(['=', '>', ':', ';', '|', '&']).len();
            offered(at..at + length, ",", format!("Write a comma for `{}`", rest.get(..length)?))
        }
        K::CommaExpected { .. } => {
            let behind = text.get(..at)?.trim_end().len();
            offered(behind..behind, ",", "Put a comma there".to_owned())
        }
        K::WrongClose { close, .. } => offered(at..at, &close.to_string(), format!("Write {close} there")),
        K::ColonExpected(_) => {
            let length = rest.len() - rest.trim_start_matches(['=', '>', '-']).len();
            match rest.get(..length)? {
                "" => offered(at..at, ":", "Put a colon there".to_owned()),
                sign => offered(at..at + length, ":", format!("Write a colon for `{sign}`")),
            }
        }
        K::SingleQuote => {
            let inner = rest.get(1..)?.split(['\'', '\n']).next()?;
            let closed = rest.get(1 + inner.len()..)?.starts_with('\'');
            let with = format!("\"{}\"", inner.replace('\\', "\\\\").replace('"', "\\\""));
            let end = at + 1 + inner.len() + usize::from(closed);
            offered(at..end, &with, format!("Write {with}"))
        }
        K::NameExpected(c) | K::ValueExpected(c) if matches!(c, '“' | '”' | '„' | '«') => {
            let inner = rest.get(c.len_utf8()..)?.split(['“', '”', '»', '"', '\n']).next()?;
            let end = at + c.len_utf8() + inner.len();
            let close = text.get(end..)?.chars().next().filter(|c| *c != '\n').map_or(0, char::len_utf8);
            let with = format!("\"{inner}\"");
            offered(at..end + close, &with, format!("Write {with}"))
        }
        K::UnknownWord(word) => {
            // The only name whose value is never a text.
            let of_exists =
                || text.get(..at).is_some_and(|before| before.trim_end().ends_with("\"exists\":"));
            let Some(meant) = meant_by(word).or_else(|| json_word_for(word).filter(|_| of_exists())) else {
                return quoted(text, at);
            };
            offered(at..at + word.len(), meant, format!("Write {meant}"))
        }
        K::NameExpected(c) if c.is_alphanumeric() || matches!(c, '_' | '$') => {
            let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '$');
            let length = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
            let with = format!("\"{}\"", rest.get(..length)?);
            // Perhaps only the first quotation mark is missing.
            let end = at + length + usize::from(rest.get(length..)?.starts_with('"'));
            offered(at..end, &with, format!("Write {with}"))
        }
        K::Comment => {
            let length = match rest.strip_prefix("/*") {
                Some(inner) => inner.find("*/").map_or(rest.len(), |end| end + 4),
                None => rest.find('\n').unwrap_or(rest.len()),
            };
            offered(at..at + length, "", "Remove the comment".to_owned())
        }
        K::ByteOrderMark => {
            offered(at..at + '\u{feff}'.len_utf8(), "", "Remove the byte order mark".to_owned())
        }
        K::OpenObject(_) | K::OpenArray(_) => {
            let close = if matches!(error.kind, K::OpenObject(_)) { "}" } else { "]" };
            // A comma at the end would be one too many before the bracket.
            let end = text.trim_end().len();
            let kept = text.trim_end().trim_end_matches(',').len();
            offered(kept..end, close, format!("Close it with {close}"))
        }
        K::BadEscape(_) => offered(at..at, "\\", "Write \\\\".to_owned()),
        K::ControlInString(9) => offered(at..at + 1, "\\t", "Write \\t".to_owned()),
        // Most often the closing quote is missing, and it belongs before the comma or bracket that ends the
        // line.
        K::ControlInString(10 | 13) | K::OpenString(_) => {
            let end = if matches!(error.kind, K::OpenString(_)) { text.len() } else { at };
            let line = text.get(..end)?.rfind('\n').map_or(0, |feed| feed + 1);
            let body = text.get(line..end)?.trim_end();
            let inner =
                body.trim_end_matches(|c: char| matches!(c, ',' | ']' | '}' | ':') || c.is_whitespace());
            let place = line + inner.len();
            (place > line).then_some(())?;
            offered(place..place, "\"", "Close the string there".to_owned())
        }
        K::LeadingZero | K::DigitExpected => {
            let start = text
                .get(..at)?
                .trim_end_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+'))
                .len();
            let tail = text.get(start..)?;
            let length = tail
                .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+')))
                .unwrap_or(tail.len());
            (length > 0).then_some(())?;
            Some(CopyEdit::one(start..start + length, "0".to_owned(), None))
        }
        K::ValueExpected('=' | '>' | '<' | '!') => {
            let length = rest.len() - rest.trim_start_matches(['=', '>', '<', '!']).len();
            let sign = rest.get(..length)?;
            if in_array(text.get(..at)?) {
                offered(at..at + length, &format!("\"{sign}\""), format!("Write \"{sign}\""))
            } else {
                offered(at..at + length, "", format!("Remove `{sign}`"))
            }
        }
        K::ValueExpected(_) => {
            let with = if in_array(text.get(..at)?) { "0" } else { "[0]" };
            Some(CopyEdit::one(at..at, with.to_owned(), None))
        }
        K::Empty
        | K::NameExpected(_)
        | K::ControlInString(_)
        | K::BadUnicodeEscape
        | K::NotUtf8
        | K::TextAfterEnd
        | K::TooDeep(_)
        | K::NumberTooLong(_)
        | K::NameTooLong(_)
        | K::TooLarge(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::repaired;
    use crate::json::{Document, Limits};
    use proptest::prelude::*;

    /// The places and fixes of all faults.
    fn faults(text: &str) -> Vec<(usize, Option<String>)> {
        let repaired = repaired(text, &Limits::default()).unwrap();
        repaired.faults.into_iter().map(|(error, fix)| (error.offset, fix.map(|fix| fix.label))).collect()
    }

    /// The text after all fixes, each applied where the one before has left it.
    fn fixed(text: &str) -> String {
        let mut text = text.to_owned();
        for _ in 0..20 {
            let first = repaired(&text, &Limits::default()).unwrap().faults.into_iter().next();
            let Some((_, Some(fix))) = first else { break };
            text = fix.apply(&text);
        }
        text
    }

    #[test]
    fn all_faults_are_told_where_they_were_written_and_the_mechanical_ones_fixed() {
        let text = "{\"a\" => ['x',],\n // why\n b: [tru, 1 2],\n \"c\": [True]";
        assert_eq!(fixed(text), "{\"a\" : [\"x\"],\n \n \"b\": [\"tru\", 1, 2],\n \"c\": [true]}");
        let places: Vec<_> =
            faults(text).into_iter().map(|(at, _)| &text[at..]).map(|rest| rest.chars().next()).collect();
        assert_eq!(
            places,
            ["=", "'", ",", "/", "b", "t", "2", "T", ""].map(|text: &str| text.chars().next())
        );
        for (text, fix) in [
            ("{“a”: [1]}", "{\"a\": [1]}"),
            ("{\"a\": [\"x], \n\"b\": [1]}", "{\"a\": [\"x\"], \n\"b\": [1]}"),
            ("{\"a\": [\"\\d\"]}", "{\"a\": [\"\\\\d\"]}"),
            ("{\"a\": [1}", "{\"a\": [1]}"),
            ("{\"a\" [1]}", "{\"a\" :[1]}"),
            ("{\"a\": [1] \"b\": [2]}", "{\"a\": [1], \"b\": [2]}"),
            ("{\"a\": [\"x\" || \"y\"]}", "{\"a\": [\"x\" , \"y\"]}"),
            ("{\"a\": => \"x\"}", "{\"a\":  \"x\"}"),
            ("{\"a\": [>=, 5]}", "{\"a\": [\">=\", 5]}"),
        ] {
            assert_eq!(fixed(text), fix, "{text}");
        }
    }

    #[test]
    fn what_lacks_quotes_is_one_fault_however_it_is_written() {
        for bare in [
            "aws.ec2",
            "us-east-1",
            "i-0abc12",
            "ec2.amazonaws.com",
            "arn:aws:s3:::b/c",
            "10.0.0.1",
            "2026-11-29",
            "2026-11-29T08:30:00Z",
            "EC2 Instance Launch Successful",
        ] {
            for end in ["]}", ", \"b\"]}", "\"]}", " // why\n]}"] {
                let text = format!("{{\"a\": [{bare}{end}");
                let all = faults(&text);
                let faults = 1 + usize::from(end.contains("//"));
                let fix = all.first().and_then(|(_, fix)| fix.clone());
                assert_eq!((all.len(), fix), (faults, Some(format!("Write \"{bare}\""))), "{text}");
            }
        }
    }

    #[test]
    fn a_word_ends_before_a_control_character() {
        for text in ["{\"a\": [fa\0\0lse]}", "{\"a\": [aws\u{7f}.ec2]}", "{\"a\": [10.0\u{85}.0.1]}"] {
            let faults = repaired(text, &Limits::default()).unwrap().faults;
            assert!(!faults.is_empty(), "{text:?}");
            for (error, fix) in faults {
                let told = error.to_string() + &fix.map(|fix| fix.label).unwrap_or_default();
                assert!(!told.contains(char::is_control), "{told:?}");
            }
        }
    }

    #[test]
    fn what_is_not_known_is_stood_in_for_and_not_offered() {
        assert_eq!(
            faults("{\"a\": , \"b\": [007], 'c': [1]}"),
            [(6, None), (14, None), (20, Some("Write \"c\"".into()))]
        );
        assert_eq!(faults(""), [(0, None)]);
    }

    proptest! {
        #[test]
        fn it_always_ends_and_places_are_in_the_text(text in "[\\[\\]{}:,'\"a1 tn=>/\\\\\\n“.-]{0,40}") {
            let repaired = repaired(&text, &Limits::default()).unwrap();
            for (error, fix) in &repaired.faults {
                prop_assert!(text.is_char_boundary(error.offset));
                if let Some(fix) = fix {
                    prop_assert!(fix.edits.iter().all(|edit| text.get(edit.start..edit.end).is_some()));
                }
            }
            if Document::parse_first(text.as_str(), &Limits::default()).is_ok() {
                prop_assert!(repaired.faults.is_empty());
            }
        }
    }
}
