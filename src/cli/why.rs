//! `buslens why`: why a rule does not fire; without a rule, what is wrong with the rules of a bus as far as
//! they and their targets tell.

use super::account::{block_on, connect};
use super::args::Global;
use super::exit::{Exit, Failure, say};
use super::output::Output;
use super::source::event_of;
use crate::aws::Client;
use crate::diagnose::{
    Evidence, Expected, Finding, Forward, Ladder, Origin, Piece, QUESTIONS, Status, diagnose, quick,
};
use crate::model::{Bus, CallError, Rule, RuleKey};
use crate::pattern::Event;
use crate::runtime::gather::{ask, gather, senders};
use crate::text::counted;
use futures_util::TryStreamExt as _;
use futures_util::stream::{self, StreamExt as _};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Rules that are looked at side by side.
const SIDE_BY_SIDE: usize = 5;

/// Arguments of `why`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// The rule; without it, the quick checks of every rule of the bus.
    #[arg(value_name = "RULE")]
    rule: Option<String>,
    /// The bus.
    #[arg(long, value_name = "NAME", default_value = Bus::DEFAULT)]
    bus: String,
    /// File with the event that should have made it fire; - is standard input.
    #[arg(long, short, value_name = "FILE", requires = "rule")]
    event: Option<PathBuf>,
    /// Put other names in the place of account ids, for a ticket.
    #[arg(long)]
    mask: bool,
    /// One JSON document, {"rule","bus","event_id"?,"rungs":[{"rung","status","findings":[…]}]}; without a rule
    /// one object {"rule","bus","findings":[…]} a line.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(global: Global, args: &Args) -> Result<Exit, Failure> {
    let event = match &args.event {
        Some(path) => match event_of(path)? {
            Some(event) => Some(event),
            None => return Ok(Exit::BadInput),
        },
        None => None,
    };
    block_on(async {
        let client = connect(global).await?;
        let mut page = Page { out: Output::new(), masks: args.mask.then(Masks::default) };
        match &args.rule {
            Some(name) => one(&client, &mut page, args, name, event).await,
            None => whole_bus(&client, &mut page, args).await,
        }
    })
}

/// Where a bus's rules are, as far as the account was told.
fn evidence(client: &Client, rule: Rule) -> Evidence {
    let session = client.session();
    let account = session.account.clone().unwrap_or_else(|| rule.arn.account().to_owned());
    Evidence::of(rule, account, session.region.clone(), client.service_time())
}

async fn one(
    client: &Client,
    page: &mut Page,
    args: &Args,
    name: &str,
    event: Option<Event>,
) -> Result<Exit, Failure> {
    let rule = client.rule(&RuleKey::new(&args.bus, name)).await?;
    let mut evidence = evidence(client, rule);
    evidence.expected = event.map(|event| Expected { event, origin: Origin::Brought });
    gather(client, &mut evidence, |_| {}).await;
    let ladder = diagnose(&evidence);
    if args.json {
        page.json(&ladder)?;
    } else {
        ladder_for_people(page, &ladder)?;
    }
    page.out.flush()?;
    Ok(verdict(&ladder.ranked()))
}

/// The exit code, and on standard error what it does not say.
fn verdict(findings: &[&Finding]) -> Exit {
    let count = |status: Status| findings.iter().filter(|finding| finding.status == status).count();
    if count(Status::Fault) > 0 {
        return Exit::No;
    }
    let (suspect, unseen) = (count(Status::Suspect), count(Status::CannotSee));
    if suspect + unseen > 0 {
        say(&format!(
            "No fault was found; {suspect} suspect, {} could not be seen.",
            counted(unseen, "thing", "things")
        ));
    }
    Exit::Done
}

fn mark(status: Status) -> &'static str {
    match status {
        Status::Ok => "✓ ok",
        Status::CannotSee => "? cannot see",
        Status::Suspect => "! suspect",
        Status::Fault => "✗ fault",
    }
}

fn ladder_for_people(page: &mut Page, ladder: &Ladder) -> Result<(), Failure> {
    let about = ladder.event_id.as_deref().map(|id| format!(", event {id}")).unwrap_or_default();
    page.line(&format!("{} › {}{about}", ladder.bus, ladder.rule))?;
    if let Some(cause) = ladder.cause() {
        let word =
            if cause.status == Status::Fault { "The likeliest cause" } else { "The first thing to look at" };
        page.line(&format!("{word}: {} {}", cause.id, cause.title))?;
    }
    for rung in &ladder.rungs {
        let question = QUESTIONS.get(usize::from(rung.number)).copied().unwrap_or_default();
        page.line("")?;
        page.line(&format!("{} {question}  {}", rung.number, mark(rung.status)))?;
        for finding in &rung.findings {
            tell(page, finding)?;
        }
    }
    Ok(())
}

