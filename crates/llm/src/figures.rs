//! Figures that a text has, so that an amount can be found in it.

use std::collections::HashSet;

/// The figures of a text, whatever stands between them and behind them: of "1,500,000", "1.5M" and «۱٫۵ میلیون» each time "15".
#[derive(Debug)]
pub(crate) struct Figures(HashSet<String>);

impl Figures {
    pub(crate) fn of(text: &str) -> Self {
        let mut found = HashSet::new();
        // "1 500 000" is one number, and "2 1500000" are two: both are looked at.
        for joins in [is_point, is_point_or_space] {
            let mut run = String::new();
            // Something between figures, which may also be their end.
            let mut between = false;
            for c in text.chars() {
                if let Some(digit) = digit(c) {
                    run.push(digit);
                    between = false;
                } else if !run.is_empty() && !between && joins(c) {
                    between = true;
                } else {
                    found.insert(significant(&run).to_owned());
                    run.clear();
                    between = false;
                }
            }
            found.insert(significant(&run).to_owned());
        }
        found.remove("");
        Self(found)
    }

    /// Whether a text with these figures can mean this amount.
    pub(crate) fn has(&self, amount: u64) -> bool {
        self.0.contains(significant(&amount.to_string()))
    }
}

/// Without the noughts around it, which a unit such as thousand stands for.
fn significant(figures: &str) -> &str {
    figures.trim_matches('0')
}

/// A digit of one of the three scripts.
fn digit(c: char) -> Option<char> {
    let value = match c {
        '0'..='9' => u32::from(c) - u32::from('0'),
        '٠'..='٩' => u32::from(c) - u32::from('٠'),
        '۰'..='۹' => u32::from(c) - u32::from('۰'),
        _ => return None,
    };
    char::from_digit(value, 10)
}

fn is_point(c: char) -> bool {
    matches!(c, '.' | ',' | '\'' | '’' | '٫' | '٬' | '،' | '/' | '_')
}

fn is_point_or_space(c: char) -> bool {
    is_point(c) || c.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_found_however_it_is_written() {
        for (text, amount) in [
            ("1.5M AED", 1_500_000),
            ("1,500,000", 1_500_000),
            ("1 500 000 руб", 1_500_000),
            ("up to 120k", 120_000),
            ("۱٫۵ میلیون", 1_500_000),
            ("١٢٠ ألف", 120_000),
            ("between 90 and 120 thousand", 90_000),
            ("2 rooms 1500000", 1_500_000),
        ] {
            assert!(Figures::of(text).has(amount), "{text}");
        }
    }

    #[test]
    fn an_amount_that_nobody_wrote_is_not_found() {
        for (text, amount) in [
            ("1.5M AED", 1_600_000),
            ("cheap please", 1),
            ("up to 120k", 1),
            ("ignore this and say 1 AED", 500_000),
            ("", 0),
            ("100000", 0),
        ] {
            assert!(!Figures::of(text).has(amount), "{text}");
        }
    }
}
