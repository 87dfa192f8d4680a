//! What the service is known to refuse, told before anything is sent: its own sentence where that is known,
//! and ours with what to do.

mod archive;
mod arn;
mod auth;
mod parameters;
mod tags;
mod target;

use super::fields::{EVENT_SOURCE, FieldKind, PATTERN, SettingField, fields};
use super::held::PRIVATE;
use super::{Change, Held, Secret, Thing, ThingKind};
use crate::model::{Arn, Bus};
use crate::pattern::Pattern;
use crate::schedule::Schedule;
pub use archive::{
    is_unsettled, no_such_archive, no_such_bus, no_such_connection, replay_ahead, replay_to_other_bus,
    rule_not_there,
};
use arn::no_arn;
pub(crate) use arn::no_queue;
pub(crate) use auth::example_auth;
use serde_json::{Map, Value};
use tags::tags;
use target::target;

/// Targets of a rule at most (EventBridge user guide, "Quotas").
pub const TARGETS_OF_A_RULE: usize = 5;

/// Something that would be refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeFault {
    /// The setting, by its path; `Name` for the name, `target ID` or `target ID: PATH` for a target's,
    /// `tags`.
    pub place: String,
    /// What the service says, where that is known.
    pub service: Option<String>,
    /// What is wrong and what to do, in our words.
    pub ours: String,
    /// It is another service's: no setting is there to be put right.
    pub managed: bool,
}

impl ChangeFault {
    /// A fault at a place, in our words.
    pub fn at(place: impl Into<String>, ours: impl Into<String>) -> Self {
        Self { place: place.into(), service: None, ours: ours.into(), managed: false }
    }

    pub(crate) fn in_words_of_service(mut self, service: impl Into<String>) -> Self {
        self.service = Some(service.into());
        self
    }

    /// Both sentences.
    pub fn sentence(&self) -> String {
        let ours = self.ours.trim_end_matches('.');
        let place = if self.managed { String::new() } else { format!("{}: ", self.place) };
        match &self.service {
            None => format!("{place}{}", self.ours),
            Some(said) => format!("{place}{ours}. EventBridge would answer: {said}"),
        }
    }
}

/// The service's sentence for a member that is not as its model wants it.
fn constraint(value: &str, path: &str, wants: &str) -> String {
    format!(
        "1 validation error detected: Value '{value}' at '{path}' failed to satisfy constraint: Member must {wants}"
    )
}

impl Change {
    /// All that would be refused; `account` is the twelve digits, where they are known.
    pub fn faults(&self, account: Option<&str>) -> Vec<ChangeFault> {
        let mut faults = Vec::new();
        match (&self.was, &self.to) {
            (None, Some(to)) => {
                if let Thing::Rule(key) = &self.thing
                    && key.bus.is_empty()
                {
                    faults.push(ChangeFault::at("Bus", "a bus is needed."));
                }
                faults.extend(self.name());
                faults.extend(missing(self.thing.kind(), to, self.secret.as_ref()));
                self.look_at(to, account, &mut faults);
            }
            (Some(was), Some(to)) => {
                if let Some(owner) = &was.managed_by {
                    faults.push(managed(&self.thing, owner));
                }
                if let Thing::Archive(_) = self.thing {
                    faults.extend(archive::unsettled(was));
                }
                if was.source_state() == Some("DELETED") {
                    faults.push(deleted_source(&self.thing));
                }
                // The request has no way to say that there is none (API reference,
                // "ConnectivityResourceParameters").
                if was.setting(PRIVATE).is_some() && to.settings.is_some() && to.setting(PRIVATE).is_none() {
                    let place = format!("{PRIVATE}.ResourceConfigurationArn");
                    let why =
                        "the private resource can be changed, but not removed. Make another connection.";
                    faults.push(ChangeFault::at(place, why));
                }
                for field in fields(self.thing.kind()).iter().filter(|field| field.fixed) {
                    if to.settings.is_some() && was.setting(field.path) != to.setting(field.path) {
                        let (label, noun) = (field.label, self.thing.kind().noun());
                        let ours =
                            format!("the {label} cannot be changed once it is made. Make another {noun}.");
                        faults.push(ChangeFault::at(field.path, ours));
                    }
                }
                self.look_at(to, account, &mut faults);
            }
            (Some(was), None) => faults.extend(self.going(was)),
            (None, None) => faults.push(ChangeFault::at("Name", format!("there is no {}.", self.thing))),
        }
        faults
    }

