//! What is believed of a form.

use understanding::{
    Bedrooms, Budget, Context, Intent, PropertyType, Slots, Understanding, Understood, fold,
};

use crate::{
    Form,
    figures::Figures,
    form::{self, Intent as Said},
};

/// The most entries of a FAQ that answer one message.
pub const MOST_ENTRIES: usize = 2;
/// The most places that one message names.
const MOST_PLACES: usize = 6;
/// The longest name of a place or a person, in characters.
const LONGEST_NAME: usize = 60;
/// The most words of a person's name.
const MOST_NAMES: usize = 5;
/// More bedrooms are none that an agency has.
const MOST_BEDROOMS: u32 = 20;
/// The dearest home there is, in the cheapest currency.
const DEAREST: u64 = 100_000_000_000_000;

/// What a model says of a message, as far as it can be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Language, intent and values. Never [`Intent::Stop`] or [`Intent::Resume`], no choice and no phone number.
    pub understood: Understood,
    /// Places in the list of FAQ entries, from 0, of those that answer the message.
    pub entries: Vec<usize>,
}

/// Believes of a form what the customer's `message` and our own lists bear out; what is left is dropped.
///
/// Money has to stand in the message, and so has a name. A place has to be one of the gazetteer's. `entries` says how many
/// entries of the FAQ were shown.
pub fn check(form: &Form, message: &str, entries: usize, understanding: &Understanding) -> Reading {
    let area_not = places(&form.area_not, understanding);
    let mut area = places(&form.area, understanding);
    area.retain(|place| !area_not.contains(place));
    let property_type = distinct(&form.property_type);
    let slots = Slots {
        budget: form.budget.and_then(|budget| money(budget, message)),
        // No rooms at all are a studio's, and said as such.
        bedrooms: form.bedrooms.and_then(rooms).filter(|rooms| {
            *rooms != Bedrooms::STUDIO || property_type.contains(&PropertyType::Studio)
        }),
        area,
        area_not,
        property_type,
        timeline: form.timeline,
        financing: form.financing,
        name: form.name.as_deref().and_then(|name| named(name, message)),
        choice: None,
        phone: None,
    };
    let mut cited = Vec::new();
    for number in &form.faq {
        let place = usize::try_from(*number)
            .ok()
            .and_then(|number| number.checked_sub(1));
        if let Some(place) = place.filter(|place| *place < entries && !cited.contains(place)) {
            cited.push(place);
        }
    }
    // One that cites everything answers nothing.
    if cited.len() > MOST_ENTRIES {
        cited.clear();
    }
    Reading {
        understood: Understood {
            lang: form.language,
            intent: form.intent.map(intent),
            slots,
        },
        entries: cited,
    }
}

fn intent(said: Said) -> Intent {
    match said {
        Said::Buy => Intent::Buy,
        Said::Rent => Intent::Rent,
        Said::Sell => Intent::Sell,
        Said::Invest => Intent::Invest,
        Said::Human => Intent::Human,
        Said::Greeting => Intent::Greeting,
        Said::Other => Intent::Other,
    }
}

/// An amount that does not stand in the message is not the customer's.
fn money(said: form::Budget, message: &str) -> Option<Budget> {
    let figures = Figures::of(message);
    let is_said = |amount: Option<u64>| amount.is_none_or(|it| it <= DEAREST && figures.has(it));
    let is_empty = said.min.is_none() && said.max.is_none();
    let is_mixed_up = matches!((said.min, said.max), (Some(min), Some(max)) if min > max);
    if is_empty || is_mixed_up || !is_said(said.min) || !is_said(said.max) {
        return None;
    }
    Some(Budget {
        min: said.min,
        max: said.max,
        currency: said.currency,
        period: said.period,
    })
}

fn rooms(said: form::Bedrooms) -> Option<Bedrooms> {
    let is_odd = |count: Option<u32>| count.is_some_and(|count| count > MOST_BEDROOMS);
    if is_odd(said.min) || is_odd(said.max) {
        return None;
    }
    match (said.min, said.max) {
        (None, None) => None,
        (Some(0), Some(0)) => Some(Bedrooms::STUDIO),
        (min, max) => Some(Bedrooms::between(min, max)),
    }
}

/// The places among these, by their canonical names.
fn places(said: &[String], understanding: &Understanding) -> Vec<String> {
    let mut places: Vec<String> = Vec::new();
    for name in said.iter().take(MOST_PLACES) {
        if name.chars().count() > LONGEST_NAME {
            continue;
        }
        let known = understanding.understand(name, Some(Context::Area)).slots;
        for place in known.area {
            if !places.contains(&place) && places.len() < MOST_PLACES {
                places.push(place);
            }
        }
    }
    places
}

/// A name that the customer wrote, word for word.
fn named(name: &str, message: &str) -> Option<String> {
    let name = name.trim();
    let is_worded = name
        .chars()
        .all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’' | '.' | '\u{200c}'));
    let words = fold::words(name);
    let is_short = (1..=MOST_NAMES).contains(&words.len()) && name.chars().count() <= LONGEST_NAME;
    let written = fold::words(message);
    let is_written =
        || !words.is_empty() && written.windows(words.len()).any(|part| *part == *words);
    (is_worded && is_short && is_written()).then(|| name.to_owned())
}

fn distinct<T: Copy + PartialEq>(values: &[T]) -> Vec<T> {
    let mut distinct: Vec<T> = Vec::new();
    for value in values {
        if !distinct.contains(value) {
            distinct.push(*value);
        }
    }
    distinct
}

#[cfg(test)]
mod tests;
