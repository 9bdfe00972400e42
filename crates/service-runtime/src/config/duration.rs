//! Durations as people write them: `250ms`, `30s`, `5m`, `2h`.
//!
//! ```ignore
//! #[serde(with = "service_runtime::config::duration")]
//! request_timeout: Duration,
//! ```

use std::time::Duration;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serializer};

const UNITS: [(&str, u64); 4] = [
    // "ms" before "m" and "s": the first suffix that fits is taken.
    ("ms", 1),
    ("s", 1_000),
    ("m", 60_000),
    ("h", 3_600_000),
];

/// Reads a whole number with its unit.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse(&text).ok_or_else(|| D::Error::custom("expected a duration such as 250ms, 30s, 5m or 2h"))
}

/// Writes the largest unit that leaves no remainder.
pub fn serialize<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&format(*duration))
}

fn parse(text: &str) -> Option<Duration> {
    let text = text.trim();
    UNITS.iter().find_map(|(unit, millis)| {
        let number: u64 = text.strip_suffix(unit)?.trim_end().parse().ok()?;
        Some(Duration::from_millis(number.checked_mul(*millis)?))
    })
}

fn format(duration: Duration) -> String {
    let total = duration.as_millis();
    let (unit, millis) = UNITS
        .iter()
        .rev()
        .find(|(_, millis)| total != 0 && total.is_multiple_of(u128::from(*millis)))
        .unwrap_or(&UNITS[0]);
    format!("{}{unit}", total / u128::from(*millis))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        for text in ["0ms", "250ms", "1s", "90s", "5m", "2h", "1500ms"] {
            assert_eq!(format(parse(text).unwrap()), text);
        }
        assert_eq!(parse("120s"), parse("2m"));
    }

    #[test]
    fn refuses_what_has_no_unit_or_no_number() {
        for text in [
            "",
            "5",
            "s",
            "-1s",
            "1.5s",
            "1d",
            "99999999999999999999h",
            "ms",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
