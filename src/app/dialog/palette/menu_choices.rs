//! The choices of menus that have words of their own in the palette: whoever types what is meant need not
//! know under which key it stands. Other words of a command stand with it, in the command table.

use crate::app::command::Id;
use crate::app::intent::Intent;
use crate::app::popup::{MenuChoice, Word};
use crate::model::RuleState::{Disabled, Enabled, EnabledWithAllCloudTrail};
use crate::model::ThingKind;

/// Whether one of the words begins with what is typed.
pub(super) fn begins(words: &str, typed: &str) -> bool {
    words.starts_with(typed) || words.split_whitespace().any(|word| word.starts_with(typed))
}

/// The other words that a word with an argument is found by.
pub(super) fn of_argument(word: Word) -> &'static str {
    match word {
        Word::Profile => "switch account credentials",
        Word::Region | Word::Bus => "switch",
        Word::Rule | Word::Archive | Word::Replay | Word::Connection | Word::Destination => "",
    }
}

type ChoiceWord = (&'static str, MenuChoice, &'static str);

/// The choices of a command's menu that have a word: the word, the choice, and what it does.
pub(super) fn choices(id: Id) -> impl Iterator<Item = ChoiceWord> {
    let change = |word, intent, note| (word, MenuChoice::Change(intent), note);
    let new = |word, kind, note| (word, MenuChoice::New(kind), note);
    let all: Vec<ChoiceWord> = if id == Id::Change {
        vec![
            change(
                "settings",
                Intent::Settings,
                "Change what is set: description, pattern, schedule, role, …",
            ),
            change("targets", Intent::Targets, "Add, change or remove targets of the rule."),
            change("tags", Intent::Tags, "Change the tags of what is selected or marked."),
            change("dead-letter-queue", Intent::DeadLetter, "Give the rule's targets a dead-letter queue."),
            change("duplicate", Intent::Copy, "Make a copy of the rule, here or on another bus."),
            change("move", Intent::Move, "Move the rule to another bus."),
            change("enable", Intent::SetState(Enabled), "Switch the rule on."),
            change("disable", Intent::SetState(Disabled), "Switch the rule off."),
            change(
                "enable-all-calls",
                Intent::SetState(EnabledWithAllCloudTrail),
                "Switch the rule on for read-only API calls too.",
            ),
            change("permission", Intent::Permission, "Let somebody send events to the bus."),
            change("policy", Intent::Policy, "Change who may send events to the bus: its whole policy."),
            change("archive-events", Intent::Archive, "Keep the events of the bus in an archive."),
            change("replay-archive", Intent::Replay, "Send the events of the archive once more."),
            change("deauthorize", Intent::Deauthorize, "Remove the authorization of the connection."),
            change("activate", Intent::Activate, "Let the events of the partner's source in."),
            change("deactivate", Intent::Deactivate, "Keep the events of the partner's source out."),
            ("history", MenuChoice::Past, "What was changed here before of what is selected."),
        ]
    } else if id == Id::New {
        vec![
            new("new-rule", ThingKind::Rule, "Make a rule."),
            new("new-bus", ThingKind::Bus, "Make a bus."),
            new("new-archive", ThingKind::Archive, "Make an archive."),
            new("new-replay", ThingKind::Replay, "Start a replay of an archive."),
            new("new-connection", ThingKind::Connection, "Make a connection."),
            new("new-destination", ThingKind::Destination, "Make an API destination."),
        ]
    } else {
        Vec::new()
    };
    all.into_iter()
}

#[cfg(test)]
mod tests {
    use super::choices;
    use crate::app::changing::menus;
    use crate::app::command::{Command, Context, Id, TABLE};
    use crate::app::popup::{Action, Popup};
    use crate::app::step::Step;
    use crate::model::{Thing, ThingKind};

    fn actions(step: Step) -> Vec<Action> {
        match step {
            Step::Popup(Popup::Menu(menu)) => menu.items.into_iter().map(|item| item.action).collect(),
            Step::Popup(_) => Vec::new(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn each_choice_of_the_menus_has_a_word() {
        // A policy of log groups is changed by no menu.
        let kinds = || ThingKind::ALL.into_iter().filter(|kind| *kind != ThingKind::LogPolicy);
        let menu = |kind| menus::menu(vec![Thing::of(kind, "one")], "one", menus::MenuSubject::default());
        let of_change = kinds().flat_map(|kind| actions(menu(kind))).map(|action| (Id::Change, action));
        let shared = &crate::app::testing::Explorer::small((80, 24)).model.shared;
        let of_new = actions(menus::new_menu(None, shared)).into_iter().map(|action| (Id::New, action));
        for (id, action) in of_change.chain(of_new) {
            // Deleting is a command of its own.
            let deletes = matches!(&action, Action::Intend(crate::app::intent::Intent::Delete, _));
            let found = choices(id).any(|(_, choice, _)| choice.is(&action));
            assert!(found || deletes, "{action:?} has no word in the palette");
        }
        let menus = kinds().flat_map(|kind| actions(menu(kind)));
        let all: Vec<Action> = menus.chain(actions(menus::new_menu(None, shared))).collect();
        for (id, (word, choice, _)) in
            [Id::Change, Id::New].into_iter().flat_map(|id| choices(id).map(move |it| (id, it)))
        {
            assert!(all.iter().any(|action| choice.is(action)), "{word} of {id:?} leads nowhere");
            assert!(TABLE.iter().all(|row| row.name != word), "{word} is a command too");
        }
    }

    #[test]
    fn each_command_that_the_palette_offers_has_other_words() {
        let offered = |row: &&Command| {
            let screens = row.contexts.iter().any(|context| {
                !matches!(
                    context,
                    Context::Question
                        | Context::Menu
                        | Context::Reading
                        | Context::Palette
                        | Context::Prompt
                        | Context::Completion
                )
            });
            screens && !row.id.only_moves() && row.id != Id::Palette
        };
        for row in TABLE.iter().filter(offered) {
            assert!(!row.also.is_empty(), "{} has none", row.name);
        }
    }
}
