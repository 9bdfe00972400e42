//! The budget: which of the numbers is what is to be paid in all, and whether it is a bound.

pub(crate) mod bounds;
mod ranges;
mod role;

use crate::{
    Budget, Context, Period, correction,
    lexicon::{Item, Money, Tag},
    numbers::Number,
    reading::Reading,
};
use bounds::Bound;

/// A sum of money in a message.
#[derive(Debug, Clone)]
pub(crate) struct Sum {
    /// Tokens, with the currency and the period.
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// Tokens of the number alone.
    number: (usize, usize),
    value: f64,
    scale: f64,
    /// Whether the number says neither a scale nor a currency.
    bare: bool,
    money: Option<Money>,
    period: Option<Period>,
    bound: Bound,
    negated: bool,
}

/// What is to be paid, and where it is said.
pub(crate) fn budget(reading: &Reading<'_>) -> (Option<Budget>, Vec<(usize, usize)>) {
    let mut sums = sums(reading);
    ranges::join_ranges(reading, &mut sums);
    let places = sums.iter().map(|sum| (sum.from, sum.to)).collect();
    sums.retain(|sum| role::is_price(reading, sum));
    (resolve(reading, sums), places)
}

/// The sums of a message that can be prices.
fn sums(reading: &Reading<'_>) -> Vec<Sum> {
    let numbers = &reading.numbers;
    numbers
        .iter()
        .enumerate()
        .filter_map(|(index, number)| {
            let neighbour = numbers.get(index + 1);
            let before = index.checked_sub(1).and_then(|index| numbers.get(index));
            sum(reading, number, before, neighbour)
        })
        .collect()
}

fn sum(
    reading: &Reading<'_>,
    number: &Number,
    before: Option<&Number>,
    next: Option<&Number>,
) -> Option<Sum> {
    let (mut from, mut to) = (number.from, number.to);
    let mut money = None;
    if let Some((found, start)) = money_before(reading, from) {
        // "1 AED 2" cannot be; a currency behind a number is that number's.
        if before.is_none_or(|before| {
            before.to < start || reading.tokens[start].is_sign(&['$', '€', '₽', '£'])
        }) {
            money = Some(found);
            from = start;
        }
    }
    if let Some((found, end)) = money_after(reading, to) {
        let taken = next.is_some_and(|next| {
            next.from == end && reading.tokens[end - 1].is_sign(&['$', '€', '£'])
        }) && money.is_some();
        if !taken {
            money = Some(found);
            to = end;
        }
    }
    let bare = bounds::is_bare(number.scale) && money.is_none();
    // Rooms and months are counted, not paid. «۸۰۰ تا» is a number of thousands.
    let corrects_rooms = before.is_some_and(|before| {
        reading.counts_something(before.to) && correction::between(reading, before.to, number.from)
    });
    if bare && (reading.counts_something(to) || role::is_count(reading, number) || corrects_rooms) {
        return None;
    }
    if number.scale < 1e6
        && reading.has_any(to, &[Tag::FloorSpace, Tag::Percent])
        && money.is_none()
    {
        return None;
    }
    let period = period_after(reading, to).or_else(|| period_before(reading, from));
    let (bound, bound_from, bound_to) =
        bounds::bound(reading, from, to, period.map(|period| period.2));
    let value = number.value;
    let cued = role::is_cued(reading, from, to);
    let asked = reading.context == Some(Context::Budget);
    let sure = !bare
        || asked
        || (cued && value >= 1000.0)
        || value >= 20_000.0
        || (period.is_some() && value >= 1000.0)
        || (role::is_budget_right_before(reading, from) && value > 0.0);
    if !sure || value <= 0.0 {
        return None;
    }
    let mut places = (bound_from.min(from), bound_to.max(to));
    let period = period.map(|(period, start, end)| {
        places = (places.0.min(start), places.1.max(end));
        period
    });
    Some(Sum {
        from: places.0,
        to: places.1,
        number: (from, to),
        value,
        scale: number.scale,
        bare,
        money,
        period,
        bound,
        negated: bound == Bound::Exact && bounds::is_negated(reading, from, to),
    })
}

