//! The command line: one declaration, from which parser, help, man page and completions come; one file per command that
//! needs no screen.
//!
//! What a command does to an account is `aws`'s and the gate's (`runtime::gate`); what a pattern means is `pattern`'s. Here
//! is how it is asked for, how it is printed, and the exit code.

mod args;
mod exit;
mod explore;

pub use args::Args;
pub use exit::{Exit, Failure};

use clap::Parser as _;
use std::process::ExitCode;

/// Runs the program with the process's own arguments.
pub fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return exit::usage(&error),
    };
    match run(args) {
        Ok(exit) => exit.code(),
        Err(failure) => failure.report(),
    }
}

fn run(args: Args) -> Result<Exit, Failure> {
    match args.command {
        None => explore::own(args.global, args.explore),
        Some(command) => match command {},
    }
}
