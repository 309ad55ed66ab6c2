//! One choice among a few options: nested logit with one uniform number.
//!
//! Options in a nest resemble each other: their noise is correlated. With scale `s` between nests and `s_n <= s` within
//! nest n, `P(i) = P(n) P(i|n)`, `P(i|n) ~ exp(u_i/s_n)`, `P(n) ~ (sum of exp(u_i/s_n))^(s_n/s)`. Sources: McFadden
//! 1978 (nested logit as random utility); Train 2009, Discrete Choice Methods with Simulation, chapter 4. A person's
//! permanent taste for an option is added to its utility by the caller; the uniform number is drawn anew at each
//! review.
use crate::base::math::{exp, ln};

/// Options looked at in one choice; more are not seen.
pub const MOST_OPTIONS: usize = 16;

/// Nests that can be told apart.
pub const MOST_NESTS: usize = 4;

/// One option.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Alternative {
    /// Its utility, util-months; negative infinity if it is not open.
    pub utility: f64,
    /// The nest that it belongs to, below [`MOST_NESTS`].
    pub nest: u8,
}

impl Alternative {
    /// An option that is not open, and costs nothing to consider.
    pub const CLOSED: Self = Self { utility: f64::NEG_INFINITY, nest: 0 };
}

/// How noisy choices are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scales {
    between: f64,
    within: [f64; MOST_NESTS],
    /// Within-nest scale over between-nest scale: 1 is plain logit, 0 perfect correlation.
    shares: [f64; MOST_NESTS],
}

/// Weights of the options, proportional to their probabilities.
struct Weights {
    weight: [f64; MOST_OPTIONS],
    total: f64,
    best: f64,
}

impl Scales {
    /// Scale `between` nests (util-months; 0 is no noise) and, as a share of it within 0 and 1, in each nest.
    #[must_use]
    pub fn new(between: f64, shares: [f64; MOST_NESTS]) -> Self {
        let shares = shares.map(|share| share.clamp(0.0, 1.0));
        Self { between, within: shares.map(|share| share * between), shares }
    }

    /// One scale for everything: plain logit.
    #[must_use]
    pub fn plain(scale: f64) -> Self {
        Self::new(scale, [1.0; MOST_NESTS])
    }

    /// Index of the option taken at `uniform` in [0, 1); `None` if none is open. One exponential an open option, two
    /// functions more for a nest that holds several.
    #[must_use]
    pub fn choose(&self, uniform: f64, options: &[Alternative]) -> Option<usize> {
        let Weights { weight, total, best } = self.weights(options);
        if best == f64::NEG_INFINITY {
            return None;
        }
        let mut left = uniform * total;
        let mut last = None;
        for (index, &weight) in weight.iter().enumerate() {
            if weight > 0.0 {
                last = Some(index);
                if left < weight {
                    break;
                }
                left -= weight;
            }
        }
        last
    }

    /// Whether `uniform` surely takes the first option (staying, say), told without an exponential: an upper bound of
    /// all other weights leaves it there. Where this is true [`Self::choose`] gives 0; where it is false it may still.
    ///
    /// The bound: for x <= 0, e^x = (e^(x/4))^4 <= (1/(1 - y + y²/2))^4 with y = x/4; and a nest weighs no more than
    /// its options would one by one.
    #[must_use]
    pub fn surely_first(&self, uniform: f64, options: &[Alternative]) -> bool {
        let Some((first, others)) = options.split_first() else { return false };
        if self.between <= 0.0 || first.utility == f64::NEG_INFINITY {
            return false;
        }
        let quarter = 0.25 / self.between;
        let mut bound = 0.0;
        for other in others.iter().filter(|o| o.utility > f64::NEG_INFINITY) {
            let y = (other.utility - first.utility) * quarter;
            if y > 0.0 || other.nest == first.nest {
                return false;
            }
            let one = 1.0 / (1.0 - y + 0.5 * y * y);
            bound += (one * one) * (one * one);
        }
        // A hair's breadth against rounding.
        uniform * (1.0 + bound) < 1.0 - 1e-9
    }

    /// Probability of every option.
    #[must_use]
    pub fn probabilities(&self, options: &[Alternative]) -> [f64; MOST_OPTIONS] {
        let Weights { weight, total, .. } = self.weights(options);
        if total > 0.0 { weight.map(|weight| weight / total) } else { weight }
    }

    /// Expected utility of the best option (inclusive value, up to Euler's constant times the scale), util-months;
    /// negative infinity if none is open.
    #[must_use]
    pub fn inclusive_value(&self, options: &[Alternative]) -> f64 {
        let Weights { total, best, .. } = self.weights(options);
        if self.between > 0.0 && best > f64::NEG_INFINITY { best + self.between * ln(total) } else { best }
    }

