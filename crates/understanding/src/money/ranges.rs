//! Two ends of one sum: "1 to 1.5m", «از هشتصد تا یک و دویست», من نص مليون لسبعمية.

use super::{
    Sum,
    bounds::{Bound, before_fillers, is_bare},
};
use crate::{
    lexicon::{Item, Tag},
    reading::Reading,
};

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
                // "six to seven hundred thousand"
                let count = high.value / high.scale;
                let hundreds = (1.0..10.0).contains(&low.value)
                    && low.value.fract() == 0.0
                    && count >= 100.0
                    && count % 50.0 == 0.0
                    && low.value * 100.0 < count;
                let scaled = low.value * high.scale * if hundreds { 100.0 } else { 1.0 };
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
    if is_far_stretch(reading, low_from, low_to, high) {
        return Some(false);
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
                .tag_before(before_fillers(reading, low_from), Tag::Between)
                .is_some());
    if range || (and && between) {
        Some(false)
    } else if or {
        Some(true)
    } else {
        None
    }
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
                // «شیش هفتصد هزار»
                let low = if low.value < 10.0 && count >= 100.0 {
                    low.value * 100.0
                } else {
                    low.value
                };
                let step = count - low;
                [0.5, 1.0].iter().any(|usual| (step - usual).abs() < 0.01)
                    || (low >= 10.0 && (step - 2.0).abs() < 0.01)
                    || (low >= 20.0 && (step - 10.0).abs() < 0.01)
                    || (low >= 100.0
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

/// "3 million, and if it is worth it I could go to 3.5": more words than a range has.
fn is_far_stretch(reading: &Reading<'_>, low_from: usize, low_to: usize, high: &Sum) -> bool {
    const SHORT: &[&str] = &[
        "تا",
        "до",
        "do",
        "ta",
        "max",
        "maximum",
        "максимум",
        "لحد",
        "سقف",
    ];
    let high_from = high.number.0;
    let Some(low) = reading
        .numbers
        .iter()
        .find(|number| (low_from..low_to).contains(&number.from))
    else {
        return false;
    };
    let low_value = if is_bare(low.scale) {
        low.value * 1e6
    } else {
        low.value
    };
    let high_value = if high.bare {
        high.value * 1e6
    } else {
        high.value
    };
    let grows = low_value < high_value && high_value <= low_value * 2.0;
    grows
        && high_from - low_to <= 12
        && (low_to..high_from).any(|at| {
            reading.has(at, Tag::Stretch) && !SHORT.contains(&reading.tokens[at].text.as_str())
        })
        && !(low_to..high_from).any(|at| {
            reading.has_any(at, &[Tag::Rather, Tag::Correction])
                && !matches!(
                    reading.tokens[at].text.as_str(),
                    "but" | "بس" | "لکن" | "а" | "ولی"
                )
        })
}
