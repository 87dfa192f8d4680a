//! `buslens targets`.

use super::account::{block_on_within, connect};
use super::args::Global;
use super::exit::{Exit, Failure};
use super::output::{Output, Table};
use crate::aws::{Client, Pages};
use crate::model::{Bus, CallError, RuleKey, Target};
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
    /// One JSON object a line.
    #[arg(long)]
    json: bool,
}

/// Rules whose targets are read at the same time.
const AT_ONCE: usize = 10;

#[derive(Serialize)]
struct Row<'a> {
    bus: &'a str,
    rule: &'a str,
    #[serde(flatten)]
    target: &'a Target,
}

pub(super) fn run(global: Global, args: &Args) -> Result<Exit, Failure> {
    block_on_within(global.timeout, async {
        let client = connect(global).await?;
        let mut out = Output::new();
        let mut table = Table::new(["bus", "rule", "target", "kind", "arn"]);
        let mut exit = Exit::Done;
        let mut found = targets(&client, args);
        while let Some(outcome) = found.next().await {
            let (rule, targets) = match outcome {
                Ok(found) => found,
                Err(error) => {
                    let failure = Failure::from(error);
                    failure.report();
                    exit = failure.exit;
                    continue;
                }
            };
            if args.json {
                for target in &targets {
                    out.json(&Row { bus: &rule.bus, rule: &rule.name, target })?;
                }
                out.flush()?;
            } else {
                let row = |target: Target| {
                    let kind = target.kind().word().to_owned();
                    [rule.bus.clone(), rule.name.clone(), target.id, kind, target.arn.to_string()]
                };
                table.add(targets.into_iter().map(row));
            }
        }
        table.show(&mut out)?;
        Ok(exit)
    })
}

type Found = Result<(RuleKey, Vec<Target>), CallError>;

/// Each rule with its targets, in the order of the rules; the reading runs ahead of the printing.
fn targets(client: &Client, args: &Args) -> stream::BoxStream<'static, Found> {
    let of_rule = {
        let client = client.clone();
        move |key: RuleKey| {
            let client = client.clone();
            async move {
                let targets = client.targets(&key).try_concat().await?;
                Found::Ok((key, targets))
            }
        }
    };
    let rules: Pages<_> = match &args.rule {
        Some(rule) => return stream::once(of_rule(RuleKey::new(&args.bus, rule))).boxed(),
        None if args.all => client.all_rules(),
        None => client.rules(&args.bus),
    };
    let each = rules.flat_map(|page| match page {
        Ok(rules) => stream::iter(rules.into_iter().map(|rule| Ok(rule.key())).collect::<Vec<_>>()),
        Err(error) => stream::iter(vec![Err(error)]),
    });
    each.map(move |key| {
        let of_rule = of_rule.clone();
        async move { of_rule(key?).await }
    })
    .buffered(AT_ONCE)
    .boxed()
}
