//! Layer 5: read-only quantities, folded from events, stocks and the ledger.
pub mod codebook;
pub mod declarations;
pub mod measure;
pub mod monthly;
pub mod placed;
pub mod survival;
pub mod tally;
