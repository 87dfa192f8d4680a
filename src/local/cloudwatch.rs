//! CloudWatch's GetMetricData, GetMetricStatistics and ListMetrics over the account's metrics. Source:
//! CloudWatch API reference.
//!
//! Metric math is refused: a stand-in that guessed would mislead.

use super::account::{Account, seconds, shape};
use super::error::{ApiError, ApiResult};
use super::metrics::{Point, Series};
use super::paging;
use super::request::{Request, Text};
use crate::model::Millis;
use crate::text::time::{HOUR, MINUTE};
use serde_json::{Value, json};

const NAMESPACE: &str = "AWS/Events";
/// "A single GetMetricData call can include up to 500 MetricDataQuery structures."
const MAX_QUERIES: usize = 500;
/// "The maximum number of data points the request should return before paginating", its largest value.
const MAX_POINTS: i64 = 100_800;
/// "Up to 500 results are returned for any one call" (ListMetrics).
const MAX_LISTED: usize = 500;
/// What `RecentlyActive=PT3H` means.
const RECENT: Millis = 3 * HOUR;
const ANY: Text = Text::len(0, usize::MAX);
const NAME: Text = Text::len(1, 255);

/// Answers one operation.
pub(super) fn call(account: &Account, operation: &str, input: Value, now: Millis) -> ApiResult<Value> {
    let request = Request::new(input, "ValidationError");
    match operation {
        "GetMetricData" => get(account, request),
        "GetMetricStatistics" => statistics(account, request),
        "ListMetrics" => list(account, request, now),
        _ => {
            Err(ApiError::new("InvalidAction", format!("The embedded account has no operation {operation}.")))
        }
    }
}

fn dimensions(request: &mut Request) -> Vec<(String, Option<String>)> {
    let items = request.list("Dimensions", 0, 30).unwrap_or_default();
    items
        .into_iter()
        .enumerate()
        .map(|(at, item)| {
            let mut dimension = request.nested(item, format!("dimensions.{}.member", at + 1));
            let read = (dimension.required("Name", &NAME), dimension.text("Value", &Text::len(1, 1024)));
            request.absorb(dimension);
            read
        })
        .collect()
}

fn list(account: &Account, mut request: Request, now: Millis) -> ApiResult<Value> {
    let namespace = request.text("Namespace", &NAME);
    let name = request.text("MetricName", &NAME);
    let filters = dimensions(&mut request);
    let active = request.choice("RecentlyActive", &["PT3H"]).is_some();
    let token = request.text("NextToken", &ANY);
    request.check()?;
    let scope = format!("ListMetrics/{namespace:?}/{name:?}/{filters:?}/{active}");
    let after = token
        .map(|token| {
            paging::cursor(&scope, &token)
                .ok_or_else(|| ApiError::new("InvalidParameterValue", "NextToken is not valid."))
        })
        .transpose()?;
    let matching = account
        .metrics
        .series()
        .filter(|(_, points)| !active || points.last_key_value().is_some_and(|(at, _)| *at >= now - RECENT))
        .map(|(series, _)| series)
        .filter(|_| namespace.as_deref().is_none_or(|namespace| namespace == NAMESPACE))
        .filter(|series| name.as_deref().is_none_or(|name| name == series.name))
        .filter(|series| {
            filters.iter().all(|(name, value)| {
                series
                    .dimensions
                    .iter()
                    .any(|(known, held)| known == name && value.as_ref().is_none_or(|value| value == held))
            })
        })
        .map(|series| {
            let key = series
                .dimensions
                .iter()
                .fold(series.name.to_owned(), |key, (name, value)| format!("{key}\u{1}{name}\u{1}{value}"));
            (key, series)
        });
    let mut sorted: Vec<_> = matching.collect();
    sorted.sort_by(|a, b| a.0.cmp(&b.0));
    let page = paging::page(&scope, sorted, after.as_deref(), MAX_LISTED);
    let metrics: Vec<Value> = page
        .items
        .into_iter()
        .map(|series| {
            let dimensions: Vec<Value> =
                series.dimensions.iter().map(|(name, value)| json!({"Name": name, "Value": value})).collect();
            json!({"Namespace": NAMESPACE, "MetricName": series.name, "Dimensions": dimensions})
        })
        .collect();
    Ok(shape([("Metrics", json!(metrics)), ("NextToken", json!(page.next))]))
}

