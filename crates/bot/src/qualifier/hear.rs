//! Messages, understood in the light of the question that is open.

use flow::{Ask, Flow, Slot};
use understanding::{Context, Intent, Language, Slots, Understanding, Understood, nearest_area};

use super::{
    knowledge::{Facts, Place, Qualifying},
    phrases::{WORDS, row},
};
use crate::{Input, Reading, Spot, intent};

/// The question that is open.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open<'a> {
    /// What a step asks for.
    pub(super) ask: Option<&'a Ask>,
    /// Whether a menu of the bot's own is open, so that a number is a line of it and nothing else.
    own_menu: bool,
    /// Whether the step offers times for a visit.
    offers: bool,
}

/// What a message says.
#[derive(Debug)]
pub(super) struct Said<'a> {
    /// Which of the turn's messages.
    pub(super) input: usize,
    pub(super) text: &'a str,
    pub(super) understood: Understood,
    /// The line of the open menu that it picks, from 1.
    pub(super) choice: Option<u32>,
    /// What a model made of it, where the customer asks something.
    pub(super) reading: Option<&'a Reading>,
}

/// What a burst decides about messages as such.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Will {
    /// No more of them.
    Stop(Option<Language>),
    /// Messages again; the place of the message that says so.
    Resume(Option<Language>, usize),
}

impl<'a> Open<'a> {
    pub(super) fn of(known: &Qualifying, flow: &'a Flow) -> Self {
        let (step, own_menu) = match &known.place {
            Place::Step { step } => (Some(step), false),
            Place::Offer { step } | Place::Returning { step } => (Some(step), true),
            Place::Language => (None, true),
            Place::New | Place::HandedOver | Place::Ended => (None, false),
        };
        let step = step.and_then(|id| flow.step(id));
        Self {
            ask: step.and_then(|(_, step)| step.ask.as_ref()),
            own_menu,
            offers: !known.offered.is_empty(),
        }
    }

    /// What is asked for.
    pub(super) fn slot(&self) -> Option<Slot> {
        self.ask.map(|ask| ask.slot)
    }

    fn context(&self) -> Option<Context> {
        Some(match self.slot()? {
            Slot::Intent => Context::Menu,
            Slot::Area => Context::Area,
            Slot::Bedrooms => Context::Bedrooms,
            Slot::Budget => Context::Budget,
            Slot::Timeline => Context::Timeline,
            Slot::Name => Context::Name,
            Slot::PropertyType | Slot::Financing | Slot::Phone | Slot::Details | Slot::Visit => {
                return None;
            }
        })
    }
}

/// Understands each message of a burst that has words.
pub(super) fn all<'a>(
    understanding: &Understanding,
    inputs: &[Input<'a>],
    open: Open<'_>,
    facts: &Facts,
) -> Vec<Said<'a>> {
    let worded = inputs
        .iter()
        .enumerate()
        .filter_map(|(input, it)| match it {
            Input::Text(text) | Input::Captioned(text) | Input::Read(text, _)
                if !text.trim().is_empty() =>
            {
                let mut said = one(understanding, input, text, open);
                if let Some(reading) = it.reading() {
                    said.read(reading, open, facts);
                }
                Some(said)
            }
            Input::Place(place) if !place.trim().is_empty() => {
                Some(place_of(understanding, input, place))
            }
            _ => None,
        });
    worded.collect()
}

/// Of a place that was sent, only the area counts: nobody has written its name. Where the name says none, its point
/// does.
fn place_of<'a>(understanding: &Understanding, input: usize, place: &'a str) -> Said<'a> {
    let (place, spot) = Spot::split(place);
    let mut area = understanding
        .understand(place, Some(Context::Area))
        .slots
        .area;
    let nearest = spot.and_then(|spot| nearest_area(spot.latitude, spot.longitude));
    // That it is in Dubai says less than where there.
    if area.is_empty() || area == ["Dubai"] {
        area = nearest.map_or(area, |nearest| vec![nearest.to_owned()]);
    }
    Said {
        input,
        text: place,
        understood: Understood {
            lang: None,
            intent: None,
            slots: Slots {
                area,
                ..Slots::default()
            },
        },
        choice: None,
        reading: None,
    }
}

