//! A probe, carried out: a marked event sent to a bus on purpose, and how far it got: taken by the bus, seen
//! by a tap, counted by the rule. The command and the screen share it.
//!
//! Its event and what it is told in are `diagnose`'s. The tap is made before, and removed after, by whoever
//! probes.

use super::gate::Gate;
use super::takers::takers;
use super::taps::{TapSubject, tap_plan};
use crate::app::confirm::Confirmed;
use crate::aws::Client;
use crate::diagnose::{LOOKED, MARK, Probe, ProbeOf, ProbePlan, ProbeStage, ProbeStep};
use crate::model::{CallError, EntryOutcome, ErrorKind, Millis, Rule, RuleKey, RuleMetrics, Tap};
use crate::pattern::Pattern;
use crate::text::time::MINUTE;
use futures_util::TryStreamExt as _;
use serde_json::{Value, json};
use std::ops::Range;
use std::time::Duration;
use tokio::time::sleep;

/// Between two looks into the tap's log group.
const LOOK: Duration = Duration::from_secs(1);
/// Between two looks at the metrics, which have a point a minute.
const COUNT: Duration = Duration::from_secs(10);
/// What refuses where there is no event to send.
pub const OPERATION: &str = "A probe";

/// An event that the bus has taken.
#[derive(Debug)]
pub struct TakenEvent {
    /// Its id.
    id: String,
    /// When it was sent, by the service's clock.
    at: Millis,
}

/// Finds out what a probe would consist of, and which rules would act on it.
///
/// Errors: what could not be read; [`ErrorKind::Refused`] where there is no event to send.
pub async fn prepare(client: &Client, of: &ProbeOf) -> Result<ProbePlan, CallError> {
    let no = |why: String| CallError::new(ErrorKind::Refused, OPERATION, why);
    let (rule, arn, text) = match &of.rule {
        Some(name) => {
            let rule = client.rule(&RuleKey::new(&of.bus, name)).await?;
            let Some(text) = rule.pattern.clone() else {
                return Err(no(format!(
                    "Rule {name} has a schedule and no event pattern: there is no event to send."
                )));
            };
            let arn = rule.arn.clone();
            (Some(rule), arn, text)
        }
        None => {
            let arn = client.bus(&of.bus).await?.arn;
            // Every event of the account: the smallest is the mark alone.
            let text = json!({"account": [arn.account()]}).to_string();
            (None, arn, text)
        }
    };
    let pattern =
        Pattern::parse(&text).map_err(|error| no(format!("Its pattern cannot be read: {error}")))?;
    let now = client.service_time();
    let id = Tap::new_id(now, std::process::id());
    let probe = Probe::of(&pattern, &of.bus, &id, arn.account(), arn.region(), now);
    let probe = probe.map_err(|why| no(format!("No event can be sent for {of}: {why}.")))?;
    let marked = json!({"detail": {MARK: [id]}}).to_string();
    let marked = TapSubject::Pattern { bus: of.bus.clone(), pattern: marked };
    let entries = std::slice::from_ref(&probe.entry);
    let (takers, tap) = tokio::try_join!(takers(client, &of.bus, entries), tap_plan(client, marked))?;
    Ok(ProbePlan { of: of.clone(), rule, entry: probe.entry, event: probe.event, tap, takers })
}

/// Sends the event, and tells what the bus said; nothing where it was refused.
///
/// Errors: whatever the gate says; [`ErrorKind::NotKnown`] where it may have been sent.
pub async fn send(
    gate: &Gate,
    client: &Client,
    plan: &ProbePlan,
    confirmed: Confirmed,
    tell: &mut (dyn FnMut(ProbeStage) + Send),
) -> Result<Option<TakenEvent>, CallError> {
    let at = client.service_time();
    let (outcome, unkept) = gate.send_one(client, &plan.entry, confirmed, at).await?;
    let stage = |ok: bool, said: String| ProbeStage { step: ProbeStep::Put, at, ok: Some(ok), said };
    if let Some(said) = unkept {
        tell(ProbeStage { ok: None, ..stage(false, said) });
    }
    match outcome {
        EntryOutcome::Done { id } => {
            tell(stage(true, format!("PutEvents took it as event {id}")));
            Ok(Some(TakenEvent { id, at }))
        }
        EntryOutcome::Failed { code, message } => {
            tell(stage(false, format!("the bus refused the event: {code}, {message}")));
            Ok(None)
        }
        EntryOutcome::NotKnown { why } => {
            let why = format!("Whether the event was sent is not known: {why}.");
            Err(CallError::new(ErrorKind::NotKnown, "PutEvents", why))
        }
        EntryOutcome::NotSent { why } => {
            Err(CallError::new(ErrorKind::Refused, "PutEvents", format!("The event was not sent: {why}.")))
        }
    }
}

