//! The variables every template may use. Source: user guide, "Amazon EventBridge input transformation",
//! "Predefined variables".

/// A predefined variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Predefined {
    /// `aws.events.rule-arn`
    RuleArn,
    /// `aws.events.rule-name`
    RuleName,
    /// `aws.events.event.ingestion-time`: when the service received the event.
    IngestionTime,
    /// `aws.events.event`: the event without `detail`, its keys as the service writes them here.
    Event,
    /// `aws.events.event.json`: the whole event.
    EventJson,
}

impl Predefined {
    /// All of them, as the page lists them.
    pub const ALL: [Self; 5] =
        [Self::RuleArn, Self::RuleName, Self::IngestionTime, Self::Event, Self::EventJson];

    /// The name that stands between `<` and `>`.
    pub fn name(self) -> &'static str {
        match self {
            Self::RuleArn => "aws.events.rule-arn",
            Self::RuleName => "aws.events.rule-name",
            Self::IngestionTime => "aws.events.event.ingestion-time",
            Self::Event => "aws.events.event",
            Self::EventJson => "aws.events.event.json",
        }
    }

    /// The variable of that name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|variable| variable.name() == name)
    }

    /// Whether it is an object, which belongs outside quotes.
    pub fn is_object(self) -> bool {
        match self {
            Self::Event | Self::EventJson => true,
            Self::RuleArn | Self::RuleName | Self::IngestionTime => false,
        }
    }
}
