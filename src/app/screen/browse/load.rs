//! What the browse screen asks the account for, and in what order: what is on screen first, then what counts
//! and filters want, a few requests at a time. EventBridge answers at most 50 calls a second in an account
//! and region, and a rule's targets take one call each (EventBridge quotas; API reference,
//! "ListTargetsByRule").

use super::{Browse, Focus, Selected, layout};
use crate::app::effect::Effect;
use crate::app::read::{Answer, Read};
use crate::app::remote::Remote;
use crate::app::shared::Shared;
use crate::model::{Bus, ErrorKind, Millis, Rule, RuleKey, Target, TargetKind};
use std::collections::BTreeSet;

/// Lists of targets or tags asked for at a time.
pub(super) const AT_A_TIME: usize = 10;
/// Rule lists of buses that are not selected, asked for at a time.
const RULES: usize = 2;
/// Metrics of rules that fail, asked for at a time.
const METRICS: usize = 2;
/// How long a selection rests before its tags and metrics are asked for: holding a key down must not ask for
/// each row.
const REST: Millis = 150;

/// How far the background reading has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Rules of the selected bus whose targets are known, or known to be refused.
    pub done: usize,
    /// Rules of the selected bus.
    pub total: usize,
    /// Those of them with a problem, as far as is known.
    pub troubled: usize,
    /// Rules of all buses with a problem, as far as is known.
    pub everywhere: usize,
}

/// What is asked for in the background, and when.
#[derive(Debug, Default)]
pub(super) struct Loading {
    /// What is selected, and since when.
    resting: Option<(Selected, Millis)>,
    /// When that will have rested; none where there is nothing to ask for then.
    due: Option<Millis>,
    /// An answer said that asking on is no use.
    halted: bool,
    /// Buses all of whose rules' targets have been asked for, since their list was read at that time.
    all_asked: (Option<Millis>, BTreeSet<String>),
}

impl Loading {
    /// When there is more to ask for.
    pub fn due(&self) -> Option<Millis> {
        self.due
    }

    /// Nothing is asked for any more, since it would be refused.
    pub fn is_halted(&self) -> bool {
        self.halted
    }

    /// Everything is asked for anew.
    pub fn begin_again(&mut self) {
        self.halted = false;
        self.all_asked.1.clear();
    }

    /// When this began to be selected.
    fn selected_since(&mut self, selected: Selected, now: Millis) -> Millis {
        match &self.resting {
            Some((before, since)) if *before == selected => *since,
            Some(_) | None => {
                self.resting = Some((selected, now));
                now
            }
        }
    }
}

impl Browse {
    /// Asks for what is on screen and not known, then for some of the rest.
    pub(super) fn load(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        if shared.connection.at().is_none() || shared.connection.is_loading() {
            return;
        }
        shared.fetch_idle(Read::Buses, true, out);
        if let Some(bus) = self.bus.clone() {
            shared.fetch_idle(Read::Rules(bus), true, out);
            self.load_selected(shared, out);
        }
        if !self.loading.halted {
            self.load_targets(shared, out);
            self.load_for_filter(shared, out);
            load_rules(shared, out);
            load_for_marks(shared, out);
        }
        self.progress = self.count(shared);
    }

    fn load_selected(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        let rule = self.selected(shared).map(|rule| (rule.key(), rule.arn.clone()));
        let bus = self.selected_bus(shared).map(|bus| (bus.name.clone(), bus.arn.clone()));
        let selected = self.what();
        let rested = self.loading.selected_since(selected, shared.now) + REST;
        let mut wanted = Vec::new();
        if self.focus() == Focus::Buses {
            if let Some((name, arn)) = bus {
                wanted = vec![Read::Bus(name), Read::Tags(arn)];
            }
        } else if let Some((key, arn)) = rule {
            shared.fetch_idle(Read::Targets(key.clone()), true, out);
            wanted = vec![Read::Tags(arn), Read::Metrics(key)];
            wanted.extend(self.of_bus(shared));
        }
        wanted.retain(|read| shared.account.is_idle(read));
        self.load_marked(shared, out);
        self.loading.due = None;
        if wanted.is_empty() {
            return;
        }
        if shared.now >= rested {
            for read in wanted {
                shared.fetch(read, true, out);
            }
        } else {
            self.loading.due = Some(rested);
            shared.wake(rested, out);
        }
    }

