//! CloudWatch's GetMetricData and ListMetrics over the account's metrics. Source: CloudWatch API reference.
//!
//! Metric math is refused: a stand-in that guessed would mislead.

use super::account::{Account, seconds, shape};
use super::error::{Answer, ApiError};
use super::metrics::Series;
use super::paging;
use super::request::{Request, Text};
use crate::model::Millis;
use serde_json::{Value, json};

const NAMESPACE: &str = "AWS/Events";
/// "A single GetMetricData call can include up to 500 MetricDataQuery structures."
const MAX_QUERIES: usize = 500;
/// "The maximum number of data points the request should return before paginating", its largest value.
const MAX_POINTS: i64 = 100_800;
/// "Up to 500 results are returned for any one call" (ListMetrics).
const MAX_LISTED: usize = 500;
const ANY: Text = Text::len(0, usize::MAX);
const NAME: Text = Text::len(1, 255);

/// Answers one operation.
pub(super) fn call(account: &Account, operation: &str, input: Value) -> Answer<Value> {
    let request = Request::new(input, "ValidationError");
    match operation {
        "GetMetricData" => get(account, request),
        "ListMetrics" => list(account, request),
        _ => Err(ApiError::new("InvalidAction", format!("The embedded account has no operation {operation}."))),
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

fn list(account: &Account, mut request: Request) -> Answer<Value> {
    let namespace = request.text("Namespace", &NAME);
    let name = request.text("MetricName", &NAME);
    let filters = dimensions(&mut request);
    let token = request.text("NextToken", &ANY);
    request.check()?;
    let scope = format!("ListMetrics/{namespace:?}/{name:?}/{filters:?}");
    let after = token
        .map(|token| {
            paging::cursor(&scope, &token).ok_or_else(|| ApiError::new("InvalidParameterValue", "NextToken is not valid."))
        })
        .transpose()?;
    let matching = account
        .metrics
        .series()
        .map(|(series, _)| series)
        .filter(|_| namespace.as_deref().is_none_or(|namespace| namespace == NAMESPACE))
        .filter(|series| name.as_deref().is_none_or(|name| name == series.name))
        .filter(|series| {
            filters.iter().all(|(name, value)| {
                series.dimensions.iter().any(|(known, held)| known == name && value.as_ref().is_none_or(|value| value == held))
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
        period: 60_000,
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
    if query.period % 60_000 != 0 {
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
                series.dimensions.iter().any(|(known, held)| known == name && value.as_deref() == Some(held.as_str()))
            })
    }

    /// (start of period, value), oldest first; a period without a point is absent.
    fn points(&self, account: &Account, from: Millis, to: Millis) -> Vec<(Millis, f64)> {
        let Some((_, points)) = account.metrics.series().find(|(series, _)| self.asks_for(series)) else { return Vec::new() };
        let mut out: Vec<(Millis, super::metrics::Point)> = Vec::new();
        for (minute, point) in points.range(from..to.max(from)) {
            let start = minute.div_euclid(self.period) * self.period;
            match out.last_mut() {
                Some((last, merged)) if *last == start => *merged = merged.merge(*point),
                _ => out.push((start, *point)),
            }
        }
        out.into_iter()
            .map(|(start, point)| {
                let value = match self.statistic.as_str() {
                    "Average" => point.sum / point.count,
                    "Minimum" => point.min,
                    "Maximum" => point.max,
                    "SampleCount" => point.count,
                    _ => point.sum,
                };
                (start, value)
            })
            .collect()
    }
}

fn get(account: &Account, mut request: Request) -> Answer<Value> {
    let items = request.required_list("MetricDataQueries", 0, MAX_QUERIES);
    let moment = |request: &Request, name: &str| {
        #[allow(clippy::cast_possible_truncation)] // saturates; a span that far away holds no point
        request.value(name).and_then(Value::as_f64).map(|seconds| (seconds * 1000.0) as Millis)
    };
    let (from, to) = (moment(&request, "StartTime"), moment(&request, "EndTime"));
    let newest_first =
        request.choice("ScanBy", &["TimestampDescending", "TimestampAscending"]).is_none_or(|by| by == "TimestampDescending");
    let max = request.int("MaxDatapoints", 1, MAX_POINTS).unwrap_or(MAX_POINTS);
    let token = request.text("NextToken", &ANY);
    let queries: Vec<Query> = items.into_iter().enumerate().map(|(at, item)| query(&mut request, item, at)).collect();
    request.check()?;
    let (Some(from), Some(to)) = (from, to) else {
        return Err(ApiError::new("MissingParameter", "StartTime and EndTime must be specified."));
    };
    if from >= to {
        return Err(ApiError::new("ValidationError", "The parameter StartTime must be less than the parameter EndTime."));
    }
    for query in &queries {
        if !matches!(query.statistic.as_str(), "Sum" | "Average" | "Minimum" | "Maximum" | "SampleCount") {
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
        let values: Vec<f64> = page.iter().map(|(_, value)| *value).collect();
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
