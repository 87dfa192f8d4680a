//! What must hold of every row.

use super::{Context, Id, TABLE};
use crate::app::app_command::AppCommand;
use crate::app::dialog;
use crate::app::keymap::{Chord, Keymap};
use crate::app::popup::Popup;
use crate::app::prompt::Prompt;
use crate::app::screen::tail::tests::Watch;
use crate::app::screen::workbench::completion_answers;
use crate::app::shared::Level;
use crate::app::testing::{Explorer, Fake, session};
use crate::model::Session;
use std::collections::BTreeSet;

#[test]
fn no_two_commands_share_a_key_in_one_context() {
    assert_eq!(Keymap::default().clashes(), []);
}

#[test]
fn every_row_is_whole() {
    let mut names = BTreeSet::new();
    let mut ids = BTreeSet::new();
    for row in TABLE {
        assert!(names.insert(row.name) && ids.insert(row.id), "{} is there twice", row.name);
        assert!(
            row.help.ends_with('.') && row.help.starts_with(char::is_uppercase),
            "{}: {}",
            row.name,
            row.help
        );
        assert!(!row.title.is_empty() && row.title.len() <= 16, "{}", row.name);
        assert!(!row.contexts.is_empty(), "{}", row.name);
        for context in row.contexts {
            let keys = if context.is_text() { row.text_keys } else { row.keys };
            assert!(!keys.is_empty(), "{} has no key in {}", row.name, context.title());
            for key in keys {
                let chord: Chord = key.parse().unwrap();
                assert!(!context.is_text() || !chord.types(), "{key} types in {}", context.title());
            }
        }
    }
}

#[test]
fn ctrl_d_never_deletes_and_ctrl_z_suspends_everywhere() {
    let keymap = Keymap::default();
    for context in Context::ALL {
        assert_eq!(keymap.command("ctrl-z".parse().unwrap(), context), Some(Id::Suspend));
        let down = keymap.command("ctrl-d".parse().unwrap(), context);
        assert!(context.is_text() || down == Some(Id::HalfDown), "{}", context.title());
    }
}

#[test]
fn the_footer_shows_four_to_eleven_keys_and_always_help() {
    for keys in ["", "enter", "enter j", "enter j enter", "enter j y", ": a r c h enter"] {
        let mut it = Explorer::small((80, 24));
        it.press(keys);
        let rows = it.model.visible().footer();
        assert!((4..=11).contains(&rows.len()), "after `{keys}`: {}", rows.len());
        assert_eq!(rows.last().map(|row| row.id), Some(Id::Help), "after `{keys}`");
    }
}

#[test]
fn help_has_every_command_of_the_context_with_its_reason() {
    let mut it = Explorer::cold(
        Fake::small(),
        (120, 60),
        Session { read_only: Some(crate::model::ReadOnly::Flag), ..session() },
    );
    it.settle();
    it.press("enter ?");
    assert!(matches!(it.model.popup, Some(Popup::Help(_))));
    let text = crate::app::dialog::layout(it.model.popup.as_ref().unwrap(), &it.model.visible())
        .page
        .plain()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    for row in TABLE.iter().filter(|row| row.contexts.contains(&Context::Browse)) {
        let help = it.model.shared.keymap.fill(row.help, Context::Browse);
        assert!(text.contains(&help), "{} is not in help", row.name);
    }
    assert!(text.contains("not now: read-only"), "{text}");
}

#[test]
fn rebinding_moves_a_command_in_keys_help_and_footer() {
    let mut it = Explorer::small((120, 60));
    it.model.shared.keymap.rebind("toggle", &["ctrl-t".into()]).unwrap();
    it.press("enter j s");
    assert!(it.model.popup.is_none());
    it.press("ctrl-t");
    assert!(matches!(it.model.popup, Some(Popup::Confirm(_))));
    it.press("esc ?");
    let help = it.model.popup.as_ref().unwrap();
    assert!(crate::app::dialog::layout(help, &it.model.visible()).page.plain().contains("ctrl-t"));
}

