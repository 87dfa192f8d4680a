//! Removing taps that the listing shows, whoever made them: what goes is listed first, and what came of it
//! said.
//!
//! Which are taps at all is decided by their names and tags (`model`), and looked at once more before
//! anything is deleted (`aws`). Taps of this run go with their tails, without asking
//! ([`super::tail_session`]).

use super::confirm::{Confirm, WriteOp};
use super::effect::Effect;
use super::popup::Popup;
use super::read::Read;
use super::remote::Remote;
use super::request::Pending;
use super::shared::{Level, Shared};
use super::step::Step;
use super::write::ids_of;
use crate::model::CallError;
use crate::model::tap::{FoundTap, POLICY, RULES, Remains, Sighting};
use crate::text::plural;

/// The question before the taps of these ids are removed.
pub(super) fn ask(ids: &[String], shared: &mut Shared) -> Step {
    // Two at once would each take the policy that the other's taps rest on.
    if shared.requests.is_pending(&Pending::RemovingTaps) {
        shared.notify(Level::Info, "Taps are being removed already. Ask again when that has ended.");
        return Step::Stay;
    }
    let seen = shared.account.taps.rows().iter();
    let found = seen.filter_map(|seen| match seen {
        Sighting::Tap(tap, standing) if ids.contains(&tap.id) => Some((tap.clone(), standing.clone())),
        Sighting::Tap(..) | Sighting::Other(_) | Sighting::Unsearched(_) => None,
    });
    let (taps, standings): (Vec<_>, Vec<_>) = found.unzip();
    if taps.len() < ids.len() {
        shared.notify(
            Level::Info,
            "Only taps are removed here: what does not have a tap's name and its tags is left alone.",
        );
        return Step::Stay;
    }
    let mut lines = vec![format!("account   {}", shared.session.whose()), String::new()];
    lines.extend(taps.iter().flat_map(|tap| &tap.remains).map(|remains| format!("- {remains}")));
    lines.push(String::new());
    for (tap, standing) in taps.iter().zip(&standings).filter(|(_, standing)| !standing.is_left()) {
        lines.push(format!(
            "! Tap {} is in use: {}. Whoever watches it sees nothing more.",
            tap.id,
            standing.why()
        ));
    }
    lines.push(format!("With the last tap of the region its resource policy {POLICY} goes too."));
    lines.push(
        "The events that the log groups hold are deleted with them. No other rule or target is touched."
            .into(),
    );
    let title = format!("Remove {}?", ids_of(&taps));
    let confirm = Confirm::new(title, lines, "remove", WriteOp::RemoveTaps(taps));
    Step::Popup(Popup::Confirm(Box::new(confirm)))
}

/// A tap of this run has gone with its tail: the lists that were read before have it no more.
pub(super) fn on_gone(id: &str, subject: &str, shared: &mut Shared) {
    shared.notify(Level::Done, format!("The tap of {subject} was removed: nothing of it is left."));
    if let Some(taps) = shared.account.taps.value_mut() {
        taps.retain(|seen| !matches!(seen, Sighting::Tap(tap, _) if tap.id == id));
    }
    let name = format!("{RULES}{id}");
    for rules in shared.account.rules.values_mut().filter_map(Remote::value_mut) {
        rules.retain(|rule| rule.name != name);
    }
}

/// The removal has ended: says how, and looks again for what is there.
pub(super) fn on_end(
    taps: &[FoundTap],
    outcome: &Result<Vec<CallError>, CallError>,
    shared: &mut Shared,
    out: &mut Vec<Effect>,
) {
    match outcome.as_deref() {
        Ok([]) => shared.notify(Level::Done, {
            let left = plural(taps.len(), "it", "them");
            format!("Removed {}: nothing of {left} is left.", ids_of(taps))
        }),
        Ok(left) => {
            let left: Vec<String> = left.iter().map(ToString::to_string).collect();
            shared.alert(format!("{} not wholly removed", ids_of(taps)), left.join("\n"));
        }
        Err(error) => shared.alert(format!("{} not removed", ids_of(taps)), error.to_string()),
    }
    // Their rules stand in the lists of buses until these are read again.
    for remains in taps.iter().flat_map(|tap| &tap.remains) {
        if let Remains::Rule(rule) = remains
            && let Some(rules) = shared.account.rules.get_mut(&rule.bus)
        {
            rules.expire();
        }
    }
    shared.fetch_anew(Read::Taps, out);
}
