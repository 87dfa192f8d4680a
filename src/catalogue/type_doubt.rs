//! Detail-types that no service of AWS, or not the one that is asked for, is known to send.

use super::doubt::write_instead;
use super::near_type::{near_types, nearest_of_all, type_spelled_like};
use super::service_names::is_name_of_aws;
use super::source_doubt::SOURCES;
use super::{CALL, Doubt, detail_types, values};
use crate::pattern::{Asked, Asks, is_of_a_template};
use crate::text::{and_list, listed, or_list};

/// Of an asynchronous call's result Lambda tells a bus in the function's name, by PutEvents and so under a
/// source of its own (Lambda developer guide, "Capturing records of Lambda asynchronous invocations").
pub(super) const OF_LAMBDA: (&str, &str) = ("lambda", "Lambda Function Invocation Result - ");
const DESTINATIONS: &str =
    "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html";

/// A detail-type that is one of AWS's but for its spelling, where no source is asked for.
pub(super) fn misspelt_type(text: &str, asked: Asked<'_>) -> Option<Doubt> {
    if is_name_of_aws(text) {
        return None;
    }
    let known = type_spelled_like(text)?;
    Some(
        Doubt::new(
            asked
                .flaw(
                    format!("No AWS service is known to send `{text}`; one sends `{known}`."),
                    format!("Write \"{known}\" as detail-type, if that is meant."),
                )
                .with(write_instead(asked, text, known)),
            vec![known.to_owned()],
        )
        .perhaps_own(true),
    )
}

/// How what people wait for comes onto a bus from services that send no events (EventBridge user guide,
/// "Amazon EventBridge Pipes sources"; Lambda developer guide, "Capturing records of Lambda asynchronous
/// invocations"; SNS developer guide, "Amazon SNS event destinations").
const WAYS: [(&str, &str); 5] = [
    ("aws.dynamodb", "What changes in a table is in its stream, which a pipe takes onto a bus."),
    ("aws.kinesis", "A stream's records come onto a bus by a pipe."),
    ("aws.lambda", "Results of asynchronous calls come by a destination, with the source `lambda`."),
    ("aws.sns", "A topic's messages come onto no bus: subscribe what is to have them to the topic itself."),
    ("aws.sqs", "A queue's messages come onto a bus by a pipe."),
];

/// A detail-type of services of which only calls come, through CloudTrail.
fn of_no_events(asked: Asked<'_>, sources: &[String], text: &str) -> Doubt {
    let way = sources.iter().find_map(|source| WAYS.iter().find(|(known, _)| known == source));
    let way = way.map(|(_, way)| format!("{way} ")).unwrap_or_default();
    let flaw = asked.flaw(
        format!("{} is not known to send `{text}`: only its calls come, as `{CALL}`", or_list(sources)),
        format!("{way}For its calls write \"{CALL}\" as detail-type, and have a trail."),
    );
    Doubt::new(flaw, vec![CALL.to_owned()])
}

