//! AWS's own verdict, asked with TestEventPattern, and what it means beside ours.

use super::reading::{ReadEvent, ReadPattern};
use crate::app::page::{Line, Role};
use crate::model::CallError;
use crate::pattern::Verdict;
use crate::text::and_list;

/// A question to AWS and its answer. `stamp` tells which texts it was about.
#[derive(Debug, Default)]
pub(super) struct Ask {
    asked: Option<AskedAws>,
    answer: Option<(AskedAws, Result<Option<bool>, CallError>)>,
}

/// What was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AskedAws {
    /// The texts' stamp.
    pub stamp: u64,
    /// What we say to exactly what was sent.
    pub ours: Ours,
    /// The fields that were filled into the event.
    pub filled: Vec<&'static str>,
}

/// Our own verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ours {
    Match,
    NoMatch,
    /// The pattern is not valid.
    Invalid,
    /// The event is not a JSON object.
    BadEvent,
    /// Not decided within the step budget.
    Undecided,
}

impl Ours {
    /// Our verdict on a pattern and an event.
    pub fn of(pattern: &ReadPattern, event: &ReadEvent) -> Self {
        match (&pattern.outcome, event) {
            (Err(_), _) => Self::Invalid,
            (Ok(_), Err(_)) => Self::BadEvent,
            (Ok(pattern), Ok(event)) => match pattern.matches(event) {
                Verdict::Match => Self::Match,
                Verdict::NoMatch => Self::NoMatch,
                Verdict::Undecided => Self::Undecided,
            },
        }
    }

    fn in_words(&self) -> &'static str {
        match self {
            Self::Match => "a match",
            Self::NoMatch => "no match",
            Self::Invalid => "the pattern is not valid",
            Self::BadEvent => "the event is not valid",
            Self::Undecided => "undecided",
        }
    }
}

impl Ask {
    pub fn asking(&mut self, asked: AskedAws) {
        self.asked = Some(asked);
    }

    /// The answer to the question asked at `stamp`. True when AWS's verdict is not ours.
    pub fn take_answer(&mut self, stamp: u64, outcome: Result<Option<bool>, CallError>) -> bool {
        let Some(asked) = self.asked.take_if(|asked| asked.stamp == stamp) else { return false };
        let differs = disagrees(&asked.ours, &outcome);
        self.answer = Some((asked, outcome));
        differs
    }

    /// What is to be said about it at the texts' present stamp.
    pub fn lines(&self, stamp: u64, key: &str) -> Vec<Line> {
        let mut lines = Vec::new();
        if let Some(asked) = &self.asked {
            let text = if asked.stamp == stamp {
                "AWS: asking…"
            } else {
                "AWS: asking about the text before your last edit…"
            };
            lines.push(Line::of(Role::Dim, text));
        }
        let Some((asked, outcome)) = &self.answer else { return lines };
        if asked.stamp != stamp {
            if self.asked.is_none() {
                let answer = match outcome {
                    Ok(Some(true)) => "a match",
                    Ok(Some(false)) => "no match",
                    Ok(None) => "nothing",
                    Err(_) => "an error",
                };
                let text = format!("AWS: said {answer} to an older text; {key} asks about this one");
                lines.push(Line::of(Role::Dim, &text));
            }
            return lines;
        }
        let (role, text) = verdict_line(&asked.ours, outcome);
        // EventBridge's sentences have line breaks in them
        lines.extend(text.lines().map(|line| Line::of(role, line).hang(2)));
        if !asked.filled.is_empty() {
            let text = format!(
                "  AWS was asked with {} filled in, which it wants and the event lacks",
                and_list(&asked.filled)
            );
            lines.push(Line::of(Role::Dim, &text).hang(2));
        }
        lines
    }
}

fn disagrees(ours: &Ours, outcome: &Result<Option<bool>, CallError>) -> bool {
    match (ours, outcome) {
        (Ours::Match, Ok(Some(theirs))) => !theirs,
        (Ours::NoMatch, Ok(Some(theirs))) => *theirs,
        (Ours::Invalid | Ours::BadEvent, Ok(Some(_))) => true,
        (Ours::Match | Ours::NoMatch, Err(error)) => refuses(error),
        (Ours::Undecided, _) | (_, Ok(None)) | (Ours::Invalid | Ours::BadEvent, Err(_)) => false,
    }
}

