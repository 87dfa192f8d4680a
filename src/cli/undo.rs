//! `buslens undo`: what was changed from here, and taking it back.

use super::account::{block_on, connect, gate};
use super::args::Global;
use super::change::{UndoneEntry, Yes, carry_out_as, open};
use super::commands_in_sentences::with_chosen_options;
use super::exit::{Exit, Failure, say};
use super::output::{Output, Table};
use crate::aws::Client;
use crate::model::{CallError, Change, ErrorKind, Undoable};
use crate::runtime::gate::Gate;
use crate::text::time::in_full;

/// Arguments of `undo`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Which change to take back, by its id in the list; without it, the newest with all that were made
    /// together with it. What an undo deleted comes back by its id. A move is taken back as a whole.
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
            Some(id) => by_id(&all, id),
            None => newest(&all),
        };
        if chosen.is_empty() {
            return Err(match &args.id {
                Some(id) => Failure::bad(format!(
                    "No change here has the id {id}. {} has them.",
                    with_chosen_options("undo --list")
                )),
                None => {
                    let why = "Nothing to undo in this account and region.";
                    Failure::new(Exit::No, why)
                }
            });
        }
        let mut inverses = Vec::new();
        for one in &chosen {
            let inverse = one.change.inverse().map_err(|why| {
                let (title, list) = (one.change.title(), with_chosen_options("undo --list"));
                let next = all.iter().find(|one| one.undoes.is_none() && one.change.inverse().is_ok());
                let next = next.map_or_else(String::new, |next| {
                    let undo = with_chosen_options(&format!("undo {}", next.id));
                    format!("{undo} undoes the newest that can be undone ({}). ", next.change.title())
                });
                let other = format!("{next}To undo another change, name it by its id: {list} has them.");
                Failure::new(Exit::Refused, format!("{title} cannot be undone: {why}. {other}"))
            })?;
            inverses.push(inverse);
        }
        let mut undoes = Vec::new();
        for (one, inverse) in chosen.iter().zip(&inverses) {
            let beside =
                site.client.may_carry_out(inverse).await.map_err(|error| overtaken(inverse, error))?;
            let notes = one.change.not_restored().into_iter().chain(beside).collect();
            undoes.push(UndoneEntry { id: one.id.clone(), notes });
        }
        carry_out_as(&site, &inverses, &undoes, args.yes.yes).await
    })
}

/// Why an undo is not even asked about: to repeat it would be refused in the same way.
fn overtaken(inverse: &Change, error: CallError) -> Failure {
    if error.kind != ErrorKind::Changed {
        return Failure::from(error);
    }
    let who = error.who.map_or_else(String::new, |who| format!(" {who}."));
    let why = error.message.trim_end_matches('.');
    Failure::new(
        Exit::Refused,
        format!(
            "This cannot be undone: {why}.{who} Nothing was sent. Somebody else has since changed {}: change it by its own command, or undo another change by its id.",
            inverse.thing
        ),
    )
}

/// What can be taken back; that the record of it is damaged is said.
async fn undoable(gate: &Gate, client: &Client) -> Result<Vec<Undoable>, Failure> {
    let (all, notice) = gate.undoable(client, client.service_time()).await?;
    notice.iter().for_each(|text| say(text));
    Ok(all)
}

/// The newest change with all that were made together with it. What an undo deleted is passed over: it comes
/// back by its id.
fn newest(all: &[Undoable]) -> Vec<Undoable> {
    let own: Vec<Undoable> = all.iter().filter(|one| one.undoes.is_none()).cloned().collect();
    Undoable::together(&own).into_iter().next().unwrap_or_default()
}

/// The change of that id. Half of a move is no change to take back: it would leave the rule on both buses, or
/// on none.
fn by_id(all: &[Undoable], id: &str) -> Vec<Undoable> {
    let groups = Undoable::together(all);
    let group = groups.into_iter().find(|group| group.iter().any(|one| one.id == id)).unwrap_or_default();
    if Undoable::moved(&group).is_some() {
        return group;
    }
    group.into_iter().filter(|one| one.id == id).collect()
}

fn list(all: &[Undoable], json: bool) -> Result<Exit, Failure> {
    let mut out = Output::new();
    if json {
        all.iter().try_for_each(|one| out.json(one))?;
        return out.flush().map(|()| Exit::Done);
    }
    let mut table = Table::new(["id", "when (UTC)", "what"]);
    let groups = Undoable::together(all);
    let moved = |one: &Undoable| {
        let group = groups.iter().find(|group| group.contains(one))?;
        Undoable::moved(group).map(|moved| format!(", half of: {moved}"))
    };
    table.add(all.iter().map(|one| {
        let half = moved(one).unwrap_or_default();
        let lost = if one.known { "" } else { " (not known whether it was done)" };
        let undo = if one.undoes.is_some() { " (an undo)" } else { "" };
        let no_way = one.change.inverse().err().map(|why| format!(" (cannot be undone: {why})"));
        let for_good = no_way.unwrap_or_default();
        [
            one.id.clone(),
            in_full(one.at, false, 0),
            format!("{}{undo}{lost}{for_good}{half}", one.change.in_short()),
        ]
    }));
    if all.is_empty() {
        out.line("Nothing to undo in this account and region.")?;
        return out.flush().map(|()| Exit::Done);
    }
    table.show(&mut out)?;
    Ok(Exit::Done)
}

#[cfg(test)]
mod tests {
    use super::by_id;
    use crate::model::{AccountPlace, Change, Held, RuleKey, Thing, Undoable};

    fn one(id: &str, group: &str, change: Change) -> Undoable {
        Undoable {
            id: id.into(),
            group: group.into(),
            at: 0,
            place: AccountPlace::default(),
            change,
            known: true,
            undoes: None,
        }
    }

    #[test]
    fn a_move_is_taken_back_whole_by_the_id_of_either_half() {
        let on = |bus: &str| Thing::Rule(RuleKey::new(bus, "audit"));
        let all = [
            one("4", "b", Change::delete(on("lab"), Held::default())),
            one("3", "b", Change::delete(on("vault"), Held::default())),
            one("2", "a", Change::delete(on("default"), Held::default())),
            one("1", "a", Change::create(on("orders"), Held::default())),
        ];
        let ids = |id: &str| by_id(&all, id).iter().map(|one| one.id.clone()).collect::<Vec<_>>();
        assert_eq!((ids("1"), ids("2")), (vec!["2".to_owned(), "1".to_owned()], ids("1")));
        assert_eq!(ids("3"), ["3"], "others that were made together are taken back one by one");
        assert_eq!(ids("zzz"), Vec::<String>::new());
    }
}
