//! Where NATS is.

use serde::{Deserialize, Serialize};
use service_runtime::config::{Problems, SecretUrl};

/// The section `[nats]` of every service that uses the bus.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// `nats://user:password@host:4222`; several servers of one cluster are found from one of them.
    pub url: SecretUrl,
}

impl Settings {
    /// Reports what cannot work.
    pub fn validate(&self, problems: &mut Problems) {
        problems.required("nats.url", &self.url);
        let known = matches!(self.url.expose().scheme(), "nats" | "tls");
        let message = "must begin with nats:// or tls://";
        problems.check("nats.url", self.url.is_empty() || known, message);
    }
}
