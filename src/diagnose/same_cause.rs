//! Findings of one cause in several targets or other things, told once.

use super::ladder::{Exhibit, Finding, Status};
use super::remedy::Remedy;
use crate::text::and_list;
use serde::{Serialize, Serializer};
use std::collections::HashMap;

/// A finding, and those that say the same of other targets.
pub struct SameCause<'l> {
    /// The first of them.
    pub first: &'l Finding,
    /// The others.
    pub others: Vec<&'l Finding>,
}

/// What was found, in order, each cause once.
pub fn by_cause(findings: &[Finding]) -> Vec<SameCause<'_>> {
    let mut all: Vec<SameCause<'_>> = Vec::new();
    for finding in findings {
        match all.iter_mut().find(|known| known.first.is_same_as(finding)) {
            Some(known) => known.others.push(finding),
            None => all.push(SameCause { first: finding, others: Vec::new() }),
        }
    }
    all
}

impl Finding {
    /// True for the same cause in another target or thing. What is in order is told of each.
    fn is_same_as(&self, other: &Self) -> bool {
        fn remedy(finding: &Finding) -> Option<&str> {
            finding.remedy.as_ref().map(|remedy| remedy.text.as_str())
        }
        (self.id, self.status) == (other.id, other.status)
            && self.status != Status::Ok
            && !self.subject.is_empty()
            && (&self.target, &self.subject) != (&other.target, &other.subject)
            && self.alike == other.alike
            && (&self.needs, self.ask) == (&other.needs, other.ask)
            && remedy(self) == remedy(other)
    }
}

/// Findings as JSON has them: each cause once, with what differs of the other targets in `alike`.
pub fn as_json<S: Serializer>(findings: &[Finding], to: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Once<'l> {
        #[serde(flatten)]
        first: &'l Finding,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        alike: Vec<Other<'l>>,
    }
    #[derive(Serialize)]
    struct Other<'l> {
        #[serde(skip_serializing_if = "Option::is_none")]
        target: Option<&'l str>,
        title: &'l str,
        evidence: &'l [Exhibit],
        #[serde(skip_serializing_if = "Option::is_none")]
        fix: Option<&'l Remedy>,
    }
    to.collect_seq(by_cause(findings).into_iter().map(|group| {
        Once {
            first: group.first,
            alike: group
                .others
                .iter()
                .map(|other| Other {
                    target: other.target.as_deref(),
                    title: &other.title,
                    evidence: &other.evidence,
                    fix: other.remedy.as_ref(),
                })
                .collect(),
        }
    }))
}

/// What was told of several rules, each cause with the rule that it was first told of.
#[derive(Debug, Default)]
pub struct ToldBefore(HashMap<String, String>);

impl ToldBefore {
    /// The rule of which the same was told, with the same to do about it, word for word.
    pub fn rule_of(&mut self, findings: &SameCause<'_>, rule: &str) -> Option<String> {
        let first = findings.first;
        let to_do = first.to_do().map(|remedy| remedy.text.as_str()).unwrap_or_default();
        let same = [first.id, &findings.title(), to_do, &findings.commands().join("\n")].join("\n");
        let known = self.0.get(&same).cloned();
        if known.is_none() {
            self.0.insert(same, rule.to_owned());
        }
        known
    }
}

impl<'l> SameCause<'l> {
    /// What a short line says of one of the others.
    pub fn of_other(&self, other: &Finding) -> Option<String> {
        let is_other = self.others.iter().any(|one| std::ptr::eq(*one, other));
        let first = match &self.first.target {
            Some(target) => format!("the target {target}"),
            None => self.first.subject.clone(),
        };
        is_other.then(|| format!("The same as of {first}: {}.", other.subject))
    }

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
        if targets.is_empty() {
            return self.first.name();
        }
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
