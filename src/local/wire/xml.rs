//! As much XML as S3's requests take: elements and their text. Attributes, comments and the declaration are
//! passed over; documents with a type declaration are refused.

use super::super::error::{ApiError, ApiResult};
use serde_json::{Map, Value};

/// Nesting beyond this is refused rather than followed.
const MAX_DEPTH: usize = 32;

/// An element.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    name: String,
    text: String,
    children: Vec<Element>,
}

fn malformed() -> ApiError {
    ApiError::new(
        "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published schema",
    )
}

/// Reads a document.
pub(super) fn parse(body: &[u8]) -> ApiResult<Element> {
    let mut rest = std::str::from_utf8(body).map_err(|_| malformed())?;
    let mut open: Vec<Element> = Vec::new();
    loop {
        let at = rest.find('<').ok_or_else(malformed)?;
        let (text, tag) = rest.split_at(at);
        match open.last_mut() {
            Some(element) => element.text.push_str(&unescaped(text)?),
            None if text.trim().is_empty() || text == "\u{feff}" => {}
            None => return Err(malformed()),
        }
        if let Some(after) = tag.strip_prefix("<!--") {
            rest = after.split_once("-->").ok_or_else(malformed)?.1;
            continue;
        }
        if let Some(after) = tag.strip_prefix("<?") {
            rest = after.split_once("?>").ok_or_else(malformed)?.1;
            continue;
        }
        let (inside, after) = tag[1..].split_once('>').ok_or_else(malformed)?;
        rest = after;
        if inside.starts_with('!') {
            return Err(malformed());
        }
        let closed = if let Some(name) = inside.strip_prefix('/') {
            let element = open.pop().ok_or_else(malformed)?;
            if element.name != local_name(name.trim()) {
                return Err(malformed());
            }
            Some(element)
        } else {
            let (inside, empty) = match inside.strip_suffix('/') {
                Some(inside) => (inside, true),
                None => (inside, false),
            };
            let name = local_name(inside.split_whitespace().next().ok_or_else(malformed)?);
            let element = Element { name: name.to_owned(), ..Element::default() };
            if empty {
                Some(element)
            } else if open.len() < MAX_DEPTH {
                open.push(element);
                None
            } else {
                return Err(malformed());
            }
        };
        if let Some(element) = closed {
            match open.last_mut() {
                Some(parent) => parent.children.push(element),
                None if rest.trim().is_empty() => return Ok(element),
                None => return Err(malformed()),
            }
        }
    }
}

fn local_name(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn unescaped(text: &str) -> ApiResult<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        let (entity, after) = after.split_once(';').ok_or_else(malformed)?;
        out.push_str(before);
        out.push(match entity {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            "apos" => '\'',
            _ => {
                let code = match entity.strip_prefix("#x") {
                    Some(hex) => u32::from_str_radix(hex, 16),
                    None => entity.strip_prefix('#').unwrap_or("").parse(),
                };
                code.ok().and_then(char::from_u32).ok_or_else(malformed)?
            }
        });
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

impl Element {
    /// As JSON: an element with children is an object of lists by name, another one its text.
    pub(super) fn to_value(&self) -> Value {
        if self.children.is_empty() {
            return Value::String(self.text.trim().to_owned());
        }
        let mut members = Map::new();
        for child in &self.children {
            let list = members.entry(child.name.clone()).or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(items) = list {
                items.push(child.to_value());
            }
        }
        Value::Object(members)
    }
}

#[cfg(test)]
mod tests {
    use super::parse;
    use serde_json::json;

    #[test]
    fn elements_become_lists_by_name() {
        let text = r#"<?xml version="1.0"?><!-- c --><N xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
            <QueueConfiguration><Queue>arn:a&amp;b</Queue><Event>s3:A</Event><Event>s3:B&#33;</Event></QueueConfiguration>
            <EventBridgeConfiguration/></N>"#;
        assert_eq!(
            parse(text.as_bytes()).unwrap().to_value(),
            json!({"QueueConfiguration": [{"Queue": ["arn:a&b"], "Event": ["s3:A", "s3:B!"]}],
                "EventBridgeConfiguration": [""]})
        );
    }

    #[test]
    fn what_is_no_document_is_refused() {
        for text in ["", "x", "<a>", "<a></b>", "<a/><b/>", "<a>&nope;</a>", "<!DOCTYPE a><a/>", "<a", "</a>"]
        {
            assert_eq!(parse(text.as_bytes()).unwrap_err().code, "MalformedXML", "{text}");
        }
        assert!(parse("<a>".repeat(100).as_bytes()).is_err());
    }
}
