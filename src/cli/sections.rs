//! Rows under long dotted paths on a narrow screen: each table of a scenario once as a heading, under it its keys.

use crate::base::table::Table;
use crate::output::text::{clean, width, wrap};

/// Spaces between columns.
const GAP: usize = 2;
/// Keys are not given more columns than this.
const WIDEST_KEY: usize = 30;

/// A row: its dotted path, and its cells.
pub struct Line<'a> {
    /// Path from the root of the scenario.
    pub path: &'a str,
    /// One cell for each column but that of the key.
    pub cells: Vec<String>,
}

/// Rows as text of at most `limit` columns, with the title and the notes of a table. Columns have the width given;
/// those without one share the rest.
pub fn sectioned(
    table: &Table,
    headings: &[&str],
    fixed: &[Option<usize>],
    lines: &[Line<'_>],
    limit: usize,
) -> String {
    let keys = lines.iter().map(|line| width(&clean(split(line.path).1)) + GAP).max().unwrap_or(0);
    let key = keys.clamp("key".len(), WIDEST_KEY.min(limit * 3 / 8));
    let gaps = GAP * fixed.len();
    let taken = key + gaps + fixed.iter().flatten().sum::<usize>();
    let open = fixed.iter().filter(|width| width.is_none()).count().max(1);
    let share = limit.saturating_sub(taken) / open;
    let mut widths = vec![key];
    widths.extend(fixed.iter().map(|width| width.unwrap_or(share).max(6)));

    let mut text = String::new();
    for line in broken(&clean(&table.title), limit) {
        text.push_str(&format!("{line}\n"));
    }
    text.push('\n');
    let mut first = vec!["key".to_owned()];
    first.extend(headings.iter().map(|heading| (*heading).to_owned()));
    push(&mut text, &first, &widths, 0);
    text.push_str(&format!("{}\n", "─".repeat(limit.min(widths.iter().sum::<usize>() + gaps))));
    let mut section = "";
    for line in lines {
        let (above, key) = split(line.path);
        if above != section {
            section = above;
            text.push('\n');
            for line in broken(&clean(above), limit).iter().filter(|line| !line.is_empty()) {
                text.push_str(&format!("{line}\n"));
            }
        }
        let mut cells = vec![key.to_owned()];
        cells.extend(line.cells.iter().cloned());
        push(&mut text, &cells, &widths, if above.is_empty() { 0 } else { GAP });
    }
    text.push('\n');
    for note in &table.notes {
        for line in broken(&clean(note), limit) {
            text.push_str(&format!("{line}\n"));
        }
    }
    text
}

/// A path without its last key, and the key; what follows the path after a blank stays with the key.
fn split(path: &str) -> (&str, &str) {
    let (mut quoted, mut escaped, mut last) = (false, false, None);
    for (at, character) in path.char_indices() {
        match character {
            '"' if !escaped => quoted = !quoted,
            '.' if !quoted => last = Some(at),
            ' ' if !quoted => break,
            _ => {}
        }
        escaped = character == '\\' && !escaped;
    }
    last.map_or(("", path), |at| (&path[..at], &path[at + 1..]))
}

/// One row; the first cell is indented.
fn push(text: &mut String, cells: &[String], widths: &[usize], indent: usize) {
    let parts: Vec<Vec<String>> = cells
        .iter()
        .zip(widths)
        .enumerate()
        .map(|(at, (cell, width))| broken(&clean(cell), if at == 0 { width.saturating_sub(indent) } else { *width }))
        .collect();
    for at in 0..parts.iter().map(Vec::len).max().unwrap_or(0) {
        let mut line = " ".repeat(indent);
        for (column, part) in parts.iter().enumerate() {
            let cell = part.get(at).map_or("", String::as_str);
            let room = if column == 0 { widths[0].saturating_sub(indent) } else { widths[column] };
            let gap = if column + 1 < parts.len() { GAP } else { 0 };
            line.push_str(cell);
            line.push_str(&" ".repeat(room.saturating_sub(width(cell)) + gap));
        }
        text.push_str(&format!("{}\n", line.trim_end()));
    }
}

/// Lines of at most `most` columns; a word that is longer is cut.
fn broken(text: &str, most: usize) -> Vec<String> {
    let most = most.max(2);
    let mut lines = Vec::new();
    for line in wrap(text, most) {
        let mut part = String::new();
        for character in line.chars() {
            if width(&part) + width(character.encode_utf8(&mut [0; 4])) > most {
                lines.push(std::mem::take(&mut part));
            }
            part.push(character);
        }
        lines.push(part);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_under_the_table_they_belong_to_and_no_line_is_too_long() {
        let line = |path, cells: [&str; 2]| Line { path, cells: cells.map(str::to_owned).to_vec() };
        let lines = [
            line("name", ["x", &"long ".repeat(40)]),
            line("a.\"b.c\".fare", ["1 EUR", "seen"]),
            line("a.\"b.c\".share from 2008-07", ["2", &"w".repeat(200)]),
        ];
        let table = Table::new("t").note("n");
        let text = sectioned(&table, &["value", "source"], &[Some(8), None], &lines, 50);
        assert!(text.lines().all(|line| width(line) <= 50), "{text}");
        assert!(text.contains("\n\na.\"b.c\"\n  fare"), "{text}");
        assert_eq!(text.matches("a.\"b.c\"").count(), 1, "{text}");
    }
}
