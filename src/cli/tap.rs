//! A tap around a command's work: planned, listed, agreed to, made, and removed before the command ends.

use super::account::within;
use super::confirm::{Given, confirm};
use super::exit::{Exit, Failure, complain, say};
use crate::aws::Client;
use crate::model::tap::Watcher;
use crate::model::{Millis, Tap};
use crate::runtime::gate::{Gate, MadeTap};
use crate::runtime::taps::{Subject, planned};
use crate::text::time::{of_day, zone};
use jiff::{Timestamp, tz::TimeZone};
use std::time::Duration;

/// How long removing may take: the program is about to end, and somebody may be waiting for it.
const PATIENCE: Duration = Duration::from_mins(1);

/// Lists what the tap would consist of, asks, and makes it.
pub(super) async fn make(
    gate: &Gate,
    client: &Client,
    subject: Subject,
    given: &Given,
    timeout: Option<Duration>,
) -> Result<MadeTap, Failure> {
    let tap = within(timeout, async { Ok(planned(client, subject).await?) }).await?;
    complain(&lines(&tap, client, Watcher::Tail));
    let question = format!("Make this tap of {}?", tap.subject());
    let confirmed = confirm(&question, &gate.session(client).await, given)?;
    let made = gate.make_tap(client, tap, confirmed).await?;
    say("The tap is made. A new rule takes a short while to see its first events.");
    Ok(made)
}

/// What would be made, for people.
pub(super) fn lines(tap: &Tap, client: &Client, watcher: Watcher) -> Vec<String> {
    let session = client.session();
    let place = session.endpoint.clone().map_or_else(|| session.region.clone(), String::from);
    let mut lines = vec![format!("This makes, in {place}:")];
    lines.extend(tap.told(&until(tap, client), watcher));
    lines
}

/// The time until which a tap stands, local.
fn until(tap: &Tap, client: &Client) -> String {
    let offset = Timestamp::from_millisecond(tap.expires)
        .map_or(0, |time| TimeZone::system().to_offset(time).seconds());
    format!("{} {}", of_day(tap.expires, false, client.service_time(), offset), zone(offset))
}

/// How long the tap may stand from now on.
pub(super) fn lifetime(tap: &Tap, client: &Client) -> Duration {
    Duration::from_millis(u64::try_from(tap.expires - client.service_time()).unwrap_or(0))
}

/// Removes it. What is left is told with what to run.
pub(super) async fn remove(gate: &Gate, client: &Client, made: &MadeTap) -> Result<(), Failure> {
    let removed = tokio::time::timeout(PATIENCE, gate.remove_tap(client, made)).await;
    match removed {
        Ok(Ok(())) => {
            say("The tap was removed: nothing of it is left.");
            Ok(())
        }
        Ok(Err(error)) => Err(Failure::from(error)),
        Err(_) => {
            let why = format!(
                "The tap {} could not be removed in {} s, and is left where it is. Run {} to remove it.",
                made.tap().id,
                PATIENCE.as_secs(),
                Tap::CLEAN
            );
            Err(Failure::new(Exit::NotKnown, why))
        }
    }
}

/// The age of a time, for a list.
pub(super) fn when(at: Millis, now: Millis) -> String {
    let offset =
        Timestamp::from_millisecond(at).map_or(0, |time| TimeZone::system().to_offset(time).seconds());
    of_day(at, false, now, offset)
}
