//! Bounds for what follows an answer's head: how large it may be, and how long it may take. Without them a
//! proxy or a wrong endpoint whose answer never ends takes all memory, or is waited for without end.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::body::SdkBody;
use hyper::body::{Body, Bytes, Frame, SizeHint};
use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Sleep, sleep};

/// Bytes of an answer at most. The largest that is asked for are pages of 1 MB, and policies.
const MOST: u64 = 32_000_000;
/// From an answer's head to its end at most. The head has 20 s (`connect`), and both together stay below a
/// minute.
const WITHIN: Duration = Duration::from_secs(30);
/// Live Tail's answer has no end (Amazon CloudWatch Logs API Reference, StartLiveTail); `tail` watches it.
const STREAM: &str = "application/vnd.amazon.eventstream";

/// Why an answer was not read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NoEnd {
    TooLarge,
    TooSlow,
}

/// How the sentences of `NoEnd` begin, by which an error's text is known to be one of them.
pub(super) const NO_END: &str = "the answer was not read to its end";

impl fmt::Display for NoEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => write!(f, "{NO_END}: it is larger than {}", crate::text::size(MOST)),
            Self::TooSlow => write!(f, "{NO_END}: it went on for more than {} s", WITHIN.as_secs()),
        }
    }
}

impl StdError for NoEnd {}

/// The answer with these bounds on its body; `on_slow` is called every `patience` until it has ended.
pub(super) fn bounded(
    mut answer: HttpResponse,
    patience: Duration,
    on_slow: impl Fn() + Send + Sync + 'static,
) -> HttpResponse {
    if answer.headers().get("content-type").is_some_and(|kind| kind.starts_with(STREAM)) {
        return answer;
    }
    let body = std::mem::replace(answer.body_mut(), SdkBody::taken());
    *answer.body_mut() = SdkBody::from_body_1_x(Bounded {
        body,
        taken: 0,
        end: Box::pin(sleep(WITHIN)),
        patience,
        slow: Box::pin(sleep(patience)),
        on_slow: Box::new(on_slow),
    });
    answer
}

struct Bounded {
    body: SdkBody,
    /// Bytes so far.
    taken: u64,
    end: Pin<Box<Sleep>>,
    patience: Duration,
    slow: Pin<Box<Sleep>>,
    on_slow: Box<dyn Fn() + Send + Sync>,
}

impl Body for Bounded {
    type Data = Bytes;
    type Error = Box<dyn StdError + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) {
            let bytes =
                frame.as_ref().and_then(|frame| frame.as_ref().ok()?.data_ref()).map_or(0, Bytes::len);
            self.taken = self.taken.saturating_add(bytes as u64);
            let too_large = self.taken > MOST;
            return Poll::Ready(if too_large { Some(Err(NoEnd::TooLarge.into())) } else { frame });
        }
        if self.end.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Some(Err(NoEnd::TooSlow.into())));
        }
        while self.slow.as_mut().poll(cx).is_ready() {
            (self.on_slow)();
            let patience = self.patience;
            self.slow.set(sleep(patience));
        }
        Poll::Pending
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        Body::size_hint(&self.body)
    }
}

#[cfg(test)]
mod tests {
    use super::{NO_END, bounded};
    use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
    use aws_smithy_runtime_api::http::StatusCode;
    use aws_smithy_types::body::SdkBody;
    use http_body_util::BodyExt;
    use hyper::body::{Body, Bytes, Frame};
    use std::convert::Infallible;
    use std::pin::Pin;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::{Context, Poll};
    use std::time::Duration;
    use tokio::time::{Sleep, sleep};

    /// A body of so many parts of this size, with a pause before each.
    struct Parts {
        left: usize,
        part: Bytes,
        pause: Duration,
        next: Pin<Box<Sleep>>,
    }

    impl Body for Parts {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            cx: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            if self.left == 0 {
                return Poll::Ready(None);
            }
            if !self.pause.is_zero() {
                if self.next.as_mut().poll(cx).is_pending() {
                    return Poll::Pending;
                }
                let pause = self.pause;
                self.next.set(sleep(pause));
            }
            self.left -= 1;
            Poll::Ready(Some(Ok(Frame::data(self.part.clone()))))
        }
    }

    /// The bytes that come of such an answer, or why they do not, and how often it was said to be slow.
    async fn read(
        left: usize,
        size: usize,
        pause: u64,
        kind: &'static str,
    ) -> (Result<usize, String>, usize) {
        let pause = Duration::from_secs(pause);
        let part = Bytes::from(vec![b' '; size]);
        let body = SdkBody::from_body_1_x(Parts { left, part, pause, next: Box::pin(sleep(pause)) });
        let mut answer = HttpResponse::new(StatusCode::try_from(200).unwrap(), body);
        answer.headers_mut().insert("content-type", kind);
        let slow = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&slow);
        let answer = bounded(answer, Duration::from_secs(3), move || {
            counter.fetch_add(1, Ordering::Relaxed);
        });
        let outcome = answer.into_body().collect().await;
        let outcome = outcome.map(|whole| whole.to_bytes().len()).map_err(|error| error.to_string());
        (outcome, slow.load(Ordering::Relaxed))
    }

    const JSON: &str = "application/x-amz-json-1.1";

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_ends_is_read_whole() {
        assert_eq!(read(28, 1_000_000, 1, JSON).await, (Ok(28_000_000), 9));
        assert_eq!(read(0, 1, 0, JSON).await, (Ok(0), 0));
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_without_an_end_is_given_up_by_its_size_or_its_time() {
        let too_large = Err(format!("{NO_END}: it is larger than 32 MB"));
        assert_eq!(read(usize::MAX, 1_000_000, 0, JSON).await, (too_large, 0));
        let too_slow = Err(format!("{NO_END}: it went on for more than 30 s"));
        assert_eq!(read(usize::MAX, 1, 1, JSON).await.0, too_slow);
        let (outcome, slow) = read(2, 1, 600, JSON).await;
        assert_eq!((outcome, slow), (too_slow, 9), "it is said at 3 s and every 3 s from there on");
    }

    #[tokio::test(start_paused = true)]
    async fn live_tails_answer_goes_on_as_long_as_it_will() {
        assert_eq!(read(600, 1, 1, "application/vnd.amazon.eventstream").await, (Ok(600), 0));
    }
}
