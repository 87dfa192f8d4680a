//! Changing an account, one call for each intent.
//!
//! Whether the operator agreed is not asked here: the executor's gate does that. What is looked after here is
//! that nothing is lost or claimed: PutRule replaces a rule, so every field is echoed, the rule is read just
//! before (a rule that others changed meanwhile is left alone) and read back after; an answer of 200 can
//! carry refused entries.

mod calls;
mod change;
mod named;
mod read_whole;

#[cfg(test)]
pub(crate) use calls::WRITES;

use super::client::Client;
use super::services::Service;
use crate::model::{CallError, ErrorKind, FieldDifference, Rule, RuleKey, RuleState, RuleWritten, Thing};
use crate::text::one_line_or_nothing;
use aws_sdk_eventbridge::types as sdk;
use change::nothing_of_it;

impl Client {
    /// EnableRule. It cannot set the special CloudTrail state: [`Client::switch_rule`] does.
    async fn enable_rule(&self, key: &RuleKey) -> Result<(), CallError> {
        let call = self.parts().events.enable_rule().name(&key.name).event_bus_name(&key.bus).send();
        self.write(Service::Events, "EnableRule", call).await.map(drop)
    }

    /// DisableRule. It forgets the special CloudTrail state: remember it before.
    async fn disable_rule(&self, key: &RuleKey) -> Result<(), CallError> {
        let call = self.parts().events.disable_rule().name(&key.name).event_bus_name(&key.bus).send();
        self.write(Service::Events, "DisableRule", call).await.map(drop)
    }

    /// A rule as it is, to be switched from the state it was last read in to another.
    ///
    /// [`ErrorKind::Changed`] when the rule is no longer in that state: what the caller remembers of it would
    /// be wrong.
    pub async fn rule_to_switch(&self, listed: &Rule, to: &RuleState) -> Result<Rule, CallError> {
        let key = listed.key();
        let now = self.rule(&key).await?;
        if now.state == listed.state {
            return Ok(now);
        }
        let why = format!(
            "its state was {} when it was read and is {} now",
            listed.state.as_str(),
            now.state.as_str()
        );
        let refusal =
            changed_meanwhile(if to.is_disabled() { "DisableRule" } else { "EnableRule" }, &key, &why);
        Err(self.naming_who(&Thing::Rule(key), refusal).await)
    }

    /// Switches a rule that was just read, and reads it back. States beyond plain on and off are set by
    /// PutRule with every other field kept.
    pub async fn switch_rule(&self, now: &Rule, to: &RuleState) -> Result<RuleWritten, CallError> {
        let key = now.key();
        let wanted = Rule { state: to.clone(), ..now.clone() };
        let (operation, sent) = match to {
            RuleState::Enabled if now.state.is_disabled() => ("EnableRule", self.enable_rule(&key).await),
            RuleState::Disabled => ("DisableRule", self.disable_rule(&key).await),
            // EnableRule leaves a rule that is on as it is.
            RuleState::Enabled | RuleState::EnabledWithAllCloudTrail | RuleState::Other(_) => {
                ("PutRule", self.replace_rule(&wanted).await)
            }
        };
        self.read_back(operation, sent, now, &wanted).await
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
        let differing: Vec<String> = differences(was, &now)
            .iter()
            .map(|one| was_and_is(&one.field, one.wanted.as_deref(), one.found.as_deref()))
            .collect();
        if !differing.is_empty() {
            let refusal = changed_meanwhile("PutRule", &key, &differing.join("; "));
            return Err(self.naming_who(&Thing::Rule(key), refusal).await);
        }
        let sent = self.replace_rule(new).await;
        self.read_back("PutRule", sent, &now, new).await
    }

    async fn replace_rule(&self, rule: &Rule) -> Result<(), CallError> {
        let call = self.parts().events.put_rule().name(&rule.name).event_bus_name(&rule.bus);
        let call =
            call.state(sdk::RuleState::from(rule.state.as_str())).set_event_pattern(rule.pattern.clone());
        let call =
            call.set_schedule_expression(rule.schedule.clone()).set_description(rule.description.clone());
        let call = call.set_role_arn(rule.role.as_ref().map(ToString::to_string));
        self.write(Service::Events, "PutRule", call.send()).await.map(drop)
    }

