//! A tenant's night, in its own time zone.

use jiff::{Timestamp, civil, tz::TimeZone};
use storage::bot_settings::BotSettings;
use time::OffsetDateTime;

/// When the quiet hours end that it is in the middle of; `None`: it is not. A time zone that nobody knows has no night.
pub(crate) fn ends(settings: &BotSettings, now: OffsetDateTime) -> Option<OffsetDateTime> {
    let (from, until) = (hour(settings.quiet_from), hour(settings.quiet_until));
    let zone = TimeZone::get(&settings.time_zone).ok()?;
    let here = Timestamp::from_second(now.unix_timestamp())
        .ok()?
        .to_zoned(zone.clone());
    let time = here.time();
    let in_one_day = from < until;
    let is_quiet = if in_one_day {
        from <= time && time < until
    } else {
        from != until && (time >= from || time < until)
    };
    if !is_quiet {
        return None;
    }
    let day = if time < until {
        here.date()
    } else {
        here.date().tomorrow().ok()?
    };
    // An hour that a change of the clocks leaves out is the next one.
    let end = day.to_datetime(until).to_zoned(zone).ok()?;
    OffsetDateTime::from_unix_timestamp(end.timestamp().as_second()).ok()
}

fn hour(time: time::Time) -> civil::Time {
    let part = |value: u8| i8::try_from(value).unwrap_or_default();
    civil::time(part(time.hour()), part(time.minute()), 0, 0)
}

#[cfg(test)]
mod tests {
    use time::macros::{datetime, time};

    use super::*;

    fn night(zone: &str, from: time::Time, until: time::Time) -> BotSettings {
        BotSettings {
            time_zone: zone.to_owned(),
            quiet_from: from,
            quiet_until: until,
            ..BotSettings::default()
        }
    }

    #[test]
    fn the_night_is_the_tenants() {
        let dubai = night("Asia/Dubai", time!(22:00), time!(8:00));
        // 21:59, 22:00, 02:00 and 08:00 in Dubai.
        assert_eq!(ends(&dubai, datetime!(2026-11-26 17:59 UTC)), None);
        let morning = Some(datetime!(2026-11-27 04:00 UTC));
        assert_eq!(ends(&dubai, datetime!(2026-11-26 18:00 UTC)), morning);
        assert_eq!(ends(&dubai, datetime!(2026-11-26 22:00 UTC)), morning);
        assert_eq!(ends(&dubai, datetime!(2026-11-27 04:00 UTC)), None);
    }

    #[test]
    fn hours_in_one_day_no_hours_and_an_unknown_zone() {
        let noon = datetime!(2026-11-26 12:00 UTC);
        let siesta = night("Europe/London", time!(11:00), time!(14:00));
        assert_eq!(ends(&siesta, noon), Some(datetime!(2026-11-26 14:00 UTC)));
        assert_eq!(
            ends(&night("Europe/London", time!(12:00), time!(12:00)), noon),
            None
        );
        assert_eq!(
            ends(&night("Mars/Olympus", time!(11:00), time!(14:00)), noon),
            None
        );
    }

    #[test]
    fn a_change_of_the_clocks_is_the_zones_affair() {
        // In Berlin 02:00 became 03:00 on 2026-03-29: the night ends at 02:30, which is not on the clock.
        let berlin = night("Europe/Berlin", time!(22:00), time!(2:30));
        let end = ends(&berlin, datetime!(2026-03-28 23:00 UTC));
        assert_eq!(end, Some(datetime!(2026-03-29 01:30 UTC)));
    }
}
