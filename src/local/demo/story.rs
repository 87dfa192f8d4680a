//! What happens in the demo's company: stories that repeat for ever, each telling a few events in order.
//!
//! A story starts every so many seconds, shifted and jittered. Its variables are drawn once, so that the
//! events of one telling belong together (the order that is placed is the order that ships). The n-th telling
//! is a pure function of the seed and n: any span of time can be told without telling what came before, and
//! twice the same.
//!
//! In texts, `${…}` stands for a variable or a generator: `hex N`, `digits N`, `upper N`, `uuid`, `int A B`,
//! `money A B`, `ip`, `pick a|b|c`, `time`, `time -90` (seconds from the event's own time). A text that is
//! nothing but one placeholder takes the value's own type, so `"${int 1 9}"` is a number.

use crate::local::account::{ACCOUNT, REGION};
use crate::local::delivery::{Event, instant};
use crate::local::ids::Ids;
use crate::model::{Envelope, Millis};
use serde::Deserialize;
use serde_json::{Map, Number, Value};

/// A story.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::local) struct Story {
    /// What it tells; its ids come from this, so that another story changes none of them.
    name: String,
    /// Seconds between two tellings.
    every: f64,
    /// Seconds by which the first telling is shifted.
    #[serde(default)]
    phase: f64,
    /// Seconds by which a telling may be late.
    #[serde(default)]
    jitter: f64,
    /// Variables, drawn in order.
    #[serde(default, rename = "let")]
    variables: Map<String, Value>,
    steps: Vec<StoryEvent>,
}

/// One event of a story.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoryEvent {
    /// Seconds after the story's start.
    #[serde(default)]
    after: f64,
    /// Chance in percent that it happens at all.
    chance: Option<i64>,
    bus: String,
    source: String,
    #[serde(rename = "detail-type")]
    detail_type: String,
    #[serde(default)]
    resources: Vec<String>,
    detail: Value,
}

/// An event on its way to a bus.
#[derive(Debug)]
pub(in crate::local) struct Occurrence {
    /// When it reaches the bus.
    pub(in crate::local) at: Millis,
    pub(in crate::local) bus: String,
    pub(in crate::local) event: Event,
}

/// Reads stories.
pub(super) fn read(text: &str) -> Result<Vec<Story>, serde_json::Error> {
    serde_json::from_str(text)
}

fn millis(seconds: f64) -> Millis {
    #[allow(clippy::cast_possible_truncation)] // the data files hold seconds of a day at most
    let millis = (seconds * 1000.0) as Millis;
    millis
}

impl Story {
    /// Adds the events that reach a bus after `from` and not after `to`.
    pub(in crate::local) fn tell(&self, seed: u64, from: Millis, to: Millis, out: &mut Vec<Occurrence>) {
        let every = millis(self.every).max(1);
        let longest =
            self.steps.iter().map(|step| millis(step.after)).max().unwrap_or(0) + millis(self.jitter);
        let first = (from - millis(self.phase) - longest).div_euclid(every);
        let last = (to - millis(self.phase)).div_euclid(every);
        let key = Ids::key(&self.name);
        for telling in first..=last {
            self.tell_once(seed ^ key, telling, from, to, out);
        }
    }

    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "serde_json's enum: the other kinds of JSON are alike here"
    )]
    fn tell_once(&self, seed: u64, telling: i64, from: Millis, to: Millis, out: &mut Vec<Occurrence>) {
        let mut ids = Ids::of(seed, &[telling.cast_unsigned()]);
        let start =
            telling * millis(self.every).max(1) + millis(self.phase) + ids.int(0, millis(self.jitter));
        let reached = |step: &StoryEvent| (from + 1..=to).contains(&(start + millis(step.after)));
        if !self.steps.iter().any(reached) {
            return;
        }
        let mut scope = Scope { variables: Map::new(), time: start };
        for (name, value) in &self.variables {
            let drawn = scope.fill(value, &mut ids);
            scope.variables.insert(name.clone(), drawn);
        }
        for (step_index, step) in self.steps.iter().enumerate() {
            let mut ids = Ids::of(seed, &[telling.cast_unsigned(), step_index as u64]);
            let at = start + millis(step.after);
            let happens = step.chance.is_none_or(|chance| ids.int(1, 100) <= chance);
            if !happens || !reached(step) {
                continue;
            }
            // What lies between the thing happening and its event reaching the bus.
            scope.time = at - ids.int(300, 1_800);
            let text = |text: &str, ids: &mut Ids| match scope.fill_text(text, ids) {
                Value::String(text) => text,
                other => other.to_string(),
            };
            let resources: Vec<String> =
                step.resources.iter().map(|resource| text(resource, &mut ids)).collect();
            let detail = scope.fill(&step.detail, &mut ids).to_string();
            let (source, detail_type) = (text(&step.source, &mut ids), text(&step.detail_type, &mut ids));
            let envelope = Envelope {
                id: &ids.uuid(),
                detail_type: &detail_type,
                source: &source,
                account: ACCOUNT,
                time: scope.time,
                region: REGION,
                resources: &resources,
            };
            let event = Event::new(&envelope, &detail);
            out.push(Occurrence { at, bus: step.bus.clone(), event });
        }
    }

    /// The buses it sends to, for checking the data files.
    #[cfg(test)]
    pub(super) fn buses(&self) -> impl Iterator<Item = (&str, &str)> {
        self.steps.iter().map(|step| (step.bus.as_str(), step.source.as_str()))
    }
}

