//! The arguments of the command line.

use super::exit;
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use std::path::PathBuf;

/// Circular labour migration, simulated: what becomes of people, money and rules under state-led and free circulation.
#[derive(Debug, Parser)]
#[command(
    name = "circula",
    version,
    propagate_version = true,
    disable_help_subcommand = true,
    after_help = format!("Start with: circula demo\n\n{}", exit::HELP)
)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
    /// Colours.
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t = Colour::Auto,
        value_name = "WHEN",
        help_heading = "Output"
    )]
    pub color: Colour,
    /// Say nothing but results and errors.
    #[arg(short, long, global = true, help_heading = "Output")]
    pub quiet: bool,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// On a terminal, unless NO_COLOR is set or CLICOLOR is 0.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How progress is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ProgressStyle {
    /// A bar on a terminal, else plain lines.
    Auto,
    /// A bar.
    Bar,
    /// A line at each tenth of the way, and every half minute.
    Plain,
    /// One JSON object a line.
    Json,
    /// Not at all.
    None,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Compare state-led and free circulation: no files needed, some seconds, a table and pictures
    #[command(after_help = "Example:\n  circula demo\n  circula demo --out first-look --seed 7")]
    Demo(Ensemble),
    /// Run the replicates of one scenario
    #[command(
        after_help = "Example:\n  circula run scenarios/state-led.toml --reps 20 --out results/state-led\n  circula \
            run circula:bonded --set bond.escrow.amount_eur=2000"
    )]
    Run(RunOne),
    /// Compare scenarios, the first being the baseline: the same people with the same draws under each
    #[command(
        after_help = "Example:\n  circula compare scenarios/state-led.toml scenarios/free-circulation.toml --reps 20 \
            --out results/first\n  circula compare circula:state-led circula:bonded circula:guaranteed --set \
            population=1:400"
    )]
    Compare(Compare),
    /// Check scenario files; tell every fault with its place and remedy
    #[command(after_help = "Example:\n  circula validate scenarios/*.toml\n  circula validate my.toml --json")]
    Validate(Validate),
    /// Show every value in force and where it came from, or what differs between two scenarios
    #[command(after_help = "Example:\n  circula show scenarios/state-led.toml\n  circula show circula:state-led \
        --diff circula:free-circulation")]
    Show(Show),
    /// Write a new scenario that extends another, with comments, and the schema for editors beside it
    #[command(after_help = "Example:\n  circula new my-corridor\n  circula new my-bond --from bonded")]
    New(New),
    /// Print the JSON Schema of scenario files
    #[command(after_help = "Example:\n  circula schema > scenario.schema.json")]
    Schema,
    /// Run the patterns: what the model must show, and the wrong worlds in which it must not
    #[command(
        after_help = "Example:\n  circula patterns --list\n  circula patterns --filter c1 --keep replicates --out \
            patterns.csv\n  circula patterns --filter c1 --held patterns.csv"
    )]
    Patterns(RowArguments),
    /// Run the propositions: what the literature claims of circulation, and what the model says of each
    #[command(after_help = "Example:\n  circula propositions --list\n  circula propositions --filter P4 --out \
            propositions.csv\n  circula propositions --filter P4 --held propositions.csv")]
    Propositions(RowArguments),
    /// Check a result folder: its files against their digests, then its runs, run again, bit by bit
    #[command(after_help = "Example:\n  circula verify results/first\n  circula verify results/first --rerun 2")]
    Verify(Verify),
    /// Print the completions of a shell
    #[command(after_help = "Example:\n  circula completions bash > ~/.local/share/bash-completion/completions/circula")]
    Completions {
        /// The shell.
        #[arg(value_enum)]
        shell: Shell,
    },
    /// Print the manual page of the program or of a verb
    #[command(after_help = "Example:\n  circula man > circula.1\n  circula man compare > circula-compare.1")]
    Man {
        /// A verb; without, the program.
        verb: Option<String>,
    },
}

/// Flags of what runs replicates.
#[derive(Clone, Debug, Default, Args)]
pub struct Ensemble {
    /// Seed of all draws; the scenario's where none is given, never the clock.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub seed: Option<u64>,
    /// Replicates: runs that differ only in draws.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub reps: Option<u64>,
    /// Lay a value over every scenario named; may be repeated.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub sets: Vec<String>,
    /// Folder of the results; a folder of the same plan is gone on with.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
    /// Replace the results of another plan in the folder.
    #[arg(long)]
    pub force: bool,
    /// Threads [default: CIRCULA_THREADS, SLURM_CPUS_PER_TASK, RAYON_NUM_THREADS, else the machine's]; results do not
    /// depend on them.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub threads: Option<usize>,
    /// Print the results as one JSON document.
    #[arg(long)]
    pub json: bool,
    /// How progress is told, on standard error.
    #[arg(long, value_enum, value_name = "HOW", default_value = "auto")]
    pub progress: Option<ProgressStyle>,
    /// Only say what would be run: persons, memory, time.
    #[arg(long)]
    pub dry_run: bool,
}

