//! Which commands the look into a rule carries out, whether it can, and what they do.

use super::{Focus, LadderRow, Stage, Why};
use crate::app::carried_events::CarriedEvents;
use crate::app::changing::undoing;
use crate::app::command::{Id, Move, Reason};
use crate::app::effect::Effect;
use crate::app::event_library;
use crate::app::handler::{Commands, Handler, NOTHING_SELECTED};
use crate::app::popup::{Action, Menu, MenuItem, Popup};
use crate::app::probing;
use crate::app::shared::Shared;
use crate::app::step::{Open, Step};
use crate::diagnose::{Ask, Masks, Question};
use crate::export::Template;
use crate::model::Arn;
use crate::pattern::Pattern;

type Own = Handler<Why>;

const COMMANDS: &[Own] = &[
    Own::does(Id::NextPane, |it, _, _| it.change_pane()),
    Own::does(Id::PrevPane, |it, _, _| it.change_pane()),
    Own::does(Id::Left, |it, _, _| it.fold()),
    Own::does(Id::Right, |it, _, _| it.unfold()),
    Own::does(Id::Open, |it, _, _| it.enter())
        .when(|it, _| it.needs_row())
        .title(|it, _| Some(it.enter_title().to_owned())),
    Own::steps(Id::Probe, |it, shared, out| probing::ask(it.rule.clone().into(), shared, out)),
    Own::steps(Id::Back, |it, _, _| it.back()),
    Own::steps(Id::BackOrQuit, |_, _, _| Step::Pop),
    Own::steps(Id::ApplyFix, Why::fix_or_ask)
        .when(Why::can_fix_or_ask)
        .title(|it, _| it.ask_title().map(str::to_owned)),
    Own::does(Id::LookUpEvents, |it, shared, _| it.ask_for_ids(shared)).when(|it, _| it.can_look_up()),
    Own::steps(Id::Undo, |_, shared, out| undoing::list(shared, out)),
    Own::steps(Id::Edit, |it, shared, _| it.edit(shared)).when(|it, _| it.can_edit()),
    Own::steps(Id::Json, |it, _, _| it.json()).when(|it, _| it.needs_ladder()),
    Own::steps(Id::Copy, |it, _, _| it.copy()).when(|it, _| it.needs_ladder()),
    Own::does(Id::Refresh, super::Why::run_again).title(|_, _| Some("run again".to_owned())),
];

impl Commands for Why {
    fn handlers(&self) -> &'static [Handler<Self>] {
        COMMANDS
    }

    fn before(&mut self) {
        self.stale = true;
    }

    fn go(&mut self, to: Move, _: &mut Shared) -> bool {
        let panes = self.panes();
        match self.focus {
            Focus::Ladder => {
                self.selection.go(to, self.rows.len(), panes.ladder_rows());
                self.select(self.selection.at);
            }
            Focus::Evidence => {
                let height = panes.evidence_rows();
                self.scroll.by(to.lines(height), self.evidence.len(), height);
            }
        }
        true
    }
}

impl Why {
    /// Selects a row, which stays the selected one whatever comes in.
    pub(super) fn select(&mut self, at: usize) {
        self.selected = self.rows.get(at).cloned();
        self.in_full = false;
        self.stale = true;
    }

    fn change_pane(&mut self) {
        self.focus = match self.focus {
            Focus::Ladder => Focus::Evidence,
            Focus::Evidence => Focus::Ladder,
        };
    }

    fn back(&mut self) -> Step {
        if self.focus == Focus::Ladder {
            return Step::Pop;
        }
        self.focus = Focus::Ladder;
        Step::Stay
    }

    fn row(&self) -> Option<LadderRow> {
        self.rows.get(self.selection.at).cloned()
    }

    fn set_fold(&mut self, rung: u8, unfolded: bool) {
        self.folds.insert(rung, unfolded);
        self.stale = true;
    }

    /// Folds the evidence, then the rung.
    fn fold(&mut self) {
        match self.row() {
            Some(LadderRow::Finding { .. }) if self.in_full => self.in_full = false,
            Some(row) => {
                if let Some(rung) = row.rung() {
                    self.set_fold(rung, false);
                    self.selected = Some(LadderRow::Rung(rung));
                }
            }
            None => {}
        }
    }

