//! A table of results: what every verb returns, and all that the writers of files and pictures get to see.
//!
//! A table carries its meaning with it: each column has a name, a unit and a definition, and the notes say what the
//! intervals are. No number in a table is NaN or infinite: what could not be computed is [`Cell::Missing`], printed as
//! a dash, never as 0.

/// Text of a missing value wherever people read it; machines get an empty field or `null`.
pub const MISSING: &str = "–";

/// One column: what its cells mean.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// Name, in `snake_case` where a program reads it and in words where only people do.
    pub name: String,
    /// Unit of the numbers ("EUR/month", "share", "persons"); empty for text.
    pub unit: String,
    /// One sentence that says how the number is formed; may be empty.
    pub definition: String,
    /// Whether the cells are words, also where all are missing.
    pub words: bool,
    /// Whether the numbers come with an interval. A file then has three columns (mean, low, high) whatever the cells
    /// are, so that its layout does not depend on the data.
    pub interval: bool,
}

impl Column {
    /// A column of text, without unit.
    #[must_use]
    pub fn text(name: impl Into<String>) -> Self {
        Self { name: name.into(), words: true, ..Self::default() }
    }

    /// A column of numbers in `unit`.
    #[must_use]
    pub fn number(name: impl Into<String>, unit: impl Into<String>) -> Self {
        Self { name: name.into(), unit: unit.into(), ..Self::default() }
    }

    /// A column of numbers in `unit`, each with its interval.
    #[must_use]
    pub fn estimate(name: impl Into<String>, unit: impl Into<String>) -> Self {
        Self { name: name.into(), unit: unit.into(), interval: true, ..Self::default() }
    }

    /// The same column with its definition.
    #[must_use]
    pub fn defined(mut self, definition: impl Into<String>) -> Self {
        self.definition = definition.into();
        self
    }
}

/// One value of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A count or another whole number.
    Whole(i64),
    /// A number; people see `decimals` places, files the whole value.
    Number {
        /// The value in the unit of the column, finite.
        value: f64,
        /// Decimal places for people.
        decimals: u8,
    },
    /// A number with an interval; what interval it is, the notes of the table say.
    Estimate {
        /// The value in the unit of the column, finite.
        mean: f64,
        /// Lower end, finite.
        low: f64,
        /// Upper end, finite.
        high: f64,
        /// Decimal places for people.
        decimals: u8,
    },
    /// Not defined for this row, or not computable.
    Missing,
}

impl Cell {
    /// Words.
    #[must_use]
    pub fn text(words: impl Into<String>) -> Self {
        Self::Text(words.into())
    }

    /// A whole number; counts beyond i64 stop at its largest value.
    #[must_use]
    pub fn whole(count: impl TryInto<i64>) -> Self {
        Self::Whole(count.try_into().unwrap_or(i64::MAX))
    }

    /// A number shown with `decimals` places; missing if it is NaN or infinite.
    #[must_use]
    pub fn number(value: f64, decimals: u8) -> Self {
        if value.is_finite() { Self::Number { value, decimals } } else { Self::Missing }
    }

    /// A number with its interval, shown with `decimals` places. Missing if the mean is NaN or infinite; a plain number
    /// if only the interval is (one replicate has a mean and no interval).
    #[must_use]
    pub fn estimate(mean: f64, low: f64, high: f64, decimals: u8) -> Self {
        if mean.is_finite() && low.is_finite() && high.is_finite() {
            Self::Estimate { mean, low, high, decimals }
        } else {
            Self::number(mean, decimals)
        }
    }

    /// The same cell with NaN and infinity turned into [`Cell::Missing`]; for cells that were not made by the
    /// constructors.
    #[must_use]
    pub fn finite(self) -> Self {
        match self {
            Self::Number { value, decimals } => Self::number(value, decimals),
            Self::Estimate { mean, low, high, decimals } => Self::estimate(mean, low, high, decimals),
            other => other,
        }
    }

    /// The cell as people read it: `1,234`, `0.78 [0.76, 0.80]`, `–`.
    #[must_use]
    pub fn shown(&self) -> String {
        match self.clone().finite() {
            Self::Text(words) => words,
            Self::Whole(count) => grouped_whole(count),
            Self::Number { value, decimals } => grouped(value, decimals),
            Self::Estimate { mean, low, high, decimals } => {
                format!("{} [{}, {}]", grouped(mean, decimals), grouped(low, decimals), grouped(high, decimals))
            }
            Self::Missing => MISSING.to_owned(),
        }
    }
}

impl From<&str> for Cell {
    fn from(words: &str) -> Self {
        Self::text(words)
    }
}

impl From<String> for Cell {
    fn from(words: String) -> Self {
        Self::Text(words)
    }
}

impl From<i64> for Cell {
    fn from(count: i64) -> Self {
        Self::Whole(count)
    }
}

impl From<u64> for Cell {
    fn from(count: u64) -> Self {
        Self::whole(count)
    }
}

impl From<u32> for Cell {
    fn from(count: u32) -> Self {
        Self::Whole(i64::from(count))
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Missing, Into::into)
    }
}

/// A table of results with its meaning.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// What the table shows, in a few words.
    pub title: String,
    /// Meaning of the columns, left to right.
    pub columns: Vec<Column>,
    /// The cells; every row has one for each column.
    pub rows: Vec<Vec<Cell>>,
    /// What a reader must know to read it right: what the intervals are, what is missing and why.
    pub notes: Vec<String>,
}

