//! Approximate Bayesian computation by an adaptive population: what parameters may be, given what was observed, where
//! no likelihood can be written down.
//!
//! Lenormand, Jabot and Deffuant 2013, *Adaptive approximate Bayesian computation for complex models*, Computational
//! Statistics 28. A first population fills the prior evenly (a Latin hypercube). Of each population the nearest share
//! is kept; new proposals are drawn from those by their weights, moved by normal steps with twice their variance, and
//! weighed by prior over proposal density; again the nearest of both are kept. It ends when few of the new ones are
//! nearer than all that was kept. The priors are uniform, so a weight is the inverse of the density of the proposal.
//! Steps are independent by parameter, not along the directions of the population as in the article.

use crate::base::cube::latin_hypercube;
use crate::base::math;
use crate::base::stream::Stream;
use rand::RngExt;
use std::f64::consts::PI;

crate::purposes! {
    /// Proposals of a population.
    PROPOSALS = "calibration/proposals";
}

/// Tries of a proposal that falls outside the prior.
const TRIES: usize = 1_000;

/// How a population is led.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leading {
    /// Particles of the first population, all of which are looked at.
    pub particles: usize,
    /// Particles that are kept of each.
    pub kept: usize,
    /// Most populations, the first counted.
    pub generations: u32,
    /// It ends when a smaller share of the new particles is nearer than those kept before.
    pub accepted: f64,
    /// Seed of the proposals.
    pub seed: u64,
}

/// A proposal with what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Particle {
    /// Its number in the order in which proposals were drawn, from 0.
    pub proposal: usize,
    /// Population in which it was drawn.
    pub generation: u32,
    /// Its place in the unit cube of the priors.
    pub place: Vec<f64>,
    /// Distance from what was observed; infinite where it could not be looked at.
    pub distance: f64,
    /// Weight of a kept one; they sum up to 1.
    pub weight: f64,
}

/// What a calibration found.
#[derive(Clone, Debug, PartialEq)]
pub struct Posterior {
    /// The particles kept, the nearest first.
    pub kept: Vec<Particle>,
    /// Every proposal in the order in which they were drawn; weights are those when they were drawn, not normalised.
    pub history: Vec<Particle>,
    /// By population: largest distance kept, and the share of new particles nearer than those kept before.
    pub progress: Vec<(f64, f64)>,
}

/// Leads populations through the unit cube; `look` gives the distance of each place, in their order.
///
/// # Errors
/// That of `look`.
pub fn lead<E>(
    leading: &Leading,
    dimensions: usize,
    mut look: impl FnMut(u32, &[Vec<f64>]) -> Result<Vec<f64>, E>,
) -> Result<Posterior, E> {
    let mut rng = Stream::of_experiment(leading.seed, 0, PROPOSALS);
    let first = latin_hypercube(leading.particles, dimensions, &mut rng);
    let distances = look(0, &first)?;
    let particle = |(proposal, generation): (usize, u32), (place, distance): (Vec<f64>, f64), weight: f64| Particle {
        proposal,
        generation,
        place,
        distance: if distance.is_nan() { f64::INFINITY } else { distance },
        weight,
    };
    let all = first.into_iter().zip(distances).enumerate();
    let mut history: Vec<Particle> = all.map(|(at, of)| particle((at, 0), of, 1.0)).collect();
    let mut kept = nearest(history.clone(), leading.kept);
    let mut progress = vec![(kept.last().map_or(f64::INFINITY, |last| last.distance), 1.0)];
    for generation in 1..leading.generations {
        let bound = kept.last().map_or(f64::INFINITY, |last| last.distance);
        let steps = Steps::of(&kept, dimensions);
        let mut rng = Stream::of_experiment(leading.seed, u64::from(generation), PROPOSALS);
        let new: Vec<Vec<f64>> = (leading.kept..leading.particles).map(|_| steps.propose(&kept, &mut rng)).collect();
        let distances = look(generation, &new)?;
        let weights: Vec<f64> = new.iter().map(|place| 1.0 / steps.density(&kept, place)).collect();
        let all = new.into_iter().zip(distances).zip(weights).zip(history.len()..);
        let drawn: Vec<Particle> = all.map(|((of, weight), at)| particle((at, generation), of, weight)).collect();
        let nearer = drawn.iter().filter(|particle| particle.distance < bound).count();
        let accepted = nearer as f64 / drawn.len().max(1) as f64;
        history.extend(drawn.iter().cloned());
        kept = nearest(kept.into_iter().chain(drawn).collect(), leading.kept);
        progress.push((kept.last().map_or(f64::INFINITY, |last| last.distance), accepted));
        if accepted < leading.accepted {
            break;
        }
    }
    let sum: f64 = kept.iter().map(|particle| particle.weight).sum();
    kept.iter_mut().for_each(|particle| particle.weight /= sum);
    Ok(Posterior { kept, history, progress })
}