fn money_at(reading: &Reading<'_>, at: usize) -> Option<(Money, usize)> {
    reading.hits(at).iter().find_map(|hit| match hit.item {
        Item::Money(money) => Some((money, hit.to)),
        _ => None,
    })
}

fn money_after(reading: &Reading<'_>, at: usize) -> Option<(Money, usize)> {
    let skipped = |at: usize| {
        reading.tokens.get(at).is_some_and(|token| {
            token.is_sign(&['.', '-', '/', '('])
                || matches!(token.text.as_str(), "تا" | "of" | "ta" | "ال")
        })
    };
    money_at(reading, at).or_else(|| skipped(at).then(|| money_at(reading, at + 1)).flatten())
}

fn money_before(reading: &Reading<'_>, end: usize) -> Option<(Money, usize)> {
    (end.saturating_sub(3)..end).find_map(|at| {
        let (money, to) = money_at(reading, at)?;
        let short = reading.tokens[at].text == "р" || reading.tokens[at].text == "r";
        (to == end && !short).then_some((money, at))
    })
}

/// A period that is said right behind a sum, or a few words later.
fn period_after(reading: &Reading<'_>, from: usize) -> Option<(Period, usize, usize)> {
    for at in from..(from + 5).min(reading.tokens.len()) {
        if let Some(found) = period_at(reading, at) {
            let counted =
                at > 0 && reading.numbers.iter().any(|number| number.to == at) && at != from;
            if !counted {
                return Some((found.0, at, found.1));
            }
        }
        let token = &reading.tokens[at];
        if token.ends_clause() && at > from
            || reading.numbers.iter().any(|number| number.from == at)
        {
            // A second end of a range may stand between.
            let range = at > from && reading.has(at - 1, Tag::Range);
            if !range && at != from {
                return None;
            }
        }
    }
    None
}

fn period_before(reading: &Reading<'_>, end: usize) -> Option<(Period, usize, usize)> {
    for at in (end.saturating_sub(5)..end).rev() {
        if reading.tokens[at].ends_clause()
            || reading.numbers.iter().any(|number| number.from == at)
        {
            return None;
        }
        if let Some((period, to)) = period_at(reading, at)
            && to <= end
            && !reading.has(at, Tag::Now)
        {
            return Some((period, at, to));
        }
    }
    None
}

fn period_at(reading: &Reading<'_>, at: usize) -> Option<(Period, usize)> {
    // "next month" is a time.
    if reading.has_any(
        at,
        &[
            Tag::NextMonth,
            Tag::NextYear,
            Tag::Now,
            Tag::TwoMonths,
            Tag::TwoYears,
        ],
    ) && reading.context != Some(Context::Budget)
    {
        return None;
    }
    // "/mo"
    if at > 0 && reading.tokens[at - 1].is_sign(&['/']) {
        for (tag, period) in [(Tag::Month, Period::Month), (Tag::Year, Period::Year)] {
            if let Some(hit) = reading.tag(at, tag) {
                return Some((period, hit.to));
            }
        }
    }
    let year = reading
        .tag(at, Tag::PerYear)
        .map(|hit| (Period::Year, hit.to));
    let month = reading
        .tag(at, Tag::PerMonth)
        .map(|hit| (Period::Month, hit.to));
    match (year, month) {
        (Some(year), Some(month)) if month.1 > year.1 => Some(month),
        (year, month) => year.or(month),
    }
}

