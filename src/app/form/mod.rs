//! Forms: which fields a change is made from, and how what stands in them becomes the change.
//!
//! A field is declared with the thing it belongs to (`model`); here they are put together for each kind of
//! change, with what has no setting of its own: a name, tags, the words that a pattern is made from. Typing,
//! moving and drawing are the screen's.

mod auth;
mod build;
mod choices;
mod log_policy;
mod new_rule;
mod pattern_from_words;
mod seen_kinds;
mod slot;
mod special_forms;
mod tags;
#[cfg(test)]
mod tests;

pub use auth::{OAUTH, is_authorization, is_of_member, label_for};
pub use choices::{Offered, before_choice, choices, is_value, offers_for};
use new_rule::{log_policy, new_rule};
use pattern_from_words::condition_fault;
pub use pattern_from_words::{UnknownValue, pattern_of, unknown_values};
pub use seen_kinds::SeenKind;
pub use slot::Slot;
pub use special_forms::EventUse;
pub use tags::merged as merged_tags;

use crate::app::json_layout::text_laid_out;
use crate::app::shared::Shared;
use crate::model::{
    FieldKind, Held, RuleKey, SavedEvent, SettingField, Thing, ThingKind, Who, fields, is_organization,
    target_fields,
};
use crate::text::is_account_number;
use serde_json::Value;
use std::borrow::Cow;
use std::sync::Arc;

/// A form before anything is typed.
#[derive(Clone, Debug)]
pub struct Form {
    /// What it makes, as a heading.
    pub title: String,
    /// Its fields with what stands in them at first.
    pub entries: Vec<FormField>,
    /// What it makes.
    pub subject: Subject,
    /// Events that were captured where it was opened: it is tried on them first.
    pub events: Vec<Arc<str>>,
    /// What it was opened with, such as a pattern or an event: what is typed in it is kept for that alone.
    pub given: String,
}

/// What a form makes.
#[derive(Clone, Debug, PartialEq)]
pub enum Subject {
    /// A new thing.
    New(ThingKind),
    /// Another form of a thing that is there.
    Settings(Thing, Held),
    /// One target of a rule, by its id, or a new one.
    Target(RuleKey, Held, Option<String>),
    /// The tags of a thing.
    Tags(Thing, Held),
    /// A statement of a bus's policy.
    Permission(String, Held),
    /// All statements of a bus's policy.
    Policy(String, Held),
    /// An event that is sent.
    Event,
    /// An event that is saved by name.
    SavedEvent,
    /// A form for several things at once, each with what it is.
    Together(Vec<(Thing, Held)>),
}

/// A field of a form.
#[derive(Clone, Debug)]
pub struct FormField {
    /// What it is called.
    pub label: Cow<'static, str>,
    /// What it is for, in a sentence without a full stop.
    pub help: &'static str,
    /// Where what stands in it goes.
    pub slot: Slot,
    /// What stands in it at first.
    pub text: String,
}

fn form_field(label: &'static str, help: &'static str, slot: Slot) -> FormField {
    FormField { label: Cow::Borrowed(label), help, slot, text: String::new() }
}

fn setting(field: &'static SettingField) -> FormField {
    form_field(field.label, field.help, Slot::Setting(field))
}

fn target_setting(field: &'static SettingField) -> FormField {
    let label = if field.path == "Arn" { "target" } else { field.label };
    form_field(label, field.help, Slot::Target(0, field))
}

const NAME: &str = "Letters, digits, `.`, `-` and `_`";
const TARGET_ID: &str = "Made from the target's ARN where it is empty";
const TAGS: &str = r"One KEY=VALUE a line; a = in a key is written \=";

impl Form {
    /// A form for a new thing; `bus` is the one that is looked at.
    pub fn new(kind: ThingKind, bus: Option<&str>) -> Self {
        let name = form_field("name", NAME, Slot::Name);
        let mut entries = match kind {
            ThingKind::Rule => new_rule(bus),
            ThingKind::Bus
            | ThingKind::Archive
            | ThingKind::Replay
            | ThingKind::Destination
            | ThingKind::Source
            | ThingKind::LogPolicy
            | ThingKind::Endpoint => [name].into_iter().chain(fields(kind).iter().map(setting)).collect(),
            ThingKind::Connection => {
                [name].into_iter().chain(auth::connection(fields(kind).iter(), true)).collect()
            }
        };
        if kind == ThingKind::Bus {
            entries.push(form_field("tags", TAGS, Slot::Tags));
        }
        Self::made_of(format!("new {}", kind.noun()), entries, Subject::New(kind))
    }

    /// A form for a new thing, beside a bus that is looked at, which a new archive is of.
    pub fn new_beside(kind: ThingKind, bus: Option<&str>, shared: &Shared) -> Self {
        let form = Self::new(kind, bus);
        let known = shared.account.buses.rows().iter().find(|known| Some(known.name.as_str()) == bus);
        match known.filter(|_| kind == ThingKind::Archive) {
            Some(known) => form.with(&[("EventSourceArn", known.arn.as_str())]),
            None => form,
        }
    }

