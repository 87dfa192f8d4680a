//! What authorises a connection, from the fields of a form.

use super::{Entry, Slot, entry};
use crate::model::Secret;
use serde_json::json;

/// The fields for it. Describing a connection hides what stood in them, so they are empty at first.
pub(super) fn entries() -> Vec<Entry> {
    vec![
        entry(
            "key or user",
            "The key's name, the user, or the OAuth client's id; empty to leave all as it is",
            Slot::AuthName,
        ),
        entry(
            "secret",
            "The key, the password, or the client's secret; it is sent, and neither shown nor kept",
            Slot::AuthSecret,
        ),
        entry("OAuth endpoint", "Where OAuth tokens are had: https://…", Slot::AuthEndpoint),
    ]
}

/// `AuthParameters` for a kind of authorisation; `None` where nothing was typed.
pub(super) fn secret(kind: &str, name: &str, value: &str, endpoint: &str) -> Option<Secret> {
    if name.is_empty() && value.is_empty() && endpoint.is_empty() {
        return None;
    }
    Some(Secret::new(match kind {
        "BASIC" => json!({"BasicAuthParameters": {"Username": name, "Password": value}}),
        "OAUTH_CLIENT_CREDENTIALS" => json!({"OAuthParameters": {
            "ClientParameters": {"ClientID": name, "ClientSecret": value},
            "AuthorizationEndpoint": endpoint, "HttpMethod": "POST",
        }}),
        _ => json!({"ApiKeyAuthParameters": {"ApiKeyName": name, "ApiKeyValue": value}}),
    }))
}
