//! Characters that are not read but do something, and texts in which they are written out.

/// Whether a character moves the cursor, ends a line or turns the direction of a text, instead of being read.
#[must_use]
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            | '\u{feff}')
}

/// A text in which such characters are written out (`\n`, `\u{1b}`), so that names from files of other people can do
/// nothing to a terminal, a table or a reader.
#[must_use]
pub fn visible(text: &str) -> String {
    shown(text, |_| false)
}

/// The same, with ends of line and tabs left as they are: for texts of several lines.
#[must_use]
pub fn visible_lines(text: &str) -> String {
    shown(text, |character| matches!(character, '\n' | '\t'))
}

fn shown(text: &str, leave: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if is_hidden(character) && !leave(character) {
            out.extend(character.escape_default())
        } else {
            out.push(character)
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_the_cursor_or_turns_the_text_is_written_out() {
        assert_eq!(visible("a\tb\n\u{1b}[2J\u{9b}é\u{202e}"), "a\\tb\\n\\u{1b}[2J\\u{9b}é\\u{202e}");
        assert_eq!(visible_lines("a\tb\n\r\u{7f}"), "a\tb\n\\r\\u{7f}");
    }
}
