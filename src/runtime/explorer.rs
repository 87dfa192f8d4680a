//! The loop: one message at a time into `update`, its effects to the executor, the model onto the screen.
//!
//! Keys come first and are never dropped, answers next, then the news of live tails, over a bounded channel,
//! then time. Nothing here waits for the account, a file or a terminal answer. When nothing is loading and no
//! tail is open there is nothing to wait for but the operating system: no interval runs.

mod leaving;

use super::clipboard::{Clipboard, Tried};
use super::executor::Executor;
use super::external_editor::ExternalEditor;
use super::input::Input;
use super::recorder::Recorder;
use super::surface::Surface;
use super::wake::Wakes;
use crate::app::copy_state::CopyOutcome;
use crate::app::effect::{LoopEffect, TailId};
use crate::app::given_pattern::GivenPattern;
use crate::app::shared::Level;
use crate::app::{Effect, Message, Model, Stamped, update};
use crate::model::{CallError, Millis, TailUpdate};
use crossterm::event::Event;
use std::collections::VecDeque;
use std::io;
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, UnboundedReceiver};
use tokio::time::{Instant, sleep_until};

/// The signals that a terminal sends for ctrl-c and ctrl-\.
const SIGINT: i32 = rustix::process::Signal::INT.as_raw();
const SIGQUIT: i32 = rustix::process::Signal::QUIT.as_raw();
/// Time between two frames at least: about 60 a second.
const FRAME: Duration = Duration::from_millis(16);
/// Time between two ticks while a tail is open and says nothing.
const TICK: Duration = Duration::from_secs(1);

/// Why the loop ended.
#[derive(Debug)]
pub enum End {
    /// The operator quit.
    Quit,
    /// The operator quit, and nobody knows whether a change was made.
    QuitNotKnowing,
    /// A signal asked for it, by number.
    Signal(i32),
    /// The terminal is gone.
    Gone,
    /// The terminal cannot be written to.
    Broken(io::Error),
}

/// The running explorer.
pub struct Explorer<S> {
    /// All of its state.
    pub model: Model,
    surface: S,
    executor: Executor,
    recorder: Option<Recorder>,
    clock: fn() -> Millis,
    inputs: UnboundedReceiver<Input>,
    answers: UnboundedReceiver<Message>,
    tails: Receiver<(TailId, TailUpdate)>,
    own: VecDeque<Message>,
    wakes: Wakes,
    next_tick: Option<Instant>,
    next_frame: Instant,
    dirty: bool,
    /// The process was stopped on the operator's wish, so the continuation that follows is in order.
    stopped: bool,
    /// Where copied texts go.
    pub(super) clipboard: Clipboard,
    /// Fall over at the first key.
    pub(super) fault: bool,
    end: Option<End>,
    /// The operator's own editor has the terminal.
    outside: Option<ExternalEditor>,
}

/// What comes from outside.
pub struct Sources {
    /// Keys, signals and the like.
    pub inputs: UnboundedReceiver<Input>,
    /// Answers to effects.
    pub answers: UnboundedReceiver<Message>,
    /// News of tails.
    pub tails: Receiver<(TailId, TailUpdate)>,
}

impl<S: Surface> Explorer<S> {
    /// An explorer over this state. [`Explorer::start`] draws it and connects.
    pub fn new(
        model: Model,
        surface: S,
        executor: Executor,
        sources: Sources,
        recorder: Option<Recorder>,
        clock: fn() -> Millis,
    ) -> Self {
        Self {
            model,
            surface,
            executor,
            recorder,
            clock,
            inputs: sources.inputs,
            answers: sources.answers,
            tails: sources.tails,
            own: VecDeque::new(),
            wakes: Wakes::default(),
            next_tick: None,
            next_frame: Instant::now(),
            dirty: true,
            stopped: false,
            clipboard: Clipboard::default(),
            fault: false,
            end: None,
            outside: None,
        }
    }

    /// The first frame, then the connection: the frame waits for nothing.
    pub fn start(&mut self) {
        self.draw();
        let effects = self.model.start();
        self.perform(effects);
        self.resized();
    }

