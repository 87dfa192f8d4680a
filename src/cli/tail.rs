//! `buslens tail`: events on standard output as they come, everything else about them on standard error.

mod lines;

use super::account::{before_writing, block_on, connect, gate, within, writes_nothing};
use super::args::Global;
use super::confirm::GivenAnswers;
use super::exit::{Exit, Failure, say};
use super::named_rules::Names;
use super::output::Output;
use super::source::pattern_of;
use super::tap;
use super::times::span;
use crate::aws::Client;
use crate::model::{Arn, Bus, Millis, Rule, RuleKey, TailSource, TailUpdate};
use crate::runtime::{self, taps::TapSubject};
use crate::tail::{Sharer, TailRules};
use crate::text::listed;
use crate::text::time::HOUR;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use lines::{event_object, line, news, stream_object};
use std::future::pending;
use std::path::PathBuf;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Notify;

/// Calls under way at the same time.
const AT_ONCE: usize = 8;
/// Rules that a sentence names.
const NAMED: usize = 3;

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
    /// Make a temporary rule with a log group of its own, watch that, and remove both at the end. What is
    /// made is listed first.
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
    since: Duration,
    /// One JSON object a line: {"time","stream","event"}, or "message" in place of "event" for a line that is
    /// no JSON. An event that not the rule but another one has delivered into the same group, by the bus's
    /// rules as the command found them, has "other":{"rule","more"}: one that matches it, and how many
    /// besides; one that the rule or another that shares the group may have delivered, "maybe_other" alike.
    /// What is missing stands between them: {"gap":{"from","to","events"?,"error"?}}, {"dropped":N},
    /// {"sampled":{"second","shown"}}, {"filled":{"from","to","events","whole"}}, with "group" where several
    /// log groups are watched; times in milliseconds.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(global: Global, args: &Args) -> Result<Exit, Failure> {
    if args.tap {
        return watch_through_tap(global, args);
    }
    block_on(async {
        let (end, timeout, is_over) = (asked_to_end()?, global.timeout, Notify::new());
        let ending = async {
            let outcome = tokio::select! {
                () = end => Ok(Exit::Done),
                outcome = within(timeout, pending()) => outcome,
            };
            is_over.notify_one();
            outcome
        };
        tokio::pin!(ending);
        let prepared = async {
            let client = connect(global).await?;
            let sources = sources(&client, args, since(args)).await?;
            let rules = rules(&client, args, &sources).await;
            Ok::<_, Failure>((client, sources, rules))
        };
        let (client, sources, rules) = tokio::select! {
            outcome = &mut ending => return outcome,
            prepared = prepared => prepared?,
        };
        // Beside the events, which do not wait for metrics.
        let failing = async {
            tokio::select! {
                () = is_over.notified() => {}
                () = tell_failing(&client, args) => {}
            }
        };
        tokio::join!(follow(&client, sources, rules, args.json, ending), failing).0
    })
}

impl Args {
    /// The rule that is named, and its bus.
    pub(super) fn names(&mut self) -> Names<'_> {
        Names::of(&mut self.bus, &mut self.rule)
    }
}

/// Says it where the deliveries of the rule fail, since what fails never reaches the log. Metrics that cannot
/// be read are no reason to say anything: the events are what was asked for.
async fn tell_failing(client: &Client, args: &Args) {
    let Some(rule) = &args.rule else { return };
    let to = client.service_time();
    let metrics = client.rule_metrics(&RuleKey::new(&args.bus, rule), to - HOUR, to).await;
    if let Some(failing) = metrics.ok().and_then(|metrics| metrics.failing_deliveries()) {
        say(&format!("{failing}; failed deliveries do not reach the log."));
    }
}

/// Watches through a tap, and removes it however the watching ends.
fn watch_through_tap(global: Global, args: &Args) -> Result<Exit, Failure> {
    let gate = gate(&global);
    if let Some(why) = gate.read_only {
        return Err(writes_nothing(why));
    }
    let subject = match &args.pattern {
        Some(path) => match pattern_of(path)? {
            Some((_, pattern)) => TapSubject::Pattern { bus: args.bus.clone(), pattern },
            None => return Ok(Exit::BadInput),
        },
        None => TapSubject::Rule(RuleKey::new(&args.bus, args.rule.clone().unwrap_or_default())),
    };
    let timeout = global.timeout;
    let given = GivenAnswers { yes: args.yes, label: global.account_label.clone() };
    block_on(async {
        let end = asked_to_end()?;
        let client = Box::pin(before_writing(timeout, connect(global))).await?;
        let made = tap::make(&gate, &client, subject, &given, timeout).await?;
        let source = TailSource {
            group: made.tap().group(),
            arn: Some(made.tap().group_arn.clone()),
            since: since(args),
        };
        let lifetime = tap::lifetime(made.tap(), &client);
        let ending = async {
            tokio::select! {
                () = end => Ok(Exit::Done),
                () = tokio::time::sleep(lifetime) => {
                    say("The tap's time is over.");
                    Ok(Exit::Done)
                }
                outcome = within(timeout, pending()) => outcome,
            }
        };
        let outcome = follow(&client, vec![source], TailRules::default(), args.json, ending).await;
        tap::remove_after(outcome, &gate, &client, &made).await
    })
}

