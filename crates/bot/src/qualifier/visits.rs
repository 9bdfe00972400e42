//! Times for a visit, from the agency's opening hours: nobody knows its calendar, so they are offers.

use flow::{Ask, Flow, Opening, Slot, Step};
use jiff::{
    Timestamp, Zoned,
    civil::{Date, time},
    tz::TimeZone,
};
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime, UtcOffset};
use understanding::Language;

use super::{
    hours::day,
    phrases::VALUES,
    render::{digits, plain},
};

/// The most that are offered: more are not read.
const MOST: usize = 3;
/// Nobody is ready sooner.
const SOONEST: Duration = Duration::hours(2);
/// How many days are looked at: a week with its holidays.
const DAYS: usize = 10;
/// In minutes: so long after the agency opens, and before it closes.
const MARGIN: u16 = 60;

/// A time for a visit, by the agency's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VisitTime(#[serde(with = "time::serde::rfc3339")] OffsetDateTime);

impl VisitTime {
    /// The moment, with the agency's offset.
    pub fn at(self) -> OffsetDateTime {
        self.0
    }

    /// As people say it.
    pub(super) fn said(self, language: Language) -> String {
        let word = |key: String| {
            let texts = VALUES.get(&key);
            texts.map_or("", |texts| plain(texts, language))
        };
        let at = self.0;
        let figures = |text: &str| digits(text, language);
        word("visit_time".to_owned())
            .replace(
                "{weekday}",
                word(format!("weekday.{}", at.weekday().number_from_monday())).trim(),
            )
            .replace("{day}", &figures(&at.day().to_string()))
            .replace("{month}", word(format!("month.{}", u8::from(at.month()))))
            .replace(
                "{time}",
                &figures(&format!("{:02}:{:02}", at.hour(), at.minute())),
            )
    }
}

/// The times that a step offers: none, unless it asks for one without a menu of its own.
pub(super) fn offers(flow: &Flow, step: &Step, now: OffsetDateTime) -> Vec<VisitTime> {
    let is_asked = |ask: &Ask| ask.slot == Slot::Visit && ask.choices.is_empty();
    if step.ask.as_ref().is_some_and(is_asked) {
        within_hours(flow, now)
    } else {
        Vec::new()
    }
}

/// Of the next shifts one time each, in the morning and in the afternoon by turns. None where the agency has no hours, or
/// a time zone that nobody knows.
fn within_hours(flow: &Flow, now: OffsetDateTime) -> Vec<VisitTime> {
    let mut offered = Vec::new();
    let Some((hours, zone)) = flow.hours.as_ref().and_then(|hours| {
        let zone = TimeZone::get(&hours.time_zone).ok()?;
        Some((hours, zone))
    }) else {
        return offered;
    };
    let Some(here) = zoned(now, &zone) else {
        return offered;
    };
    let days = std::iter::successors(Some(here.date()), |date| date.tomorrow().ok());
    for date in days.take(DAYS) {
        let mut shifts: Vec<_> = hours
            .open
            .iter()
            .filter(|opening| opening.days.contains(&day(date.weekday())))
            .filter_map(Opening::minutes)
            .collect();
        shifts.sort_unstable();
        for shift in shifts {
            let late = offered.len() % 2 == 1;
            offered.extend(one(shift, late, date, &zone, now));
            if offered.len() == MOST {
                return offered;
            }
        }
    }
    offered
}

/// A full hour of a shift that is not too soon.
fn one(
    (from, to): (u16, u16),
    late: bool,
    date: Date,
    zone: &TimeZone,
    now: OffsetDateTime,
) -> Option<VisitTime> {
    let last = to.checked_sub(MARGIN)? / 60;
    let first = (from + MARGIN).div_ceil(60).min(last);
    let begin = if late { last } else { first };
    (begin..=last)
        .filter(|hour| hour * 60 >= from)
        .filter_map(|hour| {
            let hour = i8::try_from(hour).ok()?;
            let there = date.to_datetime(time(hour, 0, 0, 0));
            moment(&there.to_zoned(zone.clone()).ok()?)
        })
        .find(|at| *at >= now.saturating_add(SOONEST))
        .map(VisitTime)
}

