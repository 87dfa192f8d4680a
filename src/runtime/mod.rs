//! Where the pure core meets the world: the terminal, the loop, the executor of effects, the recorder.
//!
//! [`explore`] runs the explorer on the terminal. No rule of the domain lives here: what a key, an answer or
//! an event means is `app`'s, how the account is called is `aws`'s.

pub mod bus_log;
pub mod executor;
pub mod explorer;
mod external_editor;
pub mod gate;
pub mod gather;
pub mod input;
pub mod play;
pub mod probe;
pub mod recorder;
pub mod replay;
pub mod streams;
pub mod surface;
pub mod takers;
pub mod taps;
pub mod terminal;
pub mod whose_account;

mod clipboard;
mod drafts;
mod panic_report;
mod wake;

pub use executor::Executor;
pub use explorer::{End, Explorer};
pub use whose_account::WhoseAccount;

use crate::app::given_pattern::GivenPattern;
use crate::app::shared::Level;
use crate::aws::of_no_profile;
use crate::config::{Drafts, Places, RuleStates, SavedEvents, SentLog, Settings, UndoLog};
use crate::model::{Millis, ReadOnly};
use crate::text::safe;
use crate::ui::theme::Theme;
use clipboard::Clipboard;
use executor::Setup;
use explorer::Sources;
use recorder::{Header, Recorder};
use std::io;
use std::path::PathBuf;

/// What the explorer is started with.
#[derive(Debug)]
pub struct Options {
    /// Whose account.
    pub account: WhoseAccount,
    /// The profile, where one was named.
    pub profile: Option<String>,
    /// The region, where one was named.
    pub region: Option<String>,
    /// What makes every write be refused, where something does.
    pub read_only: Option<ReadOnly>,
    /// Where to record to.
    pub record: Option<PathBuf>,
    /// Whether the bodies of events go into the recording.
    pub bodies: recorder::Bodies,
    /// Our own files; `None` where the user has no home directory.
    pub places: Option<Places>,
    /// Where the log is, for what is said after a crash.
    pub log: Option<PathBuf>,
    /// What the operator is to know of our own files at the start, in sentences.
    pub notices: Vec<String>,
    /// Patterns of a file, to begin with in the workbench.
    pub given: Vec<GivenPattern>,
    /// Fall over at the first key: for the test that the shell is usable afterwards.
    pub fault: bool,
}

/// The time.
pub fn now() -> Millis {
    jiff::Timestamp::now().as_millisecond()
}

/// The theme that the environment asks for (<https://no-color.org>).
pub fn theme() -> Theme {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if plain { Theme::plain() } else { Theme::color() }
}

/// Runs the explorer on the terminal until its end.
///
/// Errors: the recording cannot be begun, the terminal cannot be taken over.
pub fn explore(options: Options) -> anyhow::Result<End> {
    let settings =
        options.places.as_ref().map(|places| Settings::load(&places.settings())).unwrap_or_default();
    let read_only = options.read_only.or(settings.read_only);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let unmet = match options.account {
        WhoseAccount::Own { .. } => runtime.block_on(of_no_profile(&settings.accounts)),
        WhoseAccount::Embedded(_) => Vec::new(),
    };
    let notice = notice(&settings, unmet);
    let offset = jiff::Zoned::now().offset().seconds();
    let session = options.account.session(options.profile, options.region, read_only);
    let session = settings.accounts.applied(session, read_only);
    let header = Header {
        event_bodies: options.bodies,
        keys: settings.keys,
        local_offset: offset,
        utc: settings.utc,
        notice,
        ..Header::new(terminal::size(), now(), session)
    };
    let recorder = match &options.record {
        Some(path) => Some(Recorder::create(path, &header).map_err(|error| cannot_record(path, &error))?),
        None => None,
    };
    panic_report::report(options.log);
    let end = runtime.block_on(async {
        let setup = Setup {
            account: options.account,
            read_only,
            accounts: settings.accounts,
            drafts: options.places.as_ref().map(|places| Drafts::under(&places.state)),
            states: options.places.as_ref().map(|places| RuleStates::under(&places.state)),
            undo: options.places.as_ref().map(|places| UndoLog::under(&places.state)).unwrap_or_default(),
            sent: options.places.as_ref().map(|places| SentLog::under(&places.state)).unwrap_or_default(),
            saved: options
                .places
                .as_ref()
                .map(|places| SavedEvents::under(&places.state))
                .unwrap_or_default(),
            clock: now,
        };
        let inputs = input::listen()?;
        let screen = terminal::Screen::enter(theme(), settings.mouse)?;
        let (executor, answers, tails) = Executor::new(setup);
        let sources = Sources { inputs, answers, tails };
        let mut explorer = Explorer::new(header.model(), screen, executor, sources, recorder, now);
        explorer.fault = options.fault;
        explorer.clipboard = Clipboard::of_environment();
        explorer.start();
        explorer.tell(options.notices);
        if !options.given.is_empty() {
            explorer.give(options.given);
        }
        let end = explorer.run().await;
        // The terminal first: what is still to be written out need not hold up the shell.
        terminal::give_back();
        let mut errors = streams::errors();
        let asked = matches!(end, End::Quit);
        let mut keys = None;
        // Nobody may be there to read it, and what is under way is to end all the same.
        let say = |waiting: &str| {
            let text = format!("buslens: {} ctrl-c leaves at once.", safe(waiting));
            drop(errors.line(&text));
            // Who was asked by a signal may have no terminal in the foreground.
            keys = asked.then(terminal::KeyByKey::begin);
        };
        let left = Box::pin(explorer.finish(say)).await;
        drop(keys);
        for one in &left {
            drop(errors.line(&format!("buslens: {}", safe(&one.sentence))));
        }
        let is_known = !left.iter().any(|one| one.not_known);
        io::Result::Ok(if asked && !is_known { End::QuitNotKnowing } else { end })
    })?;
    // A call under way is of no use to anybody now.
    runtime.shutdown_background();
    Ok(end)
}

/// What the operator is told of the configuration at the start.
fn notice(settings: &Settings, more: Vec<String>) -> Option<(Level, String)> {
    let mut sentences = settings.sentences();
    sentences.extend(more);
    for line in &sentences {
        tracing::warn!("{line}");
    }
    (!sentences.is_empty()).then(|| (Level::Problem, sentences.join("\n")))
}

fn cannot_record(path: &std::path::Path, error: &io::Error) -> anyhow::Error {
    if error.kind() == io::ErrorKind::AlreadyExists {
        anyhow::anyhow!(
            "{} exists already, and a recording overwrites nothing: name another file",
            path.display()
        )
    } else {
        anyhow::anyhow!("cannot record to {}: {error}", path.display())
    }
}
