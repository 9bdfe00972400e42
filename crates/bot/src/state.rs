//! What the bot knows of one conversation, as it is stored in the conversation's row.

use serde::{Deserialize, Serialize};

use crate::Language;

/// Where a conversation stands. Stored as JSON: a field that is added later needs a default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum State {
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
}

impl State {
    /// The language that the conversation is held in.
    pub fn language(&self) -> Language {
        match self {
            Self::AskedName { language, .. }
            | Self::AskedWish { language, .. }
            | Self::HandedOver { language } => *language,
        }
    }
}
