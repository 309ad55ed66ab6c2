//! Kinds of parameters: how a value is stored, checked and named.

use super::node::Value;
use super::param::Spec;
use super::reader::Reader;

/// A kind of parameter: how its value is stored, checked and named.
pub trait ParamKind {
    /// Type of the field.
    type Stored: Clone;
    /// Unit in words.
    const UNIT: &'static str;
    /// Whether only whole numbers are meant.
    const WHOLE: bool = false;
    /// What a text must look like; empty for numbers.
    const PATTERN: &'static str = "";
    /// From a number already found in range.
    fn store(number: f64) -> Self::Stored;
    /// Reads the value at a place; faults go to the reader, and the default stands in.
    fn read(at: &mut Reader<'_>, spec: &Spec) -> Self::Stored {
        Self::store(at.number(spec))
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident: $stored:ty, $unit:literal, $whole:literal, |$x:ident| $make:expr;)*) => {
        $($(#[$doc])* #[derive(Debug)] pub enum $name {}
        impl ParamKind for $name {
            type Stored = $stored;
            const UNIT: &'static str = $unit;
            const WHOLE: bool = $whole;
            fn store($x: f64) -> $stored { $make }
        })*
    };
}

kinds! {
    /// A probability per month.
    Hazard: f64, "per month", false, |x| x;
    /// A part of a whole, or a probability of a single event.
    Share: f64, "share", false, |x| x;
    /// Money.
    Eur: f64, "EUR", false, |x| x;
    /// Money per month.
    EurMonth: f64, "EUR per month", false, |x| x;
    /// Money per day worked.
    EurDay: f64, "EUR per day", false, |x| x;
    /// Days in a month.
    DaysMonth: f64, "days per month", false, |x| x;
    /// A whole number of months.
    Months: u32, "months", true, |x| x as u32;
    /// A whole number of persons or posts at full scale (1:1).
    Persons: f64, "persons at 1:1", true, |x| x;
    /// A number without unit.
    Number: f64, "number", false, |x| x;
    /// A rate per year.
    PerYear: f64, "per year", false, |x| x;
    /// Utility: log points of consumption times months.
    UtilMonths: f64, "util-months", false, |x| x;
    /// Utility per month: log points of consumption.
    LogPoints: f64, "log points", false, |x| x;
    /// Month of the year, 1 for January.
    MonthOfYear: u32, "month of the year", true, |x| x as u32;
    /// A whole number.
    Count: u32, "count", true, |x| x as u32;
}

/// The seed of a run: any whole number of 64 bits without a sign.
#[derive(Debug)]
pub enum Seed {}
impl ParamKind for Seed {
    type Stored = u64;
    const UNIT: &'static str = "seed";
    const WHOLE: bool = true;
    fn store(number: f64) -> u64 {
        number as u64
    }
    fn read(at: &mut Reader<'_>, spec: &Spec) -> u64 {
        match at.node().map(|node| (&node.value, node.origin)) {
            // A large one is taken as it is: as a decimal number it would be another.
            Some((Value::Integer(whole), _)) if *whole >= 0 => u64::try_from(*whole).unwrap_or(u64::MAX),
            Some((Value::Float(number), origin)) if number.abs() > EXACT => {
                let message = format!("`{}` = {number} is no exact number", at.path());
                at.out().error(Some(origin), message, format!("wanted a whole number from {}", spec.range()));
                1
            }
            _ => Self::store(at.number(spec)),
        }
    }
}

/// Up to here every whole number is a decimal number.
const EXACT: f64 = 9_007_199_254_740_991.0;
