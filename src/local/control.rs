//! The HTTP side of planting faults and moving the clock, for tests that run the program as a process of its
//! own.
//!
//! | request | does |
//! |---|---|
//! | `POST /_buslens/faults` `{"operation"?,"times"?,"kind":…}` | plants a fault |
//! | `DELETE /_buslens/faults` | takes all faults away |
//! | `POST /_buslens/live-tails/drop` | breaks off open live tails |
//! | `POST /_buslens/live-tails/silence` `true` or `false` | live tails send nothing, or speak again |
//! | `GET /_buslens/clock`, `POST /_buslens/clock` `{"advance_ms":N}` | the account's time; moves a manual clock |
//! | `GET /_buslens/calls` | how often each operation was called |

use super::server::Shared;
use hyper::Method;
use serde_json::{Value, json};
use std::time::Duration;

/// The prefix no service uses.
pub(super) const PREFIX: &str = "/_buslens/";

/// Answers a control request: status and JSON body.
pub(super) fn answer(shared: &Shared, method: &Method, path: &str, body: &[u8]) -> (u16, Value) {
    let bad = |why: &dyn std::fmt::Display| (400, json!({"error": why.to_string()}));
    match (method, path.strip_prefix(PREFIX).unwrap_or_default()) {
        (&Method::POST, "faults") => match serde_json::from_slice(body) {
            Ok(fault) => {
                shared.faults.plant(fault);
                (200, json!({}))
            }
            Err(error) => bad(&error),
        },
        (&Method::DELETE, "faults") => {
            shared.faults.clear();
            (200, json!({}))
        }
        (&Method::POST, "live-tails/drop") => {
            shared.faults.drop_live_tails();
            (200, json!({}))
        }
        (&Method::POST, "live-tails/silence") => match serde_json::from_slice(body) {
            Ok(silent) => {
                shared.faults.silence_live_tails(silent);
                (200, json!({}))
            }
            Err(error) => bad(&error),
        },
        (&Method::GET, "clock") => (200, json!({"now": shared.clock.now()})),
        (&Method::POST, "clock") => {
            let by = serde_json::from_slice::<Value>(body).ok().and_then(|body| body["advance_ms"].as_u64());
            match by {
                Some(by) if shared.clock.advance(Duration::from_millis(by)) => {
                    (200, json!({"now": shared.clock.now()}))
                }
                Some(_) => bad(&"only a manual clock can be moved"),
                None => bad(&"advance_ms must be a number of milliseconds"),
            }
        }
        (&Method::GET, "calls") => (200, json!(shared.calls())),
        _ => (404, json!({"error": "no such control"})),
    }
}
