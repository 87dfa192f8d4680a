//! The loop in process, over the embedded account, drawing into a buffer.

use crate::pty::LONGEST;
use buslens::internals::app::Model;
use buslens::internals::config::{Drafts, RuleStates, SavedEvents, SentLog, UndoLog};
use buslens::internals::model::{Accounts, Millis, ReadOnly};
use buslens::internals::runtime::executor::Setup;
use buslens::internals::runtime::explorer::Sources;
use buslens::internals::runtime::input::Input;
use buslens::internals::runtime::recorder::{Header, Recorder};
use buslens::internals::runtime::surface::Surface;
use buslens::internals::runtime::whose_account::Embedded;
use buslens::internals::runtime::{Executor, Explorer, WhoseAccount, replay};
use buslens::internals::ui::theme::Theme;
use buslens::local::Server;
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::time::{Instant, timeout_at};

/// How long the screen may be otherwise than wished while nothing is under way that could change it. Time in
/// which an answer is waited for does not count: how long that takes is the machine's.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the explorer draws on.
#[derive(Debug)]
pub struct Paper {
    size: (u16, u16),
    pub picture: Buffer,
    pub frames: usize,
    pub asked: Vec<String>,
}

impl Surface for Paper {
    fn size(&self) -> (u16, u16) {
        self.size
    }

    fn measure(&self) -> (u16, u16) {
        self.size
    }

    fn draw(&mut self, model: &Model) -> io::Result<()> {
        self.picture = replay::picture(model, &Theme::color());
        self.frames += 1;
        Ok(())
    }

    fn resize(&mut self, size: (u16, u16)) -> io::Result<()> {
        self.size = size;
        Ok(())
    }

    fn ask(&mut self, sequence: &str) -> io::Result<()> {
        self.asked.push(sequence.to_owned());
        Ok(())
    }

    fn suspend(&mut self) -> io::Result<bool> {
        Ok(true)
    }

    fn hand_over(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn resume(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An explorer and whoever sits before it.
pub struct Desk {
    pub explorer: Explorer<Paper>,
    pub account: Embedded,
    inputs: UnboundedSender<Input>,
}

/// How to sit down.
pub struct Options {
    pub account: Embedded,
    /// What stands before that account, if anything does.
    pub endpoint: Option<String>,
    pub read_only: Option<ReadOnly>,
    pub accounts: Accounts,
    pub record: Option<PathBuf>,
}

impl Options {
    /// Before this account.
    pub fn of(account: Embedded) -> Self {
        Self { account, endpoint: None, read_only: None, accounts: Accounts::default(), record: None }
    }
}

impl Desk {
    /// Starts an explorer whose files lie under `home`.
    pub fn start(home: &Path, options: Options) -> Self {
        let size = (120, 40);
        let Options { account, endpoint, read_only, accounts, record } = options;
        let home_of = match endpoint {
            Some(endpoint) => WhoseAccount::Own { endpoint: Some(endpoint) },
            None => WhoseAccount::Embedded(account.clone()),
        };
        let session = accounts.applied(home_of.session(None, None, read_only), read_only);
        let header = Header { utc: true, ..Header::new(size, buslens::internals::runtime::now(), session) };
        let recorder = record.map(|path| Recorder::create(&path, &header).unwrap());
        let (executor, answers, tails) = Executor::new(Setup {
            account: home_of,
            read_only,
            accounts,
            drafts: Some(Drafts::under(home)),
            states: Some(RuleStates::under(home)),
            undo: UndoLog::under(home),
            sent: SentLog::under(home),
            saved: SavedEvents::under(home),
            clock: buslens::internals::runtime::now,
        });
        let (inputs, receive) = unbounded_channel();
        let paper = Paper { size, picture: Buffer::default(), frames: 0, asked: Vec::new() };
        let sources = Sources { inputs: receive, answers, tails };
        let clock: fn() -> Millis = buslens::internals::runtime::now;
        let mut explorer = Explorer::new(header.model(), paper, executor, sources, recorder, clock);
        explorer.start();
        Self { explorer, account, inputs }
    }

    /// What is on the screen.
    pub fn screen(&self) -> String {
        replay::text(&self.explorer.surface().picture)
    }

    /// Presses keys: characters, and names in angle brackets such as `<enter>`.
    pub fn press(&self, keys: &str) {
        let mut rest = keys;
        while let Some(c) = rest.chars().next() {
            let named = rest.strip_prefix('<').and_then(|rest| rest.split_once('>'));
            let (code, modifiers, after) = match named {
                Some((name, after)) => {
                    let (name, modifiers) = match name.split_once('-') {
                        Some(("ctrl", name)) => (name, KeyModifiers::CONTROL),
                        Some(("alt", name)) => (name, KeyModifiers::ALT),
                        Some(_) | None => (name, KeyModifiers::NONE),
                    };
                    let code = match name {
                        "enter" => KeyCode::Enter,
                        "esc" => KeyCode::Esc,
                        "down" => KeyCode::Down,
                        "backspace" => KeyCode::Backspace,
                        "tab" => KeyCode::Tab,
                        "f7" => KeyCode::F(7),
                        letter if letter.chars().count() == 1 => {
                            KeyCode::Char(letter.chars().next().unwrap())
                        }
                        other => panic!("no key {other}"),
                    };
                    (code, modifiers, after)
                }
                None => (KeyCode::Char(c), KeyModifiers::NONE, &rest[c.len_utf8()..]),
            };
            self.input(Input::Event(Event::Key(KeyEvent::new(code, modifiers))));
            rest = after;
        }
    }

    /// Anything else from outside.
    pub fn input(&self, input: Input) {
        self.inputs.send(input).unwrap();
    }

    /// Runs the loop until the screen is as wished, and everything asked for has been answered when
    /// `settled`.
    async fn run(&mut self, what: &str, settled: bool, mut wished: impl FnMut(&str) -> bool) -> String {
        let (deadline, mut idle) = (Instant::now() + LONGEST, Duration::ZERO);
        loop {
            let screen = self.screen();
            let (was_idle, now) = (self.explorer.is_idle(), Instant::now());
            if (!settled || was_idle) && wished(&screen) {
                return screen;
            }
            let until = if was_idle { deadline.min(now + PATIENCE.saturating_sub(idle)) } else { deadline };
            let turned = timeout_at(until, self.explorer.turn()).await;
            assert!(turned.is_ok(), "waited for {what} (idle: {was_idle}); the screen is\n{screen}");
            if was_idle {
                idle += now.elapsed();
            }
        }
    }

    /// Waits for a text.
    pub async fn wait_for(&mut self, text: &str) -> String {
        self.run(text, false, |screen| screen.contains(text)).await
    }

    /// Waits for a screen.
    pub async fn wait(&mut self, what: &str, wished: impl FnMut(&str) -> bool) -> String {
        self.run(what, false, wished).await
    }

    /// Runs the loop until its state is as wished; false when that takes longer than it may.
    pub async fn until(&mut self, within: Duration, mut wished: impl FnMut(&Model) -> bool) -> bool {
        let deadline = Instant::now() + within;
        while !wished(&self.explorer.model) {
            if timeout_at(deadline, self.explorer.turn()).await.is_err() {
                return false;
            }
        }
        true
    }

    /// Waits until there is nothing left to do.
    pub async fn settle(&mut self) -> String {
        self.run("nothing left to do", true, |_| true).await
    }

    /// How often an operation was called.
    pub fn calls(&self, operation: &str) -> u64 {
        self.account.server(Server::calls).unwrap().get(operation).copied().unwrap_or(0)
    }
}
