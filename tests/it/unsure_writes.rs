//! Writes that were answered and not done, answered by somebody else, never let through or never answered:
//! nothing of it is told as done, and nothing that is needed to put things right is forgotten.

use crate::commands::{Outcome, Served, buslens, run};
use crate::pty::Terminal;
use crate::stand_in::{Act, Asked, StandIn};
use std::io::Read as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

/// Before an account, with what becomes of these operations.
struct Site {
    served: Served,
    before: StandIn,
}

impl Site {
    fn start(decide: impl Fn(&Asked) -> Act + Send + Sync + 'static) -> Self {
        let served = Served::start();
        let before = StandIn::start(Some(served.endpoint()), decide);
        Self { served, before }
    }

    fn run(&self, args: &[&str]) -> Outcome {
        let end = ["--endpoint-url", self.before.endpoint()];
        run(&mut buslens(self.served.home(), &[args, &end].concat()))
    }
}

fn nothing_in_it() -> Act {
    Act::Answer(200, Vec::new(), Vec::new())
}

fn page() -> Act {
    Act::Answer(200, vec![("Content-Type", "text/html".to_owned())], b"<html>please log in</html>".to_vec())
}

const QUEUE: &str = "arn:aws:sqs:us-east-1:111122223333:more";

const MAKE: [&str; 7] = ["rule", "put", "made", "--pattern", r#"{"source":["x"]}"#, "--yes", "--bus=orders"];

#[test]
fn what_was_taken_and_not_done_is_not_told_as_done() {
    let site = Site::start(|asked| match asked.operation.as_str() {
        "PutRule" | "TagResource" | "DisableRule" | "RemoveTargets" | "DeleteRule" => nothing_in_it(),
        _ => Act::Pass,
    });
    let rule = "ec2-state-changes";
    for (args, how) in [
        (&MAKE[..], "rule made on bus orders is not there"),
        (&["tag", "--rule", rule, "team=a", "--yes"], "is as it was"),
        (&["rule", "disable", rule, "--yes"], "is as it was"),
        (&["rule", "delete", rule, "--yes"], "is still there"),
    ] {
        let told = site.run(args);
        assert_eq!((told.code, told.out.as_str()), (6, ""), "{args:?}: {}", told.err);
        assert!(told.err.contains("the service took it, but read right after, "), "{}", told.err);
        assert!(told.err.contains(how) && !told.err.contains("reads back as"), "{args:?}: {}", told.err);
    }
}

#[test]
fn an_answer_with_nothing_in_it_is_no_empty_account_and_no_state_of_a_rule() {
    let site = Site::start(|_| nothing_in_it());
    let rule = "ec2-state-changes";
    for args in [&["buses"][..], &["rules"], &["why"], &["rule", "disable", rule, "--yes"]] {
        let told = site.run(args);
        assert_eq!(told.code, 4, "{args:?}: {}{}", told.out, told.err);
        assert!(told.err.contains("the answer cannot be read: it is empty"), "{args:?}: {}", told.err);
    }
    assert_eq!(site.before.times("DisableRule"), 0);
}

#[test]
fn an_answer_about_another_rule_or_without_what_aws_always_sends_leads_to_no_write() {
    let rule = "ec2-state-changes";
    let other = r#"{"Name":"other","Arn":"arn:aws:events:us-east-1:111122223333:rule/other","State":"ENABLED",
        "EventPattern":"{\"source\":[\"z\"]}"}"#;
    for (answer, why) in [
        (other, format!("it is about `other`, and `{rule}` was asked for")),
        ("{}", "it has no Name".to_owned()),
        (r#"{"Name":"ec2-state-changes"}"#, "it has no Arn".to_owned()),
    ] {
        let site = Site::start(move |asked| match asked.operation.as_str() {
            "DescribeRule" => Act::Answer(200, Vec::new(), answer.as_bytes().to_vec()),
            _ => Act::Pass,
        });
        for args in [
            &["rule", "disable", rule, "--yes"][..],
            &["rule", "put", rule, "--description", "d", "--yes"],
            &["rule", "copy", rule, "--to", "new", "--yes"],
            &["rule", "delete", rule, "--yes"],
            &["why", rule],
        ] {
            let told = site.run(args);
            assert_eq!(
                (told.code, told.out.contains("M1")),
                (4, false),
                "{args:?}: {}{}",
                told.out,
                told.err
            );
            assert!(told.err.contains(&why), "{args:?}: {}", told.err);
        }
        for write in ["DisableRule", "PutRule", "DeleteRule", "RemoveTargets", "PutTargets", "TagResource"] {
            assert_eq!(site.before.times(write), 0, "{write} after {answer}");
        }
    }
}

#[test]
fn a_list_without_its_list_is_no_rule_without_targets() {
    let site = Site::start(|asked| match asked.operation.as_str() {
        "ListTargetsByRule" | "ListRules" => Act::Answer(200, Vec::new(), b"{}".to_vec()),
        _ => Act::Pass,
    });
    for args in [&["targets", "--rule", "ec2-state-changes"][..], &["rules"]] {
        let told = site.run(args);
        assert_eq!(told.code, 4, "{args:?}: {}{}", told.out, told.err);
        assert!(told.err.contains("it has no list of "), "{args:?}: {}", told.err);
    }
}

#[test]
fn a_page_that_answers_a_call_without_an_answer_is_named() {
    let site = Site::start(|asked| match asked.operation.as_str() {
        "DisableRule" | "TagResource" => page(),
        _ => Act::Pass,
    });
    let rule = "ec2-state-changes";
    for args in [&["rule", "disable", rule, "--yes"][..], &["tag", "--rule", rule, "team=a", "--yes"]] {
        let told = site.run(args);
        assert_eq!((told.code, told.out.as_str()), (6, ""), "{args:?}: {}", told.err);
        assert!(told.err.contains("answered with a web page (HTTP 200)"), "{args:?}: {}", told.err);
    }
}

#[test]
fn an_entry_that_is_told_as_not_taken_is_looked_for() {
    let put = ["target", "put", "ec2-state-changes", "more", "--arn", QUEUE, "--yes"];
    let entry =
        |code: &str| format!(r#"{{"FailedEntryCount":1,"FailedEntries":[{{"TargetId":"more"{code}}}]}}"#);
    for (answer, code, told) in [
        (r#"{"FailedEntryCount":1}"#.to_owned(), 0, ""),
        (entry(""), 0, ""),
        (entry(r#","ErrorCode":"InternalException","ErrorMessage":"x""#), 0, ""),
        (
            entry(r#","ErrorCode":"ManagedRuleException","ErrorMessage":"not yours""#),
            5,
            "PutTargets failed: 1 entry was refused: target more: ManagedRuleException: not yours",
        ),
    ] {
        let site = Site::start(move |asked| match asked.operation.as_str() {
            "PutTargets" => Act::Instead(200, answer.clone().into_bytes()),
            _ => Act::Pass,
        });
        let outcome = site.run(&put);
        assert_eq!(outcome.code, code, "{}{}", outcome.out, outcome.err);
        assert!(outcome.err.contains(told) && !outcome.err.contains("was not sent"), "{}", outcome.err);
        assert_eq!(site.before.times("PutTargets"), 1);
    }
}

#[test]
fn a_service_in_trouble_may_have_acted_whatever_the_status() {
    for code in ["InternalFailure", "InternalException", "RequestTimeout", "ServiceUnavailable"] {
        let site = Site::start(move |asked| match asked.operation.as_str() {
            "PutEvents" => Act::Instead(400, format!(r#"{{"__type":"{code}","message":"x"}}"#).into_bytes()),
            _ => Act::Pass,
        });
        let file = site.served.home().join("event.json");
        std::fs::write(&file, r#"{"source":"shop","detail-type":"T","detail":{}}"#).unwrap();
        let sent = site.run(&["put", "-e", file.to_str().unwrap(), "--bus=default", "--yes"]);
        assert_eq!(sent.code, 6, "{code}: {}{}", sent.out, sent.err);
        assert!(sent.out.starts_with("- not known: "), "{code}: {}", sent.out);
        assert_eq!(site.before.times("PutEvents"), 1);
    }
}

#[test]
fn how_far_a_change_of_several_calls_came_is_told() {
    let site = Site::start(|asked| match asked.operation.as_str() {
        "RemoveTargets" => Act::LoseAnswer,
        _ => Act::Pass,
    });
    let told = site.run(&["rule", "delete", "ami-available", "--yes"]);
    assert_eq!(told.code, 6, "{}{}", told.out, told.err);
    assert!(
        told.err.contains("Read right after, rule ami-available on bus default is there, target"),
        "{}",
        told.err
    );
    let site = Site::start(|asked| match asked.operation.as_str() {
        "PutRule" => Act::LoseAnswer,
        _ => Act::Pass,
    });
    let told = site.run(&["rule", "copy", "ami-available", "--to", "ami-too", "--yes"]);
    assert_eq!(told.code, 6, "{}{}", told.out, told.err);
    let words = "Read right after, rule ami-too on bus default is there, not as it should be yet: target";
    assert!(told.err.contains(words), "{}", told.err);
}

/// Holds each call of this operation until it is let go on, and says that it came.
fn held_up(operation: &'static str) -> (Site, Receiver<()>, Sender<()>) {
    let ((here, arrived), (let_go, on)) = (channel(), channel::<()>());
    let on = Mutex::new(on);
    let site = Site::start(move |asked| {
        if asked.operation == operation {
            here.send(()).unwrap();
            // Without a test that lets it go on, it ends.
            let _ = on.lock().unwrap().recv();
        }
        Act::Pass
    });
    (site, arrived, let_go)
}

impl Site {
    fn on_a_terminal(&self, args: &[&str]) -> Terminal {
        let end = ["--endpoint-url", self.before.endpoint()];
        Terminal::start("", &[args, &end].concat(), self.served.home(), (100, 24))
    }
}

#[test]
fn a_command_that_is_stopped_waits_for_the_answer_to_its_change() {
    for args in [&["rule", "disable", "ami-available", "--yes"][..], &["bus", "delete", "lab", "--yes"]] {
        let operation = if args[0] == "bus" { "DeleteEventBus" } else { "DisableRule" };
        for signal in ["INT", "TERM", "HUP"] {
            let (site, arrived, let_go) = held_up(operation);
            let command = site.on_a_terminal(args);
            arrived.recv().unwrap();
            command.signal(signal);
            command.wait_for("waiting for its answer");
            let_go.send(()).unwrap();
            assert_eq!(command.end().exit_code(), 0, "{}", command.screen());
        }
        let (site, arrived, _let_go) = held_up(operation);
        let command = site.on_a_terminal(args);
        arrived.recv().unwrap();
        command.signal("INT");
        command.wait_for("waiting for its answer");
        command.signal("INT");
        assert_eq!(command.end().exit_code(), 6, "{}", command.screen());
        command.wait_for("not known whether it was done");
    }
}

#[test]
fn what_was_typed_before_the_question_does_not_answer_it() {
    let (site, arrived, let_go) = held_up("DescribeRule");
    let mut command = site.on_a_terminal(&["rule", "disable", "ami-available"]);
    arrived.recv().unwrap();
    command.send("y\n");
    command.wait_for("y");
    let_go.send(()).unwrap();
    command.wait_for("[y/N]");
    command.send("n\n");
    assert_eq!(command.end().exit_code(), 5, "{}", command.screen());
    assert_eq!(site.before.times("DisableRule"), 0);
}

#[test]
fn the_state_before_is_on_record_until_the_rule_is_in_it_again() {
    let written = AtomicUsize::new(0);
    let site = Site::start(move |asked| match asked.operation.as_str() {
        // The rule is made for real; later the switch is taken and not done.
        "PutRule" if written.fetch_add(1, Ordering::SeqCst) > 0 => nothing_in_it(),
        _ => Act::Pass,
    });
    let special = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";
    let made = site.run(&[&MAKE[..], &["--state", special]].concat());
    assert_eq!(made.code, 0, "{}", made.err);
    let switch = |to| site.run(&["rule", to, "made", "--bus", "orders", "--yes"]);
    assert_eq!(switch("disable").code, 0);
    let lost = switch("enable");
    assert_eq!((lost.code, lost.out.as_str()), (6, ""), "{}", lost.err);
    // Straight to the account, where the switch is done.
    let back = site.served.run(&["rule", "enable", "made", "--bus", "orders", "--yes"]);
    assert!(back.out.contains(special), "{}{}", back.out, back.err);
}

#[test]
fn a_write_that_is_never_let_through_or_answered_ends_with_the_time_that_was_given() {
    let throttled = Site::start(|asked| match asked.operation.as_str() {
        "PutRule" | "PutEvents" => Act::Answer(429, Vec::new(), Vec::new()),
        _ => Act::Pass,
    });
    let told = throttled.run(&[&MAKE[..], &["--timeout", "10s"]].concat());
    assert_eq!((told.code, told.out.as_str()), (4, ""), "{}", told.err);
    assert!(told.err.contains("(--timeout). Nothing of it was done"), "{}", told.err);
    let hanging = Site::start(|asked| match asked.operation.as_str() {
        "PutRule" => Act::Stream(Box::new(|stream| stream.read_to_end(&mut Vec::new()).map(drop))),
        _ => Act::Pass,
    });
    let told = hanging.run(&[&MAKE[..], &["--timeout", "10s"]].concat());
    assert_eq!((told.code, told.out.as_str()), (6, ""), "{}", told.err);
    assert!(told.err.contains("not known whether it was done"), "{}", told.err);
}

#[test]
fn where_sts_gives_no_answer_it_is_asked_once_for_a_change() {
    let site = Site::start(|asked| match asked.operation.as_str() {
        "GetCallerIdentity" | "" => {
            Act::Stream(Box::new(|stream| stream.read_to_end(&mut Vec::new()).map(drop)))
        }
        _ => Act::Pass,
    });
    let told = site.run(&["bus", "create", "new", "--yes", "--timeout", "15s"]);
    assert_eq!(told.code, 0, "{}", told.err);
    let asked: Vec<String> = site.before.asked().into_iter().map(|asked| asked.operation).collect();
    let of_sts =
        asked.iter().filter(|operation| ["GetCallerIdentity", ""].contains(&operation.as_str())).count();
    assert_eq!(of_sts, 1, "{asked:?}");
}
