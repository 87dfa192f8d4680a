//! The connection to the present account, as tasks see it: they wait for it, and end with it.

use crate::aws::Client;
use crate::model::CallError;
use std::sync::Arc;
use tokio::sync::watch;

/// What is known of the connection.
#[derive(Clone, Debug)]
pub(super) enum Link {
    /// On its way.
    Connecting,
    /// There.
    Up(Client),
    /// Not to be had, and why.
    Down(CallError),
}

/// A task's end of it.
#[derive(Clone, Debug)]
pub(super) struct Wire {
    watch: watch::Receiver<Link>,
}

impl Wire {
    /// A connection on its way; dropping the sender ends whoever is on the wire.
    pub(super) fn new() -> (Arc<watch::Sender<Link>>, Self) {
        let (send, watch) = watch::channel(Link::Connecting);
        (Arc::new(send), Self { watch })
    }

    /// The client, once it is there. `None` when the account was left meanwhile.
    pub(super) async fn client(&mut self) -> Option<Result<Client, CallError>> {
        let link = self.watch.wait_for(|link| !matches!(link, Link::Connecting)).await.ok()?;
        match &*link {
            Link::Connecting => None,
            Link::Up(client) => Some(Ok(client.clone())),
            Link::Down(error) => Some(Err(error.clone())),
        }
    }

    /// Returns when the account is left.
    pub(super) async fn until_left(mut self) {
        while self.watch.changed().await.is_ok() {}
    }
}
