//! What is suspect of what a pattern asks of CloudTrail's records.

use super::field_doubt::unknown_field;
use super::presence::of_object;
use super::record::PAGE;
use super::{Doubt, EventKind, FieldType};
use crate::pattern::{Asked, Asks, Fix};
use crate::text::or_list;

/// What people call a field of the record.
pub(super) const CALLED: [(&str, &str); 19] = [
    ("account", "recipientAccountId"),
    ("action", "eventName"),
    ("api", "eventName"),
    ("apiName", "eventName"),
    ("error", "errorCode"),
    ("identity", "userIdentity"),
    ("ipAddress", "sourceIPAddress"),
    ("name", "eventName"),
    ("operation", "eventName"),
    ("parameters", "requestParameters"),
    ("region", "awsRegion"),
    ("request", "requestParameters"),
    ("response", "responseElements"),
    ("service", "eventSource"),
    ("source", "eventSource"),
    ("sourceIp", "sourceIPAddress"),
    ("time", "eventTime"),
    ("timestamp", "eventTime"),
    ("user", "userIdentity.userName"),
];

/// What a record has only where there is something to say, and then as a text.
pub(super) const AT_TIMES: [&str; 6] = [
    "detail.errorCode",
    "detail.errorMessage",
    "detail.sharedEventID",
    "detail.userIdentity.invokedBy",
    "detail.vpcEndpointAccountId",
    "detail.vpcEndpointId",
];

/// What is suspect of the fields that are asked of a record.
pub(super) fn doubts(record: &EventKind, asks: Asks<'_>) -> Vec<Doubt> {
    let below = asks.all().filter(|(path, _)| path.starts_with("detail."));
    below
        .filter_map(|(path, asked)| {
            let asked_for = of_object(&[record], &record.detail_type, &path, asked);
            if asked_for.is_some() || asked.takes_absence() {
                return asked_for.map(|doubt| doubt.said_by(PAGE));
            }
            let otherwise =
                || called_otherwise(record, &path, asked).or_else(|| in_a_set(asks, &path, asked));
            otherwise()
                .or_else(|| in_other_letters(record, &path, asked))
                .or_else(|| never_empty(&path, asked))
                .or_else(|| {
                    unknown_field(&[record], &path, asked).map(|doubt| with_place(record, &path, doubt))
                })
        })
        .chain(two_places(asks))
        .collect()
}

/// A region of the record that is none of the event's.
fn two_places(asks: Asks<'_>) -> Option<Doubt> {
    let (own, inside) = (asks.at("region")?, asks.at("detail.awsRegion")?);
    let regions = own.texts();
    if !own.is_only(|_| true) || !inside.is_only(|text| !regions.iter().any(|region| region == text)) {
        return None;
    }
    let what = format!(
        "The record's `detail.awsRegion` is the `region` of the event, and the pattern asks for {} and for {}",
        or_list(&regions),
        or_list(inside.texts()),
    );
    let doubt = inside.flaw(what, "Write the region that is meant, in one of the two places.");
    Some(Doubt::new(doubt, Vec::new()))
}

/// A field by a name that people have for it.
fn called_otherwise(record: &EventKind, path: &str, asked: Asked<'_>) -> Option<Doubt> {
    let name = path.strip_prefix("detail.").filter(|_| record.field(path).is_none())?;
    let (_, right) = CALLED.iter().find(|(called, _)| *called == name)?;
    Some(place(asked, path, &format!("detail.{right}"), &record.detail_type))
}

/// Calls of EC2 that take several instances, whose record has them in a set.
const OF_INSTANCES: [&str; 6] = [
    "MonitorInstances",
    "RebootInstances",
    "StartInstances",
    "StopInstances",
    "TerminateInstances",
    "UnmonitorInstances",
];

