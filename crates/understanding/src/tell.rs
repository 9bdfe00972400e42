//! Telling the language: by the verbs and function words, whatever the script.

mod persian_or_arabic;

use crate::{
    Language,
    lexicon::Item,
    reading::Reading,
    tokens::{Script, Token},
    vocabulary::{Kind, Vocabulary},
};
pub(crate) use persian_or_arabic::Statistics;

/// How many letters speak for a language, and how many of them are in words that make the sentence.
#[derive(Debug, Clone, Copy, Default)]
struct Weight {
    frame: usize,
    letters: usize,
}

/// The language of a message; `None` where nothing tells. `names` are tokens of places and persons.
pub(crate) fn tell(
    reading: &Reading<'_>,
    vocabulary: &Vocabulary,
    statistics: &Statistics,
    names: &[(usize, usize)],
) -> Option<Language> {
    let mut weights = [Weight::default(); 4];
    let mut open: Vec<(usize, Vec<(Language, Kind)>)> = Vec::new();
    let mut unknown = 0;
    for (at, token) in reading.tokens.iter().enumerate() {
        let letters = token.text.chars().count();
        match token.script() {
            Some(Script::Cyrillic) => {
                let weight = &mut weights[Language::Russian as usize];
                weight.letters += letters;
                if is_russian_verb(&token.text) {
                    weight.frame += 3 * letters;
                } else if is_russian_frame(&token.text) {
                    weight.frame += letters;
                }
            }
            Some(Script::Latin)
                if token.text == "the"
                    || !names.iter().any(|(from, to)| (*from..*to).contains(&at)) =>
            {
                match latin(reading, vocabulary, at, token) {
                    Said::Nothing => {}
                    Said::Unknown => unknown += 1,
                    Said::One(language, kind) => add(&mut weights, language, kind, letters),
                    Said::OneOf(languages) => open.push((letters, languages)),
                }
            }
            _ => {}
        }
    }
    if let Some((language, frame, letters)) =
        persian_or_arabic::tell(reading, vocabulary, statistics)
    {
        let weight = &mut weights[language as usize];
        weight.frame += frame;
        weight.letters += letters;
    }
    // Words of several languages go with the clear ones.
    let leader = heaviest(&weights).or_else(|| commonest(&open));
    for (letters, languages) in open {
        let chosen = leader
            .and_then(|leader| languages.iter().find(|(language, _)| *language == leader))
            .or_else(|| {
                languages
                    .iter()
                    .max_by_key(|(language, _)| weights[*language as usize].frame)
                    .filter(|(language, _)| weights[*language as usize].letters > 0)
            })
            .or_else(|| {
                languages
                    .iter()
                    .find(|(language, _)| *language == Language::English)
            })
            .or_else(|| languages.first());
        if let Some((language, kind)) = chosen {
            add(&mut weights, *language, *kind, letters);
        }
    }
    heaviest(&weights).or_else(|| {
        // Words of the Latin alphabet that nobody knows: English with errors, unless a name was asked for.
        (unknown >= 3 && reading.context != Some(crate::Context::Name)).then_some(Language::English)
    })
}

fn add(weights: &mut [Weight; 4], language: Language, kind: Kind, letters: usize) {
    let weight = &mut weights[language as usize];
    weight.letters += letters;
    if kind == Kind::Frame {
        weight.frame += letters;
    }
}

/// The language that has most of the words which several have.
fn commonest(open: &[(usize, Vec<(Language, Kind)>)]) -> Option<Language> {
    let letters = |language: Language| -> usize {
        open.iter()
            .filter(|(_, languages)| languages.iter().any(|(other, _)| *other == language))
            .map(|(letters, _)| letters)
            .sum()
    };
    // English first, where nothing tells.
    let mut best = (Language::English, letters(Language::English));
    for language in Language::ALL {
        if letters(language) > best.1 {
            best = (language, letters(language));
        }
    }
    (best.1 > 0).then_some(best.0)
}

fn heaviest(weights: &[Weight; 4]) -> Option<Language> {
    Language::ALL
        .into_iter()
        .filter(|language| weights[*language as usize].letters > 0)
        .max_by_key(|language| {
            let weight = weights[*language as usize];
            (2 * weight.frame + weight.letters, weight.frame)
        })
}

