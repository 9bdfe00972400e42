//! Many ways to say one thing, as patterns that a whole message has to follow.
//!
//! A pattern is words with spaces between them: `stop|quit sending|texting me?`. Of `a|b` one is said; what ends in
//! `?` may be left out; a `_` is a space inside a choice. Before and after it there may be fillers, such as "please".

use crate::fold;

/// Patterns of one meaning in one language.
pub(crate) struct Phrases {
    before: Vec<String>,
    after: Vec<String>,
    patterns: Vec<Vec<Choice>>,
}

struct Choice {
    words: Vec<String>,
    optional: bool,
}

/// The most words that a message of one meaning has; in a longer one the words mean something else.
const MOST_WORDS: usize = 16;

/// A message, folded and short enough to be one of many phrases.
pub(crate) struct Saying(String);

impl Saying {
    /// `None` for a message that is too long, or has no words.
    pub(crate) fn of(text: &str) -> Option<Self> {
        // A word is seldom longer than 12 letters, and a letter has 2 bytes here.
        if text.len() > MOST_WORDS * 24 {
            return None;
        }
        let words = fold::words(text);
        (1..=MOST_WORDS)
            .contains(&words.len())
            .then(|| Self(fold::row(&words)))
    }
}

impl Phrases {
    pub(crate) fn new(before: &[&str], after: &[&str], patterns: &[&str]) -> Self {
        Self {
            before: before.iter().map(|words| folded(words)).collect(),
            after: after.iter().map(|words| folded(words)).collect(),
            patterns: patterns.iter().map(|pattern| choices(pattern)).collect(),
        }
    }

    /// Whether the saying is one of these phrases, from its first word to its last.
    pub(crate) fn has(&self, Saying(row): &Saying) -> bool {
        let starts = any_number(row, vec![0], &self.before);
        self.patterns.iter().any(|pattern| {
            let ends = pattern
                .iter()
                .fold(starts.clone(), |at, choice| choice.after(row, &at));
            any_number(row, ends, &self.after).contains(&row.len())
        })
    }
}

impl Choice {
    /// Where one can be after this choice who is at one of `places` before it.
    fn after(&self, row: &str, places: &[usize]) -> Vec<usize> {
        let mut next = if self.optional {
            places.to_vec()
        } else {
            Vec::new()
        };
        for place in places {
            add(&mut next, ends(row, *place, &self.words));
        }
        next
    }
}

/// The places after any number of `words`.
fn any_number(row: &str, mut places: Vec<usize>, words: &[String]) -> Vec<usize> {
    let mut looked_at = 0;
    while let Some(place) = places.get(looked_at) {
        let found = ends(row, *place, words);
        add(&mut places, found);
        looked_at += 1;
    }
    places
}

fn add(places: &mut Vec<usize>, found: Vec<usize>) {
    for place in found {
        if !places.contains(&place) {
            places.push(place);
        }
    }
}

/// The places after one of `words` that is at `place`.
fn ends(row: &str, place: usize, words: &[String]) -> Vec<usize> {
    let rest = &row[place..];
    words
        .iter()
        .filter(|word| rest.starts_with(word.as_str()))
        .filter_map(|word| next_word(row, place + word.len()))
        .collect()
}

/// Where the next word begins, if a word can end at `place`.
fn next_word(row: &str, place: usize) -> Option<usize> {
    let before = row[..place].chars().next_back()?;
    match row[place..].chars().next() {
        None => Some(place),
        Some(' ') => Some(place + 1),
        Some(after) => fold::joins(before, after).then_some(place),
    }
}

fn choices(pattern: &str) -> Vec<Choice> {
    pattern
        .split_whitespace()
        .map(|choice| {
            let words = choice.trim_end_matches('?');
            Choice {
                words: words.split('|').map(folded).collect(),
                optional: words != choice,
            }
        })
        .collect()
}

fn folded(words: &str) -> String {
    fold::row(&fold::words(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(text: &str) -> bool {
        let phrases = Phrases::new(
            &["please", "can_you"],
            &["now"],
            &["stop|quit it?", "پیام نمی_خواهم"],
        );
        Saying::of(text).is_some_and(|saying| phrases.has(&saying))
    }

    #[test]
    fn the_whole_message_has_to_follow_a_pattern() {
        for text in [
            "stop",
            "Quit it!",
            "please, please stop it now now",
            "Can you stop",
            "پیام نمیخواهم",
            "پیام نمی\u{200c}خواهم",
        ] {
            assert!(says(text), "{text}");
        }
        for text in [
            "",
            "now",
            "please",
            "stopit",
            "it stop",
            "stop it it",
            "stop at noon",
            "pleasestop",
            "non-stop",
            "پیام",
        ] {
            assert!(!says(text), "{text}");
        }
    }

    #[test]
    fn a_long_message_is_none_of_them() {
        assert!(!says(&format!("{}stop", "please ".repeat(MOST_WORDS))));
        assert!(!says(&"please stop ".repeat(1000)));
    }
}
