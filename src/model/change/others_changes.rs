//! What others have changed beside a change: which parts of a thing it writes, and that what others do to the
//! rest is neither overwritten by it nor in its way.
//!
//! PutRule replaces all settings of a rule, and leaves its targets and tags alone. PutTargets replaces the
//! targets whose ids it names, RemoveTargets takes those away, TagResource and UntagResource are about the
//! keys that they name (EventBridge API reference, under these names).

use super::{Change, Held};
use std::collections::BTreeMap;

/// Where something differs: its name, what it was, and what it is.
type Difference = (String, Option<String>, Option<String>);

impl Change {
    /// Where what is there `now` is no longer what this change was made from, as far as the change would
    /// write over it. What is to go is lost as a whole, so that all of it counts.
    pub fn overtaken(&self, now: &Held) -> Vec<Difference> {
        self.was.as_ref().map_or_else(Vec::new, |was| was.differences(&self.without_others(now)))
    }

    /// Where what is there `now` differs from what this change was made from and stays so, because the change
    /// does not write it.
    pub fn left_alone(&self, now: &Held) -> Vec<Difference> {
        let overtaken = self.overtaken(now);
        let all = self.was.as_ref().map_or_else(Vec::new, |was| was.differences(now));
        all.into_iter().filter(|one| !overtaken.contains(one)).collect()
    }

    /// What of it was changed by others and stays so, as a sentence; none where nothing was.
    pub fn others_changes_sentence(&self, now: &Held) -> Option<String> {
        let names: Vec<String> = self.left_alone(now).into_iter().map(|(name, ..)| name).collect();
        (!names.is_empty())
            .then(|| format!("Others have changed {} since; that stays as it is.", names.join(", ")))
    }

    /// Whether what is there `now` is what the change would make of it already, as far as it writes. Of what
    /// cannot be read back, it is not.
    pub fn is_made(&self, now: Option<&Held>) -> bool {
        match (&self.to, now) {
            (None, None) => true,
            (Some(to), Some(_)) if self.secret.is_some() || to.deauthorized => false,
            (Some(to), Some(now)) => to.differences(&self.without_others(now)).is_empty(),
            (Some(_), None) | (None, Some(_)) => false,
        }
    }

    /// What is there `now`, where what the change does not write is as it was: the change alone is seen.
    #[must_use]
    pub fn without_others(&self, now: &Held) -> Held {
        let mut seen = now.clone();
        let (Some(was), Some(to)) = (&self.was, &self.to) else { return seen };
        let writes_settings = to.settings != was.settings || self.secret.is_some() || to.deauthorized;
        if was.settings.is_some() && !writes_settings {
            seen.settings.clone_from(&was.settings);
        }
        if was.policy.is_some() && to.policy == was.policy {
            seen.policy.clone_from(&was.policy);
        }
        if let (Some(seen), Some(was), Some(to)) = (&mut seen.targets, &was.targets, &to.targets) {
            set_back(seen, was, to);
        }
        if let (Some(seen), Some(was), Some(to)) = (&mut seen.tags, &was.tags, &to.tags) {
            set_back(seen, was, to);
        }
        seen
    }
}

/// Makes what is the same in `was` and `to`, or in neither, as it is in those.
fn set_back<V: Clone + PartialEq>(
    seen: &mut BTreeMap<String, V>,
    was: &BTreeMap<String, V>,
    to: &BTreeMap<String, V>,
) {
    seen.retain(|key, _| was.contains_key(key) || to.contains_key(key));
    let same = was.iter().filter(|(key, value)| to.get(*key) == Some(*value));
    seen.extend(same.map(|(key, value)| (key.clone(), value.clone())));
}

#[cfg(test)]
mod tests {
    use crate::model::{Change, Held, RuleKey, Thing};
    use serde_json::json;

    fn rule(description: &str, targets: &[(&str, &str)]) -> Held {
        let mut held =
            Held::with_settings(serde_json::from_value(json!({"Description": description})).unwrap());
        let target = |(id, arn): &(&str, &str)| {
            ((*id).to_owned(), serde_json::from_value(json!({"Id": id, "Arn": arn})).unwrap())
        };
        held.targets = Some(targets.iter().map(target).collect());
        held
    }

    /// The names of what is overtaken and of what is left alone when the rule is `now` so.
    fn overtaken_and_left(was: &Held, to: Option<&Held>, now: &Held) -> (Vec<String>, Vec<String>) {
        let thing = Thing::Rule(RuleKey::new("default", "r"));
        let change = Change { thing, was: Some(was.clone()), to: to.cloned(), secret: None };
        let names = |all: Vec<super::Difference>| all.into_iter().map(|(name, ..)| name).collect();
        (names(change.overtaken(now)), names(change.left_alone(now)))
    }

    #[test]
    fn only_what_a_change_writes_can_be_overtaken() {
        let (none, one) = (Vec::<String>::new, |name: &str| vec![name.to_owned()]);
        let was = rule("a", &[("1", "arn:x")]);
        let added = rule("a", &[("1", "arn:x"), ("2", "arn:y")]);
        let settings = rule("b", &[("1", "arn:x")]);
        assert_eq!(overtaken_and_left(&was, Some(&settings), &added), (none(), one("target 2")));
        let target = rule("a", &[("1", "arn:z")]);
        assert_eq!(overtaken_and_left(&was, Some(&target), &added), (none(), one("target 2")));
        assert_eq!(
            overtaken_and_left(&was, Some(&target), &rule("c", &[("1", "arn:x")])),
            (none(), one("Description"))
        );
        assert_eq!(
            overtaken_and_left(&was, Some(&target), &rule("a", &[("1", "arn:q")])),
            (one("target 1"), none())
        );
        assert_eq!(overtaken_and_left(&was, Some(&target), &rule("a", &[])), (one("target 1"), none()));
        assert_eq!(
            overtaken_and_left(&was, Some(&added), &rule("a", &[("1", "arn:x"), ("2", "arn:q")])).0,
            one("target 2")
        );
        assert_eq!(overtaken_and_left(&was, None, &added), (one("target 2"), none()), "a deletion takes all");
    }

    #[test]
    fn whether_a_change_is_made_already_is_asked_of_what_it_writes() {
        let (was, to) = (rule("a", &[("1", "arn:x")]), rule("b", &[("1", "arn:x")]));
        let thing = Thing::Rule(RuleKey::new("default", "r"));
        let change = Change::update(thing.clone(), was.clone(), to.clone());
        assert!(change.is_made(Some(&to)) && !change.is_made(Some(&was)) && !change.is_made(None));
        let beside = rule("b", &[("1", "arn:x"), ("theirs", "arn:y")]);
        assert!(change.is_made(Some(&beside)), "what others have added is not in the way");
        let deletion = Change::delete(thing, was.clone());
        assert!(deletion.is_made(None) && !deletion.is_made(Some(&was)));
    }
}