enum Said {
    /// A code, a unit, a proper name.
    Nothing,
    Unknown,
    One(Language, Kind),
    OneOf(Vec<(Language, Kind)>),
}

fn latin(reading: &Reading<'_>, vocabulary: &Vocabulary, at: usize, token: &Token) -> Said {
    let text = token.text.as_str();
    // "ok" and units are everybody's; so is one letter behind a figure.
    let behind_figure = at > 0 && token.glued && !reading.tokens[at - 1].is_word();
    let coded = reading.hits(at).iter().any(|hit| {
        hit.language.is_none() && !matches!(hit.item, Item::Area(_)) && hit.to == at + 1
    });
    if coded
        || (behind_figure && text.len() <= 2)
        || (token.text.len() == 1
            && !matches!(text, "i" | "a" | "u" | "y" | "w" | "v" | "s" | "k" | "o"))
    {
        return Said::Nothing;
    }
    let known = vocabulary.of(text);
    let known: Vec<(Language, Kind)> = if known.is_empty() {
        let mut from_lists: Vec<(Language, Kind)> = Vec::new();
        for hit in reading.hits(at) {
            if let Some(language) = hit.language
                && !from_lists.iter().any(|(other, _)| *other == language)
                && !matches!(hit.item, Item::Area(_))
            {
                from_lists.push((language, Kind::Plain));
            }
        }
        from_lists
    } else {
        known.to_vec()
    };
    match known.as_slice() {
        [] if text.contains(|c: char| c.is_ascii_digit()) && text.len() >= 2 => {
            Said::One(Language::Arabic, Kind::Plain)
        }
        [] if !token.capital && russian_by_form(text) => Said::One(Language::Russian, Kind::Plain),
        [] => english_by_form(vocabulary, text),
        [(language, kind)] => Said::One(*language, *kind),
        several => Said::OneOf(several.to_vec()),
    }
}

/// A word whose stem is known: "bedrooms", "looked".
fn english_by_form(vocabulary: &Vocabulary, text: &str) -> Said {
    const ENDINGS: &[&str] = &[
        "s", "es", "ed", "d", "ing", "ly", "er", "ers", "ment", "ness", "y",
    ];
    let english = |word: &str| {
        vocabulary
            .of(word)
            .iter()
            .any(|(language, _)| *language == Language::English)
    };
    let stem = ENDINGS.iter().any(|ending| {
        text.strip_suffix(ending)
            .is_some_and(|stem| stem.len() >= 3 && (english(stem) || english(&format!("{stem}e"))))
    });
    let shape = text.len() >= 6
        && ["ing", "tion", "ment", "able", "ness", "ful", "ould", "ught"]
            .iter()
            .any(|ending| text.ends_with(ending));
    if stem || shape {
        Said::One(Language::English, Kind::Plain)
    } else {
        Said::Unknown
    }
}

/// A word whose ending only Russian in Latin letters has.
fn russian_by_form(text: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "vite", "nite", "dite", "shite", "zhite", "ayte", "aite", "tsya", "ogo", "ami", "yami",
        "ov", "aya", "yu", "ayu", "iya", "iyu", "nost", "shch", "skiy", "atora", "nika", "tsii",
        "ovat", "irovat",
    ];
    text.len() >= 5
        && (ENDINGS.iter().any(|ending| text.ends_with(ending))
            || text.contains("shch")
            || text.contains("zh"))
}

fn is_russian_frame(text: &str) -> bool {
    let letters = text.chars().count();
    letters <= 3
        || [
            "ть", "ю", "ем", "ет", "ит", "ите", "йте", "лся", "лась", "ться", "ишь", "ешь", "л",
            "ла", "ли", "жно",
        ]
        .iter()
        .any(|ending| text.ends_with(ending))
}

/// Whether a Cyrillic word looks like a verb.
pub(crate) fn is_russian_verb(text: &str) -> bool {
    let cyrillic = text.chars().all(|c| matches!(c, 'а'..='я'));
    cyrillic
        && text.chars().count() >= 4
        && [
            "ть", "лю", "ую", "аю", "ешь", "ете", "ите", "ьте", "лся", "лась", "ться", "усь",
            "юсь", "ем",
        ]
        .iter()
        .any(|ending| text.ends_with(ending))
}
