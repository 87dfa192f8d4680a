//! What the account's lists say against a form: what it names is not there, what it makes is there already, a
//! replay goes to a bus that its events did not come from, or is of what is still to come. It is refused
//! before it is asked about.

use super::FormView;
use super::part_made::PartMade;
use crate::app::editor::Editor;
use crate::app::form::{FormField, Slot, Subject};
use crate::app::read::Read;
use crate::app::shared::Shared;
use crate::model::{
    Arn, Change, ChangeFault, FieldKind, NamedBus, RuleKey, Thing, ThingKind, no_such_archive, no_such_bus,
    no_such_connection, replay_ahead, replay_to_other_bus, rule_not_there,
};

impl FormView {
    /// The changes that the fields make; where the account's lists say something against them, there are
    /// none.
    pub(super) fn changes(&self, shared: &Shared) -> Result<Vec<Change>, Vec<ChangeFault>> {
        let against: Vec<ChangeFault> =
            self.against_lists(shared).into_iter().map(|(_, fault)| fault).collect();
        let made = self.own_changes(shared);
        let replays = made.iter().flatten().filter(|change| matches!(change.thing, Thing::Replay(_)));
        let ahead = replays.filter_map(|change| replay_ahead(change.to.as_ref()?, shared.now));
        let against: Vec<ChangeFault> = against.into_iter().chain(ahead).collect();
        if against.is_empty() {
            return made;
        }
        Err(made.err().into_iter().flatten().chain(against).collect())
    }

    /// The changes that the fields make, whatever the lists say; of a new thing that is there in part, the
    /// rest.
    pub(super) fn own_changes(&self, shared: &Shared) -> Result<Vec<Change>, Vec<ChangeFault>> {
        let (account, policies) = (shared.session.account.as_deref(), &shared.account.log_policies);
        let policies = if policies.at().is_some() { policies.rows() } else { &[] };
        let mut made = self.form.changes(&self.texts(), account, policies)?;
        if let Some(PartMade { thing, now: Some(held), .. }) = &self.part_made {
            for change in made.iter_mut().filter(|change| change.is_making() && change.thing == *thing) {
                change.was = change.to.as_ref().map(|to| held.as_far_as(to));
            }
        }
        Ok(made)
    }

    /// What would be refused by what the lists of the account have, each with the list that says so.
    pub(super) fn against_lists(&self, shared: &Shared) -> Vec<(Read, ChangeFault)> {
        let mut all = self.missing(shared);
        all.extend(self.taken_name(shared));
        all.extend(self.to_other_bus(shared));
        all.extend(self.for_missing_rule(shared));
        all
    }

    /// The names and ARNs in fields that are of none of those things that the account is known to have.
    fn missing(&self, shared: &Shared) -> Vec<(Read, ChangeFault)> {
        let typed = self.form.entries.iter().zip(&self.editors);
        let missing = |(entry, editor): (&FormField, &Editor)| {
            let typed = editor.text().trim();
            let arn = Arn::from(typed);
            let by_name = entry.slot == Slot::Bus;
            let is_named =
                by_name || matches!(entry.slot, Slot::Setting(field) if field.kind == FieldKind::Arn);
            let is_elsewhere = arn.is_well_formed() && shared.session.holds(&arn) != Some(true);
            if !is_named || typed.is_empty() || is_elsewhere {
                return None;
            }
            not_there(entry.slot.place(""), by_name, typed, shared)
        };
        typed.filter_map(missing).collect()
    }

    /// The thing that the form makes, where the operator gives it its name and has done so.
    pub(super) fn new_thing(&self) -> Option<Thing> {
        let name = self.text_of(Slot::Name).trim().to_owned();
        if name.is_empty() {
            return None;
        }
        let kind = match &self.form.subject {
            Subject::New(kind) => *kind,
            Subject::Settings(thing, _) => thing.kind(),
            Subject::Target(..)
            | Subject::Tags(..)
            | Subject::Permission(..)
            | Subject::Policy(..)
            | Subject::Event
            | Subject::SavedEvent
            | Subject::Together(_) => return None,
        };
        Some(match kind {
            ThingKind::Rule => Thing::Rule(RuleKey::new(self.text_of(Slot::Bus).trim(), name)),
            ThingKind::Bus
            | ThingKind::Archive
            | ThingKind::Replay
            | ThingKind::Connection
            | ThingKind::Destination
            | ThingKind::Source
            | ThingKind::Endpoint
            | ThingKind::LogPolicy => Thing::of(kind, name),
        })
    }

    /// A bus of this account and region that is named by its ARN is named by its name, as its rules are.
    pub(super) fn name_the_bus(&mut self, shared: &Shared) {
        if self.form.subject == Subject::Event {
            return;
        }
        let at = self.form.entries.iter().position(|entry| entry.slot == Slot::Bus);
        let Some(editor) = at.and_then(|at| self.editors.get_mut(at)) else { return };
        let typed = editor.text().trim().to_owned();
        if let NamedBus::Here(name) = shared.session.bus(&typed)
            && name != typed
        {
            editor.replace_all(name);
        }
    }