/// One query, read.
struct Query {
    id: String,
    label: Option<String>,
    namespace: String,
    name: String,
    dimensions: Vec<(String, Option<String>)>,
    period: Millis,
    statistic: String,
    shown: bool,
}

fn query(request: &mut Request, item: Value, at: usize) -> Query {
    let mut one = request.nested(item, format!("metricDataQueries.{}.member", at + 1));
    let mut query = Query {
        id: one.required("Id", &NAME),
        label: one.text("Label", &ANY),
        namespace: String::new(),
        name: String::new(),
        dimensions: Vec::new(),
        period: MINUTE,
        statistic: String::new(),
        shown: one.value("ReturnData") != Some(&Value::Bool(false)),
    };
    if one.value("Expression").is_some() {
        one.violate("Metric math expressions are not supported by the embedded account".to_owned());
    } else {
        let read = one.structure("MetricStat", |stat| {
            query.period = stat.int("Period", 1, 86_400 * 36).unwrap_or(60) * 1000;
            query.statistic = stat.required("Stat", &ANY);
            stat.structure("Metric", |metric| {
                query.namespace = metric.text("Namespace", &NAME).unwrap_or_default();
                query.name = metric.text("MetricName", &NAME).unwrap_or_default();
                query.dimensions = dimensions(metric);
            });
        });
        if read.is_none() {
            one.violate("MetricStat or Expression must be specified".to_owned());
        }
    }
    if query.period % MINUTE != 0 {
        one.violate("The period must be a multiple of 60 for metrics of one point a minute".to_owned());
    }
    request.absorb(one);
    query
}

impl Query {
    fn asks_for(&self, series: &Series) -> bool {
        self.namespace == NAMESPACE
            && self.name == series.name
            && self.dimensions.len() == series.dimensions.len()
            && self.dimensions.iter().all(|(name, value)| {
                series
                    .dimensions
                    .iter()
                    .any(|(known, held)| known == name && value.as_deref() == Some(held.as_str()))
            })
    }

    /// (start of period, what was counted in it), oldest first; a period without a point is absent.
    fn points(&self, account: &Account, from: Millis, to: Millis) -> Vec<(Millis, Point)> {
        let Some((_, points)) = account.metrics.series().find(|(series, _)| self.asks_for(series)) else {
            return Vec::new();
        };
        // "CloudWatch rounds the specified time stamp" of the start down, to the minute for recent data.
        let from = from.div_euclid(MINUTE) * MINUTE;
        let mut out: Vec<(Millis, Point)> = Vec::new();
        for (minute, point) in points.range(from..to.max(from)) {
            let start = minute.div_euclid(self.period) * self.period;
            match out.last_mut() {
                Some((last, merged)) if *last == start => *merged = merged.merge(*point),
                _ => out.push((start, *point)),
            }
        }
        out
    }
}

/// One statistic of a period.
fn value(point: &Point, statistic: &str) -> f64 {
    match statistic {
        "Average" => point.sum / point.count,
        "Minimum" => point.min,
        "Maximum" => point.max,
        "SampleCount" => point.count,
        _ => point.sum,
    }
}

const STATISTICS: [&str; 5] = ["Sum", "Average", "Minimum", "Maximum", "SampleCount"];

/// The span asked for, which must not be empty.
fn span(request: &Request) -> ApiResult<(Millis, Millis)> {
    match (request.moment("StartTime"), request.moment("EndTime")) {
        (Some(from), Some(to)) if from < to => Ok((from, to)),
        (Some(_), Some(_)) => Err(ApiError::new(
            "ValidationError",
            "The parameter StartTime must be less than the parameter EndTime.",
        )),
        _ => Err(ApiError::new("MissingParameter", "StartTime and EndTime must be specified.")),
    }
}

