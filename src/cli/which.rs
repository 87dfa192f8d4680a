//! `buslens which`: the rules that match an event, then those that nearly do.

use super::account::{block_on_within, connect};
use super::args::Global;
use super::exit::{Exit, Failure, say};
use super::explanation::{reason, remedy};
use super::given_events::GivenEvents;
use super::invalid_text::refusal_in_line;
use super::output::Output;
use super::rule_file::{self, NamedRule};
use super::source::one_stdin;
use crate::diagnose::Destination;
use crate::json::Value;
use crate::model::{Bus, Millis, Rule, RuleState, Session, matching_in_words};
use crate::pattern::{Event, Explanation, Pattern, survey};
use crate::text::counted;
use futures_util::StreamExt as _;
use serde::Serialize;
use std::path::PathBuf;

/// Arguments of `which`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// File with the event in JSON, or a list of them, as EventBridge delivers it or as PutEvents takes it; - is
    /// standard input.
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
    /// One JSON document: {"matching":[…],"misses":[…],"undecided":[…]}, each with "name","bus"?,"state"?; a
    /// miss has the number of fields that fail in "failing", and of the first "path" and
    /// "miss":{"kind","sentence","fix"?}. Of several events one document a line, with "event", its number.
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
    reason: Option<&'a Reason>,
}

/// The first reason of a rule that does not match.
#[derive(Debug, Serialize)]
struct Reason {
    path: String,
    miss: crate::pattern::Miss,
}

#[derive(Debug, Serialize)]
struct WhichJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<usize>,
    matching: Vec<Named<'a>>,
    misses: Vec<Near<'a>>,
    undecided: Vec<Named<'a>>,
}

/// A rule that does not match, and how near it comes.
struct Miss<'a> {
    rule: &'a NamedRule,
    /// How many things stand in the way.
    failing: usize,
    reason: Option<Reason>,
}

