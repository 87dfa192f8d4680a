//! The workbench: a pattern beside an event, judged at every keystroke.
//!
//! Left the pattern, right the event, below what the one says to the other. The pattern may be a rule's (then it can be
//! saved, and an unsaved edit is kept as a draft) or just a text to try. What things mean is the business of the files
//! beside this one; here is what happens when.

mod ask;
#[cfg(test)]
pub(crate) mod bench;
mod complete;
mod difference;
mod drafts;
mod envelope;
mod events;
mod inputs;
mod layout;
mod leave;
mod mouse;
mod opening;
mod samples;
mod saving;
mod sheet;
mod status;
#[cfg(test)]
mod tests;
mod tidy;
mod verdict;

pub use crate::pattern::Verdict;
pub use complete::{Completion, Item};
pub use events::Captured;
pub use layout::{Layout, Pane, layout};
pub use leave::Choice;
pub use sheet::Sheet;
pub use verdict::{Fault, Judgement, Leaf, Mark};

use crate::app::command::{Context, Id};
use crate::app::effect::{Effect, Read};
use crate::app::layout::frame;
use crate::app::message::{Draft, Reply};
use crate::app::model::{Level, Shared};
use crate::app::page::{Page, Scroll};
use crate::app::request::Slot;
use crate::app::screen::{Step, Title};
use crate::json::Document;
use crate::model::{CallError, Millis, Rule, RuleKey};
use crate::pattern::Event;
use crossterm::event::{KeyCode, KeyEvent};
use verdict::ReadEvent;

/// Texts of more bytes than this together are judged only once the keys have rested.
const LARGE: usize = 256 << 10;
/// For how long they must have rested, in milliseconds.
const REST: Millis = 250;
/// Captured events that completion looks into beside the one shown.
const NEARBY: usize = 24;

/// The workbench's state.
#[derive(Debug)]
pub struct Workbench {
    key: Option<RuleKey>,
    /// The rule as the edit began, which saving compares with; `None` until it is read, or without a rule.
    base: Option<Rule>,
    /// The rule as the account has it now, where that is not what the edit began with.
    newer: Option<Rule>,
    /// Why the rule could not be read.
    unread: Option<CallError>,
    /// What a pattern without a rule began as.
    first: String,
    opened: bool,
    pattern: Sheet,
    event: Sheet,
    focus: Focus,
    events: events::Events,
    /// The event as it was before any edit, as the pane showed it.
    event_was: String,
    read_event: ReadEvent,
    judged: Judgement,
    /// When the texts were last changed without having been judged since.
    unjudged: Option<Millis>,
    ask: ask::Ask,
    drafts: drafts::Keeper,
    completion: Option<Completion>,
    inputs: Option<Inputs>,
    leave_when_saved: bool,
    /// The account's newer reading is to be shown when it comes.
    rebasing: bool,
    /// A draft that came before the rule did.
    waiting_draft: Option<Draft>,
}

/// The targets' input, while it is shown.
#[derive(Debug, Default)]
struct Inputs {
    page: Page,
    scroll: Scroll,
}

/// The pane that the keys go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The pattern.
    Pattern,
    /// The event.
    Event,
    /// The targets' input: keys scroll.
    Inputs,
}

impl Workbench {
    /// A workbench on a rule, on captured events, or on both; with neither, on an empty pattern and the samples.
    pub fn open(rule: Option<RuleKey>, captured: Option<Captured>) -> Self {
        let mut bench = Self {
            key: rule,
            base: None,
            newer: None,
            unread: None,
            first: String::new(),
            opened: false,
            pattern: Sheet::default(),
            event: Sheet::default(),
            focus: Focus::Pattern,
            events: events::Events::new(captured),
            event_was: String::new(),
            read_event: verdict::read_event(""),
            judged: Judgement::default(),
            unjudged: None,
            ask: ask::Ask::default(),
            drafts: drafts::Keeper::default(),
            completion: None,
            inputs: None,
            leave_when_saved: false,
            rebasing: false,
            waiting_draft: None,
        };
        bench.load_event();
        bench
    }