#[test]
fn words_of_the_palette_are_told_with_the_key_that_opens_it() {
    let mut it = Explorer::small((120, 60));
    let keymap = &mut it.model.shared.keymap;
    assert_eq!(keymap.fill("`{:saved}` lists them", Context::Listing), "`:saved` lists them");
    // In a text, a colon is typed.
    assert_eq!(keymap.fill("`{:saved}` lists them", Context::Workbench), "`F3 saved` lists them");
    keymap.rebind("palette", &[";".into(), "F5".into()]).unwrap();
    keymap.rebind("undo", &[]).unwrap();
    assert_eq!(keymap.fill("{undo}, {:saved}", Context::Browse), ";undo, ;saved");
    assert_eq!(keymap.in_palette("saved", Context::Form), "F5 saved");
    it.press("enter ; s a v e d");
    let Some(Popup::Palette(palette)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    assert_eq!(palette.input.value(), "saved");
}

#[test]
fn a_configuration_that_calls_a_command_by_its_former_name_rebinds_it() {
    for (former, id, context) in [
        ("mend", Id::Fix, Context::Workbench),
        ("keep-event", Id::SaveEventByName, Context::Tail),
        ("save-event", Id::SaveEventFile, Context::Tail),
    ] {
        let mut it = Explorer::small((120, 60));
        it.model.shared.keymap.rebind(former, &["F9".into()]).unwrap();
        assert_eq!(it.model.shared.keymap.keys(id, context), ["F9".parse().unwrap()], "{former}");
    }
}

/// What the footer says of a command, while it shows it.
fn said(it: &Explorer, id: Id) -> Option<String> {
    it.model.visible().footer().iter().find(|row| row.id == id).map(|row| it.model.visible().title(row))
}

#[test]
fn the_footer_says_what_its_keys_do_right_now() {
    let mut it = Explorer::small((80, 24));
    it.press("enter j y /");
    assert_eq!((said(&it, Id::Filter).as_deref(), said(&it, Id::SearchNext)), (Some("search"), None));
    it.type_text("arn");
    it.press("enter");
    assert_eq!(said(&it, Id::SearchNext).as_deref(), Some("next found"));
    assert_eq!(said(&it, Id::Back).as_deref(), Some("clear search"));
    it.press("esc esc x k");
    assert_eq!(said(&it, Id::Toggle).as_deref(), Some("on/off 1"));
    assert_eq!(
        (said(&it, Id::Copy).as_deref(), said(&it, Id::Back).as_deref()),
        (Some("copy 1"), Some("unmark"))
    );
    it.press("esc /");
    it.type_text("nothing like it");
    it.press("enter");
    assert_eq!((said(&it, Id::Open), said(&it, Id::Copy)), (None, None), "there is no row to take");
    assert_eq!(said(&it, Id::Back).as_deref(), Some("clear filter"));
    it.press("c");
    assert_eq!(it.notice(), "nothing is selected here");
}

/// An explorer in each context.
fn on(context: Context) -> Explorer {
    let on_tail = |keys: &str| {
        let mut watch = Watch::new((120, 40));
        watch.changes(3);
        watch.it.press(keys);
        watch.it
    };
    let mut it = Explorer::small((120, 40));
    match context {
        Context::Browse => it.press("enter j"),
        Context::Tail => return on_tail("up"),
        Context::Event => return on_tail("up enter"),
        Context::Workbench => it.press("tab j e"),
        Context::Json => it.press("enter j y"),
        Context::Listing => it.press(": a r c h enter"),
        Context::Form => it.press("n r"),
        Context::Why => it.press("enter j w"),
        Context::Which => return on_tail("up w"),
        Context::Question => it.press("enter j s"),
        Context::Menu => it.press("enter j c"),
        Context::Reading => it.press("?"),
        Context::Palette => it.press(":"),
        Context::Prompt => it.press("/"),
        Context::Completion => it.press("tab j e right ctrl-space"),
    }
    it
}

/// What answers for a command where the explorer is.
fn answers(it: &Explorer, context: Context, id: Id) -> bool {
    match (&it.model.popup, context) {
        (Some(popup), _) => dialog::is_own(popup, id),
        (None, Context::Prompt) => Prompt::is_own(id),
        (None, Context::Completion) => completion_answers(id),
        (None, _) => it.model.screen().can(id, &it.model.shared).is_some(),
    }
}

#[test]
fn every_command_is_answered_for_in_each_of_its_contexts_and_nowhere_else() {
    // Suspending and drawing anew are the app's, whatever is open.
    let everywhere = |id: Id| matches!(id, Id::Suspend | Id::Redraw);
    for context in Context::ALL {
        let it = on(context);
        let typed = matches!(context, Context::Prompt | Context::Completion);
        let at = it.model.popup.as_ref().map_or(it.model.context(), Popup::context);
        assert!(at == context || typed && it.model.screen().is_typing(), "{context:?}: {at:?}");
        for row in TABLE {
            let own = answers(&it, context, row.id);
            let on_screen = it.model.popup.is_none() && !typed;
            let apps = everywhere(row.id) || on_screen && AppCommand::of(row.id, &it.model.shared).is_some();
            if row.contexts.contains(&context) {
                assert!(own || apps, "{} does nothing in {}", row.name, context.title());
                assert!(!own || !apps, "{} is both the app's and that of {}", row.name, context.title());
            } else {
                let moves = row.id.only_moves();
                assert!(!own || moves, "{} cannot be reached in {}", row.name, context.title());
            }
        }
    }
}

#[test]
fn a_command_that_asks_for_a_change_of_the_account_says_that_it_writes() {
    // A fix may be something else than a change.
    let is_either = |id: Id| id == Id::ApplyFix;
    for context in Context::ALL.into_iter().filter(|context| on(*context).model.popup.is_none()) {
        let rows = TABLE.iter().filter(|row| !row.writes && !is_either(row.id));
        for row in rows.filter(|row| row.contexts.contains(&context)) {
            let mut it = on(context);
            let keys = if context.is_text() { row.text_keys } else { row.keys };
            it.press(keys[0]);
            let asks = matches!(it.model.popup, Some(Popup::Confirm(_) | Popup::Typed(_)));
            assert!(!asks && it.writes.is_empty(), "{} in {}: .writes()?", row.name, context.title());
        }
    }
}

#[test]
fn keys_in_popups_and_lines_being_typed_can_be_bound_to_others() {
    let mut it = Explorer::small((120, 40));
    for (command, keys) in [("cancel", &["F9"][..]), ("accept", &["F8"]), ("yes", &["J"])] {
        let keys: Vec<_> = keys.iter().map(|key| (*key).to_owned()).collect();
        it.model.shared.keymap.rebind(command, &keys).unwrap();
    }
    it.press("enter j s");
    let shown = crate::ui::testing::text(&it.model);
    assert!(shown.contains("F9 cancel") && shown.contains("J switch off"), "{shown}");
    it.press("esc y");
    assert!(it.model.popup.is_some() && it.writes.is_empty());
    it.press("F9");
    assert!(it.model.popup.is_none());
    it.press("/");
    let shown = crate::ui::testing::text(&it.model);
    assert!(shown.contains("F8 keeps · F9 clears"), "{shown}");
    it.press("s F8");
    assert!(!it.model.screen().is_typing());
    it.press("s J");
    assert_eq!(it.writes.len(), 1);
}

#[test]
fn messages_can_be_read_again_after_they_were_acknowledged() {
    let mut it = Explorer::small((120, 40));
    it.press("m");
    assert_eq!(it.notice(), "no messages: nothing went wrong");
    it.model.shared.alert("orders was not switched", "the first reason");
    it.press("esc");
    it.model.shared.alert("audit was not switched", "the second reason");
    let read = |it: &Explorer| match &it.model.popup {
        Some(Popup::Message(note)) => format!("{}\n{}", note.title, note.text),
        other => panic!("{other:?}"),
    };
    it.press("m");
    let text = read(&it);
    assert!(text.starts_with("audit was not switched\nthe second reason\n\nRead before:\n\n"), "{text}");
    assert!(text.contains("orders was not switched\nthe first reason"), "{text}");
    it.press("esc m");
    let (second, first) = (read(&it).find("second reason"), read(&it).find("first reason"));
    assert!(second < first && second.is_some(), "the newest comes first: {}", read(&it));
}

#[test]
fn a_line_that_told_of_a_problem_can_be_read_again() {
    let mut it = Explorer::small((120, 40));
    it.model.shared.notify(Level::Info, "good to know");
    it.press("m");
    assert_eq!(it.notice(), "no messages: nothing went wrong");
    it.model.shared.notify(Level::Problem, "a line that is soon gone");
    it.press("j");
    it.model.shared.notify(Level::Problem, "a line that is soon gone");
    it.press("j m");
    let Some(Popup::Message(note)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
    let times = note.text.matches("a line that is soon gone").count();
    assert_eq!(times, 1, "said twice, it stands there once: {}", note.text);
}

#[test]
fn help_texts_name_commands_that_their_contexts_have() {
    let keymap = Keymap::default();
    for row in TABLE {
        for context in row.contexts {
            let text = keymap.fill(row.help, *context);
            assert!(!text.contains('{') && !text.contains(" :"), "{}: {text}", row.name);
        }
    }
    for context in Context::ALL {
        for note in context.notes() {
            let text = keymap.fill(note, context);
            assert!(!text.contains('{'), "{text}");
        }
    }
}
