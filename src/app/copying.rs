//! Copying a text: what is asked for, and what is said of it.
//!
//! A terminal that is asked for its clipboard does not say whether it took the text, so "copied" is said only
//! of what a program has taken. What nobody takes is offered as a file.

use super::copy_state::{CopyOutcome, Copying};
use super::effect::{Effect, LoopEffect};
use super::model::Model;
use super::popup::{Action, Menu, MenuItem, Popup};
use super::request::{Pending, Req};
use super::shared::Level;
use crate::model::Millis;
use crate::text::time;

/// Asks for a text on the clipboard.
pub(super) fn copy(model: &mut Model, what: String, text: String, out: &mut Vec<Effect>) {
    let req = model.shared.requests.start(Pending::Copy);
    out.push(Effect::Loop(LoopEffect::Copy { req, text: text.clone() }));
    model.shared.copying = Some(Copying { req, what, text });
}

/// The text has been taken, or has not.
pub(super) fn on_answer(model: &mut Model, req: Req, outcome: CopyOutcome) {
    // `requests` is cleared by a switch of accounts, and the copy still completes: so `copying` is asked.
    model.shared.requests.take_answer(req, true, &Pending::Copy);
    let Some(Copying { what, text, .. }) = model.shared.copying.take_if(|copying| copying.req == req) else {
        return;
    };
    match outcome {
        CopyOutcome::Taken { place } => model.shared.notify(Level::Done, format!("Copied {what}{place}.")),
        CopyOutcome::SentToTerminal { advice } => {
            let sentence = format!(
                "Asked the terminal to copy {what}; it does not say if it did. Is it not there? {advice}"
            );
            model.shared.notify(Level::Info, sentence);
        }
        CopyOutcome::Refused { why } if model.popup.is_none() => {
            let path = file_for(&text, model.shared.now);
            let menu = vec![
                MenuItem::new('s', format!("save it to {path}"), Action::Save { path, text }),
                MenuItem::new('l', "leave it", Action::Nothing),
            ];
            model.popup = Some(Popup::Menu(Menu::new(format!("Not copied: {why}"), menu)));
        }
        CopyOutcome::Refused { why } => model.shared.notify(Level::Problem, format!("Not copied: {why}.")),
    }
}

/// Where a text goes that no clipboard takes.
fn file_for(text: &str, now: Millis) -> String {
    let ending = if text.starts_with(['{', '[']) { "json" } else { "txt" };
    let time = time::in_full(now, true, 0).replace([' ', ':', '.'], "-");
    format!("copy-{time}.{ending}")
}

#[cfg(test)]
mod tests {
    use crate::app::copy_state::CopyOutcome;
    use crate::app::effect::{Effect, LoopEffect, Work};
    use crate::app::message::Message;
    use crate::app::popup::Popup;
    use crate::app::testing::Explorer;

    /// The name of a rule was to be copied, and this came of it.
    fn after(outcome: CopyOutcome) -> Explorer {
        let mut it = Explorer::small((80, 24));
        it.press("enter j c");
        it.strike("n");
        let at = it.waiting.iter().position(|effect| matches!(effect, Effect::Loop(LoopEffect::Copy { .. })));
        let Effect::Loop(LoopEffect::Copy { req, .. }) = it.waiting.remove(at.unwrap()) else {
            unreachable!()
        };
        assert_eq!(it.notice(), "", "nothing is claimed before it is so");
        it.send(Message::Copied { req, outcome });
        it.settle();
        it
    }

    #[test]
    fn copied_is_said_of_what_was_taken_alone() {
        let taken = after(CopyOutcome::Taken { place: " to tmux's buffer".into() });
        assert_eq!(taken.notice(), "Copied the rule's name to tmux's buffer.");
        let asked = after(CopyOutcome::SentToTerminal { advice: "Allow OSC 52.".into() });
        assert!(!asked.notice().contains("Copied"), "{}", asked.notice());
        assert!(asked.notice().ends_with("Is it not there? Allow OSC 52."), "{}", asked.notice());
    }

    #[test]
    fn what_nobody_takes_is_offered_as_a_file() {
        let mut it = after(CopyOutcome::Refused { why: "it is too long".into() });
        let Some(Popup::Menu(menu)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
        assert_eq!(menu.title, "Not copied: it is too long");
        it.press("s");
        let saved = it.done.iter().find_map(|effect| match effect {
            Effect::Work(Work::SaveFile { path, text, .. }) => Some((path.as_str(), text.as_str())),
            _ => None,
        });
        let (path, text) = saved.unwrap();
        assert!(path.starts_with("copy-20") && path.contains(".txt"), "{path}");
        assert_eq!(text, "ec2-stopped-to-slack");
    }

    #[test]
    fn a_question_that_is_open_is_not_taken_away() {
        let mut it = Explorer::small((80, 24));
        it.press("enter j c");
        it.strike("n");
        let at = it.waiting.iter().position(|effect| matches!(effect, Effect::Loop(LoopEffect::Copy { .. })));
        let Effect::Loop(LoopEffect::Copy { req, .. }) = it.waiting.remove(at.unwrap()) else {
            unreachable!()
        };
        it.press("?");
        it.send(Message::Copied { req, outcome: CopyOutcome::Refused { why: "it is too long".into() } });
        assert!(matches!(it.model.popup, Some(Popup::Help(_))));
        assert_eq!(it.notice(), "Not copied: it is too long.");
    }
}
