//! Global endpoints. They hold what they were given; no failover ever happens. Source: API reference.

use super::super::account::{Account, arn, seconds, shape};
use super::super::error::{ApiError, ApiResult};
use super::super::ids::Ids;
use super::super::request::{Request, Text};
use super::{ARN, DESCRIPTION, words};
use crate::model::Millis;
use serde_json::{Map, Value, json};

const NAME: Text = Text::matching(1, 64, "[\\.\\-_A-Za-z0-9]+", words);
/// Members that describing, making and changing share.
const MEMBERS: [&str; 5] = ["Description", "RoutingConfig", "ReplicationConfig", "EventBuses", "RoleArn"];

pub(super) fn missing(name: &str) -> ApiError {
    ApiError::not_found(format!("Endpoint '{name}' does not exist."))
}

fn settings(request: &mut Request, new: bool) -> ApiResult<Map<String, Value>> {
    request.text("Description", &DESCRIPTION);
    request.text("RoleArn", &ARN);
    if new {
        request.required_list("EventBuses", 2, 2);
        request.there("RoutingConfig", |request| request.value("RoutingConfig").cloned());
    }
    request.check()?;
    let given = |name: &&str| Some(((*name).to_owned(), request.value(name)?.clone()));
    Ok(MEMBERS.iter().filter_map(given).collect())
}

fn answer(about: &Map<String, Value>, state: &str) -> Value {
    let mut answer: Map<String, Value> = about
        .iter()
        .filter(|(name, _)| ["Name", "Arn", "EndpointId", "EndpointUrl"].contains(&name.as_str()))
        .chain(about.iter().filter(|(name, _)| MEMBERS.contains(&name.as_str()) && *name != "Description"))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    answer.insert("State".to_owned(), json!(state));
    Value::Object(answer)
}

pub(super) fn create(account: &mut Account, mut request: Request, now: Millis) -> ApiResult<Value> {
    let name = request.required("Name", &NAME);
    let settings = settings(&mut request, true)?;
    if account.endpoints.contains_key(&name) {
        return Err(ApiError::exists(format!("Endpoint '{name}' already exists.")));
    }
    let id = format!("{}.veo", Ids::by_name(3, &name).hex(10));
    let mut about = shape([
        ("Name", json!(name)),
        ("Arn", json!(arn(&account.region, "events", &format!("endpoint/{name}")))),
        ("EndpointId", json!(id)),
        ("EndpointUrl", json!(format!("https://{id}.endpoint.events.amazonaws.com"))),
        ("State", json!("ACTIVE")),
        ("ReplicationConfig", json!({"State": "ENABLED"})),
        ("CreationTime", seconds(now)),
        ("LastModifiedTime", seconds(now)),
    ])
    .as_object()
    .cloned()
    .unwrap_or_default();
    about.extend(settings);
    let answer = answer(&about, "CREATING");
    account.endpoints.insert(name, about);
    Ok(answer)
}

pub(super) fn update(account: &mut Account, mut request: Request, now: Millis) -> ApiResult<Value> {
    let name = request.required("Name", &NAME);
    let settings = settings(&mut request, false)?;
    let about = account.endpoints.get_mut(&name).ok_or_else(|| missing(&name))?;
    about.extend(settings);
    about.insert("LastModifiedTime".to_owned(), seconds(now));
    Ok(answer(about, "UPDATING"))
}

pub(super) fn delete(account: &mut Account, mut request: Request) -> ApiResult<Value> {
    let name = request.required("Name", &NAME);
    request.check()?;
    account.endpoints.remove(&name).map(|_| json!({})).ok_or_else(|| missing(&name))
}
