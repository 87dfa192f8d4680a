//! Policies of queues and topics in the shapes that people write: those that let a rule in, and those that do
//! not.

use super::{ACCOUNT, OTHER, policy, rule_arn};
use serde_json::{Value, json};

/// What a policy is written for.
pub(super) struct For<'a> {
    pub(super) bus: &'a str,
    pub(super) rule: &'a str,
    pub(super) resource: &'a str,
    /// `sqs` and `SendMessage`, or `sns` and `Publish`.
    pub(super) service: &'a str,
    pub(super) call: &'a str,
}

impl For<'_> {
    fn allow(&self, more: Value) -> Value {
        let mut statement = json!({"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
            "Action": format!("{}:{}", self.service, self.call), "Resource": self.resource});
        for (name, value) in more.as_object().unwrap() {
            if value.is_null() {
                statement.as_object_mut().unwrap().shift_remove(name);
            } else {
                statement[name] = value.clone();
            }
        }
        statement
    }

    /// Lets everything of EventBridge in, but for what the second statement denies.
    fn but(&self, denied: Value) -> String {
        let mut deny = json!({"Effect": "Deny", "Principal": "*", "Action": format!("{}:*", self.service),
            "Resource": self.resource});
        for (name, value) in denied.as_object().unwrap() {
            deny[name] = value.clone();
        }
        policy(json!([self.allow(json!({})), deny]))
    }

    /// Policies that let the rule in, each with what is special about it.
    pub(super) fn open(&self) -> Vec<(&'static str, String)> {
        let own = rule_arn(self.bus, self.rule);
        let any = own.rsplit_once('/').map(|(front, _)| format!("{front}/*")).unwrap();
        let (service, call) = (self.service, self.call);
        let when = |condition: Value| policy(json!([self.allow(json!({"Condition": condition}))]));
        vec![
            ("no condition", policy(json!([self.allow(json!({}))]))),
            ("this rule", when(json!({"ArnEquals": {"aws:SourceArn": own}}))),
            ("any rule of the bus", when(json!({"ArnLike": {"aws:SourceArn": any}}))),
            ("a pattern of text", when(json!({"StringLike": {"aws:SourceArn": any}}))),
            ("one of two rules", when(json!({"ArnEquals": {"aws:SourceArn": [rule_arn("default", "else"), own]}}))),
            ("this account", when(json!({"StringEquals": {"aws:SourceAccount": ACCOUNT}}))),
            ("account and rule", when(json!({"StringEquals": {"aws:SourceAccount": ACCOUNT}, "ArnLike": {"aws:SourceArn": any}}))),
            ("if there is one", when(json!({"ArnLikeIfExists": {"aws:SourceArn": any}}))),
            ("small letters in the key", when(json!({"ArnEquals": {"AWS:SOURCEARN": own}}))),
            ("not another account", when(json!({"StringNotEquals": {"aws:SourceAccount": OTHER}}))),
            ("there must be one", when(json!({"Null": {"aws:SourceArn": "false"}}))),
            ("two services", policy(json!([self.allow(json!({"Principal": {"Service": ["s3.amazonaws.com", "events.amazonaws.com"]}}))]))),
            ("everybody from this rule", policy(json!([self.allow(json!({"Principal": "*", "Condition": {"ArnEquals": {"aws:SourceArn": own}}}))]))),
            ("everybody of AWS", policy(json!([self.allow(json!({"Principal": {"AWS": "*"}, "Condition": {"ArnEquals": {"aws:SourceArn": own}}}))]))),
            ("every call", policy(json!([self.allow(json!({"Action": format!("{service}:*")}))]))),
            ("capitals in the call", policy(json!([self.allow(json!({"Action": [format!("{}:{}", service.to_uppercase(), call.to_uppercase())]}))]))),
            ("a pattern of calls", policy(json!([self.allow(json!({"Action": [format!("{service}:Get*"), format!("{service}:{}*", &call[..3])]}))]))),
            ("all calls but one", policy(json!([self.allow(json!({"Action": null, "NotAction": [format!("{service}:SetAttributes")]}))]))),
            ("every resource", policy(json!([self.allow(json!({"Resource": "*"}))]))),
            ("one statement and no list", policy(self.allow(json!({})))),
            ("with ids", policy(json!([self.allow(json!({"Sid": "Let rules in"}))]))),
            ("owner first", policy(json!([{"Sid": "owner", "Effect": "Allow", "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT}:root")}, "Action": format!("{service}:*"), "Resource": self.resource}, self.allow(json!({}))]))),
            ("nothing without TLS", self.but(json!({"Condition": {"Bool": {"aws:SecureTransport": "false"}}}))),
            ("no other account", self.but(json!({"Condition": {"StringNotEquals": {"aws:SourceAccount": ACCOUNT}}}))),
            ("no other rule", self.but(json!({"Condition": {"ArnNotLike": {"aws:SourceArn": any}}}))),
            ("not the intern", self.but(json!({"Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT}:user/intern")}}))),
            ("no deleting", self.but(json!({"Action": [format!("{service}:Delete*")]}))),
            ("no outsiders but services", self.but(json!({"Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}, "Bool": {"aws:PrincipalIsAWSService": "false"}}}))),
        ]
    }

    /// Policies that do not let it in.
    pub(super) fn shut(&self) -> Vec<(&'static str, String)> {
        let own = rule_arn(self.bus, self.rule);
        let (service, call) = (self.service, self.call);
        let when = |condition: Value| policy(json!([self.allow(json!({"Condition": condition}))]));
        vec![
            ("no statement", policy(json!([]))),
            ("another rule", when(json!({"ArnEquals": {"aws:SourceArn": rule_arn(self.bus, "else")}}))),
            (
                "another region",
                when(json!({"ArnLike": {"aws:SourceArn": own.replace("us-east-1", "eu-west-1")}})),
            ),
            (
                "another account's rule",
                when(json!({"ArnEquals": {"aws:SourceArn": own.replace(ACCOUNT, OTHER)}})),
            ),
            ("another account", when(json!({"StringEquals": {"aws:SourceAccount": OTHER}}))),
            ("another bus", when(json!({"ArnEquals": {"aws:SourceArn": rule_arn("elsewhere", self.rule)}}))),
            (
                "a pattern taken as text",
                when(json!({"StringEquals": {"aws:SourceArn": own.replace(self.rule, "*")}})),
            ),
            (
                "the bus's ARN",
                when(json!({"ArnEquals": {"aws:SourceArn": own.replace(":rule/", ":event-bus/")}})),
            ),
            (
                "right rule, wrong account",
                when(
                    json!({"ArnEquals": {"aws:SourceArn": own}, "StringEquals": {"aws:SourceAccount": OTHER}}),
                ),
            ),
            (
                "an organization that services have not",
                when(json!({"StringEquals": {"aws:PrincipalOrgID": "o-abc"}})),
            ),
            ("an address that services have not", when(json!({"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}))),
            ("no source at all", when(json!({"Null": {"aws:SourceArn": "true"}}))),
            ("without TLS only", when(json!({"Bool": {"aws:SecureTransport": "false"}}))),
            ("the account alone", policy(json!([self.allow(json!({"Principal": {"AWS": ACCOUNT}}))]))),
            (
                "the root alone",
                policy(json!([
                    self.allow(json!({"Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT}:root")}}))
                ])),
            ),
            (
                "another service",
                policy(json!([self.allow(json!({"Principal": {"Service": "s3.amazonaws.com"}}))])),
            ),
            (
                "the scheduler",
                policy(json!([self.allow(json!({"Principal": {"Service": "scheduler.amazonaws.com"}}))])),
            ),
            (
                "another call",
                policy(json!([self.allow(json!({"Action": format!("{service}:GetAttributes")}))])),
            ),
            (
                "all calls but this",
                policy(json!([
                    self.allow(json!({"Action": null, "NotAction": [format!("{service}:{call}")]}))
                ])),
            ),
            (
                "another resource",
                policy(json!([self.allow(json!({"Resource": format!("{}-2", self.resource)}))])),
            ),
            ("denied to everybody", self.but(json!({}))),
            ("denied to EventBridge", self.but(json!({"Principal": {"Service": "events.amazonaws.com"}}))),
            (
                "denied to other accounts, wrongly",
                self.but(json!({"Condition": {"StringNotEquals": {"aws:SourceAccount": OTHER}}})),
            ),
            (
                "denied outside the organization",
                self.but(json!({"Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-abc"}}})),
            ),
            (
                "denied to other rules",
                self.but(
                    json!({"Condition": {"ArnNotEquals": {"aws:SourceArn": rule_arn(self.bus, "else")}}}),
                ),
            ),
            ("denied with TLS", self.but(json!({"Condition": {"Bool": {"aws:SecureTransport": "true"}}}))),
            (
                "denied outside an address",
                self.but(json!({"Condition": {"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}})),
            ),
        ]
    }
}
