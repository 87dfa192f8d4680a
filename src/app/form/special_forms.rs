//! Forms that are about no settings of one thing: several rules at once, a policy, an event to send.

use super::{Form, FormField, Slot, Subject, form_field};
use crate::model::{Held, RuleKey, Thing};
use crate::text::{counted, fnv};

/// The targets that have no dead-letter queue.
pub(super) const WITHOUT_ONE: &str = "those without one";
/// All targets.
pub(super) const ALL_TARGETS: &str = "all";

const TAGS_OF: &str = "tags";
const DEAD_LETTERS_OF: &str = "dead-letter queue";

/// What becomes of an event that a form is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventUse {
    /// It is sent.
    Sent,
    /// It is saved by name.
    Saved,
}

/// The heading of a form for something of several rules.
fn together(what: &str, things: &[(Thing, Held)]) -> String {
    match things {
        [(one, _)] => format!("{what} of {one}"),
        many => format!("{what} of {}", counted(many.len(), "rule", "rules")),
    }
}

impl Subject {
    /// What becomes of the event that it is; none where it is a thing of the account.
    pub fn event_use(&self) -> Option<EventUse> {
        match self {
            Self::Event => Some(EventUse::Sent),
            Self::SavedEvent => Some(EventUse::Saved),
            Self::New(_)
            | Self::Settings(..)
            | Self::Target(..)
            | Self::Tags(..)
            | Self::Permission(..)
            | Self::Policy(..)
            | Self::Together(_) => None,
        }
    }

    /// The rule that is there and that it is about.
    pub fn rule(&self) -> Option<&RuleKey> {
        match self {
            Self::Target(rule, ..) | Self::Settings(Thing::Rule(rule), _) => Some(rule),
            Self::New(_)
            | Self::Settings(..)
            | Self::Tags(..)
            | Self::Permission(..)
            | Self::Policy(..)
            | Self::Event
            | Self::SavedEvent
            | Self::Together(_) => None,
        }
    }
}

impl Form {
    /// The same form with this name filled in.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        self.fill(|slot| slot == Slot::Name, name);
        self
    }

    /// Tells it from the forms of other things: a title names a rule without its bus, and several without
    /// any.
    pub fn key(&self) -> String {
        match &self.subject {
            Subject::Target(rule, _, _) => format!("{} on bus {}", self.title, rule.bus),
            Subject::Together(things) => {
                let names: Vec<String> = things.iter().map(|(thing, _)| thing.to_string()).collect();
                format!("{}: {}", self.title, names.join(", "))
            }
            Subject::New(_)
            | Subject::Settings(..)
            | Subject::Tags(..)
            | Subject::Permission(..)
            | Subject::Policy(..)
            | Subject::Event
            | Subject::SavedEvent => {
                if self.given.is_empty() {
                    return self.title.clone();
                }
                format!("{} {:016x}", self.title, fnv(self.given.bytes()))
            }
        }
    }

    /// A form for tags that several rules get or lose.
    pub fn tags_together(things: Vec<(Thing, Held)>) -> Self {
        let only_tags = |held: Held| Held { settings: None, policy: None, targets: None, ..held };
        let things: Vec<_> = things.into_iter().map(|(thing, held)| (thing, only_tags(held))).collect();
        let entries = vec![
            form_field(
                "tags to add",
                "One KEY=VALUE a line; a tag with the same key gets the new value",
                Slot::AddedTags,
            ),
            form_field("tags to remove", "One key a line", Slot::RemovedTags),
        ];
        Self::made_of(together(TAGS_OF, &things), entries, Subject::Together(things))
    }

    /// A form for a dead-letter queue that the targets of rules get.
    pub fn dead_letters(things: Vec<(Thing, Held)>) -> Self {
        let only_targets = |held: Held| Held { settings: None, policy: None, tags: None, ..held };
        let things: Vec<_> = things.into_iter().map(|(thing, held)| (thing, only_targets(held))).collect();
        let entries = vec![
            form_field(
                "dead-letter queue",
                "The ARN of the SQS queue for what could not be delivered; empty removes them",
                Slot::DeadLetter,
            ),
            FormField {
                text: WITHOUT_ONE.to_owned(),
                ..form_field("which targets", "Which of their targets get it", Slot::Which)
            },
        ];
        Self::made_of(together(DEAD_LETTERS_OF, &things), entries, Subject::Together(things))
    }

    /// One of several things is done: the form is about the others.
    pub fn leave_out(&mut self, thing: &Thing) {
        let Subject::Together(things) = &mut self.subject else { return };
        things.retain(|(other, _)| other != thing);
        let is_of_queues = self.entries.iter().any(|entry| entry.slot == Slot::DeadLetter);
        self.title = together(if is_of_queues { DEAD_LETTERS_OF } else { TAGS_OF }, things);
    }
}
