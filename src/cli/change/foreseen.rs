//! What a change leads to that its settings do not say, told before the question as forms tell it: what lists
//! would mark of the rule that they do not mark now, and whether EventBridge may deliver to targets that are
//! written, with the command that puts it right.

use super::super::commands_in_sentences::with_chosen_options;
use crate::aws::Client;
use crate::diagnose::{
    Evidence, Piece, Question, bears_on_deliveries, delivery_outlook, input_warnings, marks, new_marks,
    not_wholly_seen, planned_rule, planned_targets, targets_written_by,
};
use crate::model::{Arn, CallError, Change, Connection, Held, RuleKey, Target, Thing};
use crate::runtime::gather::{Lists, gather_some};
use crate::text::shell_word;
use futures_util::TryStreamExt as _;

/// Lines for the question before a change, each warning with `!`.
pub(super) async fn lines(client: &Client, change: &Change) -> Vec<String> {
    match (&change.thing, &change.to) {
        (Thing::Rule(key), Some(to)) if to.settings.is_some() || to.targets.is_some() => {
            let looked = of_rule(client, key, to, change).await;
            looked.unwrap_or_else(|error| vec![format!("! What this leads to is not known: {error}")])
        }
        (Thing::Destination(_), Some(to)) => unusable_connection(client, to).await,
        (
            Thing::Rule(_)
            | Thing::Destination(_)
            | Thing::Bus(_)
            | Thing::Archive(_)
            | Thing::Replay(_)
            | Thing::Connection(_)
            | Thing::Source(_)
            | Thing::Endpoint(_)
            | Thing::LogPolicy(_),
            _,
        ) => Vec::new(),
    }
}

async fn of_rule(
    client: &Client,
    key: &RuleKey,
    to: &Held,
    change: &Change,
) -> Result<Vec<String>, CallError> {
    let session = client.session_if_known().await;
    let own = key.arn(&session.region, session.account.as_deref().unwrap_or("ACCOUNT"));
    let known = change.was.as_ref().map(|was| was.arn.clone()).filter(|arn| !arn.as_str().is_empty());
    let arn = known.unwrap_or(own);
    let rule_of = |held: &Held| held.settings.is_some().then(|| planned_rule(key, held, arn.clone()));
    let rule = match rule_of(to) {
        Some(rule) => rule,
        None => client.rule(key).await?,
    };
    let written = targets_written_by(change).map(|(_, ids)| ids).unwrap_or_default();
    let mut then = Evidence::within(rule.clone(), &session, client.service_time());
    let targets = planned_targets(to).or_else(|| change.was.is_none().then(Vec::new));
    let is_written = |target: &&Target| written.contains(target.id.as_str());
    let inputs = targets.iter().flatten().filter(is_written).flat_map(input_warnings);
    let questionable: Vec<String> = inputs.collect();
    if let Some(targets) = targets {
        then.targets = Piece::Seen(targets);
    }
    let is_wanted = |question: &Question| {
        matches!(question, Question::Bus | Question::Targets)
            || !written.is_empty() && bears_on_deliveries(question)
    };
    gather_some(client, &Lists::default(), &mut then, is_wanted).await;
    let now = change.was.as_ref().map_or_else(Vec::new, |was| {
        let mut now = then.clone();
        now.rule = rule_of(was).unwrap_or(rule);
        if let Some(targets) = planned_targets(was) {
            now.targets = Piece::Seen(targets);
        }
        marks(&now)
    });
    let outlook = delivery_outlook(&then, &written);
    let why = with_chosen_options(&format!("why {} --bus {}", shell_word(&key.name), shell_word(&key.bus)));
    let unseen = not_wholly_seen(&outlook.needs, &why);
    let mut lines: Vec<String> = outlook.in_the_way.into_iter().flat_map(|found| found.lines).collect();
    let marked = questionable.into_iter().chain(new_marks(&now, &then));
    let marked: Vec<String> = marked.filter(|line| !lines.contains(line)).collect();
    // What stops the rule comes before what its deliveries need.
    lines.splice(0..0, marked);
    lines.extend(unseen);
    Ok(lines)
}

/// That nothing is called with the connection of an API destination.
async fn unusable_connection(client: &Client, to: &Held) -> Vec<String> {
    let arn = Arn::from(to.text("ConnectionArn").unwrap_or_default());
    // Whether there is one is looked at elsewhere, and refused.
    let all = client.connections().try_concat().await.unwrap_or_default();
    let used = all.iter().find(|one| one.arn.answers_to(&arn));
    used.and_then(Connection::in_the_way).map(|why| format!("! {why}")).into_iter().collect()
}
