//! The calls that a change consists of, in their order, each with its body.

use super::super::arn::Arn;
use super::fields::EVENT_SOURCE;
use super::{Change, Held, Secret, Thing, ThingKind, fields, policy};
use serde_json::{Map, Value, json};

/// One call.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedCall {
    /// The API's name of it.
    pub operation: &'static str,
    /// Its body, in the API's JSON; what is secret is not in it.
    pub body: Value,
}

impl PlannedCall {
    pub(super) fn new(operation: &'static str, body: Value) -> Self {
        Self { operation, body }
    }
}

/// The operations that make, change and remove one.
struct Calls {
    create: &'static str,
    update: Option<&'static str>,
    delete: &'static str,
}

fn calls(kind: ThingKind) -> Option<Calls> {
    let calls = |create, update, delete| Some(Calls { create, update, delete });
    match kind {
        ThingKind::Bus => calls("CreateEventBus", Some("UpdateEventBus"), "DeleteEventBus"),
        ThingKind::Archive => calls("CreateArchive", Some("UpdateArchive"), "DeleteArchive"),
        ThingKind::Replay => calls("StartReplay", None, "CancelReplay"),
        ThingKind::Connection => calls("CreateConnection", Some("UpdateConnection"), "DeleteConnection"),
        ThingKind::Destination => {
            calls("CreateApiDestination", Some("UpdateApiDestination"), "DeleteApiDestination")
        }
        // The same call makes one and replaces it (CloudWatch Logs API reference).
        ThingKind::LogPolicy => calls("PutResourcePolicy", Some("PutResourcePolicy"), "DeleteResourcePolicy"),
        ThingKind::Rule | ThingKind::Source | ThingKind::Endpoint => None,
    }
}

fn tag_list(tags: &std::collections::BTreeMap<String, String>) -> Value {
    tags.iter().map(|(key, value)| json!({"Key": key, "Value": value})).collect()
}

impl Change {
    /// The calls, in order; none when there is nothing to change.
    pub fn steps(&self) -> Vec<PlannedCall> {
        let mut steps = match (&self.thing, &self.was, &self.to) {
            (_, None, None) | (Thing::Endpoint(_), ..) => Vec::new(),
            (Thing::Rule(key), was, to) => rule(&key.bus, &key.name, was.as_ref(), to.as_ref()),
            (Thing::Source(name), Some(was), Some(to)) => source(name, was, to),
            (Thing::Source(_), ..) => Vec::new(),
            (thing, was, to) => plain(thing, was.as_ref(), to.as_ref(), self.secret.as_ref()),
        };
        if let (Some(was), Some(to)) = (&self.was, &self.to) {
            steps.extend(tags(was, to));
        }
        steps
    }

    /// The body that is sent: the one that is shown, with what is secret in it.
    pub fn body(&self, step: &PlannedCall) -> Value {
        let mut body = step.body.clone();
        if let (Some(secret), Some(place)) = (&self.secret, body.get_mut("AuthParameters")) {
            *place = secret.reveal().clone();
        }
        body
    }
}

fn rule(bus: &str, name: &str, was: Option<&Held>, to: Option<&Held>) -> Vec<PlannedCall> {
    let ids = |ids: Vec<&String>| json!({"Rule": name, "EventBusName": bus, "Ids": ids});
    let key = || Map::from_iter([("Name".to_owned(), json!(name)), ("EventBusName".to_owned(), json!(bus))]);
    let mut steps = Vec::new();
    let Some(to) = to else {
        let targets: Vec<_> = was.and_then(|was| was.targets.as_ref()).into_iter().flatten().collect();
        if !targets.is_empty() {
            steps.push(PlannedCall::new(
                "RemoveTargets",
                ids(targets.into_iter().map(|(id, _)| id).collect()),
            ));
        }
        steps.push(PlannedCall::new("DeleteRule", key().into()));
        return steps;
    };
    let before = was.and_then(|was| was.settings.as_ref());
    if let Some(settings) = to.settings.as_ref().filter(|settings| Some(*settings) != before) {
        steps.push(match before.map(|before| only_state(before, settings)) {
            Some(Some(operation)) => PlannedCall::new(operation, key().into()),
            Some(None) | None => {
                let mut body = key();
                body.extend(settings.clone());
                // Tags count for a new rule only (API reference, "PutRule").
                if let (None, Some(tags)) = (was, to.tags.as_ref().filter(|tags| !tags.is_empty())) {
                    body.insert("Tags".to_owned(), tag_list(tags));
                }
                PlannedCall::new("PutRule", body.into())
            }
        });
    }
    if let Some(targets) = &to.targets {
        let before = was.and_then(|was| was.targets.clone()).unwrap_or_default();
        let gone: Vec<_> = before.keys().filter(|id| !targets.contains_key(*id)).collect();
        // First, because of the quota of targets.
        if !gone.is_empty() {
            steps.insert(0, PlannedCall::new("RemoveTargets", ids(gone)));
        }
        let new: Vec<Value> = targets
            .iter()
            .filter(|(id, target)| before.get(*id) != Some(target))
            .map(|(_, target)| Value::from(target.clone()))
            .collect();
        if !new.is_empty() {
            let body = json!({"Rule": name, "EventBusName": bus, "Targets": new});
            steps.push(PlannedCall::new("PutTargets", body));
        }
    }
    steps
}

