//! Phone numbers, which are told from prices by how they begin and how they are grouped.

use super::glyphs::Glyph;

/// Codes of countries that customers of the Gulf have, by which a number without a plus is known.
const COUNTRIES: &[&str] = &[
    "971", "98", "966", "974", "965", "973", "968", "7", "8", "20", "962", "961", "91", "92", "44",
    "90", "380", "77", "964", "994", "998", "993",
];

/// Where the phone number at `at` ends; `None` if there is none.
pub(super) fn ends(glyphs: &[Glyph], at: usize) -> Option<usize> {
    let plus = glyphs[at].c == '+';
    let first = if plus { at + 1 } else { at };
    let opens = |glyph: &Glyph| glyph.is_digit() || glyph.c == '(';
    if !glyphs.get(first).is_some_and(opens)
        || (at > 0 && (glyphs[at - 1].is_digit() || glyphs[at - 1].c == '.'))
    {
        return None;
    }
    let mut digits = String::new();
    let mut groups: Vec<usize> = Vec::new();
    let mut end = first;
    let mut next = first;
    let mut dashed = false;
    while let Some(glyph) = glyphs.get(next) {
        if glyph.is_digit() {
            // A new group begins after what separates.
            if next == first || !glyphs[next - 1].is_digit() {
                // A number that is long enough already is followed by another one.
                if is_phone(plus, &digits, &groups, dashed)
                    && digits.len()
                        >= if digits.starts_with("00") {
                            if digits.starts_with("00971") { 14 } else { 13 }
                        } else if plus {
                            12
                        } else {
                            10
                        }
                {
                    break;
                }
                groups.push(0);
            }
            digits.push(glyph.c);
            if let Some(group) = groups.last_mut() {
                *group += 1;
            }
            end = next + 1;
        } else if !matches!(glyph.c, ' ' | '-' | '‑' | '–' | '(' | ')') || next - end >= 3 {
            break;
        } else if glyph.c != ' ' {
            dashed = dashed || !digits.is_empty();
        }
        next += 1;
    }
    let followed = glyphs.get(end).is_some_and(Glyph::is_letter);
    (is_phone(plus, &digits, &groups, dashed) && !followed).then_some(end)
}

fn is_phone(plus: bool, digits: &str, groups: &[usize], dashed: bool) -> bool {
    let length = digits.len();
    if plus {
        return (8..=15).contains(&length);
    }
    if digits.starts_with('0') {
        return (9..=15).contains(&length);
    }
    let by_country = COUNTRIES.iter().any(|code| digits.starts_with(code));
    let thousands = groups.iter().skip(1).all(|group| *group == 3) && groups.len() > 1;
    let round = digits.ends_with("0000");
    match groups {
        [_] => {
            (by_country && (11..=13).contains(&length) && !round)
                || (digits.starts_with(['5', '9']) && (9..=10).contains(&length) && !round)
        }
        _ => {
            !thousands
                && groups.len() >= 3
                && (dashed || groups.iter().all(|group| *group <= 4))
                && ((by_country && (11..=13).contains(&length))
                    || (digits.starts_with('5') && length == 9))
        }
    }
}
