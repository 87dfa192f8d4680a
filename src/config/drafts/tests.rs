//! Drafts on disk: one for each rule, found by a later run, shared by two, damaged.

use super::{DraftKey, Drafts, FoundDraft, file_name};
use crate::app::read::Draft;
use crate::model::RuleKey;

fn key(bus: &str, name: &str) -> DraftKey {
    DraftKey { account: "1".into(), region: "r".into(), rule: RuleKey::new(bus, name) }
}

fn draft(text: &str) -> Draft {
    Draft { text: text.into(), base: "{}".into(), saved: Some(7) }
}

fn found(drafts: &Drafts, key: &DraftKey) -> Option<Draft> {
    let FoundDraft { draft, notices } = drafts.load(key).unwrap();
    assert_eq!(notices, Vec::<String>::new());
    draft
}

#[test]
fn each_rule_has_its_own_draft_whatever_its_name() {
    let home = tempfile::tempdir().unwrap();
    let drafts = Drafts::under(home.path());
    let long = "aws.partner/example.com/".to_owned() + &"/".repeat(230);
    let keys = [
        key("default", "a"),
        key("aws.partner/x/y", ".."),
        key("..", "."),
        key(&long, "a"),
        key(&(long.clone() + "/"), "a"),
    ];
    for (n, key) in keys.iter().enumerate() {
        assert_eq!(found(&drafts, key), None);
        drafts.save(key, &draft(&n.to_string())).unwrap();
    }
    for (n, key) in keys.iter().enumerate() {
        assert_eq!(found(&drafts, key), Some(draft(&n.to_string())));
        drafts.drop(key).unwrap();
        drafts.drop(key).unwrap();
        assert_eq!(found(&drafts, key), None);
    }
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 1, "nothing outside the directory of drafts");
}

#[test]
fn a_later_run_finds_the_draft_and_may_drop_it() {
    let home = tempfile::tempdir().unwrap();
    let key = key("default", "a");
    Drafts::under(home.path()).save(&key, &draft("x")).unwrap();
    let later = Drafts::under(home.path());
    assert_eq!(found(&later, &key), Some(draft("x")));
    later.save(&key, &draft("y")).unwrap();
    later.drop(&key).unwrap();
    assert_eq!(found(&Drafts::under(home.path()), &key), None);
}

#[test]
fn what_was_typed_before_the_account_was_told_comes_back_once_and_says_so() {
    let home = tempfile::tempdir().unwrap();
    let key = key("default", "a");
    let early = DraftKey { account: String::new(), ..key.clone() };
    Drafts::under(home.path()).save(&early, &draft("typed early")).unwrap();
    // The next run knows the account before it reads the draft.
    let later = Drafts::under(home.path());
    let FoundDraft { draft: back, notices } = later.load(&key).unwrap();
    assert_eq!(back, Some(draft("typed early")));
    assert!(notices[0].contains("before it was known whose account this is"), "{notices:?}");
    later.save(&key, &Draft { saved: Some(8), ..draft("typed on") }).unwrap();
    assert_eq!(found(&Drafts::under(home.path()), &key), Some(Draft { saved: Some(8), ..draft("typed on") }));
    assert_eq!(found(&later, &early), None, "one text is one draft");
    // Nor was the region known.
    let first = DraftKey { region: String::new(), ..early.clone() };
    Drafts::under(home.path()).save(&first, &Draft { saved: Some(9), ..draft("typed first") }).unwrap();
    for key in [&early, &key] {
        let FoundDraft { draft: back, .. } = later.load(key).unwrap();
        assert_eq!(back.map(|draft| draft.text).as_deref(), Some("typed first"));
    }
    later.drop(&key).unwrap();
    assert_eq!((found(&later, &key), found(&later, &first)), (None, None), "it is gone from the disk");
    // The account is told in the middle of an edit, which is then discarded.
    later.save(&early, &draft("in the middle")).unwrap();
    later.drop(&key).unwrap();
    assert_eq!((found(&later, &key), found(&later, &early)), (None, None));
}

