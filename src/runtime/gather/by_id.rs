//! Events that are known by their ids, looked up where rules of their bus have logged them, and in the bus's
//! own log: all of them together, in one pass over each log group. What cannot be read hides nothing of the
//! rest, and is said.

use super::logged_events::{ReadGroup, SPANS, id_of, pattern_of};
use super::{Lists, at_home};
use crate::aws::Client;
use crate::model::bus_log::Record;
use crate::model::event_lookup::{EventIds, EventLookup, FoundEvent, OwnLog, PAGES};
use crate::model::facts::LoggedIn;
use crate::model::{CallError, ErrorKind, Rule};
use crate::pattern::Pattern;
use crate::runtime::bus_log;
use futures_util::stream::FuturesOrdered;
use futures_util::{FutureExt as _, StreamExt as _, TryStreamExt as _};

/// How far events are looked for.
struct Reach {
    /// Rules whose targets are asked for.
    rules: usize,
    /// Log groups that are read.
    groups: usize,
}

/// For events that were asked for by their ids.
const ASKED: Reach = Reach { rules: 50, groups: 50 };
/// For events that are at hand, of which it is only not known whether they came.
const AT_HAND: Reach = Reach { rules: 20, groups: 10 };
/// Ids in one filter, which may have 1,024 characters (API reference, "FilterLogEvents").
const IDS: usize = 16;

/// Looks events up by their ids.
///
/// Errors: [`ErrorKind::Refused`] for what cannot be an event's id. What cannot be read is told in the
/// answer.
pub(crate) async fn find_events(
    client: &Client,
    lists: &Lists,
    of: &EventIds,
) -> Result<EventLookup, CallError> {
    let mut lookup = find_logged(client, lists, of, &ASKED).await?;
    lookup.own_log = own_log(client, of, &mut lookup.unread).await?;
    Ok(lookup)
}

/// Looks for events that are at hand in the log groups of some rules, and not in the bus's own log, which
/// does not have them.
///
/// Errors: as [`find_events`].
pub(crate) async fn find_events_at_hand(
    client: &Client,
    lists: &Lists,
    of: &EventIds,
) -> Result<EventLookup, CallError> {
    find_logged(client, lists, of, &AT_HAND).await
}

async fn find_logged(
    client: &Client,
    lists: &Lists,
    of: &EventIds,
    reach: &Reach,
) -> Result<EventLookup, CallError> {
    bus_log::of_ids(&of.ids)?;
    let mut lookup = EventLookup::default();
    let rules = match lists.rules(client, &of.bus).await {
        Ok(rules) => rules,
        Err(error) => {
            lookup.unread.push(unread(
                &format!("The rules of the bus {}", of.bus),
                "events:ListRules",
                &error,
            ));
            Vec::new().into()
        }
    };
    let mut places = places(client, &rules, reach, &mut lookup).await;
    lookup.groups_left_out = places.len().saturating_sub(reach.groups);
    places.truncate(reach.groups);
    lookup.groups = places.iter().map(|place| place.group.clone()).collect();
    let now = client.time_that_has_come();
    let mut to = None;
    for span in SPANS {
        lookup.from = now - span;
        for ids in of.ids.chunks(IDS) {
            let missing: Vec<String> = ids.iter().filter(|id| lookup.event(id).is_none()).cloned().collect();
            if !missing.is_empty() {
                look_into(client, &mut places, (lookup.from, to), &missing, &mut lookup).await?;
            }
        }
        if of.ids.iter().all(|id| lookup.event(id).is_some()) {
            break;
        }
        to = Some(lookup.from);
    }
    lookup.groups.retain(|group| places.iter().any(|place| place.group == *group));
    Ok(lookup)
}

/// Reads a span of each place for events of these ids.
async fn look_into(
    client: &Client,
    places: &mut Vec<ReadGroup>,
    (from, to): (i64, Option<i64>),
    ids: &[String],
    lookup: &mut EventLookup,
) -> Result<(), CallError> {
    let filter = bus_log::of_ids(ids)?;
    let mut read = FuturesOrdered::new();
    for place in &*places {
        read.push_back(place.read(client, from, to, Some(&filter), PAGES).boxed());
    }
    let answers: Vec<_> = read.collect().await;
    for (place, answer) in places.iter_mut().zip(answers) {
        match answer {
            Ok((events, is_cut)) => {
                if is_cut && !lookup.cut_short.contains(&place.group) {
                    lookup.cut_short.push(place.group.clone());
                }
                for (_, text) in events {
                    let Some(id) = id_of(&text).filter(|id| ids.contains(id) && lookup.event(id).is_none())
                    else {
                        continue;
                    };
                    let place = LoggedIn { rule: place.rule.clone(), group: place.group.clone(), had: true };
                    lookup.found.push(FoundEvent { id, text, place });
                }
            }
            Err(error) => {
                place.unread = true;
                let what =
                    format!("The log group {}, which the rule {} delivers to,", place.group, place.rule);
                lookup.unread.push(unread(&what, "logs:FilterLogEvents", &error));
            }
        }
    }
    places.retain(|place| !place.unread);
    Ok(())
}

