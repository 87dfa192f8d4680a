//! `buslens permission`: who may send events to a bus, and what else its policy allows.

use super::account::block_on;
use super::args::Global;
use super::change::{Yes, carry_out, open, read_file, whole};
use super::exit::{Exit, Failure};
use crate::model::{Bus, Change, Thing, Who, is_organisation, letting_in, wrong_statement_id};
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
    /// Let an account or an organisation send events, or write the whole policy.
    Put(Put),
    /// Take a statement of the policy away, or all of them.
    Remove(Remove),
}

#[derive(Clone, Debug, clap::Args)]
struct Put {
    #[command(flatten)]
    of: Of,
    /// The statement's id; one with the same id is replaced.
    #[arg(long, value_name = "ID", required_unless_present = "policy")]
    id: Option<String>,
    /// The account that may send events, twelve digits.
    #[arg(long, value_name = "ID", group = "who")]
    account: Option<String>,
    /// The organisation whose accounts may send events, o-….
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
    of: Of,
    /// The statement's id.
    #[arg(long, value_name = "ID", required_unless_present = "all")]
    id: Option<String>,
    /// The whole policy.
    #[arg(long, conflicts_with = "id")]
    all: bool,
    #[command(flatten)]
    yes: Yes,
}

#[derive(Clone, Debug, clap::Args)]
struct Of {
    /// The bus.
    #[arg(long, value_name = "NAME", default_value = Bus::DEFAULT)]
    bus: String,
}

pub(super) fn run(global: Global, args: Args) -> Result<Exit, Failure> {
    block_on(async {
        let site = open(global).await?;
        let of = match &args.action {
            Action::Put(put) => &put.of,
            Action::Remove(remove) => &remove.of,
        };
        let thing = Thing::Bus(of.bus.clone());
        let mut was = whole(&site.client, &thing).await?;
        // The change is about the policy alone.
        (was.settings, was.tags) = (None, None);
        let mut to = was.clone();
        let statements = to.policy.get_or_insert_default();
        let named = |statement: &Value, id: &str| statement.get("Sid").and_then(Value::as_str) == Some(id);
        let yes = match args.action {
            Action::Put(put) => {
                let yes = put.yes;
                match (put.policy.as_ref(), put.id.as_deref()) {
                    (Some(path), _) => *statements = policy(&read_file(path)?, &path.display().to_string())?,
                    (None, id) => {
                        let id = id.unwrap_or_default();
                        if let Some(why) = wrong_statement_id(id) {
                            return Err(Failure::bad(format!("`{id}`: {why} Nothing was sent.")));
                        }
                        let new = letting_in(id, was.arn.as_str(), &who(&put)?);
                        match statements.iter_mut().find(|statement| named(statement, id)) {
                            Some(old) => *old = new,
                            None => statements.push(new),
                        }
                    }
                }
                yes
            }
            Action::Remove(Remove { id, yes, .. }) => {
                match id {
                    None => statements.clear(),
                    Some(id) => {
                        let before = statements.len();
                        statements.retain(|statement| !named(statement, &id));
                        if statements.len() == before {
                            let why =
                                format!("The policy of {thing} has no statement {id}. Nothing was done.");
                            return Err(Failure::bad(why));
                        }
                    }
                }
                yes
            }
        };
        carry_out(&site, &[Change::update(thing, was, to)], yes.yes).await
    })
}

fn who(put: &Put) -> Result<Who, Failure> {
    match (&put.account, &put.organization, put.everybody) {
        (Some(account), _, _) if is_account_number(account) => Ok(Who::Account(account.clone())),
        (Some(account), _, _) => {
            Err(Failure::bad(format!("`{account}` is not an account: it has twelve digits.")))
        }
        (None, Some(id), _) if is_organisation(id) => Ok(Who::Organisation(id.clone())),
        (None, Some(id), _) => Err(Failure::bad(format!(
            "`{id}` is not the id of an organisation: it is o- and 10 to 32 lower-case letters or digits."
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
    Ok(match document.get("Statement") {
        Some(Value::Array(statements)) => statements.clone(),
        Some(statement) => vec![statement.clone()],
        None => Vec::new(),
    })
}
