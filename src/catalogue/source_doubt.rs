//! Sources that no service of AWS has.

use super::doubt::write_instead;
use super::service_names::{is_source, meant_by};
use super::type_doubt::OF_LAMBDA;
use super::{Doubt, of, of_source, values};
use crate::pattern::{Asked, Asks, Edit, Fix, source_called};
use crate::text::or_list;
use serde_json::json;

/// What AWS documents of sources.
pub(super) const SOURCES: &str = "https://docs.aws.amazon.com/eventbridge/latest/ref/events.html";

/// Sources that no service has: a service's name without `aws.`, or after it what is no service's.
pub(super) fn without_aws(asks: Asks<'_>) -> Vec<Doubt> {
    let Some(asked) = asks.at("source") else { return Vec::new() };
    let types = asks.at("detail-type").map(Asked::texts);
    // Most of what comes through CloudTrail is not in the catalogue, its sources neither.
    let sends = |source: &str| {
        let sent = |text: &String| text.ends_with(" via CloudTrail") || of(source, text).is_some();
        types.as_ref().is_none_or(|types| types.iter().any(sent))
    };
    // It sends what no other of its likes does.
    let sends_it = |name: &str| {
        let source = format!("aws.{name}");
        types.iter().flatten().any(|text| of(&source, text).is_some())
    };
    let doubts = asked.texts().into_iter().filter_map(|text| {
        let lower = text.to_lowercase();
        // What has other marks was never filled in, or is a pattern of another language: an event shows it.
        if let Some(doubt) = in_other_notation(asked, &text, types.as_deref()) {
            return Some(doubt);
        }
        let is_name = text.chars().all(|c| c.is_alphanumeric() || "-_. ".contains(c));
        if is_source(&text) || !is_name || lower.starts_with("aws.partner") || text == OF_LAMBDA.0 {
            return None;
        }
        let source = match lower.strip_prefix("aws.") {
            Some(_) if is_source(&lower) => Some(lower.clone()),
            Some(name) => meant_by(name, sends_it).map(|name| format!("aws.{name}")),
            None => {
                let source = format!("aws.{}", text.strip_prefix("amazon.").unwrap_or(&text).to_lowercase());
                let is_one = !of_source(&source).is_empty() && sends(&source);
                Some(is_one.then_some(source)?)
            }
        };
        let begin = format!("No AWS service is known to send with the source `{text}`");
        let flaw = match &source {
            Some(source) => asked
                .flaw(
                    format!("{begin}; one sends with `{source}`."),
                    format!("Where that service's events are meant, write \"source\": [\"{source}\"]."),
                )
                .with(write_instead(asked, &text, source)),
            None => asked.flaw(
                format!("No AWS service with the source `{text}` is known here."),
                "No application may send under `aws.`: PutEvents answers NotAuthorizedForSourceException. Give your events a \
                 source of your own, and where a service of AWS is meant, see in its guide what its source is.",
            ),
        };
        let perhaps_own = types.is_none() && !lower.starts_with("aws.");
        Some(Doubt::new(flaw, source.into_iter().collect()).said_by(SOURCES).perhaps_own(perhaps_own))
    });
    doubts.collect()
}

/// A source and a detail-type of AWS's, each in the other's place.
pub(super) fn swapped(asks: Asks<'_>) -> Option<Doubt> {
    let (source, types) = (asks.at("source")?, asks.at("detail-type")?);
    let is_type = |text: &str| !values::senders_of(text).is_empty();
    if !source.is_only(is_type) || !types.is_only(is_source) {
        return None;
    }
    let edit = |asked: Asked<'_>, texts: Vec<String>| {
        let texts: Vec<String> = texts.into_iter().map(|text| json!(text).to_string()).collect();
        let span = asked.span();
        Edit { start: span.start, end: span.end, text: format!("[{}]", texts.join(", ")) }
    };
    let mut edits = vec![edit(source, types.texts()), edit(types, source.texts())];
    edits.sort_by_key(|edit| edit.start);
    let flaw = source
        .flaw(
            "The source and the detail-type stand in each other's places",
            format!("Write {} as source and {} as detail-type.", quoted(types), quoted(source)),
        )
        .with(Some(Fix { label: "Exchange the two".to_owned(), edits }));
    Some(Doubt::new(flaw, types.texts()).said_by(SOURCES))
}

fn quoted(asked: Asked<'_>) -> String {
    or_list(asked.texts().into_iter().map(|text| json!(text).to_string()))
}

/// A source in the notation of another place, `aws:s3` or `Amazon S3`, where its service is known to send
/// what is asked for beside it.
fn in_other_notation(asked: Asked<'_>, text: &str, types: Option<&[String]>) -> Option<Doubt> {
    let lower = text.to_lowercase();
    let rest = ["aws", "amazon"].iter().find_map(|begin| lower.strip_prefix(begin))?;
    let name = rest.strip_prefix([':', '-', '/', '_', ' '])?.replace([' ', '-'], "");
    let is_own = |source: &str| {
        let sent =
            |text: &String| text.ends_with(" via CloudTrail") || values::senders_of(text).contains(&source);
        types.is_none_or(|types| types.iter().any(sent))
    };
    let own = format!("aws.{name}");
    let source = if is_source(&own) { own } else { format!("aws.{}", source_called(&name)?) };
    if !is_own(&source) {
        return None;
    }
    let flaw = asked
        .flaw(
            format!("No AWS service is known to send with the source `{text}`; one sends with `{source}`."),
            format!("Where that service's events are meant, write \"source\": [\"{source}\"]."),
        )
        .with(write_instead(asked, text, &source));
    Some(Doubt::new(flaw, vec![source]).said_by(SOURCES).perhaps_own(types.is_none()))
}

#[cfg(test)]
mod tests {
    use crate::catalogue::doubts;
    use crate::pattern::Pattern;

    #[test]
    fn a_source_in_another_notation_is_known_by_what_its_service_sends() {
        for (text, source) in [
            ("aws:s3", "aws.s3"),
            ("aws-s3", "aws.s3"),
            ("aws/s3", "aws.s3"),
            ("Amazon S3", "aws.s3"),
            ("AWS S3", "aws.s3"),
        ] {
            let pattern = format!(r#"{{"source":["{text}"],"detail-type":["Object Created"]}}"#);
            let found = doubts(&Pattern::parse(&pattern).unwrap());
            assert!(found.len() == 1 && !found[0].perhaps_own, "{text}: {found:?}");
            let fixed = found[0].flaw.fix.as_ref().unwrap().apply(&pattern);
            assert!(fixed.contains(&format!("[\"{source}\"]")), "{fixed}");
        }
        let swapped = r#"{"source":["EC2 Instance State-change Notification"],"detail-type":["aws.ec2"]}"#;
        let found = doubts(&Pattern::parse(swapped).unwrap());
        let fixed = found[0].flaw.fix.as_ref().unwrap().apply(swapped);
        let wanted = r#"{"source":["aws.ec2"],"detail-type":["EC2 Instance State-change Notification"]}"#;
        assert_eq!((found.len(), fixed.as_str()), (1, wanted));
        // An application may call itself so, and send its own.
        for sound in [
            r#"{"source":["aws-s3"],"detail-type":["Upload Finished"]}"#,
            r#"{"source":["aws:orders"],"detail-type":["Object Created"]}"#,
            r#"{"source":["amazon orders"]}"#,
        ] {
            assert_eq!(doubts(&Pattern::parse(sound).unwrap()), [], "{sound}");
        }
    }
}
