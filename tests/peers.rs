//! The real clients against third parties' servers: `moto_server` and `ministack`, both from PyPI.
//!
//! Runs in full when BUSLENS_PEERS=1. The servers come from a Python environment at `target/peers`, or at
//! BUSLENS_PEERS_BIN:
//!
//! ```text
//! python3 -m venv target/peers && target/peers/bin/pip install 'moto[server]==5.2.5' 'ministack==1.5.33'
//! python3 -m venv target/exports && target/exports/bin/pip install awscli==1.46.3 cfn-lint==1.58.0 python-hcl2==8.1.4
//! npm install --prefix target/exports aws-cdk-lib constructs typescript @types/node
//! ```
//!
//! The second environment, or BUSLENS_EXPORTS_BIN, has what reads the exports (`peers/export.rs`).
//!
//! What cannot run is skipped: each skip is told on stderr and counted in the last line, and fails the run
//! when CI=true. It has `harness = false`, so that skips are seen and servers are started once.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // it is all test, though not marked so

use aws_sdk_eventbridge::types::{DeadLetterConfig, RetryPolicy, Target as SdkTarget};
use buslens::internals::aws::{Lane, Tail};
use buslens::internals::model::{
    Arn, EntryOutcome, ErrorKind, EventEntry, LogEvent, Millis, Rule, RuleKey, RuleState, TailUpdate,
};
use futures_util::TryStreamExt as _;
use operations::{ministack_takes_every_change, moto_takes_every_change_that_it_has};
use server::{Peer, Server};
use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, SystemTime};
use why::{moto_keeps_nothing_of_a_killed_tap, moto_rules_are_diagnosed};

#[path = "it/pty.rs"]
#[allow(dead_code, clippy::unwrap_used)] // more of it is used elsewhere
mod pty;
#[path = "peers/server.rs"]
mod server;

#[path = "peers/export.rs"]
mod export;
#[path = "peers/operations.rs"]
mod operations;
#[path = "peers/why.rs"]
mod why;

/// How long a server may take to start, or an event to arrive, on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);
const GROUP: &str = "/aws/events/peers";
const BUSES: usize = 20;
const RULES: usize = 2_000;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().collect();
    if args.iter().any(|arg| arg == "--list") {
        // cargo-nextest asks for the tests' names first.
        if !args.iter().any(|arg| arg == "--ignored") {
            println!("peers: test");
        }
        return ExitCode::SUCCESS;
    }
    if std::env::var_os("BUSLENS_PEERS_CLEAN").is_none() {
        return in_clean_environment();
    }
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let tally = runtime.block_on(run());
    println!("{} passed, {} failed, {} skipped", tally.passed, tally.failed, tally.skipped);
    let skips_fail = std::env::var("CI").is_ok_and(|value| value == "true");
    if tally.failed > 0 || (skips_fail && tally.skipped > 0) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Runs this test again without the profiles, keys and endpoints of whoever runs it.
fn in_clean_environment() -> ExitCode {
    let home = scratch().join("home");
    std::fs::create_dir_all(&home).expect("a home");
    let mut child = Command::new(std::env::current_exe().expect("this test's own path"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("AWS_") {
            child.env_remove(name);
        }
    }
    child.env("BUSLENS_PEERS_CLEAN", "1").env("HOME", &home).env("AWS_EC2_METADATA_DISABLED", "true");
    let status = child.status().expect("the test starts itself");
    if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn scratch() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("peers")
}

#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
    skipped: usize,
}

/// Runs the named checks of a server one after the other, or skips them all where the server is not to be
/// had.
macro_rules! checks {
    ($tally:ident, $server:expr, [$($check:ident),* $(,)?]) => {
        match &$server {
            Ok(server) => {$(
                let peer = server.peer.clone();
                $tally.settle(stringify!($check), &tokio::spawn(async move { $check(peer).await }).await);
            )*}
            Err(why) => {$( $tally.skip(stringify!($check), why); )*}
        }
    };
}

impl Tally {
    fn settle(&mut self, name: &str, outcome: &Result<(), tokio::task::JoinError>) {
        if outcome.is_ok() {
            println!("pass {name}");
            self.passed += 1;
        } else {
            println!("FAIL {name}");
            self.failed += 1;
        }
    }