    /// Patterns of a file, to begin with in the workbench.
    pub fn give(&mut self, all: Vec<GivenPattern>) {
        self.own.push_back(Message::Given(all));
    }

    /// Runs until the end.
    pub async fn run(&mut self) -> End {
        loop {
            if let Some(end) = self.end.take() {
                return end;
            }
            self.turn().await;
        }
    }

    /// Waits for the next thing and handles it: a message, or the time for a frame.
    pub async fn turn(&mut self) {
        if self.outside.is_some() {
            return self.wait_outside().await;
        }
        if self.dirty && Instant::now() >= self.next_frame {
            return self.draw();
        }
        if let Some(message) = self.own.pop_front() {
            return self.take(message);
        }
        let now = (self.clock)();
        tokio::select! {
            biased;
            Some(input) = self.inputs.recv() => self.input(input),
            Some(answer) = self.answers.recv() => self.take(answer),
            Some(tried) = self.clipboard.next_tried() => self.on_copied(tried),
            Some((tail, update)) = self.tails.recv() => {
                if matches!(update, TailUpdate::Ended(_)) {
                    self.executor.forget_tail(tail);
                }
                self.take(Message::Tail { tail, update });
            }
            () = sleep_until(self.next_frame), if self.dirty => {}
            () = at(self.wakes.next(now)) => {
                if self.wakes.take_due((self.clock)()) {
                    self.take(Message::Tick);
                }
            }
            () = at(self.next_tick) => self.take(Message::Tick),
        }
        self.keep_ticking();
    }

    /// True when everything asked for has been answered and shown.
    #[cfg(feature = "internals")]
    pub fn is_idle(&self) -> bool {
        !self.dirty
            && self.own.is_empty()
            && self.model.shared.requests.pending() == 0
            && self.inputs.is_empty()
            && self.answers.is_empty()
            && self.tails.is_empty()
    }

    /// What it draws on.
    #[cfg(feature = "internals")]
    pub fn surface(&self) -> &S {
        &self.surface
    }

    /// Why it has ended, once it has.
    #[cfg(feature = "internals")]
    pub fn ended(&self) -> Option<&End> {
        self.end.as_ref()
    }

    /// Tells what went wrong before the explorer began.
    pub(super) fn tell(&mut self, problems: Vec<String>) {
        self.own.extend(problems.into_iter().map(problem));
    }

    fn keep_ticking(&mut self) {
        self.next_tick = self.executor.has_tails().then(|| Instant::now() + TICK);
    }

    fn input(&mut self, input: Input) {
        match input {
            Input::Event(Event::Key(_)) if self.fault => panic!("asked for on the command line"),
            Input::Event(Event::Key(key)) => self.take(Message::Key(key)),
            Input::Event(Event::Mouse(mouse)) => self.take(Message::Mouse(mouse)),
            Input::Event(Event::Paste(text)) => self.take(Message::Paste(text)),
            Input::Event(Event::Resize(..) | Event::FocusGained | Event::FocusLost) => {}
            Input::Resized => self.resized(),
            Input::End(signal) => self.finish_with(End::Signal(signal)),
            Input::Stop => self.suspend(),
            Input::Continued if std::mem::take(&mut self.stopped) => {}
            Input::Continued => {
                let outcome = self.surface.resume();
                self.check(outcome);
                self.resized();
            }
            Input::Gone => self.finish_with(End::Gone),
        }
    }

    /// Adapts to the terminal's size, where it is another than the one drawn at.
    fn resized(&mut self) {
        let size = self.surface.measure();
        if size != self.surface.size() {
            let outcome = self.surface.resize(size);
            self.check(outcome);
        }
        if size != self.model.shared.size {
            self.take(Message::Resize(size.0, size.1));
        }
        self.dirty = true;
    }

