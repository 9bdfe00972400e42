//! Floors, ceilings, ranges, and what is taken back.

use super::Sum;
use crate::{correction, lexicon::Tag, reading::Reading};

/// What a sum bounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Bound {
    Exact,
    UpTo,
    From,
    /// From `low` to the sum.
    Pair {
        low: f64,
        low_scale: f64,
        low_bare: bool,
    },
}

impl Bound {
    pub(crate) fn pair(self) -> Option<f64> {
        match self {
            Self::Pair { low, .. } => Some(low),
            _ => None,
        }
    }

    pub(crate) fn is_part_of_range(self) -> bool {
        self.pair().is_some()
    }
}

/// Where the words end that say nothing of a bound: "about", a colon, "AED".
pub(super) fn before_fillers(reading: &Reading<'_>, mut end: usize) -> usize {
    for _ in 0..4 {
        let Some(at) = end.checked_sub(1) else { break };
        let token = &reading.tokens[at];
        if let Some(hit) = reading.tag_before(end, Tag::About)
            && !reading.has_any(hit.from, &[Tag::UpTo, Tag::From])
        {
            end = hit.from;
        } else if token.is_sign(&[':', '=', '"', '(', '$'])
            || matches!(
                token.text.as_str(),
                "ب" | "is"
                    | "it"
                    | "of"
                    | "a"
                    | "the"
                    | "ال"
                    | "هو"
                    | "هي"
                    | "—"
                    | "же"
                    | "где"
                    | "be"
                    | "حد"
            )
        {
            end = at;
        } else {
            break;
        }
    }
    end
}

/// The bound of the sum at `from..to`, and the tokens with the words that say it.
pub(crate) fn bound(
    reading: &Reading<'_>,
    from: usize,
    to: usize,
    period_to: Option<usize>,
) -> (Bound, usize, usize) {
    let mut found = (Bound::Exact, from, to);
    let tight = before_fillers(reading, from);
    // Behind the sum, also behind its period.
    let behind = [to, period_to.unwrap_or(to)];
    let after = |tag: Tag| {
        behind.iter().find_map(|at| {
            reading.tag(*at, tag).or_else(|| {
                const SMALL: &[&str] = &[
                    "bas", "بس", "و", "w", "и", "но", "ولی", "and", "but", "is", "تا", "این",
                    "هذا", "это", "که",
                ];
                let skip = reading
                    .tokens
                    .get(*at)
                    .is_some_and(|token| SMALL.contains(&token.text.as_str()))
                    || reading
                        .tokens
                        .get(*at)
                        .is_some_and(|token| token.is_sign(&[',', '.', '(']));
                skip.then(|| reading.tag(at + 1, tag)).flatten()
            })
        })
    };
    // "more than": a floor, unless it is negated before or behind.
    let before = |tag: Tag| {
        [from, tight]
            .iter()
            .find_map(|end| reading.tag_before(*end, tag))
    };
    let cannot = || {
        let limit = (to + 7).min(reading.tokens.len());
        (to..limit)
            .take_while(|at| {
                !reading.tokens[*at].ends_clause()
                    && !reading.numbers.iter().any(|number| number.from == *at)
            })
            .find(|at| reading.has(*at, Tag::Cannot))
    };
    let up_to = before(Tag::UpTo);
    let lower = before(Tag::From);
    let more = before(Tag::MoreThan);
    let longest = |a: Option<&crate::lexicon::Hit>, b: Option<&crate::lexicon::Hit>| {
        a.map_or(usize::MAX, |hit| hit.from) <= b.map_or(usize::MAX, |hit| hit.from)
    };
    if let Some(hit) = more
        && longest(more, up_to)
        && longest(more, lower)
    {
        let denied = is_denied(reading, hit.from);
        let bound = if denied || cannot().is_some() {
            Bound::UpTo
        } else {
            Bound::From
        };
        found = (bound, hit.from, to);
    } else if let Some(hit) = up_to
        && longest(up_to, lower)
    {
        let less = before(Tag::LessThan).is_some();
        let bound = if less && cannot().is_some() {
            Bound::From
        } else {
            Bound::UpTo
        };
        found = (bound, hit.from, to);
    } else if let Some(hit) = lower {
        found = (Bound::From, hit.from, to);
    }
    if found.0 == Bound::Exact || found.1 == from {
        if let Some(hit) = after(Tag::UpToAfter) {
            return (Bound::UpTo, from, hit.to);
        }
        if let Some(hit) = after(Tag::FromAfter) {
            // "2 million plus fees" is no floor, and "4 beds + maid" are no more than four.
            let plus = &reading.tokens[hit.from];
            let sum_goes_on = (matches!(plus.text.as_str(), "plus" | "плюс" | "بلس" | "پلاس")
                || (plus.text == "+" && (!plus.glued || reading.has(hit.to, Tag::Maid))))
                && reading
                    .tokens
                    .get(hit.to)
                    .is_some_and(|token| token.is_word() && !token.ends_clause())
                && !reading.has_any(hit.to, &[Tag::PerYear, Tag::PerMonth]);
            if !sum_goes_on {
                return (Bound::From, from, hit.to);
            }
        }
        if found.0 == Bound::Exact {
            if after(Tag::More).is_some() && cannot().is_some() {
                return (Bound::UpTo, from, to + 1);
            }
            if after(Tag::Less).is_some() && cannot().is_some() {
                return (Bound::From, from, to + 1);
            }
        }
    }
    found
}

