//! Time passing in the account: stories tell their events, schedules run.
//!
//! Nothing happens on a timer. Whoever looks at the account first lets it catch up to the clock, and sees
//! exactly what happened up to then; so the account is the same under the same seed and clock however it is
//! watched, and an account that nobody looks at costs nothing.

use super::account::Account;
use super::delivery;
use super::demo::story::{Occurrence, Story};
use super::ids::Ids;
use crate::model::Millis;
use crate::text::time::HOUR;
use jiff::Timestamp;

/// How much is caught up under one lock.
const STRIDE: Millis = 20_000;
/// When nobody has looked for longer than this, only schedules ran in the time before; no other events are
/// made up.
const WATCHED: Millis = 4 * HOUR;
/// How much of that is caught up under one lock.
const UNWATCHED_STRIDE: Millis = HOUR;

/// What makes things happen, and how far it has come.
pub(super) struct Feed {
    stories: Vec<Story>,
    seed: u64,
    upto: Millis,
}

enum Happening {
    Event(Occurrence),
    Run { at: Millis, rule: String },
}

impl Feed {
    /// Time that has passed as far as `upto`.
    pub(super) fn new(stories: Vec<Story>, seed: u64, upto: Millis) -> Self {
        Self { stories, seed, upto }
    }

    /// Lets some of the time up to `now` pass; true when all of it has.
    pub(super) fn step(&mut self, account: &mut Account, now: Millis) -> bool {
        let from = self.upto;
        let watched = now - from <= WATCHED;
        let to = if watched { now.min(from + STRIDE) } else { (now - WATCHED).min(from + UNWATCHED_STRIDE) };
        if to > from {
            let stories: &[Story] = if watched { &self.stories } else { &[] };
            super::events::run_replays(account, to);
            super::events::authorize(account, to);
            for happening in happenings(stories, self.seed, account, from, to) {
                delivery::retry(account, happening.at());
                match happening {
                    Happening::Event(occurrence) => {
                        delivery::ingest(account, &occurrence.bus, &occurrence.event, occurrence.at);
                    }
                    Happening::Run { at, rule } => {
                        let id = Ids::by_name(self.seed ^ at.cast_unsigned(), &rule).uuid();
                        delivery::tick(account, &rule, at, &id);
                    }
                }
            }
            delivery::retry(account, to);
            self.upto = to;
        }
        to >= now
    }
}

impl Happening {
    fn at(&self) -> Millis {
        match self {
            Self::Event(occurrence) => occurrence.at,
            Self::Run { at, .. } => *at,
        }
    }
}

/// What happens after `from` and not after `to`, in order.
fn happenings(stories: &[Story], seed: u64, account: &Account, from: Millis, to: Millis) -> Vec<Happening> {
    let mut events = Vec::new();
    for story in stories {
        story.tell(seed, from, to, &mut events);
    }
    let mut all: Vec<(Millis, Happening)> =
        events.into_iter().map(|event| (event.at, Happening::Event(event))).collect();
    for rule in delivery::scheduled(account) {
        let Some((_, schedule)) = &rule.schedule else { continue };
        let (Ok(after), Ok(created)) =
            (Timestamp::from_millisecond(from), Timestamp::from_millisecond(rule.created))
        else {
            continue;
        };
        let runs = schedule.runs(after, created).map(Timestamp::as_millisecond).take_while(|run| *run <= to);
        all.extend(runs.map(|at| (at, Happening::Run { at, rule: rule.name.clone() })));
    }
    // Stable, so things of one moment keep the order of the data files.
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, happening)| happening).collect()
}