    fn skip(&mut self, name: &str, why: &str) {
        eprintln!("skip {name}: {why}");
        self.skipped += 1;
    }
}

async fn run() -> Tally {
    let mut tally = Tally::default();
    let moto = start_moto().await;
    checks!(
        tally,
        moto,
        [
            moto_lists_two_thousand_rules_page_by_page,
            moto_says_who_we_are,
            moto_lists_what_it_has_and_says_what_it_lacks,
            moto_switches_rules_and_keeps_the_special_state,
            moto_keeps_every_field_of_an_edited_rule,
            moto_keeps_every_setting_of_a_target,
            moto_gives_no_verdict_on_patterns,
            moto_is_polled_because_its_live_tail_ends_at_once,
            moto_is_listed_and_switched_by_the_program,
            moto_is_browsed_in_a_terminal,
            moto_takes_every_change_that_it_has,
        ]
    );
    drop(moto);
    // An account of its own: what is planted must not be mixed with what others have made.
    let planted = start_moto().await;
    checks!(tally, planted, [moto_rules_are_diagnosed, moto_keeps_nothing_of_a_killed_tap]);
    drop(planted);
    let ministack = Server::start("ministack", |port| {
        let ports = [("GATEWAY_PORT", port.to_string()), ("EDGE_PORT", port.to_string())];
        let rest = [("BIND_HOST", "127.0.0.1"), ("MINISTACK_HOST", "127.0.0.1"), ("SFTP_ENABLED", "0")];
        (Vec::new(), ports.into_iter().chain(rest.map(|(name, value)| (name, value.to_owned()))).collect())
    })
    .await;
    checks!(
        tally,
        ministack,
        [
            ministack_lists_two_thousand_rules,
            ministack_switches_rules_and_keeps_the_special_state,
            ministack_tells_what_a_write_did_not_take,
            ministack_answers_for_each_event,
            ministack_agrees_on_patterns,
            ministack_streams_a_live_tail,
            ministack_is_tailed_by_the_program,
            ministack_takes_every_change,
        ]
    );
    export::run(&mut tally).await;
    tally
}

async fn start_moto() -> Result<Server, String> {
    Server::start("moto_server", |port| {
        (vec!["-H".to_owned(), "127.0.0.1".to_owned(), "-p".to_owned(), port.to_string()], Vec::new())
    })
    .await
}

fn now() -> Millis {
    let since_epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("a clock past 1970");
    Millis::try_from(since_epoch.as_millis()).expect("a clock before the end of time")
}

/// All updates until `enough` says so of the messages received.
async fn listen(tail: &mut Tail, enough: impl Fn(&[TailUpdate]) -> bool) -> Vec<TailUpdate> {
    let mut updates = Vec::new();
    let end = tokio::time::Instant::now() + PATIENCE;
    while !enough(&updates) {
        match tokio::time::timeout_at(end, tail.next()).await {
            Ok(Some(update)) => updates.push(update),
            Ok(None) => panic!("the tail ended: {updates:#?}"),
            Err(late) => panic!("not enough came in time, {late}: {updates:#?}"),
        }
    }
    updates
}

fn messages(updates: &[TailUpdate]) -> Vec<&LogEvent> {
    let batches = updates.iter().filter_map(|update| match update {
        TailUpdate::Events { events, .. } => Some(events),
        _ => None,
    });
    batches.flatten().collect()
}

fn count(updates: &[TailUpdate], message: &str) -> usize {
    messages(updates).iter().filter(|event| event.message.contains(message)).count()
}

async fn all_rules_are_listed(peer: &Peer) -> usize {
    let names = peer.two_thousand_rules().await;
    let pages: Vec<Vec<Rule>> =
        peer.client.in_lane(Lane::Background).all_rules().try_collect().await.expect("all rules");
    let listed: Vec<_> = pages.iter().flatten().map(|rule| (rule.bus.clone(), rule.name.clone())).collect();
    assert_eq!(listed.len(), RULES, "each rule is listed once");
    assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), names);
    pages.len()
}

async fn moto_lists_two_thousand_rules_page_by_page(peer: Peer) {
    let pages = all_rules_are_listed(&peer).await;
    assert!(pages >= BUSES + BUSES / 2, "every other bus has two pages: {pages}");
}

async fn ministack_lists_two_thousand_rules(peer: Peer) {
    all_rules_are_listed(&peer).await;
}

