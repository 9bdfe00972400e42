//! `[reconcile]`

use std::time::Duration;

use serde::{Deserialize, Serialize};
use service_runtime::Problems;
use service_runtime::config::duration;

/// `[reconcile]`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ReconcileSettings {
    /// How often all sessions are looked at.
    #[serde(with = "duration")]
    pub period: Duration,
    /// How long a session may be connecting before it is restarted.
    #[serde(with = "duration")]
    pub stuck_after: Duration,
    /// How often it is tried to make a session well before that is left to a person.
    pub max_attempts: u16,
    /// How often a session that failed after it was linked is restarted.
    pub failed_restarts: u16,
    /// The wait after a first attempt; each next one is twice as long.
    #[serde(with = "duration")]
    pub backoff: Duration,
    /// How long a session that nobody wants is left alone before it is deleted.
    #[serde(with = "duration")]
    pub orphan_grace: Duration,
}

/// No wait between attempts is longer.
const LONGEST_BACKOFF: Duration = Duration::from_mins(10);

impl ReconcileSettings {
    pub(crate) fn validate(&self, problems: &mut Problems) {
        for (key, time) in [
            ("reconcile.period", self.period),
            ("reconcile.stuck_after", self.stuck_after),
            ("reconcile.backoff", self.backoff),
            ("reconcile.orphan_grace", self.orphan_grace),
        ] {
            problems.check(key, !time.is_zero(), "must be longer than 0");
        }
        problems.check(
            "reconcile.max_attempts",
            self.max_attempts > 0,
            "must be at least 1",
        );
    }

    /// The wait after so many attempts.
    pub(super) fn wait_after(&self, attempts: i32) -> Duration {
        let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(10);
        self.backoff
            .saturating_mul(2_u32.pow(doublings))
            .min(LONGEST_BACKOFF.max(self.backoff))
    }
}
