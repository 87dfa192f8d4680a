//! Roles as IAM keeps them, and the operations on them.

use super::{ANY, Iam, NAME, Role, check, encoded, exists, missing, moment, page, tags_out};
use crate::local::account::shape;
use crate::local::error::{ApiError, ApiResult};
use crate::local::request::Request;
use crate::model::Millis;
use serde_json::{Value, json};

fn no_role(name: &str) -> ApiError {
    missing(format!("The role with name {name} cannot be found."))
}

/// Reads `RoleName` and finds the role.
pub(super) fn role<'a>(iam: &'a mut Iam, request: &mut Request) -> ApiResult<&'a mut Role> {
    let name = request.required("RoleName", &NAME);
    request.check()?;
    iam.roles.get_mut(&name).ok_or_else(|| no_role(&name))
}

fn as_json(role: &Role) -> Value {
    let boundary = role.boundary.as_ref().map_or(
        Value::Null,
        |arn| json!({"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn}),
    );
    shape([
        ("Path", json!(role.path)),
        ("RoleName", json!(role.name)),
        ("RoleId", json!(role.id)),
        ("Arn", json!(role.arn())),
        ("CreateDate", json!(moment(role.created))),
        ("AssumeRolePolicyDocument", json!(encoded(&role.trust))),
        ("Description", json!(role.description)),
        ("MaxSessionDuration", json!(role.session)),
        ("PermissionsBoundary", boundary),
        ("Tags", if role.tags.is_empty() { Value::Null } else { tags_out(&role.tags) }),
    ])
}

pub(super) fn create(iam: &mut Iam, mut request: Request, now: Millis) -> ApiResult<Value> {
    let name = request.required("RoleName", &NAME);
    let trust = request.required("AssumeRolePolicyDocument", &ANY);
    let path = request.text("Path", &ANY).unwrap_or_else(|| "/".to_owned());
    let mut role = Role::new(&name, &path, now);
    role.description = request.text("Description", &ANY);
    role.session = request.int("MaxSessionDuration", 3600, 43_200).unwrap_or(3600);
    role.boundary = request.text("PermissionsBoundary", &ANY);
    role.tags = request.tags();
    request.check()?;
    check(&trust)?;
    if iam.roles.contains_key(&name) {
        return Err(exists(format!("Role with name {name} already exists.")));
    }
    role.trust = trust;
    let answer = json!({"Role": as_json(&role)});
    iam.roles.insert(name, role);
    Ok(answer)
}

pub(super) fn get(iam: &mut Iam, mut request: Request) -> ApiResult<Value> {
    Ok(json!({"Role": as_json(role(iam, &mut request)?)}))
}

pub(super) fn list(iam: &Iam, mut request: Request) -> ApiResult<Value> {
    let prefix = request.text("PathPrefix", &ANY).unwrap_or_default();
    let roles = iam.roles.iter().filter(|(_, role)| role.path.starts_with(&prefix));
    let roles = roles.map(|(name, role)| (name.clone(), as_json(role)));
    page("Roles", &format!("ListRoles/{prefix}"), roles, &mut request)
}

pub(super) fn delete(iam: &mut Iam, mut request: Request) -> ApiResult<Value> {
    let role = role(iam, &mut request)?;
    if !role.attached.is_empty() || !role.inline.is_empty() {
        return Err(ApiError {
            status: 409,
            ..ApiError::new("DeleteConflict", "Cannot delete entity, must delete policies first.")
        });
    }
    let name = role.name.clone();
    iam.roles.remove(&name);
    Ok(Value::Null)
}

pub(super) fn set_trust(iam: &mut Iam, mut request: Request) -> ApiResult<Value> {
    let document = request.required("PolicyDocument", &ANY);
    let role = role(iam, &mut request)?;
    check(&document)?;
    role.trust = document;
    Ok(Value::Null)
}

pub(super) fn update(iam: &mut Iam, mut request: Request) -> ApiResult<Value> {
    let description = request.text("Description", &ANY);
    let session = request.int("MaxSessionDuration", 3600, 43_200);
    let role = role(iam, &mut request)?;
    role.description = description.or_else(|| role.description.take());
    role.session = session.unwrap_or(role.session);
    Ok(json!({}))
}

pub(super) fn set_boundary(iam: &mut Iam, mut request: Request, there: bool) -> ApiResult<Value> {
    let boundary = there.then(|| request.required("PermissionsBoundary", &ANY));
    role(iam, &mut request)?.boundary = boundary;
    Ok(Value::Null)
}

pub(super) fn tag(iam: &mut Iam, mut request: Request) -> ApiResult<Value> {
    let tags = request.tags();
    role(iam, &mut request)?.tags.extend(tags);
    Ok(Value::Null)
}

pub(super) fn untag(iam: &mut Iam, mut request: Request) -> ApiResult<Value> {
    let keys = request.texts("TagKeys", 0, 50, &ANY).unwrap_or_default();
    role(iam, &mut request)?.tags.retain(|key, _| !keys.contains(key));
    Ok(Value::Null)
}

pub(super) fn tags(iam: &mut Iam, mut request: Request) -> ApiResult<Value> {
    Ok(json!({"Tags": tags_out(&role(iam, &mut request)?.tags), "IsTruncated": false}))
}
