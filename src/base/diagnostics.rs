//! Faults of input: collected, never thrown at the first, each with the place where it stands, what is allowed and a
//! remedy.

use std::collections::BTreeSet;
use std::fmt;

/// Most errors, and most warnings, that are told one by one; of the others only the number is.
pub const MOST_TOLD: usize = 100;

/// Where a value was written: a span of bytes in one of the [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// Number of the source.
    pub source: u16,
    /// First byte.
    pub from: u32,
    /// One past the last byte.
    pub to: u32,
}

/// Texts that values came from: scenario files, embedded files, flags of the command line.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    list: Vec<(String, String)>,
}

impl Sources {
    /// Adds a text under the name that messages show; gives its number.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> u16 {
        self.list.push((name.into(), text.into()));
        (self.list.len() - 1) as u16
    }

    /// Gives every source so far another name.
    pub fn rename(&mut self, name: impl Fn(&str) -> String) {
        for source in &mut self.list {
            source.0 = name(&source.0);
        }
    }

    /// Name of a source.
    #[must_use]
    pub fn name(&self, source: u16) -> &str {
        self.list.get(usize::from(source)).map_or("?", |s| &s.0)
    }

    /// Text of a source.
    #[must_use]
    pub fn text(&self, source: u16) -> &str {
        self.list.get(usize::from(source)).map_or("", |s| &s.1)
    }

    /// Line and column of an origin, counted from 1; columns count characters.
    #[must_use]
    pub fn line_column(&self, origin: Origin) -> (usize, usize) {
        let text = self.text(origin.source);
        let mut at = (origin.from as usize).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let before = &text[..at];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        (line, column)
    }

    /// "file:line:column", or the flag.
    #[must_use]
    pub fn place(&self, origin: Origin) -> String {
        let (line, column) = self.line_column(origin);
        let name = self.name(origin.source);
        if name.starts_with("--") { name.to_owned() } else { format!("{name}:{line}:{column}") }
    }
}

/// How bad a fault is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The scenario can be run, but the user should look.
    Warning,
    /// The scenario cannot be run.
    Error,
}

/// One fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// Where it stands, if it stands anywhere.
    pub origin: Option<Origin>,
    /// What is wrong.
    pub message: String,
    /// What is allowed, or how to mend it.
    pub help: Option<String>,
}

/// All faults of one input.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    /// In the order found: the first [`MOST_TOLD`] errors and as many warnings.
    pub list: Vec<Diagnostic>,
    /// Every fault noted, so that none counts twice.
    noted: BTreeSet<(Severity, Option<Origin>, String)>,
    /// Warnings and errors that are not in the list.
    more: [usize; 2],
}

impl Diagnostics {
    /// Notes an error.
    pub fn error(&mut self, origin: Option<Origin>, message: impl Into<String>, help: impl Into<Option<String>>) {
        self.note(Severity::Error, origin, message.into(), help.into());
    }

    /// Notes a warning.
    pub fn warning(&mut self, origin: Option<Origin>, message: impl Into<String>, help: impl Into<Option<String>>) {
        self.note(Severity::Warning, origin, message.into(), help.into());
    }

    fn note(&mut self, severity: Severity, origin: Option<Origin>, message: String, help: Option<String>) {
        if !self.noted.insert((severity, origin, message.clone())) {
            return;
        }
        if self.count(severity) < MOST_TOLD {
            self.list.push(Diagnostic { severity, origin, message, help });
        } else {
            self.more[severity as usize] += 1;
        }
    }

    fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|d| d.severity == severity).count()
    }

    /// Whether any fault forbids a run.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.more(Severity::Error) > 0 || self.count(Severity::Error) > 0
    }

    /// Whether no further error would be told one by one: who looks for a remedy need not any more.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.count(Severity::Error) >= MOST_TOLD
    }

    /// Faults of a severity that are not in the list.
    #[must_use]
    pub const fn more(&self, severity: Severity) -> usize {
        self.more[severity as usize]
    }

    /// How many faults there are, in words: "2 errors, 1 warning", and how many of them are told if not all are. Empty
    /// without faults.
    #[must_use]
    pub fn counted(&self) -> String {
        let of = |(severity, word)| {
            let (told, more) = (self.count(severity), self.more(severity));
            let all = told + more;
            let plural = if all == 1 { "" } else { "s" };
            let part =
                if more > 0 { format!(" (the first {told} are told, {more} more are not)") } else { String::new() };
            (all > 0).then(|| format!("{all} {word}{plural}{part}"))
        };
        let words = [(Severity::Error, "error"), (Severity::Warning, "warning")].into_iter().filter_map(of);
        words.collect::<Vec<_>>().join(", ")
    }

    /// Every fault as plain text, one a paragraph.
    #[must_use]
    pub fn plain(&self, sources: &Sources) -> String {
        let mut out = String::new();
        for d in &self.list {
            let word = if d.severity == Severity::Error { "error" } else { "warning" };
            let place = d.origin.map_or_else(String::new, |o| format!("{}: ", sources.place(o)));
            out.push_str(&format!("{place}{word}: {}\n", d.message));
            if let Some(help) = &d.help {
                out.push_str(&format!("  help: {help}\n"));
            }
        }
        if self.more != [0, 0] {
            out.push_str(&format!("{}\n", self.counted()));
        }
        out
    }
}

/// Faults with the texts they point into: what a failed `load` returns.
#[derive(Clone, Debug)]
pub struct Faulty {
    /// The faults.
    pub diagnostics: Diagnostics,
    /// The texts.
    pub sources: Sources,
}

impl fmt::Display for Faulty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.diagnostics.plain(&self.sources).trim_end())
    }
}

impl std::error::Error for Faulty {}

/// The nearest of `names` to `wrong`, if any is near enough to be meant.
#[must_use]
pub fn nearest<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut best: Option<(f64, &str)> = None;
    for name in names {
        let score = strsim::jaro_winkler(wrong, name);
        if score > best.map_or(0.75, |b| b.0) {
            best = Some((score, name));
        }
    }
    best.map(|b| b.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_lines_and_characters() {
        let mut sources = Sources::default();
        let s = sources.add("a.toml", "x = 1\né = 2\n");
        assert_eq!(sources.place(Origin { source: s, from: 9, to: 10 }), "a.toml:2:3");
    }

    #[test]
    fn of_many_faults_the_first_hundred_are_told_and_the_others_counted_each_once() {
        let mut out = Diagnostics::default();
        for at in (0..250).chain(0..250) {
            out.error(Some(Origin { source: 0, from: at, to: at }), "wrong", None);
        }
        out.warning(None, "odd", None);
        assert_eq!((out.list.len(), out.more(Severity::Error), out.is_full()), (101, 150, true));
        assert_eq!(out.counted(), "250 errors (the first 100 are told, 150 more are not), 1 warning");
        assert!(out.plain(&Sources::default()).ends_with("more are not), 1 warning\n"));
    }

    #[test]
    fn the_nearest_name_is_found_and_nonsense_is_not_guessed() {
        assert_eq!(nearest("atention", ["attention", "horizon"]), Some("attention"));
        assert_eq!(nearest("zzz", ["attention", "horizon"]), None);
    }
}
