//! Keeps our calls within a service's quota, with what is on screen first, and slows down when the service
//! asks for it.
//!
//! EventBridge's control plane allows 50 requests a second for the whole account and region, not adjustable
//! (user guide, "Amazon EventBridge quotas"): we stay well under it because others share it. What counts
//! against a quota is a request, so every attempt takes its turn here, the first and the repeated ones. How
//! fast turns come is `pace`'s.

use super::pace::Pace;
use crate::model::Conditions;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{oneshot, watch};
use tokio::time::Instant;

/// Which calls go first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Someone is looking at the place where the answer goes.
    Screen,
    /// Everything else; waits while anything of the screen's waits.
    Background,
}

/// At most so many calls in flight, and so many attempts a second. Cheap to clone; clones share the limits.
#[derive(Clone)]
pub(super) struct Limiter {
    state: Arc<Mutex<Turns>>,
    conditions: Arc<watch::Sender<Conditions>>,
}

struct Turns {
    free: usize,
    pace: Pace,
    screen: Queues,
    background: Queues,
    /// A task is asleep until the next turn.
    waking: bool,
}

/// Who waits in one lane. Attempts of calls that are under way hold a place already and need only a turn.
#[derive(Default)]
struct Queues {
    attempts: VecDeque<oneshot::Sender<()>>,
    calls: VecDeque<oneshot::Sender<Permit>>,
}

/// The right to one call and its first attempt; given back when dropped.
pub(super) struct Permit {
    limiter: Option<Limiter>,
}

/// Who is next.
enum Waiter {
    Attempt(oneshot::Sender<()>),
    Call(oneshot::Sender<Permit>),
}

impl Queues {
    /// True when a task that could be served is waiting; those that gave up are removed.
    fn is_waiting(&mut self, has_place: bool) -> bool {
        while self.attempts.front().is_some_and(oneshot::Sender::is_closed) {
            self.attempts.pop_front();
        }
        while self.calls.front().is_some_and(oneshot::Sender::is_closed) {
            self.calls.pop_front();
        }
        !self.attempts.is_empty() || (has_place && !self.calls.is_empty())
    }

    fn next(&mut self, has_place: bool) -> Option<Waiter> {
        match self.attempts.pop_front() {
            Some(give) => Some(Waiter::Attempt(give)),
            None if has_place => self.calls.pop_front().map(Waiter::Call),
            None => None,
        }
    }
}

impl Limiter {
    /// `per_second` of `None` limits only the calls in flight, until the service asks for less. What becomes
    /// of the rate is told on `conditions`.
    pub(super) fn new(
        in_flight: usize,
        per_second: Option<u32>,
        burst: u32,
        conditions: Arc<watch::Sender<Conditions>>,
    ) -> Self {
        let state = Turns {
            free: in_flight,
            pace: Pace::new(per_second, burst, Instant::now()),
            screen: Queues::default(),
            background: Queues::default(),
            waking: false,
        };
        Self { state: Arc::new(Mutex::new(state)), conditions }
    }

    /// Where the conditions of calls are told.
    pub(super) fn conditions(&self) -> Arc<watch::Sender<Conditions>> {
        Arc::clone(&self.conditions)
    }

    /// Waits for a place and a turn. Giving up waiting gives up the place in the queue.
    pub(super) async fn permit(&self, lane: Lane) -> Permit {
        let (give, take) = oneshot::channel();
        self.lock().queues(lane).calls.push_back(give);
        self.serve();
        // Cannot fail while our own queue holds the sender; if it did, the call would go on without a limit.
        take.await.unwrap_or(Permit { limiter: None })
    }

    /// Waits for another turn of a call that has its place.
    pub(super) async fn turn(&self, lane: Lane) {
        let (give, take) = oneshot::channel();
        self.lock().queues(lane).attempts.push_back(give);
        self.serve();
        let _ = take.await;
    }

    /// The service refused an attempt because attempts come too fast; it may have said how long to wait.
    /// Answers how long the refused call waits before it asks for another turn.
    pub(super) fn throttled(&self, refusals: u32, asked: Option<Duration>) -> Duration {
        let wait = self.lock().pace.throttled(Instant::now(), refusals, asked);
        self.tell();
        wait
    }

