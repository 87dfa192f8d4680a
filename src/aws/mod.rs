//! AWS, or whatever speaks like it: the only place that names an SDK crate.
//!
//! [`Client`] answers in the words of [`crate::model`]: lists page by page, single things, writes and live
//! tails of one account, be it on AWS, on an emulator or the embedded one. Failures are
//! [`CallError`](crate::model::CallError)s: what failed, why, what to do.
//!
//! Left to others: who may write and whether the operator agreed (`runtime`), what an event or pattern means
//! (`pattern`), what is kept and shown (`app`). Nothing here decides for the operator.

mod answer_check;
mod attempt_watch;
mod attempts;
mod bounded_answer;
mod bus_logs;
mod call_log;
mod cancellation;
mod causes;
mod client;
mod clock;
mod command_line;
mod connect;
mod credential_faults;
mod credential_files;
mod credential_process;
mod credentials;
mod dead_letters;
mod dependencies;
mod errors;
mod in_order;
mod interceptors;
mod limiter;
mod listings;
mod logs;
mod metrics;
mod network;
mod pace;
mod paging;
mod partner_side;
pub mod permissions;
mod profiles;
mod put_events;
mod rules;
mod services;
mod tail;
mod taps;
mod target_choices;
mod targets;
mod untrusted_text;
mod unusable_answer;
mod uses;
mod who_changed;
mod writes;

#[cfg(test)]
mod canned_server;
#[cfg(test)]
mod tests;

pub use cancellation::Cancellation;
pub use client::{Client, Lane};
pub use connect::Options;
pub use in_order::{Portion, in_order};
pub use paging::Pages;
pub use profiles::{of_no_profile, profiles};
pub(crate) use put_events::entry_size;
#[cfg(feature = "internals")]
pub use tail::Tail;
#[cfg(test)]
pub(crate) use writes::WRITES;
