//! What the browse screen does.
