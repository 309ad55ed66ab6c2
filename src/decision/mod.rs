//! Pure economics.
