//! Keeps the text of edits: on disk within a fraction of a second of the last key, without a write for every
//! key.
//!
//! A thread of its own, so that nothing waits for the disk, and so that what it holds is written even while
//! the program falls over: dropping the keeper waits for it.

use crate::app::read::Draft;
use crate::config::{DraftKey, Drafts};
use crate::model::Millis;
use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long a text may wait for the next key to replace it.
const GATHER: Duration = Duration::from_millis(120);

enum Order {
    Save(DraftKey, Draft),
    Drop(DraftKey),
    Flush(Sender<()>),
}

/// Where edits go.
#[derive(Debug)]
pub struct DraftKeeper {
    handle: Option<Handle>,
    thread: Option<JoinHandle<()>>,
    clock: fn() -> Millis,
}

/// For those who want to read what has been kept.
#[derive(Clone, Debug)]
pub struct Handle {
    orders: Sender<Order>,
}

impl std::fmt::Debug for Order {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Save(..) => "Save",
            Self::Drop(_) => "Drop",
            Self::Flush(_) => "Flush",
        })
    }
}

impl Handle {
    /// Returns when everything given so far is on disk.
    pub fn flush(&self) {
        let (done, wait) = channel();
        if self.orders.send(Order::Flush(done)).is_ok() {
            let _ = wait.recv();
        }
    }
}

impl DraftKeeper {
    /// Starts to keep edits; `tell` is given a sentence when that begins to fail.
    pub fn start(drafts: Drafts, clock: fn() -> Millis, tell: impl Fn(String) + Send + 'static) -> Self {
        let (orders, inbox) = channel::<Order>();
        let shelf = Shelf { drafts, tell: Box::new(tell), waiting: BTreeMap::new(), failing: false };
        let thread = std::thread::Builder::new().name("drafts".into()).spawn(move || shelf.serve(&inbox));
        Self { handle: Some(Handle { orders }), thread: thread.ok(), clock }
    }

    /// Keeps a text.
    pub fn save(&self, key: DraftKey, text: String, base: String) {
        let draft = Draft { text, base, saved: Some((self.clock)()) };
        self.order(Order::Save(key, draft));
    }

    /// Drops what was kept.
    pub fn drop_draft(&self, key: DraftKey) {
        self.order(Order::Drop(key));
    }

    /// A handle for readers.
    pub fn handle(&self) -> Option<Handle> {
        self.handle.clone()
    }

    fn order(&self, order: Order) {
        if let Some(handle) = &self.handle {
            let _ = handle.orders.send(order);
        }
    }
}

impl Drop for DraftKeeper {
    fn drop(&mut self) {
        if let Some(handle) = self.handle.take() {
            handle.flush();
        }
        if let Some(thread) = self.thread.take().filter(JoinHandle::is_finished) {
            let _ = thread.join();
        }
    }
}

/// The thread's side.
struct Shelf {
    drafts: Drafts,
    tell: Box<dyn Fn(String) + Send>,
    waiting: BTreeMap<DraftKey, Draft>,
    failing: bool,
}

impl Shelf {
    fn serve(mut self, inbox: &Receiver<Order>) {
        let mut due: Option<Instant> = None;
        loop {
            let order = match due {
                None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(due) => inbox.recv_timeout(due.saturating_duration_since(Instant::now())),
            };
            match order {
                Ok(Order::Save(key, draft)) => {
                    self.waiting.insert(key, draft);
                    due = due.or_else(|| Some(Instant::now() + GATHER));
                }
                Ok(Order::Drop(key)) => {
                    self.waiting.remove(&key);
                    if let Err(error) = self.drafts.drop(&key) {
                        tracing::error!(%error, "a draft could not be removed");
                    }
                }
                Ok(Order::Flush(done)) => {
                    self.write();
                    due = None;
                    let _ = done.send(());
                }
                Err(RecvTimeoutError::Timeout) => {
                    self.write();
                    due = None;
                }
                Err(RecvTimeoutError::Disconnected) => return self.write(),
            }
        }
    }

    fn write(&mut self) {
        for (key, draft) in std::mem::take(&mut self.waiting) {
            match self.drafts.save(&key, &draft) {
                Ok(()) => self.failing = false,
                // Said once, not at every key.
                Err(error) if !std::mem::replace(&mut self.failing, true) => {
                    (self.tell)(format!(
                        "This edit is not kept as a draft: {error}. Save it before you leave."
                    ));
                }
                Err(error) => tracing::error!(%error, "a draft could not be kept"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::DraftKeeper;
    use crate::config::{DraftKey, Drafts};
    use crate::model::RuleKey;

    #[test]
    fn the_newest_text_is_on_disk_when_the_keeper_goes() {
        let home = tempfile::tempdir().unwrap();
        let drafts = Drafts::under(home.path());
        let key = |name| DraftKey { account: "1".into(), region: "r".into(), rule: RuleKey::new("b", name) };
        let keeper = DraftKeeper::start(drafts.clone(), || 42, |problem| panic!("{problem}"));
        for n in 0..100 {
            keeper.save(key("a"), n.to_string(), "{}".into());
        }
        keeper.save(key("gone"), "x".into(), "{}".into());
        keeper.drop_draft(key("gone"));
        drop(keeper);
        let kept = drafts.load(&key("a")).unwrap().draft.unwrap();
        assert_eq!((kept.text.as_str(), kept.saved), ("99", Some(42)));
        assert_eq!(drafts.load(&key("gone")).unwrap().draft, None);
    }

    #[test]
    fn a_disk_that_takes_nothing_is_told_once() {
        let home = tempfile::tempdir().unwrap();
        std::fs::write(home.path().join("drafts"), "a file where the directory should be").unwrap();
        let (send, told) = std::sync::mpsc::channel();
        let keeper =
            DraftKeeper::start(Drafts::under(home.path()), || 0, move |text| send.send(text).unwrap());
        let key = DraftKey { account: "1".into(), region: "r".into(), rule: RuleKey::new("b", "a") };
        for _ in 0..3 {
            keeper.save(key.clone(), "x".into(), "{}".into());
            keeper.handle().unwrap().flush();
        }
        drop(keeper);
        let told: Vec<String> = told.into_iter().collect();
        assert_eq!(told.len(), 1);
        assert!(told[0].starts_with("This edit is not kept as a draft: "), "{told:?}");
    }
}
