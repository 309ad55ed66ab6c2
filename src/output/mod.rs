//! Layer 8. Tables and curves as text, files and pictures, and the folder of results; knows nothing of the model.
pub mod content;
pub mod csv;
pub mod folder;
pub mod json;
pub mod kept;
pub mod manifest;
#[cfg(feature = "parquet")]
pub mod parquet;
#[cfg(feature = "plots")]
pub mod pictures;
#[cfg(feature = "plots")]
pub mod plot;
pub mod present;
pub mod replicates;
pub mod text;
