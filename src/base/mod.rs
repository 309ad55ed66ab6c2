//! Layer 0: what everything else stands on; knows nothing of migration.
pub mod diagnostics;
pub mod luck;
pub mod math;
pub mod node;
pub mod param;
pub mod texts;
pub mod units;
