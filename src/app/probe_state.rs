//! A probe from the screen as it is known: how far it has come, and how that is told.
//!
//! What is done with it is [`super::probing`]'s.

use crate::diagnose::{LOOKED, ProbeOf, ProbeStage, ProbeStep, SETTLE, WAIT};
use crate::model::CallError;
use crate::text::time::{clock_with_millis, span};
use std::time::Duration;

/// A probe, and how far it has come.
#[derive(Debug)]
pub(super) struct Probing {
    /// What is tried.
    pub(super) of: ProbeOf,
    /// The event that is sent once the tap is there.
    pub(super) event: String,
    /// No rule that is on matches the event.
    pub(super) matches_none: bool,
    /// What is known of its way.
    pub(super) stages: Vec<ProbeStage>,
    /// Whether it came to its end, with its tap removed; none while it is under way.
    pub(super) end: Option<Result<(), CallError>>,
}

impl Probing {
    /// The heading.
    pub(super) fn title(&self) -> String {
        format!("Probe of {}", self.of)
    }

    /// The text that tells it, times `offset` seconds from UTC; `close` says how it is closed while it is
    /// under way, `next` what to do where its deliveries are in question.
    pub(super) fn text(&self, offset: i32, embedded: bool, close: &str, next: &str) -> String {
        let mut lines = vec![format!("The event, with its mark: {}", self.event), String::new()];
        for stage in &self.stages {
            let at = clock_with_millis(stage.at, offset);
            lines.push(format!("{at}  {} {:<8} {}", stage.mark(), stage.step.word(), stage.said));
        }
        if !self.stages.is_empty() {
            lines.push(String::new());
        }
        match &self.end {
            None => lines.extend([self.awaited(embedded), String::new(), close.to_owned()]),
            Some(Ok(())) => {
                lines.push(format!("{} The tap was removed: nothing of it is left.", self.summed_up()));
                if self.stages.iter().any(ProbeStage::asks_why) {
                    lines.extend([String::new(), next.to_owned()]);
                }
            }
            Some(Err(error)) => lines.push(error.to_string()),
        }
        lines.join("\n")
    }

    /// Whether each stage was seen to be passed.
    pub(super) fn got_all_the_way(&self) -> bool {
        self.end == Some(Ok(())) && self.stages.iter().all(|stage| stage.ok == Some(true))
    }

    /// What is waited for.
    fn awaited(&self, embedded: bool) -> String {
        let of = |wait: Duration| span(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX));
        match self.stages.last() {
            None if embedded => "The tap is being made…".to_owned(),
            None => {
                let settle = of(SETTLE);
                format!(
                    "The tap is being made and given {settle} to take effect; the event is sent after that…"
                )
            }
            Some(ProbeStage { step: ProbeStep::Put, ok: Some(true), .. }) => {
                format!("Waiting for the tap to see it, {} at most…", of(LOOKED))
            }
            Some(ProbeStage { step: ProbeStep::Bus, .. }) if self.of.rule.is_some() => {
                let wait = of(WAIT);
                format!("Waiting for what the rule's metrics count, {wait} at most: they lag some minutes…")
            }
            Some(_) => "Removing the tap…".to_owned(),
        }
    }

    /// What it has come to where each stage was passed: a bus alone has no further ones.
    pub(super) fn outcome_in_words(&self) -> &'static str {
        match (&self.of.rule, self.matches_none) {
            (Some(_), _) => "The event passed every stage.",
            (None, true) => "The bus accepted it. No rule was followed: no enabled rule matches it.",
            (None, false) => {
                "The bus accepted it. No rule was followed, so what the matching rules did with it is not known."
            }
        }
    }

    fn summed_up(&self) -> &'static str {
        let has = |ok| self.stages.iter().any(|stage| stage.ok == ok);
        match (has(Some(false)), has(None)) {
            (true, _) => "The event did not pass every stage.",
            (false, true) => "It is not known whether the event passed every stage.",
            (false, false) => self.outcome_in_words(),
        }
    }
}
