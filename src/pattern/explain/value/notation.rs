//! Times, dates, numbers, addresses and encoded values that are written in two ways.

use jiff::Timestamp;

use crate::json::{self, Kind, Value};
use crate::pattern::address::Address;
use crate::pattern::explain::value::amount::{self, Amount};
use crate::pattern::explain::value::encodings::{base64, url_decoded};
use crate::pattern::explain::value::moment::{self, is_same_date};
use crate::pattern::explain::value::other_syntax::QUOTES;
use crate::pattern::explain::value::{characters, is_number, iso_span, numerals, rearranged, units};
use crate::pattern::explain::wording::opposites::words;
use crate::pattern::explain::wording::similarity::{composed_alike, transcribed_alike};
use crate::pattern::number;

/// How accents differ that look the same, as a clause.
pub(in crate::pattern::explain) const COMPOSED: &str = "the accents are the same on the screen but not in the bytes: one side writes the \
    letter and its accent as two characters (Unicode NFD), the other as one (NFC)";

/// Said of a date in two formats: the day and the month may stand either way.
pub(super) const SAME_DATE: &str =
    "it looks like the same date in another format, and EventBridge compares the characters";
/// Said of letters with and without marks: a word may be another one without them.
pub(super) const TRANSCRIBED: &str = "one side writes letters with marks, which the other leaves out or writes as two \
    letters, and EventBridge compares the characters";
/// Said of a number in a text: it may be part of another name.
pub(super) const MORE_THAN_NUMBER: &str =
    "the event's text has more than the number, and a plain string must be the whole text";

/// How two texts mean the same though they differ, as a clause.
pub(in crate::pattern::explain) fn of_texts(met: &str, wanted: &str) -> Option<&'static str> {
    if transcribed_alike(met, wanted) {
        return Some(TRANSCRIBED);
    }
    if composed_alike(met, wanted) {
        return Some(COMPOSED);
    }
    if let Some(how) = rearranged::of_texts(met, wanted) {
        return Some(how);
    }
    if misread(met).as_deref() == Some(wanted) || misread(wanted).as_deref() == Some(met) {
        return Some(
            "one of them was read in the wrong encoding, UTF-8 as Latin-1, and EventBridge compares the characters",
        );
    }
    let unescaped = |text: &str| -> Option<String> {
        let document = json::Document::parse(format!("\"{text}\"")).ok().filter(|_| text.contains('\\'))?;
        document.root().text().and_then(|text| text.as_str().map(str::to_owned))
    };
    let is_it = |text: &str, other: &str| {
        unescaped(text)
            .is_some_and(|text| text == other || !text.trim().is_empty() && text.trim() == other.trim())
    };
    if is_it(met, wanted) || is_it(wanted, met) {
        return Some("one of them has its escapes written out, as if it had been encoded twice");
    }
    if base64(met).is_some_and(|bytes| bytes == wanted.as_bytes()) {
        return Some("the event has it as Base64, and EventBridge does not decode it");
    }
    if base64(wanted).is_some_and(|bytes| bytes == met.as_bytes()) {
        return Some("the pattern has it as Base64, and EventBridge does not encode it");
    }
    if let (Ok(a), Ok(b)) = (met.parse::<Timestamp>(), wanted.parse::<Timestamp>()) {
        return (a == b)
            .then_some("it is the same moment in another notation, and EventBridge compares the characters");
    }
    let numbers = is_number(met) && is_number(wanted);
    if met != wanted
        && !(numbers && (met.contains('.') || wanted.contains('.')))
        && (met.contains('0') || wanted.contains('0'))
        && without_zeros(met) == without_zeros(wanted)
    {
        return Some(LEADING_ZEROS);
    }
    let in_small_letters = |text: &str| without_zeros(&text.to_lowercase());
    if !numbers
        && met.chars().count() != wanted.chars().count()
        && in_small_letters(met) == in_small_letters(wanted)
    {
        return Some("only leading zeros and letter case differ, and in a string both count");
    }
    if iso_span::are_one(met, wanted) {
        return Some(
            "it is the same span of time in another notation, and EventBridge compares the characters",
        );
    }
    if let (Some(a), Some(b)) = (amount_of(met), amount_of(wanted))
        && !numbers
        && a.is(b)
    {
        return Some(
            "it is the same number, once written out with separators or a unit, and EventBridge compares the \
                characters",
        );
    }
    if amount::amount_in(met).zip(amount::amount_in(wanted)).is_some_and(|(a, b)| a.is_in_another_unit(b)) {
        return Some("it is the same amount in another unit, and EventBridge compares the characters");
    }
    if !numbers
        && is_digits(wanted)
        && !met.starts_with(['<', '>', '≤', '≥', '~'])
        && met.trim_end_matches(|c: char| c.is_ascii_digit()).chars().all(|c| !c.is_ascii_digit())
        && met.ends_with(|c: char| c.is_ascii_digit())
        && significant(met.trim_start_matches(|c: char| !c.is_ascii_digit())) == significant(wanted)
        && !is_digits(met)
    {
        return Some(MORE_THAN_NUMBER);
    }
    if numbers && is_one_moment(met, wanted) {
        return Some("it is the same time, counted in another unit, and EventBridge compares the characters");
    }
    if numbers {
        let (a, b) = (number::comparable(met)?, number::comparable(wanted)?);
        return number::compare(a, b).is_eq().then_some(SAME_NUMBER);
    }
    if yes_or_no(met).is_some_and(|is| yes_or_no(wanted) == Some(is))
        && [met, wanted].iter().any(|word| SURELY.contains(&word.to_lowercase().as_str()))
    {
        return Some("both say yes or no, each in words of its own, and EventBridge compares the characters");
    }
    is_same_date(met, wanted).then_some(SAME_DATE)
}

