//! Parquet for programs: the columns of the CSV files with their types, whole numbers as such, missing values as nulls.
//! Units and definitions stand in the metadata of the file. The same table gives the same bytes.

use super::csv::shortest;
use crate::base::table::{Cell, Table};
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// Rows that are held and written together.
const GROUP: usize = 65_536;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Whole,
    Number,
}

/// A column of the file: its name, and which part of which column of the table.
struct Stored {
    name: String,
    column: usize,
    /// Mean, low, high.
    part: usize,
}

/// What has been written and not yet taken.
#[derive(Clone, Default)]
struct Pipe(Arc<Mutex<Vec<u8>>>);

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Pipe {
    fn empty_into(&self, writer: &mut dyn Write) -> io::Result<()> {
        let bytes = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        writer.write_all(&bytes)
    }
}

fn failed(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

/// Writes rows with the columns of `table`, so many at a time.
///
/// # Errors
/// Whatever `writer` gives; a column that holds words or fractions after whole numbers alone in its first
/// [`GROUP`] rows.
pub fn write_rows(table: &Table, mut rows: impl Iterator<Item = Vec<Cell>>, writer: &mut dyn Write) -> io::Result<()> {
    let stored = columns(table);
    let mut group: Vec<Vec<Cell>> = rows.by_ref().take(GROUP).collect();
    let kinds: Vec<Kind> = stored.iter().map(|column| kind(table, &group, column)).collect();
    let pipe = Pipe::default();
    let schema = Arc::new(schema(&stored, &kinds).map_err(failed)?);
    let mut file = SerializedFileWriter::new(pipe.clone(), schema, Arc::new(properties(table))).map_err(failed)?;
    while !group.is_empty() {
        let mut part = file.next_row_group().map_err(failed)?;
        for (column, kind) in stored.iter().zip(&kinds) {
            let Some(mut open) = part.next_column().map_err(failed)? else { break };
            fill(open.untyped(), &group, column, *kind)?;
            open.close().map_err(failed)?;
        }
        part.close().map_err(failed)?;
        pipe.empty_into(writer)?;
        group = rows.by_ref().take(GROUP).collect();
    }
    file.close().map_err(failed)?;
    pipe.empty_into(writer)
}

fn columns(table: &Table) -> Vec<Stored> {
    let mut list = Vec::new();
    for (column, told) in table.columns.iter().enumerate() {
        let parts: &[&str] = if table.has_interval(column) { &["", "_low", "_high"] } else { &[""] };
        for (part, ending) in parts.iter().enumerate() {
            list.push(Stored { name: format!("{}{ending}", told.name), column, part });
        }
    }
    list
}

/// A cell as a part of it is stored.
fn part_of(row: &[Cell], stored: &Stored) -> Cell {
    let cell = row.get(stored.column).cloned().unwrap_or(Cell::Missing).finite();
    match (cell, stored.part) {
        (Cell::Estimate { mean, decimals, .. }, 0) => Cell::number(mean, decimals),
        (Cell::Estimate { low, decimals, .. }, 1) => Cell::number(low, decimals),
        (Cell::Estimate { high, decimals, .. }, _) => Cell::number(high, decimals),
        (cell, 0) => cell,
        _ => Cell::Missing,
    }
}

fn kind(table: &Table, rows: &[Vec<Cell>], stored: &Stored) -> Kind {
    if table.columns[stored.column].words {
        return Kind::Text;
    }
    let mut found = None;
    for row in rows {
        found = match (part_of(row, stored), found) {
            (Cell::Text(_), _) => return Kind::Text,
            (Cell::Whole(_), None) => Some(Kind::Whole),
            (Cell::Number { .. } | Cell::Estimate { .. }, _) => Some(Kind::Number),
            (_, found) => found,
        };
    }
    found.unwrap_or(Kind::Number)
}

fn schema(stored: &[Stored], kinds: &[Kind]) -> Result<Type, ParquetError> {
    let field = |(column, kind): (&Stored, &Kind)| {
        let (physical, logical) = match kind {
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Kind::Whole => (Physical::INT64, None),
            Kind::Number => (Physical::DOUBLE, None),
        };
        let built = Type::primitive_type_builder(&column.name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
            .build()?;
        Ok(Arc::new(built))
    };
    let fields: Vec<Arc<Type>> = stored.iter().zip(kinds).map(field).collect::<Result<_, ParquetError>>()?;
    Type::group_type_builder("table").with_fields(fields).build()
}

/// The same on every machine: no name of a build, no time.
fn properties(table: &Table) -> WriterProperties {
    let told = |key: &str, value: &str| KeyValue { key: key.to_owned(), value: Some(value.to_owned()) };
    let mut list = vec![told("title", &table.title)];
    for column in &table.columns {
        list.push(told(&format!("unit of {}", column.name), &column.unit));
        list.push(told(&format!("definition of {}", column.name), &column.definition));
    }
    WriterProperties::builder()
        .set_created_by(env!("CARGO_PKG_NAME").to_owned())
        .set_writer_version(WriterVersion::PARQUET_1_0)
        .set_compression(Compression::SNAPPY)
        .set_key_value_metadata(Some(list))
        .build()
}

fn fill(open: &mut ColumnWriter<'_>, rows: &[Vec<Cell>], stored: &Stored, kind: Kind) -> io::Result<()> {
    let wrong = || {
        let message = format!("column `{}` holds words or fractions after whole numbers alone", stored.name);
        io::Error::new(io::ErrorKind::InvalidData, message)
    };
    let cells: Vec<Cell> = rows.iter().map(|row| part_of(row, stored)).collect();
    let levels: Vec<i16> = cells.iter().map(|cell| i16::from(*cell != Cell::Missing)).collect();
    let there = || cells.iter().filter(|cell| **cell != Cell::Missing);
    let written = match (open, kind) {
        (ColumnWriter::ByteArrayColumnWriter(open), Kind::Text) => {
            let values: Vec<ByteArray> = there().map(|cell| ByteArray::from(words(cell).into_bytes())).collect();
            open.write_batch(&values, Some(&levels), None)
        }
        (ColumnWriter::Int64ColumnWriter(open), Kind::Whole) => {
            let whole = |cell: &Cell| if let Cell::Whole(whole) = cell { Some(*whole) } else { None };
            let values: Vec<i64> = there().map(whole).collect::<Option<_>>().ok_or_else(wrong)?;
            open.write_batch(&values, Some(&levels), None)
        }
        (ColumnWriter::DoubleColumnWriter(open), Kind::Number) => {
            let number = |cell: &Cell| match cell {
                Cell::Whole(whole) => Some(*whole as f64),
                Cell::Number { value, .. } => Some(*value),
                _ => None,
            };
            let values: Vec<f64> = there().map(number).collect::<Option<_>>().ok_or_else(wrong)?;
            open.write_batch(&values, Some(&levels), None)
        }
        _ => return Err(wrong()),
    };
    written.map(|_| ()).map_err(failed)
}

/// A cell in a column of words: numbers as in CSV.
fn words(cell: &Cell) -> String {
    match cell {
        Cell::Text(words) => words.clone(),
        Cell::Whole(whole) => whole.to_string(),
        Cell::Number { value, .. } => shortest(*value),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::table::Column;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::RowAccessor;

    fn table() -> Table {
        let mut table = Table::new("the title")
            .column(Column::text("variant").defined("what it is"))
            .column(Column::number("replicate", ""))
            .column(Column::estimate("cost", "EUR"))
            .column(Column::number("mixed", ""))
            .column(Column::text("reason"));
        table.row([
            Cell::text("=a, \"b\""),
            Cell::whole(3),
            Cell::estimate(0.1 + 0.2, 0.25, 0.35, 2),
            Cell::whole(7),
            Cell::Missing,
        ]);
        table.row([Cell::text("é"), Cell::whole(4), Cell::Missing, Cell::number(0.5, 1), Cell::Missing]);
        table
    }

    fn bytes(table: &Table) -> Vec<u8> {
        let mut bytes = Vec::new();
        write_rows(table, table.rows.iter().cloned(), &mut bytes).unwrap();
        bytes
    }

    #[test]
    fn values_come_back_with_their_types_and_missing_ones_as_nulls() {
        let first = bytes(&table());
        assert_eq!(first, bytes(&table()));
        let reader = SerializedFileReader::new(bytes::Bytes::from(first)).unwrap();
        let rows: Vec<_> = reader.get_row_iter(None).unwrap().map(Result::unwrap).collect();
        assert_eq!(rows[0].get_string(0).unwrap(), "=a, \"b\"");
        assert_eq!((rows[0].get_long(1).unwrap(), rows[1].get_long(1).unwrap()), (3, 4));
        assert_eq!((rows[0].get_double(2).unwrap(), rows[0].get_double(4).unwrap()), (0.1 + 0.2, 0.35));
        assert!(rows[1].get_double(2).is_err() && rows[1].get_double(3).is_err());
        assert_eq!((rows[0].get_double(5).unwrap(), rows[1].get_double(5).unwrap()), (7.0, 0.5));
        let told = reader.metadata().file_metadata();
        let pairs = told.key_value_metadata().unwrap();
        let value = |key: &str| pairs.iter().find(|pair| pair.key == key).and_then(|pair| pair.value.clone());
        assert_eq!((value("title").as_deref(), value("unit of cost").as_deref()), (Some("the title"), Some("EUR")));
        assert_eq!(told.num_rows(), 2);
        assert_eq!(told.schema_descr().column(6).physical_type(), Physical::BYTE_ARRAY, "words, though none are there");
    }

    #[test]
    fn many_rows_are_written_in_groups_and_a_changed_type_is_an_error() {
        let empty = Table::new("t").column(Column::number("n", ""));
        let mut bytes = Vec::new();
        write_rows(&empty, (0..150_000).map(|n| vec![Cell::whole(n)]), &mut bytes).unwrap();
        let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
        assert_eq!((reader.num_row_groups(), reader.metadata().file_metadata().num_rows()), (3, 150_000));
        let odd = (0..70_000).map(|n| vec![if n < 69_000 { Cell::whole(n) } else { Cell::text("x") }]);
        assert!(write_rows(&empty, odd, &mut io::sink()).unwrap_err().to_string().contains("`n`"));
        assert!(write_rows(&empty, std::iter::empty(), &mut io::sink()).is_ok());
    }
}
