//! `buslens tag` and `buslens untag`: the tags of buses and rules.

use super::account::block_on;
use super::args::Global;
use super::change::{Yes, carry_out, open, tags};
use super::exit::{Exit, Failure};
use crate::model::{Bus, Change, Held, RuleKey, Thing};

/// Arguments of `tag` and `untag`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// The bus.
    #[arg(long, value_name = "NAME", default_value = Bus::DEFAULT)]
    bus: String,
    /// The rule; without it, the bus itself.
    #[arg(long, value_name = "NAME")]
    rule: Option<String>,
    /// What is set, KEY=VALUE, or what is taken away, KEY.
    #[arg(required = true, value_name = "TAG")]
    tags: Vec<String>,
    #[command(flatten)]
    yes: Yes,
}

/// Sets tags.
pub(super) fn set(global: Global, args: Args) -> Result<Exit, Failure> {
    let new = tags(&args.tags)?;
    change(global, args, |held| {
        held.tags.get_or_insert_default().extend(new);
        Ok(())
    })
}

/// Takes tags away.
pub(super) fn remove(global: Global, args: Args) -> Result<Exit, Failure> {
    let gone = args.tags.clone();
    change(global, args, move |held| {
        let tags = held.tags.get_or_insert_default();
        match gone.iter().find(|key| tags.remove(*key).is_none()) {
            Some(key) => {
                Err(Failure::new(Exit::BadInput, format!("There is no tag {key} there. Nothing was done.")))
            }
            None => Ok(()),
        }
    })
}

fn change(
    global: Global,
    args: Args,
    edit: impl FnOnce(&mut Held) -> Result<(), Failure>,
) -> Result<Exit, Failure> {
    block_on(async {
        let site = open(global).await?;
        let thing = match args.rule {
            Some(rule) => Thing::Rule(RuleKey::new(args.bus, rule)),
            None => Thing::Bus(args.bus),
        };
        let about = Held { tags: Some(tags(&[])?), ..Held::default() };
        let was =
            site.client.held(&thing, &about).await?.ok_or_else(|| {
                Failure::new(Exit::BadInput, format!("There is no {thing}. Nothing was done."))
            })?;
        // The change is about the tags alone.
        let was = Held { settings: None, policy: None, targets: None, ..was };
        let mut to = was.clone();
        edit(&mut to)?;
        carry_out(&site, &[Change::update(thing, was, to)], args.yes.yes).await
    })
}
