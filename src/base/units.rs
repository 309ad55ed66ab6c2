//! Units: money in whole cents, months of the calendar.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Cents in a euro.
pub const CENTS: f64 = 100.0;

/// EUR to whole cents, rounded half away from zero and saturating at the ends; NaN is 0.
#[inline]
#[must_use]
pub fn cents(eur: f64) -> i64 {
    whole(eur * CENTS)
}

/// A number rounded to the nearest whole one, half away from zero. Written out because the standard function is a
/// library call on plain x86-64.
#[inline]
#[must_use]
pub fn whole(x: f64) -> i64 {
    (x + if x < 0.0 { -0.5 } else { 0.5 }) as i64
}

/// Whole cents to EUR.
#[inline]
#[must_use]
pub fn eur(cents: i64) -> f64 {
    cents as f64 / CENTS
}

/// A sum of cents for a record with 32 bits: saturating, so that an absurd fortune stops growing instead of wrapping.
/// One record holds up to 21 million EUR.
#[inline]
#[must_use]
pub fn small(cents: i64) -> i32 {
    cents.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32
}

/// A month of the calendar: months since January of year 0. Written "2009-07".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Month(pub u16);

impl Month {
    /// From a year and a month 1–12.
    #[must_use]
    pub const fn new(year: u16, month: u16) -> Self {
        Self(year * 12 + month - 1)
    }

    /// Year of the calendar.
    #[must_use]
    pub const fn year(self) -> u16 {
        self.0 / 12
    }

    /// Month of the year, 0 for January.
    #[inline]
    #[must_use]
    pub const fn of_year(self) -> usize {
        (self.0 % 12) as usize
    }

    /// This month plus a number of months (saturating at both ends).
    #[inline]
    #[must_use]
    pub const fn plus(self, months: i32) -> Self {
        let sum = self.0 as i32 + months;
        Self(if sum < 0 {
            0
        } else if sum > u16::MAX as i32 {
            u16::MAX
        } else {
            sum as u16
        })
    }

    /// Months from `earlier` to this month; negative if `earlier` is later.
    #[inline]
    #[must_use]
    pub const fn since(self, earlier: Self) -> i32 {
        self.0 as i32 - earlier.0 as i32
    }

    /// The key of this month in draws.
    #[inline]
    #[must_use]
    pub const fn key(self) -> u32 {
        self.0 as u32
    }

    /// Reads "2009-07" (a year 1900–2100, a month 01–12).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        if year.len() != 4 || month.len() != 2 || !text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
            return None;
        }
        let (year, month) = (year.parse::<u16>().ok()?, month.parse::<u16>().ok()?);
        ((1900..=2100).contains(&year) && (1..=12).contains(&month)).then(|| Self::new(year, month))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.of_year() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_written_and_read_alike() {
        for text in ["2005-01", "2009-12", "1900-06"] {
            assert_eq!(Month::parse(text).unwrap().to_string(), text);
        }
        for wrong in ["2005-13", "2005-1", "205-01", "2005", "2005-00", "abcd-ef", "+005-01"] {
            assert_eq!(Month::parse(wrong), None, "{wrong}");
        }
        assert_eq!(Month::new(2009, 7).since(Month::new(2007, 1)), 30);
        assert_eq!(Month(3).plus(-5), Month(0));
    }

    #[test]
    fn cents_round_half_away_from_zero() {
        assert_eq!([cents(1.005), cents(-2.5), cents(0.0), cents(f64::NAN)], [100, -250, 0, 0]);
        assert_eq!(small(i64::MAX), i32::MAX);
    }
}
