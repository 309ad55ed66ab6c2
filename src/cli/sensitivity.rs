//! `circula sensitivity`: which numbers of a scenario matter.

use super::context::Context;
use super::error::CliError;
use super::execute::{self, Ensemble, Laid, Page};
use crate::base::diagnostics::nearest;
use crate::base::param::Grade;
use crate::experiment::Analysis;
use crate::experiment::design::MonthsKept;
use crate::experiment::sensitivity::{Exploration, MOST_RUNS, Sensitivity, Varied, usual_range};
use crate::observe::measure::{FEW, MEASURES};
use crate::scenario::show::{RuleNumber, rule_numbers};
use clap::{Args, ValueEnum, ValueHint};

/// Find out which numbers of a scenario matter: Morris's elementary effects, or Sobol's indices
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:
  circula sensitivity circula:bonded --method morris --size 20 --reps 2
  circula sensitivity circula:bonded bond.escrow.amount_eur=0..2000 bond.escrow.believed --method sobol --size 64")]
pub struct SensitivityOf {
    /// Scenario file, or `circula:NAME` for a built-in one.
    #[arg(value_hint = ValueHint::FilePath)]
    pub scenario: String,
    /// Numbers to vary: `PATH=LOW..HIGH`, or `PATH` for the usual range, by its grade [default: every number of the
    /// grades asked for].
    #[arg(value_name = "PATH[=LOW..HIGH]")]
    pub factors: Vec<String>,
    /// Grades of the numbers that are varied where none is named; may be repeated.
    #[arg(long = "grade", value_name = "GRADE", value_delimiter = ',', default_value = "assumed")]
    pub grades: Vec<String>,
    /// Vary every number by this share of its value [default: 0.1 where the figure was read, 0.2 where derived, 0.3
    /// where recalled, 0.5 where assumed], within what is declared.
    #[arg(long, value_name = "SHARE")]
    pub span: Option<f64>,
    /// Vary numbers together, as one factor: every path that begins with one of these; may be repeated.
    #[arg(long = "group", value_name = "NAME=PATH,PATH")]
    pub groups: Vec<String>,
    /// How factors are explored: `morris` finds what matters at all in few runs, `sobol` shares the variance out.
    #[arg(long, value_enum, default_value = "morris")]
    pub method: Method,
    /// Trajectories, or pairs of points; a power of two is best for `sobol` [default: 10, or 64].
    #[arg(long, value_name = "N")]
    pub size: Option<u32>,
    /// Measures that pictures and the table show.
    #[arg(long = "measure", value_name = "NAME", value_delimiter = ',')]
    pub measures: Vec<String>,
    /// Print every measure and factor.
    #[arg(long)]
    pub all: bool,
    /// How it is run.
    #[command(flatten)]
    pub ensemble: Ensemble,
}

/// How factors are explored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Method {
    /// Trajectories on which one factor after the other moves: (factors + 1) × size points.
    Morris,
    /// Pairs of points mixed factor by factor: (factors + 2) × size points.
    Sobol,
}

/// Runs the points.
pub fn run(context: &mut Context, arguments: &SensitivityOf) -> Result<u8, CliError> {
    let flags = &arguments.ensemble;
    if flags.series.as_deref().is_some_and(|series| series != MonthsKept::None.word()) {
        let help = "run the points that you want to follow by themselves, with `circula run` or `sweep`";
        return Err(CliError::usage("a design of sensitivity writes no monthly series".to_owned(), help));
    }
    let base = execute::open(context, std::slice::from_ref(&arguments.scenario), flags, true)?;
    let numbers = rule_numbers(&base.variants[0].course.loaded);
    let mut varied = varied(arguments, &numbers)?;
    group(&mut varied, &arguments.groups)?;
    let method = match arguments.method {
        Method::Morris => Exploration::Morris,
        Method::Sobol => Exploration::Sobol,
    };
    let size = arguments.size.unwrap_or(if method == Exploration::Morris { 10 } else { 64 });
    let of = Sensitivity { method, varied, size, seed: base.seed(), measures: measures(&arguments.measures)? };
    let Some(places) = of.places() else {
        let (factors, points) = (of.factors().len(), of.block() as u64 * u64::from(size));
        let message = format!(
            "{factors} factors with {} numbers and size {size} make {points} points; allowed are 2 to {MOST_RUNS}, \
             with at least one number, at most 100 for `sobol`, and a size of two or more",
            of.varied.len()
        );
        return Err(CliError::usage(
            message,
            "name numbers, take another `--grade`, join some with `--group`, or lower `--size`",
        ));
    };
    drop(base);
    let laid = |(at, places): (usize, &Vec<f64>)| {
        let sets = of.varied.iter().zip(of.values(places)).map(|(varied, value)| varied.set(value));
        let name = format!("name=\"{}\"", Sensitivity::name(at));
        Laid { scenario: arguments.scenario.clone(), below: Vec::new(), sets: sets.chain([name]).collect() }
    };
    let laid: Vec<Laid> = places.iter().enumerate().map(laid).collect();
    // Values that lay out another calendar or start make groups of their own.
    let design = execute::open_laid(context, &laid, flags, true)?.analysed(Analysis::Sensitivity(of));
    execute::execute(context, design, flags, Page::Measures { all: arguments.all })
}

