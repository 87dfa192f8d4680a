//! How a change is taken back, and what of it cannot come back.

use super::{Change, Held, ThingKind};
use crate::model::{Arn, TargetKind};
use crate::pattern::Pattern;
use crate::policy::{Access, Caller, Policy, Request, RequestContext};
use crate::text::counted;
use serde_json::{Map, Value, json};

/// Services of targets that have no kind of their own here (EventBridge user guide, "Event bus targets").
const ALSO_INVOKED: [&str; 4] = ["events", "glue", "imagebuilder", "ssm-incidents"];

/// What EventBridge invokes, by name (EventBridge user guide, "Event bus targets").
const INVOKED: &str = "API destinations, API Gateway, AppSync, Batch, buses, CodeBuild, CodePipeline, ECS, Firehose, \
    Glue, Image Builder, Incident Manager, Inspector, Kinesis, Lambda, log groups, Redshift, SageMaker, SNS, SQS, \
    Step Functions and Systems Manager";

impl Change {
    /// The change that takes this one back, once it was done: what it made goes, what it removed is made
    /// again as it was read. `Err` says why there is none.
    ///
    /// # Errors
    ///
    /// When nothing that an account can call brings back what was there.
    pub fn inverse(&self) -> Result<Self, String> {
        match (self.thing.kind(), &self.was, &self.to) {
            (ThingKind::Connection, Some(_), None) => {
                Err("the secret of a connection cannot be read, so it cannot be made again as it was".into())
            }
            (ThingKind::Connection, Some(_), Some(_)) if self.secret.is_some() => {
                Err("the secret that the connection had before cannot be read".into())
            }
            (ThingKind::Connection, Some(_), Some(to)) if to.deauthorized => Err(
                "the secret of a connection that lost its authorization is gone; update it with a new one"
                    .into(),
            ),
            (ThingKind::Replay, Some(_), None) => {
                Err("a replay that was cancelled cannot go on; start another one".into())
            }
            // A new thing cannot have the tags that are AWS's own.
            (_, Some(was), None) => Ok(Self::create(self.thing.clone(), was.copied())),
            // The whole thing is compared: what others have added since it was made must be noticed.
            (kind, None, Some(to)) => {
                let mut whole = to.clone();
                match kind {
                    ThingKind::Bus => _ = whole.policy.get_or_insert_default(),
                    ThingKind::Rule => _ = whole.targets.get_or_insert_default(),
                    ThingKind::Archive
                    | ThingKind::Replay
                    | ThingKind::Connection
                    | ThingKind::Destination
                    | ThingKind::Source
                    | ThingKind::LogPolicy
                    | ThingKind::Endpoint => {}
                }
                Ok(Self::delete(self.thing.clone(), whole))
            }
            (_, was, to) => {
                Ok(Self { was: to.clone(), to: was.clone(), thing: self.thing.clone(), secret: None })
            }
        }
    }

    /// What has come of this change where it took back another one.
    pub fn sentence_as_undo(&self) -> String {
        let (thing, kind) = (&self.thing, self.thing.kind());
        match (kind, &self.was, &self.to) {
            (ThingKind::Replay, Some(_), None) => {
                format!("{thing} is cancelled. What it had replayed until then was delivered.")
            }
            (_, _, None) => format!("{thing} is deleted."),
            (ThingKind::Archive, None, Some(_)) => {
                format!("{thing} exists again, but empty: the events that were in it are lost.")
            }
            (ThingKind::Destination | ThingKind::Connection, None, Some(_)) => {
                format!("{thing} exists again, with another ARN: whatever names the old one must be changed.")
            }
            (ThingKind::Bus | ThingKind::Rule, None, Some(to)) if to.tags.is_none() => {
                format!("{thing} exists again, without the tags that it may have had.")
            }
            (_, None, Some(_)) => format!("{thing} exists again as it was."),
            (_, Some(_), Some(_)) => format!("{thing} is as it was before."),
        }
    }

