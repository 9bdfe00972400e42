//! Phrases by their letters.
//!
//! Words of the Arabic script are found apart, together and with what is glued to them; in other scripts a word of a
//! message is a word of a phrase.

use std::collections::HashMap;

use crate::{
    fold,
    tokens::{Kind, Script, Token},
};

#[derive(Debug, Default)]
pub(super) struct Trie {
    /// The node after a letter; nodes are numbered from 1, and 0 is the root.
    next: HashMap<(u32, char), u32>,
    /// Phrases that end in a node, and whether any ending may follow.
    ends: HashMap<u32, Vec<(usize, Affixes)>>,
    nodes: u32,
}

/// What may be glued to a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Affixes {
    None,
    /// Endings.
    Persian,
    /// What is put before: and, in, the.
    Arabic,
    Both,
    /// Too short for any.
    Short,
}

#[derive(Debug, PartialEq)]
pub(super) struct Found {
    pub(super) entry: usize,
    pub(super) to: usize,
    pub(super) with_and: bool,
    /// Whether an Arabic "to" is glued to it.
    pub(super) with_to: bool,
    pub(super) affixed: bool,
}

const ROOM: char = ' ';
const ANY_ENDING: char = '*';

/// Folded; the longer before those that they begin with.
const BEFORE: &[&str] = &[
    "وبال", "وال", "بال", "فال", "کال", "هال", "ولل", "لل", "ال", "وب", "ول", "و", "ف", "ب", "ل",
    "ک", "ع", "عال",
];
const AFTER: &[&str] = &[
    "م",
    "ت",
    "ش",
    "ه",
    "ی",
    "ای",
    "یی",
    "و",
    "رو",
    "را",
    "ها",
    "های",
    "هایی",
    "ام",
    "ات",
    "اش",
    "ست",
    "است",
    "مون",
    "تون",
    "شون",
    "مان",
    "تان",
    "شان",
    "مه",
    "ته",
    "شه",
    "یم",
    "ین",
    "ید",
    "مو",
    "هام",
    "هاتون",
    "هم",
    "یه",
    "ست",
    "ا",
    "مونه",
    "اس",
    "هست",
    "تا",
    "ن",
    "اند",
    "am",
    "amo",
    "amro",
    "et",
    "etun",
    "etoon",
    "esh",
    "emun",
    "emoon",
    "emuno",
    "o",
    "ro",
    "ha",
    "haye",
    "hayi",
    "i",
    "ie",
    "e",
    "eh",
    "eye",
];
/// Shorter phrases are found only as they stand.
const LETTERS_FOR_AFFIXES: usize = 3;
const LETTERS_FOR_ENDINGS: usize = 4;

impl Trie {
    pub(super) fn add(&mut self, phrase: &str, entry: usize, affixes: Affixes) {
        let mut node = 0;
        let mut letters = 0;
        for (index, word) in phrase.split_whitespace().enumerate() {
            if index > 0 {
                node = self.step(node, ROOM);
            }
            let any_ending = word.ends_with('*');
            for (part, folded) in fold::words(word.trim_end_matches('*')).iter().enumerate() {
                if part > 0 {
                    node = self.step(node, ROOM);
                }
                for c in folded.chars() {
                    node = self.step(node, c);
                    letters += 1;
                }
            }
            if fold::words(word.trim_end_matches('*')).is_empty() {
                for c in word.chars() {
                    node = self.step(node, c);
                }
            }
            if any_ending {
                node = self.step(node, ANY_ENDING);
            }
        }
        let affixes = if affixes == Affixes::Persian && letters < LETTERS_FOR_ENDINGS
            || letters < LETTERS_FOR_AFFIXES && affixes != Affixes::None
        {
            Affixes::Short
        } else {
            affixes
        };
        self.ends.entry(node).or_default().push((entry, affixes));
    }

    fn step(&mut self, node: u32, c: char) -> u32 {
        let next = self.next.entry((node, c)).or_insert_with(|| {
            self.nodes += 1;
            self.nodes
        });
        *next
    }

