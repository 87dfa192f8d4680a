//! Raw JSON and the copy menu for what is selected.

use super::Browse;
use crate::app::popup::{Action, Menu, MenuItem, Popup};
use crate::app::remote::Remote;
use crate::app::shared::{Level, Shared};
use crate::app::step::{Open, Step};
use crate::export::{self, Notation, Whole};
use crate::json::Document;
use crate::model::{Bus, Millis, Rule, Tag, Target};
use crate::text::{and_list, counted};
use serde_json::Value;

impl Browse {
    fn is_about_bus(&self) -> bool {
        self.view.is_about_bus()
    }

    /// The bus in full where that has been read.
    fn whole_bus<'a>(&self, shared: &'a Shared) -> Option<&'a Bus> {
        let listed = self.selected_bus(shared)?;
        shared.account.bus.get(&listed.name).and_then(Remote::value).or(Some(listed))
    }

    pub(super) fn json(&self, shared: &mut Shared) -> Step {
        if self.is_about_bus() {
            let Some(bus) = self.whole_bus(shared) else { return Step::Stay };
            return Step::Open(Open::Json { title: bus.name.clone(), text: export::json::bus(bus) });
        }
        let Some(taken) = self.marked_or_selected(shared) else { return Step::Stay };
        let (title, text) = match taken.wholes(shared).as_slice() {
            [one] => (one.rule.key().to_string(), format!("{:#}", export::json::whole(*one))),
            many => {
                let array: Value = many.iter().map(|one| export::json::whole(*one)).collect();
                (taken.name(), format!("{array:#}"))
            }
        };
        Step::Open(Open::Json { title, text })
    }

    pub(super) fn copy(&self, shared: &mut Shared) -> Step {
        let item = |key, label: &str, what: &str, text: String| {
            MenuItem::new(key, label, Action::Copy { what: what.to_owned(), text })
        };
        if self.is_about_bus() {
            let Some(bus) = self.whole_bus(shared) else { return Step::Stay };
            let items = vec![
                item('a', "ARN", "the bus's ARN", bus.arn.to_string()),
                item('n', "name", "the bus's name", bus.name.clone()),
                item('j', "JSON", "the bus as JSON", export::json::bus(bus)),
            ];
            return Step::Popup(Popup::Menu(Menu::new(format!("Copy {}", bus.name), items)));
        }
        let Some(taken) = self.marked_or_selected(shared) else { return Step::Stay };
        let all = taken.wholes(shared);
        let as_code = |whose: &str, all: &[Whole<'_>]| {
            Notation::ALL.map(|notation| {
                let what = format!("{whose} as {}", notation.name());
                item(key(notation), notation.name(), &what, export::text(notation, &[], all, &shared.session))
            })
        };
        let rules = || all.iter().map(|whole| whole.rule);
        let lines = |texts: &mut dyn Iterator<Item = String>| texts.collect::<Vec<_>>().join("\n");
        let patterns: Vec<_> = rules().filter_map(|rule| rule.pattern.clone()).collect();
        let items = if let [one] = all.as_slice() {
            let mut items = vec![
                item('a', "ARN", "the rule's ARN", one.rule.arn.to_string()),
                item('n', "name", "the rule's name", one.rule.name.clone()),
            ];
            items.extend(
                patterns.into_iter().map(|pattern| item('p', "event pattern", "the event pattern", pattern)),
            );
            items.extend([item(
                'j',
                "JSON with targets and tags",
                "the rule as JSON",
                format!("{:#}", export::json::whole(*one)),
            )]);
            items.extend(as_code("the rule", &all));
            items
        } else {
            let named = |what: &str| format!("{what} of {}", counted(all.len(), "rule", "rules"));
            let mut items = vec![
                item(
                    'a',
                    "ARNs, one a line",
                    &named("the ARNs"),
                    lines(&mut rules().map(|rule| rule.arn.to_string())),
                ),
                item(
                    'n',
                    "names, one a line",
                    &named("the names"),
                    lines(&mut rules().map(|rule| rule.name.clone())),
                ),
            ];
            if !patterns.is_empty() {
                let what = format!("the event patterns of {}", counted(patterns.len(), "rule", "rules"));
                let on_one_line = |text: String| {
                    Document::parse(text.as_str()).map_or(text, |pattern| pattern.root().minified())
                };
                items.push(item(
                    'p',
                    "event patterns, one a line",
                    &what,
                    lines(&mut patterns.into_iter().map(on_one_line)),
                ));
            }
            let json = lines(&mut all.iter().map(|one| export::json::whole(*one).to_string()));
            items.push(item('j', "JSON with targets and tags, one rule a line", &named("the JSON"), json));
            items.extend(as_code(&counted(all.len(), "rule", "rules"), &all));
            items
        };
        Step::Popup(Popup::Menu(Menu::new(format!("Copy {}", taken.name()), items)))
    }

    /// What copying and JSON take: the marked rules, else the selected one. Says so when there is none, and
    /// what of them has not been read, so that nobody takes a part for the whole.
    fn marked_or_selected(&self, shared: &mut Shared) -> Option<ActionRules> {
        let rules: Vec<_> = if self.marked_count() > 0 {
            self.rules_of_bus(shared).iter().filter(|rule| self.marks.has(&rule.name)).cloned().collect()
        } else {
            self.selected(shared).cloned().into_iter().collect()
        };
        if rules.is_empty() {
            shared.notify(Level::Info, "Select a rule first.");
            return None;
        }
        let is_read = |at: Option<Millis>| at.is_some();
        let of_one = |rule: Rule| {
            let account = &shared.account;
            let targets = account.targets.get(&rule.key());
            let tags = account.tags.get(&rule.arn);
            let bus = account.buses.rows().iter().find(|bus| bus.name == rule.bus);
            let of_bus = bus.and_then(|bus| account.tags.get(&bus.arn));
            let settings = account.bus.get(&rule.bus);
            Belongings {
                unread: Unread {
                    targets: !targets.is_some_and(|targets| is_read(targets.at())),
                    tags: !tags.is_some_and(|tags| is_read(tags.at())),
                    // The default bus is in every account, and is not made.
                    bus: rule.bus != Bus::DEFAULT
                        && !(settings.is_some_and(|bus| is_read(bus.at()))
                            && of_bus.is_some_and(|tags| is_read(tags.at()))),
                },
                targets: targets.map(|targets| targets.rows().to_vec()).unwrap_or_default(),
                tags: tags.map(|tags| tags.rows().to_vec()).unwrap_or_default(),
                bus_tags: of_bus.filter(|tags| is_read(tags.at())).map(|tags| tags.rows().to_vec()),
                rule,
            }
        };
        let taken = ActionRules { rules: rules.into_iter().map(of_one).collect() };
        if let Some(missing) = taken.missing() {
            shared.notify(Level::Problem, missing);
        }
        Some(taken)
    }
}

