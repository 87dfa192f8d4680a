//! The settings that an operator may give a thing: one declaration, from which the form, the options of the
//! command line and the checks come. Lengths and choices are the API reference's.

use super::ThingKind;
use crate::json::Document;
use crate::model::{TargetKind, from_seconds};
use crate::text::time::{self, rfc3339};
use serde_json::{Value, json};

/// One setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SettingField {
    /// Where it stands in the API's JSON; `Outer.Inner` in a structure.
    pub path: &'static str,
    /// Its name on the command line, after `--`.
    pub flag: &'static str,
    /// Its name in a form.
    pub label: &'static str,
    /// What it is for, in a sentence without a full stop.
    pub help: &'static str,
    /// What it takes.
    pub kind: FieldKind,
    /// It must be given to a new thing.
    pub required: bool,
    /// It can be given to a new thing only.
    pub fixed: bool,
    /// For a target's setting, the kinds of target that have it; empty for all.
    pub of: &'static [TargetKind],
}

/// What a setting takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// One line of so many characters at most.
    Line(usize),
    /// A text of so many characters at most, on as many lines as one likes.
    Text(usize),
    /// An ARN.
    Arn,
    /// ARNs, one a line.
    Arns,
    /// One of these.
    Choice(&'static [&'static str]),
    /// A whole number between these, both included.
    Number(i64, i64),
    /// JSON that is kept as a text, of so many characters at most.
    JsonText(usize),
    /// JSON that is a part of the thing.
    Json,
    /// A moment, written `2026-11-30T12:00:00Z`, sent in seconds since 1970.
    Moment,
}

pub(super) const fn field(
    path: &'static str,
    flag: &'static str,
    label: &'static str,
    kind: FieldKind,
    help: &'static str,
) -> SettingField {
    SettingField { path, flag, label, help, kind, required: false, fixed: false, of: &[] }
}

impl SettingField {
    pub(super) const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    const fn fixed(mut self) -> Self {
        self.fixed = true;
        self
    }

    pub(super) const fn of(mut self, kinds: &'static [TargetKind]) -> Self {
        self.of = kinds;
        self
    }
}

impl SettingField {
    /// The value that a text stands for; `None` for one that is empty, which takes the setting away.
    ///
    /// # Errors
    ///
    /// What is wrong with the text, and how it is written.
    pub fn read(&self, text: &str) -> Result<Option<Value>, String> {
        if text.trim().is_empty() {
            return Ok(None);
        }
        let value = match self.kind {
            FieldKind::Choice(_) if self.path == STATE => json!(state_of(text.trim())),
            FieldKind::Line(_) | FieldKind::Arn | FieldKind::Choice(_) => json!(text.trim()),
            FieldKind::Text(_) | FieldKind::JsonText(_) => json!(text),
            FieldKind::Number(least, most) => match text.trim().parse::<i64>() {
                Ok(number) => json!(number),
                Err(_) => return Err(format!("`{text}` is not a whole number between {least} and {most}")),
            },
            FieldKind::Json => serde_json::from_str(text)
                .map_err(|error| format!("this is not JSON: {}. {}", not_json(text, &error), self.help))?,
            FieldKind::Arns => arns(text)?,
            FieldKind::Moment => match time::read(text.trim()) {
                Some(moment) => json!(moment.as_second()),
                None => {
                    return Err(format!(
                        "`{text}` is not a time: write 2026-11-30T12:00:00Z, or 2026-11-30 12:00 in UTC"
                    ));
                }
            },
        };
        Ok(Some(value))
    }

    /// A value as the text that stands for it.
    pub fn write(&self, value: &Value) -> String {
        match (self.kind, value) {
            (FieldKind::Moment, Value::Number(_)) => rfc3339(from_seconds(value).unwrap_or_default()),
            (FieldKind::Json, value) => value.to_string(),
            (FieldKind::Arns, Value::Array(all)) => {
                let lines: Vec<&str> = all.iter().filter_map(Value::as_str).collect();
                lines.join("\n")
            }
            (_, Value::String(text)) => text.clone(),
            (_, value) => value.to_string(),
        }
    }

