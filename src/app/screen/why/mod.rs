//! Why a rule does not fire: the ladder of questions, filling in while the account answers, and beside it
//! what the selected finding rests on and what to do about it.
//!
//! What is a fault is [`crate::diagnose`]'s to say, in its words; which calls answer a question is
//! `runtime`'s. Here is what is asked and when, what is selected, folded and scrolled.

mod by_id;
mod commands;
mod event;
mod fixing;
pub mod layout;
mod mouse;
mod page;
mod rows;
#[cfg(test)]
mod tests;

pub use rows::LadderRow;

use crate::app::command::Context;
use crate::app::effect::Effect;
use crate::app::event_library;
use crate::app::page::{Page, Scroll};
use crate::app::popup::LibraryEvent;
use crate::app::read::{Answer, Read, RuleQuestion};
use crate::app::select::Selection;
use crate::app::shared::Shared;
use crate::app::step::{Step, Title};
use crate::diagnose::{Evidence, Expected, Finding, Ladder, Origin, Question, Status, diagnose};
use crate::model::{CallError, Millis, Rule, RuleKey, Thing};
use crate::pattern::Event;
use crate::text::counted;
use std::collections::{BTreeMap, BTreeSet};

/// What keys act on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Focus {
    /// The rungs and their findings.
    #[default]
    Ladder,
    /// What the selected one rests on.
    Evidence,
}

/// How far it has come.
#[derive(Debug)]
enum Stage {
    /// The rule is being read.
    Reading,
    /// It could not be read.
    Failed(CallError),
    /// It is looked into.
    Open(Box<OpenedRule>),
}

/// What is known so far, and what follows from it.
#[derive(Debug)]
struct OpenedRule {
    evidence: Evidence,
    ladder: Ladder,
    /// Questions whose answers are on their way.
    asked: BTreeSet<Question>,
}

/// Why a rule does not fire.
#[derive(Debug)]
pub struct Why {
    rule: RuleKey,
    /// The event it was opened with.
    event: Option<Expected>,
    by_id: by_id::ById,
    /// When the look into it began; none until the rule has been asked for.
    run: Option<Millis>,
    stage: Stage,
    focus: Focus,
    rows: Vec<LadderRow>,
    selection: Selection,
    /// The selected row, which is found again when rows come in between. None until the operator has moved:
    /// until then the likeliest cause is the selected one.
    selected: Option<LadderRow>,
    /// Rungs that the operator folded or unfolded.
    folds: BTreeMap<u8, bool>,
    /// What findings rest on is laid out in full.
    in_full: bool,
    evidence: Page,
    scroll: Scroll,
    size: (u16, u16),
    /// Something has changed that decides what is asked or shown.
    stale: bool,
    /// The fix that waits for the rule to be read whole.
    fixing: Option<fixing::Fixing>,
    /// Something of the account was changed: everything is to be looked into again.
    again: bool,
}

impl Why {
    /// A diagnosis of a rule, with the event that should have made it fire.
    pub fn open(rule: RuleKey, event: Option<Expected>) -> Self {
        Self {
            rule,
            event,
            by_id: by_id::ById::default(),
            run: None,
            stage: Stage::Reading,
            focus: Focus::Ladder,
            rows: Vec::new(),
            selection: Selection::default(),
            selected: None,
            folds: BTreeMap::new(),
            in_full: false,
            evidence: Page::new(),
            scroll: Scroll::default(),
            size: (0, 0),
            stale: true,
            fixing: None,
            again: false,
        }
    }

    /// What keys act on.
    pub fn focus(&self) -> Focus {
        self.focus
    }

    /// The rungs and findings shown.
    pub fn rows(&self) -> &[LadderRow] {
        &self.rows
    }

    /// The selection among them.
    pub fn selection(&self) -> Selection {
        self.selection
    }

    /// The page of the selected one, and the part of it in view.
    pub fn evidence(&self) -> (&Page, Scroll) {
        (&self.evidence, self.scroll)
    }

