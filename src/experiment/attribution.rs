//! What each institution adds to the difference between two scenarios: Shapley's value over mixtures of the two.
//!
//! The parts of a measure are worked out replicate by replicate, with the same people and the same draws in every
//! mixture, and sum up to the difference in each (Shapley 1953, *A value for n-person games*). Of few institutions
//! every mixture is run. Of many, chains from the first scenario to the second are run in which one institution is
//! exchanged after the other, in orders drawn at random and each reversed too (Castro, Gómez and Tejada 2009,
//! *Polynomial calculation of the Shapley value based on sampling*, Computers & Operations Research 36); their parts
//! sum up as well.

use crate::base::stream::Stream;
use crate::mechanism::{InForce, MECHANISMS};
use crate::scenario::Loaded;
use crate::scenario::mix::mix;
use rand::seq::SliceRandom;
use serde::{Deserialize, Serialize};

/// Most parts of which every mixture is run: 64 of them.
pub const MOST_EXACT: usize = 6;

/// Most parts: mixtures are sets of bits.
pub const MOST_PARTS: usize = 40;

crate::purposes! {
    /// Orders of exchange.
    ORDER = "attribution/order";
}

/// A part of the difference: a name and the institutions that are exchanged together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Name.
    pub name: String,
    /// Institutions, as [`mix`] names them.
    pub institutions: Vec<String>,
}

/// Which mixtures are run: variant by variant the parts that are as in the second scenario, as bits. The first variant
/// has none of them and the last has all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribution {
    /// The parts.
    pub parts: Vec<Part>,
    /// Parts of each variant.
    pub mixtures: Vec<u64>,
    /// Orders in which parts are exchanged; none where all mixtures are run.
    pub orders: Vec<Vec<u8>>,
}

impl Attribution {
    /// Of parts: every mixture of up to [`MOST_EXACT`] of them, else those on the way of `orders` orders and of their
    /// reverses. None without parts or with more than [`MOST_PARTS`].
    #[must_use]
    pub fn of(parts: Vec<Part>, orders: u32, seed: u64) -> Option<Self> {
        let count = parts.len();
        if !(1..=MOST_PARTS).contains(&count) {
            return None;
        }
        if count <= MOST_EXACT {
            return Some(Self { mixtures: (0..1 << count).collect(), orders: Vec::new(), parts });
        }
        let drawn = (0..orders.max(1)).flat_map(|at| {
            let mut order: Vec<u8> = (0..count as u8).collect();
            order.shuffle(&mut Stream::of_experiment(seed, u64::from(at), ORDER));
            let reversed = order.iter().rev().copied().collect();
            [order, reversed]
        });
        let orders: Vec<Vec<u8>> = drawn.collect();
        let mut mixtures: Vec<u64> = orders.iter().flat_map(|order| chain(order)).collect();
        mixtures.sort_unstable_by_key(|mixture| (mixture.count_ones(), *mixture));
        mixtures.dedup();
        Some(Self { parts, mixtures, orders })
    }

    /// Whether this is what [`Attribution::of`] gives for so many variants.
    #[must_use]
    pub fn is_sound(&self, variants: usize) -> bool {
        let count = self.parts.len();
        if !(1..=MOST_PARTS).contains(&count) || self.mixtures.len() != variants {
            return false;
        }
        let all = u64::MAX >> (64 - count);
        let of_orders = |order: &Vec<u8>| {
            let mut sorted = order.clone();
            sorted.sort_unstable();
            sorted.iter().copied().eq(0..count as u8)
                && chain(order).iter().all(|mixture| self.mixtures.contains(mixture))
        };
        let ends = self.mixtures.first() == Some(&0) && self.mixtures.last() == Some(&all);
        if self.orders.is_empty() {
            return ends && count <= MOST_EXACT && self.mixtures.iter().copied().eq(0..1 << count);
        }
        ends && self.orders.iter().all(of_orders)
    }

    /// Whether a mixture has an institution as the second scenario has it.
    #[must_use]
    pub fn takes(&self, mixture: u64, institution: &str) -> bool {
        let held = |part: &Part| part.institutions.iter().any(|one| one == institution);
        self.parts.iter().position(held).is_some_and(|at| mixture >> at & 1 == 1)
    }

    /// Name of a mixture, for a file.
    #[must_use]
    pub fn name(&self, mixture: u64) -> String {
        let taken = self.parts.iter().enumerate().filter(|(at, _)| mixture >> at & 1 == 1);
        let names: Vec<&str> = taken.map(|(_, part)| part.name.as_str()).collect();
        let name = format!("with-{}", names.join("+"));
        if name.len() <= 60 { name } else { format!("with-{}-of-{}-{mixture:x}", names.len(), self.parts.len()) }
    }

    /// The mixtures of two scenarios between them, in the order of the variants: without the first and the last.
    ///
    /// # Errors
    /// Where rules do not stand beside each other; the name of the mixture with it.
    pub fn between(
        &self,
        first: &Loaded<InForce>,
        second: &Loaded<InForce>,
    ) -> Result<Vec<Loaded<InForce>>, (String, crate::base::diagnostics::Faulty)> {
        let inner = self.mixtures.get(1..self.mixtures.len().saturating_sub(1)).unwrap_or_default();
        inner
            .iter()
            .map(|&mixture| {
                let name = self.name(mixture);
                let about = format!("{} with {} of {}", first.settings.name, name, second.settings.name);
                mix((first, second), &|key| self.takes(mixture, key), (&name, &about), MECHANISMS)
                    .map_err(|faulty| (name.clone(), faulty))
            })
            .collect()
    }