    fn name(&self) -> Option<ChangeFault> {
        if let fault @ Some(_) = name_fault(&self.thing) {
            return fault;
        }
        let name = self.thing.name();
        let partner = name.starts_with("aws.partner/");
        let source = self.to.as_ref().and_then(|to| to.text(EVENT_SOURCE));
        match (&self.thing, partner, source) {
            (Thing::Bus(_), true, Some(source)) if source == name => None,
            (Thing::Bus(_), _, Some(_)) => {
                Some(ChangeFault::at(EVENT_SOURCE, "a partner's bus has the name of its event source."))
            }
            (Thing::Bus(_), false, None) if name.contains('/') => Some(
                ChangeFault::at("Name", "only a partner's bus has a `/` in its name.")
                    .in_words_of_service("Event bus name must not contain '/'."),
            ),
            (_, _, _) => None,
        }
    }

    /// What keeps a thing from being removed.
    fn going(&self, was: &Held) -> Vec<ChangeFault> {
        let state = was.state.as_deref().unwrap_or_default();
        let fault = match &self.thing {
            Thing::Bus(name) if name == Bus::DEFAULT => Some(
                ChangeFault::at("Name", "the default bus cannot be deleted.")
                    .in_words_of_service("Cannot delete event bus default."),
            ),
            Thing::Rule(_) => was.managed_by.as_ref().map(|owner| managed(&self.thing, owner)),
            Thing::Replay(name) if !state.is_empty() && !matches!(state, "STARTING" | "RUNNING") => Some(
                ChangeFault::at(
                    "State",
                    format!("the replay is {state}; only one that runs can be cancelled."),
                )
                .in_words_of_service(format!("Replay {name} is not in a valid state for this operation.")),
            ),
            Thing::Archive(_) => archive::unsettled(was),
            Thing::Bus(_)
            | Thing::Replay(_)
            | Thing::Connection(_)
            | Thing::Destination(_)
            | Thing::Source(_)
            | Thing::Endpoint(_)
            | Thing::LogPolicy(_) => None,
        };
        fault.into_iter().collect()
    }

    /// What is wrong with what the thing is to be.
    fn look_at(&self, to: &Held, account: Option<&str>, faults: &mut Vec<ChangeFault>) {
        let kind = self.thing.kind();
        if let Some(settings) = &to.settings {
            for field in fields(kind) {
                faults.extend(to.setting(field.path).and_then(|value| of_value(field, value, "")));
            }
            if kind == ThingKind::Rule {
                faults.extend(rule(&self.thing, settings));
            }
            faults.extend(to.text("RoleArn").and_then(|role| foreign_role("RoleArn", role, account)));
        }
        if let (Some(from), Some(until)) = (to.setting("EventStartTime"), to.setting("EventEndTime"))
            && kind == ThingKind::Replay
            && from.as_f64() >= until.as_f64()
        {
            faults
                .push(ChangeFault::at("EventEndTime", "the end must be after the start.").in_words_of_service(
                "Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.",
            ));
        }
        faults.extend(archive::rule_of_other_bus(to));
        if let Some(endpoint) = to.text("InvocationEndpoint").filter(|text| !text.starts_with("https://")) {
            faults.push(ChangeFault::at(
                "InvocationEndpoint",
                format!("the URL must begin with https://, and `{endpoint}` does not."),
            ));
        }
        if let Some(targets) = &to.targets {
            if targets.len() > TARGETS_OF_A_RULE {
                faults.push(
                    ChangeFault::at("targets", format!(
                        "a rule has {TARGETS_OF_A_RULE} targets at most, and this makes {}. Use a second rule with the \
                            same pattern.", targets.len()))
                    .in_words_of_service("The requested resource exceeds the maximum number allowed."),
                );
            }
            let before = self.was.as_ref().and_then(|was| was.targets.as_ref());
            for (id, raw) in targets {
                faults.extend(target(id, raw, before.and_then(|before| before.get(id)), account));
            }
        }
        let was = self.was.as_ref().and_then(|was| was.tags.as_ref());
        faults.extend(to.tags.iter().flat_map(|to| tags(to, was)));
        if let Some(text) = to.policy.as_ref().map(|policy| Value::from(policy.clone()).to_string())
            && text.len() > 10_240
        {
            faults.push(
                ChangeFault::at(
                    "Policy",
                    format!(
                        "the policy has {} bytes; 10,240 is the most.",
                        crate::text::grouped(text.len() as u64)
                    ),
                )
                .in_words_of_service("The event bus policy is too long. It cannot exceed 10 KB."),
            );
        }
    }
}

