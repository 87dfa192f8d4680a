//! A text in Base64 on one side, of which the other asks for the beginning, a part or a field. Whole texts
//! that are one but for the encoding are told with other notations.

use crate::json::{self, Document};
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::Pair;
use crate::pattern::explain::value::encodings::base64;
use crate::pattern::explain::value::text_ladder::{AskedText, How};
use crate::pattern::explain::wording::similarity::quoted;
use crate::pattern::item::Scalar;

/// Shorter texts, in bytes, are words of their own that happen to be Base64, too.
const LEAST: usize = 8;

impl Pair<'_> {
    /// A part of what one side has in Base64.
    pub(super) fn in_base64(&self, nearest: &mut Nearest, met: &str, asked: &AskedText<'_>) {
        let both = || format!("The event has {}, and the pattern wants {}", self.met(), asked.wanted());
        if let Some(text) = readable(met) {
            let shown = quoted(text.as_bytes());
            if self.takes(&text) {
                nearest.offer(MissKind::Notation, 1, || {
                    let sentence = format!(
                        "{}: the event has {shown} as Base64, and EventBridge does not decode it.",
                        both()
                    );
                    (sentence, None)
                });
            } else if Document::parse(text.as_str()).is_ok_and(|inside| {
                inside.root().leaves().any(|value| self.item.matches(&Scalar::new(value)))
            }) {
                nearest.offer(MissKind::InsideText, 1, || {
                    let sentence = format!(
                        "{}: the event has {shown} as Base64, which EventBridge neither decodes nor looks into. The \
                            sender must put it in as an object.",
                        both()
                    );
                    (sentence, None)
                });
            } else if asked.text.len() >= 4 && text.contains(asked.text) {
                nearest.offer(MissKind::Notation, 3, || {
                    let sentence = format!(
                        "{}: the event has {shown}, which contains it, as Base64, and EventBridge does not decode it.",
                        both()
                    );
                    (sentence, None)
                });
            }
        }
        let Some(text) = readable(asked.text) else { return };
        let (lower, there) = (text.to_lowercase(), met.to_lowercase());
        let satisfied = match (asked.how, asked.folded) {
            (How::Prefix, false) => met.starts_with(&text),
            (How::Suffix, false) => met.ends_with(&text),
            (How::Prefix, true) => there.starts_with(&lower),
            (How::Suffix, true) => there.ends_with(&lower),
            (How::Whole, folded) => folded && there == lower,
            (How::Wildcard(_), _) => false,
        };
        if satisfied {
            nearest.offer(MissKind::Notation, 1, || {
                let sentence = format!(
                    "{}: the pattern has {} as Base64, and EventBridge does not encode the event's.",
                    both(),
                    quoted(text.as_bytes())
                );
                (sentence, self.instead(asked.item(&text)))
            });
        }
    }

    /// Whether the item takes a text.
    fn takes(&self, text: &str) -> bool {
        let written = json::quote(text.as_bytes());
        Document::parse(written).is_ok_and(|text| self.item.matches(&Scalar::new(text.root())))
    }
}

/// What a text says that is in Base64; none for any other, nor for one whose bytes are no text.
pub(in crate::pattern::explain) fn readable(text: &str) -> Option<String> {
    let bytes = base64(text).filter(|_| text.len() >= LEAST)?;
    let decoded = String::from_utf8(bytes).ok()?;
    let is_text = decoded.chars().all(|c| !c.is_control() || c.is_whitespace());
    (is_text && decoded.contains(char::is_alphanumeric)).then_some(decoded)
}

#[cfg(test)]
mod tests {
    use super::readable;

    #[test]
    fn base64_is_told_from_words() {
        assert_eq!(readable("eyJzdGF0dXMiOiJmYWlsZWQifQ==").as_deref(), Some("{\"status\":\"failed\"}"));
        assert_eq!(readable("b3JkZXItMTIz").as_deref(), Some("order-123"));
        for text in ["SUCCEEDED", "terminated", "arn:aws:s3:::b", "2026-03-04", "i-0f1e2d3c4b5a69788", "aGk="]
        {
            assert_eq!(readable(text), None, "{text}");
        }
    }
}
