//! One case: the evidence, and what is read out of it once for all checks.

use super::evidence::{Captured, Evidence, Origin, Piece};
use crate::catalogue::{Doubt, asks_records, doubts};
use crate::export::ours;
use crate::model::facts::{LoggedEvents, PastCall, SentAs};
use crate::model::{Arn, Bus, EventEntry, Millis, NamedBus, Rule, Target, event_content};
use crate::pattern::services::is_of_aws;
use crate::pattern::{Beginning, Event, Explanation, Miss, Node, Pattern, PatternError, Verdict, explain};
use crate::policy::{Delivery, Request};
use crate::text::time::date_and_time;
use crate::text::{and_list, shell_word};
use std::cell::OnceCell;

/// The evidence with its pattern read.
pub(super) struct Case<'e> {
    pub(super) evidence: &'e Evidence,
    pub(super) rule: &'e Rule,
    pub(super) pattern: Option<Result<Pattern, PatternError>>,
    explanation: OnceCell<Option<Explanation>>,
    doubts: OnceCell<Vec<Doubt>>,
}

impl<'e> Case<'e> {
    pub(super) fn new(evidence: &'e Evidence) -> Self {
        let rule = &evidence.rule;
        let pattern = rule.pattern.as_deref().map(Pattern::parse);
        Self { evidence, rule, pattern, explanation: OnceCell::new(), doubts: OnceCell::new() }
    }

    /// The command that finds out why a rule does not fire, for a sentence.
    pub(super) fn why(&self, rule: &str, bus: &str) -> String {
        ours(&self.evidence.session, &format!("why {} --bus {}", shell_word(rule), shell_word(bus)))
    }

    /// The pattern, where it is valid and the operator's own: a managed rule's pattern is the
    /// business of its service, and is only compared with an event.
    pub(super) fn own_pattern(&self) -> Option<&Pattern> {
        self.pattern().filter(|_| !self.rule.is_managed())
    }

    /// The pattern, where it is valid.
    pub(super) fn pattern(&self) -> Option<&Pattern> {
        self.pattern.as_ref().and_then(|pattern| pattern.as_ref().ok())
    }

    /// What AWS's schemas do not have of what the pattern asks for.
    pub(super) fn doubts(&self) -> &[Doubt] {
        let look = || self.own_pattern().map(|pattern| self.doubts_of(pattern));
        self.doubts.get_or_init(|| look().unwrap_or_default())
    }

    /// The same of another pattern that the rule may be given.
    pub(super) fn doubts_of(&self, pattern: &Pattern) -> Vec<Doubt> {
        let of_this = |doubt: &Doubt| !doubt.perhaps_own || self.is_on_default() && !self.has_matched();
        doubts(pattern).into_iter().filter(of_this).collect()
    }

    /// The pattern beside the event that is asked about.
    pub(super) fn explanation(&self) -> Option<&Explanation> {
        let lay_out = || Some(explain(self.pattern()?, &self.evidence.expected.as_ref()?.event));
        self.explanation.get_or_init(lay_out).as_ref()
    }

    /// What the pattern says about the event.
    pub(super) fn verdict(&self) -> Option<Verdict> {
        self.explanation().map(|explanation| explanation.matched)
    }

