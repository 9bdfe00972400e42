//! Floors, ceilings, ranges, and what is taken back.

use super::Sum;
use crate::{
    lexicon::{Item, Tag},
    reading::Reading,
};

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
fn before_fillers(reading: &Reading<'_>, mut end: usize) -> usize {
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
            let sum_goes_on = (plus.text == "plus"
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
                "نه" | "لا" | "no" | "нет" | "na" | "net" | "мало" | "много"
            );
            !opens || (reading.ends_clause(hit.to) && hit.to < reading.tokens.len())
        });
    before || after
}

/// Whether the words between two sums say that the first was wrong.
pub(crate) fn is_corrected(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    (from..to).any(|at| reading.has(at, Tag::Rather))
}

/// Whether the words between two sums say that the first can become the second.
pub(crate) fn is_stretched(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    (from..to).any(|at| reading.has_any(at, &[Tag::Stretch, Tag::Or]))
}

/// Joins "from … to …" into one sum.
pub(crate) fn join_ranges(reading: &Reading<'_>, sums: &mut Vec<Sum>) {
    let mut index = 0;
    // The first end is often too bare to be a sum by itself: "1 to 1.5m".
    while index < sums.len() {
        let high = sums[index].clone();
        let low = reading
            .numbers
            .iter()
            .rev()
            .find(|number| number.to <= high.number.0)
            .filter(|number| number.from < high.number.0);
        let Some(low) = low.cloned() else {
            index += 1;
            continue;
        };
        let known = index.checked_sub(1).map(|before| sums[before].clone());
        let known = known.filter(|sum| sum.number.0 <= low.from && sum.number.1 >= low.to);
        if known
            .as_ref()
            .is_some_and(|sum| sum.bound.is_part_of_range() || sum.negated)
            || high.negated
        {
            index += 1;
            continue;
        }
        let low_end = known.as_ref().map_or(low.to, |sum| sum.number.1);
        let Some(is_or) = is_range(reading, low.from, low_end, &high, known.as_ref()) else {
            index += 1;
            continue;
        };
        let counted = known.is_none() && reading.counts_something(low.to);
        if counted || (is_or && known.is_none() && low.value >= high.value) {
            index += 1;
            continue;
        }
        let low_bare = is_bare(low.scale);
        // The unit is given once: "1 to 1.5 million", but "800 to 1.2 million" are thousands.
        let (low_value, low_scale) = match low.scale {
            scale if scale > 1.0 => (low.value, scale),
            _ if high.scale > 1.0 && low.value < 1000.0 => {
                let scaled = low.value * high.scale;
                if scaled <= high.value || high.scale <= 1000.0 {
                    (scaled, high.scale)
                } else {
                    (low.value * (high.scale / 1000.0).max(1.0), high.scale)
                }
            }
            _ => (low.value, 1.0),
        };
        let mut joined = high.clone();
        let (mut low_value, mut low_scale) = (low_value, low_scale);
        if low.scale > 1.0 && is_bare(high.scale) && high.value < 1000.0 {
            // "1 million to 1.5"
            joined.value = high.value * low.scale;
            joined.scale = low.scale;
            joined.bare = false;
            if joined.value < low_value {
                joined.value = high.value * 1e6;
            }
        }
        if is_bare(low_scale)
            && is_bare(joined.scale)
            && joined.money.is_some()
            && low_value < 1000.0
            && joined.value < 1000.0
            && reading.context == Some(crate::Context::Budget)
        {
            joined.bare = true;
        }
        if low_value > joined.value && low_bare {
            std::mem::swap(&mut low_value, &mut joined.value);
            std::mem::swap(&mut low_scale, &mut joined.scale);
        }
        joined.bound = Bound::Pair {
            low: low_value,
            low_scale,
            low_bare: is_bare(low_scale) && joined.bare,
        };
        joined.from = known
            .as_ref()
            .map_or(low.from, |sum| sum.from)
            .min(high.from);
        joined.number.0 = low.from;
        joined.money = high.money.or(known.as_ref().and_then(|sum| sum.money));
        joined.period = high
            .period
            .or(known.as_ref().and_then(|sum| sum.period))
            .or_else(|| super::period_before(reading, low.from).map(|(period, ..)| period));
        sums[index] = joined;
        if known.is_some() {
            sums.remove(index - 1);
        } else {
            index += 1;
        }
    }
}

