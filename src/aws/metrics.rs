//! A rule's CloudWatch metrics. Source: EventBridge user guide, "Monitoring Amazon EventBridge".

use super::client::{Client, millis};
use super::paging::{Pages, pages};
use super::services::Service;
use crate::model::{Bus, CallError, MetricSeries, Millis, RuleKey, RuleMetrics};
use crate::text::time::MINUTE;
use aws_sdk_cloudwatch::types as sdk;
use aws_smithy_types::DateTime;
use futures_util::TryStreamExt as _;
use std::collections::BTreeMap;

const NAMESPACE: &str = "AWS/Events";

/// Metrics that are asked for although ListMetrics may not name them yet: it takes up to 15 minutes to learn
/// of one.
const ALWAYS: [&str; 6] = [
    "MatchedEvents",
    "TriggeredRules",
    "Invocations",
    "FailedInvocations",
    "ThrottledRules",
    "InvocationsSentToDlq",
];

/// Metrics of the rule's bus, under `{EventBusName}`.
const OF_BUS: [&str; 1] = ["EventBusEncryptionFailed"];

/// Points a series may have; longer spans get longer periods.
const POINTS: Millis = 1_440;
/// Queries a GetMetricData call may carry (CloudWatch API reference).
const QUERIES: usize = 500;

impl Client {
    /// The rule's metrics between two times: sums a minute (longer periods beyond a day), latencies as
    /// averages.
    ///
    /// The names come from ListMetrics, because the letter case of some differs between the service's own
    /// pages. A rule on the default bus is counted under `{RuleName}`, on another under `{EventBusName,
    /// RuleName}`; where the default bus has both forms the longer one fills in.
    pub async fn rule_metrics(
        &self,
        key: &RuleKey,
        from: Millis,
        to: Millis,
    ) -> Result<RuleMetrics, CallError> {
        let minutes = ((to - from).max(MINUTE) + POINTS * MINUTE - 1) / (POINTS * MINUTE);
        let period = minutes * MINUTE;
        let from = from - from.rem_euclid(period);
        let mut wanted: Vec<(String, Dimensions)> = self.metric_names(key).try_concat().await?;
        let main = if key.bus == Bus::DEFAULT { Dimensions::Rule } else { Dimensions::BusAndRule };
        wanted.extend(ALWAYS.map(|name| (name.to_owned(), main)));
        wanted.extend(OF_BUS.map(|name| (name.to_owned(), Dimensions::Bus)));
        wanted.sort();
        wanted.dedup();

        // Sorted by name, then form: the form of the default bus comes first, so the first series of a name
        // stays.
        let mut series: BTreeMap<String, MetricSeries> = BTreeMap::new();
        for batch in wanted.chunks(QUERIES) {
            let mut found: BTreeMap<usize, Vec<(Millis, f64)>> = BTreeMap::new();
            let mut answers = self.metric_data(key, batch, from, to, period);
            while let Some(page) = answers.try_next().await? {
                for (index, points) in page {
                    found.entry(index).or_default().extend(points);
                }
            }
            for (index, mut points) in found {
                let Some((name, _)) = batch.get(index).filter(|_| !points.is_empty()) else { continue };
                points.sort_by_key(|(at, _)| *at);
                series.entry(name.clone()).or_insert(MetricSeries { name: name.clone(), points });
            }
        }
        let period = u32::try_from(period / 1_000).unwrap_or(u32::MAX);
        Ok(RuleMetrics { from, to, period, series: series.into_values().collect() })
    }

    /// The rules of which failed deliveries were counted within the last three hours, ListMetrics:
    /// FailedInvocations exists only where there are some.
    pub(crate) fn failing_rules(&self) -> Pages<RuleKey> {
        let client = self.clone();
        pages("ListMetrics", move |token| {
            let client = client.clone();
            async move {
                let call = client.parts().cloudwatch.list_metrics().namespace(NAMESPACE);
                let call = call.metric_name("FailedInvocations").recently_active(sdk::RecentlyActive::Pt3H);
                let page = client.call(Service::CloudWatch, "ListMetrics", call.set_next_token(token).send());
                let page = page.await?;
                let rules = page.metrics.unwrap_or_default().into_iter().filter_map(|metric| {
                    let dimensions = metric.dimensions.unwrap_or_default();
                    let value = |name: &str| {
                        let found = dimensions.iter().find(|found| found.name() == Some(name));
                        found.and_then(sdk::Dimension::value)
                    };
                    match (dimensions.len(), value("RuleName"), value("EventBusName")) {
                        (1, Some(rule), None) => Some(RuleKey::new(Bus::DEFAULT, rule)),
                        (2, Some(rule), Some(bus)) => Some(RuleKey::new(bus, rule)),
                        _ => None,
                    }
                });
                Ok((rules.collect(), page.next_token))
            }
        })
    }

