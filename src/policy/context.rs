//! The condition keys of a request, and what is known of their values.

use crate::text::edits;
use std::collections::BTreeMap;

/// What the key of a tag of the resource begins with, in lower case.
pub(super) const OF_RESOURCE: &str = "aws:resourcetag/";

/// The keys that every request may have ("AWS global condition context keys").
const GLOBAL: [&str; 41] = [
    "aws:CalledVia",
    "aws:CalledViaFirst",
    "aws:CalledViaLast",
    "aws:CurrentTime",
    "aws:EpochTime",
    "aws:FederatedProvider",
    "aws:MultiFactorAuthAge",
    "aws:MultiFactorAuthPresent",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalIsAWSService",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
    "aws:PrincipalType",
    "aws:Referer",
    "aws:RequestedRegion",
    "aws:ResourceAccount",
    "aws:ResourceOrgID",
    "aws:ResourceOrgPaths",
    "aws:SecureTransport",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceIdentity",
    "aws:SourceIp",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "aws:SourceOwner",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:TagKeys",
    "aws:TokenIssueTime",
    "aws:UserAgent",
    "aws:userid",
    "aws:username",
    "aws:ViaAWSService",
    "aws:VpceAccount",
    "aws:VpceOrgID",
    "aws:VpceOrgPaths",
    "aws:VpcSourceIp",
];

/// The key that a misspelt name means, such as `aws:SourceArns`.
pub(super) fn near_key(key: &str) -> Option<&'static str> {
    /// One letter more, less or otherwise: further names may be keys that are not known here.
    const SLIPS: usize = 1;
    let lower = key.to_lowercase();
    if !lower.starts_with("aws:") || lower.contains('/') {
        return None;
    }
    let known = || GLOBAL.iter().map(|known| (known, known.to_lowercase()));
    if known().any(|(_, known)| known == lower) {
        return None;
    }
    known().find(|(_, known)| edits(known, &lower, SLIPS).is_some()).map(|(known, _)| *known)
}

/// What a request holds under one condition key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyValue {
    /// These values; most keys have one.
    Values(Vec<String>),
    /// These values, and perhaps others beside them. Why the others are not known, as a clause.
    AtLeast {
        /// The values that are surely there.
        values: Vec<String>,
        /// Why the others are not known.
        why: String,
    },
    /// The request surely does not have the key.
    Absent,
    /// Whether it has, and what, cannot be told. Why, as a clause.
    Unknown(String),
    /// Whether it has the key cannot be told; where it has, it holds this value. Why, as a clause.
    Perhaps {
        /// The value.
        value: String,
        /// Why it cannot be told.
        why: String,
    },
}

impl KeyValue {
    /// One value.
    pub fn value(text: impl Into<String>) -> Self {
        Self::Values(vec![text.into()])
    }
}

/// Condition keys with what is known of them. Names of keys do not heed letter case ("IAM JSON policy
/// elements: Condition").
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestContext {
    /// By name in lower case.
    keys: BTreeMap<String, KeyValue>,
    /// The caller's tags by key in lower case, where they are known.
    tags: Option<BTreeMap<String, String>>,
    /// The resource's tags by key in lower case, where they are known; why they are not, as a clause.
    resource_tags: Option<Result<BTreeMap<String, String>, String>>,
}

/// Tags by key in lower case.
fn lower(tags: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    tags.iter().map(|(key, value)| (key.to_lowercase(), value.clone())).collect()
}

impl RequestContext {
    /// No keys: all of them are unknown, but for those that follow from the caller and the resource.
    pub fn new() -> Self {
        Self::default()
    }

    /// Says what a key holds.
    #[must_use]
    pub fn with(mut self, key: &str, held: KeyValue) -> Self {
        self.keys.insert(key.to_lowercase(), held);
        self
    }

    /// Gives a key one value.
    #[must_use]
    pub fn set(self, key: &str, value: impl Into<String>) -> Self {
        self.with(key, KeyValue::value(value))
    }

    /// Says that the request surely lacks a key.
    #[must_use]
    pub fn without(self, key: &str) -> Self {
        self.with(key, KeyValue::Absent)
    }

    /// Says which tags the caller has: `aws:PrincipalTag/KEY`.
    #[must_use]
    pub(crate) fn with_principal_tags(mut self, tags: &BTreeMap<String, String>) -> Self {
        self.tags = Some(lower(tags));
        self
    }

    /// Says which tags the resource has: `aws:ResourceTag/KEY`.
    #[must_use]
    pub(crate) fn resource_tagged(mut self, tags: &BTreeMap<String, String>) -> Self {
        self.resource_tags = Some(Ok(lower(tags)));
        self
    }

    /// Says why the resource's tags are not known, as a clause.
    #[must_use]
    pub(crate) fn resource_tags_unknown(mut self, why: &str) -> Self {
        self.resource_tags = Some(Err(why.to_owned()));
        self
    }

    /// What was said of a key.
    pub(super) fn get(&self, key: &str) -> Option<KeyValue> {
        let key = key.to_lowercase();
        let held = |tags: &BTreeMap<String, String>, tag: &str| {
            tags.get(tag).map_or(KeyValue::Absent, KeyValue::value)
        };
        if let (Some(tag), Some(tags)) = (key.strip_prefix("aws:principaltag/"), &self.tags) {
            return Some(held(tags, tag));
        }
        match (key.strip_prefix(OF_RESOURCE), &self.resource_tags) {
            (Some(tag), Some(Ok(tags))) => Some(held(tags, tag)),
            (Some(_), Some(Err(why))) => Some(KeyValue::Unknown(why.clone())),
            _ => self.keys.get(&key).cloned(),
        }
    }
}
