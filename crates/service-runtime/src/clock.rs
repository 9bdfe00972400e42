//! The one place that reads the clock.

use time::OffsetDateTime;

/// The time now, in UTC.
///
/// Logic takes the time as an argument; this is called at the edge, where the argument comes from.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the edge that the ban points to"
)]
pub fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}
