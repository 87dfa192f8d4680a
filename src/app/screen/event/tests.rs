//! An event as a tree: what is folded, what the search finds, what is copied, and how much of a huge one is
//! laid out.

use super::EventView;
use crate::model::LogEvent;
use crate::tail::{Arrival, Limits, Store};
use proptest::prelude::*;
use std::fmt::Write as _;

fn show(view: &mut EventView, text: &str) {
    let mut store = Store::new(Limits::default());
    let event = LogEvent { stream: "s".into(), timestamp: 0, ingested: 0, message: text.into(), id: None };
    let rows = store.take(&[event], Arrival { at: 0, refilled: false });
    let entry = store.entry(rows[0]).unwrap();
    view.show(entry.text(), entry.line());
}

fn view(text: &str, size: (usize, usize)) -> EventView {
    let mut view = EventView::default();
    view.set_size(size.0, size.1);
    show(&mut view, text);
    view.select(0);
    view
}

/// The window, with `>` before the lines of the selected row.
fn seen(view: &EventView) -> String {
    let mut out = String::new();
    for (row, line) in view.lines() {
        let mark = if row == view.cursor() { '>' } else { ' ' };
        let _ = writeln!(out, "{mark}{}", line.plain().trim_end());
    }
    out
}

const EVENT: &str = r#"{"id":"1","detail-type":"T","resources":["a",{"b":null}],"detail":{"count":1.50,"é\u0007":"x","empty":{},"flag":true},"id":"2"}"#;

#[test]
fn a_tree_shows_texts_as_they_are_and_names_that_occur_twice() {
    assert_eq!(
        seen(&view(EVENT, (60, 20))),
        "\
>  id           \"1\"
   detail-type  \"T\"
 ▾ resources
     0  \"a\"
   ▾ 1
       b  null
 ▾ detail
     count    1.50
     é\\u0007  \"x\"
     empty    {}
     flag     true
   id           \"2\"
"
    );
}

