//! Metrics of namespace AWS/Events: one point a minute.
//!
//! Rules of the default bus carry the dimension `{RuleName}`, others `{EventBusName, RuleName}`; failure
//! metrics exist only where something failed (user guide, "Monitoring Amazon EventBridge").

use crate::model::Millis;
use crate::text::time::{DAY, MINUTE};
use std::collections::BTreeMap;
/// One-minute points are kept this long (CloudWatch user guide, "Metrics retention").
const KEPT: Millis = 15 * DAY;

/// A metric's name and dimensions, the latter in order of name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Series {
    pub(super) name: &'static str,
    pub(super) dimensions: Vec<(&'static str, String)>,
}

/// The statistics of one minute.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    pub(super) sum: f64,
    pub(super) count: f64,
    pub(super) min: f64,
    pub(super) max: f64,
}

impl Point {
    /// Puts two spans together.
    pub(super) fn merge(self, other: Self) -> Self {
        Self {
            sum: self.sum + other.sum,
            count: self.count + other.count,
            min: self.min.min(other.min),
            max: self.max.max(other.max),
        }
    }
}

/// All points of the account.
#[derive(Default)]
pub(super) struct Metrics {
    series: BTreeMap<Series, BTreeMap<Millis, Point>>,
}

impl Metrics {
    /// All series, in order of name.
    pub(super) fn series(&self) -> impl Iterator<Item = (&Series, &BTreeMap<Millis, Point>)> {
        self.series.iter()
    }

    fn add(&mut self, name: &'static str, dimensions: Vec<(&'static str, String)>, now: Millis, value: f64) {
        let points = self.series.entry(Series { name, dimensions }).or_default();
        let minute = now.div_euclid(MINUTE) * MINUTE;
        let point = Point { sum: value, count: 1.0, min: value, max: value };
        points.entry(minute).and_modify(|known| *known = known.merge(point)).or_insert(point);
        while points.first_key_value().is_some_and(|(first, _)| *first < now - KEPT) {
            points.pop_first();
        }
    }

    /// Counts one value for a rule.
    pub(super) fn rule(&mut self, name: &'static str, bus: &str, rule: &str, now: Millis, value: f64) {
        let dimensions = if bus == "default" {
            vec![("RuleName", rule.to_owned())]
        } else {
            vec![("EventBusName", bus.to_owned()), ("RuleName", rule.to_owned())]
        };
        self.add(name, dimensions, now, value);
    }

    /// Counts one value for a bus.
    pub(super) fn bus(&mut self, name: &'static str, bus: &str, now: Millis, value: f64) {
        self.add(name, vec![("EventBusName", bus.to_owned())], now, value);
    }

    /// Counts a PutEvents call.
    pub(super) fn put_events(&mut self, now: Millis, entries: usize, failed: u32) {
        self.add("PutEventsApproximateCallCount", Vec::new(), now, 1.0);
        self.add(
            "PutEventsEntriesCount",
            Vec::new(),
            now,
            f64::from(u32::try_from(entries).unwrap_or(u32::MAX)),
        );
        if failed > 0 {
            self.add("PutEventsFailedEntriesCount", Vec::new(), now, f64::from(failed));
        }
    }
}
