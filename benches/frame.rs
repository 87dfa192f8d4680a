//! The tail full of events: time to draw a frame at 200×60, what the events cost in memory, and the time from
//! a key in the workbench to the verdicts on all of them.
//!
//! `cargo bench --bench frame` prints the figures. Nothing is judged here: machines differ, and the goals
//! stand in `benches/README.md`.

#![allow(clippy::unwrap_used, clippy::cast_precision_loss)] // it is no part of the product

use buslens::internals::app::effect::Work;
use buslens::internals::app::effect::{Effect, TailId};
use buslens::internals::app::keymap::Keymap;
use buslens::internals::app::message::{Message, Stamped};
use buslens::internals::app::model::{Model, Start};
use buslens::internals::app::read::{Answer, Read};
use buslens::internals::app::update;
use buslens::internals::model::{
    Arn, Bus, CallError, ErrorKind, LogEvent, Millis, Rule, RuleState, Session, TailUpdate, Target,
};
use buslens::internals::runtime::executor::judge_on_all_cores;
use buslens::internals::ui::{self, theme::Theme};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::time::{Duration, Instant};

const NOW: Millis = 1_796_047_400_000;
const EVENTS: usize = 100_000;
const FRAMES: usize = 2_000;
const KEYS: usize = 40;

fn main() {
    // `cargo test --benches` asks for nothing to be measured.
    if !std::env::args().any(|arg| arg == "--bench") {
        return;
    }
    let mut explorer = Explorer::new();
    let tail = explorer.open_tail();
    let before = resident();
    let filling = Instant::now();
    for batch in 0..EVENTS / 500 {
        explorer.send(Message::Tail { tail, update: events(batch * 500, 500) });
    }
    println!(
        "{EVENTS} events of {} bytes taken in: {:.0} ms, {:.0} MB more in memory ({:.0} MB in all)",
        message(0).len(),
        filling.elapsed().as_secs_f64() * 1e3,
        resident() - before,
        resident()
    );

    let mut terminal = Terminal::new(TestBackend::new(200, 60)).unwrap();
    let theme = Theme::color();
    let mut times = Vec::with_capacity(FRAMES);
    for frame in 0..FRAMES {
        // What makes a frame: news every fourth time, else the operator moving about.
        match frame % 4 {
            0 => explorer.send(Message::Tail { tail, update: events(EVENTS + frame * 20, 20) }),
            1 => explorer.press(KeyCode::PageUp),
            2 => explorer.press(KeyCode::Up),
            _ => explorer.press(KeyCode::Down),
        }
        let start = Instant::now();
        terminal.draw(|frame| ui::draw(frame, &explorer.model, &theme)).unwrap();
        times.push(start.elapsed());
    }
    times.sort_unstable();
    let at = |percent: usize| {
        times.get((FRAMES * percent / 100).min(FRAMES - 1)).map_or(0.0, Duration::as_secs_f64) * 1e3
    };
    println!(
        "a frame at 200×60, {FRAMES} frames: median {:.2} ms, p99 {:.2} ms, slowest {:.2} ms",
        at(50),
        at(99),
        at(100)
    );
    retest(&mut explorer);
}

/// Edits a pattern with all those events carried to the workbench: from the key to what the first screen
/// says, and to the last verdict.
fn retest(explorer: &mut Explorer) {
    explorer.press(KeyCode::Char('t'));
    let (mut first, mut all) = (Vec::new(), Vec::new());
    for key in 0..KEYS {
        let code = if key % 2 == 0 { KeyCode::Char(' ') } else { KeyCode::Backspace };
        let start = Instant::now();
        let effects = explorer.update(Message::Key(KeyEvent::new(code, KeyModifiers::NONE)));
        first.push(start.elapsed());
        let mut parts = Vec::new();
        for effect in effects {
            if let Effect::Work(Work::Judge(judging)) = effect {
                judge_on_all_cores(&judging, || true, |message| parts.push(message));
            }
        }
        assert!(!parts.is_empty(), "a key in the workbench has the events judged again");
        for part in parts {
            explorer.send(part);
        }
        all.push(start.elapsed());
    }
    let median = |mut times: Vec<Duration>| {
        times.sort_unstable();
        times.get(times.len() / 2).map_or(0.0, Duration::as_secs_f64) * 1e3
    };
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    println!(
        "{EVENTS} events judged again by two patterns after a key, {cores} cores, {KEYS} keys: first screen \
            median {:.1} ms, all verdicts median {:.1} ms",
        median(first),
        median(all)
    );
}

/// Resident memory in MB.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap_or(f64::NAN) / 1e3
}

