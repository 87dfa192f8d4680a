//! Text for people and terminals: the ground floor, which knows no other module.
//!
//! One spelling of each: which characters may reach a terminal ([`is_unsafe`]), how text is cut to columns
//! ([`fit()`]), how things are counted ([`counted`]) and how times and spans of time are said ([`time`]). What a
//! sentence says is left to whoever says it; texts with places in them, as a parser needs them, are
//! [`crate::json`]'s.

mod count;
mod fit;
mod safe;
pub mod time;

pub use count::{and_list, counted, grouped, plural, size};
pub use fit::{columns, cut_front, fit, fold, padded, width};
pub use safe::{is_unsafe, one_line, push_json_escape, safe, safe_json, visible};
