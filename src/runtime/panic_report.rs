//! A fault in the program itself: the shell gets its terminal back, the operator a sentence, the log the
//! details.

use super::{streams, terminal};
use std::panic::PanicHookInfo;
use std::path::PathBuf;

/// From now on a panic of this thread gives the terminal back and says where the log is. One on any other
/// thread is somebody's task: it goes to the log, and whoever waits for the task is told.
pub(super) fn report(log: Option<PathBuf>) {
    let own = std::thread::current().id();
    std::panic::set_hook(Box::new(move |info| {
        let message = message(info);
        tracing::error!(backtrace = %std::backtrace::Backtrace::capture(), "{message}");
        if std::thread::current().id() != own {
            return;
        }
        terminal::give_back();
        let rest = match &log {
            Some(log) => format!("The log at {} has the details. Edits are kept as drafts.", log.display()),
            None => "Edits are kept as drafts where the state directory can be written.".to_owned(),
        };
        // The terminal may be gone: a failure to say so must not be a second panic.
        let _ = streams::errors().line(&format!("buslens: a fault in the program itself: {message}\n{rest}"));
    }));
}

fn message(info: &PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    let text = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let place = info.location().map(|place| format!(" ({place})")).unwrap_or_default();
    format!("{}{place}", text.unwrap_or("no message"))
}
