//! Inline policies of roles, and managed policies.

use super::roles::role;
use super::{ANY, Iam, Managed, NAME, OF_AWS, check, encoded, exists, missing, moment, page};
use crate::local::account::ACCOUNT;
use crate::local::error::{ApiError, ApiResult};
use crate::local::ids::Ids;
use crate::local::request::{Request, Text};
use crate::model::Millis;
use serde_json::{Value, json};

const POLICY_NAME: Text = Text::len(1, 128);
const OF_AWS_PREFIX: &str = "arn:aws:iam::aws:policy/";

pub(super) fn put_inline(iam: &mut Iam, mut request: Request) -> ApiResult<Value> {
    let name = request.required("PolicyName", &POLICY_NAME);
    let document = request.required("PolicyDocument", &ANY);
    let role = role(iam, &mut request)?;
    check(&document)?;
    role.inline.insert(name, document);
    Ok(Value::Null)
}

fn no_inline(name: &str) -> ApiError {
    missing(format!("The role policy with name {name} cannot be found."))
}

pub(super) fn get_inline(iam: &mut Iam, mut request: Request) -> ApiResult<Value> {
    let name = request.required("PolicyName", &POLICY_NAME);
    let role = role(iam, &mut request)?;
    let document = role.inline.get(&name).ok_or_else(|| no_inline(&name))?;
    Ok(json!({"RoleName": role.name, "PolicyName": name, "PolicyDocument": encoded(document)}))
}

pub(super) fn delete_inline(iam: &mut Iam, mut request: Request) -> ApiResult<Value> {
    let name = request.required("PolicyName", &POLICY_NAME);
    let role = role(iam, &mut request)?;
    role.inline.remove(&name).map(|_| Value::Null).ok_or_else(|| no_inline(&name))
}

pub(super) fn list_inline(iam: &mut Iam, mut request: Request) -> ApiResult<Value> {
    let role = role(iam, &mut request)?;
    let scope = format!("ListRolePolicies/{}", role.name);
    let names: Vec<_> = role.inline.keys().map(|name| (name.clone(), json!(name))).collect();
    page("PolicyNames", &scope, names, &mut request)
}

fn no_policy(arn: &str) -> ApiError {
    missing(format!("Policy {arn} does not exist or is not attachable."))
}

pub(super) fn attach(iam: &mut Iam, mut request: Request) -> ApiResult<Value> {
    let arn = request.required("PolicyArn", &ANY);
    request.check()?;
    iam.document(&arn).ok_or_else(|| no_policy(&arn))?;
    let role = role(iam, &mut request)?;
    if !role.attached.contains(&arn) {
        role.attached.push(arn);
    }
    Ok(Value::Null)
}

pub(super) fn detach(iam: &mut Iam, mut request: Request) -> ApiResult<Value> {
    let arn = request.required("PolicyArn", &ANY);
    let role = role(iam, &mut request)?;
    let before = role.attached.len();
    role.attached.retain(|attached| *attached != arn);
    if role.attached.len() == before {
        return Err(missing(format!("Policy {arn} was not found.")));
    }
    Ok(Value::Null)
}

pub(super) fn attached(iam: &mut Iam, mut request: Request) -> ApiResult<Value> {
    let role = role(iam, &mut request)?;
    let scope = format!("ListAttachedRolePolicies/{}", role.name);
    let mut attached = role.attached.clone();
    attached.sort();
    let shown: Vec<_> = attached
        .into_iter()
        .map(|arn| {
            let name = arn.rsplit('/').next().unwrap_or_default().to_owned();
            (arn.clone(), json!({"PolicyName": name, "PolicyArn": arn}))
        })
        .collect();
    page("AttachedPolicies", &scope, shown, &mut request)
}

fn as_json(iam: &Iam, arn: &str, policy: &Managed) -> Value {
    let attachments = iam.roles.values().filter(|role| role.attached.iter().any(|a| a == arn)).count();
    let updated = policy.versions.get(&policy.default).map_or(policy.created, |(_, made)| *made);
    json!({
        "PolicyName": policy.name,
        "PolicyId": policy.id,
        "Arn": arn,
        "Path": policy.path,
        "DefaultVersionId": format!("v{}", policy.default),
        "AttachmentCount": attachments,
        "PermissionsBoundaryUsageCount": 0,
        "IsAttachable": true,
        "CreateDate": moment(policy.created),
        "UpdateDate": moment(updated),
    })
}

/// A policy of AWS, whose versions are not told apart here.
fn of_aws(arn: &str) -> Option<Value> {
    let name = arn.strip_prefix(OF_AWS_PREFIX)?;
    OF_AWS.iter().find(|(known, _)| *known == name)?;
    let (path, name) = name.rsplit_once('/').unwrap_or(("", name));
    Some(json!({
        "PolicyName": name,
        "PolicyId": format!("ANPA{}", Ids::by_name(2, arn).upper(17)),
        "Arn": arn,
        "Path": if path.is_empty() { "/".to_owned() } else { format!("/{path}/") },
        "DefaultVersionId": "v1",
        "AttachmentCount": 0,
        "PermissionsBoundaryUsageCount": 0,
        "IsAttachable": true,
        "CreateDate": "2015-02-06T18:39:46Z",
        "UpdateDate": "2015-02-06T18:39:46Z",
    }))
}

