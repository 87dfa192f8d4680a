//! Which statement is the nearest, and in what little it differs, as it is said.

use super::{Access, Delivery, LOG_DELIVERY, Policy};

const RULE: &str = "arn:aws:events:us-east-1:111122223333:rule/hub/r";
const QUEUE: &str = "arn:aws:sqs:us-east-1:111122223333:q";

fn delivery() -> Delivery<'static> {
    Delivery { rule: RULE, organization: None, now: None }
}

fn for_arn(version: &str, operator: &str, arn: &str) -> String {
    let text = format!(
        r#"{{"Version":"{version}","Statement":{{"Effect":"Allow","Principal":{{"Service":"events.amazonaws.com"}},
            "Action":"sqs:SendMessage","Resource":"{QUEUE}","Condition":{{"{operator}":{{"aws:SourceArn":"{arn}"}}}}}}}}"#
    );
    let policy = Policy::parse(&text).unwrap();
    Access::of_resource(Some(&policy)).decide(&delivery().queue(QUEUE)).to_string()
}

#[test]
fn in_what_little_the_arn_of_a_condition_differs_is_said() {
    for (arn, words) in [
        (format!("{RULE} "), " (there is white space around it in the policy)."),
        (RULE.replace("hub", "HUB"), " (the letter case is another one)."),
        (RULE.replace("us-east-1", "us-east-2"), " (the region is another one)."),
        (RULE.replace("1111", "2222"), " (the account is another one)."),
        (RULE.replace("arn:aws:", "arn:aws-cn:"), " (the partition is another one)."),
        (RULE.replace("us-east-1", "us-east-2").replace("hub/r", "hub/*"), " (the region is another one)."),
        (RULE.replace("hub/r", "hub/other"), "rule/hub/r."),
    ] {
        let told = for_arn("2012-10-17", "ArnLike", &arn);
        assert!(told.ends_with(words), "{arn}: {told}");
    }
}

#[test]
fn a_variable_that_the_version_of_a_policy_does_not_fill_in_is_told() {
    let arn = "arn:aws:events:*:${aws:SourceAccount}:rule/*";
    assert!(for_arn("2012-10-17", "ArnLike", arn).starts_with("Allowed"));
    let told = for_arn("2008-10-17", "ArnLike", arn);
    assert!(told.contains("Version is not 2012-10-17 takes ${…} as it stands"), "{told}");
}

#[test]
fn a_service_of_another_region_and_a_star_with_a_slip_are_nearer_than_what_is_about_others() {
    let key = "arn:aws:kms:us-east-1:111122223333:key/1";
    let group = "arn:aws:logs:us-east-1:111122223333:log-group:/g";
    let statement = |principal: &str| {
        format!(r#"{{"Effect":"Allow","Principal":{principal},"Action":"kms:*","Resource":"*"}}"#)
    };
    let policy = format!(
        r#"{{"Statement":[{},{}]}}"#,
        statement(r#"{"AWS":"arn:aws:iam::111122223333:root"}"#),
        statement(r#"{"Service":"logs.eu-west-1.amazonaws.com"}"#)
    );
    let policy = Policy::parse(&policy).unwrap();
    let request = delivery().group_key(key, "kms:Decrypt", group);
    let told = Access::of_key(&policy, &[]).decide(&request).to_string();
    assert!(told.contains("The nearest is statement 2"), "{told}");

    let groups = |name: &str, resource: &str| {
        let text = format!(
            r#"{{"Statement":{{"Effect":"Allow","Principal":{{"Service":"{LOG_DELIVERY}"}},"Action":"logs:PutLogEvents",
                "Resource":"arn:aws:logs:us-east-1:111122223333:log-group:{resource}:*"}}}}"#
        );
        Policy::parse(&text).unwrap().with_name(name)
    };
    let mut all = Policy::default();
    all.add(groups("of-another", "/aws/events/orders"));
    all.add(groups("of-all", "/aws/event/*"));
    let group = "arn:aws:logs:us-east-1:111122223333:log-group:/aws/events/audit";
    let request = delivery().log_group(group, LOG_DELIVERY, "logs:PutLogEvents");
    let told = Access::of_resource(Some(&all)).decide(&request).to_string();
    assert!(told.contains("of the policy of-all"), "{told}");
}
