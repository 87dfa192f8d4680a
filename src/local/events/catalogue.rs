//! What EventBridge lists beside buses and rules: partner event sources, archives, replays, connections, API
//! destinations, global endpoints. Listing and describing; sources can also be activated and deactivated.
//! What changes the others is in `archives`, `connections` and `endpoints`.

use super::super::account::{Account, shape};
use super::super::error::{ApiError, ApiResult};
use super::super::request::{Request, Text};
use super::{ARN, Paging, archives, connections, endpoints};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

const NAME: Text = Text::len(1, 256);

/// How one kind of resource is listed and described.
struct ResourceKind {
    /// The error where there is none of that name.
    missing: fn(&str) -> ApiError,
    /// The member that names it.
    name: &'static str,
    /// The list's member in the answer.
    list: &'static str,
    /// The members a list shows of each, of those that describing shows.
    listed: &'static [&'static str],
    /// Request members that narrow the list, and the members they are compared with.
    filters: &'static [(&'static str, &'static str)],
}

const SOURCES: ResourceKind = ResourceKind {
    missing: |name| ApiError::not_found(format!("Event source {name} does not exist.")),
    name: "Name",
    list: "EventSources",
    listed: &["Arn", "CreatedBy", "CreationTime", "ExpirationTime", "Name", "State"],
    filters: &[],
};

const ARCHIVES: ResourceKind = ResourceKind {
    missing: archives::missing,
    name: "ArchiveName",
    list: "Archives",
    listed: &[
        "ArchiveName",
        "EventSourceArn",
        "State",
        "StateReason",
        "RetentionDays",
        "SizeBytes",
        "EventCount",
        "CreationTime",
    ],
    filters: &[("EventSourceArn", "EventSourceArn"), ("State", "State")],
};

const REPLAYS: ResourceKind = ResourceKind {
    missing: |name| ApiError::not_found(format!("Replay {name} does not exist.")),
    name: "ReplayName",
    list: "Replays",
    listed: &[
        "ReplayName",
        "EventSourceArn",
        "State",
        "StateReason",
        "EventStartTime",
        "EventEndTime",
        "EventLastReplayedTime",
        "ReplayStartTime",
        "ReplayEndTime",
    ],
    filters: &[("EventSourceArn", "EventSourceArn"), ("State", "State")],
};

const CONNECTIONS: ResourceKind = ResourceKind {
    missing: connections::no_connection,
    name: "Name",
    list: "Connections",
    listed: &[
        "ConnectionArn",
        "Name",
        "ConnectionState",
        "StateReason",
        "AuthorizationType",
        "CreationTime",
        "LastModifiedTime",
        "LastAuthorizedTime",
    ],
    filters: &[("ConnectionState", "ConnectionState")],
};

const DESTINATIONS: ResourceKind = ResourceKind {
    missing: connections::no_destination,
    name: "Name",
    list: "ApiDestinations",
    listed: &[
        "ApiDestinationArn",
        "Name",
        "ApiDestinationState",
        "ConnectionArn",
        "InvocationEndpoint",
        "HttpMethod",
        "InvocationRateLimitPerSecond",
        "CreationTime",
        "LastModifiedTime",
    ],
    filters: &[("ConnectionArn", "ConnectionArn")],
};

const ENDPOINTS: ResourceKind = ResourceKind {
    missing: endpoints::missing,
    name: "Name",
    list: "Endpoints",
    listed: &[
        "Name",
        "Description",
        "Arn",
        "RoutingConfig",
        "ReplicationConfig",
        "EventBuses",
        "RoleArn",
        "EndpointId",
        "EndpointUrl",
        "State",
        "StateReason",
        "CreationTime",
        "LastModifiedTime",
    ],
    filters: &[("HomeRegion", "HomeRegion")],
};

/// Archives in the shape of `DescribeArchive`, by name.
fn archives(account: &Account) -> BTreeMap<String, Map<String, Value>> {
    account.archives.iter().map(|(name, archive)| (name.clone(), archive.about.clone())).collect()
}

