//! Layer 4: the machinery of a month, apart from the submodels: what a district may read ([`scene`]), what depends on
//! the rules only ([`tables`]), when people may reconsider ([`calendar`]), what distinguishes them for ever ([`taste`])
//! and employers ([`firm`]), how money is put together and paid ([`purse`]), the home economy's lines ([`home`]), and
//! the check of the books ([`audit`]). It knows no submodel and none of their own parameters.

pub mod audit;
pub mod calendar;
pub mod firm;
pub mod home;
pub mod prospects;
pub mod purse;
pub mod scene;
pub mod tables;
pub mod taste;

pub use scene::{Backdrop, Passed, Scene, each_district};
pub use tables::Tables;
