//! Figures: separators of thousands, decimals, and digits that are letters of Arabizi.

use super::glyphs::Glyph;

/// A figure, and how else it can be read.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Digits {
    /// What it says as it stands.
    pub(crate) value: f64,
    /// What it says if its separator is that of a fraction: "1.250" million.
    pub(crate) decimal: Option<f64>,
    /// What stands on either side of a separator that can mean "or": "2/3".
    pub(crate) either: Option<(f64, f64)>,
    /// Whether it is a date, a time, or another thing that is no quantity.
    pub(crate) no_quantity: bool,
    /// Whether its thousands are separated.
    pub(crate) grouped: bool,
}

/// Units that are written right behind a figure, so that "3br" is not a word of Arabizi.
const UNITS: &[&str] = &[
    "k", "m", "mn", "mm", "mil", "mill", "mln", "million", "millions", "mio", "b", "bn", "br",
    "brs", "bhk", "bed", "beds", "bd", "bds", "bdr", "bedroom", "bedrooms", "bdrm", "aed", "dhs",
    "dh", "dirham", "dirhams", "usd", "eur", "sar", "rub", "yr", "yrs", "y", "mo", "mos", "month",
    "months", "mth", "mths", "wk", "wks", "week", "weeks", "day", "days", "year", "years", "pm",
    "pa", "sqft", "sqm", "sq", "th", "st", "nd", "rd", "x", "ba", "bath", "baths", "pax", "lakh",
    "lakhs", "lac", "lacs", "l", "cr", "crore", "hundred", "thousand", "kk", "tys", "milion",
    "hezar", "khab", "khabe", "khaabe", "khabeh", "otagh", "otaghe", "ta", "mah", "mahe", "nafar",
    "cheques", "cheque", "chq", "percent", "am", "h", "hr", "hrs", "ft", "mlrd", "komn", "to",
    "or", "and", "alf", "malyon", "melyon", "ghoraf", "ghorfa", "per", "in", "max", "min", "euro",
    "tooman", "toman", "derham",
];

const CURRENCIES: &[&str] = &[
    "aed", "usd", "eur", "sar", "rub", "dhs", "dh", "rs", "inr", "us", "gbp",
];

/// Digits that are letters of Arabizi.
const LETTERS: &str = "2356789";

fn letters(glyphs: &[Glyph]) -> String {
    glyphs
        .iter()
        .take_while(|glyph| glyph.is_letter())
        .map(|glyph| glyph.c)
        .collect()
}

/// Whether the digit at `at` begins a word, as in "3ndi".
pub(super) fn begins_word(glyphs: &[Glyph], at: usize) -> bool {
    if at > 0 && (glyphs[at - 1].is_alphanumeric() || matches!(glyphs[at - 1].c, '.' | ',')) {
        return false;
    }
    let next = letters(&glyphs[at + 1..]);
    LETTERS.contains(glyphs[at].c)
        && next.len() >= 2
        && next.is_ascii()
        && !UNITS.contains(&next.as_str())
}

/// Whether the digit at `at` is a letter of the word of Latin letters that began at `start`, as in "b3d".
pub(super) fn is_letter_of_word(glyphs: &[Glyph], start: usize, at: usize) -> bool {
    if at == start {
        return true;
    }
    let before: String = glyphs[start..at].iter().map(|glyph| glyph.c).collect();
    let mut next = at + 1;
    // "sha22a"
    if glyphs
        .get(next)
        .is_some_and(|glyph| glyph.c == glyphs[at].c)
    {
        next += 1;
    }
    let after = letters(&glyphs[next..]);
    if next > at + 1 && after.is_empty() {
        return false;
    }
    if !LETTERS.contains(glyphs[at].c)
        || CURRENCIES.contains(&before.as_str())
        || glyphs.get(at + 1).is_some_and(|next| {
            next.is_digit()
                && next.c != glyphs[at].c
                && !(at > start && glyphs[at - 1].c == glyphs[at].c)
        })
    {
        return false;
    }
    if after.is_empty() {
        // "m2" is a unit, "mesh 3ayez 7aga2" are words, "ranches2" is the second of them.
        let decimal = glyphs
            .get(at + 1)
            .is_some_and(|next| matches!(next.c, '.' | ','))
            && glyphs.get(at + 2).is_some_and(Glyph::is_digit);
        return !decimal
            && before.len() <= 4
            && !matches!(before.as_str(), "jvc" | "jlt" | "jbr" | "bhk" | "ph");
    }
    before.len() <= 2 || !UNITS.contains(&after.as_str())
}

