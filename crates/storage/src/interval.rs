//! Durations in SQL.

use std::time::Duration;

use sqlx::postgres::types::PgInterval;

/// A duration as Postgres takes it; what is longer than its range means "the longest".
pub(crate) fn interval(duration: Duration) -> PgInterval {
    PgInterval {
        months: 0,
        days: 0,
        microseconds: i64::try_from(duration.as_micros()).unwrap_or(i64::MAX),
    }
}
