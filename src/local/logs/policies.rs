//! Resource policies of CloudWatch Logs. Whether they let EventBridge deliver is `delivery`'s to judge.

use super::super::account::shape;
use super::super::error::{ApiError, ApiResult};
use super::super::request::{Request, Text};
use super::store::Logs;
use super::{ANY, Paging, name_in, no_group};
use crate::model::Millis;
use serde_json::{Value, json};

/// "An account can have up to 10 resource policies per region" (PutResourcePolicy).
const MAX_POLICIES: usize = 10;

/// A resource policy.
pub(in crate::local) struct Policy {
    pub(in crate::local) name: String,
    pub(in crate::local) document: String,
    pub(in crate::local) updated: Millis,
}

impl Policy {
    /// A policy.
    pub(in crate::local) fn new(name: &str, document: String, updated: Millis) -> Self {
        Self { name: name.to_owned(), document, updated }
    }

    fn summary(&self, resource: Option<&str>) -> Value {
        shape([
            ("policyName", json!(self.name)),
            ("policyDocument", json!(self.document)),
            ("lastUpdatedTime", json!(self.updated)),
            ("policyScope", json!(if resource.is_some() { "RESOURCE" } else { "ACCOUNT" })),
            ("resourceArn", json!(resource)),
        ])
    }
}

pub(super) fn describe(logs: &Logs, mut request: Request) -> ApiResult<Value> {
    let resource = request.text("resourceArn", &ANY);
    let scope = request.choice("policyScope", &["ACCOUNT", "RESOURCE"]);
    let paging = Paging::of(&mut request, 50);
    request.check()?;
    if scope.as_deref() == Some("RESOURCE") {
        let arn = resource
            .ok_or_else(|| ApiError::parameter("resourceArn is required when policyScope is RESOURCE."))?;
        let group = logs.groups.get(name_in(&arn)).ok_or_else(no_group)?;
        let policies: Vec<Value> =
            group.policy.iter().map(|policy| policy.summary(Some(&logs.arn(&group.name)))).collect();
        return Ok(json!({"resourcePolicies": policies}));
    }
    let page = paging.cut(
        "DescribeResourcePolicies",
        logs.policies.iter().map(|(name, policy)| (name.clone(), policy.summary(None))),
    )?;
    Ok(shape([("resourcePolicies", json!(page.items)), ("nextToken", json!(page.next))]))
}

pub(super) fn put(logs: &mut Logs, mut request: Request, now: Millis) -> ApiResult<Value> {
    let resource = request.text("resourceArn", &ANY);
    let name = request.text("policyName", &ANY);
    let document = request.required("policyDocument", &Text::len(1, 51_200));
    request.check()?;
    if !serde_json::from_str::<Value>(&document).is_ok_and(|document| document.get("Statement").is_some()) {
        return Err(ApiError::parameter("The policy document is not valid JSON, or has no Statement."));
    }
    if let Some(arn) = resource {
        let group = logs.groups.get_mut(name_in(&arn)).ok_or_else(no_group)?;
        let policy = Policy::new(&name.unwrap_or_default(), document, now);
        let answer = json!({"resourcePolicy": policy.summary(Some(&arn))});
        group.policy = Some(policy);
        return Ok(answer);
    }
    let name = name
        .filter(|name| !name.is_empty())
        .ok_or_else(|| ApiError::parameter("policyName must be specified."))?;
    if !logs.policies.contains_key(&name) && logs.policies.len() >= MAX_POLICIES {
        return Err(ApiError::new("LimitExceededException", "Resource limit exceeded."));
    }
    let policy = Policy::new(&name, document, now);
    let answer = json!({"resourcePolicy": policy.summary(None)});
    logs.policies.insert(name, policy);
    Ok(answer)
}

pub(super) fn delete(logs: &mut Logs, mut request: Request) -> ApiResult<Value> {
    let resource = request.text("resourceArn", &ANY);
    let name = request.text("policyName", &ANY).unwrap_or_default();
    request.check()?;
    let removed = match resource {
        Some(arn) => logs.groups.get_mut(name_in(&arn)).ok_or_else(no_group)?.policy.take(),
        None => logs.policies.remove(&name),
    };
    removed.ok_or_else(|| ApiError::not_found(format!("Policy with name [{name}] does not exist.")))?;
    Ok(Value::Null)
}
