//! `buslens export`: rules, and what they need, as code.

use super::account::{block_on_within, connect};
use super::args::Global;
use super::exit::{Exit, Failure};
use super::named_rules::Names;
use super::output::Output;
use crate::aws::Client;
use crate::export::{Notation, Whole, json, written};
use crate::model::{Bus, Rule, RuleKey, Tag, Target};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

/// Rules that are read at the same time.
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
    /// All rules of the bus that no AWS service manages.
    #[arg(long)]
    all: bool,
    /// The same of all buses.
    #[arg(long, conflicts_with_all = ["all", "buses"])]
    all_buses: bool,
    /// The notation.
    #[arg(long = "as", value_name = "NOTATION", default_value = "cli")]
    notation: Form,
}

impl Args {
    /// The rule that is named, and its bus.
    pub(super) fn names(&mut self) -> Option<Names<'_>> {
        let bus = match self.buses.len() {
            0 => {
                self.buses.push(Bus::DEFAULT.to_owned());
                self.buses.first_mut()
            }
            1 => self.buses.first_mut(),
            // Several go with all their rules, and `run` says so.
            _ => None,
        };
        bus.map(|bus| Names::of(bus, &mut self.rules))
    }
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Form {
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

/// A bus with the rules of it that are exported.
struct OfBus {
    bus: Bus,
    /// None where they cannot be read: an export without them is one, and says that they are missing.
    tags: Option<Vec<Tag>>,
    rules: Vec<Read>,
}

/// A rule and what belongs to it.
struct Read {
    rule: Rule,
    targets: Vec<Target>,
    tags: Vec<Tag>,
}

pub(super) fn run(global: Global, args: &Args) -> Result<Exit, Failure> {
    block_on_within(global.timeout, async {
        let client = connect(global).await?;
        if args.buses.len() > 1 && !args.all {
            let why = "Rules are named of one bus; several buses go with --all.";
            return Err(Failure::new(Exit::Usage, why));
        }
        let mut read = Vec::new();
        for bus in buses(&client, args).await? {
            let names = names(&client, &bus, args).await?;
            if !names.is_empty() {
                read.push(of_bus(&client, &bus, names).await?);
            }
        }
        if read.is_empty() {
            let on = match args.buses.as_slice() {
                [bus] if !args.all_buses => format!(" on the bus {bus}"),
                _ => String::new(),
            };
            return Err(Failure::new(Exit::No, format!("There is no rule to export{on}.")));
        }
        let mut all: Vec<Whole<'_>> = Vec::new();
        for OfBus { bus, tags: bus_tags, rules } in &read {
            all.extend(rules.iter().map(|Read { rule, targets, tags }| Whole {
                rule,
                bus: Some(bus),
                bus_tags: bus_tags.as_deref(),
                targets,
                tags,
            }));
        }
        let mut out = Output::new();
        let notation = match args.notation {
            Form::Cli => Notation::Cli,
            Form::Cloudformation => Notation::CloudFormation,
            Form::Terraform => Notation::Terraform,
            Form::Cdk => Notation::Cdk,
            Form::Sam => Notation::Sam,
            Form::Json => {
                all.iter().try_for_each(|one| out.json(&json::whole(*one)))?;
                return out.flush().map(|()| Exit::Done);
            }
        };
        written(notation, &all, client.session()).lines().try_for_each(|line| out.line(line))?;
        out.flush().map(|()| Exit::Done)
    })
}

/// The buses whose rules are exported.
async fn buses(client: &Client, args: &Args) -> Result<Vec<String>, Failure> {
    if args.all_buses {
        return Ok(client.buses().try_concat().await?.into_iter().map(|bus| bus.name).collect());
    }
    let mut buses = args.buses.clone();
    buses.sort();
    buses.dedup();
    Ok(buses)
}

async fn of_bus(client: &Client, name: &str, names: Vec<String>) -> Result<OfBus, Failure> {
    let bus = client.bus(name).await?;
    let tags = if bus.name == Bus::DEFAULT { None } else { client.tags(&bus.arn).await.ok() };
    let rules = stream::iter(names.into_iter().map(|rule| {
        let client = client.clone();
        let key = RuleKey::new(name, rule);
        async move { one(&client, &key).await }
    }));
    Ok(OfBus { bus, tags, rules: rules.buffered(AT_ONCE).try_collect().await? })
}

async fn names(client: &Client, bus: &str, args: &Args) -> Result<Vec<String>, Failure> {
    if !args.rules.is_empty() {
        return Ok(args.rules.clone());
    }
    let rules: Vec<Rule> = client.rules(bus).try_concat().await?;
    Ok(rules.into_iter().filter(|rule| !rule.is_managed()).map(|rule| rule.name).collect())
}

async fn one(client: &Client, key: &RuleKey) -> Result<Read, Failure> {
    let rule = client.rule(key).await?;
    let targets = client.targets(key).try_concat().await?;
    let tags = client.tags(&rule.arn).await?;
    Ok(Read { rule, targets, tags })
}
