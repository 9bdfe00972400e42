//! `[crm]`

use std::time::Duration;

use serde::{Deserialize, Serialize};
use service_runtime::Problems;
use service_runtime::config::duration;

/// `[crm]`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct CrmSettings {
    /// Whether a CRM may be reached without TLS and at addresses that are not the internet's.
    pub allow_insecure: bool,
    /// How often it is looked whether anything is to be sent.
    #[serde(with = "duration")]
    pub period: Duration,
    /// How long a CRM may take to answer.
    #[serde(with = "duration")]
    pub timeout: Duration,
    /// The wait after a first attempt; each next one is four times as long.
    #[serde(with = "duration")]
    pub backoff: Duration,
    /// How often it is tried.
    pub max_attempts: u16,
    /// How long what was settled is remembered.
    #[serde(with = "duration")]
    pub keep: Duration,
}

/// No wait between attempts is longer.
const LONGEST_BACKOFF: Duration = Duration::from_hours(8);

impl CrmSettings {
    pub(crate) fn validate(&self, problems: &mut Problems) {
        for (key, time) in [
            ("crm.period", self.period),
            ("crm.timeout", self.timeout),
            ("crm.backoff", self.backoff),
            ("crm.keep", self.keep),
        ] {
            problems.check(key, !time.is_zero(), "must be longer than 0");
        }
        problems.check(
            "crm.max_attempts",
            self.max_attempts > 0,
            "must be at least 1",
        );
    }

    /// The wait after so many attempts; `None`: it is given up.
    pub(super) fn wait_after(&self, attempts: i32) -> Option<Duration> {
        if attempts >= i32::from(self.max_attempts) {
            return None;
        }
        let times = u32::try_from(attempts - 1).unwrap_or(0).min(12);
        let wait = self.backoff.saturating_mul(4_u32.pow(times));
        Some(wait.min(LONGEST_BACKOFF.max(self.backoff)))
    }

    /// How long one process has a delivery to itself: longer than an attempt can take.
    pub(super) fn lease(&self) -> Duration {
        self.timeout * 2 + Duration::from_secs(10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crm_that_is_away_for_a_day_misses_nothing() {
        let settings = CrmSettings {
            allow_insecure: false,
            period: Duration::from_secs(2),
            timeout: Duration::from_secs(10),
            backoff: Duration::from_secs(5),
            max_attempts: 10,
            keep: Duration::from_hours(720),
        };
        let waits: Vec<_> = (1..=10).map(|n| settings.wait_after(n)).collect();
        assert_eq!(waits[..2], [5, 20].map(|n| Some(Duration::from_secs(n))));
        assert_eq!(waits[9], None);
        let total: Duration = waits.iter().flatten().sum();
        let hours = total.as_secs() / 3600;
        assert_eq!(hours, 23, "{total:?}");
    }
}
