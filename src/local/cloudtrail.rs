//! CloudTrail: trails with their selectors, and the history of what was changed in the account. Source:
//! CloudTrail API reference.
//!
//! The history holds the calls that this server answered and that changed something, as `LookupEvents` shows
//! management events; trails write nowhere.

use super::account::{ACCOUNT, Account, arn, seconds, shape};
use super::error::{ApiError, ApiResult};
use super::paging;
use super::request::{Request, Text};
use super::sts;
use crate::model::Millis;
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};

const ANY: Text = Text::len(0, usize::MAX);
/// Calls the history keeps. ("The last 90 days", for AWS.)
const KEPT: usize = 2_000;

type Trails = BTreeMap<String, Trail>;

fn arn_of(region: &str, name: &str) -> String {
    arn(region, "cloudtrail", &format!("trail/{name}"))
}

/// A trail.
pub(super) struct Trail {
    pub(super) name: String,
    /// The region that it was made in.
    pub(super) home: String,
    pub(super) arn: String,
    pub(super) bucket: String,
    pub(super) multi_region: bool,
    pub(super) global_events: bool,
    pub(super) logging: bool,
    pub(super) started: Option<Millis>,
    pub(super) stopped: Option<Millis>,
    /// `EventSelectors` or `AdvancedEventSelectors`, as they were put.
    pub(super) selectors: Value,
}

/// What CloudTrail holds in a region, beside the trails.
#[derive(Default)]
pub(super) struct CloudTrail {
    history: VecDeque<Recorded>,
    count: u64,
}

struct Recorded {
    /// Counts down, so that a page goes on where the last one ended whatever happened since.
    place: u64,
    id: String,
    name: String,
    source: String,
    time: Millis,
    resource: String,
    text: String,
}

impl Trail {
    /// A trail that takes all management events and is not logging yet.
    pub(super) fn new(region: &str, name: &str, bucket: &str) -> Self {
        Self {
            name: name.to_owned(),
            home: region.to_owned(),
            arn: arn_of(region, name),
            bucket: bucket.to_owned(),
            multi_region: false,
            global_events: true,
            logging: false,
            started: None,
            stopped: None,
            selectors: json!({"EventSelectors": [{
                "ReadWriteType": "All",
                "IncludeManagementEvents": true,
                "DataResources": [],
                "ExcludeManagementEventSources": [],
            }]}),
        }
    }

    /// Whether a region has it, be it as the shadow of one of another region.
    fn is_seen_in(&self, region: &str) -> bool {
        self.home == region || self.multi_region
    }

    fn as_json(&self) -> Value {
        let advanced = self.selectors.get("AdvancedEventSelectors").is_some();
        json!({
            "Name": self.name,
            "S3BucketName": self.bucket,
            "IncludeGlobalServiceEvents": self.global_events,
            "IsMultiRegionTrail": self.multi_region,
            "HomeRegion": self.home,
            "TrailARN": self.arn,
            "LogFileValidationEnabled": true,
            "HasCustomEventSelectors": advanced,
            "HasInsightSelectors": false,
            "IsOrganizationTrail": false,
        })
    }
}

impl CloudTrail {
    /// Remembers a call that changed something.
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "serde_json's enum: the other kinds of JSON are alike here"
    )]
    pub(super) fn record(
        &mut self,
        (service, operation): (&str, &str),
        input: &Value,
        id: String,
        region: &str,
        now: Millis,
    ) {
        let source = format!("{service}.amazonaws.com");
        // CloudTrail writes parameters in lower camel case, without what is secret and without a function's
        // code.
        let parameters: Value = match input {
            Value::Object(members) => members
                .iter()
                .map(|(name, value)| {
                    let hidden = matches!(name.as_str(), "AuthParameters" | "Code");
                    let value = if hidden { json!("HIDDEN_DUE_TO_SECURITY_REASONS") } else { value.clone() };
                    (lower(name), value)
                })
                .collect::<serde_json::Map<_, _>>()
                .into(),
            other => other.clone(),
        };
        let resource =
            ["Name", "Rule", "RuleName", "FunctionName", "QueueUrl", "RoleName", "TopicArn", "KeyId"]
                .iter()
                .find_map(|name| input[*name].as_str())
                .unwrap_or_default()
                .to_owned();
        let text = json!({
            "eventVersion": "1.11",
            "userIdentity": {"type": "IAMUser", "principalId": sts::CALLER_ID, "arn": sts::CALLER,
                "accountId": ACCOUNT, "userName": "demo"},
            "eventTime": super::delivery::instant(now),
            "eventSource": source,
            "eventName": operation,
            "awsRegion": region,
            "requestParameters": parameters,
            "eventID": id,
            "readOnly": false,
            "eventType": "AwsApiCall",
            "managementEvent": true,
            "recipientAccountId": ACCOUNT,
        })
        .to_string();
        self.count += 1;
        let place = u64::MAX - self.count;
        self.history.push_back(Recorded {
            place,
            id,
            name: operation.to_owned(),
            source,
            time: now,
            resource,
            text,
        });
        while self.history.len() > KEPT {
            self.history.pop_front();
        }
    }
}

