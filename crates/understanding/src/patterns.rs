//! Phrases that a word list cannot say, as patterns over the folded words of a message.
//!
//! A pattern is words with spaces between them: `stop|quit sending|texting .. <messages>`. Of `a|b` one is said; what
//! ends in `?` may be left out; `_` is a space inside a choice; `*` stands for any letters; `<name>` is one of a list of
//! the file; `..` is up to three words of the same clause, `...` up to seven; `^` and `$` are the ends of a message, and
//! `#` is a figure. They are compiled to regular expressions that take linear time.

use std::collections::BTreeMap;

use regex::Regex;
use serde::Deserialize;

use crate::fold;

/// What a pattern means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Meaning {
    /// No more messages.
    Stop,
    /// Says "stop" and means something else.
    NotStop,
    Human,
    NotHuman,
    Resume,
    NotResume,
    Buy,
    Rent,
    Sell,
    Invest,
    /// Wanted by nobody: "I don't want to buy", "I am renting now", a landlord who lets out.
    NotWanted,
    LetOut,
    Greeting,
    /// "Ok", "yes": says nothing of its own.
    Ack,
    NoPreference,
    Question,
    /// Thanks, small talk and statements that are more than values.
    Statement,
    /// Words that lead to values and are none: "I want", "we need something".
    Filler,
    Cash,
    NotCash,
    Mortgage,
    NotMortgage,
    Preapproved,
    Undecided,
    /// Formulas before a name, and behind it.
    NameBefore,
    NameAfter,
    NameNot,
    /// A visit, an ad: what a time or a place is said of that is not the wish.
    Visit,
    /// A meeting, a call, an answer: a day is said of it.
    Appointment,
    /// No hurry.
    Browsing,
    /// "Just looking", which unprompted may be said of anything.
    OnlyLooking,
}

/// The patterns of all languages.
#[derive(Debug)]
pub(crate) struct Patterns {
    meanings: BTreeMap<Meaning, Regex>,
}

/// A list of data that cannot be read.
#[derive(Debug)]
#[expect(dead_code, reason = "shown by `Debug` where a list is broken")]
pub(crate) enum Broken {
    Toml(toml::de::Error),
    Regex(Box<regex::Error>),
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    words: BTreeMap<String, Vec<String>>,
    patterns: BTreeMap<Meaning, Vec<String>>,
}

const FILES: &[&str] = &[
    include_str!("../data/patterns/en.toml"),
    include_str!("../data/patterns/fa.toml"),
    include_str!("../data/patterns/ar.toml"),
    include_str!("../data/patterns/ru.toml"),
];

impl Patterns {
    pub(crate) fn load() -> Result<Self, Broken> {
        let mut sources: BTreeMap<Meaning, Vec<String>> = BTreeMap::new();
        for text in FILES {
            let file: File = toml::from_str(text).map_err(Broken::Toml)?;
            for (meaning, patterns) in &file.patterns {
                let compiled = patterns.iter().map(|pattern| source(pattern, &file.words));
                sources.entry(*meaning).or_default().extend(compiled);
            }
        }
        let mut meanings = BTreeMap::new();
        for (meaning, sources) in sources {
            let regex = regex::RegexBuilder::new(&format!("(?:{})", sources.join("|")))
                .size_limit(64 << 20)
                .dfa_size_limit(16 << 20)
                .build()
                .map_err(|error| Broken::Regex(Box::new(error)))?;
            meanings.insert(meaning, regex);
        }
        Ok(Self { meanings })
    }

    /// Whether a line has a phrase of a meaning.
    pub(crate) fn has(&self, meaning: Meaning, line: &str) -> bool {
        self.meanings
            .get(&meaning)
            .is_some_and(|regex| regex.is_match(line))
    }

    /// Where the first phrase of a meaning is.
    pub(crate) fn find(&self, meaning: Meaning, line: &str) -> Option<(usize, usize)> {
        let found = self.meanings.get(&meaning)?.find(line)?;
        Some((found.start(), found.end()))
    }

    /// The line without the phrases of a meaning; signs stand where they were.
    pub(crate) fn without(&self, meaning: Meaning, line: &str) -> String {
        let Some(regex) = self.meanings.get(&meaning) else {
            return line.to_owned();
        };
        let mut left = line.to_owned();
        // Neighbours share the space between them, so that one pass may leave some.
        for _ in 0..3 {
            let next = regex.replace_all(&left, " ").into_owned();
            if next.len() == left.len() {
                break;
            }
            left = next;
        }
        left
    }
}

fn source(pattern: &str, lists: &BTreeMap<String, Vec<String>>) -> String {
    let mut source = String::new();
    let mut anchored = false;
    for item in pattern.split_whitespace() {
        match item {
            "^" => {
                source.push_str("^ ");
                anchored = true;
            }
            // Signs behind the last word say nothing here.
            "$" => source.push_str("(?:[?!.,;:] )*$"),
            ".." => source.push_str("(?:[^ ,.;?!]+ ){0,3}?"),
            "..." => source.push_str("(?:[^ ,.;?!]+ ){0,7}?"),
            "...." => source.push_str("(?:[^ ]+ ){0,12}?"),
            item => {
                let (choice, optional) = match item.strip_suffix('?') {
                    Some(choice) if !choice.is_empty() => (choice, "?"),
                    _ => (item, ""),
                };
                let mut choices = Vec::new();
                for alternative in choice.split('|') {
                    alternatives(alternative, lists, &mut choices);
                }
                source.extend(["(?:(?:", &choices.join("|"), ") )", optional]);
            }
        }
    }
    if anchored {
        source
    } else {
        format!(" {source}")
    }
}

fn alternatives(item: &str, lists: &BTreeMap<String, Vec<String>>, choices: &mut Vec<String>) {
    if let Some(name) = item
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'))
    {
        for entry in lists.get(name).into_iter().flatten() {
            choices.push(words(&entry.replace(' ', "_")));
        }
    } else {
        choices.push(words(item));
    }
}

fn words(item: &str) -> String {
    let words: Vec<String> = item
        .split('_')
        .map(|word| {
            let core = word.trim_matches('*');
            let before = if word.starts_with('*') { "[^ ]*" } else { "" };
            let after = if word.len() > 1 && word.ends_with('*') {
                "[^ ]*"
            } else {
                ""
            };
            let folded = match core {
                "#" => "[0-9.]+".to_owned(),
                core => {
                    let folded = fold::words(core).join(" ");
                    let text = if folded.is_empty() { core } else { &folded };
                    regex::escape(text)
                }
            };
            format!("{before}{folded}{after}")
        })
        .collect();
    // "pre-approved"
    words.join(" (?:- )?")
}