    /// The service took an attempt.
    pub(super) fn attempt_was_taken(&self) {
        self.lock().pace.on_attempt(Instant::now());
        self.tell();
    }

    fn tell(&self) {
        let (slowed, wait) = {
            let pace = &self.lock().pace;
            (pace.slowed(), pace.wait())
        };
        self.conditions.send_if_modified(|conditions| {
            let news = (conditions.slowed, conditions.wait) != (slowed, wait);
            (conditions.slowed, conditions.wait) = (slowed, wait);
            news
        });
    }

    fn lock(&self) -> MutexGuard<'_, Turns> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands out turns while there are any, then arranges to be called again when the next one is due.
    fn serve(&self) {
        let mut refused = Vec::new();
        {
            let mut state = self.lock();
            loop {
                let has_place = state.free > 0;
                if !state.screen.is_waiting(has_place) && !state.background.is_waiting(has_place) {
                    break;
                }
                if let Some(due) = state.pace.turn(Instant::now()) {
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
                match state.screen.next(has_place).or_else(|| state.background.next(has_place)) {
                    Some(Waiter::Attempt(give)) => drop(give.send(())),
                    Some(Waiter::Call(give)) => {
                        state.free -= 1;
                        if let Err(permit) = give.send(Permit { limiter: Some(self.clone()) }) {
                            refused.push(permit);
                        }
                    }
                    None => break,
                }
            }
        }
        // Dropped after the lock is released: a permit's drop takes the lock.
        drop(refused);
    }
}

impl Turns {
    fn queues(&mut self, lane: Lane) -> &mut Queues {
        match lane {
            Lane::Screen => &mut self.screen,
            Lane::Background => &mut self.background,
        }
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

    fn limiter(in_flight: usize, per_second: Option<u32>, burst: u32) -> Limiter {
        Limiter::new(in_flight, per_second, burst, Arc::default())
    }

    #[tokio::test(start_paused = true)]
    async fn calls_a_second_are_held_after_the_burst() {
        let limiter = limiter(10, Some(20), 10);
        let start = Instant::now();
        for _ in 0..50 {
            drop(limiter.permit(Lane::Screen).await);
        }
        let took = start.elapsed();
        assert!(took >= Duration::from_millis(1_950) && took <= Duration::from_millis(2_100), "{took:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn repeated_attempts_take_their_turns_too() {
        let limiter = limiter(1, Some(20), 1);
        let start = Instant::now();
        let _place = limiter.permit(Lane::Background).await;
        for _ in 0..20 {
            limiter.turn(Lane::Background).await;
        }
        assert!(start.elapsed() >= Duration::from_millis(990), "{:?}", start.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn refusals_slow_all_calls_down_and_are_told_until_the_service_takes_them_again() {
        let limiter = limiter(10, Some(20), 10);
        let mut conditions = limiter.conditions.subscribe();
        let turns = async |seconds: u64| {
            let (start, mut turns) = (Instant::now(), 0);
            while start.elapsed() < Duration::from_secs(seconds) {
                drop(limiter.permit(Lane::Screen).await);
                turns += 1;
            }
            turns
        };
        turns(2).await;
        for _ in 0..20 {
            limiter.throttled(1, None);
            sleep(Duration::from_secs(1)).await;
        }
        let slow = conditions.borrow_and_update().slowed.expect("it is told");
        let made = turns(10).await;
        assert!(made <= 10 * usize::try_from(slow).unwrap() + 10, "{made} turns in 10 s at {slow} a second");
        for _ in 0..400 {
            drop(limiter.permit(Lane::Screen).await);
            limiter.attempt_was_taken();
        }
        assert_eq!(conditions.borrow_and_update().slowed, None);
    }

    #[tokio::test(start_paused = true)]
    async fn never_more_in_flight_than_allowed() {
        let limiter = limiter(3, None, 1);
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
        let limiter = limiter(1, None, 1);
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
        let limiter = limiter(1, None, 1);
        let held = limiter.permit(Lane::Screen).await;
        let gone = tokio::time::timeout(Duration::from_millis(5), limiter.permit(Lane::Screen)).await;
        assert!(gone.is_err());
        drop(held);
        let served = tokio::time::timeout(Duration::from_millis(5), limiter.permit(Lane::Background)).await;
        assert!(served.is_ok());
    }
}