/// The nearest particles; of equal ones the earlier. Those that could not be looked at are never kept.
fn nearest(mut list: Vec<Particle>, count: usize) -> Vec<Particle> {
    list.retain(|particle| particle.distance.is_finite());
    list.sort_by(|a, b| a.distance.total_cmp(&b.distance));
    list.truncate(count);
    list
}

/// The normal steps from a population.
struct Steps {
    /// Standard deviation by parameter.
    deviation: Vec<f64>,
    /// Weights that sum up to 1.
    shares: Vec<f64>,
    /// Chance that a step ends within the prior; others are taken again.
    inside: f64,
}

impl Steps {
    fn of(kept: &[Particle], dimensions: usize) -> Self {
        let sum: f64 = kept.iter().map(|particle| particle.weight).sum();
        let shares: Vec<f64> = kept.iter().map(|particle| particle.weight / sum).collect();
        let deviation = (0..dimensions).map(|at| {
            let values = || kept.iter().zip(&shares).map(|(particle, share)| (particle.place[at], share));
            let mean: f64 = values().map(|(value, share)| value * share).sum();
            let variance: f64 = values().map(|(value, share)| (value - mean) * (value - mean) * share).sum();
            (2.0 * variance).sqrt().max(1e-9)
        });
        let deviation: Vec<f64> = deviation.collect();
        let within = |(particle, share): (&Particle, &f64)| {
            let parts = particle.place.iter().zip(&deviation);
            share * parts.map(|(at, d)| math::normal_cdf((1.0 - at) / d) - math::normal_cdf(-at / d)).product::<f64>()
        };
        let inside = kept.iter().zip(&shares).map(within).sum();
        Self { deviation, shares, inside }
    }

    /// A place near one of those kept, within the prior.
    fn propose(&self, kept: &[Particle], rng: &mut Stream) -> Vec<f64> {
        let mut place = Vec::new();
        for _ in 0..TRIES {
            let pick: f64 = rng.random();
            let mut sum = 0.0;
            let from = self.shares.iter().position(|share| {
                sum += share;
                pick < sum
            });
            let Some(from) = from.or(kept.len().checked_sub(1)).and_then(|at| kept.get(at)) else {
                // Nothing could be looked at so far: anywhere.
                return self.deviation.iter().map(|_| rng.random()).collect();
            };
            let step = |(value, deviation): (&f64, &f64)| value + deviation * math::normal_quantile(rng.random());
            place = from.place.iter().zip(&self.deviation).map(step).collect();
            if place.iter().all(|value| (0.0..=1.0).contains(value)) {
                return place;
            }
        }
        place.iter().map(|value: &f64| value.clamp(0.0, 1.0)).collect()
    }

