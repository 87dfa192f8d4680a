//! A probe that is going to be made: of what, with which event, and which rules will act on it; and the
//! stages that its way is told in.
//!
//! The event itself is [`super::probe`]'s. It is sent, and the stages are seen, in `runtime`.

use super::probe::MARK;
use super::takers::Takers;
use crate::model::{EventEntry, Millis, Rule, RuleKey, Tap};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long a tap is given to take effect before the event is sent.
pub const SETTLE: Duration = Duration::from_secs(15);
/// How long the tap is looked into for the event.
pub const LOOKED: Duration = Duration::from_mins(1);
/// How long the rule's metrics are waited for, which lag some minutes.
pub const WAIT: Duration = Duration::from_mins(4);

/// What is tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbeOf {
    /// The bus's name.
    pub bus: String,
    /// The rule; none where the bus alone is tried.
    pub rule: Option<String>,
}

impl From<RuleKey> for ProbeOf {
    fn from(rule: RuleKey) -> Self {
        Self { bus: rule.bus, rule: Some(rule.name) }
    }
}

impl std::fmt::Display for ProbeOf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.rule {
            Some(rule) => write!(f, "rule {rule} on bus {}", self.bus),
            None => write!(f, "bus {}", self.bus),
        }
    }
}

/// What is going to be done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProbePlan {
    /// What is tried.
    pub of: ProbeOf,
    /// The rule as it was read.
    pub rule: Option<Rule>,
    /// The entry of PutEvents.
    pub entry: EventEntry,
    /// The event as the bus will have it, but for its id.
    pub event: String,
    /// The tap that watches for it.
    pub tap: Tap,
    /// The rules that take it.
    pub takers: Takers,
}

impl ProbePlan {
    /// The event, and what will act on it, a line each, before anybody says yes.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(rule) = self.off() {
            lines.push(format!(
                "! Rule {rule} is off: it will not fire, and the probe tells nothing of it but that. Switch it on first."
            ));
        }
        lines.push(format!("The event, marked as {MARK} in its detail:"));
        lines.push(format!("    {}", self.event));
        lines.extend(self.takers.lines());
        lines
    }

    /// The rule that is tried, where it is off.
    pub fn off(&self) -> Option<&str> {
        self.rule.as_ref().filter(|rule| rule.state.is_disabled()).map(|rule| rule.name.as_str())
    }

    /// Whether the rule has nothing to deliver to.
    pub fn is_without_targets(&self) -> bool {
        self.of.rule.as_deref().is_some_and(|rule| self.takers.is_without_targets(rule))
    }
}

/// How far the event has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProbeStep {
    /// PutEvents has answered.
    Put,
    /// The bus has given it to a rule: the tap's.
    Bus,
    /// The rule counts a match.
    Matched,
    /// The rule counts deliveries.
    Invoked,
}

impl ProbeStep {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Put => "put",
            Self::Bus => "bus",
            Self::Matched => "matched",
            Self::Invoked => "invoked",
        }
    }
}

/// What is known of one stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbeStage {
    /// Which one.
    pub step: ProbeStep,
    /// When, by the service's clock.
    pub at: Millis,
    /// Whether the event has come through; none where that is not known.
    pub ok: Option<bool>,
    /// What was seen, a clause.
    pub said: String,
}

impl ProbeStage {
    /// Whether it is open what became of the deliveries, or that they failed: why the rule does not fire is
    /// the next question.
    pub fn asks_why(&self) -> bool {
        self.step == ProbeStep::Invoked && self.ok != Some(true)
    }

    /// It by a character.
    pub fn mark(&self) -> char {
        match self.ok {
            Some(true) => '✓',
            Some(false) => '✗',
            None => '?',
        }
    }
}
