//! The declaration of the command line. Each command's own arguments stand in its file.

use super::exit::{Exit, Failure};
use super::explore::Explore;
use super::named_rules::Names;
use super::times::some_span;
use super::{
    bus, bus_log, buses, change, check, connection, edit, endpoint, event, export, generate, iam, match_,
    partner, permission, probe, put, render, replay, replays, rule, rules, schedule, serve, tag, tail, taps,
    target, targets, undo, which, why,
};
use crate::model::{Accounts, Arn, ReadOnly};
use change::plain;
use clap::{CommandFactory as _, Parser, Subcommand};
use std::time::Duration;

/// A terminal explorer for Amazon EventBridge: buses, rules and targets, live tails, patterns tested in
/// place.
#[derive(Debug, Parser)]
#[command(name = "buslens", version, max_term_width = 100, disable_help_subcommand = true, after_help = after())]
pub struct Args {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(flatten)]
    pub(super) explore: Explore,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// What the manual page says beside what the declaration gives: each section's title and paragraphs.
pub(super) const SECTIONS: &[(&str, &[&str])] = &[
    ("EXIT STATUS", &[EXITS]),
    (
        "FILES",
        &[
            "~/.config/buslens/config.toml: settings; [keys] gives commands other keys.",
            "~/.local/state/buslens/: drafts/ of edits and forms that were not saved, rule-states.json with the \
                states of rules switched off here, undo.jsonl with the changes made here, deleted/ with copies of \
                what was deleted, sent.jsonl with the events sent from here, events/ with those saved by name, and \
                the log.",
        ],
    ),
    (
        "ENVIRONMENT",
        &[
            "AWS_PROFILE, AWS_REGION, AWS_ENDPOINT_URL and the other variables of the AWS SDKs choose the \
                account.",
            "XDG_CONFIG_HOME and XDG_STATE_HOME move the files. NO_COLOR leaves colours out.",
        ],
    ),
];

const EXITS: &str = "0 yes or done, 1 no or a fault found, 2 bad input, or no such rule, bus, profile or other thing, \
                     3 usage, 4 AWS, network or --timeout, \
                     5 refused (read-only, managed, not confirmed), \
                     6 not known whether it was done, \
                     7 the terminal went away, or standard output cannot be written to.";

fn after() -> String {
    format!(
        "Without a command, buslens opens the explorer on the account of the profile; `buslens demo` needs \
            no account.\n\n\
         Exit codes: {EXITS}"
    )
}

/// What holds for every command.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Account")]
pub struct Global {
    /// Profile of the shared AWS configuration files; without it, AWS_PROFILE's or the default.
    #[arg(long, global = true, value_name = "NAME")]
    pub profile: Option<String>,
    /// AWS region; without it, AWS_REGION's or the profile's.
    #[arg(long, global = true, value_name = "REGION")]
    pub region: Option<String>,
    /// One endpoint for all services, such as http://127.0.0.1:4566 for an emulator.
    #[arg(long, global = true, value_name = "URL")]
    pub endpoint_url: Option<String>,
    /// Give up after this long, such as 30s or 5m, and print what a listing has read by then; without it, a
    /// command goes on while AWS asks for patience.
    #[arg(long, global = true, value_name = "SPAN", value_parser = some_span)]
    pub timeout: Option<Duration>,
    /// Refuse every change to the account.
    #[arg(long = "read-only", global = true)]
    pub read_only_flag: bool,
    /// What config.toml says of it.
    #[arg(skip)]
    pub configured: Option<ReadOnly>,
    /// Which directories of ours were open to others.
    #[arg(skip)]
    pub open_to_others: Vec<String>,
    /// What config.toml says of single accounts.
    #[arg(skip)]
    pub accounts: Accounts,
    /// The ARN by which a rule was named: the account and region that are meant.
    #[arg(skip)]
    pub rule: Option<Arn>,
    /// The label that config.toml gives the account: a change goes to no other. With --yes it is needed where
    /// the label is to be typed.
    #[arg(long, global = true, value_name = "LABEL")]
    pub account_label: Option<String>,
}

/// The declaration as it is parsed: names may begin with `-`, and need no `--` before them.
///
/// An option takes whatever follows it. Arguments without an option may not begin with `-`, except the names
/// of rules, so that a mistyped flag is still reported as one.
pub(super) fn parser() -> clap::Command {
    fn lenient(command: clap::Command) -> clap::Command {
        let command = command.mut_args(|arg| {
            let value = arg.get_action().takes_values();
            let name = !arg.is_positional() || arg.get_id() == "name" || arg.get_id() == "rule";
            if value && name { arg.allow_hyphen_values(true) } else { arg }
        });
        command.mut_subcommands(lenient)
    }
    lenient(Args::command())
}

impl Global {
    /// What makes every change be refused, where something does.
    pub fn read_only(&self) -> Option<ReadOnly> {
        if self.read_only_flag { Some(ReadOnly::Flag) } else { self.configured }
    }

