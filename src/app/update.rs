//! `update`: one message in, the model changed, effects out.
//!
//! This file routes; what a message means to a screen is that screen's business, what a command does to the
//! stack of screens is `run`'s, and what an answer means to the account is `read`'s.

mod keys;
mod messages;
mod run;
#[cfg(test)]
mod tests;
mod type_ahead;
mod unopened;
mod written;

use super::bus_log;
use super::calls;
use super::changing;
use super::command::Id;
use super::connect::connected;
use super::copying;
use super::dialog;
use super::effect::{Effect, Work};
use super::footer;
use super::freshness;
use super::layout;
use super::message::{Message, Stamped};
use super::model::Model;
use super::popup::Popup;
use super::probing;
use super::read::Answer;
use super::request::{Pending, Req};
use super::saved_events;
use super::screen::Screen;
use super::screen::browse::all_rules;
use super::shared::{Level, Shared};
use super::step::{Open, Step};
use super::tap_removal;
use super::toggle;
use crate::model::{CallError, Millis, SavedEvent, Session};
use crossterm::event::{KeyEventKind, MouseButton, MouseEvent, MouseEventKind};
use keys::{on_key, on_key_unseen};
use run::{carry_out, on_screen, open_given, run, take};
use type_ahead::{carry_out_struck, on_key_held};
use written::on_written;

/// Milliseconds between two pictures of the spinner, which turns while an answer is awaited.
pub const SPINNER: Millis = 160;

/// Takes a message into the model and answers what is to be done.
pub fn update(model: &mut Model, stamped: Stamped) -> Vec<Effect> {
    let mut out = Vec::new();
    model.shared.now = stamped.at;
    if let Message::Mouse(mouse) = &stamped.message {
        model.shared.pointer.on_mouse(*mouse, stamped.at);
    }
    if matches!(stamped.message, Message::Key(_) | Message::Mouse(_) | Message::Paste(_)) {
        model.shared.touched = stamped.at;
    }
    let news = matches!(stamped.message, Message::Answer { .. });
    let (screens, covered) = (model.stack.len(), model.popup.is_some());
    match stamped.message {
        Message::Key(key) if key.kind == KeyEventKind::Release => return out,
        Message::Key(key) if layout::is_too_small(model.shared.size) => on_key_unseen(model, key, &mut out),
        Message::Mouse(_) | Message::Paste(_) if layout::is_too_small(model.shared.size) => {}
        // Held back while something is awaited, unless a popup has opened meanwhile: that gets the key.
        Message::Key(key) if model.shared.awaited.is_some() && !covered => {
            on_key_held(model, key, &mut out);
        }
        // Ignored while waiting: the screen under the pointer will change.
        Message::Mouse(_) if model.shared.awaited.is_some() && !covered => {}
        Message::Key(key) => on_key(model, key, &mut out),
        Message::Mouse(mouse) if model.popup.is_none() => on_mouse(model, mouse, &mut out),
        Message::Mouse(mouse) => {
            if let Some(popup) = model.popup.take() {
                let then = dialog::on_mouse(popup, mouse, &model.visible());
                carry_out(model, then, &mut out);
            }
        }
        Message::Paste(text) if !covered && model.shared.hold_paste(&text) => {}
        Message::Paste(text) if model.popup.is_none() => {
            on_screen(model, &mut out, |screen, shared, out| screen.paste(&text, shared, out));
        }
        Message::Paste(text) => {
            if let Some(popup) = &mut model.popup {
                dialog::on_paste(popup, &text);
            }
        }
        Message::Resize(width, height) => model.shared.size = (width, height),
        Message::Tick => model.shared.wake = model.shared.wake.filter(|asked| *asked > stamped.at),
        Message::Notice { level, text } => model.shared.notify(level, text),
        Message::TapGone { id, subject } => tap_removal::on_gone(&id, &subject, &mut model.shared),
        // What an account that was left had to say is not said under the name of the next.
        Message::Told { req, text } => {
            if model.shared.connected_by == Some(req) {
                model.shared.tell_passing(text);
            }
        }
        Message::Connected { req, last, outcome } => on_connected(model, req, last, outcome),
        Message::Answer { req, last, answer } => on_answer(model, req, last, answer, &mut out),
        Message::Judged { req, last, verdicts } => {
            if model.shared.requests.take_answer(req, last, &Pending::Judging) {
                model.stack.iter_mut().for_each(|screen| screen.on_verdicts(req, &verdicts));
            }
        }
        Message::Written { req, outcome } => on_written(model, req, &outcome, &mut out),
        Message::ProbeStage { req, stage } => {
            if model.shared.requests.take_answer(req, false, &Pending::Probing) {
                probing::on_stage(stage, &mut model.shared, &mut model.popup);
            }
        }
        Message::Copied { req, outcome } => copying::on_answer(model, req, outcome),
        Message::FileSaved { req, path, outcome } => on_file_saved(model, req, path, &outcome),
        Message::EventSaved { req, name, saved, outcome } => {
            on_event_kept(model, req, &name, saved.as_ref(), &outcome, &mut out);
        }
        Message::Given(all) => open_given(model, all, &mut out),
        Message::EditedOutside(outcome) => {
            let Model { shared, stack, .. } = model;
            stack.iter_mut().rev().any(|screen| screen.edited_outside(&outcome, shared));
        }
        Message::Tail { tail, update } => {
            let Model { shared, stack, .. } = model;
            let taken = stack.iter_mut().any(|screen| screen.tail(tail, &update, shared, &mut out));
            if !taken && !shared.left.news(tail, &update, shared.now) {
                out.push(Effect::Work(Work::CloseTail { tail }));
            }
        }
    }
    refresh_palette(model, &mut out);
    let Model { shared, stack, popup, .. } = model;
    if let Some(Popup::Pick(pick)) = popup
        && pick.is_of_all_rules
    {
        all_rules::keep(pick, news, shared, &mut out);
    }
    for screen in stack {
        screen.refresh(shared, &mut out);
    }
    shared.end_left_tails(&mut out);
    freshness::keep(model, &mut out);
    let shared = &mut model.shared;
    if shared.requests.pending() > 0 {
        shared.wake(shared.now + SPINNER, &mut out);
    }
    carry_out_struck(model, screens, covered, stamped.at, &mut out);
    out
}

