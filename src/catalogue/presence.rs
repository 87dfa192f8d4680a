//! `exists` on fields that are objects: EventBridge looks for a plain value there, and finds none (user
//! guide, "Exists matching": it "only works on leaf nodes").

use super::{Doubt, EventKind, FieldType};
use crate::pattern::Asked;

/// What of a record is null where there is nothing to say, which is a plain value (CloudTrail user guide,
/// "CloudTrail record contents": `"responseElements": null`).
const PERHAPS_NULL: [&str; 2] = ["detail.requestParameters", "detail.responseElements"];

/// What is suspect of a list that asks whether an object is there.
pub(super) fn of_object(kinds: &[&EventKind], of: &str, path: &str, asked: Asked<'_>) -> Option<Doubt> {
    let is_there = asked.presence()?;
    let is_object = |kind: &&EventKind| {
        let inside = format!("{path}.");
        let only_objects =
            |types: &[FieldType]| types.iter().all(|kind| matches!(kind, FieldType::Object | FieldType::Map));
        match kind.field(path) {
            Some(field) => only_objects(&field.types),
            None => kind.fields.iter().any(|field| field.path.starts_with(&inside)),
        }
    };
    if kinds.is_empty() || !kinds.iter().all(is_object) {
        return None;
    }
    let begin = format!("`{path}` of {of} is an object, and `exists` looks for a plain value alone");
    let perhaps_null = PERHAPS_NULL.contains(&path);
    let what = match (is_there, perhaps_null) {
        (true, true) => format!("{begin}: this takes an event only where it is null"),
        (true, false) => format!("{begin}: this takes no event"),
        (false, _) => format!("{begin}: this takes every event that has one"),
    };
    let of_calls = match (path == "detail.responseElements", is_there) {
        (true, true) => " For calls that succeeded, ask for \"errorCode\": [{\"exists\": false}].",
        (true, false) => " For calls that failed, ask for \"errorCode\": [{\"exists\": true}].",
        (false, _) => "",
    };
    let remedy = format!("Ask for a field inside it.{of_calls}");
    Some(Doubt::new(asked.flaw(what, remedy), vec![format!("{path}: {}", FieldType::Object.word())]))
}

#[cfg(test)]
mod tests {
    use crate::catalogue::doubts;
    use crate::pattern::Pattern;

    fn said(kind: &str, detail: &str) -> Vec<String> {
        let (source, kind) = kind.split_once(": ").unwrap();
        let pattern = format!(r#"{{"source":["{source}"],"detail-type":["{kind}"],"detail":{detail}}}"#);
        let found = doubts(&Pattern::parse(&pattern).unwrap());
        found.into_iter().map(|doubt| format!("{} {}", doubt.flaw.what, doubt.flaw.remedy)).collect()
    }

    #[test]
    fn whether_an_object_is_there_cannot_be_asked() {
        const CALL: &str = "aws.ec2: AWS API Call via CloudTrail";
        for (kind, detail, told) in [
            (CALL, r#"{"responseElements":[{"exists":true}]}"#, "only where it is null"),
            (CALL, r#"{"responseElements":[{"exists":false}]}"#, "For calls that failed"),
            (CALL, r#"{"requestParameters":[{"exists":false}]}"#, "takes every event that has one"),
            (CALL, r#"{"userIdentity":[{"exists":true}]}"#, "this takes no event"),
            ("aws.s3: Object Created", r#"{"object":[{"exists":true}]}"#, "this takes no event"),
        ] {
            let said = said(kind, detail);
            assert!(said.len() == 1 && said[0].contains(told), "{detail}: {said:?}");
        }
        for detail in [
            r#"{"errorCode":[{"exists":false}]}"#,
            r#"{"requestParameters":{"bucketName":[{"exists":true}]}}"#,
            r#"{"responseElements":[null]}"#,
            r#"{"userIdentity":{"invokedBy":[{"exists":false}]}}"#,
        ] {
            assert_eq!(said(CALL, detail), [""; 0], "{detail}");
        }
    }
}
