//! `buslens rules`.

use super::account::{block_on_within, connect, each_page, refuse_absent_bus, time_over};
use super::args::Global;
use super::commands_in_sentences::with_chosen_options;
use super::exit::{Exit, Failure, complain, say};
use super::named_rules::Names;
use super::output::{Output, Table};
use super::rule_marks::Beside;
use crate::model::{Arn, Bus, Rule};
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
    /// One JSON object a line, the pattern as a text in `pattern`, what is wrong with the rule and its
    /// targets in `problems`; `buslens why --bus` looks at metrics, too, and at the targets of more than 100
    /// rules.
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
        let mut listed = Vec::new();
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
            listed.append(&mut rules);
            Ok(())
        })
        .await;
        if listed.is_empty() && !args.all && matches!(exit, Ok(Exit::Done)) {
            refuse_absent_bus(&client, &args.bus).await?;
        }
        let bus = (!args.all).then_some(args.bus.as_str());
        let beside = Beside::read(&client, &listed).await;
        if args.json {
            for (at, rule) in listed.iter().enumerate() {
                let unseen = beside.unseen(at).map(|error| format!("Its targets cannot be seen: {error}"));
                let problems = beside.marks(&client, at, rule).into_iter().chain(unseen).collect();
                out.json(&ListedRule { rule, problems })?;
            }
            out.flush()?;
            if beside.is_cut(listed.len()) {
                say(&beside.not_looked_at(listed.len(), bus));
            }
            return exit;
        }
        if listed.is_empty() && matches!(exit, Ok(Exit::Done)) {
            let of = if with_target.is_some() { " with that target" } else { "" };
            let place = if args.all {
                "in this account and region".to_owned()
            } else {
                format!("on the bus {}", args.bus)
            };
            out.safe_line(&format!("There is no rule{of} {place}."))?;
            return out.flush().map(|()| Exit::Done);
        }
        let mut problems = Vec::new();
        for (at, rule) in listed.iter().enumerate() {
            let marks = beside.marks(&client, at, rule).into_iter();
            problems.extend(marks.map(|text| format!("! {}: {text}", rule.key())));
        }
        let count = listed.len();
        if count > 0 {
            table.add(listed.into_iter().map(row));
            table.show(&mut out)?;
            complain(&problems);
            say(&beside.not_looked_at(count, bus));
        }
        exit
    })
}

fn row(rule: Rule) -> [String; 5] {
    let kind = if rule.is_managed() { "managed" } else { rule.kind().word() };
    let state = rule.state.word().to_owned();
    [rule.bus, rule.name, state, kind.to_owned(), rule.description.unwrap_or_default()]
}
