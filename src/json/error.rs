//! What can be wrong with a JSON text, in words.

use std::fmt;

use super::position::{LineIndex, Position};

/// The first place where a text stops being JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// The byte offset of the fault.
    pub offset: usize,
    /// The same as line and column.
    pub position: Position,
    /// What is wrong there.
    pub kind: SyntaxErrorKind,
}

/// The faults of JSON syntax that the reader tells apart.
#[derive(Debug, Clone, PartialEq, Eq)]
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
        Self { offset, position: LineIndex::new(text).position(text, offset), kind }
    }

    /// What is wrong, without the place.
    pub fn what(&self) -> String {
        use SyntaxErrorKind as K;
        match &self.kind {
            K::Empty => "there is no JSON here, only white space".into(),
            K::OpenObject(p) => format!("the text ends inside the object that begins at {p}"),
            K::OpenArray(p) => format!("the text ends inside the array that begins at {p}"),
            K::OpenString(p) => format!("the text ends inside the string that begins at {p}"),
            K::ValueExpected(c) => format!("a value should stand here, not {}", shown(*c)),
            K::NameExpected(c) => format!("a name in double quotes should stand here, not {}", shown(*c)),
            K::ColonExpected(c) => format!("a colon should follow the name, not {}", shown(*c)),
            K::CommaExpected { found, close } => {
                format!("a comma or {} should stand here, not {}", shown(*close), shown(*found))
            }
            K::TrailingComma => "the comma before a closing bracket is one too many".into(),
            K::WrongClose { found, close } => {
                format!("{} should close this, not {}", shown(*close), shown(*found))
            }
            K::UnknownWord(word) => format!("`{word}` is not a JSON value"),
            K::SingleQuote => "JSON wants double quotes, not single ones".into(),
            K::Comment => "JSON has no comments".into(),
            K::ByteOrderMark => "the text begins with a byte order mark".into(),
            K::ControlInString(c) => {
                format!("a string cannot hold the raw control character U+{c:04X}")
            }
            K::BadEscape(c) => format!("a backslash cannot stand before {} in a string", shown(*c)),
            K::BadUnicodeEscape => "\\u wants four hexadecimal digits".into(),
            K::LeadingZero => "a number cannot begin with a needless zero".into(),
            K::DigitExpected => "this number lacks a digit".into(),
            K::NotUtf8 => "the bytes here are not UTF-8".into(),
            K::TextAfterEnd => "there is more text after the end of the value".into(),
            K::TooDeep(limit) => format!("objects and arrays are nested more than {limit} deep"),
            K::NumberTooLong(limit) => format!("a number has more than {limit} digits"),
            K::NameTooLong(limit) => format!("a name is longer than {limit} characters"),
            K::TooLarge(limit) => format!("the text is larger than {limit} bytes"),
        }
    }

    /// What to do about it.
    pub fn remedy(&self) -> String {
        use SyntaxErrorKind as K;
        match &self.kind {
            K::Empty => "Write an object: { … }.".into(),
            K::OpenObject(_) => "Close it with }, or see whether the text was cut off.".into(),
            K::OpenArray(_) => "Close it with ], or see whether the text was cut off.".into(),
            K::OpenString(_) => "Close it with a double quote, or see whether the text was cut off.".into(),
            K::ValueExpected(_) => "Write an object, an array, a string in double quotes, a number, true, \
                false or null."
                .into(),
            K::NameExpected(_) => "Put the name in double quotes.".into(),
            K::ColonExpected(_) => "Write \"name\": value.".into(),
            K::CommaExpected { .. } => "Put a comma between the two parts, or close the bracket before this \
                place."
                .into(),
            K::TrailingComma => "Remove the comma.".into(),
            K::WrongClose { close, .. } => format!(
                "Write {close} here, or see which bracket before it is \
                missing."
            ),
            K::UnknownWord(_) => {
                "Put it in double quotes if it is meant as text; only true, false and null stand without \
                    quotes."
                    .into()
            }
            K::SingleQuote => "Replace each ' that encloses a name or value by \".".into(),
            K::Comment => "Remove the comment.".into(),
            K::ByteOrderMark => "Save the file as UTF-8 without a byte order mark.".into(),
            K::ControlInString(10 | 13) => {
                "Write \\n for a line end, or see whether a closing quote is missing on this line.".into()
            }
            K::ControlInString(9) => "Write \\t for a tab.".into(),
            K::ControlInString(c) => format!("Write \\u{c:04x}."),
            K::BadEscape(_) => {
                "Write \\\\ for a backslash; the escapes are \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with \
                    four digits."
                    .into()
            }
            K::BadUnicodeEscape => "Write for instance \\u00e9, or \\\\u for a backslash and a u.".into(),
            K::LeadingZero => {
                "Remove the zero, or put the number in double quotes if it is an identifier such as an \
                    account."
                    .into()
            }
            K::DigitExpected => "Complete the number: 0.5, 1.0, 1e3 and -1 are numbers; .5, 1., 1e, +1 and \
                - are not."
                .into(),
            K::NotUtf8 => "Save the text as UTF-8.".into(),
            K::TextAfterEnd => "Remove what follows the closing bracket.".into(),
            K::TooDeep(_) => "See whether a generated document nests by mistake; EventBridge refuses such \
                depth."
                .into(),
            K::NumberTooLong(_) => "Put it in double quotes; EventBridge refuses such numbers.".into(),
            K::NameTooLong(_) => "Shorten it; EventBridge refuses such names.".into(),
            K::TooLarge(_) => "Split it; EventBridge itself takes far less.".into(),
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

/// A character as it may be shown in a sentence.
fn shown(c: char) -> String {
    let mut bytes = [0; 4];
    let quoted = super::quote(c.encode_utf8(&mut bytes).as_bytes());
    match c {
        '"' => "a double quote".into(),
        '\n' | '\r' => "the end of the line".into(),
        _ => format!("`{}`", quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default()),
    }
}