    /// The phrases that begin with the token `from`; of each the longest.
    pub(super) fn find(&self, tokens: &[Token], from: usize) -> Vec<Found> {
        let mut found = Vec::new();
        let Some(token) = tokens.get(from) else {
            return found;
        };
        if matches!(token.kind, Kind::Digits(_) | Kind::Phone) {
            return found;
        }
        let mut walk = Walk {
            trie: self,
            tokens,
            found: &mut found,
            prefix: "",
            joined: false,
        };
        walk.on(0, from, &token.text);
        if token.script() == Some(Script::Arabic) {
            for prefix in BEFORE {
                if let Some(rest) = token.text.strip_prefix(prefix)
                    && rest.chars().count() >= 2
                {
                    walk.prefix = prefix;
                    walk.on(0, from, rest);
                }
            }
        }
        found
    }
}

struct Walk<'a> {
    trie: &'a Trie,
    tokens: &'a [Token],
    found: &'a mut Vec<Found>,
    prefix: &'static str,
    /// Whether words that the phrase writes as one were joined; then nothing more may be glued to them.
    joined: bool,
}

impl Walk<'_> {
    /// Goes on from `node` with what is left of the token `at`.
    fn on(&mut self, node: u32, at: usize, rest: &str) {
        let mut node = node;
        let mut chars = rest.chars();
        loop {
            if let Some(any) = self.trie.next.get(&(node, ANY_ENDING)) {
                self.end_of_token(*any, at, "");
            }
            let left = chars.as_str();
            let Some(c) = chars.next() else {
                self.end_of_token(node, at, "");
                return;
            };
            if !self.joined && left.len() < rest.len() && AFTER.contains(&left) {
                self.end(node, at, left);
            }
            // A room of the phrase that the message has not.
            if left.len() < rest.len()
                && let Some(room) = self.trie.next.get(&(node, ROOM))
                && self.tokens[at].is_word()
            {
                self.on(*room, at, left);
            }
            match self.trie.next.get(&(node, c)) {
                Some(next) => node = *next,
                None => return,
            }
        }
    }

    fn end_of_token(&mut self, node: u32, at: usize, after: &str) {
        self.end(node, at, after);
        let mut next = at + 1;
        // Hyphens and points inside of a name.
        while let (Some(sign), Some(behind)) = (self.tokens.get(next), self.tokens.get(next + 1))
            && sign.is_sign(&['-', '.', '/', '&'])
            && behind.is_word()
            && ((sign.glued && behind.glued) || sign.is_sign(&['-', '&']))
        {
            next += 1;
        }
        let Some(token) = self.tokens.get(next) else {
            return;
        };
        if !token.is_word() && !matches!(token.kind, Kind::Sign(_)) {
            return;
        }
        if let Some(room) = self.trie.next.get(&(node, ROOM)) {
            self.on(*room, next, &token.text);
        }
        let arabic = |token: &Token| token.script() == Some(Script::Arabic);
        if arabic(&self.tokens[at]) && arabic(token) && next == at + 1 {
            let before = std::mem::replace(&mut self.joined, true);
            self.on(node, next, &token.text);
            self.joined = before;
        }
    }

    fn end(&mut self, node: u32, at: usize, after: &str) {
        let Some(ends) = self.trie.ends.get(&node) else {
            return;
        };
        for (entry, affixes) in ends {
            let before = match affixes {
                Affixes::Arabic | Affixes::Both => true,
                Affixes::Short => self.prefix == "و",
                _ => false,
            };
            let behind = matches!(affixes, Affixes::Persian | Affixes::Both);
            if (!self.prefix.is_empty() && !before) || (!after.is_empty() && !behind) {
                continue;
            }
            let to = at + 1;
            let new = Found {
                entry: *entry,
                to,
                with_and: self.prefix.starts_with('و'),
                with_to: self.prefix.starts_with('ل') || self.prefix == "ول",
                affixed: !self.prefix.is_empty() || !after.is_empty(),
            };
            match self.found.iter_mut().find(|known| known.entry == *entry) {
                Some(known) if known.to >= to => {}
                Some(known) => *known = new,
                None => self.found.push(new),
            }
        }
    }
}