/// An instance that is asked for as if a call took one only.
fn in_a_set(asks: Asks<'_>, path: &str, asked: Asked<'_>) -> Option<Doubt> {
    const SET: &str = "detail.requestParameters.instancesSet.items.instanceId";
    let name = path.strip_prefix("detail.requestParameters.")?;
    let is_set = ["instanceId", "instanceIds", "InstanceId", "InstanceIds", "instances"].contains(&name);
    let calls = asks.at("detail.eventName")?;
    (is_set && calls.is_only(|call| OF_INSTANCES.contains(&call)))
        .then(|| place(asked, path, SET, &calls.texts().join(", ")))
}

/// A field in other letters than the records of the service have it.
fn in_other_letters(record: &EventKind, path: &str, asked: Asked<'_>) -> Option<Doubt> {
    if record.field(path).is_some() {
        return None;
    }
    let mut alike =
        record.fields.iter().filter(|field| field.path.eq_ignore_ascii_case(path) && field.is_plain());
    let (one, None) = (alike.next()?, alike.next()) else { return None };
    Some(place(asked, path, &one.path, &record.detail_type))
}

fn place(asked: Asked<'_>, path: &str, right: &str, of: &str) -> Doubt {
    Doubt::new(
        asked.flaw(
            format!("{of} is not known to have `{path}`; there is `{right}`"),
            format!("Write `{right}`, if that is meant."),
        ),
        vec![right.to_owned()],
    )
    .said_by(PAGE)
    .meaning(path, right)
}

/// Null or an empty text where a record has a text or nothing (the guide: "Optional: True").
fn never_empty(path: &str, asked: Asked<'_>) -> Option<Doubt> {
    let kinds = asked.kinds();
    let texts = asked.texts();
    let is_empty = (kinds.null || !texts.is_empty())
        && texts.iter().all(String::is_empty)
        && !(kinds.string && texts.is_empty())
        && !(kinds.number || kinds.boolean || kinds.any);
    if !is_empty || !AT_TIMES.contains(&path) {
        return None;
    }
    let absence = r#"[{"exists": false}]"#;
    let what = if path.starts_with("detail.error") {
        format!(
            "The record of a call that succeeded has no `{path}`: null or an empty text is not known to be there"
        )
    } else {
        format!(
            "A record that has nothing to say of `{path}` lacks it: null or an empty text is not known to be there"
        )
    };
    Some(Doubt::new(
        asked
            .flaw(what, format!("Ask for its absence: {absence}."))
            .with(Some(Fix::write(asked.span(), absence))),
        vec![format!("{path}: {}", FieldType::String.word())],
    ))
}

/// Where no field comes near, where a record has what a call was about.
fn with_place(record: &EventKind, path: &str, mut doubt: Doubt) -> Doubt {
    if record.field(path).is_none() && !doubt.names_field {
        doubt.flaw.remedy = format!(
            "What a call was about is in `detail.requestParameters`, what it answered in `detail.responseElements`. {}",
            doubt.flaw.remedy
        );
    }
    doubt
}

#[cfg(test)]
mod tests {
    use crate::catalogue::doubts;
    use crate::pattern::Pattern;

