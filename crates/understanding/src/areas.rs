//! Places: a gazetteer with the spellings of four languages, and small typos.

mod fuzzy;

use serde::Deserialize;

use crate::{
    correction,
    lexicon::{Item, Tag},
    reading::Reading,
};
use fuzzy::Fuzzy;

/// The known places.
#[derive(Debug)]
pub(crate) struct Gazetteer {
    areas: Vec<Area>,
    fuzzy: Fuzzy,
}

#[derive(Debug, Deserialize)]
struct Area {
    name: String,
    spellings: Vec<String>,
    /// A community of Dubai, beside which Dubai itself says nothing.
    #[serde(default)]
    dubai: bool,
}

#[derive(Deserialize)]
struct File {
    area: Vec<Area>,
}

#[derive(Debug, Clone, Copy)]
struct Mention {
    area: usize,
    from: usize,
    to: usize,
    is: Is,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Is {
    Wanted,
    Excluded,
    /// An origin, a present home.
    Elsewhere,
}

/// The places of a message.
#[derive(Debug, Default)]
pub(crate) struct Places {
    pub(crate) wanted: Vec<(String, usize)>,
    pub(crate) excluded: Vec<String>,
    /// Tokens that name a place.
    pub(crate) tokens: Vec<(usize, usize)>,
}

impl Gazetteer {
    pub(crate) fn load() -> Result<Self, toml::de::Error> {
        let file: File = toml::from_str(include_str!("../data/areas.toml"))?;
        let spellings = file.area.iter().enumerate().flat_map(|(index, area)| {
            area.spellings
                .iter()
                .map(move |spelling| (index, spelling.as_str()))
        });
        let fuzzy = Fuzzy::new(spellings);
        Ok(Self {
            areas: file.area,
            fuzzy,
        })
    }

    /// All spellings, with the index of their place.
    pub(crate) fn spellings(&self) -> impl Iterator<Item = (usize, &str)> {
        self.areas.iter().enumerate().flat_map(|(index, area)| {
            area.spellings
                .iter()
                .map(move |spelling| (index, spelling.as_str()))
        })
    }

    pub(crate) fn places(&self, reading: &Reading<'_>, is_known: &dyn Fn(usize) -> bool) -> Places {
        let mut mentions = self.mentions(reading, is_known);
        judge(reading, &mut mentions);
        let mut places = Places::default();
        let community = mentions
            .iter()
            .any(|mention| mention.is == Is::Wanted && self.areas[mention.area].dubai);
        for mention in &mentions {
            places.tokens.push((mention.from, mention.to));
            let name = &self.areas[mention.area].name;
            match mention.is {
                Is::Wanted if name == "Dubai" && community => {}
                Is::Wanted if places.wanted.iter().any(|(known, _)| known == name) => {}
                Is::Wanted => places.wanted.push((name.clone(), mention.from)),
                Is::Excluded if !places.excluded.contains(name) => {
                    places.excluded.push(name.clone());
                }
                _ => {}
            }
        }
        // What is wanted first and excluded later is excluded.
        let excluded = &places.excluded;
        places.wanted.retain(|(name, _)| !excluded.contains(name));
        // "in Dubai, but not Deira" names Dubai only as a frame.
        places
    }

