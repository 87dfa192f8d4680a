//! Percent-encoding undone (RFC 3986). What is not two hexadecimal digits behind a `%` stays as it is.

/// The text behind percent-encoding, as in a path.
pub(crate) fn percent_decoded(text: &str) -> String {
    decoded(text, false)
}

/// The text behind the encoding of forms (`application/x-www-form-urlencoded`), where `+` is a blank.
pub(crate) fn form_decoded(text: &str) -> String {
    decoded(text, true)
}

fn decoded(text: &str, plus_is_blank: bool) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte == b'%'
            && let [high, low, behind @ ..] = after
            && let Some(encoded) = hex_byte(*high, *low)
        {
            out.push(encoded);
            rest = behind;
        } else {
            out.push(if byte == b'+' && plus_is_blank { b' ' } else { byte });
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The byte that two hexadecimal digits say; none where one of them is something else, such as a sign.
fn hex_byte(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(high)? * 16 + digit(low)?)
}

#[cfg(test)]
mod tests {
    use super::{form_decoded, percent_decoded};

    #[test]
    fn two_hexadecimal_digits_are_a_byte_and_all_else_stays() {
        for (text, plain) in [
            ("%7B%22a%22%3A%22b%20c%22%7D", r#"{"a":"b c"}"#),
            (r#"{"a":"100%"}"#, r#"{"a":"100%"}"#),
            ("%C3%A4%zz%", "ä%zz%"),
            ("%+f%-1%+F", "%+f%-1%+F"),
            ("%2%20", "%2 "),
            ("a+b", "a+b"),
        ] {
            assert_eq!(percent_decoded(text), plain);
        }
        assert_eq!(form_decoded("a+b%2Bc%+f"), "a b+c% f");
    }
}
