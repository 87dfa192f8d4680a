//! Which other rules deliver into the log group that a tail reads: no event says which rule delivered it, so
//! every bus is asked, one ListRuleNamesByTarget each. A tap's group has no other rule.
//!
//! Which of them match an event is told by [`TailRules`](crate::tail::TailRules).

use super::{Stage, Tail};
use crate::app::command::Context;
use crate::app::effect::Effect;
use crate::app::read::{Read, SharedTarget};
use crate::app::remote::Remote;
use crate::app::shared::Shared;
use crate::model::{Arn, CallError, RuleKey};
use crate::tail::Sharer;
use crate::text::{counted, listed};

/// Names that a sentence tells.
const NAMED: usize = 3;

/// The names of a bus's rules that have a group as a target, or why they cannot be told.
type NamesOfBus = Result<Vec<String>, CallError>;

/// Who else delivers into the log group, as far as the buses have answered.
#[derive(Debug, Default)]
pub(super) struct Sharers {
    /// The group that was asked about.
    group: Option<Arn>,
    /// Of each bus that was asked, once it has answered.
    answers: Vec<(SharedTarget, Option<NamesOfBus>)>,
}

impl Sharers {
    /// Asks the buses that have not been asked.
    fn ask(&mut self, group: &Arn, buses: Vec<String>, shared: &mut Shared, out: &mut Vec<Effect>) {
        if self.group.as_ref() != Some(group) {
            *self = Self { group: Some(group.clone()), answers: Vec::new() };
        }
        for bus in buses {
            let of = SharedTarget { target: group.clone(), bus };
            if self.answers.iter().all(|(asked, _)| *asked != of) {
                shared.fetch(Read::UsedBy(of.clone()), false, out);
                self.answers.push((of, None));
            }
        }
    }

    /// A bus has answered.
    pub(super) fn take(&mut self, of: &SharedTarget, answer: &NamesOfBus) {
        if let Some((_, place)) = self.answers.iter_mut().find(|(asked, _)| asked == of) {
            *place = Some(answer.clone());
        }
    }

    /// The rules that are known to, but for that one; those of its bus first.
    fn rules(&self, own: &RuleKey) -> Vec<RuleKey> {
        let named =
            self.answers.iter().filter_map(|(of, answer)| Some((of, answer.as_ref()?.as_ref().ok()?)));
        let keys = named.flat_map(|(of, names)| names.iter().map(|name| RuleKey::new(&of.bus, name)));
        let mut keys: Vec<RuleKey> = keys.filter(|key| key != own).collect();
        keys.sort_by(|a, b| (a.bus != own.bus, a).cmp(&(b.bus != own.bus, b)));
        keys
    }

    /// The buses that could not be asked, and why the first could not.
    fn unknown(&self) -> Option<(usize, &CallError)> {
        let mut errors = self.answers.iter().filter_map(|(_, answer)| answer.as_ref()?.as_ref().err());
        let first = errors.next()?;
        Some((1 + errors.count(), first))
    }
}

impl Tail {
    /// Asks who shares the group, and puts what is known of them to the rules that events are judged by.
    pub(super) fn look_for_sharers(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        if let Stage::Watching(session) = &self.stage
            && session.group().tap.is_none()
        {
            // A target whose ARN ends in `:*` gets nothing: who fills the group has it without.
            let arn = session.group().arn.as_str();
            let group = Arn::from(arn.strip_suffix(":*").unwrap_or(arn));
            let mut buses: Vec<String> =
                shared.account.buses.rows().iter().map(|bus| bus.name.clone()).collect();
            buses.retain(|bus| *bus != self.rule.bus);
            buses.insert(0, self.rule.bus.clone());
            self.sharers.ask(&group, buses, shared, out);
        } else {
            self.sharers = Sharers::default();
        }
        let sharers = self.sharers.rules(&self.rule);
        let sharers = sharers.iter().map(|key| Sharer { key, rule: shared.account.rule(key) });
        let known = shared.account.rules.get(&self.rule.bus).filter(|list| list.value().is_some());
        self.rules.refresh(&self.rule, known.map(Remote::rows), &sharers.collect::<Vec<_>>());
    }

    /// Whether rules that are known to share the group may have delivered what is in it.
    pub(super) fn has_sharers(&self) -> bool {
        !self.sharers.rules(&self.rule).is_empty()
    }

    /// That the log group is shared, and with which rules; or that this is not known.
    pub(super) fn shared_with(&self, shared: &Shared) -> Option<String> {
        let others = self.sharers.rules(&self.rule);
        let unknown = self.sharers.unknown().map(|(buses, error)| {
            let buses = counted(buses as u64, "bus", "buses");
            format!("Whether rules of {buses} deliver into this log group too is not known: {error}")
        });
        if others.is_empty() {
            return unknown;
        }
        let names = others.iter().map(|key| key.label_beside(&self.rule.bus));
        let deliver = if others.len() == 1 { "delivers" } else { "deliver" };
        let text = format!(
            "The log group is shared: {} {deliver} into it too. `?` marks what one of them may have delivered; \
             {{used-by}} on the rule lists them.",
            listed(names, "and", NAMED)
        );
        let text = shared.keymap.fill(&text, Context::Browse);
        Some(unknown.map_or(text.clone(), |unknown| format!("{text} {unknown}")))
    }
}
