//! What a value looks like, and how well a value of that look names a thing or tells its state.

use crate::json::{Kind as JsonKind, Value};

/// What a value looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValueShape {
    /// A name with digits or joints: `i-0abc`, `order-17`, `my-bucket`, an ARN.
    Name,
    /// One word of letters: `stopped`, `CreateBucket`.
    Word,
    /// Several words.
    Phrase,
    /// Digits.
    Number,
    /// Hexadecimal or otherwise random: a UUID, a token.
    Random,
    /// A date or time.
    Time,
    /// `true` or `false`.
    Flag,
    /// `null` or empty.
    Nothing,
}

pub(super) const SHAPES: usize = 8;
pub(super) const ALL: [ValueShape; SHAPES] = [
    ValueShape::Name,
    ValueShape::Word,
    ValueShape::Phrase,
    ValueShape::Number,
    ValueShape::Random,
    ValueShape::Time,
    ValueShape::Flag,
    ValueShape::Nothing,
];

impl ValueShape {
    pub(super) fn of(value: Value<'_>) -> Self {
        match value.kind() {
            JsonKind::String => {
                value.text().map_or(Self::Nothing, |text| Self::of_text(&text.to_string_lossy()))
            }
            JsonKind::Number => Self::Number,
            JsonKind::True | JsonKind::False => Self::Flag,
            JsonKind::Null | JsonKind::Object | JsonKind::Array => Self::Nothing,
        }
    }

    fn of_text(text: &str) -> Self {
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let hex = text.chars().filter(char::is_ascii_hexdigit).count();
        if text.is_empty() {
            Self::Nothing
        } else if is_time(text) {
            Self::Time
        } else if text.contains(char::is_whitespace) {
            Self::Phrase
        } else if digits > 0 && letters == 0 {
            Self::Number
        } else if is_token(text)
            || (digits > 3 && text.len() >= 20 && hex + text.matches('-').count() == text.len())
        {
            Self::Random
        } else if digits == 0 && text.chars().all(|c| c.is_alphabetic() || c == '_') {
            Self::Word
        } else {
            Self::Name
        }
    }

    /// How well such a value names the one thing an event is about.
    pub(super) fn names(self) -> f64 {
        match self {
            Self::Name => 1.0,
            Self::Word => 0.6,
            Self::Phrase => 0.5,
            Self::Number => 0.4,
            Self::Random => 0.3,
            Self::Time => 0.02,
            Self::Flag => 0.1,
            Self::Nothing => 0.0,
        }
    }

    /// How well such a value tells what has become of it.
    pub(super) fn states(self) -> f64 {
        match self {
            Self::Word => 1.0,
            Self::Phrase => 0.6,
            Self::Name => 0.5,
            Self::Flag => 0.3,
            Self::Number => 0.25,
            Self::Random | Self::Time | Self::Nothing => 0.0,
        }
    }
}

/// `2026-11-02…`, the way dates and times begin.
fn is_time(text: &str) -> bool {
    let shape: String = text.chars().take(10).map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    matches!(shape.as_str(), "0000-00-00" | "0000/00/00")
}

/// Long, in one piece, of letters and digits.
fn is_token(text: &str) -> bool {
    text.len() >= 16
        && text.chars().all(|c| c.is_ascii_alphanumeric())
        && text.chars().any(|c| c.is_ascii_digit())
}
