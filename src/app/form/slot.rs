//! Which part of a change each field of a form is.

use super::special_forms::{ALL_TARGETS, WITHOUT_ONE};
use super::{GOES, NO, STAYS, YES, auth};
use crate::model::{FieldKind, SettingField};

/// Where what stands in a field goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// The name of a new thing.
    Name,
    /// The bus of a new rule.
    Bus,
    /// A setting of the thing.
    Setting(&'static SettingField),
    /// Whether the resource policy that a log group needs is made with this target, the first being 0.
    LogPolicy(usize),
    /// A new target's id.
    TargetId(usize),
    /// A setting of a target.
    Target(usize, &'static SettingField),
    /// Tags, one `KEY=VALUE` a line.
    Tags,
    /// The source that a pattern takes.
    Source,
    /// The detail-type that a pattern takes.
    DetailType,
    /// What else a pattern wants: `state=available, …`.
    Where,
    /// Tags that several things get, one `KEY=VALUE` a line.
    AddedTags,
    /// The keys of tags that several things lose, one a line.
    RemovedTags,
    /// The dead-letter queue that targets get.
    DeadLetter,
    /// Which targets get it.
    Which,
    /// A policy's statements.
    Policy,
    /// An event, as EventBridge delivers it.
    Event,
    /// What becomes of the rule that was copied.
    Original,
    /// A statement's id.
    StatementId,
    /// Who is let in: an account, an organization, or `*`.
    Who,
    /// The key's name, the user, or the client's id.
    AuthName,
    /// The key, password or client secret.
    AuthSecret,
    /// The OAuth endpoint.
    AuthEndpoint,
    /// How OAuth tokens are asked for.
    AuthMethod,
}

impl Slot {
    /// Whether it has more than one line.
    pub fn has_lines(self) -> bool {
        match self {
            Self::Tags | Self::AddedTags | Self::RemovedTags | Self::Policy | Self::Event => true,
            Self::Setting(field) | Self::Target(_, field) => match field.kind {
                FieldKind::Text(_) | FieldKind::JsonText(_) | FieldKind::Json | FieldKind::Arns => true,
                FieldKind::Line(_)
                | FieldKind::Arn
                | FieldKind::Choice(_)
                | FieldKind::Number(..)
                | FieldKind::Moment => false,
            },
            Self::Name
            | Self::Bus
            | Self::TargetId(_)
            | Self::Source
            | Self::DetailType
            | Self::Where
            | Self::LogPolicy(_)
            | Self::DeadLetter
            | Self::Which
            | Self::Original
            | Self::StatementId
            | Self::Who
            | Self::AuthName
            | Self::AuthSecret
            | Self::AuthEndpoint
            | Self::AuthMethod => false,
        }
    }

    /// All that may stand in it, where that is settled once and for all.
    pub fn options(self) -> Option<&'static [&'static str]> {
        match self {
            Self::Setting(field) | Self::Target(_, field) => match field.kind {
                FieldKind::Choice(options) => Some(options),
                FieldKind::Line(_)
                | FieldKind::Text(_)
                | FieldKind::Arn
                | FieldKind::Number(..)
                | FieldKind::JsonText(_)
                | FieldKind::Json
                | FieldKind::Arns
                | FieldKind::Moment => None,
            },
            Self::LogPolicy(_) => Some(&[NO, YES]),
            Self::Which => Some(&[WITHOUT_ONE, ALL_TARGETS]),
            Self::Original => Some(&[STAYS, GOES]),
            Self::AuthMethod => Some(&auth::METHODS),
            Self::Name
            | Self::Bus
            | Self::TargetId(_)
            | Self::Tags
            | Self::Source
            | Self::DetailType
            | Self::Where
            | Self::AddedTags
            | Self::RemovedTags
            | Self::DeadLetter
            | Self::Policy
            | Self::Event
            | Self::StatementId
            | Self::Who
            | Self::AuthName
            | Self::AuthSecret
            | Self::AuthEndpoint => None,
        }
    }

    /// Whether it has several of what may stand in it, one a line.
    pub fn is_list(self) -> bool {
        matches!(self, Self::Setting(field) | Self::Target(_, field) if field.kind == FieldKind::Arns)
    }

    /// Whether one ARN stands in it.
    pub fn is_arn(self) -> bool {
        match self {
            Self::Setting(field) | Self::Target(_, field) => field.kind == FieldKind::Arn,
            Self::DeadLetter => true,
            Self::Name
            | Self::Bus
            | Self::LogPolicy(_)
            | Self::TargetId(_)
            | Self::Tags
            | Self::Source
            | Self::DetailType
            | Self::Where
            | Self::AddedTags
            | Self::RemovedTags
            | Self::Which
            | Self::Policy
            | Self::Event
            | Self::Original
            | Self::StatementId
            | Self::Who
            | Self::AuthName
            | Self::AuthSecret
            | Self::AuthEndpoint
            | Self::AuthMethod => false,
        }
    }

    /// Whether what stands in it is neither shown nor recorded.
    pub fn is_secret(self) -> bool {
        self == Self::AuthSecret
    }

    /// Which target it is about, the first being 0; none where it is about something else.
    pub fn target(self) -> Option<usize> {
        match self {
            Self::LogPolicy(nth) | Self::TargetId(nth) | Self::Target(nth, _) => Some(nth),
            Self::Name
            | Self::Bus
            | Self::Setting(_)
            | Self::Tags
            | Self::Source
            | Self::DetailType
            | Self::Where
            | Self::AddedTags
            | Self::RemovedTags
            | Self::DeadLetter
            | Self::Which
            | Self::Policy
            | Self::Event
            | Self::Original
            | Self::StatementId
            | Self::Who
            | Self::AuthName
            | Self::AuthSecret
            | Self::AuthEndpoint
            | Self::AuthMethod => None,
        }
    }

    /// Whether what is invoked stands in it.
    pub fn is_target_arn(self) -> bool {
        matches!(self, Self::Target(_, field) if field.path == "Arn")
    }

    /// The place that faults about it name; `target` is the id of the target that it is about.
    pub fn place(self, target: &str) -> String {
        match self {
            Self::Name => "Name".to_owned(),
            Self::Bus => "Bus".to_owned(),
            Self::Setting(field) => field.path.to_owned(),
            Self::TargetId(_) => format!("target {target}"),
            Self::Target(_, field) => format!("target {target}: {}", field.path),
            Self::Tags | Self::AddedTags => "tags".to_owned(),
            Self::RemovedTags => "tags taken away".to_owned(),
            Self::Event => "Event".to_owned(),
            Self::LogPolicy(nth) => format!("log policy {}", nth + 1),
            Self::Policy => "Policy".to_owned(),
            Self::DeadLetter => "DeadLetterConfig.Arn".to_owned(),
            Self::Which => "which targets".to_owned(),
            Self::Source => "source".to_owned(),
            Self::DetailType => "detail-type".to_owned(),
            Self::Where => "where".to_owned(),
            Self::Original => "the original".to_owned(),
            Self::StatementId => "Sid".to_owned(),
            Self::Who => "Principal".to_owned(),
            Self::AuthName | Self::AuthSecret | Self::AuthEndpoint => "AuthParameters".to_owned(),
            Self::AuthMethod => "OAuth method".to_owned(),
        }
    }
}
