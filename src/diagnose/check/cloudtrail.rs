//! Events that come through CloudTrail: is there a trail that takes them, and does the rule's state.

use crate::diagnose::case::{CLOUDTRAIL, Case};
use crate::diagnose::command;
use crate::diagnose::report::Report;
use crate::export::Command;
use crate::model::RuleState;
use crate::model::facts::{FieldCondition, Selector, Trail};

/// Beginnings of the names of calls that only read: those that the user guide names, and STS's.
const READING: [&str; 4] = ["Describe", "Get", "List", "AssumeRole"];
/// Calls of STS whose names begin like reading, and which the guide counted among changes until it fell silent on them.
const DOUBTFUL: [&str; 2] = ["GetFederationToken", "GetSessionToken"];
/// Others that CloudTrail marks as read-only.
const READING_TOO: [&str; 7] = ["BatchGet", "Head", "Lookup", "Search", "Simulate", "BatchDescribe", "Query"];

/// Data events by their source: the resource's type in selectors, and the beginnings of their calls' names.
const DATA: [(&str, &str, &[&str]); 4] = [
    (
        "aws.s3",
        "AWS::S3::Object",
        &[
            "PutObject",
            "GetObject",
            "DeleteObject",
            "HeadObject",
            "CopyObject",
            "CompleteMultipartUpload",
            "ListObjects",
        ],
    ),
    ("aws.lambda", "AWS::Lambda::Function", &["Invoke"]),
    (
        "aws.dynamodb",
        "AWS::DynamoDB::Table",
        &[
            "PutItem",
            "GetItem",
            "DeleteItem",
            "UpdateItem",
            "BatchGetItem",
            "BatchWriteItem",
            "Query",
            "Scan",
        ],
    ),
    ("aws.sns", "AWS::SNS::Topic", &["Publish"]),
];

/// Services of which some calls that read are data events, beside those of [`DATA`] (CloudTrail user guide, "Logging
/// data events"): which they are is not listed here, so none of these is told to be a management event.
const WITH_DATA: [&str; 34] = [
    "aoss",
    "apigateway",
    "appconfig",
    "b2bi",
    "bedrock",
    "cassandra",
    "cloudfront-keyvaluestore",
    "cloudwatch",
    "cognito-identity",
    "cognito-idp",
    "datazone",
    "dynamodbstreams",
    "ebs",
    "frauddetector",
    "geo",
    "glue",
    "guardduty",
    "iot",
    "iotsitewise",
    "kinesis",
    "kinesisvideo",
    "logs",
    "managedblockchain",
    "medical-imaging",
    "monitoring",
    "neptune-graph",
    "qbusiness",
    "s3-outposts",
    "s3express",
    "s3tables",
    "sagemaker",
    "servicediscovery",
    "sqs",
    "timestream",
];

fn data_type(source: &str, call: &str) -> Option<&'static str> {
    DATA.iter()
        .find(|(of, _, calls)| *of == source && calls.iter().any(|name| call.starts_with(name)))
        .map(|(_, kind, _)| *kind)
}

/// True for the beginning of the names of data events, as a prefix in a pattern is one.
fn begins_data(source: &str, beginning: &str) -> bool {
    DATA.iter().any(|(of, _, calls)| *of == source && calls.iter().any(|name| name.starts_with(beginning)))
}

/// What the pattern asks of CloudTrail: its sources and calls.
struct Wanted {
    /// Such as `aws.s3`; empty where the pattern does not say.
    sources: Vec<String>,
    /// The names of calls; of a prefix its text.
    calls: Vec<String>,
    /// The buckets that S3's calls are about, where the pattern names them.
    buckets: Vec<String>,
}

impl Wanted {
    fn of(case: &Case<'_>) -> Option<Self> {
        let pattern = case.pattern()?;
        if !case.only_cloudtrail() {
            return None;
        }
        let mut sources = pattern.texts_at("source");
        if sources.is_empty() {
            // `s3.amazonaws.com` is what `aws.s3` is called inside of a call's record.
            let hosts = pattern.texts_at("detail.eventSource");
            let named = hosts.iter().filter_map(|host| host.strip_suffix(".amazonaws.com"));
            sources = named.map(|service| format!("aws.{service}")).collect();
        }
        let buckets = pattern.texts_at("detail.requestParameters.bucketName");
        Some(Self { sources, calls: case.calls(), buckets })
    }