/// Returns when somebody ends the command: Ctrl-C, SIGTERM, or a terminal that goes away.
pub(super) fn asked_to_end() -> Result<impl Future<Output = ()>, Failure> {
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

/// Prints what comes, until nothing does any more or `ending` says with what it ends. What is owed then is
/// said before.
async fn follow(
    client: &Client,
    sources: Vec<TailSource>,
    mut rules: TailRules,
    as_json: bool,
    ending: impl Future<Output = Result<Exit, Failure>>,
) -> Result<Exit, Failure> {
    let mut enders = Vec::new();
    let many = sources.len() > 1;
    for source in &sources {
        say(&format!("watching {}; Ctrl-C ends it.", source.group));
    }
    let tails = sources.into_iter().map(|source| {
        let tail = client.tail(&source);
        enders.push(tail.ender());
        stream::unfold((tail, source.group), |(mut tail, group)| async move {
            let update = tail.next().await?;
            Some(((group.clone(), update), (tail, group)))
        })
        .boxed()
    });
    let mut updates = stream::select_all(tails);
    let mut out = Output::new();
    let mut exit = Ok(Exit::Done);
    tokio::pin!(ending);
    let mut ends = false;
    loop {
        let next = tokio::select! {
            biased;
            outcome = &mut ending, if !ends => {
                (ends, exit) = (true, outcome);
                enders.iter().for_each(|end| end.notify_one());
                continue;
            }
            next = updates.next() => next,
        };
        let Some((group, update)) = next else { break };
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
                    let by = rules.matching(&event.message);
                    if as_json {
                        out.json_text(&event_object(event, &by))
                    } else {
                        out.safe_line(&line(event, &by))
                    }?;
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
                exit = if ends { exit } else { Ok(failure.exit) };
            }
            other @ (TailUpdate::Live
            | TailUpdate::Backfilled
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
    exit
}

/// The bus's rules and those that share the log groups, by which it is told whether another one has delivered
/// an event. What of them cannot be read is said.
async fn rules(client: &Client, args: &Args, sources: &[TailSource]) -> TailRules {
    let mut rules = TailRules::default();
    let Some(rule) = &args.rule else { return rules };
    let own = RuleKey::new(&args.bus, rule);
    let (found, shared) = tokio::join!(client.rules(&args.bus).try_concat(), sharing(client, &own, sources));
    let found = match found {
        Ok(found) => found,
        Err(error) => {
            say(&format!("events that other rules deliver into the same group are not marked: {error}"));
            return rules;
        }
    };
    let mut buses: Vec<&str> =
        shared.iter().map(|key| key.bus.as_str()).filter(|bus| *bus != own.bus).collect();
    buses.dedup();
    let elsewhere = stream::iter(buses).map(|bus| client.rules(bus).try_concat());
    // What cannot be read of a rule may match.
    let elsewhere: Vec<_> = elsewhere.buffered(AT_ONCE).collect().await;
    let elsewhere: Vec<Rule> = elsewhere.into_iter().flat_map(Result::unwrap_or_default).collect();
    let read = |key: &RuleKey| found.iter().chain(&elsewhere).find(|rule| rule.key() == *key);
    let sharers: Vec<_> = shared.iter().map(|key| Sharer { key, rule: read(key) }).collect();
    if !sharers.is_empty() {
        let names = listed(shared.iter().map(|key| key.label_beside(&own.bus)), "and", NAMED);
        say(&format!("the log group is shared with {names}: `?` marks what one of them may have delivered."));
    }
    rules.refresh(&own, Some(&found), &sharers);
    rules
}

/// The other rules that deliver into these log groups, on all buses, those of one bus together.
async fn sharing(client: &Client, own: &RuleKey, sources: &[TailSource]) -> Vec<RuleKey> {
    let buses = client.buses().try_concat().await;
    let mut names: Vec<String> = buses.unwrap_or_default().into_iter().map(|bus| bus.name).collect();
    if !names.contains(&own.bus) {
        names.push(own.bus.clone());
    }
    let asked = sources.iter().filter_map(|source| source.arn.as_ref());
    // A target whose ARN ends in `:*` gets nothing: who fills the group has it without.
    let asked = asked.map(|arn| Arn::from(arn.as_str().strip_suffix(":*").unwrap_or(arn.as_str())));
    let asked: Vec<_> = asked.flat_map(|arn| names.iter().map(move |bus| (arn.clone(), bus))).collect();
    let answers = stream::iter(asked)
        .map(async |(arn, bus)| (bus, client.rule_names_by_target(&arn, bus).try_concat().await));
    let answers: Vec<_> = answers.buffered(AT_ONCE).collect().await;
    let mut keys = Vec::new();
    for (bus, answer) in answers {
        match answer {
            Ok(names) => keys.extend(names.into_iter().map(|name| RuleKey::new(bus, name))),
            Err(error) => {
                say(&format!(
                    "whether rules of bus {bus} deliver into the log group too is not known: {error}"
                ));
            }
        }
    }
    keys.retain(|key| key != own);
    keys.sort();
    keys.dedup();
    keys
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

#[cfg(test)]
mod tests {
    use super::span;

    #[test]
    fn spans_are_read_and_refused() {
        assert_eq!(span("10m").unwrap().as_secs(), 600);
        for wrong in ["", "ten", "-5m", "10"] {
            assert!(span(wrong).unwrap_err().contains("10m"), "{wrong}");
        }
    }
}
