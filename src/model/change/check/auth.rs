//! What CreateConnection would refuse of what authorizes a connection. Changing one takes any part of it (API
//! reference, "UpdateConnectionAuthRequestParameters").

use super::{ChangeFault, Held};
use serde_json::Value;

/// What each kind of authorization must have (API reference, "CreateConnectionApiKeyAuthRequestParameters",
/// "CreateConnectionBasicAuthRequestParameters", "CreateConnectionOAuthRequestParameters" and
/// "CreateConnectionOAuthClientRequestParameters").
const NEEDED: [(&str, &str, &[&str]); 3] = [
    ("API_KEY", "ApiKeyAuthParameters", &["ApiKeyName", "ApiKeyValue"]),
    ("BASIC", "BasicAuthParameters", &["Username", "Password"]),
    (
        "OAUTH_CLIENT_CREDENTIALS",
        "OAuthParameters",
        &[
            "ClientParameters.ClientID",
            "ClientParameters.ClientSecret",
            "AuthorizationEndpoint",
            "HttpMethod",
        ],
    ),
];

/// What has to be written for a connection of this kind, with nothing in it; of one that is not known, as for
/// an API key.
pub(crate) fn example_auth(kind: &str) -> Value {
    let row = NEEDED.iter().find(|(of, _, _)| *of == kind).or(NEEDED.first());
    let mut held = Held::default();
    for (own, path) in row.iter().flat_map(|(_, own, members)| members.iter().map(move |path| (own, path))) {
        held.set(&format!("{own}.{path}"), Some("…".into()));
    }
    held.settings.unwrap_or_default().into()
}

/// What a new connection of this kind lacks in `AuthParameters`; what is in them is not repeated.
pub(super) fn lacking(to: &Held, parameters: &Value) -> Vec<ChangeFault> {
    let kind = to.text("AuthorizationType").unwrap_or_default();
    let Some((_, own, members)) = NEEDED.iter().find(|(of, _, _)| *of == kind) else { return Vec::new() };
    let Some(given) = parameters.get(own).filter(|given| given.is_object()) else {
        let ours = format!("{own} is needed: it is what authorizes a connection of the kind {kind}.");
        let service = format!(
            "Parameter AuthParameters is not valid. Reason: {own} must be specified for authorization type {kind}."
        );
        return vec![ChangeFault::at("AuthParameters", ours).in_words_of_service(service)];
    };
    let mut faults = Vec::new();
    for path in *members {
        let value = path.split('.').try_fold(given, |within, name| within.get(name));
        match value {
            None | Some(Value::Null) => {
                let fault = ChangeFault::at(format!("AuthParameters.{own}.{path}"), "it is needed.");
                faults.push(
                    fault.in_words_of_service(null_at(&format!(
                        "AuthParameters.{own}.{}",
                        absent(given, path)
                    ))),
                );
            }
            Some(Value::String(text)) if !text.is_empty() => {}
            Some(_) => {
                let ours = "it must be a text that is not empty.";
                faults.push(ChangeFault::at(format!("AuthParameters.{own}.{path}"), ours));
            }
        }
    }
    faults
}

/// The part of a path that the service finds missing: the structure, where that is not there at all.
fn absent<'p>(given: &Value, path: &'p str) -> &'p str {
    match path.split_once('.') {
        Some((structure, _)) if given.get(structure).is_none_or(Value::is_null) => structure,
        Some(_) | None => path,
    }
}

/// The service's sentence for a member that must be there.
fn null_at(path: &str) -> String {
    let lower = |name: &str| format!("{}{}", name[..1].to_lowercase(), &name[1..]);
    let path = path.split('.').map(lower).collect::<Vec<_>>().join(".");
    format!(
        "1 validation error detected: Value null at '{path}' failed to satisfy constraint: Member must not be null"
    )
}