/// `GetMetricStatistics`, the older call that some tools still make.
fn statistics(account: &Account, mut request: Request) -> ApiResult<Value> {
    let query = Query {
        id: String::new(),
        label: None,
        namespace: request.required("Namespace", &NAME),
        name: request.required("MetricName", &NAME),
        dimensions: dimensions(&mut request),
        period: request.int("Period", 1, 86_400).unwrap_or(60) * 1000,
        statistic: String::new(),
        shown: true,
    };
    request.required_list("Statistics", 1, 5);
    let wanted = request.texts("Statistics", 1, 5, &ANY).unwrap_or_default();
    request.check()?;
    let (from, to) = span(&request)?;
    if query.period % MINUTE != 0 {
        return Err(ApiError::new("InvalidParameterValue", "The period must be a multiple of 60 seconds."));
    }
    if let Some(unknown) = wanted.iter().find(|name| !STATISTICS.contains(&name.as_str())) {
        return Err(ApiError::new("InvalidParameterValue", format!("The statistic {unknown} is not known.")));
    }
    let datapoints: Vec<Value> = query
        .points(account, from, to)
        .iter()
        .map(|(start, point)| {
            let mut datapoint = json!({"Timestamp": seconds(*start), "Unit": "Count"});
            for name in &wanted {
                datapoint[name] = json!(value(point, name));
            }
            datapoint
        })
        .collect();
    Ok(json!({"Label": query.name, "Datapoints": datapoints}))
}

fn get(account: &Account, mut request: Request) -> ApiResult<Value> {
    let items = request.required_list("MetricDataQueries", 0, MAX_QUERIES);
    let newest_first = request
        .choice("ScanBy", &["TimestampDescending", "TimestampAscending"])
        .is_none_or(|by| by == "TimestampDescending");
    let max = request.int("MaxDatapoints", 1, MAX_POINTS).unwrap_or(MAX_POINTS);
    let token = request.text("NextToken", &ANY);
    let queries: Vec<Query> =
        items.into_iter().enumerate().map(|(at, item)| query(&mut request, item, at)).collect();
    request.check()?;
    let (from, to) = span(&request)?;
    for query in &queries {
        if !STATISTICS.contains(&query.statistic.as_str()) {
            return Err(ApiError::new(
                "ValidationError",
                format!("The statistic {} is not supported by the embedded account.", query.statistic),
            ));
        }
    }
    let scope = "GetMetricData";
    let mut skip: usize = match token {
        None => 0,
        Some(token) => paging::cursor(scope, &token)
            .and_then(|cursor| cursor.parse().ok())
            .ok_or_else(|| ApiError::new("InvalidNextToken", "NextToken is not valid."))?,
    };
    let before = skip;
    let mut left = usize::try_from(max).unwrap_or(usize::MAX);
    let mut more = false;
    let mut results = Vec::new();
    for query in queries.iter().filter(|query| query.shown) {
        let mut points = query.points(account, from, to);
        if newest_first {
            points.reverse();
        }
        let skipped = skip.min(points.len());
        skip -= skipped;
        let rest = points.len() - skipped;
        let given = rest.min(left);
        left -= given;
        more |= given < rest;
        let page = points.get(skipped..skipped + given).unwrap_or_default();
        let timestamps: Vec<Value> = page.iter().map(|(start, _)| seconds(*start)).collect();
        let values: Vec<f64> = page.iter().map(|(_, point)| value(point, &query.statistic)).collect();
        results.push(json!({
            "Id": query.id,
            "Label": query.label.as_deref().unwrap_or(&query.name),
            "Timestamps": timestamps,
            "Values": values,
            "StatusCode": if given < rest { "PartialData" } else { "Complete" },
        }));
    }
    let all = usize::try_from(max).unwrap_or(usize::MAX) - left;
    let next = more.then(|| paging::token(scope, &(before + all).to_string()));
    Ok(shape([("MetricDataResults", json!(results)), ("NextToken", json!(next)), ("Messages", json!([]))]))
}
