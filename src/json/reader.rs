//! The strict reader: RFC 8259, nothing more.
//!
//! It reads ahead exactly as far as EventBridge's own reader (Jackson) does before it hands out a part, so
//! that `pattern` can tell which of two faults EventBridge meets first: a member is known once its value has
//! begun; a string's content is not looked at before something needs it, which is why a broken string is
//! still a string; a number ends where its digits do, whatever follows.

use std::sync::Arc;

use super::document::{Document, Node, OPEN, Partial};
use super::error::{SyntaxError, SyntaxErrorKind};
use super::lexer::bare;
use super::limits::Limits;
use super::position::LineIndex;

/// Where reading stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Until {
    /// At the end of the first value.
    FirstValue,
    /// At the end of the text, which must follow the value.
    End,
}

pub(super) fn read(text: Arc<str>, limits: &Limits, until: Until) -> Partial {
    let (nodes, fault) = {
        let mut reader = Reader {
            text: &text,
            bytes: text.as_bytes(),
            at: 0,
            limits,
            nodes: Vec::new(),
            open: Vec::new(),
        };
        let outcome = reader.run(until);
        (reader.nodes, outcome.err())
    };
    let error = fault.map(|(offset, kind)| SyntaxError::new(&text, offset, kind));
    Partial { document: Document { text, nodes }, error }
}

pub(super) fn read_bytes(bytes: &[u8], limits: &Limits, until: Until) -> Partial {
    let (sound, fault) = match std::str::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let sound = bytes.get(..error.valid_up_to()).and_then(|sound| std::str::from_utf8(sound).ok());
            (sound.unwrap_or_default(), Some(error.valid_up_to()))
        }
    };
    let mut partial = read(sound.into(), limits, until);
    // The first value may end before the bytes go wrong; otherwise the text looked cut off where they do.
    if let Some(offset) = fault
        && (until == Until::End || partial.error.as_ref().is_some_and(|error| error.offset >= offset))
    {
        partial.error = Some(SyntaxError::new(&partial.document.text, offset, SyntaxErrorKind::NotUtf8));
    }
    partial
}

/// An error with its byte.
type ErrorAt = (usize, SyntaxErrorKind);

struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    limits: &'t Limits,
    nodes: Vec<Node>,
    /// The indexes of the containers we are in.
    open: Vec<u32>,
}

