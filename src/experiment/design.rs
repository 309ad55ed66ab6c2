//! What is run: variants, in groups that share a start.

use super::analysis::Analysis;
use super::precision::Until;
use super::variant::Variant;
use crate::output::manifest::TableForm;
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
        "`{first}` and `{second}` do not start from the same world, so their differences would not be due to the \
         rules alone; they differ in {what}. Let both extend the same base, or compare them all the same with \
         `--unpaired`"
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

/// Which monthly series of an experiment are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MonthsKept {
    /// None.
    None,
    /// Means over replicates with their intervals.
    Means,
    /// The means, and the series of every run.
    All,
}

impl MonthsKept {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::None, Self::Means, Self::All];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Means => "means",
            Self::All => "all",
        }
    }
}

/// Variants of a large group that share a start, where nothing needs all of them at once.
const CHUNK: usize = 16;

/// Variants to be run with the same draws.
#[derive(Debug)]
pub struct Design {
    /// The variants; names are unique. In a comparison the first is the baseline.
    pub variants: Vec<Variant>,
    /// Positions of the variants that start from one world, group by group: it is built and simulates its burn-in once
    /// in each replicate. Every variant is in one group.
    pub groups: Vec<Vec<usize>>,
    /// Whether the variants stand or fall together, as in a comparison: where one world cannot be built there is no
    /// result. Else only the runs of that world fail.
    pub together: bool,
    /// What is concluded from all variants together.
    pub analysis: Analysis,
    /// Which monthly series are written, if somebody asked; see [`Design::series`].
    pub series_asked: Option<MonthsKept>,
    /// How tables are stored.
    pub tables: TableForm,
    /// Until when there are more replicates, if it is not known how many.
    pub until: Option<Until>,
    /// Digest of the plans of all variants in their order, of the analysis, and of the version of the results.
    pub hash: String,
}

impl Design {
    /// Variants to be compared, the first being the baseline.
    ///
    /// # Errors
    /// No variant, different numbers of replicates; or, unless `unpaired`, worlds that differ at the start.
    pub fn compared(variants: Vec<Variant>, unpaired: bool) -> Result<Self, DesignError> {
        let design = Self::of(variants, true);
        let Some(first) = design.variants.first() else { return Err(DesignError::Empty) };
        for other in &design.variants[1..] {
            if other.reps != first.reps {
                return Err(DesignError::Replicates {
                    first: first.name.clone(),
                    first_reps: first.reps,
                    second: other.name.clone(),
                    second_reps: other.reps,
                });
            }
            if let Some(what) = other.differs_at_start(first).filter(|_| !unpaired) {
                return Err(DesignError::Unpaired { first: first.name.clone(), second: other.name.clone(), what });
            }
        }
        Ok(design)
    }

    /// Variants of which each stands for itself; they may ask for different numbers of replicates.
    #[must_use]
    pub fn apart(variants: Vec<Variant>) -> Self {
        Self::of(variants, false)
    }

    fn of(mut variants: Vec<Variant>, together: bool) -> Self {
        make_unique(&mut variants);
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for (at, variant) in variants.iter().enumerate() {
            match groups.iter_mut().find(|group| variant.differs_at_start(&variants[group[0]]).is_none()) {
                Some(group) => group.push(at),
                None => groups.push(vec![at]),
            }
        }
        let mut text = format!("results {RESULTS_VERSION}\npaired {}\n", groups.len() == 1);
        for variant in &variants {
            text.push_str(&format!("{} {}\n", variant.plan_hash, variant.name));
        }
        let hash = blake3::hash(text.as_bytes()).to_hex().to_string();
        Self {
            variants,
            groups,
            together,
            analysis: Analysis::Compare,
            series_asked: None,
            tables: TableForm::Csv,
            until: None,
            hash,
        }
    }

    /// The same variants for an analysis.
    #[must_use]
    pub fn analysed(mut self, analysis: Analysis) -> Self {
        if analysis != Analysis::Compare {
            // Serialised it is the same on every machine: fields in their order, numbers to the last digit.
            let text = serde_json::to_string(&analysis).unwrap_or_default();
            self.hash = blake3::hash(format!("{}\n{text}", self.hash).as_bytes()).to_hex().to_string();
        }
        self.analysis = analysis;
        self
    }

    /// Which monthly series are written: those asked for, else the means where the variants stand side by side.
    #[must_use]
    pub fn series(&self) -> MonthsKept {
        let usual = if self.analysis.is_side_by_side() { MonthsKept::Means } else { MonthsKept::None };
        if self.analysis.is_lean() { MonthsKept::None } else { self.series_asked.unwrap_or(usual) }
    }