/// What placeholders can refer to.
struct Scope {
    variables: Map<String, Value>,
    time: Millis,
}

impl Scope {
    fn fill(&self, value: &Value, ids: &mut Ids) -> Value {
        match value {
            Value::String(text) => self.fill_text(text, ids),
            Value::Array(items) => items.iter().map(|item| self.fill(item, ids)).collect(),
            Value::Object(members) => Value::Object(
                members.iter().map(|(name, member)| (name.clone(), self.fill(member, ids))).collect(),
            ),
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        }
    }

    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "serde_json's enum: the other kinds of JSON are alike here"
    )]
    fn fill_text(&self, text: &str, ids: &mut Ids) -> Value {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let Some((inside, after)) = after.split_once('}') else { break };
            let value = self.draw(inside, ids);
            if before.is_empty() && after.is_empty() && out.is_empty() {
                return value;
            }
            out.push_str(before);
            match value {
                Value::String(text) => out.push_str(&text),
                other => out.push_str(&other.to_string()),
            }
            rest = after;
        }
        out.push_str(rest);
        Value::String(out)
    }

    fn draw(&self, inside: &str, ids: &mut Ids) -> Value {
        if let Some(value) = self.variables.get(inside) {
            return value.clone();
        }
        let (generator, arguments) = inside.split_once(' ').unwrap_or((inside, ""));
        let mut numbers = arguments.split(' ').map(|number| number.parse::<i64>().unwrap_or(0));
        let mut number = || numbers.next().unwrap_or(0);
        match generator {
            "hex" => Value::String(ids.hex(usize::try_from(number()).unwrap_or(0))),
            "digits" => Value::String(ids.digits(usize::try_from(number()).unwrap_or(0))),
            "upper" => Value::String(ids.upper(usize::try_from(number()).unwrap_or(0))),
            "uuid" => Value::String(ids.uuid()),
            "ip" => Value::String(ids.ipv4()),
            "int" => {
                let (low, high) = (number(), number());
                Value::Number(ids.int(low, high).into())
            }
            "money" => {
                let (low, high) = (number(), number());
                #[allow(clippy::cast_precision_loss)] // cents of a price
                let amount = ids.int(low * 100, high * 100) as f64 / 100.0;
                Number::from_f64(amount).map_or(Value::Null, Value::Number)
            }
            "pick" => {
                let choices: Vec<&str> = arguments.split('|').collect();
                let choice = choices.get(ids.index(choices.len())).copied().unwrap_or_default();
                Value::String(choice.to_owned())
            }
            "time" => Value::String(instant(self.time + number() * 1000)),
            // Left as it is, so that a slip in a data file shows; a test finds it.
            _ => Value::String(format!("${{{inside}}}")),
        }
    }
}
