//! Two hundred switches of profile and region while answers are on their way: on no frame is anything of a
//! place that was left, neither in the run nor where its recording is played.

use super::{Recording, picture, text};
use crate::app::effect::{Effect, TailId, Work};
use crate::app::keymap::Chord;
use crate::app::testing::{Fake, NOW, bus, rule, session, target};
use crate::app::{Message, Model, Stamped, update};
use crate::model::{LogEvent, Session, TailUpdate};
use crate::runtime::recorder::{Header, Recorder};
use crate::ui::theme::Theme;

const SWITCHES: usize = 200;

/// A profile and region, and the word that is in all names there.
struct TestAccount {
    profile: &'static str,
    region: &'static str,
    account: &'static str,
    mark: &'static str,
}

const ACCOUNTS: [TestAccount; 3] = [
    TestAccount { profile: "prod", region: "eu-west-1", account: "123456789012", mark: "zebu" },
    TestAccount { profile: "prod", region: "us-west-2", account: "123456789012", mark: "yak" },
    TestAccount { profile: "staging", region: "eu-central-1", account: "999988887777", mark: "xerus" },
];

/// What is typed to get from one place to another.
const WAYS: [(usize, &str, usize); 5] = [
    (0, "region us-west-2", 1),
    (0, "profile staging", 2),
    (1, "region eu-west-1", 0),
    (1, "profile staging", 2),
    (2, "profile prod", 0),
];

