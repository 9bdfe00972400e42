//! A length of time, as people write it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A length of time: a whole number of minutes, hours or days, as in `45m`, `20h`, `3d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wait {
    minutes: u32,
}

/// A year: nothing in a conversation waits longer.
const LONGEST: u32 = 366 * 24 * 60;

impl Wait {
    /// Of so many hours, a year at most.
    pub fn hours(hours: u32) -> Self {
        Self {
            minutes: hours.saturating_mul(60).min(LONGEST),
        }
    }

    /// In minutes.
    pub fn minutes(self) -> u32 {
        self.minutes
    }
}

impl FromStr for Wait {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || {
            format!(
                "`{text}` is no length of time: write minutes, hours or days, such as `45m`, `20h`, `3d`, a year at most"
            )
        };
        let number = text
            .strip_suffix(['m', 'h', 'd'])
            .filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
            .ok_or_else(bad)?;
        let number: u32 = number.parse().map_err(|_| bad())?;
        let each = match text.as_bytes().last() {
            Some(b'd') => 24 * 60,
            Some(b'h') => 60,
            _ => 1,
        };
        let minutes = number.checked_mul(each);
        minutes
            .filter(|minutes| (1..=LONGEST).contains(minutes))
            .map(|minutes| Self { minutes })
            .ok_or_else(bad)
    }
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.minutes {
            minutes if minutes % (24 * 60) == 0 => write!(f, "{}d", minutes / (24 * 60)),
            minutes if minutes % 60 == 0 => write!(f, "{}h", minutes / 60),
            minutes => write!(f, "{minutes}m"),
        }
    }
}

impl Serialize for Wait {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Wait {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Wait {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Wait".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A length of time: a whole number of minutes, hours or days, as in `45m`, `20h`, `3d`.",
            "type": "string",
            "pattern": "^[0-9]+[mhd]$",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_and_written_shortest() {
        for (text, minutes, written) in [
            ("45m", 45, "45m"),
            ("20h", 1_200, "20h"),
            ("72h", 4_320, "3d"),
            ("7d", 10_080, "7d"),
        ] {
            let wait: Wait = text.parse().unwrap();
            assert_eq!(
                (wait.minutes(), wait.to_string()),
                (minutes, written.to_owned())
            );
        }
    }

    #[test]
    fn what_is_no_length_is_refused_with_a_better_one() {
        for text in [
            "",
            "h",
            "20",
            "0h",
            "-3d",
            "+3d",
            "3 d",
            "3w",
            "4000d",
            "99999999999m",
            "۳d",
        ] {
            let error = text.parse::<Wait>().unwrap_err();
            assert!(error.contains("`20h`"), "{text}: {error}");
        }
    }
}
