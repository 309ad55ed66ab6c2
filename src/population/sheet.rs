//! A CSV file in which every field remembers where it stands, so that each fault names file, line and column.

use super::quotes::stray_quotes;
use crate::base::diagnostics::{Diagnostics, Origin, Sources, nearest};
use crate::base::param::Grade;
use std::collections::BTreeMap;

/// Gives the text of a file of the scenario by name, from a disk or from the program itself; an error says why not.
pub type ReadFile<'a> = &'a dyn Fn(&str) -> Result<String, String>;

/// Every grade that a table may carry.
const GRADES: [Grade; 6] = [Grade::Seen, Grade::Keita, Grade::Derived, Grade::Recalled, Grade::Assumed, Grade::Setting];

/// A field with its place.
#[derive(Clone, Debug)]
pub struct SheetCell {
    /// Text, without quotes and surrounding blanks.
    pub text: String,
    /// Where it stands.
    pub origin: Origin,
}

/// How well a table or a row of it is founded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TableEvidence {
    /// Name of the file.
    pub table: String,
    /// Grade.
    pub grade: Grade,
    /// Publication, data set, or the reason for an assumption.
    pub source: String,
}

/// A table as written: header and rows of equal length.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Name of the file.
    pub name: String,
    /// Names of the columns.
    pub header: Vec<SheetCell>,
    /// Fields, row by row.
    pub rows: Vec<Vec<SheetCell>>,
    /// Grades and sources: of the table first, then each other pair that a row carries.
    pub evidence: Vec<TableEvidence>,
    whole: Origin,
}

/// The grade of a word, as tables write it.
fn grade(word: &str) -> Option<Grade> {
    GRADES.into_iter().find(|g| g.word() == word)
}

/// Start of the record at or after `from`: past comments and blank lines.
fn record_start(text: &str, mut from: usize) -> usize {
    while let Some(rest) = text.get(from..) {
        let line = rest.split_inclusive('\n').next().unwrap_or("");
        if line.is_empty() || !(line.starts_with('#') || line.trim().is_empty()) {
            break;
        }
        from += line.len();
    }
    from
}

/// Bytes of the fields of the record that starts at `from`: commas and ends of line inside quotes do not count.
fn field_spans(text: &str, from: usize) -> Vec<(usize, usize)> {
    let mut spans = Vec::new();
    let (mut start, mut quoted) = (from, false);
    for (i, byte) in text.bytes().enumerate().skip(from) {
        match byte {
            b'"' => quoted = !quoted,
            b',' if !quoted => {
                spans.push((start, i));
                start = i + 1;
            }
            b'\n' if !quoted => {
                spans.push((start, i));
                return spans;
            }
            _ => {}
        }
    }
    spans.push((start, text.len()));
    spans
}

impl Sheet {
    /// Reads a file. Faults go to `out`; a file that cannot be read gives an empty table.
    pub fn read(name: &str, read: ReadFile<'_>, sources: &mut Sources, out: &mut Diagnostics) -> Self {
        match read(name) {
            Ok(text) => Self::parse(name, text, sources, out),
            Err(why) => {
                out.error(
                    None,
                    format!("the table `{name}` cannot be read: {why}"),
                    "every table of the population \
                    must be there"
                        .to_owned(),
                );
                let source = sources.add(name, "");
                Self::unread(name, Origin { source, from: 0, to: 0 })
            }
        }
    }

    /// A table that could not be read.
    fn unread(name: &str, whole: Origin) -> Self {
        Self { name: name.to_owned(), rows: Vec::new(), evidence: Vec::new(), header: Vec::new(), whole }
    }

    /// Reads a text.
    pub fn parse(name: &str, text: String, sources: &mut Sources, out: &mut Diagnostics) -> Self {
        let source = sources.add(name, text.trim_start_matches('\u{feff}'));
        let text = sources.text(source);
        let stray = stray_quotes(text);
        for (at, why) in &stray {
            let origin = Origin { source, from: *at as u32, to: *at as u32 + 1 };
            let help = "put a text with commas in quotes, and write each quote inside it twice";
            out.error(Some(origin), *why, help.to_owned());
        }
        let whole = Origin { source, from: 0, to: text.len().min(1) as u32 };
        let mut records = Vec::new();
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .comment(Some(b'#'))
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        for record in reader.records() {
            match record {
                Ok(record) => {
                    let from = record_start(text, record.position().map_or(0, |p| p.byte() as usize));
                    if !stray.is_empty() {
                        // What the fields are can only be told again when the quotes are mended.
                        continue;
                    }
                    let spans = field_spans(text, from);
                    let cell = |(i, field): (usize, &str)| {
                        let (from, to) = spans.get(i).copied().unwrap_or((from, from));
                        SheetCell {
                            text: field.to_owned(),
                            origin: Origin { source, from: from as u32, to: to as u32 },
                        }
                    };
                    records.push(record.iter().enumerate().map(cell).collect::<Vec<_>>());
                }
                Err(why) => out.error(Some(whole), format!("`{name}` is no CSV: {why}"), None),
            }
        }
        if !stray.is_empty() {
            return Self::unread(name, whole);
        }
        let mut records = records.into_iter();
        let header: Vec<SheetCell> = records.next().unwrap_or_default();
        let mut sheet = Self { name: name.to_owned(), rows: Vec::new(), evidence: Vec::new(), header, whole };
        for row in records {
            sheet.take_row(row, out);
        }
        sheet.read_comments(text, out);
        sheet.check_header(out);
        sheet
    }

