//! Connections and API destinations: making, changing, deauthorizing, deleting. Nothing is called over HTTP,
//! so a connection is authorized by being made, one by OAuth after a while. Source: API reference; states,
//! sentences and shapes as recorded from the service.

use super::super::account::{Account, arn, millis, seconds, shape};
use super::super::error::{ApiError, ApiResult};
use super::super::request::{Request, Text};
use super::{DESCRIPTION, words};
use crate::model::Millis;
use crate::text::{arn_parts, is_account_number};
use serde_json::{Map, Value, json};

const NAME: Text = Text::matching(1, 64, "[\\.\\-_A-Za-z0-9]+", words);
const TYPES: [&str; 3] = ["BASIC", "OAUTH_CLIENT_CREDENTIALS", "API_KEY"];
const METHODS: [&str; 7] = ["HEAD", "POST", "PATCH", "DELETE", "PUT", "GET", "OPTIONS"];
/// Nobody asks the authorization server: it takes this long to say yes.
const AUTHORIZED_AFTER: Millis = 5_000;

fn connection_arn(text: &str) -> bool {
    let Some([_, partition, "events", region, account, resource]) = arn_parts(text) else { return false };
    let is_id = |id: &str| !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    partition.strip_prefix("aws").is_some_and(|rest| rest.chars().all(|c| c.is_ascii_lowercase() || c == '-'))
        && region.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && (account.is_empty() || is_account_number(account))
        && resource
            .strip_prefix("connection/")
            .and_then(|path| path.split_once('/'))
            .is_some_and(|(name, id)| !name.is_empty() && words(name) && is_id(id))
}

const CONNECTION_ARN: Text = Text::matching(
    1,
    1600,
    "^arn:aws([a-z]|\\-)*:events:([a-z]|\\d|\\-)*:([0-9]{12})?:connection\\/[\\.\\-_A-Za-z0-9]+\\/[\\-A-Za-z0-9]+$",
    connection_arn,
);

pub(super) fn no_connection(name: &str) -> ApiError {
    ApiError::not_found(format!("Failed to describe the connection(s). Connection '{name}' does not exist."))
}

pub(super) fn no_destination(name: &str) -> ApiError {
    ApiError::not_found(format!(
        "Failed to describe the api-destination(s). An api-destination '{name}' does not exist."
    ))
}

/// The parameters as describing shows them: without what is secret.
#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "serde_json's enum: the other kinds of JSON are alike here"
)]
fn without_secrets(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let secret = members.get("IsValueSecret").and_then(Value::as_bool).unwrap_or(false);
            members
                .iter()
                .filter(|(name, _)| {
                    !(matches!(name.as_str(), "Password" | "ApiKeyValue" | "ClientSecret")
                        || (secret && name.as_str() == "Value"))
                })
                .map(|(name, member)| (name.clone(), without_secrets(member)))
                .collect::<Map<_, _>>()
                .into()
        }
        Value::Array(items) => items.iter().map(without_secrets).collect(),
        other => other.clone(),
    }
}

/// How a private endpoint is reached, as describing shows it: with the association that the service makes for
/// it (API reference, "DescribeConnectionConnectivityParameters").
fn with_association(account: &mut Account, given: Option<&Value>) -> Option<Value> {
    let resource = given?.pointer("/ResourceParameters/ResourceConfigurationArn")?.as_str()?.to_owned();
    let association = format!("servicenetworkresourceassociation/snra-{}", account.ids.hex(17));
    Some(json!({"ResourceParameters": {
        "ResourceConfigurationArn": resource,
        "ResourceAssociationArn": arn(&account.region, "vpc-lattice", &association),
    }}))
}

fn answer(about: &Map<String, Value>, state: Option<&str>) -> Value {
    let member = |name: &str| about.get(name).cloned().unwrap_or(Value::Null);
    shape([
        ("ConnectionArn", member("ConnectionArn")),
        ("ConnectionState", state.map_or_else(|| member("ConnectionState"), |state| json!(state))),
        ("CreationTime", member("CreationTime")),
        ("LastModifiedTime", member("LastModifiedTime")),
        ("LastAuthorizedTime", member("LastAuthorizedTime")),
    ])
}