    fn weights(&self, options: &[Alternative]) -> Weights {
        let options = &options[..options.len().min(MOST_OPTIONS)];
        let nest = |option: &Alternative| usize::from(option.nest).min(MOST_NESTS - 1);
        let mut best_in = [f64::NEG_INFINITY; MOST_NESTS];
        let mut open_in = [0_u8; MOST_NESTS];
        let (mut best, mut first_best) = (f64::NEG_INFINITY, 0);
        for (index, option) in options.iter().enumerate() {
            if option.utility > f64::NEG_INFINITY {
                open_in[nest(option)] += 1;
                best_in[nest(option)] = best_in[nest(option)].max(option.utility);
                if option.utility > best {
                    (best, first_best) = (option.utility, index);
                }
            }
        }
        let mut weight = [0.0; MOST_OPTIONS];
        if best == f64::NEG_INFINITY {
            return Weights { weight, total: 0.0, best };
        }
        if self.between <= 0.0 {
            weight[first_best] = 1.0;
            return Weights { weight, total: 1.0, best };
        }
        let mut sum_in = [0.0; MOST_NESTS];
        for (weight, option) in weight.iter_mut().zip(options) {
            let nest = nest(option);
            if option.utility > f64::NEG_INFINITY {
                *weight = within(option.utility, best_in[nest], self.within[nest], open_in[nest]);
                sum_in[nest] += *weight;
            }
        }
        let mut factor = [0.0; MOST_NESTS];
        for n in 0..MOST_NESTS {
            if open_in[n] > 0 {
                // Probability of the nest is exp((best + s_n ln sum)/s); of the option within it weight/sum: their
                // product with one exponential.
                let spread = if open_in[n] > 1 { (self.shares[n] - 1.0) * ln(sum_in[n]) } else { 0.0 };
                factor[n] = exp((best_in[n] - best) / self.between + spread);
            }
        }
        let mut total = 0.0;
        for (weight, option) in weight.iter_mut().zip(options) {
            *weight *= factor[nest(option)];
            total += *weight;
        }
        Weights { weight, total, best }
    }
}

