//! The simulator: what a role's own policies come to. Source: IAM API reference, "SimulatePrincipalPolicy".

use super::{ANY, Iam, missing};
use crate::local::error::{ApiError, ApiResult};
use crate::local::request::Request;
use crate::policy::{Access, Caller, Decision, KeyValue, Policy, Request as Asked, RequestContext, Resource};
use serde_json::{Value, json};

pub(super) fn principal(iam: &Iam, mut request: Request) -> ApiResult<Value> {
    let arn = request.required("PolicySourceArn", &ANY);
    request.required_list("ActionNames", 1, 128);
    let actions = request.texts("ActionNames", 1, 128, &ANY).unwrap_or_default();
    let resources = request.texts("ResourceArns", 1, 1000, &ANY).unwrap_or_else(|| vec!["*".to_owned()]);
    let policy = request.text("ResourcePolicy", &ANY);
    let entries = request.list("ContextEntries", 0, 1000).unwrap_or_default();
    request.check()?;
    let role = iam.role(&arn).ok_or_else(|| missing(format!("Entity {arn} could not be found.")))?;
    let resource_policy = match policy {
        None => None,
        Some(text) => Some(
            Policy::parse(&text)
                .map_err(|error| ApiError::new("InvalidInput", format!("ResourcePolicy: {error}")))?,
        ),
    };
    let (own, boundary) = iam.documents(role);
    let own: Vec<&Policy> = own.iter().collect();
    let access = Access {
        sort: Resource::Ordinary,
        resource: resource_policy.as_ref(),
        caller: Some(&own),
        boundary: boundary.as_ref(),
    };
    let context = entries.iter().fold(RequestContext::new(), |context, entry| {
        let values = entry["ContextKeyValues"].as_array().cloned().unwrap_or_default();
        let values = values.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        context.with(entry["ContextKeyName"].as_str().unwrap_or_default(), KeyValue::Values(values))
    });
    let mut results = Vec::new();
    for action in &actions {
        for resource in &resources {
            let asked = Asked {
                caller: Caller::Identity(arn.clone()),
                action: action.clone(),
                resource: resource.clone(),
                context: context.clone(),
            };
            let decision = match access.decide(&asked) {
                Decision::Allowed(_) => "allowed",
                Decision::Denied(_) => "explicitDeny",
                // The simulator takes a key that it was not given for absent.
                Decision::NotAllowed { .. } | Decision::Unknown { .. } => "implicitDeny",
            };
            results.push(json!({
                "EvalActionName": action,
                "EvalResourceName": resource,
                "EvalDecision": decision,
                "MatchedStatements": [],
                "MissingContextValues": [],
            }));
        }
    }
    Ok(json!({"EvaluationResults": results, "IsTruncated": false}))
}
