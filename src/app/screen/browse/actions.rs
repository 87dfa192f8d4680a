//! Raw JSON and the copy menu for what is selected.

use super::{Browse, Focus};
use crate::app::export::{self, Whole};
use crate::app::model::{Level, Shared};
use crate::app::popup::{Action, Menu, MenuItem, Popup};
use crate::app::remote::Remote;
use crate::app::screen::json::JsonView;
use crate::app::screen::{Screen, Step};
use crate::model::{Bus, Rule, Tag, Target};

impl Browse {
    fn is_about_bus(&self) -> bool {
        self.about_bus || self.focus == Focus::Buses
    }

    /// The bus in full where that has been read.
    fn whole_bus<'a>(&self, shared: &'a Shared) -> Option<&'a Bus> {
        let listed = self.selected_bus(shared)?;
        shared.account.bus.get(&listed.name).and_then(Remote::value).or(Some(listed))
    }

    pub(super) fn json(&self, shared: &mut Shared) -> Step {
        let (title, text) = if self.is_about_bus() {
            let Some(bus) = self.whole_bus(shared) else { return Step::Stay };
            (bus.name.clone(), export::json::bus(bus))
        } else {
            let Some(rule) = self.selected(shared).cloned() else {
                shared.notify(Level::Info, "Select a rule first.");
                return Step::Stay;
            };
            incomplete(&rule, shared);
            let (targets, tags) = belongings(&rule, shared);
            (rule.key().to_string(), export::json::whole(whole(&rule, &targets, &tags, shared)))
        };
        Step::Push(Screen::Json(JsonView::open(title, text)))
    }

    pub(super) fn copy(&self, shared: &mut Shared) -> Step {
        let item =
            |key, label: &str, what: &str, text: String| MenuItem::new(key, label, Action::Copy { what: what.to_owned(), text });
        if self.is_about_bus() {
            let Some(bus) = self.whole_bus(shared) else { return Step::Stay };
            let items = vec![
                item('a', "ARN", "the bus's ARN", bus.arn.to_string()),
                item('n', "name", "the bus's name", bus.name.clone()),
                item('j', "JSON", "the bus as JSON", export::json::bus(bus)),
            ];
            return Step::Popup(Popup::Menu(Menu::new(format!("Copy {}", bus.name), items)));
        }
        let Some(rule) = self.selected(shared).cloned() else {
            shared.notify(Level::Info, "Select a rule first.");
            return Step::Stay;
        };
        incomplete(&rule, shared);
        let (targets, tags) = belongings(&rule, shared);
        let all = whole(&rule, &targets, &tags, shared);
        let mut items = vec![
            item('a', "ARN", "the rule's ARN", rule.arn.to_string()),
            item('n', "name", "the rule's name", rule.name.clone()),
        ];
        if let Some(pattern) = &rule.pattern {
            items.push(item('p', "event pattern", "the event pattern", pattern.clone()));
        }
        items.extend([
            item('j', "JSON with targets and tags", "the rule as JSON", export::json::whole(all)),
            item('c', "AWS CLI commands", "the rule as AWS CLI commands", export::commands(all)),
            item('f', "CloudFormation YAML", "the rule as CloudFormation", export::template(all)),
            item('t', "Terraform", "the rule as Terraform", export::resources(all)),
        ]);
        Step::Popup(Popup::Menu(Menu::new(format!("Copy {}", rule.name), items)))
    }
}

fn whole<'a>(rule: &'a Rule, targets: &'a [Target], tags: &'a [Tag], shared: &'a Shared) -> Whole<'a> {
    Whole { rule, targets, tags, region: &shared.session.region }
}

fn belongings(rule: &Rule, shared: &Shared) -> (Vec<Target>, Vec<Tag>) {
    let account = &shared.account;
    let targets = account.targets.get(&rule.key()).map(|targets| targets.rows().to_vec());
    let tags = account.tags.get(&rule.arn).map(|tags| tags.rows().to_vec());
    (targets.unwrap_or_default(), tags.unwrap_or_default())
}

/// Says what of a rule has not been read, so that nobody takes a part for the whole.
fn incomplete(rule: &Rule, shared: &mut Shared) {
    let account = &shared.account;
    let targets = account.targets.get(&rule.key()).is_some_and(|targets| targets.at().is_some());
    let tags = account.tags.get(&rule.arn).is_some_and(|tags| tags.at().is_some());
    let missing = match (targets, tags) {
        (true, true) => return,
        (false, true) => "targets",
        (true, false) => "tags",
        (false, false) => "targets and tags",
    };
    shared.notify(Level::Problem, format!("Without its {missing}: they have not been read."));
}
