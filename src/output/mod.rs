//! Tables and curves as text, files and pictures; knows nothing of the model.
pub mod csv;
pub mod json;
#[cfg(feature = "plots")]
pub mod plot;
pub mod text;