fn lower(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(chars).collect()
}

fn missing(name: &str) -> ApiError {
    ApiError::new("TrailNotFoundException", format!("Unknown trail: {name} for the user: {ACCOUNT}"))
}

/// The trail that a name or ARN in `member` names. One of another region goes by its ARN only.
fn by_name<'a>(
    trails: &'a mut Trails,
    region: &str,
    request: &mut Request,
    member: &str,
) -> ApiResult<&'a mut Trail> {
    let identifier = request.required(member, &ANY);
    request.check()?;
    let arn = if identifier.starts_with("arn:") { identifier.clone() } else { arn_of(region, &identifier) };
    trails.get_mut(&arn).filter(|trail| trail.is_seen_in(region)).ok_or_else(|| missing(&identifier))
}

/// As [`by_name`], to change it, which only its home region does.
fn own_by_name<'a>(
    trails: &'a mut Trails,
    region: &str,
    request: &mut Request,
    member: &str,
) -> ApiResult<&'a mut Trail> {
    let trail = by_name(trails, region, request, member)?;
    if trail.home == region {
        return Ok(trail);
    }
    let message = format!("The trail {} can be changed in its home region {} only.", trail.arn, trail.home);
    Err(ApiError::new("InvalidHomeRegionException", message))
}

/// Answers one operation.
pub(super) fn call(account: &Account, operation: &str, input: Value, now: Millis) -> ApiResult<Value> {
    let mut request = Request::new(input, "ValidationException");
    if operation == "LookupEvents" {
        return lookup(account, request);
    }
    let region = account.region.as_str();
    let mut global = account.global.lock();
    let trails = &mut global.trails;
    match operation {
        "CreateTrail" => {
            let name = request.required("Name", &Text::len(3, 128));
            let bucket = request.required("S3BucketName", &ANY);
            let mut trail = Trail::new(region, &name, &bucket);
            trail.multi_region = request.flag("IsMultiRegionTrail");
            trail.global_events = request.value("IncludeGlobalServiceEvents").is_none()
                || request.flag("IncludeGlobalServiceEvents");
            request.check()?;
            if trails.contains_key(&trail.arn) {
                let message = format!("Trail {name} already exists for customer: {ACCOUNT}");
                return Err(ApiError::new("TrailAlreadyExistsException", message));
            }
            let shown = trail.as_json();
            trails.insert(trail.arn.clone(), trail);
            Ok(shown)
        }
        "UpdateTrail" => {
            let multi = request.value("IsMultiRegionTrail").and_then(Value::as_bool);
            let bucket = request.text("S3BucketName", &ANY);
            let trail = own_by_name(trails, region, &mut request, "Name")?;
            trail.multi_region = multi.unwrap_or(trail.multi_region);
            trail.bucket = bucket.unwrap_or_else(|| trail.bucket.clone());
            Ok(trail.as_json())
        }
        "DeleteTrail" => {
            let arn = own_by_name(trails, region, &mut request, "Name")?.arn.clone();
            trails.remove(&arn);
            Ok(json!({}))
        }
        "DescribeTrails" => {
            let wanted = request.texts("trailNameList", 0, 100, &ANY).unwrap_or_default();
            let shadows =
                request.value("includeShadowTrails").is_none() || request.flag("includeShadowTrails");
            request.check()?;
            let is_wanted = |trail: &&Trail| {
                let listed =
                    |name: &String| *name == trail.arn || (*name == trail.name && trail.home == region);
                let own_or_shadow = trail.home == region || (shadows && trail.multi_region);
                if wanted.is_empty() { own_or_shadow } else { wanted.iter().any(listed) }
            };
            let shown: Vec<Value> = trails.values().filter(is_wanted).map(Trail::as_json).collect();
            Ok(json!({ "trailList": shown }))
        }
        "GetTrail" => Ok(json!({"Trail": by_name(trails, region, &mut request, "Name")?.as_json()})),
        "ListTrails" => {
            let listed: Vec<Value> = trails
                .values()
                .filter(|trail| trail.is_seen_in(region))
                .map(|trail| json!({"TrailARN": trail.arn, "Name": trail.name, "HomeRegion": trail.home}))
                .collect();
            Ok(json!({ "Trails": listed }))
        }
        "GetTrailStatus" => {
            let trail = by_name(trails, region, &mut request, "Name")?;
            let moment = |moment: Option<Millis>| moment.map_or(Value::Null, seconds);
            let latest = if trail.logging { seconds(now - 300_000) } else { Value::Null };
            Ok(shape([
                ("IsLogging", json!(trail.logging)),
                ("LatestDeliveryTime", latest),
                ("StartLoggingTime", moment(trail.started)),
                ("StopLoggingTime", moment(trail.stopped)),
            ]))
        }
        "StartLogging" => {
            let trail = own_by_name(trails, region, &mut request, "Name")?;
            (trail.logging, trail.started) = (true, Some(now));
            Ok(json!({}))
        }
        "StopLogging" => {
            let trail = own_by_name(trails, region, &mut request, "Name")?;
            (trail.logging, trail.stopped) = (false, Some(now));
            Ok(json!({}))
        }
        "GetEventSelectors" => {
            let trail = by_name(trails, region, &mut request, "TrailName")?;
            let mut answer = trail.selectors.clone();
            answer["TrailARN"] = json!(trail.arn);
            Ok(answer)
        }
        "PutEventSelectors" => {
            let plain = request.list("EventSelectors", 1, 5);
            let advanced = request.list("AdvancedEventSelectors", 1, 500);
            let trail = own_by_name(trails, region, &mut request, "TrailName")?;
            trail.selectors = match (plain, advanced) {
                (Some(plain), None) => json!({ "EventSelectors": plain }),
                (None, Some(advanced)) => json!({ "AdvancedEventSelectors": advanced }),
                _ => {
                    return Err(ApiError::new(
                        "InvalidEventSelectorsException",
                        "Specify either EventSelectors or AdvancedEventSelectors, but not both.",
                    ));
                }
            };
            let mut answer = trail.selectors.clone();
            answer["TrailARN"] = json!(trail.arn);
            Ok(answer)
        }
        _ => Err(ApiError::unknown_operation(operation)),
    }
}

