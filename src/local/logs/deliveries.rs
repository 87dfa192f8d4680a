//! Deliveries of logs that services write: a source, a destination, and what joins them. Source: CloudWatch
//! Logs API reference, "PutDeliverySource", "PutDeliveryDestination", "CreateDelivery". Sources of event
//! buses only; what is written to them is `bus_log`'s.

use super::super::account::{arn, shape};
use super::super::error::{ApiError, ApiResult};
use super::super::ids::Ids;
use super::super::request::{Request, Text};
use super::store::Logs;
use super::{ANY, Paging, name_in};
use crate::local::account::last_name;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const NAME: Text = Text::len(1, 60);
/// The log types of an event bus.
const TYPES: [&str; 3] = ["ERROR_LOGS", "INFO_LOGS", "TRACE_LOGS"];

/// Sources, destinations and deliveries.
#[derive(Default)]
pub(in crate::local) struct Deliveries {
    sources: BTreeMap<String, DeliverySource>,
    /// The ARN that logs go to, by the destination's name.
    destinations: BTreeMap<String, String>,
    joined: BTreeMap<String, Joined>,
}

struct DeliverySource {
    resource: String,
    log_type: String,
}

struct Joined {
    source: String,
    destination: String,
}

impl Deliveries {
    /// The log groups that records of that level about a resource go to.
    pub(in crate::local) fn groups(&self, resource: &str, level: &str) -> Vec<String> {
        let of_level = |source: &&DeliverySource| {
            source.resource == resource && source.log_type.strip_suffix("_LOGS") == Some(level)
        };
        let joined = self
            .joined
            .values()
            .filter(|joined| self.sources.get(&joined.source).as_ref().is_some_and(of_level));
        let to = joined.filter_map(|joined| self.destinations.get(&joined.destination));
        to.filter(|to| to.contains(":log-group:")).map(|to| name_in(to).to_owned()).collect()
    }

    /// Delivers every level of a bus's log to a log group.
    pub(in crate::local) fn deliver(&mut self, bus: &str, resource: &str, group: &str) {
        let destination = format!("{bus}-log");
        self.destinations.insert(destination.clone(), group.to_owned());
        for log_type in TYPES {
            let name = format!("{bus}-{}", log_type.to_ascii_lowercase().replace('_', "-"));
            let source = DeliverySource { resource: resource.to_owned(), log_type: log_type.to_owned() };
            self.joined
                .insert(name.clone(), Joined { source: name.clone(), destination: destination.clone() });
            self.sources.insert(name, source);
        }
    }

    /// True when nothing is delivered.
    pub(in crate::local) fn is_empty(&self) -> bool {
        self.joined.is_empty()
    }
}

fn missing(what: &str) -> ApiError {
    ApiError::not_found(format!("The specified {what} does not exist."))
}

fn destination_arn(logs: &Logs, name: &str) -> String {
    arn(&logs.region, "logs", &format!("delivery-destination:{name}"))
}

fn source_as_json(logs: &Logs, name: &str, source: &DeliverySource) -> Value {
    json!({
        "name": name,
        "arn": arn(&logs.region, "logs", &format!("delivery-source:{name}")),
        "resourceArns": [source.resource],
        "service": "events",
        "logType": source.log_type,
        "status": "ACTIVE",
    })
}

fn destination_as_json(logs: &Logs, name: &str, to: &str) -> Value {
    json!({
        "name": name,
        "arn": destination_arn(logs, name),
        "deliveryDestinationType": if to.contains(":log-group:") { "CWL" } else { "S3" },
        "deliveryDestinationConfiguration": {"destinationResourceArn": to},
    })
}

fn delivery_as_json(logs: &Logs, id: &str, joined: &Joined) -> Value {
    json!({
        "id": id,
        "arn": arn(&logs.region, "logs", &format!("delivery:{id}")),
        "deliverySourceName": joined.source,
        "deliveryDestinationArn": destination_arn(logs, &joined.destination),
        "deliveryDestinationType": "CWL",
    })
}

pub(super) fn put_source(logs: &mut Logs, mut request: Request) -> ApiResult<Value> {
    let name = request.required("name", &NAME);
    let resource = request.required("resourceArn", &ANY);
    let log_type = request.required("logType", &ANY);
    request.check()?;
    if !resource.contains(":event-bus/") || !TYPES.contains(&log_type.as_str()) {
        return Err(ApiError::new(
            "ValidationException",
            format!(
                "Log type {log_type} is not valid for the resource {resource}. For event buses: {TYPES:?}."
            ),
        ));
    }
    let source = DeliverySource { resource, log_type };
    let answer = json!({"deliverySource": source_as_json(logs, &name, &source)});
    logs.deliveries.sources.insert(name, source);
    Ok(answer)
}

