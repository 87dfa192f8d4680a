//! A recording, played through `update` again: the same messages give the same screens.

use super::recorder::{FORMAT, Header};
use crate::app::{Message, Model, Stamped, update};
use crate::text::grouped;
use crate::ui::{self, theme::Theme};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _};
use std::path::Path;

/// Bytes of one line of a recording at most.
const LONGEST: u64 = 256 << 20;
/// Columns and rows of a screen at most, each, and cells in all: no terminal is larger, and every cell costs
/// memory.
const WIDEST: u16 = 4_000;
const MOST_CELLS: u32 = 1_000_000;

/// A recording being read.
#[derive(Debug)]
pub struct Recording<R> {
    header: Header,
    lines: R,
    line: usize,
}

/// What is wrong with a recording.
#[derive(Debug, thiserror::Error)]
pub enum RecordingFault {
    /// The file cannot be read.
    #[error("{0}")]
    File(#[from] io::Error),
    /// It is no recording, or a newer program's.
    #[error("{0}")]
    Header(String),
    /// A line that is no message: the file was cut or changed there.
    #[error(
        "line {line} is not a message ({why}): the file was cut or changed there. What came before it was played."
    )]
    Line {
        /// The line, the header being 1.
        line: usize,
        /// What the reader says.
        why: String,
    },
}

impl Recording<BufReader<File>> {
    /// Opens a recording.
    pub fn open(path: &Path) -> Result<Self, RecordingFault> {
        Self::read(BufReader::new(File::open(path)?))
    }
}

impl<R: BufRead> Recording<R> {
    /// A recording from its text.
    pub fn read(mut lines: R) -> Result<Self, RecordingFault> {
        let mut first = Vec::new();
        lines.by_ref().take(LONGEST).read_until(b'\n', &mut first)?;
        let version = serde_json::from_slice::<serde_json::Value>(&first)
            .ok()
            .and_then(|header| header.get("buslens")?.as_u64());
        match version {
            Some(version) if version == u64::from(FORMAT) => {}
            Some(version) => {
                let (maker, advice) = if version < u64::from(FORMAT) {
                    ("an earlier", "Record again, or play it with the version that made it.")
                } else {
                    ("a newer", "Play it with the version that made it.")
                };
                return Err(RecordingFault::Header(format!(
                    "a recording of format {version}, made by {maker} buslens; this one reads format {FORMAT}. \
                    {advice}"
                )));
            }
            None => {
                return Err(RecordingFault::Header(format!(
                    "not a recording: its first line should begin with {{\"buslens\":{FORMAT}. Name a file that --record \
                     has written."
                )));
            }
        }
        let header: Header = serde_json::from_slice(&first)
            .map_err(|error| RecordingFault::Header(damaged_head(&error.to_string())))?;
        fits(header.size).map_err(|why| RecordingFault::Header(damaged_head(&why)))?;
        Ok(Self { header, lines, line: 1 })
    }

    /// The state it began from, as the recorded program had it: connecting.
    pub fn model(&self) -> Model {
        let mut model = self.header.model();
        // Only for what it does to the model; nobody carries the effects out.
        let _ = model.start();
        model
    }

    /// The next message; `None` at the end.
    pub fn next_message(&mut self) -> Result<Option<Stamped>, RecordingFault> {
        let mut line = Vec::new();
        if self.lines.by_ref().take(LONGEST).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        self.line += 1;
        let fault = |why: String| RecordingFault::Line { line: self.line, why };
        let stamped: Stamped = serde_json::from_slice(&line).map_err(|error| fault(error.to_string()))?;
        if let Message::Resize(width, height) = stamped.message {
            fits((width, height)).map_err(fault)?;
        }
        Ok(Some(stamped))
    }

    /// Plays all of it into the model. A fault ends it; the model holds what came before.
    pub fn play(&mut self, model: &mut Model) -> Result<(), RecordingFault> {
        while let Some(message) = self.next_message()? {
            let _ = update(model, message);
        }
        Ok(())
    }
}

fn damaged_head(why: &str) -> String {
    format!("line 1 is damaged ({why}), and without it nothing can be played. Name another recording.")
}

