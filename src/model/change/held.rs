//! What a thing consists of, as far as an account can write it.

use super::fields::EVENT_SOURCE;
use super::{FieldKind, SettingField, Thing, ThingKind, fields, is_aws_tag};
use crate::model::{Arn, Rule};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What a thing is, in the API's own JSON and names. A part that is `None` is not looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The settings that creating or updating takes; what is empty is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settings: Option<Map<String, Value>>,
    /// A bus's policy: its statements.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Vec<Value>>,
    /// A rule's targets by id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub targets: Option<BTreeMap<String, Map<String, Value>>>,
    /// The tags of a bus or a rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<BTreeMap<String, String>>,
    /// The thing's ARN, where it is known; it is not compared.
    #[serde(default)]
    pub arn: Arn,
    /// The state that the service gives it; it is not compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The service that owns the rule; it is not compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub managed_by: Option<String>,
    /// A connection is to lose its authorization.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deauthorized: bool,
}

impl ThingKind {
    /// The members that creating or updating one takes, of those that describing it gives: those of its
    /// fields. `AuthParameters` are no field: describing hides what matters in them.
    pub fn settings(self) -> BTreeSet<&'static str> {
        // A partner's source has no form: it is activated and deactivated.
        let state = (self == Self::Source).then_some("State");
        fields(self).iter().filter_map(|field| field.path.split('.').next()).chain(state).collect()
    }

    /// The member that holds the state.
    fn state_member(self) -> &'static str {
        match self {
            Self::Connection => "ConnectionState",
            Self::Destination => "ApiDestinationState",
            Self::Bus
            | Self::Rule
            | Self::Archive
            | Self::Replay
            | Self::Source
            | Self::Endpoint
            | Self::LogPolicy => "State",
        }
    }

    /// The member that holds the ARN.
    fn arn_member(self) -> &'static str {
        match self {
            Self::Archive => "ArchiveArn",
            Self::Replay => "ReplayArn",
            Self::Connection => "ConnectionArn",
            Self::Destination => "ApiDestinationArn",
            Self::Bus | Self::Rule | Self::Source | Self::Endpoint | Self::LogPolicy => "Arn",
        }
    }
}

/// Where a connection names the private resource that it calls.
pub(super) const PRIVATE: &str = "InvocationConnectivityParameters.ResourceParameters";

/// True for an empty setting: the service may give it or leave it out.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Object(members) => members.values().all(is_empty),
        Value::Array(items) => items.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

