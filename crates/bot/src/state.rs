//! What the bot knows of one conversation, as it is stored in the conversation's row.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::{Language, Pin, Place, Qualifying};

/// What the bot knows. Stored as JSON: a field that is added later needs a default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Where the conversation stands.
    #[serde(flatten)]
    pub step: Step,
    /// What the bot will say if the customer does not answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminder: Option<Reminder>,
}

/// Where a conversation stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// The bot has asked nothing yet.
    New,
    /// The bot has greeted and asked for the name.
    AskedName {
        /// The customer's language.
        language: Language,
        /// How often it has asked.
        asked: u8,
    },
    /// The bot has asked for the wish.
    AskedWish {
        /// The customer's language.
        language: Language,
        /// What he calls himself.
        name: String,
        /// How often it has asked.
        asked: u8,
    },
    /// A person goes on from here; the bot is silent.
    HandedOver {
        /// The customer's language.
        language: Language,
    },
    /// The bot repeats what it is told: [`Flow::Echo`](crate::Flow::Echo).
    Echo {
        /// How often it has.
        turns: u64,
    },
    /// A flow that is data holds the conversation: [`Flow::Qualifier`](crate::Flow::Qualifier).
    Qualifying(Box<Qualifying>),
}

impl State {
    /// The flow that the conversation began with, and the version that it keeps.
    pub fn pin(&self) -> Option<&Pin> {
        match &self.step {
            Step::Qualifying(known) => Some(&known.flow),
            _ => None,
        }
    }

    /// Whether a person goes on from here.
    pub fn is_handed_over(&self) -> bool {
        match &self.step {
            Step::HandedOver { .. } => true,
            Step::Qualifying(known) => known.place == Place::HandedOver,
            _ => false,
        }
    }
}

/// A reminder of a question that nobody answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminder {
    /// When it is said.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// How many were said before it.
    pub sent: u8,
}

impl Step {
    /// Whether the reception has begun the conversation.
    pub(crate) fn is_receptions(&self) -> bool {
        matches!(
            self,
            Self::AskedName { .. } | Self::AskedWish { .. } | Self::HandedOver { .. }
        )
    }

    /// The language that the conversation is held in, once the bot has spoken.
    pub fn language(&self) -> Option<Language> {
        match self {
            Self::AskedName { language, .. }
            | Self::AskedWish { language, .. }
            | Self::HandedOver { language } => Some(*language),
            Self::Qualifying(known) => known.language,
            Self::New | Self::Echo { .. } => None,
        }
    }
}

impl From<Step> for State {
    /// A state in which no reminder is due.
    fn from(step: Step) -> Self {
        Self {
            step,
            reminder: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use time::macros::datetime;

    use super::*;

    #[test]
    fn states_from_before_there_were_reminders_are_read() {
        for (stored, step) in [
            (
                json!({"step": "asked_name", "language": "fa", "asked": 2}),
                Step::AskedName {
                    language: Language::Persian,
                    asked: 2,
                },
            ),
            (
                json!({"step": "asked_wish", "language": "en", "name": "Ana", "asked": 1}),
                Step::AskedWish {
                    language: Language::English,
                    name: "Ana".to_owned(),
                    asked: 1,
                },
            ),
            (
                json!({"step": "handed_over", "language": "ru"}),
                Step::HandedOver {
                    language: Language::Russian,
                },
            ),
        ] {
            let state: State = serde_json::from_value(stored.clone()).expect("a stored state");
            assert_eq!(state, State::from(step));
            let again = serde_json::to_value(&state).expect("serializable");
            assert_eq!(again, stored, "an older worker may read it");
        }
    }

    #[test]
    fn a_state_is_stored_as_this() {
        let state = State {
            step: Step::AskedName {
                language: Language::Arabic,
                asked: 1,
            },
            reminder: Some(Reminder {
                at: datetime!(2026-11-23 08:00 UTC),
                sent: 0,
            }),
        };
        let stored = json!({
            "step": "asked_name",
            "language": "ar",
            "asked": 1,
            "reminder": {"at": "2026-11-23T08:00:00Z", "sent": 0},
        });
        assert_eq!(serde_json::to_value(&state).expect("serializable"), stored);
        assert_eq!(
            serde_json::from_value::<State>(stored).expect("its own"),
            state
        );
    }
}
