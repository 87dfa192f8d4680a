//! Rules that send from bus to bus: those that send to a rule's bus, and those that send on from a bus that
//! it sends to.

use super::Lists;
use crate::aws::Client;
use crate::diagnose::Forward;
use crate::model::{Arn, CallError, ErrorKind, Rule, RuleKey, RuleState, TargetKind};
use crate::pattern::{Asked, Pattern};
use futures_util::stream::FuturesOrdered;
use futures_util::{FutureExt as _, StreamExt as _, TryStreamExt as _};

/// Rules of a further bus that are looked at for whether they forward.
const ONWARD: usize = 50;
/// Buses that are asked for rules which send to another, a call each.
const BUSES: usize = 100;
/// Buses with rules that send to a bus, of which it is asked what sends to them.
const BETWEEN: usize = 3;
/// Rules that send to a bus and whose targets are read, a call each.
const SENDERS: usize = 20;

/// The rules on other buses that have this bus as a target; with `feeders`, each with the rules that send to
/// its own bus, which matters to events that may be put on any bus.
///
/// Errors: the buses cannot be listed, or on one of them the rules that send here cannot.
pub(crate) async fn senders(
    client: &Client,
    lists: &Lists,
    bus: &str,
    rule: &Arn,
    feeders: bool,
) -> Result<Vec<Forward>, CallError> {
    let to = rule.bus_beside(bus);
    let others: Vec<&String> = lists.buses(client).await?.iter().filter(|other| *other != bus).collect();
    if others.len() > BUSES {
        let why = format!("there are {} other buses, which is too many to look through", others.len());
        return Err(CallError::new(ErrorKind::Refused, "ListRuleNamesByTarget", why));
    }
    let mut senders = FuturesOrdered::new();
    for key in sending_to(client, &others, &to).await? {
        let is_read = senders.len() < SENDERS;
        senders.push_back(sender(client, lists, key, &to, is_read).boxed());
    }
    let mut senders: Vec<Forward> = senders.collect().await;
    if !feeders {
        return Ok(senders);
    }
    // Of the others it is known already what keeps them from bringing anything, or that it cannot be seen.
    let matters = |sender: &&Forward| !sender.off && !sender.scheduled && sender.unseen.is_none();
    let mut between: Vec<String> = senders.iter().filter(matters).map(|sender| sender.bus.clone()).collect();
    between.sort_unstable();
    between.dedup();
    for middle in between.iter().take(BETWEEN) {
        let before: Vec<&String> =
            lists.buses(client).await?.iter().filter(|other| *other != middle && *other != bus).collect();
        // What this does not tell is not known; the senders are all the same.
        let middle_arn = rule.bus_beside(middle);
        let mut feeding = FuturesOrdered::new();
        let keys = match sending_to(client, &before, &middle_arn).await {
            Ok(keys) => keys,
            Err(error) => {
                feed(&mut senders, middle, &[not_seen(error.needed("events:ListRuleNamesByTarget"))]);
                continue;
            }
        };
        for key in keys {
            let is_read = feeding.len() < SENDERS;
            feeding.push_back(sender(client, lists, key, &middle_arn, is_read).boxed());
        }
        let fed_by: Vec<Forward> = feeding.collect().await;
        feed(&mut senders, middle, &fed_by);
    }
    for middle in between.iter().skip(BETWEEN) {
        let unseen = format!("a look by hand: of the buses that send to a bus, {BETWEEN} are asked");
        feed(&mut senders, middle, &[not_seen(unseen)]);
    }
    Ok(senders)
}

/// Gives the senders on a bus the rules that send to it.
fn feed(senders: &mut [Forward], middle: &str, fed_by: &[Forward]) {
    for sender in senders.iter_mut().filter(|sender| sender.bus == middle) {
        sender.fed_by = fed_by.to_vec();
    }
}

/// Rules of which nothing could be read.
fn not_seen(unseen: String) -> Forward {
    Forward { unseen: Some(unseen), ..Forward::default() }
}