    /// Names of the variants in their order.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        self.variants.iter().map(|variant| variant.name.as_str()).collect()
    }

    /// Whether all variants start from one world, so that differences are taken replicate by replicate.
    #[must_use]
    pub fn paired(&self) -> bool {
        self.groups.len() == 1
    }

    /// Whether the persons of all variants are compared in each replicate: where several start from one world and stand
    /// or fall together.
    #[must_use]
    pub fn joins(&self) -> bool {
        self.together && self.paired() && self.variants.len() > 1 && !self.analysis.is_lean()
    }

    /// Most variants of a group that are simulated one after the other from one start: all of them where their persons
    /// are compared, else so many that a burn-in costs little, so few that all threads have work.
    #[must_use]
    pub fn chunk(&self) -> usize {
        if self.joins() { usize::MAX } else { CHUNK }
    }

    /// Seed of the baseline.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.variants.first().map_or(0, |variant| variant.course.loaded.settings.run.seed)
    }

    /// Replicates of the baseline.
    #[must_use]
    pub fn reps(&self) -> u64 {
        self.variants.first().map_or(0, |variant| variant.reps)
    }

    /// Asks for another number of replicates of every variant.
    pub fn ask(&mut self, reps: u64) {
        let reps = u32::try_from(reps).unwrap_or(u32::MAX);
        self.variants.iter_mut().for_each(|variant| variant.ask(reps));
    }

    /// Runs of all variants.
    #[must_use]
    pub fn runs(&self) -> u64 {
        self.variants.iter().map(|variant| variant.reps).sum()
    }

    /// Replicates for which the world of a group is built: those of the variant that asks for most.
    #[must_use]
    pub fn starts(&self, group: usize) -> u64 {
        self.groups[group].iter().map(|&at| self.variants[at].reps).max().unwrap_or(0)
    }

    /// Months to be simulated in all, burn-ins included.
    #[must_use]
    pub fn months(&self) -> u64 {
        let runs = self.variants.iter().map(|variant| variant.reps * variant.months());
        let burn_in = |(group, members): (usize, &Vec<usize>)| {
            let settings = &self.variants[members[0]].course.loaded.settings;
            let asking = |replicate: u64| members.iter().filter(|&&at| replicate < self.variants[at].reps).count();
            let starts = (0..self.starts(group)).map(|replicate| asking(replicate).div_ceil(self.chunk()) as u64);
            starts.sum::<u64>() * u64::from(settings.run.burn_in_months)
        };
        runs.sum::<u64>() + self.groups.iter().enumerate().map(burn_in).sum::<u64>()
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
        let list = vec![open("circula:state-led", &[]), open("circula:state-led", &[])];
        let design = Design::compared(list, false).unwrap();
        assert_eq!(design.names(), ["state-led", "state-led-2"]);
        assert!(design.paired());
    }

    #[test]
    fn variants_that_do_not_start_alike_are_refused_unless_asked_for() {
        let list = || vec![open("circula:state-led", &[]), open("circula:free-circulation", &["population=1:300"])];
        let error = Design::compared(list(), false).unwrap_err().to_string();
        assert!(error.contains("population: one in: 200 and 300") && error.contains("--unpaired"), "{error}");
        assert!(!Design::compared(list(), true).unwrap().paired());
        assert!(Design::compared(vec![], false).is_err());
    }

    #[test]
    fn different_numbers_of_replicates_are_refused_in_a_comparison_only() {
        let list = || vec![open("circula:state-led", &["run.reps=3"]), open("circula:bonded", &["run.reps=5"])];
        let error = Design::compared(list(), true).unwrap_err().to_string();
        assert!(error.contains("`state-led` asks for 3 replicates and `bonded` for 5"), "{error}");
        assert_eq!(Design::apart(list()).runs(), 8);
    }

    /// By hand: of 20 variants that stand apart 16 share a burn-in and 4 another, in each of 3 replicates; of 20 that
    /// are compared all share one.
    #[test]
    fn a_large_group_simulates_a_burn_in_for_each_part_of_it() {
        let points = || (0..20).map(|_| open("circula:base", &["run.reps=3"])).collect();
        assert_eq!(Design::apart(points()).months(), 3 * 2 * 12 + 60 * 120);
        assert_eq!(Design::compared(points(), false).unwrap().months(), 3 * 12 + 60 * 120);
    }

    /// By hand: 5 burn-ins of 12 months for the first two, 2 for the third, and 120 months a run.
    #[test]
    fn variants_that_start_alike_are_one_group_and_simulate_their_burn_in_once() {
        let design = Design::apart(vec![
            open("circula:state-led", &["run.reps=3"]),
            open("circula:base", &["run.reps=2", "population=1:300"]),
            open("circula:bonded", &["run.reps=5"]),
        ]);
        assert_eq!(design.groups, [vec![0, 2], vec![1]]);
        assert_eq!((design.starts(0), design.starts(1)), (5, 2));
        assert_eq!(design.months(), (5 + 2) * 12 + (3 + 2 + 5) * 120);
        assert!(!design.paired());
    }
}
