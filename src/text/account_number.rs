//! Account numbers, which every part of the program meets as text.

/// True for an AWS account's number: twelve digits.
pub(crate) fn is_account_number(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::is_account_number;

    #[test]
    fn an_account_number_has_twelve_digits() {
        assert!(is_account_number("012345678901"));
        for text in ["", "12345678901", "1234567890123", "1234-5678-90", "12345678901x", "\u{661}23456789012"]
        {
            assert!(!is_account_number(text), "{text}");
        }
    }
}
