//! Where Postgres is.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use service_runtime::config::{Problems, Secret, SecretUrl, duration};

/// The section `[database]` of every service that uses Postgres.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Settings {
    /// `postgres://user:password@host:5432/database`; the user is a member of `peyk_service` and owns
    /// nothing.
    pub url: SecretUrl,
    /// The owner's URL, for `session-manager migrate` alone; empty elsewhere.
    #[serde(default)]
    pub owner_url: Secret,
    /// The most connections that this process holds.
    pub max_connections: u32,
    /// How long a statement waits for a free connection.
    #[serde(with = "duration")]
    pub acquire_timeout: Duration,
    /// How long Postgres works on one statement.
    #[serde(with = "duration")]
    pub statement_timeout: Duration,
}

impl Settings {
    /// Reports what cannot work.
    pub fn validate(&self, problems: &mut Problems) {
        problems.required("database.url", &self.url);
        let known = matches!(self.url.expose().scheme(), "postgres" | "postgresql");
        let message = "must begin with postgres://";
        problems.check("database.url", self.url.is_empty() || known, message);
        problems.check(
            "database.max_connections",
            self.max_connections >= 2,
            "must be at least 2",
        );
        let waits = !self.acquire_timeout.is_zero();
        problems.check(
            "database.acquire_timeout",
            waits,
            "must be longer than nothing",
        );
    }
}
