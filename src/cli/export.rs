//! `buslens export`: rules, the buses that they are on, and what they need, as code.

use super::account::{block_on_within, connect};
use super::args::Global;
use super::exit::{Exit, Failure};
use super::named_rules::Names;
use super::output::Output;
use crate::aws::Client;
use crate::export::{Notation, Whole, WholeBus, json, text};
use crate::model::{Bus, CallError, Rule, RuleKey, Tag, Target};
use crate::text::{and_list, plural};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use std::collections::BTreeSet;

/// Rules or buses that are read at the same time.
const AT_ONCE: usize = 10;

/// Arguments of `export`.
#[derive(Clone, Debug, clap::Args)]
#[command(arg_required_else_help = true)]
pub struct Args {
    /// The rule's name, or several; names that begin with a dash go last, after --.
    #[arg(required_unless_present_any = ["all", "all_buses"], value_name = "RULE")]
    #[arg(conflicts_with_all = ["all", "all_buses"])]
    rules: Vec<String>,
    /// Their bus; the default one where none is named. With --all it may be given several times.
    #[arg(long = "bus", value_name = "NAME")]
    buses: Vec<String>,
    /// The bus, or buses, with all rules that no AWS service manages.
    #[arg(long)]
    all: bool,
    /// All buses, with all rules that no AWS service manages.
    #[arg(long, conflicts_with_all = ["all", "buses"])]
    all_buses: bool,
    /// The notation.
    #[arg(long = "as", value_name = "NOTATION", default_value = "cli")]
    notation: ExportForm,
}

impl Args {
    /// The rules that are named, and their bus.
    pub(super) fn names(&mut self) -> Option<Names<'_>> {
        if !self.all_buses && self.buses.is_empty() {
            self.buses.push(Bus::DEFAULT.to_owned());
        }
        Some(Names::of(self.buses.first_mut()?, &mut self.rules))
    }
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum ExportForm {
    /// A bash script of AWS CLI commands.
    Cli,
    /// A CloudFormation template in YAML.
    Cloudformation,
    /// Terraform's resources.
    Terraform,
    /// A program for the AWS CDK in TypeScript.
    Cdk,
    /// A SAM template in YAML.
    Sam,
    /// The API's own JSON, one rule a line.
    Json,
}

/// A bus, and the names of its rules that are wanted.
struct ReadBus {
    bus: Bus,
    /// None where they could not be read: an export without them is one, and says that they are missing.
    tags: Option<Vec<Tag>>,
    rules: Vec<String>,
}

/// A rule and what belongs to it.
struct ReadRule {
    rule: Rule,
    targets: Vec<Target>,
    tags: Vec<Tag>,
}

pub(super) fn run(global: Global, args: &Args) -> Result<Exit, Failure> {
    if args.buses.len() > 1 && !args.all {
        let why = "Rules are named of one bus; several buses go with --all.";
        return Err(Failure::new(Exit::Usage, why));
    }
    block_on_within(global.timeout, async {
        let client = connect(global).await?;
        let buses: Vec<ReadBus> = stream::iter(buses(&client, args).await?)
            .map(|name| of_bus(&client, args, name))
            .buffered(AT_ONCE)
            .try_collect()
            .await?;
        let keys = buses
            .iter()
            .flat_map(|one| one.rules.iter().map(|name| RuleKey::new(one.bus.name.as_str(), name.as_str())));
        let rules: Vec<ReadRule> = stream::iter(keys.collect::<Vec<_>>())
            .map(|key| of_rule(&client, key))
            .buffered(AT_ONCE)
            .try_collect()
            .await?;
        let is_empty = rules.is_empty() && buses.iter().all(|one| one.bus.name == Bus::DEFAULT);
        if is_empty || matches!(args.notation, ExportForm::Json) && rules.is_empty() {
            let names = and_list(buses.iter().map(|one| &one.bus.name));
            let on = plural(buses.len(), "on the bus", "on the buses");
            return Err(Failure::new(Exit::No, format!("There is no rule to export {on} {names}.")));
        }
        print(&buses, &rules, args.notation, &client)
    })
}

fn print(
    buses: &[ReadBus],
    rules: &[ReadRule],
    notation: ExportForm,
    client: &Client,
) -> Result<Exit, Failure> {
    let wholes: Vec<Whole<'_>> = rules
        .iter()
        .map(|ReadRule { rule, targets, tags }| {
            let of = buses.iter().find(|one| one.bus.name == rule.bus);
            let bus_tags = of.and_then(|one| one.tags.as_deref());
            Whole { rule, bus: of.map(|one| &one.bus), bus_tags, targets, tags }
        })
        .collect();
    let of_account: Vec<WholeBus<'_>> =
        buses.iter().map(|one| WholeBus { bus: &one.bus, tags: one.tags.as_deref() }).collect();
    let mut out = Output::new();
    let notation = match notation {
        ExportForm::Cli => Notation::Cli,
        ExportForm::Cloudformation => Notation::CloudFormation,
        ExportForm::Terraform => Notation::Terraform,
        ExportForm::Cdk => Notation::Cdk,
        ExportForm::Sam => Notation::Sam,
        ExportForm::Json => {
            wholes.iter().try_for_each(|one| out.json(&json::whole(*one)))?;
            return out.flush().map(|()| Exit::Done);
        }
    };
    let text = text(notation, &of_account, &wholes, client.session());
    text.lines().try_for_each(|line| out.line(line))?;
    out.flush().map(|()| Exit::Done)
}

/// The names of the buses that are wanted, in order, each once.
async fn buses(client: &Client, args: &Args) -> Result<Vec<String>, Failure> {
    if args.all_buses {
        let all: Vec<Bus> = client.buses().try_concat().await?;
        return Ok(all.into_iter().map(|bus| bus.name).collect());
    }
    let mut seen = BTreeSet::new();
    Ok(args.buses.iter().filter(|bus| seen.insert(*bus)).cloned().collect())
}

async fn of_bus(client: &Client, args: &Args, name: String) -> Result<ReadBus, Failure> {
    let bus = client.bus(&name).await.map_err(|error| error.with_subject(&format!("bus {name}")))?;
    let tags = if bus.name == Bus::DEFAULT { None } else { client.tags(&bus.arn).await.ok() };
    let rules = if args.all || args.all_buses {
        let rules = client.rules(&name).try_concat().await;
        let rules: Vec<Rule> = rules.map_err(|error| error.with_subject(&format!("bus {name}")))?;
        rules.into_iter().filter(|rule| !rule.is_managed()).map(|rule| rule.name).collect()
    } else {
        args.rules.clone()
    };
    Ok(ReadBus { bus, tags, rules })
}

async fn of_rule(client: &Client, key: RuleKey) -> Result<ReadRule, Failure> {
    let about = |error: CallError| error.with_subject(&format!("rule {key}"));
    let rule = client.rule(&key).await.map_err(about)?;
    let targets = client.targets(&key).try_concat().await.map_err(about)?;
    let tags = client.tags(&rule.arn).await.map_err(about)?;
    Ok(ReadRule { rule, targets, tags })
}
