//! `buslens undo`: what was changed from here, and taking it back.

use super::account::{block_on, connect, gate};
use super::args::Global;
use super::change::{Yes, carry_out_as, open};
use super::exit::{Exit, Failure, say};
use super::output::{Output, Table};
use crate::aws::Client;
use crate::model::Undoable;
use crate::runtime::gate::Gate;
use crate::runtime::now;
use crate::text::time::rfc3339;

/// Arguments of `undo`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Which change to take back, by its id in the list; without it, the newest with all that were made
    /// together with it. What an undo deleted comes back by its id.
    id: Option<String>,
    /// List what can be taken back, the newest first, and do nothing.
    #[arg(long)]
    list: bool,
    /// One JSON object a line, with what was there before.
    #[arg(long, requires = "list")]
    json: bool,
    #[command(flatten)]
    yes: Yes,
}

pub(super) fn run(global: Global, args: &Args) -> Result<Exit, Failure> {
    block_on(async {
        if args.list {
            let gate = gate(&global);
            let client = connect(global).await?;
            return list(&undoable(&gate, &client).await?, args.json);
        }
        let site = open(global).await?;
        let all = undoable(&site.gate, &site.client).await?;
        let chosen: Vec<Undoable> = match &args.id {
            Some(id) => all.iter().filter(|one| one.id == *id).cloned().collect(),
            None => newest(&all),
        };
        if chosen.is_empty() {
            return Err(match &args.id {
                Some(id) => {
                    Failure::bad(format!("No change here has the id {id}. `buslens undo --list` has them."))
                }
                None => {
                    let why = "No change made here is left to take back in this account and region.";
                    Failure::new(Exit::No, why)
                }
            });
        }
        let mut inverses = Vec::new();
        for one in &chosen {
            let inverse = one.change.inverse().map_err(|why| {
                let other = "To take back another change, name it by its id: `buslens undo --list` has them.";
                let title = one.change.title();
                Failure::new(Exit::Refused, format!("{title} cannot be taken back: {why}. {other}"))
            })?;
            inverses.push(inverse);
        }
        let ids: Vec<String> = chosen.iter().map(|one| one.id.clone()).collect();
        carry_out_as(&site, &inverses, &ids, args.yes.yes).await
    })
}

/// What can be taken back; that the record of it is damaged is said.
async fn undoable(gate: &Gate, client: &Client) -> Result<Vec<Undoable>, Failure> {
    let (all, notice) = gate.undoable(client, now()).await?;
    notice.iter().for_each(|text| say(text));
    Ok(all)
}

/// The newest change with all that were made together with it. What an undo deleted is passed over: it comes
/// back by its id.
fn newest(all: &[Undoable]) -> Vec<Undoable> {
    let own: Vec<Undoable> = all.iter().filter(|one| one.undoes.is_none()).cloned().collect();
    Undoable::together(&own).into_iter().next().unwrap_or_default()
}

fn list(all: &[Undoable], json: bool) -> Result<Exit, Failure> {
    let mut out = Output::new();
    if json {
        all.iter().try_for_each(|one| out.json(one))?;
        return out.flush().map(|()| Exit::Done);
    }
    let mut table = Table::new(["id", "when", "what"]);
    table.add(all.iter().map(|one| {
        let lost = if one.known { "" } else { " (not known whether it was done)" };
        let undo = if one.undoes.is_some() { " (an undo)" } else { "" };
        [one.id.clone(), rfc3339(one.at), format!("{}{undo}{lost}", one.change.in_short())]
    }));
    table.show(&mut out)?;
    Ok(Exit::Done)
}
