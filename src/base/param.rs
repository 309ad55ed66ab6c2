//! Parameters, declared once. From one declaration come the field, its default, unit, range, source and grade, and so
//! the help, the JSON Schema, the range check, the document of parameters and the evidence table.
//!
//! ```
//! circula::params! {
//!     /// Going irregular before the contract ends.
//!     pub struct Absconding {
//!         /// Monthly chance that a worker under contract reconsiders.
//!         attention: Hazard = 0.03 in 0.0..=1.0, Assumed "reviews once in three years";
//!     }
//! }
//! ```

use super::diagnostics::Diagnostics;
pub use super::kind::*;
pub use super::reader::Reader;
pub use super::texts::{CalendarMonth, Name, Text};

/// How well a value is founded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Read in the publication named.
    Seen,
    /// The seed paper: B. Keita, La migration circulaire au Mali, CARIM-AS 2010/57, with the page.
    Keita,
    /// Arithmetic on figures named.
    Derived,
    /// From the literature, without the page at hand.
    Recalled,
    /// Nobody's figure; the source gives the reason.
    Assumed,
    /// A setting of the computation, not a claim about the world.
    Setting,
    /// Written in a shipped scenario, whose comments say where it is from.
    Scenario,
    /// Written by whoever runs the scenario: the grade of a default says nothing about it.
    Yours,
}

impl Grade {
    /// All of them with what each means, in one line.
    pub const ALL: [(Self, &'static str); 8] = [
        (Self::Seen, "read in the publication named"),
        (Self::Keita, "in Keita 2010"),
        (Self::Derived, "arithmetic on figures named"),
        (Self::Recalled, "from the literature, without the page at hand"),
        (Self::Assumed, "nobody's figure"),
        (Self::Setting, "a setting of the computation"),
        (Self::Scenario, "written in a shipped scenario"),
        (Self::Yours, "written by you"),
    ];

    /// The word that tables print.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Keita => "Keita 2010",
            Self::Derived => "derived",
            Self::Recalled => "recalled",
            Self::Assumed => "assumed",
            Self::Setting => "setting",
            Self::Scenario => "scenario",
            Self::Yours => "yours",
        }
    }
}

/// A default or bound as declared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Plain {
    /// A number in the parameter's unit.
    Number(f64),
    /// A text.
    Text(&'static str),
}

/// One declared parameter.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// Key in the scenario file.
    pub key: &'static str,
    /// What it means.
    pub doc: &'static str,
    /// Unit in words.
    pub unit: &'static str,
    /// Whether only whole numbers are meant.
    pub whole: bool,
    /// Smallest value allowed.
    pub low: f64,
    /// Largest value allowed.
    pub high: f64,
    /// What a text must look like, as a regular expression for the schema; empty where the value is a number or any
    /// text will do. Checked by the kind.
    pub pattern: &'static str,
    /// Value where no file says otherwise.
    pub default: Plain,
    /// How well the default is founded.
    pub grade: Grade,
    /// Publication and page, data set, or the reason for an assumption.
    pub source: &'static str,
}

impl Spec {
    /// What is allowed: "0 to 1".
    #[must_use]
    pub fn range(&self) -> String {
        // The largest whole number of 64 bits is no decimal number.
        let end = |bound: f64| if bound >= u64::MAX as f64 { u64::MAX.to_string() } else { bound.to_string() };
        format!("{} to {}", end(self.low), end(self.high))
    }

    /// The default of a text; empty for a number.
    #[must_use]
    pub const fn default_text(&self) -> &'static str {
        match self.default {
            Plain::Text(text) => text,
            Plain::Number(_) => "",
        }
    }
}

