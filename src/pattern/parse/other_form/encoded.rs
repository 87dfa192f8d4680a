//! A pattern as another text holds it: with escapes, entities of HTML, percent signs, in Base64.

use super::{OtherForm, is_object};
use crate::json::Document;
use crate::pattern::explain::{base64, entities_decoded, percent_decoded};

/// What is said of such a text.
pub(super) fn encoded_form(text: &str) -> Option<OtherForm> {
    escaped(text)
        .or_else(|| line_ends(text))
        .or_else(|| entities(text))
        .or_else(|| percent(text))
        .or_else(|| in_base64(text))
}

/// As JSON has it inside a text, each quotation mark behind a backslash.
fn escaped(text: &str) -> Option<OtherForm> {
    let inside = text.trim_matches(['"', '\'']);
    let blank =
        |rest: &str| ["\\n", "\\r", "\\t", " ", "\n"].into_iter().find(|blank| rest.starts_with(blank));
    let mut begins = inside.strip_prefix('{')?;
    while let Some(blank) = blank(begins) {
        begins = begins.get(blank.len()..)?;
    }
    begins.starts_with("\\\"").then_some(())?;
    let document = Document::parse(format!("\"{}\"", inside.replace(['\n', '\t'], " "))).ok()?;
    let bare = document.root().owned_text()?;
    is_object(&bare).then(|| {
        OtherForm::new(
            "the quotation marks stand behind backslashes, as JSON has them inside a text",
            "Write the pattern itself, without them.",
        )
        .meaning("Take the backslashes out", Some(bare))
    })
}

/// With line ends written out between its parts.
fn line_ends(text: &str) -> Option<OtherForm> {
    let (mut bare, mut in_text, mut rest, mut found) = (String::new(), false, text, false);
    while let Some(c) = rest.chars().next() {
        let (length, with) = match (in_text, rest.get(..2)) {
            (true, Some(pair)) if pair.starts_with('\\') => (2, pair),
            (false, Some("\\n" | "\\r" | "\\t")) => {
                found = true;
                (2, if rest.starts_with("\\n") { "\n" } else { " " })
            }
            _ => (c.len_utf8(), rest.get(..c.len_utf8())?),
        };
        in_text ^= c == '"';
        bare.push_str(with);
        rest = rest.get(length..)?;
    }
    (found && is_object(&bare)).then(|| {
        OtherForm::new(
            "the ends of the lines are written out as \\n, as JSON has them inside a text",
            "Write the pattern itself, on lines or without them.",
        )
        .meaning("Take them out", Some(bare))
    })
}

/// As HTML writes its quotation marks.
fn entities(text: &str) -> Option<OtherForm> {
    let inside = text.strip_prefix('{')?.trim_start_matches("&nbsp;").trim_start();
    ["&quot;", "&#34;", "&#x22;"].iter().any(|mark| inside.starts_with(mark)).then_some(())?;
    let bare = plain(&entities_decoded(text)).replace('\u{a0}', " ");
    Some(
        OtherForm::new(
            "the quotation marks are written as HTML has them, such as &quot;",
            "Write each as \", or copy the pattern from the page as it is shown.",
        )
        .meaning("Write them as \"", Some(bare).filter(|bare| is_object(bare))),
    )
}

/// As an address on the web has it.
fn percent(text: &str) -> Option<OtherForm> {
    text.get(..3)?.eq_ignore_ascii_case("%7b").then_some(())?;
    let bare = plain(&percent_decoded(text, true));
    Some(
        OtherForm::new(
            "this is encoded for an address on the web, where %7B is a brace",
            "Write the pattern itself.",
        )
        .meaning("Decode it", Some(bare).filter(|bare| is_object(bare))),
    )
}

/// In Base64.
fn in_base64(text: &str) -> Option<OtherForm> {
    let bare = String::from_utf8(base64(&text.split_whitespace().collect::<String>())?).ok()?;
    is_object(&bare).then(|| {
        OtherForm::new("this is encoded in Base64", "Write the pattern itself.")
            .meaning("Decode it", Some(bare))
    })
}

/// What was decoded, as a text.
fn plain(decoded: &[(char, std::ops::Range<usize>)]) -> String {
    decoded.iter().map(|(c, _)| *c).collect()
}