    /// The event that is asked about: one that was named, else one of the rule's kind that was seen here.
    /// What one of another kind has says nothing of those that the rule waits for, but how its pattern misses
    /// it.
    pub(super) fn event(&self) -> Option<&'e Event> {
        let expected = self.evidence.expected.as_ref()?;
        Some(&expected.event).filter(|_| !self.is_of_another_kind())
    }

    /// The event that is asked about, where it is, or should be, delivered: one that was named, or that the
    /// rule takes.
    pub(super) fn delivered_event(&self) -> Option<&'e Event> {
        self.event().filter(|_| self.is_named() || self.verdict() == Some(Verdict::Match))
    }

    /// Whether somebody named the event that should have made the rule fire.
    pub(super) fn is_named(&self) -> bool {
        self.evidence.expected.is_some() && self.captured().is_none()
    }

    /// A text of an event that somebody named.
    pub(super) fn named_text(&self, path: &str) -> Option<String> {
        self.event_text(path).filter(|_| self.is_named())
    }

    /// A text of the event at the joined path.
    pub(super) fn event_text(&self, path: &str) -> Option<String> {
        text_at(self.event()?, path)
    }

    /// The event's id; none of one that was not sent yet.
    pub(super) fn event_id(&self) -> Option<String> {
        let asked = self.evidence.asked_id.clone();
        asked.or_else(|| self.event_text("id").filter(|id| id != EventEntry::NO_ID))
    }

    /// True of an event that was made of an entry of PutEvents: where the entry names no time, the event's is
    /// that of asking.
    pub(super) fn is_unsent(&self) -> bool {
        self.event_text("id").is_some_and(|id| id == EventEntry::NO_ID)
    }

    /// By what the event is found among those that were sent from here: one that was brought, and that none
    /// of AWS's services sends.
    pub(super) fn sent_as(&self) -> Option<SentAs> {
        let source = self.event_text("source").filter(|source| self.is_brought() && !is_of_aws(source))?;
        if let Some(id) = self.event_id() {
            return Some(SentAs::Id(id));
        }
        let detail = self.evidence.expected.as_ref()?.event.root().get("detail")?.raw();
        Some(SentAs::Content(event_content(&source, &self.event_text("detail-type")?, detail)))
    }

    /// The targets that are known. A managed rule's are its service's affair, and nobody is asked about them.
    pub(super) fn targets(&self) -> &'e [Target] {
        if self.rule.is_managed() {
            return &[];
        }
        self.evidence.targets.seen().map(Vec::as_slice).unwrap_or_default()
    }

    /// The region that the rule is in.
    pub(super) fn region(&self) -> &'e str {
        match self.rule.arn.region() {
            "" => &self.evidence.region,
            region => region,
        }
    }

    /// The account that the rule is in.
    pub(super) fn account(&self) -> &'e str {
        match self.rule.arn.account() {
            "" => &self.evidence.account,
            account => account,
        }
    }

    /// Whether a resource is in the rule's own account. One without an account counts as such.
    pub(super) fn is_here(&self, arn: &Arn) -> bool {
        arn.account().is_empty() || arn.account() == self.account()
    }

    /// Whether a resource is in the rule's own account and region.
    pub(super) fn is_near(&self, arn: &Arn) -> bool {
        self.is_here(arn) && arn.region() == self.region()
    }

    /// True when the event was brought along: its time and account may be those of an example.
    pub(super) fn is_brought(&self) -> bool {
        self.evidence.expected.as_ref().is_some_and(|expected| expected.origin == Origin::Brought)
    }

    /// How captured events stand to the rule, where the event is one of them that nobody named.
    pub(super) fn captured(&self) -> Option<Captured> {
        let expected = self.evidence.expected.as_ref()?;
        matches!(expected.origin, Origin::Captured | Origin::Kept).then_some(self.evidence.captured)
    }

    /// Where the event was read that nobody named, where other rules of the bus have kept it.
    pub(super) fn logged_events(&self) -> Option<&'e LoggedEvents> {
        let expected = self.evidence.expected.as_ref()?;
        self.evidence.kept.seen().filter(|_| expected.origin == Origin::Kept)
    }

    /// A clause on why no event was found where other rules of the bus may keep them; empty where nobody
    /// looked.
    pub(super) fn why_none_was_kept(&self) -> String {
        let kept = match &self.evidence.kept {
            Piece::Seen(kept) => kept,
            Piece::CannotSee(blind) => return format!("{}: {}", blind.needs, blind.why),
            Piece::NotAsked | Piece::Missing => return String::new(),
        };
        if kept.places.is_empty() {
            return "no other rule of this bus that could take such events delivers to a log group"
                .to_owned();
        }
        let groups: Vec<&str> = kept.places.iter().map(|place| place.group.as_str()).collect();
        let from = date_and_time(kept.from, 0);
        let cut = if kept.is_cut { ", of which not all could be read" } else { "" };
        format!("no such event of the time since {from} UTC was found in {}{cut}", and_list(&groups))
    }

    /// A clause on captured events of the rule's kind, none of which it takes, and on why not the nearest of
    /// them.
    pub(super) fn events_left_out_by(&self, node: &Node, miss: &Miss) -> Option<String> {
        let captured = self.captured().filter(|captured| captured.all > 0 && captured.taken == 0)?;
        let why = with_field(node, miss);
        let why = why.trim_end_matches('.');
        Some(match captured.all {
            1 => format!("the one captured event of its kind is left out: {why}"),
            all => format!("all {all} captured events of its kind are left out, the nearest because: {why}"),
        })
    }

    /// True when the event that nobody named is not of the rule's kind: none of that was captured.
    pub(super) fn is_of_another_kind(&self) -> bool {
        self.captured().is_some_and(|captured| captured.all == 0)
    }

    /// True when the event that is asked about was seen on this bus.
    pub(super) fn is_seen(&self) -> bool {
        self.evidence.expected.is_some() && !self.is_brought()
    }

    /// What the event that was seen on this bus, of whatever kind, has at the joined path; nothing for one
    /// that was brought along.
    pub(super) fn seen_text(&self, path: &str) -> Option<String> {
        let expected = self.evidence.expected.as_ref().filter(|_| self.is_seen())?;
        text_at(&expected.event, path)
    }

    pub(super) fn is_on_default(&self) -> bool {
        self.rule.bus == Bus::DEFAULT
    }

    /// Which bus is named so, as seen from the rule's account and region.
    pub(super) fn bus<'t>(&self, named: &'t str) -> NamedBus<'t> {
        NamedBus::seen_from(self.region(), self.account(), named)
    }

    /// Whether this is the bus that the rule is on.
    pub(super) fn is_own_bus(&self, arn: &Arn) -> bool {
        self.bus(arn.as_str()) == NamedBus::Here(&self.rule.bus)
    }

    pub(super) fn is_on_partner_bus(&self) -> bool {
        self.rule.bus.starts_with("aws.partner/")
    }

    /// The requests that EventBridge makes for this rule.
    pub(super) fn delivery(&self) -> Delivery<'e> {
        Delivery {
            rule: self.rule.arn.as_str(),
            organization: self.evidence.organization.as_deref(),
            now: Some(self.evidence.now),
        }
    }

    /// Adds to a request of PutEvents what a policy may ask of the event itself, as far as that is known: of
    /// the event that is asked about, else of all that the rule takes.
    pub(super) fn add_event_keys(&self, request: &mut Request) {
        request.add_event(|path| self.event_text(path).or_else(|| self.only_text_at(path)));
    }

    /// The text that each event has at the path which the rule takes.
    fn only_text_at(&self, path: &str) -> Option<String> {
        let pattern = self.pattern()?;
        let mut texts = pattern.texts_at(path);
        let is_only = texts.len() == 1 && pattern.always_asks(path, |asked| asked.is_only(|_| true));
        texts.pop().filter(|_| is_only)
    }

    /// The sum of a metric over the span that was asked for; 0 where it has no points, none where metrics
    /// were not seen.
    pub(super) fn metric(&self, name: &str) -> Option<f64> {
        let metrics = self.evidence.metrics.seen()?;
        Some(metrics.total(name))
    }

    /// True when the metrics show that events matched.
    pub(super) fn has_matched(&self) -> bool {
        ["MatchedEvents", "TriggeredRules", "Invocations"]
            .iter()
            .any(|name| self.metric(name).is_some_and(|count| count > 0.0))
    }

    /// The metrics that count deliveries which were given up.
    pub(super) const GIVEN_UP: [&'static str; 3] =
        ["FailedInvocations", "InvocationsSentToDlq", "InvocationsFailedToBeSentToDlq"];

    /// True when the metrics show that targets were invoked and that no invocation was given up.
    pub(super) fn delivers(&self) -> bool {
        self.metric("Invocations").is_some_and(|count| count > 0.0)
            && Self::GIVEN_UP.iter().all(|name| self.metric(name).is_some_and(|count| count == 0.0))
    }

    /// Whether the rule's deliveries, which are counted of all targets together, show that its one target
    /// gets them.
    pub(super) fn delivers_to_its_one_target(&self) -> bool {
        self.delivers() && self.targets().len() == 1
    }

    /// When failures that a metric counts came to an end, if invocations after them failed no more.
    pub(super) fn ended(&self, failures: &str) -> Option<Millis> {
        self.evidence.metrics.seen()?.ended(failures)
    }

    /// The newest change of the rule after its last failed delivery, where the history of changes is known.
    pub(super) fn changed_since_failing(&self) -> Option<&'e PastCall> {
        let metrics = self.evidence.metrics.seen()?;
        let last = metrics.newest("FailedInvocations")?;
        let newest = self.evidence.changes.seen()?.changes.iter().max_by_key(|change| change.at)?;
        // A point counts from its start, and what failed in its period may have failed after the change.
        Some(newest).filter(|change| change.at >= last + i64::from(metrics.period) * 1_000)
    }

    /// True where deliveries fail for the most part, and nothing is known to have changed since.
    pub(super) fn mostly_fails(&self) -> bool {
        self.evidence.metrics.seen().is_some_and(crate::model::RuleMetrics::mostly_fails)
            && self.changed_since_failing().is_none()
    }

    /// True when each alternative of the pattern asks for sources that pass the test and for nothing else. Of
    /// a prefix or a wildcard the test gets what they begin with.
    pub(super) fn only_sources(&self, test: impl Fn(&Beginning) -> bool) -> bool {
        self.pattern().is_some_and(|pattern| pattern.always_asks("source", |asked| asked.begins_only(&test)))
    }

    /// The names of calls that the pattern asks for at `detail.eventName`; of a prefix or a wildcard what
    /// they begin with. What an item says of the end alone is not among them.
    pub(super) fn calls(&self) -> Vec<String> {
        let mut calls: Vec<String> = Vec::new();
        for asked in
            self.pattern().into_iter().flat_map(Pattern::asks).filter_map(|asks| asks.at("detail.eventName"))
        {
            let begin = asked.beginnings().map(|all| all.into_iter().map(|begin| begin.text).collect());
            for text in begin.unwrap_or_else(|| asked.texts()) {
                if !text.is_empty() && !calls.contains(&text) {
                    calls.push(text);
                }
            }
        }
        calls
    }

    /// The sources that the pattern asks for, those that begin so with a star behind.
    pub(super) fn sources(&self) -> Vec<String> {
        let mut sources: Vec<String> = Vec::new();
        let asked = self.pattern().into_iter().flat_map(Pattern::asks);
        let beginnings = asked.filter_map(|asks| asks.at("source")?.beginnings()).flatten();
        for begin in beginnings {
            let text = if begin.whole { begin.text } else { format!("{}*", begin.text) };
            if !sources.contains(&text) {
                sources.push(text);
            }
        }
        sources
    }

    /// True when each alternative asks for events that come through CloudTrail.
    pub(super) fn only_cloudtrail(&self) -> bool {
        self.pattern().is_some_and(|pattern| pattern.asks().all(asks_records))
    }
}

/// What a miss says, with its field in front where it does not name it.
pub(super) fn with_field(node: &Node, miss: &Miss) -> String {
    if node.path.is_empty() || miss.sentence.contains(&node.path) {
        return miss.sentence.clone();
    }
    format!("{}: {}", node.path, miss.sentence)
}

/// A text of an event at the joined path.
fn text_at(event: &Event, path: &str) -> Option<String> {
    path.split('.').try_fold(event.root(), crate::json::Value::get)?.owned_text()
}

/// True when whatever begins so is a source of an AWS service and of no partner.
pub(super) fn only_aws(begin: &Beginning) -> bool {
    is_of_aws(&begin.text) && (begin.whole || !"aws.partner/".starts_with(&begin.text))
}

/// A number that a metric counts, with its word: `1 delivery`, `18 deliveries`.
pub(super) fn so_many(count: f64, one: &str, many: &str) -> String {
    format!("{count} {}", if count > 1.0 { many } else { one })
}

/// Things in a row, of many the first two.
pub(super) fn listed(texts: &[String]) -> String {
    crate::text::listed(texts, "and", 2)
}
