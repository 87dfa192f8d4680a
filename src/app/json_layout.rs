//! JSON laid out for a person who edits it: one field a line, and short lists on one line, as patterns are
//! usually written.

use crate::json::{Document, Kind, Limits, Value};
use std::ops::Range;

/// Characters of a list that still goes on one line.
const SHORT: usize = 64;

/// The document's value laid out; what follows it is left out. Number texts, escapes and duplicate names stay
/// as they are.
pub(in crate::app) fn laid_out(document: &Document) -> String {
    let text = document.pretty(2);
    let Ok(tall) = Document::parse_with(text.as_str(), &Limits::default()) else { return text };
    let mut lists: Vec<(Range<usize>, String)> = Vec::new();
    for value in tall.root().descendants() {
        let span = value.span();
        if lists.last().is_some_and(|(outer, _)| span.start < outer.end) {
            continue;
        }
        if let Some(line) = short_line(value) {
            lists.push((span, line));
        }
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (span, line) in lists {
        out.push_str(text.get(at..span.start).unwrap_or_default());
        out.push_str(&line);
        at = span.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// A text laid out; one that is not JSON stays as it is.
pub(in crate::app) fn text_laid_out(text: &str) -> String {
    Document::parse(text).map_or_else(|_| text.to_owned(), |document| laid_out(&document))
}

/// A pattern as it is opened for editing: laid out, where all of it stands on one line. What is not JSON
/// stays as it is.
pub(in crate::app) fn laid_out_for_editing(deployed: &str) -> String {
    match Document::parse(deployed) {
        Ok(document) if is_one_line(deployed) => laid_out(&document),
        Ok(_) | Err(_) => deployed.to_owned(),
    }
}

/// An edited pattern as it is saved: on one line where the deployed one is, with its white space or without.
pub(in crate::app) fn to_save(edited: &str, deployed: Option<&str>) -> String {
    let Some(deployed) = deployed.filter(|text| is_one_line(text)) else { return edited.to_owned() };
    match (Document::parse(edited), Document::parse(deployed)) {
        (Ok(edited), Ok(was)) if was.root().minified().len() < was.root().raw().len() => {
            edited.root().compact()
        }
        (Ok(edited), Ok(_)) => edited.root().minified(),
        (Ok(_) | Err(_), _) => edited.to_owned(),
    }
}

fn is_one_line(text: &str) -> bool {
    !text.trim().contains('\n')
}

/// Whether two texts are the same but for white space between the parts of their JSON.
pub(in crate::app) fn same_but_for_layout(a: &str, b: &str) -> bool {
    a == b || parts(a).eq(parts(b))
}

/// The bytes of a text without the white space between its parts; a blank where two words would grow
/// together.
fn parts(text: &str) -> impl Iterator<Item = u8> {
    let (mut quoted, mut escaped) = (false, false);
    let (mut word, mut gap) = (false, false);
    text.bytes()
        .flat_map(move |byte| {
            if !quoted && matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                gap = true;
                return [None, None];
            }
            let is_word = quoted || !matches!(byte, b'{' | b'}' | b'[' | b']' | b':' | b',');
            let between = std::mem::take(&mut gap) && word && is_word;
            word = is_word;
            quoted ^= byte == b'"' && !escaped;
            escaped = quoted && byte == b'\\' && !escaped;
            [between.then_some(b' '), Some(byte)]
        })
        .flatten()
}

/// A list as one line, if it is short and holds nothing but scalars and operators.
fn short_line(value: Value<'_>) -> Option<String> {
    // laid out one element a line, a list takes more bytes than on one line, but never tenfold of what is
    // short
    if value.kind() != Kind::Array || value.raw().len() > 10 * SHORT {
        return None;
    }
    let plain = |element: Value<'_>| match element.kind() {
        Kind::Object => {
            element.members().count() == 1
                && element.members().all(|member| member.value().kind() != Kind::Object)
        }
        Kind::Array => false,
        Kind::String | Kind::Number | Kind::True | Kind::False | Kind::Null => true,
    };
    let line = value.compact();
    (value.elements().all(plain) && line.chars().count() <= SHORT).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::{laid_out, laid_out_for_editing, same_but_for_layout, to_save};
    use crate::json::Document;

    fn lay_out(text: &str) -> String {
        laid_out(&Document::parse(text).unwrap())
    }

    #[test]
    fn fields_stand_one_a_line_and_short_lists_on_theirs() {
        assert_eq!(
            lay_out(
                r#"{"source":["aws.ec2","aws.s3"],"detail":{"n":[{"numeric":[">",0,"<=",1.50]}],"state":[]}}"#
            ),
            "{\n  \"source\": [\"aws.ec2\", \"aws.s3\"],\n  \"detail\": {\n    \"n\": [{\"numeric\": \
                [\">\", 0, \"<=\", 1.50]}],\n    \"state\": []\n  }\n}"
        );
    }

    #[test]
    fn what_stood_on_one_line_is_opened_laid_out_and_saved_on_one() {
        for deployed in
            [r#"{"a":["x y",1.50],"b":{"c":[null]}}"#, r#"{"a": ["x y", 1.50], "b": {"c": [null]}}"#]
        {
            let shown = laid_out_for_editing(deployed);
            assert_eq!(shown.lines().count(), 6);
            assert!(same_but_for_layout(&shown, deployed));
            assert_eq!(to_save(&shown, Some(deployed)), deployed);
        }
        let tall = "{\n \"a\": [1]\n}\n";
        assert_eq!(
            (laid_out_for_editing(tall).as_str(), to_save("{\"a\":[2]}", Some(tall)).as_str()),
            (tall, "{\"a\":[2]}")
        );
        assert_eq!(laid_out_for_editing("{\"a\": "), "{\"a\": ");
        assert_eq!(to_save("{\n}", None), "{\n}");
    }

    #[test]
    fn only_white_space_between_parts_is_layout() {
        assert!(same_but_for_layout("{ \"a\" :\n[1 ,2]}", r#"{"a":[1,2]}"#));
        for (a, b) in
            [("[1 2]", "[12]"), (r#"["a b"]"#, r#"["ab"]"#), (r#"["\" "]"#, r#"["\""]"#), ("[]", "[] x")]
        {
            assert!(!same_but_for_layout(a, b), "{a} {b}");
        }
        assert!(same_but_for_layout(r#"["\\", "x"]"#, r#"["\\","x"]"#));
    }

    #[test]
    fn long_lists_and_lists_of_fields_stay_tall() {
        let long = format!("[{}]", ["\"some text\""; 9].join(","));
        assert_eq!(lay_out(&long).lines().count(), 11);
        assert_eq!(lay_out(r#"{"$or":[{"a":{"b":[1]}},{"c":[2]}]}"#).lines().count(), 12);
    }
}