    /// Refuses what chooses an account, where there is no choice; `why` is the reason, as a clause.
    pub(super) fn no_account_of(&self, why: &str) -> Result<(), Failure> {
        let named = [
            ("--profile", &self.profile),
            ("--region", &self.region),
            ("--endpoint-url", &self.endpoint_url),
        ];
        match named.into_iter().find(|(_, value)| value.is_some()) {
            Some((name, _)) => Err(Failure::new(Exit::Usage, format!("{name} cannot be used here: {why}."))),
            None => Ok(()),
        }
    }
}

/// The commands, in the order help shows them.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Open the explorer on an account inside the program: no AWS, no credentials.
    Demo(Explore),
    /// Serve that account on loopback for other tools; the first line printed is its endpoint.
    Serve(serve::Args),
    /// List the event buses.
    Buses(buses::Args),
    /// List rules.
    Rules(rules::Args),
    /// List the targets of rules.
    Targets(targets::Args),
    /// Print rules and what they need as code: AWS CLI, CloudFormation, Terraform, CDK or SAM.
    Export(export::Args),
    /// Make, change, copy, switch or remove a rule.
    Rule(rule::Args),
    /// Add, change or remove the targets of a rule.
    Target(target::Args),
    /// Make, change, describe or remove a bus.
    Bus(bus::Args),
    /// Say who may send events to a bus.
    Permission(permission::Args),
    /// Set tags of a bus or rule.
    Tag(tag::Args),
    /// Take tags of a bus or rule away.
    Untag(tag::UntagArgs),
    /// Make, change, describe, list or remove archives.
    Archive(plain::Args<change::Archive>),
    /// Start, cancel, describe or list replays of archived events.
    Replays(replays::Args),
    /// Make, change, describe, list or remove connections.
    Connection(connection::Args),
    /// Make, change, describe, list or remove API destinations.
    Destination(plain::Args<change::Destination>),
    /// Activate, deactivate, describe or list partners' event sources.
    Partner(partner::Args),
    /// Describe or list global endpoints.
    Endpoint(endpoint::Args),
    /// Undo what was changed from here.
    Undo(undo::Args),
    /// Print the events that reach a log group, live.
    Tail(tail::Args),
    /// List the temporary rules and log groups of taps (`tail --tap`, `probe`), and remove what was left
    /// behind.
    Taps(taps::Args),
    /// Say what a bus's own log has of an event, or which events no rule matched.
    BusLog(bus_log::Args),
    /// Send a marked test event for a rule, and say how far it gets.
    Probe(probe::Args),
    /// Try the patterns of a file in the workbench: a pattern, a rule's JSON, CloudFormation, SAM, Terraform.
    Edit(edit::Args),
    /// Judge events by patterns the way EventBridge does.
    Match(match_::Args),
    /// Say which rules match an event, and which nearly do.
    Which(which::Args),
    /// Say why a rule does not fire, with the evidence and what to do; without a rule, look a bus over.
    Why(why::Args),
    /// Show what a target would receive for an event.
    Render(render::Args),
    /// Run suites: events, and what a pattern and its targets are to make of them.
    Check(check::Args),
    /// Say a schedule expression in words, and when it runs next.
    Schedule(schedule::Args),
    /// Send an event to a bus, where real rules act on it.
    Put(put::Args),
    /// Save events by name, to send them or try them again; list, print or delete them.
    Event(event::Args),
    /// Say which IAM permissions buslens takes, as a table or as a policy.
    Iam(iam::Args),
    /// Show where a recording ends, or play it.
    Replay(replay::Args),
    /// Print a shell's completion script.
    Completions(generate::Completions),
    /// Print the man page.
    Man,
}

impl Command {
    /// The bus and the rules that are named, where rules are.
    pub(super) fn names(&mut self) -> Option<Names<'_>> {
        match self {
            Self::Rules(args) => Some(args.names()),
            Self::Targets(args) => Some(args.names()),
            Self::Export(args) => args.names(),
            Self::Rule(args) => Some(args.names()),
            Self::Target(args) => Some(args.names()),
            Self::Tag(args) => Some(args.names()),
            Self::Untag(args) => Some(args.names()),
            Self::Tail(args) => Some(args.names()),
            Self::Probe(args) => Some(args.names()),
            Self::Why(args) => Some(args.names()),
            Self::Demo(_)
            | Self::Serve(_)
            | Self::Buses(_)
            | Self::Bus(_)
            | Self::Permission(_)
            | Self::Archive(_)
            | Self::Replays(_)
            | Self::Connection(_)
            | Self::Destination(_)
            | Self::Partner(_)
            | Self::Endpoint(_)
            | Self::Undo(_)
            | Self::Taps(_)
            | Self::BusLog(_)
            | Self::Edit(_)
            | Self::Match(_)
            | Self::Which(_)
            | Self::Render(_)
            | Self::Check(_)
            | Self::Schedule(_)
            | Self::Put(_)
            | Self::Event(_)
            | Self::Iam(_)
            | Self::Replay(_)
            | Self::Completions(_)
            | Self::Man => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Args, Command, parser};
    use clap::FromArgMatches as _;
    use clap::error::{ContextKind, ContextValue};

