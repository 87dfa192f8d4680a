//! Changes under way: those that one yes has sent are told together, when all of them have been answered.

use crate::app::command::Context;
use crate::app::confirm::{Write, WriteOp};
use crate::app::effect::Effect;
use crate::app::read::Read;
use crate::app::request::Req;
use crate::app::shared::{Level, Shared};
use crate::app::switching::{ChangeSent, Together};
use crate::model::{CallError, Change, Changed, ErrorKind, Thing, ThingKind};
use crate::text::grouped;
use std::fmt::Write as _;

/// What is being done to a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BeingDone {
    /// It is being changed, or made.
    Changing,
    /// It is being deleted.
    Deleting,
    /// It is being ended, and stays in the list: a replay.
    Cancelling,
}

impl BeingDone {
    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Changing => "changing",
            Self::Deleting => "deleting",
            Self::Cancelling => "cancelling",
        }
    }

    /// A name in a list, with the word that its thing is being deleted; none where it is not.
    pub fn on_name(self, name: &str) -> Option<String> {
        match self {
            Self::Deleting => Some(format!("{name} · {} …", self.word())),
            Self::Changing | Self::Cancelling => None,
        }
    }
}

/// Writes that one yes has sent: where there are several, their answers are told together.
pub(in crate::app) fn on_sent(writes: &[Write], shared: &mut Shared) {
    let member = |write: &Write| {
        let WriteOp::Change(change) = &write.op else { return None };
        Some(ChangeSent {
            req: write.req,
            thing: change.thing.clone(),
            removes: change.to.is_none(),
            undoes: write.undoes.is_some(),
            whole: write.whole.clone(),
            outcome: None,
            failed: false,
        })
    };
    let members: Vec<ChangeSent> = writes.iter().filter_map(member).collect();
    if !members.is_empty() {
        shared.changing.push(Together(members));
    }
}

impl Shared {
    /// What is being done to a thing; nothing where no change of it is under way.
    pub fn under_way(&self, thing: &Thing) -> Option<BeingDone> {
        if !self.requests.is_changing(thing) {
            return None;
        }
        let mut sent = self.changing.iter().flat_map(|together| &together.0);
        let is_removed =
            |member: &ChangeSent| member.thing == *thing && member.removes && member.outcome.is_none();
        Some(match (sent.any(is_removed), thing.kind()) {
            (false, _) => BeingDone::Changing,
            (true, ThingKind::Replay) => BeingDone::Cancelling,
            (true, _) => BeingDone::Deleting,
        })
    }
}

/// Where what a change has made is listed, in words in which `{:word}` stands for one of the palette.
fn where_listed(change: &Change) -> &'static str {
    if !change.is_making() {
        return "";
    }
    match change.thing.kind() {
        ThingKind::Archive => " {:archives} has it.",
        ThingKind::Replay => " {:replays} has it.",
        ThingKind::Connection => " {:connections} has it.",
        ThingKind::Destination => " {:destinations} has it.",
        // Buses and rules are listed on the screen that is below all others.
        ThingKind::Bus | ThingKind::Rule | ThingKind::Source | ThingKind::Endpoint | ThingKind::LogPolicy => {
            ""
        }
    }
}

/// What a change has come to. `is_seen` where a screen that is open lists the thing.
pub(in crate::app) fn on_answer(
    req: Req,
    change: &Change,
    outcome: &Result<(Changed, Vec<String>), CallError>,
    is_seen: bool,
    shared: &mut Shared,
    out: &mut Vec<Effect>,
) {
    let is_gone = change.to.is_none() && outcome.as_ref().is_ok_and(|(changed, _)| changed.now.is_none());
    read_again(&change.thing, is_gone, shared, out);
    let of = |together: &Together| together.0.iter().any(|member| member.req == req);
    let Some(at) = shared.changing.iter().position(of) else { return };
    let Some(Together(members)) = shared.changing.get_mut(at) else { return };
    let (all, mut undoes, mut whole) = (members.len(), false, None);
    if let Some(member) = members.iter_mut().find(|member| member.req == req) {
        undoes = member.undoes;
        whole.clone_from(&member.whole);
        let title = change.title();
        member.failed = outcome.as_ref().map_or(true, |(_, told)| !told.is_empty());
        member.outcome = Some(match outcome {
            Ok((changed, told)) if told.is_empty() => {
                let copy = changed.copy.as_ref().map(|path| format!(" (a copy is in {path})"));
                format!("✓ {title}{}", copy.unwrap_or_default())
            }
            Ok((_, told)) => format!("! {title}: {}", told.join(" ")),
            Err(error) if error.kind == ErrorKind::NotKnown => format!("? {title}: {error}"),
            Err(error) => format!("✗ {title}: {error}"),
        });
    }
    if all == 1 {
        shared.changing.remove(at);
        let place = if is_seen { "" } else { where_listed(change) };
        return tell_one(change, undoes, whole, outcome, place, shared);
    }
    let done = members.iter().filter(|member| member.outcome.is_some()).count();
    if done < all {
        // What comes of all of them takes its place, whether that is well or not.
        return shared.tell_passing(format!("{} of {} answered …", grouped(done), grouped(all)));
    }
    let Together(members) = shared.changing.remove(at);
    tell_all(members, shared);
}

