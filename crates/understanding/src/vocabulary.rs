//! Everyday words, by which the language of a word is known.

use std::collections::HashMap;

use serde::Deserialize;

use crate::{
    Language, fold,
    tokens::{Script, Token},
};

/// What a word says of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A verb or a function word: it makes the sentence.
    Frame,
    /// Another word.
    Plain,
}

#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    words: HashMap<String, Vec<(Language, Kind)>>,
}

#[derive(Deserialize)]
struct File {
    /// Verbs and function words.
    frame: Vec<String>,
    plain: Vec<String>,
}

const FILES: &[(Language, &str)] = &[
    (
        Language::English,
        include_str!("../data/vocabulary/en.toml"),
    ),
    (
        Language::Persian,
        include_str!("../data/vocabulary/fa.toml"),
    ),
    (Language::Arabic, include_str!("../data/vocabulary/ar.toml")),
    (
        Language::Russian,
        include_str!("../data/vocabulary/ru.toml"),
    ),
];

impl Vocabulary {
    pub(crate) fn load() -> Result<Self, toml::de::Error> {
        let mut vocabulary = Self::default();
        for (language, text) in FILES {
            let file: File = toml::from_str(text)?;
            for (list, kind) in [(file.frame, Kind::Frame), (file.plain, Kind::Plain)] {
                for line in list {
                    for word in fold::words(&line) {
                        let known = vocabulary.words.entry(word).or_default();
                        if !known.iter().any(|(other, _)| other == language) {
                            known.push((*language, kind));
                        }
                    }
                }
            }
        }
        Ok(vocabulary)
    }

    /// The languages that have a word.
    pub(crate) fn of(&self, word: &str) -> &[(Language, Kind)] {
        self.words.get(word).map_or(&[], Vec::as_slice)
    }

    /// Whether a word makes a sentence in any language.
    pub(crate) fn is_frame(&self, word: &str) -> bool {
        self.of(word).iter().any(|(_, kind)| *kind == Kind::Frame)
    }

    /// The language that alone has words of a message in one script; `None` where two have.
    pub(crate) fn only(&self, tokens: &[Token], script: Script) -> Option<Language> {
        let mut counts = [0; 4];
        for token in tokens.iter().filter(|token| token.script() == Some(script)) {
            if let [(language, _)] = self.of(&token.text) {
                counts[*language as usize] += 1;
            }
        }
        let most = Language::ALL
            .into_iter()
            .max_by_key(|language| counts[*language as usize])?;
        let others = counts.iter().sum::<u32>() - counts[most as usize];
        (counts[most as usize] > 2 * others).then_some(most)
    }

    pub(crate) fn is_word(&self, word: &str) -> bool {
        self.words.contains_key(word)
    }
}