    /// The data events' type, when all the calls are of one.
    fn data(&self) -> Option<&'static str> {
        let source = self.sources.first()?;
        let mut kinds = self.calls.iter().map(|call| data_type(source, call));
        let first = kinds.next()??;
        kinds.all(|kind| kind == Some(first)).then_some(first)
    }

    /// Whether the data events of some of the wanted buckets are among those of resources whose ARNs begin so. Of
    /// other resources the pattern's names are not read, and they count as taken.
    fn are_among(&self, beginning: &str) -> bool {
        let of_all = ["arn:aws:s3", "arn:aws:s3:::"];
        self.buckets.is_empty()
            || of_all.contains(&beginning)
            || self.buckets.iter().any(|bucket| {
                // A beginning may go on into the keys of the bucket.
                beginning.strip_prefix("arn:aws:s3:::").is_some_and(|rest| {
                    rest == bucket || rest.split_once('/').is_some_and(|(name, _)| name == bucket)
                })
            })
    }

    /// True when the calls may be data events, as far as is known here.
    fn may_be_data(&self) -> bool {
        let with_data = |source: &String| {
            let service = source.strip_prefix("aws.").unwrap_or(source);
            WITH_DATA.contains(&service)
                || self
                    .calls
                    .iter()
                    .any(|call| data_type(source, call).is_some() || begins_data(source, call))
                || self.calls.is_empty() && DATA.iter().any(|(of, _, _)| of == source)
        };
        if self.sources.is_empty() {
            // Whatever the service: no call that begins with these is known to be a data event.
            let surely_management =
                |call: &String| ["Describe", "AssumeRole"].iter().any(|start| call.starts_with(start));
            return self.calls.is_empty() || !self.calls.iter().all(surely_management);
        }
        self.sources.iter().any(with_data)
    }
}

/// What the record of a call in an event says of it: true for a management event that only reads.
fn is_reading_record(case: &Case<'_>) -> bool {
    let Some(expected) = &case.evidence.expected else { return false };
    let Some(detail) = expected.event.root().get("detail") else { return false };
    let is = |name: &str, kind: crate::json::Kind| detail.get(name).is_some_and(|value| value.kind() == kind);
    is("readOnly", crate::json::Kind::True)
        && !is("managementEvent", crate::json::Kind::False)
        && case.event_text("detail.eventCategory").is_none_or(|category| category == "Management")
}

/// M12: calls that only read, and a rule in the plain state.
pub(super) fn read_only(case: &Case<'_>, report: &mut Report) {
    let (Some(pattern), Some(wanted)) = (case.pattern(), Wanted::of(case)) else { return };
    let rule = case.rule;
    let calls = &wanted.calls;
    let doubtful = |call: &String| DOUBTFUL.contains(&call.as_str());
    let begins = |call: &String| READING.iter().any(|start| call.starts_with(start));
    let reads = |call: &String| begins(call) && !doubtful(call);
    let reads_too = |call: &String| begins(call) || READING_TOO.iter().any(|start| call.starts_with(start));
    let only_calls = pattern.always_asks("detail.eventName", |asked| asked.begins_only(|_| true));
    let wants_reads =
        pattern.always_asks("detail.readOnly", |asked| asked.takes_bool(true) && !asked.takes_bool(false));
    let event_reads = is_reading_record(case);
    let all = only_calls && !calls.is_empty() && calls.iter().all(reads);
    let some = calls.iter().any(reads_too);
    if wanted.data().is_some() || !(all || some || wants_reads || event_reads) {
        return;
    }
    if rule.state == RuleState::EnabledWithAllCloudTrail {
        report
            .ok("The rule's state lets read-only calls in.")
            .shown("DescribeRule.State", rule.state.as_str());
        return;
    }
    if rule.state != RuleState::Enabled {
        return;
    }
    let special = RuleState::EnabledWithAllCloudTrail;
    let title = "Calls that only read (Describe, Get, List and the like) come only to a rule in the state \
                 ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS, and this one is ENABLED.";
    // Of calls of both sorts the matches may be those that change.
    if case.has_matched() && (all || wants_reads) && !event_reads {
        report
            .ok("Calls that only read are not what keeps this rule still: its metrics count matches.")
            .shown("DescribeRule.State", rule.state.as_str());
        return;
    }
    // Data events come to a rule in the plain state, whether they read or not.
    let is_management = event_reads || (all || wants_reads) && !wanted.may_be_data();
    let note = if is_management && !case.has_matched() {
        report.fault(title)
    } else if wanted.may_be_data() && !event_reads {
        report.suspect(format!("{title} Data events are excepted, and some calls of this service are such."))
    } else {
        report.suspect(title)
    };
    note.shown("DescribeRule.State", rule.state.as_str())
        .shown("detail.eventName", calls.clone())
        .fix("Set that state with put-rule. It brings a great many events: keep the pattern narrow.")
        .change("State", Some(rule.state.as_str()), special.as_str())
        .command(command::put_rule(rule, None, None, &special));
}

