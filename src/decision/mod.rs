//! Pure economics: what a plan is worth to the person who makes it, and the closed forms by which that is checked.
//!
//! Nothing here knows a mechanism, a scenario or the state of the world. Money is EUR as `f64`, time is months, utility
//! is *util-months*: log points of consumption times discounted months. What depends on rules and corridor alone is
//! computed once, in a struct ([`Horizon`](horizon::Horizon), [`Outlook`](term::Outlook), [`Cycle`](recall::Cycle),
//! [`StayLengths`](lifecycle::StayLengths)); a call for one person allocates nothing. Derivations, assumptions and the
//! table of results are in `docs/decisions.md`.
pub mod belief;
pub mod bond;
pub mod choice;
pub mod employer;
pub mod guaranty;
pub mod horizon;
pub mod lifecycle;
pub mod recall;
pub mod target;
pub mod term;
pub mod trust;
