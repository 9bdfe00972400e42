//! When: durations from now, months and years to come, or only looking.

mod browsing;
mod length;

use crate::{
    Context, Timeline,
    lexicon::{Item, NumberWord, Tag},
    numbers::Number,
    patterns::{Meaning, Patterns},
    reading::Reading,
};

/// A stated time, in months; half a month is now.
#[derive(Debug, Clone, Copy)]
struct Time {
    from: usize,
    to: usize,
    months: f64,
    /// Whether it was said in words that can mean nothing else.
    sure: bool,
}

/// When the move or the deal shall be, and where a message says so.
pub(crate) fn timeline(
    reading: &Reading<'_>,
    patterns: &Patterns,
    taken: &[(usize, usize)],
) -> (Option<Timeline>, Vec<(usize, usize)>) {
    let asked = reading.context == Some(Context::Timeline);
    let mut times = times(reading, taken, asked);
    if let Some(place) = browsing::place(reading, patterns) {
        // «سه چهار ماه وقت دارم»: a length of time says more than that there is time.
        let length = times.iter().any(|time| time.sure || asked)
            && times.iter().any(|time| time.months >= 1.0);
        if !length {
            return (Some(Timeline::Browsing), vec![place]);
        }
    }
    if !asked {
        // A visit, an ad, a call: the time of something else.
        let elsewhere = patterns.has(Meaning::Visit, &reading.line);
        times.retain(|time| time.sure && !elsewhere);
    } else if times.iter().any(|time| is_day(reading, time))
        && patterns.has(Meaning::Appointment, &reading.line)
    {
        times.retain(|time| !is_day(reading, time));
    }
    let places = times.iter().map(|time| (time.from, time.to)).collect();
    // What is negated was corrected: "not next month, next year".
    let kept: Vec<&Time> = times
        .iter()
        .filter(|time| !is_negated(reading, time))
        .collect();
    let Some(last) = kept.last() else {
        return (None, places);
    };
    (Some(timeline_of(last.months)), places)
}

/// Whether a time is a day, such as that of a call.
fn is_day(reading: &Reading<'_>, time: &Time) -> bool {
    const DAYS: &[&str] = &[
        "today",
        "tonight",
        "tomorrow",
        "tmrw",
        "tmr",
        "yesterday",
        "امروز",
        "امشب",
        "فردا",
        "دیروز",
        "پس",
        "اليوم",
        "الیوم",
        "بکرا",
        "بکره",
        "غدا",
        "باچر",
        "сегодня",
        "завтра",
        "вчера",
        "segodnya",
        "zavtra",
        "emrooz",
        "farda",
        "bokra",
        "bukra",
        "weekend",
    ];
    (time.from..time.to).any(|at| DAYS.contains(&reading.tokens[at].text.as_str()))
}

fn timeline_of(months: f64) -> Timeline {
    match months {
        months if months <= 1.0 => Timeline::Now,
        months if months <= 3.0 => Timeline::OneToThreeMonths,
        months if months <= 6.0 => Timeline::ThreeToSixMonths,
        _ => Timeline::Later,
    }
}

fn is_negated(reading: &Reading<'_>, time: &Time) -> bool {
    reading
        .tag_before(time.from, Tag::Not)
        .is_some_and(|hit| !reading.has_any(hit.from, &[Tag::Within, Tag::UpTo, Tag::From]))
}

