//! Reading buses, rules and tags, and asking EventBridge's own TestEventPattern.

use super::client::{Client, millis};
use super::in_order::{Portion, in_order};
use super::interceptors::AnswerBody;
use super::paging::{Pages, pages};
use super::services::Service;
use crate::model::{Arn, Bus, CallError, Rule, RuleKey, RuleState, Tag, bus_name_in};
use aws_sdk_eventbridge::config::{Builder as ConfigBuilder, Region};
use aws_sdk_eventbridge::operation::describe_rule::DescribeRuleOutput;
use aws_sdk_eventbridge::types as sdk;
use futures_util::TryStreamExt as _;
use futures_util::stream::{self, BoxStream, StreamExt as _};
use tokio::sync::mpsc;
use tokio::time::Instant;

/// The largest page of the classic API (EventBridge API reference, `Limit`).
pub(super) const PAGE: i32 = 100;

/// The pages of one of several reads.
fn portions(of: usize, pages: Pages<Rule>) -> BoxStream<'static, Portion<Result<Vec<Rule>, CallError>>> {
    let end = stream::once(async move { Portion { of, given: None, is_last: true } });
    pages.map(move |page| Portion { of, given: Some(page), is_last: false }).chain(end).boxed()
}

impl Client {
    /// All event buses, ListEventBuses.
    pub fn buses(&self) -> Pages<Bus> {
        let client = self.clone();
        pages("ListEventBuses", move |token| {
            let client = client.clone();
            async move {
                let call = client.parts().events.list_event_buses().limit(PAGE).set_next_token(token).send();
                let page = client.call(Service::Events, "ListEventBuses", call).await?;
                Ok((page.event_buses.unwrap_or_default().into_iter().map(bus).collect(), page.next_token))
            }
        })
    }

    /// One bus in full, DescribeEventBus.
    pub async fn bus(&self, name: &str) -> Result<Bus, CallError> {
        self.bus_in(&self.session().region, name).await
    }

    /// One bus of that region in full, DescribeEventBus.
    pub async fn bus_in(&self, region: &str, name: &str) -> Result<Bus, CallError> {
        let call = self.parts().events.describe_event_bus().name(name).customize();
        let call = if region == self.session().region {
            call
        } else {
            call.config_override(ConfigBuilder::new().region(Region::new(region.to_owned())))
        };
        let bus = self.call(Service::Events, "DescribeEventBus", call.send()).await?;
        let (level, detail) =
            bus.log_config.map(|logs| (logs.level, logs.include_detail)).unwrap_or_default();
        Ok(Bus {
            name: bus.name.unwrap_or_else(|| name.to_owned()),
            arn: Arn::new(bus.arn.unwrap_or_default()),
            description: non_empty(bus.description),
            policy: non_empty(bus.policy),
            kms_key: bus.kms_key_identifier,
            dead_letter: bus.dead_letter_config.and_then(|config| config.arn).map(Arn::new),
            log_level: level.map(|level| level.as_str().to_owned()),
            log_detail: detail.map(|detail| detail.as_str().to_owned()),
            created: millis(bus.creation_time),
            modified: millis(bus.last_modified_time),
        })
    }

    /// A bus's rules, ListRules. By the bus's name: some emulators answer nothing for its ARN.
    pub fn rules(&self, bus: &str) -> Pages<Rule> {
        let (client, bus) = (self.clone(), bus.to_owned());
        pages("ListRules", move |token| {
            let (client, bus) = (client.clone(), bus.clone());
            async move {
                let call = client
                    .parts()
                    .events
                    .list_rules()
                    .event_bus_name(&bus)
                    .limit(PAGE)
                    .set_next_token(token)
                    .send();
                let page = client.call(Service::Events, "ListRules", call).await?;
                Ok((
                    page.rules.unwrap_or_default().into_iter().map(|found| rule(found, &bus)).collect(),
                    page.next_token,
                ))
            }
        })
    }

    /// The rules of all buses, bus by bus; all are read at once, as far as the limiter lets them. A bus that
    /// fails gives its error, and the others go on.
    ///
    /// Reading runs ahead in a task of its own: a call whose answer nobody fetches would keep its place in
    /// the limiter, and whoever calls for each rule in turn would wait for it for ever.
    pub fn all_rules(&self) -> Pages<Rule> {
        self.all_rules_until(None)
    }

