//! Reading the lists.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Item, Money, NumberWord, Tag};
use crate::{Currency, Language};

/// Whose words a file has, and the file.
const FILES: &[(Option<Language>, &str)] = &[
    (
        Some(Language::English),
        include_str!("../../data/words/en.toml"),
    ),
    (
        Some(Language::Persian),
        include_str!("../../data/words/fa.toml"),
    ),
    (
        Some(Language::Arabic),
        include_str!("../../data/words/ar.toml"),
    ),
    (
        Some(Language::Russian),
        include_str!("../../data/words/ru.toml"),
    ),
    (None, include_str!("../../data/words/all.toml")),
];

type List = Vec<String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct File {
    tags: BTreeMap<Tag, List>,
    money: BTreeMap<String, List>,
    bedrooms: BTreeMap<String, List>,
    ordinals: BTreeMap<String, List>,
    numbers: Numbers,
}

/// Keys are values, such as `"20"` or, of scaled words, `"2 * 1000"`.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Numbers {
    plain: BTreeMap<String, List>,
    hundred: List,
    scale: BTreeMap<String, List>,
    scaled: BTreeMap<String, List>,
    part: BTreeMap<String, List>,
}

/// All phrases, with what they mean.
pub(super) fn load() -> Result<Vec<(Option<Language>, String, Item)>, toml::de::Error> {
    let mut all = Vec::new();
    for (language, text) in FILES {
        let file: File = toml::from_str(text)?;
        let mut add = |item: Item, list: List| {
            all.extend(list.into_iter().map(|phrase| (*language, phrase, item)));
        };
        for (tag, list) in file.tags {
            add(Item::Tag(tag), list);
        }
        for (key, list) in file.money {
            add(Item::Money(money(&key)?), list);
        }
        for (key, list) in file.bedrooms {
            add(Item::Bedrooms(parsed(&key)?), list);
        }
        for (key, list) in file.ordinals {
            add(Item::Ordinal(parsed(&key)?), list);
        }
        for (key, list) in file.numbers.plain {
            add(Item::Number(NumberWord::Plain(parsed(&key)?)), list);
        }
        add(Item::Number(NumberWord::Hundred), file.numbers.hundred);
        for (key, list) in file.numbers.scale {
            add(Item::Number(NumberWord::Scale(parsed(&key)?)), list);
        }
        for (key, list) in file.numbers.scaled {
            let (count, scale) = key.split_once('*').unwrap_or((&key, "1"));
            let word = NumberWord::Scaled(parsed(count)?, parsed(scale)?);
            add(Item::Number(word), list);
        }
        for (key, list) in file.numbers.part {
            add(Item::Number(NumberWord::Part(parsed(&key)?)), list);
        }
    }
    Ok(all)
}

fn money(key: &str) -> Result<Money, toml::de::Error> {
    let (code, times) = if key == "TOMAN" {
        ("IRR", 10)
    } else {
        (key, 1)
    };
    let currency = Currency::deserialize(toml::Value::from(code))?;
    Ok(Money { currency, times })
}

fn parsed<T: std::str::FromStr>(key: &str) -> Result<T, toml::de::Error>
where
    T::Err: std::fmt::Display,
{
    key.trim()
        .parse()
        .map_err(|error| serde::de::Error::custom(format!("the key {key:?}: {error}")))
}