#[test]
fn two_explorers_on_one_rule_keep_a_text_each() {
    let home = tempfile::tempdir().unwrap();
    let key = key("default", "a");
    Drafts::under(home.path()).save(&key, &draft("before both")).unwrap();
    let (one, two) = (Drafts::under(home.path()), Drafts::under(home.path()));
    assert_eq!(
        (found(&one, &key), found(&two, &key)),
        (Some(draft("before both")), Some(draft("before both")))
    );
    for n in 0..3 {
        one.save(&key, &Draft { saved: Some(10 + n), ..draft("one") }).unwrap();
        two.save(&key, &Draft { saved: Some(20 + n), ..draft("two") }).unwrap();
    }
    let third = Drafts::under(home.path());
    let FoundDraft { draft: newest, notices } = third.load(&key).unwrap();
    assert_eq!(newest.unwrap().text, "two");
    assert!(notices.len() == 1 && notices[0].starts_with("2 drafts of this text are kept"), "{notices:?}");
    one.drop(&key).unwrap();
    assert_eq!(
        found(&Drafts::under(home.path()), &key).unwrap().text,
        "two",
        "saving one leaves the other's"
    );
    two.drop(&key).unwrap();
    assert_eq!(found(&Drafts::under(home.path()), &key), None);
}

#[test]
fn a_run_drops_no_draft_that_it_has_not_seen() {
    let home = tempfile::tempdir().unwrap();
    let key = key("default", "a");
    Drafts::under(home.path()).save(&key, &draft("another's")).unwrap();
    let blind = Drafts::under(home.path());
    blind.drop(&key).unwrap();
    blind.save(&key, &Draft { saved: Some(1), ..draft("mine") }).unwrap();
    blind.drop(&key).unwrap();
    assert_eq!(found(&Drafts::under(home.path()), &key), Some(draft("another's")));
}

#[test]
fn a_damaged_draft_is_set_aside_and_used_as_far_as_it_can_be_read() {
    let home = tempfile::tempdir().unwrap();
    let drafts = Drafts::under(home.path());
    let key = key("default", "a");
    let path = drafts.slots(&key).next().unwrap();
    drafts.save(&key, &draft("{\n  \"source\": [\"shop\"]\n}")).unwrap();
    let whole = std::fs::read_to_string(&path).unwrap();
    let cut = &whole[..whole.find("shop").unwrap() + 2];
    std::fs::write(&path, cut).unwrap();
    let FoundDraft { draft, notices } = drafts.load(&key).unwrap();
    assert_eq!(draft.unwrap().text, "{\n  \"source\": [\"sh");
    assert!(notices[0].contains("a.broken-1.json") && notices[0].contains("is shown"), "{notices:?}");
    // The next key writes a new file; what was damaged stays as it was.
    drafts.save(&key, &Draft { text: "new".into(), base: String::new(), saved: Some(9) }).unwrap();
    assert_eq!(std::fs::read_to_string(path.with_file_name("a.broken-1.json")).unwrap(), cut);
    for text in ["", "{\"account\":", "\0\0", "[]"] {
        std::fs::write(&path, text).unwrap();
        let FoundDraft { draft, notices } = drafts.load(&key).unwrap();
        assert!(draft.is_none() && notices[0].contains("nothing in it can be read"), "{notices:?}");
    }
}

#[test]
fn a_mark_or_a_damaged_byte_keeps_no_draft_from_being_read() {
    let home = tempfile::tempdir().unwrap();
    let drafts = Drafts::under(home.path());
    let key = key("default", "a");
    let path = drafts.slots(&key).next().unwrap();
    drafts.save(&key, &draft("{\"source\": [\"shop\"]}")).unwrap();
    let whole = std::fs::read(&path).unwrap();
    let at = whole.windows(4).position(|four| four == b"shop").unwrap();
    let with = |byte: &[u8], at: usize| [&whole[..at], byte, &whole[at..]].concat();
    let cases = [
        (with(b"\xef\xbb\xbf", 0), "{\"source\": [\"shop\"]}"),
        (with(b"\xff", at), "{\"source\": [\"\u{fffd}shop\"]}"),
        (with(b"\xff", 1), "{\"source\": [\"shop\"]}"),
    ];
    for (bytes, text) in cases {
        std::fs::write(&path, &bytes).unwrap();
        let FoundDraft { draft, notices } = drafts.load(&key).unwrap();
        assert_eq!(draft.map(|draft| draft.text).as_deref(), Some(text), "{notices:?}");
        assert!(notices[0].contains(".broken-") && notices[0].contains("is shown"), "{notices:?}");
    }
}

#[test]
fn file_names_are_plain() {
    assert_eq!(file_name("orders-audit_1.x"), "orders-audit_1.x");
    assert_eq!(file_name("../a b"), "%2E.%2Fa%20b");
    assert_eq!(file_name(""), "%");
    assert!(file_name(&"é".repeat(200)).len() <= 220);
}
