//! Draws from a list of shares in constant time from the bits of one hash.

/// An alias table (Walker 1977, Vose 1991) of at most 64 outcomes.
#[derive(Clone, Debug)]
pub struct Alias {
    shift: u32,
    /// Own outcome below this, the other from it on, for each slot.
    cut: Vec<u32>,
    other: Vec<u8>,
}

impl Alias {
    /// From weights, not all zero; negative ones count as zero.
    #[must_use]
    pub fn new(weights: &[f64]) -> Self {
        let slots = weights.len().clamp(1, 64).next_power_of_two();
        let sum: f64 = weights.iter().map(|w| w.max(0.0)).sum();
        let scale = if sum > 0.0 { slots as f64 / sum } else { 0.0 };
        let mut heights: Vec<f64> = (0..slots).map(|i| weights.get(i).map_or(0.0, |w| w.max(0.0) * scale)).collect();
        let mut other: Vec<u8> = (0..slots).map(|i| i as u8).collect();
        let mut cut = vec![u32::MAX; slots];
        let mut small: Vec<usize> = (0..slots).filter(|&i| heights[i] < 1.0).collect();
        let mut large: Vec<usize> = (0..slots).filter(|&i| heights[i] >= 1.0).collect();
        while let (Some(&l), Some(s)) = (large.last(), small.pop()) {
            cut[s] = (heights[s] * 4_294_967_296.0) as u32;
            other[s] = l as u8;
            heights[l] -= 1.0 - heights[s];
            if heights[l] < 1.0 {
                large.pop();
                small.push(l);
            }
        }
        // Rounding may leave a slot of weight zero without partner: it may not stand for itself.
        let most = (0..weights.len().min(64)).max_by(|&a, &b| weights[a].total_cmp(&weights[b])).unwrap_or(0);
        for s in small.into_iter().filter(|&s| weights.get(s).is_none_or(|w| *w <= 0.0)) {
            (cut[s], other[s]) = (0, most as u8);
        }
        Self { shift: slots.trailing_zeros(), cut, other }
    }

    /// An outcome from the lowest 38 bits.
    #[inline]
    #[must_use]
    pub fn pick(&self, bits: u64) -> usize {
        let slot = (bits & ((1 << self.shift) - 1)) as usize;
        let height = (bits >> self.shift) as u32;
        if height < self.cut[slot] { slot } else { usize::from(self.other[slot]) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::draws::mix;

    #[test]
    fn outcomes_come_in_their_shares_and_zeros_never() {
        let weights = [0.5, 0.0, 0.2, 0.25, 0.05];
        let table = Alias::new(&weights);
        let mut counts = [0u32; 8];
        let n = 200_000u64;
        for i in 0..n {
            counts[table.pick(mix(i))] += 1;
        }
        for (i, w) in weights.iter().enumerate() {
            assert!((f64::from(counts[i]) / n as f64 - w).abs() < 0.005, "{counts:?}");
        }
        assert_eq!(counts[1] + counts[5] + counts[6] + counts[7], 0);
        assert_eq!(Alias::new(&[3.0]).pick(u64::MAX), 0);
    }
}
