//! Changes that were made here: what can be taken back, and what became of each.

use super::{Change, Thing};
use crate::model::{Endpoint, Millis, RuleKey};
use serde::{Deserialize, Serialize};

/// A change that was made here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undoable {
    /// Tells it from the others.
    pub id: String,
    /// Changes that one yes made have the same.
    pub group: String,
    /// When it was made.
    pub at: Millis,
    /// Where.
    pub place: AccountPlace,
    /// What was done: what the thing was, and what it was made into, as it read back.
    pub change: Change,
    /// Whether its end is known: an answer that was lost leaves it open.
    #[serde(default)]
    pub known: bool,
    /// The change that it took back, where it is an undo: of those only what deletes something is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<String>,
}

impl Undoable {
    /// Those that were made together, each group where its newest stands; `all` has the newest first.
    pub fn together(all: &[Self]) -> Vec<Vec<Self>> {
        let mut groups: Vec<Vec<Self>> = Vec::new();
        for one in all {
            let is_of = |group: &&mut Vec<Self>| group.first().is_some_and(|first| first.group == one.group);
            match groups.iter_mut().find(is_of) {
                Some(group) => group.push(one.clone()),
                None => groups.push(vec![one.clone()]),
            }
        }
        groups
    }

    /// The move of a rule that changes made together are, as a title.
    pub fn moved(group: &[Self]) -> Option<String> {
        let rules = |is_one: fn(&Change) -> bool| {
            let things = group.iter().filter(|one| is_one(&one.change)).map(|one| &one.change.thing);
            things
                .filter_map(|thing| if let Thing::Rule(rule) = thing { Some(rule) } else { None })
                .collect::<Vec<_>>()
        };
        match (rules(Change::is_removing).as_slice(), rules(Change::is_making).as_slice()) {
            ([old], [new]) => Some(move_title(old, new)),
            (_, _) => None,
        }
    }
}

/// The move of a rule in a few words.
pub fn move_title(old: &RuleKey, new: &RuleKey) -> String {
    if old.name == new.name {
        format!("Move rule {} from bus {} to bus {}", old.name, old.bus, new.bus)
    } else {
        format!("Move rule {} on bus {} to {} on bus {}", old.name, old.bus, new.name, new.bus)
    }
}

/// What became of a change that was made here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum End {
    /// It was made.
    Done,
    /// It was not made.
    Failed,
    /// It was taken back.
    Taken,
    /// Whether it was taken back is not known.
    Open,
}

/// A change in the record, whatever became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Past {
    /// When it was begun.
    pub at: Millis,
    /// What was done, or was to be done.
    pub change: Change,
    /// What became of it; `None` where the answer was lost.
    pub end: Option<End>,
    /// Nobody told which account it was: the thing may be another one of the same name.
    #[serde(default)]
    pub of_no_account: bool,
}

/// Where a change was made: things of the same name stand in every account and region.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountPlace {
    /// The twelve digits; empty where the service does not tell them.
    pub account: String,
    /// The region.
    pub region: String,
    /// The endpoint, where it is not AWS's own.
    pub endpoint: Option<Endpoint>,
}

impl AccountPlace {
    /// This place with the account unknown, as it was recorded while STS gave no answer; none where it is
    /// unknown already.
    pub fn of_no_account(&self) -> Option<Self> {
        (!self.account.is_empty()).then(|| Self { account: String::new(), ..self.clone() })
    }
}
