//! What can be taken away from a tail: copies, files, events for the workbench.

use super::{Focus, Stage, Tail};
use crate::app::bus_log;
use crate::app::carried_events::CarriedEvents;
use crate::app::effect::{Effect, Work};
use crate::app::form::{Form, pattern_of};
use crate::app::popup::{Action, Menu, MenuItem, Popup};
use crate::app::request::Pending;
use crate::app::shared::{Level, Shared};
use crate::app::step::{Open, Step};
use crate::diagnose::{Expected, Origin};
use crate::export::{Command, of_session};
use crate::json::{Document, quote};
use crate::model::Session;
use crate::model::bus_log::BusLogOf;
use crate::pattern::Event;
use crate::tail::Entry;
use std::sync::Arc;

impl Tail {
    fn entry(&self) -> Option<&Entry> {
        let session = self.session()?;
        session.store().entry(session.view.selected()?)
    }

    pub(super) fn copy_menu(&mut self, shared: &mut Shared) -> Step {
        let Some(entry) = self.entry() else {
            shared.notify(Level::Info, "Nothing to copy: select an event.");
            return Step::Stay;
        };
        let mut items = Vec::new();
        let mut add = |key: char, label: &str, what: &str, text: String| {
            items.push(MenuItem::new(key, label, Action::Copy { what: what.into(), text }));
        };
        let document = Document::parse(Arc::clone(entry.text())).ok();
        if self.focus == Focus::Event && !self.event.path().is_empty() {
            if let Some(value) = self.event.value_text() {
                add('v', "the selected value", "the value", value);
            }
            add('p', &format!("its path: {}", self.event.path()), "the path", self.event.path());
            add(
                'i',
                &format!("its path for an input transformer: {}", self.event.json_path()),
                "the path",
                self.event.json_path(),
            );
            if let Some(pattern) = self.event.pattern() {
                add('m', "a pattern that matches this value", "the pattern", pattern);
            }
        }
        match &document {
            Some(document) => add('e', "the event's JSON", "the JSON", document.pretty(2)),
            None => add('e', "the line", "the line", entry.text().to_string()),
        }
        if let Some(id) = entry.id() {
            add('d', &format!("the event's id: {id}"), "the id", id.into_owned());
        }
        if let Some(command) =
            document.as_ref().and_then(|document| put_events(document, &self.rule.bus, &shared.session))
        {
            let own = !entry.source().is_some_and(|source| source.starts_with("aws."));
            let label = if own {
                "as an `aws events put-events` command"
            } else {
                "as `aws events put-events`; AWS takes no source aws.*: change it"
            };
            add('a', label, "the command", command);
        }
        Step::Popup(Popup::Menu(Menu::new("Copy", items)))
    }

    /// The line as raw JSON, or as it came.
    pub(super) fn raw(&mut self, shared: &mut Shared) -> Step {
        let Some(entry) = self.entry() else {
            shared.notify(Level::Info, "Nothing to show: select an event.");
            return Step::Stay;
        };
        let title = format!("{} › event", self.rule);
        Step::Open(Open::Json { title, text: entry.text().to_string() })
    }

    /// Writes the event into a file of the working directory.
    pub(super) fn save(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        let Some(entry) = self.entry() else {
            return shared.notify(Level::Info, "Nothing to save: select an event.");
        };
        let document = Document::parse(Arc::clone(entry.text())).ok();
        let time = crate::text::time::in_full(entry.time(), true, 0).replace([' ', ':', '.'], "-");
        let id: String =
            entry.id().unwrap_or_default().chars().filter(char::is_ascii_alphanumeric).take(8).collect();
        let gap = if id.is_empty() { "" } else { "-" };
        let (ending, text) = match &document {
            Some(document) => ("json", document.pretty(2) + "\n"),
            None => ("txt", entry.text().to_string()),
        };
        let path = format!("event-{time}{gap}{id}.{ending}");
        let req = shared.requests.start(Pending::File(path.clone()));
        out.push(Effect::Work(Work::SaveFile { req, path, text, instead_of: None }));
    }

    /// Which rules take the selected event; while there is none, why the rule does not fire.
    pub(super) fn open_which(&mut self, shared: &mut Shared) -> Step {
        let Some(entry) = self.entry() else {
            return Step::Open(Open::Why { rule: self.rule.clone(), event: None });
        };
        let event = Some(entry).filter(|entry| entry.is_event());
        let event = event.and_then(|entry| Event::parse(entry.text().as_bytes()).ok());
        let Some(event) = event else {
            shared.notify(Level::Info, "This line is not an event, so no rule takes it: select one.");
            return Step::Stay;
        };
        let (bus, rule) = (self.rule.bus.clone(), Some(self.rule.name.clone()));
        Step::Open(Open::Which { bus, rule, event: Expected { event, origin: Origin::Bus } })
    }

