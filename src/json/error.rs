//! What can be wrong with a JSON text, in words.

use crate::text::grouped;
use std::fmt;

use super::fault_context::{foreign, refined};
use super::flaw::Flaw;
use super::position::{LineIndex, Position};

/// The first place where a text stops being JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// The byte offset of the fault.
    pub offset: usize,
    /// The place of the fault, by line and column.
    pub position: Position,
    /// What is wrong there.
    pub kind: SyntaxErrorKind,
}

/// The faults of JSON syntax that the reader tells apart.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SyntaxErrorKind {
    /// Nothing but white space.
    Empty,
    /// The text ends inside an object that began at the place given.
    OpenObject(Position),
    /// The text ends inside an array that began at the place given.
    OpenArray(Position),
    /// The text ends inside a string that began at the place given.
    OpenString(Position),
    /// A value should stand here, and this character does.
    ValueExpected(char),
    /// A name in double quotes should stand here, and this character does.
    NameExpected(char),
    /// A colon should stand between name and value.
    ColonExpected(char),
    /// A comma or the closing bracket should stand here. `close` is the bracket.
    CommaExpected {
        /// What stands there.
        found: char,
        /// `}` or `]`.
        close: char,
    },
    /// A comma just before a closing bracket.
    TrailingComma,
    /// `}` closes what `[` opened, or the other way round.
    WrongClose {
        /// What stands there.
        found: char,
        /// What would close it.
        close: char,
    },
    /// A word that is not `true`, `false` or `null`.
    UnknownWord(String),
    /// Single quotes around a name or value.
    SingleQuote,
    /// `//`, `/*` or `#`: JSON has no comments.
    Comment,
    /// A byte order mark before the first character.
    ByteOrderMark,
    /// A line end, tab or other control character inside a string.
    ControlInString(u32),
    /// A backslash with a character that it does not go with.
    BadEscape(char),
    /// `\u` without four hexadecimal digits.
    BadUnicodeEscape,
    /// A number that begins with a zero it may not have.
    LeadingZero,
    /// `+1`, `.5`, `1.`, `-`, `1e`: this part of a number wants a digit.
    DigitExpected,
    /// `...` or `…`, which stand for something that was left out.
    Ellipsis,
    /// A quotation mark inside a string, without its backslash.
    QuoteInside,
    /// A name whose closing quotation mark is missing.
    NameNotClosed,
    /// A name with the colon inside its quotation marks.
    ColonInName,
    /// `1,000`: a number with a separator.
    Separator,
    /// `+1`: a number with a plus sign.
    PlusSign,
    /// `["name": value]`: a name with its value in a list, without an object around them.
    PairInList,
    /// `["value", "name": value`: a list that is not closed before the next name.
    ListNotClosed,
    /// `0xFF`: a number in other digits than those of ten.
    OtherDigits,
    /// Bytes that are not UTF-8.
    NotUtf8,
    /// Text after the value, where the whole text should be one value.
    TextAfterEnd,
    /// More levels than [`super::Limits::depth`].
    TooDeep(usize),
    /// A number with more digits than [`super::Limits::number`].
    NumberTooLong(usize),
    /// A name longer than [`super::Limits::name`].
    NameTooLong(usize),
    /// A text longer than [`super::Limits::bytes`].
    TooLarge(usize),
}

impl SyntaxError {
    pub(crate) fn new(text: &str, offset: usize, kind: SyntaxErrorKind) -> Self {
        let kind = refined(text, offset, kind);
        Self { offset, position: LineIndex::new(text).position(text, offset), kind }
    }

    /// What is wrong, without the place.
    pub fn what(&self) -> String {
        self.described().0
    }

    /// What to do about it.
    pub fn remedy(&self) -> String {
        self.described().1
    }

    /// The error in the shape that all readers share.
    pub fn flaw(&self) -> Flaw {
        let (what, remedy) = self.described();
        Flaw::at(self.offset..self.offset, self.position, what, remedy)
    }

