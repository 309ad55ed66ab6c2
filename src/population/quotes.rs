//! Quotes of a CSV text that do not stand around a whole field.

/// A quote that does not open or close a whole field: where it stands, and what is wrong with it. At most one a line,
/// as what follows it on the line cannot be told.
pub fn stray_quotes(text: &str) -> Vec<(usize, &'static str)> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if !line.starts_with('#') {
            found.extend(stray_quote(line.trim_end()).map(|(at, why)| (start + at, why)));
        }
        start += line.len();
    }
    found
}

/// The first such quote of a line.
fn stray_quote(line: &str) -> Option<(usize, &'static str)> {
    // Where the quote stands that opened the field, if one did; whether it may just have been closed.
    let (mut opened, mut closed, mut empty) = (None, false, true);
    for (at, character) in line.char_indices() {
        match (character, opened) {
            ('"', None) if empty => opened = Some(at),
            ('"', None) => return Some((at, "a quote inside a field that does not begin with one")),
            ('"', Some(_)) => closed = !closed,
            (',', None) => {
                empty = true;
                continue;
            }
            (',', Some(_)) if closed => {
                (opened, closed, empty) = (None, false, true);
                continue;
            }
            (c, Some(_)) if closed && !c.is_whitespace() => {
                return Some((at, "text after the quote that ends the field"));
            }
            _ => {}
        }
        empty = false;
    }
    opened.filter(|_| !closed).map(|at| (at, "this quote does not end on its line"))
}

#[cfg(test)]
mod tests {
    use super::super::sheet::Sheet;
    use crate::base::diagnostics::{Diagnostics, Sources};

    #[test]
    fn a_stray_quote_is_told_with_line_and_column() {
        let cases = [
            ("a\"b,2", 2, "inside a field"),
            ("x,\"y", 3, "does not end"),
            ("\"y\"z,1", 4, "after the quote"),
            ("x, \"y\"", 4, "inside a field"),
        ];
        for (line, column, why) in cases {
            let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
            let text = format!("# title: \"t\n# source: s\n# grade: assumed\na,b\n\"x, \"\"y\"\"\",2\n{line}\nz,q\n");
            Sheet::parse("t.csv", text, &mut sources, &mut out);
            let told = out.plain(&sources);
            assert_eq!(out.list.len(), 1, "{told}");
            assert!(told.starts_with(&format!("t.csv:6:{column}: error: ")) && told.contains(why), "{told}");
        }
    }
}
