//! `buslens targets`.

use super::account::{block_on_within, connect, next_in_time, refuse_absent_bus, say_incomplete, time_over};
use super::args::Global;
use super::exit::{Exit, Failure, complain, say};
use super::named_rules::Names;
use super::output::{Output, Table};
use crate::aws::{Client, Pages, Portion, in_order};
use crate::diagnose::{Evidence, Piece, marks_of_targets};
use crate::model::{Arn, Bus, CallError, ErrorKind, Millis, Rule, RuleKey, RuleState, Target};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde::Serialize;

/// Arguments of `targets`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// The bus.
    #[arg(long, value_name = "NAME", default_value = Bus::DEFAULT, conflicts_with = "all")]
    bus: String,
    /// One rule; without it, all rules of the bus.
    #[arg(long, value_name = "NAME", conflicts_with = "all")]
    rule: Option<String>,
    /// The targets of all rules on all buses.
    #[arg(long)]
    all: bool,
    /// One JSON object a line, what is wrong with the target in `problems`.
    #[arg(long)]
    json: bool,
}

/// Rules whose targets are read at the same time.
const AT_ONCE: usize = 10;

#[derive(Serialize)]
struct ListedTarget<'a> {
    bus: &'a str,
    rule: &'a str,
    #[serde(flatten)]
    target: &'a Target,
    problems: Vec<String>,
}

pub(super) fn run(global: Global, args: &Args) -> Result<Exit, Failure> {
    block_on_within(global.timeout, async {
        let client = connect(global).await?;
        let mut out = Output::new();
        let mut table = Table::new(["bus", "rule", "target", "kind", "arn"]);
        let mut exit = Exit::Done;
        let mut problems = Vec::new();
        let mut found = targets(&client, args);
        let (mut shown, mut failed, mut count) = (0, 0, 0);
        let mut unanswered = 0;
        loop {
            let Some(outcome) = next_in_time(&mut found, &mut exit).await else { break };
            let (rule, targets) = match outcome {
                Ok(found) => found,
                Err(error) => {
                    // A rule that is gone since it was listed was not misnamed.
                    let is_named = args.rule.is_some() || error.operation == "ListRules";
                    unanswered += usize::from(!is_named && error.is_without_answer());
                    let failure = Failure::from(error);
                    if failure.is_absent && is_named {
                        return Err(failure);
                    }
                    failure.report();
                    exit = failure.exit;
                    failed += 1;
                    // Where the first calls all had no answer, each of the others would be waited for as
                    // long.
                    if shown == 0 && unanswered == AT_ONCE {
                        say(&format!(
                            "None of the first {AT_ONCE} rules' targets could be read for want of an answer: those of other \
                             rules were not asked for."
                        ));
                        break;
                    }
                    continue;
                }
            };
            shown += 1;
            count += targets.len();
            let found = of_targets(&rule, &targets, client.service_time());
            if args.json {
                for target in &targets {
                    let own = found.iter().filter(|(of, _)| of.as_deref() == Some(target.id.as_str()));
                    let problems = own.map(|(_, text)| text.clone()).collect();
                    out.json(&ListedTarget { bus: &rule.key.bus, rule: &rule.key.name, target, problems })?;
                }
                out.flush()?;
            } else {
                problems.extend(found.into_iter().map(|(_, text)| format!("! {}: {text}", rule.key)));
                let rule = &rule.key;
                let row = |target: Target| {
                    let kind = target.kind_word().to_owned();
                    [rule.bus.clone(), rule.name.clone(), target.id, kind, target.arn.to_string()]
                };
                table.add(targets.into_iter().map(row));
            }
        }
        if count == 0 && !args.all && exit == Exit::Done {
            refuse_absent_bus(&client, &args.bus).await?;
            refuse_absent_rule(&client, args).await?;
        }
        if count == 0 && exit == Exit::Done && !args.json {
            out.safe_line(&match &args.rule {
                Some(rule) => format!("Rule {rule} on bus {} has no targets.", args.bus),
                None if args.all => "There is no target in this account and region.".to_owned(),
                None => format!("No rule on the bus {} has a target.", args.bus),
            })?;
        } else {
            table.show(&mut out)?;
        }
        out.flush()?;
        complain(&problems);
        say_incomplete(shown, failed);
        Ok(exit)
    })
}

/// Refuses a rule that is named and not there, of which other servers than AWS list no targets.
async fn refuse_absent_rule(client: &Client, args: &Args) -> Result<(), Failure> {
    let Some(rule) = &args.rule else { return Ok(()) };
    match client.rule(&RuleKey::new(&args.bus, rule)).await {
        Err(error) if error.kind == ErrorKind::NotFound => Err(error.into()),
        Ok(_) | Err(_) => Ok(()),
    }
}

impl Args {
    /// The rule that is named, and its bus.
    pub(super) fn names(&mut self) -> Names<'_> {
        Names::of(&mut self.bus, &mut self.rule)
    }
}

/// Whose targets they are.
struct Owner {
    key: RuleKey,
    /// Known where the rules were listed; where one was named, only its name is.
    known: Option<Rule>,
}

impl From<Rule> for Owner {
    fn from(rule: Rule) -> Self {
        Self { key: rule.key(), known: Some(rule) }
    }
}

/// What is wrong with the targets of a rule, each with the target's id; none for what is wrong with all of
/// them.
fn of_targets(rule: &Owner, targets: &[Target], now: Millis) -> Vec<(Option<String>, String)> {
    let unknown = || Rule {
        bus: rule.key.bus.clone(),
        name: rule.key.name.clone(),
        arn: Arn::default(),
        state: RuleState::Enabled,
        ..Rule::default()
    };
    let known = rule.known.clone().unwrap_or_else(unknown);
    let (account, region) = (known.arn.account().to_owned(), known.arn.region().to_owned());
    let mut evidence = Evidence::of(known, account, region, now);
    evidence.targets = Piece::Seen(targets.to_vec());
    marks_of_targets(&evidence)
}

type RuleTargets = Result<(Owner, Vec<Target>), CallError>;

/// Each rule with its targets, in the order of the rules; the reading runs ahead of the printing.
fn targets(client: &Client, args: &Args) -> stream::BoxStream<'static, RuleTargets> {
    let of_rule = {
        let client = client.clone();
        move |rule: Owner| {
            let client = client.clone();
            async move {
                let targets = client.targets(&rule.key).try_concat().await;
                let targets = targets.map_err(|error| error.with_subject(&format!("rule {}", rule.key)))?;
                RuleTargets::Ok((rule, targets))
            }
        }
    };
    let rules: Pages<_> = match &args.rule {
        Some(rule) => {
            let owner = Owner { key: RuleKey::new(&args.bus, rule), known: None };
            return stream::once(of_rule(owner)).boxed();
        }
        None if args.all => client.all_rules_until(time_over()),
        None => client.rules(&args.bus),
    };
    let each = rules.flat_map(|page| match page {
        Ok(rules) => stream::iter(rules.into_iter().map(|rule| Ok(Owner::from(rule))).collect::<Vec<_>>()),
        Err(error) => stream::iter(vec![Err(error)]),
    });
    let read = each.enumerate().map(move |(of, rule)| {
        let of_rule = of_rule.clone();
        async move {
            let given = async { of_rule(rule?).await }.await;
            Portion { of, given: Some(given), is_last: true }
        }
    });
    in_order(read.buffer_unordered(AT_ONCE), time_over())
}
