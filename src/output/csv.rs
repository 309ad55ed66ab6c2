//! Tables as CSV files, for R, Python and spreadsheets.
//!
//! Numbers are written whole (the shortest text that reads back as the same bits), whatever the table shows to people;
//! a missing value is an empty field; a column with intervals becomes three: `name`, `name_low`, `name_high`. Units,
//! definitions and notes have no place in CSV: store [`Table::codebook`] beside it.

use crate::base::hidden::visible;
use crate::base::table::{Cell, Table};
use std::io::{self, Write};

/// Writes `table` with one line of names.
///
/// # Errors
/// Whatever `writer` gives.
pub fn write_csv(table: &Table, writer: impl Write) -> io::Result<()> {
    write_rows(table, table.rows.iter().cloned(), writer)
}

/// Writes the names of the columns of `table`, then `rows`, which need not stand in memory all at once.
///
/// # Errors
/// Whatever `writer` gives.
pub fn write_rows(table: &Table, rows: impl Iterator<Item = Vec<Cell>>, writer: impl Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(writer);
    let intervals: Vec<bool> = (0..table.columns.len()).map(|index| table.has_interval(index)).collect();
    let mut fields: Vec<String> = Vec::new();
    for (column, &interval) in table.columns.iter().zip(&intervals) {
        let name = harmless(&column.name);
        if interval {
            fields.extend([name.clone(), format!("{name}_low"), format!("{name}_high")]);
        } else {
            fields.push(name);
        }
    }
    writer.write_record(&fields).map_err(io::Error::from)?;
    for row in rows {
        fields.clear();
        for (index, &interval) in intervals.iter().enumerate() {
            let [mean, low, high] = row.get(index).map_or_else(Default::default, texts);
            fields.push(mean);
            if interval {
                fields.extend([low, high]);
            }
        }
        writer.write_record(&fields).map_err(io::Error::from)?;
    }
    writer.flush()
}

/// `table` as CSV text.
#[must_use]
pub fn to_csv(table: &Table) -> String {
    let mut bytes = Vec::new();
    // Writing to memory cannot fail, and all that is written is UTF-8.
    let _ = write_csv(table, &mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Mean, low and high as text, empty where there is none.
fn texts(cell: &Cell) -> [String; 3] {
    match cell.clone().finite() {
        Cell::Text(words) => [harmless(&words), String::new(), String::new()],
        Cell::Whole(count) => [count.to_string(), String::new(), String::new()],
        Cell::Number { value, .. } => [shortest(value), String::new(), String::new()],
        Cell::Estimate { mean, low, high, .. } => [shortest(mean), shortest(low), shortest(high)],
        Cell::Missing => Default::default(),
    }
}

/// A text that a spreadsheet takes as it is: control characters written out, and a quote in front of what would begin a
/// formula. A negative number in a text
/// stays one.
fn harmless(words: &str) -> String {
    let words = visible(words);
    let formula = words.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let number = words.starts_with('-') && words.parse::<f64>().is_ok_and(f64::is_finite);
    if formula && !number { format!("'{words}") } else { words }
}

/// Shortest decimal text that reads back as the same number; with an exponent only where digits would be many.
#[must_use]
pub fn shortest(value: f64) -> String {
    let size = value.abs();
    if size == 0.0 || (1e-5..1e16).contains(&size) { format!("{value}") } else { format!("{value:e}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::table::Column;
    use proptest::prelude::*;

    #[test]
    fn a_table_becomes_csv_with_whole_numbers_and_three_columns_for_an_interval() {
        let mut table = Table::new("t")
            .column(Column::text("variant"))
            .column(Column::estimate("return_share", "share"))
            .column(Column::number("cost_eur", "EUR"));
        table.row([Cell::text("state-led, \"pilot\""), Cell::estimate(0.1 + 0.2, 0.25, 0.35, 2), Cell::whole(-12_000)]);
        table.row([Cell::text("free"), Cell::number(0.5, 1), Cell::Missing]);
        assert_eq!(
            to_csv(&table),
            "variant,return_share,return_share_low,return_share_high,cost_eur\n\"state-led, \
                \"\"pilot\"\"\",0.30000000000000004,0.25,0.35,-12000\nfree,0.5,,,\n"
        );
    }

    #[test]
    fn no_text_begins_a_formula_or_moves_a_cursor_and_numbers_stay_numbers() {
        let mut table = Table::new("t").column(Column::text("=a")).column(Column::number("b", ""));
        for (words, written) in [
            ("=1+1", "'=1+1"),
            ("+33", "'+33"),
            ("-2+3", "'-2+3"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "\\t=1"),
            ("\r=1", "\\r=1"),
            ("＝1", "'＝1"),
            ("-inf", "'-inf"),
            ("-0.5", "-0.5"),
            ("a\u{1b}[2J\nb", "a\\u{1b}[2J\\nb"),
            ("a=b", "a=b"),
        ] {
            table.rows = vec![vec![Cell::text(words), Cell::number(-1.5, 1)]];
            assert_eq!(to_csv(&table), format!("'=a,b\n{written},-1.5\n"), "{words:?}");
        }
    }

    #[test]
    fn an_error_of_the_writer_is_passed_on() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::Error::from(io::ErrorKind::StorageFull))
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let table = Table::new("t").column(Column::text("a"));
        assert_eq!(write_csv(&table, Full).unwrap_err().kind(), io::ErrorKind::StorageFull);
    }

    proptest! {
        #[test]
        fn numbers_read_back_as_the_same_bits(value in any::<f64>().prop_filter("finite", |value| value.is_finite())) {
            prop_assert_eq!(shortest(value).parse::<f64>().unwrap().to_bits(), value.to_bits());
            prop_assert!(shortest(value).len() <= 26);
        }
    }
}
