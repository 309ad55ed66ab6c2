//! Tables for the terminal, aligned, and as Markdown.

use crate::base::hidden::visible;
use crate::base::table::{Cell, Table};

/// Spaces between columns.
const GAP: usize = 2;
/// Text columns are not made narrower than this to save room.
const NARROWEST: usize = 10;

/// Columns on a terminal that `text` takes: 2 for East Asian wide characters and pictographs, 0 for combining marks,
/// else 1.
#[must_use]
pub fn width(text: &str) -> usize {
    text.chars().map(character_width).sum()
}

fn character_width(character: char) -> usize {
    match u32::from(character) {
        0x300..=0x36F
        | 0x591..=0x5BD
        | 0x610..=0x61A
        | 0x64B..=0x65F
        | 0x1AB0..=0x1AFF
        | 0x200B..=0x200F
        | 0x20D0..=0x20FF
        | 0xFE00..=0xFE0F
        | 0xFEFF => 0,
        0x1100..=0x115F
        | 0x2E80..=0x303E
        | 0x3041..=0xA4CF
        | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF
        | 0xFE30..=0xFE4F
        | 0xFF00..=0xFF60
        | 0xFFE0..=0xFFE6 => 2,
        0x1F300..=0x1F64F | 0x1F680..=0x1F6FF | 0x1F900..=0x1F9FF | 0x2_0000..=0x3_FFFD => 2,
        _ => 1,
    }
}

