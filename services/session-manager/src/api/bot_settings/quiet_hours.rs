//! The hours in which a tenant's customers are left in peace.

use serde::{Deserialize, Serialize};
use time::Time;
use utoipa::ToSchema;

use crate::problem::Problem;

/// Between these hours nothing is sent that nobody waits for. Equal: at no hour.
#[derive(Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct QuietHours {
    /// From then on, such as `22:00`.
    from: String,
    /// Until then, such as `08:00`: of the next day, where that is earlier.
    until: String,
    /// Whether answers wait for the end of these hours too.
    answers: bool,
}

impl QuietHours {
    pub(super) fn new(from: Time, until: Time, answers: bool) -> Self {
        Self {
            from: written(from),
            until: written(until),
            answers,
        }
    }

    /// From and until when, or what is wrong with them.
    pub(super) fn checked(&self) -> Result<(Time, Time), Problem> {
        let time = |field: &str, text: &str| {
            read(text).ok_or_else(|| {
                let message = "must be a time of day, such as 22:00";
                Problem::field(format!("quiet_hours.{field}"), message)
            })
        };
        Ok((time("from", &self.from)?, time("until", &self.until)?))
    }

    pub(super) fn answers(&self) -> bool {
        self.answers
    }
}

fn written(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

fn read(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    let number = |part: &str| {
        let is_two_digits = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        is_two_digits.then(|| part.parse().ok()).flatten()
    };
    Time::from_hms(number(hour)?, number(minute)?, 0).ok()
}

#[cfg(test)]
mod tests {
    use time::macros::time;

    use super::*;

    #[test]
    fn hours_are_read_as_they_are_written() {
        for (text, hour) in [
            ("00:00", time!(0:00)),
            ("08:05", time!(8:05)),
            ("23:59", time!(23:59)),
        ] {
            assert_eq!(read(text), Some(hour));
            assert_eq!(written(hour), text);
        }
        for wrong in [
            "",
            "8:00",
            "24:00",
            "12:60",
            "12",
            "12:00:00",
            "+1:00",
            "٢٢:٠٠",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
