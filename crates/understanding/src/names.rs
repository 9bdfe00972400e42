//! The customer's name: bare where it was asked for, or in a formula: «اسمم … است», معك, "this is … here", меня зовут.

mod contrast;

use std::collections::HashSet;

use crate::{
    Context, fold,
    lexicon::{Item, Tag},
    patterns::{Meaning, Patterns},
    reading::Reading,
    tokens::{Script, Token},
    vocabulary::Vocabulary,
};

/// First names that are known without a formula.
#[derive(Debug)]
pub(crate) struct FirstNames(HashSet<String>);

/// The most words of a name.
const MOST_WORDS: usize = 4;

impl FirstNames {
    pub(crate) fn load() -> Self {
        let lines = include_str!("../data/names.txt").lines();
        let names = lines
            .filter(|line| !line.starts_with('#'))
            .flat_map(fold::words)
            .collect();
        Self(names)
    }

    pub(crate) fn has(&self, word: &str) -> bool {
        self.0.contains(word)
    }
}

/// A name and where it is.
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// Whether nothing else is said.
    pub(crate) bare: bool,
}

pub(crate) struct Finder<'a> {
    pub(crate) reading: &'a Reading<'a>,
    pub(crate) patterns: &'a Patterns,
    pub(crate) names: &'a FirstNames,
    pub(crate) vocabulary: &'a Vocabulary,
}

