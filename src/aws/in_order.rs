//! What several reads give at the same time, in the order of the reads, as long as there is time for that.

use futures_util::stream::{self, Stream, StreamExt as _};
use std::collections::{BTreeMap, VecDeque};
use tokio::time::{Instant, sleep_until};

/// Something that one of the reads gives.
pub struct Portion<T> {
    /// Which read, counted from 0 on without gaps.
    pub of: usize,
    /// What it gives; none where it only ends.
    pub given: Option<T>,
    /// The read has nothing more.
    pub is_last: bool,
}

struct InOrder<T> {
    /// What was given before its turn came, by read, and whether the read has ended.
    waiting: BTreeMap<usize, (Vec<T>, bool)>,
    /// The read whose turn it is.
    turn: usize,
    ready: VecDeque<T>,
    is_over: bool,
}

impl<T> InOrder<T> {
    fn take(&mut self, portion: Portion<T>) {
        let (given, ended) = self.waiting.entry(portion.of).or_insert_with(|| (Vec::new(), false));
        given.extend(portion.given);
        *ended |= portion.is_last;
        while let Some((given, ended)) = self.waiting.get_mut(&self.turn) {
            self.ready.extend(given.drain(..));
            if !*ended {
                break;
            }
            self.waiting.remove(&self.turn);
            self.turn += 1;
        }
    }

    /// Everything that was given, whether its turn has come or not.
    fn release(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        self.ready.extend(waiting.into_values().flat_map(|(given, _)| given));
    }
}

/// The portions in the order of their reads. Where time is over at `ends`, what waits for its turn comes all
/// the same, and then nothing more: the end is never told, because there may have been more.
pub fn in_order<T: Send + 'static>(
    portions: impl Stream<Item = Portion<T>> + Send + 'static,
    ends: Option<Instant>,
) -> stream::BoxStream<'static, T> {
    let state = InOrder { waiting: BTreeMap::new(), turn: 0, ready: VecDeque::new(), is_over: false };
    let portions = Box::pin(portions);
    stream::unfold((portions, state), move |(mut portions, mut state)| async move {
        loop {
            if let Some(next) = state.ready.pop_front() {
                return Some((next, (portions, state)));
            }
            if state.is_over {
                return std::future::pending().await;
            }
            let over = async {
                match ends {
                    Some(ends) => sleep_until(ends).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                portion = portions.next() => match portion {
                    Some(portion) => state.take(portion),
                    None => return None,
                },
                () = over => {
                    state.release();
                    state.is_over = true;
                }
            }
        }
    })
    .boxed()
}

#[cfg(test)]
mod tests {
    use super::{Portion, in_order};
    use futures_util::stream::{self, StreamExt as _};
    use std::time::Duration;
    use tokio::time::{Instant, timeout};

    fn portion(of: usize, given: u8, is_last: bool) -> Portion<u8> {
        Portion { of, given: Some(given), is_last }
    }

    #[tokio::test]
    async fn pieces_come_in_the_order_of_their_reads() {
        let portions = vec![
            portion(1, 21, false),
            portion(0, 10, false),
            portion(2, 30, true),
            portion(0, 11, true),
            portion(1, 22, false),
            Portion { of: 1, given: None, is_last: true },
        ];
        let all: Vec<u8> = in_order(stream::iter(portions), None).collect().await;
        assert_eq!(all, [10, 11, 21, 22, 30]);
    }

    #[tokio::test(start_paused = true)]
    async fn what_waits_for_a_read_that_hangs_comes_when_time_is_over_and_no_end_is_told() {
        let portions =
            stream::iter(vec![portion(1, 21, true), portion(2, 30, false)]).chain(stream::pending());
        let ends = Instant::now() + Duration::from_secs(5);
        let mut all = in_order(portions, Some(ends));
        assert!(timeout(Duration::from_secs(4), all.next()).await.is_err());
        assert_eq!((all.next().await, all.next().await), (Some(21), Some(30)));
        assert!(timeout(Duration::from_mins(1), all.next()).await.is_err());
    }
}