fn times(reading: &Reading<'_>, taken: &[(usize, usize)], asked: bool) -> Vec<Time> {
    let is_taken = |from: usize, to: usize| {
        !asked && taken.iter().any(|(start, end)| from < *end && to > *start)
    };
    let mut times: Vec<Time> = Vec::new();
    let mut at = 0;
    while at < reading.tokens.len() {
        let Some(time) = time_at(reading, at, asked) else {
            at += 1;
            continue;
        };
        at = time.to.max(at + 1);
        if !is_taken(time.from, time.to) {
            times.push(time);
        }
    }
    for time in &mut times {
        add_half(reading, time);
    }
    // A range counts by its later end.
    let mut index = 1;
    while index < times.len() {
        let (before, next) = (times[index - 1], times[index]);
        let gap = &reading.tokens[before.to.min(next.from)..next.from];
        let joined = gap.len() <= 2
            && (before.to..next.from).all(|at| {
                reading.has_any(at, &[Tag::Or, Tag::Range, Tag::And])
                    || reading.tokens[at].is_sign(&['-'])
            });
        if joined && before.to <= next.from && next.months >= before.months {
            times[index - 1] = Time {
                to: next.to,
                months: next.months,
                sure: before.sure || next.sure,
                from: before.from,
            };
            times.remove(index);
        } else {
            index += 1;
        }
    }
    times
}

fn time_at(reading: &Reading<'_>, at: usize, asked: bool) -> Option<Time> {
    const FIXED: &[(Tag, f64, bool)] = &[
        (Tag::Now, 0.5, true),
        (Tag::NextMonth, 2.0, true),
        (Tag::NextYear, 13.0, true),
        (Tag::HalfYear, 6.0, true),
        (Tag::TwoWeeks, 0.5, true),
        (Tag::TwoMonths, 2.0, true),
        (Tag::TwoYears, 24.0, true),
        (Tag::ThisMonth, 0.5, true),
        (Tag::NowWeak, 0.5, false),
        (Tag::ThisYear, 9.0, false),
    ];
    let duration = duration(reading, at, asked);
    let fixed = FIXED
        .iter()
        .filter_map(|(tag, months, sure)| {
            reading
                .tag(at, *tag)
                .map(|hit| (hit.to, *months, *sure, *tag))
        })
        .max_by_key(|(to, ..)| *to);
    let duration_to = duration.map_or(0, |time| time.to);
    match fixed {
        Some((to, months, sure, tag)) if to >= duration_to => {
            // "as soon as the visa comes" is no "soon".
            if tag == Tag::NowWeak
                && reading
                    .tokens
                    .get(to)
                    .is_some_and(|token| token.text == "as")
            {
                return duration;
            }
            // "8 months from now" begins now, and is not now.
            if matches!(tag, Tag::NowWeak | Tag::Now)
                && (reading.tag_before(to, Tag::Within))
                    .is_some_and(|hit| hit.from < at && unit_before(reading, hit.from))
            {
                return duration;
            }
            if tag == Tag::ThisYear && !asked {
                return None;
            }
            // «یک سال دیگر» with a word for a year alone is handled as a duration; «год» alone answers the question.
            let alone = to == at + 1
                && matches!(
                    reading.tokens[at].text.as_str(),
                    "год" | "годик" | "месяц" | "час"
                );
            if alone
                && (!asked
                    || reading.numbers.iter().any(|number| number.to == at)
                    || at > 0 && reading.tokens[at - 1].text == "на")
            {
                return None;
            }
            let length = matches!(
                tag,
                Tag::TwoMonths | Tag::TwoYears | Tag::TwoWeeks | Tag::HalfYear
            );
            if length && !asked && !is_from_now(reading, at, to) {
                return None;
            }
            if !asked && is_past(reading, at, to) {
                return None;
            }
            // "more than half a year"
            let months = if (5.5..6.5).contains(&months) && is_more(reading, at, to) {
                7.0
            } else {
                months
            };
            Some(Time {
                from: at,
                to,
                months,
                sure,
            })
        }
        _ => duration,
    }
}