    /// The list that tells whether a name is taken. Rules are only asked for once the typed bus exists: every
    /// beginning of its name would otherwise cost a call.
    pub(super) fn list_of(&self, thing: &Thing, shared: &Shared) -> Option<Read> {
        match thing {
            Thing::Rule(key) => {
                let is_there = shared.account.buses.rows().iter().any(|bus| bus.name == key.bus);
                is_there.then(|| Read::Rules(key.bus.clone()))
            }
            Thing::Bus(_) => Some(Read::Buses),
            Thing::Archive(_) => Some(Read::Archives),
            Thing::Replay(_) => Some(Read::Replays),
            Thing::Connection(_) => Some(Read::Connections),
            Thing::Destination(_) => Some(Read::ApiDestinations),
            Thing::Source(_) | Thing::Endpoint(_) | Thing::LogPolicy(_) => None,
        }
    }

    /// A fault where the new thing's name is taken already: making a rule of it would change that rule, and
    /// everything else is refused by the service.
    fn taken_name(&self, shared: &Shared) -> Option<(Read, ChangeFault)> {
        let thing = self.new_thing()?;
        let (account, name) = (&shared.account, thing.name());
        let is_taken = match &thing {
            Thing::Rule(key) => account.rule(key).is_some(),
            Thing::Bus(_) => account.buses.rows().iter().any(|one| one.name == name),
            Thing::Archive(_) => account.archives.rows().iter().any(|one| one.name == name),
            Thing::Replay(_) => account.replays.rows().iter().any(|one| one.name == name),
            Thing::Connection(_) => account.connections.rows().iter().any(|one| one.name == name),
            Thing::Destination(_) => account.api_destinations.rows().iter().any(|one| one.name == name),
            Thing::Source(_) | Thing::Endpoint(_) | Thing::LogPolicy(_) => false,
        };
        let is_ours = self.part_made.as_ref().is_some_and(|part| part.thing == thing);
        // It was made from here just now: the form closes when the answer is there.
        if !is_taken || is_ours || shared.requests.is_changing(&thing) {
            return None;
        }
        let read = self.list_of(&thing, shared)?;
        Some((read, ChangeFault::at("Name", format!("{thing} is there already: take another name."))))
    }

    /// That a replay's bus is not the one that its events came from.
    fn to_other_bus(&self, shared: &Shared) -> Option<(Read, ChangeFault)> {
        if self.form.subject != Subject::New(ThingKind::Replay) {
            return None;
        }
        let arn = |path: &str| {
            let is_own = |slot: Slot| matches!(slot, Slot::Setting(field) if field.path == path);
            Arn::from(self.text_where(is_own).trim())
        };
        let (archive, bus) = (arn("EventSourceArn"), arn("Destination.Arn"));
        let known = shared.account.archives.rows().iter().find(|one| one.name == archive.name())?;
        // What is no ARN has a fault of its own.
        let fault = replay_to_other_bus(&bus, &known.source).filter(|_| bus.is_well_formed())?;
        Some((Read::Archives, fault))
    }

    /// That a replay is for a rule that its bus does not have, where the rules of that were read.
    fn for_missing_rule(&self, shared: &Shared) -> Option<(Read, ChangeFault)> {
        if self.form.subject != Subject::New(ThingKind::Replay) {
            return None;
        }
        let made = self.own_changes(shared).ok()?;
        let replay = made.iter().find_map(|change| change.to.as_ref())?;
        let bus = Arn::from(replay.text("Destination.Arn")?).name().to_owned();
        let rules = shared.account.rules.get(&bus).filter(|rules| rules.at().is_some())?;
        Some((Read::Rules(bus), rule_not_there(replay, rules.rows())?))
    }
}

/// That what is named by a name or an ARN is in no list of the account, with that list; none where it is
/// there, is nothing of EventBridge, or was not listed.
fn not_there(place: String, by_name: bool, typed: &str, shared: &Shared) -> Option<(Read, ChangeFault)> {
    let (account, arn) = (&shared.account, &Arn::from(typed));
    let kind = arn.resource().split_once('/').map(|(kind, _)| kind).filter(|_| arn.service() == "events");
    let (is_listed, is_there, read, fault) = match kind {
        Some("archive") => {
            let is_one = account.archives.rows().iter().any(|one| one.name == arn.name());
            (account.archives.at().is_some(), is_one, Read::Archives, no_such_archive(arn.name()))
        }
        Some("connection") => {
            let is_one = account.connections.rows().iter().any(|one| one.arn == *arn);
            let name = arn.name().split('/').next().unwrap_or_default();
            let fault = no_such_connection(name);
            (account.connections.at().is_some(), is_one, Read::Connections, fault)
        }
        kind if by_name || kind == Some("event-bus") => {
            let is_one = account.buses.rows().iter().any(|bus| bus.name == typed || bus.arn == *arn);
            let fault = no_such_bus(place, if by_name { typed } else { arn.name() });
            (account.buses.at().is_some(), is_one, Read::Buses, fault)
        }
        Some(_) | None => return None,
    };
    (is_listed && !is_there).then_some((read, fault))
}