fn check_parameters(kind: &str, parameters: &Value) -> ApiResult<()> {
    let wanted = match kind {
        "BASIC" => "BasicAuthParameters",
        "API_KEY" => "ApiKeyAuthParameters",
        _ => "OAuthParameters",
    };
    if parameters[wanted].is_object() {
        return Ok(());
    }
    Err(ApiError::validation(format!(
        "Parameter AuthParameters is not valid. Reason: {wanted} must be specified for authorization type {kind}."
    )))
}

/// What a new connection's parameters must have (API reference, "CreateConnectionAuthRequestParameters").
fn must_have(parameters: &mut Request) {
    fn all(of: &mut Request, names: &[&str]) {
        for name in names {
            of.required(name, &Text::len(0, usize::MAX));
        }
    }
    parameters.structure("BasicAuthParameters", |basic| all(basic, &["Username", "Password"]));
    parameters.structure("ApiKeyAuthParameters", |key| all(key, &["ApiKeyName", "ApiKeyValue"]));
    parameters.structure("OAuthParameters", |oauth| {
        oauth.there("ClientParameters", |oauth| {
            oauth.structure("ClientParameters", |client| all(client, &["ClientID", "ClientSecret"]))
        });
        all(oauth, &["AuthorizationEndpoint", "HttpMethod"]);
    });
}

/// A connection begins in this state: OAuth asks an authorization server first.
fn first_state(kind: &str) -> &'static str {
    if kind == "OAUTH_CLIENT_CREDENTIALS" { "AUTHORIZING" } else { "AUTHORIZED" }
}

/// Lets the connections be authorized whose time has come by `now`.
pub(in crate::local) fn authorize(account: &mut Account, now: Millis) {
    let mut authorized = Vec::new();
    for about in account.connections.values_mut() {
        let waits = about.get("ConnectionState").and_then(Value::as_str) == Some("AUTHORIZING");
        if waits && millis(about, "LastModifiedTime") + AUTHORIZED_AFTER <= now {
            about.insert("ConnectionState".to_owned(), json!("AUTHORIZED"));
            about.insert("LastAuthorizedTime".to_owned(), seconds(now));
            authorized.push(about.get("ConnectionArn").cloned());
        }
    }
    for arn in authorized {
        set_destinations(account, arn.as_ref(), "ACTIVE");
    }
}

pub(super) fn create(account: &mut Account, mut request: Request, now: Millis) -> ApiResult<Value> {
    let name = request.required("Name", &NAME);
    let description = request.text("Description", &DESCRIPTION);
    let kind = request.there("AuthorizationType", |request| request.choice("AuthorizationType", &TYPES));
    let parameters = request.value("AuthParameters").cloned().unwrap_or_default();
    request.structure("AuthParameters", must_have);
    let key = request.text("KmsKeyIdentifier", &Text::len(0, 2048));
    let private = request.value("InvocationConnectivityParameters").cloned();
    request.check()?;
    check_parameters(&kind, &parameters)?;
    if account.connections.contains_key(&name) {
        return Err(ApiError::exists(format!("Connection {name} already exists.")));
    }
    let (id, secret) = (account.ids.uuid(), account.ids.uuid());
    let private = with_association(account, private.as_ref());
    // As Secrets Manager names what it keeps: six characters behind the name.
    let secret = format!("{secret}-{}", account.ids.hex(6));
    let region = &account.region;
    let about = shape([
        ("ConnectionArn", json!(arn(region, "events", &format!("connection/{name}/{id}")))),
        ("Name", json!(name)),
        ("Description", json!(description)),
        ("ConnectionState", json!(first_state(&kind))),
        ("AuthorizationType", json!(kind)),
        (
            "SecretArn",
            json!(arn(region, "secretsmanager", &format!("secret:events!connection/{name}/{secret}"))),
        ),
        ("KmsKeyIdentifier", json!(key)),
        ("InvocationConnectivityParameters", json!(private)),
        ("AuthParameters", without_secrets(&parameters)),
        ("CreationTime", seconds(now)),
        ("LastModifiedTime", seconds(now)),
        ("LastAuthorizedTime", seconds(now)),
    ]);
    let about = about.as_object().cloned().unwrap_or_default();
    let mut answer = answer(&about, None);
    // The answer to making one has no such member.
    if let Value::Object(members) = &mut answer {
        members.remove("LastAuthorizedTime");
    }
    account.connections.insert(name, about);
    Ok(answer)
}

