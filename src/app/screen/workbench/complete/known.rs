//! What AWS's own schemas of its events add to completion: sources, detail-types, and the fields of the kinds
//! that the pattern asks for. They come behind what events at hand have.

use super::{CompletionItem, add, item};
use crate::catalogue::{self, EventKind};
use crate::json::{Token, TokenKind, quote, tokens};

/// What is offered beside those things.
const NOTE: &str = "of AWS";

/// Names of fields at a path, for the kinds of event that the pattern asks for.
pub(super) fn names(
    items: &mut Vec<CompletionItem>,
    pattern: &str,
    path: &[String],
    used: &[String],
    followed: bool,
) {
    let path = path.join(".");
    for kind in kinds(pattern, false) {
        for field in &kind.fields {
            let rest = if path.is_empty() { Some(field.path.as_str()) } else { within(&field.path, &path) };
            let Some(rest) = rest else { continue };
            let (name, word) = match rest.split_once('.') {
                Some((name, _)) => (name, None),
                None => (rest, field.types.first().map(|kind| kind.word())),
            };
            if used.iter().any(|used| used == name) || items.iter().any(|item| item.label == name) {
                continue;
            }
            let quoted = quote(name.as_bytes());
            let value = if word.is_none() { "{}" } else { "[]" };
            let (insert, back) = if followed { (quoted, 0) } else { (format!("{quoted}: {value}"), 1) };
            let note = word.map_or_else(|| format!("{{…}} {NOTE}"), |word| format!("{word} {NOTE}"));
            add(items, item(name, &note, &insert, back));
        }
    }
}

/// Values of the envelope's `source` and `detail-type`.
pub(super) fn values(items: &mut Vec<CompletionItem>, pattern: &str, path: &[String], used: &[String]) {
    let mut offer = |text: &str| {
        let raw = quote(text.as_bytes());
        if !used.contains(&raw) {
            add(items, item(&raw, NOTE, &raw, 0));
        }
    };
    match path {
        [name] if name == "source" => catalogue::sources().into_iter().for_each(&mut offer),
        [name] if name == "detail-type" => {
            kinds(pattern, true).iter().for_each(|kind| offer(&kind.detail_type));
        }
        _ => {}
    }
}

/// What of a path lies within another one.
fn within<'p>(path: &'p str, outer: &str) -> Option<&'p str> {
    path.strip_prefix(outer)?.strip_prefix('.')
}

/// The kinds of event that the pattern asks for by source and, unless `any_type`, by detail-type; none where
/// it names no source that AWS has.
fn kinds(pattern: &str, any_type: bool) -> Vec<&'static EventKind> {
    let (sources, types) = (texts_of(pattern, "source"), texts_of(pattern, "detail-type"));
    let of_sources = sources.iter().flat_map(|source| catalogue::of_source(source));
    let fits = |kind: &&EventKind| any_type || types.is_empty() || types.contains(&kind.detail_type);
    of_sources.filter(fits).collect()
}

/// The texts in the list of a field at the top, however broken the rest of the pattern may be.
fn texts_of(pattern: &str, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    let (mut depth, mut inside) = (0_usize, false);
    let text =
        |token: &Token| -> Option<String> { serde_json::from_str(pattern.get(token.span.clone())?).ok() };
    for token in tokens(pattern) {
        match token.kind {
            TokenKind::Key => inside = depth == 1 && text(&token).as_deref() == Some(name),
            TokenKind::String if inside => found.extend(text(&token)),
            TokenKind::Punctuation => match pattern.get(token.span.clone()) {
                Some("{" | "[") => depth += 1,
                Some("}" | "]") => depth = depth.saturating_sub(1),
                Some(_) | None => {}
            },
            TokenKind::String | TokenKind::Number | TokenKind::Literal | TokenKind::Bad => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::Completion;

    fn labels(pattern: &str) -> Vec<String> {
        let cursor = pattern.find('|').unwrap();
        let text = pattern.replace('|', "");
        Completion::at(&text, cursor, std::iter::empty::<&str>())
            .map_or_else(Vec::new, |c| c.items().iter().map(|i| i.label.clone()).collect())
    }

    #[test]
    fn sources_and_detail_types_are_those_that_aws_sends() {
        assert!(labels(r#"{"source": ["aws.ec|"]}"#).contains(&r#""aws.ec2""#.to_owned()));
        let types = labels(r#"{"source": ["aws.ec2"], "detail-type": ["EC2 Inst|"]}"#);
        assert_eq!(types.first().map(String::as_str), Some(r#""EC2 Instance State-change Notification""#));
        assert!(types.iter().all(|label| !label.contains("CodePipeline")), "{types:?}");
    }

    #[test]
    fn fields_are_those_of_the_kinds_that_the_pattern_asks_for() {
        let kind = r#""source": ["aws.ec2"], "detail-type": ["EC2 Instance State-change Notification"]"#;
        let fields = labels(&format!(r#"{{{kind}, "detail": {{|}}}}"#));
        assert!(
            fields.contains(&"state".to_owned()) && fields.contains(&"instance-id".to_owned()),
            "{fields:?}"
        );
        assert_eq!(labels(r#"{"source": ["shop"], "detail": {|}}"#), Vec::<String>::new());
    }
}
