//! Which other rules share the selected rule's targets, on whichever bus: one ListRuleNamesByTarget for each
//! target and bus, then a menu to go to them. No call tells who shares a dead-letter queue: that is found in
//! the targets and buses that have been read, and it is said how many have not.

use super::Browse;
use crate::app::effect::Effect;
use crate::app::popup::{Action, Menu, MenuItem, Popup};
use crate::app::read::{Read, SharedTarget};
use crate::app::shared::{Level, Shared};
use crate::app::step::Step;
use crate::model::{Arn, CallError, RuleKey, Target};
use crate::text::counted;

/// Who else uses the targets of a rule, as far as it is known.
#[derive(Debug)]
pub(super) struct TargetUsers {
    rule: RuleKey,
    targets: Vec<Target>,
    /// For each target and bus the names of the rules that use it there, or why they cannot be told.
    answers: Vec<(SharedTarget, Option<UserNames>)>,
}

type UserNames = Result<Vec<String>, CallError>;

impl Browse {
    pub(super) fn ask_used_by(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
        let Some(key) = self.rule(shared) else {
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

    pub(super) fn on_used_by(&mut self, of: &SharedTarget, answer: &UserNames, shared: &Shared) -> Step {
        let Some(users) = &mut self.used_by else { return Step::Stay };
        if let Some((_, place)) = users.answers.iter_mut().find(|(other, _)| other == of) {
            *place = Some(answer.clone());
        }
        if users.answers.iter().any(|(_, answer)| answer.is_none()) {
            return Step::Stay;
        }
        let mut items = users.items();
        items.extend(users.dead_letters(shared));
        // The name comes first, so that it is not what is cut.
        let title = format!("{}: who shares its targets and queues", users.rule.name);
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
                            let rule = RuleKey::new(&of.bus, name);
                            let label = format!("{place}: {}", rule.label_beside(&self.rule.bus));
                            items.push(MenuItem::new(' ', label, Action::Goto(rule)));
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

    /// Who else has the dead-letter queues of these targets, as far as targets and buses have been read.
    fn dead_letters(&self, shared: &Shared) -> Vec<MenuItem> {
        let mut queues: Vec<&Arn> =
            self.targets.iter().filter_map(|target| target.dead_letter.as_ref()).collect();
        queues.sort();
        queues.dedup();
        let mut items = Vec::new();
        for queue in &queues {
            let place = format!("dead letters {}", queue.name());
            let has_queue = |target: &Target| target.dead_letter.as_ref() == Some(*queue);
            let mut rules: Vec<&RuleKey> = shared
                .account
                .targets
                .iter()
                .filter(|(rule, targets)| **rule != self.rule && targets.rows().iter().any(has_queue))
                .map(|(rule, _)| rule)
                .collect();
            // The rule's own bus first.
            rules.sort_by_key(|rule| (rule.bus != self.rule.bus, *rule));
            let buses =
                shared.account.buses.rows().iter().filter(|bus| bus.dead_letter.as_ref() == Some(*queue));
            let before = items.len();
            items.extend(rules.into_iter().map(|rule| {
                let label = format!("{place}: {}", rule.label_beside(&self.rule.bus));
                MenuItem::new(' ', label, Action::Goto(rule.clone()))
            }));
            items.extend(
                buses.map(|bus| MenuItem::new(' ', format!("{place}: bus {}", bus.name), Action::Nothing)),
            );
            if items.len() == before {
                items.push(MenuItem::new(
                    ' ',
                    format!("{place}: no other rule, as far as read"),
                    Action::Nothing,
                ));
            }
        }
        let unread = unread(shared);
        if !queues.is_empty() && !unread.is_empty() {
            let label = format!("dead letters of {unread} have not been read");
            items.push(MenuItem::new(' ', label, Action::Nothing));
        }
        items
    }
}

/// The rules whose targets, and the buses whose rules have not been read, counted.
fn unread(shared: &Shared) -> String {
    let account = &shared.account;
    let is_read = |rule: &RuleKey| account.targets.get(rule).is_some_and(|targets| targets.at().is_some());
    let mut rules = 0;
    let mut buses = 0;
    for bus in account.buses.rows() {
        match account.rules.get(&bus.name).filter(|rules| rules.at().is_some()) {
            Some(known) => rules += known.rows().iter().filter(|rule| !is_read(&rule.key())).count(),
            None => buses += 1,
        }
    }
    let counts = [(rules, counted(rules, "rule", "rules")), (buses, counted(buses, "bus", "buses"))];
    let counts: Vec<String> =
        counts.into_iter().filter(|(count, _)| *count > 0).map(|(_, text)| text).collect();
    counts.join(" and ")
}
