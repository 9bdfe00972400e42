//! What the bot says beside its flow, and the words that it looks for; read from `data/`, so that native speakers can
//! mend them.

use std::{collections::BTreeMap, sync::LazyLock};

use flow::Texts;
use serde::Deserialize;
use understanding::{Language, fold};

/// Texts that belong to every flow.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Phrases {
    pub(super) hint: Texts,
    pub(super) acks: Vec<Texts>,
    pub(super) noted: Texts,
    pub(super) changed: Texts,
    pub(super) voice: Texts,
    pub(super) media: Texts,
    pub(super) place: Texts,
    pub(super) contact: Texts,
    pub(super) question: Texts,
    pub(super) offer: Texts,
    pub(super) offer_yes: Texts,
    pub(super) offer_no: Texts,
    pub(super) returning: Texts,
    pub(super) go_on: Texts,
    pub(super) start_over: Texts,
    pub(super) started_over: Texts,
    pub(super) person: Texts,
    pub(super) other_time: Texts,
    pub(super) card: CardPhrases,
}

/// What a colleague reads on a card.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CardPhrases {
    pub(super) title: Texts,
    pub(super) person: Texts,
    pub(super) stuck: Texts,
    pub(super) language: Texts,
    pub(super) wants: Texts,
    pub(super) score: Texts,
    pub(super) hot: Texts,
    pub(super) warm: Texts,
    pub(super) cold: Texts,
}

/// Short answers, in all languages together.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    any: Vec<String>,
    yes: Vec<String>,
    no: Vec<String>,
    start_over: Vec<String>,
    times: Vec<String>,
    en: Vec<String>,
    fa: Vec<String>,
    ar: Vec<String>,
    ru: Vec<String>,
}

/// [`Lists`], folded.
#[derive(Debug)]
pub(super) struct Words {
    any: Vec<String>,
    yes: Vec<String>,
    no: Vec<String>,
    start_over: Vec<String>,
    /// Single words.
    times: Vec<String>,
    languages: [(Language, Vec<String>); 4],
}

pub(super) static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../data/phrases.json"))
        .expect("the phrases are tested to be readable")
});

/// What values are called, by slot and code: `timeline.now`.
pub(super) static VALUES: LazyLock<BTreeMap<String, Texts>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../data/values.json"))
        .expect("the values' names are tested to be readable")
});

pub(super) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let lists: Lists = serde_json::from_str(include_str!("../../data/words.json"))
        .expect("the lists of words are tested to be readable");
    let rows = |list: Vec<String>| list.iter().map(|phrase| row(phrase)).collect();
    Words {
        any: rows(lists.any),
        yes: rows(lists.yes),
        no: rows(lists.no),
        start_over: rows(lists.start_over),
        times: rows(lists.times),
        languages: [
            (Language::English, rows(lists.en)),
            (Language::Persian, rows(lists.fa)),
            (Language::Arabic, rows(lists.ar)),
            (Language::Russian, rows(lists.ru)),
        ],
    }
});

/// A text as it is compared as a whole.
pub(super) fn row(text: &str) -> String {
    fold::row(&fold::words(text))
}

impl Words {
    /// "It does not matter."
    pub(super) fn is_any(&self, text: &str) -> bool {
        self.any.contains(&row(text))
    }

    pub(super) fn is_yes(&self, text: &str) -> bool {
        self.yes.contains(&row(text))
    }

    pub(super) fn is_no(&self, text: &str) -> bool {
        self.no.contains(&row(text))
    }

    pub(super) fn is_start_over(&self, text: &str) -> bool {
        self.start_over.contains(&row(text))
    }

    /// Whether it names a day or an hour: "2 pm" is no line of a menu.
    pub(super) fn names_time(&self, text: &str) -> bool {
        let words = fold::words(text);
        words.iter().any(|word| {
            // As in "2pm".
            let word = word.trim_start_matches(char::is_numeric);
            self.times.iter().any(|time| time == word)
        })
    }

    /// The language that a message asks for by its name.
    pub(super) fn language(&self, text: &str) -> Option<Language> {
        let row = row(text);
        let named = self
            .languages
            .iter()
            .find(|(_, names)| names.contains(&row));
        named.map(|(language, _)| *language)
    }
}

/// The language as flows know it.
pub(super) fn of_flow(language: Language) -> flow::Language {
    match language {
        Language::English => flow::Language::En,
        Language::Persian => flow::Language::Fa,
        Language::Arabic => flow::Language::Ar,
        Language::Russian => flow::Language::Ru,
    }
}

/// The language of a flow as we know it.
pub(super) fn of_ours(language: flow::Language) -> Language {
    match language {
        flow::Language::En => Language::English,
        flow::Language::Fa => Language::Persian,
        flow::Language::Ar => Language::Arabic,
        flow::Language::Ru => Language::Russian,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_said_in_every_language() {
        assert_eq!(PHRASES.acks.len(), 3);
        assert!(WORDS.is_yes("Да!") && WORDS.is_no("نه") && WORDS.is_any("ما يهم"));
        let phrases: serde_json::Value =
            serde_json::from_str(include_str!("../../data/phrases.json")).unwrap();
        let values = serde_json::to_value(&*VALUES).unwrap();
        for language in flow::Language::ALL {
            let hint = PHRASES.hint.get(language).unwrap();
            assert!(hint.contains(['«', '"']), "names its words: {hint}");
        }
        let mut open = vec![phrases, values];
        while let Some(value) = open.pop() {
            match value {
                serde_json::Value::Object(fields) if fields.contains_key("en") => {
                    let codes: Vec<_> = fields.keys().map(String::as_str).collect();
                    assert_eq!(codes, ["ar", "en", "fa", "ru"], "{fields:?}");
                }
                serde_json::Value::Object(fields) => {
                    open.extend(fields.into_iter().map(|(_, value)| value));
                }
                serde_json::Value::Array(parts) => open.extend(parts),
                other => panic!("no text: {other}"),
            }
        }
    }

    #[test]
    fn a_language_is_asked_for_by_its_name_in_any_language() {
        for (text, language) in [
            ("English please", Some(Language::English)),
            ("فارسى", Some(Language::Persian)),
            ("بالعربي", Some(Language::Arabic)),
            ("По-русски!", Some(Language::Russian)),
            ("my wife is Russian and I am not", None),
        ] {
            assert_eq!(WORDS.language(text), language, "{text}");
        }
    }
}
