//! Kinds of property.

use crate::{
    PropertyType, correction,
    lexicon::{Item, Tag},
    reading::Reading,
};

const KINDS: &[(Tag, PropertyType)] = &[
    (Tag::Apartment, PropertyType::Apartment),
    (Tag::Villa, PropertyType::Villa),
    (Tag::Townhouse, PropertyType::Townhouse),
    (Tag::Penthouse, PropertyType::Penthouse),
    (Tag::Studio, PropertyType::Studio),
    (Tag::Office, PropertyType::Office),
    (Tag::Land, PropertyType::Land),
];

/// A kind, and the token where it is named.
type Kind = (PropertyType, usize);
/// Tokens, the end excluded.
type Place = (usize, usize);

/// The kinds that are wanted, with the tokens that name them.
pub(crate) fn kinds(reading: &Reading<'_>, taken: &[(usize, usize)]) -> (Vec<Kind>, Vec<Place>) {
    let mut kinds: Vec<(PropertyType, usize)> = Vec::new();
    let mut places = Vec::new();
    let mut at = 0;
    while at < reading.tokens.len() {
        let inside = taken.iter().any(|(from, to)| (*from..*to).contains(&at));
        let found = reading.hits(at).iter().find_map(|hit| {
            let Item::Tag(tag) = hit.item else {
                return None;
            };
            let (_, kind) = KINDS.iter().find(|(known, _)| *known == tag)?;
            Some((*kind, *hit))
        });
        let Some((kind, hit)) = found.filter(|_| !inside) else {
            at += 1;
            continue;
        };
        at = hit.to;
        let before: Option<Place> = places.last().copied();
        places.push((hit.from, hit.to));
        if is_other(reading, kind, &hit) {
            continue;
        }
        if is_negated(reading, hit.from, hit.to) {
            kinds.retain(|(known, _)| *known != kind);
            continue;
        }
        // "studio apartment" is a studio.
        if kind == PropertyType::Apartment
            && let Some((PropertyType::Studio, place)) = kinds.last()
            && hit.from <= place + 2
        {
            continue;
        }
        // "a villa, no sorry, a townhouse"
        if before.is_some_and(|(_, to)| correction::between(reading, to, hit.from)) {
            kinds.clear();
        }
        if !kinds.iter().any(|(known, _)| *known == kind) {
            kinds.push((kind, hit.from));
        }
    }
    (kinds, places)
}

fn is_negated(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    const ARTICLES: &[&str] = &[
        "a", "an", "the", "any", "in", "یه", "یک", "looking", "for", "want",
    ];
    let mut start = from;
    while let Some(before) = start.checked_sub(1)
        && ARTICLES.contains(&reading.tokens[before].text.as_str())
    {
        start = before;
    }
    let before = reading.tag_before(start, Tag::Not).is_some()
        || start > 0 && reading.tokens[start - 1].text == "no" && start == from;
    let after = reading.tag(to, Tag::NotAfter).is_some_and(|hit| {
        let opens = matches!(
            reading.tokens[hit.from].text.as_str(),
            "نه" | "لا" | "no" | "нет" | "na" | "net" | "мало" | "много"
        );
        !opens || (reading.ends_clause(hit.to) && hit.to < reading.tokens.len())
    });
    before || after
}

/// An office that is somebody's, and letters that are other words.
fn is_other(reading: &Reading<'_>, kind: PropertyType, hit: &crate::lexicon::Hit) -> bool {
    const SOMEBODYS: &[&str] = &[
        "your",
        "ur",
        "sales",
        "head",
        "main",
        "post",
        "my",
        "our",
        "the",
        "ваш",
        "вашем",
        "ваше",
        "мой",
        "моего",
        "моем",
        "наш",
        "вашего",
        "to",
        "from",
        "home",
        "visa",
        "к",
        "от",
    ];
    let word = reading.tokens[hit.from].text.as_str();
    let before = hit
        .from
        .checked_sub(1)
        .map(|at| reading.tokens[at].text.as_str());
    let short = hit.to == hit.from + 1;
    match kind {
        PropertyType::Office => {
            let somebodys = before.is_some_and(|word| SOMEBODYS.contains(&word));
            let selling = matches!(before, Some("my" | "our" | "мой" | "наш"))
                && !reading
                    .tokens
                    .get(hit.to)
                    .is_some_and(|token| matches!(token.text.as_str(), "in" | "at" | "в" | "на"));
            let theirs = hit.affixed && word.ends_with(['ن', 'م']) && word.chars().count() > 5
                || word.ends_with("کم");
            let place = reading
                .tokens
                .get(hit.to)
                .is_some_and(|token| matches!(token.text.as_str(), "is" | "hours" | "location"));
            (somebodys && !selling) || theirs || place
        }
        PropertyType::Townhouse => {
            short && word == "th" && hit.from > 0 && reading.tokens[hit.from].glued
        }
        PropertyType::Penthouse => {
            short && word == "ph" && reading.numbers.iter().any(|number| number.from == hit.to)
        }
        PropertyType::Land => matches!(before, Some("main" | "dry")),
        PropertyType::Apartment => {
            short
                && word == "кв"
                && !reading.numbers.iter().any(|number| number.to == hit.from)
                && reading.has(hit.from, Tag::FloorSpace)
                && reading
                    .numbers
                    .iter()
                    .any(|number| number.to + 1 >= hit.from && number.to <= hit.from)
        }
        _ => false,
    }
}
