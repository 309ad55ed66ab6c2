//! Circular labour migration, simulated: who leaves, under which rules, who comes home, who stays, and what it costs
//! and brings.
//!
//! # Flow
//!
//! Data flows one way: **scenario → world → month → journal (ledger and events) → observables → tables → pictures.** A
//! scenario is a text of rules and a population; the world is drawn from it; a month changes the world and tells what
//! happened; observables add up what was told; tables and pictures know nothing of the model. The result is a function
//! of scenario and seed alone: of no thread, no order of districts, no build.
//!
//! # Layers
//!
//! A folder imports only from layers above it in this table; folders of one layer do not know each other. A test holds
//! it.
//!
//! | layer | folder | what |
//! |---|---|---|
//! | 0 | [`base`] | what everything stands on: faults, units, keyed draws, mathematics, parameters, tables, files |
//! | 1 | [`journal`] | what happened: money by double entry, events in the model's words |
//! | 1 | [`output`] | tables and figures as text, files and pictures; the folder of results |
//! | 2 | [`world`] | who exists and in what state: districts, villages, households, persons, spells, contracts |
//! | 3 | [`institution`] | the rules of the game as data, one dimension a file, without state |
//! | 3 | [`decision`] | pure economics: the value of a plan, a choice, a belief; knows no mechanism |
//! | 3 | [`observe`] | what is remembered of a run, and the measures read off it |
//! | 4 | [`engine`] | the machinery of a month: scene, tables, calendar, tastes, purse, home economy, audit |
//! | 5 | [`mechanism`] | what happens in a month, one submodel a file; its `mod.rs` is the month |
//! | 6 | [`population`] | from tables of a population to the first world |
//! | 7 | [`scenario`] | from text to checked rules over time |
//! | 8 | [`run`] | one replicate: burn-in, months, checks of the books |
//! | 9 | [`experiment`] | designs in, tables out: variants compared, patterns against wrong worlds, what figures show |
//! | 10 | [`cli`] | the command line, one file a verb |
//!
//! # Glossary
//!
//! * *Person*: somebody of 15 to 64, or away; younger and older ones are counts of the household. *Resident*: anybody
//!   at home.
//! * *District*: whole villages worked through together; a person belongs to the district of the home village for ever,
//!   wherever he is.
//! * *Corridor*, *destination*: a place to go to, with its rules. *Place*: home or a destination, in events and ledger.
//! * *Line*: the households of one region and income class, whose income at home is booked together. *Scene*: what a
//!   submodel may read besides its district.
//! * *Asset*: what a household owns and works with (herd, house, mill, business, project), a job in which somebody has
//!   been placed, or an irrigated plot.
//! * *Spell*: one stay away, from arrival to the end. *Status*: its right of stay. *Way*: how it began.
//! * *Review*: a month in which somebody weighs leaving or going home. *Calendar*: the pure function that says which
//!   months can be.
//! * *Rules*: everything in force in a month. *Dimension*: one institution with its variants, exactly one of which is
//!   in force.
//! * *Draws*: random numbers that are a function of seed, replicate, person, purpose, month and index, so the same
//!   person has the same draws under every policy.
//! * *Local*: what a district does by itself, in parallel. *Shared*: what people compete for, one after the other.
//! * *Hazard*: a chance per month. *Share*: a part, or the chance of one event. *Rate*: per time. *Util-month*: log
//!   points of consumption times months.
//! * *Tally*: the integer counts remembered of a replicate. *Measure*: a quantity read off a tally. *Digest*: equal
//!   digests, equal results.
//!
//! # To add something, touch
//!
//! * **a mechanism**: its file in `mechanism` (formula, source, what is left out, parameters of its own, purposes of
//!   its draws, neutral values, code, a worked case and both limits as tests); in `mechanism/mod.rs` its module and a
//!   line of the list; a scenario in which it acts; a line in `journal/event.rs` if it records something new.
//! * **a parameter**: its declaration in `params!`, in the mechanism that alone reads it, else in the institution or
//!   corridor that it belongs to, and the code that reads it. Help, schema, range check and documents follow; a test
//!   demands that it changes something in a shipped scenario that sets it or a neighbour, another that it is moved by a
//!   lever in `scenarios/doses/` if policy or nature can move it.
//! * **an alternative of an institution**: one variant in its `dimension!` in `institution`, and the mechanism that
//!   reads the dimension.
//! * **an event or a flow of money**: a line in `journal/event.rs` or `journal/ledger.rs`; another shipped scenario in
//!   which it occurs if none has it. An account says to whom it belongs.
//! * **a shock, price or transfer to households at home**: one call of `engine::home`, which reaches households and
//!   plans.
//! * **state of a person or stay**: a field in `world`; a test holds the sizes. What is rebuilt from plan and month is
//!   not serialised.
//! * **a measure**: an entry in `observe/measure`; a monthly quantity: one in `observe/monthly.rs`; a picture: a
//!   function in `experiment/figures.rs` or beside it, and its name in the list there.
//! * **a rule whose idleness should be told**: an entry in `experiment/idle.rs`; a test demands one for a dimension.
//! * **a conclusion from many variants together**: a variant in `experiment/analysis.rs`, which the manifest holds;
//!   what follows from it in `experiment/conclusion.rs`; the names of its tables in `output/content.rs` and of its
//!   pictures in `experiment/figures.rs`.
//! * **a document for programs** (`--json`): a kind with its schema in `cli/document.rs`.
//! * **a verb**: a file in `cli` with its arguments, help and example, its lines in `cli/mod.rs`, a command in the
//!   README.
//! * **a scenario**: a file in `scenarios/`.
//! * **a draw**: its label in `purposes!`; a new kind of thing that draws: a variant in `base::draws::Namespace`.
//! * **what changes results**: `CIRCULA_BLESS=1 cargo test --test same_bits` writes digests and raises the version.
//! * **a folder**: a line in the table above, which a test reads.
//!
//! # Waiting
//!
//! Decisions without a mechanism that uses them: `Margin` and `Pledge` are closed forms that tests hold the decision at
//! term to.
//!
//! # Deliberately absent
//!
//! * No switch between regimes: state-led and free circulation are two files of the same rules.
//! * No country in the code: names of places stand in scenarios and tables only.
//! * No shared random generator, clock, hash map or unsafe code; no transcendental function of the platform.
//! * No float money, no payment outside the ledger.
//! * No visit to people at home who do nothing: their income is booked by class, their household brought up to date
//!   when somebody looks.
//! * No calibration hidden in code: every number is declared with source and grade.

pub mod base;
#[cfg(feature = "cli")]
pub mod cli;
pub mod decision;
pub mod engine;
pub mod experiment;
pub mod institution;
pub mod journal;
pub mod mechanism;
pub mod observe;
pub mod output;
pub mod population;
pub mod run;
pub mod scenario;
pub mod world;