/// Answers a listing or describing operation.
pub(super) fn read(account: &Account, operation: &str, mut request: Request) -> ApiResult<Value> {
    match operation {
        "ListEventSources" => list(&account.sources, &SOURCES, operation, request),
        "DescribeEventSource" => describe(&account.sources, &SOURCES, request),
        "ListArchives" => {
            if let Some(source) = request.text("EventSourceArn", &ARN) {
                account.bus(Some(&source))?;
            }
            list(&archives(account), &ARCHIVES, operation, request)
        }
        "DescribeArchive" => describe(&archives(account), &ARCHIVES, request),
        "ListReplays" => list(&account.replays, &REPLAYS, operation, request),
        "DescribeReplay" => describe(&account.replays, &REPLAYS, request),
        "ListConnections" => list(&account.connections, &CONNECTIONS, operation, request),
        "DescribeConnection" => describe(&account.connections, &CONNECTIONS, request),
        "ListApiDestinations" => list(&account.destinations, &DESTINATIONS, operation, request),
        "DescribeApiDestination" => describe(&account.destinations, &DESTINATIONS, request),
        "ListEndpoints" => list(&account.endpoints, &ENDPOINTS, operation, request),
        "DescribeEndpoint" => describe(&account.endpoints, &ENDPOINTS, request),
        // The account is no partner: it offers nothing.
        "ListPartnerEventSources" => {
            request.required("NamePrefix", &NAME);
            let _ = Paging::of(&mut request);
            request.check()?;
            Ok(json!({ "PartnerEventSources": [] }))
        }
        "DescribePartnerEventSource" => describe(&BTreeMap::new(), &SOURCES, request),
        "ListPartnerEventSourceAccounts" => {
            let name = request.required("EventSourceName", &NAME);
            let _ = Paging::of(&mut request);
            request.check()?;
            Err((SOURCES.missing)(&name))
        }
        _ => Err(ApiError::unknown_operation(operation)),
    }
}

fn list(
    items: &BTreeMap<String, Map<String, Value>>,
    kind: &ResourceKind,
    operation: &str,
    mut request: Request,
) -> ApiResult<Value> {
    let prefix = request.text("NamePrefix", &NAME).unwrap_or_default();
    let filters: Vec<(&str, String)> = kind
        .filters
        .iter()
        .filter_map(|(member, field)| request.text(member, &ARN).map(|wanted| (*field, wanted)))
        .collect();
    let paging = Paging::of(&mut request);
    request.check()?;
    let found = items
        .iter()
        .filter(|(name, item)| {
            name.starts_with(&prefix)
                && filters
                    .iter()
                    .all(|(field, wanted)| item.get(*field).and_then(Value::as_str) == Some(wanted))
        })
        .map(|(name, item)| {
            let listed: Map<String, Value> = kind
                .listed
                .iter()
                .filter_map(|member| item.get(*member).map(|value| ((*member).to_owned(), value.clone())))
                .collect();
            (name.clone(), listed)
        });
    let scope = filters
        .iter()
        .fold(format!("{operation}/{prefix}"), |scope, (field, wanted)| format!("{scope}/{field}={wanted}"));
    let page = paging.cut(&scope, found)?;
    Ok(shape([(kind.list, json!(page.items)), ("NextToken", json!(page.next))]))
}

fn describe(
    items: &BTreeMap<String, Map<String, Value>>,
    kind: &ResourceKind,
    mut request: Request,
) -> ApiResult<Value> {
    let name = request.required(kind.name, &NAME);
    request.check()?;
    let item = items.get(&name).ok_or_else(|| (kind.missing)(&name))?;
    Ok(Value::Object(item.clone()))
}

/// `ActivateEventSource` and `DeactivateEventSource`; a deactivated source is `PENDING`.
pub(super) fn set_source_state(account: &mut Account, mut request: Request, state: &str) -> ApiResult<Value> {
    let name = request.required("Name", &NAME);
    request.check()?;
    let source = account
        .sources
        .get_mut(&name)
        .ok_or_else(|| ApiError::not_found(format!("Event source {name} does not exist.")))?;
    let known = source.get("State").and_then(Value::as_str).unwrap_or_default();
    if known == "DELETED" || known == state {
        return Err(ApiError::new(
            "InvalidStateException",
            format!("Event source {name} is in state {known}."),
        ));
    }
    if state == "ACTIVE" && !account.buses.contains_key(&name) {
        return Err(ApiError::new(
            "InvalidStateException",
            format!(
                "Event source {name} is not associated with an event bus. Create the event bus {name} first."
            ),
        ));
    }
    source.insert("State".to_owned(), json!(state));
    Ok(Value::Null)
}
