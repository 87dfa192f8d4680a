//! `buslens why`: why a rule does not fire; without a rule, what is wrong with the rules of a bus as far as
//! they and their targets tell.

use super::account::{block_on, connect, refuse_absent_bus};
use super::args::Global;
use super::commands_in_sentences::with_chosen_options;
use super::event_by_id::{look_for_brought, look_up, meet};
use super::exit::{Exit, Failure, say};
use super::given_events::GivenEvents;
use super::named_rules::Names;
use super::output::Output;
use super::print_ladder::MaskedOutput;
use super::which::title_of;
use crate::aws::Client;
use crate::config::{Places, RuleStates, SentLog};
use crate::diagnose::{
    Destination, Evidence, Expected, Finding, Forward, Ladder, Masks, Origin, Piece, Question, Status,
    ToldBefore, as_json, by_cause, diagnose, quick,
};
use crate::export::Template;
use crate::model::{Bus, CallError, Rule, RuleKey};
use crate::pattern::{Event, Pattern};
use crate::runtime::gather::{Lists, ask, gather, may_take_own, senders};
use crate::text::{counted, shell_word};
use futures_util::TryStreamExt as _;
use futures_util::stream::{self, StreamExt as _};
use serde::Serialize;
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
    /// File with the event that should have made it fire, or a list of them, as EventBridge delivers it or as
    /// PutEvents takes it; - is standard input.
    #[arg(long, short, value_name = "FILE", requires = "rule")]
    event: Option<PathBuf>,
    /// The id of that event, where a rule of the bus has delivered it to a log group in the last 24 hours, or
    /// the bus has a log; of several events once for each.
    #[arg(long, value_name = "ID", requires = "rule", conflicts_with = "event")]
    event_id: Vec<String>,
    /// Also read what the dead-letter queues of its targets hold. Reading a message counts as receiving it,
    /// which a queue may limit; the messages stay.
    #[arg(long, requires = "rule")]
    dlq: bool,
    /// Also ask CloudTrail who changed the rule, and when. It allows two look-ups a second, for all who use
    /// the account.
    #[arg(long, requires = "rule")]
    history: bool,
    /// The form of the changes that put things right. Of what is only a call the command is given, whatever
    /// the form.
    #[arg(long = "as", value_name = "FORM", default_value = "cli", conflicts_with = "json")]
    form: ChangeForm,
    /// Put other names in the place of account ids, for a ticket.
    #[arg(long)]
    mask: bool,
    /// One JSON document, {"rule","bus","event_id"?,"conclusion"?:{"rung","id","status","target"?},
    /// "rungs":[{"rung","status","findings":[…]}]}; of several events one a line in their order, with
    /// "event", its number; without a rule one object {"rule","bus","findings":[…]} a line. What is so of
    /// several targets is one finding, with what differs of the others in its "alike".
    #[arg(long)]
    json: bool,
}

impl Args {
    /// The rule that is named, and its bus.
    pub(super) fn names(&mut self) -> Names<'_> {
        Names::of(&mut self.bus, &mut self.rule)
    }
}

/// How a change is written.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum ChangeForm {
    /// Commands of the AWS CLI.
    Cli,
    /// Resources of a CloudFormation template.
    Cloudformation,
    /// Resources of Terraform.
    Terraform,
}

impl ChangeForm {
    fn template(self) -> Option<Template> {
        match self {
            Self::Cli => None,
            Self::Cloudformation => Some(Template::CloudFormation),
            Self::Terraform => Some(Template::Terraform),
        }
    }
}

pub(super) fn run(global: Global, args: &Args) -> Result<Exit, Failure> {
    let events = match args.event.as_deref().map(GivenEvents::read).transpose()?.map(GivenEvents::checked) {
        Some(None) => return Ok(Exit::BadInput),
        events => events.flatten(),
    };
    block_on(async {
        let client = connect(global).await?;
        let mut page = MaskedOutput {
            out: Output::new(),
            masks: args.mask.then(Masks::default),
            template: args.form.template(),
        };
        match &args.rule {
            Some(name) => match events {
                None => {
                    let rule = client.rule(&RuleKey::new(&args.bus, name)).await?;
                    let mut evidence = evidence(&client, rule);
                    if args.event_id.is_empty() {
                        tell_diagnosis(&client, &mut page, args, &lists(), &mut evidence, None).await
                    } else {
                        diagnose_by_ids(&client, &mut page, args, evidence).await
                    }
                }
                Some(events) => diagnose_by_events(&client, &mut page, args, name, events).await,
            },
            None => whole_bus(&client, &mut page, args).await,
        }
    })
}

