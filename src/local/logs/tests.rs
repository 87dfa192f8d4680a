//! What CloudWatch Logs' operations keep, give back and refuse.

use super::super::account::{Account, REGION};
use super::super::error::{ApiError, ApiResult};
use super::{Reply, call};
use crate::model::Millis;
use crate::text::time::{DAY, HOUR};
use serde_json::{Value, json};

const NOW: Millis = 1_795_262_400_000;
const GROUP: &str = "/aws/events/g";

struct Bench(Account);

impl Bench {
    /// An account with one group that has one stream.
    fn new() -> Self {
        let mut bench = Self(Account::empty(REGION, 1, NOW));
        bench.call("CreateLogGroup", json!({"logGroupName": GROUP}));
        bench.call("CreateLogStream", json!({"logGroupName": GROUP, "logStreamName": "s"}));
        bench
    }

    fn try_call(&mut self, operation: &str, input: Value) -> ApiResult<Value> {
        match call(&mut self.0, operation, input, NOW)? {
            Reply::Value(value) => Ok(value),
            Reply::Tail(started) => Ok(started.start),
        }
    }

    fn call(&mut self, operation: &str, input: Value) -> Value {
        self.try_call(operation, input).unwrap_or_else(|error| panic!("{operation}: {}", error.message))
    }

    fn refused(&mut self, operation: &str, input: Value) -> ApiError {
        self.try_call(operation, input).expect_err("a refusal")
    }

    fn put(&mut self, events: &[(Millis, &str)]) -> Value {
        let events: Vec<Value> =
            events.iter().map(|(ago, message)| json!({"timestamp": NOW - ago, "message": message})).collect();
        self.call("PutLogEvents", json!({"logGroupName": GROUP, "logStreamName": "s", "logEvents": events}))
    }

    /// All messages of a filter and the sizes of its pages.
    fn filter(&mut self, mut input: Value) -> (Vec<String>, Vec<usize>) {
        let (mut messages, mut pages) = (Vec::new(), Vec::new());
        input["logGroupName"] = json!(GROUP);
        loop {
            let page = self.call("FilterLogEvents", input.clone());
            let events = page["events"].as_array().unwrap();
            pages.push(events.len());
            messages.extend(events.iter().map(|event| event["message"].as_str().unwrap().to_owned()));
            match page.get("nextToken") {
                Some(token) => input["nextToken"] = token.clone(),
                None => return (messages, pages),
            }
        }
    }
}

#[test]
fn filtering_gives_events_by_time_and_only_those_asked_for() {
    let mut bench = Bench::new();
    bench.put(&[(5_000, "first"), (3_000, "second"), (1_000, "third")]);
    bench.put(&[(4_000, "late arrival")]);
    assert_eq!(bench.filter(json!({})).0, ["first", "late arrival", "second", "third"]);
    assert_eq!(
        bench.filter(json!({"startTime": NOW - 4_000, "endTime": NOW - 3_000})).0,
        ["late arrival", "second"]
    );
    assert_eq!(bench.filter(json!({"filterPattern": "d"})).0, ["second", "third"]);
    assert_eq!(bench.filter(json!({"limit": 2})).1, [2, 2]);
    assert_eq!(
        bench.filter(json!({"startFromHead": false, "limit": 3})),
        (vec!["third".into(), "second".into(), "late arrival".into(), "first".into()], vec![3, 1])
    );
}

#[test]
fn a_page_may_be_empty_and_still_have_a_successor() {
    let mut bench = Bench::new();
    for batch in 0..2_i64 {
        let events: Vec<(Millis, &str)> =
            (0..5_000).map(|n| (900_000 - batch * 100_000 - n, "chaff")).collect();
        bench.put(&events);
    }
    bench.put(&[(10, "wheat")]);
    let (messages, pages) = bench.filter(json!({"filterPattern": "wheat"}));
    assert_eq!(messages, ["wheat"]);
    assert_eq!(pages, [0, 0, 1]);
}

#[test]
fn a_page_holds_a_megabyte_at_most() {
    let mut bench = Bench::new();
    let large = "x".repeat(700_000);
    for ago in [3_000, 2_000, 1_000] {
        bench.put(&[(ago, &large)]);
    }
    assert_eq!(bench.filter(json!({})).1, [1, 1, 1]);
}

