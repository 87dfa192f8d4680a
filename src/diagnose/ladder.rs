//! The answer: seven rungs from "was there time enough" to "is the viewer looking in the right place", each
//! with what was found.

use super::case::Case;
use super::remedy::Remedy;
use crate::pattern::Verdict;
use serde::Serialize;
use serde_json::Value;
use std::cmp::Reverse;

/// How a check or a rung came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Looked at and in order.
    Ok,
    /// It could not be looked at.
    CannotSee,
    /// It may be the cause, or may become one.
    Suspect,
    /// It surely keeps events from arriving.
    Fault,
}

/// Something that a finding rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Exhibit {
    /// Where it was read: an API call and its field, such as `DescribeRule.State`.
    pub source: String,
    /// What was read.
    pub json: Value,
}

/// What would tell more than a finding does, and is the operator's to give or to ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// An event to judge by.
    Event,
    /// What the dead-letter queues hold: reading a message counts as receiving it.
    DeadLetters,
    /// Who changed the rule: CloudTrail allows two look-ups a second.
    History,
}

/// What a finding can tell of why an event does not come through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tells {
    /// The cause, or what may be it.
    #[default]
    Cause,
    /// That deliveries fail, and not why.
    Symptom,
    /// That a delivery may fail, or that one was lost, and not why. No rule fails to fire for it.
    Loss,
    /// That deliveries are refused, by a target or the key or role for it, or go no further than a bus, or
    /// may. Where deliveries come, a mere suspicion of that is none of why they would not.
    Refusal,
    /// Something that looks odd and keeps no event and no delivery away: never the answer.
    Hint,
}

/// What one check found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// The check's id in the catalogue, such as `M1`.
    pub id: &'static str,
    /// How it came out.
    pub status: Status,
    /// A sentence for the operator.
    pub title: String,
    /// The target it is about, by its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// What it calls that target, or another thing that it is about.
    #[serde(skip)]
    pub(super) subject: String,
    /// Its sentence without that name.
    #[serde(skip)]
    pub(super) alike: String,
    /// What it rests on.
    pub evidence: Vec<Exhibit>,
    /// What to do.
    #[serde(rename = "fix", skip_serializing_if = "Option::is_none")]
    pub remedy: Option<Remedy>,
    /// What would show it, where it cannot be seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needs: Option<String>,
    /// What the operator can give or ask for to know more. How it is said is each surface's: a key or an
    /// option.
    #[serde(skip)]
    pub ask: Option<Ask>,
    /// What it can tell.
    #[serde(skip)]
    pub tells: Tells,
    /// The rung that it stands on.
    #[serde(skip)]
    pub rung: u8,
    /// How often it is the answer in practice: larger is more often.
    #[serde(skip)]
    pub often: u8,
    /// Orders findings that are equal otherwise: smaller first.
    #[serde(skip)]
    pub order: u32,
}

/// One rung.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rung {
    /// 0 to 6.
    #[serde(rename = "rung")]
    pub number: u8,
    /// How it came out: the worst of its findings; what cannot be seen counts less than what is suspect.
    pub status: Status,
    /// What was found, the likeliest cause first.
    #[serde(serialize_with = "super::same_cause::as_json")]
    pub findings: Vec<Finding>,
}

/// The rungs' questions, by number.
pub const QUESTIONS: [&str; 7] = [
    "Was there time enough?",
    "Did the event arrive on this bus?",
    "Is the rule able to match?",
    "Does the pattern match?",
    "Were the targets invoked?",
    "Was the delivery accepted?",
    "Is the viewer looking in the right place?",
];

/// Which finding is the conclusion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Conclusion {
    /// The rung that it stands on.
    pub rung: u8,
    /// The check's id.
    pub id: &'static str,
    /// How it came out: what is only suspect is told as the first thing to look at.
    pub status: Status,
    /// The target that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
}

/// The whole answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ladder {
    /// The rule's name.
    pub rule: String,
    /// Its bus.
    pub bus: String,
    /// The id of the event that was asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
    /// The finding that is named as the likeliest cause, or as the first thing to look at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conclusion: Option<Conclusion>,
    /// The seven rungs.
    pub rungs: Vec<Rung>,
    /// The pattern matches the event that was asked about.
    #[serde(skip)]
    pub(super) matches: bool,
    /// A clause on captured events that the pattern leaves out, where it takes none of its kind.
    #[serde(skip)]
    pub(super) left_out: Option<String>,
    /// What the metrics show.
    #[serde(skip)]
    shown: Shown,
}

/// What the metrics show of a rule, by which the findings are put in order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Shown {
    /// It matched.
    matched: bool,
    /// Targets were invoked, and no invocation was given up.
    delivers: bool,
    /// Deliveries surely fail.
    fails: bool,
}

impl Shown {
    fn of(case: &Case<'_>, findings: &[Finding]) -> Self {
        let fails = findings.iter().any(Finding::is_failure);
        Self { matched: case.has_matched(), delivers: case.delivers() && !fails, fails }
    }
}

/// Sorts findings, the likeliest cause first.
pub(super) fn sort(case: &Case<'_>, findings: &mut [Finding]) {
    let shown = Shown::of(case, findings);
    findings.sort_by_key(|finding| finding.rank(shown));
}

