//! What lies in a dead-letter queue. A diagnosis asks that only when the operator says so: reading counts as
//! receiving.

use super::client::Client;
use super::services::Service;
use crate::model::facts::DeadLetter;
use crate::model::{Arn, CallError};
use aws_sdk_sqs::types::MessageSystemAttributeName;

/// Messages that one call may bring (SQS API reference, "ReceiveMessage").
const MESSAGES: i32 = 10;

impl Client {
    /// Messages of a dead-letter queue with the reasons in their attributes, ReceiveMessage: they stay in the
    /// queue, count as received once more, and can be received again at once.
    pub(crate) async fn dead_letters(&self, queue: &Arn) -> Result<Vec<DeadLetter>, CallError> {
        let call = self.dependencies().sqs.receive_message().queue_url(self.session().queue_url(queue));
        let call = call.max_number_of_messages(MESSAGES).visibility_timeout(0);
        let call = call.message_attribute_names("All");
        let call = call.message_system_attribute_names(MessageSystemAttributeName::SentTimestamp).send();
        let found = self.call(Service::Sqs, "ReceiveMessage", call).await?;
        let letters = found.messages.unwrap_or_default().into_iter().map(|message| {
            let sent = message.attributes.unwrap_or_default();
            let sent = sent.get(&MessageSystemAttributeName::SentTimestamp).and_then(|at| at.parse().ok());
            let attributes = message.message_attributes.unwrap_or_default();
            let text = |name: &str| {
                attributes.get(name).and_then(|value| value.string_value.clone()).unwrap_or_default()
            };
            DeadLetter {
                code: text("ERROR_CODE"),
                message: text("ERROR_MESSAGE"),
                rule: Arn::new(text("RULE_ARN")),
                target: Arn::new(text("TARGET_ARN")),
                sent,
            }
        });
        Ok(letters.collect())
    }
}
