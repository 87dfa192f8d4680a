//! How what a search for taps has come upon is listed: taps, what only looks like one, where nobody could
//! look.

use super::{About, Listed, ListingRow, RowsAre, row};
use crate::app::shared::Shared;
use crate::model::tap::{LIFETIME, Sighting};
use crate::model::{Arn, Millis};
use crate::text::time::rfc3339;
use serde_json::json;

impl Listed for Sighting {
    const ABOUT: About =
        About::new(RowsAre::Taps, "taps", &["tap", "state", "of", "made", "until", "made by", "why"])
            // A search makes calls for every bus and rule.
            .not_read_again()
            .first("live tail offers one where a rule has no log group")
            .no_new("a tap is made from the live tail of a rule")
            .no_change("a tap cannot be changed, only removed");

    fn row(&self, shared: &Shared) -> ListingRow {
        let at = |at: Option<Millis>| at.map(|at| shared.time_of_day(at)).unwrap_or_default();
        match self {
            Self::Tap(tap, standing) => {
                let made = tap.expires.map(|at| at - LIFETIME);
                let owner = tap.owner.clone().map(Arn::new);
                let cells = vec![
                    tap.id.clone(),
                    if standing.is_left() { "left behind" } else { "in use" }.to_owned(),
                    tap.subject(),
                    at(made),
                    at(tap.expires),
                    owner.as_ref().map_or("", by).to_owned(),
                    standing.why().to_owned(),
                ];
                let remains: Vec<String> = tap.remains.iter().map(ToString::to_string).collect();
                let members = vec![
                    ("Tap", json!(tap.id)),
                    ("Of", json!(tap.of)),
                    ("Owner", json!(tap.owner)),
                    ("Made", json!(made.map(rfc3339))),
                    ("Expires", json!(tap.expires.map(rfc3339))),
                    ("InUse", json!(!standing.is_left())),
                    ("Why", json!(standing.why())),
                    ("Remains", json!(remains)),
                ];
                ListingRow { problem: standing.is_left(), ..row(cells, None, members) }
            }
            Self::Other(trace) => {
                let (name, why) = (trace.what.to_string(), trace.why_left_alone());
                let members = vec![("Name", json!(name)), ("Why", json!(why))];
                row(cells_of_no_tap(name, "left alone", why), None, members)
            }
            Self::Unsearched(error) => {
                let (name, why) = (error.operation.clone(), error.to_string());
                let members = vec![("Operation", json!(name)), ("Why", json!(why))];
                ListingRow { problem: true, ..row(cells_of_no_tap(name, "not searched", why), None, members) }
            }
        }
    }
}

/// Who made it: of a role its name and the session's.
fn by(owner: &Arn) -> &str {
    let who = owner.resource();
    who.split_once('/').map_or(who, |(_, name)| name)
}

/// The cells of what is no tap.
fn cells_of_no_tap(name: String, state: &str, why: String) -> Vec<String> {
    let none = String::new;
    vec![name, state.to_owned(), none(), none(), none(), none(), why]
}
