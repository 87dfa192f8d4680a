//! What `update` asks the world to do: plain data that tests can compare.
//!
//! Writes to an account are a type of their own. A [`Write`] holds a [`Confirmed`], which only the
//! confirmation's accept branch (or `--yes` on the command line) can make; the executor is the one gate that
//! lets writes through, and it refuses all of them in read-only mode.

use super::account::Listing;
use super::confirm::Confirmed;
use super::request::Req;
use crate::model::{Arn, Millis, Rule, RuleKey, RuleState, TailSource};
use serde::{Deserialize, Serialize};

/// A request to the world.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "writes are rare, and one lives at a time")]
pub enum Effect {
    /// Connect to an account; answered by `Reply::Connected`.
    Connect {
        /// The request.
        req: Req,
        /// The profile, or the environment's.
        profile: Option<String>,
        /// The region, or the profile's.
        region: Option<String>,
    },
    /// Read from the account or from our own files; changes nothing.
    Read {
        /// The request.
        req: Req,
        /// What to read.
        read: Read,
    },
    /// Change something in the account.
    Write(Write),
    /// Start a live tail.
    OpenTail {
        /// The tail's id, chosen by `update`.
        tail: TailId,
        /// What to tail.
        source: TailSource,
    },
    /// End a live tail.
    CloseTail {
        /// The tail's id.
        tail: TailId,
    },
    /// Put a text on the clipboard (OSC 52).
    Copy(String),
    /// Keep the text of an edit; done within a second, mode 0600.
    SaveDraft {
        /// The rule being edited.
        rule: RuleKey,
        /// The whole text.
        text: String,
        /// What the account held when the edit began.
        base: String,
    },
    /// The edit is saved or given up: drop its draft.
    DropDraft {
        /// The rule that was edited.
        rule: RuleKey,
    },
    /// Write a file for the operator; never overwrites. Answered by `Reply::FileWritten`.
    SaveFile {
        /// The request.
        req: Req,
        /// Where, relative to the working directory.
        path: String,
        /// What.
        text: String,
    },
    /// Send `Message::Tick` at that time, once. A later `Wake` does not cancel an earlier one.
    Wake {
        /// When.
        at: Millis,
    },
    /// Suspend to the shell (ctrl-z).
    Suspend,
    /// Draw everything anew (ctrl-l).
    Redraw,
    /// Leave.
    Quit,
}

/// Something to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Read {
    /// ListEventBuses.
    Buses,
    /// DescribeEventBus.
    Bus(String),
    /// ListRules of a bus, by name.
    Rules(String),
    /// DescribeRule.
    Rule(RuleKey),
    /// ListTargetsByRule. `urgent` is on screen now and goes before the rest.
    Targets {
        /// The rule.
        rule: RuleKey,
        /// On screen now.
        urgent: bool,
    },
    /// ListTagsForResource.
    Tags(Arn),
    /// GetMetricData for a rule.
    Metrics {
        /// The rule.
        rule: RuleKey,
        /// Start of the span.
        from: Millis,
        /// End of the span.
        to: Millis,
    },
    /// DescribeLogGroups for one group.
    LogGroup(String),
    /// One of the plain listings.
    Listing(Listing),
    /// ListRuleNamesByTarget.
    UsedBy {
        /// The target's ARN.
        target: Arn,
        /// The bus to look on.
        bus: String,
    },
    /// TestEventPattern.
    TestPattern {
        /// The pattern's text.
        pattern: String,
        /// The event's text, envelope complete.
        event: String,
    },
    /// Our own record of the state a rule had before we disabled it.
    RememberedState(Arn),
    /// Our own draft of an edit.
    Draft(RuleKey),
    /// A file of events, by its path; `~/` stands for the home directory.
    EventFile(String),
    /// The profiles in the shared configuration files.
    Profiles,
}

/// A write that the operator has confirmed.
#[derive(Clone, Debug, PartialEq)]
pub struct Write {
    /// The request.
    pub req: Req,
    /// What to write.
    pub op: WriteOp,
    /// The proof that it was confirmed.
    pub confirmed: Confirmed,
}

/// Something to write.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "writes are rare, and one lives at a time")]
pub enum WriteOp {
    /// Switch a rule. To `DISABLED`: what it was is recorded first. To the special CloudTrail state: by
    /// PutRule, every other field kept, because EnableRule cannot set it.
    SetState {
        /// The rule as last read.
        rule: Rule,
        /// The state to reach.
        to: RuleState,
    },
    /// PutRule with a re-read before (refused when it changed meanwhile) and a comparison after.
    PutRule {
        /// The rule as last read.
        was: Rule,
        /// The rule to be.
        new: Rule,
    },
}

/// The id of a tail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TailId(pub u64);
