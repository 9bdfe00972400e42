//! Names of places with a typo or two.

use std::collections::HashMap;

use crate::{fold, reading::Reading, tokens::Script};

/// Spellings without spaces, by their first letter and their length.
#[derive(Debug, Default)]
pub(super) struct Fuzzy {
    by_shape: HashMap<(char, usize), Vec<(String, usize)>>,
}

/// Shorter names have to be exact.
const SHORTEST: usize = 6;
/// From here on two letters may be wrong.
const LONG: usize = 10;
const MOST_TOKENS: usize = 3;

impl Fuzzy {
    pub(super) fn new<'a>(spellings: impl Iterator<Item = (usize, &'a str)>) -> Self {
        let mut fuzzy = Self::default();
        for (area, spelling) in spellings {
            let text = sound(&fold::words(spelling).concat());
            let length = text.chars().count();
            if length < SHORTEST {
                continue;
            }
            if let Some(first) = text.chars().next() {
                let shape = fuzzy.by_shape.entry((first, length)).or_default();
                if !shape.iter().any(|(known, _)| *known == text) {
                    shape.push((text, area));
                }
            }
        }
        fuzzy
    }

    /// The place whose misspelt name begins at a token, and where it ends.
    pub(super) fn find(
        &self,
        reading: &Reading<'_>,
        from: usize,
        is_known: &dyn Fn(usize) -> bool,
    ) -> Option<(usize, usize)> {
        let mut text = String::new();
        let mut best: Option<(usize, usize, usize)> = None;
        let mut unknown = false;
        for to in from + 1..=(from + MOST_TOKENS).min(reading.tokens.len()) {
            let token = &reading.tokens[to - 1];
            if !token.is_word() || token.script() == Some(Script::Other) {
                break;
            }
            unknown |= !is_known(to - 1);
            // A name ends with a word that is no other word.
            if is_known(to - 1) && !is_place_word(&token.text) {
                break;
            }
            text.push_str(&token.text);
            if !unknown {
                continue;
            }
            let sounds = sound(&text);
            // An article, and what else is glued to an Arabic name.
            let bare = ["بال", "وال", "ال", "لل", "ب", "ف"]
                .iter()
                .filter_map(|before| sounds.strip_prefix(before))
                .find_map(|bare| self.nearest(bare));
            if let Some((area, distance)) = self.nearest(&sounds).or(bare) {
                // The longest name: "jumeria village triangle" is more than "jumeria".
                best = Some((area, distance, to));
            }
        }
        best.map(|(area, _, to)| (area, to))
    }

    fn nearest(&self, text: &str) -> Option<(usize, usize)> {
        let length = text.chars().count();
        let first = text.chars().next()?;
        let allowed = match length {
            0..SHORTEST => return None,
            SHORTEST..LONG => 1,
            _ => 2,
        };
        let mut best: Option<(usize, usize)> = None;
        for other in length - allowed..=length + allowed {
            for (spelling, area) in self.by_shape.get(&(first, other)).into_iter().flatten() {
                let distance = strsim::osa_distance(text, spelling);
                if distance <= allowed && best.is_none_or(|(_, known)| distance < known) {
                    best = Some((*area, distance));
                }
            }
        }
        best
    }
}

/// Words that names of places share.
fn is_place_word(text: &str) -> bool {
    const SHARED: &[&str] = &[
        "dubai",
        "city",
        "hills",
        "hill",
        "island",
        "village",
        "circle",
        "bay",
        "al",
        "gardens",
        "garden",
        "jumeirah",
        "palm",
        "beach",
        "business",
        "downtown",
        "creek",
        "the",
        "sports",
        "sport",
        "motor",
        "south",
        "lake",
        "towers",
        "دبی",
        "جمیرا",
        "هیلز",
        "سیتی",
        "дубай",
        "сити",
        "остров",
        "аль",
        "хиллс",
        "international",
        "ranches",
        "arabian",
        "estate",
        "emirates",
        "discovery",
        "silicon",
        "oasis",
        "abu",
        "ras",
    ];
    SHARED.contains(&text)
}

/// A name as it sounds: letters that are written one for another become one.
fn sound(text: &str) -> String {
    let mut sound = String::with_capacity(text.len());
    for c in text.chars() {
        let c = match c {
            'ج' | 'غ' | 'ق' | 'ک' | 'چ' => 'گ',
            'پ' => 'ب',
            'ژ' | 'ذ' | 'ض' | 'ظ' => 'ز',
            'ث' | 'ص' => 'س',
            'ط' => 'ت',
            'ح' => 'ه',
            'ڤ' | 'ف' => 'و',
            'э' => 'е',
            'з' => 'с',
            'z' => 's',
            'y' => 'i',
            c => c,
        };
        // "Mariina", "Businness".
        if !sound.ends_with(c) {
            sound.push(c);
        }
    }
    sound
}
