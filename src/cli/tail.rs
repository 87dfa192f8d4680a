//! `buslens tail`: events on standard output as they come, everything else about them on standard error.

use super::account::{block_on, block_on_within, connect, gate, refused, within};
use super::args::Global;
use super::confirm::Given;
use super::exit::{Exit, Failure, say};
use super::output::Output;
use super::source::pattern_of;
use super::tap;
use crate::aws::Client;
use crate::json::{Document, Value};
use crate::model::{Arn, Bus, LogEvent, Millis, RuleKey, TailSource, TailUpdate};
use crate::runtime::{self, taps::Subject};
use crate::text::time::clock_with_millis;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde_json::json;
use std::path::PathBuf;
use tokio::signal::unix::{SignalKind, signal};

/// How far back it is looked whether deliveries fail.
const HOUR: Millis = 60 * 60 * 1_000;

/// Arguments of `tail`.
#[derive(Clone, Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("what").required(true).args(["rule", "log_group", "pattern"])))]
pub struct Args {
    /// The log groups that this rule delivers to; with --tap, what the rule matches, whatever it delivers to.
    #[arg(long, value_name = "NAME")]
    rule: Option<String>,
    /// With --tap: the events of the bus that the pattern in this file matches; - is standard input.
    #[arg(long, short, value_name = "FILE", requires = "tap")]
    pattern: Option<PathBuf>,
    /// Make a temporary rule with a log group of its own, watch that, and remove both at the end. What is made
    /// is listed first.
    #[arg(long, conflicts_with = "log_group")]
    tap: bool,
    /// Do not ask before the tap is made; needed where there is no terminal to ask on.
    #[arg(long, short, requires = "tap")]
    yes: bool,
    /// The rule's bus.
    #[arg(long, value_name = "NAME", default_value = Bus::DEFAULT, conflicts_with = "log_group")]
    bus: String,
    /// A log group.
    #[arg(long, value_name = "NAME")]
    log_group: Option<String>,
    /// Begin with the events of this last span, such as 10m or 2h.
    #[arg(long, value_name = "SPAN", value_parser = span, default_value = "0s")]
    since: SignedDuration,
    /// One JSON object a line: {"time","stream","event"}, or "message" in place of "event" for a line that is
    /// no JSON. What is missing stands between them: {"gap":{"from","to","events"?}}, {"dropped":N},
    /// {"sampled":{"second","shown"}}, {"filled":{"from","to","events","whole"}}; times in milliseconds.
    #[arg(long)]
    json: bool,
}

fn span(text: &str) -> Result<SignedDuration, String> {
    match text.parse::<SignedDuration>() {
        Ok(span) if !span.is_negative() => Ok(span),
        _ => Err("write a duration such as 30s, 10m, 2h or 1h30m".to_owned()),
    }
}

pub(super) fn run(global: Global, args: &Args) -> Result<Exit, Failure> {
    if args.tap {
        return tapped(global, args);
    }
    block_on_within(global.timeout, async {
        let end = ended()?;
        let follow = async {
            let client = connect(global).await?;
            let sources = sources(&client, args, since(args)).await?;
            // Beside the events, which do not wait for metrics.
            tokio::join!(follow(&client, sources, args.json), tell_failing(&client, args)).0
        };
        tokio::select! {
            () = end => Ok(Exit::Done),
            outcome = follow => outcome,
        }
    })
}

/// Says it where the deliveries of the rule fail, since what fails never reaches the log. Metrics that cannot be read
/// are no reason to say anything: the events are what was asked for.
async fn tell_failing(client: &Client, args: &Args) {
    let Some(rule) = &args.rule else { return };
    let to = client.service_time();
    let metrics = client.rule_metrics(&RuleKey::new(&args.bus, rule), to - HOUR, to).await;
    if let Some(said) = metrics.ok().and_then(|metrics| metrics.failing_deliveries()) {
        say(&format!("{said}; what fails does not reach the log."));
    }
}

