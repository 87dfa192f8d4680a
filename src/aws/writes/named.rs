//! What a change names has to be there: a bus, a connection. It is looked up before anything is asked or
//! sent, and told in EventBridge's own words, where these are known, and ours.

use super::super::client::Client;
use crate::model::{
    Arn, CallError, Change, ChangeFault, ErrorKind, Held, NamedBus, Thing, no_such_bus, no_such_connection,
};
use serde_json::Value;

impl Client {
    /// What a change names and is not in this account and region. What cannot be looked up, or is of another
    /// account or region, the service decides about.
    pub async fn missing_of(&self, change: &Change) -> Option<ChangeFault> {
        let to = change.to.as_ref()?;
        let named = |path: &str| {
            let text = to.text(path)?;
            let before = change.was.as_ref().and_then(|was| was.text(path));
            (before != Some(text)).then(|| text.to_owned())
        };
        match &change.thing {
            Thing::Rule(key) if change.was.is_none() => self.missing_bus("Bus", &key.bus).await,
            Thing::Archive(_) if change.was.is_none() => {
                self.missing_bus("EventSourceArn", &named("EventSourceArn")?).await
            }
            Thing::Destination(_) => self.missing_connection(&named("ConnectionArn")?).await,
            // Of a replay more is read than whether its archive and bus are there.
            Thing::Replay(_)
            | Thing::Rule(_)
            | Thing::Archive(_)
            | Thing::Bus(_)
            | Thing::Connection(_)
            | Thing::Source(_)
            | Thing::Endpoint(_)
            | Thing::LogPolicy(_) => None,
        }
    }

    async fn missing_bus(&self, place: &str, named: &str) -> Option<ChangeFault> {
        let session = self.session_if_known().await;
        let NamedBus::Here(name) = session.bus(named) else { return None };
        let found = self.read_whole(&Thing::Bus(name.to_owned()), &Held::default()).await;
        matches!(found, Ok(None)).then(|| no_such_bus(place, name))
    }

    async fn missing_connection(&self, named: &str) -> Option<ChangeFault> {
        let arn = Arn::from(named);
        if self.session_if_known().await.holds(&arn) != Some(true) {
            return None;
        }
        // Behind the name stands an id that AWS gives.
        let name = arn.resource().strip_prefix("connection/")?.split('/').next()?;
        match self.describe(&Thing::Connection(name.to_owned())).await {
            Ok(found) => {
                let found = found.get("ConnectionArn").and_then(Value::as_str)?;
                let why = || format!("the ARN of connection {name} is {found}, and this is another one's.");
                (found != named).then(|| ChangeFault::at("ConnectionArn", why()))
            }
            Err(error) => (error.kind == ErrorKind::NotFound).then(|| no_such_connection(name)),
        }
    }

    /// [`Client::missing_of`] as the refusal of a change that was to be sent.
    pub(super) async fn refuse_if_missing(&self, change: &Change) -> Result<(), CallError> {
        let Some(fault) = self.missing_of(change).await else { return Ok(()) };
        Err(CallError::new(ErrorKind::Invalid, change.title(), fault.sentence()).advise("Nothing was sent."))
    }
}