/// The call that switches a rule where nothing but its state differs and the state is one that it can set.
fn only_state(was: &Map<String, Value>, to: &Map<String, Value>) -> Option<&'static str> {
    let rest = |settings: &Map<String, Value>| {
        let mut rest = settings.clone();
        rest.shift_remove("State");
        rest
    };
    let state =
        |settings: &Map<String, Value>| settings.get("State").and_then(Value::as_str).map(str::to_owned);
    match (rest(was) == rest(to), state(was).as_deref(), state(to).as_deref()) {
        (true, _, Some("DISABLED")) => Some("DisableRule"),
        // EnableRule leaves a rule that is on as it is.
        (true, Some("DISABLED"), Some("ENABLED")) => Some("EnableRule"),
        (_, _, _) => None,
    }
}

fn source(name: &str, was: &Held, to: &Held) -> Vec<PlannedCall> {
    let operation = match (was.text("State"), to.text("State")) {
        (was, to) if was == to => return Vec::new(),
        (_, Some("ACTIVE")) => "ActivateEventSource",
        (_, _) => "DeactivateEventSource",
    };
    vec![PlannedCall::new(operation, json!({"Name": name}))]
}

/// Things that are made, changed and removed by one call each.
fn plain(thing: &Thing, was: Option<&Held>, to: Option<&Held>, secret: Option<&Secret>) -> Vec<PlannedCall> {
    let kind = thing.kind();
    let Some(calls) = calls(kind) else { return Vec::new() };
    let named = || Map::from_iter([(kind.name_member().to_owned(), json!(thing.name()))]);
    let empty = Map::new();
    let settings = |held: Option<&Held>| held.and_then(|held| held.settings.clone());
    let mut steps = Vec::new();
    match (was, to) {
        (_, None) => return vec![PlannedCall::new(calls.delete, named().into())],
        (None, Some(to)) => {
            let mut body = named();
            body.extend(settings(Some(to)).unwrap_or_default());
            if let Some(tags) = to.tags.as_ref().filter(|tags| !tags.is_empty()) {
                body.insert("Tags".to_owned(), tag_list(tags));
            }
            if kind == ThingKind::Bus && thing.name().starts_with("aws.partner/") {
                body.insert(EVENT_SOURCE.to_owned(), json!(thing.name()));
            }
            if let Some(secret) = secret {
                body.insert("AuthParameters".to_owned(), secret.without_secrets());
            }
            steps.push(PlannedCall::new(calls.create, body.into()));
        }
        (Some(was), Some(to)) if to.deauthorized => {
            if was.state.as_deref() == Some("DEAUTHORIZED") {
                return Vec::new();
            }
            return vec![PlannedCall::new("DeauthorizeConnection", named().into())];
        }
        (Some(was), Some(to)) => {
            let before = was.settings.as_ref().unwrap_or(&empty);
            let changed = to.settings.as_ref().is_some_and(|settings| settings != before);
            if let Some(operation) = calls.update.filter(|_| changed || secret.is_some()) {
                let mut body = named();
                let fixed = |name: &str| fields(kind).iter().any(|field| field.fixed && field.path == name);
                for name in kind.settings().iter().filter(|name| !fixed(name)) {
                    match to.settings.as_ref().and_then(|settings| settings.get(*name)) {
                        Some(value) => body.insert((*name).to_owned(), value.clone()),
                        // What is left out may stay as it is, so it is emptied.
                        None => before
                            .get(*name)
                            .and_then(|old| body.insert((*name).to_owned(), nothing(name, old))),
                    };
                }
                if let Some(secret) = secret {
                    body.insert("AuthParameters".to_owned(), secret.without_secrets());
                } else {
                    // Without parameters of its own, a kind of authorization is no change.
                    body.shift_remove("AuthorizationType");
                }
                steps.push(PlannedCall::new(operation, body.into()));
            }
        }
    }
    if let (Thing::Bus(name), Some(to)) = (thing, to)
        && let Some(statements) = &to.policy
    {
        let before = was.and_then(|was| was.policy.clone()).unwrap_or_default();
        let arn = if to.arn.as_str().is_empty() { was.map(|was| &was.arn) } else { Some(&to.arn) };
        let arn = arn.map(Arn::as_str).unwrap_or_default();
        steps.extend(policy::steps(name, arn, &before, statements));
    }
    steps
}

/// What is sent for a setting that is taken away: the empty value of the same kind.
fn nothing(name: &str, value: &Value) -> Value {
    match value {
        Value::Object(_) => json!({}),
        Value::Array(_) => json!([]),
        Value::Number(_) => json!(number_for_none(name)),
        Value::Null | Value::Bool(_) | Value::String(_) => json!(""),
    }
}

/// The number that means that a setting is not there. A rate is at least 1, and is 300 where none is given
/// (API reference, "CreateApiDestination"); archives without a limit have 0 days.
pub(super) fn number_for_none(name: &str) -> u64 {
    if name == "InvocationRateLimitPerSecond" { 300 } else { 0 }
}

/// The calls for tags of what is there already.
fn tags(was: &Held, to: &Held) -> Vec<PlannedCall> {
    let (Some(before), Some(after)) = (&was.tags, &to.tags) else { return Vec::new() };
    let arn = was.arn.as_str();
    let gone: Vec<_> = before.keys().filter(|key| !after.contains_key(*key)).collect();
    let mut new = after.clone();
    new.retain(|key, value| before.get(key) != Some(value));
    let mut steps = Vec::new();
    if !gone.is_empty() {
        steps.push(PlannedCall::new("UntagResource", json!({"ResourceARN": arn, "TagKeys": gone})));
    }
    if !new.is_empty() {
        steps.push(PlannedCall::new("TagResource", json!({"ResourceARN": arn, "Tags": tag_list(&new)})));
    }
    steps
}