/// The shape of a part of a scenario: what may stand where. Merging, the schema and the docs walk over it.
#[derive(Clone, Debug)]
pub enum Shape {
    /// A parameter.
    Leaf(&'static Spec),
    /// A table with fixed keys.
    Table {
        /// What the table is about.
        doc: &'static str,
        /// Keys and what stands under them.
        fields: Vec<(&'static str, Shape)>,
    },
    /// Exactly one of several variants: a dimension of institutions.
    OneOf {
        /// What the dimension is about.
        doc: &'static str,
        /// Names of the variants and their parameters; the first is the default.
        variants: Vec<(&'static str, Shape)>,
    },
    /// Tables under names that the scenario chooses.
    Named {
        /// What one of them is.
        doc: &'static str,
        /// Its shape.
        each: Box<Shape>,
    },
}

/// Reads the next declared parameter of a table: what `params!` expands to.
pub fn declared<K: ParamKind>(at: &mut Reader<'_>, spec: Option<&'static Spec>) -> K::Stored {
    spec.map_or_else(|| K::store(0.0), |spec| at.child(spec.key, |r| K::read(r, spec)))
}

impl Shape {
    /// Two tables as one: the fields of both.
    #[must_use]
    pub fn joined(first: Self, second: Self) -> Self {
        match (first, second) {
            (Self::Table { doc, mut fields }, Self::Table { fields: more, .. }) => {
                fields.extend(more);
                Self::Table { doc, fields }
            }
            (first, _) => first,
        }
    }
}

/// A table of a scenario that is read into a struct or enum.
pub trait Section: Sized {
    /// What may stand in it.
    fn shape() -> Shape;
    /// Reads it; faults go to the reader, and defaults stand in for what is missing or wrong.
    fn read(at: &mut Reader<'_>) -> Self;
}

/// Reads a section from nothing: all defaults.
#[must_use]
pub fn defaults<S: Section>() -> S {
    S::read(&mut Reader::new(None, &mut Diagnostics::default()))
}

/// Tells a number with its range from a text without one: the inside of `params!`.
#[doc(hidden)]
#[macro_export]
macro_rules! declaration {
    (default $default:literal) => {
        $crate::base::param::Plain::Text($default)
    };
    (default $default:literal $low:literal) => {
        $crate::base::param::Plain::Number($default as f64)
    };
    (bound) => {
        0.0
    };
    (bound $bound:literal) => {
        $bound as f64
    };
}

/// Declares a table of parameters. See the module's example; a parameter that is a text (`Text`, `Name`, `Calendar`)
/// has no range.
#[macro_export]
macro_rules! params {
    ($(#[doc = $doc:literal])* pub struct $name:ident { $($(#[doc = $fdoc:literal])* $key:ident: $kind:ident
        = $default:literal $(in $low:literal ..= $high:literal)?, $grade:ident $source:literal;)* }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name { $($(#[doc
            = $fdoc])* pub $key: <$crate::base::param::$kind as $crate::base::param::ParamKind>::Stored,)* }
        impl $name {
            /// The declarations of this table.
            pub const SPECS: &'static [$crate::base::param::Spec] = &[$($crate::base::param::Spec {
                key: stringify!($key),
                doc: concat!($($fdoc),*),
                unit: <$crate::base::param::$kind as $crate::base::param::ParamKind>::UNIT,
                whole: <$crate::base::param::$kind as $crate::base::param::ParamKind>::WHOLE,
                low: $crate::declaration!(bound $($low)?), high: $crate::declaration!(bound $($high)?),
                pattern: <$crate::base::param::$kind as $crate::base::param::ParamKind>::PATTERN,
                default: $crate::declaration!(default $default $($low)?),
                grade: $crate::base::param::Grade::$grade, source: $source,
            }),*];
        }
        impl $crate::base::param::Section for $name {
            fn shape() -> $crate::base::param::Shape {
                $crate::base::param::Shape::Table {
                    doc: concat!($($doc),*),
                    fields: Self::SPECS.iter().map(|s| (s.key, $crate::base::param::Shape::Leaf(s))).collect(),
                }
            }
            #[allow(unused_mut, unused_variables, reason = "a table may have no parameters")]
            fn read(at: &mut $crate::base::param::Reader<'_>) -> Self {
                at.check_keys(&[$(stringify!($key)),*]);
                let mut specs = Self::SPECS.iter();
                Self { $($key: $crate::base::param::declared::<$crate::base::param::$kind>(at, specs.next()),)* }
            }
        }
        impl Default for $name { fn default() -> Self { $crate::base::param::defaults() } }
    };
}

/// Declares a dimension of institutions: exactly one of several variants, each with its table of parameters. The first
/// is the default.
#[macro_export]
macro_rules! dimension {
    ($(#[doc = $doc:literal])* pub enum $name:ident { $first:ident($fbody:ty) as $ftag:literal $(,
        $variant:ident($body:ty) as $tag:literal)* $(,)? }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq)]
        #[allow(clippy::large_enum_variant, reason = "rules are few, and read through a reference")]
        pub enum $name {
            #[doc = concat!("`", $ftag, "`")] $first($fbody),
            $(#[doc = concat!("`", $tag, "`")] $variant($body),)*
        }
        impl $name {
            /// Names of the variants in scenario files.
            pub const VARIANTS: &'static [&'static str] = &[$ftag $(, $tag)*];
            /// Name of this variant in scenario files.
            #[must_use] pub const fn tag(&self) -> &'static str { match self { Self::$first(_) => $ftag,
                $(Self::$variant(_) => $tag,)* } }
        }
        impl $crate::base::param::Section for $name {
            fn shape() -> $crate::base::param::Shape {
                $crate::base::param::Shape::OneOf {
                    doc: concat!($($doc),*),
                    variants: vec![($ftag, <$fbody as $crate::base::param::Section>::shape()) $(, ($tag,
                        <$body as $crate::base::param::Section>::shape()))*],
                }
            }
            fn read(at: &mut $crate::base::param::Reader<'_>) -> Self {
                match at.variant(Self::VARIANTS) {
                    $(Some($tag) => Self::$variant(at.within_variant($tag,
                        <$body as $crate::base::param::Section>::read)),)*
                    Some($ftag) => Self::$first(at.within_variant($ftag,
                        <$fbody as $crate::base::param::Section>::read)),
                    _ => Self::$first($crate::base::param::defaults()),
                }
            }
        }
        impl Default for $name { fn default() -> Self { $crate::base::param::defaults() } }
    };
}

