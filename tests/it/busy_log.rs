//! The real binary over a busy log whose connections break and whose answers get lost: each event once, or
//! told.
//!
//! `BUSLENS_RATES=20,500,3000,10000 BUSLENS_SECONDS=60` measures where the suite only looks; the figures go
//! to standard error.

use crate::commands::signal;
use crate::stand_in::{Act, Asked, StandIn};
use aws_smithy_eventstream::frame::write_message_to;
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read as _, Write};
use std::net::TcpStream;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// How long an event takes to get into the log.
const TAKES: i64 = 300;
/// A page of FilterLogEvents and an update of a session have no more events than these.
const PAGE: i64 = 10_000;
const PAGE_BYTES: usize = 1_000_000;
const UPDATE: i64 = 500;
/// Nothing for this long, and nothing more will come: a tail pauses for less.
const QUIET: Duration = Duration::from_mins(1);
/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// A log group that takes in events at a steady rate for some seconds.
pub struct Log {
    pub rate: i64,
    pub millis: i64,
    pub start: i64,
    pub is_live: bool,
    /// When connections are reset, in milliseconds after the start.
    pub resets: Vec<i64>,
    /// How long a reset keeps connections from being made.
    pub away: i64,
    /// One in so many answers to FilterLogEvents is lost.
    pub loses: usize,
    pub filters: AtomicUsize,
    /// Milliseconds by which its clock, the `Date` of its answers, is ahead of this machine's.
    pub ahead: i64,
    /// It stands before an account, which answers everything that is not about the log's events.
    pub has_account: bool,
}

pub fn now() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

impl Log {
    pub fn at(&self, n: i64) -> i64 {
        self.start + n * 1_000 / self.rate
    }

    /// The time by its clock.
    fn now(&self) -> i64 {
        now() + self.ahead
    }

    /// The same as a header has it.
    fn date(&self) -> String {
        let now = jiff::Timestamp::from_millisecond(self.now()).unwrap();
        now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }

    pub fn all(&self) -> i64 {
        self.rate * self.millis / 1_000
    }

    /// The first event that is not in the log yet.
    fn end(&self) -> i64 {
        self.first_from(self.now() - TAKES).min(self.all())
    }

    /// The first event of this time or later.
    pub fn first_from(&self, time: i64) -> i64 {
        let after = (time - self.start).max(0);
        (after * self.rate + 999).div_euclid(1_000)
    }

    fn is_away(&self) -> bool {
        let at = self.now() - self.start;
        self.resets.iter().any(|reset| (*reset..*reset + self.away).contains(&at))
    }

    fn event(&self, n: i64) -> Value {
        let at = self.at(n);
        json!({"logStreamName": "s", "timestamp": at, "ingestionTime": at + TAKES, "message": n.to_string(),
            "eventId": n.to_string()})
    }

    pub fn answer(self: &Arc<Self>, asked: &Asked) -> Act {
        if self.is_away() {
            return Act::Cut;
        }
        let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
        let answer = match asked.operation.as_str() {
            other if self.has_account && !matches!(other, "FilterLogEvents" | "StartLiveTail") => {
                return Act::Pass;
            }
            "DescribeLogGroups" => {
                let arn = "arn:aws:logs:us-east-1:111122223333:log-group:busy";
                json!({"logGroups": [{"logGroupName": "busy", "arn": format!("{arn}:*"), "logGroupArn": arn,
                    "logGroupClass": "STANDARD"}]})
            }
            "FilterLogEvents" => {
                if (self.filters.fetch_add(1, Ordering::Relaxed) + 1).is_multiple_of(self.loses) {
                    return Act::Cut;
                }
                self.filter(&body)
            }
            "StartLiveTail" if self.is_live => {
                let log = Arc::clone(self);
                return Act::Stream(Box::new(move |to| log.live(to)));
            }
            other => {
                let message = format!("no {other} here");
                let body = json!({"__type": "UnknownOperationException", "message": message});
                return Act::Answer(400, vec![("Date", self.date())], body.to_string().into_bytes());
            }
        };
        Act::Answer(200, vec![("Date", self.date())], answer.to_string().into_bytes())
    }

    fn filter(&self, body: &Value) -> Value {
        let from = body["startTime"].as_i64().map_or(0, |time| self.first_from(time));
        let next = body["nextToken"].as_str().and_then(|token| token.parse().ok()).unwrap_or(from);
        let until = body["endTime"].as_i64().map_or(i64::MAX, |time| self.first_from(time));
        let end = self.end().min(until);
        let mut bytes = 0;
        let page: Vec<Value> = (next..end)
            .take(usize::try_from(PAGE).unwrap())
            .map(|n| self.event(n))
            .take_while(|event| {
                // An event counts 26 bytes more than its message (CloudWatch Logs quotas).
                bytes += event["message"].as_str().unwrap().len() + 26;
                bytes <= PAGE_BYTES
            })
            .collect();
        let read = next + i64::try_from(page.len()).unwrap();
        let mut answer = json!({ "events": page });
        if read < end {
            answer["nextToken"] = json!(read.to_string());
        }
        answer
    }

