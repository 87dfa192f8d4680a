//! `buslens probe`: a marked event sent to a bus on purpose, and how far it got: taken by the bus, seen by a tap,
//! counted by the rule.

use super::account::{block_on, connect, gate, refused, within};
use super::args::Global;
use super::confirm::{Given, confirm};
use super::exit::{Exit, Failure, complain, say};
use super::output::Output;
use super::tail::ended;
use super::tap;
use crate::aws::Client;
use crate::diagnose::{MARK, Probe};
use crate::model::{Bus, EntryOutcome, EventEntry, Millis, Rule, RuleKey, RuleMetrics, Tap};
use crate::pattern::{Event, Pattern, Verdict};
use crate::runtime::gate::Gate;
use crate::runtime::taps::{Subject, planned};
use crate::text::counted;
use crate::text::time::clock_with_millis;
use futures_util::TryStreamExt as _;
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::time::sleep;

/// Between two looks into the tap's log group.
const LOOK: Duration = Duration::from_secs(1);
/// Between two looks at the metrics, which have a point a minute.
const COUNT: Duration = Duration::from_secs(10);
const MINUTE: Millis = 60_000;

/// Arguments of `probe`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// The rule to try: the event is the smallest one that its pattern matches.
    #[arg(value_name = "RULE")]
    rule: String,
    /// Its bus.
    #[arg(long, value_name = "NAME", default_value = Bus::DEFAULT)]
    bus: String,
    /// How long the tap is given to take effect before the event is sent.
    #[arg(long, value_name = "SPAN", value_parser = span, default_value = "15s")]
    settle: Duration,
    /// How long to wait for the rule's metrics, which lag some minutes.
    #[arg(long, value_name = "SPAN", value_parser = span, default_value = "4m")]
    wait: Duration,
    /// Do not ask; needed where there is no terminal to ask on. The rules that match really act.
    #[arg(long, short)]
    yes: bool,
    /// One JSON object a stage: {"stage":"put|bus|matched|invoked","at","ok","said"}; ok is null where it is not
    /// known.
    #[arg(long)]
    json: bool,
}

fn span(text: &str) -> Result<Duration, String> {
    let span = text.parse::<SignedDuration>().ok().filter(|span| !span.is_negative());
    span.and_then(|span| Duration::try_from(span).ok())
        .ok_or_else(|| "write a duration such as 10s or 3m".to_owned())
}

pub(super) fn run(global: Global, args: &Args) -> Result<Exit, Failure> {
    let gate = gate(&global);
    if let Some(why) = gate.read_only {
        return Err(refused(why));
    }
    let timeout = global.timeout;
    let given = Given { yes: args.yes, label: global.account_label.clone() };
    block_on(async {
        let end = ended()?;
        let (client, plan) = within(
            timeout,
            Box::pin(async {
                let client = connect(global).await?;
                let plan = prepare(&client, args).await?;
                Ok((client, plan))
            }),
        )
        .await?;
        complain(&plan.told(&client));
        let question = format!("Send this event to bus {}?", args.bus);
        let session = gate.session(&client).await;
        let (to_make, to_send) = (confirm(&question, &session, &given)?, plan.entry.clone());
        let sending = to_make.clone();
        let made = gate.make_tap(&client, plan.tap.clone(), to_make).await?;
        let under_way = AtomicBool::new(false);
        let outcome = tokio::select! {
            () = end => Err(Failure::new(Exit::NotKnown, "Ended before the probe had come to its end.")),
            outcome = within(timeout, probe(&gate, &client, args, &plan, (to_send, sending), &under_way)) => outcome,
        };
        let outcome = outcome.map_err(|failure| told_of(failure, under_way.load(Ordering::SeqCst)));
        tap::remove(&gate, &client, &made).await?;
        outcome
    })
}

/// What ended the probe; where the event was on its way then, whether it was sent is not known.
fn told_of(failure: Failure, under_way: bool) -> Failure {
    if !under_way {
        return failure;
    }
    let why = "Whether the event was sent is not known, and rules that match it may have acted on it";
    Failure::new(Exit::NotKnown, format!("{} {why}.", failure.message))
}

/// What is going to be done.
struct Plan {
    rule: Rule,
    entry: EventEntry,
    event: String,
    tap: Tap,
    /// The rules that match, each with how many targets it has.
    firing: Vec<(String, usize)>,
}