    /// What rules are copied with of their bus; nothing of the default bus, which every account has.
    fn of_bus(&self, shared: &Shared) -> Vec<Read> {
        let is_own = |bus: &&Bus| Some(&bus.name) == self.bus.as_ref() && bus.name != Bus::DEFAULT;
        let bus = shared.account.buses.rows().iter().find(is_own);
        bus.map_or_else(Vec::new, |bus| vec![Read::Bus(bus.name.clone()), Read::Tags(bus.arn.clone())])
    }

    /// Targets and tags of the marked rules, and their bus: so that a copy of them is complete.
    fn load_marked(&self, shared: &mut Shared, out: &mut Vec<Effect>) {
        let rules = self.rules_of_bus(shared).iter().filter(|rule| self.marks.has(&rule.name));
        let reads = rules.flat_map(|rule| [Read::Targets(rule.key()), Read::Tags(rule.arn.clone())]);
        let bus = if self.marks.is_empty() { Vec::new() } else { self.of_bus(shared) };
        let reads = bus.into_iter().chain(reads);
        let pending = shared.requests.reading(|read| matches!(read, Read::Targets(_) | Read::Tags(_)));
        let room = AT_A_TIME.saturating_sub(pending);
        let wanted: Vec<_> = reads.filter(|read| shared.account.is_idle(read)).take(room).collect();
        for read in wanted {
            shared.fetch(read, true, out);
        }
    }

    /// Tags of the listed rules, while they are filtered: a word may stand in one.
    fn load_for_filter(&self, shared: &mut Shared, out: &mut Vec<Effect>) {
        if self.rules.filter.is_empty() {
            return;
        }
        let pending = shared.requests.reading(|read| matches!(read, Read::Tags(_)));
        let reads = self.rules_of_bus(shared).iter().map(|rule| Read::Tags(rule.arn.clone()));
        let room = AT_A_TIME.saturating_sub(pending);
        let wanted: Vec<_> = reads.filter(|read| shared.account.is_idle(read)).take(room).collect();
        for read in wanted {
            shared.fetch(read, false, out);
        }
    }

    /// Targets of the rules in view, then of the bus's other rules, then of other buses', one after the
    /// other: what is broken is to be marked wherever it is.
    fn load_targets(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        let room = AT_A_TIME.saturating_sub(shared.requests.reading(|read| matches!(read, Read::Targets(_))));
        if room == 0 {
            return;
        }
        let other = self.other_bus(shared).and_then(|bus| shared.account.rules.get(&bus));
        let Some(rules) = self.bus.as_ref().and_then(|bus| shared.account.rules.get(bus)) else { return };
        let order = self
            .rows_in_view(shared)
            .chain(&self.rules.rows)
            .filter_map(|at| rules.rows().get(*at))
            .chain(rules.rows())
            .chain(other.map(Remote::rows).unwrap_or_default());
        let mut wanted: Vec<Read> = Vec::new();
        for rule in order {
            if room == wanted.len() {
                break;
            }
            let read = Read::Targets(rule.key());
            if shared.account.is_idle(&read) && !wanted.contains(&read) {
                wanted.push(read);
            }
        }
        for read in wanted {
            shared.fetch(read, false, out);
        }
    }

    /// The rows of the list of rules that are on screen.
    fn rows_in_view(&self, shared: &Shared) -> impl Iterator<Item = &usize> {
        let area = layout::panes(shared.size, self.focus(), self.view.is_full()).rules;
        let height = area.map_or(0, |area| layout::rows(area, Focus::Rules));
        self.rules.rows.iter().skip(self.rules.selection.view.top).take(height)
    }

    /// The next bus that is not selected and has rules whose targets nobody has asked for yet.
    fn other_bus(&mut self, shared: &Shared) -> Option<String> {
        let account = &shared.account;
        let (since, all_asked) = &mut self.loading.all_asked;
        if since.is_some_and(|at| account.buses.at() != Some(at)) {
            all_asked.clear();
        }
        *since = account.buses.at();
        for bus in account.buses.rows() {
            let Some(rules) = account.rules.get(&bus.name).filter(|rules| rules.value().is_some()) else {
                continue;
            };
            if all_asked.contains(&bus.name) {
                continue;
            }
            if rules.rows().iter().any(|rule| account.is_idle(&Read::Targets(rule.key()))) {
                return Some(bus.name.clone());
            }
            if rules.at().is_some() && !rules.is_loading() {
                all_asked.insert(bus.name.clone());
            }
        }
        None
    }

