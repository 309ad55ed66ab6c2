//! Faults of input as a terminal shows them: the line where each stands, what is wrong under it, and how to mend it.

use crate::base::diagnostics::{Diagnostic, Diagnostics, Origin, Severity, Sources};
use crate::base::hidden::{is_hidden, visible, visible_lines};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// How faults are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// With colours, as ANSI escapes.
    pub colour: bool,
    /// With lines of Unicode, else of ASCII.
    pub unicode: bool,
    /// Width of the terminal in columns.
    pub width: usize,
}

impl Default for Style {
    fn default() -> Self {
        Self { colour: false, unicode: false, width: 140 }
    }
}

/// Every fault with its line, in the order found; a blank line between two. Ends with a count.
#[must_use]
pub fn render(faults: &Diagnostics, sources: &Sources, style: Style) -> String {
    let renderer = if style.colour { Renderer::styled() } else { Renderer::plain() };
    let decor = if style.unicode { DecorStyle::Unicode } else { DecorStyle::Ascii };
    let renderer = renderer.decor_style(decor).term_width(style.width);
    let mut out = String::new();
    for fault in &faults.list {
        let shown = Shown::of(fault, sources);
        out.push_str(&renderer.render(&[shown.group(fault.severity)]));
        out.push_str("\n\n");
    }
    out.push_str(&faults.counted());
    out
}

/// A fault with its texts made harmless: they come from files of other people.
struct Shown {
    message: String,
    help: Option<String>,
    place: Option<Line>,
}

/// The line in which a fault stands: name of the text, number and text of the line, and the bytes concerned.
struct Line {
    name: String,
    number: usize,
    text: String,
    marked: std::ops::Range<usize>,
}

impl Shown {
    fn of(fault: &Diagnostic, sources: &Sources) -> Self {
        Self {
            message: visible_lines(&fault.message),
            help: fault.help.as_deref().map(visible_lines),
            place: fault.origin.map(|origin| Line::of(sources, origin)),
        }
    }

    fn group(&self, severity: Severity) -> Group<'_> {
        let level = if severity == Severity::Error { Level::ERROR } else { Level::WARNING };
        let title = level.primary_title(self.message.as_str());
        let mut group = match &self.place {
            Some(line) => {
                let mark = AnnotationKind::Primary.span(line.marked.clone());
                let snippet = Snippet::source(line.text.as_str()).line_start(line.number).path(line.name.as_str());
                title.element(snippet.annotation(mark))
            }
            None => Group::with_title(title),
        };
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        group
    }
}

impl Line {
    /// Only the line itself, and of the span what lies in it, on whole characters: a file may be long, and a table as
    /// long as the file.
    fn of(sources: &Sources, origin: Origin) -> Self {
        let text = sources.text(origin.source);
        let whole = |mut at: usize| {
            at = at.min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let from = whole(origin.from as usize);
        let start = text[..from].rfind('\n').map_or(0, |newline| newline + 1);
        let end = text[from..].find('\n').map_or(text.len(), |newline| from + newline);
        let to = whole(origin.to as usize).clamp(from, end);
        let [before, marked, after] = [&text[start..from], &text[from..to], &text[to..end]].map(masked);
        Self {
            name: visible(sources.name(origin.source)),
            number: text[..start].matches('\n').count() + 1,
            marked: before.len()..before.len() + marked.len(),
            text: before + &marked + after.trim_end(),
        }
    }
}

/// Part of a line with a sign for each character that moves the cursor, so that columns stay what they are.
fn masked(text: &str) -> String {
    text.chars().map(|c| if is_hidden(c) && c != '\t' { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faulty() -> (Diagnostics, Sources) {
        let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
        let file = sources.add("free.toml", "é = 1\n[review]\natention = 0.1\n");
        let flag = sources.add("--set #1", "review.attention=7");
        let at = |source, from, to| Some(Origin { source, from, to });
        out.error(
            at(file, 16, 24),
            "unknown key `atention` in `review`",
            "a key with a similar name exists: \
            `attention`"
                .to_owned(),
        );
        out.error(at(flag, 17, 18), "`review.attention` = 7 is out of range", None);
        out.warning(at(file, 7, 900), "long", None);
        out.error(None, "no file `x`", None);
        (out, sources)
    }

    #[test]
    fn faults_show_their_line_and_how_to_mend_it() {
        let (out, sources) = faulty();
        let text = render(&out, &sources, Style::default());
        for part in [
            "error: unknown key `atention` in `review`",
            "free.toml:3:1",
            "3 | atention = 0.1\n",
            "| ^^^^^^^^",
            "help: a key with a similar name exists: `attention`",
            "--set #1:1:18",
            "warning: long",
            "free.toml:2:1",
            "error: no file `x`",
            "3 errors, 1 warning",
        ] {
            assert!(text.contains(part), "missing: {part}\nin: {text}");
        }
        assert!(!text.contains('\u{1b}'), "{text}");
    }

    #[test]
    fn colours_come_only_when_asked_for() {
        let (out, sources) = faulty();
        assert!(render(&out, &sources, Style { colour: true, unicode: true, width: 80 }).contains('\u{1b}'));
        assert_eq!(render(&Diagnostics::default(), &sources, Style::default()), "");
    }
}
