//! `buslens rules`.

use super::account::{block_on_within, connect, each_page, refuse_absent_bus, time_over};
use super::args::Global;
use super::commands_in_sentences::with_chosen_options;
use super::exit::{Exit, Failure, complain};
use super::named_rules::Names;
use super::output::{Output, Table};
use crate::diagnose::{Evidence, marks};
use crate::model::{Arn, Bus, Millis, Rule};
use crate::text::shell_word;
use futures_util::TryStreamExt as _;
use serde::Serialize;
use std::collections::HashSet;

/// Arguments of `rules`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// The bus.
    #[arg(long, value_name = "NAME", default_value = Bus::DEFAULT, conflicts_with = "all")]
    bus: String,
    /// The rules of all buses.
    #[arg(long)]
    all: bool,
    /// Only the rules of the bus that have this target.
    #[arg(long, value_name = "ARN", conflicts_with = "all")]
    target: Option<Arn>,
    /// One JSON object a line, the pattern as a text in `pattern`, what is wrong with the rule by itself in
    /// `problems`; `buslens why --bus` looks at targets and metrics, too.
    #[arg(long)]
    json: bool,
}

impl Args {
    /// The bus.
    pub(super) fn names(&mut self) -> Names<'_> {
        Names::of(&mut self.bus, None)
    }
}

#[derive(Serialize)]
struct ListedRule<'a> {
    #[serde(flatten)]
    rule: &'a Rule,
    problems: Vec<String>,
}

pub(super) fn run(global: Global, args: &Args) -> Result<Exit, Failure> {
    if let Some(target) = args.target.as_ref().filter(|target| !target.is_well_formed()) {
        return Err(Failure::bad(format!(
            "--target: `{target}` is not an ARN. {} lists those of the bus.",
            with_chosen_options(&format!("targets --bus {}", shell_word(&args.bus)))
        )));
    }
    block_on_within(global.timeout, async {
        let client = connect(global).await?;
        let mut out = Output::new();
        let mut table = Table::new(["bus", "name", "state", "kind", "description"]);
        let (mut problems, mut count) = (Vec::new(), 0);
        let pages = if args.all { client.all_rules_until(time_over()) } else { client.rules(&args.bus) };
        let with_target: Option<HashSet<String>> = match &args.target {
            None => None,
            Some(target) => {
                let names: Vec<String> = client.rule_names_by_target(target, &args.bus).try_concat().await?;
                Some(names.into_iter().collect())
            }
        };
        let exit = each_page(pages, |mut rules| {
            rules.retain(|rule| with_target.as_ref().is_none_or(|names| names.contains(&rule.name)));
            count += rules.len();
            if args.json {
                rules.iter().try_for_each(|rule| {
                    out.json(&ListedRule { rule, problems: of_rule(rule, client.service_time()) })
                })?;
                return out.flush();
            }
            for rule in &rules {
                problems.extend(
                    of_rule(rule, client.service_time())
                        .into_iter()
                        .map(|text| format!("! {}: {text}", rule.key())),
                );
            }
            table.add(rules.into_iter().map(row));
            Ok(())
        })
        .await;
        if count == 0 && !args.all && matches!(exit, Ok(Exit::Done)) {
            refuse_absent_bus(&client, &args.bus).await?;
        }
        if count == 0 && !args.json && matches!(exit, Ok(Exit::Done)) {
            let of = if with_target.is_some() { " with that target" } else { "" };
            let place = if args.all {
                "in this account and region".to_owned()
            } else {
                format!("on the bus {}", args.bus)
            };
            out.safe_line(&format!("There is no rule{of} {place}."))?;
            return out.flush().map(|()| Exit::Done);
        }
        table.show(&mut out)?;
        complain(&problems);
        exit
    })
}

/// What is wrong with a rule as far as it tells by itself.
fn of_rule(rule: &Rule, now: Millis) -> Vec<String> {
    marks(&Evidence::of(rule.clone(), rule.arn.account(), rule.arn.region(), now))
}

fn row(rule: Rule) -> [String; 5] {
    let kind = if rule.is_managed() { "managed" } else { rule.kind().word() };
    let state = rule.state.word().to_owned();
    [rule.bus, rule.name, state, kind.to_owned(), rule.description.unwrap_or_default()]
}
