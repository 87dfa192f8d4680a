//! What became of a call that did not succeed, in words for a person.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The kinds of failure that deserve different advice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ErrorKind {
    /// No credentials were found anywhere in the chain.
    NoCredentials,
    /// Credentials or an SSO login have expired.
    Expired,
    /// No region is configured.
    NoRegion,
    /// IAM or a resource policy refused the call.
    Denied,
    /// The thing asked for does not exist.
    NotFound,
    /// The request was judged invalid by the service.
    Invalid,
    /// The service is limiting the rate of calls.
    Throttled,
    /// The rule belongs to an AWS service.
    Managed,
    /// The resource changed between reading and writing it.
    Changed,
    /// buslens itself refused: read-only mode, or a write that was not confirmed.
    Refused,
    /// The server does not know this call (emulators).
    Unsupported,
    /// A change or an event went out, and no answer tells whether it was done.
    NotKnown,
    /// No connection, time out, or a broken answer.
    Network,
    /// Anything else.
    Other,
}

/// A failed call: what failed, why, and what to do next, in that order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub struct CallError {
    /// The kind of failure.
    pub kind: ErrorKind,
    /// The API operation or step, such as `ListRules`.
    pub operation: String,
    /// The service's error code, such as `AccessDeniedException`, where there is one.
    pub code: Option<String>,
    /// Why, in one sentence: the service's message, or ours.
    pub message: String,
    /// Who has changed the thing meanwhile, in one sentence without its full stop, where that was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<Box<str>>,
    /// What to do next, in one sentence, where we know.
    pub advice: Option<String>,
    /// Something of the change was done all the same, such as the calls before this one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub partial: bool,
}

const NOT_KNOWN: &str = "not known whether it was done: ";

impl CallError {
    /// True where no answer of the service came: it did not answer in time, or the connection broke off.
    pub(crate) fn is_without_answer(&self) -> bool {
        self.code.is_none() && matches!(self.kind, ErrorKind::Network | ErrorKind::Other)
    }

    /// Why something was not seen, a clause, where it was to be read beside other things: what it takes to be
    /// allowed is said by whoever asked.
    pub fn why_unseen(&self) -> String {
        match self.kind {
            ErrorKind::Denied => match self.message.rsplit_once(" because ") {
                Some((_, because)) => format!("not allowed: {}", because.trim_end_matches('.')),
                None => "not allowed".to_owned(),
            },
            // Nothing was asked, so nothing failed.
            ErrorKind::Refused | ErrorKind::Unsupported => self.message.clone(),
            ErrorKind::NoCredentials
            | ErrorKind::Expired
            | ErrorKind::NoRegion
            | ErrorKind::NotFound
            | ErrorKind::Invalid
            | ErrorKind::Throttled
            | ErrorKind::Managed
            | ErrorKind::Changed
            | ErrorKind::NotKnown
            | ErrorKind::Network
            | ErrorKind::Other => self.to_string(),
        }
    }

