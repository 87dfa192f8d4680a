//! Which bus is meant by a name or an ARN. Senders, targets and forms take both, and an ARN may be of another
//! account or region, or of an account that nobody has told. What is one's own is decided here alone.

use super::Arn;
use crate::text::arn_parts;

/// A bus that somebody names, as seen from an account and region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedBus<'t> {
    /// The bus of this name there.
    Here(&'t str),
    /// One of another account or region, or no bus at all.
    Elsewhere,
    /// In this region, and whether in this account is not known, for it is not known which account this is.
    NotKnown,
}

impl<'t> NamedBus<'t> {
    /// `account` is empty where it is not known. An ARN without an account, as some emulators make them, is
    /// of the account that it is read in.
    pub fn seen_from(region: &str, account: &str, named: &'t str) -> Self {
        if !named.starts_with("arn:") {
            return Self::Here(named);
        }
        match BusArn::of(named).filter(|bus| bus.region == region) {
            Some(bus) if bus.account.is_empty() || bus.account == account => Self::Here(bus.name),
            Some(_) if account.is_empty() => Self::NotKnown,
            Some(_) | None => Self::Elsewhere,
        }
    }

    /// As seen from the account and region of what has this ARN.
    pub fn beside(own: &Arn, named: &'t str) -> Self {
        Self::seen_from(own.region(), own.account(), named)
    }
}

/// What the ARN of a bus is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BusArn<'t> {
    pub(super) region: &'t str,
    /// Empty where an emulator leaves it out.
    pub(super) account: &'t str,
    pub(super) name: &'t str,
}

impl<'t> BusArn<'t> {
    /// None for what is no ARN of a bus.
    pub(super) fn of(arn: &'t str) -> Option<Self> {
        let [_, _, "events", region, account, resource] = arn_parts(arn)? else { return None };
        let name = resource.strip_prefix("event-bus/")?;
        Some(Self { region, account, name })
    }
}

/// The name in a bus's name or ARN, wherever the bus is; what is neither, as it stands.
pub(crate) fn bus_name_in(named: &str) -> &str {
    BusArn::of(named).map_or(named, |bus| bus.name)
}

#[cfg(test)]
mod tests {
    use super::NamedBus::{self, Elsewhere, Here, NotKnown};

    #[test]
    fn a_bus_is_ones_own_by_name_region_and_account() {
        let own = "arn:aws:events:eu-west-1:111122223333:event-bus/orders";
        for (named, known, unknown) in [
            ("orders", Here("orders"), Here("orders")),
            (own, Here("orders"), NotKnown),
            ("arn:aws:events:eu-west-1::event-bus/orders", Here("orders"), Here("orders")),
            ("arn:aws:events:eu-west-1:444455556666:event-bus/orders", Elsewhere, NotKnown),
            ("arn:aws:events:us-east-1:111122223333:event-bus/orders", Elsewhere, Elsewhere),
            ("arn:aws:sqs:eu-west-1:111122223333:orders", Elsewhere, Elsewhere),
            ("arn:aws:events:eu-west-1:111122223333:rule/orders/r", Elsewhere, Elsewhere),
        ] {
            assert_eq!(NamedBus::seen_from("eu-west-1", "111122223333", named), known, "{named}");
            assert_eq!(NamedBus::seen_from("eu-west-1", "", named), unknown, "{named}");
        }
    }
}
