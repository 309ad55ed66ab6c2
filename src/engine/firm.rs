//! What distinguishes an employer for ever: its kind of work, size, wage, hours given, journey paid, fit asked, and
//! attachment to those it knows. Nothing is stored: each is a keyed draw, so it is the same in every variant.

use crate::base::draws::{WorldKey, to_unit};
use crate::base::math;
use crate::engine::taste;
use crate::institution::employers::Employers;
use crate::world::employer::EmployerId;

crate::purposes! {
    /// Size, wage, fit asked and attachment: ten bits each of one word.
    TRAITS = "firm/traits";
    /// Hours given.
    HOURS = "firm/hours";
    /// Whether it pays its part of the journey.
    JOURNEY = "firm/journey";
    /// Whether it uses ill who may not leave.
    ABUSE = "firm/abuse";
}

/// One employer of a destination.
#[derive(Clone, Copy, Debug)]
pub struct Firm<'a> {
    rules: &'a Employers,
    key: WorldKey,
    corridor: usize,
    id: EmployerId,
    traits: u64,
}

impl<'a> Firm<'a> {
    /// An employer by its place in the list of a destination.
    #[must_use]
    pub const fn new(rules: &'a Employers, key: WorldKey, corridor: usize, id: EmployerId) -> Self {
        let traits = key.corridor(corridor).bits(TRAITS, id.generation as u32, id.row as u32);
        Self { rules, key, corridor, id, traits }
    }

    fn unit(&self, purpose: crate::base::draws::Purpose) -> f64 {
        let draws = self.key.corridor(self.corridor);
        to_unit(draws.bits(purpose, u32::from(self.id.generation), u32::from(self.id.row)))
    }

    /// Size relative to the median.
    #[must_use]
    pub fn size(&self) -> f64 {
        math::exp(self.rules.size_spread * taste::normal(self.traits))
    }

    /// Demand in a month of the year relative to its mean: a wave with its peak at the time of its kind of work.
    #[must_use]
    pub fn season(&self, of_year: usize) -> f64 {
        let sectors = self.rules.sectors.max(1);
        let peak = 12.0 * f64::from(u32::from(self.id.row) % sectors) / f64::from(sectors);
        // A triangle from -1 to 1 and back in a year: as good as a cosine, and exact everywhere.
        let apart = (of_year as f64 - peak).rem_euclid(12.0);
        1.0 + self.rules.swing * (1.0 - apart.min(12.0 - apart) / 3.0)
    }

    /// Pay of an hour relative to the programme's wage.
    #[must_use]
    pub fn wage(&self) -> f64 {
        math::exp(self.rules.wage_spread * taste::normal(self.traits >> 10))
    }

    /// Part of the hours promised that is given: the rest is exponential over employers.
    #[must_use]
    pub fn hours(&self) -> f64 {
        (1.0 + self.rules.shortfall * math::ln(1.0 - self.unit(HOURS))).max(0.0)
    }

    /// What is paid in a month relative to the programme's wage, hundredths.
    #[must_use]
    pub fn paid_percent(&self) -> u8 {
        (100.0 * self.wage() * self.hours()).round().clamp(0.0, 255.0) as u8
    }

    /// Whether it pays its part of the journey.
    #[must_use]
    pub fn pays_journey(&self) -> bool {
        self.unit(JOURNEY) >= self.rules.transport_unpaid
    }

    /// What a month there costs a worker who may not leave for another, log points.
    #[must_use]
    pub fn abuse(&self) -> f64 {
        if self.unit(ABUSE) < self.rules.abusive { self.rules.abuse } else { 0.0 }
    }

    /// Fit from which on nobody is dismissed for it.
    #[must_use]
    pub fn fit_asked(&self) -> f64 {
        (self.rules.fit_asked + self.rules.fit_spread * taste::normal(self.traits >> 20)).clamp(0.0, 1.0)
    }

    /// Attachment to the workers whom it knows, EUR a season.
    #[must_use]
    pub fn loyalty(&self) -> f64 {
        self.rules.loyalty_eur * taste::normal(self.traits >> 30)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> Employers {
        Employers { ..crate::base::param::defaults() }
    }

    fn all(rules: &Employers) -> Vec<Firm<'_>> {
        (0..2_000).map(|row| Firm::new(rules, WorldKey::new(1, 0), 3, EmployerId { row, generation: 0 })).collect()
    }

    #[test]
    fn a_year_has_one_peak_and_its_mean() {
        let rules = rules();
        for firm in &all(&rules)[..8] {
            let year: Vec<f64> = (0..12).map(|month| firm.season(month)).collect();
            assert!((year.iter().sum::<f64>() - 12.0).abs() < 1e-9, "{year:?}");
            let (low, high) = year.iter().fold((9.0, 0.0), |(l, h): (f64, f64), &x| (l.min(x), h.max(x)));
            assert!((low - 0.4).abs() < 1e-9 && (high - 1.6).abs() < 1e-9, "{year:?}");
        }
    }

    #[test]
    fn hours_wages_and_journeys_are_as_declared_in_the_mean() {
        let rules = rules();
        let firms = all(&rules);
        let mean = |of: &dyn Fn(&Firm<'_>) -> f64| firms.iter().map(of).sum::<f64>() / firms.len() as f64;
        assert!((mean(&|f| f.hours()) - 0.96).abs() < 0.004);
        assert!((mean(&|f| math::ln(f.wage()))).abs() < 0.005);
        assert!((mean(&|f| f64::from(u8::from(f.pays_journey()))) - 0.9).abs() < 0.02);
        assert!((mean(&|f| f.abuse()) - 0.03).abs() < 0.01);
        assert!(mean(&|f| f.loyalty()).abs() < 10.0);
        // Without spreads all are alike.
        let alike = Employers { wage_spread: 0.0, shortfall: 0.0, transport_unpaid: 0.0, size_spread: 0.0, ..rules };
        assert!(all(&alike).iter().all(|f| f.paid_percent() == 100 && f.pays_journey() && f.size() == 1.0));
    }
}
