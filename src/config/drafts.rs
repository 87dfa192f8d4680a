//! Edits that are not saved yet, one file for each account, region, bus and rule, so that a crash or a closed
//! laptop does not lose a pattern that took an hour.

use super::file;
use super::salvage::salvage_with_cut_string;
use crate::app::read::Draft;
use crate::model::RuleKey;
use crate::text::{counted, fnv};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Bytes a file name may have on every file system we know.
const NAME_LIMIT: usize = 200;

/// Which edit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DraftKey {
    /// The account's twelve digits; empty when the service would not tell.
    pub account: String,
    /// The region.
    pub region: String,
    /// The rule.
    pub rule: RuleKey,
}

impl DraftKey {
    /// The same text as it was kept before the account was told, and before the region was known.
    fn earlier(&self) -> Vec<Self> {
        let nowhere = Self { account: String::new(), region: String::new(), rule: self.rule.clone() };
        let of_no_account = Self { region: self.region.clone(), ..nowhere.clone() };
        let mut earlier = vec![of_no_account, nowhere];
        earlier.dedup();
        earlier.retain(|one| one != self);
        earlier
    }
}

/// A draft's file: the key is in it too, because a file name cannot hold every one.
#[derive(Serialize, Deserialize)]
struct DraftFile {
    #[serde(flatten)]
    key: DraftKey,
    /// Which run of the program wrote it.
    #[serde(default)]
    writer: String,
    #[serde(flatten)]
    draft: Draft,
}

/// What was found of a rule's drafts.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct FoundDraft {
    /// The newest.
    pub draft: Option<Draft>,
    /// What the operator has to know: a damaged file, further drafts.
    pub notices: Vec<String>,
}

/// Drafts of one rule that are kept beside each other: another explorer may be editing the same rule.
const SLOTS: u32 = 9;

/// The directory of drafts, as one run of the program uses it: it writes over and removes only what it wrote
/// or opened itself, so that two explorers on one rule do not take each other's text away.
#[derive(Clone, Debug)]
pub struct Drafts {
    root: PathBuf,
    /// Who we are, different in every run.
    writer: Arc<str>,
    /// Files of earlier runs that this one has opened, with their content at that time.
    opened: Arc<Mutex<BTreeMap<PathBuf, String>>>,
}

static RUNS: AtomicU64 = AtomicU64::new(0);

impl Drafts {
    /// The drafts under this state directory.
    pub fn under(state: &Path) -> Self {
        let started = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let run = RUNS.fetch_add(1, Ordering::Relaxed);
        let writer = format!("{}-{}-{run}", std::process::id(), started.as_nanos());
        Self { root: state.to_owned(), writer: writer.into(), opened: Arc::default() }
    }

    /// Keeps an edit in place of an earlier one of ours.
    ///
    /// Errors: nothing can be written there, or too many other drafts of this text are.
    pub fn save(&self, key: &DraftKey, draft: &Draft) -> io::Result<()> {
        let mut free = None;
        for path in self.slots(key) {
            match self.look(&path)? {
                Slot::Free => free = free.or(Some(path)),
                Slot::Ours => {
                    free = Some(path);
                    break;
                }
                Slot::Anothers => {}
            }
        }
        let path = free.ok_or_else(|| {
            io::Error::other(format!(
                "{SLOTS} drafts of this text are kept already; open it and discard some"
            ))
        })?;
        let kept = DraftFile { key: key.clone(), writer: self.writer.to_string(), draft: draft.clone() };
        file::replace(&self.root, &path, serde_json::to_string_pretty(&kept)?.as_bytes())?;
        // What we kept of this text before the account was told is older.
        key.earlier().iter().try_for_each(|earlier| self.remove_ours(earlier))
    }