    /// Shapley's values of the parts, from the value of each mixture; none where one that is needed has none.
    #[must_use]
    pub fn shapley(&self, value: impl Fn(u64) -> Option<f64>) -> Option<Vec<f64>> {
        let count = self.parts.len();
        let mut parts = vec![0.0; count];
        if self.orders.is_empty() {
            let values: Vec<f64> = self.mixtures.iter().map(|&mixture| value(mixture)).collect::<Option<_>>()?;
            for (at, part) in parts.iter_mut().enumerate() {
                for &mixture in self.mixtures.iter().filter(|mixture| *mixture >> at & 1 == 0) {
                    let gain = values[(mixture | 1 << at) as usize] - values[mixture as usize];
                    *part += weight(mixture.count_ones() as usize, count) * gain;
                }
            }
            return Some(parts);
        }
        for order in &self.orders {
            let mut before = value(0)?;
            for (&at, mixture) in order.iter().zip(chain(order).into_iter().skip(1)) {
                let after = value(mixture)?;
                parts[usize::from(at)] += (after - before) / self.orders.len() as f64;
                before = after;
            }
        }
        Some(parts)
    }
}

/// The mixtures on the way from nothing to all.
fn chain(order: &[u8]) -> Vec<u64> {
    let mut list = vec![0];
    for &part in order {
        list.push(list.last().copied().unwrap_or(0) | 1 << (part % 64));
    }
    list
}

/// The share of the orders of `count` parts in which one follows right after `before` certain ones.
fn weight(before: usize, count: usize) -> f64 {
    let factorial = |n: usize| (1..=n).map(|k| k as f64).product::<f64>();
    factorial(before) * factorial(count - before - 1) / factorial(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribution(count: usize) -> Attribution {
        let part = |at: usize| Part { name: format!("p{at}"), institutions: vec![format!("i{at}")] };
        Attribution::of((0..count).map(part).collect(), 8, 1).unwrap()
    }

    /// By hand: the glove game. The first holds a left glove, the others a right one each; a pair is worth 1. Shapley's
    /// values are 2/3, 1/6 and 1/6.
    #[test]
    fn the_glove_game_is_split_as_in_the_textbook() {
        let of = attribution(3);
        let worth = |mixture: u64| Some(f64::from(u8::from(mixture & 1 == 1 && mixture > 1)));
        let parts = of.shapley(worth).unwrap();
        for (part, wanted) in parts.iter().zip([2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0]) {
            assert!((part - wanted).abs() < 1e-15, "{parts:?}");
        }
    }

    /// Any game: a worth that no sum of parts explains.
    fn tangled(mixture: u64) -> Option<f64> {
        Some((mixture.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as f64)
    }

    #[test]
    fn parts_sum_up_to_the_whole_whatever_the_game_and_however_it_is_sampled() {
        for count in [1, 2, 5, 6, 7, 12] {
            let of = attribution(count);
            let whole = tangled(of.mixtures[of.mixtures.len() - 1]).unwrap() - tangled(0).unwrap();
            let sum: f64 = of.shapley(tangled).unwrap().iter().sum();
            assert!((sum - whole).abs() < 1e-6 * whole.abs().max(1.0), "{count}: {sum} {whole}");
            assert!(of.is_sound(of.mixtures.len()) && !of.is_sound(of.mixtures.len() + 1));
            assert!(of.orders.is_empty() == (count <= MOST_EXACT));
        }
        assert!(Attribution::of(Vec::new(), 8, 1).is_none());
    }

    #[test]
    fn a_mixture_without_value_leaves_no_parts_and_a_part_that_does_nothing_adds_nothing() {
        let of = attribution(3);
        assert_eq!(of.shapley(|mixture| (mixture != 5).then_some(1.0)), None);
        let parts = attribution(8).shapley(|mixture| tangled(mixture & !4)).unwrap();
        assert!(parts[2].abs() < 1e-9, "{parts:?}");
    }

    /// Sampled orders estimate what all mixtures give: of a game with pairs, where each pair is shared in halves.
    #[test]
    fn reversed_orders_split_pairs_exactly() {
        let of = attribution(8);
        let worth = |mixture: u64| {
            let pair = |a: u32, b: u32| f64::from(u8::from(mixture >> a & 1 == 1 && mixture >> b & 1 == 1));
            Some(10.0 * pair(0, 1) + 4.0 * pair(2, 7) + mixture.count_ones() as f64)
        };
        let parts = of.shapley(worth).unwrap();
        for (part, wanted) in parts.iter().zip([6.0, 6.0, 3.0, 1.0, 1.0, 1.0, 1.0, 3.0]) {
            assert!((part - wanted).abs() < 1e-9, "{parts:?}");
        }
    }

    #[test]
    fn forged_designs_are_no_attributions() {
        let sound = attribution(7);
        let forged = |change: &dyn Fn(&mut Attribution)| {
            let mut of = sound.clone();
            change(&mut of);
            of.is_sound(of.mixtures.len())
        };
        assert!(forged(&|_| ()));
        assert!(!forged(&|of| of.orders[0][0] = of.orders[0][1]));
        assert!(!forged(&|of| of.orders[0] = vec![200; 7]));
        assert!(!forged(&|of| of.orders.clear()));
        assert!(!forged(&|of| of.mixtures.swap(0, 1)));
        assert!(!forged(&|of| of.parts.clear()));
    }
}