pub(super) fn run(global: Global, args: &Args) -> Result<Exit, Failure> {
    if let Some(rules) = &args.rules {
        one_stdin(&[&args.event, rules])?;
    }
    let Some(events) = GivenEvents::read(&args.event)?.checked() else { return Ok(Exit::BadInput) };
    let events = events.reformed(None);
    let asked = match &args.rules {
        Some(path) => AskedRules {
            rules: rule_file::read(path)?,
            listed: Exit::Done,
            session: Session::default(),
            now: crate::runtime::now(),
        },
        None => on_bus(global, &args.bus, events.has_entries())?,
    };
    let AskedRules { rules, listed, session, now } = &asked;
    let to = Destination { account: session.account.as_deref(), region: &session.region, now: *now };
    let events = events.delivered(to)?;
    if rules.is_empty() && *listed != Exit::Done {
        return Ok(*listed);
    }
    let mut out = Output::new();
    let mut exit = Exit::Done;
    for (at, event) in events.iter().enumerate() {
        let number = (events.len() > 1).then_some(at + 1);
        if let (Some(number), false) = (number, args.json) {
            out.shown(&title_of(event, number, events.len()))?;
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
    rules: Vec<NamedRule>,
    /// How listing them ended.
    listed: Exit,
    session: Session,
    now: Millis,
}

/// One of several events, over what is said of it.
pub(super) fn title_of(event: &Event, number: usize, count: usize) -> String {
    let text = |name| event.root().get(name).and_then(Value::owned_text).unwrap_or_else(|| "?".to_owned());
    format!("Event {number} of {count} ({}, {}):", text("source"), text("detail-type"))
}

/// The rules of a bus. An error in the middle is said at once, and what there is by then is used.
fn on_bus(global: Global, bus: &str, whose: bool) -> Result<AskedRules, Failure> {
    block_on_within(global.timeout, async {
        let client = connect(global).await?;
        let mut session = if whose { client.whose().await } else { client.session().clone() };
        let mut rules = Vec::new();
        let mut listed = Exit::Done;
        let mut pages = client.rules(bus);
        while let Some(page) = pages.next().await {
            match page {
                Ok(page) => {
                    // Where nobody may ask who asks, the rules' ARNs tell the account.
                    let told = page.iter().map(|rule| rule.arn.account()).find(|account| !account.is_empty());
                    session.account = session.account.or_else(|| told.map(str::to_owned));
                    rules.extend(page.into_iter().filter_map(named));
                }
                Err(error) => {
                    let failure = Failure::from(error);
                    failure.report();
                    listed = failure.exit;
                }
            }
        }
        Ok(AskedRules { rules, listed, session, now: client.service_time() })
    })
}

fn named(rule: Rule) -> Option<NamedRule> {
    let pattern = match rule.pattern.as_deref().map(Pattern::parse).transpose() {
        Ok(pattern) => pattern,
        Err(error) => {
            // The service holds it, so it is the service's word that counts.
            say(&format!(
                "rule {} is left out, since its pattern cannot be read: {}",
                rule.name,
                refusal_in_line(&error)
            ));
            return None;
        }
    };
    Some(NamedRule { name: rule.name, bus: Some(rule.bus), state: Some(rule.state), pattern })
}

fn answer(
    out: &mut Output,
    rules: &[NamedRule],
    event: &Event,
    number: Option<usize>,
    args: &Args,
) -> Result<Exit, Failure> {
    let (asked, patterns): (Vec<_>, Vec<_>) =
        rules.iter().filter_map(|rule| Some((rule, rule.pattern.as_ref()?))).unzip();
    let without = rules.len() - asked.len();
    let found = survey(&patterns, event, args.misses);
    let named = |places: &[usize]| places.iter().filter_map(|at| asked.get(*at).copied()).collect::<Vec<_>>();
    let (mut matching, undecided) = (named(&found.matching), named(&found.undecided));
    // One that is off gets nothing: those that would have fired come first.
    matching.sort_by_key(|rule| is_off(rule));
    let near = found.nearest.iter();
    let misses: Vec<_> =
        near.filter_map(|(at, explanation)| Some(miss(asked.get(*at)?, explanation))).collect();
    let exit = if matching.is_empty() { Exit::No } else { Exit::Done };
    if args.json {
        let near = |miss| {
            let Miss { rule, failing, reason }: &Miss<'_> = miss;
            Near { rule: by_name(rule), failing: *failing, reason: reason.as_ref() }
        };
        out.json(&WhichJson {
            event: number,
            matching: matching.into_iter().map(by_name).collect(),
            misses: misses.iter().map(near).collect(),
            undecided: undecided.into_iter().map(by_name).collect(),
        })?;
        return Ok(exit);
    }
    let states = matching.iter().map(|rule| rule.state.as_ref());
    out.line(&format!("{}.", matching_in_words(states, rules.len())))?;
    for rule in &matching {
        out.shown(&format!("✓ {}", title(rule)))?;
    }
    for rule in &undecided {
        out.shown(&format!(
            "? {}  undecided: too many arrays on one path to try all their elements",
            title(rule)
        ))?;
    }
    if !misses.is_empty() {
        out.line("Nearest misses:")?;
    }
    for Miss { rule, failing, reason: first } in &misses {
        let count = match failing {
            1 => "1 field fails".to_owned(),
            count => format!("{count} fields fail"),
        };
        out.shown(&format!("✗ {}  {count}", title(rule)))?;
        if let Some(Reason { path, miss }) = first {
            reason(out, "    ", path, miss)?;
            // Of several fields that fail, one fix would not make the rule match.
            if *failing == 1 {
                remedy(out, "      ", miss)?;
            }
        }
    }
    if let more @ 1.. = found.missing - misses.len() {
        out.line(&format!("{more} further rules do not match."))?;
    }
    if without > 0 {
        out.line(&format!("{} no pattern, such as schedules.", counted(without, "rule has", "rules have")))?;
    }
    Ok(exit)
}

fn miss<'a>(rule: &'a NamedRule, explanation: &Explanation) -> Miss<'a> {
    let first = explanation.first_reason();
    let reason = first.map(|(node, miss)| Reason { path: node.path.clone(), miss: miss.clone() });
    Miss { rule, failing: explanation.misses().len().max(1), reason }
}

fn by_name(rule: &NamedRule) -> Named<'_> {
    Named { name: &rule.name, bus: rule.bus.as_deref(), state: rule.state.as_ref() }
}

/// A disabled rule gets no events, whatever its pattern.
fn title(rule: &NamedRule) -> String {
    if is_off(rule) { format!("{} (off)", rule.name) } else { rule.name.clone() }
}

fn is_off(rule: &NamedRule) -> bool {
    rule.state.as_ref().is_some_and(RuleState::is_disabled)
}
