//! What became of a change whose end is not known, told from what is there now.

use super::{Change, Held, ThingKind};
use serde_json::Value;

/// What became of a change, as far as what is there tells.
#[derive(Clone, Debug, PartialEq)]
pub enum ChangeOutcome {
    /// The thing is as it was: nothing was done, or it was taken back.
    NotMade,
    /// The change was made, in part or whole: this is what was done.
    Made(Box<Change>),
    /// The thing is otherwise, or what was changed cannot be read.
    Unclear,
}

impl Change {
    /// What became of this change, where `now` is what is there now.
    pub fn outcome(&self, now: Option<&Held>) -> ChangeOutcome {
        // Neither a new secret nor an authorization that was taken away is compared.
        if (self.was.is_some() && self.secret.is_some()) || self.to.as_ref().is_some_and(|to| to.deauthorized)
        {
            return ChangeOutcome::Unclear;
        }
        let made = |to: Option<Held>| ChangeOutcome::Made(Box::new(Self { to, ..self.clone() }));
        match (&self.was, &self.to, now) {
            (None, _, None) => ChangeOutcome::NotMade,
            (Some(_), None, None) => made(None),
            // One that is cancelled stays, in another state.
            (Some(_), None, Some(now)) if self.thing.kind() == ThingKind::Replay => {
                match now.state.as_deref() {
                    Some("CANCELLING" | "CANCELLED") => made(None),
                    Some(_) | None => ChangeOutcome::NotMade,
                }
            }
            (Some(_), Some(_), None) | (None, None, Some(_)) => ChangeOutcome::Unclear,
            (None, Some(to), Some(now)) => {
                // A part may not be there yet, and the service fills in what was not given; a target, tag or
                // statement that was not given is somebody else's.
                let ours = to
                    .differences(now)
                    .into_iter()
                    .all(|(name, wanted, found)| found.is_none() || (wanted.is_none() && is_setting(&name)));
                if ours { made(Some(now.as_far_as(to))) } else { ChangeOutcome::Unclear }
            }
            (Some(was), to, Some(now)) => {
                let now = &self.without_others(now);
                let differing = was.differences(now);
                if differing.is_empty() {
                    return ChangeOutcome::NotMade;
                }
                let left = to.as_ref().map(|to| to.differences(now));
                let ours = differing.into_iter().all(|(name, _, found)| match &left {
                    // Targets go before their rule.
                    None => found.is_none() && name.starts_with(TARGET),
                    Some(_) if name == "Policy" => policy_between(
                        was.policy.as_ref(),
                        to.as_ref().and_then(|to| to.policy.as_ref()),
                        now,
                    ),
                    Some(left) => left.iter().all(|(other, _, _)| *other != name),
                });
                if ours { made(Some(now.as_far_as(was))) } else { ChangeOutcome::Unclear }
            }
        }
    }
}

impl Change {
    /// Whether this started a replay that is over by now, so that nothing of it can be taken back.
    pub fn has_run_its_course(&self, now: Option<&Held>) -> bool {
        self.starts_replay()
            && now.is_none_or(|now| !matches!(now.state.as_deref(), Some("STARTING" | "RUNNING") | None))
    }

    /// Whether this makes what was not there.
    pub fn creates(&self) -> bool {
        self.was.is_none() && self.to.is_some()
    }

    /// Whether this starts a replay.
    pub fn starts_replay(&self) -> bool {
        self.thing.kind() == ThingKind::Replay && self.creates()
    }
}

const TARGET: &str = "target ";

fn is_setting(name: &str) -> bool {
    name != "Policy" && !name.starts_with(TARGET) && !name.starts_with("tag ")
}

/// True when a policy is one of those on the way from one to the other.
fn policy_between(was: Option<&Vec<Value>>, to: Option<&Vec<Value>>, now: &Held) -> bool {
    let (Some(was), Some(to), Some(now)) = (was, to, &now.policy) else { return false };
    now.iter().all(|one| was.contains(one) || to.contains(one))
        && was.iter().filter(|one| to.contains(one)).all(|one| now.contains(one))
}

