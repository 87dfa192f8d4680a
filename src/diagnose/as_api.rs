//! What was read of a target, as the call that reads it answers: by the API's own names.

use super::Fact;
use crate::export::json;
use serde_json::{Map, Value};

impl Fact {
    /// The call that tells the fact and what it answers, for facts that one call tells.
    pub fn as_api(&self) -> Option<(&'static str, Value)> {
        let (call, members): (_, Vec<(&str, Value)>) = match self {
            Self::Function(arn, function) => (
                "GetFunctionConfiguration",
                vec![
                    ("FunctionArn", arn.as_str().into()),
                    ("State", function.state.clone().into()),
                    ("StateReason", function.reason.clone().into()),
                ],
            ),
            Self::Queue(arn, queue) => (
                "GetQueueAttributes",
                vec![
                    ("QueueArn", arn.as_str().into()),
                    ("Policy", queue.policy.clone().into()),
                    ("KmsMasterKeyId", queue.kms_key.clone().into()),
                    ("FifoQueue", queue.fifo.into()),
                    ("ContentBasedDeduplication", queue.content_deduplication.into()),
                    ("MaximumMessageSize", queue.largest.into()),
                    ("DelaySeconds", queue.delay.into()),
                    ("MessageRetentionPeriod", queue.retention.into()),
                ],
            ),
            Self::Topic(arn, topic) => (
                "GetTopicAttributes",
                vec![
                    ("TopicArn", arn.as_str().into()),
                    ("Policy", topic.policy.clone().into()),
                    ("KmsMasterKeyId", topic.kms_key.clone().into()),
                    ("FifoTopic", topic.fifo.into()),
                    ("MaximumMessageSize", topic.largest.into()),
                ],
            ),
            Self::Group(arn, group) => (
                "DescribeLogGroups",
                vec![
                    ("arn", arn.as_str().into()),
                    ("logGroupClass", group.class.clone().into()),
                    ("retentionInDays", group.retention_days.into()),
                    ("kmsKeyId", group.kms_key.clone().into()),
                ],
            ),
            Self::Machine(arn, machine) => (
                "DescribeStateMachine",
                vec![("stateMachineArn", arn.as_str().into()), ("status", machine.status.as_str().into())],
            ),
            Self::TargetBus(_, bus) => {
                return Some(("DescribeEventBus", serde_json::from_str(&json::bus(bus)).ok()?));
            }
            Self::FormerState(_)
            | Self::Bus(_)
            | Self::Buses(_)
            | Self::RuleCounts(_)
            | Self::Senders(_)
            | Self::Targets(_)
            | Self::Metrics(_)
            | Self::Kept(_)
            | Self::Trails(_)
            | Self::Bucket(..)
            | Self::BucketNames(_)
            | Self::Partner(_)
            | Self::Replay(_)
            | Self::Sent(_)
            | Self::FunctionPolicy(..)
            | Self::FunctionLimit(..)
            | Self::QueueTags(..)
            | Self::Names(..)
            | Self::LogPolicies(_)
            | Self::GroupPolicies(..)
            | Self::Key(..)
            | Self::KeyPolicy(..)
            | Self::Role(..)
            | Self::Onward(..)
            | Self::RulesOn(..)
            | Self::Destination(..)
            | Self::Connection(..)
            | Self::Changes(_)
            | Self::DeadLetters(..)
            | Self::Subscriptions(..)
            | Self::Records(_) => return None,
        };
        let known = members.into_iter().filter(|(_, value)| !value.is_null());
        let answer = known.map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>();
        Some((call, Value::Object(answer)))
    }
}

#[cfg(test)]
mod tests {
    use super::Fact;
    use crate::model::Arn;
    use crate::model::facts::{Group, Queue};
    use serde_json::json;

    #[test]
    fn a_fact_has_the_names_of_the_call_that_told_it() {
        let arn = Arn::from("arn:aws:sqs:eu-west-1:111122223333:orders");
        let queue = Queue { kms_key: Some("alias/k".into()), fifo: true, ..Queue::default() };
        assert_eq!(
            Fact::Queue(arn.clone(), queue).as_api().unwrap(),
            (
                "GetQueueAttributes",
                json!({
                    "QueueArn": arn.as_str(), "KmsMasterKeyId": "alias/k", "FifoQueue": true,
                    "ContentBasedDeduplication": false,
                })
            )
        );
        let group = Group { retention_days: Some(7), ..Group::default() };
        assert_eq!(
            Fact::Group(Arn::from("a"), group).as_api(),
            Some(("DescribeLogGroups", json!({"arn": "a", "retentionInDays": 7})))
        );
        assert_eq!(Fact::Buses(Vec::new()).as_api(), None);
    }
}