    /// Nothing has come: then it is the rule that is asked about.
    pub(super) fn which_title(&self) -> Option<String> {
        self.entry().is_none().then(|| "why".to_owned())
    }

    /// Takes the events shown to the workbench, to begin with the selected one.
    pub(super) fn carry(&mut self, shared: &mut Shared) -> Step {
        let (Stage::Watching(session), true) = (&self.stage, self.entry().is_some_and(Entry::is_event))
        else {
            shared.notify(Level::Info, "This line is not an event, so there is nothing to test: select one.");
            return Step::Stay;
        };
        let (rows, cursor) = (session.view.rows(), session.view.cursor());
        let mut captured = CarriedEvents { from: "tail", events: Vec::with_capacity(rows.len()), at: None };
        for (at, row) in rows.iter().enumerate() {
            let Some(entry) = session.store().entry(*row).filter(|entry| entry.is_event()) else { continue };
            if at == cursor {
                captured.at = Some(captured.events.len());
            }
            captured.events.push(Arc::clone(entry.text()));
        }
        Step::Open(Open::Workbench { rule: Some(self.rule.clone()), captured: Some(captured) })
    }
}

impl Tail {
    /// A form that sends the selected event once more.
    pub(super) fn send(&self, shared: &mut Shared) -> Step {
        self.form(shared, |event| Form::event(&self.rule.bus, event))
    }

    /// What the bus has done with the selected event, by the bus's own log.
    pub(super) fn bus_log(&self, shared: &mut Shared, out: &mut Vec<Effect>) {
        let text = self.entry().filter(|entry| entry.is_event()).map(Entry::text);
        let event = text.and_then(|text| crate::json::Document::parse(text.as_ref()).ok());
        let id = event.and_then(|event| bus_log::id_of(&event));
        if id.is_none() {
            return shared.notify(Level::Info, "This line is not an event with an id: select one.");
        }
        bus_log::ask(BusLogOf { bus: self.rule.bus.clone(), event: id }, shared, out);
    }

    /// A form that saves the selected event by name.
    pub(super) fn save_by_name(&self, shared: &mut Shared) -> Step {
        self.form(shared, Form::saved_event)
    }

    /// The form that an event is taken to; a line that is not one is told.
    fn form(&self, shared: &mut Shared, of: impl FnOnce(&str) -> Form) -> Step {
        let Some(event) = self.entry().filter(|entry| entry.is_event()) else {
            shared.notify(Level::Info, "This line is not an event: select one.");
            return Step::Stay;
        };
        Step::Open(Open::Form(Box::new(of(event.text()))))
    }

    /// A form for a rule that takes events like the selected one, on the same bus.
    pub(super) fn rule_like(&self, shared: &mut Shared) -> Step {
        let document = self.entry().and_then(|entry| Document::parse(Arc::clone(entry.text())).ok());
        let Some(document) = document else {
            shared.notify(Level::Info, "This line is not an event: select one.");
            return Step::Stay;
        };
        let text =
            |key: &str| document.root().get(key).and_then(crate::json::Value::owned_text).unwrap_or_default();
        let pattern = pattern_of(&text("source"), &text("detail-type"), "");
        let events = vec![Arc::from(document.text())];
        let form = Form::rule_with(&pattern, &self.rule.bus).tried_on(events);
        Step::Open(Open::Form(Box::new(form)))
    }
}

/// The command that would send the event again, fit for a POSIX shell. The event's id, account and region are
/// the service's to give (EventBridge API reference, PutEventsRequestEntry).
fn put_events(document: &Document, bus: &str, session: &Session) -> Option<String> {
    let root = document.root();
    let string = |key: &str| Some(quote(root.get(key)?.text()?.as_bytes()));
    let detail = root.get("detail").map_or_else(|| "{}".to_owned(), crate::json::Value::compact);
    let mut entry = format!(
        r#"[{{"EventBusName":{},"Source":{},"DetailType":{},"Detail":{}"#,
        quote(bus.as_bytes()),
        string("source")?,
        string("detail-type")?,
        quote(detail.as_bytes())
    );
    if let Some(resources) = root.get("resources").filter(|resources| resources.element(0).is_some()) {
        entry.push_str(r#","Resources":"#);
        entry.push_str(&resources.compact());
    }
    if let Some(time) = string("time") {
        entry.push_str(r#","Time":"#);
        entry.push_str(&time);
    }
    entry.push_str("}]");
    let command = Command::new("events put-events").option("entries", &entry).region(&session.region);
    Some(of_session(session, &command))
}