/// A text that was read byte by byte, `cafÃ©`, as it was meant.
fn misread(text: &str) -> Option<String> {
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    bytes.filter(|_| !text.is_ascii()).and_then(|bytes| String::from_utf8(bytes).ok())
}

/// Whether two texts are versions, of which `2.1` and `2.10` are two.
pub(super) fn are_versions(path: &str, met: &str, wanted: &str) -> bool {
    const WORDS: [&str; 12] = [
        "build", "engine", "firmware", "fw", "kernel", "release", "runtime", "semver", "tls", "v", "ver",
        "version",
    ];
    let pointed = |text: &str| is_number(text) && text.contains('.');
    let mut words = words(path.rsplit('.').next().unwrap_or_default()).into_iter();
    let named = words.any(|word| WORDS.contains(&word.as_str()) || word.ends_with("version"));
    named && pointed(met) && pointed(wanted)
}

/// Whether two numbers count one second from 1970 on in two units.
fn is_one_moment(met: &str, wanted: &str) -> bool {
    let read = |text: &str| -> Option<(&'static str, f64)> {
        let number = number::float(text)?;
        let (unit, scale) = moment::unit_of(number)?;
        Some((unit, (number / scale).trunc()))
    };
    read(met)
        .zip(read(wanted))
        .is_some_and(|((unit, there), (other, asked))| unit != other && there.total_cmp(&asked).is_eq())
}

/// The amount that a text is, spelled out or as a plain number.
fn amount_of(text: &str) -> Option<Amount<'_>> {
    let plain = || if is_number(text) { number::comparable(text) } else { None };
    amount::amount_in(text).or_else(|| plain().map(|value| Amount { value, unit: "" }))
}

/// Said of two texts that have other zeros: as codes they may be two.
pub(super) const LEADING_ZEROS: &str = "only leading zeros differ, and in a string they count";

/// Said of two texts that are one number: as versions they may be two.
pub(super) const SAME_NUMBER: &str =
    "it is the same number in another notation, and in strings EventBridge compares the characters";

