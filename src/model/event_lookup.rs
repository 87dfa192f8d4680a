//! What became of looking events up by their ids in the logs of a bus: the log groups that its rules deliver
//! to, and the bus's own log. What was looked at, what could not be read and what was not found is said here,
//! for the command and the screen alike.

use super::facts::{BusRecord, LoggedIn};
use super::{Arn, Millis};
use crate::text::time::date_and_time;
use crate::text::{and_list, plural};
use serde::{Deserialize, Serialize};

/// Events that are asked for by their ids.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventIds {
    /// The bus's name.
    pub bus: String,
    /// The ARN of the rule that is looked into, which tells the account and region of its bus.
    pub rule: Arn,
    /// The ids, each once.
    pub ids: Vec<String>,
}

impl EventIds {
    /// The ids in a text, in which they stand behind one another with blanks, commas or quotation marks
    /// between them, each once.
    pub fn read(bus: &str, rule: &Arn, text: &str) -> Self {
        let between = |c: char| c.is_whitespace() || ",;\"'[]".contains(c);
        Self::new(bus, rule, text.split(between).filter(|id| !id.is_empty()).map(str::to_owned))
    }

    /// Whether a text can be the id of an event: letters, digits and hyphens, of which the service's have 36.
    /// A few more are let through, as nothing says that it will stay at that.
    pub fn may_be_id(text: &str) -> bool {
        const LONGEST: usize = 40;
        !text.is_empty()
            && text.len() <= LONGEST
            && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    }

    /// These ids, each once.
    pub fn new(bus: &str, rule: &Arn, ids: impl IntoIterator<Item = String>) -> Self {
        let mut each = Vec::new();
        for id in ids {
            if !each.contains(&id) {
                each.push(id);
            }
        }
        Self { bus: bus.to_owned(), rule: rule.clone(), ids: each }
    }
}

/// An event that was found by its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundEvent {
    /// Its id.
    pub id: String,
    /// Its text.
    pub text: String,
    /// The log group that has it, and a rule that has delivered it there.
    pub place: LoggedIn,
}

/// What the bus's own log has of the events.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum OwnLog {
    /// It could not be read, which is said with what else could not.
    #[default]
    Unread,
    /// The bus sends its records to no log group.
    Nowhere,
    /// Its records of these events, the oldest first.
    Read(Vec<BusRecord>),
}

/// Pages of CloudWatch Logs that are read of a log group in one span: the filter leaves few of its events,
/// and pages without any, so that in a group which holds much a look-up would not come to an end.
pub const PAGES: usize = 20;

/// What was found of events by their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventLookup {
    /// The events that log groups of rules have.
    pub found: Vec<FoundEvent>,
    /// The log groups that were looked into.
    pub groups: Vec<String>,
    /// What could not be read, a sentence each.
    pub unread: Vec<String>,
    /// Rules of the bus whose targets were not asked for, for there are too many.
    pub left_out: usize,
    /// Log groups that were not looked into, for there are too many.
    #[serde(default)]
    pub groups_left_out: usize,
    /// What the bus's own log has.
    pub own_log: OwnLog,
    /// From when on they were looked for.
    pub from: Millis,
    /// The log groups that hold more of that time than was read, which was [`PAGES`] of each span.
    #[serde(default)]
    pub cut_short: Vec<String>,
}

impl EventLookup {
    /// The event of that id, where it was found.
    pub fn event(&self, id: &str) -> Option<&FoundEvent> {
        self.found.iter().find(|event| event.id == id)
    }

    /// What the bus's own log has of it; none where that was not read.
    pub fn records(&self, id: &str) -> Option<Vec<BusRecord>> {
        let OwnLog::Read(records) = &self.own_log else { return None };
        Some(records.iter().filter(|record| record.event == id).cloned().collect())
    }