impl Plan {
    fn told(&self, client: &Client) -> Vec<String> {
        let mut lines =
            vec![format!("The event, marked as {MARK} in its detail:"), format!("    {}", self.event)];
        if self.firing.is_empty() {
            lines.push("No enabled rule of the bus matches it, so nothing will act on it.".to_owned());
        } else {
            lines.push("Rules that match it, and REALLY ACT on it as on any other event:".to_owned());
            for (name, targets) in &self.firing {
                lines.push(format!("    {name} ({})", counted(*targets, "target", "targets")));
            }
        }
        if self.rule.state.is_disabled() {
            lines.push(format!("Rule {} itself is off, so it will not fire.", self.rule.name));
        }
        lines.push(String::new());
        lines.extend(tap::lines(&self.tap, client));
        lines
    }
}

async fn prepare(client: &Client, args: &Args) -> Result<Plan, Failure> {
    let no = |why: String| Failure::new(Exit::BadInput, why);
    let rule = client.rule(&RuleKey::new(&args.bus, &args.rule)).await?;
    let Some(text) = &rule.pattern else {
        return Err(no(format!(
            "Rule {} has a schedule and no event pattern: there is no event to send.",
            rule.name
        )));
    };
    let pattern = Pattern::parse(text).map_err(|error| no(format!("Its pattern cannot be read: {error}")))?;
    let now = client.service_time();
    let id = Tap::new_id(now, std::process::id());
    let probe = Probe::of(&pattern, &args.bus, &id, rule.arn.account(), rule.arn.region(), now);
    let probe = probe.map_err(|why| no(format!("No event can be sent for rule {}: {why}.", rule.name)))?;
    let event = Event::parse(probe.event.as_bytes()).map_err(|error| no(error.to_string()))?;
    let mut firing = Vec::new();
    for other in client.rules(&args.bus).try_concat().await? {
        let matches = other.pattern.as_deref().and_then(|text| Pattern::parse(text).ok());
        if !other.state.is_disabled()
            && matches.is_some_and(|pattern| pattern.matches(&event) == Verdict::Match)
        {
            let targets = client.targets(&other.key()).try_concat().await?.len();
            firing.push((other.name, targets));
        }
    }
    let marked = json!({"detail": {MARK: [id]}}).to_string();
    let tap = planned(client, Subject::Pattern { bus: args.bus.clone(), pattern: marked }).await?;
    Ok(Plan { rule, entry: probe.entry, event: probe.event, tap, firing })
}

/// Prints the stages as they come.
struct Stages {
    out: Output,
    json: bool,
    offset: i32,
    wrong: bool,
    open: bool,
}

impl Stages {
    fn tell(&mut self, stage: &str, at: Millis, ok: Option<bool>, said: &str) -> Result<(), Failure> {
        self.wrong |= ok == Some(false);
        self.open |= ok.is_none();
        if self.json {
            self.out.json(&json!({"stage": stage, "at": at, "ok": ok, "said": said}))?;
        } else {
            let mark = match ok {
                Some(true) => '✓',
                Some(false) => '✗',
                None => '?',
            };
            self.out.shown(&format!("{}  {mark} {stage:<8} {said}", clock_with_millis(at, self.offset)))?;
        }
        self.out.flush()
    }
}

async fn probe(
    gate: &Gate,
    client: &Client,
    args: &Args,
    plan: &Plan,
    (entry, confirmed): (EventEntry, crate::app::confirm::Confirmed),
    under_way: &AtomicBool,
) -> Result<Exit, Failure> {
    say(&format!("Waiting {} s for the tap to take effect.", args.settle.as_secs()));
    sleep(args.settle).await;
    let mut stages = Stages {
        out: Output::new(),
        json: args.json,
        offset: jiff::Zoned::now().offset().seconds(),
        wrong: false,
        open: false,
    };
    let from = client.service_time();
    let mut sent = None;
    under_way.store(true, Ordering::SeqCst);
    let outcome = gate
        .send(client, &[entry], confirmed, |outcomes| {
            sent = outcomes.first().cloned();
            true
        })
        .await;
    under_way.store(false, Ordering::SeqCst);
    outcome?;
    let at = client.service_time();
    let id = match sent {
        Some(EntryOutcome::Done { id }) => id,
        Some(EntryOutcome::Failed { code, message }) => {
            stages.tell("put", at, Some(false), &format!("the bus refused the event: {code}, {message}"))?;
            return Ok(Exit::No);
        }
        Some(EntryOutcome::NotKnown { why } | EntryOutcome::NotSent { why }) => {
            return Err(Failure::new(
                Exit::NotKnown,
                format!("Whether the event was sent is not known: {why}."),
            ));
        }
        None => return Err(Failure::new(Exit::NotKnown, "Nothing was said of the event.")),
    };
    stages.tell("put", at, Some(true), &format!("PutEvents took it as event {id}"))?;
    if let Some(seen) = seen_by_tap(client, &plan.tap, &id, from, args.wait).await? {
        stages.tell(
            "bus",
            seen,
            Some(true),
            &format!("the tap saw it, {} ms after it was put", seen - at),
        )?;
    } else {
        let why = "the tap did not see it: the bus lost it, or the tap was not in effect yet (try a longer --settle)";
        stages.tell("bus", client.service_time(), None, why)?;
    }
    counted_by_rule(client, plan, from, args.wait, &mut stages).await?;
    Ok(match (stages.wrong, stages.open) {
        (true, _) => Exit::No,
        (false, true) => Exit::NotKnown,
        (false, false) => Exit::Done,
    })
}