    /// The newest edit kept for this rule, which is ours from now on; one that was kept before the account
    /// was told is among them. A damaged file is set aside, and what can be read of it is used.
    ///
    /// Errors: a file cannot be read, or not be set aside; it stays where it is.
    pub fn load(&self, key: &DraftKey) -> io::Result<FoundDraft> {
        let mut found = FoundDraft::default();
        let mut best: Option<(PathBuf, String, Draft, bool)> = None;
        let mut others = 0;
        let earlier = key.earlier();
        let paths = self.slots(key).map(|path| (path, key));
        let earlier = earlier.iter().flat_map(|earlier| self.slots(earlier).map(move |path| (path, earlier)));
        for (path, of) in paths.chain(earlier) {
            let Some(bytes) = file::read_below(&self.root, &path)? else { continue };
            // What is no UTF-8 is damage, too: in the key it would make the draft another rule's.
            let kept = serde_json::from_slice::<DraftFile>(&bytes);
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let draft = match kept {
                Ok(kept) if kept.key == *of => kept.draft,
                Ok(_) => continue,
                Err(error) => {
                    let aside = file::set_aside(&path)?;
                    let part = salvaged(&text);
                    let what = if part.is_some() {
                        "what can be read of it is shown"
                    } else {
                        "nothing in it can be read"
                    };
                    found.notices.push(format!(
                        "A draft was damaged ({error}) and now lies at {}: {what}.",
                        aside.display()
                    ));
                    let Some(draft) = part else { continue };
                    draft
                }
            };
            others += 1;
            if best.as_ref().is_none_or(|(_, _, best, _)| best.saved < draft.saved) {
                best = Some((path, text, draft, of.account != key.account));
            }
        }
        if others > 1 {
            found.notices.push(format!(
                "{} of this text are kept; the newest is shown, the next when this one is saved or discarded.",
                counted(others, "draft", "drafts")
            ));
        }
        if let Some((path, text, draft, of_no_account)) = best {
            if of_no_account {
                found.notices.push(
                    "This draft was typed before it was known whose account this is: it may have been meant for \
                     another one."
                        .to_owned(),
                );
            }
            self.lock().insert(path, text);
            found.draft = Some(draft);
        }
        Ok(found)
    }

    /// Drops the edit kept for this rule, if it is ours.
    pub fn drop(&self, key: &DraftKey) -> io::Result<()> {
        self.remove_ours(key)?;
        key.earlier().iter().try_for_each(|earlier| self.remove_ours(earlier))
    }

    fn remove_ours(&self, key: &DraftKey) -> io::Result<()> {
        for path in self.slots(key) {
            if matches!(self.look(&path)?, Slot::Ours) {
                std::fs::remove_file(&path)?;
                self.lock().remove(&path);
            }
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<PathBuf, String>> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn look(&self, path: &Path) -> io::Result<Slot> {
        let Some(text) = file::read(&self.root, path)? else { return Ok(Slot::Free) };
        let ours = serde_json::from_str::<DraftFile>(&text).is_ok_and(|kept| *kept.writer == *self.writer);
        // A draft that we opened counts as ours until another run writes to it.
        Ok(if ours || self.lock().get(path) == Some(&text) { Slot::Ours } else { Slot::Anothers })
    }

    /// Where drafts of this rule may lie.
    fn slots(&self, key: &DraftKey) -> impl Iterator<Item = PathBuf> {
        let account = if key.account.is_empty() { "unknown" } else { &key.account };
        let directory = self
            .root
            .join("drafts")
            .join(file_name(account))
            .join(file_name(&key.region))
            .join(file_name(&key.rule.bus));
        let name = file_name(&key.rule.name);
        (1..=SLOTS).map(move |n| {
            directory.join(if n == 1 { format!("{name}.json") } else { format!("{name}~{n}.json") })
        })
    }
}

/// Whose a file is.
enum Slot {
    Free,
    Ours,
    Anothers,
}

/// The draft in a damaged file, as far as it can be read: a text is worth having without the rest.
fn salvaged(text: &str) -> Option<Draft> {
    let value = salvage_with_cut_string(text)?;
    let text = value.get("text")?.as_str().filter(|text| !text.trim().is_empty())?.to_owned();
    let base = value.get("base").and_then(|base| base.as_str()).unwrap_or_default().to_owned();
    let saved = value.get("saved").and_then(serde_json::Value::as_i64);
    Some(Draft { text, base, saved })
}

/// A name that is safe on any file system and different for different texts, case-blind file systems aside:
/// letters, digits and `-_.` stay, the rest becomes `%XX`; a name that would be too long ends in a hash of
/// the whole.
fn file_name(text: &str) -> String {
    let mut out = String::new();
    for (at, byte) in text.bytes().enumerate() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || (byte == b'.' && at > 0) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    if out.is_empty() {
        out.push('%');
    }
    if out.len() > NAME_LIMIT {
        out.truncate(NAME_LIMIT);
        let _ = write!(out, "~{:016x}", fnv(text.bytes()));
    }
    out
}

#[cfg(test)]
mod tests;
