//! What the declarations say of themselves: the document of all parameters, and how well the whole is founded.

use super::load::Loaded;
use super::overlay::join;
use super::show::{ShowRow, show, value_text};
use crate::base::param::{Grade, Plain, Shape, Spec};
use crate::population::TableEvidence;

/// Every declared parameter with its dotted path; under a name that the scenario chooses stands `<name>`.
#[must_use]
pub fn parameters(shape: &Shape) -> Vec<(String, &'static Spec)> {
    let mut list = Vec::new();
    gather(shape, "", &mut list);
    list
}

fn gather(shape: &Shape, path: &str, list: &mut Vec<(String, &'static Spec)>) {
    match shape {
        Shape::Leaf(spec) => list.push((path.to_owned(), spec)),
        Shape::Table { fields, .. } | Shape::OneOf { variants: fields, .. } => {
            for (key, shape) in fields {
                gather(shape, &join(path, key), list);
            }
        }
        Shape::Named { each, .. } => gather(each, &join(path, "<name>"), list),
    }
}

/// How well the parameters are founded.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// Every grade that occurs, best first, with the number of parameters.
    pub counts: Vec<(Grade, usize)>,
    /// The assumed ones with their paths, in the order of the declarations.
    pub assumed: Vec<(String, &'static Spec)>,
}

/// Counts parameters by grade and lists the assumed ones.
#[must_use]
pub fn evidence(shape: &Shape) -> Evidence {
    let all = parameters(shape);
    let mut counts: Vec<(Grade, usize)> = Vec::new();
    for (_, spec) in &all {
        match counts.iter_mut().find(|c| c.0 == spec.grade) {
            Some(count) => count.1 += 1,
            None => counts.push((spec.grade, 1)),
        }
    }
    counts.sort();
    Evidence { counts, assumed: all.into_iter().filter(|(_, spec)| spec.grade == Grade::Assumed).collect() }
}

const HEAD: &str = "# Parameters

Written by `circula docs` from the declarations in the program; do not edit.

";

/// The document of all parameters: a table of every section.
#[must_use]
pub fn parameters_markdown(shape: &Shape) -> String {
    let mut out = String::from(HEAD);
    let evidence = evidence(shape);
    let total: usize = evidence.counts.iter().map(|c| c.1).sum();
    let counts: Vec<String> =
        evidence.counts.iter().map(|(grade, count)| format!("{count} {}", grade.word())).collect();
    out.push_str(&format!("{total} parameters by how well their defaults are founded: {}.\n", counts.join(", ")));
    section(shape, "", &mut out);
    out
}

fn section(shape: &Shape, path: &str, out: &mut String) {
    let (doc, fields) = match shape {
        Shape::Leaf(_) => return,
        Shape::Named { each, .. } => return section(each, &join(path, "<name>"), out),
        Shape::Table { doc, fields } => (doc, fields),
        Shape::OneOf { doc, variants } => (doc, variants),
    };
    if !path.is_empty() {
        out.push_str(&format!("\n## `{path}`\n\n{}\n", escaped(doc.trim())));
    }
    if let Shape::OneOf { variants, .. } = shape {
        let names: Vec<String> = variants
            .iter()
            .enumerate()
            .map(|(i, v)| format!("`{}`{}", v.0, if i == 0 { " (default)" } else { "" }))
            .collect();
        out.push_str(&format!("\nExactly one of: {}.\n", names.join(", ")));
    }
    let leaves: Vec<&'static Spec> =
        fields.iter().filter_map(|(_, shape)| if let Shape::Leaf(spec) = shape { Some(*spec) } else { None }).collect();
    if !leaves.is_empty() {
        out.push_str("\n| path | meaning | unit | default | range | grade | source |\n|---|---|---|---|---|---|---|\n");
    }
    for spec in leaves {
        out.push_str(&line(&join(path, spec.key), spec));
    }
    for (key, shape) in fields {
        // A variant without parameters is told in the list of variants.
        if !matches!((shape, fields.len()), (Shape::Table { fields, .. }, 1..) if fields.is_empty()) {
            section(shape, &join(path, key), out);
        }
    }
}

fn line(path: &str, spec: &Spec) -> String {
    let range = match spec.default {
        Plain::Number(_) => spec.range(),
        Plain::Text(_) => String::new(),
    };
    let default = value_text(spec, None);
    format!(
        "| `{path}` | {} | {} | {default} | {range} | {} | {} |\n",
        escaped(spec.doc.trim()),
        spec.unit,
        spec.grade.word(),
        escaped(spec.source)
    )
}

/// The part of the document of parameters about data tables: grade and source of every table, and of the rows that
/// carry their own.
#[must_use]
pub fn tables_markdown(folder: &str, evidence: &[TableEvidence]) -> String {
    let mut out = format!(
        "\n# Data tables of `scenarios/{folder}`\n\nNumbers stand in the tables themselves; here is what they rest \
            on. The first line of a table is about all of it.\n"
    );
    let mut last = "";
    for e in evidence {
        if e.table != last {
            out.push_str(&format!("\n## `{}`\n\n| grade | source |\n|---|---|\n", e.table));
            last = &e.table;
        }
        out.push_str(&format!("| {} | {} |\n", e.grade.word(), escaped(e.source.trim())));
    }
    out
}

/// The part of the document of parameters about one scenario: values that its own file writes, dated changes included.
#[must_use]
pub fn written_markdown<R>(loaded: &Loaded<R>) -> String {
    let own = loaded.chain.first().map_or_else(String::new, |file| format!("{file}:"));
    let rows: Vec<ShowRow> = show(loaded)
        .into_iter()
        .filter(|r| r.from.starts_with(&own) && r.path != "name" && r.path != "about")
        .collect();
    let mut out = format!(
        "\n## Scenario `{}`\n\n{}\n\n| path | value | unit |\n|---|---|---|\n",
        loaded.settings.name,
        escaped(loaded.settings.about.trim())
    );
    for row in rows {
        out.push_str(&format!("| `{}` | {} | {} |\n", row.path, escaped(&row.value), row.unit));
    }
    out
}

/// Without what would end a cell of a table.
fn escaped(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::super::settings::whole;
    use super::super::trial::{MECHANISMS, rules_shape};
    use super::*;

    #[test]
    fn grades_are_counted_and_assumptions_listed() {
        let evidence = evidence(&rules_shape());
        assert_eq!(evidence.counts, [(Grade::Seen, 2), (Grade::Keita, 1), (Grade::Recalled, 1), (Grade::Assumed, 2)]);
        assert_eq!(
            evidence.assumed.iter().map(|a| a.0.as_str()).collect::<Vec<_>>(),
            ["stake.escrow.term_months", "review.attention"]
        );
    }

    #[test]
    fn the_document_has_a_row_for_every_parameter() {
        let shape = whole(MECHANISMS, &rules_shape());
        let text = parameters_markdown(&shape);
        for (path, spec) in parameters(&shape) {
            assert_eq!(text.matches(&format!("| `{path}` | {}", spec.doc.trim())).count(), 1, "{path} in {text}");
        }
        assert!(
            text.contains(
                "| `corridor.<name>.entry.quota.places` | Places a year. | persons at 1:1 | 100 | 0 to \
            100000 | Keita 2010 | p. 12 |"
            ),
            "{text}"
        );
        assert!(
            text.contains("## `stake`\n\nWhat is at stake.\n\nExactly one of: `none` (default), `escrow`.\n"),
            "{text}"
        );
        assert!(!text.contains("## `stake.none`"));
    }
}