#[cfg(test)]
mod tests {
    use super::ChangeOutcome;
    use crate::model::{Change, Held, RuleKey, Thing};
    use serde_json::json;
    use std::collections::BTreeMap;

    fn rule(description: &str, targets: &[&str]) -> Held {
        let mut held =
            Held::with_settings(serde_json::from_value(json!({"Description": description})).unwrap());
        let target = |id: &&str| {
            ((*id).to_owned(), serde_json::from_value(json!({"Id": id, "Arn": "arn:a"})).unwrap())
        };
        held.targets = Some(targets.iter().map(target).collect::<BTreeMap<_, _>>());
        held
    }

    fn thing() -> Thing {
        Thing::Rule(RuleKey::new("default", "r"))
    }

    /// The change that takes back what was found to be done.
    fn inverse(found: ChangeOutcome) -> (Option<Held>, Option<Held>) {
        let ChangeOutcome::Made(change) = found else { panic!("{found:?}") };
        let inverse = change.inverse().unwrap();
        (inverse.was, inverse.to)
    }

    #[test]
    fn a_deletion_is_known_by_what_is_left() {
        let full = rule("a", &["one", "two"]);
        let change = Change::delete(thing(), full.clone());
        assert_eq!(change.outcome(Some(&full)), ChangeOutcome::NotMade);
        assert_eq!(inverse(change.outcome(None)), (None, Some(full.clone())));
        let bare = rule("a", &[]);
        assert_eq!(inverse(change.outcome(Some(&bare))), (Some(bare), Some(full)));
        assert_eq!(change.outcome(Some(&rule("theirs", &[]))), ChangeOutcome::Unclear);
        assert_eq!(change.outcome(Some(&rule("a", &["one", "two", "theirs"]))), ChangeOutcome::Unclear);
    }

    #[test]
    fn that_a_replay_was_cancelled_is_known_by_its_state() {
        let replay = || Thing::Replay("again".to_owned());
        let of = |state: &str| Held { state: Some(state.to_owned()), ..rule("a", &[]) };
        let cancel = Change::delete(replay(), of("RUNNING"));
        for (state, is_made) in
            [("RUNNING", false), ("CANCELLING", true), ("CANCELLED", true), ("COMPLETED", false)]
        {
            let found = cancel.outcome(Some(&of(state)));
            assert_eq!(matches!(found, ChangeOutcome::Made(_)), is_made, "{state}: {found:?}");
        }
        let start = Change::create(replay(), rule("a", &[]));
        for (state, is_over) in [
            ("STARTING", false),
            ("RUNNING", false),
            ("CANCELLED", true),
            ("COMPLETED", true),
            ("FAILED", true),
        ] {
            assert_eq!(start.has_run_its_course(Some(&of(state))), is_over, "{state}");
            assert!(!cancel.has_run_its_course(Some(&of(state))), "{state}");
        }
    }

    #[test]
    fn a_creation_is_known_by_what_has_come() {
        let change = Change::create(thing(), rule("a", &["one"]));
        assert_eq!(change.outcome(None), ChangeOutcome::NotMade);
        let half = rule("a", &[]);
        assert_eq!(inverse(change.outcome(Some(&half))), (Some(half.clone()), None));
        assert_eq!(change.outcome(Some(&rule("b", &[]))), ChangeOutcome::Unclear);
        assert_eq!(change.outcome(Some(&rule("a", &["one", "theirs"]))), ChangeOutcome::Unclear);
    }

    #[test]
    fn an_update_is_known_by_the_fields_on_the_way() {
        let (was, to) = (rule("a", &["one"]), rule("b", &["two"]));
        let change = Change::update(thing(), was.clone(), to);
        assert_eq!(change.outcome(Some(&was)), ChangeOutcome::NotMade);
        assert_eq!(change.outcome(None), ChangeOutcome::Unclear);
        let half = rule("b", &[]);
        assert_eq!(inverse(change.outcome(Some(&half))), (Some(half), Some(was)));
        assert_eq!(change.outcome(Some(&rule("theirs", &["one"]))), ChangeOutcome::Unclear);
    }
}
