//! buslens: a terminal explorer for Amazon EventBridge.
//!
//! # The map, in the order a reader wants it
//!
//! | module | what lives there |
//! |---|---|
//! | [`text`] | for people and terminals: safe characters, width, counts, times and spans |
//! | [`json`] | text with positions: strict reader, spanned tree, tolerant lexer for colouring |
//! | [`pattern`] | the engine: parse a pattern, judge an event, explain the verdict |
//! | [`input`] | what a target receives: Input, InputPath, InputTransformer |
//! | [`schedule`] | cron and rate expressions, next runs |
//! | [`catalogue`] | what events AWS services send: completion, samples, suspicions |
//! | [`policy`] | what IAM policy documents allow, and what EventBridge asks of them |
//! | [`model`] | Bus, Rule, Target, Arn, ...: plain data, no SDK types |
//! | [`diagnose`] | why a rule does not fire: gathered evidence in, findings out |
//! | [`tail`] | the event store: a ring by count and bytes, order, dedupe, gaps |
//! | [`app`] | Model, Message, `update`, Effect, commands and keys; one file per screen's state |
//! | [`ui`] | draws the Model: layout, theme, one file per screen, widgets |
//! | [`aws`] | the only place that names an SDK crate: sessions, paging, conversions, live tail |
//! | [`local`] | an EventBridge on loopback, with the services that its targets are: the embedded account |
//! | [`config`] | files: configuration, keys, drafts, rule states |
//! | [`runtime`] | terminal guard, input, the loop, the effect executor, the recorder |
//! | [`cli`] | command line declaration, and the commands that need no screen |
//!
//! # The flow
//!
//! ```text
//! key, resize ─┐
//! AWS result ──┼─> Message ─> app::update(&mut Model, Message) -> Vec<Effect> ─> runtime ─> Message …
//! tail batch ──┤                         │
//! tick ────────┘                         └─> ui::draw(&Model) when something changed
//! ```
//!
//! `update` is pure, so a recording of the messages replays to the same screens. Writes to an account are an
//! effect type of their own that only the confirmation's accept branch can make. What each module may know of
//! the others, and each part of [`app`] of the others there, is held by the test `layering`.

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
mod config;
#[cfg(feature = "explorer")]
mod diagnose;
#[cfg(feature = "explorer")]
mod model;
#[cfg(feature = "explorer")]
mod policy;
#[cfg(feature = "explorer")]
mod runtime;
#[cfg(feature = "explorer")]
mod tail;
#[cfg(feature = "explorer")]
mod ui;

/// The way in for this package's own tests and benchmarks. It promises nothing to anybody else, and is open only
/// where they are built, so that everywhere else the compiler tells what nobody uses.
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
    pub mod ui {
        pub use crate::ui::*;
    }
}
