//! The explorer's core: [`Model`], [`Message`], [`update()`] and [`Effect`]; one file per screen's state.
//!
//! `update` is pure: no clock, no I/O, no randomness. Messages carry the time they were stamped with, effects
//! are plain data, and all of the screen's state (selection, scroll, open popup) lives in the [`Model`], so
//! that a recording of the messages replays to the same screens. Drawing is `ui`'s, doing is `runtime`'s.

pub mod command;
pub mod confirm;
pub mod connect;
pub mod editor;
pub mod effect;
mod enabled;
pub mod export;
pub mod fetch;
pub mod filter;
pub mod keymap;
pub mod layout;
pub mod marked_rows;
pub mod message;
pub mod model;
pub mod page;
pub mod popup;
pub mod problems;
pub mod prompt;
pub mod read;
pub mod remote;
pub mod request;
pub mod screen;
pub mod select;
#[cfg(test)]
pub(crate) mod testing;
mod toggle;
pub(crate) mod update;

pub use command::Command;
pub use effect::Effect;
pub use message::{Message, Stamped};
pub use model::{Model, Shared};
pub use screen::{Screen, Step};
pub use update::update;
