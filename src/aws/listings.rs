//! The plain lists beside buses and rules: event sources, archives, replays, connections, API destinations;
//! and one replay in full.

use super::client::{Client, millis};
use super::paging::{Pages, pages};
use super::rules::PAGE;
use super::services::Service;
use crate::model::facts::ReplayFacts;
use crate::model::{
    ApiDestination, Archive, Arn, CallError, Connection, EventSource, GlobalEndpoint, Replay,
};

/// One list: the operation, the field of its answer that holds the rows, and how a row becomes ours.
macro_rules! listing {
    ($(#[$doc:meta])* $method:ident, $operation:literal, $call:ident, $field:ident, $row:ty, $convert:expr) => {
        impl Client {
            $(#[$doc])*
            pub fn $method(&self) -> Pages<$row> {
                let client = self.clone();
                pages($operation, move |token| {
                    let client = client.clone();
                    async move {
                        let call = client.parts().events.$call().limit(PAGE).set_next_token(token).send();
                        let page = client.call(Service::Events, $operation, call).await?;
                        Ok((page.$field.unwrap_or_default().into_iter().map($convert).collect(), page.next_token))
                    }
                })
            }
        }
    };
}

listing!(
    /// Partner event sources offered to this account, ListEventSources.
    event_sources, "ListEventSources", list_event_sources, event_sources, EventSource, |source| EventSource {
        name: source.name.unwrap_or_default(),
        state: own_word(source.state.map(|state| state.as_str().to_owned())),
        created_by: source.created_by,
        expires: millis(source.expiration_time),
    }
);

listing!(
    /// Archives, ListArchives.
    archives, "ListArchives", list_archives, archives, Archive, |archive| Archive {
        name: archive.archive_name.unwrap_or_default(),
        source: Arn::new(archive.event_source_arn.unwrap_or_default()),
        state: own_word(archive.state.map(|state| state.as_str().to_owned())),
        retention_days: archive.retention_days,
        events: Some(archive.event_count),
        bytes: Some(archive.size_bytes),
        reason: archive.state_reason,
    }
);

listing!(
    /// Replays of archives, ListReplays.
    replays, "ListReplays", list_replays, replays, Replay, |replay| Replay {
        name: replay.replay_name.unwrap_or_default(),
        source: Arn::new(replay.event_source_arn.unwrap_or_default()),
        state: own_word(replay.state.map(|state| state.as_str().to_owned())),
        from: millis(replay.event_start_time),
        to: millis(replay.event_end_time),
        reached: millis(replay.event_last_replayed_time),
        reason: replay.state_reason,
    }
);

listing!(
    /// Connections of API destinations, ListConnections.
    connections, "ListConnections", list_connections, connections, Connection, |connection| Connection {
        name: connection.name.unwrap_or_default(),
        arn: Arn::new(connection.connection_arn.unwrap_or_default()),
        state: own_word(connection.connection_state.map(|state| state.as_str().to_owned())),
        reason: connection.state_reason,
        authorization: connection.authorization_type.map(|kind| kind.as_str().to_owned()),
    }
);

listing!(
    /// API destinations, ListApiDestinations.
    api_destinations, "ListApiDestinations", list_api_destinations, api_destinations, ApiDestination, |destination| {
        ApiDestination {
            name: destination.name.unwrap_or_default(),
            arn: Arn::new(destination.api_destination_arn.unwrap_or_default()),
            state: own_word(destination.api_destination_state.map(|state| state.as_str().to_owned())),
            connection: Arn::new(destination.connection_arn.unwrap_or_default()),
            method: own_word(destination.http_method.map(|method| method.as_str().to_owned())),
            endpoint: destination.invocation_endpoint.unwrap_or_default(),
            rate_limit: destination.invocation_rate_limit_per_second,
        }
    }
);

impl Client {
    /// A replay in full, DescribeReplay.
    pub(crate) async fn replay(&self, name: &str) -> Result<ReplayFacts, CallError> {
        let call = self.parts().events.describe_replay().replay_name(name).send();
        let found = self.call(Service::Events, "DescribeReplay", call).await?;
        let filters = found.destination.and_then(|to| to.filter_arns).unwrap_or_default();
        Ok(ReplayFacts {
            name: found.replay_name.unwrap_or_else(|| name.to_owned()),
            filter_arns: filters.into_iter().map(Arn::new).collect(),
        })
    }

    /// Global endpoints, ListEndpoints.
    pub fn endpoints(&self) -> Pages<GlobalEndpoint> {
        let client = self.clone();
        pages("ListEndpoints", move |token| {
            let client = client.clone();
            async move {
                let call =
                    client.parts().events.list_endpoints().max_results(PAGE).set_next_token(token).send();
                let page = client.call(Service::Events, "ListEndpoints", call).await?;
                let row = |endpoint: aws_sdk_eventbridge::types::Endpoint| GlobalEndpoint {
                    name: endpoint.name.unwrap_or_default(),
                    arn: Arn::new(endpoint.arn.unwrap_or_default()),
                    state: own_word(endpoint.state.map(|state| state.as_str().to_owned())),
                    reason: endpoint.state_reason,
                    url: endpoint.endpoint_url.unwrap_or_default(),
                    buses: endpoint
                        .event_buses
                        .unwrap_or_default()
                        .into_iter()
                        .map(|bus| Arn::new(bus.event_bus_arn))
                        .collect(),
                };
                Ok((page.endpoints.unwrap_or_default().into_iter().map(row).collect(), page.next_token))
            }
        })
    }
}

/// The service's own word, new ones included; empty when it said nothing.
fn own_word(word: Option<String>) -> String {
    word.unwrap_or_default()
}