impl<'a> Said<'a> {
    /// Takes in what a model made of it. What picks a line of a menu is understood.
    fn read(&mut self, reading: &'a Reading, open: Open<'_>, facts: &Facts) {
        if self.choice.is_some() {
            return;
        }
        let asks = self.understood.intent == Some(Intent::Other) || self.text.contains(['?', '؟']);
        self.reading = Some(reading).filter(|_| asks);
        reading.fill(&mut self.understood, facts);
        if open.slot() == Some(Slot::Visit) {
            drop_figures(&mut self.understood);
        }
    }
}

fn one<'a>(understanding: &Understanding, input: usize, text: &'a str, open: Open<'_>) -> Said<'a> {
    let picked = || understanding.understand(text, Some(Context::Menu));
    if open.own_menu {
        let picked = picked();
        if picked.slots.choice.is_some() {
            return Said {
                input,
                text,
                choice: picked.slots.choice,
                understood: picked,
                reading: None,
            };
        }
    }
    let mut understood = understanding.understand(text, open.context());
    let mut choice = understood.slots.choice.take();
    let offers = open.offers && !WORDS.names_time(text);
    let has_menu = offers || open.ask.is_some_and(|ask| !ask.choices.is_empty());
    if has_menu && !open.own_menu && choice.is_none() && !answers(&understood, open.slot()) {
        choice = picked().slots.choice.or_else(|| labelled(text, open));
    }
    if choice.is_some() && open.slot() != Some(Slot::Intent) {
        // The figure was a line of the menu.
        understood.slots.bedrooms = None;
        understood.slots.budget = None;
    }
    if open.slot() == Some(Slot::Visit) {
        drop_figures(&mut understood);
    }
    Said {
        input,
        text,
        understood,
        choice,
        reading: None,
    }
}

/// "Tomorrow at 5" is when to meet, not when to move.
fn drop_figures(understood: &mut Understood) {
    understood.slots.timeline = None;
    understood.slots.budget = None;
    understood.slots.bedrooms = None;
}

/// Whether a message says the value of the slot by itself.
fn answers(understood: &Understood, slot: Option<Slot>) -> bool {
    let slots = &understood.slots;
    match slot {
        Some(Slot::Area) => !slots.area.is_empty() || !slots.area_not.is_empty(),
        Some(Slot::PropertyType) => !slots.property_type.is_empty(),
        Some(Slot::Timeline) => slots.timeline.is_some(),
        Some(Slot::Financing) => slots.financing.is_some(),
        Some(Slot::Intent) => understood.intent.is_some(),
        _ => false,
    }
}

/// The line whose label the message repeats, in whatever language.
fn labelled(text: &str, open: Open<'_>) -> Option<u32> {
    let text = row(text);
    let choices = &open.ask?.choices;
    let is_label = |choice: &flow::Choice| {
        let mut labels = flow::Language::ALL
            .into_iter()
            .filter_map(|language| choice.labels.get(language));
        labels.any(|label| row(label) == text)
    };
    let at = choices.iter().position(is_label)?;
    u32::try_from(at + 1).ok()
}

/// What a burst decides about messages as such: the last word counts.
pub(super) fn will(
    inputs: &[Input<'_>],
    said: &[Said<'_>],
    spoken: Option<Language>,
) -> Option<Will> {
    match intent::of(inputs, spoken) {
        Some(intent::Intent::OptOut(language)) => return Some(Will::Stop(Some(language))),
        Some(intent::Intent::OptIn {
            language, before, ..
        }) => {
            return Some(Will::Resume(Some(language), before.len()));
        }
        None => {}
    }
    said.iter().rev().find_map(|said| {
        let language = said.understood.lang;
        match said.understood.intent {
            Some(Intent::Stop) => Some(Will::Stop(language)),
            Some(Intent::Resume) => Some(Will::Resume(language, said.input)),
            _ => None,
        }
    })
}