async fn moto_says_who_we_are(peer: Peer) {
    let session = peer.client.identity().await.expect("an identity");
    assert_eq!(session.account.as_deref(), Some("123456789012"));
}

async fn moto_lists_what_it_has_and_says_what_it_lacks(peer: Peer) {
    let buses = peer.client.buses().try_concat().await.expect("buses");
    assert!(buses.iter().any(|bus| bus.name == "default"));
    let default = peer.client.bus("default").await.expect("the default bus");
    assert!(default.arn.as_str().ends_with(":event-bus/default"));
    assert_eq!(peer.client.archives().try_concat().await, Ok(vec![]));
    assert_eq!(peer.client.connections().try_concat().await, Ok(vec![]));
    assert_eq!(peer.client.api_destinations().try_concat().await, Ok(vec![]));
    let error = peer.client.event_sources().try_concat().await.expect_err("moto has no event sources");
    assert!(error.to_string().starts_with("ListEventSources failed: ") && error.advice.is_some(), "{error}");
    let error =
        peer.client.rule(&RuleKey::new("default", "nowhere")).await.expect_err("there is no such rule");
    assert_eq!(error.kind, ErrorKind::NotFound);
}

async fn the_special_state_survives_a_toggle(peer: &Peer) {
    let was = peer.full_rule("toggled").await;
    assert_eq!(was.state, RuleState::EnabledWithAllCloudTrail);
    let off = peer.client.switch_rule(&was, &RuleState::Disabled).await.expect("it can be switched off");
    assert_eq!(off.rule.state, RuleState::Disabled);
    let on = peer.client.switch_rule(&off.rule, &was.state).await.expect("it can be switched on");
    assert_eq!((on.rule, on.differences), (was, vec![]));
}

async fn moto_switches_rules_and_keeps_the_special_state(peer: Peer) {
    the_special_state_survives_a_toggle(&peer).await;
}

async fn ministack_switches_rules_and_keeps_the_special_state(peer: Peer) {
    the_special_state_survives_a_toggle(&peer).await;
}

