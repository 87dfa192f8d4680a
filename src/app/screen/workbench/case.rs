//! The event and the verdict on it, kept as a case of a suite: a file beside the pattern that `buslens check`
//! runs.

use super::keys::{OpenPrompt, PromptFor};
use super::{Verdict, Workbench};
use crate::app::command::{Context, Reason};
use crate::app::effect::{Effect, Work};
use crate::app::popup::{Action, Choice, Menu, MenuItem, Popup, WorkbenchChoice};
use crate::app::prompt::Prompt;
use crate::app::read::Read;
use crate::app::request::Pending;
use crate::app::shared::{Level, Shared};
use crate::app::step::Step;
use crate::model::{CallError, ErrorKind, Received, Target};
use crate::suite::{self, NewCase, SuiteHead};
use serde_json::Value;

/// A case on its way into a file.
#[derive(Debug)]
pub(super) enum Saving {
    /// The suite is read, or it is asked what is to become of its pattern.
    BegunCase(BegunCase),
    /// The file is to be written.
    Ready { path: String, text: String, instead_of: Option<String> },
}

/// A case whose suite is not known to the end.
#[derive(Debug)]
pub(super) struct BegunCase {
    path: String,
    about: SuiteHead,
    case: NewCase,
    /// The suite as the file has it, once it was read.
    text: Option<String>,
}

impl Workbench {
    pub(super) fn can_save_case(&self, _: &Shared) -> Result<(), Reason> {
        match self.judged.verdict {
            Some(Verdict::Match | Verdict::NoMatch) => Ok(()),
            Some(Verdict::Undecided) => Err("there is no verdict to expect: it is undecided".into()),
            None => Err("there is no verdict to expect: correct the texts first".into()),
        }
    }

    /// Asks for the file that the case is to be in.
    pub(super) fn ask_case(&mut self, shared: &Shared) {
        self.judge_now();
        let expects = if self.judged.verdict == Some(Verdict::Match) { "a match" } else { "no match" };
        let keys = shared.keymap.fill("{accept} saves · {cancel} leaves", Context::Prompt);
        let path = match (&self.suite_path, self.subject.key()) {
            (Some(path), _) => path.clone(),
            (None, Some(rule)) => format!("{}.suite.json", rule.name),
            (None, None) => "pattern.suite.json".to_owned(),
        };
        let prompt = Prompt::new("suite", &path, format!("a case that expects {expects} · {keys}"));
        self.asking = Some(OpenPrompt { wanted: PromptFor::Suite, prompt });
    }

    /// A path was given: its file is read first, for what is in it stays.
    pub(super) fn begin_case(&mut self, path: &str, shared: &mut Shared, out: &mut Vec<Effect>) {
        let path = path.trim().to_owned();
        if path.is_empty() {
            return;
        }
        self.suite_path = Some(path.clone());
        let targets = self.targets(shared);
        let case = NewCase {
            name: self.case_name(shared),
            event: self.event.editor.text().to_owned(),
            matches: self.judged.verdict == Some(Verdict::Match),
            receives: targets
                .iter()
                .filter_map(|target| Some((target.id.clone(), self.received(target)?)))
                .collect(),
        };
        let rule = self.subject.base().map_or_else(String::new, |base| base.rule.arn.to_string());
        let about = SuiteHead { rule, pattern: self.pattern.editor.text().to_owned(), targets };
        self.saving_case = Some(Saving::BegunCase(BegunCase { path: path.clone(), about, case, text: None }));
        shared.fetch(Read::EventFile(path), true, out);
    }

    /// What the case is called: what its event is, and where it is from.
    fn case_name(&self, shared: &Shared) -> String {
        let text = |name: &str| self.last_event()?.root().get(name)?.owned_text();
        let what = text("detail-type").unwrap_or_else(|| "event".to_owned());
        format!("{what} ({})", self.event_title(shared))
    }

