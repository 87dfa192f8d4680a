//! What of an event and of secrets goes into a recording while somebody types.

use super::{Bodies, Header, Recorder};
use crate::app::testing::{Explorer, session};
use crate::app::{Message, Stamped};
use crossterm::event::{KeyCode, KeyModifiers};

/// Presses keys as the explorer takes them: each recorded, then carried out.
fn press(recorder: &mut Recorder, it: &mut Explorer, keys: &str) {
    for key in keys.split_whitespace() {
        let chord: crate::app::keymap::Chord = key.parse().unwrap();
        let message = Message::Key(chord.event());
        recorder.write_for(&it.model, &Stamped { at: it.now, message: message.clone() }).unwrap();
        it.send(message);
        it.settle();
    }
}

fn paste(recorder: &mut Recorder, it: &mut Explorer, text: &str) {
    let message = Message::Paste(text.to_owned());
    recorder.write_for(&it.model, &Stamped { at: it.now, message: message.clone() }).unwrap();
    it.send(message);
    it.settle();
}

/// The characters struck without ctrl, in order, and the whole recording.
fn struck(path: &std::path::Path) -> (String, String) {
    let text = std::fs::read_to_string(path).unwrap();
    let mut struck = String::new();
    for line in text.lines().skip(1) {
        let stamped: Stamped = serde_json::from_str(line).unwrap();
        if let Message::Key(key) = stamped.message
            && let (KeyCode::Char(c), false) = (key.code, key.modifiers.contains(KeyModifiers::CONTROL))
        {
            struck.push(c);
        }
    }
    (struck, text)
}

#[test]
fn what_is_typed_or_pasted_into_an_event_is_left_out_where_bodies_are() {
    let home = tempfile::tempdir().unwrap();
    for (bodies, in_form, in_bench) in
        [(Bodies::Held, "Psecret", "tpqsecret"), (Bodies::LeftOut, "P******", "tpq******")]
    {
        let header = Header { event_bodies: bodies, ..Header::new((100, 30), 1, session()) };
        let new = |name: &str| {
            let path = home.path().join(format!("{name}-{bodies:?}"));
            (Recorder::create(&path, &header).unwrap(), path)
        };
        // The form of an event to send.
        let (mut recorder, path) = new("form");
        let mut it = Explorer::small((100, 30));
        press(&mut recorder, &mut it, "P");
        assert!(it.model.takes_event(), "the form begins with the event");
        press(&mut recorder, &mut it, "s e c r e t ctrl-e");
        paste(&mut recorder, &mut it, "hunter2");
        let (typed, text) = struck(&path);
        assert_eq!((typed.as_str(), text.contains("hunter2")), (in_form, bodies == Bodies::Held));
        assert!(
            text.lines().any(|line| line.contains("CONTROL")),
            "commands are as they were struck: {text}"
        );

        // The workbench: what is typed into a pattern is there, what is typed into an event is not.
        let (mut recorder, path) = new("bench");
        let mut it = Explorer::small((100, 30));
        press(&mut recorder, &mut it, "tab t p q");
        assert!(!it.model.takes_event(), "a pattern is none");
        press(&mut recorder, &mut it, "F2");
        assert!(it.model.takes_event());
        press(&mut recorder, &mut it, "s e c r e t");
        paste(&mut recorder, &mut it, "hunter2");
        let (typed, text) = struck(&path);
        assert_eq!((typed.as_str(), text.contains("hunter2")), (in_bench, bodies == Bodies::Held));
    }
}
