use super::*;
use crate::{Intent, Understanding};

mod arabic;
mod english;
mod persian;
mod russian;

/// Each of `texts` ends the messages, in `language`, and means nothing else.
fn leaves(language: Language, texts: &[&str]) {
    assert!(texts.len() >= 15);
    let missed: Vec<_> = texts
        .iter()
        .filter(|text| opts_out(text, Some(language)) != Some(language))
        .collect();
    assert!(missed.is_empty(), "not understood: {missed:#?}");
    let torn: Vec<_> = texts
        .iter()
        .filter(|text| opts_in(text, Some(language)).is_some())
        .collect();
    assert!(torn.is_empty(), "both meanings: {torn:#?}");
}

/// What the looser patterns of the understanding still take for leaving; this list may only shrink.
const STILL_LOST: &[&str] = &[
    "stop?",
    "Cancel?",
    "stop bot?",
    "پیام ندید؟",
    "پیام را ندید",
    "لا ترسل",
    "لا تتصل بي",
    "لا ترسل لي",
    "ألغي",
    "стоп?",
    "не надо писать в WhatsApp, звоните",
];

/// None of `texts` ends the messages.
fn stays(language: Language, texts: &[&str]) {
    assert!(texts.len() >= 15);
    let lost: Vec<_> = texts
        .iter()
        .filter(|text| opts_out(text, Some(language)).is_some())
        .collect();
    assert!(lost.is_empty(), "lost by mistake: {lost:#?}");
    let understanding = Understanding::new();
    let lost: Vec<_> = texts
        .iter()
        .filter(|text| !STILL_LOST.contains(text))
        .filter(|text| understanding.understand(text, None).intent == Some(Intent::Stop))
        .collect();
    assert!(lost.is_empty(), "understood as leaving: {lost:#?}");
}

/// Each of `texts` asks for messages again, in `language`, and none of the `others` does.
fn comes_back(language: Language, texts: &[&str], others: &[&str]) {
    for text in texts {
        assert_eq!(opts_in(text, Some(language)), Some(language), "{text}");
        assert_eq!(opts_out(text, Some(language)), None, "{text}");
    }
    for text in others {
        assert_eq!(opts_in(text, Some(language)), None, "{text}");
    }
}

#[test]
fn a_word_of_everybody_is_taken_in_the_language_of_the_conversation() {
    for language in [
        Language::English,
        Language::Persian,
        Language::Arabic,
        Language::Russian,
    ] {
        assert_eq!(opts_out("STOP", Some(language)), Some(language));
        assert_eq!(opts_in("Start", Some(language)), Some(language));
    }
    assert_eq!(opts_out("STOP", None), Some(Language::English));
    assert_eq!(
        opts_out("توقف", Some(Language::Arabic)),
        Some(Language::Arabic)
    );
    let other = opts_out("отпишите меня", Some(Language::English));
    assert_eq!(other, Some(Language::Russian));
}
