//! `buslens partner`: the event sources that partners offer this account, activated, deactivated, described
//! and listed; and those that this account offers as a partner, to read. A partner's bus is made by `buslens
//! bus create` with the source's name.

use super::account::{block_on_within, connect};
use super::args::Global;
use super::change::ListColumn::Of;
use super::change::described;
use super::change::{Action, Describe, List, Look, Named, Partner, act, list_and_describe, print_list};
use super::exit::{Exit, Failure};

/// Arguments of `partner`.
#[derive(Clone, Debug, clap::Args)]
#[command(arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    action: PartnerAction,
}

#[derive(Clone, Debug, clap::Subcommand)]
enum PartnerAction {
    /// Let a partner's events in; its bus must be there.
    Activate(Named),
    /// Keep a partner's events out.
    Deactivate(Named),
    /// Print everything about an event source.
    Describe(Describe),
    /// List the event sources.
    List(List),
    /// Look at the event sources that this account offers to others, as a partner.
    Offered(Offered),
}

/// The partner's own side.
#[derive(Clone, Debug, clap::Args)]
#[command(arg_required_else_help = true)]
struct Offered {
    #[command(subcommand)]
    look: OfferedLook,
}

#[derive(Clone, Debug, clap::Subcommand)]
enum OfferedLook {
    /// List the offered event sources.
    List {
        /// How their names begin, such as aws.partner/example.com.
        prefix: String,
        /// One JSON object a line.
        #[arg(long)]
        json: bool,
    },
    /// Print everything about an offered event source.
    Describe(Describe),
    /// List the accounts that an event source is offered to.
    Accounts {
        /// Its name.
        name: String,
        /// One JSON object a line.
        #[arg(long)]
        json: bool,
    },
}

pub(super) fn run(global: Global, args: Args) -> Result<Exit, Failure> {
    match args.action {
        PartnerAction::Activate(named) => act(global, Action::<Partner>::Set(named, "ACTIVE")),
        PartnerAction::Deactivate(named) => act(global, Action::<Partner>::Set(named, "PENDING")),
        PartnerAction::Describe(which) => list_and_describe::<Partner>(global, Look::Describe(which)),
        PartnerAction::List(list) => list_and_describe::<Partner>(global, Look::List(list)),
        PartnerAction::Offered(offered) => block_on_within(global.timeout, look(global, offered.look)),
    }
}

async fn look(global: Global, look: OfferedLook) -> Result<Exit, Failure> {
    let client = connect(global).await?;
    match look {
        OfferedLook::List { prefix, json } => {
            print_list(client.offered_sources(&prefix), [Of("name", "Name"), Of("arn", "Arn")], json).await
        }
        OfferedLook::Accounts { name, json } => {
            print_list(client.offered_to(&name), [Of("account", "Account"), Of("state", "State")], json).await
        }
        OfferedLook::Describe(Describe { name, json }) => {
            described::print(&client.offered_source(&name).await?, json)
        }
    }
}