    /// The ladder, once the rule has been read.
    pub fn ladder(&self) -> Option<&Ladder> {
        self.case().map(|case| &case.ladder)
    }

    /// Why the rule could not be read.
    pub fn error(&self) -> Option<&CallError> {
        match &self.stage {
            Stage::Failed(error) => Some(error),
            Stage::Reading | Stage::Open(_) => None,
        }
    }

    /// How many answers are on their way.
    pub fn awaited(&self) -> usize {
        match &self.stage {
            Stage::Reading => 1,
            Stage::Failed(_) => 0,
            Stage::Open(case) => case.asked.len(),
        }
    }

    /// True while an answer that may change the rung is on its way.
    pub fn awaits(&self, rung: u8) -> bool {
        self.case().is_some_and(|case| case.asked.iter().any(|question| question.rungs().contains(&rung)))
    }

    /// The event that it is about, and where it is from.
    pub fn event_in_words(&self) -> String {
        if let Some(described) = self.by_id.described() {
            return described;
        }
        let expected = self.case().and_then(|case| case.evidence.expected.as_ref()).or(self.event.as_ref());
        match expected {
            Some(expected) => expected.described(),
            None => "without an event".to_owned(),
        }
    }

    fn case(&self) -> Option<&OpenedRule> {
        match &self.stage {
            Stage::Open(case) => Some(case),
            Stage::Reading | Stage::Failed(_) => None,
        }
    }

    /// The selected finding.
    fn finding(&self) -> Option<&Finding> {
        let row = self.rows.get(self.selection.at)?;
        row.finding(self.ladder()?)
    }

    pub(super) fn title(&self, _: &Shared) -> Title {
        let counts = match self.awaited() {
            0 => String::new(),
            n => counted(n, "answer awaited", "answers awaited"),
        };
        Title { place: format!("{} › why", self.rule), counts }
    }

    /// An option because other screens may have none.
    #[allow(clippy::unnecessary_wraps)]
    pub(super) fn rule(&self, _: &Shared) -> Option<RuleKey> {
        Some(self.rule.clone())
    }

    /// Begins, or begins again: everything is asked anew.
    fn begin(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        self.run = Some(shared.now);
        self.stage = Stage::Reading;
        self.stale = true;
        shared.fetch(Read::Rule(self.rule.clone()), true, out);
        shared.fetch_idle(Read::SavedEvents, false, out);
    }

    pub(super) fn answer(&mut self, answer: &Answer, shared: &mut Shared) -> Step {
        if let Answer::Rule(key, outcome) = answer
            && *key == self.rule
            && matches!(self.stage, Stage::Reading)
        {
            self.stage = match outcome {
                Ok(rule) => Stage::Open(Box::new(self.first(rule.clone(), shared))),
                Err(error) => Stage::Failed(error.clone()),
            };
            self.stale = true;
        }
        if let Answer::Evidence(raised, outcome) = answer
            && raised.rule == self.rule
            && Some(raised.run) == self.run
            && let Stage::Open(case) = &mut self.stage
        {
            case.asked.remove(&raised.question);
            match outcome {
                Ok(fact) => case.evidence.take(fact.clone()),
                Err(error) => case.evidence.refuse(&raised.question, error),
            }
            self.stale = true;
        }
        if let Answer::Whole(Thing::Rule(rule), outcome) = answer
            && *rule == self.rule
        {
            return self.on_read(outcome, shared);
        }
        if let Answer::EventsById(of, outcome) = answer {
            return self.on_looked_up(of, outcome, shared);
        }
        Step::Stay
    }

    /// Something of the account was changed here.
    pub(super) fn look_again(&mut self) {
        self.again = matches!(self.stage, Stage::Open(_));
    }