pub(super) fn create(iam: &mut Iam, mut request: Request, now: Millis) -> ApiResult<Value> {
    let name = request.required("PolicyName", &POLICY_NAME);
    let path = request.text("Path", &ANY).unwrap_or_else(|| "/".to_owned());
    let document = request.required("PolicyDocument", &ANY);
    request.check()?;
    check(&document)?;
    let arn = format!("arn:aws:iam::{ACCOUNT}:policy{path}{name}");
    if iam.policies.contains_key(&arn) {
        return Err(exists(format!(
            "A policy called {name} already exists. Duplicate names are not allowed."
        )));
    }
    let id = format!("ANPA{}", Ids::by_name(2, &name).upper(17));
    let policy =
        Managed { name, path, id, created: now, versions: [(1, (document, now))].into(), default: 1 };
    let answer = json!({"Policy": as_json(iam, &arn, &policy)});
    iam.policies.insert(arn, policy);
    Ok(answer)
}

fn absent(arn: &str) -> ApiError {
    missing(format!("Policy {arn} was not found."))
}

pub(super) fn get(iam: &Iam, mut request: Request) -> ApiResult<Value> {
    let arn = request.required("PolicyArn", &ANY);
    request.check()?;
    let policy = match iam.policies.get(&arn) {
        Some(policy) => as_json(iam, &arn, policy),
        None => of_aws(&arn).ok_or_else(|| absent(&arn))?,
    };
    Ok(json!({ "Policy": policy }))
}

pub(super) fn delete(iam: &mut Iam, mut request: Request) -> ApiResult<Value> {
    let arn = request.required("PolicyArn", &ANY);
    request.check()?;
    if iam.roles.values().any(|role| role.attached.contains(&arn)) {
        return Err(ApiError {
            status: 409,
            ..ApiError::new("DeleteConflict", "Cannot delete a policy attached to entities.")
        });
    }
    iam.policies.remove(&arn).map(|_| Value::Null).ok_or_else(|| absent(&arn))
}

pub(super) fn list(iam: &Iam, mut request: Request) -> ApiResult<Value> {
    let scope = request.text("Scope", &ANY).unwrap_or_else(|| "All".to_owned());
    let own = iam.policies.iter().filter(|_| scope != "AWS");
    let mut found: Vec<_> = own.map(|(arn, policy)| (arn.clone(), as_json(iam, arn, policy))).collect();
    if scope != "Local" {
        found.extend(OF_AWS.iter().filter_map(|(name, _)| {
            let arn = format!("{OF_AWS_PREFIX}{name}");
            of_aws(&arn).map(|policy| (arn, policy))
        }));
    }
    found.sort_by(|(a, _), (b, _)| a.cmp(b));
    page("Policies", &format!("ListPolicies/{scope}"), found, &mut request)
}

fn number(version: &str) -> u32 {
    version.strip_prefix('v').and_then(|number| number.parse().ok()).unwrap_or(0)
}

pub(super) fn create_version(iam: &mut Iam, mut request: Request, now: Millis) -> ApiResult<Value> {
    let arn = request.required("PolicyArn", &ANY);
    let document = request.required("PolicyDocument", &ANY);
    let default = request.flag("SetAsDefault");
    request.check()?;
    check(&document)?;
    let policy = iam.policies.get_mut(&arn).ok_or_else(|| absent(&arn))?;
    let version = policy.versions.keys().next_back().map_or(1, |last| last + 1);
    policy.versions.insert(version, (document, now));
    if default {
        policy.default = version;
    }
    Ok(json!({"PolicyVersion": {
        "VersionId": format!("v{version}"),
        "IsDefaultVersion": default,
        "CreateDate": moment(now),
    }}))
}

pub(super) fn get_version(iam: &Iam, mut request: Request) -> ApiResult<Value> {
    let arn = request.required("PolicyArn", &ANY);
    let version = request.required("VersionId", &ANY);
    request.check()?;
    let none = || missing(format!("Policy {arn} version {version} does not exist or is not attachable."));
    let (document, default, created) = if let Some(policy) = iam.policies.get(&arn) {
        let (document, made) = policy.versions.get(&number(&version)).ok_or_else(none)?;
        (document.clone(), policy.default == number(&version), moment(*made))
    } else {
        let document = iam.document(&arn).filter(|_| version == "v1").ok_or_else(none)?;
        (document, true, "2015-02-06T18:39:46Z".to_owned())
    };
    Ok(json!({"PolicyVersion": {
        "Document": encoded(&document),
        "VersionId": version,
        "IsDefaultVersion": default,
        "CreateDate": created,
    }}))
}

pub(super) fn versions(iam: &Iam, mut request: Request) -> ApiResult<Value> {
    let arn = request.required("PolicyArn", &ANY);
    request.check()?;
    let policy = iam.policies.get(&arn).ok_or_else(|| absent(&arn))?;
    let versions: Vec<_> = policy
        .versions
        .iter()
        .map(|(version, (_, made))| {
            let shown = json!({
                "VersionId": format!("v{version}"),
                "IsDefaultVersion": policy.default == *version,
                "CreateDate": moment(*made),
            });
            (format!("{version:08}"), shown)
        })
        .collect();
    page("Versions", &format!("ListPolicyVersions/{arn}"), versions, &mut request)
}

pub(super) fn set_default(iam: &mut Iam, mut request: Request) -> ApiResult<Value> {
    let arn = request.required("PolicyArn", &ANY);
    let version = request.required("VersionId", &NAME);
    request.check()?;
    let policy = iam.policies.get_mut(&arn).ok_or_else(|| absent(&arn))?;
    if !policy.versions.contains_key(&number(&version)) {
        return Err(missing(format!("Policy {arn} version {version} does not exist or is not attachable.")));
    }
    policy.default = number(&version);
    Ok(Value::Null)
}
