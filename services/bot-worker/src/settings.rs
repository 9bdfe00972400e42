//! What a bot-worker can be told.

use std::time::Duration;

use fleet::SecretSettings;
use serde::{Deserialize, Serialize};
use service_runtime::{
    HttpSettings, LifecycleSettings, Problems, TelemetrySettings, config::duration,
};
use storage::mailbox::Patience;

/// All settings of a bot-worker.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Settings {
    /// Where it listens.
    pub http: HttpSettings,
    /// Where NATS is.
    pub nats: bus::Settings,
    /// Where Postgres is.
    pub database: storage::Settings,
    /// How long to wait for a WAHA. Where they are is in Postgres.
    pub waha: waha::Timeouts,
    /// What secrets are sealed with.
    pub secrets: SecretSettings,
    /// How messages are taken in.
    pub intake: IntakeSettings,
    /// How turns are taken.
    pub turns: TurnSettings,
    /// How replies are sent.
    pub delivery: DeliverySettings,
    /// How fast the bot is.
    pub pacing: PacingSettings,
    /// Logs and traces.
    pub telemetry: TelemetrySettings,
    /// How it stops.
    pub lifecycle: LifecycleSettings,
}

/// `[intake]`.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct IntakeSettings {
    /// The most messages in one transaction.
    pub batch: usize,
    /// After how many deliveries a message that cannot be stored is given up.
    pub max_deliveries: u64,
    /// How old a customer's message may be when it reaches us and still be answered.
    #[serde(with = "duration")]
    pub stale_after: Duration,
}

/// `[turns]`.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct TurnSettings {
    /// How long a worker has a conversation to itself.
    #[serde(with = "duration")]
    pub lease: Duration,
    /// How often to look for work.
    #[serde(with = "duration")]
    pub poll: Duration,
    /// Of how many tenants conversations are claimed at once.
    pub tenants: i32,
    /// How many of each.
    pub per_tenant: i32,
}

/// `[delivery]`.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct DeliverySettings {
    /// How long a worker has a reply to itself.
    #[serde(with = "duration")]
    pub lease: Duration,
    /// How often to look for work.
    #[serde(with = "duration")]
    pub poll: Duration,
    /// Of how many tenants replies are claimed at once.
    pub tenants: i32,
    /// How many of each.
    pub per_tenant: i32,
    /// How old a reply may get before it is no answer any more.
    #[serde(with = "duration")]
    pub expires: Duration,
    /// How long a person silences the bot.
    #[serde(with = "duration")]
    pub takeover: Duration,
}

/// `[pacing]`.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct PacingSettings {
    /// As a person, or at once.
    pub profile: Profile,
    /// After the customer's last message.
    #[serde(with = "duration")]
    pub debounce: Duration,
    /// After his first unanswered one.
    #[serde(with = "duration")]
    pub debounce_ceiling: Duration,
    /// How long one character takes.
    #[serde(with = "duration")]
    pub typing_per_character: Duration,
    /// The shortest time that the bot types.
    #[serde(with = "duration")]
    pub typing_shortest: Duration,
    /// The longest.
    #[serde(with = "duration")]
    pub typing_longest: Duration,
}

/// How fast the bot is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// As a person.
    Human,
    /// At once; the other settings of `[pacing]` do not count.
    Fast,
}

impl PacingSettings {
    /// A moment in which messages that were sent together arrive.
    const FAST_DEBOUNCE: Duration = Duration::from_millis(50);

    /// How long the bot waits after a customer's last message, and after his first.
    fn debounce(&self) -> (Duration, Duration) {
        match self.profile {
            Profile::Human => (self.debounce, self.debounce_ceiling),
            Profile::Fast => (Self::FAST_DEBOUNCE, Self::FAST_DEBOUNCE * 10),
        }
    }

    /// How long a person would type the text; `None`: the bot does not pretend to.
    pub(crate) fn typing(&self, text: &str) -> Option<Duration> {
        if self.profile == Profile::Fast {
            return None;
        }
        let characters = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        let typing = self.typing_per_character.saturating_mul(characters);
        Some(typing.clamp(self.typing_shortest, self.typing_longest))
    }
}

