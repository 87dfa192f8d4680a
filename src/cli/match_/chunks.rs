//! Lines in chunks, answered on all cores, the answers in the order of the lines.
//!
//! One thread reads (and unpacks) lines, as many as there are cores answer them, and whoever asks gets the
//! answers. What the answers are is left to the caller. The threads are not waited for when the answers are
//! no longer wanted: the reader may be waiting for input that never comes.

use crate::cli::exit::Failure;
use crate::cli::source::Lines;
use std::ops::Range;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// Some lines that follow each other.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    bytes: Vec<u8>,
    /// The number of each, and where it is; `None` when it is longer than can be read.
    lines: Vec<(u64, Option<Range<usize>>)>,
    /// The next line may have to be waited for.
    pub(super) waiting: bool,
}

/// So many bytes, about, are answered in one go.
const SIZE: usize = 1 << 17;
/// Nor more lines than these.
const LINES: usize = 1 << 12;

impl Chunk {
    /// The lines, each with its number; `None` for one that is longer than can be read.
    pub(super) fn lines(&self) -> impl Iterator<Item = (u64, Option<&[u8]>)> {
        self.lines.iter().map(|(number, place)| {
            (*number, place.clone().map(|place| self.bytes.get(place).unwrap_or_default()))
        })
    }

    fn is_full(&self) -> bool {
        self.bytes.len() >= SIZE || self.lines.len() >= LINES
    }

    /// The next lines; a failure when they cannot be read, after those that could.
    fn read(lines: &mut Lines) -> (Self, Result<(), Failure>) {
        let mut chunk = Self::default();
        while !chunk.is_full() && !chunk.waiting {
            let line = match lines.next() {
                Ok(Some(line)) => line,
                Ok(None) => break,
                Err(failure) => return (chunk, Err(failure)),
            };
            let place = line.bytes.map(|bytes| {
                let from = chunk.bytes.len();
                chunk.bytes.extend_from_slice(bytes);
                from..chunk.bytes.len()
            });
            chunk.lines.push((line.number, place));
            chunk.waiting = lines.is_waiting();
        }
        (chunk, Ok(()))
    }
}

/// The answers to come, in order.
pub(super) struct Answers<A> {
    order: Receiver<Result<Receiver<A>, Failure>>,
}

impl<A: Send + 'static> Answers<A> {
    /// Begins to read and to answer. Each core has an answerer of its own, which `answerer` makes.
    pub(super) fn to<F>(mut lines: Lines, answerer: impl Fn() -> F) -> Self
    where
        F: FnMut(&Chunk) -> A + Send + 'static,
    {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let (give, work) = sync_channel::<(Chunk, SyncSender<A>)>(2 * cores);
        let (announce, order) = sync_channel(4 * cores);
        let work = Arc::new(Mutex::new(work));
        for _ in 0..cores {
            let (work, mut answer) = (Arc::clone(&work), answerer());
            thread::spawn(move || {
                loop {
                    // The lock is given back before the chunk is answered.
                    let next = work.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((chunk, to)) = next else { return };
                    if to.send(answer(&chunk)).is_err() {
                        return;
                    }
                }
            });
        }
        thread::spawn(move || {
            loop {
                let (chunk, read) = Chunk::read(&mut lines);
                let more = !chunk.lines.is_empty();
                if more {
                    let (to, answer) = sync_channel(1);
                    if announce.send(Ok(answer)).is_err() || give.send((chunk, to)).is_err() {
                        return;
                    }
                }
                if let Err(failure) = read {
                    // When nobody receives it, nobody wants it any more.
                    let _ = announce.send(Err(failure));
                    return;
                }
                if !more {
                    return;
                }
            }
        });
        Self { order }
    }

    /// The next answer.
    pub(super) fn next(&mut self) -> Result<Option<A>, Failure> {
        let Ok(announced) = self.order.recv() else { return Ok(None) };
        announced?.recv().map(Some).map_err(|_| {
            Failure::bad(
                "A worker thread of buslens stopped, which is a bug in buslens. The message above \
                    says where; please report it.",
            )
        })
    }
}
