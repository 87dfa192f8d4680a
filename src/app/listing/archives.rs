//! Archives and their replays as rows.

use super::{About, Listed, ListingRow, row};
use crate::app::shared::Shared;
use crate::model::{Archive, Replay, ThingKind, retention_in_words};
use crate::text::time::rfc3339;
use crate::text::{grouped, size};
use serde_json::json;

impl Listed for Archive {
    const ABOUT: About = About::things(
        ThingKind::Archive,
        "archives",
        &["name", "state", "bus", "days", "events", "size", "reason"],
    );

    fn row(&self, _: &Shared) -> ListingRow {
        let days = self.retention_days.map(|days| retention_in_words(days.into())).unwrap_or_default();
        row(
            vec![
                self.name.clone(),
                self.state.clone(),
                self.source.name().to_owned(),
                days,
                self.events.map(|n| grouped(u64::try_from(n).unwrap_or(0))).unwrap_or_default(),
                self.bytes.map(|bytes| size(u64::try_from(bytes).unwrap_or(0))).unwrap_or_default(),
                self.reason.clone().unwrap_or_default(),
            ],
            None,
            vec![
                ("ArchiveName", json!(self.name)),
                ("EventSourceArn", json!(self.source.as_str())),
                ("State", json!(self.state)),
                ("StateReason", json!(self.reason)),
                ("RetentionDays", json!(self.retention_days)),
                ("SizeBytes", json!(self.bytes)),
                ("EventCount", json!(self.events)),
            ],
        )
        .in_state(&self.state)
        .leading_to([self.source.clone()])
        .because(self.reason.as_ref())
    }
}

impl Listed for Replay {
    const ABOUT: About =
        About::things(ThingKind::Replay, "replays", &["name", "state", "archive", "from", "to", "reason"]);

    fn row(&self, shared: &Shared) -> ListingRow {
        row(
            vec![
                self.name.clone(),
                match self.progress().filter(|_| !matches!(self.state.as_str(), "STARTING" | "COMPLETED")) {
                    Some(percent) => format!("{} {percent} %", self.state),
                    None => self.state.clone(),
                },
                self.source.name().to_owned(),
                self.from.map(|at| shared.date_and_time(at)).unwrap_or_default(),
                self.to.map(|at| shared.date_and_time(at)).unwrap_or_default(),
                self.reason.clone().unwrap_or_default(),
            ],
            None,
            vec![
                ("ReplayName", json!(self.name)),
                ("EventSourceArn", json!(self.source.as_str())),
                ("State", json!(self.state)),
                ("StateReason", json!(self.reason)),
                ("EventStartTime", json!(self.from.map(rfc3339))),
                ("EventEndTime", json!(self.to.map(rfc3339))),
                ("EventLastReplayedTime", json!(self.reached.map(rfc3339))),
            ],
        )
        .in_state(&self.state)
        .leading_to([self.source.clone()])
        .because(self.reason.as_ref())
    }
}
