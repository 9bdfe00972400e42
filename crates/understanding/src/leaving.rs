//! Whether somebody wants no more messages, or wants them again.
//!
//! By whole messages, not by words: "stop" ends the messages and "stop by tomorrow?" does not. Who is taken for
//! leaving by mistake is a customer lost, and who is not let go is a complaint at WhatsApp; so there are many
//! phrases, and each has to be all that a message says.

mod arabic;
mod english;
mod persian;
mod russian;

use std::sync::LazyLock;

use crate::{
    Language,
    phrases::{Phrases, Saying},
};

/// What is said in one language, as patterns of [`Phrases`].
struct Said {
    /// Politeness and the like, before what is meant and after it.
    before: &'static [&'static str],
    after: &'static [&'static str],
    /// Wants no more messages, unless it is a question: "Stop?"
    stop: &'static [&'static str],
    /// Wants no more messages, also as a question: "Can you stop writing to me?"
    stop_or_ask: &'static [&'static str],
    /// Wants messages again.
    start: &'static [&'static str],
}

struct Book {
    language: Language,
    stop: Phrases,
    stop_or_ask: Phrases,
    start: Phrases,
}

impl Book {
    fn new(language: Language, said: &Said) -> Self {
        let phrases = |patterns| Phrases::new(said.before, said.after, patterns);
        Self {
            language,
            stop: phrases(said.stop),
            stop_or_ask: phrases(said.stop_or_ask),
            start: phrases(said.start),
        }
    }
}

static BOOKS: LazyLock<[Book; 4]> = LazyLock::new(|| {
    [
        Book::new(Language::English, &english::SAID),
        Book::new(Language::Persian, &persian::SAID),
        Book::new(Language::Arabic, &arabic::SAID),
        Book::new(Language::Russian, &russian::SAID),
    ]
});

/// The language in which a message asks for no more messages; `None` if it does not.
///
/// `spoken` is the language of the conversation: everybody writes "stop", and some words are Persian and Arabic.
pub fn opts_out(text: &str, spoken: Option<Language>) -> Option<Language> {
    let is_question = text.contains(['?', '؟']);
    said(text, spoken, |book, saying| {
        book.stop_or_ask.has(saying) || (!is_question && book.stop.has(saying))
    })
}

/// The language in which a message asks for messages again; `None` if it does not.
pub fn opts_in(text: &str, spoken: Option<Language>) -> Option<Language> {
    // «أبداً» is "never" and «ابدأ» is "begin"; folded they are the same.
    let never = ["أبد", "ابداً", "ابدًا"];
    if never.iter().any(|never| text.contains(never)) {
        return None;
    }
    said(text, spoken, |book, saying| book.start.has(saying))
}

fn said(
    text: &str,
    spoken: Option<Language>,
    is_meant: impl Fn(&Book, &Saying) -> bool,
) -> Option<Language> {
    let saying = Saying::of(text)?;
    let meaning: Vec<_> = BOOKS
        .iter()
        .filter(|book| is_meant(book, &saying))
        .map(|book| book.language)
        .collect();
    spoken
        .filter(|spoken| meaning.contains(spoken))
        .or(meaning.first().copied())
}

#[cfg(test)]
mod tests;