/// Over a tap: whatever ends the watching, the tap is removed before the command ends.
fn tapped(global: Global, args: &Args) -> Result<Exit, Failure> {
    let gate = gate(&global);
    if let Some(why) = gate.read_only {
        return Err(refused(why));
    }
    let subject = match &args.pattern {
        Some(path) => match pattern_of(path)? {
            Some((_, pattern)) => Subject::Pattern { bus: args.bus.clone(), pattern },
            None => return Ok(Exit::BadInput),
        },
        None => Subject::Rule(RuleKey::new(&args.bus, args.rule.clone().unwrap_or_default())),
    };
    let timeout = global.timeout;
    let given = Given { yes: args.yes, label: global.account_label.clone() };
    block_on(async {
        let end = ended()?;
        let client = Box::pin(within(timeout, connect(global))).await?;
        let made = tap::make(&gate, &client, subject, &given, timeout).await?;
        let source = TailSource {
            group: made.tap().group(),
            arn: Some(made.tap().group_arn.clone()),
            since: since(args),
        };
        let lifetime = tap::lifetime(made.tap(), &client);
        let outcome = tokio::select! {
            () = end => Ok(Exit::Done),
            () = tokio::time::sleep(lifetime) => {
                say("The tap's time is over.");
                Ok(Exit::Done)
            }
            outcome = within(timeout, follow(&client, vec![source], args.json)) => outcome,
        };
        tap::remove(&gate, &client, &made).await?;
        outcome
    })
}

/// Returns when somebody ends the command: Ctrl-C, SIGTERM, or a terminal that goes away.
pub(super) fn ended() -> Result<impl Future<Output = ()>, Failure> {
    let listen = |kind| {
        signal(kind).map_err(|error| Failure::new(Exit::No, format!("Signals cannot be received: {error}")))
    };
    let (mut interrupt, mut terminate) = (listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?);
    let mut hangup = listen(SignalKind::hangup())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
        }
    })
}

fn since(args: &Args) -> Millis {
    runtime::now().saturating_sub(Millis::try_from(args.since.as_millis()).unwrap_or(Millis::MAX))
}

async fn follow(client: &Client, sources: Vec<TailSource>, as_json: bool) -> Result<Exit, Failure> {
    let many = sources.len() > 1;
    for source in &sources {
        say(&format!("watching {}; Ctrl-C ends it.", source.group));
    }
    let tails = sources.into_iter().map(|source| {
        let tail = client.tail(&source);
        stream::unfold((tail, source.group), |(mut tail, group)| async move {
            let update = tail.next().await?;
            Some(((group.clone(), update), (tail, group)))
        })
        .boxed()
    });
    let mut updates = stream::select_all(tails);
    let mut out = Output::new();
    let mut exit = Exit::Done;
    while let Some((group, update)) = updates.next().await {
        let about = if many { format!("{group}: ") } else { String::new() };
        if as_json
            && let Some(object) =
                stream_object(&update, client.service_time(), many.then_some(group.as_str()))
        {
            out.json(&object)?;
            out.flush()?;
        }
        match update {
            TailUpdate::Events { events, sampled, .. } => {
                for event in &events {
                    if as_json { out.json_text(&event_object(event)) } else { out.shown(&line(event)) }?;
                }
                out.flush()?;
                if sampled {
                    say(&format!(
                        "{about}more than 500 events in this second: the service sent a sample, the rest is \
                            fetched later."
                    ));
                }
            }
            TailUpdate::Ended(Some(error)) => {
                let failure = Failure::from(error);
                failure.report();
                exit = failure.exit;
            }
            other @ (TailUpdate::Live
            | TailUpdate::Clock { .. }
            | TailUpdate::Polling { .. }
            | TailUpdate::Reconnecting { .. }
            | TailUpdate::Reconnected { .. }
            | TailUpdate::Unfilled { .. }
            | TailUpdate::Filled { .. }
            | TailUpdate::Dropped(_)
            | TailUpdate::Ended(None)) => {
                if let Some(news) = news(&other) {
                    say(&format!("{about}{news}"));
                }
            }
        }
    }
    Ok(exit)
}

