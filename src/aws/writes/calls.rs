//! One call of the classic API with its body in the API's own JSON.
//!
//! The SDK signs, sends and reads errors; its types of requests are not used, because they would lose members
//! that are newer than the SDK.

use super::super::client::Client;
use super::super::interceptors::{AnswerBody, Body};
use super::super::services::Service;
use crate::model::{CallError, ErrorKind, hide_secrets};
use serde_json::Value;

/// Makes the two methods from the operations that exist and the SDK's names of them.
macro_rules! operations {
    (
        write { $($write:literal $write_method:ident,)* }
        read { $($read:literal $read_method:ident,)* }
    ) => {
        impl Client {
            /// Sends a call that changes the account, once. Answers what came back.
            pub(super) async fn send_write(&self, operation: &str, body: &Value) -> Result<Value, CallError> {
                let asked = body;
                let (body, answer) = (Body(body.to_string().into_bytes()), AnswerBody::default());
                match operation {
                    $($write => {
                        let call = self.parts().events.$write_method().customize();
                        let call = call.interceptor(body).interceptor(answer.clone()).send();
                        self.write(Service::Events, $write, call).await.map(drop)
                    })*
                    other => self.send_logs_write(other, &asked).await,
                }?;
                Ok(json_without_secrets(&answer))
            }

            /// Sends a call that changes nothing.
            pub(in crate::aws) async fn send_read(&self, operation: &str, body: &Value) -> Result<Value, CallError> {
                let (body, answer) = (Body(body.to_string().into_bytes()), AnswerBody::default());
                match operation {
                    $($read => {
                        let call = self.parts().events.$read_method().customize();
                        let call = call.interceptor(body).interceptor(answer.clone()).send();
                        self.call(Service::Events, $read, call).await.map(drop)
                    })*
                    other => Err(unknown(other)),
                }?;
                Ok(json_without_secrets(&answer))
            }
        }

        #[cfg(test)]
        pub(crate) const WRITES: &[&str] = &[$($write),*];
    };
}

impl Client {
    /// The calls of CloudWatch Logs that let EventBridge write to a log group.
    async fn send_logs_write(&self, operation: &str, body: &Value) -> Result<(), CallError> {
        let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
        let (name, document, logs) = (text("policyName"), text("policyDocument"), &self.parts().logs);
        match operation {
            "PutResourcePolicy" => {
                let call = logs.put_resource_policy().policy_name(name).policy_document(document).send();
                self.write(Service::Logs, "PutResourcePolicy", call).await.map(drop)
            }
            "DeleteResourcePolicy" => {
                let call = logs.delete_resource_policy().policy_name(name).send();
                self.write(Service::Logs, "DeleteResourcePolicy", call).await.map(drop)
            }
            other => Err(unknown(other)),
        }
    }
}

/// An answer, with nothing in it that must stay secret: it is shown, compared and recorded.
fn json_without_secrets(answer: &AnswerBody) -> Value {
    let mut answer = answer.json().unwrap_or_default();
    hide_secrets(&mut answer);
    answer
}

fn unknown(operation: &str) -> CallError {
    CallError::new(ErrorKind::Unsupported, operation, "this version of buslens cannot make this call")
}

operations! {
    write {
        "CreateEventBus" create_event_bus,
        "UpdateEventBus" update_event_bus,
        "DeleteEventBus" delete_event_bus,
        "PutRule" put_rule,
        "DeleteRule" delete_rule,
        "EnableRule" enable_rule,
        "DisableRule" disable_rule,
        "PutTargets" put_targets,
        "RemoveTargets" remove_targets,
        "PutPermission" put_permission,
        "RemovePermission" remove_permission,
        "TagResource" tag_resource,
        "UntagResource" untag_resource,
        "CreateArchive" create_archive,
        "UpdateArchive" update_archive,
        "DeleteArchive" delete_archive,
        "StartReplay" start_replay,
        "CancelReplay" cancel_replay,
        "CreateConnection" create_connection,
        "UpdateConnection" update_connection,
        "DeauthorizeConnection" deauthorize_connection,
        "DeleteConnection" delete_connection,
        "CreateApiDestination" create_api_destination,
        "UpdateApiDestination" update_api_destination,
        "DeleteApiDestination" delete_api_destination,
        "ActivateEventSource" activate_event_source,
        "DeactivateEventSource" deactivate_event_source,
    }
    read {
        "DescribeEventBus" describe_event_bus,
        "DescribeRule" describe_rule,
        "DescribeArchive" describe_archive,
        "DescribeReplay" describe_replay,
        "DescribeConnection" describe_connection,
        "DescribeApiDestination" describe_api_destination,
        "DescribeEventSource" describe_event_source,
        "DescribeEndpoint" describe_endpoint,
        "ListPartnerEventSources" list_partner_event_sources,
        "DescribePartnerEventSource" describe_partner_event_source,
        "ListPartnerEventSourceAccounts" list_partner_event_source_accounts,
    }
}

#[cfg(test)]
mod tests {
    use super::WRITES;
    use crate::model::{Here, OPERATIONS};

    #[test]
    fn what_is_sent_is_on_the_list_of_operations_and_the_list_is_whole() {
        assert_eq!(OPERATIONS.len(), 57, "the classic API has so many");
        let command = |name: &str| {
            OPERATIONS.iter().any(|one| one.name == name && matches!(one.here, Here::Command(_)))
        };
        let missing: Vec<_> = WRITES.iter().filter(|name| !command(name)).collect();
        assert!(missing.is_empty(), "{missing:?} have no command");
        assert!(OPERATIONS.is_sorted_by_key(|one| one.name));
    }
}