impl Ladder {
    pub(super) fn new(case: &Case<'_>, mut findings: Vec<Finding>) -> Self {
        let shown = Shown::of(case, &findings);
        findings.sort_by_key(|finding| finding.rank(shown));
        let mut rungs: Vec<Rung> =
            (0..7).map(|number| Rung { number, status: Status::CannotSee, findings: Vec::new() }).collect();
        for finding in findings {
            if let Some(rung) = rungs.get_mut(usize::from(finding.rung)) {
                rung.findings.push(finding);
            }
        }
        for rung in &mut rungs {
            rung.status = rung.findings.iter().map(|found| found.status).max().unwrap_or(Status::Ok);
        }
        let mut whole = Self {
            rule: case.rule.name.clone(),
            bus: case.rule.bus.clone(),
            event_id: case.event_id(),
            conclusion: None,
            rungs,
            matches: case.verdict() == Some(Verdict::Match),
            left_out: case.explanation().and_then(|explanation| {
                let (node, miss) = explanation.first_reason()?;
                case.events_left_out_by(node, miss)
            }),
            shown,
        };
        whole.conclusion = whole.cause().map(|cause| Conclusion {
            rung: cause.rung,
            id: cause.id,
            status: cause.status,
            target: cause.target.clone(),
        });
        whole
    }

    /// All that was found, the likeliest cause first: what surely keeps events from the rule, unless it is
    /// known to have matched, what surely stops delivery, then what may, a broken dead-letter queue among
    /// that, then what stops nothing and what cannot be seen, each by how often it is the answer in practice.
    pub fn ranked(&self) -> Vec<&Finding> {
        let mut all: Vec<&Finding> = self.rungs.iter().flat_map(|rung| &rung.findings).collect();
        all.sort_by_key(|finding| finding.rank(self.shown));
        all
    }

    /// The likeliest cause, if anything is known or suspected to be one.
    pub fn cause(&self) -> Option<&Finding> {
        let mut ranked = self.ranked().into_iter();
        ranked.find(|finding| finding.status >= Status::Suspect && finding.tells != Tells::Hint)
    }

    /// True where targets were invoked and no delivery was given up.
    pub fn works(&self) -> bool {
        self.shown.delivers
    }

    /// Whether a finding stops nothing, as far as the metrics show: deliveries come all the same.
    pub(super) fn comes_all_the_same(&self, finding: &Finding) -> bool {
        finding.stops_nothing(self.shown)
    }

    /// Failed deliveries that no finding explains as yet: what is known of them, where the cause is another
    /// finding.
    pub fn unexplained(&self) -> Option<&Finding> {
        let cause = self.cause()?;
        let failure = self.rungs.iter().flat_map(|rung| &rung.findings).find(|found| found.is_failure());
        failure.filter(|_| cause.status != Status::Fault)
    }

    /// True when something surely keeps events from arriving.
    pub fn has_fault(&self) -> bool {
        self.rungs.iter().any(|rung| rung.status == Status::Fault)
    }
}

impl Finding {
    /// Deliveries surely fail, and why is not said.
    fn is_failure(&self) -> bool {
        self.tells == Tells::Symptom && self.status == Status::Fault
    }

    /// A suspicion that would be the reason of a failed delivery. Where the viewer looks is none.
    fn is_reason(&self) -> bool {
        matches!(self.rung, 4 | 5) && matches!(self.tells, Tells::Cause | Tells::Refusal)
    }

    /// It surely keeps the rule, or the event that is asked about, from matching.
    fn keeps_from_matching(&self) -> bool {
        matches!(self.rung, 1..=3) && self.status == Status::Fault
    }

    /// It only looks odd, or deliveries come: whatever a policy leaves open lets them in, and what becomes of
    /// those that fail stops none.
    fn stops_nothing(&self, shown: Shown) -> bool {
        match self.tells {
            Tells::Hint => self.status >= Status::Suspect,
            Tells::Loss => shown.delivers && self.status >= Status::Suspect,
            Tells::Refusal => shown.delivers && self.status == Status::Suspect,
            Tells::Cause | Tells::Symptom => false,
        }
    }

    /// It is, or may be, the reason of failed deliveries.
    pub(super) fn may_be_reason(&self) -> bool {
        let tells_of_others = self.remedy.as_ref().is_some_and(|remedy| remedy.after_others);
        !tells_of_others
            && self.status >= Status::Suspect
            && (self.is_reason() || self.status == Status::Fault && !self.is_failure())
    }

    /// Something that was not seen, and may be the reason of failed deliveries.
    pub(super) fn hides_a_reason(&self) -> bool {
        self.status == Status::CannotSee && self.is_reason() && self.ask.is_none()
    }

    /// What is not known to have matched is not known to get as far as its targets: what keeps it from that
    /// comes before what they do. Where deliveries surely fail, what may be the reason comes before the
    /// failure, and the failure before whatever else is only suspected. A loss is no cause, however sure: it
    /// is ranked as a suspicion. What stops nothing is told after all that may.
    fn rank(&self, shown: Shown) -> (u8, Reverse<u8>, u32) {
        let group = match self.status {
            Status::Fault | Status::Suspect if self.stops_nothing(shown) => 5,
            Status::Fault if self.is_failure() => 3,
            Status::Fault if self.tells == Tells::Loss => 4,
            Status::Fault if self.keeps_from_matching() && !shown.matched => 0,
            Status::Fault => 1,
            Status::Suspect if shown.fails && self.is_reason() => 2,
            Status::Suspect => 4,
            Status::CannotSee => 6,
            Status::Ok => 7,
        };
        (group, Reverse(self.often), self.order)
    }
}
