//! Saving: what may be saved, the question with the whole difference, and what comes back.

use super::difference;
use super::subject::{PatternOwner, Reading};
use super::{Verdict, Workbench};
use crate::app::command::Context;
use crate::app::confirm::{Confirm, WriteOp};
use crate::app::effect::Effect;
use crate::app::form::Form;
use crate::app::json_layout;
use crate::app::message::ReadBack;
use crate::app::popup::{Action, Choice, Menu, MenuItem, Popup, WorkbenchChoice};
use crate::app::request::Pending;
use crate::app::shared::{Level, Shared};
use crate::app::step::{Open, Step};
use crate::json::Position;
use crate::model::{Bus, CallError, ErrorKind, Rule, Thing};

impl Workbench {
    /// Whether there is a rule that can be saved at all, and if not, why. What is wrong with the text is not
    /// looked at.
    pub(super) fn may_save(&self, shared: &Shared) -> Result<&Rule, String> {
        shared.session.writable()?;
        match &self.subject {
            PatternOwner::Scratch(..) => Err("there is no rule here yet".to_owned()),
            PatternOwner::Rule(_, Reading::Underway) => Err("the rule is still being read".to_owned()),
            PatternOwner::Rule(_, Reading::Failed(error)) => {
                Err(format!("the rule could not be read: {error}"))
            }
            PatternOwner::Rule(_, Reading::Ready(base)) => base.rule.may("change").map(|()| &base.rule),
        }
    }

    /// True where only the service that manages the rule can save it.
    pub(super) fn is_managed(&self) -> bool {
        self.subject.base().is_some_and(|base| base.rule.may("change").is_err())
    }

    /// Asks whether to save, with everything that will change and everything that will not.
    pub(super) fn save(&mut self, shared: &mut Shared) -> Step {
        if self.subject.form().is_some() {
            return self.hand_back();
        }
        if let (PatternOwner::Scratch(..), Ok(())) = (&self.subject, shared.session.writable()) {
            return self.save_as_rule(shared);
        }
        let rule = match self.may_save(shared) {
            Ok(rule) => rule.clone(),
            Err(why) => {
                shared.notify(Level::Info, why);
                return Step::Stay;
            }
        };
        if !self.is_valid(shared) {
            return Step::Stay;
        }
        if !self.is_modified() {
            let same = self.pattern.editor.text() == self.base_text();
            shared.notify(
                Level::Info,
                if same {
                    "Nothing to save: the pattern is as the account has it."
                } else {
                    "Nothing to save: only the layout differs from what the account has."
                },
            );
            return Step::Stay;
        }
        let text = json_layout::to_save(self.pattern.editor.text(), rule.pattern.as_deref());
        if shared.requests.is_pending(&Pending::Save(rule.key())) {
            shared.notify(Level::Info, "Still saving.");
            return Step::Stay;
        }
        if shared.requests.is_changing(&Thing::Rule(rule.key())) {
            shared.notify(Level::Info, "The rule is being changed already; wait for the answer.");
            return Step::Stay;
        }
        if self.subject.base().is_some_and(|base| base.newer.is_some()) {
            return changed_meanwhile();
        }
        let mut warnings: Vec<_> = self.judged.warnings.iter().map(ToString::to_string).collect();
        if self.judged.verdict == Some(Verdict::NoMatch) {
            warnings.push("The pattern as it is now does not match the event beside it.".to_owned());
        }
        if let Some(tally) = self.retest.tally().filter(|tally| tally.gained + tally.lost > 0) {
            warnings.push(tally.line(self.events.captured().len()));
        }
        let mut lines = vec![format!("account  {}, bus {}", shared.session.whose(), rule.bus), String::new()];
        lines.extend(difference::lines(&rule, &text, &warnings));
        let new = difference::with_pattern(&rule, &text);
        let title = format!("Save the pattern of {}?", rule.name);
        Step::Popup(Popup::Confirm(Box::new(Confirm::new(
            title,
            lines,
            "save",
            WriteOp::PutRule { was: rule, new },
        ))))
    }

