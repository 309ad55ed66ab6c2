//! Points that fill the unit cube evenly: Latin hypercubes and Sobol's sequence.

use rand::seq::SliceRandom;
use rand::{Rng, RngExt};

/// Direction numbers by dimension.
const DIRECTIONS: &str = include_str!("directions.txt");

/// Dimensions of Sobol's sequence that have direction numbers here.
pub const MOST_DIMENSIONS: usize = 200;

/// Bits of a coordinate.
const BITS: usize = 32;

/// Sobol's sequence (Sobol' 1967, with the direction numbers of Joe and Kuo 2008): of 2^m points each stratum of every
/// coordinate has the same number.
///
/// No crate that is kept up gives it with 32 bits and these directions (those that were found stop at 16 bits, or are
/// made for graphics); it is checked against SciPy's.
#[derive(Clone, Debug)]
pub struct SobolSequence {
    directions: Vec<[u32; BITS]>,
    shift: Vec<u32>,
}

impl SobolSequence {
    /// The sequence in so many dimensions; none with more than [`MOST_DIMENSIONS`].
    #[must_use]
    pub fn new(dimensions: usize) -> Option<Self> {
        let rows = DIRECTIONS.lines().filter(|line| !line.starts_with('#'));
        let directions: Vec<[u32; BITS]> = rows.take(dimensions).filter_map(direction).collect();
        (directions.len() == dimensions).then(|| Self { shift: vec![0; dimensions], directions })
    }

    /// The same, every coordinate shifted by random bits: still as even, and without a point at the origin.
    #[must_use]
    pub fn shifted(mut self, rng: &mut impl Rng) -> Self {
        self.shift.iter_mut().for_each(|shift| *shift = rng.next_u32());
        self
    }

    /// Point `index`, each coordinate in [0, 1).
    #[must_use]
    pub fn point(&self, index: u32) -> Vec<f64> {
        let gray = index ^ (index >> 1);
        let coordinate = |(directions, shift): (&[u32; BITS], &u32)| {
            let set = (0..BITS).filter(|bit| gray >> bit & 1 == 1);
            f64::from(set.fold(*shift, |bits, bit| bits ^ directions[bit])) / 4_294_967_296.0
        };
        self.directions.iter().zip(&self.shift).map(coordinate).collect()
    }
}

/// The direction numbers of a line `polynomial,m_1 m_2 …`.
fn direction(line: &str) -> Option<[u32; BITS]> {
    let (polynomial, first) = line.split_once(',')?;
    let polynomial: u32 = polynomial.parse().ok()?;
    let first: Vec<u32> = first.split(' ').map(|m| m.parse().ok()).collect::<Option<_>>()?;
    let degree = polynomial.ilog2() as usize;
    let mut v = [0; BITS];
    for bit in 0..BITS {
        v[bit] = match first.get(bit) {
            Some(m) => m << (BITS - 1 - bit),
            None if degree == 0 => 1 << (BITS - 1 - bit),
            None => {
                let terms = (1..degree).filter(|k| polynomial >> (degree - k) & 1 == 1);
                terms.fold(v[bit - degree] ^ (v[bit - degree] >> degree), |sum, k| sum ^ v[bit - k])
            }
        };
    }
    Some(v)
}

/// A Latin hypercube of points (McKay, Beckman and Conover 1979): every coordinate has one value in each of `points`
/// strata, at a random place in it.
#[must_use]
pub fn latin_hypercube(points: usize, dimensions: usize, rng: &mut impl Rng) -> Vec<Vec<f64>> {
    let mut list = vec![vec![0.0; dimensions]; points];
    for dimension in 0..dimensions {
        let mut strata: Vec<usize> = (0..points).collect();
        strata.shuffle(rng);
        for (point, stratum) in list.iter_mut().zip(strata) {
            point[dimension] = (stratum as f64 + rng.random::<f64>()) / points as f64;
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use super::super::draws::{Purpose, label_hash};
    use super::super::stream::Stream;
    use super::*;

    fn rng(number: u64) -> Stream {
        Stream::of_experiment(1, number, Purpose(label_hash("test/cube")))
    }

    /// SciPy 1.17: `qmc.Sobol(5, scramble=False).random(8)` and the thousandth of 200 dimensions.
    #[test]
    fn points_of_sobol_are_those_of_scipy() {
        let sequence = SobolSequence::new(5).unwrap();
        let wanted = [
            [0.0; 5],
            [0.5; 5],
            [0.75, 0.25, 0.25, 0.25, 0.75],
            [0.25, 0.75, 0.75, 0.75, 0.25],
            [0.375, 0.375, 0.625, 0.875, 0.375],
            [0.875, 0.875, 0.125, 0.375, 0.875],
            [0.625, 0.125, 0.875, 0.625, 0.625],
            [0.125, 0.625, 0.375, 0.125, 0.125],
        ];
        for (index, point) in (0..).zip(wanted) {
            assert_eq!(sequence.point(index), point);
        }
        let far = SobolSequence::new(MOST_DIMENSIONS).unwrap().point(1000);
        let some = [0, 1, 50, 150, 199].map(|dimension| far[dimension]);
        assert_eq!(some, [0.2197265625, 0.0966796875, 0.3525390625, 0.0439453125, 0.8427734375]);
        assert!(SobolSequence::new(MOST_DIMENSIONS + 1).is_none());
    }

    /// How many of 64 strata each coordinate leaves empty.
    fn empty_strata(points: &[Vec<f64>]) -> usize {
        let empty = |dimension: usize| {
            let hit: std::collections::BTreeSet<usize> =
                points.iter().map(|point| (point[dimension] * 64.0) as usize).collect();
            64 - hit.len()
        };
        (0..points[0].len()).map(empty).sum()
    }

    #[test]
    fn every_stratum_of_every_coordinate_is_hit_once_and_random_points_leave_some_empty() {
        let sequence = SobolSequence::new(20).unwrap().shifted(&mut rng(0));
        let sobol: Vec<Vec<f64>> = (0..64).map(|index| sequence.point(index)).collect();
        let latin = latin_hypercube(64, 20, &mut rng(1));
        let mut plain = rng(2);
        let random: Vec<Vec<f64>> = (0..64).map(|_| (0..20).map(|_| plain.random()).collect()).collect();
        assert_eq!((empty_strata(&sobol), empty_strata(&latin)), (0, 0));
        assert!(empty_strata(&random) > 200);
        assert!(sobol.iter().chain(&latin).flatten().all(|x| (0.0..1.0).contains(x)));
        assert_ne!(latin, latin_hypercube(64, 20, &mut rng(3)));
        assert_eq!(latin, latin_hypercube(64, 20, &mut rng(1)));
    }
}
