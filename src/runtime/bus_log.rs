//! A bus's own log, read: the way of one event, or the events that no rule matched. The command and the
//! screen share it.
//!
//! What the records say is `model`'s, the calls are `aws`'s.

use crate::app::read::{Readable as _, kind};
use crate::aws::{Client, Pages};
use crate::export::of_session;
use crate::model::bus_log::{BusLog, BusLogOf, LogPlace, MOST, Record, steps};
use crate::model::event_lookup::EventIds;
use crate::model::{Arn, CallError, ErrorKind, Millis};
use futures_util::TryStreamExt as _;
use std::collections::BTreeSet;
use tokio::time::Instant;

/// What refuses where there is nothing to read by.
pub const OPERATION: &str = "Reading the bus's log";
/// What refuses ids of which one cannot be an event's.
pub const LOOKING_UP: &str = kind::EventsById::OPERATION;
/// How long before an event is said to match no rule its receipt is looked for.
const MATCHED_WITHIN: Millis = 10_000;
/// The level that the steps switch on: failures, and what arrived, matched and was delivered.
const LEVEL: &str = "INFO";

/// Reads a bus's log, from that long ago on. `until` is asked when its records are begun to be read: what
/// there is of them then is answered, and true where that is not all.
///
/// Errors: what could not be read; [`ErrorKind::Refused`] for what cannot be an event's id.
pub async fn read(
    client: &Client,
    of: &BusLogOf,
    since: Millis,
    until: impl FnOnce() -> Option<Instant>,
) -> Result<(BusLog, bool), CallError> {
    let way = of.event.as_deref().map(of_event).transpose()?;
    let bus = client.bus(&of.bus).await?;
    let level = bus.log_level.clone().filter(|level| level != "OFF");
    let places = client.bus_log_places(&bus.arn).await?;
    let Some(level) = level else {
        let steps = steps_of(client, &bus.arn, LEVEL, false);
        return Ok((BusLog::Off { why: "its log is off".to_owned(), steps }, false));
    };
    let groups = groups(&places);
    if groups.is_empty() {
        let log = match places.first() {
            Some(place) => BusLog::Elsewhere { to: place.to.clone() },
            None => BusLog::Off {
                why: "its level is set, and no delivery takes the records anywhere".to_owned(),
                steps: steps_of(client, &bus.arn, &level, true),
            },
        };
        return Ok((log, false));
    }
    let from = client.time_that_has_come().saturating_sub(since);
    let until = until();
    let (records, there_is_more) = match way {
        Some(way) => records_until(client, &groups, (from, None), &way, until).await?,
        None => unmatched(client, &groups, from, until).await?,
    };
    let is_cut = there_is_more == LeftUnread::TooMany;
    let inactive = places.iter().filter_map(|place| {
        let why = place.inactive.as_deref()?;
        Some(format!("The delivery source {} ({}) is not active: {why}.", place.source, place.records))
    });
    let log = BusLog::Read { level, from, inactive: inactive.collect(), records, is_cut };
    Ok((log, there_is_more == LeftUnread::NoTime))
}

/// What switches the log on in the account that was asked.
fn steps_of(client: &Client, bus: &Arn, level: &str, is_set: bool) -> Vec<String> {
    steps(bus, level, is_set).iter().map(|step| of_session(client.session(), step)).collect()
}

/// The log groups that records go to, each once.
pub(super) fn groups(places: &[LogPlace]) -> BTreeSet<&str> {
    places.iter().filter_map(LogPlace::group).collect()
}

/// The filter pattern for the records of an event.
///
/// Errors: [`ErrorKind::Refused`] for what cannot be an event's id: it could not stand in the pattern without
/// quoting.
pub(super) fn of_event(id: &str) -> Result<String, CallError> {
    Ok(format!("{{ {} }}", with_id("event_id", id, OPERATION)?))
}

/// The filter for the records of several events.
pub(super) fn of_events(ids: &[String]) -> Result<String, CallError> {
    with_one_of("event_id", ids)
}

/// The filter for the events themselves, as a rule delivers them.
pub(super) fn of_ids(ids: &[String]) -> Result<String, CallError> {
    with_one_of("id", ids)
}

fn with_one_of(name: &str, ids: &[String]) -> Result<String, CallError> {
    let terms: Vec<String> = ids.iter().map(|id| with_id(name, id, LOOKING_UP)).collect::<Result<_, _>>()?;
    Ok(match terms.as_slice() {
        [one] => format!("{{ {one} }}"),
        _ => format!("{{ ({}) }}", terms.join(") || (")),
    })
}

fn with_id(name: &str, id: &str, operation: &'static str) -> Result<String, CallError> {
    if !EventIds::may_be_id(id) {
        let id = crate::text::one_line(id);
        let why =
            format!("an event's id has letters, digits and hyphens only, 40 at most, and this is `{id}`");
        return Err(CallError::new(ErrorKind::Refused, operation, why));
    }
    Ok(format!("$.{name} = \"{id}\""))
}

/// The filter pattern for the records of a kind, such as `EVENT_RECEIPT`.
pub(super) fn of_kind(kind: &str) -> String {
    format!("{{ $.message_type = \"{kind}\" }}")
}

