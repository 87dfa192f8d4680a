//! `update`: one message in, the model changed, effects out.
//!
//! This file routes; what a message means to a screen is that screen's business, and what an answer means to
//! the account is `read`'s.

use super::command::{Command, Id};
use super::connect::{connect, connected};
use super::effect::Effect;
use super::keymap::Chord;
use super::layout;
use super::message::{Message, Stamped, WriteOutcome, Written};
use super::model::{Alert, Level, Model};
use super::popup::{HelpState, Palette, Popup};
use super::read::Answer;
use super::request::{Pending, Req};
use super::screen::{Screen, Step};
use super::toggle;
use crate::model::{CallError, Millis, RuleKey, Session};
use crossterm::event::{KeyEvent, KeyEventKind};

/// Milliseconds between two pictures of the spinner, which turns while an answer is awaited.
pub const SPINNER: Millis = 160;

/// Takes a message into the model and answers what is to be done.
pub fn update(model: &mut Model, stamped: Stamped) -> Vec<Effect> {
    let mut out = Vec::new();
    model.shared.now = stamped.at;
    match stamped.message {
        Message::Key(key) if key.kind == KeyEventKind::Release => return out,
        Message::Key(key) if layout::is_too_small(model.shared.size) => on_key_unseen(model, key, &mut out),
        Message::Mouse(_) | Message::Paste(_) if layout::is_too_small(model.shared.size) => {}
        Message::Key(key) => on_key(model, key, &mut out),
        Message::Mouse(mouse) if model.popup.is_none() => {
            on_screen(model, &mut out, |screen, shared, out| screen.mouse(mouse, shared, out));
        }
        Message::Mouse(mouse) => super::popup::on_mouse(model, mouse, &mut out),
        Message::Paste(text) if model.popup.is_none() => {
            on_screen(model, &mut out, |screen, shared, out| screen.paste(&text, shared, out));
        }
        Message::Paste(text) => super::popup::on_paste(model, &text),
        Message::Resize(width, height) => model.shared.size = (width, height),
        Message::Tick => model.shared.wake = model.shared.wake.filter(|asked| *asked > stamped.at),
        Message::Notice { level, text } => model.shared.notify(level, text),
        Message::Connected { req, last, outcome } => on_connected(model, req, last, outcome),
        Message::Answer { req, last, answer } => on_answer(model, req, last, answer, &mut out),
        Message::Written { req, outcome } => on_written(model, req, &outcome, &mut out),
        Message::FileSaved { req, path, outcome } => on_file_saved(model, req, path, &outcome),
        Message::Tail { tail, update } => {
            let Model { shared, stack, .. } = model;
            let taken = stack.iter_mut().any(|screen| screen.tail(tail, &update, shared, &mut out));
            if !taken && !shared.left.news(tail, &update, shared.now) {
                out.push(Effect::CloseTail { tail });
            }
        }
    }
    super::popup::palette::refresh(model, &mut out);
    let Model { shared, stack, .. } = model;
    for screen in stack {
        screen.refresh(shared, &mut out);
    }
    shared.end_left_tails(&mut out);
    if shared.requests.pending() > 0 {
        shared.wake(shared.now + SPINNER, &mut out);
    }
    out
}

fn on_key(model: &mut Model, key: KeyEvent, out: &mut Vec<Effect>) {
    model.shared.notice = None;
    if model.popup.is_some() {
        return super::popup::on_key(model, key, out);
    }
    if model.screen().is_typing() {
        return on_screen(model, out, |screen, shared, out| screen.key(key, shared, out));
    }
    let context = model.context();
    match model.shared.keymap.command(Chord::of(key), context) {
        Some(id) => run(model, id, out),
        None => on_screen(model, out, |screen, shared, out| screen.key(key, shared, out)),
    }
}

/// A key while the terminal is too small to show what it would do: nothing is carried out unseen, and nothing
/// is lost.
fn on_key_unseen(model: &mut Model, key: KeyEvent, out: &mut Vec<Effect>) {
    let context = model.context();
    match model.shared.keymap.command(Chord::of(key), context) {
        Some(id @ (Id::Suspend | Id::Redraw)) => run(model, id, out),
        Some(Id::Quit) if !model.is_modified() => end(model, out),
        _ => {}
    }
}

/// Runs a command, from a key or from the palette.
pub(super) fn run(model: &mut Model, id: Id, out: &mut Vec<Effect>) {
    if let Some(Err(reason)) = Command::of(id).map(|command| (command.enabled)(model)) {
        return model.shared.notify(Level::Info, reason);
    }
    match id {
        Id::Back if !model.shared.alerts.is_empty() => {
            model.shared.alerts.remove(0);
        }
        Id::Messages if !model.shared.alerts.is_empty() => {
            model.popup = Some(alerts(&mut model.shared.alerts));
        }
        Id::Help => model.popup = Some(Popup::Help(HelpState::default())),
        Id::Palette => model.popup = Some(Popup::Palette(Palette::default())),
        Id::Suspend => out.push(Effect::Suspend),
        Id::Redraw => out.push(Effect::Redraw),
        Id::Quit => quit(model, out),
        Id::Refresh if model.shared.connection.error().is_some() => connect(model, out),
        other => on_screen(model, out, |screen, shared, out| screen.run(other, shared, out)),
    }
}

