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