    /// Like [`Client::all_rules`]; at `ends`, what was read of buses whose turn has not come is given too, as
    /// [`in_order`] says.
    pub fn all_rules_until(&self, ends: Option<Instant>) -> Pages<Rule> {
        let client = self.clone();
        let (send, receive) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            let (mut buses, mut at) = (client.buses(), 0);
            while let Some(page) = buses.next().await {
                let reads: Vec<Pages<Rule>> = match page {
                    Ok(buses) => buses.iter().map(|bus| client.rules_about(&bus.name)).collect(),
                    Err(error) => vec![stream::iter([Err(error)]).boxed()],
                };
                let reads = reads.into_iter().enumerate().map(|(nth, pages)| portions(at + nth, pages));
                let mut reads = stream::select_all(reads);
                while let Some(portion) = reads.next().await {
                    at = at.max(portion.of + 1);
                    if send.send(portion).is_err() {
                        return;
                    }
                }
            }
        });
        let receive = stream::unfold(receive, |mut receive| async move {
            receive.recv().await.map(|portion| (portion, receive))
        });
        in_order(receive, ends)
    }

    /// The rules of a bus, which errors name.
    fn rules_about(&self, bus: &str) -> Pages<Rule> {
        let about = format!("bus {bus}");
        self.rules(bus).map_err(move |error| error.with_subject(&about)).boxed()
    }

    /// One rule in full, DescribeRule.
    pub async fn rule(&self, key: &RuleKey) -> Result<Rule, CallError> {
        let call = self.parts().events.describe_rule().name(&key.name).event_bus_name(&key.bus).send();
        Ok(rule_of_description(self.call(Service::Events, "DescribeRule", call).await?, key))
    }

    /// The tags of a bus or rule, ListTagsForResource.
    pub async fn tags(&self, resource: &Arn) -> Result<Vec<Tag>, CallError> {
        let call = self.parts().events.list_tags_for_resource().resource_arn(resource.as_str()).send();
        let found = self.call(Service::Events, "ListTagsForResource", call).await?;
        Ok(found
            .tags
            .unwrap_or_default()
            .into_iter()
            .map(|tag| Tag { key: tag.key, value: tag.value })
            .collect())
    }

    /// EventBridge's verdict on a pattern and an event whose envelope is complete; `None` when the server
    /// answers without one, which some emulators do. The SDK's type cannot tell that from "no match".
    pub async fn test_event_pattern(&self, pattern: &str, event: &str) -> Result<Option<bool>, CallError> {
        let answer = AnswerBody::default();
        let call = self.parts().events.test_event_pattern().event_pattern(pattern).event(event);
        self.call(Service::Events, "TestEventPattern", call.customize().interceptor(answer.clone()).send())
            .await?;
        Ok(answer.json().and_then(|body| body.get("Result")?.as_bool()))
    }
}

fn bus(bus: sdk::EventBus) -> Bus {
    Bus {
        name: bus.name.unwrap_or_default(),
        arn: Arn::new(bus.arn.unwrap_or_default()),
        description: non_empty(bus.description),
        policy: non_empty(bus.policy),
        created: millis(bus.creation_time),
        modified: millis(bus.last_modified_time),
        ..Bus::default()
    }
}

/// A rule from the SDK's: listing and describing give the same members in types of their own.
macro_rules! rule_of {
    ($rule:expr, $bus:expr, $name:expr, $created_by:expr) => {
        Rule {
            bus: bus_name($rule.event_bus_name, $bus),
            name: $rule.name.unwrap_or_else(|| $name.to_owned()),
            arn: Arn::new($rule.arn.unwrap_or_default()),
            state: state($rule.state),
            pattern: non_empty($rule.event_pattern),
            schedule: non_empty($rule.schedule_expression),
            description: non_empty($rule.description),
            role: non_empty($rule.role_arn).map(Arn::new),
            managed_by: non_empty($rule.managed_by),
            created_by: $created_by,
        }
    };
}

pub(super) fn rule(rule: sdk::Rule, bus: &str) -> Rule {
    rule_of!(rule, bus, "", None)
}

fn rule_of_description(rule: DescribeRuleOutput, key: &RuleKey) -> Rule {
    let created_by = non_empty(rule.created_by);
    rule_of!(rule, &key.bus, key.name, created_by)
}

/// The service has no empty pattern, schedule or description: it drops them, and emulators send them as `""`.
fn non_empty(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

/// The bus's name, where the server may have answered with its ARN, or not at all.
fn bus_name(answered: Option<String>, asked: &str) -> String {
    let name = non_empty(answered).unwrap_or_else(|| asked.to_owned());
    bus_name_in(&name).to_owned()
}

/// A state the SDK does not know is kept as it came; where there is none, that is said and not guessed.
fn state(state: Option<sdk::RuleState>) -> RuleState {
    state.map_or_else(
        || RuleState::Other("UNKNOWN".to_owned()),
        |state| RuleState::from(state.as_str().to_owned()),
    )
}