    /// Names of places, the longest where they overlap.
    fn mentions(&self, reading: &Reading<'_>, is_known: &dyn Fn(usize) -> bool) -> Vec<Mention> {
        let mut mentions = Vec::new();
        let mut at = 0;
        while at < reading.tokens.len() {
            let exact = reading.hits(at).iter().find_map(|hit| match hit.item {
                Item::Area(area) if !is_other_word(reading, at, hit.to, hit.affixed) => {
                    Some((area, hit.to))
                }
                _ => None,
            });
            let fuzzy = || self.fuzzy.find(reading, at, is_known);
            // "dubai hils": a misspelt longer name beats an exact shorter one.
            let found = match exact {
                Some((area, to))
                    if self.areas[area].name == "Dubai" || self.areas[area].name == "Jumeirah" =>
                {
                    fuzzy()
                        .filter(|(_, longer)| *longer > to)
                        .or(Some((area, to)))
                }
                None => fuzzy(),
                exact => exact,
            };
            match found {
                Some((area, to)) => {
                    mentions.push(Mention {
                        area,
                        from: at,
                        to,
                        is: Is::Wanted,
                    });
                    at = to;
                }
                None => at += 1,
            }
        }
        mentions
    }
}

/// Short names that are other words elsewhere.
fn is_other_word(reading: &Reading<'_>, at: usize, to: usize, affixed: bool) -> bool {
    let token = &reading.tokens[at];
    let text = token.text.as_str();
    if to > at + 1 {
        return false;
    }
    match text {
        // Cancer.
        "рак" => reading.tokens.len() > 2 && !token.capital,
        // A short name behind what may be a preposition may be another word.
        _ => {
            affixed
                && text.chars().count() <= 4
                && text.starts_with(['ب', 'ف', 'ک'])
                && !text.starts_with("بال")
                && !text.starts_with("بدب")
        }
    }
}

/// Which of the places are wanted.
fn judge(reading: &Reading<'_>, mentions: &mut [Mention]) {
    for index in 0..mentions.len() {
        let mention = mentions[index];
        let before = small_words_before(reading, mention.from);
        let next = mentions.get(index + 1).map(|next| next.from);
        let mut is = Is::Wanted;
        if is_excluded_after(reading, mention.to)
            || is_excluded_before(reading, mention.from, before)
        {
            is = Is::Excluded;
        } else if is_elsewhere(reading, mention, before, next) {
            is = Is::Elsewhere;
        } else if index > 0 && mentions[index - 1].is != Is::Wanted {
            // "except Deira and Bur Dubai"
            let last = mentions[index - 1];
            if last.is == Is::Excluded
                && !is_excluded_after(reading, last.to)
                && joins(reading, last.to, mention.from)
            {
                is = Is::Excluded;
            }
        }
        mentions[index].is = is;
        // «مارینا و دیره نه»: what is behind the last holds for those before.
        if is == Is::Excluded && is_excluded_after(reading, mention.to) {
            let mut at = index;
            while at > 0
                && joins_by_and(reading, mentions[at - 1].to, mentions[at].from)
                && mentions[at - 1].is == Is::Wanted
            {
                mentions[at - 1].is = Is::Excluded;
                at -= 1;
            }
        }
    }
    // "Marina. Actually no, JBR"
    for index in (1..mentions.len()).rev() {
        let (before, next) = (mentions[index - 1], mentions[index]);
        if next.is == Is::Wanted && correction::between(reading, before.to, next.from) {
            for mention in &mut mentions[..index] {
                if mention.is == Is::Wanted {
                    mention.is = Is::Elsewhere;
                }
            }
            break;
        }
    }
}

/// Where prepositions and articles begin that stand before a place.
fn small_words_before(reading: &Reading<'_>, from: usize) -> usize {
    const SMALL: &[&str] = &[
        "in",
        "the",
        "at",
        "to",
        "near",
        "around",
        "on",
        "area",
        "تو",
        "توی",
        "در",
        "سمت",
        "طرف",
        "منطقه",
        "محله",
        "فی",
        "منطقة",
        "ب",
        "в",
        "на",
        "районе",
        "район",
        "до",
        "рядом",
        "с",
        "о",
        "остров",
        "too",
        "tooye",
        "tu",
        "dar",
        "fi",
        "v",
        "na",
        "el",
        "al",
        "close",
        "by",
        "anywhere",
        "برا",
        "برای",
        "عند",
        "جزیره",
        "خود",
        "داخل",
        "inside",
        "живу",
        "mantaghe",
        "el",
        "районы",
    ];
    let mut at = from;
    while let Some(before) = at.checked_sub(1)
        && SMALL.contains(&reading.tokens[before].text.as_str())
    {
        at = before;
    }
    at
}

fn is_excluded_before(reading: &Reading<'_>, from: usize, before: usize) -> bool {
    (before..=from).any(|end| {
        reading.tag_before(end, Tag::NotArea).is_some_and(|hit| {
            // "no marina" but not "no, marina"; «لا» and "но" open an answer.
            !(reading.tokens[hit.from].text == "but"
                && hit.to == hit.from + 1
                && !reading.tokens[..hit.from].iter().any(|token| {
                    matches!(
                        token.text.as_str(),
                        "anything" | "anywhere" | "everything" | "all" | "nothing" | "everywhere"
                    )
                }))
        })
    })
}

fn is_excluded_after(reading: &Reading<'_>, to: usize) -> bool {
    let at = if reading.tokens.get(to).is_some_and(|token| {
        matches!(
            token.text.as_str(),
            "رو" | "را" | "که" | "ro" | "هم" | "itself"
        )
    }) && !reading.has(to, Tag::NotAreaAfter)
    {
        to + 1
    } else {
        to
    };
    reading
        .tag(at, Tag::NotAreaAfter)
        .filter(|hit| !hit.with_and)
        .is_some_and(|hit| {
            let short = hit.to == hit.from + 1
                && matches!(
                    reading.tokens[hit.from].text.as_str(),
                    "نه" | "no" | "لا" | "нет" | "na" | "la" | "net"
                );
            !short
                || reading.ends_clause(hit.to)
                || matches!(
                    reading.tokens.get(hit.to).map(|token| token.text.as_str()),
                    Some("فقط" | "ولی" | "اما" | "بس" | "but")
                )
        })
}

/// How words begin that mean that a place is close.
const NEAR: &[&str] = &[
    "2areeb",
    "2arib",
    "areeb",
    "qarib",
    "garib",
    "قریب",
    "far",
    "недалеко",
    "близко",
    "неподалеку",
    "close",
    "دور",
];

fn is_elsewhere(
    reading: &Reading<'_>,
    mention: Mention,
    before: usize,
    next: Option<usize>,
) -> bool {
    let origin = (before..=mention.from).any(|end| {
        reading.tag_before(end, Tag::Origin).is_some_and(|hit| {
            // "from Marina to JBR" is a stretch of coast.
            let bare_from = hit.to == hit.from + 1
                && matches!(
                    reading.tokens[hit.from].text.as_str(),
                    "from" | "من" | "از" | "из" | "az" | "men" | "mn" | "iz"
                );
            // "not far from Mirdif"
            let near = hit.from > 0
                && NEAR
                    .iter()
                    .any(|near| reading.tokens[hit.from - 1].text.starts_with(near));
            if bare_from && near {
                return false;
            }
            let range = next.is_some_and(|next| {
                reading
                    .tag_before(next, Tag::Range)
                    .is_some_and(|range| range.from == mention.to)
            });
            !(bare_from && range)
        })
    });
    let after = reading
        .tag(mention.to, Tag::OriginAfter)
        .is_some_and(|hit| {
            // «دبی هستم» is a home, «دنبال دبی هستم» is not.
            let _ = hit;
            let (from, _) = reading.clause(mention.from);
            !reading.tokens[from..mention.from].iter().any(|token| {
                matches!(
                    token.text.as_str(),
                    "دنبال" | "دنبال‌" | "donbal" | "donbale" | "علاقه" | "مایل"
                )
            })
        });
    origin || after || is_home(reading, mention)
}

/// «الان عجمانیم»: a place with a glued "we are".
fn is_home(reading: &Reading<'_>, mention: Mention) -> bool {
    let last = reading.tokens[mention.to - 1].text.as_str();
    let before = mention.from.checked_sub(1);
    (last.ends_with("یم") || last.ends_with("ام"))
        && before.is_some_and(|at| {
            matches!(
                reading.tokens[at].text.as_str(),
                "الان" | "فعلا" | "ما" | "من" | "حالا"
            )
        })
}

/// Whether an exclusion goes on to the next place.
fn joins(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    (from..to).all(|at| {
        reading.has_any(at, &[Tag::And, Tag::Or])
            || reading.tokens[at].is_sign(&[',', '/'])
            || matches!(
                reading.tokens[at].text.as_str(),
                "the" | "nor" | "ни" | "в" | "in"
            )
    }) && (from..to).any(|at| !reading.tokens[at].is_sign(&[',']))
}

fn joins_by_and(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    from == to
        || (from < to
            && to - from <= 2
            && (from..to).all(|at| reading.has_any(at, &[Tag::And, Tag::Or])))
}
