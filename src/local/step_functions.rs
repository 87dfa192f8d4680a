//! Step Functions: state machines that can be described and started, and never run. Source: Step Functions
//! API reference.

use super::account::{Account, arn, seconds, shape};
use super::error::{ApiError, ApiResult};
use super::paging;
use super::request::{Request, Text};
use crate::local::account::last_name;
use crate::model::{Arn, Millis};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const ANY: Text = Text::len(0, usize::MAX);

/// A state machine.
pub(super) struct Machine {
    pub(super) arn: String,
    pub(super) kind: String,
    pub(super) definition: String,
    pub(super) role: String,
    pub(super) created: Millis,
    /// How often it was started.
    pub(super) started: u64,
}

/// State machines by name.
pub(super) type Machines = BTreeMap<String, Machine>;

impl Machine {
    /// A state machine that does nothing.
    pub(super) fn new(region: &str, name: &str, role: &str, now: Millis) -> Self {
        Self {
            arn: arn(region, "states", &format!("stateMachine:{name}")),
            kind: "STANDARD".to_owned(),
            definition: r#"{"StartAt":"Pass","States":{"Pass":{"Type":"Pass","End":true}}}"#.to_owned(),
            role: role.to_owned(),
            created: now,
            started: 0,
        }
    }
}

fn missing(arn: &str) -> ApiError {
    ApiError::new("StateMachineDoesNotExist", format!("State Machine Does Not Exist: '{arn}'"))
}

/// The state machine of a request. Of aliases and versions the account holds nothing: each stands for the
/// machine, as where events are delivered.
fn requested_name(account: &Account, request: &mut Request) -> ApiResult<String> {
    let arn = request.required("stateMachineArn", &ANY);
    request.check()?;
    let wanted = Arn::from(arn.as_str());
    let (machine, _) = wanted.unqualified_machine();
    let name = last_name(machine);
    let known = account.machines.get(name).is_some_and(|known| known.arn == machine);
    if known { Ok(name.to_owned()) } else { Err(missing(&arn)) }
}

/// Answers one operation.
pub(super) fn call(account: &mut Account, operation: &str, input: Value, now: Millis) -> ApiResult<Value> {
    let mut request = Request::new(input, "ValidationException");
    match operation {
        "CreateStateMachine" => {
            let name = request.required("name", &Text::len(1, 80));
            let definition = request.required("definition", &Text::len(1, 1_048_576));
            let role = request.required("roleArn", &ANY);
            let kind = request.choice("type", &["STANDARD", "EXPRESS"]);
            request.check()?;
            if serde_json::from_str::<Value>(&definition).is_err() {
                return Err(ApiError::new(
                    "InvalidDefinition",
                    "Invalid State Machine Definition: it is not JSON",
                ));
            }
            let mut machine = Machine::new(&account.region, &name, &role, now);
            (machine.definition, machine.kind) = (definition, kind.unwrap_or(machine.kind));
            let known = account.machines.get(&name);
            if known.is_some_and(|known| known.definition != machine.definition || known.role != role) {
                let message = format!("State Machine Already Exists: '{}'", machine.arn);
                return Err(ApiError::new("StateMachineAlreadyExists", message));
            }
            let answer = json!({"stateMachineArn": machine.arn, "creationDate": seconds(now)});
            account.machines.entry(name).or_insert(machine);
            Ok(answer)
        }
        "DescribeStateMachine" => {
            let name = requested_name(account, &mut request)?;
            let machine = account.machines.get(&name).ok_or_else(|| missing(&name))?;
            Ok(json!({
                "stateMachineArn": machine.arn,
                "name": name,
                "status": "ACTIVE",
                "definition": machine.definition,
                "roleArn": machine.role,
                "type": machine.kind,
                "creationDate": seconds(machine.created),
            }))
        }
        "DeleteStateMachine" => {
            // "DeleteStateMachine is an eventually consistent operation": one that is gone is no error.
            if let Ok(name) = requested_name(account, &mut request) {
                account.machines.remove(&name);
            }
            Ok(json!({}))
        }
        "ListStateMachines" => {
            let token = request.text("nextToken", &ANY);
            let most = request.int("maxResults", 0, 1000).filter(|most| *most > 0).unwrap_or(100);
            request.check()?;
            let bad = || ApiError::new("InvalidToken", "Invalid Token: the nextToken is not valid");
            let after = match token {
                None => None,
                Some(token) => Some(paging::cursor("ListStateMachines", &token).ok_or_else(bad)?),
            };
            let machines = account.machines.iter().map(|(name, machine)| {
                let created = seconds(machine.created);
                let shown = json!({"stateMachineArn": machine.arn, "name": name, "type": machine.kind,
                    "creationDate": created});
                (name.clone(), shown)
            });
            let most = usize::try_from(most).unwrap_or(100);
            let page = paging::page("ListStateMachines", machines, after.as_deref(), most);
            Ok(shape([("stateMachines", json!(page.items)), ("nextToken", json!(page.next))]))
        }
        _ => Err(ApiError::unknown_operation(operation)),
    }
}
