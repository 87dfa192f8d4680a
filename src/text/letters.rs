//! What of a name is left when only its letters and digits count.

/// The letters and digits of a text, in lower case: `detailType`, `detail_type` and `detail-type` are one.
pub(crate) fn letters_and_digits(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
