//! Booking of the home economy. Nobody at home is visited for it: income and consumption are booked once a month for
//! all earners of a line together (`engine/home.rs` has the rule), and a household's own wealth is brought up to date,
//! exactly, when somebody looks at it ([`District::touch`](crate::world::District::touch)). What those away on expected
//! earnings save is booked in the same way by destination. Source: sector incomes of the population's table. Left out:
//! what is earned beside the main work.

use crate::engine::{Backdrop, Tables};
use crate::journal::Place;
use crate::journal::ledger::Flow;
use crate::world::{HomeBook, World};

crate::purposes! {}

/// Books the month.
pub fn shared(world: &mut World, backdrop: &Backdrop<'_>) {
    book(&mut world.book, backdrop.tables, backdrop.passed.worth);
    for d in &mut world.districts {
        for (line, &earners) in world.book.lines.iter().zip(&d.earners) {
            d.ledger.post(Flow::HomeIncome, Place::HOME, earners * line.income);
            d.ledger.post(Flow::HomeConsumption, Place::HOME, earners * line.consumption);
        }
        d.ledger.post(Flow::AssetIncome, Place::HOME, d.asset_income);
        d.ledger.post(Flow::JobIncome, Place::HOME, d.job_income);
        d.ledger.post(Flow::AssetLivedOn, Place::HOME, d.asset_income + d.job_income);
    }
}

/// Adds the month, in which an EUR is worth so much of the first, to what one earner of each line, and one person on
/// expected earnings, has saved.
fn book(book: &mut HomeBook, tables: &Tables, worth: f64) {
    for line in &mut book.lines {
        let so_far = line.cumulated.last().copied().unwrap_or(0);
        line.cumulated.push(so_far + (line.income - line.consumption) as i32);
        line.brought += worth * line.left;
    }
    let mut away = book.away.last().cloned().unwrap_or_default();
    for (sum, destination) in away.iter_mut().zip(&tables.destinations) {
        *sum += destination.free.saved as i32;
    }
    book.away.push(away);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::units::Month;
    use crate::institution::Rules;

    /// 30 EUR earned and 24.50 consumed a month: 5.50 more each month, and nothing where nothing is earned.
    #[test]
    fn an_earner_of_a_line_saves_income_less_consumption_month_by_month() {
        let start = Month::new(2006, 1);
        let mut of = HomeBook::new(start, 1, 2, 0);
        (of.lines[0].income, of.lines[0].consumption) = (3000, 2450);
        let tables = Tables::new(&Rules::default());
        of.lines[0].left = 9.0;
        for worth in [1.0, 0.5, 0.25] {
            book(&mut of, &tables, worth);
        }
        assert_eq!(of.saved(0, start, start.plus(3)), 3 * 550);
        assert_eq!(of.saved(0, start.plus(1), start.plus(2)), 550);
        assert_eq!(of.saved(1, start, start.plus(3)), 0);
        assert_eq!((of.lines[0].brought, of.lines[1].brought), (9.0 * 1.75, 0.0));
    }
}
