//! Taps: the calls that make one part after the other, find what is there, and remove it again.
//!
//! What a tap consists of and how its parts are known again is `model`'s; whether somebody agreed is the
//! gate's to see. Nothing is removed here whose name and tags do not both say that it is a tap's, whoever
//! asks for it.

use super::client::Client;
use super::logs::plain_arn;
use super::paging::{Pages, pages};
use super::rules::PAGE;
use super::services::Service;
use crate::model::tap::{GROUPS, POLICY, Part, RULES, Remains, TARGET, Trace};
use crate::model::{Arn, CallError, ErrorKind, Rule, RuleKey, Tag};
use aws_sdk_eventbridge::error::BuildError;
use aws_sdk_eventbridge::types as sdk;
use futures_util::TryStreamExt as _;
use futures_util::future::join_all;
use serde_json::Value;
use std::time::Duration;

/// How often the removal of a part is made again where no answer tells what became of it, and after what
/// time.
const REPEATS: u32 = 2;
const PAUSE: Duration = Duration::from_millis(500);

impl Client {
    /// Makes one part of a tap.
    ///
    /// Errors: as the service tells them; [`ErrorKind::NotKnown`] when it may be there all the same.
    pub async fn make_tap_part(&self, part: &Part) -> Result<(), CallError> {
        let (events, logs) = (&self.parts().events, &self.parts().logs);
        match part {
            Part::Group { name, tags } => {
                let tags = tags.iter().map(|tag| (tag.key.clone(), tag.value.clone())).collect();
                let call = logs.create_log_group().log_group_name(name).set_tags(Some(tags)).send();
                self.write(Service::Logs, "CreateLogGroup", call).await.map(drop)
            }
            Part::Retention { group, days } => {
                let call = logs.put_retention_policy().log_group_name(group).retention_in_days(*days).send();
                self.write(Service::Logs, "PutRetentionPolicy", call).await.map(drop)
            }
            Part::Policy { name, document } => {
                let call = logs.put_resource_policy().policy_name(name).policy_document(document).send();
                self.write(Service::Logs, "PutResourcePolicy", call).await.map(drop)
            }
            Part::Rule { rule, pattern, state, description, tags } => {
                let call = events.put_rule().name(&rule.name).event_bus_name(&rule.bus);
                let call = call.event_pattern(pattern).description(description);
                let call = call.state(sdk::RuleState::from(state.as_str()));
                let tags = tags.iter().map(sdk_tag).collect::<Result<Vec<_>, _>>();
                let tags = tags.map_err(|error| unbuilt("PutRule", &error))?;
                self.write(Service::Events, "PutRule", call.set_tags(Some(tags)).send()).await.map(drop)
            }
            Part::Target { rule, group } => {
                let target = sdk::Target::builder().id(TARGET).arn(plain_arn(group.as_str())).build();
                let target = target.map_err(|error| unbuilt("PutTargets", &error))?;
                let call = events.put_targets().rule(&rule.name).event_bus_name(&rule.bus).targets(target);
                let answer = self.write(Service::Events, "PutTargets", call.send()).await?;
                let failed = answer.failed_entries.unwrap_or_default();
                check_entries("PutTargets", failed.first().map(|one| (one.error_code(), one.error_message())))
            }
        }
    }

    /// Removes a part of a tap, after looking whether it is one. What is not there any more is removed. Where
    /// no answer tells what became of it, it is looked at again, and removed again if it is still there:
    /// nobody but this tap has a rule or a group of that name.
    ///
    /// Errors: [`ErrorKind::Refused`] where name and tags do not say that it is a tap's, whatever the service
    /// says, and [`ErrorKind::NotKnown`] where that it is gone could not be seen either.
    pub async fn remove_tap_part(&self, remains: &Remains) -> Result<(), CallError> {
        let mut outcome = self.remove_if_ours(remains).await;
        for _ in 0..REPEATS {
            match (&outcome, remains) {
                (Err(error), Remains::Rule(_) | Remains::Group(_)) if error.kind == ErrorKind::NotKnown => {}
                (Ok(()) | Err(_), _) => break,
            }
            tokio::time::sleep(PAUSE).await;
            match self.remove_if_ours(remains).await {
                // That it could not be looked at does not tell that it is there.
                Err(error) if !matches!(error.kind, ErrorKind::NotKnown | ErrorKind::NotFound) => break,
                again => outcome = again,
            }
        }
        match outcome {
            Err(error) if error.kind == ErrorKind::NotFound => Ok(()),
            Err(error) if error.kind == ErrorKind::NotKnown => match self.is_there(remains).await {
                Ok(false) => Ok(()),
                Ok(true) => Err(error.not_done()),
                Err(_) => Err(error),
            },
            outcome => outcome,
        }
    }