    /// An error of our own making.
    pub fn new(kind: ErrorKind, operation: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            kind,
            operation: operation.into(),
            code: None,
            message: message.into(),
            who: None,
            advice: None,
            partial: false,
        }
    }

    /// The failure of a call that may have been done all the same.
    #[must_use]
    pub fn not_known(mut self) -> Self {
        self.kind = ErrorKind::NotKnown;
        self.message = format!("{NOT_KNOWN}{}", self.message);
        self.advise("Look at what is there before you do it again; it was sent once.")
    }

    /// The same where a look showed that it was not done.
    #[must_use]
    pub(crate) fn not_done(mut self) -> Self {
        if let Some(why) = self.message.strip_prefix(NOT_KNOWN) {
            self.message = why.to_owned();
        }
        Self { kind: ErrorKind::Other, advice: None, ..self }
    }

    /// Adds a sentence to the failure's, which comes without its full stop.
    #[must_use]
    pub(crate) fn and_also(mut self, sentence: &str) -> Self {
        self.goes_on(&format!(". {sentence}"));
        self
    }

    /// Adds to what is said. The service's code stands behind the service's own words.
    pub(crate) fn goes_on(&mut self, more: &str) {
        let before = self.message.trim_end_matches('.');
        let code = self.code.as_deref().filter(|code| !before.contains(*code));
        let code = code.map(|code| format!(" ({code})")).unwrap_or_default();
        self.message = format!("{before}{code}{more}");
    }

    /// The failure of a call whose answer was lost, where what is there is neither what was nor what was to
    /// be.
    #[must_use]
    pub fn otherwise(mut self, found: &[String]) -> Self {
        let found = found.join("; ");
        self.goes_on(&format!(". Reading it back showed neither the old nor the new value: {found}"));
        self.advise(
            "Somebody else seems to have changed it. Refresh, and look at what it is before you repeat it.",
        )
    }

    /// What would show what this call could not read: the permission, where it was refused for want of that.
    pub fn needed(&self, permission: &str) -> String {
        match self.kind {
            ErrorKind::Denied => permission.to_owned(),
            ErrorKind::NoCredentials | ErrorKind::Expired => "credentials that are valid".to_owned(),
            ErrorKind::NoRegion => "a region".to_owned(),
            ErrorKind::Throttled
            | ErrorKind::Changed
            | ErrorKind::NotKnown
            | ErrorKind::Network
            | ErrorKind::Other => "another try".to_owned(),
            // No permission would help.
            ErrorKind::Unsupported => "a look by hand".to_owned(),
            ErrorKind::NotFound | ErrorKind::Invalid | ErrorKind::Managed | ErrorKind::Refused => {
                format!("a look by hand, which takes {permission}")
            }
        }
    }

    /// The failure with what was read or changed before its words: `bus orders: …`.
    #[must_use]
    pub(crate) fn with_subject(mut self, what: &str) -> Self {
        self.message = format!("{what}: {}", self.message);
        self
    }

    /// Adds what to do next.
    #[must_use]
    pub fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Of what may have been done it is not said that it failed, nor of what we ourselves kept back.
        let failed = match self.kind {
            ErrorKind::NotKnown => "",
            ErrorKind::Changed | ErrorKind::Managed if self.code.is_none() => " was not sent",
            ErrorKind::Changed
            | ErrorKind::Managed
            | ErrorKind::Denied
            | ErrorKind::NoCredentials
            | ErrorKind::Expired
            | ErrorKind::NoRegion
            | ErrorKind::Throttled
            | ErrorKind::Network
            | ErrorKind::NotFound
            | ErrorKind::Invalid
            | ErrorKind::Refused
            | ErrorKind::Unsupported
            | ErrorKind::Other => " failed",
        };
        write!(f, "{}{failed}: {}", self.operation, self.message)?;
        if let Some(code) = self.code.as_deref().filter(|code| !self.message.contains(*code)) {
            write!(f, " ({code})")?;
        }
        let gap = if self.message.ends_with(['.', '!', '?']) && self.code.is_none() { " " } else { ". " };
        if let Some(who) = &self.who {
            write!(f, "{gap}{who}")?;
        }
        if let Some(advice) = &self.advice {
            let gap = if self.who.is_some() { ". " } else { gap };
            write!(f, "{gap}{advice}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{CallError, ErrorKind};

    fn answered(kind: ErrorKind, code: &str) -> CallError {
        CallError { code: Some(code.to_owned()), ..CallError::new(kind, "PutTargets", "limit.") }
    }

    #[test]
    fn the_services_code_stands_behind_its_own_words() {
        let error =
            answered(ErrorKind::Invalid, "LimitExceededException").and_also("Done before it: PutRule");
        let told = "PutTargets failed: limit (LimitExceededException). Done before it: PutRule";
        assert_eq!(error.to_string(), told);
        let lost = answered(ErrorKind::Other, "InternalException").not_known().otherwise(&["a".to_owned()]);
        assert!(lost.to_string().starts_with(
            "PutTargets: not known whether it was done: limit (InternalException). Reading it back showed neither"
        ));
        assert_eq!(
            answered(ErrorKind::Invalid, "Limit").to_string(),
            "PutTargets failed: limit. (Limit)",
            "words alone stay as they came"
        );
    }

    #[test]
    fn what_the_service_refused_was_sent() {
        let kept_back = CallError::new(ErrorKind::Changed, "PutRule", "it was changed meanwhile");
        assert_eq!(kept_back.to_string(), "PutRule was not sent: it was changed meanwhile");
        let refused = CallError { code: Some("ConcurrentModificationException".to_owned()), ..kept_back };
        assert!(refused.to_string().starts_with("PutRule failed: "), "{refused}");
    }
}