fn tell_one(
    change: &Change,
    undoes: bool,
    whole: Option<String>,
    outcome: &Result<(Changed, Vec<String>), CallError>,
    place: &str,
    shared: &mut Shared,
) {
    let title = change.title();
    match outcome {
        Ok((changed, told)) => {
            let back = match change.how_back() {
                Some(how) if !undoes => shared.naming_undo(&format!(" {{undo}} {how}.")),
                Some(_) | None => String::new(),
            };
            let copy = changed.copy.as_ref().map(|path| format!(" A copy of it is in {path}."));
            let done = if undoes {
                format!("Undone: {}", change.sentence_as_undo())
            } else {
                format!("Done: {}.", whole.as_ref().unwrap_or(&title))
            };
            // Where all was as before already, we undid nothing, and do not claim it.
            if !undoes || told.is_empty() {
                let place = shared.keymap.fill(place, Context::Browse);
                shared.notify(Level::Done, format!("{done}{place}{back}{}", copy.unwrap_or_default()));
            }
            if !told.is_empty() {
                shared.alert(title, told.join(" "));
            }
        }
        Err(error) if error.kind == ErrorKind::NotKnown => {
            shared.alert(format!("Not known whether it was done: {title}"), error.to_string());
        }
        Err(error) if error.partial => {
            shared.alert(format!("Only partly done: {title}"), error.to_string());
        }
        Err(error) => shared.alert(format!("Not done: {title}"), error.to_string()),
    }
}

/// What has become of those that went as asked, in a word.
fn word_for(members: &[ChangeSent]) -> &'static str {
    if members.iter().all(|member| member.undoes) { "undone" } else { "done" }
}

fn tell_all(members: Vec<ChangeSent>, shared: &mut Shared) {
    let all = members.len();
    let word = word_for(&members);
    let bad = members.iter().filter(|member| member.failed).count();
    let undo = members.iter().all(|member| !member.undoes);
    let mut text = String::new();
    let (wrong, right): (Vec<_>, Vec<_>) = members.into_iter().partition(|member| member.failed);
    for line in wrong.into_iter().chain(right).filter_map(|member| member.outcome) {
        let _ = writeln!(text, "{line}");
    }
    let back = if undo && bad < all { " {undo} undoes what was done." } else { "" };
    let back = shared.naming_undo(back);
    if bad == 0 {
        let read = shared.keymap.fill(" {messages} has each.", Context::Browse);
        let done = format!("{0} of {0} {word}", grouped(all));
        shared.note_down(done.clone(), text);
        shared.notify(Level::Done, format!("{done}.{back}{read}"));
    } else {
        let title = format!("{} of {} did not go as asked", grouped(bad), grouped(all));
        shared.alert(title, format!("{text}{back}"));
    }
}

/// What shows a thing is read again; of one that is gone, the lists that had it.
fn read_again(thing: &Thing, is_gone: bool, shared: &mut Shared, out: &mut Vec<Effect>) {
    let reads = match thing {
        Thing::Bus(_) if is_gone => vec![Read::Buses],
        Thing::Rule(key) if is_gone => vec![Read::Rules(key.bus.clone())],
        Thing::Bus(name) => vec![Read::Buses, Read::Bus(name.clone())],
        Thing::Rule(key) => {
            let tags = shared.account.rule(key).map(|rule| Read::Tags(rule.arn.clone()));
            let mut reads = vec![Read::Rules(key.bus.clone()), Read::Targets(key.clone())];
            reads.extend(tags);
            reads
        }
        Thing::Archive(_) => vec![Read::Archives],
        Thing::Replay(_) => vec![Read::Replays],
        Thing::Connection(_) => vec![Read::Connections, Read::ApiDestinations],
        Thing::Destination(_) => vec![Read::ApiDestinations],
        Thing::Source(_) => vec![Read::EventSources, Read::Buses],
        Thing::LogPolicy(_) => vec![Read::LogPolicies],
        Thing::Endpoint(_) => Vec::new(),
    };
    for read in reads {
        if !shared.account.is_idle(&read) {
            shared.fetch_anew(read, out);
        }
    }
}
