//! Identity and Access Management: roles with their trust, inline and managed policies and boundaries, and
//! the simulator over them. Source: IAM API reference.
//!
//! IAM is global: every region sees the same roles. `roles` and `policies` are the operations, `simulate`
//! asks the evaluation of policies.

mod policies;
mod roles;
mod simulate;

use super::account::ACCOUNT;
use super::error::{ApiError, ApiResult};
use super::ids::Ids;
use super::paging;
use super::request::{Request, Text};
use crate::model::Millis;
use crate::policy::Policy;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

const ANY: Text = Text::len(0, usize::MAX);
const NAME: Text = Text::matching(1, 64, "[\\w+=,.@-]+", name_words);

fn name_words(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || "+=,.@-_".contains(c))
}

/// Everything IAM holds.
#[derive(Default)]
pub(super) struct Iam {
    pub(super) roles: BTreeMap<String, Role>,
    /// Customer managed policies by ARN.
    pub(super) policies: BTreeMap<String, Managed>,
}

/// A role.
pub(super) struct Role {
    pub(super) name: String,
    pub(super) path: String,
    pub(super) id: String,
    pub(super) trust: String,
    pub(super) description: Option<String>,
    pub(super) session: i64,
    pub(super) boundary: Option<String>,
    pub(super) created: Millis,
    /// Inline policies by name.
    pub(super) inline: BTreeMap<String, String>,
    /// ARNs of the managed policies attached to it.
    pub(super) attached: Vec<String>,
    pub(super) tags: BTreeMap<String, String>,
}

/// A customer managed policy.
pub(super) struct Managed {
    pub(super) name: String,
    pub(super) path: String,
    pub(super) id: String,
    pub(super) created: Millis,
    /// Documents by version, from 1, with the moment each was made.
    pub(super) versions: BTreeMap<u32, (String, Millis)>,
    pub(super) default: u32,
}

impl Role {
    /// A role that nobody may assume and that may do nothing.
    pub(super) fn new(name: &str, path: &str, now: Millis) -> Self {
        Self {
            name: name.to_owned(),
            path: path.to_owned(),
            id: format!("AROA{}", Ids::by_name(1, name).upper(17)),
            trust: String::new(),
            description: None,
            session: 3600,
            boundary: None,
            created: now,
            inline: BTreeMap::new(),
            attached: Vec::new(),
            tags: BTreeMap::new(),
        }
    }

    /// Its ARN.
    pub(super) fn arn(&self) -> String {
        format!("arn:aws:iam::{ACCOUNT}:role{}{}", self.path, self.name)
    }
}

/// What managed policies of AWS allow, by the name behind `arn:aws:iam::aws:policy/`: those that people
/// attach to the roles of targets. ("AWS managed policy reference".)
const OF_AWS: [(&str, &[&str]); 12] = [
    ("AdministratorAccess", &["*"]),
    ("PowerUserAccess", &["*"]),
    ("AmazonEventBridgeFullAccess", &["events:*", "schemas:*", "scheduler:*", "pipes:*"]),
    ("AmazonSQSFullAccess", &["sqs:*"]),
    ("AmazonSNSFullAccess", &["sns:*"]),
    ("AmazonKinesisFullAccess", &["kinesis:*"]),
    ("AmazonKinesisFirehoseFullAccess", &["firehose:*"]),
    ("AWSLambda_FullAccess", &["lambda:*"]),
    ("AWSStepFunctionsFullAccess", &["states:*"]),
    ("CloudWatchLogsFullAccess", &["logs:*"]),
    ("service-role/AWSLambdaRole", &["lambda:InvokeFunction"]),
    ("service-role/AmazonEC2ContainerServiceEventsRole", &["ecs:RunTask", "ecs:TagResource", "iam:PassRole"]),
];

impl Iam {
    /// The role an ARN names.
    pub(super) fn role(&self, arn: &str) -> Option<&Role> {
        let name = arn.rsplit('/').next()?;
        self.roles.get(name).filter(|role| role.arn() == arn)
    }

    /// The document of a managed policy, AWS's own included.
    pub(super) fn document(&self, arn: &str) -> Option<String> {
        if let Some(name) = arn.strip_prefix("arn:aws:iam::aws:policy/") {
            let (_, actions) = OF_AWS.iter().find(|(known, _)| *known == name)?;
            let statement = json!({"Effect": "Allow", "Action": actions, "Resource": "*"});
            return Some(json!({"Version": "2012-10-17", "Statement": [statement]}).to_string());
        }
        let policy = self.policies.get(arn)?;
        policy.versions.get(&policy.default).map(|(document, _)| document.clone())
    }

