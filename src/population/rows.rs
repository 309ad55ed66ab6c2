//! What the readers of tables share: names, ranges and shares of rows, each fault at its row.

use super::sheet::{Sheet, SheetCell};
use crate::base::diagnostics::{Diagnostics, Origin};
use crate::base::hidden::is_hidden;

/// A range of whole numbers with its share: `from` to before `to`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// First number (years, months or residents, by table).
    pub from: u32,
    /// One past the last.
    pub to: u32,
    /// Share of the whole; the shares of a list sum to one.
    pub share: f64,
}

/// Divides shares by their sum, so that rounding in a table leaves no gap.
pub fn normalise<'a>(shares: impl Iterator<Item = &'a mut f64>, sum: f64) {
    for share in shares {
        *share /= if sum > 0.0 { sum } else { 1.0 };
    }
}

/// Names of rows, with those reported that are none, or stand twice.
pub fn unique(sheet: &Sheet, column: Option<usize>, out: &mut Diagnostics) -> Vec<String> {
    sheet.once([column], out);
    for row in &sheet.rows {
        let name = sheet.text(row, column);
        if name.is_empty() || name.chars().any(is_hidden) {
            let message = if name.is_empty() { "a name is missing" } else { "a name with control characters" };
            out.error(Some(sheet.origin(row, column)), message, None);
        }
    }
    sheet.rows.iter().map(|row| sheet.text(row, column).to_owned()).collect()
}

/// Reports ranges of a list that overlap, or leave numbers out between them.
pub fn unbroken(ranges: &[(Band, Origin)], out: &mut Diagnostics) {
    let mut ordered: Vec<&(Band, Origin)> = ranges.iter().collect();
    ordered.sort_by_key(|(band, _)| band.from);
    for pair in ordered.windows(2) {
        let ((before, _), (band, origin)) = (pair[0], pair[1]);
        if band.from < before.to {
            let message =
                format!("the range from {} overlaps that from {} to before {}", band.from, before.from, before.to);
            out.error(Some(*origin), message, "let each range begin where the one before ends".to_owned());
        } else if band.from > before.to {
            let message = format!("nothing is said of {} to before {}", before.to, band.from);
            out.error(Some(*origin), message, "if nobody is there, say so in a row with share 0".to_owned());
        }
    }
}

/// Where the first row has its share, else the table: where a wrong sum is told.
pub fn first(sheet: &Sheet, column: Option<usize>) -> Option<Origin> {
    sheet.rows.first().map(|row| sheet.origin(row, column)).or(sheet.place())
}

/// Reads `from`, `to`, `share` of a row.
pub fn band(
    sheet: &Sheet,
    row: &[SheetCell],
    [from, to, share]: [Option<usize>; 3],
    most: u32,
    out: &mut Diagnostics,
) -> Band {
    let band = Band {
        from: sheet.whole(row, from, 0, most, out),
        to: sheet.whole(row, to, 0, most, out),
        share: sheet.number(row, share, 0.0, 1.0, out),
    };
    if band.to <= band.from {
        out.error(Some(sheet.origin(row, to)), format!("the range {} to {} is empty", band.from, band.to), None);
    }
    band
}

/// Reports ranges that overlap or leave gaps, and shares that do not sum to one.
pub fn check_bands(sheet: &Sheet, list: &[Band], [from, _, share]: [Option<usize>; 3], out: &mut Diagnostics) {
    let placed = sheet.rows.iter().zip(list).map(|(row, band)| (*band, sheet.origin(row, from)));
    unbroken(&placed.collect::<Vec<_>>(), out);
    sheet.sums_to_one(list.iter().map(|b| b.share).sum(), first(sheet, share), "all rows", out);
}