/// A detail-type that none of the sources is known to send, where a similar one is or another source sends
/// it, or where AWS documents all that they send.
pub(super) fn unknown_type(
    asks: Asks<'_>,
    sources: &[String],
    text: &str,
    asked: Asked<'_>,
) -> Option<Doubt> {
    if text.starts_with(OF_LAMBDA.1) {
        let source = OF_LAMBDA.0;
        let flaw = asked.flaw(
            format!(
                "{} is not known to send `{text}`; Lambda does with the source `{source}`.",
                or_list(sources)
            ),
            format!("Write \"source\": [\"{source}\"], on the bus that is the function's destination."),
        );
        let at_source = asks.at("source").filter(|_| sources.len() == 1);
        let fix = at_source.and_then(|asked| write_instead(asked, sources.first()?, source));
        return Some(Doubt::new(flaw.with(fix), vec![source.to_owned()]).said_by(DESTINATIONS));
    }
    let senders = values::senders_of(text);
    if !senders.is_empty() {
        let (are, remedy, fix) = match senders.as_slice() {
            [other] => {
                let source = asks.at("source").filter(|_| sources.len() == 1);
                let fix = source.and_then(|asked| write_instead(asked, sources.first()?, other));
                ("is", format!("Write \"source\": [\"{other}\"]."), fix)
            }
            _ => ("are", "Write the one of these as source whose events are meant.".to_owned(), None),
        };
        let begin = format!("{} is not known to send `{text}`", or_list(sources));
        let flaw = asked.flaw(format!("{begin}; {} {are}.", and_list(&senders)), remedy).with(fix);
        let known = senders.into_iter().map(str::to_owned).collect();
        return Some(Doubt::new(flaw, known).said_by(SOURCES));
    }
    let is_whole = sources.iter().all(|source| detail_types::is_whole(source));
    let mut near = near_types(sources, text);
    if near.is_empty() && is_whole {
        near = nearest_of_all(sources, text);
    }
    let pages = || sources.iter().map(|source| detail_types::page(source)).collect::<Vec<_>>().join(", ");
    if near.is_empty() {
        // A star or what a template should have filled in is told as that.
        if !is_whole || text.contains('*') || is_of_a_template(text) {
            return None;
        }
        if sources.iter().all(|source| detail_types::sends_none(source)) {
            return Some(of_no_events(asked, sources, text).said_by(pages()));
        }
        let all: Vec<&str> = sources.iter().flat_map(|source| values::types_of(source)).collect();
        let shown = listed(all.iter().map(|known| format!("`{known}`")), "and", SHOWN);
        return Some(
            Doubt::new(
                asked.flaw(
                    format!("{} is not known to send `{text}`", or_list(sources)),
                    format!("Write one that it sends as detail-type: {shown}."),
                ),
                all.into_iter().map(str::to_owned).collect(),
            )
            .said_by(pages()),
        );
    }
    let named: Vec<String> = near.iter().map(|known| format!("`{known}`")).collect();
    let (remedy, fix) = match near.as_slice() {
        [one] => (format!("Write \"{one}\" as detail-type."), write_instead(asked, text, one)),
        _ => ("Write the one that is meant as detail-type.".to_owned(), None),
    };
    let flaw = asked.flaw(
        format!("{} is not known to send `{text}`; it sends {}.", or_list(sources), and_list(named)),
        remedy,
    );
    Some(Doubt::new(flaw.with(fix), near).said_by(pages()))
}

/// So many are named where any may be meant.
const SHOWN: usize = 6;

#[cfg(test)]
mod tests {
    use crate::catalogue::doubts;
    use crate::pattern::Pattern;

    #[test]
    fn services_that_send_no_events_are_told_with_the_way_that_their_messages_come() {
        for (source, text, way) in [
            ("aws.sqs", "Queue Message Available", "by a pipe"),
            ("aws.lambda", "Lambda Function State Change", "source `lambda`"),
            ("aws.sns", "SNS Notification", "to the topic itself"),
            ("aws.iam", "IAM User Created", "a trail"),
        ] {
            let pattern = format!(r#"{{"source":["{source}"],"detail-type":["{text}"]}}"#);
            let found = doubts(&Pattern::parse(&pattern).unwrap());
            assert!(found.len() == 1 && found[0].flaw.what.contains("only its calls come"), "{found:?}");
            assert!(found[0].flaw.remedy.contains(way), "{found:?}");
        }
        for sound in [
            r#"{"source":["aws.sqs"],"detail-type":["AWS API Call via CloudTrail"]}"#,
            r#"{"source":["aws.lambda"],"detail-type":["AWS Service Event via CloudTrail"]}"#,
            r#"{"source":["lambda"],"detail-type":["Lambda Function Invocation Result - Failure"]}"#,
            r#"{"source":["Pipe orders"],"detail-type":["Event from aws:sqs"]}"#,
            r#"{"source":["aws.ec2"],"detail-type":["EC2 ODCR Underutilization Notification"]}"#,
        ] {
            assert_eq!(doubts(&Pattern::parse(sound).unwrap()), [], "{sound}");
        }
    }
}