    /// Whether the name of what is in the account may stand in the place of its ARN.
    fn takes_name(&self) -> bool {
        ["EventSourceArn", "Destination.Arn", "ConnectionArn"].contains(&self.path)
    }

    /// What it takes, in a word.
    pub fn value_name(&self) -> &'static str {
        match self.kind {
            FieldKind::Line(_) | FieldKind::Text(_) => "TEXT",
            FieldKind::Arn if self.takes_name() => "NAME|ARN",
            FieldKind::Arn => "ARN",
            FieldKind::Arns => "ARN,…|@FILE",
            FieldKind::Choice(_) => "CHOICE",
            FieldKind::Number(..) => "NUMBER",
            FieldKind::JsonText(_) | FieldKind::Json => "JSON|@FILE",
            FieldKind::Moment => "TIME",
        }
    }
}

/// Where a rule's state stands.
const STATE: &str = "State";

/// A rule's state by the word that lists have for it; any other text as it is.
fn state_of(text: &str) -> &str {
    match text {
        "on" => "ENABLED",
        "off" => "DISABLED",
        "all" => "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
        other => other,
    }
}

/// ARNs with commas, blanks or line ends between them, or as a JSON list.
fn arns(text: &str) -> Result<Value, String> {
    if text.trim_start().starts_with('[') {
        return serde_json::from_str(text)
            .map_err(|error| format!("this is not a list of ARNs: {}", not_json(text, &error)));
    }
    let all = text.split([',', ' ', '\t', '\r', '\n']).filter(|one| !one.is_empty());
    Ok(all.map(Value::from).collect())
}

/// What keeps a text from being JSON, with its place, in our reader's words; what only the other reader
/// refuses, in that one's.
pub(crate) fn not_json(text: &str, error: &serde_json::Error) -> String {
    match Document::parse(text) {
        Err(error) => error.to_string().trim_end_matches('.').to_owned(),
        Ok(_) => error.to_string(),
    }
}

/// Where the dead-letter queue stands, of a bus and of a target.
pub(super) const DEAD_LETTER: &str = "DeadLetterConfig.Arn";
/// Where a partner's bus names its event source, when it is made.
pub(super) const EVENT_SOURCE: &str = "EventSourceName";
/// The most characters of an event pattern.
pub(super) const PATTERN: usize = 4096;

const DESCRIPTION: SettingField =
    field("Description", "description", "description", FieldKind::Line(512), "What it is for, in words");
const KEY: SettingField = field(
    "KmsKeyIdentifier",
    "kms-key",
    "KMS key",
    FieldKind::Line(2048),
    "The key that encrypts what is stored: ARN, id or alias; empty for AWS's own",
);

const BUS: &[SettingField] = &[
    field(
        EVENT_SOURCE,
        "event-source",
        "event source",
        FieldKind::Line(256),
        "For a partner's bus, its event source; the bus has the same name",
    )
    .fixed(),
    DESCRIPTION,
    field(
        DEAD_LETTER,
        "dead-letter",
        "dead-letter queue",
        FieldKind::Arn,
        "The SQS queue for events that could not be encrypted",
    ),
    KEY,
    field(
        "LogConfig.Level",
        "log-level",
        "log level",
        FieldKind::Choice(&["OFF", "ERROR", "INFO", "TRACE"]),
        "What the bus writes to its logs",
    ),
    field(
        "LogConfig.IncludeDetail",
        "log-detail",
        "log detail",
        FieldKind::Choice(&["NONE", "FULL"]),
        "Whether the logs have the events themselves",
    ),
];

const RULE: &[SettingField] = &[
    DESCRIPTION,
    field(
        STATE,
        "state",
        "state",
        FieldKind::Choice(&["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"]),
        "On, off, or on for read-only API calls too",
    ),
    field(
        "EventPattern",
        "pattern",
        "pattern",
        FieldKind::JsonText(PATTERN),
        "The event pattern: which events it takes",
    ),
    field(
        "ScheduleExpression",
        "schedule",
        "schedule",
        FieldKind::Line(256),
        "When it runs: rate(5 minutes) or cron(0 12 * * ? *), on the default bus only",
    ),
    field("RoleArn", "role", "role", FieldKind::Arn, "A role for all of the rule's targets that need one"),
];