/// The destinations of a connection are active while it is authorized.
fn set_destinations(account: &mut Account, connection: Option<&Value>, state: &str) {
    for destination in account.destinations.values_mut() {
        if destination.get("ConnectionArn") == connection {
            destination.insert("ApiDestinationState".to_owned(), json!(state));
        }
    }
}

pub(super) fn update(account: &mut Account, mut request: Request, now: Millis) -> ApiResult<Value> {
    let name = request.required("Name", &NAME);
    let description = request.text("Description", &DESCRIPTION);
    let kind = request.choice("AuthorizationType", &TYPES);
    let parameters = request.value("AuthParameters").cloned();
    let key = request.text("KmsKeyIdentifier", &Text::len(0, 2048));
    let private = request.value("InvocationConnectivityParameters").cloned();
    request.check()?;
    let private = with_association(account, private.as_ref());
    let about = account.connections.get_mut(&name).ok_or_else(|| no_connection(&name))?;
    if let (Some(kind), Some(parameters)) = (&kind, &parameters) {
        check_parameters(kind, parameters)?;
    }
    let known = about.get("AuthorizationType").and_then(Value::as_str).unwrap_or_default();
    let was = about.get("ConnectionState").and_then(Value::as_str).unwrap_or_default();
    // Without anything that authorizes, one that is not authorized stays so (inferred).
    let state = match parameters {
        Some(_) => first_state(kind.as_deref().unwrap_or(known)).to_owned(),
        None => was.to_owned(),
    };
    for (member, value) in [
        ("Description", description.map(|text| json!(text))),
        ("AuthorizationType", kind.map(|kind| json!(kind))),
        ("LastAuthorizedTime", parameters.as_ref().map(|_| seconds(now))),
        ("AuthParameters", parameters.as_ref().map(without_secrets)),
        ("KmsKeyIdentifier", key.map(|key| json!(key))),
        ("InvocationConnectivityParameters", private),
        ("ConnectionState", Some(json!(state))),
        ("LastModifiedTime", Some(seconds(now))),
    ] {
        if let Some(value) = value {
            about.insert(member.to_owned(), value);
        }
    }
    // What is given empty is taken away.
    about.retain(|_, value| value != "");
    if parameters.is_some() {
        about.remove("StateReason");
    }
    let (shown, arn) = (answer(about, None), about.get("ConnectionArn").cloned());
    set_destinations(account, arn.as_ref(), if state == "AUTHORIZED" { "ACTIVE" } else { "INACTIVE" });
    Ok(shown)
}

pub(super) fn deauthorize(account: &mut Account, mut request: Request, now: Millis) -> ApiResult<Value> {
    let name = request.required("Name", &NAME);
    request.check()?;
    let about = account.connections.get_mut(&name).ok_or_else(|| no_connection(&name))?;
    about.insert("ConnectionState".to_owned(), json!("DEAUTHORIZED"));
    about.insert("LastModifiedTime".to_owned(), seconds(now));
    let (shown, arn) = (answer(about, Some("DEAUTHORIZING")), about.get("ConnectionArn").cloned());
    set_destinations(account, arn.as_ref(), "INACTIVE");
    Ok(shown)
}

pub(super) fn delete(account: &mut Account, mut request: Request) -> ApiResult<Value> {
    let name = request.required("Name", &NAME);
    request.check()?;
    let about = account.connections.remove(&name).ok_or_else(|| no_connection(&name))?;
    set_destinations(account, about.get("ConnectionArn"), "INACTIVE");
    Ok(answer(&about, Some("DELETING")))
}

fn destination_answer(about: &Map<String, Value>) -> Value {
    let member = |name: &str| about.get(name).cloned().unwrap_or(Value::Null);
    shape([
        ("ApiDestinationArn", member("ApiDestinationArn")),
        ("ApiDestinationState", member("ApiDestinationState")),
        ("CreationTime", member("CreationTime")),
        ("LastModifiedTime", member("LastModifiedTime")),
    ])
}