async fn moto_keeps_every_field_of_an_edited_rule(peer: Peer) {
    let was = peer.full_rule("edited").await;
    let new = Rule { pattern: Some(r#"{"source":["other"]}"#.to_owned()), ..was.clone() };
    let written = peer.client.put_rule(&was, &new).await.expect("it is written");
    assert_eq!((written.rule, written.differences), (new.clone(), vec![]));
    let error = peer.client.put_rule(&was, &new).await.expect_err("it is not what it was");
    assert_eq!(error.kind, ErrorKind::Changed);
}

async fn ministack_tells_what_a_write_did_not_take(peer: Peer) {
    let was = peer.full_rule("edited").await;
    let new = Rule { pattern: Some(r#"{"source":["other"]}"#.to_owned()), description: None, ..was.clone() };
    let written = peer.client.put_rule(&was, &new).await.expect("it is written");
    assert_eq!(written.rule.pattern, new.pattern);
    let fields: Vec<_> = written.differences.iter().map(|difference| difference.field.as_str()).collect();
    assert_eq!(fields, ["Description"], "ministack keeps a description that PutRule leaves out");
}

async fn moto_keeps_every_setting_of_a_target(peer: Peer) {
    let rule = peer.full_rule("targeted").await;
    let queue = "arn:aws:sqs:us-east-1:123456789012:queue";
    let target = SdkTarget::builder()
        .id("1")
        .arn(queue)
        .retry_policy(RetryPolicy::builder().maximum_retry_attempts(3).build())
        .dead_letter_config(DeadLetterConfig::builder().arn("arn:aws:sqs:us-east-1:123456789012:dlq").build())
        .build();
    let put = peer.events.put_targets().rule("targeted").targets(target.expect("a target"));
    put.send().await.expect("the target is put");
    let read = peer.client.targets(&rule.key()).try_concat().await.expect("targets");
    assert_eq!(read[0].retry.as_ref().and_then(|retry| retry.attempts), Some(3));
    assert_eq!(read[0].dead_letter.as_ref().map(Arn::as_str), Some("arn:aws:sqs:us-east-1:123456789012:dlq"));
    let names = peer.client.rule_names_by_target(&Arn::from(queue), "default").try_concat().await;
    assert_eq!(names, Ok(vec!["targeted".to_owned()]));
}

const EVENT: &str = r#"{"id":"1","account":"000000000000","source":"peer","time":"2026-01-01T00:00:00Z","region":"us-east-1","resources":[],"detail-type":"t","detail":{"n":2}}"#;

async fn moto_gives_no_verdict_on_patterns(peer: Peer) {
    assert_eq!(peer.client.test_event_pattern(r#"{"source":["peer"]}"#, EVENT).await, Ok(None));
}

async fn ministack_agrees_on_patterns(peer: Peer) {
    let cases = [
        (r#"{"source":["peer"],"detail":{"n":[{"numeric":[">",1]}]}}"#, true),
        (r#"{"source":["Peer"]}"#, false),
        (r#"{"detail":{"n":[{"exists":false}]}}"#, false),
        (r#"{"source":[{"prefix":"pe"}]}"#, true),
    ];
    for (pattern, verdict) in cases {
        assert_eq!(peer.client.test_event_pattern(pattern, EVENT).await, Ok(Some(verdict)), "{pattern}");
    }
}

async fn ministack_answers_for_each_event(peer: Peer) {
    let event = EventEntry {
        source: "peer".to_owned(),
        detail_type: "t".to_owned(),
        detail: "{}".to_owned(),
        ..EventEntry::default()
    };
    let outcomes = sent(&peer, &vec![event; 12]).await;
    let ids: BTreeSet<_> = outcomes
        .iter()
        .filter_map(|outcome| match outcome {
            EntryOutcome::Done { id } => Some(id),
            EntryOutcome::Failed { .. } | EntryOutcome::NotKnown { .. } | EntryOutcome::NotSent { .. } => {
                None
            }
        })
        .collect();
    assert_eq!((outcomes.len(), ids.len()), (12, 12));
}

/// Sends events; what became of each.
async fn sent(peer: &Peer, events: &[EventEntry]) -> Vec<EntryOutcome> {
    let mut outcomes = Vec::new();
    let told = |batch: &[EntryOutcome]| {
        outcomes.extend_from_slice(batch);
        true
    };
    peer.client.put_events(events, told).await.expect("they are sent");
    outcomes
}

async fn moto_is_polled_because_its_live_tail_ends_at_once(peer: Peer) {
    peer.log_group().await;
    peer.log("from before").await;
    let mut tail = peer.tail();
    let polling =
        |updates: &[TailUpdate]| updates.iter().any(|update| matches!(update, TailUpdate::Polling { .. }));
    let mut updates =
        listen(&mut tail, |updates| polling(updates) && count(updates, "from before") > 0).await;
    peer.log("one more").await;
    updates.extend(listen(&mut tail, |updates| count(updates, "one more") > 0).await);
    // Events that moto itself delivers carry times with fractions, which the SDK alone cannot read.
    let group =
        peer.client.log_group(GROUP).await.expect("the group is described").expect("there is the group");
    let rule = peer.full_rule("logged").await;
    let pattern = r#"{"source":["delivered"]}"#;
    peer.events.put_rule().name(&rule.name).event_pattern(pattern).send().await.expect("a rule");
    let target = SdkTarget::builder().id("log").arn(group.arn.as_str()).build().expect("a target");
    peer.events.put_targets().rule(&rule.name).targets(target).send().await.expect("the target is put");
    let event = EventEntry {
        source: "delivered".to_owned(),
        detail_type: "t".to_owned(),
        detail: "{}".to_owned(),
        ..EventEntry::default()
    };
    let outcomes = sent(&peer, &[event]).await;
    assert!(matches!(outcomes[0], EntryOutcome::Done { .. }), "{outcomes:?}");
    updates.extend(listen(&mut tail, |updates| count(updates, "delivered") > 0).await);
    for message in ["from before", "one more", "delivered"] {
        assert_eq!(count(&updates, message), 1, "{message}: {updates:#?}");
    }
}

async fn ministack_streams_a_live_tail(peer: Peer) {
    peer.log_group().await;
    peer.log("from before").await;
    let mut tail = peer.tail();
    let mut updates = listen(&mut tail, |updates| count(updates, "from before") > 0).await;
    for message in ["first", "second", "third"] {
        peer.log(message).await;
        updates.extend(listen(&mut tail, |updates| count(updates, message) > 0).await);
    }
    let live = updates.iter().all(|update| match update {
        TailUpdate::Live | TailUpdate::Backfilled | TailUpdate::Clock { .. } | TailUpdate::Events { .. } => {
            true
        }
        TailUpdate::Polling { .. }
        | TailUpdate::Reconnecting { .. }
        | TailUpdate::Reconnected { .. }
        | TailUpdate::Unfilled { .. }
        | TailUpdate::Filled { .. }
        | TailUpdate::Dropped(_)
        | TailUpdate::Ended(_) => false,
    });
    assert!(live, "{updates:#?}");
    let shown: Vec<&str> = messages(&updates).into_iter().map(|event| event.message.as_str()).collect();
    assert_eq!(shown, ["from before", "first", "second", "third"]);
}

/// The real binary, on this server.
fn program(peer: &Peer, args: &[&str]) -> Command {
    let endpoint = peer.client.session().endpoint.clone().expect("an endpoint");
    let mut command = Command::new(env!("CARGO_BIN_EXE_buslens"));
    command.args(args).args(["--endpoint-url", &endpoint]).stdin(Stdio::null());
    command
}

async fn moto_is_listed_and_switched_by_the_program(peer: Peer) {
    let names = peer.two_thousand_rules().await;
    let rule = names.first().expect("a rule").clone();
    let state = {
        let peer = peer.clone();
        move || {
            let listed = program(&peer, &["rules", "--all", "--json"]).output().expect("the program runs");
            assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
            let listed = String::from_utf8(listed.stdout).expect("UTF-8");
            let rules: Vec<Rule> =
                listed.lines().map(|line| serde_json::from_str(line).expect("a rule")).collect();
            assert_eq!(rules.iter().filter(|rule| rule.bus.starts_with("bus-")).count(), RULES);
            rules
                .into_iter()
                .find(|found| found.bus == rule.0 && found.name == rule.1)
                .expect("the rule")
                .state
        }
    };
    let (bus, name) = names.first().expect("a rule");
    let switch = |word: &str| {
        let outcome =
            program(&peer, &["rule", word, name, "--bus", bus, "--yes"]).output().expect("the program runs");
        assert!(outcome.status.success(), "{}", String::from_utf8_lossy(&outcome.stderr));
    };
    assert_eq!(state(), RuleState::Enabled);
    switch("disable");
    assert_eq!(state(), RuleState::Disabled);
    switch("enable");
    assert_eq!(state(), RuleState::Enabled);
}

async fn moto_is_browsed_in_a_terminal(peer: Peer) {
    peer.two_thousand_rules().await;
    let endpoint = peer.client.session().endpoint.clone().expect("an endpoint");
    let home = scratch().join("terminal");
    std::fs::create_dir_all(&home).expect("a home");
    let mut terminal = pty::Terminal::start("", &["--endpoint-url", &endpoint], &home, (80, 24));
    terminal.wait("the buses", |screen| screen.contains("buses 21") && screen.contains("bus-00"));
    // Down to the first of our buses and into its rules; every page of them is there.
    terminal.send("j\r");
    terminal.wait_for("rules 150");
    terminal.send("G");
    terminal.wait_for("rule-149");
    // Back to the buses, and out.
    terminal.send("q");
    terminal.wait_for("q quit");
    terminal.send("q");
    assert_eq!(terminal.end().exit_code(), 0);
}

async fn ministack_is_tailed_by_the_program(peer: Peer) {
    peer.log_group().await;
    let mut tail = program(&peer, &["tail", "--log-group", GROUP, "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let said = BufReader::new(tail.stderr.take().expect("its errors"));
    let live = tokio::task::spawn_blocking(move || {
        said.lines().any(|line| line.is_ok_and(|line| line.contains("live.")))
    });
    assert!(live.await.expect("a reader"), "it says that it is live");
    peer.log("{\"source\":\"peer\",\"n\":1.00}").await;
    let events = BufReader::new(tail.stdout.take().expect("its events"));
    let line = tokio::task::spawn_blocking(move || events.lines().next().expect("a line").expect("UTF-8"));
    let line = line.await.expect("a reader");
    drop(tail.kill());
    drop(tail.wait());
    assert!(line.contains("\"event\":{\"source\":\"peer\",\"n\":1.00}"), "{line}");
}
