//! Edits that are not saved yet, one file for each account, region, bus and rule, so that a crash or a closed
//! laptop does not lose a pattern that took an hour.

use super::file;
use crate::app::read::Draft;
use crate::model::RuleKey;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

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

/// A draft's file: the key is in it too, because a file name cannot hold every one.
#[derive(Serialize, Deserialize)]
struct Kept {
    #[serde(flatten)]
    key: DraftKey,
    #[serde(flatten)]
    draft: Draft,
}

/// The directory of drafts.
#[derive(Clone, Debug)]
pub struct Drafts {
    directory: PathBuf,
}

impl Drafts {
    /// The drafts under this state directory.
    pub fn under(state: &Path) -> Self {
        Self { directory: state.join("drafts") }
    }

    /// Keeps an edit in place of an earlier one.
    pub fn save(&self, key: &DraftKey, draft: &Draft) -> io::Result<()> {
        let kept = Kept { key: key.clone(), draft: draft.clone() };
        file::replace(&self.path(key), serde_json::to_string_pretty(&kept)?.as_bytes())
    }

    /// The edit kept for this rule.
    ///
    /// Errors: the file cannot be read or is no draft; it stays where it is.
    pub fn load(&self, key: &DraftKey) -> io::Result<Option<Draft>> {
        let path = self.path(key);
        let Some(text) = file::read(&path)? else { return Ok(None) };
        let kept: Kept = serde_json::from_str(&text)
            .map_err(|error| io::Error::other(format!("{}: {error}", path.display())))?;
        Ok((kept.key == *key).then_some(kept.draft))
    }

    /// Drops the edit kept for this rule, if there is one.
    pub fn drop(&self, key: &DraftKey) -> io::Result<()> {
        match std::fs::remove_file(self.path(key)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn path(&self, key: &DraftKey) -> PathBuf {
        let account = if key.account.is_empty() { "unknown" } else { &key.account };
        let directory = self
            .directory
            .join(file_name(account))
            .join(file_name(&key.region))
            .join(file_name(&key.rule.bus));
        directory.join(file_name(&key.rule.name) + ".json")
    }
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
        let _ = write!(out, "~{:016x}", fnv(text.as_bytes()));
    }
    out
}

/// The 64-bit FNV-1a hash: the same in every build, which the standard library's is not.
fn fnv(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::{DraftKey, Drafts, file_name};
    use crate::app::read::Draft;
    use crate::model::RuleKey;

    fn key(bus: &str, name: &str) -> DraftKey {
        DraftKey { account: "1".into(), region: "r".into(), rule: RuleKey::new(bus, name) }
    }

    fn draft(text: &str) -> Draft {
        Draft { text: text.into(), base: "{}".into(), saved: 7 }
    }

    #[test]
    fn each_rule_has_its_own_draft_whatever_its_name() {
        let home = tempfile::tempdir().unwrap();
        let drafts = Drafts::under(home.path());
        let long = "aws.partner/example.com/".to_owned() + &"/".repeat(230);
        let keys = [
            key("default", "a"),
            key("aws.partner/x/y", ".."),
            key("..", "."),
            key(&long, "a"),
            key(&(long.clone() + "/"), "a"),
        ];
        for (n, key) in keys.iter().enumerate() {
            assert_eq!(drafts.load(key).unwrap(), None);
            drafts.save(key, &draft(&n.to_string())).unwrap();
        }
        for (n, key) in keys.iter().enumerate() {
            assert_eq!(drafts.load(key).unwrap(), Some(draft(&n.to_string())));
            drafts.drop(key).unwrap();
            drafts.drop(key).unwrap();
            assert_eq!(drafts.load(key).unwrap(), None);
        }
        assert_eq!(
            std::fs::read_dir(home.path()).unwrap().count(),
            1,
            "nothing outside the directory of drafts"
        );
    }

    #[test]
    fn a_broken_draft_is_an_error_and_stays() {
        let home = tempfile::tempdir().unwrap();
        let drafts = Drafts::under(home.path());
        let key = key("default", "a");
        drafts.save(&key, &draft("x")).unwrap();
        let path = drafts.path(&key);
        std::fs::write(&path, "{\"account\":").unwrap();
        assert!(drafts.load(&key).unwrap_err().to_string().contains("a.json"));
        assert!(path.exists());
    }

    #[test]
    fn file_names_are_plain() {
        assert_eq!(file_name("orders-audit_1.x"), "orders-audit_1.x");
        assert_eq!(file_name("../a b"), "%2E.%2Fa%20b");
        assert_eq!(file_name(""), "%");
        assert!(file_name(&"é".repeat(200)).len() <= 220);
    }
}
