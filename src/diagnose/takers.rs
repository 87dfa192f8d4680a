//! Which rules of a bus take events that are about to be sent to it, and act on them. Every way to send says
//! it before anything is sent.
//!
//! The rules are given; they, and what they deliver to, are read elsewhere.

use crate::model::{EventEntry, Millis, Rule, RuleKey, Target};
use crate::pattern::{Event, Pattern, Verdict};
use crate::text::{counted, plural};
use serde::{Deserialize, Serialize};

/// Rules that are named at most.
const NAMED: usize = 30;

/// Where events are sent to, as far as it is known, and when.
#[derive(Clone, Copy, Debug)]
pub struct Destination<'a> {
    /// The account; none where its number is not known.
    pub account: Option<&'a str>,
    /// The region.
    pub region: &'a str,
    /// The service's time.
    pub now: Millis,
}

/// The rules that take events.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Takers {
    /// How many events they were.
    events: usize,
    /// Rules that are on and match.
    on: Vec<Taker>,
    /// Rules that would match, and are off.
    off: Vec<String>,
    /// Rules that are on, and of which it cannot be told whether they match.
    undecided: Vec<String>,
}

/// A rule that takes events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Taker {
    rule: RuleKey,
    /// How many of the events.
    events: usize,
    /// What it delivers to; none while that is not known.
    targets: Option<Vec<Target>>,
}

impl Takers {
    /// Of a bus's rules, those that take these events.
    pub fn of<'r>(
        rules: impl IntoIterator<Item = &'r Rule>,
        entries: &[EventEntry],
        to: Destination<'_>,
    ) -> Self {
        let events: Vec<Option<Event>> = entries
            .iter()
            .map(|entry| {
                let event = entry.as_delivered(to.account.unwrap_or_default(), to.region, to.now);
                Event::parse(event.as_bytes()).ok()
            })
            .collect();
        let mut found = Self { events: entries.len(), ..Self::default() };
        for rule in rules {
            let Some(text) = rule.pattern.as_deref() else { continue };
            let pattern = Pattern::parse(text).ok();
            let judged = pattern.as_ref().filter(|pattern| is_decidable(pattern, to));
            let verdicts = events.iter().map(|event| match (judged, event) {
                (Some(pattern), Some(event)) => pattern.matches(event),
                (_, None) | (None, _) => Verdict::Undecided,
            });
            let (mut taken, mut open) = (0, false);
            for verdict in verdicts {
                taken += usize::from(verdict == Verdict::Match);
                open |= verdict == Verdict::Undecided;
            }
            match (taken > 0, rule.state.is_disabled()) {
                (true, false) => {
                    found.on.push(Taker { rule: rule.key(), events: taken, targets: None });
                }
                (true, true) => found.off.push(rule.name.clone()),
                (false, false) if open => found.undecided.push(rule.name.clone()),
                (false, _) => {}
            }
        }
        found
    }

    /// The rules that are on and match.
    pub fn rules(&self) -> impl Iterator<Item = &RuleKey> {
        self.on.iter().map(|taker| &taker.rule)
    }

    /// Whether no rule that is on takes the events, as far as that can be told before they are sent.
    pub fn is_empty(&self) -> bool {
        self.on.is_empty() && self.undecided.is_empty()
    }

    /// With what the rules that match deliver to, as far as that is known.
    #[must_use]
    pub fn delivering(mut self, mut targets: impl FnMut(&RuleKey) -> Option<Vec<Target>>) -> Self {
        for taker in &mut self.on {
            taker.targets = targets(&taker.rule);
        }
        self
    }

    /// Whether that rule takes the events, and has nothing to deliver them to.
    pub fn is_without_targets(&self, rule: &str) -> bool {
        let empty = |taker: &Taker| taker.targets.as_ref().is_some_and(Vec::is_empty);
        self.on.iter().any(|taker| taker.rule.name == rule && empty(taker))
    }

    /// What will become of the events, a line each; what acts has a `!`.
    pub fn lines(&self) -> Vec<String> {
        let them = plural(self.events, "it", "them");
        let mut lines = Vec::new();
        if self.is_empty() {
            lines.push(format!("No enabled rule of the bus matches {them}: nothing acts on {them}."));
        } else if !self.on.is_empty() {
            let rules = counted(self.on.len(), "rule of the bus matches", "rules of the bus match");
            let acts = plural(self.on.len(), "its targets really act", "their targets really act");
            lines.push(format!("! {rules}, and {acts} on {them}:"));
        }
        lines.extend(first_of(&self.on, |taker| format!("!   {}", self.line(taker))));
        lines.extend(first_of(&self.undecided, |rule| {
            format!("! Whether rule {rule} matches {them}, and acts on {them}, is not known.")
        }));
        lines.extend(first_of(&self.off, |rule| format!("  {rule} would match {them}, and is off.")));
        lines
    }

    fn line(&self, taker: &Taker) -> String {
        let mut line = taker.rule.name.clone();
        if taker.events < self.events {
            line = format!("{line} ({} of the {} events)", taker.events, self.events);
        }
        delivering_to(&line, taker.targets.as_deref())
    }
}