pub(super) fn put_destination(logs: &mut Logs, mut request: Request) -> ApiResult<Value> {
    let name = request.required("name", &NAME);
    let to = request
        .value("deliveryDestinationConfiguration")
        .and_then(|config| config["destinationResourceArn"].as_str())
        .map(|to| to.trim_end_matches(":*").to_owned());
    request.check()?;
    let to = to.ok_or_else(|| ApiError::new("ValidationException", "destinationResourceArn is required."))?;
    if to.contains(":log-group:") && !logs.groups.contains_key(name_in(&to)) {
        return Err(missing("log group"));
    }
    let answer = json!({"deliveryDestination": destination_as_json(logs, &name, &to)});
    logs.deliveries.destinations.insert(name, to);
    Ok(answer)
}

pub(super) fn create(logs: &mut Logs, ids: &mut Ids, mut request: Request) -> ApiResult<Value> {
    let source = request.required("deliverySourceName", &NAME);
    let destination = request.required("deliveryDestinationArn", &ANY);
    request.check()?;
    let destination = last_name(&destination).to_owned();
    if !logs.deliveries.sources.contains_key(&source) {
        return Err(missing("delivery source"));
    }
    if !logs.deliveries.destinations.contains_key(&destination) {
        return Err(missing("delivery destination"));
    }
    let same = |joined: &&Joined| joined.source == source && joined.destination == destination;
    if logs.deliveries.joined.values().any(|joined| same(&joined)) {
        return Err(ApiError::new("ConflictException", "This delivery already exists."));
    }
    let id = ids.uuid();
    let joined = Joined { source, destination };
    let answer = json!({"delivery": delivery_as_json(logs, &id, &joined)});
    logs.deliveries.joined.insert(id, joined);
    Ok(answer)
}

pub(super) fn delete(logs: &mut Logs, mut request: Request) -> ApiResult<Value> {
    let id = request.required("id", &ANY);
    request.check()?;
    logs.deliveries.joined.remove(&id).map(|_| Value::Null).ok_or_else(|| missing("delivery"))
}

fn in_use() -> ApiError {
    ApiError::new("ConflictException", "It is still part of a delivery.")
}

pub(super) fn delete_source(logs: &mut Logs, mut request: Request) -> ApiResult<Value> {
    let name = request.required("name", &NAME);
    request.check()?;
    if logs.deliveries.joined.values().any(|joined| joined.source == name) {
        return Err(in_use());
    }
    logs.deliveries.sources.remove(&name).map(|_| Value::Null).ok_or_else(|| missing("delivery source"))
}

pub(super) fn delete_destination(logs: &mut Logs, mut request: Request) -> ApiResult<Value> {
    let name = request.required("name", &NAME);
    request.check()?;
    if logs.deliveries.joined.values().any(|joined| joined.destination == name) {
        return Err(in_use());
    }
    logs.deliveries
        .destinations
        .remove(&name)
        .map(|_| Value::Null)
        .ok_or_else(|| missing("delivery destination"))
}

pub(super) fn describe_sources(logs: &Logs, mut request: Request) -> ApiResult<Value> {
    let resources = request.texts("resourceArns", 1, 1_000, &ANY);
    let paging = Paging::of(&mut request, 50);
    request.check()?;
    let wanted =
        |source: &DeliverySource| resources.as_ref().is_none_or(|wanted| wanted.contains(&source.resource));
    let sources = logs.deliveries.sources.iter().filter(|(_, source)| wanted(source));
    let page = paging.cut(
        "DescribeDeliverySources",
        sources.map(|(name, source)| (name.clone(), source_as_json(logs, name, source))),
    )?;
    Ok(shape([("deliverySources", json!(page.items)), ("nextToken", json!(page.next))]))
}

pub(super) fn describe_destinations(logs: &Logs, mut request: Request) -> ApiResult<Value> {
    let paging = Paging::of(&mut request, 50);
    request.check()?;
    let all = logs.deliveries.destinations.iter();
    let page = paging.cut(
        "DescribeDeliveryDestinations",
        all.map(|(name, to)| (name.clone(), destination_as_json(logs, name, to))),
    )?;
    Ok(shape([("deliveryDestinations", json!(page.items)), ("nextToken", json!(page.next))]))
}

pub(super) fn describe(logs: &Logs, mut request: Request) -> ApiResult<Value> {
    let sources = request.texts("deliverySourceNames", 1, 1_000, &ANY);
    let paging = Paging::of(&mut request, 50);
    request.check()?;
    let wanted = |joined: &Joined| sources.as_ref().is_none_or(|wanted| wanted.contains(&joined.source));
    let joined = logs.deliveries.joined.iter().filter(|(_, joined)| wanted(joined));
    let page = paging.cut(
        "DescribeDeliveries",
        joined.map(|(id, joined)| (id.clone(), delivery_as_json(logs, id, joined))),
    )?;
    Ok(shape([("deliveries", json!(page.items)), ("nextToken", json!(page.next))]))
}