/// The records of events that no rule matched, and those of the receipt of events in that time, which have
/// what each was.
async fn unmatched(
    client: &Client,
    groups: &BTreeSet<&str>,
    from: Millis,
    until: Option<Instant>,
) -> Result<(Vec<Record>, LeftUnread), CallError> {
    let kind = of_kind("NO_STANDARD_RULES_MATCHED");
    let (mut found, more) = records_until(client, groups, (from, None), &kind, until).await?;
    let (Some(first), Some(last)) = (found.first(), found.last()) else { return Ok((found, more)) };
    let span = (first.at - MATCHED_WITHIN, Some(last.at + 1));
    let kind = of_kind("EVENT_INGEST_SUCCESS");
    let (received, unread) = records_until(client, groups, span, &kind, until).await?;
    found.extend(received);
    Ok((found, more.max(unread)))
}

/// The records between two times, oldest first, up to a bound; true where there are more.
pub(super) async fn records(
    client: &Client,
    groups: &BTreeSet<&str>,
    from: Millis,
    to: Option<Millis>,
    filter: &str,
) -> Result<(Vec<Record>, bool), CallError> {
    let (found, more) = records_until(client, groups, (from, to), filter, None).await?;
    Ok((found, more != LeftUnread::Nothing))
}

/// What there may be besides the records that were read; of two, the later one here is what is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum LeftUnread {
    /// These are all.
    Nothing,
    /// More than are kept.
    TooMany,
    /// The time was over.
    NoTime,
}

/// Reads the records of these log groups, as far as there is time for it.
async fn records_until(
    client: &Client,
    groups: &BTreeSet<&str>,
    (from, to): (Millis, Option<Millis>),
    filter: &str,
    until: Option<Instant>,
) -> Result<(Vec<Record>, LeftUnread), CallError> {
    oldest(groups.iter().map(|group| client.bus_records(group, from, to, filter)), until).await
}

/// The oldest records of several groups, each of which gives its own oldest first, and why there may be more.
async fn oldest(
    groups: impl Iterator<Item = Pages<Record>>,
    until: Option<Instant>,
) -> Result<(Vec<Record>, LeftUnread), CallError> {
    let (mut found, mut more) = (Vec::new(), LeftUnread::Nothing);
    for mut pages in groups {
        // As many of each: any group may have the oldest of all.
        let most = found.len() + MOST;
        while found.len() <= most {
            let Some(page) = in_time(pages.try_next(), until).await else {
                more = LeftUnread::NoTime;
                break;
            };
            let Some(page) = page? else { break };
            found.extend(page);
        }
    }
    found.sort_by_key(|record: &Record| record.at);
    if found.len() > MOST && more == LeftUnread::Nothing {
        more = LeftUnread::TooMany;
    }
    found.truncate(MOST);
    Ok((found, more))
}

/// What is awaited; none where the time was over before.
async fn in_time<T>(awaited: impl Future<Output = T>, until: Option<Instant>) -> Option<T> {
    match until {
        Some(until) => tokio::time::timeout_at(until, awaited).await.ok(),
        None => Some(awaited.await),
    }
}

#[cfg(test)]
mod tests {
    use super::{LeftUnread, Pages, oldest};
    use crate::model::bus_log::{MOST, Record, head};
    use futures_util::{StreamExt as _, stream};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// A group with so many pages of a thousand records, the first of which was made then; and what counts
    /// the pages that are read.
    fn group(pages: i64, first: i64) -> (Pages<Record>, Arc<AtomicUsize>) {
        let read = Arc::new(AtomicUsize::new(0));
        let counted = read.clone();
        let page = move |page: i64| {
            counted.fetch_add(1, Ordering::SeqCst);
            Ok((0..1_000).map(|n| Record { at: first + page * 1_000 + n, ..Record::default() }).collect())
        };
        (Box::pin(stream::iter(0..pages).map(page)), read)
    }

    #[tokio::test]
    async fn of_a_long_log_the_oldest_records_of_all_its_groups_are_read_and_it_is_said_that_there_are_more()
    {
        let most = i64::try_from(MOST).unwrap();
        let ((late, read), (early, _)) = (group(most / 1_000 + 5, 5_000), group(most / 1_000 + 5, 0));
        let (found, more) = oldest([late, early].into_iter(), None).await.unwrap();
        assert_eq!((found.len(), more), (MOST, LeftUnread::TooMany));
        assert_eq!((found[0].at, found[4_999].at), (0, 4_999), "the second group has the oldest");
        assert!(found.is_sorted_by_key(|record| record.at) && found[MOST - 1].at < 7_500);
        assert_eq!(read.load(Ordering::SeqCst), MOST / 1_000 + 1, "no further page is asked for");
        let said = head("orders", "INFO", "noon", true);
        assert!(said.contains("only the oldest 10,000 records of a kind, not the newest"), "{said}");
    }

    #[tokio::test]
    async fn a_log_that_is_read_whole_is_not_cut() {
        let (one, _) = group(2, 0);
        let (found, more) = oldest([one].into_iter(), None).await.unwrap();
        assert_eq!((found.len(), more), (2_000, LeftUnread::Nothing));
        let said = head("orders", "INFO", "noon", false);
        assert_eq!(said, "The log of bus orders, which has the level INFO, from noon on.");
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_read_of_a_log_that_hangs_is_answered_when_the_time_is_over() {
        let ((one, _), (hanging, _)) = (group(2, 0), group(1, 5_000));
        let hanging: Pages<Record> = Box::pin(hanging.chain(stream::pending()));
        let until = tokio::time::Instant::now() + std::time::Duration::from_secs(2);
        let (found, more) = oldest([hanging, one].into_iter(), Some(until)).await.unwrap();
        assert_eq!(
            (found.len(), more),
            (3_000, LeftUnread::NoTime),
            "what is there at once is read all the same"
        );
    }
}
