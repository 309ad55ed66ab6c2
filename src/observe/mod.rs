//! What is read off the world, without changing it.
pub mod survival;
