//! When there are people at the agency.

use serde::{Deserialize, Serialize};

/// Working hours, in the agency's own time zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// The time zone by its IANA name, such as `Asia/Dubai`.
    pub time_zone: String,
    /// When the agency is open. Several a day make split shifts.
    pub open: Vec<Opening>,
}

/// A shift on some days of the week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// On which days.
    pub days: Vec<Day>,
    /// From when, as `09:00`.
    pub from: String,
    /// Until when, as `18:00`; later than `from`.
    pub to: String,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Day {
    /// Monday.
    Mon,
    /// Tuesday.
    Tue,
    /// Wednesday.
    Wed,
    /// Thursday.
    Thu,
    /// Friday.
    Fri,
    /// Saturday.
    Sat,
    /// Sunday.
    Sun,
}

impl Opening {
    /// The two ends, in minutes of the day; `None` where they are no times, or in the wrong order.
    pub fn minutes(&self) -> Option<(u16, u16)> {
        let (from, to) = (minutes(&self.from)?, minutes(&self.to)?);
        (from < to).then_some((from, to))
    }
}

fn minutes(time: &str) -> Option<u16> {
    let (hours, minutes) = time.split_once(':')?;
    let is_written = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_written(hours) || !is_written(minutes) {
        return None;
    }
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    (minutes < 60)
        .then_some(hours * 60 + minutes)
        .filter(|time| *time <= 24 * 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shift_ends_after_it_begins() {
        let shift = |from: &str, to: &str| Opening {
            days: vec![Day::Mon],
            from: from.to_owned(),
            to: to.to_owned(),
        };
        assert_eq!(shift("09:00", "18:30").minutes(), Some((540, 1_110)));
        assert_eq!(shift("16:00", "24:00").minutes(), Some((960, 1_440)));
        for (from, to) in [
            ("18:00", "09:00"),
            ("9:00", "18:00"),
            ("09:00", "24:01"),
            ("09:60", "12:00"),
            ("", ""),
        ] {
            assert_eq!(shift(from, to).minutes(), None, "{from} {to}");
        }
    }
}
