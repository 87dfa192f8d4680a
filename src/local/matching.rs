//! Patterns of rules, judged by our own engine, with EventBridge's words where it refuses one.

use super::error::{ApiError, ApiResult};
use crate::pattern::{ENVELOPE_TO_TEST, Event, Pattern, RuleSet, Scratch, ServiceLimit, Verdict};
use std::sync::LazyLock;

/// The compiled patterns of a bus's enabled rules.
pub(super) struct Matcher {
    rules: RuleSet<String>,
    scratch: Scratch,
}

impl Matcher {
    /// Compiles the patterns of rules, given as (name, pattern). A pattern that does not parse matches
    /// nothing; `PutRule` lets none in.
    pub(super) fn new<'a>(patterns: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut rules = RuleSet::new();
        for (name, text) in patterns {
            if let Ok(pattern) = Pattern::parse(text) {
                rules.add(name.to_owned(), &pattern);
            }
        }
        Self { rules, scratch: Scratch::new() }
    }

    /// The names of the rules that match an event, in order of name; none when it is no event.
    pub(super) fn matches(&mut self, event: &str) -> Vec<String> {
        let mut names = Vec::new();
        if self.rules.matches(&mut self.scratch, event.as_bytes(), &mut names).is_err() {
            names.clear();
        }
        names.sort();
        names
    }
}

/// EventBridge's answer to a pattern it does not take.
pub(super) fn invalid(reason: impl std::fmt::Display) -> ApiError {
    ApiError::new("InvalidEventPatternException", format!("Event pattern is not valid. Reason: {reason}"))
}

fn parse(pattern: &str) -> ApiResult<Pattern> {
    Pattern::parse(pattern).map_err(|error| invalid(error.message()))
}

/// Judges a pattern as PutRule and TestEventPattern do: the language, then the service's own limits.
pub(super) fn check(pattern: &str) -> ApiResult<Pattern> {
    let pattern = parse(pattern)?;
    match pattern.service_limits().first() {
        None => Ok(pattern),
        Some(ServiceLimit::WildcardComplexity { .. }) => Err(invalid(
            "Rule is too complex - try using fewer wildcard characters or fewer repeating character \
                sequences after a wildcard character",
        )),
        Some(limit @ (ServiceLimit::Length { .. } | ServiceLimit::MaximumLength { .. })) => {
            Err(invalid(limit))
        }
    }
}

/// Whether a pattern counts against the quota of wildcard rules.
pub(super) fn has_wildcard(pattern: &str) -> bool {
    pattern.contains("\"wildcard\"")
}

/// The members TestEventPattern wants in an event.
static ENVELOPE: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    let there = r#"[{"exists":true}]"#;
    let members = ENVELOPE_TO_TEST.map(|name| format!("\"{name}\":{there}")).join(",");
    Pattern::parse(&format!("{{{members}}}")).ok()
});

/// TestEventPattern's verdict.
pub(super) fn test(pattern: &str, event: &str) -> ApiResult<bool> {
    let pattern = check(pattern)?;
    let invalid = || ApiError::validation("Parameter Event is not valid.");
    let event = Event::parse(event.as_bytes()).map_err(|_| invalid())?;
    if ENVELOPE.as_ref().is_some_and(|envelope| envelope.matches(&event) != Verdict::Match) {
        return Err(invalid());
    }
    match pattern.matches(&event) {
        Verdict::Match => Ok(true),
        Verdict::NoMatch => Ok(false),
        Verdict::Undecided => Err(ApiError {
            status: 500,
            ..ApiError::new("InternalException", "The event takes too many steps to judge.")
        }),
    }
}

/// Read-only management events reach only rules in the state that asks for them (user guide, "Read-only
/// management events from AWS services"). CloudTrail marks them `readOnly`; older records are told by the
/// verb.
static READ_ONLY: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::parse(
        r#"{"detail-type":["AWS API Call via CloudTrail","AWS Console Action via CloudTrail","AWS Service Event via CloudTrail"],
            "detail":{"managementEvent":[true,{"exists":false}],
                      "eventCategory":[{"anything-but":["Data","NetworkActivity"]},{"exists":false}]},
            "$or":[{"detail":{"readOnly":[true]}},
                   {"detail":{"readOnly":[{"exists":false}],"eventName":[{"prefix":"Describe"},{"prefix":"Get"},{"prefix":"List"}]}}]}"#,
    )
    .ok()
});

/// Health events about everybody (AWS Health user guide, "About public events for AWS Health").
static PUBLIC_HEALTH: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::parse(r#"{"source":["aws.health"],"detail":{"eventScopeCode":["PUBLIC"]}}"#).ok()
});

/// Whether an event is a public one of AWS Health: those come to rules that name their source, and to no
/// others.
pub(super) fn is_public_health(event: &str) -> bool {
    event.contains("aws.health")
        && Event::parse(event.as_bytes()).is_ok_and(|event| {
            PUBLIC_HEALTH.as_ref().is_some_and(|pattern| pattern.matches(&event) == Verdict::Match)
        })
}

/// Whether a pattern names AWS Health as the source.
pub(super) fn names_health(pattern: &str) -> bool {
    let names = |asked: crate::pattern::Asked<'_>| asked.texts().iter().any(|text| text == "aws.health");
    Pattern::parse(pattern).is_ok_and(|pattern| pattern.always_asks("source", names))
}

/// Whether an event is a read-only management event recorded by CloudTrail.
pub(super) fn is_read_only_call(event: &str) -> bool {
    event.contains("via CloudTrail")
        && Event::parse(event.as_bytes()).is_ok_and(|event| {
            READ_ONLY.as_ref().is_some_and(|pattern| pattern.matches(&event) == Verdict::Match)
        })
}
