//! What goes is asked about by its name, on a terminal as on the screen; what its state rules out is refused
//! before anything is sent; and a copy of what went is kept.

use crate::commands::{Served, buslens, run};
use crate::pty::Terminal;
use crate::stand_in::{Act, StandIn};
use serde_json::{Value, json};

fn on_a_terminal(served: &Served, args: &[&str]) -> Terminal {
    let args = [args, &["--endpoint-url", served.endpoint()]].concat();
    Terminal::start("", &args, served.home(), (160, 50))
}

/// Runs a command that must succeed.
fn done(served: &Served, args: &str) -> String {
    let outcome = served.run(&args.split('|').collect::<Vec<_>>());
    assert_eq!(outcome.code, 0, "{args}: {}", outcome.err);
    outcome.out + &outcome.err
}

#[test]
fn what_goes_is_named_by_who_lets_it_go() {
    let served = Served::start();
    done(&served, "bus|create|shop|--yes");
    done(&served, r#"rule|put|audit|--bus|shop|--pattern|{"source":["s"]}|--yes"#);
    let rule = ["rule", "delete", "audit", "--bus", "shop"];
    for (answer, code, said) in [
        ("y", 5, "`y` is not `audit`. Nothing was done."),
        ("", 5, "Not confirmed. Nothing was done."),
        ("audit", 0, "Done: Delete rule audit on bus shop"),
    ] {
        assert!(done(&served, "rules|--bus|shop").contains("audit"));
        let mut command = on_a_terminal(&served, &rule);
        command.wait_for("Type audit to go on:");
        command.send(&format!("{answer}\n"));
        assert_eq!(command.end().exit_code(), code, "{}", command.screen());
        command.wait_for(said);
    }
    assert!(!done(&served, "rules|--bus|shop").contains("audit"));
    // Taking back what made a thing lets that go, too; what comes back takes a yes.
    for (wait, answer) in [("[y/N]", "y"), ("Type audit to go on:", "audit"), ("Type shop to go on:", "shop")]
    {
        let mut command = on_a_terminal(&served, &["undo"]);
        command.wait_for(wait);
        command.send(&format!("{answer}\n"));
        assert_eq!(command.end().exit_code(), 0, "{}", command.screen());
    }
    assert!(!done(&served, "buses").contains("shop"));
}

#[test]
fn a_saved_event_is_deleted_after_a_question() {
    let served = Served::start();
    let event = r#"{"source": "s", "detail-type": "t", "detail": {}}"#;
    assert_eq!(served.run_with(&["event", "save", "mine", "-e", "-"], event).code, 0);
    let refused = served.run(&["event", "delete", "mine"]);
    assert!(refused.code == 5 && refused.err.contains("need --yes"), "{} {}", refused.code, refused.err);
    for (answer, code) in [("n", 5), ("y", 0)] {
        assert!(done(&served, "event|list").contains("mine"));
        let mut command = Terminal::start("", &["event", "delete", "mine"], served.home(), (100, 30));
        command.wait_for("Delete the saved event mine? [y/N]");
        command.send(&format!("{answer}\n"));
        assert_eq!(command.end().exit_code(), code, "{}", command.screen());
    }
    assert!(!done(&served, "event|list").contains("mine"));
}

#[test]
fn what_the_state_rules_out_is_refused_before_anything_is_sent() {
    let served = Served::start();
    let bus = "arn:aws:events:us-east-1:111122223333:event-bus/default";
    done(&served, &format!("archive|create|kept|--bus|{bus}|--yes"));
    for (state, of_archive) in [("CREATING", true), ("UPDATING", true), ("DELETED", false)] {
        let account = StandIn::start(Some(served.endpoint()), move |asked| {
            let answer = match asked.operation.as_str() {
                "DescribeArchive" => json!({"ArchiveName": "kept", "EventSourceArn": bus, "State": state,
                    "ArchiveArn": "arn:aws:events:us-east-1:111122223333:archive/kept"}),
                "DescribeEventSource" => json!({"Name": "aws.partner/a/b", "State": state,
                    "Arn": "arn:aws:events:us-east-1::event-source/aws.partner/a/b"}),
                _ => return Act::Pass,
            };
            Act::Answer(200, Vec::new(), answer.to_string().into_bytes())
        });
        let (all, said): (&[&[&str]], _) = if of_archive {
            let all: &[&[&str]] =
                &[&["archive", "update", "kept", "--days", "3"], &["archive", "delete", "kept"]];
            (all, format!("the archive is {state}. Wait until that is over."))
        } else {
            let all: &[&[&str]] =
                &[&["partner", "activate", "aws.partner/a/b"], &["partner", "deactivate", "aws.partner/a/b"]];
            (all, "is DELETED: the partner has taken it back".to_owned())
        };
        for args in all {
            let end = ["--yes", "--endpoint-url", account.endpoint()];
            let refused = run(&mut buslens(served.home(), &[*args, &end].concat()));
            assert!(
                refused.code == 2 && refused.err.contains(&said),
                "{args:?}: {} {}",
                refused.code,
                refused.err
            );
            assert!(!refused.err.contains("To be sent"), "{args:?}: {}", refused.err);
        }
        for operation in ["UpdateArchive", "DeleteArchive", "ActivateEventSource", "DeactivateEventSource"] {
            assert_eq!(account.times(operation), 0, "{operation}");
        }
    }
}

#[test]
fn a_copy_of_what_went_is_where_it_is_said_to_be() {
    let served = Served::start();
    done(&served, "bus|create|shop|--description|Orders|--tag|team=web|--yes");
    done(&served, r#"rule|put|audit|--bus|shop|--description|d|--pattern|{"source":["s"]}|--tag|a=b|--yes"#);
    done(
        &served,
        "target|put|audit|q|--bus|shop|--arn|arn:aws:sqs:us-east-1:111122223333:q|--input-path|$.id|--yes",
    );
    for (args, parts) in [
        (
            "rule|delete|audit|--bus|shop|--yes",
            vec![
                ("/was/settings/EventPattern", json!(r#"{"source":["s"]}"#)),
                ("/was/settings/Description", json!("d")),
                ("/was/targets/q/InputPath", json!("$.id")),
                ("/was/tags/a", json!("b")),
            ],
        ),
        (
            "bus|delete|shop|--yes",
            vec![("/was/settings/Description", json!("Orders")), ("/was/tags/team", json!("web"))],
        ),
    ] {
        let told = done(&served, args);
        let path = told.split_once("A copy of it is in ").unwrap_or_else(|| panic!("{told}")).1;
        let path = path.lines().next().unwrap().trim_end_matches('.');
        let copy: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        for (place, value) in parts {
            assert_eq!(copy.pointer(place), Some(&value), "{place} in {copy:#}");
        }
    }
}
