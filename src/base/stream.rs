//! A stream of keyed draws as a generator of `rand`, so that its algorithms (shuffling, sampling, ranges) serve
//! designs, resamples and proposals. The model itself draws by key, never from a stream.

use super::draws::{Draws, Purpose, WorldKey};
use rand::TryRng;
use std::convert::Infallible;

/// The draws of one thing for one purpose in one month, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream {
    draws: Draws,
    purpose: Purpose,
    month: u32,
    index: u32,
}

impl Stream {
    /// The stream of what is drawn for an experiment, not for its world: by seed, number and purpose.
    #[must_use]
    pub const fn of_experiment(seed: u64, number: u64, purpose: Purpose) -> Self {
        WorldKey::new(seed, number).country().stream(purpose, 0)
    }
}

impl Draws {
    /// All draws for a purpose and month as a generator of `rand`: draw `i` is the one with index `i`. It repeats
    /// itself after 2^32 draws.
    #[must_use]
    pub const fn stream(self, purpose: Purpose, month: u32) -> Stream {
        Stream { draws: self, purpose, month, index: 0 }
    }
}

impl TryRng for Stream {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.try_next_u64()? >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let bits = self.draws.bits(self.purpose, self.month, self.index);
        self.index = self.index.wrapping_add(1);
        Ok(bits)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            let word = self.try_next_u64()?.to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::draws::{label_hash, to_unit};
    use super::*;
    use rand::seq::SliceRandom;
    use rand::{Rng, RngExt};

    const A: Purpose = Purpose(label_hash("test/a"));

    #[test]
    fn a_stream_is_the_keyed_draws_in_their_order() {
        let draws = WorldKey::new(1, 0).person(7 << 40 | 23_000 << 24 | 3);
        let mut stream = draws.stream(A, 5);
        for index in 0..10 {
            assert_eq!(stream.next_u64(), draws.bits(A, 5, index));
        }
        let mut bytes = [0; 11];
        stream.fill_bytes(&mut bytes);
        assert_eq!(bytes[..8], draws.bits(A, 5, 10).to_le_bytes());
        assert_eq!(bytes[8..], draws.bits(A, 5, 11).to_le_bytes()[..3]);
    }

    /// Designs and resamples rest on these algorithms: a version of `rand` with other bits must be noticed.
    #[test]
    fn golden_vectors_pin_the_algorithms_of_the_crate() {
        let mut stream = Stream::of_experiment(1, 0, A);
        let mut list: Vec<u32> = (0..8).collect();
        list.shuffle(&mut stream);
        let ranges: Vec<u32> = (0..8).map(|_| stream.random_range(0..1000)).collect();
        assert_eq!((list, ranges), (GOLDEN.0.to_vec(), GOLDEN.1.to_vec()));
        let unit: f64 = stream.clone().random();
        assert_eq!(unit, to_unit(stream.next_u64()), "a unit number is made alike");
    }
    const GOLDEN: ([u32; 8], [u32; 8]) = ([3, 4, 2, 1, 7, 5, 6, 0], [866, 576, 582, 825, 406, 426, 118, 993]);
}
