//! Parameters that are texts: any text, a text that names files, a month of the calendar.

use super::hidden::is_hidden;
use super::param::{ParamKind, Reader, Spec};
use super::units::Month;

/// Any text.
#[derive(Debug)]
pub enum Text {}
impl ParamKind for Text {
    type Stored = String;
    const UNIT: &'static str = "text";
    fn store(_: f64) -> String {
        String::new()
    }
    fn read(at: &mut Reader<'_>, spec: &Spec) -> String {
        at.text(spec.default_text())
    }
}

/// A text that also names files: at most 80 characters, none of them a slash or a control character, and no dot in
/// front.
#[derive(Debug)]
pub enum Name {}
impl Name {
    /// Whether a text is one.
    #[must_use]
    pub fn allows(text: &str) -> bool {
        !text.is_empty()
            && text.chars().count() <= 80
            && !text.starts_with('.')
            && !text.chars().any(|c| c == '/' || c == '\\' || is_hidden(c))
    }
}
impl ParamKind for Name {
    type Stored = String;
    const UNIT: &'static str = "text";
    const PATTERN: &'static str = r"^[^./\\\u0000-\u001f][^/\\\u0000-\u001f]{0,79}$";
    fn store(_: f64) -> String {
        String::new()
    }
    fn read(at: &mut Reader<'_>, spec: &Spec) -> String {
        let text = at.text(spec.default_text());
        if let Some(node) = at.node().filter(|n| n.text().is_some_and(|text| !Self::allows(text))) {
            let message = format!("`{}` cannot name files", at.path());
            at.out().error(
                Some(node.origin),
                message,
                "wanted 1 to 80 characters without `/`, `\\` and control \
                characters, and no dot in front"
                    .to_owned(),
            );
        }
        text
    }
}

/// A month of the calendar, written "2009-07".
#[derive(Debug)]
pub enum CalendarMonth {}
impl ParamKind for CalendarMonth {
    type Stored = Month;
    const UNIT: &'static str = "calendar month";
    const PATTERN: &'static str = r"^(19\d\d|20\d\d|2100)-(0[1-9]|1[0-2])$";
    fn store(_: f64) -> Month {
        Month::default()
    }
    fn read(at: &mut Reader<'_>, spec: &Spec) -> Month {
        at.month(Month::parse(spec.default_text()).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_no_character_that_hides() {
        assert!(Name::allows("côte d'ivoire") && !Name::allows("a\u{202e}b") && !Name::allows("a\u{85}b"));
    }
}
