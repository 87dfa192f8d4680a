//! Which other rules share the selected rule's targets: one ListRuleNamesByTarget for each, then a menu to go
//! to them.

use super::Browse;
use crate::app::effect::Effect;
use crate::app::popup::{Action, Menu, MenuItem, Popup};
use crate::app::read::{Read, SharedTarget};
use crate::app::shared::{Level, Shared};
use crate::app::step::Step;
use crate::model::{Arn, CallError, RuleKey, Target};

/// The question under way.
#[derive(Debug)]
pub(super) struct Asked {
    rule: RuleKey,
    targets: Vec<(Target, Option<Answer>)>,
}

/// The names of the rules that use a target, or why they cannot be told.
type Answer = Result<Vec<String>, CallError>;

impl Browse {
    pub(super) fn ask_used_by(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
        let Some(key) = self.selected(shared).map(crate::model::Rule::key) else {
            shared.notify(Level::Info, "Select a rule first.");
            return Step::Stay;
        };
        let known = shared.account.targets.get(&key).filter(|targets| targets.at().is_some());
        let Some(known) = known else {
            shared.notify(Level::Info, format!("The targets of {} have not been read yet.", key.name));
            return Step::Stay;
        };
        let mut targets: Vec<(Target, Option<_>)> = Vec::new();
        for target in known.rows() {
            if !targets.iter().any(|(other, _)| other.arn == target.arn) {
                targets.push((target.clone(), None));
            }
        }
        if targets.is_empty() {
            shared.notify(Level::Info, format!("{} has no targets to share.", key.name));
            return Step::Stay;
        }
        for (target, _) in &targets {
            let of = SharedTarget { target: target.arn.clone(), bus: key.bus.clone() };
            shared.fetch(Read::UsedBy(of), true, out);
        }
        self.used_by = Some(Asked { rule: key, targets });
        Step::Stay
    }

    pub(super) fn used_by_told(&mut self, target: &Arn, answer: &Answer) -> Step {
        let Some(asked) = &mut self.used_by else { return Step::Stay };
        if let Some((_, place)) = asked.targets.iter_mut().find(|(other, _)| other.arn == *target) {
            *place = Some(answer.clone());
        }
        if asked.targets.iter().any(|(_, answer)| answer.is_none()) {
            return Step::Stay;
        }
        let items = asked.items();
        let title = format!("Who else on {} uses the targets of {}", asked.rule.bus, asked.rule.name);
        self.used_by = None;
        Step::Popup(Popup::Menu(Menu::new(title, items)))
    }
}

impl Asked {
    fn items(&self) -> Vec<MenuItem> {
        let mut items = Vec::new();
        for (target, answer) in &self.targets {
            let place = format!("{} {}", target.kind().word(), target.arn.name());
            match answer {
                Some(Ok(names)) => {
                    let others: Vec<_> = names.iter().filter(|name| **name != self.rule.name).collect();
                    if others.is_empty() {
                        items.push(MenuItem::new(' ', format!("{place}: no other rule"), Action::Nothing));
                    }
                    for name in others {
                        let rule = RuleKey::new(&self.rule.bus, name);
                        items.push(MenuItem::new(' ', format!("{place}: {name}"), Action::Goto(rule)));
                    }
                }
                Some(Err(error)) => {
                    let action = Action::Read { title: place.clone(), text: error.to_string() };
                    items.push(MenuItem::new(' ', format!("{place}: {error}"), action));
                }
                None => {}
            }
        }
        items
    }
}