/// Tells of each further stage as it is seen, waiting so long for what is counted.
///
/// Errors: what could not be read.
pub async fn follow(
    client: &Client,
    plan: &ProbePlan,
    sent: &TakenEvent,
    wait: Duration,
    tell: &mut (dyn FnMut(ProbeStage) + Send),
) -> Result<(), CallError> {
    let step = ProbeStep::Bus;
    match seen_by_tap(client, &plan.tap, sent, wait).await? {
        Some(seen) => {
            let said = format!("the tap saw it, {} ms after it was sent", (seen - sent.at).max(0));
            tell(ProbeStage { step, at: seen, ok: Some(true), said });
        }
        None => {
            let said = "the tap did not see it: the bus lost it, or the tap was not in effect yet".to_owned();
            tell(ProbeStage { step, at: client.service_time(), ok: None, said });
        }
    }
    if let Some(rule) = &plan.rule {
        let last = counted_by_rule(client, plan, rule, sent, wait, tell).await;
        tell(last);
    }
    Ok(())
}

/// When the event came into the tap's log group.
async fn seen_by_tap(
    client: &Client,
    tap: &Tap,
    sent: &TakenEvent,
    wait: Duration,
) -> Result<Option<Millis>, CallError> {
    let from = client.time_that_has_come().min(sent.at) - MINUTE;
    let looking = async {
        loop {
            let lines = client.log_events(&tap.group(), from, None, None).try_concat().await;
            let lines = match lines {
                Ok(lines) => lines,
                // The group's first stream comes with its first event.
                Err(error) if error.kind == ErrorKind::NotFound => Vec::new(),
                Err(error) => return Err(error),
            };
            let is_it =
                |text: &str| serde_json::from_str::<Value>(text).is_ok_and(|event| event["id"] == sent.id);
            if let Some(line) = lines.iter().find(|line| is_it(&line.message)) {
                return Ok(line.ingested.max(line.timestamp));
            }
            sleep(LOOK).await;
        }
    };
    match tokio::time::timeout(wait.min(LOOKED), looking).await {
        Ok(seen) => seen.map(Some),
        Err(_) => Ok(None),
    }
}

/// What a rule's metrics count over some minutes.
#[derive(Clone, Debug, Default, PartialEq)]
struct RuleCounts {
    matched: f64,
    invoked: f64,
    failed: f64,
}

impl RuleCounts {
    /// The sums of the points that begin in these minutes.
    fn of(metrics: &RuleMetrics, minutes: &Range<Millis>) -> Self {
        let total = |name: &str| {
            let points = metrics.get(name).map_or(&[][..], |series| &series.points);
            points.iter().filter(|(at, _)| minutes.contains(at)).map(|(_, value)| value).sum()
        };
        Self {
            matched: total("MatchedEvents"),
            invoked: total("Invocations"),
            failed: total("FailedInvocations"),
        }
    }
}

/// What is counted from the minute on in which an event was sent, and what of the minutes before it.
#[derive(Clone, Debug, PartialEq)]
struct Counted {
    since: RuleCounts,
    earlier: RuleCounts,
}

impl Counted {
    /// Of metrics that reach some minutes back behind this time.
    fn of(metrics: &RuleMetrics, sent: Millis) -> Self {
        let minute = minute_of(sent);
        Self {
            since: RuleCounts::of(metrics, &(minute..Millis::MAX)),
            earlier: RuleCounts::of(metrics, &(Millis::MIN..minute)),
        }
    }

    /// Metrics count events, and do not say which: only where the rule has taken no other is the one of them
    /// ours.
    fn is_ours_alone(&self) -> bool {
        self.earlier.matched <= 0.0 && self.since.matched <= 1.0
    }
}

fn minute_of(time: Millis) -> Millis {
    time.div_euclid(MINUTE) * MINUTE
}

/// What the rule's own metrics count from then on: tells of the match, and answers what comes last. Where
/// they cannot be read, that is what is told: the event is on its way all the same.
async fn counted_by_rule(
    client: &Client,
    plan: &ProbePlan,
    rule: &Rule,
    sent: &TakenEvent,
    wait: Duration,
    tell: &mut (dyn FnMut(ProbeStage) + Send),
) -> ProbeStage {
    let key = rule.key();
    let stage = |(ok, said): StageVerdict, step| ProbeStage { step, at: client.service_time(), ok, said };
    if rule.state.is_disabled() {
        let said = "the rule is off, and matches nothing".to_owned();
        return stage((Some(false), said), ProbeStep::Matched);
    }
    // Some minutes more, to know whether the rule takes other events too.
    let from = minute_of(sent.at) - 10 * MINUTE;
    let mut counted = None;
    let counting = async {
        loop {
            let metrics = client.rule_metrics(&key, from, client.service_time() + MINUTE).await?;
            let found = Counted::of(&metrics, sent.at);
            let done = found.since.matched > 0.0 && (plan.is_without_targets() || found.since.invoked > 0.0);
            counted = Some(found);
            if done {
                return Ok::<(), CallError>(());
            }
            sleep(COUNT).await;
        }
    };
    if let Ok(Err(error)) = tokio::time::timeout(wait, counting).await {
        let said = format!("whether the rule matched cannot be seen: {error}");
        return stage((None, said), ProbeStep::Matched);
    }
    let (matched, invoked) = judged(counted.as_ref(), wait);
    match invoked {
        None => stage(matched, ProbeStep::Matched),
        Some(invoked) => {
            tell(stage(matched, ProbeStep::Matched));
            stage(invoked, ProbeStep::Invoked)
        }
    }
}

