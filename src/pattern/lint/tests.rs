//! What is doubted in a pattern alone, what is not, and that each fix takes its doubt away.

use super::*;
use LintKind as K;

/// The kinds and underlined texts of a pattern's lints. Every fix must leave a sound pattern without that
/// lint.
fn lints(text: &str) -> Vec<(LintKind, String)> {
    let pattern = Pattern::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let lints = pattern.lints();
    for lint in &lints {
        assert!(!lint.flaw.what.ends_with('.') && lint.flaw.remedy.ends_with('.'), "{lint:?}");
        if let Some(fix) = &lint.flaw.fix {
            let fixed = fix.apply(text);
            let again = Pattern::parse(&fixed)
                .unwrap_or_else(|error| panic!("{text} fixed to {fixed}: {error}"))
                .lints();
            let count = |lints: &[Lint]| lints.iter().filter(|other| other.kind == lint.kind).count();
            assert!(count(&again) < count(&lints), "{text} fixed to {fixed}");
        }
    }
    lints.into_iter().map(|lint| (lint.kind, text[lint.flaw.span].to_owned())).collect()
}

#[test]
fn what_is_underlined() {
    let cases: &[(&str, &[(LintKind, &str)])] = &[
        (r#"{"source":["aws.ec2"],"detail":{"state":["running"]}}"#, &[]),
        (r#"{"source":["a"]} x"#, &[(K::TrailingText, "x")]),
        (r#"{"source":["a"],"source":["b"]}"#, &[(K::ReplacedList, r#""source":["a"]"#)]),
        (
            r#"{"source":["a"],"detail":{"s":["x"],"$or":[{"s":["y"]},{"i":["z"]}]}}"#,
            &[(K::ReplacedList, "\"s\"")],
        ),
        (r#"{"source":["a"],"detail":{"s":["x"],"$or":[{"t":["y"]},{"i":["z"]}]}}"#, &[]),
        (
            r#"{"source":["a"],"$or":[{"detail":{"s":["x"]}},{"detail":{"s":["x"],"t":["y"]}}]}"#,
            &[(K::TakesMore, r#"{"detail":{"s":["x"],"t":["y"]}}"#)],
        ),
        (
            r#"{"source":["a"],"$or":[{"detail":{"s":["x"]}},{"detail":{"s":["x"]}}]}"#,
            &[(K::TakesMore, r#"{"detail":{"s":["x"]}}"#)],
        ),
        (r#"{"source":["a"],"$or":[{"detail":{"s":["x"]}},{"detail":{"s":["y"],"t":["y"]}}]}"#, &[]),
        (
            r#"{"source":["aws.ec2"],"region":["eu-central-1"],"resources":["arn:aws:ec2:us-east-1:123456789012:instance/i-1"]}"#,
            &[(K::UnlikelyValue, "\"resources\"")],
        ),
        (
            r#"{"region":["eu-central-1"],"detail":{"topicArn":[{"prefix":"arn:aws:sns:us-east-1:"}]}}"#,
            &[(K::UnlikelyValue, "\"topicArn\"")],
        ),
        (
            r#"{"account":["111122223333"],"resources":["arn:aws:ec2:us-east-1:123456789012:instance/i-1"]}"#,
            &[(K::UnlikelyValue, "\"resources\"")],
        ),
        (
            r#"{"region":["eu-central-1","us-east-1"],"resources":["arn:aws:ec2:us-east-1:123456789012:instance/i-1"]}"#,
            &[],
        ),
        (r#"{"region":["eu-central-1"],"resources":["arn:aws:s3:::web",{"prefix":"arn:aws:ec2:"}]}"#, &[]),
        (
            r#"{"account":["111122223333"],"detail":{"roleArn":["arn:aws:iam::123456789012:role/other"]}}"#,
            &[],
        ),
        (r#"{"Source":["a"]}"#, &[(K::EnvelopeName, "\"Source\"")]),
        (r#"{"detailType":["a"]}"#, &[(K::EnvelopeName, "\"detailType\"")]),
        (r#"{"detail_type":["a"]}"#, &[(K::EnvelopeName, "\"detail_type\"")]),
        (r#"{"resource":["a"]}"#, &[(K::EnvelopeName, "\"resource\"")]),
        (r#"{"state":["a"]}"#, &[(K::OutsideDetail, "\"state\"")]),
        (r#"{"source":["a"],"Comment":["x"]}"#, &[(K::OutsideDetail, "\"Comment\"")]),
        (r#"{"source":["a"],"State":["ENABLED"]}"#, &[(K::OutsideDetail, "\"State\"")]),
        (r#"{"filter":{"source":["a"],"detail":{"b":["c"]}}}"#, &[(K::OutsideDetail, "\"filter\"")]),
        (r#"{"replay-name":["r"]}"#, &[]),
        (r#"{"source":["aws.guardDuty"]}"#, &[(K::UnlikelyValue, "\"aws.guardDuty\"")]),
        (r#"{"source":["aws.partner/Shop"]}"#, &[]),
        (r#"{"source":["local.shop"]}"#, &[]),
        (r#"{"source":["var.orders"],"detail-type":["module.billing.created"]}"#, &[]),
        (r#"{"source":["acme"],"detail":{"type":["List<String>","Optional<Order>"]}}"#, &[]),
        (
            r#"{"source":["acme"],"detail":{"bucket":["var.bucket"]}}"#,
            &[(K::UnlikelyValue, "\"var.bucket\"")],
        ),
        (
            r#"{"source":["acme"],"detail":{"bucket":["orders-<env>"]}}"#,
            &[(K::UnlikelyValue, "\"orders-<env>\"")],
        ),
        (r#"{"source":["acme.storage"],"detail-type":["object created"]}"#, &[]),
        (r#"{"source":["acme.replay"],"detail-type":["EC2 Instance State-change Notification"]}"#, &[]),
        (r#"{"detail-type":["object created"]}"#, &[(K::UnlikelyValue, "\"object created\"")]),
        (
            r#"{"source":["aws.health"],"detail-type":["Health Event"]}"#,
            &[(K::UnlikelyValue, "\"Health Event\"")],
        ),
        (r#"{"source":["acme"],"detail-type":["Health Event"]}"#, &[]),
        (
            r#"{"source":["aws.ec2"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventSource":["s3.amazonaws.com"]}}"#,
            &[(K::CloudTrail, "\"eventSource\"")],
        ),
        (
            r#"{"source":["aws.s3"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventSource":["s3.amazonaws.com"]}}"#,
            &[],
        ),
        (r#"{"detail":{"key":[{"prefix":"in/"},{"suffix":".csv"}]}}"#, &[(K::TakesMore, "\"key\"")]),
        (r#"{"detail":{"key":[{"prefix":"in/"},{"prefix":"out/"}]}}"#, &[]),
        (
            r#"{"detail":{"n":[{"numeric":[">",5]},{"numeric":["<",10]}]}}"#,
            &[(K::AcceptsEveryValue, "\"n\"")],
        ),
        (
            r#"{"detail":{"n":[{"numeric":["<",5]},{"numeric":[">=",5]}]}}"#,
            &[(K::AcceptsEveryValue, "\"n\"")],
        ),
        (r#"{"detail":{"n":[{"numeric":["<",5]},{"numeric":[">",5]}]}}"#, &[]),
        (r#"{"detail":{"n":[{"numeric":["<",5]},{"numeric":[">",10]}]}}"#, &[]),
        (r#"{"detail":{"a":[{"anything-but":"open,held"}]}}"#, &[(K::TakesMore, "\"open,held\"")]),
        (r#"{"detail":{"a":[{"anything-but":["open;held","x"]}]}}"#, &[(K::TakesMore, "\"open;held\"")]),
        (r#"{"detail":{"a":[{"anything-but":"1,000"}]}}"#, &[]),
        (r#"{"detail":{"a":["${State}"]}}"#, &[(K::UnlikelyValue, "\"${State}\"")]),
        (r#"{"detail":{"a":["x","{{ state }}"]}}"#, &[(K::UnlikelyValue, "\"{{ state }}\"")]),
        (r##"{"detail":{"a":["#{Name}"]}}"##, &[(K::UnlikelyValue, "\"#{Name}\"")]),
        (r#"{"detail":{"a":["YOUR_BUCKET"]}}"#, &[(K::UnlikelyValue, "\"YOUR_BUCKET\"")]),
        (r#"{"detail":{"a":["amzn-s3-demo-bucket"]}}"#, &[]),
        (r#"{"detail":{"a":["!Ref Bucket"]}}"#, &[(K::UnlikelyValue, "\"!Ref Bucket\"")]),
        (r#"{"detail":{"a":["<bucket-name>"]}}"#, &[(K::UnlikelyValue, "\"<bucket-name>\"")]),
        (r#"{"detail":{"a":["x<y","<b>new</b>"]}}"#, &[]),
        (r#"{"detail":{"a":[{"anything-but":"Smith & Sons, London"}]}}"#, &[]),
        (r#"{"detail":{"a":[{"anything-but":"${State}"}]}}"#, &[(K::TakesMore, "\"${State}\"")]),
        (
            r#"{"detail":{"call":[{"prefix":"Run"},{"anything-but":"RunInstances"}]}}"#,
            &[(K::AcceptsEveryValue, "\"call\"")],
        ),
        (
            r#"{"detail":{"key":[{"anything-but":"tmp/*"}]}}"#,
            &[(K::TakesMore, r#"{"anything-but":"tmp/*"}"#)],
        ),
        (r#"{"detail":{"key":[{"anything-but":{"wildcard":"tmp/*"}}]}}"#, &[]),
        (r#"{"detail-type":["x"],"detail":{"detail-type":["y"]}}"#, &[]),
        (r#"{"$or":[{"a":{"b":["x"]}},{"source":["y"]}]}"#, &[(K::OutsideDetail, "\"a\"")]),
        (r#"{"account":[111122223333]}"#, &[(K::NeverMatches, "111122223333")]),
        (r#"{"account":["1111-2222-3333"]}"#, &[(K::NeverMatches, "\"1111-2222-3333\"")]),
        (r#"{"account":["111122223333","1111"]}"#, &[(K::UnlikelyValue, "\"1111\"")]),
        (r#"{"region":[null],"source":["a"]}"#, &[(K::NeverMatches, "null")]),
        (r#"{"source":{"a":["b"]}}"#, &[(K::NeverMatches, "\"a\"")]),
        (r#"{"detail":["x"]}"#, &[(K::NeverMatches, "\"detail\"")]),
        (r#"{"detail":{"detail-type":["x"]}}"#, &[(K::NeverMatches, "\"detail-type\"")]),
        (r#"{"source":["ec2.amazonaws.com"]}"#, &[(K::UnlikelyValue, "\"ec2.amazonaws.com\"")]),
        (r#"{"detail":{"eventSource":["aws.ec2"]}}"#, &[(K::NeverMatches, "\"aws.ec2\"")]),
        (r#"{"source":["aws.*"]}"#, &[(K::LiteralStar, "\"aws.*\"")]),
        (r#"{"detail":{"bucket":["$BUCKET"]}}"#, &[(K::UnlikelyValue, "\"$BUCKET\"")]),
        (r#"{"detail":{"bucket":["%s"]}}"#, &[(K::UnlikelyValue, "\"%s\"")]),
        (
            r#"{"resources":["arn:aws:ec2:REGION:ACCOUNT_ID:instance/i-1"]}"#,
            &[(K::UnlikelyValue, "\"arn:aws:ec2:REGION:ACCOUNT_ID:instance/i-1\"")],
        ),
        (r#"{"detail":{"price":["$5","$US"],"resource":["arn:aws:s3:::b"]}}"#, &[]),
        (r#"{"detail":{"schedule":["*"]}}"#, &[(K::LiteralStar, "\"*\"")]),
        (r#"{"source":["a"],"time":["2026-11-30"]}"#, &[(K::UnlikelyValue, "\"2026-11-30\"")]),
        (r#"{"source":["a"],"time":["2026-11-30T12:34:56Z",{"prefix":"2026-12"}]}"#, &[]),
        (r#"{"source":["a"],"id":["i-0abc"]}"#, &[(K::UnlikelyValue, "\"i-0abc\"")]),
        (r#"{"source":["a"],"id":["6a7e8feb-b491-4cf7-a9f1-bf3703467718"]}"#, &[]),
        (r#"{"source":["a"],"resources":{"arn":["x"]}}"#, &[(K::NeverMatches, "\"arn\"")]),
        (
            r#"{"source":["aws.ec2"],"eventName":["a"],"detail":{"eventName":["b"]}}"#,
            &[(K::OutsideDetail, "\"eventName\"")],
        ),
        (r#"{"source":[{"prefix":"aws.*"}]}"#, &[(K::LiteralStar, r#"{"prefix":"aws.*"}"#)]),
        (r#"{"source":[{"wildcard":"aws.*"}]}"#, &[]),
        (r#"{"source":["aws.ec2 "]}"#, &[(K::HiddenCharacters, "\"aws.ec2 \"")]),
        ("{\"source\":[\"aws\u{2024}ec2\"]}", &[(K::HiddenCharacters, "\"aws\u{2024}ec2\"")]),
        (
            r#"{"detail-type":["EC2 Instance State-Change Notification"]}"#,
            &[(K::UnlikelyValue, "\"EC2 Instance State-Change Notification\"")],
        ),
        (
            r#"{"source":["aws.ecs"],"detail-type":["EC2 Instance State-change Notification"]}"#,
            &[(K::NeverMatches, "\"detail-type\"")],
        ),
        (r#"{"source":["aws.ec2"],"detail-type":["EC2 Instance State-change Notification"]}"#, &[]),
        (
            r#"{"source":["aws.s3"],"detail-type":["AWS API Call via CloudTrail"],"resources":["x"],"detail":{"eventName":["GetObject"]}}"#,
            &[(K::CloudTrail, "\"resources\""), (K::CloudTrail, "\"GetObject\"")],
        ),
        (r#"{"source":[{"prefix":""}]}"#, &[(K::MatchesEverything, r#"{"source":[{"prefix":""}]}"#)]),
        (r#"{"version":["0"]}"#, &[(K::MatchesEverything, r#"{"version":["0"]}"#)]),
        (
            r#"{"source":["a"],"detail":{"x":[{"anything-but":"a"},{"anything-but":"b"}]}}"#,
            &[(K::AcceptsEveryValue, "\"x\"")],
        ),
        (r#"{"source":["a"],"detail":{"x":["a",{"anything-but":"a"}]}}"#, &[(K::AcceptsEveryValue, "\"x\"")]),
        (r#"{"source":["a"],"detail":{"x":["a",{"exists":true}]}}"#, &[(K::AcceptsEveryValue, "\"x\"")]),
        (r#"{"source":["a"],"detail":{"x":["a",{"exists":false}]}}"#, &[]),
        // What EventBridge would refuse is said, and not offered.
        (
            r#"{"source":["a"],"detail":{"x":["anything-but","a",5]}}"#,
            &[(K::UnlikelyValue, "\"anything-but\"")],
        ),
        (r#"{"source":["a"],"detail":{"x":[">",7,"<",5]}}"#, &[(K::UnlikelyValue, "\">\"")]),
        (r#"{"source":["a"],"detail":{"x":["cidr","10.0.0.0/8"]}}"#, &[(K::UnlikelyValue, "\"cidr\"")]),
        (r#"{"source":["a"],"detail":{"x":["cidr","abc"]}}"#, &[]),
        (
            r#"{"source":["a"],"detail":{"x":[{"equals-ignore-case":"😀"}]}}"#,
            &[(K::NeverMatches, r#"{"equals-ignore-case":"😀"}"#)],
        ),
        (
            r#"{"source":[{"wildcard":"*:*:*:*:*:event-bus/*"}]}"#,
            &[(K::ServiceLimit, r#"{"source":[{"wildcard":"*:*:*:*:*:event-bus/*"}]}"#)],
        ),
    ];
    let mut wrong = Vec::new();
    for (text, expected) in cases {
        let got = lints(text);
        let expected: Vec<_> = expected.iter().map(|(kind, span)| (*kind, (*span).to_owned())).collect();
        if got != expected {
            wrong.push(format!("{text}\n  wanted {expected:?}\n  got    {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_one_anything_but_cannot_exclude_is_not_to_be_put_into_one() {
    let remedy = |list: &str| {
        let pattern = Pattern::parse(&format!(r#"{{"detail":{{"x":[{list}]}}}}"#)).unwrap();
        let lints = pattern.lints();
        let found = lints.into_iter().find(|lint| lint.kind == K::AcceptsEveryValue);
        found.map(|lint| lint.flaw.remedy).unwrap_or_default()
    };
    let joined = "Put all excluded values into one \"anything-but\" list.";
    assert_eq!(remedy(r#"{"anything-but":"a"},{"anything-but":["b","c"]}"#), joined);
    assert_eq!(remedy(r#"{"anything-but":{"prefix":"a"}},{"anything-but":{"prefix":"b"}}"#), joined);
    for apart in [
        r#"{"anything-but":["a"]},{"anything-but":[1]}"#,
        r#"{"anything-but":{"prefix":"a"}},{"anything-but":{"suffix":"b"}}"#,
    ] {
        assert!(remedy(apart).starts_with("Keep one of them"), "{apart}: {}", remedy(apart));
    }
}

#[test]
fn an_exclusion_is_doubted_only_where_nobody_can_mean_it() {
    let said = |operand: &str| {
        let pattern =
            Pattern::parse(&format!(r#"{{"detail":{{"x":[{{"anything-but":{operand}}}]}}}}"#)).unwrap();
        let lints = pattern.lints();
        let found = lints.into_iter().find(|lint| lint.kind == K::TakesMore);
        found.map(|lint| (lint.flaw.what, lint.flaw.fix))
    };
    for sound in [
        r#"["undefined","null"]"#,
        r#""[object Object]""#,
        r#""{}""#,
        r#""CHANGEME""#,
        r#""%s""#,
        r#""[TEST]""#,
        r#""Washington, DC""#,
        r#""1.234,56""#,
        r#""2026-11-01,2026-11-02""#,
    ] {
        assert_eq!(said(sound), None, "{sound}");
    }
    for (operand, word) in [
        (r#""prod,dev""#, "one text with all of these"),
        (r#""a|b""#, "one text with all of these"),
        (r#""${Stage}""#, "a template's placeholder"),
        (r#""!Ref Stage""#, "a template's placeholder"),
    ] {
        let (what, fix) = said(operand).unwrap();
        assert!(what.contains(word) && fix.is_none(), "{operand}: {what}");
    }
}

#[test]
fn a_condition_that_a_sender_may_have_is_not_taken_out() {
    for (text, out) in [
        (r#"{"source":["zendesk"],"comment":["urgent"]}"#, false),
        (r#"{"source":["shop"],"notes":["gift"]}"#, false),
        (r#"{"source":["my.flags"],"state":["DISABLED"]}"#, false),
        (r#"{"source":["shop"],"description":["late"]}"#, false),
        (r#"{"source":["shop"],"State":["DISABLED"]}"#, true),
        (r#"{"source":["shop"],"comment":["for the night shift"]}"#, true),
    ] {
        let lints = Pattern::parse(text).unwrap().lints();
        let fix = lints.iter().find_map(|lint| lint.flaw.fix.clone()).unwrap();
        assert_eq!(fix.label == "Take it out", out, "{text}: {fix:?}");
    }
}
