//! What a thing is now, in the API's own JSON.

use super::super::client::Client;
use crate::model::{CallError, ErrorKind, Held, Thing, ThingKind};
use futures_util::TryStreamExt as _;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

impl Client {
    /// Describes a thing: the whole answer of `Describe…`.
    ///
    /// Errors: [`ErrorKind::NotFound`] when there is none of that name, and whatever the service says.
    pub async fn describe(&self, thing: &Thing) -> Result<Value, CallError> {
        let kind = thing.kind();
        if let Thing::LogPolicy(name) = thing {
            let all = self.log_resource_policies().try_concat().await?;
            let found = all.into_iter().find(|policy| policy.name == *name);
            let absent =
                || CallError::new(ErrorKind::NotFound, kind.describe(), "there is no policy of that name");
            return found.map(|policy| json!({ "policyDocument": policy.document })).ok_or_else(absent);
        }
        let mut body = Map::from_iter([(kind.name_member().to_owned(), json!(thing.name()))]);
        if let Thing::Rule(key) = thing {
            body.insert("EventBusName".to_owned(), json!(key.bus));
        }
        self.send_read(kind.describe(), &body.into()).await
    }

    /// What a thing is, as far as `about` has parts; settings, state and ARN always. `None` when it is not
    /// there.
    pub async fn read_whole(&self, thing: &Thing, about: &Held) -> Result<Option<Held>, CallError> {
        let answer = match self.describe(thing).await {
            Ok(answer) => answer,
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut held = Held::described(thing.kind(), &answer);
        // A connection that is being deleted is described until it is gone (API reference,
        // "DeleteConnection").
        if held.state.as_deref() == Some("DELETING") {
            return Ok(None);
        }
        if about.targets.is_some()
            && let Thing::Rule(key) = thing
        {
            let targets = self.raw_targets(key).try_concat().await?;
            let id = |target: &Map<String, Value>| {
                target.get("Id").and_then(Value::as_str).unwrap_or_default().to_owned()
            };
            held.targets = Some(targets.into_iter().map(|target| (id(&target), target)).collect());
        }
        if about.tags.is_some() && has_tags(thing.kind()) {
            let tags = self.tags(&held.arn).await?;
            held.tags = Some(tags.into_iter().map(|tag| (tag.key, tag.value)).collect());
        }
        Ok(Some(held.tidy()))
    }

    /// All of a thing that can be read, for a change that may touch any of it. Tags that cannot be read are
    /// left out: not every server has them, and not everybody may see them.
    pub async fn whole(&self, thing: &Thing) -> Result<Option<Held>, CallError> {
        let mut all = Held::default();
        if thing.kind() == ThingKind::Rule {
            all.targets = Some(BTreeMap::new());
        }
        let Some(mut held) = self.read_whole(thing, &all).await? else { return Ok(None) };
        if has_tags(thing.kind()) {
            match self.tags(&held.arn).await {
                Ok(tags) => held.tags = Some(tags.into_iter().map(|tag| (tag.key, tag.value)).collect()),
                Err(error) if matches!(error.kind, ErrorKind::Unsupported | ErrorKind::Denied) => {
                    tracing::warn!(%error, "the tags are left out");
                }
                Err(error) => return Err(error),
            }
        }
        Ok(Some(held))
    }
}

/// Only buses and rules have tags in the classic API (API reference, "TagResource").
fn has_tags(kind: ThingKind) -> bool {
    matches!(kind, ThingKind::Bus | ThingKind::Rule)
}