/// Whether the event came through a stage, where that is known, and what was seen.
type StageVerdict = (Option<bool>, String);

/// What is counted since the event tells of the match, and where there was one, of the delivery.
fn judged(counted: Option<&Counted>, wait: Duration) -> (StageVerdict, Option<StageVerdict>) {
    let Some(counted) = counted else {
        return ((None, "the rule's metrics could not be read in time".to_owned()), None);
    };
    let alone = counted.is_ours_alone();
    let RuleCounts { matched, invoked, failed } = counted.since;
    if matched <= 0.0 {
        let why = format!(
            "the rule counts no match within {} s; metrics lag some minutes and are best effort, so that is no proof",
            wait.as_secs()
        );
        return ((None, why), None);
    }
    let others = "it takes other events too, and metrics do not tell which these are";
    let words = format!("the rule counts {matched} matched since the minute in which the event was put");
    let match_told = if alone { (Some(true), words) } else { (None, format!("{words}; {others}")) };
    let deliveries = if invoked <= 0.0 {
        (None, "no invocation is counted yet, or the rule has no targets".to_owned())
    } else if failed > 0.0 {
        let why = format!("{failed} of {invoked} deliveries failed");
        // Where all fail, this one did.
        let surely = alone || failed >= invoked;
        (surely.then_some(false), if surely { why } else { format!("{why}; {others}") })
    } else {
        let said = format!("deliveries to its targets: {invoked}, none failed");
        if alone { (Some(true), said) } else { (None, format!("{said}; {others}")) }
    };
    (match_told, Some(deliveries))
}

#[cfg(test)]
mod tests {
    use super::{Counted, RuleCounts, judged};
    use crate::model::{MetricSeries, Millis, RuleMetrics};
    use crate::text::time::MINUTE;
    use std::time::Duration;

    #[test]
    fn only_a_rule_that_takes_nothing_else_proves_a_match_by_its_counts() {
        let told = |matched: f64, invoked: f64, failed: f64, earlier: f64| {
            let since = RuleCounts { matched, invoked, failed };
            let counted =
                Counted { since, earlier: RuleCounts { matched: earlier, ..RuleCounts::default() } };
            judged(Some(&counted), Duration::from_secs(1))
        };
        let (matched, invoked) = told(1.0, 1.0, 0.0, 0.0);
        assert_eq!((matched.0, invoked.map(|told| told.0)), (Some(true), Some(Some(true))));
        for (matched, earlier) in [(1.0, 4.0), (2.0, 0.0)] {
            let (matched, invoked) = told(matched, 5.0, 0.0, earlier);
            assert!(matched.0.is_none() && matched.1.contains("takes other events too"), "{matched:?}");
            assert_eq!(invoked.map(|told| told.0), Some(None));
        }
        assert_eq!(told(5.0, 5.0, 5.0, 1.0).1.map(|told| told.0), Some(Some(false)), "all have failed");
        assert_eq!(told(5.0, 5.0, 1.0, 1.0).1.map(|told| told.0), Some(None));
        assert_eq!(told(1.0, 0.0, 0.0, 0.0).1.map(|told| told.0), Some(None));
        assert!(told(0.0, 0.0, 0.0, 0.0).0.1.contains("no proof"));
        assert!(judged(None, Duration::from_secs(1)).1.is_none());
    }

    #[test]
    fn what_is_counted_late_for_minutes_before_the_event_is_none_of_it() {
        let series = |points: &[(Millis, f64)]| RuleMetrics {
            series: vec![MetricSeries { name: "MatchedEvents".to_owned(), points: points.to_vec() }],
            ..RuleMetrics::default()
        };
        let sent = 100 * MINUTE + 20_000;
        let before = Counted::of(&series(&[(98 * MINUTE, 1.0)]), sent);
        assert_eq!((before.since.matched, before.is_ours_alone()), (0.0, false));
        let own = Counted::of(&series(&[(100 * MINUTE, 1.0)]), sent);
        assert_eq!((own.since.matched, own.is_ours_alone()), (1.0, true));
    }
}
