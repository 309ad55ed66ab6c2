//! Keyed draws: draws is a pure function of (seed, replicate, person, purpose, month, index), never a shared generator,
//! so that the same person has the same draws under every policy, on any number of threads and in any order of
//! districts.
//!
//! The generator is two rounds of a 64-bit finaliser (multiply, xor-shift; constants of David Stafford's "Mix13", 2011,
//! the finaliser of SplitMix64). A test below checks its statistics and that the same generator without the purpose in
//! its key is rejected.

/// What a draw is for. Its value is a hash of its label, so changing a label changes results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Purpose(pub u64);

/// FNV-1a hash of a label, computed at compile time.
#[must_use]
pub const fn label_hash(label: &str) -> u64 {
    let bytes = label.as_bytes();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        i += 1;
    }
    hash
}

/// Declares the purposes of a module's draws and lists them in `PURPOSES`. A test reads all declarations of the program
/// and demands that no two are alike.
#[macro_export]
macro_rules! purposes {
    ($($(#[$doc:meta])* $name:ident = $label:literal;)*) => {
        $($(#[$doc])* pub const $name: $crate::base::draws::Purpose
            = $crate::base::draws::Purpose($crate::base::draws::label_hash($label));)*
        /// Labels of this module's draws.
        pub const PURPOSES: &[(&str, $crate::base::draws::Purpose)] = &[$(($label, $name)),*];
    };
}

/// One round of the finaliser: a bijection of 64-bit words.
#[inline]
#[must_use]
pub const fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// The draws of a whole replicate: what all its draws share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct WorldKey(u64);

impl WorldKey {
    /// From the seed of the experiment and the number of the replicate.
    #[must_use]
    pub const fn new(seed: u64, replicate: u64) -> Self {
        Self(mix(mix(seed.wrapping_add(0x9e37_79b9_7f4a_7c15)) ^ replicate.wrapping_mul(0xd6e8_feb8_6659_fd93)))
    }

    /// The draws of a word that no other thing of the world has; see [`Namespace`].
    #[inline]
    #[must_use]
    pub const fn of(self, word: u64) -> Draws {
        Draws(mix(self.0 ^ word.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }

    /// The draws of a person, by the permanent id.
    #[inline]
    #[must_use]
    pub const fn person(self, id: u64) -> Draws {
        self.of(Namespace::Person.word(id))
    }

    /// The draws of a village while the world is drawn, by its permanent number.
    #[inline]
    #[must_use]
    pub const fn settlement(self, id: u32) -> Draws {
        self.of(Namespace::Settlement.word(id as u64))
    }

    /// The draws of a village in a run, by its permanent number.
    #[inline]
    #[must_use]
    pub const fn village(self, id: u32) -> Draws {
        self.of(Namespace::Village.word(id as u64))
    }

    /// The draws of a destination, by its position in the rules.
    #[inline]
    #[must_use]
    pub const fn corridor(self, position: usize) -> Draws {
        self.of(Namespace::Corridor.word(position as u64))
    }

    /// The draws of a region, by its position in the tables.
    #[inline]
    #[must_use]
    pub const fn region(self, position: usize) -> Draws {
        self.of(Namespace::Region.word(position as u64))
    }

    /// The draws of the country as a whole.
    #[inline]
    #[must_use]
    pub const fn country(self) -> Draws {
        self.of(Namespace::Country.word(0))
    }
}

/// Kinds of things that draw, each with words of its own, so that a village never shares the draws of a person.
///
/// A person's id has its month of birth in bits 24 to 39, which is never 0; numbers of all other things lie below 2^24,
/// and the bits above tell which kind it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Namespace {
    /// Persons, by permanent id.
    Person,
    /// Villages and quarters while the first world is drawn: size, households, members.
    Settlement,
    /// Villages in a run: who comes of age.
    Village,
    /// Destinations: what people compete for there.
    Corridor,
    /// Regions: what befalls all their people.
    Region,
    /// The country: of which villages a sample is made. There is one.
    Country,
}

impl Namespace {
    /// Bits of a person's id that hold the month of birth.
    const BIRTH: u64 = 0xffff << 24;

    /// The word of a thing of this kind.
    #[inline]
    #[must_use]
    pub const fn word(self, id: u64) -> u64 {
        debug_assert!(match self {
            Self::Person => id & Self::BIRTH != 0 && id & Self::BIRTH != Self::BIRTH,
            _ => id < 1 << 24,
        });
        match self {
            Self::Person | Self::Settlement => id,
            Self::Village => id | 1 << 63,
            Self::Corridor => id | 1 << 62,
            Self::Region => id | 1 << 61,
            Self::Country => u64::MAX,
        }
    }
}

/// The draws of one thing with a permanent id; hash it once per visit, then draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draws(u64);

impl Draws {
    /// 64 random bits for a purpose, month and index (an option, an attempt).
    #[inline]
    #[must_use]
    pub const fn bits(self, purpose: Purpose, month: u32, index: u32) -> u64 {
        mix(mix(self.0 ^ purpose.0)
            .wrapping_add(((month as u64) << 32 | index as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }

    /// A uniform number in [0, 1) with 53 bits.
    #[inline]
    #[must_use]
    pub fn unit(self, purpose: Purpose, month: u32, index: u32) -> f64 {
        to_unit(self.bits(purpose, month, index))
    }

    /// True with probability `chance`; never at 0, always at 1.
    #[inline]
    #[must_use]
    pub fn happens(self, chance: f64, purpose: Purpose, month: u32, index: u32) -> bool {
        self.unit(purpose, month, index) < chance
    }

    /// An integer in 0..`bound` (Lemire's multiply-shift range, bias below `bound` in 2^64); 0 where `bound` is 0.
    #[inline]
    #[must_use]
    pub fn below(self, bound: u64, purpose: Purpose, month: u32, index: u32) -> u64 {
        ((u128::from(self.bits(purpose, month, index)) * u128::from(bound)) >> 64) as u64
    }

    /// A standard normal number.
    #[must_use]
    pub fn normal(self, purpose: Purpose, month: u32, index: u32) -> f64 {
        super::math::normal_quantile(self.unit(purpose, month, index))
    }
}

/// 64 bits to a uniform number in [0, 1).
#[inline]
#[must_use]
pub fn to_unit(bits: u64) -> f64 {
    (bits >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
}

/// `expected` rounded to a whole number so that its mean is kept: the floor, and one more with the probability of the
/// fraction.
#[must_use]
pub fn round_keyed(expected: f64, unit: f64) -> i64 {
    let floor = expected.floor();
    floor as i64 + i64::from(unit < expected - floor)
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Purpose = Purpose(label_hash("test/a"));
    const B: Purpose = Purpose(label_hash("test/b"));

    #[test]
    fn golden_vectors_pin_the_generator() {
        let draws = WorldKey::new(1, 0).of(42);
        assert_eq!(
            [
                draws.bits(A, 0, 0),
                draws.bits(A, 1, 0),
                draws.bits(A, 0, 1),
                draws.bits(B, 0, 0),
                WorldKey::new(1, 1).of(42).bits(A, 0, 0)
            ],
            GOLDEN,
        );
    }
    const GOLDEN: [u64; 5] = [
        1_807_603_903_939_616_868,
        13_177_139_774_669_285_406,
        5_240_753_901_175_151_077,
        14_309_756_194_394_181_573,
        5_608_807_869_129_013_065,
    ];

    #[test]
    fn kinds_of_things_never_share_their_words() {
        // A person by village, month of birth and rank, each at both ends of its range.
        let (most, births) = (0xff_ffff_u64, [1, 1 << 15, 0xfffe]);
        let ends = [0, 1, 0x40_0000, 0x80_0000, most];
        let person = |v: u64, b: u64, r: u64| Namespace::Person.word(v << 40 | b << 24 | r);
        let persons = ends.iter().flat_map(|&v| births.iter().flat_map(move |&b| ends.map(|r| person(v, b, r))));
        let others = [Namespace::Settlement, Namespace::Village, Namespace::Corridor, Namespace::Region];
        let others = others.iter().flat_map(|kind| ends.map(|id| kind.word(id)));
        let all: Vec<u64> = persons.chain(others).chain([Namespace::Country.word(0)]).collect();
        let different: std::collections::BTreeSet<u64> = all.iter().copied().collect();
        assert_eq!(different.len(), all.len());
        // No other thing has a month of birth; the country has one that nobody can have.
        let birth = |word: u64| word & Namespace::BIRTH;
        assert!(
            [Namespace::Settlement, Namespace::Village, Namespace::Corridor, Namespace::Region]
                .iter()
                .all(|k| birth(k.word(most)) == 0)
        );
        assert_eq!(birth(Namespace::Country.word(0)), Namespace::BIRTH);
    }

    #[test]
    fn words_are_those_that_results_rest_on() {
        let key = WorldKey::new(1, 0);
        assert_eq!(key.person(7 << 40 | 23_000 << 24 | 3), key.of(7 << 40 | 23_000 << 24 | 3));
        assert_eq!(key.settlement(5), key.of(5));
        assert_eq!(key.village(5), key.of(5 | 1 << 63));
        assert_eq!(key.corridor(5), key.of(5 | 1 << 62));
        assert_eq!(key.country(), key.of(u64::MAX));
    }

    #[test]
    #[should_panic(expected = "id & Self::BIRTH")]
    #[cfg(debug_assertions)]
    fn the_id_of_a_person_without_a_month_of_birth_is_refused() {
        let _ = Namespace::Person.word(5);
    }

    type Generator = fn(u64, Purpose, u32, u32) -> f64;
    fn ours(id: u64, purpose: Purpose, month: u32, index: u32) -> f64 {
        WorldKey::new(7, 3).of(id).unit(purpose, month, index)
    }
    /// The same generator with the purpose forgotten: two decisions of a person in a month share their draws.
    fn without_purpose(id: u64, _: Purpose, month: u32, index: u32) -> f64 {
        WorldKey::new(7, 3).of(id).unit(Purpose(0), month, index)
    }
    /// A generator whose months are a lattice (a multiplicative step without mixing).
    fn lattice(id: u64, purpose: Purpose, month: u32, _: u32) -> f64 {
        (ours(id, purpose, 0, 0) + f64::from(month) * 0.618_033_988_749_895).fract()
    }

    /// Chi-square of pairs (x, y) in a 16 × 16 grid: 255 degrees of freedom, mean 255, sd 22.6; more than 5 sd away is
    /// a failure.
    fn grid(pairs: impl Iterator<Item = (f64, f64)>) -> f64 {
        let mut counts = [0u32; 256];
        let mut n = 0u32;
        for (x, y) in pairs {
            counts[(x * 16.0) as usize * 16 + (y * 16.0) as usize] += 1;
            n += 1;
        }
        let expected = f64::from(n) / 256.0;
        counts.iter().map(|&c| (f64::from(c) - expected) * (f64::from(c) - expected) / expected).sum()
    }
    fn passes(generator: Generator) -> bool {
        let people = 0..40_000u64;
        let by_purpose = grid(people.clone().map(|p| (generator(p, A, 5, 0), generator(p, B, 5, 0))));
        let by_month = grid(people.clone().map(|p| (generator(p, A, 5, 0), generator(p, A, 6, 0))));
        let by_index = grid(people.clone().map(|p| (generator(p, A, 5, 0), generator(p, A, 5, 1))));
        let by_person = grid(people.map(|p| (generator(p, A, 5, 0), generator(p + 1, A, 5, 0))));
        [by_purpose, by_month, by_index, by_person].iter().all(|x| (x - 255.0).abs() < 5.0 * 22.6)
    }

    #[test]
    fn draws_are_uniform_and_independent_over_persons_months_purposes_and_indices() {
        assert!(passes(ours));
    }

    #[test]
    fn a_generator_that_forgets_the_purpose_is_rejected() {
        assert!(!passes(without_purpose));
        assert!(!passes(lattice));
    }

    #[test]
    fn keyed_rounding_keeps_the_mean_and_the_bounds() {
        let n = 100_000;
        let total: i64 = (0..n).map(|i| round_keyed(2.3, ours(i, A, 0, 0))).sum();
        assert!((total as f64 / n as f64 - 2.3).abs() < 0.01);
        assert_eq!(round_keyed(3.0, 0.0), 3);
        assert_eq!(round_keyed(0.0, 0.0), 0);
    }

    #[test]
    fn limits_of_a_chance_are_certain() {
        let draws = WorldKey::new(1, 1).of(1);
        for month in 0..1000 {
            assert!(draws.happens(1.0, A, month, 0));
            assert!(!draws.happens(0.0, A, month, 0));
            assert!(draws.below(7, A, month, 0) < 7);
        }
    }
}
