//! What a bot-worker can be told.

mod media;
mod pacing;

use std::time::Duration;

use advisor::LlmServerSettings;
use fleet::SecretSettings;
use serde::{Deserialize, Serialize};
use service_runtime::{
    HttpSettings, LifecycleSettings, Problems, TelemetrySettings, config::duration,
};
use storage::mailbox::Patience;

pub use media::MediaSettings;
pub use pacing::{PacingSettings, Profile};

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
    /// What the bot is.
    pub bot: BotSettings,
    /// How tenants' language models are asked.
    pub llm: LlmServerSettings,
    /// How messages are read by them.
    pub readings: ReadingSettings,
    /// How messages are taken in.
    pub intake: IntakeSettings,
    /// How turns are taken.
    pub turns: TurnSettings,
    /// How replies are sent.
    pub delivery: DeliverySettings,
    /// How fast the bot is.
    pub pacing: PacingSettings,
    /// How files of messages are fetched.
    pub media: MediaSettings,
    /// Logs and traces.
    pub telemetry: TelemetrySettings,
    /// How it stops.
    pub lifecycle: LifecycleSettings,
}

/// `[bot]`.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct BotSettings {
    /// The conversation that it leads.
    pub flow: bot::Flow,
}

/// `[readings]`.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct ReadingSettings {
    /// How often to look for messages.
    #[serde(with = "duration")]
    pub poll: Duration,
    /// How many messages this worker has read at the same time.
    pub at_once: usize,
    /// How many of one tenant all workers have read at the same time.
    pub per_tenant: i32,
    /// How long what was read is kept.
    #[serde(with = "duration")]
    pub keep: Duration,
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
    /// How long a worker has a conversation to itself while it asks WAHA who somebody is.
    #[serde(with = "duration")]
    pub lease: Duration,
    /// How often to look for work.
    #[serde(with = "duration")]
    pub poll: Duration,
    /// The most turns in one transaction.
    pub batch: i32,
    /// The most of one tenant among them.
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
    /// How many replies one worker sends for one tenant at a time.
    pub per_tenant: i32,
    /// How long WAHA may still be at an attempt whose end nobody saw.
    #[serde(with = "duration")]
    pub in_doubt: Duration,
    /// How old a reply may get before it is no answer any more.
    #[serde(with = "duration")]
    pub expires: Duration,
    /// How long a person silences the bot.
    #[serde(with = "duration")]
    pub takeover: Duration,
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
        self.llm.validate(problems);
        let readings = &self.readings;
        problems.check(
            "readings.poll",
            !readings.poll.is_zero(),
            "must be longer than 0",
        );
        let at_once = (1..=1000).contains(&readings.at_once);
        problems.check("readings.at_once", at_once, "must be from 1 to 1000");
        let keep = readings.keep >= Duration::from_hours(1);
        problems.check("readings.keep", keep, "must be at least 1h");
        let few = |number| (1..=1000).contains(&number);
        let expires = self.delivery.expires >= Duration::from_mins(1);
        problems.check("delivery.expires", expires, "must be at least 1m");
        problems.check(
            "turns.batch",
            few(self.turns.batch),
            "must be from 1 to 1000",
        );
        for (key, per_tenant) in [
            ("turns.per_tenant", self.turns.per_tenant),
            ("readings.per_tenant", self.readings.per_tenant),
            ("delivery.per_tenant", self.delivery.per_tenant),
        ] {
            problems.check(key, few(per_tenant), "must be from 1 to 1000");
        }
        let shortest = Duration::from_secs(1);
        for (section, lease, poll) in [
            ("turns", self.turns.lease, self.turns.poll),
            ("delivery", self.delivery.lease, self.delivery.poll),
        ] {
            let key = |name: &str| format!("{section}.{name}");
            problems.check(&key("lease"), lease >= shortest, "must be at least 1s");
            problems.check(&key("poll"), !poll.is_zero(), "must be longer than 0");
        }
        self.pacing.validate(problems);
        self.media.validate(problems);
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
pub(crate) mod tests {
    use service_runtime::config;

    use super::*;

    pub(crate) fn settings(
        changes: &[(&str, &str)],
    ) -> Result<Settings, service_runtime::SettingsError> {
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
            ("PEYK__MEDIA__STORE", "s3://bucket/media"),
            ("PEYK__MEDIA__LARGEST_MIB", "0"),
        ])
        .expect_err("many problems")
        .to_string();
        for key in [
            "nats.url",
            "secrets.master_key",
            "intake.batch",
            "intake.stale_after",
            "pacing.profile",
            "pacing.debounce",
            "media.store",
            "media.largest_mib",
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

    #[test]
    fn the_defaults_explain_each_setting_as_its_type_has_it() {
        let explained = config::of_comments::<Settings>().expect("explained");
        let mut typed = config::of_types::<Settings>().expect("readable");
        // The type is shared with session-manager; here the setting is refused, since it is not in the defaults.
        typed.retain(|setting| setting.key != "database.owner_url");
        assert_eq!(typed, explained);
    }
}