    /// What became of a write: the rule as it is now. A write whose answer was lost is done when the rule is
    /// as it was to be.
    async fn read_back(
        &self,
        operation: &'static str,
        sent: Result<(), CallError>,
        before: &Rule,
        wanted: &Rule,
    ) -> Result<RuleWritten, CallError> {
        let lost = match sent {
            Ok(()) => None,
            Err(error) if error.kind == ErrorKind::NotKnown => Some(error),
            Err(error) => return Err(error),
        };
        let read = self.rule(&wanted.key()).await;
        let rule = match (read, lost) {
            (Ok(rule), Some(lost)) if differences(before, &rule).is_empty() => {
                let mut lost = lost.advise(
                    "It may still arrive: refresh in a minute, and repeat the change only if the rule has \
                        not changed by then.",
                );
                lost.goes_on(". Read right after, the rule is as it was");
                return Err(lost);
            }
            (Ok(rule), Some(lost)) if !differences(wanted, &rule).is_empty() => {
                let found = differences(before, &rule).iter().map(FieldDifference::now).collect::<Vec<_>>();
                return Err(lost.otherwise(&found));
            }
            (Ok(rule), None)
                if differences(before, &rule).is_empty() && !differences(wanted, &rule).is_empty() =>
            {
                return Err(nothing_of_it(operation, &Thing::Rule(wanted.key()), "is as it was"));
            }
            (Ok(rule), _) => rule,
            (Err(_), Some(lost)) => return Err(lost),
            (Err(error), None) => {
                let why =
                    format!("the service took it, but the rule could not be read back: {}", error.message);
                return Err(CallError { kind: ErrorKind::NotKnown, message: why, ..error }
                    .advise("Refresh to see what the rule is now."));
            }
        };
        let differences = differences(wanted, &rule);
        Ok(RuleWritten { rule, differences })
    }
}

/// What a field was and what it is, as a clause.
fn was_and_is(field: &str, was: Option<&str>, is: Option<&str>) -> String {
    // A value is marked off from the sentence that it stands in.
    let shown = |value: Option<&str>| match value {
        Some(_) => format!("`{}`", one_line_or_nothing(value)),
        None => one_line_or_nothing(None),
    };
    format!("{field} was {} and is {}", shown(was), shown(is))
}