/// Whether a screen of this size can be drawn at all.
fn fits((width, height): (u16, u16)) -> Result<(), String> {
    let possible = width > 0 && height > 0 && width <= WIDEST && height <= WIDEST;
    if possible && u32::from(width) * u32::from(height) <= MOST_CELLS {
        return Ok(());
    }
    Err(format!(
        "a screen of {width} columns and {height} rows, where {WIDEST} each and {} cells are the most",
        grouped(u64::from(MOST_CELLS))
    ))
}

/// The model as its screen shows it, in cells.
pub fn picture(model: &Model, theme: &Theme) -> Buffer {
    let (width, height) = model.shared.size;
    let Ok(mut terminal) = Terminal::new(TestBackend::new(width, height));
    let Ok(_) = terminal.draw(|frame| ui::draw(frame, model, theme));
    terminal.backend().buffer().clone()
}

/// The screen as text, one line a row, without the spaces at their ends.
pub fn text(buffer: &Buffer) -> String {
    let mut out = String::new();
    for y in 0..buffer.area.height {
        let mut row = String::new();
        let mut x = 0;
        while x < buffer.area.width {
            let symbol = buffer[(x, y)].symbol();
            row.push_str(symbol);
            // A wide character covers the cells after its own.
            x += u16::try_from(crate::text::width(symbol)).unwrap_or(1).max(1);
        }
        out.push_str(row.trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod switches;

#[cfg(test)]
mod tests {
    use super::{Recording, RecordingFault, picture, text};
    use crate::app::effect::TailId;
    use crate::app::read::{Answer, Draft, PatternTest, RuleQuestion};
    use crate::app::request::Req;
    use crate::app::write::WriteOutcome;
    use crate::app::{Message, Stamped, update};
    use crate::diagnose::{Fact, Question};
    use crate::model::facts::LoggedEvents;
    use crate::model::{
        AccountPlace, Arn, EntryOutcome, EventEntry, EventSent, LogEvent, RuleKey, Session, TailUpdate,
    };
    use crate::runtime::recorder::{Bodies, Header, Recorder};
    use crate::ui::theme::Theme;
    use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

    fn header() -> Header {
        let session = Session { region: "eu-west-1".into(), ..Session::default() };
        Header {
            keys: [("help".to_owned(), vec!["H".to_owned()])].into(),
            local_offset: 3600,
            ..Header::new((80, 24), 1, session)
        }
    }

    fn messages() -> Vec<Stamped> {
        let key = |c| Message::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE));
        let messages = [Message::Resize(100, 30), key('H'), Message::Tick, Message::Paste("é\u{1b}".into())];
        messages.into_iter().zip(2..).map(|(message, at)| Stamped { at, message }).collect()
    }

    #[test]
    fn a_recording_replays_to_the_same_screen() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("r.jsonl");
        let mut recorder = Recorder::create(&path, &header()).unwrap();
        let mut model = header().model();
        let _ = model.start();
        for message in messages() {
            recorder.write(&message).unwrap();
            let _ = update(&mut model, message);
        }
        let mut recording = Recording::open(&path).unwrap();
        let mut again = recording.model();
        recording.play(&mut again).unwrap();
        assert_eq!(picture(&again, &Theme::color()), picture(&model, &Theme::color()));
        assert_eq!(text(&picture(&again, &Theme::color())).lines().count(), 30);
        assert!(Recorder::create(&path, &header()).is_err(), "a recording overwrites nothing");
    }

    #[test]
    fn a_recording_that_was_cut_shows_what_came_before() {
        let mut bytes = serde_json::to_vec(&header()).unwrap();
        for message in messages() {
            bytes.push(b'\n');
            bytes.extend(serde_json::to_vec(&message).unwrap());
        }
        bytes.truncate(bytes.len() - 7);
        let mut recording = Recording::read(bytes.as_slice()).unwrap();
        let mut model = recording.model();
        let fault = recording.play(&mut model).unwrap_err();
        assert!(matches!(fault, RecordingFault::Line { line: 5, .. }), "{fault}");
        assert_eq!(model.shared.size, (100, 30));
    }

    #[test]
    fn what_is_no_recording_is_said() {
        for (wrong, why) in [
            ("", "not a recording"),
            ("{}", "not a recording"),
            (
                "{\"buslens\":1}",
                "format 1, made by an earlier buslens; this one reads format 2. Record again",
            ),
            ("{\"buslens\":9}", "format 9, made by a newer buslens"),
            ("{\"buslens\":2}", "line 1"),
        ] {
            let fault = Recording::read(wrong.as_bytes()).unwrap_err().to_string();
            assert!(fault.contains(why), "{wrong}: {fault}");
        }
    }

    #[test]
    fn a_screen_of_absurd_size_is_refused_and_not_drawn() {
        for size in [(65_535, 65_535), (0, 24), (80, 0), (4_001, 1), (2_000, 2_000)] {
            let bytes = serde_json::to_vec(&Header { size, ..header() }).unwrap();
            let fault = Recording::read(bytes.as_slice()).unwrap_err().to_string();
            assert!(fault.contains("are the most"), "{fault}");
            let mut bytes = serde_json::to_vec(&header()).unwrap();
            bytes.push(b'\n');
            let resize = Stamped { at: 2, message: Message::Resize(size.0, size.1) };
            bytes.extend(serde_json::to_vec(&resize).unwrap());
            let mut recording = Recording::read(bytes.as_slice()).unwrap();
            assert!(matches!(recording.next_message(), Err(RecordingFault::Line { line: 2, .. })));
        }
    }

    #[test]
    fn a_recording_says_whether_event_bodies_are_in_it() {
        let home = tempfile::tempdir().unwrap();
        let event = LogEvent {
            stream: "s".into(),
            timestamp: 1,
            ingested: 1,
            message: "{\"secret\":1}".into(),
            id: None,
        };
        let update = TailUpdate::Events { events: vec![event], refilled: false, sampled: false };
        let entry = EventEntry {
            source: "s".into(),
            detail_type: "t".into(),
            detail: "{\"secret\":4}".into(),
            ..EventEntry::default()
        };
        let taken = EntryOutcome::Done { id: "1".into() };
        let sent = EventSent {
            at: 1,
            place: AccountPlace { account: "1".into(), region: "r".into(), endpoint: None },
            entry: entry.clone(),
            outcome: taken.clone(),
        };
        let messages = [
            Message::Tail { tail: TailId(1), update },
            Message::Paste("{\"secret\":2}".into()),
            Message::Answer {
                req: Req(1),
                last: true,
                answer: Answer::EventFile("e.json".into(), Ok("{\"secret\":3}".into())),
            },
            Message::Written {
                req: Req(2),
                outcome: WriteOutcome::Sent(Box::new(entry.clone()), Ok(taken.clone())),
            },
            Message::Answer { req: Req(3), last: true, answer: Answer::Sent(Ok(vec![sent])) },
            Message::Answer {
                req: Req(4),
                last: true,
                answer: Answer::TestPattern(
                    PatternTest { revision: 1, pattern: "{}".into(), event: "{\"secret\":5}".into() },
                    Ok(Some(true)),
                ),
            },
            Message::Answer {
                req: Req(5),
                last: true,
                answer: Answer::Draft(
                    RuleKey::new("an event", "default"),
                    Ok(Some(Draft {
                        text: "{\"secret\":6}".into(),
                        base: "{\"secret\":7}".into(),
                        saved: Some(1),
                    })),
                ),
            },
            Message::Answer {
                req: Req(6),
                last: true,
                answer: Answer::Evidence(
                    RuleQuestion {
                        rule: RuleKey::new("r", "default"),
                        arn: Arn::from("arn:aws:events:us-east-1:111122223333:rule/r"),
                        run: 1,
                        question: Question::Kept,
                    },
                    Ok(Fact::Kept(LoggedEvents {
                        events: vec!["{\"secret\":8}".into()],
                        ..LoggedEvents::default()
                    })),
                ),
            },
        ];
        for (bodies, said, there) in
            [(Bodies::Held, "are in this file", true), (Bodies::LeftOut, "left out", false)]
        {
            let path = home.path().join(said);
            let mut recorder = Recorder::create(&path, &Header { event_bodies: bodies, ..header() }).unwrap();
            for message in messages.clone() {
                recorder.write(&Stamped { at: 2, message }).unwrap();
            }
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(text.lines().next().unwrap().contains(&format!("\"event_bodies\":\"{said}\"")), "{text}");
            for n in 1..=8 {
                assert_eq!(text.contains(&format!("secret\\\":{n}")), there, "{n}: {text}");
            }
            let mut recording = Recording::open(&path).unwrap();
            let mut model = recording.model();
            recording.play(&mut model).unwrap();
        }
    }
}