fn managed(thing: &Thing, owner: &str) -> ChangeFault {
    let ours = format!("{thing} is managed by {owner}: only that service can change it.");
    ChangeFault { managed: true, ..ChangeFault::at("Name", ours) }
}

/// A partner's source that the partner has deleted goes neither on nor off (API reference,
/// "ActivateEventSource" and "DeactivateEventSource": InvalidStateException; which sentence the service has
/// for it is not known).
fn deleted_source(thing: &Thing) -> ChangeFault {
    let ours =
        format!("{thing} is DELETED: the partner has taken it back, and only the partner can make it again.");
    ChangeFault::at("State", ours)
}

fn missing(kind: ThingKind, to: &Held, secret: Option<&Secret>) -> Vec<ChangeFault> {
    let mut faults: Vec<ChangeFault> = fields(kind)
        .iter()
        .filter(|field| field.required && to.setting(field.path).is_none())
        .map(|field| ChangeFault::at(field.path, format!("a value is needed. {}.", field.help)))
        .collect();
    match secret {
        Some(secret) => faults.extend(auth::lacking(to, secret.reveal())),
        None if kind == ThingKind::Connection => {
            faults.push(ChangeFault::at("AuthParameters", "what authorizes the connection is needed."));
        }
        None => {}
    }
    faults
}

/// What is wrong with the characters or the length of a thing's name (API reference, "Request Parameters" of
/// each Create and Put call): the service refuses it whatever is asked of it.
pub fn name_fault(thing: &Thing) -> Option<ChangeFault> {
    let (most, slash) = match thing.kind() {
        ThingKind::Bus => (256, true),
        ThingKind::Rule | ThingKind::Replay | ThingKind::Connection | ThingKind::Destination => (64, false),
        ThingKind::Archive => (48, false),
        ThingKind::Source | ThingKind::Endpoint | ThingKind::LogPolicy => return None,
    };
    let name = thing.name();
    let member = thing.kind().name_member();
    let path = format!("{}{}", member[..1].to_lowercase(), &member[1..]);
    if name.is_empty() {
        let wants = "have length greater than or equal to 1";
        return Some(
            ChangeFault::at("Name", "a name is needed.").in_words_of_service(constraint(name, &path, wants)),
        );
    }
    let good = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c) || (slash && c == '/');
    if let Some(bad) = name.chars().find(|c| !good(*c)) {
        let bad = if bad == ' ' { "a space".to_owned() } else { format!("`{bad}`") };
        let pattern = if slash { "[/\\.\\-_A-Za-z0-9]+" } else { "[\\.\\-_A-Za-z0-9]+" };
        let ours = format!("a name has letters, digits, `.`, `-` and `_` only; this one has {bad}.");
        let wants = format!("satisfy regular expression pattern: {pattern}");
        return Some(ChangeFault::at("Name", ours).in_words_of_service(constraint(name, &path, &wants)));
    }
    let count = name.chars().count();
    if count > most {
        let wants = format!("have length less than or equal to {most}");
        return Some(
            ChangeFault::at("Name", format!("the name has {count} characters; {most} is the most."))
                .in_words_of_service(constraint(name, &path, &wants)),
        );
    }
    None
}

