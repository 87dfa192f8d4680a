//! A request's body, read within bounds of size, time and memory.
//!
//! A client that sends slowly or for ever, or many that send much at once, must not hold the account up or
//! make it grow; and each is told what was wrong with what it sent.

use super::error::{ApiError, ApiResult};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::{Body as _, Incoming};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

/// The largest request read: PutLogEvents takes 1 MB, and JSON may escape every byte of it.
const MAX: usize = 16 << 20;
/// From here on a body counts as large, and few large ones are held at a time.
const LARGE: usize = 1 << 20;
/// Large bodies held at a time.
const LARGE_ONES: usize = 4;
/// A whole body arrives within this; the slowest link that a loopback has is far faster.
const WHOLE: Duration = Duration::from_secs(30);
/// A body does not pause longer than this.
const PAUSE: Duration = Duration::from_secs(10);

/// Room for large bodies.
pub(super) struct Room(Arc<Semaphore>);

/// A body, and the room it takes up while it is worked on.
pub(super) struct ReadBody {
    pub(super) bytes: Bytes,
    _room: Option<OwnedSemaphorePermit>,
}

impl Default for Room {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(LARGE_ONES)))
    }
}

impl Room {
    /// Reads a body. Fails when it is too large, too slow, or broken; the sentence says which.
    pub(super) async fn read(&self, mut body: Incoming) -> ApiResult<ReadBody> {
        let end = Instant::now() + WHOLE;
        if body.size_hint().lower() > MAX as u64 {
            return Err(too_large());
        }
        let mut bytes = BytesMut::new();
        let mut room = None;
        loop {
            let frame = match timeout_at(end.min(Instant::now() + PAUSE), body.frame()).await {
                Err(_) => return Err(too_slow()),
                Ok(None) => return Ok(ReadBody { bytes: bytes.freeze(), _room: room }),
                Ok(Some(Err(error))) => return Err(broken(&error)),
                Ok(Some(Ok(frame))) => frame,
            };
            let Ok(data) = frame.into_data() else { continue };
            if bytes.len() + data.len() > MAX {
                return Err(too_large());
            }
            if room.is_none() && bytes.len() + data.len() > LARGE {
                room = Some(match timeout_at(end, Arc::clone(&self.0).acquire_owned()).await {
                    Ok(Ok(permit)) => permit,
                    Ok(Err(_)) | Err(_) => return Err(busy()),
                });
            }
            bytes.extend_from_slice(&data);
        }
    }
}

fn too_large() -> ApiError {
    ApiError {
        status: 413,
        ..ApiError::new("RequestEntityTooLargeException", "The request is larger than 16 MB.")
    }
}

fn too_slow() -> ApiError {
    ApiError {
        status: 408,
        ..ApiError::new(
            "RequestTimeoutException",
            "The request's body did not arrive in time: it may pause for 10 seconds and take 30 in all.",
        )
    }
}

fn busy() -> ApiError {
    ApiError {
        status: 503,
        ..ApiError::new(
            "ServiceUnavailableException",
            "The embedded account is reading as many large requests as it takes at a time. Try again.",
        )
    }
}

fn broken(error: &hyper::Error) -> ApiError {
    let mut cause = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        cause = inner.to_string();
        source = inner.source();
    }
    ApiError::new(
        "MalformedRequestException",
        format!(
            "The request's body could not be read: {cause}. A chunked body is chunks of hexadecimal length \
                and data, each ended by CR LF, up to a chunk of length 0."
        ),
    )
}