/// Whether the words before a comparison deny it: "not more than", "can't pay more than".
fn is_denied(reading: &Reading<'_>, at: usize) -> bool {
    const DENIALS: &[&str] = &[
        "not",
        "no",
        "never",
        "cant",
        "cannot",
        "wont",
        "dont",
        "не",
        "нельзя",
        "ne",
        "ما",
        "لا",
        "مو",
        "مش",
        "مب",
        "نه",
        "مقدرش",
        "مهب",
        "mesh",
        "mish",
        "msh",
        "ma",
        "mo",
        "nothing",
        "ничего",
        "shouldnt",
        "mustnt",
        "isnt",
        "doesnt",
        "вряд",
    ];
    (at.saturating_sub(4)..at)
        .rev()
        .take_while(|before| !reading.tokens[*before].ends_clause())
        .any(|before| {
            DENIALS.contains(&reading.tokens[before].text.as_str())
                || reading.has_any(before, &[Tag::Cannot, Tag::Not])
        })
}

/// Whether a sum is taken back: "not 2 but 3", "3 and not 2".
pub(crate) fn is_negated(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    let before = reading
        .tag_before(from, Tag::Not)
        .is_some_and(|hit| !reading.has_any(hit.from, &[Tag::UpTo, Tag::From]));
    let after = reading
        .tag(to, Tag::NotAfter)
        .filter(|hit| !hit.with_and)
        .is_some_and(|hit| {
            // «نه» can also open what follows: "no, three".
            let text = reading.tokens[hit.from].text.as_str();
            let opens = matches!(
                text,
                "نه" | "لا" | "مو" | "مب" | "مش" | "no" | "нет" | "na" | "net" | "мало" | "много"
            );
            !opens || (reading.ends_clause(hit.to) && hit.to < reading.tokens.len())
        });
    before || after
}

/// Whether the words between two sums say that the first was wrong.
pub(crate) fn is_corrected(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    (from..to).any(|at| reading.has(at, Tag::Rather)) || correction::between(reading, from, to)
}

/// Whether the words between two sums say that the first can become the second.
pub(crate) fn is_stretched(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    (from..to).any(|at| reading.has_any(at, &[Tag::Stretch, Tag::Or]))
}

/// A currency that is said once is that of all sums.
pub(crate) fn spread(sums: &mut [Sum]) {
    let Some(money) = sums.iter().rev().find_map(|sum| sum.money) else {
        return;
    };
    for sum in sums {
        sum.money = sum.money.or(Some(money));
    }
}

/// Whether no scale was said.
pub(crate) fn is_bare(scale: f64) -> bool {
    scale < 2.0
}
