//! `[metrics]`

use std::time::Duration;

use serde::{Deserialize, Serialize};
use service_runtime::Problems;
use service_runtime::config::duration;

/// `[metrics]`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct MetricsSettings {
    /// How often the whole house is measured.
    #[serde(with = "duration")]
    pub sample_period: Duration,
}

impl MetricsSettings {
    pub(crate) fn validate(&self, problems: &mut Problems) {
        problems.check(
            "metrics.sample_period",
            self.sample_period >= Duration::from_secs(1),
            "must be at least 1s",
        );
    }
}
