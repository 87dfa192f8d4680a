//! The log file. Only our own code writes to it: the SDK's debug lines hold requests and could hold
//! credentials.

use super::file;
use std::path::{Path, PathBuf};
use std::{fs, io};
use tracing_appender::non_blocking::{NonBlocking, WorkerGuard};
use tracing_subscriber::filter::{LevelFilter, filter_fn};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

/// At this size, in bytes, the log is set aside on the next start; one older log is kept.
const LARGE: u64 = 4 << 20;

/// The running log; dropping it writes out what is still held.
#[derive(Debug)]
pub struct Log {
    /// Where it lies.
    pub path: PathBuf,
    _worker: WorkerGuard,
}

/// Starts the log under this state directory. The environment's `BUSLENS_LOG` sets the level (`error`,
/// `warn`, `info`, `debug`, `trace`, `off`); it is `info` without.
///
/// # Errors
///
/// No file can be written there, which stops nothing else.
pub fn start(state: &Path) -> io::Result<Log> {
    file::private_directory(state, state)?;
    let path = state.join("buslens.log");
    if fs::symlink_metadata(&path).is_ok_and(|file| file.len() > LARGE) {
        let _ = fs::rename(&path, path.with_extension("log.old"));
    }
    let file = file::open_private(&path, true)?;
    let (writer, worker) = tracing_appender::non_blocking(file);
    subscribe(writer);
    Ok(Log { path, _worker: worker })
}

fn subscribe(writer: NonBlocking) {
    let level = level(std::env::var("BUSLENS_LOG").ok().as_deref());
    let own = filter_fn(|metadata| metadata.target().starts_with("buslens"));
    let lines = tracing_subscriber::fmt::layer().with_writer(writer).with_ansi(false).with_filter(own);
    // A second subscriber in one process (tests) changes nothing.
    let _ = tracing_subscriber::registry().with(level).with(lines).try_init();
}

/// The level the environment asks for; with a word that is not a level, the usual one.
fn level(asked: Option<&str>) -> LevelFilter {
    asked.and_then(|word| word.trim().parse().ok()).unwrap_or(LevelFilter::INFO)
}

#[cfg(test)]
mod tests {
    use super::{LevelFilter, level};

    #[test]
    fn the_environment_sets_the_level_and_nonsense_does_not() {
        assert_eq!(level(Some("debug")), LevelFilter::DEBUG);
        assert_eq!(level(Some("off")), LevelFilter::OFF);
        assert_eq!(level(Some("loud")), LevelFilter::INFO);
        assert_eq!(level(None), LevelFilter::INFO);
    }
}
