//! Numbers as they are spoken: what is taken off, counts behind their scale, and hundreds that are not said.

use super::{Number, number};
use crate::{Context, lexicon::Item, reading::Reading};

/// مليون إلا ميتين الف: what is taken off a sum.
pub(super) fn less(reading: &Reading<'_>, mut whole: Number) -> Number {
    const LESS: &[&str] = &["الا", "illa", "ella", "ila", "minus"];
    let at = whole.to;
    let off = reading
        .tokens
        .get(at)
        .filter(|token| LESS.contains(&token.text.as_str()) && whole.scale >= 1000.0)
        .and_then(|_| number(reading, at + 1));
    let Some(off) = off else {
        return whole;
    };
    let value = if off.scale < 2.0 && off.value < 1000.0 {
        off.value * whole.scale / 1000.0
    } else {
        off.value
    };
    if value < whole.value {
        whole.value -= value;
        whole.to = off.to;
        whole.digits = None;
    }
    whole
}

/// Whether a scale stands before its count, in the genitive: «миллиона за два», «тысяч 900».
pub(super) fn is_inverted(reading: &Reading<'_>, from: usize) -> bool {
    const SCALES: &[&str] = &[
        "тысяч",
        "миллионов",
        "миллиона",
        "лямов",
        "ляма",
        "тыщ",
        "косарей",
        "tysyach",
        "millionov",
        "milliona",
        "lyamov",
        "lyama",
    ];
    reading
        .tokens
        .get(from)
        .is_some_and(|token| SCALES.contains(&token.text.as_str()))
}

/// Whether a small word stands between an inverted scale and its count.
pub(super) fn is_before_count(reading: &Reading<'_>, at: usize) -> bool {
    reading
        .tokens
        .get(at)
        .is_some_and(|token| matches!(token.text.as_str(), "за" | "в" | "на" | "za" | "v" | "na"))
}

/// "three fifty thousand": a hundred that is not said between a digit and tens.
pub(super) fn leaves_out_hundred(
    reading: &Reading<'_>,
    current: f64,
    value: f64,
    behind_million: bool,
    to: usize,
) -> bool {
    let english = |at: usize| {
        reading.tokens[at].text.is_ascii()
            && reading.hits(at).iter().any(|hit| {
                hit.to == at + 1
                    && hit.language == Some(crate::Language::English)
                    && matches!(hit.item, Item::Number(_))
            })
    };
    let fits = (1.0..10.0).contains(&current)
        && current.fract() == 0.0
        && (11.0..100.0).contains(&value)
        && to >= 2
        && english(to - 1)
        && english(to - 2);
    let thousand = (to..to + 2).any(|at| reading.number_scale(at) == Some(1e3));
    let ends =
        reading.ends_clause(to) && (behind_million || reading.context == Some(Context::Budget));
    fits && (thousand || ends) && !reading.counts_something(to)
}

/// Where the name of a place ends that begins at a token and has several.
pub(super) fn end_of_place(reading: &Reading<'_>, at: usize) -> Option<usize> {
    let area = reading
        .hits(at)
        .iter()
        .find(|hit| matches!(hit.item, Item::Area(_)) && hit.to > at + 1)?;
    let number = reading
        .hits(at)
        .iter()
        .any(|hit| matches!(hit.item, Item::Number(_)) && hit.to >= area.to);
    (!number).then_some(area.to)
}

/// «هشت نه ماه», «نه ده میلیون»: a nine, and no "no".
pub(super) fn is_nine(reading: &Reading<'_>, at: usize) -> bool {
    let word = |at: Option<usize>| {
        at.and_then(|at| reading.tokens.get(at))
            .map_or("", |token| token.text.as_str())
    };
    word(Some(at)) == "نه"
        && (word(at.checked_sub(1)) == "هشت"
            || matches!(
                word(Some(at + 1)),
                "ده" | "ماه" | "ماهه" | "میلیون" | "هزار" | "خوابه"
            ) && at == 0)
}
