//! What is compared with what.

use super::variant::Variant;
use crate::run::RESULTS_VERSION;
use thiserror::Error;

/// Why variants cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DesignError {
    /// No variant.
    #[error("nothing to run: name at least one scenario")]
    Empty,
    /// The variants ask for different numbers of replicates.
    #[error("`{first}` asks for {first_reps} replicates and `{second}` for {second_reps}: say how many with `--reps`")]
    Replicates {
        /// The baseline.
        first: String,
        /// Its replicates.
        first_reps: u64,
        /// A variant.
        second: String,
        /// Its replicates.
        second_reps: u64,
    },
    /// The variants do not start from the same world.
    #[error(
        "`{first}` and `{second}` do not start from the same world, so their differences would not be due to the rules alone; they differ in {what}. \
         Let both extend the same base, or compare them all the same with `--unpaired`"
    )]
    Unpaired {
        /// The baseline.
        first: String,
        /// The variant.
        second: String,
        /// What differs.
        what: String,
    },
}

/// Variants to be run with the same draws, the first being the baseline.
#[derive(Debug)]
pub struct Design {
    /// The variants; names are unique.
    pub variants: Vec<Variant>,
    /// Seed of the baseline.
    pub seed: u64,
    /// Replicates of each variant.
    pub reps: u64,
    /// Whether all variants start from one world, so that differences are taken replicate by replicate.
    pub paired: bool,
    /// Digest of the plans of all variants in their order, and of the version of the results.
    pub hash: String,
}

impl Design {
    /// Puts variants together.
    ///
    /// # Errors
    /// No variant, different numbers of replicates; or, unless `unpaired`, worlds that differ at the start.
    pub fn new(mut variants: Vec<Variant>, unpaired: bool) -> Result<Self, DesignError> {
        make_unique(&mut variants);
        let Some(first) = variants.first() else { return Err(DesignError::Empty) };
        let (seed, reps) = (first.course.loaded.settings.run.seed, u64::from(first.course.loaded.settings.run.reps));
        let mut paired = true;
        for other in &variants[1..] {
            let second_reps = u64::from(other.course.loaded.settings.run.reps);
            if second_reps != reps {
                return Err(DesignError::Replicates {
                    first: first.name.clone(),
                    first_reps: reps,
                    second: other.name.clone(),
                    second_reps,
                });
            }
            if let Some(what) = other.differs_at_start(first) {
                if !unpaired {
                    return Err(DesignError::Unpaired { first: first.name.clone(), second: other.name.clone(), what });
                }
                paired = false;
            }
        }
        let mut text = format!("results {RESULTS_VERSION}\npaired {paired}\n");
        for variant in &variants {
            text.push_str(&format!("{} {}\n", variant.plan_hash, variant.name));
        }
        let hash = blake3::hash(text.as_bytes()).to_hex().to_string();
        Ok(Self { variants, seed, reps, paired, hash })
    }

    /// Names of the variants in their order.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        self.variants.iter().map(|variant| variant.name.as_str()).collect()
    }
}

/// Two scenarios of one name are told apart by a number.
fn make_unique(variants: &mut [Variant]) {
    for at in 1..variants.len() {
        let taken = |name: &str, variants: &[Variant]| variants[..at].iter().any(|v| v.name == name);
        let name = variants[at].name.clone();
        let mut number = 2;
        while taken(&variants[at].name, variants) {
            variants[at].name = format!("{name}-{number}");
            number += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::embedded;

    fn open(name: &str, sets: &[&str]) -> Variant {
        let sets: Vec<String> = sets.iter().map(|s| (*s).to_owned()).collect();
        Variant::open(&embedded::files(), name, &sets).unwrap()
    }

    #[test]
    fn a_scenario_may_be_compared_with_itself() {
        let design = Design::new(vec![open("circula:state-led", &[]), open("circula:state-led", &[])], false).unwrap();
        assert_eq!(design.names(), ["state-led", "state-led-2"]);
        assert!(design.paired);
    }

    #[test]
    fn variants_that_do_not_start_alike_are_refused_unless_asked_for() {
        let list = || vec![open("circula:state-led", &[]), open("circula:free-circulation", &["population=1:400"])];
        let error = Design::new(list(), false).unwrap_err().to_string();
        assert!(error.contains("population: one in: 200 and 400") && error.contains("--unpaired"), "{error}");
        assert!(!Design::new(list(), true).unwrap().paired);
        assert!(Design::new(vec![], false).is_err());
    }
}