    async fn is_there(&self, remains: &Remains) -> Result<bool, CallError> {
        match remains {
            Remains::Rule(key) => match self.rule(key).await {
                Ok(_) => Ok(true),
                Err(error) if error.kind == ErrorKind::NotFound => Ok(false),
                Err(error) => Err(error),
            },
            Remains::Group(name) => Ok(self.log_group(name).await?.is_some()),
            Remains::Policy(_) => {
                let policies = self.log_resource_policies().try_concat().await?;
                Ok(policies.iter().any(|policy| policy.name == POLICY))
            }
        }
    }

    async fn remove_if_ours(&self, remains: &Remains) -> Result<(), CallError> {
        match remains {
            Remains::Rule(key) => {
                let rule = self.rule(key).await?;
                check(remains, &self.tags(&rule.arn).await?, "DeleteRule")?;
                self.remove_rule(key).await
            }
            Remains::Group(name) => {
                let found = self.log_group(name).await?;
                let Some(group) = found else { return Ok(()) };
                check(remains, &self.log_group_tags(&group.arn).await?, "DeleteLogGroup")?;
                let call = self.parts().logs.delete_log_group().log_group_name(name).send();
                self.write(Service::Logs, "DeleteLogGroup", call).await.map(drop)
            }
            Remains::Policy(text) => {
                let policies = self.log_resource_policies().try_concat().await?;
                let Some(found) = policies.iter().find(|policy| policy.name == POLICY) else { return Ok(()) };
                let read = |text: &str| serde_json::from_str::<Value>(text).ok();
                if read(&found.document) != read(text) {
                    let why = format!("the policy {POLICY} is not as buslens makes it, so it is left alone");
                    return Err(CallError::new(ErrorKind::Refused, "DeleteResourcePolicy", why)
                        .advise("Look at it, and remove it yourself if nobody needs it."));
                }
                let call = self.parts().logs.delete_resource_policy().policy_name(POLICY).send();
                self.write(Service::Logs, "DeleteResourcePolicy", call).await.map(drop)
            }
        }
    }

    /// Takes the targets off a rule, of which there are five at most, and deletes it.
    async fn remove_rule(&self, key: &RuleKey) -> Result<(), CallError> {
        let events = &self.parts().events;
        let targets = self.targets(key).try_concat().await?;
        if !targets.is_empty() {
            let ids = targets.into_iter().map(|target| target.id).collect();
            let call = events.remove_targets().rule(&key.name).event_bus_name(&key.bus).set_ids(Some(ids));
            let answer = self.write(Service::Events, "RemoveTargets", call.send()).await?;
            let failed = answer.failed_entries.unwrap_or_default();
            check_entries(
                "RemoveTargets",
                failed.first().map(|one| (one.error_code(), one.error_message())),
            )?;
        }
        let call = events.delete_rule().name(&key.name).event_bus_name(&key.bus).send();
        self.write(Service::Events, "DeleteRule", call).await.map(drop)
    }

    /// Everything that is named like a part of a tap, with its tags: rules on all buses, log groups. What
    /// could not be looked at is answered beside it.
    pub async fn tap_traces(&self) -> (Vec<Trace>, Vec<CallError>) {
        // Side by side: one that gives no answer must not hold up the others.
        let (of_rules, of_groups) = futures_util::join!(self.tap_rules(), self.tap_groups());
        let (mut traces, mut failed) = of_rules;
        traces.extend(of_groups.0);
        failed.extend(of_groups.1);
        (traces, failed)
    }