fn holdings(mark: &str) -> Fake {
    let mut fake = Fake { buses: vec![bus("default"), bus(&format!("{mark}-bus"))], ..Fake::default() };
    for n in 0..4 {
        let rule = rule("default", &format!("{mark}-rule-{n}"), &format!(r#"{{"source":["{mark}"]}}"#));
        let group = format!("logs:eu-west-1:123456789012:log-group:/aws/events/{mark}");
        fake.targets.insert(rule.key(), vec![target(&format!("{mark}-target"), &group)]);
        fake.rules.entry("default".to_owned()).or_default().push(rule);
    }
    let other = rule(&format!("{mark}-bus"), &format!("{mark}-other"), r#"{"source":["x"]}"#);
    fake.rules.insert(other.bus.clone(), vec![other]);
    fake
}

/// The frame shows nothing of another place than this one; gives whether it shows something of it.
fn is_of(model: &Model, place: usize, when: &str) -> bool {
    let screen = text(&picture(model, &Theme::plain()));
    for (at, other) in ACCOUNTS.iter().enumerate() {
        assert!(at == place || !screen.contains(other.mark), "{when}: {} in {place}\n{screen}", other.mark);
    }
    screen.contains(ACCOUNTS[place].mark)
}

/// An explorer whose answers come when this says so.
struct ScriptedExplorer {
    model: Model,
    recorder: Recorder,
    place: usize,
    /// Not carried out yet, each with the place it was asked for in.
    waiting: Vec<(usize, Effect)>,
    tails: Vec<(usize, TailId)>,
    /// The place at each message, and whether the frame after it was looked at.
    told: Vec<(usize, bool)>,
    random: u64,
    /// Answers that came after their place was left, and frames that showed something of the place.
    late: usize,
    shown: usize,
}

impl ScriptedExplorer {
    fn random(&mut self, below: usize) -> usize {
        self.random =
            self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.random >> 33).unwrap() % below
    }

    fn take(&mut self, message: Message, look: bool) {
        let stamped = Stamped { at: NOW, message };
        self.recorder.write_for(&self.model, &stamped).unwrap();
        let effects = update(&mut self.model, stamped);
        self.later(effects);
        self.told.push((self.place, look));
        if look {
            let when = format!("message {}", self.told.len());
            self.shown += usize::from(is_of(&self.model, self.place, &when));
        }
    }

    fn later(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            if let Effect::Work(Work::OpenTail { tail, .. }) = &effect {
                self.tails.push((self.place, *tail));
            }
            self.waiting.push((self.place, effect));
        }
    }

    fn press(&mut self, key: &str, look: bool) {
        self.take(Message::Key(key.parse::<Chord>().unwrap().event()), look);
    }

    fn answer(&mut self, at: usize, fakes: &[Fake; 3]) {
        let (place, effect) = self.waiting.remove(at);
        let message = match effect {
            Effect::Work(Work::Connect { req, .. }) => {
                let there = &ACCOUNTS[place];
                let outcome = Ok(Session {
                    profile: Some(there.profile.into()),
                    region: there.region.into(),
                    account: Some(there.account.into()),
                    ..session()
                });
                Message::Connected { req, last: true, outcome }
            }
            Effect::Work(Work::Read { req, read, .. }) => {
                Message::Answer { req, last: true, answer: fakes[place].read(&read, NOW) }
            }
            // What else is asked for is of no account.
            _ => return,
        };
        self.late += usize::from(place != self.place);
        self.take(message, true);
    }

    /// An event of one of the tails that were ever opened.
    fn tail_says(&mut self) {
        if self.tails.is_empty() {
            return;
        }
        let at = self.random(self.tails.len());
        let (place, tail) = self.tails[at];
        let mark = ACCOUNTS[place].mark;
        let message = format!(r#"{{"source":"{mark}","detail-type":"{mark}","detail":{{}}}}"#);
        let event = LogEvent { stream: "s".into(), timestamp: NOW, ingested: NOW, message, id: None };
        let update = TailUpdate::Events { events: vec![event], refilled: false, sampled: false };
        self.late += usize::from(place != self.place);
        self.take(Message::Tail { tail, update }, true);
    }

    fn switch(&mut self) {
        let ways: Vec<_> = WAYS.iter().filter(|(from, ..)| *from == self.place).collect();
        let at = self.random(ways.len());
        let (_, words, to) = *ways[at];
        for key in ["esc", "esc", "esc", ":"] {
            self.press(key, false);
        }
        for c in words.chars() {
            self.press(&if c == ' ' { "space".to_owned() } else { c.to_string() }, false);
        }
        let there = &ACCOUNTS[to];
        self.place = to;
        self.press("enter", true);
        let session = &self.model.shared.session;
        assert_eq!(session.profile.as_deref(), Some(there.profile), "{words}");
        assert!(
            words.starts_with("profile") || session.region == there.region,
            "{words}: {}",
            session.region
        );
    }
}

#[test]
fn on_no_frame_is_anything_of_an_account_or_region_that_was_left() {
    const KEYS: [&str; 8] = ["j", "enter", "tab", "l", "esc", "k", "i", "G"];
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("r.jsonl");
    let header = Header::new((80, 24), NOW, session());
    let recorder = Recorder::create(&path, &header).unwrap();
    let mut model = header.model();
    let begun = model.start();
    let (place, random) = (0, 20_261_130);
    let (waiting, tails, told) = (Vec::new(), Vec::new(), Vec::new());
    let mut run =
        ScriptedExplorer { model, recorder, place, waiting, tails, told, random, late: 0, shown: 0 };
    run.later(begun);
    let fakes = ACCOUNTS.map(|place| holdings(place.mark));
    for _ in 0..SWITCHES {
        // Some of what is on its way comes, the oldest or any; the rest comes after the next switches.
        for _ in 0..8 {
            match run.random(4) {
                0 => {
                    let key = KEYS[run.random(KEYS.len())];
                    run.press(key, true);
                }
                1 => run.tail_says(),
                _ if run.waiting.is_empty() => {}
                _ => {
                    let any = run.random(run.waiting.len());
                    let newest = run.waiting.len() - 1;
                    let at = if run.random(2) == 0 { newest } else { any };
                    run.answer(at, &fakes);
                }
            }
        }
        run.switch();
    }
    assert!(run.late > SWITCHES, "answers came late: {}", run.late);
    assert!(run.shown > SWITCHES, "something was to be seen: {}", run.shown);

    let mut recording = Recording::open(&path).unwrap();
    let mut again = recording.model();
    for (at, (place, look)) in run.told.iter().enumerate() {
        let message = recording.next_message().unwrap().expect("a message");
        let _ = update(&mut again, message);
        if *look {
            is_of(&again, *place, &format!("line {} of the recording", at + 2));
        }
    }
    assert!(recording.next_message().unwrap().is_none());
    let picture = |model: &Model| text(&picture(model, &Theme::plain()));
    assert_eq!(picture(&again), picture(&run.model));
}
