//! What CloudTrail's records of calls, sign-ins and services' own events have in `detail`.
//!
//! Names and levels: CloudTrail user guide, "CloudTrail record contents for management, data, and network
//! activity events" and "CloudTrail userIdentity element", whose examples show what kind of value stands
//! there. What a call was about differs from call to call: of `requestParameters` and `responseElements` only
//! AWS's schemas of some services' records know fields.

use super::{EventField, EventKind, FieldType, RECORDED, of};
use crate::pattern::services::is_of_aws;
use crate::pattern::{Asked, Asks, cloudtrails};
use std::collections::BTreeMap;

/// The guide's page on records.
pub(super) const PAGE: &str = "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html";

/// What is no text at the top of a record, and is not laid out below.
const NO_TEXTS: [(&str, FieldType); 13] = [
    ("addendum", FieldType::Object),
    ("additionalEventData", FieldType::Object),
    ("apiVersion", FieldType::Json),
    ("edgeDeviceDetails", FieldType::Object),
    ("eventContext", FieldType::Object),
    ("insightDetails", FieldType::Object),
    ("managementEvent", FieldType::Boolean),
    ("readOnly", FieldType::Boolean),
    ("requestParameters", FieldType::Object),
    ("resources", FieldType::Object),
    ("responseElements", FieldType::Object),
    ("serviceEventDetails", FieldType::Object),
    ("sessionCredentialFromConsole", FieldType::Json),
];

/// What is laid out: texts, all of it.
const INSIDE: [&str; 24] = [
    "tlsDetails.cipherSuite",
    "tlsDetails.clientProvidedHostHeader",
    "tlsDetails.keyExchange",
    "tlsDetails.tlsVersion",
    "userIdentity.accessKeyId",
    "userIdentity.accountId",
    "userIdentity.arn",
    "userIdentity.credentialId",
    "userIdentity.identityProvider",
    "userIdentity.invokedBy",
    "userIdentity.onBehalfOf.identityStoreArn",
    "userIdentity.onBehalfOf.userId",
    "userIdentity.principalId",
    "userIdentity.sessionContext.attributes.creationDate",
    "userIdentity.sessionContext.attributes.mfaAuthenticated",
    "userIdentity.sessionContext.ec2RoleDelivery",
    "userIdentity.sessionContext.sessionIssuer.accountId",
    "userIdentity.sessionContext.sessionIssuer.arn",
    "userIdentity.sessionContext.sessionIssuer.principalId",
    "userIdentity.sessionContext.sessionIssuer.type",
    "userIdentity.sessionContext.sessionIssuer.userName",
    "userIdentity.sessionContext.sourceIdentity",
    "userIdentity.type",
    "userIdentity.userName",
];

/// What has fields that are not laid out.
const OPEN: [&str; 4] = [
    "userIdentity.invokedByDelegate",
    "userIdentity.inScopeOf",
    "userIdentity.sessionContext.assumedRoot",
    "userIdentity.sessionContext.webIdFederationData",
];

/// Whether an alternative takes nothing but what CloudTrail records: by its detail-types, or where it names
/// none, by fields that only records have.
pub fn asks_records(asks: Asks<'_>) -> bool {
    if let Some(types) = asks.at("detail-type") {
        return types.is_only(|text| RECORDED.contains(&text));
    }
    let call = asks.at("detail.eventName").or(asks.at("detail.eventSource"));
    call.is_some() && asks.at("source").is_some_and(|asked| asked.is_only(is_of_aws))
}

/// The record that an alternative asks for, with what is known of those of its sources; none where it takes
/// other events as well.
pub(super) fn asked_record(asks: Asks<'_>) -> Option<EventKind> {
    if !asks_records(asks) {
        return None;
    }
    let texts = |path: &str| asks.at(path).map(Asked::texts).unwrap_or_default();
    let sources = texts("source");
    let mut fields: BTreeMap<String, EventField> = BTreeMap::new();
    for (path, kind) in own_fields() {
        let path = format!("detail.{path}");
        let field = EventField { path: path.clone(), types: vec![kind], array: false, optional: true };
        fields.insert(path, field);
    }
    let types = texts("detail-type");
    let types: Vec<&str> = match types.as_slice() {
        [] => RECORDED.to_vec(),
        types => types.iter().map(String::as_str).collect(),
    };
    let kinds = sources.iter().flat_map(|source| types.iter().filter_map(|text| of(source, text)));
    for field in kinds.flat_map(|kind| &kind.fields) {
        // The guide holds for every service's.
        if own_fields().any(|(path, _)| field.path.strip_prefix("detail.") == Some(path)) {
            continue;
        }
        let known = fields.entry(field.path.clone()).or_insert_with(|| field.clone());
        known.types.extend(field.types.iter().copied());
    }
    Some(EventKind {
        source: sources.into_iter().next().unwrap_or_default(),
        detail_type: "CloudTrail's record".to_owned(),
        fields: fields.into_values().collect(),
        whole: true,
        of_api: false,
        page: Some(PAGE),
    })
}

/// The fields that any record may have, below `detail`.
fn own_fields() -> impl Iterator<Item = (&'static str, FieldType)> {
    let is_laid_out = |name: &str| INSIDE.iter().any(|path| path.split('.').next() == Some(name));
    let kind = |name: &str| NO_TEXTS.iter().find(|(other, _)| *other == name).map(|(_, kind)| *kind);
    let top = cloudtrails().filter(move |name| !is_laid_out(name));
    top.map(move |name| (name, kind(name).unwrap_or(FieldType::String)))
        .chain(INSIDE.into_iter().map(|path| (path, FieldType::String)))
        .chain(OPEN.into_iter().map(|path| (path, FieldType::Json)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::record_doubt::{AT_TIMES, CALLED};

    #[test]
    fn every_name_of_a_record_is_known() {
        let fields: Vec<&str> = own_fields().map(|(path, _)| path).collect();
        let is_there = |name: &str| fields.iter().any(|path| path.split('.').next() == Some(name));
        assert!(cloudtrails().all(is_there));
        let is_known = |path: &&str| cloudtrails().any(|name| path.split('.').next() == Some(name));
        assert!(fields.iter().all(is_known), "{fields:?}");
        let record = |name: &str| {
            fields.contains(&name) || fields.iter().any(|path| path.starts_with(&format!("{name}.")))
        };
        assert!(CALLED.iter().all(|(called, right)| record(right) && !record(called)));
        assert!(AT_TIMES.iter().all(|path| fields.contains(&&path["detail.".len()..])));
    }
}
