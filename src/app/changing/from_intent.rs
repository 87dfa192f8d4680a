//! From what an operator means to do with things to the changes or the form that do it: all of each is read
//! first.

use super::{ask_noting, undoing};
use crate::app::confirm::Begun;
use crate::app::effect::Effect;
use crate::app::form::Form;
use crate::app::intent::{Gathered, Gathering, Intent};
use crate::app::popup::{Action, Menu, MenuItem, Popup, number_keys};
use crate::app::read::Read;
use crate::app::shared::Shared;
use crate::app::step::{Open, Step};
use crate::app::toggle;
use crate::model::{
    CallError, Change, Held, RuleKey, RuleState, Target, Thing, ThingKind, Undoable, Uses, move_title,
};
use serde_json::Value;

/// Reads these things, for what the operator means to do with them.
pub(in crate::app) fn start_reading(
    intent: Intent,
    things: Vec<Thing>,
    shared: &mut Shared,
    out: &mut Vec<Effect>,
) -> Step {
    if let Intent::SetState(state) = &intent
        && let Some(step) = switched(&things, state, shared, out)
    {
        return step;
    }
    let asks = matches!(intent, Intent::Delete | Intent::EndMove(..) | Intent::Deauthorize);
    let what = match things.as_slice() {
        [one] => one.to_string(),
        many => super::counted_things(many.iter()),
    };
    let mut gathered = Vec::new();
    for thing in things {
        shared.fetch_to_open(Read::Whole(thing.clone()), &what, out);
        if asks {
            shared.fetch_to_open(Read::Uses(thing.clone()), &what, out);
        }
        gathered.push(Gathered { thing, held: None, uses: (!asks).then(|| Ok(Uses::default())) });
    }
    shared.gatherings.push(Gathering { intent, things: gathered });
    Step::Stay
}

/// Changes are to be taken back together: what is there now is read, and then asked about.
pub(in crate::app) fn start_taking_back(
    group: Vec<Undoable>,
    shared: &mut Shared,
    out: &mut Vec<Effect>,
) -> Step {
    let mut things: Vec<Thing> = Vec::new();
    for one in &group {
        if !things.contains(&one.change.thing) {
            things.push(one.change.thing.clone());
        }
    }
    start_reading(Intent::TakeBack(group), things, shared, out)
}

fn rule_key(thing: &Thing) -> Option<&RuleKey> {
    if let Thing::Rule(key) = thing { Some(key) } else { None }
}

/// The question of the switch, of several rules or of one that is to be on: each rule that is off comes back
/// in the state that it had. None for one rule where nothing of that kind is to be known.
fn switched(things: &[Thing], to: &RuleState, shared: &mut Shared, out: &mut Vec<Effect>) -> Option<Step> {
    let keys: Vec<RuleKey> = things.iter().filter_map(rule_key).cloned().collect();
    let [key] = keys.as_slice() else {
        return Some(toggle::ask_all(keys.into_iter(), to, shared, out));
    };
    let off = shared.account.rule(key).filter(|rule| rule.state.is_disabled() && *to == RuleState::Enabled);
    Some(toggle::ask(&off.cloned()?, shared, out))
}

/// All of a thing has been read.
pub(in crate::app) fn on_read(
    thing: &Thing,
    outcome: &Result<Option<Held>, CallError>,
    shared: &mut Shared,
    out: &mut Vec<Effect>,
) -> Vec<Step> {
    for one in waiting_for(thing, shared).filter(|one| one.held.is_none()) {
        one.held = Some(outcome.clone());
    }
    all_known(shared, out)
}

/// A thing, in all that is being gathered.
fn waiting_for<'s>(thing: &'s Thing, shared: &'s mut Shared) -> impl Iterator<Item = &'s mut Gathered> {
    let all = shared.gatherings.iter_mut().flat_map(|gathering| &mut gathering.things);
    all.filter(move |one| one.thing == *thing)
}

/// What uses a thing has been looked up.
pub(in crate::app) fn on_uses(
    thing: &Thing,
    outcome: &Result<Uses, CallError>,
    shared: &mut Shared,
    out: &mut Vec<Effect>,
) -> Vec<Step> {
    for one in waiting_for(thing, shared).filter(|one| one.uses.is_none()) {
        one.uses = Some(outcome.clone());
    }
    all_known(shared, out)
}

/// Goes on with those of which everything is known.
fn all_known(shared: &mut Shared, out: &mut Vec<Effect>) -> Vec<Step> {
    let known = |one: &Gathered| one.held.is_some() && one.uses.is_some();
    let whole = |gathering: &mut Gathering| gathering.things.iter().all(known);
    let all: Vec<Gathering> = shared.gatherings.extract_if(.., whole).collect();
    all.into_iter().map(|gathering| go_on(gathering, shared, out)).collect()
}

