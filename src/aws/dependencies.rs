//! What a rule's targets and sources depend on in other services: functions, queues, topics, state
//! machines, keys, roles, trails, buckets. Only reads, and only what a diagnosis asks for.
//!
//! Each service's client is made when it is first asked, so that nothing is paid for by those who never ask.

mod bucket_notices;
mod subscriptions;

use super::causes::SOUND;
use super::client::Client;
use super::connect::judged;
use super::errors::Surroundings;
use super::interceptors::ByMoto;
use super::services::Service;
use crate::model::facts::{
    BucketNotices, FieldCondition, Function, Key, Machine, Queue, Role, Selector, Topic, Trail,
};
use crate::model::{Arn, CallError, ErrorKind};
use crate::text::percent_decoded;
use aws_config::SdkConfig;
use aws_sdk_cloudtrail::operation::get_event_selectors::GetEventSelectorsOutput;
use aws_sdk_cloudtrail::types as trail;
use aws_sdk_s3::types::Bucket;
use aws_sdk_sfn::types::IncludedData;
use aws_sdk_sqs::types::QueueAttributeName as Attribute;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use std::collections::BTreeMap;

/// Buckets in one page of their list: as many as an account has unless it asked for more.
const BUCKETS: i32 = 10_000;

/// The clients of the services that targets and sources depend on.
pub(super) struct Dependencies {
    pub(super) lambda: aws_sdk_lambda::Client,
    pub(super) sqs: aws_sdk_sqs::Client,
    pub(super) sns: aws_sdk_sns::Client,
    pub(super) step_functions: aws_sdk_sfn::Client,
    pub(super) iam: aws_sdk_iam::Client,
    kms: aws_sdk_kms::Client,
    pub(super) cloudtrail: aws_sdk_cloudtrail::Client,
    s3: aws_sdk_s3::Client,
}

impl Dependencies {
    pub(super) fn new(config: &SdkConfig, surroundings: &Surroundings) -> Self {
        let at = |service| surroundings.endpoint(service);
        // Servers that are not AWS's know buckets by path only.
        let foreign = at(Service::S3).is_some();
        Self {
            lambda: judged!(aws_sdk_lambda, config, at(Service::Lambda), |config| config),
            sqs: judged!(aws_sdk_sqs, config, at(Service::Sqs), |config| config),
            sns: judged!(aws_sdk_sns, config, at(Service::Sns), |config| config),
            step_functions: judged!(aws_sdk_sfn, config, at(Service::StepFunctions), |config| config),
            iam: judged!(aws_sdk_iam, config, at(Service::Iam), |config| config),
            kms: judged!(aws_sdk_kms, config, at(Service::Kms), |config| config),
            cloudtrail: judged!(aws_sdk_cloudtrail, config, at(Service::CloudTrail), |config| config),
            s3: judged!(aws_sdk_s3, config, at(Service::S3), |config| config.force_path_style(foreign)),
        }
    }
}

impl Client {
    /// A function, GetFunctionConfiguration.
    pub async fn function(&self, arn: &Arn) -> Result<Function, CallError> {
        let call = self.dependencies().lambda.get_function_configuration().function_name(arn.as_str()).send();
        let found = self.call(Service::Lambda, "GetFunctionConfiguration", call).await?;
        Ok(Function { state: found.state.map(|state| state.as_str().to_owned()), reason: found.state_reason })
    }

    /// A function's policy, GetPolicy; an error of the kind not found when it has none.
    pub async fn function_policy(&self, arn: &Arn) -> Result<String, CallError> {
        let call = self.dependencies().lambda.get_policy().function_name(arn.as_str()).send();
        let found = self.call(Service::Lambda, "GetPolicy", call).await?;
        found.policy.ok_or_else(|| absent("GetPolicy", "it has no Policy"))
    }

    /// How many calls at a time are reserved for a function, GetFunctionConcurrency. It is the function's,
    /// whatever alias or version is named.
    pub async fn function_limit(&self, arn: &Arn) -> Result<Option<i32>, CallError> {
        let call = self.dependencies().lambda.get_function_concurrency();
        let call = call.function_name(arn.unqualified_function()).send();
        let found = self.call(Service::Lambda, "GetFunctionConcurrency", call).await?;
        Ok(found.reserved_concurrent_executions)
    }

