//! `buslens rules`.

use super::account::{block_on_within, connect, each_page};
use super::args::Global;
use super::exit::{Exit, Failure};
use super::output::{Output, Table};
use crate::model::{Bus, Rule};

/// Arguments of `rules`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// The bus.
    #[arg(long, value_name = "NAME", default_value = Bus::DEFAULT, conflicts_with = "all")]
    bus: String,
    /// The rules of all buses.
    #[arg(long)]
    all: bool,
    /// One JSON object a line, the pattern as a text in `pattern`.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(global: Global, args: &Args) -> Result<Exit, Failure> {
    block_on_within(global.timeout, async {
        let client = connect(global).await?;
        let mut out = Output::new();
        let mut table = Table::new(["bus", "name", "state", "kind", "description"]);
        let pages = if args.all { client.all_rules() } else { client.rules(&args.bus) };
        let exit = each_page(pages, |rules| {
            if args.json {
                rules.iter().try_for_each(|rule| out.json(rule))?;
                return out.flush();
            }
            table.add(rules.into_iter().map(row));
            Ok(())
        })
        .await;
        table.show(&mut out)?;
        exit
    })
}

fn row(rule: Rule) -> [String; 5] {
    let kind = if rule.is_managed() { "managed" } else { rule.kind().word() };
    let state = rule.state.word().to_owned();
    [rule.bus, rule.name, state, kind.to_owned(), rule.description.unwrap_or_default()]
}