    /// Unfolds the rung, or the evidence.
    fn unfold(&mut self) {
        match self.row() {
            Some(LadderRow::Rung(rung)) => {
                self.selected = Some(LadderRow::Rung(rung));
                self.set_fold(rung, true);
            }
            Some(row @ LadderRow::Finding { .. }) => {
                self.selected = Some(row);
                self.in_full = true;
            }
            Some(LadderRow::Conclusion) | None => {}
        }
    }

    fn enter(&mut self) {
        match self.row() {
            Some(LadderRow::Rung(rung)) => {
                let unfolded =
                    self.rows.iter().any(|row| row.rung() == Some(rung) && *row != LadderRow::Rung(rung));
                self.selected = Some(LadderRow::Rung(rung));
                self.set_fold(rung, !unfolded);
            }
            Some(row @ LadderRow::Finding { .. }) => {
                self.selected = Some(row);
                self.in_full = !self.in_full;
            }
            // Until a row is chosen, the cause is the selected one.
            Some(LadderRow::Conclusion) => self.selected = None,
            None => {}
        }
    }

    fn enter_title(&self) -> &'static str {
        match (self.rows.get(self.selection.at), self.in_full) {
            (Some(LadderRow::Finding { .. }), true) => "fold evidence",
            (Some(LadderRow::Finding { .. }), false) => "evidence",
            (Some(LadderRow::Conclusion), _) => "to the cause",
            (Some(LadderRow::Rung(_)) | None, _) => "fold",
        }
    }

    fn run_again(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        self.begin(shared, out);
    }

    /// The questions whose answers the selected finding lacks, because they are asked only when the operator
    /// says so.
    fn unasked(&self) -> Vec<Question> {
        let (Some(finding), Some(case)) = (self.finding(), self.case()) else { return Vec::new() };
        let targets = case.evidence.targets.seen().map(Vec::as_slice).unwrap_or_default();
        let is_of_this = |queue: &Arn| {
            let mut of =
                targets.iter().filter(|target| finding.target.as_ref().is_none_or(|id| *id == target.id));
            of.any(|target| target.dead_letter.as_ref() == Some(queue))
        };
        let wanted = |question: &Question| match finding.ask {
            Some(Ask::History) => *question == Question::Changes,
            Some(Ask::DeadLetters) => {
                matches!(question, Question::DeadLetters(queue) if is_of_this(queue))
            }
            Some(Ask::Event) | None => false,
        };
        let questions = case.evidence.questions().into_iter().filter(wanted);
        questions.filter(|question| !case.asked.contains(question)).collect()
    }

    /// True where the selected finding lacks an event.
    fn lacks_event(&self) -> bool {
        self.finding().is_some_and(|finding| finding.ask == Some(Ask::Event))
            || self.row() == Some(LadderRow::Conclusion)
                && self.case().is_some_and(|case| {
                    let evidence = &case.evidence;
                    // A rule that only follows a schedule takes no event.
                    evidence.expected.is_none()
                        && evidence.rule.pattern.is_some()
                        && case.ladder.cause().is_none()
                })
    }

    pub(super) fn ask_title(&self) -> Option<&'static str> {
        if self.lacks_event() {
            return Some("take an event");
        }
        (!self.unasked().is_empty()).then_some("ask")
    }

    fn can_fix_or_ask(&self, shared: &Shared) -> Result<(), Reason> {
        if self.ask_title().is_some() { Ok(()) } else { self.can_fix(shared) }
    }

    /// Makes the fix of the selected finding, after a question; where the finding lacks what is not asked by
    /// itself, asks for that.
    fn fix_or_ask(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
        if self.lacks_event() {
            let pattern = self.case().and_then(|case| case.evidence.rule.pattern.as_deref());
            return match pattern.and_then(|text| Pattern::parse(text).ok()) {
                Some(pattern) => Step::Popup(event_library::pick_for(&pattern, shared)),
                None => Step::Popup(event_library::pick(None, &[], shared)),
            };
        }
        let unasked = self.unasked();
        if unasked.is_empty() {
            self.fix(shared, out);
        } else {
            self.selected = self.row();
            unasked.into_iter().for_each(|question| self.ask_now(question, shared, out));
        }
        Step::Stay
    }

    fn edit(&mut self, shared: &mut Shared) -> Step {
        let from = if self.is_captured() { "tail" } else { "why" };
        let captured = self.event_text().map(|text| CarriedEvents { from, events: vec![text], at: Some(0) });
        Step::Open(Open::Workbench { rule: self.rule(shared), captured })
    }

    fn can_edit(&self) -> Result<(), Reason> {
        match self.case() {
            None => Err("the rule has not been read".into()),
            Some(case) if case.evidence.rule.pattern.is_none() => {
                Err(format!("{} has no event pattern: it runs on a schedule", self.rule.name))
            }
            Some(_) => Ok(()),
        }
    }

    fn needs_row(&self) -> Result<(), Reason> {
        match self.row() {
            None => Err(NOTHING_SELECTED.into()),
            Some(LadderRow::Conclusion) if self.ladder().is_none_or(|ladder| ladder.cause().is_none()) => {
                Err("no cause has been found".into())
            }
            Some(LadderRow::Conclusion | LadderRow::Rung(_) | LadderRow::Finding { .. }) => Ok(()),
        }
    }

    fn needs_ladder(&self) -> Result<(), Reason> {
        match &self.stage {
            Stage::Open(_) => Ok(()),
            Stage::Reading | Stage::Failed(_) => Err("the rule has not been read".into()),
        }
    }

    /// Ids can be typed while the rule is still being read.
    pub(super) fn can_look_up(&self) -> Result<(), Reason> {
        if let Stage::Reading = &self.stage { Ok(()) } else { self.needs_ladder() }
    }

    /// What the selected finding rests on as raw JSON; of a rung, all of its findings.
    fn json(&self) -> Step {
        let Some(ladder) = self.ladder() else { return Step::Stay };
        let json = match (self.finding(), self.rows.get(self.selection.at)) {
            (Some(finding), _) => serde_json::to_string(finding),
            (None, row) => match row.and_then(LadderRow::rung) {
                Some(rung) => serde_json::to_string(&ladder.rungs.get(usize::from(rung))),
                None => serde_json::to_string(ladder),
            },
        };
        let title = self.finding().map_or_else(
            || format!("{} › why", self.rule),
            |found| format!("{} › why › {}", self.rule, found.id),
        );
        Step::Open(Open::Json { title, text: json.unwrap_or_default() })
    }

    fn copy(&self) -> Step {
        let Some(ladder) = self.ladder() else { return Step::Stay };
        let item = |key, label: &str, what: &str, text: String| {
            MenuItem::new(key, label, Action::Copy { what: what.to_owned(), text })
        };
        let markdown = ladder.markdown();
        let masked = Masks::default().apply(&markdown);
        let mut items = vec![
            item('m', "Markdown, for a ticket", "the diagnosis as Markdown", markdown),
            item(
                'a',
                "Markdown, account ids masked",
                "the diagnosis as Markdown, account ids masked",
                masked,
            ),
        ];
        if let Some(found) = self.finding() {
            if let Some(command) = found.to_do().and_then(|remedy| remedy.command.clone()) {
                items.push(item('c', "the fix as AWS CLI commands", "the fix as AWS CLI commands", command));
            }
            for (key, template) in ['f', 't'].into_iter().zip(Template::ALL) {
                let written = found.to_do().and_then(|remedy| remedy.as_template(template));
                let label = format!("the fix as {}", template.name());
                items.extend(written.map(|text| item(key, &label, &label, text)));
            }
            let json = serde_json::to_value(&found.evidence).unwrap_or_default();
            items.push(item('e', "the evidence as JSON", "the evidence as JSON", format!("{json:#}")));
        }
        let json = serde_json::to_value(ladder).unwrap_or_default();
        items.push(item('j', "everything as JSON", "the diagnosis as JSON", format!("{json:#}")));
        Step::Popup(Popup::Menu(Menu::new(format!("Copy: why {} does not fire", self.rule.name), items)))
    }

    /// What went wrong, in full.
    pub(in crate::app) fn message_in_full(&self) -> Option<Popup> {
        Some(Popup::message("What went wrong", self.error()?.to_string()))
    }
}
