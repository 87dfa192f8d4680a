//! What holds for any documents and requests.

use super::glob::{GlobPiece, covers, pieces};
use super::{Access, Caller, Decision, KeyValue, Policy, Request, RequestContext};
use proptest::prelude::*;

/// The same question answered the slow way.
fn covers_plainly(pattern: &[GlobPiece], text: &[char]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, None) => true,
        (Some((GlobPiece::Any, rest)), _) => (0..=text.len()).any(|from| covers_plainly(rest, &text[from..])),
        (Some((GlobPiece::One, rest)), Some((_, behind))) => covers_plainly(rest, behind),
        (Some((GlobPiece::Plain(c), rest)), Some((d, behind))) => c == d && covers_plainly(rest, behind),
        (None, Some(_)) | (Some((GlobPiece::One | GlobPiece::Plain(_), _)), None) => false,
    }
}

const KEYS: [&str; 3] = ["aws:SourceArn", "test:Known", "test:Open"];
const VALUES: [&str; 4] = ["a", "b", "a*", "arn:aws:sqs:us-east-1:1:q"];

fn statement() -> impl Strategy<Value = String> {
    let effect = prop::sample::select(vec!["Allow", "Deny"]);
    let principal = prop::sample::select(vec![
        "\"*\"",
        r#"{"Service":"events.amazonaws.com"}"#,
        r#"{"Service":"sns.amazonaws.com"}"#,
        r#"{"AWS":["1","arn:aws:iam::1:role/r"]}"#,
    ]);
    let action = prop::sample::select(vec![
        r#""Action":"sqs:*""#,
        r#""Action":["SQS:sendmessage"]"#,
        r#""NotAction":"sqs:Receive*""#,
        r#""Action":"s3:*""#,
    ]);
    let resource = prop::sample::select(vec![
        r#""Resource":"*""#,
        r#""Resource":"arn:aws:sqs:us-east-1:1:?""#,
        r#""NotResource":"arn:aws:sqs:*:*:x*""#,
        r#""Resource":"arn:aws:sqs:*""#,
    ]);
    let operator = prop::sample::select(vec![
        "StringEquals",
        "StringLike",
        "StringNotEquals",
        "StringEqualsIfExists",
        "Null",
        "ArnLike",
        "StringMagic",
        "ForAllValues:StringLike",
    ]);
    let condition = (operator, prop::sample::select(KEYS.to_vec()), prop::sample::select(VALUES.to_vec()));
    (effect, principal, action, resource, prop::option::of(condition)).prop_map(
        |(effect, principal, action, resource, condition)| {
            let condition = condition
                .map(|(operator, key, value)| {
                    format!(r#","Condition":{{"{operator}":{{"{key}":"{value}"}}}}"#)
                })
                .unwrap_or_default();
            format!(r#"{{"Effect":"{effect}","Principal":{principal},{action},{resource}{condition}}}"#)
        },
    )
}

fn document(statements: &[String]) -> Policy {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","));
    Policy::parse(&text).unwrap()
}

fn held() -> impl Strategy<Value = KeyValue> {
    prop_oneof![
        prop::sample::select(VALUES.to_vec()).prop_map(KeyValue::value),
        Just(KeyValue::Absent),
        prop::collection::vec(prop::sample::select(VALUES.to_vec()).prop_map(str::to_owned), 2)
            .prop_map(KeyValue::Values),
    ]
}

fn request(service: bool, open: Option<KeyValue>, known: KeyValue) -> Request {
    let caller = if service {
        Caller::Service("events.amazonaws.com".into())
    } else {
        Caller::Identity("arn:aws:iam::1:role/r".into())
    };
    let open = open.unwrap_or_else(|| KeyValue::Unknown("it is open".into()));
    Request {
        caller,
        action: "sqs:SendMessage".into(),
        resource: "arn:aws:sqs:us-east-1:1:q".into(),
        context: RequestContext::new()
            .with("test:Open", open)
            .with("test:Known", known)
            .set("aws:SourceArn", "b"),
    }
}

/// The sort of decision, without its words.
fn sort(decision: &Decision) -> u8 {
    match decision {
        Decision::Allowed(_) => 0,
        Decision::Denied(_) => 1,
        Decision::NotAllowed { .. } => 2,
        Decision::Unknown { .. } => 3,
    }
}

proptest! {
    #[test]
    fn wildcards_cover_what_the_plain_definition_says(pattern in "[ab*?]{0,8}", text in "[ab]{0,10}") {
        let (pieces, chars) = (pieces(&pattern), text.chars().collect::<Vec<_>>());
        prop_assert_eq!(covers(&pieces, &text), covers_plainly(&pieces, &chars));
    }

    #[test]
    fn no_text_makes_the_reader_fall_over(text in "\\PC{0,60}") {
        let _ = Policy::parse(&text);
    }

    /// What is known later never overturns what was said before, only what was said to be unknown.
    #[test]
    fn a_decision_stands_when_more_becomes_known(
        statements in prop::collection::vec(statement(), 0..5),
        own in prop::collection::vec(statement(), 0..3),
        service: bool, known in held(), open in held(),
    ) {
        let (policy, own) = (document(&statements), document(&own));
        let callers = [&own];
        for mut access in [Access::of_resource(Some(&policy)), Access::of_key(&policy, &[])] {
            access.caller = Some(if service { &[] } else { &callers });
            let before = access.decide(&request(service, None, known.clone()));
            let after = access.decide(&request(service, Some(open.clone()), known.clone()));
            if sort(&before) != 3 {
                prop_assert_eq!(before.is_allowed(), after.is_allowed(), "{} {}", before, after);
                prop_assert_eq!(before.is_refused(), after.is_refused(), "{} {}", before, after);
            }
        }
    }

    #[test]
    fn the_order_of_statements_does_not_matter(
        statements in prop::collection::vec(statement(), 0..5), service: bool, known in held(),
    ) {
        let mut turned = statements.clone();
        turned.reverse();
        let decide = |statements: &[String]| {
            let policy = document(statements);
            sort(&Access::of_resource(Some(&policy)).decide(&request(service, None, known.clone())))
        };
        prop_assert_eq!(decide(&statements), decide(&turned));
    }

    #[test]
    fn one_more_statement_that_denies_never_allows(
        statements in prop::collection::vec(statement(), 0..4), more in statement(), service: bool, known in held(),
    ) {
        let request = request(service, None, known);
        let before = Access::of_resource(Some(&document(&statements))).decide(&request);
        let more = more.replace(r#""Effect":"Allow""#, r#""Effect":"Deny""#);
        let after = Access::of_resource(Some(&document(&[statements, vec![more]].concat()))).decide(&request);
        prop_assert!(!after.is_allowed() || before.is_allowed());
    }

    #[test]
    fn what_is_not_known_here_neither_allows_nor_denies(statements in prop::collection::vec(statement(), 1..4)) {
        let strange: Vec<String> = statements
            .iter()
            .map(|text| {
                let end = text.find(r#","Condition""#).unwrap_or(text.len() - 1);
                format!(r#"{},"Condition":{{"StringMagic":{{"test:Known":"a"}}}}}}"#, &text[..end])
            })
            .collect();
        let decision =
            Access::of_resource(Some(&document(&strange))).decide(&request(true, None, KeyValue::Absent));
        prop_assert!(matches!(sort(&decision), 2 | 3), "{}", decision);
    }
}