/// Breaks `text` at spaces into lines of at most `most` terminal columns; a longer word has a line of its own, whole.
/// At least one line.
#[must_use]
pub fn wrap(text: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last().map_or(0, |line| width(line));
        if line > 0 && line + 1 + width(word) > most {
            lines.push(word.to_owned());
        } else if let Some(last) = lines.last_mut() {
            if line > 0 {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    lines
}

/// `table` as aligned text with title and notes, ending in a newline.
///
/// Text stands left, numbers right; estimates of a column are aligned on their means. With a `limit` in terminal
/// columns, headings and text cells are broken into lines, and if that is not enough the columns are put into several
/// blocks that repeat the first one; a number is never broken or cut.
#[must_use]
pub fn to_text(table: &Table, limit: Option<usize>) -> String {
    let columns = laid_out(table);
    let limit = limit.unwrap_or(usize::MAX);
    let widths = fitted(&columns, limit);
    let mut text = String::new();
    if !table.title.is_empty() {
        wrap(&clean(&table.title), limit).iter().for_each(|line| push_line(&mut text, line));
        text.push('\n');
    }
    for block in blocks(&widths, limit) {
        if !text.is_empty() && !text.ends_with("\n\n") {
            text.push('\n');
        }
        push_block(&mut text, &columns, &widths, &block, table.rows.len());
    }
    if !table.notes.is_empty() {
        text.push('\n');
    }
    for note in &table.notes {
        wrap(&clean(note), limit).iter().for_each(|line| push_line(&mut text, line));
    }
    text
}

/// A column as text before it is given a width.
struct Laid {
    heading: String,
    unit: String,
    cells: Vec<String>,
    words: bool,
}

/// Cells as text without characters that would move the cursor: names come from files of other people.
pub(crate) fn clean(text: &str) -> String {
    visible(&text.replace(['\n', '\r', '\t'], " "))
}

fn laid_out(table: &Table) -> Vec<Laid> {
    let of_column = |index: usize| {
        let cells: Vec<Cell> =
            table.rows.iter().map(|row| row.get(index).cloned().unwrap_or(Cell::Missing).finite()).collect();
        let words = cells.iter().any(|cell| matches!(cell, Cell::Text(_)))
            || (cells.iter().all(|cell| *cell == Cell::Missing) && table.columns[index].unit.is_empty());
        let cells = if words { cells.iter().map(|cell| clean(&cell.shown())).collect() } else { aligned(&cells) };
        let unit = &table.columns[index].unit;
        Laid {
            heading: clean(&table.columns[index].name),
            unit: if unit.is_empty() { String::new() } else { format!("({})", clean(unit)) },
            cells,
            words,
        }
    };
    (0..table.columns.len()).map(of_column).collect()
}

/// Numbers as text; where a column has estimates, each part is padded so that means and ends stand under one another.
fn aligned(cells: &[Cell]) -> Vec<String> {
    let parts: Vec<[String; 3]> = cells
        .iter()
        .map(|cell| match cell {
            Cell::Estimate { mean, low, high, decimals } => {
                [*mean, *low, *high].map(|value| crate::base::table::grouped(value, *decimals))
            }
            other => [other.shown(), String::new(), String::new()],
        })
        .collect();
    let widest = |part: usize| parts.iter().map(|parts| width(&parts[part])).max().unwrap_or(0);
    let (mean, low, high) = (widest(0), widest(1), widest(2));
    parts
        .iter()
        .map(|[a, b, c]| match (low, b.is_empty()) {
            (0, _) => a.clone(),
            (_, true) => format!("{}{}{}", pad(a, mean), a, " ".repeat(low + high + 5)),
            _ => format!("{}{a} [{}{b}, {}{c}]", pad(a, mean), pad(b, low), pad(c, high)),
        })
        .collect()
}

fn pad(text: &str, to: usize) -> String {
    " ".repeat(to.saturating_sub(width(text)))
}

/// Least and greatest useful width of a column.
fn bounds(column: &Laid) -> (usize, usize) {
    let cells = column.cells.iter().map(|cell| width(cell)).max().unwrap_or(0).max(width(&column.unit));
    let longest_word = |text: &str| text.split_whitespace().map(width).max().unwrap_or(0);
    let heading = longest_word(&column.heading);
    let least = if column.words {
        column.cells.iter().map(|cell| longest_word(cell)).max().unwrap_or(0).max(cells.min(NARROWEST))
    } else {
        cells
    };
    (least.max(heading), cells.max(width(&column.heading)))
}

/// Widths that fit into `limit` if they can: headings give way first, then the widest text columns.
fn fitted(columns: &[Laid], limit: usize) -> Vec<usize> {
    let bounds: Vec<(usize, usize)> = columns.iter().map(bounds).collect();
    let mut widths: Vec<usize> = bounds.iter().map(|bounds| bounds.1).collect();
    let gaps = GAP * columns.len().saturating_sub(1);
    let mut excess = (widths.iter().sum::<usize>() + gaps).saturating_sub(limit);
    while excess > 0 {
        let widest = (0..widths.len())
            .filter(|&index| widths[index] > bounds[index].0)
            .max_by_key(|&index| (widths[index], std::cmp::Reverse(index)));
        let Some(widest) = widest else { break };
        widths[widest] -= 1;
        excess -= 1;
    }
    widths
}

/// Which columns stand in which block; each block begins with the first column.
fn blocks(widths: &[usize], limit: usize) -> Vec<Vec<usize>> {
    let Some(&first) = widths.first() else { return Vec::new() };
    let mut blocks = vec![vec![0]];
    let mut used = first;
    for (index, &width) in widths.iter().enumerate().skip(1) {
        let fits = used.saturating_add(GAP + width) <= limit;
        if !fits && blocks.last().is_some_and(|block| block.len() > 1) {
            blocks.push(vec![0]);
            used = first;
        }
        if let Some(block) = blocks.last_mut() {
            block.push(index);
        }
        used = used.saturating_add(GAP + width);
    }
    blocks
}

fn push_block(text: &mut String, columns: &[Laid], widths: &[usize], block: &[usize], rows: usize) {
    let headings: Vec<Vec<String>> = block.iter().map(|&index| wrap(&columns[index].heading, widths[index])).collect();
    let deepest = headings.iter().map(Vec::len).max().unwrap_or(0);
    for line in 0..deepest {
        // Headings stand at the bottom, next to their unit.
        let part = |position: usize| {
            (line + headings[position].len()).checked_sub(deepest).map_or("", |line| headings[position][line].as_str())
        };
        push_cells(text, columns, widths, block, part);
    }
    if block.iter().any(|&index| !columns[index].unit.is_empty()) {
        push_cells(text, columns, widths, block, |position| columns[block[position]].unit.as_str());
    }
    let total = block.iter().map(|&index| widths[index]).sum::<usize>() + GAP * (block.len() - 1);
    push_line(text, &"─".repeat(total));
    for row in 0..rows {
        let cells: Vec<Vec<String>> = block
            .iter()
            .map(|&index| {
                let column = &columns[index];
                if column.words { wrap(&column.cells[row], widths[index]) } else { vec![column.cells[row].clone()] }
            })
            .collect();
        for line in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
            push_cells(text, columns, widths, block, |position| cells[position].get(line).map_or("", String::as_str));
        }
    }
}

fn push_cells<'a>(
    text: &mut String,
    columns: &[Laid],
    widths: &[usize],
    block: &[usize],
    part: impl Fn(usize) -> &'a str,
) {
    let mut line = String::new();
    for (position, &index) in block.iter().enumerate() {
        if position > 0 {
            line.push_str(&" ".repeat(GAP));
        }
        let cell = part(position);
        let padding = pad(cell, widths[index]);
        if columns[index].words { line.extend([cell, &padding]) } else { line.extend([&padding, cell]) }
    }
    push_line(text, line.trim_end());
}

fn push_line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

