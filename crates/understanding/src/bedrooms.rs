//! How many bedrooms: «دو خوابه», غرفتين وصالة, "2 or 3 beds", двушка.

use crate::{
    Bedrooms, Context, correction,
    lexicon::{Item, Tag},
    money::bounds::{self, Bound},
    numbers::Number,
    reading::Reading,
};

#[derive(Debug, Clone, Copy)]
struct Mention {
    from: usize,
    to: usize,
    low: u32,
    high: u32,
    studio: bool,
    negated: bool,
    /// Whether bedrooms are named, or only a number is.
    named: bool,
}

const MOST: u32 = 20;

/// The bedrooms that are wanted, and where a message says so; `taken` are places of sums.
pub(crate) fn bedrooms(
    reading: &Reading<'_>,
    taken: &[(usize, usize)],
) -> (Option<Bedrooms>, Vec<(usize, usize)>) {
    let mut mentions = mentions(reading, taken);
    mentions.sort_by_key(|mention| (mention.from, std::cmp::Reverse(mention.to)));
    mentions.dedup_by(|next, before| next.from < before.to);
    if mentions.iter().any(|mention| mention.named) {
        join_to_named(reading, &mut mentions);
    }
    let places = mentions
        .iter()
        .map(|mention| (mention.from, mention.to))
        .collect();
    if mentions.iter().any(|mention| !mention.negated) {
        mentions.retain(|mention| !mention.negated);
    } else {
        return (None, places);
    }
    (resolve(reading, &mentions), places)
}

fn mentions(reading: &Reading<'_>, taken: &[(usize, usize)]) -> Vec<Mention> {
    let mut mentions = Vec::new();
    let asked = reading.context == Some(Context::Bedrooms);
    for at in 0..reading.tokens.len() {
        mentions.extend(in_one_word(reading, at));
    }
    for number in &reading.numbers {
        let overlaps = taken
            .iter()
            .any(|(from, to)| number.from < *to && number.to > *from);
        let noun = noun(reading, number.to);
        let Some(count) = number.count().filter(|count| *count <= MOST) else {
            if let Some(range) = either(number).filter(|_| asked || noun.is_some()) {
                let to = noun.unwrap_or(number.to);
                mentions.push(mention(reading, (number.from, to), range, false, true));
            }
            continue;
        };
        let counts = (count, count);
        if let Some(to) = noun {
            mentions.push(mention(reading, (number.from, to), counts, false, true));
        } else if reading.counts_something(number.to) {
        } else if let Some(from) = noun_before(reading, number.from)
            && !mentions.iter().any(|mention| mention.to == number.from)
        {
            mentions.push(mention(reading, (from, number.to), counts, false, true));
        } else if !overlaps && !is_other(reading, number.from, number.to) {
            mentions.push(mention(
                reading,
                (number.from, number.to),
                counts,
                false,
                false,
            ));
        }
    }
    single_rooms(reading, &mut mentions, asked);
    if !asked && !mentions.iter().any(|mention| mention.named) {
        return Vec::new();
    }
    mentions
}

/// A studio, or a word that holds the number: غرفتين, двушка.
fn in_one_word(reading: &Reading<'_>, at: usize) -> Option<Mention> {
    let (hit, count) = reading.hits(at).iter().find_map(|hit| match hit.item {
        Item::Bedrooms(count) => Some((hit, Some(count))),
        Item::Tag(Tag::Studio) => Some((hit, None)),
        _ => None,
    })?;
    let studio = count.is_none();
    let maid = is_maid(reading, at) || (!studio && follows_maid(reading, hit.to));
    // What has a number before it is counted by that.
    let counted = !studio
        && reading
            .numbers
            .iter()
            .any(|number| number.to == at && number.count().is_some());
    let count = count.unwrap_or_default();
    (!maid && !counted).then(|| mention(reading, (hit.from, hit.to), (count, count), studio, true))
}

/// The two counts of "2/3".
fn either(number: &Number) -> Option<(u32, u32)> {
    let (low, high) = number.digits.as_ref()?.either?;
    if low >= high || high > f64::from(MOST) || low.fract() > 0.0 || high.fract() > 0.0 {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 20"
    )]
    let counts = (low as u32, high as u32);
    Some(counts)
}

/// «غرفة» without a number is one room, where rooms were asked for or a studio would do as well.
fn single_rooms(reading: &Reading<'_>, mentions: &mut Vec<Mention>, asked: bool) {
    let studio = mentions.iter().rfind(|mention| mention.studio).copied();
    if asked && mentions.is_empty() || studio.is_some() {
        for at in 0..reading.tokens.len() {
            let joined = studio
                .is_none_or(|studio| at > studio.to && connects(reading, studio.to, at).is_some());
            // كم غرفة عندكم؟
            let asks = at > 0
                && matches!(
                    reading.tokens[at - 1].text.as_str(),
                    "کم" | "کام" | "چند" | "kam"
                );
            if let Some(hit) = reading.tag(at, Tag::Room)
                && joined
                && !asks
                && !mentions
                    .iter()
                    .any(|mention| (mention.from..mention.to).contains(&at))
                && !follows_maid(reading, hit.to)
                && !is_maid(reading, at)
            {
                mentions.push(mention(reading, (at, hit.to), (1, 1), false, true));
                break;
            }
        }
    }
}

