//! Whose account is on screen.

use serde::{Deserialize, Serialize};

/// The account, region and endpoint every call goes to. No credentials: those never leave `aws`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The profile's name, where one was named.
    pub profile: Option<String>,
    /// The region, such as `eu-west-1`; empty until known.
    pub region: String,
    /// The endpoint, where the SDK's own is overridden (emulators, the embedded account).
    pub endpoint: Option<String>,
    /// The twelve digits, once GetCallerIdentity has answered.
    pub account: Option<String>,
    /// The caller's ARN, once GetCallerIdentity has answered.
    pub caller: Option<String>,
    /// True over the embedded stand-in account.
    pub embedded: bool,
    /// True when every write is refused.
    pub read_only: bool,
}

impl Session {
    /// Whose account it is, in words: account, profile, region, and what is special about it.
    pub fn whose(&self) -> String {
        let account = self.account.as_deref().unwrap_or("unknown account");
        let mut parts = vec![match &self.profile {
            Some(profile) => format!("{account} (profile {profile})"),
            None => account.to_owned(),
        }];
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
