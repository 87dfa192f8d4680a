//! Which rules take events that are about to be sent or replayed, read from the account. What is told of them
//! is `diagnose`'s.

use crate::aws::Client;
use crate::diagnose::{ArchiveFacts, Destination, Takers, replay_lines, rules_that_get_them};
use crate::model::{
    Arn, CallError, ChangeFault, ErrorKind, EventEntry, Held, Rule, RuleKey, Target, Thing, from_seconds,
    no_such_archive, no_such_bus, replay_ahead, replay_to_other_bus, rule_not_there,
};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::Value;
use std::collections::HashMap;

/// Rules whose targets are read side by side.
const AT_ONCE: usize = 8;

/// The rules of a bus of this account and region, by its name, that take these events. What a rule delivers
/// to is left unknown where it cannot be read.
///
/// Errors: the rules cannot be read.
pub async fn takers(client: &Client, bus: &str, entries: &[EventEntry]) -> Result<Takers, CallError> {
    let (rules, session) = tokio::join!(client.rules(bus).try_concat(), client.session_if_known());
    let to = Destination {
        account: session.account.as_deref(),
        region: &session.region,
        now: client.service_time(),
    };
    let takers = Takers::of(&rules?, entries, to);
    let mut found = targets_of(client, takers.rules()).await;
    Ok(takers.delivering(|rule| found.remove(rule)))
}

/// Who acts on the events of a replay that is to be started, a line each, as far as that can be read.
///
/// Errors: what the service would refuse of it, since the archive or the bus is not there, or is another's.
pub async fn of_replay(client: &Client, to: &Held) -> Result<Vec<String>, ChangeFault> {
    if let Some(fault) = replay_ahead(to, client.service_time()) {
        return Err(fault);
    }
    let of = |path: &str| Arn::from(to.text(path).unwrap_or_default());
    let (bus, archive) = (of("Destination.Arn"), Thing::Archive(of("EventSourceArn").name().to_owned()));
    let (rules, archive) = tokio::join!(client.rules(bus.name()).try_concat(), client.describe(&archive));
    let is_absent = |error: &CallError| error.kind == ErrorKind::NotFound;
    if archive.as_ref().is_err_and(is_absent) {
        return Err(no_such_archive(of("EventSourceArn").name()));
    }
    if rules.as_ref().is_err_and(is_absent) {
        return Err(no_such_bus("Destination.Arn", bus.name()));
    }
    let archive = archive.unwrap_or_default();
    if let Some(source) = archive.get("EventSourceArn").and_then(Value::as_str)
        && let Some(fault) = replay_to_other_bus(&bus, &Arn::from(source))
    {
        return Err(fault);
    }
    if let Some(fault) = rules.as_ref().ok().and_then(|rules| rule_not_there(to, rules)) {
        return Err(fault);
    }
    let created = archive.get("CreationTime").and_then(from_seconds);
    let kept = ArchiveFacts { events: archive.get("EventCount").and_then(Value::as_i64), created };
    let targets = match &rules {
        Ok(rules) => {
            let keys: Vec<RuleKey> = rules_that_get_them(to, rules).map(Rule::key).collect();
            targets_of(client, keys.iter()).await
        }
        Err(_) => HashMap::new(),
    };
    let now = client.service_time();
    Ok(replay_lines(to, rules.as_deref().map_err(Some), &kept, now, |rule| targets.get(rule).cloned()))
}

/// What these rules deliver to; what cannot be read is left out.
async fn targets_of(client: &Client, rules: impl Iterator<Item = &RuleKey>) -> HashMap<RuleKey, Vec<Target>> {
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
    let rules: Vec<RuleKey> = rules.cloned().collect();
    let found: Vec<_> = stream::iter(rules).map(read).buffer_unordered(AT_ONCE).collect().await;
    found.into_iter().flatten().collect()
}