fn mention(
    reading: &Reading<'_>,
    place: (usize, usize),
    (low, high): (u32, u32),
    studio: bool,
    named: bool,
) -> Mention {
    Mention {
        from: place.0,
        to: place.1,
        low,
        high,
        studio,
        negated: bounds::is_negated(reading, place.0, place.1),
        named,
    }
}

/// Whether a longer phrase here is of a maid's room or a bathroom.
fn is_maid(reading: &Reading<'_>, at: usize) -> bool {
    let longest = |tag: Tag| reading.tag(at, tag).map_or(0, |hit| hit.to);
    let room = longest(Tag::Bedroom).max(longest(Tag::Room)).max(at + 1);
    longest(Tag::Maid) >= room && reading.has(at, Tag::Maid) || longest(Tag::Bathroom) > room
}

/// Whether the room before is a maid's: "bedroom for the maid", and not "3 bedrooms and a maid's room".
fn follows_maid(reading: &Reading<'_>, at: usize) -> bool {
    reading.tag(at, Tag::Maid).is_some_and(|hit| !hit.with_and)
}

/// Where the word for bedrooms ends that a number before `at` counts.
fn noun(reading: &Reading<'_>, at: usize) -> Option<usize> {
    const BETWEEN: &[&str] = &[
        "-",
        "х",
        "x",
        "ти",
        "ух",
        "ех",
        "я",
        "й",
        "ая",
        "ую",
        "ой",
        "large",
        "big",
        "full",
        "master",
        "double",
        "spacious",
        "proper",
        "good",
        "nice",
        "تا",
        "عدد",
        "ta",
        "real",
        "separate",
        "ensuite",
        "хороших",
        "больших",
        "отдельн",
        "отдельных",
        "отдельные",
        "просторн",
        "полноценн",
        "полноценных",
        "изолированн",
        "bright",
        "or",
        "(",
        "کامل",
        "بزرگ",
    ];
    let start = at;
    let mut at = at;
    while at < start + 4 {
        if let Some(hit) = reading.tag(at, Tag::Bedroom)
            && reading
                .number_scale(at)
                .is_none_or(|_| hit.to > at + 1 || reading.tokens[at].text == "к")
            && !is_maid(reading, at)
            && !follows_maid(reading, hit.to)
        {
            // «2 к …» is a thousand in money and a room in flats.
            if reading.tokens[at].text == "к"
                && hit.to == at + 1
                && !reading.has(hit.to, Tag::Apartment)
                && reading.context != Some(Context::Bedrooms)
            {
                return None;
            }
            return Some(hit.to);
        }
        let between = reading
            .tokens
            .get(at)
            .is_some_and(|token| BETWEEN.contains(&token.text.as_str()));
        if !between {
            return None;
        }
        at += 1;
    }
    None
}

/// Where the word for bedrooms begins that stands before a number: "bedrooms: 3".
fn noun_before(reading: &Reading<'_>, end: usize) -> Option<usize> {
    let at = end.checked_sub(1)?;
    let colon = reading.tokens[at].is_sign(&[':', '=', '-']);
    let end = if colon { at } else { end };
    let hit = reading.tag_before(end, Tag::Bedroom)?;
    (colon || reading.context == Some(Context::Bedrooms)).then_some(hit.from)
}

/// Whether a bare number is a phase, a tower or the like.
fn is_other(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    let before = from.checked_sub(1);
    reading.tag_before(from, Tag::People).is_some()
        || before.is_some_and(|at| reading.has_any(at, &[Tag::Phase, Tag::OtherCount]))
        || (is_behind_place(reading, from) && reading.numbers.iter().any(|next| next.from == to))
        || reading.has_any(to, &[Tag::Hall, Tag::People])
}

/// Takes in the bare numbers that a range joins to a named one, and drops the others.
fn join_to_named(reading: &Reading<'_>, mentions: &mut Vec<Mention>) {
    let asked = reading.context == Some(Context::Bedrooms);
    let mut index = mentions.len();
    while index > 0 {
        index -= 1;
        if mentions[index].named {
            continue;
        }
        let corrects = (0..index).any(|before| {
            mentions[before].named
                && correction::between(reading, mentions[before].to, mentions[index].from)
        });
        let joined = corrects
            || mentions.get(index + 1).is_some_and(|next| {
                next.named
                    && (connects(reading, mentions[index].to, next.from).is_some()
                        || (mentions[index].to == next.from
                            && !next.studio
                            && !is_article(reading, mentions[index].from)
                            && next.low == mentions[index].high + 1))
            })
            || (index > 0
                && mentions[index - 1].named
                && connects(reading, mentions[index - 1].to, mentions[index].from).is_some())
            || mentions[index].negated
            || (asked && mentions.iter().any(|mention| mention.negated));
        if joined {
            mentions[index].named = true;
        } else {
            mentions.remove(index);
        }
    }
}