/// The sums of a message as one budget; what is said last, or is not negated, wins.
fn resolve(reading: &Reading<'_>, mut sums: Vec<Sum>) -> Option<Budget> {
    if sums.iter().any(|sum| !sum.negated) {
        sums.retain(|sum| !sum.negated);
    } else {
        return None;
    }
    correct(reading, &mut sums);
    // What is said with a scale or a currency beats what may be money.
    if sums.iter().any(|sum| !sum.bare) {
        sums.retain(|sum| {
            !sum.bare
                || sum.value >= 1000.0
                || sum.bound.is_part_of_range()
                || sum.bound == Bound::UpTo
        });
    }
    bounds::spread(&mut sums);
    let last = sums.last()?.clone();
    let mut budget = single(&last);
    // One is a floor and another a ceiling, or one can be stretched to another.
    if sums.len() >= 2 && last.bound.pair().is_none() {
        let before = &sums[sums.len() - 2];
        let other = single(before);
        let corrected = bounds::is_corrected(reading, before.number.1, last.number.0);
        if !corrected && before.bound.pair().is_none() {
            match (other.min, other.max, budget.min, budget.max) {
                (Some(min), None, None, Some(max)) | (None, Some(max), Some(min), None)
                    if min <= max =>
                {
                    budget = Budget {
                        min: Some(min),
                        max: Some(max),
                        ..budget
                    };
                }
                (Some(min), Some(same), None, Some(max)) if min == same && min < max => {
                    budget = Budget {
                        min: Some(min),
                        max: Some(max),
                        ..budget
                    };
                }
                (Some(min), Some(same), Some(max), Some(also))
                    if min == same
                        && max == also
                        && min < max
                        && (bounds::is_stretched(reading, before.number.1, last.number.0)
                            || (max / 2 < min
                                && last.number.0.saturating_sub(before.number.1) <= 3)) =>
                {
                    budget = Budget {
                        min: Some(min),
                        max: Some(max),
                        ..budget
                    };
                }
                _ => {}
            }
        }
    }
    let common = |find: fn(&Sum) -> Option<Money>| sums.iter().rev().find_map(find);
    budget.currency = budget
        .currency
        .or_else(|| common(|sum| sum.money).map(|money| money.currency));
    budget.period = budget
        .period
        .or_else(|| sums.iter().find_map(|sum| sum.period));
    Some(budget)
}

/// "2m, no, make it 1.8": the second stands for the first, and has its unit.
fn correct(reading: &Reading<'_>, sums: &mut Vec<Sum>) {
    for index in (1..sums.len()).rev() {
        let (before, next) = (sums[index - 1].clone(), &mut sums[index]);
        if !correction::between(reading, before.to, next.from) {
            continue;
        }
        if next.bare && next.value < 1000.0 && !bounds::is_bare(before.scale) {
            let scale = if next.value >= 100.0 {
                before.scale / 1000.0
            } else {
                before.scale
            };
            next.value *= scale.max(1.0);
            next.scale = before.scale;
            next.bare = false;
        }
        next.money = next.money.or(before.money);
        next.period = next.period.or(before.period);
        sums.drain(..index);
        break;
    }
}

fn single(sum: &Sum) -> Budget {
    let whole = |value: f64, scale: f64, bare: bool| whole(value, scale, bare, sum.money);
    let (min, max) = match sum.bound {
        Bound::Exact => {
            let value = whole(sum.value, sum.scale, sum.bare);
            (Some(value), Some(value))
        }
        Bound::UpTo => (None, Some(whole(sum.value, sum.scale, sum.bare))),
        Bound::From => (Some(whole(sum.value, sum.scale, sum.bare)), None),
        Bound::Pair {
            low,
            low_scale,
            low_bare,
        } => {
            let high = whole(sum.value, sum.scale, sum.bare);
            let low = whole(low, low_scale, low_bare);
            (Some(low.min(high)), Some(high.max(low)))
        }
    };
    Budget {
        min,
        max,
        currency: sum.money.map(|money| money.currency),
        period: sum.period,
    }
}

/// The value in whole units. A bare number below 1000 is short for thousands or millions.
fn whole(value: f64, scale: f64, bare: bool, money: Option<Money>) -> u64 {
    let times = money.map_or(1, |money| money.times);
    let short = bounds::is_bare(scale) && bare;
    let value = match value {
        value if short && value < 100.0 => value * 1e6,
        value if short && value < 1000.0 => value * 1e3,
        value => value,
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to what an integer of JSON holds"
    )]
    let whole = value.round().clamp(0.0, 9e15) as u64;
    whole.saturating_mul(times)
}