#[test]
fn what_is_folded_shows_its_beginning_and_stays_folded_in_the_next_event() {
    let mut it = view(EVENT, (60, 20));
    for _ in 0..2 {
        it.down();
    }
    it.fold();
    let text = seen(&it);
    assert!(text.contains(">▸ resources  [\"a\", {\"b\": null}]\n"), "{text}");
    show(&mut it, r#"{"resources":["c"],"detail":{}}"#);
    assert_eq!(seen(&it), ">▸ resources  [\"c\"]\n   detail  {}\n");
    it.unfold();
    it.unfold();
    assert_eq!(it.path(), "resources[0]");
    it.fold();
    assert_eq!(it.path(), "resources", "a value leads out to what it is in");
}

#[test]
fn everything_folds_and_unfolds_around_what_is_selected() {
    let mut it = view(EVENT, (60, 20));
    it.select(usize::MAX);
    it.up();
    assert_eq!(it.path(), "detail.flag");
    it.fold_all(true);
    assert_eq!(it.path(), "detail");
    assert_eq!(it.len(), 5);
    it.fold_all(false);
    assert_eq!((it.path().as_str(), it.len()), ("detail", 12));
}

#[test]
fn the_search_finds_names_and_values_also_where_they_are_folded() {
    let mut it = view(EVENT, (60, 20));
    it.fold_all(true);
    it.set_search("Null");
    assert!(!it.search_from_here(), "with a capital, letter case matters");
    it.set_search("null");
    assert!(it.search_from_here());
    assert_eq!(it.path(), "resources[1].b");
    it.set_search("id");
    assert_eq!(it.search_next(true), Some((2, 2)));
    assert_eq!(it.search_next(true), Some((1, 2)), "round the end");
    assert_eq!(it.search_next(false), Some((2, 2)));
    it.set_search("nowhere");
    assert_eq!((it.search_from_here(), it.search_next(true)), (false, None));
    let found = view(EVENT, (60, 20));
    assert!(
        found
            .lines()
            .all(|(_, line)| line.spans().iter().all(|span| span.role() != crate::app::page::Role::Found))
    );
    it.set_search("t");
    let marked = it
        .lines()
        .any(|(_, line)| line.spans().iter().any(|span| span.role() == crate::app::page::Role::Found));
    assert!(marked);
}

#[test]
fn paths_and_patterns_lead_to_the_value() {
    let mut it = view(r#"{"detail":{"items":[{"price":1.50}],"full.stop":"a\"b"}}"#, (60, 20));
    it.set_search("price");
    it.search_from_here();
    assert_eq!(it.path(), "detail.items[0].price");
    assert_eq!(it.json_path(), "$.detail.items[0].price");
    assert_eq!(it.pattern().as_deref(), Some(r#"{"detail":{"items":{"price":[1.50]}}}"#));
    assert_eq!(it.value_text().as_deref(), Some("1.50"));
    it.set_search("full");
    it.search_from_here();
    assert_eq!(it.value_text().as_deref(), Some("a\"b"));
    let pattern = it.pattern().unwrap();
    let event = crate::pattern::Event::parse(it.text.as_bytes()).unwrap();
    let verdict = crate::pattern::Pattern::parse(&pattern).unwrap().matches(&event);
    assert_eq!(verdict, crate::pattern::Verdict::Match, "{pattern}");
    it.select(0);
    assert_eq!(it.pattern(), None, "an object is no leaf");
}

#[test]
fn a_long_value_can_be_read_to_its_end() {
    let words: Vec<_> = (0..100).map(|n| format!("word{n:03}")).collect();
    let mut it = view(&format!(r#"{{"a":1,"long":"{}","z":2}}"#, words.join(" ")), (40, 5));
    let mut read = String::new();
    for _ in 0..60 {
        read.push_str(&seen(&it));
        it.down();
    }
    for word in &words {
        assert!(read.contains(word.as_str()), "{word}");
    }
    assert_eq!(it.path(), "z");
    for _ in 0..60 {
        it.up();
    }
    assert_eq!((it.path().as_str(), it.first_row()), ("a", 0));
    it.toggle_wrap();
    assert_eq!(it.lines().count(), 3, "cut, each row is one line");
}

#[test]
fn what_is_no_json_is_read_as_its_lines() {
    let mut it = EventView::default();
    it.set_size(60, 20);
    show(&mut it, "{\n  \"a\": 1,\n}\nmore");
    assert_eq!(seen(&it), " {\n>  \"a\": 1,\n }\n more\n", "the line with the fault is selected");
    assert!(it.remark().unwrap().starts_with("Not JSON. line 2, column 9"), "{:?}", it.remark());
    assert_eq!(it.path(), "");
    let it = view("", (60, 20));
    assert_eq!(it.len(), 1);
    let mut it = view("one\ntwo\nthree", (60, 20));
    assert_eq!(it.remark().as_deref(), Some("Not JSON: shown as it came."));
    it.set_search("th");
    assert!(it.search_from_here());
    assert_eq!(it.cursor(), 2);
}

#[test]
fn empty_documents_have_a_row() {
    for text in ["{}", "[]", "{\"source\":\"a\",\"detail-type\":\"b\"}"] {
        assert!(view(text, (60, 20)).len() > 0, "{text}");
    }
    assert_eq!(seen(&view("{}", (60, 20))), ">  {}\n");
}

#[test]
fn a_huge_event_only_lays_out_its_window() {
    let items: Vec<_> = (0..30_000).map(|n| format!(r#"{{"id":{n}}}"#)).collect();
    let mut it =
        view(&format!(r#"{{"detail":[{}],"text":"{}"}}"#, items.join(","), "é".repeat(200_000)), (80, 20));
    assert_eq!(it.len(), 60_002);
    assert!(it.laid_out.len() < 100);
    it.select(usize::MAX);
    assert_eq!(it.lines().count(), 20);
    it.fold_all(true);
    assert_eq!(it.len(), 2);
}

fn json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        (0..1000u32).prop_map(|n| n.to_string()),
        "[a-z ]{0,60}".prop_map(|text| format!("\"{text}\"")),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(|all| format!("[{}]", all.join(","))),
            prop::collection::vec(("[a-c]", inner), 0..6).prop_map(|all| {
                let members: Vec<_> =
                    all.into_iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
                format!("{{{}}}", members.join(","))
            }),
        ]
    })
}

proptest! {
    #[test]
    fn the_selected_row_is_always_in_the_window(text in json(), width in 10..50usize, height in 1..9usize, keys in "[dufcDUwa1-9]{0,40}") {
        let mut it = view(&format!("{{\"root\":{text}}}"), (width, height));
        for key in keys.chars() {
            match key {
                'd' => it.down(),
                'u' => it.up(),
                'f' => { it.fold(); }
                'c' => { it.toggle_fold(); }
                'D' => it.step(5),
                'U' => it.step(-5),
                'w' => it.toggle_wrap(),
                'a' => it.fold_all(false),
                digit => it.set_size(width, digit as usize - '0' as usize),
            }
            let rows: Vec<usize> = it.lines().map(|(row, _)| row).collect();
            prop_assert!(rows.contains(&it.cursor()), "{} not in {rows:?}", it.cursor());
            prop_assert!(rows.len() <= it.height());
            prop_assert!(rows.windows(2).all(|two| two[1] == two[0] || two[1] == two[0] + 1));
            if it.first_row() > 0 {
                prop_assert_eq!(rows.len(), it.height(), "no room is left empty below");
            }
            if it.wraps() {
                prop_assert!(it.lines().all(|(_, line)| line.width() <= width.max(1)));
            }
        }
    }
}