/// "3 months", «دو سه ماه», полтора года.
fn duration(reading: &Reading<'_>, at: usize, asked: bool) -> Option<Time> {
    let number = reading
        .numbers
        .iter()
        .find(|number| number.from == at && crate::money::bounds::is_bare(number.scale));
    let (count, unit_at) = if let Some(number) = number {
        (latest(number), number.to)
    } else if let Some(hit) = reading.tag(at, Tag::Couple) {
        (2.0, hit.to)
    } else if let Some(hit) = reading.tag(at, Tag::Few) {
        (3.0, hit.to)
    } else {
        return uncounted(reading, at, asked);
    };
    let unit_at = behind_small_words(reading, unit_at);
    let Some((months, to)) = unit(reading, unit_at) else {
        return range_of(reading, at, unit_at, asked);
    };
    let from_now = is_from_now(reading, at, to);
    if is_past(reading, at, to) || (!asked && !from_now) || length::is_of_lease(reading, at, to) {
        return None;
    }
    let more = if is_more(reading, at, to) { 0.5 } else { 0.0 };
    Some(Time {
        from: at,
        to,
        months: count * months + more,
        sure: from_now,
    })
}

/// The count, or the later one of "2/3".
fn latest(number: &Number) -> f64 {
    let digits = number
        .digits
        .as_ref()
        .filter(|digits| digits.decimal.is_some());
    match digits.and_then(|digits| digits.either) {
        // "1.5" is no choice.
        Some((low, high))
            if low < high && !((number.value.fract() - 0.5).abs() < 1e-9 && high < 5.5) =>
        {
            high
        }
        _ => number.value,
    }
}

/// Where words end that may stand between a count and its unit.
fn behind_small_words(reading: &Reading<'_>, from: usize) -> usize {
    const SMALL: &[&str] = &[
        "-",
        "تا",
        "of",
        "ta",
        "more",
        "или",
        "ال",
        "тройку",
        "другую",
        "тройка",
    ];
    let mut at = from;
    while at < from + 4
        && reading
            .tokens
            .get(at)
            .is_some_and(|token| SMALL.contains(&token.text.as_str()))
        && !reading.numbers.iter().any(|number| number.from == at + 1)
    {
        at += 1;
    }
    at
}

/// A range whose unit is at its end: "2 to 3 months".
fn range_of(reading: &Reading<'_>, at: usize, unit_at: usize, asked: bool) -> Option<Time> {
    let next = reading
        .numbers
        .iter()
        .find(|next| next.from > at && (unit_at..=unit_at + 2).contains(&next.from))?;
    let joined = (unit_at..next.from).all(|at| {
        reading.has_any(at, &[Tag::Range, Tag::Or, Tag::And]) || reading.tokens[at].is_sign(&['-'])
    });
    if !joined {
        return None;
    }
    let time = duration(reading, next.from, asked)?;
    let sure = time.sure || is_from_now(reading, at, time.to);
    Some(Time {
        from: at,
        sure,
        ..time
    })
}

/// "In a month", «года через полтора»: a unit without a count before it.
fn uncounted(reading: &Reading<'_>, at: usize, asked: bool) -> Option<Time> {
    let (months, to) = unit(reading, at)?;
    let from_now = is_from_now(reading, at, to);
    let event = reading
        .all(Tag::Calendar)
        .any(|hit| (hit.from..hit.to).contains(&at) && hit.to > hit.from + 1);
    let counted = event
        || reading.numbers.iter().any(|number| number.to == at)
        || reading.tag_before(at, Tag::Few).is_some()
        || reading.tag_before(at, Tag::Couple).is_some();
    let short = asked && reading.tokens.len() <= 5
        || length::is_genitive(reading, at)
            && asked
            && reading.numbers.iter().any(|number| number.from == to);
    if counted || !(from_now || short) || length::is_of_lease(reading, at, to) {
        return None;
    }
    // Russian may put the number behind.
    let inverted = reading.numbers.iter().find(|number| {
        (number.from == to + 1 && reading.has(to, Tag::Within))
            || (number.from == to && length::is_genitive(reading, at))
    });
    Some(match inverted {
        Some(number) => Time {
            from: at,
            to: number.to,
            months: number.value * months,
            sure: true,
        },
        None => Time {
            from: at,
            to,
            months,
            sure: from_now,
        },
    })
}