fn lookup(account: &Account, mut request: Request) -> ApiResult<Value> {
    let filters = request.list("LookupAttributes", 0, 1).unwrap_or_default();
    let (from, to) = (request.moment("StartTime"), request.moment("EndTime"));
    let most = request.int("MaxResults", 1, 50).and_then(|most| usize::try_from(most).ok()).unwrap_or(50);
    let token = request.text("NextToken", &ANY);
    request.check()?;
    let scope = format!("LookupEvents/{filters:?}/{from:?}/{to:?}");
    let bad = || ApiError::new("InvalidNextTokenException", "The next token is not valid.");
    let after = match token {
        None => None,
        Some(token) => Some(paging::cursor(&scope, &token).ok_or_else(bad)?),
    };
    let fits = |recorded: &&Recorded| {
        from.is_none_or(|from| recorded.time >= from)
            && to.is_none_or(|to| recorded.time <= to)
            && filters.iter().all(|filter| {
                let value = filter["AttributeValue"].as_str().unwrap_or_default();
                match filter["AttributeKey"].as_str().unwrap_or_default() {
                    "EventId" => recorded.id == value,
                    "EventName" => recorded.name == value,
                    "EventSource" => recorded.source == value,
                    "ResourceName" => recorded.resource == value,
                    "ReadOnly" => value == "false",
                    "Username" => value == "demo",
                    _ => false,
                }
            })
    };
    // The newest first.
    let found = account.cloudtrail.history.iter().rev().filter(fits).map(|recorded| {
        let resources = if recorded.resource.is_empty() {
            json!([])
        } else {
            json!([{"ResourceName": recorded.resource}])
        };
        let shown = json!({
            "EventId": recorded.id,
            "EventName": recorded.name,
            "ReadOnly": "false",
            "EventTime": seconds(recorded.time),
            "EventSource": recorded.source,
            "Username": "demo",
            "Resources": resources,
            "CloudTrailEvent": recorded.text,
        });
        (format!("{:020}", recorded.place), shown)
    });
    let page = paging::page(&scope, found, after.as_deref(), most);
    Ok(shape([("Events", json!(page.items)), ("NextToken", json!(page.next))]))
}
