//! Whose account the program is over: the operator's own, or the embedded one.

use crate::aws::{Client, Options};
use crate::model::{CallError, Session};

/// Whose account, and how it is reached.
#[derive(Clone, Debug)]
pub enum Home {
    /// The operator's, on AWS or behind an endpoint.
    Own {
        /// One endpoint for all services, where one was named.
        endpoint: Option<String>,
    },
}

impl Home {
    /// Connects, for a profile and region, or those of the environment.
    pub async fn connect(&self, profile: Option<String>, region: Option<String>) -> Result<Client, CallError> {
        match self {
            Self::Own { endpoint } => {
                Client::connect(Options { profile, region, endpoint: endpoint.clone(), embedded: false }).await
            }
        }
    }

    /// What is known of the session before anything has answered.
    pub fn session(&self, profile: Option<String>, region: Option<String>, read_only: bool) -> Session {
        let region = region.unwrap_or_default();
        match self {
            Self::Own { endpoint } => Session { profile, region, endpoint: endpoint.clone(), read_only, ..Session::default() },
        }
    }
}
