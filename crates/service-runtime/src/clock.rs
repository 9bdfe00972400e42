//! The one place that reads the clock.
//!
//! Processes plan for each other: one writes down when something is due, and another looks whether that is now. So those
//! that share a database go by the database's clock. Whoever has one tells here what time it is there ([`tell`]), again
//! and again; in between the machine's count of seconds goes on, which nobody sets. A process that was told nothing goes
//! by its machine's clock.

use std::{
    sync::{PoisonError, RwLock},
    time::{Duration, Instant},
};

use time::OffsetDateTime;

/// What was told last.
static TOLD: RwLock<Option<Told>> = RwLock::new(None);

/// A time, and the moment at which it was.
#[derive(Debug, Clone, Copy)]
struct Told {
    time: OffsetDateTime,
    at: Instant,
}

impl Told {
    /// What time it is at another moment.
    fn time_at(&self, at: Instant) -> OffsetDateTime {
        match at.checked_duration_since(self.at) {
            Some(later) => self.time + later,
            None => self.time - (self.at - at),
        }
    }

    /// What is to be believed after `newer` was told. As long as that may be the same time, nothing changes: a clock
    /// that runs evenly is worth more than the last millisecond.
    fn after(this: Option<Self>, newer: Self, doubt: Duration) -> Self {
        match this {
            Some(known) if (known.time_at(newer.at) - newer.time).abs() <= doubt => known,
            _ => newer,
        }
    }
}

/// The time now, in UTC.
///
/// Logic takes the time as an argument; this is called at the edge, where the argument comes from.
pub fn now() -> OffsetDateTime {
    let told = *TOLD.read().unwrap_or_else(PoisonError::into_inner);
    told.map_or_else(of_this_machine, |told| told.time_at(Instant::now()))
}

/// What this machine's own clock says, right or wrong.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the edge that the ban points to"
)]
pub fn of_this_machine() -> OffsetDateTime {
    let time = OffsetDateTime::now_utc();
    #[cfg(feature = "testing")]
    let time = time + testing::wrong_by();
    time
}

/// Tells that it was `time` at the moment `at`, give or take `doubt`, and lets [`now`] go by that. Answers by how much
/// that changes it.
pub fn tell(time: OffsetDateTime, at: Instant, doubt: Duration) -> time::Duration {
    let mut told = TOLD.write().unwrap_or_else(PoisonError::into_inner);
    let before = match &*told {
        Some(known) => known.time_at(at),
        None => of_this_machine() - at.elapsed(),
    };
    let known = Told::after(*told, Told { time, at }, doubt);
    *told = Some(known);
    known.time_at(at) - before
}

/// A machine whose clock is wrong.
#[cfg(feature = "testing")]
pub mod testing {
    use std::sync::atomic::{AtomicI64, Ordering};

    use time::Duration;

    static AHEAD: AtomicI64 = AtomicI64::new(0);

    /// Lets this machine's clock be ahead by so many seconds from now on, for this process; behind by a negative number.
    pub fn set_wrong_by(seconds: i64) {
        AHEAD.store(seconds, Ordering::Relaxed);
    }

    pub(super) fn wrong_by() -> Duration {
        Duration::seconds(AHEAD.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;
    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn what_was_told_goes_on_with_the_seconds() {
        let earlier = Instant::now();
        let at = earlier + SECOND;
        let told = Told { time: NOON, at };
        assert_eq!(told.time_at(at), NOON);
        assert_eq!(told.time_at(at + 90 * SECOND), NOON + 90 * SECOND);
        assert_eq!(told.time_at(earlier), NOON - SECOND);
    }

    #[test]
    fn what_may_be_the_same_time_changes_nothing_and_what_cannot_be_is_believed() {
        let at = Instant::now();
        let known = Told { time: NOON, at };
        let later = |apart: time::Duration| Told {
            time: NOON + SECOND + apart,
            at: at + SECOND,
        };
        let time_after = |apart: i64| {
            let newer = later(time::Duration::milliseconds(apart));
            let doubt = Duration::from_millis(20);
            let after = Told::after(Some(known), newer, doubt).time_at(at + SECOND);
            (after - NOON - SECOND).whole_milliseconds()
        };
        assert_eq!([-20, 3, 20].map(time_after), [0, 0, 0]);
        assert_eq!([-600_000, 21].map(time_after), [-600_000, 21]);
        let first = Told::after(None, known, SECOND);
        assert_eq!(first.time_at(at), NOON);
    }

    #[test]
    fn a_machine_whose_clock_is_wrong_tells_the_time_that_it_was_told() {
        // The only test of this process that tells any; the others need not know.
        let right = of_this_machine();
        let wrong = right + time::Duration::minutes(10);
        let changed = tell(wrong, Instant::now(), Duration::ZERO);
        assert!((changed - time::Duration::minutes(10)).abs() < SECOND);
        assert!((now() - wrong).abs() < SECOND);
        let changed = tell(right, Instant::now(), Duration::ZERO);
        assert!((changed + time::Duration::minutes(10)).abs() < SECOND);
        assert!((now() - of_this_machine()).abs() < SECOND);
    }
}
