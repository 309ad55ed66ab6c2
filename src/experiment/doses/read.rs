//! Reading the files of levers.

use super::{Dose, Lever, Levers, Measured};
use crate::base::diagnostics::{Diagnostics, Faulty, Sources};
use crate::base::node::{Node, Value};
use crate::experiment::asked::Asked;
use crate::experiment::rows::{Row, tables};
use crate::experiment::shape::{CurveShape, Demand};
use crate::experiment::welfare;
use crate::observe::placed::Quantity;
use crate::scenario::files::{Files, Location};

/// Size of the worlds, where a lever does not say otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// One person in the model stands for so many.
    pub one_in: u64,
    /// Replicates.
    pub reps: u64,
}

impl Default for Size {
    fn default() -> Self {
        Self { one_in: 200, reps: 6 }
    }
}

const KEYS: [&str; 8] = ["about", "scenario", "set", "doses", "moves", "sample", "reps", "row"];

/// Reads files of levers. A lever that says how large its worlds are keeps to it unless `size` is given.
///
/// # Errors
/// Every fault found.
pub fn read(files: &Files, paths: &[String], size: Option<Size>) -> Result<Levers, Box<Faulty>> {
    let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
    let mut doses = Levers::default();
    for (id, node, from) in tables(files, paths, "lever", &mut sources, &mut out) {
        lever(&mut doses, files, (&id, &node), &from, size, &mut out);
    }
    if out.has_errors() { Err(Box::new(Faulty { diagnostics: out, sources })) } else { Ok(doses) }
}

fn lever(
    doses: &mut Levers,
    files: &Files,
    (id, node): (&str, &Node),
    from: &Location,
    size: Option<Size>,
    out: &mut Diagnostics,
) {
    let path = format!("lever.{id}");
    let mut row = Row { node, path: &path, out };
    row.keys(&KEYS);
    let usual = Size::default();
    let own =
        Size { one_in: row.whole("sample", usual.one_in, 1, 1_000_000), reps: row.whole("reps", usual.reps, 2, 1000) };
    let Size { one_in, reps } = size.unwrap_or(own);
    let about = row.text("about");
    let mut base = row.asked(files, from, None, reps);
    base.set.push(format!("population.sample.one_in={one_in}"));
    let values = row.numbers("doses");
    let moves = row.list("moves");
    if values.len() < 3 {
        row.fault("doses", "must be three numbers or more", None);
    }
    if moves.is_empty() || moves.iter().any(|m| !m.contains('{')) {
        let help = "such as [\"bond.escrow.amount_eur={}\"], or […passage_eur={*900}] for 900 times the dose";
        row.fault("moves", "must say what each dose sets", Some(help.to_owned()));
    }
    let worlds: Vec<Asked> = values
        .iter()
        .map(|&dose| {
            let mut set = base.set.clone();
            set.extend(moves.iter().filter_map(|text| filled(text, dose)));
            Asked { set, ..base.clone() }
        })
        .collect();
    if let Some(text) = moves.iter().find(|text| filled(text, 1.0).is_none()) {
        row.fault("moves", &format!("has `{text}`, where a brace does not hold `*` and a number, or nothing"), None);
    }
    for asked in &worlds {
        row.check(files, asked);
    }
    let rows = row.child("row", |r| {
        let entries = r.node.entries();
        entries.iter().filter_map(|entry| demanded(r, &entry.key, doses.levers.len())).collect::<Vec<_>>()
    });
    match rows {
        Some(rows) => doses.rows.extend(rows),
        None => row.fault("row", "is missing: say what a measure must do", None),
    }
    let moves = moves.iter().filter_map(|text| text.split_once('=').map(|parts| parts.0.trim().to_owned())).collect();
    doses.levers.push(Lever { id: id.to_owned(), about, doses: values, worlds, moves });
}

/// A text with each `{}` replaced by the dose, each `{*9}` by nine times the dose. None where a brace holds anything
/// else.
fn filled(text: &str, dose: f64) -> Option<String> {
    let (mut out, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once('{') {
        let (inside, after) = after.split_once('}')?;
        let factor = if inside.is_empty() { 1.0 } else { inside.strip_prefix('*')?.parse::<f64>().ok()? };
        out.push_str(before);
        // Nine digits are more than a dose has, and leave no trace of binary fractions.
        out.push_str(&format!("{}", (dose * factor * 1e9).round() / 1e9));
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

fn demanded(row: &mut Row<'_>, measure: &str, lever: usize) -> Option<Dose> {
    let welfare = welfare::measures::named(measure).copied().map(Measured::Welfare);
    let Some(measured) = welfare.or_else(|| Quantity::named(measure).map(Measured::Whole)) else {
        row.fault(measure, "names no measure", None);
        return None;
    };
    row.child(measure, |r| {
        r.keys(&["shape", "reason", "elasticity", "cliff"]);
        let word = r.text("shape");
        let shape = CurveShape::ALL.iter().find(|shape| shape.1 == word).map(|shape| shape.0);
        if shape.is_none() {
            let words: Vec<&str> = CurveShape::ALL.iter().map(|shape| shape.1).collect();
            r.fault("shape", "is no shape", Some(format!("allowed: {}", words.join(", "))));
        }
        let ends = r.numbers("elasticity");
        let elasticity = match ends[..] {
            [] => None,
            [low, high] if low <= high => Some((low, high)),
            _ => {
                r.fault("elasticity", "is not two numbers, the smaller first", None);
                None
            }
        };
        let demand = Demand { shape: shape?, elasticity, cliff: r.text_if("cliff") };
        Some(Dose { lever, measure: measured.clone(), demand, reason: r.text("reason") })
    })?
}

impl Row<'_> {
    /// A list of finite numbers, empty where nothing stands.
    fn numbers(&mut self, key: &str) -> Vec<f64> {
        let Some(node) = self.node.get(key) else { return Vec::new() };
        let number = |n: &Node| match n.value {
            Value::Integer(i) => Some(i as f64),
            Value::Float(x) if x.is_finite() => Some(x),
            _ => None,
        };
        let list = if let Value::Array(list) = &node.value { list.iter().map(number).collect() } else { None };
        list.unwrap_or_else(|| {
            self.fault(key, "is not a list of finite numbers", None);
            Vec::new()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doses_are_laid_into_what_is_set() {
        assert_eq!(filled("bond.escrow.amount_eur={}", 500.0).as_deref(), Some("bond.escrow.amount_eur=500"));
        assert_eq!(filled("a={*900} b={}", 0.25).as_deref(), Some("a=225 b=0.25"));
        assert_eq!(filled("a={*0.1}", 3.0).as_deref(), Some("a=0.3"));
        assert_eq!((filled("a={x}", 1.0), filled("a={", 1.0)), (None, None));
    }
}