/// `table` as a Markdown table with its title as a heading of level 3, then the definitions of the columns, then the
/// notes.
#[must_use]
pub fn to_markdown(table: &Table) -> String {
    let columns = laid_out(table);
    let mut text = String::new();
    if !table.title.is_empty() {
        push_line(&mut text, &format!("### {}\n", escaped(&table.title)));
    }
    let headings: Vec<String> =
        columns.iter().map(|column| escaped(format!("{} {}", column.heading, column.unit).trim_end())).collect();
    push_line(&mut text, &format!("| {} |", headings.join(" | ")));
    let rules: Vec<&str> = columns.iter().map(|column| if column.words { "---" } else { "---:" }).collect();
    push_line(&mut text, &format!("| {} |", rules.join(" | ")));
    for row in &table.rows {
        let cells: Vec<String> = row.iter().map(|cell| escaped(&cell.shown())).collect();
        push_line(&mut text, &format!("| {} |", cells.join(" | ")));
    }
    let defined: Vec<&crate::base::table::Column> =
        table.columns.iter().filter(|column| !column.definition.is_empty()).collect();
    if !defined.is_empty() {
        text.push('\n');
    }
    for column in defined {
        push_line(&mut text, &format!("- *{}*: {}", escaped(&column.name), escaped(&column.definition)));
    }
    for note in &table.notes {
        push_line(&mut text, &format!("\n{}", escaped(note)));
    }
    text
}

/// Text in which Markdown sees no markup of its own; underscores inside words are none.
fn escaped(text: &str) -> String {
    let mut safe = String::new();
    for character in clean(text).chars() {
        if matches!(character, '\\' | '|' | '*' | '`' | '<' | '[') {
            safe.push('\\');
        }
        safe.push(character);
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::table::Column;

    fn sample() -> Table {
        let mut table = Table::new("Return by variant")
            .column(Column::text("variant"))
            .column(Column::estimate("back home within 12 months", "share").defined("spells back / spells begun"))
            .column(Column::number("cost", "EUR"))
            .note("Intervals: 95 %, Monte Carlo error only.");
        table.row([
            Cell::text("state-led (Cartaya–Huelva, août)"),
            Cell::estimate(0.78, 0.76, 0.8, 2),
            Cell::number(12_345.6, 0),
        ]);
        table.row([Cell::text("free"), Cell::number(0.5, 2), Cell::Missing]);
        table.row([Cell::text("日本"), Cell::estimate(-0.071, -0.12, -0.02, 2), Cell::whole(-7)]);
        table
    }

    #[test]
    fn a_table_is_aligned() {
        let expected = "\
Return by variant

variant                           back home within 12 months    cost
                                                     (share)   (EUR)
────────────────────────────────────────────────────────────────────
state-led (Cartaya–Huelva, août)       0.78 [ 0.76,  0.80]    12,346
free                                   0.50                        –
日本                                  -0.07 [-0.12, -0.02]        -7

Intervals: 95 %, Monte Carlo error only.
";
        let found = to_text(&sample(), None);
        let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(squeeze(&found), squeeze(expected), "\n{found}");
        let bracket: Vec<usize> = found
            .lines()
            .filter(|line| line.contains('['))
            .map(|line| width(line.split('[').next().unwrap()))
            .collect();
        assert_eq!(bracket[0], bracket[1]);
    }

    #[test]
    fn a_limit_is_kept_and_nothing_is_lost() {
        for limit in [60, 45, 38] {
            let found = to_text(&sample(), Some(limit));
            assert!(found.lines().all(|line| width(line) <= limit), "{limit}\n{found}");
            for part in ["Cartaya–Huelva,", "12,346", "0.50", "months"] {
                assert!(found.contains(part), "{part}\n{found}");
            }
        }
    }

    #[test]
    fn a_table_without_rows_or_columns_is_no_panic() {
        assert_eq!(to_text(&Table::new("t"), Some(1)), "t\n\n");
        let found = to_text(&Table::new("").column(Column::number("a", "EUR")), Some(3));
        assert!(found.contains("(EUR)"), "{found}");
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        let mut table = Table::new("a\u{1b}[31m").column(Column::text("x"));
        table.row([Cell::text("one\ntwo\u{7}")]);
        assert!(!to_text(&table, None).contains(['\u{1b}', '\u{7}']));
        assert!(to_text(&table, None).contains("one two"));
    }

    #[test]
    fn markdown_keeps_its_form_whatever_the_names() {
        let mut table =
            Table::new("T").column(Column::text("a|b")).column(Column::number("net_gain", "EUR").defined("d *x*"));
        table.row([Cell::text("x|y"), Cell::number(1234.5, 1)]);
        assert_eq!(
            to_markdown(&table),
            "### T\n\n| a\\|b | net_gain (EUR) |\n| --- | ---: |\n| x\\|y | 1,234.5 \
            |\n\n- *net_gain*: d \\*x\\*\n"
        );
    }

    #[test]
    fn widths_know_wide_and_combining_characters() {
        assert_eq!((width("août"), width("e\u{301}"), width("日本"), width("–")), (4, 1, 4, 1));
    }
}
