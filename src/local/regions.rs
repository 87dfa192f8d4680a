//! The account in all its regions. Each has what it has alone, as on AWS; a call goes to the region that it
//! was signed for, and that is how regions come into being.

use super::account::{Account, REGION, Shared};
use super::delivery;
use super::ids::Ids;
use super::passing_time::Feed;
use crate::model::Millis;
use crate::text::is_region_code;
use std::collections::BTreeMap;

/// AWS has fewer; names can be made up.
const MAX_REGIONS: usize = 64;

/// A region: what is in it, and what drives it.
pub(super) struct Region {
    pub(super) account: Account,
    pub(super) feed: Feed,
}

/// Every region that was looked at so far.
pub(super) struct Regions {
    seed: u64,
    global: Shared,
    known: BTreeMap<String, Region>,
}

impl Regions {
    /// The region of the demo, empty; its feed is at `now`.
    pub(super) fn new(seed: u64, now: Millis) -> Self {
        let mut regions = Self { seed, global: Shared::default(), known: BTreeMap::new() };
        regions.region(REGION, now);
        regions
    }

    /// The region of that name, made when nobody asked for it before. A text that names no region, and a
    /// region too many, is the demo's.
    pub(super) fn region(&mut self, name: &str, now: Millis) -> &mut Region {
        let known = self.known.contains_key(name);
        let name =
            if known || (is_region_code(name) && self.known.len() < MAX_REGIONS) { name } else { REGION };
        // Ids of one region do not depend on what another one draws.
        let seed = if name == REGION { self.seed } else { self.seed ^ Ids::key(name) };
        self.known.entry(name.to_owned()).or_insert_with(|| {
            let mut account = Account::empty(name, seed, now);
            account.global = self.global.clone();
            Region { account, feed: Feed::new(Vec::new(), seed, now) }
        })
    }

    /// The region of that name, if it was looked at before.
    pub(super) fn visited(&mut self, name: &str) -> Option<&mut Account> {
        self.known.get_mut(name).map(|region| &mut region.account)
    }

    /// Forgets who may deliver to what, since a policy or a resource may have changed.
    pub(super) fn forget_permits(&mut self) {
        for region in self.known.values_mut() {
            region.account.permits.clear();
        }
    }

    /// Lets some of the time up to `now` pass everywhere; true when all of it has.
    pub(super) fn step(&mut self, now: Millis) -> bool {
        let mut done = true;
        for region in self.known.values_mut() {
            done &= region.feed.step(&mut region.account, now);
        }
        self.depart(now);
        done
    }

    /// Takes events to the buses of other regions that rules sent them to. Where the bus is not there they
    /// are lost, as with a deleted target, whether or not its region was ever looked at.
    pub(super) fn depart(&mut self, now: Millis) {
        loop {
            let left: Vec<_> = self
                .known
                .values_mut()
                .flat_map(|region| std::mem::take(&mut region.account.departures))
                .collect();
            if left.is_empty() {
                return;
            }
            for departure in left {
                let arrived = self
                    .known
                    .get_mut(&departure.region)
                    .is_some_and(|region| delivery::arrive(&mut region.account, &departure, now));
                if !arrived && let Some(origin) = self.known.get_mut(&departure.origin) {
                    delivery::fail_without_bus(&mut origin.account, departure, now);
                }
            }
        }
    }
}