async fn sources(client: &Client, args: &Args, since: Millis) -> Result<Vec<TailSource>, Failure> {
    if let Some(group) = &args.log_group {
        return Ok(vec![TailSource { group: group.clone(), arn: None, since }]);
    }
    let rule = args.rule.clone().unwrap_or_default();
    let targets = client.targets(&RuleKey::new(&args.bus, &rule)).try_concat().await?;
    let source =
        |arn: &Arn, group: &str| TailSource { group: group.to_owned(), arn: Some(arn.clone()), since };
    let found: Vec<_> =
        targets.iter().filter_map(|target| Some(source(&target.arn, target.log_group()?))).collect();
    if found.is_empty() {
        let why = format!(
            "Rule {rule} on bus {} has no CloudWatch Logs target, so there is no log to watch. --tap makes a \
             temporary one.",
            args.bus
        );
        return Err(Failure::new(Exit::No, why));
    }
    Ok(found)
}

/// What a program that reads the events must know about what is between them, as an object of its own.
fn stream_object(update: &TailUpdate, now: Millis, group: Option<&str>) -> Option<serde_json::Value> {
    let mut object = match update {
        TailUpdate::Reconnected { away, refilled } => {
            let mut gap = json!({"from": now - away, "to": now});
            if let Some(events) = refilled {
                gap["events"] = json!(events);
            }
            json!({ "gap": gap })
        }
        TailUpdate::Unfilled { from, to, error } => {
            json!({"gap": {"from": from, "to": to, "error": error.to_string()}})
        }
        TailUpdate::Dropped(events) => json!({ "dropped": events }),
        TailUpdate::Events { events, sampled: true, .. } => {
            json!({"sampled": {"second": now.div_euclid(1_000), "shown": events.len()}})
        }
        TailUpdate::Filled { from, to, events, whole } => {
            json!({"filled": {"from": from, "to": to, "events": events, "whole": whole}})
        }
        TailUpdate::Events { sampled: false, .. }
        | TailUpdate::Live
        | TailUpdate::Clock { .. }
        | TailUpdate::Polling { .. }
        | TailUpdate::Reconnecting { .. }
        | TailUpdate::Ended(_) => return None,
    };
    if let Some(group) = group {
        object["group"] = json!(group);
    }
    Some(object)
}

/// What a reader of the events must know about what is between them.
fn news(update: &TailUpdate) -> Option<String> {
    Some(match update {
        TailUpdate::Live => "live.".to_owned(),
        TailUpdate::Polling { reason, every } => {
            format!("reading the log every {every} s instead of live: {reason}")
        }
        TailUpdate::Reconnecting { reason, wait } => {
            format!("connection lost ({reason}); trying again in {} s.", wait / 1000)
        }
        TailUpdate::Reconnected { away, refilled: Some(events) } => {
            format!("connected again after {} s; {events} events of that time were fetched.", away / 1000)
        }
        TailUpdate::Reconnected { away, refilled: None } => {
            format!("connected again after {} s; the events of that time could not be fetched.", away / 1000)
        }
        TailUpdate::Unfilled { from, to, error } => {
            format!("events between {} and {} may be missing: {error}", clock_time(*from), clock_time(*to))
        }
        TailUpdate::Filled { events, whole, .. } => {
            let rest = if *whole { "." } else { "; there were more than can be read." };
            format!("{events} events that the samples had left out were fetched{rest}")
        }
        TailUpdate::Dropped(events) => {
            format!("{events} events were dropped because they came faster than they could be printed.")
        }
        // The clock is said for all calls alike.
        TailUpdate::Clock { .. } | TailUpdate::Events { .. } | TailUpdate::Ended(_) => return None,
    })
}

fn clock_time(at: Millis) -> String {
    let offset =
        Timestamp::from_millisecond(at).map_or(0, |time| TimeZone::system().to_offset(time).seconds());
    clock_with_millis(at, offset)
}

