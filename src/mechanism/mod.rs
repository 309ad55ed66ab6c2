//! Layer 4: mechanisms, and the month.
pub mod taste;
