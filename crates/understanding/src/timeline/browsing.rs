//! No hurry, or only looking.

use crate::{
    Context,
    lexicon::Tag,
    patterns::{Meaning, Patterns},
    reading::Reading,
};

/// Where a message says that there is no hurry, or that somebody only looks.
pub(super) fn place(reading: &Reading<'_>, patterns: &Patterns) -> Option<(usize, usize)> {
    // "just looking for a villa" is a search.
    let listed = reading.all(Tag::Browsing).find(|hit| {
        let undecided = (hit.from..hit.to).any(|at| {
            let word = reading.tokens[at].text.as_str();
            matches!(word, "معلوم" | "مشخص" | "decided" | "تصمیم")
        });
        !searches(reading, hit.to) && (!undecided || reading.context == Some(Context::Timeline))
    });
    listed.map(|hit| (hit.from, hit.to)).or_else(|| {
        let looking = || {
            let asked = reading.context == Some(Context::Timeline);
            asked
                .then(|| patterns.find(Meaning::OnlyLooking, &reading.line))
                .flatten()
        };
        let (start, end) = patterns
            .find(Meaning::Browsing, &reading.line)
            .or_else(looking)?;
        Some((
            reading.token_at(start + 1),
            reading.token_at(end.saturating_sub(2)) + 1,
        ))
    })
}

fn searches(reading: &Reading<'_>, at: usize) -> bool {
    let word = |at: usize| {
        reading
            .tokens
            .get(at)
            .map_or("", |token| token.text.as_str())
    };
    matches!(word(at), "for" | "to") && !matches!(word(at + 1), "now" | "the" | "information")
}