/// Whether the words between two mentions make them a range; `Some(true)` if by "and".
fn connects(reading: &Reading<'_>, from: usize, to: usize) -> Option<bool> {
    let glued = reading
        .numbers
        .iter()
        .any(|number| number.from == to && number.with_to);
    if from == to && glued {
        // من غرفتين لثلاث
        return Some(false);
    }
    if to <= from || to - from > 5 || correction::between(reading, from, to) {
        return None;
    }
    let mut and = false;
    let mut linked = false;
    let mut at = from;
    while at < to {
        let token = &reading.tokens[at];
        if let Some(hit) = reading.tag(at, Tag::Or) {
            linked = true;
            at = hit.to;
        } else if let Some(hit) = reading.tag(at, Tag::Range) {
            and |= reading.has(at, Tag::And);
            linked = true;
            at = hit.to;
        } else if let Some(hit) = reading.tag(at, Tag::Stretch) {
            linked = true;
            at = hit.to;
        } else if reading.has(at, Tag::And) {
            and = true;
            linked = true;
            at += 1;
        } else if token.is_sign(&[',']) {
            linked = true;
            at += 1;
        } else if matches!(
            token.text.as_str(),
            "a" | "but"
                | "но"
                | "можно"
                | "даже"
                | "ولی"
                | "بس"
                | "even"
                | "the"
                | "حتی"
                | "یه"
                | "یک"
                | "هم"
                | "max"
                | "ye"
                | "an"
                | "тоже"
        ) || reading.has(at, Tag::UpTo)
            || reading.has(at, Tag::Apartment)
        {
            at += 1;
        } else {
            return None;
        }
    }
    linked.then_some(and)
}

fn resolve(reading: &Reading<'_>, mentions: &[Mention]) -> Option<Bedrooms> {
    // The last run of connected mentions.
    let mut start = mentions.len() - 1;
    while start > 0 && connects(reading, mentions[start - 1].to, mentions[start].from).is_some() {
        start -= 1;
    }
    // «دو سه خوابه»: two or three.
    if start > 0
        && mentions[start - 1].to == mentions[start].from
        && !mentions[start - 1].studio
        && !mentions[start].studio
        && !is_article(reading, mentions[start - 1].from)
        && mentions[start].low == mentions[start - 1].high + 1
    {
        start -= 1;
    }
    let run = &mentions[start..];
    let low = run.iter().map(|mention| mention.low).min()?;
    let high = run.iter().map(|mention| mention.high).max()?;
    let (first, last) = (run.first()?, run.last()?);
    if low == high {
        if last.studio {
            return Some(Bedrooms::STUDIO);
        }
        let (bound, ..) = bounds::bound(reading, first.from, last.to, None);
        let (early, ..) = bounds::bound(reading, first.from, number_end(reading, first), None);
        let bound = if bound == Bound::Exact { early } else { bound };
        return Some(match bound {
            Bound::From => Bedrooms::between(Some(low), None),
            Bound::UpTo
                if is_ceiling(reading, first.from) || last.to == number_end(reading, last) =>
            {
                Bedrooms::between(None, Some(high))
            }
            _ => Bedrooms::Count(low),
        });
    }
    Some(Bedrooms::between(Some(low), Some(high)))
}

/// Whether a true "up to" is before, and not a word that also means "counted by".
fn is_ceiling(reading: &Reading<'_>, from: usize) -> bool {
    reading.tag_before(from, Tag::UpTo).is_some()
}

fn number_end(reading: &Reading<'_>, mention: &Mention) -> usize {
    reading
        .numbers
        .iter()
        .find(|number| number.from >= mention.from && number.to <= mention.to)
        .map_or(mention.to, |number| number.to)
}

/// "One" that is an article: «یه دوخوابه».
fn is_article(reading: &Reading<'_>, at: usize) -> bool {
    matches!(
        reading.tokens[at].text.as_str(),
        "یه" | "یک" | "ye" | "yek" | "one"
    )
}

/// "Arabian Ranches 3, 4 beds": a phase.
fn is_behind_place(reading: &Reading<'_>, from: usize) -> bool {
    (from.saturating_sub(3)..from).any(|at| {
        reading
            .hits(at)
            .iter()
            .any(|hit| matches!(hit.item, Item::Area(_)) && hit.to == from)
    })
}