fn unit_before(reading: &Reading<'_>, end: usize) -> bool {
    end > 0 && unit(reading, end - 1).is_some()
}

fn unit(reading: &Reading<'_>, at: usize) -> Option<(f64, usize)> {
    const UNITS: &[(Tag, f64)] = &[
        (Tag::Day, 1.0 / 31.0),
        (Tag::Week, 0.23),
        (Tag::Month, 1.0),
        (Tag::Year, 12.0),
    ];
    UNITS.iter().find_map(|(tag, months)| {
        let hit = reading.tag(at, *tag)?;
        let letter = matches!(reading.tokens[at].text.as_str(), "m" | "mo" | "y")
            && reading.context != Some(Context::Timeline);
        (!letter).then_some((*months, hit.to))
    })
}

/// Whether words around a length say that it is counted from now.
fn is_from_now(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    let before = (from.saturating_sub(3)..=from).any(|end| {
        reading.tag_before(end, Tag::Within).is_some_and(|hit| {
            (hit.to..from).all(|at| {
                reading.has_any(
                    at,
                    &[Tag::About, Tag::UpTo, Tag::MoreThan, Tag::MoreThanTime],
                ) || matches!(
                    reading.tokens[at].text.as_str(),
                    "a" | "the" | "next" | "an" | "about" | "like" | "max" | "one" | "حدود" | "این"
                )
            })
        })
    });
    let after = reading.tag(to, Tag::Within).is_some_and(|hit| {
        matches!(
            reading.tokens[hit.from].text.as_str(),
            "دیگه"
                | "دیگر"
                | "آینده"
                | "اینده"
                | "بعد"
                | "dige"
                | "digeh"
                | "bad"
                | "ayande"
                | "time"
                | "from"
                | "کمان"
                | "بعدش"
                | "max"
                | "inside"
                | "kman"
                | "вперед"
        )
    });
    (before || after) && !length::is_length(reading, from, to)
}

fn is_past(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    let word = |at: Option<usize>| {
        at.and_then(|at| reading.tokens.get(at))
            .map_or("", |token| token.text.as_str())
    };
    matches!(
        word(Some(to)),
        "ago" | "پیش" | "назад" | "قبل" | "old" | "nazad" | "pish"
    ) || matches!(
        word(from.checked_sub(1)),
        "last" | "past" | "since" | "منذ" | "прошлый" | "прошлом"
    ) || length::is_length(reading, from, to)
}

/// "more than 6 months", "not before 3 months".
fn is_more(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    let denied = reading
        .tag_before(from, Tag::MoreThanTime)
        .is_some_and(|hit| hit.from > 0 && reading.has(hit.from - 1, Tag::Not));
    (!denied
        && reading
            .tag_before(from, Tag::MoreThanTime)
            .is_some_and(|hit| {
                !reading.has(hit.from, Tag::UpTo)
                    && !matches!(
                        reading.tokens[hit.from].text.as_str(),
                        "after" | "at" | "минимум"
                    )
            }))
        || reading.tag(to, Tag::FromAfter).is_some()
}

/// "A year and a half", «месяц-полтора»: what is said behind a length.
fn add_half(reading: &Reading<'_>, time: &mut Time) {
    let mut at = time.to;
    while reading.has_any(at, &[Tag::And, Tag::Or])
        || reading
            .tokens
            .get(at)
            .is_some_and(|token| token.is_sign(&['-']))
    {
        at += 1;
    }
    let unit = if time.months >= 12.0 { 12.0 } else { 1.0 };
    let part = reading.hits(at).iter().find_map(|hit| match hit.item {
        Item::Number(NumberWord::Part(part)) => Some((part, hit.to)),
        _ => None,
    });
    let Some((part, to)) = part.filter(|_| time.months >= 1.0) else {
        return;
    };
    if part >= 1.0 {
        time.months = time.months.max(part * unit);
    } else if part > 0.0 {
        time.months += part * unit;
    }
    time.to = to;
}
