//! `buslens which`: the rules that match an event, then those that nearly do.

use super::account::{block_on_within, connect, each_page, refuse_absent_bus};
use super::args::Global;
use super::exit::{Exit, Failure};
use super::explanation::{reason, remedy};
use super::given_events::GivenEvents;
use super::output::Output;
use super::rule_file::{self, NamedRule};
use super::source::one_stdin;
use crate::diagnose::{AskedRule, Destination, RuleVerdict, RuleVerdicts};
use crate::json::Value;
use crate::model::{Bus, Millis, Rule, RuleState, Session, matching_in_words};
use crate::pattern::{Event, Miss, Pattern};
use crate::text::grouped;
use serde::Serialize;
use std::path::PathBuf;

/// Arguments of `which`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// File with the event in JSON, or a list of them, as EventBridge delivers it or as PutEvents takes it; -
    /// is standard input.
    #[arg(long, short, value_name = "FILE")]
    event: PathBuf,
    /// The bus whose rules are asked.
    #[arg(long, value_name = "NAME", default_value = Bus::DEFAULT)]
    bus: String,
    /// Ask the rules of this file instead: a line {"name","pattern"} each, or what `buslens rules --json`
    /// prints.
    #[arg(long, value_name = "FILE", conflicts_with = "bus")]
    rules: Option<PathBuf>,
    /// How many near misses to print.
    #[arg(long, value_name = "N", default_value_t = 10)]
    misses: usize,
    /// One JSON document: {"matching":[…],"misses":[…],"undecided":[…],"unreadable":[…]}, each with
    /// "name","bus"?,"state"?; a miss has the number of fields that fail in "failing", and of the first
    /// "path" and "miss":{"kind","sentence","fix"?}; a rule whose pattern cannot be read has "why". Of
    /// several events one document a line, with "event", its number.
    #[arg(long)]
    json: bool,
}

/// A rule as JSON names it.
#[derive(Debug, Serialize)]
struct Named<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    bus: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'a RuleState>,
}

#[derive(Debug, Serialize)]
struct Near<'a> {
    #[serde(flatten)]
    rule: Named<'a>,
    failing: usize,
    #[serde(flatten)]
    reason: Option<Reason<'a>>,
}

/// The first reason of a rule that does not match.
#[derive(Debug, Serialize)]
struct Reason<'a> {
    path: &'a str,
    miss: &'a Miss,
}

#[derive(Debug, Serialize)]
struct Unreadable<'a> {
    #[serde(flatten)]
    rule: Named<'a>,
    why: &'a str,
}

#[derive(Debug, Default, Serialize)]
struct WhichJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<usize>,
    matching: Vec<Named<'a>>,
    misses: Vec<Near<'a>>,
    undecided: Vec<Named<'a>>,
    unreadable: Vec<Unreadable<'a>>,
}

pub(super) fn run(global: Global, args: &Args) -> Result<Exit, Failure> {
    if let Some(rules) = &args.rules {
        one_stdin(&[&args.event, rules])?;
    }
    let Some(events) = GivenEvents::read(&args.event)?.checked() else { return Ok(Exit::BadInput) };
    let events = events.with_event_forms(None);
    let asked = match &args.rules {
        Some(path) => AskedRules {
            rules: rule_file::read(path)?.into_iter().map(of_file).collect(),
            listed: Exit::Done,
            session: Session::default(),
            now: crate::runtime::now(),
        },
        None => on_bus(global, &args.bus, events.has_entries())?,
    };
    let AskedRules { rules, listed, session, now } = &asked;
    let to = Destination { account: session.account.as_deref(), region: &session.region, now: *now };
    let events = events.into_events(to)?;
    if rules.is_empty() && *listed != Exit::Done {
        return Ok(*listed);
    }
    let mut out = Output::new();
    let mut exit = Exit::Done;
    for (at, event) in events.iter().enumerate() {
        let number = (events.len() > 1).then_some(at + 1);
        if let (Some(number), false) = (number, args.json) {
            out.safe_line(&title_of(event, number, events.len()))?;
        }
        if answer(&mut out, rules, event, number, args)? != Exit::Done {
            exit = Exit::No;
        }
    }
    out.flush()?;
    // What could not be listed may have matched, too.
    Ok(if *listed == Exit::Done { exit } else { *listed })
}

