//! Rung 1, of what CloudTrail records: sign-ins, and calls on objects.

use super::arrival::{basic, trail};
use super::*;
use crate::diagnose::Question;
use crate::model::facts::BucketNotices;
use crate::pattern::{Pattern, Verdict};
use Status::{Ok, Suspect};

/// A rule in a region that waits for sign-ins to the console, with more of `detail`.
fn of_sign_ins(region: &str, detail: &str) -> Evidence {
    let pattern = format!(
        r#"{{"source":["aws.signin"],"detail-type":["AWS Console Sign In via CloudTrail"],"detail":{{"eventName":["ConsoleLogin"]{detail}}}}}"#
    );
    let rule = rule("default", &pattern);
    let arn = Arn::new(format!("arn:aws:events:{region}:111122223333:rule/{}", rule.name));
    Evidence::of(Rule { arn, ..rule }, "111122223333", region, 0)
}

#[test]
fn m4_sign_ins_are_where_they_are_made() {
    let root = r#","userIdentity":{"type":["Root"]}"#;
    let user = r#","userIdentity":{"type":["IAMUser"]}"#;
    says(
        &of_sign_ins("eu-west-1", root),
        "M4",
        Suspect,
        "recorded in us-east-1, and this rule is in eu-west-1",
    );
    says(&of_sign_ins("us-east-1", root), "M4", Ok, "where the root user's sign-ins are recorded");
    for detail in [user, ""] {
        says(&of_sign_ins("eu-west-1", detail), "M4", Suspect, "at a regional endpoint in its region");
        says(&of_sign_ins("us-east-1", detail), "M4", Ok, "us-east-2, eu-north-1 or ap-southeast-2");
    }
    // The trails of this region do not matter to what is never in it.
    is_silent(&of_sign_ins("eu-west-1", root), "M13");
    // Of others, and of other partitions, the guide tells nothing.
    let federated = r#","userIdentity":{"type":["AssumedRole"]}"#;
    says(&of_sign_ins("eu-west-1", federated), "M4", Suspect, "Some events of aws.signin");
    says(&of_sign_ins("cn-north-1", root), "M4", Suspect, "cn-northwest-1");
}

#[test]
fn m14_a_bucket_that_sends_its_own_events_needs_no_trail() {
    let calls = |more: &str| {
        format!(
            r#"{{"source":["aws.s3"],"detail-type":["AWS API Call via CloudTrail"],"detail":{{"eventName":["PutObject","DeleteObject"],"requestParameters":{{"bucketName":["photos"]{more}}}}}}}"#
        )
    };
    let with = |pattern: &str, to_eventbridge: bool| {
        let mut case = evidence(rule("default", pattern));
        assert!(case.questions().contains(&Question::Bucket("photos".into())));
        let notices = BucketNotices { to_eventbridge, ..BucketNotices::default() };
        case.buckets.put("photos".into(), Piece::Seen(notices));
        case.trails = Piece::Seen(vec![trail(Some(true), Some(vec![basic("All", true)]))]);
        case
    };
    let remedy = |case: &Evidence, id: &str| of(&diagnose(case), id)[0].remedy.clone().unwrap();
    let key = r#","key":[{"prefix":"in/"}]"#;
    let changed = remedy(&with(&calls(key), true), "M14");
    assert!(changed.text.starts_with("The bucket photos sends S3's own events"), "{changed:?}");
    let after = changed.change.unwrap().after.unwrap();
    let event = |reason: &str, key: &str| {
        let kind = if reason == "DeleteObject" { "Object Deleted" } else { "Object Created" };
        let text = format!(
            r#"{{"source":"aws.s3","detail-type":"{kind}","detail":{{"bucket":{{"name":"photos"}},"object":{{"key":"{key}"}},"reason":"{reason}"}}}}"#
        );
        Event::parse(text.as_bytes()).unwrap()
    };
    let pattern = Pattern::parse(&after).unwrap();
    for (reason, key, taken) in [
        ("PutObject", "in/a", true),
        ("DeleteObject", "in/a", true),
        ("CopyObject", "in/a", false),
        ("PutObject", "a", false),
    ] {
        assert_eq!(pattern.matches(&event(reason, key)) == Verdict::Match, taken, "{after} {reason}");
    }
    // What S3's own events do not have cannot be asked of them; who called is one of these.
    let by_whom = calls("").replace(r#""eventName""#, r#""userIdentity":{"type":["Root"]},"eventName""#);
    assert!(remedy(&with(&by_whom, true), "M14").change.is_none());
    let silent = remedy(&with(&calls(""), false), "M14");
    assert!(silent.text.starts_with("Add data events of this type to a trail"), "{silent:?}");
    // Without any trail, one that takes management events would bring none of these.
    let mut none = with(&calls(""), true);
    none.trails = Piece::Seen(vec![]);
    assert!(remedy(&none, "M13").text.starts_with("The bucket photos sends S3's own events"));
    none.buckets.put("photos".into(), Piece::Seen(BucketNotices::default()));
    assert!(
        remedy(&none, "M13")
            .text
            .contains("These calls are data events: let it take those of AWS::S3::Object")
    );
}
