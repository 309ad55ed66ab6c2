//! Layer 5: read-only quantities, folded from events, stocks and the ledger.
pub mod codebook;
pub mod declarations;
pub mod measure;
pub mod monthly;
pub mod placed;
pub mod survey;
pub mod survival;
pub mod tally;

#[cfg(test)]
mod digest_tests;
#[cfg(test)]
mod edge_tests;
#[cfg(test)]
mod event_tests;
#[cfg(test)]
mod measure_case;
#[cfg(test)]
mod measure_tests;
#[cfg(test)]
mod monthly_tests;
#[cfg(test)]
mod unit_tests;
#[cfg(test)]
mod world_tests;
