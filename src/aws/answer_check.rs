//! Whether an answer holds what its call always brings, and is of the thing that was asked for.
//!
//! The SDK takes every member of an answer for one that may be missing: `{}` would be a rule without a
//! pattern, a list without rows. And a proxy that keeps answers by their address gives the answer of one call
//! to another, since all calls of a service go to the same one: and we would then write another rule's
//! settings over the rule that was named. What AWS always sends is in the response syntax of each call
//! (EventBridge API reference); the emulators send it as well.

use super::services::Service;
use crate::model::bus_name_in;
use serde_json::Value;

/// What every answer to a call holds.
enum Holds {
    /// A thing: the member with its name, which is also that of the request, and others that it always has.
    Thing(&'static str, &'static [&'static str]),
    /// A list, by its member, with those that each of its things has.
    List(&'static str, &'static [&'static str]),
}

fn holds(service: Service, operation: &str) -> Option<Holds> {
    use Holds::{List, Thing};
    Some(match (service, operation) {
        (Service::Events, "DescribeRule") => Thing("Name", &["Arn", "State"]),
        (Service::Events, "DescribeEventBus") => Thing("Name", &["Arn"]),
        (Service::Events, "DescribeArchive") => Thing("ArchiveName", &["ArchiveArn"]),
        (Service::Events, "DescribeReplay") => Thing("ReplayName", &["ReplayArn"]),
        (Service::Events, "DescribeConnection") => Thing("Name", &["ConnectionArn"]),
        (Service::Events, "DescribeApiDestination") => Thing("Name", &["ApiDestinationArn"]),
        (Service::Events, "DescribeEndpoint" | "DescribeEventSource" | "DescribePartnerEventSource") => {
            Thing("Name", &["Arn"])
        }
        (Service::Events, "ListEventBuses") => List("EventBuses", &["Name"]),
        (Service::Events, "ListRules") => List("Rules", &["Name"]),
        (Service::Events, "ListTargetsByRule") => List("Targets", &["Id", "Arn"]),
        (Service::Events, "ListRuleNamesByTarget") => List("RuleNames", &[]),
        (Service::Events, "ListTagsForResource") => List("Tags", &["Key"]),
        (Service::Events, "ListArchives") => List("Archives", &["ArchiveName"]),
        (Service::Events, "ListReplays") => List("Replays", &["ReplayName"]),
        (Service::Events, "ListConnections") => List("Connections", &["Name"]),
        (Service::Events, "ListApiDestinations") => List("ApiDestinations", &["Name"]),
        (Service::Events, "ListEndpoints") => List("Endpoints", &["Name"]),
        (Service::Events, "ListEventSources") => List("EventSources", &["Name"]),
        (Service::Events, "ListPartnerEventSources") => List("PartnerEventSources", &["Name"]),
        (Service::Events, "ListPartnerEventSourceAccounts") => {
            List("PartnerEventSourceAccounts", &["Account"])
        }
        (Service::Logs, "DescribeLogGroups") => List("logGroups", &["logGroupName"]),
        (Service::Logs, "DescribeResourcePolicies") => List("resourcePolicies", &[]),
        (Service::CloudTrail, "DescribeTrails") => List("trailList", &[]),
        _ => return None,
    })
}

/// Whether the answers to a call are looked at.
pub(super) fn is_checked(service: Service, operation: &str) -> bool {
    holds(service, operation).is_some()
}

/// What is wrong with a successful answer to a call with these arguments; nothing where it is sound, or is a
/// call whose answers may hold anything.
pub(super) fn fault(service: Service, operation: &str, asked: &Value, answer: &[u8]) -> Option<String> {
    let holds = holds(service, operation)?;
    let Ok(answer) = serde_json::from_slice::<Value>(answer) else {
        return Some("it is not JSON".to_owned());
    };
    match holds {
        Holds::Thing(name, others) => {
            if let Some(lacking) = lacking(&answer, &[&[name], others].concat()) {
                return Some(format!("it has no {lacking}"));
            }
            other_than_asked(&answer, asked, name)
                .or_else(|| other_than_asked(&answer, asked, "EventBusName"))
        }
        Holds::List(list, members) => {
            let Some(things) = answer.get(list).and_then(Value::as_array) else {
                return Some(format!("it has no list of {list}"));
            };
            let lacking = things.iter().find_map(|thing| lacking(thing, members))?;
            Some(format!("one of its {list} has no {lacking}"))
        }
    }
}

/// The first of these members that a thing does not have, or has empty.
fn lacking<'m>(thing: &Value, members: &[&'m str]) -> Option<&'m str> {
    let has = |member: &str| thing.get(member).and_then(Value::as_str).is_some_and(|text| !text.is_empty());
    members.iter().find(|member| !has(member)).copied()
}

/// That an answer names something else than the request does.
fn other_than_asked(answer: &Value, asked: &Value, member: &str) -> Option<String> {
    let (told, asked) = (answer.get(member)?.as_str()?, asked.get(member)?.as_str()?);
    // Calls take a bus by its ARN as well, and some emulators answer with it.
    (!told.is_empty() && bus_name_in(told) != bus_name_in(asked))
        .then(|| format!("it is about `{told}`, and `{asked}` was asked for"))
}

#[cfg(test)]
mod tests {
    use super::fault;
    use crate::aws::services::Service;
    use serde_json::{Value, json};

    fn of(operation: &str, asked: Value, answer: Value) -> Option<String> {
        fault(Service::Events, operation, &asked, answer.to_string().as_bytes())
    }

    #[test]
    fn a_thing_is_the_one_that_was_asked_for_and_has_what_it_always_has() {
        let asked = || json!({"Name": "a", "EventBusName": "arn:aws:events:r:1:event-bus/orders"});
        let sound = json!({"Name": "a", "Arn": "arn:x", "State": "ENABLED", "EventBusName": "orders"});
        assert_eq!(of("DescribeRule", asked(), sound.clone()), None);
        for (member, value, said) in [
            ("Name", json!("b"), "it is about `b`, and `a` was asked for"),
            ("EventBusName", json!("default"), "it is about `default`, and"),
            ("Arn", json!(""), "it has no Arn"),
            ("State", Value::Null, "it has no State"),
        ] {
            let mut told = sound.clone();
            told[member] = value;
            let fault = of("DescribeRule", asked(), told).unwrap_or_default();
            assert!(fault.starts_with(said), "{member}: {fault}");
        }
        let bus = json!({"Name": "aws.partner/shop.example/17", "Arn": "arn:x"});
        let by_arn = json!({"Name": "arn:aws:events:r:1:event-bus/aws.partner/shop.example/17"});
        assert_eq!(of("DescribeEventBus", by_arn, bus), None);
    }

    #[test]
    fn nothing_is_no_list_with_nothing_in_it() {
        assert_eq!(of("ListRules", json!({}), json!({"Rules": []})), None);
        assert_eq!(of("ListRules", json!({}), json!({})).unwrap(), "it has no list of Rules");
        assert_eq!(
            of("ListRules", json!({}), json!({"Rules": [{}]})).unwrap(),
            "one of its Rules has no Name"
        );
        assert_eq!(of("PutRule", json!({}), json!({})), None);
    }
}