    /// What could not be read, and which of the events were not found where: a sentence each.
    pub fn sentences(&self, of: &EventIds) -> Vec<String> {
        let mut sentences = self.unread.clone();
        let missing = || of.ids.iter().filter(|id| self.event(id).is_none());
        let is_logged = |id: &&String| self.records(id).is_some_and(|records| !records.is_empty());
        let nowhere: Vec<&String> = missing().filter(|id| !is_logged(id)).collect();
        let logged: Vec<&String> = missing().filter(is_logged).collect();
        if !nowhere.is_empty() {
            sentences.push(self.not_found(&of.bus, &nowhere));
        }
        if !logged.is_empty() {
            sentences.push(format!(
                "The log of the bus {} has records of {}, which do not have the event itself.",
                of.bus,
                events(&logged)
            ));
        }
        if missing().next().is_some() && !self.cut_short.is_empty() {
            sentences.push(format!(
                "Of {} only a part of this time was read: the search of a log group ends after {PAGES} pages. CloudWatch \
                 Logs Insights searches the rest.",
                and_list(&self.cut_short)
            ));
        }
        if missing().next().is_some() && self.left_out > 0 {
            sentences.push(format!(
                "Rules of the bus beyond the first ones were not looked at: {} of them.",
                self.left_out
            ));
        }
        if missing().next().is_some() && self.groups_left_out > 0 {
            sentences.push(format!(
                "Log groups beyond the first ones were not looked into: {}.",
                self.groups_left_out
            ));
        }
        sentences
    }

    fn not_found(&self, bus: &str, ids: &[&String]) -> String {
        let own = match &self.own_log {
            OwnLog::Unread => String::new(),
            OwnLog::Nowhere => " The bus has no log of its own in a log group.".to_owned(),
            OwnLog::Read(_) => " The bus's own log has no record of it.".to_owned(),
        };
        let (events, own) = match ids {
            [_] => (events(ids), own),
            _ => (events(ids), own.replace("record of it.", "record of them.")),
        };
        if self.groups.is_empty() {
            let read = if self.unread.is_empty() { "" } else { " that could be read" };
            return format!(
                "No rule of the bus {bus} delivers to a log group{read}, where {events} could be.{own}"
            );
        }
        let were = plural(ids.len(), "was", "were");
        let from = date_and_time(self.from, 0);
        let events = crate::text::capitalised(&events);
        format!("{events} {were} not found in {}, since {from} UTC.{own}", and_list(&self.groups))
    }
}

/// `the event a`, `the events a and b`.
fn events(ids: &[&String]) -> String {
    let noun = plural(ids.len(), "event", "events");
    format!("the {noun} {}", and_list(ids))
}

#[cfg(test)]
mod tests {
    use super::{EventIds, EventLookup, FoundEvent, OwnLog};
    use crate::model::Arn;
    use crate::model::facts::{BusRecord, LoggedIn};

    const RULE: &str = "arn:aws:events:us-east-1:111122223333:rule/shop/r";

    #[test]
    fn ids_are_read_out_of_whatever_stands_between_them_and_each_once() {
        let of = EventIds::read("shop", &Arn::from(RULE), " a-1, \"b-2\"\n['a-1']\tc;  ");
        assert_eq!(of.ids, ["a-1", "b-2", "c"]);
        assert!(EventIds::read("shop", &Arn::from(RULE), " ,\n").ids.is_empty());
    }

    #[test]
    fn what_was_looked_at_and_what_was_not_found_is_said() {
        let of = EventIds::read("shop", &Arn::from(RULE), "a b c");
        let place = LoggedIn { rule: "r".into(), group: "/g".into(), had: true };
        let found = FoundEvent { id: "a".into(), text: "{}".into(), place };
        let record = BusRecord { event: "b".into(), ..BusRecord::default() };
        let mut lookup = EventLookup {
            found: vec![found],
            groups: vec!["/g".into(), "/h".into()],
            unread: vec!["The log group /i could not be read.".into()],
            own_log: OwnLog::Read(vec![record]),
            ..EventLookup::default()
        };
        assert_eq!(
            lookup.sentences(&of),
            [
                "The log group /i could not be read.",
                "The event c was not found in /g and /h, since 1970-01-01 00:00 UTC. The bus's own log has no record of it.",
                "The log of the bus shop has records of the event b, which do not have the event itself.",
            ]
        );
        lookup.cut_short = vec!["/h".into()];
        let cut = "Of /h only a part of this time was read: the search of a log group ends after 20 pages. CloudWatch Logs \
                   Insights searches the rest.";
        assert_eq!(lookup.sentences(&of)[3], cut);
        assert_eq!((lookup.records("b").unwrap().len(), lookup.records("c").unwrap().len()), (1, 0));
        (lookup.groups, lookup.found, lookup.own_log) = (Vec::new(), Vec::new(), OwnLog::Nowhere);
        let said = lookup.sentences(&of)[1].clone();
        let wanted = "No rule of the bus shop delivers to a log group that could be read, where the events a, b and c \
                      could be. The bus has no log of its own in a log group.";
        assert_eq!(said, wanted);
        assert_eq!(lookup.records("a"), None);
    }
}
