//! The program as a whole: the loop in process and the real binary, in a pseudo-terminal and without one,
//! over the embedded account. Nothing here sleeps: tests wait for what they want to see, with a deadline that
//! prints what is there instead.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, clippy::indexing_slicing)] // it is all test

mod accounts;
mod bus_log;
mod busy_log;
mod busy_screen;
mod check;
mod commands;
mod damage;
mod damaged_files;
mod deletions;
mod every_setting;
mod explorer;
mod foreseen;
mod gate;
mod hostile;
mod journey;
mod judge;
mod kept_files;
mod local_only;
mod loop_in_process;
mod misnamed;
mod network;
mod operate;
mod picture;
mod profiles;
mod pty;
mod put;
mod readme;
mod rule_arns;
mod serve;
mod services;
mod shell;
mod stand_in;
mod taps;
mod terminal_safety;
mod throttling;
mod unsafe_account;
mod unsafe_screens;
mod unsure_writes;
mod why;