/// What went wrong, in full; reading it acknowledges it.
fn alerts(alerts: &mut Vec<Alert>) -> Popup {
    let all = std::mem::take(alerts);
    let title = match all.as_slice() {
        [one] => one.title.clone(),
        _ => format!("{} messages", all.len()),
    };
    let text: Vec<_> = all
        .iter()
        .map(
            |alert| {
                if all.len() == 1 { alert.text.clone() } else { format!("{}\n{}", alert.title, alert.text) }
            },
        )
        .collect();
    Popup::message(title, text.join("\n\n"))
}

fn quit(model: &mut Model, out: &mut Vec<Effect>) {
    if model.is_modified() {
        model.popup = Some(super::popup::quit_question());
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
    out.push(Effect::Quit);
}

fn on_screen(
    model: &mut Model,
    out: &mut Vec<Effect>,
    act: impl FnOnce(&mut Screen, &mut super::Shared, &mut Vec<Effect>) -> Step,
) {
    let Some(screen) = model.stack.last_mut() else { return };
    let step = act(screen, &mut model.shared, out);
    take(model, step, out);
}

/// Carries out what a screen asked for.
pub(super) fn take(model: &mut Model, step: Step, out: &mut Vec<Effect>) {
    match step {
        Step::Stay => {}
        Step::Push(screen) => model.stack.push(screen),
        Step::Pop if model.stack.len() == 1 => quit(model, out),
        Step::Pop => {
            if let Some(mut screen) = model.stack.pop() {
                screen.close(&mut model.shared, out);
            }
        }
        Step::Popup(popup) => model.popup = Some(popup),
    }
}

/// Leaves every screen but the first; false when an edit that is not saved forbids it.
pub(super) fn home(model: &mut Model, out: &mut Vec<Effect>) -> bool {
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
pub(super) fn goto(model: &mut Model, rule: &RuleKey, out: &mut Vec<Effect>) {
    if home(model, out)
        && let Some(Screen::Browse(browse)) = model.stack.first_mut()
    {
        browse.goto(rule);
    }
}

/// Something was read: the screens see it first, while the account still holds what was known before.
fn on_answer(model: &mut Model, req: Req, last: bool, answer: Answer, out: &mut Vec<Effect>) {
    let Model { shared, stack, .. } = model;
    if !shared.requests.answered(req, last, &Pending::Read(answer.read())) {
        return;
    }
    let mut steps: Vec<_> = stack.iter_mut().map(|screen| screen.answer(&answer, shared)).collect();
    if let Answer::RecordedState(of, outcome) = &answer {
        steps.push(toggle::remembered(&of.rule, outcome, shared));
    }
    for step in steps {
        take(model, step, out);
    }
    model.shared.account.learn(answer, last, model.shared.now);
}

fn on_connected(model: &mut Model, req: Req, last: bool, outcome: Result<Session, CallError>) {
    if !model.shared.requests.answered(req, last, &Pending::Connection) {
        return;
    }
    match outcome {
        Ok(session) => connected(model, session),
        Err(error) => model.shared.connection.fail(error),
    }
    look_again(model);
}

fn on_written(model: &mut Model, req: Req, outcome: &WriteOutcome, out: &mut Vec<Effect>) {
    if !model.shared.requests.answered(req, true, &outcome.pending()) {
        return;
    }
    match outcome {
        WriteOutcome::Switched(rule, outcome) => {
            toggle::answered(rule, outcome, &mut model.shared, out);
            learn_written(model, outcome);
        }
        WriteOutcome::Saved(rule, outcome) => {
            let Model { shared, stack, .. } = model;
            let steps: Vec<_> =
                stack.iter_mut().map(|screen| screen.saved(rule, outcome, shared, out)).collect();
            for step in steps {
                take(model, step, out);
            }
            learn_written(model, outcome);
        }
    }
    look_again(model);
}

fn learn_written(model: &mut Model, outcome: &Result<Written, CallError>) {
    if let Ok(written) = outcome {
        model.shared.account.replace_rule(written.rule.clone(), model.shared.now);
    }
}

fn on_file_saved(model: &mut Model, req: Req, path: String, outcome: &Result<String, CallError>) {
    let pending = Pending::File(path);
    if model.shared.requests.answered(req, true, &pending) {
        match outcome {
            Ok(path) => model.shared.notify(Level::Done, format!("Saved to {path}")),
            Err(error) => model.shared.notify(Level::Problem, error.to_string()),
        }
    }
}

/// Something that the screens show has changed.
fn look_again(model: &mut Model) {
    model.stack.iter_mut().for_each(Screen::look_again);
}
