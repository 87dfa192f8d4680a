//! The commands that need no screen, as a script meets them: output, errors, exit codes.

use crate::stand_in::{Act, StandIn};
use assert_cmd::Command;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Stdio};

/// The binary, with a home of its own and nothing of AWS in its environment.
pub fn buslens(home: &Path, args: &[&str]) -> Command {
    let mut command = Command::cargo_bin("buslens").unwrap();
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if ["AWS_", "XDG_", "BUSLENS_"].iter().any(|start| text.starts_with(start)) {
            command.env_remove(&name);
        }
    }
    command.env("HOME", home).env("AWS_EC2_METADATA_DISABLED", "true").current_dir(home).args(args);
    command
}

/// What a command left behind.
pub struct Outcome {
    pub code: i32,
    pub out: String,
    pub err: String,
}

pub fn run(command: &mut Command) -> Outcome {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Outcome {
        code: output.status.code().expect("an exit code"),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

/// `buslens serve`, and a home to run other commands from.
pub struct Served {
    home: tempfile::TempDir,
    process: Child,
    endpoint: String,
}

impl Served {
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// An account whose time stands nearly still: what is under way in it, such as a replay, stays so.
    pub fn start_slowly() -> Self {
        Self::start_with(&["--speed", "0.001"])
    }

    /// An account in which it is that time, whatever day the test is run on.
    pub fn start_at(time: &str) -> Self {
        Self::start_with(&["--clock", time])
    }

    fn start_with(more: &[&str]) -> Self {
        let home = tempfile::tempdir().unwrap();
        let mut process = std::process::Command::new(env!("CARGO_BIN_EXE_buslens"))
            .args(["serve", "--seed", "7"])
            .args(more)
            .env("HOME", home.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut endpoint = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut endpoint).unwrap();
        let endpoint = endpoint.trim().to_owned();
        assert!(endpoint.starts_with("http://127.0.0.1:"), "{endpoint}");
        Self { home, process, endpoint }
    }

    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    pub fn run(&self, args: &[&str]) -> Outcome {
        run(buslens(self.home.path(), args).args(["--endpoint-url", &self.endpoint]))
    }

    /// The commands' home.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    pub fn run_with(&self, args: &[&str], input: &str) -> Outcome {
        run(buslens(self.home.path(), args).args(["--endpoint-url", &self.endpoint]).write_stdin(input))
    }

    /// `buslens tail`, ended once a line of its output has `last` in it: however slow the machine is, all
    /// that comes before is there.
    pub fn tail_until(&self, args: &[&str], last: &str) -> Outcome {
        let mut tail = std::process::Command::new(env!("CARGO_BIN_EXE_buslens"))
            .arg("tail")
            .args(args)
            .args(["--endpoint-url", &self.endpoint, "--timeout", "3m"])
            .env("HOME", self.home.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut errors = tail.stderr.take().unwrap();
        let errors = std::thread::spawn(move || {
            let mut text = String::new();
            errors.read_to_string(&mut text).map(|_| text)
        });
        let mut lines = BufReader::new(tail.stdout.take().unwrap());
        let mut out = String::new();
        while !out.contains(last) && lines.read_line(&mut out).unwrap() > 0 {}
        signal(tail.id(), "INT");
        lines.read_to_string(&mut out).unwrap();
        let code = tail.wait().unwrap().code().expect("an exit code");
        let outcome = Outcome { code, out, err: errors.join().unwrap().unwrap() };
        assert!(outcome.out.contains(last), "{}{}", outcome.out, outcome.err);
        outcome
    }

    fn signal(&mut self, name: &str) -> i32 {
        signal(self.process.id(), name);
        self.process.wait().unwrap().code().expect("an exit code")
    }
}

/// Sends a signal, such as `INT`, to a process of ours.
pub fn signal(pid: u32, name: &str) {
    let sent = std::process::Command::new("kill").args(["-s", name, &pid.to_string()]).status();
    assert!(sent.unwrap().success());
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub fn json_lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

#[test]
fn lists_for_people_and_for_programs() {
    let served = Served::start();
    let buses = served.run(&["buses"]);
    assert_eq!((buses.code, buses.err.as_str()), (0, ""));
    assert!(buses.out.starts_with("NAME ") && buses.out.contains("\norders "), "{}", buses.out);
    let names: Vec<_> =
        json_lines(&served.run(&["buses", "--json"]).out).iter().map(|bus| bus["name"].clone()).collect();
    assert!(names.contains(&Value::from("default")) && names.len() == 13, "{names:?}");

    let rules = json_lines(&served.run(&["rules", "--bus", "orders", "--json"]).out);
    assert!(rules.iter().all(|rule| rule["bus"] == "orders" && rule["state"].is_string()));
    assert!(
        rules.iter().any(|rule| rule["pattern"].as_str().is_some_and(|text| text.contains("detail-type")))
    );
    let all = json_lines(&served.run(&["rules", "--all", "--json"]).out);
    assert!(
        all.len() > 80
            && all.iter().any(|rule| rule["state"] == "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS")
    );

    let targets = json_lines(&served.run(&["targets", "--bus", "audit", "--json"]).out);
    assert!(targets.iter().any(|target| {
        target["arn"].as_str().is_some_and(|arn| arn.ends_with(":log-group:/aws/events/audit"))
    }));
    let one = served.run(&["targets", "--bus", "audit", "--rule", "audit-to-logs"]);
    assert_eq!(one.out.lines().count(), 2, "{}", one.out);
}

#[test]
fn rules_are_marked_as_on_the_screen_with_their_targets() {
    let served = Served::start();
    for (bus, rule, mark) in [
        ("annex", "pallets-to-europe", "T9 "),
        ("orders", "orders-audit", "T1 "),
        ("payments", "payouts-to-bank", "T17 "),
    ] {
        let told = served.run(&["rules", "--bus", bus]);
        assert_eq!(told.code, 0, "{}", told.err);
        let marked = told.err.lines().any(|line| line.starts_with(&format!("! {bus} › {rule}: {mark}")));
        assert!(marked, "{rule}: {}", told.err);
        let rest = "Not looked at: metrics and what other rules send on. `buslens why --bus";
        assert!(told.err.contains(rest), "{}", told.err);
        let listed = json_lines(&served.run(&["rules", "--bus", bus, "--json"]).out);
        let found = listed.iter().find(|listed| listed["name"] == rule).unwrap();
        let problems = found["problems"].as_array().unwrap();
        assert!(problems.iter().any(|text| text.as_str().unwrap().starts_with(mark)), "{found}");
    }

    let denied = r#"{"__type":"AccessDeniedException","message":"User: arn:aws:iam::1:user/u is not authorized to perform: events:ListTargetsByRule on resource: *"}"#;
    let before = StandIn::start(Some(served.endpoint()), move |asked| match asked.operation.as_str() {
        "ListTargetsByRule" => Act::Answer(400, Vec::new(), denied.as_bytes().to_vec()),
        _ => Act::Pass,
    });
    let annex = ["rules", "--bus", "annex", "--endpoint-url", before.endpoint()];
    let told = run(&mut buslens(served.home(), &annex));
    assert!(told.code == 0 && told.out.contains("pallets-to-europe"), "{}{}", told.out, told.err);
    assert!(told.err.contains("Not looked at: the targets ("), "{}", told.err);
    assert!(told.err.contains("events:ListTargetsByRule"), "{}", told.err);
    let listed = run(&mut buslens(served.home(), &[&annex[..], &["--json"]].concat()));
    for rule in json_lines(&listed.out) {
        let problems = rule["problems"].to_string();
        assert!(problems.contains("Its targets cannot be seen: "), "{problems}");
    }
}

#[test]
fn a_rule_is_switched_and_comes_back_as_it_was() {
    let served = Served::start();
    let state = || {
        let rules = json_lines(&served.run(&["rules", "--json"]).out);
        rules.iter().find(|rule| rule["name"] == "assume-role-archive").unwrap()["state"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let special = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";
    assert_eq!(state(), special);
    let asked = served.run(&["rule", "disable", "assume-role-archive"]);
    assert_eq!((asked.code, state().as_str()), (5, special));
    assert!(asked.err.contains("--yes"), "{}", asked.err);
    let refused = served.run(&["rule", "disable", "assume-role-archive", "--yes", "--read-only"]);
    assert_eq!((refused.code, state().as_str()), (5, special));
    assert_eq!(served.run(&["rule", "disable", "assume-role-archive", "--yes"]).code, 0);
    assert_eq!(state(), "DISABLED");
    let again = served.run(&["rule", "disable", "assume-role-archive", "--yes"]);
    assert!(again.code == 0 && again.out.contains("already"), "{}", again.out);
    assert_eq!(served.run(&["rule", "enable", "assume-role-archive", "--yes"]).code, 0);
    assert_eq!(state(), special);
    assert_eq!(served.run(&["rule", "enable", "assume-role-archive", "--yes", "--state", "enabled"]).code, 0);
    assert_eq!(state(), "ENABLED");
    assert_eq!(served.run(&["rule", "enable", "assume-role-archive", "--yes", "--state", "all"]).code, 0);
    assert_eq!(state(), special);

    let managed = served.run(&["rule", "disable", "AutoScalingManagedRule", "--yes"]);
    assert!(managed.code == 5 && managed.err.contains("autoscaling.amazonaws.com"), "{}", managed.err);
    let unknown = served.run(&["rule", "enable", "no-such-rule", "--yes"]);
    assert!(unknown.code == 2 && unknown.err.contains("no-such-rule"), "{}", unknown.err);
}

#[test]
fn a_rule_without_a_record_says_so() {
    let served = Served::start();
    let on = served.run(&["rule", "enable", "ec2-spot-warning", "--yes"]);
    assert_eq!(on.code, 0);
    assert!(on.err.contains("no record") && on.err.contains("--state all"), "{}", on.err);
    assert!(on.out.contains("DISABLED → ENABLED"), "{}", on.out);
}

#[test]
fn an_event_is_sent_or_refused_with_the_reason() {
    let served = Served::start();
    let event = r#"{"source":"shop.test","detail-type":"Made Up","detail":{"n":12345678901234567890}}"#;
    let asked = served.run_with(&["put", "-e", "-", "--bus", "audit"], event);
    assert!(asked.code == 5 && asked.err.contains("--yes"), "{}", asked.err);
    let sent = served.run_with(&["put", "-e", "-", "--bus", "audit", "--yes"], event);
    assert_eq!(sent.code, 0, "{}", sent.err);
    assert!(sent.err.contains("its targets really act on it:"), "{}", sent.err);
    assert_eq!(sent.out.trim().len(), 36, "an event id: {}", sent.out);
    let aws = served
        .run_with(&["put", "-e", "-", "--bus", "audit", "--yes"], &event.replace("shop.test", "aws.test"));
    assert!(aws.code == 1 && aws.err.contains("AWS's own"), "{}", aws.err);
    let broken = served.run_with(&["put", "-e", "-", "--bus", "audit", "--yes"], "{\"source\":");
    assert!(broken.code == 2 && broken.err.contains("line 1"), "{}", broken.err);
    let missing = served.run(&["put", "-e", "nowhere.json", "--bus", "audit", "--yes"]);
    assert!(missing.code == 2 && missing.err.contains("nowhere.json"), "{}", missing.err);
}

#[test]
fn a_tail_prints_events_until_it_is_ended() {
    let served = Served::start();
    let mut tail = std::process::Command::new(env!("CARGO_BIN_EXE_buslens"))
        .args([
            "tail",
            "--rule",
            "audit-to-logs",
            "--bus",
            "audit",
            "--json",
            "--endpoint-url",
            &served.endpoint,
        ])
        .env("HOME", served.home.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(tail.stderr.take().unwrap()).lines();
    assert!(said.any(|line| line.unwrap().contains("live")));
    let event = r#"{"source":"shop.test","detail-type":"Made Up","detail":{"n":12345678901234567890}}"#;
    let sent = served.run_with(&["put", "-e", "-", "--bus", "audit", "--yes"], event);
    let mut lines = BufReader::new(tail.stdout.take().unwrap()).lines();
    let found = lines.find_map(|line| {
        let line = line.unwrap();
        let value: Value = serde_json::from_str(&line).unwrap();
        assert!(value["event"]["detail-type"].is_string() && value["time"].is_i64(), "{line}");
        (value["event"]["id"] == sent.out.trim()).then_some(line)
    });
    assert!(found.unwrap().contains("12345678901234567890"), "numbers stay what they are");
    signal(tail.id(), "INT");
    drop(lines);
    assert_eq!(tail.wait().unwrap().code(), Some(0));
    let nothing = served.run(&["tail", "--rule", "alarm-to-oncall"]);
    assert!(nothing.code == 1 && nothing.err.contains("no CloudWatch Logs target"), "{}", nothing.err);
}

#[test]
fn serving_ends_well_on_either_signal_and_repeats_itself() {
    for signal in ["TERM", "INT"] {
        assert_eq!(Served::start().signal(signal), 0);
    }
    let taken = Served::start();
    let port = taken.endpoint.rsplit(':').next().unwrap();
    let second = run(&mut buslens(taken.home.path(), &["serve", "--port", port]));
    assert!(second.code == 2 && second.err.contains(port), "{}", second.err);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let served = Served::start();
    let script =
        format!("\"$BUSLENS\" rules --all --json --endpoint-url {} | head -n 1; exit 0", served.endpoint);
    let mut command = Command::new("sh");
    let outcome = run(command
        .args(["-c", &script])
        .env("BUSLENS", env!("CARGO_BIN_EXE_buslens"))
        .env("HOME", served.home.path()));
    assert_eq!((outcome.out.lines().count(), outcome.err.as_str()), (1, ""));
}

#[test]
fn wrong_usage_and_missing_accounts_have_their_codes() {
    let home = tempfile::tempdir().unwrap();
    let code = |args: &[&str]| run(&mut buslens(home.path(), args));
    for args in [
        &["nonsense"][..],
        &["rules", "--all", "--bus", "x"],
        &["tail"],
        &["tail", "--rule", "a", "--log-group", "b"],
        &["tail", "--log-group", "b", "--since", "soon"],
        &["rule"],
        &["serve", "--speed", "0"],
        &["demo", "--region", "eu-west-1"],
        &["--record", "x", "buses"],
        &[],
        &["demo"],
    ] {
        let outcome = code(args);
        assert_eq!(outcome.code, 3, "{args:?}: {}", outcome.err);
        assert!(outcome.out.is_empty() && !outcome.err.is_empty(), "{args:?}");
    }
    for args in [&["--help"][..], &["--version"], &["rules", "--help"]] {
        let outcome = code(args);
        assert_eq!((outcome.code, outcome.err.as_str()), (0, ""), "{args:?}");
    }
    let nowhere = code(&["buses", "--endpoint-url", "http://127.0.0.1:9"]);
    assert!(
        nowhere.code == 4 && nowhere.out.is_empty() && nowhere.err.contains("127.0.0.1:9"),
        "{}",
        nowhere.err
    );
    let no_region = code(&["buses"]);
    assert!(
        no_region.code == 4 && no_region.err.contains("--region") && no_region.err.contains("buslens demo"),
        "{}",
        no_region.err
    );
}

#[test]
fn completions_and_man_page_know_every_command() {
    let home = tempfile::tempdir().unwrap();
    let man = run(&mut buslens(home.path(), &["man"]));
    for command in
        ["DEMO", "SERVE", "BUSES", "RULES", "TARGETS", "RULE ENABLE", "TAIL", "PUT", "REPLAY", "COMPLETIONS"]
    {
        assert!(man.out.contains(&format!(".SH \"COMMAND {command}\"")), "{command}");
    }
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = run(&mut buslens(home.path(), &["completions", shell]));
        assert!(
            script.code == 0 && script.out.contains("buslens") && script.out.contains("replay"),
            "{shell}"
        );
    }
}

#[test]
fn a_recording_that_is_none_is_refused() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("x"), "hello\n").unwrap();
    let outcome = run(&mut buslens(home.path(), &["replay", "x"]));
    assert!(outcome.code == 2 && outcome.err.contains("not a recording"), "{}", outcome.err);
    let missing = run(&mut buslens(home.path(), &["replay", "nowhere"]));
    assert!(missing.code == 2 && missing.err.contains("nowhere"), "{}", missing.err);
}
