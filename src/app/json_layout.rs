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
        if let Some(line) = one_line(value) {
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

/// A list as one line, if it is short and holds nothing but scalars and operators.
fn one_line(value: Value<'_>) -> Option<String> {
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
    use super::laid_out;
    use crate::json::Document;

    fn laid(text: &str) -> String {
        laid_out(&Document::parse(text).unwrap())
    }

    #[test]
    fn fields_stand_one_a_line_and_short_lists_on_theirs() {
        assert_eq!(
            laid(
                r#"{"source":["aws.ec2","aws.s3"],"detail":{"n":[{"numeric":[">",0,"<=",1.50]}],"state":[]}}"#
            ),
            "{\n  \"source\": [\"aws.ec2\", \"aws.s3\"],\n  \"detail\": {\n    \"n\": [{\"numeric\": \
                [\">\", 0, \"<=\", 1.50]}],\n    \"state\": []\n  }\n}"
        );
    }

    #[test]
    fn long_lists_and_lists_of_fields_stay_tall() {
        let long = format!("[{}]", ["\"some text\""; 9].join(","));
        assert_eq!(laid(&long).lines().count(), 11);
        assert_eq!(laid(r#"{"$or":[{"a":{"b":[1]}},{"c":[2]}]}"#).lines().count(), 12);
    }
}
