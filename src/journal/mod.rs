//! Layer 1: what happened, as money (ledger) and in the model's words (events).
pub mod event;
pub mod ledger;
pub mod words;

pub use words::{AssetKind, Backer, Call, Cause, Circle, Ending, Place, Status, Way};
