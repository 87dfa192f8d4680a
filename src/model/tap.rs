//! Taps: a temporary rule that sends what it matches to a log group of its own, so that events which no
//! target logs can be watched.
//!
//! Here is what a tap consists of, in which order it is made, and how its parts are known again: rule and log
//! group by a name *and* tags, the resource policy, which takes no tags, by its name and its text. Who may
//! make one is `runtime`'s gate's, whether a resource policy is needed is `diagnose`'s, the calls are
//! `aws`'s.

use super::{Arn, Millis, RuleKey, RuleState, Tag};
use crate::text::time::{HOUR, rfc3339};
use serde::{Deserialize, Serialize};

mod found;

pub use found::{FoundTap, Here, Remains, Sighting, Standing, Trace};

/// Names of tap rules begin with this, the tap's id follows.
pub const RULES: &str = "buslens-tap-";
/// Names of taps' log groups begin with this, the tap's id follows.
pub const GROUPS: &str = "/aws/events/buslens-tap-";
/// The name of the resource policy that all taps of a region share: a region holds ten of them (CloudWatch
/// Logs API reference, "PutResourcePolicy").
pub const POLICY: &str = "buslens-taps";
/// The id of a tap rule's one target.
pub const TARGET: &str = "buslens";
/// How long events are kept that nobody has removed: the shortest that there is ("PutRetentionPolicy").
pub const RETENTION_DAYS: i32 = 1;
/// How long a tap may stand.
pub const LIFETIME: Millis = 2 * HOUR;

/// The tag that says which tap a rule or group is part of.
const TAG_ID: &str = "buslens:tap";
const TAG_OWNER: &str = "buslens:owner";
const TAG_EXPIRES: &str = "buslens:expires";
/// Machine and process that made it.
const TAG_RUN: &str = "buslens:run";
const TAG_OF: &str = "buslens:of";

/// The machine and process that a tap belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TapRun {
    /// The machine's name; empty where it has none.
    pub host: String,
    /// The process's number.
    pub process: u32,
}

/// A tap, made or to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tap {
    /// What tells it from other taps: lower-case letters and digits.
    pub id: String,
    /// The bus it is on.
    pub bus: String,
    /// The rule whose pattern it has; none for a pattern of the operator's own.
    pub of: Option<RuleKey>,
    /// Its rule's event pattern.
    pub pattern: String,
    /// Its rule's state: `ENABLED`, or the state that takes read-only API calls too.
    pub state: RuleState,
    /// Who made it: the caller's ARN, empty where that is not known.
    pub owner: String,
    /// The run that it belongs to.
    pub run: TapRun,
    /// When it may be removed by anybody.
    pub expires: Millis,
    /// Its log group's ARN, without `:*`.
    pub group_arn: Arn,
    /// The text of the resource policy that taps share, where this one rests on it; none where somebody
    /// else's lets EventBridge write to the group.
    pub policy: Option<String>,
    /// That policy is there already.
    pub policy_is_there: bool,
}

/// What looks at what a tap takes, and ends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watcher {
    /// A tail, for as long as somebody looks.
    Tail,
    /// A probe, for the one event that it sends.
    Probe,
}

/// One part of a tap, in the order in which they are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// CreateLogGroup, with its tags. It comes first: it fails when the name is taken, so that nothing of
    /// anybody else is ever written over.
    Group {
        /// The name.
        name: String,
        /// The tags.
        tags: Vec<Tag>,
    },
    /// PutRetentionPolicy.
    Retention {
        /// The group's name.
        group: String,
        /// Days that events are kept.
        days: i32,
    },
    /// PutResourcePolicy.
    Policy {
        /// The name.
        name: String,
        /// Its text.
        document: String,
    },
    /// PutRule, with its tags.
    Rule {
        /// The rule.
        rule: RuleKey,
        /// Its pattern.
        pattern: String,
        /// Its state.
        state: RuleState,
        /// Its description.
        description: String,
        /// Its tags.
        tags: Vec<Tag>,
    },
    /// PutTargets.
    Target {
        /// The rule.
        rule: RuleKey,
        /// The log group, without `:*`: with it nothing is ever delivered.
        group: Arn,
    },
}

