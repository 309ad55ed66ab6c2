//! Layer 2: who exists and in what state. Plain data, no behaviour beyond reading and safe changes.
pub mod asset;
pub mod contract;
pub mod district;
pub mod employer;
pub mod home;
pub mod household;
pub mod journey;

pub mod person;
pub mod spell;
pub mod state;
pub mod treasury;
pub mod village;

pub use asset::Asset;
pub use contract::Contract;
pub use district::District;
pub use home::{HomeBook, HomeLine};
pub use household::Household;
pub use journey::{Journeys, OpenAccount, Yardstick};
pub use person::Person;
pub use spell::Spell;
pub use state::World;
pub use treasury::Treasury;
pub use village::Village;
