//! How wide a text will be, estimated from above: no font is at hand, and the viewer's may be another one.

/// Widths of the characters from space to tilde in thousandths of the size, those of DejaVu Sans, the widest font of
/// the usual ones.
const WIDTHS: [u16; 95] = [
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636,
    636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863,
    748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635,
    615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636,
    337, 636, 838,
];
/// Bold is at most this much wider.
const BOLD: f64 = 1.13;

/// Width of `text` at `size`, in the unit of the size.
pub(super) fn text_width(text: &str, size: f64, bold: bool) -> f64 {
    let thousandths: u64 = text
        .chars()
        .map(|character| match u32::from(character) {
            code @ 32..=126 => u64::from(WIDTHS[code as usize - 32]),
            0x300..=0x36F | 0x200B..=0x200F => 0,
            code if code < 0x1100 => 700,
            0x2010..=0x2014 => 600,
            _ => 1000,
        })
        .sum();
    thousandths as f64 / 1000.0 * size * if bold { BOLD } else { 1.0 }
}

/// Breaks `text` into lines no wider than `most` at spaces, a word that is wider by itself at characters: nothing is
/// lost, nothing sticks out. Line ends in the text are kept. No lines for an empty text.
pub(super) fn wrapped(text: &str, size: f64, bold: bool, most: f64) -> Vec<String> {
    let fits = |line: &str| text_width(line, size, bold) <= most;
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        // A percent sign stays with its number, as does what the caller joined with a no-break space.
        let joined = paragraph.replace(" %", "\u{a0}%");
        for word in joined.split([' ', '\t']).filter(|word| !word.is_empty()) {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if fits(&longer) {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for character in word.chars() {
                line.push(character);
                if !fits(&line) && line.chars().count() > 1 {
                    line.pop();
                    lines.push(std::mem::replace(&mut line, character.to_string()));
                }
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percent_sign_stays_with_its_number() {
        assert_eq!(wrapped("band: 95 % interval", 10.0, false, 48.0), ["band:", "95\u{a0}%", "interval"]);
    }

    #[test]
    fn lines_fit_and_nothing_is_lost() {
        let text = "A rather long name with averyveryverylongwordthatcannotstandinoneline and é 日本";
        for most in [20.0, 60.0, 200.0] {
            let lines = wrapped(text, 12.0, false, most);
            assert!(lines.iter().all(|line| text_width(line, 12.0, false) <= most), "{lines:?}");
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            assert_eq!(letters(&lines.concat()), letters(text));
        }
        assert_eq!(wrapped("ab", 12.0, false, 0.0), ["a", "b"]);
        assert!(wrapped("", 12.0, false, 10.0).is_empty());
    }
}
