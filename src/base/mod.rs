//! What everything else stands on; knows nothing of migration.
pub mod math;
