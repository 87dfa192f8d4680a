//! The requests that EventBridge makes when it delivers what a rule matched.
//!
//! Sources: EventBridge user guide, "Using resource-based policies for Amazon EventBridge",
//! "Troubleshooting", "Cross-service confused deputy prevention", "Permissions for event buses"; SQS and SNS
//! developer guides on server-side encryption. Where these are silent or contradict what is seen, a key is
//! unknown.

use super::context::{KeyValue, RequestContext};
use super::request::{Caller, Request};
use super::{account_of, arn_part};
use crate::text::dns_suffix;
use crate::text::time::rfc3339;

/// EventBridge, as the service that delivers.
pub const SERVICE: &str = "events.amazonaws.com";
/// What is surely asked of the key of whatever takes or keeps events.
pub const KEY_USES: [&str; 2] = ["kms:Decrypt", "kms:GenerateDataKey"];
/// The service that writes logs for others. A log group must let it in beside EventBridge.
pub const LOG_DELIVERY: &str = "delivery.logs.amazonaws.com";

/// SNS, as the service that hands on what a topic gets.
pub const TOPICS: &str = "sns.amazonaws.com";

/// What puts events on a bus.
const PUT_EVENTS: &str = "events:PutEvents";

/// One rule's deliveries.
#[derive(Clone, Copy, Debug)]
pub struct Delivery<'a> {
    /// The rule's ARN.
    pub rule: &'a str,
    /// The id of the organization (`o-…`) of the rule's account, where it is known.
    pub organization: Option<&'a str>,
    /// When they are made, in milliseconds since 1970, where that is known.
    pub now: Option<i64>,
}

