//! Where NATS is.

use serde::{Deserialize, Serialize};
use service_runtime::config::{Problems, SecretUrl};

/// The section `[nats]` of every service that uses the bus.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// `nats://user:password@host:4222`; several servers of one cluster are found from one of them.
    pub url: SecretUrl,
    /// On how many servers of a cluster each stream is kept: 1, 3 or 5. A stream that has more keeps them.
    #[serde(default = "one")]
    pub replicas: usize,
}

fn one() -> usize {
    1
}

impl Settings {
    /// Reports what cannot work.
    pub fn validate(&self, problems: &mut Problems) {
        problems.required("nats.url", &self.url);
        let known = matches!(self.url.expose().scheme(), "nats" | "tls");
        let message = "must begin with nats:// or tls://";
        problems.check("nats.url", self.url.is_empty() || known, message);
        // An even number needs as many servers for a majority as the odd one above it.
        let odd = matches!(self.replicas, 1 | 3 | 5);
        problems.check("nats.replicas", odd, "must be 1, 3 or 5");
    }
}
