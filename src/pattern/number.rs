//! Numbers as EventBridge compares them: by their decimal text where a 64-bit float cannot say it exactly.

use std::cmp::Ordering;
use std::io::Write as _;

/// The float that a JSON number stands for, if EventBridge can compare the number at all.
///
/// It can when the text's decimal value is the shortest decimal that reads back as the same float: always up
/// to 15 significant digits, never for 2⁵³+1 or `0.30000000000000001`. EventBridge's printer (Java's
/// `Double.toString`) writes at least two digits and, where a single digit would do, the two-digit decimal
/// nearest to the float: `4.9e-324` can be compared, `5e-324` cannot.
pub(crate) fn comparable(text: &str) -> Option<f64> {
    let decimal = Decimal::read(text)?;
    if decimal.count == 0 {
        return Some(0.0);
    }
    if decimal.count > MOST {
        return None;
    }
    let float = float(text)?;
    let safe = decimal.count <= 15 && (-300..300).contains(&decimal.exponent);
    (safe || shortest(float) == Some(decimal)).then_some(float)
}

/// Whether a number can be compared whose nearest float is known.
pub(super) fn is_comparable(text: &str, float: f64) -> bool {
    let plain = |text: &str| memchr::memchr2(b'e', b'E', text.as_bytes()).is_none();
    // With so few digits it always can. With more it mostly was printed as the shortest decimal, so that
    // comparing texts is enough; one that has only one digit, for which EventBridge has another way, has an
    // exponent or few characters.
    plain(text) && (text.len() <= 15 || text == zmij::Buffer::new().format_finite(float))
        || comparable(text).is_some()
}

/// Whether the exponent is so large that EventBridge cannot even read the number.
pub(super) fn is_unreadable(text: &str) -> bool {
    Decimal::read(text).is_none()
}

/// The float nearest to a JSON number, unless that is infinite.
pub(crate) fn float(text: &str) -> Option<f64> {
    text.parse().ok().filter(|float: &f64| float.is_finite())
}

/// The order of two numbers that can be compared; −0 equals 0.
pub(crate) fn compare(a: f64, b: f64) -> Ordering {
    a.partial_cmp(&b).unwrap_or(Ordering::Equal)
}

/// A decimal in its only normal form: 0.DIGITS × 10^exponent, no zero at either end of the digits; no digits
/// is zero. The sign is left out, reading a float keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Decimal {
    /// The first digits, zeros behind the last.
    first: [u8; MOST],
    /// How many digits there are, be it more than are kept.
    count: usize,
    exponent: i64,
}

/// No float needs more digits to be told from all others.
const MOST: usize = 17;

impl Decimal {
    fn read(text: &str) -> Option<Self> {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (mantissa, exponent) = match memchr::memchr2(b'e', b'E', unsigned.as_bytes()) {
            Some(at) => (unsigned.get(..at)?, unsigned.get(at + 1..)?),
            None => (unsigned, "0"),
        };
        let exponent: i64 = exponent.strip_prefix('+').unwrap_or(exponent).parse().ok()?;
        let mut decimal = Self { first: [b'0'; MOST], count: 0, exponent };
        let (mut seen, mut fraction, mut whole) = (0, None, 0);
        for byte in mantissa.bytes() {
            if byte == b'.' {
                fraction = Some(0);
                continue;
            }
            match &mut fraction {
                Some(digits) => *digits += 1,
                None => whole += 1,
            }
            if seen == 0 && byte == b'0' {
                decimal.exponent -= 1;
                continue;
            }
            if let Some(digit) = decimal.first.get_mut(seen) {
                *digit = byte;
            }
            seen += 1;
            if byte != b'0' {
                decimal.count = seen;
            }
        }
        // EventBridge's reader of decimals keeps the exponent of the last digit in 32 bits.
        i32::try_from(exponent.checked_sub(fraction.unwrap_or(0))?).ok().filter(|&last| last != i32::MIN)?;
        decimal.exponent = decimal.exponent.checked_add(whole)?;
        Some(decimal)
    }
}

/// The decimal that Java prints for a float.
fn shortest(float: f64) -> Option<Decimal> {
    let printed = Decimal::read(zmij::Buffer::new().format_finite(float))?;
    if printed.count > 1 {
        return Some(printed);
    }
    let mut buffer = [0; 32];
    let mut rest = &mut buffer[..];
    write!(rest, "{float:.1e}").ok()?;
    let left = rest.len();
    Decimal::read(std::str::from_utf8(buffer.get(..buffer.len() - left)?).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_compared() {
        for text in [
            "0",
            "-0",
            "0.0",
            "0e5",
            "0e-400",
            "1",
            "300",
            "3.0e2",
            "-0.1",
            "0.3",
            "999999999999999",
            "123456789012345",
            "9007199254740992",
            "1e22",
            "1e23",
            "1.7976931348623157e308",
            "4.9e-324",
            "9.9e-324",
            "2e-323",
            "1.5e-323",
            "2.2250738585072014E-308",
            "0.30",
            "1000000000000000000000000",
            "5e-300",
            "1e308",
            "-122.42916360922355",
            "37.729900216217324",
            "0.30000000000000004",
        ] {
            assert!(comparable(text).is_some(), "{text}");
            assert!(is_comparable(text, float(text).unwrap()), "{text}");
        }
        for text in [
            "9007199254740993",
            "123456789012345678",
            "0.30000000000000001",
            "1e400",
            "1e-400",
            "5e-324",
            "1e-323",
            "1e309",
            "-1e309",
            "2e99999999999999999999",
            "1e-99999999999",
            "1.00000000000000001",
            "12345678901234567890123",
        ] {
            assert!(comparable(text).is_none(), "{text}");
            assert!(float(text).is_none_or(|float| !is_comparable(text, float)), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn comparing_texts_first_says_the_same(
            digits in "-?(0|[1-9][0-9]{0,19})([.][0-9]{1,20})?([eE][+-]?[0-9]{1,3})?",
            printed in proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL,
        ) {
            let printed = [printed.to_string(), format!("{printed:e}"), format!("{printed:?}")];
            for text in printed.iter().chain([&digits]) {
                if let Some(float) = float(text) {
                    assert_eq!(is_comparable(text, float), comparable(text).is_some(), "{text}");
                }
            }
        }
    }

    #[test]
    fn the_exponent_of_the_last_digit_has_32_bits() {
        for text in [
            "0e2147483647",
            "0.0e2147483648",
            "0e-2147483647",
            "1e400",
            "1.5e-400",
            "1e00000000000000000000000000001",
        ] {
            assert!(!is_unreadable(text), "{text}");
        }
        for text in [
            "0e2147483648",
            "1e-2147483648",
            "0.0e-2147483647",
            "1e99999999999999999999999",
            "-1E+2147483648",
        ] {
            assert!(is_unreadable(text) && comparable(text).is_none(), "{text}");
        }
    }

    #[test]
    fn equal_values_are_equal_however_they_are_written() {
        for (a, b) in [
            ("300", "3.0e2"),
            ("0", "-0.0"),
            ("0.1", "1e-1"),
            ("1e22", "10000000000000000000000"),
            ("4.9e-324", "49e-325"),
        ] {
            let order = compare(comparable(a).unwrap(), comparable(b).unwrap());
            assert_eq!(order, Ordering::Equal, "{a} {b}");
        }
        assert_eq!(
            compare(comparable("0.3").unwrap(), comparable("0.30000000000000004").unwrap()),
            Ordering::Less
        );
    }
}
