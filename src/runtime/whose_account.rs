//! Whose account the program is over: the operator's own, or the embedded one.

use crate::aws::{Client, Options};
use crate::local::{self, Server};
use crate::model::{CallError, Endpoint, ErrorKind, ReadOnly, Session};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Whose account, and how it is reached.
#[derive(Clone, Debug)]
pub enum WhoseAccount {
    /// The operator's, on AWS or behind an endpoint.
    Own {
        /// One endpoint for all services, where one was named.
        endpoint: Option<String>,
    },
    /// The embedded account, inside this program.
    Embedded(Embedded),
}

/// The embedded account, started by the first connection, so that it holds up no frame. Clones share it.
#[derive(Clone, Default)]
pub struct Embedded {
    options: local::Options,
    server: Arc<Mutex<Option<Server>>>,
}

impl fmt::Debug for Embedded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Embedded")
    }
}

impl Embedded {
    /// One that will start with these options.
    #[cfg(feature = "internals")]
    pub fn with(options: local::Options) -> Self {
        Self { options, server: Arc::default() }
    }

    /// Looks at the server, which is started if it is not running yet. Needs a tokio runtime.
    ///
    /// Errors: no port is free.
    pub fn server<T>(&self, look: impl FnOnce(&Server) -> T) -> Result<T, CallError> {
        let mut server = self.server.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(server) = &*server {
            return Ok(look(server));
        }
        let started = Server::start(self.options.clone()).map_err(|error| {
            CallError::new(ErrorKind::Network, "Starting the embedded account", error.to_string())
                .advise("It needs a free port on 127.0.0.1.")
        })?;
        Ok(look(server.insert(started)))
    }
}

impl WhoseAccount {
    /// Connects, for a profile and region, or those of the environment. Needs a tokio runtime.
    pub async fn connect(
        &self,
        profile: Option<String>,
        region: Option<String>,
    ) -> Result<Client, CallError> {
        let options = match self {
            Self::Own { endpoint } => {
                Options { profile, region, endpoint: endpoint.clone(), embedded: false }
            }
            Self::Embedded(embedded) => Options {
                profile: None,
                region: None,
                endpoint: Some(embedded.server(Server::endpoint)?),
                embedded: true,
            },
        };
        Client::connect(options).await
    }

    /// What is known of the session before anything has answered.
    pub fn session(
        &self,
        profile: Option<String>,
        region: Option<String>,
        read_only: Option<ReadOnly>,
    ) -> Session {
        match self {
            Self::Own { endpoint } => Session {
                profile,
                region: region.unwrap_or_default(),
                endpoint: endpoint.as_deref().map(Endpoint::from),
                read_only,
                ..Session::default()
            },
            Self::Embedded(_) => {
                Session { region: local::REGION.to_owned(), embedded: true, read_only, ..Session::default() }
            }
        }
    }
}
