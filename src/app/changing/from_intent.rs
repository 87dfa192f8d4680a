//! From what an operator means to do with things to the changes or the form that do it: all of each is read
//! first.

use super::ask;
use crate::app::effect::Effect;
use crate::app::form::Form;
use crate::app::intent::{Gathering, Intent};
use crate::app::popup::{Action, Menu, MenuItem, Popup};
use crate::app::read::Read;
use crate::app::shared::Shared;
use crate::app::step::{Open, Step};
use crate::model::{CallError, Change, Held, Thing, ThingKind};
use serde_json::Value;

/// Reads these things, for what the operator means to do with them.
pub(in crate::app) fn read(
    intent: Intent,
    things: Vec<Thing>,
    shared: &mut Shared,
    out: &mut Vec<Effect>,
) -> Step {
    for thing in &things {
        shared.fetch(Read::Whole(thing.clone()), true, out);
    }
    let things = things.into_iter().map(|thing| (thing, None)).collect();
    shared.gathering = Some(Gathering { intent, things });
    Step::Stay
}

/// All of a thing has been read.
pub(in crate::app) fn known(
    thing: &Thing,
    outcome: &Result<Option<Held>, CallError>,
    shared: &mut Shared,
) -> Step {
    let Some(gathering) = &mut shared.gathering else { return Step::Stay };
    if let Some((_, held)) =
        gathering.things.iter_mut().find(|(other, held)| other == thing && held.is_none())
    {
        *held = Some(outcome.clone());
    }
    if gathering.things.iter().any(|(_, held)| held.is_none()) {
        return Step::Stay;
    }
    let Some(Gathering { intent, things }) = shared.gathering.take() else { return Step::Stay };
    let (mut whole, mut missing) = (Vec::new(), Vec::new());
    for (thing, held) in things {
        match held {
            Some(Ok(Some(held))) => whole.push((thing, held)),
            Some(Ok(None)) => missing.push(format!("{thing} is not there any more.")),
            Some(Err(error)) => missing.push(format!("{thing}: {error}")),
            None => {}
        }
    }
    if !missing.is_empty() {
        return Step::Popup(Popup::message("Not everything could be read", missing.join("\n")));
    }
    let mut changes = Vec::new();
    for (thing, held) in whole {
        match meant(&intent, thing, held) {
            Meant::Change(change) => changes.push(*change),
            Meant::Step(step) => return step,
        }
    }
    ask(changes, shared)
}

/// What comes of an intent.
enum Meant {
    Change(Box<Change>),
    Step(Step),
}

fn form(form: Form) -> Meant {
    Meant::Step(Step::Open(Open::Form(Box::new(form))))
}

fn meant(intent: &Intent, thing: Thing, was: Held) -> Meant {
    // The change is about the settings alone.
    let settings = |was: Held| Held { policy: None, targets: None, tags: None, ..was };
    let set = |state: &str| {
        let was = settings(was.clone());
        let mut to = was.clone();
        to.set("State", Some(Value::from(state)));
        Meant::Change(Box::new(Change::update(thing.clone(), was, to)))
    };
    match intent {
        Intent::Delete => Meant::Change(Box::new(Change::delete(thing, was))),
        Intent::Deauthorize => {
            let to = Held { deauthorized: true, ..was.clone() };
            Meant::Change(Box::new(Change::update(thing, was, to)))
        }
        Intent::Activate => set("ACTIVE"),
        Intent::Deactivate => set("PENDING"),
        Intent::SetState(state) => set(state.as_str()),
        Intent::Settings => form(Form::settings(thing, was)),
        Intent::Tags => form(Form::tags(thing, was)),
        Intent::Permission => form(Form::permission(thing.name().to_owned(), was)),
        Intent::Archive => {
            let presets = [("EventSourceArn", was.arn.as_str())];
            form(Form::new(ThingKind::Archive, None).with(&presets))
        }
        Intent::Replay => {
            let source = was.text("EventSourceArn").unwrap_or_default();
            let presets = [("EventSourceArn", was.arn.as_str()), ("Destination.Arn", source)];
            form(Form::new(ThingKind::Replay, None).with(&presets))
        }
        Intent::Copy | Intent::Targets | Intent::Target(_) | Intent::RemoveTarget(_) => {
            of_rule(intent, thing, was)
        }
    }
}

