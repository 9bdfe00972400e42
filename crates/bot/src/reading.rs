//! What a language model made of a message, as far as it was checked.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use understanding::{Intent, Language, Slots, Understood};

use crate::qualifier::Facts;

/// What a model says of a message beside what the rules do. It may fill in what the rules leave open, and nothing else.
///
/// Stored as JSON: a field that is added later needs a default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reading {
    /// The language of the message.
    pub lang: Option<Language>,
    /// What is wanted.
    pub intent: Option<Intent>,
    /// The stated values.
    pub slots: Slots,
    /// What the tenant itself answers to the customer's question, word for word; each entry in one language or several.
    pub answers: Vec<BTreeMap<Language, String>>,
}

impl Reading {
    /// Fills in what the rules did not understand.
    ///
    /// What was heard before stays: to change it, the customer has to say so in words that the rules know. Nor does a model
    /// decide about messages as such, pick a line of a menu, or tell a phone number.
    pub(crate) fn fill(&self, understood: &mut Understood, facts: &Facts) {
        use flow::Slot;
        let is_new = |slot| !facts.knows(slot);
        understood.lang = understood.lang.or(self.lang);
        let is_open = matches!(understood.intent, None | Some(Intent::Other));
        let is_wanted = match self.intent {
            Some(Intent::Buy | Intent::Rent | Intent::Sell | Intent::Invest) => {
                is_new(Slot::Intent)
            }
            Some(Intent::Human) => true,
            _ => false,
        };
        if is_open && is_wanted {
            understood.intent = self.intent;
        }
        let (slots, said) = (&mut understood.slots, &self.slots);
        fill(
            &mut slots.budget,
            said.budget.as_ref(),
            is_new(Slot::Budget),
        );
        fill(
            &mut slots.bedrooms,
            said.bedrooms.as_ref(),
            is_new(Slot::Bedrooms),
        );
        fill(
            &mut slots.timeline,
            said.timeline.as_ref(),
            is_new(Slot::Timeline),
        );
        fill(
            &mut slots.financing,
            said.financing.as_ref(),
            is_new(Slot::Financing),
        );
        fill(&mut slots.name, said.name.as_ref(), is_new(Slot::Name));
        if slots.property_type.is_empty() && is_new(Slot::PropertyType) {
            slots.property_type.clone_from(&said.property_type);
        }
        if slots.area.is_empty() && slots.area_not.is_empty() && is_new(Slot::Area) {
            slots.area.clone_from(&said.area);
            slots.area_not.clone_from(&said.area_not);
        }
    }

    /// The tenant's answers in a language; one that has none in it has nothing to say.
    pub(crate) fn answers(&self, language: Language) -> impl Iterator<Item = &str> {
        self.answers
            .iter()
            .filter_map(move |answer| answer.get(&language).map(String::as_str))
    }
}

fn fill<T: Clone>(rules: &mut Option<T>, model: Option<&T>, is_new: bool) {
    if rules.is_none() && is_new {
        *rules = model.cloned();
    }
}