impl Finder<'_> {
    pub(crate) fn find(&self) -> Option<Named> {
        self.contrasted()
            .or_else(|| self.after_formula())
            .or_else(|| self.before_formula())
            .or_else(|| self.with_copula())
            .or_else(|| self.bare())
    }

    /// "my name is …": the last formula that a name follows.
    fn after_formula(&self) -> Option<Named> {
        let reading = self.reading;
        let line = &reading.line;
        let mut found = None;
        let mut place = 0;
        while place < line.len() {
            let Some((start, end)) = self.patterns.find(Meaning::NameBefore, &line[place..]) else {
                break;
            };
            let from = reading.token_at(place + end);
            let clear = line[place + start..place + end].trim();
            if from < reading.tokens.len() && reading.places[from] >= place + end.saturating_sub(1)
            {
                let weak = is_weak(clear);
                let denied = reading
                    .token_at(place + start + 1)
                    .checked_sub(1)
                    .is_some_and(|at| {
                        reading.tokens.get(at).is_some_and(|token| {
                            matches!(token.text.as_str(), "not" | "не" | "مو" | "مش" | "نه")
                        })
                    });
                let named = self.name_at(from, weak).filter(|_| !denied);
                if let Some(mut named) = named {
                    // «من شهرزادم», though the name is not known.
                    let last = named.name.split_whitespace().last().unwrap_or_default();
                    let known = self.names.has(&fold::words(last).concat());
                    if matches!(clear, "من" | "بنده")
                        && !known
                        && let Some(stem) = named.name.strip_suffix('م')
                        && stem.chars().count() >= 4
                    {
                        named.name.truncate(stem.len());
                    }
                    place = reading.places[named.to - 1].max(place + start + 1);
                    found = Some(named);
                    continue;
                }
            }
            place += start + 1;
        }
        found
    }

    /// "… here", «… هستم», "… меня зовут".
    fn before_formula(&self) -> Option<Named> {
        let reading = self.reading;
        let asked = reading.context == Some(Context::Name);
        for from in 0..reading.tokens.len() {
            let opens = from == 0 || self.is_opening(from - 1);
            if !opens {
                continue;
            }
            let Some(named) = self.name_at(from, true) else {
                continue;
            };
            let rest = reading
                .places
                .get(named.to)
                .map_or("", |place| &reading.line[place - 1..]);
            let follows = self
                .patterns
                .find(Meaning::NameAfter, rest)
                .is_some_and(|(start, _)| start == 0);
            let known = self.names.has(&reading.tokens[from].text) || reading.tokens[from].capital;
            if follows && (asked || known) {
                return Some(named);
            }
        }
        None
    }

    /// «مهدی‌ام»: a known name with a glued "I am".
    fn with_copula(&self) -> Option<Named> {
        let reading = self.reading;
        (0..reading.tokens.len()).find_map(|from| {
            let token = &reading.tokens[from];
            let opens = from == 0 || self.is_opening(from - 1);
            let glued = ["ام", "هستم", "م"].iter().any(|copula| {
                token
                    .text
                    .strip_suffix(copula)
                    .is_some_and(|name| self.names.has(name))
            });
            if !opens
                || !glued
                || self.names.has(&token.text)
                || token.script() != Some(Script::Arabic)
            {
                return None;
            }
            let name = without_copula(&reading.text[token.start..token.end], self.names);
            Some(Named {
                name,
                from,
                to: from + 1,
                bare: false,
            })
        })
    }

    /// Nothing but a name where it was asked for, perhaps after a greeting.
    fn bare(&self) -> Option<Named> {
        let reading = self.reading;
        if reading.context != Some(Context::Name) || reading.text.contains(['?', '؟']) {
            return None;
        }
        let left = self.patterns.without(Meaning::Greeting, &reading.line);
        let left = self.patterns.without(Meaning::Ack, &left);
        let words: Vec<&str> = left
            .split_whitespace()
            .filter(|word| word.chars().any(char::is_alphanumeric))
            .collect();
        let from = reading
            .tokens
            .iter()
            .position(|token| words.first().is_some_and(|word| token.text == *word))?;
        let mut named = self.name_at(from, false)?;
        let rest = reading.tokens[named.to..]
            .iter()
            .filter(|token| token.is_word())
            .count();
        named.bare = true;
        // What follows may be an origin or a title; a sentence is none.
        let sentence = rest > 4 || words.len() > 6;
        (!sentence || self.names.has(&reading.tokens[from].text)).then_some(named)
    }

    fn is_opening(&self, at: usize) -> bool {
        let token = &self.reading.tokens[at];
        token.ends_clause()
            || self
                .patterns
                .has(Meaning::Greeting, &format!(" {} ", token.text))
            || matches!(
                token.text.as_str(),
                "من" | "я" | "انا" | "and" | "و" | "hi" | "hello" | "is" | "it"
            )
            || self.reading.has(at, Tag::Title)
    }

    /// The name that begins at a token, after titles.
    fn name_at(&self, from: usize, weak: bool) -> Option<Named> {
        let reading = self.reading;
        let mut from = from;
        let mut titled = false;
        while let Some(hit) = reading.tag(from, Tag::Title) {
            titled = true;
            from = hit.to;
        }
        while reading.tokens.get(from).is_some_and(|token| {
            token.is_sign(&[':', '-', '"', '«', '.', '\'', '='])
                || matches!(
                    token.text.as_str(),
                    "هو" | "is" | "просто" | "prosto" | "just" | "فقط" | "بس"
                )
        }) {
            from += 1;
        }
        let mut to = from;
        while to < reading.tokens.len()
            && to - from < MOST_WORDS
            && self.may_be_name(to, from, weak && !titled)
            && !(to > from && self.ends_before(to))
        {
            to += 1;
            // Double-barrelled names.
            if reading
                .tokens
                .get(to)
                .is_some_and(|token| token.is_sign(&['-']) && token.glued)
                && reading
                    .tokens
                    .get(to + 1)
                    .is_some_and(|token| token.is_word() && token.glued)
            {
                to += 1;
            }
        }
        if to == from {
            return None;
        }
        let text = &reading.text[reading.tokens[from].start..reading.tokens[to - 1].end];
        let name = without_copula(text, self.names);
        (!name.is_empty()).then_some(Named {
            name,
            from,
            to,
            bare: false,
        })
    }

    /// Whether what follows a name begins here: «صدام کنید», "and my number".
    fn ends_before(&self, at: usize) -> bool {
        const STOPS: &[&str] = &[
            "رقمی",
            "ورقمی",
            "رقم",
            "ورقم",
            "شماره",
            "شمارم",
            "جوالی",
            "وجوالی",
            "تلفنم",
            "واتساب",
            "number",
            "phone",
            "mobile",
            "tel",
            "whatsapp",
            "contact",
            "номер",
            "телефон",
            "тел",
            "raqmi",
            "ra2mi",
            "shomare",
            "nomer",
            "و",
            "and",
            "и",
        ];
        let reading = self.reading;
        let rest = &reading.line[reading.places[at] - 1..];
        STOPS.contains(&reading.tokens[at].text.as_str())
            || (self.patterns.find(Meaning::NameAfter, rest)).is_some_and(|(start, _)| start == 0)
    }

    fn may_be_name(&self, at: usize, from: usize, weak: bool) -> bool {
        let reading = self.reading;
        let token = &reading.tokens[at];
        let Some(script) = token.script() else {
            return false;
        };
        let first = at == from;
        if script == Script::Other || token.text.chars().count() < 2 && !token.capital {
            return false;
        }
        let known_name = self.names.has(&token.text) || self.names.has(copula_off(&token.text));
        if known_name
            && !(token.text == "علی"
                && first
                && reading
                    .tokens
                    .get(at + 1)
                    .is_some_and(|next| next.text == "هذا"))
        {
            // "Marina" is a woman where a name is asked for.
            return true;
        }
        if self.vocabulary.is_word(&token.text)
            || reading.has_any(at, &[Tag::OriginAfter, Tag::Title])
        {
            return false;
        }
        let is_something = reading.hits(at).iter().any(|hit| match hit.item {
            Item::Area(_) => !first || hit.to > at + 1 || reading.context != Some(Context::Name),
            Item::Tag(Tag::Origin | Tag::NotArea) => true,
            Item::Tag(_) => !hit.affixed,
            Item::Number(_) | Item::Bedrooms(_) => !token.capital && !hit.affixed,
            _ => false,
        });
        if is_something || is_verb_like(token) {
            return false;
        }
        if script == Script::Latin || script == Script::Cyrillic {
            // "I'm looking": a name has a capital letter, or is asked for.
            let asked = reading.context == Some(Context::Name);
            return !weak
                || token.capital
                || (asked && (first || reading.tokens[from].capital == token.capital));
        }
        !weak
            || reading.context == Some(Context::Name)
            || !first && self.names.has(&reading.tokens[from].text)
    }
}

