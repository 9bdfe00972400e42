//! What the qualifier knows of a conversation.

use std::collections::{BTreeMap, BTreeSet};

use flow::Slot;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use understanding::{Bedrooms, Intent, Language, Slots};

use super::visits::VisitTime;

/// The longest text that is kept of what a customer said in his own words, in characters.
const LONGEST_WORDS: usize = 300;
/// The most notes that are kept for a colleague.
const MOST_NOTES: usize = 20;

/// A conversation that is held by a flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qualifying {
    /// The flow and the version that the conversation began with, and keeps.
    pub flow: Pin,
    /// The customer's language, once it is known.
    pub language: Option<Language>,
    /// Where the conversation stands.
    pub place: Place,
    /// How often in a row the answer to the open question was not understood.
    #[serde(default)]
    pub misses: u8,
    /// What the customer has told.
    #[serde(default)]
    pub facts: Facts,
    /// Whether the bot has said who it is.
    #[serde(default)]
    pub introduced: bool,
    /// The steps without a question that were said.
    #[serde(default)]
    pub told: BTreeSet<String>,
    /// The times for a visit that the open question offers, in the order of its menu.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offered: Vec<VisitTime>,
    /// How often the bot has answered.
    #[serde(default)]
    pub answers: u32,
    /// When the customer last wrote.
    #[serde(with = "time::serde::rfc3339")]
    pub heard_at: OffsetDateTime,
}

/// A flow in one of its versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    /// The flow's id.
    pub id: String,
    /// Its version.
    pub version: u32,
}

/// Where a conversation stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "snake_case")]
pub enum Place {
    /// Nothing has been asked yet.
    New,
    /// The language has been asked for.
    Language,
    /// A step's question has been asked.
    Step {
        /// The step's id.
        step: String,
    },
    /// A person has been offered, because the answers to a step were not understood.
    Offer {
        /// The step's id.
        step: String,
    },
    /// After a silence: go on or start over?
    Returning {
        /// The id of the step that was open.
        step: String,
    },
    /// A person goes on from here.
    HandedOver,
    /// The flow is over, and nobody was called.
    Ended,
}

/// What a customer has told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// To buy, rent, sell or invest.
    pub intent: Option<Intent>,
    /// Typed values.
    pub slots: Slots,
    /// The time for a visit that was picked from those that were offered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visit: Option<VisitTime>,
    /// Answers in the customer's own words.
    pub words: BTreeMap<Slot, String>,
    /// What does not matter to the customer.
    pub indifferent: BTreeSet<Slot>,
    /// For a colleague: questions, recordings, places, contacts.
    pub notes: Vec<String>,
}

/// Something that became known in a turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Learned {
    pub(super) slot: Slot,
    /// The message that says it.
    pub(super) input: usize,
    /// Whether it replaces what was known before this turn.
    pub(super) changed: bool,
}

impl Facts {
    /// Whether a slot need not be asked for.
    pub fn knows(&self, slot: Slot) -> bool {
        let slots = &self.slots;
        let has_value = match slot {
            Slot::Intent => self.intent.is_some(),
            Slot::Area => !slots.area.is_empty(),
            Slot::PropertyType => !slots.property_type.is_empty(),
            Slot::Bedrooms => slots.bedrooms.is_some(),
            Slot::Budget => slots.budget.is_some(),
            Slot::Timeline => slots.timeline.is_some(),
            Slot::Financing => slots.financing.is_some(),
            Slot::Name => slots.name.is_some(),
            Slot::Phone => slots.phone.is_some(),
            Slot::Visit => self.visit.is_some(),
            Slot::Details => false,
        };
        has_value || self.words.contains_key(&slot) || self.indifferent.contains(&slot)
    }

    /// Whether the customer has stated a value; that it does not matter is none.
    pub fn states(&self, slot: Slot) -> bool {
        self.knows(slot) && !self.indifferent.contains(&slot)
    }

    /// The values of a slot, by their codes.
    pub fn codes(&self, slot: Slot) -> Vec<String> {
        let slots = &self.slots;
        match slot {
            Slot::Intent => self.intent.iter().filter_map(code).collect(),
            Slot::Area => slots.area.clone(),
            Slot::PropertyType => slots.property_type.iter().filter_map(code).collect(),
            Slot::Timeline => slots.timeline.iter().filter_map(code).collect(),
            Slot::Financing => slots.financing.iter().filter_map(code).collect(),
            Slot::Name => slots.name.iter().cloned().collect(),
            Slot::Phone => slots.phone.iter().cloned().collect(),
            Slot::Bedrooms | Slot::Budget | Slot::Details | Slot::Visit => Vec::new(),
        }
    }

