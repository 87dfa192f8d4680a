//! The workbench: a pattern beside an event, judged at every keystroke.
//!
//! Left the pattern, right the event, below what the one says to the other. The pattern may be a rule's (then
//! it can be saved, and an unsaved edit is kept as a draft) or just a text to try. What things mean is the
//! business of the files beside this one; here is what happens when.

mod ask;
mod case;
mod commands;
mod complete;
mod completing;
mod difference;
mod editing;
mod entries;
mod envelope;
mod event_draft;
mod events;
mod external_editor;
mod finding;
mod inputs;
mod judging;
mod keys;
mod layout;
mod leave;
mod library;
mod mouse;
mod opening;
mod reading;
mod retest;
mod saving;
mod sources;
mod status;
mod subject;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod text_below;
mod text_pane;
mod verdict;

pub use crate::pattern::Verdict;
pub use complete::Completion;
#[cfg(test)]
pub(crate) use completing::completion_answers;
pub use inputs::INPUTS;
pub use keys::Focus;
pub use layout::{Layout, Pane, layout};
pub use text_below::Below;
pub use text_pane::TextPane;
pub use verdict::{Judgement, Leaf, Mark};

use crate::app::carried_events::CarriedEvents;
use crate::app::draft::Keeper;
use crate::app::effect::Effect;
use crate::app::given_pattern::GivenPattern;
use crate::app::json_layout;
use crate::app::layout::frame;
use crate::app::page::Page;
use crate::app::read::{Answer, Draft};
use crate::app::request::Pending;
use crate::app::shared::Shared;
use crate::app::step::{FormPattern, Step, Title};
use crate::model::{Millis, RuleKey};
use keys::OpenPrompt;
use reading::{ReadEvent, ReadPattern};
use std::sync::Arc;
use subject::{OfForm, PatternOrigin, PatternOwner};

/// The workbench's state.
#[derive(Debug)]
pub struct Workbench {
    subject: PatternOwner,
    opened: bool,
    pattern: TextPane,
    /// The pattern as it was read last, and the revision that was.
    read_pattern: Option<(u64, Arc<ReadPattern>)>,
    event: TextPane,
    focus: Focus,
    events: events::Events,
    /// What the edit means for all events that were carried here.
    retest: retest::Retest,
    /// The event as it was before any edit, as the pane showed it.
    event_was: String,
    /// The event as it was read last, with the revision of its text.
    read_event: Option<(u64, ReadEvent)>,
    judged: Judgement,
    /// The leaf whose values were brought into view last, and the size of the terminal then.
    shown: Option<(usize, (u16, u16))>,
    /// When the texts were last changed without having been judged since.
    unjudged: Option<Millis>,
    ask: ask::Ask,
    drafts: Keeper,
    event_drafts: Keeper,
    completion: Option<Completion>,
    /// The line being typed, and the last path that was.
    asking: Option<OpenPrompt>,
    path: String,
    /// What is looked for in the texts, and what takes its place.
    needle: String,
    replacement: String,
    /// Where one is in what is said below the panes.
    below: Below,
    /// The case that is being saved, and the suite's path that was given last.
    saving_case: Option<case::Saving>,
    suite_path: Option<String>,
    /// The text that is in the operator's own editor.
    outside: Option<external_editor::ExternalEdit>,
    inputs: Option<inputs::Inputs>,
    leave_when_saved: bool,
    /// Who has changed the rule since the edit began, where a save was refused for it.
    changed_by: Option<Box<str>>,
    /// A draft that came before the rule did: it is offered once DescribeRule has answered.
    waiting_draft: Option<Draft>,
}

impl Workbench {
    /// A workbench on a rule, on captured events, or on both; with neither, on an empty pattern and the
    /// samples.
    pub fn open(rule: Option<RuleKey>, captured: Option<CarriedEvents>) -> Self {
        let mut bench = Self {
            subject: PatternOwner::new(rule),
            opened: false,
            pattern: TextPane::default(),
            read_pattern: None,
            event: TextPane::default(),
            focus: Focus::Pattern,
            events: events::Events::new(captured),
            retest: retest::Retest::default(),
            event_was: String::new(),
            read_event: None,
            judged: Judgement::default(),
            shown: None,
            unjudged: None,
            ask: ask::Ask::default(),
            drafts: Keeper::default(),
            event_drafts: Keeper::default(),
            completion: None,
            asking: None,
            path: String::new(),
            needle: String::new(),
            replacement: String::new(),
            below: Below::default(),
            saving_case: None,
            suite_path: None,
            outside: None,
            inputs: None,
            leave_when_saved: false,
            changed_by: None,
            waiting_draft: None,
        };
        bench.load_event();
        bench
    }

    /// A workbench on a pattern of a file.
    pub fn of_file(given: GivenPattern) -> Self {
        let mut bench = Self::open(None, None);
        bench.subject = PatternOwner::Scratch(String::new(), PatternOrigin::File(given));
        bench
    }

    /// A workbench on the pattern of a form.
    pub fn of_form(of: FormPattern) -> Self {
        let FormPattern { form, key, pattern, event } = of;
        let captured = event.map(|event| CarriedEvents { from: "form", events: vec![event], at: Some(0) });
        let mut bench = Self::open(None, captured);
        bench.subject = PatternOwner::Scratch(pattern, PatternOrigin::Form(OfForm { title: form, key }));
        bench
    }

