//! What is taken back: "3, no, make it 2", «۳ تا، نه ببخشید ۴ تا», خلها, «хотя нет».

use crate::{lexicon::Tag, reading::Reading};

/// How many pieces may stand between what was said and what is said instead.
const REACH: usize = 8;

/// Whether the pieces between two values of a kind say that the second stands for the first.
pub(crate) fn between(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    const NO: &[&str] = &[
        "no", "nope", "nah", "нет", "не", "неа", "لا", "نه", "na", "la", "net",
    ];
    if from >= to || to - from > REACH || adds(reading, from, to) {
        return false;
    }
    (from..to).any(|at| {
        // A "no" of its own, and not the one of "no JBR".
        let no = NO.contains(&reading.tokens[at].text.as_str())
            && (at == from || reading.ends_clause(at - 1))
            && reading.ends_clause(at + 1);
        no || reading.has(at, Tag::Correction)
    })
}

/// Whether the second is wanted beside the first: "actually JBR too".
fn adds(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    const TOO: &[&str] = &[
        "too",
        "also",
        "both",
        "either",
        "well",
        "or",
        "هم",
        "همینطور",
        "ایضا",
        "کمان",
        "برضه",
        "بردو",
        "тоже",
        "также",
        "или",
        "یا",
        "او",
        "ham",
        "kaman",
        "tozhe",
        "ili",
    ];
    let end = (to + 5).min(reading.tokens.len());
    (from..end).any(|at| TOO.contains(&reading.tokens[at].text.as_str()))
}