    /// What is known to begin with: the rule, and the event.
    fn first(&self, rule: Rule, shared: &Shared) -> OpenedRule {
        let mut evidence = Evidence::within(rule, &shared.session, shared.now);
        let looked = event::captured(&evidence.rule, &shared.left);
        evidence.captured = looked.captured;
        evidence.expected = self.event.clone().or(looked.event);
        evidence.taken = looked.taken;
        evidence.left_out_at = looked.left_out_at;
        let evidence = self.by_id.evidence_of_chosen(&evidence).unwrap_or(evidence);
        OpenedRule { ladder: diagnose(&evidence), evidence, asked: BTreeSet::new() }
    }

    pub(super) fn refresh(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        let again = std::mem::take(&mut self.again);
        if again {
            // What was changed is judged by the event that showed the fault.
            let shown = self.case().and_then(|case| case.evidence.expected.clone());
            // One that was read back is looked for anew.
            self.event = shown.filter(|shown| shown.origin != Origin::Kept).or(self.event.take());
        }
        if self.run.is_none() || again {
            self.begin(shared, out);
        }
        if self.size != shared.size {
            self.size = shared.size;
            self.stale = true;
        }
        if !std::mem::take(&mut self.stale) {
            return;
        }
        if let Stage::Open(case) = &mut self.stage {
            case.ladder = diagnose(&case.evidence);
            let when = shared.time_of_day(self.run.unwrap_or(shared.now));
            let when = shared.keymap.fill(&format!("at {when}: {{why}} looks again"), Context::Browse);
            shared.account.looked_into(&case.evidence, faults(&case.ladder), when);
            for question in case.evidence.questions() {
                if !question.is_on_request() && case.asked.insert(question.clone()) {
                    ask(&case.evidence, self.run, question, shared, out);
                }
            }
        }
        self.lay_out(shared);
    }

    /// Looks into the rule with an event of the library.
    pub(in crate::app::screen) fn try_event(
        &mut self,
        event: LibraryEvent,
        shared: &mut Shared,
        out: &mut Vec<Effect>,
    ) {
        let text = event_library::text_of(event, shared);
        if let Some(event) = text.and_then(|text| Event::parse(text.as_bytes()).ok()) {
            self.event = Some(Expected { event, origin: Origin::Brought });
            self.by_id.leave();
            self.selected = None;
            self.begin(shared, out);
        }
    }

    /// Asks what is asked only when the operator says so.
    fn ask_now(&mut self, question: Question, shared: &mut Shared, out: &mut Vec<Effect>) {
        if let Stage::Open(case) = &mut self.stage
            && case.asked.insert(question.clone())
        {
            ask(&case.evidence, self.run, question, shared, out);
            self.stale = true;
        }
    }

    /// The event as it can be carried to another screen.
    fn event_text(&self) -> Option<std::sync::Arc<str>> {
        let expected = self.case()?.evidence.expected.as_ref()?;
        Some(expected.event.document().shared_text())
    }

    /// True for an event that the service itself has sent through this bus.
    fn is_captured(&self) -> bool {
        let expected = self.case().and_then(|case| case.evidence.expected.as_ref());
        expected.is_some_and(|expected| expected.origin != Origin::Brought)
    }
}

/// The faults of a rule and what it needs, one sentence each: not that it is off, which its state says, and
/// not what an event lacks for it.
fn faults(ladder: &Ladder) -> Vec<String> {
    let of_rule = |finding: &&Finding| {
        finding.status == Status::Fault && matches!(finding.rung, 2 | 4 | 5) && finding.id != "M1"
    };
    let all = ladder.rungs.iter().flat_map(|rung| &rung.findings).filter(of_rule);
    all.map(|finding| format!("{}  {}", finding.name(), finding.title)).collect()
}

fn ask(
    evidence: &Evidence,
    run: Option<Millis>,
    question: Question,
    shared: &mut Shared,
    out: &mut Vec<Effect>,
) {
    let (rule, arn) = (evidence.rule.key(), evidence.rule.arn.clone());
    let raised = RuleQuestion { rule, arn, run: run.unwrap_or_default(), question };
    shared.fetch(Read::Evidence(raised), true, out);
}
