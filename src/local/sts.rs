//! `GetCallerIdentity`: whoever calls is the same user.

use super::account::ACCOUNT;
use super::error::{ApiError, ApiResult};
use serde_json::{Value, json};

/// The ARN of whoever calls.
pub(super) const CALLER: &str = "arn:aws:iam::111122223333:user/demo";

/// The user's unique id.
pub(super) const CALLER_ID: &str = "AIDADEMOUSEREXAMPLE00";

/// Answers one operation.
pub(super) fn call(operation: &str) -> ApiResult<Value> {
    match operation {
        "GetCallerIdentity" => Ok(json!({"UserId": CALLER_ID, "Account": ACCOUNT, "Arn": CALLER})),
        _ => {
            Err(ApiError::new("InvalidAction", format!("The embedded account has no operation {operation}.")))
        }
    }
}