    /// A queue, GetQueueAttributes.
    pub async fn queue(&self, arn: &Arn) -> Result<Queue, CallError> {
        let call = self.dependencies().sqs.get_queue_attributes().queue_url(self.session().queue_url(arn));
        let call = call.attribute_names(Attribute::All).send();
        let found = self.call(Service::Sqs, "GetQueueAttributes", call).await?.attributes;
        let found = found.ok_or_else(|| absent("GetQueueAttributes", "it has no Attributes"))?;
        let text = |name: &Attribute| found.get(name).filter(|text| !text.is_empty()).cloned();
        let yes = |name: &Attribute| found.get(name).is_some_and(|text| text == "true");
        Ok(Queue {
            policy: text(&Attribute::Policy),
            kms_key: text(&Attribute::KmsMasterKeyId),
            fifo: yes(&Attribute::FifoQueue),
            content_deduplication: yes(&Attribute::ContentBasedDeduplication),
            largest: text(&Attribute::MaximumMessageSize).and_then(|text| text.parse().ok()),
            delay: text(&Attribute::DelaySeconds).and_then(|text| text.parse().ok()),
            retention: text(&Attribute::MessageRetentionPeriod).and_then(|text| text.parse().ok()),
        })
    }

    /// The tags of a queue, ListQueueTags.
    pub async fn queue_tags(&self, arn: &Arn) -> Result<BTreeMap<String, String>, CallError> {
        let call = self.dependencies().sqs.list_queue_tags().queue_url(self.session().queue_url(arn)).send();
        let found = self.call(Service::Sqs, "ListQueueTags", call).await?.tags;
        Ok(found.unwrap_or_default().into_iter().collect())
    }

    /// A topic, GetTopicAttributes.
    pub async fn topic(&self, arn: &Arn) -> Result<Topic, CallError> {
        let call = self.dependencies().sns.get_topic_attributes().topic_arn(arn.as_str()).send();
        let found = self.call(Service::Sns, "GetTopicAttributes", call).await?.attributes;
        let found = found.ok_or_else(|| absent("GetTopicAttributes", "it has no Attributes"))?;
        let text = |name: &str| found.get(name).filter(|text| !text.is_empty()).cloned();
        Ok(Topic {
            policy: text("Policy"),
            kms_key: text("KmsMasterKeyId"),
            fifo: text("FifoTopic").is_some_and(|text| text == "true"),
            subscribers: text("SubscriptionsConfirmed").and_then(|text| text.parse().ok()),
            largest: text("MaximumMessageSize").and_then(|text| text.parse().ok()),
        })
    }

    /// A state machine, or the version that an alias or number names, DescribeStateMachine.
    pub async fn state_machine(&self, arn: &Arn) -> Result<Machine, CallError> {
        let call = self.dependencies().step_functions.describe_state_machine();
        let call = call.state_machine_arn(arn.as_str()).included_data(IncludedData::MetadataOnly).send();
        let found = self.call(Service::StepFunctions, "DescribeStateMachine", call).await?;
        Ok(Machine { status: found.status.map(|status| status.as_str().to_owned()).unwrap_or_default() })
    }

    /// A key by its ARN, id or alias, DescribeKey.
    pub async fn key(&self, name: &str) -> Result<Key, CallError> {
        let call = self.dependencies().kms.describe_key().key_id(name).send();
        let found = self.call(Service::Kms, "DescribeKey", call).await?.key_metadata;
        let found = found.ok_or_else(|| absent("DescribeKey", "it has no KeyMetadata"))?;
        Ok(Key {
            arn: Arn::new(found.arn.unwrap_or_default()),
            state: found.key_state.map(|state| state.as_str().to_owned()).unwrap_or_default(),
            aws_managed: found.key_manager.is_some_and(|manager| manager.as_str() == "AWS"),
        })
    }

    /// A key's policy, GetKeyPolicy, which takes no alias: that is looked up first.
    pub async fn key_policy(&self, name: &str) -> Result<String, CallError> {
        let id =
            if name.contains("alias/") { self.key(name).await?.arn.to_string() } else { name.to_owned() };
        let call = self.dependencies().kms.get_key_policy().key_id(id).policy_name("default").send();
        let found = self.call(Service::Kms, "GetKeyPolicy", call).await?;
        found.policy.ok_or_else(|| absent("GetKeyPolicy", "it has no Policy"))
    }