fn zoned(at: OffsetDateTime, zone: &TimeZone) -> Option<Zoned> {
    let at = Timestamp::from_second(at.unix_timestamp()).ok()?;
    Some(at.to_zoned(zone.clone()))
}

fn moment(at: &Zoned) -> Option<OffsetDateTime> {
    let offset = UtcOffset::from_whole_seconds(at.offset().seconds()).ok()?;
    let moment = OffsetDateTime::from_unix_timestamp(at.timestamp().as_second()).ok()?;
    moment.checked_to_offset(offset)
}

#[cfg(test)]
mod tests {
    use flow::{Day, Hours, templates};
    use time::macros::datetime;
    use understanding::Language::{Arabic, English, Persian, Russian};

    use super::*;

    fn agency(zone: &str, shifts: &[(&[Day], &str, &str)]) -> Flow {
        let mut flow = templates::template("rent").unwrap();
        let open = shifts.iter().map(|(days, from, to)| Opening {
            days: days.to_vec(),
            from: (*from).to_owned(),
            to: (*to).to_owned(),
        });
        flow.hours = Some(Hours {
            time_zone: zone.to_owned(),
            open: open.collect(),
        });
        flow
    }

    fn said(flow: &Flow, now: OffsetDateTime) -> Vec<String> {
        let offered = within_hours(flow, now).into_iter();
        offered.map(|time| time.said(English)).collect()
    }

    const WEEK: &[Day] = &[Day::Mon, Day::Tue, Day::Wed, Day::Thu];

    #[test]
    fn the_next_shifts_by_the_agencys_own_clock() {
        let flow = agency(
            "Asia/Dubai",
            &[(WEEK, "16:00", "20:00"), (WEEK, "09:00", "13:30")],
        );
        // Monday, ten in the morning in Dubai.
        let monday = datetime!(2026-11-23 06:00 UTC);
        assert_eq!(
            said(&flow, monday),
            [
                "Monday, 23 November, 12:00",
                "Monday, 23 November, 19:00",
                "Tuesday, 24 November, 10:00",
            ]
        );
        // Thursday, late: nobody works before Monday.
        let thursday = datetime!(2026-11-26 15:30 UTC);
        assert_eq!(
            said(&flow, thursday),
            [
                "Monday, 30 November, 10:00",
                "Monday, 30 November, 19:00",
                "Tuesday, 1 December, 10:00",
            ]
        );
    }

    #[test]
    fn without_hours_there_are_no_offers() {
        let now = datetime!(2026-11-23 06:00 UTC);
        let template = templates::template("rent").unwrap();
        assert_eq!(said(&template, now), Vec::<String>::new());
        for flow in [
            agency("Mars/Olympus", &[(WEEK, "09:00", "18:00")]),
            agency("Asia/Dubai", &[(WEEK, "09:00", "09:30")]),
            agency("Asia/Dubai", &[(&[], "09:00", "18:00")]),
            agency("Asia/Dubai", &[(WEEK, "25:00", "99:99")]),
        ] {
            assert_eq!(said(&flow, now), Vec::<String>::new());
        }
        let short = agency("Asia/Dubai", &[(&[Day::Tue], "00:00", "01:00")]);
        assert_eq!(
            said(&short, now),
            ["Tuesday, 24 November, 00:00", "Tuesday, 1 December, 00:00"]
        );
    }

    #[test]
    fn a_time_is_said_as_each_language_says_it() {
        let time = VisitTime(datetime!(2026-11-28 10:00 +4));
        for (language, expected) in [
            (English, "Saturday, 28 November, 10:00"),
            (Persian, "شنبه ۲۸ نوامبر، ساعت ۱۰:۰۰"),
            (Arabic, "السبت ٢٨ نوفمبر، الساعة ١٠:٠٠"),
            (Russian, "суббота, 28 ноября, 10:00"),
        ] {
            assert_eq!(time.said(language), expected);
        }
    }
}
