//! What a change leads to is said by commands before they send it, as the review of a form says it.

use super::commands::{Outcome, Served};

/// What a command says that is answered with no: nothing is sent.
fn said_before(served: &Served, args: &[&str]) -> Outcome {
    let outcome = served.run(args);
    assert_eq!(outcome.code, 5, "it was not asked: {} {}", outcome.out, outcome.err);
    outcome
}

#[test]
fn where_a_rule_would_never_fire_is_said_before_it_is_there() {
    let served = Served::start();
    assert_eq!(served.run(&["bus", "create", "shop", "--yes"]).code, 0);
    let pattern = r#"{"source":["aws.ec2"]}"#;
    assert_eq!(served.run(&["rule", "put", "ec2", "--pattern", pattern, "--yes"]).code, 0);
    let told = "! M2  aws.ec2 sends its events to the default bus only, and this rule is on the bus shop";
    for args in [
        &["rule", "put", "new", "--bus", "shop", "--pattern", pattern][..],
        &["rule", "copy", "ec2", "--to-bus", "shop"],
        &["rule", "copy", "ec2", "--to-bus", "shop", "--move"],
    ] {
        let outcome = said_before(&served, args);
        assert!(outcome.err.contains(told), "{args:?}: {}", outcome.err);
    }
    let typo = r#"{"source":["aws.ec2"],"detail-type":["EC2 AMI State Chnge"]}"#;
    let outcome = said_before(&served, &["rule", "put", "ec2", "--pattern", typo]);
    assert!(outcome.err.contains("! M31") && outcome.err.contains("EC2 AMI State Change"), "{}", outcome.err);
    // It is said once, and not again of what the rule was before.
    assert_eq!(served.run(&["rule", "put", "ec2", "--pattern", typo, "--yes"]).code, 0);
    let outcome = said_before(&served, &["rule", "put", "ec2", "--description", "all of it"]);
    assert!(!outcome.err.contains("! M"), "{}", outcome.err);
}

#[test]
fn what_is_wrong_with_a_target_is_said_before_it_is_there() {
    let served = Served::start();
    let pattern = r#"{"source":["shop"]}"#;
    assert_eq!(served.run(&["rule", "put", "all", "--pattern", pattern, "--yes"]).code, 0);
    let queue = "arn:aws:sqs:us-east-1:111122223333:nobody";
    let outcome = said_before(&served, &["target", "put", "all", "q", "--arn", queue]);
    assert!(outcome.err.contains("! T2"), "{}", outcome.err);
    assert!(!served.run(&["targets", "--rule", "all"]).out.contains("nobody"));
}

#[test]
fn that_a_connection_cannot_be_used_is_said_with_what_would_use_it() {
    let served = Served::start();
    let auth = r#"{"ApiKeyAuthParameters":{"ApiKeyName":"k","ApiKeyValue":"v"}}"#;
    let made = ["connection", "create", "bank2", "--authorization", "API_KEY", "--auth", "-", "--yes"];
    assert_eq!(served.run_with(&made, auth).code, 0);
    assert_eq!(served.run(&["connection", "deauthorize", "bank2", "--yes"]).code, 0);
    let uses = ["--connection", "bank2", "--endpoint", "https://example.com", "--method", "POST"];
    let args = [&["destination", "create", "pay"][..], &uses[..]].concat();
    let outcome = said_before(&served, &args);
    assert!(outcome.err.contains("! ") && outcome.err.contains("DEAUTHORIZED"), "{}", outcome.err);
}

#[test]
fn what_is_in_the_way_of_a_change_is_told_with_the_way_round_it() {
    let served = Served::start();
    let pattern = r#"{"source":["shop"]}"#;
    assert_eq!(served.run(&["rule", "put", "all", "--pattern", pattern, "--yes"]).code, 0);
    let queue = "arn:aws:sqs:us-east-1:111122223333:audit";
    let put =
        ["target", "put", "all", "q", "--arn", queue, "--template", r#""<aws.events.rule-name>""#, "--yes"];
    assert_eq!(served.run(&put).code, 0);
    let input = ["target", "put", "all", "q", "--input", r#"{"a":1}"#, "--yes"];
    let refused = served.run(&input);
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(refused.err.contains("`--template '' --paths ''`"), "{}", refused.err);
    let way = [&input[..], &["--template", "", "--paths", ""][..]].concat();
    let done = served.run(&way);
    assert_eq!(done.code, 0, "{}", done.err);
    let create = ["connection", "create", "c", "--authorization", "BASIC", "--auth", "-", "--yes"];
    let refused = served.run_with(&create, "");
    let wanted = ["tandard input is empty. ", r#"{"BasicAuthParameters":{"#, r#""Username":"…""#];
    assert!(wanted.iter().all(|part| refused.err.contains(part)), "{}", refused.err);
}
