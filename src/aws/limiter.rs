//! Keeps our calls within a service's quota, with what is on screen first.
//!
//! EventBridge's control plane allows 50 requests a second for the whole account and region, not adjustable
//! (user guide, "Amazon EventBridge quotas"): we stay well under it because others share it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::Instant;

/// Which calls go first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Someone is looking at the place where the answer goes.
    Screen,
    /// Everything else; waits while anything of the screen's waits.
    Background,
}

/// At most so many calls in flight, and so many a second. Cheap to clone; clones share the limits.
#[derive(Clone)]
pub(super) struct Limiter {
    state: Arc<Mutex<State>>,
}

struct State {
    free: usize,
    /// Time between two calls; `None` where the rate is not limited.
    pace: Option<Duration>,
    /// The start of the next call may not lie before this; calls saved up count for `burst`.
    next: Instant,
    burst: u32,
    screen: VecDeque<oneshot::Sender<Permit>>,
    background: VecDeque<oneshot::Sender<Permit>>,
    /// A task is asleep until `next`.
    waking: bool,
}

/// The right to one call; given back when dropped.
pub(super) struct Permit {
    limiter: Option<Limiter>,
}

impl Limiter {
    /// `per_second` of `None` limits only the calls in flight.
    pub(super) fn new(in_flight: usize, per_second: Option<u32>, burst: u32) -> Self {
        let pace = per_second.map(|n| Duration::from_secs(1) / n.max(1));
        let state = State {
            free: in_flight,
            pace,
            next: Instant::now(),
            burst,
            screen: VecDeque::new(),
            background: VecDeque::new(),
            waking: false,
        };
        Self { state: Arc::new(Mutex::new(state)) }
    }

    /// Waits for its turn. Giving up waiting gives up the place in the queue.
    pub(super) async fn permit(&self, lane: Lane) -> Permit {
        let (give, take) = oneshot::channel();
        {
            let mut state = self.lock();
            match lane {
                Lane::Screen => state.screen.push_back(give),
                Lane::Background => state.background.push_back(give),
            }
        }
        self.serve();
        // The sender lives in our own queue, so it cannot be dropped unanswered; a lone permit is the
        // harmless answer.
        take.await.unwrap_or(Permit { limiter: None })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands out permits while there are any, then arranges to be called again when the next one is due.
    fn serve(&self) {
        let mut refused = Vec::new();
        {
            let mut state = self.lock();
            while state.free > 0 {
                while state.screen.front().is_some_and(oneshot::Sender::is_closed) {
                    state.screen.pop_front();
                }
                while state.background.front().is_some_and(oneshot::Sender::is_closed) {
                    state.background.pop_front();
                }
                if state.screen.is_empty() && state.background.is_empty() {
                    break;
                }
                if let Some(pace) = state.pace {
                    let now = Instant::now();
                    let saved = pace * state.burst.saturating_sub(1);
                    if state.next > now + saved {
                        let due = state.next - saved;
                        if !state.waking {
                            state.waking = true;
                            let limiter = self.clone();
                            tokio::spawn(async move {
                                tokio::time::sleep_until(due).await;
                                limiter.lock().waking = false;
                                limiter.serve();
                            });
                        }
                        break;
                    }
                    state.next = state.next.max(now) + pace;
                }
                let Some(give) = state.screen.pop_front().or_else(|| state.background.pop_front()) else {
                    break;
                };
                state.free -= 1;
                if let Err(permit) = give.send(Permit { limiter: Some(self.clone()) }) {
                    refused.push(permit);
                }
            }
        }
        // Their drop takes the lock, so it comes after it is let go.
        drop(refused);
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(limiter) = self.limiter.take() {
            limiter.lock().free += 1;
            limiter.serve();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Lane, Limiter};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;
    use tokio::time::{Instant, sleep};

    #[tokio::test(start_paused = true)]
    async fn calls_a_second_are_held_after_the_burst() {
        let limiter = Limiter::new(10, Some(20), 10);
        let start = Instant::now();
        for _ in 0..50 {
            drop(limiter.permit(Lane::Screen).await);
        }
        let took = start.elapsed();
        assert!(took >= Duration::from_millis(1_950) && took <= Duration::from_millis(2_100), "{took:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn never_more_in_flight_than_allowed() {
        let limiter = Limiter::new(3, None, 1);
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let tasks: Vec<_> = (0..20)
            .map(|_| {
                let (limiter, now, most) = (limiter.clone(), now.clone(), most.clone());
                tokio::spawn(async move {
                    let _permit = limiter.permit(Lane::Background).await;
                    most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    sleep(Duration::from_millis(10)).await;
                    now.fetch_sub(1, Ordering::SeqCst);
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(most.load(Ordering::SeqCst), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn the_screen_goes_before_what_waits_in_the_background() {
        let limiter = Limiter::new(1, None, 1);
        let held = limiter.permit(Lane::Screen).await;
        let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
        for (name, lane) in
            [("back 1", Lane::Background), ("back 2", Lane::Background), ("screen", Lane::Screen)]
        {
            let (limiter, tell) = (limiter.clone(), tell.clone());
            tokio::spawn(async move {
                let _permit = limiter.permit(lane).await;
                tell.send(name).unwrap();
            });
            tokio::task::yield_now().await;
        }
        drop((held, tell));
        let mut order = Vec::new();
        while let Some(name) = told.recv().await {
            order.push(name);
        }
        assert_eq!(order, ["screen", "back 1", "back 2"]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_caller_that_gave_up_takes_no_place() {
        let limiter = Limiter::new(1, None, 1);
        let held = limiter.permit(Lane::Screen).await;
        let gone = tokio::time::timeout(Duration::from_millis(5), limiter.permit(Lane::Screen)).await;
        assert!(gone.is_err());
        drop(held);
        let served = tokio::time::timeout(Duration::from_millis(5), limiter.permit(Lane::Background)).await;
        assert!(served.is_ok());
    }
}