    fn take_row(&mut self, row: Vec<SheetCell>, out: &mut Diagnostics) {
        if row.len() == self.header.len() {
            self.rows.push(row);
        } else {
            let message = format!("a row of {} fields in a table of {} columns", row.len(), self.header.len());
            out.error(row.first().map(|c| c.origin), message, "put texts with commas in quotes".to_owned());
        }
    }

    fn check_header(&self, out: &mut Diagnostics) {
        if self.header.is_empty() || self.rows.is_empty() {
            out.error(Some(self.whole), format!("the table `{}` has no rows", self.name), None);
        }
        for (i, cell) in self.header.iter().enumerate() {
            if self.header[..i].iter().any(|c| c.text == cell.text) {
                out.error(Some(cell.origin), format!("column `{}` stands twice", cell.text), None);
            }
        }
    }

    /// The comment lines `# title`, `# source`, `# grade` and the columns `grade` and `source`.
    fn read_comments(&mut self, text: &str, out: &mut Diagnostics) {
        let said = |key: &str| {
            text.lines()
                .filter_map(|l| l.strip_prefix('#'))
                .find_map(|l| l.trim().strip_prefix(key)?.strip_prefix(':'))
                .map(str::trim)
        };
        for key in ["title", "source", "grade"] {
            if said(key).is_none() {
                out.error(
                    Some(self.whole),
                    format!("the table `{}` does not say its {key}", self.name),
                    format!("add a line `# {key}: …` at its head"),
                );
            }
        }
        let word = said("grade").unwrap_or("assumed");
        let source = said("source").unwrap_or("").to_owned();
        let table = self.name.clone();
        let words = || format!("one of: {}", GRADES.map(Grade::word).join(", "));
        match grade(word) {
            Some(grade) => self.evidence.push(TableEvidence { table: table.clone(), grade, source }),
            None => out.error(Some(self.whole), format!("`{word}` is no grade"), words()),
        }
        let (Some(g), Some(s)) = (self.position("grade"), self.position("source")) else { return };
        for row in &self.rows {
            let Some(grade) = grade(&row[g].text) else {
                out.error(Some(row[g].origin), format!("`{}` is no grade", row[g].text), words());
                continue;
            };
            let evidence = TableEvidence { table: table.clone(), grade, source: row[s].text.clone() };
            if !self.evidence.contains(&evidence) {
                self.evidence.push(evidence);
            }
        }
    }

    /// Position of a column, if it is there.
    #[must_use]
    pub fn position(&self, column: &str) -> Option<usize> {
        self.header.iter().position(|c| c.text == column)
    }

    /// Positions of the columns that must be there, in the order asked. Missing ones are reported and stand as `None`.
    pub fn columns<const N: usize>(&self, names: [&str; N], out: &mut Diagnostics) -> [Option<usize>; N] {
        names.map(|name| {
            let found = self.position(name);
            // Of a table that could not be read that is said already.
            if found.is_none() && !self.header.is_empty() {
                let unknown = self.header.iter().map(|c| c.text.as_str());
                let help = nearest(name, unknown).map(|n| format!("a column with a similar name exists: `{n}`"));
                out.error(Some(self.whole), format!("the table `{}` has no column `{name}`", self.name), help);
            }
            found
        })
    }

    /// Reports columns that are none of `known`, `grade` and `source`; `what` says what their names should be.
    pub fn only(&self, known: &[&str], what: &str, out: &mut Diagnostics) {
        for cell in &self.header {
            let name = cell.text.as_str();
            if !known.contains(&name) && name != "grade" && name != "source" {
                let help = nearest(name, known.iter().copied())
                    .map_or_else(|| format!("allowed: {}", known.join(", ")), |n| format!("did you mean `{n}`?"));
                out.error(Some(cell.origin), format!("unknown {what} `{name}` in `{}`", self.name), help);
            }
        }
    }

