//! What keys, the mouse and pasting do to a text: indentation, steps of undo, widths, the cursor and what is
//! selected.

use super::{Editor, cells};
use crate::app::testing::keys_of;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

fn press(editor: &mut Editor, keys: &str) {
    for key in keys_of(keys) {
        assert!(editor.key(key), "{key:?}");
    }
}

/// What is drawn, row by row, with the cursor as a bar.
fn drawn(editor: &Editor) -> Vec<String> {
    let row_of_cursor = editor.cursor_row();
    let rows = editor.rows().iter().enumerate();
    rows.map(|(n, row)| {
        let mut line = String::new();
        let mut column = 0;
        for cell in cells(editor.text(), row) {
            if n == row_of_cursor && cell.column == editor.cursor_column() {
                line.push('|');
            }
            line.push_str(&" ".repeat(cell.column - column));
            line.push_str(&cell.shown);
            column = cell.column + UnicodeWidthStr::width(&*cell.shown);
        }
        if n == row_of_cursor && !line.contains('|') {
            line.push('|');
        }
        line
    })
    .collect()
}

#[test]
fn a_new_line_is_indented_by_what_it_is_in() {
    let mut editor = Editor::default();
    press(&mut editor, r#"{ enter "detail": space { enter "state": space ["on"] enter } enter }"#);
    assert_eq!(editor.text(), "{\n  \"detail\": {\n    \"state\": [\"on\"]\n  }\n}");
}

#[test]
fn a_line_break_between_brackets_opens_them() {
    let mut editor = Editor::new("{\n\t\"a\": []\n}");
    editor.go_to(9);
    press(&mut editor, "enter");
    assert_eq!(editor.text(), "{\n\t\"a\": [\n\t\t\n\t]\n}");
    assert_eq!(editor.line_and_column(), (3, 3));
    assert!(editor.undo());
    assert_eq!(editor.text(), "{\n\t\"a\": []\n}");
}

#[test]
fn a_line_break_in_a_string_leaves_its_spaces_alone() {
    let mut editor = Editor::new("{\"a\": \"one  two\"}");
    editor.go_to(11);
    press(&mut editor, "enter");
    assert_eq!(editor.text(), "{\"a\": \"one \n two\"}");
}

#[test]
fn a_word_typed_is_one_step_of_undo_and_so_is_a_run_erased() {
    let mut editor = Editor::default();
    press(&mut editor, "one space two");
    assert!(editor.undo());
    assert_eq!(editor.text(), "one ");
    assert!(editor.redo());
    press(&mut editor, "backspace backspace backspace backspace");
    assert_eq!(editor.text(), "one");
    assert!(editor.undo());
    assert_eq!((editor.text(), editor.cursor()), ("one two", 7));
    while editor.undo() {}
    assert_eq!(editor.text(), "");
    assert!(!editor.undo());
}

#[test]
fn typing_elsewhere_begins_a_step() {
    let mut editor = Editor::default();
    press(&mut editor, "ab left right c");
    assert!(editor.undo());
    assert_eq!(editor.text(), "ab");
}

#[test]
fn typing_after_undo_forgets_what_could_be_redone() {
    let mut editor = Editor::default();
    press(&mut editor, "ab");
    editor.undo();
    press(&mut editor, "c");
    assert!(!editor.redo());
    assert_eq!(editor.text(), "c");
}

#[test]
fn line_breaks_of_every_system_are_pasted_as_line_feeds() {
    let mut editor = Editor::default();
    editor.paste("a\r\nb\rc\n");
    assert_eq!(editor.text(), "a\nb\nc\n");
    assert_eq!(drawn(&editor), ["a", "b", "c", "|"]);
}

#[test]
fn a_text_with_carriage_returns_is_kept_byte_for_byte_and_shows_them() {
    let mut editor = Editor::new("{\r\n}");
    assert_eq!(drawn(&editor), ["|{␍", "}"]);
    press(&mut editor, "end right x");
    assert_eq!(editor.text(), "{\r\nx}");
}

#[test]
fn wide_and_combined_characters_are_one_step_and_their_own_width() {
    let mut editor = Editor::new("日e\u{301}x");
    press(&mut editor, "right");
    assert_eq!((editor.cursor(), editor.cursor_column()), (3, 2));
    press(&mut editor, "right");
    assert_eq!((editor.cursor(), editor.cursor_column()), (6, 3));
    press(&mut editor, "backspace");
    assert_eq!(editor.text(), "日x");
    editor.click(0, 1);
    assert_eq!(editor.cursor(), 0, "a click on the right half of a wide character stands before it");
}

#[test]
fn tabs_reach_to_the_next_stop_and_controls_are_visible() {
    let editor = Editor::new("a\tb\u{1b}[0m");
    let row = editor.rows()[0];
    let columns: Vec<_> =
        cells(editor.text(), &row).map(|cell| (cell.column, cell.shown.into_owned())).collect();
    assert_eq!(columns[1], (1, "→".to_owned()));
    assert_eq!(columns[2], (4, "b".to_owned()));
    assert_eq!(columns[3], (5, "␛".to_owned()));
}

#[test]
fn long_lines_wrap_under_their_own_indentation_after_a_comma() {
    let mut editor = Editor::new("  \"source\": [\"aws.ec2\",\"aws.s3\",\"aws.rds\"]");
    editor.set_view(26, 5);
    assert_eq!(drawn(&editor), ["|  \"source\": [\"aws.ec2\",", "    \"aws.s3\",\"aws.rds\"]"]);
    assert!(editor.rows()[1].continues(editor.text()));
    press(&mut editor, "down");
    assert_eq!(editor.cursor_row(), 1);
    press(&mut editor, "end");
    assert_eq!(editor.cursor(), editor.text().len());
}

#[test]
fn moving_up_and_down_keeps_the_column_over_short_lines() {
    let mut editor = Editor::new("abcdef\nx\nabcdef");
    press(&mut editor, "right right right right down");
    assert_eq!(editor.line_and_column(), (2, 2));
    press(&mut editor, "down");
    assert_eq!(editor.line_and_column(), (3, 5));
    press(&mut editor, "down");
    assert_eq!(editor.cursor(), editor.text().len());
}

#[test]
fn home_goes_to_the_text_and_then_to_the_line() {
    let mut editor = Editor::new("    x");
    press(&mut editor, "end home");
    assert_eq!(editor.cursor(), 4);
    press(&mut editor, "home");
    assert_eq!(editor.cursor(), 0);
}

#[test]
fn words_are_crossed_and_erased_whole() {
    let mut editor = Editor::new(r#"{"detail-type": ["a"]}"#);
    press(&mut editor, "ctrl-right");
    assert_eq!(editor.cursor(), 13);
    press(&mut editor, "alt-backspace");
    assert_eq!(editor.text(), r#"{"": ["a"]}"#);
    press(&mut editor, "ctrl-k");
    assert_eq!(editor.text(), r#"{""#);
}

#[test]
fn the_view_follows_the_cursor_but_not_while_the_wheel_turns() {
    let mut editor = Editor::new("x\n".repeat(50));
    editor.set_view(20, 10);
    editor.scroll_by(30);
    assert_eq!((editor.scroll(), editor.cursor()), (30, 0));
    press(&mut editor, "down");
    assert_eq!(editor.scroll(), 1);
    editor.scroll_by(1000);
    assert_eq!(editor.scroll(), 41);
}

#[test]
fn several_replacements_are_one_step() {
    let mut editor = Editor::new("abcdef");
    assert!(editor.replace_each([(1..2, "X"), (4..4, "YY")]));
    assert_eq!(editor.text(), "aXcdYYef");
    assert!(editor.undo());
    assert_eq!(editor.text(), "abcdef");
    assert!(!editor.replace_each([(3..4, "X"), (1..2, "Y")]), "descending");
    assert!(!editor.replace_each([(3..9, "X")]), "past the end");
    assert_eq!(editor.text(), "abcdef");
}

#[test]
fn replacing_the_whole_text_keeps_the_cursors_line() {
    let mut editor = Editor::new("{\n\"a\":[1],\n\"b\":[2]\n}");
    editor.go_to(12);
    editor.replace_all("{\n  \"a\": [1],\n  \"b\": [2]\n}");
    assert_eq!(editor.line_and_column(), (3, 3));
}

/// Plain strings and snapshots, as simple as can be.
#[derive(Clone, Debug)]
enum Press {
    Type(char),
    Paste(String),
    Back,
    Delete,
    Left,
    Right,
    Undo,
    Redo,
    GoTo(usize),
    Width(usize),
}

fn step() -> impl Strategy<Value = Press> {
    let letter = prop::sample::select(vec![
        'a',
        'ß',
        '日',
        '\u{301}',
        ' ',
        '"',
        '\\',
        '\t',
        '👩',
        '\u{200d}',
        '\u{1f3fd}',
        'x',
    ]);
    prop_oneof![
        6 => letter.clone().prop_map(Press::Type),
        1 => prop::collection::vec(prop_oneof![letter, Just('\n')], 0..12).prop_map(|v| Press::Paste(v.into_iter().collect())),
        2 => Just(Press::Back),
        1 => Just(Press::Delete),
        2 => Just(Press::Left),
        2 => Just(Press::Right),
        1 => Just(Press::Undo),
        1 => Just(Press::Redo),
        1 => (0usize..60).prop_map(Press::GoTo),
        1 => (8usize..40).prop_map(Press::Width),
    ]
}

fn stops(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        found.extend(line.grapheme_indices(true).map(|(at, _)| start + at));
        found.push(start + line.len());
        start += line.len() + 1;
    }
    found
}

fn floor(text: &str, at: usize) -> usize {
    stops(text).into_iter().take_while(|stop| *stop <= at).last().unwrap()
}

proptest! {
    #[test]
    fn the_text_is_that_of_a_plain_string(steps in prop::collection::vec(step(), 0..60)) {
        let mut editor = Editor::default();
        let (mut text, mut cursor) = (String::new(), 0usize);
        let mut seen = vec![String::new()];
        for step in steps {
            let all = stops(&text);
            let here = all.iter().position(|stop| *stop == cursor).unwrap();
            let (before, after) = (all[here.saturating_sub(1)], all[(here + 1).min(all.len() - 1)]);
            match step {
                Press::Type(c) => {
                    editor.key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE));
                    text.insert(cursor, c);
                    cursor += c.len_utf8();
                }
                Press::Paste(pasted) => {
                    editor.paste(&pasted);
                    text.insert_str(cursor, &pasted);
                    cursor += pasted.len();
                }
                Press::Back => {
                    press(&mut editor, "backspace");
                    text.replace_range(before..cursor, "");
                    cursor = before;
                }
                Press::Delete => {
                    press(&mut editor, "delete");
                    text.replace_range(cursor..after, "");
                }
                Press::Left => {
                    press(&mut editor, "left");
                    cursor = before;
                }
                Press::Right => {
                    press(&mut editor, "right");
                    cursor = after;
                }
                Press::GoTo(at) => {
                    editor.go_to(at);
                    cursor = at.min(text.len());
                }
                Press::Width(width) => editor.set_view(width, 5),
                Press::Undo => {
                    editor.undo();
                    prop_assert!(seen.iter().any(|earlier| earlier == editor.text()));
                    (text, cursor) = (editor.text().to_owned(), editor.cursor());
                }
                Press::Redo => {
                    editor.redo();
                    prop_assert!(seen.iter().any(|earlier| earlier == editor.text()));
                    (text, cursor) = (editor.text().to_owned(), editor.cursor());
                }
            }
            cursor = floor(&text, cursor);
            prop_assert_eq!((editor.text(), editor.cursor()), (text.as_str(), cursor));
            seen.push(text.clone());

            // the rows hold every byte but the line feeds, once and in order, and none is too wide
            let shown: String = editor.rows().iter().map(|row| &text[row.start..row.end]).collect();
            prop_assert_eq!(shown, text.replace('\n', ""));
            for row in editor.rows() {
                if let Some(last) = cells(&text, row).last() {
                    prop_assert!(last.column + last.width < 80);
                }
            }
            prop_assert!(editor.cursor_row() >= editor.scroll());
        }
        let last = editor.text().to_owned();
        while editor.undo() {}
        prop_assert_eq!(editor.text(), "");
        while editor.redo() {}
        prop_assert!(editor.text() == last || seen.contains(&editor.text().to_owned()));
    }
}

#[test]
fn shift_selects_and_what_is_typed_takes_its_place() {
    let mut editor = Editor::new("one two three");
    press(&mut editor, "ctrl-right shift-right");
    press(&mut editor, "ctrl-shift-right");
    assert_eq!(editor.selected(), Some(" two"));
    press(&mut editor, "left");
    assert_eq!(
        (editor.selected(), editor.cursor()),
        (None, 3),
        "a step goes to the end of what was selected"
    );
    press(&mut editor, "shift-end x");
    assert_eq!(editor.text(), "onex");
    assert!(editor.undo());
    assert_eq!(editor.text(), "one two three", "it is one step");
    editor.select_all();
    press(&mut editor, "backspace");
    assert_eq!(editor.text(), "");
}

#[test]
fn the_mouse_selects_what_it_is_drawn_over_and_a_word() {
    let mut editor = Editor::new("{\n  \"state\": [1]\n}");
    editor.set_view(40, 10);
    editor.click(1, 3);
    editor.drag(1, 8);
    assert_eq!(editor.selected(), Some("state"));
    editor.click(2, 0);
    assert_eq!(editor.selected(), None);
    editor.select_word(1, 5);
    assert_eq!(editor.selected(), Some("state"));
    editor.paste("source");
    assert_eq!(editor.text(), "{\n  \"source\": [1]\n}");
}
