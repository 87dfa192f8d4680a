//! Which commands the list of rules beside an event carries out, whether it can, and what they do.

use super::{RuleRow, Which};
use crate::app::bus_log;
use crate::app::carried_events::CarriedEvents;
use crate::app::changing::undoing;
use crate::app::command::{Id, Move, Reason};
use crate::app::effect::Effect;
use crate::app::form::Form;
use crate::app::handler::{Commands, Handler, NOTHING_SELECTED};
use crate::app::layout::on_bar;
use crate::app::page::Scroll;
use crate::app::popup::{Action, Menu, MenuItem, Popup};
use crate::app::probing;
use crate::app::read::Read;
use crate::app::shared::Shared;
use crate::app::step::{Open, Step};
use crate::diagnose::Origin;
use crate::model::bus_log::BusLogOf;
use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

type Own = Handler<Which>;

const COMMANDS: &[Own] = &[
    Own::steps(Id::Open, |it, _, _| it.edit())
        .when(|it, _| it.needs_selection())
        .title(|_, _| Some("workbench".to_owned())),
    Own::steps(Id::Why, |it, _, _| it.why()).when(|it, _| it.needs_selection()),
    Own::steps(Id::Probe, |it, shared, out| {
        it.rule().map_or(Step::Stay, |rule| probing::ask(rule.into(), shared, out))
    })
    .when(|it, _| it.needs_selection()),
    Own::does(Id::BusLog, |it, shared, out| it.bus_log(shared, out)).when(|it, _| it.has_id()),
    Own::steps(Id::Back, |_, _, _| Step::Pop),
    Own::steps(Id::BackOrQuit, |_, _, _| Step::Pop),
    Own::steps(Id::Send, |it, _, _| it.send()),
    Own::steps(Id::Json, |it, _, _| it.json()),
    Own::steps(Id::Copy, |it, _, _| it.copy()).when(|it, _| it.needs_selection()),
    Own::does(Id::Refresh, Which::read_again),
    Own::steps(Id::Undo, |_, shared, out| undoing::list(shared, out)),
];

impl Commands for Which {
    fn handlers(&self) -> &'static [Handler<Self>] {
        COMMANDS
    }

    fn go(&mut self, to: Move, _: &mut Shared) -> bool {
        self.selection.go(to, self.rows.len(), self.panes().rows());
        self.take();
        true
    }
}

impl Which {
    /// The row under the cursor is the selected one.
    fn take(&mut self) {
        self.selected = self.selected().map(|row| row.name.clone());
        self.lay_out();
    }

    /// A form that sends the event.
    fn send(&self) -> Step {
        let text = self.expected.event.document().text();
        Step::Open(Open::Form(Box::new(Form::event(&self.bus, text))))
    }

    /// What the bus has done with the event, by its own log.
    fn bus_log(&self, shared: &mut Shared, out: &mut Vec<Effect>) {
        let id = bus_log::id_of(self.expected.event.document());
        bus_log::ask(BusLogOf { bus: self.bus.clone(), event: id }, shared, out);
    }

    fn has_id(&self) -> Result<(), Reason> {
        if bus_log::id_of(self.expected.event.document()).is_some() {
            Ok(())
        } else {
            Err("the event has no id to look for".into())
        }
    }

    fn needs_selection(&self) -> Result<(), Reason> {
        if self.selected().is_some() { Ok(()) } else { Err(NOTHING_SELECTED.into()) }
    }

    fn event_text(&self) -> std::sync::Arc<str> {
        self.expected.event.document().shared_text()
    }

    fn edit(&self) -> Step {
        let from = if self.expected.origin == Origin::Brought { "event" } else { "tail" };
        let captured = CarriedEvents { from, events: vec![self.event_text()], at: Some(0) };
        Step::Open(Open::Workbench { rule: self.rule(), captured: Some(captured) })
    }

    fn why(&self) -> Step {
        let event = Some(self.expected.clone());
        self.rule().map_or(Step::Stay, |rule| Step::Open(Open::Why { rule, event }))
    }

    /// The event as raw JSON.
    fn json(&self) -> Step {
        let title = format!("{} › which rules › event", self.bus);
        Step::Open(Open::Json { title, text: self.event_text().to_string() })
    }

    fn copy(&self) -> Step {
        let Some(row) = self.selected() else { return Step::Stay };
        let item = |key, label: &str, text: String| {
            MenuItem::new(key, label, Action::Copy { what: label.to_owned(), text })
        };
        let all = self.rows.iter().map(RuleRow::text).collect::<Vec<_>>().join("\n");
        let items = vec![
            item('n', "the rule's name", row.name.clone()),
            item('r', "the rule with its reason", row.text()),
            item('a', "all rules with their reasons", all),
        ];
        Step::Popup(Popup::Menu(Menu::new(format!("Copy {}", row.name), items)))
    }

    fn read_again(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        shared.fetch_anew(Read::Rules(self.bus.clone()), out);
    }

    /// Why the rules could not be read, in full.
    pub(in crate::app) fn message_in_full(&self) -> Option<Popup> {
        Some(Popup::message("What went wrong", self.standing.error.as_ref()?.to_string()))
    }

    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "crossterm's enum: other movements of the mouse mean nothing here"
    )]
    pub(in crate::app::screen) fn mouse(&mut self, mouse: MouseEvent, shared: &mut Shared) -> Step {
        let (rows, height) = (self.rows.len(), self.panes().rows());
        let (panes, pressed) = (self.panes(), shared.pointer.last_press());
        let seen = usize::from(panes.reason.height.saturating_sub(2));
        let on_reason = panes.reason.contains((mouse.column, mouse.row).into());
        if let Some(row) = on_bar(panes.reason, self.reason.len(), mouse, pressed) {
            self.scroll.top = Scroll::dragged(row, self.reason.len(), seen);
            return Step::Stay;
        }
        if let Some(row) = on_bar(panes.rules, rows, mouse, pressed) {
            self.selection.drag(row, rows, height);
            self.take();
            return Step::Stay;
        }
        match mouse.kind {
            MouseEventKind::ScrollDown if on_reason => {
                self.scroll.by(3, self.reason.len(), seen);
                return Step::Stay;
            }
            MouseEventKind::ScrollUp if on_reason => {
                self.scroll.by(-3, self.reason.len(), seen);
                return Step::Stay;
            }
            MouseEventKind::ScrollDown => self.selection.scroll(3, rows, height),
            MouseEventKind::ScrollUp => self.selection.scroll(-3, rows, height),
            MouseEventKind::Down(MouseButton::Left) => {
                let Some(row) = self.selection.row_at(mouse.row, panes.rules.y + 1, rows, height) else {
                    return Step::Stay;
                };
                self.selection.select(row, rows, height);
            }
            _ => return Step::Stay,
        }
        self.take();
        Step::Stay
    }
}