/// What is varied: the numbers named, or all of the grades asked for.
fn varied(arguments: &SensitivityOf, numbers: &[RuleNumber]) -> Result<Vec<Varied>, CliError> {
    if arguments.span.is_some_and(|span| !(span > 0.0 && span <= 10.0)) {
        return Err(CliError::usage(
            "`--span` is out of range".to_owned(),
            "wanted a share above 0, as in `--span 0.3`",
        ));
    }
    let of = |number: &RuleNumber, (low, high): (f64, f64)| Varied {
        path: number.path.clone(),
        low,
        high,
        whole: number.spec.whole,
        factor: number.path.clone(),
    };
    if arguments.factors.is_empty() {
        let words: Vec<&str> = Grade::ALL.iter().map(|(grade, _)| grade.word()).collect();
        for word in &arguments.grades {
            if !words.iter().any(|known| known.eq_ignore_ascii_case(word)) {
                return Err(CliError::usage(
                    format!("no grade is called `{word}`"),
                    format!("they are {}", words.join(", ")),
                ));
            }
        }
        let asked =
            |number: &&RuleNumber| arguments.grades.iter().any(|g| g.eq_ignore_ascii_case(number.spec.grade.word()));
        let ranged =
            numbers.iter().filter(asked).filter_map(|number| Some(of(number, usual_range(number, arguments.span)?)));
        // What lays out everybody's calendar would change every draw.
        return Ok(ranged.filter(|varied| varied.path != "attention.ceiling").collect());
    }
    let mut list: Vec<Varied> = Vec::new();
    for text in &arguments.factors {
        let (path, range) =
            text.split_once('=').map_or((text.trim(), None), |(path, range)| (path.trim(), Some(range)));
        let Some(number) = numbers.iter().find(|number| number.path == path) else {
            let near = nearest(path, numbers.iter().map(|number| number.path.as_str()));
            let help = near.map_or_else(
                || "see the paths with `circula show`".to_owned(),
                |near| format!("one with a similar name exists: `{near}`"),
            );
            return Err(CliError::usage(format!("`{path}` is no number of the rules in force"), help));
        };
        if list.iter().any(|varied| varied.path == path) {
            return Err(CliError::usage(format!("`{path}` is varied twice"), "name it once"));
        }
        list.push(of(number, range_of(number, range, arguments.span)?));
    }
    Ok(list)
}

/// The range that is written, or else the usual one.
fn range_of(number: &RuleNumber, text: Option<&str>, span: Option<f64>) -> Result<(f64, f64), CliError> {
    let path = &number.path;
    let Some(text) = text else {
        return usual_range(number, span).ok_or_else(|| {
            let message = format!("`{path}` is {}: there is no usual range about it", number.value);
            CliError::usage(
                message,
                format!("write one, as in `{path}=LOW..HIGH`; allowed are {}", number.spec.range()),
            )
        });
    };
    let wrong = || {
        let message = format!("cannot read the range `{text}` of `{path}`");
        CliError::usage(message, format!("wanted LOW..HIGH with the smaller first, within {}", number.spec.range()))
    };
    let (low, high) = text.split_once("..").ok_or_else(wrong)?;
    let read = |end: &str| end.trim().replace('_', "").parse::<f64>().ok().filter(|x| x.is_finite());
    let (low, high) = read(low).zip(read(high)).ok_or_else(wrong)?;
    let whole = !number.spec.whole || (low.fract() == 0.0 && high.fract() == 0.0);
    if low < high && low >= number.spec.low && high <= number.spec.high && whole {
        Ok((low, high))
    } else {
        Err(wrong())
    }
}

/// Puts numbers into groups by the beginning of their paths.
fn group(varied: &mut [Varied], groups: &[String]) -> Result<(), CliError> {
    for text in groups {
        let help = "as in `--group bond=bond.escrow` or `--group work=employers,reentry`";
        let Some((name, paths)) = text.split_once('=').filter(|(name, _)| !name.trim().is_empty()) else {
            return Err(CliError::usage(format!("cannot read the group `{text}`: wanted NAME=PATH,PATH"), help));
        };
        for path in paths.split(',').map(str::trim) {
            let below = |own: &str| {
                !path.is_empty() && own.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            let mut found = false;
            for one in varied.iter_mut().filter(|one| one.factor == one.path && below(&one.path)) {
                (one.factor, found) = (name.trim().to_owned(), true);
            }
            if !found {
                return Err(CliError::usage(
                    format!("no number that is varied stands at `{path}`, or it is in another group"),
                    help,
                ));
            }
        }
    }
    Ok(())
}

/// The measures that are shown.
fn measures(asked: &[String]) -> Result<Vec<String>, CliError> {
    if asked.is_empty() {
        return Ok(FEW.map(str::to_owned).to_vec());
    }
    for name in asked {
        if MEASURES.iter().all(|measure| measure.name != name) {
            let near = nearest(name, MEASURES.iter().map(|measure| measure.name));
            let help = near.map_or_else(
                || "`circula docs` lists them".to_owned(),
                |near| format!("one with a similar name exists: `{near}`"),
            );
            return Err(CliError::usage(format!("no measure is called `{name}`"), help));
        }
    }
    Ok(asked.to_vec())
}
