//! The number picked from a menu.

use crate::{
    Context,
    lexicon::{Item, Tag},
    reading::Reading,
};

/// A longer answer is more than a choice.
const MOST_WORDS: usize = 8;
const MOST_OPTIONS: u32 = 9;

/// The number of the option, from 1.
pub(crate) fn choice(reading: &Reading<'_>) -> Option<u32> {
    if reading.context != Some(Context::Menu) || reading.tokens.len() > MOST_WORDS {
        return None;
    }
    let picked = |count: u32| (1..=MOST_OPTIONS).contains(&count);
    let mut found: Vec<(u32, usize)> = Vec::new();
    for number in &reading.numbers {
        let count = number.count().filter(|count| picked(*count))?;
        if reading.counts_something(number.to) {
            return None;
        }
        if reading.tag_before(number.from, Tag::Not).is_some() {
            continue;
        }
        // "second one" is not one.
        let one = count == 1 && number.from > 0 && ordinal(reading, number.from - 1).is_some();
        if !one {
            found.push((count, number.from));
        }
    }
    for at in 0..reading.tokens.len() {
        if let Some(count) = ordinal(reading, at).filter(|count| picked(*count)) {
            found.push((count, at));
        }
    }
    found.sort_by_key(|(_, at)| *at);
    found.last().map(|(count, _)| *count)
}

fn ordinal(reading: &Reading<'_>, at: usize) -> Option<u32> {
    reading.hits(at).iter().find_map(|hit| match hit.item {
        Item::Ordinal(count) => Some(count),
        _ => None,
    })
}
