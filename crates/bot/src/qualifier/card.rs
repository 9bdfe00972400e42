//! The card that a colleague reads who takes over.

use flow::{Flow, Slot};
use understanding::Language;

use super::{
    knowledge::{Facts, Qualifying},
    phrases::PHRASES,
    render::{isolated, plain},
    score::{Score, Temperature},
    values,
};

/// Why a person is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The flow has come to its hand-off.
    Complete,
    /// The customer asked for a person.
    Asked,
    /// The customer was not understood.
    Stuck,
}

impl Cause {
    /// In a word, for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Asked => "asked",
            Self::Stuck => "stuck",
        }
    }
}

/// What a colleague needs to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOff {
    /// Why.
    pub cause: Cause,
    /// The customer's language.
    pub language: Option<Language>,
    /// The card, in the colleague's language.
    pub card: String,
    /// The score, where the flow has one.
    pub score: Option<Score>,
}

/// The order of a summary.
pub(super) const SUMMARY: [Slot; 7] = [
    Slot::Intent,
    Slot::PropertyType,
    Slot::Bedrooms,
    Slot::Area,
    Slot::Budget,
    Slot::Timeline,
    Slot::Financing,
];

/// What the customer wants, in a line; empty where nothing is known.
pub(super) fn summary(facts: &Facts, language: Language) -> String {
    let parts: Vec<_> = SUMMARY
        .iter()
        .filter_map(|slot| values::phrase(facts, *slot, language))
        .collect();
    values::list(&parts, language)
}

/// The card, in the language of who reads it.
pub(super) fn hand_off(
    flow: &Flow,
    known: &Qualifying,
    cause: Cause,
    language: Language,
) -> HandOff {
    let phrases = &PHRASES.card;
    let facts = &known.facts;
    let score = super::score::score(flow, facts, language);
    let title = plain(
        match cause {
            Cause::Complete => &phrases.title,
            Cause::Asked => &phrases.person,
            Cause::Stuck => &phrases.stuck,
        },
        language,
    );
    let name = facts
        .slots
        .name
        .as_deref()
        .map(|name| isolated(name, language));
    let mut lines = vec![name.map_or_else(|| title.to_owned(), |name| format!("{title}: {name}"))];
    let mut line = |label, value: String| {
        if !value.is_empty() {
            lines.push(format!("{}: {value}", plain(label, language)));
        }
    };
    let spoken = known
        .language
        .map(|spoken| values::named("language", spoken.code(), language));
    line(&phrases.language, spoken.unwrap_or_default());
    line(&phrases.wants, summary(facts, language));
    for slot in [Slot::Details, Slot::Visit, Slot::Phone] {
        let stated = facts
            .states(slot)
            .then(|| values::phrase(facts, slot, language));
        if let Some(value) = stated.flatten() {
            lines.push(format!(
                "{}: {value}",
                values::named("slot", slot.name(), language)
            ));
        }
    }
    for note in &facts.notes {
        lines.push(format!("• {}", isolated(note, language)));
    }
    if let Some(score) = &score {
        let temperature = plain(
            match score.temperature {
                Temperature::Hot => &phrases.hot,
                Temperature::Warm => &phrases.warm,
                Temperature::Cold => &phrases.cold,
            },
            language,
        );
        let label = plain(&phrases.score, language);
        lines.push(format!(
            "{label}: {}/{}, {temperature}",
            score.points, score.most
        ));
        for reason in &score.reasons {
            lines.push(format!("  {:+} {}", reason.points, reason.text));
        }
    }
    HandOff {
        cause,
        language: known.language,
        card: lines.join("\n"),
        score,
    }
}
