//! What the simulator can be told.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use service_runtime::config::{
    self, HttpSettings, LifecycleSettings, Problems, Secret, TelemetrySettings, duration,
};

use crate::Engine;

/// The settings; `config.default.toml` explains each.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "`config.default.toml` documents every key")]
pub struct Settings {
    pub http: HttpSettings,
    pub telemetry: TelemetrySettings,
    pub lifecycle: LifecycleSettings,
    pub waha: WahaSettings,
    pub clock: ClockSettings,
    pub network: NetworkSettings,
    pub limits: LimitSettings,
}

/// `[waha]`: which WAHA is pretended.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "`config.default.toml` documents every key")]
pub struct WahaSettings {
    pub api_key: Secret,
    pub version: String,
    pub engine: Engine,
    pub start_omitted_means_start: bool,
    pub worker_id: String,
    pub base_url: String,
}

/// `[clock]`: how fast simulated time runs.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "`config.default.toml` documents every key")]
pub struct ClockSettings {
    pub scale: f64,
}

/// `[network]`: how long things take on the pretended network, in simulated time.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "`config.default.toml` documents every key")]
pub struct NetworkSettings {
    #[serde(with = "duration")]
    pub starting: Duration,
    #[serde(with = "duration")]
    pub scan_to_working: Duration,
    #[serde(with = "duration")]
    pub reconnect: Duration,
    #[serde(with = "duration")]
    pub working_event_lag: Duration,
    #[serde(with = "duration")]
    pub server_ack: Duration,
    #[serde(with = "duration")]
    pub device_ack: Duration,
    #[serde(with = "duration")]
    pub read_ack: Duration,
    #[serde(with = "duration")]
    pub media_lifetime: Duration,
    pub journal: PathBuf,
}

/// `[limits]`: how much is remembered.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "`config.default.toml` documents every key")]
pub struct LimitSettings {
    pub chats_per_account: usize,
    pub messages_per_chat: usize,
    pub media_files: usize,
    pub webhook_log: usize,
    pub webhooks_pending: usize,
    pub webhooks_in_flight: usize,
}

impl config::Settings for Settings {
    const DEFAULTS: &'static str = include_str!("config.default.toml");

    fn validate(&self, problems: &mut Problems) {
        problems.required("waha.api_key", &self.waha.api_key);
        problems.check(
            "waha.version",
            !self.waha.version.is_empty()
                && self.waha.version.bytes().all(|b| b.is_ascii_graphic()),
            "expected a version such as 2026.8.2",
        );
        let base_url = &self.waha.base_url;
        let is_http = |url: url::Url| matches!(url.scheme(), "http" | "https") && url.has_host();
        problems.check(
            "waha.base_url",
            base_url.is_empty() || base_url.parse().is_ok_and(is_http),
            "expected a URL such as http://localhost:3000, or nothing",
        );
        problems.check(
            "clock.scale",
            (0.001..=100_000.0).contains(&self.clock.scale),
            "expected a number from 0.001 to 100000",
        );
        let limits = [
            ("limits.chats_per_account", self.limits.chats_per_account),
            ("limits.messages_per_chat", self.limits.messages_per_chat),
            ("limits.media_files", self.limits.media_files),
            ("limits.webhook_log", self.limits.webhook_log),
            ("limits.webhooks_pending", self.limits.webhooks_pending),
            ("limits.webhooks_in_flight", self.limits.webhooks_in_flight),
        ];
        for (key, limit) in limits {
            problems.check(
                key,
                (1..=10_000_000).contains(&limit),
                "expected 1 to 10000000",
            );
        }
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

    #[test]
    fn the_defaults_explain_each_setting_as_its_type_has_it() {
        let explained = config::of_comments::<Settings>().expect("explained");
        assert_eq!(config::of_types::<Settings>().expect("readable"), explained);
    }
}