/// Where a bus's rules are, as far as the account was told.
fn evidence(client: &Client, rule: Rule) -> Evidence {
    Evidence::within(rule, client.session(), client.service_time())
}

/// Of each event that is known by its id the diagnosis, and what is worst in them. They are looked up
/// together.
async fn diagnose_by_ids(
    client: &Client,
    page: &mut MaskedOutput,
    args: &Args,
    mut known: Evidence,
) -> Result<Exit, Failure> {
    let lists = lists();
    let (of, lookup) = look_up(client, &lists, &known, &args.event_id).await?;
    let count = of.ids.len();
    let mut worst = Exit::Done;
    for (at, id) in of.ids.iter().enumerate() {
        let number = (count > 1).then_some(at + 1);
        if let (Some(number), false) = (number, args.json) {
            page.line(&format!("Event {number} of {count} ({id}):"))?;
        }
        known = known.for_event_id(id, &lookup);
        if tell_diagnosis(client, page, args, &lists, &mut known, number).await? != Exit::Done {
            worst = Exit::No;
        }
        if at + 1 < count && !args.json {
            page.line("")?;
        }
    }
    Ok(worst)
}

/// Of each event the diagnosis, and what is worst in them.
async fn diagnose_by_events(
    client: &Client,
    page: &mut MaskedOutput,
    args: &Args,
    name: &str,
    events: GivenEvents,
) -> Result<Exit, Failure> {
    let mut known = evidence(client, client.rule(&RuleKey::new(&args.bus, name)).await?);
    // An entry is delivered where its rule is, which the rule's ARN tells also where nobody may ask who asks.
    let to = Destination {
        account: Some(known.account.as_str()).filter(|account| !account.is_empty()),
        region: &known.region,
        now: client.service_time(),
    };
    let pattern = known.rule.pattern.as_deref().and_then(|text| Pattern::parse(text).ok());
    let events = events.with_event_forms(pattern.as_ref().map(|pattern| (pattern, to))).addressed(to)?;
    let count = events.len();
    let mut worst = Exit::Done;
    let lists = lists();
    let brought: Vec<&Event> = events.iter().map(|(event, _)| event).collect();
    let lookup = look_for_brought(client, &lists, &known, &brought).await;
    for (at, (event, bus)) in events.into_iter().enumerate() {
        let number = (count > 1).then_some(at + 1);
        if let (Some(number), false) = (number, args.json) {
            page.line(&title_of(&event, number, count))?;
        }
        // What of the account does not depend on the event is asked once.
        known = known.for_event(Expected { event, origin: Origin::Brought }, bus);
        meet(&mut known, &lookup);
        if tell_diagnosis(client, page, args, &lists, &mut known, number).await? != Exit::Done {
            worst = Exit::No;
        }
        if at + 1 < count && !args.json {
            page.line("")?;
        }
    }
    Ok(worst)
}

/// A diagnosis, with the number of its event where there are several: they may have no id, or one and the
/// same.
#[derive(Serialize)]
struct Numbered<'l> {
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<usize>,
    #[serde(flatten)]
    ladder: &'l Ladder,
}

/// The lists that the questions share, and our own records.
fn lists() -> Lists {
    let state = Places::find().map(|places| places.state);
    let state = state.as_deref();
    Lists::new(state.map(RuleStates::under), state.map(SentLog::under))
}

/// Finds out what there is to know for a diagnosis, and tells it.
async fn tell_diagnosis(
    client: &Client,
    page: &mut MaskedOutput,
    args: &Args,
    lists: &Lists,
    evidence: &mut Evidence,
    number: Option<usize>,
) -> Result<Exit, Failure> {
    gather(client, lists, evidence).await;
    let wanted = |question: &Question| {
        (args.history && *question == Question::Changes)
            || (args.dlq && matches!(question, Question::DeadLetters(_)))
    };
    let questions = evidence.questions().into_iter().filter(wanted);
    for question in questions.collect::<Vec<_>>() {
        answer(client, lists, evidence, question).await;
    }
    let ladder = diagnose(evidence);
    if args.json {
        page.json(&Numbered { event: number, ladder: &ladder })?;
    } else {
        page.ladder(&ladder)?;
    }
    page.out.flush()?;
    Ok(exit_for(&ladder))
}