const ARCHIVE: &[SettingField] = &[
    field("EventSourceArn", "bus", "bus", FieldKind::Arn, "The bus whose events it keeps: its name or ARN")
        .required()
        .fixed(),
    DESCRIPTION,
    field(
        "EventPattern",
        "pattern",
        "pattern",
        FieldKind::JsonText(PATTERN),
        "Which events it keeps; without one, all",
    ),
    field(
        "RetentionDays",
        "days",
        "days",
        FieldKind::Number(0, 1_000_000),
        "How long it keeps them; 0 means for ever",
    ),
    KEY,
];

const REPLAY: &[SettingField] = &[
    field("EventSourceArn", "archive", "archive", FieldKind::Arn, "The archive: its name or ARN")
        .required()
        .fixed(),
    field(
        "Destination.Arn",
        "bus",
        "bus",
        FieldKind::Arn,
        "The bus that the events came from, and go to: its name or ARN",
    )
    .required()
    .fixed(),
    field(
        "EventStartTime",
        "from",
        "from",
        FieldKind::Moment,
        "The first event's time; one without a zone is UTC",
    )
    .required()
    .fixed(),
    field("EventEndTime", "to", "to", FieldKind::Moment, "The last event's time; one without a zone is UTC")
        .required()
        .fixed(),
    field(
        "Destination.FilterArns",
        "rules",
        "rules",
        FieldKind::Arns,
        "The ARNs of the rules that take them; without any, all rules of the bus",
    )
    .fixed(),
    DESCRIPTION.fixed(),
];

const CONNECTION: &[SettingField] = &[
    field(
        "AuthorizationType",
        "authorization",
        "authorization",
        FieldKind::Choice(&["API_KEY", "BASIC", "OAUTH_CLIENT_CREDENTIALS"]),
        "How requests are authorized",
    )
    .required(),
    DESCRIPTION,
    KEY,
    field(
        "InvocationConnectivityParameters.ResourceParameters.ResourceConfigurationArn",
        "private-resource",
        "private resource",
        FieldKind::Arn,
        "The VPC Lattice resource configuration of a private endpoint",
    ),
];

const DESTINATION: &[SettingField] = &[
    field(
        "ConnectionArn",
        "connection",
        "connection",
        FieldKind::Arn,
        "The connection that authorizes it: its name or ARN",
    )
    .required(),
    field(
        "InvocationEndpoint",
        "endpoint",
        "endpoint",
        FieldKind::Line(2048),
        "The URL that is called, https://…; * stands for what a target's parameters fill in",
    )
    .required(),
    field(
        "HttpMethod",
        "method",
        "method",
        FieldKind::Choice(&["POST", "GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"]),
        "The HTTP method",
    )
    .required(),
    field(
        "InvocationRateLimitPerSecond",
        "rate",
        "rate",
        FieldKind::Number(1, 1_000_000),
        "Calls a second at most; 300 where nothing is said",
    ),
    DESCRIPTION,
];

const LOG_POLICY: &[SettingField] = &[field(
    "policyDocument",
    "document",
    "document",
    // CloudWatch Logs API reference, "PutResourcePolicy".
    FieldKind::JsonText(5120),
    "The policy, as IAM's JSON",
)
.required()];

/// The settings of things of a kind, in the order that a form shows them.
pub fn fields(kind: ThingKind) -> &'static [SettingField] {
    match kind {
        ThingKind::Bus => BUS,
        ThingKind::Rule => RULE,
        ThingKind::Archive => ARCHIVE,
        ThingKind::Replay => REPLAY,
        ThingKind::Connection => CONNECTION,
        ThingKind::Destination => DESTINATION,
        ThingKind::LogPolicy => LOG_POLICY,
        ThingKind::Source | ThingKind::Endpoint => &[],
    }
}
