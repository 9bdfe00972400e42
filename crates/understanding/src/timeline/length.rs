//! Lengths of time that are no time from now: of a lease, an age, a plan of payment.

use crate::{lexicon::Tag, reading::Reading};

/// The length of a lease, an age, a plan of payment.
pub(super) fn is_length(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    let words = |at: usize| {
        reading
            .tokens
            .get(at)
            .map_or("", |token| token.text.as_str())
    };
    let before = from.checked_sub(1).map_or("", words);
    matches!(
        before,
        "на" | "for" | "over" | "every" | "کل" | "na" | "لمده" | "per"
    ) || matches!(
        words(to),
        "lease"
            | "contract"
            | "ago"
            | "назад"
            | "old"
            | "پیش"
            | "قرارداد"
            | "visa"
            | "аренды"
            | "рассрочки"
            | "mortgage"
            | "payment"
            | "plan"
            | "loan"
            | "experience"
            | "возраст"
    ) || reading.has_any(to, &[Tag::Instalment, Tag::DownPayment])
}

/// «قراردادم یک ساله‌ست»: how long a lease is, unless it ends then.
pub(super) fn is_of_lease(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    let (start, end) = reading.clause(from);
    let lease = (start..from)
        .chain(to..end)
        .any(|at| reading.has(at, Tag::Lease));
    let ends = (start..end).any(|at| reading.has(at, Tag::LeaseEnds));
    let after = reading.tag_before(from, Tag::Within).is_some_and(|hit| {
        !matches!(
            reading.tokens[hit.from].text.as_str(),
            "در" | "تا" | "max" | "حدود"
        )
    });
    lease && !ends && !after
}

/// «месяцев десять»: a unit that stands before its count.
pub(super) fn is_genitive(reading: &Reading<'_>, at: usize) -> bool {
    const UNITS: &[&str] = &[
        "дней",
        "недель",
        "недели",
        "месяцев",
        "месяца",
        "лет",
        "года",
        "mesyacev",
        "mesyatsev",
        "mesyaca",
        "goda",
    ];
    UNITS.contains(&reading.tokens[at].text.as_str())
        && !reading.numbers.iter().any(|number| number.to == at)
}