    /// What taking this back would not bring back as it was, a sentence each.
    pub fn not_restored(&self) -> Vec<String> {
        let Some(was) = self.was.as_ref().filter(|_| self.to.is_none()) else { return Vec::new() };
        match self.thing.kind() {
            ThingKind::Archive => {
                let empty = "It comes back empty: the events that were in it are lost.";
                let on = "It was DISABLED, and comes back ENABLED: it stores events from then on.";
                let is_off = was.state.as_deref() == Some("DISABLED");
                [Some(empty), is_off.then_some(on)].into_iter().flatten().map(str::to_owned).collect()
            }
            ThingKind::Destination => {
                vec!["It comes back with another ARN: whatever names the old one must be changed.".to_owned()]
            }
            ThingKind::Bus | ThingKind::Rule if was.tags.is_none() => {
                vec!["Its tags could not be read before it was deleted, so they do not come back.".to_owned()]
            }
            // A connection does not come back at all.
            ThingKind::Bus
            | ThingKind::Rule
            | ThingKind::Replay
            | ThingKind::Connection
            | ThingKind::Source
            | ThingKind::Endpoint
            | ThingKind::LogPolicy => Vec::new(),
        }
    }

    /// What taking this back would do to the thing, as words behind the key that does it; none where it
    /// cannot be taken back.
    pub fn how_back(&self) -> Option<&'static str> {
        self.inverse().ok()?;
        let deleted = self.was.as_ref().filter(|_| self.to.is_none());
        Some(match self.thing.kind() {
            ThingKind::Replay => "cancels it while it runs",
            ThingKind::Archive if deleted.is_some() => "makes it again, empty",
            ThingKind::Destination | ThingKind::Connection if deleted.is_some() => {
                "makes it again, with another ARN"
            }
            ThingKind::Bus | ThingKind::Rule if deleted.is_some_and(|was| was.tags.is_none()) => {
                "makes it again, without the tags that it may have had"
            }
            ThingKind::Bus
            | ThingKind::Rule
            | ThingKind::Archive
            | ThingKind::Connection
            | ThingKind::Destination
            | ThingKind::Source
            | ThingKind::Endpoint
            | ThingKind::LogPolicy => "undoes it",
        })
    }

    /// What is lost for good when this is done, will not be as it was when this is taken back, or may be
    /// refused or not arrive; `region` is the one that it is done in, empty where it is not known.
    pub fn what_is_lost(&self, region: &str) -> Vec<String> {
        let mut lost = Vec::new();
        if let Err(why) = self.inverse() {
            lost.push(format!("This cannot be undone: {why}."));
        }
        match self.thing.kind() {
            ThingKind::Archive if self.to.is_none() => {
                lost.push(
                    "The events in the archive are lost with it, and making it again does not bring them back."
                        .into(),
                );
                if self.was.as_ref().and_then(|was| was.state.as_deref()) == Some("DISABLED") {
                    lost.push(
                        "It is DISABLED; made again, it is ENABLED and stores events from then on.".into(),
                    );
                }
            }
            ThingKind::Destination | ThingKind::Connection if self.to.is_none() => lost.push(
                "Made again, it has another ARN: whatever names this one must be changed to that.".into(),
            ),
            ThingKind::Replay if self.was.is_none() => {
                lost.push("Cancelling it later does not take back what it has delivered by then.".into());
            }
            ThingKind::Rule => lost.extend(self.lost_with_rule(region)),
            ThingKind::Bus => lost.extend(self.lost_with_bus()),
            ThingKind::Archive
            | ThingKind::Destination
            | ThingKind::Connection
            | ThingKind::Replay
            | ThingKind::Source
            | ThingKind::Endpoint
            | ThingKind::LogPolicy => {}
        }
        lost
    }

    /// What goes with a rule that is deleted, or is lost of what another one has been given.
    fn lost_with_rule(&self, region: &str) -> Vec<String> {
        if let Some(to) = &self.to {
            let mut lost = self.dead_letters_lost(to);
            lost.extend(self.out_of_reach(to, region));
            lost.extend(self.limits_of_pattern(to));
            lost.extend(self.not_invoked(to));
            return lost;
        }
        let Some(was) = &self.was else { return Vec::new() };
        let mut lost = Vec::new();
        let targets = was.targets.as_ref().map_or(0, std::collections::BTreeMap::len);
        if targets > 0 {
            lost.push(format!("{} with it.", counted(targets, "target goes", "targets go")));
        }
        lost.push("Events that come while it is gone are not delivered, then or later.".into());
        lost.extend(untagged(was));
        lost
    }

    /// Targets whose dead letters would be lost: a queue for them is a standard one (user guide, "Using
    /// dead-letter queues to process undelivered events").
    fn dead_letters_lost(&self, to: &Held) -> Vec<String> {
        let before = self.was.as_ref().and_then(|was| was.targets.as_ref());
        let of = |target: &Map<String, Value>| {
            target.get("DeadLetterConfig").and_then(|to| to.get("Arn")).cloned()
        };
        let lost = |(id, target): (&String, &Map<String, Value>)| {
            let queue = of(target)?;
            let is_new = before.and_then(|before| before.get(id)).and_then(of).as_ref() != Some(&queue);
            (is_new && is_fifo(&queue)).then(|| format!("Target {id}: a {NO_FIFO}"))
        };
        to.targets.iter().flatten().filter_map(lost).collect()
    }

    /// The limits of the service that a new pattern goes past.
    fn limits_of_pattern(&self, to: &Held) -> Vec<String> {
        let text = |held: &Held| held.text("EventPattern").map(str::to_owned);
        let new = text(to).filter(|now| self.was.as_ref().and_then(text).as_ref() != Some(now));
        let pattern = new.and_then(|text| Pattern::parse(&text).ok());
        let limits = pattern.iter().flat_map(Pattern::service_limits);
        limits.map(|limit| format!("{limit}.")).collect()
    }

    /// Targets and dead-letter queues that nothing arrives at, because they are in another region than the
    /// rule. Only buses are reached across regions (user guide, "Sending and receiving events between AWS
    /// Regions").
    fn out_of_reach(&self, to: &Held, region: &str) -> Vec<String> {
        let before = self.was.as_ref().and_then(|was| was.targets.as_ref());
        // A new rule has no ARN yet.
        let here = if to.arn.region().is_empty() { region } else { to.arn.region() };
        let far = |(id, target): (&String, &Map<String, Value>)| {
            let arn = |target: &Map<String, Value>, path: &[&str]| {
                let first = target.get(*path.first()?)?;
                let end = path.iter().skip(1).try_fold(first, |value, name| value.get(*name))?;
                end.as_str().map(Arn::from)
            };
            let was = before.and_then(|before| before.get(id));
            let new = |path: &[&str]| {
                let now = arn(target, path)?;
                (was.and_then(|was| arn(was, path)).as_ref() != Some(&now)).then_some(now)
            };
            let is_far = |arn: &Arn| !here.is_empty() && !arn.region().is_empty() && arn.region() != here;
            let target = new(&["Arn"]).filter(|arn| arn.service() != "events" && is_far(arn)).map(|arn| {
                let region = arn.region();
                format!("Target {id}: it is in {region}, and a rule of {here} reaches only buses of other regions.")
            });
            let queue = new(&["DeadLetterConfig", "Arn"]).filter(is_far).map(|arn| {
                let region = arn.region();
                format!(
                    "Target {id}: the dead-letter queue is in {region}, and one of the rule's region, {here}, is \
                     needed: what cannot be delivered is lost."
                )
            });
            target.into_iter().chain(queue).collect::<Vec<_>>()
        };
        to.targets.iter().flatten().flat_map(far).collect()
    }

    /// New targets of services that EventBridge does not invoke, as far as is known.
    fn not_invoked(&self, to: &Held) -> Vec<String> {
        let arn = |target: &Map<String, Value>| target.get("Arn").and_then(Value::as_str).map(Arn::from);
        let before = self.was.as_ref().and_then(|was| was.targets.as_ref());
        let unknown = |(id, target): (&String, &Map<String, Value>)| {
            let now = arn(target).filter(Arn::is_well_formed)?;
            let is_new = before.and_then(|before| before.get(id)).and_then(arn).as_ref() != Some(&now);
            let is_known = TargetKind::of(&now) != TargetKind::Other || ALSO_INVOKED.contains(&now.service());
            (is_new && !is_known).then(|| {
                format!(
                    "Target {id}: EventBridge has no target of the service {} that this version of buslens knows: nothing \
                     may arrive there. It has {INVOKED}; its user guide lists them under \"Event bus targets\".",
                    now.service()
                )
            })
        };
        to.targets.iter().flatten().filter_map(unknown).collect()
    }

    /// What goes with a bus that is deleted, or what a new policy of one lets in.
    fn lost_with_bus(&self) -> Vec<String> {
        let Some(to) = &self.to else { return self.was.as_ref().and_then(untagged).into_iter().collect() };
        let was = self.was.as_ref();
        let queue = |held: &Held| held.setting("DeadLetterConfig.Arn").cloned();
        let new_queue = queue(to).filter(|now| was.and_then(queue).as_ref() != Some(now));
        let no_queue = new_queue.filter(is_fifo).map(|_| format!("A {NO_FIFO}"));
        let before = was.and_then(|was| was.policy.as_ref());
        let bus = match to.arn.as_str() {
            "" => self.bus_named_by(to.policy.as_deref().unwrap_or_default()),
            arn => arn.to_owned(),
        };
        let rule = bus.replacen(":event-bus/", ":rule/", 1) + "/any";
        let may = [
            ("events:PutEvents", bus.as_str(), "send events to this bus"),
            ("events:PutRule", rule.as_str(), "make and change rules on this bus"),
        ];
        let is_new = |(action, arn, _): &(&str, &str, &str)| {
            let is_open =
                |policy: Option<&Vec<Value>>| policy.is_some_and(|all| lets_everybody(all, action, arn));
            is_open(to.policy.as_ref()) && !is_open(before)
        };
        may.into_iter()
            .filter(is_new)
            .map(|(_, _, what)| format!("Every account of AWS may then {what}."))
            .chain(no_queue)
            .collect()
    }

    /// The ARN of a bus that is made again, which it does not have yet: the one that its statements are
    /// about. Where none names it they are about any, and any with its name will do.
    fn bus_named_by(&self, statements: &[Value]) -> String {
        let own = format!(":event-bus/{}", self.thing.name());
        let resources = statements.iter().filter_map(|statement| statement.get("Resource"));
        let named = resources.flat_map(|one| {
            let several = one.as_array().into_iter().flatten();
            several.chain([one]).filter_map(Value::as_str)
        });
        let mut named = named.filter(|arn| arn.ends_with(&own));
        named.next().map_or_else(|| format!("arn:aws:events:us-east-1:111122223333{own}"), str::to_owned)
    }
}

const NO_FIFO: &str = "FIFO queue takes no dead letters, so what cannot be delivered is lost.";

/// Whether a queue, by its ARN, is of the kind that takes no dead letters of a bus or a target.
fn is_fifo(queue: &Value) -> bool {
    queue.as_str().is_some_and(|arn| Arn::is_fifo(Arn::from(arn).resource()))
}

/// Whether the statements of a bus allow an action to everybody; a condition on an unknown caller counts as
/// no.
fn lets_everybody(statements: &[Value], action: &str, arn: &str) -> bool {
    let document = json!({"Version": "2012-10-17", "Statement": statements});
    let Ok(policy) = Policy::parse(&document.to_string()) else { return false };
    let request = Request {
        caller: Caller::Somebody(NOBODYS.to_owned()),
        action: action.to_owned(),
        resource: arn.to_owned(),
        context: RequestContext::new(),
    };
    Access::of_resource(Some(&policy)).decide(&request).is_allowed()
}

/// An account that no policy names.
const NOBODYS: &str = "000000000000";

/// Said where the tags of a thing that is removed could not be read.
fn untagged(was: &Held) -> Option<String> {
    was.tags.is_none().then(|| "Its tags could not be read, so they will not come back.".to_owned())
}
