//! CloudWatch metrics of rules. Source: EventBridge user guide, "Monitoring Amazon EventBridge" (namespace
//! AWS/Events).

use super::Millis;
use serde::{Deserialize, Serialize};

/// One metric over time: one point a period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricSeries {
    /// The metric's name, such as `MatchedEvents`.
    pub name: String,
    /// Start of each period and the sum in it, or for latencies the average in milliseconds; oldest first.
    /// A period with no point is absent, not zero.
    pub points: Vec<(Millis, f64)>,
}

impl MetricSeries {
    /// The sum over all points; of no use for latencies.
    pub fn total(&self) -> f64 {
        self.points.iter().map(|(_, value)| value).sum()
    }
}

/// A rule's metrics over the span asked for. Best effort on AWS's side: absence is never proof.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RuleMetrics {
    /// Start of the span.
    pub from: Millis,
    /// End of the span.
    pub to: Millis,
    /// Length of a period in seconds.
    pub period: u32,
    /// The series that hold at least one point.
    pub series: Vec<MetricSeries>,
}

impl RuleMetrics {
    /// The series of that name, if it has a point.
    pub fn get(&self, name: &str) -> Option<&MetricSeries> {
        self.series.iter().find(|series| series.name == name)
    }

    /// That deliveries of the rule fail, in a sentence's beginning, where they do.
    pub fn failing_deliveries(&self) -> Option<String> {
        let total = |name: &str| self.get(name).map_or(0.0, MetricSeries::total);
        let (failed, all) = (total("FailedInvocations"), total("Invocations"));
        (failed > 0.0).then(|| {
            let all = all.max(failed);
            format!("Deliveries of this rule fail: {failed} of {all} in the last hour, by its metrics")
        })
    }
}
