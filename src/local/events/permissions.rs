//! The resource policies of buses.

use super::super::account::Account;
use super::super::error::{ApiError, ApiResult};
use super::super::request::{Request, Text};
use super::{BUS_NAME, words};
use crate::model::{Millis, statements};
use crate::text::is_account_number;
use crate::text::partition;
use serde_json::{Value, json};

/// "The permission policy on the event bus cannot exceed 10 KB in size" (PutPermission).
const MAX_POLICY: usize = 10_240;

fn action(text: &str) -> bool {
    text.strip_prefix("events:")
        .is_some_and(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphabetic()))
}

fn principal(text: &str) -> bool {
    text == "*" || is_account_number(text)
}

fn statement_id(text: &str) -> bool {
    words(text) && !text.contains('.')
}

const ACTION: Text = Text::matching(1, 64, "events:[a-zA-Z]+", action);
const PRINCIPAL: Text = Text::matching(1, 12, "(\\d{12}|\\*)", principal);
const STATEMENT: Text = Text::matching(1, 64, "[a-zA-Z0-9-_]+", statement_id);

pub(super) fn put(account: &mut Account, mut request: Request, now: Millis) -> ApiResult<Value> {
    let bus = request.text("EventBusName", &BUS_NAME);
    let action = request.text("Action", &ACTION);
    let principal = request.text("Principal", &PRINCIPAL);
    let statement = request.text("StatementId", &STATEMENT);
    let policy = request.text("Policy", &Text::len(0, usize::MAX));
    let condition = request.structure("Condition", |condition| {
        let any = Text::len(0, usize::MAX);
        (condition.required("Type", &any), condition.required("Key", &any), condition.required("Value", &any))
    });
    request.check()?;
    let bus = account.bus_mut(bus.as_deref())?;
    let statements = if let Some(text) = policy {
        statements_of(&text)?
    } else {
        let (Some(action), Some(principal), Some(statement)) = (action, principal, statement) else {
            return Err(ApiError::validation(
                "Parameter(s) Action, Principal and StatementId must be specified, or Policy.",
            ));
        };
        if action != "events:PutEvents" {
            return Err(ApiError::validation("Provided value in parameter 'action' is not supported."));
        }
        let root = format!("arn:{}:iam::{principal}:root", partition(&bus.region));
        let mut added = json!({
            "Sid": statement,
            "Effect": "Allow",
            "Principal": if principal == "*" { json!("*") } else { json!({"AWS": root}) },
            "Action": action,
            "Resource": bus.arn(),
        });
        if let (Some((kind, key, value)), Value::Object(members)) = (condition, &mut added) {
            if (kind.as_str(), key.as_str(), principal.as_str())
                != ("StringEquals", "aws:PrincipalOrgID", "*")
            {
                return Err(ApiError::validation(
                    "Parameter Condition is not valid. Reason: it takes Type StringEquals and Key \
                        aws:PrincipalOrgID, with Principal *.",
                ));
            }
            members.insert("Condition".to_owned(), json!({kind: {key: value}}));
        }
        let mut statements: Vec<Value> =
            bus.policy.iter().filter(|known| known["Sid"] != added["Sid"]).cloned().collect();
        statements.push(added);
        statements
    };
    if Value::from(statements.clone()).to_string().len() > MAX_POLICY {
        return Err(ApiError::new(
            "PolicyLengthExceededException",
            "The event bus policy is too long. It cannot exceed 10 KB.",
        ));
    }
    bus.policy = statements;
    bus.modified = now;
    Ok(Value::Null)
}

fn statements_of(text: &str) -> ApiResult<Vec<Value>> {
    let invalid = || ApiError::validation("This policy contains invalid Json");
    let document: Value = serde_json::from_str(text).map_err(|_| invalid())?;
    Some(statements(Some(&document))).filter(|found| !found.is_empty()).ok_or_else(invalid)
}

pub(super) fn remove(account: &mut Account, mut request: Request, now: Millis) -> ApiResult<Value> {
    let bus = request.text("EventBusName", &BUS_NAME);
    let statement = request.text("StatementId", &STATEMENT);
    let all = request.flag("RemoveAllPermissions");
    request.check()?;
    let bus = account.bus_mut(bus.as_deref())?;
    if all {
        bus.policy.clear();
    } else {
        let Some(statement) = statement else {
            return Err(ApiError::validation(
                "Parameter(s) StatementId or RemoveAllPermissions must be specified.",
            ));
        };
        let before = bus.policy.len();
        bus.policy.retain(|known| known["Sid"] != statement.as_str());
        if bus.policy.len() == before {
            return Err(ApiError::not_found("Statement with the provided id does not exist."));
        }
    }
    bus.modified = now;
    Ok(Value::Null)
}
