//! Running commands, and carrying out what screens and popups ask for: what happens to the stack of screens.

use super::messages;
use crate::app::app_command::AppCommand;
use crate::app::bus_log;
use crate::app::calls;
use crate::app::changing;
use crate::app::command::Id;
use crate::app::confirm::{Confirm, Write};
use crate::app::connect::{self, connect};
use crate::app::copying;
use crate::app::dialog::Then;
use crate::app::effect::{Effect, LoopEffect, Work};
use crate::app::form::Form;
use crate::app::given_pattern::GivenPattern;
use crate::app::listing::Listing;
use crate::app::model::Model;
use crate::app::popup::{
    Action, HelpState, Meaning, Menu, MenuChoice, MenuItem, Palette, Pick, PickItem, Popup,
};
use crate::app::probing;
use crate::app::request::Pending;
use crate::app::saved_events;
use crate::app::screen::Screen;
use crate::app::screen::browse::Focus;
use crate::app::shared::{Level, Shared};
use crate::app::step::{Open, Step};
use crate::app::toggle;
use crate::model::RuleKey;

/// Runs a command, from a key or from the palette.
pub(super) fn run(model: &mut Model, id: Id, out: &mut Vec<Effect>) {
    if let Err(reason) = model.visible().can(id) {
        return model.shared.notify(Level::Info, reason);
    }
    match AppCommand::of(id, &model.shared) {
        Some(command) => run_own(model, command, out),
        None => on_screen(model, out, |screen, shared, out| screen.run(id, shared, out).unwrap_or_default()),
    }
}

fn run_own(model: &mut Model, command: AppCommand, out: &mut Vec<Effect>) {
    match command {
        AppCommand::Acknowledge => model.shared.acknowledge(),
        AppCommand::CancelChanges => model.shared.cancel_slow_changes(out),
        AppCommand::ReadMessages => model.popup = messages::all(model),
        AppCommand::Reconnect => connect(model, out),
        AppCommand::Help => model.popup = Some(Popup::Help(HelpState::default())),
        AppCommand::Palette => model.popup = Some(Popup::Palette(Palette::default())),
        AppCommand::Calls => open_calls(model, out),
        AppCommand::Suspend => out.push(Effect::Loop(LoopEffect::Suspend)),
        AppCommand::Redraw => out.push(Effect::Loop(LoopEffect::Redraw)),
        AppCommand::Quit => quit(model, out),
    }
}

/// The list of calls, over whatever is open; where it is open already, it is read again.
fn open_calls(model: &mut Model, out: &mut Vec<Effect>) {
    let step = calls::open(&mut model.shared);
    if !matches!(model.screen(), Screen::Listing(view) if view.listing == Listing::Calls) {
        take(model, step, out);
    }
}

/// Carries out what came of a key in a popup.
pub(super) fn carry_out(model: &mut Model, then: Then, out: &mut Vec<Effect>) {
    match then {
        Then::Stay(popup) => model.popup = Some(popup),
        Then::Close => {}
        Then::Say(level, text) => model.shared.notify(level, text),
        Then::Run(id) => run(model, id, out),
        Then::Accept(confirm) => {
            let shared = &mut model.shared;
            let answer = confirm.accept(&shared.session.settings, &mut shared.requests);
            on_confirm_answer(answer, model, out);
        }
        Then::AcceptOther(confirm) => {
            let shared = &mut model.shared;
            let answer = confirm.accept_other(&shared.session.settings, &mut shared.requests);
            on_confirm_answer(answer, model, out);
        }
        Then::Do(action) => act(model, action, out),
        Then::Go(meaning) => go(model, meaning, out),
    }
}

/// Sends what was confirmed; a question that asks on stays.
fn on_confirm_answer(answer: Result<Vec<Write>, Box<Confirm>>, model: &mut Model, out: &mut Vec<Effect>) {
    match answer {
        Ok(writes) => send(writes, model, out),
        Err(confirm) => model.popup = Some(Popup::Confirm(confirm)),
    }
}

fn send(writes: Vec<Write>, model: &mut Model, out: &mut Vec<Effect>) {
    toggle::on_sent(&writes, &mut model.shared);
    if let Some(popup) = probing::on_sent(&writes, &mut model.shared) {
        model.popup = Some(popup);
    }
    changing::on_sent(&writes, &mut model.shared);
    let of_form = matches!(model.screen(), Screen::Form(_));
    if let Some(Screen::Form(form)) = model.stack.last_mut() {
        form.confirmed(&writes);
    }
    model.shared.on_sent(&writes, of_form);
    out.extend(writes.into_iter().map(|write| Effect::Work(Work::Write(write))));
}

