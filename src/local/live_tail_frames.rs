//! The frames of a live tail: one `sessionStart`, then a `sessionUpdate` every second of the account's clock,
//! empty or not, until the client leaves, the server ends, or three hours are over (API reference,
//! "StartLiveTail").

use super::faults::TailFaults;
use super::logs::Started;
use super::server::{Body, Shared, until_ended};
use super::wire::frames;
use crate::model::Millis;
use crate::text::time::SECOND;
use bytes::Bytes;
use futures_util::stream;
use http_body_util::{BodyExt, StreamBody};
use hyper::body::Frame;
use serde_json::json;
use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, watch};
/// "Kept open for three hours."
const LONGEST: Millis = 3 * 3_600 * SECOND;
/// "CloudWatch Logs buffers up to 10 LiveTailSessionUpdate events … after which it starts dropping the oldest
/// events."
const BUFFERED: usize = 10;
/// However fast the account's clock runs, updates come no faster than this many a real second.
const FASTEST: f64 = 20.0;

/// An update waits this long for an account that lags behind its clock, and then comes without.
const PATIENCE: Duration = Duration::from_millis(700);

/// The body that streams a session's frames.
pub(super) fn body(shared: Arc<Shared>, started: Started) -> Body {
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(async move {
        let (session, region) = (started.session.clone(), started.region.clone());
        feed(&shared, started, &sender).await;
        if let Some(account) = shared.state.lock().await.visited(&region) {
            account.logs.end_tail(&session);
        }
    });
    let frames = stream::unfold(receiver, |mut receiver| async move {
        let chunk: io::Result<Bytes> = receiver.recv().await?;
        Some((chunk.map(Frame::data), receiver))
    });
    StreamBody::new(frames).boxed_unsync()
}

/// Returns once the sessions open since `drops` are to break off.
async fn until_dropped(faults: &mut watch::Receiver<TailFaults>, drops: u64) {
    let _ = faults.wait_for(|faults| faults.drops != drops).await;
}

async fn feed(shared: &Shared, started: Started, sender: &mpsc::Sender<io::Result<Bytes>>) {
    let opened = shared.clock.now();
    let stride = shared.clock.stride(SECOND, FASTEST);
    let mut shutdown = shared.shutdown.subscribe();
    let mut faults = shared.faults.tails();
    let drops = faults.borrow_and_update().drops;
    // JSON protocols begin a stream with the operation's (empty) output; boto3 insists on it.
    for frame in
        [frames::event("initial-response", &json!({})), frames::event("sessionStart", &started.start)]
    {
        if sender.send(Ok(frame)).await.is_err() {
            return;
        }
    }
    let mut next = opened + stride;
    let mut pending: VecDeque<Bytes> = VecDeque::new();
    loop {
        tokio::select! {
            () = shared.clock.sleep_until(next) => {}
            () = sender.closed() => return,
            () = until_ended(&mut shutdown) => return,
            () = until_dropped(&mut faults, drops) => {
                let _ = sender.send(Err(io::Error::new(io::ErrorKind::ConnectionAborted, "planted"))).await;
                return;
            }
        }
        let now = shared.clock.now();
        if now - opened >= LONGEST {
            // Before the client hears of it, so that it finds a place free for its next session.
            if let Some(account) = shared.state.lock().await.visited(&started.region) {
                account.logs.end_tail(&started.session);
            }
            let _ = sender
                .send(Ok(frames::exception(
                    "SessionTimeoutException",
                    &json!({"message": "Session timed out."}),
                )))
                .await;
            return;
        }
        shared.catch_up_briefly(next, PATIENCE).await;
        let silent = faults.borrow().silent;
        let update = shared
            .state
            .lock()
            .await
            .visited(&started.region)
            .and_then(|account| account.logs.tail_update(&started.session));
        let Some((events, sampled)) = update else { return };
        if !silent {
            pending.push_back(frames::event(
                "sessionUpdate",
                &json!({"sessionMetadata": {"sampled": sampled}, "sessionResults": events}),
            ));
        }
        while pending.len() > BUFFERED {
            pending.pop_front();
        }
        while let Some(frame) = pending.pop_front() {
            match sender.try_send(Ok(frame)) {
                Ok(()) => {}
                Err(TrySendError::Full(Ok(frame))) => {
                    pending.push_front(frame);
                    break;
                }
                Err(TrySendError::Full(Err(_)) | TrySendError::Closed(_)) => return,
            }
        }
        // A clock that leapt ahead is not followed second by second.
        next = (next + stride).max(now - SECOND * 10);
    }
}
