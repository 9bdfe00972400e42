//! A message as it is read: its pieces, the known words in them, and the numbers.

use crate::{
    Context,
    lexicon::{Hit, Item, Lexicon, NumberWord, Tag},
    numbers::{self, Number},
    tokens::{Script, Token, tokens},
    vocabulary::Vocabulary,
};

pub(crate) struct Reading<'a> {
    pub(crate) text: &'a str,
    pub(crate) context: Option<Context>,
    pub(crate) tokens: Vec<Token>,
    hits: Vec<Vec<Hit>>,
    pub(crate) numbers: Vec<Number>,
    /// The folded words with single spaces between and around them, for [`crate::patterns`].
    pub(crate) line: String,
    /// Where in the line each token begins.
    pub(crate) places: Vec<usize>,
}

/// The most tokens that a known phrase has.
const LONGEST_PHRASE: usize = 7;

impl<'a> Reading<'a> {
    pub(crate) fn new(
        text: &'a str,
        context: Option<Context>,
        lexicon: &Lexicon,
        vocabulary: &Vocabulary,
    ) -> Self {
        let tokens = tokens(text);
        let mut hits = lexicon.hits(&tokens);
        // "How much do I need" has no Persian two, and «مو» is an Arabic "not" only among Arabic words.
        for script in [Script::Latin, Script::Arabic] {
            let Some(only) = vocabulary.only(&tokens, script) else {
                continue;
            };
            for (token, hits) in tokens.iter().zip(&mut hits) {
                let own = vocabulary
                    .of(&token.text)
                    .iter()
                    .any(|(language, _)| *language == only);
                if token.script() == Some(script)
                    && (own || (script == Script::Arabic && token.text.chars().count() <= 3))
                {
                    hits.retain(|hit| hit.language.is_none_or(|language| language == only));
                }
            }
        }
        let mut line = String::from(" ");
        let mut places = Vec::with_capacity(tokens.len());
        for token in &tokens {
            places.push(line.len());
            line.push_str(&token.text);
            line.push(' ');
        }
        let mut reading = Self {
            text,
            context,
            tokens,
            hits,
            numbers: Vec::new(),
            line,
            places,
        };
        reading.numbers = numbers::numbers(&reading);
        reading
    }

    /// The token at a place of the line.
    pub(crate) fn token_at(&self, place: usize) -> usize {
        self.places
            .partition_point(|start| *start <= place)
            .saturating_sub(1)
    }

    /// Known phrases that begin at a token, the longest first.
    pub(crate) fn hits(&self, at: usize) -> &[Hit] {
        self.hits.get(at).map_or(&[], Vec::as_slice)
    }

    /// The longest phrase of a meaning that begins at a token.
    pub(crate) fn tag(&self, at: usize, tag: Tag) -> Option<&Hit> {
        self.hits(at).iter().find(|hit| hit.item == Item::Tag(tag))
    }

    pub(crate) fn has(&self, at: usize, tag: Tag) -> bool {
        self.tag(at, tag).is_some()
    }

    pub(crate) fn has_any(&self, at: usize, tags: &[Tag]) -> bool {
        tags.iter().any(|tag| self.has(at, *tag))
    }

    /// The longest phrase of a meaning that ends before a token.
    pub(crate) fn tag_before(&self, end: usize, tag: Tag) -> Option<&Hit> {
        (end.saturating_sub(LONGEST_PHRASE)..end).find_map(|at| {
            self.hits(at)
                .iter()
                .find(|hit| hit.item == Item::Tag(tag) && hit.to == end)
        })
    }

    /// Every phrase of a meaning, wherever it is.
    pub(crate) fn all(&self, tag: Tag) -> impl Iterator<Item = &Hit> {
        self.hits
            .iter()
            .filter_map(move |hits| hits.iter().find(|hit| hit.item == Item::Tag(tag)))
    }

    /// Whether a clause ends before this token.
    pub(crate) fn ends_clause(&self, at: usize) -> bool {
        self.tokens.get(at).is_none_or(Token::ends_clause)
    }

    /// The scale that a token is, such as thousand.
    pub(crate) fn number_scale(&self, at: usize) -> Option<f64> {
        self.hits(at).iter().find_map(|hit| match hit.item {
            Item::Number(NumberWord::Scale(scale) | NumberWord::Scaled(1.0, scale)) => Some(scale),
            _ => None,
        })
    }

    pub(crate) fn is_hundred(&self, at: usize) -> bool {
        self.hits(at)
            .iter()
            .any(|hit| hit.item == Item::Number(NumberWord::Hundred))
    }

    pub(crate) fn number_word_follows(&self, at: usize) -> bool {
        self.hits(at).iter().any(|hit| {
            matches!(
                hit.item,
                Item::Number(NumberWord::Plain(_) | NumberWord::Hundred)
            )
        })
    }

    /// Whether rooms, months, people or the like are what a number before this token counts.
    pub(crate) fn counts_something(&self, at: usize) -> bool {
        const COUNTED: &[Tag] = &[
            Tag::Bedroom,
            Tag::Bathroom,
            Tag::People,
            Tag::OtherCount,
            Tag::FloorSpace,
            Tag::Cheque,
            Tag::Day,
            Tag::Week,
            Tag::Month,
            Tag::Year,
            Tag::Percent,
            Tag::Maid,
        ];
        self.has_any(at, COUNTED)
            && self.number_scale(at).is_none()
            && !self.has_any(at, &[Tag::PerYear, Tag::PerMonth])
    }

    /// Where the clause of a token begins and ends.
    pub(crate) fn clause(&self, at: usize) -> (usize, usize) {
        let from = (0..at)
            .rev()
            .find(|before| self.tokens[*before].ends_clause())
            .map_or(0, |before| before + 1);
        let to = (at..self.tokens.len())
            .find(|behind| self.tokens[*behind].ends_clause())
            .unwrap_or(self.tokens.len());
        (from, to)
    }
}
