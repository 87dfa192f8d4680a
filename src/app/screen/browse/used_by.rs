//! Which other rules share the selected rule's targets, on whichever bus: one ListRuleNamesByTarget for each
//! target and bus, then a menu to go to them.

use super::Browse;
use crate::app::effect::Effect;
use crate::app::popup::{Action, Menu, MenuItem, Popup};
use crate::app::read::{Read, SharedTarget};
use crate::app::shared::{Level, Shared};
use crate::app::step::Step;
use crate::model::{CallError, RuleKey, Target};

/// Who else uses the targets of a rule, as far as it is known.
#[derive(Debug)]
pub(super) struct TargetUsers {
    rule: RuleKey,
    targets: Vec<Target>,
    /// For each target and bus the names of the rules that use it there, or why they cannot be told.
    answers: Vec<(SharedTarget, Option<Names>)>,
}

type Names = Result<Vec<String>, CallError>;

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
        let mut targets: Vec<Target> = Vec::new();
        for target in known.rows() {
            if !targets.iter().any(|other| other.arn == target.arn) {
                targets.push(target.clone());
            }
        }
        if targets.is_empty() {
            shared.notify(Level::Info, format!("{} has no targets to share.", key.name));
            return Step::Stay;
        }
        // The rule's own bus first.
        let mut buses: Vec<String> = shared.account.buses.rows().iter().map(|bus| bus.name.clone()).collect();
        buses.retain(|bus| *bus != key.bus);
        buses.insert(0, key.bus.clone());
        let mut answers = Vec::new();
        for target in &targets {
            for bus in &buses {
                let of = SharedTarget { target: target.arn.clone(), bus: bus.clone() };
                shared.fetch_to_open(Read::UsedBy(of.clone()), "what uses its targets", out);
                answers.push((of, None));
            }
        }
        self.used_by = Some(TargetUsers { rule: key, targets, answers });
        Step::Stay
    }

    pub(super) fn on_used_by(&mut self, of: &SharedTarget, answer: &Names) -> Step {
        let Some(asked) = &mut self.used_by else { return Step::Stay };
        if let Some((_, place)) = asked.answers.iter_mut().find(|(other, _)| other == of) {
            *place = Some(answer.clone());
        }
        if asked.answers.iter().any(|(_, answer)| answer.is_none()) {
            return Step::Stay;
        }
        let items = asked.items();
        let title = format!("Rules that share the targets of {}, on all buses", asked.rule.name);
        self.used_by = None;
        if items.iter().all(|item| matches!(item.action, Action::Nothing)) {
            let lines: Vec<String> = items.into_iter().map(|item| item.label).collect();
            return Step::Popup(Popup::message(title, lines.join("\n")));
        }
        Step::Popup(Popup::Menu(Menu::new(title, items)))
    }
}

impl TargetUsers {
    fn items(&self) -> Vec<MenuItem> {
        let mut items = Vec::new();
        for target in &self.targets {
            let place = target.kind_and_name();
            let answers = || self.answers.iter().filter(|(of, _)| of.target == target.arn);
            let mut others = 0;
            for (of, answer) in answers() {
                match answer {
                    Some(Ok(names)) => {
                        let is_own = |name: &String| of.bus == self.rule.bus && *name == self.rule.name;
                        for name in names.iter().filter(|name| !is_own(name)) {
                            others += 1;
                            let on = if of.bus == self.rule.bus {
                                String::new()
                            } else {
                                format!(" on {}", of.bus)
                            };
                            let rule = RuleKey::new(&of.bus, name);
                            items.push(MenuItem::new(
                                ' ',
                                format!("{place}: {name}{on}"),
                                Action::Goto(rule),
                            ));
                        }
                    }
                    Some(Err(error)) => {
                        others += 1;
                        let text = format!("{place} on {}: {error}", of.bus);
                        let action = Action::Read { title: place.clone(), text: text.clone() };
                        items.push(MenuItem::new(' ', text, action));
                    }
                    None => {}
                }
            }
            if others == 0 {
                items.push(MenuItem::new(' ', format!("{place}: no other rule"), Action::Nothing));
            }
        }
        items
    }
}
