//! `buslens target`: targets of a rule put and removed.

use super::account::block_on;
use super::args::Global;
use super::change::{GivenSettings, Target, Yes, alter, read_file};
use super::exit::{Exit, Failure};
use super::named_rules::Names;
use crate::model::{Bus, Held, RuleKey, Thing};
use crate::text::and_list;
use serde_json::{Map, Value, json};
use std::path::PathBuf;

/// Arguments of `target`.
#[derive(Clone, Debug, clap::Args)]
#[command(arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Clone, Debug, clap::Subcommand)]
enum Action {
    /// Add a target, or change one: what is not given stays, what is given empty goes.
    Put(PutTarget),
    /// Remove targets.
    Remove(Remove),
}

#[derive(Clone, Debug, clap::Args)]
struct OfRule {
    /// The rule, by name or ARN.
    #[arg(id = "rule")]
    rule: String,
    /// Its bus.
    #[arg(long, value_name = "NAME", default_value = Bus::DEFAULT)]
    bus: String,
}

#[derive(Clone, Debug, clap::Args)]
struct PutTarget {
    #[command(flatten)]
    of: OfRule,
    /// The target's id, unique in the rule.
    id: String,
    #[command(flatten)]
    given: GivenSettings<Target>,
    /// File with the target in the API's JSON, for what has no option of its own; - is standard input.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    #[command(flatten)]
    yes: Yes,
}

#[derive(Clone, Debug, clap::Args)]
struct Remove {
    #[command(flatten)]
    of: OfRule,
    /// The targets' ids.
    #[arg(required = true)]
    ids: Vec<String>,
    #[command(flatten)]
    yes: Yes,
}

impl Args {
    /// The rule that is named, and its bus.
    pub(super) fn names(&mut self) -> Names<'_> {
        let of = match &mut self.action {
            Action::Put(put) => &mut put.of,
            Action::Remove(remove) => &mut remove.of,
        };
        Names::of(&mut of.bus, [&mut of.rule])
    }
}

pub(super) fn run(global: Global, args: Args) -> Result<Exit, Failure> {
    let rule = |of: OfRule| Thing::Rule(RuleKey::new(of.bus, of.rule));
    block_on(async {
        match args.action {
            Action::Put(PutTarget { of, id, given, json, yes }) => {
                let edit = |_: &Thing, to: &mut Held| {
                    let targets = to.targets.get_or_insert_default();
                    let target = put(targets.remove(&id).unwrap_or_default(), &id, given, json)?;
                    targets.insert(id, target);
                    Ok(())
                };
                alter(global, rule(of), yes.yes, edit).await
            }
            Action::Remove(Remove { of, ids, yes }) => {
                let edit = |thing: &Thing, to: &mut Held| {
                    let targets = to.targets.get_or_insert_default();
                    match ids.iter().find(|id| targets.remove(*id).is_none()) {
                        Some(id) => {
                            Err(Failure::bad(format!("{thing} has no target {id}. Nothing was done.")))
                        }
                        None => Ok(()),
                    }
                };
                alter(global, rule(of), yes.yes, edit).await
            }
        }
    })
}

/// Which of the three that exclude each other a target has, and what takes each away.
fn inputs(target: &Held) -> Vec<(&'static str, &'static str)> {
    let all = [
        ("Input", "--input ''"),
        ("InputPath", "--input-path ''"),
        ("InputTransformer", "--template '' --paths ''"),
    ];
    all.into_iter().filter(|(name, _)| target.setting(name).is_some()).collect()
}

/// The target with what was given in it.
fn put(
    old: Map<String, Value>,
    id: &str,
    given: GivenSettings<Target>,
    file: Option<PathBuf>,
) -> Result<Map<String, Value>, Failure> {
    let mut held = Held { settings: Some(old), ..Held::default() };
    if let Some(path) = file {
        let value: Value = serde_json::from_str(&read_file(&path)?)
            .map_err(|error| Failure::bad(format!("{} is not JSON: {error}.", path.display())))?;
        let members = value.as_object().cloned().ok_or_else(|| {
            Failure::bad(format!("{} is not a target: a target is a JSON object.", path.display()))
        })?;
        held.settings = Some(members);
    }
    held.set("Id", Some(json!(id)));
    let before = inputs(&held);
    given.into(&mut held)?;
    let now = inputs(&held);
    if let ([_, _, ..], [(_, away)]) = (now.as_slice(), before.as_slice()) {
        let (names, away): (Vec<_>, _) = (now.iter().map(|(name, _)| *name).collect(), *away);
        let why = format!(
            "Target {id} would have {}, and it may have one of them only. What it has now is taken away in the same \
             call with `{away}`. Nothing was sent.",
            and_list(names)
        );
        return Err(Failure::bad(why));
    }
    Ok(held.settings.unwrap_or_default())
}
