//! Taps through the gate: made with somebody's yes, which includes that they are removed again; removed by
//! whoever made them, and by others only with a yes of their own.

use super::Gate;
use crate::app::confirm::Confirmed;
use crate::aws::Client;
use crate::diagnose::tap_policy;
use crate::export::ours;
use crate::model::tap::{FoundTap, GROUPS, Remains};
use crate::model::{Arn, CallError, ErrorKind, Session, Tap};
use crate::text::and_list;
use futures_util::TryStreamExt as _;

/// A tap that was made here. Only the gate makes one, so that who holds it may remove it without asking
/// again.
#[derive(Debug)]
pub struct MadeTap(Tap);

impl MadeTap {
    /// The tap.
    pub fn tap(&self) -> &Tap {
        &self.0
    }
}

impl Gate {
    /// Makes a tap, part by part. When one fails, what was made before is removed again.
    ///
    /// Errors: [`ErrorKind::Refused`] in read-only mode, and whatever the service says; the message tells
    /// what is left where removing failed too.
    pub async fn make_tap(
        &self,
        client: &Client,
        tap: Tap,
        confirmed: Confirmed,
    ) -> Result<MadeTap, CallError> {
        self.open(client, "Making a tap", &confirmed).await?;
        let made = MadeTap(tap);
        match make(client, made.tap()).await {
            Ok(()) => Ok(made),
            Err(error) => {
                let removed = self.remove_tap(client, &made).await;
                Err(with_removal(error, removed, "What had been made of the tap was removed again"))
            }
        }
    }

    /// Removes a tap that was made here. Everything is tried, whatever fails.
    ///
    /// Errors: what is left, why, and what to run.
    pub async fn remove_tap(&self, client: &Client, made: &MadeTap) -> Result<(), CallError> {
        let tap = made.tap();
        let mut wrong = remove(client, &tap.remains()).await;
        if let Some(policy) = &tap.policy {
            wrong.extend(remove_last(client, policy, &[tap.group()]).await);
        }
        summed_up(client.session(), wrong)
    }

    /// Removes taps that were found in the account, and the policy with the last of them. Answers one outcome
    /// for each, and the policy's where that failed.
    ///
    /// Errors: [`ErrorKind::Refused`] in read-only mode.
    pub async fn clean_taps(
        &self,
        client: &Client,
        taps: &[FoundTap],
        confirmed: Confirmed,
    ) -> Result<(Vec<Result<(), CallError>>, Result<(), CallError>), CallError> {
        self.open(client, "Removing taps", &confirmed).await?;
        let mut outcomes = Vec::new();
        let mut groups = Vec::new();
        for tap in taps {
            let wrong = remove(client, &tap.remains).await;
            if wrong.is_empty() {
                groups.extend(tap.remains.iter().filter_map(|remains| match remains {
                    Remains::Group(group) => Some(group.clone()),
                    Remains::Rule(_) | Remains::Policy(_) => None,
                }));
            }
            outcomes.push(summed_up(client.session(), wrong));
        }
        let policy = match client.identity().await {
            Ok(found) => {
                let caller = Arn::new(found.caller.unwrap_or_default());
                let text = tap_policy(caller.partition(), &found.region, caller.account());
                let left = remove_last(client, &text, &groups).await;
                summed_up(client.session(), left.into_iter().collect())
            }
            Err(error) => Err(error),
        };
        Ok((outcomes, policy))
    }
}

async fn make(client: &Client, tap: &Tap) -> Result<(), CallError> {
    for part in tap.parts() {
        client.make_tap_part(&part).await?;
    }
    // The last of the other taps may have taken the policy along just now; with our group there nobody does.
    if let Some(part) = tap.policy_part() {
        let policies = client.log_resource_policies().try_concat().await?;
        if !policies.iter().any(|policy| policy.name == crate::model::tap::POLICY) {
            client.make_tap_part(&part).await?;
        }
    }
    Ok(())
}

/// The error that made a tap be removed, with what became of it: that it is `gone`, or what is left of it and
/// what to run.
pub(crate) fn with_removal(error: CallError, removed: Result<(), CallError>, gone: &str) -> CallError {
    match removed {
        Ok(()) => error.and_also(gone),
        Err(left) => CallError { advice: left.advice, ..error.and_also(&left.message) },
    }
}

/// What could not be removed, and why.
type Left = (Remains, CallError);

async fn remove(client: &Client, remains: &[Remains]) -> Vec<Left> {
    let mut wrong = Vec::new();
    for one in remains {
        if let Err(error) = client.remove_tap_part(one).await {
            wrong.push((one.clone(), error));
        }
    }
    wrong
}

/// Removes the policy where no tap is left that may rest on it; `gone` are groups that were deleted just now
/// and may still be listed.
async fn remove_last(client: &Client, policy: &str, gone: &[String]) -> Option<Left> {
    let remains = Remains::Policy(policy.to_owned());
    let groups = match client.log_groups(GROUPS).try_concat().await {
        Ok(groups) => groups,
        Err(error) => return Some((remains, error)),
    };
    if groups.iter().any(|group| group.name.starts_with(GROUPS) && !gone.contains(&group.name)) {
        return None;
    }
    client.remove_tap_part(&remains).await.err().map(|error| (remains, error))
}

fn summed_up(session: &Session, wrong: Vec<Left>) -> Result<(), CallError> {
    let left = and_list(wrong.iter().map(|(remains, _)| remains));
    // What is only not known says less than what is known to have failed.
    let known = wrong.iter().position(|(_, error)| error.kind != ErrorKind::NotKnown).unwrap_or(0);
    let Some((_, error)) = wrong.into_iter().nth(known) else { return Ok(()) };
    let what = if error.kind == ErrorKind::NotKnown { "may still be there" } else { "could not be removed" };
    let message = format!("{left} {what}: {}", error.message);
    let clean = ours(session, Tap::CLEAN);
    Err(CallError { message, ..error }.advise(format!("Run {clean} to see what is left and to remove it.")))
}
