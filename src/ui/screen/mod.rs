//! How each screen is drawn.
pub mod browse;
pub mod event;
pub mod form;
pub mod json;
pub mod listing;
pub mod tail;
pub mod which;
pub mod why;
pub mod workbench;