/// Whether a connection of that ARN is authorized, or why there is none.
fn state_of(account: &Account, connection: &str) -> ApiResult<&'static str> {
    let found = account
        .connections
        .values()
        .find(|about| about.get("ConnectionArn").and_then(Value::as_str) == Some(connection));
    let name = connection.split('/').nth(1).unwrap_or(connection);
    let about = found.ok_or_else(|| no_connection(name))?;
    let state = about.get("ConnectionState").and_then(Value::as_str);
    Ok(if state == Some("AUTHORIZED") { "ACTIVE" } else { "INACTIVE" })
}

pub(super) fn create_destination(
    account: &mut Account,
    mut request: Request,
    now: Millis,
) -> ApiResult<Value> {
    let name = request.required("Name", &NAME);
    let description = request.text("Description", &DESCRIPTION);
    let connection = request.required("ConnectionArn", &CONNECTION_ARN);
    let endpoint = request.required("InvocationEndpoint", &Text::len(1, 2048));
    let method = request.there("HttpMethod", |request| request.choice("HttpMethod", &METHODS));
    let rate = request.int("InvocationRateLimitPerSecond", 1, i64::MAX).unwrap_or(300);
    request.check()?;
    let state = state_of(account, &connection)?;
    if account.destinations.contains_key(&name) {
        return Err(ApiError::exists(format!("An api-destination '{name}' already exists.")));
    }
    let id = account.ids.uuid();
    let about = shape([
        ("ApiDestinationArn", json!(arn(&account.region, "events", &format!("api-destination/{name}/{id}")))),
        ("Name", json!(name)),
        ("Description", json!(description)),
        ("ApiDestinationState", json!(state)),
        ("ConnectionArn", json!(connection)),
        ("InvocationEndpoint", json!(endpoint)),
        ("HttpMethod", json!(method)),
        ("InvocationRateLimitPerSecond", json!(rate)),
        ("CreationTime", seconds(now)),
        ("LastModifiedTime", seconds(now)),
    ]);
    let about = about.as_object().cloned().unwrap_or_default();
    let answer = destination_answer(&about);
    account.destinations.insert(name, about);
    Ok(answer)
}

pub(super) fn update_destination(
    account: &mut Account,
    mut request: Request,
    now: Millis,
) -> ApiResult<Value> {
    let name = request.required("Name", &NAME);
    let changes = [
        ("Description", request.text("Description", &DESCRIPTION).map(|text| json!(text))),
        ("ConnectionArn", request.text("ConnectionArn", &CONNECTION_ARN).map(|text| json!(text))),
        (
            "InvocationEndpoint",
            request.text("InvocationEndpoint", &Text::len(1, 2048)).map(|text| json!(text)),
        ),
        ("HttpMethod", request.choice("HttpMethod", &METHODS).map(|text| json!(text))),
        (
            "InvocationRateLimitPerSecond",
            request.int("InvocationRateLimitPerSecond", 1, i64::MAX).map(|rate| json!(rate)),
        ),
    ];
    request.check()?;
    let about = account.destinations.get(&name).ok_or_else(|| no_destination(&name))?;
    let connection = changes[1].1.clone().or_else(|| about.get("ConnectionArn").cloned());
    let state = state_of(account, connection.as_ref().and_then(Value::as_str).unwrap_or_default())?;
    let about = account.destinations.get_mut(&name).ok_or_else(|| no_destination(&name))?;
    for (member, value) in changes {
        if let Some(value) = value {
            about.insert(member.to_owned(), value);
        }
    }
    about.insert("ApiDestinationState".to_owned(), json!(state));
    about.insert("LastModifiedTime".to_owned(), seconds(now));
    Ok(destination_answer(about))
}

pub(super) fn delete_destination(account: &mut Account, mut request: Request) -> ApiResult<Value> {
    let name = request.required("Name", &NAME);
    request.check()?;
    account.destinations.remove(&name).map(|_| json!({})).ok_or_else(|| no_destination(&name))
}
