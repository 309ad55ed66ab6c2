//! Layer 0: what everything else stands on; knows nothing of migration.
pub mod checksums;
pub mod diagnostics;
pub mod draws;
pub mod figure;
pub mod files;
pub mod hidden;
pub mod kind;
pub mod math;
pub mod named;
pub mod node;
pub mod ordinary;
pub mod param;
pub mod reader;
pub mod statistics;
pub mod table;
pub mod texts;
pub mod units;
