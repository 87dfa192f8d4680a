//! Taps as they are found in an account: which are in use, which were left behind, and what is left of each.
//!
//! Only what carries the name *and* the tags of one tap is one: a name alone is no proof.

use super::{GROUPS, RULES, TAG_EXPIRES, TAG_ID, TAG_OF, TAG_OWNER, TAG_RUN, TapRun};
use crate::model::{CallError, Millis, RuleKey, Tag};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A part of a tap that has to be removed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Remains {
    /// The rule, with its targets.
    Rule(RuleKey),
    /// The log group, with the events in it.
    Group(String),
    /// The resource policy, which is removed with the last tap. This is the text of ours.
    Policy(String),
}

impl Remains {
    /// The id in its name; none for the policy, which all taps share.
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Rule(rule) => rule.name.strip_prefix(RULES),
            Self::Group(group) => group.strip_prefix(GROUPS),
            Self::Policy(_) => None,
        }
    }

    /// True when the tags are those of a tap of that name.
    pub fn is_ours(&self, tags: &[Tag]) -> bool {
        let tagged = tags.iter().find(|tag| tag.key == TAG_ID).map(|tag| tag.value.as_str());
        self.id().is_some_and(|id| !id.is_empty() && tagged == Some(id))
    }
}

impl std::fmt::Display for Remains {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Rule(rule) => write!(f, "rule {} on bus {}", rule.name, rule.bus),
            Self::Group(group) => write!(f, "log group {group}"),
            Self::Policy(_) => write!(f, "resource policy {}", super::POLICY),
        }
    }
}

/// Something whose name is that of a tap's part, with its tags.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    /// What it is.
    pub what: Remains,
    /// Its tags, or why they cannot be seen.
    pub tags: Result<Vec<Tag>, CallError>,
}

impl Trace {
    /// Why it is left alone where it is no part of a tap, a clause.
    pub fn why_left_alone(&self) -> String {
        match &self.tags {
            Ok(_) => "it does not have the tags of a tap".to_owned(),
            Err(error) => error.to_string(),
        }
    }
}

/// What a search for taps has come upon.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Sighting {
    /// A tap, and whether somebody uses it.
    Tap(FoundTap, Standing),
    /// Something with a tap's name and not its tags, or whose tags cannot be seen: it is left alone.
    Other(Trace),
    /// A place that could not be searched.
    Unsearched(CallError),
}

/// A tap that is there, or what is left of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundTap {
    /// Its id.
    pub id: String,
    /// What it is a tap of, `BUS/RULE`; none for a pattern of somebody's own.
    pub of: Option<String>,
    /// Who made it.
    pub owner: Option<String>,
    /// When it may be removed by anybody; none where the tag says no time.
    pub expires: Option<Millis>,
    /// The run that it belongs to.
    pub run: Option<TapRun>,
    /// What there is of it, the rule first: that is the order of removal.
    pub remains: Vec<Remains>,
}

/// From where taps are looked at.
#[derive(Clone, Debug)]
pub struct Here {
    /// This machine's name; empty where it has none.
    pub host: String,
    /// The number of the process that looks.
    pub process: u32,
    /// The time.
    pub now: Millis,
}

/// Whether a tap is in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// Somebody watches it, or may: why we think so, a clause.
    InUse(String),
    /// Nobody watches it any more: why we think so, a clause.
    LeftBehind(String),
}

impl Standing {
    /// True when nobody uses it any more.
    pub fn is_left(&self) -> bool {
        matches!(self, Self::LeftBehind(_))
    }

    /// Why.
    pub fn why(&self) -> &str {
        match self {
            Self::InUse(why) | Self::LeftBehind(why) => why,
        }
    }
}

impl FoundTap {
    /// Puts together what belongs together, and answers apart what is named like a part of a tap and is not
    /// marked as one, or cannot be looked at: that is left alone.
    pub fn gather(traces: Vec<Trace>) -> (Vec<Self>, Vec<Trace>) {
        let mut taps: BTreeMap<String, Self> = BTreeMap::new();
        let mut others = Vec::new();
        for trace in traces {
            let tags = match &trace.tags {
                Ok(tags) if trace.what.is_ours(tags) => tags,
                Ok(_) | Err(_) => {
                    others.push(trace);
                    continue;
                }
            };
            let id = trace.what.id().unwrap_or_default();
            let tap = taps.entry(id.to_owned()).or_insert_with(|| Self::of(id, tags));
            tap.remains.push(trace.what);
            tap.remains.sort();
        }
        (taps.into_values().collect(), others)
    }

    /// What it is a tap of: `BUS/RULE`, or the bus that a pattern of somebody's own is on.
    pub fn subject(&self) -> String {
        let bus = self.remains.iter().find_map(|remains| match remains {
            Remains::Rule(rule) => Some(rule.bus.as_str()),
            Remains::Group(_) | Remains::Policy(_) => None,
        });
        match (&self.of, bus) {
            (Some(of), _) => of.clone(),
            (None, Some(bus)) => format!("{bus}, a pattern"),
            (None, None) => "a pattern".to_owned(),
        }
    }

