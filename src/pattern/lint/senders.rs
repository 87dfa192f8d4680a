//! What AWS services call themselves and their events, where a pattern has another name.

use super::envelope::{named_otherwise, plain_texts};
use super::{LintKind, Lints, known};
use crate::pattern::Leaf;
use crate::pattern::item::Item;
use crate::pattern::services::are_two;

/// Whether all that a pattern asks of a source are those of one's own, which may send any detail-type.
pub(super) fn is_of_ones_own(source: &Leaf) -> bool {
    let own =
        |item: &Item| matches!(item, Item::Text(text) if !text.to_ascii_lowercase().starts_with(b"aws."));
    source.clauses.iter().all(|clause| own(&clause.item))
}

impl Lints<'_> {
    /// A detail-type of AWS's in other letters, unless every source is one's own.
    pub(super) fn kinds(&mut self, leaf: &Leaf) {
        let pattern = self.pattern;
        let mut sources =
            pattern.leaves.iter().filter(|leaf| pattern.tree.name(leaf.node) == b"source").peekable();
        if sources.peek().is_some() && sources.all(is_of_ones_own) {
            return;
        }
        self.texts(leaf, LintKind::UnlikelyValue, |text| {
            let mut names = known::DETAIL_TYPES.iter().map(|(name, _)| *name);
            let name = names.find(|name| *name != text && name.eq_ignore_ascii_case(text))?;
            Some(named_otherwise(format!("AWS writes this \"{name}\", and letter case counts."), name))
        });
    }

    /// Sources of AWS services in other letters than small ones.
    pub(super) fn sources(&mut self, leaf: &Leaf) {
        self.texts(leaf, LintKind::UnlikelyValue, |text| {
            let service = text.strip_prefix("aws.").filter(|service| !service.contains('/'))?;
            let source = format!("aws.{}", service.to_lowercase());
            (source != text).then(|| {
                let sentence = format!("AWS services write their sources in small letters: \"{source}\".");
                named_otherwise(sentence, &source)
            })
        });
    }

    /// A detail-type that is a part of one that the same source sends, or holds one.
    pub(super) fn near_kinds(&mut self, source: &Leaf, kind: &Leaf) {
        /// Shorter texts are parts of too many names.
        const SHORT: usize = 8;
        let senders: Vec<String> = plain_texts(self.pattern, source).map(|(text, _)| text).collect();
        let is_sent = |sender: &str| senders.iter().any(|source| source == sender);
        self.texts(kind, LintKind::UnlikelyValue, |text| {
            if text.len() < SHORT || known::is_kind(text) {
                return None;
            }
            let sent = known::DETAIL_TYPES.iter().filter(|(_, sender)| is_sent(sender));
            let mut near =
                sent.map(|(name, _)| *name).filter(|name| name.contains(text) || text.contains(name));
            // Of several it cannot be known which is meant.
            let (Some(name), None) = (near.next(), near.next()) else { return None };
            let sentence = format!("The detail-type that this source is known to send is \"{name}\".");
            let (sentence, _, instead) = named_otherwise(sentence, name);
            Some((sentence, format!("Write \"{name}\" if that is meant."), instead))
        });
    }

    /// Calls that CloudTrail records have the service both as source and, as a host, as `eventSource`.
    pub(super) fn of_two_services(&mut self, source: &Leaf, event_source: &Leaf) {
        let texts = |leaf: &Leaf| -> Option<Vec<String>> {
            let texts: Vec<String> = plain_texts(self.pattern, leaf).map(|(text, _)| text).collect();
            (texts.len() == leaf.clauses.len()).then_some(texts)
        };
        let (Some(asked), Some(hosts)) = (texts(source), texts(event_source)) else { return };
        let first = hosts.first().and_then(|host| host.strip_suffix(".amazonaws.com"));
        if let Some(first) = first.filter(|_| are_two(&asked, &hosts)) {
            self.add(
                LintKind::CloudTrail,
                self.key(event_source),
                format!(
                    "The calls of this \"eventSource\" come with the source \"aws.{first}\", and the pattern's source \
                        is another."
                ),
                format!("Write \"aws.{first}\" as source, or the other service's host here."),
                None,
            );
        }
    }
}