    /// The pattern goes back to its form, which says what is wrong with it.
    fn hand_back(&mut self) -> Step {
        let text = self.pattern.editor.text().to_owned();
        // Laid out alone, it is what the form has.
        if text == self.base_text() {
            return Step::Pop;
        }
        // What was edited is the form's now.
        self.subject.begin_with(text.clone());
        Step::Hand(text)
    }

    /// Whether the text is a pattern; says so where it is none, and goes there.
    fn is_valid(&mut self, shared: &mut Shared) -> bool {
        self.judge_now();
        let Some(fault) = self.judged.pattern_faults.first() else { return true };
        let Position { line, column } = fault.flaw.position;
        shared.notify(
            Level::Problem,
            format!("Not saved: the pattern is not valid at line {line}, column {column}."),
        );
        self.pattern.editor.go_to(fault.flaw.span.start);
        self.focus = super::Focus::Pattern;
        false
    }

    /// A pattern that is no rule's becomes one: the form of a new rule asks for the rest.
    fn save_as_rule(&mut self, shared: &mut Shared) -> Step {
        if !self.is_valid(shared) {
            return Step::Stay;
        }
        let given = self.subject.given_pattern();
        let bus = given.and_then(|given| given.bus.as_deref()).unwrap_or(Bus::DEFAULT);
        let form = Form::rule_with(self.pattern.editor.text(), bus);
        let form = match given.filter(|given| given.is_named) {
            Some(given) => form.with_name(&given.name),
            None => form,
        };
        Step::Open(Open::Form(Box::new(form)))
    }

    /// What came of saving.
    pub(in crate::app::screen) fn on_saved(
        &mut self,
        outcome: &Result<ReadBack, CallError>,
        shared: &mut Shared,
        out: &mut Vec<Effect>,
    ) -> Step {
        let leave = std::mem::take(&mut self.leave_when_saved);
        match outcome {
            Ok(ReadBack { rule, surprises }) => {
                self.subject.start_from(rule.clone());
                if !self.is_modified() {
                    let key = self.draft_key();
                    self.drafts.drop(&key, out);
                }
                if !surprises.is_empty() {
                    let text = format!(
                        "The rule was saved, but reading it back shows something else than was \
                            written:\n\n{}",
                        surprises.join("\n")
                    );
                    return Step::Popup(Popup::message("Saved, with a surprise", text));
                }
                let done = "Saved and read back as written; {undo} in the lists undoes it. EventBridge takes a moment to \
                    act on it.";
                shared.notify(Level::Done, shared.keymap.fill(done, Context::Browse));
                if leave && !self.is_modified() { Step::Pop } else { Step::Stay }
            }
            Err(error) if error.kind == ErrorKind::Changed => {
                self.changed_by.clone_from(&error.who);
                changed_meanwhile()
            }
            Err(error) if error.kind == ErrorKind::NotKnown => {
                let text = format!("Your text is still here.\n\n{error}");
                Step::Popup(Popup::message("Not known whether it was saved", text))
            }
            Err(error) => {
                let text = format!("Nothing was saved; your text is still here.\n\n{error}");
                Step::Popup(Popup::message("Not saved", text))
            }
        }
    }

    /// The newer rule is what the edit is compared with from here on.
    pub(super) fn compare_with(&mut self, rule: Rule) -> Step {
        let before = self.subject.base().map(|base| &base.rule);
        let changes = before.map_or_else(String::new, |before| difference::changes(before, &rule));
        self.subject.start_from(rule);
        let who = self.changed_by.take().map_or_else(String::new, |who| format!("\n\n{who}."));
        let text = format!(
            "{changes}{who}\n\nYour text is as it was. Saving now shows its difference to this newer rule."
        );
        Step::Popup(Popup::message("What changed in the account", text))
    }
}

fn changed_meanwhile() -> Step {
    let items = vec![
        MenuItem::new(
            'n',
            "look at what changed; my text stays",
            Action::Choose(Choice::Workbench(WorkbenchChoice::Rebase)),
        ),
        MenuItem::new('b', "back to the edit", Action::Nothing),
    ];
    Step::Popup(Popup::Menu(Menu::new("Not saved: the rule was changed in the account meanwhile", items)))
}