/// How a text and a value of another type mean the same, as a clause.
pub(in crate::pattern::explain) fn across_types(
    path: &str,
    met: Value<'_>,
    wanted: Value<'_>,
) -> Option<&'static str> {
    let (a, b) = (characters(met), characters(wanted));
    let (a, b) = (a.trim(), b.trim());
    let kinds = (met.kind(), wanted.kind());
    if let (Kind::Null, Kind::String) | (Kind::String, Kind::Null) = kinds {
        let word = if kinds.0 == Kind::String { a } else { b };
        let is_none =
            ["none", "nil", "undefined", "(null)"].iter().any(|none| word.eq_ignore_ascii_case(none));
        return is_none.then_some("a text that says none is not null, which is written without quotes");
    }
    let number_and_text = matches!(kinds, (Kind::Number, Kind::String) | (Kind::String, Kind::Number));
    if number_and_text {
        let (text, digits) = if kinds.0 == Kind::String { (a, b) } else { (b, a) };
        if is_digits(text)
            && is_digits(digits)
            && text.trim_start_matches('0') == digits.trim_start_matches('0')
        {
            return Some("a number never equals a string, and a number cannot hold leading zeros");
        }
        if digits.len() == 8 && moment::with_zeros(digits).as_deref() == Some(text) {
            return Some("a number never equals a string, and the number is the same day without its marks");
        }
        if text.trim_matches(QUOTES) != text && text.trim_matches(QUOTES).trim() == digits {
            return Some("a number never equals a string, and the text has quotation marks inside its own");
        }
        let plain: String = text
            .chars()
            .filter(|c| !matches!(c, ',' | '_' | '\'' | ' ' | '\u{a0}' | '\u{202f}' | '%'))
            .collect();
        if let Some(how) = numerals::of_number_and_text(text, digits) {
            return Some(how);
        }
        let decimal = text.replace(',', ".");
        if plain != text && plain == digits || decimal != text && decimal == digits {
            return Some("a number never equals a string, also when the text spells it");
        }
        // As a status of HTTP stands before what it means.
        let leads = |rest: &str| rest.starts_with(' ') && rest.contains(char::is_alphabetic);
        if digits.len() >= 3
            && text.strip_prefix(digits).is_some_and(leads)
            && amount::amount_in(text).is_none()
        {
            return Some("a number never equals a string, and the text has words behind the number");
        }
        if text.replace('\u{2212}', "-") == digits {
            return Some(
                "a number never equals a string, and the text has another character for the minus sign",
            );
        }
        let share = text.strip_suffix('%').and_then(|percent| number::comparable(percent.trim()));
        if share
            .zip(number::comparable(digits))
            .is_some_and(|(percent, share)| number::compare(percent / 100.0, share).is_eq())
        {
            return Some("a number never equals a string, and the one is the other in percent");
        }
        if numerals::are_one(text, digits) {
            return Some(
                "a number never equals a string, and the text is the same number in digits of another base",
            );
        }
        let number = number::comparable(digits);
        if amount::amount_in(text).zip(number).is_some_and(|(a, b)| number::compare(a.value, b).is_eq()) {
            return Some("a number never equals a string, and one with separators or a unit is a string");
        }
        if amount::amount_in(text)
            .zip(number)
            .is_some_and(|(amount, number)| amount.is_counted_as(number, path))
        {
            return Some(if units::unit_in_name(path).is_some() {
                "a number never equals a string, and the number is the same amount, counted in another unit"
            } else {
                "a number never equals a string, and the number would be the same amount, counted in a smaller unit"
            });
        }
        if iso_span::are_one(text, digits) {
            return Some("a number never equals a string, and the number counts the same span of time");
        }
        let moment = text.parse::<Timestamp>().ok()?;
        let counted = [moment.as_second().to_string(), moment.as_millisecond().to_string()];
        return counted.iter().any(|counted| counted == digits).then_some(
            "it is the same moment, once in words and once counted from 1970; EventBridge does not convert",
        );
    }
    (yes_or_no(a)? == yes_or_no(b)?).then_some("a boolean equals nothing but true or false without quotes")
}

/// Words that can mean nothing but yes or no; `no` may be Norway, `t` a size, `on` a place.
const SURELY: [&str; 5] = ["true", "false", "yes", "enabled", "disabled"];

/// Whether a word says yes or no.
fn yes_or_no(word: &str) -> Option<bool> {
    match word.to_lowercase().as_str() {
        "true" | "1" | "yes" | "y" | "on" | "t" | "enabled" => Some(true),
        "false" | "0" | "no" | "n" | "off" | "f" | "disabled" => Some(false),
        _ => None,
    }
}

/// A text that is the other one encoded as JSON once more, with quotes of its own.
pub(in crate::pattern::explain) fn is_encoded_twice(met: &str, wanted: &str) -> bool {
    met.len() > 2
        && met.starts_with('"')
        && json::Document::parse(met)
            .is_ok_and(|document| document.root().text().is_some_and(|text| text == *wanted))
}

/// A text with the leading zeros of each of its numbers left out.
fn without_zeros(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut inside = false;
    while let Some(c) = chars.next() {
        let leads = c == '0' && !inside && chars.peek().is_some_and(char::is_ascii_digit);
        inside = (inside || !leads) && c.is_ascii_digit();
        if !leads {
            out.push(c);
        }
    }
    out
}

/// Digits without the zeros in front; of nothing but zeros, one.
fn significant(digits: &str) -> &str {
    let rest = digits.trim_start_matches('0');
    if rest.is_empty() { digits.get(digits.len().saturating_sub(1)..).unwrap_or_default() } else { rest }
}

pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a text is the address of an S3 object with this key, whose name the address has encoded.
pub(super) fn is_address_of(key: &str, text: &str) -> bool {
    let decoded: String = url_decoded(text).into_iter().map(|(c, _)| c).collect();
    let of_s3 = text.starts_with("s3://") || text.starts_with("https://") && text.contains("amazonaws.com/");
    of_s3 && decoded.strip_suffix(key).is_some_and(|before| before.ends_with('/'))
}

/// Whether a field has the key of an S3 object.
pub(super) fn is_key(path: &str) -> bool {
    path == "detail.object.key" || path.ends_with("requestParameters.key")
}

/// Where the pattern puts the name of the bucket before the key of an S3 object, as a sentence.
pub(super) fn with_bucket(path: &str, wanted: &str) -> Option<&'static str> {
    (is_key(path) && wanted.contains('/')).then_some(
        "A key has neither \"s3://\" nor the bucket in front; the bucket's name is a field of its own, \
            \"detail.bucket.name\" in S3's events.",
    )
}

/// The IPv6 block that the beginning of an address means, if the address lies in it: `2001:db8:` is
/// `2001:db8::/32`.
pub(super) fn block_of(beginning: &str, address: Address) -> Option<String> {
    let Address::V6(bits) = address else { return None };
    let groups = beginning.strip_suffix(':').unwrap_or(beginning);
    let groups: Option<Vec<u16>> =
        groups.split(':').map(|group| u16::try_from(numerals::whole_number(group, 16)?).ok()).collect();
    let groups = groups.filter(|groups| (1..8).contains(&groups.len()))?;
    let length = u32::try_from(groups.len()).ok()? * 16;
    let block = groups.iter().fold(0_u128, |block, group| block << 16 | u128::from(*group)) << (128 - length);
    (bits >> (128 - length) == block >> (128 - length)).then(|| format!("{}/{length}", Address::V6(block)))
}

/// The range of whole numbers as long as the event's that begin with these digits, as `numeric` takes it, and
/// whether the event's is one of them. Both may be negative.
pub(super) fn numbers_beginning(digits: &str, met: &str) -> Option<(String, bool)> {
    let (begin, number, negative) = match (digits.strip_prefix('-'), met.strip_prefix('-')) {
        (Some(begin), Some(number)) => (begin, number, true),
        (None, None) => (digits, met, false),
        (Some(_), None) | (None, Some(_)) => return None,
    };
    if !is_digits(begin) || !is_digits(number) || number.len() > 15 || begin.starts_with('0') {
        return None;
    }
    let zeros = u32::try_from(number.len().checked_sub(begin.len())?).ok()?;
    let low: u64 = begin.parse::<u64>().ok()? * 10_u64.pow(zeros);
    let high = (begin.parse::<u64>().ok()? + 1) * 10_u64.pow(zeros);
    let range = if negative {
        format!("[\">\", -{high}, \"<=\", -{low}]")
    } else {
        format!("[\">=\", {low}, \"<\", {high}]")
    };
    Some((range, number.starts_with(begin)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_in_other_words() {
        for (met, wanted, words) in [
            ("2026-11-11T21:29:54Z", "2026-11-11T22:29:54.000+01:00", "same moment"),
            ("007", "7", "leading zeros"),
            ("RDS-EVENT-0049", "RDS-EVENT-49", "leading zeros"),
            ("aGVsbG8=", "hello", "Base64"),
            ("caf\\u00e9", "café", "escapes written out"),
            ("1.50", "1.5", "same number"),
            ("11/12/2026", "2026-11-12", "same date"),
            ("e\u{301}", "é", "accents"),
            ("café", "cafÃ©", "wrong encoding"),
        ] {
            let how = of_texts(met, wanted).unwrap_or_default();
            assert!(how.contains(words), "{met} {wanted}: {how}");
        }
        for (met, wanted) in [
            ("2026-11-11T21:29:54Z", "2026-11-11T21:29:55Z"),
            ("1", "2"),
            ("1.2.3", "3.2.1"),
            ("FAILED", "0"),
            ("FAILED", "00"),
            ("5 hours", "5 minutes"),
            ("5xx", "5"),
        ] {
            assert_eq!(of_texts(met, wanted), None, "{met} {wanted}");
        }
        assert_eq!(
            crate::pattern::explain::value::arn::parts("arn:aws:s3:::b:c"),
            Some(["arn", "aws", "s3", "", "", "b:c"])
        );
        let decoded: String = crate::pattern::explain::value::encodings::url_decoded("%C3%A4%2+")
            .into_iter()
            .map(|(c, _)| c)
            .collect();
        assert_eq!(decoded, "ä%2 ");
    }
}