impl Settings {
    /// How long the bot waits for a customer to finish, and what it is silent about.
    pub(crate) fn patience(&self) -> Patience {
        let (debounce, debounce_ceiling) = self.pacing.debounce();
        Patience {
            debounce,
            debounce_ceiling,
            takeover: self.delivery.takeover,
            stale_after: self.intake.stale_after,
        }
    }
}

impl service_runtime::Settings for Settings {
    const DEFAULTS: &'static str = include_str!("config.default.toml");

    fn validate(&self, problems: &mut Problems) {
        self.nats.validate(problems);
        self.database.validate(problems);
        self.waha.validate(problems);
        self.secrets.validate(problems);
        let batch = (1..=1000).contains(&self.intake.batch);
        problems.check("intake.batch", batch, "must be from 1 to 1000");
        let deliveries = self.intake.max_deliveries >= 1;
        problems.check("intake.max_deliveries", deliveries, "must be at least 1");
        let stale_after = self.intake.stale_after >= Duration::from_mins(1);
        problems.check("intake.stale_after", stale_after, "must be at least 1m");
        let few = |number| (1..=1000).contains(&number);
        let expires = self.delivery.expires >= Duration::from_mins(1);
        problems.check("delivery.expires", expires, "must be at least 1m");
        let shortest = Duration::from_secs(1);
        for (section, lease, poll, tenants, per_tenant) in [
            (
                "turns",
                self.turns.lease,
                self.turns.poll,
                self.turns.tenants,
                self.turns.per_tenant,
            ),
            (
                "delivery",
                self.delivery.lease,
                self.delivery.poll,
                self.delivery.tenants,
                self.delivery.per_tenant,
            ),
        ] {
            let key = |name: &str| format!("{section}.{name}");
            problems.check(&key("lease"), lease >= shortest, "must be at least 1s");
            problems.check(&key("poll"), !poll.is_zero(), "must be longer than 0");
            problems.check(&key("tenants"), few(tenants), "must be from 1 to 1000");
            problems.check(
                &key("per_tenant"),
                few(per_tenant),
                "must be from 1 to 1000",
            );
        }
        let pacing = &self.pacing;
        problems.check(
            "pacing.debounce_ceiling",
            pacing.debounce_ceiling >= pacing.debounce,
            "must not be shorter than pacing.debounce",
        );
        problems.check(
            "pacing.typing_longest",
            pacing.typing_longest >= pacing.typing_shortest,
            "must not be shorter than pacing.typing_shortest",
        );
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

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(changes: &[(&str, &str)]) -> Result<Settings, service_runtime::SettingsError> {
        let needed = [
            ("PEYK__NATS__URL", "nats://peyk:secret@127.0.0.1:4222"),
            (
                "PEYK__DATABASE__URL",
                "postgres://peyk:secret@127.0.0.1/peyk",
            ),
            (
                "PEYK__SECRETS__MASTER_KEY",
                "a master key that is long enough, for tests",
            ),
        ];
        let all = needed
            .iter()
            .chain(changes)
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        service_runtime::config::load(None, all)
    }

    #[test]
    fn every_problem_is_reported_at_once_and_no_secret() {
        let error = settings(&[
            ("PEYK__NATS__URL", "http://peyk:secret@127.0.0.1"),
            ("PEYK__SECRETS__MASTER_KEY", "hunter2"),
            ("PEYK__INTAKE__BATCH", "0"),
            ("PEYK__INTAKE__STALE_AFTER", "1s"),
            ("PEYK__PACING__PROFILE", "hasty"),
            ("PEYK__PACING__DEBOUNCE", "1h"),
        ])
        .expect_err("four problems")
        .to_string();
        for key in [
            "nats.url",
            "secrets.master_key",
            "intake.batch",
            "intake.stale_after",
            "pacing.profile",
            "pacing.debounce",
        ] {
            assert!(error.contains(key), "{key} is missing in: {error}");
        }
        assert!(
            !error.contains("hunter2") && !error.contains("peyk:secret"),
            "{error}"
        );
    }

    #[test]
    fn the_bot_types_as_long_as_a_person_would() {
        let settings = settings(&[]).expect("valid");
        let typing = |text: &str| settings.pacing.typing(text).expect("human");
        assert_eq!(typing("Hi"), Duration::from_secs(1));
        assert_eq!(typing(&"x".repeat(100)), Duration::from_secs(5));
        assert_eq!(typing(&"x".repeat(5000)), Duration::from_secs(12));
    }
}