impl Held {
    /// What describing a thing has answered: settings, policy, ARN and state.
    pub fn described(kind: ThingKind, answer: &Value) -> Self {
        let text = |name: &str| answer.get(name).and_then(Value::as_str).map(str::to_owned);
        let mut settings: Map<String, Value> = kind
            .settings()
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), answer.get(*name)?.clone())))
            .collect();
        // Describing gives it, and nothing takes it (API reference, "DescribeConnectionResourceParameters").
        put(&mut settings, &format!("{PRIVATE}.ResourceAssociationArn"), None);
        // Only making a bus takes it, and the bus has the same name.
        put(&mut settings, EVENT_SOURCE, None);
        let policy = (kind == ThingKind::Bus).then(|| {
            let policy = text("Policy").and_then(|text| serde_json::from_str::<Value>(&text).ok());
            super::policy::statements(policy.as_ref())
        });
        Self {
            settings: Some(settings),
            policy,
            arn: Arn::new(text(kind.arn_member()).unwrap_or_default()),
            state: text(kind.state_member()),
            managed_by: text("ManagedBy").filter(|owner| !owner.is_empty()),
            ..Self::default()
        }
        .tidy()
    }

    /// The settings alone.
    pub fn with_settings(settings: Map<String, Value>) -> Self {
        Self { settings: Some(settings), ..Self::default() }.tidy()
    }

    /// Without empty settings.
    #[must_use]
    pub fn tidy(mut self) -> Self {
        if let Some(settings) = &mut self.settings {
            settings.retain(|_, value| !is_empty(value));
        }
        // What an empty setting of a target means is not known for each, so that it stays.
        for target in self.targets.iter_mut().flat_map(BTreeMap::values_mut) {
            target.retain(|_, value| !value.is_null());
        }
        self
    }

    /// A setting by its name; `Outer.Inner` reaches into a structure.
    pub fn setting(&self, path: &str) -> Option<&Value> {
        let mut names = path.split('.');
        let mut value = self.settings.as_ref()?.get(names.next()?)?;
        for name in names {
            value = value.get(name)?;
        }
        Some(value)
    }

    /// A setting that is a text.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.setting(path)?.as_str()
    }

    /// Sets one, or takes it away.
    pub fn set(&mut self, path: &str, value: Option<Value>) {
        put(self.settings.get_or_insert_default(), path, value);
    }

    /// Sets one of a target, or takes it away; false where there is no target of that id.
    #[must_use]
    pub fn set_of_target(&mut self, id: &str, path: &str, value: Option<Value>) -> bool {
        let target = self.targets.as_mut().and_then(|targets| targets.get_mut(id));
        target.map(|target| put(target, path, value)).is_some()
    }

    /// A partner source's state.
    pub(super) fn source_state(&self) -> Option<&str> {
        // A rule's state is a setting too, of other words.
        self.text("State").filter(|state| matches!(*state, "ACTIVE" | "PENDING" | "DELETED"))
    }

    /// Its settings for a new thing: what a service gave it is left out.
    #[must_use]
    pub fn copied(&self) -> Self {
        let tags = self.tags.as_ref().map(|tags| {
            let own = tags.iter().filter(|(key, _)| !is_aws_tag(key));
            own.map(|(key, value)| (key.clone(), value.clone())).collect()
        });
        Self { arn: Arn::default(), state: None, managed_by: None, tags, ..self.clone() }
    }

    /// The parts of it that are also in `other`: what a change is about.
    #[must_use]
    pub fn as_far_as(&self, other: &Self) -> Self {
        Self {
            settings: self.settings.clone().filter(|_| other.settings.is_some()),
            policy: self.policy.clone().filter(|_| other.policy.is_some()),
            targets: self.targets.clone().filter(|_| other.targets.is_some()),
            tags: self.tags.clone().filter(|_| other.tags.is_some()),
            deauthorized: other.deauthorized,
            ..self.clone()
        }
    }

    /// Where it differs from `found`, by the API's names, looking at the parts of it that are there: each
    /// with what it has and what was found.
    pub fn differences(&self, found: &Self) -> Vec<(String, Option<String>, Option<String>)> {
        let mut all = Vec::new();
        let mut note = |name: String, mine: Option<&Value>, other: Option<&Value>| {
            if !same(mine, other) {
                all.push((name, mine.map(as_text), other.map(as_text)));
            }
        };
        if let Some(mine) = &self.settings {
            let other = found.settings.clone().unwrap_or_default();
            for (name, mine, other) in both(mine, &other) {
                note(name.clone(), mine, other);
            }
        }
        if let Some(mine) = &self.targets {
            let objects = |targets: &BTreeMap<String, Map<String, Value>>| {
                targets.iter().map(|(id, target)| (id.clone(), Value::from(target.clone()))).collect()
            };
            let (mine, other): (Map<_, _>, Map<_, _>) =
                (objects(mine), found.targets.as_ref().map(objects).unwrap_or_default());
            for (id, mine, other) in both(&mine, &other) {
                note(format!("target {id}"), mine, other);
            }
        }
        if let Some(mine) = &self.tags {
            let objects = |tags: &BTreeMap<String, String>| {
                tags.iter().map(|(key, value)| (key.clone(), json!(value))).collect()
            };
            let (mine, other): (Map<_, _>, Map<_, _>) =
                (objects(mine), found.tags.as_ref().map(objects).unwrap_or_default());
            for (key, mine, other) in both(&mine, &other) {
                note(format!("tag {key}"), mine, other);
            }
        }
        if let Some(mine) = &self.policy {
            let other = found.policy.clone().unwrap_or_default();
            let alike = mine.len() == other.len()
                && mine.iter().all(|one| other.iter().any(|found| same(Some(one), Some(found))));
            if !alike {
                let text = |statements: &[Value]| Some(as_text(&json!(statements)));
                all.push(("Policy".to_owned(), text(mine), text(&other)));
            }
        }
        all
    }

    /// Where it is not what a change was to make of it, as [`Held::differences`]. A number that was taken
    /// away may read back as what the service has in its place.
    pub fn not_as_wanted(&self, found: &Self) -> Vec<(String, Option<String>, Option<String>)> {
        let mut all = self.differences(found);
        all.retain(|(name, wanted, found)| {
            let in_its_place = super::steps::number_for_none(name).to_string();
            wanted.is_some() || found.as_ref() != Some(&in_its_place)
        });
        all
    }

    /// It line by line, each setting with its name.
    pub fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = self
            .settings
            .iter()
            .flatten()
            .map(|(name, value)| format!("{name}: {}", set_to(name, value)))
            .collect();
        for statement in self.policy.iter().flatten() {
            lines.push(format!("statement {}", as_text(statement)));
        }
        for (id, target) in self.targets.iter().flatten() {
            for (name, value) in target.iter().filter(|(name, _)| *name != "Id") {
                lines.push(format!("target {id}: {name}: {}", as_text(value)));
            }
        }
        for (key, value) in self.tags.iter().flatten() {
            lines.push(format!("tag {key} = {value}"));
        }
        if self.deauthorized {
            lines.push("authorization: none".to_owned());
        }
        lines
    }
}