impl Table {
    /// An empty table; `columns` and rows are added by chaining: `Table::new("…").column(…).column(…)`.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// The same table with one more column; to be called before the first row. A scenario may have the name of a
    /// column: the second of a name is told apart by a number, so that none is lost where columns are known by name.
    #[must_use]
    pub fn column(mut self, mut column: Column) -> Self {
        debug_assert!(self.rows.is_empty(), "columns come before rows");
        let taken = |name: &str, columns: &[Column]| columns.iter().any(|other| other.name == name);
        let (name, mut number) = (column.name.clone(), 2);
        while taken(&column.name, &self.columns) {
            column.name = format!("{name} ({number})");
            number += 1;
        }
        self.columns.push(column);
        self
    }

    /// The same table with one more note.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Adds a row of cells, one for each column. A row that is too short is filled up with missing values; one that is
    /// too long is a mistake in the program, caught in debug builds.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        let mut row: Vec<Cell> = cells.into_iter().map(Cell::finite).collect();
        debug_assert!(
            row.len() <= self.columns.len(),
            "a row of `{}` has {} cells for {} columns",
            self.title,
            row.len(),
            self.columns.len()
        );
        row.resize(self.columns.len(), Cell::Missing);
        self.rows.push(row);
    }

    /// Whether column `index` is written as three (mean, low, high): it says so itself or holds an estimate.
    #[must_use]
    pub fn has_interval(&self, index: usize) -> bool {
        self.columns.get(index).is_some_and(|column| column.interval)
            || self.rows.iter().any(|row| matches!(row.get(index), Some(Cell::Estimate { .. })))
    }

    /// The columns of this table as a table: name, unit, definition. Stored beside a file that has no room for them.
    #[must_use]
    pub fn codebook(&self) -> Self {
        let mut book = Self::new(format!("Columns of: {}", self.title))
            .column(Column::text("name"))
            .column(Column::text("unit"))
            .column(Column::text("definition"));
        for (index, column) in self.columns.iter().enumerate() {
            book.row([Cell::text(&*column.name), Cell::text(&*column.unit), Cell::text(&*column.definition)]);
            if self.has_interval(index) {
                for (end, words) in [("low", "Lower"), ("high", "Upper")] {
                    book.row([
                        Cell::text(format!("{}_{end}", column.name)),
                        Cell::text(&*column.unit),
                        Cell::text(format!("{words} end of the interval of {}", column.name)),
                    ]);
                }
            }
        }
        book
    }
}

/// A number as people read it: `decimals` places, thousands apart, no negative zero ("-0.00" becomes "0.00"); a dash if
/// it is not finite.
#[must_use]
pub fn grouped(value: f64, decimals: u8) -> String {
    if !value.is_finite() {
        return MISSING.to_owned();
    }
    let plain = format!("{:.*}", usize::from(decimals), value.abs());
    let (whole, fraction) =
        plain.split_once('.').map_or((plain.as_str(), None), |(whole, fraction)| (whole, Some(fraction)));
    let zero = plain.bytes().all(|b| b == b'0' || b == b'.');
    let mut text = String::from(if value < 0.0 && !zero { "-" } else { "" });
    text.push_str(&with_commas(whole));
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// A whole number as people read it: `-12,345`.
#[must_use]
pub fn grouped_whole(count: i64) -> String {
    format!("{}{}", if count < 0 { "-" } else { "" }, with_commas(&count.unsigned_abs().to_string()))
}

fn with_commas(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_people_read_them() {
        assert_eq!(grouped(1_234_567.891, 2), "1,234,567.89");
        assert_eq!(grouped(-999.5, 1), "-999.5");
        assert_eq!(grouped(999.96, 1), "1,000.0");
        assert_eq!(grouped(-0.001, 2), "0.00");
        assert_eq!(grouped(f64::NAN, 2), "–");
        assert_eq!(grouped_whole(i64::MIN), "-9,223,372,036,854,775,808");
        assert_eq!(grouped_whole(100), "100");
    }

    #[test]
    fn what_is_not_finite_is_missing() {
        assert_eq!(Cell::number(f64::INFINITY, 1), Cell::Missing);
        assert_eq!(Cell::estimate(f64::NAN, 0.0, 1.0, 1), Cell::Missing);
        assert_eq!(Cell::estimate(0.5, f64::NAN, 1.0, 1), Cell::number(0.5, 1));
        let mut table = Table::new("t").column(Column::text("a")).column(Column::number("b", "EUR"));
        table.row([Cell::Number { value: f64::NAN, decimals: 0 }]);
        assert_eq!(table.rows, vec![vec![Cell::Missing, Cell::Missing]]);
    }

    #[test]
    fn columns_of_one_name_are_told_apart() {
        let table = ["unit", "a", "unit", "unit"].into_iter().map(Column::text).fold(Table::new("t"), Table::column);
        let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["unit", "a", "unit (2)", "unit (3)"]);
    }

    #[test]
    fn cells_show_themselves() {
        assert_eq!(Cell::estimate(0.78, 0.76, 0.8, 2).shown(), "0.78 [0.76, 0.80]");
        assert_eq!(Cell::from(None::<i64>).shown(), "–");
        assert_eq!(Cell::whole(u64::MAX), Cell::Whole(i64::MAX));
        assert_eq!(Cell::from(12_000_u32).shown(), "12,000");
    }

    #[test]
    fn the_codebook_names_every_column_of_the_file() {
        let table = Table::new("t")
            .column(Column::text("variant"))
            .column(Column::estimate("return_share", "share").defined("back in time / due"));
        let names: Vec<String> = table.codebook().rows.iter().map(|row| row[0].shown()).collect();
        assert_eq!(names, ["variant", "return_share", "return_share_low", "return_share_high"]);
    }
}
