//! What webhook-ingress can be told.

use std::time::Duration;

use domain::{SessionName, webhook_key::MasterSecret};
use serde::{Deserialize, Serialize};
use service_runtime::{
    HttpSettings, LifecycleSettings, Problems, Secret, TelemetrySettings, config::duration,
};

/// The settings of webhook-ingress; `config.default.toml` explains each.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where it listens.
    pub http: HttpSettings,
    /// Where NATS is.
    pub nats: bus::Settings,
    /// What it takes, from whom.
    pub webhook: WebhookSettings,
    /// What it logs and traces.
    pub telemetry: TelemetrySettings,
    /// How it stops.
    pub lifecycle: LifecycleSettings,
}

/// The section `[webhook]`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookSettings {
    /// What the webhook keys are derived from.
    pub master_secret: Secret,
    /// Earlier ones, still accepted.
    pub previous_master_secrets: Vec<Secret>,
    /// The largest body, in bytes.
    pub max_body_bytes: usize,
    /// How many webhooks are worked on at once.
    pub max_in_flight: usize,
    /// How many bytes the bodies of these may have in all.
    pub max_in_flight_bytes: usize,
    /// How many webhooks are stored together at most; 1 stores each by itself.
    pub batch_messages: usize,
    /// How many batches are being stored at once.
    pub batches_in_flight: usize,
    /// Events that one tenant may bring at once before it is flooded.
    pub tenant_burst: u32,
    /// Events that one tenant may bring in a second.
    pub tenant_per_second: u32,
    /// How long a webhook waits for its turn, and again for JetStream's acknowledgement.
    #[serde(with = "duration")]
    pub publish_deadline: Duration,
    /// How long session-manager may take to say whose lead a customer is.
    #[serde(with = "duration")]
    pub lookup_deadline: Duration,
    /// What a 503 asks WAHA to wait.
    #[serde(with = "duration")]
    pub retry_after: Duration,
    /// Sessions that need no signature, and are shared where no tenant has registered them.
    pub unsigned_sessions: Vec<SessionName>,
}

impl service_runtime::Settings for Settings {
    const DEFAULTS: &'static str = include_str!("config.default.toml");

    fn validate(&self, problems: &mut Problems) {
        problems.required("nats.url", &self.nats.url);
        if !self.nats.url.is_empty() {
            self.nats.validate(problems);
        }
        self.webhook.validate(problems);
    }

    fn http(&self) -> &HttpSettings {
        &self.http
    }

    fn telemetry(&self) -> &TelemetrySettings {
        &self.telemetry
    }

    fn lifecycle(&self) -> &LifecycleSettings {
        &self.lifecycle
    }
}

impl WebhookSettings {
    /// A single event of WAHA fits into this; a limit below would refuse honest webhooks.
    const LEAST_BODY: usize = 64 * 1024;
    /// More could not be published: NATS takes no message above 64 MiB.
    const MOST_BODY: usize = 60 * 1024 * 1024;

    fn validate(&self, problems: &mut Problems) {
        let key = "webhook.master_secret";
        if self.master_secret.is_empty() {
            problems.required(key, &self.master_secret);
        } else if let Err(error) = MasterSecret::new(self.master_secret.expose()) {
            problems.add(key, error.to_string());
        }
        for previous in &self.previous_master_secrets {
            if let Err(error) = MasterSecret::new(previous.expose()) {
                problems.add("webhook.previous_master_secrets", error.to_string());
            }
        }
        problems.check(
            "webhook.max_body_bytes",
            (Self::LEAST_BODY..=Self::MOST_BODY).contains(&self.max_body_bytes),
            format!("must be from {} to {}", Self::LEAST_BODY, Self::MOST_BODY),
        );
        problems.check(
            "webhook.max_in_flight",
            (1..=100_000).contains(&self.max_in_flight),
            "must be from 1 to 100000",
        );
        problems.check(
            "webhook.max_in_flight_bytes",
            (self.max_body_bytes..=usize::MAX >> 4).contains(&self.max_in_flight_bytes),
            "must be at least webhook.max_body_bytes",
        );
        problems.check(
            "webhook.batch_messages",
            (1..=1000).contains(&self.batch_messages),
            "must be from 1 to 1000",
        );
        problems.check(
            "webhook.batches_in_flight",
            (1..=32).contains(&self.batches_in_flight),
            "must be from 1 to 32",
        );
        for (key, share) in [
            ("webhook.tenant_burst", self.tenant_burst),
            ("webhook.tenant_per_second", self.tenant_per_second),
        ] {
            problems.check(key, share > 0, "must be at least 1");
        }
        for (key, deadline) in [
            ("webhook.publish_deadline", self.publish_deadline),
            ("webhook.lookup_deadline", self.lookup_deadline),
        ] {
            problems.check(key, !deadline.is_zero(), "must be longer than 0");
        }
        problems.check(
            "webhook.retry_after",
            self.retry_after >= Duration::from_secs(1),
            "must be at least 1s",
        );
    }
}