/// The palette shows what its text means now, with the names that are known now.
fn refresh_palette(model: &mut Model, out: &mut Vec<Effect>) {
    if let Some(Popup::Palette(mut palette)) = model.popup.take_if(|popup| matches!(popup, Popup::Palette(_)))
    {
        dialog::palette::ask_for_names(&palette, &mut model.shared, out);
        dialog::palette::refresh(&mut palette, &model.visible());
        model.popup = Some(Popup::Palette(palette));
    }
}

/// The mouse over a screen: the header and the footer are the program's, a double click in a list opens
/// what the first press has selected.
fn on_mouse(model: &mut Model, mouse: MouseEvent, out: &mut Vec<Effect>) {
    // A line that was said stands until something is done; what it lies over is not pressed by that.
    let acts =
        matches!(mouse.kind, MouseEventKind::Down(_) | MouseEventKind::ScrollUp | MouseEventKind::ScrollDown);
    let shows_keys = footer::shows(&model.visible()) == footer::Shows::Keys;
    model.shared.notice.take_if(|_| acts);
    let frame = layout::frame(model.shared.size);
    let at = ratatui::layout::Position::new(mouse.column, mouse.row);
    let pressed = mouse.kind == MouseEventKind::Down(MouseButton::Left);
    if pressed && frame.header.contains(at) {
        model.popup = Some(run::places());
        return;
    }
    if pressed && frame.footer.contains(at) {
        let command = footer::command_at(&model.visible(), mouse.column);
        if let Some(id) = command.filter(|_| shows_keys) {
            run(model, id, out);
        }
        return;
    }
    on_screen(model, out, |screen, shared, _| screen.mouse(mouse, shared));
    let opens = model.screen().opens_on_double_click();
    if pressed
        && opens
        && model.shared.pointer.is_double()
        && model.popup.is_none()
        && mouse.column + 1 < frame.body.right()
    {
        run(model, Id::Open, out);
    }
}