    /// The value of a slot as JSON, as leads keep it; `None`: it is not known.
    pub fn value(&self, slot: Slot) -> Option<serde_json::Value> {
        use serde_json::json;
        let slots = &self.slots;
        if let Some(words) = self.words.get(&slot) {
            return Some(json!(words));
        }
        let typed = match slot {
            Slot::Intent => json!(self.intent),
            Slot::Area if slots.area.is_empty() && !slots.area_not.is_empty() => {
                json!({"not": slots.area_not})
            }
            Slot::Area if !slots.area.is_empty() => json!(slots.area),
            Slot::PropertyType if !slots.property_type.is_empty() => json!(slots.property_type),
            Slot::Bedrooms => json!(slots.bedrooms),
            Slot::Budget => json!(slots.budget),
            Slot::Timeline => json!(slots.timeline),
            Slot::Financing => json!(slots.financing),
            Slot::Name => json!(slots.name),
            Slot::Phone => json!(slots.phone),
            Slot::Visit => self.visit.map_or(json!(null), |at| json!({ "at": at })),
            _ => serde_json::Value::Null,
        };
        if !typed.is_null() {
            return Some(typed);
        }
        self.indifferent.contains(&slot).then(|| json!("any"))
    }

    /// Takes in what a message says; what it says of a slot replaces what was known.
    pub(super) fn learn(
        &mut self,
        intent: Option<Intent>,
        said: &Slots,
        input: usize,
    ) -> Vec<Learned> {
        let before = self.clone();
        if let Some(Intent::Buy | Intent::Rent | Intent::Sell | Intent::Invest) = intent {
            self.intent = intent;
        }
        let slots = &mut self.slots;
        take(&mut slots.budget, said.budget);
        take(&mut slots.timeline, said.timeline);
        take(&mut slots.financing, said.financing);
        take(&mut slots.phone, said.phone.clone());
        take(&mut slots.name, said.name.as_deref().and_then(tidy_name));
        if !said.property_type.is_empty() {
            slots.property_type.clone_from(&said.property_type);
            // A villa has no studio's rooms.
            if slots.bedrooms == Some(Bedrooms::STUDIO) {
                slots.bedrooms = None;
            }
        }
        take(&mut slots.bedrooms, said.bedrooms);
        if !said.area.is_empty() {
            slots.area.clone_from(&said.area);
            slots.area_not.retain(|area| !said.area.contains(area));
            self.words.remove(&Slot::Area);
        }
        if !said.area_not.is_empty() {
            slots.area_not.clone_from(&said.area_not);
            slots.area.retain(|area| !said.area_not.contains(area));
            if slots.area.is_empty() {
                self.indifferent.insert(Slot::Area);
            }
        }
        let mut learned = Vec::new();
        for slot in Slot::ALL {
            let now = self.value(slot);
            if now.is_some() && now != before.value(slot) {
                learned.push(Learned {
                    slot,
                    input,
                    changed: before.knows(slot),
                });
                if slot != Slot::Area || !self.slots.area.is_empty() {
                    self.indifferent.remove(&slot);
                }
            }
        }
        learned
    }

    /// Takes the customer's own words for the value of a slot.
    pub(super) fn learn_words(&mut self, slot: Slot, words: &str, input: usize) -> Option<Learned> {
        let words = tidy(words, LONGEST_WORDS)?;
        let changed = self.knows(slot);
        if slot == Slot::Name {
            self.slots.name = Some(words);
        } else {
            self.words.insert(slot, words);
        }
        if slot == Slot::Visit {
            self.visit = None;
        }
        self.indifferent.remove(&slot);
        Some(Learned {
            slot,
            input,
            changed,
        })
    }

    /// Takes a time for a visit that was offered.
    pub(super) fn learn_visit(&mut self, time: VisitTime, input: usize) -> Learned {
        let changed = self.knows(Slot::Visit);
        self.visit = Some(time);
        self.words.remove(&Slot::Visit);
        self.indifferent.remove(&Slot::Visit);
        Learned {
            slot: Slot::Visit,
            input,
            changed,
        }
    }

    /// Keeps something for a colleague.
    pub(super) fn note(&mut self, note: &str) {
        let Some(note) = tidy(note, LONGEST_WORDS) else {
            return;
        };
        if self.notes.len() < MOST_NOTES && !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }
}

fn take<T>(known: &mut Option<T>, said: Option<T>) {
    if said.is_some() {
        *known = said;
    }
}

/// How a value is written in the corpus and in flows.
pub(super) fn code<T: Serialize>(value: &T) -> Option<String> {
    let value = serde_json::to_value(value).ok()?;
    value.as_str().map(str::to_owned)
}

/// What a customer wrote as one line of bounded length, that can be repeated to him and to others.
fn tidy(text: &str, longest: usize) -> Option<String> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line: String = line
        .chars()
        .filter(|c| !c.is_control())
        .take(longest)
        .collect();
    (!line.is_empty()).then_some(line)
}

/// A name has no question marks: it is said back in questions.
fn tidy_name(name: &str) -> Option<String> {
    let name = name.replace(['?', '؟', '[', ']', '{', '}'], "");
    tidy(&name, 60)
}
