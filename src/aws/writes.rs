//! Changing an account, one call for each intent.
//!
//! Whether the operator agreed is not asked here: the executor's gate does that. What is looked after here is
//! that nothing is lost or claimed: PutRule replaces a rule, so every field is echoed, the rule is read just
//! before (a rule that others changed meanwhile is left alone) and read back after; an answer of 200 can
//! carry refused entries.

use super::client::Client;
use crate::model::{
    CallError, EntryOutcome, ErrorKind, EventEntry, FieldDifference, Rule, RuleKey, RuleState, RuleWritten,
};
use aws_sdk_eventbridge::types as sdk;
use aws_smithy_types::DateTime;

/// Entries a call of PutEvents may carry (EventBridge API reference).
const BATCH: usize = 10;

impl Client {
    /// EnableRule. It cannot set the special CloudTrail state: [`Client::set_rule_state`] does.
    pub async fn enable_rule(&self, key: &RuleKey) -> Result<(), CallError> {
        let call = self.parts().events.enable_rule().name(&key.name).event_bus_name(&key.bus).send();
        self.events_call("EnableRule", call).await.map(drop)
    }

    /// DisableRule. It forgets the special CloudTrail state: remember it before.
    pub async fn disable_rule(&self, key: &RuleKey) -> Result<(), CallError> {
        let call = self.parts().events.disable_rule().name(&key.name).event_bus_name(&key.bus).send();
        self.events_call("DisableRule", call).await.map(drop)
    }

    /// Switches a rule from the state it was last read in to another, and reads it back.
    ///
    /// States beyond plain on and off are set by PutRule with every other field kept. [`ErrorKind::Changed`]
    /// when the rule is no longer in the state it was read in: what the caller remembers of it would be
    /// wrong.
    pub async fn set_rule_state(&self, was: &Rule, to: &RuleState) -> Result<RuleWritten, CallError> {
        let key = was.key();
        let now = self.rule(&key).await?;
        if now.state != was.state {
            let why = format!(
                "its state was {} when it was read and is {} now",
                was.state.as_str(),
                now.state.as_str()
            );
            return Err(changed(if to.is_disabled() { "DisableRule" } else { "EnableRule" }, &key, &why));
        }
        let now_is_off = now.state.is_disabled();
        let wanted = Rule { state: to.clone(), ..now };
        match to {
            RuleState::Enabled if now_is_off => self.enable_rule(&key).await?,
            RuleState::Disabled => self.disable_rule(&key).await?,
            // EnableRule leaves a rule that is on as it is.
            RuleState::Enabled | RuleState::EnabledWithAllCloudTrail | RuleState::Other(_) => {
                self.replace_rule(&wanted).await?;
            }
        }
        self.read_back(&wanted).await
    }

    /// PutRule: makes the rule that was last read as `was` into `new`, every field as it is in `new`. The key
    /// of both must be the same, and tags stay as they are.
    ///
    /// [`ErrorKind::Changed`] when someone else has changed the rule since `was` was read: nothing is written
    /// then.
    pub async fn put_rule(&self, was: &Rule, new: &Rule) -> Result<RuleWritten, CallError> {
        let key = was.key();
        if new.key() != key {
            return Err(CallError::new(
                ErrorKind::Invalid,
                "PutRule",
                format!("{} is another rule than {key}", new.key()),
            ));
        }
        let now = self.rule(&key).await?;
        let differing: Vec<String> =
            differences(was, &now).into_iter().map(|difference| difference.field).collect();
        if !differing.is_empty() {
            return Err(changed(
                "PutRule",
                &key,
                &format!("{} changed since it was read", differing.join(", ")),
            ));
        }
        self.replace_rule(new).await?;
        self.read_back(new).await
    }

    async fn replace_rule(&self, rule: &Rule) -> Result<(), CallError> {
        let call = self.parts().events.put_rule().name(&rule.name).event_bus_name(&rule.bus);
        let call =
            call.state(sdk::RuleState::from(rule.state.as_str())).set_event_pattern(rule.pattern.clone());
        let call =
            call.set_schedule_expression(rule.schedule.clone()).set_description(rule.description.clone());
        let call = call.set_role_arn(rule.role.as_ref().map(ToString::to_string));
        self.events_call("PutRule", call.send()).await.map(drop)
    }

