//! Prices that cannot be mistaken for each other: every price of a scenario another prime number of cents.

use circula::base::units::{cents, eur};
use circula::institution::corridor::{Irregular, Lawful};
use circula::institution::preparation::Preparation;
use circula::journal::Backer;
use circula::mechanism::InForce;

/// Prices of a scenario in cents, each another prime near what is shipped, so that no sum of one can be a sum of
/// another by chance.
#[derive(Default)]
pub struct Primes {
    taken: Vec<i64>,
    /// What is set.
    pub sets: Vec<String>,
}

impl Primes {
    /// Sets a price.
    pub fn set(&mut self, path: String, shipped: f64) {
        let prime = |n: &i64| (2..=*n).take_while(|k| k * k <= *n).all(|k| n % k != 0);
        let from = cents(shipped).max(100);
        let price = (from..).find(|n| prime(n) && !self.taken.contains(n)).unwrap();
        self.taken.push(price);
        self.sets.push(format!("{path}={}", eur(price)));
    }
}

/// Every price of the rules, by path.
pub fn prices(rules: &InForce) -> Vec<(String, f64)> {
    let a = &rules.agency;
    let mut list: Vec<(String, f64)> = vec![
        ("agency.applicant_cost_eur".into(), a.applicant_cost_eur),
        ("agency.placement_cost_eur".into(), a.placement_cost_eur),
        ("agency.removal_cost_eur".into(), a.removal_cost_eur),
        ("agency.interception_cost_eur".into(), a.interception_cost_eur),
        ("agency.exit_record_cost_eur".into(), a.exit_record_cost_eur),
    ];
    if let Preparation::Training(training) = &rules.preparation {
        list.push(("preparation.training.cost_eur".into(), training.cost_eur));
    }
    for (name, c) in &rules.corridor.list {
        let mut add = |key: &str, price: f64| list.push((format!("corridor.{name}.{key}"), price));
        add("distance.fare_eur", c.distance.fare_eur);
        match &c.lawful {
            Lawful::Visa(visa) => add("lawful.visa.fee_eur", visa.fee_eur),
            Lawful::Free(free) => add("lawful.free-movement.fee_eur", free.fee_eur),
            Lawful::Closed(_) => {}
        }
        if let Irregular::Route(route) = &c.irregular {
            add("irregular.route.passage_eur", route.passage_eur);
            add("enforcement.removal_loss_eur", c.enforcement.removal_loss_eur);
        }
        if let Some(p) = c.agreement.programme() {
            add("agreement.programme.application_cost_eur", p.application_cost_eur);
            add("agreement.programme.worker_cost_eur", p.worker_cost_eur);
            add("agreement.programme.employer_cost_eur", p.employer_cost_eur);
        }
    }
    list
}

/// Every share that money is multiplied with.
pub fn shares(rules: &InForce) -> Vec<f64> {
    let (h, r) = (&rules.home, &rules.remittance);
    let mut list = vec![h.usable_share, h.saving_share, h.attachable_share, h.repayment_share, h.kept_share];
    list.extend([
        h.loan_rate,
        r.propensity,
        r.informal_share,
        r.bank_fee,
        r.informal_fee,
        r.usual_gap,
        r.bank_reach_rural,
        r.consumed,
    ]);
    for (_, c) in &rules.corridor.list {
        list.extend([c.labour.unemployment_share, c.distance.onward_fare]);
        list.extend(c.agreement.programme().iter().flat_map(|p| [p.advance, p.desistance]));
    }
    list.extend(rules.bond.stake().iter().map(|s| s.refunded));
    list.extend(rules.guarantor.asked().iter().flat_map(|g| [g.recovered, g.tracing]));
    // A household asks for nothing.
    let funds = rules.guarantor.asked().into_iter().filter(|g| g.backer != Backer::Household);
    list.extend(funds.map(|g| g.premium));
    list
}
