//! What the commands that change an account have in common: the question, which shows all that will be sent,
//! and what is said afterwards.

mod arn_from_name;
pub(super) mod described;
mod foreseen;
mod options;
pub(super) mod plain;
mod things;

pub(super) use options::{Bus, GivenSettings, Rule, Target, by_option, read_file, tags};
pub(super) use things::{
    Action, Archive, Auth, Connection, Create, Describe, Destination, Endpoint, List, ListColumn, Look,
    Named, Partner, Replay, Yes, act, describe, list_and_describe, print_list,
};

use super::account::{before_writing, connect, gate, writes_nothing};
use super::args::Global;
use super::commands_in_sentences::with_chosen_options;
use super::confirm::{GivenAnswers, confirm_typing};
use super::exit::{Exit, Failure, complain, repeating_arguments, say};
use super::output::Output;
use super::under_way::until_ended;
use crate::aws::Client;
use crate::model::{CallError, Change, ChangeFault, ErrorKind, Held, Thing, word_to_type};
use crate::runtime;
use crate::runtime::gate::{Gate, UndoLink};
use crate::runtime::takers::of_replay;
use crate::text::{counted, one_line};
use std::fmt::Write as _;

/// The gate and the account, for a command that changes something.
pub(super) async fn open(global: Global) -> Result<Site, Failure> {
    let (gate, label) = (gate(&global), global.account_label.clone());
    if let Some(why) = gate.read_only {
        return Err(writes_nothing(why));
    }
    let client = before_writing(global.timeout, Box::pin(connect(global))).await?;
    Ok(Site { gate, client, label })
}

/// An account that a command changes something in.
pub(super) struct Site {
    pub(super) gate: Gate,
    pub(super) client: Client,
    /// `--account-label`.
    label: Option<String>,
}

/// All of a thing that is there.
pub(super) async fn whole(client: &Client, thing: &Thing) -> Result<Held, Failure> {
    client
        .whole(thing)
        .await?
        .ok_or_else(|| Failure::absent(format!("There is no {thing}. Nothing was done.")))
}

/// Asks, and changes one part of a thing: `edit` says how it is to be, where settings and tags stay out of
/// it.
pub(super) async fn alter(
    global: Global,
    thing: Thing,
    yes: bool,
    edit: impl FnOnce(&Thing, &mut Held) -> Result<(), Failure>,
) -> Result<Exit, Failure> {
    let site = open(global).await?;
    let mut was = whole(&site.client, &thing).await?;
    (was.settings, was.tags) = (None, None);
    let mut to = was.clone();
    edit(&thing, &mut to)?;
    carry_out(&site, &[Change::update(thing, was, to)], yes).await
}

/// A group of its own in our record of changes.
pub(super) fn alone() -> UndoLink {
    UndoLink { undoes: None, group: format!("{}-{}", runtime::now(), std::process::id()) }
}

/// An entry of our record that a change takes back.
pub(super) struct UndoneEntry {
    /// Its id.
    pub(super) id: String,
    /// What is to be known before, a sentence each.
    pub(super) notes: Vec<String>,
}

/// Asks, and makes these changes one after the other; the first that fails ends it.
pub(super) async fn carry_out(site: &Site, changes: &[Change], yes: bool) -> Result<Exit, Failure> {
    carry_out_as(site, changes, &[], yes).await
}

