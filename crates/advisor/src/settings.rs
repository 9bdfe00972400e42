//! `[llm]`

use std::time::Duration;

use serde::{Deserialize, Serialize};
use service_runtime::{Problems, config::duration};

/// The section `[llm]` of the services that ask tenants' models.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LlmServerSettings {
    /// Whether a model may be reached without TLS and at addresses that are not the internet's.
    pub allow_insecure: bool,
    /// How long a model may take to answer.
    #[serde(with = "duration")]
    pub timeout: Duration,
}

impl LlmServerSettings {
    /// Reports what cannot work.
    pub fn validate(&self, problems: &mut Problems) {
        let is_short =
            (Duration::from_millis(100)..=Duration::from_mins(1)).contains(&self.timeout);
        problems.check("llm.timeout", is_short, "must be from 100ms to 1m");
    }
}