    fn count(&self, shared: &Shared) -> Progress {
        let rules = self.rules_of_bus(shared);
        let known = |key: &RuleKey| {
            shared
                .account
                .targets
                .get(key)
                .is_some_and(|targets| targets.at().is_some() || targets.error().is_some())
        };
        Progress {
            done: rules.iter().filter(|rule| known(&rule.key())).count(),
            total: rules.len(),
            everywhere: shared.account.troubled_rules(),
            troubled: rules.iter().filter(|rule| shared.account.is_troubled(&rule.key())).count(),
        }
    }

    /// What is on screen and may change at any time.
    pub(in crate::app::screen) fn on_screen(&self, shared: &Shared) -> Vec<Read> {
        if self.loading.halted {
            return Vec::new();
        }
        let mut reads = vec![Read::Buses];
        reads.extend(self.bus.clone().map(Read::Rules));
        if self.view.is_about_bus() {
            reads.extend(self.bus.clone().map(Read::Bus));
        } else if let Some(rule) = self.selected(shared).filter(|rule| !shared.left.runs(&rule.key())) {
            // Not where a left tail still runs: going back to it must not wait for targets.
            reads.extend([Read::Targets(rule.key()), Read::Tags(rule.arn.clone())]);
        }
        reads
    }

    /// What the rows in view and the list of buses count.
    pub(in crate::app::screen) fn on_screen_in_short(&self, shared: &Shared) -> Vec<Read> {
        if self.loading.halted || self.view.is_full() {
            return Vec::new();
        }
        let rules = self.rules_of_bus(shared);
        let in_view = self.rows_in_view(shared).filter_map(|at| rules.get(*at)).map(Rule::key);
        let idle = in_view.filter(|rule| !shared.left.runs(rule));
        let has_buses = layout::panes(shared.size, self.focus(), false).buses.is_some();
        let others = shared
            .account
            .buses
            .rows()
            .iter()
            .filter(|bus| has_buses && Some(&bus.name) != self.bus.as_ref());
        idle.map(Read::Targets).chain(others.map(|bus| Read::Rules(bus.name.clone()))).collect()
    }

    /// An answer that says there is no point in asking the same for hundreds of other rules.
    pub(super) fn heed(&mut self, answer: &Answer) {
        let (Answer::Targets(_, Err(error)) | Answer::Rules(_, Err(error))) = answer else { return };
        let futile = match error.kind {
            ErrorKind::NoCredentials
            | ErrorKind::Expired
            | ErrorKind::NoRegion
            | ErrorKind::Denied
            | ErrorKind::Unsupported
            | ErrorKind::Network => true,
            ErrorKind::NotFound
            | ErrorKind::Invalid
            | ErrorKind::Throttled
            | ErrorKind::Managed
            | ErrorKind::Changed
            | ErrorKind::Refused
            | ErrorKind::NotKnown
            | ErrorKind::Other => false,
        };
        self.loading.halted |= futile;
    }
}

/// What marks in the lists rest on beside rules and targets: which deliveries fail, and whether API
/// destinations can be called, where there are targets of that kind.
fn load_for_marks(shared: &mut Shared, out: &mut Vec<Effect>) {
    if shared.account.buses.at().is_none() {
        return;
    }
    shared.fetch_idle(Read::Failing, false, out);
    let calls = |target: &Target| target.kind() == TargetKind::ApiDestination;
    if shared.account.targets.values().flat_map(Remote::rows).any(calls) {
        shared.fetch_idle(Read::ApiDestinations, false, out);
        shared.fetch_idle(Read::Connections, false, out);
    }
    let pending = shared.requests.reading(|read| matches!(read, Read::Metrics(_)));
    let room = METRICS.saturating_sub(pending);
    let reads = shared.account.failing.rows().iter().cloned().map(Read::Metrics);
    let wanted: Vec<_> = reads.filter(|read| shared.account.is_idle(read)).take(room).collect();
    for read in wanted {
        shared.fetch(read, false, out);
    }
}

/// The rule lists of the other buses, for the counts and for going to a rule by its name.
fn load_rules(shared: &mut Shared, out: &mut Vec<Effect>) {
    let pending = shared.requests.reading(|read| matches!(read, Read::Rules(_)));
    let reads = shared.account.buses.rows().iter().map(|bus| Read::Rules(bus.name.clone()));
    let room = RULES.saturating_sub(pending);
    let wanted: Vec<_> = reads.filter(|read| shared.account.is_idle(read)).take(room).collect();
    for read in wanted {
        shared.fetch(read, false, out);
    }
}
