//! A request to be judged: who asks, for what, on which resource.

use super::context::{KeyValue, RequestContext, near_key};
use super::{account_of, arn_part};

/// Who makes a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// An AWS service by its principal, such as `events.amazonaws.com`.
    Service(String),
    /// A role or user by its IAM ARN, or an account by `arn:aws:iam::ID:root`.
    Identity(String),
    /// A role or user of this account, or the account as a whole: which is not known.
    Somebody(String),
}

impl Caller {
    /// The account that the caller belongs to; none for a service.
    pub fn account(&self) -> Option<&str> {
        match self {
            Self::Service(_) => None,
            Self::Identity(arn) => Some(account_of(arn)),
            Self::Somebody(account) => Some(account),
        }
    }

    /// The service's principal, the ARN, or the account's id.
    pub fn name(&self) -> &str {
        match self {
            Self::Service(name) | Self::Identity(name) | Self::Somebody(name) => name,
        }
    }
}

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Who asks.
    pub caller: Caller,
    /// The action, such as `sqs:SendMessage`. Letter case does not matter.
    pub action: String,
    /// The resource's ARN. A `*` in it stands for what is not known of it: a statement that covers a part of
    /// what it may be makes the answer unknown.
    pub resource: String,
    /// The condition keys that do not follow from the above.
    pub context: RequestContext,
}

/// What a bus's policy may ask of the event that is put on it: the key, and the field that has its value.
pub(crate) const OF_EVENT: [(&str, &str); 2] =
    [("events:source", "source"), ("events:detail-type", "detail-type")];

impl Request {
    /// Adds what a bus's policy may ask of the event, by its fields as far as they are known.
    pub(crate) fn add_event(&mut self, field: impl Fn(&str) -> Option<String>) {
        for (key, path) in OF_EVENT {
            if let Some(text) = field(path) {
                self.context = std::mem::take(&mut self.context).set(key, text);
            }
        }
    }

    /// What the request holds under a key: what its context says, else what follows from the caller and the
    /// resource ("AWS global condition context keys"), else unknown.
    pub(super) fn value_of(&self, key: &str) -> KeyValue {
        self.context.get(key).unwrap_or_else(|| match near_key(key) {
            // What is no key at all no request has.
            Some(_) => KeyValue::Absent,
            None => self.implied(key),
        })
    }

    /// Whether it is known to hold a value under a key.
    pub(crate) fn has(&self, key: &str) -> bool {
        matches!(self.value_of(key), KeyValue::Values(_))
    }

    /// The one value that it is known to hold under a key.
    pub(crate) fn value(&self, key: &str) -> Option<String> {
        match self.value_of(key) {
            KeyValue::Values(values) if values.len() == 1 => values.into_iter().next(),
            KeyValue::Values(_)
            | KeyValue::AtLeast { .. }
            | KeyValue::Absent
            | KeyValue::Unknown(_)
            | KeyValue::Perhaps { .. } => None,
        }
    }

    fn implied(&self, written: &str) -> KeyValue {
        let part = |part: usize| match arn_part(&self.resource, part) {
            "" => KeyValue::Unknown(format!("{written} of the resource is not known")),
            text => KeyValue::value(text),
        };
        let key = &*written.to_lowercase();
        match key {
            "aws:resourceaccount" => return part(4),
            "aws:requestedregion" => return part(3),
            // EventBridge and the services it calls speak TLS only.
            "aws:securetransport" => return KeyValue::value("true"),
            _ => {}
        }
        let unknown = || KeyValue::Unknown(format!("the value of {written} in this request is not known"));
        match &self.caller {
            Caller::Service(name) => match key {
                "aws:principalisawsservice" => KeyValue::value("true"),
                "aws:principalservicename" => KeyValue::value(name.clone()),
                "aws:principalservicenameslist" => KeyValue::AtLeast {
                    values: vec![name.clone()],
                    why: "the other names that the service goes by in aws:PrincipalServiceNamesList are not \
                          known"
                        .to_owned(),
                },
                "aws:viaawsservice" => KeyValue::value("false"),
                // A service that calls in its own name has none of a person's or a network's properties.
                "aws:principalarn"
                | "aws:principalaccount"
                | "aws:principalorgid"
                | "aws:principalorgpaths"
                | "aws:username"
                | "aws:userid"
                | "aws:sourceip"
                | "aws:sourcevpc"
                | "aws:sourcevpce"
                | "aws:vpcsourceip"
                | "aws:calledvia"
                | "aws:calledviafirst"
                | "aws:calledvialast"
                | "aws:multifactorauthpresent"
                | "aws:multifactorauthage"
                | "aws:federatedprovider"
                | "aws:sourceowner"
                | "aws:referer" => KeyValue::Absent,
                _ if key.starts_with("aws:principaltag/") => KeyValue::Absent,
                _ => unknown(),
            },
            Caller::Somebody(account) => match key {
                "aws:principalaccount" => KeyValue::value(account.clone()),
                "aws:principalisawsservice" => KeyValue::value("false"),
                "aws:principalservicename" | "aws:principalservicenameslist" | "aws:sourceowner" => {
                    KeyValue::Absent
                }
                _ => unknown(),
            },
            Caller::Identity(arn) => match key {
                "aws:principalarn" => KeyValue::value(arn.clone()),
                "aws:principalaccount" => KeyValue::value(account_of(arn)),
                "aws:principalisawsservice" | "aws:viaawsservice" => KeyValue::value("false"),
                "aws:principalservicename" | "aws:principalservicenameslist" | "aws:sourceowner" => {
                    KeyValue::Absent
                }
                _ => unknown(),
            },
        }
    }
}