    /// A form for a new rule that takes events like this pattern.
    pub fn rule_with(pattern: &str, bus: &str) -> Self {
        let mut form = Self::new(ThingKind::Rule, Some(bus));
        form.entries.retain(|entry| !matches!(entry.slot, Slot::Source | Slot::DetailType | Slot::Where));
        form.fill(|slot| matches!(slot, Slot::Setting(field) if field.path == "EventPattern"), pattern);
        pattern.clone_into(&mut form.given);
        form
    }

    /// A form for a rule like another one, on the same bus or a different one.
    pub fn copy_of(key: &RuleKey, held: &Held) -> Self {
        let mut entries = vec![
            form_field("bus", "The bus that the copy is made on", Slot::Bus),
            form_field("name", NAME, Slot::Name),
        ];
        entries.extend(fields(ThingKind::Rule).iter().map(setting));
        let help = "Whether to delete the original afterwards; you are asked once the copy exists";
        // Another service's rule can only be deleted by that.
        if held.managed_by.is_none() {
            let original = form_field("the original", help, Slot::Original);
            entries.push(FormField { text: STAYS.to_owned(), ..original });
        }
        let was = Held { arn: crate::model::Arn::default(), ..held.copied() };
        let subject = Subject::Settings(Thing::Rule(key.clone()), was.clone());
        let mut form = Self::made_of(format!("copy of rule {}", key.name), entries, subject);
        form.fill(|slot| slot == Slot::Bus, &key.bus);
        form.fill(|slot| slot == Slot::Name, &format!("{}-copy", key.name));
        form.fill_settings(&was);
        form
    }

    /// A form that moves a rule to another bus: it is made there as it is, and deleted here after a question.
    pub fn move_of(key: &RuleKey, held: &Held) -> Self {
        let mut form = Self::copy_of(key, held);
        form.title = format!("move of rule {}", key.name);
        for entry in form.entries.iter_mut().filter(|entry| entry.slot == Slot::Bus) {
            *entry = form_field(
                "bus",
                "The bus that the rule moves to, another one than it stands on now",
                Slot::Bus,
            );
        }
        form.fill(|slot| slot == Slot::Name, &key.name);
        form.fill(|slot| slot == Slot::Original, GOES);
        form
    }

    /// A form for the settings of a thing that is there.
    pub fn settings(thing: Thing, held: Held) -> Self {
        let kind = thing.kind();
        let own = fields(kind).iter().filter(|field| !field.fixed);
        let entries: Vec<FormField> = if kind == ThingKind::Connection {
            auth::connection(own, false)
        } else {
            own.map(setting).collect()
        };
        // The change is about the settings alone.
        let was = Held { policy: None, targets: None, tags: None, ..held };
        let mut form = Self::made_of(thing.to_string(), entries, Subject::Settings(thing, was.clone()));
        form.fill_settings(&was);
        form
    }

    /// A form for a target of a rule that is there.
    pub fn target(rule: RuleKey, held: &Held, id: Option<String>) -> Self {
        let was = Held { settings: None, tags: None, ..held.clone() };
        let old = id.as_ref().and_then(|id| was.targets.as_ref()?.get(id)).cloned();
        let mut entries: Vec<FormField> = target_fields().iter().map(target_setting).collect();
        if id.is_none() {
            entries.insert(
                1,
                form_field(
                    "id",
                    "The target's id in the rule; made from the ARN where it is empty",
                    Slot::TargetId(0),
                ),
            );
        }
        entries.push(log_policy(0));
        let title = match &id {
            Some(id) => format!("target {id} of rule {}", rule.name),
            None => format!("new target of rule {}", rule.name),
        };
        let mut form = Self::made_of(title, entries, Subject::Target(rule, was, id));
        let held = Held { settings: old, ..Held::default() };
        for entry in &mut form.entries {
            if let Slot::Target(_, field) = entry.slot {
                entry.text = initial_text(field, held.setting(field.path));
            }
        }
        form
    }

    /// A form for the tags of a thing.
    pub fn tags(thing: Thing, held: Held) -> Self {
        let was = Held { settings: None, policy: None, targets: None, ..held };
        let lines: Vec<String> =
            was.tags.iter().flatten().map(|(key, value)| tags::line(key, value)).collect();
        let mut field = form_field("tags", TAGS, Slot::Tags);
        field.text = lines.join("\n");
        Self::made_of(format!("tags of {thing}"), vec![field], Subject::Tags(thing, was))
    }

    /// A form for the whole policy of a bus.
    pub fn policy(bus: String, held: Held) -> Self {
        let was = Held { settings: None, targets: None, tags: None, ..held };
        let text = serde_json::to_string_pretty(&was.policy.clone().unwrap_or_default()).unwrap_or_default();
        let help = "The statements, a list as in IAM's JSON; one that is left out is taken away";
        let entries = vec![FormField { text, ..form_field("statements", help, Slot::Policy) }];
        Self::made_of(format!("policy of bus {bus}"), entries, Subject::Policy(bus, was))
    }

