//! Following a row to what it rests on: an archive to its bus, a replay to its archive, a destination to its
//! connection, a global endpoint to its buses.

use super::{ListingRow, ListingView};
use crate::app::command::Reason;
use crate::app::effect::Effect;
use crate::app::handler::NOTHING_SELECTED;
use crate::app::popup::{Action, Choice, Menu, MenuItem, Popup, number_keys};
use crate::app::shared::{Level, Shared};
use crate::app::step::Step;
use crate::model::{Arn, Thing};

impl ListingView {
    pub(super) fn can_follow(&self) -> Result<(), Reason> {
        match self.selected().map(|row| row.leads.is_empty()) {
            Some(false) => Ok(()),
            Some(true) => Err("it leads to nothing else here".into()),
            None => Err(NOTHING_SELECTED.into()),
        }
    }

    /// What following is called for what is listed.
    pub(super) fn lead_title(&self) -> Option<String> {
        let [one] = self.selected()?.leads.as_slice() else { return None };
        Some(format!("open {}", what(one)))
    }

    /// Goes to what the row leads to; where there are several, they are a menu.
    pub(super) fn follow(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
        let Some(row) = self.selected() else { return Step::Stay };
        if row.leads.len() == 1 {
            return self.lead(0, shared, out);
        }
        let items = row.leads.iter().enumerate().zip(number_keys());
        let item = |((at, arn), key): ((usize, &Arn), char)| {
            let label = format!("{} {} in {}", what(arn), name(arn), arn.region());
            MenuItem::new(key, label, Action::Choose(Choice::Lead(at)))
        };
        Step::Popup(Popup::Menu(Menu::new(
            format!("Open what {} leads to", row.name()),
            items.map(item).collect(),
        )))
    }

    /// Goes to one of what the row leads to, by its place there.
    pub(in crate::app::screen) fn lead(
        &mut self,
        at: usize,
        shared: &mut Shared,
        out: &mut Vec<Effect>,
    ) -> Step {
        let lead = |row: &ListingRow| {
            let arn = row.leads.get(at)?;
            let own = row.arn.as_ref();
            let here = own.map_or_else(|| shared.session.holds(arn), |own| Some(arn.is_beside(own)));
            Some((arn.clone(), here == Some(true)))
        };
        let Some((arn, here)) = self.selected().and_then(lead) else { return Step::Stay };
        if !here {
            let text = format!(
                "{} {} is in account {}, region {}: switch there to see it.",
                what(&arn),
                name(&arn),
                arn.account(),
                arn.region()
            );
            shared.notify(Level::Info, text);
            return Step::Stay;
        }
        let thing = match what(&arn) {
            "bus" => return Step::Bus(name(&arn)),
            "archive" => Thing::Archive(name(&arn)),
            "connection" => Thing::Connection(name(&arn)),
            _ => return Step::Stay,
        };
        self.ask_described(thing, shared, out);
        Step::Stay
    }
}

/// What an ARN of EventBridge names.
fn what(arn: &Arn) -> &'static str {
    match arn.resource().split('/').next() {
        Some("event-bus") => "bus",
        Some("archive") => "archive",
        Some("connection") => "connection",
        Some(_) | None => "thing",
    }
}

/// Its name: behind that of a connection stands an id.
fn name(arn: &Arn) -> String {
    let name = arn.name();
    if what(arn) == "bus" { name.to_owned() } else { name.split('/').next().unwrap_or(name).to_owned() }
}
