//! What a pattern alone gives away: by what AWS documents of its events, and what is offered for it.

use super::Status::{Fault, Suspect};
use super::arrival::bus;
use super::*;

/// A pattern of a rule on a bus, and the ladder that it gets.
fn on(bus: &str, pattern: &str) -> Evidence {
    let mut case = evidence(rule(bus, pattern));
    case.targets = Piece::Seen(Vec::new());
    case
}

/// The pattern that the first finding of a row offers.
fn offered(case: &Evidence, row: &str) -> String {
    let ladder = diagnose(case);
    let change = of(&ladder, row).first().and_then(|finding| finding.remedy.clone()?.change);
    change.and_then(|change| change.after).unwrap_or_default()
}

#[test]
fn a_value_that_no_event_has_is_offered_as_the_one_that_is_meant() {
    for (source, kind, detail, meant) in [
        ("aws.ec2", "EC2 Instance State-change Notification", r#"{"state":["started"]}"#, r#"["running"]"#),
        ("aws.glue", "Glue Crawler State Change", r#"{"state":["SUCCEEDED"]}"#, r#"["Succeeded"]"#),
        (
            "aws.emr-serverless",
            "EMR Serverless Job Run State Change",
            r#"{"state":["SUCCEEDED"]}"#,
            r#"["SUCCESS"]"#,
        ),
        (
            "aws.config",
            "Config Rules Compliance Change",
            r#"{"complianceType":["NON_COMPLIANT"]}"#,
            r#"{"newEvaluationResult":{"complianceType":["NON_COMPLIANT"]}}"#,
        ),
        ("aws.backup", "Backup Job State Change", r#"{"status":["FAILED"]}"#, r#"{"state":["FAILED"]}"#),
        ("aws.s3", "s3:ObjectCreated:*", r#"{"object":{"key":[{"prefix":"in/"}]}}"#, r#"["Object Created"]"#),
    ] {
        let case = on(
            "default",
            &format!(r#"{{"source":["{source}"],"detail-type":["{kind}"],"detail":{detail}}}"#),
        );
        let after = offered(&case, "M31");
        assert!(after.replace(' ', "").contains(&meant.replace(' ', "")), "{kind}: {after}");
        is_silent(&on("default", &after), "M31");
    }
}

#[test]
fn one_change_puts_all_that_is_found_in_a_pattern_right() {
    let case = on("orders", r#"{"Source":["com.acme.shop"],"DetailType":["OrderPlaced"]}"#);
    let after = offered(&case, "M10");
    assert!(after.contains("\"source\"") && after.contains("\"detail-type\""), "{after}");
    let ladder = diagnose(&on("orders", &after));
    assert!(of(&ladder, "M10").iter().all(|finding| finding.status == Status::Ok), "{ladder:#?}");
}

#[test]
fn no_application_sends_under_aws() {
    let mut case = on("orders", r#"{"source":["aws.orders"],"detail-type":["OrderPlaced"]}"#);
    case.senders = Piece::Seen(Vec::new());
    case.bus = bus("orders", None);
    says(&case, "M2", Fault, "no application may send under `aws.`");
    let remedy = of(&diagnose(&case), "M2")[0].remedy.clone().unwrap().text;
    assert!(
        remedy.contains("NotAuthorizedForSourceException") && remedy.contains("a source of your own"),
        "{remedy}"
    );
    says(&on("default", r#"{"source":["aws.orders"]}"#), "M31", Suspect, "`aws.orders` is known");
    // A service's events come to the default bus.
    case.rule.pattern = Some(EC2.to_owned());
    says(&case, "M2", Fault, "to the default bus only");
}

#[test]
fn what_is_told_rests_on_the_page_that_says_it() {
    let case = on(
        "default",
        r#"{"source":["aws.macie"],"detail-type":["Macie Finding"],"detail":{"severity":{"description":["HIGH"]}}}"#,
    );
    let ladder = diagnose(&case);
    let shown = &of(&ladder, "M31")[0].evidence[0];
    assert!(shown.source.starts_with("https://docs.aws.amazon.com/macie/"), "{shown:?}");
    let case = on("orders", r#"{"Source":["com.acme.shop"]}"#);
    let ladder = diagnose(&case);
    assert_eq!(of(&ladder, "M10")[0].evidence[0].json, serde_json::json!("Source"));
}

#[test]
fn another_account_may_be_let_in_or_the_own_one_asked_for() {
    let mut case = on("default", &format!(r#"{{"source":["aws.guardduty"],"account":["{OTHER}"]}}"#));
    case.bus = bus("default", None);
    says(&case, "B1", Fault, "does not let account");
    let remedy = of(&diagnose(&case), "B1")[0].remedy.clone().unwrap().text;
    assert!(remedy.contains(&format!("\"account\": [\"{ACCOUNT}\"]")), "{remedy}");
}