    /// How many events the sentences of a tail say to be missing; their times are in UTC.
    fn told_in(&self, said: &str) -> usize {
        let day = self.start.div_euclid(DAY) * DAY;
        // Of two times of day, the one that is not long before the start: a run may pass midnight.
        let at = |clock: &str| {
            let at = day + millis_of_day(clock);
            if at < self.start - DAY / 2 { at + DAY } else { at }
        };
        let of_line = |line: &str| -> Option<i64> {
            if let Some((_, span)) = line.split_once("events between ") {
                let (from, to) = span.split_once(" may be missing")?.0.split_once(" and ")?;
                return Some(self.first_from(at(to)).min(self.all()) - self.first_from(at(from)));
            }
            let (before, _) = line.split_once(" events were dropped")?;
            before.rsplit(' ').next()?.parse().ok()
        };
        said.lines().filter_map(of_line).map(|events| usize::try_from(events.max(0)).unwrap()).sum()
    }

    /// A session: an update a second, sampled where there is too much, until a reset.
    fn live(&self, to: &mut TcpStream) -> std::io::Result<()> {
        write!(
            to,
            "HTTP/1.1 200 OK\r\nDate: {}\r\nContent-Type: application/vnd.amazon.eventstream\r\n\
             Transfer-Encoding: chunked\r\n\r\n",
            self.date()
        )?;
        chunk(to, "sessionStart", &json!({"sessionId": "1", "logGroupIdentifiers": ["busy"]}))?;
        let mut next = self.end();
        to.set_read_timeout(Some(Duration::from_secs(1)))?;
        loop {
            // A second passes, or the client goes away.
            if let Ok(0) = to.read(&mut [0; 16]) {
                return Ok(());
            }
            if self.is_away() {
                return Ok(());
            }
            let end = self.end();
            let events: Vec<Value> = (next..end.min(next + UPDATE)).map(|n| self.event(n)).collect();
            let sampled = end - next > UPDATE;
            next = end;
            let update = json!({"sessionMetadata": {"sampled": sampled}, "sessionResults": events});
            chunk(to, "sessionUpdate", &update)?;
        }
    }
}

/// Milliseconds of `14:03:20.125` since midnight.
fn millis_of_day(clock: &str) -> i64 {
    let parts: Vec<i64> = clock.split([':', '.']).map(|part| part.parse().expect("a number")).collect();
    let [hours, minutes, seconds, millis] = parts[..] else { panic!("no time: {clock}") };
    ((hours * 60 + minutes) * 60 + seconds) * 1_000 + millis
}

fn chunk(to: &mut TcpStream, kind: &str, payload: &Value) -> std::io::Result<()> {
    let header =
        |name: &'static str, value: &str| Header::new(name, HeaderValue::String(value.to_owned().into()));
    let headers = vec![
        header(":event-type", kind),
        header(":content-type", "application/json"),
        header(":message-type", "event"),
    ];
    let mut frame = Vec::new();
    let message = Message::new_from_parts(headers, payload.to_string().into_bytes());
    write_message_to(&message, &mut frame).unwrap();
    write!(to, "{:x}\r\n", frame.len())?;
    to.write_all(&frame)?;
    to.write_all(b"\r\n")
}

