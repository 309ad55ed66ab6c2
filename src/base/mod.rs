//! What everything else stands on; knows nothing of migration.
pub mod checksums;
pub mod files;
pub mod math;
pub mod statistics;
pub mod table;
