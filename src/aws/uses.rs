//! What rests on a thing that is to be deleted.

use super::client::Client;
use crate::model::{Arn, CallError, ErrorKind, RuleKey, Thing, Uses};
use futures_util::TryStreamExt as _;

impl Client {
    /// What rests on a thing. What cannot be looked at is said in it.
    ///
    /// Errors: the thing itself cannot be described.
    pub async fn uses(&self, thing: &Thing) -> Result<Uses, CallError> {
        let mut uses = Uses::default();
        if !may_be_used(thing) {
            return Ok(uses);
        }
        let Some(held) = self.read_whole(thing, &crate::model::Held::default()).await? else {
            return Ok(uses);
        };
        let arn = held.arn;
        match thing {
            Thing::Bus(name) => {
                match self.rules(name).try_concat().await {
                    Ok(rules) => uses.has_rules(rules),
                    Err(error) => unseen(&mut uses, "its rules", &error),
                }
                match self.archives().try_concat().await {
                    Ok(all) => {
                        let own = all.into_iter().filter(|archive| archive.source == arn);
                        uses.others.extend(own.map(|archive| Thing::Archive(archive.name)));
                    }
                    Err(error) => unseen(&mut uses, "archives of it", &error),
                }
                match self.endpoints().try_concat().await {
                    Ok(all) => {
                        let own = all.into_iter().filter(|endpoint| endpoint.buses.contains(&arn));
                        uses.others.extend(own.map(|endpoint| Thing::Endpoint(endpoint.name)));
                    }
                    // Not every server has them, and few accounts do.
                    Err(error) if error.kind == ErrorKind::Unsupported => {}
                    Err(error) => unseen(&mut uses, "global endpoints of it", &error),
                }
                self.rules_to(&arn, &mut uses).await;
            }
            Thing::Destination(_) => self.rules_to(&arn, &mut uses).await,
            Thing::Connection(_) => match self.api_destinations().try_concat().await {
                Ok(all) => {
                    let own = all.into_iter().filter(|one| one.connection == arn);
                    uses.others.extend(own.map(|one| Thing::Destination(one.name)));
                }
                Err(error) => unseen(&mut uses, "API destinations that use it", &error),
            },
            Thing::Archive(_) => match self.replays().try_concat().await {
                Ok(all) => {
                    let running = all.into_iter().filter(|replay| {
                        replay.source == arn && matches!(replay.state.as_str(), "STARTING" | "RUNNING")
                    });
                    uses.others.extend(running.map(|replay| Thing::Replay(replay.name)));
                }
                Err(error) => unseen(&mut uses, "replays of it", &error),
            },
            // Nothing rests on these: see `may_be_used`.
            Thing::Rule(_)
            | Thing::Replay(_)
            | Thing::Source(_)
            | Thing::Endpoint(_)
            | Thing::LogPolicy(_) => {}
        }
        Ok(uses)
    }

    /// The rules of all buses that have this as a target.
    async fn rules_to(&self, arn: &Arn, uses: &mut Uses) {
        let buses = match self.buses().try_concat().await {
            Ok(buses) => buses,
            Err(error) => return unseen(uses, "rules that send to it", &error),
        };
        for bus in buses {
            match self.rule_names_by_target(arn, &bus.name).try_concat().await {
                Ok(names) => {
                    uses.rules_to_it.extend(names.into_iter().map(|name| RuleKey::new(&bus.name, name)));
                }
                Err(error) => unseen(uses, &format!("rules of {} that send to it", bus.name), &error),
            }
        }
    }
}

/// Whether anything else can rest on a thing of this kind.
fn may_be_used(thing: &Thing) -> bool {
    match thing {
        Thing::Bus(_) | Thing::Destination(_) | Thing::Connection(_) | Thing::Archive(_) => true,
        Thing::Rule(_) | Thing::Replay(_) | Thing::Source(_) | Thing::Endpoint(_) | Thing::LogPolicy(_) => {
            false
        }
    }
}

fn unseen(uses: &mut Uses, what: &str, error: &CallError) {
    uses.unseen.push(format!("whether there are {what} is not known: {}", error.message));
}
