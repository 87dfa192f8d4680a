//! How two texts differ, in words, and how alike they are.

pub(in crate::pattern::explain) mod differences;
pub(in crate::pattern::explain) mod opposites;
pub(in crate::pattern::explain) mod similarity;
pub(in crate::pattern::explain) mod slips;