/// The log groups that rules of a bus deliver whole events to, those of disabled rules last: they have what
/// came before. Rules with short patterns come first, for they log the most.
async fn places(client: &Client, rules: &[Rule], reach: &Reach, lookup: &mut EventLookup) -> Vec<ReadGroup> {
    let mut all: Vec<(&Rule, Pattern)> =
        rules.iter().filter_map(|rule| Some((rule, pattern_of(rule)?))).collect();
    all.sort_by_cached_key(|(rule, pattern)| {
        (rule.state.is_disabled(), pattern.text().len(), rule.name.clone())
    });
    lookup.left_out = all.len().saturating_sub(reach.rules);
    all.truncate(reach.rules);
    let mut read: FuturesOrdered<_> = all
        .into_iter()
        .map(|(rule, pattern)| {
            let targets = client.targets(&rule.key()).try_concat();
            targets.map(move |targets| (rule, pattern, targets))
        })
        .collect();
    let mut found: Vec<ReadGroup> = Vec::new();
    while let Some((rule, pattern, targets)) = read.next().await {
        let targets = match targets {
            Ok(targets) => targets,
            Err(error) => {
                let what = format!("The targets of the rule {}", rule.name);
                lookup.unread.push(unread(&what, "events:ListTargetsByRule", &error));
                continue;
            }
        };
        // What a target is given in the event's place is no event.
        for target in targets.iter().filter(|target| target.gets_whole_event()) {
            let Some(group) = target.log_group() else { continue };
            if let Err(error) = at_home(client, &rule.arn, &target.arn) {
                let what = format!("The log group {group}, which the rule {} delivers to,", rule.name);
                lookup.unread.push(unread(&what, "logs:FilterLogEvents", &error));
            } else if let Some(place) = found.iter_mut().find(|place| place.group == group) {
                place.patterns.push(pattern.clone());
            } else {
                found.push(ReadGroup::new(group, rule, pattern.clone()));
            }
        }
    }
    found
}

/// What the log of the bus has of the events.
async fn own_log(client: &Client, of: &EventIds, sentences: &mut Vec<String>) -> Result<OwnLog, CallError> {
    let places = match client.bus_log_places(&of.rule.bus_beside(&of.bus)).await {
        Ok(places) => places,
        Err(error) => {
            let needs =
                "logs:DescribeDeliverySources, logs:DescribeDeliveries and logs:DescribeDeliveryDestinations";
            sentences.push(unread(&format!("Where the bus {} logs to", of.bus), needs, &error));
            return Ok(OwnLog::Unread);
        }
    };
    let groups = bus_log::groups(&places);
    if groups.is_empty() {
        return Ok(OwnLog::Nowhere);
    }
    let from = client.time_that_has_come() - SPANS.into_iter().max().unwrap_or_default();
    let mut found = Vec::new();
    for ids in of.ids.chunks(IDS) {
        match bus_log::records(client, &groups, from, None, &bus_log::of_events(ids)?).await {
            Ok((records, _)) => found.extend(records.iter().map(Record::fact)),
            Err(error) => {
                let what = format!("The log of the bus {}", of.bus);
                sentences.push(unread(&what, "logs:FilterLogEvents", &error));
                return Ok(OwnLog::Unread);
            }
        }
    }
    Ok(OwnLog::Read(found))
}

/// That something could not be read, why, and where it is not allowed, what would allow it.
fn unread(what: &str, permission: &str, error: &CallError) -> String {
    let why = error.why_unseen();
    let why = if error.kind == ErrorKind::NotFound {
        "it is not there.".to_owned()
    } else if error.kind == ErrorKind::Denied {
        format!("{why}. It takes {permission}.")
    } else if error.kind == ErrorKind::Refused {
        // It is in another region or account.
        format!("{why}. There it takes {permission}.")
    } else {
        why
    };
    format!("{what} could not be read: {why}")
}
