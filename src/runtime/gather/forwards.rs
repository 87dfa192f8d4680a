//! Rules that send from bus to bus: those that send to a rule's bus, and those that send on from a bus that it
//! sends to.

use super::Lists;
use crate::aws::Client;
use crate::diagnose::Forward;
use crate::model::{Arn, CallError, ErrorKind, RuleKey, TargetKind};
use futures_util::stream::FuturesUnordered;
use futures_util::{TryFutureExt as _, TryStreamExt as _};

/// Rules of a further bus that are looked at for whether they forward.
const ONWARD: usize = 50;

/// The rules on other buses that have this bus as a target.
pub(crate) async fn senders(
    client: &Client,
    lists: &Lists,
    bus: &str,
    rule: &Arn,
) -> Result<Vec<Forward>, CallError> {
    let to = Arn::new(format!(
        "arn:{}:events:{}:{}:event-bus/{bus}",
        rule.partition(),
        rule.region(),
        rule.account()
    ));
    let mut found = Vec::new();
    for other in lists.buses(client).await?.iter().filter(|other| *other != bus) {
        let names = client.rule_names_by_target(&to, other).try_concat().await?;
        if names.is_empty() {
            continue;
        }
        // Where the list cannot be read, the name alone is known.
        let rules = lists.rules(client, other).await.unwrap_or_default();
        for name in names {
            let rule = rules.iter().find(|rule| rule.name == name);
            let targets = client.targets(&RuleKey::new(other.as_str(), name.as_str())).try_concat().await;
            let target = targets.unwrap_or_default().into_iter().find(|target| target.arn == to);
            found.push(Forward {
                bus: other.clone(),
                to: to.clone(),
                off: rule.is_some_and(|rule| rule.state.is_disabled()),
                pattern: rule.and_then(|rule| rule.pattern.clone()),
                role: target.and_then(|target| target.role),
                rule: name,
            });
        }
    }
    Ok(found)
}

/// The rules of a bus whose targets are buses again.
pub(super) async fn onward(client: &Client, lists: &Lists, bus: &str) -> Result<Vec<Forward>, CallError> {
    let rules = lists.rules(client, bus).await?;
    if rules.len() > ONWARD {
        let why = format!("the bus {bus} has {} rules, which is too many to look through", rules.len());
        return Err(CallError::new(ErrorKind::Refused, "ListTargetsByRule", why));
    }
    let targets: FuturesUnordered<_> = rules
        .iter()
        .map(|rule| {
            client.targets(&rule.key()).try_concat().map_ok(move |targets| (rule.name.clone(), targets))
        })
        .collect();
    let mut found: Vec<Forward> = targets
        .map_ok(|(rule, targets)| {
            let buses = targets.into_iter().filter(|target| target.kind() == TargetKind::Bus);
            buses
                .map(|target| Forward {
                    bus: bus.to_owned(),
                    rule: rule.clone(),
                    to: target.arn,
                    ..Forward::default()
                })
                .collect::<Vec<_>>()
        })
        .try_concat()
        .await?;
    found.sort_by(|a, b| (&a.rule, &a.to).cmp(&(&b.rule, &b.to)));
    Ok(found)
}
