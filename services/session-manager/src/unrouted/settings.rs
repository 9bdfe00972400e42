//! `[unrouted]`

use std::time::Duration;

use serde::{Deserialize, Serialize};
use service_runtime::Problems;
use service_runtime::config::duration;

/// `[unrouted]`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct UnroutedSettings {
    /// How often it is looked whether what is kept has a tenant by now.
    #[serde(with = "duration")]
    pub redrive_period: Duration,
}

impl UnroutedSettings {
    pub(crate) fn validate(&self, problems: &mut Problems) {
        problems.check(
            "unrouted.redrive_period",
            !self.redrive_period.is_zero(),
            "must be longer than 0",
        );
    }
}
