//! CloudWatch Logs: groups, resource policies, and the past of a log.

use super::client::Client;
use super::paging::{Pages, pages};
use super::services::Service;
use crate::model::{Arn, CallError, ErrorKind, LogEvent, LogGroup, Millis, ResourcePolicy};
use aws_sdk_cloudwatchlogs::types as sdk;
use futures_util::TryStreamExt as _;
use serde_json::Value;

/// The largest page of DescribeLogGroups and DescribeResourcePolicies.
const PAGE: i32 = 50;

impl Client {
    /// The log groups whose names begin with `prefix`, DescribeLogGroups; `""` means all.
    pub fn log_groups(&self, prefix: &str) -> Pages<LogGroup> {
        let (client, prefix) = (self.clone(), (!prefix.is_empty()).then(|| prefix.to_owned()));
        pages("DescribeLogGroups", move |token| {
            let (client, prefix) = (client.clone(), prefix.clone());
            async move {
                let call =
                    client.parts().logs.describe_log_groups().set_log_group_name_prefix(prefix).limit(PAGE);
                let page = client
                    .call(Service::Logs, "DescribeLogGroups", call.set_next_token(token).send())
                    .await?;
                Ok((page.log_groups.unwrap_or_default().into_iter().map(group).collect(), page.next_token))
            }
        })
    }

