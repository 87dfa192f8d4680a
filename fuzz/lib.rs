//! The pure modules of buslens, compiled by themselves: fuzzing instruments every crate it builds, and
//! nothing here needs the SDKs or the terminal.

#![allow(dead_code, unused_imports)]

#[path = "../src/input/mod.rs"]
pub mod input;
#[path = "../src/json/mod.rs"]
pub mod json;
#[path = "../src/pattern/mod.rs"]
pub mod pattern;
#[path = "../src/schedule/mod.rs"]
pub mod schedule;