/// Declares a table whose entries are sections themselves.
#[macro_export]
macro_rules! sections {
    ($(#[doc = $doc:literal])* pub struct $name:ident { $($(#[doc = $fdoc:literal])* $field:ident: $kind:ty,)* }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name { $($(#[doc = $fdoc])* pub $field: $kind,)* }
        impl $crate::base::param::Section for $name {
            fn shape() -> $crate::base::param::Shape {
                $crate::base::param::Shape::Table {
                    doc: concat!($($doc),*),
                    fields: vec![$((stringify!($field), <$kind as $crate::base::param::Section>::shape()),)*],
                }
            }
            fn read(at: &mut $crate::base::param::Reader<'_>) -> Self {
                at.check_keys(Self::KEYS);
                Self::read_fields(at)
            }
        }
        impl $name {
            /// Keys of the parts.
            pub const KEYS: &'static [&'static str] = &[$(stringify!($field)),*];
            /// Reads the parts and leaves other keys of the table to whoever reads them.
            pub fn read_fields(at: &mut $crate::base::param::Reader<'_>) -> Self {
                Self {
                    $($field: at.child(stringify!($field), <$kind as $crate::base::param::Section>::read),)*
                }
            }
        }
        impl Default for $name { fn default() -> Self { $crate::base::param::defaults() } }
    };
}

params! {
    /// No parameters.
    pub struct Empty {}
}

#[cfg(test)]
mod tests {
    use super::super::diagnostics::Sources;
    use super::super::node::parse_toml;
    use super::*;

    params! {
        /// A section for tests.
        pub struct Trial {
            /// A chance.
            chance: Hazard = 0.5 in 0.0..=1.0, Assumed "test";
            /// A term.
            term_months: Months = 6 in 0..=120, Assumed "test";
        }
    }
    dimension! {
        /// A dimension for tests.
        pub enum Stake { None(Empty) as "none", Deposit(Trial) as "deposit" }
    }
    sections! {
        /// A root for tests.
        pub struct Root {
            /// One.
            trial: Trial,
            /// Two.
            stake: Stake,
        }
    }

    fn read(text: &str) -> (Root, Vec<String>) {
        let mut sources = Sources::default();
        let s = sources.add("t.toml", text);
        let mut out = Diagnostics::default();
        let node = parse_toml(s, &sources, &mut out);
        let root = Root::read(&mut Reader::new(Some(&node), &mut out));
        (root, out.list.into_iter().map(|d| format!("{} | {}", d.message, d.help.unwrap_or_default())).collect())
    }

    #[test]
    fn no_grade_is_left_out_of_their_list() {
        for (at, (grade, meaning)) in Grade::ALL.into_iter().enumerate() {
            assert!(grade as usize == at && !meaning.is_empty(), "{grade:?}");
        }
        assert_eq!(Grade::ALL.len(), Grade::Yours as usize + 1);
    }

    #[test]
    fn values_are_read_and_defaults_stand_in() {
        let (root, faults) = read("[trial]\nchance = 1\n[stake.deposit]\nterm_months = 3\n");
        assert_eq!(faults, Vec::<String>::new());
        assert_eq!(root.trial, Trial { chance: 1.0, term_months: 6 });
        assert_eq!(root.stake, Stake::Deposit(Trial { chance: 0.5, term_months: 3 }));
        assert_eq!(read("").0.stake, Stake::None(Empty {}));
        assert_eq!(read("stake = \"deposit\"").0.stake.tag(), "deposit");
    }

    #[test]
    fn every_fault_is_found_at_once_and_told_with_what_is_allowed() {
        let (_, faults) = read(
            "[trial]\nchanse = 1\nchance = nan\nterm_months = 2.5\n[stake.deposit]\nchance = \
            inf\nterm_months = 121\n[x]\n",
        );
        assert_eq!(faults.len(), 6, "{faults:#?}");
        for (part, n) in [
            ("similar name exists: `chance`", 1),
            ("NaN", 1),
            ("whole", 1),
            ("inf", 1),
            ("out of range", 1),
            ("unknown key `x`", 1),
        ] {
            assert_eq!(faults.iter().filter(|f| f.contains(part)).count(), n, "{part}: {faults:#?}");
        }
        assert!(read("[stake.none]\n[stake.deposit]\n").1[0].contains("two variants"));
        assert!(read("stake = \"deposits\"\n").1[0].contains("`deposit`"));
        assert!(read("trial = 3\n").1[0].contains("wanted a table"));
        assert!(read("[trial]\nchance = \"x\"\n").1[0].contains("a text"));
    }
}
