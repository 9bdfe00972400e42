//! The words of a model's settings and of its state.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How the server is told what shape an answer has: `schema`, by a JSON Schema; `json`, that it is JSON; `words`, in words
/// alone. The answer is looked at in any case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum LlmOutput {
    #[default]
    Schema,
    Json,
    Words,
}

/// What kind of model it is: `chat`, which answers at once, or `reasoning`, which thinks first and is asked in other words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum LlmStyle {
    #[default]
    Chat,
    Reasoning,
}

/// How it is with a model: `off`; `on`; `spent`, the money of the day is; `resting`, left alone because it failed. In all but
/// `on`, customers are understood by the rules alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum LlmState {
    Off,
    On,
    Spent,
    Resting,
}

impl LlmOutput {
    const ALL: [Self; 3] = [Self::Schema, Self::Json, Self::Words];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Schema => "schema",
            Self::Json => "json",
            Self::Words => "words",
        }
    }

    pub(super) fn of_stored(text: &str) -> Self {
        let mut all = Self::ALL.into_iter();
        all.find(|it| it.as_str() == text).unwrap_or_default()
    }
}

impl LlmStyle {
    const ALL: [Self; 2] = [Self::Chat, Self::Reasoning];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Reasoning => "reasoning",
        }
    }

    pub(super) fn of_stored(text: &str) -> Self {
        let mut all = Self::ALL.into_iter();
        all.find(|it| it.as_str() == text).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_read_as_it_was() {
        for output in LlmOutput::ALL {
            assert_eq!(LlmOutput::of_stored(output.as_str()), output);
        }
        for style in LlmStyle::ALL {
            assert_eq!(LlmStyle::of_stored(style.as_str()), style);
        }
    }
}
