//! Events by their ids: typed or pasted, looked up together in the logs of the rule's bus, and the rule
//! looked into with the one that is chosen.
//!
//! Where they are looked for is `runtime`'s; what is said of it is [`crate::model::event_lookup`]'s, as on
//! the command line.

use super::Why;
use crate::app::command::{Context, Id};
use crate::app::effect::Effect;
use crate::app::popup::{Action, Choice, Pick, PickItem, Popup};
use crate::app::prompt::{Prompt, PromptOutcome};
use crate::app::read::Read;
use crate::app::shared::{Level, Shared};
use crate::app::step::Step;
use crate::diagnose::Evidence;
use crate::model::CallError;
use crate::model::event_lookup::{EventIds, EventLookup};
use crate::text::counted;
use crossterm::event::KeyEvent;

/// What is said over what was looked up.
const TITLE: &str = "Events by their ids";

/// The events that are known by their ids.
#[derive(Debug, Default)]
pub(super) struct ById {
    prompt: Option<Prompt>,
    /// What was looked up last, to choose from, with what was found.
    looked_up: Option<(EventIds, EventLookup)>,
    /// The event that is looked into, with the look-up that it is of: a later one does not change it.
    chosen: Option<Chosen>,
}

/// An event that was chosen among those that were looked up.
#[derive(Debug)]
struct Chosen {
    id: String,
    lookup: EventLookup,
}

impl ById {
    /// What is known of the event that is looked into, where it is one of these.
    pub(super) fn evidence_of_chosen(&self, evidence: &Evidence) -> Option<Evidence> {
        let Chosen { id, lookup } = self.chosen.as_ref()?;
        Some(evidence.for_event_id(id, lookup))
    }

    /// Another event is looked into.
    pub(super) fn leave(&mut self) {
        self.chosen = None;
    }

    /// The id of the event that is looked into, and whether it was found.
    pub(super) fn described(&self) -> Option<String> {
        let Chosen { id, lookup } = self.chosen.as_ref()?;
        Some(match lookup.event(id) {
            Some(found) => format!("event {id} (from the log group {})", found.place.group),
            None => format!("event {id} (not found in a log group)"),
        })
    }
}

impl Why {
    pub(in crate::app::screen) fn prompt(&self) -> Option<&Prompt> {
        self.by_id.prompt.as_ref()
    }

    pub(in crate::app::screen) fn is_typing(&self) -> bool {
        self.by_id.prompt.is_some()
    }

    /// Opens the line for ids.
    pub(super) fn ask_for_ids(&mut self, shared: &Shared) {
        let [accept, cancel] = [Id::Accept, Id::Cancel].map(|id| shared.keymap.name(id, Context::Prompt));
        let hint = format!("one or more · {accept} looks them up · {cancel} cancels");
        self.by_id.prompt = Some(Prompt::new("event ids", "", hint));
    }

    pub(in crate::app::screen) fn key(
        &mut self,
        key: KeyEvent,
        shared: &mut Shared,
        out: &mut Vec<Effect>,
    ) -> Step {
        let Some(prompt) = &mut self.by_id.prompt else { return Step::Stay };
        match prompt.key(key, &shared.keymap) {
            PromptOutcome::Accepted => {
                let text = prompt.text().to_owned();
                // Where the rule is not there yet, what was typed stays.
                if self.look_up(&text, shared, out) {
                    self.by_id.prompt = None;
                }
            }
            PromptOutcome::Cancelled => self.by_id.prompt = None,
            PromptOutcome::Changed
            | PromptOutcome::Same
            | PromptOutcome::Complete
            | PromptOutcome::Move(_) => {}
        }
        Step::Stay
    }

    /// Ids that are pasted while the line is open.
    pub(in crate::app::screen) fn paste(&mut self, text: &str, _: &mut Shared, _: &mut Vec<Effect>) -> Step {
        if let Some(prompt) = &mut self.by_id.prompt {
            prompt.paste(text);
        }
        Step::Stay
    }

    /// Looks the events up; false while that cannot be done.
    fn look_up(&mut self, text: &str, shared: &mut Shared, out: &mut Vec<Effect>) -> bool {
        let Some(case) = self.case() else {
            let why = match self.can_look_up() {
                Ok(()) => "The rule is still being read: the ids stay here until it is there.".to_owned(),
                Err(why) => crate::text::capitalised(&why) + ".",
            };
            shared.notify(Level::Info, why);
            return false;
        };
        let of = EventIds::read(&self.rule.bus, &case.evidence.rule.arn, text);
        if of.ids.is_empty() {
            let why = "No id was typed, so that nothing is looked up.";
            shared.notify(Level::Info, why);
            return true;
        }
        let what = counted(of.ids.len(), "event by its id", "events by their ids");
        shared.fetch_to_open(Read::EventsById(of), what, out);
        true
    }

    /// They were looked up. A single one is looked into at once; of several, one is to be chosen.
    pub(super) fn on_looked_up(
        &mut self,
        of: &EventIds,
        outcome: &Result<EventLookup, CallError>,
        shared: &mut Shared,
    ) -> Step {
        let is_of_this = self.case().is_some_and(|case| case.evidence.rule.arn == of.rule);
        if !is_of_this {
            return Step::Stay;
        }
        let lookup = match outcome {
            Ok(lookup) => lookup,
            Err(error) => {
                shared.alert(TITLE, error.to_string());
                return Step::Stay;
            }
        };
        let sentences = lookup.sentences(of);
        self.by_id.looked_up = Some((of.clone(), lookup.clone()));
        if of.ids.len() == 1 {
            let taken = self.take_looked_up(0);
            return if sentences.is_empty() {
                taken
            } else {
                Step::Popup(Popup::message(TITLE, sentences.join("\n\n")))
            };
        }
        let item = |(at, id): (usize, &String)| PickItem {
            label: id.clone(),
            note: match lookup.event(id) {
                Some(found) => format!("in {}", found.place.group),
                None if lookup.records(id).is_some_and(|records| !records.is_empty()) => {
                    "in the bus's own log only".to_owned()
                }
                None => "not found".to_owned(),
            },
            also: String::new(),
            arn: None,
            action: Action::Choose(Choice::LookedUp(at)),
        };
        let mut items: Vec<PickItem> = of.ids.iter().enumerate().map(item).collect();
        if !sentences.is_empty() {
            items.push(PickItem {
                label: "What was not found or not read".to_owned(),
                note: String::new(),
                also: String::new(),
                arn: None,
                action: Action::Read { title: TITLE.to_owned(), text: sentences.join("\n\n") },
            });
        }
        let title = format!("which of these events: {} of {} found", lookup.found.len(), of.ids.len());
        Step::Popup(Popup::Pick(Pick::new(title, items, 0)))
    }

    /// Looks into the rule with one of the events that were looked up.
    pub(in crate::app::screen) fn take_looked_up(&mut self, at: usize) -> Step {
        let chosen =
            self.by_id.looked_up.as_ref().and_then(|(of, lookup)| {
                Some(Chosen { id: of.ids.get(at)?.clone(), lookup: lookup.clone() })
            });
        if chosen.is_none() {
            return Step::Stay;
        }
        self.by_id.chosen = chosen;
        self.event = None;
        self.selected = None;
        // The look begins with the next refresh.
        self.run = None;
        Step::Stay
    }
}
