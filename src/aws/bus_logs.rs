//! Where a bus's log goes, and its records: the deliveries of CloudWatch Logs, then the log group they end
//! in.

use super::client::Client;
use super::paging::{Pages, pages};
use super::services::Service;
use crate::model::bus_log::{LogPlace, Record};
use crate::model::{Arn, CallError, Millis};
use futures_util::{StreamExt as _, TryStreamExt as _};
use std::collections::BTreeMap;

/// The largest page of the delivery calls (API reference, `limit`).
const PAGE: i32 = 50;

impl Client {
    /// Where the log of a bus goes: DescribeDeliverySources, DescribeDeliveries and
    /// DescribeDeliveryDestinations. A source that nothing delivers from is left out.
    pub(crate) async fn bus_log_places(&self, bus: &Arn) -> Result<Vec<LogPlace>, CallError> {
        let sources = self.delivery_sources(bus).try_concat().await?;
        if sources.is_empty() {
            return Ok(Vec::new());
        }
        let names: Vec<String> = sources.iter().map(|source| source.name.clone()).collect();
        let deliveries = self.deliveries(&names).try_concat().await?;
        let destinations: BTreeMap<String, String> =
            self.delivery_destinations().try_concat().await?.into_iter().collect();
        let place = |delivery: &Delivery| {
            let source = sources.iter().find(|source| source.name == delivery.source)?;
            let to = destinations
                .get(&delivery.destination)
                .cloned()
                .unwrap_or_else(|| delivery.destination.clone());
            Some(LogPlace {
                source: source.name.clone(),
                records: source.log_type.clone(),
                to: Arn::new(super::logs::plain_arn(&to)),
                inactive: source.inactive.clone(),
            })
        };
        Ok(deliveries.iter().filter_map(place).collect())
    }

    /// The records of a bus's log group between two times, oldest first; without `to`, until now. `filter` is
    /// a CloudWatch Logs filter pattern. What is no record is left out.
    pub(crate) fn bus_records(
        &self,
        group: &str,
        from: Millis,
        to: Option<Millis>,
        filter: &str,
    ) -> Pages<Record> {
        let lines = self.log_events(group, from, to, Some(filter));
        Box::pin(lines.map(|page| {
            page.map(|lines| {
                lines
                    .iter()
                    .filter_map(|line| Record::read(&line.message, line.timestamp))
                    .collect::<Vec<_>>()
            })
        }))
    }

    fn delivery_sources(&self, bus: &Arn) -> Pages<DeliverySource> {
        let (client, bus) = (self.clone(), bus.to_string());
        pages("DescribeDeliverySources", move |token| {
            let (client, bus) = (client.clone(), bus.clone());
            async move {
                let call = client.parts().logs.describe_delivery_sources().resource_arns(&bus).limit(PAGE);
                let call = call.set_next_token(token).send();
                let page = client.call(Service::Logs, "DescribeDeliverySources", call).await?;
                let sources = page.delivery_sources.unwrap_or_default().into_iter();
                // Servers that know no such filter answer with all of them.
                let sources = sources
                    .filter(|source| source.resource_arns.as_ref().is_some_and(|arns| arns.contains(&bus)));
                let sources = sources.map(|source| DeliverySource {
                    name: source.name.unwrap_or_default(),
                    log_type: source.log_type.unwrap_or_default(),
                    inactive: source.status.filter(|status| status.as_str() != "ACTIVE").map(|status| {
                        let why =
                            source.status_reason.map(|why| format!(", {}", why.as_str())).unwrap_or_default();
                        format!("{}{why}", status.as_str())
                    }),
                });
                Ok((sources.collect(), page.next_token))
            }
        })
    }

    fn deliveries(&self, sources: &[String]) -> Pages<Delivery> {
        let (client, sources) = (self.clone(), sources.to_vec());
        pages("DescribeDeliveries", move |token| {
            let (client, sources) = (client.clone(), sources.clone());
            async move {
                let call = client.parts().logs.describe_deliveries().limit(PAGE).set_next_token(token);
                let call = call.set_delivery_source_names(Some(sources.clone())).send();
                let page = client.call(Service::Logs, "DescribeDeliveries", call).await?;
                let deliveries = page.deliveries.unwrap_or_default().into_iter().map(|delivery| Delivery {
                    source: delivery.delivery_source_name.unwrap_or_default(),
                    destination: delivery.delivery_destination_arn.unwrap_or_default(),
                });
                Ok((
                    deliveries.filter(|delivery| sources.contains(&delivery.source)).collect(),
                    page.next_token,
                ))
            }
        })
    }

    /// The ARN of each destination, and of the log group, bucket or stream behind it.
    fn delivery_destinations(&self) -> Pages<(String, String)> {
        let client = self.clone();
        pages("DescribeDeliveryDestinations", move |token| {
            let client = client.clone();
            async move {
                let call = client.parts().logs.describe_delivery_destinations().limit(PAGE);
                let call = call.set_next_token(token).send();
                let page = client.call(Service::Logs, "DescribeDeliveryDestinations", call).await?;
                let found = page.delivery_destinations.unwrap_or_default().into_iter().filter_map(|one| {
                    let to = one.delivery_destination_configuration?.destination_resource_arn;
                    Some((one.arn.unwrap_or_default(), to))
                });
                Ok((found.collect(), page.next_token))
            }
        })
    }
}

/// A delivery source of a bus.
struct DeliverySource {
    name: String,
    log_type: String,
    inactive: Option<String>,
}

/// From a source to a destination.
struct Delivery {
    source: String,
    destination: String,
}
