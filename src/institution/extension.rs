//! Extension: whether an employer may lengthen a contract.

use crate::base::param::Empty;

crate::params! {
    /// The employer may ask for more months.
    pub struct Lengthening {
        /// What more months cost the employer: fee, lodging, wages through slack weeks.
        fee_eur: Eur = 1000 in 0..=100000, Assumed "with the other numbers, one in six of a season's workers: 4 or 5 \
            of 29 (Keita 2010, p. 15-16)";
        /// What rotating in another worker for those months would cost.
        rotation_cost_eur: Eur = 400 in 0..=100000, Assumed "half a journey, papers, a course";
        /// What work that is left is worth: value of the added months at twice the mean demand, above that at the mean.
        work_left_eur: Eur = 600 in 0..=100000, Assumed "no figure found";
        /// Months added.
        months: Months = 4 in 1..=60, Keita "p. 16: to April 2010";
    }
}

crate::dimension! {
    /// Whether an employer may lengthen a contract, once.
    pub enum Extension { None(Empty) as "none", Employer(Lengthening) as "employer" }
}
