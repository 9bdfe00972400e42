//! The words that are known, and where a message has them.
//!
//! They are lists in `data/`, one file a language, that whoever speaks it can read and mend. A `*` at the end of a word
//! stands for any ending.

mod data;
mod tag;
mod trie;

pub(crate) use tag::Tag;

use crate::{Currency, Language, tokens::Token};
use trie::Trie;

/// What a known word or phrase means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Item {
    Tag(Tag),
    Number(NumberWord),
    /// First, second, …
    Ordinal(u32),
    /// Words that say a number of bedrooms at once: غرفتين, двушка.
    Bedrooms(u32),
    Money(Money),
    /// An index into the gazetteer.
    Area(usize),
}

/// A currency as it is said: toman are said where rials are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Money {
    pub(crate) currency: Currency,
    pub(crate) times: u64,
}

/// What a word does in a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum NumberWord {
    /// Is added: five, twenty, дวести.
    Plain(f64),
    /// Multiplies what is before it by 100.
    Hundred,
    /// Multiplies what is before it by a thousand or more.
    Scale(f64),
    /// So many of a scale, in one word: مليونين, полмиллиона.
    Scaled(f64, f64),
    /// A part of what is before it, or of the scale behind it: half, quarter; less than nothing for "less a quarter".
    Part(f64),
}

/// A known phrase in a message.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Hit {
    /// Tokens, the end excluded.
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) item: Item,
    /// Whose word it is; `None` where it is everybody's.
    pub(crate) language: Option<Language>,
    /// Whether an Arabic "and" is glued to it.
    pub(crate) with_and: bool,
    /// Whether an Arabic "to" is: لمليون.
    pub(crate) with_to: bool,
    /// Whether something else is glued to it: an article, an ending.
    pub(crate) affixed: bool,
}

#[derive(Debug)]
pub(crate) struct Lexicon {
    trie: Trie,
    entries: Vec<(Item, Option<Language>)>,
}

impl Lexicon {
    /// The lists of `data/`, and the spellings of areas.
    pub(crate) fn load<'a>(
        areas: impl Iterator<Item = (usize, &'a str)>,
    ) -> Result<Self, toml::de::Error> {
        let mut lexicon = Self {
            trie: Trie::default(),
            entries: Vec::new(),
        };
        for (language, phrase, item) in data::load()? {
            lexicon.add(&phrase, item, language);
        }
        for (area, spelling) in areas {
            lexicon.add(spelling, Item::Area(area), None);
        }
        Ok(lexicon)
    }

    fn add(&mut self, phrase: &str, item: Item, language: Option<Language>) {
        let affixes = match (language, item) {
            (_, Item::Area(_)) => trie::Affixes::Both,
            // "hafte" is a week, and no seven with an ending.
            (Some(Language::Persian), item)
                if phrase.is_ascii() && !matches!(item, Item::Tag(_)) =>
            {
                trie::Affixes::None
            }
            (Some(Language::Persian), _) => trie::Affixes::Persian,
            (Some(Language::Arabic), _) => trie::Affixes::Arabic,
            _ => trie::Affixes::None,
        };
        self.trie.add(phrase, self.entries.len(), affixes);
        self.entries.push((item, language));
    }

    /// All known phrases of a message, by where they begin, the longest first.
    pub(crate) fn hits(&self, tokens: &[Token]) -> Vec<Vec<Hit>> {
        (0..tokens.len())
            .map(|from| {
                let mut hits: Vec<Hit> = self
                    .trie
                    .find(tokens, from)
                    .into_iter()
                    .map(|found| {
                        let (item, language) = self.entries[found.entry];
                        Hit {
                            from,
                            to: found.to,
                            item,
                            language,
                            with_and: found.with_and,
                            with_to: found.with_to,
                            affixed: found.affixed,
                        }
                    })
                    .collect();
                hits.sort_by_key(|hit| (std::cmp::Reverse(hit.to), hit.affixed));
                hits
            })
            .collect()
    }
}