impl Tap {
    /// An id for a tap that is made then by that process. Two of the same id would be told from each other by
    /// CreateLogGroup, which fails for a name that is taken.
    pub fn new_id(at: Millis, process: u32) -> String {
        format!("{}{}", base36(at.unsigned_abs()), base36(u64::from(process)))
    }

    /// The temporary rule.
    pub fn rule(&self) -> RuleKey {
        RuleKey::new(&self.bus, format!("{RULES}{}", self.id))
    }

    /// The log group's name.
    pub fn group(&self) -> String {
        format!("{GROUPS}{}", self.id)
    }

    /// What it is a tap of, for a sentence: the rule's name, or the bus.
    pub fn subject(&self) -> String {
        self.of.as_ref().map_or_else(|| format!("bus {}", self.bus), |rule| rule.name.clone())
    }

    /// The tags of rule and log group. A tag's value takes letters, digits, blanks and `_.:/=+-@` only
    /// (CloudWatch Logs API reference, "TagResource").
    pub fn tags(&self) -> Vec<Tag> {
        let clean = |text: &str| {
            let may_be = |c: char| c.is_alphanumeric() || " _.:/=+-@".contains(c);
            text.chars().map(|c| if may_be(c) { c } else { '-' }).take(256).collect::<String>()
        };
        let tag = |key: &str, value: &str| Tag { key: key.to_owned(), value: clean(value) };
        let mut tags = vec![
            tag(TAG_ID, &self.id),
            tag(TAG_EXPIRES, &rfc3339(self.expires)),
            tag(TAG_RUN, &format!("{} {}", self.run.process, self.run.host)),
        ];
        if !self.owner.is_empty() {
            tags.push(tag(TAG_OWNER, &self.owner));
        }
        if let Some(of) = &self.of {
            tags.push(tag(TAG_OF, &format!("{}/{}", of.bus, of.name)));
        }
        tags
    }

    /// What is made, in order.
    pub fn parts(&self) -> Vec<Part> {
        let mut parts = vec![
            Part::Group { name: self.group(), tags: self.tags() },
            Part::Retention { group: self.group(), days: RETENTION_DAYS },
        ];
        parts.extend(self.policy_part().filter(|_| !self.policy_is_there));
        parts.push(Part::Rule {
            rule: self.rule(),
            pattern: self.pattern.clone(),
            state: self.state.clone(),
            description: format!(
                "Temporary, made by buslens to watch events; may be deleted after {}",
                rfc3339(self.expires)
            ),
            tags: self.tags(),
        });
        parts.push(Part::Target { rule: self.rule(), group: self.group_arn.clone() });
        parts
    }

    /// The policy that it rests on, where that is the one that taps share.
    pub fn policy_part(&self) -> Option<Part> {
        let document = self.policy.clone()?;
        Some(Part::Policy { name: POLICY.to_owned(), document })
    }

    /// What has to be removed again, in order.
    pub fn remains(&self) -> Vec<Remains> {
        vec![Remains::Rule(self.rule()), Remains::Group(self.group())]
    }

