//! JSON as a page: laid out and in colour. A text that is no JSON is shown as it is.

use super::{Line, Page, Role};
use crate::json::{Document, Kind, TokenKind, Value, tokens};

/// Texts longer than this are laid out one value a line, which takes no looking ahead.
const LARGE: usize = 64 * 1024;

/// The text with every value that fits into `width` columns on one line.
pub fn laid_out(text: &str, width: usize) -> Page {
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
            out.push_str(member.key_raw());
            out.push_str(": ");
            write(member.value(), inner, width, inner + member.key_raw().chars().count() + 2, out);
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
    use super::{Role, colored, laid_out};

    #[test]
    fn what_fits_stays_on_one_line() {
        let page =
            laid_out(r#"{"source":["aws.ec2"],"detail":{"state":["stopped","terminated"],"n":[1.0]}}"#, 40);
        assert_eq!(
            page.plain(),
            "{\n  \"source\": [\"aws.ec2\"],\n  \"detail\": {\n    \"state\": [\"stopped\", \
                \"terminated\"],\n    \"n\": [1.0]\n  }\n}"
        );
    }

    #[test]
    fn broken_and_hostile_texts_are_shown_as_they_are() {
        assert_eq!(laid_out("{\"a\": [", 40).plain(), "{\"a\": [");
        assert_eq!(laid_out("plain text\nof two lines", 40).plain(), "plain text\nof two lines");
        assert_eq!(laid_out("\u{1b}[31m", 40).plain(), "␛[31m");
        assert_eq!(laid_out("", 40).plain(), "");
        let deep = "[".repeat(900) + &"]".repeat(900);
        assert!(laid_out(&deep, 40).len() > 60);
    }

    #[test]
    fn keys_and_values_have_their_roles() {
        let page = colored(r#"{"a": "b", "n": 1}"#);
        let roles: Vec<_> = page.lines()[0].spans().iter().map(|span| (span.text(), span.role())).collect();
        assert!(roles.contains(&("\"a\"", Role::JsonKey)) && roles.contains(&("\"b\"", Role::JsonString)));
        assert!(roles.contains(&("1", Role::JsonNumber)));
    }
}
