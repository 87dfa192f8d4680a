//! The menus of what can be changed of things, and of what can be made. What can never be done is not
//! offered.

use crate::app::form::Form;
use crate::app::intent::Intent;
use crate::app::popup::{Action, Menu, MenuItem, Popup};
use crate::app::shared::Shared;
use crate::app::step::Step;
use crate::model::{Thing, ThingKind};

/// What is known of the one thing that a menu is about; of several, nothing.
#[derive(Clone, Copy, Default)]
pub(in crate::app) struct MenuSubject<'k> {
    /// The service that alone may change it.
    pub(in crate::app) owner: Option<&'k str>,
    /// Its state, as the list has it.
    pub(in crate::app) state: Option<&'k str>,
}

impl MenuSubject<'_> {
    /// Whether something is of any use in the thing's state (EventBridge API reference: "CancelReplay",
    /// "ActivateEventSource", "DeactivateEventSource", "DeauthorizeConnection").
    fn lets(self, kind: ThingKind, intent: &Intent) -> bool {
        let Some(state) = self.state else { return true };
        match (kind, intent) {
            (ThingKind::Replay, Intent::Delete) => is_under_way(state),
            (ThingKind::Source, Intent::Activate) => state == "PENDING",
            (ThingKind::Source, Intent::Deactivate) => state == "ACTIVE",
            (ThingKind::Connection, Intent::Deauthorize) => !state.starts_with("DEAUTHORIZ"),
            (_, _) => true,
        }
    }
}

/// Whether a replay in this state can still be cancelled.
pub(in crate::app) fn is_under_way(state: &str) -> bool {
    matches!(state, "STARTING" | "RUNNING")
}

/// What can be changed of things of a kind.
pub(in crate::app) fn menu(things: Vec<Thing>, what: &str, known: MenuSubject<'_>) -> Step {
    use crate::model::RuleState::{Disabled, Enabled, EnabledWithAllCloudTrail};
    let Some(kind) = things.first().map(Thing::kind) else { return Step::Stay };
    if kind == ThingKind::Endpoint {
        return Step::Popup(Popup::message("Nothing to change", "Global endpoints can only be read here."));
    }
    let owner = known.owner;
    let mut items: Vec<(char, &str, Intent)> = Vec::new();
    if owner.is_some() {
        items.push(('c', "make a copy, here or on another bus", Intent::Copy));
    } else if kind == ThingKind::Rule {
        if things.len() == 1 {
            items.push(('e', "description, pattern, schedule, role", Intent::Settings));
            items.push(('t', "targets", Intent::Targets));
            items.push(('g', "tags", Intent::Tags));
            items.push(('q', "a dead-letter queue for its targets", Intent::DeadLetter));
            items.push(('c', "make a copy, here or on another bus", Intent::Copy));
            items.push(('m', "move it to another bus", Intent::Move));
        }
        if things.len() > 1 {
            items.push(('g', "add tags, or remove them", Intent::Tags));
            items.push(('q', "a dead-letter queue for their targets", Intent::DeadLetter));
        }
        items.push(('o', "switch on", Intent::SetState(Enabled)));
        items.push(('f', "switch off", Intent::SetState(Disabled)));
        items.push((
            'a',
            "switch on for read-only API calls too",
            Intent::SetState(EnabledWithAllCloudTrail),
        ));
    } else if things.len() == 1 {
        items.extend(match kind {
            ThingKind::Bus => vec![
                ('e', "description, logs, key, dead-letter queue", Intent::Settings),
                ('p', "allow an account or organization to send events to it", Intent::Permission),
                ('w', "who may send events to it: the whole policy", Intent::Policy),
                ('g', "tags", Intent::Tags),
                ('k', "keep its events in an archive", Intent::Archive),
            ],
            ThingKind::Archive => vec![
                ('e', "description, pattern, days", Intent::Settings),
                ('r', "send its events once more", Intent::Replay),
            ],
            ThingKind::Connection => vec![
                ('e', "description and what authorizes it", Intent::Settings),
                ('x', "remove its authorization", Intent::Deauthorize),
            ],
            ThingKind::Destination => vec![('e', "connection, URL, method, rate", Intent::Settings)],
            ThingKind::Source => vec![
                ('a', "activate: let its events in", Intent::Activate),
                ('d', "deactivate: keep its events out", Intent::Deactivate),
            ],
            ThingKind::Rule | ThingKind::Replay | ThingKind::Endpoint | ThingKind::LogPolicy => Vec::new(),
        });
    }
    let stays = things.iter().all(Thing::is_never_deleted) || owner.is_some();
    if kind != ThingKind::Source && !stays {
        let label = if kind == ThingKind::Replay { "cancel" } else { "delete" };
        items.push(('D', label, Intent::Delete));
    }
    let item = |(key, label, intent): (char, &str, Intent)| {
        MenuItem::new(key, label, Action::Intend(intent, things.clone()))
    };
    items.retain(|(.., intent)| known.lets(kind, intent));
    let mut items: Vec<MenuItem> = items.into_iter().map(item).collect();
    if let [thing] = things.as_slice() {
        items.push(MenuItem::new('h', "what was changed here before", Action::Past(thing.clone())));
    }
    if items.is_empty() {
        let text = "These can only be changed one at a time: clear the marks and select one.";
        return Step::Popup(Popup::message("Nothing to change", text));
    }
    let title = match owner {
        Some(owner) => format!("Only {owner} can change {what}"),
        None => format!("Change {what}"),
    };
    Step::Popup(Popup::Menu(Menu::new(title, items)))
}

/// What can be made; `bus` is the one that is looked at.
pub(in crate::app) fn new_menu(bus: Option<&str>, shared: &Shared) -> Step {
    let item = |key, label: &str, kind| {
        MenuItem::new(key, label, Action::Fill(Box::new(Form::new_beside(kind, bus, shared))))
    };
    Step::Popup(Popup::Menu(Menu::new(
        "New",
        vec![
            item('r', "rule", ThingKind::Rule),
            item('b', "bus", ThingKind::Bus),
            item('a', "archive", ThingKind::Archive),
            item('p', "replay of an archive", ThingKind::Replay),
            item('c', "connection", ThingKind::Connection),
            item('d', "API destination", ThingKind::Destination),
        ],
    )))
}