    /// The pattern.
    pub fn pattern(&self) -> &Sheet {
        &self.pattern
    }

    /// The event.
    pub fn event(&self) -> &Sheet {
        &self.event
    }

    /// The pane that the keys go to.
    pub fn focus(&self) -> Focus {
        self.focus
    }

    /// The verdict on the two texts; on large ones it may lag behind the keys, see [`Workbench::is_judging`].
    pub fn judged(&self) -> &Judgement {
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

    /// The pattern differs from what the account holds, or without a rule from what it began as.
    pub fn is_modified(&self) -> bool {
        self.pattern.editor.text() != self.base_text()
    }

    /// The event differs from what was captured or what the library holds.
    pub fn is_event_edited(&self) -> bool {
        self.event.editor.text() != self.event_was
    }

    /// Where the event is from and what it is: `tail 3/312 14:03:12`.
    pub fn event_title(&self, shared: &Shared) -> String {
        let offset = if shared.utc { 0 } else { shared.local_offset };
        let name = match self.events.sample_name() {
            Some(name) => Some(name.to_owned()),
            None => self.read_event.as_ref().ok().and_then(|event| events::time_of_day(event.document(), offset)),
        };
        let position = self.events.position();
        let edited = if self.is_event_edited() { " edited" } else { "" };
        name.map_or_else(|| format!("{position}{edited}"), |name| format!("{position}{edited} {name}"))
    }

    /// The panes at the present size.
    pub fn layout(&self, shared: &Shared) -> Layout {
        layout(frame(shared.size).body, self.inputs.is_some())
    }

    pub(super) fn title(&self, shared: &Shared) -> Title {
        let place = match &self.key {
            Some(key) => format!("edit {key}"),
            None => "try a pattern".to_owned(),
        };
        let saving = self.key.as_ref().is_some_and(|key| shared.requests.is_pending(&Slot::Save(key.clone())));
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
        match (&self.key, &self.base) {
            (Some(_), Some(rule)) => rule.pattern.as_deref().unwrap_or_default(),
            (Some(_) | None, _) => &self.first,
        }
    }

    /// Tells versions of the two texts apart.
    fn stamp(&self) -> u64 {
        self.pattern.editor.revision() + self.event.editor.revision()
    }

    pub(super) fn rule(&self, _: &Shared) -> Option<RuleKey> {
        self.key.clone()
    }

    pub(super) fn run(&mut self, id: Id, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
        self.leave_when_saved = false;
        match id {
            Id::Back => return self.back(shared, out),
            Id::Save => return self.save(shared),
            Id::AskAws => self.ask_aws(shared, out),
            Id::NextEvent => self.step_event(true),
            Id::PrevEvent => self.step_event(false),
            Id::OpenEvent => self.switch_pane(),
            Id::Mend => self.mend(shared),
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
            | Id::Messages
            | Id::FoldAll
            | Id::UnfoldAll => {}
        }
        Step::Stay
    }

    /// While the list of completions is open, all keys come here first.
    pub(super) fn is_typing(&self) -> bool {
        self.completion.is_some()
    }

    pub(super) fn key(&mut self, key: KeyEvent, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
        self.leave_when_saved = false;
        if self.completion.is_some() && self.completion_key(key) {
            return Step::Stay;
        }
        if self.completion.take().is_some()
            && let Some(id) = shared.keymap.command(crate::app::keymap::Chord::of(key), Context::Workbench)
        {
            // the list is closed by the command that ends it; what the core itself carries out needs a second press
            return self.run(id, shared, out);
        }
        match self.focus {
            Focus::Inputs => self.inputs_key(key, shared),
            Focus::Pattern | Focus::Event => {
                if self.editable(shared) {
                    self.focused().editor.key(key);
                }
            }
        }
        Step::Stay
    }

    pub(super) fn paste(&mut self, text: &str, shared: &mut Shared, _: &mut Vec<Effect>) -> Step {
        self.completion = None;
        if self.editable(shared) && self.focus != Focus::Inputs {
            self.focused().editor.paste(text);
        }
        Step::Stay
    }

    pub(super) fn reply(
        &mut self,
        slot: &Slot,
        outcome: &Result<Reply, CallError>,
        shared: &mut Shared,
        out: &mut Vec<Effect>,
    ) -> Step {
        match slot {
            Slot::Rule(key) if Some(key) == self.key.as_ref() => self.rule_read(outcome, shared),
            Slot::Draft(key) if *key == self.draft_key() => self.draft_read(outcome, shared),
            Slot::Save(key) if Some(key) == self.key.as_ref() => self.saved(outcome, shared, out),
            Slot::AskAws(stamp) => {
                let verdict = match outcome {
                    Ok(Reply::Tested(verdict)) => Ok(*verdict),
                    Ok(_) => return Step::Stay,
                    Err(error) => Err(error.clone()),
                };
                self.ask.answered(*stamp, verdict);
                Step::Stay
            }
            _ => Step::Stay,
        }
    }

    pub(super) fn refresh(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        self.begin(shared, out);
        self.follow_account(shared);
        let laid = self.layout(shared);
        let view = |area: ratatui::layout::Rect| (usize::from(area.width), usize::from(area.height));
        let (width, height) = view(laid.pattern.text);
        self.pattern.editor.set_view(width, height);
        if let Some(pane) = laid.event {
            let (width, height) = view(pane.text);
            self.event.editor.set_view(width, height);
        }
        let pattern_changed = self.pattern.refresh();
        let event_changed = self.event.refresh();
        if pattern_changed && self.opened {
            self.drafts.edited(shared.now);
        }
        if pattern_changed || event_changed {
            self.unjudged = Some(shared.now);
        }
        self.judge(shared, out);
        self.refresh_inputs(&laid, shared);
        let (key, text, base) = (self.draft_key(), self.pattern.editor.text(), self.base_text());
        let (text, base) = (text.to_owned(), base.to_owned());
        self.drafts.refresh(&key, &text, &base, shared, out);
    }

    /// Judges what has changed: small texts at once, large ones when the keys have rested.
    fn judge(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        let Some(since) = self.unjudged else { return };
        let size = self.pattern.editor.text().len() + self.event.editor.text().len();
        if size > LARGE && since + REST > shared.now && self.judged_once() {
            return shared.wake(since + REST, out);
        }
        self.unjudged = None;
        if self.read_event.as_ref().map_or("", |event| event.document().text()) != self.event.editor.text() {
            self.read_event = verdict::read_event(self.event.editor.text());
        }
        self.judged = Judgement::of(self.pattern.editor.text(), &self.read_event);
        if self.focus == Focus::Pattern
            && let Some(place) = self.judged.failing(self.pattern.editor.cursor()).and_then(|leaf| leaf.met.first())
        {
            self.event.editor.reveal(place.start);
        }
    }

    fn judged_once(&self) -> bool {
        self.judged.verdict.is_some() || !self.judged.pattern_faults.is_empty() || self.judged.event_fault.is_some()
    }

    fn focused(&mut self) -> &mut Sheet {
        match self.focus {
            Focus::Pattern | Focus::Inputs => &mut self.pattern,
            Focus::Event => &mut self.event,
        }
    }

    /// Whether the focused text can be edited now.
    fn editable(&self, shared: &mut Shared) -> bool {
        if self.focus == Focus::Pattern && self.key.is_some() && self.base.is_none() && self.unread.is_none() {
            shared.notify(Level::Info, "The rule is still being read; its pattern can be edited once it is here.");
            return false;
        }
        true
    }

    fn switch_pane(&mut self) {
        let event_shown = self.inputs.is_none() || self.focus == Focus::Event;
        self.focus = match self.focus {
            Focus::Pattern if event_shown => Focus::Event,
            Focus::Pattern => Focus::Inputs,
            Focus::Event if self.inputs.is_some() => Focus::Inputs,
            Focus::Event | Focus::Inputs => Focus::Pattern,
        };
    }

    fn step_event(&mut self, forward: bool) {
        self.keep_event();
        self.events.step(forward);
        self.load_event();
    }

    fn keep_event(&mut self) {
        let edited = self.is_event_edited();
        self.events.keep(self.event.editor.text(), edited);
    }

    fn load_event(&mut self) {
        self.event_was = self.events.original();
        self.event.editor.load(self.events.text());
    }

    fn ask_aws(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        let pattern = self.pattern.editor.text().to_owned();
        let complete = envelope::complete(self.event.editor.text(), &shared.session, shared.now);
        let ours = Judgement::of(&pattern, &verdict::read_event(&complete.text)).ours();
        let stamp = self.stamp();
        self.ask.asking(ask::Asked { stamp, ours, filled: complete.added });
        shared.read(Slot::AskAws(stamp), Read::TestPattern { pattern, event: complete.text }, out);
    }

    fn mend(&mut self, shared: &mut Shared) {
        let cursor = self.pattern.editor.cursor();
        let stale = self.unjudged.is_some();
        let Some(mend) = self.judged.mend(cursor).filter(|_| !stale).cloned() else {
            let why = match (self.judged.verdict, stale) {
                (_, true) => "Still judging; try again in a moment.",
                (Some(Verdict::Match), _) => "Nothing to mend: the pattern matches.",
                (Some(Verdict::NoMatch | Verdict::Undecided), _) => "No single edit is known that would mend this.",
                (None, _) => "Nothing to mend while a text cannot be read.",
            };
            return shared.notify(Level::Info, why);
        };
        if self.pattern.editor.replace_each(mend.edits.iter().map(|(range, text)| (range.clone(), text.as_str()))) {
            self.focus = Focus::Pattern;
            let undo = shared.keymap.keys(Id::UndoEdit, Context::Workbench).first().map(ToString::to_string);
            shared.notify(Level::Done, format!("Mended: {}. {} undoes it.", mend.label, undo.unwrap_or_default()));
        }
    }

    fn format(&mut self, shared: &mut Shared) {
        if !self.editable(shared) {
            return;
        }
        let text = self.focused().editor.text().to_owned();
        match Document::parse_first(text.as_str(), &crate::json::Limits::default()) {
            Ok(document) => {
                let span = document.root().span();
                let (before, after) = (text.get(..span.start).unwrap_or_default(), text.get(span.end..).unwrap_or_default());
                let laid_out = format!("{before}{}{after}", tidy::tidy(&document));
                self.focused().editor.replace_all(&laid_out);
            }
            Err(error) => shared.notify(Level::Problem, format!("Cannot lay it out: {error}")),
        }
    }

    fn revert(&mut self, shared: &mut Shared) {
        if !self.editable(shared) {
            return;
        }
        let was = match self.focus {
            Focus::Pattern | Focus::Inputs => self.base_text().to_owned(),
            Focus::Event => self.event_was.clone(),
        };
        if self.focused().editor.text() == was {
            return shared.notify(Level::Info, "Nothing to revert: this is the text as it was.");
        }
        self.focused().editor.replace_all(&was);
        shared.notify(Level::Done, "Back to the text as it was; undo brings your edit again.");
    }

    fn complete(&mut self, shared: &mut Shared) {
        if self.focus != Focus::Pattern {
            return shared.notify(Level::Info, "Completion works in the pattern: it offers what the event has.");
        }
        if !self.editable(shared) {
            return;
        }
        self.open_completion();
        match self.completion.as_ref().map(|completion| completion.items().len()) {
            None => shared.notify(Level::Info, "Nothing known that could stand here."),
            Some(1) => self.accept_completion(),
            Some(_) => {}
        }
    }

    fn open_completion(&mut self) {
        let pattern = self.pattern.editor.text();
        let texts = std::iter::once(self.event.editor.text()).chain(self.events.nearby(NEARBY));
        self.completion = Completion::at(pattern, self.pattern.editor.cursor(), texts);
    }

    fn accept_completion(&mut self) {
        let Some(put) = self.completion.take().and_then(|completion| completion.put()) else { return };
        if self.pattern.editor.replace_each(put.edits.iter().map(|(range, text)| (range.clone(), text.as_str()))) {
            self.pattern.editor.go_to(put.cursor);
        }
    }

    /// A key while the list of completions is open. False when the list takes no notice of it and closes.
    fn completion_key(&mut self, key: KeyEvent) -> bool {
        let chord = crate::app::keymap::Chord::of(key);
        let step = match key.code {
            KeyCode::Esc => {
                self.completion = None;
                return true;
            }
            KeyCode::Enter if key.modifiers.is_empty() => {
                self.accept_completion();
                return true;
            }
            KeyCode::Down | KeyCode::Tab => 1,
            KeyCode::Up | KeyCode::BackTab => -1,
            KeyCode::Backspace => {
                self.pattern.editor.key(key);
                self.open_completion();
                return true;
            }
            KeyCode::Char(_) if chord.types() => {
                self.pattern.editor.key(key);
                self.open_completion();
                return true;
            }
            _ => return false,
        };
        if let Some(completion) = &mut self.completion {
            completion.step(step);
        }
        true
    }

    fn toggle_inputs(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        if self.inputs.take().is_some() {
            self.focus = if self.focus == Focus::Inputs { Focus::Pattern } else { self.focus };
            return;
        }
        let Some(key) = self.key.clone() else {
            return shared.notify(Level::Info, "No rule is open here, so there are no targets.");
        };
        self.inputs = Some(Inputs::default());
        if self.layout(shared).event.is_none() {
            self.focus = Focus::Pattern;
        }
        if shared.account.targets.get(&key).is_none_or(|targets| targets.at().is_none()) {
            shared.account.targets.entry(key.clone()).or_default().start();
            shared.read(Slot::Targets(key.clone()), Read::Targets { rule: key, urgent: true }, out);
        }
    }

    fn refresh_inputs(&mut self, laid: &Layout, shared: &Shared) {
        let (Some(inputs), Some(pane), Some(rule)) = (&mut self.inputs, laid.inputs, &self.base) else { return };
        let none = crate::app::remote::Remote::default();
        let area = pane.whole();
        let source = inputs::Source {
            rule,
            targets: shared.account.targets.get(&rule.key()).unwrap_or(&none),
            event: self.read_event.as_ref().ok().map(Event::document),
            matched: match self.judged.verdict {
                Some(Verdict::Match) => Some(true),
                Some(Verdict::NoMatch) => Some(false),
                Some(Verdict::Undecided) | None => None,
            },
        };
        inputs.page = inputs::page(&source).wrapped(usize::from(area.width));
        inputs.scroll.clamp(inputs.page.len(), usize::from(area.height));
    }

    fn inputs_key(&mut self, key: KeyEvent, shared: &Shared) {
        let height = self.layout(shared).inputs.map_or(0, |pane| usize::from(pane.text.height));
        let page = isize::try_from(height).unwrap_or(1);
        let Some(inputs) = &mut self.inputs else { return };
        let lines = match key.code {
            KeyCode::Up => -1,
            KeyCode::Down => 1,
            KeyCode::PageUp => -page,
            KeyCode::PageDown => page,
            KeyCode::Home => isize::MIN / 2,
            KeyCode::End => isize::MAX / 2,
            _ => return,
        };
        inputs.scroll.by(lines, inputs.page.len(), height);
    }
}
