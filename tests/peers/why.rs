//! Causes planted in moto by `plants.py`, which calls it through AWS's own client for Python: what `buslens
//! why` names first, what it says of rules that are in order, and what it says where it may hardly look. And
//! a tap whose program was killed.

use super::server::{Peer, folder};
use super::{PATIENCE, program, scratch};
use futures_util::TryStreamExt as _;
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// A rule that was planted.
struct Plant {
    bus: String,
    rule: String,
    /// The causes that would do as the first; none where the rule is in order.
    causes: Vec<String>,
    about: String,
    event: Option<Value>,
}

/// Who asks.
type Viewer<'v> = Option<(&'v str, &'v str)>;

impl Plant {
    fn read(line: &Value) -> Self {
        let text = |name: &str| line[name].as_str().expect("a text").to_owned();
        let causes = line["causes"].as_array().expect("a list").iter();
        Self {
            bus: text("bus"),
            rule: text("rule"),
            causes: causes.map(|cause| cause.as_str().expect("an id").to_owned()).collect(),
            about: text("about"),
            event: Some(line["event"].clone()).filter(|event| !event.is_null()),
        }
    }

    /// What `buslens why` says of it, and how it ends.
    fn diagnosed(&self, peer: &Peer, viewer: Viewer<'_>) -> (String, Option<i32>) {
        let mut args = vec!["why", &self.rule, "--bus", &self.bus];
        let file = scratch().join("event.json");
        let file = file.to_str().expect("a path in UTF-8");
        if let Some(event) = &self.event {
            std::fs::write(file, event.to_string()).expect("an event");
            args.extend(["--event", file]);
        }
        let mut command = program(peer, &args);
        let (key, secret) = viewer.unwrap_or(("test", "test"));
        command.env("AWS_ACCESS_KEY_ID", key).env("AWS_SECRET_ACCESS_KEY", secret);
        let Output { status, stdout, .. } = command.output().expect("the program runs");
        (String::from_utf8(stdout).expect("UTF-8"), status.code())
    }

    /// What is wrong with what was said.
    fn misjudged(&self, said: &str, code: Option<i32>) -> Option<String> {
        let headline = said.lines().nth(1).unwrap_or_default();
        let right = if self.causes.is_empty() {
            code == Some(0) && faults(said).is_empty()
        } else {
            self.causes.iter().any(|cause| headline.contains(&format!(" {cause} ")))
        };
        (!right).then(|| format!("{} ({}/{}): {code:?} {headline}", self.about, self.bus, self.rule))
    }
}

/// The ids of the faults that were found.
fn faults(said: &str) -> Vec<&str> {
    said.lines().filter_map(|line| line.strip_prefix("    ✗ fault ")?.split_whitespace().next()).collect()
}

fn python(peer: &Peer, more: &[&str]) -> Vec<Value> {
    let endpoint = peer.client.session().endpoint.clone().expect("an endpoint");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/plants.py");
    let run = Command::new(folder().join("python")).arg(script).arg(&*endpoint).args(more).output();
    let run = run.expect("Python runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let text = String::from_utf8(run.stdout).expect("UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

pub(crate) async fn moto_rules_are_diagnosed(peer: Peer) {
    let lines = python(&peer, &[]);
    let (viewer, plants) = lines.split_last().expect("plants");
    let plants: Vec<Plant> = plants.iter().map(Plant::read).collect();
    let judge = |plant: &Plant| {
        let (said, code) = plant.diagnosed(&peer, None);
        plant.misjudged(&said, code)
    };
    let wrong: Vec<String> = plants.iter().filter_map(judge).collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), plants.len(), wrong.join("\n"));

    // Whoever may only list and describe what EventBridge has is told the rest's permissions, and nothing
    // untrue.
    python(&peer, &["locked"]);
    let text = |name: &str| viewer["viewer"][name].as_str().expect("credentials");
    let seen: Vec<(String, Option<i32>)> =
        plants.iter().map(|plant| plant.diagnosed(&peer, Some((text("key"), text("secret"))))).collect();
    python(&peer, &["open"]);
    for (plant, (said, code)) in plants.iter().zip(&seen) {
        let untrue: Vec<&str> = faults(said)
            .into_iter()
            .filter(|found| !plant.causes.iter().any(|cause| cause == found))
            .collect();
        assert!(matches!(code, Some(0 | 1)) && untrue.is_empty(), "{}: {code:?} {said}", plant.about);
    }
    let of = |about: &str| {
        let at = plants.iter().position(|plant| plant.about == about).expect("a plant");
        seen[at].0.as_str()
    };
    for (about, needs) in [
        ("a function with a policy for S3 alone", "lambda:GetPolicy"),
        ("a queue without a policy", "sqs:GetQueueAttributes"),
        ("a topic as it is made", "sns:GetTopicAttributes"),
        ("a state machine that is gone", "states:DescribeStateMachine"),
        ("a role within a boundary", "iam:GetRole"),
        ("a group that no policy names", "logs:DescribeResourcePolicies"),
        ("no trail", "cloudtrail:DescribeTrails"),
        ("a bucket that tells nothing", "s3:GetBucketNotification"),
    ] {
        // Where several permissions are wanted, each has a line of its own.
        let says = |line: &str| line.contains("cannot see") || line.trim_start().starts_with(needs);
        let named = of(about).lines().any(|line| line.contains(needs) && says(line));
        assert!(named, "{about}, {needs}: {}", of(about));
    }
    for (about, cause) in
        [("a rule that is off", "M1"), ("no targets", "T1"), ("a stream without a role", "T9")]
    {
        assert!(faults(of(about)).contains(&cause), "{about}: {}", of(about));
    }
}

/// Everything that a tap could leave or touch.
async fn whole(peer: &Peer) -> String {
    let rules = peer.client.rules("default").try_concat().await.expect("rules");
    let groups = peer.client.log_groups("").try_concat().await.expect("log groups");
    let policies = peer.client.log_resource_policies().try_concat().await.expect("policies");
    let groups: Vec<&str> = groups.iter().map(|group| group.name.as_str()).collect();
    format!("{rules:?}\n{groups:?}\n{policies:?}")
}

fn taps(peer: &Peer, more: &[&str]) -> Vec<Value> {
    let listed = program(peer, &[&["taps", "--json"], more].concat()).output().expect("the program runs");
    assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
    let text = String::from_utf8(listed.stdout).expect("UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

pub(crate) async fn moto_keeps_nothing_of_a_killed_tap(peer: Peer) {
    let put = peer.events.put_rule().name("tapped").event_pattern(r#"{"source":["peer"]}"#);
    put.send().await.expect("a rule");
    let before = whole(&peer).await;
    let mut child = program(&peer, &["tail", "--tap", "--yes", "--rule", "tapped", "--bus", "default"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program runs");
    let start = Instant::now();
    let whose = loop {
        let there = taps(&peer, &[]);
        // The rule is made last but its target, and before both the group.
        if there.iter().any(|tap| tap["remains"].as_array().is_some_and(|parts| parts.len() == 2)) {
            break there;
        }
        assert!(start.elapsed() < PATIENCE, "no tap was made: {there:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert!(whose.len() == 1 && whose[0]["in_use"] == true, "{whose:?}");
    child.kill().expect("it is killed");
    child.wait().expect("its end");
    assert_ne!(whole(&peer).await, before, "a killed program removes nothing");
    let gone = taps(&peer, &["--clean", "--yes"]);
    assert!(gone.len() == 1 && gone[0]["in_use"] == false && gone[0]["removed"] == true, "{gone:?}");
    assert_eq!(whole(&peer).await, before);
}
