//! Changes of a pattern that a miss offers.

pub(in crate::pattern::explain) mod moved_field;