    async fn tap_rules(&self) -> (Vec<Trace>, Vec<CallError>) {
        let buses = match self.buses().try_concat().await {
            Ok(buses) => buses,
            Err(error) => return (Vec::new(), vec![error]),
        };
        let found = buses.iter().map(async |bus| {
            let rules = self.rules_named(&bus.name, RULES).try_concat().await?;
            let traces = rules.into_iter().map(async |rule| {
                let tags = self.tags(&rule.arn).await;
                Trace { what: Remains::Rule(rule.key()), tags }
            });
            Ok::<_, CallError>(join_all(traces).await)
        });
        let (mut traces, mut failed) = (Vec::new(), Vec::new());
        for one in join_all(found).await {
            match one {
                Ok(found) => traces.extend(found),
                Err(error) => failed.push(error),
            }
        }
        (traces, failed)
    }

    async fn tap_groups(&self) -> (Vec<Trace>, Vec<CallError>) {
        let groups = match self.log_groups(GROUPS).try_concat().await {
            Ok(groups) => groups,
            Err(error) => return (Vec::new(), vec![error]),
        };
        // Servers that know no prefixes answer with all of them.
        let ours = groups.into_iter().filter(|group| group.name.starts_with(GROUPS));
        let traces = ours.map(async |group| {
            let tags = self.log_group_tags(&group.arn).await;
            Trace { what: Remains::Group(group.name), tags }
        });
        (join_all(traces).await, Vec::new())
    }

    /// The rules of a bus whose names begin so, ListRules.
    fn rules_named(&self, bus: &str, prefix: &'static str) -> Pages<Rule> {
        let (client, bus) = (self.clone(), bus.to_owned());
        pages("ListRules", move |token| {
            let (client, bus) = (client.clone(), bus.clone());
            async move {
                let call = client.parts().events.list_rules().event_bus_name(&bus).name_prefix(prefix);
                let page = call.limit(PAGE).set_next_token(token).send();
                let page = client.call(Service::Events, "ListRules", page).await?;
                let rules = page.rules.unwrap_or_default().into_iter();
                let rules = rules.map(|found| super::rules::rule(found, &bus));
                Ok((rules.filter(|rule| rule.name.starts_with(prefix)).collect(), page.next_token))
            }
        })
    }

    /// The tags of a log group, ListTagsForResource.
    async fn log_group_tags(&self, group: &Arn) -> Result<Vec<Tag>, CallError> {
        let call = self.parts().logs.list_tags_for_resource().resource_arn(group.as_str()).send();
        let found = self.call(Service::Logs, "ListTagsForResource", call).await?;
        Ok(found.tags.unwrap_or_default().into_iter().map(|(key, value)| Tag { key, value }).collect())
    }
}

/// Refuses to remove what is not a tap's.
fn check(remains: &Remains, tags: &[Tag], operation: &str) -> Result<(), CallError> {
    if remains.is_ours(tags) {
        return Ok(());
    }
    let why = format!("the tags of {remains} do not say that buslens made it, so it is left alone");
    Err(CallError::new(ErrorKind::Refused, operation, why)
        .advise("Look at it, and remove it yourself if nobody needs it."))
}

fn sdk_tag(tag: &Tag) -> Result<sdk::Tag, BuildError> {
    sdk::Tag::builder().key(&tag.key).value(&tag.value).build()
}

fn unbuilt(operation: &str, error: &BuildError) -> CallError {
    CallError::new(ErrorKind::Invalid, operation, error.to_string())
}

/// An answer of 200 can carry entries that failed.
fn check_entries(operation: &str, failed: Option<(Option<&str>, Option<&str>)>) -> Result<(), CallError> {
    let Some((code, message)) = failed else { return Ok(()) };
    let message = message.or(code).unwrap_or("the server did not say why");
    let mut error = CallError::new(ErrorKind::Other, operation, super::untrusted_text::sentence(message));
    error.code = code.map(crate::text::one_line);
    Err(error)
}
