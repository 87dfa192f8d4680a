//! The event sources that this account offers to others, as a partner. Read only: they belong to the program
//! that sends their events.

use super::client::Client;
use super::paging::{Pages, pages};
use super::rules::PAGE;
use crate::model::CallError;
use serde_json::{Map, Value, json};

impl Client {
    /// The sources offered under names with this beginning, ListPartnerEventSources: {"Arn", "Name"}.
    pub fn offered_sources(&self, prefix: &str) -> Pages<Value> {
        self.offered("ListPartnerEventSources", "PartnerEventSources", json!({ "NamePrefix": prefix }))
    }

    /// The accounts that a source is offered to, ListPartnerEventSourceAccounts: {"Account", "State",
    /// "CreationTime", "ExpirationTime"}.
    pub fn offered_to(&self, source: &str) -> Pages<Value> {
        let body = json!({ "EventSourceName": source });
        self.offered("ListPartnerEventSourceAccounts", "PartnerEventSourceAccounts", body)
    }

    /// An offered source, DescribePartnerEventSource: {"Arn", "Name"}.
    pub async fn offered_source(&self, name: &str) -> Result<Value, CallError> {
        self.send_read("DescribePartnerEventSource", &json!({ "Name": name })).await
    }

    fn offered(&self, operation: &'static str, member: &'static str, body: Value) -> Pages<Value> {
        let (client, body) = (self.clone(), body.as_object().cloned().unwrap_or_default());
        pages(operation, move |token| {
            let (client, mut body): (Client, Map<String, Value>) = (client.clone(), body.clone());
            async move {
                body.insert("Limit".to_owned(), json!(PAGE));
                body.extend(token.map(|token| ("NextToken".to_owned(), json!(token))));
                let answer = client.send_read(operation, &Value::Object(body)).await?;
                let rows = answer.get(member).and_then(Value::as_array).cloned().unwrap_or_default();
                let next = answer.get("NextToken").and_then(Value::as_str).map(str::to_owned);
                Ok((rows, next))
            }
        })
    }
}