    /// The pattern.
    pub fn pattern(&self) -> &TextPane {
        &self.pattern
    }

    /// The event.
    pub fn event(&self) -> &TextPane {
        &self.event
    }

    /// The pane that the keys go to.
    pub fn focus(&self) -> Focus {
        self.focus
    }

    /// The verdict on the two texts; on large ones it may lag behind the keys, see [`Workbench::is_judging`].
    pub fn judgement(&self) -> &Judgement {
        &self.judged
    }

    /// True while the verdict is about texts from before the last keys.
    pub fn is_judging(&self) -> bool {
        self.unjudged.is_some()
    }

    /// What is offered at the cursor, while the list is open.
    pub fn completion(&self) -> Option<&Completion> {
        self.completion.as_ref()
    }

    /// What the targets would receive and the first line shown of it, while that is shown.
    pub fn inputs(&self) -> Option<(&Page, usize)> {
        self.inputs.as_ref().map(|inputs| (&inputs.page, inputs.scroll.top))
    }

    /// The pattern differs by more than its layout from what the account holds, or without a rule from what
    /// it began as.
    pub fn is_modified(&self) -> bool {
        !json_layout::same_but_for_layout(self.pattern.editor.text(), self.base_text())
    }

    /// The event differs from what was captured or what the library holds.
    pub fn is_event_edited(&self) -> bool {
        self.event.editor.text() != self.event_was
    }

    /// Where the event is from and what it is: `tail 3/312 14:03:12`.
    pub fn event_title(&self, shared: &Shared) -> String {
        let offset = shared.offset();
        let name = match self.events.sample_name() {
            Some(name) => Some(name.to_owned()),
            None => self.last_event().and_then(|event| events::time_of_day(event.document(), offset)),
        };
        let position = self.events.position();
        let edited = if self.is_event_edited() { " edited" } else { "" };
        name.map_or_else(|| format!("{position}{edited}"), |name| format!("{position}{edited} {name}"))
    }

    /// The panes at the present size.
    pub fn layout(&self, shared: &Shared) -> Layout {
        let lines = (self.pattern.editor.lines(), self.event.editor.lines());
        layout(frame(shared.size).body, self.inputs.is_some(), lines)
    }

    pub(super) fn title(&self, shared: &Shared) -> Title {
        let place = match self.subject.key() {
            Some(key) => format!("edit {key}"),
            None => match (self.subject.form(), self.subject.given_pattern()) {
                (Some(form), _) => format!("{} › pattern", form.title),
                (None, Some(given)) => format!("try {} of {}", given.name, given.file),
                (None, None) => "try a pattern".to_owned(),
            },
        };
        let saving =
            self.subject.key().is_some_and(|key| shared.requests.is_pending(&Pending::Save(key.clone())));
        let counts = if saving {
            "saving…"
        } else if self.is_modified() {
            "modified"
        } else {
            ""
        };
        Title { place, counts: counts.to_owned() }
    }

    fn base_text(&self) -> &str {
        self.subject.text()
    }

    /// Tells versions of the two texts apart.
    pub(crate) fn stamp(&self) -> u64 {
        self.pattern.editor.revision() + self.event.editor.revision()
    }

    pub(super) fn rule(&self, _: &Shared) -> Option<RuleKey> {
        self.subject.key().cloned()
    }

    pub(super) fn answer(&mut self, answer: &Answer, shared: &mut Shared) -> Step {
        if let Answer::Rule(key, outcome) = answer
            && Some(key) == self.subject.key()
        {
            return self.rule_read(outcome, shared);
        }
        if let Answer::Draft(key, outcome) = answer
            && *key == self.draft_key()
        {
            return self.draft_read(outcome, shared);
        }
        if let Answer::Draft(key, outcome) = answer
            && *key == self.event_key()
        {
            self.event_draft_read(outcome, shared);
        }
        if let Answer::EventFile(path, outcome) = answer {
            if let Some(step) = self.case_file(path, outcome, shared) {
                return step;
            }
            self.file_read(path, outcome, shared);
        }
        if let Answer::TestPattern(test, outcome) = answer {
            self.ask.take_answer(test.revision, outcome.clone());
        }
        Step::Stay
    }

    pub(super) fn refresh(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        self.begin(shared, out);
        self.send_case(shared, out);
        self.follow_account(shared);
        let laid = self.layout(shared);
        let view = |area: ratatui::layout::Rect| (usize::from(area.width), usize::from(area.height));
        let (width, height) = view(laid.pattern.text);
        self.pattern.editor.set_view(width, height);
        if let Some(pane) = laid.event {
            let (width, height) = view(pane.text);
            self.event.editor.set_view(width, height);
        }
        self.pattern.look_for(&self.needle);
        self.event.look_for(&self.needle);
        let pattern_changed = self.pattern.refresh();
        let event_changed = self.event.refresh();
        if pattern_changed && self.opened {
            self.drafts.on_edit(shared.now);
        }
        if pattern_changed || event_changed {
            self.unjudged = Some(shared.now);
        }
        self.judge(shared, out);
        self.judge_captured(shared, out);
        self.reveal_met(shared.size);
        self.refresh_inputs(&laid, shared);
        self.refresh_below(shared);
        let (key, (text, base)) = (self.draft_key(), self.draft());
        self.drafts.refresh(&key, &text, &base, shared, out);
        self.keep_event_draft(event_changed, shared, out);
    }
}