#[test]
fn events_out_of_season_are_rejected_by_index() {
    let mut bench = Bench::new();
    let answer = bench.put(&[(15 * DAY, "too old"), (DAY, "fine"), (-3 * HOUR, "too new")]);
    assert_eq!(
        answer["rejectedLogEventsInfo"],
        json!({"tooNewLogEventStartIndex": 2, "tooOldLogEventEndIndex": 1})
    );
    bench.call("PutRetentionPolicy", json!({"logGroupName": GROUP, "retentionInDays": 3}));
    let answer = bench.put(&[(5 * DAY, "expired"), (2 * DAY, "fine too")]);
    assert_eq!(answer["rejectedLogEventsInfo"], json!({"expiredLogEventEndIndex": 1}));
    assert_eq!(bench.filter(json!({})).0, ["fine too", "fine"]);
    bench.call("PutRetentionPolicy", json!({"logGroupName": GROUP, "retentionInDays": 1}));
    assert!(bench.filter(json!({})).0.len() < 2);
    assert_eq!(
        bench.refused("PutRetentionPolicy", json!({"logGroupName": GROUP, "retentionInDays": 2})).code,
        "InvalidParameterException"
    );
}

#[test]
fn broken_batches_are_refused_whole() {
    let mut bench = Bench::new();
    let mut refused = |events: Value| {
        bench
            .refused(
                "PutLogEvents",
                json!({"logGroupName": GROUP, "logStreamName": "s", "logEvents": events}),
            )
            .message
    };
    assert!(
        refused(json!([{"timestamp": NOW, "message": "b"}, {"timestamp": NOW - 1, "message": "a"}]))
            .contains("chronological")
    );
    assert!(
        refused(json!([{"timestamp": NOW, "message": "x".repeat(1_048_560)}])).contains("Upload too large")
    );
    assert!(refused(json!([{"timestamp": NOW, "message": ""}])).contains("at least 1"));
    assert!(refused(json!([])).contains("greater than or equal to 1"));
    let unknown = json!({"logGroupName": GROUP, "logStreamName": "t", "logEvents": [{"timestamp": NOW, "message": "m"}]});
    assert_eq!(bench.refused("PutLogEvents", unknown).message, "The specified log stream does not exist.");
}

#[test]
fn get_log_events_walks_a_stream_both_ways() {
    let mut bench = Bench::new();
    bench.put(&[(5_000, "1"), (4_000, "2"), (3_000, "3"), (2_000, "4")]);
    let mut get = |extra: Value| {
        let mut input = json!({"logGroupName": GROUP, "logStreamName": "s", "limit": 2});
        for (name, value) in extra.as_object().unwrap() {
            input[name] = value.clone();
        }
        let page = bench.call("GetLogEvents", input);
        let messages: Vec<String> = page["events"]
            .as_array()
            .unwrap()
            .iter()
            .map(|event| event["message"].as_str().unwrap().to_owned())
            .collect();
        (messages, page["nextForwardToken"].clone(), page["nextBackwardToken"].clone())
    };
    let (newest, _, back) = get(json!({}));
    assert_eq!(newest, ["3", "4"]);
    assert_eq!(get(json!({"nextToken": back})).0, ["1", "2"]);
    let (oldest, forward, _) = get(json!({"startFromHead": true}));
    assert_eq!(oldest, ["1", "2"]);
    let (rest, end, _) = get(json!({"nextToken": forward}));
    assert_eq!(rest, ["3", "4"]);
    let (none, again, _) = get(json!({"nextToken": end}));
    assert!(none.is_empty());
    assert_eq!(again, end);
}

#[test]
fn live_tails_take_groups_by_arn_and_of_the_standard_class() {
    let mut bench = Bench::new();
    bench.call("CreateLogGroup", json!({"logGroupName": "cold", "logGroupClass": "INFREQUENT_ACCESS"}));
    let arn = |name: &str| format!("arn:aws:logs:us-east-1:111122223333:log-group:{name}");
    for (groups, code, says) in [
        (json!([GROUP]), "InvalidParameterException", "is not an ARN"),
        (json!([format!("{}:*", arn(GROUP))]), "InvalidParameterException", "must not end with an asterisk"),
        (json!([arn("gone")]), "ResourceNotFoundException", "does not exist"),
        (json!([arn("cold")]), "InvalidOperationException", "INFREQUENT_ACCESS"),
        (json!(vec![arn(GROUP); 11]), "InvalidParameterException", "less than or equal to 10"),
    ] {
        let error = bench.refused("StartLiveTail", json!({"logGroupIdentifiers": groups}));
        assert!(error.code == code && error.message.contains(says), "{error:?}");
    }
    let error = bench.refused("FilterLogEvents", json!({"logGroupName": "cold"}));
    assert!(error.message.contains("INFREQUENT_ACCESS"));
    for _ in 0..15 {
        bench.call("StartLiveTail", json!({"logGroupIdentifiers": [arn(GROUP)]}));
    }
    assert_eq!(
        bench.refused("StartLiveTail", json!({"logGroupIdentifiers": [arn(GROUP)]})).code,
        "LimitExceededException"
    );
}