/// Whether a rule may take events that are not of AWS's services.
pub(crate) fn may_take_own(rule: &Rule) -> bool {
    let pattern = rule.pattern.as_deref().and_then(|text| Pattern::parse(text).ok());
    let of_aws = |asked: Asked<'_>| asked.begins_only(|begin| begin.text.starts_with("aws."));
    !pattern.is_some_and(|pattern| pattern.always_asks("source", of_aws))
}

/// The rules on these buses that have a bus as a target.
async fn sending_to(client: &Client, buses: &[&String], to: &Arn) -> Result<Vec<RuleKey>, CallError> {
    let mut names = FuturesOrdered::new();
    for bus in buses {
        names.push_back(client.rule_names_by_target(to, bus).try_concat());
    }
    let mut found = Vec::new();
    for bus in buses {
        let keys = names.try_next().await?.unwrap_or_default().into_iter();
        found.extend(keys.map(|name| RuleKey::new(bus.as_str(), name)));
    }
    Ok(found)
}

/// A rule that sends to a bus, as far as it could be read.
async fn sender(client: &Client, lists: &Lists, key: RuleKey, to: &Arn, is_read: bool) -> Forward {
    let read = if is_read { facts(client, lists, &key, to).await } else { Err(too_many()) };
    read.unwrap_or_else(|unseen| Forward {
        bus: key.bus,
        rule: key.name,
        to: to.clone(),
        unseen: Some(unseen),
        ..Forward::default()
    })
}

/// State, pattern and role of a rule that sends to a bus, or what would show them.
async fn facts(client: &Client, lists: &Lists, key: &RuleKey, to: &Arn) -> Result<Forward, String> {
    let rules = lists.rules(client, &key.bus);
    let rules = rules.await.map_err(|error| error.needed("events:ListRules"))?;
    // One that was made after the list was read.
    let rule = rules.iter().find(|rule| rule.name == key.name).ok_or("another try")?;
    let targets = client.targets(key).try_concat();
    let targets = targets.await.map_err(|error| error.needed("events:ListTargetsByRule"))?;
    let here: Vec<_> = targets.into_iter().filter(|target| target.arn == *to).collect();
    let reshapes = !here.is_empty() && here.iter().all(|target| !target.gets_whole_event());
    let mut roles = here.into_iter().map(|target| target.role);
    let role = roles.next().flatten();
    if roles.any(|other| other != role) {
        return Err("a look by hand: several of its targets are this bus, in different roles".to_owned());
    }
    Ok(Forward {
        bus: key.bus.clone(),
        rule: key.name.clone(),
        to: to.clone(),
        off: rule.state.is_disabled(),
        scheduled: rule.pattern.is_none(),
        pattern: rule.pattern.clone(),
        role,
        reshapes,
        without_reads: rule.state == RuleState::Enabled,
        fed_by: Vec::new(),
        unseen: None,
    })
}

fn too_many() -> String {
    format!("a look by hand: of the rules that send to a bus, {SENDERS} are read")
}

/// The rules of a bus whose targets are buses again.
pub(super) async fn onward(client: &Client, lists: &Lists, bus: &str) -> Result<Vec<Forward>, CallError> {
    let rules = lists.rules(client, bus).await?;
    if rules.len() > ONWARD {
        let why = format!(
            "the bus {bus} has {} rules, which is too many to look through",
            crate::text::grouped(rules.len() as u64)
        );
        return Err(CallError::new(ErrorKind::Refused, "ListTargetsByRule", why));
    }
    let mut read = FuturesOrdered::new();
    for rule in rules.iter() {
        read.push_back(client.targets(&rule.key()).try_concat());
    }
    let mut found = Vec::new();
    for rule in rules.iter() {
        let targets = read.try_next().await?.unwrap_or_default();
        for target in targets.into_iter().filter(|target| target.kind() == TargetKind::Bus) {
            found.push(Forward {
                bus: bus.to_owned(),
                rule: rule.name.clone(),
                to: target.arn,
                off: rule.state.is_disabled(),
                scheduled: rule.pattern.is_none(),
                pattern: rule.pattern.clone(),
                ..Forward::default()
            });
        }
    }
    found.sort_by(|a, b| (&a.rule, &a.to).cmp(&(&b.rule, &b.to)));
    Ok(found)
}