impl Delivery<'_> {
    /// `lambda:InvokeFunction`. The troubleshooting page says that a condition on `aws:SourceAccount` keeps
    /// EventBridge out; whether it still does is not known.
    pub fn function(&self, arn: &str) -> Request {
        let mut request = self.by_service("lambda:InvokeFunction", arn);
        request.context = request.context.with(
            "aws:SourceAccount",
            KeyValue::Perhaps {
                value: account_of(self.rule).to_owned(),
                why:
                    "AWS documents that EventBridge sends Lambda no aws:SourceAccount, and the page looks old"
                        .into(),
            },
        );
        request
    }

    /// `sqs:SendMessage`, to a target or a dead-letter queue.
    pub fn queue(&self, arn: &str) -> Request {
        self.by_service("sqs:SendMessage", arn)
    }

    /// `sqs:SendMessage` by a topic of the rule's account, to a queue that is subscribed to it.
    pub fn queue_of_topic(&self, topic: &str, queue: &str) -> Request {
        Request {
            caller: Caller::Service(TOPICS.to_owned()),
            action: "sqs:SendMessage".to_owned(),
            resource: queue.to_owned(),
            context: self
                .at_its_time(RequestContext::new())
                .set("aws:SourceArn", topic)
                .set("aws:SourceAccount", account_of(topic)),
        }
    }

    /// `lambda:InvokeFunction` by a topic of the rule's account, on a function that is subscribed to it.
    pub fn function_of_topic(&self, topic: &str, function: &str) -> Request {
        let account = KeyValue::Perhaps {
            value: account_of(topic).to_owned(),
            why: "whether SNS sends Lambda aws:SourceAccount is not documented".to_owned(),
        };
        Request {
            caller: Caller::Service(TOPICS.to_owned()),
            action: "lambda:InvokeFunction".to_owned(),
            resource: function.to_owned(),
            context: self
                .at_its_time(RequestContext::new())
                .set("aws:SourceArn", topic)
                .with("aws:SourceAccount", account),
        }
    }

    /// `sns:Publish`. The guide says that no conditions can be used in a topic's policy for EventBridge
    /// ("Using resource-based policies for Amazon EventBridge", "Amazon SNS permissions"); whether the keys
    /// that it sends elsewhere are there is not known.
    pub fn topic(&self, arn: &str) -> Request {
        let perhaps = |value: &str| KeyValue::Perhaps {
            value: value.to_owned(),
            why: "AWS documents that EventBridge meets no conditions in the policy of a topic".to_owned(),
        };
        let mut request = self.by_service("sns:Publish", arn);
        request.context = request
            .context
            .with("aws:SourceArn", perhaps(self.rule))
            .with("aws:SourceAccount", perhaps(account_of(self.rule)));
        request
    }

    /// What a log group must allow to each of [`SERVICE`] and [`LOG_DELIVERY`]: `logs:CreateLogStream` and
    /// `logs:PutLogEvents`. Only the second carries the rule's ARN.
    pub fn log_group(&self, arn: &str, principal: &str, action: &str) -> Request {
        let stream = format!("{}:log-stream:any", arn.trim_end_matches(":*"));
        let mut request = self.by_service(action, &stream);
        request.caller = Caller::Service(principal.to_owned());
        if action.eq_ignore_ascii_case("logs:CreateLogStream") {
            let why = "whether logs:CreateLogStream carries aws:SourceAccount is not documented";
            request.context = request.context.without("aws:SourceArn").with(
                "aws:SourceAccount",
                KeyValue::Perhaps { value: account_of(self.rule).to_owned(), why: why.into() },
            );
        }
        request
    }

    /// `kms:Decrypt` or `kms:GenerateDataKey` on the key of a queue, for [`SERVICE`].
    pub fn queue_key(&self, key: &str, action: &str, queue: &str) -> Request {
        let perhaps = |name: &str, value: &str| KeyValue::Perhaps {
            value: value.to_owned(),
            why: format!("whether a request for a queue's key carries {name} is not documented"),
        };
        let mut request = self.by_service(action, key);
        request.context = request
            .context
            .with("aws:SourceArn", perhaps("aws:SourceArn", self.rule))
            .with("aws:SourceAccount", perhaps("aws:SourceAccount", account_of(self.rule)))
            .set("kms:EncryptionContext:aws:sqs:arn", queue);
        request
    }

    /// An action on the key of a queue, for a topic of the rule's account that hands on to the queue.
    pub fn queue_key_of_topic(&self, topic: &str, key: &str, action: &str, queue: &str) -> Request {
        let perhaps = |name: &str, value: &str| KeyValue::Perhaps {
            value: value.to_owned(),
            why: format!("whether a topic's request for a queue's key carries {name} is not documented"),
        };
        Request {
            caller: Caller::Service(TOPICS.to_owned()),
            action: action.to_owned(),
            resource: key.to_owned(),
            context: self
                .at_its_time(RequestContext::new())
                .with("aws:SourceArn", perhaps("aws:SourceArn", topic))
                .with("aws:SourceAccount", perhaps("aws:SourceAccount", account_of(topic)))
                .set("kms:EncryptionContext:aws:sqs:arn", queue),
        }
    }

    /// An action on the key of a topic, whose requests carry neither `aws:SourceArn` nor `aws:SourceAccount`.
    pub fn topic_key(&self, key: &str, action: &str, topic: &str) -> Request {
        let mut request = self.by_service(action, key);
        request.context = request
            .context
            .without("aws:SourceArn")
            .without("aws:SourceAccount")
            .set("kms:EncryptionContext:aws:sns:topicArn", topic);
        request
    }

    /// An action on the key of a bus, for [`SERVICE`] in the name of the bus ("Authorizing EventBridge to use
    /// a customer managed key" has policies with these conditions).
    pub fn bus_key(&self, key: &str, action: &str, bus: &str) -> Request {
        self.with_key_of(SERVICE, key, action, "events:event-bus", bus)
    }

    /// An action on the key of a log group, for CloudWatch Logs in the name of the group.
    pub fn group_key(&self, key: &str, action: &str, group: &str) -> Request {
        let service = format!("logs.{}.amazonaws.com", arn_part(group, 3));
        self.with_key_of(&service, key, action, "logs", group)
    }

    /// The use of the key of what has the ARN `of`, by the service that keeps it, and with an encryption
    /// context that names it.
    fn with_key_of(&self, service: &str, key: &str, action: &str, about: &str, of: &str) -> Request {
        Request {
            caller: Caller::Service(service.to_owned()),
            action: action.to_owned(),
            resource: key.to_owned(),
            context: self
                .at_its_time(RequestContext::new())
                .set("aws:SourceArn", of)
                .set("aws:SourceAccount", account_of(of))
                .set(&format!("kms:EncryptionContext:aws:{about}:arn"), of),
        }
    }

    /// `events:PutEvents` on a bus without a role: the account of the rule sends.
    pub fn bus(&self, arn: &str) -> Request {
        let mut request = self.by_service(PUT_EVENTS, arn);
        request.caller =
            Caller::Identity(format!("arn:{}:iam::{}:root", arn_part(self.rule, 1), account_of(self.rule)));
        if let Some(organization) = self.organization {
            request.context = request.context.set("aws:PrincipalOrgID", organization);
        }
        self.sent_by_bus(request)
    }

    /// PutEvents to another bus, in a role.
    pub fn bus_in_role(&self, role: &str, arn: &str) -> Request {
        self.in_role(role, PUT_EVENTS, arn)
    }

    /// With what tells that a rule sends and no API call, which is documented of another account's bus
    /// (Service Authorization Reference, "Condition keys for Amazon EventBridge").
    fn sent_by_bus(&self, mut request: Request) -> Request {
        if account_of(self.rule) != account_of(&request.resource) {
            request.context = request.context.set("events:eventBusInvocation", "true");
        }
        request
    }

    /// `sts:AssumeRole` by [`SERVICE`]. EventBridge gives no external id.
    pub fn assume(&self, role: &str) -> Request {
        let mut request = self.by_service("sts:AssumeRole", role);
        request.context = request.context.without("sts:ExternalId");
        request
    }

    /// An action that EventBridge takes in a role it assumed.
    pub fn in_role(&self, role: &str, action: &str, resource: &str) -> Request {
        // A service that assumes a role has no second factor to show: the key is false, or not there.
        let no_factor = KeyValue::Perhaps {
            value: "false".to_owned(),
            why: "whether the session of a service carries aws:MultiFactorAuthPresent is not documented"
                .to_owned(),
        };
        let mut context = self
            .at_its_time(RequestContext::new())
            .without("aws:SourceArn")
            .without("aws:SourceAccount")
            .with("aws:MultiFactorAuthPresent", no_factor);
        if let Some(organization) = self.organization {
            context = context.set("aws:PrincipalOrgID", organization);
        }
        let request = Request {
            caller: Caller::Identity(role.to_owned()),
            action: action.to_owned(),
            resource: resource.to_owned(),
            context,
        };
        if action == PUT_EVENTS { self.sent_by_bus(request) } else { request }
    }

    /// The use of the key of a queue or topic in a role: the service asks KMS in the name of who calls it.
    pub fn key_in_role(&self, role: &str, key: &str, action: &str, target: &str) -> Request {
        let mut parts = target.split(':').skip(1);
        let mut part = || parts.next().unwrap_or_default();
        let (partition, service, region) = (part(), part(), part());
        let about = if service == "sns" { "sns:topicArn" } else { "sqs:arn" };
        let mut request = self.in_role(role, action, key);
        request.context = request
            .context
            .set("kms:ViaService", format!("{service}.{region}.{}", dns_suffix(partition)))
            .set("kms:CallerAccount", account_of(role))
            .set(&format!("kms:EncryptionContext:aws:{about}"), target);
        request
    }

    /// What a request has besides that tells of the moment.
    pub(crate) fn at_its_time(&self, context: RequestContext) -> RequestContext {
        let Some(seconds) = self.now.map(|now| now / 1_000) else { return context };
        context.set("aws:CurrentTime", rfc3339(seconds * 1_000)).set("aws:EpochTime", seconds.to_string())
    }

    fn by_service(&self, action: &str, resource: &str) -> Request {
        let organization = match self.organization {
            Some(id) => KeyValue::value(id),
            None => KeyValue::Unknown("the organization of the rule's account is not known".to_owned()),
        };
        Request {
            caller: Caller::Service(SERVICE.to_owned()),
            action: action.to_owned(),
            resource: resource.to_owned(),
            context: self
                .at_its_time(RequestContext::new())
                .set("aws:SourceArn", self.rule)
                .set("aws:SourceAccount", account_of(self.rule))
                .with("aws:SourceOrgID", organization),
        }
    }
}
