//! What looks wrong with a valid pattern, without any event.
//!
//! A lint is certain where the pattern can never match or asks for nothing, and a warning where EventBridge
//! accepts what its writer hardly meant. What AWS says about its own events (the envelope, CloudTrail) is in
//! `known`.

mod arns;
mod branches;
mod envelope;
mod envelope_texts;
mod items;
pub(in crate::pattern) mod known;
mod senders;
#[cfg(test)]
mod tests;
mod together;

use std::ops::Range;

use super::{Leaf, Pattern, ServiceLimit};
use crate::json::{Fix, Flaw, LineIndex};

/// Something in a valid pattern that its writer should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lint {
    /// What sort of lint it is.
    pub kind: LintKind,
    /// Where, what, and what to do.
    pub flaw: Flaw,
}

/// The sorts of lints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum LintKind {
    /// Text behind the closing brace, which EventBridge does not read.
    TrailingText,
    /// A list that a later one of the same path replaces.
    ReplacedList,
    /// A limit of the service.
    ServiceLimit,
    /// A field at the top that no event has, but for spelling.
    EnvelopeName,
    /// A field at the top that no event has; it surely belongs inside `detail`.
    OutsideDetail,
    /// This part can never match an event.
    NeverMatches,
    /// The pattern matches every event.
    MatchesEverything,
    /// This list accepts every value.
    AcceptsEveryValue,
    /// A star in a plain text, where it is only a star.
    LiteralStar,
    /// A value that is written unlike the ones that AWS sends.
    UnlikelyValue,
    /// White space or look-alike characters in a text.
    HiddenCharacters,
    /// This takes more than its writer is likely to mean.
    TakesMore,
    /// Something that is particular to CloudTrail events.
    CloudTrail,
}

impl LintKind {
    /// Whether the pattern as it stands cannot do what it is for: it matches nothing, everything, or is
    /// refused.
    pub fn is_grave(self) -> bool {
        match self {
            Self::ServiceLimit
            | Self::EnvelopeName
            | Self::OutsideDetail
            | Self::NeverMatches
            | Self::MatchesEverything => true,
            Self::TrailingText
            | Self::ReplacedList
            | Self::AcceptsEveryValue
            | Self::LiteralStar
            | Self::UnlikelyValue
            | Self::HiddenCharacters
            | Self::TakesMore
            | Self::CloudTrail => false,
        }
    }
}

impl Pattern {
    /// What looks wrong with the pattern, in document order.
    ///
    /// ```
    /// use buslens::pattern::{LintKind, Pattern};
    ///
    /// let pattern = Pattern::parse(r#"{"Source": ["aws.ec2"]}"#)?;
    /// let lints = pattern.lints();
    /// assert_eq!(lints[0].kind, LintKind::EnvelopeName);
    /// assert_eq!(lints[0].flaw.span, 1..9);
    /// # Ok::<(), buslens::pattern::PatternError>(())
    /// ```
    pub fn lints(&self) -> Vec<Lint> {
        let mut lints = Lints { pattern: self, lines: self.document().lines(), found: Vec::new() };
        lints.whole();
        let used = lints.used();
        for (leaf, used) in self.leaves.iter().zip(used) {
            if used {
                lints.field(leaf);
                lints.items(leaf);
                lints.replacing(leaf);
            } else {
                lints.replaced(leaf);
            }
        }
        lints.covered_branches();
        lints.arns_of_elsewhere();
        lints.envelope();
        lints.everything();
        let mut found = lints.found;
        found.sort_by_key(|lint| (lint.flaw.span.start, lint.kind));
        found.dedup_by(|a, b| a.kind == b.kind && a.flaw.span == b.flaw.span);
        found
    }
}

/// The lints while they are gathered.
struct Lints<'p> {
    pattern: &'p Pattern,
    lines: LineIndex,
    found: Vec<Lint>,
}

impl Lints<'_> {
    fn add(
        &mut self,
        kind: LintKind,
        span: Range<usize>,
        what: impl Into<String>,
        remedy: impl Into<String>,
        fix: Option<Fix>,
    ) {
        let position = self.lines.position(self.pattern.text(), span.start);
        self.found.push(Lint { kind, flaw: Flaw::at(span, position, what, remedy).with(fix) });
    }

    /// What concerns the text as a whole.
    fn whole(&mut self) {
        let trailing = self.pattern.document().trailing();
        if !trailing.is_empty() {
            self.add(
                LintKind::TrailingText,
                trailing.clone(),
                "EventBridge stops reading at the closing brace, so this text does nothing.",
                "Remove it, or see whether a brace is closed too early.",
                Some(Fix::replace("Remove it".into(), trailing, String::new())),
            );
        }
        for limit in self.pattern.service_limits() {
            let remedy = match limit {
                ServiceLimit::WildcardComplexity { .. } => {
                    "Use fewer stars, or prefix and suffix instead of a wildcard."
                }
                ServiceLimit::Length { .. } | ServiceLimit::MaximumLength { .. } => {
                    "Remove white space, merge lists, or split the rule."
                }
            };
            self.add(
                LintKind::ServiceLimit,
                self.pattern.document().root().span(),
                format!("{limit}."),
                remedy,
                None,
            );
        }
    }

    /// By leaf, whether any alternative uses it.
    fn used(&self) -> Vec<bool> {
        let mut used = vec![false; self.pattern.leaves.len()];
        for &(_, id) in self.pattern.alternatives.iter().flat_map(|alternative| &alternative.fields) {
            if let Some(used) = used.get_mut(id.index()) {
                *used = true;
            }
        }
        used
    }

    fn replaced(&mut self, leaf: &Leaf) {
        let Some(part) = self.pattern.parts.get(leaf.part) else { return };
        let name = super::explain::name(self.pattern, leaf);
        let span = part.key.start..self.pattern.document().value(part.node).span().end;
        self.add(
            LintKind::ReplacedList,
            span,
            format!("{name} is written again further down, and the later list replaces this one."),
            "Put all values into one list; any one of them may match.",
            None,
        );
    }
}
