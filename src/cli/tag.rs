//! `buslens tag` and `buslens untag`: the tags of buses and rules.

use super::account::{block_on, block_on_within, connect};
use super::args::Global;
use super::change::{Yes, carry_out, open, tags};
use super::commands_in_sentences::with_chosen_options;
use super::exit::{Exit, Failure};
use super::named_rules::Names;
use super::output::{Output, Table};
use crate::aws::Client;
use crate::model::{Bus, Change, Held, RuleKey, Thing};
use crate::text::shell_word;
use serde_json::json;

/// Arguments of `tag`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    of: TagOwner,
    /// The tags to set, each KEY=VALUE; without any, the tags that are there are listed.
    #[arg(value_name = "KEY=VALUE")]
    tags: Vec<String>,
    /// List the tags as JSON, one object a line.
    #[arg(long, conflicts_with = "tags")]
    json: bool,
    #[command(flatten)]
    yes: Yes,
}

/// Arguments of `untag`.
#[derive(Clone, Debug, clap::Args)]
pub struct UntagArgs {
    #[command(flatten)]
    of: TagOwner,
    /// The keys of the tags to take away.
    #[arg(value_name = "KEY")]
    keys: Vec<String>,
    #[command(flatten)]
    yes: Yes,
}

/// What has the tags.
#[derive(Clone, Debug, clap::Args)]
struct TagOwner {
    /// The bus.
    #[arg(long, value_name = "NAME", default_value = Bus::DEFAULT)]
    bus: String,
    /// The rule; without it, the bus itself.
    #[arg(long, value_name = "NAME")]
    rule: Option<String>,
}

impl TagOwner {
    /// A failure that a rule's name in the place of a tag has led to.
    fn with_rule(&self, failure: Failure, given: &[String]) -> Failure {
        match given {
            [first, ..] if self.rule.is_none() && !first.contains('=') => {
                let message = format!(
                    "{} If {first} is a rule: it is named with `--rule {}`, and without that, the tags are those of \
                     the bus {}.",
                    failure.message,
                    shell_word(first),
                    self.bus
                );
                Failure { message, ..failure }
            }
            _ => failure,
        }
    }
}

impl Args {
    /// The rule that is named, and its bus.
    pub(super) fn names(&mut self) -> Names<'_> {
        Names::of(&mut self.of.bus, &mut self.of.rule)
    }
}

impl UntagArgs {
    /// The rule that is named, and its bus.
    pub(super) fn names(&mut self) -> Names<'_> {
        Names::of(&mut self.of.bus, &mut self.of.rule)
    }
}

/// Sets tags, or lists those that are there.
pub(super) fn set_or_list(global: Global, args: Args) -> Result<Exit, Failure> {
    if args.tags.is_empty() {
        return block_on_within(global.timeout, list(global, args));
    }
    let new = tags(&args.tags).map_err(|failure| args.of.with_rule(failure, &args.tags))?;
    change(global, args.of, args.yes, |held| {
        held.tags.get_or_insert_default().extend(new);
        Ok(())
    })
}

/// Takes tags away.
pub(super) fn remove(global: Global, args: UntagArgs) -> Result<Exit, Failure> {
    if args.keys.is_empty() {
        let why = format!("Which tags? Give the keys to remove; {} lists them.", lists(&args.of));
        return Err(Failure::new(Exit::Usage, why));
    }
    let (gone, of) = (args.keys, args.of.clone());
    change(global, args.of, args.yes, move |held| {
        let tags = held.tags.get_or_insert_default();
        match gone.iter().find(|key| tags.remove(*key).is_none()) {
            Some(key) => {
                let why = Failure::bad(format!("There is no tag {key} there. Nothing was done."));
                Err(of.with_rule(why, &gone))
            }
            None => Ok(()),
        }
    })
}

/// The command that lists the tags of the same thing.
fn lists(of: &TagOwner) -> String {
    let rule = of.rule.iter().map(|rule| format!(" --rule {}", shell_word(rule)));
    with_chosen_options(&format!("tag --bus {}{}", shell_word(&of.bus), rule.collect::<String>()))
}

fn change(
    global: Global,
    of: TagOwner,
    yes: Yes,
    edit: impl FnOnce(&mut Held) -> Result<(), Failure>,
) -> Result<Exit, Failure> {
    block_on(async {
        let site = open(global).await?;
        let (thing, was) = thing_and_tags(&site.client, of).await?;
        // The change is about the tags alone.
        let was = Held { settings: None, policy: None, targets: None, ..was };
        let mut to = was.clone();
        edit(&mut to)?;
        carry_out(&site, &[Change::update(thing, was, to)], yes.yes).await
    })
}

/// The bus or rule that is meant, with its tags.
async fn thing_and_tags(client: &Client, of: TagOwner) -> Result<(Thing, Held), Failure> {
    let thing = match of.rule {
        Some(rule) => Thing::Rule(RuleKey::new(of.bus, rule)),
        None => Thing::Bus(of.bus),
    };
    let about = Held { tags: Some(tags(&[])?), ..Held::default() };
    match client.read_whole(&thing, &about).await? {
        Some(held) => Ok((thing, held)),
        None => Err(Failure::absent(format!("There is no {thing}. Nothing was done."))),
    }
}

async fn list(global: Global, args: Args) -> Result<Exit, Failure> {
    let client = connect(global).await?;
    let (_, held) = thing_and_tags(&client, args.of).await?;
    let tags = held.tags.unwrap_or_default();
    let mut out = Output::new();
    if args.json {
        tags.iter().try_for_each(|(key, value)| out.json(&json!({"key": key, "value": value})))?;
        return out.flush().map(|()| Exit::Done);
    }
    let mut table = Table::new(["key", "value"]);
    table.add(tags.into_iter().map(|(key, value)| [key, value]));
    table.show(&mut out)?;
    out.flush().map(|()| Exit::Done)
}
