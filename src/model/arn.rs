//! Amazon Resource Names. Source: IAM user guide, "Identify AWS resources with Amazon Resource Names (ARNs)".

use super::RuleKey;
use crate::text::{arn_parts, dns_suffix};
use serde::{Deserialize, Serialize};
use std::fmt;

/// An ARN, `arn:partition:service:region:account:resource`, kept as its text and split on demand.
///
/// Any text may be held, because AWS and emulators hand out odd ones; the accessors answer `""` for a part
/// that is not there.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Arn(String);

impl Arn {
    /// Wraps a text as it came.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text as it came.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True when the text has the six parts of an ARN.
    pub fn is_well_formed(&self) -> bool {
        arn_parts(&self.0).is_some()
    }

    fn part(&self, n: usize) -> &str {
        self.0.splitn(6, ':').nth(n).unwrap_or("")
    }

    /// True for the name of a FIFO queue or topic, which ends so (SQS and SNS API references, "Name").
    pub fn is_fifo(name: &str) -> bool {
        name.strip_suffix(".fifo").is_some()
    }

    /// `aws`, `aws-cn`, `aws-us-gov`, …
    pub fn partition(&self) -> &str {
        self.part(1)
    }

    /// The service's name in ARNs, such as `lambda` or `events`.
    pub fn service(&self) -> &str {
        self.part(2)
    }

    /// The region; empty for global services.
    pub fn region(&self) -> &str {
        self.part(3)
    }

    /// The account id; empty for some resources such as public AMIs.
    pub fn account(&self) -> &str {
        self.part(4)
    }

    /// Everything after the fifth colon, colons and slashes included.
    pub fn resource(&self) -> &str {
        self.part(5)
    }

    /// The resource's name without the path before it: `role/service-role/r` gives `r`.
    pub(crate) fn name_without_path(&self) -> &str {
        let resource = self.resource();
        resource.rsplit_once('/').map_or(resource, |(_, name)| name)
    }

    /// Whether both are in one account and region. What the account lists is in it, so this holds before
    /// anybody has told which account it is.
    pub fn is_beside(&self, other: &Self) -> bool {
        self.account() == other.account() && self.region() == other.region()
    }

    /// True for the resource that the other ARN means, where that may lack the id that AWS puts behind the
    /// names of API destinations and connections.
    pub fn answers_to(&self, wanted: &Self) -> bool {
        self == wanted || self.0.strip_prefix(&wanted.0).is_some_and(|rest| rest.starts_with('/'))
    }

    /// The URL of a queue on AWS, which SQS's calls want in place of its ARN. Its host does not matter to the
    /// service; where a session has an endpoint of its own, calls name that ([`super::Session::queue_url`]).
    pub(crate) fn queue_url(&self) -> String {
        let suffix = dns_suffix(self.partition());
        format!("https://sqs.{}.{suffix}/{}/{}", self.region(), self.account(), self.resource())
    }

    /// The ARN of the bus of that name in this one's account and region.
    pub(crate) fn bus_beside(&self, name: &str) -> Self {
        let (partition, region, account) = (self.partition(), self.region(), self.account());
        Self(format!("arn:{partition}:events:{region}:{account}:event-bus/{name}"))
    }

    /// The ARN of a rule in this one's account and region.
    pub(crate) fn rule_beside(&self, rule: &RuleKey) -> Self {
        let (partition, region, account) = (self.partition(), self.region(), self.account());
        Self(format!("arn:{partition}:events:{region}:{account}:{}", rule.resource()))
    }

    /// A function's ARN without the alias or version behind its name.
    pub(crate) fn unqualified_function(&self) -> String {
        self.0.splitn(8, ':').take(7).collect::<Vec<_>>().join(":")
    }

    /// The name a person calls the thing by: the resource without its type, or the whole text when it is no
    /// ARN.
    ///
    /// `function:f` gives `f`, `log-group:/aws/events/x:*` gives `/aws/events/x`, `rule/bus/name` gives
    /// `bus/name`.
    pub fn name(&self) -> &str {
        let resource = self.resource();
        if resource.is_empty() {
            return &self.0;
        }
        let name = match resource.find([':', '/']) {
            Some(at) => &resource[at + 1..],
            None => resource,
        };
        name.strip_suffix(":*").unwrap_or(name)
    }
}

impl fmt::Display for Arn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Arn {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Arn {
    fn from(text: String) -> Self {
        Self(text)
    }
}

#[cfg(test)]
mod tests {
    use super::Arn;

    #[test]
    fn a_queue_goes_by_its_url() {
        let url = |arn: &str| Arn::from(arn).queue_url();
        assert_eq!(url("arn:aws:sqs:us-east-1:1:q"), "https://sqs.us-east-1.amazonaws.com/1/q");
        assert_eq!(url("arn:aws-cn:sqs:cn-north-1:1:q"), "https://sqs.cn-north-1.amazonaws.com.cn/1/q");
    }

    #[test]
    fn names_are_what_a_person_calls_the_resource() {
        for (arn, name) in [
            ("arn:aws:lambda:us-east-1:1:function:f", "f"),
            ("arn:aws:logs:us-east-1:1:log-group:/aws/events/x:*", "/aws/events/x"),
            ("arn:aws:logs:us-east-1:1:log-group:/aws/events/x", "/aws/events/x"),
            ("arn:aws:sns:us-east-1:1:topic", "topic"),
            ("arn:aws:events:us-east-1:1:rule/bus/name", "bus/name"),
            ("not an arn", "not an arn"),
        ] {
            assert_eq!(Arn::from(arn).name(), name);
        }
    }

    #[test]
    fn a_resource_answers_to_its_arn_without_the_id() {
        let listed = Arn::from("arn:aws:events:eu-west-1:1:connection/slack/17");
        for (wanted, answers) in [("slack/17", true), ("slack", true), ("sla", false), ("slack/1", false)] {
            let wanted = Arn::new(format!("arn:aws:events:eu-west-1:1:connection/{wanted}"));
            assert_eq!(listed.answers_to(&wanted), answers, "{wanted}");
        }
    }

    #[test]
    fn parts_of_a_broken_arn_are_empty_rather_than_wrong() {
        let arn = Arn::from("arn:aws");
        assert!(!arn.is_well_formed());
        assert_eq!((arn.partition(), arn.service(), arn.resource()), ("aws", "", ""));
    }
}
