//! `buslens bus`: event buses made, changed, removed and described.

use super::account::block_on;
use super::args::Global;
use super::change::{Bus, Describe, GivenSettings, Named, Yes, carry_out, describe, open, tags, whole};
use super::exit::{Exit, Failure};
use crate::model::{Change, Held, Thing};

/// Arguments of `bus`.
#[derive(Clone, Debug, clap::Args)]
#[command(arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Clone, Debug, clap::Subcommand)]
enum Action {
    /// Make a bus; with the name of a partner's event source, that partner's.
    Create(Create),
    /// Change a bus: what is not given stays, what is given empty goes.
    Update(Update),
    /// Remove a bus that has no rules any more.
    Delete(Named),
    /// Print everything about a bus.
    Describe(Describe),
}

#[derive(Clone, Debug, clap::Args)]
struct Create {
    /// Its name.
    name: String,
    #[command(flatten)]
    given: GivenSettings<Bus>,
    /// A tag; may be given several times.
    #[arg(long = "tag", value_name = "KEY=VALUE")]
    tags: Vec<String>,
    #[command(flatten)]
    yes: Yes,
}

#[derive(Clone, Debug, clap::Args)]
struct Update {
    /// Its name.
    name: String,
    #[command(flatten)]
    given: GivenSettings<Bus, false>,
    #[command(flatten)]
    yes: Yes,
}

pub(super) fn run(global: Global, args: Args) -> Result<Exit, Failure> {
    let action = match args.action {
        Action::Describe(which) => return describe(global, &Thing::Bus(which.name), which.json),
        action @ (Action::Create(_) | Action::Update(_) | Action::Delete(_)) => action,
    };
    block_on(async {
        let site = open(global).await?;
        let (change, yes) = match action {
            Action::Create(Create { name, given, tags: words, yes }) => {
                let mut held = Held::with_settings(serde_json::Map::new());
                given.into(&mut held)?;
                held.tags = Some(tags(&words)?).filter(|tags| !tags.is_empty());
                (Change::create(Thing::Bus(name), held), yes)
            }
            Action::Update(Update { name, given, yes }) => {
                let thing = Thing::Bus(name);
                let mut was = whole(&site.client, &thing).await?;
                (was.policy, was.tags) = (None, None);
                let mut to = was.clone();
                given.into(&mut to)?;
                (Change::update(thing, was, to), yes)
            }
            Action::Delete(Named { name, yes }) => {
                let thing = Thing::Bus(name);
                let was = whole(&site.client, &thing).await?;
                (Change::delete(thing, was), yes)
            }
            Action::Describe(_) => unreachable!("it was described above"),
        };
        carry_out(&site, &[change], yes.yes).await
    })
}