    /// One message: recorded, then taken into the model.
    fn take(&mut self, message: Message) {
        let stamped = Stamped { at: (self.clock)(), message };
        if let Some(recorder) = &mut self.recorder
            && let Err(error) = recorder.write_for(&self.model, &stamped)
        {
            self.recorder = None;
            self.own.push_back(problem(format!(
                "The recording stopped: {error}. What it holds so far can be replayed."
            )));
        }
        let effects = update(&mut self.model, stamped);
        self.dirty = true;
        self.perform(effects);
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Loop(effect) => self.perform_own(effect),
                Effect::Work(work) => self.executor.perform(work),
            }
        }
    }

    fn perform_own(&mut self, effect: LoopEffect) {
        match effect {
            LoopEffect::Wake { at } | LoopEffect::LookAgain { at } => self.wakes.add(at),
            LoopEffect::Copy { req, text } => self.clipboard.try_programs(req, text),
            LoopEffect::Suspend => self.suspend(),
            LoopEffect::EditOutside { name, text } => self.edit_outside(&name, text),
            LoopEffect::Redraw => {
                let outcome = self.surface.resize(self.surface.measure());
                self.check(outcome);
                self.resized();
            }
            LoopEffect::Quit => self.finish_with(End::Quit),
        }
    }

    /// The programs were tried; what none of them took, the terminal is asked to take.
    fn on_copied(&mut self, tried: Tried) {
        let Tried { req, text, taken } = tried;
        let outcome = match taken {
            Some(place) => CopyOutcome::Taken { place },
            None => match self.clipboard.request(&text) {
                Ok(request) => {
                    let outcome = self.surface.ask(&request);
                    self.check(outcome);
                    CopyOutcome::SentToTerminal { advice: self.clipboard.advice() }
                }
                Err(why) => CopyOutcome::Refused { why },
            },
        };
        self.take(Message::Copied { req, outcome });
    }

    fn suspend(&mut self) {
        match self.surface.suspend() {
            Ok(true) => self.stopped = true,
            Ok(false) => self
                .own
                .push_back(problem("There is no shell to go back to: this program was started without one.")),
            Err(error) => self.check(Err(error)),
        }
        self.resized();
    }

    /// Hands the terminal to the operator's own editor.
    fn edit_outside(&mut self, name: &str, text: String) {
        let outcome = self.surface.hand_over();
        self.check(outcome);
        match ExternalEditor::start(name, text) {
            Ok(outside) => self.outside = Some(outside),
            Err(error) => self.back_from(Err(error)),
        }
    }

    /// While the editor has the terminal, only its end and what ends or stops the program are listened to:
    /// what the account answers waits.
    async fn wait_outside(&mut self) {
        let Some(outside) = &mut self.outside else { return };
        let input = tokio::select! {
            biased;
            outcome = outside.until_ended() => {
                self.outside = None;
                return self.back_from(outcome);
            }
            Some(input) = self.inputs.recv() => input,
        };
        match input {
            // The editor was stopped with the whole group: so are we, until the shell continues all of it.
            Input::Stop => {
                let _ =
                    rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::STOP);
            }
            // ctrl-c and the like are meant for the editor.
            Input::End(signal) if [SIGINT, SIGQUIT].contains(&signal) => {}
            Input::End(signal) => self.finish_with(End::Signal(signal)),
            Input::Gone => self.finish_with(End::Gone),
            Input::Event(_) | Input::Resized | Input::Continued => {}
        }
    }

    fn back_from(&mut self, outcome: Result<String, CallError>) {
        let resumed = self.surface.resume();
        self.check(resumed);
        self.take(Message::EditedOutside(outcome));
        self.resized();
    }

    fn draw(&mut self) {
        self.dirty = false;
        let outcome = self.surface.draw(&self.model);
        self.check(outcome);
        self.next_frame = Instant::now() + FRAME;
    }

    /// The first reason to end counts.
    fn finish_with(&mut self, end: End) {
        self.end.get_or_insert(end);
    }

    fn check(&mut self, outcome: io::Result<()>) {
        if let Err(error) = outcome {
            // EIO is how a terminal says that it is gone; who notices first, its reader or we, is chance.
            let gone = error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error());
            self.finish_with(if gone { End::Gone } else { End::Broken(error) });
        }
    }
}

fn problem(text: impl Into<String>) -> Message {
    Message::Notice { level: Level::Problem, text: text.into() }
}

/// Waits until then; for ever when there is no such time.
async fn at(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => std::future::pending().await,
    }
}