fn changed_meanwhile(operation: &'static str, key: &RuleKey, why: &str) -> CallError {
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

#[cfg(test)]
mod tests {
    use super::super::canned_server::{Canned, Lost, ok, refuse};
    use super::super::{Client, Options};
    use crate::model::{Arn, ErrorKind, Rule, RuleState};
    use serde_json::json;
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
            ..Rule::default()
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
        let off = server.client.switch_rule(&was, &RuleState::Disabled).await.unwrap();
        assert_eq!((off.rule.state.clone(), off.differences.len()), (RuleState::Disabled, 0));
        let on = server.client.switch_rule(&off.rule, &RuleState::EnabledWithAllCloudTrail).await.unwrap();
        assert_eq!((on.rule, on.differences.len()), (was, 0));
        let operations: Vec<_> = server.requests().into_iter().map(|asked| asked.operation).collect();
        assert_eq!(operations, ["DisableRule", "DescribeRule", "PutRule", "DescribeRule"]);
    }

    #[tokio::test]
    async fn a_rule_that_others_changed_is_left_alone() {
        let was = rule();
        let server = holding(&Rule { description: Some("theirs".to_owned()), ..was.clone() }).await;
        let new = Rule { pattern: Some(r#"{"source":["b"]}"#.to_owned()), ..was.clone() };
        let error = server.client.put_rule(&was, &new).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Changed);
        assert!(error.message.contains("Description was `words` and is `theirs`"), "{error}");
        assert!(error.who.as_deref().is_some_and(|who| who.contains("Who did it cannot be seen")), "{error}");
        let stale = Rule { state: RuleState::Enabled, ..was };
        let error = server.client.rule_to_switch(&stale, &RuleState::Disabled).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Changed);
        let reads = ["DescribeRule", "LookupEvents"];
        assert!(server.requests().iter().all(|asked| reads.contains(&asked.operation.as_str())));
    }

    #[tokio::test]
    async fn what_a_server_did_not_take_is_told() {
        let was = rule();
        let (kept, schedule) = (was.clone(), std::sync::Mutex::new(was.schedule.clone()));
        let server = Canned::start(move |asked| match asked.operation.as_str() {
            "DescribeRule" => ok(&json!({
                "Name": kept.name, "Arn": "arn:aws:events:us-east-1:111122223333:rule/orders/r", "State": kept.state.as_str(), "EventPattern": kept.pattern,
                "ScheduleExpression": *schedule.lock().unwrap(), "Description": kept.description,
                "RoleArn": kept.role,
            })),
            // It takes the schedule alone.
            _ => {
                let body = &asked.body;
                *schedule.lock().unwrap() = body["ScheduleExpression"].as_str().map(str::to_owned);
                ok(&json!({}))
            }
        })
        .await;
        let new = Rule { description: None, ..was.clone() };
        let error = server.client.put_rule(&was, &new).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::NotKnown, "{error}");
        assert!(
            error
                .message
                .ends_with("the service took it, but read right after, rule r on bus orders is as it was")
        );
        let new = Rule { schedule: Some("rate(9 minutes)".into()), ..new };
        let written = server.client.put_rule(&was, &new).await.unwrap();
        let difference = &written.differences[0];
        assert_eq!((written.differences.len(), difference.field.as_str()), (1, "Description"));
        assert_eq!((difference.wanted.as_deref(), difference.found.as_deref()), (None, Some("words")));
    }

    /// As `holding`, but the answer to the first write is lost, before or after the rule has changed.
    async fn losing(rule: &Rule, done: bool) -> Canned {
        let server = holding(rule).await;
        server.lose(move |asked| {
            let lost = if done { Lost::AfterIt } else { Lost::BeforeIt };
            (asked.operation != "DescribeRule").then_some(lost)
        });
        server
    }

    #[tokio::test]
    async fn a_write_whose_answer_was_lost_is_sent_once_and_read_back() {
        let was = rule();
        for (done, what) in [(true, "switched"), (false, "not known")] {
            let server = losing(&was, done).await;
            let outcome = server.client.switch_rule(&was, &RuleState::Disabled).await;
            let sent = server.requests().into_iter().filter(|asked| asked.operation == "DisableRule").count();
            assert_eq!(sent, 1, "{what}");
            match outcome {
                Ok(written) => assert!(done && written.rule.state == RuleState::Disabled),
                Err(error) => {
                    assert!(!done, "{error}");
                    assert_eq!(error.kind, ErrorKind::NotKnown);
                    assert!(error.to_string().contains("the rule is as it was"), "{error}");
                }
            }
        }
    }

    #[tokio::test]
    async fn a_lost_write_is_not_told_as_made_because_others_changed_the_rule() {
        let was = rule();
        let theirs = Rule { description: Some("theirs".to_owned()), ..was.clone() };
        let rules = Mutex::new(vec![theirs, was.clone()]);
        let server = Canned::start(move |asked| {
            assert_eq!(asked.operation, "DescribeRule", "the write is lost");
            let rule = rules.lock().unwrap().pop().unwrap();
            ok(&json!({
                "Name": rule.name, "EventBusName": rule.bus, "Arn": rule.arn, "State": rule.state.as_str(),
                "EventPattern": rule.pattern, "ScheduleExpression": rule.schedule,
                "Description": rule.description, "RoleArn": rule.role,
            }))
        })
        .await;
        server.lose(|asked| (asked.operation == "PutRule").then_some(Lost::BeforeIt));
        let new = Rule { pattern: Some(r#"{"source":["b"]}"#.to_owned()), ..was.clone() };
        let error = server.client.put_rule(&was, &new).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::NotKnown);
        let said = error.to_string();
        assert!(said.contains("neither the old nor the new value: Description is `theirs`"), "{said}");
    }

    #[tokio::test]
    async fn a_write_that_no_connection_took_is_plainly_not_done() {
        let nowhere =
            Options { endpoint: Some("http://127.0.0.1:1".to_owned()), embedded: true, ..Options::default() };
        let client = Client::connect(nowhere).await.unwrap();
        let error = client.disable_rule(&rule().key()).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Network, "{error}");
    }
}