    async fn read_back(&self, wanted: &Rule) -> Result<RuleWritten, CallError> {
        let rule = self.rule(&wanted.key()).await.map_err(|error| CallError {
            message: format!("the change was sent, but could not be read back: {}", error.message),
            advice: Some("Refresh to see what the rule is now.".to_owned()),
            ..error
        })?;
        let differences = differences(wanted, &rule);
        Ok(RuleWritten { rule, differences })
    }

    /// PutEvents. One outcome for each entry, in order: the event's id, or why it was refused. An event for a
    /// bus that does not exist is *not* refused (EventBridge user guide, "Sending events with PutEvents").
    pub async fn put_events(&self, entries: &[EventEntry]) -> Result<Vec<EntryOutcome>, CallError> {
        let mut outcomes = Vec::with_capacity(entries.len());
        for batch in entries.chunks(BATCH) {
            let call = self.parts().events.put_events().set_entries(Some(batch.iter().map(entry).collect()));
            let outcome = call.send().await;
            let answer =
                outcome.map_err(|error| self.error(super::errors::Service::Events, "PutEvents", &error))?;
            let mut answered = answer.entries.unwrap_or_default().into_iter();
            for _ in batch {
                let found =
                    answered.next().map(|entry| (entry.event_id, entry.error_code, entry.error_message));
                outcomes.push(match found {
                    Some((Some(id), None, _)) if !id.is_empty() => EntryOutcome::Done { id },
                    Some((_, code, message)) => failed(code, message),
                    None => failed(None, None),
                });
            }
        }
        Ok(outcomes)
    }
}

fn changed(operation: &'static str, key: &RuleKey, why: &str) -> CallError {
    CallError::new(ErrorKind::Changed, operation, format!("rule {key} was changed meanwhile: {why}"))
        .advise("Nothing was written. Refresh, look at what it is now, and repeat the change.")
}

/// The fields PutRule writes, by the API's names, where two rules differ.
fn differences(wanted: &Rule, found: &Rule) -> Vec<FieldDifference> {
    let fields = |rule: &Rule| {
        [
            ("EventPattern", rule.pattern.clone()),
            ("ScheduleExpression", rule.schedule.clone()),
            ("State", Some(rule.state.as_str().to_owned())),
            ("Description", rule.description.clone().filter(|text| !text.is_empty())),
            ("RoleArn", rule.role.as_ref().map(ToString::to_string)),
        ]
    };
    let pairs = fields(wanted).into_iter().zip(fields(found));
    pairs
        .filter(|((_, wanted), (_, found))| wanted != found)
        .map(|((field, wanted), (_, found))| FieldDifference { field: field.to_owned(), wanted, found })
        .collect()
}

fn entry(entry: &EventEntry) -> sdk::PutEventsRequestEntry {
    sdk::PutEventsRequestEntry::builder()
        .set_event_bus_name(entry.bus.clone())
        .source(&entry.source)
        .detail_type(&entry.detail_type)
        .detail(&entry.detail)
        .set_resources((!entry.resources.is_empty()).then(|| entry.resources.clone()))
        .set_time(entry.time.map(DateTime::from_millis))
        .build()
}