fn covers_region(trail: &Trail, region: &str) -> bool {
    trail.multi_region || trail.home_region == region || trail.home_region.is_empty()
}

/// M13: no trail logs, so nothing comes through CloudTrail.
pub(super) fn no_trail(case: &Case<'_>, report: &mut Report) {
    if !case.only_cloudtrail() {
        return;
    }
    if case.has_matched() {
        report.ok("Events come through CloudTrail: the rule's metrics count matches.");
        return;
    }
    let what = "Whether a trail logs, without which nothing comes through CloudTrail,";
    let Some(trails) = report.see(what, "cloudtrail:DescribeTrails", &case.evidence.trails) else { return };
    let shown: Vec<_> = trails
        .iter()
        .map(|trail| serde_json::json!({"name": trail.name, "home": trail.home_region, "logging": trail.logging}))
        .collect();
    let here: Vec<&Trail> = trails.iter().filter(|trail| covers_region(trail, case.region())).collect();
    if here.iter().any(|trail| trail.logging == Some(true)) {
        report.ok("A trail logs in this region.").shown("DescribeTrails", shown);
    } else if let Some(unseen) = here.iter().find(|trail| trail.logging.is_none()) {
        report.cannot_see(
            &format!("Whether the trail {} logs", unseen.name),
            "cloudtrail:GetTrailStatus",
            "",
        );
    } else if let Some(stopped) = here.first() {
        report
            .fault(format!("The trail {} does not log, so no event comes through CloudTrail.", stopped.name))
            .shown("GetTrailStatus", shown)
            .fix("Start it.")
            .command(
                Command::new("cloudtrail start-logging")
                    .option("name", &stopped.name)
                    .region(&stopped.home_region),
            );
    } else {
        report
            .fault("No trail covers this region, so no event comes through CloudTrail.")
            .shown("DescribeTrails", shown)
            .fix("Create a trail, for all regions, that takes management events, and start it.")
            .command(format!(
                "{}\n{}",
                Command::new("cloudtrail create-trail --is-multi-region-trail")
                    .option("name", "management-events")
                    .option("s3-bucket-name", "BUCKET")
                    .region(case.region()),
                Command::new("cloudtrail start-logging")
                    .option("name", "management-events")
                    .region(case.region())
            ));
    }
}

