//! Texts without the keys, tokens and passwords in them: those of programs and servers, and what was typed.
//!
//! Two things are looked for: what follows the name of a secret, by the sign between the two and by the words
//! around them, and long words such as nobody writes. A sentence about a token stays a sentence, and the
//! names that tools make stay names.

use crate::model::Endpoint;
use crate::text::{fit_middle, one_line, safe};

/// What is shown in place of a secret.
const MASK: &str = "***";
/// Shortest word that is looked at where no name is before it, in characters.
const SECRET: usize = 16;
/// A secret access key is this long; what is longer and without a dot is no name.
const ACCESS_KEY: usize = 40;
/// What is shorter, in the middle of a sentence, is a word of it.
const SHORT: usize = 6;

/// Bytes that are looked at; what comes after them is left out.
const MOST: usize = 64 << 10;

/// Ends of names that stand before a secret, without their `-`, `_` and `.`.
const NAMES: [&str; 13] = [
    "secret",
    "token",
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "pwd",
    "accesskey",
    "accesskeyid",
    "apikey",
    "privatekey",
    "authorization",
    "cookie",
];

/// Words with which a sentence about an option or a variable goes on.
const SENTENCE: [&str; 28] = [
    "a",
    "and",
    "are",
    "argument",
    "as",
    "by",
    "can",
    "cannot",
    "does",
    "environment",
    "flag",
    "for",
    "from",
    "has",
    "in",
    "is",
    "must",
    "needs",
    "nor",
    "not",
    "option",
    "or",
    "requires",
    "the",
    "to",
    "variable",
    "was",
    "with",
];

/// Who wrote a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Writer {
    /// A program or a server: its long words are more likely tokens than names.
    Program,
    /// Somebody who names a thing: `NightlyS3ToSqsRuleV2` is no token.
    Operator,
}

impl Writer {
    /// Shortest token of letters of both cases and digits, in characters.
    fn shortest_token(self) -> usize {
        match self {
            Self::Program => 20,
            Self::Operator => 32,
        }
    }
}

/// The text of a program with `***` for what looks like a secret; of one of more than [`MOST`] bytes the
/// whole words in these.
pub(crate) fn without_secrets(text: &str) -> String {
    masked(text, Writer::Program)
}

/// What somebody typed, as it may be shown: on one line, in `most` columns, without what can only be a
/// secret.
pub(crate) fn typed_as_shown(given: &str, most: usize) -> String {
    fit_middle(&one_line(&masked(given, Writer::Operator)), most)
}

fn masked(text: &str, writer: Writer) -> String {
    let mut rest = text;
    if text.len() > MOST {
        let whole = text.get(..text.floor_char_boundary(MOST)).unwrap_or_default();
        rest = whole.rsplit_once(char::is_whitespace).map_or("", |(words, _)| words);
    }
    let mut out = String::with_capacity(rest.len());
    while let Some(first) = rest.chars().next() {
        if !is_part(first) {
            out.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
            continue;
        }
        let (word, after) = split(rest, |c| !is_part(c));
        if after.starts_with("://") {
            let (url, after) = split(rest, |c| c.is_whitespace() || "\"'`<>".contains(c));
            if url.contains('@') {
                out.push_str(&Endpoint::from(url));
            } else {
                out.push_str(url);
            }
            rest = after;
            continue;
        }
        rest = after;
        let value =
            if names_a_secret(word) { value_of(word, after, &out) } else { after_scheme(word, after) };
        if let Some((lead, after)) = value {
            out.extend([word, lead, MASK]);
            rest = after;
        } else if looks_secret(word, writer) && !is_in_an_arn(&out) {
            out.push_str(MASK);
        } else {
            out.push_str(word);
        }
    }
    out
}

/// A sentence that may repeat what somebody gave: a secret in that, and what is long or of several lines, is
/// not repeated whole, but in `most` columns.
pub(crate) fn repeating(sentence: &str, given: &str, most: usize) -> String {
    let shown = typed_as_shown(given, most);
    if given.len() < SECRET || shown == given {
        return sentence.to_owned();
    }
    let forms = [given.to_owned(), given.trim().to_owned(), one_line(given), safe(given)];
    forms.iter().fold(sentence.to_owned(), |sentence, form| sentence.replace(form, &shown))
}

/// What words and values without quotation marks are made of.
fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || "+/_-.~%".contains(c)
}

fn split(text: &str, end: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(end).unwrap_or(text.len()))
}

fn names_a_secret(word: &str) -> bool {
    let word = word.to_ascii_lowercase().replace(['-', '_', '.'], "");
    NAMES.iter().any(|name| word.ends_with(name))
}

