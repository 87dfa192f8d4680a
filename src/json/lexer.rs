//! A tolerant lexer for colouring text that is being typed: every byte that is not white space belongs to
//! exactly one token, whatever the text.

use std::ops::Range;

/// A coloured stretch of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its bytes.
    pub span: Range<usize>,
    /// What it looks like.
    pub kind: TokenKind,
}

/// What a stretch of text looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A string in front of a colon.
    Key,
    /// Any other string. One that lacks its closing quote ends with its line.
    String,
    /// A sound number.
    Number,
    /// `true`, `false` or `null`.
    Literal,
    /// One of `{ } [ ] , :`.
    Punctuation,
    /// Everything that cannot be part of JSON.
    Bad,
}

/// Cuts a text into tokens, in order; one pass, no failure.
///
/// ```
/// use buslens::json::{TokenKind, tokens};
///
/// let kinds: Vec<_> = tokens("{\"state\": trye").into_iter().map(|token| token.kind).collect();
/// assert_eq!(kinds, [TokenKind::Punctuation, TokenKind::Key, TokenKind::Punctuation, TokenKind::Bad]);
/// ```
pub fn tokens(text: &str) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut out: Vec<Token> = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let (end, kind) = match byte {
            b' ' | b'\t' | b'\n' | b'\r' => {
                at += 1;
                continue;
            }
            b'{' | b'}' | b'[' | b']' | b',' => (at + 1, TokenKind::Punctuation),
            b':' => {
                if let Some(last) = out.last_mut()
                    && last.kind == TokenKind::String
                {
                    last.kind = TokenKind::Key;
                }
                (at + 1, TokenKind::Punctuation)
            }
            b'"' => string(bytes, at),
            _ => word(text, at),
        };
        out.push(Token { span: at..end, kind });
        at = end;
    }
    out
}

/// What stands without quotes at the beginning of a text, meant as one: up to what ends a value, a comment,
/// or a control character, which no string holds as it is.
pub(super) fn bare(text: &str) -> &str {
    let ends = |c: char| c.is_control() || matches!(c, '"' | '\'' | ',' | '[' | ']' | '{' | '}');
    let end = text.find(ends).unwrap_or(text.len());
    let line = text.get(..end).unwrap_or_default();
    let comment = [" //", " /*"].iter().filter_map(|sign| line.find(sign)).min();
    line.get(..comment.unwrap_or(end)).unwrap_or_default().trim_end()
}

fn string(bytes: &[u8], start: usize) -> (usize, TokenKind) {
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return (at + 1, TokenKind::String),
            b'\\' if !matches!(bytes.get(at + 1), None | Some(b'\n' | b'\r')) => at += 2,
            b'\n' | b'\r' => break,
            _ => at += 1,
        }
    }
    // An escape may have stepped into a character of several bytes; the loop then ran to a quote, a line end,
    // or the end of the text, all of which are boundaries, except past the end.
    (at.min(bytes.len()), TokenKind::String)
}

fn word(text: &str, start: usize) -> (usize, TokenKind) {
    let rest = text.get(start..).unwrap_or_default();
    let len = rest.find(|c: char| c.is_whitespace() || "{}[],:\"".contains(c)).unwrap_or(rest.len());
    let word = rest.get(..len).unwrap_or_default();
    let kind = match word {
        "true" | "false" | "null" => TokenKind::Literal,
        _ if is_number(word) => TokenKind::Number,
        _ => TokenKind::Bad,
    };
    // White space that JSON does not know is bad, too, and must move on.
    (start + len.max(rest.chars().next().map_or(1, char::len_utf8)), kind)
}

/// Whether a text is a JSON number, with nothing around it.
pub(crate) fn is_number(word: &str) -> bool {
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let unsigned = word.strip_prefix('-').unwrap_or(word);
    let (mantissa, exponent) =
        unsigned.split_once(['e', 'E']).map_or((unsigned, None), |(m, e)| (m, Some(e)));
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(w, f)| (w, Some(f)));
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|e| digits(e.strip_prefix(['+', '-']).unwrap_or(e)))
}
