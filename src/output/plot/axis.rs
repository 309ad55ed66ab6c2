//! Axes: from the data to a range, from the range to ticks and their labels.

use super::drawable;
use crate::base::math::log10;
use crate::base::table::grouped;

/// How the numbers of an axis are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scale {
    Number,
    Calendar,
    Duration,
}

/// An axis: its title with the unit, and how its numbers are read.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    title: String,
    scale: Scale,
    from_zero: bool,
    limits: Option<(f64, f64)>,
}

impl Axis {
    /// An axis of plain numbers; the title names the unit: "bond (EUR)".
    #[must_use]
    pub fn number(title: impl Into<String>) -> Self {
        Self { title: title.into(), scale: Scale::Number, from_zero: false, limits: None }
    }

    /// An axis of months in the calendar; the values are [`month_number`]s, the labels "Jan 2005", or "2005" where
    /// every tick is a January.
    #[must_use]
    pub fn calendar(title: impl Into<String>) -> Self {
        Self { scale: Scale::Calendar, ..Self::number(title) }
    }

    /// An axis of durations in months, with ticks at quarters, halves and whole years.
    #[must_use]
    pub fn duration(title: impl Into<String>) -> Self {
        Self { scale: Scale::Duration, ..Self::number(title) }
    }

    /// The same axis, with 0 in view whatever the data are.
    #[must_use]
    pub fn from_zero(mut self) -> Self {
        self.from_zero = true;
        self
    }

    /// The same axis from `low` to `high` whatever the data are; what lies outside is cut off. Ignored unless both are
    /// finite and `low` < `high`.
    #[must_use]
    pub fn limits(mut self, low: f64, high: f64) -> Self {
        if drawable(low) && drawable(high) && low < high {
            self.limits = Some((low, high));
        }
        self
    }

    /// Whether the ends do not depend on the data.
    pub(super) fn is_fixed(&self) -> bool {
        self.limits.is_some()
    }

    pub(super) fn title(&self) -> &str {
        &self.title
    }

    /// The range that shows `values`: from the first to the last, or, with a number of `pieces`, from a round number to
    /// another, about so many ticks apart.
    pub(super) fn range(&self, values: impl Iterator<Item = f64>, pieces: Option<usize>) -> Range {
        let (mut low, mut high) = values
            .filter(|&value| drawable(value))
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        if let Some(limits) = self.limits {
            return Range { low: limits.0, high: limits.1, scale: self.scale };
        }
        if low > high {
            (low, high) = match self.scale {
                Scale::Number => (0.0, 1.0),
                Scale::Calendar => (24_060.0, 24_072.0),
                Scale::Duration => (0.0, 12.0),
            };
        }
        if self.from_zero {
            (low, high) = (low.min(0.0), high.max(0.0));
        }
        // One value, or a difference that is only rounding: room on both sides.
        if high - low <= 1e-9 * low.abs().max(high.abs()) {
            let room = if self.scale == Scale::Calendar {
                6.0
            } else if high == 0.0 {
                1.0
            } else {
                0.1 * high.abs()
            };
            (low, high) = (low - room, high + room);
        }
        if let Some(pieces) = pieces {
            // Rounding widens the range, and a wider one may have coarser ticks: until both ends are ticks.
            for _ in 0..4 {
                let step = round_step((high - low) / pieces.max(2) as f64);
                (low, high) = ((low / step + 1e-9).floor() * step, (high / step - 1e-9).ceil() * step);
            }
        }
        Range { low, high, scale: self.scale }
    }
}

/// Number of a month on a calendar axis: months since January of the year 0. `month` counts from 1 (January).
#[must_use]
pub fn month_number(year: i32, month: u32) -> f64 {
    f64::from(year) * 12.0 + f64::from(month) - 1.0
}

/// A label and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tick {
    pub value: f64,
    pub label: String,
}

/// From where to where an axis goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Range {
    pub low: f64,
    pub high: f64,
    scale: Scale,
}

impl Range {
    /// Place of `value`: 0 at the low end, 1 at the high end.
    pub fn part(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }

    pub fn holds(&self, value: f64) -> bool {
        value >= self.low && value <= self.high
    }

    /// Round values within the range, at most about `most` (at least two are tried for).
    pub fn ticks(&self, most: usize) -> Vec<Tick> {
        let most = most.max(2) as f64;
        let span = self.high - self.low;
        let step = if self.scale == Scale::Number { round_step(span / most) } else { months_step(span / most) };
        let first = (self.low / step - 1e-9).ceil();
        let count = (self.high / step + 1e-9).floor() - first;
        let decimals = decimals(step);
        (0..=(count.clamp(-1.0, 1000.0) as i64))
            .map(|index| (first + index as f64) * step)
            .map(|value| Tick {
                value,
                label: if self.scale == Scale::Calendar { month_name(value, step) } else { number(value, decimals) },
            })
            .collect()
    }
}