fn message(n: usize) -> String {
    let state = ["pending", "running", "stopping", "stopped"][n % 4];
    let note = "abcdefghij klmnopqrst ".repeat(27);
    format!(
        r#"{{"version":"0","id":"{n:08}-1111-2222-3333-444455556666","detail-type":"EC2 Instance State-change Notification","source":"aws.ec2","account":"111122223333","time":"2026-11-30T14:{:02}:{:02}Z","region":"us-east-1","resources":["arn:aws:ec2:us-east-1:111122223333:instance/i-{n:017x}"],"detail":{{"instance-id":"i-{n:017x}","state":"{state}","note":"{note}"}}}}"#,
        n / 60 % 60,
        n % 60
    )
}

fn events(from: usize, count: usize) -> TailUpdate {
    let event = |n: usize| LogEvent {
        stream: "stream".into(),
        timestamp: NOW + Millis::try_from(n).unwrap_or(0),
        ingested: NOW + Millis::try_from(n).unwrap_or(0) + 900,
        message: message(n),
        id: None,
    };
    TailUpdate::Events { events: (from..from + count).map(event).collect(), refilled: false, sampled: false }
}

struct Explorer {
    model: Model,
    opened: Option<TailId>,
}

impl Explorer {
    fn new() -> Self {
        let session = Session { region: "us-east-1".into(), ..Session::default() };
        let start = Start { size: (200, 60), now: NOW, session, keymap: Keymap::default(), local_offset: 0 };
        let mut explorer = Self { model: Model::new(start), opened: None };
        let effects = explorer.model.start();
        explorer.carry_out(effects);
        explorer
    }

    fn open_tail(&mut self) -> TailId {
        self.press(KeyCode::Enter);
        self.press(KeyCode::Char('l'));
        self.opened.unwrap()
    }

    fn press(&mut self, code: KeyCode) {
        self.send(Message::Key(KeyEvent::new(code, KeyModifiers::NONE)));
    }

    fn send(&mut self, message: Message) {
        let effects = self.update(message);
        self.carry_out(effects);
    }

    fn update(&mut self, message: Message) -> Vec<Effect> {
        update(&mut self.model, Stamped { at: NOW, message })
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            let message = match effect {
                Effect::Work(Work::Connect { req, .. }) => {
                    let outcome = Ok(self.model.shared.session.clone());
                    Message::Connected { req, last: true, outcome }
                }
                Effect::Work(Work::Read { req, read, .. }) => {
                    Message::Answer { req, last: true, answer: answer(read) }
                }
                Effect::Work(Work::OpenTail { tail, .. }) => {
                    self.opened = Some(tail);
                    continue;
                }
                _ => continue,
            };
            self.send(message);
        }
    }
}

fn answer(read: Read) -> Answer {
    match read {
        Read::Buses => Answer::Buses(Ok(vec![Bus { name: "default".into(), ..Bus::default() }])),
        Read::Rules(bus) => {
            let rules = (0..200).map(|n| rule(&bus, n)).collect();
            Answer::Rules(bus, Ok(rules))
        }
        Read::Rule(key) => {
            let n = key.name.trim_start_matches("rule-").parse().unwrap_or(0);
            let rule = rule(&key.bus, n);
            Answer::Rule(key, Ok(rule))
        }
        Read::Draft(key) => Answer::Draft(key, Ok(None)),
        Read::Targets(rule) => Answer::Targets(rule, Ok(vec![target()])),
        other => other.failed(CallError::new(
            ErrorKind::NotFound,
            "Read",
            "this account has buses, rules and targets only",
        )),
    }
}

fn rule(bus: &str, n: usize) -> Rule {
    Rule {
        bus: bus.into(),
        name: format!("rule-{n:03}"),
        arn: Arn::new(format!("arn:aws:events:us-east-1:111122223333:rule/rule-{n:03}")),
        state: RuleState::Enabled,
        pattern: Some(format!(
            r#"{{"source":["aws.ec2"],"detail":{{"state":["stopped","running"],"instance-id":[{{"suffix":"{n:x}"}}]}}}}"#
        )),
        schedule: None,
        description: None,
        role: None,
        managed_by: None,
        created_by: None,
    }
}

fn target() -> Target {
    Target {
        id: "logs".into(),
        arn: Arn::from("arn:aws:logs:us-east-1:111122223333:log-group:/aws/events/all"),
        role: None,
        input: None,
        input_path: None,
        transformer: None,
        dead_letter: None,
        retry: None,
        parameters: std::collections::BTreeMap::new(),
    }
}
