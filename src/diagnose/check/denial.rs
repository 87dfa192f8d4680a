//! What to do where a statement denies: one more that allows would change nothing, and what else the denial
//! is for is not known here. It is left as it is but for who was refused.

use crate::diagnose::report::Note;
use crate::export;
use crate::model::Arn;
use crate::policy::{Access, Caller, Cited, Condition, Decision, Policy, Request};
use crate::text::{and_list, capitalised};
use serde_json::{Value, json};

/// By what a request is left out of a statement: a condition on a key that it has not would leave nothing
/// out.
struct Mark {
    whom: &'static str,
    key: &'static str,
    /// The operator that leaves one value out.
    but: &'static str,
}

/// The operators that leave values out.
const BUT: [&str; 4] = ["ArnNotEquals", "ArnNotLike", "StringNotEquals", "StringNotLike"];

impl Mark {
    fn of(request: &Request) -> Self {
        let mark = |whom, key, but| Self { whom, key, but };
        match &request.caller {
            Caller::Service(_) if request.has("aws:SourceArn") => {
                mark("this rule", "aws:SourceArn", "ArnNotEquals")
            }
            Caller::Service(_) => mark("EventBridge", "aws:PrincipalServiceName", "StringNotEquals"),
            Caller::Identity(_) => mark("the caller", "aws:PrincipalArn", "ArnNotEquals"),
            Caller::Somebody(_) => mark("that account", "aws:PrincipalAccount", "StringNotEquals"),
        }
    }

    /// The statement's own condition that leaves values of this key out.
    fn condition<'c>(&self, by: &'c Cited) -> Option<&'c Condition> {
        by.conditions.iter().find(|one| one.is_about(self.key) && BUT.contains(&one.operator.as_str()))
    }

    /// How the request is left out of statements that deny it, without a full stop.
    fn left_out_of(&self, by: &[Cited]) -> String {
        let Self { whom, key, .. } = self;
        let (more, new): (Vec<&Cited>, Vec<&Cited>) =
            by.iter().partition(|one| self.condition(one).is_some());
        let mut hows: Vec<String> = Vec::new();
        if !new.is_empty() {
            let deny = if new.len() == 1 { "denies" } else { "deny" };
            hows.push(format!(
                "leave {whom} out of {}, which {deny}, by a condition on {key}",
                and_list(&new)
            ));
        }
        for one in more {
            let operator =
                self.condition(one).map(|condition| condition.operator.as_str()).unwrap_or_default();
            hows.push(format!("add {whom} to the condition {operator} {key} of {one}, which denies"));
        }
        capitalised(&and_list(hows))
    }
}

/// What to do about a denial, in words; none where nothing denies.
pub(super) fn remedy(decision: &Decision, request: &Request) -> Option<String> {
    let Decision::Denied(by) = decision else { return None };
    let how = Mark::of(request).left_out_of(by);
    let of_people =
        ["aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:PrincipalAccount", "aws:PrincipalArn"];
    let mut conditions = by.iter().flat_map(|one| &one.conditions);
    let is_of_people = conditions.any(|one| of_people.iter().any(|key| one.is_about(key)));
    let services = match &request.caller {
        Caller::Service(_) if is_of_people => {
            " AWS's own way is \"BoolIfExists\": {\"aws:PrincipalIsAWSService\": \"false\"} beside the condition, which \
             leaves all of AWS's services out."
        }
        Caller::Service(_) | Caller::Identity(_) | Caller::Somebody(_) => "",
    };
    Some(format!(
        "{how}: a denial counts more than statements that allow.{services} Ask its owner what else it is meant to keep \
         out."
    ))
}

/// A policy with a request left out of the statements that denied it.
pub(super) struct LeftOut {
    /// The whole policy.
    pub(super) document: Value,
    /// It has a statement more, for nothing else lets the request in.
    pub(super) adds: bool,
}

/// What to do, where a change of the policy is ready beside the words of [`remedy`].
pub(super) fn remedy_with_change(fix: String, adds: bool) -> String {
    if adds { fix + " A statement that lets it in is added." } else { fix }
}