fn act(model: &mut Model, action: Action, out: &mut Vec<Effect>) {
    match action {
        Action::Copy { what, text } => copying::copy(model, what, text, out),
        Action::Save { path, text } => {
            let req = model.shared.requests.start(Pending::File(path.clone()));
            out.push(Effect::Work(Work::SaveFile { req, path, text, instead_of: None }));
        }
        Action::Choose(choice) => {
            on_screen(model, out, |screen, shared, out| screen.choose(choice, shared, out));
        }
        Action::Switch(to) => connect::switch_now(model, to, out),
        Action::Read { title, text } => model.popup = Some(Popup::message(title, text)),
        Action::Intend(intent, things) => {
            let step = changing::from_intent::start_reading(intent, things, &mut model.shared, out);
            take(model, step, out);
        }
        Action::Past(thing) => changing::history::ask(thing, &mut model.shared, out),
        Action::Fill(form) => take(model, Step::Open(Open::Form(form)), out),
        Action::Run(id) => run(model, id, out),
        Action::Type(text) => {
            model.popup = Some(Popup::Palette(Palette { input: text.into(), ..Palette::default() }));
        }
        Action::Try(given) => take(model, Step::Open(Open::Try(given)), out),
        Action::TakeBack(group) => {
            let step = changing::from_intent::start_taking_back(group, &mut model.shared, out);
            take(model, step, out);
        }
        Action::Goto(rule) => goto(model, &rule, out),
        Action::Follow(rule, arn) => {
            let found = model.shared.account.rule(&rule).cloned();
            let Model { shared, stack, .. } = model;
            let step = match (stack.first_mut(), found) {
                (Some(Screen::Browse(browse)), Some(rule)) => browse.follow(&rule, &arn, shared, out),
                (Some(_) | None, _) => Step::Stay,
            };
            take(model, step, out);
        }
        Action::BusLog(of) => bus_log::ask(of, &mut model.shared, out),
        Action::DeleteEvents(names) => saved_events::delete(names, &mut model.shared, out),
        Action::Quit => end(model, out),
        Action::Nothing => {}
    }
}

/// Where the top line leads: what it names can be changed or gone back to.
pub(super) fn places() -> Popup {
    let item = |key, label: &str, id| MenuItem::new(key, label, Action::Run(id));
    Popup::Menu(Menu::new(
        "Go",
        vec![
            item('b', "back", Id::Back),
            MenuItem::new('p', "to another profile …", Action::Type("profile ".to_owned())),
            MenuItem::new('r', "to another region …", Action::Type("region ".to_owned())),
            MenuItem::new('u', "to a bus …", Action::Type("bus ".to_owned())),
            item('c', "to any command …", Id::Palette),
        ],
    ))
}

/// Patterns of a file: the one that there is, or a choice among them.
pub(super) fn open_given(model: &mut Model, all: Vec<GivenPattern>, out: &mut Vec<Effect>) {
    let step = match all.as_slice() {
        [] => Step::Stay,
        [one] => Step::Open(Open::Try(one.clone())),
        [first, ..] => {
            let title = format!("{}: {} patterns, type to find one", first.file, all.len());
            let items = all.into_iter().map(|given| PickItem {
                label: given.name.clone(),
                note: given.bus.clone().unwrap_or_default(),
                also: given.pattern.clone(),
                arn: None,
                action: Action::Try(given),
            });
            Step::Popup(Popup::Pick(Pick::new(title, items.collect(), 0)))
        }
    };
    take(model, step, out);
}

/// Goes where a word of the palette says.
fn go(model: &mut Model, meaning: Meaning, out: &mut Vec<Effect>) {
    match meaning {
        Meaning::Command(id) => run(model, id, out),
        Meaning::Choice(id, choice) => choose(model, id, &choice, out),
        Meaning::Argument(_) | Meaning::Unknown(..) => {}
        Meaning::Buses => look_at(model, Focus::Buses, out),
        Meaning::Rules => look_at(model, Focus::Rules, out),
        Meaning::Bus(name) => {
            model.shared.account.know_bus(&name, model.shared.now);
            if home(model, out)
                && let Some(Screen::Browse(browse)) = model.stack.first_mut()
            {
                browse.goto_bus(&name);
            }
        }
        Meaning::Rule(rule) => goto(model, &rule, out),
        Meaning::Policies => calls::ask_for_policies(&mut model.shared, out),
        Meaning::Workbench => open_at_home(model, Open::Workbench { rule: None, captured: None }, out),
        Meaning::Listing(listing) => open_at_home(model, Open::Listing(listing), out),
        Meaning::Described(listing, thing) => open_at_home(model, Open::Described(listing, thing), out),
        Meaning::Switch(to) => connect::switch(model, to, out),
    }
}

/// Takes one choice of the menu that a command opens.
fn choose(model: &mut Model, id: Id, choice: &MenuChoice, out: &mut Vec<Effect>) {
    if let MenuChoice::New(kind) = choice {
        if let Err(reason) = model.shared.session.writable() {
            return model.shared.notify(Level::Info, reason);
        }
        // Whatever the screen is about: what is made stands beside it.
        let form = Form::new_beside(*kind, bus_looked_at(model).as_deref(), &model.shared);
        if matches!(model.stack.last(), Some(Screen::Form(open)) if open.form.key() == form.key()) {
            return model.shared.notify(Level::Info, "This is the form for that.");
        }
        return take(model, Step::Open(Open::Form(Box::new(form))), out);
    }
    run(model, id, out);
    // `run` has already said why the command cannot be run.
    let Some(Popup::Menu(menu)) = model.popup.take_if(|popup| matches!(popup, Popup::Menu(_))) else {
        return;
    };
    match menu.items.into_iter().find(|item| choice.is(&item.action)) {
        Some(item) => act(model, item.action, out),
        None => {
            let text = format!("{}: there is no such choice for what is selected here.", menu.title);
            model.shared.notify(Level::Info, text);
        }
    }
}