    /// Every policy of a role, inline ones first, and its boundary. A document that cannot be read allows
    /// nothing.
    pub(super) fn documents(&self, role: &Role) -> (Vec<Policy>, Option<Policy>) {
        let read = |text: String| Policy::parse(&text).ok();
        let inline = role.inline.values().cloned();
        let attached = role.attached.iter().filter_map(|arn| self.document(arn));
        let boundary = role
            .boundary
            .as_ref()
            .map(|arn| self.document(arn).and_then(|text| Policy::parse(&text).ok()).unwrap_or_default());
        (inline.chain(attached).filter_map(read).collect(), boundary)
    }
}

/// Answers one operation.
pub(super) fn call(iam: &mut Iam, operation: &str, input: Value, now: Millis) -> ApiResult<Value> {
    let request = Request::new(input, "ValidationError");
    match operation {
        "CreateRole" => roles::create(iam, request, now),
        "GetRole" => roles::get(iam, request),
        "ListRoles" => roles::list(iam, request),
        "DeleteRole" => roles::delete(iam, request),
        "UpdateAssumeRolePolicy" => roles::set_trust(iam, request),
        "UpdateRole" => roles::update(iam, request),
        "PutRolePermissionsBoundary" => roles::set_boundary(iam, request, true),
        "DeleteRolePermissionsBoundary" => roles::set_boundary(iam, request, false),
        "TagRole" => roles::tag(iam, request),
        "UntagRole" => roles::untag(iam, request),
        "ListRoleTags" => roles::tags(iam, request),
        "PutRolePolicy" => policies::put_inline(iam, request),
        "GetRolePolicy" => policies::get_inline(iam, request),
        "DeleteRolePolicy" => policies::delete_inline(iam, request),
        "ListRolePolicies" => policies::list_inline(iam, request),
        "AttachRolePolicy" => policies::attach(iam, request),
        "DetachRolePolicy" => policies::detach(iam, request),
        "ListAttachedRolePolicies" => policies::attached(iam, request),
        "CreatePolicy" => policies::create(iam, request, now),
        "GetPolicy" => policies::get(iam, request),
        "DeletePolicy" => policies::delete(iam, request),
        "ListPolicies" => policies::list(iam, request),
        "CreatePolicyVersion" => policies::create_version(iam, request, now),
        "GetPolicyVersion" => policies::get_version(iam, request),
        "ListPolicyVersions" => policies::versions(iam, request),
        "SetDefaultPolicyVersion" => policies::set_default(iam, request),
        "SimulatePrincipalPolicy" => simulate::principal(iam, request),
        _ => {
            Err(ApiError::new("InvalidAction", format!("The embedded account has no operation {operation}.")))
        }
    }
}

fn missing(what: impl std::fmt::Display) -> ApiError {
    ApiError { status: 404, ..ApiError::new("NoSuchEntity", what) }
}

fn exists(what: impl std::fmt::Display) -> ApiError {
    ApiError { status: 409, ..ApiError::new("EntityAlreadyExists", what) }
}

/// Judges a document as IAM does when it is put: it has to be one, whatever it says.
fn check(document: &str) -> ApiResult<()> {
    match Policy::parse(document) {
        Ok(_) => Ok(()),
        Err(error) if serde_json::from_str::<Value>(document).is_err() => Err(ApiError::new(
            "MalformedPolicyDocument",
            format!("This policy contains invalid Json ({error})"),
        )),
        Err(error) => {
            Err(ApiError::new("MalformedPolicyDocument", format!("Syntax errors in policy. ({error})")))
        }
    }
}

/// "The policy document returned in this structure is URL-encoded compliant with RFC 3986."
fn encoded(document: &str) -> String {
    let mut out = String::with_capacity(document.len() * 2);
    for byte in document.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

fn moment(now: Millis) -> String {
    Timestamp::from_millisecond(now.div_euclid(1000) * 1000).unwrap_or_default().to_string()
}

/// One page, with IAM's own way of saying that more follow.
fn page(
    member: &str,
    scope: &str,
    items: impl IntoIterator<Item = (String, Value)>,
    request: &mut Request,
) -> ApiResult<Value> {
    let marker = request.text("Marker", &ANY);
    let most = request.int("MaxItems", 1, 1000).and_then(|most| usize::try_from(most).ok()).unwrap_or(100);
    request.check()?;
    let bad = || ApiError::new("ValidationError", "Invalid Marker.");
    let after = match marker {
        None => None,
        Some(marker) => Some(paging::cursor(scope, &marker).ok_or_else(bad)?),
    };
    let page = paging::page(scope, items, after.as_deref(), most);
    let mut out = json!({"IsTruncated": page.next.is_some()});
    out[member] = json!(page.items);
    if let Some(next) = page.next {
        out["Marker"] = json!(next);
    }
    Ok(out)
}

fn tags_out(tags: &BTreeMap<String, String>) -> Value {
    tags.iter().map(|(key, value)| json!({"Key": key, "Value": value})).collect()
}
