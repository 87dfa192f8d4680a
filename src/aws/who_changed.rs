//! Who changed a thing lately, as CloudTrail has it. A diagnosis asks that only when the operator says so:
//! two look-ups a second are allowed in an account.

use super::client::{Client, millis};
use super::paging::pages;
use super::services::Service;
use crate::model::facts::{History, PastCall};
use crate::model::{Bus, CallError, ErrorKind, Millis, RuleKey, Thing, ThingKind, bus_name_in};
use crate::text::time::{DAY, rfc3339};
use aws_sdk_cloudtrail::types::{LookupAttribute, LookupAttributeKey};
use aws_smithy_types::DateTime;
use futures_util::{StreamExt as _, TryStreamExt as _};
use serde_json::Value;

/// How far back changes are looked for.
const BACK: Millis = DAY;
/// Pages of the history that are read: at two a second, this is five seconds.
const PAGES: usize = 10;
/// Changes that are named at most.
const NAMED: usize = 3;

impl Client {
    /// Who changed a rule or its targets within the last day, newest first, LookupEvents.
    ///
    /// Calls that only read are left out. EventBridge's calls are filtered here by the rule's name:
    /// CloudTrail takes one attribute only, and whether it lists the rule among the resources of a call is
    /// documented nowhere.
    pub(crate) async fn changes(&self, rule: &RuleKey, now: Millis) -> Result<History, CallError> {
        self.changes_of(&Thing::Rule(rule.clone()), now).await
    }

    /// Who changed a thing within the last day, newest first, LookupEvents.
    async fn changes_of(&self, thing: &Thing, now: Millis) -> Result<History, CallError> {
        let service = match thing.kind() {
            ThingKind::LogPolicy => "logs.amazonaws.com",
            ThingKind::Bus
            | ThingKind::Rule
            | ThingKind::Archive
            | ThingKind::Replay
            | ThingKind::Connection
            | ThingKind::Destination
            | ThingKind::Source
            | ThingKind::Endpoint => "events.amazonaws.com",
        };
        let source = LookupAttribute::builder()
            .attribute_key(LookupAttributeKey::EventSource)
            .attribute_value(service)
            .build();
        let source = source.map_err(|error| {
            CallError::new(crate::model::ErrorKind::Other, "LookupEvents", error.to_string())
        })?;
        let client = self.clone();
        let mut look_ups = pages("LookupEvents", move |token| {
            let (client, source) = (client.clone(), source.clone());
            async move {
                let call = client.dependencies().cloudtrail.lookup_events().lookup_attributes(source);
                // Without an end: what was done just now may be later than `now`, which is known to a second.
                let call = call.start_time(DateTime::from_millis(now - BACK)).set_next_token(token).send();
                let page = client.call(Service::CloudTrail, "LookupEvents", call).await?;
                let is_last = page.next_token.is_none();
                Ok((vec![(page.events.unwrap_or_default(), is_last)], page.next_token))
            }
        })
        .take(PAGES);
        let mut found = Vec::new();
        let (mut from, mut oldest) = (now, now);
        while let Some(page) = look_ups.try_next().await? {
            for (events, is_last) in page {
                for event in events {
                    let Some(at) = millis(event.event_time) else { continue };
                    oldest = oldest.min(at);
                    let record = event.cloud_trail_event.as_deref().unwrap_or_default();
                    let record: Value = serde_json::from_str(record).unwrap_or_default();
                    if is_change(&record) && is_about(&record, thing) {
                        let who = who(&record).or(event.username);
                        let call = event.event_name.unwrap_or_default();
                        found.push(PastCall { at, call, who });
                    }
                }
                from = if is_last { now - BACK } else { oldest };
            }
        }
        Ok(History { changes: found, from })
    }

    /// The refusal of a change, with who has changed the thing meanwhile.
    pub(super) async fn naming_who(&self, thing: &Thing, mut refusal: CallError) -> CallError {
        refusal.who = Some(self.who_changed(thing).await.into());
        refusal
    }

    /// Who has changed a thing lately, or why that cannot be seen, in a sentence without its full stop.
    pub async fn who_changed(&self, thing: &Thing) -> String {
        match self.changes_of(thing, self.service_time()).await {
            Ok(History { changes, from }) if changes.is_empty() => format!(
                "CloudTrail has no call that changed it since {}; a call appears there after some minutes",
                rfc3339(from)
            ),
            Ok(History { changes, .. }) => {
                let one = |change: &PastCall| {
                    let who = change.who.as_deref().unwrap_or("somebody");
                    format!("{} by {who} at {}", change.call, rfc3339(change.at))
                };
                let all: Vec<String> = changes.iter().take(NAMED).map(one).collect();
                format!("CloudTrail has, the newest first: {}", all.join("; "))
            }
            Err(error) if error.kind == ErrorKind::Denied => {
                "Who did it cannot be seen: that takes cloudtrail:LookupEvents".to_owned()
            }
            Err(error) => format!("Who did it cannot be seen: {}", error.message),
        }
    }
}

/// True for a call that changed something: CloudTrail says so of each, and lists calls that only read as
/// well.
fn is_change(record: &Value) -> bool {
    match record["readOnly"].as_bool() {
        Some(reads) => !reads,
        None => {
            let call = record["eventName"].as_str().unwrap_or_default();
            !["Describe", "List", "Get", "Test"].iter().any(|verb| call.starts_with(verb))
        }
    }
}