/// Watches such a log, whose clock is that far ahead, until every event is there or nothing more comes, and
/// counts; gives what was said.
fn watch(rate: i64, seconds: i64, is_live: bool, as_json: bool, ahead: i64) -> String {
    let what = format!(
        "{rate}/s for {seconds} s, {}, {}",
        if is_live { "live" } else { "polling" },
        if as_json { "JSON" } else { "text" }
    );
    let millis = seconds * 1_000;
    // A reset each third of the time; the last one early enough for what it cost to be fetched.
    let resets = vec![millis / 3, millis * 2 / 3];
    let log = Arc::new(Log {
        rate,
        millis,
        start: now() + ahead + 1_000,
        is_live,
        resets,
        away: 2_000,
        loses: 5,
        filters: AtomicUsize::new(0),
        ahead,
        has_account: false,
    });
    let answering = Arc::clone(&log);
    let server = StandIn::start(None, move |asked| answering.answer(asked));
    let home = tempfile::tempdir().unwrap();
    let mut args = vec!["tail", "--log-group", "busy", "--endpoint-url", server.endpoint()];
    args.extend(as_json.then_some("--json"));
    let began = Instant::now();
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_buslens"))
        .args(&args)
        .env("HOME", home.path())
        .env("AWS_REGION", "us-east-1")
        .env("TZ", "UTC")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut times = vec![0_u32; usize::try_from(log.all()).unwrap()];
    let (mut missing, mut told) = (times.len(), 0);
    let (tell, lines) = std::sync::mpsc::channel();
    let out = child.stdout.take().unwrap();
    std::thread::spawn(move || {
        BufReader::new(out).lines().map_while(Result::ok).all(|line| tell.send(line).is_ok())
    });
    let mut take = |line: String| {
        let event = if as_json {
            let line: Value = serde_json::from_str(&line).unwrap();
            told += line["dropped"].as_u64().map_or(0, |n| usize::try_from(n).unwrap());
            let gap = &line["gap"];
            if let (Value::Null, Some(from), Some(to)) =
                (&gap["events"], gap["from"].as_i64(), gap["to"].as_i64())
            {
                told += usize::try_from(log.first_from(to).min(log.all()) - log.first_from(from)).unwrap();
            }
            line["event"].as_u64().and_then(|n| usize::try_from(n).ok())
        } else {
            line.rsplit(' ').next().and_then(|n| n.parse().ok())
        };
        if let Some(n) = event {
            missing -= usize::from(times[n] == 0);
            times[n] += 1;
        }
        missing > told
    };
    while let Ok(line) = lines.recv_timeout(QUIET) {
        if !take(line) {
            break;
        }
    }
    let took = began.elapsed();
    signal(child.id(), "INT");
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(child.wait().unwrap().success(), "{said}");
    // What was still on its way out.
    for line in lines {
        take(line);
    }
    let twice = times.iter().filter(|times| **times > 1).count();
    assert_eq!(twice, 0, "{what}: events that came more than once\n{said}");
    let told = if as_json { told } else { log.told_in(&said) };
    assert!(missing <= told, "{what}: {missing} of {} missing, {told} told\n{said}", times.len());
    assert!(is_live || said.contains("reading the log every"), "{what}: {said}");
    let calls = server.times("FilterLogEvents");
    eprintln!(
        "{what}: {} events, {missing} missing, {told} told, {calls} FilterLogEvents, {took:.0?}",
        times.len()
    );
    said
}

pub fn from_environment(name: &str, usual: &str) -> Vec<i64> {
    let text = std::env::var(name).unwrap_or_else(|_| usual.to_owned());
    text.split(',').map(|n| n.trim().parse().expect("a number")).collect()
}

#[test]
fn what_a_tail_says_to_be_missing_is_counted() {
    let log = Log {
        rate: 100,
        millis: 60_000,
        // 2026-11-30 23:59:50 UTC.
        start: 1_796_083_190_000,
        is_live: true,
        resets: Vec::new(),
        away: 0,
        loses: 5,
        filters: AtomicUsize::new(0),
        ahead: 0,
        has_account: false,
    };
    let said = "buslens: live.\nbuslens: events between 23:59:59.500 and 00:00:01.000 may be missing: cut\n\
        buslens: 7 events were dropped because they came faster than they could be printed.\n";
    assert_eq!(log.told_in(said), 157);
    assert_eq!(log.told_in("buslens: connection lost (cut); trying again in 1 s."), 0);
}

#[test]
fn each_event_comes_once_live_and_polling_over_resets_and_lost_answers() {
    let rates = from_environment("BUSLENS_RATES", "600");
    let seconds = from_environment("BUSLENS_SECONDS", "9")[0];
    for rate in rates {
        let one = |is_live, as_json| std::thread::spawn(move || watch(rate, seconds, is_live, as_json, 0));
        for watching in [one(true, true), one(true, false), one(false, true), one(false, false)] {
            watching.join().unwrap();
        }
    }
}

#[test]
fn a_server_whose_clock_is_two_minutes_off_loses_nothing_over_resets() {
    let one = |is_live, ahead| (ahead, std::thread::spawn(move || watch(20, 9, is_live, is_live, ahead)));
    for (ahead, watching) in
        [one(true, 120_000), one(true, -120_000), one(false, 120_000), one(false, -120_000)]
    {
        let said = watching.join().unwrap();
        let side = if ahead > 0 { "behind" } else { "ahead of" };
        let told = said.lines().any(|line| line.contains("This machine's clock is") && line.contains(side));
        assert!(told, "{ahead}: {said}");
    }
}
