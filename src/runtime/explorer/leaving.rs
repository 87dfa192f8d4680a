//! The end of the program: what it waits for, what cuts the waiting short, and what is told afterwards. Which
//! tasks there are to wait for is the executor's.

use super::{Explorer, Input};
use crate::app::Message;
use crate::runtime::executor::LeftOver;
use crate::runtime::surface::Surface;
use crossterm::event::{Event, KeyCode, KeyModifiers};
use tokio::sync::mpsc::UnboundedReceiver;

impl<S: Surface> Explorer<S> {
    /// Ends what runs beside the loop: tails, edits that are not yet on disk, writes under way, taps. `say`
    /// hears what the end waits for; a signal, `q` or ctrl-c leaves before. Answers what became of each write
    /// that ended meanwhile, each stage that a probe came to, and all that is left.
    pub async fn finish(mut self, say: impl FnOnce(&str)) -> Vec<LeftOver> {
        if let Some(waiting) = self.executor.waiting() {
            say(&waiting);
        }
        let effects = self.model.finish();
        self.perform(effects);
        let left = self.executor.finish(leaves(&mut self.inputs)).await;
        let mut all = Vec::new();
        while let Ok(message) = self.answers.try_recv() {
            all.extend(last_words(&message));
        }
        all.extend(left);
        all
    }
}

/// What a message says to whoever sees no screen any more.
fn last_words(message: &Message) -> Option<LeftOver> {
    if let Message::ProbeStage { stage, .. } = message {
        let sentence = format!("Probe: {} {}: {}.", stage.mark(), stage.step.word(), stage.said);
        return Some(LeftOver::from(sentence));
    }
    let Message::Written { outcome, .. } = message else { return None };
    Some(LeftOver { sentence: outcome.sentence()?, not_known: outcome.is_not_known() })
}

/// Returns when somebody who waits for the end asks to leave at once. That the terminal is gone asks for
/// nothing.
#[allow(clippy::wildcard_enum_match_arm, reason = "crossterm's enum: other keys mean nothing here")]
async fn leaves(inputs: &mut UnboundedReceiver<Input>) {
    while let Some(input) = inputs.recv().await {
        let leave = match input {
            Input::Event(Event::Key(key)) => match key.code {
                KeyCode::Char('q') => true,
                KeyCode::Char('c') => key.modifiers.contains(KeyModifiers::CONTROL),
                _ => false,
            },
            Input::End(_) => true,
            Input::Event(_) | Input::Resized | Input::Stop | Input::Continued | Input::Gone => false,
        };
        if leave {
            return;
        }
    }
    std::future::pending::<()>().await;
}

#[cfg(test)]
mod tests {
    use super::last_words;
    use crate::app::Message;
    use crate::app::request::Req;
    use crate::diagnose::{ProbeStage, ProbeStep};

    #[test]
    fn a_stage_that_a_probe_came_to_while_it_was_left_is_told() {
        let said = "PutEvents took it as event 1".to_owned();
        let stage = ProbeStage { step: ProbeStep::Put, at: 0, ok: Some(true), said };
        let told = last_words(&Message::ProbeStage { req: Req(1), stage });
        let said = "Probe: ✓ put: PutEvents took it as event 1.".to_owned();
        assert_eq!(told, Some(said.into()));
        assert_eq!(last_words(&Message::Tick), None);
    }
}
