//! The many ways in which WAHA writes a point in time.

use serde::{Deserialize, Deserializer};
use serde_json::Value;
use time::{Duration, OffsetDateTime};

/// From here on a number counts milliseconds, below it seconds: no second of that size is near, and
/// no millisecond below it is later than 2001.
const MILLISECONDS_FROM: i64 = 1_000_000_000_000;

/// For `deserialize_with`: `None` for what is not a time.
pub(crate) fn option<'de, D>(deserializer: D) -> Result<Option<OffsetDateTime>, D::Error>
where
    D: Deserializer<'de>,
{
    let raw = <&serde_json::value::RawValue>::deserialize(deserializer)?;
    Ok(serde_json::from_str(raw.get())
        .ok()
        .and_then(|value| parse(&value)))
}

/// Reads seconds or milliseconds, whole or fractional, as a number, as text, or as the
/// `{low, high, unsigned}` that Baileys (NOWEB) makes of a 64-bit number.
pub(crate) fn parse(value: &Value) -> Option<OffsetDateTime> {
    match value {
        Value::Number(number) => match number.as_i64() {
            Some(whole) => whole_number(whole),
            None => fraction(number.as_f64()?),
        },
        Value::String(text) => match text.parse() {
            Ok(whole) => whole_number(whole),
            Err(_) => fraction(text.parse().ok()?),
        },
        Value::Object(long) => {
            let low = long.get("low")?.as_i64()? & 0xffff_ffff;
            let high = long.get("high").and_then(Value::as_i64).unwrap_or(0);
            whole_number(high.checked_mul(1 << 32)?.checked_add(low)?)
        }
        _ => None,
    }
}

fn whole_number(number: i64) -> Option<OffsetDateTime> {
    after_epoch(if number >= MILLISECONDS_FROM {
        Duration::milliseconds(number)
    } else {
        Duration::seconds(number)
    })
}

fn fraction(number: f64) -> Option<OffsetDateTime> {
    #[expect(clippy::cast_precision_loss, reason = "10^12 is exact in an f64")]
    let seconds = if number >= MILLISECONDS_FROM as f64 {
        number / 1000.0
    } else {
        number
    };
    after_epoch(Duration::checked_seconds_f64(seconds)?)
}

fn after_epoch(duration: Duration) -> Option<OffsetDateTime> {
    OffsetDateTime::UNIX_EPOCH
        .checked_add(duration)
        .filter(|time| *time >= OffsetDateTime::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use time::macros::datetime;

    use super::*;

    #[test]
    fn every_spelling_is_read() {
        let second = datetime!(2026-09-15 14:00:00 UTC);
        for value in [
            json!(1_789_480_800),
            json!(1_789_480_800_000_i64),
            json!(1_789_480_800.0),
            json!("1789480800"),
            json!("1789480800000"),
            json!({"low": 1_789_480_800, "high": 0, "unsigned": true}),
        ] {
            assert_eq!(parse(&value), Some(second), "{value}");
        }
        assert_eq!(
            parse(&json!(1_789_480_800.5)),
            Some(second + Duration::milliseconds(500))
        );
        // A low half with its highest bit set is negative in Baileys' object.
        assert_eq!(
            parse(&json!({"low": -1, "high": 0})),
            Some(datetime!(2106-02-07 06:28:15 UTC))
        );
    }

    #[test]
    fn what_is_no_time_is_none() {
        for value in [
            json!(null),
            json!(true),
            json!("soon"),
            json!("NaN"),
            json!("inf"),
            json!(-5),
            json!(1e300),
            json!(i64::MAX),
            json!([1]),
            json!({}),
            json!({"low": 1, "high": i64::MAX}),
        ] {
            assert_eq!(parse(&value), None, "{value}");
        }
    }
}
