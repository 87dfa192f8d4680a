//! `buslens put` when answers are lost, and how a later run goes on.

use super::commands::{Outcome, Served, buslens, run};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Stdio;

/// Asks the embedded account's control, without a client of ours in between.
pub fn control(served: &Served, method: &str, path: &str, body: &str) -> String {
    let host = served.endpoint().trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).unwrap();
    write!(
        stream,
        "{method} /_buslens/{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    answer
}

fn calls(served: &Served, operation: &str) -> u64 {
    let answer = control(served, "GET", "calls", "");
    let body = answer.split("\r\n\r\n").nth(1).unwrap();
    let calls: serde_json::Value = serde_json::from_str(body).unwrap();
    calls[operation].as_u64().unwrap_or_default()
}

fn events(number: usize) -> String {
    let one = |n| format!(r#"{{"source":"shop.test","detail-type":"Made Up","detail":{{"n":{n}}}}}"#);
    format!("[{}]", (0..number).map(one).collect::<Vec<_>>().join(","))
}

#[test]
fn nothing_is_sent_to_a_bus_that_is_not_there() {
    let served = Served::start();
    let put = served.run_with(&["put", "-e", "-", "--bus", "nope", "--yes"], &events(1));
    assert_eq!((put.code, put.out.as_str()), (2, ""), "{}", put.err);
    assert!(
        put.err.contains("There is no bus nope here") && put.err.contains("Nothing was sent"),
        "{}",
        put.err
    );
    assert_eq!(calls(&served, "PutEvents"), 0);
}

#[test]
fn a_lost_answer_is_not_known_and_a_later_run_sends_only_what_is_missing() {
    let served = Served::start();
    control(&served, "POST", "faults", r#"{"operation":"PutEvents","times":1,"kind":"disconnect"}"#);
    let put = ["put", "-e", "-", "--bus", "audit", "--yes"];
    let sent = served.run_with(&put, &events(25));
    assert_eq!(sent.code, 6, "{}", sent.err);
    assert!(
        sent.err.contains("not known whether") && !sent.err.contains("cannot be reached"),
        "{}",
        sent.err
    );
    assert_eq!(calls(&served, "PutEvents"), 1, "sent once");
    let lines: Vec<&str> = sent.out.lines().collect();
    assert_eq!(lines.len(), 25, "{}", sent.out);
    assert!(lines[..10].iter().all(|line| line.starts_with("- not known: ")), "{}", sent.out);
    assert!(lines[10..].iter().all(|line| line.starts_with("- not sent: ")), "{}", sent.out);

    // Whoever is about to send it all again is told.
    let asked = served.run_with(&["put", "-e", "-", "--bus", "audit"], &events(25));
    let told = "10 of these 25 events were sent before";
    assert!(asked.code == 5 && asked.err.contains(told), "{} {}", asked.code, asked.err);

    let output = served.home().join("sent.txt");
    std::fs::write(&output, &sent.out).unwrap();
    let output = output.display().to_string();
    // A run that ends before anything is sent leaves no trace that a later one would go by.
    let asked = ["put", "-e", "-", "--bus", "audit", "--resume", &output];
    let refused = served.run_with(&asked, &events(25));
    assert!(refused.code != 0 && refused.out.is_empty(), "{} {}", refused.code, refused.out);
    let again = served.run_with(&[&put[..], &["--resume", &output]].concat(), &events(25));
    assert_eq!(again.code, 6, "ten are still not known: {}", again.err);
    assert_eq!(calls(&served, "PutEvents"), 3, "15 events in two batches");
    let lines: Vec<&str> = again.out.lines().collect();
    assert!(
        lines[0].starts_with("- resumed: "),
        "a later run knows that there is an earlier output: {}",
        again.out
    );
    let lines = &lines[1..];
    assert!(lines[..10].iter().all(|line| line.starts_with("- not known: ")), "{}", again.out);
    assert!(lines[10..].iter().all(|line| line.len() == 36), "{}", again.out);

    std::fs::write(&output, &again.out).unwrap();
    let last = served.run_with(&[&put[..], &["--resume", &output, "--send-unknown"]].concat(), &events(25));
    assert_eq!((last.code, last.out.lines().count()), (0, 26), "{}", last.err);
    assert_eq!(calls(&served, "PutEvents"), 4);
    let other = served.run_with(&[&put[..], &["--resume", &output]].concat(), &events(3));
    assert!(other.code == 2 && other.err.contains("another file"), "{}", other.err);
}

#[test]
fn the_output_of_other_events_is_no_beginning_of_these() {
    let served = Served::start();
    let put = ["put", "-e", "-", "--bus", "audit", "--yes"];
    let others = events(5).replace("Made Up", "Another");
    let first = served.run_with(&put, &others);
    assert_eq!(first.code, 0, "{}", first.err);
    let output = served.home().join("sent.txt");
    let name = output.display().to_string();
    let sent = calls(&served, "PutEvents");
    for (text, number) in
        [(first.out.clone(), 5), (first.out.clone(), 20), (first.out.replace('\n', "\n\n"), 5)]
    {
        std::fs::write(&output, text).unwrap();
        let refused = served.run_with(&[&put[..], &["--resume", &name]].concat(), &events(number));
        assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{}", refused.err);
        assert!(refused.err.contains("The earlier output is not of these events"), "{}", refused.err);
    }
    let elsewhere = ["put", "-e", "-", "--bus", "orders", "--yes", "--resume", &name];
    let refused = served.run_with(&elsewhere, &others);
    assert!(refused.code == 2 && refused.err.contains("another bus"), "{}", refused.err);
    let in_region = [&put[..], &["--region", "ap-southeast-2", "--resume", &name]].concat();
    let refused = served.run_with(&in_region, &others);
    assert!(refused.code == 2 && refused.err.contains("account or region"), "{}", refused.err);
    let same = served.run_with(&[&put[..], &["--resume", &name]].concat(), &others);
    assert!(same.code == 0 && !same.err.contains("cannot be compared"), "{}", same.err);
    assert_eq!(calls(&served, "PutEvents"), sent, "nothing of it was sent");
    // Where the record does not have them, that is said.
    std::fs::remove_file(served.home().join(".local/state/buslens/sent.jsonl")).unwrap();
    let unknown = served.run_with(&[&put[..], &["--resume", &name]].concat(), &events(5));
    assert!(unknown.err.contains("! 5 ids of the earlier output cannot be compared"), "{}", unknown.err);
}

/// A command whose standard output is `out`.
fn run_to(served: &Served, args: &[&str], out: Stdio, input: &str) -> Outcome {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_buslens"))
        .args(args)
        .args(["--endpoint-url", served.endpoint()])
        .env("HOME", served.home())
        .stdin(Stdio::piped())
        .stdout(out)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A reader that has gone before the first line.
    drop(child.stdout.take());
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let ended = child.wait_with_output().unwrap();
    let err = String::from_utf8(ended.stderr).unwrap();
    Outcome { code: ended.status.code().unwrap(), out: String::new(), err }
}

fn full_disk() -> Stdio {
    std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap().into()
}

#[test]
fn where_the_output_cannot_be_written_it_is_said_what_was_sent_and_what_was_not() {
    let put = ["put", "-e", "-", "--bus", "audit", "--yes"];
    for (out, why) in [(full_disk(), "No space left on device"), (Stdio::piped(), "Nobody reads")] {
        let served = Served::start();
        let told = run_to(&served, &put, out, &events(25));
        assert_eq!((told.code, calls(&served, "PutEvents")), (7, 1), "{}", told.err);
        assert!(told.err.contains(why), "{}", told.err);
        assert!(told.err.contains("10 events were taken, 15 not sent."), "{}", told.err);
        let ids = told.err.lines().filter(|line| line.len() == 36 && line.split('-').count() == 5).count();
        assert_eq!(ids, 10, "what was taken can be looked for: {}", told.err);
    }
}

#[test]
fn a_change_that_is_done_is_said_where_the_output_cannot_be_written() {
    let served = Served::start();
    let rule = "ec2-state-changes";
    for (args, said) in [
        (&["rule", "disable", rule, "--yes"][..], "→ DISABLED"),
        (&["tag", "--rule", rule, "team=a", "--yes"], "Done: "),
    ] {
        let told = run_to(&served, args, full_disk(), "");
        assert_eq!(told.code, 7, "{}", told.err);
        assert!(told.err.contains(said) && told.err.contains("No space left"), "{}", told.err);
        assert_eq!(run_to(&served, &["undo", "--yes"], Stdio::piped(), "").code, 0, "all is done");
    }
}

#[test]
fn an_undo_does_not_wait_for_ever_for_another_run_that_takes_a_change_back() {
    let served = Served::start();
    let made = served.run(&["bus", "create", "mine", "--yes"]);
    assert_eq!(made.code, 0, "{}", made.err);
    let lock = served.home().join(".local/state/buslens/undo-taking.lock");
    let lock = std::fs::File::create(lock).unwrap();
    lock.lock().unwrap();
    let undo = served.run(&["undo", "--yes", "--timeout", "10s"]);
    let said = "another run of buslens is taking a change back, and has not ended. Nothing was sent.";
    assert!(undo.code == 5 && undo.err.contains(said), "{} {}", undo.code, undo.err);
    drop(lock);
    let undo = served.run(&["undo", "--yes"]);
    assert_eq!(undo.code, 0, "{}", undo.err);
}

#[test]
fn an_undo_of_what_is_back_already_is_not_told_as_done() {
    let served = Served::start();
    let rule = "ec2-state-changes";
    assert_eq!(served.run(&["rule", "disable", rule, "--yes"]).code, 0);
    let elsewhere = tempfile::tempdir().unwrap();
    let on = ["rule", "enable", rule, "--yes", "--endpoint-url", served.endpoint()];
    assert_eq!(run(&mut buslens(elsewhere.path(), &on)).code, 0);
    let undo = served.run(&["undo", "--yes"]);
    assert!(undo.code == 0 && !undo.out.contains("Done"), "{}", undo.out);
    assert!(undo.err.contains("Nothing was sent"), "{}", undo.err);
}

#[test]
fn a_switch_whose_answer_is_lost_is_read_back_and_never_told_as_not_done() {
    let served = Served::start();
    control(&served, "POST", "faults", r#"{"operation":"DisableRule","times":1,"kind":"disconnect"}"#);
    let off = served.run(&["rule", "disable", "assume-role-archive", "--yes"]);
    assert_eq!(calls(&served, "DisableRule"), 1, "sent once");
    assert!(off.code == 6 && off.err.contains("the rule is as it was"), "{} {}", off.code, off.err);
}

#[test]
fn an_event_is_saved_by_name_listed_printed_sent_and_deleted() {
    let served = Served::start();
    let one = r#"{"source":"shop.test","detail-type":"Made Up","detail":{"n":12345678901234567890}}"#;
    let save = ["event", "save", "made up", "-e", "-"];
    assert_eq!(served.run_with(&save, one).code, 0);
    let again = served.run_with(&save, "{}");
    assert!(again.code == 5 && again.err.contains("--replace"), "{} {}", again.code, again.err);
    assert_eq!(served.run(&["event", "show", "made up"]).out.trim_end(), one, "not a letter has changed");
    let listed = served.run(&["event", "list"]).out;
    assert!(listed.contains("made up") && listed.contains("shop.test"), "{listed}");
    let sent = served.run(&["put", "--saved", "made up", "--bus", "audit", "--yes"]);
    assert_eq!((sent.code, calls(&served, "PutEvents")), (0, 1), "{}", sent.err);
    for (args, said) in [
        (&["event", "save", "a/b", "-e", "-"][..], "cannot be in a name"),
        (&["event", "save", "c", "-e", "-"], "not an object"),
        (&["event", "show", "c"], "There is no saved event c"),
        (&["put", "--saved", "c", "--bus", "audit", "--yes"], "There is no saved event c"),
    ] {
        let refused = served.run_with(args, "[]");
        assert!(refused.code == 2 && refused.err.contains(said), "{args:?} {} {}", refused.code, refused.err);
    }
    let named = served.run_with(&["event", "save", "a/b", "-e", "-"], one);
    assert!(named.code == 2 && named.err.starts_with("buslens: Name: "), "the file is sound: {}", named.err);
    let unasked = served.run(&["event", "delete", "made up"]);
    assert!(unasked.code == 5 && unasked.err.contains("changes need --yes"), "{}", unasked.err);
    assert_eq!(served.run(&["event", "delete", "made up", "--yes"]).code, 0);
    assert_eq!(served.run(&["event", "delete", "made up", "--yes"]).code, 2);
    assert!(!served.run(&["event", "list"]).out.contains("made up"));
}

#[test]
fn before_anything_is_sent_the_rules_that_act_on_it_are_named() {
    let served = Served::start();
    let event = r#"{"Entries":[{"Source":"shop.orders","DetailType":"OrderPlaced","Detail":"{\"total\": 250}"},
        {"Source":"nobody","DetailType":"Made Up","Detail":"{}"}]}"#;
    let put = ["put", "-e", "-", "--bus", "orders"];
    let asked = served.run_with(&put, event);
    assert_eq!((asked.code, calls(&served, "PutEvents")), (5, 0), "not confirmed: {}", asked.err);
    assert!(asked.err.contains("really act on them:"), "{}", asked.err);
    assert!(asked.err.contains("(1 of the 2 events) → "), "{}", asked.err);
    let sent = served.run_with(&[&put[..], &["--yes"]].concat(), event);
    assert_eq!((sent.code, sent.out.lines().count()), (0, 2), "{}", sent.err);
    assert!(sent.err.contains("(1 of the 2 events) → "), "with --yes too: {}", sent.err);
}

#[test]
fn where_the_rules_cannot_be_read_it_is_said_that_it_is_not_known_who_acts() {
    let served = Served::start();
    control(&served, "POST", "faults", r#"{"operation":"ListRules","times":9,"kind":"deny"}"#);
    let sent = served.run_with(&["put", "-e", "-", "--bus", "audit", "--yes"], &events(1));
    assert_eq!(sent.code, 0, "{}", sent.err);
    assert!(sent.err.contains("! Which rules match is not known, and every rule"), "{}", sent.err);
    let elsewhere = "arn:aws:events:eu-west-1:999999999999:event-bus/audit";
    let sent = served.run_with(&["put", "-e", "-", "--bus", elsewhere, "--yes"], &events(1));
    assert!(sent.err.contains("is not in this account and region"), "{}", sent.err);
    // By its ARN a bus of this account is asked after as by its name.
    let own = |name: &str| {
        let buses = served.run(&["buses", "--json"]).out;
        let first: serde_json::Value = serde_json::from_str(buses.lines().next().unwrap()).unwrap();
        let (beside, _) = first["arn"].as_str().unwrap().rsplit_once('/').unwrap();
        format!("{beside}/{name}")
    };
    let missing = served.run_with(&["put", "-e", "-", "--bus", &own("nowhere"), "--yes"], &events(1));
    assert!(missing.code == 2 && missing.err.contains("There is no bus"), "{}", missing.err);
    let there = own("audit");
    control(&served, "POST", "faults", r#"{"operation":"GetCallerIdentity","times":9,"kind":"deny"}"#);
    let sent = served.run_with(&["put", "-e", "-", "--bus", &there, "--yes"], &events(1));
    assert!(sent.err.contains("! Which account this is is not known, and so whether arn:"), "{}", sent.err);
}

#[test]
fn what_runs_out_of_time_before_it_is_asked_says_that_nothing_was_done() {
    let served = Served::start();
    let slow = r#"{"operation":"ListRules","times":9,"kind":"delay","millis":60000}"#;
    control(&served, "POST", "faults", slow);
    let put = ["put", "-e", "-", "--bus", "audit", "--yes", "--timeout", "500ms"];
    let late = served.run_with(&put, &events(1));
    assert_eq!((late.code, calls(&served, "PutEvents")), (4, 0), "{}", late.err);
    assert!(
        late.err.contains("Gave up after 500ms") && late.err.contains("Nothing was done"),
        "{}",
        late.err
    );
}

#[test]
fn what_was_sent_is_known_to_why_by_what_it_says_and_by_its_id() {
    let served = Served::start();
    let event = r#"{"source":"shop.test","detail-type":"Made Up","detail":{"n":7}}"#;
    let why = |text: &str| served.run_with(&["why", "ec2-state-changes", "--event", "-"], text).out;
    let elsewhere = "The sender puts its events on the bus audit, and this rule is on default.";
    assert!(!why(event).contains(elsewhere), "nothing was sent yet");
    let put =
        served.run_with(&["put", "-e", "-", "--bus", "audit", "--yes"], &events(25).replace(":7}", ":8}"));
    assert_eq!((put.code, why(event).contains(elsewhere)), (0, false), "{}", put.err);
    let put = served.run_with(&["put", "-e", "-", "--bus", "audit", "--yes"], event);
    assert!(why(event).contains(elsewhere), "{}", put.err);
    let id = put.out.trim();
    let by_id = event.replace("\"n\":7", "").replacen('{', &format!("{{\"id\":\"{id}\","), 1);
    assert!(why(&by_id).contains(elsewhere), "{by_id}");
    // What was never sent is not among it.
    control(&served, "POST", "faults", r#"{"operation":"PutEvents","times":1,"kind":"disconnect"}"#);
    let lost = served.run_with(&["put", "-e", "-", "--bus", "audit", "--yes"], &events(25));
    let kept = std::fs::read_to_string(served.home().join(".local/state/buslens/sent.jsonl")).unwrap();
    assert_eq!((lost.code, kept.lines().filter(|line| !line.is_empty()).count()), (6, 25 + 1 + 10));
}