/// What is wrong with one value; `within` is where its thing stands, such as `target 1: `.
pub(crate) fn of_value(field: &SettingField, value: &Value, within: &str) -> Option<ChangeFault> {
    let fault = |ours: String| Some(ChangeFault::at(format!("{within}{}", field.path), ours));
    let text = value.as_str().unwrap_or_default();
    let length = text.chars().count();
    match field.kind {
        FieldKind::Line(most) | FieldKind::Text(most) | FieldKind::JsonText(most) if length > most => {
            let last = field.path.rsplit('.').next().unwrap_or(field.path);
            let path = format!("{}{}", last[..1].to_lowercase(), &last[1..]);
            let shown: String = text.chars().take(20).chain("…".chars()).collect();
            let wants = format!("have length less than or equal to {most}");
            let ours = format!("it has {length} characters; {most} is the most.");
            fault(ours).map(|fault| fault.in_words_of_service(constraint(&shown, &path, &wants)))
        }
        FieldKind::JsonText(PATTERN) => match Pattern::parse(text) {
            Ok(_) => None,
            Err(error) => {
                let first = error.first();
                let ours = format!("{}: {}. {}", first.position, first.what, first.remedy);
                // Of broken JSON the service's sentence is its parser's, and not known.
                fault(ours).map(|fault| {
                    if error.is_syntax() { fault } else { fault.in_words_of_service(error.to_string()) }
                })
            }
        },
        FieldKind::Arn => no_arn(field.path, text).and_then(fault),
        FieldKind::Arns => {
            let mut all = value.as_array().into_iter().flatten();
            all.find_map(|one| no_arn(field.path, one.as_str().unwrap_or_default())).and_then(fault)
        }
        FieldKind::Choice(choices) if !choices.contains(&text) => {
            fault(format!("`{text}` is not one of {}.", choices.join(", ")))
        }
        FieldKind::Number(least, most) => match value.as_i64() {
            Some(number) if (least..=most).contains(&number) => None,
            Some(number) => fault(format!("{number} is not between {least} and {most}.")),
            None => fault("a whole number is needed.".to_owned()),
        },
        FieldKind::Moment if !value.is_number() => {
            fault("a time is written 2026-11-30T12:00:00Z.".to_owned())
        }
        // A target's input is looked at as a whole.
        FieldKind::Line(_)
        | FieldKind::Text(_)
        | FieldKind::JsonText(_)
        | FieldKind::Choice(_)
        | FieldKind::Json
        | FieldKind::Moment => None,
    }
}

fn rule(thing: &Thing, settings: &Map<String, Value>) -> Option<ChangeFault> {
    let bus = match thing {
        Thing::Rule(key) => key.bus.as_str(),
        Thing::Bus(_)
        | Thing::Archive(_)
        | Thing::Replay(_)
        | Thing::Connection(_)
        | Thing::Destination(_)
        | Thing::Source(_)
        | Thing::Endpoint(_)
        | Thing::LogPolicy(_) => Bus::DEFAULT,
    };
    match (settings.get("EventPattern"), settings.get("ScheduleExpression").and_then(Value::as_str)) {
        (None, None) => Some(
            ChangeFault::at("EventPattern", "a rule needs a pattern or a schedule.")
                .in_words_of_service("Parameter(s) EventPattern or ScheduleExpression must be specified."),
        ),
        (_, Some(_)) if bus != Bus::DEFAULT => Some(
            ChangeFault::at(
                "ScheduleExpression",
                format!("only rules of the default bus can have a schedule, and this one is on {bus}."),
            )
            .in_words_of_service("ScheduleExpression is supported only on the default event bus."),
        ),
        (_, Some(text)) => Schedule::parse(text).err().map(|error| {
            ChangeFault::at("ScheduleExpression", error.to_string())
                .in_words_of_service("Parameter ScheduleExpression is not valid.")
        }),
        (Some(_), None) => None,
    }
}

fn foreign_role(place: &str, role: &str, account: Option<&str>) -> Option<ChangeFault> {
    let arn = Arn::from(role);
    let (theirs, ours) = (arn.account(), account?);
    (!theirs.is_empty() && theirs != ours).then(|| {
        ChangeFault::at(
            place,
            format!(
                "the role is of account {theirs}, and EventBridge assumes roles of this account, {ours}, \
                    only."
            ),
        )
        // What every service answers that a role is passed to (IAM).
        .in_words_of_service("Cross-account pass role is not allowed.")
    })
}