    /// A form that sends an event to a bus.
    pub fn event(bus: &str, text: &str) -> Self {
        let entries = vec![
            FormField {
                text: text_laid_out(text),
                ..form_field(
                    "event",
                    "The event: EventBridge makes its id, account and region anew; without a time, it is now",
                    Slot::Event,
                )
            },
            FormField {
                text: bus.to_owned(),
                ..form_field("bus", "The bus that it is sent to, by name or ARN", Slot::Bus)
            },
        ];
        let form = Self::made_of(format!("an event for bus {bus}"), entries, Subject::Event);
        Self { given: text.to_owned(), ..form }
    }

    /// A form that saves an event by name.
    pub fn saved_event(text: &str) -> Self {
        let event = crate::json::Document::parse(text);
        let kind = event.as_ref().ok().and_then(|event| event.root().get("detail-type")?.text());
        let name = kind.map(|kind| SavedEvent::name_for(&kind.to_string_lossy())).unwrap_or_default();
        let help = "What it is called: letters, digits, blanks, `.`, `-` and `_`";
        let event_help = "The event, as EventBridge delivers it";
        let entries = vec![
            FormField { text: name, ..form_field("name", help, Slot::Name) },
            FormField { text: text_laid_out(text), ..form_field("event", event_help, Slot::Event) },
        ];
        let form = Self::made_of("an event to save by name".to_owned(), entries, Subject::SavedEvent);
        Self { given: text.to_owned(), ..form }
    }

    /// A form that lets somebody send events to a bus.
    pub fn permission(bus: String, held: Held) -> Self {
        let was = Held { settings: None, targets: None, tags: None, ..held };
        let entries = vec![
            form_field("id", "The statement's id; one with the same id is replaced", Slot::StatementId),
            form_field(
                "who",
                "An account (twelve digits), an organization (o-…), or * for everybody",
                Slot::Who,
            ),
        ];
        Self::made_of(format!("who may send to bus {bus}"), entries, Subject::Permission(bus, was))
    }

    fn made_of(title: String, entries: Vec<FormField>, subject: Subject) -> Self {
        Self { title, entries, subject, events: Vec::new(), given: String::new() }
    }

    /// The same form, tried on these events first.
    #[must_use]
    pub fn tried_on(mut self, events: Vec<Arc<str>>) -> Self {
        self.events = events;
        self
    }

    /// Whether it has a target's settings.
    pub fn has_target(&self) -> bool {
        self.entries.iter().any(|entry| matches!(entry.slot, Slot::Target(..)))
    }

    /// The same form with these settings filled in.
    #[must_use]
    pub fn with(mut self, settings: &[(&str, &str)]) -> Self {
        for (path, text) in settings {
            self.fill(|slot| matches!(slot, Slot::Setting(field) if field.path == *path), text);
            self.given.push_str(text);
        }
        self
    }

    fn fill(&mut self, which: impl Fn(Slot) -> bool, text: &str) {
        for entry in self.entries.iter_mut().filter(|entry| which(entry.slot)) {
            text.clone_into(&mut entry.text);
        }
    }

    fn fill_settings(&mut self, held: &Held) {
        for entry in &mut self.entries {
            if let Slot::Setting(field) = entry.slot {
                entry.text = initial_text(field, held.setting(field.path));
            }
        }
    }
}

/// The rule that was copied stays.
pub(super) const STAYS: &str = "stays";
/// The rule that was copied is deleted.
pub const GOES: &str = "is deleted, after a question";

/// The resource policy is left as it is.
pub(super) const NO: &str = "no";
/// The resource policy is made.
pub(super) const YES: &str = "yes, make it";

/// Whether what stands in the field asks for the resource policy.
pub fn is_asked_for(log_policy: &str) -> bool {
    log_policy.trim() == YES
}

/// Who is meant by an account, an organization or `*`.
pub(super) fn who(text: &str) -> Result<Who, String> {
    let text = text.trim();
    match text {
        "*" => Ok(Who::Everybody),
        _ if is_account_number(text) => Ok(Who::Account(text.to_owned())),
        _ if is_organization(text) => Ok(Who::Organization(text.to_owned())),
        _ => Err(format!(
            "`{text}` is not an account (twelve digits), not an organization (o- and 10 to 32 \
            lower-case letters or digits) and not *."
        )),
    }
}

/// What stands in a field at first: JSON that has several members is laid out.
pub(super) fn initial_text(field: &SettingField, value: Option<&Value>) -> String {
    match (field.kind, value) {
        (_, None) => String::new(),
        (FieldKind::Json, Some(value)) if value.as_object().is_some_and(|members| members.len() > 1) => {
            serde_json::to_string_pretty(value).unwrap_or_else(|_| value.to_string())
        }
        (
            FieldKind::Line(_)
            | FieldKind::Text(_)
            | FieldKind::Arn
            | FieldKind::Choice(_)
            | FieldKind::Number(..)
            | FieldKind::JsonText(_)
            | FieldKind::Json
            | FieldKind::Arns
            | FieldKind::Moment,
            Some(value),
        ) => field.write(value),
    }
}

/// A value of a form as JSON.
pub(super) fn text(value: &str) -> Value {
    Value::from(value)
}
