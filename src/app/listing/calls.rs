//! How a call to AWS is listed.

use super::{About, Listed, ListingRow, RowsAre, row};
use crate::app::effect::Effect;
use crate::app::read::Read;
use crate::app::shared::Shared;
use crate::export::of_session;
use crate::model::{Call, CallOutcome, Millis};
use crate::text::shell_word;
use crate::text::time::rfc3339;
use serde_json::json;

/// Milliseconds until a log that shows calls under way is read again.
const AGAIN: Millis = 1_000;

impl Listed for Call {
    const ABOUT: About = About::new(RowsAre::Calls, "calls to AWS", &["no.", "outcome", "ms", "at", "call"])
        .newest_first()
        .not_read_again()
        .kept_up(keep_up)
        .no_new("calls are made by what you do, and only listed here")
        .no_change("what was called cannot be changed")
        .no_delete("what was called cannot be changed");

    fn row(&self, shared: &Shared) -> ListingRow {
        // With region and profile, so that the pasted command reaches the same account.
        let region = format!("{} --region {}", self.line, shell_word(&shared.session.region));
        let command = of_session(&shared.session, &region);
        let mark = if self.writes { "write: " } else { "" };
        let slowed = if self.throttled > 0 { ", slowed" } else { "" };
        let tries = if self.attempts > 1 { format!(", {} tries", self.attempts) } else { String::new() };
        // Most are EventBridge's: their columns are for what is called.
        let line = self.line.strip_prefix("aws ").unwrap_or(&self.line);
        let cells = vec![
            self.number.to_string(),
            format!("{mark}{}{tries}{slowed}", self.outcome.in_words()),
            self.millis.to_string(),
            shared.time_of_day_full(self.at),
            line.strip_prefix("events ").unwrap_or(line).to_owned(),
        ];
        let plain = row(
            cells,
            None,
            vec![
                ("Command", json!(command)),
                ("Outcome", json!(self.outcome.in_words())),
                ("Code", json!(self.outcome.code())),
                ("At", json!(rfc3339(self.at))),
                ("Milliseconds", json!(self.millis)),
                ("MillisecondsWaitingForItsTurn", json!(self.waited)),
                ("Attempts", json!(self.attempts)),
                ("Throttled", json!(self.throttled)),
                ("Writes", json!(self.writes)),
            ],
        );
        let problem = self.outcome.is_failure() || self.throttled > 0;
        ListingRow { problem, command: Some(command), time: Some((3, self.at)), ..plain }
    }
}

/// Sees to it that the log on screen is read again while calls are under way.
fn keep_up(shared: &mut Shared, out: &mut Vec<Effect>) {
    let calls = &shared.account.calls;
    let going_on = calls.rows().iter().any(|call| call.outcome == CallOutcome::UnderWay);
    let Some(at) = calls.at().filter(|_| going_on && !calls.is_loading()) else { return };
    if shared.now >= at + AGAIN {
        shared.fetch(Read::Calls, true, out);
    } else {
        shared.wake(at + AGAIN, out);
    }
}