/// Where a secret is the value of this name: what stands between the two, and what comes after it.
fn value_of<'t>(name: &str, after: &'t str, before: &str) -> Option<(&'t str, &'t str)> {
    let is_quoted_name = after.starts_with(['"', '\'', '\\']);
    let unquoted = after.trim_start_matches(['"', '\'', '\\']);
    let signed = unquoted.trim_start_matches([' ', '\t']);
    let valued = signed.trim_start_matches([':', '=', '>']);
    let sign = signed.strip_suffix(valued)?;
    let value =
        if sign.ends_with(':') { valued.trim_start() } else { valued.trim_start_matches([' ', '\t']) };
    let (value, is_secret) = match sign {
        "" => {
            let is_option = name.starts_with("--");
            let is_variable = name.contains('_') && !name.contains(|c: char| c.is_ascii_lowercase());
            let is_apart = unquoted.len() > signed.len() && !is_quoted_name;
            let value = MaybeSecret::of(value);
            let is_secret = is_apart && (is_option || is_variable) && !value.goes_on_a_sentence();
            (value, is_secret)
        }
        "::" => return None,
        _ if is_quoted_name && value.starts_with(|c: char| c.is_ascii_alphanumeric()) => {
            (MaybeSecret::up_to(value, |c| ",}]".contains(c) || c.is_whitespace()), true)
        }
        _ => {
            let header = name.to_ascii_lowercase();
            let whole_line = MaybeSecret::up_to(value, |c| "\r\n\"'".contains(c));
            let is_header = header.ends_with("authorization") && whole_line.has_scheme()
                || header.ends_with("cookie") && whole_line.text.contains('=');
            let start = before.rsplit('\n').next().unwrap_or(before);
            let is_first = !start.contains(|c: char| c.is_alphanumeric());
            let value = if is_header { whole_line } else { MaybeSecret::of(value) };
            let is_certain = sign.contains('=') && !(header.ends_with("pwd") && value.is_path());
            (value, is_quoted_name || is_certain || is_header || value.is_secret_after_a_colon(is_first))
        }
    };
    if !is_secret || value.text.is_empty() {
        return None;
    }
    // The value is a part of what comes after the name.
    let lead = after.len() - value.rest.len() - value.text.len();
    Some((after.get(..lead)?, value.rest))
}

/// `Bearer …` and `Basic …`, wherever they stand.
fn after_scheme<'t>(scheme: &str, after: &'t str) -> Option<(&'t str, &'t str)> {
    let is_scheme = ["bearer", "basic"].iter().any(|name| scheme.eq_ignore_ascii_case(name));
    let value = after.strip_prefix(' ').filter(|_| is_scheme).map(MaybeSecret::of)?;
    (value.is_odd() && value.text.len() >= SHORT).then_some((" ", value.rest))
}

/// What may be a secret, without the quotation marks around it, and what comes after it.
#[derive(Clone, Copy)]
struct MaybeSecret<'t> {
    text: &'t str,
    rest: &'t str,
}

impl<'t> MaybeSecret<'t> {
    /// Up to the closing quotation mark, or to the next blank.
    fn of(text: &'t str) -> Self {
        for quote in ["\\\"", "\"", "'"] {
            if let Some(quoted) = text.strip_prefix(quote) {
                let end = quoted.find(quote).or_else(|| quoted.find('\n')).unwrap_or(quoted.len());
                let (text, rest) = quoted.split_at(end);
                return Self { text, rest };
            }
        }
        Self::up_to(text, char::is_whitespace)
    }

    fn up_to(text: &'t str, end: impl Fn(char) -> bool) -> Self {
        let (whole, _) = split(text, end);
        let value = whole.trim_end_matches(['"', '\'', '`', '\\', ')', ']', '}', ',', ';', '.', ' ']);
        Self { text: value, rest: text.strip_prefix(value).unwrap_or_default() }
    }

    fn is_path(self) -> bool {
        ["/", "./", "~"].iter().any(|start| self.text.starts_with(start))
            && !looks_secret(self.text, Writer::Program)
    }

    /// Digits among letters, or signs that no word has.
    fn is_odd(self) -> bool {
        let has = |is: fn(char) -> bool| self.text.contains(is);
        let is_email = self.text.contains('@') && !has(|c| "!#$^&*=~".contains(c)) && self.text.contains('.');
        let digits = self.text.bytes().filter(u8::is_ascii_digit).count();
        digits > 0 && has(|c| c.is_ascii_alphabetic())
            || digits >= SHORT
            || has(|c| "!@#$^&*+=~".contains(c)) && !is_email
    }