/// A setting's value as it is shown: a moment as a time.
fn set_to(name: &str, value: &Value) -> String {
    // Only replays have moments.
    let is_own = |field: &&SettingField| field.path == name && field.kind == FieldKind::Moment;
    fields(ThingKind::Replay).iter().find(is_own).map_or_else(|| as_text(value), |field| field.write(value))
}

/// A value as it is shown: a text as it is, anything else as JSON.
fn as_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Puts a value at a path, or takes it away; structures that are empty then go too.
fn put(members: &mut Map<String, Value>, path: &str, value: Option<Value>) {
    match path.split_once('.') {
        None => match value.filter(|value| !is_empty(value)) {
            Some(value) => {
                members.insert(path.to_owned(), value);
            }
            None => {
                members.shift_remove(path);
            }
        },
        Some((outer, inner)) => {
            let mut within = members.get(outer).and_then(Value::as_object).cloned().unwrap_or_default();
            put(&mut within, inner, value);
            if within.is_empty() {
                members.shift_remove(outer);
            } else {
                members.insert(outer.to_owned(), Value::Object(within));
            }
        }
    }
}

/// The members of both, each once.
fn both<'a>(
    mine: &'a Map<String, Value>,
    other: &'a Map<String, Value>,
) -> Vec<(&'a String, Option<&'a Value>, Option<&'a Value>)> {
    let more = other.keys().filter(|name| !mine.contains_key(*name));
    mine.keys().chain(more).map(|name| (name, mine.get(name), other.get(name))).collect()
}

/// Equal as JSON, whatever the order of members and the notation of numbers.
fn same(mine: Option<&Value>, other: Option<&Value>) -> bool {
    match (mine, other) {
        (Some(Value::Number(mine)), Some(Value::Number(other))) => mine.as_f64() == other.as_f64(),
        (Some(Value::Array(mine)), Some(Value::Array(other))) => {
            mine.len() == other.len()
                && mine.iter().zip(other).all(|(mine, other)| same(Some(mine), Some(other)))
        }
        (Some(Value::Object(mine)), Some(Value::Object(other))) => {
            both(mine, other).into_iter().all(|(_, mine, other)| same(mine, other))
        }
        (mine, other) => mine == other,
    }
}

impl Rule {
    /// The rule itself, as a part of a change; its targets and tags are not looked at.
    pub fn as_held(&self) -> Held {
        let mut settings = Map::new();
        for (name, value) in [
            ("EventPattern", self.pattern.clone()),
            ("ScheduleExpression", self.schedule.clone()),
            ("State", Some(self.state.as_str().to_owned())),
            ("Description", self.description.clone()),
            ("RoleArn", self.role.as_ref().map(ToString::to_string)),
        ] {
            put(&mut settings, name, value.map(Value::from));
        }
        Held {
            settings: Some(settings),
            arn: self.arn.clone(),
            state: Some(self.state.as_str().to_owned()),
            managed_by: self.managed_by.clone(),
            ..Held::default()
        }
    }

    /// The change of this rule, nothing else of it, into `new`.
    pub fn change_into(&self, new: &Self) -> super::Change {
        super::Change::update(Thing::Rule(self.key()), self.as_held(), new.as_held())
    }
}
