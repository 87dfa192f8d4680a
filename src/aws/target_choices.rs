//! What an account has that a target, a role or a dead-letter queue of a rule can be: functions, queues,
//! topics, state machines and roles, as ARNs. Log groups are `logs`'s, buses and API destinations are
//! EventBridge's own lists.

use super::client::Client;
use super::paging::{Pages, pages};
use super::services::Service;
use crate::model::Arn;
use crate::policy::SERVICE;
use crate::text::{partition, percent_decoded};

/// Queues of a page (SQS API reference, "ListQueues").
const QUEUES: i32 = 1000;
/// State machines of a page (Step Functions API reference, "ListStateMachines").
const STATE_MACHINES: i32 = 1000;

impl Client {
    /// Functions, ListFunctions.
    pub fn functions(&self) -> Pages<Arn> {
        let client = self.clone();
        pages("ListFunctions", move |marker| {
            let client = client.clone();
            async move {
                let call = client.dependencies().lambda.list_functions().set_marker(marker).send();
                let page = client.call(Service::Lambda, "ListFunctions", call).await?;
                let functions = page.functions.unwrap_or_default().into_iter();
                let arns = functions.filter_map(|function| function.function_arn).map(Arn::new).collect();
                Ok((arns, page.next_marker))
            }
        })
    }

    /// Queues, ListQueues. It gives URLs, whose last two parts are the account and the name.
    pub fn queues(&self) -> Pages<Arn> {
        let client = self.clone();
        pages("ListQueues", move |token| {
            let client = client.clone();
            async move {
                let call = client.dependencies().sqs.list_queues().max_results(QUEUES);
                let page = client.call(Service::Sqs, "ListQueues", call.set_next_token(token).send()).await?;
                let region = client.session().region.clone();
                let urls = page.queue_urls.unwrap_or_default().into_iter();
                Ok((urls.filter_map(|url| queue(&url, &region)).collect(), page.next_token))
            }
        })
    }

    /// Topics, ListTopics.
    pub fn topics(&self) -> Pages<Arn> {
        let client = self.clone();
        pages("ListTopics", move |token| {
            let client = client.clone();
            async move {
                let call = client.dependencies().sns.list_topics().set_next_token(token).send();
                let page = client.call(Service::Sns, "ListTopics", call).await?;
                let topics = page.topics.unwrap_or_default().into_iter();
                Ok((topics.filter_map(|topic| topic.topic_arn).map(Arn::new).collect(), page.next_token))
            }
        })
    }

    /// State machines, ListStateMachines.
    pub fn state_machines(&self) -> Pages<Arn> {
        let client = self.clone();
        pages("ListStateMachines", move |token| {
            let client = client.clone();
            async move {
                let call = client.dependencies().step_functions.list_state_machines();
                let call = call.max_results(STATE_MACHINES).set_next_token(token).send();
                let page = client.call(Service::StepFunctions, "ListStateMachines", call).await?;
                let arns = page.state_machines.into_iter().map(|one| Arn::new(one.state_machine_arn));
                Ok((arns.collect(), page.next_token))
            }
        })
    }

    /// Roles that trust EventBridge, ListRoles.
    pub fn roles(&self) -> Pages<Arn> {
        let client = self.clone();
        pages("ListRoles", move |marker| {
            let client = client.clone();
            async move {
                let call = client.dependencies().iam.list_roles().set_marker(marker).send();
                let page = client.call(Service::Iam, "ListRoles", call).await?;
                let trusting = page.roles.into_iter().filter(|role| {
                    let trust = role.assume_role_policy_document.as_deref().unwrap_or_default();
                    percent_decoded(trust).contains(SERVICE)
                });
                Ok((
                    trusting.map(|role| Arn::new(role.arn)).collect(),
                    page.marker.filter(|_| page.is_truncated),
                ))
            }
        })
    }
}

fn queue(url: &str, region: &str) -> Option<Arn> {
    let mut parts = url.trim_end_matches('/').rsplit('/');
    let (name, account) = (parts.next()?, parts.next()?);
    Some(Arn::new(format!("arn:{}:sqs:{region}:{account}:{name}", partition(region))))
}

#[cfg(test)]
mod tests {
    use super::queue;

    #[test]
    fn a_queues_url_gives_its_arn() {
        for (url, region, arn) in [
            ("https://sqs.eu-west-1.amazonaws.com/123/q", "eu-west-1", "arn:aws:sqs:eu-west-1:123:q"),
            ("http://127.0.0.1:4000/123/q.fifo/", "us-east-1", "arn:aws:sqs:us-east-1:123:q.fifo"),
            ("https://sqs.cn-north-1.amazonaws.com.cn/1/q", "cn-north-1", "arn:aws-cn:sqs:cn-north-1:1:q"),
        ] {
            assert_eq!(queue(url, region).unwrap().as_str(), arn);
        }
    }
}
