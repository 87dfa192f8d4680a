//! `buslens iam`: the IAM permissions for what buslens calls, as a table or as a policy.
//!
//! Nothing is called for it; each line says what the action is for, and `--for` leaves the rest out. What one
//! run of the explorer has used or been denied, its own command `iam` says.

use super::args::Global;
use super::exit::{Exit, Failure};
use super::output::Output;
use crate::aws::permissions::{ArnScope, PERMISSIONS, Permission, Use, actions_of, policy};
use crate::text::is_account_number;

/// Arguments of `iam`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// With what changes the account or sends events, too.
    #[arg(long)]
    writes: bool,
    /// The account whose ARNs the policy names; without it, any.
    #[arg(long, value_name = "NUMBER", requires = "json")]
    account: Option<String>,
    /// Only what this takes; may be given several times.
    #[arg(long = "for", value_name = "USE", value_parser = Use::ALL.map(Use::word))]
    uses: Vec<String>,
    /// A policy document, to be put into IAM as it is.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(global: &Global, args: &Args) -> Result<Exit, Failure> {
    if let Some(account) = &args.account
        && !is_account_number(account)
    {
        return Err(Failure::new(Exit::Usage, "--account takes an account's number, of twelve digits."));
    }
    let is_used = |used: &Use| args.uses.is_empty() || args.uses.iter().any(|word| word == used.word());
    let wanted = |row: &&Permission| (args.writes || !row.writes()) && row.uses().iter().any(is_used);
    let mut out = Output::new();
    if args.json {
        let place = ArnScope::of(global.region.as_deref(), args.account.as_deref());
        let document = policy(PERMISSIONS.iter().filter(wanted), &place);
        out.text("", &format!("{document:#}"), "--json has")?;
    } else {
        for used in Use::ALL.into_iter().filter(is_used) {
            for (action, writes) in actions_of(used).into_iter().filter(|(_, writes)| args.writes || !writes)
            {
                let kind = if writes { "write" } else { "read" };
                out.safe_line(&format!("{action:<36}  {kind:<5}  {}", used.in_words().replace('`', "")))?;
            }
        }
    }
    out.flush().map(|()| Exit::Done)
}
