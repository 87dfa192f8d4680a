//! A diagnosis on standard output: first the cause with what it rests on and what to do, so that it stands on
//! one screen, then the rungs.

use super::exit::Failure;
use super::output::Output;
use crate::diagnose::{Finding, Ladder, Masks, SameCause, Status, as_typed, by_cause};
use crate::export::Template;
use crate::text::{counted, fit};
use serde::Serialize;
use serde_json::json;

/// Pieces of evidence that are shown of the cause, and how wide each may be; `--json` has all of it.
const SHOWN: usize = 3;
const WIDEST: usize = 300;

/// What is printed, with account ids masked where that was asked for.
pub(super) struct MaskedOutput {
    pub(super) out: Output,
    pub(super) masks: Option<Masks>,
    /// The form of templates that changes are wanted in.
    pub(super) template: Option<Template>,
}

impl MaskedOutput {
    pub(super) fn line(&mut self, text: &str) -> Result<(), Failure> {
        match &mut self.masks {
            Some(masks) => self.out.safe_line(&masks.apply(text)),
            None => self.out.safe_line(text),
        }
    }

    pub(super) fn json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        let value = serde_json::to_value(value).unwrap_or_else(|error| json!({"error": error.to_string()}));
        match &mut self.masks {
            Some(masks) => {
                let value = masks.value(value);
                self.out.json(&value)
            }
            None => self.out.json(&value),
        }
    }

    /// The whole answer.
    pub(super) fn ladder(&mut self, ladder: &Ladder) -> Result<(), Failure> {
        self.line(&ladder.subject())?;
        self.line(&ladder.conclusion())?;
        let cause = ladder.cause();
        let is_cause =
            |findings: &SameCause<'_>| cause.is_some_and(|cause| std::ptr::eq(cause, findings.first));
        let all = || ladder.rungs.iter().flat_map(|rung| by_cause(&rung.findings));
        if let Some(findings) = all().find(is_cause) {
            for exhibit in findings.first.evidence.iter().take(SHOWN) {
                self.line(&format!("    {}: {}", exhibit.source, fit(&exhibit.json.to_string(), WIDEST)))?;
            }
            self.remedy(&findings, "    ")?;
        }
        for rung in &ladder.rungs {
            self.line("")?;
            let (sign, word) = (rung.status.sign(), rung.status.word());
            self.line(&format!("{} {}  {sign} {word}", rung.number, rung.question()))?;
            let (unseen, seen): (Vec<_>, Vec<_>) =
                by_cause(&rung.findings).into_iter().partition(|findings| is_only_unseen(findings.first));
            for findings in &seen {
                self.head(findings)?;
                if !is_cause(findings) {
                    self.evidence_of_match(findings.first)?;
                    self.remedy(findings, "        ")?;
                }
            }
            self.unseen(&unseen)?;
        }
        Ok(())
    }

    /// One finding, with what to do.
    pub(super) fn tell(&mut self, findings: &SameCause<'_>) -> Result<(), Failure> {
        self.head(findings)?;
        self.remedy(findings, "        ")
    }

    fn head(&mut self, findings: &SameCause<'_>) -> Result<(), Failure> {
        let (sign, word) = (findings.first.status.sign(), findings.first.status.word());
        self.line(&format!("    {sign} {word} {}  {}", findings.name(), findings.title()))
    }

    /// What a match rests on answers the reverse question, why it fires.
    fn evidence_of_match(&mut self, finding: &Finding) -> Result<(), Failure> {
        if finding.id != "M5" || finding.status != Status::Ok {
            return Ok(());
        }
        let lines = finding.evidence.iter().map(|shown| format!("        {}: {}", shown.source, shown.json));
        lines.collect::<Vec<_>>().iter().try_for_each(|line| self.line(line))
    }

    /// What could not be seen: alone as a sentence, several by what would show them, one a line.
    fn unseen(&mut self, unseen: &[SameCause<'_>]) -> Result<(), Failure> {
        if let [findings] = unseen {
            return self.tell(findings);
        }
        if unseen.is_empty() {
            return Ok(());
        }
        let things = counted(unseen.len(), "thing", "things");
        let (sign, word) = (Status::CannotSee.sign(), Status::CannotSee.word());
        self.line(&format!("    {sign} {word} {things}; it takes:"))?;
        let mut by_needs: Vec<(&str, Vec<String>)> = Vec::new();
        for findings in unseen {
            let needs = findings.first.needs.as_deref().unwrap_or_default();
            match by_needs.iter_mut().find(|(known, _)| *known == needs) {
                Some((_, names)) => names.push(findings.name()),
                None => by_needs.push((needs, vec![findings.name()])),
            }
        }
        by_needs
            .iter()
            .try_for_each(|(needs, names)| self.line(&format!("        {needs}  for {}", names.join(", "))))
    }

    fn remedy(&mut self, findings: &SameCause<'_>, indent: &str) -> Result<(), Failure> {
        let finding = findings.first;
        if let Some(remedy) = finding.to_do().filter(|remedy| !remedy.text.is_empty()) {
            self.line(&format!("{indent}{}", remedy.text))?;
        }
        if let Some(ask) = finding.ask {
            self.line(&format!("{indent}{}", ask.as_option()))?;
        }
        if let Some(template) = self.template {
            let written: Vec<String> =
                findings.all().filter_map(|one| one.to_do()?.as_template(template)).collect();
            if !written.is_empty() {
                let lines = written.iter().flat_map(|one| one.lines());
                return lines.into_iter().try_for_each(|line| self.line(&format!("{indent}{line}")));
            }
            if !findings.commands().is_empty() {
                let name = template.name();
                self.line(&format!("{indent}No resource of {name} does this, it is a call:"))?;
            }
        }
        for command in findings.commands() {
            self.line(&format!("{indent}{}", as_typed(command)))?;
        }
        Ok(())
    }
}

/// Whether a finding says no more than that something could not be seen for want of a permission.
fn is_only_unseen(finding: &Finding) -> bool {
    finding.status == Status::CannotSee && finding.ask.is_none() && finding.needs.is_some()
}
