//! JSON as a page: laid out and in colour. A text that is not JSON is shown as it is.

use super::{Line, Page, Role};
use crate::json::{Document, Kind, TokenKind, Value, tokens};
use crate::text::safe_json;

/// Texts longer than this are laid out one value a line, which takes no looking ahead.
const LARGE: usize = 64 * 1024;

/// The text with every value that fits into `width` columns on one line.
pub fn fitted(text: &str, width: usize) -> Page {
    match Document::parse(text) {
        Ok(document) if text.len() <= LARGE => {
            let mut out = String::new();
            write(document.root(), 0, width, 0, &mut out);
            colored(&out)
        }
        Ok(document) => colored(&document.pretty(2)),
        Err(_) => colored(text),
    }
}

/// The text as it stands, in colour.
pub fn colored(text: &str) -> Page {
    let mut page = Page::new();
    let mut tokens = tokens(text).into_iter().peekable();
    let mut start = 0;
    for line in text.split('\n') {
        let end = start + line.len();
        let mut shown = Line::new().hang(line.len() - line.trim_start().len() + 2);
        let mut at = start;
        while let Some(token) = tokens.next_if(|token| token.span.start < end) {
            push(&mut shown, Role::Text, text.get(at..token.span.start));
            at = token.span.end.min(end);
            push(&mut shown, role(token.kind), text.get(token.span.start..at));
        }
        push(&mut shown, Role::Text, text.get(at..end).map(|rest| rest.strip_suffix('\r').unwrap_or(rest)));
        page.push(shown);
        start = end + 1;
    }
    page
}

/// Texts shorter than this are shown as they are, whatever they hold.
const SHORT: usize = 3;

/// A value laid out one value a line, in which a text that is JSON of an object or a list stands laid out,
/// between the marks `⟦` and `⟧`, without its escapes.
pub fn unescaped(value: Value<'_>) -> String {
    let text = value.pretty(2);
    let Ok(document) = Document::parse(text.as_str()) else { return text };
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for value in document.root().descendants().filter(|value| value.kind() == Kind::String) {
        let span = value.span();
        let Some(inner) = value.text().and_then(|text| text.as_str().map(str::to_owned)) else { continue };
        if inner.len() < SHORT || !inner.starts_with(['{', '[']) || span.start < from {
            continue;
        }
        let Ok(inner) = Document::parse(inner) else { continue };
        let line = text.get(..span.start).and_then(|before| before.rsplit('\n').next()).unwrap_or_default();
        let indent = " ".repeat(line.len() - line.trim_start().len());
        out.push_str(text.get(from..span.start).unwrap_or_default());
        out.push('⟦');
        out.push_str(&inner.pretty(2).replace('\n', &format!("\n{indent}")));
        out.push('⟧');
        from = span.end;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}

fn push(line: &mut Line, role: Role, text: Option<&str>) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        line.push(role, text);
    }
}

fn role(kind: TokenKind) -> Role {
    match kind {
        TokenKind::Key => Role::JsonKey,
        TokenKind::String => Role::JsonString,
        TokenKind::Number => Role::JsonNumber,
        TokenKind::Literal => Role::JsonLiteral,
        TokenKind::Punctuation => Role::JsonPunctuation,
        TokenKind::Bad => Role::Bad,
    }
}

/// Deeper than this, values are written on one line whatever their width: nobody reads them, and the stack is
/// finite.
const DEEP: usize = 64;

/// Writes a value that starts at column `used`, its lines indented by `indent`.
fn write(value: Value<'_>, indent: usize, width: usize, used: usize, out: &mut String) {
    let compact = value.compact();
    let simple = !matches!(value.kind(), Kind::Object | Kind::Array);
    let top = indent == 0 && value.kind() == Kind::Object && value.members().next().is_some();
    if simple || indent / 2 >= DEEP || (!top && used + compact.chars().count() < width) {
        out.push_str(&compact);
        return;
    }
    let inner = indent + 2;
    let new_line = |out: &mut String, spaces: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n(' ', spaces));
    };
    if value.kind() == Kind::Object {
        out.push('{');
        for (n, member) in value.members().enumerate() {
            if n > 0 {
                out.push(',');
            }
            new_line(out, inner);
            let key = safe_json(member.key_raw());
            out.push_str(&key);
            out.push_str(": ");
            write(member.value(), inner, width, inner + key.chars().count() + 2, out);
        }
        new_line(out, indent);
        out.push('}');
    } else {
        out.push('[');
        for (n, element) in value.elements().enumerate() {
            if n > 0 {
                out.push(',');
            }
            new_line(out, inner);
            write(element, inner, width, inner, out);
        }
        new_line(out, indent);
        out.push(']');
    }
}

#[cfg(test)]
mod tests {
    use super::{Role, colored, fitted, unescaped};
    use crate::json::Document;

    #[test]
    fn what_fits_stays_on_one_line() {
        let page =
            fitted(r#"{"source":["aws.ec2"],"detail":{"state":["stopped","terminated"],"n":[1.0]}}"#, 40);
        assert_eq!(
            page.plain(),
            "{\n  \"source\": [\"aws.ec2\"],\n  \"detail\": {\n    \"state\": [\"stopped\", \
                \"terminated\"],\n    \"n\": [1.0]\n  }\n}"
        );
    }

    #[test]
    fn a_text_that_is_json_is_laid_out_without_its_escapes() {
        let document =
            Document::parse(r#"{"p":"{\"source\":[\"a\"]}","n":"[x","e":"{}","s":"plain"}"#).unwrap();
        assert_eq!(
            unescaped(document.root()),
            "{\n  \"p\": ⟦{\n    \"source\": [\n      \"a\"\n    ]\n  }⟧,\n  \"n\": \"[x\",\n  \"e\": \"{}\",\n  \"s\": \"plain\"\n}"
        );
    }

    #[test]
    fn what_a_terminal_may_not_be_given_is_escaped_in_names_and_values() {
        let shown = fitted("{\"a\u{202e}b\": {\"c\u{200b}\": \"\u{2066}d\"}}", 12).plain();
        for part in [r#""a\u202eb""#, r#""c\u200b""#, r#""\u2066d""#] {
            assert!(shown.contains(part), "{shown}");
        }
    }

    #[test]
    fn broken_and_hostile_texts_are_shown_as_they_are() {
        assert_eq!(fitted("{\"a\": [", 40).plain(), "{\"a\": [");
        assert_eq!(fitted("plain text\nof two lines", 40).plain(), "plain text\nof two lines");
        assert_eq!(fitted("\u{1b}[31m", 40).plain(), "␛[31m");
        assert_eq!(fitted("", 40).plain(), "");
        let deep = "[".repeat(900) + &"]".repeat(900);
        assert!(fitted(&deep, 40).len() > 60);
    }

    #[test]
    fn keys_and_values_have_their_roles() {
        let page = colored(r#"{"a": "b", "n": 1}"#);
        let roles: Vec<_> = page.lines()[0].spans().iter().map(|span| (span.text(), span.role())).collect();
        assert!(roles.contains(&("\"a\"", Role::JsonKey)) && roles.contains(&("\"b\"", Role::JsonString)));
        assert!(roles.contains(&("1", Role::JsonNumber)));
    }
}