    fn metric_names(&self, key: &RuleKey) -> Pages<(String, Dimensions)> {
        let (client, key) = (self.clone(), key.clone());
        pages("ListMetrics", move |token| {
            let (client, key) = (client.clone(), key.clone());
            async move {
                let filter = sdk::DimensionFilter::builder().name("RuleName").value(&key.name).build();
                let call = client.parts().cloudwatch.list_metrics().namespace(NAMESPACE).dimensions(filter);
                let call = call.set_next_token(token).send();
                let page = client.call(Service::CloudWatch, "ListMetrics", call).await?;
                let names = page.metrics.unwrap_or_default().into_iter().filter_map(|metric| {
                    let form = Dimensions::of(metric.dimensions.as_deref().unwrap_or_default(), &key)?;
                    Some((metric.metric_name?, form))
                });
                Ok((names.collect(), page.next_token))
            }
        })
    }

    fn metric_data(
        &self,
        key: &RuleKey,
        wanted: &[(String, Dimensions)],
        from: Millis,
        to: Millis,
        period: Millis,
    ) -> Pages<(usize, Vec<(Millis, f64)>)> {
        let seconds = i32::try_from(period / 1_000).unwrap_or(i32::MAX);
        let queries: Vec<_> = wanted
            .iter()
            .enumerate()
            .map(|(index, (name, form))| form.query(index, name, key, seconds))
            .collect();
        let client = self.clone();
        pages("GetMetricData", move |token| {
            let (client, queries) = (client.clone(), queries.clone());
            async move {
                let call = client.parts().cloudwatch.get_metric_data().set_metric_data_queries(Some(queries));
                let call = call.start_time(DateTime::from_millis(from)).end_time(DateTime::from_millis(to));
                let call = call.set_next_token(token).send();
                let page = client.call(Service::CloudWatch, "GetMetricData", call).await?;
                let results = page.metric_data_results.unwrap_or_default().into_iter().filter_map(|result| {
                    let index = result.id?.strip_prefix('m')?.parse().ok()?;
                    let times =
                        result.timestamps.unwrap_or_default().into_iter().map(|time| millis(Some(time)));
                    let points = times.zip(result.values.unwrap_or_default());
                    Some((index, points.filter_map(|(at, value)| Some((at?, value))).collect()))
                });
                Ok((results.collect(), page.next_token))
            }
        })
    }
}

/// By which dimensions a metric of a rule is filed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Dimensions {
    Rule,
    BusAndRule,
    Bus,
}

impl Dimensions {
    /// The form in which these dimensions name this rule and no other, if they do: `{RuleName}` alone on a
    /// custom bus would be the namesake's on the default bus, and a third dimension counts only a part.
    fn of(dimensions: &[sdk::Dimension], key: &RuleKey) -> Option<Self> {
        let value = |name: &str| {
            dimensions.iter().find(|found| found.name() == Some(name)).and_then(sdk::Dimension::value)
        };
        if value("RuleName") != Some(&key.name) {
            return None;
        }
        match (dimensions.len(), value("EventBusName")) {
            (1, None) if key.bus == Bus::DEFAULT => Some(Self::Rule),
            (2, Some(bus)) if bus == key.bus => Some(Self::BusAndRule),
            _ => None,
        }
    }

    fn query(self, index: usize, name: &str, key: &RuleKey, seconds: i32) -> sdk::MetricDataQuery {
        let dimension = |name: &str, value: &str| sdk::Dimension::builder().name(name).value(value).build();
        let mut metric = sdk::Metric::builder().namespace(NAMESPACE).metric_name(name);
        if matches!(self, Self::BusAndRule | Self::Bus) {
            metric = metric.dimensions(dimension("EventBusName", &key.bus));
        }
        if matches!(self, Self::BusAndRule | Self::Rule) {
            metric = metric.dimensions(dimension("RuleName", &key.name));
        }
        let metric = metric.build();
        let stat = if name.to_ascii_lowercase().contains("latency") { "Average" } else { "Sum" };
        let stat = sdk::MetricStat::builder().metric(metric).period(seconds).stat(stat).build();
        sdk::MetricDataQuery::builder().id(format!("m{index}")).metric_stat(stat).build()
    }
}

#[cfg(test)]
mod tests {
    use super::super::canned_server::{Canned, SentRequest, ok_cbor};
    use crate::model::RuleKey;
    use crate::text::time::{HOUR, MINUTE};
    use serde_json::{Value, json};
    const FROM: i64 = 1_790_000_040_000;