/// The exit code, and on standard error what it does not say.
fn exit_for(ladder: &Ladder) -> Exit {
    if ladder.has_fault() {
        return Exit::No;
    }
    if let Some(doubts) = ladder.doubts() {
        say(&doubts);
    }
    Exit::Done
}

/// What the quick checks say of one rule.
#[derive(Serialize)]
struct Quick {
    rule: String,
    bus: String,
    #[serde(serialize_with = "as_json")]
    findings: Vec<Finding>,
}

async fn whole_bus(client: &Client, page: &mut MaskedOutput, args: &Args) -> Result<Exit, Failure> {
    let rules: Vec<Rule> = client.rules(&args.bus).try_concat().await?;
    let Some(first) = rules.first() else {
        refuse_absent_bus(client, &args.bus).await?;
        say(&format!("The bus {} has no rules.", args.bus));
        return Ok(Exit::Done);
    };
    let bus = client.bus(&args.bus).await;
    let lists = lists();
    let feeders = rules.iter().any(may_take_own);
    let senders = senders(client, &lists, &args.bus, &first.arn, feeders).await;
    let all = rules.len();
    let (bus, senders, lists) = (&bus, &senders, &lists);
    let mut answers = stream::iter(rules)
        .map(|rule| quickly_diagnosed(client, lists, rule, bus, senders))
        .buffered(SIDE_BY_SIDE);
    let (mut wrong, mut faults) = (0, 0);
    let mut before = ToldBefore::default();
    while let Some(answer) = answers.next().await {
        wrong += usize::from(!answer.findings.is_empty());
        faults += answer.findings.iter().filter(|finding| finding.status == Status::Fault).count();
        if args.json {
            page.json(&answer)?;
        } else if !answer.findings.is_empty() {
            page.line(&answer.rule)?;
            for cause in by_cause(&answer.findings) {
                match before.rule_of(&cause, &answer.rule) {
                    Some(rule) => {
                        let (sign, word) = (cause.first.status.sign(), cause.first.status.word());
                        let (name, title) = (cause.name(), cause.title());
                        page.line(&format!(
                            "    {sign} {word} {name}  {title} What to do is told with the rule {rule}."
                        ))?;
                    }
                    None => page.tell(&cause)?,
                }
            }
        }
        page.out.flush()?;
    }
    let deep = with_chosen_options(&format!("why RULE --bus {}", shell_word(&args.bus)));
    say(&format!(
        "{} looked at, {wrong} with something wrong or suspect. Functions, queues, topics, log groups, roles and keys of their \
         targets were not asked, nor trails and buckets: {deep} asks them.",
        counted(all, "rule", "rules")
    ));
    Ok(if faults > 0 { Exit::No } else { Exit::Done })
}

async fn quickly_diagnosed(
    client: &Client,
    lists: &Lists,
    rule: Rule,
    bus: &Result<Bus, CallError>,
    senders: &Result<Vec<Forward>, CallError>,
) -> Quick {
    let key = rule.key();
    let mut evidence = evidence(client, rule);
    match bus {
        Ok(bus) => evidence.bus = Piece::Seen(bus.clone()),
        Err(error) => evidence.refuse(&Question::Bus, error),
    }
    match senders {
        Ok(senders) => evidence.senders = Piece::Seen(senders.clone()),
        Err(error) => evidence.refuse(&Question::Senders, error),
    }
    // What targets lead to is asked once they are known.
    loop {
        let questions = evidence.questions().into_iter().filter(Question::is_quick);
        let questions: Vec<_> = questions.collect();
        if questions.is_empty() {
            break;
        }
        for question in questions {
            answer(client, lists, &mut evidence, question).await;
        }
    }
    Quick { rule: key.name, bus: key.bus, findings: quick(&evidence) }
}

async fn answer(client: &Client, lists: &Lists, evidence: &mut Evidence, question: Question) {
    let (key, arn) = (evidence.rule.key(), evidence.rule.arn.clone());
    match ask(client, lists, &key, &arn, &question).await {
        Ok(answer) => evidence.take(answer),
        Err(error) => evidence.refuse(&question, &error),
    }
}