#[test]
fn an_update_shows_five_hundred_events_and_says_when_there_were_more() {
    let mut bench = Bench::new();
    let arn = format!("arn:aws:logs:us-east-1:111122223333:log-group:{GROUP}");
    let start =
        bench.call("StartLiveTail", json!({"logGroupIdentifiers": [arn], "logEventFilterPattern": "wheat"}));
    let session = start["sessionId"].as_str().unwrap().to_owned();
    bench.put(&[(2, "wheat"), (1, "chaff")]);
    let (events, sampled) = bench.0.logs.tail_update(&session).unwrap();
    assert_eq!((events.len(), sampled), (1, false));
    assert_eq!(events[0]["message"], "wheat");
    let many: Vec<(Millis, &str)> = (0..600).map(|n| (600 - n, "wheat")).collect();
    bench.put(&many);
    let (events, sampled) = bench.0.logs.tail_update(&session).unwrap();
    assert_eq!((events.len(), sampled), (500, true));
    let (events, sampled) = bench.0.logs.tail_update(&session).unwrap();
    assert_eq!((events.len(), sampled), (0, false));
}

#[test]
fn groups_are_found_by_prefix_by_pattern_and_in_pages() {
    let mut bench = Bench::new();
    for n in 0..60 {
        bench.call("CreateLogGroup", json!({"logGroupName": format!("/app/{n:02}")}));
    }
    let count = |answer: Value| answer["logGroups"].as_array().map(Vec::len);
    assert_eq!(count(bench.call("DescribeLogGroups", json!({"logGroupNamePrefix": "/app/1"}))), Some(10));
    assert_eq!(count(bench.call("DescribeLogGroups", json!({"logGroupNamePattern": "events"}))), Some(1));
    let both = json!({"logGroupNamePrefix": "a", "logGroupNamePattern": "b"});
    assert_eq!(bench.refused("DescribeLogGroups", both).code, "InvalidParameterException");
    let first = bench.call("DescribeLogGroups", json!({}));
    assert_eq!(count(first.clone()), Some(50));
    assert_eq!(count(bench.call("DescribeLogGroups", json!({"nextToken": first["nextToken"]}))), Some(11));
    let group = &bench.call("DescribeLogGroups", json!({"logGroupNamePrefix": GROUP}))["logGroups"][0];
    assert_eq!(group["arn"], format!("arn:aws:logs:us-east-1:111122223333:log-group:{GROUP}:*"));
    assert_eq!(group["logGroupArn"], format!("arn:aws:logs:us-east-1:111122223333:log-group:{GROUP}"));
    assert_eq!(
        bench.refused("CreateLogGroup", json!({"logGroupName": GROUP})).code,
        "ResourceAlreadyExistsException"
    );
    assert_eq!(
        bench.refused("DeleteLogGroup", json!({"logGroupName": "gone"})).code,
        "ResourceNotFoundException"
    );
}

#[test]
fn resource_policies_have_two_scopes() {
    let mut bench = Bench::new();
    let arn = format!("arn:aws:logs:us-east-1:111122223333:log-group:{GROUP}");
    let document = r#"{"Statement":[]}"#;
    bench.call("PutResourcePolicy", json!({"policyName": "account-wide", "policyDocument": document}));
    bench.call("PutResourcePolicy", json!({"resourceArn": arn, "policyDocument": document}));
    let account = bench.call("DescribeResourcePolicies", json!({}));
    assert_eq!(account["resourcePolicies"][0]["policyName"], "account-wide");
    assert_eq!(account["resourcePolicies"].as_array().map(Vec::len), Some(1));
    let resource =
        bench.call("DescribeResourcePolicies", json!({"policyScope": "RESOURCE", "resourceArn": arn}));
    assert_eq!(resource["resourcePolicies"][0]["policyScope"], "RESOURCE");
    for n in 0..9 {
        bench.call("PutResourcePolicy", json!({"policyName": format!("p{n}"), "policyDocument": document}));
    }
    let over = json!({"policyName": "p9", "policyDocument": document});
    assert_eq!(bench.refused("PutResourcePolicy", over).code, "LimitExceededException");
    bench.call("DeleteResourcePolicy", json!({"policyName": "p0"}));
    assert_eq!(
        bench.refused("DeleteResourcePolicy", json!({"policyName": "p0"})).code,
        "ResourceNotFoundException"
    );
    assert_eq!(
        bench.refused("PutResourcePolicy", json!({"policyName": "x", "policyDocument": "{"})).code,
        "InvalidParameterException"
    );
}
