//! Whose account is on screen.

use super::access::{ReadOnly, read_only};
use super::{AccountSettings, Arn, NamedBus};
use crate::text::one_line;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Deref;

/// The account, region and endpoint every call goes to. No credentials: those never leave `aws`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The profile's name, where one was named.
    pub profile: Option<String>,
    /// The region, such as `eu-west-1`; empty until known.
    pub region: String,
    /// The endpoint, where the SDK's own is overridden (emulators, the embedded account).
    pub endpoint: Option<Endpoint>,
    /// The twelve digits, once GetCallerIdentity has answered.
    pub account: Option<String>,
    /// The caller's ARN, once GetCallerIdentity has answered.
    pub caller: Option<String>,
    /// True over the embedded stand-in account.
    pub embedded: bool,
    /// What makes every change be refused, where something does.
    #[serde(default, deserialize_with = "read_only")]
    pub read_only: Option<ReadOnly>,
    /// What the configuration says of this account.
    #[serde(default)]
    pub settings: AccountSettings,
}

impl Session {
    /// Whether what an ARN names is in this account and region; none while that depends on an account that
    /// nobody has told.
    pub fn holds(&self, arn: &Arn) -> Option<bool> {
        if arn.region() != self.region {
            return Some(false);
        }
        self.account.as_deref().map(|account| account == arn.account())
    }

    /// Which bus is named so, as seen from this account and region.
    pub fn bus<'t>(&self, named: &'t str) -> NamedBus<'t> {
        NamedBus::seen_from(&self.region, self.account.as_deref().unwrap_or_default(), named)
    }

    /// The URL of a queue: at the session's endpoint, where it has one.
    pub(crate) fn queue_url(&self, queue: &Arn) -> String {
        match &self.endpoint {
            Some(endpoint) => {
                format!("{}/{}/{}", endpoint.trim_end_matches('/'), queue.account(), queue.resource())
            }
            None => queue.queue_url(),
        }
    }

    /// Whose account it is, in words: label, account, profile, region, and what is special about it.
    pub fn whose(&self) -> String {
        let account = self.account.as_deref().unwrap_or("unknown account");
        let mut parts: Vec<String> = self.settings.label.iter().cloned().collect();
        parts.push(match &self.profile {
            Some(profile) => format!("{account} (profile {profile})"),
            None => account.to_owned(),
        });
        if !self.region.is_empty() {
            parts.push(self.region.clone());
        }
        match &self.endpoint {
            _ if self.embedded => parts.push("the embedded stand-in account".into()),
            Some(endpoint) => parts.push(format!("at {endpoint}")),
            None => {}
        }
        parts.join(", ")
    }
}

/// An endpoint's URL as it may be shown and recorded: without the `user:password@` that some carry, and
/// without what stands behind a `?`, where others put a key. What calls are sent to is `aws`'s, and never
/// shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Endpoint(String);

impl From<&str> for Endpoint {
    fn from(url: &str) -> Self {
        let url = one_line(url);
        let (scheme, rest) = match url.split_once("://") {
            Some((scheme, rest)) => (format!("{scheme}://"), rest),
            None => (String::new(), url.as_str()),
        };
        let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
        let port = authority.rsplit_once(':').map(|(_, port)| port);
        // An unescaped `/` or `?` in a password ends the authority too early, and of a mistyped URL it is not
        // known where it is: it then ends at the last `@`.
        let is_port = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
        let is_odd = scheme.is_empty()
            || authority.is_empty()
            || port.is_some_and(|port| !port.ends_with(']') && !is_port(port))
            || rest.strip_prefix(authority).is_some_and(|path| path.starts_with("//"));
        let userinfo = if is_odd { rest.rfind('@') } else { authority.rfind('@') };
        let rest = userinfo.and_then(|at| rest.get(at + 1..)).unwrap_or(rest);
        Self(match rest.find(['?', '#']) {
            Some(at) => format!("{scheme}{}?…", rest.get(..at).unwrap_or_default()),
            None => format!("{scheme}{rest}"),
        })
    }
}

impl From<String> for Endpoint {
    fn from(url: String) -> Self {
        Self::from(url.as_str())
    }
}

impl From<Endpoint> for String {
    fn from(endpoint: Endpoint) -> Self {
        endpoint.0
    }
}

impl Deref for Endpoint {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Arn, Endpoint, Session};

    #[test]
    fn what_is_of_this_account_is_known_once_the_account_is() {
        let mut session = Session { region: "eu-west-1".into(), ..Session::default() };
        let own = Arn::from("arn:aws:events:eu-west-1:111122223333:event-bus/a");
        let others = Arn::from("arn:aws:events:eu-west-1:444455556666:event-bus/a");
        let elsewhere = Arn::from("arn:aws:events:us-east-1:111122223333:event-bus/a");
        let held = |session: &Session| [&own, &others, &elsewhere].map(|arn| session.holds(arn));
        assert_eq!(held(&session), [None, None, Some(false)]);
        session.account = Some("111122223333".into());
        assert_eq!(held(&session), [Some(true), Some(false), Some(false)]);
    }

    #[test]
    fn a_queue_is_at_the_endpoint_that_the_session_has() {
        let queue = Arn::from("arn:aws:sqs:eu-west-1:111122223333:q");
        let url = |endpoint: Option<&str>| {
            Session { endpoint: endpoint.map(Endpoint::from), ..Session::default() }.queue_url(&queue)
        };
        assert_eq!(url(None), "https://sqs.eu-west-1.amazonaws.com/111122223333/q");
        for endpoint in ["http://127.0.0.1:4566", "http://127.0.0.1:4566/"] {
            assert_eq!(url(Some(endpoint)), "http://127.0.0.1:4566/111122223333/q");
        }
    }

    #[test]
    fn secrets_in_an_endpoint_are_never_held_for_showing() {
        for (url, shown) in [
            ("http://127.0.0.1:4566", "http://127.0.0.1:4566"),
            ("https://me:secret@host:1/a@b", "https://host:1/a@b"),
            ("http://host/a@b", "http://host/a@b"),
            ("http://[::1]:4566/x", "http://[::1]:4566/x"),
            ("http://me:secret@[::1]:4566", "http://[::1]:4566"),
            ("me:secret@host:1", "host:1"),
            ("http://me:sec/ret@host:1/x", "http://host:1/x"),
            ("http://me:sec?ret@host:1/x", "http://host:1/x"),
            ("http://me:sec@ret@host", "http://host"),
            ("http://secret@host", "http://host"),
            ("https://host/path?token=secret", "https://host/path?…"),
            ("https://host?secret", "https://host?…"),
            ("https://host/#secret", "https://host/?…"),
            ("http://me:se\u{1b}[31mcret@host", "http://host"),
            ("https//me:secret@host", "host"),
            ("https:/me:secret@host", "host"),
            ("//me:secret@host", "host"),
            ("http:///me:secret@host", "http://host"),
            ("http://https:/me:secret@host", "http://host"),
            ("http://https//me:secret@host:1", "http://host:1"),
        ] {
            assert_eq!(Endpoint::from(url).to_string(), shown);
            let session = Session { endpoint: Some(url.into()), ..Session::default() };
            assert!(!session.whose().contains("secret"));
            let recorded = serde_json::to_string(&session).unwrap();
            assert!(!recorded.contains("secret"), "{recorded}");
        }
        let old: Session =
            serde_json::from_str(r#"{"region":"r","embedded":false,"endpoint":"http://a:secret@h"}"#)
                .unwrap();
        assert_eq!(old.endpoint.as_deref(), Some("http://h"));
    }
}
