//! `buslens permission`: who may send events to a bus, and what else its policy allows.

use super::account::block_on;
use super::args::Global;
use super::change::{Yes, alter, read_file};
use super::exit::{Exit, Failure};
use crate::model::{Bus, Held, Thing, Who, is_organization, letting_in, statements, wrong_statement_id};
use crate::text::is_account_number;
use serde_json::Value;
use std::path::PathBuf;

/// Arguments of `permission`.
#[derive(Clone, Debug, clap::Args)]
#[command(arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Clone, Debug, clap::Subcommand)]
enum Action {
    /// Let an account or an organization send events, or write the whole policy.
    Put(PutPermission),
    /// Take a statement of the policy away, or all of them.
    Remove(Remove),
}

#[derive(Clone, Debug, clap::Args)]
struct PutPermission {
    #[command(flatten)]
    of: OfBus,
    /// The statement's id; one with the same id is replaced. Needed unless --policy is given.
    #[arg(long, value_name = "ID", required_unless_present = "policy")]
    id: Option<String>,
    /// The account that may send events, twelve digits.
    #[arg(long, value_name = "ID", group = "who")]
    account: Option<String>,
    /// The organization whose accounts may send events, o-….
    #[arg(long, value_name = "ID", group = "who")]
    organization: Option<String>,
    /// Every account may send events.
    #[arg(long, group = "who")]
    everybody: bool,
    /// File with the whole policy in JSON, in place of the one there is; - is standard input.
    #[arg(long, value_name = "FILE", group = "who")]
    policy: Option<PathBuf>,
    #[command(flatten)]
    yes: Yes,
}

#[derive(Clone, Debug, clap::Args)]
struct Remove {
    #[command(flatten)]
    of: OfBus,
    /// The statement's id; needed unless --all is given.
    #[arg(long, value_name = "ID", required_unless_present = "all")]
    id: Option<String>,
    /// The whole policy.
    #[arg(long, conflicts_with = "id")]
    all: bool,
    #[command(flatten)]
    yes: Yes,
}

#[derive(Clone, Debug, clap::Args)]
struct OfBus {
    /// The bus.
    #[arg(long, value_name = "NAME", default_value = Bus::DEFAULT)]
    bus: String,
}

pub(super) fn run(global: Global, args: Args) -> Result<Exit, Failure> {
    block_on(async {
        match args.action {
            Action::Put(put) => {
                let (bus, yes) = (put.of.bus.clone(), put.yes.yes);
                alter(global, Thing::Bus(bus), yes, |_, to| let_in(to, &put)).await
            }
            Action::Remove(Remove { of, id, yes, .. }) => {
                alter(global, Thing::Bus(of.bus), yes.yes, |thing, to| take_away(thing, to, id.as_deref()))
                    .await
            }
        }
    })
}

fn is_named(statement: &Value, id: &str) -> bool {
    statement.get("Sid").and_then(Value::as_str) == Some(id)
}

fn let_in(to: &mut Held, put: &PutPermission) -> Result<(), Failure> {
    let arn = to.arn.clone();
    let statements = to.policy.get_or_insert_default();
    if let Some(path) = &put.policy {
        *statements = policy(&read_file(path)?, &path.display().to_string())?;
        return Ok(());
    }
    let id = put.id.as_deref().unwrap_or_default();
    if let Some(why) = wrong_statement_id(id) {
        return Err(Failure::bad(format!("`{id}`: {why} Nothing was sent.")));
    }
    let new = letting_in(id, arn.as_str(), &who(put)?);
    match statements.iter_mut().find(|statement| is_named(statement, id)) {
        Some(old) => *old = new,
        None => statements.push(new),
    }
    Ok(())
}

/// Takes a statement away, or without an id all of them.
fn take_away(thing: &Thing, to: &mut Held, id: Option<&str>) -> Result<(), Failure> {
    let statements = to.policy.get_or_insert_default();
    let before = statements.len();
    statements.retain(|statement| id.is_some_and(|id| !is_named(statement, id)));
    match id {
        Some(id) if statements.len() == before => {
            Err(Failure::bad(format!("The policy of {thing} has no statement {id}. Nothing was done.")))
        }
        Some(_) | None => Ok(()),
    }
}

fn who(put: &PutPermission) -> Result<Who, Failure> {
    match (&put.account, &put.organization, put.everybody) {
        (Some(account), _, _) if is_account_number(account) => Ok(Who::Account(account.clone())),
        (Some(account), _, _) => {
            Err(Failure::bad(format!("`{account}` is not an account: it has twelve digits.")))
        }
        (None, Some(id), _) if is_organization(id) => Ok(Who::Organization(id.clone())),
        (None, Some(id), _) => Err(Failure::bad(format!(
            "`{id}` is not the id of an organization: it is o- and 10 to 32 lower-case letters or digits."
        ))),
        (None, None, true) => Ok(Who::Everybody),
        (None, None, false) => Err(Failure::new(
            Exit::Usage,
            "Say who may send events: --account, --organization or --everybody; or give a whole --policy.",
        )),
    }
}

fn policy(text: &str, name: &str) -> Result<Vec<Value>, Failure> {
    let bad = |why: String| Failure::bad_in(&name, why);
    crate::policy::Policy::parse(text).map_err(|error| bad(error.to_string()))?;
    let document: Value =
        serde_json::from_str(text).map_err(|error| bad(format!("it is not JSON: {error}.")))?;
    Ok(statements(Some(&document)))
}