/// Whether a number and the sum behind it are the ends of a range; and whether by "or" alone.
fn is_range(
    reading: &Reading<'_>,
    low_from: usize,
    low_to: usize,
    high: &Sum,
    known: Option<&Sum>,
) -> Option<bool> {
    let mut at = low_to;
    let high_from = high.number.0;
    // Fillers between: a currency, a period.
    let words = |at: usize| &reading.tokens[at].text;
    let mut range = false;
    let mut or = false;
    let mut and = false;
    if at == high_from {
        return touches(reading, low_from, high_from, known).then_some(false);
    }
    while at < high_from {
        if reading.has(at, Tag::Rather) && !reading.has_any(at, &[Tag::Range, Tag::Or]) {
            // "3 but could stretch to 3.5"
            if matches!(words(at).as_str(), "but" | "بس" | "لکن")
                && (at..high_from).any(|later| reading.has(later, Tag::Stretch))
            {
                at += 1;
                continue;
            }
            return None;
        }
        if let Some(hit) = reading.tag(at, Tag::Range) {
            if hit.to > high_from {
                return None;
            }
            // "and" is a range between, and Persian «و» is not one elsewhere.
            if matches!(words(at).as_str(), "و" | "и" | "i" | "w" | "va" | "and") {
                and = true;
            } else {
                range = true;
            }
            at = hit.to;
        } else if let Some(hit) = reading.tag(at, Tag::Or) {
            or = true;
            at = hit.to.min(high_from);
        } else if reading.has(at, Tag::And) {
            and = true;
            at += 1;
        } else if reading
            .hits(at)
            .iter()
            .any(|hit| matches!(hit.item, Item::Money(_)))
            || reading.has_any(at, &[Tag::About, Tag::PerYear, Tag::PerMonth])
            || reading.tokens[at].is_sign(&['$', '.', ','])
            || matches!(
                words(at).as_str(),
                "but"
                    | "ولی"
                    | "но"
                    | "хотя"
                    | "maybe"
                    | "شاید"
                    | "we"
                    | "i"
                    | "if"
                    | "needed"
                    | "هم"
                    | "اما"
                    | "vali"
            )
        {
            at += 1;
        } else if let Some(hit) = reading.tag(at, Tag::Stretch) {
            range = true;
            at = hit.to.min(high_from);
        } else {
            return None;
        }
    }
    let between = reading.tag_before(low_from, Tag::Between).is_some()
        || known.is_some_and(|sum| reading.tag_before(sum.number.0, Tag::Between).is_some())
        || (low_from > 0
            && reading.tokens[low_from - 1].is_word()
            && reading
                .tag_before(
                    super::bounds::before_fillers(reading, low_from),
                    Tag::Between,
                )
                .is_some());
    if range || (and && between) {
        Some(false)
    } else if or {
        Some(true)
    } else {
        None
    }
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

/// Whether two numbers that touch are the ends of a range.
fn touches(reading: &Reading<'_>, low_from: usize, high_from: usize, known: Option<&Sum>) -> bool {
    // "two three million": the second is the next number.
    let adjacent = reading
        .numbers
        .iter()
        .find(|number| number.from == low_from)
        .zip(
            reading
                .numbers
                .iter()
                .find(|number| number.from == high_from),
        )
        .is_some_and(|(low, high)| {
            is_bare(low.scale) && low.digits.is_none() && {
                let count = if high.scale > 1.0 {
                    high.value / high.scale
                } else {
                    high.value
                };
                let step = count - low.value;
                [0.5, 1.0].iter().any(|usual| (step - usual).abs() < 0.01)
                    || (low.value >= 10.0 && (step - 2.0).abs() < 0.01)
                    || (low.value >= 20.0 && (step - 10.0).abs() < 0.01)
                    || (low.value >= 100.0
                        && [50.0, 100.0]
                            .iter()
                            .any(|usual| (step - usual).abs() < 0.01))
            }
        });
    let glued_and = reading
        .numbers
        .iter()
        .any(|number| number.from == high_from && number.with_and)
        && (reading.tag_before(low_from, Tag::Between).is_some()
            || known.is_some_and(|sum| reading.tag_before(sum.number.0, Tag::Between).is_some()));
    let glued_to = reading
        .numbers
        .iter()
        .any(|number| number.from == high_from && number.with_to);
    adjacent || glued_and || glued_to
}
