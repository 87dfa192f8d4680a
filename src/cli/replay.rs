//! `buslens replay`.

use super::exit::{Exit, Failure};
use super::output::Output;
use super::source::unreadable;
use crate::runtime::replay::RecordingFault;
use crate::runtime::{self, replay};
use crate::ui::theme::Theme;
use std::path::PathBuf;

/// Arguments of `replay`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// The recording, from `--record`.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Play it on the terminal: space pauses, → goes on by one message, + and - change the pace, q ends.
    #[arg(long)]
    screen: bool,
}

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let name = args.file.display();
    let bad = |fault: &RecordingFault| match fault {
        RecordingFault::File(error) => unreadable(&name.to_string(), error),
        RecordingFault::Header(_) | RecordingFault::Line { .. } => Failure::bad_in(&name, fault),
    };
    let mut recording = replay::Recording::open(&args.file).map_err(|fault| bad(&fault))?;
    if args.screen {
        if !runtime::terminal::is_there() {
            return Err(Failure::new(Exit::Usage, "--screen needs a terminal on standard input and output."));
        }
        let fault = runtime::play::on_screen(&mut recording).map_err(|error| {
            Failure::new(Exit::OutputGone, format!("The terminal cannot be used: {error}."))
        })?;
        return match fault {
            None => Ok(Exit::Done),
            Some(fault) => Err(bad(&fault)),
        };
    }
    let mut model = recording.model();
    let outcome = recording.play(&mut model);
    let mut out = Output::new();
    out.line(replay::text(&replay::picture(&model, &Theme::plain())).trim_end())?;
    out.flush()?;
    match outcome {
        Ok(()) => Ok(Exit::Done),
        Err(fault) => Err(bad(&fault)),
    }
}
