//! Findings of one cause in several targets, told once.

use super::ladder::{Finding, Remedy, Status};
use crate::text::and_list;

/// A finding, and those that say the same of other targets.
pub struct Told<'l> {
    /// The first of them.
    pub first: &'l Finding,
    /// The others.
    pub others: Vec<&'l Finding>,
}

/// What was found, in order, each cause once.
pub fn told(findings: &[Finding]) -> Vec<Told<'_>> {
    let mut all: Vec<Told<'_>> = Vec::new();
    for finding in findings {
        match all.iter_mut().find(|told| told.first.is_same_as(finding)) {
            Some(told) => told.others.push(finding),
            None => all.push(Told { first: finding, others: Vec::new() }),
        }
    }
    all
}

impl Finding {
    /// True for the same cause in another target. What is in order is told of each.
    fn is_same_as(&self, other: &Self) -> bool {
        let remedy = |finding: &Self| finding.remedy.as_ref().map(|remedy| remedy.text.clone());
        (self.id, self.status) == (other.id, other.status)
            && self.status != Status::Ok
            && self.target.is_some()
            && self.target != other.target
            && self.alike == other.alike
            && (&self.needs, self.ask) == (&other.needs, other.ask)
            && remedy(self) == remedy(other)
    }
}

impl<'l> Told<'l> {
    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &'l Finding> {
        std::iter::once(self.first).chain(self.others.iter().copied())
    }

    /// The check's id, and the targets that it is about.
    pub fn name(&self) -> String {
        if self.others.is_empty() {
            return self.first.name();
        }
        let targets: Vec<&str> = self.all().filter_map(|finding| finding.target.as_deref()).collect();
        format!("{} (targets {})", self.first.id, and_list(&targets))
    }

    /// The sentence, and of which other things it is true.
    pub fn title(&self) -> String {
        let mut named: Vec<&str> = Vec::new();
        for other in &self.others {
            if other.title != self.first.title && !named.contains(&other.subject.as_str()) {
                named.push(&other.subject);
            }
        }
        match named.as_slice() {
            [] => self.first.title.clone(),
            named => format!("{} The same is so of {}.", self.first.title, and_list(named)),
        }
    }

    /// The commands that put it right, each once.
    pub fn commands(&self) -> Vec<&'l str> {
        let mut commands: Vec<&str> = Vec::new();
        let all = self.all().filter_map(Finding::to_do).flat_map(Remedy::commands);
        for command in all {
            if !commands.contains(&command) {
                commands.push(command);
            }
        }
        commands
    }
}
