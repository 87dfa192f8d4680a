//! A bucket's notifications as the API writes them: they are written whole, so whoever adds one gives all of
//! them back.

use crate::model::facts::BucketNotices;
use aws_sdk_s3::operation::get_bucket_notification_configuration::GetBucketNotificationConfigurationOutput;
use aws_sdk_s3::types::{Event, FilterRuleName, NotificationConfigurationFilter};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use serde_json::{Map, Value, json};

pub(super) fn of(found: GetBucketNotificationConfigurationOutput) -> BucketNotices {
    let topics = found.topic_configurations.unwrap_or_default().into_iter();
    let topics = topics.map(|one| as_json("TopicArn", one.topic_arn, one.id, &one.events, one.filter));
    let queues = found.queue_configurations.unwrap_or_default().into_iter();
    let queues = queues.map(|one| as_json("QueueArn", one.queue_arn, one.id, &one.events, one.filter));
    let functions = found.lambda_function_configurations.unwrap_or_default().into_iter();
    let functions = functions
        .map(|one| as_json("LambdaFunctionArn", one.lambda_function_arn, one.id, &one.events, one.filter));
    let all: [(&str, Vec<Value>); 3] = [
        ("TopicConfigurations", topics.collect()),
        ("QueueConfigurations", queues.collect()),
        ("LambdaFunctionConfigurations", functions.collect()),
    ];
    let others = all.into_iter().filter(|(_, list)| !list.is_empty());
    BucketNotices {
        elsewhere: None,
        to_eventbridge: found.event_bridge_configuration.is_some(),
        others: others.map(|(name, list)| (name.to_owned(), list.into())).collect(),
    }
}

fn as_json(
    kind: &str,
    arn: String,
    id: Option<String>,
    events: &[Event],
    filter: Option<NotificationConfigurationFilter>,
) -> Value {
    let mut one = Map::new();
    one.extend(id.map(|id| ("Id".to_owned(), id.into())));
    one.insert(kind.to_owned(), arn.into());
    one.insert("Events".to_owned(), events.iter().map(Event::as_str).collect());
    if let Some(rules) = filter.and_then(|filter| filter.key).and_then(|key| key.filter_rules) {
        let rules: Vec<Value> = rules
            .iter()
            .map(|rule| json!({"Name": rule.name.as_ref().map(FilterRuleName::as_str), "Value": rule.value}))
            .collect();
        one.insert("Filter".to_owned(), json!({"Key": {"FilterRules": rules}}));
    }
    one.into()
}

/// What is known of a bucket by the answer that it is in another region than the one that was asked. S3
/// redirects a request to the bucket's own region (301, `PermanentRedirect`), and names that in a header, as
/// of other refused requests (S3 user guide, "Making requests", "Request redirection and the REST API"; API
/// reference, "HeadBucket").
pub(super) fn of_another_region(answer: &HttpResponse, asked: &str) -> Option<BucketNotices> {
    let region = answer.headers().get("x-amz-bucket-region").filter(|region| *region != asked)?;
    Some(BucketNotices { elsewhere: Some(region.to_owned()), ..BucketNotices::default() })
}

#[cfg(test)]
mod tests {
    use super::of_another_region;
    use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
    use aws_smithy_types::body::SdkBody;

    #[test]
    fn the_region_of_a_redirection_is_told_and_that_it_is_here_explains_nothing() {
        let mut answer = HttpResponse::new(301.try_into().unwrap(), SdkBody::empty());
        assert!(of_another_region(&answer, "us-east-1").is_none());
        answer.headers_mut().insert("x-amz-bucket-region", "eu-west-1");
        let found = of_another_region(&answer, "us-east-1").unwrap();
        assert_eq!((found.elsewhere.as_deref(), found.to_eventbridge), (Some("eu-west-1"), false));
        assert!(of_another_region(&answer, "eu-west-1").is_none());
    }
}