/// Arguments of `run`.
#[derive(Clone, Debug, Args)]
pub struct RunOne {
    /// Scenario file, or `circula:NAME` for a built-in one.
    #[arg(value_hint = ValueHint::FilePath)]
    pub scenario: String,
    /// Print every measure, not only those of the first page.
    #[arg(long)]
    pub all: bool,
    /// How it is run.
    #[command(flatten)]
    pub ensemble: Ensemble,
}

/// Arguments of `compare`.
#[derive(Clone, Debug, Args)]
pub struct Compare {
    /// Scenario files, or `circula:NAME` for built-in ones; the first is the baseline.
    #[arg(required = true, value_name = "SCENARIO", value_hint = ValueHint::FilePath)]
    pub scenarios: Vec<String>,
    /// Compare even if the scenarios do not start from the same world; then without differences.
    #[arg(long)]
    pub unpaired: bool,
    /// Print every measure, not only those of the first page.
    #[arg(long)]
    pub all: bool,
    /// How it is run.
    #[command(flatten)]
    pub ensemble: Ensemble,
}

/// Arguments of `validate`.
#[derive(Clone, Debug, Args)]
pub struct Validate {
    /// Scenario files, or `circula:NAME`.
    #[arg(required = true, value_name = "SCENARIO", value_hint = ValueHint::FilePath)]
    pub scenarios: Vec<String>,
    /// Lay a value over every scenario named; may be repeated.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub sets: Vec<String>,
    /// Print the faults as one JSON document.
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `show`.
#[derive(Clone, Debug, Args)]
pub struct Show {
    /// Scenario file, or `circula:NAME`.
    #[arg(value_hint = ValueHint::FilePath)]
    pub scenario: String,
    /// Show only what differs from this scenario.
    #[arg(long, value_name = "SCENARIO", value_hint = ValueHint::FilePath)]
    pub diff: Option<String>,
    /// Lay a value over every scenario named; may be repeated.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub sets: Vec<String>,
    /// Print the frozen plan: one file with every value, which can be run.
    #[arg(long, conflicts_with = "diff")]
    pub plan: bool,
    /// Print one JSON document.
    #[arg(long, conflicts_with = "plan")]
    pub json: bool,
}

/// Arguments of `new`.
#[derive(Clone, Debug, Args)]
pub struct New {
    /// Name of the scenario; its file is NAME.toml in this folder.
    pub name: String,
    /// Built-in scenario that it extends.
    #[arg(long, value_name = "NAME", default_value = "base")]
    pub from: String,
    /// Overwrite files of these names.
    #[arg(long)]
    pub force: bool,
}

/// Arguments of `patterns` and `propositions`.
#[derive(Clone, Debug, Args)]
pub struct RowArguments {
    /// Files of rows; without, the built-in ones.
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub files: Vec<String>,
    /// Only rows whose name contains this, or whose system or number it is.
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub filter: String,
    /// List the rows with their sources, as Markdown, without running anything.
    #[arg(long)]
    pub list: bool,
    /// Write the table to this file, as CSV.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub out: Option<PathBuf>,
    /// Exit with code 3 if a row that held in this table, written earlier with `--out`, holds no more.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub held: Option<PathBuf>,
    /// Keep each replicate in this folder when it has ended, and take those that are there: so an interrupted run goes
    /// on, and a row that asks for the same world does not wait for it again.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub keep: Option<PathBuf>,
    /// Threads; results do not depend on them.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub threads: Option<usize>,
    /// Print one JSON document.
    #[arg(long, conflicts_with = "list")]
    pub json: bool,
    /// How progress is told, on standard error.
    #[arg(long, value_enum, value_name = "HOW", default_value = "auto")]
    pub progress: Option<ProgressStyle>,
}

/// Arguments of `verify`.
#[derive(Clone, Debug, Args)]
pub struct Verify {
    /// Result folder.
    #[arg(value_hint = ValueHint::DirPath)]
    pub folder: PathBuf,
    /// Run only the first N replicates again.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub rerun: Option<u64>,
    /// Threads; results do not depend on them.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub threads: Option<usize>,
    /// How progress is told, on standard error.
    #[arg(long, value_enum, value_name = "HOW", default_value = "auto")]
    pub progress: Option<ProgressStyle>,
}