fn go_on(Gathering { intent, things }: Gathering, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
    let moved = if let Intent::EndMove(new, made) = &intent
        && let Some(Gathered { thing: Thing::Rule(old), .. }) = things.first()
    {
        Some((old.clone(), new.clone(), *made))
    } else {
        None
    };
    let step = on_from(&intent, things, shared, out);
    match moved {
        Some((old, new, by)) => {
            let both = still_both(&old, &new, shared);
            end_of_move(step, Begun { by, title: move_title(&old, &new) }, &both)
        }
        None => step,
    }
}

/// That a rule that is moved is on both buses.
fn still_both(old: &RuleKey, new: &RuleKey, shared: &Shared) -> String {
    let old_name = if old.name == new.name { String::new() } else { format!("{} is ", old.name) };
    let text = format!(
        "{} is on {} now, and {old_name}still on {}: {{delete}} deletes one, {{undo}} undoes the new one.",
        new.name, new.bus, old.bus
    );
    shared.naming_undo(&text)
}

/// A step at the end of a move, which is taken back together with what began it, and says of the rule that it
/// is on both buses where it stays so.
fn end_of_move(mut step: Step, begun: Begun, both: &str) -> Step {
    if let Step::Popup(Popup::Typed(typed)) = &mut step {
        typed.confirm.declined = Some(both.to_owned());
        typed.confirm.ends = Some(begun);
    } else if let Step::Popup(Popup::Message(note)) = &mut step {
        note.text = format!("{}\n\n{both}", note.text);
    }
    step
}