    /// `name: value` may be a sentence that goes on after its colon; `is_first` where the line begins with
    /// the name.
    fn is_secret_after_a_colon(self, is_first: bool) -> bool {
        let is_named = self.text.starts_with("arn:") || self.text.contains("://");
        if is_named || self.text.ends_with(':') || self.is_path() {
            return false;
        }
        let further = self.rest.trim_start_matches([' ', '\t']);
        let is_followed = further.len() < self.rest.len() && further.starts_with(char::is_alphanumeric);
        if is_followed {
            return self.is_odd() && self.text.len() >= SHORT;
        }
        self.is_odd() || is_first || self.text.bytes().filter(u8::is_ascii_digit).count() > 3
    }

    fn has_scheme(self) -> bool {
        let scheme = self.text.split(' ').next().unwrap_or_default();
        let schemes = ["basic", "bearer", "digest", "negotiate", "ntlm", "apikey", "aws4-hmac-sha256"];
        schemes.iter().any(|name| scheme.eq_ignore_ascii_case(name)) && scheme.len() < self.text.len()
    }

    /// After an option or a variable: a word of the sentence about it, another option, or what stands for a
    /// value.
    fn goes_on_a_sentence(self) -> bool {
        let word = self.text.to_ascii_lowercase();
        SENTENCE.contains(&word.as_str())
            || !word.starts_with(|c: char| c.is_ascii_alphanumeric() || "/+!@#%^&*_".contains(c))
            || ["token", "password", "secret", "value", "string"].contains(&word.as_str())
    }
}

/// Whether what goes on from here is an ARN.
fn is_in_an_arn(written: &str) -> bool {
    written.rsplit(|c: char| " \"'`(".contains(c)).next().is_some_and(|word| word.starts_with("arn:"))
}

/// Whether it is a key, a token or a hash, and not the name of anything.
fn looks_secret(word: &str, writer: Writer) -> bool {
    let all = |is: fn(&u8) -> bool| word.bytes().all(|byte| is(&byte));
    let is_key_id = ["AKIA", "ASIA"].iter().any(|start| word.starts_with(start))
        && all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let is_hex = word.len() >= 2 * SECRET && all(u8::is_ascii_hexdigit);
    if word.len() >= SECRET && (is_key_id || is_hex || word.starts_with("eyJ")) {
        return true;
    }
    let is_base64 = all(|byte| byte.is_ascii_alphanumeric() || b"/+".contains(byte));
    if is_base64 && word.len() == ACCESS_KEY && is_token(word) {
        return true;
    }
    let is_path = ["/", "./", "~"].iter().any(|start| word.starts_with(start));
    let ending = word.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_file = (1..=5).contains(&ending.len()) && !ending.contains(|c: char| c.is_ascii_uppercase());
    if is_path || is_file {
        return false;
    }
    if is_base64 && word.len() > ACCESS_KEY {
        return is_token(word);
    }
    // Names of several words have their signs between these.
    word.split(['/', '.', '_', '-', '%', '~'])
        .any(|part| without_hash(part).len() >= writer.shortest_token() && is_token(part))
}

/// Whether capitals, small letters and digits are as mixed as in what a machine draws.
fn is_token(word: &str) -> bool {
    let word = without_hash(word);
    is_mixed(word) && is_jumbled(word)
}

/// A logical id without the eight hexadecimal digits that the CDK puts behind it (`md5` of its path, in
/// capitals).
fn without_hash(name: &str) -> &str {
    const HASH: usize = 8;
    let is_digit = |byte: &u8| byte.is_ascii_digit() || (b'A'..=b'F').contains(byte);
    match name.len().checked_sub(HASH).and_then(|end| name.split_at_checked(end)) {
        Some((id, hash)) if hash.bytes().all(|byte| is_digit(&byte)) => id,
        Some(_) | None => name,
    }
}

fn is_mixed(word: &str) -> bool {
    let has = |is: fn(&u8) -> bool| word.bytes().any(|byte| is(&byte));
    has(u8::is_ascii_digit) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase)
}

/// Whether capitals, small letters and digits change more often than in words that are written together.
fn is_jumbled(word: &str) -> bool {
    let kind = |byte: u8| (byte.is_ascii_uppercase(), byte.is_ascii_lowercase());
    let changes =
        word.bytes().zip(word.bytes().skip(1)).filter(|(one, next)| kind(*one) != kind(*next)).count();
    changes * 5 >= word.len() * 2
}

#[cfg(test)]
mod tests;
