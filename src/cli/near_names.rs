//! What a name may have meant where there is no such rule or bus: the rule of that name on another bus, or a
//! name that is much like it.

use super::account::{block_on_within, connect};
use super::args::Global;
use super::exit::Failure;
use crate::aws::Client;
use crate::model::{Accounts, NamedBus, Rule, nearest_name};
use crate::text::and_list;
use futures_util::TryStreamExt as _;
use std::time::Duration;

/// How long it is looked for: the command has failed already.
const PATIENCE: Duration = Duration::from_secs(10);

/// The failure of a command that named these rules of a bus, with what was meant, where something was.
pub(super) fn with_near_name(failure: Failure, global: Global, bus: &str, rules: &[String]) -> Failure {
    let patience = global.timeout.unwrap_or(PATIENCE).min(PATIENCE);
    let found = block_on_within(Some(patience), async {
        // What was to be told of the configuration has been told.
        let client = connect(Global { accounts: Accounts::default(), ..global }).await?;
        nearest(&client, bus, rules).await
    });
    match found {
        Ok(Some(meant)) => Failure { message: format!("{} {meant}", failure.message), ..failure },
        // Nobody asked for it, so nothing is said of why it could not be looked for.
        Ok(None) | Err(_) => failure,
    }
}

async fn nearest(client: &Client, named: &str, rules: &[String]) -> Result<Option<String>, Failure> {
    let seen_from = client.to_see(named).await;
    // What another account has cannot be listed.
    let NamedBus::Here(bus) = seen_from.bus(named) else { return Ok(None) };
    let buses: Vec<String> = client.buses().try_concat().await?.into_iter().map(|bus| bus.name).collect();
    if !buses.iter().any(|one| one == bus) {
        let near = nearest_name(bus, buses.iter().map(String::as_str));
        return Ok(near.map(|near| format!("Did you mean the bus {near}?")));
    }
    if rules.is_empty() {
        return Ok(None);
    }
    let all: Vec<Rule> = client.all_rules().try_concat().await?;
    let is_there = |name: &String| all.iter().any(|rule| rule.bus == bus && rule.name == *name);
    let Some(name) = rules.iter().find(|name| !is_there(name)) else { return Ok(None) };
    let elsewhere: Vec<&str> =
        all.iter().filter(|rule| rule.name == *name).map(|rule| rule.bus.as_str()).collect();
    Ok(match elsewhere.as_slice() {
        [] => {
            let here = all.iter().filter(|rule| rule.bus == bus).map(|rule| rule.name.as_str());
            nearest_name(name, here).map(|near| format!("Did you mean {near}?"))
        }
        [one] => Some(format!("The bus {one} has a rule of that name: add --bus {one}.")),
        many => Some(format!("The buses {} have rules of that name: name one with --bus.", and_list(many))),
    })
}
