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
    #[arg(required_unless_present = "all", conflicts_with = "all", value_name = "RULE")]
    rules: Vec<String>,
    /// Their bus.
    #[arg(long, value_name = "NAME", default_value = Bus::DEFAULT)]
    bus: String,
    /// All rules of the bus that no AWS service manages.
    #[arg(long)]
    all: bool,
    /// The notation.
    #[arg(long = "as", value_name = "NOTATION", default_value = "cli")]
    notation: Form,
}

impl Args {
    /// The rule that is named, and its bus.
    pub(super) fn names(&mut self) -> Names<'_> {
        Names::of(&mut self.bus, &mut self.rules)
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

/// A rule and what belongs to it.
struct Read {
    rule: Rule,
    targets: Vec<Target>,
    tags: Vec<Tag>,
}

pub(super) fn run(global: Global, args: &Args) -> Result<Exit, Failure> {
    block_on_within(global.timeout, async {
        let client = connect(global).await?;
        let names = names(&client, args).await?;
        if names.is_empty() {
            return Err(Failure::new(
                Exit::No,
                format!("There is no rule to export on the bus {}.", args.bus),
            ));
        }
        let bus = client.bus(&args.bus).await?;
        // An export without them is one, and says that they are missing.
        let bus_tags = if bus.name == Bus::DEFAULT { None } else { client.tags(&bus.arn).await.ok() };
        let read: Vec<Read> = stream::iter(names.into_iter().map(|name| {
            let client = client.clone();
            let key = RuleKey::new(&args.bus, name);
            async move { one(&client, &key).await }
        }))
        .buffered(AT_ONCE)
        .try_collect()
        .await?;
        let all: Vec<Whole<'_>> = read
            .iter()
            .map(|Read { rule, targets, tags }| Whole {
                rule,
                bus: Some(&bus),
                bus_tags: bus_tags.as_deref(),
                targets,
                tags,
            })
            .collect();
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

async fn names(client: &Client, args: &Args) -> Result<Vec<String>, Failure> {
    if !args.all {
        return Ok(args.rules.clone());
    }
    let rules: Vec<Rule> = client.rules(&args.bus).try_concat().await?;
    Ok(rules.into_iter().filter(|rule| !rule.is_managed()).map(|rule| rule.name).collect())
}

async fn one(client: &Client, key: &RuleKey) -> Result<Read, Failure> {
    let rule = client.rule(key).await?;
    let targets = client.targets(key).try_concat().await?;
    let tags = client.tags(&rule.arn).await?;
    Ok(Read { rule, targets, tags })
}