    fn parsed(args: &[&str]) -> Result<Args, String> {
        let matches =
            parser().try_get_matches_from(["buslens"].iter().chain(args)).map_err(|e| e.to_string())?;
        Args::from_arg_matches(&matches).map_err(|error| error.to_string())
    }

    /// The words of every command that takes a rule of a bus, this one, beside whatever else it must have.
    fn with_rule(command: &clap::Command, words: &[&str], rule: &str) -> Vec<Vec<String>> {
        let below = command.get_subcommands().filter(|command| command.get_name() != "help");
        let mut all: Vec<Vec<String>> = below
            .flat_map(|command| with_rule(command, &[words, &[command.get_name()]].concat(), rule))
            .collect();
        let is_rule = |arg: &&clap::Arg| {
            ["rule", "rules", "name"].contains(&arg.get_id().as_str())
                && arg.get_value_parser().type_id() == std::any::TypeId::of::<String>()
        };
        if command.get_arguments().any(|arg| arg.get_id() == "bus")
            && let Some(of_rule) = command.get_arguments().find(is_rule)
        {
            let mut line: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            for arg in command.get_arguments().filter(|arg| arg.is_required_set() || *arg == of_rule) {
                line.extend(arg.get_long().filter(|_| !arg.is_positional()).map(|long| format!("--{long}")));
                let choices = arg.get_possible_values();
                let other = choices.first().map_or("x", clap::builder::PossibleValue::get_name);
                line.push(if arg == of_rule { rule } else { other }.to_owned());
            }
            all.push(line);
        }
        all
    }

    #[test]
    fn every_command_that_takes_a_rule_takes_its_arn() {
        let mut declared = parser();
        declared.build();
        let all = with_rule(&declared, &[], "arn:aws:events:us-east-1:111122223333:rule/orders/r");
        for known in ["tail", "probe", "why", "rule delete", "target put"] {
            assert!(all.iter().any(|line| line.join(" ").starts_with(known)), "{known}: {all:?}");
        }
        for mut line in all {
            // What is needed unless something else is given.
            let tried =
                parser().try_get_matches_from(["buslens"].into_iter().chain(line.iter().map(String::as_str)));
            if let Some(ContextValue::Strings(missing)) =
                tried.as_ref().err().and_then(|error| error.get(ContextKind::InvalidArg))
            {
                let options = missing.iter().filter_map(|usage| usage.split_whitespace().next());
                line.extend(options.flat_map(|option| [option.to_owned(), "x".to_owned()]));
            }
            let words: Vec<&str> = line.iter().map(String::as_str).collect();
            let mut command = parsed(&words).unwrap().command.unwrap();
            let names = command.names().unwrap_or_else(|| panic!("{line:?} names no rule"));
            assert!(names.resolve().unwrap().is_some(), "{line:?}");
            assert_eq!(command.names().map(|names| names.bus.clone()).as_deref(), Some("orders"));
        }
    }

    #[test]
    fn the_declaration_is_sound() {
        parser().debug_assert();
    }

    #[test]
    fn names_may_begin_with_a_dash() {
        for args in [
            &["rule", "disable", "-nightly", "--yes"][..],
            &["rule", "disable", "--yes", "--bus", "-orders", "--nightly"],
            &["rule", "enable", "-n", "--state", "all"],
            &["targets", "--bus", "-orders", "--rule", "--x"],
            &["tail", "--log-group", "-group", "--json"],
            &["--profile", "-work", "buses"],
            &["put", "-e", "-", "--bus", "-b"],
            &["match", "-p", "-pattern.json", "-e", "-"],
            &["export", "--as", "sam", "--", "-nightly", "weekly"],
        ] {
            assert!(parsed(args).is_ok(), "{args:?}: {:?}", parsed(args).err());
        }
        let Ok(Args { command: Some(Command::Rule(args)), .. }) =
            parsed(&["rule", "disable", "-nightly", "--bus", "-orders", "--yes"])
        else {
            panic!("no rule")
        };
        let args = format!("{args:?}");
        assert!(
            args.contains("\"-nightly\"") && args.contains("\"-orders\"") && args.contains("yes: true"),
            "{args}"
        );
    }

    #[test]
    fn a_mistyped_flag_is_still_told() {
        for args in [
            &["buses", "--jsn"][..],
            &["rule", "disable", "nightly", "--yse"],
            &["replay", "--scren", "file"],
            &["schedule", "--nxt", "3", "rate(1 hour)"],
            &["--read-olny"],
        ] {
            assert!(parsed(args).is_err(), "{args:?}");
        }
    }
}