    fn of(id: &str, tags: &[Tag]) -> Self {
        let value = |key: &str| tags.iter().find(|tag| tag.key == key).map(|tag| tag.value.clone());
        let expires = value(TAG_EXPIRES).and_then(|text| text.parse::<jiff::Timestamp>().ok());
        let run = value(TAG_RUN).and_then(|text| {
            let (process, host) = text.split_once(' ')?;
            Some(TapRun { host: host.to_owned(), process: process.parse().ok()? })
        });
        Self {
            id: id.to_owned(),
            of: value(TAG_OF),
            owner: value(TAG_OWNER),
            expires: expires.map(jiff::Timestamp::as_millisecond),
            run,
            remains: Vec::new(),
        }
    }

    /// Whether it is in use. `runs` says whether a process of this machine is there.
    pub fn standing(&self, here: &Here, runs: impl Fn(u32) -> bool) -> Standing {
        let Some(expires) = self.expires else {
            return Standing::LeftBehind("its tags do not say until when it stands".to_owned());
        };
        if expires <= here.now {
            return Standing::LeftBehind("its time is over".to_owned());
        }
        match &self.run {
            Some(run) if !here.host.is_empty() && run.host == here.host => {
                let process = run.process;
                if process == here.process {
                    Standing::InUse("this run of buslens has it".to_owned())
                } else if runs(process) {
                    Standing::InUse(format!("process {process} of this machine has it"))
                } else {
                    Standing::LeftBehind(format!("process {process} of this machine, which made it, is gone"))
                }
            }
            Some(run) if !run.host.is_empty() => {
                Standing::InUse(format!("it was made on {}, and its time is not over", run.host))
            }
            Some(_) | None => Standing::InUse("its time is not over".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::a_tap;
    use super::{FoundTap, Here, Remains, Standing, Trace};
    use crate::model::{CallError, ErrorKind, Tag};

    fn traces() -> Vec<Trace> {
        let tap = a_tap();
        let tagged = |what| Trace { what, tags: Ok(tap.tags()) };
        tap.remains().into_iter().rev().map(tagged).collect()
    }

    fn found() -> FoundTap {
        let (mut taps, others) = FoundTap::gather(traces());
        assert!(others.is_empty() && taps.len() == 1, "{taps:?} {others:?}");
        taps.remove(0)
    }

    #[test]
    fn a_tap_is_read_back_as_it_was_made() {
        let (tap, found) = (a_tap(), found());
        assert_eq!((found.id.as_str(), found.expires), ("abc1", Some(tap.expires)));
        assert_eq!((found.run, found.owner), (Some(tap.run.clone()), Some(tap.owner.clone())));
        assert_eq!((found.of.as_deref(), found.remains), (Some("orders/orders-audit"), tap.remains()));
    }

    #[test]
    fn what_only_has_the_name_is_left_alone() {
        let tag = |key: &str, value: &str| Tag { key: key.into(), value: value.into() };
        let error = CallError::new(ErrorKind::Denied, "ListTagsForResource", "no");
        for tags in [
            Ok(vec![]),
            Ok(vec![tag("buslens:tap", "other")]),
            Ok(vec![tag("buslens:owner", "me")]),
            Ok(vec![tag("Buslens:Tap", "abc1")]),
            Err(error),
        ] {
            let (taps, others) =
                FoundTap::gather(vec![Trace { what: Remains::Group(a_tap().group()), tags }]);
            assert!(taps.is_empty() && others.len() == 1, "{taps:?}");
        }
        let odd = Remains::Rule(crate::model::RuleKey::new("b", "buslens-tap-"));
        assert!(!odd.is_ours(&[tag("buslens:tap", "")]), "a name without an id is nobody's tap");
    }

    #[test]
    fn a_tap_is_in_use_while_its_process_runs_and_its_time_is_not_over() {
        let here = |now, host: &str| Here { host: host.to_owned(), process: 1, now };
        let left = |here: &Here, runs: bool| {
            found().standing(here, |process| {
                assert_eq!(process, 7);
                runs
            })
        };
        assert!(!left(&here(0, "desk"), true).is_left());
        assert!(left(&here(0, "desk"), false).is_left());
        let elsewhere = left(&here(0, "other"), true);
        assert!(matches!(&elsewhere, Standing::InUse(why) if why.contains("made on desk")), "{elsewhere:?}");
        assert!(!left(&here(0, ""), true).is_left());
        assert!(left(&here(7_200_000, "other"), true).is_left());
        let undated = FoundTap { expires: None, ..found() };
        assert!(undated.standing(&here(0, "desk"), |_| true).is_left());
    }
}