    /// What is going to be made and what that means, a line each, before anybody says yes: it stands `until`
    /// then at the latest. `clean` is the command that removes what is left ([`Self::CLEAN`]).
    pub fn lines(&self, until: &str, clean: &str, watcher: Watcher) -> Vec<String> {
        let of = match (&self.of, watcher) {
            (Some(rule), _) => format!("with the pattern of {}", rule.name),
            (None, Watcher::Tail) => "with the pattern you gave".to_owned(),
            (None, Watcher::Probe) => "which takes the marked event and no other".to_owned(),
        };
        let ends = match watcher {
            Watcher::Tail => "you leave the tail",
            Watcher::Probe => "the probe has ended",
        };
        let mut lines = vec![
            format!("+ log group {}, which keeps events for {RETENTION_DAYS} day", self.group()),
            match &self.policy {
                Some(_) if self.policy_is_there => {
                    format!("  resource policy {POLICY} of another tap exists and covers this one")
                }
                Some(_) => format!("+ resource policy {POLICY}: lets EventBridge write to {GROUPS}*"),
                None => {
                    "  no resource policy: one that is there lets EventBridge write to the group".to_owned()
                }
            },
            format!("+ rule {} on bus {}, {of}", self.rule().name, self.bus),
            "+ its target: the log group".to_owned(),
            String::new(),
            format!(
                "Rule and log group are tagged with your name and the time they end, {until}. They are removed when \
                 {ends}; should buslens die before, {clean} removes them."
            ),
            "No other rule or target is touched. What matches is stored in the log group until then."
                .to_owned(),
            match watcher {
                Watcher::Tail => {
                    "AWS bills what the log stores by the gigabyte, and the live tail by the minute."
                }
                Watcher::Probe => "AWS bills what the log stores by the gigabyte: here one event.",
            }
            .to_owned(),
        ];
        if self.state == RuleState::EnabledWithAllCloudTrail {
            lines.push("Like the rule, it also takes read-only API calls.".to_owned());
        }
        lines
    }

    /// The command of ours that removes what is left.
    pub const CLEAN: &'static str = "taps --clean";
}

fn base36(mut number: u64) -> String {
    let mut digits = Vec::new();
    loop {
        let digit = u32::try_from(number % 36).unwrap_or_default();
        digits.extend(char::from_digit(digit, 36));
        number /= 36;
        if number == 0 {
            return digits.into_iter().rev().collect();
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{Part, Tap, TapRun};
    use crate::model::{Arn, RuleKey, RuleState};

    /// A tap of `orders › orders-audit`.
    pub(crate) fn a_tap() -> Tap {
        Tap {
            id: "abc1".into(),
            bus: "orders".into(),
            of: Some(RuleKey::new("orders", "orders-audit")),
            pattern: r#"{"source":["shop"]}"#.into(),
            state: RuleState::Enabled,
            owner: "arn:aws:sts::111122223333:assumed-role/Admin/me@example.com".into(),
            run: TapRun { host: "desk".into(), process: 7 },
            expires: 7_200_000,
            group_arn: Arn::from(
                "arn:aws:logs:us-east-1:111122223333:log-group:/aws/events/buslens-tap-abc1",
            ),
            policy: Some("{}".into()),
            policy_is_there: false,
        }
    }

    #[test]
    fn the_group_comes_first_and_the_target_last() {
        let tap = a_tap();
        let parts = tap.parts();
        assert!(matches!(&parts[0], Part::Group { name, .. } if *name == tap.group()));
        assert!(matches!(&parts[2], Part::Policy { name, .. } if name == "buslens-taps"));
        assert!(matches!(parts.last(), Some(Part::Target { .. })) && parts.len() == 5);
        assert_eq!(Tap { policy: None, ..tap.clone() }.parts().len(), 4);
        assert_eq!(Tap { policy_is_there: true, ..tap }.parts().len(), 4);
    }

    #[test]
    fn tags_hold_only_what_tags_may_hold() {
        let tap = Tap { owner: "arn:aws:iam::1:user/ü,(x)".into(), ..a_tap() };
        let owner = tap.tags().into_iter().find(|tag| tag.key == "buslens:owner");
        assert_eq!(owner.map(|tag| tag.value).as_deref(), Some("arn:aws:iam::1:user/ü--x-"));
    }

    #[test]
    fn ids_differ_by_time_and_process() {
        let id = Tap::new_id(1_795_000_000_000, 4_242);
        assert!(id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()) && id.len() <= 16, "{id}");
        assert_ne!(id, Tap::new_id(1_795_000_000_001, 4_242));
        assert_ne!(id, Tap::new_id(1_795_000_000_000, 4_243));
    }
}