    fn said(detail_type: &str, detail: &str) -> Vec<String> {
        let pattern = format!(r#"{{"source":["aws.s3"],"detail-type":["{detail_type}"],"detail":{detail}}}"#);
        let said = doubts(&Pattern::parse(&pattern).unwrap());
        said.into_iter().map(|doubt| doubt.flaw.what).collect()
    }

    #[test]
    fn values_of_another_kind_than_a_record_has_are_doubted() {
        for (detail, said_of) in [
            (r#"{"readOnly":["true"]}"#, "`detail.readOnly` is true or false"),
            (r#"{"managementEvent":["false"]}"#, "`detail.managementEvent` is true or false"),
            (r#"{"recipientAccountId":[111122223333]}"#, "`detail.recipientAccountId` is a string"),
            (
                r#"{"userIdentity":{"accountId":[111122223333]}}"#,
                "`detail.userIdentity.accountId` is a string",
            ),
            (
                r#"{"userIdentity":{"sessionContext":{"attributes":{"mfaAuthenticated":[false]}}}}"#,
                "mfaAuthenticated` is a string",
            ),
            (r#"{"userIdentity":["root"]}"#, "`detail.userIdentity` of CloudTrail's record is an object"),
            (r#"{"requestParameters":["b"]}"#, "`detail.requestParameters` is an object"),
            (r#"{"responseElements":["x"]}"#, "`detail.responseElements` is an object"),
            (r#"{"errorCode":[null]}"#, "a call that succeeded has no `detail.errorCode`"),
            (r#"{"errorMessage":[""]}"#, "a call that succeeded has no `detail.errorMessage`"),
        ] {
            let said = said("AWS API Call via CloudTrail", detail);
            assert!(said.len() == 1 && said[0].contains(said_of), "{detail}: {said:?}");
        }
    }

    #[test]
    fn names_that_a_record_has_elsewhere_are_doubted_with_their_place() {
        for (detail, there) in [
            (r#"{"userName":["alice"]}"#, "there is `detail.userIdentity.userName`"),
            (r#"{"bucketName":["b"]}"#, "there is `detail.requestParameters.bucketName`"),
            (r#"{"eventname":["PutObject"]}"#, "there is `detail.eventName`"),
            (r#"{"sourceIpAddress":["10.0.0.1"]}"#, "there is `detail.sourceIPAddress`"),
            (r#"{"userIdentity":{"username":["bob"]}}"#, "there is `detail.userIdentity.userName`"),
            (r#"{"userIdentity":{"sessionIssuer":{"userName":["role"]}}}"#, "there is `detail.userIdentity."),
            (r#"{"region":["us-east-1"]}"#, "there is `detail.awsRegion`"),
            (r#"{"colour":["red"]}"#, "is not known to have `detail.colour`"),
        ] {
            for kind in ["AWS API Call via CloudTrail", "AWS Service Event via CloudTrail"] {
                let said = said(kind, detail);
                // Of a service's event no parameters of a call are known.
                let wanted = if kind.contains("Service") && detail.contains("bucket") {
                    "`detail.bucketName`"
                } else {
                    there
                };
                assert!(said.len() == 1 && said[0].contains(wanted), "{detail}: {said:?}");
            }
        }
    }

    #[test]
    fn what_a_record_may_have_is_not_doubted() {
        for detail in [
            r#"{"readOnly":[false],"managementEvent":[true],"recipientAccountId":["111122223333"]}"#,
            r#"{"errorCode":[null,{"exists":false}],"errorMessage":[{"exists":false}]}"#,
            r#"{"errorCode":["AccessDenied",{"prefix":"Client."}]}"#,
            r#"{"additionalEventData":[null]}"#,
            r#"{"responseElements":[null],"requestParameters":{"anything":{"at":["all"]}}}"#,
            r#"{"userIdentity":{"type":["Root"],"sessionContext":{"sessionIssuer":{"userName":["r"]}}}}"#,
            r#"{"userIdentity":{"sessionContext":{"webIdFederationData":{"federatedProvider":["x"]}}}}"#,
            r#"{"additionalEventData":{"MFAUsed":["No"]},"tlsDetails":{"tlsVersion":["TLSv1.2"]}}"#,
            r#"{"resources":{"ARN":["arn:aws:s3:::b"]},"sessionCredentialFromConsole":["true"]}"#,
        ] {
            assert_eq!(said("AWS API Call via CloudTrail", detail), [""; 0], "{detail}");
        }
    }

    #[test]
    fn a_value_of_another_kind_has_its_fix() {
        for (detail, wanted) in [
            (r#"{"readOnly":["False"]}"#, r#"{"readOnly":[false]}"#),
            (
                r#"{"recipientAccountId":[111122223333, 444455556666]}"#,
                r#"{"recipientAccountId":["111122223333", "444455556666"]}"#,
            ),
            (r#"{"errorCode":[null]}"#, r#"{"errorCode":[{"exists": false}]}"#),
        ] {
            let pattern = format!(r#"{{"detail-type":["AWS API Call via CloudTrail"],"detail":{detail}}}"#);
            let fix = doubts(&Pattern::parse(&pattern).unwrap()).remove(0).flaw.fix.unwrap();
            assert!(fix.apply(&pattern).contains(wanted), "{}", fix.apply(&pattern));
        }
    }
}
