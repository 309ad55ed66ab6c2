//! Units of measures: what they say of a measure is what it does.

use super::measure::MEASURES;
use super::measure_tests::sample;
use super::tally::Tally;

/// What is doubled in a measure tells its unit: full scale, money, or neither.
#[test]
fn units_say_what_a_measure_grows_with() {
    let before = sample();
    let heavier = Tally { weight_millionths: 2 * before.weight_millionths, ..before.clone() };
    let richer = Tally {
        books: before.books.iter().map(|cents| 2 * cents).collect(),
        brought: before.brought.map(|cents| 2 * cents),
        ..before.clone()
    };
    let mut wrong = Vec::new();
    for m in MEASURES {
        let Some(value) = (m.of)(&before) else { continue };
        let mut check = |what: &str, factor: Option<f64>, said: bool| {
            let wanted = if said { 2.0 } else { 1.0 };
            if factor != Some(wanted) {
                wrong.push(format!("{} ({}): with the double of {what} {factor:?} of itself", m.name, m.unit));
            }
        };
        let grows = |t: &Tally| (m.of)(t).map(|is| is / value);
        check("the weight", grows(&heavier), m.unit.contains("full scale"));
        check("all money", grows(&richer), m.unit.starts_with("EUR"));
        if m.unit.starts_with("share") && !(0.0..=1.0).contains(&value) {
            wrong.push(format!("{} ({}) is {value}", m.name, m.unit));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