/// Time, source, detail-type, detail; a log line that is no event as it is.
fn line(event: &LogEvent) -> String {
    let time = clock_time(event.timestamp);
    let Ok(document) = Document::parse(event.message.as_str()) else {
        return format!("{time}  {}", event.message);
    };
    let text = |name: &str| document.root().get(name).and_then(Value::text).map(|text| text.to_string());
    let (Some(source), Some(detail_type)) = (text("source"), text("detail-type")) else {
        return format!("{time}  {}", one_line(document.root().raw()));
    };
    let detail = document.root().get("detail").map(|detail| one_line(detail.raw())).unwrap_or_default();
    format!("{time}  {source}  {detail_type}  {detail}")
}

fn event_object(event: &LogEvent) -> String {
    let text = |text: &str| serde_json::Value::from(text).to_string();
    let head = format!("{{\"time\":{},\"stream\":{}", event.timestamp, text(&event.stream));
    match Document::parse(event.message.as_str()) {
        // As it came, so that long numbers and doubled keys stay what they are.
        Ok(document) => format!("{head},\"event\":{}}}", one_line(document.root().raw())),
        Err(_) => format!("{head},\"message\":{}}}", text(&event.message)),
    }
}

/// JSON on one line: a line break in valid JSON is always white space between its parts.
fn one_line(json: &str) -> String {
    json.split(['\n', '\r']).map(str::trim).collect()
}

#[cfg(test)]
mod tests {
    use super::{event_object, line, one_line, span, stream_object};
    use crate::model::{CallError, ErrorKind, LogEvent, TailUpdate};
    use serde_json::json;

    fn event(message: &str) -> LogEvent {
        LogEvent { stream: "s\"1".into(), timestamp: 5, ingested: 6, message: message.into(), id: None }
    }

    #[test]
    fn an_event_stays_as_it_came_and_on_one_line() {
        let text = "{\n  \"n\": 12345678901234567890.10,\r\n  \"n\": 1\n}";
        assert_eq!(
            event_object(&event(text)),
            r#"{"time":5,"stream":"s\"1","event":{"n": 12345678901234567890.10,"n": 1}}"#
        );
        assert_eq!(
            event_object(&event("no \u{1b}event")),
            r#"{"time":5,"stream":"s\"1","message":"no \u001bevent"}"#
        );
        assert_eq!(one_line("[1,\n2]"), "[1,2]");
    }

    #[test]
    fn what_is_missing_stands_between_the_events_as_objects() {
        let object = |update: &TailUpdate| stream_object(update, 90_000, None).unwrap();
        let back = |refilled| TailUpdate::Reconnected { away: 4_000, refilled };
        assert_eq!(object(&back(Some(7))), json!({"gap": {"from": 86_000, "to": 90_000, "events": 7}}));
        assert_eq!(object(&back(None)), json!({"gap": {"from": 86_000, "to": 90_000}}));
        let sampled = TailUpdate::Events { events: vec![event("x")], refilled: false, sampled: true };
        assert_eq!(object(&sampled), json!({"sampled": {"second": 90, "shown": 1}}));
        assert_eq!(object(&TailUpdate::Dropped(3)), json!({"dropped": 3}));
        let error = CallError::new(ErrorKind::Denied, "FilterLogEvents", "no");
        let unfilled = TailUpdate::Unfilled { from: 1, to: 2, error };
        assert_eq!(object(&unfilled)["gap"]["from"], json!(1));
        let of_many = stream_object(&TailUpdate::Dropped(3), 0, Some("g"));
        assert_eq!(of_many, Some(json!({"dropped": 3, "group": "g"})));
        assert_eq!(stream_object(&TailUpdate::Live, 0, None), None);
    }

    #[test]
    fn people_get_time_source_and_kind_first() {
        let shown = line(&event(r#"{"source":"aws.ec2","detail-type":"T","detail":{"a":1}}"#));
        assert!(shown.ends_with("  aws.ec2  T  {\"a\":1}"), "{shown}");
        assert!(line(&event("plain")).ends_with("  plain"));
        assert!(line(&event("[1]")).ends_with("  [1]"));
    }

    #[test]
    fn spans_are_read_and_refused() {
        assert_eq!(span("10m").unwrap().as_secs(), 600);
        for wrong in ["", "ten", "-5m", "10"] {
            assert!(span(wrong).unwrap_err().contains("10m"), "{wrong}");
        }
    }
}
