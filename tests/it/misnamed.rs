//! What the command line says where a name is not there, an option is not as it has to be, or there is
//! nothing: the next command is for what was typed.

use super::commands::Served;

#[test]
fn a_rule_or_bus_that_is_not_there_is_told_with_what_was_meant() {
    let served = Served::start();
    for (args, meant) in [
        (
            &["why", "order-placed-fulfilment"][..],
            "The bus orders has a rule of that name: add --bus orders.",
        ),
        (&["rule", "describe", "Ec2-state-changes"], "Did you mean ec2-state-changes?"),
        (&["rule", "delete", "ec2-state-change", "--yes"], "Did you mean ec2-state-changes?"),
        (&["targets", "--rule", "ec2-state-change"], "Did you mean ec2-state-changes?"),
        (&["export", "large-order", "--bus", "orders"], "Did you mean large-orders?"),
        (
            &[
                "rule",
                "describe",
                "large-order",
                "--bus",
                "arn:aws:events:us-east-1:111122223333:event-bus/orders",
            ],
            "Did you mean large-orders?",
        ),
        (
            &["targets", "--bus", "arn:aws:events:us-east-1:111122223333:event-bus/order"],
            "Did you mean the bus orders?",
        ),
        (&["rules", "--bus", "order"], "Did you mean the bus orders?"),
        (
            &["target", "remove", "large-orders", "x", "--bus", "ordres", "--yes"],
            "Did you mean the bus orders?",
        ),
    ] {
        let outcome = served.run(args);
        assert_eq!(outcome.code, 2, "{args:?}: {} {}", outcome.out, outcome.err);
        assert!(outcome.err.contains(meant), "{args:?}: {}", outcome.err);
    }
    let nothing = served.run(&["why", "nothing-is-like-this-one-at-all"]);
    assert!(nothing.code == 2 && !nothing.err.contains("Did you mean"), "{}", nothing.err);
}

#[test]
fn a_bus_that_is_not_there_is_refused_wherever_one_is_named() {
    let served = Served::start();
    let event = served.home().join("event.json");
    std::fs::write(&event, r#"{"source":"a","detail-type":"b","detail":{}}"#).unwrap();
    let event = event.to_str().unwrap();
    for args in [
        &["why"][..],
        &["why", "r"],
        &["why", "r", "-e", event],
        &["rules"],
        &["rules", "--json"],
        &["targets"],
        &["targets", "--json"],
        &["targets", "--rule", "r"],
        &["which", "-e", event],
        &["put", "-e", event, "--yes"],
    ] {
        let outcome = served.run(&[args, &["--bus", "there-is-none-like-this"]].concat());
        let told = outcome.err.contains("there-is-none-like-this");
        assert!(
            outcome.code == 2 && told && outcome.out.is_empty(),
            "{args:?}: {} {}",
            outcome.out,
            outcome.err
        );
    }
}

#[test]
fn what_is_wrong_is_told_by_the_option_that_was_typed() {
    let served = Served::start();
    for (args, told) in [
        (
            &["replays", "start", "x", "--archive", "kept", "--yes"][..],
            &["--archive: ", "--bus: ", "--from: "][..],
        ),
        (
            &[
                "destination",
                "create",
                "d",
                "--connection",
                "nope",
                "--endpoint",
                "http://x",
                "--method",
                "GET",
                "--yes",
            ],
            &["--connection: ", "--endpoint: "],
        ),
        (&["rule", "put", "no pattern", "--yes"], &["name: "]),
        (&["rule", "put", "none", "--yes"], &["--pattern: "]),
        (
            &["target", "put", "large-orders", "t", "--bus", "orders", "--arn", "x", "--yes"],
            &["target t: --arn: "],
        ),
    ] {
        let outcome = served.run(args);
        assert_eq!(outcome.code, 2, "{args:?}: {} {}", outcome.out, outcome.err);
        for place in told {
            assert!(outcome.err.contains(place), "{args:?}: {place} is not in {}", outcome.err);
        }
    }
}

#[test]
fn a_profile_that_is_not_there_is_bad_input() {
    let served = Served::start();
    for args in [&["rules", "--profile", "nope"][..], &["rule", "describe", "x", "--profile", "nope"]] {
        let outcome = served.run(args);
        assert_eq!(outcome.code, 2, "{args:?}: {} {}", outcome.out, outcome.err);
        assert!(outcome.err.contains("here is no profile `nope` in "), "{args:?}: {}", outcome.err);
    }
}

#[test]
fn lists_of_nothing_say_so() {
    let served = Served::start();
    assert_eq!(served.run(&["bus", "create", "quiet", "--yes"]).code, 0);
    for (args, said) in [
        (&["rules", "--bus", "quiet"][..], "There is no rule on the bus quiet.\n"),
        (&["targets", "--bus", "quiet"], "No rule on the bus quiet has a target.\n"),
    ] {
        let outcome = served.run(args);
        assert_eq!((outcome.code, outcome.out.as_str()), (0, said), "{args:?}: {}", outcome.err);
    }
    let home = tempfile::tempdir().unwrap();
    let undo = super::commands::run(
        super::commands::buslens(home.path(), &["undo", "--list"])
            .args(["--endpoint-url", served.endpoint()]),
    );
    assert!(undo.out.starts_with("Nothing to undo"), "{} {}", undo.out, undo.err);
    let port = served.endpoint().rsplit(':').next().unwrap().to_owned();
    let second =
        super::commands::run(&mut super::commands::buslens(home.path(), &["serve", "--port", &port]));
    assert!(
        second.code == 2 && second.err.contains("Take another --port; 0 finds a free one."),
        "{}",
        second.err
    );
}

#[test]
fn a_thing_of_this_account_is_named_where_its_arn_is_wanted() {
    let served = Served::start();
    for args in [
        &["bus", "create", "quiet", "--yes"][..],
        &["archive", "create", "kept", "--bus", "quiet", "--yes"],
        &[
            "replays",
            "start",
            "again",
            "--archive",
            "kept",
            "--bus",
            "quiet",
            "--from",
            "2026-11-01T00:00:00Z",
            "--to",
            "2026-11-02T00:00:00Z",
            "--yes",
        ],
    ] {
        let outcome = served.run(args);
        assert_eq!(outcome.code, 0, "{args:?}: {} {}", outcome.out, outcome.err);
    }
}
