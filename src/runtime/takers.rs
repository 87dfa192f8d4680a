//! Which rules take events that are about to be sent, read from the account. What is told of them is
//! `diagnose`'s.

use crate::aws::Client;
use crate::diagnose::{Destination, Takers};
use crate::model::{CallError, EventEntry, RuleKey, Target};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use std::collections::HashMap;

/// Rules whose targets are read side by side.
const AT_ONCE: usize = 8;

/// The rules of a bus of this account and region, by its name, that take these events. What a rule delivers
/// to is left unknown where it cannot be read.
///
/// Errors: the rules cannot be read.
pub async fn takers(client: &Client, bus: &str, entries: &[EventEntry]) -> Result<Takers, CallError> {
    let (rules, session) = tokio::join!(client.rules(bus).try_concat(), client.whose());
    let to = Destination {
        account: session.account.as_deref(),
        region: &session.region,
        now: client.service_time(),
    };
    let takers = Takers::of(&rules?, entries, to);
    let read = |rule: RuleKey| async move {
        let targets = client.targets(&rule).try_concat().await;
        targets.map_or_else(
            |error| {
                tracing::warn!(%error, rule = rule.name, "what the rule delivers to stays unknown");
                None
            },
            |targets: Vec<Target>| Some((rule.clone(), targets)),
        )
    };
    let found: Vec<_> =
        stream::iter(takers.rules().cloned()).map(read).buffer_unordered(AT_ONCE).collect().await;
    let mut found: HashMap<RuleKey, Vec<Target>> = found.into_iter().flatten().collect();
    Ok(takers.delivering(|rule| found.remove(rule)))
}
