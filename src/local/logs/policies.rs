//! Resource policies of CloudWatch Logs, and whether they let EventBridge deliver.
//!
//! A log-group target needs `logs:CreateLogStream` and `logs:PutLogEvents` for both principals,
//! `events.amazonaws.com` and `delivery.logs.amazonaws.com`; a condition on `aws:SourceArn` is met when
//! events are put and not when a stream is made (EventBridge user guide, "Using resource-based policies",
//! CloudWatch Logs permissions).

use super::super::account::{ACCOUNT, shape};
use super::super::error::{Answer, ApiError};
use super::super::request::{Request, Text};
use super::filter::glob;
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
    /// The document's statements, read once.
    statements: Vec<Value>,
}

impl Policy {
    /// A policy. A document that is no JSON has no statements.
    pub(in crate::local) fn new(name: &str, document: String, updated: Millis) -> Self {
        let statements = match serde_json::from_str::<Value>(&document)
            .ok()
            .and_then(|mut document| document.get_mut("Statement").map(Value::take))
        {
            Some(Value::Array(statements)) => statements,
            Some(single) => vec![single],
            None => Vec::new(),
        };
        Self { name: name.to_owned(), document, updated, statements }
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

pub(super) fn describe(logs: &Logs, mut request: Request) -> Answer<Value> {
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

pub(super) fn put(logs: &mut Logs, mut request: Request, now: Millis) -> Answer<Value> {
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

pub(super) fn delete(logs: &mut Logs, mut request: Request) -> Answer<Value> {
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

/// Whether the policies let EventBridge deliver events of the rule with ARN `rule` to `group`.
pub(in crate::local) fn may_deliver(logs: &Logs, group: &str, rule: &str) -> bool {
    let attached = logs.groups.get(group).and_then(|group| group.policy.as_ref());
    let statements: Vec<&Value> =
        logs.policies.values().chain(attached).flat_map(|policy| &policy.statements).collect();
    let resource = format!("{}:log-stream:any", logs.arn(group));
    ["events.amazonaws.com", "delivery.logs.amazonaws.com"].into_iter().all(|principal| {
        [("logs:CreateLogStream", None), ("logs:PutLogEvents", Some(rule))].into_iter().all(
            |(action, source)| {
                let says = |effect: &str| {
                    statements.iter().any(|statement| {
                        statement["Effect"] == effect
                            && applies(statement, principal, action, &resource, source)
                    })
                };
                says("Allow") && !says("Deny")
            },
        )
    })
}

fn applies(statement: &Value, principal: &str, action: &str, resource: &str, source: Option<&str>) -> bool {
    let who = &statement["Principal"];
    let named = *who == "*"
        || one_of(&who["Service"], |name| name == principal)
        || one_of(&who["AWS"], |name| name == "*");
    named
        && one_of(&statement["Action"], |pattern| {
            glob(&pattern.to_ascii_lowercase(), &action.to_ascii_lowercase())
        })
        && one_of(&statement["Resource"], |pattern| glob(pattern, resource))
        && conditions_hold(&statement["Condition"], source)
}

/// Conditions on keys that a delivery does not carry are not met.
fn conditions_hold(condition: &Value, source: Option<&str>) -> bool {
    let Value::Object(operators) = condition else { return true };
    operators.iter().all(|(operator, keys)| {
        let like = matches!(operator.as_str(), "ArnLike" | "ArnEquals" | "StringLike" | "StringEquals");
        keys.as_object().is_some_and(|keys| {
            keys.iter().all(|(key, values)| {
                let actual = match key.to_ascii_lowercase().as_str() {
                    "aws:sourcearn" => source,
                    "aws:sourceaccount" => source.map(|_| ACCOUNT),
                    _ => None,
                };
                like && actual.is_some_and(|actual| one_of(values, |pattern| glob(pattern, actual)))
            })
        })
    })
}

fn one_of(value: &Value, fits: impl Fn(&str) -> bool) -> bool {
    match value {
        Value::String(text) => fits(text),
        Value::Array(items) => items.iter().filter_map(Value::as_str).any(fits),
        _ => false,
    }
}
