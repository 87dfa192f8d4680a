//! What a fault is by the text around it: dots that stand for something left out, a quotation mark inside a
//! text, a number with separators. The reader tells where a text stops being JSON and what it met there.

use super::error::SyntaxErrorKind as K;
use super::pairs;
use crate::text::{character_name, is_unsafe};

/// The fault that the reader's most likely is.
pub(super) fn refined(text: &str, offset: usize, kind: K) -> K {
    let (before, rest) = (text.get(..offset).unwrap_or_default(), text.get(offset..).unwrap_or_default());
    let is_expecting = matches!(
        kind,
        K::ValueExpected(_)
            | K::NameExpected(_)
            | K::CommaExpected { .. }
            | K::ColonExpected(_)
            | K::DigitExpected
    );
    if is_expecting && (rest.starts_with("...") || rest.starts_with('…')) {
        return K::Ellipsis;
    }
    let has_sign = || rest.strip_prefix('+').is_some_and(|rest| rest.starts_with(is_digit));
    if kind == K::DigitExpected && has_sign() {
        return K::PlusSign;
    }
    if kind == K::LeadingZero && is_behind_separator(before, rest) {
        return K::Separator;
    }
    if matches!(kind, K::CommaExpected { .. } | K::LeadingZero) && in_other_digits(before, rest).is_some() {
        return K::OtherDigits;
    }
    let is_pair = matches!(kind, K::CommaExpected { found: ':', .. }) && before.trim_end().ends_with('"');
    if let Some(fault) = is_pair.then(|| pairs::fault(before, rest)).flatten() {
        return fault;
    }
    let goes_on = matches!(kind, K::CommaExpected { found, .. } if found.is_alphanumeric());
    if goes_on && is_inside_text(before, rest) {
        return K::QuoteInside;
    }
    if matches!(kind, K::ColonExpected(_)) && is_behind_name_with_colon(before, rest) {
        return K::ColonInName;
    }
    if matches!(kind, K::ColonExpected(_)) && colon_in_name(before).is_some() {
        return K::NameNotClosed;
    }
    kind
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// The number whose nought ends here and whose mark and digits follow, `0` and `xFF`, with the length of what
/// follows; none of what goes on as a word.
pub(super) fn in_other_digits(before: &str, rest: &str) -> Option<(u64, usize)> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let mut marks = rest.chars();
    let radix = match marks.next()? {
        'x' | 'X' => 16,
        'o' | 'O' => 8,
        'b' | 'B' => 2,
        _ => return None,
    };
    let digits = marks.as_str();
    let length = digits.find(|c| !is_part(c)).unwrap_or(digits.len());
    let digits = digits.get(..length).filter(|digits| digits.chars().all(|c| c.is_digit(radix)))?;
    let alone = before.strip_suffix('0').is_some_and(|before| !before.ends_with(is_part));
    alone.then(|| u64::from_str_radix(digits, radix).ok()).flatten().map(|number| (number, length + 1))
}

/// Whether three digits, and no more, follow a digit and a comma.
fn is_behind_separator(before: &str, rest: &str) -> bool {
    let group = rest.find(|c| !is_digit(c)).unwrap_or(rest.len());
    group == 3 && before.strip_suffix(',').is_some_and(|before| before.ends_with(is_digit))
}

/// Whether a text that ends here goes on: a quotation mark follows further on in its line.
fn is_inside_text(before: &str, rest: &str) -> bool {
    let marks = rest.lines().next().unwrap_or_default().matches('"').count();
    if before.ends_with('"') { marks > 0 } else { marks % 2 == 1 && before.trim_end().ends_with('"') }
}

/// Whether a value follows a name that ends in a colon.
fn is_behind_name_with_colon(before: &str, rest: &str) -> bool {
    let name = before.trim_end().strip_suffix('"');
    rest.starts_with(['"', '[', '{']) && name.is_some_and(|name| name.trim_end().ends_with(':'))
}

/// Where the name that ends here has a colon and the beginning of a value in it.
pub(super) fn colon_in_name(before: &str) -> Option<usize> {
    let inside = before.trim_end().strip_suffix('"')?;
    let start = inside.rfind('"')? + 1;
    let name = inside.get(start..)?;
    let begins_value = |name: &str| name.trim_end().ends_with([':', '[', '{']);
    name.find(':').filter(|_| begins_value(name)).map(|at| start + at)
}

/// A character that stands between the parts of a text and does not belong there: what it is, and what JSON
/// has in its place.
pub(super) fn foreign(c: char) -> Option<(String, &'static str)> {
    const WIDE: [(char, &str); 8] = [
        ('：', ":"),
        ('，', ","),
        ('、', ","),
        ('［', "["),
        ('］', "]"),
        ('｛', "{"),
        ('｝', "}"),
        ('＂', "\""),
    ];
    if let Some((_, plain)) = WIDE.into_iter().find(|(wide, _)| *wide == c) {
        let sentence =
            format!("`{c}` (U+{:04X}) is another character than the {plain} that JSON has", u32::from(c));
        return Some((sentence, plain));
    }
    if !c.is_whitespace() && !is_unsafe(c) {
        return None;
    }
    let name = character_name(c).unwrap_or("a character that cannot be seen");
    let sentence = format!(
        "U+{:04X}, {name}, stands here, and JSON has only ordinary blanks between its parts",
        u32::from(c)
    );
    Some((sentence, " "))
}

/// Whether more follows the digits, as in `12:30`, so that this is no number.
pub(super) fn goes_on_behind_number(before: &str, rest: &str) -> bool {
    let mut next = rest.chars();
    let goes_on = match next.next() {
        Some(':') => next.next().is_some_and(char::is_alphanumeric),
        Some(c) => c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '/'),
        None => false,
    };
    goes_on && before.ends_with(|c: char| c.is_ascii_digit())
}