fn of_rule(intent: &Intent, thing: Thing, was: Held) -> Meant {
    let Thing::Rule(key) = &thing else { return Meant::Step(Step::Stay) };
    match intent {
        Intent::Copy => form(Form::copy_of(key, &was)),
        Intent::Target(id) => form(Form::target(key.clone(), &was, id.clone())),
        Intent::RemoveTarget(id) => {
            let was = Held { settings: None, tags: None, ..was };
            let mut to = was.clone();
            to.targets.get_or_insert_default().remove(id);
            Meant::Change(Box::new(Change::update(thing, was, to)))
        }
        _ => Meant::Step(targets(&thing, &was)),
    }
}

/// The choice among a rule's targets.
fn targets(thing: &Thing, was: &Held) -> Step {
    let intend = |intent: Intent| Action::Intend(intent, vec![thing.clone()]);
    let mut items = vec![MenuItem::new('n', "add a target", intend(Intent::Target(None)))];
    let keys = "123456789".chars().chain(std::iter::repeat(' '));
    for ((id, target), key) in was.targets.iter().flatten().zip(keys) {
        let arn = target.get("Arn").and_then(Value::as_str).unwrap_or_default();
        items.push(MenuItem::new(
            key,
            format!("change {id}: {arn}"),
            intend(Intent::Target(Some(id.clone()))),
        ));
    }
    for id in was.targets.iter().flatten().map(|(id, _)| id) {
        items.push(MenuItem::new(' ', format!("remove {id}"), intend(Intent::RemoveTarget(id.clone()))));
    }
    Step::Popup(Popup::Menu(Menu::new(format!("Targets of {thing}"), items)))
}

/// What can be changed of things of a kind.
pub(in crate::app) fn menu(things: Vec<Thing>, what: String) -> Step {
    use crate::model::RuleState::{Disabled, Enabled, EnabledWithAllCloudTrail};
    let Some(kind) = things.first().map(Thing::kind) else { return Step::Stay };
    let mut items: Vec<(char, &str, Intent)> = Vec::new();
    if kind == ThingKind::Rule {
        if things.len() == 1 {
            items.push(('e', "description, pattern, schedule, role", Intent::Settings));
            items.push(('t', "targets", Intent::Targets));
            items.push(('g', "tags", Intent::Tags));
            items.push(('c', "make a copy, here or on another bus", Intent::Copy));
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
                ('p', "let somebody send events to it", Intent::Permission),
                ('g', "tags", Intent::Tags),
                ('k', "keep its events in an archive", Intent::Archive),
            ],
            ThingKind::Archive => vec![
                ('e', "description, pattern, days", Intent::Settings),
                ('r', "send its events once more", Intent::Replay),
            ],
            ThingKind::Connection => vec![
                ('e', "description and what authorises it", Intent::Settings),
                ('x', "take its authorisation away", Intent::Deauthorize),
            ],
            ThingKind::Destination => vec![('e', "connection, URL, method, rate", Intent::Settings)],
            ThingKind::Source => vec![
                ('a', "activate: let its events in", Intent::Activate),
                ('d', "deactivate: keep its events out", Intent::Deactivate),
            ],
            ThingKind::Rule | ThingKind::Replay | ThingKind::Endpoint => Vec::new(),
        });
    }
    if kind != ThingKind::Source && kind != ThingKind::Endpoint {
        let label = if kind == ThingKind::Replay { "cancel" } else { "delete" };
        items.push(('D', label, Intent::Delete));
    }
    let item = |(key, label, intent): (char, &str, Intent)| {
        MenuItem::new(key, label, Action::Intend(intent, things.clone()))
    };
    if items.is_empty() {
        return Step::Popup(Popup::message("Nothing to change", "Global endpoints are read only here."));
    }
    Step::Popup(Popup::Menu(Menu::new(format!("Change {what}"), items.into_iter().map(item).collect())))
}

/// What can be made; `bus` is the one that is looked at.
pub(in crate::app) fn new_menu(bus: Option<&str>) -> Step {
    let item =
        |key, label: &str, kind| MenuItem::new(key, label, Action::Fill(Box::new(Form::new(kind, bus))));
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
