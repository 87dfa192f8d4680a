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

    /// The sum of a metric; 0 where it has no points.
    pub fn total(&self, name: &str) -> f64 {
        self.get(name).map_or(0.0, MetricSeries::total)
    }

    /// The start of the last period in which a metric was above zero.
    pub fn newest(&self, name: &str) -> Option<Millis> {
        let points = &self.get(name)?.points;
        points.iter().filter(|(_, count)| *count > 0.0).map(|(at, _)| *at).max()
    }

    /// When a metric that counts failures was last above zero, if invocations after that failed no more: what
    /// caused them may be repaired.
    pub fn ended(&self, failures: &str) -> Option<Millis> {
        let last = self.newest(failures)?;
        let last_failed = self.newest("FailedInvocations").unwrap_or(last).max(last);
        self.newest("Invocations").filter(|invoked| *invoked > last_failed).map(|_| last_failed)
    }

    /// True where deliveries fail for the most part, and still do: a few among many are lost events, and no
    /// reason that the rule does not fire.
    pub fn mostly_fails(&self) -> bool {
        let (failed, all) = (self.total("FailedInvocations"), self.total("Invocations"));
        failed > 0.0 && failed * 2.0 >= all && self.ended("FailedInvocations").is_none()
    }

    /// True where no delivery succeeded.
    pub fn all_fail(&self) -> bool {
        self.mostly_fails() && self.total("FailedInvocations") >= self.total("Invocations")
    }

    /// That deliveries of the rule fail, in a sentence's beginning, where they do.
    pub fn failing_deliveries(&self) -> Option<String> {
        let (failed, all) = (self.total("FailedInvocations"), self.total("Invocations"));
        self.mostly_fails().then(|| {
            let all = all.max(failed);
            format!("Deliveries of this rule fail: {failed} of {all} in the last hour, by its metrics")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{MetricSeries, RuleMetrics};

    fn metrics(invoked: &[(i64, f64)], failed: &[(i64, f64)]) -> RuleMetrics {
        let series = [("Invocations", invoked), ("FailedInvocations", failed)]
            .map(|(name, points)| MetricSeries { name: name.into(), points: points.to_vec() });
        RuleMetrics { series: series.into(), ..RuleMetrics::default() }
    }

    #[test]
    fn one_failure_among_many_is_not_told_as_a_rule_that_fails() {
        let told = |invoked: &[_], failed: &[_]| metrics(invoked, failed).failing_deliveries();
        let said = "Deliveries of this rule fail: 3 of 5 in the last hour, by its metrics";
        assert_eq!(told(&[(0, 5.0)], &[(0, 3.0)]).as_deref(), Some(said));
        assert_eq!(told(&[(0, 200.0)], &[(0, 1.0)]), None);
        // All failed until then, and what came after was delivered.
        assert_eq!(told(&[(0, 5.0), (60_000, 1.0)], &[(0, 5.0)]), None);
    }
}