/// A notation's key in the menu.
fn key(notation: Notation) -> char {
    match notation {
        Notation::Cli => 'c',
        Notation::CloudFormation => 'f',
        Notation::Terraform => 't',
        Notation::Cdk => 'd',
        Notation::Sam => 's',
    }
}

/// The rules that an action takes.
struct ActionRules {
    rules: Vec<Belongings>,
}

/// A rule and what belongs to it.
struct Belongings {
    rule: Rule,
    targets: Vec<Target>,
    tags: Vec<Tag>,
    /// Those of its bus, where they have been read.
    bus_tags: Option<Vec<Tag>>,
    unread: Unread,
}

/// What of it has not been read.
#[derive(Clone, Copy)]
struct Unread {
    targets: bool,
    tags: bool,
    /// Settings or tags of its bus.
    bus: bool,
}

impl ActionRules {
    fn name(&self) -> String {
        match self.rules.as_slice() {
            [one] => one.rule.name.clone(),
            many => counted(many.len(), "marked rule", "marked rules"),
        }
    }

    fn wholes<'a>(&'a self, shared: &'a Shared) -> Vec<Whole<'a>> {
        let buses = shared.account.buses.rows();
        let whole = |one: &'a Belongings| {
            let name = &one.rule.bus;
            let full = shared.account.bus.get(name).and_then(Remote::value);
            let bus = full.or_else(|| buses.iter().find(|bus| bus.name == *name));
            Whole {
                rule: &one.rule,
                bus,
                bus_tags: one.bus_tags.as_deref(),
                targets: &one.targets,
                tags: &one.tags,
            }
        };
        self.rules.iter().map(whole).collect()
    }

    fn missing(&self) -> Option<String> {
        let count =
            |is_unread: fn(Unread) -> bool| self.rules.iter().filter(|one| is_unread(one.unread)).count();
        let parts = [
            (count(|unread| unread.targets), "targets"),
            (count(|unread| unread.tags), "tags"),
            (count(|unread| unread.bus), "bus's settings and tags"),
        ];
        let lacking: Vec<_> = parts.into_iter().filter(|(count, _)| *count > 0).collect();
        let most = lacking.iter().map(|(count, _)| *count).max()?;
        let what = and_list(lacking.iter().map(|(_, what)| what));
        Some(match self.rules.len() {
            1 => format!("Without its {what}: they have not been read."),
            _ => format!("Without the {what} of {most} rules: they have not been read."),
        })
    }
}