/// True for a call about this thing. Tags name it by its ARN. Of a rule PutRule has the `name`, PutTargets
/// the `rule`; without a bus it is on the default one, and the bus may be named by its ARN.
fn is_about(record: &Value, thing: &Thing) -> bool {
    let parameters = &record["requestParameters"];
    if let Some(arn) = parameters["resourceARN"].as_str() {
        let own = match thing {
            Thing::Rule(rule) => format!(":{}", rule.resource()),
            Thing::Bus(name) => format!(":event-bus/{name}"),
            // Only rules and buses have tags.
            Thing::Archive(_)
            | Thing::Replay(_)
            | Thing::Connection(_)
            | Thing::Destination(_)
            | Thing::Source(_)
            | Thing::Endpoint(_)
            | Thing::LogPolicy(_) => return false,
        };
        return arn.ends_with(&own);
    }
    let Thing::Rule(rule) = thing else {
        let names = ["name", "archiveName", "replayName", "eventBusName", "policyName"];
        return names.iter().any(|name| parameters[*name] == thing.name())
            && record["eventName"].as_str().is_some_and(|call| names_kind(call, thing));
    };
    let named = parameters["name"].as_str().or_else(|| parameters["rule"].as_str());
    let bus = parameters["eventBusName"].as_str().unwrap_or(Bus::DEFAULT);
    named == Some(rule.name.as_str()) && bus_name_in(bus) == rule.bus
}

/// Whether a call is about things of that kind.
fn names_kind(call: &str, thing: &Thing) -> bool {
    let words: &[&str] = match thing.kind() {
        ThingKind::Bus => &["EventBus", "Permission"],
        ThingKind::Rule => &["Rule", "Targets"],
        ThingKind::Archive => &["Archive"],
        ThingKind::Replay => &["Replay"],
        ThingKind::Connection => &["Connection"],
        ThingKind::Destination => &["ApiDestination"],
        ThingKind::Source => &["EventSource", "EventBus"],
        ThingKind::Endpoint => &["Endpoint"],
        ThingKind::LogPolicy => &["ResourcePolicy"],
    };
    words.iter().any(|word| call.contains(word))
}

fn who(record: &Value) -> Option<String> {
    let identity = &record["userIdentity"];
    let text = |name: &str| identity[name].as_str().map(str::to_owned);
    text("arn").or_else(|| text("userName")).or_else(|| text("invokedBy"))
}

#[cfg(test)]
mod tests {
    use super::{is_about, is_change, who};
    use crate::model::{RuleKey, Thing};
    use serde_json::json;

    #[test]
    fn a_tag_is_a_change_of_what_its_arn_names() {
        let tagged =
            |arn: &str| json!({"eventName": "TagResource", "requestParameters": {"resourceARN": arn}});
        let rule = Thing::Rule(RuleKey::new("orders", "audit"));
        let default = Thing::Rule(RuleKey::new("default", "audit"));
        let bus = Thing::Bus("orders".to_owned());
        assert!(is_about(&tagged("arn:aws:events:r:1:rule/orders/audit"), &rule));
        assert!(!is_about(&tagged("arn:aws:events:r:1:rule/orders/audit"), &default));
        assert!(is_about(&tagged("arn:aws:events:r:1:rule/audit"), &default));
        assert!(is_about(&tagged("arn:aws:events:r:1:event-bus/orders"), &bus));
        assert!(!is_about(&tagged("arn:aws:events:r:1:event-bus/orders"), &rule));
    }

    #[test]
    fn a_change_is_the_rules_own_whatever_the_call_names_it() {
        let asked =
            |asked| json!({"requestParameters": asked, "userIdentity": {"arn": "arn:aws:iam::1:user/m"}});
        let (audit, default) =
            (Thing::Rule(RuleKey::new("orders", "audit")), Thing::Rule(RuleKey::new("default", "audit")));
        let put = asked(json!({"name": "audit", "eventBusName": "orders"}));
        assert!(is_about(&put, &audit) && !is_about(&put, &default));
        let targets = asked(json!({"rule": "audit", "eventBusName": "arn:aws:events:r:1:event-bus/orders"}));
        assert!(is_about(&targets, &audit));
        assert!(is_about(&asked(json!({"name": "audit"})), &default));
        assert!(!is_about(&asked(json!({"name": "other"})), &default) && !is_about(&json!(null), &default));
        let bus = json!({"eventName": "PutPermission", "requestParameters": {"eventBusName": "orders"}});
        assert!(
            is_about(&bus, &Thing::Bus("orders".to_owned())) && !is_about(&bus, &Thing::Bus("o".to_owned()))
        );
        let rule_on_it = json!({"eventName": "PutRule", "requestParameters": {"eventBusName": "orders"}});
        assert!(!is_about(&rule_on_it, &Thing::Bus("orders".to_owned())));
        let call =
            |name: &str, reads: Option<bool>| is_change(&json!({"eventName": name, "readOnly": reads}));
        assert!(call("PutRule", Some(false)) && !call("DescribeRule", Some(true)));
        assert!(call("PutTargets", None) && !call("ListTargetsByRule", None));
        assert_eq!(who(&put).as_deref(), Some("arn:aws:iam::1:user/m"));
    }
}
