//! A tenant's last days, in its own time zone.

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use storage::home::Days;
use time::OffsetDateTime;

/// Days that follow each other, the last one today.
#[derive(Debug)]
pub(super) struct Calendar {
    /// Where each begins and the last one ends.
    pub(super) days: Days,
    /// What each is called: `2026-11-27`.
    pub(super) dates: Vec<String>,
    /// Whose days they are.
    pub(super) time_zone: String,
}

impl Calendar {
    /// So many days of this time zone, `now` on the last; those of a zone that nobody knows are the world's. `None`: there
    /// is no such time.
    pub(super) fn ending_today(time_zone: &str, count: u8, now: OffsetDateTime) -> Option<Self> {
        let (zone, time_zone) = match TimeZone::get(time_zone) {
            Ok(zone) => (zone, time_zone),
            Err(_) => (TimeZone::UTC, "UTC"),
        };
        let now = Timestamp::from_second(now.unix_timestamp()).ok()?;
        let today = now.to_zoned(zone.clone()).date();
        // A midnight that a change of the clocks leaves out is the next moment that there is.
        let begin = |ago: i64| {
            let date = today.checked_sub(ago.days()).ok()?;
            let midnight = date.to_zoned(zone.clone()).ok()?.timestamp().as_second();
            let at = OffsetDateTime::from_unix_timestamp(midnight).ok()?;
            Some((date.to_string(), at))
        };
        let days = (0..i64::from(count)).rev().map(begin);
        let (dates, begin_at): (Vec<_>, Vec<_>) =
            days.collect::<Option<Vec<_>>>()?.into_iter().unzip();
        let (_, end) = begin(-1)?;
        Some(Self {
            days: Days::new(begin_at, end)?,
            dates,
            time_zone: time_zone.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    fn days(begin: &[OffsetDateTime], end: OffsetDateTime) -> Days {
        Days::new(begin.to_vec(), end).unwrap()
    }

    #[test]
    fn a_day_is_the_tenants() {
        // 01:30 of the next day in Dubai.
        let now = datetime!(2026-11-26 21:30 UTC);
        let calendar = Calendar::ending_today("Asia/Dubai", 2, now).unwrap();
        assert_eq!(calendar.dates, ["2026-11-26", "2026-11-27"]);
        let begin = [
            datetime!(2026-11-25 20:00 UTC),
            datetime!(2026-11-26 20:00 UTC),
        ];
        let end = datetime!(2026-11-27 20:00 UTC);
        assert_eq!(calendar.days, days(&begin, end));
        assert_eq!(calendar.time_zone, "Asia/Dubai");
    }

    #[test]
    fn days_are_longer_and_shorter_where_clocks_change() {
        let now = datetime!(2026-10-25 12:00 UTC);
        let london = Calendar::ending_today("Europe/London", 2, now).unwrap();
        let begin = [
            datetime!(2026-10-23 23:00 UTC),
            datetime!(2026-10-24 23:00 UTC),
        ];
        assert_eq!(london.days, days(&begin, datetime!(2026-10-26 0:00 UTC)));
        // There is no midnight in Beirut on the day on which its summer begins.
        let now = datetime!(2026-03-29 12:00 UTC);
        let beirut = Calendar::ending_today("Asia/Beirut", 1, now).unwrap();
        let begin = [datetime!(2026-03-28 22:00 UTC)];
        assert_eq!(beirut.days, days(&begin, datetime!(2026-03-29 21:00 UTC)));
    }

    #[test]
    fn a_zone_that_nobody_knows_is_the_worlds() {
        let now = datetime!(2026-11-26 21:30 UTC);
        let calendar = Calendar::ending_today("Mars/Olympus", 7, now).unwrap();
        assert_eq!(calendar.time_zone, "UTC");
        assert_eq!(calendar.days.len(), 7);
        assert_eq!(calendar.dates[6], "2026-11-26");
    }
}