/// Goes on with things that are known.
fn on_from(intent: &Intent, things: Vec<Gathered>, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
    if let Intent::TakeBack(group) = intent {
        let found = things.into_iter().filter_map(|one| Some((one.thing, one.held?))).collect();
        return undoing::ask(group, found, shared, out);
    }
    let (mut whole, mut missing, mut notes, mut in_the_way) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    if let Intent::EndMove(new, _) = intent {
        notes.push(format!(
            "Step 2 of 2 of a move: rule {} is made on {}, and this deletes the original.",
            new.name, new.bus
        ));
    }
    for Gathered { thing, held, uses } in things {
        match uses {
            Some(Ok(uses)) => {
                // What uses a thing stands in the way of its deletion alone: not where the thing can never be
                // deleted, nor where a connection only loses its authorization.
                if !thing.is_never_deleted() && *intent != Intent::Deauthorize {
                    in_the_way.extend(uses.in_the_way(&thing));
                }
                notes.extend(uses.sentences());
            }
            Some(Err(error)) => notes.push(format!("! what uses {thing} is not known: {error}")),
            None => {}
        }
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
    if !in_the_way.is_empty() {
        return Step::Popup(Popup::message("This would be refused", in_the_way.join("\n\n")));
    }
    if let [(thing, held)] = whole.as_slice()
        && let Some(why) = only_the_owners(intent, thing, held)
    {
        return Step::Popup(Popup::message("This would be refused", why));
    }
    if *intent == Intent::Tags && whole.len() > 1 {
        return Step::Open(Open::Form(Box::new(Form::tags_together(whole))));
    }
    if *intent == Intent::DeadLetter {
        return Step::Open(Open::Form(Box::new(Form::dead_letters(whole))));
    }
    let mut changes = Vec::new();
    for (thing, held) in whole {
        match change_or_step(intent, thing, held) {
            LeadsTo::Change(change) => changes.push(*change),
            LeadsTo::Step(step) => return step,
        }
    }
    ask_noting(changes, &notes, shared)
}

/// Where an intent leads: to a change, or to a step such as a form or a choice.
enum LeadsTo {
    Change(Box<Change>),
    Step(Step),
}

fn form(form: Form) -> LeadsTo {
    LeadsTo::Step(Step::Open(Open::Form(Box::new(form))))
}

fn change_or_step(intent: &Intent, thing: Thing, was: Held) -> LeadsTo {
    // The change is about the settings alone.
    let settings = |was: Held| Held { policy: None, targets: None, tags: None, ..was };
    let set = |state: &str| {
        let was = settings(was.clone());
        let mut to = was.clone();
        to.set("State", Some(Value::from(state)));
        LeadsTo::Change(Box::new(Change::update(thing.clone(), was, to)))
    };
    match intent {
        Intent::Delete | Intent::EndMove(..) => LeadsTo::Change(Box::new(Change::delete(thing, was))),
        Intent::Deauthorize => {
            let to = Held { deauthorized: true, ..was.clone() };
            LeadsTo::Change(Box::new(Change::update(thing, was, to)))
        }
        Intent::Activate => set("ACTIVE"),
        Intent::Deactivate => set("PENDING"),
        Intent::SetState(state) => set(state.as_str()),
        Intent::Settings => form(Form::settings(thing, was)),
        Intent::Tags => form(Form::tags(thing, was)),
        Intent::Permission => form(Form::permission(thing.name().to_owned(), was)),
        Intent::Policy => form(Form::policy(thing.name().to_owned(), was)),
        Intent::Archive => {
            let presets = [("EventSourceArn", was.arn.as_str())];
            form(Form::new(ThingKind::Archive, None).with(&presets))
        }
        Intent::Replay => {
            let source = was.text("EventSourceArn").unwrap_or_default();
            let presets = [("EventSourceArn", was.arn.as_str()), ("Destination.Arn", source)];
            form(Form::new(ThingKind::Replay, None).with(&presets))
        }
        // Asked for all of them at once.
        Intent::DeadLetter | Intent::TakeBack(_) => LeadsTo::Step(Step::Stay),
        Intent::Copy => of_rule(&thing, |key| form(Form::copy_of(key, &was))),
        Intent::Move => of_rule(&thing, |key| match &was.managed_by {
            Some(owner) => {
                LeadsTo::Step(Step::Popup(Popup::message("This would be refused", cannot_move(key, owner))))
            }
            None => form(Form::move_of(key, &was)),
        }),
        Intent::Target(id) => of_rule(&thing, |key| form(Form::target(key.clone(), &was, id.clone()))),
        Intent::Targets => of_rule(&thing, |_| LeadsTo::Step(targets(&thing, &was))),
        Intent::RemoveTarget(id) => of_rule(&thing, |_| {
            let was = Held { settings: None, tags: None, ..was.clone() };
            let mut to = was.clone();
            to.targets.get_or_insert_default().remove(id);
            LeadsTo::Change(Box::new(Change::update(thing.clone(), was, to)))
        }),
    }
}

/// Why a form would be filled in for nothing: only the service that manages a thing can change it.
fn only_the_owners(intent: &Intent, thing: &Thing, held: &Held) -> Option<String> {
    let owner = held.managed_by.as_ref()?;
    let fills_in = match intent {
        Intent::Settings
        | Intent::Tags
        | Intent::DeadLetter
        | Intent::Targets
        | Intent::Target(_)
        | Intent::RemoveTarget(_) => true,
        // These check who manages the thing themselves, or make a different thing.
        Intent::Delete
        | Intent::Deauthorize
        | Intent::Activate
        | Intent::Deactivate
        | Intent::SetState(_)
        | Intent::Copy
        | Intent::Move
        | Intent::EndMove(..)
        | Intent::Permission
        | Intent::Policy
        | Intent::Archive
        | Intent::TakeBack(_)
        | Intent::Replay => false,
    };
    fills_in.then(|| {
        format!(
            "{} is managed by {owner}: only that service can change it. A copy of it can be made, here or on another bus.",
            crate::text::capitalised(&thing.to_string())
        )
    })
}

/// Why a rule of another service is not moved.
fn cannot_move(rule: &RuleKey, owner: &str) -> String {
    format!(
        "Rule {} on {} is managed by {owner}: only that service can delete it, so it cannot be moved. A copy of it can \
            be made, here or on another bus.",
        rule.name, rule.bus
    )
}

/// What is meant to be done with a rule; nothing where the thing is not a rule.
fn of_rule(thing: &Thing, meant: impl FnOnce(&RuleKey) -> LeadsTo) -> LeadsTo {
    if let Thing::Rule(key) = thing { meant(key) } else { LeadsTo::Step(Step::Stay) }
}

/// The choice among a rule's targets.
fn targets(thing: &Thing, was: &Held) -> Step {
    let intend = |intent: Intent| Action::Intend(intent, vec![thing.clone()]);
    let mut items = vec![MenuItem::new('n', "add a target", intend(Intent::Target(None)))];
    for ((id, target), key) in was.targets.iter().flatten().zip(number_keys()) {
        let what = Target::of_map(target).kind_and_name();
        items.push(MenuItem::new(
            key,
            format!("change {id}: {what}"),
            intend(Intent::Target(Some(id.clone()))),
        ));
    }
    for id in was.targets.iter().flatten().map(|(id, _)| id) {
        items.push(MenuItem::new(' ', format!("remove {id}"), intend(Intent::RemoveTarget(id.clone()))));
    }
    Step::Popup(Popup::Menu(Menu::new(format!("Targets of {thing}"), items)))
}