/// A rule with what it delivers to, as far as that is known.
pub(super) fn delivering_to(rule: &str, targets: Option<&[Target]>) -> String {
    match targets {
        None => format!("{rule}: its targets are not known"),
        Some([]) => format!("{rule}: it has no targets"),
        Some(targets) => {
            format!("{rule} → {}", targets.iter().map(Target::kind_and_name).collect::<Vec<_>>().join(", "))
        }
    }
}

/// Whether it can be told before an event is sent if a pattern takes it: its id, and at times the account,
/// are not known by then. What cannot be read may take any.
fn is_decidable(pattern: &Pattern, to: Destination<'_>) -> bool {
    let asks = |name: &str| pattern.ever_asks(name, |_| true);
    !asks("id") && (to.account.is_some() || !asks("account"))
}

/// A line for each of the first of them, and how many more there are.
pub(super) fn first_of<T>(all: &[T], line: impl Fn(&T) -> String) -> Vec<String> {
    let mut lines: Vec<String> = all.iter().take(NAMED).map(line).collect();
    if all.len() > NAMED {
        lines.push(format!("  … and {} more", all.len() - NAMED));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{Destination, Takers};
    use crate::model::{EventEntry, Rule, RuleKey, RuleState};

    const HERE: Destination<'static> =
        Destination { account: Some("111122223333"), region: "us-east-1", now: 1_000 };

    fn rule(name: &str, pattern: Option<&str>, state: RuleState) -> Rule {
        let pattern = pattern.map(str::to_owned);
        Rule { state, pattern, ..crate::app::testing::rule("orders", name, "{}") }
    }

    fn on(name: &str, pattern: &str) -> Rule {
        rule(name, Some(pattern), RuleState::Enabled)
    }

    fn event(source: &str) -> EventEntry {
        let text = format!(r#"{{"source":"{source}","detail-type":"T","detail":{{"n":1}}}}"#);
        EventEntry::read_all(&text, "orders").unwrap().remove(0)
    }

    fn lines_of(rules: &[Rule], events: &[EventEntry], to: Destination<'_>) -> String {
        let arn = "sqs:us-east-1:111122223333:jobs";
        let targets = |key: &RuleKey| match key.name.as_str() {
            "queued" => Some(vec![crate::app::testing::target("1", arn)]),
            "empty" => Some(Vec::new()),
            _ => None,
        };
        Takers::of(rules, events, to).delivering(targets).lines().join("\n")
    }

    #[test]
    fn who_acts_on_an_event_is_named_with_what_it_delivers_to() {
        let rules = [
            on("queued", r#"{"source":["shop"]}"#),
            on("empty", r#"{"detail":{"n":[1]}}"#),
            on("unread", r#"{"account":["111122223333"],"region":["us-east-1"]}"#),
            on("other", r#"{"source":["other"]}"#),
            rule("switched-off", Some(r#"{"source":["shop"]}"#), RuleState::Disabled),
            rule("hourly", None, RuleState::Enabled),
        ];
        assert_eq!(
            lines_of(&rules, &[event("shop")], HERE),
            "! 3 rules of the bus match, and their targets really act on it:\n\
             !   queued → sqs jobs\n\
             !   empty: it has no targets\n\
             !   unread: its targets are not known\n  \
               switched-off would match it, and is off."
        );
        assert_eq!(
            lines_of(&rules[3..4], &[event("shop")], HERE),
            "No enabled rule of the bus matches it: nothing acts on it."
        );
    }

    #[test]
    fn of_several_events_it_is_said_how_many_a_rule_takes() {
        let rules = [on("queued", r#"{"source":["shop"]}"#), on("empty", r#"{"detail-type":["T"]}"#)];
        let said = lines_of(&rules, &[event("shop"), event("till"), event("shop")], HERE);
        assert!(said.contains("their targets really act on them"), "{said}");
        assert!(said.contains("!   queued (2 of the 3 events) → sqs jobs"), "{said}");
        assert!(said.contains("!   empty: it has no targets"), "{said}");
    }

    #[test]
    fn what_cannot_be_told_before_it_is_sent_is_said_to_be_unknown() {
        let rules = [
            on("of-tomorrow", r#"{"source":[{"operator-of-tomorrow":"shop"}]}"#),
            on("by-id", r#"{"id":[{"prefix":"a"}]}"#),
            on("by-account", r#"{"account":["111122223333"]}"#),
            rule("off", Some("{"), RuleState::Disabled),
        ];
        let nobody = Destination { account: None, ..HERE };
        let said = lines_of(&rules, &[event("shop")], nobody);
        for name in ["of-tomorrow", "by-id", "by-account"] {
            assert!(said.contains(&format!("! Whether rule {name} matches it")), "{said}");
        }
        assert!(!said.contains("rule off") && !said.contains("nothing acts"), "{said}");
    }

    #[test]
    fn of_very_many_rules_the_first_are_named_and_the_others_counted() {
        let rules: Vec<Rule> = (0..32).map(|n| on(&format!("r{n}"), r#"{"source":["shop"]}"#)).collect();
        assert!(lines_of(&rules, &[event("shop")], HERE).ends_with("  … and 2 more"));
    }
}
