//! What a sum is: the price, or a down payment, an instalment, a fee.

use super::Sum;
use crate::{lexicon::Tag, numbers::Number, reading::Reading};

const NOT_PRICE: &[Tag] = &[Tag::DownPayment, Tag::Instalment, Tag::OtherMoney];

/// How far a word may be from the sum that it explains.
const REACH: usize = 5;
/// What a comma between them adds to the distance.
const ACROSS_CLAUSE: usize = 6;

/// Whether a sum is what is to be paid in all.
pub(super) fn is_price(reading: &Reading<'_>, sum: &Sum) -> bool {
    let other = NOT_PRICE
        .iter()
        .filter_map(|tag| distance(reading, sum, *tag))
        .min();
    let mut price = distance(reading, sum, Tag::BudgetWord);
    // A ceiling or a floor is mostly that of the price.
    if sum.bound != super::bounds::Bound::Exact {
        price = Some(price.map_or(2, |price| price.min(2)));
    }
    let down = [Tag::DownPayment, Tag::Instalment]
        .into_iter()
        .any(|tag| distance(reading, sum, tag).is_some_and(|steps| steps <= 1));
    match (other, price) {
        // "I have 300k down"
        (Some(_), Some(_)) if down && only_possession(reading, sum) => false,
        (None, _) => true,
        (Some(other), Some(price)) => price <= other,
        (Some(_), None) => false,
    }
}

/// How far the nearest word of a meaning is from a sum; `None` if it is too far, or another sum is in between.
fn distance(reading: &Reading<'_>, sum: &Sum, tag: Tag) -> Option<usize> {
    let (from, to) = sum.number;
    let is_number = |at: usize| {
        reading.numbers.iter().any(|number| {
            (number.from..number.to).contains(&at) && !(from..to).contains(&number.from)
        })
    };
    let mut nearest = None;
    let mut steps = 0;
    for at in (0..from).rev() {
        if steps > REACH || is_number(at) {
            break;
        }
        if reading.tokens[at].ends_clause() {
            steps += ACROSS_CLAUSE;
            continue;
        }
        if let Some(hit) = reading.tag(at, tag)
            && hit.to <= from
            && !is_one_payment(reading, at, hit.to)
        {
            nearest = Some(steps.saturating_sub(hit.to - hit.from - 1));
            break;
        }
        steps += 1;
    }
    steps = 0;
    for at in to..reading.tokens.len() {
        if steps > REACH || is_number(at) {
            break;
        }
        if reading.tokens[at].ends_clause() {
            steps += ACROSS_CLAUSE;
            continue;
        }
        if let Some(hit) = reading.tag(at, tag)
            && !is_one_payment(reading, at, hit.to)
        {
            // What explains the next sum explains it better: والدفعة الاولى خمسمية.
            let joins = hit.with_and || reading.has_any(at - 1, &[Tag::And]) && at > to;
            let next = (hit.to..hit.to + 3)
                .any(|next| reading.numbers.iter().any(|number| number.from == next));
            if joins && next {
                break;
            }
            nearest = Some(nearest.map_or(steps, |known: usize| known.min(steps)));
            break;
        }
        steps += 1;
    }
    nearest
}

/// Whether words near a bare number say that it is money.
pub(super) fn is_cued(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    const CUES: &[Tag] = &[
        Tag::BudgetWord,
        Tag::UpTo,
        Tag::From,
        Tag::MoreThan,
        Tag::UpToAfter,
        Tag::FromAfter,
        Tag::Between,
        Tag::About,
    ];
    let before = from.saturating_sub(4);
    (before..from)
        .chain(to..(to + 2).min(reading.tokens.len()))
        .any(|at| reading.has_any(at, CUES))
}

/// Whether the word "budget" is right before, so that even "2" is an amount.
pub(super) fn is_budget_right_before(reading: &Reading<'_>, from: usize) -> bool {
    const WORDS: &[&str] = &[
        "budget",
        "بودجه",
        "بودجم",
        "بودجمون",
        "ميزانيه",
        "میزانیه",
        "المیزانیه",
        "میزانیتی",
        "бюджет",
        "budjet",
        "boodje",
        "budje",
        "byudzhet",
        "бюджетом",
        "бюджета",
    ];
    (from.saturating_sub(4)..from).any(|at| WORDS.contains(&reading.tokens[at].text.as_str()))
}

/// Whether a number is an ordinal, a phase, a year or the like by what is around it.
pub(super) fn is_count(reading: &Reading<'_>, number: &Number) -> bool {
    let before = number.from.checked_sub(1);
    let phase = before.is_some_and(|at| {
        reading.has_any(at, &[Tag::Phase])
            || reading.hits(at).iter().any(|hit| {
                matches!(hit.item, crate::lexicon::Item::Area(_)) && hit.to == number.from
            }) && number.value < 10.0
            || matches!(
                reading.tokens[at].text.as_str(),
                "tower" | "floor" | "building" | "block" | "unit" | "cluster" | "villa"
            ) && number.value < 1000.0
    });
    let year = super::bounds::is_bare(number.scale)
        && (1990.0..=2060.0).contains(&number.value)
        && number.digits.as_ref().is_some_and(|digits| !digits.grouped);
    let ordinal = reading.tokens.get(number.to).is_some_and(|token| {
        token.glued && matches!(token.text.as_str(), "st" | "nd" | "rd" | "th" | "x")
    });
    phase || year || ordinal
}

/// Whether what speaks for a price is only that somebody has it: "I have 300k for the down payment".
fn only_possession(reading: &Reading<'_>, sum: &Sum) -> bool {
    const HAVE: &[&str] = &[
        "have",
        "got",
        "есть",
        "имею",
        "معی",
        "معای",
        "عندی",
        "معایا",
        "دارم",
        "داریم",
        "daram",
        "ma3i",
        "3ndi",
        "i",
    ];
    let (from, to) = reading.clause(sum.number.0);
    let price = (from..to).filter(|at| reading.has(*at, Tag::BudgetWord));
    sum.bound == super::bounds::Bound::Exact
        && price
            .into_iter()
            .all(|at| HAVE.contains(&reading.tokens[at].text.as_str()))
}

/// دفعة واحدة: a rent in one payment, and no part of a price.
fn is_one_payment(reading: &Reading<'_>, at: usize, to: usize) -> bool {
    reading.tag(at, Tag::Cheque).is_some_and(|hit| hit.to > to)
}
