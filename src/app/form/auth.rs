//! What authorizes a connection, from the fields of a form.

use super::{FormField, Slot, form_field, setting};
use crate::model::{Secret, SettingField};
use serde_json::{Map, Value, json};

/// How OAuth tokens are asked for (API reference, "CreateConnectionOAuthRequestParameters").
pub(super) const METHODS: [&str; 3] = ["GET", "POST", "PUT"];

/// The kind of authorization that has an endpoint and a method.
pub const OAUTH: &str = "OAUTH_CLIENT_CREDENTIALS";

/// The settings of a connection, with what authorizes it behind how that is done.
pub(super) fn connection(own: impl Iterator<Item = &'static SettingField>, new: bool) -> Vec<FormField> {
    let mut all: Vec<FormField> = own.map(setting).collect();
    let how = all.iter().position(|entry| is_authorization(entry.slot)).map_or(0, |at| at + 1);
    all.splice(how..how, entries(new));
    all
}

/// Whether how a connection is authorized stands in a field.
pub fn is_authorization(slot: Slot) -> bool {
    matches!(slot, Slot::Setting(field) if field.path == "AuthorizationType")
}

/// Whether what is wrong at a place of what authorizes a connection is wrong in this field of those for it.
pub fn is_of_member(slot: Slot, place: &str) -> bool {
    let member = place.rsplit('.').next().unwrap_or_default();
    let secret = matches!(member, "ApiKeyValue" | "Password" | "ClientSecret");
    let endpoint = member == "AuthorizationEndpoint";
    let is_its_own =
        [(Slot::AuthSecret, secret), (Slot::AuthEndpoint, endpoint), (Slot::AuthName, !secret && !endpoint)];
    is_its_own.iter().find(|(own, _)| *own == slot).is_none_or(|(_, is_its_own)| *is_its_own)
}

/// What a field is called where a connection is authorized so; none where it is called the same for all.
pub fn label_for(slot: Slot, kind: &str) -> Option<&'static str> {
    match (slot, kind) {
        (Slot::AuthName, "API_KEY") => Some("name of the key"),
        (Slot::AuthName, "BASIC") => Some("user"),
        (Slot::AuthName, OAUTH) => Some("client's id"),
        (Slot::AuthSecret, "API_KEY") => Some("key"),
        (Slot::AuthSecret, "BASIC") => Some("password"),
        (Slot::AuthSecret, OAUTH) => Some("client's secret"),
        (_, _) => None,
    }
}

/// The fields for it, for a new connection or one that is there. Describing a connection hides what stood in
/// them, so they are empty at first.
fn entries(new: bool) -> Vec<FormField> {
    let mut method =
        form_field("OAuth method", "How OAuth tokens are asked for: GET, POST or PUT", Slot::AuthMethod);
    if new {
        "POST".clone_into(&mut method.text);
    }
    vec![
        form_field(
            "key or user",
            if new {
                "The key's name, the user, or the OAuth client's id"
            } else {
                "The key's name, the user, or the OAuth client's id; empty to leave it as it is"
            },
            Slot::AuthName,
        ),
        form_field(
            "secret",
            "The key, the password, or the client's secret; it is sent, and neither shown nor kept",
            Slot::AuthSecret,
        ),
        form_field("OAuth endpoint", "Where OAuth tokens are had: https://…", Slot::AuthEndpoint),
        method,
    ]
}

/// What was typed in the fields.
pub(super) struct TypedAuth<'t> {
    pub(super) name: &'t str,
    pub(super) secret: &'t str,
    pub(super) endpoint: &'t str,
    pub(super) method: &'t str,
}

/// `AuthParameters` for a kind of authorization, with what was typed and nothing else: the service keeps what
/// is not sent (API reference, "UpdateConnectionAuthRequestParameters"). `None` where nothing was typed; for
/// a new connection also where only the preset method stands there.
pub(super) fn secret(kind: &str, typed: &TypedAuth<'_>, new: bool) -> Option<Secret> {
    let is_oauth = kind == OAUTH;
    let method = if is_oauth { typed.method } else { "" };
    let nothing = typed.name.is_empty() && typed.secret.is_empty() && typed.endpoint.is_empty();
    if nothing && (new || method.is_empty()) {
        return None;
    }
    let of = |members: &[(&str, &str)]| -> Map<String, Value> {
        let typed = members.iter().filter(|(_, text)| !text.is_empty());
        typed.map(|(name, text)| ((*name).to_owned(), json!(text))).collect()
    };
    let (name, value) = (typed.name, typed.secret);
    Some(Secret::new(match kind {
        "BASIC" => json!({"BasicAuthParameters": of(&[("Username", name), ("Password", value)])}),
        OAUTH => {
            let mut all = of(&[("AuthorizationEndpoint", typed.endpoint), ("HttpMethod", method)]);
            let client = of(&[("ClientID", name), ("ClientSecret", value)]);
            if !client.is_empty() {
                all.insert("ClientParameters".to_owned(), client.into());
            }
            json!({"OAuthParameters": all})
        }
        _ => json!({"ApiKeyAuthParameters": of(&[("ApiKeyName", name), ("ApiKeyValue", value)])}),
    }))
}