    /// Density of a proposal at a place, on the scale of that of the prior, which is 1: particles of all populations
    /// are weighed against each other.
    fn density(&self, kept: &[Particle], place: &[f64]) -> f64 {
        let of = |(particle, share): (&Particle, &f64)| {
            let parts = particle.place.iter().zip(place).zip(&self.deviation);
            let log = |((a, b), d): ((&f64, &f64), &f64)| {
                let step = (a - b) / d;
                -0.5 * (step * step + math::ln(2.0 * PI)) - math::ln(*d)
            };
            share * math::exp(parts.map(log).sum())
        };
        let sum: f64 = kept.iter().zip(&self.shares).map(of).sum();
        if kept.is_empty() { 1.0 } else { (sum / self.inside).max(f64::MIN_POSITIVE) }
    }
}

/// Quantile of weighted values at a share: the first value at which the sum of the weights reaches it.
#[must_use]
pub fn weighted_quantile(values: &[(f64, f64)], share: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let all: f64 = sorted.iter().map(|value| value.1).sum();
    let mut sum = 0.0;
    let reached = sorted.iter().find(|value| {
        sum += value.1;
        sum >= share * all
    });
    reached.or(sorted.last()).map(|value| value.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::draws::{Purpose, label_hash};
    use std::convert::Infallible;

    const LEADING: Leading = Leading { particles: 600, kept: 300, generations: 12, accepted: 0.05, seed: 1 };

    fn rng(number: u64) -> Stream {
        Stream::of_experiment(5, number, Purpose(label_hash("test/abc")))
    }

    fn normal(rng: &mut Stream) -> f64 {
        math::normal_quantile(rng.random())
    }

    /// A measurement with error 0.1 of each of two parameters in [0, 1]; the second one's is drowned in noise.
    fn look(seen: [f64; 2], rng: &mut Stream) -> impl FnMut(u32, &[Vec<f64>]) -> Result<Vec<f64>, Infallible> {
        move |_, places| {
            let distance = |place: &Vec<f64>| {
                let first = place[0] + 0.1 * normal(rng) - seen[0];
                let second = 0.0 * place[1] + normal(rng) - seen[1];
                first.abs() + 1e-9 * second.abs()
            };
            Ok(places.iter().map(distance).collect())
        }
    }

    fn moments(of: &Posterior, at: usize) -> (f64, f64) {
        let mean: f64 = of.kept.iter().map(|p| p.weight * p.place[at]).sum();
        let variance: f64 = of.kept.iter().map(|p| p.weight * (p.place[at] - mean) * (p.place[at] - mean)).sum();
        (mean, variance.sqrt())
    }

    /// With a uniform prior the posterior of the first is normal about what was seen, with the measurement's error;
    /// that of the second is its prior, of mean 1/2 and deviation 0.289.
    #[test]
    fn the_posterior_of_a_toy_is_the_one_that_can_be_worked_out() {
        let found = lead(&LEADING, 2, look([0.45, 0.0], &mut rng(1))).unwrap();
        let (mean, deviation) = moments(&found, 0);
        assert!((mean - 0.45).abs() < 0.02 && (deviation - 0.1).abs() < 0.015, "{mean} {deviation}");
        // Without the weights of importance it is too narrow, for proposals gather in the middle.
        let values: Vec<f64> = found.kept.iter().map(|p| p.place[0]).collect();
        let unweighted = crate::base::statistics::Moments::of(&values).standard_deviation().unwrap();
        assert!(unweighted < 0.97 * deviation, "{unweighted} {deviation}");
        let (mean, deviation) = moments(&found, 1);
        assert!((mean - 0.5).abs() < 0.05 && (deviation - 0.289).abs() < 0.03, "{mean} {deviation}");
        let bounds: Vec<f64> = found.progress.iter().map(|step| step.0).collect();
        assert!(bounds.windows(2).all(|pair| pair[1] <= pair[0]) && bounds[bounds.len() - 1] < 0.05, "{bounds:?}");
        assert!((found.kept.iter().map(|p| p.weight).sum::<f64>() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn the_same_seed_gives_the_same_posterior_and_another_seed_another() {
        let run = |seed| lead(&Leading { seed, ..LEADING }, 2, look([0.3, 0.0], &mut rng(2))).unwrap();
        assert_eq!(run(1), run(1));
        assert_ne!(run(1), run(2));
    }

    /// Simulation-based calibration (Talts et al. 2018): where the truth is drawn from the prior, its rank in the
    /// posterior is uniform. Of a model with half the noise that the world has, the posterior is too narrow.
    #[test]
    fn ranks_of_the_truth_are_uniform_and_of_a_wrong_model_they_are_not() {
        let leading = Leading { particles: 120, kept: 60, generations: 8, accepted: 0.05, seed: 1 };
        let ranks = |assumed: f64| {
            let mut tenths = [0_u32; 10];
            for case in 0..400 {
                let mut random = rng(1000 + case);
                let truth: f64 = random.random();
                let seen = truth + 0.3 * normal(&mut random);
                let mut noise = rng(5000 + case);
                let found = lead(&Leading { seed: case, ..leading }, 1, |_, places: &[Vec<f64>]| {
                    let distance = |p: &Vec<f64>| (p[0] + assumed * normal(&mut noise) - seen).abs();
                    Ok::<_, Infallible>(places.iter().map(distance).collect())
                });
                let kept = found.unwrap().kept;
                let below: f64 = kept.iter().filter(|p| p.place[0] < truth).map(|p| p.weight).sum();
                tenths[((below * 10.0) as usize).min(9)] += 1;
            }
            tenths.iter().map(|&n| (f64::from(n) - 40.0) * (f64::from(n) - 40.0) / 40.0).sum::<f64>()
        };
        // 0.1 % of chi-square with 9 degrees of freedom lies above 27.9.
        let (right, wrong) = (ranks(0.3), ranks(0.15));
        assert!(right < 27.9, "{right}");
        assert!(wrong > 27.9, "{wrong}");
    }

    #[test]
    fn particles_that_could_not_be_looked_at_are_never_kept() {
        let leading = Leading { particles: 40, kept: 20, generations: 3, accepted: 0.0, seed: 1 };
        let look = |_: u32, places: &[Vec<f64>]| {
            Ok::<_, Infallible>(places.iter().map(|p| if p[0] < 0.5 { f64::NAN } else { p[0] }).collect())
        };
        let found = lead(&leading, 1, look).unwrap();
        assert!(found.kept.iter().all(|p| p.place[0] >= 0.5) && found.history.len() == 40 + 2 * 20);
        let nothing = lead(&leading, 1, |_, places| Ok::<_, Infallible>(vec![f64::NAN; places.len()])).unwrap();
        assert!(nothing.kept.is_empty());
    }

    /// Distances that say nothing of the place: whoever is kept, the posterior is the prior, and particles of all
    /// populations weigh alike in the mean. A factor left out of the density of a proposal would favour some of them.
    #[test]
    fn particles_of_all_populations_weigh_alike_where_distances_say_nothing() {
        let leading = Leading { particles: 4000, kept: 2000, generations: 3, accepted: 0.0, seed: 1 };
        let mut noise = rng(3);
        let look =
            |_: u32, places: &[Vec<f64>]| Ok::<_, Infallible>(places.iter().map(|_| noise.random::<f64>()).collect());
        let found = lead(&leading, 4, look).unwrap();
        for generation in 0..3 {
            let of: Vec<f64> =
                found.kept.iter().filter(|p| p.generation == generation).map(|p| p.weight * 2000.0).collect();
            let mean = of.iter().sum::<f64>() / of.len() as f64;
            assert!(of.len() > 300 && (mean - 1.0).abs() < 0.15, "{generation}: {} of mean weight {mean}", of.len());
        }
    }

    #[test]
    fn quantiles_of_weighted_values_are_where_the_weights_reach_them() {
        let values = [(3.0, 0.5), (1.0, 0.25), (2.0, 0.25)];
        let found: Vec<f64> =
            [0.1, 0.25, 0.5, 0.9, 1.0].iter().filter_map(|q| weighted_quantile(&values, *q)).collect();
        assert_eq!(found, [1.0, 1.0, 2.0, 3.0, 3.0]);
        assert_eq!(weighted_quantile(&[], 0.5), None);
    }
}