/// Something was read: the screens see it first, while the account still holds what was known before.
fn on_answer(model: &mut Model, req: Req, last: bool, answer: Answer, out: &mut Vec<Effect>) {
    let asked_here = req > model.moved;
    if !model.shared.requests.take_answer(req, last, &Pending::Read(answer.read())) {
        return;
    }
    let is_free = !(is_occupied(model) || model.shared.awaited.is_some() && !model.shared.awaits(&answer));
    let Model { shared, stack, popup, .. } = model;
    let of_screens: Vec<_> = stack.iter_mut().map(|screen| screen.answer(&answer, shared)).collect();
    let mut steps = Vec::new();
    if let Answer::RecordedState(of, outcome) = &answer {
        steps.push(toggle::on_recorded_state(&of.rule, outcome, shared));
    }
    if let Answer::Whole(thing, outcome) = &answer {
        steps.extend(changing::from_intent::on_read(thing, outcome, shared, out));
    }
    if let Answer::Uses(thing, outcome) = &answer {
        steps.extend(changing::from_intent::on_uses(thing, outcome, shared, out));
    }
    if let Answer::WhoChanged(thing, outcome) = &answer {
        changing::undoing::on_who(thing, outcome, popup.as_mut(), shared);
    }
    if let Answer::Past(thing, outcome) = &answer {
        steps.push(changing::history::on_record(thing, outcome, shared));
    }
    if let Answer::Undoable(_, outcome) = &answer {
        steps.push(changing::undoing::on_record(outcome, shared));
    }
    if let Answer::ProbePlan(of, outcome) = &answer {
        steps.push(probing::on_plan(of, outcome, shared));
    }
    if let Answer::BusLog(of, outcome) = &answer {
        steps.push(bus_log::on_log(of, outcome, shared));
    }
    if let Answer::Permissions((), outcome) = &answer {
        steps.push(calls::policies(outcome, shared));
    }
    take_all(model, of_screens, Late::AskAgain, is_free, out);
    for step in steps {
        if covers(&step) && !(asked_here && is_free && model.popup.is_none()) {
            tell_late(model, step, Late::AskAgain);
        } else {
            take(model, step, out);
        }
    }
    model.shared.account.learn(answer, last, model.shared.now);
}

/// Lets all screens see something, and carries out what each asks for.
fn on_all(
    model: &mut Model,
    out: &mut Vec<Effect>,
    mut act: impl FnMut(&mut Screen, &mut Shared, &mut Vec<Effect>) -> Step,
) {
    let Model { shared, stack, .. } = model;
    let steps = stack.iter_mut().map(|screen| act(screen, shared, out)).collect();
    let is_free = !is_occupied(model) && model.shared.awaited.is_none();
    take_all(model, steps, Late::Ended, is_free, out);
}

/// Whether a step puts something over what is on the screen.
fn covers(step: &Step) -> bool {
    matches!(step, Step::Open(_) | Step::Popup(_))
}