    /// A role with its policies: GetRole, and the calls for inline and attached policies, each of which may
    /// fail for itself.
    pub async fn role(&self, arn: &Arn) -> Result<Role, CallError> {
        let iam = &self.dependencies().iam;
        let name = arn.name_without_path();
        let found = self.call(Service::Iam, "GetRole", iam.get_role().role_name(name).send()).await?.role;
        let found = found.ok_or_else(|| absent("GetRole", "it has no Role"))?;
        let mut role = Role {
            arn: Arn::new(found.arn),
            trust: percent_decoded(&found.assume_role_policy_document.unwrap_or_default()),
            tags: Some(found.tags.unwrap_or_default().into_iter().map(|tag| (tag.key, tag.value)).collect()),
            ..Role::default()
        };
        match self.inline_policies(name).await {
            Ok(names) => {
                for policy in names {
                    let call = iam.get_role_policy().role_name(name).policy_name(&policy).send();
                    match self.call(Service::Iam, "GetRolePolicy", call).await {
                        Ok(found) => {
                            role.policies.insert(policy, percent_decoded(&found.policy_document));
                        }
                        Err(error) => unseen(&mut role, error.needed("iam:GetRolePolicy")),
                    }
                }
            }
            Err(error) => unseen(&mut role, error.needed("iam:ListRolePolicies")),
        }
        match self.attached_policies(name).await {
            Ok(policies) => {
                for policy in policies {
                    match self.managed_policy(&policy).await {
                        Ok(document) => {
                            role.policies.insert(policy, document);
                        }
                        Err(needed) => unseen(&mut role, needed),
                    }
                }
            }
            Err(error) => unseen(&mut role, error.needed("iam:ListAttachedRolePolicies")),
        }
        if let Some(boundary) =
            found.permissions_boundary.and_then(|boundary| boundary.permissions_boundary_arn)
        {
            match self.managed_policy(&boundary).await {
                Ok(document) => role.boundary = Some(document),
                Err(needed) => role.unseen_boundary = Some(needed),
            }
        }
        Ok(role)
    }

    /// The names of a role's own policies, ListRolePolicies page by page.
    async fn inline_policies(&self, role: &str) -> Result<Vec<String>, CallError> {
        let (mut names, mut next) = (Vec::new(), None);
        loop {
            let call = self.dependencies().iam.list_role_policies().role_name(role).set_marker(next).send();
            let page = self.call(Service::Iam, "ListRolePolicies", call).await?;
            names.extend(page.policy_names);
            next = page.marker.filter(|_| page.is_truncated);
            if next.is_none() {
                return Ok(names);
            }
        }
    }

    /// The ARNs of the policies attached to a role, ListAttachedRolePolicies page by page.
    async fn attached_policies(&self, role: &str) -> Result<Vec<String>, CallError> {
        let (mut arns, mut next) = (Vec::new(), None);
        loop {
            let call = self.dependencies().iam.list_attached_role_policies().role_name(role);
            let call = call.set_marker(next).send();
            let page = self.call(Service::Iam, "ListAttachedRolePolicies", call).await?;
            let policies = page.attached_policies.unwrap_or_default();
            arns.extend(policies.into_iter().filter_map(|policy| policy.policy_arn));
            next = page.marker.filter(|_| page.is_truncated);
            if next.is_none() {
                return Ok(arns);
            }
        }
    }

    /// The default version of a policy, or what would show it.
    async fn managed_policy(&self, arn: &str) -> Result<String, String> {
        let iam = &self.dependencies().iam;
        let found = self.call(Service::Iam, "GetPolicy", iam.get_policy().policy_arn(arn).send()).await;
        let found = found.map_err(|error| error.needed("iam:GetPolicy"))?.policy;
        let nothing = || "another try".to_owned();
        let version = found.and_then(|policy| policy.default_version_id).ok_or_else(nothing)?;
        let call = iam.get_policy_version().policy_arn(arn).version_id(version).send();
        let found = self.call(Service::Iam, "GetPolicyVersion", call).await;
        let found = found.map_err(|error| error.needed("iam:GetPolicyVersion"))?.policy_version;
        found.and_then(|version| version.document).map(|text| percent_decoded(&text)).ok_or_else(nothing)
    }

    /// The trails that bear on this region, DescribeTrails, each with its status and selectors where these
    /// can be seen.
    pub async fn trails(&self) -> Result<Vec<Trail>, CallError> {
        let cloudtrail = &self.dependencies().cloudtrail;
        let call = cloudtrail.describe_trails().include_shadow_trails(true).send();
        let found = self.call(Service::CloudTrail, "DescribeTrails", call).await?;
        let mut trails = Vec::new();
        for one in found.trail_list.unwrap_or_default() {
            let id = one.trail_arn.or(one.name.clone()).unwrap_or_default();
            let status = cloudtrail.get_trail_status().name(&id).send();
            let status = self.call(Service::CloudTrail, "GetTrailStatus", status).await.ok();
            let selectors = cloudtrail.get_event_selectors().trail_name(&id).send();
            let selectors = self.call(Service::CloudTrail, "GetEventSelectors", selectors).await.ok();
            trails.push(Trail {
                name: one.name.unwrap_or_default(),
                home_region: one.home_region.unwrap_or_default(),
                multi_region: one.is_multi_region_trail.unwrap_or_default(),
                global_events: one.include_global_service_events.unwrap_or_default(),
                logging: status.and_then(|status| status.is_logging),
                selectors: selectors.map(selectors_of),
            });
        }
        Ok(trails)
    }

