//! A tap around a command's work: planned, listed, agreed to, made, and removed before the command ends.

use super::account::before_writing;
use super::commands_in_sentences::with_chosen_options;
use super::confirm::{GivenAnswers, confirm};
use super::exit::{Exit, Failure, complain, say};
use super::times::offset_at;
use crate::aws::Client;
use crate::model::tap::Watcher;
use crate::model::{Millis, Tap};
use crate::runtime::gate::{Gate, MadeTap};
use crate::runtime::taps::{TapSubject, tap_plan};
use crate::text::time::{of_day, zone};
use std::time::Duration;

/// How long removing may take: the program is about to end, and somebody may be waiting for it.
const PATIENCE: Duration = Duration::from_mins(1);

/// Lists what the tap would consist of, asks, and makes it.
pub(super) async fn make(
    gate: &Gate,
    client: &Client,
    subject: TapSubject,
    given: &GivenAnswers,
    timeout: Option<Duration>,
) -> Result<MadeTap, Failure> {
    let tap = before_writing(timeout, async { Ok(tap_plan(client, subject).await?) }).await?;
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
    lines.extend(tap.lines(&until(tap, client), &with_chosen_options(Tap::CLEAN), watcher));
    lines
}

/// The time until which a tap stands, local.
fn until(tap: &Tap, client: &Client) -> String {
    let offset = offset_at(tap.expires);
    format!("{} {}", of_day(tap.expires, false, client.service_time(), offset), zone(offset))
}

/// How long the tap may stand from now on.
pub(super) fn lifetime(tap: &Tap, client: &Client) -> Duration {
    Duration::from_millis(u64::try_from(tap.expires - client.service_time()).unwrap_or(0))
}

/// Removes it once what it was made for has ended so. Where neither went well, both are told.
pub(super) async fn remove_after(
    outcome: Result<Exit, Failure>,
    gate: &Gate,
    client: &Client,
    made: &MadeTap,
) -> Result<Exit, Failure> {
    worse_of(outcome, remove(gate, client, made).await)
}

fn worse_of(outcome: Result<Exit, Failure>, removed: Result<(), Failure>) -> Result<Exit, Failure> {
    let Err(left) = removed else { return outcome };
    Err(match outcome {
        Err(failure) if !failure.message.is_empty() => Failure { also: vec![left.message], ..failure },
        Ok(_) | Err(_) => left,
    })
}

/// Removes it. What is left is told with what to run.
async fn remove(gate: &Gate, client: &Client, made: &MadeTap) -> Result<(), Failure> {
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
                with_chosen_options(Tap::CLEAN)
            );
            Err(Failure::new(Exit::NotKnown, why))
        }
    }
}

/// A time of this place for a list; of today, without its day.
pub(super) fn local_time(at: Millis, now: Millis) -> String {
    of_day(at, false, now, offset_at(at))
}

#[cfg(test)]
mod tests {
    use super::worse_of;
    use crate::cli::exit::{Exit, Failure};

    #[test]
    fn what_ended_the_work_is_told_with_what_is_left_of_the_tap() {
        let lost = || Err(Failure::new(Exit::NotKnown, "PutEvents: lost."));
        let left = || Err(Failure::new(Exit::Aws, "The log group stands."));
        let told = worse_of(lost(), left()).unwrap_err();
        assert_eq!(
            (told.exit, told.message.as_str(), told.also),
            (Exit::NotKnown, "PutEvents: lost.", vec!["The log group stands.".to_owned()])
        );
        assert_eq!(worse_of(lost(), Ok(())), lost());
        assert_eq!(worse_of(Ok(Exit::Done), left()).unwrap_err().message, "The log group stands.");
        assert_eq!(worse_of(Ok(Exit::No), Ok(())), Ok(Exit::No));
    }
}
