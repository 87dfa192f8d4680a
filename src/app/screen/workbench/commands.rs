//! Which command does what here.

use super::Workbench;
use crate::app::command::Id;
use crate::app::effect::Effect;
use crate::app::model::{Level, Shared};
use crate::app::popup::Popup;
use crate::app::screen::Step;

impl Workbench {
    pub(in crate::app::screen) fn run(&mut self, id: Id, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
        self.leave_when_saved = false;
        match id {
            Id::Back => return self.back(shared, out),
            Id::Save => return self.save(shared),
            Id::AskAws => self.ask_aws(shared, out),
            Id::NextEvent => self.step_event(true),
            Id::PrevEvent => self.step_event(false),
            Id::NextChanged => self.next_changed(shared),
            Id::OpenEvent => self.switch_pane(),
            Id::OpenFile => {
                self.completion = None;
                self.ask_path();
            }
            Id::Samples => return self.library(),
            Id::Fix => self.fix(shared),
            Id::Complete => self.complete(shared),
            Id::UndoEdit => {
                if self.editable(shared) && !self.focused().editor.undo() {
                    shared.notify(Level::Info, "Nothing to undo here.");
                }
            }
            Id::RedoEdit => {
                if self.editable(shared) && !self.focused().editor.redo() {
                    shared.notify(Level::Info, "Nothing to redo here.");
                }
            }
            Id::Format => self.format(shared),
            Id::Revert => self.revert(shared),
            Id::Messages => {
                let text = self.status(shared, usize::MAX).plain();
                return Step::Popup(Popup::message("What is said below the panes, in full", text));
            }
            Id::TargetsInput => self.toggle_inputs(shared, out),
            // Other screens' commands, and those that the core itself carries out.
            Id::Up
            | Id::Down
            | Id::Top
            | Id::Bottom
            | Id::PageUp
            | Id::PageDown
            | Id::HalfUp
            | Id::HalfDown
            | Id::NextPane
            | Id::PrevPane
            | Id::Left
            | Id::Right
            | Id::Open
            | Id::BackOrQuit
            | Id::Filter
            | Id::Palette
            | Id::Help
            | Id::Refresh
            | Id::Sort
            | Id::Describe
            | Id::Json
            | Id::Edit
            | Id::Test
            | Id::Tail
            | Id::Toggle
            | Id::Undo
            | Id::Mark
            | Id::MarkAll
            | Id::Problems
            | Id::Copy
            | Id::UsedBy
            | Id::Pause
            | Id::Follow
            | Id::Wrap
            | Id::Utc
            | Id::SaveEvent
            | Id::PatternFilter
            | Id::SearchNext
            | Id::SearchPrev
            | Id::Suspend
            | Id::Redraw
            | Id::Quit
            | Id::FoldAll
            | Id::UnfoldAll => {}
        }
        Step::Stay
    }
}
