//! Whatever is typed: in read-only mode nothing is written, and elsewhere no write leaves without its
//! question.

use super::effect::{Effect, Work};
use super::message::Message;
use super::popup::Popup;
use super::testing::{Explorer, Fake, session};
use crate::model::{ReadOnly, Session};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Keys of each run; the seeds are those of the runs.
const KEYS: usize = 2_500;
const SEEDS: [u64; 4] = [1, 22, 333, 4_444];

/// A key as an impatient hand strikes it: those that move and answer more often than the rest.
fn key(random: &mut fastrand::Rng) -> KeyEvent {
    let plain = |code| KeyEvent::new(code, KeyModifiers::NONE);
    match random.u32(..10) {
        0 | 1 => plain(KeyCode::Enter),
        2 => plain(
            random
                .choice([KeyCode::Down, KeyCode::Up, KeyCode::Left, KeyCode::Right, KeyCode::PageDown])
                .unwrap_or(KeyCode::Down),
        ),
        3 => plain(
            random
                .choice([
                    KeyCode::Tab,
                    KeyCode::Esc,
                    KeyCode::Backspace,
                    KeyCode::Home,
                    KeyCode::F(1),
                    KeyCode::F(3),
                ])
                .unwrap_or(KeyCode::Esc),
        ),
        4 => KeyEvent::new(KeyCode::Char(char::from(random.u8(b'a'..=b'z'))), KeyModifiers::CONTROL),
        5 => plain(KeyCode::Char(char::from(random.choice(b"yszxacenwS:!/").copied().unwrap_or(b'y')))),
        _ => plain(KeyCode::Char(char::from(random.u8(b' '..=b'~')))),
    }
}

fn over(session: Session) -> Explorer {
    let mut it = Explorer::cold(Fake::small(), (100, 30), session);
    it.settle();
    it
}

/// Strikes keys, and words of the palette between them, and lets `look` see the popup before each and what
/// came of it.
fn strike(it: &mut Explorer, seed: u64, mut look: impl FnMut(&Explorer, bool, &[KeyEvent])) {
    let mut random = fastrand::Rng::with_seed(seed);
    let words: Vec<&str> = super::command::TABLE.iter().map(|row| row.name).collect();
    let mut struck = Vec::new();
    for _ in 0..KEYS {
        let keys = if random.u32(..40) == 0 {
            let word = random.choice(&words).copied().unwrap_or_default();
            let typed =
                format!(":{word}").chars().map(|c| KeyEvent::from(KeyCode::Char(c))).collect::<Vec<_>>();
            [typed, vec![KeyCode::Enter.into()]].concat()
        } else {
            vec![key(&mut random)]
        };
        for key in keys {
            let asked = matches!(it.model.popup, Some(Popup::Confirm(_) | Popup::Typed(_)));
            struck.push(key);
            it.send(Message::Key(key));
            look(it, asked, &struck);
            it.settle();
            it.done.clear();
        }
    }
}

/// The keys that led there, as far as one wants to read.
fn last(struck: &[KeyEvent]) -> Vec<KeyCode> {
    struck.iter().rev().take(40).rev().map(|key| key.code).collect()
}

fn writes(it: &Explorer) -> usize {
    it.waiting.iter().filter(|effect| matches!(effect, Effect::Work(Work::Write(_)))).count()
}

#[test]
fn ten_thousand_keys_write_nothing_in_read_only_mode() {
    for seed in SEEDS {
        let mut it = over(Session { read_only: Some(ReadOnly::Flag), ..session() });
        strike(&mut it, seed, |it, _, struck| assert_eq!(writes(it), 0, "seed {seed}: {:?}", last(struck)));
        assert!(it.writes.is_empty());
    }
}

#[test]
fn of_ten_thousand_keys_none_writes_without_its_question() {
    let mut sent = 0;
    for seed in SEEDS {
        let mut it = over(session());
        strike(&mut it, seed, |it, asked, struck| {
            assert!(asked || writes(it) == 0, "seed {seed}: {:?}", last(struck));
        });
        sent += it.writes.len();
    }
    assert!(sent > 0, "some of the questions were answered with yes");
}
