//! Layer 3: the rules of the game. Each institution is a dimension of data, one file each; nothing here has state. A
//! regime (state-led, free, any mixture) is a scenario file that chooses one variant of each dimension; the code knows
//! no regime.

pub mod assets;
pub mod bonding;
pub mod corridor;
pub mod employers;
pub mod extension;
pub mod guaranty;
pub mod people;
pub mod preparation;
pub mod programme;
pub mod reentry;
pub mod reintegration;
pub mod selection;
pub mod tie;
pub mod trust;

use crate::base::named::Named;

crate::sections! {
    /// Rules in force in a month that more than one submodel reads.
    pub struct Rules {
        /// How people value, discount, notice and risk.
        preference: people::Preference,
        /// How often people reconsider.
        attention: people::Attention,
        /// Coming and going without a programme.
        circulation: people::Circulation,
        /// Income, floors and credit at home.
        home: people::Home,
        /// What people hear and how they learn.
        information: people::Information,
        /// What becomes of savings brought home.
        assets: assets::Assets,
        /// Whether returners' projects are supported.
        reintegration: reintegration::Reintegration,
        /// Whether the agency places those refused and those expelled in jobs at home.
        placement: reintegration::Placement,
        /// What migrants send home and what sending costs.
        remittance: people::Remittance,
        /// Who may apply to a programme.
        eligibility: selection::Eligibility,
        /// How the agency chooses among applicants.
        selection: selection::Selection,
        /// What the chosen are taught before they leave.
        preparation: preparation::Preparation,
        /// What money the worker loses who does not come home.
        bond: bonding::Bonding,
        /// Who answers for the worker.
        guarantor: guaranty::Guaranty,
        /// Those who take workers under contract.
        employers: employers::Employers,
        /// Whether who came home may come again.
        reentry: reentry::Reentry,
        /// Whether an employer may lengthen a contract.
        extension: extension::Extension,
        /// Whether a worker may change employer.
        tie: tie::Tie,
        /// How the host state answers to overstay.
        trust: trust::Trust,
        /// What a programme costs the states.
        agency: programme::Agency,
        /// Destinations, each under its own name.
        corridor: Named<corridor::Corridor>,
    }
}