/// The rules that are asked, and where what is sent to them goes.
struct AskedRules {
    rules: Vec<AskedRule>,
    /// How listing them ended.
    listed: Exit,
    session: Session,
    now: Millis,
}

/// One of several events, over what is said of it.
pub(super) fn title_of(event: &Event, number: usize, count: usize) -> String {
    let text = |name| event.root().get(name).and_then(Value::owned_text).unwrap_or_else(|| "?".to_owned());
    format!("Event {} of {} ({}, {}):", grouped(number), grouped(count), text("source"), text("detail-type"))
}

/// The rules of a bus. An error in the middle is said at once, and what there is by then is used.
fn on_bus(global: Global, bus: &str, whose: bool) -> Result<AskedRules, Failure> {
    block_on_within(global.timeout, async {
        let client = connect(global).await?;
        let mut session = if whose { client.session_if_known().await } else { client.session().clone() };
        let mut rules = Vec::new();
        let listed = each_page(client.rules(bus), |page| {
            // Where nobody may ask who asks, the rules' ARNs tell the account.
            let account = page.iter().map(|rule| rule.arn.account()).find(|account| !account.is_empty());
            session.account = session.account.take().or_else(|| account.map(str::to_owned));
            rules.extend(page.into_iter().map(as_asked));
            Ok(())
        })
        .await?;
        if rules.is_empty() {
            refuse_absent_bus(&client, bus).await?;
        }
        Ok(AskedRules { rules, listed, session, now: client.service_time() })
    })
}

fn as_asked(rule: Rule) -> AskedRule {
    let pattern = rule.pattern.as_deref().map(Pattern::parse);
    AskedRule { name: rule.name, bus: Some(rule.bus), state: Some(rule.state), pattern }
}

fn of_file(rule: NamedRule) -> AskedRule {
    AskedRule { name: rule.name, bus: rule.bus, state: rule.state, pattern: rule.pattern.map(Ok) }
}

fn answer(
    out: &mut Output,
    rules: &[AskedRule],
    event: &Event,
    number: Option<usize>,
    args: &Args,
) -> Result<Exit, Failure> {
    let found = RuleVerdicts::of(rules, event, args.misses);
    let exit = if found.matching().next().is_some() { Exit::Done } else { Exit::No };
    if args.json {
        out.json(&document(rules, &found, number))?;
        return Ok(exit);
    }
    let states = found.matching().filter_map(|place| Some(rules.get(place)?.state.as_ref()));
    out.line(&format!("{}.", matching_in_words(states, rules.len())))?;
    let mut has_misses = false;
    for (place, verdict) in &found.rows {
        let Some(rule) = rules.get(*place) else { continue };
        let line = format!("{} {}", verdict.sign(), rule.title());
        match verdict {
            RuleVerdict::Match => out.safe_line(&line)?,
            RuleVerdict::Undecided | RuleVerdict::Unreadable(_) => {
                out.safe_line(&format!("{line}  {}", verdict.words()))?;
            }
            RuleVerdict::Miss(near) => {
                if !std::mem::replace(&mut has_misses, true) {
                    out.line("Nearest misses:")?;
                }
                out.safe_line(&format!("{line}  {}", near.count()))?;
                if let Some((path, miss)) = &near.first {
                    reason(out, "    ", path, miss)?;
                    if near.fix().is_some() {
                        remedy(out, "      ", miss)?;
                    }
                }
            }
        }
    }
    found.left_out().iter().try_for_each(|part| out.line(&format!("{part}.")))?;
    Ok(exit)
}

fn document<'a>(rules: &'a [AskedRule], found: &'a RuleVerdicts, number: Option<usize>) -> WhichJson<'a> {
    let mut document = WhichJson { event: number, ..WhichJson::default() };
    for (place, verdict) in &found.rows {
        let Some(rule) = rules.get(*place).map(by_name) else { continue };
        match verdict {
            RuleVerdict::Match => document.matching.push(rule),
            RuleVerdict::Undecided => document.undecided.push(rule),
            RuleVerdict::Unreadable(why) => document.unreadable.push(Unreadable { rule, why }),
            RuleVerdict::Miss(near) => {
                let reason = near.first.as_ref().map(|(path, miss)| Reason { path, miss });
                document.misses.push(Near { rule, failing: near.failing, reason });
            }
        }
    }
    document
}

fn by_name(rule: &AskedRule) -> Named<'_> {
    Named { name: &rule.name, bus: rule.bus.as_deref(), state: rule.state.as_ref() }
}
