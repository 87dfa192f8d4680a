//! The statements of a bus's policy, and which calls lead from one policy to another.
//!
//! PutPermission adds one statement of a plain kind without touching the others, or replaces the whole
//! policy; RemovePermission takes one statement or all (EventBridge API reference).

use super::Held;
use super::steps::PlannedCall;
use crate::text::arn_parts;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The statements of a policy document that is given as text; none where it is no JSON.
pub(crate) fn statements_in(policy: &str) -> Vec<Value> {
    statements(serde_json::from_str(policy).ok().as_ref())
}

/// The statements of a policy document: a list of them, or one alone.
pub(crate) fn statements(policy: Option<&Value>) -> Vec<Value> {
    match policy.and_then(|policy| policy.get("Statement")) {
        Some(Value::Array(statements)) => statements.clone(),
        Some(statement @ Value::Object(_)) => vec![statement.clone()],
        Some(_) | None => Vec::new(),
    }
}

/// The statement that lets an account, or with an organization every account of it, send events to a bus.
pub(crate) fn letting_in(sid: &str, bus: &str, who: &Who) -> Value {
    let partition = arn_parts(bus).map_or("aws", |[_, partition, ..]| partition);
    let (principal, condition) = match who {
        Who::Account(account) => (json!({"AWS": format!("arn:{partition}:iam::{account}:root")}), None),
        Who::Organization(id) => (json!("*"), Some(json!({"StringEquals": {"aws:PrincipalOrgID": id}}))),
        Who::Everybody => (json!("*"), None),
    };
    let mut statement = Map::new();
    for (name, value) in [
        ("Sid", json!(sid)),
        ("Effect", json!("Allow")),
        ("Principal", principal),
        ("Action", json!("events:PutEvents")),
        ("Resource", json!(bus)),
    ] {
        statement.insert(name.to_owned(), value);
    }
    statement.extend(condition.map(|condition| ("Condition".to_owned(), condition)));
    Value::Object(statement)
}

/// What is wrong with the id of a statement (API reference, "PutPermission": `[a-zA-Z0-9-_]+`, 64 at most).
pub(crate) fn wrong_statement_id(id: &str) -> Option<&'static str> {
    let is_good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if id.is_empty() {
        Some("an id is needed.")
    } else if id.len() > 64 || !id.chars().all(is_good) {
        Some("a statement's id has 1 to 64 letters, digits, `-` and `_`.")
    } else {
        None
    }
}

/// Whether a text is the id of an organization (Organizations API reference, "Organization": `o-` and 10 to
/// 32 lower-case letters or digits).
pub(crate) fn is_organization(text: &str) -> bool {
    let good = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit();
    text.strip_prefix("o-").is_some_and(|id| (10..=32).contains(&id.len()) && id.bytes().all(good))
}

/// Who may send events to a bus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// An account, by its twelve digits.
    Account(String),
    /// Every account of an organization, `o-…`.
    Organization(String),
    /// Every account there is.
    Everybody,
}

/// PutPermission's own members, for a statement that is of the kind it makes itself.
fn plain(statement: &Value, bus: &str, arn: &str) -> Option<Value> {
    let sid = statement.get("Sid")?.as_str()?;
    let mut body = json!({
        "EventBusName": bus, "Action": "events:PutEvents", "StatementId": sid,
    });
    let org = statement.pointer("/Condition/StringEquals/aws:PrincipalOrgID").and_then(Value::as_str);
    let account = statement
        .pointer("/Principal/AWS")
        .and_then(Value::as_str)
        .and_then(|arn| arn.strip_suffix(":root")?.rsplit(':').next());
    let who = match (account, org) {
        (Some(account), None) => Who::Account(account.to_owned()),
        (None, Some(org)) => Who::Organization(org.to_owned()),
        (None, None) => Who::Everybody,
        (Some(_), Some(_)) => return None,
    };
    if letting_in(sid, arn, &who) != *statement {
        return None;
    }
    body["Principal"] = json!(account.unwrap_or("*"));
    if let Some(org) = org {
        body["Condition"] = json!({"Type": "StringEquals", "Key": "aws:PrincipalOrgID", "Value": org});
    }
    Some(body)
}

/// The statements that only one of two policies has, each by its id where it has one.
pub(super) fn differing(was: &Held, to: &Held) -> BTreeSet<String> {
    let only = |of: &Held, other: &Held| {
        let other = other.policy.clone().unwrap_or_default();
        let mut own = of.policy.clone().unwrap_or_default();
        own.retain(|statement| !other.contains(statement));
        own
    };
    let name = |statement: Value| match statement.get("Sid").and_then(Value::as_str) {
        Some(sid) => format!("statement {sid}"),
        None => "a statement without an id".to_owned(),
    };
    only(was, to).into_iter().chain(only(to, was)).map(name).collect()
}

/// The calls that make `was` into `to`.
pub(super) fn steps(bus: &str, arn: &str, was: &[Value], to: &[Value]) -> Vec<PlannedCall> {
    let gone: Vec<&Value> = was.iter().filter(|statement| !to.contains(statement)).collect();
    let new: Vec<&Value> = to.iter().filter(|statement| !was.contains(statement)).collect();
    if gone.is_empty() && new.is_empty() {
        return Vec::new();
    }
    let all = || {
        let body = json!({"EventBusName": bus, "RemoveAllPermissions": true});
        vec![PlannedCall::new("RemovePermission", body)]
    };
    if to.is_empty() && gone.len() > 1 {
        return all();
    }
    let sid = |statement: &&Value| statement.get("Sid").and_then(Value::as_str).map(str::to_owned);
    let alone = |sid: &String| was.iter().filter(|one| one["Sid"] == sid.as_str()).count() == 1;
    // One call a statement where it leaves the others in the order they are to have.
    let kept = || was.iter().filter(|statement| !gone.contains(statement));
    if new.is_empty()
        && kept().eq(to.iter())
        && let Some(sids) = gone.iter().map(|gone| sid(gone).filter(alone)).collect::<Option<Vec<_>>>()
    {
        let one =
            |sid| PlannedCall::new("RemovePermission", json!({"EventBusName": bus, "StatementId": sid}));
        return sids.into_iter().map(one).collect();
    }
    // PutPermission puts a new statement in the place of one with the same id.
    let replaced = |gone: &&Value| new.iter().any(|new| sid(new) == sid(gone));
    if gone.iter().all(replaced)
        && kept().chain(new.iter().copied()).eq(to.iter())
        && let Some(bodies) = new.iter().map(|new| plain(new, bus, arn)).collect::<Option<Vec<_>>>()
    {
        return bodies.into_iter().map(|body| PlannedCall::new("PutPermission", body)).collect();
    }
    if to.is_empty() {
        return all();
    }
    let policy = json!({"Version": "2012-10-17", "Statement": to}).to_string();
    vec![PlannedCall::new("PutPermission", json!({"EventBusName": bus, "Policy": policy}))]
}
