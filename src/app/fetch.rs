//! Asking for a piece of the account: the request, its slot and the mark "loading" always go together.

use super::account::{Account, Listing};
use super::effect::{Effect, Read};
use super::model::Shared;
use super::request::Slot;
use crate::model::Millis;

/// The span of the metrics shown with a rule.
pub const METRICS_SPAN: Millis = 60 * 60 * 1000;

impl Shared {
    /// Asks for a piece of the account, unless it is on its way. `urgent` is for what is on screen now.
    pub fn fetch(&mut self, slot: Slot, urgent: bool, out: &mut Vec<Effect>) {
        if self.requests.is_pending(&slot) {
            return;
        }
        let account = &mut self.account;
        let read = match &slot {
            Slot::Buses => {
                account.buses.start();
                Read::Buses
            }
            Slot::Bus(name) => {
                account.bus.entry(name.clone()).or_default().start();
                Read::Bus(name.clone())
            }
            Slot::Rules(bus) => {
                account.rules.entry(bus.clone()).or_default().start();
                Read::Rules(bus.clone())
            }
            Slot::Rule(rule) => Read::Rule(rule.clone()),
            Slot::Targets(rule) => {
                account.targets.entry(rule.clone()).or_default().start();
                Read::Targets { rule: rule.clone(), urgent }
            }
            Slot::Tags(arn) => {
                account.tags.entry(arn.clone()).or_default().start();
                Read::Tags(arn.clone())
            }
            Slot::Metrics(rule) => {
                account.metrics.entry(rule.clone()).or_default().start();
                Read::Metrics { rule: rule.clone(), from: self.now - METRICS_SPAN, to: self.now }
            }
            Slot::LogGroup(name) => {
                account.log_groups.entry(name.clone()).or_default().start();
                Read::LogGroup(name.clone())
            }
            Slot::Listing(listing) => {
                account.start_listing(*listing);
                Read::Listing(*listing)
            }
            Slot::Profiles => {
                account.profiles.start();
                Read::Profiles
            }
            Slot::Session
            | Slot::UsedBy(_)
            | Slot::RememberedState(_)
            | Slot::Draft(_)
            | Slot::AskAws(_)
            | Slot::Toggle(_)
            | Slot::Save(_)
            | Slot::File(_)
            | Slot::EventFile => return,
        };
        let req = self.requests.start(slot);
        out.push(Effect::Read { req, read });
    }

    /// Asks for something that no piece of the account holds, unless the same is already on its way.
    pub fn read(&mut self, slot: Slot, read: Read, out: &mut Vec<Effect>) {
        if !self.requests.is_pending(&slot) {
            let req = self.requests.start(slot);
            out.push(Effect::Read { req, read });
        }
    }

    /// Everything read so far is to be read again, what is on screen first; the rows stay until then.
    pub fn expire_all(&mut self) {
        self.requests.forget(Slot::is_of_account);
        self.account.expire();
    }
}

impl Account {
    fn start_listing(&mut self, listing: Listing) {
        match listing {
            Listing::EventSources => self.event_sources.start(),
            Listing::Archives => self.archives.start(),
            Listing::Replays => self.replays.start(),
            Listing::Connections => self.connections.start(),
            Listing::ApiDestinations => self.api_destinations.start(),
        }
    }

    fn expire(&mut self) {
        self.buses.expire();
        self.bus.values_mut().for_each(super::remote::Remote::expire);
        self.rules.values_mut().for_each(super::remote::Remote::expire);
        self.targets.values_mut().for_each(super::remote::Remote::expire);
        self.tags.values_mut().for_each(super::remote::Remote::expire);
        self.metrics.values_mut().for_each(super::remote::Remote::expire);
        self.log_groups.values_mut().for_each(super::remote::Remote::expire);
        self.event_sources.expire();
        self.archives.expire();
        self.replays.expire();
        self.connections.expire();
        self.api_destinations.expire();
    }
}