/// The bus on the first screen.
fn bus_looked_at(model: &Model) -> Option<String> {
    let Some(Screen::Browse(browse)) = model.stack.first() else { return None };
    browse.bus.clone()
}

fn look_at(model: &mut Model, focus: Focus, out: &mut Vec<Effect>) {
    if home(model, out)
        && let Some(Screen::Browse(browse)) = model.stack.first_mut()
    {
        browse.look_at(focus);
    }
}

fn open_at_home(model: &mut Model, open: Open, out: &mut Vec<Effect>) {
    if home(model, out) {
        take(model, Step::Open(open), out);
    }
}

fn quit(model: &mut Model, out: &mut Vec<Effect>) {
    if model.is_modified() {
        let quit = "quit; what is typed is kept as a draft";
        model.popup = Some(Popup::Menu(Menu::new(
            "Quit with an unsaved edit?",
            vec![
                MenuItem::new('b', "back to the edit", Action::Nothing),
                MenuItem::new('q', quit, Action::Quit),
            ],
        )));
    } else {
        end(model, out);
    }
}

/// Ends what every screen holds open, and leaves.
pub(super) fn end(model: &mut Model, out: &mut Vec<Effect>) {
    let Model { shared, stack, .. } = model;
    for screen in stack.iter_mut().rev() {
        screen.close(shared, out);
    }
    out.push(Effect::Loop(LoopEffect::Quit));
}

/// Lets the visible screen act, and carries out what it asks for.
pub(super) fn on_screen(
    model: &mut Model,
    out: &mut Vec<Effect>,
    act: impl FnOnce(&mut Screen, &mut Shared, &mut Vec<Effect>) -> Step,
) {
    let Some(screen) = model.stack.last_mut() else { return };
    let step = act(screen, &mut model.shared, out);
    take(model, step, out);
}

/// Carries out what a screen asked for.
pub(super) fn take(model: &mut Model, step: Step, out: &mut Vec<Effect>) {
    match step {
        Step::Stay => {}
        Step::Open(Open::Form(form)) => {
            let kept = model.shared.forms.remove(&form.key());
            let is_back = kept.is_some();
            let screen = Screen::form(*form, kept);
            if let (true, Screen::Form(form)) = (is_back, &screen) {
                form.tell_back(&mut model.shared);
            }
            model.stack.push(screen);
            model.moved = model.shared.requests.newest();
        }
        Step::Open(open) => {
            let mut screen = Screen::open(open);
            if let Some(thing) = model.shared.made.take_if(|thing| screen.lists(thing.kind())) {
                screen.select_made(&thing);
            }
            model.stack.push(screen);
            model.moved = model.shared.requests.newest();
        }
        Step::Pop if model.stack.len() == 1 => quit(model, out),
        Step::Pop => {
            if let Some(mut screen) = model.stack.pop() {
                screen.close(&mut model.shared, out);
            }
            // Its question goes too: the answer would go to the screen below.
            if model.popup.as_ref().is_some_and(Popup::asks_its_screen) {
                model.popup = None;
            }
            model.moved = model.shared.requests.newest();
        }
        Step::Bus(name) => go(model, Meaning::Bus(name), out),
        Step::Hand(pattern) => {
            take(model, Step::Pop, out);
            if let Some(screen) = model.stack.last_mut() {
                screen.take_pattern(&pattern);
            }
        }
        // Popped first, so that what is read from here on opens there.
        Step::PopTo(intent, thing) => {
            take(model, Step::Pop, out);
            let step = changing::from_intent::start_reading(intent, vec![thing], &mut model.shared, out);
            take(model, step, out);
        }
        Step::Popup(popup) => model.popup = Some(popup),
        Step::Copy { what, text } => copying::copy(model, what.to_owned(), text, out),
    }
}

/// Leaves every screen but the first; false when an edit that is not saved forbids it.
fn home(model: &mut Model, out: &mut Vec<Effect>) -> bool {
    if model.is_modified() {
        model.shared.notify(Level::Problem, "An edit is not saved: save it or leave it first.");
        return false;
    }
    while model.stack.len() > 1 {
        take(model, Step::Pop, out);
    }
    true
}

/// Leaves every screen but the first and selects a rule there.
fn goto(model: &mut Model, rule: &RuleKey, out: &mut Vec<Effect>) {
    if home(model, out)
        && let Some(Screen::Browse(browse)) = model.stack.first_mut()
    {
        browse.goto(rule);
    }
}