/// Carries out each screen's step, the lowest screen first. A covered screen that is done is removed where it
/// is. What a covered screen wants to open is only announced; so is everything while the top screen has a
/// popup or a line being typed.
fn take_all(model: &mut Model, steps: Vec<Step>, late: Late, is_free: bool, out: &mut Vec<Effect>) {
    let top = steps.len().saturating_sub(1);
    let mut gone = 0;
    for (at, step) in steps.into_iter().enumerate() {
        if at < top && matches!(step, Step::Pop | Step::Hand(_) | Step::PopTo(..)) {
            let mut screen = model.stack.remove(at - gone);
            screen.close(&mut model.shared, out);
            if let Step::PopTo(intent, thing) = step {
                // The visible screen does not wait for this, but still for what it has asked for.
                let awaited = model.shared.awaited.take();
                changing::from_intent::start_reading(intent, vec![thing], &mut model.shared, out);
                model.shared.awaited = awaited;
            }
            // Marked as asked from another screen: announced, and not opened.
            model.moved = model.shared.requests.newest();
            gone += 1;
        } else if covers(&step) && (at < top || !is_free || model.popup.is_some()) {
            tell_late(model, step, late);
        } else {
            take(model, step, out);
        }
    }
}

/// Whether a popup or a line being typed has the keys.
fn is_occupied(model: &Model) -> bool {
    model.popup.is_some() || model.screen().is_typing()
}

/// What comes when something else is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Late {
    /// It was read: it can be asked for again.
    AskAgain,
    /// It says how a write has ended.
    Ended,
}

/// Says that something has come which is not put over what is looked at. What went wrong stays until it is
/// read.
fn tell_late(model: &mut Model, step: Step, late: Late) {
    let shared = &mut model.shared;
    let title = match step {
        Step::Popup(Popup::Message(note)) => return shared.alert(note.title, note.text),
        Step::Popup(Popup::Menu(menu)) if late == Late::Ended => {
            return shared
                .alert(menu.title, "Go back to that screen and repeat it: you will be asked what to do.");
        }
        Step::Popup(Popup::Menu(menu)) => menu.title,
        Step::Popup(Popup::Confirm(confirm)) => confirm.title,
        Step::Popup(Popup::Typed(typed)) => typed.confirm.title,
        Step::Open(Open::Form(form)) => form.title,
        Step::Open(Open::Json { title, .. }) => title,
        // No answer leads to any of these.
        Step::Popup(_)
        | Step::Open(_)
        | Step::Stay
        | Step::Pop
        | Step::Bus(_)
        | Step::Hand(_)
        | Step::PopTo(..)
        | Step::Copy { .. } => "What was asked for".to_owned(),
    };
    let sentence = format!("{title}: ready, but not opened over this screen. Ask for it again to see it.");
    shared.note_down("Not opened", sentence.clone());
    shared.notify(Level::Info, sentence);
}

fn on_connected(model: &mut Model, req: Req, last: bool, outcome: Result<Session, CallError>) {
    if !model.shared.requests.take_answer(req, last, &Pending::Connection) {
        return;
    }
    match outcome {
        Ok(session) => connected(model, session),
        Err(error) => model.shared.connection.fail(error),
    }
    look_again(model);
}

fn on_file_saved(model: &mut Model, req: Req, path: String, outcome: &Result<String, CallError>) {
    let pending = Pending::File(path);
    if model.shared.requests.take_answer(req, true, &pending) {
        match outcome {
            Ok(path) => model.shared.notify(Level::Done, format!("Saved to {path}")),
            Err(error) => model.shared.notify(Level::Problem, error.to_string()),
        }
    }
}

/// An event was saved by name, or deleted: the form that it was typed in is done with.
fn on_event_kept(
    model: &mut Model,
    req: Req,
    name: &str,
    saved: Option<&SavedEvent>,
    outcome: &Result<(), CallError>,
    out: &mut Vec<Effect>,
) {
    if !model.shared.requests.take_answer(req, true, &Pending::SavedEvent(name.to_owned())) {
        return;
    }
    saved_events::on_saved(name, saved.is_some(), outcome, &mut model.shared, out);
    if let (Some(event), Ok(())) = (saved, outcome) {
        on_all(model, out, |screen, shared, out| screen.event_saved(event, shared, out));
    }
}

/// Something that the screens show has changed.
fn look_again(model: &mut Model) {
    model.stack.iter_mut().for_each(Screen::look_again);
}