/// "I am" and "this is" lead to much else; "my name is" leads to a name.
fn is_weak(formula: &str) -> bool {
    const STRONG: &[&str] = &[
        "name",
        "nam",
        "call",
        "اسم",
        "نام",
        "صدا",
        "зовут",
        "звать",
        "имя",
        "фио",
        "zovut",
        "esm",
        "ism",
        "imya",
        "نادو",
        "نادی",
        "called",
        "зови",
        "nam",
        "فامیل",
        "معک",
        "معاک",
        "famil",
        "calls",
        "sedam",
        "ma3ak",
        "m3ak",
    ];
    !STRONG.iter().any(|strong| formula.contains(strong))
}

fn is_verb_like(token: &Token) -> bool {
    let text = token.text.as_str();
    match token.kind {
        crate::tokens::Kind::Word(Script::Arabic) => {
            text.starts_with("می")
                && text.ends_with(['م', 'د'])
                && text.chars().count() > 4
                && text != "میلاد"
                && text != "میثم"
        }
        crate::tokens::Kind::Word(Script::Latin) => text.ends_with("ing") && text.len() > 4,
        crate::tokens::Kind::Word(Script::Cyrillic) => {
            text.ends_with("ть")
                || text.ends_with("ую")
                || text.ends_with("ться")
                || text.ends_with("ешь")
                || text.ends_with("ете")
        }
        _ => false,
    }
}

/// A folded name without a glued "is" or "am".
fn copula_off(text: &str) -> &str {
    const COPULAS: &[&str] = &[
        "است", "هستم", "ست", "م", "ام", "ه", "ast", "st", "am", "m", "e", "eh",
    ];
    COPULAS
        .iter()
        .filter_map(|copula| text.strip_suffix(copula))
        .find(|name| name.chars().count() >= 3)
        .unwrap_or(text)
}

/// A name as written, without a glued copula: «علی‌رضاست», "Rezast".
fn without_copula(text: &str, names: &FirstNames) -> String {
    const SURE: &[&str] = &["ست", "است", "هستم", "ast", "st", "\u{200c}ام", "\u{200c}م"];
    const IF_KNOWN: &[&str] = &["م", "ه", "ام", "am", "m", "e", "eh", "ame", "هس", "ئه"];
    let whole = fold::row(&fold::words(text));
    let last = text.split_whitespace().last().unwrap_or(text);
    let folded = fold::words(last).concat();
    if names.has(&folded) || names.has(&whole) {
        return text.to_owned();
    }
    let arabic = folded.chars().next().is_some_and(fold::is_arabic);
    for suffix in SURE {
        if let Some(stem) = text.strip_suffix(suffix)
            && stem.trim_end_matches('\u{200c}').ends_with(
                if suffix.is_ascii() || *suffix == "ست" {
                    &['ا', 'a', 'و', 'o', 'i', 'e', 'u', 'ی', 'ه'][..]
                } else {
                    &[
                        'ا', 'ب', 'د', 'ر', 'س', 'ش', 'ن', 'م', 'ه', 'ی', 'و', 'ز', 'ل', 'ک', 'ف',
                        'ق', 'ع', 'ح', 'ت', 'ج', 'خ', 'گ', 'پ', 'چ', 'ژ', 'غ', 'ط', 'ظ', 'ص', 'ض',
                        'ذ', 'ث',
                    ][..]
                },
            )
            && stem.chars().count() >= 3
            && (arabic || suffix.is_ascii())
        {
            return stem.trim_end_matches(['\u{200c}', ' ']).to_owned();
        }
    }
    for suffix in IF_KNOWN {
        if let Some(stem) = text.strip_suffix(suffix) {
            let known = names.has(&fold::words(stem).last().cloned().unwrap_or_default())
                || names.has(&fold::row(&fold::words(stem)));
            if known {
                return stem.trim_end_matches(['\u{200c}', ' ']).to_owned();
            }
        }
    }
    text.to_owned()
}