impl Reader<'_> {
    fn run(&mut self, until: Until) -> Result<(), ErrorAt> {
        use SyntaxErrorKind as K;
        if self.bytes.len() > self.limits.bytes.min(OPEN as usize - 1) {
            return Err((0, K::TooLarge(self.limits.bytes)));
        }
        if self.text.starts_with('\u{feff}') {
            return Err((0, K::ByteOrderMark));
        }
        self.skip_space();
        if self.at == self.bytes.len() {
            return Err((self.at, K::Empty));
        }
        self.value(true)?;
        while let Some(&container) = self.open.last() {
            self.content(container)?;
        }
        if until == Until::End {
            self.skip_space();
            if self.at < self.bytes.len() {
                return Err((self.at, K::TextAfterEnd));
            }
        }
        Ok(())
    }

    /// Reads one part of the innermost open container, or its end.
    fn content(&mut self, container: u32) -> Result<(), ErrorAt> {
        use SyntaxErrorKind as K;
        let object = self.node(container).is_some_and(|n| self.bytes.get(n.start as usize) == Some(&b'{'));
        let (close, wrong) = if object { (b'}', b']') } else { (b']', b'}') };
        let first = self.nodes.len() == container as usize + 1;
        self.skip_space();
        let comma = self.at;
        if !first && self.peek() == Some(b',') {
            self.at += 1;
            self.skip_space();
        }
        let separated = self.at > comma;
        match self.peek() {
            None => return Err((self.at, self.open_at_end(container, object))),
            Some(byte) if byte == close => {
                if separated {
                    return Err((comma, K::TrailingComma));
                }
                self.at += 1;
                self.close(container);
                return Ok(());
            }
            Some(byte) if byte == wrong => {
                return Err(if separated {
                    (comma, K::TrailingComma)
                } else {
                    (self.at, K::WrongClose { found: char::from(wrong), close: char::from(close) })
                });
            }
            Some(_) if !first && !separated => {
                let found = self.char();
                return Err((
                    self.at,
                    if starts_comment(self.bytes, self.at) {
                        K::Comment
                    } else {
                        K::CommaExpected { found, close: char::from(close) }
                    },
                ));
            }
            Some(_) => {}
        }
        if object { self.member() } else { self.value(false) }
    }

    fn open_at_end(&self, container: u32, object: bool) -> SyntaxErrorKind {
        let start = self.node(container).map_or(0, |n| n.start as usize);
        let position = LineIndex::new(self.text).position(self.text, start);
        if object { SyntaxErrorKind::OpenObject(position) } else { SyntaxErrorKind::OpenArray(position) }
    }

    fn close(&mut self, container: u32) {
        let (end, next) = (narrow(self.at), narrow(self.nodes.len()));
        if let Some(node) = self.nodes.get_mut(container as usize) {
            node.end = end;
            node.next = next;
        }
        self.open.pop();
    }

    /// Reads a name, its colon, and its value as far as [`Reader::value`] does; the name joins the tree only
    /// when all went well.
    fn member(&mut self) -> Result<(), ErrorAt> {
        use SyntaxErrorKind as K;
        let start = self.at;
        match self.peek() {
            Some(b'"') => {}
            Some(b'\'') => return Err((start, K::SingleQuote)),
            Some(_) if starts_comment(self.bytes, start) => return Err((start, K::Comment)),
            _ => return Err((start, K::NameExpected(self.char()))),
        }
        let end = self.string(start)?;
        self.check_name(start, end)?;
        self.at = end;
        self.skip_space();
        match self.peek() {
            Some(b':') => self.at += 1,
            None => {
                let container = self.open.last().copied().unwrap_or(0);
                return Err((self.at, self.open_at_end(container, true)));
            }
            Some(_) => return Err((self.at, K::ColonExpected(self.char()))),
        }
        self.skip_space();
        let index = narrow(self.nodes.len());
        self.nodes.push(Node { start: narrow(start), end: narrow(end), next: index + 1 });
        let before = self.nodes.len();
        let outcome = self.value(false);
        if outcome.is_err() && self.nodes.len() == before {
            self.nodes.pop();
        }
        outcome
    }

    fn check_name(&self, start: usize, end: usize) -> Result<(), ErrorAt> {
        let raw = self.text.get(start + 1..end - 1).unwrap_or_default();
        // Units never outnumber bytes, so nearly every name needs no decoding here.
        if raw.len() > self.limits.name {
            let decoded = super::Text::decode(raw);
            let units: usize =
                super::text::units(decoded.as_bytes()).map(|unit| unit.map_or(1, char::len_utf16)).sum();
            if units > self.limits.name {
                return Err((start, SyntaxErrorKind::NameTooLong(self.limits.name)));
            }
        }
        Ok(())
    }

    /// Reads a scalar, or the opening bracket of a container, which it leaves open.
    fn value(&mut self, root: bool) -> Result<(), ErrorAt> {
        use SyntaxErrorKind as K;
        let start = self.at;
        match self.peek() {
            Some(b'{' | b'[') => {
                if self.open.len() >= self.limits.depth {
                    return Err((start, K::TooDeep(self.limits.depth)));
                }
                self.at += 1;
                self.open.push(narrow(self.nodes.len()));
                self.nodes.push(Node { start: narrow(start), end: OPEN, next: OPEN });
                return Ok(());
            }
            Some(b'"') => match self.string(start) {
                Ok(end) => self.at = end,
                Err(fault) => {
                    self.nodes.push(Node { start: narrow(start), end: OPEN, next: OPEN });
                    return Err(fault);
                }
            },
            Some(b'-' | b'0'..=b'9') => self.number(root)?,
            Some(b't') => self.word("true")?,
            Some(b'f') => self.word("false")?,
            Some(b'n') => self.word("null")?,
            Some(b'\'') => return Err((start, K::SingleQuote)),
            Some(b'+' | b'.') => return Err((start, K::DigitExpected)),
            Some(_) if starts_comment(self.bytes, start) => return Err((start, K::Comment)),
            Some(_) if self.char().is_alphabetic() => {
                return Err((start, K::UnknownWord(self.word_at(start))));
            }
            Some(_) => return Err((start, K::ValueExpected(self.char()))),
            None => {
                let container = self.open.last().copied().unwrap_or(0);
                let object =
                    self.node(container).is_some_and(|n| self.bytes.get(n.start as usize) == Some(&b'{'));
                return Err((start, self.open_at_end(container, object)));
            }
        }
        let index = narrow(self.nodes.len());
        self.nodes.push(Node { start: narrow(start), end: narrow(self.at), next: index + 1 });
        Ok(())
    }

    /// The end of the string that begins at `start`; leaves `at` alone.
    fn string(&self, start: usize) -> Result<usize, ErrorAt> {
        use SyntaxErrorKind as K;
        let mut at = start + 1;
        loop {
            let rest = self.bytes.get(at..).unwrap_or_default();
            let Some(plain) = rest.iter().position(|&b| b == b'"' || b == b'\\' || b < 0x20) else {
                return Err((
                    self.bytes.len(),
                    K::OpenString(LineIndex::new(self.text).position(self.text, start)),
                ));
            };
            at += plain;
            match (self.bytes.get(at), self.bytes.get(at + 1)) {
                (Some(b'"'), _) => return Ok(at + 1),
                (Some(b'\\'), Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't')) => at += 2,
                (Some(b'\\'), Some(b'u')) => {
                    let digits = self
                        .bytes
                        .get(at + 2..)
                        .unwrap_or_default()
                        .iter()
                        .take(4)
                        .take_while(|b| b.is_ascii_hexdigit())
                        .count();
                    if digits < 4 {
                        return Err((at, K::BadUnicodeEscape));
                    }
                    at += 6;
                }
                (Some(b'\\'), Some(_)) => {
                    return Err((at, K::BadEscape(char_at(self.text, at + 1))));
                }
                (Some(b'\\'), None) => {
                    return Err((
                        self.bytes.len(),
                        K::OpenString(LineIndex::new(self.text).position(self.text, start)),
                    ));
                }
                (control, _) => {
                    return Err((at, K::ControlInString(control.copied().map_or(0, u32::from))));
                }
            }
        }
    }

    fn number(&mut self, root: bool) -> Result<(), ErrorAt> {
        use SyntaxErrorKind as K;
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        let leading_zero = self.peek() == Some(b'0');
        let mut digits = self.digits()?;
        if leading_zero && digits > 1 {
            return Err((start, K::LeadingZero));
        }
        let mut parts = 0;
        if self.peek() == Some(b'.') {
            self.at += 1;
            digits += self.digits()?;
            parts += 1;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            digits += self.digits()?;
            parts += 1;
        }
        // Jackson miscounts a number that begins with 0 and has only a fraction or only an exponent.
        let missed = usize::from(leading_zero && parts == 1);
        if digits - missed > self.limits.number {
            return Err((start, K::NumberTooLong(self.limits.number)));
        }
        // Only at the top does Jackson look at what follows a number.
        if root && self.peek().is_some_and(|b| !matches!(b, b' ' | b'\t' | b'\n' | b'\r')) {
            return Err((self.at, K::TextAfterEnd));
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<usize, ErrorAt> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let count = rest.iter().take_while(|b| b.is_ascii_digit()).count();
        self.at += count;
        if count == 0 { Err((self.at, SyntaxErrorKind::DigitExpected)) } else { Ok(count) }
    }

    fn word(&mut self, word: &str) -> Result<(), ErrorAt> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let follows = rest.strip_prefix(word);
        if follows.is_none_or(|tail| tail.chars().next().is_some_and(goes_on)) {
            return Err((self.at, SyntaxErrorKind::UnknownWord(self.word_at(self.at))));
        }
        self.at += word.len();
        Ok(())
    }

    fn word_at(&self, start: usize) -> String {
        bare(self.text.get(start..).unwrap_or_default()).chars().take(40).collect()
    }

    fn skip_space(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        self.at += rest.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r')).count();
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn char(&self) -> char {
        char_at(self.text, self.at)
    }

    fn node(&self, index: u32) -> Option<&Node> {
        self.nodes.get(index as usize)
    }
}

fn char_at(text: &str, at: usize) -> char {
    text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Whether a word goes on with this character, as Jackson looks at it: a letter or digit, but no `$` and
/// nothing above U+FFFF. Where it does not, the word counts before what follows is found to be wrong.
fn goes_on(c: char) -> bool {
    // The circled letters count as alphabetic, but are symbols.
    let letter = c.len_utf16() == 1 && c.is_alphabetic() && !('\u{24b6}'..='\u{24e9}').contains(&c);
    c.is_ascii_digit() || c == '_' || letter
}

fn starts_comment(bytes: &[u8], at: usize) -> bool {
    match bytes.get(at) {
        Some(b'#') => true,
        Some(b'/') => matches!(bytes.get(at + 1), Some(b'/' | b'*')),
        _ => false,
    }
}

/// Every offset and index was checked against [`Limits::bytes`] before.
fn narrow(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(OPEN)
}
