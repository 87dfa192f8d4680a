//! Event buses.

use super::super::account::{Account, Bus, bus_name, seconds, shape};
use super::super::error::{ApiError, ApiResult};
use super::super::request::{Request, Text};
use super::{ARN, BUS, BUS_NAME, DESCRIPTION, Paging, tags};
use crate::model::Millis;
use serde_json::{Value, json};

/// Buses in an account and region, the default one not counted ("Amazon EventBridge quotas").
const MAX_BUSES: usize = 100;

fn kms_key(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '/' | ':'))
}

const KMS_KEY: Text = Text::matching(0, 2048, "^[a-zA-Z0-9_\\-/:]*$", kms_key);

/// The settings that creating and updating share.
struct Settings {
    description: Option<String>,
    kms_key: Option<String>,
    dead_letter: Option<Value>,
    log_config: Option<Value>,
}

fn settings(request: &mut Request) -> Settings {
    request.structure("DeadLetterConfig", |config| config.text("Arn", &ARN));
    request.structure("LogConfig", |config| {
        config.choice("Level", &["OFF", "ERROR", "INFO", "TRACE"]);
        config.choice("IncludeDetail", &["NONE", "FULL"]);
    });
    // A structure without members sets nothing.
    let set = |name: &str| request.value(name).filter(|value| **value != json!({})).cloned();
    let (dead_letter, log_config) = (set("DeadLetterConfig"), set("LogConfig"));
    Settings {
        description: request.text("Description", &DESCRIPTION).filter(|text| !text.is_empty()),
        kms_key: request.text("KmsKeyIdentifier", &KMS_KEY).filter(|key| !key.is_empty()),
        dead_letter,
        log_config,
    }
}

fn apply(bus: &mut Bus, settings: Settings) {
    bus.description = settings.description;
    bus.kms_key = settings.kms_key;
    bus.dead_letter = settings.dead_letter;
    bus.log_config = settings.log_config;
}

fn echo(bus: &Bus, arn_member: &str, with_name: bool) -> Value {
    shape([
        (arn_member, json!(bus.arn())),
        ("Name", if with_name { json!(bus.name) } else { Value::Null }),
        ("Description", json!(bus.description)),
        ("KmsKeyIdentifier", json!(bus.kms_key)),
        ("DeadLetterConfig", json!(bus.dead_letter)),
        ("LogConfig", json!(bus.log_config)),
    ])
}

pub(super) fn create(account: &mut Account, mut request: Request, now: Millis) -> ApiResult<Value> {
    let name = request.required("Name", &BUS_NAME);
    let source = request.text("EventSourceName", &Text::len(1, 256));
    let tags = tags::read(&mut request, "Tags");
    let settings = settings(&mut request);
    request.check()?;
    if account.buses.contains_key(&name) {
        return Err(ApiError::exists(format!("Event bus {name} already exists.")));
    }
    if name.starts_with("aws.partner/") || source.is_some() {
        let source_name = source.unwrap_or_default();
        if source_name != name {
            return Err(ApiError::validation(
                "The name of a partner event bus must be the name of its event source.",
            ));
        }
        let source = account
            .sources
            .get_mut(&name)
            .ok_or_else(|| ApiError::not_found(format!("Event source {name} does not exist.")))?;
        source.insert("State".to_owned(), json!("ACTIVE"));
        source.remove("ExpirationTime");
    } else if name.contains('/') {
        return Err(ApiError::validation("Event bus name must not contain '/'."));
    }
    if account.buses.len() > MAX_BUSES {
        return Err(ApiError::limit());
    }
    let mut bus = Bus::new(&account.region, &name, now);
    bus.tags = tags.unwrap_or_default();
    apply(&mut bus, settings);
    let answer = echo(&bus, "EventBusArn", false);
    account.buses.insert(name, bus);
    Ok(answer)
}

pub(super) fn update(account: &mut Account, mut request: Request, now: Millis) -> ApiResult<Value> {
    let name = request.text("Name", &BUS_NAME);
    let settings = settings(&mut request);
    request.check()?;
    let bus = account.bus_mut(name.as_deref())?;
    apply(bus, settings);
    bus.modified = now;
    Ok(echo(bus, "Arn", true))
}

/// Deleting a bus that is not there succeeds: the operation has no error for it.
pub(super) fn delete(account: &mut Account, mut request: Request) -> ApiResult<Value> {
    let name = request.required("Name", &BUS_NAME);
    request.check()?;
    if name == "default" {
        return Err(ApiError::validation("Cannot delete event bus default."));
    }
    if account.buses.get(&name).is_some_and(|bus| !bus.rules.is_empty()) {
        return Err(ApiError::validation("EventBus can't be deleted since it has rules."));
    }
    if account.buses.remove(&name).is_some()
        && let Some(source) = account.sources.get_mut(&name)
    {
        source.insert("State".to_owned(), json!("PENDING"));
    }
    Ok(Value::Null)
}

pub(super) fn describe(account: &Account, mut request: Request) -> ApiResult<Value> {
    let name = request.text("Name", &BUS);
    request.check()?;
    let bus = account.bus(name.as_deref())?;
    Ok(shape([
        ("Name", json!(bus.name)),
        ("Arn", json!(bus.arn())),
        ("Description", json!(bus.description)),
        ("KmsKeyIdentifier", json!(bus.kms_key)),
        ("DeadLetterConfig", json!(bus.dead_letter)),
        ("Policy", json!(bus.policy_text())),
        ("LogConfig", json!(bus.log_config)),
        ("CreationTime", seconds(bus.created)),
        ("LastModifiedTime", seconds(bus.modified)),
    ]))
}

pub(super) fn list(account: &Account, mut request: Request) -> ApiResult<Value> {
    let prefix = request.text("NamePrefix", &BUS_NAME).unwrap_or_default();
    let paging = Paging::of(&mut request);
    request.check()?;
    let buses = account.buses.iter().filter(|(name, _)| name.starts_with(&prefix)).map(|(name, bus)| {
        let summary = shape([
            ("Name", json!(bus.name)),
            ("Arn", json!(bus.arn())),
            ("Description", json!(bus.description)),
            ("Policy", json!(bus.policy_text())),
            ("CreationTime", seconds(bus.created)),
            ("LastModifiedTime", seconds(bus.modified)),
        ]);
        (name.clone(), summary)
    });
    let page = paging.cut(&format!("ListEventBuses/{prefix}"), buses)?;
    Ok(shape([("EventBuses", json!(page.items)), ("NextToken", json!(page.next))]))
}

/// Reads the member that names a bus by name or ARN and gives the bare name.
pub(super) fn requested_name(request: &mut Request) -> String {
    let text = request.text("EventBusName", &BUS);
    bus_name(text.as_deref()).to_owned()
}
