//! A text in the languages of a flow.

use serde::{Deserialize, Serialize};

/// A language, by its ISO 639-1 code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    En,
    /// Persian.
    Fa,
    /// Arabic.
    Ar,
    /// Russian.
    Ru,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::En, Self::Fa, Self::Ar, Self::Ru];

    /// The code.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fa => "fa",
            Self::Ar => "ar",
            Self::Ru => "ru",
        }
    }
}

/// What may stand in braces in a text: the agency's name and the customer's.
pub const PLACEHOLDERS: [&str; 2] = ["agency", "name"];

/// A text in each language of the flow.
///
/// `{agency}` and `{name}` stand for names. What is in square brackets is left out while the name in it is not known:
/// `Thank you[, {name}]!`
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
    /// Persian.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fa: Option<String>,
    /// Arabic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ar: Option<String>,
    /// Russian.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ru: Option<String>,
}

impl Texts {
    /// The text in a language, if there is one.
    pub fn get(&self, language: Language) -> Option<&str> {
        match language {
            Language::En => self.en.as_deref(),
            Language::Fa => self.fa.as_deref(),
            Language::Ar => self.ar.as_deref(),
            Language::Ru => self.ru.as_deref(),
        }
    }

    /// The text in a language, else in any; empty where there is none at all, which the linter refuses.
    pub fn say(&self, language: Language) -> &str {
        let others = || Language::ALL.into_iter().find_map(|other| self.get(other));
        self.get(language).or_else(others).unwrap_or_default()
    }
}