    /// The field of a row, empty where the column is missing.
    #[must_use]
    pub fn text<'a>(&'a self, row: &'a [SheetCell], column: Option<usize>) -> &'a str {
        column.and_then(|c| row.get(c)).map_or("", |c| c.text.as_str())
    }

    /// Where the field of a row stands.
    #[must_use]
    pub fn origin(&self, row: &[SheetCell], column: Option<usize>) -> Origin {
        column.and_then(|c| row.get(c)).map_or(self.whole, |c| c.origin)
    }

    /// A finite number of a row within bounds; the lower bound stands in for a wrong one.
    pub fn number(&self, row: &[SheetCell], column: Option<usize>, low: f64, high: f64, out: &mut Diagnostics) -> f64 {
        let Some(cell) = column.and_then(|c| row.get(c)) else { return low };
        match cell.text.parse::<f64>() {
            Ok(x) if x.is_finite() && x >= low && x <= high => x,
            Ok(x) if x.is_finite() => {
                out.error(Some(cell.origin), format!("{x} is out of range"), format!("allowed: {low} to {high}"));
                low
            }
            _ => {
                out.error(
                    Some(cell.origin),
                    format!("`{}` is not a finite number", cell.text),
                    format!("allowed: {low} to {high}"),
                );
                low
            }
        }
    }

    /// A whole number of a row within bounds; the lower bound stands in for a wrong one.
    pub fn whole(&self, row: &[SheetCell], column: Option<usize>, low: u32, high: u32, out: &mut Diagnostics) -> u32 {
        let x = self.number(row, column, f64::from(low), f64::from(high), out);
        if x != x.trunc() {
            out.error(Some(self.origin(row, column)), format!("{x} is not a whole number"), None);
        }
        x as u32
    }

    /// Where the table stands as a whole.
    #[must_use]
    pub const fn place(&self) -> Option<Origin> {
        Some(self.whole)
    }

    /// Reports rows that say again what an earlier row says: those with the same texts in these columns.
    pub fn once<const N: usize>(&self, columns: [Option<usize>; N], out: &mut Diagnostics) {
        let mut seen: BTreeMap<[&str; N], Origin> = BTreeMap::new();
        for row in &self.rows {
            let key = columns.map(|column| self.text(row, column));
            let origin = self.origin(row, columns[0]);
            if seen.insert(key, origin).is_some() {
                let message = format!("a second row for `{}` in `{}`", key.join("`, `"), self.name);
                out.error(Some(origin), message, "leave one of them out".to_owned());
            }
        }
    }

    /// Position of a row's text among `names`; the first stands in for a wrong one.
    pub fn one_of(
        &self,
        row: &[SheetCell],
        column: Option<usize>,
        names: &[String],
        what: &str,
        out: &mut Diagnostics,
    ) -> usize {
        let text = self.text(row, column);
        names.iter().position(|n| n == text).unwrap_or_else(|| {
            let help = (!out.is_full()).then(|| {
                nearest(text, names.iter().map(String::as_str))
                    .map_or_else(|| format!("known: {}", names.join(", ")), |n| format!("did you mean `{n}`?"))
            });
            out.error(Some(self.origin(row, column)), format!("unknown {what} `{text}`"), help);
            0
        })
    }

    /// Reports shares that do not sum to one (± 0.005).
    pub fn sums_to_one(&self, sum: f64, at: Option<Origin>, what: &str, out: &mut Diagnostics) {
        if (sum - 1.0).abs() > 0.005 {
            let message = format!("the shares of {what} in `{}` sum to {:.4}, not to one", self.name, sum);
            out.error(Some(at.unwrap_or(self.whole)), message, "allowed: 0.995 to 1.005".to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_remember_line_and_column_past_comments_and_quotes() {
        let mut sources = Sources::default();
        let mut out = Diagnostics::default();
        let text = "# title: t\n# source: s\n# grade: assumed\na,b\n\"x, y\",2\n# note\nz,q\n";
        let sheet = Sheet::parse("t.csv", text.to_owned(), &mut sources, &mut out);
        assert!(!out.has_errors(), "{}", out.plain(&sources));
        assert_eq!(sources.place(sheet.rows[0][1].origin), "t.csv:5:8");
        assert_eq!(sources.place(sheet.rows[1][1].origin), "t.csv:7:3");
        let [b] = sheet.columns(["b"], &mut out);
        sheet.number(&sheet.rows[1], b, 0.0, 1.0, &mut out);
        assert!(out.plain(&sources).contains("t.csv:7:3: error: `q` is not a finite number"));
    }
}
