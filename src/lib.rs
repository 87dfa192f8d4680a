//! buslens: a terminal explorer for Amazon EventBridge, and the engine inside it.
//!
//! ```
//! use buslens::pattern::{Event, Pattern, Verdict, explain};
//!
//! let pattern = Pattern::parse(r#"{"source": ["aws.ec2"], "detail": {"state": ["STOPPED"]}}"#)?;
//! let event = Event::parse(br#"{"source": "aws.ec2", "detail": {"state": "stopped"}}"#)?;
//! assert_eq!(pattern.matches(&event), Verdict::NoMatch);
//!
//! // Why not, and how it would.
//! let explanation = explain(&pattern, &event);
//! let (part, miss) = explanation.misses()[0];
//! assert_eq!(part.path, "detail.state");
//! let fixed = miss.fix.as_ref().map(|fix| fix.apply(pattern.text())).unwrap_or_default();
//! assert_eq!(Pattern::parse(&fixed)?.matches(&event), Verdict::Match);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What can be used from outside
//!
//! | module | what for |
//! |---|---|
//! | [`pattern`] | parse a pattern, judge an event, explain the verdict; many rules at once; what looks wrong |
//! | [`input`] | what a target receives: Input, InputPath, InputTransformer |
//! | [`schedule`] | cron and rate expressions, next runs |
//! | [`json`] | text with positions: strict reader, tree of places, tolerant lexer for colouring |
//! | [`text`] | for people and terminals: safe characters, width, counts, times and spans, names of regions |
//! | `local` | an EventBridge on loopback, with the services that its targets are: the embedded account |
//! | `cli` | the program's `main` |
//!
//! `local` and `cli` belong to the feature `explorer`, which is on by default. `buslens = { version = "…",
//! default-features = false }` is the engine alone, without AWS, tokio and terminal crates.
//!
//! # The map of the explorer
//!
//! None of this is public.
//!
//! | module | what lives there |
//! |---|---|
//! | `catalogue` | what events AWS services send: completion, suspicions |
//! | `cbor` | CloudWatch's protocol as JSON values and back |
//! | `policy` | what IAM policy documents allow, and what EventBridge asks of them |
//! | `model` | Bus, Rule, Target, Arn, ...: plain data, no SDK types |
//! | `export` | a rule and what it needs as code: AWS CLI, CloudFormation, SAM, Terraform, CDK |
//! | `import` | rules as they stand in files: the API's JSON, CloudFormation, SAM, Terraform |
//! | `suite` | events and what is expected of them, beside a pattern |
//! | `diagnose` | why a rule does not fire: gathered evidence in, findings out |
//! | `tail` | the event store: a ring by count and bytes, order, dedupe, gaps |
//! | `app` | Model, Message, `update`, Effect, commands and keys; the state of each screen in `app/screen` |
//! | `ui` | draws the Model: layout, theme, each screen in `ui/screen`, widgets |
//! | `aws` | the only place that names an SDK crate: sessions, paging, conversions, live tail |
//! | `config` | files: configuration, keys, drafts, rule states, what was sent, changed and saved |
//! | `runtime` | terminal guard, input, the loop, the effect executor, the recorder; gate of writes, taps, gathering |
//!
//! ```text
//! key, resize ─┐
//! AWS result ──┼─> Message ─> app::update(&mut Model, Message) -> Vec<Effect> ─> runtime ─> Message …
//! tail batch ──┤                         │
//! tick ────────┘                         └─> ui::draw(&Model) when something changed
//! ```
//!
//! `update` is pure, so a recording of the messages replays to the same screens. Writes to an account are an
//! effect type of their own that only an accepted confirmation can make, on screen or on the command line.
//! What each module may know of the others, and each part of `app` of the others there, is held by the test
//! `layering`.

// A new case of one of our enums has to be dealt with wherever its cases are told apart. Enums of others may
// grow without us: where one is matched, the attribute says whose it is.
#![cfg_attr(not(test), warn(clippy::wildcard_enum_match_arm))]

pub mod input;
pub mod json;
pub mod pattern;
pub mod schedule;
pub mod text;

#[cfg(feature = "explorer")]
pub mod cli;
#[cfg(feature = "explorer")]
pub mod local;

#[cfg(feature = "explorer")]
mod app;
#[cfg(feature = "explorer")]
mod aws;
#[cfg(feature = "explorer")]
mod catalogue;
#[cfg(feature = "explorer")]
mod cbor;
#[cfg(feature = "explorer")]
mod config;
#[cfg(feature = "explorer")]
mod diagnose;
#[cfg(feature = "explorer")]
mod export;
#[cfg(feature = "explorer")]
mod import;
#[cfg(feature = "explorer")]
mod model;
#[cfg(feature = "explorer")]
mod policy;
#[cfg(feature = "explorer")]
mod runtime;
#[cfg(feature = "explorer")]
mod suite;
#[cfg(feature = "explorer")]
mod tail;
#[cfg(feature = "explorer")]
mod ui;

/// The way in for this package's own tests and benchmarks. It promises nothing to anybody else, and is open
/// only where they are built, so that everywhere else the compiler tells what nobody uses.
#[cfg(all(feature = "explorer", feature = "internals"))]
#[doc(hidden)]
#[allow(missing_docs)]
pub mod internals {
    pub mod app {
        pub use crate::app::*;
    }
    pub mod aws {
        pub use crate::aws::*;
    }
    pub mod cli {
        pub use crate::cli::args::Args;
    }
    pub mod config {
        pub use crate::config::*;
    }
    pub mod diagnose {
        pub use crate::diagnose::*;
    }
    pub mod model {
        pub use crate::model::*;
    }
    pub mod runtime {
        pub use crate::runtime::*;
    }
    pub mod tail {
        pub use crate::tail::*;
    }
    pub mod ui {
        pub use crate::ui::*;
    }
}