/// True when AWS judged the texts invalid, rather than the call having failed.
fn refuses(error: &CallError) -> bool {
    error.kind == crate::model::ErrorKind::Invalid
}

fn verdict_line(ours: &Ours, outcome: &Result<Option<bool>, CallError>) -> (Role, String) {
    if disagrees(ours, outcome) {
        let theirs = match outcome {
            Ok(Some(true)) => "a match".to_owned(),
            Ok(Some(false)) => "no match".to_owned(),
            Ok(None) => "nothing".to_owned(),
            Err(error) => error.to_string(),
        };
        return (
            Role::Bad,
            format!("✗ AWS DISAGREES: buslens says {}, AWS says {theirs}. AWS decides.", ours.in_words()),
        );
    }
    match (ours, outcome) {
        (_, Ok(None)) => {
            (Role::Warn, "! AWS: no answer. The server took the question and gave no verdict.".to_owned())
        }
        (Ours::Undecided, Ok(Some(true))) => {
            (Role::Good, "✓ AWS: a match; buslens could not decide it".to_owned())
        }
        (Ours::Undecided, Ok(Some(false))) => {
            (Role::Bad, "✗ AWS: no match; buslens could not decide it".to_owned())
        }
        (_, Ok(Some(true))) => (Role::Good, "✓ AWS agrees: a match".to_owned()),
        (_, Ok(Some(false))) => (Role::Good, "✓ AWS agrees: no match".to_owned()),
        (Ours::Invalid | Ours::BadEvent, Err(error)) if refuses(error) => {
            (Role::Good, format!("✓ AWS agrees: {}", error.message))
        }
        (_, Err(error)) => (Role::Warn, format!("! AWS: no verdict. {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ErrorKind;

    fn text_of(ours: Ours, outcome: Result<Option<bool>, CallError>) -> String {
        let mut ask = Ask::default();
        ask.asking(AskedAws { stamp: 3, ours, filled: Vec::new() });
        ask.take_answer(3, outcome);
        ask.lines(3, "ctrl-t").iter().map(Line::plain).collect()
    }

    #[test]
    fn agreement_and_disagreement_are_told_apart() {
        assert_eq!(text_of(Ours::Match, Ok(Some(true))), "✓ AWS agrees: a match");
        assert!(
            text_of(Ours::Match, Ok(Some(false)))
                .starts_with("✗ AWS DISAGREES: buslens says a match, AWS says no match.")
        );
        assert!(text_of(Ours::Invalid, Ok(Some(false))).starts_with("✗ AWS DISAGREES"));
        let invalid =
            || CallError::new(ErrorKind::Invalid, "TestEventPattern", "Event pattern is not valid.");
        assert_eq!(text_of(Ours::Invalid, Err(invalid())), "✓ AWS agrees: Event pattern is not valid.");
        assert!(text_of(Ours::NoMatch, Err(invalid())).starts_with("✗ AWS DISAGREES"));
    }

    #[test]
    fn an_absent_answer_and_a_failed_call_are_no_verdict() {
        assert!(text_of(Ours::NoMatch, Ok(None)).contains("no answer"));
        let denied = CallError::new(ErrorKind::Denied, "TestEventPattern", "not allowed");
        assert!(text_of(Ours::NoMatch, Err(denied)).starts_with("! AWS: no verdict."));
    }

    #[test]
    fn an_answer_to_an_older_text_is_not_shown_as_current() {
        let mut ask = Ask::default();
        ask.asking(AskedAws { stamp: 3, ours: Ours::Match, filled: Vec::new() });
        assert!(ask.lines(4, "ctrl-t")[0].plain().contains("before your last edit"));
        ask.take_answer(3, Ok(Some(true)));
        assert_eq!(
            ask.lines(4, "ctrl-t")[0].plain(),
            "AWS: said a match to an older text; ctrl-t asks about this one"
        );
        assert_eq!(ask.lines(3, "ctrl-t")[0].plain(), "✓ AWS agrees: a match");
    }
}
