//! Whether there are people at the agency.

use flow::{Day, Flow};
use jiff::{Timestamp, civil::Weekday, tz::TimeZone};
use time::OffsetDateTime;

/// Whether the agency is closed, as far as anybody knows: without hours, or in a time zone that nobody knows, it is not.
pub(super) fn is_closed(flow: &Flow, now: OffsetDateTime) -> bool {
    let open = flow.hours.as_ref().and_then(|hours| {
        let zone = TimeZone::get(&hours.time_zone).ok()?;
        let here = Timestamp::from_second(now.unix_timestamp())
            .ok()?
            .to_zoned(zone);
        let day = day(here.weekday());
        let minute = i32::from(here.hour()) * 60 + i32::from(here.minute());
        let is_open = hours.open.iter().any(|opening| {
            let shift = opening.minutes().filter(|_| opening.days.contains(&day));
            shift.is_some_and(|(from, to)| (i32::from(from)..i32::from(to)).contains(&minute))
        });
        Some(is_open)
    });
    open == Some(false)
}

pub(super) fn day(weekday: Weekday) -> Day {
    match weekday {
        Weekday::Monday => Day::Mon,
        Weekday::Tuesday => Day::Tue,
        Weekday::Wednesday => Day::Wed,
        Weekday::Thursday => Day::Thu,
        Weekday::Friday => Day::Fri,
        Weekday::Saturday => Day::Sat,
        Weekday::Sunday => Day::Sun,
    }
}

#[cfg(test)]
mod tests {
    use flow::{Hours, Opening, templates};
    use time::macros::datetime;

    use super::*;

    #[test]
    fn hours_are_those_of_the_agencys_own_time_zone() {
        let mut flow = templates::template("rent").unwrap();
        assert!(
            !is_closed(&flow, datetime!(2026-11-22 23:00 UTC)),
            "it has no hours"
        );
        let opening = |from: &str, to: &str| Opening {
            days: vec![Day::Mon],
            from: from.to_owned(),
            to: to.to_owned(),
        };
        flow.hours = Some(Hours {
            time_zone: "Asia/Dubai".to_owned(),
            open: vec![opening("09:00", "13:00"), opening("16:00", "20:00")],
        });
        for (now, closed) in [
            (datetime!(2026-11-23 04:59 UTC), true),
            (datetime!(2026-11-23 05:00 UTC), false),
            (datetime!(2026-11-23 09:30 UTC), true),
            (datetime!(2026-11-23 15:59 UTC), false),
            (datetime!(2026-11-24 06:00 UTC), true),
        ] {
            assert_eq!(is_closed(&flow, now), closed, "{now}");
        }
    }
}
