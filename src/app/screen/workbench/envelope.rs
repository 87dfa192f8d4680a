//! An event completed to what TestEventPattern wants of one, beside what a pattern reads.

use crate::json::{Document, quote};
use crate::model::{EventEntry, Millis, Session};
use crate::pattern::ENVELOPE_TO_TEST;

/// An event fit to be sent.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Complete {
    pub text: String,
    /// The fields that were filled in.
    pub added: Vec<&'static str>,
}

/// The event with every field that is asked for. A text that is not a JSON object stays as it is: the service
/// has its own words for that.
pub(super) fn complete(event: &str, session: &Session, now: Millis) -> Complete {
    let unchanged = || Complete { text: event.to_owned(), added: Vec::new() };
    let Ok(document) = Document::parse_first(event, &crate::json::Limits::default()) else {
        return unchanged();
    };
    let root = document.root();
    if !event.get(root.span()).is_some_and(|text| text.starts_with('{')) {
        return unchanged();
    }
    let added: Vec<_> = ENVELOPE_TO_TEST.into_iter().filter(|field| root.get(field).is_none()).collect();
    let fields: Vec<_> = added
        .iter()
        .map(|field| format!("\"{field}\":{}", quote(value(field, session, now).as_bytes())))
        .collect();
    let mut text = event.to_owned();
    if !fields.is_empty() {
        let comma = if root.members().next().is_some() { "," } else { "" };
        text.insert_str(root.span().start + 1, &format!("{}{comma}", fields.join(",")));
    }
    Complete { text, added }
}

fn value(field: &str, session: &Session, now: Millis) -> String {
    match field {
        "id" => EventEntry::NO_ID.to_owned(),
        "account" => session.account.clone().unwrap_or_else(|| "123456789012".to_owned()),
        "region" if session.region.is_empty() => "us-east-1".to_owned(),
        "region" => session.region.clone(),
        "time" => jiff::Timestamp::from_second(now.div_euclid(1000)).unwrap_or_default().to_string(),
        _ => "unknown".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_filled_in_and_named() {
        let session = Session {
            region: "eu-west-1".into(),
            account: Some("111122223333".into()),
            ..Session::default()
        };
        let event = r#" {"source":"a","detail-type":"b","account":"1"}"#;
        let complete = complete(event, &session, 1_795_183_200_500);
        assert_eq!(complete.added, ["id", "time", "region"]);
        assert_eq!(
            complete.text,
            r#" {"id":"00000000-0000-0000-0000-000000000000","time":"2026-11-20T14:00:00Z","region":"eu-west-1","source":"a","detail-type":"b","account":"1"}"#
        );
    }

    #[test]
    fn an_empty_object_is_filled_and_other_texts_stay() {
        let session = Session::default();
        let filled = complete("{}", &session, 0);
        assert_eq!(filled.added.len(), 6);
        assert!(Document::parse(filled.text).is_ok());
        for text in ["", "[1]", "{\"a\":", "null"] {
            assert_eq!(complete(text, &session, 0), Complete { text: text.into(), added: Vec::new() });
        }
    }
}
