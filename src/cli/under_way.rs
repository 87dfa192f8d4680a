//! A change that is under way while somebody asks the command to end: what was sent may be done, so its
//! answer is awaited.

use super::exit::say;
use super::tail::asked_to_end;
use crate::model::{CallError, ErrorKind};
use std::pin::pin;

/// What came of a change, and whether somebody asked the command to end meanwhile. Asked once, it says so and
/// goes on waiting; asked twice, it ends.
///
/// Errors: those of the change; [`ErrorKind::NotKnown`] where it was ended before its answer.
pub(super) async fn until_ended<T>(
    operation: &str,
    change: impl Future<Output = Result<T, CallError>>,
) -> Result<(T, bool), CallError> {
    let mut change = pin!(change);
    tokio::select! {
        biased;
        outcome = &mut change => return outcome.map(|done| (done, false)),
        () = until_asked_to_end() => say("the change is under way: waiting for its answer; once more to stop at once."),
    }
    tokio::select! {
        biased;
        outcome = &mut change => outcome.map(|done| (done, true)),
        () = until_asked_to_end() => {
            let why = "it was stopped before its answer came";
            Err(CallError::new(ErrorKind::Other, operation, why).not_known())
        }
    }
}

/// Returns when somebody asks the command to end; never where signals cannot be received.
async fn until_asked_to_end() {
    match asked_to_end() {
        Ok(asked) => asked.await,
        Err(_) => std::future::pending().await,
    }
}