    /// The log group of exactly that name; `None` when there is none.
    pub async fn log_group(&self, name: &str) -> Result<Option<LogGroup>, CallError> {
        let mut groups = self.log_groups(name);
        while let Some(page) = groups.try_next().await? {
            if let Some(found) = page.into_iter().find(|group| group.name == name) {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// The account's resource policies of CloudWatch Logs, DescribeResourcePolicies.
    pub fn log_resource_policies(&self) -> Pages<ResourcePolicy> {
        let client = self.clone();
        pages("DescribeResourcePolicies", move |token| {
            let client = client.clone();
            async move {
                let call =
                    client.parts().logs.describe_resource_policies().limit(PAGE).set_next_token(token).send();
                let page = client.call(Service::Logs, "DescribeResourcePolicies", call).await?;
                Ok((
                    page.resource_policies.unwrap_or_default().into_iter().map(policy).collect(),
                    page.next_token,
                ))
            }
        })
    }

    /// The resource policy on one log group, DescribeResourcePolicies with its ARN.
    pub async fn log_group_policy(&self, group: &Arn) -> Result<Vec<ResourcePolicy>, CallError> {
        let call = self.parts().logs.describe_resource_policies().policy_scope(sdk::PolicyScope::Resource);
        let found = self
            .call(
                Service::Logs,
                "DescribeResourcePolicies",
                call.resource_arn(plain_arn(group.as_str())).send(),
            )
            .await?;
        Ok(found.resource_policies.unwrap_or_default().into_iter().map(policy).collect())
    }

    /// Events of a log group whose own time lies in `from..to`, oldest first within a page, FilterLogEvents.
    /// Pages may be empty. `filter` is a CloudWatch Logs filter pattern.
    pub fn log_events(
        &self,
        group: &str,
        from: Millis,
        to: Option<Millis>,
        filter: Option<&str>,
    ) -> Pages<LogEvent> {
        let (client, group, filter) = (self.clone(), group.to_owned(), filter.map(str::to_owned));
        pages("FilterLogEvents", move |token| {
            let (client, group, filter) = (client.clone(), group.clone(), filter.clone());
            async move {
                let call =
                    client.parts().logs.filter_log_events().log_group_name(&group).start_time(from.max(0));
                let call = call.set_end_time(to).set_filter_pattern(filter).set_next_token(token);
                match client.outcome(Service::Logs, "FilterLogEvents", call.send()).await {
                    Ok(page) => Ok((
                        page.events.unwrap_or_default().into_iter().map(event).collect(),
                        page.next_token,
                    )),
                    Err(error) => {
                        let body = error
                            .raw_response()
                            .filter(|raw| raw.status().is_success())
                            .and_then(|raw| raw.body().bytes());
                        body.and_then(lenient_page)
                            .map_or_else(|| Err(client.error(Service::Logs, "FilterLogEvents", &error)), Ok)
                    }
                }
            }
        })
    }
}

/// The advice for log groups whose class has neither Live Tail nor FilterLogEvents. Source: CloudWatch Logs
/// user guide, "Log classes".
pub(super) fn unreadable_class(operation: &str, group: &LogGroup) -> Option<CallError> {
    let class = group.class.as_deref().filter(|class| !matches!(*class, "STANDARD" | ""))?;
    let why = format!(
        "log group {} is of class {}, which has neither Live Tail nor filtering",
        super::untrusted_text::quoted(&group.name),
        crate::text::one_line(class)
    );
    Some(
        CallError::new(ErrorKind::Unsupported, operation, why)
            .advise("Query it with Logs Insights, or send the rule's events to a group of class STANDARD."),
    )
}

/// An ARN as StartLiveTail takes it: without the `:*` that EventBridge targets may carry.
pub(super) fn plain_arn(arn: &str) -> &str {
    arn.strip_suffix(":*").unwrap_or(arn)
}

fn group(group: sdk::LogGroup) -> LogGroup {
    let arn = group.log_group_arn.or(group.arn).unwrap_or_default();
    LogGroup {
        name: group.log_group_name.unwrap_or_default(),
        arn: Arn::new(plain_arn(&arn)),
        class: group.log_group_class.map(|class| class.as_str().to_owned()),
        retention_days: group.retention_in_days,
        stored_bytes: group.stored_bytes,
        kms_key: group.kms_key_id,
    }
}

fn policy(policy: sdk::ResourcePolicy) -> ResourcePolicy {
    ResourcePolicy {
        name: policy.policy_name.unwrap_or_default(),
        document: policy.policy_document.unwrap_or_default(),
        resource: policy.resource_arn.map(Arn::new),
        modified: policy.last_updated_time,
    }
}

fn event(event: sdk::FilteredLogEvent) -> LogEvent {
    LogEvent {
        stream: event.log_stream_name.unwrap_or_default(),
        timestamp: event.timestamp.unwrap_or_default(),
        ingested: event.ingestion_time.unwrap_or_default(),
        message: event.message.unwrap_or_default(),
        id: event.event_id,
    }
}

/// A page of FilterLogEvents whose times are fractions: the SDK refuses those, and one server in use for
/// tests sends them. `None` when the answer is broken in any other way, or a time is missing.
fn lenient_page(body: &[u8]) -> Option<(Vec<LogEvent>, Option<String>)> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let text = |row: &Value, name: &str| row.get(name).and_then(Value::as_str).map(str::to_owned);
    let rows = body.get("events")?.as_array()?;
    let events = rows.iter().map(|row| {
        Some(LogEvent {
            stream: text(row, "logStreamName")?,
            timestamp: whole(row.get("timestamp")?)?,
            ingested: row.get("ingestionTime").and_then(whole).unwrap_or_default(),
            message: text(row, "message")?,
            id: text(row, "eventId"),
        })
    });
    Some((events.collect::<Option<_>>()?, text(&body, "nextToken")))
}

#[allow(clippy::cast_possible_truncation)] // the cast saturates, and no time comes near the ends
fn whole(number: &Value) -> Option<Millis> {
    number.as_i64().or_else(|| number.as_f64().map(|number| number as Millis))
}

#[cfg(test)]
mod tests {
    use super::lenient_page;

    #[test]
    fn times_with_fractions_are_read_and_anything_else_broken_is_not() {
        let body =
            br#"{"events":[{"logStreamName":"s","timestamp":1700000000123.4,"message":"m","eventId":"e"}],"nextToken":"t"}"#;
        let (events, token) = lenient_page(body).unwrap();
        assert_eq!(
            (events[0].timestamp, events[0].id.as_deref(), token.as_deref()),
            (1_700_000_000_123, Some("e"), Some("t"))
        );
        for broken in [
            "{\"events\":[{\"timestamp\":\"x\"}]}",
            "{}",
            "<html>",
            "{\"events\":[{\"logStreamName\":\"s\",\"message\":\"m\"}]}",
        ] {
            assert_eq!(lenient_page(broken.as_bytes()), None, "{broken}");
        }
    }
}
