//! Faults of input as a terminal shows them: the line where each stands, what is wrong under it, and how to mend it.

use crate::base::diagnostics::{Diagnostic, Diagnostics, Origin, Severity, Sources};
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
        out.push_str(&renderer.render(&[group(fault, sources)]));
        out.push_str("\n\n");
    }
    let count = |severity| faults.list.iter().filter(|f| f.severity == severity).count();
    let told: Vec<String> = [(count(Severity::Error), "error"), (count(Severity::Warning), "warning")]
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| format!("{n} {word}{}", if n == 1 { "" } else { "s" }))
        .collect();
    out.push_str(&told.join(", "));
    out
}

fn group<'a>(fault: &'a Diagnostic, sources: &'a Sources) -> Group<'a> {
    let level = if fault.severity == Severity::Error { Level::ERROR } else { Level::WARNING };
    let title = level.primary_title(fault.message.as_str());
    let mut group = match fault.origin {
        Some(origin) => {
            let text = sources.text(origin.source);
            let mark = AnnotationKind::Primary.span(first_line(text, origin));
            title.element(Snippet::source(text).path(sources.name(origin.source)).annotation(mark))
        }
        None => Group::with_title(title),
    };
    if let Some(help) = &fault.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    group
}

/// The bytes of a span that lie in its first line, on whole characters: a table may be as long as the file.
fn first_line(text: &str, origin: Origin) -> std::ops::Range<usize> {
    let whole = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let from = whole(origin.from as usize);
    let to = whole(origin.to as usize).max(from);
    let end = text[from..to].find('\n').map_or(to, |newline| from + newline);
    from..end
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