/// Weight of an option among its like, relative to their best.
#[inline]
fn within(utility: f64, best: f64, scale: f64, open: u8) -> f64 {
    if utility == best || open == 1 {
        1.0
    } else if scale > 0.0 {
        exp((utility - best) / scale)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STAY: Alternative = Alternative { utility: 0.0, nest: 0 };

    fn leave(utility: f64) -> Alternative {
        Alternative { utility, nest: 1 }
    }

    /// The textbook formula, without shifts.
    fn textbook(options: &[Alternative], scale: f64, share: f64) -> Vec<f64> {
        let sum =
            |nest| -> f64 { options.iter().filter(|o| o.nest == nest).map(|o| exp(o.utility / (scale * share))).sum() };
        let nest_weight = |nest| if sum(nest) > 0.0 { exp(share * ln(sum(nest))) } else { 0.0 };
        let total: f64 = (0..4).map(nest_weight).sum();
        options.iter().map(|o| nest_weight(o.nest) / total * exp(o.utility / (scale * share)) / sum(o.nest)).collect()
    }

    #[test]
    fn without_noise_the_best_is_taken() {
        let options = [STAY, leave(3.0), leave(2.0), Alternative { utility: 2.9, nest: 2 }];
        for uniform in [0.0, 0.3, 0.999_999] {
            assert_eq!(Scales::plain(0.0).choose(uniform, &options), Some(1));
            assert_eq!(Scales::new(1e-9, [0.5; 4]).choose(uniform, &options), Some(1));
        }
        assert_eq!(Scales::plain(0.0).inclusive_value(&options), 3.0);
        // Of two that are worth the same, the first.
        for uniform in [0.0, 0.999_999] {
            assert_eq!(Scales::plain(0.0).choose(uniform, &[STAY, leave(3.0), leave(3.0)]), Some(1));
            assert_eq!(Scales::plain(0.0).choose(uniform, &[STAY, leave(0.0)]), Some(0));
        }
    }

    #[test]
    fn the_only_open_option_is_taken_and_none_if_none_is_open() {
        let scales = Scales::new(4.0, [0.5; 4]);
        assert_eq!(scales.choose(0.999, &[Alternative::CLOSED, leave(-900.0), Alternative::CLOSED]), Some(1));
        assert_eq!(scales.choose(0.5, &[Alternative::CLOSED; 3]), None);
        assert_eq!(scales.choose(0.5, &[]), None);
        assert_eq!(scales.probabilities(&[Alternative::CLOSED; 2]), [0.0; MOST_OPTIONS]);
        assert_eq!(scales.inclusive_value(&[leave(7.0)]), 7.0);
    }

    #[test]
    fn what_is_surely_first_is_what_is_chosen() {
        let scales = Scales::new(3.0, [1.0, 0.4, 0.7, 1.0]);
        let mut sure = 0;
        for i in 0..20_000 {
            let uniform = f64::from(i % 200) / 200.0 + 0.002;
            let at = |k: f64| -15.0 * ((f64::from(i) * k).sqrt() % 1.0);
            let options =
                [STAY, leave(at(3.1)), leave(at(7.3)), Alternative { utility: at(1.7), nest: 2 }, Alternative::CLOSED];
            if scales.surely_first(uniform, &options) {
                sure += 1;
                assert_eq!(scales.choose(uniform, &options), Some(0));
            }
        }
        assert!(sure > 5_000, "{sure}");
        assert!(!scales.surely_first(0.1, &[STAY, leave(0.1)]) && !scales.surely_first(0.1, &[]));
    }

    #[test]
    fn options_that_are_the_same_do_not_count_twice() {
        // Two ways to the same place, perfectly correlated: still one half stays.
        let twins = Scales::new(4.0, [0.0; 4]).probabilities(&[STAY, leave(0.0), leave(0.0)]);
        assert!((twins[0] - 0.5).abs() < 1e-12 && (twins[1] - 0.25).abs() < 1e-12, "{twins:?}");
        // Independent ones: a third each.
        let strangers = Scales::plain(4.0).probabilities(&[STAY, leave(0.0), leave(0.0)]);
        assert!((strangers[0] - 1.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn shares_of_many_choices_are_the_probabilities() {
        let options = [STAY, leave(2.0), leave(-1.0), Alternative::CLOSED, Alternative { utility: 1.0, nest: 2 }];
        let scales = Scales::new(3.0, [1.0, 0.4, 1.0, 1.0]);
        let mut counts = [0_u32; MOST_OPTIONS];
        for i in 0..100_000 {
            counts[scales.choose((f64::from(i) + 0.5) / 100_000.0, &options).unwrap()] += 1;
        }
        for (count, probability) in counts.iter().zip(scales.probabilities(&options)) {
            assert!((f64::from(*count) / 100_000.0 - probability).abs() < 2e-5);
        }
        assert_eq!(counts[3], 0);
    }

    #[test]
    fn utilities_far_apart_neither_overflow_nor_vanish() {
        let scales = Scales::new(1.0, [0.1; 4]);
        let p = scales.probabilities(&[leave(1e6), leave(-1e9), STAY]);
        assert_eq!((p[0], p[1], p[2]), (1.0, 0.0, 0.0));
        assert_eq!(scales.inclusive_value(&[leave(1e6), STAY]), 1e6);
    }

    proptest! {
        #[test]
        fn probabilities_are_the_textbooks(u in prop::collection::vec((-20.0..20.0, 0_u8..4), 1..8), scale in 0.5..8.0,
            share in 0.1..=1.0) {
            let options: Vec<_> = u.iter().map(|&(utility, nest)| Alternative { utility, nest }).collect();
            let scales = Scales::new(scale, [share; 4]);
            let ours = scales.probabilities(&options);
            prop_assert!((ours.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            for (ours, book) in ours.iter().zip(textbook(&options, scale, share)) {
                prop_assert!((ours - book).abs() < 1e-9, "{} {}", ours, book);
            }
            let best = options.iter().map(|o| o.utility).fold(f64::NEG_INFINITY, f64::max);
            prop_assert!(scales.inclusive_value(&options) >= best - 1e-9);
        }

        #[test]
        fn within_a_nest_the_ratio_does_not_depend_on_others(a in -5.0..5.0, b in -5.0..5.0, other in -5.0..5.0) {
            let scales = Scales::new(2.0, [0.6; 4]);
            let ratio = |third: Alternative| { let p = scales.probabilities(&[leave(a), leave(b), third]);
                p[0] / p[1] };
            prop_assert!((ratio(leave(other)) / ratio(Alternative { utility: other, nest: 2 }) - 1.0).abs() < 1e-9,
                "moves the wrong way");
            prop_assert!((ratio(Alternative::CLOSED) / ratio(leave(other)) - 1.0).abs() < 1e-9);
        }
    }

    /// Run by hand for the cost of a call: `cargo test --release -- --ignored --nocapture nanoseconds`.
    #[test]
    #[ignore = "a measurement"]
    #[expect(clippy::disallowed_types, reason = "a stopwatch is the point")]
    fn nanoseconds_of_a_choice() {
        let scales = Scales::new(4.0, [1.0, 0.5, 0.5, 1.0]);
        let mut options = [
            STAY,
            leave(1.0),
            leave(-2.0),
            Alternative { utility: 0.5, nest: 2 },
            Alternative { utility: -1.0, nest: 2 },
            Alternative::CLOSED,
        ];
        let (start, mut sum, calls) = (std::time::Instant::now(), 0, 2_000_000);
        for i in 0..calls {
            options[1].utility = f64::from(i % 16) * 0.25;
            sum += scales.choose(f64::from(i % 1000) / 1000.0, std::hint::black_box(&options)).unwrap_or(0);
        }
        println!("{:.0} ns a choice (sum {sum})", start.elapsed().as_nanos() as f64 / f64::from(calls));
    }
}
