//! Whether EventBridge may deliver to targets that were just written: what `buslens why` would find of that
//! is said at once, with the command that puts it right.

use super::super::commands_in_sentences::with_chosen_options;
use super::super::exit::{complain, say};
use crate::aws::Client;
use crate::diagnose::{Evidence, bears_on_deliveries, delivery_outlook, not_wholly_seen, targets_written_by};
use crate::model::{CallError, Change, RuleKey};
use crate::runtime::gather::{Lists, gather_some};
use crate::text::shell_word;
use std::collections::BTreeSet;

/// Says what keeps the targets that a change has written from being delivered to.
pub(super) async fn tell(client: &Client, change: &Change) {
    let Some((key, written)) = targets_written_by(change) else { return };
    match looked_up(client, key, &written).await {
        Ok(lines) => complain(&lines),
        Err(error) => {
            say(&format!("whether EventBridge may deliver to what was written is not known: {error}"));
        }
    }
}

async fn looked_up(
    client: &Client,
    key: &RuleKey,
    written: &BTreeSet<&str>,
) -> Result<Vec<String>, CallError> {
    let rule = client.rule(key).await?;
    let mut evidence = Evidence::within(rule, client.session(), client.service_time());
    gather_some(client, &Lists::default(), &mut evidence, bears_on_deliveries).await;
    let outlook = delivery_outlook(&evidence, written);
    let why = with_chosen_options(&format!("why {} --bus {}", shell_word(&key.name), shell_word(&key.bus)));
    let unseen = not_wholly_seen(&outlook.needs, &why);
    Ok(outlook.in_the_way.into_iter().flat_map(|found| found.lines).chain(unseen).collect())
}