    fn targets(&self, shared: &Shared) -> Vec<Target> {
        let targets = self.subject.key().and_then(|key| shared.account.targets.get(key));
        targets.map(|targets| targets.rows().to_vec()).unwrap_or_default()
    }

    /// What a target receives of the event: JSON as its value, anything else as a text.
    fn received(&self, target: &Target) -> Option<Value> {
        let event = self.last_event()?;
        let rule = &self.subject.base()?.rule;
        match target.receives(event.document(), &rule.input_variables()).ok()? {
            Received::Text(text) => Some(serde_json::from_str(&text).unwrap_or(Value::String(text))),
            Received::Log(_) => None,
        }
    }

    /// The file was read, or is not there. False when it was not read for a case.
    pub(super) fn case_file(
        &mut self,
        path: &str,
        outcome: &Result<String, CallError>,
        shared: &mut Shared,
    ) -> Option<Step> {
        let Some(Saving::BegunCase(saving)) = &mut self.saving_case else { return None };
        if saving.path != path {
            return None;
        }
        let step = match outcome {
            Err(error) if error.kind == ErrorKind::NotFound => {
                let text = suite::begin(&saving.about, &saving.case);
                self.saving_case = Some(Saving::Ready { path: path.to_owned(), text, instead_of: None });
                Step::Stay
            }
            Err(error) => {
                shared.alert("The case was not saved", error.to_string());
                self.saving_case = None;
                Step::Stay
            }
            Ok(text) => match suite::is_about(text, &saving.about.pattern) {
                Ok(true) => {
                    saving.text = Some(text.clone());
                    self.put_case(false, shared);
                    Step::Stay
                }
                Ok(false) => {
                    saving.text = Some(text.clone());
                    let item = |key, label: &str, action| MenuItem::new(key, label, action);
                    Step::Popup(Popup::Menu(Menu::new(
                        format!("{path} holds another pattern than this one"),
                        vec![
                            item(
                                'p',
                                "put this pattern into it, and add the case",
                                Action::Choose(Choice::Workbench(WorkbenchChoice::Case(true))),
                            ),
                            item(
                                'k',
                                "keep its pattern, and add the case",
                                Action::Choose(Choice::Workbench(WorkbenchChoice::Case(false))),
                            ),
                            item('b', "back; nothing is saved", Action::Nothing),
                        ],
                    )))
                }
                Err(faults) => {
                    let first = faults.first().map_or_else(String::new, |fault| {
                        format!(
                            " Line {}, column {}: {}",
                            fault.place.line, fault.place.column, fault.sentence
                        )
                    });
                    let text = format!("{path} exists and is not a suite, so it is left as it is.{first}");
                    shared.alert("The case was not saved", text);
                    self.saving_case = None;
                    Step::Stay
                }
            },
        };
        Some(step)
    }

    /// Puts the case into the suite that was read.
    pub(super) fn put_case(&mut self, pattern_too: bool, shared: &mut Shared) {
        let Some(Saving::BegunCase(BegunCase { path, about, case, text: Some(text) })) = &self.saving_case
        else {
            return;
        };
        let pattern = pattern_too.then_some(about.pattern.as_str());
        match suite::with_case(text, case, pattern) {
            Ok(new) => {
                let (path, instead_of) = (path.clone(), Some(text.clone()));
                self.saving_case = Some(Saving::Ready { path, text: new, instead_of });
            }
            Err(_) => {
                shared.notify(Level::Problem, "The case was not saved: the file is not a suite any more.");
            }
        }
    }

    /// Sends what is to be written.
    pub(super) fn send_case(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        let ready = |saving: &mut Saving| matches!(saving, Saving::Ready { .. });
        let Some(Saving::Ready { path, text, instead_of }) = self.saving_case.take_if(ready) else { return };
        let req = shared.requests.start(Pending::File(path.clone()));
        out.push(Effect::Work(Work::SaveFile { req, path, text, instead_of }));
    }
}