/// The smallest of 1, 2, 2.5, 5 times a power of ten that is at least `rough`.
fn round_step(rough: f64) -> f64 {
    let power = crate::base::math::pow(10.0, log10(rough.max(1e-300)).floor());
    [1.0, 2.0, 2.5, 5.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|&step| step >= rough * (1.0 - 1e-9))
        .unwrap_or(10.0 * power)
}

fn months_step(rough: f64) -> f64 {
    [1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 36.0, 60.0, 120.0, 240.0, 600.0]
        .into_iter()
        .find(|&step| step >= rough)
        .unwrap_or_else(|| 12.0 * round_step(rough / 12.0))
}

/// Decimal places that tell multiples of `step` apart.
fn decimals(step: f64) -> u8 {
    (0..12_u8)
        .find(|&places| {
            let scaled = step * crate::base::math::pow(10.0, f64::from(places));
            (scaled - scaled.round()).abs() < 1e-6 * scaled && scaled >= 0.5
        })
        .unwrap_or(12)
}

/// A number on an axis: thousands apart; very large and very small ones with an exponent.
pub(super) fn number(value: f64, decimals: u8) -> String {
    if value != 0.0 && (value.abs() >= 1e12 || decimals > 6) {
        return format!("{:e}", format!("{value:.3e}").parse::<f64>().unwrap_or(value));
    }
    grouped(value, decimals).replace('-', "−")
}

/// A month by name and year; by the year alone where every tick is a January.
fn month_name(value: f64, step: f64) -> String {
    const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let months = value.round() as i64;
    if step >= 12.0 {
        return months.div_euclid(12).to_string();
    }
    let name = usize::try_from(months.rem_euclid(12)).ok().and_then(|month| NAMES.get(month)).copied().unwrap_or("");
    format!("{name} {}", months.div_euclid(12))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis, values: &[f64], pieces: Option<usize>, most: usize) -> Vec<String> {
        axis.range(values.iter().copied(), pieces).ticks(most).into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn ticks_are_round_and_readable() {
        let axis = Axis::number("EUR");
        assert_eq!(
            labels(&axis, &[0.0, 12_000.0], Some(6), 6),
            ["0", "2,000", "4,000", "6,000", "8,000", "10,000", "12,000"]
        );
        assert_eq!(labels(&axis, &[-0.31, 0.22], Some(6), 6), ["−0.4", "−0.2", "0.0", "0.2", "0.4"]);
        assert_eq!(labels(&axis, &[0.0, 4e15], Some(6), 5).last().unwrap(), "4e15");
        assert_eq!(labels(&axis, &[], Some(4), 4), ["0.00", "0.25", "0.50", "0.75", "1.00"]);
    }

    #[test]
    fn durations_are_counted_in_parts_of_years() {
        assert_eq!(labels(&Axis::duration("months"), &[0.0, 40.0], None, 8), ["0", "6", "12", "18", "24", "30", "36"]);
    }

    #[test]
    fn months_are_named() {
        let axis = Axis::calendar("");
        assert_eq!(
            labels(&axis, &[month_number(2005, 1), month_number(2005, 12)], None, 4),
            ["Jan 2005", "Apr 2005", "Jul 2005", "Oct 2005"]
        );
        assert_eq!(
            labels(&axis, &[month_number(2004, 7), month_number(2012, 2)], None, 8),
            ["2005", "2006", "2007", "2008", "2009", "2010", "2011", "2012"]
        );
    }

    #[test]
    fn odd_data_give_a_range_of_some_width() {
        for values in [
            &[][..],
            &[5.0],
            &[0.0, 0.0],
            &[f64::NAN, f64::INFINITY],
            &[1e16, 1e16 + 2.0],
            &[-1e99, 1e99],
            &[1e-200, 2e-200],
        ] {
            for axis in [
                Axis::number(""),
                Axis::calendar(""),
                Axis::number("").from_zero(),
                Axis::number("").limits(f64::NAN, 1.0),
            ] {
                let range = axis.range(values.iter().copied(), Some(6));
                assert!(
                    range.high > range.low && range.low.is_finite() && range.high.is_finite(),
                    "{values:?} \
                    {range:?}"
                );
                assert!(range.ticks(6).len() <= 12, "{values:?} {range:?}");
            }
        }
    }
}