#[cfg(test)]
mod tests {
    use service_runtime::config::{self, load};

    use super::*;

    fn keys_of_problems(env: &[(&str, &str)]) -> Vec<String> {
        let env = env
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        match load::<Settings>(None, env) {
            Ok(_) => Vec::new(),
            Err(error) => error
                .problems
                .into_iter()
                .map(|problem| problem.key)
                .collect(),
        }
    }

    #[test]
    fn the_defaults_lack_what_only_the_operator_knows() {
        let mut missing = keys_of_problems(&[]);
        missing.sort();
        assert_eq!(missing, ["nats.url", "webhook.master_secret"]);
    }

    #[test]
    fn the_environment_completes_them() {
        let env = [
            ("PEYK__NATS__URL", "nats://peyk:word@nats:4222"),
            (
                "PEYK__WEBHOOK__MASTER_SECRET",
                "0123456789abcdef0123456789abcdef",
            ),
            (
                "PEYK__WEBHOOK__PREVIOUS_MASTER_SECRETS",
                "fedcba9876543210fedcba9876543210",
            ),
            ("PEYK__WEBHOOK__UNSIGNED_SESSIONS", "default,legacy"),
        ];
        assert_eq!(keys_of_problems(&env), [""; 0]);
        let owned = env.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let settings = load::<Settings>(None, owned).expect("complete");
        assert_eq!(settings.webhook.unsigned_sessions.len(), 2);
        assert_eq!(settings.webhook.previous_master_secrets.len(), 1);
        let printed = format!(
            "{settings:?}{}",
            serde_json::to_string(&settings).expect("JSON")
        );
        for secret in ["word", "0123456789abcdef", "fedcba9876543210"] {
            assert!(!printed.contains(secret), "{printed}");
        }
    }

    #[test]
    fn all_that_is_wrong_is_reported_at_once() {
        let mut wrong = keys_of_problems(&[
            ("PEYK__NATS__URL", "http://nats:4222"),
            ("PEYK__WEBHOOK__MASTER_SECRET", "too short"),
            ("PEYK__WEBHOOK__PREVIOUS_MASTER_SECRETS", "too short"),
            ("PEYK__WEBHOOK__MAX_BODY_BYTES", "1"),
            ("PEYK__WEBHOOK__MAX_IN_FLIGHT", "0"),
            ("PEYK__WEBHOOK__MAX_IN_FLIGHT_BYTES", "0"),
            ("PEYK__WEBHOOK__BATCH_MESSAGES", "1001"),
            ("PEYK__WEBHOOK__BATCHES_IN_FLIGHT", "0"),
            ("PEYK__WEBHOOK__TENANT_BURST", "0"),
            ("PEYK__WEBHOOK__TENANT_PER_SECOND", "0"),
            ("PEYK__WEBHOOK__PUBLISH_DEADLINE", "0s"),
            ("PEYK__WEBHOOK__LOOKUP_DEADLINE", "0s"),
            ("PEYK__WEBHOOK__RETRY_AFTER", "10ms"),
        ]);
        wrong.sort();
        assert_eq!(
            wrong,
            [
                "nats.url",
                "webhook.batch_messages",
                "webhook.batches_in_flight",
                "webhook.lookup_deadline",
                "webhook.master_secret",
                "webhook.max_body_bytes",
                "webhook.max_in_flight",
                "webhook.max_in_flight_bytes",
                "webhook.previous_master_secrets",
                "webhook.publish_deadline",
                "webhook.retry_after",
                "webhook.tenant_burst",
                "webhook.tenant_per_second"
            ]
        );
    }

    #[test]
    fn the_defaults_explain_each_setting_as_its_type_has_it() {
        let explained = config::of_comments::<Settings>().expect("explained");
        assert_eq!(config::of_types::<Settings>().expect("readable"), explained);
    }
}