/// Like [`carry_out`]; `undoes` are the entries of our record that the changes take back, one each.
pub(super) async fn carry_out_as(
    Site { gate, client, label }: &Site,
    changes: &[Change],
    undoes: &[UndoneEntry],
    yes: bool,
) -> Result<Exit, Failure> {
    let account = client.account().await;
    refuse(changes.iter().flat_map(|change| {
        let faults = change.faults(account.as_deref());
        faults.into_iter().map(|fault| by_option(change.thing.kind(), fault))
    }))?;
    let mut out = Output::new();
    let changing: Vec<(usize, &Change)> =
        changes.iter().enumerate().filter(|(_, change)| !change.steps().is_empty()).collect();
    if changing.is_empty() {
        out.safe_line("There is nothing to change.")?;
        return out.flush().map(|()| Exit::Done);
    }
    for (at, change) in &changing {
        // Of what cannot be made there is nothing to show or to ask; an undo has looked before.
        if change.was.is_none() && undoes.is_empty() {
            client.may_carry_out(change).await?;
        }
        // What several make together may be what another of them names.
        if let [_] = changing.as_slice() {
            refuse(client.missing_of(change).await.map(|fault| by_option(change.thing.kind(), fault)))?;
        }
        let notes = undoes.get(*at).map_or(&[][..], |undone| &undone.notes);
        complain(&lines(change, &client.session().region, notes));
        complain(&foreseen::lines(client, change).await);
        if let (Thing::Replay(_), None, Some(to)) = (&change.thing, &change.was, &change.to) {
            match of_replay(client, to).await {
                Ok(lines) => complain(&lines),
                Err(fault) => refuse([by_option(change.thing.kind(), fault)])?,
            }
        }
        if change.is_removing() {
            let uses = client.uses(&change.thing).await?;
            if let Some(why) = uses.in_the_way(&change.thing) {
                return Err(Failure::bad(format!("{why} Nothing was sent.")));
            }
            complain(&uses.sentences());
        } else if change.to.as_ref().is_some_and(|to| to.deauthorized) {
            // What rests on it stops working, as if it were gone.
            complain(&client.uses(&change.thing).await?.sentences());
        }
    }
    let place =
        client.session().endpoint.clone().map_or_else(|| client.session().region.clone(), String::from);
    let account = account.unwrap_or_else(|| "an account whose number is not known".to_owned());
    let question = match changing.as_slice() {
        [(_, change)] => format!("{} in {account} ({place})?", change.title()),
        many => format!("Make these {} in {account} ({place})?", counted(many.len(), "change", "changes")),
    };
    let word = word_to_type(changing.iter().map(|(_, change)| *change));
    let given = GivenAnswers { yes, label: label.clone() };
    let confirmed = confirm_typing(&question, word.as_deref(), &gate.session(client).await, &given)?;
    let (mut exit, group, all) = (Exit::Done, alone().group, changing.len());
    for (at, change) in changing {
        let kept = UndoLink { undoes: undoes.get(at).map(|undone| undone.id.clone()), group: group.clone() };
        let operation = change.steps().first().map_or("Writing", |step| step.operation);
        let made = gate.change(client, change, &kept, confirmed.clone(), client.service_time());
        let ((changed, sentences), stopped) = until_ended(operation, made).await.map_err(not_made)?;
        for sentence in &sentences {
            say(sentence);
        }
        // What could not be noted of it is no reason to repeat what is done.
        if !changed.differences.is_empty() {
            exit = Exit::No;
        }
        if let Some(path) = &changed.copy {
            say(&format!("A copy of it is in {path}."));
        }
        let done = if changed.unsent { "Nothing to do" } else { "Done" };
        let done = format!("{done}: {}", change.title());
        let shown = out.done(&done);
        exit = if exit == Exit::Done { shown } else { exit };
        let left = all - at - 1;
        if stopped && left > 0 {
            let left = counted(left, "change was", "changes were");
            return Err(Failure::new(Exit::Aws, format!("Stopped, as it was asked to: {left} not sent.")));
        }
    }
    Ok(exit)
}

/// Why a change was not made; where a part of it was, what takes that back.
fn not_made(error: CallError) -> Failure {
    let partial = error.partial && error.kind != ErrorKind::NotKnown;
    let mut failure = Failure::from(error);
    if partial {
        let _ = write!(failure.message, " {} undoes what was done.", with_chosen_options("undo"));
    }
    failure
}

/// Says what the service would refuse, if anything, in place of asking it.
pub(super) fn refuse(faults: impl IntoIterator<Item = ChangeFault>) -> Result<(), Failure> {
    let faults: Vec<ChangeFault> = faults.into_iter().collect();
    if faults.is_empty() {
        return Ok(());
    }
    complain(&faults.iter().map(|fault| repeating_arguments(&fault.sentence())).collect::<Vec<_>>());
    let exit = if faults.iter().all(|fault| fault.managed) { Exit::Refused } else { Exit::BadInput };
    Err(Failure::new(exit, "It would be refused. Nothing was sent."))
}

/// A change as it is shown before it is made.
fn lines(change: &Change, region: &str, notes: &[String]) -> Vec<String> {
    let mut lines = vec![change.title()];
    lines.extend(change.difference().iter().map(|line| format!("  {}", one_line(line))));
    let lost = change.what_is_lost(region);
    lines.extend(notes.iter().chain(&lost).map(|lost| format!("  ! {lost}")));
    lines.push("  To be sent, in this order:".to_owned());
    lines.extend(change.steps().iter().map(|step| format!("    {} {}", step.operation, step.body)));
    lines
}