    /// A metric's name, its dimensions, its one value.
    type NamespaceMetric = (&'static str, &'static [(&'static str, &'static str)], f64);

    /// A CloudWatch that knows these metrics, by name and the values of their dimensions, each with one
    /// point.
    async fn knowing(metrics: &'static [NamespaceMetric]) -> Canned {
        let dimensions = |values: &[(&str, &str)]| -> Value {
            values.iter().map(|(name, value)| json!({"Name": name, "Value": value})).collect()
        };
        Canned::start(move |asked| {
            if asked.operation == "ListMetrics" {
                let rows = metrics
                    .iter()
                    .map(|(name, values, _)| json!({"MetricName": name, "Dimensions": dimensions(values)}));
                ok_cbor(&json!({"Metrics": rows.collect::<Vec<_>>()}))
            } else {
                let queries = asked.body["MetricDataQueries"].as_array().unwrap();
                let results = queries.iter().map(|query| {
                    let metric = &query["MetricStat"]["Metric"];
                    let known = metrics.iter().find(|(name, values, _)| {
                        metric["MetricName"] == *name && metric["Dimensions"] == dimensions(values)
                    });
                    let values: Vec<f64> = known.map(|(_, _, value)| *value).into_iter().collect();
                    let times = vec![(FROM + MINUTE) / 1_000; values.len()];
                    json!({"Id": query["Id"], "Timestamps": times, "Values": values})
                });
                ok_cbor(&json!({"MetricDataResults": results.collect::<Vec<_>>()}))
            }
        })
        .await
    }

    fn stats(asked: &[SentRequest]) -> Vec<(String, String, i64)> {
        let queries = asked
            .iter()
            .filter_map(|asked| asked.body.get("MetricDataQueries")?.as_array().cloned())
            .flatten();
        queries
            .map(|query| {
                let stat = &query["MetricStat"];
                let text = |value: &Value| value.as_str().unwrap().to_owned();
                (text(&stat["Metric"]["MetricName"]), text(&stat["Stat"]), stat["Period"].as_i64().unwrap())
            })
            .collect()
    }

    #[tokio::test]
    async fn a_rule_on_a_custom_bus_is_not_mixed_up_with_its_namesake() {
        let server = knowing(&[
            ("MatchedEvents", &[("EventBusName", "orders"), ("RuleName", "r")], 7.0),
            ("MatchedEvents", &[("RuleName", "r")], 99.0),
            ("MatchedEvents", &[("EventBusName", "other"), ("RuleName", "r")], 98.0),
            ("IngestionToInvocationStartLatency", &[("EventBusName", "orders"), ("RuleName", "r")], 12.5),
            ("EventBusEncryptionFailed", &[("EventBusName", "orders")], 2.0),
            ("EventBusEncryptionFailed", &[("EventBusName", "other")], 97.0),
        ])
        .await;
        let metrics =
            server.client.rule_metrics(&RuleKey::new("orders", "r"), FROM + 1, FROM + HOUR).await.unwrap();
        assert_eq!((metrics.from, metrics.to, metrics.period), (FROM, FROM + HOUR, 60));
        assert_eq!(metrics.get("MatchedEvents").unwrap().points, [(FROM + MINUTE, 7.0)]);
        assert_eq!(metrics.get("IngestionToInvocationStartLatency").unwrap().points, [(FROM + MINUTE, 12.5)]);
        assert_eq!(metrics.get("EventBusEncryptionFailed").unwrap().points, [(FROM + MINUTE, 2.0)]);
        assert_eq!(metrics.series.len(), 3, "metrics without a point are left out");
        let stats = stats(&server.requests());
        assert!(stats.contains(&("IngestionToInvocationStartLatency".to_owned(), "Average".to_owned(), 60)));
        assert!(stats.contains(&("FailedInvocations".to_owned(), "Sum".to_owned(), 60)));
    }

    #[tokio::test]
    async fn the_default_bus_is_asked_for_in_both_forms() {
        let server = knowing(&[
            ("MatchedEvents", &[("RuleName", "r")], 3.0),
            ("MatchedEvents", &[("EventBusName", "default"), ("RuleName", "r")], 4.0),
            ("Invocations", &[("EventBusName", "default"), ("RuleName", "r")], 5.0),
        ])
        .await;
        let metrics =
            server.client.rule_metrics(&RuleKey::new("default", "r"), FROM, FROM + 72 * HOUR).await.unwrap();
        assert_eq!(metrics.get("MatchedEvents").unwrap().total().to_string(), "3");
        assert_eq!(metrics.get("Invocations").unwrap().total().to_string(), "5");
        assert_eq!(metrics.period, 180, "three days in no more than a day's worth of points");
    }
}
