//! States of a KMS key in which nothing is encrypted with it, and what ends each.

use crate::export::Command;
use crate::model::Arn;

/// A state in which a key encrypts nothing (KMS developer guide, "Key states of AWS KMS keys").
pub(super) struct Unusable {
    /// It is known that the state is one of these.
    pub(super) is_sure: bool,
    /// What to do, without its full stop.
    pub(super) remedy: &'static str,
    /// The calls that make the key usable again, where calls do.
    pub(super) calls: &'static [&'static str],
}

impl Unusable {
    /// None for a state in which the key is used: also while a primary key is moved to another region.
    pub(super) fn by(state: &str) -> Option<Self> {
        let of = |remedy, calls| Some(Self { is_sure: true, remedy, calls });
        match state {
            "" | "Enabled" | "Updating" => None,
            "Disabled" => of("Enable the key", &["kms enable-key"]),
            "PendingDeletion" => {
                of("Cancel its deletion and enable the key", &["kms cancel-key-deletion", "kms enable-key"])
            }
            "PendingReplicaDeletion" => {
                of("Cancel its deletion once its replica keys are gone, and enable it", &[])
            }
            "PendingImport" => of("Import its key material", &[]),
            "Unavailable" => of("Connect its key store again", &[]),
            "Creating" => of("Wait until it is made", &[]),
            _ => Some(Self { is_sure: false, remedy: "Look at the key", calls: &[] }),
        }
    }
}

/// The calls that make a key usable again.
pub(super) fn revived(key: &str, calls: &[&str]) -> String {
    let region = Arn::new(key);
    let call = |name: &&str| Command::new(name).option("key-id", key).region(region.region());
    calls.iter().map(call).collect::<Vec<_>>().join("\n")
}