    /// The names of the buckets in this region, ListBuckets.
    pub async fn bucket_names(&self) -> Result<Vec<String>, CallError> {
        let region = self.session().region.as_str();
        // Asked for pages, S3 also tells of each bucket which region it is in.
        let mut asked = self.dependencies().s3.list_buckets().max_buckets(BUCKETS).bucket_region(region);
        let mut names = Vec::new();
        loop {
            let found = self.call(Service::S3, "ListBuckets", asked.clone().send()).await?;
            let here = |bucket: &Bucket| bucket.bucket_region.as_deref().is_none_or(|own| own == region);
            names.extend(
                found.buckets.unwrap_or_default().into_iter().filter(here).filter_map(|one| one.name),
            );
            match found.continuation_token.filter(|token| !token.is_empty()) {
                Some(token) if asked.get_continuation_token().as_ref() != Some(&token) => {
                    asked = asked.continuation_token(token);
                }
                Some(_) | None => return Ok(names),
            }
        }
    }

    /// What a bucket notifies of, GetBucketNotificationConfiguration.
    pub async fn bucket_notices(&self, bucket: &str) -> Result<BucketNotices, CallError> {
        let by_moto = ByMoto::default();
        let call = self.dependencies().s3.get_bucket_notification_configuration().bucket(bucket);
        let call = call.customize().interceptor(by_moto.clone()).send();
        let operation = "GetBucketNotificationConfiguration";
        match self.outcome(Service::S3, "GetBucketNotificationConfiguration", call).await {
            // It keeps this part of the configuration and leaves it out of its answer.
            Ok(found) if found.event_bridge_configuration.is_none() && by_moto.is_so() => {
                let why = "moto does not tell whether a bucket's events go to EventBridge";
                Err(CallError::new(ErrorKind::Unsupported, operation, why))
            }
            Ok(found) => Ok(bucket_notices::of(found)),
            // moto answers a bucket without any notification under another element than AWS and the SDK have.
            Err(error) if error.raw_response().is_some_and(is_empty_notification) => {
                Ok(BucketNotices::default())
            }
            Err(error) => {
                let asked = &self.session().region;
                let elsewhere =
                    error.raw_response().and_then(|answer| bucket_notices::of_another_region(answer, asked));
                elsewhere.ok_or_else(|| self.error(Service::S3, operation, &error))
            }
        }
    }
}

/// What a trail takes. One without selectors takes management events, reading and writing
/// ("PutEventSelectors": "By default, trails created without specific event selectors log all read and write
/// management events").
fn selectors_of(found: GetEventSelectorsOutput) -> Vec<Selector> {
    let basic = found.event_selectors.unwrap_or_default().into_iter().map(basic);
    let advanced = found.advanced_event_selectors.unwrap_or_default().into_iter().map(advanced);
    let mut all: Vec<Selector> = basic.chain(advanced).collect();
    if all.is_empty() {
        all.push(Selector::Basic {
            read_write: "All".to_owned(),
            management: true,
            excluded: Vec::new(),
            data: Vec::new(),
        });
    }
    all
}

/// An incomplete answer: it does not prove that the thing is missing.
fn absent(operation: &str, why: &str) -> CallError {
    CallError::new(ErrorKind::Network, operation, format!("the answer cannot be read: {why}")).advise(SOUND)
}

/// An empty element in a successful answer: none of the notifications that there might be.
fn is_empty_notification(answer: &HttpResponse) -> bool {
    let text = answer.body().bytes().map(|body| String::from_utf8_lossy(body)).unwrap_or_default();
    let root = text.trim_end().rsplit('<').next().unwrap_or_default();
    answer.status().is_success() && root.starts_with("GetBucketNotificationResponse") && root.ends_with("/>")
}

fn unseen(role: &mut Role, needed: String) {
    if !role.unseen.contains(&needed) {
        role.unseen.push(needed);
    }
}

fn basic(selector: trail::EventSelector) -> Selector {
    let data = selector.data_resources.unwrap_or_default().into_iter();
    Selector::Basic {
        read_write: selector
            .read_write_type
            .map_or_else(|| "All".to_owned(), |kind| kind.as_str().to_owned()),
        management: selector.include_management_events.unwrap_or(true),
        excluded: selector.exclude_management_event_sources.unwrap_or_default(),
        data: data.map(|one| (one.r#type.unwrap_or_default(), one.values.unwrap_or_default())).collect(),
    }
}

fn advanced(selector: trail::AdvancedEventSelector) -> Selector {
    let conditions = selector.field_selectors.into_iter().map(|one| FieldCondition {
        field: one.field,
        equals: one.equals.unwrap_or_default(),
        not_equals: one.not_equals.unwrap_or_default(),
        starts_with: one.starts_with.unwrap_or_default(),
        ends_with: one.ends_with.unwrap_or_default(),
        narrowed: one.not_starts_with.is_some() || one.not_ends_with.is_some(),
    });
    Selector::Advanced(conditions.collect())
}

#[cfg(test)]
mod tests;
