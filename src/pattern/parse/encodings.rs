//! Patterns and events that come as something else than sound UTF-8: bytes of a file, or a text with halves
//! of surrogate pairs in it.
//!
//! EventBridge is handed UTF-16, in which half a pair may stand raw between the quotes of a string; it means
//! the same as its escape (`\ud800`), counts as one character of its line, and prints as a question mark.

use std::borrow::Cow;

use crate::json::{self, SyntaxError, SyntaxErrorKind, Text};
use crate::pattern::parse::error::{FaultAt, PatternError, What};
use crate::pattern::{Event, EventError, Pattern};

impl Pattern {
    /// Reads a pattern from bytes. Those behind its closing brace need not be UTF-8.
    pub fn parse_bytes(bytes: &[u8]) -> Result<Self, PatternError> {
        let fault = match std::str::from_utf8(bytes) {
            Ok(text) => return Self::parse(text),
            Err(fault) => fault.valid_up_to(),
        };
        let sound = String::from_utf8_lossy(bytes.get(..fault).unwrap_or_default());
        Self::parse(&sound).map_err(|error| {
            // The text looked cut off where the bytes go wrong.
            if !error.is_syntax() || error.first().span.start < fault {
                return error;
            }
            let what = What::Syntax(SyntaxError::new(&sound, fault, SyntaxErrorKind::NotUtf8), None);
            PatternError::new(&sound, FaultAt { what, span: fault..fault, unread: fault }, Vec::new())
        })
    }

    /// Reads a pattern from a text that may hold lone surrogates.
    pub fn parse_text(text: &Text<'_>) -> Result<Self, PatternError> {
        match text.as_str() {
            Some(text) => Self::parse(text),
            // Whatever is wrong, is wrong with the marks in the surrogates' place too, and at the same
            // columns.
            None => Self::parse(&with_surrogates(text, |_| Cow::Borrowed("?")))
                .and_then(|_| Self::parse(&with_surrogates(text, escaped))),
        }
    }
}

impl Event {
    /// Reads an event from a text that may hold lone surrogates.
    pub fn parse_text(text: &Text<'_>) -> Result<Self, EventError> {
        match text.as_str() {
            Some(text) => Self::parse(text.as_bytes()),
            None => Self::parse(with_surrogates(text, |_| Cow::Borrowed("?")).as_bytes())
                .and_then(|_| Self::parse(with_surrogates(text, escaped).as_bytes())),
        }
    }
}

fn with_surrogates(text: &Text<'_>, surrogate: impl Fn(u16) -> Cow<'static, str>) -> String {
    let mut out = String::with_capacity(text.as_bytes().len() + 16);
    for unit in json::units(text.as_bytes()) {
        match unit {
            Ok(c) => out.push(c),
            Err(unit) => out.push_str(&surrogate(unit)),
        }
    }
    out
}

fn escaped(unit: u16) -> Cow<'static, str> {
    Cow::Owned(format!("\\u{unit:04x}"))
}

#[cfg(test)]
mod tests {
    use crate::json::Document;
    use crate::pattern::Verdict;
    use crate::pattern::{Event, Pattern};

    /// The verdict, or the pattern's error, or the event's; both texts as the inside of a JSON string.
    fn judge(pattern: &str, event: &str) -> Result<Verdict, String> {
        let document = Document::parse(format!("[\"{pattern}\", \"{event}\"]")).unwrap();
        let text = |index| document.root().element(index).unwrap().text().unwrap();
        let pattern = Pattern::parse_text(&text(0)).map_err(|error| error.message().to_owned())?;
        let event = Event::parse_text(&text(1)).map_err(|error| error.to_string())?;
        Ok(pattern.matches(&event))
    }

    #[test]
    fn half_a_pair_means_what_its_escape_means() {
        let pattern = r#"{\"a\":[\"x\ud800\"]}"#;
        assert_eq!(judge(pattern, r#"{\"a\":\"x\ud800\"}"#), Ok(Verdict::Match));
        assert_eq!(judge(pattern, r#"{\"a\":\"x\\ud800\"}"#), Ok(Verdict::Match));
        assert_eq!(judge(pattern, r#"{\"a\":\"x\ud801\"}"#), Ok(Verdict::NoMatch));
        assert_eq!(judge(pattern, r#"{\"a\":\"x?\"}"#), Ok(Verdict::NoMatch));
        // A raw half and an escaped one make a pair.
        assert_eq!(judge(r#"{\"a\":[\"😀\"]}"#, r#"{\"a\":\"\ud83d\\ude00\"}"#), Ok(Verdict::Match));
    }

    #[test]
    fn half_a_pair_is_one_column_and_prints_as_a_question_mark() {
        let error = judge(r#"{\"\ud800\":1}"#, "{}").unwrap_err();
        assert_eq!(
            error,
            "\"?\" must be an object or an array\n at [Source: (String)\"{\"?\":1}\"; line: 1, column: 7]"
        );
        assert!(judge(r#"{\"a\":[\"\\\ud800\"]}"#, "{}").unwrap_err().contains("column 8"));
        assert!(judge(r#"{\"a\":[1]}"#, r"{\ud800}").unwrap_err().contains("line 1, column 2"));
    }

    #[test]
    fn bytes_count_up_to_the_closing_brace() {
        assert!(Pattern::parse_bytes(b"{\"a\":[1]} \xff").is_ok());
        let error = Pattern::parse_bytes(b"{\"a\":[1,\xff]}").unwrap_err();
        assert!(error.message().starts_with("line 1, column 9: the bytes here are not UTF-8"), "{error}");
        let error = Pattern::parse_bytes(b"{\"a\":1,\xff}").unwrap_err();
        assert!(error.message().starts_with("\"a\" must be an object or an array"), "{error}");
    }
}