fn tell(page: &mut Page, finding: &Finding) -> Result<(), Failure> {
    let target = finding.target.as_deref().map(|target| format!(" (target {target})")).unwrap_or_default();
    page.line(&format!("    {} {}{target}  {}", mark(finding.status), finding.id, finding.title))?;
    let Some(remedy) = finding.remedy.as_ref().filter(|_| finding.status >= Status::Suspect) else {
        return Ok(());
    };
    if !remedy.text.is_empty() {
        page.line(&format!("        {}", remedy.text))?;
    }
    for command in remedy.command.iter().flat_map(|command| command.lines()) {
        page.line(&format!("        $ {command}"))?;
    }
    Ok(())
}

/// What the quick checks say of one rule.
#[derive(Serialize)]
struct Quick {
    rule: String,
    bus: String,
    findings: Vec<Finding>,
}

async fn whole_bus(client: &Client, page: &mut Page, args: &Args) -> Result<Exit, Failure> {
    let rules: Vec<Rule> = client.rules(&args.bus).try_concat().await?;
    let Some(first) = rules.first() else {
        say(&format!("The bus {} has no rules.", args.bus));
        return Ok(Exit::Done);
    };
    let bus = client.bus(&args.bus).await;
    let senders = senders(client, &args.bus, &first.arn).await;
    let all = rules.len();
    let (bus, senders) = (&bus, &senders);
    let mut answers =
        stream::iter(rules).map(|rule| of_rule(client, rule, bus, senders)).buffered(SIDE_BY_SIDE);
    let (mut wrong, mut faults) = (0, 0);
    while let Some(answer) = answers.next().await {
        wrong += usize::from(!answer.findings.is_empty());
        faults += answer.findings.iter().filter(|finding| finding.status == Status::Fault).count();
        if args.json {
            page.json(&answer)?;
        } else if !answer.findings.is_empty() {
            page.line(&answer.rule)?;
            answer.findings.iter().try_for_each(|finding| tell(page, finding))?;
        }
        page.out.flush()?;
    }
    say(&format!("{} looked at, {wrong} with something to look at.", counted(all, "rule", "rules")));
    Ok(if faults > 0 { Exit::No } else { Exit::Done })
}

async fn of_rule(
    client: &Client,
    rule: Rule,
    bus: &Result<Bus, CallError>,
    senders: &Result<Vec<Forward>, CallError>,
) -> Quick {
    use crate::diagnose::Question;
    let (key, arn) = (rule.key(), rule.arn.clone());
    let mut evidence = evidence(client, rule);
    match bus {
        Ok(bus) => evidence.bus = Piece::Seen(bus.clone()),
        Err(error) => evidence.refuse(&Question::Bus, error),
    }
    match senders {
        Ok(senders) => evidence.senders = Piece::Seen(senders.clone()),
        Err(error) => evidence.refuse(&Question::Senders, error),
    }
    for question in [Question::Targets, Question::Metrics] {
        match ask(client, &key, &arn, &question).await {
            Ok(answer) => evidence.take(answer),
            Err(error) => evidence.refuse(&question, &error),
        }
    }
    Quick { rule: key.name, bus: key.bus, findings: quick(&evidence) }
}

/// What is printed, with account ids masked where that was asked for.
struct Page {
    out: Output,
    masks: Option<Masks>,
}

impl Page {
    fn line(&mut self, text: &str) -> Result<(), Failure> {
        match &mut self.masks {
            Some(masks) => self.out.shown(&masks.apply(text)),
            None => self.out.shown(text),
        }
    }

    fn json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        let value = serde_json::to_value(value).unwrap_or_else(|error| json!({"error": error.to_string()}));
        match &mut self.masks {
            Some(masks) => {
                let value = masks.value(value);
                self.out.json(&value)
            }
            None => self.out.json(&value),
        }
    }
}

/// Names for account ids, the same one for the same account.
#[derive(Default)]
struct Masks(BTreeMap<String, String>);

impl Masks {
    /// The text with every run of just twelve digits replaced.
    fn apply(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
            let (before, digits) = rest.split_at(start);
            out.push_str(before);
            let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
            let (digits, behind) = digits.split_at(end);
            out.push_str(&if digits.len() == 12 { self.name(digits) } else { digits.to_owned() });
            rest = behind;
        }
        out.push_str(rest);
        out
    }

    fn name(&mut self, account: &str) -> String {
        let next = self.0.len() + 1;
        self.0.entry(account.to_owned()).or_insert_with(|| format!("ACCOUNT-{next}")).clone()
    }

    fn value(&mut self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.apply(&text)),
            Value::Array(list) => list.into_iter().map(|value| self.value(value)).collect(),
            Value::Object(members) => {
                members.into_iter().map(|(name, value)| (self.apply(&name), self.value(value))).collect()
            }
            other @ (Value::Null | Value::Bool(_) | Value::Number(_)) => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Masks;
    use serde_json::json;

    #[test]
    fn account_ids_are_masked_alike_and_nothing_else_is() {
        let mut masks = Masks::default();
        assert_eq!(
            masks.apply("arn:aws:sqs:us-east-1:111122223333:q to 444455556666, 1111222233334, 2026"),
            "arn:aws:sqs:us-east-1:ACCOUNT-1:q to ACCOUNT-2, 1111222233334, 2026"
        );
        assert_eq!(masks.value(json!({"a": ["444455556666", 7]})), json!({"a": ["ACCOUNT-2", 7]}));
    }
}
