//! Rules named by their ARNs, and commands that are offered as they have to be given.

use super::commands::{Served, json_lines};

const RULE: &str = "arn:aws:events:us-east-1:111122223333:rule/orders/large-orders";

#[test]
fn every_command_that_takes_a_rule_takes_its_arn() {
    let served = Served::start();
    for args in [
        &["rule", "describe", RULE][..],
        &["rule", "disable", RULE, "--yes"],
        &["rule", "enable", RULE, "--bus", "orders", "--yes"],
        &["rule", "put", RULE, "--description", "large", "--yes"],
        &["rule", "copy", RULE, "--to", "copied", "--yes"],
        &["target", "put", RULE, "extra", "--arn", "arn:aws:sns:us-east-1:111122223333:alerts", "--yes"],
        &["target", "remove", RULE, "extra", "--yes"],
        &["targets", "--rule", RULE],
        &["tag", "--rule", RULE, "a=b", "--yes"],
        &["untag", "--rule", RULE, "a", "--yes"],
        &["export", RULE, "--as", "json"],
        &["why", RULE],
    ] {
        let outcome = served.run(args);
        assert!(outcome.code < 2, "{args:?}: {}", outcome.err);
    }
    let described = served.run(&["rule", "describe", "large-orders", "--bus", "orders", "--json"]);
    assert_eq!(json_lines(&described.out)[0]["Description"], "large");
}

#[test]
fn an_arn_of_another_account_or_region_is_refused_with_what_would_reach_it() {
    let served = Served::start();
    let told = |arn: &str, args: &[&str]| {
        let all: Vec<&str> = ["rule", "describe", arn].iter().chain(args).copied().collect();
        let outcome = served.run(&all);
        assert_eq!((outcome.code, outcome.out.as_str()), (2, ""), "{arn}: {}", outcome.err);
        outcome.err
    };
    let far = told(&RULE.replace("us-east-1", "eu-west-1"), &["--region", "us-east-1"]);
    assert!(
        far.contains("it is in the region eu-west-1, and this is us-east-1. Give --region eu-west-1"),
        "{far}"
    );
    let theirs = told(&RULE.replace("111122223333", "444455556666"), &[]);
    assert!(theirs.contains("it is in the account 444455556666, and this is 111122223333"), "{theirs}");
    let none = told("arn:aws:sqs:us-east-1:111122223333:orders", &[]);
    assert!(none.contains("it is not the ARN of a rule"), "{none}");
}

#[test]
fn commands_that_are_offered_go_to_the_account_of_the_one_that_offers_them() {
    let served = Served::start();
    let outcome =
        served.run(&["put", "--saved", "none", "--bus", "nowhere", "--region", "us-east-1", "--yes"]);
    assert!(!outcome.err.contains("`buslens event list --"), "no account is asked: {}", outcome.err);
    let event = r#"{"source": "a", "detail-type": "b", "detail": {}}"#;
    let outcome =
        served.run_with(&["put", "-e", "-", "--bus", "nowhere", "--region", "us-east-1", "--yes"], event);
    let wanted = format!("`buslens buses --region us-east-1 --endpoint-url {}`", served.endpoint());
    assert!(outcome.err.contains(&wanted), "{}", outcome.err);
}

#[test]
fn what_keeps_a_new_target_from_being_delivered_to_is_said_at_once() {
    let served = Served::start();
    let queue = "arn:aws:sqs:us-east-1:111122223333:practice-homework";
    let rule = &["rule", "put", "fresh", "--pattern", r#"{"source":["a"]}"#, "--yes"];
    assert_eq!(served.run(rule).code, 0);
    let put = served.run(&["target", "put", "fresh", "q", "--arn", queue, "--yes"]);
    assert_eq!(put.code, 0, "{}", put.err);
    let why = served.run(&["why", "fresh"]);
    let command = why.out.lines().find_map(|line| line.trim().strip_prefix("$ ")).map(str::to_owned);
    let command = command.unwrap_or_else(|| panic!("{}", why.out));
    assert!(put.err.contains(&command), "{command} in {}", put.err);
    // What was there before is not told again.
    let other = served.run(&["target", "put", "fresh", "other", "--arn", queue, "--yes"]);
    assert_eq!(other.err.matches("$ aws").count(), 1, "{}", other.err);
}