/// The policy with the request left out of the statements that deny it, where that lets it in, with `added`
/// among its statements if it has to be.
pub(super) fn policy_with_request_left_out(
    policy: &str,
    decision: &Decision,
    request: &Request,
    added: Option<&Value>,
    lets_in: &dyn Fn(&Policy) -> bool,
) -> Option<LeftOut> {
    let Decision::Denied(by) = decision else { return None };
    let mark = Mark::of(request);
    let value = request.value(mark.key)?;
    let mut whole: Value = serde_json::from_str(policy).ok()?;
    for one in by {
        leave_out(&mut whole, &mark, one, &value)?;
    }
    let is_in = |whole: &Value| Policy::parse(&whole.to_string()).is_ok_and(|policy| lets_in(&policy));
    if is_in(&whole) {
        return Some(LeftOut { document: whole, adds: false });
    }
    let more = export::with_statement(Some(&whole.to_string()), added?.clone())?;
    is_in(&more).then_some(LeftOut { document: more, adds: true })
}

/// Leaves a value out of one statement of a policy.
fn leave_out(policy: &mut Value, mark: &Mark, by: &Cited, value: &str) -> Option<()> {
    let (operator, key) = match mark.condition(by) {
        Some(condition) => (condition.operator.as_str(), condition.key.as_str()),
        None => (mark.but, mark.key),
    };
    add_value(policy, by.number, (operator, key), value)
}

/// Adds a value to a condition of the statement with this number, or adds the condition.
pub(super) fn add_value(
    policy: &mut Value,
    number: usize,
    (operator, key): (&str, &str),
    value: &str,
) -> Option<()> {
    let statement = match policy.get_mut("Statement")? {
        Value::Array(list) => list.get_mut(number.checked_sub(1)?)?,
        one @ Value::Object(_) => one,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
    };
    let conditions = statement.as_object_mut()?.entry("Condition").or_insert_with(|| json!({}));
    let conditions = conditions.as_object_mut()?;
    let values = conditions.entry(operator).or_insert_with(|| json!({}));
    let values = values.as_object_mut()?.entry(key).or_insert_with(|| json!([]));
    let there = values.take();
    let mut all = if let Value::Array(list) = there { list } else { vec![there] };
    all.push(Value::from(value));
    *values = match all.as_slice() {
        [one] => one.clone(),
        _ => Value::Array(all),
    };
    Some(())
}

/// The change of a bus's policy that leaves a request out of the statement which denies it, as a call, where
/// that is enough: within an account that nothing denies it, from another that something allows it.
pub(super) fn of_bus(
    policy: Option<&str>,
    decision: &Decision,
    request: &Request,
    bus: &Arn,
    is_foreign: bool,
) -> Option<String> {
    let is_in = |policy: &Policy| {
        if is_foreign {
            Access::of_resource(Some(policy)).decide(request).is_allowed()
        } else {
            !is_denied(policy, request)
        }
    };
    let Decision::Denied(by) = decision else { return None };
    // One that names nobody but who was refused would say nothing any more: whether it may go is its owner's
    // to say.
    let whole: Value = serde_json::from_str(policy?).ok()?;
    let is_of_all = by.iter().all(|one| {
        let statement = one.number.checked_sub(1).and_then(|at| whole["Statement"].get(at));
        let statement = statement.unwrap_or(&whole["Statement"]);
        statement["Principal"] == "*" || statement["Principal"]["AWS"] == "*"
    });
    let left =
        policy_with_request_left_out(policy?, decision, request, None, &is_in).filter(|_| is_of_all)?;
    let call = export::Command::new("events put-permission")
        .option("event-bus-name", bus.name())
        .option("policy", &left.document.to_string())
        .region(bus.region());
    Some(call)
}

/// Whether the policy of a resource denies a request.
pub(super) fn is_denied(policy: &Policy, request: &Request) -> bool {
    Access::of_resource(Some(policy)).decide(request).is_denied()
}

/// Says what to do, and gives the call that does it, which writes the policy of this bus whole.
pub(super) fn fix_by_call(note: Note<'_>, fix: String, bus: &Arn, call: Option<String>) {
    match call {
        Some(call) => note
            .fix(fix + " The policy is written whole, as it was read now: before you use this later, look again.")
            .calls_about(bus, call),
        None => note.fix(fix),
    };
}
