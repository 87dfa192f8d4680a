//! The command line: one declaration, from which parser, help, man page and completions come; one file per
//! command that needs no screen.
//!
//! What a command does to an account is `aws`'s and the gate's (`runtime::gate`); what a pattern means is
//! `pattern`'s. Here is how it is asked for, how it is printed, and the exit code.

mod account;
pub(crate) mod args;
mod bus;
mod bus_log;
mod buses;
mod change;
mod check;
mod commands_in_sentences;
mod confirm;
mod connection;
mod edit;
mod endpoint;
mod event;
mod event_by_id;
mod event_forms;
mod excerpt;
mod exit;
mod explanation;
mod explore;
mod export;
mod generate;
mod given_events;
mod iam;
mod invalid_text;
mod match_;
mod named_rules;
mod near_names;
mod output;
mod partner;
mod pattern_place;
mod permission;
mod print_ladder;
mod probe;
mod put;
mod render;
mod replay;
mod replays;
mod rule;
mod rule_file;
mod rule_marks;
mod rules;
mod schedule;
mod serve;
mod source;
mod tag;
mod tail;
mod tap;
mod taps;
mod target;
mod targets;
mod times;
mod under_way;
mod undo;
mod which;
mod why;

use args::Args;

use crate::config::{self, Places, Settings};
use args::{Command, Global};
use change::plain;
use clap::FromArgMatches as _;
use exit::{Exit, Failure, complain};
use named_rules::Names;
use std::ffi::OsString;
use std::process::ExitCode;

/// Runs the program with the process's own arguments.
pub fn main() -> ExitCode {
    let given: Vec<OsString> = std::env::args_os().collect();
    let args = match parsed(&given) {
        Ok(args) => args,
        Err(error) => {
            // The mistake is told with the arguments as they may be shown; without them it may not be one.
            let shown: Vec<OsString> = given.iter().map(exit::argument).collect();
            return exit::usage(&parsed(&shown).err().unwrap_or(error));
        }
    };
    match run(args) {
        Ok(exit) => exit.code(),
        Err(failure) => failure.report(),
    }
}

fn parsed(given: &[OsString]) -> Result<Args, clap::Error> {
    args::parser().try_get_matches_from(given).and_then(|matches| Args::from_arg_matches(&matches))
}

fn run(args: Args) -> Result<Exit, Failure> {
    let Args { mut global, explore, command } = args;
    if !matches!(command, Some(Command::Completions(_) | Command::Man)) {
        configured(&mut global);
    }
    if global.timeout.is_some() && matches!(command, None | Some(Command::Demo(_) | Command::Edit(_))) {
        let why =
            "--timeout goes with the commands that need no screen: the explorer ends when you leave it.";
        return Err(Failure::new(Exit::Usage, why));
    }
    let Some(mut command) = command else { return explore::own(global, explore) };
    if explore.record.is_some() {
        return Err(Failure::new(
            Exit::Usage,
            "--record goes with the explorer: put it after `buslens` or `buslens demo`.",
        ));
    }
    global.rule = command.names().map(Names::resolve).transpose()?.flatten();
    commands_in_sentences::choose(&global);
    let named = command.names().map(|Names { bus, rules }| {
        let rules: Vec<String> = rules.into_iter().map(|rule| rule.clone()).collect();
        (bus.clone(), rules)
    });
    let (outcome, asked) = (carry_out(command, global.clone()), global);
    outcome.map_err(|failure| match &named {
        Some((bus, rules)) if failure.is_absent => near_names::with_near_name(failure, asked, bus, rules),
        Some(_) | None => failure,
    })
}

fn carry_out(command: Command, global: Global) -> Result<Exit, Failure> {
    match command {
        Command::Demo(explore) => explore::demo(global, explore),
        Command::Serve(args) => serve::run(&global, &args),
        Command::Buses(args) => buses::run(global, &args),
        Command::Rules(args) => rules::run(global, &args),
        Command::Targets(args) => targets::run(global, &args),
        Command::Export(args) => export::run(global, &args),
        Command::Rule(args) => rule::run(global, args),
        Command::Bus(args) => bus::run(global, args),
        Command::Target(args) => target::run(global, args),
        Command::Permission(args) => permission::run(global, args),
        Command::Tag(args) => tag::set_or_list(global, args),
        Command::Untag(args) => tag::remove(global, args),
        Command::Archive(args) => plain::run(global, args),
        Command::Replays(args) => replays::run(global, args),
        Command::Connection(args) => connection::run(global, args),
        Command::Destination(args) => plain::run(global, args),
        Command::Partner(args) => partner::run(global, args),
        Command::Endpoint(args) => endpoint::run(global, args),
        Command::Event(args) => event::run(&args),
        Command::Undo(args) => undo::run(global, &args),
        Command::Tail(args) => tail::run(global, &args),
        Command::BusLog(args) => bus_log::run(global, &args),
        Command::Probe(args) => probe::run(global, &args),
        Command::Taps(args) => taps::run(global, &args),
        Command::Edit(args) => edit::run(global, &args),
        Command::Match(args) => match_::run(global, &args),
        Command::Which(args) => which::run(global, &args),
        Command::Why(args) => why::run(global, &args),
        Command::Render(args) => render::run(&args),
        Command::Check(args) => check::run(&global, &args),
        Command::Schedule(args) => schedule::run(&args),
        Command::Iam(args) => iam::run(&global, &args),
        Command::Put(args) => put::run(global, &args),
        Command::Replay(args) => replay::run(&args),
        Command::Completions(args) => generate::completions(&args),
        Command::Man => generate::man(),
    }
}

/// Says what is wrong in the configuration, and takes from it what may be changed.
fn configured(global: &mut Global) {
    let Some(places) = Places::find() else { return };
    let settings = Settings::load(&places.settings());
    complain(&settings.sentences());
    global.open_to_others = config::close_to_others(&places.state);
    complain(&global.open_to_others);
    global.configured = settings.read_only;
    global.accounts = settings.accounts;
}
