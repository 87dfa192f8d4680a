//! Rules, their states and kinds.

use super::{Arn, Bus};
use crate::input::Variables;
use crate::text::{counted, grouped, partition};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Which rule: its bus and its name. Rule names are unique on a bus only.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RuleKey {
    /// The bus's name.
    pub bus: String,
    /// The rule's name.
    pub name: String,
}

impl RuleKey {
    /// The key of rule `name` on `bus`.
    pub fn new(bus: impl Into<String>, name: impl Into<String>) -> Self {
        Self { bus: bus.into(), name: name.into() }
    }

    /// Its name, with its bus where that is another than this one.
    pub(crate) fn label_beside(&self, bus: &str) -> String {
        if self.bus == bus { self.name.clone() } else { format!("{} on {}", self.name, self.bus) }
    }

    /// The last part of its ARN: `rule/NAME` on the default bus, `rule/BUS/NAME` on others.
    pub(crate) fn resource(&self) -> String {
        if self.bus == Bus::DEFAULT || self.bus.is_empty() {
            format!("rule/{}", self.name)
        } else {
            format!("rule/{}/{}", self.bus, self.name)
        }
    }

    /// The ARN that it has in a region and account.
    pub(crate) fn arn(&self, region: &str, account: &str) -> Arn {
        Arn::from(format!("arn:{}:events:{region}:{account}:{}", partition(region), self.resource()))
    }

    /// The rule that an ARN names. A bus's name may have slashes.
    pub(crate) fn of_arn(arn: &Arn) -> Option<Self> {
        let path = arn.resource().strip_prefix("rule/").filter(|_| arn.service() == "events")?;
        let (bus, name) = path.rsplit_once('/').unwrap_or((Bus::DEFAULT, path));
        (!bus.is_empty() && !name.is_empty()).then(|| Self::new(bus, name))
    }
}

impl fmt::Display for RuleKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} › {}", self.bus, self.name)
    }
}

/// How many of the rules that were asked match an event, and how many of those are off and get none. `states`
/// are those of the rules that match, as far as they are known.
pub fn matching_in_words<'s>(states: impl IntoIterator<Item = Option<&'s RuleState>>, all: usize) -> String {
    let (mut matching, mut off) = (0_usize, 0_usize);
    for state in states {
        matching += 1;
        off += usize::from(state.is_some_and(RuleState::is_disabled));
    }
    let verb = if all == 1 || matching == 1 { "matches" } else { "match" };
    let off = match (matching, off) {
        (_, 0) => String::new(),
        (1, _) => ", and is off".to_owned(),
        (_, off) => format!(", {} of them off", grouped(off as u64)),
    };
    format!("{} of {} {verb}{off}", grouped(matching as u64), counted(all, "rule", "rules"))
}

/// A rule's state; PutRule's own is `ENABLED`. A value this version does not know is kept as it came and is
/// never written back as something else.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum RuleState {
    /// `ENABLED`.
    #[default]
    Enabled,
    /// `DISABLED`.
    Disabled,
    /// `ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS`: also takes read-only management events from
    /// CloudTrail. EnableRule cannot set it; only PutRule can.
    EnabledWithAllCloudTrail,
    /// A value newer than this program.
    Other(String),
}

impl RuleState {
    /// The service's own name of the state.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Enabled => "ENABLED",
            Self::Disabled => "DISABLED",
            Self::EnabledWithAllCloudTrail => "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
            Self::Other(text) => text,
        }
    }

    /// The word lists show: `on`, `off`, `all`, or the unknown value as it came.
    pub fn word(&self) -> &str {
        match self {
            Self::Enabled => "on",
            Self::Disabled => "off",
            Self::EnabledWithAllCloudTrail => "all",
            Self::Other(text) => text,
        }
    }

    /// True only for the one state in which the rule takes no events.
    pub fn is_disabled(&self) -> bool {
        *self == Self::Disabled
    }
}

impl From<String> for RuleState {
    fn from(text: String) -> Self {
        match text.as_str() {
            "ENABLED" => Self::Enabled,
            "DISABLED" => Self::Disabled,
            "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS" => Self::EnabledWithAllCloudTrail,
            _ => Self::Other(text),
        }
    }
}

impl From<RuleState> for String {
    fn from(state: RuleState) -> Self {
        state.as_str().to_owned()
    }
}

/// A rule as `ListRules` or `DescribeRule` gives it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// The bus's name (not its ARN).
    pub bus: String,
    /// The rule's name.
    pub name: String,
    /// The rule's ARN.
    pub arn: Arn,
    /// Its state.
    pub state: RuleState,
    /// The event pattern's text, byte for byte as the service holds it.
    pub pattern: Option<String>,
    /// The schedule expression.
    pub schedule: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// The role on the rule itself.
    pub role: Option<Arn>,
    /// The service principal that manages the rule, if one does.
    pub managed_by: Option<String>,
    /// The account that created the rule (DescribeRule only).
    pub created_by: Option<String>,
}

/// What makes a rule fire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RuleKind {
    /// An event pattern.
    Pattern,
    /// `cron(…)`.
    Cron,
    /// `rate(…)`.
    Rate,
    /// A pattern and a schedule both.
    Both,
    /// Neither: nothing can make it fire.
    Neither,
}

impl RuleKind {
    /// The word lists show.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pattern => "pattern",
            Self::Cron => "cron",
            Self::Rate => "rate",
            Self::Both => "both",
            Self::Neither => "none",
        }
    }
}

impl Rule {
    /// Its bus and name.
    pub fn key(&self) -> RuleKey {
        RuleKey::new(&self.bus, &self.name)
    }

    /// What makes it fire.
    pub fn kind(&self) -> RuleKind {
        match (&self.pattern, self.schedule.as_deref()) {
            (Some(_), Some(_)) => RuleKind::Both,
            (Some(_), None) => RuleKind::Pattern,
            (None, Some(text)) if text.starts_with("rate") => RuleKind::Rate,
            (None, Some(_)) => RuleKind::Cron,
            (None, None) => RuleKind::Neither,
        }
    }

    /// What input transformers have of the rule; EventBridge knows the time of ingestion alone.
    pub fn input_variables(&self) -> Variables<'_> {
        Variables { rule_arn: self.arn.as_str(), rule_name: &self.name, ingestion_time: None }
    }

    /// True when an AWS service owns the rule: every write but a forced delete answers ManagedRuleException.
    pub fn is_managed(&self) -> bool {
        self.managed_by.is_some()
    }
}
