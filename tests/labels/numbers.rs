//! Statistics written down again: moments, quantiles, intervals, survival.

/// Quantile 0.975 of Student's t with 1 and 2 degrees of freedom.
const T: [f64; 2] = [12.706_204_736_174_7, 4.302_652_729_749_46];

pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

pub fn deviation(values: &[f64]) -> f64 {
    let mean = mean(values);
    (values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (values.len() - 1) as f64).sqrt()
}

/// Ends of the 95 % t interval of the mean of two or three values.
pub fn interval(values: &[f64]) -> (f64, f64) {
    let half = T[values.len() - 2] * deviation(values) / (values.len() as f64).sqrt();
    (mean(values) - half, mean(values) + half)
}

/// The quantile at position (n − 1) q between the sorted values.
pub fn quantile(values: &[f64], q: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = (sorted.len() - 1) as f64 * q;
    let (low, high) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    low + (high - low) * (at - at.floor())
}

/// Whether two numbers agree but for rounding.
pub fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs()))
}

/// A mean over replicates as files have it: mean, low, high; empty without values, and without an interval where there
/// is one value.
pub fn estimate(values: &[f64]) -> [Option<f64>; 3] {
    match values.len() {
        0 => [None; 3],
        1 => [Some(values[0]), None, None],
        _ => [Some(mean(values)), Some(interval(values).0), Some(interval(values).1)],
    }
}

/// Fails where there are faults, with the first few of them.
#[track_caller]
pub fn none(what: &str, faults: &[String]) {
    assert!(faults.is_empty(), "{what}: {} faults, the first are {:#?}", faults.len(), &faults[..faults.len().min(6)]);
}

/// What differs between fields of a row and an estimate.
pub fn wrong(row: &std::collections::BTreeMap<String, String>, name: &str, wanted: [Option<f64>; 3]) -> Vec<String> {
    let fields = [name.to_owned(), format!("{name}_low"), format!("{name}_high")];
    let differs = |(field, wanted): (&String, Option<f64>)| {
        let is = super::study::number(&row[field]);
        let same = match (is, wanted) {
            (Some(is), Some(wanted)) => near(is, wanted),
            (is, wanted) => is == wanted,
        };
        (!same).then(|| format!("{field} is {is:?}, worked out {wanted:?}"))
    };
    fields.iter().zip(wanted).filter_map(differs).collect()
}