/// M14: the trails leave this class of event out.
pub(super) fn left_out(case: &Case<'_>, report: &mut Report) {
    let Some(wanted) = Wanted::of(case) else { return };
    let Some(trails) = case.evidence.trails.seen() else { return };
    let logging: Vec<&Trail> = trails
        .iter()
        .filter(|trail| covers_region(trail, case.region()) && trail.logging == Some(true))
        .collect();
    if logging.is_empty() || case.has_matched() {
        return;
    }
    let of_all: Vec<&Vec<Selector>> = logging.iter().filter_map(|trail| trail.selectors.as_ref()).collect();
    let data = wanted.data();
    if data.is_none() && !wanted.calls.is_empty() && !wanted.sources.is_empty() && wanted.may_be_data() {
        let what = "Whether a trail takes these calls";
        let why = "some calls of this service are data events, and which they are is not known here";
        report.cannot_see(what, "a look at an event of such a call: its managementEvent tells", why);
        return;
    }
    if of_all.iter().any(|selectors| selectors.iter().any(|selector| takes(selector, &wanted, data))) {
        report.ok("A trail takes events of this class.");
        return;
    }
    if of_all.len() < logging.len() {
        report.cannot_see("What the trails take", "cloudtrail:GetEventSelectors", "");
        return;
    }
    let names: Vec<&str> = logging.iter().map(|trail| trail.name.as_str()).collect();
    match data {
        Some(kind) => {
            report
                .fault(match wanted.buckets.as_slice() {
                    [] => format!("These calls are data events, and no trail takes data events of {kind}."),
                    buckets => format!(
                        "These calls are data events, and no trail takes data events of {kind} for {}.",
                        crate::diagnose::case::listed(buckets)
                    ),
                })
                .shown("GetEventSelectors", names)
                .fix("Add data events of this type to a trail, for the resources that matter: they are billed by volume.");
        }
        None => {
            report
                .fault("The trails that log leave these management events out.")
                .shown("GetEventSelectors", names)
                .fix("Let one trail log management events, read and write, without excluding this source.");
        }
    }
}

fn takes(selector: &Selector, wanted: &Wanted, data: Option<&str>) -> bool {
    let is_read = |call: &String| {
        READING.iter().any(|start| call.starts_with(start)) && !DOUBTFUL.contains(&call.as_str())
    };
    let reads = !wanted.calls.is_empty() && wanted.calls.iter().all(is_read);
    let host = |source: &String| format!("{}.amazonaws.com", source.trim_start_matches("aws."));
    match selector {
        Selector::Basic { read_write, management, excluded, data: types } => {
            let direction = match read_write.as_str() {
                "ReadOnly" => reads || wanted.calls.is_empty(),
                "WriteOnly" => !reads,
                _ => true,
            };
            let left_out = !wanted.sources.is_empty()
                && wanted.sources.iter().all(|source| excluded.contains(&host(source)));
            direction
                && match data {
                    Some(kind) => types.iter().any(|(of, values)| {
                        of == kind && values.iter().any(|beginning| wanted.are_among(beginning))
                    }),
                    None => *management && !left_out,
                }
        }
        Selector::Advanced(conditions) => {
            let field = |name: &str| conditions.iter().find(|condition| condition.field == name);
            let category = if data.is_some() { "Data" } else { "Management" };
            let is = |name: &str, value: &str| field(name).is_none_or(|condition| allows(condition, value));
            is("eventCategory", category)
                && data.is_none_or(|kind| is("resources.type", kind))
                && field("resources.ARN").is_none_or(|condition| {
                    let mut beginnings = condition.equals.iter().chain(&condition.starts_with).peekable();
                    beginnings.peek().is_none() || beginnings.any(|arn| wanted.are_among(arn))
                })
                && (wanted.calls.is_empty() || is("readOnly", if reads { "true" } else { "false" }))
                && (wanted.sources.is_empty()
                    || wanted.sources.iter().any(|source| is("eventSource", &host(source))))
                && (wanted.calls.is_empty() || wanted.calls.iter().any(|call| is("eventName", call)))
        }
    }
}

fn allows(condition: &FieldCondition, value: &str) -> bool {
    let FieldCondition { field: _, equals, not_equals, starts_with, ends_with, narrowed: _ } = condition;
    let positive = equals.iter().any(|text| text == value)
        || starts_with.iter().any(|text| value.starts_with(text))
        || ends_with.iter().any(|text| value.ends_with(text));
    let asks = !equals.is_empty() || !starts_with.is_empty() || !ends_with.is_empty();
    (positive || !asks) && !not_equals.iter().any(|text| text == value)
}

/// Whether trails need to be looked at for this rule.
pub(in crate::diagnose) fn needs_trails(case: &Case<'_>) -> bool {
    case.only_cloudtrail()
        || case.pattern().is_some_and(|pattern| {
            pattern.ever_asks("detail-type", |asked| {
                asked.texts().iter().any(|text| CLOUDTRAIL.contains(&text.as_str()))
            })
        })
}