/// Reads the figure at `at`: its value, and where it ends.
pub(super) fn read(glyphs: &[Glyph], at: usize) -> (Digits, usize) {
    let mut groups = vec![run(glyphs, at)];
    let mut end = at + groups[0].len();
    let mut signs: Vec<char> = Vec::new();
    while groups.len() < 8 {
        let Some(sign) = glyphs.get(end) else { break };
        let next = run(glyphs, end + 1);
        if next.is_empty() || !may_follow(&groups, &signs, sign, &next) {
            break;
        }
        signs.push(sign.c);
        end += 1 + next.len();
        groups.push(next);
    }
    (interpret(&groups, &signs), end)
}

fn run(glyphs: &[Glyph], at: usize) -> String {
    glyphs
        .get(at..)
        .unwrap_or_default()
        .iter()
        .take_while(|glyph| glyph.is_digit())
        .map(|glyph| glyph.c)
        .collect()
}

fn may_follow(groups: &[String], signs: &[char], sign: &Glyph, next: &str) -> bool {
    if sign.is_room() {
        return sign.c == ' '
            && next.len() == 3
            && (1..=3).contains(&groups[0].len())
            && !groups[0].starts_with('0')
            && signs.iter().all(|sign| *sign == ' ')
            && next.ends_with('0');
    }
    if signs.contains(&' ') {
        return matches!(sign.c, '.' | ',' | '٫') && next.len() < 3;
    }
    matches!(sign.c, '.' | ',' | '،' | '٬' | '٫' | '/' | ':' | '_')
}

fn interpret(groups: &[String], signs: &[char]) -> Digits {
    let number = |text: &str| text.parse::<f64>().unwrap_or(0.0);
    let whole = |groups: &[String]| number(&groups.concat());
    let fraction = |groups: &[String], last: &str| number(&format!("{}.{last}", groups.concat()));
    let (Some(last), Some(first)) = (groups.last(), groups.first()) else {
        return Digits::default();
    };
    let before = &groups[..groups.len() - 1];
    let threes = |groups: &[String]| groups.iter().skip(1).all(|group| group.len() == 3);
    match signs {
        [] => Digits {
            value: number(first),
            ..Digits::default()
        },
        [sign @ ('/' | ':')] => Digits {
            value: fraction(before, last),
            decimal: (*sign == '/').then(|| fraction(before, last)),
            either: Some((number(first), number(last))),
            no_quantity: *sign == ':',
            ..Digits::default()
        },
        ['٫'] => Digits {
            value: fraction(before, last),
            decimal: Some(fraction(before, last)),
            ..Digits::default()
        },
        [sign] if last.len() == 3 && first.len() <= 3 && first != "0" => Digits {
            value: whole(groups),
            decimal: (!matches!(sign, '٬' | ' ')).then(|| fraction(before, last)),
            grouped: true,
            ..Digits::default()
        },
        [sign] => Digits {
            value: fraction(before, last),
            decimal: Some(fraction(before, last)),
            either: (matches!(sign, ',' | '،')).then(|| (number(first), number(last))),
            ..Digits::default()
        },
        _ if threes(groups) && !signs.contains(&'/') && !signs.contains(&':') => Digits {
            value: whole(groups),
            grouped: true,
            ..Digits::default()
        },
        _ if threes(before)
            && signs[..signs.len() - 1]
                .iter()
                .all(|sign| *sign != signs[signs.len() - 1]) =>
        {
            Digits {
                value: fraction(before, last),
                grouped: true,
                ..Digits::default()
            }
        }
        _ => Digits {
            value: number(first),
            no_quantity: true,
            ..Digits::default()
        },
    }
}