    /// What is wrong, and what to do about it.
    fn described(&self) -> (String, String) {
        use SyntaxErrorKind as K;
        let say = |what: &str, remedy: &str| (what.to_owned(), remedy.to_owned());
        match &self.kind {
            K::Empty => say("there is no JSON here, only white space", "Write an object: { … }."),
            K::OpenObject(p) => say(
                &format!("the text ends inside the object that begins at {p}"),
                "Close it with }, or see whether the text was cut off.",
            ),
            K::OpenArray(p) => say(
                &format!("the text ends inside the array that begins at {p}"),
                "Close it with ], or see whether the text was cut off.",
            ),
            K::OpenString(p) => say(
                &format!("the text ends inside the string that begins at {p}"),
                "Close it with a double quote, or see whether the text was cut off.",
            ),
            K::ValueExpected(c) | K::NameExpected(c) if is_typographic(*c) => say(
                &format!(
                    "{} is a typographic quotation mark, and JSON wants the straight one",
                    for_sentence(*c)
                ),
                "Put names and texts in straight double quotes: \".",
            ),
            K::ValueExpected(c)
            | K::NameExpected(c)
            | K::ColonExpected(c)
            | K::CommaExpected { found: c, .. }
                if let Some((what, plain)) = foreign(*c) =>
            {
                let remedy = match plain {
                    " " => "Delete it, or type the blank again.".to_owned(),
                    plain => format!("Write {plain} in its place."),
                };
                (what, remedy)
            }
            K::ValueExpected(c) => say(
                &format!("a value should stand here, not {}", for_sentence(*c)),
                "Write an object, an array, a string in double quotes, a number, true, false or null.",
            ),
            K::NameExpected(c) => say(
                &format!("a name in double quotes should stand here, not {}", for_sentence(*c)),
                "Put the name in double quotes.",
            ),
            K::ColonExpected(c) => say(
                &format!("a colon should follow the name, not {}", for_sentence(*c)),
                "Write \"name\": value.",
            ),
            K::CommaExpected { found, close } => say(
                &format!(
                    "a comma or {} should stand here, not {}",
                    for_sentence(*close),
                    for_sentence(*found)
                ),
                "Put a comma between the two parts, or close the bracket before this place.",
            ),
            K::TrailingComma => {
                say("the comma before a closing bracket is one too many", "Remove the comma.")
            }
            K::WrongClose { found, close } => say(
                &format!("{} should close this, not {}", for_sentence(*close), for_sentence(*found)),
                &format!("Write {close} here, or see which bracket before it is missing."),
            ),
            K::UnknownWord(word) => match meant_by(word) {
                Some(meant) => say(
                    &format!("`{word}` is not a JSON value"),
                    &format!("Write {meant}: JSON has true, false and null, in small letters."),
                ),
                None if let Some(meant) = json_word_for(word) => say(
                    &format!("`{word}` is not a JSON value"),
                    &format!(
                        "Write {meant} if that is meant, as \"exists\" has it; a text stands in double quotes."
                    ),
                ),
                None => say(
                    &format!("`{word}` is not a JSON value"),
                    "Put it in double quotes if it is meant as text; only true, false and null stand without \
                        quotes.",
                ),
            },
            K::SingleQuote => say(
                "JSON wants double quotes, not single ones",
                "Replace each ' that encloses a name or value by \".",
            ),
            K::Comment => say("JSON has no comments", "Remove the comment."),
            K::ByteOrderMark => say(
                "the text begins with a byte order mark",
                "Save the file as UTF-8 without a byte order mark.",
            ),
            K::ControlInString(c) => say(
                &format!("a string cannot hold the raw control character U+{c:04X}"),
                &match c {
                    10 | 13 => {
                        "Write \\n for a line end, or see whether a closing quote is missing on this line."
                            .to_owned()
                    }
                    9 => "Write \\t for a tab.".to_owned(),
                    c => format!("Write \\u{c:04x}."),
                },
            ),
            K::BadEscape(c) => say(
                &format!("a backslash cannot stand before {} in a string", for_sentence(*c)),
                "Write \\\\ for a backslash; the escapes are \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with \
                    four digits.",
            ),
            K::BadUnicodeEscape => say(
                "\\u wants four hexadecimal digits",
                "Write for instance \\u00e9, or \\\\u for a backslash and a u.",
            ),
            K::LeadingZero => say(
                "a number cannot begin with a needless zero",
                "Remove the zero, or put the number in double quotes if it is an identifier such as an \
                    account.",
            ),
            K::DigitExpected => say(
                "this number lacks a digit",
                "Complete the number: 0.5, 1.0, 1e3 and -1 are numbers; .5, 1., 1e, +1 and - are not.",
            ),
            K::Ellipsis => say(
                "the dots stand for something that was left out, and JSON has no such sign",
                "Write what belongs there, or remove them and the comma beside them.",
            ),
            K::QuoteInside => say(
                "a quotation mark inside a string ends it",
                "Write \\\" for a quotation mark that belongs to the text, or put a comma between two texts.",
            ),
            K::NameNotClosed => say(
                "the quotation mark that closes the name is missing before the colon",
                "Write \"name\": value.",
            ),
            K::ColonInName => say(
                "the colon stands inside the quotation marks of the name",
                "Write it behind them: \"name\": value.",
            ),
            K::Separator => say(
                "a comma separates two numbers, and JSON has no separator inside one",
                "Write the number without it: 1,000 is 1000.",
            ),
            K::PairInList => say(
                "a name with a colon stands in a list, and only an object holds names",
                "A condition of the list has braces of its own, [{\"prefix\": \"a\"}], and fields stand in braces in place \
                    of the brackets, {\"name\": [value]}.",
            ),
            K::ListNotClosed => say(
                "the list before this name is not closed",
                "Put ] behind its last value, before the comma.",
            ),
            K::OtherDigits => say(
                "JSON knows no numbers in other digits than those of ten",
                "Write the number in those, or put it in double quotes if it is a text.",
            ),
            K::PlusSign => say("a number has no plus sign in JSON", "Remove the plus sign."),
            K::NotUtf8 => say("the bytes here are not UTF-8", "Save the text as UTF-8."),
            K::TextAfterEnd => say(
                "there is more text after the end of the value",
                "Remove what follows the closing bracket.",
            ),
            K::TooDeep(limit) => say(
                &format!("objects and arrays are nested more than {limit} deep"),
                "See whether a generated document nests by mistake; EventBridge refuses such depth.",
            ),
            K::NumberTooLong(limit) => say(
                &format!("a number has more than {} digits", grouped(*limit as u64)),
                "Put it in double quotes; EventBridge refuses such numbers.",
            ),
            K::NameTooLong(limit) => say(
                &format!("a name is longer than {} characters", grouped(*limit as u64)),
                "Shorten it; EventBridge refuses such names.",
            ),
            K::TooLarge(limit) => say(
                &format!("the text is larger than {} bytes", grouped(*limit as u64)),
                "Split it; EventBridge itself takes far less.",
            ),
        }
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}. {}", self.position, self.what(), self.remedy())
    }
}

impl std::error::Error for SyntaxError {}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// The value that a word of another language is in JSON: `True`, `None`, `undefined`.
pub(super) fn meant_by(word: &str) -> Option<&'static str> {
    match word.to_ascii_lowercase().as_str() {
        "true" => Some("true"),
        "false" => Some("false"),
        "none" | "nil" | "null" | "undefined" => Some("null"),
        _ => None,
    }
}

/// What words that affirm or deny are in JSON, where they are no texts.
pub(super) fn json_word_for(word: &str) -> Option<&'static str> {
    match word.to_ascii_lowercase().as_str() {
        "yes" | "on" => Some("true"),
        "no" | "off" => Some("false"),
        _ => None,
    }
}

/// Whether a character is a quotation mark as word processors write it.
fn is_typographic(c: char) -> bool {
    matches!(c, '\u{2018}'..='\u{201f}' | '«' | '»')
}

/// A character as it may be shown in a sentence.
fn for_sentence(c: char) -> String {
    let mut bytes = [0; 4];
    let quoted = super::quote(c.encode_utf8(&mut bytes).as_bytes());
    match c {
        '"' => "a double quote".into(),
        '\n' | '\r' => "the end of the line".into(),
        _ => format!("`{}`", quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default()),
    }
}