/// When the event came into the tap's log group.
async fn seen_by_tap(
    client: &Client,
    tap: &Tap,
    id: &str,
    from: Millis,
    wait: Duration,
) -> Result<Option<Millis>, Failure> {
    let looking = async {
        loop {
            let lines = client.log_events(&tap.group(), from - MINUTE, None, None).try_concat().await;
            let lines = match lines {
                Ok(lines) => lines,
                // The group's first stream comes with its first event.
                Err(error) if error.kind == crate::model::ErrorKind::NotFound => Vec::new(),
                Err(error) => return Err(Failure::from(error)),
            };
            let is_it = |text: &str| serde_json::from_str::<Value>(text).is_ok_and(|event| event["id"] == id);
            if let Some(line) = lines.iter().find(|line| is_it(&line.message)) {
                return Ok(line.ingested.max(line.timestamp));
            }
            sleep(LOOK).await;
        }
    };
    match tokio::time::timeout(wait.min(Duration::from_mins(1)), looking).await {
        Ok(seen) => seen.map(Some),
        Err(_) => Ok(None),
    }
}

/// What the rule's own metrics count from then on.
async fn counted_by_rule(
    client: &Client,
    plan: &Plan,
    from: Millis,
    wait: Duration,
    stages: &mut Stages,
) -> Result<(), Failure> {
    let key = plan.rule.key();
    let start = from.div_euclid(MINUTE) * MINUTE;
    let total =
        |metrics: &RuleMetrics, name: &str| metrics.get(name).map_or(0.0, crate::model::MetricSeries::total);
    let mut metrics = None;
    let counting = async {
        loop {
            let found = client.rule_metrics(&key, start, client.service_time() + MINUTE).await?;
            let done = total(&found, "MatchedEvents") > 0.0
                && (plan.firing.iter().any(|(name, targets)| *name == key.name && *targets == 0)
                    || total(&found, "Invocations") > 0.0);
            metrics = Some(found);
            if done {
                return Ok::<(), Failure>(());
            }
            sleep(COUNT).await;
        }
    };
    if let Ok(outcome) = tokio::time::timeout(wait, counting).await {
        outcome?;
    }
    let now = client.service_time();
    let Some(metrics) = metrics else {
        return stages.tell("matched", now, None, "the rule's metrics could not be read in time");
    };
    let (matched, invoked, failed) = (
        total(&metrics, "MatchedEvents"),
        total(&metrics, "Invocations"),
        total(&metrics, "FailedInvocations"),
    );
    if plan.rule.state.is_disabled() {
        return stages.tell("matched", now, Some(false), "the rule is off, and matches nothing");
    }
    if matched > 0.0 {
        stages.tell(
            "matched",
            now,
            Some(true),
            &format!("the rule counts {matched} matched since the event was put"),
        )?;
    } else {
        let why = format!(
            "the rule counts no match within {} s; metrics lag some minutes and are best effort, so that is no proof",
            wait.as_secs()
        );
        return stages.tell("matched", now, None, &why);
    }
    if failed > 0.0 {
        let why =
            format!("{failed} of {invoked} deliveries failed: `buslens why {} --bus {}`", key.name, key.bus);
        stages.tell("invoked", now, Some(false), &why)
    } else if invoked > 0.0 {
        stages.tell(
            "invoked",
            now,
            Some(true),
            &format!("its targets were invoked {invoked} times, none failed"),
        )
    } else {
        stages.tell("invoked", now, None, "no invocation is counted yet, or the rule has no targets")
    }
}
