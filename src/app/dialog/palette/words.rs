//! Other words that the palette finds a command by, and the choices of menus that have words of their own:
//! whoever types what is meant need not know under which key it stands.

use crate::app::command::Id;
use crate::app::intent::Intent;
use crate::app::popup::MenuChoice;
use crate::model::RuleState::{Disabled, Enabled, EnabledWithAllCloudTrail};
use crate::model::ThingKind;

/// What else a command is called.
const ALSO: &[(Id, &str)] = &[
    (Id::Open, "show look into"),
    (Id::Back, "leave close"),
    (Id::BackOrQuit, "exit leave"),
    (Id::Quit, "exit leave"),
    (Id::Tail, "watch live events logs follow"),
    (Id::Edit, "pattern editor modify"),
    (Id::Why, "diagnose explain debug doctor troubleshoot"),
    (Id::Which, "matching rules match"),
    (Id::Probe, "test event end-to-end ping"),
    (Id::BusLog, "unmatched events logging"),
    (Id::ApplyFix, "repair remedy"),
    (Id::Toggle, "switch state start stop"),
    (Id::New, "create add make put"),
    (Id::Change, "modify update edit set"),
    (Id::Delete, "remove drop destroy cancel rm"),
    (Id::Undo, "take back revert rollback changes history"),
    (Id::Mark, "select multiple tick"),
    (Id::MarkAll, "select multiple everything"),
    (Id::Problems, "errors faults broken failing warnings"),
    (Id::Describe, "details show info"),
    (Id::Test, "try workbench match"),
    (Id::Json, "raw source yaml"),
    (Id::Copy, "clipboard yank arn export code cli cloudformation terraform sam cdk"),
    (Id::UsedBy, "shared targets references dependents"),
    (Id::OpenTarget, "follow go to targets destination dlq"),
    (Id::AllRules, "find everywhere every bus"),
    (Id::Sort, "order by column"),
    (Id::Reverse, "order descending ascending"),
    (Id::Pause, "freeze hold stop"),
    (Id::Follow, "newest latest scroll resume"),
    (Id::Wrap, "long lines fold"),
    (Id::Utc, "time zone local clock"),
    (Id::PatternFilter, "matching filter events"),
    (Id::Tap, "temporary rule watch"),
    (Id::Send, "put-events publish emit fire event"),
    (Id::SaveEvent, "file write download export"),
    (Id::KeepEvent, "name store library bookmark"),
    (Id::SearchNext, "search again"),
    (Id::SearchPrev, "search backwards"),
    (Id::Filter, "search find grep narrow"),
    (Id::Save, "write store apply deploy put-rule submit review send"),
    (Id::AskAws, "test-event-pattern verify"),
    (Id::NextEvent, "forward"),
    (Id::PrevEvent, "backward"),
    (Id::NextChanged, "gained lost difference"),
    (Id::FoldAll, "collapse close"),
    (Id::UnfoldAll, "expand open"),
    (Id::OpenEvent, "switch pane"),
    (Id::OpenFile, "load read file paste import"),
    (Id::Samples, "library example events catalogue"),
    (Id::Fix, "repair correct suggestion"),
    (Id::Complete, "completion suggest autocomplete"),
    (Id::UndoEdit, "revert edit"),
    (Id::RedoEdit, "again"),
    (Id::Find, "search grep"),
    (Id::FindNext, "search again"),
    (Id::FindPrev, "search backwards"),
    (Id::Replace, "substitute"),
    (Id::SelectAll, "everything"),
    (Id::Cut, "delete selection"),
    (Id::OutsideEditor, "external vim emacs $EDITOR"),
    (Id::SaveCase, "suite test expectation"),
    (Id::ReadBelow, "scroll status warnings messages"),
    (Id::Format, "pretty indent layout"),
    (Id::Revert, "reset discard original deployed"),
    (Id::TargetsInput, "transformer template payload render"),
    (Id::Take, "accept complete"),
    (Id::NextField, "forward"),
    (Id::PrevField, "backward"),
    (Id::NextChoice, "choose options values"),
    (Id::Refresh, "reload read again update"),
    (Id::Help, "keys shortcuts bindings manual"),
    (Id::Messages, "errors alerts notifications log"),
    (Id::Calls, "requests api log trace history"),
    (Id::Suspend, "background shell"),
    (Id::Redraw, "repaint clear screen"),
];

/// The other words of a command.
pub(super) fn also(id: Id) -> &'static str {
    ALSO.iter().find(|(other, _)| *other == id).map_or("", |(_, words)| words)
}

/// Whether one of the words begins with what is typed.
pub(super) fn begins(words: &str, typed: &str) -> bool {
    words.starts_with(typed) || words.split_whitespace().any(|word| word.starts_with(typed))
}

type Word = (&'static str, MenuChoice, &'static str);

/// The choices of a command's menu that have a word: the word, the choice, and what it does.
pub(super) fn choices(id: Id) -> impl Iterator<Item = Word> {
    let change = |word, intent, note| (word, MenuChoice::Change(intent), note);
    let new = |word, kind, note| (word, MenuChoice::New(kind), note);
    let all: Vec<Word> = if id == Id::Change {
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
            change("deauthorize", Intent::Deauthorize, "Remove the authorisation of the connection."),
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
    use super::{ALSO, choices};
    use crate::app::changing::from_intent;
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
        let menu = |kind| from_intent::menu(vec![Thing::of(kind, "one")], "one".to_owned());
        let of_change = kinds().flat_map(|kind| actions(menu(kind))).map(|action| (Id::Change, action));
        let of_new = actions(from_intent::new_menu(None)).into_iter().map(|action| (Id::New, action));
        for (id, action) in of_change.chain(of_new) {
            // Deleting is a command of its own.
            let deletes = matches!(&action, Action::Intend(crate::app::intent::Intent::Delete, _));
            let found = choices(id).any(|(_, choice, _)| choice.is(&action));
            assert!(found || deletes, "{action:?} has no word in the palette");
        }
        let menus = kinds().flat_map(|kind| actions(menu(kind)));
        let all: Vec<Action> = menus.chain(actions(from_intent::new_menu(None))).collect();
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
            assert!(ALSO.iter().any(|(id, _)| *id == row.id), "{} has none", row.name);
        }
    }
}