fn failed(code: Option<String>, message: Option<String>) -> EntryOutcome {
    EntryOutcome::Failed {
        code: code.map_or_else(|| "UnknownError".to_owned(), |code| crate::text::one_line(&code)),
        message: message.map_or_else(
            || "the server did not say why".to_owned(),
            |text| super::foreign_text::sentence(&text),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::canned::{Canned, ok, refuse};
    use crate::model::{Arn, EntryOutcome, ErrorKind, EventEntry, Rule, RuleState};
    use serde_json::{Value, json};
    use std::sync::Mutex;

    fn rule() -> Rule {
        Rule {
            bus: "orders".to_owned(),
            name: "r".to_owned(),
            arn: Arn::from("arn:aws:events:us-east-1:1:rule/orders/r"),
            state: RuleState::EnabledWithAllCloudTrail,
            pattern: Some(r#"{"source":["a"]}"#.to_owned()),
            schedule: Some("rate(1 day)".to_owned()),
            description: Some("words".to_owned()),
            role: Some(Arn::from("arn:aws:iam::1:role/r")),
            managed_by: None,
            created_by: None,
        }
    }

    /// A server that holds one rule, as the API's JSON, and behaves as the service does.
    async fn holding(rule: &Rule) -> Canned {
        let held = Mutex::new(json!({
            "Name": rule.name, "EventBusName": rule.bus, "Arn": rule.arn.as_str(), "State": rule.state.as_str(),
            "EventPattern": rule.pattern, "ScheduleExpression": rule.schedule, "Description": rule.description,
            "RoleArn": rule.role,
        }));
        Canned::start(move |asked| {
            let mut held = held.lock().unwrap();
            match asked.operation.as_str() {
                "DescribeRule" => ok(&held),
                "PutRule" => {
                    let arn = held["Arn"].clone();
                    *held = asked.body.clone();
                    held["Arn"] = arn;
                    ok(&json!({"RuleArn": held["Arn"]}))
                }
                "EnableRule" => {
                    held["State"] = json!("ENABLED");
                    ok(&json!({}))
                }
                "DisableRule" => {
                    held["State"] = json!("DISABLED");
                    ok(&json!({}))
                }
                other => refuse(400, "UnknownOperationException", other),
            }
        })
        .await
    }

    #[tokio::test]
    async fn the_special_state_comes_back_by_put_rule_with_every_field() {
        let was = rule();
        let server = holding(&was).await;
        let off = server.client.set_rule_state(&was, &RuleState::Disabled).await.unwrap();
        assert_eq!((off.rule.state.clone(), off.differences.len()), (RuleState::Disabled, 0));
        let on = server.client.set_rule_state(&off.rule, &RuleState::EnabledWithAllCloudTrail).await.unwrap();
        assert_eq!((on.rule, on.differences.len()), (was, 0));
        let operations: Vec<_> = server.asked().into_iter().map(|asked| asked.operation).collect();
        assert_eq!(
            operations,
            ["DescribeRule", "DisableRule", "DescribeRule", "DescribeRule", "PutRule", "DescribeRule"]
        );
    }

    #[tokio::test]
    async fn a_rule_that_others_changed_is_left_alone() {
        let was = rule();
        let server = holding(&Rule { description: Some("theirs".to_owned()), ..was.clone() }).await;
        let new = Rule { pattern: Some(r#"{"source":["b"]}"#.to_owned()), ..was.clone() };
        let error = server.client.put_rule(&was, &new).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Changed);
        assert!(error.message.contains("Description changed since it was read"), "{error}");
        let stale = Rule { state: RuleState::Enabled, ..was };
        let error = server.client.set_rule_state(&stale, &RuleState::Disabled).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Changed);
        assert!(server.asked().iter().all(|asked| asked.operation == "DescribeRule"));
    }

    #[tokio::test]
    async fn what_a_server_did_not_take_is_told() {
        let was = rule();
        let kept = was.clone();
        let server = Canned::start(move |asked| match asked.operation.as_str() {
            "DescribeRule" => ok(&json!({
                "Name": kept.name, "State": kept.state.as_str(), "EventPattern": kept.pattern,
                "ScheduleExpression": kept.schedule, "Description": kept.description, "RoleArn": kept.role,
            })),
            _ => ok(&json!({})),
        })
        .await;
        let new = Rule { description: None, ..was.clone() };
        let written = server.client.put_rule(&was, &new).await.unwrap();
        let difference = &written.differences[0];
        assert_eq!((written.differences.len(), difference.field.as_str()), (1, "Description"));
        assert_eq!((difference.wanted.as_deref(), difference.found.as_deref()), (None, Some("words")));
    }

    #[tokio::test]
    async fn events_go_in_tens_and_each_has_its_outcome() {
        let server = Canned::start(|asked| {
            let sent = asked.body["Entries"].as_array().map(Vec::len).unwrap_or_default();
            let mut entries: Vec<Value> = (0..sent).map(|n| json!({"EventId": format!("e{n}")})).collect();
            if sent == 2 {
                entries[1] = json!({"ErrorCode": "InternalFailure", "ErrorMessage": "later"});
            }
            ok(&json!({"FailedEntryCount": 0, "Entries": entries}))
        })
        .await;
        let event = EventEntry {
            source: "a".to_owned(),
            detail_type: "t".to_owned(),
            detail: "{}".to_owned(),
            ..EventEntry::default()
        };
        let outcomes = server.client.put_events(&vec![event; 12]).await.unwrap();
        assert_eq!((outcomes.len(), server.asked().len()), (12, 2));
        assert_eq!(outcomes[10], EntryOutcome::Done { id: "e0".to_owned() });
        assert!(
            outcomes[11].is_failed() && outcomes.iter().filter(|outcome| outcome.is_failed()).count() == 1
        );
    }
}
