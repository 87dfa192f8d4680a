//! What the account made of plain data answers to the questions of a diagnosis: what a test put there, what
//! follows from its buses, rules and targets, and for the rest that it is not allowed to look.

use super::Fake;
use crate::app::read::{Answer, METRICS_SPAN, Read, RuleQuestion};
use crate::diagnose::{Fact, Forward, Question, RuleCounts};
use crate::model::{CallError, ErrorKind, Millis};

impl Fake {
    pub(super) fn evidence(&self, raised: &RuleQuestion, now: Millis) -> Result<Fact, CallError> {
        if let Some(fact) = self.facts.get(&raised.question) {
            return Ok(fact.clone());
        }
        match &raised.question {
            Question::FormerState => Ok(Fact::FormerState(self.remembered.get(&raised.arn).cloned())),
            Question::Sent(_) => Ok(Fact::Sent(None)),
            Question::Buses => Ok(Fact::Buses(self.buses.iter().map(|bus| bus.name.clone()).collect())),
            Question::Bus => match self.read(&Read::Bus(raised.rule.bus.clone()), now) {
                Answer::Bus(_, bus) => Ok(Fact::Bus(bus?)),
                other => panic!("{other:?}"),
            },
            Question::RuleCounts => {
                let rules = self.rules.get(&raised.rule.bus).map_or(0, Vec::len);
                Ok(Fact::RuleCounts(RuleCounts { rules, wildcards: 0 }))
            }
            Question::Senders => Ok(Fact::Senders(Vec::<Forward>::new())),
            Question::Targets => {
                Ok(Fact::Targets(self.targets.get(&raised.rule).cloned().unwrap_or_default()))
            }
            Question::Metrics => match self.read(&Read::Metrics(raised.rule.clone()), now - METRICS_SPAN) {
                Answer::Metrics(_, metrics) => Ok(Fact::Metrics(metrics?)),
                other => panic!("{other:?}"),
            },
            other => {
                let call = other.needs().first().copied().unwrap_or_default();
                Err(CallError::new(ErrorKind::Denied, call, "not authorized"))
            }
        }
    }
}
