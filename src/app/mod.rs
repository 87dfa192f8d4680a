//! The explorer's core: [`Model`], [`Message`], [`update()`] and [`Effect`]; one file per screen's state.
//!
//! `update` is pure: no clock, no I/O, no randomness. Messages carry the time they were stamped with, effects
//! are plain data, and all of the screen's state (selection, scroll, open popup) lives in the [`Model`], so
//! that a recording of the messages replays to the same screens. Drawing is `ui`'s, doing is `runtime`'s.
//!
//! # The order
//!
//! Each part knows only parts before it, and the test `layering` holds that:
//!
//! 1. words and keys: [`command`] (the table: names, sentences, keys, contexts), [`keymap`], and what texts
//!    and lists are made of ([`page`], [`editor`], [`select`], [`prompt`], [`filter`]);
//! 2. what is known, asked for and said: [`read`], [`request`], [`confirm`], [`effect`], [`message`],
//!    [`shared`];
//! 3. what a screen may ask for ([`popup`], [`step`]) and how it answers for its commands (`handler`);
//! 4. the screens, each in a folder of its own ([`screen`]); none knows another;
//! 5. the program around them: [`visible`], [`dialog`], [`model`], [`connect`] and [`update()`].

mod app_command;
mod bus_log;
mod calls;
pub mod carried_events;
mod changing;
pub mod command;
pub mod confirm;
pub mod connect;
pub mod copy_state;
mod copying;
pub mod dialog;
mod draft;
pub mod editor;
pub mod effect;
mod event_from_pattern;
mod event_library;
pub mod fetch;
pub mod filter;
mod find;
pub mod footer;
pub mod form;
mod freshness;
pub(crate) mod given_pattern;
pub(crate) mod handler;
pub mod identity;
mod intent;
mod json_layout;
pub mod judging;
pub mod keymap;
pub mod layout;
pub mod left_tails;
pub mod listing;
pub mod marked_rows;
pub mod message;
pub mod model;
pub mod page;
pub mod pointer;
pub mod popup;
mod probe_state;
mod probing;
mod problems;
pub mod prompt;
#[cfg(test)]
mod random_keys;
pub mod read;
pub mod reading_note;
pub mod remote;
pub mod request;
pub mod rows_shown;
mod samples;
mod saved_events;
pub mod screen;
pub mod select;
pub mod shared;
pub mod step;
mod switching;
pub mod tail_session;
mod tap_removal;
mod target_input;
#[cfg(test)]
pub(crate) mod testing;
mod toggle;
pub(crate) mod update;
pub mod visible;
pub mod warning;
pub mod write;

pub use effect::Effect;
pub use message::{Message, Stamped};
pub use model::Model;
pub(crate) use saved_events::event as event_to_save;
pub use screen::Screen;
pub use shared::Shared;
pub use update::update;
